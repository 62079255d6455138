//! Designs: which uniform numbers the worlds of an ensemble draw.
//!
//! A [`Sampler`] is a pure function of (design, number of worlds, seed, world, input) in memory that does not grow
//! with the number of worlds, so that any part of an ensemble can be drawn anywhere. [`Worlds`] turns its numbers
//! into the values of a scenario's inputs.
//!
//! Inputs are drawn by key: the numbers of one stay the same whichever others there are, in whatever order. Only a Sobol'
//! sequence and a full factorial have a place for each input: they go by the order of names.

mod copula;
mod error;
mod joint;
mod latin;
mod links;
mod nested;
pub mod scramble;
pub mod sobol;
mod worlds;

pub use error::DesignError;
pub use joint::{Condition, Drawn};
pub use worlds::Worlds;

use contend_model::id::InputId;
use contend_model::key::Key;
use contend_model::model::Scenario;
use serde::{Deserialize, Serialize};

use crate::chance::{Purpose, Row, Stream, unit};
use latin::Permutation;
use nested::Sequence;
use sobol::Directions;

/// How the worlds are spread over the space of the inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// A Latin hypercube at every power of two: of the first 2ᵏ worlds, each input has one in each of 2ᵏ equal parts of
    /// its range. World w is the same whatever the number of worlds. Burley (2020): see the source of the sequence.
    #[default]
    NestedLatinHypercube,
    /// Each input falls once into each of n equal parts of its range. McKay, Beckman and Conover (1979),
    /// doi:10.1080/00401706.1979.10489755. Every world depends on the number of worlds.
    LatinHypercube,
    /// Sobol' sequence with the nested scrambling of Owen (1995), doi:10.1007/978-1-4612-2552-2_19. World w is the
    /// same whatever the number of worlds; powers of two are best. Inputs have dimensions by the order of their names,
    /// so that one more input changes those whose names come after it.
    Sobol,
    /// Independent draws. World w is the same whatever the number of worlds.
    MonteCarlo,
    /// Every combination of the midpoints of so many equal parts of each input; the input whose name comes last varies
    /// fastest.
    FullFactorial {
        /// Parts of each input.
        levels: u32,
    },
}

/// What a design knows of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coordinate {
    /// What its numbers hang on.
    pub key: Key,
    /// Its place by name among all inputs that have a draw of their own, from 0. An input that shares another's draw has
    /// the other's key and place.
    pub rank: usize,
}

/// Most worlds of a Latin hypercube, nested or not.
pub const MOST_WORLDS: u64 = 1 << 40;

/// A design made ready.
#[derive(Clone, Debug)]
pub struct Sampler {
    worlds: u64,
    inputs: usize,
    columns: Columns,
}

/// What each input is drawn from.
#[derive(Clone, Debug)]
enum Columns {
    Nested(Vec<Sequence>),
    Latin(Vec<(Permutation, Row)>),
    /// With the dimension of each input.
    Sobol(Directions, Vec<(usize, Row)>),
    MonteCarlo(Vec<Row>),
    /// For each input the number of neighbouring worlds that share its level.
    FullFactorial {
        levels: u64,
        repeats: Vec<u64>,
    },
}

/// The inputs of a scenario, in its order.
#[must_use]
pub fn coordinates(scenario: &Scenario) -> Vec<Coordinate> {
    let mut rank = vec![0; scenario.inputs.len()];
    for (place, input) in by_name(scenario).into_iter().enumerate() {
        rank[input] = place;
    }
    let drawn = (0..scenario.inputs.len()).map(|i| scenario.drawn_as(InputId(i as u32)).index());
    drawn
        .map(|drawn| Coordinate {
            key: scenario.inputs[drawn].key,
            rank: rank[drawn],
        })
        .collect()
}

/// Indices of a scenario's inputs that have a draw of their own, in the order of their names.
fn by_name(scenario: &Scenario) -> Vec<usize> {
    let own = |i: &usize| scenario.drawn_as(InputId(*i as u32)).index() == *i;
    let mut order: Vec<usize> = (0..scenario.inputs.len()).filter(own).collect();
    order.sort_by(|a, b| scenario.inputs[*a].name.cmp(&scenario.inputs[*b].name));
    order
}

