//! A program: what one profile of a scenario computes, ready to run.

use std::sync::OnceLock;

use contend_model::expression::ChanceLaw;
use contend_model::id::{EventId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::{Scenario, Table};

use crate::ensemble::{Request, Watch};
use crate::generate;
use crate::graph::{NodeId, Rows, When};
use crate::kernel::{Features, Instruction, Sequence, Slot};
use crate::lower::{self, CompileError, History, Lowered};
use crate::matrix::Matrix;
use crate::plan::{Course, Plan};

/// The most numbers that one world may need at once.
pub const ARENA_LIMIT: u64 = 1 << 24;

/// What one profile of a scenario computes, ready to run any worlds.
#[derive(Debug)]
pub struct Program {
    pub(crate) lowered: Lowered,
    pub(crate) frame: Frame,
    pub(crate) code: Code,
    /// Code that keeps every named value, to find where a world went wrong; made when first needed.
    trace: OnceLock<Code>,
    pub(crate) features: Features,
}

/// What the code needs of the scenario.
#[derive(Debug)]
pub(crate) struct Frame {
    pub clock: contend_model::clock::Clock,
    pub tables: Vec<Table>,
    /// For each quantity with drawn elements: central values and inputs.
    pub parameters: Vec<DrawnParameter>,
    /// For each event of the scenario: how it happens.
    pub events: Vec<EventRule>,
    /// Outcomes that may be infinite: those of a first time.
    pub may_be_infinite: Vec<bool>,
}

#[derive(Debug)]
pub(crate) struct DrawnParameter {
    pub quantity: QuantityId,
    pub values: Vec<f64>,
    pub inputs: Vec<Option<contend_model::id::InputId>>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct EventRule {
    pub kind: EventKind,
    pub repeats: bool,
    pub cooldown: f64,
    pub site: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    At(u32),
    Hazard,
    When,
}

/// How large a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Stocks, flows, variables and levers that are computed at every step, counted by element.
    pub equations: usize,
    /// Kernel calls a step.
    pub operations: usize,
    /// Steps of a run.
    pub steps: u32,
    /// Worlds that advance together.
    pub lanes: usize,
    /// Numbers that one world needs at once.
    pub numbers: usize,
}

/// Instructions and tables for one layout of the arena.
#[derive(Debug, Default)]
pub(crate) struct Code {
    pub lanes: usize,
    pub arena_rows: u32,
    pub dt: f64,
    /// Row in which lanes with a fault turn to NaN.
    pub fault: Slot,
    /// Numbers that never change, by slot.
    pub constants: Vec<(Slot, Vec<f64>)>,
    /// Drawn parameters: index into the frame's list, by slot.
    pub parameters: Vec<(Slot, usize)>,
    /// Once for each world.
    pub setup: Sequence,
    /// What `setup` computes, and where it stays.
    pub setup_nodes: Vec<NodeId>,
    pub setup_slots: Vec<Slot>,
    /// Nodes that are checked for not being finite, in `setup` and in `observe`.
    pub setup_checked: Vec<NodeId>,
    pub checked: Vec<NodeId>,
    /// At each grid point.
    pub observe: Sequence,
    /// At each further stage of a Runge–Kutta step: what the rates need.
    pub stage: Sequence,
    /// After the last step.
    pub finish: Sequence,
    pub states: Vec<StateCode>,
    pub accumulators: Vec<AccumulatorCode>,
    /// For each summary, where it builds up.
    pub summary_slots: Vec<Slot>,
    pub histories: Vec<History>,
    pub history_sources: Vec<Slot>,
    pub events: Vec<EventLayout>,
    pub watches: Vec<(Watch, Slot)>,
    pub outcomes: Vec<(OutcomeId, Slot, u32)>,
    /// Named values in the order of computation, for traces: quantity, slot, rows, whether it changes over time.
    pub named: Vec<(QuantityId, Slot, u32, bool)>,
    pub clock_tables: Vec<Vec<f64>>,
    pub copies: Vec<Vec<u32>>,
    pub reductions: Vec<Reduction>,
    pub matrices: Vec<Matrix>,
    pub draws: Vec<Draw>,
    pub tables: Vec<Table>,
    /// 0, 1, 2, …: rows in their own order.
    pub counting: Vec<u32>,
}

/// How a state advances.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StateCode {
    pub slot: Slot,
    pub rows: u32,
    pub start: Slot,
    pub start_rows: u32,
    pub step: StateStep,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum StateStep {
    Integral {
        /// The rate at the start of the step.
        rate: Slot,
        /// The rate at a further stage (Runge–Kutta).
        stage_rate: Slot,
        /// Value at the start of the step, where it must be kept.
        base: Option<Slot>,
        /// Sum of the stages' rates (Runge–Kutta).
        total: Option<Slot>,
        floor: u8,
        /// Whether events change it.
        struck: bool,
        window: Option<(u32, u32)>,
        advance: Instruction,
        apply_floor: Instruction,
    },
    Latch {
        of: Slot,
    },
}

/// How a summary builds up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AccumulatorCode {
    pub slot: Slot,
    pub rows: u32,
    pub start: f64,
    pub window: (u32, u32),
    pub instruction: Instruction,
}

