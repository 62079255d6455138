//! Columns of an ensemble by what they mean: one number for each world.

use contend_model::id::{InputId, OutcomeId, ProfileId};
use serde::{Deserialize, Serialize};

/// What a column of an ensemble holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Column {
    /// What was drawn of an uncertain input, in the parameter's unit.
    Input(InputId),
    /// One element of an outcome, in the outcome's unit; NaN in worlds where it rests on something
    /// that went wrong.
    Outcome {
        /// The profile under which it was run.
        profile: ProfileId,
        /// The outcome.
        outcome: OutcomeId,
        /// Its element, row-major; 0 for a single number.
        element: u32,
    },
    /// How much each world counts, relative to the others; without such a column all count alike.
    Weight,
}

/// Columns of consecutive worlds, one number for each.
pub trait Columns {
    /// Number of worlds.
    fn worlds(&self) -> usize;

    /// Worlds that share their inputs and differ by luck: neighbours, so many from the first on. What is inferred from worlds
    /// counts the sets of inputs, which alone are independent of each other.
    fn replications(&self) -> usize {
        1
    }

    /// A column; `None` where it is not there, as an outcome under a profile that was not run.
    fn column(&self, column: Column) -> Option<&[f64]>;
}
