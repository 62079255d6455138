//! What running a job gives.

use std::ops::Range;

use contend_engine::Fault;
use serde::{Deserialize, Serialize};

use crate::job::PlanKey;

/// The runs of some worlds under some profiles of a plan.
///
/// Numbers of runs that failed are NaN, so that parts are the same bits wherever and however they were cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The plan.
    pub plan: PlanKey,
    /// The worlds.
    pub worlds: Range<u64>,
    /// The profiles, by their places in the plan.
    pub profiles: Range<usize>,
    /// One entry for each of the profiles.
    pub runs: Vec<PartRuns>,
}

/// The runs of a part under one profile.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PartRuns {
    /// One column for each element of each outcome wanted; one number for each world.
    #[serde(with = "contend_model::exact")]
    pub columns: Vec<Vec<f64>>,
    /// One block for each quantity followed: for each world its values at the steps of the plan's grid.
    #[serde(with = "contend_model::exact")]
    pub watches: Vec<Vec<f64>>,
    /// Runs that failed, ascending by world.
    pub faults: Vec<Fault>,
}

impl PartRuns {
    /// From what the engine gives, with watched values at the steps of a grid.
    pub(crate) fn new(part: contend_engine::Batch, grid: &[u32]) -> PartRuns {
        let worlds = (part.worlds.end - part.worlds.start) as usize;
        let failed: Vec<usize> = part
            .faults
            .iter()
            .map(|f| (f.world - part.worlds.start) as usize)
            .collect();
        let watches = part
            .watches
            .into_iter()
            .map(|watch| thin(watch, worlds, grid));
        let mut runs = PartRuns {
            columns: part.outcomes,
            watches: watches.collect(),
            faults: part.faults,
        };
        for block in runs.columns.iter_mut().chain(&mut runs.watches) {
            let values = block.len() / worlds.max(1);
            for world in &failed {
                block[world * values..(world + 1) * values].fill(f64::NAN);
            }
        }
        runs
    }
}

/// Of values at every step, those at the steps of a grid.
fn thin(watch: Vec<f64>, worlds: usize, grid: &[u32]) -> Vec<f64> {
    let points = watch.len() / worlds.max(1);
    if grid.len() == points || points == 0 {
        return watch;
    }
    watch
        .chunks_exact(points)
        .flat_map(|row| grid.iter().map(|step| row[*step as usize]))
        .collect()
}
