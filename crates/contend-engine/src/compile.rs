//! From a scenario to a program.

use contend_model::id::{ProfileId, QuantityId};
use contend_model::model::Scenario;

use crate::asked::{self, Told};
use crate::batch::Request;
use crate::features::Features;
use crate::frame::Frame;
use crate::lower::{self, CompileError};
use crate::play::{Course, LineOfPlay};
use crate::program::Program;

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

/// Compiles for stated processor features and number of lanes, worlds that advance together; tests use it to show that
/// neither changes a bit. Lanes are rounded to 8, 16, 32 or 64; without a number, as many as suit the program.
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
    let course = Course::of(scenario, profile);
    compile_course(scenario, &course, request, features, lanes)
}

/// Compiles one line of play: strategies that may change during the run.
///
/// # Errors
/// As [`compile`]; rules that follow each other in a line must not need each other either.
pub fn compile_line(
    scenario: &Scenario,
    line: &LineOfPlay,
    request: &Request,
) -> Result<Program, CompileError> {
    let course = Course::of_line(line);
    compile_course(scenario, &course, request, Features::detect(), None)
}

pub(crate) fn compile_course(
    scenario: &Scenario,
    course: &Course,
    request: &Request,
    features: Features,
    lanes: Option<usize>,
) -> Result<Program, CompileError> {
    compile_courses(
        scenario,
        std::slice::from_ref(course),
        std::slice::from_ref(request),
        None,
        features,
        lanes,
    )
}

/// One program of several lines of play, each with what is asked of it. Open levers may be set otherwise when it is run, by
/// candidates.
pub(crate) fn compile_courses(
    scenario: &Scenario,
    courses: &[Course],
    requests: &[Request],
    open: Option<&[QuantityId]>,
    features: Features,
    lanes: Option<usize>,
) -> Result<Program, CompileError> {
    let all = asked::together(requests);
    let told: Vec<Told> = (courses.iter().zip(requests))
        .map(|(course, request)| Told::new(scenario, course, request, &all))
        .collect();
    let lowered = lower::lower_with(scenario, courses, &all, &asked::events(&told), open)?;
    let frame = Frame::new(scenario, &lowered);
    Program::new(lowered, frame, told, all.only_read, features, lanes)
}
