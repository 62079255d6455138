//! Inputs that are not drawn each on its own: shares of a whole, bounds that are other inputs, and conditions.
//!
//! **Conditions.** A world first takes its point of the design. Where a condition fails there, all inputs that it ties are
//! drawn again, independently of the design, until it holds: a world's point has the law of the inputs, and so has each
//! that is drawn again, so what comes of it has that law given the condition, exactly, as by rejection. Each attempt is
//! keyed by seed, attempt, world and the input's name: a world is the same whatever the number of worlds and whatever else
//! the scenario draws. Points that are replaced leave holes in the design, which is then less even.
//!
//! Inputs that no condition ties to each other are drawn again apart: a condition on each of many elements costs as much as
//! that on one.

use std::ops::Range;
use std::sync::OnceLock;

use contend_model::id::{InputId, OutcomeId, ProfileId};
use contend_model::model::{Law, Outcome, Profile, Scenario, Tie};
use contend_model::unit::Unit;

use super::links::{self, Element};
use super::worlds::{Source, Worlds};
use super::{Coordinate, DesignError, coordinates};
use crate::batch::Request;
use crate::chance::{Purpose, Stream};
use crate::compile::compile;
use crate::machine::Draws;
use crate::maths;
use crate::program::Program;

/// Worlds whose attempts are found together.
const CHUNK: u64 = 256;

/// Attempts after which a world gives up: its inputs are then no numbers, and what rests on them is left out. The reader
/// refuses conditions that are so rarely met.
const MOST_ATTEMPTS: u32 = 200_000;

/// What makes the values of inputs that are not drawn each on its own.
#[derive(Debug)]
pub(super) struct Joint {
    making: Vec<Making>,
    coordinates: Vec<Coordinate>,
    /// For each whole the members.
    rows: Vec<Vec<usize>>,
    /// For each input the group in which it is drawn again.
    group: Vec<Option<usize>>,
    groups: usize,
    elements: Vec<Element>,
    /// Tells of each element of each condition whether it holds, one outcome each; none where there are no conditions.
    conditions: Option<Program>,
    chunks: Vec<OnceLock<Chunk>>,
}

/// How the value of an input is made.
#[derive(Clone, Copy, Debug)]
enum Making {
    /// From its law.
    Law,
    /// As a share of a whole.
    Share { row: usize, shape: f64 },
    /// Between two bounds.
    Between { low: Bound, high: Bound },
}

#[derive(Clone, Copy, Debug)]
enum Bound {
    Number(f64),
    Input(usize),
}

/// What some neighbouring worlds have come to.
#[derive(Debug)]
struct Chunk {
    /// By world, by group: which attempt holds, from 0, the point of the design.
    attempts: Vec<u32>,
    /// By world, by whole: the sum of the gamma numbers.
    sums: Vec<f64>,
}

/// A world with which attempt each group takes.
#[derive(Clone, Copy)]
struct Point<'a> {
    world: u64,
    attempts: &'a [u32],
    sums: &'a [f64],
}

/// One element of one of the scenario's conditions in some worlds, as the design draws them.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Its place among the scenario's constraints.
    pub constraint: usize,
    /// Which of its elements, row-major.
    pub element: usize,
    /// The number of its group: conditions of the same group are met together or drawn again together. `None` for a
    /// condition that reads nothing uncertain.
    pub group: Option<usize>,
    /// For each world whether it holds.
    pub holds: Vec<bool>,
}

/// How often inputs were drawn that conditions tie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Draws that were kept: one for each world and group.
    pub kept: u64,
    /// All draws.
    pub all: u64,
}

