//! What is known of an event: only worlds whose baseline agrees count, and these have the law that follows.

use contend_model::id::ProfileId;
use contend_session::error::RunError;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{KnownReport, Note, RunReport, UnjudgedReport};
use contend_session::request::{GameRequest, RunRequest, WorldRequest};

use crate::support::{SEED, claim, columns, findings, mean, open, under};

/// Strikes with a constant hazard that is uncertain, once or twice as high by a lever, over ten years; `known` is a field of
/// the event, with what follows it.
fn strikes(known: &str) -> String {
    format!(
        r#"
[scenario]
title = "Strikes"
start = 2020-01-01
end   = 2030-01-01
step  = "6 months"
baseline = "as_it_was"
[parameter]
rate = {{ range = [0, 0.4], unit = "1/year", assumption = "Unknown." }}
[actor.state]
[lever.force]
actor = "state"
range = [1, 2]
[strategy.state]
usual   = {{ force = 1 }}
doubled = {{ force = 2 }}
[profile.as_it_was]
state = "usual"
[profile.twice]
state = "doubled"
[event.strike]
hazard = "rate * force"
{known}
[variable]
so_far = "count(strike)"
[outcome]
rate_drawn = "at_end(rate * 1{{year}})"
by_then    = "at(so_far, 2025-01-01)"
after      = "at_end(so_far) - at(so_far, 2025-01-01)"
[claim.any_by_then]
says = "A strike by 2025 with twice the force."
test = "by_then@twice > 0"
[claim.any_after]
says = "A strike after 2025."
test = "after > 0"
[claim.mean_rate]
says = "The rate is high on average."
test = "mean(rate_drawn) > 0.2"
"#
    )
}

const NEVER: &str =
    r#"known = { happened = false, until = 2024-12-31, assumption = "None was seen." }"#;

fn request(worlds: u64) -> RunRequest {
    RunRequest {
        worlds: Some(worlds),
        seed: Some(SEED),
        ..RunRequest::default()
    }
}

fn run(text: &str, worlds: u64) -> RunReport {
    let run = open(text).run(&request(worlds), &Sequential, &Silent);
    run.unwrap()
}

fn known(report: &RunReport) -> &KnownReport {
    let known = report.notes.iter().find_map(|n| match n {
        Note::Known(known) => Some(known),
        _ => None,
    });
    known.unwrap()
}

fn share(report: &RunReport, id: &str) -> f64 {
    claim(report, id).verdict.share.unwrap().share
}

/// The value of the only comparison of a claim over all worlds.
fn value(report: &RunReport, id: &str) -> f64 {
    let together = claim(report, id).over_worlds.as_ref().unwrap();
    together.comparisons[0].left.value.unwrap()
}

#[test]
fn a_rate_is_learnt_from_what_did_not_happen() {
    let report = run(&strikes(NEVER), 40_000);
    // With a uniform rate up to H = 0.4 none happens in T = 5 years with probability (1 − e^(−HT))/(HT) = (1 − e⁻²)/2.
    let e2 = (-2.0_f64).exp();
    let known = known(&report);
    assert_eq!((known.worlds, known.agree), (40_000, report.run.worlds));
    assert_eq!(known.facts.len(), 1);
    assert_eq!(known.facts[0].agree, known.agree);
    let part = known.agree as f64 / 40_000.0;
    assert!((part - (1.0 - e2) / 2.0).abs() < 0.005, "{part}");
    // Then the rate has a density in proportion to e^(−hT): its mean is 1/T − H e^(−HT)/(1 − e^(−HT)), 0.1374 instead of 0.2.
    let posterior = 0.2 - 0.4 * e2 / (1.0 - e2);
    let mean = value(&report, "mean_rate");
    assert!((mean - posterior).abs() < 0.003, "{mean}, not {posterior}");
    // The next five years: 1 − E e^(−hT) = 1 − ½(1 − e⁻⁴)/(1 − e⁻²) = (1 − e⁻²)/2; without the fact it is 0.568.
    let after = share(&report, "any_after");
    assert!((after - (1.0 - e2) / 2.0).abs() < 0.012, "{after}");
}

