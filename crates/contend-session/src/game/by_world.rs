//! The game of each world: in how many worlds is a strategy a best reply, a profile an equilibrium, a strategy dominated.

use contend_analysis::game::{Limits, Payoffs, Solver};

use crate::game::play::Played;
use contend_ensemble::executor::{Executor, Progress, Silent};
use contend_ensemble::parallel;

/// Worlds whose games are solved side by side.
const BLOCK: usize = 512;

/// Strategies of a player that are held against each other: their number squared is kept for each world of a block.
const MOST_COMPARED: usize = 200;

/// Counts of worlds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub worlds: u64,
    /// `[player][profile]`: in which the player's strategy is a best reply to the others'.
    pub best: Vec<Vec<u64>>,
    /// `[profile]`: in which it is an equilibrium.
    pub equilibrium: Vec<u64>,
    /// `[player][strategy]`: in which another pure strategy dominates it strictly; not counted where there are too many.
    pub dominated: Vec<Vec<u64>>,
    /// In which no profile is an equilibrium, one, several.
    pub pure: [u64; 3],
}

impl Counts {
    fn none(played: &Played) -> Counts {
        let shape = &played.shape;
        Counts {
            worlds: 0,
            best: vec![vec![0; shape.profiles]; shape.players()],
            equilibrium: vec![0; shape.profiles],
            dominated: shape.sizes.iter().map(|n| vec![0; *n]).collect(),
            pure: [0; 3],
        }
    }

    fn plus(&mut self, other: &Counts) {
        let add = |to: &mut Vec<u64>, from: &[u64]| {
            to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        };
        self.worlds += other.worlds;
        for (to, from) in self.best.iter_mut().zip(&other.best) {
            add(to, from);
        }
        add(&mut self.equilibrium, &other.equilibrium);
        for (to, from) in self.dominated.iter_mut().zip(&other.dominated) {
            to.truncate(from.len());
            add(to, from);
        }
        self.pure
            .iter_mut()
            .zip(&other.pure)
            .for_each(|(a, b)| *a += b);
    }
}

/// Counts over the worlds that are complete under every profile.
pub(crate) fn count(played: &Played, executor: &dyn Executor) -> Counts {
    let blocks = played.common.div_ceil(BLOCK);
    let parts = parallel::map(executor, &Silent, blocks, |block| {
        let from = block * BLOCK;
        let mut counts = Counts::none(played);
        count_block(played, from, played.common.min(from + BLOCK), &mut counts);
        counts
    });
    let mut all = Counts::none(played);
    parts.iter().for_each(|part| all.plus(part));
    all
}

/// Whether a profile is an equilibrium in each of the worlds that are complete under every profile.
pub(crate) fn is_equilibrium(played: &Played, profile: usize) -> Vec<bool> {
    let shape = &played.shape;
    let mut holds = vec![true; played.common];
    for player in 0..shape.players() {
        let own = played.payoff(player, profile);
        for strategy in 0..shape.sizes[player] {
            let other = played.payoff(player, shape.with(profile, player, strategy));
            for ((holds, own), other) in holds.iter_mut().zip(own).zip(other) {
                *holds &= own >= other;
            }
        }
    }
    holds
}

/// For each of some mixed equilibria of two players, the number of worlds (of those complete under every profile) that
/// have an equilibrium which mixes the same strategies.
pub(crate) fn count_mixed(
    played: &Played,
    supports: &[Vec<Vec<bool>>],
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Vec<u64> {
    let shape = &played.shape;
    let blocks = played.common.div_ceil(BLOCK);
    let parts = parallel::map(executor, progress, blocks, |block| {
        let mut counts = vec![0; supports.len()];
        let mut solver = Solver::new(Limits::default());
        for world in block * BLOCK..played.common.min((block + 1) * BLOCK) {
            let values = (0..shape.players())
                .map(|player| {
                    (0..shape.profiles)
                        .map(|profile| played.payoff(player, profile)[world])
                        .collect()
                })
                .collect();
            let game = Payoffs::new(shape.sizes.clone(), values);
            let Ok(all) = game.and_then(|game| solver.solve(&game)) else {
                continue;
            };
            for (count, support) in counts.iter_mut().zip(supports) {
                let same = |mixed: &Vec<Vec<f64>>| {
                    let pairs = mixed.iter().flatten().zip(support.iter().flatten());
                    pairs.into_iter().all(|(p, plays)| (*p > 0.0) == *plays)
                };
                *count += u64::from(all.equilibria.iter().any(|e| same(&e.strategies)));
            }
        }
        counts
    });
    let mut all = vec![0; supports.len()];
    for part in parts {
        all.iter_mut().zip(part).for_each(|(a, b)| *a += b);
    }
    all
}

fn count_block(played: &Played, from: usize, to: usize, counts: &mut Counts) {
    let shape = &played.shape;
    let n = to - from;
    counts.worlds = n as u64;
    let mut stands = vec![1u8; shape.profiles * n];
    let mut best = vec![0.0; n];
    for player in 0..shape.players() {
        let size = shape.sizes[player];
        // [strategy][other][world]: still strictly better against all that the others did so far.
        let compared = size <= MOST_COMPARED;
        let mut ahead = vec![1u8; if compared { size * size * n } else { 0 }];
        for first in shape.others(player) {
            let at = |s: usize| shape.with(first, player, s);
            let payoff = |s: usize| &played.payoff(player, at(s))[from..to];
            best.copy_from_slice(payoff(0));
            for s in 1..size {
                for (best, value) in best.iter_mut().zip(payoff(s)) {
                    *best = if *value > *best { *value } else { *best };
                }
            }
            for s in 0..size {
                let own = payoff(s);
                let stands = &mut stands[at(s) * n..(at(s) + 1) * n];
                let mut replies = 0;
                for ((stands, own), best) in stands.iter_mut().zip(own).zip(&best) {
                    let is = u8::from(own >= best);
                    *stands &= is;
                    replies += u64::from(is);
                }
                counts.best[player][at(s)] += replies;
                for other in (0..size).filter(|o| compared && *o != s) {
                    let place = (s * size + other) * n;
                    let flags = &mut ahead[place..place + n];
                    for ((flag, own), other) in flags.iter_mut().zip(own).zip(payoff(other)) {
                        *flag &= u8::from(other > own);
                    }
                }
            }
        }
        if !compared {
            counts.dominated[player].clear();
            continue;
        }
        for s in 0..size {
            let mut any = vec![0u8; n];
            for other in (0..size).filter(|o| *o != s) {
                let place = (s * size + other) * n;
                for (any, flag) in any.iter_mut().zip(&ahead[place..place + n]) {
                    *any |= flag;
                }
            }
            counts.dominated[player][s] += any.iter().map(|a| u64::from(*a)).sum::<u64>();
        }
    }
    let mut equilibria = vec![0u32; n];
    for (profile, stands) in stands.chunks_exact(n).enumerate() {
        let mut sum = 0;
        for (equilibria, stands) in equilibria.iter_mut().zip(stands) {
            *equilibria += u32::from(*stands);
            sum += u64::from(*stands);
        }
        counts.equilibrium[profile] += sum;
    }
    for e in equilibria {
        counts.pure[(e as usize).min(2)] += 1;
    }
}
