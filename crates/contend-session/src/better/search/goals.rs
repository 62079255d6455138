//! What is wanted, and how much of it a strategy brings.

use contend_analysis::robustness::Measure;
use contend_model::id::OutcomeId;
use contend_model::model::Scenario;
use contend_model::nearest::nearest_few;

use super::{GoalRequest, SearchError};
use crate::better::report::BetterError;
use crate::watch::element_name;

/// The worst part of worlds that counts where the mean of all does not.
const WORST: f64 = 0.1;

/// A goal.
#[derive(Clone, Debug)]
pub(super) struct Goal {
    pub outcome: OutcomeId,
    pub element: usize,
    pub more: bool,
    pub worst_tenth: bool,
    /// With its element.
    pub name: String,
}

impl Goal {
    /// What is wanted of an outcome by its name, which may have an element.
    pub fn new(scenario: &Scenario, request: &GoalRequest) -> Result<Goal, BetterError> {
        let plain =
            |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
        let asked = plain(&request.outcome);
        let named = asked.split('[').next().unwrap_or_default();
        let unknown = |names: &mut dyn Iterator<Item = &str>| {
            let known = nearest_few(&asked, names);
            let name = request.outcome.clone();
            BetterError::Search(SearchError::UnknownGoal { name, known })
        };
        let outcomes = || scenario.outcomes.iter();
        let Some(at) = outcomes().position(|o| o.id == named) else {
            return Err(unknown(&mut outcomes().map(|o| o.id.as_str())));
        };
        let over = &scenario.outcomes[at].over;
        let names: Vec<String> = (0..scenario.size(over))
            .map(|e| element_name(scenario, named, over, e as u32))
            .collect();
        let Some(element) = names.iter().position(|n| plain(n) == asked) else {
            return Err(unknown(&mut names.iter().map(String::as_str)));
        };
        Ok(Goal {
            outcome: OutcomeId(at as u32),
            element,
            more: request.more,
            worst_tenth: request.worst_tenth,
            name: names[element].clone(),
        })
    }

    /// Its name in requests and reports.
    pub fn id(&self) -> String {
        match self.worst_tenth {
            true => format!("{}:worst-tenth", self.name),
            false => self.name.clone(),
        }
    }

    pub fn measure(&self) -> Measure {
        match self.worst_tenth {
            true => Measure::WorstPart(WORST),
            false => Measure::Mean,
        }
    }

    /// As something of which more is better, and back.
    pub fn signed(&self, value: f64) -> f64 {
        match self.more {
            true => value,
            false => -value,
        }
    }
}
