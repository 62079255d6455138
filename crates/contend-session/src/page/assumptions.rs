//! What a reader may assume: the truth of claims world by world, and the inputs by which worlds can be told apart.
//!
//! Whoever assumes an answer keeps the worlds that agree with it; every claim is then judged on these alone. Nothing is simulated: a
//! claim's verdict among the kept worlds is that of the same worlds, counted again.

use contend_analysis::Tally;
use contend_analysis::claim::Truths;
use contend_analysis::over_worlds::FEWEST_WORLDS;
use contend_analysis::verdict::{Verdict, Word};
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Column, Columns, Frame, parallel};
use contend_model::id::InputId;
use contend_model::model::{Claim, QuantityKind, Scenario, VerdictRule};
use serde::Serialize;

use crate::Simulation;
use crate::report::ClaimReport;

/// Parts of equal size into which the values of a number are cut.
pub const LEVELS: usize = 16;
/// Questions that are carried beside those of the author.
const MOST: usize = 24;
/// Questions that are offered first because they turn most.
const FIRST: usize = 2;

/// What a reader may assume, and what claims then say.
#[derive(Clone, Debug, Serialize)]
pub struct Assumptions {
    /// Worlds of the run.
    pub worlds: usize,
    /// Worlds below which nothing is said of a claim.
    pub fewest: f64,
    /// Of each claim its truth by world; `None` where it cannot be judged on fewer worlds.
    pub claims: Vec<Option<ByWorld>>,
    /// What may be assumed, in the order in which it is offered.
    pub questions: Vec<Question>,
    /// How many of them stand in front.
    pub front: usize,
}

/// The truth of a claim by world.
#[derive(Clone, Debug, Serialize)]
pub struct ByWorld {
    /// By world; `None` where it has none.
    #[serde(skip)]
    pub truths: Vec<Option<bool>>,
    /// Whether worlds without a truth are those that the claim is not asked of, and none in which something went wrong.
    pub asked_of_some: bool,
}

/// An input of which something may be assumed.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// The input, by name.
    pub input: String,
    /// What can be answered.
    pub answers: Answers,
    /// By world the place of its option, or the level of its number.
    #[serde(skip)]
    pub levels: Vec<u8>,
    /// Of each option, or of the lower and the upper half, how many verdicts it turns: the word is another, and so would it be
    /// with other worlds.
    pub turns: Vec<usize>,
    /// Whether the author asks it.
    pub asked_by_author: bool,
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answers {
    /// One of some options.
    Options(Vec<String>),
    /// A range of a number.
    Range {
        /// Values between which the levels lie, ascending; one more than there are levels. The outer ones are the least and the
        /// greatest that is drawn.
        edges: Vec<f64>,
        /// Their unit.
        unit: String,
    },
}

impl Answers {
    /// The place of the option, or the level of the number, that an input has in a world.
    pub(crate) fn level(&self, value: f64) -> u8 {
        match self {
            Answers::Options(_) => value as u8,
            // Equal values have one level, however they are ordered.
            Answers::Range { edges, .. } => {
                edges[1..LEVELS].iter().filter(|e| **e <= value).count() as u8
            }
        }
    }
}

