//! A fault stays where it is: a world is left out of what rests on what went wrong there, and of nothing else.

use contend_analysis::verdict::Word;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{FaultKind, RunReport};
use contend_session::request::RunRequest;

use crate::support::{claim, open, run};

/// A run in which quantities are followed over time.
fn watched(text: &str, worlds: u64, watches: &[&str]) -> RunReport {
    let request = RunRequest {
        worlds: Some(worlds),
        watches: watches.iter().map(|w| (*w).to_owned()).collect(),
        ..RunRequest::default()
    };
    open(text).run(&request, &Sequential, &Silent).unwrap()
}

/// `a` is drawn evenly from 0 to 1; `root` has a value only where it is above 0.9, or when `deep` is played.
const ROOTS: &str = r#"
[scenario]
title = "A root that most worlds do not have"
start = 2020
end   = 2024
step  = "1 year"
baseline = "shallow"
[parameter]
a = { value = 0.5, range = [0, 1], assumption = "t" }
[actor.digger]
[lever.depth]
actor = "digger"
range = [0, 1]
[strategy.digger]
shallow = { depth = 0 }
deep    = { depth = 1 }
careful = { depth = { rule = "if root > 0 then 0 else 0.5" } }
[profile]
shallow = { digger = "shallow" }
deep    = { digger = "deep" }
careful = { digger = "careful" }
[variable]
root   = "sqrt(a - 0.9 + depth)"
beside = "a + depth"
[stock.heap]
start  = "1"
change = "root * 1{1/year}"
[stock.calm]
start  = "1"
change = "0.1{1/year}"
[stock.struck]
start = "1"
[event.collapse]
when   = "heap > 100"
effect = { struck = "-1" }
[outcome]
plain   = "at_end(a)"
direct  = "at_end(root)"
filled  = "at_end(heap)"
quiet   = "at_end(calm)"
hit     = "at_end(struck)"
counted = "at_end(count(collapse))"
dug     = "at_end(depth)"
own     = "1 / floor(a + 0.5)"
[claim.plain]
says = "a is above 0.9: 10 of 100 worlds"
test = "plain > 0.9"
[claim.parameter]
says = "The same of the parameter."
test = "a > 0.9"
[claim.direct]
says = "The root itself."
test = "direct >= 0"
[claim.stock]
says = "Through a stock."
test = "filled >= 1"
[claim.quiet]
says = "A stock beside it."
test = "quiet > 1.3"
[claim.event]
says = "Through the condition of an event, into a stock."
test = "hit > 0"
[claim.count]
says = "Through the count of an event."
test = "counted < 1"
[claim.deep]
says = "Under a profile in which it exists in every world."
test = "direct@deep > 0"
[claim.deeper]
says = "Against one in which it does not."
test = "direct@deep > direct@shallow"
[claim.fixed]
says = "A lever that reads nothing."
test = "dug@deep > dug@shallow"
[claim.own]
says = "An outcome with a slip of its own: no value where a is below 0.5."
test = "own > 0"
"#;

