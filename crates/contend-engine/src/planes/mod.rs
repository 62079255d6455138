//! Several profiles on the same worlds, computed together: one graph, one program, and for each profile a plane of the
//! arena that holds only what differs.
//!
//! A lever is a node that knows what each profile sets it to. Profiles form a tree, each hanging on the one that it differs
//! least from ([`kin`]). Of every value it is known in which planes it has a version of its own: an instruction is carried
//! out for the root, and again for each plane in which one of its operands has one; where the result has the bits of the
//! parent's, it is none ([`carry`]). So what levers do not reach is computed once, and so is everything before they act, what
//! they leave as it is, and what has come together again. The same kernels see the same operands, so that every bit is as if
//! each profile had been run by itself.
//!
//! What fails in a world is seen in the plane, or in one that it descends from; such a world is run again by the profile's own
//! program.

mod carry;
mod cones;
mod kin;
mod time;

use std::ops::Range;
use std::sync::OnceLock;

use contend_model::id::OutcomeId;
use contend_model::model::Scenario;

use crate::batch::{Batch, Fault, FaultPlace, Occurrence, Request};
use crate::compile::{compile_course, compile_courses};
use crate::family::SharedFacts;
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::{Draws, tiles};
use crate::play::Course;
use crate::program::Program;
use crate::tile::Tile;
use carry::Abreast;
use cones::Cones;
use kin::{Kin, MOST};
use time::Seen;

/// Lanes of a program that runs one world alone.
const ALONE_LANES: usize = 8;
/// Bytes that the planes of a tile may take together.
const PLANE_BYTES: usize = 256 << 20;

/// Several courses of one scenario, ready to run any worlds.
#[derive(Debug)]
pub(crate) struct Planes {
    scenario: Scenario,
    request: Request,
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
    kin: Vec<Kin>,
    cones: Cones,
}

/// What a tile needs beside its arena.
struct Scratch {
    tile: Tile,
    masks: Vec<u64>,
    kept: Vec<u64>,
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
        request: &Request,
        features: Features,
        lanes: Option<usize>,
    ) -> Result<Planes, (usize, CompileError)> {
        let mut joints = Vec::new();
        let mut todo: Vec<Vec<usize>> = vec![(0..courses.len()).collect()];
        while let Some(part) = todo.pop() {
            let own: Vec<Course> = part.iter().map(|c| courses[*c].clone()).collect();
            match compile_courses(scenario, &own, request, features, lanes) {
                Ok(program) => joints.push(Joint::new(program, part)),
                Err(error) if part.len() < 2 => return Err((part[0], error)),
                Err(_) => {
                    let (first, second) = part.split_at(part.len() / 2);
                    todo.extend([second.to_vec(), first.to_vec()]);
                }
            }
        }
        Ok(Planes {
            scenario: scenario.clone(),
            request: request.clone(),
            features,
            alone: courses.iter().map(|_| OnceLock::new()).collect(),
            courses,
            joints,
        })
    }
}

impl Joint {
    fn new(program: Program, courses: Vec<usize>) -> Joint {
        let cones = Cones::new(&program.lowered);
        let code = program.code();
        let plane = code.arena_rows as usize * code.lanes * size_of::<f64>();
        let most = (PLANE_BYTES / plane.max(1)).clamp(1, MOST);
        let places: Vec<usize> = (0..courses.len()).collect();
        let kin = places
            .chunks(most)
            .map(|some| Kin::new(some, |a, b| cones.distance(a, b)))
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
            for kin in &joint.kin {
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
            for course in &joint.courses {
                batches[*course] = joint.program.empty_batch(worlds.clone());
            }
            let code = joint.program.code();
            if let [course] = joint.courses[..] {
                let mut tile = Tile::new(code);
                for tile_worlds in tiles(worlds.clone(), code.lanes) {
                    if !go_on() {
                        return None;
                    }
                    let batch = &mut batches[course];
                    joint.program.begin(&mut tile, draws, tile_worlds.clone());
                    joint.program.complete(&mut tile, draws, tile_worlds, batch);
                }
                continue;
            }
            for kin in &joint.kin {
                let mut scratch = Scratch {
                    tile: Tile::new(code),
                    masks: vec![0; code.arena_rows as usize],
                    kept: vec![0; code.histories.len()],
                };
                scratch.tile.fit_planes(code, kin.planes());
                for tile_worlds in tiles(worlds.clone(), code.lanes) {
                    if !go_on() {
                        return None;
                    }
                    self.tile(
                        joint,
                        kin,
                        draws,
                        tile_worlds,
                        &mut scratch,
                        wrong,
                        &mut batches,
                    );
                }
            }
        }
        for batch in &mut batches {
            batch
                .occurrences
                .sort_unstable_by_key(|o| (o.world, o.step, o.event, o.element));
        }
        Some(batches)
    }

