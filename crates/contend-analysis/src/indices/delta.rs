//! Borgonovo's δ (2007, doi:10.1016/j.ress.2006.04.015): how much knowing an input moves the whole distribution of an outcome,
//! half of the area between its density and the one given the input, on average; 0 where it moves nothing, at most 1.
//!
//! From any worlds (Plischke, Borgonovo and Smith 2013, doi:10.1016/j.ejor.2012.11.047): worlds go into classes by the input,
//! of equal size, or one for each option of a choice, so that options are never taken for numbers. Densities are kernel
//! estimates with a normal kernel by Silverman's rule. They tell where one is above the other; how much, the worlds there tell
//! themselves, so that what a kernel blurs is not lost: half of the area is the difference of both probabilities of where the
//! one density is above the other. δ does not change where the outcome is stretched, so that densities are taken of its normal
//! scores by rank: no outlier widens the kernel, and what never comes (infinite) has its place.
//!
//! Even where an input moves nothing two estimates of a density differ: the estimate is corrected by the bias that shows in
//! worlds drawn anew, and beside it stands what inputs that were shuffled over the worlds still get ([`Delta::floor`]).

use contend_engine::chance::{Purpose, Stream};
use contend_engine::maths;
use contend_model::key::Key;
use serde::Serialize;

use super::Estimate;
use crate::quantiles::quantile;
use crate::robustness::times;

/// Points at which densities are held against each other.
const POINTS: usize = 110;
/// Normal scores between which densities are taken.
const REACH: f64 = 4.5;
/// How often worlds are drawn anew where nothing else is asked.
pub const RESAMPLES: u32 = 100;
/// How often an input is shuffled over the worlds.
const SHUFFLES: u32 = 40;
/// Worlds that an option needs to have a class of its own.
const LEAST: usize = 10;

/// δ of an input.
#[derive(Clone, Debug, Serialize)]
pub struct Delta {
    /// Bias-corrected.
    pub delta: Estimate,
    /// As estimated, without correction.
    pub plain: f64,
    /// What 95 of 100 shuffled inputs stay below, without correction.
    pub floor: f64,
    /// Classes.
    pub classes: usize,
    /// Worlds that count.
    pub worlds: usize,
    /// Worlds left out because the outcome has no value.
    pub left_out: usize,
}

impl Delta {
    /// Whether the estimate is more than inert inputs get.
    #[must_use]
    pub fn is_above_floor(&self) -> bool {
        self.plain > self.floor
    }
}

/// δ of an input over worlds; `options` is the number of its options where it is a choice. `None` where too few worlds count, or
/// nothing varies.
#[must_use]
pub fn delta(
    input: &[f64],
    options: Option<usize>,
    output: &[f64],
    resamples: u32,
    seed: u64,
) -> Option<Delta> {
    let all = input.len().min(output.len());
    let counts = |w: &usize| !output[*w].is_nan() && !input[*w].is_nan();
    let kept: Vec<usize> = (0..all).filter(counts).collect();
    let n = kept.len();
    if n < 2 * LEAST {
        return None;
    }
    let scores = normal_scores(&kept.iter().map(|w| output[*w]).collect::<Vec<f64>>());
    let values: Vec<f64> = kept.iter().map(|w| input[*w]).collect();
    let (class, classes) = match options {
        Some(options) => by_option(&values, options),
        None => by_rank(&values),
    };
    if classes < 2 || scores.iter().all(|s| *s == scores[0]) {
        return None;
    }
    let worlds = Worlds {
        place: scores.iter().map(|s| place(*s)).collect(),
        scores,
        classes,
    };
    let each = vec![1.0; n];
    let plain = worlds.delta(&class, &each)?;
    let again: Vec<f64> = (0..resamples)
        .filter_map(|r| worlds.delta(&class, &times(seed, r, n)))
        .collect();
    let mean = again.iter().sum::<f64>() / again.len() as f64;
    let corrected = (2.0 * plain - mean).clamp(0.0, 1.0);
    let mut null: Vec<f64> = (0..SHUFFLES)
        .filter_map(|s| worlds.delta(&shuffled(&class, seed, s), &each))
        .collect();
    null.sort_by(f64::total_cmp);
    Some(Delta {
        delta: Estimate::new(corrected, &again),
        plain,
        floor: quantile(&null, 0.95)?,
        classes,
        worlds: n,
        left_out: all - n,
    })
}

/// Outcomes of worlds, ready for densities.
struct Worlds {
    scores: Vec<f64>,
    /// The grid point below each score, and how far towards the next it lies.
    place: Vec<(usize, f64)>,
    classes: usize,
}

