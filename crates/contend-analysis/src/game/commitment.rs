//! What a leader would commit to, seen by followers who then reply (von Stackelberg 1934; Conitzer & Sandholm 2006).
//!
//! To a single strategy of the leader, one follower answers with a best reply; several followers answer with an equilibrium
//! among themselves: any pure one, or, where there is none, a mixed one (all extreme ones of two followers; the one that
//! quantal responses lead to of more). Where several answers are equally good for the followers, *strong* takes the best
//! for the leader, *weak* the worst.
//!
//! To a mixture, the best commitment is found for one follower only, by a linear program for each of its replies (Conitzer
//! & Sandholm 2006), exactly; for several followers no method is known that scales (it is NP-hard, same source).
//! The weak value of mixtures is what the leader can come as near to as it wants (von Stengel & Zamir 2010).

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::Zero;
use serde::Serialize;

use super::extreme::{Limits, extreme_equilibria};
use super::many::mixed_equilibrium;
use super::number::{Number, whole};
use super::payoffs::{GameError, Mixed, Payoffs};
use super::pure::pure_equilibria;
use super::simplex::{Optimum, unit_program};

/// A commitment, the followers' replies, and what both bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Committed {
    /// What each player does: the leader as committed, the followers in reply.
    pub strategies: Mixed,
    /// What each player expects.
    pub payoffs: Vec<f64>,
    /// The most that a follower could gain by another reply.
    pub gain: f64,
    /// False where the leader can come as near to this as it wants, but not reach it.
    pub attained: bool,
}

/// What a leader would commit to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Commitment {
    /// Who leads.
    pub leader: usize,
    /// For each strategy of the leader: followers who choose the best for it among equally good replies.
    pub strong_replies: Vec<Committed>,
    /// For each strategy of the leader: followers who choose the worst for it among equally good replies.
    pub weak_replies: Vec<Committed>,
    /// The best single strategy where followers break ties in the leader's favour (strong Stackelberg).
    pub strong: Committed,
    /// The best single strategy where followers break ties against the leader (weak Stackelberg).
    pub weak: Committed,
    /// The best mixture where ties are broken in the leader's favour; for two players.
    pub mixed_strong: Option<Committed>,
    /// The best mixture where ties are broken against the leader; for two players.
    pub mixed_weak: Option<Committed>,
}

/// What `leader` would commit to.
///
/// # Errors
/// [`GameError::Unknown`] for no such player; what solving the game among several followers may answer.
pub fn commitment(game: &Payoffs, leader: usize) -> Result<Commitment, GameError> {
    if leader >= game.players() {
        return Err(GameError::Unknown(format!(
            "there is no player {}: the game has {}",
            leader + 1,
            game.players()
        )));
    }
    let (mut strong_replies, mut weak_replies) = (Vec::new(), Vec::new());
    for s in 0..game.strategies()[leader] {
        let answers = replies(game, leader, s)?;
        let mut answers: Vec<Committed> = answers
            .into_iter()
            .map(|a| weigh(game, leader, a, true))
            .collect();
        let best = first_best(&answers, |a| a.payoffs[leader]);
        let worst = first_best(&answers, |a| -a.payoffs[leader]);
        weak_replies.push(answers[worst].clone());
        strong_replies.push(answers.swap_remove(best));
    }
    let own = |a: &Committed| a.payoffs[leader];
    let strong = strong_replies[first_best(&strong_replies, own)].clone();
    let weak = weak_replies[first_best(&weak_replies, own)].clone();
    let (mixed_strong, mixed_weak) = if game.players() == 2 {
        let pair = Pair::new(game, leader);
        (pair.strong(game), pair.weak(game))
    } else {
        (None, None)
    };
    Ok(Commitment {
        leader,
        strong_replies,
        weak_replies,
        strong,
        weak,
        mixed_strong,
        mixed_weak,
    })
}

fn first_best(all: &[Committed], value: impl Fn(&Committed) -> f64) -> usize {
    (1..all.len()).fold(0, |best, k| {
        if value(&all[k]) > value(&all[best]) {
            k
        } else {
            best
        }
    })
}

