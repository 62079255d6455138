//! What flows out of stocks that may not go below zero: no more than there is. What is meant is stated in
//! [`contend_model::limits`]; here it becomes nodes.
//!
//! With Euler's method a stock cannot end a step below zero, but for rounding. With Runge and Kutta's no stage may take away
//! more than the stage's stock and what comes in, from which follows that the step as a whole does not either: it leaves at
//! least three eighths of what would be left without inflow.

use std::collections::HashMap;

use contend_model::expression::{Axis, BinaryOp, Expression, ReduceOp, UnaryOp};
use contend_model::id::QuantityId;
use contend_model::limits::{Claimant, Limit, Supply, dies, flow_of, scale, told_apart};
use contend_model::model::{QuantityKind, Stock};
use contend_model::order::Moment;

use super::expression::{ALONE, Scope};
use super::{CompileError, Lowering};
use crate::defect::Defect;
use crate::graph::{NodeId, Op};

/// What is known so far of limited flows.
#[derive(Default)]
pub(super) struct Limited {
    /// What a flow wants to be, by its equation.
    wanted: HashMap<QuantityId, NodeId>,
    /// Of a flow, what goes forth or back.
    allowed: HashMap<(QuantityId, bool), NodeId>,
    /// The share of what they want that the claimants of a stage get, for each element of the stock.
    shares: HashMap<(QuantityId, usize), NodeId>,
}

impl<'a> Lowering<'a> {
    /// What flows, in both directions.
    pub(super) fn limited_flow(&mut self, id: QuantityId) -> Result<NodeId, CompileError> {
        let forth = self.allowed(id, true)?;
        if self.never_turns(id) {
            return Ok(forth);
        }
        let back = self.allowed(id, false)?;
        Ok(self.binary(BinaryOp::Subtract, forth, back))
    }

    /// What a stock's own change may be, at all rows of the stock.
    pub(super) fn limited_change(
        &mut self,
        id: QuantityId,
        change: &'a Expression,
    ) -> Result<NodeId, CompileError> {
        let limits = self.limits.clone();
        let stage = limits.stock(id).and_then(|l| stage_of(l, Claimant::Change));
        let over = &self.scenario.quantity(id).over;
        let wanted = self.expression_over(change, over, Moment::Step)?;
        let Some(stage) = stage else {
            return Ok(wanted);
        };
        let share = self.share(id, stage)?;
        let gains = self.positive(wanted);
        let losses = self.negative(wanted);
        let losses = self.binary(BinaryOp::Multiply, losses, share);
        Ok(self.binary(BinaryOp::Subtract, gains, losses))
    }

    /// What a flow wants to be: its equation, at all its rows.
    fn wanted(&mut self, id: QuantityId) -> Result<NodeId, CompileError> {
        if let Some(node) = self.limited.wanted.get(&id) {
            return Ok(*node);
        }
        let domain = self.all(&self.scenario.quantity(id).over);
        let at = Scope {
            domain: &domain,
            group: &ALONE,
            moment: Moment::Step,
        };
        let node = self.value(id, at)?;
        self.limited.wanted.insert(id, node);
        Ok(node)
    }

    /// What wants to go forth or back, but for what would flow into a stock that is gone.
    fn hoped(&mut self, id: QuantityId, forth: bool) -> Result<NodeId, CompileError> {
        if !forth && self.never_turns(id) {
            return Ok(self.graph.number(0.0));
        }
        let wanted = self.wanted(id)?;
        let part = if !forth {
            self.negative(wanted)
        } else if self.never_turns(id) {
            wanted
        } else {
            self.positive(wanted)
        };
        let (from, to) = self.ends(id)?;
        let target = if forth { to } else { from };
        let Some(target) = target.filter(|s| dies(self.scenario, *s)) else {
            return Ok(part);
        };
        let zero = self.graph.number(0.0);
        let stock = self.quantity(target, Moment::Step)?;
        let lives = self.binary(BinaryOp::Greater, stock, zero);
        let lives = self.at_flow(id, target, lives, forth)?;
        Ok(self.binary(BinaryOp::Multiply, part, lives))
    }

    /// Whether it is proved that a flow never goes back, so that its other direction costs nothing.
    fn never_turns(&self, id: QuantityId) -> bool {
        self.bounds.quantity(id).low >= 0.0
    }

