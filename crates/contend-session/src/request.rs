//! What can be asked of a session, and why an answer may fail.

use std::fmt;

use contend_engine::CompileError;
use contend_engine::design::{Design, DesignError};
use contend_ensemble::{PlanError, Refused};
use serde::Serialize;

/// How worlds are drawn.
#[derive(Clone, Debug, PartialEq)]
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

/// Asks for an ensemble and what it says.
#[derive(Clone, Debug, Default)]
pub struct RunRequest {
    /// Number of worlds; left out: the scenario's. A full factorial and a table bring their own.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// Profiles to run, besides the baseline; empty: all. Claims about others are then not tested.
    pub profiles: Vec<String>,
    /// Quantities to follow over time: `members[cjng]`, or `members` for the sum over all elements.
    pub watches: Vec<String>,
}

/// Asks for one world of an ensemble, replayed.
#[derive(Clone, Debug, Default)]
pub struct WorldRequest {
    /// Number of worlds of the ensemble that it belongs to; left out: the scenario's.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// Profiles under which it is told; empty: the baseline.
    pub profiles: Vec<String>,
    /// Quantities that the story follows; empty: those that move most.
    pub watches: Vec<String>,
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

/// Why a request cannot be answered.
#[derive(Clone, Debug, PartialEq)]
pub enum RunError {
    /// There is no profile of that name.
    UnknownProfile {
        /// As asked.
        name: String,
        /// Names that are near it, else all.
        known: Vec<String>,
    },
    /// There is no game of that name, or no name where there is not exactly one.
    UnknownGame {
        /// As asked; empty where none was named.
        name: String,
        /// Names that are near it, else all.
        known: Vec<String>,
    },
    /// A game that cannot be solved as it stands.
    GameTooLarge {
        /// Its name.
        game: String,
        /// How large it is, and what to do.
        why: String,
    },
    /// There is no quantity of that name, or it has no such element.
    UnknownWatch {
        /// As asked.
        watch: String,
        /// What is wrong.
        reason: String,
        /// Names that are near it.
        known: Vec<String>,
    },
    /// The design cannot be drawn.
    Design(DesignError),
    /// The table of worlds cannot be read.
    Table {
        /// Its name.
        name: String,
        /// Its line, from 1; 0 for the whole.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A world beyond the ensemble.
    NoSuchWorld {
        /// As asked.
        world: u64,
        /// Worlds that there are.
        worlds: u64,
    },
    /// What must be kept would not fit.
    TooMuch {
        /// What: `watched values`.
        what: &'static str,
        /// Bytes that it takes.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
        /// What to do.
        cure: String,
    },
    /// The plan made for the request cannot run (a defect of Contend).
    Plan(PlanError),
    /// Runs of the plan do not fit together (a defect of Contend).
    Refused(Refused),
    /// The scenario cannot be compiled under a profile.
    Compile {
        /// The profile.
        profile: String,
        /// The error.
        error: CompileError,
        /// The same in words, with names.
        words: String,
    },
}

impl RunError {
    /// Whether asking otherwise would help, rather than changing the scenario.
    #[must_use]
    pub fn is_about_the_request(&self) -> bool {
        !matches!(
            self,
            RunError::Compile { .. }
                | RunError::GameTooLarge { .. }
                | RunError::Design(DesignError::Correlations { .. })
        )
    }

    /// What to do; may be empty.
    #[must_use]
    pub fn cure(&self) -> String {
        match self {
            RunError::UnknownProfile { known, .. } | RunError::UnknownWatch { known, .. } if !known.is_empty() => {
                let quoted: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
                format!("did you mean {}?", quoted.join(" or "))
            }
            RunError::UnknownGame { known, .. } if known.is_empty() => {
                "declare one: `[game.…]` with its players, each with an objective and strategies".to_owned()
            }
            RunError::UnknownGame { name, known } => {
                let quoted: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
                if name.is_empty() {
                    format!("name one of {}", quoted.join(", "))
                } else {
                    format!("did you mean {}?", quoted.join(" or "))
                }
            }
            RunError::Table { .. } => {
                "name the uncertain inputs in the first line, and give one number for each on every further line".to_owned()
            }
            RunError::NoSuchWorld { worlds, .. } => format!(
                "name a world from 0 to {}, or a larger ensemble with `--worlds`",
                crate::number::count(worlds.saturating_sub(1))
            ),
            RunError::TooMuch { cure, .. } => cure.clone(),
            _ => String::new(),
        }
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::UnknownProfile { name, .. } => {
                write!(f, "the scenario has no profile `{name}`")
            }
            RunError::GameTooLarge { game, why } => {
                write!(f, "the game `{game}` cannot be solved: {why}")
            }
            RunError::UnknownGame { name, known } if name.is_empty() => match known.len() {
                0 => write!(f, "the scenario has no game"),
                n => write!(f, "the scenario has {n} games"),
            },
            RunError::UnknownGame { name, .. } => write!(f, "the scenario has no game `{name}`"),
            RunError::UnknownWatch { watch, reason, .. } => {
                write!(f, "`{watch}` cannot be followed: {reason}")
            }
            RunError::Design(error) => write!(f, "{error}"),
            RunError::Plan(error) => write!(f, "{error}"),
            RunError::Refused(error) => write!(f, "{error}"),
            RunError::Table {
                name,
                line: 0,
                reason,
            } => write!(f, "{name}: {reason}"),
            RunError::Table { name, line, reason } => write!(f, "{name}, line {line}: {reason}"),
            RunError::NoSuchWorld { world, worlds } => write!(
                f,
                "there is no world {}; the ensemble has {}",
                crate::number::count(*world),
                crate::number::count(*worlds)
            ),
            RunError::TooMuch {
                what, bytes, limit, ..
            } => {
                write!(
                    f,
                    "{what} would take {}, and at most {} are kept",
                    size(*bytes),
                    size(*limit)
                )
            }
            RunError::Compile { profile, words, .. } => {
                write!(f, "under the profile `{profile}`: {words}")
            }
        }
    }
}

impl std::error::Error for RunError {}

/// Bytes as people say them.
fn size(bytes: u64) -> String {
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib < 1024.0 {
        format!("{} MiB", crate::number::number(mib))
    } else {
        format!("{} GiB", crate::number::number(mib / 1024.0))
    }
}
