//! What an outcome hangs on, against parts of variance that follow from the text by hand.

use contend_session::error::RunError;
use contend_session::executor::{Sequential, Silent};
use contend_session::indices::report::{
    About, Found, IndicesError, IndicesNote, IndicesReport, NoIndices, SharedOut,
};
use contend_session::indices::{IndicesRequest, Method};

use crate::support::open;

const HEAD: &str =
    "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n[profile]\nbase = {}\n";

fn ask(text: &str, request: IndicesRequest) -> Result<IndicesReport, RunError> {
    open(&format!("{HEAD}{text}")).indices(&request, &Sequential, &Silent)
}

fn request(method: Method, rows: u64) -> IndicesRequest {
    IndicesRequest {
        answer: "o".to_owned(),
        method,
        rows: Some(rows),
        ..IndicesRequest::default()
    }
}

/// x + 2 y + 4 x y of two uniform numbers less a half, a choice that adds 0.5 or nothing, and luck of variance 1/12.
const MIXED: &str = "[parameter]\n\
    x = { range = [-0.5, 0.5], assumption = 'x' }\n\
    y = { range = [-0.5, 0.5], assumption = 'x' }\n\
    inert = { range = [0, 1], assumption = 'x' }\n\
    mood = { options = ['good', 'bad', 'worse'], assumption = 'x' }\n\
    [variable]\nluck = 'uniform(0, 1)'\n\
    [outcome]\no = \"x + 2 * y + 4 * x * y + (if mood == bad then 0.5 else 0) + at(luck, 2020-07-01) + 0 * inert\"\n";

/// Variances: 1/12 of x, 4/12 of y, 16/144 of both together, 1/4 × 2/9 of the choice, 1/12 of luck.
#[test]
fn parts_of_variance_luck_and_options_among_them() {
    let report = ask(MIXED, request(Method::Sobol, 1 << 12)).unwrap();
    let names: Vec<&str> = report.groups.iter().map(|g| &*g.name).collect();
    assert_eq!(names, ["x", "y", "inert", "mood", ""]);
    assert!(report.groups[4].luck);
    let Some(Found::Sobol(found)) = &report.found else {
        panic!("{:?}", report.found);
    };
    let parts = [1.0 / 12.0, 4.0 / 12.0, 0.0, 0.25 * 2.0 / 9.0, 1.0 / 12.0];
    let both = 16.0 / 144.0;
    let variance: f64 = parts.iter().sum::<f64>() + both;
    assert!(
        (found.variance / variance - 1.0).abs() < 0.03,
        "{}",
        found.variance
    );
    for (at, (indices, part)) in found.groups.iter().zip(parts).enumerate() {
        let total = part + if at < 2 { both } else { 0.0 };
        let (first, all) = (indices.first, indices.total);
        assert!(
            (first.value - part / variance).abs() < 0.03,
            "{at}: {first:?}"
        );
        assert!((all.value - total / variance).abs() < 0.03, "{at}: {all:?}");
        assert!(
            (first.value - indices.check.unwrap().0).abs() < 0.04,
            "{at}: {indices:?}"
        );
    }
    let second = found
        .second
        .iter()
        .find(|s| s.of == (0, 1) || s.of == (1, 0));
    let second = second.unwrap().index;
    assert!((second.value - both / variance).abs() < 0.04, "{second:?}");
    // Exactly nothing, since luck is the same in the rows that are held against each other.
    let inert = &found.groups[2];
    assert_eq!((inert.first.value, inert.total.value), (0.0, 0.0));
    assert!(
        report.notes.contains(&IndicesNote::LuckIsKept),
        "{:?}",
        report.notes
    );
    // Two rows, five mixed ones, five the other way.
    assert_eq!(report.runs, 12 << 12);
}