/// A draw leads to a strike in a step where it lies above e^(−h dt), and with twice the hazard above e^(−2h dt). Of those
/// below e^(−h dt) the part below e^(−2h dt) is e^(−h dt): in the worlds that agree the same luck brings a strike under
/// twice the force with probability 1 − e^(−hT), as if the second half of the hazard had luck of its own.
#[test]
fn another_profile_is_asked_of_the_worlds_that_agree_with_the_factual_one() {
    let report = run(&strikes(NEVER), 40_000);
    let e2 = (-2.0_f64).exp();
    let told = share(&report, "any_by_then");
    assert!((told - (1.0 - e2) / 2.0).abs() < 0.012, "{told}");
    // With luck drawn anew it would be 1 − E e^(−2hT) = 0.6154.
    assert!(told < 0.5);
    // Under the baseline nothing happens by then, in any world.
    let by_then = report.outcomes.iter().find(|o| o.outcome == "by_then");
    let base = &by_then.unwrap().profiles[0];
    assert_eq!(base.profile, "as_it_was");
    assert_eq!(
        (base.values.q95, base.values.worlds),
        (Some(0.0), report.run.worlds)
    );
}

#[test]
fn what_happened_is_learnt_from_too() {
    let text = strikes(&NEVER.replace("false", "true"));
    let report = run(&text, 40_000);
    let e2 = (-2.0_f64).exp();
    let part = (1.0 - e2) / 2.0;
    let told = known(&report).agree as f64 / 40_000.0;
    assert!((told - (1.0 - part)).abs() < 0.005, "{told}");
    // The prior mean 0.2 is that of both kinds of worlds, by how many there are.
    let never = 0.2 - 0.4 * e2 / (1.0 - e2);
    let happened = (0.2 - part * never) / (1.0 - part);
    let mean = value(&report, "mean_rate");
    assert!((mean - happened).abs() < 0.003, "{mean}, not {happened}");
}

#[test]
fn the_example_of_the_book_gives_the_numbers_beside_it() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, after) = book.split_once("**What is known.**").unwrap();
    let (_, block) = after.split_once("```toml\n").unwrap();
    let (block, beside) = block.split_once("```").unwrap();
    let text = |block: &str| {
        format!(
            "[scenario]\ntitle = 'Book'\nstart = 2020-01-01\nend = 2030-01-01\nstep = '1 month'\n{block}\n\
             [claim.rate]\nsays = 'R.'\ntest = \"mean(drawn) > 0\"\n\
             [claim.strike]\nsays = 'S.'\ntest = \"after > 0\"\n"
        )
    };
    let line = block.lines().find(|l| l.starts_with("known")).unwrap();
    let numbers = |text: &str| {
        let report = run(text, 20_000);
        let rounded = |x: f64| (100.0 * x).round();
        let part = report.run.worlds as f64 / 20_000.0;
        let rate = value(&report, "rate");
        [part, rate, share(&report, "strike")].map(rounded)
    };
    assert_eq!(numbers(&text(block)), [43.0, 14.0, 43.0]);
    let from = block.replace(line, "from = 2025-01-01");
    assert_eq!(numbers(&text(&from)), [100.0, 20.0, 57.0]);
    for said in [
        "43 of 100 worlds agree",
        "is 0.14, not 0.2",
        "in 43 of 100 of them, not in 57",
        "0.2 and 57",
    ] {
        assert!(beside.contains(said), "{said}");
    }
}

/// The world as it really was may be another profile than the one that others are compared with.
#[test]
fn a_fact_names_the_profile_of_which_it_was_observed() {
    let text = strikes(&NEVER.replace("until", "under = \"twice\", until"));
    let report = run(&text, 3000);
    let (base, twice) = (
        columns(&strikes(""), 3000),
        under(&strikes(""), ProfileId(1), 3000),
    );
    let agree = twice("by_then").iter().filter(|x| **x == 0.0).count();
    assert_eq!(known(&report).agree, agree as u64);
    assert_eq!(share(&report, "any_by_then"), 0.0);
    let other = base("by_then").iter().filter(|x| **x == 0.0).count();
    assert!(agree + 200 < other, "{agree} {other}");
    let unknown = strikes(&NEVER.replace("until", "under = \"thrice\", until"));
    let found = findings(&unknown);
    assert_eq!(found[0].0, "unknown-profile");
}

