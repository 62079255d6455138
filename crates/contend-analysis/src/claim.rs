//! The test of a claim, evaluated in every world of an ensemble.

use std::fmt;

use contend_model::expression::{Expression, Node};
use contend_model::id::{InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::{Claim, ClaimTest, QuantityKind, Scenario};

use crate::array::{Array, Evaluator, Readings, largest};

/// What tests read: the outcomes of an ensemble and the inputs of its worlds. Columns have one value for each world.
pub trait Columns {
    /// Number of worlds.
    fn worlds(&self) -> usize;
    /// An element (row-major) of an outcome under a profile; `None` where that was not run.
    fn outcome(&self, outcome: OutcomeId, profile: ProfileId, element: u32) -> Option<&[f64]>;
    /// The draws of an input.
    fn input(&self, input: InputId) -> Option<&[f64]>;
    /// Whether a world failed under a profile.
    fn failed(&self, profile: ProfileId, world: usize) -> bool;
}

/// Truth of a test in each world.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truths {
    /// By world; `None` where a run that the test needs failed, or where the test's own arithmetic has no result.
    pub values: Vec<Option<bool>>,
    /// Worlds in which the test holds.
    pub holds: u64,
    /// Worlds in which it does not.
    pub fails: u64,
    /// Worlds left out.
    pub failed: u64,
}

impl Truths {
    /// Worlds that count.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.holds + self.fails
    }

    /// The first world in which the test comes out so.
    #[must_use]
    pub fn first(&self, holds: bool) -> Option<usize> {
        self.values.iter().position(|v| *v == Some(holds))
    }
}

/// Why a test cannot be evaluated at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestError {
    /// An outcome under a profile that is not in the ensemble.
    NotRun {
        /// The outcome.
        outcome: OutcomeId,
        /// The profile.
        profile: ProfileId,
    },
    /// An input whose draws are not given.
    NoDraws(InputId),
    /// A quantity that varies over time: tests read outcomes and parameters.
    VariesOverTime(QuantityId),
    /// Something else that has a meaning only within a run: the time, memory, chance, an event, a summary.
    OnlyInRuns,
    /// An array of more elements than tests may have.
    TooLarge {
        /// Its elements.
        elements: usize,
    },
}

impl fmt::Display for TestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TestError::NotRun { .. } => write!(
                f,
                "the test reads an outcome under a profile that was not run"
            ),
            TestError::NoDraws(_) => write!(f, "the test reads an input whose draws are not given"),
            TestError::VariesOverTime(_) => {
                write!(f, "the test reads a quantity that varies over time")
            }
            TestError::OnlyInRuns => write!(
                f,
                "the test asks for something that has a meaning only within a run"
            ),
            TestError::TooLarge { elements } => write!(
                f,
                "the test computes an array of {elements} elements, too many"
            ),
        }
    }
}

impl std::error::Error for TestError {}

/// Numbers of one array that are computed together.
const BLOCK_NUMBERS: usize = 1 << 18;
/// Worlds that are computed together at most.
const BLOCK_WORLDS: usize = 1 << 10;
/// Elements of an array at most.
const MOST_ELEMENTS: usize = 10_000_000;

/// The truth of a test over worlds ([`ClaimTest::Worlds`]) in each of them.
///
/// A world is left out where one of the profiles that the test reads failed, and where a number that decides the test
/// does not exist: 0/0, a table beyond its end, or finite numbers that give an infinite one. An infinite *outcome* is
/// a number like others (a first time that never comes) and compares as such; infinite less infinite does not exist.
/// What the branch of an `if` that is not taken would give does not matter.
///
/// # Errors
/// See [`TestError`].
pub fn in_worlds(
    scenario: &Scenario,
    test: &Expression,
    columns: &dyn Columns,
) -> Result<Truths, TestError> {
    let numbers = numbers(scenario, test, columns)?;
    let mut truths = Truths {
        values: numbers.into_iter().map(truth).collect(),
        ..Truths::default()
    };
    for truth in &truths.values {
        match truth {
            Some(true) => truths.holds += 1,
            Some(false) => truths.fails += 1,
            None => truths.failed += 1,
        }
    }
    Ok(truths)
}