/// Effects are the change itself. Of luck alone |u − u′| has mean 1/3; of an inert input nothing, though luck is in the outcome.
#[test]
fn screening_with_few_worlds() {
    let text = MIXED.replace("x + 2 * y + 4 * x * y", "x + 2 * y");
    let report = ask(&text, request(Method::Morris, 2_000)).unwrap();
    let Some(Found::Morris(found)) = &report.found else {
        panic!("{:?}", report.found);
    };
    let sizes: Vec<f64> = found
        .iter()
        .map(|e| e.as_ref().unwrap().size.value)
        .collect();
    // A choice moves to or from the middle option in 4 of 9 pairs, by 0.5.
    for (at, (size, known)) in sizes
        .iter()
        .zip([1.0 / 3.0, 2.0 / 3.0, 0.0, 2.0 / 9.0, 1.0 / 3.0])
        .enumerate()
    {
        assert!((size - known).abs() < 0.02, "{at}: {size} for {known}");
    }
    assert_eq!(sizes[2], 0.0);
    let few = ask(
        &text,
        IndicesRequest {
            rows: None,
            ..request(Method::Morris, 0)
        },
    )
    .unwrap();
    assert_eq!((few.rows, few.runs), (20, 120));
}

/// What is drawn together is never parted: a correlated pair, and shares that sum to 1.
#[test]
fn inputs_that_depend_on_each_other_are_one_group() {
    let text = "[dimension]\nregion = ['north', 'south', 'east']\n[parameter]\n\
        x = { distribution = 'normal(0, 1)', assumption = 'x' }\n\
        y = { distribution = 'normal(0, 1)', assumption = 'x' }\n\
        z = { distribution = 'normal(0, 1)', assumption = 'x' }\n\
        share = { over = 'region', distribution = 'dirichlet(1, 1, 1)', assumption = 'x' }\n\
        [[correlation]]\nparameters = ['x', 'y']\nrank = 0.6\nassumption = 'x'\n\
        [outcome]\no = 'x - y + z + sum(share, region)'\n";
    let report = ask(text, request(Method::Sobol, 1 << 11)).unwrap();
    let names: Vec<&str> = report.groups.iter().map(|g| &*g.name).collect();
    assert_eq!(names, ["x, y", "z", "share"]);
    assert!(report.notes.contains(&IndicesNote::Together));
    let Some(Found::Sobol(found)) = &report.found else {
        panic!("{:?}", report.found);
    };
    // Spearman's 0.6 is Pearson's 2 sin(0.1 π) = 0.618 of normal numbers: x − y has the variance 2 (1 − 0.618).
    let pair = 2.0 * (1.0 - 2.0 * (0.1 * std::f64::consts::PI).sin());
    let part = pair / (pair + 1.0);
    assert!(
        (found.groups[0].total.value - part).abs() < 0.03,
        "{found:?}"
    );
    assert!(
        (found.groups[1].total.value - (1.0 - part)).abs() < 0.04,
        "{found:?}"
    );
    // Shares always sum to 1; mixed rows would not, were they parted.
    assert!(found.groups[2].total.value < 1e-20, "{:?}", found.groups[2]);
    // Nor where every input is to stand for itself.
    let screened = ask(text, request(Method::Morris, 20)).unwrap();
    let names: Vec<&str> = screened.groups.iter().map(|g| &*g.name).collect();
    assert_eq!(
        names,
        ["x, y", "z", "share[north], share[south], share[east]"]
    );
}

