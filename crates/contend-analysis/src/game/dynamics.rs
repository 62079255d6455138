//! Where imitation and learning lead.

use serde::Serialize;

use super::payoffs::{GameError, Mixed, Payoffs};

/// A path of mixed strategies over time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dynamics {
    /// The mixed strategies at the start and after each step.
    pub path: Vec<Mixed>,
    /// The most that any player could gain by deviating from the last of the path.
    pub gain: f64,
}

/// Replicator dynamics from `start`: `steps` steps of length `step` in time.
///
/// # Errors
/// [`GameError::Shape`] where `start` is not a probability for each strategy of each player.
pub fn replicator(
    game: &Payoffs,
    start: &Mixed,
    steps: usize,
    step: f64,
) -> Result<Dynamics, GameError> {
    let _ = (game, start, steps, step);
    Err(GameError::NotFound {
        method: "replicator dynamics",
        gain: f64::INFINITY,
    })
}

/// Fictitious play from a profile, for `rounds` rounds: each plays a best reply to how often the others did what so far.
/// The path holds those frequencies.
///
/// # Errors
/// [`GameError::Unknown`] for no such profile.
pub fn fictitious_play(
    game: &Payoffs,
    profile: usize,
    rounds: usize,
) -> Result<Dynamics, GameError> {
    let _ = (game, profile, rounds);
    Err(GameError::NotFound {
        method: "fictitious play",
        gain: f64::INFINITY,
    })
}
