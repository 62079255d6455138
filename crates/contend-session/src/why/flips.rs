//! What turns a verdict: the smallest changes of one input or lever, or of two, confirmed by fresh worlds.
//!
//! The worlds at hand say at which value of an input the claim would come out otherwise, and worlds that are played again say it of a
//! lever; so it is held, or set, in worlds that are drawn anew, inputs and luck, in which all else is as uncertain as before. Only
//! what these say is told.

use contend_analysis::claim;
use contend_analysis::nearest::nearest;
use contend_analysis::settling::{Part, parts};
use contend_analysis::verdict::{Verdict, Word};
use contend_analysis::{Inputs, Tally};
use contend_engine::design::{Design, Worlds};
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Frame, Meter, Plan, Prepared};
use contend_model::id::InputId;
use contend_model::model::{ClaimTest, Scenario, Tie};

use super::Named;
use super::levers::Levers;
use super::report::{DifferWhy, FlipWhy, FlipsWhy, NearestWhy};
use crate::candidates::edited;
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::replications::Asked as Averages;
use crate::request::{Drawing, WhyRequest};
use crate::{Session, claims, known, refusal, replications};

/// Fresh worlds of each change.
const FRESH: u64 = 1000;
/// Inputs that are tried, those first that tell most; and levers, those first whose smallest move might do.
const LEADING: usize = 5;
/// Values of each that are tried, each further away.
const TRIES: usize = 3;
/// Pairs that are tried.
const PAIRS: usize = 5;
/// Inputs that are told of two worlds.
const DIFFER: usize = 4;

/// What the question is about.
pub(super) struct Asked<'a> {
    pub session: &'a Session,
    pub request: &'a WhyRequest,
    /// The claim.
    pub claim: usize,
    pub named: &'a Named<'a>,
    pub inputs: &'a Inputs<'a>,
    /// Its truth by set of inputs, and its verdict.
    pub truths: &'a [Option<bool>],
    pub verdict: &'a Verdict,
    /// Inputs that tell more than noise, those first that tell most.
    pub leading: &'a [usize],
    pub executor: &'a dyn Executor,
    pub progress: &'a dyn Progress,
}

/// What is changed.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum What {
    /// An input, held at a value.
    Input(usize),
    /// A lever of a strategy, set to another value.
    Lever(usize),
}

/// A value of an input or a lever, and what the claim seems to come to there.
#[derive(Clone)]
pub(super) struct Step {
    pub what: What,
    /// Of a choice the place of the option.
    pub value: f64,
    /// How far that is from the middle of an input, or from what a lever is set to.
    pub moved: f64,
    /// By how much the share of worlds in which the claim holds is another.
    pub shift: f64,
    pub verdict: Verdict,
}

/// Inputs and levers with their values, and how far these are moved.
pub(super) struct Change {
    set: Vec<(What, f64)>,
    pub moved: f64,
}

/// What turns the verdict. `number` tells the number of the world at a place.
pub(super) fn flips(
    asked: &Asked,
    screened: &[usize],
    number: impl Fn(usize) -> u64,
) -> Result<FlipsWhy, RunError> {
    let scenario = &asked.session.scenario;
    let id = |place: usize| asked.named.tried.ids[place];
    let name = |place: &usize| asked.named.input(*place).0;
    let (tied, free): (Vec<usize>, Vec<usize>) =
        (asked.leading.iter()).partition(|place| is_tied(scenario, id(**place)));
    let free: Vec<usize> = free.into_iter().take(LEADING).collect();
    let levers = Levers::of(asked)?;
    let first_look = levers.steps(asked)?;
    let mut found = FlipsWhy {
        flips: Vec::new(),
        worlds: FRESH,
        tried: free.iter().map(name).collect(),
        levers: levers.all.iter().map(|l| l.name(scenario)).collect(),
        pairs: 0,
        tied: tied.iter().map(name).collect(),
        unmoved: levers.unmoved.clone(),
        nearest: between(asked, screened, number),
    };
    let of_inputs: Vec<Vec<Step>> = free.iter().map(|place| steps(asked, *place)).collect();
    let close = levers.closer(asked, &nearest_levers(asked, &first_look))?;
    let near = nearest_steps(asked, &close, &close.steps(asked)?)?;
    for tries in (of_inputs.iter().map(|steps| candidates(asked, steps))).chain(near) {
        for step in tries {
            let change = Change {
                set: vec![(step.what, step.value)],
                moved: step.moved,
            };
            if let Some(flip) = confirmed(asked, &close, &change)? {
                found.flips.push(flip);
                break;
            }
        }
    }
    if found.flips.is_empty() {
        let close = levers.closer(asked, &leading(&first_look))?;
        let of_levers = close.steps(asked)?;
        let mut pairs = pairs(asked, &of_inputs, &of_levers);
        pairs.extend(close.pairs(asked, &of_levers)?);
        pairs.sort_by(|a, b| a.moved.total_cmp(&b.moved));
        pairs.truncate(PAIRS);
        found.pairs = pairs.len();
        for change in pairs {
            found.flips.extend(confirmed(asked, &close, &change)?);
        }
    }
    found.flips.sort_by(|a, b| a.moved.total_cmp(&b.moved));
    Ok(found)
}

