//! What is computed over elements: which of them each result takes, what is done along dimensions, quantiles, and elements
//! that are computed. The meaning is that of [`contend_model::expression`].

use std::collections::HashMap;

use contend_engine::{maths, max, sum};
use contend_model::expression::{AlongOp, By, Expression};
use contend_model::id::DimensionId;

use crate::array::{Array, Evaluator};
use crate::error::TestError;

/// The elements that each result takes.
pub(crate) struct Taken {
    lanes: usize,
    /// For each result and lane, the values that count with their places; `None` where it is not defined which do.
    kept: Vec<Option<Vec<(usize, f64)>>>,
    /// What each place is called.
    pub positions: Vec<u32>,
}

impl Taken {
    /// Each result from what it takes.
    pub fn combined(&self, combine: impl Fn(&[(usize, f64)]) -> f64) -> Array {
        let of = |kept: &Option<Vec<(usize, f64)>>| kept.as_deref().map_or(f64::NAN, &combine);
        Array {
            lanes: self.lanes,
            values: self.kept.iter().map(of).collect(),
        }
    }

    /// Each result from what it takes and a number of its own.
    pub fn with(&self, own: &Array, combine: impl Fn(&[(usize, f64)], f64) -> f64) -> Array {
        let lanes = self.lanes.max(own.lanes);
        let results = self.kept.len() / self.lanes.max(1);
        let mut values = Vec::with_capacity(results * lanes);
        for result in 0..results {
            for lane in 0..lanes {
                let taken = if self.lanes == 1 { 0 } else { lane };
                let kept = self.kept.get(result * self.lanes + taken);
                values.push(match kept {
                    Some(Some(kept)) => combine(kept, own.at(result, lane)),
                    _ => f64::NAN,
                });
            }
        }
        Array { lanes, values }
    }
}

impl Evaluator<'_> {
    /// What the elements over `over` take of a body.
    pub fn taken(
        &self,
        body: &Expression,
        along: &[DimensionId],
        by: &[(By, DimensionId)],
        filter: Option<&Expression>,
        over: &[DimensionId],
    ) -> Result<Taken, TestError> {
        let sc = self.scenario;
        let into: Vec<DimensionId> = by.iter().map(|(_, d)| *d).collect();
        let rest: Vec<DimensionId> = over.iter().copied().filter(|d| !into.contains(d)).collect();
        let whole: Vec<DimensionId> = rest.iter().chain(along).copied().collect();
        let body = self.operand(body, &whole)?;
        let filter = match filter {
            Some(filter) => self.operand(filter, &whole)?,
            None => Array {
                lanes: 1,
                values: vec![1.0; sc.size(&whole)],
            },
        };
        let lanes = body.lanes.max(filter.lanes);
        let count = sc.size(along);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); sc.size(&into)];
        for k in 0..count {
            let named = by.iter().try_fold(0, |row, (by, into)| {
                let target = sc.dimension(*into);
                let own = self.index_in(k, along, &[by.dimension]);
                let position = self.named(*by, target.root).get(own)?;
                let place = target.positions.iter().position(|p| p == position)?;
                Some(row * target.len() + place)
            });
            if let Some(list) = named.and_then(|row| members.get_mut(row)) {
                list.push(k);
            }
        }
        let mut kept = Vec::with_capacity(sc.size(over) * lanes);
        for result in 0..sc.size(over) {
            let first = self.index_in(result, over, &rest) * count;
            let takes = members.get(self.index_in(result, over, &into));
            let takes = takes.map_or(&[][..], |t| t);
            for lane in 0..lanes {
                let defined = takes.iter().all(|k| !filter.at(first + k, lane).is_nan());
                let counting = takes.iter().filter(|k| filter.at(first + **k, lane) != 0.0);
                let values = counting.map(|k| (*k, body.at(first + k, lane)));
                kept.push(defined.then(|| values.collect()));
            }
        }
        Ok(Taken {
            lanes,
            kept,
            positions: along
                .first()
                .map_or(Vec::new(), |d| sc.dimension(*d).positions.clone()),
        })
    }

    /// The place of an element over some dimensions among those over some of them.
    fn index_in(&self, element: usize, over: &[DimensionId], of: &[DimensionId]) -> usize {
        of.iter().fold(0, |row, d| {
            let size = self.scenario.dimension(*d).len().max(1);
            row * size + element / self.stride(*d, over) % size
        })
    }

    /// What is computed for each element from all along some dimensions.
    pub fn along(
        &self,
        op: AlongOp,
        body: &Expression,
        (along, by): (&[DimensionId], &[By]),
        filter: Option<&Expression>,
        over: &[DimensionId],
    ) -> Result<Array, TestError> {
        let sc = self.scenario;
        let body = self.operand(body, over)?;
        let filter = match filter {
            Some(filter) => Some(self.operand(filter, over)?),
            None => None,
        };
        let lanes = filter.as_ref().map_or(1, |f| f.lanes).max(body.lanes);
        let others: Vec<DimensionId> = over
            .iter()
            .copied()
            .filter(|d| !along.contains(d))
            .collect();
        let mut segments: HashMap<(usize, Vec<u64>), Vec<usize>> = HashMap::new();
        for element in 0..sc.size(over) {
            let value = |by: &By| {
                let k = self.index_in(element, over, &[by.dimension]);
                let attributes = &sc.dimension(by.dimension).attributes;
                let attribute = attributes.get(by.attribute as usize);
                let value = attribute.and_then(|a| a.values.get(k));
                value.map_or(u64::MAX, |x| (x + 0.0).to_bits())
            };
            let name = (
                self.index_in(element, over, &others),
                by.iter().map(value).collect(),
            );
            segments.entry(name).or_default().push(element);
        }
        let mut values = vec![f64::NAN; sc.size(over) * lanes];
        for mut elements in segments.into_values() {
            elements.sort_by_key(|element| self.index_in(*element, over, along));
            for lane in 0..lanes {
                let of = |e: &usize| {
                    let counts = filter.as_ref().map_or(1.0, |f| f.at(*e, lane));
                    (counts, body.at(*e, lane))
                };
                let row: Vec<(f64, f64)> = elements.iter().map(of).collect();
                for (element, x) in elements.iter().zip(along_row(op, &row)) {
                    if let Some(value) = values.get_mut(element * lanes + lane) {
                        *value = x;
                    }
                }
            }
        }
        Ok(Array { lanes, values })
    }

    /// The element of an array along a dimension that an index gives.
    pub fn pick(
        &self,
        body: &Expression,
        along: DimensionId,
        index: &Expression,
        over: &[DimensionId],
    ) -> Result<Array, TestError> {
        let sc = self.scenario;
        let array = self.evaluate(body)?;
        let index = self.operand(index, over)?;
        let lanes = array.lanes.max(index.lanes);
        let others: Vec<DimensionId> = body.over.iter().copied().filter(|d| *d != along).collect();
        let stride = self.stride(along, &body.over);
        let positions = &sc.dimension(along).positions;
        let mut values = Vec::with_capacity(sc.size(over) * lanes);
        for element in 0..sc.size(over) {
            // The array's first element along the dimension.
            let first: usize = others
                .iter()
                .map(|d| self.index_in(element, over, &[*d]) * self.stride(*d, &body.over))
                .sum();
            for lane in 0..lanes {
                let wanted = index.at(element, lane);
                let place = positions.iter().position(|p| f64::from(*p) == wanted);
                values.push(place.map_or(f64::NAN, |k| array.at(first + k * stride, lane)));
            }
        }
        Ok(Array { lanes, values })
    }
}

