//! Memory functions: each keeps states, or a history, and is read at once while what feeds it is filled in later.

use contend_model::expression::{BinaryOp, Expression, MemoryOp, UnaryOp};
use contend_model::id::DimensionId;
use contend_model::order::Moment;

use super::lowered::{History, StateKind};
use super::pending::{Pending, Remembered};
use super::{CompileError, Lowering};
use crate::graph::{NodeId, Op};

impl<'a> Lowering<'a> {
    /// The memory function's value now; what it remembers is filled in later.
    pub(super) fn memory(
        &mut self,
        op: MemoryOp,
        site: u32,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        if let Some(node) = self.memory.get(&(site, moment)) {
            return Ok(*node);
        }
        let node = match (moment, op) {
            (Moment::Finish, _) => {
                return Err(CompileError::Misplaced {
                    what: "a memory function",
                });
            }
            // Of the start, whatever the moment.
            (_, MemoryOp::Initial) => self.expression_over(&arguments[0], over, Moment::Start)?,
            (_, MemoryOp::Sample) => self.sample(arguments, over, moment)?,
            (Moment::Start, MemoryOp::Cumulative) => self.graph.number(0.0),
            (Moment::Start, _) => self.initial_of(op, arguments, over)?,
            (Moment::Step, MemoryOp::Peak) => self.peak(&arguments[0], over)?,
            (Moment::Step, MemoryOp::Lag | MemoryOp::DelayFixed) => {
                self.lag(op, arguments, over)?
            }
            (Moment::Step, _) => self.remembered(op, arguments, over)?,
        };
        self.memory.insert((site, moment), node);
        Ok(node)
    }

    /// One that is read off its state alone.
    fn remembered(
        &mut self,
        op: MemoryOp,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    ) -> Result<NodeId, CompileError> {
        let rows = self.scenario.size(over) as u32;
        let count = if op == MemoryOp::Delay3 { 3 } else { 1 };
        let kept = self.states.len() as u32;
        for _ in 0..count {
            self.new_state(rows);
        }
        self.pending.push(Pending::Memory(Remembered {
            op,
            kept,
            arguments,
            over,
        }));
        match op {
            MemoryOp::Delay => self.delay_outflow(kept, &arguments[1], over, 1.0),
            MemoryOp::Delay3 => self.delay_outflow(kept + 2, &arguments[1], over, 3.0),
            _ => Ok(self.state_node(kept)),
        }
    }

    /// The greatest value so far, the present one among them: so its `x` is lowered at once.
    fn peak(&mut self, x: &'a Expression, over: &[DimensionId]) -> Result<NodeId, CompileError> {
        let rows = self.scenario.size(over) as u32;
        let state = self.new_state(rows);
        let low = self.graph.number(f64::NEG_INFINITY);
        let start = self.expand(low, rows);
        let before = self.state_node(state);
        let x = self.expression_over(x, over, Moment::Step)?;
        let of = self.binary(BinaryOp::Max, before, x);
        self.set_state(state, start, StateKind::Latch { of });
        Ok(of)
    }

    /// What is sampled now, or was last.
    fn sample(
        &mut self,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let rows = self.scenario.size(over) as u32;
        let initial = self.initial_of(MemoryOp::Sample, arguments, over)?;
        let kept = (moment == Moment::Step).then(|| self.new_state(rows));
        let before = kept.map_or(initial, |state| self.state_node(state));
        let x = self.expression_over(&arguments[0], over, moment)?;
        let when = self.expression_over(&arguments[1], over, moment)?;
        let of = self.select(when, x, before);
        if let Some(state) = kept {
            let (initial, of) = (self.expand(initial, rows), self.expand(of, rows));
            self.set_state(state, initial, StateKind::Latch { of });
        }
        Ok(of)
    }

    fn lag(
        &mut self,
        op: MemoryOp,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    ) -> Result<NodeId, CompileError> {
        let rows = self.scenario.size(over) as u32;
        let time = self.expression_over(&arguments[1], over, Moment::Step)?;
        let initial = self.initial_of(op, arguments, over)?;
        let store = self.histories.len() as u32;
        let depth = self.lag_depth(time);
        let time = match op {
            MemoryOp::DelayFixed => self.in_whole_steps(time),
            _ => time,
        };
        self.histories.push(History {
            of: initial, // until it is filled in
            rows,
            depth,
        });
        self.pending.push(Pending::Memory(Remembered {
            op,
            kept: store,
            arguments,
            over,
        }));
        let lag = Op::Lag {
            store,
            time,
            initial,
        };
        Ok(self.add(lag, rows))
    }

    /// How long ago the step was that is as many whole steps back as a time has, one at the least. Steps are counted, not
    /// measured: what `n` steps of a length that has no exact number come to may lie on either side of an instant.
    fn in_whole_steps(&mut self, time: NodeId) -> NodeId {
        let dt = self.graph.number(self.scenario.clock.dt);
        let one = self.graph.number(1.0);
        let back = self.binary(BinaryOp::Divide, time, dt);
        let back = self.unary(UnaryOp::Round, back);
        let back = self.binary(BinaryOp::Max, back, one);
        let now = self.graph.leaf(Op::Time, 1);
        // The step that runs, also half-way through it.
        let quarter = self.graph.number(0.25);
        let step = self.binary(BinaryOp::Divide, now, dt);
        let step = self.binary(BinaryOp::Add, step, quarter);
        let step = self.unary(UnaryOp::Floor, step);
        let then = self.binary(BinaryOp::Subtract, step, back);
        let then = self.binary(BinaryOp::Multiply, then, dt);
        let ago = self.binary(BinaryOp::Subtract, now, then);
        let rows = self.graph.rows(time);
        self.expand(ago, rows)
    }