/// Values of an input that are tried, with what the claim comes to in the worlds that have about that value.
fn steps(asked: &Asked, place: usize) -> Vec<Step> {
    let truths = asked.truths.iter().flatten();
    let base = truths.clone().filter(|t| **t).count() as f64 / truths.count().max(1) as f64;
    let step = |part: Part| Step {
        what: What::Input(place),
        value: part.value,
        moved: moved(&part),
        shift: part.tally.share() - base,
        verdict: asked.verdict_of(part.tally),
    };
    let parts = parts(asked.inputs, place, asked.truths);
    parts.into_iter().map(step).collect()
}

/// Of each lever the smallest move that turns the verdict, followed by the next larger ones that were tried.
fn nearest_steps(
    asked: &Asked,
    levers: &Levers,
    all: &[Vec<Step>],
) -> Result<Vec<Vec<Step>>, RunError> {
    let refined = all.iter().map(|steps| {
        let mut tries = candidates(asked, steps);
        if let Some(far) = tries.first().filter(|s| turns(asked, &s.verdict)) {
            let nearest = levers.smallest(asked, steps, far)?;
            if nearest.value != far.value {
                tries.insert(0, nearest);
            }
        }
        Ok(tries)
    });
    refined.collect()
}

/// Places of the levers that seem to turn the verdict, those first that are moved least.
fn nearest_levers(asked: &Asked, all: &[Vec<Step>]) -> Vec<usize> {
    let moved = |steps: &Vec<Step>| candidates(asked, steps).first().map(|s| s.moved);
    let mut found: Vec<(f64, usize)> = (all.iter().enumerate())
        .filter_map(|(at, steps)| Some((moved(steps)?, at)))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    found.into_iter().take(LEADING).map(|(_, at)| at).collect()
}

/// Places of the levers that move the claim most, for pairs.
fn leading(all: &[Vec<Step>]) -> Vec<usize> {
    let most = |at: usize| (all[at].iter().map(|s| s.shift.abs())).fold(0.0, f64::max);
    let mut found: Vec<usize> = (0..all.len()).collect();
    found.sort_by(|a, b| most(*b).total_cmp(&most(*a)));
    found.truncate(LEADING);
    found
}

/// Whether an input cannot be held while the others stay as they are.
fn is_tied(scenario: &Scenario, id: InputId) -> bool {
    let input = &scenario.inputs[id.index()];
    let bounds = scenario.inputs.iter().any(|other| {
        matches!(&other.tie, Some(Tie::Between { low, high }) if *low == Some(id) || *high == Some(id))
    });
    let shared = matches!(input.tie, Some(Tie::Share { .. } | Tie::Between { .. }));
    shared || bounds || !scenario.constraints.is_empty()
}

/// How far a part is from the middle of all worlds; another option is as far as can be.
fn moved(part: &Part) -> f64 {
    match part.rank {
        1.0 | 0.0 => part.rank,
        rank => (rank - 0.5).abs(),
    }
}

impl Asked<'_> {
    fn verdict_of(&self, tally: Tally) -> Verdict {
        Verdict::of_worlds(tally, 0, 0.0, &self.session.scenario.verdict_rule)
    }
}