impl Joint {
    /// `None` where each input is drawn on its own, by its law.
    pub(super) fn new(scenario: &Scenario, worlds: u64) -> Result<Option<Joint>, DesignError> {
        let alone = |tie: &Option<Tie>| matches!(tie, None | Some(Tie::Common(_)));
        if scenario.constraints.is_empty() && scenario.inputs.iter().all(|i| alone(&i.tie)) {
            return Ok(None);
        }
        let mut rows: Vec<Vec<usize>> = Vec::new();
        let inputs = scenario.inputs.iter().enumerate();
        let making = inputs.map(|(index, input)| match (&input.tie, &input.law) {
            (Some(Tie::Share { row }), Law::Beta { alpha, .. }) => {
                let row = *row as usize;
                rows.resize(rows.len().max(row + 1), Vec::new());
                rows[row].push(index);
                Making::Share { row, shape: *alpha }
            }
            (Some(Tie::Between { low, high }), Law::Uniform { low: a, high: b }) => {
                let bound = |input: &Option<InputId>, number: f64| match input {
                    Some(input) => Bound::Input(input.index()),
                    None => Bound::Number(number),
                };
                Making::Between {
                    low: bound(low, *a),
                    high: bound(high, *b),
                }
            }
            _ => Making::Law,
        });
        let making = making.collect();
        // The order of a sum is that of names, not that of elements.
        for row in &mut rows {
            row.sort_by(|a, b| scenario.inputs[*a].name.cmp(&scenario.inputs[*b].name));
        }
        let elements = links::elements(scenario);
        let (group, groups) = links::groups(scenario, &elements);
        let conditions = match scenario.constraints.is_empty() {
            true => None,
            false => Some(compiled(scenario)?),
        };
        let chunks = usize::try_from(worlds.div_ceil(CHUNK)).unwrap_or(usize::MAX);
        Ok(Some(Joint {
            making,
            coordinates: coordinates(scenario),
            rows,
            group,
            groups,
            elements,
            conditions,
            chunks: (0..chunks).map(|_| OnceLock::new()).collect(),
        }))
    }

    /// Whether an input needs more than its own law and number.
    pub(super) fn makes(&self, input: usize) -> bool {
        let own = matches!(self.making.get(input), Some(Making::Law) | None);
        !own || self.is_conditional(input)
    }

    /// Whether conditions tie an input.
    pub(super) fn is_conditional(&self, input: usize) -> bool {
        self.group.get(input).copied().flatten().is_some()
    }

    /// Whether conditions tie any input.
    pub(super) fn has_conditions(&self) -> bool {
        self.conditions.is_some()
    }

    /// The value of an input in a world, as often drawn again as must be.
    pub(super) fn value(&self, worlds: &Worlds, world: u64, input: usize) -> f64 {
        let chunk = match self.chunks.get((world / CHUNK) as usize) {
            Some(chunk) => chunk.get_or_init(|| self.chunk(worlds, world / CHUNK)),
            None => return f64::NAN,
        };
        let at = (world % CHUNK) as usize;
        let point = Point {
            world,
            attempts: &chunk.attempts[at * self.groups..(at + 1) * self.groups],
            sums: &chunk.sums[at * self.rows.len()..(at + 1) * self.rows.len()],
        };
        self.at(worlds, point, input)
    }

    /// How often the inputs of the first worlds were drawn that conditions tie.
    pub(super) fn drawn(&self, worlds: &Worlds, count: u64) -> Drawn {
        let mut drawn = Drawn { kept: 0, all: 0 };
        for (number, chunk) in (0..count.div_ceil(CHUNK)).zip(&self.chunks) {
            let chunk = chunk.get_or_init(|| self.chunk(worlds, number));
            let inside = (count - number * CHUNK).min(CHUNK) as usize * self.groups;
            let attempts = chunk.attempts.iter().take(inside);
            drawn.kept += inside as u64;
            drawn.all += attempts.map(|a| u64::from(*a) + 1).sum::<u64>();
        }
        drawn
    }

