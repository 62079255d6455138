//! What was run: in how many worlds, how they were drawn, what to know of it, and where runs failed.

use contend_session::better::report::BetterError;
use contend_session::error::{NotKept, RunError};
use contend_session::report::{
    FaultKind, FaultReport, NotFinite, Note, RunFacts, RunReport, ScenarioFacts,
};

use contend_session::saved::Spacing;

use crate::errors::error;
use crate::known::agree;
use crate::{Language, Sentence};

/// What was run, in a line.
#[must_use]
pub fn facts(m: &Language, report: &RunReport, made: &Made) -> String {
    let run = &report.run;
    let worlds = if run.interrupted {
        let (worlds, asked) = (m.count(run.worlds), m.count(run.worlds_asked));
        m.f("worlds-of", &[("worlds", &worlds), ("asked", &asked)])
    } else {
        m.n("n-worlds", run.worlds, &[])
    };
    let worlds = match sets(m, run) {
        Some(sets) => m.f("worlds-in-sets", &[("worlds", &worlds), ("sets", &sets)]),
        None => worlds,
    };
    let own = run.profiles.len() as u64;
    let profiles = match run.game_profiles {
        0 => m.n("n-profiles", own, &[]),
        games => m.n(
            "n-profiles-and-games",
            own,
            &[("games", &m.count(games as u64))],
        ),
    };
    let steps = m.n(
        "n-steps",
        u64::from(report.scenario.steps),
        &[("step", &step(m, &report.scenario))],
    );
    let (key, first, rate) = match made {
        Made::Now { time, rate } => ("run-line", ("time", &**time), m.compact(*rate)),
        Made::Kept { folder } => ("run-line-kept", ("folder", &**folder), String::new()),
    };
    let values = [
        ("worlds", &*worlds),
        ("profiles", &profiles),
        ("seed", &run.seed.to_string()),
        ("design", &design(m, &run.design)),
        ("fingerprint", &report.scenario.fingerprint.to_string()),
        ("steps", &steps),
        first,
        ("rate", &rate),
    ];
    m.f(key, &values)
}

/// Where the worlds of a report come from.
pub enum Made {
    /// They were simulated just now.
    Now {
        /// How long that took, in words.
        time: String,
        /// Runs a second.
        rate: f64,
    },
    /// They are kept in a folder.
    Kept {
        /// As it was named.
        folder: String,
    },
}

/// How many sets of inputs there are, with how many lucks; nothing where each world has inputs of its own: `500 sets of inputs ×
/// 4 lucks`.
#[must_use]
pub fn sets(m: &Language, run: &RunFacts) -> Option<String> {
    let lucks = m.n("n-lucks", run.replications, &[]);
    let sets = run.worlds / run.replications.max(1);
    (run.replications > 1).then(|| m.n("n-sets", sets, &[("lucks", &lucks)]))
}

/// The length of a step: `1 week`.
#[must_use]
pub fn step(m: &Language, scenario: &ScenarioFacts) -> String {
    m.compact_with_unit(scenario.step, scenario.time_unit)
}

/// How far apart values over time are told; nothing where each step is: `Values are 1 year apart.`
#[must_use]
pub fn apart(m: &Language, every: &Spacing) -> Option<String> {
    let length = m.compact_with_unit(every.length, every.unit);
    (every.steps > 1).then(|| m.f("values-apart", &[("every", &length)]))
}

/// How worlds were drawn, by the name of the design.
#[must_use]
pub fn design(m: &Language, name: &str) -> String {
    match name.split_once(':').unwrap_or((name, "")) {
        ("nested-lhs", _) => m.t("design-nested-lhs").to_owned(),
        ("lhs", _) => m.t("design-lhs").to_owned(),
        ("sobol", _) => m.t("design-sobol").to_owned(),
        ("monte-carlo", _) => m.t("design-monte-carlo").to_owned(),
        ("full-factorial", levels) => m.f("design-factorial", &[("levels", levels)]),
        _ => m.f("design-table", &[("file", name)]),
    }
}