    /// Fills in what feeds a memory function.
    pub(super) fn finish_memory(&mut self, memory: Remembered<'a>) -> Result<(), CompileError> {
        let Remembered {
            op,
            kept,
            arguments,
            over,
        } = memory;
        if matches!(op, MemoryOp::Lag | MemoryOp::DelayFixed) {
            let of = self.expression_over(&arguments[0], over, Moment::Step)?;
            self.histories[kept as usize].of = of;
            return Ok(());
        }
        let start = match op {
            MemoryOp::Cumulative => self.graph.number(0.0),
            _ => self.initial_of(op, arguments, over)?,
        };
        match op {
            MemoryOp::Delay | MemoryOp::Delay3 => {
                let parts = if op == MemoryOp::Delay3 { 3 } else { 1 };
                return self.finish_delay(memory, start, parts);
            }
            MemoryOp::Previous => {
                let of = self.expression_over(&arguments[0], over, Moment::Step)?;
                self.set_state(kept, start, StateKind::Latch { of });
            }
            MemoryOp::Noise => {
                let x = self.expression_over(&arguments[0], over, Moment::Step)?;
                let time = self.expression(&arguments[1], over, Moment::Step)?;
                let s = self.state_node(kept);
                let step = self.graph.number(-self.scenario.clock.dt);
                let left = self.binary(BinaryOp::Divide, step, time);
                let left = self.unary(UnaryOp::Exp, left);
                let one = self.graph.number(1.0);
                let square = self.binary(BinaryOp::Multiply, left, left);
                let rest = self.binary(BinaryOp::Subtract, one, square);
                let rest = self.unary(UnaryOp::Sqrt, rest);
                let old = self.binary(BinaryOp::Multiply, left, s);
                let new = self.binary(BinaryOp::Multiply, rest, x);
                let of = self.binary(BinaryOp::Add, old, new);
                let rows = self.states[kept as usize].rows;
                let (start, of) = (self.expand(start, rows), self.expand(of, rows));
                self.set_state(kept, start, StateKind::Latch { of });
            }
            MemoryOp::Smooth => {
                // s' = (x − s) / time
                let x = self.expression_over(&arguments[0], over, Moment::Step)?;
                let time = self.expression(&arguments[1], over, Moment::Step)?;
                let s = self.state_node(kept);
                let gap = self.binary(BinaryOp::Subtract, x, s);
                let rate = self.binary(BinaryOp::Divide, gap, time);
                self.integral(kept, start, rate);
            }
            _ => {
                let rate = self.expression_over(&arguments[0], over, Moment::Step)?;
                self.integral(kept, start, rate);
            }
        }
        Ok(())
    }

    /// Stages one after the other, each q' = inflow − q / time with its part of the time; what flows out of the last is
    /// read.
    fn finish_delay(
        &mut self,
        memory: Remembered<'a>,
        start: NodeId,
        parts: u32,
    ) -> Result<(), CompileError> {
        let Remembered {
            kept,
            arguments,
            over,
            ..
        } = memory;
        let start_time = self.expression(&arguments[1], over, Moment::Start)?;
        let each = self.graph.number(f64::from(parts));
        let part = self.binary(BinaryOp::Divide, start_time, each);
        let start = self.binary(BinaryOp::Multiply, start, part);
        let mut inflow = self.expression_over(&arguments[0], over, Moment::Step)?;
        for state in kept..kept + parts {
            let out = self.delay_outflow(state, &arguments[1], over, f64::from(parts))?;
            let rate = self.binary(BinaryOp::Subtract, inflow, out);
            self.integral(state, start, rate);
            inflow = out;
        }
        Ok(())
    }

    fn delay_outflow(
        &mut self,
        state: u32,
        time: &'a Expression,
        over: &[DimensionId],
        parts: f64,
    ) -> Result<NodeId, CompileError> {
        let q = self.state_node(state);
        let time = self.expression(time, over, Moment::Step)?;
        let parts = self.graph.number(parts);
        let time = self.binary(BinaryOp::Divide, time, parts);
        Ok(self.binary(BinaryOp::Divide, q, time))
    }

    /// The initial value of a memory function: its last argument where it has one, else its `x` at the start.
    fn initial_of(
        &mut self,
        op: MemoryOp,
        arguments: &'a [Expression],
        over: &[DimensionId],
    ) -> Result<NodeId, CompileError> {
        let at = match op {
            MemoryOp::Peak | MemoryOp::Noise | MemoryOp::Initial => 0,
            MemoryOp::Previous => 1,
            _ => 2,
        };
        let initial = arguments.get(at).unwrap_or(&arguments[0]);
        self.expression_over(initial, over, Moment::Start)
    }

    /// Steps to keep for a lag: as many as a constant time needs, else all.
    fn lag_depth(&self, time: NodeId) -> u32 {
        let clock = &self.scenario.clock;
        let all = clock.steps + 2;
        match self.graph.constant_values(time) {
            Some(values) => {
                let longest = values
                    .iter()
                    .fold(0.0f64, |a, v| if *v > a { *v } else { a });
                let steps = (longest / clock.dt).ceil() + 3.0;
                if steps < f64::from(all) {
                    steps as u32
                } else {
                    all
                }
            }
            None => all,
        }
    }
}
