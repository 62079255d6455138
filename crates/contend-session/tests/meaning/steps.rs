//! What depends on the length of a step is told, and what can be free of it is.

use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;

use crate::support::{columns, covariance, findings, mean};

fn walk(step: &str, change: &str) -> String {
    format!(
        r#"
[scenario]
title = "What chance adds up to in four years"
start = 2020
end   = 2024
step  = "{step}"
[stock.price]
start  = 0
change = "{change}"
[variable.chance]
equation = "pink_noise(3, 1{{month}})"
[outcome]
final  = "at_end(price)"
early  = "at(chance, 2021-01-01)"
later  = "at(chance, 2021-02-01)"
[claim.x]
says = "x"
test = "final > 0"
"#
    )
}

#[test]
fn noise_that_lasts_for_a_time_adds_up_to_the_same_whatever_the_step() {
    // An Ornstein–Uhlenbeck process of standard deviation 2 a year and correlation time τ of three months, over T = 4 years:
    // the variance of its integral is 2·sd²·τ·(T − τ·(1 − exp(−T/τ))) = 2·4·0.25·(4 − 0.25·(1 − e⁻¹⁶)) = 7.5.
    for step in ["1 month", "0.5 month", "0.25 month"] {
        let of = columns(&walk(step, "2{1/year} * pink_noise(1, 3{month})"), 6000);
        let end = of("final");
        let variance = covariance(&end, &end);
        // Four standard errors of a variance over 6,000 worlds are 7 of 100; a month's step is about 1 of 100 off.
        assert!((variance - 7.5).abs() < 0.65, "{step}: {variance}");
        assert!(mean(&end).abs() < 0.15);
        // At any instant it has its standard deviation, and a month later 1/e of it is left.
        let (early, later) = (of("early"), of("later"));
        assert!((covariance(&early, &early) - 9.0).abs() < 0.7);
        assert!((covariance(&later, &later) - 9.0).abs() < 0.7);
        let left = covariance(&early, &later) / 9.0;
        assert!((left - (-1.0f64).exp()).abs() < 0.06, "{step}: {left}");
    }
}

#[test]
fn white_noise_in_a_rate_is_told_with_cures_that_heal() {
    let told = vec![("noise-by-step".to_owned(), String::new())];
    let spread = |step: &str, change: &str| {
        let of = columns(&walk(step, change), 3000);
        covariance(&of("final"), &of("final")).sqrt()
    };
    let white = "normal(0{1/year}, 2{1/year})";
    assert_eq!(findings(&walk("1 month", white)), told);
    assert!(spread("1 month", white) > 1.8 * spread("0.25 month", white));
    for cure in [
        "2{1/year} * pink_noise(1, 3{month})",
        "2{1/year} * normal(0, 1) * sqrt(1{month} / step)",
    ] {
        assert_eq!(findings(&walk("1 month", cure)), []);
        let ratio = spread("1 month", cure) / spread("0.25 month", cure);
        assert!((ratio - 1.0).abs() < 0.08, "{cure}: {ratio}");
    }
    // What is drawn once, or smoothed, is another thing.
    assert_eq!(
        findings(&walk(
            "1 month",
            "1{1/year} * smooth(normal(0, 1), 2{month})"
        )),
        []
    );
}

fn chain(step: &str, method: &str, equation: &str) -> String {
    format!(
        r#"
[scenario]
title  = "Orders arrive late"
start  = 2020
end    = 2024
step   = "{step}"
method = "{method}"
[parameter]
wait = {{ unit = "month", value = 4, range = [2, 8], assumption = "t" }}
loss = {{ unit = "1/year", value = 2, range = [1, 4], assumption = "t" }}
[variable]
ordered   = "if time > 2021-01-01 then 20 else 10"
delivered = "{equation}"
[stock.store]
start  = 10
change = "delivered * 1{{1/year}} - loss * store"
[outcome]
least = "min(delivered)"
most  = "max(delivered)"
held  = "min(store)"
[claim.x]
says = "x"
test = "least >= 10"
"#
    )
}

