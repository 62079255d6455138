//! Expressions of tests over arrays of elements, for several worlds at once.
//!
//! The meaning of every term is that of [`contend_model::expression`]: a number that does not exist is NaN and stays NaN
//! through comparisons and `not`, and through `and` and `or` unless the other side decides, so that a test can be true or
//! false only where every number that decides it exists. With one difference: what is infinite although it comes of finite
//! numbers is NaN at once, and not only where it is compared.

use contend_engine::{binary, lookup, max, min, spectral, sum, unary};
use contend_model::expression::{Axis, BinaryOp, By, Expression, ReduceOp, Term, UnaryOp};
use contend_model::id::{DimensionId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::Scenario;

use crate::error::TestError;
use crate::game::{Limits, Payoffs, Solver, Stages};
use crate::in_turn;
use crate::over_elements::quantile;

/// Values of the elements of an array, row-major, each for several worlds (lanes), or one for all of them.
#[derive(Clone, Debug)]
pub(crate) struct Array {
    /// 1 where all worlds have the same.
    pub lanes: usize,
    /// `values[element * lanes + lane]`.
    pub values: Vec<f64>,
}

impl Array {
    /// An element in a world; NaN beyond the ends.
    pub fn at(&self, element: usize, lane: usize) -> f64 {
        let lane = if self.lanes == 1 { 0 } else { lane };
        self.values
            .get(element * self.lanes + lane)
            .copied()
            .unwrap_or(f64::NAN)
    }
}

/// Where an expression gets what it reads.
pub(crate) trait Readings {
    /// All elements of a parameter.
    fn parameter(&self, quantity: QuantityId) -> Result<Array, TestError>;
    /// All elements of an outcome under a profile.
    fn outcome(&self, outcome: OutcomeId, profile: ProfileId) -> Result<Array, TestError>;
    /// All elements of a function over worlds, where all worlds are looked at.
    fn over_worlds(&self, _: &Expression) -> Result<Array, TestError> {
        Err(TestError::OnlyInRuns)
    }
}

/// Elements of the largest array that an expression computes.
pub(crate) fn largest(scenario: &Scenario, expression: &Expression) -> usize {
    let mut elements = 1;
    expression.visit(&mut |e| {
        let own = match &e.term {
            Term::Read { quantity, .. } => scenario.size(&scenario.quantity(*quantity).over),
            Term::Outcome { outcome, .. } => {
                scenario.size(&scenario.outcomes[outcome.index()].over)
            }
            Term::Reduce { along, by, .. } | Term::Quantile { along, by, .. } => {
                let into: Vec<DimensionId> = by.iter().map(|(_, d)| *d).collect();
                let results = scenario.size(&e.over) / scenario.size(&into).max(1);
                results.saturating_mul(scenario.size(along))
            }
            _ => scenario.size(&e.over),
        };
        elements = elements.max(own);
    });
    elements
}

/// Evaluates expressions.
pub(crate) struct Evaluator<'a> {
    pub scenario: &'a Scenario,
    pub readings: &'a dyn Readings,
}

