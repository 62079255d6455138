//! What is found by sensitivity indices.

use contend_analysis::indices::delta::Delta;
use contend_analysis::indices::morris::Effects;
use contend_analysis::indices::shapley::Shapley;
use contend_analysis::indices::sobol::Sobol;
use serde::Serialize;

use super::Method;
use crate::error::RunError;
use crate::report::ScenarioFacts;

/// What an outcome hangs on.
#[derive(Clone, Debug, Serialize)]
pub struct IndicesReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// The outcome, with its element.
    pub outcome: String,
    /// What it is; may be empty.
    pub about: String,
    /// Its unit.
    pub unit: String,
    /// The profile.
    pub profile: String,
    /// Which indices.
    pub method: Method,
    /// Pairs of worlds, or worlds.
    pub rows: u64,
    /// Worlds that were run.
    pub runs: u64,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How often rows were drawn anew.
    pub resamples: u32,
    /// Whether it was stopped; nothing is found then.
    pub interrupted: bool,
    /// What is moved together.
    pub groups: Vec<GroupReport>,
    /// The indices.
    pub found: Option<Found>,
    /// Things to know when reading it.
    pub notes: Vec<IndicesNote>,
}

/// Inputs that are moved together.
#[derive(Clone, Debug, Serialize)]
pub struct GroupReport {
    /// A parameter, several, or a file; empty of luck.
    pub name: String,
    /// Whether it is chance within runs.
    pub luck: bool,
    /// The inputs.
    pub inputs: Vec<String>,
}

/// The indices, in the order of the groups; of [`Method::Delta`] in that of their inputs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Found {
    /// The outcome is the same in every world.
    Flat,
    /// Parts of the variance.
    Sobol(Sobol),
    /// Elementary effects; none where fewer than two worlds have a value.
    Morris(Vec<Option<Effects>>),
    /// δ of each input; none where too few worlds count.
    Delta(Vec<Option<Delta>>),
    /// What each group explains, shared out between its inputs.
    Shapley(Vec<SharedOut>),
}

/// What inputs that are drawn together explain.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SharedOut {
    /// The effects, in the order of the group's inputs.
    Effects(Shapley),
    /// There are more inputs than can be asked about.
    TooMany,
    /// Too few worlds count, or nothing varies.
    Nothing,
}

/// Something to know when reading the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndicesNote {
    /// What is known of events was not asked of these worlds.
    FactsUnasked,
    /// Rows that are held against each other have the same luck.
    LuckIsKept,
    /// Luck is in the outcome, and is none of what is told.
    LuckIsNoise,
    /// There are many parameters, so that all of a file stand together.
    ByFile,
    /// Inputs that depend on each other stand together.
    Together,
}

/// Why indices cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndicesError {
    /// There is no outcome of that name.
    UnknownOutcome {
        /// As asked.
        name: String,
        /// Names that are near it, else all.
        known: Vec<String>,
    },
    /// The outcome has several elements.
    WhichElement {
        /// The outcome.
        outcome: String,
        /// As they are asked for.
        elements: Vec<String>,
    },
    /// Nothing uncertain reaches the outcome, nor chance.
    Nothing {
        /// The outcome.
        outcome: String,
    },
    /// No inputs that reach the outcome are drawn together.
    NoneTogether {
        /// The outcome.
        outcome: String,
    },
}

impl IndicesError {
    /// Its name in data.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            IndicesError::UnknownOutcome { .. } => "unknown-outcome",
            IndicesError::WhichElement { .. } => "which-element",
            IndicesError::Nothing { .. } => "nothing-uncertain",
            IndicesError::NoneTogether { .. } => "none-together",
        }
    }
}

impl From<IndicesError> for RunError {
    fn from(error: IndicesError) -> RunError {
        RunError::Indices(error)
    }
}
