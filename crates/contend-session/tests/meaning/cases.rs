//! Small scenarios that once got a wrong answer, each with what is right and why. They lie in a folder `shared` beside the
//! checkout; without it this test says so and passes. Each kind has a scenario of its own in the files beside this one.

use std::path::{Path, PathBuf};

use contend_analysis::verdict::Word;
use contend_engine::design::Worlds;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::RunReport;
use contend_session::request::RunRequest;
use contend_session::{Opened, Session};

fn case(name: &str) -> Option<Opened> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    if !cases.is_dir() {
        eprintln!("skipped: there is no folder {}", cases.display());
        return None;
    }
    let root = cases.join(name);
    let mut folder = MemoryFolder::default();
    let mut open: Vec<PathBuf> = vec![root.clone()];
    while let Some(at) = open.pop() {
        for entry in std::fs::read_dir(&at).unwrap().flatten() {
            if entry.path().is_dir() {
                open.push(entry.path());
                continue;
            }
            let path = entry.path();
            let inside = path.strip_prefix(&root).unwrap().to_str().unwrap();
            let bytes = std::fs::read(&path).unwrap();
            folder.files.insert(inside.to_owned(), bytes);
        }
    }
    Some(Session::open(&folder))
}

/// Its outcomes in some worlds, by name.
fn outcomes(opened: &Opened, worlds: u64) -> impl Fn(&str) -> Vec<f64> + use<> {
    let scenario = opened.session.as_ref().unwrap().scenario().clone();
    let drawn = Worlds::new(&scenario, Default::default(), worlds, 1).unwrap();
    let request = contend_engine::Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Default::default()
    };
    let batch = contend_engine::compile(&scenario, ProfileId(0), &request)
        .unwrap()
        .run(&drawn, 0..worlds);
    move |name| {
        let at = scenario.outcomes.iter().position(|o| o.id == name).unwrap();
        batch.outcomes[at].clone()
    }
}

fn run(opened: &Opened, worlds: u64) -> RunReport {
    let request = RunRequest {
        worlds: Some(worlds),
        ..RunRequest::default()
    };
    let session = opened.session.as_ref().unwrap();
    session.run(&request, &Sequential, &Silent).unwrap()
}

fn ids(opened: &Opened) -> Vec<String> {
    let all = opened.findings.iter();
    all.filter(|f| !f.id.starts_with("claim-"))
        .map(|f| f.id.to_string())
        .collect()
}

fn near(found: f64, right: f64) {
    assert!((found - right).abs() < 1e-9, "{found}, not {right}");
}

#[test]
fn dates_and_windows() {
    let (Some(dates), Some(windows)) = (case("at-dates"), case("windows")) else {
        return;
    };
    let of = outcomes(&dates, 1);
    near(of("d0101")[0], 5.0);
    near(of("d0701")[0], 5.5);
    near(of("w")[0], 0.5);
    near(of("w2")[0], 19.0 / 12.0);
    let of = outcomes(&windows, 1);
    near(of("mean_t")[0], 4.5);
    near(of("total_t")[0], 45.0);
    near(of("mean_t2")[0], of("total_t2")[0] / 10.0);
    near(of("share")[0], 0.5);
    near(of("at_between")[0], 5.5);
}

#[test]
fn what_flows_rates_and_limits() {
    let (Some(clamp), Some(hazard)) = (case("clamp-conserves"), case("hazard")) else {
        return;
    };
    let of = outcomes(&clamp, 1);
    near(of("all")[0], 35.0);
    near(of("gab")[0], of("fb")[0]);
    near(of("fb")[0] / of("fc")[0], 1.5);
    // Poisson(40): more than 30 with probability 0.938, within four standard errors over 4,000 worlds.
    let many = outcomes(&hazard, 4000)("attacks");
    let share = many.iter().filter(|x| **x > 30.0).count() as f64 / 4000.0;
    assert!((share - 0.938).abs() < 0.016, "{share}");
}

/// p is uniform between s and 1, so that s + p has the mean 1/2 + 3/4.
#[test]
fn what_orders_of_parameters_mean() {
    let Some(order) = case("parameter-order") else {
        return;
    };
    let sums = outcomes(&order, 4096)("o");
    let mean = sums.iter().sum::<f64>() / 4096.0;
    assert!((mean - 1.25).abs() < 0.02, "{mean}");
}

#[test]
fn what_no_run_may_be_believed_of_is_said_before() {
    let told = [
        ("rule-out-of-range", "bad-setting"),
        ("schedule", "bad-setting"), // its `boats = 12` lies outside of 0 to 10
        ("same-on-both-sides", "says-nothing"),
        ("delay3-short", "step-too-long"),
        ("noise", "noise-by-step"),
    ];
    for (name, id) in told {
        let Some(opened) = case(name) else { return };
        assert!(
            ids(&opened).contains(&id.to_owned()),
            "{name}: {:?}",
            opened.findings
        );
    }
    let Some(same) = case("same-on-both-sides") else {
        return;
    };
    let report = run(&same, 200);
    for id in ["same", "same2"] {
        let claim = report.claims.iter().find(|c| c.id == id).unwrap();
        assert_eq!(claim.verdict.word, Word::SaysNothing);
    }
}

#[test]
fn worlds_without_a_value_take_nothing_else_with_them() {
    let (Some(spills), Some(lookup)) = (case("fault-spills-over"), case("lookup-error-var")) else {
        return;
    };
    let report = run(&spills, 10_000);
    let share = |id: &str| {
        let claim = report.claims.iter().find(|c| c.id == id).unwrap();
        claim.verdict.share.unwrap().share
    };
    assert!((share("independent") - 0.1).abs() < 0.001);
    assert!((share("parameter-only") - 0.1).abs() < 0.001);
    // 805 of 1,000 worlds leave the table: nothing can be said.
    let report = run(&lookup, 1000);
    assert_eq!(report.claims[0].verdict.word, Word::NoVerdict);
}

#[test]
fn arrays_of_exponents_give_roots() {
    let (Some(few), Some(many)) = (case("elasticity-by-sector"), case("segfault")) else {
        return;
    };
    let report = run(&few, 1000);
    // Six roots of at least 50 are 42, of 100 are 60: above 50 where the budget is above 69.4, in 80.6 of 100 worlds.
    let share = report.claims[0].verdict.share.unwrap().share;
    assert!((share - 0.806).abs() < 0.002, "{share}");
    let of = outcomes(&many, 3);
    // The mean of roots is below the root of the mean; here by little.
    for (y, z) in of("y_mean").iter().zip(of("z_mean")) {
        let roots = 90_000.0 * z.sqrt();
        assert!(*y < roots && *y > 0.99 * roots, "{y}, {roots}");
    }
}
