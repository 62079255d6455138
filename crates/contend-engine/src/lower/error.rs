//! Why a scenario could not be compiled.

use contend_model::id::QuantityId;

use crate::defect::Defect;

/// Why a checked scenario could not be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileError {
    /// Some elements need each other at the same instant.
    Loop {
        /// Elements on the loop: quantity and element, row-major.
        elements: Vec<(QuantityId, u32)>,
    },
    /// A memory function stands where the compiler cannot follow it: inside a recursion along a dimension.
    MemoryInRecursion {
        /// The quantity whose equation it is.
        quantity: QuantityId,
    },
    /// An expression stands where it has no meaning, which the reader should have refused.
    Misplaced {
        /// What it is.
        what: &'static str,
    },
    /// The program would be too large.
    TooLarge {
        /// Numbers that one world needs at once.
        numbers: u64,
        /// The most that is run.
        limit: u64,
    },
    /// The compiler made what must not be run: a bug of Contend, whatever the scenario says.
    Defect(Defect),
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CompileError::Loop { elements } => {
                write!(
                    f,
                    "{} elements of equations need each other at the same instant",
                    elements.len()
                )
            }
            CompileError::MemoryInRecursion { .. } => {
                f.write_str("a peak stands inside a recursion along a dimension")
            }
            CompileError::Misplaced { what } => write!(f, "{what} stands where it has no meaning"),
            CompileError::TooLarge { numbers, limit } => {
                write!(
                    f,
                    "one world needs {numbers} numbers at once; at most {limit} are run"
                )
            }
            CompileError::Defect(defect) => defect.fmt(f),
        }
    }
}

impl std::error::Error for CompileError {}

impl From<Defect> for CompileError {
    fn from(defect: Defect) -> CompileError {
        CompileError::Defect(defect)
    }
}
