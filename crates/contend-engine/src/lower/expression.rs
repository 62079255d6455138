//! Lowering of expressions at the rows of a domain, whether those are all elements of an array or, inside a recursion,
//! the few that can be computed next.

use std::collections::BTreeSet;
use std::sync::Arc;

use contend_model::expression::{Axis, BinaryOp, ChanceLaw, Expression, Term};
use contend_model::id::{DimensionId, QuantityId};
use contend_model::key::Key;
use contend_model::order::Moment;

use super::domain::RowDomain;
use super::reduce::Taken;
use super::{CompileError, Lowering};
use crate::defect::Defect;
use crate::graph::{NodeId, Op};

/// Where an expression is lowered.
#[derive(Clone, Copy)]
pub(super) struct Scope<'d> {
    pub domain: &'d RowDomain,
    /// The quantities of the recursion that is being lowered, whose elements are read one by one; else none.
    pub group: &'d BTreeSet<QuantityId>,
    pub moment: Moment,
}

/// The group outside a recursion.
pub(super) static ALONE: BTreeSet<QuantityId> = BTreeSet::new();

impl Scope<'_> {
    /// Whether an expression needs the present value of the recursion's quantities.
    pub fn reads_group(&self, e: &Expression) -> bool {
        reads_any(e, self.group, self.moment)
    }
}

/// Whether an expression needs the present value of one of these.
pub(super) fn reads_any(e: &Expression, group: &BTreeSet<QuantityId>, moment: Moment) -> bool {
    if group.is_empty() {
        return false;
    }
    if let Term::Read { quantity, .. } = &e.term {
        return group.contains(quantity);
    }
    let mut parts = e.parts_at(moment).into_iter();
    parts.any(|part| reads_any(part, group, moment))
}

impl<'a> Lowering<'a> {
    /// The expression at the rows of a scope: as many rows, or one that stands for all.
    ///
    /// What does not read the recursion's own quantities is lowered once over its own dimensions, which are often fewer,
    /// and its rows are taken from there. So levels of a recursion share it, and what is constant in it is seen.
    pub(super) fn rows(&mut self, e: &'a Expression, at: Scope) -> Result<NodeId, CompileError> {
        if at.reads_group(e) {
            return self.node(e, at);
        }
        let node = self.whole(e, at.moment)?;
        if self.graph.rows(node) == 1 || at.domain.is_all_of(&e.over) {
            return Ok(node);
        }
        let list = at.domain.project_own(self.scenario, &e.over);
        Ok(self.gather(node, list))
    }

    /// The expression over its own dimensions, in its own order; one row where it is the same everywhere.
    pub(super) fn whole(
        &mut self,
        e: &'a Expression,
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let key = (std::ptr::from_ref(e) as usize, moment);
        if let Some(node) = self.whole.get(&key) {
            return Ok(*node);
        }
        let domain = self.all(&e.over);
        let node = self.node(
            e,
            Scope {
                domain: &domain,
                group: &ALONE,
                moment,
            },
        )?;
        self.whole.insert(key, node);
        Ok(node)
    }

    /// All elements over these dimensions.
    pub(super) fn all(&mut self, over: &[DimensionId]) -> Arc<RowDomain> {
        if let Some(domain) = self.domains.get(over) {
            return domain.clone();
        }
        let domain = Arc::new(RowDomain::all(self.scenario, over));
        self.domains.insert(over.to_vec(), domain.clone());
        domain
    }

    /// The expression over these dimensions: one row, or all.
    pub(super) fn expression(
        &mut self,
        e: &'a Expression,
        over: &[DimensionId],
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let domain = self.all(over);
        self.rows(
            e,
            Scope {
                domain: &domain,
                group: &ALONE,
                moment,
            },
        )
    }

    /// The expression with all elements over these dimensions (one row where it has none).
    pub(super) fn expression_over(
        &mut self,
        e: &'a Expression,
        over: &[DimensionId],
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let node = self.expression(e, over, moment)?;
        Ok(self.expand(node, self.scenario.size(over) as u32))
    }