/// The same worlds as those that are left when the others are struck out by hand, to the last one.
#[test]
fn it_is_rejection() {
    let (with, without) = (strikes(NEVER), strikes(""));
    let report = run(&with, 3000);
    let (base, twice) = (columns(&without, 3000), under(&without, ProfileId(1), 3000));
    let agrees: Vec<usize> = (0..3000).filter(|w| base("by_then")[*w] == 0.0).collect();
    assert_eq!(report.run.worlds, agrees.len() as u64);
    let kept = |column: Vec<f64>| -> Vec<f64> { agrees.iter().map(|w| column[*w]).collect() };
    for (id, column) in [
        ("any_by_then", kept(twice("by_then"))),
        ("any_after", kept(base("after"))),
    ] {
        let found = claim(&report, id);
        let holds = column.iter().filter(|x| **x > 0.0).count() as f64;
        let tally = found.verdict.share.unwrap().tally;
        assert_eq!((tally.holds, tally.all), (holds, column.len() as f64));
        // Worlds are told by their numbers.
        let first = |holds: bool| {
            let at = column.iter().position(|x| (*x > 0.0) == holds);
            at.map(|at| agrees[at] as u64)
        };
        assert_eq!(found.example_holds, first(true));
        assert_eq!(found.example_fails, first(false));
    }
    let rate = kept(base("rate_drawn"));
    let told = value(&report, "mean_rate");
    assert!((told - mean(&rate)).abs() < 1e-12);
    // Nothing is drawn otherwise because something is known.
    let session = open(&with);
    let world = |world: usize| {
        let request = WorldRequest {
            worlds: Some(3000),
            seed: Some(SEED),
            ..WorldRequest::default()
        };
        session.world(world as u64, &request).unwrap()
    };
    let disagrees = (0..3000).find(|w| !agrees.contains(w)).unwrap();
    for (number, agrees) in [(agrees[1], true), (disagrees, false)] {
        let told = world(number);
        assert_eq!(told.inputs[0].value, base("rate_drawn")[number]);
        assert_eq!(told.known[0].agrees, Some(agrees));
        let judged = told.claims.iter().find(|c| c.id == "any_after").unwrap();
        assert_eq!(judged.holds, agrees.then_some(base("after")[number] > 0.0));
    }
}

/// A world's second luck must have its law given the facts too. Where the rate is 0.02 or 0.5, none happens in five years
/// with probability 0.905 or 0.082, so that of the worlds that agree 0.0832 have the high rate; a strike after that happens
/// with p = 0.0952 or 0.918. Luck has E p(1 − p) = 0.0852 of the variance 0.1369: 0.62. A second luck that is asked once only
/// would leave 0.0082 with the high rate, and tell 0.94.
#[test]
fn both_lucks_of_a_world_agree_with_what_is_known() {
    let text = strikes(NEVER).replace(
        "range = [0, 0.4]",
        "distribution = \"discrete(0.02: 0.5, 0.5: 0.5)\"",
    );
    let report = run(&text, 40_000);
    let luck = claim(&report, "any_after").luck.unwrap();
    assert!((luck.share - 0.6225).abs() < 0.08, "{luck:?}");
    assert!(luck.high < 0.8, "{luck:?}");
    assert!(luck.worlds > 8000, "{luck:?}");
}

#[test]
fn two_days_say_when_it_happened() {
    let text = strikes(
        r#"known = [
    { happened = false, until = 2022-12-31, assumption = "None was seen." },
    { happened = true, until = 2024-12-31, assumption = "One was." },
]"#,
    );
    let report = run(&text, 2000);
    let known = known(&report);
    let agree: Vec<u64> = known.facts.iter().map(|f| f.agree).collect();
    assert!(
        known.agree > 100 && agree.iter().all(|a| *a > known.agree),
        "{known:?}"
    );
    let base = columns(
        &strikes("").replace(
            "by_then    = \"at(so_far, 2025-01-01)\"",
            "by_then = \"at(so_far, 2025-01-01)\"\nearly = \"at(so_far, 2023-01-01)\"",
        ),
        2000,
    );
    let both = base("early").into_iter().zip(base("by_then"));
    let count = both
        .filter(|(early, then)| *early == 0.0 && *then > 0.0)
        .count();
    assert_eq!(known.agree, count as u64);
}