/// Something to know when reading a report.
#[must_use]
pub fn note(m: &Language, note: &Note) -> Sentence {
    match note {
        Note::Interrupted {
            worlds,
            worlds_asked,
            profiles,
        } => {
            let values = [
                ("worlds", &*m.count(*worlds)),
                ("asked", &m.count(*worlds_asked)),
            ];
            Sentence::text(m.n("note-interrupted", *profiles as u64, &values))
        }
        Note::WholeSets {
            asked,
            worlds,
            replications,
        } => {
            let values = [("asked", &*m.count(*asked)), ("worlds", &m.count(*worlds))];
            Sentence::text(m.n("note-whole-sets", *replications, &values))
        }
        Note::FirstNotFair => Sentence::text(m.t("note-first-not-fair")),
        Note::FactorialShares => Sentence::text(m.t("note-factorial")),
        Note::Held { inputs } => held(m, inputs),
        Note::Conditions { kept, draws } => conditions(m, *kept, *draws),
        Note::Known(known) => agree(m, known),
        Note::HingesInFirst { worlds } => {
            Sentence::text(m.f("note-hinges-in-first", &[("worlds", &m.count(*worlds))]))
        }
        Note::LeverHeld {
            profile,
            actor,
            lever,
            end,
            unit,
            above,
            held,
            worlds,
            first,
        } => {
            let key = if *above {
                "note-lever-held-above"
            } else {
                "note-lever-held-below"
            };
            m.say(
                key,
                &[
                    ("held", Sentence::text(m.count(*held))),
                    ("worlds", Sentence::text(m.count(*worlds))),
                    ("profile", Sentence::name(profile)),
                    ("actor", Sentence::name(actor)),
                    ("lever", Sentence::name(lever)),
                    ("end", Sentence::text(m.with_unit(*end, unit))),
                    ("first", Sentence::text(m.day(first))),
                ],
            )
        }
        Note::LeverRounded {
            profile,
            actor,
            lever,
            rounded,
            worlds,
            first,
        } => m.say(
            "note-lever-rounded",
            &[
                ("rounded", Sentence::text(m.count(*rounded))),
                ("worlds", Sentence::text(m.count(*worlds))),
                ("profile", Sentence::name(profile)),
                ("actor", Sentence::name(actor)),
                ("lever", Sentence::name(lever)),
                ("first", Sentence::text(m.day(first))),
            ],
        ),
        Note::ClaimsLeftOut { claims } => Sentence::text(m.n("note-claims-left-out", *claims, &[])),
        Note::BetterLeftOut { actor, why } => m.say(
            match why {
                RunError::Better(BetterError::NotKept { .. }) => "note-ranking-not-kept",
                _ => "note-better-left-out",
            },
            &[("actor", Sentence::name(actor)), ("why", error(m, why))],
        ),
        Note::GameLeftOut { game, why } => m.say(
            match why {
                RunError::GameNotKept {
                    why: NotKept::Profiles { .. },
                    ..
                } => "note-game-profiles-not-kept",
                RunError::GameNotKept { .. } => "note-game-not-kept",
                _ => "note-game-left-out",
            },
            &[("game", Sentence::name(game)), ("why", error(m, why))],
        ),
    }
}

/// How often inputs that conditions tie were drawn.
pub(crate) fn conditions(m: &Language, kept: u64, draws: u64) -> Sentence {
    let values = [("kept", &*m.count(kept)), ("draws", &m.count(draws))];
    Sentence::text(m.f("note-conditions", &values))
}

/// Inputs of which a table of worlds says nothing.
pub(crate) fn held(m: &Language, inputs: &[String]) -> Sentence {
    /// Names that are listed.
    const LISTED: usize = 8;
    let listed = inputs.iter().take(LISTED).map(Sentence::name);
    let names = if inputs.len() > LISTED {
        Sentence::joined(listed.chain([Sentence::text("…")]), ", ")
    } else {
        m.all_of(listed)
    };
    match inputs.len() {
        1 => m.say("note-held-one", &[("inputs", names)]),
        _ => m.say("note-held", &[("inputs", names)]),
    }
}

