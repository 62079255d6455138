//! Only what claims read is computed where nothing else is asked for: the same verdicts, and faults of what they rest on.

use contend_analysis::verdict::Word;
use contend_session::report::FaultKind;
use contend_session::request::Scope;

use crate::support::{claim, run, within};

/// `gap` is 1 / 0 in every world, and a claim does not read it. `risk` is not defined from the fifth year on.
const ASKED: &str = r#"
[scenario]
title = "What is asked"
start = 2000
end   = 2010
step  = "1 year"
[parameter]
a = { value = 0.5, range = [0, 1], assumption = "t" }
zero = { value = 0, assumption = "t" }
[variable]
gap = "a / zero"
risk = "sqrt(4.5 - time / 1{year})"
[stock.mark]
start = "a"
[event.blow]
hazard = "risk * 0.1{1/year}"
effect = { mark = "1" }
[outcome]
broken = "at_end(gap)"
early  = "at(mark, 2003-01-01)"
late   = "at_end(mark)"
[claim.early]
says = "Struck or not, it is never negative."
test = "early >= 0"
"#;

#[test]
fn what_no_claim_reads_is_not_seen_to_be_wrong() {
    let all = within(ASKED, 100, Scope::Outcomes);
    assert_eq!((all.run.failed_worlds, all.outcomes.len()), (100, 3));
    let kinds: Vec<FaultKind> = all.faults.iter().map(|f| f.kind).collect();
    assert!(kinds.contains(&FaultKind::Variable), "{kinds:?}");
    let claims = within(ASKED, 100, Scope::Claims);
    assert_eq!((claims.run.failed_worlds, claims.outcomes.len()), (0, 0));
    assert!(claims.faults.is_empty());
    for report in [&all, &claims] {
        let early = &claim(report, "early").verdict;
        assert_eq!((early.word, early.failed), (Word::Holds, 0));
    }
}

#[test]
fn an_event_that_goes_wrong_counts_for_what_is_read_later() {
    let late = format!("{ASKED}[claim.late]\nsays = \"At the end.\"\ntest = \"late >= 0\"\n");
    let report = run(&late, 100);
    assert_eq!(claim(&report, "early").verdict.word, Word::Holds);
    assert_eq!(claim(&report, "late").verdict.word, Word::NoResult);
    let claims = within(&late, 100, Scope::Claims);
    assert_eq!(claims.run.failed_worlds, 100);
    assert_eq!(claims.faults[0].name, "blow");
    assert_eq!(claims.faults[0].date.as_deref(), Some("2005-01-01"));
}

#[test]
fn without_a_claim_that_reads_an_outcome_all_are_computed() {
    let none = ASKED.split("[claim").next().unwrap_or_default();
    let report = within(none, 10, Scope::Claims);
    assert_eq!((report.run.failed_worlds, report.outcomes.len()), (10, 3));
}
