//! Rewriting: an operation that another node computes already, or a cheaper one does.
//!
//! Every rewrite gives the same bits in every row, −0, infinities and NaN included, and the same number of rows.
//! The powers are the one exception, by definition: `x^2` *means* `x·x`, see [`BinaryOp::Power`].

use contend_model::expression::{BinaryOp, UnaryOp};

use super::{Graph, NO_ROW, NodeId, Op, Rows};

/// Powers by whole numbers up to this are products. Each product rounds once more; here that is four units in the last
/// place at the most, and a power takes as long as twenty products.
const MOST_FACTORS: f64 = 8.0;

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
        if exponent == 1.0 {
            return Some(base);
        }
        if exponent == 0.5 {
            return Some(self.add(Op::Unary(UnaryOp::Sqrt, base), rows, &[]));
        }
        let size = exponent.abs();
        if !(1.0..=MOST_FACTORS).contains(&size) || size.fract() != 0.0 {
            return None;
        }
        let product = self.product_of_equals(base, size as u32, rows);
        if exponent > 0.0 {
            return Some(product);
        }
        let one = self.number(1.0);
        Some(self.add(Op::Binary(BinaryOp::Divide, one, product), rows, &[]))
    }

    /// x·x·…·x: the square of the product of half as many, times x where their number is odd.
    fn product_of_equals(&mut self, x: NodeId, factors: u32, rows: u32) -> NodeId {
        if factors == 1 {
            return x;
        }
        let half = self.product_of_equals(x, factors / 2, rows);
        let square = self.add(Op::Binary(BinaryOp::Multiply, half, half), rows, &[]);
        if factors.is_multiple_of(2) {
            return square;
        }
        self.add(Op::Binary(BinaryOp::Multiply, square, x), rows, &[])
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
