//! Several profiles of one scenario, run on the same worlds with what they have in common computed once.
//!
//! Levers act from the clock's `now` on. Before it, all profiles are the same run: one program, the trunk, takes a tile
//! of worlds there, keeping whatever any of the profiles must remember, and each profile goes on from its own copy.
//! Chance is keyed by seed, world, site, element and step, so that every profile meets the same luck wherever it
//! starts. Whether the trunk does what a profile's own program would have done is not taken for granted but compared,
//! operation by operation, when the family is compiled; a profile for which it does not is run by itself. So the
//! bits are those of [`Program::run`].

use std::ops::Range;

use contend_model::id::ProfileId;
use contend_model::model::Scenario;

use crate::batch::{Batch, Request};
use crate::compile::compile_course;
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::{Carried, Draws, Transfer, tiles};
use crate::play::Course;
use crate::program::Program;
use crate::residual::{Common, Forms};
use crate::tile::Tile;

/// Several profiles of one scenario, ready to run any worlds.
#[derive(Debug)]
pub struct Family {
    /// Runs the steps before `now` for all.
    trunk: Option<Program>,
    programs: Vec<Program>,
    /// What each takes over from the trunk; where there is none, from the first program before the first step.
    transfers: Vec<Transfer>,
    /// Steps that are run once.
    shared_steps: u32,
}

/// How much a family shares, by counts of evaluations of equations in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FamilyFacts {
    /// Profiles.
    pub profiles: usize,
    /// Profiles that go on from the common start.
    pub sharing: usize,
    /// Steps that are run once for all of those.
    pub shared_steps: u32,
    /// Equations evaluated, all profiles together.
    pub evaluations: u64,
    /// Equations that separate runs would evaluate.
    pub evaluations_apart: u64,
}