    /// One operation. Outside a recursion the domain is all of the expression's own dimensions.
    fn node(&mut self, e: &'a Expression, at: Scope) -> Result<NodeId, CompileError> {
        Ok(match &e.term {
            Term::Read { quantity, axes } => self.read(*quantity, axes, at)?,
            Term::Unary(op, a) => {
                let a = self.rows(a, at)?;
                self.unary(*op, a)
            }
            Term::Binary(op, a, b) => {
                if *op == BinaryOp::Multiply
                    && let Some(product) = self.linked_product(a, b, at)?
                {
                    return Ok(product);
                }
                let (mut x, mut y) = (self.rows(a, at)?, self.rows(b, at)?);
                if op.is_truth() {
                    (x, y) = (self.defined(a, x), self.defined(b, y));
                }
                self.binary(*op, x, y)
            }
            Term::If(c, a, b) => self.choice(c, a, b, at)?,
            Term::Lookup(table, a) => {
                let a = self.rows(a, at)?;
                let rows = self.graph.rows(a);
                self.add(Op::Lookup(*table, a), rows)
            }
            Term::Reduce {
                op,
                body,
                along,
                by,
                filter,
            } => {
                let filter = filter.as_deref();
                self.reduce(*op, body, Taken { along, by, filter }, at)?
            }
            Term::Along {
                op,
                body,
                along,
                by,
                filter,
            } => self.along(*op, body, (along, by), filter.as_deref(), at)?,
            Term::Quantile {
                at: share,
                body,
                along,
                by,
                filter,
            } => {
                let filter = filter.as_deref();
                self.quantile(share, body, Taken { along, by, filter }, at)?
            }
            Term::Pick { body, along, index } => self.pick(body, *along, index, at)?,
            Term::Chance {
                law,
                site,
                arguments,
            } => self.chance(*law, *site, arguments, &e.over, at)?,
            Term::Memory {
                op,
                site,
                arguments,
            } => match at.group.first() {
                // A peak, or the time of a lag or delay: its state would need all elements at once.
                Some(quantity) => {
                    return Err(CompileError::MemoryInRecursion {
                        quantity: *quantity,
                    });
                }
                None => self.memory(*op, *site, arguments, &e.over, at.moment)?,
            },
            Term::Summary {
                op,
                body,
                window,
                rate,
            } if at.moment == Moment::Finish => {
                self.summary(*op, body, *window, rate.as_deref())?
            }
            Term::Summary { .. } => {
                return Err(CompileError::Misplaced {
                    what: "a summary over time",
                });
            }
            Term::Outcome { .. } => return Err(CompileError::Misplaced { what: "an outcome" }),
            Term::Plays { .. } | Term::PlaysInTurn { .. } => {
                return Err(CompileError::Misplaced { what: "a game" });
            }
            Term::OverWorlds { .. } => {
                return Err(CompileError::Misplaced {
                    what: "a number of all worlds",
                });
            }
            Term::Happened {
                event,
                axes,
                reading,
            } => self.happened(*event, axes, *reading, at),
            Term::Number(_)
            | Term::Position(_)
            | Term::Attribute { .. }
            | Term::Time
            | Term::Year
            | Term::StepLength => self.given(&e.term, at),
        })
    }

    /// What is given by the scenario and the clock.
    fn given(&mut self, node: &Term, at: Scope) -> NodeId {
        let scenario = self.scenario;
        let start = at.moment == Moment::Start;
        match node {
            Term::Number(value) => self.graph.number(*value),
            Term::Position(dimension) => {
                let positions = &scenario.dimension(*dimension).positions;
                let positions: Vec<f64> = positions.iter().map(|p| f64::from(*p)).collect();
                let node = self.graph.constant(positions);
                self.gather(node, at.domain.project_own(scenario, &[*dimension]))
            }
            Term::Attribute {
                dimension,
                attribute,
                axis,
            } => {
                let values = &scenario.dimension(*dimension).attributes[*attribute as usize].values;
                let node = self.graph.constant(values.as_slice());
                self.gather(node, at.domain.project(scenario, &[*dimension], &[*axis]))
            }
            Term::Time if start => self.graph.number(0.0),
            Term::Time => self.graph.leaf(Op::Time, 1),
            Term::Year if start => self.graph.number(scenario.clock.year_at(0.0)),
            Term::Year => self.graph.leaf(Op::Year, 1),
            // The one that is left: the length of a step.
            _ => self.graph.number(scenario.clock.dt),
        }
    }

    /// A quantity at the rows of a scope.
    fn read(
        &mut self,
        quantity: QuantityId,
        axes: &[Axis],
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        let own = &scenario.quantity(quantity).over;
        if !at.group.contains(&quantity) {
            let node = self.quantity(quantity, at.moment)?;
            return Ok(match own.as_slice() {
                [] => node,
                _ => self.gather(node, at.domain.project(scenario, own, axes)),
            });
        }
        // Elements that are computed already, wherever they stand; levels see to it that they are.
        let zero = self.graph.number(0.0);
        let parts: Arc<[(NodeId, u32)]> = at
            .domain
            .project(scenario, own, axes)
            .into_iter()
            .map(|row| {
                let known = self.element_nodes.get(&(quantity, row, at.moment));
                known.copied().unwrap_or((zero, 0))
            })
            .collect();
        let rows = parts.len() as u32;
        Ok(self.add(Op::Collect(parts), rows))
    }

