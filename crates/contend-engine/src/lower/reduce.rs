//! Lowering of reductions: sums and the like, with conditions on elements, and products with constant matrices.

use contend_model::expression::{BinaryOp, By, Expression, ReduceOp, Term};
use contend_model::id::DimensionId;

use super::domain::RowDomain;
use super::expression::Scope;
use super::{CompileError, Lowering};
use crate::graph::{self, NodeId, Op, Rows, Values};

/// What a reduction takes: over which dimensions, sorted by what, and which elements count.
#[derive(Clone, Copy)]
pub(super) struct Taken<'e> {
    pub along: &'e [DimensionId],
    pub by: &'e [(By, DimensionId)],
    pub filter: Option<&'e Expression>,
}

/// The rows that a reduction takes: for each result, some rows after each other.
pub(super) struct Layout {
    pub wide: RowDomain,
    pub results: usize,
    /// For each of the rows, the result that takes it.
    pub owners: Vec<u32>,
}

impl Layout {
    /// Where the rows of each result begin, and the last ones end.
    pub fn offsets(&self) -> Vec<u32> {
        self.offsets_of((0..self.wide.rows as u32).collect::<Vec<_>>().as_slice())
    }

    fn offsets_of(&self, kept: &[u32]) -> Vec<u32> {
        let mut offsets = vec![0u32; self.results + 1];
        for row in kept {
            offsets[self.owners[*row as usize] as usize + 1] += 1;
        }
        for i in 0..self.results {
            offsets[i + 1] += offsets[i];
        }
        offsets
    }
}

impl<'a> Lowering<'a> {
    /// The rows that the results of a domain take.
    pub(super) fn layout(&mut self, taken: Taken, results: &RowDomain) -> Layout {
        let scenario = self.scenario;
        let (wide, owners) = if taken.by.is_empty() {
            let inner = scenario.size(taken.along);
            let wide = results.times(scenario, taken.along);
            let owner = |row: usize| (row / inner.max(1)) as u32;
            let owners = (0..wide.rows).map(owner).collect();
            (wide, owners)
        } else {
            let members = self.sorted(taken.along, taken.by);
            let into: Vec<DimensionId> = taken.by.iter().map(|(_, d)| *d).collect();
            results.taking(scenario, taken.along, &into, &members)
        };
        Layout {
            results: results.rows,
            wide,
            owners,
        }
    }

    /// A reduction at the rows of a scope.
    pub(super) fn reduce(
        &mut self,
        op: ReduceOp,
        body: &'a Expression,
        taken: Taken<'a>,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let Taken { along, by, filter } = taken;
        if op == ReduceOp::Sum
            && filter.is_none()
            && by.is_empty()
            && at.group.is_empty()
            && let Some(product) = self.try_product(body, along, at)?
        {
            return Ok(product);
        }
        // Which element is the greatest is a comparison of all.
        let names = matches!(op, ReduceOp::ArgMax | ReduceOp::ArgMin);
        let layout = self.layout(taken, at.domain);
        let wide = &layout.wide;
        if wide.rows == 0 {
            return Ok(self.of_nothing(op, &layout));
        }
        let at_wide = Scope { domain: wide, ..at };
        let inside = at.reads_group(body) || filter.is_some_and(|f| at.reads_group(f));
        let kept = match filter {
            None => (0..wide.rows as u32).collect(),
            Some(filter) => {
                let mask = self.rows(filter, at_wide)?;
                match self.where_not_zero(mask, wide.rows) {
                    Some(kept) => kept,
                    None if !by.is_empty() && !inside => {
                        let listed = self.listed(body, Some(filter), names, wide, at)?;
                        let mask = listed.mask.unwrap_or(mask);
                        let rows = listed.rows;
                        return Ok(self.reduce_masked(op, listed.values, mask, rows, &layout));
                    }
                    None => {
                        let values = self.rows(body, at_wide)?;
                        let values = if names {
                            self.defined(body, values)
                        } else {
                            values
                        };
                        let values = self.expand(values, wide.rows as u32);
                        let mask = self.expand(mask, wide.rows as u32);
                        let all = (0..wide.rows as u32).collect();
                        return Ok(self.reduce_masked(op, values, mask, all, &layout));
                    }
                }
            }
        };
        if !at.reads_group(body) {
            if !by.is_empty() {
                let listed = self.listed(body, None, names, wide, at)?;
                let rows = kept.iter().map(|r| listed.rows[*r as usize]).collect();
                return Ok(self.reduce_kept(op, listed.values, rows, &kept, &layout));
            }
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
            return Ok(self.of_nothing(op, &layout));
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

    /// A reduction over no element: arrays without rows do not exist.
    fn of_nothing(&mut self, op: ReduceOp, layout: &Layout) -> NodeId {
        let nothing = graph::reduce(op, &[], &[]);
        self.graph.constant(vec![nothing; layout.results])
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
        let offsets = layout.offsets_of(kept);
        let called = match op {
            ReduceOp::ArgMax | ReduceOp::ArgMin => {
                // What names elements goes along one dimension, the last.
                let last = layout.wide.over.last();
                let positions = last.map_or(&[][..], |d| &self.scenario.dimension(*d).positions);
                let column = last.and_then(|d| layout.wide.column(*d)).unwrap_or(&[]);
                let name = |r: &u32| {
                    let k = column.get(*r as usize).copied().unwrap_or(0);
                    positions.get(k as usize).copied().unwrap_or(0)
                };
                kept.iter().map(name).collect()
            }
            _ => Vec::new(),
        };
        self.reduce_rows(op, values, list, offsets.into(), called.into())
    }

    /// With a filter that varies: what does not count is replaced by the value that changes nothing. `rows` says where the
    /// values of the rows stand, and whether they count.
    fn reduce_masked(
        &mut self,
        op: ReduceOp,
        values: NodeId,
        mask: NodeId,
        rows: Vec<u32>,
        layout: &Layout,
    ) -> NodeId {
        let neutral = match op {
            ReduceOp::Sum | ReduceOp::Mean => 0.0,
            ReduceOp::Product => 1.0,
            ReduceOp::Min | ReduceOp::ArgMin => f64::INFINITY,
            ReduceOp::Max | ReduceOp::ArgMax => f64::NEG_INFINITY,
            ReduceOp::SpectralRadius => f64::NAN, // it has no filter
        };
        let all: Vec<u32> = (0..layout.wide.rows as u32).collect();
        let neutral = self.graph.number(neutral);
        let masked = self.select(mask, values, neutral);
        let of_kept = match op {
            ReduceOp::Mean => ReduceOp::Sum,
            _ => op,
        };
        let reduced = self.reduce_kept(of_kept, masked, rows.clone(), &all, layout);
        if !matches!(op, ReduceOp::Mean | ReduceOp::ArgMax | ReduceOp::ArgMin) {
            return reduced;
        }
        let zero = self.graph.number(0.0);
        let counts = self.binary(BinaryOp::NotEqual, mask, zero);
        let count = self.reduce_kept(ReduceOp::Sum, counts, rows, &all, layout);
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