impl Evaluator<'_> {
    /// All elements of an expression, over its own dimensions.
    pub fn evaluate(&self, e: &Expression) -> Result<Array, TestError> {
        let sc = self.scenario;
        match &e.term {
            Term::Number(x) => Ok(Array {
                lanes: 1,
                values: vec![*x; sc.size(&e.over)],
            }),
            Term::StepLength => Ok(Array {
                lanes: 1,
                values: vec![sc.clock.dt; sc.size(&e.over)],
            }),
            Term::Read { quantity, axes } => {
                let array = self.readings.parameter(*quantity)?;
                Ok(self.read(&array, &sc.quantity(*quantity).over, axes, &e.over))
            }
            Term::Outcome {
                outcome,
                profile,
                axes,
            } => {
                let array = self.readings.outcome(*outcome, *profile)?;
                Ok(self.read(&array, &sc.outcomes[outcome.index()].over, axes, &e.over))
            }
            Term::Attribute {
                dimension,
                attribute,
                axis,
            } => {
                let attributes = &sc.dimension(*dimension).attributes;
                let values = attributes
                    .get(*attribute as usize)
                    .map_or(Vec::new(), |a| a.values.clone());
                Ok(self.read(
                    &Array { lanes: 1, values },
                    &[*dimension],
                    &[*axis],
                    &e.over,
                ))
            }
            Term::Position(dimension) => {
                let values = sc
                    .dimension(*dimension)
                    .positions
                    .iter()
                    .map(|p| f64::from(*p))
                    .collect();
                Ok(self.repeated(Array { lanes: 1, values }, &[*dimension], &e.over))
            }
            Term::Unary(op, a) => {
                let mut a = self.operand(a, &e.over)?;
                a.values
                    .iter_mut()
                    .for_each(|x| *x = checked_unary(*op, *x));
                Ok(a)
            }
            Term::Binary(op, a, b) => {
                let (a, b) = (self.operand(a, &e.over)?, self.operand(b, &e.over)?);
                Ok(each(sc.size(&e.over), [&a, &b], |[a, b]| {
                    checked_binary(*op, a, b)
                }))
            }
            Term::If(c, a, b) => {
                let (c, a, b) = (
                    self.operand(c, &e.over)?,
                    self.operand(a, &e.over)?,
                    self.operand(b, &e.over)?,
                );
                let choose = |[c, a, b]: [f64; 3]| match c {
                    c if c.is_nan() => c,
                    c if c != 0.0 => a,
                    _ => b,
                };
                Ok(each(sc.size(&e.over), [&c, &a, &b], choose))
            }
            Term::Lookup(table, a) => {
                let mut a = self.operand(a, &e.over)?;
                let table = sc.tables.get(table.index());
                a.values
                    .iter_mut()
                    .for_each(|x| *x = table.map_or(f64::NAN, |t| lookup(t, *x)));
                Ok(a)
            }
            Term::Reduce {
                op,
                body,
                along,
                by,
                filter,
            } => {
                let taken = self.taken(body, along, by, filter.as_deref(), &e.over)?;
                Ok(taken.combined(|kept| combine(*op, kept, &taken.positions)))
            }
            Term::Along {
                op,
                body,
                along,
                by,
                filter,
            } => self.along(*op, body, (along, by), filter.as_deref(), &e.over),
            Term::Quantile {
                at,
                body,
                along,
                by,
                filter,
            } => {
                let results: Vec<DimensionId> = (e.over.iter())
                    .filter(|d| by.iter().any(|(_, into)| into == *d) || !along.contains(d))
                    .copied()
                    .collect();
                let taken = self.taken(body, along, by, filter.as_deref(), &results)?;
                let at = self.operand(at, &results)?;
                Ok(taken.with(&at, quantile))
            }
            Term::Pick { body, along, index } => self.pick(body, *along, index, &e.over),
            Term::OverWorlds { .. } => self.readings.over_worlds(e),
            Term::Plays {
                player,
                strategy,
                strategies,
                payoffs,
                ..
            } => {
                let parts = payoffs.iter().map(|p| self.evaluate(p));
                let parts = parts.collect::<Result<Vec<Array>, TestError>>()?;
                let lanes = parts.iter().map(|p| p.lanes).max().unwrap_or(1);
                let mut solver = Solver::new(Limits::default());
                let values = (0..lanes).map(|lane| {
                    let payoffs: Vec<f64> = parts.iter().map(|p| p.at(0, lane)).collect();
                    let all = only_equilibrium(&mut solver, *strategies, &payoffs);
                    let own = all.as_ref().and_then(|all| all.get(*player as usize));
                    let own = own.and_then(|own| own.get(*strategy as usize));
                    own.copied().unwrap_or(f64::NAN)
                });
                Ok(Array {
                    lanes,
                    values: values.collect(),
                })
            }
            Term::PlaysInTurn {
                game,
                after,
                at,
                choice,
                payoffs,
            } => {
                let parts = payoffs.iter().map(|p| self.evaluate(p));
                let parts = parts.collect::<Result<Vec<Array>, TestError>>()?;
                let lanes = parts.iter().map(|p| p.lanes).max().unwrap_or(1);
                let after: Vec<usize> = after.iter().map(|c| *c as usize).collect();
                let game = sc.games.get(*game as usize);
                let order = game.and_then(|g| in_turn::order(sc, g).below(&after));
                let stages = order.and_then(|order| Stages::new(order).ok());
                let made = (*at as usize).checked_sub(after.len());
                let mut solver = Solver::new(Limits::default());
                let values = (0..lanes).map(|lane| {
                    let (stages, made) = (stages.as_ref()?, made?);
                    let payoffs: Vec<Vec<f64>> = (parts.chunks(stages.order.leaves().max(1)))
                        .map(|own| own.iter().map(|p| p.at(0, lane)).collect())
                        .collect();
                    stages.probability(&payoffs, (made, *choice as usize), &mut solver)
                });
                Ok(Array {
                    lanes,
                    values: values.map(|p| p.unwrap_or(f64::NAN)).collect(),
                })
            }
            Term::Time
            | Term::Year
            | Term::Memory { .. }
            | Term::Chance { .. }
            | Term::Happened { .. }
            | Term::Summary { .. } => Err(TestError::OnlyInRuns),
        }
    }

    /// A part of an expression, repeated along the dimensions that it lacks.
    pub(crate) fn operand(
        &self,
        part: &Expression,
        over: &[DimensionId],
    ) -> Result<Array, TestError> {
        Ok(self.repeated(self.evaluate(part)?, &part.over, over))
    }

    fn repeated(&self, array: Array, from: &[DimensionId], to: &[DimensionId]) -> Array {
        if from == to {
            return array;
        }
        let axes: Vec<Axis> = from
            .iter()
            .map(|d| Axis::Along {
                dimension: *d,
                offset: 0,
            })
            .collect();
        self.read(&array, from, &axes, to)
    }

    /// Elements of an array over `own` dimensions, addressed by axes, for each element over `to`.
    fn read(&self, array: &Array, own: &[DimensionId], axes: &[Axis], to: &[DimensionId]) -> Array {
        let elements = self.scenario.size(to);
        let mut values = Vec::with_capacity(elements * array.lanes);
        let steps: Vec<Step> = own
            .iter()
            .zip(axes)
            .map(|(d, axis)| self.step(*d, *axis, to))
            .collect();
        for element in 0..elements {
            let mut row = Some(0);
            for step in &steps {
                let k = match &step.place {
                    Coordinate::Element(k) => Some(*k),
                    Coordinate::Along {
                        stride,
                        size,
                        to_own,
                    } => to_own.get(element / stride % size).copied().flatten(),
                };
                row = row.zip(k).map(|(row, k)| row * step.len + k);
            }
            match row.and_then(|row| array.values.get(row * array.lanes..(row + 1) * array.lanes)) {
                Some(lanes) => values.extend_from_slice(lanes),
                None => values.resize(values.len() + array.lanes, 0.0),
            }
        }
        Array {
            lanes: array.lanes,
            values,
        }
    }

    /// Elements over some dimensions from one place along one of them to the next.
    pub(crate) fn stride(&self, dimension: DimensionId, to: &[DimensionId]) -> usize {
        let inner: &[DimensionId] = to
            .iter()
            .position(|d| *d == dimension)
            .and_then(|at| to.get(at + 1..))
            .unwrap_or(&[]);
        self.scenario.size(inner).max(1)
    }

    /// For each element the position in a root dimension of what an attribute names.
    pub(crate) fn named(&self, by: By, root: DimensionId) -> &[u32] {
        let attributes = &self.scenario.dimension(by.dimension).attributes;
        let attribute = attributes.get(by.attribute as usize);
        attribute.and_then(|a| a.positions_in(root)).unwrap_or(&[])
    }

    fn step(&self, own: DimensionId, axis: Axis, to: &[DimensionId]) -> Step {
        let own = self.scenario.dimension(own);
        let place = match axis {
            Axis::Element(k) => Coordinate::Element(k as usize),
            Axis::Through(by) => {
                let size = self.scenario.dimension(by.dimension).len().max(1);
                let named = self.named(by, own.root);
                let to_own = named
                    .iter()
                    .map(|n| own.positions.iter().position(|p| p == n));
                Coordinate::Along {
                    stride: self.stride(by.dimension, to),
                    size,
                    to_own: to_own.collect(),
                }
            }
            Axis::Along { dimension, offset } => {
                let size = self.scenario.dimension(dimension).len().max(1);
                let stride = self.stride(dimension, to);
                let to_own = self
                    .scenario
                    .dimension(dimension)
                    .positions
                    .iter()
                    .map(|position| {
                        let k = own
                            .positions
                            .iter()
                            .position(|p| p == position)?
                            .checked_add_signed(offset as isize)?;
                        (k < own.len()).then_some(k)
                    });
                Coordinate::Along {
                    stride,
                    size,
                    to_own: to_own.collect(),
                }
            }
        };
        Step {
            len: own.len(),
            place,
        }
    }
}

