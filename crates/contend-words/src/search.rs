//! What a search finds for an actor.

use contend_session::better::search::SearchError;
use contend_session::better::search::report::{
    FoundReport, GoalReport, SearchNote, SearchReport, SettingReport,
};
use serde::Serialize;

use crate::games::measured;
use crate::known::agree;
use crate::runs::{design, note as run_note};
use crate::{Language, Sentence};

/// A front that grew by more than this part of itself may grow on.
const GREW: f64 = 0.01;
/// The part of a search whose growth is told, in 1.
const LAST: f64 = 0.25;

/// Everything that a report says.
#[derive(Clone, Debug, Serialize)]
pub struct SearchWords {
    /// What was sought.
    pub heading: Sentence,
    /// What is wanted, in the order of the report.
    pub goals: Vec<Sentence>,
    /// The findings.
    pub answers: Vec<Sentence>,
    /// What the words of the tables mean; absent where there are none.
    pub key: Option<Sentence>,
    /// Things to know.
    pub notes: Vec<Sentence>,
}

impl SearchWords {
    /// A report in words.
    #[must_use]
    pub fn new(m: &Language, report: &SearchReport) -> SearchWords {
        let goals = report.goals.iter().enumerate();
        SearchWords {
            heading: heading(m, report),
            goals: goals.map(|(at, g)| wanted(m, at, g)).collect(),
            answers: answers(m, report),
            key: key(m, report),
            notes: notes(m, report),
        }
    }
}

/// The letter by which tables call a goal.
#[must_use]
pub fn letter(goal: usize) -> String {
    let letter = u8::try_from(goal % 26).unwrap_or(0) + b'A';
    let again = goal / 26;
    match again {
        0 => char::from(letter).to_string(),
        _ => format!("{}{again}", char::from(letter)),
    }
}

fn heading(m: &Language, report: &SearchReport) -> Sentence {
    let forms = report.forms.iter().map(|form| match &form.like {
        None => Sentence::text(m.t("search-levers")),
        Some(strategy) => m.say(
            "search-thresholds",
            &[("strategy", Sentence::name(strategy))],
        ),
    });
    let candidates = m.n("search-candidates", report.run.candidates, &[]);
    let values = [
        ("actor", Sentence::text(&report.name)),
        ("candidates", Sentence::text(candidates)),
        ("forms", m.all_of(forms)),
        ("profile", Sentence::name(&report.profile)),
    ];
    m.say("search-heading", &values)
}

/// What was run, in a line; `time` is how long it took.
#[must_use]
pub fn facts(m: &Language, report: &SearchReport, time: &str) -> String {
    let run = &report.run;
    let values = [
        ("search_worlds", &*m.n("n-worlds", run.search_worlds, &[])),
        ("search_seed", &run.search_seed.to_string()),
        ("worlds", &m.count(run.worlds)),
        ("seed", &run.seed.to_string()),
        ("design", &design(m, &run.design)),
        ("fingerprint", &report.scenario.fingerprint.to_string()),
        ("time", time),
    ];
    m.f("search-facts", &values)
}

fn wanted(m: &Language, at: usize, goal: &GoalReport) -> Sentence {
    let way = match (goal.measure, goal.more) {
        ("worst-tenth", true) => "search-more-worst",
        ("worst-tenth", false) => "search-less-worst",
        (_, true) => "search-more",
        (_, false) => "search-less",
    };
    let name = match goal.unit.as_str() {
        "1" => Sentence::name(&goal.outcome),
        unit => m.say(
            "name-in-unit",
            &[
                ("name", Sentence::name(&goal.outcome)),
                ("unit", Sentence::text(m.unit(unit))),
            ],
        ),
    };
    let values = [
        ("letter", Sentence::text(letter(at))),
        ("way", Sentence::text(m.t(way))),
        ("goal", name),
        ("about", Sentence::text(goal.about.trim_end_matches('.'))),
        ("epsilon", Sentence::text(m.number(goal.epsilon))),
    ];
    match goal.about.is_empty() || goal.measure == "worst-tenth" {
        true => m.say("search-wanted", &values),
        false => m.say("search-wanted-about", &values),
    }
}

