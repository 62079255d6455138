//! How much of a truth luck decides: what no research on inputs can settle.
//!
//! Worlds are run twice, with the same inputs and other luck. Of two truths of the same world let d be how often they differ
//! and p how often they are true. The share of luck is T = d / (2 p (1 − p)), the part of the variance of a truth that is left
//! where all inputs are known: the total index of luck in the sense of Homma and Saltelli (1996),
//! doi:10.1016/0951-8320(96)00002-6, by the estimator of Jansen (1999), doi:10.1016/S0010-4655(98)00154-4. It is 0 where the
//! inputs alone decide and 1 where luck alone does.
//!
//! 1 − T is the correlation of the two truths, which is Scott's π (1955, doi:10.1086/266577) or the intraclass κ. Its interval
//! is that of Donner and Eliasziw (1992), doi:10.1002/sim.4780111109: all correlations that a χ² test of the three kinds of
//! pairs does not refute at 95 %, with p as observed. It stays inside its bounds and is sensible near them.

use serde::Serialize;

use crate::share::NORMAL_975;
use crate::tally::weight;

/// The share of luck in a truth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Luck {
    /// Part of the variance of the truth, 0..=1.
    pub share: f64,
    /// Lower end of its interval at 95 %.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Worlds that tell of it: those that were run twice and have a value both times; of replications all those that have a value in
    /// a set of inputs in which two or more have one.
    pub worlds: u64,
}

/// Above this share luck decides nearly all, and what inputs add is not worth a word.
pub const NEARLY_ALL: f64 = 0.9;
/// Widest interval of a share that is worth telling.
const WIDEST: f64 = 0.5;
/// The 95 % quantile of χ² with one degree of freedom.
const CHI_SQUARED_95: f64 = 3.841_458_820_694_124;

impl Luck {
    /// Whether luck decides nearly all.
    #[must_use]
    pub fn decides_nearly_all(&self) -> bool {
        self.share > NEARLY_ALL
    }
}

/// The share of luck, from the truths of the same worlds with one luck and with another; further truths of the longer list do
/// not count, nor do worlds in which one is missing.
///
/// `None` where all truths are the same, and where so few worlds tell of it that the interval is wider than a half.
#[must_use]
pub fn luck(
    truths: &[Option<bool>],
    others: &[Option<bool>],
    weights: Option<&[f64]>,
) -> Option<Luck> {
    let (mut worlds, mut all, mut squares) = (0, 0.0, 0.0);
    let (mut holds, mut differ) = (0.0, 0.0);
    for (world, pair) in truths.iter().zip(others).enumerate() {
        let w = weight(weights, world);
        if let (Some(a), Some(b)) = pair
            && w > 0.0
        {
            worlds += 1;
            all += w;
            squares += w * w;
            holds += w * (f64::from(*a) + f64::from(*b)) / 2.0;
            differ += if a == b { 0.0 } else { w };
        }
    }
    let p = holds / all;
    let variance = p * (1.0 - p);
    if worlds == 0 || variance <= 0.0 {
        return None;
    }
    let correlation = 1.0 - differ / all / (2.0 * variance);
    // How many worlds that count alike would tell as much.
    let n = all * all / squares;
    let refuted = |rho: f64| {
        let apart = variance * (correlation - rho);
        let kinds = [
            (1.0, p * p + rho * variance),
            (4.0, 2.0 * variance * (1.0 - rho)),
            (1.0, (1.0 - p) * (1.0 - p) + rho * variance),
        ];
        let sum: f64 = kinds.iter().map(|(k, share)| k / share).sum();
        // Where nothing is apart nothing is refuted, be it that a kind of pair cannot be.
        apart != 0.0 && n * apart * apart * sum > CHI_SQUARED_95
    };
    let within = correlation.clamp(0.0, 1.0);
    told(Luck {
        share: 1.0 - within,
        low: 1.0 - last(within, 1.0, refuted),
        high: 1.0 - last(within, 0.0, refuted),
        worlds,
    })
}

