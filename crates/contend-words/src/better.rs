//! Which strategy of an actor is better, by what, and how sure that is.

use contend_analysis::robustness::Ranking;
use contend_session::better::report::{
    BetterError, BetterNote, BetterReport, ContextReport, RankingLacks, StrategyReport,
};
use contend_session::report::ScenarioFacts;
use serde::Serialize;

use crate::known::agree;
use crate::runs::{design, held, note as run_note};
use crate::{Language, Sentence};

/// So sure is a first place in worlds drawn anew, in 1.
const SURE: f64 = 0.95;
/// A strategy that is first in less is not named beside others, in 1.
const NAMED: f64 = 0.05;
/// Profiles that are named in a note.
const PROFILES: usize = 6;

/// Everything that a report says.
#[derive(Clone, Debug, Serialize)]
pub struct BetterWords {
    /// What is asked.
    pub heading: Sentence,
    /// What payoffs are.
    pub payoff: Sentence,
    /// What is found where the others do this or that, in the order of the report.
    pub contexts: Vec<ContextWords>,
    /// What is found of all of these.
    pub together: Option<Sentence>,
    /// What the words of the tables mean.
    pub key: Sentence,
    /// Things to know.
    pub notes: Vec<Sentence>,
}

/// What is found where the others do the same.
#[derive(Clone, Debug, Serialize)]
pub struct ContextWords {
    /// Where.
    pub title: String,
    /// What the others do.
    pub others: Sentence,
    /// The findings.
    pub answers: Vec<Sentence>,
    /// What each measure asks, in the order of the report.
    pub measures: Vec<String>,
    /// What is enough.
    pub enough: Sentence,
}

/// A report and what it says, as `contend better --json` writes it.
#[derive(Clone, Debug, Serialize)]
pub struct BetterJson<'a> {
    /// The report; its fields stand beside the words.
    #[serde(flatten)]
    pub report: &'a BetterReport,
    /// Tag of the language of all words.
    pub language: &'static str,
    /// The words.
    pub words: BetterWords,
}

