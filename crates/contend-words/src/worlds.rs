//! One world: what was drawn, its story, how it ended.

use contend_session::report::{
    DrawnInput, NotFinite, State, Told, Turn, WorldOutcome, WorldReport, WorldRun,
};
use serde::Serialize;

use crate::runs::{design, failed};
use crate::sentence::without_stop;
use crate::{Language, Sentence};

/// What is said of one world under a profile.
#[derive(Clone, Debug, Serialize)]
pub struct WorldWords {
    /// Its story, beside the story's sentences.
    pub story: Vec<Sentence>,
    /// Its outcomes with their units, beside the outcomes.
    pub outcomes: Vec<String>,
    /// Why it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Sentence>,
}

impl WorldWords {
    /// Says all of a world under a profile.
    #[must_use]
    pub fn new(m: &Language, run: &WorldRun) -> WorldWords {
        WorldWords {
            story: run.story.iter().map(|t| told(m, t)).collect(),
            outcomes: run.outcomes.iter().map(|o| outcome(m, o)).collect(),
            fault: run.fault.as_ref().map(|f| failed(m, f)),
        }
    }
}

/// Which world it is, in a line.
#[must_use]
pub fn facts(m: &Language, report: &WorldReport) -> String {
    let values = [
        ("world", &*m.count(report.world)),
        ("worlds", &m.count(report.worlds)),
        ("seed", &report.seed.to_string()),
        ("design", &design(m, &report.design)),
        ("fingerprint", &report.scenario.fingerprint.to_string()),
    ];
    m.f("world-line", &values)
}

/// Which set of inputs and which luck it has; nothing where each world has inputs of its own.
#[must_use]
pub fn set(m: &Language, report: &WorldReport) -> Option<String> {
    let first = report.set * report.replications;
    let values = [
        ("set", &*m.count(report.set)),
        ("luck", &m.count(report.luck)),
        ("first", &m.count(first)),
        (
            "last",
            &m.count(first + report.replications.saturating_sub(1)),
        ),
    ];
    (report.replications > 1).then(|| m.f("world-set", &values))
}

/// What was drawn for an input, in a cell of a table: a number with its unit, or an option.
#[must_use]
pub fn drawn(m: &Language, input: &DrawnInput) -> String {
    let number = || m.compact_with_unit(input.value, &input.unit);
    input.option.clone().unwrap_or_else(number)
}

/// Than how many of a hundred draws it is higher; nothing for an option.
#[must_use]
pub fn rank(m: &Language, input: &DrawnInput) -> Option<String> {
    let rank = m.digits(100.0 * input.rank, 0);
    let is_number = input.option.is_none();
    is_number.then(|| m.f("draws-of-hundred", &[("rank", &rank)]))
}

/// An outcome in a cell of a table: with its unit, `never` for a first time that does not come.
#[must_use]
pub fn outcome(m: &Language, outcome: &WorldOutcome) -> String {
    let value = match (outcome.value, outcome.not_finite) {
        (Some(value), _) => value,
        (None, Some(NotFinite::Infinite)) => return m.t("never").to_owned(),
        (None, Some(NotFinite::MinusInfinite)) => f64::NEG_INFINITY,
        (None, _) => f64::NAN,
    };
    m.compact_with_unit(value, &outcome.unit)
}

/// One sentence of a story.
#[must_use]
pub fn told(m: &Language, told: &Told) -> Sentence {
    let text = |t: &str| Sentence::text(t);
    match told {
        Told::Strategy {
            actor,
            strategy,
            about,
            from,
        } => {
            let mut values = vec![
                ("actor", text(actor)),
                ("strategy", Sentence::name(strategy)),
                ("about", text(without_stop(about))),
            ];
            let said = match from {
                None => either(about, "story-strategy", "story-strategy-about"),
                Some(date) => {
                    values.push(("date", Sentence::text(m.day(date))));
                    either(about, "story-strategy-from", "story-strategy-from-about")
                }
            };
            m.say(said, &values)
        }
        Told::Start { date, states } => m.say(
            "story-start",
            &[
                ("date", Sentence::text(m.day(date))),
                ("states", m.all_of(states.iter().map(|s| state(m, s)))),
            ],
        ),
        Told::Turns {
            date,
            quantity,
            unit,
            turn,
            value,
        } => {
            let key = match turn {
                Turn::Highest => "story-highest",
                Turn::Lowest => "story-lowest",
                Turn::Zero => "story-zero",
            };
            let values = [
                ("date", Sentence::text(m.day(date))),
                ("quantity", Sentence::name(quantity)),
                ("value", Sentence::text(m.with_unit(*value, unit))),
            ];
            m.say(key, &values)
        }
        Told::Happens { date, event, about } => m.say(
            either(about, "story-happens", "story-happens-about"),
            &[
                ("date", Sentence::text(m.day(date))),
                ("event", Sentence::name(event)),
                ("about", text(without_stop(about))),
            ],
        ),
        Told::HappensOften {
            date,
            last,
            times,
            event,
            about,
        } => m.say(
            either(about, "story-often", "story-often-about"),
            &[
                ("date", Sentence::text(m.day(date))),
                ("event", Sentence::name(event)),
                ("times", Sentence::text(m.count(*times))),
                ("last", Sentence::text(m.day(last))),
                ("about", text(without_stop(about))),
            ],
        ),
        Told::End { date, states } => m.say(
            "story-end",
            &[
                ("date", Sentence::text(m.day(date))),
                ("states", m.all_of(states.iter().map(|s| state(m, s)))),
            ],
        ),
    }
}

fn either(about: &str, without: &'static str, with: &'static str) -> &'static str {
    if without_stop(about).is_empty() {
        without
    } else {
        with
    }
}

/// A quantity with its value, and how it has changed.
fn state(m: &Language, state: &State) -> Sentence {
    let percent = |share: f64| m.f("percent", &[("n", &m.digits(100.0 * share, 0))]);
    let mut values = vec![
        ("quantity", Sentence::name(&*state.quantity)),
        (
            "value",
            Sentence::text(m.with_unit(state.value, &state.unit)),
        ),
    ];
    let key = match state.change {
        None => "story-state",
        Some(c) if c >= 0.005 => "story-state-up",
        Some(c) if c <= -0.005 => "story-state-down",
        Some(_) => "story-state-same",
    };
    let change = state.change.map_or(String::new(), |c| percent(c.abs()));
    values.push(("change", Sentence::text(change)));
    m.say(key, &values)
}
