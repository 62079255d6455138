//! What decides answers: the values behind what `contend why` prints, and its JSON. There is no sentence among them: sentences are
//! made of them in the crate of words.
//!
//! Shares are of the variance of an answer over worlds, in 0..=1. Names of fields are stable.

use contend_analysis::Share;
use contend_analysis::conditional::NothingToTell;
use contend_analysis::grounds::Backing;
use contend_analysis::learning::Learnt;
use contend_analysis::luck::Luck;
use contend_analysis::settling::Settles;
use contend_analysis::verdict::Verdict;
use serde::Serialize;

use crate::report::{Note, ScenarioFacts, UndecidedReport, UnjudgedReport};

/// What decides some answers.
#[derive(Clone, Debug, Serialize)]
pub struct WhyReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario.
    pub scenario: ScenarioFacts,
    /// Worlds that were simulated.
    pub worlds: u64,
    /// Worlds that were asked for.
    pub worlds_asked: u64,
    /// Whether it was stopped.
    pub interrupted: bool,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How worlds were drawn.
    pub design: String,
    /// What decides claims.
    pub claims: Vec<ClaimWhy>,
    /// What decides an outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<OutcomeWhy>,
    /// What decides the choices of a game.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub game: Option<GameWhy>,
    /// Things to know when reading the rest.
    pub notes: Vec<Note>,
}

/// What decides a claim.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimWhy {
    /// Its name.
    pub id: String,
    /// What it says.
    pub says: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// In which share of worlds it holds; absent for a claim over all worlds together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds_in: Option<Share>,
    /// Why it is not judged, of a claim about all worlds together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unjudged: Option<UnjudgedReport>,
    /// Games that leave open what is played in some of the worlds in which it has no value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub undecided: Vec<UndecidedReport>,
    /// Why nothing decides it world by world.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_asked: Option<NotAsked>,
    /// What decides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decides: Option<Decides>,
    /// Where it fails, or holds, if that was asked.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceWhy>,
    /// What turns its verdict, if that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flips: Option<FlipsWhy>,
}

/// Where a claim fails, or holds.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceWhy {
    /// Whether it is told where the claim holds: that of its two answers which fewer worlds have. Of an outcome true.
    pub holds: bool,
    /// Why there is nothing to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<NoPlace>,
    /// The conditions; at most three.
    pub conditions: Vec<ConditionWhy>,
    /// Share of the worlds that meet the conditions in which the answer is that one, of worlds that had no part in finding them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub density: Option<Share>,
    /// Share of the worlds with that answer that meet the conditions, of the same worlds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Share>,
    /// Share of all these worlds with that answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Share>,
    /// Number of a world that meets the conditions and has that answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<u64>,
    /// Inputs that went into the search.
    pub screened: Vec<String>,
    /// Inputs that were tried.
    pub tried: usize,
    /// All worlds as a tree, parted by where that is so; absent where no cut holds up on other worlds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<PartWhy>,
    /// Worlds on the two leading inputs of the box, for a picture; absent where there is no box, or but one input.
    #[serde(skip)]
    pub dots: Option<DotsWhy>,
    /// Each box on the way: its worlds among those that find, those with that answer, and the inputs that it restricts.
    pub trajectory: Vec<BoxWhy>,
}

/// Worlds on two inputs.
#[derive(Clone, Debug, PartialEq)]
pub struct DotsWhy {
    /// The inputs.
    pub axes: [AxisWhy; 2],
    /// Worlds that had no part in finding the box.
    pub dots: Vec<DotWhy>,
}

/// An input as an axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisWhy {
    /// The input.
    pub input: String,
    /// Its unit.
    pub unit: String,
    /// Its options, of a choice: values are their places.
    pub options: Vec<String>,
    /// How the box restricts it.
    pub limit: Option<ConditionWhy>,
}

/// A world on two inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DotWhy {
    /// Their values.
    pub at: [f64; 2],
    /// Whether it has the answer that is looked for.
    pub is: bool,
    /// Whether it meets the conditions of the box on other inputs.
    pub meets_others: bool,
}