impl<'a> BetterJson<'a> {
    /// A report with its words.
    #[must_use]
    pub fn new(m: &Language, report: &'a BetterReport) -> BetterJson<'a> {
        BetterJson {
            report,
            language: m.tag(),
            words: BetterWords::new(m, report),
        }
    }
}

impl BetterWords {
    /// A report in words.
    #[must_use]
    pub fn new(m: &Language, report: &BetterReport) -> BetterWords {
        BetterWords {
            heading: heading(m, report),
            payoff: payoff(m, report),
            contexts: (report.contexts.iter())
                .map(|c| context(m, report, c))
                .collect(),
            together: together(m, &report.contexts),
            key: Sentence::joined(
                ["better-key", "better-key-one-world"].map(|key| Sentence::text(m.t(key))),
                " ",
            ),
            notes: notes(m, report),
        }
    }
}

fn heading(m: &Language, report: &BetterReport) -> Sentence {
    let strategies = report.contexts.first().map_or(0, |c| c.strategies.len());
    let values = [
        ("actor", Sentence::text(&report.name)),
        (
            "strategies",
            Sentence::text(m.n("better-n-strategies", strategies as u64, &[])),
        ),
        (
            "contexts",
            Sentence::text(m.n("better-n-contexts", report.contexts.len() as u64, &[])),
        ),
    ];
    m.say("better-heading", &values)
}

/// What was run, in a line; `time` is how long it took and `rate` the number of runs a second.
#[must_use]
pub fn facts(m: &Language, report: &BetterReport, time: &str, rate: f64) -> String {
    let run = &report.run;
    let ScenarioFacts { fingerprint, .. } = &report.scenario;
    let values = [
        ("worlds", &*m.n("n-worlds", run.worlds, &[])),
        ("profiles", &m.n("n-profiles", run.profiles as u64, &[])),
        ("seed", &run.seed.to_string()),
        ("design", &design(m, &run.design)),
        ("draws", &m.n("better-draws", u64::from(run.resamples), &[])),
        ("fingerprint", &fingerprint.to_string()),
        ("time", time),
        ("rate", &m.number(rate)),
    ];
    m.f("better-facts", &values)
}

fn payoff(m: &Language, report: &BetterReport) -> Sentence {
    let objective = match report.unit.as_str() {
        "1" => Sentence::name(&report.objective),
        unit => m.say(
            "name-in-unit",
            &[
                ("name", Sentence::name(&report.objective)),
                ("unit", Sentence::text(m.unit(unit))),
            ],
        ),
    };
    let about = Sentence::text(report.about.trim_end_matches('.'));
    match report.about.is_empty() {
        true => m.say("better-payoff", &[("objective", objective)]),
        false => m.say(
            "better-payoff-about",
            &[("objective", objective), ("about", about)],
        ),
    }
}

fn context(m: &Language, report: &BetterReport, context: &ContextReport) -> ContextWords {
    let title = match context.baseline {
        true => "better-if-baseline",
        false => "better-if",
    };
    ContextWords {
        title: m.f(title, &[("profile", &context.profile)]),
        others: others(m, context),
        answers: answers(m, context),
        measures: context.measures.iter().map(|r| measure(m, r)).collect(),
        enough: enough(m, report, context),
    }
}

fn others(m: &Language, context: &ContextReport) -> Sentence {
    let differs = |c: &ContextReport| c.others.iter().any(|o| !o.as_in_baseline);
    let differing = differs(context);
    // What is the same everywhere need not be said each time; where the baseline stands alone it is all there is.
    let told = context.others.iter().filter(|o| match differing {
        true => !o.as_in_baseline,
        false => true,
    });
    let told = told.map(|o| {
        let values = [
            ("actor", Sentence::name(&o.actor)),
            ("strategy", Sentence::name(&o.strategy)),
        ];
        m.say("better-other", &values)
    });
    let named = Sentence::joined(told, "; ");
    match (context.others.is_empty(), differing) {
        (true, _) => Sentence::text(m.t("better-others-none")),
        (false, false) => m.say("better-others-baseline", &[("others", named)]),
        (false, true) => m.say("better-others", &[("others", named)]),
    }
}

/// Which measures choose what, and how sure the first place is.
fn answers(m: &Language, context: &ContextReport) -> Vec<Sentence> {
    let mut said = Vec::new();
    let name = |s: usize| Sentence::name(&context.strategies[s].id);
    let number = |n: usize| Sentence::text(m.count(n as u64));
    if context.worlds == 0 {
        return vec![Sentence::text(m.t("better-nothing"))];
    }
    if context.left_out > 0 {
        said.push(Sentence::text(m.n(
            "better-left-out",
            context.left_out,
            &[],
        )));
    }
    if context.flat {
        said.push(Sentence::text(m.t("better-flat")));
        return said;
    }
    let all = context.measures.len();
    for (rank, chosen) in context.chosen.iter().enumerate() {
        let measures = chosen.measures.iter();
        let measures = measures.map(|at| Sentence::text(measure(m, &context.measures[*at])));
        let n = chosen.measures.len();
        let values = [
            ("strategy", name(chosen.strategy)),
            ("n", number(n)),
            ("all", number(all)),
            ("measures", Sentence::joined(measures, "; ")),
        ];
        said.push(match (rank, n == all) {
            (0, true) => m.say("better-all", &values),
            (0, false) => m.say("better-most", &values),
            _ => m.say("better-also", &values),
        });
    }
    match context.measures.first() {
        Some(mean) if mean.resamples == 0 && context.worlds > 0 => {
            said.push(Sentence::text(m.n("better-few", context.worlds, &[])));
        }
        Some(mean) => said.extend(sure(m, context, mean)),
        None => {}
    }
    let same = context.strategies.iter().filter_map(|s| {
        let values = [
            ("strategy", Sentence::name(&s.id)),
            ("other", Sentence::name(s.same_as.as_ref()?)),
        ];
        Some(m.say("better-same-case", &values))
    });
    let same: Vec<Sentence> = same.collect();
    if !same.is_empty() {
        said.push(m.say("better-same", &[("cases", Sentence::joined(same, "; "))]));
    }
    let worse = |s: &&StrategyReport| s.same_as.is_none() && s.dominated_by.is_some();
    let mut worse: Vec<&StrategyReport> = context.strategies.iter().filter(worse).collect();
    worse.sort_by_key(|s| &s.dominated_by);
    for beaten in worse.chunk_by(|a, b| a.dominated_by == b.dominated_by) {
        let other = beaten[0].dominated_by.as_deref().unwrap_or_default();
        let names = beaten.iter().map(|s| Sentence::name(&s.id));
        let values = [
            ("other", Sentence::name(other)),
            ("strategies", m.all_of(names)),
        ];
        said.push(m.say("better-dominated", &values));
    }
    said
}

/// How sure the first place is by one measure.
fn sure(m: &Language, context: &ContextReport, ranking: &Ranking) -> Option<Sentence> {
    let cases = firsts(context, ranking);
    let (first, share) = *cases.first()?;
    let name = |s: usize| Sentence::name(&context.strategies[s].id);
    if share >= SURE {
        let values = [
            ("strategy", name(first)),
            ("share", Sentence::text(m.of_hundred(share))),
        ];
        return Some(m.say("better-sure", &values));
    }
    let cases = cases.iter().map(|(s, share)| case(m, context, *s, *share));
    Some(m.say("better-unsure", &[("cases", m.all_of(cases))]))
}

fn case(m: &Language, context: &ContextReport, strategy: usize, share: f64) -> Sentence {
    let values = [
        ("strategy", Sentence::name(&context.strategies[strategy].id)),
        ("share", Sentence::text(m.of_hundred(share))),
    ];
    m.say("better-case", &values)
}

/// Strategies by how often they are first in worlds drawn anew, as parts of 1; those that hardly ever are left out, and of
/// equal ones all but the first.
fn firsts(context: &ContextReport, ranking: &Ranking) -> Vec<(usize, f64)> {
    let resamples = f64::from(ranking.resamples);
    let mut cases: Vec<(usize, f64)> = (ranking.first_in.iter().enumerate())
        .map(|(s, n)| (s, f64::from(*n) / resamples))
        .filter(|(s, share)| *share >= NAMED && context.strategies[*s].same_as.is_none())
        .collect();
    cases.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    cases
}

/// A row of the table of measures: what it asks, what it chooses, in how many of a hundred that is first, and, where that is
/// not sure, which others are.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the measure asks.
    pub measure: String,
    /// The strategies that it chooses: several where they are equal.
    pub chosen: Vec<String>,
    /// In how many resamples.
    pub first_in: String,
    /// Whether a single world decides it, so that resamples say too little.
    pub one_world: bool,
    /// The others.
    pub rivals: Option<String>,
}

