//! Published results that the scenarios of the repository must reproduce.
//!
//! The expected values lie in a folder `shared` beside the checkout; without it these tests say so and pass.

#![allow(clippy::print_stderr)] // a test that cannot run says so

use std::path::{Path, PathBuf};

use contend_engine::design::{Design, Worlds};
use contend_engine::{Draws, Request, Watch, compile};
use contend_model::clock::Method;
use contend_model::expression::{Axis, Expression, MemoryOp, ReduceOp, Term};
use contend_model::id::{OutcomeId, QuantityId};
use contend_model::model::{Quantity, QuantityKind, Scenario};
use contend_model::place::{Folder, FolderError};

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the shared reference material; `None`, with a word, where there is none.
fn reference(path: &str) -> Option<String> {
    let file = root().join("../shared/reference").join(path);
    let text = std::fs::read_to_string(&file).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not beside the checkout", file.display());
    }
    text
}

fn scenario(name: &str) -> Scenario {
    let reading = contend_scenario::read(&Disk(root().join("scenarios").join(name)));
    reading
        .scenario
        .unwrap_or_else(|| panic!("{name}: {:#?}", reading.findings))
}

/// Every parameter at its central value.
fn central(mut scenario: Scenario) -> Scenario {
    for quantity in &mut scenario.quantities {
        if let QuantityKind::Parameter(p) = &mut quantity.kind {
            p.inputs.iter_mut().for_each(|i| *i = None);
        }
    }
    scenario
}

fn id(scenario: &Scenario, name: &str) -> QuantityId {
    let place = scenario.quantities.iter().position(|q| q.name == name);
    QuantityId(place.unwrap_or_else(|| panic!("nothing is called {name}")) as u32)
}

struct Nothing;

impl Draws for Nothing {
    fn seed(&self) -> u64 {
        1
    }

    fn value(&self, _: u64, _: contend_model::id::InputId) -> f64 {
        f64::NAN
    }
}

/// Adds a variable that integrates a sum from the start, and gives its place.
fn integral(scenario: &mut Scenario, of: QuantityId) -> QuantityId {
    let quantity = scenario.quantity(of).clone();
    let axes = quantity
        .over
        .iter()
        .map(|d| Axis::Along {
            dimension: *d,
            offset: 0,
        })
        .collect();
    let part = |term, over: &[_]| Expression {
        term,
        over: over.to_vec(),
        unit: quantity.unit.clone(),
        span: quantity.span,
    };
    let read = part(Term::Read { quantity: of, axes }, &quantity.over);
    let sum = part(
        Term::Reduce {
            op: ReduceOp::Sum,
            body: Box::new(read),
            along: quantity.over.clone(),
            by: Vec::new(),
            filter: None,
        },
        &[],
    );
    let site = scenario.memory_sites;
    scenario.memory_sites += 1;
    let equation = part(
        Term::Memory {
            op: MemoryOp::Cumulative,
            site,
            arguments: vec![sum],
        },
        &[],
    );
    let name = format!("all_{}", quantity.name);
    scenario.quantities.push(Quantity {
        name,
        over: Vec::new(),
        kind: QuantityKind::Variable { equation },
        ..quantity
    });
    QuantityId(scenario.quantities.len() as u32 - 1)
}

fn cartel_recruitment(file: &str, method: Method, tolerance: f64) {
    let Some(text) = reference(&format!("cartel-recruitment/{file}")) else {
        return;
    };
    let mut model = central(scenario("cartel-recruitment"));
    model.clock.method = method;
    let flows = ["recruited", "incapacitated", "killed", "saturated"].map(|name| id(&model, name));
    let integrals = flows.map(|flow| integral(&mut model, flow));
    let mut columns = vec![id(&model, "members")];
    columns.extend(flows);
    columns.extend(integrals);
    let request = Request {
        watches: columns
            .iter()
            .map(|q| Watch {
                quantity: *q,
                element: None,
            })
            .collect(),
        ..Request::default()
    };
    let part = compile(&model, model.baseline, &request)
        .expect("compiles")
        .run(&Nothing, 0..1);
    assert!(part.faults.is_empty(), "{:?}", part.faults);
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<f64> = line
            .split(',')
            .map(|c| c.parse().expect("a number"))
            .collect();
        let week = cells[0] as usize;
        for (column, expected) in cells[2..].iter().enumerate() {
            let ours = part.watches[column][week];
            // The file has eight decimals (six for sums), which is coarser than the tolerance for small numbers.
            let slack = tolerance * expected.abs() + if column > 4 { 1e-6 } else { 1e-8 };
            assert!(
                (ours - expected).abs() <= slack,
                "week {week}, column {}: {ours} instead of {expected}",
                column + 2
            );
        }
        rows += 1;
    }
    assert_eq!(rows, 521);
}

#[test]
fn cartel_recruitment_by_weekly_euler() {
    cartel_recruitment("reference_trajectory_euler_weekly.csv", Method::Euler, 1e-9);
}

#[test]
fn cartel_recruitment_in_continuous_time() {
    cartel_recruitment("reference_trajectory.csv", Method::Rk4, 1e-6);
}

