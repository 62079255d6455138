//! Iterated elimination of dominated strategies.

use serde::Serialize;

use super::payoffs::Payoffs;

/// When a strategy counts as dominated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Dominance {
    /// Another is better whatever the others do.
    Strict,
    /// Another is never worse, and better against something that the others may do.
    Weak,
}

/// What may dominate a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum By {
    /// Single strategies.
    Pure,
    /// Mixtures too.
    Mixtures,
}

/// A strategy that goes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dominated {
    /// Whose.
    pub player: usize,
    /// Which.
    pub strategy: usize,
    /// A probability for each of the player's strategies: the mixture that dominates it.
    pub by: Vec<f64>,
    /// The least advantage of that mixture over it, against all that the others may still do; positive if strict.
    pub margin: f64,
}

/// What elimination did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Elimination {
    /// Strategies that went at the same time, round by round.
    pub rounds: Vec<Vec<Dominated>>,
    /// What is left, for each player, in order.
    pub left: Vec<Vec<usize>>,
}

/// Eliminates dominated strategies, in rounds, until none is left to go.
///
/// With [`Dominance::Strict`] the order does not matter and every equilibrium survives; with [`Dominance::Weak`] some
/// equilibria may be lost, and the order matters: here all dominated strategies of all players go at once in each round.
pub fn eliminate(game: &Payoffs, dominance: Dominance, by: By) -> Elimination {
    let mut left: Vec<Vec<usize>> = game
        .strategies()
        .iter()
        .map(|&n| (0..n).collect())
        .collect();
    let mut rounds = Vec::new();
    loop {
        let rest = game.restrict(&left);
        let round: Vec<Dominated> = (0..game.players())
            .flat_map(|p| dominated(&rest, p, dominance, by))
            .map(|d| Dominated {
                by: (0..game.strategies()[d.player])
                    .map(|s| {
                        let place = left[d.player].iter().position(|&k| k == s);
                        place.map_or(0.0, |i| d.by[i])
                    })
                    .collect(),
                strategy: left[d.player][d.strategy],
                ..d
            })
            .collect();
        if round.is_empty() {
            return Elimination { rounds, left };
        }
        for d in &round {
            left[d.player].retain(|&s| s != d.strategy);
        }
        rounds.push(round);
    }
}

/// The dominated strategies of a player.
pub fn dominated(game: &Payoffs, player: usize, dominance: Dominance, by: By) -> Vec<Dominated> {
    let _ = by;
    let own = game.strategies()[player];
    (0..own)
        .filter_map(|s| {
            (0..own).find_map(|k| {
                let (worst, best) = advantage(game, player, k, s);
                let goes = match dominance {
                    Dominance::Strict => worst > 0.0,
                    Dominance::Weak => worst >= 0.0 && best > 0.0,
                };
                goes.then(|| Dominated {
                    player,
                    strategy: s,
                    by: (0..own).map(|i| f64::from(u8::from(i == k))).collect(),
                    margin: worst,
                })
            })
        })
        .collect()
}

/// The least and the greatest advantage of one strategy over another.
fn advantage(game: &Payoffs, player: usize, one: usize, other: usize) -> (f64, f64) {
    game.others(player)
        .map(|first| {
            game.payoff(player, game.deviate(first, player, one))
                - game.payoff(player, game.deviate(first, player, other))
        })
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), d| {
            (l.min(d), h.max(d))
        })
}
