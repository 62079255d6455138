//! Summaries over time: what a run is summed up by.

use contend_model::expression::{BinaryOp, Expression, SummaryOp, UnaryOp};
use contend_model::model::Floor;
use contend_model::order::Moment;

use super::lowered::{StateKind, Summary, SummaryKind};
use super::{CompileError, Lowering};
use crate::graph::{NodeId, Op};

impl<'a> Lowering<'a> {
    pub(super) fn summary(
        &mut self,
        op: SummaryOp,
        body: &'a Expression,
        (from, to): (f64, f64),
        rate: Option<&'a Expression>,
    ) -> Result<NodeId, CompileError> {
        let clock = self.scenario.clock;
        let rows = self.scenario.size(&body.over) as u32;
        let of = self.expression_over(body, &body.over, Moment::Step)?;
        let new = |this: &mut Self, kind: SummaryKind| {
            let known = this.summaries.iter().position(|s| s.kind == kind);
            let index = known.unwrap_or_else(|| {
                this.summaries.push(Summary { rows, kind });
                this.summaries.len() - 1
            });
            this.graph.leaf(Op::Summary(index as u32), rows)
        };
        let instants = || {
            clock.instants(from, to).ok_or(CompileError::Misplaced {
                what: "a window without an instant",
            })
        };
        Ok(match op {
            SummaryOp::Last => {
                let step = clock.step_of(to);
                let before = new(self, SummaryKind::At { of, step });
                if clock.instant(to).is_some() {
                    return Ok(before);
                }
                let after = new(self, SummaryKind::At { of, step: step + 1 });
                let part = (to - clock.time_of_step(step)) / clock.dt;
                let part = self.graph.number(part);
                let rise = self.binary(BinaryOp::Subtract, after, before);
                let risen = self.binary(BinaryOp::Multiply, rise, part);
                self.binary(BinaryOp::Add, before, risen)
            }
            SummaryOp::Min => {
                let window = instants()?;
                new(self, SummaryKind::Min { of, window })
            }
            SummaryOp::Max => {
                let window = instants()?;
                new(self, SummaryKind::Max { of, window })
            }
            SummaryOp::Range => {
                let window = instants()?;
                let most = new(self, SummaryKind::Max { of, window });
                let least = new(self, SummaryKind::Min { of, window });
                self.binary(BinaryOp::Subtract, most, least)
            }
            SummaryOp::FirstTime => {
                let window = instants()?;
                new(self, SummaryKind::FirstTime { of, window })
            }
            SummaryOp::Mean | SummaryOp::ShareOfTime => {
                let mut amount = of;
                if op == SummaryOp::ShareOfTime {
                    let zero = self.graph.number(0.0);
                    let holds = self.binary(BinaryOp::NotEqual, of, zero);
                    amount = self.expand(holds, rows);
                }
                let state = self.total(amount, rows, (from, to));
                let total = new(self, SummaryKind::State(state));
                let length = self.graph.number(to - from);
                self.binary(BinaryOp::Divide, total, length)
            }
            SummaryOp::Total | SummaryOp::Discounted => {
                let mut amount = of;
                if let Some(rate) = rate {
                    let rate = self.expression(rate, &body.over, Moment::Step)?;
                    let one = self.graph.number(1.0);
                    let growth = self.binary(BinaryOp::Add, one, rate);
                    let factor = self.discount(growth, from);
                    amount = self.binary(BinaryOp::Multiply, amount, factor);
                    amount = self.expand(amount, rows);
                }
                let state = self.total(amount, rows, (from, to));
                new(self, SummaryKind::State(state))
            }
        })
    }

    /// (1 + rate)^−(years since the beginning of the window); 1 in the part of a step that lies before it. Written as
    /// exp(−years · ln(1 + rate)): the logarithm of a rate that does not vary in time is taken once for a world.
    fn discount(&mut self, growth: NodeId, from: f64) -> NodeId {
        let clock = self.scenario.clock;
        let mut time = self.graph.leaf(Op::Time, 1);
        let first = self.graph.number(from);
        if clock.instant(from).is_none() {
            time = self.binary(BinaryOp::Max, time, first);
        }
        let elapsed = self.binary(BinaryOp::Subtract, first, time);
        let year = self.graph.number(clock.year());
        let years = self.binary(BinaryOp::Divide, elapsed, year);
        let logarithm = self.unary(UnaryOp::Ln, growth);
        let exponent = self.binary(BinaryOp::Multiply, years, logarithm);
        self.unary(UnaryOp::Exp, exponent)
    }

    /// A state that integrates an amount over a window of time.
    fn total(&mut self, amount: NodeId, rows: u32, (from, to): (f64, f64)) -> u32 {
        let clock = self.scenario.clock;
        let (begins, ends) = (clock.instant(from), clock.instant(to));
        let first = clock.step_of(from);
        let until = ends.unwrap_or_else(|| clock.step_of(to) + 1);
        let mut rate = amount;
        if begins.is_none() || ends.is_none() {
            let part = self.part_of_step(from, to);
            rate = self.binary(BinaryOp::Multiply, amount, part);
        }
        let whole = (first, until) == (0, clock.steps);
        let kind = StateKind::Integral {
            rate,
            floor: Floor::None,
            window: (!whole).then_some((first, until)),
        };
        let start = self.graph.number(0.0);
        let start = self.expand(start, rows);
        let state = self.new_state(rows);
        self.set_state(state, start, kind);
        state
    }

    /// How much of the present step lies between two times, which it is known to touch.
    pub(super) fn part_of_step(&mut self, from: f64, to: f64) -> NodeId {
        let step = self.graph.number(self.scenario.clock.dt);
        let (from, to) = (self.graph.number(from), self.graph.number(to));
        let start = self.graph.leaf(Op::StepStart, 1);
        let end = self.binary(BinaryOp::Add, start, step);
        let low = self.binary(BinaryOp::Max, start, from);
        let high = self.binary(BinaryOp::Min, end, to);
        let inside = self.binary(BinaryOp::Subtract, high, low);
        let nothing = self.graph.number(0.0);
        let inside = self.binary(BinaryOp::Max, inside, nothing);
        self.binary(BinaryOp::Divide, inside, step)
    }
}
