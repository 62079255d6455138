//! What of an ensemble can be kept in memory: it is asked before anything is run.

use std::fmt;

/// The most bytes that watched values may take.
pub const WATCH_LIMIT: u64 = 1 << 30;
/// The most bytes that outcomes may take.
pub const OUTCOME_LIMIT: u64 = 1 << 32;

/// What would be kept of all worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// One number for each world.
    Worlds,
    /// Outcomes.
    Outcomes,
    /// Watched values.
    Watches,
}

/// More than can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// What is too much.
    pub what: Kept,
    /// Bytes that it takes.
    pub bytes: u64,
    /// Bytes allowed.
    pub limit: u64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            Kept::Worlds => "one number for each world",
            Kept::Outcomes => "the outcomes of all worlds",
            Kept::Watches => "the watched values of all worlds",
        };
        let (bytes, limit) = (self.bytes, self.limit);
        write!(
            f,
            "{what} would take {bytes} bytes, and at most {limit} are kept"
        )
    }
}

impl std::error::Error for TooLarge {}

/// Whether so many outcomes of each world, and so many watched quantities at so many points in time, can be kept.
///
/// # Errors
/// [`TooLarge`] where they cannot.
pub fn check(worlds: u64, outcomes: usize, watches: usize, points: usize) -> Result<(), TooLarge> {
    let bytes = |numbers: u64| worlds.saturating_mul(numbers).saturating_mul(8);
    let watched = (watches as u64).saturating_mul(points as u64);
    for (what, bytes, limit) in [
        (Kept::Outcomes, bytes(outcomes as u64), OUTCOME_LIMIT),
        (Kept::Watches, bytes(watched), WATCH_LIMIT),
    ] {
        if bytes > limit {
            return Err(TooLarge { what, bytes, limit });
        }
    }
    Ok(())
}