/// A row along dimensions, whether each element counts and its value, each from all of them.
fn along_row(op: AlongOp, row: &[(f64, f64)]) -> Vec<f64> {
    let counts = |k: usize| row[k].0 != 0.0;
    let undefined = |(counts, x): &(f64, f64)| counts.is_nan() || (*counts != 0.0 && x.is_nan());
    if row.iter().any(undefined) {
        return vec![f64::NAN; row.len()];
    }
    match op {
        AlongOp::Softmax => {
            let counted = || row.iter().filter(|(counts, _)| *counts != 0.0);
            let most = counted().map(|(_, x)| *x).fold(f64::NEG_INFINITY, max);
            let weight = |(counts, x): &(f64, f64)| match *counts {
                0.0 => 0.0,
                _ => maths::exp(*x - most),
            };
            let total = sum(row.iter().map(weight));
            let share = |part: &(f64, f64)| match part.0 {
                0.0 => 0.0,
                _ => weight(part) / total,
            };
            row.iter().map(share).collect()
        }
        AlongOp::Rank => {
            let mut order: Vec<usize> = (0..row.len()).collect();
            // Stable: equal values keep the order of elements, and so does what does not count.
            order.sort_by(|a, b| match (counts(*a), counts(*b)) {
                (true, true) => (row[*b].1 + 0.0).total_cmp(&(row[*a].1 + 0.0)),
                (false, false) => std::cmp::Ordering::Equal,
                (true, false) => std::cmp::Ordering::Less,
                (false, true) => std::cmp::Ordering::Greater,
            });
            let mut ranks = vec![0.0; row.len()];
            for (rank, k) in order.into_iter().enumerate() {
                ranks[k] = (rank + 1) as f64;
            }
            ranks
        }
        AlongOp::RunningSum => {
            let part = |total: &mut f64, (counts, x): &(f64, f64)| {
                *total += if *counts == 0.0 { 0.0 } else { *x };
                Some(*total)
            };
            row.iter().scan(0.0, part).collect()
        }
    }
}

/// The value at a share of those that count, the k-th of n at (k − ½) ÷ n.
pub(crate) fn quantile(kept: &[(usize, f64)], share: f64) -> f64 {
    if share.is_nan() || kept.is_empty() || kept.iter().any(|(_, x)| x.is_nan()) {
        return f64::NAN;
    }
    let mut sorted: Vec<f64> = kept.iter().map(|(_, x)| *x).collect();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len() - 1;
    let place = (sorted.len() as f64 * share + 0.5)
        .min(sorted.len() as f64)
        .max(1.0);
    let before = place.floor();
    let (part, k) = (place - before, before as usize - 1);
    let (low, high) = (sorted[k.min(last)], sorted[(k + 1).min(last)]);
    if part == 0.0 || low == high {
        low
    } else {
        low + part * (high - low)
    }
}
