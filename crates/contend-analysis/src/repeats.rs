//! Claims that are their parameter: one input alone tells whether the test holds, whatever else differs between worlds.
//!
//! # The rule
//!
//! A test repeats an input that sorts the worlds: by one value of a number, or by the options of a choice, into those in
//! which the test holds and those in which it does not. As little else as changes nothing that is said is let pass: at
//! most one world in a hundred may be sorted wrongly. Where nearly all worlds are alike, any cut at the end does that, so
//! that the worlds sorted wrongly may also be no more than a tenth of those in which the test comes out in the rarer way,
//! and there must be twenty of these.

use crate::inputs::{Column, Inputs};
use crate::tally::Tally;
use crate::turning::{Side, TurningPoint};

/// Most worlds that may be sorted wrongly, as a part of all.
const OF_ALL: f64 = 0.01;
/// Most of them as a part of those in which the test comes out in the rarer way.
const OF_RARER: f64 = 0.1;
/// Fewest worlds in which it does.
const LEAST_RARER: u64 = 20;

/// An input that a test repeats.
#[derive(Clone, Debug, PartialEq)]
pub struct Repeat {
    /// Its place among the inputs.
    pub input: usize,
    /// Where the truth turns: on one side it holds in every world, on the other in none, but for the exceptions.
    pub at: TurningPoint,
    /// Worlds in which it is otherwise.
    pub exceptions: u64,
    /// Worlds in which the test has a value.
    pub worlds: u64,
}

/// The input among `among` that a test repeats by the rule above, where there is one: that with the fewest exceptions, the
/// first of equals. `truths` are the test's in the worlds of the inputs.
#[must_use]
pub fn repeats(inputs: &Inputs, among: &[usize], truths: &[Option<bool>]) -> Option<Repeat> {
    let told = |holds: bool| truths.iter().filter(|t| **t == Some(holds)).count() as u64;
    let (holds, fails) = (told(true), told(false));
    let (worlds, rarer) = (holds + fails, holds.min(fails));
    if rarer < LEAST_RARER {
        return None;
    }
    let most = (OF_ALL * worlds as f64).min(OF_RARER * rarer as f64);
    let sorted = among.iter().filter_map(|input| {
        let (at, exceptions) = match inputs.column(*input)? {
            Column::Numeric(c) if c.order.len() == truths.len() => {
                by_value(&c.order, c.values, truths)
            }
            Column::Categorical(c) if c.option.len() == truths.len() => {
                Some(by_option(&c.option, c.options, truths))
            }
            _ => None,
        }?;
        (exceptions <= most).then_some(Repeat {
            input: *input,
            at,
            exceptions: exceptions as u64,
            worlds,
        })
    });
    sorted.min_by_key(|found| found.exceptions)
}

/// The cut with the fewest exceptions, the first of equals.
fn by_value(order: &[u32], values: &[f64], truths: &[Option<bool>]) -> Option<(TurningPoint, f64)> {
    let order = order.iter().map(|w| *w as usize);
    let told: Vec<(usize, bool)> = order.filter_map(|w| Some((w, truths[w]?))).collect();
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
    best.map(|(exceptions, at)| (at, exceptions))
}

