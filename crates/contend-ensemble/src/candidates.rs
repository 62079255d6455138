//! Many candidates on the same worlds: profiles with levers set and inputs pinned otherwise than they say, without compiling.
//!
//! What is to be run is cut into [`CandidateJob`]s, of some worlds under a group of candidates that share most. Anybody who holds
//! the [`CandidateRuns`] runs any of them, anywhere, to a [`CandidatePart`]; [`CandidateRuns::gather`] puts parts together that come in any
//! order. Neither the cut nor the order changes a bit.

use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

use contend_engine::design::Worlds;
use contend_engine::{Adjustable, Candidate, CandidateError, Candidates, Fault, States};

use crate::executor::{Executor, Silent};
use crate::memory::{self, TooLarge};
use crate::parallel;
use crate::part::{PartRuns, Reading};
use crate::plan::Wanted;
use crate::prepared::job_worlds;
use crate::run::Meter;

/// Worlds on which candidates are run; with the states of each at `now`, where they are kept.
#[derive(Debug)]
pub struct CandidateWorlds {
    adjustable: Adjustable,
    worlds: Worlds,
    cuts: Vec<Range<u64>>,
    /// Of each cut, where they are kept here; `None` where no states are kept.
    states: Option<Vec<Option<States>>>,
}

/// Candidates made ready to run on worlds.
#[derive(Debug)]
pub struct CandidateRuns<'a> {
    of: &'a CandidateWorlds,
    given: Vec<Candidate>,
    settled: Candidates<'a>,
    /// For each candidate what is read by what, made when something first goes wrong.
    readings: Vec<OnceLock<Reading>>,
}

/// Some worlds under a group of candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidateJob {
    /// Which worlds, by the cut.
    pub cut: usize,
    /// Which candidates, by the group.
    pub group: usize,
}

/// What running a job gives.
#[derive(Clone, Debug, PartialEq)]
pub struct CandidatePart {
    /// The job.
    pub job: CandidateJob,
    /// One entry for each candidate of the group.
    pub runs: Vec<PartRuns>,
}

/// All runs of one candidate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CandidateColumns {
    /// One column for each element of each outcome asked of its profile, in order; one number for each world, NaN where it rests on
    /// something that went wrong.
    pub columns: Vec<Vec<f64>>,
    /// What went wrong by itself, ascending by world, then in the order of time.
    pub faults: Vec<Fault>,
}

impl CandidateWorlds {
    /// Candidates of compiled profiles on these worlds.
    #[must_use]
    pub fn new(adjustable: Adjustable, worlds: Worlds) -> CandidateWorlds {
        let all = worlds.worlds();
        let each = job_worlds(1, adjustable.lanes() as u64, all);
        let cut = |from: u64| from..all.min(from + each);
        CandidateWorlds {
            cuts: (0..all).step_by(each as usize).map(cut).collect(),
            states: None,
            adjustable,
            worlds,
        }
    }

    /// The profiles.
    #[must_use]
    pub fn adjustable(&self) -> &Adjustable {
        &self.adjustable
    }

    /// The worlds.
    #[must_use]
    pub fn worlds(&self) -> &Worlds {
        &self.worlds
    }

    /// The pieces into which the worlds are cut.
    #[must_use]
    pub fn cuts(&self) -> Range<usize> {
        0..self.cuts.len()
    }

    /// Takes the worlds of some cuts to `now` and keeps what lasts of them, so that candidates are simulated from there; jobs of cuts
    /// whose states are not kept here are for others to run. Candidates that pin inputs are refused from then on. Says whether it was
    /// not stopped.
    pub fn keep_states(
        &mut self,
        cuts: &[usize],
        executor: &dyn Executor,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> bool {
        let found = parallel::map(executor, &Silent, cuts.len(), |at| {
            let worlds = self.cuts.get(cuts[at])?.clone();
            self.adjustable.keep_states(&self.worlds, worlds, go_on)
        });
        let Some(found) = found.into_iter().collect::<Option<Vec<States>>>() else {
            return false;
        };
        let states = (self.states).get_or_insert_with(|| self.cuts.iter().map(|_| None).collect());
        for (cut, found) in cuts.iter().zip(found) {
            states[*cut] = Some(found);
        }
        true
    }

    /// Makes candidates ready to be run.
    ///
    /// # Errors
    /// The first candidate that cannot be run, by its place, and why.
    pub fn candidates(
        &self,
        candidates: &[Candidate],
    ) -> Result<CandidateRuns<'_>, (usize, CandidateError)> {
        let pinned = candidates.iter().position(|c| !c.pins.is_empty());
        if let (Some(place), Some(_)) = (pinned, &self.states) {
            return Err((place, CandidateError::PinnedBeforeNow));
        }
        Ok(CandidateRuns {
            of: self,
            settled: self.adjustable.candidates(candidates)?,
            readings: candidates.iter().map(|_| OnceLock::new()).collect(),
            given: candidates.to_vec(),
        })
    }
}