/// A box covers less of the worlds in which something is so than this where a tree is told beside it.
const COVERS: f64 = 0.5;

impl PlaceWhy {
    /// The tree, where it tells what the box does not: where there is no box, and where most worlds that are looked for lie outside it.
    #[must_use]
    pub fn tree_beside(&self) -> Option<&PartWhy> {
        let covers = self.coverage.is_some_and(|c| c.share >= COVERS);
        self.tree.as_ref().filter(|_| !covers)
    }
}

/// A part of the worlds, as worlds tell that had no part in growing the tree.
#[derive(Clone, Debug, Serialize)]
pub struct PartWhy {
    /// Share of its worlds in which that is so.
    pub density: Share,
    /// Share of all worlds that are in it.
    pub mass: Share,
    /// The two sides into which it is parted; none where it is not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<SideWhy>,
}

/// A side of a cut.
#[derive(Clone, Debug, Serialize)]
pub struct SideWhy {
    /// What its worlds have in common: below a value or not (`high` itself is on the other side), or some options.
    pub condition: ConditionWhy,
    /// Its worlds.
    pub part: PartWhy,
}

/// Where an outcome is high, or low.
#[derive(Clone, Debug, Serialize)]
pub struct FifthWhy {
    /// Whether it is the greatest values that are looked for.
    pub high: bool,
    /// From which value on, or up to which.
    pub bound: f64,
    /// Where that is so.
    #[serde(rename = "where")]
    pub place: PlaceWhy,
}

/// Why it is not told where a claim fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoPlace {
    /// Luck decides nearly all.
    Luck,
    /// The claim comes out the same in every world.
    SameEverywhere,
    /// It comes out otherwise in too few worlds.
    TooFewWorlds,
    /// No input is distributed otherwise where it comes out otherwise.
    NothingScreened,
    /// No conditions hold up on other worlds.
    NoneHolds,
    /// More than half of all worlds have the greatest value of an outcome, or the least, so that no fifth of them stands out.
    ManyEqual,
}

/// A condition on one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConditionWhy {
    /// The input.
    pub input: String,
    /// Its unit.
    pub unit: String,
    /// Least value, where it is restricted so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// Options that are left, of a choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Chance that the condition does as much by chance (quasi-p), on worlds that had no part in finding it; of a box.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quasi_p: Option<f64>,
}

/// A box on the way.
#[derive(Clone, Debug, Serialize)]
pub struct BoxWhy {
    /// Worlds in it.
    pub worlds: u64,
    /// Those with the answer that is looked for.
    pub sought: u64,
    /// Inputs that it restricts.
    pub inputs: Vec<String>,
}

/// What turns a verdict.
#[derive(Clone, Debug, Serialize)]
pub struct FlipsWhy {
    /// Smallest changes that turn the verdict, each made in fresh worlds; the smallest first. Of single inputs and levers, and where
    /// none does, of pairs.
    pub flips: Vec<FlipWhy>,
    /// Fresh worlds of each change.
    pub worlds: u64,
    /// Inputs that were tried one at a time.
    pub tried: Vec<String>,
    /// Levers that were moved within their ranges one at a time, as `strategy.lever`.
    pub levers: Vec<String>,
    /// Pairs of inputs or levers that were tried.
    pub pairs: usize,
    /// Inputs that were not tried, since others are tied to them.
    pub tied: Vec<String>,
    /// Levers that were not moved, since their strategies set them by rules or dates.
    pub unmoved: Vec<String>,
    /// Two worlds that are as alike as can be with opposite answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearestWhy>,
}

/// A change that turns a verdict.
#[derive(Clone, Debug, Serialize)]
pub struct FlipWhy {
    /// Inputs with the values at which they are held in all worlds.
    pub held: Vec<HeldWhy>,
    /// Levers of strategies with what they are set to instead.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub levers: Vec<MovedWhy>,
    /// By how much all these are moved, summed: an input from the middle, by the part of all worlds that lies between; a lever by a
    /// part of its range; 1 for another option.
    pub moved: f64,
    /// In which share of the fresh worlds the claim then holds.
    pub share: Share,
    /// The verdict on them.
    pub verdict: Verdict,
}

