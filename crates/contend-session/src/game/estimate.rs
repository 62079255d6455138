//! Payoffs of a game from those of its worlds: the mean or the mean of the worst tenth, over the worlds as they are or
//! drawn anew.
//!
//! Worlds are drawn anew by the bootstrap (Efron 1979, doi:10.1214/aos/1176344552), in groups: up to 500 groups of
//! nearly equal size, to which worlds are assigned at random, are drawn with replacement. Each world stands in one
//! group for all profiles and players, so that comparisons stay paired.

use contend_engine::chance::{Purpose, Stream};
use contend_model::key::Key;

use crate::game::play::Played;
use crate::request::Measure;

/// Groups of worlds that are drawn anew.
const GROUPS: usize = 500;
/// Resamples where nothing else is asked.
const RESAMPLES: u32 = 1_000;
/// Resamples of the largest games.
const FEWEST_RESAMPLES: u32 = 100;
/// Sums of groups that all resamples may take together.
const WORK: u64 = 2_000_000_000;

/// The part of worlds that the cautious look at.
const WORST: f64 = 0.1;

/// Draws payoffs anew, as often as wanted.
pub(crate) struct Resampler<'p> {
    played: &'p Played,
    seed: u64,
    groups: usize,
    /// How often to draw.
    pub resamples: u32,
    sums: Sums,
}

enum Sums {
    /// For each profile: for each group the number of its worlds that count, then for each player the sums over them of
    /// its payoff, or of its difference from that of the reference.
    Means(Vec<(Vec<f64>, Vec<Vec<f64>>)>),
    /// The group of each kept world, and for each player and profile the worst worlds in order: enough of them to fill
    /// the worst tenth whatever is drawn.
    Tails {
        group: Vec<u32>,
        order: Vec<Vec<Vec<u32>>>,
    },
}

impl<'p> Resampler<'p> {
    pub fn new(played: &'p Played, measure: Measure, seed: u64, asked: Option<u32>) -> Self {
        let n = played.kept.len();
        let groups = n.min(GROUPS);
        let players = played.players;
        let numbers = (played.shape.profiles * (players + 1)) as u64;
        let cost = match measure {
            Measure::Mean => numbers * groups as u64,
            Measure::WorstTenth => numbers * n as u64 / 4,
        };
        let resamples = asked.unwrap_or_else(|| {
            let affordable = WORK / cost.max(1);
            u32::try_from(affordable)
                .unwrap_or(u32::MAX)
                .clamp(FEWEST_RESAMPLES, RESAMPLES)
        });
        let group = assign(seed, &played.kept, groups);
        let sums = match measure {
            Measure::Mean => Sums::Means(
                (0..played.shape.profiles)
                    .map(|profile| group_sums(played, profile, &group, groups))
                    .collect(),
            ),
            Measure::WorstTenth => Sums::Tails {
                order: (0..players)
                    .map(|player| {
                        (0..played.shape.profiles)
                            .map(|profile| ascending(played.payoff(player, profile)))
                            .collect()
                    })
                    .collect(),
                group,
            },
        };
        Resampler {
            played,
            seed,
            groups,
            resamples,
            sums,
        }
    }

    /// Payoffs on worlds drawn anew, `[player][profile]`.
    pub fn draw(&self, resample: u32) -> Vec<Vec<f64>> {
        let mut times = vec![0.0; self.groups];
        let row = stream(self.seed, Purpose::Resample, resample).row();
        for place in 0..self.groups {
            times[below(row.bits(place as u64), self.groups)] += 1.0;
        }
        let shape = &self.played.shape;
        let mut values = vec![vec![0.0; shape.profiles]; self.played.players];
        match &self.sums {
            Sums::Means(sums) => {
                for profile in self.played.order.iter().copied() {
                    let (counts, sums) = &sums[profile];
                    let worlds = weighted(counts, &times);
                    for (player, sums) in sums.iter().enumerate() {
                        let base = self.played.reference[profile]
                            .map_or(0.0, |reference| values[player][reference]);
                        values[player][profile] = base + weighted(sums, &times) / worlds;
                    }
                }
            }
            Sums::Tails { group, order } => {
                for (player, values) in values.iter_mut().enumerate() {
                    for (profile, value) in values.iter_mut().enumerate() {
                        let payoffs = self.played.payoff(player, profile);
                        let weights = |w: u32| times[group[w as usize] as usize];
                        let total: f64 = (0..payoffs.len() as u32).map(weights).sum();
                        *value = tail(payoffs, &order[player][profile], total, weights);
                    }
                }
            }
        }
        values
    }
}

