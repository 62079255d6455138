//! Why a plan cannot run, as the errors of a request.

use contend_engine::{CompileError, Program, Request, compile};
use contend_ensemble::memory::{Kept, TooLarge};
use contend_ensemble::{DrawingError, PlanError};
use contend_model::id::{ProfileId, QuantityId};
use contend_model::model::Scenario;

use crate::error::{RunError, TooMuch, Uncompiled};
use crate::watch::element_name;

/// Elements of a loop that are named.
const LOOP_SHOWN: usize = 8;

/// What would not fit into memory.
pub(crate) fn too_large(error: TooLarge) -> RunError {
    RunError::TooMuch {
        what: match error.what {
            Kept::Worlds => TooMuch::Worlds,
            Kept::Outcomes => TooMuch::Outcomes,
            Kept::Watches => TooMuch::Watches,
        },
        bytes: error.bytes,
        limit: error.limit,
    }
}

/// Why a plan cannot be made ready.
pub(crate) fn plan_error(scenario: &Scenario, error: PlanError) -> RunError {
    match error {
        PlanError::Drawing(DrawingError::TooLarge(error)) => too_large(error),
        PlanError::Drawing(DrawingError::Design(error)) => RunError::Design(error),
        PlanError::Compile { profile, error } => compile_error(scenario, profile, error),
        other => RunError::Plan(other),
    }
}

/// Compiles a profile; an error gets the scenario's names.
pub(crate) fn compile_profile(
    scenario: &Scenario,
    profile: ProfileId,
    request: &Request,
) -> Result<Program, RunError> {
    compile(scenario, profile, request).map_err(|error| compile_error(scenario, profile, error))
}

/// What stands in the way of a profile.
pub(crate) fn compile_error(
    scenario: &Scenario,
    profile: ProfileId,
    error: CompileError,
) -> RunError {
    let why = match error {
        CompileError::Loop { elements } => {
            let named = |(id, element): &(QuantityId, u32)| {
                let quantity = scenario.quantity(*id);
                element_name(scenario, &quantity.name, &quantity.over, *element)
            };
            Uncompiled::Loop {
                elements: elements.iter().take(LOOP_SHOWN).map(named).collect(),
                more: elements.len() > LOOP_SHOWN,
            }
        }
        CompileError::MemoryInRecursion { quantity } => Uncompiled::MemoryInRecursion {
            quantity: scenario.quantity(quantity).name.clone(),
        },
        CompileError::TooLarge { numbers, limit } => Uncompiled::TooLarge { numbers, limit },
        CompileError::Misplaced { what } => Uncompiled::Misplaced { what },
        CompileError::Defect(defect) => Uncompiled::Defect(defect),
        other => Uncompiled::Other(other.to_string()),
    };
    RunError::Compile {
        profile: scenario.profiles[profile.index()].id.clone(),
        why,
    }
}
