//! What a run answers: the values behind the printed table, and the JSON of `contend run --json`.
//!
//! Names of fields are stable. A number that is infinite or undefined is `null`; where that is an answer (a time that
//! never comes) a count beside it says in how many worlds. Times are elapsed since the start, in the scenario's time
//! unit. Nothing here depends on threads, the machine or the clock on the wall.

use contend_analysis::Share;
use contend_analysis::grounds::{Backing, Reason, Strength};
use contend_analysis::hinges::Nothing;
use contend_analysis::luck::Luck;
use contend_analysis::over_worlds::FEWEST_WORLDS;
use contend_analysis::turning::Side;
use contend_analysis::verdict::{Verdict, Word};
use contend_engine::design::Drawn;
use contend_model::fingerprint::Fingerprint;
use contend_model::id::InputId;
use serde::{Deserialize, Serialize};

use crate::error::RunError;
use crate::saved::Spacing;
pub use crate::story::{State, Told, Turn};

/// The answer to a run.
#[derive(Clone, Debug, Serialize)]
pub struct RunReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// What was run.
    pub run: RunFacts,
    /// One entry for each claim, in the order of the scenario.
    pub claims: Vec<ClaimReport>,
    /// One entry for each element of each outcome.
    pub outcomes: Vec<OutcomeReport>,
    /// What was watched over time; absent when nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watches: Option<Watches>,
    /// Why runs failed; empty when none did.
    pub faults: Vec<FaultReport>,
    /// Things to know when reading the rest.
    pub notes: Vec<Note>,
}

/// The scenario, in short.
#[derive(Clone, Debug, Serialize)]
pub struct ScenarioFacts {
    /// Title in one line.
    pub title: String,
    /// Of all files that were read, and of the engine's meaning. With the same fingerprint, seed, design and number of
    /// worlds every world is the same.
    pub fingerprint: Fingerprint,
    /// First day.
    pub start: String,
    /// Last day.
    pub end: String,
    /// Number of steps.
    pub steps: u32,
    /// Length of a step in the time unit.
    pub step: f64,
    /// Unit of elapsed times: `week`.
    pub time_unit: &'static str,
    /// Number of uncertain inputs.
    pub inputs: usize,
}

/// How large a scenario is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ScenarioSize {
    /// Parameters.
    pub parameters: usize,
    /// Uncertain inputs: one for each uncertain element of a parameter.
    pub inputs: usize,
    /// Stocks.
    pub stocks: usize,
    /// Stocks, flows and variables.
    pub equations: usize,
    /// Events, their outcomes not counted.
    pub events: usize,
    /// Actors.
    pub actors: usize,
    /// Profiles.
    pub profiles: usize,
    /// Outcomes, objectives included.
    pub outcomes: usize,
    /// Claims.
    pub claims: usize,
    /// Sources.
    pub sources: usize,
}

/// What was run.
#[derive(Clone, Debug, Serialize)]
pub struct RunFacts {
    /// Worlds whose runs are complete under every profile: worlds `0..worlds`, or the first so many of those that agree with
    /// what is known of events.
    pub worlds: u64,
    /// Worlds that were asked for and agree with what is known of events.
    pub worlds_asked: u64,
    /// Worlds that share each set of inputs; 1 where each world has inputs of its own.
    pub replications: u64,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How worlds were drawn: `nested-lhs`, `lhs`, `sobol`, `monte-carlo`, …
    pub design: String,
    /// Profiles that were run, in the order of the scenario, but for those that games alone play.
    pub profiles: Vec<String>,
    /// Number of further profiles, of games, that claims ask about and that were run for them.
    pub game_profiles: usize,
    /// The profile that others are compared with.
    pub baseline: String,
    /// Runs (one world under one profile) in which a value stopped being finite.
    pub failed_runs: u64,
    /// Worlds in which that happened under at least one profile.
    pub failed_worlds: u64,
    /// Equations computed at each step, counted by element, of the largest profile.
    pub equations: usize,
}