/// A lever of a strategy that is set otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct MovedWhy {
    /// The lever, with its element if it has any.
    pub lever: String,
    /// Whose it is.
    pub actor: String,
    /// The strategy that sets it.
    pub strategy: String,
    /// Its unit.
    pub unit: String,
    /// What it is set to; of a choice the place of its option.
    pub value: f64,
    /// What the strategy sets it to.
    pub was: f64,
    /// The option, of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// The option that the strategy sets it to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was_option: Option<String>,
}

/// An input held at a value.
#[derive(Clone, Debug, Serialize)]
pub struct HeldWhy {
    /// The input.
    pub input: String,
    /// Its unit.
    pub unit: String,
    /// Its value; of a choice the place of its option.
    pub value: f64,
    /// The option, of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
}

/// Two worlds that are as alike as can be with opposite answers.
#[derive(Clone, Debug, Serialize)]
pub struct NearestWhy {
    /// Number of a world in the middle of all, with the answer that most worlds have.
    pub usual: u64,
    /// Number of the nearest world with the other answer.
    pub other: u64,
    /// Whether the claim holds in that other world.
    pub holds: bool,
    /// How far apart they are, 0..=1.
    pub distance: f64,
    /// The inputs in which they differ most, with their values in both.
    pub differ: Vec<DifferWhy>,
}

/// An input in two worlds.
#[derive(Clone, Debug, Serialize)]
pub struct DifferWhy {
    /// The value in the usual world.
    pub usual: HeldWhy,
    /// The value in the other.
    pub other: HeldWhy,
}

/// Why a claim has no answer world by world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotAsked {
    /// It is a value judgement.
    ValueJudgement,
    /// It states a fact, which is the same in all worlds.
    Fact,
    /// It could not be tested in worlds; `contend run` says why.
    Untested,
}

/// What decides an outcome under a profile.
#[derive(Clone, Debug, Serialize)]
pub struct OutcomeWhy {
    /// Its name, with its element.
    pub outcome: String,
    /// The profile.
    pub profile: String,
    /// Its unit.
    pub unit: String,
    /// What decides it.
    pub decides: Decides,
    /// Where it is high and where it is low, if that was asked.
    #[serde(rename = "where", skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<FifthWhy>,
}

/// What decides an answer. Luck, what inputs tell one at a time and what they tell only together add up to one.
#[derive(Clone, Debug, Serialize)]
pub struct Decides {
    /// Worlds in which the answer has a value.
    pub worlds: u64,
    /// Worlds in which it has none; they are left out.
    pub without_value: u64,
    /// Worlds in which an outcome is infinite (what never comes); they are left out too.
    pub never: u64,
    /// Why nothing can be told, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<NothingToTell>,
    /// Whether luck can reach it at all.
    pub chance: bool,
    /// The share of luck; absent where luck cannot reach it, and where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub luck: Option<Luck>,
    /// What inputs tell one at a time.
    pub one_at_a_time: f64,
    /// What inputs tell only together; absent where the share of luck is not known: then it is in this and luck.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub together: Option<f64>,
    /// Inputs that it may depend on.
    pub tried: usize,
    /// The share from which one input counts as more than noise.
    pub floor: f64,
    /// Inputs above the floor, those first that tell most.
    pub inputs: Vec<InputTells>,
    /// Groups of inputs that tell more than noise, and all that whoever asks has put together; those first that tell most. They overlap.
    pub groups: Vec<GroupTells>,
}

/// What one input tells.
#[derive(Clone, Debug, Serialize)]
pub struct InputTells {
    /// Its name.
    pub input: String,
    /// Whether it is a weight of somebody's objective: what is valued, and no fact that can be found out.
    pub valued: bool,
    /// What it rests on.
    pub backing: Backing,
    /// Its share.
    pub share: f64,
    /// Lower end of its interval at 95 %.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Significance, corrected for the number of inputs that were tried.
    pub p: f64,
    /// By how much the squared error of a forecast of the claim would fall, on average, if it were known (Brier score).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brier: Option<f64>,
    /// In which share of worlds learning it would settle the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settles: Option<Settles>,
}

