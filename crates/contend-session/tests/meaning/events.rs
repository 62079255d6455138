//! Events by hazard happen as often as their rate says, however long a step is.

use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;

use crate::support::{SEED, columns, findings, mean};

fn attacks(step: &str, event: &str) -> String {
    format!(
        r#"
[scenario]
title = "Attacks at four a year"
start = 2020
end   = 2030
step  = "{step}"
calendar = "52 weeks"
[event.attack]
hazard = "4{{1/year}}"
effect = {{ hurt = "3{{person}}" }}
{event}
[stock.hurt]
unit  = "person"
start = "0{{person}}"
[variable]
so_far = "count(attack)"
[outcome]
attacks = "at_end(so_far)"
harm    = {{ equation = "at_end(hurt)", unit = "person" }}
[claim.many]
says = "More than 30 attacks in ten years."
test = "attacks > 30"
"#
    )
}

#[test]
fn an_event_without_a_cooldown_is_a_poisson_process_whatever_the_step() {
    for step in ["1 year", "13 weeks", "1 week"] {
        let of = columns(&attacks(step, ""), 4000);
        let attacks = of("attacks");
        // Poisson(40): mean and variance 40; more than 30 with probability 0.9383; 5, 50 and 95 of 100 lie below 30, 40 and
        // 51. Bounds are four standard errors over 4,000 worlds.
        let average = mean(&attacks);
        let squares: Vec<f64> = attacks.iter().map(|x| (x - average).powi(2)).collect();
        assert!((average - 40.0).abs() < 0.4, "{step}: mean {average}");
        assert!(
            (mean(&squares) - 40.0).abs() < 3.7,
            "{step}: {}",
            mean(&squares)
        );
        let many: Vec<f64> = attacks
            .iter()
            .map(|x| f64::from(u8::from(*x > 30.0)))
            .collect();
        assert!(
            (mean(&many) - 0.9383).abs() < 0.0153,
            "{step}: {}",
            mean(&many)
        );
        // What it does follows how often it happens.
        let harm: Vec<f64> = attacks.iter().map(|x| 3.0 * x).collect();
        assert_eq!(of("harm"), harm, "{step}");
    }
}

#[test]
fn with_a_cooldown_or_once_only_it_happens_at_most_once_a_step() {
    let of = columns(&attacks("1 year", "cooldown = \"1 week\""), 1000);
    assert!(of("attacks").iter().all(|x| *x <= 10.0));
    let of = columns(&attacks("1 year", "repeat = false"), 1000);
    assert!(of("attacks").iter().all(|x| *x <= 1.0));
}

const RECORD: &str = r#"
[scenario]
title = "A run-up and a future"
start = 2020
now   = 2022
end   = 2026
step  = "1 year"
[actor.us]
[lever.force]
actor = "us"
range = [0, 1]
[strategy.us.strike]
force = 1
[profile.strike]
us = "strike"
[parameter]
rate = { unit = "1/year", value = 0.5, range = [0.2, 0.8], assumption = "t" }
[event.strike]
hazard = "rate"
effect = { strikes = 1 }
[stock.strikes]
start = 0
[outcome]
before = "at(strikes, 2022-01-01)"
after  = "at_end(strikes)"
acts   = "at_end(force)"
[claim.x]
says = "x"
test = "after > before"
"#;

#[test]
fn what_may_contradict_recorded_history_is_told_and_from_prevents_it() {
    let told = vec![("event-before-now".to_owned(), String::new())];
    assert_eq!(findings(RECORD), told);
    let with =
        |field: &str| RECORD.replace("hazard = \"rate\"", &format!("hazard = \"rate\"\n{field}"));
    // The cures that are printed.
    assert_eq!(findings(&with("from = 2022-01-01")), []);
    assert_eq!(findings(&with("from = 2020-01-01")), []);
    // What cannot happen before `now` needs no cure: by its text, and since no lever acts then.
    let none = |hazard: &str| {
        findings(&RECORD.replace("hazard = \"rate\"", &format!("hazard = \"{hazard}\"")))
    };
    assert_eq!(none("if time < now then 0 else rate"), []);
    assert_eq!(none("rate * force"), []);
    let of = columns(&with("from = 2022-01-01"), 2000);
    assert!(of("before").iter().all(|x| *x == 0.0));
    let average = mean(&of("after"));
    assert!((average - 2.0).abs() < 0.15, "{average}"); // four years at 0.5
    // Half of the step of 2023 counts.
    let of = columns(&with("from = 2023-07-01"), 2000);
    let average = mean(&of("after"));
    assert!((average - 1.25).abs() < 0.12, "{average}");
    // A condition counts from the next instant on.
    let when = RECORD.replace(
        "hazard = \"rate\"",
        "when = \"rate > 0{1/year}\"\nfrom = 2023-07-01",
    );
    let of = columns(&when, 10);
    assert!(of("after").iter().all(|x| *x == 1.0));
    let dated = RECORD.replace("hazard = \"rate\"", "at = 2023-01-01\nfrom = 2023-01-01");
    assert_eq!(
        findings(&dated),
        [("event-trigger".to_owned(), "dated".to_owned())]
    );
}

