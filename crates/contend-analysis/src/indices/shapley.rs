//! Shapley effects of inputs that are drawn together: what they explain together of an outcome's variance, shared out between
//! them (Owen 2014, doi:10.1137/130936233; Song, Nelson and Staum 2016, doi:10.1137/15M1048070).
//!
//! Where inputs depend on each other, what one explains alone and what the others explain overlap. Each gets the mean, over all
//! orders in which inputs become known, of the variance that it then takes away; these sum to what all explain together.
//!
//! From worlds as they are (Broto, Bachoc and Depecker 2020, doi:10.1137/18M1234631): the variance that is left where some
//! inputs are known is the mean variance among a world and its two nearest neighbours by these inputs' ranks; options of a
//! choice are equal or not. Neighbours by one input must be drawn apart in the others, as in all designs but Sobol's. All sets of inputs are asked, so that there may be no more than [`MOST`].

use serde::Serialize;

use super::{Estimate, assign, drawn};

/// Most inputs.
pub const MOST: usize = 10;
/// How often worlds are drawn anew where nothing else is asked.
pub const RESAMPLES: u32 = 100;
/// Worlds among which neighbours are looked for.
const POOL: usize = 4_096;
/// Worlds whose neighbours are looked for, over all sets of inputs.
const WORK: usize = 1 << 20;

/// An input over worlds.
#[derive(Clone, Copy, Debug)]
pub enum Column<'a> {
    /// A number.
    Number(&'a [f64]),
    /// A choice: the place of its option.
    Choice(&'a [f64]),
}

/// What inputs explain.
#[derive(Clone, Debug, Serialize)]
pub struct Shapley {
    /// Of each input its part of the outcome's variance.
    pub effects: Vec<Estimate>,
    /// What all explain together.
    pub together: Estimate,
    /// Worlds that count.
    pub worlds: usize,
    /// Worlds left out because the outcome is not finite.
    pub left_out: usize,
}

/// The Shapley effects of some inputs; `None` of none, of more than [`MOST`], of too few worlds, and where nothing varies.
#[must_use]
pub fn shapley(inputs: &[Column], output: &[f64], resamples: u32, seed: u64) -> Option<Shapley> {
    let d = inputs.len();
    let finite: Vec<usize> = (0..output.len())
        .filter(|w| output[*w].is_finite())
        .collect();
    let left_out = output.len() - finite.len();
    let pool: Vec<usize> = finite.iter().copied().take(POOL).collect();
    let n = pool.len();
    if d == 0 || d > MOST || n < 20 {
        return None;
    }
    let y: Vec<f64> = pool.iter().map(|w| output[*w]).collect();
    let mean = y.iter().sum::<f64>() / n as f64;
    let variance = y.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1) as f64;
    if y.iter().all(|v| *v == y[0]) || variance <= 0.0 {
        return None;
    }
    let columns: Vec<(Vec<f64>, bool)> = (inputs.iter())
        .map(|input| match input {
            Column::Number(v) => (
                ranks(&pool.iter().map(|w| v[*w]).collect::<Vec<f64>>()),
                false,
            ),
            Column::Choice(v) => (pool.iter().map(|w| v[*w]).collect(), true),
        })
        .collect();
    let sets = 1usize << d;
    let base = n.min(WORK / sets);
    let (group, groups) = assign(seed, base);
    // For each set of inputs and group of worlds the sum of variances that are left, and how many.
    let mut left = vec![vec![[0.0; 2]; groups]; sets];
    for (set, left) in left.iter_mut().enumerate().skip(1) {
        let known: Vec<usize> = (0..d).filter(|i| set >> i & 1 == 1).collect();
        for (w, group) in group.iter().enumerate() {
            let to = &mut left[*group as usize];
            to[0] += around(&columns, &known, &y, w);
            to[1] += 1.0;
        }
    }
    let explained = |times: Option<&[f64]>| -> Vec<f64> {
        let mut all = vec![0.0];
        for left in &left[1..] {
            let mut sum = [0.0; 2];
            for (group, left) in left.iter().enumerate() {
                let times = times.map_or(1.0, |t| t[group]);
                sum[0] += times * left[0];
                sum[1] += times * left[1];
            }
            all.push(1.0 - sum[0] / sum[1] / variance);
        }
        all
    };
    let plain = explained(None);
    let again: Vec<Vec<f64>> = (0..resamples)
        .map(|r| explained(Some(&drawn(seed, r, groups))))
        .collect();
    let estimate = |of: &dyn Fn(&[f64]) -> f64| {
        let again: Vec<f64> = again.iter().map(|e| of(e)).collect();
        Estimate::new(of(&plain), &again)
    };
    Some(Shapley {
        effects: (0..d)
            .map(|i| estimate(&|explained| effect(explained, d, i)))
            .collect(),
        together: estimate(&|explained| explained[sets - 1]),
        worlds: finite.len(),
        left_out,
    })
}

/// The mean, over all orders, of what an input adds to those known before it.
fn effect(explained: &[f64], d: usize, input: usize) -> f64 {
    let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
    let without = (0..explained.len()).filter(|set| set >> input & 1 == 0);
    let parts = without.map(|set| {
        let known = set.count_ones() as usize;
        let weight = factorial(known) * factorial(d - known - 1) / factorial(d);
        weight * (explained[set | 1 << input] - explained[set])
    });
    parts.sum()
}

/// The variance of the outcome among a world and its two nearest neighbours by some inputs.
fn around(columns: &[(Vec<f64>, bool)], known: &[usize], y: &[f64], world: usize) -> f64 {
    let n = y.len();
    let mut nearest = [(f64::INFINITY, world); 2];
    // Beginning behind the world, so that of equally near ones not always the same are taken.
    for other in (1..n).map(|k| (world + k) % n) {
        let mut distance = 0.0;
        for input in known {
            let (values, choice) = &columns[*input];
            let apart = values[other] - values[world];
            distance += match choice {
                true => f64::from(u8::from(apart != 0.0)),
                false => apart * apart,
            };
        }
        if distance < nearest[1].0 {
            nearest[1] = (distance, other);
            if nearest[1].0 < nearest[0].0 {
                nearest.swap(0, 1);
            }
        }
    }
    let three = [y[world], y[nearest[0].1], y[nearest[1].1]];
    let mean = three.iter().sum::<f64>() / 3.0;
    three.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / 2.0
}

/// Ranks between 0 and 1.
fn ranks(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; n];
    let mut from = 0;
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let middle = (from as f64 + same.len() as f64 / 2.0) / n as f64;
        same.iter().for_each(|w| ranks[*w] = middle);
        from += same.len();
    }
    ranks
}