    /// What conditions say of worlds as the design draws them, before anything is drawn again.
    pub(super) fn conditions(&self, worlds: &Worlds, range: Range<u64>) -> Vec<Condition> {
        let count = range.end.saturating_sub(range.start) as usize;
        let first = vec![0; count * self.groups];
        let sums: Vec<f64> = (range.clone())
            .flat_map(|world| self.sums(worlds, world, &first[..self.groups]))
            .collect();
        let lanes: Vec<u64> = range.collect();
        let held = self.held(worlds, &lanes, &first, &sums);
        let found = self.elements.iter().zip(held);
        found
            .map(|(element, holds)| Condition {
                constraint: element.constraint,
                element: element.element,
                group: element.inputs.first().and_then(|i| self.group[*i]),
                holds,
            })
            .collect()
    }

    /// The value of an input at a point.
    fn at(&self, worlds: &Worlds, point: Point, input: usize) -> f64 {
        let (sampler, copula) = match &worlds.source {
            Source::Drawn(sampler, copula) => (sampler, copula),
            Source::Given(columns) => {
                if let Some(values) = columns.get(input).and_then(Option::as_ref) {
                    return values
                        .get(point.world as usize)
                        .copied()
                        .unwrap_or(f64::NAN);
                }
                return match self.making[input] {
                    Making::Between { low, high } => {
                        let end = |bound| self.bound(worlds, point, bound);
                        f64::midpoint(end(low), end(high))
                    }
                    _ => worlds.laws[input].at(0.5),
                };
            }
        };
        let attempt = self.group[input].map_or(0, |group| point.attempts[group]);
        let unit = |j: usize| match attempt {
            0 => sampler.unit(point.world, j),
            MOST_ATTEMPTS.. => f64::NAN,
            _ => self.again(worlds.seed, j, attempt, point.world),
        };
        let u = copula.mixed(input, unit);
        match self.making[input] {
            Making::Law => worlds.laws[input].at(u),
            Making::Share { row, shape } => maths::gamma_quantile(u, shape) / point.sums[row],
            Making::Between { low, high } => {
                let (low, high) = (
                    self.bound(worlds, point, low),
                    self.bound(worlds, point, high),
                );
                low + (high - low) * u
            }
        }
    }

    fn bound(&self, worlds: &Worlds, point: Point, bound: Bound) -> f64 {
        match bound {
            Bound::Number(x) => x,
            Bound::Input(input) => self.at(worlds, point, input),
        }
    }

    /// The uniform number of an input that is drawn again.
    fn again(&self, seed: u64, input: usize, attempt: u32, world: u64) -> f64 {
        let stream = Stream {
            seed,
            purpose: Purpose::Again,
            key: self.coordinates[input].key,
            step: attempt,
        };
        stream.row().unit(world)
    }

    /// The sums of all wholes at a point.
    fn sums(&self, worlds: &Worlds, world: u64, attempts: &[u32]) -> Vec<f64> {
        let point = Point {
            world,
            attempts,
            // As a share of 1 a member is its gamma number itself.
            sums: &vec![1.0; self.rows.len()],
        };
        let sum = |row: &Vec<usize>| row.iter().map(|i| self.at(worlds, point, *i)).sum();
        self.rows.iter().map(sum).collect()
    }

    /// Of each element of each condition, whether it holds at some points: each with the attempts of its groups and the sums of
    /// its wholes.
    fn held(
        &self,
        worlds: &Worlds,
        lanes: &[u64],
        attempts: &[u32],
        sums: &[f64],
    ) -> Vec<Vec<bool>> {
        let Some(program) = &self.conditions else {
            return Vec::new();
        };
        let points = Points {
            joint: self,
            worlds,
            lanes,
            attempts,
            sums,
        };
        let batch = program.run(&points, 0..lanes.len() as u64);
        // What is not defined does not hold.
        let holds = |column: &Vec<f64>| column.iter().map(|x| *x != 0.0 && !x.is_nan()).collect();
        batch.outcomes.iter().map(holds).collect()
    }

