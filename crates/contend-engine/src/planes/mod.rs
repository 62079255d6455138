//! Several profiles on the same worlds, computed together: one graph, one program, and for each profile a plane of the
//! arena that holds only what differs.
//!
//! A lever is a node that knows what each profile sets it to. Profiles form a tree, each hanging on the one that it differs
//! least from ([`Kin`]). Of every value it is known in which planes it has a version of its own: an instruction is carried
//! out for the root, and again for each plane in which one of its operands has one; where the result has the bits of the
//! parent's, it is none (`machine/carry.rs`). So what levers do not reach is computed once, and so is everything before they act, what
//! they leave as it is, and what has come together again. The same kernels see the same operands, so that every bit is as if
//! each profile had been run by itself.
//!
//! What fails in a world is seen in the plane, or in one that it descends from; such a world is run again by the profile's own
//! program.

mod cones;

use std::ops::Range;
use std::sync::OnceLock;

use contend_model::id::{OutcomeId, QuantityId};
use contend_model::model::Scenario;

use crate::batch::{Batch, Fault, FaultPlace, Request};
use crate::code::Code;
use crate::compile::{compile_course, compile_courses};
use crate::family::SharedFacts;
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::{Draws, Kin, MOST, Settled, tiles};
use crate::needed::Needed;
use crate::play::Course;
use crate::program::Program;
use crate::tile::Tile;
pub(crate) use cones::Cones;

/// Lanes of a program that runs one world alone.
const ALONE_LANES: usize = 8;
/// Bytes that the planes of a tile may take together.
const PLANE_BYTES: usize = 256 << 20;

/// Several courses of one scenario, ready to run any worlds.
#[derive(Debug)]
pub(crate) struct Planes {
    scenario: Scenario,
    /// What is asked of each course.
    requests: Vec<Request>,
    features: Features,
    courses: Vec<Course>,
    joints: Vec<Joint>,
    /// The program of each course by itself, made when first needed.
    alone: Vec<OnceLock<Option<Program>>>,
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

/// How a world's outcomes under a course are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// A world in which something may have gone wrong is run again alone, which says what.
    Explained,
    /// Only which worlds they are.
    Named,
}

impl Planes {
    /// Compiles several courses together; where they need each other in a circle, in parts.
    ///
    /// # Errors
    /// The first course that cannot be compiled by itself, and why.
    pub(crate) fn new(
        scenario: &Scenario,
        courses: Vec<Course>,
        requests: Vec<Request>,
        features: Features,
        lanes: Option<usize>,
    ) -> Result<Planes, (usize, CompileError)> {
        let joints = together(scenario, &courses, &requests, None, (features, lanes))?
            .into_iter()
            .map(|(program, part)| Joint::new(program, part))
            .collect();
        Ok(Planes {
            scenario: scenario.clone(),
            requests,
            features,
            alone: courses.iter().map(|_| OnceLock::new()).collect(),
            courses,
            joints,
        })
    }
}

/// A program, and the courses that it computes, by their places.
pub(crate) type Together = (Program, Vec<usize>);

/// Programs that compute several courses together, each with its courses: one, or where they need each other in a circle,
/// several.
///
/// # Errors
/// As [`Planes::new`].
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

impl Planes {
    /// Worlds that advance together.
    pub(crate) fn lanes(&self) -> usize {
        self.joints.first().map_or(1, |j| j.program.code().lanes)
    }

    /// How much is shared.
    pub(crate) fn facts(&self) -> SharedFacts {
        let points = u64::from(self.scenario.clock.steps) + 1;
        let mut facts = SharedFacts {
            courses: self.courses.len(),
            equations: 0,
            shared_steps: 0,
            evaluations: 0,
            evaluations_apart: 0,
        };
        for joint in &self.joints {
            let equations = joint.cones.equations();
            let apart = joint
                .cones
                .first_apart()
                .map_or(points, u64::from)
                .min(points);
            facts.equations = facts.equations.max(equations as usize);
            facts.shared_steps = apart as u32;
            facts.evaluations_apart += equations * points * joint.courses.len() as u64;
            for (kin, _) in &joint.kin {
                let own = |plane| {
                    let parent = kin.courses[kin.parent[plane]];
                    joint.cones.equations_apart(kin.courses[plane], parent)
                };
                let anew: u64 = (1..kin.planes()).map(own).sum();
                facts.evaluations += equations * points + anew * (points - apart);
            }
        }
        facts
    }

    /// Runs consecutive worlds under all courses; one batch for each, in order.
    ///
    /// `go_on` is asked before each tile of worlds; `None` if it says no.
    pub(crate) fn run(
        &self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        wrong: Wrong,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Batch>> {
        let mut batches: Vec<Batch> = vec![Batch::default(); self.courses.len()];
        for joint in &self.joints {
            for (place, course) in joint.courses.iter().enumerate() {
                batches[*course] = joint.program.empty_batch(place, worlds.clone());
            }
            let code = joint.program.code();
            if let [course] = joint.courses[..] {
                let mut tile = Tile::new(code);
                for tile_worlds in tiles(worlds.clone(), code.lanes) {
                    if !go_on() {
                        return None;
                    }
                    let batch = &mut batches[course];
                    joint.program.run_tile(&mut tile, draws, tile_worlds, batch);
                }
                continue;
            }
            for (kin, needed) in &joint.kin {
                let mut tile = Tile::new(code);
                tile.fit_planes(code, kin.planes());
                for tile_worlds in tiles(worlds.clone(), code.lanes) {
                    if !go_on() {
                        return None;
                    }
                    let carried = (joint, kin, needed.as_ref(), &mut tile);
                    self.run_tile(carried, draws, &tile_worlds, wrong, &mut batches);
                }
            }
        }
        batches.iter_mut().for_each(Batch::sort);
        Some(batches)
    }

    /// One tile of worlds in all planes of a tree.
    fn run_tile(
        &self,
        (joint, kin, needed, tile): (&Joint, &Kin, Option<&Needed>, &mut Tile),
        draws: &dyn Draws,
        worlds: &Range<u64>,
        wrong: Wrong,
        batches: &mut [Batch],
    ) {
        let course = |plane: usize| joint.courses[kin.courses[plane]];
        let noted: Vec<usize> = batches.iter().map(|b| b.occurrences.len()).collect();
        let doubts =
            (joint.program).run_planes((tile, kin, needed), draws, worlds, batches, course);
        for doubt in doubts {
            let (course, world) = (course(doubt.plane), worlds.start + doubt.lane as u64);
            if doubt.certain && wrong == Wrong::Named {
                note_failed(&mut batches[course], world);
            } else {
                self.run_alone(course, draws, world, noted[course], &mut batches[course]);
            }
        }
    }
}

impl Planes {
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
            return note_failed(batch, world);
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

/// Something went wrong in a world; what, is not asked.
fn note_failed(batch: &mut Batch, world: u64) {
    batch.faults.push(Fault {
        world,
        step: None,
        place: FaultPlace::Outcome(OutcomeId(0)),
        element: 0,
        value: f64::NAN,
    });
}
