//! Pairs of operations that go in one pass.

use std::collections::{BTreeSet, HashMap};

use contend_model::expression::BinaryOp;

use super::generator::Block;
use crate::code::{Inner, Outer};
use crate::graph::{self, Graph, NodeId, Op, When};

/// An operation whose result only one other reads, computed on the way by that other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub inner: Inner,
    pub a: NodeId,
    pub b: NodeId,
    pub outer: Outer,
    /// The other operand of the outer operation.
    pub c: NodeId,
}

/// The pairs of a block, by the outer node, and the inner nodes, which need no place any more.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    pub by_outer: HashMap<NodeId, Pair>,
    pub swallowed: BTreeSet<NodeId>,
}

impl Pairs {
    /// Nodes that read others come first, so that of a chain the later two are paired. The bits are those of two
    /// separate operations: nothing is contracted.
    pub(super) fn find(graph: &Graph, block: &Block) -> Pairs {
        let inside: BTreeSet<NodeId> = block.order.iter().copied().collect();
        let mut uses: HashMap<NodeId, u32> = HashMap::new();
        for id in &block.order {
            if graph.node(*id).when == When::Clock {
                continue;
            }
            for o in graph::operands(&graph.node(*id).op) {
                *uses.entry(o).or_default() += 1;
            }
        }
        let mut pairs = Pairs::default();
        for id in block.order.iter().rev() {
            if pairs.swallowed.contains(id) {
                continue;
            }
            let Op::Binary(op, a, b) = graph.node(*id).op else {
                continue;
            };
            let rows = graph.rows(*id);
            // The inner operation, where it can be taken in.
            let inner = |x: NodeId| {
                let node = graph.node(x);
                let free = node.rows == rows
                    && node.when != When::Clock
                    && uses.get(&x) == Some(&1)
                    && inside.contains(&x)
                    && !block.kept.contains(&x)
                    && !block.checked.contains(&x);
                match node.op {
                    Op::Binary(BinaryOp::Add, a, b) if free => Some((x, Inner::Add, a, b)),
                    Op::Binary(BinaryOp::Subtract, a, b) if free => {
                        Some((x, Inner::Subtract, a, b))
                    }
                    Op::Binary(BinaryOp::Multiply, a, b) if free => {
                        Some((x, Inner::Multiply, a, b))
                    }
                    _ => None,
                }
            };
            let (left, right) = match op {
                BinaryOp::Add => (Outer::Add, Outer::Add),
                BinaryOp::Subtract => (Outer::Subtract, Outer::SubtractFrom),
                BinaryOp::Multiply => (Outer::Multiply, Outer::Multiply),
                BinaryOp::Divide => (Outer::Divide, Outer::DivideInto),
                _ => continue,
            };
            // What may take in another itself is left for that, where there is a choice.
            let alone = |x: NodeId| match graph.node(x).op {
                Op::Binary(_, a, b) => inner(a).is_none() && inner(b).is_none(),
                _ => true,
            };
            let first = inner(a).map(|inner| (inner, left, b));
            let second = inner(b).map(|inner| (inner, right, a));
            let taken = match (first, second) {
                (Some(_), Some(_)) if alone(b) && !alone(a) => second,
                (first, second) => first.or(second),
            };
            if let Some(((swallowed, inner, x, y), outer, c)) = taken {
                pairs.swallowed.insert(swallowed);
                let pair = Pair {
                    inner,
                    a: x,
                    b: y,
                    outer,
                    c,
                };
                pairs.by_outer.insert(*id, pair);
            }
        }
        pairs
    }

    /// The nodes that a node reads once pairs are taken together. What the clock shows is read from a table.
    pub(super) fn reads(&self, graph: &Graph, id: NodeId) -> Vec<NodeId> {
        if graph.node(id).when == When::Clock {
            return Vec::new();
        }
        match self.by_outer.get(&id) {
            Some(pair) => vec![pair.a, pair.b, pair.c],
            None => graph::operands(&graph.node(id).op),
        }
    }
}
