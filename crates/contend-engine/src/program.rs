//! A program: what one profile of a scenario computes, ready to run any worlds.

use std::ops::Range;
use std::sync::OnceLock;

use crate::asked::{self, Told};
use crate::batch::{Batch, Fault, FaultPlace};
use crate::code::Code;
use crate::fault::{self, WentWrong};
use crate::features::Features;
use crate::frame::Frame;
use crate::generate::generate;
use crate::graph::When;
use crate::lower::{CompileError, Lowered};
use crate::machine::{ALONE, Bound, Draws, Kin, Machine, Settled, Standing, tiles};
use crate::needed::Needed;
use crate::record::{Doubt, record};
use crate::tile::Tile;
use crate::verify::seal;

/// Lanes of code that keeps every named value: so many worlds are looked at together.
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
    /// What each of its courses is asked for.
    pub(crate) told: Vec<Told>,
    /// Whether what nobody reads is left out.
    only_read: bool,
    /// What is needed where it has one course alone and something is left out.
    needed: Option<Needed>,
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
        told: Vec<Told>,
        only_read: bool,
        features: Features,
        lanes: Option<usize>,
    ) -> Result<Program, CompileError> {
        let code = generate(&lowered, &frame, lanes, false)?;
        let bound = Bound::new(seal(code, &frame)?, features);
        let mut program = Program {
            lowered,
            frame,
            bound,
            trace: OnceLock::new(),
            features,
            told,
            only_read,
            needed: None,
        };
        if program.told.len() == 1 {
            program.needed = program.needed_in(&Kin::new(&[0], |_, _| 0));
        }
        Ok(program)
    }

    /// What is needed where its courses run in the planes of a tree; `None` where nothing is left out.
    pub(crate) fn needed_in(&self, kin: &Kin) -> Option<Needed> {
        let asked = || asked::in_planes(self.code(), &self.told, kin);
        (self.only_read).then(|| Needed::new(&self.bound, self.frame.clock.steps, &asked()))
    }

    /// What is needed by any of its courses; `None` where nothing is left out.
    pub(crate) fn needed_by_any(&self) -> Option<Needed> {
        let asked = || asked::by_any(self.code(), &self.told);
        (self.only_read).then(|| Needed::new(&self.bound, self.frame.clock.steps, &asked()))
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
        let mut part = self.empty_batch(0, worlds.clone());
        let mut tile = Tile::new(self.code());
        for tile_worlds in tiles(worlds, self.code().lanes) {
            self.run_tile(&mut tile, draws, tile_worlds, &mut part);
        }
        part.sort();
        part
    }

    /// Runs a tile of worlds, which are added to those of a batch.
    pub(crate) fn run_tile(
        &self,
        tile: &mut Tile,
        draws: &dyn Draws,
        worlds: Range<u64>,
        part: &mut Batch,
    ) {
        let mut machine = self.bound.on(tile, &self.frame, self.needed.as_ref());
        let of = (self.code(), &self.frame);
        let (alone, told) = (std::slice::from_mut(part), &self.told[0]);
        machine.begin(draws, worlds.clone());
        let doubts = record(&mut machine, of, &worlds, alone, |_| 0, |_| told);
        let doubtful = doubts.iter().map(|doubt| worlds.start + doubt.lane as u64);
        let doubtful: Vec<u64> = doubtful.collect();
        let found = self.find_faults((&ALONE, &[]), draws, &doubtful);
        for (world, mut went_wrong) in doubtful.iter().zip(found) {
            let at = (world - part.worlds.start) as usize;
            part.faults.append(&mut went_wrong.faults);
            for (column, lost) in part.outcomes.iter_mut().zip(went_wrong.lost) {
                if lost {
                    column[at] = f64::NAN;
                }
            }
        }
    }

    /// Runs a tile of worlds in several planes, which are added to those of their batches. What may have gone wrong is told
    /// and not looked into.
    pub(crate) fn run_planes(
        &self,
        (tile, kin, needed): (&mut Tile, &Kin, Option<&Needed>),
        draws: &dyn Draws,
        worlds: &Range<u64>,
        batches: &mut [Batch],
        place: impl Fn(usize) -> usize,
    ) -> Vec<Doubt> {
        let machine = (self.bound).on_planes::<true>(tile, &self.frame, (kin, &[]), needed);
        self.run_machine(machine, (kin, None), draws, worlds, batches, place)
    }

    /// The same of planes that do something else than their courses, from the start or from where the worlds stand.
    pub(crate) fn run_settled(
        &self,
        tile: &mut Tile,
        (kin, settled, needed): (&Kin, &[Settled], Option<&Needed>),
        (draws, standing): (&dyn Draws, Option<&Standing>),
        worlds: &Range<u64>,
        batches: &mut [Batch],
        place: impl Fn(usize) -> usize,
    ) -> Vec<Doubt> {
        let of = (kin, settled);
        if kin.planes() == 1 {
            let machine = (self.bound).on_planes::<false>(tile, &self.frame, of, needed);
            self.run_machine(machine, (kin, standing), draws, worlds, batches, place)
        } else {
            let machine = (self.bound).on_planes::<true>(tile, &self.frame, of, needed);
            self.run_machine(machine, (kin, standing), draws, worlds, batches, place)
        }
    }

    fn run_machine<const MANY: bool>(
        &self,
        mut machine: Machine<MANY>,
        (kin, standing): (&Kin, Option<&Standing>),
        draws: &dyn Draws,
        worlds: &Range<u64>,
        batches: &mut [Batch],
        place: impl Fn(usize) -> usize,
    ) -> Vec<Doubt> {
        match standing {
            Some(standing) => machine.resume(draws, worlds, standing),
            None => machine.begin(draws, worlds.clone()),
        }
        let of = (self.code(), &self.frame);
        let told = |plane: usize| &self.told[kin.courses[plane]];
        record(&mut machine, of, worlds, batches, place, told)
    }

    /// Takes a tile of worlds to a step, in one plane: what lasts then is what all courses have in common that do nothing before.
    pub(crate) fn take_to(
        &self,
        tile: &mut Tile,
        step: u32,
        needed: Option<&Needed>,
        draws: &dyn Draws,
        worlds: &Range<u64>,
    ) -> Standing {
        let mut machine = self.bound.on(tile, &self.frame, needed);
        machine.begin(draws, worlds.clone());
        machine.advance(Some(step), |_, _| {});
        machine.standing()
    }

    /// What is run.
    pub(crate) fn code(&self) -> &Code {
        self.bound.code()
    }

    /// A part of one of its courses in which no world has been run.
    pub(crate) fn empty_batch(&self, course: usize, worlds: Range<u64>) -> Batch {
        let told = &self.told[course];
        let rows = told
            .outcomes
            .iter()
            .map(|k| self.code().outcomes[*k].rows as usize);
        let count = worlds.end.saturating_sub(worlds.start) as usize;
        let points = self.frame.clock.steps as usize + 1;
        Batch {
            worlds,
            outcomes: vec![Vec::with_capacity(count); rows.sum()],
            watches: vec![vec![0.0; count * points]; told.watches.len()],
            ..Batch::default()
        }
    }

    /// The columns of an outcome among those of all, by its place.
    pub(crate) fn columns_of(&self, place: usize) -> Range<usize> {
        let rows = |k: usize| self.code().outcomes[k].rows as usize;
        let first = (0..place).map(rows).sum();
        first..first + rows(place)
    }

    /// Columns of the outcomes.
    pub(crate) fn columns(&self) -> usize {
        let rows = self.code().outcomes.iter().map(|o| o.rows as usize);
        rows.sum()
    }

    /// Replays worlds in the only plane of a tree and says of each where it went wrong, if anything that is asked for rests on
    /// what did; where they cannot be replayed, every outcome is taken to be wrong.
    pub(crate) fn find_faults(
        &self,
        of: (&Kin, &[Settled]),
        draws: &dyn Draws,
        worlds: &[u64],
    ) -> Vec<WentWrong> {
        if worlds.is_empty() {
            return Vec::new();
        }
        let Some(bound) = self.trace() else {
            return worlds.iter().map(|world| self.all_wrong(*world)).collect();
        };
        let mut tile = Tile::new(bound.code());
        let mut all = Vec::with_capacity(worlds.len());
        for some in worlds.chunks(TRACE_LANES) {
            let machine = bound.on_planes::<false>(&mut tile, &self.frame, of, None);
            let of = (bound.code(), &self.frame);
            all.append(&mut fault::find(machine, of, draws, some));
        }
        all
    }

    fn all_wrong(&self, world: u64) -> WentWrong {
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
    }

    /// The code that keeps every named value, and marks what is not finite.
    fn trace(&self) -> Option<&Bound> {
        if let Some(bound) = self.trace.get() {
            return Some(bound);
        }
        let marked = self.lowered.marked();
        let code = generate(&marked, &self.frame, Some(TRACE_LANES), true).ok()?;
        let sealed = seal(code, &self.frame).ok()?;
        Some(self.trace.get_or_init(|| Bound::new(sealed, self.features)))
    }
}