#[test]
fn of_an_event_with_elements_all_or_some_are_known() {
    let text = |known: &str| {
        format!(
            r#"
[scenario]
title = "Sites"
start = 2020-01-01
end   = 2022-01-01
step  = "1 month"
[dimension]
site = ["a", "b"]
side = ["left", "right", "middle"]
[event.strike]
over = ["site", "side"]
hazard = "0.3{{1/year}}"
{known}
[variable]
so_far = {{ over = ["site", "side"], equation = "count(strike)" }}
[outcome]
first = {{ over = ["site", "side"], equation = "at(so_far, 2021-01-01)" }}
"#
        )
    };
    let base = columns(&text(""), 1000)("first");
    let at = |element: usize, world: usize| base[element * 1000 + world] > 0.0;
    let count = |agrees: &dyn Fn(usize) -> bool| (0..1000).filter(|w| agrees(*w)).count() as u64;
    let fact = |happened: &str| {
        let known = format!(
            "known = {{ happened = {happened}, until = 2020-12-31, assumption = \"x y z\" }}"
        );
        run(&text(&known), 1000)
    };
    let never = fact("false");
    assert_eq!(known(&never).agree, count(&|w| (0..6).all(|e| !at(e, w))));
    // Row by row: b and right is the fifth of six.
    let some = fact("{ a = { middle = true }, b = { right = false, left = true } }");
    let agree = count(&|w| at(2, w) && !at(4, w) && at(3, w));
    assert!(agree > 5);
    assert_eq!(known(&some).agree, agree);
    let names: Vec<&str> = known(&some).facts.iter().map(|f| &*f.event).collect();
    assert_eq!(
        names,
        ["strike[a, middle]", "strike[b, right]", "strike[b, left]"]
    );
}

#[test]
fn where_few_agree_there_are_no_words_and_where_none_does_no_answer() {
    // None in five years at 0.4 to 2 a year: one world in a hundred or so.
    let text = strikes(NEVER).replace("range = [0, 0.4]", "range = [0.4, 2]");
    let report = run(&text, 400);
    let known = known(&report);
    assert!(known.agree > 0 && known.is_too_few(), "{known:?}");
    for id in ["any_after", "any_by_then", "mean_rate"] {
        let why = claim(&report, id).unjudged.clone();
        assert!(
            matches!(why, Some(UnjudgedReport::TooFew { .. })),
            "{id}: {why:?}"
        );
    }
    let text = strikes(NEVER).replace("range = [0, 0.4]", "range = [20, 30]");
    let none = open(&text).run(&request(200), &Sequential, &Silent);
    match none {
        Err(RunError::NoneAgrees(known)) => assert_eq!((known.worlds, known.agree), (200, 0)),
        other => panic!("{other:?}"),
    }
}

/// Where it cannot be told, the world is kept and told of as any other in which something went wrong.
#[test]
fn a_fault_is_no_disagreement() {
    let text = strikes(NEVER).replace(
        "hazard = \"rate * force\"",
        "hazard = \"sqrt(rate * 1{year} - 0.1) * 0.01{1/year}\"",
    );
    let report = run(&text, 1000);
    let known = known(&report);
    // A quarter of rates lies below 0.1.
    assert!(known.facts[0].untold.abs_diff(250) < 5, "{known:?}");
    assert!(known.agree > 950, "{known:?}");
    assert!(
        report.run.failed_worlds >= known.facts[0].untold,
        "{:?}",
        report.run
    );
}

