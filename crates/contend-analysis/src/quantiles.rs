//! How numbers are spread over worlds: at one time, over time, and between two profiles.

use serde::Serialize;

use crate::share::Share;

/// How a number is spread over worlds. Worlds whose number is NaN are left out.
///
/// An infinite number (a first time that never comes) counts as one: where a quantile falls among such worlds it is
/// infinite.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
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
    pub spread: Spread,
    /// Share of worlds in which the number is greater under the first.
    pub greater: Share,
    /// Share of worlds in which it is less under the first.
    pub less: Share,
}

/// The spread of one number; `None` where no world counts.
#[must_use]
pub fn spread(values: &[f64]) -> Option<Spread> {
    spread_of(&mut values.to_vec())
}

/// The spread at each point in time. `values` has `points` numbers for each world, world after world; worlds for
/// which `left_out` is true do not count.
#[must_use]
pub fn over_time(
    values: &[f64],
    points: usize,
    left_out: impl Fn(usize) -> bool,
) -> Vec<Option<Spread>> {
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
            spread_of(&mut (0..kept.len()).map(at).collect::<Vec<f64>>())
        })
        .collect()
}

/// World by world, `values` less `base`; `None` where no world has a difference.
#[must_use]
pub fn difference(values: &[f64], base: &[f64]) -> Option<Difference> {
    let mut differences: Vec<f64> = values.iter().zip(base).map(|(v, b)| v - b).collect();
    let count = |is: fn(f64) -> bool| differences.iter().filter(|d| is(**d)).count() as u64;
    let (greater, less) = (count(|d| d > 0.0), count(|d| d < 0.0));
    let spread = spread_of(&mut differences)?;
    Some(Difference {
        spread,
        greater: Share::new(greater, spread.worlds)?,
        less: Share::new(less, spread.worlds)?,
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

fn spread_of(values: &mut Vec<f64>) -> Option<Spread> {
    let all = values.len();
    values.retain(|v| !v.is_nan());
    values.sort_unstable_by(f64::total_cmp);
    let at = |share| quantile(values, share);
    Some(Spread {
        worlds: values.len() as u64,
        left_out: (all - values.len()) as u64,
        infinite: values.iter().filter(|v| v.is_infinite()).count() as u64,
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
        let s = spread(&[3.1, -2.0, 7.5, 0.4, 9.9, 4.2, 4.2]).unwrap();
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
        let s = spread(&[1.0, f64::INFINITY, 2.0, f64::NAN, f64::INFINITY]).unwrap();
        assert_eq!((s.worlds, s.left_out, s.infinite), (4, 1, 2));
        assert_eq!(
            (s.middle_half.0, s.median, s.nine_of_ten.1),
            (1.75, f64::INFINITY, f64::INFINITY)
        );
        assert_eq!(spread(&[f64::NAN]), None);
    }

    #[test]
    fn each_point_in_time_has_its_own() {
        let values = [1.0, 10.0, 2.0, 20.0, 3.0, 30.0, f64::NAN, 99.0];
        let s = over_time(&values, 2, |world| world == 3);
        let medians: Vec<f64> = s.iter().map(|s| s.unwrap().median).collect();
        assert_eq!(medians, [2.0, 20.0]);
        assert!(s.iter().all(|s| s.unwrap().left_out == 1));
    }

    #[test]
    fn differences_are_paired() {
        let never = f64::INFINITY;
        let d = difference(&[5.0, 1.0, never, never, 4.0], &[4.0, 3.0, 2.0, never, 4.0]).unwrap();
        assert_eq!(
            (d.spread.worlds, d.spread.left_out, d.spread.infinite),
            (4, 1, 1)
        );
        assert_eq!(
            (d.greater.holds, d.less.holds, d.spread.median),
            (2, 1, 0.5)
        );
    }

    proptest! {
        #[test]
        fn quantiles_grow_and_forget_the_order(mut values in proptest::collection::vec(-1e6..1e6, 1..200)) {
            let s = spread(&values).unwrap();
            prop_assert!(s.nine_of_ten.0 <= s.middle_half.0 && s.middle_half.0 <= s.median);
            prop_assert!(s.median <= s.middle_half.1 && s.middle_half.1 <= s.nine_of_ten.1);
            values.reverse();
            prop_assert_eq!(spread(&values).unwrap(), s);
        }
    }
}