/// Whether a verdict is clearly another one than the claim's.
pub(super) fn turns(asked: &Asked, verdict: &Verdict) -> bool {
    let own: Vec<Word> = match asked.verdict.between {
        Some([low, high]) => vec![low, high, asked.verdict.word],
        None => vec![asked.verdict.word],
    };
    verdict.share.is_some() && verdict.between.is_none() && !own.contains(&verdict.word)
}

/// Values at which the verdict would be another, the smallest move first: those at which that is clear, or, where none is, those at
/// which it seems so.
fn candidates(asked: &Asked, steps: &[Step]) -> Vec<Step> {
    let clear = |step: &&Step| turns(asked, &step.verdict);
    let seems = |step: &&Step| step.verdict.word != asked.verdict.word;
    let mut found: Vec<Step> = steps.iter().filter(clear).cloned().collect();
    if found.is_empty() {
        found = steps.iter().filter(seems).cloned().collect();
    }
    found.sort_by(|a, b| a.moved.total_cmp(&b.moved));
    found.truncate(TRIES);
    found
}

/// Pairs of values of two inputs, or of an input and a lever, that together would make another verdict if what they shift added up:
/// of each two the smallest moves.
fn pairs(asked: &Asked, inputs: &[Vec<Step>], levers: &[Vec<Step>]) -> Vec<Change> {
    let truths = asked.truths.iter().flatten();
    let base = truths.clone().filter(|t| **t).count() as f64 / truths.count().max(1) as f64;
    let foretold = |a: &Step, b: &Step| {
        let share = (base + a.shift + b.shift).clamp(0.0, 1.0);
        let holds = (share * FRESH as f64).round() as u64;
        asked.verdict_of(Tally::of_counts(holds, FRESH))
    };
    let others = |at: usize| inputs[at + 1..].iter().chain(levers);
    let both = (0..inputs.len()).flat_map(|at| others(at).map(move |b| (&inputs[at], b)));
    both.filter_map(|(first, second)| {
        let pairs = first
            .iter()
            .flat_map(|a| second.iter().map(move |b| (a, b)));
        let turned = pairs.filter(|(a, b)| turns(asked, &foretold(a, b)));
        smallest(turned)
    })
    .collect()
}

/// The pair that is moved least.
pub(super) fn smallest<'s>(pairs: impl Iterator<Item = (&'s Step, &'s Step)>) -> Option<Change> {
    let of = pairs.map(|(a, b)| Change {
        set: vec![(a.what, a.value), (b.what, b.value)],
        moved: a.moved + b.moved,
    });
    of.min_by(|a, b| a.moved.total_cmp(&b.moved))
}

/// The change, if fresh worlds in which it is made give another verdict.
fn confirmed(asked: &Asked, levers: &Levers, change: &Change) -> Result<Option<FlipWhy>, RunError> {
    let scenario = &asked.session.scenario;
    let (mut held, mut moved) = (Vec::new(), Vec::new());
    for (what, value) in &change.set {
        match what {
            What::Input(place) => held.push((*place, *value)),
            What::Lever(at) => moved.push((*at, *value)),
        }
    }
    let as_moved = edited(scenario, &levers.moved(scenario, &moved));
    let Some(verdict) = in_fresh_worlds(asked, &held, &as_moved)? else {
        return Ok(None);
    };
    let turned = verdict.share.filter(|_| turns(asked, &verdict));
    Ok(turned.map(|share| FlipWhy {
        held: (held.iter())
            .map(|(place, value)| asked.named.held(*place, *value))
            .collect(),
        levers: (moved.iter())
            .map(|(at, value)| levers.told(scenario, *at, *value))
            .collect(),
        moved: change.moved,
        share,
        verdict,
    }))
}

