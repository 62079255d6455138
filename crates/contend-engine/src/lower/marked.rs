//! The same computation in which nobody reads a value that is not finite: what rests on one is NaN.
//!
//! An infinite number can get lost (1 ÷ ∞ is 0, the lesser of ∞ and 5 is 5), and what comes out of it then looks like a result.
//! Where a world has gone wrong, it is run once more with every value that has a name made NaN for its readers as soon as it is
//! not finite, and so is what a stock or a total is, what changes it and what an event adds to it. Since every operation hands NaN on, unless it does not need the operand, what is a number in the end rests on
//! nothing that went wrong: not on the element that did, nor on the instant at which it did.

use std::collections::{BTreeMap, BTreeSet};

use contend_model::expression::{BinaryOp, EventReading};

use super::lowered::{
    EffectCode, EventCode, History, Lowered, State, StateKind, Summary, SummaryKind,
};
use crate::graph::{Graph, NodeId, Op, When, with_operands};

/// NaN where a value is not finite: x + (x − x), for infinity less itself is NaN.
fn mark(graph: &mut Graph, of: NodeId) -> NodeId {
    let rows = graph.rows(of);
    let nothing = graph.leaf(Op::Binary(BinaryOp::Subtract, of, of), rows);
    graph.leaf(Op::Binary(BinaryOp::Add, of, nothing), rows)
}

impl Lowered {
    /// The same with marks.
    pub(crate) fn marked(&self) -> Lowered {
        let marks: BTreeSet<NodeId> = self.valued.iter().copied().collect();
        let integral = |s: u32| matches!(self.states[s as usize].kind, StateKind::Integral { .. });
        let lasts = |op: &Op| match op {
            Op::State(s) => integral(*s),
            Op::Summary(s) => match self.summaries[*s as usize].kind {
                SummaryKind::State(s) => integral(s),
                _ => false,
            },
            _ => false,
        };
        let mut graph = Graph::default();
        // Of each node, what it is itself, and what others read of it.
        let mut own: Vec<NodeId> = Vec::new();
        let mut read: Vec<NodeId> = Vec::new();
        for (id, node) in self.graph.nodes().iter().enumerate() {
            let op = with_operands(&node.op, |n| read[n as usize]);
            let copy = graph.leaf(op, node.rows);
            let varies = !matches!(node.when, When::Constant | When::Clock);
            let by_right = matches!(node.op, Op::Happened(_, EventReading::Since));
            let named = marks.contains(&(id as NodeId)) || lasts(&node.op);
            own.push(copy);
            read.push(if varies && !by_right && named {
                mark(&mut graph, copy)
            } else {
                copy
            });
        }
        // Of what changes something that lasts: who else reads it need not know.
        let mut changes: BTreeMap<NodeId, NodeId> = BTreeMap::new();
        let rates = self.states.iter().filter_map(|s| match s.kind {
            StateKind::Integral { rate, .. } => Some(rate),
            StateKind::Latch { .. } => None,
        });
        let amounts = self.events.iter().flat_map(|e| &e.effects);
        for n in rates.chain(amounts.map(|effect| effect.amount)) {
            let varies = !matches!(self.graph.node(n).when, When::Constant | When::Clock);
            let of = read[n as usize];
            let marked = || match varies && of == own[n as usize] {
                true => mark(&mut graph, of),
                false => of,
            };
            changes.entry(n).or_insert_with(marked);
        }
        let to = |n: NodeId| read[n as usize];
        Lowered {
            graph,
            planes: self.planes,
            many: self.many,
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
                            rate: changes[&rate],
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
                            amount: changes[&effect.amount],
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
