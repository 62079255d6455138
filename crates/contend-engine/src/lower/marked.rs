//! The same computation in which nobody reads a value that is not finite: what rests on one is NaN.
//!
//! An infinite number can get lost (1 ÷ ∞ is 0, the lesser of ∞ and 5 is 5), and what comes out of it then looks like a result.
//! Where a world has gone wrong, it is run once more with every value that has a name made NaN for its readers as soon as it is
//! not finite. Since every operation hands NaN on, unless it does not need the operand, what is a number in the end rests on
//! nothing that went wrong: not on the element that did, nor on the instant at which it did.

use std::collections::BTreeSet;

use contend_model::expression::{BinaryOp, EventReading};

use super::lowered::{
    EffectCode, EventCode, History, Lowered, State, StateKind, Summary, SummaryKind,
};
use crate::graph::{Graph, NodeId, Op, When, with_operands};

impl Lowered {
    /// The same with marks; of outcomes on those that may not be infinite.
    pub(crate) fn marked(&self, may_be_infinite: &[bool]) -> Lowered {
        let outcomes = self.outcomes.iter().zip(may_be_infinite);
        let finite = outcomes.filter(|(_, infinite)| !**infinite);
        let mut marks: BTreeSet<NodeId> = self.valued.iter().copied().collect();
        marks.extend(finite.map(|((_, node), _)| *node));
        let mut graph = Graph::default();
        // Of each node, what it is itself, and what others read of it.
        let mut own: Vec<NodeId> = Vec::new();
        let mut read: Vec<NodeId> = Vec::new();
        for (id, node) in self.graph.nodes().iter().enumerate() {
            let op = with_operands(&node.op, |n| read[n as usize]);
            let copy = graph.leaf(op, node.rows);
            let varies = !matches!(node.when, When::Constant | When::Clock);
            let by_right = matches!(node.op, Op::Happened(_, EventReading::Since));
            let marked = varies && !by_right && marks.contains(&(id as NodeId));
            own.push(copy);
            read.push(if marked {
                // x + (x − x): infinity less itself is NaN.
                let nothing = graph.leaf(Op::Binary(BinaryOp::Subtract, copy, copy), node.rows);
                graph.leaf(Op::Binary(BinaryOp::Add, copy, nothing), node.rows)
            } else {
                copy
            });
        }
        let to = |n: NodeId| read[n as usize];
        Lowered {
            graph,
            planes: self.planes,
            levers: self.levers.clone(),
            states: (self.states.iter())
                .map(|s| State {
                    start: to(s.start),
                    kind: match s.kind {
                        StateKind::Latch { of } => StateKind::Latch { of: to(of) },
                        StateKind::Integral {
                            rate,
                            floor,
                            window,
                        } => StateKind::Integral {
                            rate: to(rate),
                            floor,
                            window,
                        },
                    },
                    ..s.clone()
                })
                .collect(),
            histories: (self.histories.iter())
                .map(|h| History {
                    of: to(h.of),
                    ..h.clone()
                })
                .collect(),
            summaries: (self.summaries.iter())
                .map(|s| Summary {
                    rows: s.rows,
                    kind: match s.kind {
                        SummaryKind::At { of, step } => SummaryKind::At { of: to(of), step },
                        SummaryKind::Min { of, window } => SummaryKind::Min { of: to(of), window },
                        SummaryKind::Max { of, window } => SummaryKind::Max { of: to(of), window },
                        SummaryKind::FirstTime { of, window } => {
                            SummaryKind::FirstTime { of: to(of), window }
                        }
                        SummaryKind::State(s) => SummaryKind::State(s),
                    },
                })
                .collect(),
            events: (self.events.iter())
                .map(|e| EventCode {
                    condition: e.condition.map(to),
                    effects: (e.effects.iter())
                        .map(|effect| EffectCode {
                            amount: to(effect.amount),
                            ..effect.clone()
                        })
                        .collect(),
                    ..e.clone()
                })
                .collect(),
            // What went wrong is told as it was, before the mark.
            outcomes: (self.outcomes.iter())
                .map(|(id, n)| (*id, own[*n as usize]))
                .collect(),
            watches: (self.watches.iter())
                .map(|(watch, n, row)| (*watch, own[*n as usize], *row))
                .collect(),
            named: (self.named.iter())
                .map(|(q, n)| (*q, own[*n as usize]))
                .collect(),
            valued: self.valued.iter().map(|n| own[*n as usize]).collect(),
            keep_occurrences: self.keep_occurrences,
        }
    }
}