/// Options under which the test holds in most worlds, and the worlds that are otherwise.
fn by_option(option: &[u32], options: usize, truths: &[Option<bool>]) -> (TurningPoint, f64) {
    let mut parts = vec![Tally::default(); options];
    for (option, truth) in option.iter().zip(truths) {
        if let Some(truth) = truth {
            parts[*option as usize].add(*truth, 1.0);
        }
    }
    let otherwise = parts
        .iter()
        .map(|part| part.holds.min(part.all - part.holds));
    let exceptions = otherwise.sum();
    let mostly = |part: &Tally| part.holds > part.all - part.holds;
    let holds = (0..options as u32).filter(|o| mostly(&parts[*o as usize]));
    let at = TurningPoint::Options {
        holds: holds.collect(),
        options: parts,
    };
    (at, exceptions)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// 0.0000 to 0.9995 in a mixed order.
    fn values() -> Vec<f64> {
        (0..2000)
            .map(|i| f64::from(i * 37 % 2000) / 2000.0)
            .collect()
    }

    /// What a test of `x` and of the world's number repeats.
    fn of(holds: &dyn Fn(f64, usize) -> bool) -> Option<Repeat> {
        let x = values();
        let mut inputs = Inputs::new();
        inputs.add_number(&x);
        let truths: Vec<_> = (x.iter().enumerate())
            .map(|(world, x)| Some(holds(*x, world)))
            .collect();
        repeats(&inputs, &[0], &truths)
    }

    #[test]
    fn what_one_number_sorts_repeats_it() {
        let found = of(&|x, _| x > 0.4999).unwrap();
        assert_eq!((found.exceptions, found.worlds), (0, 2000));
        let TurningPoint::Value {
            value,
            holds,
            below,
            above,
        } = found.at
        else {
            panic!("a number")
        };
        assert!((value - 0.49975).abs() < 1e-12, "{value}");
        assert_eq!(holds, Side::Above);
        assert_eq!((below.worlds, below.holds), (1000, 0.0));
        assert_eq!((above.worlds, above.holds), (1000, 1000.0));
        let falls = of(&|x, _| x < 0.3).unwrap().at;
        let below = matches!(
            falls,
            TurningPoint::Value {
                holds: Side::Below,
                ..
            }
        );
        assert!(below, "{falls:?}");
        // It turns twice, or not along the number.
        assert_eq!(of(&|x, _| (x - 0.5).abs() < 0.2), None);
        assert_eq!(of(&|_, world| world < 1000), None);
    }

    #[test]
    fn a_hundredth_of_the_worlds_may_be_otherwise() {
        // Near the cut the truth is anything: in half of those worlds it is otherwise.
        let blurred = |width: f64| {
            of(&|x, world| {
                let coin = world.is_multiple_of(2);
                if (x - 0.5).abs() < width {
                    coin
                } else {
                    x > 0.5
                }
            })
        };
        let some = blurred(0.008).unwrap();
        assert!((10..=20).contains(&some.exceptions), "{some:?}");
        assert_eq!(blurred(0.02), None);
    }

    #[test]
    fn of_the_rarer_worlds_a_tenth_may_be_otherwise_and_twenty_are_needed() {
        // The highest worlds, with so many below among them that count the other way.
        let rare = |rarer: f64, otherwise: f64| {
            let rare = |x: f64| x * 2000.0 >= 2000.0 - rarer - 1e-6;
            of(&|x, _| {
                rare(x) && x * 2000.0 > 2000.0 - rarer + otherwise - 0.5
                    || (x * 2000.0 + 1e-6) < otherwise
            })
        };
        let exceptions = |rarer, otherwise| rare(rarer, otherwise).map(|r| r.exceptions);
        assert_eq!(exceptions(20.0, 0.0), Some(0));
        assert_eq!(exceptions(19.0, 0.0), None);
        // As many on the one side as are missing on the other.
        assert_eq!(exceptions(40.0, 4.0), Some(4));
        assert_eq!(exceptions(40.0, 5.0), None);
    }

    #[test]
    fn worlds_without_a_value_do_not_count() {
        let x = values();
        let mut inputs = Inputs::new();
        inputs.add_number(&x);
        let truths: Vec<_> = (x.iter())
            .map(|x| (*x < 0.25 || *x > 0.5).then_some(*x > 0.5))
            .collect();
        let found = repeats(&inputs, &[0], &truths).unwrap();
        assert_eq!((found.worlds, found.exceptions), (500 + 999, 0));
    }

    #[test]
    fn of_two_inputs_the_one_that_sorts_better_is_repeated() {
        let x = values();
        let near: Vec<f64> = (x.iter().enumerate())
            .map(|(i, x)| x + if i % 7 == 0 { 0.005 } else { 0.0 })
            .collect();
        let mut inputs = Inputs::new();
        inputs.add_number(&near);
        inputs.add_number(&x);
        let truths: Vec<_> = x.iter().map(|x| Some(*x > 0.5)).collect();
        let among =
            |among: &[usize]| repeats(&inputs, among, &truths).map(|r| (r.input, r.exceptions > 0));
        assert_eq!(among(&[0, 1]), Some((1, false)));
        assert_eq!(among(&[0]), Some((0, true)));
    }

    #[test]
    fn a_choice_is_repeated_where_its_options_decide() {
        let option: Vec<f64> = (0..900).map(|i| f64::from(i % 3)).collect();
        let of = |otherwise: usize| {
            let mut inputs = Inputs::new();
            inputs.add_choice(&option, 3);
            let truths: Vec<_> = (option.iter().enumerate())
                .map(|(world, o)| Some((*o > 0.5) != (world < otherwise)))
                .collect();
            repeats(&inputs, &[0], &truths)
        };
        let found = of(9).unwrap();
        assert_eq!(found.exceptions, 9);
        let TurningPoint::Options { holds, options } = found.at else {
            panic!("a choice")
        };
        assert_eq!(holds, [1, 2]);
        assert_eq!(options[0].holds, 3.0);
        assert_eq!(of(10), None);
    }
}