/// The table of measures.
#[must_use]
pub fn rows(m: &Language, context: &ContextReport) -> Vec<Row> {
    let row = |ranking: &Ranking| {
        let id = |s: usize| context.strategies[s].id.clone();
        let new = |s: &&usize| context.strategies[**s].same_as.is_none();
        let chosen: Vec<usize> = ranking.best.iter().filter(new).copied().collect();
        let of = |s: usize| f64::from(ranking.first_in[s]) / f64::from(ranking.resamples);
        let share = chosen.first().map_or(0.0, |s| of(*s));
        let mut rivals = firsts(context, ranking);
        rivals.retain(|(s, _)| !chosen.contains(s));
        let rivals = rivals.iter().map(|(s, share)| {
            Sentence::text(m.f(
                "better-case",
                &[("strategy", &id(*s)), ("share", &m.of_hundred(*share))],
            ))
        });
        let rivals = m.all_of(rivals).to_string();
        Row {
            measure: measure(m, ranking),
            chosen: chosen.iter().map(|s| id(*s)).collect(),
            first_in: match ranking.resamples {
                0 => "–".to_owned(),
                _ => m.f("better-of-hundred", &[("share", &m.of_hundred(share))]),
            },
            one_world: ranking.rests_on_one_world,
            rivals: (share < SURE && !rivals.is_empty())
                .then(|| m.f("better-else", &[("cases", &rivals)])),
        }
    };
    context.measures.iter().map(row).collect()
}