#[test]
fn an_event_at_most_once_a_step_says_where_a_step_is_long_for_it() {
    let note = vec![("event-crowded".to_owned(), String::new())];
    assert_eq!(findings(&attacks("1 year", "cooldown = \"1 month\"")), note);
    assert_eq!(findings(&attacks("1 year", "repeat = false")), note);
    assert_eq!(findings(&attacks("1 year", "")), []);
    // Four a year are less than a tenth a week.
    assert_eq!(findings(&attacks("1 week", "cooldown = \"1 week\"")), []);
    // A hazard that varies is known at the start, where stocks are what they start with.
    let grows = |hazard: &str, step: &str, event: &str| {
        let text = attacks(step, event).replace("4{1/year}", hazard);
        findings(&text.replace(
            "[stock.hurt]",
            "[parameter.zeal]\nrange = [1, 3]\nassumption = \"a test\"\n[stock.hurt]",
        ))
    };
    let by_harm = "zeal * (1 + max(hurt, 0) / 1{person}) * 1{1/year}";
    assert_eq!(grows(by_harm, "1 year", "repeat = false"), note);
    assert_eq!(grows(by_harm, "1 week", "repeat = false"), []);
    // Nobody is hurt yet, nothing has happened yet, and what begins later begins elsewhere.
    assert_eq!(
        grows(
            "zeal * hurt / 1{person} * 1{1/year}",
            "1 year",
            "repeat = false"
        ),
        []
    );
    assert_eq!(
        grows(
            "zeal * count(attack) * 1{1/year}",
            "1 year",
            "repeat = false"
        ),
        []
    );
    assert_eq!(
        grows(by_harm, "1 year", "repeat = false\nfrom = 2024-01-01"),
        note,
        "never below 1 a year"
    );
    let falls = "zeal * (2 - min(2, hurt / 1{person})) * 1{1/year}";
    assert_eq!(grows(falls, "1 year", "repeat = false"), note);
    assert_eq!(
        grows(falls, "1 year", "repeat = false\nfrom = 2024-01-01"),
        []
    );
}

#[test]
fn a_hazard_below_zero_is_refused_where_it_is_proved_and_a_fault_elsewhere() {
    let with = |hazard: &str| {
        let text = RECORD.replace("now   = 2022\n", "");
        text.replace("hazard = \"rate\"", &format!("hazard = \"{hazard}\""))
    };
    let refused = vec![("negative-hazard".to_owned(), String::new())];
    for never in [
        "-rate",
        "rate * (0.1 - 0.2)",
        "min(rate, -1{1/year})",
        "0.1{1/year} - rate",
    ] {
        assert_eq!(findings(&with(never)), refused, "{never}");
    }
    // Below 0 in some worlds: those have no value, the others theirs.
    let text = with("rate - 0.5{1/year}").replace(
        "[outcome]\n",
        "[outcome]\ndrawn = { equation = \"at_end(rate)\", unit = \"1/year\" }\n",
    );
    assert_eq!(findings(&text), []);
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text.as_str())]));
    let request = RunRequest {
        seed: Some(SEED),
        worlds: Some(400),
        ..RunRequest::default()
    };
    let session = opened.session.unwrap();
    let report = session.run(&request, &Sequential, &Silent).unwrap();
    let drawn = columns(&text, 400)("drawn");
    let below = drawn.iter().filter(|rate| **rate < 0.5).count() as u64;
    assert!(below > 100);
    assert_eq!(report.run.failed_worlds, below);
}
