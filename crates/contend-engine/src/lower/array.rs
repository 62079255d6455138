//! Lowering of one expression over its own dimensions, and the bookkeeping of array elements.

use std::sync::Arc;

use contend_model::expression::{Axis, BinaryOp, Expression, Node as Syntax, ReduceOp};
use contend_model::id::DimensionId;
use contend_model::model::QuantityKind;
use contend_model::order::Moment;

use super::{CompileError, Lowering};
use crate::graph::{NO_ROW, NodeId, Op, Rows};

impl<'a> Lowering<'a> {
    /// The expression over its own dimensions, in its own order; one row where it is the same everywhere.
    pub(crate) fn own(
        &mut self,
        e: &'a Expression,
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        Ok(match &e.node {
            Syntax::Number(value) => self.graph.number(*value),
            Syntax::Read { quantity, axes } => {
                let node = self.quantity(*quantity, moment)?;
                self.read(node, &scenario.quantity(*quantity).over, axes, &e.over)
            }
            Syntax::Position(dimension) => {
                let own = [Axis::Along {
                    dimension: *dimension,
                    offset: 0,
                }];
                let positions: Vec<f64> = scenario
                    .dimension(*dimension)
                    .positions
                    .iter()
                    .map(|p| f64::from(*p))
                    .collect();
                let node = self.graph.constant(positions);
                self.read(node, &[*dimension], &own, &e.over)
            }
            Syntax::Attribute {
                dimension,
                attribute,
                axis,
            } => {
                let values = &scenario.dimension(*dimension).attributes[*attribute as usize].values;
                let node = self.graph.constant(values.as_slice());
                self.read(node, &[*dimension], &[*axis], &e.over)
            }
            Syntax::Time => match moment {
                Moment::Start => self.graph.number(0.0),
                _ => self.graph.leaf(Op::Time, 1),
            },
            Syntax::Year => match moment {
                Moment::Start => self.graph.number(scenario.clock.year_at(0.0)),
                _ => self.graph.leaf(Op::Year, 1),
            },
            Syntax::StepLength => self.graph.number(scenario.clock.dt),
            Syntax::Unary(op, a) => {
                let a = self.expression(a, &e.over, moment)?;
                self.unary(*op, a)
            }
            Syntax::Binary(op, a, b) => {
                let a = self.expression(a, &e.over, moment)?;
                let b = self.expression(b, &e.over, moment)?;
                self.binary(*op, a, b)
            }
            Syntax::If(c, a, b) => {
                let c = self.expression(c, &e.over, moment)?;
                let a = self.expression(a, &e.over, moment)?;
                let b = self.expression(b, &e.over, moment)?;
                self.select(c, a, b)
            }
            Syntax::Lookup(table, a) => {
                let a = self.expression(a, &e.over, moment)?;
                let rows = self.graph.rows(a);
                self.add(Op::Lookup(*table, a), rows)
            }
            Syntax::Reduce {
                op,
                body,
                along,
                filter,
            } => self.reduce(*op, body, along, filter.as_deref(), &e.over, moment)?,
            Syntax::Along { op, body, along } => {
                let node = self.expression_over(body, &body.over, moment)?;
                let length = scenario.dimension(*along).len() as u32;
                // Segments along the dimension, in the order (others…, along); then back to the expression's order.
                let mut ordered: Vec<DimensionId> =
                    body.over.iter().copied().filter(|d| d != along).collect();
                ordered.push(*along);
                let list = self.permutation(&body.over, &ordered);
                let count = list.len() as u32;
                let along = self.add(
                    Op::Along {
                        op: *op,
                        of: node,
                        rows: list,
                        length,
                    },
                    count,
                );
                self.align(along, &ordered, &e.over)
            }
            Syntax::Memory {
                op,
                site,
                arguments,
            } => self.memory(*op, *site, arguments, &e.over, moment)?,
            Syntax::Chance {
                law,
                site,
                arguments,
            } => {
                let rows = scenario.size(&e.over) as u32;
                let mut nodes = Vec::new();
                for argument in arguments {
                    nodes.push(self.expression(argument, &e.over, moment)?);
                }
                let a = nodes.first().copied().ok_or(CompileError::Misplaced {
                    what: "a draw without a law",
                })?;
                let b = nodes.get(1).copied().unwrap_or(a);
                let keys = scenario.element_keys(*site, &e.over);
                self.add(
                    Op::Chance {
                        law: *law,
                        keys: keys.into(),
                        a,
                        b,
                        start: moment == Moment::Start,
                    },
                    rows,
                )
            }
            Syntax::Happened {
                event,
                axes,
                reading,
            } => self.happened(*event, axes, *reading, &e.over, moment),
            Syntax::Summary {
                op,
                body,
                window,
                rate,
            } => {
                if moment != Moment::Finish {
                    return Err(CompileError::Misplaced {
                        what: "a summary over time",
                    });
                }
                self.summary(*op, body, *window, rate.as_deref())?
            }
            Syntax::Outcome { .. } => return Err(CompileError::Misplaced { what: "an outcome" }),
        })
    }