/// What a measure asks.
#[must_use]
pub fn measure(m: &Language, ranking: &Ranking) -> String {
    let parameter = ranking.parameter.unwrap_or(f64::NAN);
    let part = |share: f64| {
        let part = m.number(100.0 * share);
        [("part", part)]
    };
    let filled = |key: &'static str, share: f64| {
        let [(name, part)] = part(share);
        m.f(key, &[(name, &part)])
    };
    match ranking.measure {
        "worst-part" => filled("better-worst-part", parameter),
        "percentile" => filled("better-percentile", 1.0 - parameter),
        "regret-percentile" => filled("better-regret-percentile", 1.0 - parameter),
        "worst" => m.t("better-worst").to_owned(),
        "enough" => m.t("better-enough").to_owned(),
        "largest-regret" => m.t("better-largest-regret").to_owned(),
        "best-in" => m.t("better-best-in").to_owned(),
        "hurwicz" => m.t("better-hurwicz").to_owned(),
        "mean-less-deviation" => m.t("better-mean-less-deviation").to_owned(),
        "below-median" => m.t("better-below-median").to_owned(),
        "best" => m.t("better-best").to_owned(),
        _ => m.t("better-mean").to_owned(),
    }
}

fn enough(m: &Language, report: &BetterReport, context: &ContextReport) -> Sentence {
    let value = Sentence::text(m.compact_with_unit(context.enough, &report.unit));
    match report.run.enough_is_own {
        true => m.say(
            "better-enough-own",
            &[("value", value), ("strategy", Sentence::name(&context.own))],
        ),
        false => m.say("better-enough-number", &[("value", value)]),
    }
}

/// What most measures choose against each of several.
fn together(m: &Language, contexts: &[ContextReport]) -> Option<Sentence> {
    let first = |c: &ContextReport| {
        let chosen = c.chosen.first().filter(|_| !c.flat)?;
        let id = c.strategies[chosen.strategy].id.clone();
        Some((id, chosen.measures.len(), c.measures.len(), &c.profile))
            .map(|(id, n, all, profile)| (id, n, all, profile.clone()))
    };
    let cases: Vec<_> = contexts.iter().filter_map(first).collect();
    let (strategy, ..) = cases.first().filter(|_| cases.len() > 1)?;
    if cases.iter().all(|(id, ..)| id == strategy) && cases.len() == contexts.len() {
        let strategy = Sentence::name(strategy);
        return Some(m.say("better-together-same", &[("strategy", strategy)]));
    }
    let cases = cases.iter().map(|(id, n, all, profile)| {
        let values = [
            ("strategy", Sentence::name(id)),
            ("profile", Sentence::name(profile)),
            ("n", Sentence::text(m.count(*n as u64))),
            ("all", Sentence::text(m.count(*all as u64))),
        ];
        m.say("better-together-case", &values)
    });
    Some(m.say(
        "better-together",
        &[("cases", Sentence::joined(cases, "; "))],
    ))
}

fn notes(m: &Language, report: &BetterReport) -> Vec<Sentence> {
    let mut said: Vec<Sentence> = report.notes.iter().map(|n| note(m, n)).collect();
    let others = report.contexts.iter().any(|c| !c.others.is_empty());
    if others {
        let actor = Sentence::name(&report.actor);
        said.push(m.say("better-note-answer", &[("actor", actor)]));
    }
    said
}

