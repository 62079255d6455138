//! How numbers are spread over worlds: at one time, over time, and between two profiles.

use serde::Serialize;

use crate::share::Share;
use crate::tally::{Tally, weight};

/// How a number is spread over worlds. Worlds whose number is NaN are left out.
///
/// An infinite number (a first time that never comes) counts as one: where a quantile falls among such worlds it is
/// infinite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Quantiles {
    /// Worlds that count.
    pub worlds: u64,
    /// Worlds left out.
    pub left_out: u64,
    /// Worlds among those that count in which the number is infinite.
    pub infinite: u64,
    /// Half of the worlds lie below.
    pub median: f64,
    /// The middle half of the worlds lies between these.
    pub middle_half: (f64, f64),
    /// Nine of ten worlds lie between these: 5 % below, 5 % above.
    pub nine_of_ten: (f64, f64),
}

/// A number under one profile less that under another, world by world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// Of the differences; worlds without a difference (NaN, or infinite under both) are left out.
    pub quantiles: Quantiles,
    /// Share of worlds in which the number is greater under the first.
    pub greater: Share,
    /// Share of worlds in which it is less under the first.
    pub less: Share,
}

/// The quantiles of one number; `None` where no world counts. Without weights all worlds count alike; a world whose weight
/// is not positive is left out.
#[must_use]
pub fn quantiles(values: &[f64], weights: Option<&[f64]>) -> Option<Quantiles> {
    match weights {
        None => of_counted(&mut values.to_vec()),
        Some(weights) => of_weighted(values, weights),
    }
}

/// The quantiles at each point in time. `values` has `points` numbers for each world, world after world; worlds for
/// which `left_out` is true do not count.
#[must_use]
pub fn over_time(
    values: &[f64],
    points: usize,
    weights: Option<&[f64]>,
    left_out: impl Fn(usize) -> bool,
) -> Vec<Option<Quantiles>> {
    if points == 0 {
        return Vec::new();
    }
    let kept: Vec<bool> = (0..values.len() / points)
        .map(|world| !left_out(world))
        .collect();
    (0..points)
        .map(|point| {
            let at = |world: usize| {
                if kept[world] {
                    values[world * points + point]
                } else {
                    f64::NAN
                }
            };
            quantiles(&(0..kept.len()).map(at).collect::<Vec<f64>>(), weights)
        })
        .collect()
}

/// World by world, `values` less `base`; `None` where no world has a difference.
#[must_use]
pub fn difference(values: &[f64], base: &[f64], weights: Option<&[f64]>) -> Option<Difference> {
    let differences: Vec<f64> = values.iter().zip(base).map(|(v, b)| v - b).collect();
    let count = |is: fn(f64) -> bool| {
        let mut tally = Tally::default();
        for (world, d) in differences.iter().enumerate().filter(|(_, d)| !d.is_nan()) {
            tally.add(is(*d), weight(weights, world));
        }
        Share::of(tally)
    };
    Some(Difference {
        quantiles: quantiles(&differences, weights)?,
        greater: count(|d| d > 0.0)?,
        less: count(|d| d < 0.0)?,
    })
}

/// The quantile of sorted numbers for a share in 0..=1, linear between neighbours: type 7 of Hyndman and Fan (1996),
/// doi:10.1080/00031305.1996.10473566. `None` of no number, or for a share that is none.
#[must_use]
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&share) {
        return None;
    }
    let place = share * sorted.len().checked_sub(1)? as f64;
    let below = place as usize;
    let (low, high) = (
        *sorted.get(below)?,
        *sorted.get(below + 1).or(sorted.last())?,
    );
    let part = place - below as f64;
    // Between infinite neighbours there is no line.
    Some(if part == 0.0 || low == high {
        low
    } else {
        low + (high - low) * part
    })
}

fn of_counted(values: &mut Vec<f64>) -> Option<Quantiles> {
    let all = values.len();
    values.retain(|v| !v.is_nan());
    values.sort_unstable_by(f64::total_cmp);
    told(values, all, |share| quantile(values, share))
}

/// The same by weight: the average of the weighted distribution over an interval of share 1 / n about the place of type 7,
/// where n is the effective number of worlds. Equal weights give type 7; the scale of weights does not matter.
///
/// Akinshin (2023), Weighted quantile estimators, doi:10.48550/arXiv.2304.07265, section 3.
fn of_weighted(values: &[f64], weights: &[f64]) -> Option<Quantiles> {
    let pairs = values.iter().zip(weights);
    let mut kept: Vec<(f64, f64)> = pairs
        .filter(|(v, w)| !v.is_nan() && **w > 0.0)
        .map(|(v, w)| (*v, *w))
        .collect();
    kept.sort_by(|a, b| a.0.total_cmp(&b.0));
    let sorted: Vec<f64> = kept.iter().map(|(v, _)| *v).collect();
    told(&sorted, values.len(), |share| by_weight(&kept, share))
}

