//! Designs: which uniform numbers the worlds of an ensemble draw.
//!
//! A [`Sampler`] is a pure function of (design, number of worlds, seed, world, input) in memory that does not grow
//! with the number of worlds, so that any part of an ensemble can be drawn anywhere. [`Worlds`] turns its numbers
//! into the values of a scenario's inputs.

mod copula;
mod error;
mod latin;
pub mod sobol;
mod worlds;

pub use error::DesignError;
pub use worlds::Worlds;

use serde::{Deserialize, Serialize};

use crate::chance::{DESIGN_SITES, Key, Row, unit};
use latin::Permutation;
use sobol::Directions;

/// How the worlds are spread over the space of the inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Design {
    /// Each input falls once into each of n equal parts of its range. McKay, Beckman and Conover (1979),
    /// doi:10.1080/00401706.1979.10489755.
    LatinHypercube,
    /// Sobol' sequence with the nested scrambling of Owen (1995), doi:10.1007/978-1-4612-2552-2_19. World w is the
    /// same whatever the number of worlds; powers of two are best.
    Sobol,
    /// Independent draws. World w is the same whatever the number of worlds.
    MonteCarlo,
    /// Every combination of the midpoints of so many equal parts of each input; the last input varies fastest.
    FullFactorial {
        /// Parts of each input.
        levels: u32,
    },
    /// Given uniform numbers.
    Table(Table),
}

/// Uniform numbers of one's own, one row for each world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Inputs in a row.
    pub inputs: usize,
    /// Numbers strictly between 0 and 1, row after row.
    pub units: Vec<f64>,
}

/// Most worlds of a Latin hypercube.
pub const MOST_WORLDS: u64 = 1 << 40;

/// A design made ready.
#[derive(Clone, Debug)]
pub struct Sampler {
    worlds: u64,
    inputs: usize,
    columns: Columns,
}

#[derive(Clone, Debug)]
enum Columns {
    Latin(Vec<(Permutation, Row)>),
    Sobol(Directions, Vec<u64>),
    MonteCarlo(Vec<Row>),
    FullFactorial { levels: u64 },
    Table(Vec<f64>),
}

const PERMUTATION_SITE: u32 = DESIGN_SITES;
const JITTER_SITE: u32 = DESIGN_SITES + 1;
const SCRAMBLE_SITE: u32 = DESIGN_SITES + 2;
const MONTE_CARLO_SITE: u32 = DESIGN_SITES + 3;

impl Sampler {
    /// Makes a design ready for so many worlds of so many inputs.
    ///
    /// A full factorial and a table bring their own number of worlds. For a table `worlds` cuts it off; for a full
    /// factorial, which is nothing in part, it is the most that is allowed.
    ///
    /// # Errors
    /// See [`DesignError`].
    pub fn new(
        design: &Design,
        worlds: u64,
        inputs: usize,
        seed: u64,
    ) -> Result<Sampler, DesignError> {
        if worlds == 0 {
            return Err(DesignError::NoWorlds);
        }
        let rows = |site: u32| -> Vec<Row> {
            (0..inputs)
                .map(|input| {
                    Key {
                        seed,
                        site,
                        element: input as u32,
                        step: 0,
                    }
                    .row()
                })
                .collect()
        };
        let (worlds, columns) = match design {
            Design::LatinHypercube => {
                if worlds > MOST_WORLDS {
                    return Err(DesignError::TooManyWorlds {
                        worlds,
                        most: MOST_WORLDS,
                    });
                }
                let permutations = rows(PERMUTATION_SITE)
                    .into_iter()
                    .map(|row| Permutation::new(worlds, row));
                (
                    worlds,
                    Columns::Latin(permutations.zip(rows(JITTER_SITE)).collect()),
                )
            }
            Design::Sobol => {
                let keys = rows(SCRAMBLE_SITE)
                    .into_iter()
                    .map(|row| row.bits(0))
                    .collect();
                (worlds, Columns::Sobol(Directions::new(inputs)?, keys))
            }
            Design::MonteCarlo => (worlds, Columns::MonteCarlo(rows(MONTE_CARLO_SITE))),
            Design::FullFactorial { levels } => {
                let levels = u64::from(*levels);
                let needed = u32::try_from(inputs)
                    .ok()
                    .and_then(|k| levels.checked_pow(k));
                match needed {
                    Some(0) => return Err(DesignError::NoLevels),
                    Some(needed) if needed <= worlds => (needed, Columns::FullFactorial { levels }),
                    _ => {
                        return Err(DesignError::GridTooLarge {
                            levels,
                            inputs,
                            needed,
                            worlds,
                        });
                    }
                }
            }
            Design::Table(table) => {
                let rows = check_table(table, inputs)?;
                (rows.min(worlds), Columns::Table(table.units.clone()))
            }
        };
        Ok(Sampler {
            worlds,
            inputs,
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
            Columns::Latin(columns) => {
                let (permutation, jitter) = &columns[input];
                latin::unit(permutation.at(world), self.worlds, jitter.bits(world))
            }
            Columns::Sobol(directions, keys) => {
                unit(sobol::scramble(directions.point(world, input), keys[input]))
            }
            Columns::MonteCarlo(rows) => rows[input].unit(world),
            Columns::FullFactorial { levels } => {
                // A power that fits, because the whole grid does.
                let below = levels.pow((self.inputs - 1 - input) as u32);
                ((world / below % levels) as f64 + 0.5) / *levels as f64
            }
            Columns::Table(units) => units[world as usize * self.inputs + input],
        }
    }
}

/// Number of rows of a table.
fn check_table(table: &Table, inputs: usize) -> Result<u64, DesignError> {
    if table.inputs != inputs {
        return Err(DesignError::TableWidth {
            inputs: table.inputs,
            expected: inputs,
        });
    }
    if inputs == 0 || !table.units.len().is_multiple_of(inputs) || table.units.is_empty() {
        return Err(DesignError::TableShape {
            numbers: table.units.len(),
            inputs,
        });
    }
    match table.units.iter().position(|u| !(*u > 0.0 && *u < 1.0)) {
        Some(place) => Err(DesignError::TableValue {
            row: place / inputs,
            input: place % inputs,
            value: table.units[place],
        }),
        None => Ok((table.units.len() / inputs) as u64),
    }
}
