//! The value of an input at which a truth or a number turns, and how much of it that explains.
//!
//! One split of the worlds into two sides, as at the root of a regression tree (Breiman, Friedman, Olshen and Stone
//! 1984): the split whose two shares of truth explain most of the variance of truth (0 or 1). For a choice between
//! options the sides are the options in order of their share of truth, cut once, which is the best of all partitions
//! (same source; Fisher 1958, doi:10.1080/01621459.1958.10501479). Of a number the two sides are those whose means explain
//! most of its variance: the same method, with means in the place of shares. Worlds count by their weight.
//!
//! The best of many cuts looks better than it is. Two things guard against that. Whether there is a turning value at
//! all is left to [`crate::distance`], whose significance allows for the search over all cuts. And the share explained
//! is that of fresh worlds: every other world, in order of the input's value, chooses a cut and foretells the others,
//! and the other way round (cross-validation, Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x).

use serde::Serialize;

use crate::inputs::{Categorical, Column, Numeric};
use crate::tally::Tally;
use crate::target::{Scores, Target};

/// Where a truth or a number turns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turning {
    /// The two sides.
    pub at: TurningPoint,
    /// Share of the variance of the target that the two sides explain in worlds that did not choose them, in 0..=1.
    pub explains: f64,
}

/// The two sides of a turning point.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TurningPoint {
    /// Of a number.
    Value {
        /// Midway between the nearest values of the two sides.
        value: f64,
        /// The side on which the truth holds in a greater share of worlds, or the number's mean is greater.
        holds: Side,
        /// Worlds with a lesser value. Its share is that of truth, or the mean of the number.
        below: Tally,
        /// Worlds with this or a greater value.
        above: Tally,
    },
    /// Of a choice.
    Options {
        /// Options of that side, ascending.
        holds: Vec<u32>,
        /// Worlds of each option.
        options: Vec<Tally>,
    },
}

/// A side of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Less than the value.
    Below,
    /// The value or more.
    Above,
}

/// Fewest worlds of a side.
pub(crate) const LEAST_SIDE: u64 = 5;
/// Fewest worlds of a side where half of the worlds choose.
const LEAST_SIDE_OF_HALF: u64 = 3;

/// The turning point of one input. Without weights all worlds count alike; a world whose weight is not positive is left
/// out.
///
/// `None` where the target does not vary, or where no cut leaves five worlds on both sides.
#[must_use]
pub fn turning(
    inputs: &crate::Inputs,
    input: usize,
    target: &Target,
    weights: Option<&[f64]>,
) -> Option<Turning> {
    of_column(inputs.column(input)?, &Scores::new(target, weights))
}

pub(crate) fn of_column(column: &Column, scores: &Scores) -> Option<Turning> {
    let (all, even) = match column {
        Column::Numeric(c) => (best_cut(c, scores, LEAST_SIDE), numeric_halves(c, scores)),
        Column::Categorical(c) => (
            best_options(&parts(c, scores), LEAST_SIDE),
            choice_halves(c, scores),
        ),
    };
    let cut = all?;
    let explains = 1.0 - (even + scores.excess) / scores.total_error();
    let at = match (column, cut.at) {
        (Column::Numeric(_), CutAt::Value(value)) => TurningPoint::Value {
            value,
            holds: if cut.first.share() > cut.second.share() {
                Side::Below
            } else {
                Side::Above
            },
            below: scores.in_unit(cut.first),
            above: scores.in_unit(cut.second),
        },
        (Column::Categorical(c), CutAt::Options(second)) => TurningPoint::Options {
            holds: second
                .iter()
                .enumerate()
                .filter(|(_, s)| **s)
                .map(|(o, _)| o as u32)
                .collect(),
            options: parts(c, scores)
                .into_iter()
                .map(|part| scores.in_unit(part))
                .collect(),
        },
        _ => return None,
    };
    Some(Turning {
        at,
        explains: explains.clamp(0.0, 1.0),
    })
}

/// One cut of some worlds.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub at: CutAt,
    pub first: Tally,
    pub second: Tally,
    /// By how much the squared error falls.
    pub gain: f64,
}

/// Which worlds are on the second side of a cut.
#[derive(Clone, Debug)]
pub(crate) enum CutAt {
    /// Those with this or a greater value.
    Value(f64),
    /// Those whose option is marked; the share, or mean, is greater there.
    Options(Vec<bool>),
}

/// The best cut of an input for the worlds that are not left out.
pub(crate) fn best(column: &Column, scores: &Scores, least_side: u64) -> Option<Cut> {
    match column {
        Column::Numeric(c) => best_cut(c, scores, least_side),
        Column::Categorical(c) => best_options(&parts(c, scores), least_side),
    }
}

fn best_cut(column: &Numeric, scores: &Scores, least_side: u64) -> Option<Cut> {
    let whole = scores.whole;
    let mut best = BestOf::new(whole, least_side);
    let mut place = (0, 0);
    let mut first = Tally::default();
    // Place of the last world that counts, before this one.
    let mut before = 0;
    let mut open = false;
    for (i, (world, last)) in column.order.iter().zip(&column.last_of_ties).enumerate() {
        if let Some((y, w)) = scores.of(*world) {
            if open {
                // The cut waits for the next world that counts, so that it lies midway between two of them.
                if best.offer(first) {
                    place = (before, i);
                }
                open = false;
            }
            first.add_number(y, w);
            before = i;
        }
        open |= *last && first.worlds > 0;
    }
    let first = best.found?;
    let value = |i: usize| column.values[column.order[i] as usize];
    let cut = midway(value(place.0), value(place.1));
    Some(Cut {
        at: CutAt::Value(cut),
        first,
        second: whole.less(first),
        gain: best.gain,
    })
}

