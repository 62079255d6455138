//! What can be asked of a session.

use contend_engine::design::Design;
use serde::{Deserialize, Serialize};

/// How worlds are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Drawing {
    /// By a design.
    Design(Design),
    /// A table of one's own: CSV text with a header of input names and one world a line, values in the parameters'
    /// units; inputs without a column take the median of their distribution.
    Table {
        /// Its name, for messages and the report.
        name: String,
        /// Its text.
        text: String,
    },
}

impl Default for Drawing {
    fn default() -> Self {
        Drawing::Design(Design::default())
    }
}

impl Drawing {
    /// Its name in commands and reports: `nested-lhs`, `full-factorial:3`, the name of the table.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Drawing::Design(Design::NestedLatinHypercube) => "nested-lhs".to_owned(),
            Drawing::Design(Design::LatinHypercube) => "lhs".to_owned(),
            Drawing::Design(Design::Sobol) => "sobol".to_owned(),
            Drawing::Design(Design::MonteCarlo) => "monte-carlo".to_owned(),
            Drawing::Design(Design::FullFactorial { levels }) => format!("full-factorial:{levels}"),
            Drawing::Table { name, .. } => name.clone(),
        }
    }
}

/// What is computed of each profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Every outcome.
    #[default]
    Outcomes,
    /// What claims read, and what that rests on; verdicts are the same. Outcomes are not told, and what goes wrong is told where a
    /// claim's numbers rest on it. Of a scenario in which no claim reads an outcome, every outcome.
    Claims,
}

/// Asks for an ensemble and what it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRequest {
    /// Number of worlds; left out: the scenario's. A full factorial and a table bring their own.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// Worlds that share each set of inputs; left out: the scenario's.
    pub replications: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// Profiles to run, besides the baseline; empty: all. Claims about others are then not tested.
    pub profiles: Vec<String>,
    /// Quantities to follow over time: `members[cjng]`, or `members` for the sum over all elements.
    pub watches: Vec<String>,
    /// How often values over time are kept and told, as `1 month`; left out: as the scenario says.
    pub every: Option<String>,
    /// What is computed of each profile.
    pub scope: Scope,
    /// Whether what players get is computed too under every profile of each game that is played at once, so that of worlds that
    /// are kept the games can be solved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub games: bool,
    /// Whether what a page draws over time is kept too, so that of worlds that are kept a page can be made.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub page: bool,
}

/// Asks for one world of an ensemble, replayed.
#[derive(Clone, Debug, Default)]
pub struct WorldRequest {
    /// Number of worlds of the ensemble that it belongs to; left out: the scenario's.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// Worlds that share each set of inputs; left out: the scenario's.
    pub replications: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// Profiles under which it is told; empty: the baseline.
    pub profiles: Vec<String>,
    /// Quantities that the story follows; empty: those that move most.
    pub watches: Vec<String>,
}

/// Asks what decides answers.
#[derive(Clone, Debug, Default)]
pub struct WhyRequest {
    /// A claim, a game, or an outcome (`outcome`, `outcome[element]`, `outcome@profile`), looked for in this order; left out: all
    /// claims.
    pub answer: Option<String>,
    /// Number of worlds; left out: the scenario's. A full factorial and a table bring their own.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// Worlds that share each set of inputs; left out: the scenario's. Games take one.
    pub replications: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// Groups of one's own: a name, and inputs or parameters that belong to it. They may overlap.
    pub groups: Vec<(String, Vec<String>)>,
    /// Whether to say where a claim fails (or holds, where it mostly fails).
    pub place: bool,
    /// Whether to say what would turn its verdict.
    pub flip: bool,
}

/// What players of a game are taken to maximise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// The mean over worlds.
    #[default]
    Mean,
    /// The mean of the worst tenth of worlds: for the cautious (expected shortfall, Acerbi and Tasche 2002).
    WorstTenth,
}

/// Which profiles of a game get how many worlds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Allocation {
    /// All profiles all worlds where that takes seconds, else as `Sequential`.
    #[default]
    Auto,
    /// All profiles all worlds.
    Full,
    /// In rounds; strategies that are clearly dominated get no more.
    Sequential,
}

/// Asks what the players of a game would do.
#[derive(Clone, Debug, Default)]
pub struct GameRequest {
    /// The game; left out: the only one.
    pub game: Option<String>,
    /// Number of worlds, at most; left out: the scenario's. A full factorial and a table bring their own.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// What players maximise.
    pub measure: Measure,
    /// Which profiles get how many worlds. Where the worst tenth counts, all get all.
    pub allocation: Allocation,
    /// Number of resamples of worlds; left out: 1,000, or as many as a large game allows.
    pub resamples: Option<u32>,
}
