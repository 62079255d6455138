//! Why a plan cannot run, as the errors of a request.

use contend_engine::{CompileError, Program, Request, compile};
use contend_ensemble::memory::{Kept, TooLarge};
use contend_ensemble::{DrawingError, PlanError};
use contend_model::id::ProfileId;
use contend_model::model::Scenario;

use crate::request::RunError;
use crate::watch::element_name;

/// What would not fit into memory, and what to do.
pub(crate) fn too_large(error: TooLarge) -> RunError {
    let (what, cure) = match error.what {
        Kept::Worlds => ("one number for each world", "run fewer worlds"),
        Kept::Outcomes => (
            "the outcomes of all worlds",
            "run fewer worlds or profiles, or sum up outcomes over their dimensions",
        ),
        Kept::Watches => (
            "the watched values of all worlds",
            "watch fewer quantities, or run fewer worlds or profiles",
        ),
    };
    RunError::TooMuch {
        what,
        bytes: error.bytes,
        limit: error.limit,
        cure: cure.to_owned(),
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

/// Compiles a profile; an error is put into words with the scenario's names.
pub(crate) fn compile_profile(
    scenario: &Scenario,
    profile: ProfileId,
    request: &Request,
) -> Result<Program, RunError> {
    compile(scenario, profile, request).map_err(|error| compile_error(scenario, profile, error))
}

/// What stands in the way of a profile, in words.
pub(crate) fn compile_error(
    scenario: &Scenario,
    profile: ProfileId,
    error: CompileError,
) -> RunError {
    RunError::Compile {
        profile: scenario.profiles[profile.index()].id.clone(),
        words: compile_words(scenario, &error),
        error,
    }
}

fn compile_words(scenario: &Scenario, error: &CompileError) -> String {
    match error {
        CompileError::Loop { elements } => {
            let mut names: Vec<String> = elements
                .iter()
                .take(8)
                .map(|(id, element)| {
                    let quantity = scenario.quantity(*id);
                    format!(
                        "`{}`",
                        element_name(scenario, &quantity.name, &quantity.over, *element)
                    )
                })
                .collect();
            if elements.len() > 8 {
                names.push("…".to_owned());
            } else if let Some(first) = names.first().cloned() {
                names.push(first);
            }
            format!(
                "equations need each other at the same instant: {}; break the loop with a stock, `previous`, `lag`, \
                 `smooth` or `delay`",
                names.join(" needs ")
            )
        }
        CompileError::MemoryInRecursion { quantity } => format!(
            "the equation of `{}` reads its own earlier elements through `peak`, which cannot be computed; \
             give the inner part a variable of its own",
            scenario.quantity(*quantity).name
        ),
        other => other.to_string(),
    }
}
