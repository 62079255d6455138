//! The comparisons that a test is made of: where both sides are equal, the number that they compare with, and the same test with
//! another number or under a control.

use contend_engine::maths;
use contend_ensemble::Columns;
use contend_model::expression::{BinaryOp, Expression, Term, UnaryOp};
use contend_model::id::ProfileId;
use contend_model::model::{QuantityKind, Scenario};
use contend_model::unit::Unit;

use crate::claim::{Truths, numbers};
use crate::error::TestError;
use crate::quantiles::quantile;
use crate::replications::tally_in;
use crate::tally::Tally;

/// A comparison of two numbers in a test.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'e> {
    /// The whole of it.
    pub whole: &'e Expression,
    /// How the sides are compared.
    pub op: BinaryOp,
    /// What stands before the sign.
    pub left: &'e Expression,
    /// What stands behind it.
    pub right: &'e Expression,
    /// Whether the test denies it.
    pub denied: bool,
}

impl Comparison<'_> {
    /// Whether it holds where both sides are equal.
    #[must_use]
    pub fn takes_equal(&self) -> bool {
        matches!(
            self.op,
            BinaryOp::LessEqual | BinaryOp::GreaterEqual | BinaryOp::Equal
        )
    }

    /// Whether one side is greater: neither equal nor unequal is asked.
    #[must_use]
    pub fn orders(&self) -> bool {
        self.op.compares() && !matches!(self.op, BinaryOp::Equal | BinaryOp::NotEqual)
    }

    /// Whether outcomes under one profile are compared with outcomes under another.
    #[must_use]
    pub fn of_profiles(&self) -> bool {
        let [left, right] = [self.left, self.right].map(|side| {
            let mut read: Vec<ProfileId> = Vec::new();
            side.visit(&mut |e| {
                if let Term::Outcome { profile, .. } = e.term {
                    read.push(profile);
                }
            });
            read.sort_unstable();
            read.dedup();
            read
        });
        !left.is_empty() && !right.is_empty() && left != right
    }
}

/// The comparisons that a test joins by `and`, `or` and `not`, in the order in which they are written.
#[must_use]
pub fn comparisons(test: &Expression) -> Vec<Comparison<'_>> {
    let mut found = Vec::new();
    find(test, false, &mut found);
    found
}

fn find<'e>(e: &'e Expression, denied: bool, found: &mut Vec<Comparison<'e>>) {
    match &e.term {
        Term::Unary(UnaryOp::Not, a) => find(a, !denied, found),
        Term::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
            find(a, denied, found);
            find(b, denied, found);
        }
        Term::Binary(op, left, right) if op.compares() => found.push(Comparison {
            whole: e,
            op: *op,
            left,
            right,
            denied,
        }),
        _ => {}
    }
}

/// In how many of the worlds in which a test has a value both sides of a comparison are the same number, to the last bit;
/// two infinite ones are (neither ever comes).
///
/// # Errors
/// See [`TestError`].
pub fn ties(
    scenario: &Scenario,
    comparison: &Comparison,
    truths: &Truths,
    columns: &dyn Columns,
) -> Result<Tally, TestError> {
    let left = numbers(scenario, comparison.left, columns)?;
    let right = numbers(scenario, comparison.right, columns)?;
    let pairs = left.iter().zip(&right).zip(&truths.values);
    let equal: Vec<Option<bool>> = pairs.map(|((a, b), truth)| truth.map(|_| a == b)).collect();
    Ok(tally_in(&equal, columns))
}

/// Whether an expression is the same number in every world.
#[must_use]
pub fn is_fixed(scenario: &Scenario, e: &Expression) -> bool {
    let mut fixed = true;
    e.visit(&mut |part| match &part.term {
        Term::Outcome { .. } => fixed = false,
        Term::Read { quantity, .. } => match &scenario.quantity(*quantity).kind {
            QuantityKind::Parameter(p) => fixed &= p.inputs.iter().all(Option::is_none),
            _ => fixed = false,
        },
        _ => {}
    });
    fixed
}

/// A positive number times something else, and that something.
#[must_use]
pub fn scaled(e: &Expression) -> Option<(f64, &Expression)> {
    let Term::Binary(BinaryOp::Multiply, a, b) = &e.term else {
        return None;
    };
    let (factor, base): (f64, &Expression) = match (&a.term, &b.term) {
        (Term::Number(x), _) => (*x, b),
        (_, Term::Number(x)) => (*x, a),
        _ => return None,
    };
    (factor > 0.0).then_some((factor, base))
}

/// The one number that a test compares with.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// The number, in the unit of the test.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
    /// Whether it is a factor between two numbers instead of one that stands by itself.
    pub ratio: bool,
    /// What is compared with it, in each world; NaN where it does not exist.
    pub compared: Vec<f64>,
}

/// Fewest values that are worth a stretch of thresholds.
const FEW_VALUES: usize = 5;

/// The side of a comparison that has the number.
enum Constant<'e> {
    /// The side is the number.
    Itself { of: &'e Expression },
    /// The side is the number times this.
    Factor {
        of: &'e Expression,
        base: &'e Expression,
    },
}

/// Where a comparison has a number, and what is compared with it.
fn constant<'e>(scenario: &Scenario, c: &Comparison<'e>) -> Option<(Constant<'e>, &'e Expression)> {
    let fixed = |e: &Expression| is_fixed(scenario, e) && e.over.is_empty();
    if !c.orders() {
        return None;
    }
    for (side, other) in [(c.right, c.left), (c.left, c.right)] {
        if fixed(side) && !fixed(other) {
            return Some((Constant::Itself { of: side }, other));
        }
    }
    for (side, other) in [(c.right, c.left), (c.left, c.right)] {
        if let Some((_, base)) = scaled(side)
            && side.over.is_empty()
            && !fixed(other)
        {
            return Some((Constant::Factor { of: side, base }, other));
        }
    }
    None
}

