//! What an outcome or a claim hangs on, by sensitivity indices.

use contend_analysis::indices::Estimate;
use contend_analysis::indices::delta::Delta;
use contend_analysis::indices::shapley::MOST;
use contend_session::indices::Method;
use contend_session::indices::report::{
    About, Found, IndicesError, IndicesNote, IndicesReport, NoIndices, SharedOut,
};
use serde::Serialize;

use crate::{Language, Sentence};

/// Inputs that are named in one sentence.
const NAMED: usize = 8;
/// Of so many pairs one may be left out.
const ONE_IN: usize = 100;
/// A second order that is told at least, in 1.
const LEAST_PAIR: f64 = 0.01;
/// What may explain more than this alone leaves nothing to say of concert, in 1.
const AS_GOOD_AS_ALL: f64 = 0.97;

/// What never happened in n pairs may happen in 3 of n, at 95 %: 1 − 0.05^(1/n) is nearly 3/n.
const ROOM: f64 = 3.0;

/// Everything that a report says.
#[derive(Clone, Debug, Serialize)]
pub struct IndicesWords {
    /// What is asked.
    pub heading: Sentence,
    /// The table: heads, and for each row its cells, the strongest first.
    pub table: Table,
    /// The findings.
    pub answers: Vec<Sentence>,
    /// What the words of the table mean.
    pub key: Option<&'static str>,
    /// Things to know.
    pub notes: Vec<&'static str>,
}

/// Rows of text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// Heads of the columns.
    pub head: Vec<&'static str>,
    /// Name and cells of each row.
    pub rows: Vec<(String, Vec<String>)>,
}

impl IndicesWords {
    /// A report in words.
    #[must_use]
    pub fn new(m: &Language, report: &IndicesReport) -> IndicesWords {
        let found = report.found.as_ref();
        let told = found.is_some_and(|f| !matches!(f, Found::Flat));
        IndicesWords {
            heading: heading(m, report),
            table: table(m, report),
            answers: answers(m, report),
            key: told.then(|| {
                m.t(match report.method {
                    Method::Sobol => "indices-key-sobol",
                    Method::Morris => "indices-key-morris",
                    Method::Delta => "indices-key-delta",
                    Method::Shapley => "indices-key-shapley",
                })
            }),
            notes: report
                .notes
                .iter()
                .map(|note| self::note(m, *note))
                .collect(),
        }
    }
}

fn heading(m: &Language, report: &IndicesReport) -> Sentence {
    let method = m.t(match report.method {
        Method::Sobol => "indices-sobol",
        Method::Morris => "indices-morris",
        Method::Delta => "indices-delta",
        Method::Shapley => "indices-shapley",
    });
    let method = ("method", Sentence::text(method));
    match &report.about {
        About::Outcome {
            outcome, profile, ..
        } => {
            let values = [
                ("outcome", Sentence::name(outcome)),
                ("profile", Sentence::name(profile)),
                method,
            ];
            m.say("indices-heading", &values)
        }
        About::Claim { claim, .. } => {
            let values = [("claim", Sentence::name(claim)), method];
            m.say("indices-heading-claim", &values)
        }
    }
}

/// What was run, in a line; `time` is how long it took and `rate` the number of runs a second.
#[must_use]
pub fn facts(m: &Language, report: &IndicesReport, time: &str, rate: f64) -> String {
    let rows = match report.method {
        Method::Sobol | Method::Morris => m.n("indices-n-pairs", report.rows, &[]),
        Method::Delta | Method::Shapley => m.n("n-worlds", report.rows, &[]),
    };
    let values = [
        ("runs", &*m.n("indices-n-runs", report.runs, &[])),
        ("rows", &rows),
        ("seed", &report.seed.to_string()),
        ("fingerprint", &report.scenario.fingerprint.to_string()),
        ("time", time),
        ("rate", &m.number(rate)),
    ];
    m.f("indices-facts", &values)
}

/// What a group is called.
fn name(m: &Language, report: &IndicesReport, group: usize) -> String {
    let group = &report.groups[group];
    match group.luck {
        true => m.t("indices-luck").to_owned(),
        false => group.name.clone(),
    }
}

/// A part of 1 with its interval: `0.42 (0.39–0.45)`.
fn estimate(m: &Language, estimate: Estimate) -> String {
    let end = |v: f64| m.digits(v, 2);
    let Estimate { value, low, high } = estimate;
    match low == high {
        true => end(value),
        // Some draws of the rows have nothing that differs in them.
        false if !low.is_finite() => format!("{} ({})", end(value), m.t("indices-no-interval")),
        false => format!("{} ({}–{})", end(value), end(low), end(high)),
    }
}

