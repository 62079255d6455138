//! Levers keep to what they can be set to, also when a rule sets them.

use contend_model::id::ProfileId;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::game::report::GameNote;
use contend_session::report::Note;
use contend_session::request::{Allocation, GameRequest, RunRequest};

use crate::support::{SEED, findings, open, under};

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

/// Beside the town a rival whose rule grows with what the town closes; both at once, and in turn.
fn games() -> String {
    let more = r#"
[actor.rival]
[lever.spite]
actor = "rival"
range = [0, 1]
[strategy.rival]
calm = { spite = 0 }
hot  = { spite = { rule = "asked * (1 + closed)" } }
meek = { spite = { rule = "0.9 * anger / 1{year}" } }
full = { spite = 1 }
[stock.anger]
unit   = "year"
start  = 0
change = "spite"
[objective]
town  = "mean(closed)"
rival = "mean(spite)"
[game.once]
players = ["town", "rival"]
[game.calm]
players = ["town", "rival"]
rounds  = [
  { player = "rival", at = 2027-01-01, strategies = ["meek", "full"] },
  { player = "town", at = 2028-01-01, strategies = ["fixed"] },
]
[game.early]
players = ["town", "rival"]
rounds  = [
  { player = "town", at = 2027-01-01, strategies = ["asks", "fixed"] },
  { player = "rival", at = 2027-01-01, strategies = ["calm"] },
  { player = "town", at = 2028-01-01, strategies = ["fixed", "safe"] },
]
[game.late]
players = ["town", "rival"]
others  = { town = "less" }
rounds  = [
  { player = "rival", at = 2027-01-01, strategies = ["calm", "hot"] },
  { player = "town", at = 2029-01-01, strategies = ["asks", "safe"] },
]
"#;
    CLOSURE.replace("[outcome]", &format!("{more}\n[outcome]"))
}

fn game_notes(game: &str, worlds: u64, allocation: Allocation) -> Vec<GameNote> {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", &*games())]));
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let request = GameRequest {
        game: Some(game.into()),
        worlds: Some(worlds),
        seed: Some(SEED),
        allocation,
        ..GameRequest::default()
    };
    let report = session.game(&request, &Sequential, &Silent).unwrap();
    let notes = report.notes.into_iter();
    notes
        .filter(|n| matches!(n, GameNote::LeverHeld { .. }))
        .collect()
}

#[test]
fn a_game_tells_where_the_levers_of_its_players_were_held() {
    let alarms = under(CLOSURE, ProfileId(1), 400)("drawn");
    let count = |above: f64| alarms.iter().filter(|a| **a > above).count() as u64;
    let note = |actor: &str, strategy: &str, lever: &str, above: bool, held: u64, first: &str| {
        GameNote::LeverHeld {
            actor: actor.into(),
            strategy: strategy.into(),
            lever: lever.into(),
            end: f64::from(u8::from(above)),
            unit: "1".into(),
            above,
            held,
            worlds: 400,
            first: first.into(),
        }
    };
    // As where the town is alone; the rival's rule asks for most where the town closes all: 3 · 2 times the alarm by 2030.
    let asks = |alarm: f64, first: &str| note("town", "asks", "closed", true, count(alarm), first);
    let less = |alarm: f64, first: &str| note("town", "less", "closed", false, count(alarm), first);
    let hot = |alarm: f64| note("rival", "hot", "spite", true, count(alarm), "2028-01-01");
    let all = [
        asks(1.0 / 3.0, "2028-01-01"),
        less(0.5 / 3.0, "2028-01-01"),
        hot(1.0 / 6.0),
    ];
    assert_eq!(game_notes("once", 400, Allocation::Full), all);
    // In turn a rule counts while it is in force alone: that of 2027 until 2028, when it asks for nothing yet; what the town
    // does before its first move until 2029; and that of 2029 from then on.
    assert_eq!(game_notes("early", 400, Allocation::Full), []);
    // Nor does it count where another is chosen: the meek would ask for more than all if they had been angry.
    assert_eq!(game_notes("calm", 400, Allocation::Full), []);
    let found = game_notes("late", 400, Allocation::Full);
    let expected = [
        // Before 2029 half less what is asked for in 2028.
        less(0.5, "2028-01-01"),
        // Until the alarm is a third the town closes three times of it by 2030: 3a (1 + 3a) is 1 at (√45 − 3) / 18.
        hot((45.0_f64.sqrt() - 3.0) / 18.0),
        asks(1.0 / 3.0, "2029-01-01"),
    ];
    assert_eq!(found, expected);
    // Of a large game the worlds of the first round, in which every profile was simulated.
    let first = game_notes("once", 2000, Allocation::Sequential);
    assert!(
        first.iter().all(
            |n| matches!(n, GameNote::LeverHeld { worlds, .. } if (200..1000).contains(worlds))
        ),
        "{first:?}"
    );
    assert_eq!(first.len(), 3);
}

