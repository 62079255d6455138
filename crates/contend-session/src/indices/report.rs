//! What is found by sensitivity indices.

use contend_analysis::indices::delta::Delta;
use contend_analysis::indices::morris::Effects;
use contend_analysis::indices::shapley::Shapley;
use contend_analysis::indices::sobol::Sobol;
use serde::Serialize;

use super::Method;
use crate::error::RunError;
use crate::report::ScenarioFacts;

/// What an outcome or a claim hangs on.
#[derive(Clone, Debug, Serialize)]
pub struct IndicesReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// What is asked about.
    #[serde(flatten)]
    pub about: About,
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

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum About {
    /// An outcome under a profile.
    Outcome {
        /// The outcome, with its element.
        outcome: String,
        /// What it is; may be empty.
        about: String,
        /// Its unit.
        unit: String,
        /// The profile.
        profile: String,
    },
    /// The truth of a claim.
    Claim {
        /// The claim.
        claim: String,
        /// What it says.
        says: String,
    },
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
    /// The truth of a claim is taken for a number: 1 where it holds, 0 where it fails.
    TruthAsNumber,
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
    /// What is asked about is a game.
    Game {
        /// The game.
        game: String,
        /// Objectives of its players.
        objectives: Vec<String>,
    },
    /// The truth of a claim in single worlds cannot be parted.
    Claim {
        /// The claim.
        claim: String,
        /// Why.
        why: NoIndices,
        /// Outcomes that it reads, as they can be asked for.
        outcomes: Vec<String>,
    },
    /// Nothing uncertain reaches it, nor chance.
    Nothing {
        /// As asked.
        answer: String,
    },
    /// No inputs that reach it are drawn together.
    NoneTogether {
        /// As asked.
        answer: String,
    },
}

/// Why the truth of a claim in single worlds cannot be parted between inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoIndices {
    /// It is a value judgement.
    ValueJudgement,
    /// It states a fact, which is the same in all worlds.
    Fact,
    /// It is asked of all worlds together.
    AllWorlds,
    /// It is asked of averages over worlds that share their inputs.
    Averages,
    /// It is judged on some worlds: in these, inputs depend on each other.
    SomeWorlds,
    /// The scenario says nothing of what it compares.
    Silence,
    /// Its test cannot be evaluated; `contend run` says why.
    Untested,
}

impl IndicesError {
    /// Its name in data.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            IndicesError::Game { .. } => "indices-of-game",
            IndicesError::Claim { .. } => "indices-of-claim",
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