/// In how many worlds a run failed.
#[must_use]
pub fn failed_worlds(m: &Language, failed: u64, worlds: u64) -> String {
    m.n("failed-worlds", worlds, &[("failed", &m.count(failed))])
}

/// All that failed at one equation, with an example.
#[must_use]
pub fn fault(m: &Language, fault: &FaultReport) -> Sentence {
    let profiles = m.all_of(fault.profiles.iter().map(Sentence::name));
    let values = [
        ("profiles", profiles),
        ("place", place(m, fault)),
        ("declared", Sentence::text(&*fault.declared)),
        ("example", example(m, fault)),
    ];
    m.say_n("fault", fault.runs, &values)
}

/// The same where profiles go without saying.
#[must_use]
pub fn fault_in_game(m: &Language, fault: &FaultReport) -> Sentence {
    let values = [
        ("place", place(m, fault)),
        ("declared", Sentence::text(&*fault.declared)),
        ("example", example(m, fault)),
    ];
    m.say_n("game-fault", fault.runs, &values)
}

/// Why one run failed.
#[must_use]
pub fn failed(m: &Language, fault: &FaultReport) -> Sentence {
    let values = [
        ("example", example(m, fault)),
        ("declared", Sentence::text(&*fault.declared)),
    ];
    m.say("fault-of-run", &values)
}

/// Where it is declared that failed: `the stock members`; in Spanish and Portuguese with the word for `at`.
#[must_use]
pub fn place(m: &Language, fault: &FaultReport) -> Sentence {
    let key = match fault.kind {
        FaultKind::Parameter => "place-parameter",
        FaultKind::Series => "place-series",
        FaultKind::Stock => "place-stock",
        FaultKind::Flow => "place-flow",
        FaultKind::Variable => "place-variable",
        FaultKind::Lever => "place-lever",
        FaultKind::Outcome => "place-outcome",
        FaultKind::Event => "place-event",
        FaultKind::Hazard => "place-hazard",
        FaultKind::Weight => "place-weight",
        FaultKind::Weights => "place-weights",
    };
    m.say(key, &[("name", Sentence::name(&*fault.name))])
}

/// What became of a value, with what does that.
#[must_use]
pub fn became(m: &Language, value: NotFinite) -> &'static str {
    match value {
        NotFinite::Undefined => m.t("became-undefined"),
        NotFinite::Infinite => m.t("became-infinite"),
        NotFinite::MinusInfinite => m.t("became-minus-infinite"),
    }
}

fn example(m: &Language, fault: &FaultReport) -> Sentence {
    let value = match (fault.kind, fault.value) {
        (FaultKind::Hazard, NotFinite::Undefined) => m.t("became-no-hazard"),
        (FaultKind::Weight, NotFinite::Undefined) => m.t("became-no-weight"),
        (FaultKind::Weights, _) => m.t("became-no-weights"),
        (_, value) => became(m, value),
    };
    let mut values = vec![
        ("place", place(m, fault)),
        ("value", Sentence::text(value)),
        ("world", Sentence::text(fault.world.to_string())),
        ("profile", Sentence::name(&*fault.profile)),
    ];
    match (&fault.date, fault.step) {
        (Some(date), Some(step)) => {
            values.push(("date", Sentence::text(m.day(date))));
            values.push(("step", Sentence::text(m.count(u64::from(step)))));
            m.say("fault-at-step", &values)
        }
        _ => m.say("fault-at-end", &values),
    }
}

/// In how many worlds an outcome has no value, so that its quantiles are those of the others; nothing where it has one in
/// all: `no value in 900 of 1,000 worlds`.
#[must_use]
pub fn no_value(m: &Language, with_value: u64, worlds: u64) -> Option<String> {
    let without = worlds.saturating_sub(with_value);
    let values = [("n", &*m.count(without)), ("worlds", &m.count(worlds))];
    (without > 0).then(|| m.f("no-value-in", &values))
}