impl RunFacts {
    /// Runs, each of one world under one profile, those of games among them.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.worlds * (self.profiles.len() + self.game_profiles) as u64
    }
}

/// What the ensemble says of a claim.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClaimReport {
    /// Name in the scenario.
    pub id: String,
    /// The sentence.
    pub says: String,
    /// What kind of claim it is.
    pub kind: ClaimKind,
    /// The verdict with the share of tested worlds in which the test holds; its fields stand beside these.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Why there is no verdict, where its test could not be evaluated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untested: Option<Untested>,
    /// Why it is not judged, where its worlds do not allow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unjudged: Option<UnjudgedReport>,
    /// Games of which it is left open what is played in some of the worlds that are left out: there several choices, or several
    /// equilibria, are equally good.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<UndecidedReport>,
    /// Of a claim that is asked of outcomes averaged over lucks, how many: then whatever is counted here as a world is a set of
    /// inputs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub averaged_over: Option<u64>,
    /// The worlds on which it is judged, where not on all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenReport>,
    /// What all worlds together say, of a test over all of them; then the share beside the verdict is that of the resamples in
    /// which the test is true, and hinges, luck and examples are of the worlds that speak for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub over_worlds: Option<OverWorldsReport>,
    /// The baseline, where the test reads an outcome without naming a profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reads: Option<String>,
    /// Comparisons of the test that the scenario says nothing about. Where there are any there is no verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub silent: Vec<SilentReport>,
    /// Comparisons of profiles in which both sides are equal in more than a hundredth of the worlds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<TieReport>,
    /// The first world in which the test holds: to be told as a story.
    pub example_holds: Option<u64>,
    /// The first world in which the test does not hold.
    pub example_fails: Option<u64>,
    /// How much of the test's truth luck decides; absent where chance cannot reach it, and where that cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub luck: Option<Luck>,
    /// The input that the test repeats: that input alone tells whether it holds, in all worlds or nearly all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<RepeatReport>,
    /// The share under each option of a choice that the test depends on: under each rival theory.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub theories: Vec<TheoryReport>,
    /// The share at other thresholds, where the test compares with one number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<ThresholdsReport>,
    /// What the same test gives where nothing is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<ControlReport>,
    /// Inputs that decide the test, the strongest first.
    pub hinges: Vec<HingeReport>,
    /// Why nothing can hinge, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing_hinges: Option<Nothing>,
    /// Share of the variance of the test's truth that they explain together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<f64>,
    /// How well the verdict stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grounds: Option<GroundsReport>,
    /// Claims that it builds on, with their verdicts.
    pub rests_on: Vec<RestReport>,
    /// What an opponent would say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objection: Option<ObjectionReport>,
    /// The test as written.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub test: String,
    /// Keys of its sources.
    pub sources: Vec<String>,
}

impl ClaimReport {
    /// Whether it asks about a profile that was not run.
    #[must_use]
    pub fn needs_other_profiles(&self) -> bool {
        matches!(self.untested, Some(Untested::NotRun { .. }))
    }

    /// Share of tested worlds in which the test holds; `None` of a test over all of them.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        let by_world = self.over_worlds.is_none();
        self.verdict.share.filter(|_| by_world).map(|s| s.share)
    }
}

/// Why a claim is not judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
pub enum UnjudgedReport {
    /// More than one world in a hundred is left out of a test over all worlds.
    LeftOut,
    /// Too few worlds count.
    TooFew {
        /// How many that count alike would tell as much.
        effective: f64,
    },
    /// No world counts.
    NoWorld,
    /// Too few worlds lie beyond a quantile.
    Beyond {
        /// Its level.
        level: f64,
    },
    /// A mean is infinite.
    Infinite,
    /// It asks what is played in a game, and the payoffs over all worlds leave that open.
    Undecided(UndecidedReport),
    /// The test has no value on the worlds that count.
    NoValue,
}

/// A game of which it is left open what is played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UndecidedReport {
    /// The game.
    pub game: String,
    /// Whether somebody is indifferent between choices, one after the other; else there are several equilibria.
    pub tie: bool,
    /// In how many worlds; 0 where it is asked of all worlds together.
    pub worlds: u64,
}

