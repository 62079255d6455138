//! Sets of inputs in the place of worlds: outcomes averaged over the lucks of each.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use contend_model::id::{InputId, OutcomeId};
use contend_model::model::Scenario;

use crate::column::{Column, Columns};
use crate::frame::Frame;

/// Columns with one number for each set of inputs of a frame: what was drawn, and the mean of each outcome over its worlds,
/// each counted by its weight.
///
/// A mean has no bound where one of its numbers is missing, and none worth the name where one is infinite (a first time that
/// never comes): then it is NaN, as where something went wrong.
#[derive(Debug)]
pub struct Averaged<'a> {
    frame: &'a Frame<'a>,
    sets: usize,
    outcomes: BTreeMap<Column, Vec<f64>>,
    inputs: Vec<OnceLock<Vec<f64>>>,
    weights: Option<Vec<f64>>,
}

impl<'a> Averaged<'a> {
    /// Averages all outcomes of a frame, whose worlds begin with a set of inputs.
    #[must_use]
    pub fn new(frame: &'a Frame<'a>, scenario: &Scenario) -> Averaged<'a> {
        let replications = frame.replications().max(1);
        let weights = frame.column(Column::Weight);
        let mut outcomes = BTreeMap::new();
        for wanted in &frame.ensemble().plan().profiles {
            for outcome in &wanted.outcomes {
                for element in 0..elements(scenario, *outcome) {
                    let column = Column::Outcome {
                        profile: wanted.profile,
                        outcome: *outcome,
                        element,
                    };
                    if let Some(values) = frame.column(column) {
                        outcomes.insert(column, means(values, weights, replications));
                    }
                }
            }
        }
        Averaged {
            sets: frame.worlds().div_ceil(replications),
            outcomes,
            inputs: scenario.inputs.iter().map(|_| OnceLock::new()).collect(),
            weights: weights.map(|w| {
                let sets = w.chunks(replications);
                sets.map(|set| set.iter().sum::<f64>() / set.len() as f64)
                    .collect()
            }),
            frame,
        }
    }

    fn input(&self, id: InputId) -> Option<&[f64]> {
        let every = || {
            let drawn = self.frame.column(Column::Input(id)).unwrap_or_default();
            let first = drawn.iter().step_by(self.frame.replications().max(1));
            first.copied().collect()
        };
        let column = self.inputs.get(id.index())?;
        Some(column.get_or_init(every))
    }
}

impl Columns for Averaged<'_> {
    fn worlds(&self) -> usize {
        self.sets
    }

    fn column(&self, column: Column) -> Option<&[f64]> {
        match column {
            Column::Input(id) => self.input(id),
            Column::Weight => self.weights.as_deref(),
            other => self.outcomes.get(&other).map(Vec::as_slice),
        }
    }
}

fn elements(scenario: &Scenario, outcome: OutcomeId) -> u32 {
    scenario.size(&scenario.outcomes[outcome.index()].over) as u32
}

/// The mean of each set of neighbours. That of equal numbers is just that number.
fn means(values: &[f64], weights: Option<&[f64]>, replications: usize) -> Vec<f64> {
    let sets = values.chunks(replications).enumerate();
    sets.map(|(set, values)| {
        let weight = |luck: usize| weights.map_or(1.0, |w| w[set * replications + luck]);
        let counted = || (values.iter().enumerate()).filter(|(luck, _)| weight(*luck) > 0.0);
        let Some((_, about)) = counted().next() else {
            return f64::NAN;
        };
        let (mut sum, mut all) = (0.0, 0.0);
        for (luck, x) in counted() {
            sum += weight(luck) * (x - about);
            all += weight(luck);
        }
        let mean = about + sum / all;
        if mean.is_finite() { mean } else { f64::NAN }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::means;

    #[test]
    fn each_set_has_its_mean() {
        let values = [1.0, 2.0, 6.0, 0.1, 0.1, 0.1, 1.0, f64::NAN, 1.0];
        let [a, b, c] = means(&values, None, 3)[..] else {
            panic!("three sets");
        };
        assert_eq!((a, b), (3.0, 0.1));
        assert!(c.is_nan());
        // A world that does not count is no part of it, be it without a value.
        let weights = [1.0, 0.0, 3.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0];
        let [a, b, c] = means(&values, Some(&weights), 3)[..] else {
            panic!("three sets");
        };
        assert_eq!((a, c), (4.75, 1.0));
        assert!(b.is_nan());
        assert!(means(&[1.0, f64::INFINITY], None, 2)[0].is_nan());
    }
}
