//! The spectral radius of a small matrix: the largest size of its eigenvalues, such as R₀ of a next-generation matrix
//! (Diekmann, Heesterbeek and Metz 1990, doi:10.1007/BF00178324).
//!
//! By Gelfand's formula, ρ(A) = lim ‖Aᵐ‖^(1/m), with m = 1, 2, 4, 8 …: the matrix is squared again and again and scaled to a
//! largest entry of 1. Nothing is assumed of it: eigenvalues may be equal, negative or complex. After 54 squarings what the
//! norm adds is below the last bit. For matrices without negative entries all products are sums of what has one sign, and
//! the relative error stays below 54 n times that of one operation.

use contend_model::expression::MOST_MATRIX_ROWS as MOST_ROWS;

use crate::maths;
use crate::operation;

const MOST: usize = MOST_ROWS * MOST_ROWS;
const SQUARINGS: i32 = 54;

/// The spectral radius of a square matrix of [`MOST_MATRIX_ROWS`](MOST_ROWS) rows at most, row by row. NaN where an entry is NaN or infinite, and
/// for what is no such matrix.
#[must_use]
pub fn radius(matrix: &[f64]) -> f64 {
    let Some(n) = (0..=MOST_ROWS).find(|n| n * n == matrix.len()) else {
        return f64::NAN;
    };
    let (mut own, mut square) = ([0.0; MOST], [0.0; MOST]);
    let (own, square) = (&mut own[..n * n], &mut square[..n * n]);
    own.copy_from_slice(matrix);
    // The logarithm of ‖A^(2ᵏ)‖ divided by 2ᵏ.
    let mut logarithm = 0.0;
    let mut share = 1.0;
    for _ in 0..=SQUARINGS {
        let norm = own.iter().fold(0.0, |a, x| operation::max(a, x.abs()));
        if norm == 0.0 {
            return 0.0;
        }
        if !norm.is_finite() {
            return f64::NAN;
        }
        logarithm += share * maths::ln(norm);
        share /= 2.0;
        for x in own.iter_mut() {
            *x /= norm;
        }
        square.fill(0.0);
        for (row, to) in own.chunks_exact(n).zip(square.chunks_exact_mut(n)) {
            for (x, from) in row.iter().zip(own.chunks_exact(n)) {
                for (sum, y) in to.iter_mut().zip(from) {
                    *sum += x * y;
                }
            }
        }
        own.copy_from_slice(square);
    }
    maths::exp(logarithm)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods)] // held against the platform's functions, within an error

    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() <= 1e-12 * expected.abs(),
            "{found} is not {expected}"
        );
    }

    #[test]
    fn closed_forms() {
        near(radius(&[3.0]), 3.0);
        near(radius(&[-3.0]), 3.0);
        // (5 ± √33) / 2
        near(radius(&[1.0, 2.0, 3.0, 4.0]), (5.0 + 33f64.sqrt()) / 2.0);
        // 2 ± 3i
        near(radius(&[2.0, -3.0, 3.0, 2.0]), 13f64.sqrt());
        // What comes round in three steps: the cube root of 2 · 3 · 4.
        near(
            radius(&[0.0, 2.0, 0.0, 0.0, 0.0, 3.0, 4.0, 0.0, 0.0]),
            24f64.cbrt(),
        );
        // One eigenvalue twice, with one eigenvector.
        near(radius(&[2.0, 1.0, 0.0, 2.0]), 2.0);
        // Numbers of any size.
        near(radius(&[1e200, 0.0, 0.0, 1e-200]), 1e200);
        near(
            radius(&[1e-200, 2e-200, 3e-200, 4e-200]),
            1e-200 * (5.0 + 33f64.sqrt()) / 2.0,
        );
        assert_eq!(radius(&[0.0, 1.0, 0.0, 0.0]), 0.0);
        assert_eq!(radius(&[0.0; 9]), 0.0);
        assert!(radius(&[1.0, f64::NAN, 0.0, 1.0]).is_nan());
        assert!(radius(&[1.0, f64::INFINITY, 0.0, 1.0]).is_nan());
        assert!(radius(&[1.0, 2.0]).is_nan());
    }

    /// A Leslie matrix of 24 ages, by the equation of Euler and Lotka: the sum of births by age over powers of λ is 1.
    #[test]
    fn a_population_grows_as_its_births_say() {
        let n = MOST_ROWS;
        let mut matrix = vec![0.0; n * n];
        for age in 0..n {
            matrix[age] = 0.05 * (age as f64 * 7.0 % 5.0);
            if age + 1 < n {
                matrix[(age + 1) * n + age] = 0.97 - 0.01 * age as f64;
            }
        }
        let excess = |growth: f64| {
            let mut alive = 1.0;
            let mut births = 0.0;
            for (age, born) in matrix[..n].iter().enumerate() {
                births += alive * born / growth.powi(age as i32 + 1);
                alive *= 0.97 - 0.01 * age as f64;
            }
            births - 1.0
        };
        let (mut low, mut high) = (0.1, 10.0);
        for _ in 0..200 {
            let middle = (low + high) / 2.0;
            if excess(middle) > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
        }
        near(radius(&matrix), low);
    }
}