/// The worlds on which a claim is judged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GivenReport {
    /// The condition as written.
    pub condition: String,
    /// Worlds in which it is true and the test has a value.
    pub counting: u64,
    /// How many worlds that count alike would tell as much.
    pub effective: f64,
    /// Of so many.
    pub worlds: u64,
}

/// What all worlds together say of a test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OverWorldsReport {
    /// Whether the test is true of the worlds that count; absent where it has no value or is not judged.
    pub true_of_worlds: Option<bool>,
    /// Worlds that count.
    pub counting: u64,
    /// How many worlds that count alike would tell as much.
    pub effective: f64,
    /// How often the worlds were drawn anew; 0 where nothing differs between them.
    pub resamples: u32,
    /// In how many of these the test is true.
    pub true_in: u32,
    /// Whether a share that is 0 or 1 in all worlds might be so far from it in others that the test changes.
    pub unseen: bool,
    /// Its comparisons, in the order in which they are written; none that nobody wrote.
    pub comparisons: Vec<SidesReport>,
    /// The share of worlds that speak for the test; absent where no one comparison of an order decides it.
    pub speaks: Option<Share>,
}

/// Both sides of a comparison of a test over all worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SidesReport {
    /// As written.
    pub comparison: String,
    /// The unit of both.
    pub unit: String,
    /// What stands before the sign.
    pub left: SideReport,
    /// What stands behind it.
    pub right: SideReport,
}

/// A side of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SideReport {
    /// Of the worlds that count; absent where it is not finite.
    pub value: Option<f64>,
    /// Between which numbers 95 of 100 resamples have it; absent where it cannot differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(Option<f64>, Option<f64>)>,
}

/// A comparison that the scenario says nothing about: nothing leads from what the profiles do differently to the outcomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SilentReport {
    /// The comparison as written.
    pub comparison: String,
    /// The profiles compared; one alone where something is compared with itself.
    pub profiles: Vec<String>,
    /// The outcomes compared.
    pub outcomes: Vec<String>,
}

/// A comparison in which both sides are equal in some worlds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TieReport {
    /// The comparison as written.
    pub comparison: String,
    /// In which share of the worlds in which the test has a value; its fields stand beside these.
    #[serde(flatten)]
    pub share: Share,
    /// Whether the comparison is true there.
    pub counts_as: bool,
}

/// An input that a test repeats.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RepeatReport {
    /// The uncertain input, by its name.
    pub input: String,
    /// Its unit.
    pub unit: String,
    /// What its number rests on.
    pub backing: Backing,
    /// Where the truth turns; its fields stand beside these.
    #[serde(flatten)]
    pub turns: Turns,
    /// Worlds in which the truth is otherwise.
    pub exceptions: u64,
    /// Of so many.
    pub worlds: u64,
}

/// A choice between rival theories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TheoryReport {
    /// The uncertain input, by its name.
    pub input: String,
    /// Each of its options that was drawn, in the order of the scenario.
    pub options: Vec<OptionReport>,
}

impl TheoryReport {
    /// Whether the theories differ by enough to be worth a word: two shares by a tenth or more, with intervals that lie
    /// apart.
    #[must_use]
    pub fn differ(&self) -> bool {
        let pairs = (self.options.iter()).flat_map(|a| self.options.iter().map(move |b| (a, b)));
        let mut pairs = pairs.map(|(a, b)| (a.share, b.share));
        pairs.any(|(a, b)| a.share + 0.1 <= b.share && a.high < b.low)
    }
}

/// The share of worlds in which a test holds under one option.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OptionReport {
    /// The option.
    pub option: String,
    /// The share; its fields stand beside it.
    #[serde(flatten)]
    pub share: Share,
}

/// The share of worlds in which a test would hold with another number in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThresholdsReport {
    /// The number of the test.
    pub threshold: f64,
    /// Its unit; `1` of a factor between two numbers.
    pub unit: String,
    /// Ascending, the test's own number among them.
    pub at: Vec<ThresholdReport>,
}

