//! What a search finds.

use serde::{Deserialize, Serialize};

use crate::better::report::OtherReport;
use crate::report::{FaultReport, KnownReport, Note, ScenarioFacts};

/// Which settings of an actor's levers, or of its rules' thresholds, no other setting beats.
#[derive(Clone, Debug, Serialize)]
pub struct SearchReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// What was run.
    pub run: SearchRun,
    /// Who sets them.
    pub actor: String,
    /// Its name for people.
    pub name: String,
    /// The profile of the scenario from which it is taken what the others do.
    pub profile: String,
    /// Whether that is the baseline.
    pub baseline: bool,
    /// What each other actor does.
    pub others: Vec<OtherReport>,
    /// What is wanted.
    pub goals: Vec<GoalReport>,
    /// Goals that nothing the actor sets can move: they are left out.
    pub unmoved: Vec<String>,
    /// What was searched.
    pub forms: Vec<FormReport>,
    /// How large the front was in the worlds of the search, after so many candidates: the volume that it dominates, in boxes
    /// from the worst to the best that a few candidates drawn at random had.
    pub hypervolume: Vec<(u64, f64)>,
    /// The strategies that the scenario declares, in fresh worlds.
    pub declared: Vec<JudgedReport>,
    /// Place of the declared strategy that has most of the first goal.
    pub best_declared: Option<usize>,
    /// What was found, in fresh worlds; by the first goal, the best first.
    pub found: Vec<FoundReport>,
    /// So many that stood on the front in the worlds of the search are beaten by others in fresh ones, and left out.
    pub fell: usize,
    /// So many were left out because an outcome has no value in some fresh world in which every declared strategy has one.
    pub without_value: usize,
    /// By how much what was found looked better, on average over all of the front, in the worlds that chose it than in fresh ones;
    /// for each goal.
    pub looked_better: Vec<f64>,
    /// From how many standard errors on a difference is sure: 1.96 for one setting alone, more for several, of which some one would
    /// seem better by chance (Bonferroni).
    pub sure_from: f64,
    /// Fresh worlds that count.
    pub worlds: u64,
    /// Fresh worlds left out of all because some strategy has no value there.
    pub left_out: u64,
    /// Strategies of the actor that are played in equilibria of the scenario's games, at average payoffs.
    pub equilibrium: Vec<EquilibriumReport>,
    /// What was found as strategies of a scenario file.
    pub toml: String,
    /// Why runs failed; empty where none did.
    pub faults: Vec<FaultReport>,
    /// Things to know when reading the rest.
    pub notes: Vec<SearchNote>,
}

/// What was run.
#[derive(Clone, Debug, Serialize)]
pub struct SearchRun {
    /// Candidates that were judged, in all.
    pub candidates: u64,
    /// Of these so many were known from an earlier search that was stopped.
    pub resumed: u64,
    /// Candidates of all forms that no other beat in the worlds of the search.
    pub front: usize,
    /// Candidates that were asked for, of all forms.
    pub candidates_asked: u64,
    /// Candidates drawn at random beforehand, to see how far goals move.
    pub drawn_before: u64,
    /// Candidates that were dropped since a goal had no value in some world.
    pub dropped: u64,
    /// Worlds in which candidates were judged.
    pub search_worlds: u64,
    /// Their seed.
    pub search_seed: u64,
    /// Seed of the fresh worlds: that of any other run.
    pub seed: u64,
    /// Fresh worlds, in which what was found is told.
    pub worlds: u64,
    /// How worlds were drawn.
    pub design: String,
    /// One world under one strategy each, fresh ones included.
    pub runs: u64,
    /// Runs in fresh worlds that failed.
    pub failed_runs: u64,
    /// How often fresh worlds were drawn anew for standard errors.
    pub resamples: u32,
    /// Whether it was stopped.
    pub interrupted: bool,
}

/// Something that is wanted.
#[derive(Clone, Debug, Serialize)]
pub struct GoalReport {
    /// Its name: that of the outcome, with `:worst-tenth` where that is what counts.
    pub id: String,
    /// The outcome, with its element.
    pub outcome: String,
    /// What it is; may be empty.
    pub about: String,
    /// Its unit.
    pub unit: String,
    /// Whether more is better.
    pub more: bool,
    /// Of which worlds: `mean` of all, or `worst-tenth`.
    pub measure: &'static str,
    /// The difference that matters.
    pub epsilon: f64,
    /// Whether that was asked for; else it is about a hundredth of how far the goal moved among candidates at random.
    pub epsilon_asked: bool,
}

