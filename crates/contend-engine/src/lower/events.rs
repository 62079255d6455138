//! Events: what makes them happen, what they do, and what is asked of them.

use contend_model::expression::{Axis, BinaryOp, EventReading};
use contend_model::id::EventId;
use contend_model::model::Trigger;
use contend_model::order::Moment;

use super::expression::Scope;
use super::lowered::{EffectCode, EventCode};
use super::pending::Pending;
use super::{CompileError, Lowering};
use crate::graph::{NodeId, Op};

impl<'a> Lowering<'a> {
    /// An event is needed with all of its outcomes: how often one comes to pass hangs on the others.
    pub(super) fn need_event(&mut self, event: EventId) {
        let scenario = self.scenario;
        let event = scenario.events[event.index()].outcome_of().unwrap_or(event);
        for event in std::iter::once(event).chain(scenario.outcomes_of(event)) {
            if !std::mem::replace(&mut self.events_needed[event.index()], true) {
                self.pending.push(Pending::Event(event));
            }
        }
    }

    pub(super) fn finish_event(&mut self, id: EventId) -> Result<(), CompileError> {
        let scenario = self.scenario;
        let event = &scenario.events[id.index()];
        let rows = scenario.size(&event.over) as u32;
        let condition = match &event.trigger {
            Trigger::At { .. } => None,
            // A negative weight stays one: it is a fault where the event happens, and told as it is.
            Trigger::Outcome { weight, .. } => {
                let node = self.expression_over(weight, &event.over, Moment::Step)?;
                Some(self.expand(node, rows))
            }
            Trigger::Hazard(e) | Trigger::When(e) => {
                let mut node = self.expression_over(e, &event.over, Moment::Step)?;
                let hazard = matches!(event.trigger, Trigger::Hazard(_));
                if hazard && self.bounds.expression(e).low < 0.0 {
                    node = self.hazard(node);
                }
                if let Some(from) = event.from.filter(|from| *from > 0.0) {
                    node = self.begun(hazard, node, from);
                }
                Some(self.expand(node, rows))
            }
        };
        let mut effects = Vec::new();
        for effect in &event.effects {
            self.quantity(effect.stock, Moment::Step)?;
            let state = self.stock_states.get(&effect.stock).copied();
            let state = state.ok_or(CompileError::Misplaced {
                what: "an effect on what is no stock",
            })?;
            let mut over = event.over.clone();
            for axis in &effect.axes {
                if let Some(dimension) = axis.open()
                    && !over.contains(&dimension)
                {
                    over.push(dimension);
                }
            }
            let domain = self.all(&over);
            let stock_over = &scenario.quantity(effect.stock).over;
            let stock_rows = domain.project(scenario, stock_over, &effect.axes);
            let event_rows = domain.project_own(scenario, &event.over);
            let amount = self.expression_over(&effect.amount, &over, Moment::Step)?;
            let targets = stock_rows.into_iter().zip(event_rows).collect();
            effects.push(EffectCode {
                state,
                targets,
                amount,
                set: effect.set,
            });
        }
        self.events[id.index()] = Some(EventCode {
            id,
            rows,
            of: event.outcome_of(),
            condition,
            effects,
        });
        Ok(())
    }

    /// A hazard or condition that counts from a time on: of the step in which it begins the rest.
    fn begun(&mut self, hazard: bool, node: NodeId, from: f64) -> NodeId {
        if hazard {
            let end = self.scenario.clock.time_of_step(self.scenario.clock.steps);
            let part = self.part_of_step(from, end);
            return self.binary(BinaryOp::Multiply, node, part);
        }
        let time = self.graph.leaf(Op::Time, 1);
        let from = self.graph.number(from);
        let begun = self.binary(BinaryOp::GreaterEqual, time, from);
        self.binary(BinaryOp::And, node, begun)
    }

    /// A hazard; where it is negative it is none, and that is a fault like any other value that is none.
    fn hazard(&mut self, node: NodeId) -> NodeId {
        let (zero, none) = (self.graph.number(0.0), self.graph.number(f64::NAN));
        let negative = self.binary(BinaryOp::Less, node, zero);
        self.select(negative, none, node)
    }

    /// What has happened so far, at the rows of a scope.
    pub(super) fn happened(
        &mut self,
        event: EventId,
        axes: &[Axis],
        reading: EventReading,
        at: Scope,
    ) -> NodeId {
        if at.moment == Moment::Start {
            return self.graph.number(match reading {
                EventReading::Count => 0.0,
                EventReading::Since => f64::INFINITY,
            });
        }
        self.need_event(event);
        let scenario = self.scenario;
        let over = &scenario.events[event.index()].over;
        let rows = scenario.size(over) as u32;
        let node = self.graph.leaf(Op::Happened(event, reading), rows);
        self.gather(node, at.domain.project(scenario, over, axes))
    }
}