/// A threshold and its share.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ThresholdReport {
    /// The threshold.
    pub threshold: f64,
    /// The share of the worlds in which the test has a value then; its fields stand beside the threshold.
    #[serde(flatten)]
    pub share: Share,
}

/// A test under its negative control.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ControlReport {
    /// The profile in which nothing is done.
    pub profile: String,
    /// In which share of worlds the test holds there; its fields stand beside it.
    #[serde(flatten)]
    pub share: Share,
    /// Whether that is as often as a claim must that holds: then that it holds is no sign of an effect.
    pub succeeds: bool,
}

/// What kind of claim it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// Tested in worlds.
    #[default]
    Worlds,
    /// Tested on all worlds together.
    OverWorlds,
    /// A statement of fact, held against the central values and data.
    Inputs,
    /// Nothing can test it.
    ValueJudgement,
}

/// Why a test could not be evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
pub enum Untested {
    /// It reads a profile that was not run.
    NotRun {
        /// The profile.
        profile: String,
    },
    /// It reads an input whose draws are not there.
    NoDraws {
        /// The input.
        input: String,
    },
    /// It reads a quantity that varies over time.
    VariesOverTime {
        /// The quantity.
        quantity: String,
    },
    /// It asks for something that has a meaning only within a run.
    OnlyInRuns,
    /// It computes an array that is too large.
    TooLarge {
        /// Elements of the array.
        elements: usize,
    },
}

/// An input that decides a test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HingeReport {
    /// The uncertain input, by its name.
    pub input: String,
    /// The same as its place in the scenario.
    #[serde(skip)]
    pub id: InputId,
    /// Its unit.
    pub unit: String,
    /// Greatest difference between its distributions where the test holds and where it fails (Kolmogorov–Smirnov).
    pub distance: f64,
    /// Significance of the distance, corrected for the number of inputs tried.
    pub p: f64,
    /// Where the truth turns; its fields stand beside these. Absent where no cut leaves five worlds on both sides.
    #[serde(flatten)]
    pub turns: Option<Turns>,
    /// Share of the variance of the test's truth that the two sides explain.
    pub explains: f64,
}

/// Where the truth of a test turns: on one side it holds in a greater share of worlds than on the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Turns {
    /// At a value of a number.
    At {
        /// The value.
        turns_at: f64,
        /// The side on which the test holds in a greater share of worlds.
        holds: Side,
        /// That share.
        share_there: f64,
        /// The share on the other side.
        share_elsewhere: f64,
    },
    /// With the option of a choice.
    Under {
        /// The options under which the test holds in a greater share of worlds.
        holds_under: Vec<String>,
        /// That share.
        share_there: f64,
        /// The share under the others.
        share_elsewhere: f64,
    },
}

/// How well a verdict stands.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroundsReport {
    /// In a word.
    pub word: Strength,
    /// Credit of what decides the verdict, from 0 to 1.
    pub score: f64,
    /// Why, the weightiest first.
    pub reasons: Vec<GroundsReason>,
}

/// Why grounds are as they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroundsReason {
    /// The reason; its fields stand beside these.
    #[serde(flatten)]
    pub reason: Reason,
    /// The name of the input that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Another claim, on which one rests or which objects to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RestReport {
    /// Its name.
    pub claim: String,
    /// Its verdict.
    pub verdict: Word,
}

/// What an opponent would say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ObjectionReport {
    /// The objection, or the sentence of the claim that objects, as its author wrote it.
    pub says: String,
    /// The claim that objects, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<RestReport>,
}

/// One element of an outcome, under each profile.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeReport {
    /// The outcome, with its element where it has several: `arrivals[us]`.
    pub outcome: String,
    /// What it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Its unit.
    pub unit: String,
    /// The actor whose objective it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objective_of: Option<String>,
    /// One entry for each profile, in the order of the run.
    pub profiles: Vec<OutcomeProfile>,
}

