//! From a checked scenario under one profile to a graph: names become nodes, memory and stocks become states.
//!
//! Only what the request needs is lowered, so that what no outcome, watch or event needs costs nothing.

mod array;
mod recursion;
#[cfg(test)]
mod tests;
mod verify;

use std::collections::HashMap;
use std::sync::Arc;

use contend_model::expression::{Axis, BinaryOp, UnaryOp};
use contend_model::expression::{EventReading, Expression, MemoryOp, ReduceOp, SummaryOp};
use contend_model::id::{DimensionId, EventId, OutcomeId, QuantityId, TableId};
use contend_model::model::{Floor, QuantityKind, Scenario, Trigger};
use contend_model::order::Moment;

use crate::defect::{Defect, Reason};
use crate::ensemble::{Request, Watch};
use crate::graph::{Graph, NodeId, Op, Rows, Values};
use crate::operation;
use crate::plan::Course;

/// Why a checked scenario could not be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CompileError {
    /// Some elements need each other at the same instant.
    Loop {
        /// Elements on the loop: quantity and element, row-major.
        elements: Vec<(QuantityId, u32)>,
    },
    /// A memory function stands where the compiler cannot follow it: inside a recursion along a dimension.
    MemoryInRecursion {
        /// The quantity whose equation it is.
        quantity: QuantityId,
    },
    /// An expression stands where it has no meaning, which the reader should have refused.
    Misplaced {
        /// What it is.
        what: &'static str,
    },
    /// The program would be too large.
    TooLarge {
        /// Numbers that one world needs at once.
        numbers: u64,
        /// The most that is run.
        limit: u64,
    },
    /// The compiler made what must not be run: a bug of Contend, whatever the scenario says.
    Defect(Defect),
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            CompileError::Loop { elements } => {
                write!(
                    f,
                    "{} elements of equations need each other at the same instant",
                    elements.len()
                )
            }
            CompileError::MemoryInRecursion { .. } => {
                f.write_str("a peak stands inside a recursion along a dimension")
            }
            CompileError::Misplaced { what } => write!(f, "{what} stands where it has no meaning"),
            CompileError::TooLarge { numbers, limit } => {
                write!(
                    f,
                    "one world needs {numbers} numbers at once; at most {limit} are run"
                )
            }
            CompileError::Defect(defect) => defect.fmt(f),
        }
    }
}

impl std::error::Error for CompileError {}

impl From<Defect> for CompileError {
    fn from(defect: Defect) -> CompileError {
        CompileError::Defect(defect)
    }
}

/// What a state is, whichever program has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum StateKey {
    Stock(QuantityId),
    /// A memory function's site, and which of its states.
    Memory(u32, u8),
    /// A total over time, numbered in the order of the outcomes.
    Total(u32),
}

/// Something that lasts from step to step.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub key: StateKey,
    pub rows: u32,
    /// First value.
    pub start: NodeId,
    pub kind: StateKind,
}

#[derive(Clone, Debug)]
pub(crate) enum StateKind {
    /// Advances by its rate; within a window of steps only, where it sums something up.
    Integral {
        rate: NodeId,
        floor: Floor,
        window: Option<(u32, u32)>,
    },
    /// Takes the value of a node at the end of each step.
    Latch { of: NodeId },
}

/// Values of a node over the last steps.
#[derive(Clone, Debug)]
pub(crate) struct History {
    /// Site of the lag.
    pub site: u32,
    pub of: NodeId,
    pub rows: u32,
    /// Steps kept.
    pub depth: u32,
}