/// The same of numbers: half of the mean squared difference over the variance, by the same estimator. Worlds in which one is not
/// finite do not count. The interval is that of a ratio of means (Cochran 1977, *Sampling Techniques*, section 2.11).
#[must_use]
pub fn luck_of_number(numbers: &[f64], others: &[f64]) -> Option<Luck> {
    let both = || {
        let pairs = numbers.iter().zip(others).map(|(a, b)| (*a, *b));
        pairs.filter(|(a, b)| a.is_finite() && b.is_finite())
    };
    let n = both().count() as f64;
    let mean = both().map(|(a, b)| (a + b) / 2.0).sum::<f64>() / n;
    let apart = |(a, b): (f64, f64)| {
        let (one, other) = (a - mean, b - mean);
        ((a - b) * (a - b) / 2.0, (one * one + other * other) / 2.0)
    };
    let of_luck = both().map(|pair| apart(pair).0).sum::<f64>() / n;
    let all = both().map(|pair| apart(pair).1).sum::<f64>() / n;
    if n < 2.0 || all.is_nan() || all <= 0.0 || !all.is_finite() {
        return None;
    }
    let ratio = of_luck / all;
    let left = both().map(|pair| {
        let (luck, all) = apart(pair);
        (luck - ratio * all) * (luck - ratio * all)
    });
    let error = (left.sum::<f64>() / (n - 1.0) / n).sqrt() / all;
    let share = ratio.clamp(0.0, 1.0);
    told(Luck {
        share,
        low: (ratio - NORMAL_975 * error).clamp(0.0, share),
        high: (ratio + NORMAL_975 * error).clamp(share, 1.0),
        worlds: n as u64,
    })
}

/// A share of luck whose interval is worth telling.
pub(crate) fn told(luck: Luck) -> Option<Luck> {
    (luck.high - luck.low <= WIDEST).then_some(luck)
}