/// An outcome under a profile.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeProfile {
    /// The profile.
    pub profile: String,
    /// Over worlds that ran without fault.
    pub values: Quantiles,
    /// World by world less the baseline, over worlds that ran without fault under both; absent for the baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Difference>,
}

/// An outcome under a profile less the same under the baseline, world by world.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// How the differences are spread. Worlds in which both are infinite have none.
    #[serde(flatten)]
    pub values: Quantiles,
    /// Share of worlds in which the outcome is greater than under the baseline.
    pub greater: Option<f64>,
    /// Share of worlds in which it is less.
    pub less: Option<f64>,
}

/// How a number is spread over worlds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quantiles {
    /// Number of worlds.
    pub worlds: u64,
    /// Worlds in which it is infinite: a first time that never comes.
    pub infinite: u64,
    /// 5 % of worlds lie below.
    pub q05: Option<f64>,
    /// A quarter of worlds lies below.
    pub q25: Option<f64>,
    /// Half of the worlds lie below.
    pub median: Option<f64>,
    /// A quarter of worlds lies above.
    pub q75: Option<f64>,
    /// 5 % of worlds lie above.
    pub q95: Option<f64>,
}

/// What was followed over time.
#[derive(Clone, Debug, Serialize)]
pub struct Watches {
    /// How far apart the grid points are.
    pub every: Spacing,
    /// Elapsed time of each grid point.
    pub time: Vec<f64>,
    /// Its date.
    pub dates: Vec<String>,
    /// What was watched.
    pub series: Vec<WatchReport>,
}

/// One watched quantity.
#[derive(Clone, Debug, Serialize)]
pub struct WatchReport {
    /// As asked: `members[cjng]`, `killed`.
    pub watch: String,
    /// Its unit.
    pub unit: String,
    /// Whether it is a sum over all elements.
    pub sum: bool,
    /// One entry for each profile, in the order of the run.
    pub profiles: Vec<WatchProfile>,
}

/// A watched quantity under a profile: at each grid point the quantiles over worlds that ran without fault.
#[derive(Clone, Debug, Serialize)]
pub struct WatchProfile {
    /// The profile.
    pub profile: String,
    /// 5 % of worlds lie below.
    pub q05: Vec<Option<f64>>,
    /// A quarter of worlds lies below.
    pub q25: Vec<Option<f64>>,
    /// Half of the worlds lie below.
    pub median: Vec<Option<f64>>,
    /// A quarter of worlds lies above.
    pub q75: Vec<Option<f64>>,
    /// 5 % of worlds lie above.
    pub q95: Vec<Option<f64>>,
    /// A few worlds as they went.
    pub samples: Vec<SampleWorld>,
}

/// One world as it went.
#[derive(Clone, Debug, Serialize)]
pub struct SampleWorld {
    /// Its number.
    pub world: u64,
    /// The value at each grid point.
    pub values: Vec<f64>,
}

/// Why runs failed: all that failed at one equation.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FaultReport {
    /// What the equation defines.
    pub kind: FaultKind,
    /// Its name, with its element where it has several: `members[N10025]`.
    pub name: String,
    /// File and line of its declaration: `scenario.toml:41`.
    pub declared: String,
    /// Runs that failed there.
    pub runs: u64,
    /// Profiles under which they did.
    pub profiles: Vec<String>,
    /// An example: the first such world.
    pub world: u64,
    /// The profile of the example.
    pub profile: String,
    /// Date in the example; absent where an outcome's own arithmetic failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Step in the example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// Elapsed time in the example.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<f64>,
    /// What became of the value.
    pub value: NotFinite,
}

/// What an equation defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// A parameter.
    Parameter,
    /// A series.
    Series,
    /// A stock.
    Stock,
    /// A flow.
    Flow,
    /// A variable.
    Variable,
    /// A lever.
    Lever,
    /// An outcome.
    Outcome,
    /// The condition or an effect of an event.
    Event,
    /// How likely an event is per time.
    Hazard,
    /// How likely an outcome of an event is beside the others; *undefined* also where it is negative.
    Weight,
    /// The weights of all outcomes of an event together, which are 0.
    Weights,
}

