//! Rewriting: an operation that another node computes already, or a cheaper one does.
//!
//! Every rewrite gives the same bits in every row, −0, infinities and NaN included, and the same number of rows.
//! The powers are the one exception, by definition: `x^2` *means* `x·x`, see [`BinaryOp::Power`].

use contend_model::expression::{BinaryOp, UnaryOp};

use super::{Graph, NO_ROW, NodeId, Op, Rows};

impl Graph {
    /// The node that stands for an operation of that many rows, where it need not be computed as it is.
    pub(super) fn simplify(&mut self, op: &Op, rows: u32) -> Option<NodeId> {
        match op {
            Op::Binary(op, a, b) => self.simpler_binary(*op, *a, *b, rows),
            Op::Select(condition, a, b) => {
                let condition = self.uniform_constant(*condition)?;
                // Neither is chosen where the condition is not defined.
                let chosen = if condition != 0.0 { *a } else { *b };
                (!condition.is_nan())
                    .then(|| self.of_rows(chosen, rows))
                    .flatten()
            }
            Op::Gather(of, list) => {
                let whole = list.len() as u32 == self.rows(*of)
                    && list.iter().enumerate().all(|(i, r)| i as u32 == *r);
                if whole {
                    return Some(*of);
                }
                let Op::Gather(inner, inner_list) = &self.node(*of).op else {
                    return None;
                };
                let inner = *inner;
                // What does not exist in either list is 0 in both ways.
                let row = |r: &u32| match *r {
                    NO_ROW => NO_ROW,
                    r => inner_list[r as usize],
                };
                let composed: Rows = list.iter().map(row).collect();
                Some(self.add(Op::Gather(inner, composed), rows, &[]))
            }
            Op::Collect(parts) => {
                let (first, _) = *parts.first()?;
                if parts.iter().any(|(node, _)| *node != first) {
                    return None;
                }
                let list: Rows = parts.iter().map(|(_, r)| *r).collect();
                Some(self.add(Op::Gather(first, list), rows, &[]))
            }
            _ => None,
        }
    }

    fn simpler_binary(&mut self, op: BinaryOp, a: NodeId, b: NodeId, rows: u32) -> Option<NodeId> {
        let (ca, cb) = (self.uniform_constant(a), self.uniform_constant(b));
        // By bits: 0 and −0 are equal, but only −0 leaves every sum as it is (−0 + 0 is 0).
        let is = |constant: Option<f64>, x: f64| {
            constant.is_some_and(|c: f64| c.to_bits() == x.to_bits())
        };
        match op {
            BinaryOp::Add if is(ca, -0.0) => self.of_rows(b, rows),
            BinaryOp::Add if is(cb, -0.0) => self.of_rows(a, rows),
            BinaryOp::Add if is(ca, 0.0) && !self.may_be_negative_zero(b) => self.of_rows(b, rows),
            BinaryOp::Add if is(cb, 0.0) && !self.may_be_negative_zero(a) => self.of_rows(a, rows),
            BinaryOp::Subtract if is(cb, 0.0) => self.of_rows(a, rows),
            BinaryOp::Multiply if is(ca, 1.0) => self.of_rows(b, rows),
            BinaryOp::Multiply | BinaryOp::Divide if is(cb, 1.0) => self.of_rows(a, rows),
            BinaryOp::Power => self.simpler_power(a, cb?, rows),
            _ => None,
        }
    }

    /// A power by one constant exponent.
    fn simpler_power(&mut self, base: NodeId, exponent: f64, rows: u32) -> Option<NodeId> {
        // What replaces a power computes the base's rows alone: an array of exponents over a base of one row stays a
        // power.
        let base = self.of_rows(base, rows)?;
        let square = Op::Binary(BinaryOp::Multiply, base, base);
        let cheaper = if exponent == 1.0 {
            return Some(base);
        } else if exponent == 2.0 {
            square
        } else if exponent == 3.0 {
            let square = self.add(square, rows, &[]);
            Op::Binary(BinaryOp::Multiply, square, base)
        } else if exponent == 0.5 {
            Op::Unary(UnaryOp::Sqrt, base)
        } else if exponent == -1.0 {
            Op::Binary(BinaryOp::Divide, self.number(1.0), base)
        } else {
            return None;
        };
        Some(self.add(cheaper, rows, &[]))
    }

    /// A node, if it has that many rows. One row that stands for all is not all of them.
    fn of_rows(&self, id: NodeId, rows: u32) -> Option<NodeId> {
        (self.rows(id) == rows).then_some(id)
    }

    /// Whether some row may be −0, as far as is seen at once: where not, adding 0 changes no bit.
    fn may_be_negative_zero(&self, id: NodeId) -> bool {
        let constant = |id: NodeId| {
            let values = self.constant_values(id)?;
            Some(values.iter().any(|x| x.to_bits() == (-0.0f64).to_bits()))
        };
        match &self.node(id).op {
            Op::Constant(_) => constant(id).unwrap_or(true),
            Op::Unary(op, _) => !matches!(
                op,
                UnaryOp::Not | UnaryOp::Abs | UnaryOp::Exp | UnaryOp::Logistic
            ),
            Op::Binary(op, a, b) => match op {
                // A sum is −0 only where both are.
                BinaryOp::Add => constant(*a).unwrap_or(true) && constant(*b).unwrap_or(true),
                op => !op.is_truth(),
            },
            _ => true,
        }
    }

    fn uniform_constant(&self, id: NodeId) -> Option<f64> {
        let values = self.constant_values(id)?;
        let first = *values.first()?;
        let same = |v: &f64| v.to_bits() == first.to_bits();
        values.iter().all(same).then_some(first)
    }
}
