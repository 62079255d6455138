//! Why a design cannot be drawn.

use std::fmt;

use crate::lower::CompileError;

/// Why a design cannot be drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum DesignError {
    /// No worlds were asked for.
    NoWorlds,
    /// A Latin hypercube of more worlds than it can have.
    TooManyWorlds {
        /// Asked for.
        worlds: u64,
        /// Allowed.
        most: u64,
    },
    /// More inputs than the Sobol' sequence has dimensions.
    TooManyInputs {
        /// Asked for.
        inputs: usize,
        /// Allowed.
        most: usize,
    },
    /// A full factorial with no levels.
    NoLevels,
    /// A full factorial that needs more worlds than allowed.
    GridTooLarge {
        /// Levels of each input.
        levels: u64,
        /// Number of inputs.
        inputs: usize,
        /// Worlds that it needs, levels to the power of inputs; `None` beyond 2⁶⁴.
        needed: Option<u64>,
        /// Worlds allowed.
        worlds: u64,
    },
    /// Given values of an input, as many as no other input has, or of an input that there is not.
    ColumnLength {
        /// The input's place among the scenario's inputs.
        input: usize,
        /// Values given.
        values: usize,
        /// Values expected.
        expected: usize,
    },
    /// A full factorial of inputs that a condition ties: most combinations would not fulfil it.
    GridOfConditions,
    /// Conditions that cannot be compiled.
    Conditions(CompileError),
    /// Rank correlations that contradict each other.
    Correlations {
        /// Names of the inputs among which no joint law has these correlations.
        inputs: Vec<String>,
    },
}

impl fmt::Display for DesignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DesignError::NoWorlds => write!(f, "an ensemble needs at least one world"),
            DesignError::TooManyWorlds { worlds, most } => {
                write!(
                    f,
                    "a Latin hypercube has at most {most} worlds, but {worlds} were asked for"
                )
            }
            DesignError::TooManyInputs { inputs, most } => write!(
                f,
                "the Sobol' sequence has {most} dimensions, but the scenario has {inputs} uncertain inputs; \
                 a Latin hypercube takes any number"
            ),
            DesignError::NoLevels => write!(
                f,
                "a full factorial needs at least one level for each input"
            ),
            DesignError::GridTooLarge {
                levels,
                inputs,
                needed,
                worlds,
            } => {
                write!(
                    f,
                    "a full factorial of {levels} levels for each of {inputs} inputs needs "
                )?;
                match needed {
                    Some(needed) => write!(f, "{needed} worlds")?,
                    None => write!(f, "{levels}^{inputs} worlds")?,
                }
                write!(f, ", but at most {worlds} are allowed")
            }
            DesignError::ColumnLength {
                input,
                values,
                expected,
            } => write!(
                f,
                "input {} has {values} given values, but {expected} are expected",
                input + 1
            ),
            DesignError::GridOfConditions => write!(
                f,
                "a full factorial takes every combination, also those that do not fulfil the scenario's conditions"
            ),
            DesignError::Conditions(error) => error.fmt(f),
            DesignError::Correlations { inputs } => write!(
                f,
                "the rank correlations among {} contradict each other: no joint distribution has them all",
                inputs.join(", ")
            ),
        }
    }
}

impl std::error::Error for DesignError {}
