//! Claims that are their parameter: what is compared follows one input alone, whatever else differs between worlds.

use crate::inputs::{Column, Inputs};
use crate::quantiles::quantile;
use crate::tally::Tally;
use crate::turning::{LEAST_SIDE, Side, TurningPoint};

/// What else may move the margin, as part of the width that nine of ten worlds lie within: an outcome that is its parameter
/// but for a hundredth is its parameter.
const ELSE: f64 = 0.01;

/// An input that a test repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// Its place among the inputs.
    pub input: usize,
    /// Where the truth turns: on one side it holds in every world, on the other in none, but for the exceptions.
    pub at: TurningPoint,
    /// Worlds in which it is otherwise.
    pub exceptions: u64,
}

/// The input among `among` that a test repeats, where there is one.
///
/// `margin` is by how much one side of its comparison exceeds the other in each world, `truths` the test's truth. It repeats
/// an input if along its values the truth turns once, but for a hundredth of the worlds, and the margin only grows, or only
/// falls, but for a hundredth of how it is spread; of a choice, if truth and, but for so much, margin are the same in all
/// worlds of an option.
/// Five worlds on each side are needed.
#[must_use]
pub fn repeats(
    inputs: &Inputs,
    among: &[usize],
    truths: &[Option<bool>],
    margin: &[f64],
) -> Option<Repeat> {
    let told = |holds: bool| truths.iter().filter(|t| **t == Some(holds)).count() as u64;
    if told(true) < LEAST_SIDE || told(false) < LEAST_SIDE || margin.len() != truths.len() {
        return None;
    }
    let known = margin.iter().zip(truths).filter(|(_, t)| t.is_some());
    let mut sorted: Vec<f64> = known.map(|(m, _)| *m).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let spread = quantile(&sorted, 0.95)? - quantile(&sorted, 0.05)?;
    if !spread.is_finite() {
        return None;
    }
    let worlds = Worlds {
        truths,
        margin,
        other: ELSE * spread,
    };
    among.iter().find_map(|input| {
        let (at, exceptions) = match inputs.column(*input)? {
            Column::Numeric(c) if c.order.len() == truths.len() => {
                worlds.follow(&c.order, c.values)
            }
            Column::Categorical(c) if c.option.len() == truths.len() => {
                worlds.choose(&c.option, c.options)
            }
            _ => None,
        }?;
        Some(Repeat {
            input: *input,
            at,
            exceptions,
        })
    })
}

struct Worlds<'a> {
    truths: &'a [Option<bool>],
    margin: &'a [f64],
    /// By how much something else may move the margin.
    other: f64,
}

