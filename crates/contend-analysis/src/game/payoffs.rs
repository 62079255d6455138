//! A finite game in strategic form: who gets what at each profile, and what mixed strategies are worth.

use std::fmt;

use serde::Serialize;

/// A probability for each strategy of each player.
pub type Mixed = Vec<Vec<f64>>;

/// The payoffs of a finite game in strategic form.
///
/// A profile is one strategy for each player. Profiles are numbered row-major: the last player's strategy changes fastest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Payoffs {
    strategies: Vec<usize>,
    strides: Vec<usize>,
    values: Vec<Vec<f64>>,
}

/// A Nash equilibrium, and how exactly it is one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Equilibrium {
    /// What each player does.
    pub strategies: Mixed,
    /// What each player expects.
    pub payoffs: Vec<f64>,
    /// The most that any player could gain by deviating, in units of payoff: the accuracy. Zero in an exact equilibrium
    /// but for rounding.
    pub gain: f64,
}

/// Why a game cannot be solved as asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum GameError {
    /// No players, a player without strategies, or arrays that do not fit the strategies.
    Shape(String),
    /// A payoff is not a finite number.
    NotFinite {
        /// Whose payoff.
        player: usize,
        /// At which profile.
        profile: usize,
    },
    /// The method is for two players.
    TwoPlayers {
        /// What was asked for.
        method: &'static str,
        /// How many players there are.
        players: usize,
    },
    /// More work than the limit allows.
    TooLarge {
        /// What was asked for.
        method: &'static str,
        /// What there is too much of.
        size: Size,
        /// What to do instead.
        instead: &'static str,
    },
    /// No such player, strategy or label.
    Unknown(String),
    /// The method ended without an answer of the accuracy asked for.
    NotFound {
        /// What was asked for.
        method: &'static str,
        /// The largest gain from deviating at its best guess.
        gain: f64,
    },
}

/// What there is too much of for a method, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// So many strategies of two players together.
    Strategies(usize),
    /// More than so many corners of a best-reply polytope.
    Corners(usize),
    /// A path of more than so many steps.
    Steps(usize),
    /// A linear program.
    Program {
        /// Profiles: its unknowns.
        profiles: usize,
        /// Its conditions.
        conditions: usize,
    },
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Size::Strategies(n) => write!(f, "{n} strategies of both players"),
            Size::Corners(n) => write!(f, "more than {n} corners of a best-reply polytope"),
            Size::Steps(n) => write!(f, "a path of more than {n} steps"),
            Size::Program {
                profiles,
                conditions,
            } => write!(
                f,
                "a program of {profiles} profiles under {conditions} conditions"
            ),
        }
    }
}

/// Payoffs beyond this would overflow where they are multiplied.
const LARGEST: f64 = 1e100;

impl fmt::Display for GameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape(what) | Self::Unknown(what) => f.write_str(what),
            Self::NotFinite { player, profile } => write!(
                f,
                "the payoff of player {} at profile {} is not a finite number",
                player + 1,
                profile + 1
            ),
            Self::TwoPlayers { method, players } => {
                write!(f, "{method} is for two players; this game has {players}")
            }
            Self::TooLarge {
                method,
                size,
                instead,
            } => {
                write!(f, "too large for {method}: {size}; {instead}")
            }
            Self::NotFound { method, gain } => write!(
                f,
                "{method} found no equilibrium; at its best guess somebody still gains {gain:e} by deviating"
            ),
        }
    }
}

impl std::error::Error for GameError {}