/// A number above `a` and at most `b`, for a < b.
fn midway(a: f64, b: f64) -> f64 {
    let middle = a / 2.0 + b / 2.0;
    if a < middle && middle <= b { middle } else { b }
}

/// Squared error of each half of the worlds, foretold by the best cut of the other half.
fn numeric_halves(column: &Numeric, scores: &Scores) -> f64 {
    let mut whole = [Tally::default(); 2];
    let mut turn = 0;
    for world in &column.order {
        if let Some((y, w)) = scores.of(*world) {
            whole[turn].add_number(y, w);
            turn = 1 - turn;
        }
    }
    let mut best = whole.map(|w| BestOf::new(w, LEAST_SIDE_OF_HALF));
    // For the best cut of each half, the first side of the other half.
    let mut others = [Tally::default(); 2];
    let mut first = [Tally::default(); 2];
    turn = 0;
    for (world, last) in column.order.iter().zip(&column.last_of_ties) {
        if let Some((y, w)) = scores.of(*world) {
            first[turn].add_number(y, w);
            turn = 1 - turn;
        }
        if *last {
            for half in 0..2 {
                if best[half].offer(first[half]) {
                    others[half] = first[1 - half];
                }
            }
        }
    }
    (0..2)
        .map(|half| foretold(best[half].found, whole[half], others[half], whole[1 - half]))
        .sum()
}

/// As [`numeric_halves`], for a choice.
fn choice_halves(column: &Categorical, scores: &Scores) -> f64 {
    let mut halves = [
        vec![Tally::default(); column.options],
        vec![Tally::default(); column.options],
    ];
    let mut turn = vec![0; column.options];
    for (world, option) in column.option.iter().enumerate() {
        if let Some((y, w)) = scores.of(world as u32) {
            let option = *option as usize;
            halves[turn[option]][option].add_number(y, w);
            turn[option] = 1 - turn[option];
        }
    }
    let sum = |parts: &[Tally]| parts.iter().fold(Tally::default(), |s, p| s.plus(*p));
    let mut error = 0.0;
    for (own, other) in [(&halves[0], &halves[1]), (&halves[1], &halves[0])] {
        let cut = best_options(own, LEAST_SIDE_OF_HALF);
        let other_first = match &cut {
            Some(Cut {
                at: CutAt::Options(second),
                ..
            }) => other
                .iter()
                .zip(second)
                .filter(|(_, is_second)| !**is_second)
                .fold(Tally::default(), |s, (p, _)| s.plus(*p)),
            _ => Tally::default(),
        };
        error += foretold(cut.map(|c| c.first), sum(own), other_first, sum(other));
    }
    error
}

/// Squared error in the other half, foretold by the shares or means on the two sides of one half.
fn foretold(first: Option<Tally>, whole: Tally, other_first: Tally, other_whole: Tally) -> f64 {
    match first {
        Some(first) => {
            other_first.error(first.share())
                + other_whole
                    .less(other_first)
                    .error(whole.less(first).share())
        }
        None => other_whole.error(whole.share()),
    }
}

/// Worlds of each option.
fn parts(column: &Categorical, scores: &Scores) -> Vec<Tally> {
    let mut parts = vec![Tally::default(); column.options];
    for (world, option) in column.option.iter().enumerate() {
        if let Some((y, w)) = scores.of(world as u32) {
            parts[*option as usize].add_number(y, w);
        }
    }
    parts
}

/// The best partition of options into two sides.
fn best_options(parts: &[Tally], least_side: u64) -> Option<Cut> {
    let whole = parts.iter().fold(Tally::default(), |s, p| s.plus(*p));
    let mut order: Vec<usize> = (0..parts.len()).filter(|o| parts[*o].worlds > 0).collect();
    order.sort_by(|a, b| parts[*a].share().total_cmp(&parts[*b].share()));
    let mut best = BestOf::new(whole, least_side);
    let mut first = Tally::default();
    let mut sides = 0;
    for (rank, option) in order.iter().enumerate() {
        first = first.plus(parts[*option]);
        if best.offer(first) {
            sides = rank + 1;
        }
    }
    let first = best.found?;
    let mut second = vec![false; parts.len()];
    for option in &order[sides..] {
        second[*option] = true;
    }
    Some(Cut {
        at: CutAt::Options(second),
        first,
        second: whole.less(first),
        gain: best.gain,
    })
}

/// The best of many cuts, the first of equals.
struct BestOf {
    whole: Tally,
    least_side: u64,
    found: Option<Tally>,
    gain: f64,
}

impl BestOf {
    fn new(whole: Tally, least_side: u64) -> BestOf {
        BestOf {
            whole,
            least_side,
            found: None,
            gain: 0.0,
        }
    }

    /// Takes a cut if it is the best so far.
    #[inline(always)]
    fn offer(&mut self, first: Tally) -> bool {
        let second = self.whole.worlds - first.worlds;
        if first.worlds < self.least_side || second < self.least_side {
            return false;
        }
        let (n, k) = (self.whole.all, first.all);
        let apart = first.holds - self.whole.holds * k / n;
        // The sum of squares between the two sides.
        let gain = apart * apart * n / (k * (n - k));
        // Differences in the last digits are no reason to move the cut.
        let better = gain > self.gain * (1.0 + 1e-12) + 1e-12;
        if better {
            self.gain = gain;
            self.found = Some(first);
        }
        better
    }
}