/// What each player plays in the only equilibrium of a game of two; `None` where there are several, or it cannot be solved.
fn only_equilibrium(
    solver: &mut Solver,
    strategies: [u32; 2],
    payoffs: &[f64],
) -> Option<Vec<Vec<f64>>> {
    if payoffs.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let (first, second) = payoffs.split_at_checked(payoffs.len() / 2)?;
    let sizes = strategies.map(|n| n as usize).to_vec();
    let game = Payoffs::new(sizes, vec![first.to_vec(), second.to_vec()]).ok()?;
    let mut all = solver.solve(&game).ok()?.equilibria;
    let only = all.pop()?;
    all.is_empty().then_some(only.strategies)
}

/// How one dimension of an array is found from an element of the result.
struct Step {
    len: usize,
    place: Coordinate,
}

enum Coordinate {
    Element(usize),
    Along {
        /// Elements of the result from one place along its dimension to the next.
        stride: usize,
        size: usize,
        /// For each place along the result's dimension that of the array's own, where there is one.
        to_own: Vec<Option<usize>>,
    },
}

/// Element by element, world by world.
fn each<const N: usize>(elements: usize, parts: [&Array; N], f: impl Fn([f64; N]) -> f64) -> Array {
    let lanes = parts.iter().map(|p| p.lanes).max().unwrap_or(1);
    let mut values = Vec::with_capacity(elements * lanes);
    for element in 0..elements {
        for lane in 0..lanes {
            values.push(f(parts.map(|p| p.at(element, lane))));
        }
    }
    Array { lanes, values }
}

