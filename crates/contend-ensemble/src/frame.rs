//! An ensemble as columns by meaning, with what its worlds drew.

use std::sync::OnceLock;

use contend_engine::design::Worlds;

use crate::column::{Column, Columns};
use crate::ensemble::Ensemble;

/// The complete worlds of an ensemble, by column. Draws of inputs are made when they are first asked for.
#[derive(Debug)]
pub struct Frame<'a> {
    ensemble: &'a Ensemble,
    worlds: &'a Worlds,
    inputs: Vec<OnceLock<Vec<f64>>>,
    weights: Option<Vec<f64>>,
}

impl<'a> Frame<'a> {
    /// The columns of an ensemble whose worlds are drawn so; `inputs` is the number of the scenario's inputs.
    #[must_use]
    pub fn new(ensemble: &'a Ensemble, worlds: &'a Worlds, inputs: usize) -> Frame<'a> {
        Frame {
            ensemble,
            worlds,
            inputs: (0..inputs).map(|_| OnceLock::new()).collect(),
            weights: None,
        }
    }

    /// The same, with a weight for each complete world.
    #[must_use]
    pub fn weighted(self, weights: Vec<f64>) -> Frame<'a> {
        Frame {
            weights: Some(weights),
            ..self
        }
    }

    /// The ensemble.
    #[must_use]
    pub fn ensemble(&self) -> &'a Ensemble {
        self.ensemble
    }
}

impl Columns for Frame<'_> {
    fn worlds(&self) -> usize {
        self.ensemble.complete() as usize
    }

    fn replications(&self) -> usize {
        self.worlds.replications() as usize
    }

    fn column(&self, column: Column) -> Option<&[f64]> {
        match column {
            Column::Input(id) => {
                let draw = || {
                    let mut values = vec![0.0; self.worlds()];
                    let first = self.ensemble.plan().worlds.start;
                    self.worlds.fill(first, id, &mut values);
                    values
                };
                self.inputs
                    .get(id.index())
                    .map(|c| &c.get_or_init(draw)[..])
            }
            Column::Outcome {
                profile,
                outcome,
                element,
            } => self
                .ensemble
                .profile(profile)?
                .column(outcome, element as usize),
            Column::Weight => self.weights.as_deref(),
            // No plan can leave a lever open yet.
        }
    }
}