/// A game's players, and those of a game in turn, meet in the same worlds.
#[test]
fn games_are_played_in_the_worlds_that_agree() {
    let games = r#"
[objective]
state = "at_end(so_far) + 3 * at_end(rate * 1{year})"
rival = "-at_end(so_far)"
[actor.rival]
[strategy.rival]
watch = {}
leave = {}
[game.at_once]
players = ["state", "rival"]
[game.in_turn]
players = ["state", "rival"]
rounds = [{ player = "state", at = 2020-01-01 }, { player = "rival", at = 2026-01-01 }]
"#;
    let text = |known: &str| strikes(known) + games;
    let base = columns(&text(""), 1000);
    let twice = under(&text(""), ProfileId(1), 1000);
    let agrees: Vec<usize> = (0..1000).filter(|w| base("by_then")[*w] == 0.0).collect();
    let of = |column: Vec<f64>| mean(&agrees.iter().map(|w| column[*w]).collect::<Vec<f64>>());
    let (usual, doubled) = (of(base("objective_state")), of(twice("objective_state")));
    for game in ["at_once", "in_turn"] {
        let request = GameRequest {
            game: Some(game.to_owned()),
            worlds: Some(1000),
            seed: Some(SEED),
            ..GameRequest::default()
        };
        let session = open(&text(NEVER));
        let report = session.game(&request, &Sequential, &Silent).unwrap();
        assert_eq!(report.run.as_ref().unwrap().worlds, agrees.len() as u64);
        assert_eq!(report.profiles.len(), 4);
        for (profile, payoff) in report.profiles.iter().zip([usual, usual, doubled, doubled]) {
            let told = profile.payoffs[0].value;
            assert!((told - payoff).abs() < 1e-9, "{game}: {told}, not {payoff}");
        }
    }
}

/// With finer steps the same day is known.
#[test]
fn finer_steps_know_the_same() {
    let session = open(&strikes(NEVER));
    let report = session.steps(&request(2000), &Sequential, &Silent);
    assert!(report.unwrap().is_some());
}

#[test]
fn what_cannot_be_known_is_said() {
    let cases = |known: &str| -> Vec<String> {
        let found = findings(&strikes(known)).into_iter();
        found.map(|(id, case)| format!("{id}/{case}")).collect()
    };
    assert_eq!(cases(NEVER), [""; 0]);
    let with = |from: &str, to: &str| cases(&NEVER.replace(from, to));
    assert_eq!(with("2024-12-31", "2031-12-31"), ["outside-run/"]);
    assert_eq!(with("2024-12-31", "2019-12-31"), ["outside-run/"]);
    assert_eq!(with("2024-12-31", "2024"), ["event-known/year"]);
    assert_eq!(with("2024-12-31", "2020-01-31"), ["event-known/first-step"]);
    assert_eq!(with("2024-12-31", "2024-10-31"), ["between-instants/known"]);
    assert_eq!(with(", until = 2024-12-31", ""), ["missing-field/"]);
    assert_eq!(with("happened = false, ", ""), ["missing-field/"]);
    assert_eq!(
        with(", assumption = \"None was seen.\"", ""),
        ["no-origin/known"]
    );
    assert_eq!(cases("known = false"), ["wrong-type/"]);
    assert_eq!(
        cases(&format!("from = 2025-06-01\n{NEVER}")),
        ["event-known/before-from"]
    );
    let dated = strikes(NEVER).replace("hazard = \"rate * force\"", "at = 2024-01-01");
    let pair =
        |(id, case): &(String, String)| (id.as_str(), case.as_str()) == ("event-known", "dated");
    assert!(findings(&dated).iter().any(pair));
    let both = "known = [{ happened = true, until = 2022-12-31, assumption = \"One was.\" }, \
        { happened = false, until = 2024-12-31, assumption = \"None was.\" }]";
    assert_eq!(cases(both), ["event-known/contradiction"]);
}

/// Whether the rate is high is decided by the rate alone: it turns at 0.2, and in the worlds that are left, which have inputs of their
/// own, that is found all the same. `rate_drawn` holds what was drawn.
#[test]
fn what_a_claim_hinges_on_is_found_among_the_worlds_that_are_left() {
    let text = format!(
        "{}[claim.rate_is_high]\nsays = \"It is high.\"\ntest = \"rate_drawn > 0.1\"\n",
        strikes(NEVER)
    );
    let report = run(&text, 4000);
    let kept = known(&report).agree;
    assert!(kept < 3000, "{kept} worlds are left");
    let found = claim(&report, "rate_is_high");
    let hinge = found.hinges.first().expect("it hinges on the rate");
    assert_eq!(hinge.input, "rate");
    assert!(hinge.explains > 0.98 && hinge.distance > 0.98, "{hinge:?}");
}
