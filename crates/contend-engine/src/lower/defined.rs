//! What meets a comparison must be defined.
//!
//! A comparison with NaN is NaN, neither true nor false, and so is what it decides: so an undefined number reaches a named
//! value, a stock or an outcome, where it is a fault. An infinite number that comes of arithmetic on finite ones (x ÷ 0, the
//! logarithm of 0, an exponential too large) is as little a number; but it has a place on the line, and a comparison would
//! call it true or false. So it is made NaN before it is compared. A number that is infinite by right stays: the time since an
//! event that has not happened, a first time that never comes, the least of no element.

use contend_model::expression::{
    BinaryOp, EventReading, Expression, ReduceOp, SummaryOp, Term, UnaryOp,
};

use super::Lowering;
use crate::graph::NodeId;

impl Lowering<'_> {
    /// The node of an expression, NaN where it is infinite and should not be.
    pub(super) fn defined(&mut self, e: &Expression, node: NodeId) -> NodeId {
        if !may_overflow(e) {
            return node;
        }
        // x + 0·x: infinity times 0 is NaN.
        let zero = self.graph.number(0.0);
        let nothing = self.binary(BinaryOp::Multiply, node, zero);
        self.binary(BinaryOp::Add, node, nothing)
    }
}

/// Whether arithmetic in an expression may give an infinite number of finite ones, and nothing in it is infinite by right.
/// What is read by name is checked under its name.
fn may_overflow(e: &Expression) -> bool {
    let (mut overflows, mut by_right) = (false, false);
    e.visit(&mut |part| match &part.term {
        Term::Binary(BinaryOp::Divide, _, divisor) => {
            overflows |= !matches!(divisor.term, Term::Number(x) if x != 0.0);
        }
        Term::Binary(BinaryOp::Power, ..)
        | Term::Unary(UnaryOp::Exp | UnaryOp::Ln | UnaryOp::Log10, _) => {
            overflows = true;
        }
        Term::Number(x) => by_right |= x.is_infinite(),
        Term::Happened { reading, .. } => by_right |= *reading == EventReading::Since,
        Term::Summary { op, .. } => by_right |= *op == SummaryOp::FirstTime,
        Term::Reduce { op, by, filter, .. } => {
            let some = filter.is_some() || !by.is_empty();
            by_right |= some && matches!(op, ReduceOp::Min | ReduceOp::Max);
        }
        _ => {}
    });
    overflows && !by_right
}