impl Worlds {
    /// The estimate where each world counts so many times.
    fn delta(&self, class: &[u32], times: &[f64]) -> Option<f64> {
        let width = 2.0 * REACH / (POINTS - 1) as f64;
        // Linear binning: each world's weight goes to the two points about it.
        let mut bins = vec![[0.0; POINTS]; self.classes];
        let mut moments = vec![[0.0; 3]; self.classes];
        for (w, times) in times.iter().enumerate().filter(|(_, t)| **t > 0.0) {
            let (at, part) = self.place[w];
            let bins = &mut bins[class[w] as usize];
            bins[at] += times * (1.0 - part);
            bins[at + 1] += times * part;
            let score = self.scores[w];
            let add = [*times, times * score, times * score * score];
            for (to, add) in moments[class[w] as usize].iter_mut().zip(add) {
                *to += add;
            }
        }
        let mut all = [0.0; POINTS];
        let mut of_all = [0.0; 3];
        for (bins, moments) in bins.iter().zip(&moments) {
            all.iter_mut().zip(bins).for_each(|(to, add)| *to += add);
            of_all
                .iter_mut()
                .zip(moments)
                .for_each(|(to, add)| *to += add);
        }
        let density = smooth(&all, bandwidth(of_all)?, of_all[0], width);
        let mut sum = 0.0;
        for (bins, moments) in bins.iter().zip(&moments) {
            let Some(bandwidth) = bandwidth(*moments) else {
                continue;
            };
            let own = smooth(bins, bandwidth, moments[0], width);
            // Where the one density is above the other, how many more worlds there are.
            let more: f64 = (0..POINTS)
                .filter(|at| own[*at] > density[*at])
                .map(|at| bins[at] / moments[0] - all[at] / of_all[0])
                .sum();
            sum += moments[0] / of_all[0] * more;
        }
        Some(sum)
    }
}

/// Silverman's rule; `None` of fewer than two worlds. What hardly varies still has a width, of one grid point.
fn bandwidth([n, sum, squares]: [f64; 3]) -> Option<f64> {
    if n < 2.0 {
        return None;
    }
    let variance = ((squares - sum * sum / n) / (n - 1.0)).max(0.0);
    let factor = maths::pow(n * 3.0 / 4.0, -0.2);
    Some((variance.sqrt() * factor).max(2.0 * REACH / (POINTS - 1) as f64))
}

/// The kernel density of binned weights.
fn smooth(bins: &[f64; POINTS], bandwidth: f64, all: f64, width: f64) -> [f64; POINTS] {
    let mut kernel = [0.0; POINTS];
    let mut total = 0.0;
    for (k, value) in kernel.iter_mut().enumerate() {
        let z = k as f64 * width / bandwidth;
        *value = maths::exp(-0.5 * z * z);
        total += if k == 0 { *value } else { 2.0 * *value };
    }
    let mut out = [0.0; POINTS];
    for (from, weight) in bins.iter().enumerate().filter(|(_, w)| **w > 0.0) {
        let scale = weight / (all * total * width);
        for (to, out) in out.iter_mut().enumerate() {
            *out += scale * kernel[to.abs_diff(from)];
        }
    }
    out
}

/// Where a score lies on the grid.
fn place(score: f64) -> (usize, f64) {
    let at =
        ((score + REACH) / (2.0 * REACH) * (POINTS - 1) as f64).clamp(0.0, (POINTS - 1) as f64);
    let below = (at as usize).min(POINTS - 2);
    (below, at - below as f64)
}

/// Normal scores by rank; equal values share the middle of theirs.
fn normal_scores(values: &[f64]) -> Vec<f64> {
    let n = values.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut scores = vec![0.0; n];
    let mut from = 0;
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let middle = from as f64 + same.len() as f64 / 2.0;
        let score = maths::normal_quantile(middle / n as f64);
        same.iter().for_each(|w| scores[*w] = score);
        from += same.len();
    }
    scores
}

/// Classes of equal size by rank, as many as Plischke and others (2013) take; equal values never part.
fn by_rank(values: &[f64]) -> (Vec<u32>, usize) {
    let n = values.len();
    let exponent = 2.0 / (7.0 + maths::tanh((1500.0 - n as f64) / 500.0));
    let wanted = (maths::ceil(maths::pow(n as f64, exponent)) as usize).clamp(2, 48);
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut class = vec![0; n];
    let (mut from, mut last, mut next) = (0, None, 0);
    for same in order.chunk_by(|a, b| values[*a] == values[*b]) {
        let middle = from + same.len() / 2;
        let of = Some(middle * wanted / n);
        if of != last {
            next += 1;
            last = of;
        }
        same.iter().for_each(|w| class[*w] = next - 1);
        from += same.len();
    }
    (class, next as usize)
}

/// One class for each option that has enough worlds; the others go together.
fn by_option(values: &[f64], options: usize) -> (Vec<u32>, usize) {
    let option = |v: &f64| (*v as usize).min(options.saturating_sub(1));
    let mut counts = vec![0; options.max(1)];
    values.iter().for_each(|v| counts[option(v)] += 1);
    let mut class_of = vec![None; options.max(1)];
    let mut next = 0;
    for (class, _) in class_of
        .iter_mut()
        .zip(&counts)
        .filter(|(_, n)| **n >= LEAST)
    {
        *class = Some(next);
        next += 1;
    }
    let rest = next;
    let mut any = false;
    let class = values.iter().map(|v| {
        class_of[option(v)].unwrap_or_else(|| {
            any = true;
            rest
        })
    });
    let class: Vec<u32> = class.collect();
    (class, next as usize + usize::from(any))
}

/// The same classes over other worlds.
fn shuffled(class: &[u32], seed: u64, shuffle: u32) -> Vec<u32> {
    let row = Stream {
        seed,
        purpose: Purpose::Groups,
        key: Key(0),
        // Step 0 makes groups of rows.
        step: shuffle + 1,
    }
    .row();
    let mut order: Vec<(u64, u32)> = (class.iter().zip(0u64..))
        .map(|(class, w)| (row.bits(w), *class))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(_, class)| class).collect()
}
