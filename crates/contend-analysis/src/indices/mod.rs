//! Sensitivity indices of designs of their own: how much of an outcome's variance, or of its distribution, hangs on which inputs.
//!
//! [`sobol`](mod@sobol) parts the variance, [`morris`](mod@morris) screens with few worlds, [`delta`](mod@delta) asks of the
//! whole distribution and needs no design, [`shapley`](mod@shapley) shares out what inputs that are drawn together explain
//! together.
//!
//! # Rows
//!
//! A design has pairs of rows: a world A and its partner B, drawn apart from each other. For each group of inputs there is a
//! mixed row: A, but for the group, which is as in B. Groups must be independent of each other; inside a group inputs may
//! depend on each other as they like, for they are never parted. Luck is a group like any other.
//!
//! # What is missing
//!
//! A pair in which an output is not finite is left out where it is needed, and counted; the other pairs speak. What more than
//! one pair in a hundred lacks may not speak for all.

pub mod delta;
pub mod morris;
pub mod shapley;
pub mod sobol;

use contend_engine::chance::{Purpose, Stream};
use contend_model::key::Key;
use serde::Serialize;

use crate::share::NORMAL_975;

/// A number with its 95 % interval from rows drawn anew.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Estimate {
    /// An estimate, with the same of rows drawn anew: their standard deviation makes the interval.
    fn new(value: f64, resampled: &[f64]) -> Estimate {
        let n = resampled.len() as f64;
        let mean = resampled.iter().sum::<f64>() / n;
        let squares: f64 = resampled.iter().map(|v| (v - mean) * (v - mean)).sum();
        let half = NORMAL_975 * (squares / (n - 1.0)).sqrt();
        Estimate {
            value,
            low: value - half,
            high: value + half,
        }
    }
}

/// Groups of rows that are drawn anew together.
const GROUPS: usize = 512;

/// The group of each of so many rows: of nearly equal size, at random.
fn assign(seed: u64, rows: usize) -> (Vec<u32>, usize) {
    let groups = rows.clamp(1, GROUPS);
    let row = stream(seed, Purpose::Groups, 0).row();
    let mut order: Vec<(u64, u32)> = (0..rows as u32)
        .map(|r| (row.bits(u64::from(r)), r))
        .collect();
    order.sort_unstable();
    let mut group = vec![0; rows];
    for (rank, (_, place)) in order.iter().enumerate() {
        group[*place as usize] = (rank % groups) as u32;
    }
    (group, groups)
}

/// How often each of so many groups stands in a resample.
fn drawn(seed: u64, resample: u32, groups: usize) -> Vec<f64> {
    crate::robustness::times(seed, resample, groups)
}

/// Random numbers of an ensemble as a whole.
fn stream(seed: u64, purpose: Purpose, step: u32) -> Stream {
    Stream {
        seed,
        purpose,
        key: Key(0),
        step,
    }
}
