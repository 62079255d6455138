//! From a checked scenario under one profile to a graph: names become nodes, memory and stocks become states.
//!
//! Several profiles are lowered together: a lever is then a node that knows what each of them sets it to.
//!
//! Only what the request needs is lowered, so that what no outcome, watch or event needs costs nothing.
//!
//! Every expression is lowered at the rows of a domain ([`domain`], [`expression`], [`reduce`]): all elements of its own
//! dimensions, or, where arrays read earlier elements of themselves ([`recursion`]), the elements that can be computed
//! next. What changes a state may read the state, so states ([`lasting`], [`memory`], [`events`]) are read at once and
//! filled in when all that reads them is lowered.

mod along;
mod defined;
mod domain;
mod error;
mod events;
mod expression;
mod groups;
mod lasting;
mod limits;
mod lowered;
mod marked;
mod memory;
mod pending;
mod quantile;
mod quantity;
mod recursion;
mod reduce;
mod summary;
#[cfg(test)]
mod tests;
mod verify;

use std::collections::HashMap;
use std::sync::Arc;

use contend_model::expression::{BinaryOp, ReduceOp, UnaryOp};
use contend_model::id::{DimensionId, EventId, QuantityId};
use contend_model::limits::Limits;
use contend_model::model::Scenario;
use contend_model::order::Moment;

pub use error::CompileError;
pub(crate) use lowered::{
    EventCode, History, LeverUse, Lowered, State, StateKind, Summary, SummaryKind,
};

use self::domain::RowDomain;
use self::pending::Pending;
use crate::batch::Request;
use crate::bounds::Bounds;
use crate::defect::Reason;
use crate::graph::{Graph, NodeId, Op};
use crate::play::Course;

/// Lowers what a request needs.
#[cfg(test)]
pub(crate) fn lower(
    scenario: &Scenario,
    courses: &[Course],
    request: &Request,
) -> Result<Lowered, CompileError> {
    lower_with(scenario, courses, request, &[], None)
}

/// Lowers what a request needs, and some events. Open levers, where candidates are to be run, are nodes, whatever the courses do
/// with them.
pub(crate) fn lower_with(
    scenario: &Scenario,
    courses: &[Course],
    request: &Request,
    events: &[EventId],
    open: Option<&[QuantityId]>,
) -> Result<Lowered, CompileError> {
    let mut lowering = Lowering::new(scenario, courses, open.unwrap_or_default());
    let mut outcomes = Vec::new();
    for id in &request.outcomes {
        let outcome = &scenario.outcomes[id.index()];
        let node = lowering.expression_over(&outcome.equation, &outcome.over, Moment::Finish)?;
        outcomes.push((*id, node));
    }
    let mut watches = Vec::new();
    for watch in &request.watches {
        let node = lowering.quantity(watch.quantity, Moment::Step)?;
        let row = watch.element;
        let node = match row {
            Some(_) => node,
            None => {
                let rows = lowering.graph.rows(node);
                lowering.reduce_rows(
                    ReduceOp::Sum,
                    node,
                    (0..rows).collect(),
                    [0, rows].into(),
                    Vec::new().into(),
                )
            }
        };
        watches.push((*watch, node, row.unwrap_or(0)));
    }
    if request.occurrences {
        for event in 0..scenario.events.len() {
            lowering.need_event(EventId(event as u32));
        }
    }
    for event in events {
        lowering.need_event(*event);
    }
    lowering.finish_pending()?;
    let named = lowering
        .quantity_nodes
        .iter()
        .filter(|((_, moment), _)| *moment == Moment::Step)
        .map(|((q, _), n)| (*q, *n))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let elements = lowering.element_nodes.values().map(|(n, _)| *n);
    let valued = (lowering.quantity_nodes.values().copied())
        .chain(elements)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut events: Vec<EventCode> = lowering.events.into_iter().flatten().collect();
    events.sort_by_key(|e| e.id);
    let lowered = Lowered {
        graph: lowering.graph,
        planes: courses.len(),
        many: courses.len() > 1 || open.is_some(),
        levers: lowering.levers,
        states: lowering.states,
        histories: lowering.histories,
        summaries: lowering.summaries,
        events,
        outcomes,
        watches,
        named,
        valued,
        keep_occurrences: request.occurrences,
    };
    verify::lowered(scenario, &lowered)?;
    Ok(lowered)
}

