//! The test of a claim, evaluated in every world of an ensemble.

use contend_ensemble::{Column, Columns};
use contend_model::expression::{Expression, Term};
use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::model::{Claim, QuantityKind, Scenario};

use crate::array::{Array, Evaluator, Readings, largest};
use crate::error::TestError;
use crate::replications::{sets_in, tally_in};
use crate::tally::{Tally, weight};

/// Truth of a test in each world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truths {
    /// By world; `None` where something that the test rests on went wrong, or where its own arithmetic has no result.
    pub values: Vec<Option<bool>>,
    /// Worlds in which the test holds.
    pub holds: u64,
    /// Worlds in which it does not.
    pub fails: u64,
    /// Worlds left out.
    pub failed: u64,
    /// Worlds left out, by weight.
    pub lost: f64,
    /// Worlds that the claim is not judged on.
    pub outside: u64,
    /// Worlds that count, by weight.
    pub tally: Tally,
    /// How many sets of inputs that count alike tell as much as those in which a world counts; without replications, how many
    /// worlds.
    pub sets: f64,
}

impl Truths {
    /// Worlds that count.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.holds + self.fails
    }

    /// Truths that are known, counted; worlds without one do not count.
    #[must_use]
    pub fn counted(values: Vec<Option<bool>>, columns: &dyn Columns) -> Truths {
        let count = |truth: bool| values.iter().filter(|v| **v == Some(truth)).count() as u64;
        Truths {
            holds: count(true),
            fails: count(false),
            tally: tally_in(&values, columns),
            sets: sets_in(&values, columns),
            values,
            ..Truths::default()
        }
    }

    /// The first world in which the test comes out so.
    #[must_use]
    pub fn first(&self, holds: bool) -> Option<usize> {
        self.values.iter().position(|v| *v == Some(holds))
    }
}

/// Numbers of one array that are computed together.
const BLOCK_NUMBERS: usize = 1 << 18;
/// Worlds that are computed together at most.
const BLOCK_WORLDS: usize = 1 << 10;
/// Elements of an array at most.
const MOST_ELEMENTS: usize = 10_000_000;

/// The truth of a test over worlds ([`ClaimTest::Worlds`](contend_model::model::ClaimTest::Worlds)) in each of them.
///
/// A world is left out where a number that decides the test does not exist: an outcome that rests on something that went
/// wrong, 0/0, a table beyond its end, or finite numbers that give an infinite one. An infinite *outcome* is
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
    in_worlds_given(scenario, test, None, columns)
}

/// The same of a claim that is judged on the worlds in which a condition is true. A world in which the condition has no value
/// might count, so it is left out like one in which the test has none.
///
/// # Errors
/// See [`TestError`].
pub fn in_worlds_given(
    scenario: &Scenario,
    test: &Expression,
    given: Option<&Expression>,
    columns: &dyn Columns,
) -> Result<Truths, TestError> {
    let numbers = numbers(scenario, test, columns)?;
    let judged = judged_on(scenario, given, columns)?;
    let values = numbers.into_iter().zip(&judged);
    let mut truths = Truths {
        values: values
            .map(|(x, judged)| truth(x).filter(|_| *judged == Some(true)))
            .collect(),
        ..Truths::default()
    };
    let weights = columns.column(Column::Weight);
    for (world, truth) in truths.values.iter().enumerate() {
        match truth {
            Some(true) => truths.holds += 1,
            Some(false) => truths.fails += 1,
            None if judged[world] == Some(false) => truths.outside += 1,
            None => {
                truths.failed += 1;
                truths.lost += weight(weights, world).max(0.0);
            }
        }
    }
    truths.tally = tally_in(&truths.values, columns);
    truths.sets = sets_in(&truths.values, columns);
    Ok(truths)
}

/// The number that a test, or a part of one without open dimensions, has in each world; NaN where it does not exist; see
/// [`in_worlds`].
///
/// # Errors
/// See [`TestError`].
pub fn numbers(
    scenario: &Scenario,
    test: &Expression,
    columns: &dyn Columns,
) -> Result<Vec<f64>, TestError> {
    let mut columns = arrays(scenario, test, columns)?;
    columns.truncate(1);
    Ok(columns.pop().unwrap_or_default())
}

/// Whether each world is among those on which a claim is judged; `None` where that has no value.
pub(crate) fn judged_on(
    scenario: &Scenario,
    given: Option<&Expression>,
    columns: &dyn Columns,
) -> Result<Vec<Option<bool>>, TestError> {
    match given {
        None => Ok(vec![Some(true); columns.worlds()]),
        Some(given) => {
            let numbers = numbers(scenario, given, columns)?.into_iter();
            Ok(numbers.map(truth).collect())
        }
    }
}

/// The numbers of each element of an expression of one world, in each world: `[element][world]`.
pub(crate) fn arrays(
    scenario: &Scenario,
    e: &Expression,
    columns: &dyn Columns,
) -> Result<Vec<Vec<f64>>, TestError> {
    let worlds = columns.worlds();
    let elements = largest(scenario, e);
    if elements > MOST_ELEMENTS {
        return Err(TestError::TooLarge { elements });
    }
    let block = (BLOCK_NUMBERS / elements.max(1)).clamp(1, BLOCK_WORLDS);
    let mut numbers = vec![Vec::with_capacity(worlds); scenario.size(&e.over)];
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
        .evaluate(e)?;
        for (element, numbers) in numbers.iter_mut().enumerate() {
            numbers.extend((0..readings.lanes).map(|lane| result.at(element, lane)));
        }
        from += readings.lanes;
    }
    Ok(numbers)
}

/// The truth of a statement of fact ([`ClaimTest::Inputs`](contend_model::model::ClaimTest::Inputs)) for the central values of parameters; `None` where a
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
    for read in claim.read_in_worlds() {
        find_profiles(read, &mut profiles);
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
    test.visit(&mut |e| {
        if let Term::Outcome { profile, .. } = e.term
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
                    let column = self.columns.column(Column::Input(input));
                    let column = column.and_then(|c| self.part(c));
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
                .column(Column::Outcome {
                    profile,
                    outcome,
                    element: element as u32,
                })
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
