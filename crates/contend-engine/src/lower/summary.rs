//! Summaries over time: what a run is summed up by.

use contend_model::expression::{BinaryOp, Expression, SummaryOp};
use contend_model::model::Floor;
use contend_model::order::Moment;

use super::lowered::{StateKey, StateKind, Summary, SummaryKind};
use super::{CompileError, Lowering};
use crate::graph::{NodeId, Op};

impl<'a> Lowering<'a> {
    pub(super) fn summary(
        &mut self,
        op: SummaryOp,
        body: &'a Expression,
        window: (u32, u32),
        rate: Option<&'a Expression>,
    ) -> Result<NodeId, CompileError> {
        let clock = self.scenario.clock;
        let rows = self.scenario.size(&body.over) as u32;
        let of = self.expression_over(body, &body.over, Moment::Step)?;
        let points = f64::from(window.1.saturating_sub(window.0)) + 1.0;
        let points = self.graph.number(points);
        let new = |this: &mut Self, kind: SummaryKind| {
            // Two things that are the same now may have differed before a strategy changed.
            let mut sums = this.summaries.iter().filter(|_| !this.course.changes);
            let known = sums.position(|s| s.kind == kind);
            let index = known.unwrap_or_else(|| {
                this.summaries.push(Summary { rows, kind });
                this.summaries.len() - 1
            });
            this.summary_calls.push(index as u32);
            this.graph.leaf(Op::Summary(index as u32), rows)
        };
        Ok(match op {
            SummaryOp::Last => new(self, SummaryKind::At { of, step: window.1 }),
            SummaryOp::Min => new(self, SummaryKind::Min { of, window }),
            SummaryOp::Max => new(self, SummaryKind::Max { of, window }),
            SummaryOp::Range => {
                let most = new(self, SummaryKind::Max { of, window });
                let least = new(self, SummaryKind::Min { of, window });
                self.binary(BinaryOp::Subtract, most, least)
            }
            SummaryOp::Mean => {
                let sum = new(self, SummaryKind::Sum { of, window });
                self.binary(BinaryOp::Divide, sum, points)
            }
            SummaryOp::ShareOfTime => {
                let zero = self.graph.number(0.0);
                let holds = self.binary(BinaryOp::NotEqual, of, zero);
                let holds = self.expand(holds, rows);
                let sum = new(self, SummaryKind::Sum { of: holds, window });
                self.binary(BinaryOp::Divide, sum, points)
            }
            SummaryOp::FirstTime => new(self, SummaryKind::FirstTime { of, window }),
            SummaryOp::Total | SummaryOp::Discounted => {
                let mut amount = of;
                if let Some(rate) = rate {
                    let rate = self.expression(rate, &body.over, Moment::Step)?;
                    let one = self.graph.number(1.0);
                    let growth = self.binary(BinaryOp::Add, one, rate);
                    let time = self.graph.leaf(Op::Time, 1);
                    let first = self.graph.number(clock.time_of_step(window.0));
                    let elapsed = self.binary(BinaryOp::Subtract, first, time);
                    let year = self.graph.number(clock.year());
                    let years = self.binary(BinaryOp::Divide, elapsed, year);
                    let factor = self.binary(BinaryOp::Power, growth, years);
                    amount = self.binary(BinaryOp::Multiply, amount, factor);
                    amount = self.expand(amount, rows);
                }
                let whole = window == (0, clock.steps);
                let kind = StateKind::Integral {
                    rate: amount,
                    floor: Floor::None,
                    window: if whole { None } else { Some(window) },
                };
                let start = self.graph.number(0.0);
                let start = self.expand(start, rows);
                let state = self.new_state(rows, StateKey::Total(self.totals));
                self.totals += 1;
                self.set_state(state, start, kind);
                new(self, SummaryKind::State(state))
            }
        })
    }
}
