//! A plan made ready: its worlds drawn, its profiles compiled.

use std::fmt;
use std::ops::Range;

use contend_engine::design::Worlds;
use contend_engine::{CompileError, Family, compile_family};
use contend_model::id::ProfileId;
use contend_model::model::Scenario;

use crate::coverage::Refused;
use crate::drawing::DrawingError;
use crate::ensemble::Ensemble;
use crate::executor::{Executor, Silent};
use crate::job::{Job, PlanKey};
use crate::parallel;
use crate::part::{Part, PartRuns, Reading};
use crate::plan::Plan;
use crate::run::Meter;
use crate::sink::Sink;

/// Evaluations of equations of a job, where one tile of worlds does not take more: some hundredths of a second, so that
/// progress is smooth and a stop quick.
const JOB_WORK: u64 = 20_000_000;
/// Cuts of a plan's worlds at least, where worlds suffice, so that threads end together.
const CUTS: u64 = 64;

/// A plan made ready to run any of its jobs, from any thread.
#[derive(Debug)]
pub struct Prepared {
    plan: Plan,
    key: PlanKey,
    worlds: Worlds,
    groups: Vec<(Range<usize>, Family)>,
    /// Of each profile what is read by what.
    readings: Vec<Reading>,
}

/// Some worlds of a plan by themselves; see [`Prepared::piece`].
#[derive(Debug)]
pub struct Piece {
    /// Their runs.
    pub ensemble: Ensemble,
    /// How they are drawn.
    pub worlds: Worlds,
}

/// Why a plan cannot be made ready.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanError {
    /// Its worlds cannot be drawn.
    Drawing(DrawingError),
    /// It runs worlds that it does not draw.
    NoSuchWorlds {
        /// Those that it would run.
        worlds: Range<u64>,
        /// How many there are.
        drawn: u64,
    },
    /// The scenario cannot be compiled under a profile.
    Compile {
        /// The profile.
        profile: ProfileId,
        /// Why.
        error: CompileError,
    },
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::Drawing(error) => error.fmt(f),
            PlanError::NoSuchWorlds { worlds, drawn } => write!(
                f,
                "the plan runs worlds {} to {}, but draws {drawn}",
                worlds.start,
                worlds.end.saturating_sub(1)
            ),
            PlanError::Compile { error, .. } => error.fmt(f),
        }
    }
}

impl std::error::Error for PlanError {}

/// Why a job gave no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobError {
    /// It was told to stop.
    Stopped,
    /// It belongs to another plan than the one made ready.
    OtherPlan,
    /// It names worlds or profiles that the plan does not run.
    NotInPlan,
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JobError::Stopped => "the job was stopped",
            JobError::OtherPlan => "the job belongs to another plan",
            JobError::NotInPlan => "the job names worlds or profiles that its plan does not run",
        })
    }
}

impl std::error::Error for JobError {}