/// The number nearest to `end` that is not refuted, on the way from one that is not.
pub(crate) fn last(from: f64, end: f64, refuted: impl Fn(f64) -> bool) -> f64 {
    if !refuted(end) {
        return end;
    }
    let (mut inside, mut outside) = (from, end);
    // Fifty halvings exhaust a double.
    for _ in 0..60 {
        let middle = inside / 2.0 + outside / 2.0;
        if refuted(middle) {
            outside = middle;
        } else {
            inside = middle;
        }
    }
    inside
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use contend_engine::chance::{Purpose, Stream};
    use contend_model::key::Key;

    /// So many pairs that both hold, differ, both fail.
    fn pairs(both: usize, differ: usize, none: usize) -> [Vec<Option<bool>>; 2] {
        let list = |second: bool| {
            let mut all = vec![Some(true); both];
            all.extend((0..differ).map(|i| Some((i % 2 == 0) == second)));
            all.extend(vec![Some(false); none]);
            all
        };
        [list(true), list(false)]
    }

    fn of(both: usize, differ: usize, none: usize) -> Option<Luck> {
        let [a, b] = pairs(both, differ, none);
        luck(&a, &b, None)
    }

    #[test]
    fn the_share_is_that_of_its_definition() {
        // p = 0.5, d = 0.3: T = 0.3 / 0.5.
        let some = of(175, 150, 175).unwrap();
        assert!((some.share - 0.6).abs() < 1e-12, "{some:?}");
        assert_eq!(some.worlds, 500);
        // By hand: 500 (0.25 (0.4 - r))² (1/(0.25 + 0.25 r) + 4/(0.5 (1 - r)) + 1/(0.25 + 0.25 r)) = 3.841 at both ends.
        let refuted = |t: f64| {
            let r = 1.0 - t;
            let kinds = 2.0 / (0.25 + 0.25 * r) + 8.0 / (1.0 - r);
            500.0 * (0.25 * (0.4 - r)) * (0.25 * (0.4 - r)) * kinds
        };
        for end in [some.low, some.high] {
            assert!((refuted(end) - CHI_SQUARED_95).abs() < 1e-6, "{some:?}");
        }
        assert!(some.low < 0.6 && 0.6 < some.high);
    }

    /// y = x + e with twice the variance of x in e: two thirds are luck.
    #[test]
    fn of_a_number_it_is_the_part_of_the_variance() {
        let unit = |part: u32, world: u64| {
            let stream = Stream {
                seed: 3,
                purpose: Purpose::Run,
                key: Key(9),
                step: part,
            };
            stream.row().unit(world)
        };
        let run = |part: u32| -> Vec<f64> {
            let y = |w| unit(0, w) + 2.0_f64.sqrt() * unit(part, w) + 500.0;
            (0..4000).map(y).collect()
        };
        let mut numbers = run(1);
        let found = luck_of_number(&numbers, &run(2)).unwrap();
        assert!((found.share - 2.0 / 3.0).abs() < 0.03, "{found:?}");
        assert!(found.low < 2.0 / 3.0 && 2.0 / 3.0 < found.high && found.high - found.low < 0.1);
        numbers[7] = f64::NAN;
        assert_eq!(luck_of_number(&numbers, &run(2)).unwrap().worlds, 3999);
        assert_eq!(luck_of_number(&numbers, &numbers).unwrap().share, 0.0);
        assert_eq!(luck_of_number(&[4.0; 90], &[4.0; 90]), None);
    }

    #[test]
    fn its_ends_are_met_exactly() {
        let inputs = of(250, 0, 250).unwrap();
        assert_eq!((inputs.share, inputs.low), (0.0, 0.0));
        assert!(inputs.high > 0.0 && inputs.high < 0.02, "{inputs:?}");
        let alone = of(125, 250, 125).unwrap();
        assert_eq!((alone.share, alone.high), (1.0, 1.0));
        assert!(alone.low > 0.85 && alone.low < 0.95, "{alone:?}");
        // More differ than by luck alone: still no more than all.
        let more = of(115, 270, 115).unwrap();
        assert_eq!((more.share, more.high), (1.0, 1.0));
        // All the same, nothing at all, and too little to tell.
        assert_eq!(of(500, 0, 0), None);
        assert_eq!(luck(&[], &[], None), None);
        assert_eq!(luck(&[None; 9], &[Some(true); 9], None), None);
        assert_eq!(of(5, 3, 5), None);
        assert_eq!(of(1, 2, 497), None);
    }

    #[test]
    fn worlds_count_by_their_weight() {
        let [a, b] = pairs(100, 200, 100);
        let weights: Vec<f64> = (0..400).map(|w| f64::from(u8::from(w < 300))).collect();
        let weighted = luck(&a, &b, Some(&weights)).unwrap();
        assert_eq!(Some(weighted), of(100, 200, 0));
        // The same worlds thrice as heavy tell no more.
        let heavy: Vec<f64> = weights.iter().map(|w| 3.0 * w).collect();
        assert_eq!(luck(&a, &b, Some(&heavy)), Some(weighted));
    }

    /// Of each pair an input decides with probability 1 − T, else a coin for each: correlation 1 − T at every p.
    #[test]
    fn the_interval_holds_the_share_as_often_as_it_says() {
        for (share, p) in [(0.1, 0.5), (0.5, 0.5), (0.5, 0.15), (0.9, 0.3), (0.62, 0.8)] {
            let (mut inside, mut told) = (0, 0);
            for trial in 0..400 {
                let unit = |part: u32, world: usize| {
                    let stream = Stream {
                        seed: trial,
                        purpose: Purpose::Run,
                        key: Key(7),
                        step: part,
                    };
                    stream.row().unit(world as u64)
                };
                let truth = |own: u32| -> Vec<Option<bool>> {
                    (0..500)
                        .map(|w| Some(unit(if unit(0, w) < share { own } else { 1 }, w) < p))
                        .collect()
                };
                if let Some(luck) = luck(&truth(2), &truth(3), None) {
                    told += 1;
                    inside += u32::from(luck.low <= share && share <= luck.high);
                }
            }
            let covered = f64::from(inside) / f64::from(told);
            assert!(
                told > 390 && covered > 0.92 && covered < 0.985,
                "{share} {p}: {covered} of {told}"
            );
        }
    }
}
