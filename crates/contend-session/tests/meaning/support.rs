//! A scenario's outcomes and claims in many worlds, and what is computed from them.

use contend_engine::design::Worlds;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{ClaimReport, RunReport};
use contend_session::request::{RunRequest, Scope};

/// The seed of all worlds here.
pub const SEED: u64 = 5;

/// A scenario in which there is no mistake.
pub fn open(text: &str) -> Session {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    let findings = opened.findings;
    opened.session.unwrap_or_else(|| panic!("{findings:?}"))
}

/// What so many worlds of a scenario say. Where claims alone are asked for they must say the same.
pub fn run(text: &str, worlds: u64) -> RunReport {
    let [all, claims] = [Scope::Outcomes, Scope::Claims].map(|scope| within(text, worlds, scope));
    assert_eq!(format!("{:?}", all.claims), format!("{:?}", claims.claims));
    all
}

/// What so many worlds say, of all outcomes or of claims alone.
pub fn within(text: &str, worlds: u64, scope: Scope) -> RunReport {
    let request = RunRequest {
        worlds: Some(worlds),
        scope,
        ..RunRequest::default()
    };
    open(text).run(&request, &Sequential, &Silent).unwrap()
}

/// What is said of a claim.
pub fn claim<'r>(report: &'r RunReport, id: &str) -> &'r ClaimReport {
    report.claims.iter().find(|c| c.id == id).unwrap()
}

/// Under the first profile, for each outcome its numbers: of its first element in all worlds, then of the next.
pub fn columns(text: &str, worlds: u64) -> impl Fn(&str) -> Vec<f64> + use<> {
    under(text, ProfileId(0), worlds)
}

/// The same under another profile.
pub fn under(text: &str, profile: ProfileId, worlds: u64) -> impl Fn(&str) -> Vec<f64> + use<> {
    let scenario = open(text).scenario().clone();
    let drawn = Worlds::new(&scenario, Default::default(), worlds, SEED).unwrap();
    let request = contend_engine::Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Default::default()
    };
    let program = contend_engine::compile(&scenario, profile, &request).unwrap();
    let batch = program.run(&drawn, 0..worlds);
    move |name| {
        let at = scenario.outcomes.iter().position(|o| o.id == name);
        let at = at.unwrap_or_else(|| panic!("no outcome `{name}`"));
        let before = scenario.outcomes[..at].iter();
        let first: usize = before.map(|o| scenario.size(&o.over)).sum();
        let own = scenario.size(&scenario.outcomes[at].over);
        batch.outcomes[first..first + own].concat()
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
