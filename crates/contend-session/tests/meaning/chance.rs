//! Chance in an array is drawn for each element; what all share is asked for by name.

use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;

use crate::support::{columns, covariance, mean};

const LINKS: &str = r#"
[scenario]
title = "Four links"
start = 2020
end   = 2021
step  = "1 year"
[dimension]
link   = ["a", "b", "c", "d"]
region = ["north", "south", "west"]
[parameter]
middle = { over = "region", value = [1, 2, 3], assumption = "t" }
[variable]
coin   = "uniform(0, 1)"
own    = { over = "link", equation = "uniform(0, 1)" }
common = { over = "link", equation = "coin" }
added  = "sum(normal(0, 1), region)"
each   = { over = "link", equation = "sum(normal(0, 1), region)" }
nested = { over = "link", equation = "max(normal(middle, 1) - middle, region)" }
chosen = { over = "link", equation = "count(bernoulli(0.5) == 1, region)" }
some   = "sum(1, region where bernoulli(0.5) == 1)"
[stock.begun]
over  = "link"
start = "uniform(0, 1)"
[outcome]
own_a    = "at_end(own[a])"
own_b    = "at_end(own[b])"
common_a = "at_end(common[a])"
common_b = "at_end(common[b])"
added_x  = "at_end(added)"
each_a   = "at_end(each[a])"
each_b   = "at_end(each[b])"
nested_a = "at_end(nested[a])"
nested_b = "at_end(nested[b])"
chosen_a = "at_end(chosen[a])"
chosen_b = "at_end(chosen[b])"
some_x   = "at_end(some)"
begun_a  = "at_end(begun[a])"
begun_b  = "at_end(begun[b])"
[claim.x]
says = "x"
test = "own_a > own_b"
"#;

#[test]
fn chance_in_an_array_is_drawn_for_each_element() {
    let of = columns(LINKS, 4000);
    // Four standard errors of a correlation over 4,000 worlds are 0.063.
    for name in ["own", "each", "nested", "chosen", "begun"] {
        let (a, b) = (of(&format!("{name}_a")), of(&format!("{name}_b")));
        let correlation = covariance(&a, &b) / (covariance(&a, &a) * covariance(&b, &b)).sqrt();
        assert!(correlation.abs() < 0.063, "{name}: {correlation}");
    }
    assert_eq!(of("common_a"), of("common_b"));
    // Variances: a uniform 1/12; three standard normals 3, not 9; three coins 3/4, not 9/4. The greatest of three standard
    // normals has mean 3/(2√π) = 0.846, of three times the same one 0. Within five standard errors.
    let variance = |name: &str| covariance(&of(name), &of(name));
    let near = |found: f64, right: f64, error: f64| {
        assert!((found - right).abs() < error, "{found}, not {right}");
    };
    near(variance("own_a"), 1.0 / 12.0, 0.006);
    near(variance("added_x"), 3.0, 0.34);
    near(variance("each_b"), 3.0, 0.34);
    near(variance("chosen_a"), 0.75, 0.06);
    near(variance("some_x"), 0.75, 0.06);
    near(mean(&of("nested_a")), 0.846, 0.06);
}

#[test]
fn a_sum_over_no_named_dimension_does_not_take_in_the_equations_own() {
    let text = LINKS.replace(
        "max(normal(middle, 1) - middle, region)",
        "max(normal(middle, 1) - middle)",
    );
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    let errors: Vec<_> = opened.findings.iter().map(|f| (&*f.id, &*f.case)).collect();
    assert_eq!(errors, [("wrong-arguments", "chance")]);
    // Where nothing but its own dimensions is open, it is clear.
    let text = LINKS.replace(
        "sum(normal(0, 1), region)\"\neach",
        "sum(normal(middle, 1))\"\neach",
    );
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    assert!(opened.findings.is_empty(), "{:?}", opened.findings);
    let session = opened.session.unwrap();
    let request = RunRequest {
        worlds: Some(10),
        ..RunRequest::default()
    };
    session.run(&request, &Sequential, &Silent).unwrap();
}
