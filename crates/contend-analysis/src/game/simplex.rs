//! Linear programs whose start is feasible: maximise `c x` over `x ≥ 0, A x ≤ b`, `b` not negative (Dantzig 1963).

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

/// `rows[r]` holds a row of `A`; `None` inside where nothing bounds the objective. Ends for whole numbers, because ties are
/// broken lexicographically; floating point may also run out of `steps`, which counts as unbounded.
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
    for _ in 0..50_000 {
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
    Ok(None)
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