/// What was found, and how far it may be trusted.
fn answers(m: &Language, report: &SearchReport) -> Vec<Sentence> {
    let mut said = Vec::new();
    let names = |all: &[String]| m.all_of(all.iter().map(Sentence::name));
    let counted = |key: &'static str, n: usize| Sentence::text(m.n(key, n as u64, &[]));
    if !report.unmoved.is_empty() {
        said.push(m.say("search-unmoved", &[("goals", names(&report.unmoved))]));
    }
    if report.run.interrupted {
        said.push(stopped(m, report));
        return said;
    }
    if report.worlds == 0 {
        return vec![Sentence::text(m.t("better-nothing"))];
    }
    said.push(match report.found.len() {
        0 => Sentence::text(m.t("search-nothing")),
        n => counted("search-stand", n),
    });
    if report.fell > 0 {
        said.push(counted("search-fell", report.fell));
    }
    if report.without_value > 0 {
        said.push(counted("search-without-value", report.without_value));
    }
    for goal in 0..report.goals.len() {
        said.extend(best(m, report, goal));
    }
    if report.run.resamples == 0 {
        said.push(Sentence::text(m.n("search-few", report.worlds, &[])));
    } else if !report.found.is_empty() && !report.declared.is_empty() {
        let of = |beaten: bool| -> Vec<String> {
            let own = report.declared.iter().filter(|d| d.beaten == beaten);
            own.map(|d| d.strategy.clone()).collect()
        };
        let (beaten, others) = (of(true), of(false));
        if beaten.is_empty() {
            said.push(Sentence::text(m.t("search-beaten-none")));
        } else {
            said.push(m.say("search-beaten", &[("strategies", names(&beaten))]));
            if !others.is_empty() {
                said.push(m.say("search-unbeaten", &[("strategies", names(&others))]));
            }
        }
    }
    said.extend(looked(m, report));
    said.extend(grew(m, report));
    for game in &report.equilibrium {
        let values = [
            ("game", Sentence::name(&game.game)),
            ("strategies", names(&game.strategies)),
        ];
        said.push(m.say("search-equilibrium", &values));
    }
    said
}

fn stopped(m: &Language, report: &SearchReport) -> Sentence {
    let front = report.run.front as u64;
    let values = [
        ("candidates", Sentence::text(m.count(report.run.candidates))),
        (
            "asked",
            Sentence::text(m.n("search-candidates", report.run.candidates_asked, &[])),
        ),
        ("front", Sentence::text(m.n("search-front", front, &[]))),
    ];
    m.say("search-stopped", &values)
}

/// What was found that brings most of a goal, beside what was declared that does.
fn best(m: &Language, report: &SearchReport, goal: usize) -> Option<Sentence> {
    let better = |a: f64, b: f64| match report.goals[goal].more {
        true => a > b,
        false => a < b,
    };
    let place = |values: &mut dyn Iterator<Item = f64>| -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for (at, value) in values.enumerate() {
            if best.is_none_or(|(_, so_far)| better(value, so_far)) {
                best = Some((at, value));
            }
        }
        best.map(|(at, _)| at)
    };
    let found = place(&mut report.found.iter().map(|f| f.goals[goal].0))?;
    let own = place(&mut report.declared.iter().map(|d| d.goals[goal].0))?;
    let (new, declared) = (&report.found[found], &report.declared[own]);
    let told = |(value, error): (f64, f64)| {
        let error = error.is_finite().then_some(error);
        Sentence::text(measured(m, value, error))
    };
    let against = &new.against[own];
    let share = |share: f64| Sentence::text(m.of_hundred(share));
    let values = [
        ("letter", Sentence::text(letter(goal))),
        ("found", Sentence::name(&new.strategy)),
        ("value", told(new.goals[goal])),
        ("declared", Sentence::name(&declared.strategy)),
        ("own", told(declared.goals[goal])),
        ("better", share(against.in_worlds[goal].0)),
        ("worse", share(against.in_worlds[goal].1)),
    ];
    Some(match better(new.goals[goal].0, declared.goals[goal].0) {
        true => m.say("search-best", &values),
        false => m.say("search-best-no-more", &values),
    })
}