#[test]
fn a_world_is_left_out_of_what_rests_on_the_fault_alone() {
    let text = ROOTS.replace(
        "careful = { depth = { rule = \"if root > 0 then 0 else 0.5\" } }\n",
        "",
    );
    let text = text.replace("careful = { digger = \"careful\" }\n", "");
    let report = watched(&text, 1024, &["heap", "calm"]);
    // Under the default profile nine worlds of ten have no root, within one for the stratum at the edge.
    let lost = |id: &str| claim(&report, id).verdict.failed;
    for id in ["plain", "parameter", "quiet", "deep", "fixed"] {
        assert_eq!(lost(id), 0, "{id}");
    }
    for id in ["direct", "stock", "event", "count", "deeper"] {
        assert!(lost(id).abs_diff(922) <= 1, "{id}: {}", lost(id));
        assert_eq!(claim(&report, id).verdict.word, Word::NoVerdict, "{id}");
    }
    assert!(lost("own").abs_diff(512) <= 1, "{}", lost("own"));
    let plain = claim(&report, "plain");
    assert_eq!(plain.verdict.word, Word::Fails);
    assert!((plain.share().unwrap() - 0.1).abs() <= 0.001);
    assert_eq!(claim(&report, "parameter").share(), plain.share());
    assert_eq!(claim(&report, "quiet").share(), Some(1.0));

    // What is told of outcomes and over time.
    let outcome = |id: &str| {
        let found = report.outcomes.iter().find(|o| o.outcome == id).unwrap();
        found
            .profiles
            .iter()
            .map(|p| p.values.worlds)
            .collect::<Vec<_>>()
    };
    assert_eq!(outcome("plain"), [1024, 1024]);
    assert_eq!(outcome("quiet"), [1024, 1024]);
    assert_eq!(outcome("direct")[1], 1024);
    assert!(outcome("direct")[0].abs_diff(102) <= 1);
    let watches = report.watches.as_ref().unwrap();
    let calm = watches.series.iter().find(|w| w.watch == "calm").unwrap();
    assert!((calm.profiles[0].median[4].unwrap() - 1.4).abs() < 1e-12);

    // Causes are named, not what follows from them.
    let causes: Vec<(FaultKind, &str)> = (report.faults.iter())
        .map(|f| (f.kind, f.name.as_str()))
        .collect();
    assert_eq!(
        causes,
        [(FaultKind::Outcome, "own"), (FaultKind::Variable, "root")]
    );
    let runs: Vec<u64> = report.faults.iter().map(|f| f.runs).collect();
    assert!(
        runs[0].abs_diff(1024) <= 2 && runs[1].abs_diff(922) <= 1,
        "{runs:?}"
    );
}

/// A rule that reads what has no value makes its lever worthless too, under the profile that plays it.
#[test]
fn a_fault_reaches_through_the_rule_of_a_strategy() {
    let text = ROOTS.replace(
        "root   = \"sqrt(a - 0.9 + depth)\"",
        "root   = \"sqrt(a - 0.9)\"",
    );
    let claims = text.find("[claim.plain]").unwrap();
    let text = format!(
        "{}[claim.dug]\nsays = \"Reads the rule.\"\ntest = \"dug@careful > 0.1\"\n\
         [claim.beside]\nsays = \"Reads no rule.\"\ntest = \"dug@deep > 0.1\"\n",
        &text[..claims]
    );
    let report = run(&text, 512);
    assert!(claim(&report, "dug").verdict.failed.abs_diff(461) <= 1);
    assert_eq!(claim(&report, "beside").verdict.failed, 0);
    assert_eq!(claim(&report, "beside").verdict.word, Word::Holds);
}

#[test]
fn few_worlds_without_a_value_leave_the_word_and_are_counted() {
    let text = ROOTS
        .replace("a - 0.9 + depth", "a - 0.01 + depth")
        .replace(
            "careful = { depth = { rule = \"if root > 0 then 0 else 0.5\" } }\n",
            "",
        );
    let report = run(
        &text.replace("careful = { digger = \"careful\" }\n", ""),
        1024,
    );
    let direct = claim(&report, "direct");
    assert_eq!(direct.verdict.word, Word::Holds);
    assert!(direct.verdict.failed.abs_diff(10) <= 1);
    let ends = direct.verdict.ends.unwrap();
    assert!((ends.least - 0.99).abs() <= 0.001 && ends.most == 1.0);
}