fn table(m: &Language, report: &IndicesReport) -> Table {
    // With what they are ranked by.
    let mut rows: Vec<(f64, String, Vec<String>)> = Vec::new();
    let head = match &report.found {
        None | Some(Found::Flat) => Vec::new(),
        Some(Found::Sobol(found)) => {
            for (at, group) in found.groups.iter().enumerate() {
                let cells = vec![estimate(m, group.first), estimate(m, group.total)];
                rows.push((group.total.value, name(m, report, at), cells));
            }
            vec!["indices-title-alone", "indices-title-all"]
        }
        Some(Found::Morris(found)) => {
            for (at, effects) in found.iter().enumerate() {
                let (rank, cells) = match effects {
                    None => (f64::NEG_INFINITY, vec![m.t("indices-no-value").to_owned()]),
                    Some(effects) => {
                        let size = effects.size;
                        let ends = [
                            ("low", &*m.compact(size.low)),
                            ("high", &m.compact(size.high)),
                        ];
                        let size_told = match size.low == size.high {
                            true => m.compact(size.value),
                            false => {
                                let interval = m.f("from-to", &ends);
                                format!("{} ({interval})", m.compact(size.value))
                            }
                        };
                        let cells = vec![
                            size_told,
                            m.compact(effects.mean),
                            m.compact(effects.spread),
                        ];
                        (size.value, cells)
                    }
                };
                rows.push((rank, name(m, report, at), cells));
            }
            vec![
                "indices-title-size",
                "indices-title-mean",
                "indices-title-spread",
            ]
        }
        Some(Found::Delta(found)) => {
            let inputs = report.groups.iter().flat_map(|g| &g.inputs);
            // What is no more than an inert input gets is told in a sentence.
            let above = |d: &Option<Delta>| d.as_ref().is_none_or(Delta::is_above_floor);
            for (input, delta) in inputs.zip(found).filter(|(_, d)| above(d)) {
                let (rank, cells) = match delta {
                    None => (f64::NEG_INFINITY, vec![m.t("indices-no-value").to_owned()]),
                    Some(delta) => (
                        delta.delta.value,
                        vec![estimate(m, delta.delta), m.digits(delta.floor, 2)],
                    ),
                };
                rows.push((rank, input.clone(), cells));
            }
            vec!["indices-title-delta", "indices-title-floor"]
        }
        Some(Found::Shapley(found)) => {
            let mut rank = 0.0;
            for (group, shared) in report.groups.iter().zip(found) {
                match shared {
                    SharedOut::Effects(shared) => {
                        for (input, effect) in group.inputs.iter().zip(&shared.effects) {
                            rows.push((rank, input.clone(), vec![estimate(m, *effect)]));
                        }
                        let together = m.t("indices-together").to_owned();
                        rows.push((rank, together, vec![estimate(m, shared.together)]));
                    }
                    SharedOut::TooMany => {}
                    SharedOut::Nothing => {
                        let cells = vec![m.t("indices-no-value").to_owned()];
                        rows.push((rank, group.name.clone(), cells));
                    }
                }
                // Groups stay as they are declared.
                rank -= 1.0;
            }
            vec!["indices-title-part"]
        }
    };
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    Table {
        head: std::iter::once("indices-title-group")
            .chain(head)
            .map(|key| m.t(key))
            .collect(),
        rows: rows
            .into_iter()
            .map(|(_, name, cells)| (name, cells))
            .collect(),
    }
}