    /// Finds the attempts of some neighbouring worlds.
    fn chunk(&self, worlds: &Worlds, number: u64) -> Chunk {
        let first = number * CHUNK;
        let end = worlds.sets().min(first + CHUNK);
        let count = end.saturating_sub(first) as usize;
        let (groups, rows) = (self.groups, self.rows.len());
        let mut attempts = vec![0; count * groups];
        let mut sums: Vec<f64> = (0..count)
            .flat_map(|at| self.sums(worlds, first + at as u64, &attempts[..groups]))
            .collect();
        let drawn = matches!(worlds.source, Source::Drawn(..));
        let mut open: Vec<usize> = match drawn && groups > 0 {
            true => (0..count).collect(),
            false => Vec::new(),
        };
        while !open.is_empty() {
            let lanes: Vec<u64> = open.iter().map(|at| first + *at as u64).collect();
            let of = |at: &usize| &attempts[at * groups..(at + 1) * groups];
            let tried: Vec<u32> = open.iter().flat_map(of).copied().collect();
            let of = |at: &usize| &sums[at * rows..(at + 1) * rows];
            let summed: Vec<f64> = open.iter().flat_map(of).copied().collect();
            let held = self.held(worlds, &lanes, &tried, &summed);
            let mut still = Vec::new();
            for (lane, at) in open.into_iter().enumerate() {
                let own = &mut attempts[at * groups..(at + 1) * groups];
                let before = own.to_vec();
                for (element, holds) in self.elements.iter().zip(&held) {
                    let group = element.inputs.first().and_then(|i| self.group[*i]);
                    if let Some(group) = group.filter(|_| !holds[lane]) {
                        // Several conditions of a group fail at once, and are drawn again once.
                        own[group] = (before[group] + 1).min(MOST_ATTEMPTS);
                    }
                }
                if *own != before {
                    let own = own.to_vec();
                    let new = self.sums(worlds, first + at as u64, &own);
                    sums[at * rows..(at + 1) * rows].copy_from_slice(&new);
                    if own.iter().any(|a| *a < MOST_ATTEMPTS) {
                        still.push(at);
                    }
                }
            }
            open = still;
        }
        Chunk { attempts, sums }
    }
}

/// Points as the worlds of a run.
struct Points<'a> {
    joint: &'a Joint,
    worlds: &'a Worlds,
    lanes: &'a [u64],
    /// By lane, by group.
    attempts: &'a [u32],
    /// By lane, by whole.
    sums: &'a [f64],
}

impl Draws for Points<'_> {
    fn seed(&self) -> u64 {
        self.worlds.seed
    }

    fn value(&self, lane: u64, input: InputId) -> f64 {
        let lane = lane as usize;
        let (groups, rows) = (self.joint.groups, self.joint.rows.len());
        let point = Point {
            world: self.lanes[lane],
            attempts: &self.attempts[lane * groups..(lane + 1) * groups],
            sums: &self.sums[lane * rows..(lane + 1) * rows],
        };
        self.joint.at(self.worlds, point, input.index())
    }
}

/// A program that tells of each condition whether it holds.
fn compiled(scenario: &Scenario) -> Result<Program, DesignError> {
    let outcomes = scenario.constraints.iter().map(|c| Outcome {
        id: String::new(),
        about: String::new(),
        unit: Unit::pure(),
        over: c.that.over.clone(),
        equation: c.that.clone(),
        objective_of: None,
        span: c.span,
    });
    let mut conditions = scenario.clone();
    conditions.outcomes = outcomes.collect();
    conditions.constraints.clear();
    conditions.events.clear();
    conditions.claims.clear();
    conditions.games.clear();
    // Nothing happens over time, and nobody acts.
    conditions.clock.steps = 1;
    conditions.clock.now = None;
    conditions.strategies.clear();
    conditions.profiles = vec![Profile {
        id: String::new(),
        about: String::new(),
        strategies: vec![None; scenario.actors.len()],
        later: Vec::new(),
        of_game: false,
        span: scenario.constraints[0].span,
    }];
    conditions.baseline = ProfileId(0);
    let request = Request {
        outcomes: (0..conditions.outcomes.len() as u32)
            .map(OutcomeId)
            .collect(),
        ..Request::default()
    };
    compile(&conditions, ProfileId(0), &request).map_err(DesignError::Conditions)
}