/// The lake with constant inflow, as far as its levers go: the recurrence, the threshold, reliability and utility.
#[test]
fn shallow_lake_with_constant_inflow() {
    let Some(text) = reference("uncertainty-analysis/lake.json") else {
        return;
    };
    let cases = json_cases(&text);
    assert_eq!(cases.len(), 4);
    for case in cases {
        let mut model = central(scenario("lake"));
        for (name, key) in [
            ("loss_rate", "b"),
            ("steepness", "q"),
            ("inflow_mean", "inflow_constant"),
            ("discount_factor", "delta"),
            ("gain", "alpha"),
        ] {
            set(&mut model, name, case(key));
        }
        set(&mut model, "inflow_sd", 0.0);
        fix_release(&mut model, case("release_constant"));
        let outcomes: Vec<OutcomeId> = (0..model.outcomes.len() as u32).map(OutcomeId).collect();
        let phosphorus = Watch {
            quantity: id(&model, "phosphorus"),
            element: None,
        };
        let request = Request {
            outcomes,
            watches: vec![phosphorus],
            ..Request::default()
        };
        let part = compile(&model, model.baseline, &request)
            .expect("compiles")
            .run(&Nothing, 0..1);
        assert!(part.faults.is_empty(), "{:?}", part.faults);
        let outcome = |name: &str| {
            let place = model.outcomes.iter().position(|o| o.id == name);
            part.outcomes[place.unwrap_or_else(|| panic!("no outcome {name}"))][0]
        };
        let close = |ours: f64, expected: f64, what: &str| {
            assert!(
                (ours - expected).abs() <= 1e-10 * expected.abs().max(1.0),
                "{what}: {ours} instead of {expected}"
            );
        };
        close(
            outcome("critical_phosphorus"),
            case("critical_P"),
            "threshold",
        );
        close(outcome("reliability"), case("reliability"), "reliability");
        close(outcome("objective_town"), case("utility"), "utility");
        for year in [1, 2, 5, 10, 20, 50, 99] {
            close(part.watches[0][year], case(&year.to_string()), "phosphorus");
        }
    }
}

/// With random inflow reliability and the greatest mean state lie within four standard errors of the reference.
#[test]
fn shallow_lake_with_random_inflow() {
    let Some(text) = reference("uncertainty-analysis/lake.json") else {
        return;
    };
    for (release, reliability, error, greatest) in stochastic_cases(&text) {
        let mut model = central(scenario("lake"));
        for (name, value) in [
            ("loss_rate", 0.42),
            ("steepness", 2.0),
            ("inflow_mean", 0.02),
            ("inflow_sd", 0.001),
        ] {
            set(&mut model, name, value);
        }
        fix_release(&mut model, release);
        let place = model
            .outcomes
            .iter()
            .position(|o| o.id == "reliability")
            .expect("an outcome");
        let phosphorus = Watch {
            quantity: id(&model, "phosphorus"),
            element: None,
        };
        let request = Request {
            outcomes: vec![OutcomeId(place as u32)],
            watches: vec![phosphorus],
            ..Request::default()
        };
        let runs = 4_000;
        let worlds = Worlds::new(&model, Design::MonteCarlo, runs, 1).expect("worlds");
        let part = compile(&model, model.baseline, &request)
            .expect("compiles")
            .run(&worlds, 0..runs);
        let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / runs as f64;
        let ours = mean(&mut part.outcomes[0].iter().copied());
        // The reference's error is that of 500,000 draws.
        let bound = 4.0 * error * (500_000.0 / runs as f64 + 1.0).sqrt() + 1e-12;
        assert!(
            (ours - reliability).abs() <= bound,
            "reliability {ours} instead of {reliability} ± {bound}"
        );
        let points = model.clock.steps as usize + 1;
        let means = (0..100)
            .map(|t| mean(&mut (0..runs as usize).map(|w| part.watches[0][w * points + t])));
        let ours = means.fold(0.0, f64::max);
        // Four standard errors of a mean of 4,000 runs, whose standard deviation the reference implies.
        assert!(
            (ours - greatest).abs() <= 6e-4 * greatest,
            "greatest mean {ours} instead of {greatest}"
        );
    }
}

fn set(model: &mut Scenario, name: &str, value: f64) {
    let place = id(model, name);
    match &mut model.quantities[place.index()].kind {
        QuantityKind::Parameter(p) => p.values.fill(value),
        _ => panic!("{name} is not a parameter"),
    }
}

/// The release as a constant under the baseline.
fn fix_release(model: &mut Scenario, value: f64) {
    let lever = id(model, "release");
    for strategy in &mut model.strategies {
        for (set, e) in &mut strategy.settings {
            if *set == lever {
                e.term = Term::Number(value);
                e.over.clear();
            }
        }
    }
}

type Case = Box<dyn Fn(&str) -> f64>;

/// The numbers of each deterministic case, by name.
fn json_cases(text: &str) -> Vec<Case> {
    let part = &text[text.find("\"deterministic\"").expect("cases")
        ..text.find("\"stochastic\"").expect("cases")];
    part.split("\"b\":")
        .skip(1)
        .map(|case| {
            let case = format!("\"b\":{case}");
            Box::new(move |name: &str| number(&case, name)) as Case
        })
        .collect()
}

fn stochastic_cases(text: &str) -> Vec<(f64, f64, f64, f64)> {
    let part = &text[text.find("\"stochastic\"").expect("cases")..];
    part.split("\"b\":")
        .skip(1)
        .map(|case| {
            let of = |name| number(case, name);
            (
                of("release_constant"),
                of("reliability"),
                of("reliability_se"),
                of("max_of_mean_P"),
            )
        })
        .collect()
}

/// The number behind `"name":`.
fn number(text: &str, name: &str) -> f64 {
    let at = text
        .find(&format!("\"{name}\":"))
        .unwrap_or_else(|| panic!("no {name}"));
    let rest = text[at..].split_once(':').expect("a colon").1.trim_start();
    let end = rest.find([',', '\n', '}']).unwrap_or(rest.len());
    rest[..end].trim().parse().unwrap_or(f64::NAN)
}