/// The number that the comparisons of a test compare with, where there is one: those that compare with a number all have
/// the same.
#[must_use]
pub fn threshold(
    scenario: &Scenario,
    test: &Expression,
    columns: &dyn Columns,
) -> Option<Threshold> {
    let mut found: Option<Threshold> = None;
    for c in comparisons(test) {
        let Some((constant, other)) = constant(scenario, &c) else {
            continue;
        };
        let (value, unit, ratio) = match &constant {
            Constant::Itself { of } => (
                *numbers(scenario, of, columns).ok()?.first()?,
                of.unit.clone(),
                false,
            ),
            Constant::Factor { of, .. } => (scaled(of)?.0, Unit::default(), true),
        };
        if let Some(found) = &found {
            if found.value != value || found.ratio != ratio || found.unit != unit {
                return None;
            }
            continue;
        }
        let mut compared = numbers(scenario, other, columns).ok()?;
        if let Constant::Factor { base, .. } = constant {
            let base = numbers(scenario, base, columns).ok()?;
            for (x, base) in compared.iter_mut().zip(base) {
                *x /= base;
            }
        }
        found = Some(Threshold {
            value,
            unit,
            ratio,
            compared,
        });
    }
    found.filter(|t| t.value.is_finite())
}

/// The same test with another number in the place of its [`threshold`].
#[must_use]
pub fn with_threshold(scenario: &Scenario, test: &Expression, value: f64) -> Expression {
    let mut new = test.clone();
    let Expression { term, .. } = &mut new;
    match term {
        Term::Unary(UnaryOp::Not, a) => **a = with_threshold(scenario, a, value),
        Term::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
            **a = with_threshold(scenario, a, value);
            **b = with_threshold(scenario, b, value);
        }
        Term::Binary(op, left, right) if op.compares() => {
            let c = Comparison {
                whole: test,
                op: *op,
                left,
                right,
                denied: false,
            };
            let Some((constant, _)) = constant(scenario, &c) else {
                return new;
            };
            let (of, side) = match constant {
                Constant::Itself { of } => (of, number(of, value)),
                Constant::Factor { of, base } => {
                    let factor = Box::new(Expression {
                        unit: Unit::default(),
                        ..number(of, value)
                    });
                    let product = Term::Binary(BinaryOp::Multiply, factor, Box::new(base.clone()));
                    let term = Expression {
                        term: product,
                        ..of.clone()
                    };
                    (of, term)
                }
            };
            if std::ptr::eq(of, &**left) {
                **left = side;
            } else {
                **right = side;
            }
        }
        _ => {}
    }
    new
}

/// A number in the place of an expression.
fn number(of: &Expression, value: f64) -> Expression {
    Expression {
        term: Term::Number(value),
        ..of.clone()
    }
}

/// Five thresholds about one, ascending, as wide as the middle half of what is compared or somewhat wider: steps are 1, 2 or 5
/// times a power of ten. Those below 0 are left out where nothing that is compared is. `None` where half of what is compared
/// is one number, and where there are but a few: between a yes and a no there is nothing.
#[must_use]
pub fn stretch(threshold: &Threshold) -> Option<Vec<f64>> {
    let mut values: Vec<f64> = (threshold.compared.iter().copied())
        .filter(|v| !v.is_nan())
        .collect();
    values.sort_unstable_by(f64::total_cmp);
    let (low, high) = (quantile(&values, 0.25)?, quantile(&values, 0.75)?);
    let mut distinct = values.clone();
    distinct.dedup();
    let quarter = (high - low) / 4.0;
    if distinct.len() < FEW_VALUES {
        return None;
    }
    if !quarter.is_finite() || quarter <= 0.0 {
        return None;
    }
    let power = maths::floor(maths::log10(quarter));
    // As text, so that 0.95 − 0.02 is 0.93.
    let step = [1, 2, 5, 10]
        .map(|digit| format!("{digit}e{power}").parse().unwrap_or(quarter))
        .into_iter()
        .find(|step: &f64| *step >= quarter)?;
    // Between two counts there is nothing.
    let whole = |x: &f64| !x.is_finite() || maths::floor(*x) == *x;
    let step: f64 = match values.iter().all(whole) && whole(&threshold.value) {
        true => step.max(1.0),
        false => step,
    };
    let round = |x: f64| format!("{x:.11e}").parse().unwrap_or(x);
    let all = [-2.0, -1.0, 0.0, 1.0, 2.0].map(|k| match k {
        0.0 => threshold.value,
        k => round(threshold.value + k * step),
    });
    let least = *values.first()?;
    let sensible = |t: &f64| *t >= 0.0 || least < 0.0 || *t == threshold.value;
    Some(all.into_iter().filter(sensible).collect())
}

/// The same test under a control: every profile but the baseline is read as the control; where the baseline alone is read, it
/// is.
#[must_use]
pub fn under_control(test: &Expression, baseline: ProfileId, control: ProfileId) -> Expression {
    let mut alone = true;
    test.visit(&mut |e| {
        if let Term::Outcome { profile, .. } = e.term {
            alone &= profile == baseline;
        }
    });
    replaced(test, &|profile| match profile == baseline && !alone {
        true => profile,
        false => control,
    })
}

fn replaced(e: &Expression, profile_of: &dyn Fn(ProfileId) -> ProfileId) -> Expression {
    let mut new = e.clone();
    if let Term::Outcome { profile, .. } = &mut new.term {
        *profile = profile_of(*profile);
    } else if let Ok(term) = e
        .term
        .with_parts(|part| Ok::<_, ()>(replaced(part, profile_of)))
    {
        new.term = term;
    }
    new
}