/// One quantile of sorted numbers by weight, as all quantiles by weight are taken here; `None` of no number.
pub(crate) fn by_weight(sorted: &[(f64, f64)], share: f64) -> Option<f64> {
    let mut tally = Tally::default();
    sorted.iter().for_each(|(_, w)| tally.add(true, *w));
    let n = tally.effective();
    let from = share * (n - 1.0);
    // How much of the interval, one world long and beginning at `from`, lies below so much weight.
    let part = |below: f64| (below / tally.all * n - from).clamp(0.0, 1.0);
    let (mut below, mut before, mut sum) = (0.0, 0.0, 0.0);
    for (value, weight) in sorted {
        below += weight;
        let until = part(below);
        if until > before {
            sum += value * (until - before);
        }
        before = until;
    }
    (before > 0.0).then(|| sum / before)
}

/// What is told of sorted numbers.
fn told(sorted: &[f64], all: usize, at: impl Fn(f64) -> Option<f64>) -> Option<Quantiles> {
    Some(Quantiles {
        worlds: sorted.len() as u64,
        left_out: (all - sorted.len()) as u64,
        infinite: sorted.iter().filter(|v| v.is_infinite()).count() as u64,
        median: at(0.5)?,
        middle_half: (at(0.25)?, at(0.75)?),
        nine_of_ten: (at(0.05)?, at(0.95)?),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// numpy.quantile, whose default is type 7.
    #[test]
    fn agrees_with_numpy() {
        let s = quantiles(&[3.1, -2.0, 7.5, 0.4, 9.9, 4.2, 4.2], None).unwrap();
        assert!((s.median - 4.2).abs() < 1e-12);
        assert!(
            (s.middle_half.0 - 1.75).abs() < 1e-12 && (s.middle_half.1 - 5.85).abs() < 1e-12,
            "{s:?}"
        );
        assert!(
            (s.nine_of_ten.0 + 1.28).abs() < 1e-12 && (s.nine_of_ten.1 - 9.18).abs() < 1e-12,
            "{s:?}"
        );
    }

    #[test]
    fn worlds_that_never_get_there_count() {
        let s = quantiles(&[1.0, f64::INFINITY, 2.0, f64::NAN, f64::INFINITY], None).unwrap();
        assert_eq!((s.worlds, s.left_out, s.infinite), (4, 1, 2));
        assert_eq!(
            (s.middle_half.0, s.median, s.nine_of_ten.1),
            (1.75, f64::INFINITY, f64::INFINITY)
        );
        assert_eq!(quantiles(&[f64::NAN], None), None);
    }

    #[test]
    fn each_point_in_time_has_its_own() {
        let values = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0, f64::NAN, 99.0];
        let s = over_time(&values, 2, None, |world| world == 3);
        let medians: Vec<f64> = s.iter().map(|s| s.unwrap().median).collect();
        assert_eq!(medians, [2.0, 20.0]);
        assert!(s.iter().all(|s| s.unwrap().left_out == 1));
    }

    #[test]
    fn differences_are_paired() {
        let never = f64::INFINITY;
        let d = difference(
            &[5.0, 1.0, never, never, 4.0],
            &[4.0, 3.0, 2.0, never, 4.0],
            None,
        )
        .unwrap();
        assert_eq!(
            (
                d.quantiles.worlds,
                d.quantiles.left_out,
                d.quantiles.infinite
            ),
            (4, 1, 1)
        );
        assert_eq!(
            (
                d.greater.tally.holds,
                d.less.tally.holds,
                d.quantiles.median
            ),
            (2.0, 1.0, 0.5)
        );
    }

    proptest! {
        #[test]
        fn quantiles_grow_and_forget_the_order(mut values in proptest::collection::vec(-1e6..1e6, 1..200)) {
            let s = quantiles(&values, None).unwrap();
            prop_assert!(s.nine_of_ten.0 <= s.middle_half.0 && s.middle_half.0 <= s.median);
            prop_assert!(s.median <= s.middle_half.1 && s.middle_half.1 <= s.nine_of_ten.1);
            values.reverse();
            prop_assert_eq!(quantiles(&values, None).unwrap(), s);
        }
    }
}
