//! Worlds × profiles, cut into parts, run by whoever lends threads, and put together again.
//!
//! A part is a range of worlds under a family of profiles, which share what does not depend on them; all families of a
//! range are handed out before the next range. So whatever has been done when a run is stopped begins with a range of
//! worlds that is complete under every profile, and that range is reported: comparisons between profiles stay paired.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use contend_engine::design::Worlds;
use contend_engine::{
    CompileError, Family, Fault, Part, Program, Request, Watch, compile, compile_family,
};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Scenario;

use crate::executor::{Executor, Progress, Stage};
use crate::request::RunError;
use crate::watch::element_name;

/// The most bytes that watched values may take.
pub const WATCH_LIMIT: u64 = 1 << 30;
/// The most bytes that outcomes may take.
pub const OUTCOME_LIMIT: u64 = 1 << 32;
/// Equation evaluations of a part, where one tile of worlds does not take more: some hundredths of a second, so that progress is smooth and Ctrl-C quick.
const PART_WORK: u64 = 20_000_000;
/// Parts of an ensemble at least, where worlds suffice, so that threads end together.
const PARTS: u64 = 64;

/// What is wanted of a profile.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub profile: ProfileId,
    /// Outcomes to compute, each with all its elements.
    pub outcomes: Vec<OutcomeId>,
    /// Whether watched quantities are followed.
    pub watched: bool,
}

impl Wanted {
    /// Every outcome, and what is watched.
    pub fn all(scenario: &Scenario, profile: ProfileId) -> Wanted {
        Wanted {
            profile,
            outcomes: (0..scenario.outcomes.len())
                .map(|i| OutcomeId(i as u32))
                .collect(),
            watched: true,
        }
    }
}

/// All runs of some worlds.
#[derive(Debug)]
pub(crate) struct Ensemble {
    /// Worlds that are complete under every profile: `0..worlds`.
    pub worlds: u64,
    /// In the order asked.
    pub profiles: Vec<ProfileRuns>,
}

/// All runs under one profile.
#[derive(Debug)]
pub(crate) struct ProfileRuns {
    pub profile: ProfileId,
    /// Outcomes, in the order of columns, each with its first column.
    pub outcomes: Vec<(OutcomeId, usize)>,
    /// One column for each element of each outcome; one value for each world.
    pub columns: Vec<Vec<f64>>,
    /// One block for each watch: for each world its values at the steps of the grid.
    pub watches: Vec<Vec<f64>>,
    /// Ascending by world.
    pub faults: Vec<Fault>,
    /// Equations computed at each step.
    pub equations: usize,
}

impl ProfileRuns {
    /// The values of one element of an outcome by world, where they were wanted.
    pub fn column(&self, outcome: OutcomeId, element: usize) -> Option<&[f64]> {
        let (_, first) = self.outcomes.iter().find(|(id, _)| *id == outcome)?;
        self.columns.get(first + element).map(Vec::as_slice)
    }

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
}

/// Every step: for watches that are followed closely.
pub(crate) fn every_step(scenario: &Scenario) -> Vec<u32> {
    (0..=scenario.clock.steps).collect()
}

/// Runs all worlds as wanted, or as many as there is time for. Watched values are kept at the steps of `grid`, which
/// ascend.
pub(crate) fn run(
    scenario: &Scenario,
    wanted: &[Wanted],
    watches: &[Watch],
    grid: &[u32],
    worlds: &Worlds,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<Ensemble, RunError> {
    let watched = wanted.iter().filter(|w| w.watched).count() * watches.len();
    let numbers = wanted
        .iter()
        .map(|w| columns(scenario, &w.outcomes).1)
        .sum();
    check_memory_at(grid.len(), worlds.worlds(), numbers, watched)?;
    let mut families = Vec::new();
    for alike in wanted.chunk_by(|a, b| a.watched == b.watched && a.outcomes == b.outcomes) {
        let request = Request {
            outcomes: alike[0].outcomes.clone(),
            watches: if alike[0].watched {
                watches.to_vec()
            } else {
                Vec::new()
            },
            occurrences: false,
        };
        let profiles: Vec<ProfileId> = alike.iter().map(|w| w.profile).collect();
        families.push(family(scenario, &profiles, &request)?);
    }
    let all = 0..worlds.worlds();
    let of = worlds.worlds() * wanted.len() as u64;
    let meter = Meter::new(progress, of);
    let (runs, complete) = simulate_at(&families, worlds, all, Some(grid), executor, &meter);
    let programs = families.iter().flat_map(Family::programs);
    let profiles = wanted
        .iter()
        .zip(runs)
        .zip(programs)
        .map(|((w, mut runs), program)| {
            let (outcomes, numbers) = columns(scenario, &w.outcomes);
            // Where a run was stopped before its first part, there is nothing yet.
            runs.columns.resize_with(numbers, Vec::new);
            if w.watched {
                runs.watches.resize_with(watches.len(), Vec::new);
            }
            ProfileRuns {
                profile: w.profile,
                outcomes,
                columns: runs.columns,
                watches: runs.watches,
                faults: runs.faults,
                equations: program.facts().equations,
            }
        })
        .collect();
    Ok(Ensemble {
        worlds: complete,
        profiles,
    })
}

/// Counts runs for whoever listens, over several calls of [`simulate`].
pub(crate) struct Meter<'a> {
    progress: &'a dyn Progress,
    done: AtomicU64,
    of: AtomicU64,
}