/// Compiles what a request needs of a scenario under several profiles, for this processor.
///
/// # Errors
/// The first profile that cannot be compiled, and why.
pub fn compile_family(
    scenario: &Scenario,
    profiles: &[ProfileId],
    request: &Request,
) -> Result<Family, (ProfileId, CompileError)> {
    compile_family_for(scenario, profiles, request, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes; see [`crate::compile_for`].
///
/// # Errors
/// As [`compile_family`].
pub fn compile_family_for(
    scenario: &Scenario,
    profiles: &[ProfileId],
    request: &Request,
    features: Features,
    mut lanes: Option<usize>,
) -> Result<Family, (ProfileId, CompileError)> {
    let now = scenario.clock.now.unwrap_or(0).min(scenario.clock.steps);
    // Where no trunk can be compiled, every profile can still be run by itself.
    let mut trunk = (now > 0 && profiles.len() > 1)
        .then(|| {
            let course = trunk_course(scenario, profiles);
            compile_course(scenario, &course, request, features, lanes).ok()
        })
        .flatten();
    lanes = lanes.or(trunk.as_ref().map(|t| t.code().lanes));
    let mut programs: Vec<Program> = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let course = Course::of(scenario, *profile);
        let program = compile_course(scenario, &course, request, features, lanes)
            .map_err(|error| (*profile, error))?;
        lanes = lanes.or(Some(program.code().lanes));
        programs.push(program);
    }

    let mut transfers = Vec::new();
    if let Some(program) = &trunk {
        transfers = take_over(scenario, program, &programs, now);
        // A start for one alone would only be run twice.
        if transfers.iter().filter(|t| t.carried.is_some()).count() < 2 {
            trunk = None;
        }
    }
    if let (None, Some(first)) = (&trunk, programs.first()) {
        transfers = take_over(scenario, first, &programs, 0);
    }
    Ok(Family {
        shared_steps: if trunk.is_some() { now } else { 0 },
        trunk,
        programs,
        transfers,
    })
}

/// Nobody acts, but whatever any strategy would have to remember is kept.
fn trunk_course(scenario: &Scenario, profiles: &[ProfileId]) -> Course {
    let mut silent: Vec<_> = profiles
        .iter()
        .flat_map(|p| &scenario.profiles[p.index()].strategies)
        .copied()
        .flatten()
        .collect();
    silent.sort_unstable();
    silent.dedup();
    Course {
        start: vec![None; scenario.actors.len()],
        strategies: vec![vec![(0, None)]; scenario.actors.len()],
        changes: false,
        silent,
    }
}

/// What programs take over from one that has run some steps.
fn take_over(scenario: &Scenario, from: &Program, to: &[Program], steps: u32) -> Vec<Transfer> {
    let mut common = Common::new(&scenario.clock, &scenario.tables, steps);
    let from_forms = common.reduce(&from.lowered);
    let forms: Vec<Forms> = to.iter().map(|p| common.reduce(&p.lowered)).collect();
    to.iter()
        .zip(&forms)
        .map(|(program, forms)| {
            let (giver, taker) = ((from, &from_forms), (program, forms));
            let carried = (steps > 0 && common.covers(giver, taker))
                .then(|| Carried::between(from, program).ok())
                .flatten();
            Transfer {
                carried,
                ..Transfer::setup(giver, taker)
            }
        })
        .collect()
}

impl Family {
    /// The program of one profile, by its place in the list that was compiled.
    #[must_use]
    pub fn program(&self, index: usize) -> Option<&Program> {
        self.programs.get(index)
    }

    /// The programs of all profiles, in order.
    #[must_use]
    pub fn programs(&self) -> &[Program] {
        &self.programs
    }

    /// Worlds that advance together.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.programs.first().map_or(1, |p| p.code().lanes)
    }

    /// How much is shared.
    #[must_use]
    pub fn facts(&self) -> FamilyFacts {
        let points = u64::from(self.programs.first().map_or(0, |p| p.frame.clock.steps)) + 1;
        let shared = u64::from(self.shared_steps);
        let mut facts = FamilyFacts {
            profiles: self.programs.len(),
            sharing: 0,
            shared_steps: self.shared_steps,
            evaluations: 0,
            evaluations_apart: 0,
        };
        if let Some(trunk) = &self.trunk {
            facts.evaluations += trunk.facts().equations as u64 * shared;
        }
        for (program, transfer) in self.programs.iter().zip(&self.transfers) {
            let equations = program.facts().equations as u64;
            let shares = transfer.carried.is_some();
            facts.sharing += usize::from(shares);
            facts.evaluations += equations * if shares { points - shared } else { points };
            facts.evaluations_apart += equations * points;
        }
        facts
    }

    /// Runs consecutive worlds under all profiles; one part for each, in order, with the bits of [`Program::run`].
    ///
    /// `go_on` is asked before each profile of each tile of worlds; `None` if it says no.
    pub fn run(
        &self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Batch>> {
        let mut parts: Vec<Batch> = self
            .programs
            .iter()
            .map(|p| p.empty_batch(worlds.clone()))
            .collect();
        let Some(first) = self.programs.first() else {
            return Some(parts);
        };
        let giver = self.trunk.as_ref().unwrap_or(first);
        let mut given = Tile::new(giver.code());
        let mut tile = Tile::new(first.code());
        for tile_worlds in tiles(worlds, self.lanes()) {
            if !go_on() {
                return None;
            }
            let live = (tile_worlds.end - tile_worlds.start) as usize;
            let mut start = giver.empty_batch(tile_worlds.clone());
            giver.begin(&mut given, draws, tile_worlds.clone());
            giver.record(
                &mut given,
                tile_worlds.clone(),
                0..self.shared_steps,
                &mut start,
            );
            // What failed on the way may concern one profile and not another, so it is run again by each.
            let failed = giver.failed(&given, live);
            // The first comes last, since it may go on where the start of all stands.
            for (index, program) in self.programs.iter().enumerate().rev() {
                if !go_on() {
                    return None;
                }
                let (part, transfer) = (&mut parts[index], &self.transfers[index]);
                if index == 0 && self.trunk.is_none() {
                    program.complete(&mut given, draws, tile_worlds.clone(), 0, part, &[]);
                    continue;
                }
                tile.fit(program.code());
                program.resume(&mut tile, draws, tile_worlds.clone(), &given, transfer);
                let shares = transfer.carried.is_some();
                let from = if shares { self.shared_steps } else { 0 };
                if shares {
                    hand_down(&start, from, part);
                }
                let taken = shares || transfer.setup.is_some();
                let aside: &[usize] = if taken { &failed } else { &[] };
                program.complete(&mut tile, draws, tile_worlds.clone(), from, part, aside);
            }
        }
        for part in &mut parts {
            part.occurrences
                .sort_unstable_by_key(|o| (o.world, o.step, o.event, o.element));
        }
        Some(parts)
    }
}

/// Copies what was watched and what happened in the common steps.
fn hand_down(start: &Batch, steps: u32, part: &mut Batch) {
    let worlds = (start.worlds.end - start.worlds.start) as usize;
    let first = (start.worlds.start - part.worlds.start) as usize;
    for (from, to) in start.watches.iter().zip(&mut part.watches) {
        let points = from.len() / worlds.max(1);
        for lane in 0..worlds {
            let (a, b) = (lane * points, (first + lane) * points);
            to[b..b + steps as usize].copy_from_slice(&from[a..a + steps as usize]);
        }
    }
    part.occurrences.extend_from_slice(&start.occurrences);
}