/// What a group of inputs tells, one at a time.
#[derive(Clone, Debug, Serialize)]
pub struct GroupTells {
    /// Which.
    #[serde(flatten)]
    pub group: Group,
    /// How many of the inputs that were tried are in it.
    pub inputs: usize,
    /// The sum of their shares.
    pub share: f64,
    /// Whether it tells more than noise.
    pub counts: bool,
}

/// Inputs that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "group", rename_all = "kebab-case")]
pub enum Group {
    /// What the scenario declares as a group, or whoever asks has put together.
    Named {
        /// Its name.
        name: String,
    },
    /// All weights of an actor's objective.
    Weights {
        /// The actor.
        actor: String,
    },
    /// All that is no weight of anybody's objective: what can be found out.
    Facts,
    /// All that rests on an assumption, or on nothing that is said, and is no weight.
    Assumed,
    /// All that one source tells.
    Source {
        /// Its key.
        source: String,
    },
    /// All that one file declares.
    File {
        /// Its path in the scenario.
        file: String,
    },
}

/// What decides the choices of a game.
#[derive(Clone, Debug, Serialize)]
pub struct GameWhy {
    /// The game.
    pub game: String,
    /// Whether it is played in turn.
    pub in_turn: bool,
    /// Every choice: of each player, for each combination of what the others do. Of a game in turn each point at which a player
    /// knows all that was chosen before; those first that play comes to.
    pub choices: Vec<ChoiceWhy>,
    /// Of a game in turn the points that are not asked about: there a player does not see what another one chooses, or nothing
    /// says what is done after it.
    pub unseen: usize,
}

/// What decides one player's choice where the others' is given.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceWhy {
    /// Who chooses.
    pub player: String,
    /// What the others do, of a game in turn what was chosen before: actor and strategy.
    pub others: Vec<(String, String)>,
    /// Of a game in turn when it is made, and whether play comes there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<TurnWhy>,
    /// Unit of its payoffs.
    pub unit: String,
    /// Worlds that count.
    pub worlds: u64,
    /// Worlds in which a payoff has no value.
    pub without_value: u64,
    /// What is best on average.
    pub best: String,
    /// Strategies that are as good on average.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub equal: Vec<String>,
    /// Share of worlds in which several strategies are equally good, and none is better.
    pub shared: f64,
    /// Whether the worlds are too few to say what would be worth knowing.
    pub too_few: bool,
    /// Each strategy.
    pub strategies: Vec<StrategyWhy>,
    /// What knowing all would be worth, luck included (EVPI).
    pub everything: f64,
    /// Its standard error.
    pub error: f64,
    /// Inputs that it may depend on.
    pub tried: usize,
    /// Inputs that would be worth knowing (EVPPI), the most valuable first.
    pub inputs: Vec<InputWorth>,
    /// Groups of inputs that were tried.
    pub groups: Vec<GroupWorth>,
}

/// A point at which a player chooses in a game in turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TurnWhy {
    /// When.
    pub date: String,
    /// Whether play comes there, where all do what is best on average.
    pub on_path: bool,
}

/// A strategy that may be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct StrategyWhy {
    /// Its name.
    pub strategy: String,
    /// Mean payoff.
    pub mean: f64,
    /// Share of worlds in which no other is better.
    pub best_in: f64,
}

/// What it would be worth to know an input before choosing.
#[derive(Clone, Debug, Serialize)]
pub struct InputWorth {
    /// Its name.
    pub input: String,
    /// Whether it is a weight of somebody's objective.
    pub valued: bool,
    /// What it rests on.
    pub backing: Backing,
    /// Its value.
    #[serde(flatten)]
    pub worth: Learnt,
}

/// What it would be worth to know a group of inputs before choosing.
#[derive(Clone, Debug, Serialize)]
pub struct GroupWorth {
    /// Which.
    #[serde(flatten)]
    pub group: Group,
    /// How many inputs are in it.
    pub inputs: usize,
    /// Its value.
    #[serde(flatten)]
    pub worth: Learnt,
    /// Whether it is worth more than noise.
    pub counts: bool,
}
