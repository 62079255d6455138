//! What is followed over time, and at which steps: what a run is asked to follow, what its page draws, what is kept of both.

use contend_model::model::{PageSettings, Scenario};

use crate::error::RunError;
use crate::page::charts;
use crate::request::RunRequest;
use crate::saved::Saved;
use crate::watch::{self, Watched};

/// Quantities and the steps at which each has a value.
pub(crate) struct Series {
    pub watched: Vec<Watched>,
    pub saved: Saved,
}

impl Series {
    /// What a run is asked to follow.
    pub fn of_run(scenario: &Scenario, request: &RunRequest) -> Result<Series, RunError> {
        let named = request.watches.iter();
        let watched: Result<_, RunError> = named.map(|w| watch::parse(scenario, w)).collect();
        Ok(Series {
            watched: watched?,
            saved: Saved::of_run(scenario, request)?,
        })
    }

    /// What a page draws.
    pub fn of_page(
        scenario: &Scenario,
        page: &PageSettings,
        request: &RunRequest,
    ) -> Result<Series, RunError> {
        Ok(Series {
            watched: charts::watched(scenario, &charts::chosen(scenario, page)),
            saved: Saved::of_page(scenario, request)?,
        })
    }

    /// What is kept of a run: what it is asked to follow, and where that is asked for what its page draws, each once.
    pub fn kept(
        scenario: &Scenario,
        page: &PageSettings,
        request: &RunRequest,
    ) -> Result<Series, RunError> {
        let mut kept = Series::of_run(scenario, request)?;
        if request.page {
            let drawn = Series::of_page(scenario, page, request)?;
            if kept.watched.is_empty() {
                // A page has fewer steps than a run, all of them steps of the run.
                kept.saved = drawn.saved;
            }
            for series in drawn.watched {
                if !kept.follows(&series) {
                    kept.watched.push(series);
                }
            }
        }
        Ok(kept)
    }

    /// Whether a quantity is among them.
    pub fn follows(&self, series: &Watched) -> bool {
        self.watched.iter().any(|w| w.watch == series.watch)
    }
}
