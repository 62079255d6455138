//! What a node computes, on plain numbers: constant folding and the clock's tables use it.

use contend_model::expression::{AlongOp, ReduceOp};
use contend_model::model::Table;

use super::{NO_ROW, NodeId, Op};
use crate::matrix::Matrix;
use crate::operation;
use crate::spectral;
use crate::sum::sum;

/// What the clock shows.
#[derive(Clone, Copy, Debug)]
pub struct Instant {
    /// Elapsed time, in the time unit.
    pub time: f64,
    /// Decimal calendar year.
    pub year: f64,
    /// Elapsed time at the start of the step that this instant belongs to.
    pub step_start: f64,
}

/// The values of one node given those of its operands: constant folding and the clock's tables use it.
pub fn compute<'a>(
    op: &Op,
    rows: usize,
    tables: &[Table],
    instant: Instant,
    read: &dyn Fn(NodeId) -> Option<&'a [f64]>,
) -> Option<Vec<f64>> {
    let at = |values: &[f64], row: usize| {
        if values.len() == 1 {
            values[0]
        } else {
            values[row]
        }
    };
    Some(match op {
        Op::Constant(values) => values.0.to_vec(),
        Op::Time => vec![instant.time],
        Op::Year => vec![instant.year],
        Op::StepStart => vec![instant.step_start],
        Op::Gather(of, list) => {
            let of = read(*of)?;
            list.iter()
                .map(|r| {
                    if *r == NO_ROW {
                        0.0
                    } else {
                        at(of, *r as usize)
                    }
                })
                .collect()
        }
        Op::Collect(parts) => {
            let mut values = Vec::with_capacity(parts.len());
            for (node, row) in &**parts {
                values.push(at(read(*node)?, *row as usize));
            }
            values
        }
        Op::Unary(op, a) => {
            let a = read(*a)?;
            (0..rows).map(|r| operation::unary(*op, at(a, r))).collect()
        }
        Op::Binary(op, a, b) => {
            let (a, b) = (read(*a)?, read(*b)?);
            (0..rows)
                .map(|r| operation::binary(*op, at(a, r), at(b, r)))
                .collect()
        }
        Op::Select(c, a, b) => {
            let (c, a, b) = (read(*c)?, read(*a)?, read(*b)?);
            (0..rows)
                .map(|r| operation::choose(at(c, r), at(a, r), at(b, r)))
                .collect()
        }
        Op::Share {
            left,
            supply,
            needed,
        } => {
            let (left, needed) = (read(*left)?, read(*needed)?);
            let supply = match supply {
                Some(supply) => Some(read(*supply)?),
                None => None,
            };
            (0..rows)
                .map(|r| {
                    let left = supply.map_or(left[r], |supply| left[r] + supply[r]);
                    operation::share(left, needed[r])
                })
                .collect()
        }
        Op::Reduce {
            op,
            of,
            rows: list,
            offsets,
            positions,
        } => {
            let of = read(*of)?;
            offsets
                .windows(2)
                .map(|w| {
                    let range = w[0] as usize..w[1] as usize;
                    let segment: Vec<f64> = list[range.clone()]
                        .iter()
                        .map(|r| at(of, *r as usize))
                        .collect();
                    reduce(*op, &segment, positions.get(range).unwrap_or(&[]))
                })
                .collect()
        }
        Op::Product {
            matrix,
            columns,
            of,
        } => Matrix::new(&matrix.0, *columns as usize).times(read(*of)?),
        Op::Along {
            op,
            of,
            rows: list,
            offsets,
        } => {
            let of = read(*of)?;
            let values: Vec<f64> = list.iter().map(|r| at(of, *r as usize)).collect();
            offsets
                .windows(2)
                .flat_map(|w| along(*op, &values[w[0] as usize..w[1] as usize]))
                .collect()
        }
        Op::Lever { .. } => return None,
        Op::Pick {
            of,
            index,
            base,
            steps,
        } => {
            let (of, index) = (read(*of)?, read(*index)?);
            let row = |r: usize| operation::picked(at(index, r), base[r], steps);
            (0..rows)
                .map(|r| row(r).map_or(f64::NAN, |row| of[row as usize]))
                .collect()
        }
        Op::Lookup(table, x) => {
            let x = read(*x)?;
            let table = tables.get(table.index())?;
            (0..rows)
                .map(|r| operation::lookup(table, at(x, r)))
                .collect()
        }
        Op::Series(list) => {
            let mut values = Vec::with_capacity(list.len());
            for table in &**list {
                values.push(operation::lookup(tables.get(table.index())?, instant.time));
            }
            values
        }
        Op::Parameter(_)
        | Op::State(_)
        | Op::Chance { .. }
        | Op::Happened(..)
        | Op::Lag { .. }
        | Op::Summary(_) => return None,
    })
}

/// One reduced value, in order.
#[must_use]
pub fn reduce(op: ReduceOp, values: &[f64], positions: &[u32]) -> f64 {
    let best = |better: fn(f64, f64) -> bool| {
        if values.iter().any(|v| v.is_nan()) {
            return f64::NAN;
        }
        let mut chosen: Option<usize> = None;
        for (i, v) in values.iter().enumerate() {
            if chosen.is_none_or(|c| better(*v, values[c])) {
                chosen = Some(i);
            }
        }
        chosen.map_or(f64::NAN, |i| {
            f64::from(positions.get(i).copied().unwrap_or(0))
        })
    };
    match op {
        ReduceOp::Sum => sum(values.iter().copied()),
        ReduceOp::Mean => sum(values.iter().copied()) / values.len() as f64,
        ReduceOp::Product => values.iter().fold(1.0, |a, v| a * v),
        ReduceOp::Min => values
            .iter()
            .fold(f64::INFINITY, |a, v| operation::min(a, *v)),
        ReduceOp::Max => values
            .iter()
            .fold(f64::NEG_INFINITY, |a, v| operation::max(a, *v)),
        ReduceOp::ArgMax => best(|a, b| a > b),
        ReduceOp::ArgMin => best(|a, b| a < b),
        ReduceOp::SpectralRadius => spectral::radius(values),
    }
}

/// One segment, each number from all of them.
#[must_use]
pub fn along(op: AlongOp, values: &[f64]) -> Vec<f64> {
    match op {
        AlongOp::Softmax => {
            let top = values
                .iter()
                .fold(f64::NEG_INFINITY, |a, v| operation::max(a, *v));
            let weights: Vec<f64> = values.iter().map(|v| crate::maths::exp(v - top)).collect();
            let total = sum(weights.iter().copied());
            weights.into_iter().map(|w| w / total).collect()
        }
        AlongOp::Rank if values.iter().any(|v| v.is_nan()) => vec![f64::NAN; values.len()],
        AlongOp::Rank => values
            .iter()
            .enumerate()
            .map(|(i, v)| {
                let before = values
                    .iter()
                    .enumerate()
                    .filter(|(j, other)| ranks_before(**other, *j, *v, i))
                    .count();
                before as f64 + 1.0
            })
            .collect(),
        AlongOp::RunningSum => values
            .iter()
            .scan(0.0, |sum, v| {
                *sum += v;
                Some(*sum)
            })
            .collect(),
    }
}

/// Whether element `j` with value `b` ranks before element `i` with value `a`: larger first, ties by order.
#[inline(always)]
#[must_use]
pub fn ranks_before(b: f64, j: usize, a: f64, i: usize) -> bool {
    (b > a) | ((b == a) & (j < i))
}
