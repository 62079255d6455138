//! Levers keep to what they can be set to, also when a rule sets them.

use contend_model::id::ProfileId;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::Note;
use contend_session::request::RunRequest;

use crate::support::{SEED, findings, under};

const CLOSURE: &str = r#"
[scenario]
title = "How much of the bay is closed?"
start = 2025
now   = 2027
end   = 2030
step  = "1 year"
worlds = 400
[parameter]
alarm = { value = 1, range = [0, 2.5], assumption = "t" }
[actor.town]
[lever]
closed = { actor = "town", range = [0, 1], default = 0.25 }
stance = { actor = "town", options = { calm = 0.2, loud = 0.7 } }
signed = { actor = "town", switch = true }
[variable]
asked = "alarm * (year - 2027)"
[strategy.town]
fixed = { closed = 1 }
asks  = { closed = { rule = "asked" } }
less  = { closed = { rule = "0.5 - asked" } }
safe  = { closed = { rule = "clamp(asked, 0, 1)" } }
words = { stance = { rule = "if alarm > 1 then loud else calm" }, signed = { rule = "if alarm > 2 then true else false" } }
[profile]
fixed = { town = "fixed" }
asks  = { town = "asks" }
less  = { town = "less" }
safe  = { town = "safe" }
words = { town = "words" }
[outcome]
first  = "at(closed, 2026-01-01)"
second = "at(closed, 2028-01-01)"
third  = "at(closed, 2029-01-01)"
most   = "max(closed)"
least  = "min(closed)"
how    = "at_end(stance)"
done   = "at_end(signed)"
drawn  = "at_end(alarm)"
[claim.x]
says = "x"
test = "most <= 1"
"#;

#[test]
fn a_rule_is_held_at_the_ends_of_its_levers_range() {
    for (profile, sign, from) in [(1, 1.0, 0.0), (2, -1.0, 0.5)] {
        let of = under(CLOSURE, ProfileId(profile), 400);
        let held = |year: f64, alarm: f64| (from + sign * alarm * (year - 2027.0)).clamp(0.0, 1.0);
        for (world, alarm) in of("drawn").iter().enumerate() {
            assert_eq!(of("first")[world], 0.25); // nobody acts before `now`
            assert!((of("second")[world] - held(2028.0, *alarm)).abs() < 1e-12);
            assert!((of("third")[world] - held(2029.0, *alarm)).abs() < 1e-12);
        }
        assert!(of("most").iter().all(|x| *x <= 1.0));
        assert!(of("least").iter().all(|x| *x >= 0.0));
    }
}

fn notes(text: &str) -> Vec<Note> {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let request = RunRequest {
        seed: Some(SEED),
        ..RunRequest::default()
    };
    let report = session.run(&request, &Sequential, &Silent);
    let notes = report.unwrap().notes.into_iter();
    notes
        .filter(|n| matches!(n, Note::LeverHeld { .. }))
        .collect()
}

#[test]
fn where_a_lever_was_held_is_counted_and_told() {
    let of = under(CLOSURE, ProfileId(1), 400);
    // By 2030, three years after `now`, an alarm above a third asks for more than everything; in 2028 one above 1. Less than
    // half of something is asked for when an alarm above a sixth has grown for three years; in 2028 one above a half.
    let count = |above: f64| of("drawn").iter().filter(|a| **a > above).count() as u64;
    let note = |profile: &str, above: bool, held: u64| Note::LeverHeld {
        profile: profile.into(),
        actor: "town".into(),
        lever: "closed".into(),
        end: f64::from(u8::from(above)),
        unit: "1".into(),
        above,
        held,
        worlds: 400,
        first: "2028-01-01".into(),
    };
    let found = notes(CLOSURE);
    assert_eq!(
        found,
        [
            note("asks", true, count(1.0 / 3.0)),
            note("less", false, count(0.5 / 3.0)),
        ]
    );
}

#[test]
fn rules_may_call_options_and_truth_by_name() {
    let of = under(CLOSURE, ProfileId(4), 400);
    for (world, alarm) in of("drawn").iter().enumerate() {
        assert_eq!(of("how")[world], if *alarm > 1.0 { 0.7 } else { 0.2 });
        assert_eq!(of("done")[world], if *alarm > 2.0 { 1.0 } else { 0.0 });
    }
}

#[test]
fn a_rule_that_cannot_be_followed_is_refused() {
    let asked =
        |rule: &str| findings(&CLOSURE.replace("rule = \"asked\"", &format!("rule = \"{rule}\"")));
    let refused = |case: &str| vec![("bad-setting".to_owned(), case.to_owned())];
    assert_eq!(asked("50 + asked^2"), refused("rule-outside"));
    assert_eq!(asked("-1 - alarm"), refused("rule-below"));
    let spoken = |rule: &str| {
        let old = "if alarm > 1 then loud else calm";
        findings(&CLOSURE.replace(old, rule))
    };
    assert_eq!(spoken("if alarm > 1 then 0.7 else 0.2"), []);
    assert_eq!(spoken("if alarm > 1 then 0.5 else calm"), refused("rule"));
    assert_eq!(spoken("0.2 + 0.1 * alarm"), refused("rule"));
    assert_eq!(spoken("alarm"), refused("rule"));
}
