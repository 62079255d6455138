//! Why a test cannot be evaluated.

use std::fmt;

use contend_model::id::{InputId, OutcomeId, ProfileId, QuantityId};

/// Why a test cannot be evaluated at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestError {
    /// An outcome under a profile that is not in the ensemble.
    NotRun {
        /// The outcome.
        outcome: OutcomeId,
        /// The profile.
        profile: ProfileId,
    },
    /// An input whose draws are not given.
    NoDraws(InputId),
    /// A quantity that varies over time: tests read outcomes and parameters.
    VariesOverTime(QuantityId),
    /// Something else that has a meaning only within a run: the time, memory, chance, an event, a summary.
    OnlyInRuns,
    /// An array of more elements than tests may have.
    TooLarge {
        /// Its elements.
        elements: usize,
    },
}

impl fmt::Display for TestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TestError::NotRun { .. } => write!(
                f,
                "the test reads an outcome under a profile that was not run"
            ),
            TestError::NoDraws(_) => write!(f, "the test reads an input whose draws are not given"),
            TestError::VariesOverTime(_) => {
                write!(f, "the test reads a quantity that varies over time")
            }
            TestError::OnlyInRuns => write!(
                f,
                "the test asks for something that has a meaning only within a run"
            ),
            TestError::TooLarge { elements } => write!(
                f,
                "the test computes an array of {elements} elements, too many"
            ),
        }
    }
}

impl std::error::Error for TestError {}
