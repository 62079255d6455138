//! Worlds × profiles, cut into parts, run by whoever lends threads, and put together again.
//!
//! Parts are handed out world by world, all profiles of a range before the next range. So whatever has been done when
//! a run is stopped begins with a range of worlds that is complete under every profile, and that range is reported:
//! comparisons between profiles stay paired.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use contend_engine::design::Worlds;
use contend_engine::{CompileError, Fault, Part, Program, Request, Watch, compile};
use contend_scenario::model::{OutcomeId, ProfileId, Scenario};

use crate::executor::{Executor, Progress, Stage};
use crate::request::RunError;
use crate::watch::element_name;

/// The most bytes that watched values may take.
pub const WATCH_LIMIT: u64 = 1 << 30;
/// The most bytes that outcomes may take.
pub const OUTCOME_LIMIT: u64 = 1 << 32;
/// Equation evaluations of a part: some hundredths of a second, so that progress is smooth and Ctrl-C quick.
const PART_WORK: u64 = 20_000_000;
/// Parts of an ensemble at least, where worlds suffice, so that threads end together.
const PARTS: u64 = 64;

/// All runs of some worlds.
#[derive(Debug)]
pub(crate) struct Ensemble {
    /// Worlds that are complete under every profile: `0..worlds`.
    pub worlds: u64,
    /// In the order asked.
    pub profiles: Vec<ProfileRuns>,
    /// Outcomes, in the order of columns, each with its first column.
    pub outcomes: Vec<(OutcomeId, usize)>,
}

/// All runs under one profile.
#[derive(Debug)]
pub(crate) struct ProfileRuns {
    pub profile: ProfileId,
    /// One column for each element of each outcome; one value for each world.
    pub columns: Vec<Vec<f64>>,
    /// One block for each watch: for each world its values at the points of the grid that was asked for.
    pub watches: Vec<Vec<f64>>,
    /// Ascending by world.
    pub faults: Vec<Fault>,
    /// Equations computed at each step.
    pub equations: usize,
}

impl ProfileRuns {
    /// For each world, whether it failed.
    pub fn failed(&self, worlds: u64) -> Vec<bool> {
        let mut failed = vec![false; worlds as usize];
        for fault in &self.faults {
            if let Some(f) = failed.get_mut(fault.world as usize) {
                *f = true;
            }
        }
        failed
    }
}

impl Ensemble {
    /// The runs under a profile, where it was run.
    pub fn profile(&self, profile: ProfileId) -> Option<&ProfileRuns> {
        self.profiles.iter().find(|p| p.profile == profile)
    }

    /// The first column of an outcome.
    pub fn first_column(&self, outcome: OutcomeId) -> Option<usize> {
        self.outcomes
            .iter()
            .find(|(id, _)| *id == outcome)
            .map(|(_, column)| *column)
    }
}

/// Every step, for watches that are followed closely.
pub(crate) fn every_step(scenario: &Scenario) -> Vec<u32> {
    (0..=scenario.clock.steps).collect()
}

