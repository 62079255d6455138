//! The comparisons that a test is made of, and the worlds in which both sides are equal.

use contend_ensemble::{Column, Columns};
use contend_model::expression::{BinaryOp, Expression, Term, UnaryOp};
use contend_model::id::ProfileId;
use contend_model::model::Scenario;

use crate::claim::{Truths, numbers};
use crate::error::TestError;
use crate::tally::{Tally, weight};

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
    let weights = columns.column(Column::Weight);
    let mut tally = Tally::default();
    for (world, ((a, b), truth)) in left.iter().zip(&right).zip(&truths.values).enumerate() {
        if truth.is_some() {
            tally.add(a == b, weight(weights, world));
        }
    }
    Ok(tally)
}
