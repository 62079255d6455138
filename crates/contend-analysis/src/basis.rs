//! An input as the terms of a regression: what is explained by it alone, whatever the shape of its influence.
//!
//! A number becomes its rank among the worlds that count, and that the Legendre polynomials of the first four degrees: a
//! logarithmic scale changes nothing, and four terms follow a slope, a bend and a threshold. Equal values share the mean of their
//! ranks. A choice becomes one term less than it has options. Terms are made orthonormal over the worlds that count, and
//! orthogonal to a constant, so that a regression is a sum of products; terms that add nothing (an input with three values has two)
//! fall away.

use crate::inputs::{Categorical, Column, Numeric};

/// Terms of a number at most.
pub(crate) const TERMS: usize = 4;
/// Worlds that an option needs to be a term of its own; rarer ones are taken together.
const LEAST_OF_OPTION: u32 = 5;
/// What is left of a term's length once those before it are taken off; below this it adds nothing.
const LEAST_LENGTH: f64 = 1e-6;

/// Worlds that count, and what they are alike in for all inputs.
#[derive(Debug)]
pub(crate) struct Counting {
    /// The worlds that count, ascending.
    pub kept: Vec<u32>,
    /// For each world its place among those that count, or `u32::MAX`.
    place: Vec<u32>,
    /// Terms of a number without ties, by rank.
    untied: Basis,
}

/// The terms of an input.
#[derive(Debug)]
pub(crate) struct Basis {
    /// For each term its value in each world that counts.
    pub terms: Vec<Vec<f64>>,
    /// How far the terms are from normal: the sum over worlds of the squared squared length of a row, times the number of worlds,
    /// less what a normal law has, (q² + 2q).
    pub kurtosis: f64,
}

impl Basis {
    /// Of orthonormal terms over so many worlds.
    pub fn of(terms: Vec<Vec<f64>>, n: usize) -> Basis {
        let squared = |world: usize| terms.iter().map(|t| t[world] * t[world]).sum::<f64>();
        let fourth: f64 = (0..n).map(|world| squared(world) * squared(world)).sum();
        let q = terms.len() as f64;
        Basis {
            kurtosis: n as f64 * fourth - q * q - 2.0 * q,
            terms,
        }
    }
}

impl Counting {
    /// Those of `worlds` for which `counts` is true.
    pub fn new(worlds: usize, counts: impl Fn(usize) -> bool) -> Counting {
        let mut place = vec![u32::MAX; worlds];
        let mut kept = Vec::new();
        for (world, place) in place.iter_mut().enumerate() {
            if counts(world) {
                *place = kept.len() as u32;
                kept.push(world as u32);
            }
        }
        let n = kept.len();
        let ranks: Vec<f64> = (0..n).map(|r| unit_rank(r as f64, n)).collect();
        let untied = Basis::of(orthonormal(legendre(&ranks)), n);
        Counting {
            kept,
            place,
            untied,
        }
    }

    /// How many count.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// The terms of an input.
    pub fn basis(&self, column: &Column) -> Basis {
        match column {
            Column::Numeric(numeric) => self.of_number(numeric),
            Column::Categorical(choice) => Basis::of(self.of_choice(choice), self.len()),
        }
    }

    fn of_number(&self, numeric: &Numeric) -> Basis {
        let n = self.len();
        let order: Vec<u32> = (numeric.order.iter())
            .filter_map(|world| self.place.get(*world as usize).copied())
            .filter(|place| *place != u32::MAX)
            .collect();
        let value = |place: u32| numeric.values[self.kept[place as usize] as usize];
        let tied = order
            .windows(2)
            .any(|pair| value(pair[0]) == value(pair[1]));
        if !tied {
            let scattered = |term: &Vec<f64>| {
                let mut out = vec![0.0; n];
                for (place, t) in order.iter().zip(term) {
                    out[*place as usize] = *t;
                }
                out
            };
            return Basis {
                terms: self.untied.terms.iter().map(scattered).collect(),
                ..self.untied
            };
        }
        let mut ranks = vec![0.0; n];
        let mut from = 0;
        while from < order.len() {
            let mut to = from + 1;
            while to < order.len() && value(order[to]) == value(order[from]) {
                to += 1;
            }
            let middle = unit_rank((from + to - 1) as f64 / 2.0, n);
            for place in &order[from..to] {
                ranks[*place as usize] = middle;
            }
            from = to;
        }
        Basis::of(orthonormal(legendre(&ranks)), n)
    }

    fn of_choice(&self, choice: &Categorical) -> Vec<Vec<f64>> {
        let groups = self.groups(choice);
        let several = groups.iter().copied().max().unwrap_or(0);
        let one_hot = (1..=several).map(|group| {
            let is = |world: &u32| {
                let option = choice.option[*world as usize] as usize;
                f64::from(u8::from(groups[option] == group))
            };
            self.kept.iter().map(is).collect()
        });
        orthonormal(one_hot.collect())
    }

    /// A number cut into at most so many parts of equally many worlds, equal values in one: for each world that counts its part. `None`
    /// of a choice, whose terms tell all that it can tell.
    pub fn cut(&self, column: &Column, parts: usize) -> Option<Vec<u32>> {
        let Column::Numeric(numeric) = column else {
            return None;
        };
        let each = self.len().div_ceil(parts);
        let mut part = vec![0; self.len()];
        let (mut number, mut worlds, mut last) = (0, 0, f64::NAN);
        for world in &numeric.order {
            let place = self.place.get(*world as usize).copied();
            let Some(place) = place.filter(|place| *place != u32::MAX) else {
                continue;
            };
            let value = numeric.values[*world as usize];
            if worlds >= each && value != last {
                (number, worlds) = (number + 1, 0);
            }
            part[place as usize] = number;
            (worlds, last) = (worlds + 1, value);
        }
        Some(part)
    }