/// What only the town sees its own rule may read, and nobody else's.
#[test]
fn a_rule_reads_what_its_actor_sees() {
    let seen_by = |actors: &str| {
        let hidden =
            format!("alarm = {{ value = 1, range = [0, 2.5], seen_by = {actors}, assumption");
        let text = CLOSURE.replace("alarm = { value = 1, range = [0, 2.5], assumption", &hidden);
        text.replace("[lever]", "[actor.shipper]\n[lever]")
    };
    let words = ProfileId(4);
    let known = under(&seen_by("[\"town\"]"), words, 50);
    let before = under(CLOSURE, words, 50);
    assert_eq!(known("how"), before("how"));
    assert!(known("how").contains(&0.2) && known("how").contains(&0.7));
    let found = findings(&seen_by("[\"shipper\"]"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|f| f.0 == "private-quantity"), "{found:?}");
}

/// Ships: whole ones. A rule that asks for half a ship gets the nearest number of whole ones, and that is told.
const SHIPS: &str = "[scenario]\ntitle = 't'\nstart = 2025\nend = 2028\nnow = 2026\nstep = '1 year'\n\
    [parameter]\nneed = { range = [0, 4], assumption = 'x' }\n\
    [actor]\nnavy = {}\n[lever]\nships = { actor = 'navy', range = [0, 3], whole = true }\n\
    [strategy.navy]\nidle = {}\nneeded = { ships = { rule = 'need' } }\n\
    at_least = { ships = { rule = 'ceil(min(need, 2))' } }\ntwo = { ships = 2 }\n\
    [profile]\nidle = {}\nneeded = { navy = 'needed' }\nat_least = { navy = 'at_least' }\ntwo = { navy = 'two' }\n\
    [outcome]\nsent = 'at_end(ships)'\nasked = 'need'\n";

#[test]
fn a_lever_of_whole_numbers_is_held_to_the_nearest() {
    let of = under(SHIPS, ProfileId(1), 400);
    let mut parts = 0;
    for (sent, asked) in of("sent").iter().zip(of("asked")) {
        assert_eq!(*sent, asked.min(3.0).round(), "{asked}");
        parts += u64::from(asked.fract() != 0.0);
    }
    let of = under(SHIPS, ProfileId(2), 400);
    for (sent, asked) in of("sent").iter().zip(of("asked")) {
        assert_eq!(*sent, asked.min(2.0).ceil());
    }
    let request = RunRequest {
        worlds: Some(400),
        seed: Some(SEED),
        ..RunRequest::default()
    };
    let report = open(SHIPS).run(&request, &Sequential, &Silent).unwrap();
    let rounded: Vec<&Note> = (report.notes.iter())
        .filter(|n| matches!(n, Note::LeverRounded { .. }))
        .collect();
    let told = Note::LeverRounded {
        profile: "needed".into(),
        actor: "navy".into(),
        lever: "ships".into(),
        rounded: parts,
        worlds: 400,
        first: "2026-01-01".into(),
    };
    assert_eq!(rounded, [&told]);
    // Beside it that it asks for more than there are.
    let held = report.notes.iter().find_map(|n| match n {
        Note::LeverHeld { end, held, .. } => Some((*end, *held)),
        _ => None,
    });
    let more = under(SHIPS, ProfileId(1), 400)("asked");
    let more = more.iter().filter(|a| **a > 3.0).count() as u64;
    assert_eq!(held, Some((3.0, more)));
}

#[test]
fn settings_that_are_no_whole_numbers_are_refused() {
    let said = |setting: &str| {
        let text = SHIPS.replace(
            "two = { ships = 2 }",
            &format!("two = {{ ships = {setting} }}"),
        );
        let found = findings(&text).into_iter();
        found
            .map(|(id, case)| format!("{id} {case}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(said("2"), Vec::<String>::new());
    assert_eq!(said("2.5"), ["bad-setting whole"]);
    assert_eq!(
        said("{ schedule = [[2026-01-01, 1], [2027-01-01, 2]] }"),
        Vec::<String>::new()
    );
    assert_eq!(
        said("{ schedule = [[2026-01-01, 1.5]] }"),
        ["bad-setting whole"]
    );
    assert_eq!(
        said("{ schedule = [[2026-01-01, 1], [2027-01-01, 3]], ramp = true }"),
        ["bad-setting whole-ramp"]
    );
    assert_eq!(said("{ rule = 'need / 2' }"), Vec::<String>::new());
    assert_eq!(said("{ rule = '2.5' }"), ["bad-setting rule-part"]);
    assert_eq!(said("{ rule = 'round(2.5)' }"), Vec::<String>::new());
    assert_eq!(
        said("{ rule = '1.1 + need / 5' }"),
        ["bad-setting rule-part"]
    );
    let ends = findings(&SHIPS.replace("[0, 3]", "[0.5, 3]"));
    assert!(
        ends.contains(&("bad-range".into(), "whole".into())),
        "{ends:?}"
    );
    let switch = findings(&SHIPS.replace("range = [0, 3]", "switch = true"));
    assert!(
        switch.contains(&("field-conflict".into(), "whole-lever".into())),
        "{switch:?}"
    );
}