impl<'a> Meter<'a> {
    /// For so many runs in all.
    pub fn new(progress: &'a dyn Progress, of: u64) -> Meter<'a> {
        Meter {
            progress,
            done: AtomicU64::new(0),
            of: AtomicU64::new(of),
        }
    }

    /// So many runs are not needed after all.
    pub fn spare(&self, runs: u64) {
        self.of.fetch_sub(runs, Ordering::Relaxed);
    }

    /// So many runs are done.
    pub fn count(&self, runs: u64) {
        let done = self.done.fetch_add(runs, Ordering::Relaxed) + runs;
        let of = self.of.load(Ordering::Relaxed);
        self.progress.advanced(Stage::Simulate, done, of);
    }
}

/// What one program gives for some worlds.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    /// One column for each element of each outcome; one value for each world.
    pub columns: Vec<Vec<f64>>,
    /// One block for each watch: for each world its values at every step, or at those of a grid.
    pub watches: Vec<Vec<f64>>,
    /// Ascending by world.
    pub faults: Vec<Fault>,
}

/// Several profiles, ready to run.
pub(crate) fn family(
    scenario: &Scenario,
    profiles: &[ProfileId],
    request: &Request,
) -> Result<Family, RunError> {
    compile_family(scenario, profiles, request)
        .map_err(|(profile, error)| compile_error(scenario, profile, error))
}

/// Runs some worlds through all profiles of all families, or as many as there is time for: the first so many of them,
/// complete under each profile. What comes back has one entry for each profile, in the order of families.
pub(crate) fn simulate(
    families: &[Family],
    worlds: &Worlds,
    range: Range<u64>,
    executor: &dyn Executor,
    meter: &Meter,
) -> (Vec<Runs>, u64) {
    simulate_at(families, worlds, range, None, executor, meter)
}

/// The same, with watched values at the steps of a grid alone.
fn simulate_at(
    families: &[Family],
    worlds: &Worlds,
    range: Range<u64>,
    grid: Option<&[u32]>,
    executor: &dyn Executor,
    meter: &Meter,
) -> (Vec<Runs>, u64) {
    let count = range.end - range.start;
    let most = |of: fn(&Family) -> u64| families.iter().map(of).max().unwrap_or(1);
    let size = part_worlds(
        most(|f| f.facts().evaluations),
        most(|f| f.lanes() as u64),
        count,
    );
    let jobs = usize::try_from(count.div_ceil(size))
        .unwrap_or(usize::MAX)
        .saturating_mul(families.len());
    let stores: Vec<Vec<Mutex<Runs>>> = families
        .iter()
        .map(|f| f.programs().iter().map(|_| Mutex::default()).collect())
        .collect();
    let done: Vec<AtomicBool> = (0..jobs).map(|_| AtomicBool::new(false)).collect();
    let go_on = || !meter.progress.cancelled();
    executor.run(jobs, &|job| {
        if !go_on() {
            return;
        }
        let (part, family) = ((job / families.len()) as u64, job % families.len());
        let from = range.start + part * size;
        let part = from..range.end.min(from + size);
        let worlds_done = part.end - part.start;
        let Some(mut parts) = families[family].run(worlds, part, &go_on) else {
            return;
        };
        if let Some(grid) = grid {
            for (part, program) in parts.iter_mut().zip(families[family].programs()) {
                thin(part, program.facts().steps, grid);
            }
        }
        let runs = worlds_done * parts.len() as u64;
        for (store, part) in stores[family].iter().zip(parts) {
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            keep(&mut store, part, &range);
        }
        done[job].store(true, Ordering::Release);
        meter.count(runs);
    });

    let whole = done
        .chunks(families.len().max(1))
        .take_while(|c| c.iter().all(|d| d.load(Ordering::Acquire)))
        .count();
    let complete = count.min(whole as u64 * size);
    let runs = stores
        .into_iter()
        .flatten()
        .map(|store| {
            let mut runs = store.into_inner().unwrap_or_else(PoisonError::into_inner);
            for block in runs.columns.iter_mut().chain(&mut runs.watches) {
                let values = block.len() / (count.max(1) as usize);
                block.truncate(complete as usize * values);
            }
            runs.faults.retain(|f| f.world < range.start + complete);
            runs.faults.sort_by_key(|f| f.world);
            runs
        })
        .collect();
    (runs, complete)
}

