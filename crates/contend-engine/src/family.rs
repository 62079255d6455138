//! Several profiles of one scenario on the same worlds, computed together; each in a plane of one program.

use std::ops::Range;

use contend_model::id::ProfileId;
use contend_model::model::Scenario;

use crate::batch::{Batch, Request};
use crate::features::Features;
use crate::lower::CompileError;
use crate::machine::Draws;
use crate::planes::{Planes, Wrong};
use crate::play::Course;

/// Several profiles of one scenario, ready to run any worlds.
#[derive(Debug)]
pub struct Family {
    planes: Planes,
}

/// How much is shared by what is computed together, by counts of evaluations of equations in one world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedFacts {
    /// Profiles, or paths.
    pub courses: usize,
    /// Equations computed at an instant: stocks, flows, variables and levers, counted by element.
    pub equations: usize,
    /// Steps before any differs from another.
    pub shared_steps: u32,
    /// Equations evaluated at most, all together: what a lever reaches is counted anew, though it may come to the same.
    pub evaluations: u64,
    /// Equations that separate runs would evaluate.
    pub evaluations_apart: u64,
}

/// Compiles what a request needs of a scenario under several profiles, for this processor.
///
/// # Errors
/// The first profile that cannot be compiled, and why.
pub fn compile_family(
    scenario: &Scenario,
    profiles: &[ProfileId],
    request: &Request,
) -> Result<Family, (ProfileId, CompileError)> {
    compile_family_for(scenario, profiles, request, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes; see [`crate::compile_for`].
///
/// # Errors
/// As [`compile_family`].
pub fn compile_family_for(
    scenario: &Scenario,
    profiles: &[ProfileId],
    request: &Request,
    features: Features,
    lanes: Option<usize>,
) -> Result<Family, (ProfileId, CompileError)> {
    let asked: Vec<_> = profiles.iter().map(|p| (*p, request.clone())).collect();
    compile_asked_for(scenario, &asked, features, lanes)
}

/// Compiles several profiles, each with what is asked of it. What nobody reads is left out where every request says so.
///
/// # Errors
/// As [`compile_family`].
pub fn compile_asked(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
) -> Result<Family, (ProfileId, CompileError)> {
    compile_asked_for(scenario, asked, Features::detect(), None)
}

/// Compiles for stated processor features and number of lanes; see [`crate::compile_for`].
///
/// # Errors
/// As [`compile_family`].
pub fn compile_asked_for(
    scenario: &Scenario,
    asked: &[(ProfileId, Request)],
    features: Features,
    lanes: Option<usize>,
) -> Result<Family, (ProfileId, CompileError)> {
    let courses = asked
        .iter()
        .map(|(p, _)| Course::of(scenario, *p))
        .collect();
    let requests = asked.iter().map(|(_, request)| request.clone()).collect();
    let planes = Planes::new(scenario, courses, requests, features, lanes)
        .map_err(|(place, error)| (asked[place].0, error))?;
    Ok(Family { planes })
}

impl Family {
    /// Worlds that advance together.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.planes.lanes()
    }

    /// How much is shared.
    #[must_use]
    pub fn facts(&self) -> SharedFacts {
        self.planes.facts()
    }

    /// Runs consecutive worlds under all profiles; one batch for each, in order, with the bits of [`crate::Program::run`].
    ///
    /// `go_on` is asked before each tile of worlds; `None` if it says no.
    pub fn run(
        &self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Batch>> {
        self.planes.run(draws, worlds, Wrong::Explained, go_on)
    }
}