    /// For each option of a choice which group it is in: options with fewer than five worlds are one group together, and where that
    /// is as small, they go with the first group.
    pub fn groups(&self, choice: &Categorical) -> Vec<usize> {
        let mut counts = vec![0_u32; choice.options];
        for world in &self.kept {
            counts[choice.option[*world as usize] as usize] += 1;
        }
        let rare: u32 = counts.iter().filter(|c| **c < LEAST_OF_OPTION).sum();
        let (mut next, mut of_rare) = (0, None);
        counts
            .iter()
            .map(|count| {
                if *count >= LEAST_OF_OPTION {
                    next += 1;
                    next - 1
                } else if rare < LEAST_OF_OPTION {
                    0
                } else {
                    *of_rare.get_or_insert_with(|| {
                        next += 1;
                        next - 1
                    })
                }
            })
            .collect()
    }
}

/// A rank as a number between −1 and 1.
fn unit_rank(rank: f64, n: usize) -> f64 {
    (2.0 * rank + 1.0) / n as f64 - 1.0
}

/// Legendre polynomials of the first degrees.
fn legendre(x: &[f64]) -> Vec<Vec<f64>> {
    let mut terms: Vec<Vec<f64>> = Vec::with_capacity(TERMS);
    for degree in 1..=TERMS {
        let k = degree as f64;
        let next = x.iter().enumerate().map(|(at, x)| {
            let last = terms.last().map_or(1.0, |t| t[at]);
            let before = match terms.len() {
                0 => 0.0,
                1 => 1.0,
                more => terms[more - 2][at],
            };
            ((2.0 * k - 1.0) * x * last - (k - 1.0) * before) / k
        });
        terms.push(next.collect());
    }
    terms
}

/// Terms made orthogonal to a constant and to each other, and of length 1 (Gram and Schmidt, each twice so that no digits are lost).
pub(crate) fn orthonormal(mut terms: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    let mut done: Vec<Vec<f64>> = Vec::with_capacity(terms.len());
    for mut term in terms.drain(..) {
        let n = term.len() as f64;
        let before = dot(&term, &term).sqrt();
        for _ in 0..2 {
            let mean = term.iter().sum::<f64>() / n;
            term.iter_mut().for_each(|t| *t -= mean);
            for other in &done {
                let along = dot(&term, other);
                term.iter_mut()
                    .zip(other)
                    .for_each(|(t, o)| *t -= along * o);
            }
        }
        let length = dot(&term, &term).sqrt();
        if length > LEAST_LENGTH * before && length > 0.0 {
            term.iter_mut().for_each(|t| *t /= length);
            done.push(term);
        }
    }
    done
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::Inputs;

    /// Terms of a number, or of a choice between so many options.
    fn terms(values: &[f64], options: usize) -> Basis {
        let mut inputs = Inputs::new();
        match options {
            0 => inputs.add_number(values),
            _ => inputs.add_choice(values, options),
        }
        Counting::new(values.len(), |_| true).basis(inputs.column(0).unwrap())
    }

    #[test]
    fn terms_are_orthonormal_and_as_many_as_values_allow() {
        let values: Vec<f64> = (0..500).map(|i| f64::from(i * 7 % 500)).collect();
        let many = terms(&values, 0);
        assert_eq!(many.terms.len(), 4);
        for (a, term) in many.terms.iter().enumerate() {
            assert!(term.iter().sum::<f64>().abs() < 1e-9);
            for (b, other) in many.terms.iter().enumerate() {
                let expected = f64::from(u8::from(a == b));
                assert!((dot(term, other) - expected).abs() < 1e-9);
            }
        }
        // A scale changes nothing.
        let scaled: Vec<f64> = values.iter().map(|v| v * v * v).collect();
        let again = terms(&scaled, 0);
        assert_eq!(many.terms, again.terms);
        let three: Vec<f64> = (0..500).map(|i| f64::from(i % 3)).collect();
        assert_eq!(terms(&three, 0).terms.len(), 2);
        assert_eq!(terms(&three, 4).terms.len(), 2);
        let one = vec![1.0; 500];
        assert!(terms(&one, 0).terms.is_empty());
        assert!(terms(&one, 3).terms.is_empty());
    }

    #[test]
    fn options_with_few_worlds_are_taken_together() {
        // 0 in 90 worlds, 1 in 4, 2 in 3, 3 in 3: the rare ones are one group of ten.
        let mut values = vec![0.0; 90];
        values.extend([1.0; 4].into_iter().chain([2.0; 3]).chain([3.0; 3]));
        let mut inputs = Inputs::new();
        inputs.add_choice(&values, 4);
        let counting = Counting::new(100, |_| true);
        let Some(Column::Categorical(choice)) = inputs.column(0) else {
            unreachable!()
        };
        assert_eq!(counting.groups(choice), [0, 1, 1, 1]);
        // Without the last six they are four alone, and no group.
        let fewer = Counting::new(94, |_| true);
        let mut inputs = Inputs::new();
        inputs.add_choice(&values[..94], 4);
        let Some(Column::Categorical(choice)) = inputs.column(0) else {
            unreachable!()
        };
        assert_eq!(fewer.groups(choice), [0, 0, 0, 0]);
    }
}
