//! Matrices of correlations of which not all are named: what the named ones leave open, and whether they contradict each
//! other. The reader asks which correlation contradicts the others, designs draw by the whole matrix.

/// A remaining variance below this counts as none: perfect correlation.
const NO_VARIANCE: f64 = 1e-10;

/// Rounds of fitting after which what has not settled does not fit.
const MOST_ROUNDS: usize = 1_000;

/// How near the named correlations must be met.
const NEAR: f64 = 1e-12;

/// Correlations of some normal variables, as far as they are named.
#[derive(Clone, Debug)]
pub struct Correlations {
    size: usize,
    /// Row-major; 1 on the diagonal.
    matrix: Vec<f64>,
    named: Vec<bool>,
}

impl Correlations {
    /// So many variables, of which nothing is named.
    #[must_use]
    pub fn new(size: usize) -> Self {
        let mut all = Correlations {
            size,
            matrix: vec![0.0; size * size],
            named: vec![false; size * size],
        };
        for i in 0..size {
            all.matrix[i * size + i] = 1.0;
            all.named[i * size + i] = true;
        }
        all
    }

    /// Names the correlation of two different variables.
    pub fn name(&mut self, i: usize, j: usize, correlation: f64) {
        for at in [i * self.size + j, j * self.size + i] {
            self.matrix[at] = correlation;
            self.named[at] = true;
        }
    }

    /// The correlation of two variables: 0 where it is not named, before [`complete`](Self::complete).
    #[must_use]
    pub fn between(&self, i: usize, j: usize) -> f64 {
        self.matrix[i * self.size + j]
    }

    /// Gives the pairs that are not named what the others make of them: of all matrices that have the named correlations
    /// the one of greatest determinant (Dempster 1972), in which nothing more is tied than is named. Where a goes with b and
    /// b with c, a and c are independent given b. Says whether there is one; where not, pairs that are not named stay 0.
    ///
    /// By iterative proportional fitting, pair by pair, from independent variables (Speed and Kiiveri 1986).
    pub fn complete(&mut self) -> bool {
        let m = self.size;
        if self.named.iter().all(|named| *named) {
            return true;
        }
        let pairs: Vec<(usize, usize)> = (0..m)
            .flat_map(|j| (0..j).map(move |i| (i, j)))
            .filter(|(i, j)| self.named[i * m + j])
            .collect();
        let mut fitted = Correlations::new(m).matrix;
        let mut column = vec![[0.0; 2]; m];
        for _ in 0..MOST_ROUNDS {
            let mut furthest = 0.0f64;
            for (i, j) in &pairs {
                let (a, b, d) = (fitted[i * m + i], fitted[i * m + j], fitted[j * m + j]);
                let wanted = self.between(*i, *j);
                let off = [1.0 - a, wanted - b, 1.0 - d];
                for x in off {
                    furthest = if x.abs() > furthest {
                        x.abs()
                    } else {
                        furthest
                    };
                }
                let determinant = a * d - b * b;
                if determinant.is_nan() || determinant <= 0.0 {
                    return false;
                }
                for (k, weights) in column.iter_mut().enumerate() {
                    let (x, y) = (fitted[k * m + i], fitted[k * m + j]);
                    *weights = [(x * d - y * b) / determinant, (y * a - x * b) / determinant];
                }
                for k in 0..m {
                    let [x, y] = column[k];
                    if x == 0.0 && y == 0.0 {
                        continue;
                    }
                    let (first, second) = (x * off[0] + y * off[1], x * off[1] + y * off[2]);
                    for l in 0..m {
                        let [x, y] = column[l];
                        fitted[k * m + l] += first * x + second * y;
                    }
                }
            }
            if furthest.is_nan() {
                return false;
            }
            if furthest < NEAR {
                let open = self.named.iter().zip(&mut self.matrix).zip(fitted);
                for ((named, value), fitted) in open {
                    if !named {
                        *value = fitted;
                    }
                }
                return true;
            }
        }
        false
    }

    /// Lower triangular factor of the matrix (Cholesky).
    ///
    /// # Errors
    /// The first row at which it turns out to be no matrix of correlations.
    pub fn factor(&self) -> Result<Vec<f64>, usize> {
        let m = self.size;
        let mut factor = vec![0.0; m * m];
        for i in 0..m {
            for j in 0..=i {
                let mut rest = self.matrix[i * m + j];
                for k in 0..j {
                    rest -= factor[i * m + k] * factor[j * m + k];
                }
                if i == j {
                    if rest < -NO_VARIANCE || rest.is_nan() {
                        return Err(i);
                    }
                    factor[i * m + i] = if rest > NO_VARIANCE { rest.sqrt() } else { 0.0 };
                } else if factor[j * m + j] > 0.0 {
                    factor[i * m + j] = rest / factor[j * m + j];
                } else if rest.abs() > NO_VARIANCE.sqrt() || rest.is_nan() {
                    return Err(i);
                }
            }
        }
        Ok(factor)
    }

