//! Small systems of linear equations.

/// A symmetric matrix that is not negative, its lower half.
#[derive(Clone, Debug)]
pub(crate) struct Symmetric {
    size: usize,
    values: Vec<f64>,
}

/// A pivot of less than this part of its diagonal is none: what it stands for is a sum of others.
const LEAST_PIVOT: f64 = 1e-10;

impl Symmetric {
    pub fn new(size: usize) -> Symmetric {
        Symmetric {
            size,
            values: vec![0.0; size * (size + 1) / 2],
        }
    }

    fn at(i: usize, j: usize) -> usize {
        i * (i + 1) / 2 + j
    }

    /// Sets an entry, `j <= i`.
    pub fn set(&mut self, i: usize, j: usize, value: f64) {
        self.values[Symmetric::at(i, j)] = value;
    }

    /// Adds the products of a row with itself.
    pub fn add(&mut self, row: &[f64]) {
        let mut at = 0;
        for (i, a) in row.iter().enumerate() {
            for (entry, b) in self.values[at..=at + i].iter_mut().zip(row) {
                *entry += a * b;
            }
            at += i + 1;
        }
    }

    /// The solution of least squares (Cholesky); unknowns that are sums of others before them stay 0.
    pub fn solved(&self, right: &[f64]) -> Vec<f64> {
        let n = self.size;
        let mut lower = self.values.clone();
        let mut free = vec![true; n];
        for i in 0..n {
            for j in 0..=i {
                let mut sum = self.values[Symmetric::at(i, j)];
                for k in 0..j {
                    sum -= lower[Symmetric::at(i, k)] * lower[Symmetric::at(j, k)];
                }
                lower[Symmetric::at(i, j)] = if i == j {
                    free[i] = sum > LEAST_PIVOT * self.values[Symmetric::at(i, i)];
                    if free[i] { sum.sqrt() } else { 0.0 }
                } else if free[j] {
                    sum / lower[Symmetric::at(j, j)]
                } else {
                    0.0
                };
            }
        }
        let mut x = vec![0.0; n];
        for i in (0..n).filter(|i| free[*i]) {
            let done: f64 = (0..i).map(|k| lower[Symmetric::at(i, k)] * x[k]).sum();
            x[i] = (right[i] - done) / lower[Symmetric::at(i, i)];
        }
        for i in (0..n).rev() {
            if !free[i] {
                x[i] = 0.0;
                continue;
            }
            let done: f64 = (i + 1..n).map(|k| lower[Symmetric::at(k, i)] * x[k]).sum();
            x[i] = (x[i] - done) / lower[Symmetric::at(i, i)];
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::Symmetric;

    #[test]
    fn a_plane_is_found_and_what_repeats_another_stays_out() {
        let mut normal = Symmetric::new(4);
        let mut right = vec![0.0; 4];
        for i in 0..30 {
            let (a, b) = (f64::from(i % 5), f64::from(i % 7));
            let row = [1.0, a, b, 2.0 * a];
            let y = 4.0 - 3.0 * a + 0.5 * b;
            normal.add(&row);
            right.iter_mut().zip(row).for_each(|(r, x)| *r += x * y);
        }
        let x = normal.solved(&right);
        for (x, expected) in x.iter().zip([4.0, -3.0, 0.5, 0.0]) {
            assert!((x - expected).abs() < 1e-9, "{x} {expected}");
        }
    }
}
