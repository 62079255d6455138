//! What each part of the code must compute: which nodes, and which of them are checked.

use std::collections::{BTreeMap, BTreeSet};

use contend_model::expression::{AlongOp, BinaryOp, ReduceOp, UnaryOp};

use crate::graph::{self, Graph, NO_ROW, NodeId, Op, When};
use crate::lower::{CompileError, Lowered, StateKind, SummaryKind};

/// The nodes of each part of the code, operands first, and those that must stand at its end.
#[derive(Debug)]
pub(super) struct Needs {
    /// Rates of integrals: all that further stages of a Runge–Kutta step compute.
    pub rates: BTreeSet<NodeId>,
    /// Once for each world.
    pub setup: Vec<NodeId>,
    /// What is read of setup or of constants.
    pub before_steps: BTreeSet<NodeId>,
    /// At each instant.
    pub step: Vec<NodeId>,
    /// At one instant alone.
    pub dated: Vec<Dated>,
    /// At some instant: at each or at one.
    pub some_step: Vec<NodeId>,
    /// What somebody reads once an instant is computed.
    pub kept: BTreeSet<NodeId>,
    /// After the last step.
    pub finish: Vec<NodeId>,
    pub outcomes: BTreeSet<NodeId>,
}

/// What is needed at one instant alone, beside what each computes.
#[derive(Debug)]
pub(super) struct Dated {
    pub step: u32,
    pub nodes: Vec<NodeId>,
    /// What is read there.
    pub sources: BTreeSet<NodeId>,
}

impl Needs {
    pub(super) fn of(lowered: &Lowered, trace: bool) -> Result<Needs, CompileError> {
        let graph = &lowered.graph;
        let rates = lowered.states.iter().filter_map(|s| match s.kind {
            StateKind::Integral { rate, .. } => Some(rate),
            StateKind::Latch { .. } => None,
        });
        let rates: BTreeSet<NodeId> = rates.collect();
        let named: BTreeSet<NodeId> = lowered.named.iter().map(|(_, n)| *n).collect();
        let mut roots = roots(lowered, &rates);
        if trace {
            roots.extend(&named);
        }
        let sources = dated_sources(lowered);
        let mut step_roots = roots.clone();
        let mut some_roots = step_roots.clone();
        some_roots.extend(sources.values().flatten());
        let some_step = reachable(graph, &some_roots, When::Step)?;
        // What has a name is checked at each instant, whenever it is read.
        step_roots.extend(some_step.iter().filter(|n| named.contains(n)));
        let step = reachable(graph, &step_roots, When::Step)?;
        let dated = dated(graph, sources, &step)?;
        let outcomes: BTreeSet<NodeId> = lowered.outcomes.iter().map(|(_, node)| *node).collect();
        let finish = reachable(graph, &outcomes, When::Finish)?;

        let early = |n: &NodeId| matches!(graph.node(*n).when, When::Constant | When::Setup);
        let mut before_steps: BTreeSet<NodeId> = lowered.states.iter().map(|s| s.start).collect();
        let read =
            (some_step.iter().chain(&finish)).flat_map(|id| graph::operands(&graph.node(*id).op));
        before_steps.extend(read.filter(early));
        let dated_roots = dated.iter().flat_map(|d| &d.sources);
        let all_roots = roots.iter().chain(dated_roots).chain(&outcomes);
        before_steps.extend(all_roots.copied().filter(early));
        let setup = reachable(graph, &before_steps, When::Setup)?;

        let mut kept = roots;
        // What is computed at one instant alone reads what each computes.
        let each: BTreeSet<NodeId> = step.iter().copied().collect();
        for d in &dated {
            let read = d.nodes.iter().flat_map(|id| operands(graph, *id));
            kept.extend(
                read.chain(d.sources.iter().copied())
                    .filter(|o| each.contains(o)),
            );
        }
        if trace {
            kept.extend(step.iter().filter(|n| named.contains(n)));
        }
        Ok(Needs {
            rates,
            setup,
            before_steps,
            step,
            dated,
            some_step,
            kept,
            finish,
            outcomes,
        })
    }
}

/// What somebody reads at an instant or on the way to the next.
fn roots(lowered: &Lowered, rates: &BTreeSet<NodeId>) -> BTreeSet<NodeId> {
    let mut roots = rates.clone();
    roots.extend(read_later(lowered));
    roots.extend(lowered.histories.iter().map(|h| h.of));
    let lasting = |kind: SummaryKind| match kind {
        SummaryKind::At { .. } => None,
        kind => summary_source(kind),
    };
    roots.extend((lowered.summaries.iter()).filter_map(|s| lasting(s.kind)));
    roots.extend(lowered.events.iter().filter_map(|e| e.condition));
    roots.extend(lowered.watches.iter().map(|(_, node, _)| *node));
    roots
}

/// Nodes that are read at one instant alone, by its step.
fn dated_sources(lowered: &Lowered) -> BTreeMap<u32, BTreeSet<NodeId>> {
    let mut sources: BTreeMap<u32, BTreeSet<NodeId>> = BTreeMap::new();
    for summary in &lowered.summaries {
        if let SummaryKind::At { of, step } = summary.kind {
            sources.entry(step).or_default().insert(of);
        }
    }
    sources
}

/// What those need beside what each instant computes.
fn dated(
    graph: &Graph,
    sources: BTreeMap<u32, BTreeSet<NodeId>>,
    each: &[NodeId],
) -> Result<Vec<Dated>, CompileError> {
    let each: BTreeSet<NodeId> = each.iter().copied().collect();
    let mut all = Vec::new();
    for (step, sources) in sources {
        let mut nodes = reachable(graph, &sources, When::Step)?;
        nodes.retain(|id| !each.contains(id));
        all.push(Dated {
            step,
            nodes,
            sources,
        });
    }
    Ok(all)
}