fn checked_unary(op: UnaryOp, x: f64) -> f64 {
    if x.is_nan() {
        x
    } else {
        existing(unary(op, x), x.is_finite())
    }
}

fn checked_binary(op: BinaryOp, a: f64, b: f64) -> f64 {
    if matches!(op, BinaryOp::And | BinaryOp::Or) {
        // One side may decide, whether or not the other exists.
        binary(op, a, b)
    } else if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        existing(binary(op, a, b), a.is_finite() && b.is_finite())
    }
}

/// A result; one that is infinite although what it comes from is finite does not exist.
fn existing(result: f64, is_of_finite: bool) -> f64 {
    if result.is_infinite() && is_of_finite {
        f64::NAN
    } else {
        result
    }
}

/// Combines the elements that count, each with its place.
fn combine(op: ReduceOp, kept: &[(usize, f64)], positions: &[u32]) -> f64 {
    if kept.iter().any(|(_, x)| x.is_nan()) {
        return f64::NAN;
    }
    let is_of_finite = !kept.is_empty() && kept.iter().all(|(_, x)| x.is_finite());
    let values = || kept.iter().map(|(_, x)| *x);
    let first = |is_better: fn(f64, f64) -> bool| {
        let best = kept
            .iter()
            .fold(None, |best: Option<(usize, f64)>, (k, x)| match best {
                Some((_, b)) if !is_better(*x, b) => best,
                _ => Some((*k, *x)),
            });
        best.map_or(f64::NAN, |(k, _)| {
            positions.get(k).map_or(f64::NAN, |p| f64::from(*p))
        })
    };
    match op {
        ReduceOp::Sum => existing(sum(values()), is_of_finite),
        ReduceOp::Mean => existing(sum(values()) / kept.len() as f64, is_of_finite),
        ReduceOp::Min => values().fold(f64::INFINITY, min),
        ReduceOp::Max => values().fold(f64::NEG_INFINITY, max),
        ReduceOp::Product => existing(values().fold(1.0, |p, x| p * x), is_of_finite),
        ReduceOp::ArgMax => first(|x, best| x > best),
        ReduceOp::ArgMin => first(|x, best| x < best),
        ReduceOp::SpectralRadius => {
            let matrix: Vec<f64> = values().collect();
            spectral::radius(&matrix)
        }
    }
}
