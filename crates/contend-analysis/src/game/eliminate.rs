//! Iterated elimination of dominated strategies (Gale, Kuhn & Tucker 1950; Bernheim 1984; Pearce 1984).
//!
//! Whether a mixture dominates is a linear program, solved exactly: ties are ties, and differences of a billionth count.

use num_bigint::BigInt;
use num_traits::Zero;
use serde::Serialize;

use super::number::{Number, whole};
use super::payoffs::Payoffs;
use super::simplex::{maximise, unit_program};

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

/// The dominated strategies of a player. Names a single strategy that dominates where there is one, else a mixture.
pub fn dominated(game: &Payoffs, player: usize, dominance: Dominance, by: By) -> Vec<Dominated> {
    let own = game.strategies()[player];
    let mut numbers = None;
    (0..own)
        .filter_map(|s| {
            let single = (0..own).filter(|&k| k != s).find_map(|k| {
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
            });
            if single.is_some()
                || by == By::Pure
                || own < 3
                || sometimes_best(game, player, s, dominance)
            {
                return single;
            }
            let exact = numbers.get_or_insert_with(|| whole(game.values(player)));
            let mixture = match dominance {
                Dominance::Strict => strictly(game, player, s, exact),
                Dominance::Weak => weakly(game, player, s, exact),
            }?;
            let margin = game
                .others(player)
                .map(|first| {
                    let at = |k| game.payoff(player, game.deviate(first, player, k));
                    let mixed: f64 = mixture.iter().enumerate().map(|(k, p)| p * at(k)).sum();
                    mixed - at(s)
                })
                .fold(f64::INFINITY, f64::min);
            Some(Dominated {
                player,
                strategy: s,
                by: mixture,
                margin: if dominance == Dominance::Weak {
                    margin.max(0.0)
                } else {
                    margin
                },
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

/// A best reply to something is not strictly dominated, and an only best reply not even weakly.
fn sometimes_best(game: &Payoffs, player: usize, strategy: usize, dominance: Dominance) -> bool {
    game.others(player).any(|first| {
        let at = |k| game.payoff(player, game.deviate(first, player, k));
        let mut rest = (0..game.strategies()[player]).filter(|&k| k != strategy);
        match dominance {
            Dominance::Strict => rest.all(|k| at(k) <= at(strategy)),
            Dominance::Weak => rest.all(|k| at(k) < at(strategy)),
        }
    })
}

/// By how much each other strategy is better, for each combination of what the others do.
fn differences(
    game: &Payoffs,
    player: usize,
    strategy: usize,
    exact: &[BigInt],
) -> Vec<Vec<BigInt>> {
    (0..game.strategies()[player])
        .filter(|&k| k != strategy)
        .map(|k| {
            game.others(player)
                .map(|first| {
                    &exact[game.deviate(first, player, k)]
                        - &exact[game.deviate(first, player, strategy)]
                })
                .collect()
        })
        .collect()
}

/// The mixture whose least advantage is greatest, if that is positive: the value of a game of one player choosing among the
/// other strategies against all others choosing together (von Neumann 1928).
fn strictly(game: &Payoffs, player: usize, strategy: usize, exact: &[BigInt]) -> Option<Vec<f64>> {
    let mut rows = differences(game, player, strategy, exact);
    let least = rows.iter().flatten().min()?.clone();
    let lift = 1 - &least;
    for d in rows.iter_mut().flatten() {
        *d += &lift;
    }
    let columns = rows[0].len();
    let ones = |n: usize| vec![BigInt::one(); n];
    let best = maximise(&rows, &ones(rows.len()), &ones(columns)).ok()??;
    // The lifted game is worth denominator / value.
    if best.denominator <= &lift * &best.value {
        return None;
    }
    Some(spread(strategy, &best.dual, &best.value, BigInt::ZERO))
}

/// The mixture of all strategies that is never worse and whose advantages sum to most, if that is anything.
fn weakly(game: &Payoffs, player: usize, strategy: usize, exact: &[BigInt]) -> Option<Vec<f64>> {
    let by_strategy = differences(game, player, strategy, exact);
    let objective: Vec<BigInt> = by_strategy.iter().map(|d| d.iter().sum()).collect();
    let mut rows: Vec<Vec<BigInt>> = (0..by_strategy.first()?.len())
        .map(|j| by_strategy.iter().map(|d| -&d[j]).collect())
        .collect();
    rows.push(vec![BigInt::one(); by_strategy.len()]);
    let best = unit_program(&rows, &objective)?;
    if best.value.is_zero() {
        return None;
    }
    let used: BigInt = best.x.iter().sum();
    let rest = &best.denominator - used;
    Some(spread(strategy, &best.x, &best.denominator, rest))
}

/// Shares of all strategies from those of all but one.
fn spread(strategy: usize, others: &[BigInt], total: &BigInt, own: BigInt) -> Vec<f64> {
    let mut all: Vec<f64> = others.iter().map(|v| v.over(total)).collect();
    all.insert(strategy, own.over(total));
    all
}