/// The operands that are read to compute a node. What the clock shows is read from a table.
fn operands(graph: &Graph, id: NodeId) -> Vec<NodeId> {
    let node = graph.node(id);
    if node.when == When::Clock {
        Vec::new()
    } else {
        graph::operands(&node.op)
    }
}

/// Nodes that are read while states advance.
pub(super) fn read_later(lowered: &Lowered) -> BTreeSet<NodeId> {
    let mut nodes: BTreeSet<NodeId> = (lowered.states.iter())
        .map(|s| match s.kind {
            StateKind::Latch { of } => of,
            StateKind::Integral { rate, .. } => rate,
        })
        .collect();
    for event in &lowered.events {
        nodes.extend(event.effects.iter().map(|e| e.amount));
    }
    nodes
}

/// What builds up in a summary at each instant.
fn summary_source(kind: SummaryKind) -> Option<NodeId> {
    match kind {
        SummaryKind::At { of, .. }
        | SummaryKind::Min { of, .. }
        | SummaryKind::Max { of, .. }
        | SummaryKind::FirstTime { of, .. } => Some(of),
        SummaryKind::State(_) => None,
    }
}

/// Nodes of one kind (and clock readings, where they are read) that the roots need, operands first.
pub(super) fn reachable(
    graph: &Graph,
    roots: &BTreeSet<NodeId>,
    kind: When,
) -> Result<Vec<NodeId>, CompileError> {
    let mut found = BTreeSet::new();
    let mut todo: Vec<NodeId> = roots.iter().copied().collect();
    while let Some(id) = todo.pop() {
        let node = graph.node(id);
        let wanted = node.when == kind && !matches!(node.op, Op::State(_));
        let clock = node.when == When::Clock;
        let misplaced = kind == When::Finish && (node.when == When::Step || clock)
            || kind == When::Setup && matches!(node.when, When::Step | When::Finish);
        if misplaced {
            return Err(CompileError::Misplaced {
                what: "a value that varies over time",
            });
        }
        let new = (wanted || clock) && found.insert(id);
        if new && !clock {
            todo.extend(graph::operands(&node.op));
        }
    }
    Ok(found.into_iter().collect())
}

/// Named nodes whose being infinite or NaN would not show in what comes after: they flow into a comparison, a
/// minimum, a divisor or the like, and so are checked by themselves.
///
/// All others need no check: what is not finite flows on into a state, which is checked as it advances, or into an
/// outcome, which is checked at the end.
pub(super) fn absorbed(lowered: &Lowered, order: &[NodeId]) -> BTreeSet<NodeId> {
    let mut todo: Vec<NodeId> = Vec::new();
    for s in &lowered.states {
        if let StateKind::Latch { of } = s.kind {
            todo.push(of);
        }
    }
    todo.extend(lowered.histories.iter().map(|h| h.of));
    todo.extend(lowered.watches.iter().map(|(_, n, _)| *n));
    for s in &lowered.summaries {
        todo.extend(summary_source(s.kind));
    }
    for event in &lowered.events {
        todo.extend(event.effects.iter().map(|e| e.amount));
        todo.extend(event.condition.filter(|_| event.of.is_some()));
    }
    absorbed_in(lowered, order, todo)
}

/// The same of what nodes read of each other, and of further nodes that nobody may see to be wrong.
pub(super) fn absorbed_in(
    lowered: &Lowered,
    order: &[NodeId],
    mut todo: Vec<NodeId>,
) -> BTreeSet<NodeId> {
    let graph = &lowered.graph;
    let named: BTreeSet<NodeId> = lowered.named.iter().map(|(_, n)| *n).collect();
    let mut absorbed = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for id in order {
        todo.extend(flow(graph, *id).lost);
    }
    while let Some(id) = todo.pop() {
        let node = graph.node(id);
        if node.when != When::Step || !seen.insert(id) {
            continue;
        }
        let infinite_by_right = matches!(node.op, Op::Happened(..));
        if named.contains(&id) && !matches!(node.op, Op::State(_)) && !infinite_by_right {
            absorbed.insert(id);
        } else {
            todo.extend(flow(graph, id).shown);
        }
    }
    absorbed
}

/// Operands of a node by what becomes of a value that is not finite.
#[derive(Debug, Default)]
struct Flow {
    /// It may get lost in the node.
    lost: Vec<NodeId>,
    /// It shows in the result.
    shown: Vec<NodeId>,
}

fn flow(graph: &Graph, id: NodeId) -> Flow {
    // Whether each row of a node is read.
    let whole = |list: &[u32], of: NodeId| {
        let mut seen = vec![false; graph.rows(of) as usize];
        for r in list {
            if *r != NO_ROW {
                seen[*r as usize] = true;
            }
        }
        seen.into_iter().all(|s| s)
    };
    let (lost, shown) = match &graph.node(id).op {
        Op::Unary(UnaryOp::Negate | UnaryOp::Abs | UnaryOp::Sqrt, a) => (vec![], vec![*a]),
        Op::Binary(BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply, a, b) => {
            (vec![], vec![*a, *b])
        }
        Op::Binary(BinaryOp::Divide, a, b) => (vec![*b], vec![*a]),
        Op::Gather(of, list) if whole(list, *of) => (vec![], vec![*of]),
        Op::Reduce {
            op: ReduceOp::Sum | ReduceOp::Mean | ReduceOp::Product,
            of,
            rows,
            ..
        } if whole(rows, *of) => (vec![], vec![*of]),
        Op::Along {
            op: AlongOp::RunningSum,
            of,
            rows,
            ..
        } if whole(rows, *of) => (vec![], vec![*of]),
        op => (graph::operands(op), vec![]),
    };
    Flow { lost, shown }
}