    fn reduce(
        &mut self,
        op: ReduceOp,
        body: &'a Expression,
        along: &[DimensionId],
        filter: Option<&'a Expression>,
        over: &[DimensionId],
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let mut domain: Vec<DimensionId> = over.to_vec();
        domain.extend_from_slice(along);
        if op == ReduceOp::Sum
            && filter.is_none()
            && let Some(product) = self.try_product(body, along, over, moment)?
        {
            return Ok(product);
        }
        let values = self.expression(body, &domain, moment)?;
        let values = self.expand(values, self.scenario.size(&domain) as u32);
        let kept = match filter {
            None => None,
            Some(filter) => Some(self.expression_over(filter, &domain, moment)?),
        };
        Ok(self.reduce_domain(op, values, kept, along, over))
    }

    /// Reduces rows laid out as (over…, along…), where `kept` is not 0.
    pub(crate) fn reduce_domain(
        &mut self,
        op: ReduceOp,
        values: NodeId,
        kept: Option<NodeId>,
        along: &[DimensionId],
        over: &[DimensionId],
    ) -> NodeId {
        let results = self.scenario.size(over);
        let inner = self.scenario.size(along);
        let position = |i: usize| match along {
            [one] => self.scenario.dimension(*one).positions[i],
            _ => i as u32,
        };
        let positions: Vec<u32> = (0..inner).map(position).collect();
        let constant_filter = match kept {
            None => Some(None),
            Some(kept) => self.graph.constant_values(kept).map(|v| Some(v.clone())),
        };
        match constant_filter {
            Some(mask) => self.reduce_kept(op, values, mask.as_deref(), &positions, results, inner),
            None => self.reduce_masked(
                op,
                values,
                kept.unwrap_or(values),
                &positions,
                results,
                inner,
            ),
        }
    }

    /// With a filter known now: the list simply leaves out what does not count.
    fn reduce_kept(
        &mut self,
        op: ReduceOp,
        values: NodeId,
        mask: Option<&[f64]>,
        positions: &[u32],
        results: usize,
        inner: usize,
    ) -> NodeId {
        let (mut rows, mut offsets, mut called) = (Vec::new(), vec![0u32], Vec::new());
        let names = matches!(op, ReduceOp::ArgMax | ReduceOp::ArgMin);
        for result in 0..results {
            for (i, position) in positions.iter().enumerate() {
                let row = result * inner + i;
                if mask.is_none_or(|m| m[row] != 0.0) {
                    rows.push(row as u32);
                    if names {
                        called.push(*position);
                    }
                }
            }
            offsets.push(rows.len() as u32);
        }
        self.reduce_rows(op, values, rows, offsets.into(), called.into())
    }

    /// With a filter that varies: what does not count is replaced by the value that changes nothing.
    fn reduce_masked(
        &mut self,
        op: ReduceOp,
        values: NodeId,
        kept: NodeId,
        positions: &[u32],
        results: usize,
        inner: usize,
    ) -> NodeId {
        let neutral = match op {
            ReduceOp::Sum | ReduceOp::Mean => 0.0,
            ReduceOp::Product => 1.0,
            ReduceOp::Min | ReduceOp::ArgMin => f64::INFINITY,
            ReduceOp::Max | ReduceOp::ArgMax => f64::NEG_INFINITY,
        };
        let neutral = self.graph.number(neutral);
        let masked = self.select(kept, values, neutral);
        let first = if op == ReduceOp::Mean {
            ReduceOp::Sum
        } else {
            op
        };
        let reduced = self.reduce_kept(first, masked, None, positions, results, inner);
        if !matches!(op, ReduceOp::Mean | ReduceOp::ArgMax | ReduceOp::ArgMin) {
            return reduced;
        }
        let zero = self.graph.number(0.0);
        let counts = self.binary(BinaryOp::NotEqual, kept, zero);
        let count = self.reduce_kept(ReduceOp::Sum, counts, None, positions, results, inner);
        if op == ReduceOp::Mean {
            return self.binary(BinaryOp::Divide, reduced, count);
        }
        // Among none there is no greatest.
        let none = self.graph.number(-1.0);
        self.select(count, reduced, none)
    }