/// A value that is no finite number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotFinite {
    /// As 0 / 0.
    Undefined,
    /// As 1 / 0; of a first time, one that never comes.
    Infinite,
    /// As −1 / 0.
    MinusInfinite,
}

impl NotFinite {
    /// What a value is, if it is not finite.
    #[must_use]
    pub fn of(value: f64) -> Option<NotFinite> {
        match value {
            v if v.is_nan() => Some(NotFinite::Undefined),
            f64::INFINITY => Some(NotFinite::Infinite),
            f64::NEG_INFINITY => Some(NotFinite::MinusInfinite),
            _ => None,
        }
    }
}

/// Something to know when reading a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
pub enum Note {
    /// The run was stopped.
    Interrupted {
        /// The first worlds, which the report covers.
        worlds: u64,
        /// Worlds that were asked for.
        worlds_asked: u64,
        /// Profiles under which each was run.
        profiles: usize,
    },
    /// More worlds are run than were asked for, so that each set of inputs has all its lucks.
    WholeSets {
        /// Worlds that were asked for.
        asked: u64,
        /// Worlds that are run.
        worlds: u64,
        /// Worlds of each set.
        replications: u64,
    },
    /// The first worlds of a grid or a table are not a fair sample of all of them.
    FirstNotFair,
    /// Shares of a full factorial count combinations of equal parts.
    FactorialShares,
    /// Uncertain inputs of which the table of worlds has no column: each stays at the median of its distribution.
    Held {
        /// Their names.
        inputs: Vec<String>,
    },
    /// Inputs that conditions tie are drawn again where these do not hold.
    Conditions {
        /// Draws that were kept: one in each world for each group of inputs that are tied.
        kept: u64,
        /// All draws.
        draws: u64,
    },
    /// Only worlds that agree with what is known of events count.
    Known(KnownReport),
    /// What claims hinge on was looked for in the first worlds alone.
    HingesInFirst {
        /// So many at least.
        worlds: u64,
    },
    /// A rule asked of a lever more than it can be set to, and the lever was held at the end of its range.
    LeverHeld {
        /// The profile.
        profile: String,
        /// Whose lever it is.
        actor: String,
        /// The lever.
        lever: String,
        /// The end at which it was held.
        end: f64,
        /// The lever's unit.
        unit: String,
        /// Whether the rule asked for more than that; else for less.
        above: bool,
        /// Worlds in which that happened.
        held: u64,
        /// Of so many.
        worlds: u64,
        /// When it first happened in any of them.
        first: String,
    },
    /// A rule gave a fraction for a lever that takes whole numbers, and the lever was held at the nearest.
    LeverRounded {
        /// The profile.
        profile: String,
        /// Whose lever it is.
        actor: String,
        /// The lever.
        lever: String,
        /// Worlds in which that happened.
        rounded: u64,
        /// Of so many.
        worlds: u64,
        /// When it first happened in any of them.
        first: String,
    },
    /// So many claims ask about profiles that were not run.
    ClaimsLeftOut {
        /// How many.
        claims: u64,
    },
    /// An actor's strategies could not be ranked.
    #[serde(skip_deserializing)]
    BetterLeftOut {
        /// The actor.
        actor: String,
        /// Why.
        why: RunError,
    },
    /// A game could not be answered.
    #[serde(skip_deserializing)]
    GameLeftOut {
        /// Its name.
        game: String,
        /// Why.
        why: RunError,
    },
}

/// How many worlds agree with what is known of events.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownReport {
    /// Worlds that were drawn and held against what is known.
    pub worlds: u64,
    /// Those that agree with all of it: they alone count.
    pub agree: u64,
    /// What is known, in the order of the scenario.
    pub facts: Vec<KnownFact>,
}

impl KnownReport {
    /// Whether so few worlds agree that they tell nothing.
    #[must_use]
    pub fn is_too_few(&self) -> bool {
        (self.agree as f64) < FEWEST_WORLDS
    }
}