/// What may be assumed of a run: the questions of the author, and the inputs that turn most verdicts. `None` where worlds do not
/// count alike, or several share their inputs, or nothing can be asked.
pub(super) fn assumptions(
    scenario: &Scenario,
    (simulation, columns): (&Simulation, &Frame),
    reports: &[ClaimReport],
    asked: &[InputId],
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Option<Assumptions> {
    let worlds = columns.worlds();
    if columns.column(Column::Weight).is_some() || simulation.worlds.replications() > 1 {
        return None;
    }
    let truths = |claim: usize| match &simulation.tested[claim] {
        Some(Ok(found)) => {
            let differs = simulation.rests[claim].differs();
            ByWorld::of(
                &scenario.claims[claim],
                &reports[claim],
                &found.truths,
                differs,
            )
        }
        _ => None,
    };
    let claims: Vec<Option<ByWorld>> = (0..reports.len()).map(truths).collect();
    let rule = &scenario.verdict_rule;
    let counted: Vec<Counted> = (claims.iter().flatten())
        .map(|claim| Counted::new(claim, rule))
        .collect();
    let question = |at: usize| {
        let values = columns.column(Column::Input(InputId(at as u32)))?;
        let mut question = levels(scenario, InputId(at as u32), values)?;
        question.asked_by_author = asked.contains(&InputId(at as u32));
        let parts = parts(&question);
        let turned = |kept: &Vec<u64>| counted.iter().filter(|c| c.turned(kept, rule)).count();
        question.turns = parts.iter().map(turned).collect();
        Some(question)
    };
    let all = parallel::map(executor, progress, scenario.inputs.len(), question);
    let mut rest: Vec<(usize, Question)> = (all.into_iter().enumerate())
        .filter_map(|(at, q)| Some((at, q?)))
        .collect();
    // The greatest part first, then all parts together; of equals the one that the scenario has first.
    let weight = |q: &Question| {
        let most = q.turns.iter().max().copied().unwrap_or(0);
        (most, q.turns.iter().sum::<usize>())
    };
    rest.sort_by(|(a, p), (b, q)| weight(q).cmp(&weight(p)).then(a.cmp(b)));
    rest.retain(|(_, q)| q.asked_by_author || weight(q).0 > 0);
    let mut front: Vec<Question> = Vec::new();
    let first = rest.iter().take_while(|(_, q)| weight(q).0 > 0).count();
    front.extend(rest.drain(..FIRST.min(first)).map(|(_, q)| q));
    for input in asked {
        if let Some(at) = rest.iter().position(|(at, _)| *at == input.index()) {
            front.push(rest.remove(at).1);
        }
    }
    let number = front.len();
    front.extend(rest.into_iter().map(|(_, q)| q).take(MOST));
    (!front.is_empty()).then_some(Assumptions {
        worlds,
        fewest: FEWEST_WORLDS,
        claims,
        questions: front,
        front: number,
    })
}

impl ByWorld {
    /// The truth of a claim by world, where fewer worlds can judge it.
    pub(crate) fn of(
        claim: &Claim,
        report: &ClaimReport,
        truths: &Truths,
        differs: bool,
    ) -> Option<ByWorld> {
        let judged = matches!(
            report.verdict.word,
            Word::Holds | Word::Contested | Word::Fails | Word::Likelihood(_) | Word::NoVerdict
        );
        // What went wrong and what was not asked are not told apart world by world.
        let both = truths.outside > 0 && truths.failed > 0;
        let apart = !claim.by_inputs && report.over_worlds.is_none();
        (judged && apart && !both && differs).then(|| ByWorld {
            truths: truths.values.clone(),
            asked_of_some: truths.outside > 0,
        })
    }
}

/// By world the option of an input, or the level of its number; `None` where all worlds are alike.
fn levels(scenario: &Scenario, id: InputId, values: &[f64]) -> Option<Question> {
    let input = &scenario.inputs[id.index()];
    let quantity = scenario.quantity(input.quantity);
    let QuantityKind::Parameter(parameter) = &quantity.kind else {
        return None;
    };
    let answers = if parameter.options.is_empty() {
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let last = sorted.len().checked_sub(1)?;
        let edge = |level: usize| sorted[(level * sorted.len() / LEVELS).min(last)];
        let edges: Vec<f64> = (0..=LEVELS).map(edge).collect();
        let unit = quantity.unit.to_string();
        Answers::Range { edges, unit }
    } else {
        Answers::Options(parameter.options.clone())
    };
    let levels: Vec<u8> = values.iter().map(|v| answers.level(*v)).collect();
    let several = levels.iter().any(|l| Some(l) != levels.first());
    let few = !matches!(&answers, Answers::Options(options) if options.len() > LEVELS);
    (several && few).then(|| Question {
        input: input.name.clone(),
        answers,
        levels,
        turns: Vec::new(),
        asked_by_author: false,
    })
}

/// The worlds that agree with each option, or with the lower and the upper half of a number's levels.
fn parts(question: &Question) -> Vec<Vec<u64>> {
    let which = |is: &dyn Fn(u8) -> bool| set(question.levels.iter().map(|l| is(*l)));
    match &question.answers {
        Answers::Options(options) => (0..options.len())
            .map(|option| which(&|l| usize::from(l) == option))
            .collect(),
        Answers::Range { .. } => {
            let half = (LEVELS / 2) as u8;
            vec![which(&|l| l < half), which(&|l| l >= half)]
        }
    }
}

/// A set of worlds, a bit each.
fn set(members: impl ExactSizeIterator<Item = bool>) -> Vec<u64> {
    let mut bits = vec![0; members.len().div_ceil(64)];
    for (at, member) in members.enumerate() {
        bits[at / 64] |= u64::from(member) << (at % 64);
    }
    bits
}

/// A claim's truths as sets of worlds, with its verdict on all of them.
struct Counted {
    holds: Vec<u64>,
    known: Vec<u64>,
    asked_of_some: bool,
    all: Verdict,
}

impl Counted {
    fn new(claim: &ByWorld, rule: &VerdictRule) -> Counted {
        let truths = &claim.truths;
        let mut counted = Counted {
            holds: set(truths.iter().map(|t| *t == Some(true))),
            known: set(truths.iter().map(|t| t.is_some())),
            asked_of_some: claim.asked_of_some,
            all: Verdict::default(),
        };
        let everywhere = set(truths.iter().map(|_| true));
        counted.all = counted.verdict(&everywhere, rule);
        counted
    }

    /// The verdict among some worlds.
    fn verdict(&self, kept: &[u64], rule: &VerdictRule) -> Verdict {
        let among = |of: &[u64]| -> u64 {
            let both = of.iter().zip(kept).map(|(a, b)| (a & b).count_ones());
            both.map(u64::from).sum()
        };
        let known = among(&self.known);
        let number: u64 = kept.iter().map(|b| u64::from(b.count_ones())).sum();
        let failed = if self.asked_of_some {
            0
        } else {
            number - known
        };
        if (known as f64) < FEWEST_WORLDS {
            return Verdict::of_too_few(failed);
        }
        let tally = Tally::of_counts(among(&self.holds), known);
        Verdict::of_worlds(tally, failed, failed as f64, rule)
    }

    /// Whether the verdict among some worlds is another word, with intervals that do not meet.
    fn turned(&self, kept: &[u64], rule: &VerdictRule) -> bool {
        let among = self.verdict(kept, rule);
        let apart = (among.share.zip(self.all.share))
            .is_some_and(|(a, b)| a.low > b.high || a.high < b.low);
        apart && among.word != self.all.word
    }
}
