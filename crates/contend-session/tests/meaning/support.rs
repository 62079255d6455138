//! A scenario's outcomes in many worlds, and what is computed from them.

use contend_engine::design::Worlds;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;
use contend_session::Session;

/// The seed of all worlds here.
pub const SEED: u64 = 5;

/// Under the first profile, for each outcome its numbers, all elements of the first world first.
pub fn columns(text: &str, worlds: u64) -> impl Fn(&str) -> Vec<f64> + use<> {
    under(text, ProfileId(0), worlds)
}

/// The same under another profile.
pub fn under(text: &str, profile: ProfileId, worlds: u64) -> impl Fn(&str) -> Vec<f64> + use<> {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let scenario = session.scenario().clone();
    let drawn = Worlds::new(&scenario, Default::default(), worlds, SEED).unwrap();
    let request = contend_engine::Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Default::default()
    };
    let program = contend_engine::compile(&scenario, profile, &request).unwrap();
    let batch = program.run(&drawn, 0..worlds);
    move |name| {
        let at = scenario.outcomes.iter().position(|o| o.id == name);
        batch.outcomes[at.unwrap_or_else(|| panic!("no outcome `{name}`"))].clone()
    }
}

/// What `check` says of a scenario: identity and case of each finding.
pub fn findings(text: &str) -> Vec<(String, String)> {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    let findings = opened.findings.iter();
    findings
        .map(|f| (f.id.to_string(), f.case.to_string()))
        .collect()
}

pub fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

pub fn covariance(x: &[f64], y: &[f64]) -> f64 {
    let (a, b) = (mean(x), mean(y));
    let products = x.iter().zip(y).map(|(x, y)| (x - a) * (y - b));
    products.sum::<f64>() / x.len() as f64
}