impl Worlds<'_> {
    /// Along the worlds in the order of a number.
    fn follow(&self, order: &[u32], values: &[f64]) -> Option<(TurningPoint, u64)> {
        let order = order.iter().map(|w| *w as usize);
        let told: Vec<(usize, bool)> = order.filter_map(|w| Some((w, self.truths[w]?))).collect();
        let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
        let (mut grows, mut falls) = (true, true);
        for (at, (world, _)) in told.iter().enumerate() {
            let margin = self.margin[*world];
            grows &= margin >= greatest - self.other;
            falls &= margin <= least + self.other;
            let (last, _) = told[at.saturating_sub(1)];
            let other =
                values[*world] == values[last] && (margin - self.margin[last]).abs() > self.other;
            if other || !(grows || falls) {
                return None;
            }
            least = least.min(margin);
            greatest = greatest.max(margin);
        }
        // The cut with the fewest exceptions, the first of equals.
        let all: Tally = told.iter().fold(Tally::default(), |mut all, (_, truth)| {
            all.add(*truth, 1.0);
            all
        });
        let mut below = Tally::default();
        let mut best: Option<(f64, TurningPoint)> = None;
        for pair in told.windows(2) {
            let [(world, truth), (next, _)] = pair else {
                continue;
            };
            below.add(*truth, 1.0);
            let (here, there) = (values[*world], values[*next]);
            if here == there {
                continue;
            }
            let above = all.less(below);
            let of_above = below.holds + (above.all - above.holds);
            let (exceptions, holds) = match of_above <= all.all - of_above {
                true => (of_above, Side::Above),
                false => (all.all - of_above, Side::Below),
            };
            if best.as_ref().is_none_or(|(fewest, _)| exceptions < *fewest) {
                let value = here / 2.0 + there / 2.0;
                let at = TurningPoint::Value {
                    value,
                    holds,
                    below,
                    above,
                };
                best = Some((exceptions, at));
            }
        }
        let (exceptions, at) = best?;
        (exceptions <= ELSE * all.all).then_some((at, exceptions as u64))
    }

    /// Worlds of each option alike.
    fn choose(&self, option: &[u32], options: usize) -> Option<(TurningPoint, u64)> {
        let mut first: Vec<Option<(f64, bool)>> = vec![None; options];
        let mut parts = vec![Tally::default(); options];
        for (world, option) in option.iter().enumerate() {
            let Some(truth) = self.truths[world] else {
                continue;
            };
            let (margin, option) = (self.margin[world], *option as usize);
            let (known, held) = *first[option].get_or_insert((margin, truth));
            let apart = (margin - known).abs();
            if apart.is_nan() || apart > self.other || truth != held {
                return None;
            }
            parts[option].add(truth, 1.0);
        }
        let holds = (0..options as u32).filter(|o| first[*o as usize].is_some_and(|f| f.1));
        let at = TurningPoint::Options {
            holds: holds.collect(),
            options: parts,
        };
        Some((at, 0))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(values: &[f64], margin: &[f64]) -> Option<TurningPoint> {
        let mut inputs = Inputs::new();
        inputs.add_number(values);
        let truths: Vec<_> = margin.iter().map(|m| Some(*m > 0.0)).collect();
        repeats(&inputs, &[0], &truths, margin).map(|r| r.at)
    }

    /// 0.00 to 0.99 in a mixed order.
    fn values() -> Vec<f64> {
        (0..100).map(|i| f64::from(i * 37 % 100) / 100.0).collect()
    }

    #[test]
    fn what_follows_one_input_repeats_it() {
        let x = values();
        let grows: Vec<f64> = x.iter().map(|x| x * x - 0.25).collect();
        let TurningPoint::Value {
            value,
            holds,
            below,
            above,
        } = of(&x, &grows).unwrap()
        else {
            panic!("a number")
        };
        // It holds above 0.5, not at it.
        assert!((value - 0.505).abs() < 1e-12, "{value}");
        assert_eq!(holds, Side::Above);
        assert_eq!((below.worlds, below.holds), (51, 0.0));
        assert_eq!((above.worlds, above.holds), (49, 49.0));
        let falls: Vec<f64> = grows.iter().map(|m| -m).collect();
        let side = |at| {
            matches!(
                at,
                TurningPoint::Value {
                    holds: Side::Below,
                    ..
                }
            )
        };
        assert!(side(of(&x, &falls).unwrap()));
        // A hundredth is no other cause, two are: the margin is spread over 0.9 or so.
        let noisy = |by: f64| {
            let noise = |i: usize| if i.is_multiple_of(2) { by } else { 0.0 };
            let margin = grows.iter().enumerate();
            let margin: Vec<f64> = margin.map(|(i, m)| m + m.signum() * noise(i)).collect();
            of(&x, &margin).is_some()
        };
        assert_eq!((noisy(0.008), noisy(0.04)), (true, false));
    }

    #[test]
    fn a_threshold_alone_is_no_repetition() {
        let x = values();
        // The truth turns at 0.5 exactly, but how much is compared depends on something else too.
        let other: Vec<f64> = (x.iter().enumerate())
            .map(|(i, x)| (x - 0.495) * (1.0 + i as f64))
            .collect();
        assert!(of(&x, &other).is_none());
        // It turns twice, or four worlds alone are on one side.
        let hump: Vec<f64> = x.iter().map(|x| 0.1 - (x - 0.5).abs()).collect();
        assert!(of(&x, &hump).is_none());
        let few: Vec<f64> = x.iter().map(|x| x - 0.955).collect();
        assert!(of(&x, &few).is_none());
        let five: Vec<f64> = x.iter().map(|x| x - 0.945).collect();
        assert!(of(&x, &five).is_some());
        // The same value, and different numbers.
        let coarse: Vec<f64> = x.iter().map(|x| (x * 10.0).floor()).collect();
        let finer: Vec<f64> = x.iter().map(|x| x - 0.5).collect();
        assert!(of(&coarse, &finer).is_none());
    }

    #[test]
    fn a_hundredth_of_the_worlds_may_be_otherwise() {
        let x = values();
        let of = |margin: &dyn Fn(f64) -> f64| {
            let mut inputs = Inputs::new();
            inputs.add_number(&x);
            let margin: Vec<f64> = x.iter().map(|x| margin(*x)).collect();
            let truths: Vec<_> = margin.iter().map(|m| Some(*m > 0.0)).collect();
            repeats(&inputs, &[0], &truths, &margin).map(|r| r.exceptions)
        };
        let near = |x: f64, at: f64| (x - at).abs() < 1e-9;
        assert_eq!(of(&|x| x - 0.505), Some(0));
        // Two neighbours on the wrong sides of nothing: one of them is an exception.
        let swapped = |x: f64| match x {
            x if near(x, 0.5) => 0.001,
            x if near(x, 0.51) => -0.001,
            x => x - 0.505,
        };
        assert_eq!(of(&swapped), Some(1));
        // So near to nothing in half of the worlds that the truth is anything there.
        let flat = |x: f64| match x {
            x if x < 0.25 => x - 0.25,
            x if x > 0.745 => x - 0.745,
            x if (x * 100.0) as i64 % 2 == 0 => 0.001,
            _ => -0.001,
        };
        assert_eq!(of(&flat), None);
    }

    #[test]
    fn a_choice_is_repeated_where_its_options_decide_all() {
        let option: Vec<f64> = (0..90).map(|i| f64::from(i % 3)).collect();
        let of = |margin: &[f64]| {
            let mut inputs = Inputs::new();
            inputs.add_choice(&option, 3);
            let truths: Vec<_> = margin.iter().map(|m| Some(*m > 0.0)).collect();
            repeats(&inputs, &[0], &truths, margin).map(|r| r.at)
        };
        let mut margin: Vec<f64> = option.iter().map(|o| o - 0.5).collect();
        let Some(TurningPoint::Options { holds, .. }) = of(&margin) else {
            panic!("a choice")
        };
        assert_eq!(holds, [1, 2]);
        margin[1] += 0.1;
        assert!(of(&margin).is_none());
    }
}
