//! A piece of a plan that anybody can run.

use std::ops::Range;

use contend_model::key::Key;
use serde::{Deserialize, Serialize};

/// Tells plans apart: parts of one plan do not go into the ensemble of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlanKey(pub Key);

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
