//! Lowering of reductions: sums and the like, with conditions on elements, and products with constant matrices.

use contend_model::expression::{BinaryOp, Expression, ReduceOp, Term};
use contend_model::id::DimensionId;

use super::domain::RowDomain;
use super::expression::Scope;
use super::{CompileError, Lowering};
use crate::graph::{self, NodeId, Op, Rows, Values};

/// How the rows of a reduction lie: for each result, `inner` rows after each other.
struct Layout {
    results: usize,
    inner: usize,
    /// For each of the inner rows, what it is called.
    positions: Vec<u32>,
}

impl<'a> Lowering<'a> {
    /// A reduction at the rows of a scope.
    pub(super) fn reduce(
        &mut self,
        op: ReduceOp,
        body: &'a Expression,
        along: &[DimensionId],
        filter: Option<&'a Expression>,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        if op == ReduceOp::Sum
            && filter.is_none()
            && at.group.is_empty()
            && let Some(product) = self.try_product(body, along, at)?
        {
            return Ok(product);
        }
        let scenario = self.scenario;
        // Which element is the greatest is a comparison of all.
        let names = matches!(op, ReduceOp::ArgMax | ReduceOp::ArgMin);
        let wide = at.domain.times(scenario, along);
        let at_wide = Scope {
            domain: &wide,
            ..at
        };
        let layout = Layout {
            results: at.domain.rows,
            inner: scenario.size(along),
            positions: match along {
                [one] => scenario.dimension(*one).positions.clone(),
                _ => (0..scenario.size(along) as u32).collect(),
            },
        };
        let kept = match filter {
            None => (0..wide.rows as u32).collect(),
            Some(filter) => {
                let mask = self.rows(filter, at_wide)?;
                match self.where_not_zero(mask, wide.rows) {
                    Some(kept) => kept,
                    None => {
                        let values = self.rows(body, at_wide)?;
                        let values = if names {
                            self.defined(body, values)
                        } else {
                            values
                        };
                        let values = self.expand(values, wide.rows as u32);
                        let mask = self.expand(mask, wide.rows as u32);
                        return Ok(self.reduce_masked(op, values, mask, &layout));
                    }
                }
            }
        };
        if !at.reads_group(body) {
            let values = self.rows(body, at_wide)?;
            let values = if names {
                self.defined(body, values)
            } else {
                values
            };
            let values = self.expand(values, wide.rows as u32);
            return Ok(self.reduce_kept(op, values, kept.clone(), &kept, &layout));
        }
        // Elements of the recursion that are not kept need not be known yet.
        if kept.is_empty() {
            // Arrays without rows do not exist.
            let nothing = graph::reduce(op, &[], &[]);
            return Ok(self.graph.constant(vec![nothing; layout.results]));
        }
        let part = wide.keep(&kept);
        let values = self.rows(
            body,
            Scope {
                domain: &part,
                ..at
            },
        )?;
        let values = if names {
            self.defined(body, values)
        } else {
            values
        };
        let count = kept.len() as u32;
        let values = self.expand(values, count);
        Ok(self.reduce_kept(op, values, (0..count).collect(), &kept, &layout))
    }

    /// With a filter known now: the list simply leaves out what does not count. `list` says where the values of the
    /// kept rows stand.
    fn reduce_kept(
        &mut self,
        op: ReduceOp,
        values: NodeId,
        list: Vec<u32>,
        kept: &[u32],
        layout: &Layout,
    ) -> NodeId {
        let mut offsets = vec![0u32; layout.results + 1];
        for row in kept {
            offsets[*row as usize / layout.inner + 1] += 1;
        }
        for i in 0..layout.results {
            offsets[i + 1] += offsets[i];
        }
        let called = match op {
            ReduceOp::ArgMax | ReduceOp::ArgMin => {
                let name = |r: &u32| layout.positions[*r as usize % layout.inner];
                kept.iter().map(name).collect()
            }
            _ => Vec::new(),
        };
        self.reduce_rows(op, values, list, offsets.into(), called.into())
    }