/// One thing that is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KnownFact {
    /// The event, with its element where it is known of one.
    pub event: String,
    /// Whether it had happened, once or more often; else never.
    pub happened: bool,
    /// The profile that stands for the world as it really was.
    pub under: String,
    /// The last day of which that is known.
    pub until: String,
    /// Worlds that agree, whatever else is known.
    pub agree: u64,
    /// Worlds in which it cannot be told, because something went wrong.
    #[serde(default, skip_serializing_if = "is_none_of_them")]
    pub untold: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
fn is_none_of_them(count: &u64) -> bool {
    *count == 0
}

/// What is known, held against one world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorldFact {
    /// The event, with its element where it is known of one.
    pub event: String,
    /// Whether it had happened in the world as it really was.
    pub happened: bool,
    /// The profile that stands for that.
    pub under: String,
    /// The last day of which that is known.
    pub until: String,
    /// Whether it is so in this world under that profile; absent where something went wrong.
    pub agrees: Option<bool>,
}

impl From<Drawn> for Note {
    fn from(drawn: Drawn) -> Note {
        Note::Conditions {
            kept: drawn.kept,
            draws: drawn.all,
        }
    }
}

/// One world, replayed.
#[derive(Clone, Debug, Serialize)]
pub struct WorldReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// The world's number.
    pub world: u64,
    /// Worlds of the ensemble that it belongs to.
    pub worlds: u64,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How worlds were drawn.
    pub design: String,
    /// Worlds that share each set of inputs; 1 where each world has inputs of its own.
    pub replications: u64,
    /// The set of inputs of this world, from 0.
    pub set: u64,
    /// Which of its lucks this world has, from 0.
    pub luck: u64,
    /// What was drawn.
    pub inputs: Vec<DrawnInput>,
    /// What is known of events, held against this world; where it disagrees with any of it the world counts in nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<WorldFact>,
    /// How it went under each profile.
    pub profiles: Vec<WorldRun>,
    /// How each claim's test comes out in this world.
    pub claims: Vec<WorldClaim>,
}

/// An uncertain input in one world.
#[derive(Clone, Debug, Serialize)]
pub struct DrawnInput {
    /// Its name.
    pub input: String,
    /// Its unit.
    pub unit: String,
    /// Its value.
    pub value: f64,
    /// The option that the value stands for, where it is a choice between options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The central value.
    pub central: f64,
    /// Its place in its distribution: the share of values below, as the ensemble's own worlds have it.
    pub rank: f64,
}

/// One world under one profile.
#[derive(Clone, Debug, Serialize)]
pub struct WorldRun {
    /// The profile.
    pub profile: String,
    /// What happened, in order.
    pub events: Vec<WorldEvent>,
    /// The same with the turning points of its quantities, in order of time.
    pub story: Vec<Told>,
    /// How it ended.
    pub outcomes: Vec<WorldOutcome>,
    /// Why it failed, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<FaultReport>,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub struct WorldEvent {
    /// Its date.
    pub date: String,
    /// Its elapsed time.
    pub time: f64,
    /// The event, with its element where it has several; of one with outcomes that to which it comes, `trial.convicted`.
    pub event: String,
}

/// An outcome in one world.
#[derive(Clone, Debug, Serialize)]
pub struct WorldOutcome {
    /// The outcome, with its element where it has several.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// Its value; absent where it is not finite.
    pub value: Option<f64>,
    /// What it is where it is not finite: a first time that never comes is infinite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_finite: Option<NotFinite>,
}

/// A claim in one world.
#[derive(Clone, Debug, Serialize)]
pub struct WorldClaim {
    /// Name in the scenario.
    pub id: String,
    /// The sentence.
    pub says: String,
    /// Whether its test holds here; absent where a run that it needs failed, where it is not judged on this world (as one that
    /// disagrees with what is known), and of tests
    /// over all worlds together, of which one knows nothing.
    pub holds: Option<bool>,
    /// Whether it is asked of averages over all lucks of the world's inputs.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub averaged: bool,
}
