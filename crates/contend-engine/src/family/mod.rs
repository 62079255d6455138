//! Several profiles of one scenario on the same worlds, or all paths of moves in turn, computed together: one graph, one
//! program, and for each course a plane of the arena that holds only what differs.
//!
//! A lever is a node that knows what each course sets it to. Courses form a tree, each hanging on the one that it differs
//! least from (`machine/kin.rs`). Of every value it is known in which planes it has a version of its own: an instruction is carried
//! out for the root, and again for each plane in which one of its operands has one; where the result has the bits of the
//! parent's, it is none (`machine/carry.rs`). So what levers do not reach is computed once, and so is everything before they act, what
//! they leave as it is, and what has come together again. The same kernels see the same operands, so that every bit is as if
//! each course had been run by itself, with one exception: of moves in turn, sums inside a recursion in which a rule and an array
//! read each other's earlier elements may run in another order, and so differ by rounding.
//!
//! What fails in a world is seen in the plane, or in one that it descends from; such a world is run again by the course's own
//! program.

mod cones;

use std::ops::Range;
use std::sync::OnceLock;

use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::model::Scenario;

use crate::batch::{Batch, Request};
use crate::code::Code;
use crate::compile::{compile_course, compile_courses};
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::{Draws, Kin, MOST, Settled, tiles};
use crate::needed::Needed;
use crate::play::{Course, Moves};
use crate::program::Program;
use crate::tile::Tile;
pub(crate) use cones::Cones;

/// The most paths of moves in turn.
pub const LEAVES: usize = 1 << 16;

/// Lanes of a program that runs one world alone.
const ALONE_LANES: usize = 8;
/// Bytes that the planes of a tile may take together.
const PLANE_BYTES: usize = 256 << 20;

/// Several courses of one scenario, profiles or paths of moves in turn, ready to run any worlds.
#[derive(Debug)]
pub struct Family {
    scenario: Scenario,
    /// What is asked of each course.
    requests: Vec<Request>,
    features: Features,
    courses: Vec<Course>,
    joints: Vec<Joint>,
    /// The program of each course by itself, made when first needed.
    alone: Vec<OnceLock<Option<Program>>>,
    /// Whether of a world in which something certainly went wrong it is told what.
    explained: bool,
}

/// Courses that one program computes together.
#[derive(Debug)]
struct Joint {
    program: Program,
    /// Its courses among all, in the order in which the program knows them.
    courses: Vec<usize>,
    /// Those that are carried at once.
    kin: Vec<(Kin, Option<Needed>)>,
    cones: Cones,
}

/// How much is shared by what is computed together, by counts of evaluations of equations in one world.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SharedFacts {
    /// Equations computed at an instant: stocks, flows, variables and levers, counted by element.
    pub equations: usize,
    /// Steps before any course differs from another.
    pub shared_steps: u32,
    /// Equations evaluated at most, all together: what a lever reaches is counted anew, though it may come to the same.
    pub evaluations: u64,
    /// Equations that separate runs would evaluate.
    pub evaluations_apart: u64,
}