impl Prepared {
    /// Draws the worlds and compiles all profiles, on the threads lent.
    ///
    /// # Errors
    /// See [`PlanError`]; of several profiles that cannot be compiled, the first.
    pub fn new(
        plan: &Plan,
        scenario: &Scenario,
        executor: &dyn Executor,
    ) -> Result<Prepared, PlanError> {
        let worlds = plan
            .drawing
            .worlds(
                scenario,
                Some(plan.drawn),
                plan.drawn,
                plan.seed,
                plan.replications,
            )
            .map_err(PlanError::Drawing)?;
        let worlds = of_plan(worlds, plan);
        let beyond = |number: &u64| *number >= worlds.all();
        if plan.worlds.end > worlds.worlds() || plan.kept.iter().flatten().any(beyond) {
            return Err(PlanError::NoSuchWorlds {
                worlds: plan.worlds.clone(),
                drawn: worlds.worlds(),
            });
        }
        let groups = plan.groups();
        let families = parallel::map(executor, &Silent, groups.len(), |at| {
            let wanted = &plan.profiles[groups[at].clone()];
            let asked = wanted
                .iter()
                .map(|w| (w.profile, w.request(plan.only_read)));
            compile_family(scenario, &asked.collect::<Vec<_>>())
                .map_err(|(profile, error)| PlanError::Compile { profile, error })
        });
        let families = families.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(Prepared {
            plan: plan.clone(),
            key: plan.key(),
            worlds,
            groups: groups.into_iter().zip(families).collect(),
            readings: parallel::map(executor, &Silent, plan.profiles.len(), |at| {
                Reading::new(scenario, &plan.profiles[at])
            }),
        })
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The worlds that it draws.
    #[must_use]
    pub fn worlds(&self) -> &Worlds {
        &self.worlds
    }

    /// Equations computed at each step.
    #[must_use]
    pub fn equations(&self) -> usize {
        let equations = self.groups.iter().map(|(_, f)| f.facts().equations);
        equations.max().unwrap_or(0)
    }

    /// Evaluations of equations in one world, all profiles together.
    #[must_use]
    pub fn evaluations(&self) -> u64 {
        self.groups.iter().map(|(_, f)| f.facts().evaluations).sum()
    }

    /// Makes it the plan of other worlds of those that are drawn; nothing is compiled anew.
    ///
    /// # Errors
    /// [`PlanError::NoSuchWorlds`] where there are fewer; nothing has changed then.
    pub fn set_worlds(&mut self, worlds: Range<u64>) -> Result<(), PlanError> {
        if worlds.end > self.worlds.worlds() {
            return Err(PlanError::NoSuchWorlds {
                worlds,
                drawn: self.worlds.worlds(),
            });
        }
        self.plan.worlds = worlds;
        self.key = self.plan.key();
        Ok(())
    }

    /// Makes it the plan of other worlds of those that are drawn, all of them, with another luck; nothing is compiled anew.
    pub fn set_luck(&mut self, luck: u64, kept: Vec<u64>) {
        self.plan.luck = luck;
        self.plan.worlds = 0..kept.len() as u64;
        self.plan.kept = Some(kept);
        self.worlds = of_plan(self.worlds.clone(), &self.plan);
        self.key = self.plan.key();
    }

    /// The plan cut into jobs that take some hundredths of a second each.
    #[must_use]
    pub fn jobs(&self) -> Vec<Job> {
        let worlds = self.plan.worlds.end - self.plan.worlds.start;
        self.plan.jobs(self.job_worlds(worlds))
    }

    /// Worlds of a job of a plan of so many.
    fn job_worlds(&self, worlds: u64) -> u64 {
        let most = |of: fn(&Family) -> u64| self.groups.iter().map(|(_, f)| of(f)).max();
        job_worlds(
            most(|f| f.facts().evaluations).unwrap_or(1),
            most(|f| f.lanes() as u64).unwrap_or(1),
            worlds,
        )
    }

    /// Runs a job; see [`Job::run`].
    pub(crate) fn run(&self, job: &Job, go_on: &dyn Fn() -> bool) -> Result<Part, JobError> {
        if job.plan != self.key {
            return Err(JobError::OtherPlan);
        }
        let inside =
            self.plan.worlds.start <= job.worlds.start && job.worlds.end <= self.plan.worlds.end;
        let group = self.groups.iter().find(|(group, _)| *group == job.profiles);
        let (true, Some((_, family))) = (inside, group) else {
            return Err(JobError::NotInPlan);
        };
        self.part(&self.worlds, job, family, go_on)
    }

    /// What some worlds come to under the profiles of a job.
    fn part(
        &self,
        worlds: &Worlds,
        job: &Job,
        family: &Family,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Part, JobError> {
        let runs = family
            .run(worlds, job.worlds.clone(), go_on)
            .ok_or(JobError::Stopped)?;
        Ok(Part {
            plan: job.plan,
            worlds: job.worlds.clone(),
            profiles: job.profiles.clone(),
            runs: runs
                .into_iter()
                .zip(&self.readings[job.profiles.clone()])
                .map(|(runs, reading)| PartRuns::new(runs, &self.plan.grid, reading))
                .collect(),
        })
    }

    /// Runs some worlds of the plan by themselves, on the caller's thread, with nothing kept of the others: those of a range of
    /// the numbers that are drawn, or of these those that are kept. `None` where it was stopped.
    ///
    /// # Errors
    /// [`Refused`] where the worlds are none of the plan's.
    pub fn piece(
        &self,
        scenario: &Scenario,
        numbers: Range<u64>,
        kept: Option<Vec<u64>>,
        meter: &Meter,
    ) -> Result<Option<Piece>, Refused> {
        let plan = Plan {
            worlds: kept.as_ref().map_or(numbers, |kept| 0..kept.len() as u64),
            kept,
            ..self.plan.clone()
        };
        let worlds = of_plan(self.worlds.clone(), &plan);
        let mut ensemble = Ensemble::new(&plan, scenario);
        let count = plan.worlds.end - plan.worlds.start;
        for job in plan.jobs(self.job_worlds(count)) {
            let group = self.groups.iter().find(|(group, _)| *group == job.profiles);
            let Some((_, family)) = group else { continue };
            let Ok(part) = self.part(&worlds, &job, family, &|| meter.goes_on()) else {
                return Ok(None);
            };
            ensemble.accept(&part)?;
            meter.count((part.worlds.end - part.worlds.start) * part.runs.len() as u64);
        }
        Ok(Some(Piece { ensemble, worlds }))
    }
}

/// Those of the worlds drawn that count, with the luck of a plan.
fn of_plan(drawn: Worlds, plan: &Plan) -> Worlds {
    let worlds = drawn.with_luck(plan.luck);
    match &plan.kept {
        Some(kept) => worlds.keeping(kept),
        None => worlds,
    }
}

impl Job {
    /// Runs the job. The part is the same bits on every machine and thread, and however the plan was cut.
    ///
    /// `go_on` is asked from time to time; where it says no, there is no part.
    ///
    /// # Errors
    /// See [`JobError`].
    pub fn run(&self, prepared: &Prepared, go_on: &dyn Fn() -> bool) -> Result<Part, JobError> {
        prepared.run(self, go_on)
    }
}

/// Worlds of a job, from the evaluations of equations in one world, the worlds that advance together, and all worlds.
/// Never changes a result.
#[must_use]
pub fn job_worlds(evaluations: u64, lanes: u64, worlds: u64) -> u64 {
    let by_work = (JOB_WORK / evaluations.max(1)).min(1 << 13);
    let by_count = worlds / CUTS;
    by_work.min(by_count).max(1).div_ceil(lanes) * lanes
}
