//! Linear programs whose start is feasible: maximise `c x` over `x ≥ 0, A x ≤ b`, `b` not negative (Dantzig 1963); exactly, or
//! in floating point where they are large.
//!
//! All programs of games here start feasible, are small and mostly degenerate, and some must tell a tie from a difference of
//! a billionth: reasons to have the exact simplex method that equilibria need anyway rather than a general solver.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use super::dictionary::{Dictionary, Overflow};
use super::number::Number;

/// Where a linear program is best. All values are times `denominator`.
pub(crate) struct Optimum<T> {
    pub value: T,
    pub x: Vec<T>,
    /// What one more of each row's right side is worth.
    pub dual: Vec<T>,
    pub denominator: T,
}

/// `rows[r]` holds a row of `A`; `None` inside where nothing bounds the objective. Ends, because ties are
/// broken lexicographically.
pub(crate) fn maximise<T: Number>(
    rows: &[Vec<T>],
    right: &[T],
    objective: &[T],
) -> Result<Option<Optimum<T>>, Overflow> {
    let (m, n) = (rows.len(), objective.len());
    let mut entries = Vec::with_capacity((m + 1) * (n + 1));
    for (row, b) in rows.iter().zip(right) {
        entries.extend(row.iter().cloned());
        entries.push(b.clone());
    }
    entries.extend(objective.iter().cloned().map(|mut c| {
        c.negate();
        c
    }));
    entries.push(T::zero());
    let slack = |k: usize| (n + k) as u16;
    let names = |from: usize, to: usize| (from as u16..to as u16).collect::<Vec<u16>>();
    let mut dictionary = Dictionary::new(entries, names(n, n + m), names(0, n));
    loop {
        // The steepest column; among equals the first.
        let mut enters: Option<usize> = None;
        let one = T::one();
        for c in 0..n {
            let steep = dictionary.entry(m, c);
            if steep.sign() != Ordering::Less {
                continue;
            }
            let better = match enters {
                None => true,
                Some(old) => {
                    let order = T::compare(steep, &one, dictionary.entry(m, old), &one);
                    order.ok_or(Overflow)? == Ordering::Less
                }
            };
            if better {
                enters = Some(c);
            }
        }
        let Some(column) = enters else {
            return Ok(Some(read(&dictionary, m, n)));
        };
        let Some(row) = dictionary.leaving(column, slack)? else {
            return Ok(None);
        };
        dictionary.pivot(row, column)?;
    }
}

/// Maximises over `x ≥ 0` with every row at most zero, but the last at most one.
pub(crate) fn unit_program(rows: &[Vec<BigInt>], objective: &[BigInt]) -> Option<Optimum<BigInt>> {
    let mut right = vec![BigInt::ZERO; rows.len()];
    *right.last_mut()? = <BigInt as Number>::one();
    if let Some(narrow) = narrow(rows, objective) {
        return narrow;
    }
    maximise(rows, &right, objective).ok().flatten()
}

/// The same in 128 bits, where it fits.
#[allow(clippy::option_option)] // whether it fits, and whether there is an optimum
fn narrow(rows: &[Vec<BigInt>], objective: &[BigInt]) -> Option<Option<Optimum<BigInt>>> {
    let row = |row: &Vec<BigInt>| {
        row.iter()
            .map(ToPrimitive::to_i128)
            .collect::<Option<Vec<i128>>>()
    };
    let rows = rows.iter().map(row).collect::<Option<Vec<_>>>()?;
    let objective = objective
        .iter()
        .map(ToPrimitive::to_i128)
        .collect::<Option<Vec<i128>>>()?;
    let mut right = vec![0; rows.len()];
    *right.last_mut()? = 1;
    let found = maximise(&rows, &right, &objective).ok()?;
    let wide = |all: Vec<i128>| all.into_iter().map(BigInt::from).collect();
    Some(found.map(|o| Optimum {
        value: o.value.into(),
        x: wide(o.x),
        dual: wide(o.dual),
        denominator: o.denominator.into(),
    }))
}