/// Compiles several profiles, each with what is asked of it, for this processor. What nobody reads is left out where every
/// request says so.
///
/// # Errors
/// The first profile that cannot be compiled, and why.
pub fn compile_family(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
) -> Result<Family, (ProfileId, CompileError)> {
    compile_family_for(scenario, asked, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes; see [`crate::compile_for`].
///
/// # Errors
/// As [`compile_family`].
pub fn compile_family_for(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
    features: Features,
    lanes: Option<usize>,
) -> Result<Family, (ProfileId, CompileError)> {
    let courses = asked.iter().map(|(p, _)| Course::of(scenario, *p));
    let requests = asked.iter().map(|(_, request)| request.clone());
    let (courses, requests) = (courses.collect(), requests.collect());
    Family::new(scenario, courses, requests, (features, lanes), true)
        .map_err(|(place, error)| (asked[place].0, error))
}

/// Compiles what some outcomes need along all paths of moves in turn, for this processor: one course for each leaf, in the order
/// of [`Moves::choices`]. A world in which something goes wrong along a path has NaN in all its outcomes there;
/// [`crate::compile_line`] of [`Moves::line`] tells what went wrong.
///
/// # Errors
/// [`CompileError::Misplaced`] where moves are not in order or an actor is unknown, [`CompileError::TooLarge`] where
/// there are more paths than [`LEAVES`]; else as [`crate::compile`].
pub fn compile_tree(
    scenario: &Scenario,
    moves: &Moves,
    outcomes: &[OutcomeId],
) -> Result<Family, CompileError> {
    compile_tree_for(scenario, moves, outcomes, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes; see [`crate::compile_for`].
///
/// # Errors
/// As [`compile_tree`].
pub fn compile_tree_for(
    scenario: &Scenario,
    moves: &Moves,
    outcomes: &[OutcomeId],
    features: Features,
    lanes: Option<usize>,
) -> Result<Family, CompileError> {
    check(scenario, moves)?;
    let leaves = 0..moves.leaves();
    let courses = leaves.map(|leaf| Course::of_line(&moves.line(leaf)));
    let request = Request {
        outcomes: outcomes.to_vec(),
        ..Request::default()
    };
    let requests = vec![request; moves.leaves()];
    Family::new(
        scenario,
        courses.collect(),
        requests,
        (features, lanes),
        false,
    )
    .map_err(|(_, error)| error)
}

fn check(scenario: &Scenario, moves: &Moves) -> Result<(), CompileError> {
    let (numbers, limit) = (moves.leaves() as u64, LEAVES as u64);
    if numbers > limit {
        return Err(CompileError::TooLarge { numbers, limit });
    }
    let ordered = moves.moves.is_sorted_by_key(|m| m.step);
    let (actors, steps) = (scenario.actors.len(), scenario.clock.steps);
    let known = (moves.moves.iter()).all(|m| m.actor < actors && m.step <= steps);
    if ordered && known && moves.before.len() == actors && numbers > 0 {
        return Ok(());
    }
    Err(CompileError::Misplaced {
        what: "a move before an earlier one, after the end, without strategies or of nobody",
    })
}

impl Family {
    /// Compiles several courses together; where they need each other in a circle, in parts.
    fn new(
        scenario: &Scenario,
        courses: Vec<Course>,
        requests: Vec<Request>,
        machine: (Features, Option<usize>),
        explained: bool,
    ) -> Result<Family, (usize, CompileError)> {
        let joints = together(scenario, &courses, &requests, None, machine)?
            .into_iter()
            .map(|(program, part)| Joint::new(program, part))
            .collect();
        Ok(Family {
            scenario: scenario.clone(),
            requests,
            features: machine.0,
            alone: courses.iter().map(|_| OnceLock::new()).collect(),
            courses,
            joints,
            explained,
        })
    }
}

/// A program, and the courses that it computes, by their places.
pub(crate) type Together = (Program, Vec<usize>);

/// Programs that compute several courses together, each with its courses: one, or where they need each other in a circle,
/// several.
///
/// # Errors
/// As [`compile_family`].
pub(crate) fn together(
    scenario: &Scenario,
    courses: &[Course],
    requests: &[Request],
    open: Option<&[QuantityId]>,
    (features, lanes): (Features, Option<usize>),
) -> Result<Vec<Together>, (usize, CompileError)> {
    let mut programs = Vec::new();
    let mut todo: Vec<Vec<usize>> = vec![(0..courses.len()).collect()];
    while let Some(part) = todo.pop() {
        let own: Vec<Course> = part.iter().map(|c| courses[*c].clone()).collect();
        let asked: Vec<Request> = part.iter().map(|c| requests[*c].clone()).collect();
        match compile_courses(scenario, &own, &asked, open, features, lanes) {
            Ok(program) => programs.push((program, part)),
            Err(error) if part.len() < 2 => return Err((part[0], error)),
            Err(_) => {
                let (first, second) = part.split_at(part.len() / 2);
                todo.extend([second.to_vec(), first.to_vec()]);
            }
        }
    }
    Ok(programs)
}

/// Planes of some code that may go together.
pub(crate) fn most_planes(code: &Code) -> usize {
    let plane = code.arena_rows as usize * code.lanes * size_of::<f64>();
    (PLANE_BYTES / plane.max(1)).clamp(1, MOST)
}

impl Joint {
    fn new(program: Program, courses: Vec<usize>) -> Joint {
        let cones = Cones::new(&program.lowered, &program.frame);
        let most = most_planes(program.code());
        let places: Vec<usize> = (0..courses.len()).collect();
        let kin = places
            .chunks(most)
            .map(|some| {
                let none = Settled::default();
                let kin = Kin::new(some, |a, b| cones.distance((a, &none), (b, &none)));
                let needed = program.needed_in(&kin);
                (kin, needed)
            })
            .collect();
        Joint {
            program,
            courses,
            kin,
            cones,
        }
    }
}

impl Family {
    /// Worlds that advance together.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.joints.first().map_or(1, |j| j.program.code().lanes)
    }

    /// How much is shared.
    #[must_use]
    pub fn facts(&self) -> SharedFacts {
        let points = u64::from(self.scenario.clock.steps) + 1;
        let mut facts = SharedFacts::default();
        for Joint {
            courses,
            kin,
            cones,
            ..
        } in &self.joints
        {
            let (equations, shared) = (cones.equations(), cones.shared_steps(points));
            facts.equations = facts.equations.max(equations as usize);
            facts.shared_steps = shared as u32;
            facts.evaluations_apart += equations * points * courses.len() as u64;
            for (kin, _) in kin {
                let own = |plane: usize| {
                    let parent = kin.courses[kin.parent[plane]];
                    cones.equations_apart(kin.courses[plane], parent)
                };
                let anew: u64 = (1..kin.planes()).map(own).sum();
                facts.evaluations += equations * points + anew * (points - shared);
            }
        }
        facts
    }

    /// Runs consecutive worlds under all courses; one batch for each, in order, with the bits of [`Program::run`].
    ///
    /// `go_on` is asked before each tile of worlds; `None` if it says no.
    pub fn run(
        &self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Batch>> {
        let mut batches: Vec<Batch> = vec![Batch::default(); self.courses.len()];
        for joint in &self.joints {
            for (place, course) in joint.courses.iter().enumerate() {
                batches[*course] = joint.program.empty_batch(place, worlds.clone());
            }
            let code = joint.program.code();
            for of in &joint.kin {
                let mut tile = Tile::new(code);
                tile.fit_planes(code, of.0.planes());
                for tile_worlds in tiles(worlds.clone(), code.lanes) {
                    if !go_on() {
                        return None;
                    }
                    if let [course] = joint.courses[..] {
                        let batch = &mut batches[course];
                        (joint.program).run_tile(&mut tile, draws, tile_worlds, batch);
                    } else {
                        self.run_tile((joint, of), &mut tile, draws, &tile_worlds, &mut batches);
                    }
                }
            }
        }
        for batch in &mut batches {
            batch.sort();
            if !self.explained {
                for fault in std::mem::take(&mut batch.faults) {
                    batch.lose(fault.world);
                }
            }
        }
        Some(batches)
    }

    /// One tile of worlds in all planes of a tree.
    fn run_tile(
        &self,
        (joint, (kin, needed)): (&Joint, &(Kin, Option<Needed>)),
        tile: &mut Tile,
        draws: &dyn Draws,
        worlds: &Range<u64>,
        batches: &mut [Batch],
    ) {
        let course = |plane: usize| joint.courses[kin.courses[plane]];
        let noted: Vec<usize> = batches.iter().map(|b| b.occurrences.len()).collect();
        let of = (tile, kin, needed.as_ref());
        for doubt in (joint.program).run_planes(of, draws, worlds, batches, course) {
            let (course, world) = (course(doubt.plane), worlds.start + doubt.lane as u64);
            if doubt.certain && !self.explained {
                batches[course].lose(world);
            } else {
                self.run_alone(course, draws, world, noted[course], &mut batches[course]);
            }
        }
    }

    /// Runs a world again under one course alone, and puts what comes of it in the place of what the planes gave.
    fn run_alone(
        &self,
        course: usize,
        draws: &dyn Draws,
        world: u64,
        noted: usize,
        batch: &mut Batch,
    ) {
        let program = self.alone[course].get_or_init(|| {
            let (request, lanes) = (&self.requests[course], Some(ALONE_LANES));
            let course = &self.courses[course];
            compile_course(&self.scenario, course, request, self.features, lanes).ok()
        });
        let Some(program) = program else {
            return batch.lose(world);
        };
        let at = (world - batch.worlds.start) as usize;
        let mut one = program.run(draws, world..world + 1);
        for (column, value) in batch.outcomes.iter_mut().zip(&one.outcomes) {
            column[at] = value[0];
        }
        for (block, values) in batch.watches.iter_mut().zip(&one.watches) {
            let points = values.len();
            block[at * points..(at + 1) * points].copy_from_slice(values);
        }
        let mut kept = batch.occurrences.split_off(noted);
        kept.retain(|o| o.world != world);
        batch.occurrences.append(&mut kept);
        batch.occurrences.append(&mut one.occurrences);
        batch.faults.append(&mut one.faults);
    }
}