    /// What goes forth or back.
    fn allowed(&mut self, id: QuantityId, forth: bool) -> Result<NodeId, CompileError> {
        if let Some(node) = self.limited.allowed.get(&(id, forth)) {
            return Ok(*node);
        }
        let hoped = self.hoped(id, forth)?;
        let (from, to) = self.ends(id)?;
        let (source, claimant) = if forth {
            (from, Claimant::Out(id))
        } else {
            (to, Claimant::Back(id))
        };
        let limits = self.limits.clone();
        let limit = source.and_then(|s| limits.stock(s));
        let node = match limit.and_then(|l| Some((l.stock, stage_of(l, claimant)?))) {
            Some((stock, stage)) => {
                let share = self.share(stock, stage)?;
                let share = self.at_flow(id, stock, share, !forth)?;
                self.binary(BinaryOp::Multiply, hoped, share)
            }
            None => hoped,
        };
        self.limited.allowed.insert((id, forth), node);
        Ok(node)
    }

    /// The share of what they want that the claimants of a stage get, for each element of the stock.
    fn share(&mut self, stock: QuantityId, stage: usize) -> Result<NodeId, CompileError> {
        if let Some(node) = self.limited.shares.get(&(stock, stage)) {
            return Ok(*node);
        }
        let limits = self.limits.clone();
        let limit = limits.stock(stock).ok_or(Defect::lost("a limit"))?;
        let dt = self.graph.number(self.scenario.clock.dt);
        let mut left = self.quantity(stock, Moment::Step)?;
        let mut supply = None;
        for source in &limit.supply {
            let amount = match source {
                Supply::In(flow) => {
                    let forth = self.allowed(*flow, true)?;
                    self.at_stock(*flow, stock, forth, true)?
                }
                Supply::Change => {
                    let change = self.change(stock)?;
                    self.positive(change)
                }
            };
            let amount = self.binary(BinaryOp::Multiply, amount, dt);
            if let Some(before) = supply.replace(amount) {
                left = self.binary(BinaryOp::Add, left, before);
            }
        }
        if stage > 0
            && let Some(last) = supply.take()
        {
            left = self.binary(BinaryOp::Add, left, last);
        }
        for before in 0..stage {
            let share = self.share(stock, before)?;
            let needed = self.needed(limit, before)?;
            let taken = self.binary(BinaryOp::Multiply, share, needed);
            left = self.binary(BinaryOp::Subtract, left, taken);
        }
        let needed = self.needed(limit, stage)?;
        let rows = self.graph.rows(left);
        let op = Op::Share {
            left,
            supply: supply.map(|s| self.expand(s, rows)),
            needed: self.expand(needed, rows),
        };
        let node = self.add(op, rows);
        self.limited.shares.insert((stock, stage), node);
        Ok(node)
    }

    /// What the claimants of a stage want to take away in a step, for each element of the stock.
    fn needed(&mut self, limit: &Limit, stage: usize) -> Result<NodeId, CompileError> {
        let mut sum = None;
        for claimant in &limit.stages[stage] {
            let amount = match claimant {
                Claimant::Out(flow) => {
                    let forth = self.hoped(*flow, true)?;
                    self.at_stock(*flow, limit.stock, forth, false)?
                }
                Claimant::Back(flow) if self.never_turns(*flow) => continue,
                Claimant::Back(flow) => {
                    let back = self.hoped(*flow, false)?;
                    self.at_stock(*flow, limit.stock, back, true)?
                }
                Claimant::Change => {
                    let change = self.change(limit.stock)?;
                    self.negative(change)
                }
            };
            // Nothing is added to nought, which would change −0 alone; and −0 is needed as little as 0 is.
            sum = Some(match sum {
                Some(sum) => self.binary(BinaryOp::Add, sum, amount),
                None => amount,
            });
        }
        let sum = sum.unwrap_or_else(|| self.graph.number(0.0));
        let dt = self.graph.number(self.scenario.clock.dt);
        Ok(self.binary(BinaryOp::Multiply, sum, dt))
    }

    fn change(&mut self, id: QuantityId) -> Result<NodeId, CompileError> {
        let (stock, over) = (self.stock_kind(id)?, &self.scenario.quantity(id).over);
        let change = stock.change.as_ref().ok_or(Defect::lost("a change"))?;
        self.expression_over(change, over, Moment::Step)
    }