fn weigh(game: &Payoffs, leader: usize, strategies: Mixed, attained: bool) -> Committed {
    let mut gains = game.gains(&strategies);
    gains[leader] = 0.0;
    Committed {
        payoffs: (0..game.players())
            .map(|p| game.expected(p, &strategies))
            .collect(),
        gain: gains.into_iter().fold(0.0, f64::max),
        strategies,
        attained,
    }
}

/// What the followers may do when the leader plays a strategy; never empty.
fn replies(game: &Payoffs, leader: usize, strategy: usize) -> Result<Vec<Mixed>, GameError> {
    let certain = |own: usize, n: usize| {
        (0..n)
            .map(|s| f64::from(u8::from(s == own)))
            .collect::<Vec<_>>()
    };
    let kept: Vec<Vec<usize>> = game
        .strategies()
        .iter()
        .enumerate()
        .map(|(p, &n)| {
            if p == leader {
                vec![strategy]
            } else {
                (0..n).collect()
            }
        })
        .collect();
    let rest = game.restrict(&kept);
    let lead = certain(strategy, game.strategies()[leader]);
    let whole_game = |mut answer: Mixed| {
        answer[leader].clone_from(&lead);
        answer
    };
    let pure = pure_equilibria(&rest);
    if !pure.is_empty() {
        return Ok(pure
            .into_iter()
            .map(|i| whole_game(rest.certain(i)))
            .collect());
    }
    if game.players() != 3 {
        return Ok(vec![whole_game(mixed_equilibrium(&rest)?.strategies)]);
    }
    let followers: Vec<usize> = (0..3).filter(|&p| p != leader).collect();
    let sizes = followers.iter().map(|&p| game.strategies()[p]).collect();
    // The leader's only strategy left does not change the order of profiles.
    let values = followers.iter().map(|&p| rest.values(p).to_vec()).collect();
    let among = extreme_equilibria(&Payoffs::new(sizes, values)?, &Limits::default())?;
    Ok(among
        .equilibria
        .into_iter()
        .map(|e| {
            let mut answer = e.strategies;
            answer.insert(leader, Vec::new());
            whole_game(answer)
        })
        .collect())
}

/// Two players' payoffs as whole numbers, `[leader's strategy][follower's]`.
struct Pair {
    leader: usize,
    lead: Vec<Vec<BigInt>>,
    reply: Vec<Vec<BigInt>>,
}

impl Pair {
    fn new(game: &Payoffs, leader: usize) -> Self {
        let [rows, columns] = [game.strategies()[leader], game.strategies()[1 - leader]];
        let table = |player: usize| -> Vec<Vec<BigInt>> {
            let all = whole(game.values(player));
            (0..rows)
                .map(|i| {
                    (0..columns)
                        .map(|j| {
                            all[if leader == 0 {
                                i * columns + j
                            } else {
                                j * rows + i
                            }]
                            .clone()
                        })
                        .collect()
                })
                .collect()
        };
        Self {
            leader,
            lead: table(leader),
            reply: table(1 - leader),
        }
    }

    fn rows(&self) -> usize {
        self.lead.len()
    }

    fn columns(&self) -> usize {
        self.lead[0].len()
    }

    /// By how much another reply is better than `reply`, for each strategy of the leader; one row for each other reply.
    fn temptations(&self, reply: usize) -> Vec<Vec<BigInt>> {
        (0..self.columns())
            .filter(|&k| k != reply)
            .map(|k| self.reply.iter().map(|row| &row[k] - &row[reply]).collect())
            .collect()
    }

    /// For each reply, the mixture that is best for the leader among those to which it is a best reply; the best of these.
    fn strong(&self, game: &Payoffs) -> Option<Committed> {
        let mut best: Option<(Optimum<BigInt>, usize)> = None;
        for j in 0..self.columns() {
            let mut rows = self.temptations(j);
            rows.push(vec![BigInt::one(); self.rows()]);
            let objective: Vec<BigInt> = self.lead.iter().map(|row| row[j].clone()).collect();
            keep_better(&mut best, unit_program(&rows, &objective), j);
        }
        let (optimum, j) = best?;
        let x = optimum.x[..self.rows()]
            .iter()
            .map(|v| v.over(&optimum.denominator))
            .collect();
        Some(self.committed(game, x, j, true))
    }