/// `p` is drawn evenly from 0 to 1 and sinks by a tenth a year: its root is gone once it is below 0, in one element of two.
const SINKING: &str = r#"
[scenario]
title = "Values that end on the way"
start = 2020
end   = 2030
step  = "1 year"
method = "euler"
[dimension]
place = ["low", "high"]
[parameter]
p = { range = [0, 1], assumption = "t" }
[variable.root]
over     = "place"
equation = "sqrt((if place == low then p else 2) - (time - start) / 10{year})"
[variable.share]
about    = "1 over an infinite number is 0: nothing shows at the end"
equation = "1 / (1 + odds)"
[variable.odds]
equation = "1 / max(p - (time - start) / 10{year}, 0)"
[stock.heap]
start  = "1"
change = "root[low] * 1{1/year}"
[stock.grown]
start  = "0"
change = "running[low] * 1{1/year}"
[variable.running]
over     = "place"
equation = "if place == low then 1 / (2 + running[high]) else odds"
[outcome]
beside  = "at_end(root[high])"
before  = "at(root[low], 2021-01-01)"
early   = "mean(root[low], to = 2022-01-01)"
later   = "mean(root[low], from = 2028-01-01)"
heaped  = "at(heap, 2022-01-01)"
shared  = "at(share, 2021-01-01)"
ended   = "at_end(share)"
ran     = "at_end(grown)"
reached = { unit = "year", equation = "first_time(root[low] < 0.5) - start" }
highest = "max(root[low], to = 2021-01-01)"
[claim]
beside  = { says = "The other element.", test = "beside > 0" }
before  = { says = "Before it was gone.", test = "before > 0" }
early   = { says = "A mean over a time before.", test = "early > 0" }
later   = { says = "A mean over a time after.", test = "later > 0" }
heaped  = { says = "What was built up before.", test = "heaped > 0" }
shared  = { says = "An infinite number, before.", test = "shared > 0" }
ended   = { says = "And after: it is lost in a quotient.", test = "ended >= 0" }
ran     = { says = "And in an array that reads itself.", test = "ran >= 0" }
reached = { says = "When a mark was passed, where that was before.", test = "reached >= 0{year}" }
highest = { says = "The most of a time before.", test = "highest > 0" }
"#;

/// The year y is lost where p < y/10: of 1,000 worlds 100 for each year, within one for the stratum at the edge.
#[test]
fn a_fault_leaves_what_stands_beside_it_and_what_was_before_it() {
    for method in ["euler", "rk4"] {
        let text = SINKING.replace("\"euler\"", &format!("\"{method}\""));
        let report = watched(&text, 1000, &["root[low]"]);
        let lost = |id: &str| claim(&report, id).verdict.failed;
        assert_eq!(lost("beside"), 0, "{method}");
        // A step of Runge and Kutta looks at its end, which is an instant later than the value that is asked for.
        let ahead = if method == "rk4" { 100 } else { 0 };
        let expected = [
            ("before", 100),
            // The years 2020 and 2021; the mean ends where 2022 begins.
            ("early", 100 + ahead),
            ("later", 900 + ahead),
            ("heaped", 100 + ahead),
            ("shared", 100),
            ("ended", 1000),
            ("ran", 900 + ahead),
            // √(p − y/10) is below a half a year or more before it is gone, in all worlds but those that begin there.
            ("highest", 100),
        ];
        for (id, worlds) in expected {
            assert!(
                lost(id).abs_diff(worlds) <= 2,
                "{method}, {id}: {} for {worlds}",
                lost(id)
            );
        }
        assert_eq!(lost("reached"), 0, "{method}");
        // A chart keeps the worlds that go to its end, at every instant the same.
        let series = &report.watches.as_ref().unwrap().series[0];
        assert_eq!(series.profiles[0].median[0], None, "{method}");
    }
}

/// What is infinite is kept off by a bound that is written; what is not defined is not.
#[test]
fn a_bound_that_is_written_guards_against_the_infinite_and_not_against_the_undefined() {
    let claims = ROOTS.find("[outcome]").unwrap();
    let text = ROOTS[..claims].replace("root > 0", "a > 0");
    let outcomes = r#"
[outcome]
capped = "at_end(min(1 / (a - a), 3))"
kept   = "at_end(clamp(a / (depth - depth), -1, 1))"
lost   = "at_end(max(sqrt(a - 2), 0))"
[claim]
capped = { says = "Infinite, but at most 3.", test = "capped == 3" }
kept   = { says = "Infinite, but at most 1.", test = "kept == 1" }
lost   = { says = "The root of a negative number, but at least 0.", test = "lost == 0" }
"#;
    let report = run(&format!("{text}{outcomes}"), 64);
    for id in ["capped", "kept"] {
        assert_eq!(claim(&report, id).share(), Some(1.0), "{id}");
    }
    assert_eq!(claim(&report, "lost").verdict.failed, 64);
}