struct Lowering<'a> {
    scenario: &'a Scenario,
    /// One, or several that are computed together.
    courses: &'a [Course],
    /// Levers that may be set otherwise when the program is run.
    open: &'a [QuantityId],
    /// For each lever node, what the courses do with it.
    levers: Vec<LeverUse>,
    graph: Graph,
    /// All elements of a quantity at a moment.
    quantity_nodes: HashMap<(QuantityId, Moment), NodeId>,
    /// Where single elements stand while a recursion is being lowered.
    element_nodes: HashMap<(QuantityId, u32, Moment), (NodeId, u32)>,
    in_progress: Vec<(QuantityId, Moment)>,
    groups: HashMap<Moment, recursion::Groups>,
    states: Vec<State>,
    stock_states: HashMap<QuantityId, u32>,
    memory: HashMap<(u32, Moment), NodeId>,
    histories: Vec<History>,
    summaries: Vec<Summary>,
    events: Vec<Option<EventCode>>,
    events_needed: Vec<bool>,
    pending: Vec<Pending<'a>>,
    /// Nodes of expressions over their own dimensions, by address: what is lowered once is not lowered again.
    whole: HashMap<(usize, Moment), NodeId>,
    /// All elements of arrays, by their dimensions.
    domains: HashMap<Vec<DimensionId>, Arc<RowDomain>>,
    /// Elements told apart by attributes.
    groups_of: groups::Known,
    /// How what leaves stocks is limited.
    limits: Arc<Limits>,
    limited: limits::Limited,
    bounds: Bounds<'a>,
}

impl<'a> Lowering<'a> {
    fn new(scenario: &'a Scenario, courses: &'a [Course], open: &'a [QuantityId]) -> Self {
        Lowering {
            scenario,
            courses,
            open,
            levers: Vec::new(),
            graph: Graph::default(),
            quantity_nodes: HashMap::new(),
            element_nodes: HashMap::new(),
            in_progress: Vec::new(),
            groups: HashMap::new(),
            states: Vec::new(),
            stock_states: HashMap::new(),
            memory: HashMap::new(),
            histories: Vec::new(),
            summaries: Vec::new(),
            events: vec![None; scenario.events.len()],
            events_needed: vec![false; scenario.events.len()],
            pending: Vec::new(),
            whole: HashMap::new(),
            domains: HashMap::new(),
            groups_of: groups::Known::default(),
            limits: Arc::new(contend_model::limits::limits(scenario)),
            limited: limits::Limited::default(),
            bounds: Bounds::new(scenario),
        }
    }

    fn add(&mut self, op: Op, rows: u32) -> NodeId {
        self.graph.add(op, rows, &self.scenario.tables)
    }

    fn binary(&mut self, op: BinaryOp, a: NodeId, b: NodeId) -> NodeId {
        let rows = self.graph.rows(a).max(self.graph.rows(b));
        self.add(Op::Binary(op, a, b), rows)
    }

    fn unary(&mut self, op: UnaryOp, a: NodeId) -> NodeId {
        self.add(Op::Unary(op, a), self.graph.rows(a))
    }

    fn select(&mut self, c: NodeId, a: NodeId, b: NodeId) -> NodeId {
        let rows = self
            .graph
            .rows(c)
            .max(self.graph.rows(a))
            .max(self.graph.rows(b));
        self.add(Op::Select(c, a, b), rows)
    }

    /// Rows of a node, by list.
    fn gather(&mut self, node: NodeId, list: Vec<u32>) -> NodeId {
        let rows = list.len() as u32;
        self.add(Op::Gather(node, list.into()), rows)
    }

    /// The node with exactly that many rows; it has them, or one that stands for all.
    fn expand(&mut self, node: NodeId, rows: u32) -> NodeId {
        let own = self.graph.rows(node);
        if own == rows {
            return node;
        }
        if own != 1 {
            self.graph.wrong(node, Reason::Rows);
        }
        self.add(Op::Gather(node, vec![0; rows as usize].into()), rows)
    }
}