/// By how much what was found looked better where it was found.
fn looked(m: &Language, report: &SearchReport) -> Option<Sentence> {
    if report.looked_better.is_empty() {
        return None;
    }
    let cases = report.looked_better.iter().enumerate();
    let cases = cases.filter(|(_, by)| **by > 0.0).map(|(goal, by)| {
        let values = [
            ("by", Sentence::text(m.number(*by))),
            ("letter", Sentence::text(letter(goal))),
        ];
        m.say("search-looked-case", &values)
    });
    let cases: Vec<Sentence> = cases.collect();
    Some(match cases.is_empty() {
        true => Sentence::text(m.t("search-looked-no")),
        false => m.say("search-looked", &[("cases", m.all_of(cases))]),
    })
}

/// By how much the front grew at last.
fn grew(m: &Language, report: &SearchReport) -> Option<Sentence> {
    let (all, end) = report.hypervolume.last()?;
    let early = |(candidates, _): &&(u64, f64)| *candidates as f64 <= (1.0 - LAST) * *all as f64;
    let (_, before) = report.hypervolume.iter().rev().find(early)?;
    let share = (end - before) / before;
    let told = [("share", Sentence::text(m.percent(share)))];
    match share.is_finite() {
        false => None,
        true if share > GREW => Some(m.say("search-grew", &told)),
        true => Some(m.say("search-settled", &told)),
    }
}

fn key(m: &Language, report: &SearchReport) -> Option<Sentence> {
    let declared = &report.declared[report.best_declared?].strategy;
    let key = match report.goals.first()?.more {
        true => "search-key",
        false => "search-key-less",
    };
    let told = m.say(key, &[("declared", Sentence::name(declared))]);
    let errors = (report.run.resamples > 0).then(|| Sentence::text(m.t("search-key-errors")));
    let all = std::iter::once(told).chain(errors);
    (!report.found.is_empty()).then(|| Sentence::joined(all, " "))
}

fn notes(m: &Language, report: &SearchReport) -> Vec<Sentence> {
    let run = &report.run;
    let counts = [
        ("search-resumed", run.resumed),
        ("search-dropped", run.dropped),
        ("search-left-out", report.left_out),
    ];
    let counts = counts.into_iter().filter(|(_, n)| *n > 0);
    let mut said: Vec<Sentence> = counts
        .map(|(key, n)| Sentence::text(m.n(key, n, &[])))
        .collect();
    said.extend(report.notes.iter().map(|note| match note {
        SearchNote::Known(known) => agree(m, known),
        SearchNote::Run(note) => run_note(m, note),
        SearchNote::FewWorlds {
            worlds,
            tenth,
            least,
        } => {
            let values = [
                ("worlds", &*m.count(*worlds)),
                ("n", &m.count(*tenth)),
                ("least", &m.count(*least)),
            ];
            Sentence::text(m.f("search-few-worlds", &values))
        }
    }));
    if !report.others.is_empty() {
        let actor = Sentence::text(&report.name);
        said.push(m.say("search-note-answer", &[("actor", actor)]));
    }
    said
}