/// The number that a test, or a part of one without open dimensions, has in each world; NaN where a profile that it
/// reads failed, and where it does not exist; see [`in_worlds`].
///
/// # Errors
/// See [`TestError`].
pub fn numbers(
    scenario: &Scenario,
    test: &Expression,
    columns: &dyn Columns,
) -> Result<Vec<f64>, TestError> {
    let worlds = columns.worlds();
    let mut profiles = Vec::new();
    find_profiles(test, &mut profiles);
    let elements = largest(scenario, test);
    if elements > MOST_ELEMENTS {
        return Err(TestError::TooLarge { elements });
    }
    let block = (BLOCK_NUMBERS / elements.max(1)).clamp(1, BLOCK_WORLDS);
    let mut numbers = Vec::with_capacity(worlds);
    let mut from = 0;
    while from < worlds {
        let readings = InWorlds {
            scenario,
            columns,
            from,
            lanes: block.min(worlds - from),
        };
        let result = Evaluator {
            scenario,
            readings: &readings,
        }
        .evaluate(test)?;
        for lane in 0..readings.lanes {
            let failed = profiles.iter().any(|p| columns.failed(*p, from + lane));
            numbers.push(if failed { f64::NAN } else { result.at(0, lane) });
        }
        from += readings.lanes;
    }
    Ok(numbers)
}

/// The truth of a statement of fact ([`ClaimTest::Inputs`]) for the central values of parameters; `None` where a
/// number that decides it does not exist.
///
/// # Errors
/// See [`TestError`].
pub fn of_inputs(scenario: &Scenario, test: &Expression) -> Result<Option<bool>, TestError> {
    let elements = largest(scenario, test);
    if elements > MOST_ELEMENTS {
        return Err(TestError::TooLarge { elements });
    }
    let result = Evaluator {
        scenario,
        readings: &Central { scenario },
    }
    .evaluate(test)?;
    Ok(truth(result.at(0, 0)))
}

/// Profiles under which a claim's test reads outcomes, ascending.
#[must_use]
pub fn profiles(claim: &Claim) -> Vec<ProfileId> {
    let mut profiles = Vec::new();
    if let ClaimTest::Worlds(test) = &claim.test {
        find_profiles(test, &mut profiles);
    }
    profiles.sort_unstable();
    profiles
}

fn truth(value: f64) -> Option<bool> {
    if value.is_nan() {
        None
    } else {
        Some(value != 0.0)
    }
}

fn find_profiles(test: &Expression, found: &mut Vec<ProfileId>) {
    crate::dependence::visit(test, &mut |e| {
        if let Node::Outcome { profile, .. } = e.node
            && !found.contains(&profile)
        {
            found.push(profile);
        }
    });
}

/// Some consecutive worlds of an ensemble.
struct InWorlds<'a> {
    scenario: &'a Scenario,
    columns: &'a dyn Columns,
    from: usize,
    lanes: usize,
}

impl InWorlds<'_> {
    fn part<'c>(&self, column: &'c [f64]) -> Option<&'c [f64]> {
        column.get(self.from..self.from + self.lanes)
    }
}

impl Readings for InWorlds<'_> {
    fn parameter(&self, quantity: QuantityId) -> Result<Array, TestError> {
        let QuantityKind::Parameter(parameter) = &self.scenario.quantity(quantity).kind else {
            return Err(TestError::VariesOverTime(quantity));
        };
        if parameter.inputs.iter().all(Option::is_none) {
            return Ok(Array {
                lanes: 1,
                values: parameter.values.clone(),
            });
        }
        let mut values = Vec::with_capacity(parameter.values.len() * self.lanes);
        for (element, central) in parameter.values.iter().enumerate() {
            match parameter.inputs.get(element).copied().flatten() {
                Some(input) => {
                    let column = self.columns.input(input).and_then(|c| self.part(c));
                    values.extend_from_slice(column.ok_or(TestError::NoDraws(input))?);
                }
                None => values.resize(values.len() + self.lanes, *central),
            }
        }
        Ok(Array {
            lanes: self.lanes,
            values,
        })
    }

    fn outcome(&self, outcome: OutcomeId, profile: ProfileId) -> Result<Array, TestError> {
        let elements = self
            .scenario
            .size(&self.scenario.outcomes[outcome.index()].over);
        let mut values = Vec::with_capacity(elements * self.lanes);
        for element in 0..elements {
            let column = self
                .columns
                .outcome(outcome, profile, element as u32)
                .and_then(|c| self.part(c));
            values.extend_from_slice(column.ok_or(TestError::NotRun { outcome, profile })?);
        }
        Ok(Array {
            lanes: self.lanes,
            values,
        })
    }
}

/// The central values of parameters.
struct Central<'a> {
    scenario: &'a Scenario,
}

impl Readings for Central<'_> {
    fn parameter(&self, quantity: QuantityId) -> Result<Array, TestError> {
        match &self.scenario.quantity(quantity).kind {
            QuantityKind::Parameter(parameter) => Ok(Array {
                lanes: 1,
                values: parameter.values.clone(),
            }),
            _ => Err(TestError::VariesOverTime(quantity)),
        }
    }

    fn outcome(&self, outcome: OutcomeId, profile: ProfileId) -> Result<Array, TestError> {
        Err(TestError::NotRun { outcome, profile })
    }
}
