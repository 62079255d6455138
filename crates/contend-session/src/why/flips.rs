//! What turns a verdict: the smallest changes of one input, or of two, confirmed by fresh worlds.
//!
//! The worlds at hand say at which value of an input the claim would come out otherwise; there it is held in worlds that are drawn
//! anew, inputs and luck, in which all else is as uncertain as before. Only what these say is told.

use contend_analysis::claim;
use contend_analysis::nearest::nearest;
use contend_analysis::settling::{Part, parts};
use contend_analysis::verdict::{Verdict, Word};
use contend_analysis::{Inputs, Tally};
use contend_engine::design::Design;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Frame, Meter, Plan, Prepared};
use contend_model::id::InputId;
use contend_model::model::{ClaimTest, Scenario, Tie};

use super::Named;
use super::report::{DifferWhy, FlipWhy, FlipsWhy, NearestWhy};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::replications::Asked as Averages;
use crate::request::{Drawing, WhyRequest};
use crate::{Session, claims, known, refusal, replications};

/// Fresh worlds of each change.
const FRESH: u64 = 1000;
/// Inputs that are tried, those first that tell most.
const LEADING: usize = 5;
/// Values of an input that are tried, each further from the middle.
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

/// Inputs held at values, and how far that is from the middle.
#[derive(Clone)]
struct Change {
    held: Vec<(usize, f64)>,
    moved: f64,
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
    let mut found = FlipsWhy {
        flips: Vec::new(),
        worlds: FRESH,
        tried: free.iter().map(name).collect(),
        pairs: 0,
        tied: tied.iter().map(name).collect(),
        nearest: between(asked, screened, number),
    };
    let all: Vec<Vec<Part>> = (free.iter())
        .map(|place| parts(asked.inputs, *place, asked.truths))
        .collect();
    for (place, parts) in free.iter().zip(&all) {
        for part in candidates(asked, parts) {
            let change = Change {
                held: vec![(*place, part.value)],
                moved: moved(part),
            };
            if let Some(flip) = confirmed(asked, &change)? {
                found.flips.push(flip);
                break;
            }
        }
    }
    if found.flips.is_empty() {
        let pairs = pairs(asked, &free, &all);
        found.pairs = pairs.len();
        for change in pairs {
            found.flips.extend(confirmed(asked, &change)?);
        }
    }
    found.flips.sort_by(|a, b| a.moved.total_cmp(&b.moved));
    Ok(found)
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

    /// Whether a verdict is clearly another one.
    fn turns(&self, verdict: &Verdict) -> bool {
        let own: Vec<Word> = match self.verdict.between {
            Some([low, high]) => vec![low, high, self.verdict.word],
            None => vec![self.verdict.word],
        };
        verdict.share.is_some() && verdict.between.is_none() && !own.contains(&verdict.word)
    }
}

/// Parts of an input in which the verdict would be another, the nearest to the middle first: those in which that is clear, or, where
/// none is, those in which it seems so.
fn candidates<'p>(asked: &Asked, parts: &'p [Part]) -> Vec<&'p Part> {
    let clear = |part: &&Part| asked.turns(&asked.verdict_of(part.tally));
    let seems = |part: &&Part| asked.verdict_of(part.tally).word != asked.verdict.word;
    let mut found: Vec<&Part> = parts.iter().filter(clear).collect();
    if found.is_empty() {
        found = parts.iter().filter(seems).collect();
    }
    found.sort_by(|a, b| moved(a).total_cmp(&moved(b)));
    found.truncate(TRIES);
    found
}

/// Pairs of parts that together would make another verdict if what they tell added up, the nearest to the middle first, one for each
/// pair of inputs.
fn pairs(asked: &Asked, free: &[usize], all: &[Vec<Part>]) -> Vec<Change> {
    let truths = asked.truths.iter().flatten();
    let base = truths.clone().filter(|t| **t).count() as f64 / truths.count().max(1) as f64;
    let mut found: Vec<Change> = Vec::new();
    for (at, first) in free.iter().enumerate() {
        for (other, second) in free.iter().enumerate().skip(at + 1) {
            let mut best: Option<Change> = None;
            for a in &all[at] {
                for b in &all[other] {
                    let share = (a.tally.share() + b.tally.share() - base).clamp(0.0, 1.0);
                    let holds = (share * FRESH as f64).round() as u64;
                    let moved = moved(a) + moved(b);
                    let nearer = best.as_ref().is_none_or(|best| moved < best.moved);
                    if nearer && asked.turns(&asked.verdict_of(Tally::of_counts(holds, FRESH))) {
                        best = Some(Change {
                            held: vec![(*first, a.value), (*second, b.value)],
                            moved,
                        });
                    }
                }
            }
            found.extend(best);
        }
    }
    found.sort_by(|a, b| a.moved.total_cmp(&b.moved));
    found.truncate(PAIRS);
    found
}

/// The change, if fresh worlds in which it is made give another verdict.
fn confirmed(asked: &Asked, change: &Change) -> Result<Option<FlipWhy>, RunError> {
    let Some(verdict) = in_fresh_worlds(asked, change)? else {
        return Ok(None);
    };
    let turned = verdict.share.filter(|_| asked.turns(&verdict));
    Ok(turned.map(|share| FlipWhy {
        held: (change.held.iter())
            .map(|(place, value)| asked.named.held(*place, *value))
            .collect(),
        moved: change.moved,
        share,
        verdict,
    }))
}

/// The verdict in worlds that are drawn anew, in which some inputs are held; `None` where such worlds cannot be.
fn in_fresh_worlds(asked: &Asked, change: &Change) -> Result<Option<Verdict>, RunError> {
    let Asked {
        session, request, ..
    } = asked;
    let scenario = &session.scenario;
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
    let held: Vec<(InputId, f64)> = (change.held.iter())
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
    let frame = Frame::new(&ensemble, &fresh.worlds, scenario.inputs.len());
    let by_claim = Averages::new(scenario, &frame);
    let ClaimTest::Worlds(test) = &claim.test else {
        return Ok(None);
    };
    let columns = by_claim.of(claim);
    let truths = claim::in_worlds_given(scenario, test, claims::given(claim), columns);
    Ok(truths.ok().map(|truths| {
        let rule = &scenario.verdict_rule;
        Verdict::of_worlds(truths.tally, truths.failed, truths.lost, rule)
    }))
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
