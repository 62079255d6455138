//! Why a request cannot be answered. What is said of it, and what to do, is in the crate of words.

use std::fmt;

use contend_analysis::game::TurnsError;
use contend_engine::Defect;
use contend_engine::design::DesignError;
use contend_ensemble::{PlanError, Refused};
pub use contend_model::length::NotSaved;
use serde::{Serialize, Serializer};

use crate::better::report::BetterError;
use crate::indices::report::IndicesError;
use crate::report::KnownReport;

/// Why a request cannot be answered; in data by its [id](RunError::id).
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
    /// There is no claim, game or outcome of that name to be asked why.
    UnknownAnswer {
        /// As asked.
        name: String,
        /// Names that are near it.
        known: Vec<String>,
    },
    /// A group names what is no uncertain input.
    UnknownInput {
        /// The group.
        group: String,
        /// As asked.
        name: String,
        /// Names that are near it.
        known: Vec<String>,
    },
    /// An outcome of several elements is asked about without saying which.
    WhichElement {
        /// The outcome.
        outcome: String,
        /// As they are asked for.
        elements: Vec<String>,
    },
    /// Where something fails is asked of a game.
    WhereOfGame {
        /// The game.
        game: String,
    },
    /// What was kept of a run is asked about something else than a claim.
    KeptOfClaims {
        /// The game or the outcome.
        name: String,
    },
    /// A page is to be made of worlds that are kept, and not all is kept that it shows.
    PageNotKept {
        /// What is not.
        lacks: PageLacks,
    },
    /// Worlds that were kept of a run are asked about a game, and not all is kept that it is solved from.
    GameNotKept {
        /// The game.
        game: String,
        /// What is in the way.
        why: NotKept,
    },
    /// What would turn a verdict is asked of what is no claim.
    NoClaim {
        /// As asked.
        name: String,
    },
    /// A game that cannot be solved as it stands.
    GameTooLarge {
        /// Its name.
        game: String,
        /// What is in the way.
        why: GameLimit,
    },
    /// There is no quantity of that name, or it has no such element.
    UnknownWatch {
        /// As asked.
        watch: String,
        /// What is wrong.
        why: WatchError,
        /// Names that are near it.
        known: Vec<String>,
    },
    /// Values over time cannot be kept so often.
    Every {
        /// As asked.
        every: String,
        /// What is wrong.
        why: NotSaved,
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
        why: TableError,
    },
    /// A world beyond the ensemble.
    NoSuchWorld {
        /// As asked.
        world: u64,
        /// Worlds that there are.
        worlds: u64,
    },
    /// A claim is asked of averages over lucks, and each set of inputs is to have one.
    OneLuck {
        /// The claim.
        claim: String,
    },
    /// An actor's strategies cannot be ranked.
    Better(BetterError),
    /// Sensitivity indices cannot be told.
    Indices(IndicesError),
    /// Something is known of events, and worlds are to share their inputs: sets of inputs would be of unequal size.
    LucksOfFacts {
        /// An event of which something is known.
        event: String,
    },
    /// No world agrees with what is known of events.
    NoneAgrees(KnownReport),
    /// What must be kept would not fit.
    TooMuch {
        /// What.
        what: TooMuch,
        /// Bytes that it takes.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// The plan made for the request cannot run (a defect of Contend).
    Plan(PlanError),
    /// Runs of the plan do not fit together (a defect of Contend).
    Refused(Refused),
    /// The scenario cannot be compiled under a profile.
    Compile {
        /// The profile.
        profile: String,
        /// What is in the way.
        why: Uncompiled,
    },
}

/// What is in the way of solving a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GameLimit {
    /// What players do not see of each other makes too many plans to compare.
    TooManyPlans {
        /// Plans of each player.
        plans: Vec<usize>,
        /// Combinations of plans that are compared at most.
        most: usize,
    },
    /// A move is nobody's.
    MoveOfNobody,
    /// A point of the game was not found (a defect of Contend).
    LostPoint,
}

impl From<TurnsError> for GameLimit {
    fn from(why: TurnsError) -> GameLimit {
        match why {
            TurnsError::TooManyPlans { plans, most } => GameLimit::TooManyPlans { plans, most },
            TurnsError::LostPoint => GameLimit::LostPoint,
        }
    }
}

/// What is wrong with the name of a quantity to follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchError {
    /// A bracket is not closed.
    Unclosed,
    /// There is no such quantity.
    NoQuantity {
        /// As asked.
        name: String,
    },
    /// The quantity is one number, without elements.
    NoElements {
        /// The quantity.
        name: String,
    },
    /// It takes one label for each of its dimensions.
    Labels {
        /// The quantity.
        name: String,
        /// Its dimensions.
        dimensions: Vec<String>,
    },
    /// A dimension has no such element.
    NoElement {
        /// The dimension.
        dimension: String,
        /// As asked.
        label: String,
    },
}

