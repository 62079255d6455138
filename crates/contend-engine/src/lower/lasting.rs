//! What lasts from step to step: states and their rates, and the order in which they are filled in.

use contend_model::expression::BinaryOp;
use contend_model::expression::UnaryOp;
use contend_model::id::{EventId, QuantityId};
use contend_model::model::{Floor, QuantityKind};
use contend_model::order::Moment;

use super::lowered::{State, StateKind};
use super::pending::Pending;
use super::{CompileError, Lowering};
use crate::defect::Defect;
use crate::graph::{NodeId, Op};

impl<'a> Lowering<'a> {
    pub(super) fn finish_pending(&mut self) -> Result<(), CompileError> {
        while let Some(pending) = self.pending.pop() {
            match pending {
                Pending::Stock { state, quantity } => self.finish_stock(state, quantity)?,
                Pending::Memory(memory) => self.finish_memory(memory)?,
                Pending::Event(event) => self.finish_event(event)?,
            }
        }
        Ok(())
    }

    /// A stock's present value, with the events that change it.
    pub(super) fn stock(&mut self, id: QuantityId, rows: u32) -> NodeId {
        let state = self.new_state(rows);
        self.stock_states.insert(id, state);
        self.pending.push(Pending::Stock {
            state,
            quantity: id,
        });
        for (index, event) in self.scenario.events.iter().enumerate() {
            if event.effects.iter().any(|e| e.stock == id) {
                self.need_event(EventId(index as u32));
            }
        }
        self.state_node(state)
    }

    fn finish_stock(&mut self, state: u32, id: QuantityId) -> Result<(), CompileError> {
        let scenario = self.scenario;
        let quantity = scenario.quantity(id);
        let QuantityKind::Stock(stock) = &quantity.kind else {
            return Err(Defect::lost("a stock").into());
        };
        let rows = scenario.size(&quantity.over) as u32;
        let start = self.quantity(id, Moment::Start)?;
        let start = self.expand(start, rows);
        let mut rate = match &stock.change {
            Some(change) => Some(self.limited_change(id, change)?),
            None => None,
        };
        for (flows, op) in [
            (&stock.inflows, BinaryOp::Add),
            (&stock.outflows, BinaryOp::Subtract),
        ] {
            for flow in flows {
                let flow = self.expression_over(flow, &quantity.over, Moment::Step)?;
                rate = Some(match (rate, op) {
                    (Some(rate), _) => self.binary(op, rate, flow),
                    (None, BinaryOp::Add) => flow,
                    (None, _) => self.unary(UnaryOp::Negate, flow),
                });
            }
        }
        let rate = match rate {
            Some(rate) => rate,
            None => self.graph.number(0.0),
        };
        let rate = self.expand(rate, rows);
        self.set_state(
            state,
            start,
            StateKind::Integral {
                rate,
                floor: stock.floor,
                window: None,
            },
        );
        Ok(())
    }

    pub(super) fn new_state(&mut self, rows: u32) -> u32 {
        let nothing = self.graph.number(0.0);
        self.states.push(State {
            rows,
            start: nothing,
            kind: StateKind::Latch { of: nothing },
        }); // filled in by `set_state`
        self.states.len() as u32 - 1
    }

    pub(super) fn state_node(&mut self, state: u32) -> NodeId {
        let rows = self.states[state as usize].rows;
        self.graph.leaf(Op::State(state), rows)
    }

    pub(super) fn set_state(&mut self, state: u32, start: NodeId, kind: StateKind) {
        let entry = &mut self.states[state as usize];
        entry.start = start;
        entry.kind = kind;
    }

    pub(super) fn integral(&mut self, state: u32, start: NodeId, rate: NodeId) {
        let rows = self.states[state as usize].rows;
        let (start, rate) = (self.expand(start, rows), self.expand(rate, rows));
        self.set_state(
            state,
            start,
            StateKind::Integral {
                rate,
                floor: Floor::None,
                window: None,
            },
        );
    }
}