#[test]
fn a_step_that_is_too_long_is_told_where_it_overshoots() {
    let told = |cases: &[&str]| -> Vec<(String, String)> {
        let cases = cases.iter();
        cases
            .map(|c| ("step-too-long".to_owned(), (*c).to_owned()))
            .collect()
    };
    let found = |step: &str, method: &str, equation: &str| findings(&chain(step, method, equation));
    // 2 months at the least, in three parts, are less than a month each; four a year are a third a month.
    assert_eq!(
        found("1 month", "euler", "delay3(ordered, wait)"),
        told(&["memory"])
    );
    assert_eq!(found("1 month", "euler", "delay(ordered, wait)"), []);
    assert_eq!(
        found("3 months", "euler", "smooth(ordered, wait)"),
        told(&["memory"])
    );
    assert_eq!(found("0.5 month", "euler", "delay3(ordered, wait)"), []);
    assert_eq!(found("1 month", "rk4", "delay3(ordered, wait)"), []);
    // Of four a year, more than all are lost in half a year.
    let plain = "ordered * (wait / wait)";
    assert_eq!(found("6 months", "euler", plain), told(&["rate"]));
    assert_eq!(found("3 months", "euler", plain), []);
    // The same as a flow, in another unit of time.
    let flow = |step: &str| {
        let text = chain(step, "euler", plain).replace(" - loss * store", "");
        findings(
            &(text
                + "[flow.lost]\nunit = \"1/year\"\nequation = \"loss * store\"\nfrom = \"store\"\n"),
        )
    };
    assert_eq!(flow("6 months"), told(&["rate"]));
    assert_eq!(flow("3 months"), []);
    // What is told happens: the delay leaves the span of what goes in, and where nothing is told it does not.
    for (step, inside) in [("3 months", false), ("0.5 month", true)] {
        let of = columns(&chain(step, "euler", "delay3(ordered, wait)"), 200);
        let within = |x: &f64| (10.0 - 1e-9..=20.0 + 1e-9).contains(x);
        let all = of("least").iter().chain(&of("most")).all(within);
        assert_eq!(all, inside, "{step}");
    }
}

#[test]
fn shorter_steps_tell_which_verdicts_hang_on_the_step() {
    // With Euler's method growth of 0.7 a year over four years gives 1.7^4 = 8.4 with a step of a year, 1.35^8 = 11.0 with half
    // and (1.175)^16 = 13.2 with a quarter of it. An event dated between, and `now`, keep their dates.
    let text = r#"
[scenario]
title = "Growth by the year"
start = 2020
now   = 2021
end   = 2024
step  = "1 year"
worlds = 400
[parameter]
luck = { value = 1, range = [0.9, 1.1], assumption = "t" }
[actor.us]
[lever.help]
actor = "us"
range = [0, 1]
[strategy.us.helps]
help = 1
[profile.helps]
us = "helps"
[stock.size]
start  = 1
change = "0.7{1/year} * size"
[stock.mark]
start = 0
[event.marked]
at  = 2022-01-01
set = { mark = "time / 1{year}" }
[outcome]
end_size = "at_end(size) * 1"
scaled   = "at_end(size * luck)"
noted    = "at_end(mark)"
helped   = { equation = "first_time(help > 0, from = start)", unit = "year" }
[claim]
large = { says = "It becomes large.", test = "scaled > 10" }
grows = { says = "It grows.", test = "scaled > 2" }
dated = { says = "Dates stay.", test = "noted == 2 and helped == 1{year}" }
"#;
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let report = session.steps(&RunRequest::default(), &Sequential, &Silent);
    let report = report.unwrap().unwrap();
    let claim = |id: &str| report.claims.iter().find(|c| c.id == id).unwrap();
    let shares = |id: &str| -> Vec<f64> {
        let verdicts = claim(id).verdicts.iter();
        verdicts.map(|v| v.share.unwrap().share).collect()
    };
    // 8.4, 11.0 and 13.2 times 0.9 to 1.1: never, from 0.906 on (in 97 of 100), always.
    assert!(claim("large").moves);
    let large = shares("large");
    assert_eq!((large[0], large[2]), (0.0, 1.0));
    assert!((large[1] - 0.97).abs() < 0.01, "{large:?}");
    assert_eq!(
        (shares("grows"), claim("grows").moves),
        (vec![1.0; 3], false)
    );
    assert_eq!(shares("dated"), [1.0; 3]);
    assert_eq!(report.moved(), 1);
}
