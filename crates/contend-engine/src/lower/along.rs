//! Lowering of what is computed for each element from all elements along dimensions, and of elements that are computed.

use contend_model::expression::{AlongOp, Axis, BinaryOp, By, Expression, ReduceOp};
use contend_model::id::DimensionId;

use super::domain::{RowDomain, index_of};
use super::expression::Scope;
use super::{CompileError, Lowering};
use crate::graph::{NO_ROW, NodeId, Op, Rows};

/// Values of some rows, with what says which of them count, as rows of nodes.
pub(super) struct Listed {
    pub values: NodeId,
    /// Where not all count.
    pub mask: Option<NodeId>,
    /// For each of the rows, the one of both nodes.
    pub rows: Vec<u32>,
}

impl<'a> Lowering<'a> {
    /// An operation along dimensions: each segment that the rows lie in is computed as a whole.
    pub(super) fn along(
        &mut self,
        op: AlongOp,
        body: &'a Expression,
        (along, by): (&[DimensionId], &[By]),
        filter: Option<&'a Expression>,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let groups = self.alike(along, by);
        let Some((wide, offsets, places)) = at.domain.segments(self.scenario, along, &groups)
        else {
            return Err(CompileError::Misplaced {
                what: "an operation along a dimension that it does not have",
            });
        };
        // A rank is a comparison of all.
        let listed = self.listed(body, filter, op == AlongOp::Rank, &wide, at)?;
        let (rows, offsets): (Rows, Rows) = (listed.rows.into(), offsets.into());
        let of = match listed.mask {
            None => listed.values,
            Some(mask) => self.counted(op, listed.values, mask),
        };
        let computed = Op::Along {
            op,
            of,
            rows: rows.clone(),
            offsets: offsets.clone(),
        };
        let mut node = self.add(computed, rows.len() as u32);
        if let (AlongOp::Softmax, Some(mask)) = (op, listed.mask) {
            // Among none there is no greatest, and nothing to share.
            let zero = self.graph.number(0.0);
            let counts = self.binary(BinaryOp::NotEqual, mask, zero);
            let segments: Vec<u32> = (0u32..)
                .zip(offsets.windows(2))
                .flat_map(|(k, ends)| (ends[0]..ends[1]).map(move |_| k))
                .collect();
            let some = self.reduce_rows(
                ReduceOp::Max,
                counts,
                rows.to_vec(),
                offsets,
                Vec::new().into(),
            );
            let some = self.gather(some, segments);
            node = self.select(some, node, zero);
        }
        Ok(self.gather(node, places))
    }

    /// Values in which those that do not count change nothing of what the others give.
    fn counted(&mut self, op: AlongOp, values: NodeId, mask: NodeId) -> NodeId {
        let (values, neutral) = match op {
            AlongOp::RunningSum => (values, 0.0),
            AlongOp::Softmax => (values, f64::NEG_INFINITY),
            AlongOp::Rank => (self.above_nothing(values), f64::NEG_INFINITY),
        };
        let neutral = self.graph.number(neutral);
        self.select(mask, values, neutral)
    }

    /// Values above those that do not count, which are made −∞.
    pub(super) fn above_nothing(&mut self, values: NodeId) -> NodeId {
        let least = self.graph.number(-f64::MAX);
        self.binary(BinaryOp::Max, values, least)
    }