fn answers(m: &Language, report: &IndicesReport) -> Vec<Sentence> {
    let mut said = Vec::new();
    let Some(found) = &report.found else {
        return vec![Sentence::text(m.t("indices-interrupted"))];
    };
    let left_out = |n: usize, of: usize, said: &mut Vec<Sentence>| {
        if n > 0 {
            said.push(Sentence::text(m.n("indices-left-out", n as u64, &[])));
        }
        if n * ONE_IN > of {
            said.push(Sentence::text(m.t("indices-left-out-many")));
        }
    };
    match found {
        Found::Flat => said.push(Sentence::text(m.t("indices-flat"))),
        Found::Sobol(found) => {
            let most = found.groups.iter().map(|g| g.left_out).max().unwrap_or(0);
            left_out(most, report.rows as usize, &mut said);
            let alone = found.alone;
            let end = |v: f64| Sentence::text(m.digits(100.0 * v, 0));
            let values = [
                ("alone", end(alone.value)),
                ("low", end(alone.low)),
                ("high", end(alone.high)),
            ];
            said.push(match alone.high {
                high if !high.is_finite() => Sentence::text(m.t("indices-too-alike")),
                high if high >= AS_GOOD_AS_ALL => m.say("indices-alone-all", &values),
                _ => m.say("indices-alone-sum", &values),
            });
            said.extend(unturned(m, report));
            for second in &found.second {
                let index = second.index;
                if index.low > 0.0 && index.value >= LEAST_PAIR {
                    let group = |g: usize| Sentence::text(name(m, report, g));
                    let part = |v: f64| Sentence::text(m.percent(v));
                    let values = [
                        ("one", group(second.of.0)),
                        ("other", group(second.of.1)),
                        ("part", part(index.value)),
                        ("low", part(index.low)),
                        ("high", part(index.high)),
                    ];
                    said.push(m.say("indices-pair", &values));
                }
            }
        }
        Found::Morris(found) => {
            let most = found.iter().flatten().map(|e| e.left_out).max();
            left_out(most.unwrap_or(0), report.rows as usize, &mut said);
            said.extend(unturned(m, report));
        }
        Found::Delta(found) => {
            let inputs = report.groups.iter().flat_map(|g| &g.inputs);
            let inert = inputs.zip(found).filter(|(_, d)| {
                let delta = d.as_ref();
                delta.is_some_and(|d| !d.is_above_floor())
            });
            let mut names: Vec<Sentence> = inert.map(|(name, _)| Sentence::name(name)).collect();
            let all = names.len();
            names.truncate(NAMED);
            if all > NAMED {
                names.push(Sentence::text("…"));
            }
            if all > 0 {
                let names = Sentence::joined(names, ", ");
                said.push(m.say("indices-inert", &[("names", names)]));
            }
        }
        Found::Shapley(found) => {
            for (group, shared) in report.groups.iter().zip(found) {
                if matches!(shared, SharedOut::TooMany) {
                    let values = [("names", &*group.name), ("most", &m.count(MOST as u64))];
                    said.push(Sentence::text(m.f("indices-too-many", &values)));
                }
            }
        }
    }
    said
}

/// Of a truth, what 0 may hide: that an answer turned in none of so many pairs leaves room for three in as many (at 95 %).
fn unturned(m: &Language, report: &IndicesReport) -> Option<Sentence> {
    let none = match report.found.as_ref()? {
        Found::Sobol(found) => found.groups.iter().any(|g| g.total.value == 0.0),
        Found::Morris(found) => found.iter().flatten().any(|e| e.size.value == 0.0),
        _ => false,
    };
    let is_truth = matches!(report.about, About::Claim { .. });
    (none && is_truth).then(|| {
        let most = m.number(100.0 * (ROOM / report.rows as f64).min(1.0));
        Sentence::text(m.n("indices-unturned", report.rows, &[("most", &most)]))
    })
}

fn note(m: &Language, note: IndicesNote) -> &'static str {
    m.t(match note {
        IndicesNote::TruthAsNumber => "indices-note-truth",
        IndicesNote::FactsUnasked => "indices-note-facts",
        IndicesNote::LuckIsKept => "indices-note-luck-kept",
        IndicesNote::LuckIsNoise => "indices-note-luck-noise",
        IndicesNote::ByFile => "indices-note-by-file",
        IndicesNote::Together => "indices-note-together",
    })
}

/// Why indices cannot be told.
pub(crate) fn error(m: &Language, error: &IndicesError) -> Sentence {
    let of = |answer: &str| [("answer", Sentence::name(answer))];
    match error {
        IndicesError::Game { game, .. } => m.say("error-indices-game", &of(game)),
        IndicesError::Claim { claim, why, .. } => {
            let key = match why {
                NoIndices::ValueJudgement => "error-indices-value",
                NoIndices::Fact => "error-indices-fact",
                NoIndices::AllWorlds => "error-indices-all-worlds",
                NoIndices::Averages => "error-indices-averages",
                NoIndices::SomeWorlds => "error-indices-some-worlds",
                NoIndices::Silence => "error-indices-silence",
                NoIndices::Untested => "error-indices-untested",
            };
            m.say(key, &of(claim))
        }
        IndicesError::Nothing { answer } => m.say("error-nothing-uncertain", &of(answer)),
        IndicesError::NoneTogether { answer } => m.say("error-none-together", &of(answer)),
    }
}

/// What to do about it.
pub(crate) fn cure(m: &Language, error: &IndicesError) -> Option<Sentence> {
    Some(match error {
        IndicesError::Game { objectives, .. } => crate::errors::which_of(m, objectives),
        IndicesError::Claim { outcomes, .. } => match outcomes.is_empty() {
            true => Sentence::text(m.t("cure-indices-claim")),
            false => crate::errors::which_of(m, outcomes),
        },
        IndicesError::Nothing { .. } => Sentence::text(m.t("cure-nothing-uncertain")),
        IndicesError::NoneTogether { .. } => Sentence::text(m.t("cure-none-together")),
    })
}