/// A family of strategies that was searched.
#[derive(Clone, Debug, Serialize)]
pub struct FormReport {
    /// The strategy whose thresholds were set; absent where levers were.
    pub like: Option<String>,
    /// What was to be decided.
    pub decisions: Vec<DecisionReport>,
    /// Candidates judged.
    pub candidates: u64,
    /// Candidates dropped.
    pub dropped: u64,
    /// How often the search stood still and was begun anew from what it had found.
    pub restarts: u32,
}

/// Something to be decided.
#[derive(Clone, Debug, Serialize)]
pub struct DecisionReport {
    /// The lever, with its element, or the threshold.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// From when on; absent where from the beginning.
    pub from: Option<String>,
    /// Least.
    pub low: f64,
    /// Greatest.
    pub high: f64,
    /// Names of its options; empty for numbers.
    pub options: Vec<String>,
}

/// A strategy in fresh worlds.
#[derive(Clone, Debug, Serialize)]
pub struct JudgedReport {
    /// Its name.
    pub strategy: String,
    /// Each goal, and its standard error by worlds drawn anew.
    pub goals: Vec<(f64, f64)>,
    /// Whether something that was found is better in every goal, surely: by more than [`SearchReport::sure_from`] standard errors.
    pub beaten: bool,
}

/// Settings that no other beats.
#[derive(Clone, Debug, Serialize)]
pub struct FoundReport {
    /// Its name, as in the file.
    pub strategy: String,
    /// Place of its form.
    pub form: usize,
    /// What is decided, in the order of the form's decisions.
    pub settings: Vec<SettingReport>,
    /// Each goal in fresh worlds, and its standard error by worlds drawn anew.
    pub goals: Vec<(f64, f64)>,
    /// Each goal in the worlds of the search, where it was chosen.
    pub in_search: Vec<f64>,
    /// Against each declared strategy, in their order.
    pub against: Vec<AgainstReport>,
}

/// What a decision was set to.
#[derive(Clone, Debug, Serialize)]
pub struct SettingReport {
    /// The number, or the place of the option.
    pub value: f64,
    /// The name of the option; absent for numbers.
    pub option: Option<String>,
}

/// What was found beside what was declared, in the same fresh worlds.
#[derive(Clone, Debug, Serialize)]
pub struct AgainstReport {
    /// By how much each goal is better, less than 0 where it is worse, with its standard error by worlds drawn anew.
    pub better_by: Vec<(f64, f64)>,
    /// In which share of worlds the outcome of each goal is better, and in which it is worse.
    pub in_worlds: Vec<(f64, f64)>,
}

impl AgainstReport {
    /// Whether it is better in every goal by more than so many standard errors.
    #[must_use]
    pub fn surely(&self, errors: f64) -> bool {
        let sure = |(by, error): &(f64, f64)| *by > errors * error && *by > 0.0;
        self.better_by.iter().all(sure)
    }
}

/// What an actor plays in an equilibrium.
#[derive(Clone, Debug, Serialize)]
pub struct EquilibriumReport {
    /// The game.
    pub game: String,
    /// The strategies, each played in some equilibrium without chance.
    pub strategies: Vec<String>,
}

/// Something to know when reading the report.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchNote {
    /// Only worlds that agree with what is known of events count, here of the fresh ones.
    Known(KnownReport),
    /// As of any run: where levers were held.
    Run(Note),
    /// The worst tenth of the worlds of the search is a handful of worlds.
    FewWorlds {
        /// Worlds of the search.
        worlds: u64,
        /// Those of the worst tenth.
        tenth: u64,
        /// Worlds from which on it is not said.
        least: u64,
    },
}

/// A candidate that was judged, as it is kept for going on later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Place of its form.
    pub form: usize,
    /// Its number in the search of the form.
    pub number: u64,
    /// A value for each decision.
    pub values: Vec<f64>,
    /// Each goal; `None` where it has no value in some world.
    pub goals: Option<Vec<f64>>,
}
