//! A program: what one profile of a scenario computes, ready to run any worlds.

use std::ops::Range;
use std::sync::OnceLock;

use crate::batch::{Batch, Fault, FaultPlace, Occurrence};
use crate::code::{Code, EventLayout, Piece};
use crate::fault::{self, WentWrong};
use crate::features::Features;
use crate::frame::Frame;
use crate::generate::generate;
use crate::graph::When;
use crate::lower::{CompileError, Lowered};
use crate::machine::{Bound, Draws, Machine, Seen, tiles};
use crate::tile::Tile;
use crate::verify::seal;

/// Lanes of code that keeps every named value: one world is looked at.
const TRACE_LANES: usize = 8;

/// What one profile of a scenario computes, ready to run any worlds.
#[derive(Debug)]
pub struct Program {
    pub(crate) lowered: Lowered,
    pub(crate) frame: Frame,
    bound: Bound,
    /// Code that keeps every named value and marks what is not finite, to find where a world went wrong; made when first
    /// needed.
    trace: OnceLock<Bound>,
    features: Features,
}

/// How large a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Facts {
    /// Stocks, flows, variables and levers that are computed at every step, counted by element.
    pub equations: usize,
    /// Kernel calls a step.
    pub operations: usize,
    /// Steps of a run.
    pub steps: u32,
    /// Worlds that advance together.
    pub lanes: usize,
    /// Numbers that one world needs at once.
    pub numbers: usize,
}

impl Program {
    /// From a lowered scenario: code is generated, sealed and bound to this processor's kernels.
    pub(crate) fn new(
        lowered: Lowered,
        frame: Frame,
        features: Features,
        lanes: Option<usize>,
    ) -> Result<Program, CompileError> {
        let code = generate(&lowered, &frame, lanes, false)?;
        let bound = Bound::new(seal(code, &frame)?, features);
        Ok(Program {
            lowered,
            frame,
            bound,
            trace: OnceLock::new(),
            features,
        })
    }

