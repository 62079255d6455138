//! How numbers are spread, in little memory, put together in any order.
//!
//! Numbers are counted in fixed bins, each 1/128 as wide as the power of two below it: log-linear bins, as in DDSketch
//! (Masson, Rim and Lee 2019, doi:10.14778/3352063.3352135) and HdrHistogram. A bin is read off the bits of a number, and
//! counts are whole numbers, so that neither the order in which numbers come nor how they are dealt out over machines
//! changes a bit of any quantile. (Sketches that choose their bins by what they have seen, as t-digest and KLL do, have
//! other bits after another merge.)

use std::collections::BTreeMap;

use contend_model::id::ProfileId;
use serde::{Deserialize, Serialize};

use crate::coverage::{Admitted, Coverage, Refused};
use crate::part::Part;
use crate::plan::Plan;
use crate::sink::Sink;

/// Bits of the mantissa that tell bins apart: 128 bins between a power of two and the next.
const BITS: u32 = 7;
const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - BITS;

/// Counts of numbers in bins.
///
/// ```
/// use contend_ensemble::Sketch;
///
/// let (mut low, mut high) = (Sketch::default(), Sketch::default());
/// (1..=500).for_each(|x| low.add(f64::from(x)));
/// (501..=1001).for_each(|x| high.add(f64::from(x)));
/// low.merge(&high);
/// let median = low.quantile(0.5).expect("there are numbers");
/// assert!((median - 501.0).abs() <= 501.0 * Sketch::ACCURACY);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// Counts by bin, ascending by the numbers in them.
    bins: BTreeMap<i32, u64>,
    /// Numbers that are NaN.
    left_out: u64,
}

impl Sketch {
    /// Relative error of a number read from its bin at most: half of a bin's width.
    pub const ACCURACY: f64 = 1.0 / 256.0;

    /// Counts a number. What is NaN is left out; ±∞ count, each in a bin of its own. Numbers nearer to 0 than the least
    /// normal one (2⁻¹⁰²²) count as 0.
    pub fn add(&mut self, x: f64) {
        if x.is_nan() {
            self.left_out += 1;
        } else {
            *self.bins.entry(bin(x)).or_insert(0) += 1;
        }
    }

    /// Adds what another has counted.
    pub fn merge(&mut self, other: &Sketch) {
        for (bin, count) in &other.bins {
            *self.bins.entry(*bin).or_insert(0) += count;
        }
        self.left_out += other.left_out;
    }

    /// Numbers counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.bins.values().sum()
    }

    /// Numbers left out because they are NaN.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The quantile for a share in 0..=1, linear between the two numbers beside it (type 7 of Hyndman and Fan 1996),
    /// each read as the middle of its bin: off by at most [`Sketch::ACCURACY`] of the greater of the two by absolute
    /// value. `None` of no number, or for a share that is none.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&share) {
            return None;
        }
        let last = self.count().checked_sub(1)?;
        let place = share * last as f64;
        let below = place as u64;
        let (low, high) = (self.ranked(below)?, self.ranked(last.min(below + 1))?);
        let part = place - below as f64;
        // Between infinite neighbours there is no line.
        Some(if part == 0.0 || low == high {
            low
        } else {
            low + (high - low) * part
        })
    }

    /// The number of a rank, from 0.
    fn ranked(&self, rank: u64) -> Option<f64> {
        let mut before = 0;
        let found = self.bins.iter().find(|(_, count)| {
            before += **count;
            rank < before
        });
        found.map(|(bin, _)| middle(*bin))
    }
}

/// The bin of a number; bins of greater numbers are greater.
fn bin(x: f64) -> i32 {
    if x.abs() < f64::MIN_POSITIVE {
        return 0;
    }
    let size = (x.abs().to_bits() >> SHIFT) as i32;
    if x < 0.0 { -size } else { size }
}

/// The middle of a bin.
fn middle(bin: i32) -> f64 {
    if bin == 0 {
        return 0.0;
    }
    let bits = u64::from(bin.unsigned_abs()) << SHIFT;
    let least = f64::from_bits(bits);
    let size = if least.is_infinite() {
        least
    } else {
        f64::from_bits(bits + (1 << (SHIFT - 1)))
    };
    if bin < 0 { -size } else { size }
}

/// How the outcomes of a plan are spread over its worlds, without keeping the worlds.
///
/// Of a plan that has stopped on the way it tells what came in: not the same worlds under each profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketches {
    profiles: Vec<ProfileId>,
    /// By profile, by column.
    columns: Vec<Vec<Sketch>>,
    coverage: Coverage,
}

impl Sketches {
    /// Nothing yet of a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Sketches {
        Sketches {
            profiles: plan.profiles.iter().map(|w| w.profile).collect(),
            columns: vec![Vec::new(); plan.profiles.len()],
            coverage: Coverage::new(plan),
        }
    }

    /// The sketch of a column of a profile, by its place among the elements of all outcomes wanted of it.
    #[must_use]
    pub fn column(&self, profile: ProfileId, column: usize) -> Option<&Sketch> {
        let at = self.profiles.iter().position(|p| *p == profile)?;
        self.columns[at].get(column)
    }
}

impl Sink for Sketches {
    fn accept(&mut self, part: &Part) -> Result<Admitted, Refused> {
        let admitted = self.coverage.admits(part)?;
        if admitted == Admitted::New {
            let profiles = &mut self.columns[part.profiles.clone()];
            for (sketches, runs) in profiles.iter_mut().zip(&part.runs) {
                sketches.resize_with(sketches.len().max(runs.columns.len()), Sketch::default);
                for (sketch, column) in sketches.iter_mut().zip(&runs.columns) {
                    column.iter().for_each(|x| sketch.add(*x));
                }
            }
            self.coverage.add(part);
        }
        Ok(admitted)
    }
}