/// The means of all payoffs, `[player][profile]`: of a profile that was set aside, by its difference from its reference.
pub(crate) fn means(played: &Played) -> Vec<Vec<f64>> {
    let shape = &played.shape;
    let mut values = vec![vec![0.0; shape.profiles]; played.players];
    for profile in played.order.iter().copied() {
        for (player, values) in values.iter_mut().enumerate() {
            let own = played.payoff(player, profile);
            values[profile] = match played.reference[profile] {
                None => crate::game::play::mean_and_error(own).0,
                Some(reference) => {
                    let others = played.payoff(player, reference);
                    values[reference] + crate::game::play::difference(own, others).0
                }
            };
        }
    }
    values
}

/// The mean of the worst tenth of values: the lowest, each of weight 1, the last one in part (expected shortfall,
/// Acerbi and Tasche 2002, doi:10.1016/S0378-4266(02)00283-2).
pub(crate) fn worst_tenth(values: &[f64]) -> f64 {
    tail(values, &ascending(values), values.len() as f64, |_| 1.0)
}

fn tail(values: &[f64], order: &[u32], total: f64, weight: impl Fn(u32) -> f64) -> f64 {
    let wanted = WORST * total;
    // About the least value, so that equal values give just that.
    let least = order.first().map_or(f64::NAN, |w| values[*w as usize]);
    let (mut taken, mut sum) = (0.0, 0.0);
    for world in order {
        let part = weight(*world).min(wanted - taken);
        sum += part * (values[*world as usize] - least);
        taken += part;
        if taken >= wanted {
            break;
        }
    }
    least + sum / wanted
}

fn ascending(values: &[f64]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_by(|a, b| {
        values[*a as usize]
            .total_cmp(&values[*b as usize])
            .then(a.cmp(b))
    });
    order
}

/// Worlds in random order, cut into groups of nearly equal size.
fn assign(seed: u64, kept: &[u64], groups: usize) -> Vec<u32> {
    let row = stream(seed, Purpose::Groups, 0).row();
    let mut order: Vec<(u64, u32)> = kept
        .iter()
        .enumerate()
        .map(|(place, world)| (row.bits(*world), place as u32))
        .collect();
    order.sort_unstable();
    let mut group = vec![0; kept.len()];
    for (rank, (_, place)) in order.iter().enumerate() {
        group[*place as usize] = (rank % groups.max(1)) as u32;
    }
    group
}

fn group_sums(
    played: &Played,
    profile: usize,
    group: &[u32],
    groups: usize,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut counts = vec![0.0; groups];
    for g in &group[..played.worlds_of(profile)] {
        counts[*g as usize] += 1.0;
    }
    let sums = (0..played.players)
        .map(|player| {
            let mut sums = vec![0.0; groups];
            let own = played.payoff(player, profile).iter().zip(group);
            match played.reference[profile] {
                None => own.for_each(|(v, g)| sums[*g as usize] += v),
                Some(reference) => own
                    .zip(played.payoff(player, reference))
                    .for_each(|((v, g), r)| sums[*g as usize] += v - r),
            }
            sums
        })
        .collect();
    (counts, sums)
}

fn weighted(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(v, w)| v * w).sum()
}

/// Random numbers of an ensemble as a whole: they hang on no name.
fn stream(seed: u64, purpose: Purpose, step: u32) -> Stream {
    Stream {
        seed,
        purpose,
        key: Key(0),
        step,
    }
}

/// A number below `n`, as good as uniform for small `n`.
fn below(bits: u64, n: usize) -> usize {
    ((u128::from(bits) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_tenth_counts_its_last_value_in_part() {
        let values: Vec<f64> = (0..25).rev().map(f64::from).collect();
        // 0 and 1 whole, 2 by half.
        assert!((worst_tenth(&values) - (0.0 + 1.0 + 0.5 * 2.0) / 2.5).abs() < 1e-15);
        assert_eq!(worst_tenth(&[3.0]), 3.0);
    }

    #[test]
    fn groups_are_of_nearly_equal_size() {
        let kept: Vec<u64> = (0..1234).collect();
        let group = assign(7, &kept, 500);
        let mut counts = vec![0; 500];
        group.iter().for_each(|g| counts[*g as usize] += 1);
        assert!(counts.iter().all(|c| [2, 3].contains(c)));
        assert_ne!(group, assign(8, &kept, 500));
    }
}