/// A result that builds up over the run.
#[derive(Clone, Debug)]
pub(crate) struct Summary {
    pub rows: u32,
    pub kind: SummaryKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SummaryKind {
    /// The value at one grid point.
    At {
        of: NodeId,
        step: u32,
    },
    Sum {
        of: NodeId,
        window: (u32, u32),
    },
    Min {
        of: NodeId,
        window: (u32, u32),
    },
    Max {
        of: NodeId,
        window: (u32, u32),
    },
    FirstTime {
        of: NodeId,
        window: (u32, u32),
    },
    /// The state of that number at the end.
    State(u32),
}

#[derive(Clone, Debug)]
pub(crate) struct EventCode {
    pub id: EventId,
    pub rows: u32,
    /// Hazard or condition; `None` for an event at a step.
    pub condition: Option<NodeId>,
    pub effects: Vec<EffectCode>,
}

#[derive(Clone, Debug)]
pub(crate) struct EffectCode {
    pub state: u32,
    /// For each row of the amount: the stock's row and the event's row.
    pub targets: Arc<[(u32, u32)]>,
    pub amount: NodeId,
    pub set: bool,
}

/// A lowered scenario.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub graph: Graph,
    pub states: Vec<State>,
    pub histories: Vec<History>,
    pub summaries: Vec<Summary>,
    /// For each summary in the order of the outcomes, which of `summaries` it is; the same order under every profile.
    pub summary_calls: Vec<u32>,
    pub events: Vec<EventCode>,
    /// What strategies that are not in force say; nothing here needs it, but what it remembers is kept, and it is
    /// checked as if it were in force.
    pub silent: Vec<NodeId>,
    /// For each requested outcome, its equation with all elements.
    pub outcomes: Vec<(OutcomeId, NodeId)>,
    pub watches: Vec<(Watch, NodeId, u32)>,
    /// Quantities that were needed, by node, for faults.
    pub named: Vec<(QuantityId, NodeId)>,
    pub keep_occurrences: bool,
}

/// Lowers what a request needs.
pub(crate) fn lower(
    scenario: &Scenario,
    course: &Course,
    request: &Request,
) -> Result<Lowered, CompileError> {
    let mut lowering = Lowering::new(scenario, course);
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
    lowering.finish_pending()?;
    let silent = lowering.silent_strategies()?;
    let named = lowering
        .quantity_nodes
        .iter()
        .filter(|((_, moment), _)| *moment == Moment::Step)
        .map(|((q, _), n)| (*q, *n))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut events: Vec<EventCode> = lowering.events.into_iter().flatten().collect();
    events.sort_by_key(|e| e.id);
    let lowered = Lowered {
        graph: lowering.graph,
        states: lowering.states,
        histories: lowering.histories,
        summaries: lowering.summaries,
        summary_calls: lowering.summary_calls,
        events,
        silent,
        outcomes,
        watches,
        named,
        keep_occurrences: request.occurrences,
    };
    verify::lowered(scenario, &lowered)?;
    Ok(lowered)
}

/// Work that may read what is not lowered yet, and so comes last.
#[derive(Clone, Copy)]
enum Pending<'a> {
    Stock {
        state: u32,
        quantity: QuantityId,
    },
    /// `s' = (x − s) / time`
    Smooth {
        state: u32,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    },
    /// `q' = x − q / time`; the value read is `q / time`.
    Delay {
        state: u32,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    },
    Delay3 {
        states: [u32; 3],
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    },
    Cumulative {
        state: u32,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    },
    Previous {
        state: u32,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    },
    Lag {
        history: u32,
        arguments: &'a [Expression],
        over: &'a [DimensionId],
    },
    Event(EventId),
}

pub(crate) struct Lowering<'a> {
    pub(crate) scenario: &'a Scenario,
    course: &'a Course,
    pub(crate) graph: Graph,
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
    summary_calls: Vec<u32>,
    totals: u32,
    events: Vec<Option<EventCode>>,
    events_needed: Vec<bool>,
    pending: Vec<Pending<'a>>,
    /// Whole nodes of expressions, by address, while a recursion is being lowered.
    whole: HashMap<(usize, Moment), NodeId>,
}

impl<'a> Lowering<'a> {
    fn new(scenario: &'a Scenario, course: &'a Course) -> Self {
        Lowering {
            scenario,
            course,
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
            summary_calls: Vec::new(),
            totals: 0,
            events: vec![None; scenario.events.len()],
            events_needed: vec![false; scenario.events.len()],
            pending: Vec::new(),
            whole: HashMap::new(),
        }
    }