#[derive(Debug)]
pub(crate) struct EventLayout {
    pub id: EventId,
    pub rows: u32,
    pub condition: Option<Slot>,
    /// How often each element has happened.
    pub count: Slot,
    /// When it last did; −∞ before the first.
    pub last: Slot,
    /// 1 where it happens in this step.
    pub fired: Slot,
    pub effects: Vec<EffectLayout>,
}

#[derive(Debug)]
pub(crate) struct EffectLayout {
    pub state: Slot,
    pub targets: std::sync::Arc<[(u32, u32)]>,
    pub amount: Slot,
    pub set: bool,
}

#[derive(Debug)]
pub(crate) struct Reduction {
    pub source_rows: u32,
    pub rows: Rows,
    pub offsets: Rows,
    pub positions: Rows,
}

#[derive(Debug)]
pub(crate) struct Draw {
    pub law: ChanceLaw,
    pub site: u32,
    pub elements: Rows,
    pub rows_a: u32,
    pub rows_b: u32,
    pub start: bool,
}

/// Compiles what a request needs of a scenario under a profile, for this processor.
///
/// # Errors
/// [`CompileError`] where elements need each other at the same instant, or the program is too large.
pub fn compile(
    scenario: &Scenario,
    profile: ProfileId,
    request: &Request,
) -> Result<Program, CompileError> {
    compile_for(scenario, profile, request, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes (a multiple of 8 up to 128); tests use it to show that
/// neither changes a bit.
///
/// # Errors
/// As [`compile`].
pub fn compile_for(
    scenario: &Scenario,
    profile: ProfileId,
    request: &Request,
    features: Features,
    lanes: Option<usize>,
) -> Result<Program, CompileError> {
    compile_course(
        scenario,
        &Course::of(scenario, profile),
        request,
        features,
        lanes,
    )
}

/// Compiles one plan: strategies that may change during the run.
///
/// # Errors
/// As [`compile`]; rules that follow each other in a plan must not need each other either.
pub fn compile_plan(
    scenario: &Scenario,
    plan: &Plan,
    request: &Request,
) -> Result<Program, CompileError> {
    let course = Course::of_plan(plan);
    compile_course(scenario, &course, request, Features::detect(), None)
}

pub(crate) fn compile_course(
    scenario: &Scenario,
    course: &Course,
    request: &Request,
    features: Features,
    lanes: Option<usize>,
) -> Result<Program, CompileError> {
    let lowered = lower::lower(scenario, course, request)?;
    let frame = Frame::new(scenario, &lowered);
    let code = generate::generate(&lowered, &frame, features, lanes, false)?;
    Ok(Program {
        lowered,
        frame,
        code,
        trace: OnceLock::new(),
        features,
    })
}

impl Program {
    /// How large it is.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let graph = &self.lowered.graph;
        let equations = self
            .lowered
            .named
            .iter()
            .filter(|(_, node)| graph.node(*node).when == When::Step)
            .map(|(_, node)| graph.rows(*node) as usize)
            .sum();
        Facts {
            equations,
            operations: self.code.observe.instructions.len()
                + 3 * self.code.stage.instructions.len(),
            steps: self.frame.clock.steps,
            lanes: self.code.lanes,
            numbers: self.code.arena_rows as usize,
        }
    }

    /// The code that keeps every named value.
    pub(crate) fn trace(&self) -> Option<&Code> {
        if let Some(code) = self.trace.get() {
            return Some(code);
        }
        let code =
            generate::generate(&self.lowered, &self.frame, self.features, Some(8), true).ok()?;
        Some(self.trace.get_or_init(|| code))
    }
}

impl Frame {
    fn new(scenario: &Scenario, lowered: &Lowered) -> Frame {
        use contend_model::model::{QuantityKind, Trigger};
        let mut parameters = Vec::new();
        for (index, quantity) in scenario.quantities.iter().enumerate() {
            if let QuantityKind::Parameter(p) = &quantity.kind
                && p.inputs.iter().any(Option::is_some)
            {
                parameters.push(DrawnParameter {
                    quantity: QuantityId(index as u32),
                    values: p.values.clone(),
                    inputs: p.inputs.clone(),
                });
            }
        }
        let events = scenario
            .events
            .iter()
            .map(|event| EventRule {
                kind: match event.trigger {
                    Trigger::At { step } => EventKind::At(step),
                    Trigger::Hazard(_) => EventKind::Hazard,
                    Trigger::When(_) => EventKind::When,
                },
                repeats: event.repeats,
                cooldown: event.cooldown,
                site: event.chance_site,
            })
            .collect();
        let may_be_infinite = lowered
            .outcomes
            .iter()
            .map(|(id, _)| has_first_time(&scenario.outcomes[id.index()].equation))
            .collect();
        Frame {
            clock: scenario.clock,
            tables: scenario.tables.clone(),
            parameters,
            events,
            may_be_infinite,
        }
    }
}

fn has_first_time(e: &contend_model::expression::Expression) -> bool {
    use contend_model::expression::{Node, SummaryOp};
    match &e.node {
        Node::Summary { op, .. } => *op == SummaryOp::FirstTime,
        Node::Unary(_, a) | Node::Lookup(_, a) => has_first_time(a),
        Node::Binary(_, a, b) => has_first_time(a) || has_first_time(b),
        Node::If(a, b, c) => has_first_time(a) || has_first_time(b) || has_first_time(c),
        Node::Reduce { body, .. } | Node::Along { body, .. } => has_first_time(body),
        _ => false,
    }
}
