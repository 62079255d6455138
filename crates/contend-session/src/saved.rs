//! The steps at which values over time are kept and told.

use contend_model::clock::Clock;
use contend_model::length::saved_every;
use contend_model::model::Scenario;
use serde::Serialize;

use crate::error::RunError;
use crate::request::RunRequest;

/// Points of a chart on a page where the scenario says nothing, besides the last and `now`.
const POINTS: u32 = 100;
/// Points of a chart on a page at most, whatever it says.
const MOST_POINTS: u32 = 400;

/// The steps at which values over time are kept: every so many, and besides `now` and the last.
#[derive(Clone, Debug)]
pub(crate) struct Saved {
    pub every: u32,
    pub steps: Vec<u32>,
}

/// How far apart the instants are at which values over time are told; `now` and the last may stand nearer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spacing {
    /// In steps.
    pub steps: u32,
    /// In `unit`.
    pub length: f64,
    /// The largest unit of time in which it is a round number.
    pub unit: &'static str,
}

impl Saved {
    fn new(clock: &Clock, every: u32) -> Saved {
        let every = every.max(1);
        let mut steps: Vec<u32> = (0..=clock.steps).step_by(every as usize).collect();
        steps.extend(clock.now);
        steps.push(clock.steps);
        steps.sort_unstable();
        steps.dedup();
        Saved { every, steps }
    }

    /// Those of a run: as asked, else as the scenario says, else every step.
    pub fn of_run(scenario: &Scenario, request: &RunRequest) -> Result<Saved, RunError> {
        let every = asked(scenario, request)?.unwrap_or(1);
        Ok(Saved::new(&scenario.clock, every))
    }

    /// Those of a page: as asked or as the scenario says, or a multiple of it where that would be too many to draw; else about
    /// a hundred.
    pub fn of_page(scenario: &Scenario, request: &RunRequest) -> Result<Saved, RunError> {
        let steps = scenario.clock.steps;
        let every = match asked(scenario, request)? {
            Some(every) => every * (steps / every).div_ceil(MOST_POINTS).max(1),
            None => steps.div_ceil(POINTS),
        };
        Ok(Saved::new(&scenario.clock, every))
    }

    /// How far apart they are.
    pub fn spacing(&self, clock: &Clock) -> Spacing {
        let (length, unit) = contend_model::length::length(clock, self.every);
        Spacing {
            steps: self.every,
            length,
            unit,
        }
    }
}

fn asked(scenario: &Scenario, request: &RunRequest) -> Result<Option<u32>, RunError> {
    let Some(every) = &request.every else {
        return Ok(scenario.every);
    };
    let found = saved_every(every, &scenario.clock);
    found.map(Some).map_err(|why| RunError::Every {
        every: every.clone(),
        why,
    })
}