    /// `sum(matrix · vector · rest)` with a constant matrix as a matrix product; factors without the summed
    /// dimension are multiplied afterwards.
    fn try_product(
        &mut self,
        body: &'a Expression,
        along: &[DimensionId],
        over: &[DimensionId],
        moment: Moment,
    ) -> Result<Option<NodeId>, CompileError> {
        if over.is_empty() || along.len() != 1 {
            return Ok(None);
        }
        let mut factors = Vec::new();
        collect_factors(body, &mut factors);
        if factors.len() < 2 {
            return Ok(None);
        }
        let summed = along[0];
        let mut domain = over.to_vec();
        domain.push(summed);
        let (mut matrix, mut vector, mut outside) = (None, None, None);
        for factor in factors {
            let has_summed = factor.over.contains(&summed);
            let own = self.own(factor, moment)?;
            let constant = self.graph.constant_values(own).is_some();
            let (slot, node) = if !has_summed {
                (&mut outside, self.align(own, &factor.over, over))
            } else if constant {
                (&mut matrix, self.align(own, &factor.over, &domain))
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
        let cells = self.scenario.size(&domain) as u32;
        let matrix = self.expand(matrix, cells);
        let Some(values) = self.graph.constant_values(matrix) else {
            return Ok(None);
        };
        let values = values.to_vec();
        let product = self.product(values, self.scenario.size(along) as u32, vector);
        Ok(Some(match outside {
            None => product,
            Some(outside) => self.binary(BinaryOp::Multiply, outside, product),
        }))
    }

    /// An array read with axes, over the dimensions of an expression.
    pub(crate) fn read(
        &mut self,
        node: NodeId,
        own: &[DimensionId],
        axes: &[Axis],
        over: &[DimensionId],
    ) -> NodeId {
        if own.is_empty() {
            return node;
        }
        let list = self.read_rows(own, axes, over);
        let rows = list.len() as u32;
        self.add(Op::Gather(node, list), rows)
    }

    /// For each element over `over`, the row that an array over `own` has there.
    pub(crate) fn read_rows(
        &self,
        own: &[DimensionId],
        axes: &[Axis],
        over: &[DimensionId],
    ) -> Rows {
        let scenario = self.scenario;
        // For each axis: the dimension of `over` that moves it (if any) and its row part for each element there.
        let mut parts: Vec<(Option<usize>, Vec<Option<u32>>)> = Vec::new();
        for (axis, own) in axes.iter().zip(own) {
            let target = scenario.dimension(*own);
            match axis {
                Axis::Element(k) => parts.push((None, vec![Some(*k)])),
                Axis::Along { dimension, offset } => {
                    let source = scenario.dimension(*dimension);
                    let at = over.iter().position(|d| d == dimension);
                    let list = source
                        .positions
                        .iter()
                        .map(|p| {
                            let k = index_of(&target.positions, *p)?;
                            let moved = i64::from(k) + i64::from(*offset);
                            (0..target.len() as i64)
                                .contains(&moved)
                                .then_some(moved as u32)
                        })
                        .collect();
                    parts.push((at, list));
                }
            }
        }
        let sizes: Vec<usize> = over.iter().map(|d| scenario.dimension(*d).len()).collect();
        let own_sizes: Vec<u32> = own
            .iter()
            .map(|d| scenario.dimension(*d).len() as u32)
            .collect();
        let total: usize = sizes.iter().product();
        let mut counters = vec![0usize; over.len()];
        let mut rows = Vec::with_capacity(total);
        for _ in 0..total {
            let mut row = Some(0u32);
            for ((at, list), size) in parts.iter().zip(&own_sizes) {
                let k = at
                    .map_or_else(|| list.first(), |a| list.get(counters[a]))
                    .copied()
                    .flatten();
                row = match (row, k) {
                    (Some(row), Some(k)) => Some(row * size + k),
                    _ => None,
                };
            }
            rows.push(row.unwrap_or(NO_ROW));
            for (counter, size) in counters.iter_mut().zip(&sizes).rev() {
                *counter += 1;
                if *counter < *size {
                    break;
                }
                *counter = 0;
            }
        }
        rows.into()
    }

    /// A node over `from` as one over `to`, which has all of its dimensions.
    pub(crate) fn align(
        &mut self,
        node: NodeId,
        from: &[DimensionId],
        to: &[DimensionId],
    ) -> NodeId {
        if from == to || from.is_empty() || self.graph.rows(node) == 1 {
            return node;
        }
        let list = self.permutation(from, to);
        let rows = list.len() as u32;
        self.add(Op::Gather(node, list), rows)
    }

    fn permutation(&self, from: &[DimensionId], to: &[DimensionId]) -> Rows {
        let axes: Vec<Axis> = from
            .iter()
            .map(|d| Axis::Along {
                dimension: *d,
                offset: 0,
            })
            .collect();
        self.read_rows(from, &axes, to)
    }

    /// The equations that give a quantity its value at a moment: one, or for a lever those of the strategies in force.
    pub(crate) fn equations(
        &self,
        id: contend_model::id::QuantityId,
        moment: Moment,
    ) -> Vec<&'a Expression> {
        match &self.scenario.quantity(id).kind {
            QuantityKind::Lever(_) => {
                let settings = self.lever_settings(id, moment);
                settings.into_iter().filter_map(|(_, e)| e).collect()
            }
            kind => kind.equation_at(moment).into_iter().collect(),
        }
    }
}

fn index_of(positions: &[u32], wanted: u32) -> Option<u32> {
    // A list or a second name has every position in order; only subsets must be searched.
    if positions.get(wanted as usize) == Some(&wanted) {
        return Some(wanted);
    }
    positions
        .iter()
        .position(|p| *p == wanted)
        .map(|i| i as u32)
}

fn collect_factors<'e>(e: &'e Expression, into: &mut Vec<&'e Expression>) {
    match &e.node {
        Syntax::Binary(BinaryOp::Multiply, a, b) => {
            collect_factors(a, into);
            collect_factors(b, into);
        }
        _ => into.push(e),
    }
}

/// Rows of listed parts, for a node that is put together.
pub(crate) type Parts = Arc<[(NodeId, u32)]>;
