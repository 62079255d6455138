//! Constant matrices as "a constant for each row + what differs from it".
//!
//! Most matrices of a scenario (who fights whom, who borders whom) have one value nearly everywhere. A row with base
//! `b` times a vector is `b · Σ x` plus the few entries that differ, each as its difference from `b`. The result differs
//! from the dense sum by rounding alone (relative to Σ |m| |x|).

use crate::sum::sum;

/// A matrix that is multiplied with vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Columns.
    pub columns: usize,
    /// The constant of each row.
    pub base: Vec<f64>,
    /// Whether any base is not 0.
    pub has_base: bool,
    /// Row `r` differs at `entries[offsets[r]..offsets[r + 1]]`.
    pub offsets: Vec<u32>,
    /// Column and difference.
    pub entries: Vec<(u32, f64)>,
}

impl Matrix {
    /// From all cells, row-major.
    #[must_use]
    pub fn new(cells: &[f64], columns: usize) -> Matrix {
        let columns = columns.max(1);
        let mut matrix = Matrix {
            columns,
            base: Vec::new(),
            has_base: false,
            offsets: vec![0],
            entries: Vec::new(),
        };
        let mut sorted = Vec::with_capacity(columns);
        for row in cells.chunks(columns) {
            let base = most_frequent(row, &mut sorted);
            matrix.base.push(base);
            matrix.has_base |= base != 0.0;
            for (column, cell) in row.iter().enumerate() {
                if cell.to_bits() != base.to_bits() {
                    matrix.entries.push((column as u32, cell - base));
                }
            }
            matrix.offsets.push(matrix.entries.len() as u32);
        }
        matrix
    }

    /// The product with one vector; the kernels do the same for many.
    #[must_use]
    pub fn times(&self, x: &[f64]) -> Vec<f64> {
        let total = sum(x.iter().copied());
        self.base
            .iter()
            .zip(self.offsets.windows(2))
            .map(|(base, range)| {
                let start = if self.has_base { base * total } else { 0.0 };
                self.entries[range[0] as usize..range[1] as usize]
                    .iter()
                    .fold(start, |y, (c, m)| y + m * x[*c as usize])
            })
            .collect()
    }
}

/// The value that most cells have, where that is more than a quarter of them; else 0. Only finite values count.
fn most_frequent(row: &[f64], sorted: &mut Vec<f64>) -> f64 {
    sorted.clear();
    sorted.extend(row.iter().copied().filter(|x| x.is_finite()));
    sorted.sort_unstable_by(f64::total_cmp);
    let (mut best, mut best_count, mut i) = (0.0, 0usize, 0);
    while i < sorted.len() {
        let run = sorted[i..]
            .iter()
            .take_while(|x| x.to_bits() == sorted[i].to_bits())
            .count();
        if run > best_count {
            (best, best_count) = (sorted[i], run);
        }
        i += run;
    }
    if best_count * 4 > row.len() {
        best
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_and_few_entries() {
        let cells = [0.0, 2.0, 2.0, 5.0, 0.0, 2.0, 2.0, 2.0, 0.0];
        let matrix = Matrix::new(&cells, 3);
        assert_eq!(matrix.base, [2.0, 0.0, 2.0]);
        assert_eq!(matrix.entries, [(0, -2.0), (0, 5.0), (2, 2.0), (2, -2.0)]);
        assert_eq!(matrix.times(&[1.0, 10.0, 100.0]), [220.0, 205.0, 22.0]);
    }
}