#[test]
fn what_is_drawn_together_is_shared_out() {
    let text = "[parameter]\n\
        x = { distribution = 'normal(0, 1)', assumption = 'x' }\n\
        y = { distribution = 'normal(0, 1)', assumption = 'x' }\n\
        z = { distribution = 'normal(0, 1)', assumption = 'x' }\n\
        [[correlation]]\nparameters = ['x', 'y']\nrank = 0.6\nassumption = 'x'\n\
        [outcome]\no = 'x + 2 * y + z'\n";
    let report = ask(text, request(Method::Shapley, 4_096)).unwrap();
    let Some(Found::Shapley(found)) = &report.found else {
        panic!("{:?}", report.found);
    };
    let [SharedOut::Effects(found)] = &found[..] else {
        panic!("{found:?}");
    };
    let rho = 2.0 * (0.1 * std::f64::consts::PI).sin();
    let variance = 1.0 + 4.0 + 4.0 * rho + 1.0;
    let known = (1.0 * (1.0 - rho * rho / 2.0) + 2.0 * rho + 4.0 * rho * rho / 2.0) / variance;
    assert!(
        (found.effects[0].value - known).abs() < 0.03,
        "{found:?} for {known}"
    );
    let apart = ask(
        "[parameter]\nx = { range = [0, 1], assumption = 'x' }\n[outcome]\no = 'x'\n",
        request(Method::Shapley, 100),
    );
    assert_eq!(
        apart.map(|_| ()),
        Err(RunError::Indices(IndicesError::NoneTogether {
            answer: "o".to_owned()
        }))
    );
}

#[test]
fn the_whole_distribution() {
    let report = ask(MIXED, request(Method::Delta, 2_000)).unwrap();
    let Some(Found::Delta(found)) = &report.found else {
        panic!("{:?}", report.found);
    };
    let above: Vec<bool> = found
        .iter()
        .map(|d| d.as_ref().unwrap().is_above_floor())
        .collect();
    assert_eq!(above, [true, true, false, true]);
    assert!(found[1].as_ref().unwrap().delta.value > found[0].as_ref().unwrap().delta.value);
    assert_eq!(found[3].as_ref().unwrap().classes, 3);
    assert!(report.notes.contains(&IndicesNote::LuckIsNoise));
}

/// A claim that holds where x + y is above 1, and one that reads two profiles and a parameter by itself.
const CLAIMS: &str = "[parameter]\n\
    x = { range = [0, 1], assumption = 'x' }\n\
    y = { range = [0, 1], assumption = 'x' }\n\
    z = { range = [0, 1], assumption = 'x' }\n\
    bar = { range = [0, 1], assumption = 'x' }\n\
    [actor.a]\n[lever.more]\nactor = 'a'\nrange = [0, 1]\n\
    [strategy.a]\nlittle = { more = 0 }\nmuch = { more = 1 }\n\
    [profile.big]\na = 'much'\n\
    [outcome]\no = 'at_end(x + y + more * z)'\n\
    [claim.sum]\nsays = 'x'\ntest = 'o > 1'\n\
    [claim.gain]\nsays = 'x'\ntest = 'o@big - o > bar'\n\
    [claim.edge]\nsays = 'x'\ntest = 'x > 0.7'\n\
    [claim.taste]\nsays = 'x'\nvalue_judgement = true\n\
    [claim.all]\nsays = 'x'\ntest = 'mean(o) > 1'\n\
    [claim.some]\nsays = 'x'\ntest = 'o > 1'\ngiven = 'x > 0.5'\n\
    [claim.nothing]\nsays = 'x'\ntest = 'o > 0 * x'\n";

fn of_claim(claim: &str, method: Method, rows: u64) -> IndicesReport {
    let request = IndicesRequest {
        answer: claim.to_owned(),
        ..request(method, rows)
    };
    ask(CLAIMS, request).unwrap()
}

