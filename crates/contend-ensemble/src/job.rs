//! A piece of a plan that anybody can run.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::part::Part;
use crate::plan::PlanKey;
use crate::prepared::Prepared;

/// Some worlds of a plan under some of its profiles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The plan.
    pub plan: PlanKey,
    /// The worlds.
    pub worlds: Range<u64>,
    /// The profiles, by their places in the plan: one of its groups.
    pub profiles: Range<usize>,
}

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