impl Payoffs {
    /// A game of as many players as `strategies` has entries, each with at least one strategy; `values[player][profile]`.
    ///
    /// # Errors
    /// [`GameError::Shape`] where the arrays do not fit, [`GameError::NotFinite`] for a payoff that is no finite number.
    pub fn new(strategies: Vec<usize>, values: Vec<Vec<f64>>) -> Result<Self, GameError> {
        if strategies.is_empty() || strategies.contains(&0) {
            return Err(GameError::Shape(
                "a game needs at least one player, and each player at least one strategy".into(),
            ));
        }
        let profiles = strategies
            .iter()
            .try_fold(1usize, |n, &s| n.checked_mul(s))
            .ok_or_else(|| {
                GameError::Shape("the game has more profiles than can be counted".into())
            })?;
        if values.len() != strategies.len() {
            return Err(GameError::Shape(format!(
                "there are {} players but payoffs for {}",
                strategies.len(),
                values.len()
            )));
        }
        for (player, own) in values.iter().enumerate() {
            if own.len() != profiles {
                return Err(GameError::Shape(format!(
                    "the game has {profiles} profiles, but player {} has {} payoffs",
                    player + 1,
                    own.len()
                )));
            }
            if own.iter().any(|v| v.is_finite() && v.abs() > LARGEST) {
                return Err(GameError::Shape(format!(
                    "player {} has a payoff beyond {LARGEST:e}: choose a larger unit",
                    player + 1
                )));
            }
            if let Some(profile) = own.iter().position(|v| !v.is_finite()) {
                return Err(GameError::NotFinite { player, profile });
            }
        }
        let mut strides = vec![1; strategies.len()];
        for p in (0..strategies.len() - 1).rev() {
            strides[p] = strides[p + 1] * strategies[p + 1];
        }
        Ok(Self {
            strategies,
            strides,
            values,
        })
    }

    /// A game of two players from their matrices, whose rows are the first player's strategies.
    ///
    /// # Errors
    /// As [`Payoffs::new`].
    pub fn bimatrix(first: &[Vec<f64>], second: &[Vec<f64>]) -> Result<Self, GameError> {
        let columns = first.first().map_or(0, Vec::len);
        if first.iter().chain(second).any(|row| row.len() != columns) {
            return Err(GameError::Shape(
                "the rows of the two matrices differ in length".into(),
            ));
        }
        Self::new(
            vec![first.len(), columns],
            vec![first.concat(), second.concat()],
        )
    }

    /// How many players there are.
    pub fn players(&self) -> usize {
        self.strategies.len()
    }

    /// How many strategies each player has.
    pub fn strategies(&self) -> &[usize] {
        &self.strategies
    }

    /// How many profiles there are.
    pub fn profiles(&self) -> usize {
        self.values[0].len()
    }

    /// The number of a profile.
    pub fn index(&self, profile: &[usize]) -> usize {
        profile.iter().zip(&self.strides).map(|(s, d)| s * d).sum()
    }

    /// The strategies of a profile.
    pub fn profile(&self, index: usize) -> Vec<usize> {
        (0..self.players())
            .map(|p| self.strategy(p, index))
            .collect()
    }

    /// What a player does at a profile.
    pub fn strategy(&self, player: usize, index: usize) -> usize {
        index / self.strides[player] % self.strategies[player]
    }

    /// The profile at which `player` does `strategy` and all others what they do at `index`.
    pub fn deviate(&self, index: usize, player: usize, strategy: usize) -> usize {
        index - self.strategy(player, index) * self.strides[player]
            + strategy * self.strides[player]
    }

    /// What a player gets at a profile.
    pub fn payoff(&self, player: usize, index: usize) -> f64 {
        self.values[player][index]
    }

    /// What a player gets at each profile.
    pub fn values(&self, player: usize) -> &[f64] {
        &self.values[player]
    }