    pub(crate) fn add(&mut self, op: Op, rows: u32) -> NodeId {
        self.graph.add(op, rows, &self.scenario.tables)
    }

    pub(crate) fn binary(&mut self, op: BinaryOp, a: NodeId, b: NodeId) -> NodeId {
        let rows = self.graph.rows(a).max(self.graph.rows(b));
        self.add(Op::Binary(op, a, b), rows)
    }

    pub(crate) fn unary(&mut self, op: UnaryOp, a: NodeId) -> NodeId {
        self.add(Op::Unary(op, a), self.graph.rows(a))
    }

    pub(crate) fn select(&mut self, c: NodeId, a: NodeId, b: NodeId) -> NodeId {
        let rows = self
            .graph
            .rows(c)
            .max(self.graph.rows(a))
            .max(self.graph.rows(b));
        self.add(Op::Select(c, a, b), rows)
    }

    pub(crate) fn reduce_rows(
        &mut self,
        op: ReduceOp,
        of: NodeId,
        rows: Vec<u32>,
        offsets: Rows,
        positions: Rows,
    ) -> NodeId {
        let count = offsets.len() as u32 - 1;
        self.add(
            Op::Reduce {
                op,
                of,
                rows: rows.into(),
                offsets,
                positions,
            },
            count,
        )
    }

    /// The node with exactly that many rows; it has them, or one that stands for all.
    pub(crate) fn expand(&mut self, node: NodeId, rows: u32) -> NodeId {
        let own = self.graph.rows(node);
        if own == rows {
            return node;
        }
        if own != 1 {
            self.graph.wrong(node, Reason::Rows);
        }
        self.add(Op::Gather(node, vec![0; rows as usize].into()), rows)
    }

    /// All elements of a quantity.
    pub(crate) fn quantity(
        &mut self,
        id: QuantityId,
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let moment = match (&self.scenario.quantity(id).kind, moment) {
            (QuantityKind::Parameter(_), _) | (QuantityKind::Series { .. }, Moment::Finish) => {
                Moment::Step
            }
            _ => moment,
        };
        if let Some(node) = self.quantity_nodes.get(&(id, moment)) {
            return Ok(*node);
        }
        if moment == Moment::Finish {
            return Err(CompileError::Misplaced {
                what: "a quantity that varies over time",
            });
        }
        if let Some(group) = self.recursive_group(id, moment) {
            self.lower_recursion(&group, moment)?;
            return self.quantity_nodes.get(&(id, moment)).copied().ok_or(
                CompileError::Misplaced {
                    what: "a recursion",
                },
            );
        }
        if self.in_progress.contains(&(id, moment)) {
            let elements = self.in_progress.iter().map(|(q, _)| (*q, 0)).collect();
            return Err(CompileError::Loop { elements });
        }
        self.in_progress.push((id, moment));
        let node = self.define(id, moment);
        self.in_progress.pop();
        let node = node?;
        self.quantity_nodes.insert((id, moment), node);
        Ok(node)
    }

