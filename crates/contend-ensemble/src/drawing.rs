//! How the worlds of a plan are drawn.

use std::fmt;

use contend_engine::design::{Design, DesignError, Worlds};
use contend_model::id::InputId;
use contend_model::model::Scenario;
use serde::{Deserialize, Serialize};

use crate::memory::{Kept, TooLarge};

/// How worlds are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drawing {
    /// By a design.
    Design(Design),
    /// Given values of some inputs, one for each world, in the parameters' units; other inputs take the median of
    /// their distribution.
    Given(Vec<(InputId, Vec<f64>)>),
}

impl Default for Drawing {
    fn default() -> Self {
        Drawing::Design(Design::default())
    }
}

/// The most worlds of a full factorial where no number is given.
const FACTORIAL_LIMIT: u64 = 1_000_000;
/// The most worlds of any ensemble: their numbers are kept side by side.
const WORLD_LIMIT: u64 = 1 << 31;

impl Drawing {
    /// Draws `asked` worlds, or `default` where no number is asked for. A full factorial and given values bring their
    /// own number: the former is nothing in part, the latter are cut off. Neighbours in groups of `replications` share their
    /// inputs; the last group is filled up.
    ///
    /// # Errors
    /// See [`DrawingError`].
    pub fn worlds(
        &self,
        scenario: &Scenario,
        asked: Option<u64>,
        default: u64,
        seed: u64,
        replications: u64,
    ) -> Result<Worlds, DrawingError> {
        let count = asked.unwrap_or(match self {
            Drawing::Design(Design::FullFactorial { .. }) => FACTORIAL_LIMIT,
            Drawing::Given(_) => WORLD_LIMIT,
            Drawing::Design(_) => default,
        });
        let replications = replications.max(1);
        fits(count)?;
        let drawn = match self {
            // No more worlds than asked for.
            Drawing::Design(design @ Design::FullFactorial { .. }) => {
                Worlds::new(scenario, *design, count / replications, seed)
            }
            Drawing::Design(design) => {
                Worlds::new(scenario, *design, count.div_ceil(replications), seed)
            }
            Drawing::Given(columns) => {
                let most = usize::try_from(count.div_ceil(replications)).unwrap_or(usize::MAX);
                let cut = |v: &Vec<f64>| v.get(..most).unwrap_or(v).to_vec();
                let columns = columns.iter().map(|(id, v)| (*id, cut(v))).collect();
                Worlds::given(scenario, columns, seed)
            }
        };
        let drawn = drawn.map_err(DrawingError::Design)?;
        let drawn = drawn.replicated(replications);
        fits(drawn.worlds())?;
        Ok(drawn)
    }
}

/// Whether so many worlds can be kept.
fn fits(worlds: u64) -> Result<(), DrawingError> {
    if worlds <= WORLD_LIMIT {
        return Ok(());
    }
    Err(DrawingError::TooLarge(TooLarge {
        what: Kept::Worlds,
        bytes: worlds.saturating_mul(8),
        limit: WORLD_LIMIT * 8,
    }))
}

/// Why worlds cannot be drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum DrawingError {
    /// More worlds than can be kept.
    TooLarge(TooLarge),
    /// The design does not allow it.
    Design(DesignError),
}

impl fmt::Display for DrawingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DrawingError::TooLarge(error) => error.fmt(f),
            DrawingError::Design(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DrawingError {}
