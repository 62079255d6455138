//! What running a job gives.

use std::collections::BTreeMap;
use std::ops::Range;

use contend_engine::{Fault, FaultPlace};
use contend_model::id::OutcomeId;
use contend_model::model::Scenario;
use contend_model::reach::{Reached, Readers, Source, last_read};
use serde::{Deserialize, Serialize};

use crate::job::PlanKey;
use crate::plan::{Plan, Wanted};

/// The runs of some worlds under some profiles of a plan.
///
/// Numbers that rest on something that went wrong are NaN, so that parts are the same bits wherever and however they were
/// cut.
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

impl Part {
    /// The runs of some worlds under the profiles of a plan, one entry for each, in order.
    #[must_use]
    pub fn whole(plan: &Plan, worlds: Range<u64>, runs: Vec<PartRuns>) -> Part {
        Part {
            plan: plan.key(),
            worlds,
            profiles: 0..runs.len(),
            runs,
        }
    }
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
    /// What went wrong by itself, not because of something else that did: ascending by world, then in the order of time.
    pub faults: Vec<Fault>,
}

impl PartRuns {
    /// From what the engine gives, with watched values at the steps of a grid.
    pub(crate) fn new(batch: contend_engine::Batch, grid: &[u32], reading: &Reading) -> PartRuns {
        let first = batch.worlds.start;
        let worlds = (batch.worlds.end - first) as usize;
        let watches = (batch.watches.into_iter()).map(|watch| thin(watch, worlds, grid));
        let mut runs = PartRuns {
            columns: batch.outcomes,
            watches: watches.collect(),
            faults: Vec::new(),
        };
        let mut known: BTreeMap<Source, Reached> = BTreeMap::new();
        for of_world in batch.faults.chunk_by(|a, b| a.world == b.world) {
            let causes = runs.faults.len();
            for fault in of_world {
                let source = fault.place.source();
                let follows =
                    (runs.faults[causes..].iter()).any(|f| known[&f.place.source()].has(source));
                let reached = known
                    .entry(source)
                    .or_insert_with(|| reading.readers.reached(source));
                let world = (fault.world - first) as usize;
                // Outcomes that rest on a value that went wrong are NaN already. What an event would have moved is not,
                // and a chart of worlds that end on the way would be one of ever fewer worlds.
                let event = matches!(fault.place, FaultPlace::Event(_));
                // What an event would have moved is seen from the next instant on.
                let step = fault.step.filter(|_| event);
                let (of_columns, of_watches) = reading.sources.split_at(runs.columns.len());
                let columns = (runs.columns.iter_mut().zip(of_columns)).zip(&reading.last);
                let moved = columns.filter(|(_, last)| step.is_some_and(|step| step < **last));
                let watches = runs.watches.iter_mut().zip(of_watches);
                for (block, of) in moved.map(|(column, _)| column).chain(watches) {
                    if reached.has(*of) {
                        let values = block.len() / worlds.max(1);
                        block[world * values..(world + 1) * values].fill(f64::NAN);
                    }
                }
                if !follows {
                    runs.faults.push(fault.clone());
                }
            }
        }
        runs
    }
}

/// What a profile's columns and watches are of, and who reads what under it.
#[derive(Debug)]
pub(crate) struct Reading {
    /// Of each column, then of each watch.
    sources: Vec<Source>,
    /// Of each column the last step at which it looks at anything.
    last: Vec<u32>,
    readers: Readers,
}

impl Reading {
    /// Of what is wanted of a scenario.
    pub(crate) fn new(scenario: &Scenario, wanted: &Wanted) -> Reading {
        Reading::by(scenario, wanted, Readers::new(scenario, wanted.profile))
    }

    /// The same where others read each other than under the profile as it is.
    pub(crate) fn by(scenario: &Scenario, wanted: &Wanted, readers: Readers) -> Reading {
        let columns = || {
            wanted.outcomes.iter().flat_map(|id| {
                let elements = scenario.size(&scenario.outcomes[id.index()].over);
                std::iter::repeat_n(*id, elements)
            })
        };
        let last =
            |id: OutcomeId| last_read(&scenario.clock, &scenario.outcomes[id.index()].equation);
        let watches = (wanted.watches.iter()).map(|w| Source::Quantity(w.quantity));
        Reading {
            sources: columns().map(Source::Outcome).chain(watches).collect(),
            last: columns().map(last).collect(),
            readers,
        }
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