/// What was found is set to: `release 0.03; from 2045-01-01 release 0`.
#[must_use]
pub fn settings(m: &Language, report: &SearchReport, found: &FoundReport) -> String {
    let form = &report.forms[found.form];
    let mut periods: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for (decision, setting) in form.decisions.iter().zip(&found.settings) {
        let from = decision.from.as_deref();
        let value = value(m, setting);
        let text = m.f(
            "search-setting",
            &[("name", &decision.name), ("value", &value)],
        );
        match periods.last_mut() {
            Some((last, settings)) if *last == from => settings.push(text),
            _ => periods.push((from, vec![text])),
        }
    }
    let told = periods.into_iter().map(|(from, settings)| {
        let settings = settings.join(", ");
        match from {
            None => settings,
            Some(date) => m.f("search-from", &[("date", date), ("settings", &settings)]),
        }
    });
    let told = told.collect::<Vec<_>>().join("; ");
    match &form.like {
        None => told,
        Some(strategy) => m.f(
            "search-like",
            &[("strategy", strategy), ("settings", &told)],
        ),
    }
}

fn value(m: &Language, setting: &SettingReport) -> String {
    match &setting.option {
        Some(option) => option.clone(),
        None => m.compact(setting.value),
    }
}

/// Why a search cannot begin.
pub(crate) fn error(m: &Language, error: &SearchError) -> Sentence {
    let names = |all: &[String]| m.all_of(all.iter().map(Sentence::name));
    let count = |n: u64| Sentence::text(m.count(n));
    match error {
        SearchError::NothingToSet { actor } => {
            m.say("error-nothing-to-set", &[("actor", Sentence::name(actor))])
        }
        SearchError::UnknownGoal { name, .. } => {
            m.say("error-unknown-goal", &[("name", Sentence::name(name))])
        }
        SearchError::SameGoal { goal } => {
            m.say("error-same-goal", &[("goal", Sentence::name(goal))])
        }
        SearchError::UnknownEpsilon { name, .. } => {
            m.say("error-unknown-epsilon", &[("name", Sentence::name(name))])
        }
        SearchError::Epsilon { goal, epsilon } => {
            let values = [
                ("goal", Sentence::name(goal)),
                ("epsilon", Sentence::text(m.number(*epsilon))),
            ];
            m.say("error-epsilon", &values)
        }
        SearchError::Unmoved { goals, tried } => {
            let values = [("goals", names(goals)), ("tried", count(*tried))];
            m.say("error-unmoved-goals", &values)
        }
        SearchError::NoValue { goals, tried } => {
            let values = [("goals", names(goals)), ("tried", count(*tried))];
            m.say("error-no-value", &values)
        }
        SearchError::FixedWorlds => Sentence::text(m.t("error-fixed-worlds")),
        SearchError::Change { date, .. } => {
            m.say("error-change", &[("date", Sentence::text(m.date(date)))])
        }
        SearchError::OtherSearch => Sentence::text(m.t("error-other-search")),
    }
}

/// What to do about it.
pub(crate) fn cure(m: &Language, error: &SearchError) -> Option<Sentence> {
    Some(match error {
        SearchError::NothingToSet { actor } => {
            m.say("cure-nothing-to-set", &[("actor", Sentence::text(actor))])
        }
        SearchError::UnknownGoal { known, .. } if known.is_empty() => {
            Sentence::text(m.t("cure-unknown-goal"))
        }
        SearchError::UnknownGoal { known, .. } => return crate::errors::did_you_mean(m, known),
        SearchError::SameGoal { .. } => Sentence::text(m.t("cure-same-goal")),
        SearchError::UnknownEpsilon { known, .. } => {
            let names = m.one_of(known.iter().map(Sentence::name));
            m.say("cure-unknown-epsilon", &[("names", names)])
        }
        SearchError::Epsilon { .. } => Sentence::text(m.t("cure-epsilon")),
        SearchError::Unmoved { .. } => Sentence::text(m.t("cure-unmoved-goals")),
        SearchError::NoValue { .. } => Sentence::text(m.t("cure-no-value")),
        SearchError::FixedWorlds => Sentence::text(m.t("cure-fixed-worlds")),
        SearchError::Change { first, last, .. } => {
            let values = [
                ("first", Sentence::text(m.date(first))),
                ("last", Sentence::text(m.date(last))),
            ];
            m.say("cure-change", &values)
        }
        SearchError::OtherSearch => Sentence::text(m.t("cure-other-search")),
    })
}
