//! Lowering of quantiles over elements: by rank, between the two values around the place that is asked for.

use contend_model::expression::{AlongOp, BinaryOp, Expression, ReduceOp, UnaryOp};

use super::expression::Scope;
use super::reduce::Taken;
use super::{CompileError, Lowering};
use crate::graph::{NodeId, Op, Rows};

impl<'a> Lowering<'a> {
    /// A quantile of what a reduction would take.
    pub(super) fn quantile(
        &mut self,
        share: &'a Expression,
        body: &'a Expression,
        taken: Taken<'a>,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let results = at.domain.rows;
        let layout = self.layout(taken, at.domain);
        let none = self.graph.number(f64::NAN);
        if layout.wide.rows == 0 {
            return Ok(self.expand(none, results as u32));
        }
        let listed = self.listed(body, taken.filter, true, &layout.wide, at)?;
        let (rows, offsets): (Rows, Rows) = (listed.rows.into(), layout.offsets().into());
        let values = match self.graph.rows(listed.values) {
            1 => listed.values,
            _ => self.gather(listed.values, rows.to_vec()),
        };
        // The least is the first.
        let mut turned = self.unary(UnaryOp::Negate, listed.values);
        if let Some(mask) = listed.mask {
            let above = self.above_nothing(turned);
            let last = self.graph.number(f64::NEG_INFINITY);
            turned = self.select(mask, above, last);
        }
        let ranks = Op::Along {
            op: AlongOp::Rank,
            of: turned,
            rows: rows.clone(),
            offsets: offsets.clone(),
        };
        let ranks = self.add(ranks, rows.len() as u32);
        let count = match listed.mask {
            None => {
                let counts: Vec<f64> = offsets.windows(2).map(|w| f64::from(w[1] - w[0])).collect();
                self.graph.constant(counts)
            }
            Some(mask) => {
                let zero = self.graph.number(0.0);
                let counts = self.binary(BinaryOp::NotEqual, mask, zero);
                let names = Vec::new().into();
                self.reduce_rows(ReduceOp::Sum, counts, rows.to_vec(), offsets.clone(), names)
            }
        };
        // The k-th sits at (k − ½) ÷ n.
        let share = self.rows(share, at)?;
        let half = self.graph.number(0.5);
        let one = self.graph.number(1.0);
        let place = self.binary(BinaryOp::Multiply, count, share);
        let place = self.binary(BinaryOp::Add, place, half);
        let place = self.binary(BinaryOp::Min, place, count);
        let place = self.binary(BinaryOp::Max, place, one);
        let before = self.unary(UnaryOp::Floor, place);
        let part = self.binary(BinaryOp::Subtract, place, before);
        let after = self.binary(BinaryOp::Add, before, one);
        let after = self.binary(BinaryOp::Min, after, count);
        let mut at_rank = |rank: NodeId| {
            let asked = self.gather(rank, layout.owners.clone());
            let is = self.binary(BinaryOp::Equal, ranks, asked);
            let zero = self.graph.number(0.0);
            let one_of = self.select(is, values, zero);
            let all = (0..layout.wide.rows as u32).collect();
            self.reduce_rows(
                ReduceOp::Sum,
                one_of,
                all,
                offsets.clone(),
                Vec::new().into(),
            )
        };
        let (low, high) = (at_rank(before), at_rank(after));
        let zero = self.graph.number(0.0);
        let apart = self.binary(BinaryOp::Subtract, high, low);
        let further = self.binary(BinaryOp::Multiply, part, apart);
        let between = self.binary(BinaryOp::Add, low, further);
        // Infinite values have nothing between them.
        let inside = self.binary(BinaryOp::NotEqual, part, zero);
        let differ = self.binary(BinaryOp::NotEqual, low, high);
        let between_two = self.binary(BinaryOp::And, inside, differ);
        let found = self.select(between_two, between, low);
        let found = self.select(count, found, none);
        Ok(self.expand(found, results as u32))
    }
}