/// The verdict in worlds that are drawn anew, in which some inputs are held, under strategies that may be moved; `None` where such
/// worlds cannot be.
fn in_fresh_worlds(
    asked: &Asked,
    held: &[(usize, f64)],
    scenario: &Scenario,
) -> Result<Option<Verdict>, RunError> {
    let Asked {
        session, request, ..
    } = asked;
    let seed = request
        .seed
        .unwrap_or(scenario.default_seed)
        .wrapping_add(1);
    // By a design other worlds; a table and all combinations are what they are, and luck alone is new.
    let (drawing, count) = match &request.drawing {
        Drawing::Design(Design::FullFactorial { .. }) | Drawing::Table { .. } => {
            (request.drawing.clone(), request.worlds)
        }
        Drawing::Design(_) => (Drawing::default(), Some(FRESH)),
    };
    let drawn = Drawn::new(
        scenario,
        session.fingerprint(),
        &drawing,
        count,
        Some(seed),
        1,
    )?;
    let held: Vec<(InputId, f64)> = (held.iter())
        .map(|(place, value)| (asked.named.tried.ids[*place], *value))
        .collect();
    let ids: Vec<InputId> = scenario.drawn().collect();
    let names = ids
        .iter()
        .map(|id| quoted(&scenario.inputs[id.index()].name));
    let mut text = names.collect::<Vec<_>>().join(",");
    for world in 0..drawn.worlds.worlds() {
        let values = ids.iter().map(|id| {
            let fixed = held.iter().find(|(held, _)| held == id);
            let value = fixed.map_or_else(|| drawn.worlds.value(world, *id), |(_, v)| *v);
            value.to_string()
        });
        text.push('\n');
        text.push_str(&values.collect::<Vec<_>>().join(","));
    }
    let table = Drawing::Table {
        name: String::new(),
        text,
    };
    let lucks = replications::of(scenario, request.replications)?;
    let fresh = Drawn::new(
        scenario,
        session.fingerprint(),
        &table,
        None,
        Some(seed),
        lucks,
    );
    let mut fresh = match fresh {
        Ok(fresh) => fresh,
        // Such worlds are ruled out.
        Err(RunError::Table { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let meter = Meter::new(asked.progress, 0);
    match known::condition(scenario, &mut fresh, &meter, asked.executor) {
        Ok(_) => {}
        Err(RunError::NoneAgrees(_)) => return Ok(None),
        Err(error) => return Err(error),
    }
    let claim = &scenario.claims[asked.claim];
    let plan = Plan {
        profiles: claims::read(scenario, [claim], false, |_| true),
        ..fresh.plan()
    };
    meter.also(plan.runs());
    let prepared = Prepared::new(&plan, scenario, asked.executor)
        .map_err(|error| refusal::plan_error(scenario, error))?;
    let mut ensemble = Ensemble::new(&plan, scenario);
    contend_ensemble::run(&prepared, asked.executor, &meter, &mut ensemble)
        .map_err(RunError::Refused)?;
    if !ensemble.is_complete() {
        return Ok(None);
    }
    let found = claim_in(scenario, asked.claim, &ensemble, &fresh.worlds);
    Ok(found.map(|(verdict, _)| verdict))
}

/// The verdict on a claim in some worlds, and in how many it holds.
pub(super) fn claim_in(
    scenario: &Scenario,
    claim: usize,
    ensemble: &Ensemble,
    worlds: &Worlds,
) -> Option<(Verdict, Tally)> {
    let claim = &scenario.claims[claim];
    let ClaimTest::Worlds(test) = &claim.test else {
        return None;
    };
    let frame = Frame::new(ensemble, worlds, scenario.inputs.len());
    let by_claim = Averages::new(scenario, &frame);
    let columns = by_claim.of(claim);
    let truths = claim::in_worlds_given(scenario, test, claims::given(claim), columns).ok()?;
    let rule = &scenario.verdict_rule;
    let verdict = Verdict::of_worlds(truths.tally, truths.failed, truths.lost, rule);
    Some((verdict, truths.tally))
}

/// A name as a cell of CSV.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Two worlds that are as alike as can be with opposite answers.
fn between(asked: &Asked, screened: &[usize], number: impl Fn(usize) -> u64) -> Option<NearestWhy> {
    let counted = || asked.truths.iter().flatten();
    let common = 2 * counted().filter(|t| **t).count() >= counted().count();
    let found = nearest(asked.inputs, screened, asked.truths, common)?;
    let value = |place: usize, world: usize| {
        let id = asked.named.tried.ids[place];
        asked.named.held(place, asked.named.tried.value(id, world))
    };
    Some(NearestWhy {
        usual: number(found.usual),
        other: number(found.other),
        holds: !common,
        distance: found.distance,
        differ: (found.differ.iter().take(DIFFER))
            .map(|(place, _)| DifferWhy {
                usual: value(*place, found.usual),
                other: value(*place, found.other),
            })
            .collect(),
    })
}