    /// An amount of a flow in its stock's unit per unit of time, summed up over what the stock is not told apart by.
    fn at_stock(
        &mut self,
        flow: QuantityId,
        stock: QuantityId,
        amount: NodeId,
        enters: bool,
    ) -> Result<NodeId, CompileError> {
        let factor = scale(self.read_by(stock, flow, enters)?);
        let rows = self.rows_at_stock(flow, stock, enters)?;
        let count = self.scenario.size(&self.scenario.quantity(stock).over) as u32;
        let amount = self.expand(amount, rows.len() as u32);
        let mut node = amount;
        if rows.len() as u32 != count || rows.iter().enumerate().any(|(i, r)| *r != i as u32) {
            let mut of: Vec<Vec<u32>> = vec![Vec::new(); count as usize];
            for (row, at) in rows.iter().enumerate() {
                of[*at as usize].push(row as u32);
            }
            let mut offsets = vec![0u32];
            for list in &of {
                offsets.push(offsets.last().copied().unwrap_or(0) + list.len() as u32);
            }
            let list = of.into_iter().flatten().collect();
            node = self.reduce_rows(
                ReduceOp::Sum,
                amount,
                list,
                offsets.into(),
                Vec::new().into(),
            );
        }
        if factor == 1.0 {
            return Ok(node);
        }
        let factor = self.graph.number(factor);
        Ok(self.binary(BinaryOp::Multiply, node, factor))
    }

    /// Something of a stock, at the rows of a flow that enters or leaves it.
    fn at_flow(
        &mut self,
        flow: QuantityId,
        stock: QuantityId,
        node: NodeId,
        enters: bool,
    ) -> Result<NodeId, CompileError> {
        if self.graph.rows(node) == 1 {
            return Ok(node);
        }
        let rows = self.rows_at_stock(flow, stock, enters)?;
        if rows.iter().enumerate().all(|(i, r)| *r == i as u32) {
            return Ok(node);
        }
        Ok(self.gather(node, rows))
    }

    /// For each row of a flow, the row of the stock that it enters or leaves.
    fn rows_at_stock(
        &mut self,
        flow: QuantityId,
        stock: QuantityId,
        enters: bool,
    ) -> Result<Vec<u32>, CompileError> {
        let scenario = self.scenario;
        let by = told_apart(self.read_by(stock, flow, enters)?);
        let own = &scenario.quantity(stock).over;
        let axes: Vec<Axis> = (own.iter())
            .map(|d| match by.iter().find(|(_, into)| into == d) {
                Some((by, _)) => Axis::Through(*by),
                None => Axis::Along {
                    dimension: *d,
                    offset: 0,
                },
            })
            .collect();
        let domain = self.all(&scenario.quantity(flow).over);
        Ok(domain.project(scenario, own, &axes))
    }

    /// How a stock reads a flow that enters or leaves it.
    fn read_by(
        &self,
        stock: QuantityId,
        flow: QuantityId,
        enters: bool,
    ) -> Result<&'a Expression, CompileError> {
        let kind = self.stock_kind(stock)?;
        let reads = match enters {
            true => &kind.inflows,
            false => &kind.outflows,
        };
        let read = reads.iter().find(|r| flow_of(r) == Some(flow));
        Ok(read.ok_or(Defect::lost("a flow of a stock"))?)
    }

    fn stock_kind(&self, id: QuantityId) -> Result<&'a Stock, CompileError> {
        match &self.scenario.quantity(id).kind {
            QuantityKind::Stock(stock) => Ok(stock),
            _ => Err(Defect::lost("a stock").into()),
        }
    }

    fn ends(
        &self,
        id: QuantityId,
    ) -> Result<(Option<QuantityId>, Option<QuantityId>), CompileError> {
        match &self.scenario.quantity(id).kind {
            QuantityKind::Flow(flow) => Ok((flow.from, flow.to)),
            _ => Err(Defect::lost("a flow").into()),
        }
    }

    fn positive(&mut self, node: NodeId) -> NodeId {
        let zero = self.graph.number(0.0);
        self.binary(BinaryOp::Max, node, zero)
    }

    fn negative(&mut self, node: NodeId) -> NodeId {
        let less = self.unary(UnaryOp::Negate, node);
        self.positive(less)
    }
}

fn stage_of(limit: &Limit, claimant: Claimant) -> Option<usize> {
    limit.stages.iter().position(|s| s.contains(&claimant))
}