/// All outcomes of one world, as an ensemble in which it has the number 0.
pub(crate) fn one_world(
    scenario: &Scenario,
    profiles: &[ProfileId],
    worlds: &Worlds,
    world: u64,
) -> Result<Ensemble, RunError> {
    let mut runs = Vec::new();
    for profile in profiles {
        let outcomes = Wanted::all(scenario, *profile).outcomes;
        let request = Request {
            outcomes: outcomes.clone(),
            ..Request::default()
        };
        let program = compile_profile(scenario, *profile, &request)?;
        let part = program.run(worlds, world..world + 1);
        let faults = part
            .faults
            .into_iter()
            .map(|f| Fault { world: 0, ..f })
            .collect();
        runs.push(ProfileRuns {
            profile: *profile,
            outcomes: columns(scenario, &outcomes).0,
            columns: part.outcomes,
            watches: Vec::new(),
            faults,
            equations: program.facts().equations,
        });
    }
    Ok(Ensemble {
        worlds: 1,
        profiles: runs,
    })
}

/// Outcomes with their first columns, and the number of columns.
fn columns(scenario: &Scenario, outcomes: &[OutcomeId]) -> (Vec<(OutcomeId, usize)>, usize) {
    let mut columns = 0;
    let mut placed = Vec::new();
    for id in outcomes {
        placed.push((*id, columns));
        columns += scenario.size(&scenario.outcomes[id.index()].over);
    }
    (placed, columns)
}

/// Compiles a profile; an error is put into words with the scenario's names.
pub(crate) fn compile_profile(
    scenario: &Scenario,
    profile: ProfileId,
    request: &Request,
) -> Result<Program, RunError> {
    compile(scenario, profile, request).map_err(|error| compile_error(scenario, profile, error))
}

/// What stands in the way of a profile, in words.
pub(crate) fn compile_error(
    scenario: &Scenario,
    profile: ProfileId,
    error: CompileError,
) -> RunError {
    RunError::Compile {
        profile: scenario.profiles[profile.index()].id.clone(),
        words: compile_words(scenario, &error),
        error,
    }
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

/// Keeps of watched values those at the steps of a grid.
fn thin(part: &mut Part, steps: u32, grid: &[u32]) {
    let points = steps as usize + 1;
    if grid.len() == points {
        return;
    }
    for watch in &mut part.watches {
        *watch = watch
            .chunks_exact(points)
            .flat_map(|row| grid.iter().map(|step| row[*step as usize]))
            .collect();
    }
}

/// Puts a part in its place among the worlds of a range.
fn keep(into: &mut Runs, part: Part, range: &Range<u64>) {
    let count = (range.end - range.start) as usize;
    let first = (part.worlds.start - range.start) as usize;
    let worlds = (part.worlds.end - part.worlds.start) as usize;
    let blocks = |to: &mut Vec<Vec<f64>>, from: Vec<Vec<f64>>| {
        to.resize_with(from.len(), Vec::new);
        for (to, from) in to.iter_mut().zip(from) {
            let values = from.len() / worlds.max(1);
            to.resize(count * values, 0.0);
            to[first * values..first * values + from.len()].copy_from_slice(&from);
        }
    };
    blocks(&mut into.columns, part.outcomes);
    blocks(&mut into.watches, part.watches);
    into.faults.extend(part.faults);
}

/// Worlds of a part, from the evaluations of equations in one world, the worlds that advance together, and all worlds.
/// Never changes a result.
pub(crate) fn part_worlds(evaluations: u64, lanes: u64, worlds: u64) -> u64 {
    let by_work = (PART_WORK / evaluations.max(1)).min(1 << 13);
    let by_count = worlds / PARTS;
    by_work.min(by_count).max(1).div_ceil(lanes) * lanes
}

/// Whether so many numbers of each world, and so many watched quantities, can be kept.
pub(crate) fn check_memory(
    scenario: &Scenario,
    worlds: u64,
    numbers: usize,
    watches: usize,
) -> Result<(), RunError> {
    check_memory_at(scenario.clock.steps as usize + 1, worlds, numbers, watches)
}

/// The same, with quantities watched at so many points.
fn check_memory_at(
    points: usize,
    worlds: u64,
    numbers: usize,
    watches: usize,
) -> Result<(), RunError> {
    let bytes = |numbers: u64| worlds.saturating_mul(numbers).saturating_mul(8);
    let outcomes = bytes(numbers as u64);
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