/// What is wrong with a table of worlds.
#[derive(Clone, Debug, PartialEq)]
pub enum TableError {
    /// It is empty.
    Empty,
    /// A row cannot be read as CSV.
    NoCsv,
    /// A column is named after no uncertain input.
    NoInput {
        /// The name.
        name: String,
        /// One that is near it.
        near: Option<String>,
    },
    /// An input has two columns.
    TwoColumns {
        /// The input.
        name: String,
    },
    /// A row has more or fewer values than there are columns.
    Width {
        /// Values of the row.
        values: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// A cell is no number.
    NoNumber {
        /// The cell.
        cell: String,
    },
    /// A value that the input's range and distribution never give.
    Outside {
        /// The input.
        input: String,
        /// The cell.
        cell: String,
        /// The least that it can be, or the most.
        bound: f64,
        /// Whether the value lies below the least.
        below: bool,
    },
    /// A value of an input that is one of several, and not one of them.
    NoneOf {
        /// The input.
        input: String,
        /// The cell.
        cell: String,
        /// What the input can be: options, or values as numbers.
        options: Vec<String>,
    },
    /// Columns of some shares of a whole, without those of the others.
    SharesMissing {
        /// The inputs that have none.
        inputs: Vec<String>,
    },
    /// Shares of a whole that do not sum to 1.
    SharesSum {
        /// The inputs.
        inputs: Vec<String>,
        /// Their sum.
        sum: f64,
    },
    /// A world that breaks a condition of the scenario.
    Condition {
        /// The condition, as written.
        condition: String,
    },
    /// A value with a fraction, of an input that counts.
    NoWhole {
        /// The input.
        input: String,
        /// The cell.
        cell: String,
    },
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TooMuch {
    /// One number for each world.
    Worlds,
    /// The outcomes of all worlds.
    Outcomes,
    /// The watched values of all worlds.
    Watches,
    /// The payoffs of a game in all worlds.
    Payoffs {
        /// The game.
        game: String,
        /// Payoffs in each world.
        payoffs: u64,
        /// Worlds.
        worlds: u64,
    },
}

/// Why a checked scenario cannot be compiled, with the names of the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uncompiled {
    /// Elements need each other at the same instant.
    Loop {
        /// The first of them, each of which needs the next.
        elements: Vec<String>,
        /// Whether there are more.
        more: bool,
    },
    /// An equation reads its own earlier elements through `peak`.
    MemoryInRecursion {
        /// Whose equation it is.
        quantity: String,
    },
    /// One world needs too many numbers at once.
    TooLarge {
        /// So many.
        numbers: u64,
        /// The most that is run.
        limit: u64,
    },
    /// Something stands where it has no meaning, which the reader should have refused (a defect of Contend).
    Misplaced {
        /// What it is.
        what: &'static str,
    },
    /// The compiler made what must not be run (a defect of Contend).
    Defect(Defect),
    /// Something else, as the compiler names it.
    Other(String),
}

impl RunError {
    /// Its name in data.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            RunError::UnknownProfile { .. } => "unknown-profile",
            RunError::UnknownGame { .. } => "unknown-game",
            RunError::UnknownAnswer { .. } => "unknown-answer",
            RunError::UnknownInput { .. } => "unknown-input",
            RunError::WhichElement { .. } => "which-element",
            RunError::WhereOfGame { .. } => "where-of-game",
            RunError::KeptOfClaims { .. } => "kept-of-claims",
            RunError::PageNotKept { .. } => "page-not-kept",
            RunError::GameNotKept { .. } => "game-not-kept",
            RunError::NoClaim { .. } => "no-claim",
            RunError::GameTooLarge { .. } => "game-too-large",
            RunError::UnknownWatch { .. } => "unknown-watch",
            RunError::Every { .. } => "every",
            RunError::Design(_) => "design",
            RunError::Table { .. } => "table",
            RunError::NoSuchWorld { .. } => "no-such-world",
            RunError::OneLuck { .. } => "one-luck",
            RunError::Better(error) => error.id(),
            RunError::Indices(error) => error.id(),
            RunError::LucksOfFacts { .. } => "lucks-of-facts",
            RunError::NoneAgrees(_) => "none-agrees",
            RunError::TooMuch { .. } => "too-much",
            RunError::Plan(_) => "plan",
            RunError::Refused(_) => "refused",
            RunError::Compile { .. } => "compile",
        }
    }

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
}

/// What a page shows that is not among worlds that were kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageLacks {
    /// Profiles: those that were named are kept alone.
    Profiles,
    /// How quantities go over time, at the steps at which a page draws them.
    Series {
        /// Their names.
        missing: Vec<String>,
    },
}

/// Why a game cannot be solved from worlds that were kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotKept {
    /// It is played in turn, along paths of moves, of which no worlds are kept.
    InTurn,
    /// Worlds share their inputs, and what players get is a mean over worlds that do not.
    Together {
        /// Worlds that share each set of inputs.
        together: u64,
    },
    /// Profiles that it is played by are not among those of the run.
    Profiles {
        /// Which.
        missing: Vec<String>,
    },
}

/// Its [id](RunError::id): sentences are made elsewhere.
impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl std::error::Error for RunError {}

impl Serialize for RunError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