    /// The profiles at which `player` plays the first strategy: one for each combination of what the others do.
    pub fn others(&self, player: usize) -> impl Iterator<Item = usize> + '_ {
        let (stride, span) = (
            self.strides[player],
            self.strides[player] * self.strategies[player],
        );
        (0..self.profiles() / span)
            .flat_map(move |block| (0..stride).map(move |inner| block * span + inner))
    }

    /// How far apart the payoffs of a player lie.
    pub fn range(&self, player: usize) -> f64 {
        let own = &self.values[player];
        let (low, high) = own
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| {
                (l.min(v), h.max(v))
            });
        high - low
    }

    /// What a player expects when all play `mixed`.
    pub fn expected(&self, player: usize, mixed: &Mixed) -> f64 {
        let values = self.deviations(player, mixed);
        values.iter().zip(&mixed[player]).map(|(v, p)| v * p).sum()
    }

    /// What a player expects from each strategy when the others play `mixed`.
    pub fn deviations(&self, player: usize, mixed: &Mixed) -> Vec<f64> {
        let mut values = std::borrow::Cow::Borrowed(&self.values[player]);
        // The last player first: what is left stays row-major.
        for other in (0..self.players()).rev() {
            if other == player {
                continue;
            }
            let own = &mixed[other];
            let inner = if other > player {
                1
            } else {
                self.strategies[player]
            };
            values = std::borrow::Cow::Owned(contract(&values, own, inner));
        }
        values.into_owned()
    }

    /// What each player could gain at most by deviating from `mixed`; never negative.
    pub fn gains(&self, mixed: &Mixed) -> Vec<f64> {
        (0..self.players())
            .map(|p| {
                let values = self.deviations(p, mixed);
                let expected: f64 = values.iter().zip(&mixed[p]).map(|(v, q)| v * q).sum();
                values.iter().fold(0.0f64, |best, v| best.max(v - expected))
            })
            .collect()
    }

    /// The most that any player could gain by deviating from `mixed`.
    pub fn gain(&self, mixed: &Mixed) -> f64 {
        self.gains(mixed).into_iter().fold(0.0, f64::max)
    }

    /// Mixed strategies with what they are worth and how exactly they are an equilibrium.
    pub fn assess(&self, strategies: Mixed) -> Equilibrium {
        let mut payoffs = Vec::with_capacity(self.players());
        let mut gain = 0.0f64;
        for (p, own) in strategies.iter().enumerate() {
            let values = self.deviations(p, &strategies);
            let expected: f64 = values.iter().zip(own).map(|(v, q)| v * q).sum();
            gain = values.iter().fold(gain, |best, v| best.max(v - expected));
            payoffs.push(expected);
        }
        Equilibrium {
            strategies,
            payoffs,
            gain,
        }
    }

    /// The mixed strategies that play a profile for certain.
    pub fn certain(&self, index: usize) -> Mixed {
        (0..self.players())
            .map(|p| {
                let own = self.strategy(p, index);
                (0..self.strategies[p])
                    .map(|s| f64::from(u8::from(s == own)))
                    .collect()
            })
            .collect()
    }

    /// The game that is left when each player keeps only some strategies, in the order given.
    pub fn restrict(&self, kept: &[Vec<usize>]) -> Self {
        let strategies: Vec<usize> = kept.iter().map(Vec::len).collect();
        let mut indices = vec![0];
        for (p, own) in kept.iter().enumerate() {
            indices = indices
                .iter()
                .flat_map(|base| own.iter().map(move |s| base + s * self.strides[p]))
                .collect();
        }
        let values = self
            .values
            .iter()
            .map(|own| indices.iter().map(|&i| own[i]).collect())
            .collect();
        let mut strides = vec![1; strategies.len()];
        for p in (0..strategies.len() - 1).rev() {
            strides[p] = strides[p + 1] * strategies[p + 1];
        }
        Self {
            strategies,
            strides,
            values,
        }
    }
}

/// Sums `weights` out of an array whose axes are `…, weights.len(), inner`.
fn contract(values: &[f64], weights: &[f64], inner: usize) -> Vec<f64> {
    values
        .chunks_exact(weights.len() * inner)
        .flat_map(|block| {
            (0..inner).map(move |i| {
                weights
                    .iter()
                    .enumerate()
                    .map(|(w, p)| p * block[w * inner + i])
                    .sum::<f64>()
            })
        })
        .collect()
}