    /// One tile of worlds in all planes.
    #[allow(clippy::too_many_arguments)]
    fn tile(
        &self,
        joint: &Joint,
        kin: &Kin,
        draws: &dyn Draws,
        worlds: Range<u64>,
        scratch: &mut Scratch,
        wrong: Wrong,
        batches: &mut [Batch],
    ) {
        let program = &joint.program;
        let code = program.code();
        let live = (worlds.end - worlds.start) as usize;
        let points = program.frame.clock.steps as usize + 1;
        let course = |plane: usize| joint.courses[kin.courses[plane]];
        let noted: Vec<usize> = batches.iter().map(|b| b.occurrences.len()).collect();
        let mut abreast = Abreast {
            machine: program.on_planes(&mut scratch.tile, kin.planes()),
            kin,
            masks: &mut scratch.masks,
            kept: &mut scratch.kept,
        };
        abreast.begin(draws, &worlds);
        abreast.advance(|now, occurred| {
            let tile = &*now.machine.tile;
            for plane in 0..kin.planes() {
                let batch = &mut batches[course(plane)];
                match occurred {
                    Seen::Instant => {
                        let first = (worlds.start - batch.worlds.start) as usize;
                        for (watch, (_, slot)) in batch.watches.iter_mut().zip(&code.watches) {
                            let row = tile.rows(now.seen(*slot, plane), 1);
                            for (lane, value) in row[..live].iter().enumerate() {
                                watch[(first + lane) * points + tile.step as usize] = *value;
                            }
                        }
                    }
                    Seen::Event(event) if self.request.occurrences => {
                        for row in 0..event.rows {
                            let fired = tile.rows(now.seen(event.fired + row, plane), 1);
                            for (lane, times) in fired[..live].iter().enumerate() {
                                if *times != 0.0 {
                                    batch.occurrences.push(Occurrence {
                                        world: worlds.start + lane as u64,
                                        step: tile.step,
                                        event: event.id,
                                        element: row,
                                        times: *times as u64,
                                    });
                                }
                            }
                        }
                    }
                    Seen::Event(_) => {}
                }
            }
        });
        abreast.perform(program.finishing());
        let mut marked = vec![0u64; live];
        for plane in 0..kin.planes() {
            let marks = abreast
                .machine
                .tile
                .rows(abreast.in_plane(code.fault, plane), 1);
            for (lane, mark) in marks[..live].iter().enumerate() {
                marked[lane] |= u64::from(mark.is_nan()) << plane;
            }
        }
        for plane in 0..kin.planes() {
            let batch = &mut batches[course(plane)];
            let mut failed = vec![false; live];
            let mut columns = batch.outcomes.iter_mut();
            for (outcome, infinite) in code.outcomes.iter().zip(&program.frame.may_be_infinite) {
                for row in 0..outcome.rows {
                    let slot = abreast.seen(outcome.slot + row, plane);
                    let values = &abreast.machine.tile.rows(slot, 1)[..live];
                    if let Some(column) = columns.next() {
                        column.extend_from_slice(values);
                    }
                    for (failed, v) in failed.iter_mut().zip(values) {
                        *failed |= v.is_nan() || (v.is_infinite() && !infinite);
                    }
                }
            }
            let line = kin.line(plane).fold(0, |all, p| all | 1u64 << p);
            for lane in 0..live {
                // A mark of one that it descends from may concern a value that this plane sees otherwise.
                let own = failed[lane] || marked[lane] >> plane & 1 != 0;
                let doubtful = own || marked[lane] & line != 0;
                let world = worlds.start + lane as u64;
                if own && wrong == Wrong::Named {
                    note_failed(batch, world);
                } else if doubtful {
                    let at = (world - batch.worlds.start) as usize;
                    self.run_alone(course(plane), draws, world, at, noted[course(plane)], batch);
                }
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
        at: usize,
        noted: usize,
        batch: &mut Batch,
    ) {
        let program = self.alone[course].get_or_init(|| {
            let (course, lanes) = (&self.courses[course], Some(ALONE_LANES));
            compile_course(&self.scenario, course, &self.request, self.features, lanes).ok()
        });
        let Some(program) = program else {
            return note_failed(batch, world);
        };
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
