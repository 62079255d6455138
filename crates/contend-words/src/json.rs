//! Answers as data for other programs: stable ids and numbers, and beside each finding its words in one language.
//!
//! Whatever is said stands in a field `words`; all else is the same in every language.

use contend_session::report::{
    ClaimReport, FaultReport, OutcomeReport, RunFacts, RunReport, ScenarioFacts, Watches,
};
use serde::Serialize;

use crate::Language;
use crate::claims::ClaimWords;

/// A finding and its words.
#[derive(Clone, Debug, Serialize)]
pub struct Worded<'a, F: Serialize, W: Serialize> {
    /// The finding; its fields stand beside the words.
    #[serde(flatten)]
    pub finding: &'a F,
    /// The words.
    pub words: W,
}

/// The answer to a run, as `contend run --json` writes it.
#[derive(Clone, Debug, Serialize)]
pub struct RunJson<'a> {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// Tag of the language of all words.
    pub language: &'static str,
    /// The scenario.
    pub scenario: &'a ScenarioFacts,
    /// What was run.
    pub run: &'a RunFacts,
    /// One entry for each claim, in the order of the scenario.
    pub claims: Vec<Worded<'a, ClaimReport, ClaimWords>>,
    /// One entry for each element of each outcome.
    pub outcomes: &'a [OutcomeReport],
    /// What was watched over time; absent when nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watches: Option<&'a Watches>,
    /// Why runs failed; empty when none did.
    pub faults: &'a [FaultReport],
    /// Things to know when reading the rest.
    pub notes: &'a [String],
}

impl<'a> RunJson<'a> {
    /// A report with its words.
    #[must_use]
    pub fn new(m: &Language, report: &'a RunReport) -> RunJson<'a> {
        RunJson {
            contend: report.contend,
            language: m.tag(),
            scenario: &report.scenario,
            run: &report.run,
            claims: claims(m, &report.claims),
            outcomes: &report.outcomes,
            watches: report.watches.as_ref(),
            faults: &report.faults,
            notes: &report.notes,
        }
    }
}

fn claims<'a>(
    m: &Language,
    claims: impl IntoIterator<Item = &'a ClaimReport>,
) -> Vec<Worded<'a, ClaimReport, ClaimWords>> {
    claims
        .into_iter()
        .map(|finding| Worded {
            finding,
            words: ClaimWords::new(m, finding),
        })
        .collect()
}
