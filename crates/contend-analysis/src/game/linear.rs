//! Small dense systems of linear equations.

/// Solves `a x = b` by elimination with partial pivoting; `a` is row-major and is used up, `b` becomes `x`. False where `a`
/// is singular but for rounding.
pub(crate) fn solve(a: &mut [f64], b: &mut [f64]) -> bool {
    let n = b.len();
    for c in 0..n {
        let mut pivot = c;
        for r in c + 1..n {
            if a[r * n + c].abs() > a[pivot * n + c].abs() {
                pivot = r;
            }
        }
        let top = a[pivot * n + c];
        if top.is_nan() || top.abs() < 1e-300 {
            return false;
        }
        if pivot != c {
            for k in c..n {
                a.swap(c * n + k, pivot * n + k);
            }
            b.swap(c, pivot);
        }
        let (above, below) = a.split_at_mut((c + 1) * n);
        let source = &above[c * n + c..(c + 1) * n];
        for (r, row) in below.chunks_exact_mut(n).enumerate() {
            let factor = row[c] / source[0];
            if factor != 0.0 {
                for (t, s) in row[c..].iter_mut().zip(source) {
                    *t -= factor * s;
                }
                b[c + 1 + r] -= factor * b[c];
            }
        }
    }
    for r in (0..n).rev() {
        let sum: f64 = a[r * n + r + 1..(r + 1) * n]
            .iter()
            .zip(&b[r + 1..])
            .map(|(t, x)| t * x)
            .sum();
        b[r] = (b[r] - sum) / a[r * n + r];
    }
    b.iter().all(|x| x.is_finite())
}