impl Sampler {
    /// Makes a design ready for so many worlds of these inputs.
    ///
    /// A full factorial brings its own number of worlds: `worlds` is then the most that is allowed.
    ///
    /// # Errors
    /// See [`DesignError`].
    pub fn new(
        design: Design,
        worlds: u64,
        inputs: &[Coordinate],
        seed: u64,
    ) -> Result<Sampler, DesignError> {
        if worlds == 0 {
            return Err(DesignError::NoWorlds);
        }
        if worlds > MOST_WORLDS
            && matches!(
                design,
                Design::LatinHypercube | Design::NestedLatinHypercube
            )
        {
            return Err(DesignError::TooManyWorlds {
                worlds,
                most: MOST_WORLDS,
            });
        }
        let row = |purpose: Purpose, input: &Coordinate| {
            Stream {
                seed,
                purpose,
                key: input.key,
                step: 0,
            }
            .row()
        };
        let draws = inputs.iter().map(|input| input.rank + 1).max().unwrap_or(0);
        let block = |input| row(Purpose::Block, input);
        let order = |input| row(Purpose::Order, input);
        let place = |input| row(Purpose::Place, input);
        let mut all = worlds;
        let columns = match design {
            Design::NestedLatinHypercube => {
                let sequences = inputs.iter().map(|input| Sequence {
                    block: block(input),
                    order: order(input),
                    place: place(input),
                });
                Columns::Nested(sequences.collect())
            }
            Design::LatinHypercube => {
                let columns = inputs
                    .iter()
                    .map(|input| (Permutation::new(worlds, order(input)), place(input)));
                Columns::Latin(columns.collect())
            }
            Design::Sobol => {
                let columns = inputs.iter().map(|input| (input.rank, place(input)));
                Columns::Sobol(Directions::new(draws)?, columns.collect())
            }
            Design::MonteCarlo => Columns::MonteCarlo(inputs.iter().map(place).collect()),
            Design::FullFactorial { levels } => {
                let levels = u64::from(levels);
                all = grid(levels, draws, worlds)?;
                let repeats = inputs.iter().map(|input| {
                    let faster = draws.saturating_sub(1 + input.rank);
                    // A power that fits, because the whole grid does.
                    levels.saturating_pow(u32::try_from(faster).unwrap_or(u32::MAX))
                });
                Columns::FullFactorial {
                    levels,
                    repeats: repeats.collect(),
                }
            }
        };
        Ok(Sampler {
            worlds: all,
            inputs: inputs.len(),
            columns,
        })
    }

    /// Number of worlds.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.worlds
    }

    /// Number of inputs.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The number of one input in one world, strictly between 0 and 1; NaN for a world or input that there is not.
    #[must_use]
    pub fn unit(&self, world: u64, input: usize) -> f64 {
        if world >= self.worlds || input >= self.inputs {
            return f64::NAN;
        }
        match &self.columns {
            Columns::Nested(sequences) => sequences[input].unit(world),
            Columns::Latin(columns) => {
                let (permutation, place) = &columns[input];
                latin::unit(permutation.at(world), self.worlds, place.bits(world))
            }
            Columns::Sobol(directions, columns) => {
                let (dimension, place) = columns[input];
                unit(scramble::scramble(
                    directions.point(world, dimension),
                    place,
                ))
            }
            Columns::MonteCarlo(rows) => rows[input].unit(world),
            Columns::FullFactorial { levels, repeats } => {
                ((world / repeats[input] % levels) as f64 + 0.5) / *levels as f64
            }
        }
    }

    /// The numbers of one input in consecutive worlds; NaN for worlds or an input that there are not.
    pub(crate) fn fill(&self, first_world: u64, input: usize, out: &mut [f64]) {
        let there = self
            .worlds
            .saturating_sub(first_world)
            .min(out.len() as u64) as usize;
        match &self.columns {
            Columns::Nested(sequences) if input < self.inputs => {
                let (drawn, beyond) = out.split_at_mut(there);
                sequences[input].fill(first_world, drawn);
                beyond.fill(f64::NAN);
            }
            _ => {
                for (out, world) in out.iter_mut().zip(first_world..) {
                    *out = self.unit(world, input);
                }
            }
        }
    }
}

/// Worlds of a full factorial, where they are no more than allowed.
fn grid(levels: u64, inputs: usize, worlds: u64) -> Result<u64, DesignError> {
    let needed = u32::try_from(inputs)
        .ok()
        .and_then(|k| levels.checked_pow(k));
    match needed {
        Some(0) => Err(DesignError::NoLevels),
        Some(needed) if needed <= worlds => Ok(needed),
        _ => Err(DesignError::GridTooLarge {
            levels,
            inputs,
            needed,
            worlds,
        }),
    }
}