fn read<T: Number>(dictionary: &Dictionary<T>, m: usize, n: usize) -> Optimum<T> {
    let mut x = vec![T::zero(); n];
    for (r, &v) in dictionary.basic.iter().enumerate() {
        if let Some(place) = x.get_mut(v as usize) {
            *place = dictionary.right(r).clone();
        }
    }
    let mut dual = vec![T::zero(); m];
    for (c, &v) in dictionary.other.iter().enumerate() {
        if let Some(place) = (v as usize).checked_sub(n) {
            dual[place] = dictionary.entry(m, c).clone();
        }
    }
    Optimum {
        value: dictionary.right(m).clone(),
        x,
        dual,
        denominator: dictionary.denominator().clone(),
    }
}

/// The same in floating point, for entries of the size of one: where each variable is best, or `None` where rounding got in
/// the way. Right sides are raised a little, each by another amount, so that there are no ties (Charnes 1952); what is
/// returned belongs to the best basis with the right sides as they are.
pub(crate) fn floating(rows: &[Vec<f64>], right: &[f64], objective: &[f64]) -> Option<Vec<f64>> {
    [1e-4, 1e-6, 1e-8]
        .into_iter()
        .find_map(|raise| raised(rows, right, objective, raise))
}

/// What counts as nothing among entries of the size of one.
const NOTHING: f64 = 1e-10;

fn raised(rows: &[Vec<f64>], right: &[f64], objective: &[f64], raise: f64) -> Option<Vec<f64>> {
    let (m, n) = (rows.len(), objective.len());
    // Columns: variables, right sides as they are, right sides raised.
    let width = n + 2;
    let mut table = Vec::with_capacity((m + 1) * width);
    let mut turn = 0.5f64;
    for (row, b) in rows.iter().zip(right) {
        // Multiples of the golden section are spread evenly.
        turn = (turn + 0.618_033_988_749_894_9).fract();
        table.extend_from_slice(row);
        table.extend([*b, b + raise * (0.5 + turn)]);
    }
    table.extend(objective.iter().map(|c| -c));
    table.extend([0.0, 0.0]);
    let mut basic: Vec<usize> = (n..n + m).collect();
    let mut other: Vec<usize> = (0..n).collect();
    for _ in 0..50 * (m + n) {
        let goal = &table[m * width..];
        let column = (0..n).fold(0, |best, c| if goal[c] < goal[best] { c } else { best });
        if goal[column] >= -NOTHING {
            let mut x = vec![0.0; n];
            for (r, &v) in basic.iter().enumerate() {
                let value = table[r * width + n];
                if value < -1e-9 {
                    return None;
                }
                if let Some(place) = x.get_mut(v) {
                    *place = value.max(0.0);
                }
            }
            return Some(x);
        }
        let ratio = |r: usize| table[r * width + n + 1] / table[r * width + column];
        let row = (0..m)
            .filter(|&r| table[r * width + column] > NOTHING)
            .min_by(|&a, &b| ratio(a).total_cmp(&ratio(b)))?;
        exchange(&mut table, width, row, column);
        std::mem::swap(&mut basic[row], &mut other[column]);
    }
    None
}

fn exchange(table: &mut [f64], width: usize, row: usize, column: usize) {
    let over = 1.0 / table[row * width + column];
    let mut source: Vec<f64> = table[row * width..(row + 1) * width]
        .iter()
        .map(|v| v * over)
        .collect();
    source[column] = over;
    for (r, entries) in table.chunks_exact_mut(width).enumerate() {
        if r == row {
            entries.copy_from_slice(&source);
            continue;
        }
        let factor = entries[column];
        if factor != 0.0 {
            for (t, s) in entries.iter_mut().zip(&source) {
                *t -= factor * s;
            }
            entries[column] = -factor * over;
        }
    }
}