/// Runs all worlds under all profiles, or as many as there is time for. Watched values are kept at the steps of `grid`,
/// which ascend.
pub(crate) fn run(
    scenario: &Scenario,
    profiles: &[ProfileId],
    watches: &[Watch],
    grid: &[u32],
    worlds: &Worlds,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<Ensemble, RunError> {
    let (outcomes, columns) = columns(scenario);
    check_memory(
        grid.len(),
        worlds.worlds(),
        profiles.len(),
        columns,
        watches.len(),
    )?;
    let ids = outcomes.iter().map(|(id, _)| *id).collect();
    let request = Request {
        outcomes: ids,
        watches: watches.to_vec(),
        occurrences: false,
    };
    let mut programs = Vec::new();
    for profile in profiles {
        programs.push(compile_profile(scenario, *profile, &request)?);
    }

    let count = worlds.worlds();
    let size = part_size(&programs, count);
    let ranges = count.div_ceil(size);
    let jobs = usize::try_from(ranges)
        .unwrap_or(usize::MAX)
        .saturating_mul(programs.len());
    let points = grid.len();
    let stores: Vec<Mutex<ProfileRuns>> = profiles
        .iter()
        .zip(&programs)
        .map(|(profile, program)| {
            Mutex::new(ProfileRuns {
                profile: *profile,
                columns: (0..columns).map(|_| vec![0.0; count as usize]).collect(),
                // Not `vec![…; n]`, which makes one even where none is wanted.
                watches: (0..watches.len())
                    .map(|_| vec![0.0; count as usize * points])
                    .collect(),
                faults: Vec::new(),
                equations: program.facts().equations,
            })
        })
        .collect();
    let done: Vec<AtomicBool> = (0..jobs).map(|_| AtomicBool::new(false)).collect();
    let runs = AtomicU64::new(0);
    let of = count * programs.len() as u64;
    executor.run(jobs, &|job| {
        if progress.cancelled() {
            return;
        }
        let (range, profile) = ((job / programs.len()) as u64, job % programs.len());
        let from = range * size;
        let part = programs[profile].run(worlds, from..count.min(from + size));
        let finished = part.worlds.end - part.worlds.start;
        keep(
            &mut stores[profile]
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
            part,
            scenario.clock.steps as usize + 1,
            grid,
        );
        done[job].store(true, Ordering::Release);
        progress.advanced(
            Stage::Simulate,
            runs.fetch_add(finished, Ordering::Relaxed) + finished,
            of,
        );
    });

    let whole = done
        .chunks(programs.len().max(1))
        .take_while(|c| c.iter().all(|d| d.load(Ordering::Acquire)))
        .count();
    let complete = count.min(whole as u64 * size);
    let profiles = stores
        .into_iter()
        .map(|store| {
            let mut runs = store.into_inner().unwrap_or_else(PoisonError::into_inner);
            for column in &mut runs.columns {
                column.truncate(complete as usize);
            }
            for block in &mut runs.watches {
                block.truncate(complete as usize * points);
            }
            runs.faults.retain(|f| f.world < complete);
            runs.faults.sort_by_key(|f| f.world);
            runs
        })
        .collect();
    Ok(Ensemble {
        worlds: complete,
        profiles,
        outcomes,
    })
}

/// All outcomes of one world, as an ensemble in which it has the number 0.
pub(crate) fn one_world(
    scenario: &Scenario,
    profiles: &[ProfileId],
    worlds: &Worlds,
    world: u64,
) -> Result<Ensemble, RunError> {
    let (outcomes, _) = columns(scenario);
    let request = Request {
        outcomes: outcomes.iter().map(|(id, _)| *id).collect(),
        ..Request::default()
    };
    let mut runs = Vec::new();
    for profile in profiles {
        let program = compile_profile(scenario, *profile, &request)?;
        let part = program.run(worlds, world..world + 1);
        let faults = part
            .faults
            .into_iter()
            .map(|f| Fault { world: 0, ..f })
            .collect();
        runs.push(ProfileRuns {
            profile: *profile,
            columns: part.outcomes,
            watches: Vec::new(),
            faults,
            equations: program.facts().equations,
        });
    }
    Ok(Ensemble {
        worlds: 1,
        profiles: runs,
        outcomes,
    })
}

/// Outcomes with their first columns, and the number of columns.
fn columns(scenario: &Scenario) -> (Vec<(OutcomeId, usize)>, usize) {
    let mut columns = 0;
    let mut outcomes = Vec::new();
    for (index, outcome) in scenario.outcomes.iter().enumerate() {
        outcomes.push((OutcomeId(index as u32), columns));
        columns += scenario.size(&outcome.over);
    }
    (outcomes, columns)
}

/// Compiles a profile; an error is put into words with the scenario's names.
pub(crate) fn compile_profile(
    scenario: &Scenario,
    profile: ProfileId,
    request: &Request,
) -> Result<Program, RunError> {
    compile(scenario, profile, request).map_err(|error| RunError::Compile {
        profile: scenario.profiles[profile.index()].id.clone(),
        words: compile_words(scenario, &error),
        error,
    })
}

fn compile_words(scenario: &Scenario, error: &CompileError) -> String {
    match error {
        CompileError::Loop { elements } => {
            let mut names: Vec<String> = elements
                .iter()
                .take(8)
                .map(|(id, element)| {
                    let quantity = scenario.quantity(*id);
                    format!(
                        "`{}`",
                        element_name(scenario, &quantity.name, &quantity.over, *element)
                    )
                })
                .collect();
            if elements.len() > 8 {
                names.push("…".to_owned());
            } else if let Some(first) = names.first().cloned() {
                names.push(first);
            }
            format!(
                "equations need each other at the same instant: {}; break the loop with a stock, `previous`, `lag`, \
                 `smooth` or `delay`",
                names.join(" needs ")
            )
        }
        CompileError::MemoryInRecursion { quantity } => format!(
            "the equation of `{}` reads its own earlier elements through `peak`, which cannot be computed; \
             give the inner part a variable of its own",
            scenario.quantity(*quantity).name
        ),
        other => other.to_string(),
    }
}

/// Puts a part in its place.
fn keep(into: &mut ProfileRuns, part: Part, steps: usize, grid: &[u32]) {
    let first = part.worlds.start as usize;
    for (column, values) in into.columns.iter_mut().zip(&part.outcomes) {
        column[first..first + values.len()].copy_from_slice(values);
    }
    for (block, values) in into.watches.iter_mut().zip(&part.watches) {
        let rows = block[first * grid.len()..].chunks_exact_mut(grid.len().max(1));
        for (kept, row) in rows.zip(values.chunks_exact(steps)) {
            for (value, step) in kept.iter_mut().zip(grid) {
                *value = row[*step as usize];
            }
        }
    }
    into.faults.extend(part.faults);
}

/// Worlds of a part. Never changes a result.
fn part_size(programs: &[Program], worlds: u64) -> u64 {
    let facts = programs.iter().map(Program::facts);
    let (mut work, mut lanes) = (1, 1);
    for f in facts {
        work = work.max((f.equations.max(1) as u64) * (u64::from(f.steps) + 1));
        lanes = lanes.max(f.lanes as u64);
    }
    let by_work = (PART_WORK / work).min(1 << 13);
    let by_count = worlds / PARTS;
    by_work.min(by_count).max(1).div_ceil(lanes) * lanes
}

fn check_memory(
    points: usize,
    worlds: u64,
    profiles: usize,
    columns: usize,
    watches: usize,
) -> Result<(), RunError> {
    let bytes = |numbers: u64| {
        worlds
            .saturating_mul(profiles as u64)
            .saturating_mul(numbers)
            .saturating_mul(8)
    };
    let outcomes = bytes(columns as u64);
    if outcomes > OUTCOME_LIMIT {
        return Err(RunError::TooMuch {
            what: "the outcomes of all worlds",
            bytes: outcomes,
            limit: OUTCOME_LIMIT,
            cure: "run fewer worlds or profiles, or sum up outcomes over their dimensions"
                .to_owned(),
        });
    }
    let watched = bytes((watches as u64).saturating_mul(points as u64));
    if watched > WATCH_LIMIT {
        return Err(RunError::TooMuch {
            what: "the watched values of all worlds",
            bytes: watched,
            limit: WATCH_LIMIT,
            cure: "watch fewer quantities, or run fewer worlds or profiles".to_owned(),
        });
    }
    Ok(())
}