impl CandidateRuns<'_> {
    /// Number of runs: one world under one candidate each.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.of.worlds.worlds() * self.given.len() as u64
    }

    /// Whether what is kept of all runs fits into memory.
    ///
    /// # Errors
    /// [`TooLarge`] where it does not.
    pub fn check_memory(&self) -> Result<(), TooLarge> {
        let numbers = self.given.iter().map(|c| self.wanted(c));
        let numbers = numbers
            .map(|w| w.numbers(self.of.adjustable.scenario()))
            .sum();
        memory::check(self.of.worlds.worlds(), numbers, 0, 0)
    }

    /// All jobs of some cuts: those of the first before those of the next.
    #[must_use]
    pub fn jobs(&self, cuts: impl IntoIterator<Item = usize>) -> Vec<CandidateJob> {
        let groups = 0..self.settled.groups();
        cuts.into_iter()
            .flat_map(|cut| groups.clone().map(move |group| CandidateJob { cut, group }))
            .collect()
    }

    /// Runs a job: the same bits on every machine and thread.
    ///
    /// `go_on` is asked from time to time; `None` where it says no, for a job that is none of these, and where states are kept but not
    /// those of its cut.
    #[must_use]
    pub fn run_job(&self, job: CandidateJob, go_on: &dyn Fn() -> bool) -> Option<CandidatePart> {
        let worlds = self.of.cuts.get(job.cut)?.clone();
        if job.group >= self.settled.groups() {
            return None;
        }
        let batches = match &self.of.states {
            // States are of these programs, and pins are refused before.
            Some(states) => (self.settled)
                .run_from(
                    job.group,
                    &self.of.worlds,
                    states.get(job.cut)?.as_ref()?,
                    go_on,
                )
                .ok()??,
            None => self
                .settled
                .run(job.group, &self.of.worlds, worlds, go_on)?,
        };
        let places = self.settled.members(job.group);
        let runs = batches.into_iter().zip(places).map(|(batch, place)| {
            if batch.faults.is_empty() {
                return PartRuns {
                    columns: batch.outcomes,
                    ..PartRuns::default()
                };
            }
            let reading = self.readings[*place].get_or_init(|| {
                let candidate = &self.given[*place];
                let (adjustable, wanted) = (&self.of.adjustable, self.wanted(candidate));
                let readers = adjustable.readers(candidate);
                Reading::by(adjustable.scenario(), &wanted, readers)
            });
            PartRuns::new(batch, &[], reading)
        });
        Some(CandidatePart {
            job,
            runs: runs.collect(),
        })
    }

    /// Puts parts together, in whatever order they come; one entry for each candidate, in order. `None` where a part is missing.
    #[must_use]
    pub fn gather(&self, parts: &[CandidatePart]) -> Option<Vec<CandidateColumns>> {
        let mut all = vec![CandidateColumns::default(); self.given.len()];
        let mut parts: Vec<&CandidatePart> = parts.iter().collect();
        parts.sort_by_key(|part| part.job);
        parts.dedup_by_key(|part| part.job);
        if !(parts.iter().map(|part| part.job)).eq(self.jobs(self.of.cuts())) {
            return None;
        }
        for part in parts {
            for (place, runs) in self.settled.members(part.job.group).iter().zip(&part.runs) {
                let own = &mut all[*place];
                own.columns.resize(runs.columns.len(), Vec::new());
                for (column, more) in own.columns.iter_mut().zip(&runs.columns) {
                    column.extend_from_slice(more);
                }
                own.faults.extend_from_slice(&runs.faults);
            }
        }
        Some(all)
    }

    /// Runs all jobs of some cuts on the threads lent. `None` where it was stopped, and where states are kept but not those of a cut.
    #[must_use]
    pub fn run_cuts(
        &self,
        cuts: impl IntoIterator<Item = usize>,
        executor: &dyn Executor,
        meter: &Meter,
    ) -> Option<Vec<CandidatePart>> {
        let jobs = self.jobs(cuts);
        let parts = Mutex::new(Vec::new());
        executor.run(jobs.len(), &|at| {
            let Some(part) = self.run_job(jobs[at], &|| meter.goes_on()) else {
                return;
            };
            let worlds = &self.of.cuts[part.job.cut];
            meter.count((worlds.end - worlds.start) * part.runs.len() as u64);
            parts
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(part);
        });
        let parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        (parts.len() == jobs.len()).then_some(parts)
    }

    /// Runs all jobs on the threads lent; one entry for each candidate, in order. `None` as of [`CandidateRuns::run_cuts`].
    #[must_use]
    pub fn run(&self, executor: &dyn Executor, meter: &Meter) -> Option<Vec<CandidateColumns>> {
        self.gather(&self.run_cuts(self.of.cuts(), executor, meter)?)
    }

    /// What is wanted of a candidate's profile.
    fn wanted(&self, candidate: &Candidate) -> Wanted {
        Wanted {
            profile: candidate.profile,
            outcomes: self.of.adjustable.outcomes(candidate.profile).to_vec(),
            watches: Vec::new(),
        }
    }
}
