//! What an analysis explains: a truth or a number in each world.

use crate::quantiles::quantiles;
use crate::tally::{Tally, weight};

/// What is to be explained, by world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a> {
    /// Whether something holds; `None` for a world that is left out.
    Truth(&'a [Option<bool>]),
    /// A number. Worlds in which it is NaN or infinite are left out: they have no part in a variance. Whether a first time
    /// comes at all is a truth.
    Number(&'a [f64]),
}

/// A target ready to be scanned in the order of every input. Truths are one byte each: the scan jumps from world to world.
///
/// Numbers are standardised, less their mean and over their standard deviation, so that sums of squares lose no digits.
#[derive(Clone, Debug)]
pub(crate) struct Scores<'a> {
    values: Values,
    pub weights: Option<&'a [f64]>,
    /// All worlds that count.
    pub whole: Tally,
    /// Weighted sum of y² − y over them: 0 of truths.
    pub excess: f64,
    /// Mean and standard deviation of numbers; 0 and 1 of truths.
    pub scale: (f64, f64),
}

#[derive(Clone, Debug)]
enum Values {
    Truths(Vec<u8>),
    /// NaN: left out.
    Numbers(Vec<f64>),
}

pub(crate) const FAILS: u8 = 0;
pub(crate) const HOLDS: u8 = 1;
pub(crate) const LEFT_OUT: u8 = 2;

impl<'a> Scores<'a> {
    pub fn new(target: &Target, weights: Option<&'a [f64]>) -> Scores<'a> {
        match target {
            Target::Truth(truths) => {
                let code = |t: &Option<bool>| match t {
                    None => LEFT_OUT,
                    Some(true) => HOLDS,
                    Some(false) => FAILS,
                };
                Scores::of_codes(truths.iter().map(code).collect(), weights)
            }
            Target::Number(numbers) => {
                let mut plain = Tally::default();
                let kept = |(world, y): (usize, &f64)| {
                    (y.is_finite() && weight(weights, world) > 0.0).then_some((world, *y))
                };
                let each = || numbers.iter().enumerate().filter_map(kept);
                each().for_each(|(world, y)| plain.add_number(y, weight(weights, world)));
                let mean = plain.share();
                let variance: f64 = each()
                    .map(|(world, y)| weight(weights, world) * (y - mean) * (y - mean))
                    .sum::<f64>()
                    / plain.all;
                let sd = variance.sqrt();
                let mut standard = vec![f64::NAN; numbers.len()];
                if sd > 0.0 && sd.is_finite() {
                    each().for_each(|(world, y)| standard[world] = (y - mean) / sd);
                }
                Scores::of_values(Values::Numbers(standard), weights, (mean, sd))
            }
        }
    }

    pub fn of_codes(code: Vec<u8>, weights: Option<&'a [f64]>) -> Scores<'a> {
        Scores::of_values(Values::Truths(code), weights, (0.0, 1.0))
    }

    fn of_values(values: Values, weights: Option<&'a [f64]>, scale: (f64, f64)) -> Scores<'a> {
        let mut scores = Scores {
            values,
            weights,
            whole: Tally::default(),
            excess: 0.0,
            scale,
        };
        let mut whole = Tally::default();
        for world in 0..scores.worlds() {
            if let Some((y, w)) = scores.of(world as u32) {
                whole.add_number(y, w);
                scores.excess += w * (y * y - y);
            }
        }
        scores.whole = whole;
        scores
    }

    /// Worlds, those left out included.
    pub fn worlds(&self) -> usize {
        match &self.values {
            Values::Truths(code) => code.len(),
            Values::Numbers(numbers) => numbers.len(),
        }
    }

    /// The byte of each world, if these are truths that all weigh the same.
    pub fn plain_codes(&self) -> Option<&[u8]> {
        match (&self.values, self.weights) {
            (Values::Truths(code), None) => Some(code),
            _ => None,
        }
    }

    /// The score of a world and its weight; `None` where it is left out or beyond the end.
    #[inline(always)]
    pub fn of(&self, world: u32) -> Option<(f64, f64)> {
        let world = world as usize;
        let y = match &self.values {
            Values::Truths(code) => match code.get(world).copied().unwrap_or(LEFT_OUT) {
                HOLDS => 1.0,
                FAILS => 0.0,
                _ => return None,
            },
            Values::Numbers(numbers) => {
                let y = numbers.get(world).copied().unwrap_or(f64::NAN);
                if y.is_nan() {
                    return None;
                }
                y
            }
        };
        match self.weights {
            None => Some((y, 1.0)),
            Some(weights) => {
                let w = weights.get(world).copied().unwrap_or(0.0);
                (w > 0.0).then_some((y, w))
            }
        }
    }

    /// The same, of some of the worlds.
    pub fn only(&self, keep: impl Fn(usize) -> bool) -> Scores<'a> {
        let mut values = self.values.clone();
        match &mut values {
            Values::Truths(code) => code
                .iter_mut()
                .enumerate()
                .filter(|(world, _)| !keep(*world))
                .for_each(|(_, c)| *c = LEFT_OUT),
            Values::Numbers(numbers) => numbers
                .iter_mut()
                .enumerate()
                .filter(|(world, _)| !keep(*world))
                .for_each(|(_, y)| *y = f64::NAN),
        }
        Scores::of_values(values, self.weights, self.scale)
    }

    /// Squared error where each world is foretold the same: all that can be explained.
    pub fn total_error(&self) -> f64 {
        self.whole.error(self.whole.share()) + self.excess
    }

    /// A side of a cut in the unit of the target.
    pub fn in_unit(&self, side: Tally) -> Tally {
        match &self.values {
            Values::Truths(_) => side,
            Values::Numbers(_) => Tally {
                holds: self.scale.1 * side.holds + self.scale.0 * side.all,
                ..side
            },
        }
    }

    /// As two groups of worlds: where a truth holds and where it fails; where a number is greater than the median and the
    /// others (where the median is the greatest number: not less, and the others).
    pub fn halves(&self) -> Halves<'a> {
        let Values::Numbers(numbers) = &self.values else {
            return Halves::new(self.clone());
        };
        let median = quantiles(numbers, self.weights).map_or(f64::NAN, |q| q.median);
        let upper = |is_upper: fn(&f64, &f64) -> bool| {
            let code = |y: &f64| match y {
                y if y.is_nan() => LEFT_OUT,
                y if is_upper(y, &median) => HOLDS,
                _ => FAILS,
            };
            Scores::of_codes(numbers.iter().map(code).collect(), self.weights)
        };
        let greater = upper(|y, m| y > m);
        Halves::new(if greater.whole.holds > 0.0 {
            greater
        } else {
            upper(|y, m| y >= m)
        })
    }
}

/// Two groups of worlds.
#[derive(Clone, Debug)]
pub(crate) struct Halves<'a> {
    /// 1 in the one and 0 in the other.
    pub scores: Scores<'a>,
    /// All worlds of the one.
    pub holds: Tally,
    /// All worlds of the other.
    pub fails: Tally,
}

impl<'a> Halves<'a> {
    pub fn new(scores: Scores<'a>) -> Halves<'a> {
        let mut halves = Halves {
            scores,
            holds: Tally::default(),
            fails: Tally::default(),
        };
        for world in 0..halves.scores.worlds() {
            match halves.scores.of(world as u32) {
                Some((1.0, w)) => halves.holds.add_number(1.0, w),
                Some((_, w)) => halves.fails.add_number(1.0, w),
                None => {}
            }
        }
        halves
    }
}