    fn define(&mut self, id: QuantityId, moment: Moment) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        let quantity = scenario.quantity(id);
        let rows = scenario.size(&quantity.over) as u32;
        match &quantity.kind {
            QuantityKind::Parameter(parameter) => {
                if parameter.inputs.iter().all(Option::is_none) {
                    return Ok(self.graph.constant(parameter.values.as_slice()));
                }
                Ok(self.graph.leaf(Op::Parameter(id), rows))
            }
            QuantityKind::Series { tables } => {
                if moment == Moment::Start {
                    let first = |t: &TableId| operation::lookup(&scenario.tables[t.index()], 0.0);
                    let values: Vec<f64> = tables.iter().map(first).collect();
                    return Ok(self.graph.constant(values));
                }
                Ok(self.graph.leaf(Op::Series(tables.as_slice().into()), rows))
            }
            QuantityKind::Stock(stock) => {
                if moment == Moment::Start {
                    return self.expression_over(&stock.start, &quantity.over, moment);
                }
                let state = self.new_state(rows, StateKey::Stock(id));
                self.stock_states.insert(id, state);
                self.pending.push(Pending::Stock {
                    state,
                    quantity: id,
                });
                for (index, event) in scenario.events.iter().enumerate() {
                    if event.effects.iter().any(|e| e.stock == id) {
                        self.need_event(EventId(index as u32));
                    }
                }
                Ok(self.state_node(state))
            }
            QuantityKind::Flow(flow) => {
                self.expression_over(&flow.equation, &quantity.over, moment)
            }
            QuantityKind::Variable { equation } => {
                self.expression_over(equation, &quantity.over, moment)
            }
            QuantityKind::Lever(lever) => {
                let default = self.graph.constant(vec![lever.default; rows as usize]);
                let mut settings = Vec::new();
                for (step, setting) in self.lever_settings(id, moment) {
                    let set = match setting {
                        Some(e) => self.expression_over(e, &quantity.over, moment)?,
                        None => default,
                    };
                    settings.push((step, set));
                }
                Ok(self.gate_lever(id, default, &settings, moment))
            }
        }
    }

    /// What the strategies in force do with a lever: from which step on which equation, the first from step 0.
    pub(crate) fn lever_settings(
        &self,
        id: QuantityId,
        moment: Moment,
    ) -> Vec<(u32, Option<&'a Expression>)> {
        let scenario = self.scenario;
        let QuantityKind::Lever(lever) = &scenario.quantity(id).kind else {
            return Vec::new();
        };
        let actor = lever.actor.index();
        let says = |strategy: Option<contend_model::id::StrategyId>| {
            let settings = &scenario.strategies[strategy?.index()].settings;
            settings.iter().find(|(q, _)| *q == id).map(|(_, e)| e)
        };
        if moment == Moment::Start {
            let levers_act = scenario.clock.now.is_none_or(|now| now == 0);
            let strategy = self.course.start.get(actor).copied().flatten();
            return vec![(
                0,
                strategy.filter(|_| levers_act).and_then(|s| says(Some(s))),
            )];
        }
        match self.course.strategies.get(actor) {
            Some(course) => course.iter().map(|(step, s)| (*step, says(*s))).collect(),
            None => vec![(0, None)],
        }
    }

    /// A lever from its default and what it is set to from which step on.
    ///
    /// Where levers act from a later step on, no lever that some strategy sets is ever folded away, even under a
    /// profile that leaves it alone: so all profiles compute the time before in the same way, to the last bit.
    pub(crate) fn gate_lever(
        &mut self,
        id: QuantityId,
        default: NodeId,
        settings: &[(u32, NodeId)],
        moment: Moment,
    ) -> NodeId {
        let Some(((_, first), later)) = settings.split_first() else {
            return default;
        };
        let now = self.scenario.clock.now.filter(|now| *now > 0);
        let gate = now.or(self.course.changes.then_some(0));
        let (Some(gate), Moment::Step) = (gate, moment) else {
            return *first;
        };
        let mut strategies = self.scenario.strategies.iter();
        if !strategies.any(|s| s.settings.iter().any(|(q, _)| *q == id)) {
            return default;
        }
        let mut node = *first;
        for (step, set) in later {
            let before = self.before(*step);
            node = self.select(before, node, *set);
        }
        let before = self.before(gate);
        self.select(before, default, node)
    }

    /// Whether the present step is before one; by the start of the step, so that a step belongs to one side as a whole.
    fn before(&mut self, step: u32) -> NodeId {
        let start = self.graph.leaf(Op::StepStart, 1);
        let then = self.graph.number(self.scenario.clock.time_of_step(step));
        self.binary(BinaryOp::Less, start, then)
    }

    /// Lowers what strategies say that are not in force, as far as it is about levers that matter.
    fn silent_strategies(&mut self) -> Result<Vec<NodeId>, CompileError> {
        let (scenario, course) = (self.scenario, self.course);
        let mut found = Vec::new();
        let mut lowered = std::collections::BTreeSet::new();
        loop {
            let before = lowered.len();
            for strategy in &course.silent {
                for (k, (lever, e)) in scenario.strategies[strategy.index()]
                    .settings
                    .iter()
                    .enumerate()
                {
                    let matters = self.quantity_nodes.contains_key(&(*lever, Moment::Step));
                    if matters && lowered.insert((*strategy, k)) {
                        let over = &scenario.quantity(*lever).over;
                        found.push(self.expression_over(e, over, Moment::Step)?);
                        self.finish_pending()?;
                    }
                }
            }
            if lowered.len() == before {
                return Ok(found);
            }
        }
    }

    fn new_state(&mut self, rows: u32, key: StateKey) -> u32 {
        let nothing = self.graph.number(0.0);
        self.states.push(State {
            key,
            rows,
            start: nothing,
            kind: StateKind::Latch { of: nothing },
        }); // filled in by `set_state`
        self.states.len() as u32 - 1
    }

    fn state_node(&mut self, state: u32) -> NodeId {
        let rows = self.states[state as usize].rows;
        self.graph.leaf(Op::State(state), rows)
    }

    fn set_state(&mut self, state: u32, start: NodeId, kind: StateKind) {
        let entry = &mut self.states[state as usize];
        entry.start = start;
        entry.kind = kind;
    }

    fn integral(&mut self, state: u32, start: NodeId, rate: NodeId) {
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

    fn need_event(&mut self, event: EventId) {
        if !std::mem::replace(&mut self.events_needed[event.index()], true) {
            self.pending.push(Pending::Event(event));
        }
    }

    fn finish_pending(&mut self) -> Result<(), CompileError> {
        while let Some(pending) = self.pending.pop() {
            match pending {
                Pending::Stock { state, quantity } => self.finish_stock(state, quantity)?,
                Pending::Event(event) => self.finish_event(event)?,
                Pending::Smooth {
                    state,
                    arguments,
                    over,
                } => {
                    let start = self.initial_of(arguments, 2, over)?;
                    let x = self.expression_over(&arguments[0], over, Moment::Step)?;
                    let time = self.expression(&arguments[1], over, Moment::Step)?;
                    let s = self.state_node(state);
                    let gap = self.binary(BinaryOp::Subtract, x, s);
                    let rate = self.binary(BinaryOp::Divide, gap, time);
                    self.integral(state, start, rate);
                }
                Pending::Delay {
                    state,
                    arguments,
                    over,
                } => {
                    let start = self.initial_of(arguments, 2, over)?;
                    let start_time = self.expression(&arguments[1], over, Moment::Start)?;
                    let start = self.binary(BinaryOp::Multiply, start, start_time);
                    let x = self.expression_over(&arguments[0], over, Moment::Step)?;
                    let out = self.delay_outflow(state, &arguments[1], over, 1.0)?;
                    let rate = self.binary(BinaryOp::Subtract, x, out);
                    self.integral(state, start, rate);
                }
                Pending::Delay3 {
                    states,
                    arguments,
                    over,
                } => {
                    let start = self.initial_of(arguments, 2, over)?;
                    let start_time = self.expression(&arguments[1], over, Moment::Start)?;
                    let three = self.graph.number(3.0);
                    let third = self.binary(BinaryOp::Divide, start_time, three);
                    let start = self.binary(BinaryOp::Multiply, start, third);
                    let mut inflow = self.expression_over(&arguments[0], over, Moment::Step)?;
                    for state in states {
                        let out = self.delay_outflow(state, &arguments[1], over, 3.0)?;
                        let rate = self.binary(BinaryOp::Subtract, inflow, out);
                        self.integral(state, start, rate);
                        inflow = out;
                    }
                }
                Pending::Cumulative {
                    state,
                    arguments,
                    over,
                } => {
                    let start = self.graph.number(0.0);
                    let rate = self.expression_over(&arguments[0], over, Moment::Step)?;
                    self.integral(state, start, rate);
                }
                Pending::Previous {
                    state,
                    arguments,
                    over,
                } => {
                    let rows = self.states[state as usize].rows;
                    let start = self.initial_of(arguments, 1, over)?;
                    let start = self.expand(start, rows);
                    let of = self.expression_over(&arguments[0], over, Moment::Step)?;
                    let of = self.expand(of, rows);
                    self.set_state(state, start, StateKind::Latch { of });
                }
                Pending::Lag {
                    history,
                    arguments,
                    over,
                } => {
                    let of = self.expression_over(&arguments[0], over, Moment::Step)?;
                    let rows = self.histories[history as usize].rows;
                    let of = self.expand(of, rows);
                    self.histories[history as usize].of = of;
                }
            }
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

    /// The initial value of a memory function: its argument `at`, or its `x` at the start.
    fn initial_of(
        &mut self,
        arguments: &'a [Expression],
        at: usize,
        over: &[DimensionId],
    ) -> Result<NodeId, CompileError> {
        self.expression_over(
            arguments.get(at).unwrap_or(&arguments[0]),
            over,
            Moment::Start,
        )
    }

    fn finish_stock(&mut self, state: u32, id: QuantityId) -> Result<(), CompileError> {
        let scenario = self.scenario;
        let quantity = scenario.quantity(id);
        let QuantityKind::Stock(stock) = &quantity.kind else {
            return Err(CompileError::Misplaced { what: "a stock" });
        };
        let rows = scenario.size(&quantity.over) as u32;
        let start = self.quantity(id, Moment::Start)?;
        let start = self.expand(start, rows);
        let mut rate = match &stock.change {
            Some(change) => Some(self.expression_over(change, &quantity.over, Moment::Step)?),
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

    fn finish_event(&mut self, id: EventId) -> Result<(), CompileError> {
        let scenario = self.scenario;
        let event = &scenario.events[id.index()];
        let rows = scenario.size(&event.over) as u32;
        let condition = match &event.trigger {
            Trigger::At { .. } => None,
            Trigger::Hazard(e) | Trigger::When(e) => {
                let node = self.expression_over(e, &event.over, Moment::Step)?;
                Some(self.expand(node, rows))
            }
        };
        let mut effects = Vec::new();
        for effect in &event.effects {
            self.quantity(effect.stock, Moment::Step)?;
            let state = *self
                .stock_states
                .get(&effect.stock)
                .ok_or(CompileError::Misplaced {
                    what: "an effect on what is no stock",
                })?;
            let mut over = event.over.clone();
            for axis in &effect.axes {
                if let Axis::Along { dimension, .. } = axis
                    && !over.contains(dimension)
                {
                    over.push(*dimension);
                }
            }
            let stock_over = &scenario.quantity(effect.stock).over;
            let stock_rows = self.read_rows(stock_over, &effect.axes, &over);
            let own: Vec<Axis> = event
                .over
                .iter()
                .map(|d| Axis::Along {
                    dimension: *d,
                    offset: 0,
                })
                .collect();
            let event_rows = self.read_rows(&event.over, &own, &over);
            let amount = self.expression_over(&effect.amount, &over, Moment::Step)?;
            let targets: Arc<[(u32, u32)]> = stock_rows
                .iter()
                .copied()
                .zip(event_rows.iter().copied())
                .collect();
            let amount = self.expand(amount, targets.len() as u32);
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
            condition,
            effects,
        });
        Ok(())
    }

    /// The expression with all elements over these dimensions (one row where it has none).
    pub(crate) fn expression_over(
        &mut self,
        e: &'a Expression,
        over: &[DimensionId],
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let node = self.expression(e, over, moment)?;
        Ok(self.expand(node, self.scenario.size(over) as u32))
    }

    /// The expression aligned to these dimensions: one row, or all.
    pub(crate) fn expression(
        &mut self,
        e: &'a Expression,
        over: &[DimensionId],
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let node = self.own(e, moment)?;
        Ok(self.align(node, &e.over, over))
    }

    /// The memory function's value now; its state is filled in later.
    pub(crate) fn memory(
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
        let rows = self.scenario.size(over) as u32;
        let node = match moment {
            Moment::Finish => {
                return Err(CompileError::Misplaced {
                    what: "a memory function",
                });
            }
            Moment::Start => match op {
                MemoryOp::Cumulative => self.graph.number(0.0),
                MemoryOp::Previous => self.initial_of(arguments, 1, over)?,
                MemoryOp::Peak => self.initial_of(arguments, 0, over)?,
                _ => self.initial_of(arguments, 2, over)?,
            },
            Moment::Step => match op {
                MemoryOp::Previous => {
                    let state = self.new_state(rows, StateKey::Memory(site, 0));
                    self.pending.push(Pending::Previous {
                        state,
                        arguments,
                        over,
                    });
                    self.state_node(state)
                }
                MemoryOp::Smooth => {
                    let state = self.new_state(rows, StateKey::Memory(site, 0));
                    self.pending.push(Pending::Smooth {
                        state,
                        arguments,
                        over,
                    });
                    self.state_node(state)
                }
                MemoryOp::Cumulative => {
                    let state = self.new_state(rows, StateKey::Memory(site, 0));
                    self.pending.push(Pending::Cumulative {
                        state,
                        arguments,
                        over,
                    });
                    self.state_node(state)
                }
                MemoryOp::Delay => {
                    let state = self.new_state(rows, StateKey::Memory(site, 0));
                    self.pending.push(Pending::Delay {
                        state,
                        arguments,
                        over,
                    });
                    self.delay_outflow(state, &arguments[1], over, 1.0)?
                }
                MemoryOp::Delay3 => {
                    let states = [0, 1, 2].map(|k| self.new_state(rows, StateKey::Memory(site, k)));
                    self.pending.push(Pending::Delay3 {
                        states,
                        arguments,
                        over,
                    });
                    self.delay_outflow(states[2], &arguments[1], over, 3.0)?
                }
                MemoryOp::Peak => {
                    let state = self.new_state(rows, StateKey::Memory(site, 0));
                    let low = self.graph.number(f64::NEG_INFINITY);
                    let start = self.expand(low, rows);
                    let before = self.state_node(state);
                    let x = self.expression_over(&arguments[0], over, moment)?;
                    let of = self.binary(BinaryOp::Max, before, x);
                    self.set_state(state, start, StateKind::Latch { of });
                    of
                }
                MemoryOp::Lag => {
                    let time = self.expression_over(&arguments[1], over, moment)?;
                    let initial = self.initial_of(arguments, 2, over)?;
                    let initial = self.expand(initial, rows);
                    let store = self.histories.len() as u32;
                    self.histories.push(History {
                        site,
                        of: initial,
                        rows,
                        depth: self.lag_depth(time),
                    });
                    self.pending.push(Pending::Lag {
                        history: store,
                        arguments,
                        over,
                    });
                    self.add(
                        Op::Lag {
                            store,
                            time,
                            initial,
                        },
                        rows,
                    )
                }
            },
        };
        self.memory.insert((site, moment), node);
        Ok(node)
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

    pub(crate) fn summary(
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

    pub(crate) fn happened(
        &mut self,
        event: EventId,
        axes: &[Axis],
        reading: EventReading,
        over: &[DimensionId],
        moment: Moment,
    ) -> NodeId {
        if moment == Moment::Start {
            return self.graph.number(if reading == EventReading::Count {
                0.0
            } else {
                f64::INFINITY
            });
        }
        self.need_event(event);
        let event_over = &self.scenario.events[event.index()].over;
        let rows = self.scenario.size(event_over) as u32;
        let node = self.graph.leaf(Op::Happened(event, reading), rows);
        let list = self.read_rows(event_over, axes, over);
        let count = list.len() as u32;
        self.add(Op::Gather(node, list), count)
    }

    /// A product of a constant matrix and a vector, where a sum is one.
    pub(crate) fn product(&mut self, matrix: Vec<f64>, columns: u32, of: NodeId) -> NodeId {
        let rows = (matrix.len() / columns.max(1) as usize) as u32;
        let of = self.expand(of, columns);
        self.add(
            Op::Product {
                matrix: Values(matrix.into()),
                columns,
                of,
            },
            rows,
        )
    }
}
