//! Rank correlations between inputs: a Gaussian copula.

use std::collections::BTreeSet;

use contend_model::model::Scenario;

use super::{DesignError, Sampler, by_name};
use crate::maths;

/// For each input that depends on others: the weights of the inputs' normal scores, its own last.
#[derive(Clone, Debug)]
pub(super) struct Copula {
    mixtures: Vec<Option<Vec<(usize, f64)>>>,
}

/// A remaining variance below this counts as none: perfect correlation.
const NO_VARIANCE: f64 = 1e-10;

impl Copula {
    /// The copula of a scenario. Spearman's ranks r become Pearson's 2·sin(πr/6) of normal scores (Pearson 1907);
    /// the scores are mixed by the Cholesky factor of their correlation matrix over the inputs involved.
    pub(super) fn new(scenario: &Scenario) -> Result<Copula, DesignError> {
        // In the order of names: the factor, and so every draw, hangs on the order.
        let correlated: BTreeSet<usize> = scenario
            .correlations
            .iter()
            .flat_map(|c| [c.a.index(), c.b.index()])
            .collect();
        let involved: Vec<usize> = by_name(scenario)
            .into_iter()
            .filter(|input| correlated.contains(input))
            .collect();
        let m = involved.len();
        let place = |input: usize| involved.iter().position(|i| *i == input).unwrap_or(0);
        let mut matrix = vec![0.0; m * m];
        for i in 0..m {
            matrix[i * m + i] = 1.0;
        }
        for correlation in &scenario.correlations {
            let (i, j) = (place(correlation.a.index()), place(correlation.b.index()));
            if i != j {
                let pearson = 2.0 * maths::sin(std::f64::consts::PI * correlation.rank / 6.0);
                matrix[i * m + j] = pearson;
                matrix[j * m + i] = pearson;
            }
        }
        let factor = cholesky(&matrix, m).map_err(|at| {
            let joined = |i: usize| i == at || (i < at && connected(&matrix, m, i, at));
            let names =
                (0..m)
                    .filter(|i| joined(*i))
                    .map(|i| match scenario.inputs.get(involved[i]) {
                        Some(input) => input.name.clone(),
                        None => format!("input {}", involved[i] + 1),
                    });
            DesignError::Correlations {
                inputs: names.collect(),
            }
        })?;
        let mut mixtures = vec![None; scenario.inputs.len()];
        for (i, input) in involved.iter().enumerate() {
            let weights: Vec<(usize, f64)> = (0..=i)
                .map(|j| (involved[j], factor[i * m + j]))
                .filter(|w| w.1 != 0.0)
                .collect();
            if let Some(mixture) = mixtures.get_mut(*input) {
                // An input that rests on itself alone keeps its number to the bit.
                *mixture = (weights.len() != 1 || weights[0].0 != *input).then_some(weights);
            }
        }
        Ok(Copula { mixtures })
    }

    /// The uniform numbers of an input in consecutive worlds.
    pub(super) fn fill(&self, sampler: &Sampler, first: u64, input: usize, out: &mut [f64]) {
        if matches!(self.mixtures.get(input), Some(Some(_))) {
            for (out, world) in out.iter_mut().zip(first..) {
                *out = self.unit(sampler, world, input);
            }
        } else {
            sampler.fill(first, input, out);
        }
    }

    /// The uniform number of an input, strictly between 0 and 1.
    pub(super) fn unit(&self, sampler: &Sampler, world: u64, input: usize) -> f64 {
        match self.mixtures.get(input) {
            Some(Some(weights)) => {
                let score = weights.iter().fold(0.0, |sum, (j, weight)| {
                    sum + weight * maths::normal_quantile(sampler.unit(world, *j))
                });
                let u = maths::normal_cdf(score);
                // Far out the distribution function is rounded to 0 or 1. NaN stays.
                let least = 0.5 * f64::EPSILON;
                if u < least {
                    least
                } else if u > 1.0 - least {
                    1.0 - least
                } else {
                    u
                }
            }
            _ => sampler.unit(world, input),
        }
    }
}

/// Lower triangular factor of a correlation matrix (row-major); `Err` with the row at which it turns out to be none.
fn cholesky(matrix: &[f64], m: usize) -> Result<Vec<f64>, usize> {
    let mut factor = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..=i {
            let mut rest = matrix[i * m + j];
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

/// Whether correlations lead from one input to another by way of inputs up to the latter.
fn connected(matrix: &[f64], m: usize, from: usize, to: usize) -> bool {
    let mut seen = vec![false; to + 1];
    let mut open = vec![to];
    while let Some(i) = open.pop() {
        for j in 0..=to {
            if matrix[i * m + j] != 0.0 && !seen[j] {
                seen[j] = true;
                open.push(j);
            }
        }
    }
    seen.get(from).copied().unwrap_or(false)
}
