//! Correlated equilibrium (Aumann 1974), by a linear program over the probabilities of profiles (Hart & Schmeidler 1989).

use num_bigint::BigInt;
use serde::Serialize;

use super::number::{Number, whole};
use super::payoffs::{GameError, Payoffs, Size};
use super::simplex::{floating, unit_program};

const METHOD: &str = "the best correlated equilibrium";

/// Up to how many entries of the program it is solved exactly from the start.
const EXACT: usize = 600;

/// The largest program, in entries.
const LARGEST: usize = 20_000_000;

/// What to maximise among correlated equilibria.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Objective {
    /// The sum of all payoffs.
    Welfare,
    /// What one player expects.
    Player(usize),
    /// A weighted sum of the players' payoffs.
    Weights(Vec<f64>),
}

/// A correlated equilibrium.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Correlated {
    /// The probability of recommending each profile.
    pub probabilities: Vec<f64>,
    /// What each player expects.
    pub payoffs: Vec<f64>,
    /// What was maximised.
    pub value: f64,
    /// The most that a player could gain, expected before recommendations come, by not always following its own.
    pub gain: f64,
}

/// The correlated equilibrium that is best by `objective`.
///
/// # Errors
/// [`GameError::Unknown`] for no such player or not one finite weight for each; [`GameError::TooLarge`];
/// [`GameError::NotFound`].
pub fn correlated(game: &Payoffs, objective: &Objective) -> Result<Correlated, GameError> {
    let weights = weights(game, objective)?;
    let profiles = game.profiles();
    let conditions: usize = game.strategies().iter().map(|n| n * (n - 1)).sum();
    let entries = (conditions + 2).saturating_mul(profiles);
    if entries > LARGEST {
        return Err(GameError::TooLarge {
            method: METHOD,
            size: Size::Program {
                profiles,
                conditions,
            },
            instead: "leave out strategies",
        });
    }
    let worth: Vec<f64> = (0..profiles)
        .map(|i| {
            weights
                .iter()
                .enumerate()
                .map(|(p, w)| w * game.payoff(p, i))
                .sum()
        })
        .collect();
    let rounded = || nearly(game, &worth).map(|p| judge(game, &worth, p));
    let fits = |c: &Correlated| {
        let range = (0..game.players())
            .map(|p| game.range(p))
            .fold(0.0, f64::max);
        c.gain <= 1e-9 * range
    };
    if entries > EXACT
        && let Some(answer) = rounded().filter(fits)
    {
        return Ok(answer);
    }
    let answer = exactly(game, &worth).map(|p| judge(game, &worth, p));
    answer.ok_or(GameError::NotFound {
        method: METHOD,
        gain: f64::INFINITY,
    })
}

fn weights(game: &Payoffs, objective: &Objective) -> Result<Vec<f64>, GameError> {
    let n = game.players();
    match objective {
        Objective::Welfare => Ok(vec![1.0; n]),
        Objective::Player(p) if *p < n => {
            Ok((0..n).map(|q| f64::from(u8::from(q == *p))).collect())
        }
        Objective::Player(p) => Err(GameError::Unknown(format!(
            "there is no player {}: the game has {n}",
            p + 1
        ))),
        Objective::Weights(w) if w.len() == n && w.iter().all(|v| v.is_finite()) => Ok(w.clone()),
        Objective::Weights(_) => Err(GameError::Unknown(format!(
            "one finite weight is needed for each of the {n} players"
        ))),
    }
}

/// For each player, strategy recommended and other strategy: by how much that is better at each profile; zero where
/// another strategy is recommended.
fn conditions<T: Clone>(
    game: &Payoffs,
    values: &[Vec<T>],
    zero: &T,
    minus: impl Fn(&T, &T) -> T,
) -> Vec<Vec<T>> {
    let mut rows = Vec::new();
    for (p, own) in values.iter().enumerate() {
        let n = game.strategies()[p];
        for (s, other) in (0..n)
            .flat_map(|s| (0..n).map(move |o| (s, o)))
            .filter(|(s, o)| s != o)
        {
            let row = (0..game.profiles()).map(|i| {
                if game.strategy(p, i) == s {
                    minus(&own[game.deviate(i, p, other)], &own[i])
                } else {
                    zero.clone()
                }
            });
            rows.push(row.collect());
        }
    }
    rows
}

fn exactly(game: &Payoffs, worth: &[f64]) -> Option<Vec<f64>> {
    let values: Vec<Vec<BigInt>> = (0..game.players()).map(|p| whole(game.values(p))).collect();
    let mut rows = conditions(game, &values, &BigInt::ZERO, |a, b| a - b);
    rows.push(vec![BigInt::one(); game.profiles()]);
    // Positive everywhere, so that the best has a probability of one in all.
    let found = unit_program(&rows, &whole(worth))?;
    Some(found.x.iter().map(|v| v.over(&found.denominator)).collect())
}

fn nearly(game: &Payoffs, worth: &[f64]) -> Option<Vec<f64>> {
    let values: Vec<Vec<f64>> = (0..game.players())
        .map(|p| unit(game.values(p), 0.0))
        .collect();
    let mut rows = conditions(game, &values, &0.0, |a, b| a - b);
    rows.push(vec![1.0; game.profiles()]);
    let mut right = vec![0.0; rows.len()];
    *right.last_mut()? = 1.0;
    let found = floating(&rows, &right, &unit(worth, 1.0))?;
    let total: f64 = found.iter().sum();
    (total > 0.5).then(|| found.iter().map(|p| p / total).collect())
}

fn unit(values: &[f64], least: f64) -> Vec<f64> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = if high > low { high - low } else { 1.0 };
    values.iter().map(|v| (v - low) / range + least).collect()
}

fn judge(game: &Payoffs, worth: &[f64], probabilities: Vec<f64>) -> Correlated {
    let sum =
        |values: &[f64]| -> f64 { values.iter().zip(&probabilities).map(|(v, p)| v * p).sum() };
    let mut gain = 0.0f64;
    for p in 0..game.players() {
        let n = game.strategies()[p];
        let mut better = vec![0.0; n * n];
        for (i, q) in probabilities.iter().enumerate().filter(|(_, q)| **q != 0.0) {
            let s = game.strategy(p, i);
            for o in 0..n {
                better[s * n + o] +=
                    q * (game.payoff(p, game.deviate(i, p, o)) - game.payoff(p, i));
            }
        }
        let own: f64 = better
            .chunks_exact(n)
            .map(|row| row.iter().copied().fold(0.0, f64::max))
            .sum();
        gain = gain.max(own);
    }
    Correlated {
        payoffs: (0..game.players()).map(|p| sum(game.values(p))).collect(),
        value: sum(worth),
        gain,
        probabilities,
    }
}