fn note(m: &Language, note: &BetterNote) -> Sentence {
    let count = |n: u64| Sentence::text(m.count(n));
    match note {
        BetterNote::Interrupted {
            worlds,
            worlds_asked,
        } => {
            let values = [("worlds", count(*worlds)), ("asked", count(*worlds_asked))];
            m.say("better-note-interrupted", &values)
        }
        BetterNote::Known(known) => agree(m, known),
        BetterNote::Held { inputs } => held(m, inputs),
        BetterNote::Run(note) => run_note(m, note),
        BetterNote::LeftOut {
            profile,
            worlds,
            of,
        } => {
            let values = [
                ("profile", Sentence::name(profile)),
                ("worlds", count(*worlds)),
                ("of", count(*of)),
            ];
            m.say("better-note-left-out", &values)
        }
        BetterNote::MoreProfiles { profiles } => {
            let mut names: Vec<Sentence> =
                profiles.iter().take(PROFILES).map(Sentence::name).collect();
            if profiles.len() > PROFILES {
                names.push(Sentence::text("…"));
            }
            let names = Sentence::joined(names, ", ");
            m.say("better-note-more", &[("profiles", names)])
        }
    }
}

/// Why an actor's strategies cannot be ranked.
pub(crate) fn error(m: &Language, error: &BetterError) -> Sentence {
    let of = |actor: &str| [("actor", Sentence::name(actor))];
    match error {
        BetterError::WhichActor { known } if known.is_empty() => {
            Sentence::text(m.t("error-which-actor-none"))
        }
        BetterError::WhichActor { .. } => Sentence::text(m.t("error-which-actor")),
        BetterError::UnknownActor { name, .. } => {
            m.say("error-unknown-actor", &[("name", Sentence::name(name))])
        }
        BetterError::NoObjective { actor, .. } => m.say("error-no-objective", &of(actor)),
        BetterError::NoChoice {
            actor,
            strategy: None,
        } => m.say("error-no-strategy", &of(actor)),
        BetterError::NoChoice {
            actor,
            strategy: Some(strategy),
        } => m.say(
            "error-no-choice",
            &[
                ("actor", Sentence::name(actor)),
                ("strategy", Sentence::name(strategy)),
            ],
        ),
        BetterError::NotKept { actor, why } => match why {
            RankingLacks::Together { together } => {
                let together = Sentence::text(m.count(*together));
                m.say("error-ranking-lucks-kept", &[("together", together)])
            }
            RankingLacks::Strategies { missing } => m.say(
                "error-ranking-strategies-not-kept",
                &[
                    ("actor", Sentence::name(actor)),
                    (
                        "strategies",
                        Sentence::joined(missing.iter().map(Sentence::name), ", "),
                    ),
                ],
            ),
        },
        BetterError::Unmoved { actor, objective } => m.say(
            "error-unmoved",
            &[
                ("actor", Sentence::name(actor)),
                ("objective", Sentence::name(objective)),
            ],
        ),
        BetterError::Search(error) => crate::search::error(m, error),
    }
}

/// What to do about it.
pub(crate) fn cure(m: &Language, error: &BetterError) -> Option<Sentence> {
    let names = |known: &[String]| m.one_of(known.iter().map(Sentence::name));
    Some(match error {
        BetterError::WhichActor { known } if known.is_empty() => {
            Sentence::text(m.t("cure-which-actor-none"))
        }
        BetterError::WhichActor { known } => m.say(
            "cure-which-actor",
            &[(
                "names",
                Sentence::joined(known.iter().map(Sentence::name), ", "),
            )],
        ),
        BetterError::UnknownActor { known, .. } => return crate::errors::did_you_mean(m, known),
        BetterError::NoObjective { actor, known } if known.is_empty() => {
            m.say("cure-no-objective", &[("actor", Sentence::text(actor))])
        }
        BetterError::NoObjective { actor, known } => m.say(
            "cure-no-objective-others",
            &[("actor", Sentence::text(actor)), ("names", names(known))],
        ),
        BetterError::NoChoice { actor, .. } => {
            m.say("cure-no-choice", &[("actor", Sentence::text(actor))])
        }
        BetterError::Unmoved { .. } => Sentence::text(m.t("cure-unmoved")),
        BetterError::NotKept { .. } => Sentence::text(m.t("cure-game-of-scenario")),
        BetterError::Search(error) => return crate::search::cure(m, error),
    })
}