    /// How large it is.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let graph = &self.lowered.graph;
        let equations = self
            .lowered
            .named
            .iter()
            .filter(|(_, node)| graph.node(*node).when == When::Step)
            .map(|(_, node)| graph.rows(*node) as usize)
            .sum();
        let code = self.code();
        Facts {
            equations,
            operations: code.observe.instructions.len() + 3 * code.stage.instructions.len(),
            steps: self.frame.clock.steps,
            lanes: code.lanes,
            numbers: code.arena_rows as usize,
        }
    }

    /// Runs consecutive worlds. A pure function of its arguments: any split of the worlds gives the same bits.
    pub fn run(&self, draws: &dyn Draws, worlds: Range<u64>) -> Batch {
        let mut part = self.empty_batch(worlds.clone());
        let mut tile = Tile::new(self.code());
        for tile_worlds in tiles(worlds, self.code().lanes) {
            self.begin(&mut tile, draws, tile_worlds.clone());
            self.complete(&mut tile, draws, tile_worlds, &mut part);
        }
        part.occurrences
            .sort_unstable_by_key(|o| (o.world, o.step, o.event, o.element));
        part
    }

    /// What is run.
    pub(crate) fn code(&self) -> &Code {
        self.bound.code()
    }

    /// This program over a tile that has several planes.
    pub(crate) fn on_planes<'m>(&'m self, tile: &'m mut Tile, planes: usize) -> Machine<'m> {
        self.bound.on_planes(tile, &self.frame, planes)
    }

    /// What is computed after the last step.
    pub(crate) fn finishing(&self) -> &[Piece] {
        &self.bound.finish
    }

    /// A part in which no world has been run.
    pub(crate) fn empty_batch(&self, worlds: Range<u64>) -> Batch {
        let count = worlds.end.saturating_sub(worlds.start) as usize;
        let points = self.frame.clock.steps as usize + 1;
        Batch {
            worlds,
            outcomes: vec![Vec::with_capacity(count); self.columns()],
            watches: vec![vec![0.0; count * points]; self.code().watches.len()],
            ..Batch::default()
        }
    }

    /// Columns of the outcomes.
    pub(crate) fn columns(&self) -> usize {
        let rows = self.code().outcomes.iter().map(|o| o.rows as usize);
        rows.sum()
    }

    /// Sets a tile to the start of the run.
    pub(crate) fn begin(&self, tile: &mut Tile, draws: &dyn Draws, worlds: Range<u64>) {
        self.bound.on(tile, &self.frame).begin(draws, worlds);
    }

    /// Takes a tile from the start of the run to its end and notes what it gives.
    pub(crate) fn complete(
        &self,
        tile: &mut Tile,
        draws: &dyn Draws,
        worlds: Range<u64>,
        part: &mut Batch,
    ) {
        let live = (worlds.end - worlds.start) as usize;
        self.record(tile, worlds.clone(), part);
        for lane in self.conclude(tile, live, &mut part.outcomes) {
            let mut went_wrong = self.find_faults(draws, worlds.start + lane as u64);
            part.faults.append(&mut went_wrong.faults);
            for (column, lost) in part.outcomes.iter_mut().zip(went_wrong.lost) {
                let at = column.len() - live + lane;
                if lost {
                    column[at] = f64::NAN;
                }
            }
        }
    }

    /// Takes a tile through all steps and notes what is watched and what happens.
    fn record(&self, tile: &mut Tile, worlds: Range<u64>, part: &mut Batch) {
        let code = self.code();
        let live = (worlds.end - worlds.start) as usize;
        let points = self.frame.clock.steps as usize + 1;
        let first = (worlds.start - part.worlds.start) as usize;
        let mut machine = self.bound.on(tile, &self.frame);
        machine.advance(|tile, occurred| match occurred {
            Seen::Instant => {
                for (watch, (_, slot)) in part.watches.iter_mut().zip(&code.watches) {
                    let row = tile.rows(*slot, 1);
                    for (lane, value) in row[..live].iter().enumerate() {
                        watch[(first + lane) * points + tile.step as usize] = *value;
                    }
                }
            }
            Seen::Event(layout) if self.lowered.keep_occurrences => {
                note_occurrences(tile, layout, live, &mut part.occurrences);
            }
            Seen::Event(_) => {}
        });
    }

    /// Outcomes of a tile after its last step, appended to their columns, and the lanes in which something went wrong,
    /// ascending.
    fn conclude(&self, tile: &mut Tile, live: usize, outcomes: &mut [Vec<f64>]) -> Vec<usize> {
        let mut wrong = Vec::new();
        self.bound.on(tile, &self.frame).finish();
        let mut columns = outcomes.iter_mut();
        let may_be_infinite = &self.frame.may_be_infinite;
        for (outcome, infinite) in self.code().outcomes.iter().zip(may_be_infinite) {
            for row in 0..outcome.rows {
                let values = &tile.rows(outcome.slot + row, 1)[..live];
                if let Some(column) = columns.next() {
                    column.extend_from_slice(values);
                }
                for (lane, v) in values.iter().enumerate() {
                    if v.is_nan() || (v.is_infinite() && !infinite) {
                        wrong.push(lane);
                    }
                }
            }
        }
        let marks = &tile.rows(self.code().fault, 1)[..live];
        wrong.extend((0..live).filter(|lane| marks[*lane].is_nan()));
        wrong.sort_unstable();
        wrong.dedup();
        wrong
    }

    /// Replays one world and says where it went wrong; where nothing shows, every outcome is taken to be wrong.
    fn find_faults(&self, draws: &dyn Draws, world: u64) -> WentWrong {
        let found = self
            .trace()
            .map(|bound| fault::find(bound, &self.frame, draws, world));
        found
            .filter(|found| !found.faults.is_empty())
            .unwrap_or_else(|| {
                let outcomes = self.code().outcomes.iter();
                let faults = outcomes.map(|outcome| Fault {
                    world,
                    step: None,
                    place: FaultPlace::Outcome(outcome.id),
                    element: 0,
                    value: f64::NAN,
                });
                WentWrong {
                    faults: faults.collect(),
                    lost: vec![true; self.columns()],
                }
            })
    }

    /// The code that keeps every named value, and marks what is not finite.
    fn trace(&self) -> Option<&Bound> {
        if let Some(bound) = self.trace.get() {
            return Some(bound);
        }
        let marked = self.lowered.marked(&self.frame.may_be_infinite);
        let code = generate(&marked, &self.frame, Some(TRACE_LANES), true).ok()?;
        let sealed = seal(code, &self.frame).ok()?;
        Some(self.trace.get_or_init(|| Bound::new(sealed, self.features)))
    }
}

fn note_occurrences(tile: &Tile, event: &EventLayout, live: usize, into: &mut Vec<Occurrence>) {
    for row in 0..event.rows {
        for (lane, fired) in tile.rows(event.fired + row, 1)[..live].iter().enumerate() {
            if *fired != 0.0 {
                let world = tile.first_world + lane as u64;
                into.push(Occurrence {
                    world,
                    step: tile.step,
                    event: event.id,
                    element: row,
                    times: *fired as u64,
                });
            }
        }
    }
}
