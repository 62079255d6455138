//! The same worlds with shorter steps: which verdicts hang on the length of a step.
//!
//! Inputs are the same in each world; luck within a run is drawn anew, since there is no step to which a longer one's draws
//! would belong. So a verdict counts as moved where its share differs by more than two independent samples of as many worlds
//! would: by more than the root of the sum of the squares of both half intervals. Of a test over all worlds that is asked of the
//! numbers that it compares.

use contend_analysis::Share;
use contend_analysis::verdict::{Verdict, Word};
use contend_model::model::{Play, Scenario, Trigger};
use serde::Serialize;

use crate::report::{OverWorldsReport, RunReport, SideReport};

/// Into how many parts a step is cut, one run each.
pub const PARTS: [u32; 3] = [1, 2, 4];

/// What shorter steps make of the verdicts.
#[derive(Clone, Debug, Serialize)]
pub struct StepsReport {
    /// Worlds of each run.
    pub worlds: u64,
    /// Each claim that is tested in worlds.
    pub claims: Vec<StepsClaim>,
}

/// A claim with the step as it is, half of it and a quarter.
#[derive(Clone, Debug, Serialize)]
pub struct StepsClaim {
    /// Its name.
    pub id: String,
    /// One for each of [`PARTS`].
    pub verdicts: Vec<Verdict>,
    /// Whether it moves beyond its interval.
    pub moves: bool,
}

impl StepsReport {
    pub(crate) fn new(runs: &[RunReport]) -> StepsReport {
        let Some((first, later)) = runs.split_first() else {
            return StepsReport {
                worlds: 0,
                claims: Vec::new(),
            };
        };
        let tested = first.claims.iter().enumerate();
        let claims = tested.filter(|(_, c)| c.verdict.share.is_some());
        StepsReport {
            worlds: first.run.worlds,
            claims: claims
                .map(|(at, claim)| {
                    let others = later.iter().map(|run| run.claims[at].verdict.clone());
                    let verdicts: Vec<Verdict> = std::iter::once(claim.verdict.clone())
                        .chain(others)
                        .collect();
                    StepsClaim {
                        id: claim.id.clone(),
                        moves: match &claim.over_worlds {
                            None => verdicts[1..].iter().any(|v| moved(&verdicts[0], v)),
                            Some(own) => {
                                let all = later.iter().map(|run| &run.claims[at]);
                                let mut all = all.zip(&verdicts[1..]);
                                all.any(|(c, v)| {
                                    let there = c.over_worlds.as_ref();
                                    there.is_none_or(|o| sides_moved(own, o))
                                        || turned(&verdicts[0], v)
                                })
                            }
                        },
                        verdicts,
                    }
                })
                .collect(),
        }
    }

    /// How many claims move beyond their interval.
    #[must_use]
    pub fn moved(&self) -> u64 {
        self.claims.iter().filter(|c| c.moves).count() as u64
    }
}

fn moved(a: &Verdict, b: &Verdict) -> bool {
    let (Some(a), Some(b)) = (a.share, b.share) else {
        return a.share.is_some() != b.share.is_some();
    };
    let half = |s: Share| (s.high - s.low) / 2.0;
    let error = (half(a) * half(a) + half(b) * half(b)).sqrt();
    (a.share - b.share).abs() > error
}

/// Whether a number of all worlds differs by more than its intervals.
fn sides_moved(a: &OverWorldsReport, b: &OverWorldsReport) -> bool {
    let half = |side: &SideReport| match side.interval {
        Some((Some(low), Some(high))) => (high - low) / 2.0,
        _ => 0.0,
    };
    let differ = |(a, b): (&SideReport, &SideReport)| match (a.value, b.value) {
        (Some(x), Some(y)) => {
            let (own, other) = (half(a), half(b));
            (x - y).abs() > (own * own + other * other).sqrt()
        }
        (x, y) => x != y,
    };
    let mut pairs = a.comparisons.iter().zip(&b.comparisons);
    pairs.any(|(a, b)| {
        [(&a.left, &b.left), (&a.right, &b.right)]
            .into_iter()
            .any(differ)
    })
}

/// Whether one of two verdicts on all worlds together holds and the other fails, or one is none.
fn turned(a: &Verdict, b: &Verdict) -> bool {
    let firm = |v: &Verdict| matches!(v.word, Word::Holds | Word::Fails);
    a.share.is_some() != b.share.is_some() || firm(a) && firm(b) && a.word != b.word
}

/// The scenario with each step cut into so many parts. Everything dated keeps its date.
pub(crate) fn refined(scenario: &Scenario, parts: u32) -> Scenario {
    let mut finer = scenario.clone();
    finer.clock.dt /= f64::from(parts);
    finer.clock.steps *= parts;
    finer.clock.now = finer.clock.now.map(|now| now * parts);
    finer.every = finer.every.map(|every| every * parts);
    for event in &mut finer.events {
        if let Trigger::At { step } = &mut event.trigger {
            *step *= parts;
        }
    }
    for later in finer.profiles.iter_mut().flat_map(|p| &mut p.later) {
        later.step *= parts;
    }
    for game in &mut finer.games {
        if let Play::InTurn { moves } = &mut game.play {
            for m in moves {
                m.step *= parts;
            }
        }
    }
    finer
}
