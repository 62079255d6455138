//! Rank correlations between inputs: a Gaussian copula.

use std::collections::BTreeSet;

use contend_model::correlation::Correlations;
use contend_model::id::InputId;
use contend_model::model::Scenario;

use super::{DesignError, Sampler, by_name};
use crate::maths;

/// For each input that depends on others: the weights of the inputs' normal scores, its own last.
#[derive(Clone, Debug)]
pub(super) struct Copula {
    mixtures: Vec<Option<Vec<(usize, f64)>>>,
}

impl Copula {
    /// The copula of a scenario. Spearman's ranks r become Pearson's 2·sin(πr/6) of normal scores (Pearson 1907);
    /// pairs that are not named follow from those that are ([`Correlations::complete`]), and the scores are mixed by the
    /// Cholesky factor of the correlation matrix over the inputs involved.
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
        let mut matrix = Correlations::new(m);
        for correlation in &scenario.correlations {
            let (i, j) = (place(correlation.a.index()), place(correlation.b.index()));
            if i != j {
                let pearson = 2.0 * maths::sin(std::f64::consts::PI * correlation.rank / 6.0);
                matrix.name(i, j, pearson);
            }
        }
        matrix.complete();
        let factor = matrix.factor().map_err(|at| {
            let joined = |i: usize| i == at || (i < at && connected(&matrix, i, at));
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
        // What shares a draw shares its mixture.
        for input in 0..mixtures.len() {
            let drawn = scenario.drawn_as(InputId(input as u32)).index();
            if drawn != input {
                mixtures[input] = mixtures[drawn].clone();
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
        self.mixed(input, |j| sampler.unit(world, j))
    }

    /// The uniform number of an input, from independent ones of all.
    pub(super) fn mixed(&self, input: usize, unit: impl Fn(usize) -> f64) -> f64 {
        match self.mixtures.get(input) {
            Some(Some(weights)) => {
                let score = weights.iter().fold(0.0, |sum, (j, weight)| {
                    sum + weight * maths::normal_quantile(unit(*j))
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
            _ => unit(input),
        }
    }
}

/// Whether correlations lead from one input to another by way of inputs up to the latter.
fn connected(matrix: &Correlations, from: usize, to: usize) -> bool {
    let mut seen = vec![false; to + 1];
    let mut open = vec![to];
    while let Some(i) = open.pop() {
        for (j, seen) in seen.iter_mut().enumerate() {
            if matrix.between(i, j) != 0.0 && !*seen {
                *seen = true;
                open.push(j);
            }
        }
    }
    seen.get(from).copied().unwrap_or(false)
}
