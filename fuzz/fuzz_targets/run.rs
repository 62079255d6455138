//! Any bytes as the files of a scenario: read, compiled, run in a few worlds, claims weighed.
#![no_main]

mod folder;

use contend_engine::{Request, compile};
use contend_model::id::OutcomeId;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;
use libfuzzer_sys::fuzz_target;

/// Elements of equations times steps that a world may have here: larger ones are slow by right.
const MOST_WORK: usize = 200_000;

fuzz_target!(|bytes: &[u8]| {
    let Some(session) = Session::open(&folder::folder(bytes)).session else { return };
    let scenario = session.scenario();
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Request::default()
    };
    let Ok(program) = compile(scenario, scenario.baseline, &request) else { return };
    let facts = program.facts();
    let work = facts.equations.max(facts.operations).max(1).saturating_mul(facts.steps as usize);
    if work.saturating_mul(scenario.profiles.len()) > MOST_WORK || facts.numbers > MOST_WORK {
        return;
    }
    let request = RunRequest { worlds: Some(20), ..RunRequest::default() };
    if let Ok(report) = session.run(&request, &Sequential, &Silent) {
        assert_eq!(report.claims.len(), scenario.claims.len(), "every claim has its verdict");
    }
});