    /// As [`Pair::strong`], among replies that a whole neighbourhood of mixtures makes best, apart from replies that are
    /// the same for the follower: among those the leader gets its worst.
    fn weak(&self, game: &Payoffs) -> Option<Committed> {
        let mut best: Option<(Optimum<BigInt>, usize)> = None;
        for j in 0..self.columns() {
            if !self.robust(j) {
                continue;
            }
            let same =
                (0..self.columns()).filter(|&k| self.reply.iter().all(|row| row[k] == row[j]));
            // The mixture, then the value that the leader has at least.
            let padded = |row: Vec<BigInt>, last: i8| {
                row.into_iter()
                    .chain([BigInt::from(last)])
                    .collect::<Vec<_>>()
            };
            let mut rows: Vec<Vec<BigInt>> = self
                .temptations(j)
                .into_iter()
                .map(|r| padded(r, 0))
                .collect();
            rows.extend(same.map(|k| padded(self.lead.iter().map(|row| -&row[k]).collect(), 1)));
            rows.push(padded(vec![BigInt::one(); self.rows()], 0));
            let objective = padded(vec![BigInt::ZERO; self.rows()], 1);
            keep_better(&mut best, unit_program(&rows, &objective), j);
        }
        let (optimum, j) = best?;
        let x = &optimum.x[..self.rows()];
        let against = |table: &[Vec<BigInt>], k: usize| -> BigInt {
            x.iter().zip(table).map(|(p, row)| p * &row[k]).sum()
        };
        let expected = against(&self.reply, j);
        let ties = (0..self.columns()).filter(|&k| against(&self.reply, k) == expected);
        let attained = ties
            .into_iter()
            .all(|k| against(&self.lead, k) >= optimum.value);
        let same = (0..self.columns()).filter(|&k| self.reply.iter().all(|row| row[k] == row[j]));
        let worst = same.min_by_key(|&k| against(&self.lead, k)).unwrap_or(j);
        let x = x.iter().map(|v| v.over(&optimum.denominator)).collect();
        Some(self.committed(game, x, worst, attained))
    }

    /// Whether some mixture of all the leader's strategies makes a reply better than all that are not the same to the
    /// follower.
    fn robust(&self, reply: usize) -> bool {
        // Every strategy has probability t + z; every other reply must be worse by t.
        let mut rows: Vec<Vec<BigInt>> = self
            .temptations(reply)
            .into_iter()
            .filter(|row| row.iter().any(|d| !d.is_zero()))
            .map(|row| {
                let all: BigInt = row.iter().sum();
                row.into_iter().chain([all + 1]).collect()
            })
            .collect();
        let mut sum = vec![BigInt::one(); self.rows()];
        sum.push(BigInt::from(self.rows()));
        rows.push(sum);
        let mut objective = vec![BigInt::ZERO; self.rows()];
        objective.push(BigInt::one());
        unit_program(&rows, &objective).is_some_and(|o| !o.value.is_zero())
    }

    fn committed(&self, game: &Payoffs, x: Vec<f64>, reply: usize, attained: bool) -> Committed {
        let answer = (0..self.columns())
            .map(|k| f64::from(u8::from(k == reply)))
            .collect();
        let strategies = if self.leader == 0 {
            vec![x, answer]
        } else {
            vec![answer, x]
        };
        weigh(game, self.leader, strategies, attained)
    }
}

/// The first of the best; programs whose best is nothing have no mixture.
fn keep_better(
    best: &mut Option<(Optimum<BigInt>, usize)>,
    next: Option<Optimum<BigInt>>,
    reply: usize,
) {
    let Some(next) = next.filter(|n| !n.value.is_zero()) else {
        return;
    };
    let better = best.as_ref().is_none_or(|(old, _)| {
        Number::compare(&next.value, &next.denominator, &old.value, &old.denominator)
            == Some(Ordering::Greater)
    });
    if better {
        *best = Some((next, reply));
    }
}