    /// A body and a filter at some rows. What is lowered as a whole is read where it stands.
    pub(super) fn listed(
        &mut self,
        body: &'a Expression,
        filter: Option<&'a Expression>,
        compared: bool,
        wide: &RowDomain,
        at: Scope,
    ) -> Result<Listed, CompileError> {
        let scenario = self.scenario;
        let mut over = body.over.clone();
        let more = filter.map_or(&[][..], |f| &f.over);
        over.extend(more.iter().filter(|d| !body.over.contains(d)));
        let inside = at.reads_group(body) || filter.is_some_and(|f| at.reads_group(f));
        if inside {
            let at_wide = Scope { domain: wide, ..at };
            let rows = wide.rows as u32;
            let mask = match filter {
                Some(filter) => Some(self.rows(filter, at_wide)?),
                None => None,
            };
            let kept = mask.and_then(|mask| self.where_not_zero(mask, wide.rows));
            let values = match kept {
                // Elements of the recursion that do not count need not be known yet.
                Some(kept) if kept.len() < wide.rows => {
                    let part = wide.keep(&kept);
                    let at_part = Scope {
                        domain: &part,
                        ..at
                    };
                    match kept.is_empty() {
                        true => self.graph.number(0.0),
                        false => {
                            let values = self.rows(body, at_part)?;
                            self.put_together(wide.rows, &[(kept, values)])
                        }
                    }
                }
                _ => self.rows(body, at_wide)?,
            };
            let values = if compared {
                self.defined(body, values)
            } else {
                values
            };
            return Ok(Listed {
                values: self.expand(values, rows),
                mask: mask.map(|mask| self.expand(mask, rows)),
                rows: (0..rows).collect(),
            });
        }
        let (values, mask) = match filter {
            None => (self.whole(body, at.moment)?, None),
            Some(filter) => {
                let domain = self.all(&over);
                let at_all = Scope {
                    domain: &domain,
                    ..at
                };
                let mask = self.rows(filter, at_all)?;
                (self.rows(body, at_all)?, Some(mask))
            }
        };
        let values = if compared {
            self.defined(body, values)
        } else {
            values
        };
        let (values, mask) = match mask {
            None => (values, None),
            Some(mask) => {
                let rows = self.graph.rows(values).max(self.graph.rows(mask));
                (self.expand(values, rows), Some(self.expand(mask, rows)))
            }
        };
        let rows = match self.graph.rows(values) {
            1 => vec![0; wide.rows],
            _ => wide.project_own(scenario, &over),
        };
        Ok(Listed { values, mask, rows })
    }

    /// The element of an array along a dimension that an index gives.
    pub(super) fn pick(
        &mut self,
        body: &'a Expression,
        along: DimensionId,
        index: &'a Expression,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        let chosen = self.rows(index, at)?;
        if let Some(elements) = self.known_elements(chosen, along, at.domain.rows) {
            let there = at.domain.at_elements(along, elements);
            return self.rows(
                body,
                Scope {
                    domain: &there,
                    ..at
                },
            );
        }
        let dimension = scenario.dimension(along);
        let positions = scenario.dimension(dimension.root).len() as u32;
        let place = |p: u32| index_of(&dimension.positions, p);
        let (of, base, stride): (NodeId, Vec<u32>, u32) = if at.reads_group(body) {
            let wide = at.domain.anew(scenario, along);
            let values = self.rows(
                body,
                Scope {
                    domain: &wide,
                    ..at
                },
            )?;
            let length = dimension.len() as u32;
            let rows = at.domain.rows as u32;
            let of = self.expand(values, wide.rows as u32);
            (of, (0..rows).map(|r| r * length).collect(), 1)
        } else {
            let of = self.whole(body, at.moment)?;
            let axes: Vec<Axis> = (body.over.iter())
                .map(|d| match *d == along {
                    true => Axis::Element(0),
                    false => Axis::Along {
                        dimension: *d,
                        offset: 0,
                    },
                })
                .collect();
            let behind = body.over.iter().skip_while(|d| **d != along).skip(1);
            let behind: Vec<DimensionId> = behind.copied().collect();
            match self.graph.rows(of) {
                1 => (of, vec![0; at.domain.rows], 0),
                _ => (
                    of,
                    at.domain.project(scenario, &body.over, &axes),
                    scenario.size(&behind) as u32,
                ),
            }
        };
        let steps: Vec<u32> = (0..positions)
            .map(|p| place(p).map_or(NO_ROW, |k| k * stride))
            .collect();
        let rows = base.len() as u32;
        let index = self.expand(chosen, rows);
        let picked = Op::Pick {
            of,
            index,
            base: base.into(),
            steps: steps.into(),
        };
        Ok(self.add(picked, rows))
    }

    /// The elements along a dimension whose positions a node has, where they are known now and exist.
    pub(super) fn known_elements(
        &self,
        positions: NodeId,
        along: DimensionId,
        rows: usize,
    ) -> Option<Vec<u32>> {
        let values = self.graph.constant_values(positions)?;
        let dimension = self.scenario.dimension(along);
        let of = |row: usize| values[if values.len() == 1 { 0 } else { row }];
        let element = |x: f64| {
            let whole = x >= 0.0 && x.fract() == 0.0 && x < f64::from(u32::MAX);
            whole.then(|| index_of(&dimension.positions, x as u32))?
        };
        (0..rows).map(|row| element(of(row))).collect()
    }
}
