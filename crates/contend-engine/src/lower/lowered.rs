//! A lowered scenario: the graph, and what of it is kept, summed up, shown and done beside it.

use std::sync::Arc;

use contend_model::id::{EventId, OutcomeId, QuantityId};
use contend_model::model::Floor;

use crate::batch::Watch;
use crate::code::Schedule;
use crate::graph::{Graph, NodeId};

/// Something that lasts from step to step.
#[derive(Clone, Debug)]
pub(crate) struct State {
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
    /// The event that it is an outcome of. The outcomes of an event follow it in the list.
    pub of: Option<EventId>,
    /// Hazard or condition, or the weight of an outcome; `None` for an event at a step.
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

/// What courses do with a lever.
#[derive(Clone, Debug)]
pub(crate) struct LeverUse {
    pub quantity: QuantityId,
    /// Which setting is in force from when on, in each plane.
    pub schedules: Arc<[Schedule]>,
    /// Whether it may be set otherwise when the program is run.
    pub open: bool,
}

/// A lowered scenario.
#[derive(Debug)]
pub(crate) struct Lowered {
    pub graph: Graph,
    /// Courses that it is of.
    pub planes: usize,
    /// Whether its code may be carried out in several planes at once.
    pub many: bool,
    /// For each lever node, what the courses do with it.
    pub levers: Vec<LeverUse>,
    pub states: Vec<State>,
    pub histories: Vec<History>,
    pub summaries: Vec<Summary>,
    pub events: Vec<EventCode>,
    /// For each requested outcome, its equation with all elements.
    pub outcomes: Vec<(OutcomeId, NodeId)>,
    pub watches: Vec<(Watch, NodeId, u32)>,
    /// Quantities that were needed, by node, for faults.
    pub named: Vec<(QuantityId, NodeId)>,
    /// Nodes that are values of quantities at any moment, or of some of their elements.
    pub valued: Vec<NodeId>,
    pub keep_occurrences: bool,
}