    /// Whether some variables have the named correlations.
    #[must_use]
    pub fn exist(&self) -> bool {
        let mut all = self.clone();
        all.complete();
        all.factor().is_ok()
    }
}

/// Pearson's correlation of normal variables with this rank correlation (Spearman's): 2·sin(πr/6) (Pearson 1907). To the
/// last digits; designs take the engine's own sine.
#[must_use]
pub fn pearson(rank: f64) -> f64 {
    let x = std::f64::consts::PI * rank / 6.0;
    // Taylor's series: |x| is at most π/6.
    let (mut term, mut sum) = (x, x);
    for k in 1..10 {
        let n = f64::from(2 * k);
        term *= -x * x / (n * (n + 1.0));
        sum += term;
    }
    2.0 * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(size: usize, pairs: &[(usize, usize, f64)]) -> Correlations {
        let mut all = Correlations::new(size);
        for (i, j, r) in pairs {
            all.name(*i, *j, *r);
        }
        all
    }

    #[test]
    fn what_is_not_named_follows_from_what_is() {
        // A chain: the product. Apart from it: nothing.
        let mut chain = of(5, &[(0, 1, 0.6), (1, 2, -0.8), (3, 4, 0.5)]);
        assert!(chain.complete());
        assert!((chain.between(0, 2) + 0.48).abs() < 1e-11);
        assert_eq!(chain.between(0, 3), 0.0);
        assert_eq!((chain.between(0, 1), chain.between(4, 3)), (0.6, 0.5));
        // A ring of four alike: both diagonals x of greatest determinant, (1 - x)²((1 + x)² - 4r²), found by search.
        let r = 0.5;
        let mut ring = of(4, &[(0, 1, r), (1, 2, r), (2, 3, r), (3, 0, r)]);
        assert!(ring.complete());
        let determinant = |x: f64| (1.0 - x) * (1.0 - x) * ((1.0 + x) * (1.0 + x) - 4.0 * r * r);
        let best = (0..100_000).map(|k| f64::from(k) / 1e5);
        let best = best.max_by(|a, b| determinant(*a).total_cmp(&determinant(*b)));
        assert!((ring.between(0, 2) - best.unwrap_or(0.0)).abs() < 2e-5);
        assert!((ring.between(1, 3) - ring.between(0, 2)).abs() < 1e-9);
    }

    #[test]
    fn incomplete_is_not_contradictory() {
        // With 0 for the third these have no joint law; left open they have.
        assert!(of(3, &[(0, 1, 0.6), (1, 2, -0.9)]).exist());
        assert!(!of(3, &[(0, 1, 0.6), (1, 2, -0.9), (0, 2, 0.0)]).exist());
        assert!(!of(3, &[(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.5)]).exist());
        // No two of the ring's corners are opposed, but around it the sign turns.
        assert!(!of(4, &[(0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9), (3, 0, -0.9)]).exist());
        assert!(of(4, &[(0, 1, 0.9), (1, 2, 0.9), (2, 3, 0.9), (3, 0, 0.9)]).exist());
        // A correlation named 0 is kept: beside it the rest cannot be.
        let mut zero = of(4, &[(0, 1, 0.6), (1, 2, 0.6), (0, 2, 0.0), (2, 3, 0.5)]);
        assert!(zero.complete());
        assert_eq!(zero.between(0, 2), 0.0);
        assert!(zero.between(0, 3).abs() < 1e-11 && (zero.between(1, 3) - 0.3).abs() < 1e-11);
        assert!(!of(4, &[(0, 1, 0.6), (1, 2, 0.9), (0, 2, 0.0), (2, 3, 0.5)]).exist());
        // On the edge: all move as one.
        assert!(of(3, &[(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0)]).exist());
    }

    #[test]
    fn ranks_become_correlations() {
        for (rank, expected) in [
            (0.0, 0.0),
            (1.0, 1.0),
            (-1.0, -1.0),
            (0.5, 0.517_638_090_205_041_5),
        ] {
            assert!((pearson(rank) - expected).abs() < 1e-15, "{rank}");
        }
    }
}
