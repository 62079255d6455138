//! What running a program needs of its scenario beside the code.

use contend_model::clock::Clock;
use contend_model::expression::{Expression, SummaryOp, Term};
use contend_model::id::{InputId, QuantityId};
use contend_model::key::Key;
use contend_model::model::{QuantityKind, Scenario, Table, Trigger};

use crate::lower::Lowered;

/// What running a program needs of its scenario beside the code.
#[derive(Debug)]
pub(crate) struct Frame {
    pub clock: Clock,
    pub tables: Vec<Table>,
    /// For each quantity with drawn elements: central values and inputs.
    pub parameters: Vec<DrawnParameter>,
    /// For each event of the scenario: how it happens.
    pub events: Vec<EventRule>,
    /// For each outcome of the program: whether it may be infinite, as a first time may.
    pub may_be_infinite: Vec<bool>,
}

#[derive(Debug)]
pub(crate) struct DrawnParameter {
    pub quantity: QuantityId,
    pub values: Vec<f64>,
    pub inputs: Vec<Option<InputId>>,
}

#[derive(Clone, Debug)]
pub(crate) struct EventRule {
    pub kind: EventKind,
    pub repeats: bool,
    pub cooldown: f64,
    /// Of each element.
    pub keys: Vec<Key>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EventKind {
    At(u32),
    Hazard,
    When,
    /// An outcome of the event before it.
    Outcome,
}

impl Frame {
    pub(crate) fn new(scenario: &Scenario, lowered: &Lowered) -> Frame {
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
                    Trigger::Outcome { .. } => EventKind::Outcome,
                },
                repeats: event.repeats,
                cooldown: event.cooldown,
                keys: scenario.element_keys(event.chance_site, &event.over),
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

/// Whether a first time stands in an expression, other than in a condition on elements: that decides what is counted.
fn has_first_time(e: &Expression) -> bool {
    match &e.term {
        Term::Summary { op, .. } => *op == SummaryOp::FirstTime,
        Term::Reduce { body, .. } | Term::Quantile { body, .. } => has_first_time(body),
        _ => e.parts().into_iter().any(has_first_time),
    }
}