    /// With a filter that varies: what does not count is replaced by the value that changes nothing.
    fn reduce_masked(
        &mut self,
        op: ReduceOp,
        values: NodeId,
        mask: NodeId,
        layout: &Layout,
    ) -> NodeId {
        let neutral = match op {
            ReduceOp::Sum | ReduceOp::Mean => 0.0,
            ReduceOp::Product => 1.0,
            ReduceOp::Min | ReduceOp::ArgMin => f64::INFINITY,
            ReduceOp::Max | ReduceOp::ArgMax => f64::NEG_INFINITY,
            ReduceOp::SpectralRadius => f64::NAN, // it has no filter
        };
        let all: Vec<u32> = (0..(layout.results * layout.inner) as u32).collect();
        let neutral = self.graph.number(neutral);
        let masked = self.select(mask, values, neutral);
        let of_kept = match op {
            ReduceOp::Mean => ReduceOp::Sum,
            _ => op,
        };
        let reduced = self.reduce_kept(of_kept, masked, all.clone(), &all, layout);
        if !matches!(op, ReduceOp::Mean | ReduceOp::ArgMax | ReduceOp::ArgMin) {
            return reduced;
        }
        let zero = self.graph.number(0.0);
        let counts = self.binary(BinaryOp::NotEqual, mask, zero);
        let count = self.reduce_kept(ReduceOp::Sum, counts, all.clone(), &all, layout);
        if op == ReduceOp::Mean {
            return self.binary(BinaryOp::Divide, reduced, count);
        }
        // Among none there is no greatest.
        let none = self.graph.number(f64::NAN);
        self.select(count, reduced, none)
    }

    /// A reduction of listed rows.
    pub(super) fn reduce_rows(
        &mut self,
        op: ReduceOp,
        of: NodeId,
        rows: Vec<u32>,
        offsets: Rows,
        positions: Rows,
    ) -> NodeId {
        let results = offsets.len() as u32 - 1;
        let reduction = Op::Reduce {
            op,
            of,
            rows: rows.into(),
            offsets,
            positions,
        };
        self.add(reduction, results)
    }

    /// `sum(matrix · vector · rest)` with a constant matrix as a matrix product; factors without the summed
    /// dimension are multiplied afterwards.
    fn try_product(
        &mut self,
        body: &'a Expression,
        along: &[DimensionId],
        at: Scope,
    ) -> Result<Option<NodeId>, CompileError> {
        let scenario = self.scenario;
        let over = &at.domain.over;
        let mut factors = Vec::new();
        collect_factors(body, &mut factors);
        let &[summed] = along else {
            return Ok(None);
        };
        if over.is_empty() || factors.len() < 2 {
            return Ok(None);
        }
        let cells = at.domain.times(scenario, along);
        let (mut matrix, mut vector, mut outside) = (None, None, None);
        for factor in factors {
            let has_summed = factor.over.contains(&summed);
            let own = self.whole(factor, at.moment)?;
            let constant = self.graph.constant_values(own).is_some();
            let (slot, node) = if !has_summed {
                (&mut outside, self.rows(factor, at)?)
            } else if constant {
                let domain: &RowDomain = &cells;
                (&mut matrix, self.rows(factor, Scope { domain, ..at })?)
            } else if factor.over == [summed] {
                (&mut vector, own)
            } else {
                return Ok(None);
            };
            *slot = Some(match *slot {
                None => node,
                Some(before) => self.binary(BinaryOp::Multiply, before, node),
            });
        }
        let (Some(matrix), Some(vector)) = (matrix, vector) else {
            return Ok(None);
        };
        let matrix = self.expand(matrix, cells.rows as u32);
        let Some(values) = self.graph.constant_values(matrix) else {
            return Ok(None);
        };
        let matrix = Values(values.clone());
        let columns = scenario.size(along) as u32;
        let of = self.expand(vector, columns);
        let rows = at.domain.rows as u32;
        let product = self.add(
            Op::Product {
                matrix,
                columns,
                of,
            },
            rows,
        );
        Ok(Some(match outside {
            None => product,
            Some(outside) => self.binary(BinaryOp::Multiply, outside, product),
        }))
    }
}

fn collect_factors<'e>(e: &'e Expression, into: &mut Vec<&'e Expression>) {
    match &e.term {
        Term::Binary(BinaryOp::Multiply, a, b) => {
            collect_factors(a, into);
            collect_factors(b, into);
        }
        _ => into.push(e),
    }
}
