//! What is found of an actor's strategies.

use contend_analysis::robustness::Ranking;
use serde::Serialize;

use super::search::SearchError;
use crate::error::RunError;
use crate::report::{FaultReport, KnownReport, Note, ScenarioFacts};

/// Which strategy of an actor is better, by what, and how sure that is.
#[derive(Clone, Debug, Serialize)]
pub struct BetterReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// What was run.
    pub run: BetterRun,
    /// Whose strategies.
    pub actor: String,
    /// Its name for people.
    pub name: String,
    /// The outcome that it wants more of.
    pub objective: String,
    /// What that is; may be empty.
    pub about: String,
    /// Its unit.
    pub unit: String,
    /// What is found where the others do this or that.
    pub contexts: Vec<ContextReport>,
    /// Why runs failed; empty where none did.
    pub faults: Vec<FaultReport>,
    /// Things to know when reading the rest.
    pub notes: Vec<BetterNote>,
}

/// What was run.
#[derive(Clone, Debug, Serialize)]
pub struct BetterRun {
    /// Worlds that are complete under every profile.
    pub worlds: u64,
    /// Worlds that were asked for.
    pub worlds_asked: u64,
    /// Whether it was stopped.
    pub interrupted: bool,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How worlds were drawn.
    pub design: String,
    /// Profiles that were run: each strategy against what the others do.
    pub profiles: usize,
    /// One world under one profile each.
    pub runs: u64,
    /// Runs that failed.
    pub failed_runs: u64,
    /// How often worlds were drawn anew.
    pub resamples: u32,
    /// Whether enough is what the actor gets by what it does in each profile; else it was asked for.
    pub enough_is_own: bool,
}

/// The actor's strategies where the others do the same.
#[derive(Clone, Debug, Serialize)]
pub struct ContextReport {
    /// The profile of the scenario from which it is taken what the others do.
    pub profile: String,
    /// Whether that is what they do in the baseline.
    pub baseline: bool,
    /// What each other actor does.
    pub others: Vec<OtherReport>,
    /// What the actor does in that profile.
    pub own: String,
    /// Worlds that count.
    pub worlds: u64,
    /// Worlds left out of all strategies because one has no payoff there.
    pub left_out: u64,
    /// The payoff that is enough.
    pub enough: f64,
    /// Whether all strategies pay the same in every world.
    pub flat: bool,
    /// The strategies, in the order of the scenario.
    pub strategies: Vec<StrategyReport>,
    /// Each measure with its value of each strategy.
    pub measures: Vec<Ranking>,
    /// The strategies that some measure chooses, those that most choose first.
    pub chosen: Vec<ChosenReport>,
}

/// What another actor does.
#[derive(Clone, Debug, Serialize)]
pub struct OtherReport {
    /// Who.
    pub actor: String,
    /// Its strategy.
    pub strategy: String,
    /// Whether it does so in the baseline too.
    pub as_in_baseline: bool,
}

/// A strategy.
#[derive(Clone, Debug, Serialize)]
pub struct StrategyReport {
    /// Its name in scenario files.
    pub id: String,
    /// What it is; may be empty.
    pub about: String,
    /// The profile of the scenario in which it stands against these others; absent where it was played here alone.
    pub profile: Option<String>,
    /// Mean payoff and its standard error.
    pub mean: (f64, f64),
    /// By how much less it gets on average than the strategy with the highest mean, and the standard error of that, world by world;
    /// 0 of that strategy itself.
    pub behind: (f64, f64),
    /// By how many measures it is first.
    pub first_by: usize,
    /// Another that does at least as well in every world, and better in one.
    pub dominated_by: Option<String>,
    /// An earlier one that pays the same in every world.
    pub same_as: Option<String>,
}

/// A strategy that some measures choose.
#[derive(Clone, Debug, Serialize)]
pub struct ChosenReport {
    /// Its place among the strategies.
    pub strategy: usize,
    /// Places of the measures.
    pub measures: Vec<usize>,
}

/// Something to know when reading the report.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BetterNote {
    /// It was stopped.
    Interrupted {
        /// The first worlds, which the report covers.
        worlds: u64,
        /// Worlds that were asked for.
        worlds_asked: u64,
    },
    /// Only worlds that agree with what is known of events count.
    Known(KnownReport),
    /// Uncertain inputs of which the table of worlds has no column.
    Held {
        /// Their names.
        inputs: Vec<String>,
    },
    /// As of any run: where levers were held.
    Run(Note),
    /// More than one world in a hundred is left out.
    LeftOut {
        /// The profile from which it is taken what the others do.
        profile: String,
        /// Worlds left out.
        worlds: u64,
        /// Of so many.
        of: u64,
    },
    /// Profiles in which the others do something else, which was not asked for.
    MoreProfiles {
        /// One for each.
        profiles: Vec<String>,
    },
}

/// Why an actor's strategies cannot be ranked.
#[derive(Clone, Debug, PartialEq)]
pub enum BetterError {
    /// No actor is named, where there is not exactly one that can be meant.
    WhichActor {
        /// Actors that have an objective and a choice.
        known: Vec<String>,
    },
    /// There is no actor of that name.
    UnknownActor {
        /// As asked.
        name: String,
        /// Names that are near it, else all.
        known: Vec<String>,
    },
    /// The actor has no objective.
    NoObjective {
        /// The actor.
        actor: String,
        /// Actors that have one.
        known: Vec<String>,
    },
    /// The actor has one strategy, or none.
    NoChoice {
        /// The actor.
        actor: String,
        /// Its only one.
        strategy: Option<String>,
    },
    /// Nothing that its strategies set can reach its objective.
    Unmoved {
        /// The actor.
        actor: String,
        /// The outcome.
        objective: String,
    },
    /// Worlds that were kept of a run do not tell it.
    NotKept {
        /// The actor.
        actor: String,
        /// Why they do not.
        why: RankingLacks,
    },
    /// A search cannot begin.
    Search(SearchError),
}

/// Why an actor's strategies cannot be ranked from worlds that were kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RankingLacks {
    /// Worlds share their inputs, and what an actor gets is a mean over worlds that do not.
    Together {
        /// Worlds that share each set of inputs.
        together: u64,
    },
    /// No profile of the scenario plays some of its strategies.
    Strategies {
        /// Which.
        missing: Vec<String>,
    },
}

impl BetterError {
    /// Its name in data.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            BetterError::WhichActor { .. } => "which-actor",
            BetterError::UnknownActor { .. } => "unknown-actor",
            BetterError::NoObjective { .. } => "no-objective",
            BetterError::NoChoice { .. } => "no-choice",
            BetterError::Unmoved { .. } => "unmoved",
            BetterError::NotKept { .. } => "ranking-not-kept",
            BetterError::Search(error) => error.id(),
        }
    }
}

impl From<BetterError> for RunError {
    fn from(error: BetterError) -> RunError {
        RunError::Better(error)
    }
}
