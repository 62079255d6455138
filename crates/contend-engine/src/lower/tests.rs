//! What a scenario's text comes to, where arrays get small or empty.

use contend_model::id::{InputId, OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;

use crate::batch::{Fault, Request};
use crate::compile::compile;
use crate::machine::Draws;

/// Every input is 2.
struct Two;

impl Draws for Two {
    fn seed(&self) -> u64 {
        1
    }

    fn value(&self, _: u64, _: InputId) -> f64 {
        2.0
    }
}

/// The value at the end of a variable over places, where `k` is 2 (drawn) and `n` is 2 (known).
fn at_the_end(equation: &str) -> Vec<f64> {
    let (values, faults) = run(equation);
    assert_eq!(faults, [], "{equation}");
    values
}

/// The same, with what went wrong.
fn run(equation: &str) -> (Vec<f64>, Vec<Fault>) {
    let text = format!(
        r#"
[scenario]
title = "Test"
start = 2000-01-01
end = 2000-03-01
step = "1 month"

[dimension]
place = ["a", "b", "c"]
other = {{ of = "place" }}

[parameter]
k = {{ value = 2, range = [1, 3], assumption = "test" }}
n = {{ value = 2, assumption = "test" }}
own = {{ over = "place", value = [1, 2, 3], assumption = "test" }}
drawn = {{ over = "place", value = 2, range = [1, 3], assumption = "test" }}
earlier = {{ over = ["place", "other"], value = [[0, 0, 0], [1, 0, 0], [1, 1, 0]], assumption = "test" }}

[variable]
y = {{ over = "place", equation = "{equation}" }}

[outcome]
last = {{ over = "place", equation = "at_end(y)" }}
"#
    );
    let reading = contend_scenario::read(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    let scenario = reading
        .scenario
        .unwrap_or_else(|| panic!("{equation}: {:?}", reading.findings));
    let request = Request {
        outcomes: vec![OutcomeId(0)],
        ..Request::default()
    };
    let program = compile(&scenario, ProfileId(0), &request).expect("compiles");
    let part = program.run(&Two, 0..1);
    let values = part.outcomes.iter().map(|column| column[0]).collect();
    (values, part.faults)
}

#[test]
fn a_recursion_may_start_from_nothing() {
    for (sum, expected) in [
        (
            "sum(n * y[other], other where earlier > 0)",
            [2.0, 6.0, 18.0],
        ),
        (
            "sum(k * y[other], other where earlier > 0)",
            [2.0, 6.0, 18.0],
        ),
        (
            "sum(y[other] * 2, other where earlier > 0)",
            [2.0, 6.0, 18.0],
        ),
        ("sum(earlier * (k * y[other]), other)", [2.0, 6.0, 18.0]),
        ("sum(earlier * (n * y[other]), other)", [2.0, 6.0, 18.0]),
        (
            "min(5, min(n * y[other], other where earlier > 0))",
            [7.0, 7.0, 7.0],
        ),
        (
            "max(5, max(n * y[other], other where earlier > 0))",
            [7.0, 16.0, 34.0],
        ),
        (
            "product(n * y[other], other where earlier > 0)",
            [3.0, 8.0, 98.0],
        ),
        (
            // Of none there is no greatest, so the first is left out.
            "(if place == a then -1 else argmax(n * y[other], other where earlier > 0))",
            [1.0, 2.0, 3.0],
        ),
        ("count(earlier * y[other] > 1, other)", [2.0, 3.0, 4.0]),
    ] {
        assert_eq!(at_the_end(&format!("k + {sum}")), expected, "{sum}");
    }
}

#[test]
fn inside_a_recursion_conditions_may_vary_and_operations_run_along_dimensions() {
    for (equation, expected) in [
        (
            "k + sum(earlier * y[other], other where k > 1)",
            [2.0, 4.0, 8.0],
        ),
        (
            "k + sum(earlier * y[other], other where k > 3)",
            [2.0, 2.0, 2.0],
        ),
        (
            "k + max(earlier * y[other], other where own[other] + k > 3)",
            [2.0, 2.0, 4.0],
        ),
        (
            "k + sum(running_sum(earlier * y[other], other), other)",
            [2.0, 8.0, 24.0],
        ),
    ] {
        assert_eq!(at_the_end(equation), expected, "{equation}");
    }
    // Not a recursion: along the first dimension of two, and along one of them in a sum over the other.
    for (equation, expected) in [
        (
            "sum(running_sum(earlier * k, place), other)",
            [0.0, 2.0, 6.0],
        ),
        (
            "sum(running_sum(earlier * k, other), other)",
            [0.0, 6.0, 10.0],
        ),
        ("running_sum(drawn, place)", [2.0, 4.0, 6.0]),
        ("rank(own, place) + n", [5.0, 4.0, 3.0]),
    ] {
        assert_eq!(at_the_end(equation), expected, "{equation}");
    }
}

#[test]
fn of_none_and_of_what_is_undefined_there_is_no_greatest() {
    for (equation, expected) in [
        ("argmax(own, place where drawn < 5)", 2.0),
        ("argmax(own, place where drawn + own < 5)", 1.0),
        ("argmin(own, place where drawn + own > 3)", 1.0),
        ("argmax(drawn, place where own > 1)", 1.0),
    ] {
        assert_eq!(at_the_end(equation), [expected; 3], "{equation}");
    }
    for equation in [
        "argmax(drawn, place where drawn > 5)",
        "argmin(drawn, place where drawn > 5)",
        "argmax(own, place where own > 5)",
        "argmin(sqrt(own - k), place)",
        "rank(1 / (own - k), place)",
    ] {
        let (values, faults) = run(equation);
        assert!(values.iter().all(|x| x.is_nan()), "{equation}: {values:?}");
        assert_eq!(faults[0].step, Some(0), "{equation}");
    }
}