    /// Inside a recursion, a product where a factor that is known is 0 in some rows: there the other factor need not
    /// be known yet, and is not lowered.
    fn linked_product(
        &mut self,
        a: &'a Expression,
        b: &'a Expression,
        at: Scope,
    ) -> Result<Option<NodeId>, CompileError> {
        for (known, other) in [(a, b), (b, a)] {
            if at.group.is_empty() || at.reads_group(known) {
                continue;
            }
            let node = self.rows(known, at)?;
            let Some(linked) = self.where_not_zero(node, at.domain.rows) else {
                continue;
            };
            if linked.len() == at.domain.rows {
                continue;
            }
            let zero = self.graph.number(0.0);
            if linked.is_empty() {
                return Ok(Some(zero));
            }
            let part = at.domain.keep(&linked);
            let at_part = Scope {
                domain: &part,
                ..at
            };
            let factor = self.rows(known, at_part)?;
            let other = self.rows(other, at_part)?;
            let product = self.binary(BinaryOp::Multiply, factor, other);
            return Ok(Some(
                self.put_together(at.domain.rows, &[(linked, product)]),
            ));
        }
        Ok(None)
    }

    /// A choice. Inside a recursion, by a condition that is known: each side where it is chosen alone.
    fn choice(
        &mut self,
        condition: &'a Expression,
        a: &'a Expression,
        b: &'a Expression,
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let c = self.rows(condition, at)?;
        if !at.group.is_empty()
            && let Some(yes) = self.where_not_zero(c, at.domain.rows)
        {
            let mut holds = vec![false; at.domain.rows];
            yes.iter().for_each(|r| holds[*r as usize] = true);
            let no = (0..at.domain.rows as u32).filter(|r| !holds[*r as usize]);
            let mut parts = Vec::new();
            for (rows, branch) in [(yes, a), (no.collect(), b)] {
                if rows.is_empty() {
                    continue;
                }
                let part = at.domain.keep(&rows);
                let node = self.rows(
                    branch,
                    Scope {
                        domain: &part,
                        ..at
                    },
                )?;
                parts.push((rows, node));
            }
            return Ok(self.put_together(at.domain.rows, &parts));
        }
        let a = self.rows(a, at)?;
        let b = self.rows(b, at)?;
        Ok(self.select(c, a, b))
    }

    /// The rows in which a node is not 0, where it is constant and defined.
    pub(super) fn where_not_zero(&self, node: NodeId, rows: usize) -> Option<Vec<u32>> {
        let values = self.graph.constant_values(node)?;
        if values.iter().any(|x| x.is_nan()) {
            return None;
        }
        let value = |row: u32| values[if values.len() == 1 { 0 } else { row as usize }];
        Some((0..rows as u32).filter(|r| value(*r) != 0.0).collect())
    }

    /// Rows from parts, each with the rows that it gives; 0 where no part gives one.
    pub(super) fn put_together(&mut self, rows: usize, parts: &[(Vec<u32>, NodeId)]) -> NodeId {
        let mut list = vec![(self.graph.number(0.0), 0u32); rows];
        for (at, node) in parts {
            let one = self.graph.rows(*node) == 1;
            for (i, row) in at.iter().enumerate() {
                list[*row as usize] = (*node, if one { 0 } else { i as u32 });
            }
        }
        self.add(Op::Collect(list.into()), rows as u32)
    }

    /// Fresh draws, one for each row; an element's draw is the same in whatever rows it stands.
    fn chance(
        &mut self,
        law: ChanceLaw,
        site: Key,
        arguments: &'a [Expression],
        over: &[DimensionId],
        at: Scope,
    ) -> Result<NodeId, CompileError> {
        let mut nodes = Vec::new();
        for argument in arguments {
            nodes.push(self.rows(argument, at)?);
        }
        let a = *nodes.first().ok_or(Defect::lost("the law of a draw"))?;
        let b = nodes.get(1).copied().unwrap_or(a);
        let all = self.scenario.element_keys(site, over);
        let rows = at.domain.project_own(self.scenario, over);
        let keys = rows.iter().map(|row| all[*row as usize]).collect();
        let start = at.moment == Moment::Start;
        let draw = Op::Chance {
            law,
            keys,
            a,
            b,
            start,
        };
        Ok(self.add(draw, at.domain.rows as u32))
    }
}