/// Of 1{x + y > 1}, variance 1/4, x alone tells the variance of x: 1/12. The claim holds where z is above the bar, whatever x is; so
/// with z and the bar. What a single input would turn anew: x turns 1{x + y > 1} in ∫ 2 y (1 − y) dy = 1/3 of pairs.
#[test]
fn the_truth_of_a_claim_is_parted_too() {
    for (claim, at) in [("sum", ["x", "y"]), ("gain", ["z", "bar"])] {
        let report = of_claim(claim, Method::Sobol, 1 << 13);
        assert!(report.notes.contains(&IndicesNote::TruthAsNumber));
        let Some(Found::Sobol(found)) = &report.found else {
            panic!("{:?}", report.found);
        };
        assert!((found.variance - 0.25).abs() < 0.005);
        for (group, indices) in report.groups.iter().zip(&found.groups) {
            let reads = at.contains(&&*group.name);
            let (first, all) = if reads {
                (1.0 / 3.0, 2.0 / 3.0)
            } else {
                (0.0, 0.0)
            };
            assert!(
                (indices.first.value - first).abs() < 0.03,
                "{claim}: {group:?} {indices:?}"
            );
            assert!(
                (indices.total.value - all).abs() < 0.03,
                "{claim}: {group:?} {indices:?}"
            );
        }
        let reads = report.groups.iter().filter(|g| at.contains(&&*g.name));
        assert_eq!(reads.count(), 2);
    }
    let report = of_claim("sum", Method::Morris, 4_000);
    let Some(Found::Morris(found)) = &report.found else {
        panic!("{:?}", report.found);
    };
    let size = found[0].as_ref().unwrap().size.value;
    assert!((size - 1.0 / 3.0).abs() < 0.03, "{size}");
    // Where x is known the claim is sure: half of |1 − 0.3| · 0.3 · 2 + |0 − 0.3| · 0.7 · 2.
    let report = of_claim("edge", Method::Delta, 4_000);
    let Some(Found::Delta(found)) = &report.found else {
        panic!("{:?}", report.found);
    };
    let delta = found[0].as_ref().unwrap().delta.value;
    assert!((delta - 0.42).abs() < 0.02, "{delta}");
}

#[test]
fn claims_that_single_worlds_do_not_answer_are_refused() {
    let why = |claim: &str| {
        let request = IndicesRequest {
            answer: claim.to_owned(),
            ..request(Method::Sobol, 8)
        };
        match ask(CLAIMS, request) {
            Err(RunError::Indices(IndicesError::Claim { why, outcomes, .. })) => (why, outcomes),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(why("taste"), (NoIndices::ValueJudgement, Vec::new()));
    let read = || vec!["o@base".to_owned()];
    assert_eq!(why("all"), (NoIndices::AllWorlds, read()));
    assert_eq!(why("some"), (NoIndices::SomeWorlds, read()));
}

#[test]
fn what_cannot_be_asked_is_said() {
    let error = |text: &str, outcome: &str| {
        let request = IndicesRequest {
            answer: outcome.to_owned(),
            ..request(Method::Sobol, 8)
        };
        ask(text, request).unwrap_err()
    };
    let own = str::to_owned;
    assert_eq!(
        error("[outcome]\nocean = '1'\n", "oceam"),
        RunError::UnknownAnswer {
            name: own("oceam"),
            known: vec![own("ocean")]
        }
    );
    assert_eq!(
        error("[outcome]\no = '1'\n", "o"),
        RunError::Indices(IndicesError::Nothing { answer: own("o") })
    );
    let several = "[dimension]\nd = ['a', 'b']\n[parameter]\nx = { range = [0, 1], assumption = 'x' }\n\
        [variable]\nv = { over = 'd', equation = 'x' }\n[outcome]\no = { over = 'd', equation = 'at_end(v)' }\n";
    assert_eq!(
        error(several, "o"),
        RunError::WhichElement {
            outcome: own("o"),
            elements: vec![own("o[a]"), own("o[b]")]
        }
    );
    let one = IndicesRequest {
        answer: own("o[b]"),
        ..request(Method::Sobol, 64)
    };
    let about = ask(several, one).unwrap().about;
    assert!(matches!(about, About::Outcome { outcome, .. } if outcome == "o[b]"));
    let flat = "[parameter]\nx = { range = [0, 1], assumption = 'x' }\n[outcome]\no = '0 * x'\n";
    assert!(matches!(
        ask(flat, request(Method::Sobol, 64)).unwrap().found,
        Some(Found::Flat)
    ));
}
