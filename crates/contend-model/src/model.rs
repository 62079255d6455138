//! The scenario as one plain value, resolved and checked: what every later stage reads.
//!
//! Names are resolved to indices, every expression knows its dimensions and unit, every number its
//! origin. Time inside expressions is in the scenario's time unit, so no later stage converts units.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Date};
use crate::exact;
use crate::expression::{Axis, Expression, Term};
use crate::id::{
    ActorId, ClaimId, DimensionId, EventId, InputId, OutcomeId, ProfileId, QuantityId, SourceId,
    StrategyId, TableId,
};
use crate::key::Key;
use crate::place::Span;
use crate::unit::Unit;

/// A whole scenario, free of errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// Title in one line.
    pub title: String,
    /// What it is about, in a few sentences; may be empty.
    pub about: String,
    /// When it starts and ends, and how time advances.
    pub clock: Clock,
    /// Named lists.
    pub dimensions: Vec<Dimension>,
    /// Everything an equation can read by name: parameters, series, stocks, flows, variables, levers.
    pub quantities: Vec<Quantity>,
    /// Every uncertain number, one for each uncertain element of a parameter, in order of declaration.
    pub inputs: Vec<Input>,
    /// Pairs of inputs that are drawn together.
    pub correlations: Vec<Correlation>,
    /// Conditions that inputs fulfil in every world.
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    /// Inputs that the author puts together; they may overlap.
    #[serde(default)]
    pub groups: Vec<InputGroup>,
    /// Lookup tables and time series: piecewise functions of one argument.
    pub tables: Vec<Table>,
    /// Things that happen at once.
    pub events: Vec<Event>,
    /// Who acts.
    pub actors: Vec<Actor>,
    /// Plans of actors.
    pub strategies: Vec<Strategy>,
    /// One strategy for each actor; at least one profile. The first is the baseline unless another is named. Those that
    /// games alone play come last.
    pub profiles: Vec<Profile>,
    /// The profile that a claim means when it names none.
    pub baseline: ProfileId,
    /// Choices that several actors face at once, or in turn.
    pub games: Vec<Game>,
    /// Numbers that sum up a run. Objectives stand here too, marked by their actor.
    pub outcomes: Vec<Outcome>,
    /// Sentences of the argument.
    pub claims: Vec<Claim>,
    /// The bibliography.
    pub sources: Vec<Source>,
    /// The argument in prose.
    pub brief: Option<Brief>,
    /// How a share of worlds becomes a word.
    pub verdict_rule: VerdictRule,
    /// Worlds to run where the user names no number.
    pub default_worlds: u32,
    /// Seed where the user names none.
    pub default_seed: u64,
    /// Steps between values over time that are kept and told. `None`: a run keeps all, and a page draws about a hundred.
    pub every: Option<u32>,
    /// Worlds that share their inputs and have lucks of their own, unless a command says otherwise.
    pub replications: u32,
    /// Number of `memory` sites in all expressions; sites are numbered from 0.
    pub memory_sites: u32,
    /// What names are called in the language of the texts, where that is another than the one they are written in.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
}

/// A named list of elements, or a part or second name of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dimension {
    /// Name in equations.
    pub name: String,
    /// What it lists; may be empty.
    pub about: String,
    /// The dimension whose elements these are: itself for a list, the original for a second name or a subset.
    pub root: DimensionId,
    /// For each element, its position in the root. `0..n` for a list and for a second name.
    pub positions: Vec<u32>,
    /// Labels of the elements as equations write them; for every dimension, also subsets.
    pub labels: Vec<String>,
    /// Columns of a table over the elements (of this dimension).
    pub attributes: Vec<Attribute>,
    /// Where it is declared.
    pub span: Span,
}

impl Dimension {
    /// Number of elements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.positions.len()
    }

    /// Whether it has no element; a checked scenario has none such.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }
}

/// A property of each element of a dimension.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    /// Name after the dot: `corridor.ocean`.
    pub name: String,
    /// One number per element: the number itself, or for text the index into `words`.
    #[serde(with = "exact")]
    pub values: Vec<f64>,
    /// The distinct texts, in order of first appearance; empty for a numeric attribute.
    pub words: Vec<String>,
    /// The dimensions whose labels all of its values are: columns `from` and `to` of links name nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Named>,
}

impl Attribute {
    /// For each element the position in a root dimension of the element that the attribute names, where it names elements
    /// of that.
    #[must_use]
    pub fn positions_in(&self, root: DimensionId) -> Option<&[u32]> {
        let named = self.names.iter().find(|n| n.root == root)?;
        Some(&named.positions)
    }

    /// What the attribute says of an element, as a text.
    #[must_use]
    pub fn text(&self, element: usize) -> String {
        let value = self.values.get(element).copied().unwrap_or(f64::NAN);
        match self.words.get(value as usize) {
            Some(word) => word.clone(),
            None => value.to_string(),
        }
    }
}

/// Elements of a dimension that the values of an attribute are labels of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The dimension, a list of its own.
    pub root: DimensionId,
    /// For each element that has the attribute, the position of the one it names.
    pub positions: Vec<u32>,
}

/// Something that an equation can read by name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Name in equations.
    pub name: String,
    /// What it is; may be empty.
    pub about: String,
    /// Its unit.
    pub unit: Unit,
    /// Its dimensions, in order; elements are laid out row-major (the last dimension fastest).
    pub over: Vec<DimensionId>,
    /// What it is and how it gets its value.
    pub kind: QuantityKind,
    /// Where its numbers come from; parameters and series only, else empty.
    pub origin: Origin,
    /// Where it is declared.
    pub span: Span,
}

/// What a quantity is, and how it gets its value.
// A scenario has hundreds of quantities, not millions: room for the largest costs nothing worth a pointer.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuantityKind {
    /// Constant over time; may differ between worlds.
    Parameter(Parameter),
    /// A function of time from data; one table for each element.
    Series {
        /// One table for each element, row-major; argument: elapsed time in the time unit.
        tables: Vec<TableId>,
    },
    /// Accumulates.
    Stock(Stock),
    /// A rate that moves between stocks or from and to the outside; read in equations like a variable.
    Flow(Flow),
    /// Defined by an equation at every instant.
    Variable {
        /// The equation.
        equation: Expression,
    },
    /// Set by a strategy of its actor.
    Lever(Lever),
}

impl QuantityKind {
    /// The section of a scenario in which such a quantity is declared.
    #[must_use]
    pub fn section(&self) -> &'static str {
        match self {
            QuantityKind::Parameter(_) => "parameter",
            QuantityKind::Series { .. } => "series",
            QuantityKind::Stock(_) => "stock",
            QuantityKind::Flow(_) => "flow",
            QuantityKind::Variable { .. } => "variable",
            QuantityKind::Lever(_) => "lever",
        }
    }
}

/// A number or table that does not change over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Central value of each element, row-major. For a categorical parameter the index of the option.
    #[serde(with = "exact")]
    pub values: Vec<f64>,
    /// For each element the uncertain input that draws it, where there is one.
    pub inputs: Vec<Option<InputId>>,
    /// Names of the alternatives of a categorical parameter; empty for a number.
    pub options: Vec<String>,
}

/// One uncertain number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// For people: `learning_time`, `share[eastern_pacific]`.
    pub name: String,
    /// What its draws hang on.
    pub key: Key,
    /// The parameter.
    pub quantity: QuantityId,
    /// Which element of it, row-major.
    pub element: u32,
    /// How it is distributed.
    pub law: Law,
    /// Bounds of a truncated law: draws come from the law given that they lie inside.
    #[serde(with = "exact")]
    pub bounds: Option<(f64, f64)>,
    /// What ties it to others; `None` for a number that is drawn on its own.
    #[serde(default)]
    pub tie: Option<Tie>,
}

/// What ties an uncertain number to others. Its law is that of the number by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// The same share of its law lies below it as of that input's below that one: one draw for both. The other is drawn
    /// on its own.
    Common(InputId),
    /// A share of a whole. Those of the same row are a Dirichlet law: they sum to 1, and each is a gamma number of its shape
    /// divided by the sum of all. The law of each by itself is a beta law, whose first shape is its own.
    Share {
        /// Which whole; numbered from 0 over the scenario.
        row: u32,
    },
    /// Equally likely between two bounds, of which at least one is another input. Its law is that between the least and the
    /// greatest that these can be.
    Between {
        /// The input that is its least value; `None` for that of its law.
        low: Option<InputId>,
        /// The input that is its greatest value; `None` for that of its law.
        high: Option<InputId>,
    },
}

/// A probability law of one number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// Equal density between two bounds.
    Uniform {
        /// Least value.
        #[serde(with = "exact")]
        low: f64,
        /// Greatest value.
        #[serde(with = "exact")]
        high: f64,
    },
    /// Equal density of the logarithm between two positive bounds.
    LogUniform {
        /// Least value, positive.
        #[serde(with = "exact")]
        low: f64,
        /// Greatest value.
        #[serde(with = "exact")]
        high: f64,
    },
    /// Gauss.
    Normal {
        /// Mean.
        #[serde(with = "exact")]
        mean: f64,
        /// Standard deviation, positive.
        #[serde(with = "exact")]
        sd: f64,
    },
    /// The logarithm is normal.
    LogNormal {
        /// Median, positive.
        #[serde(with = "exact")]
        median: f64,
        /// Geometric standard deviation, above 1: 68 % lie between median / factor and median × factor.
        #[serde(with = "exact")]
        factor: f64,
    },
    /// Triangle.
    Triangular {
        /// Least value.
        #[serde(with = "exact")]
        low: f64,
        /// Most likely value.
        #[serde(with = "exact")]
        mode: f64,
        /// Greatest value.
        #[serde(with = "exact")]
        high: f64,
    },
    /// Beta, stretched to bounds.
    Beta {
        /// First shape, positive.
        #[serde(with = "exact")]
        alpha: f64,
        /// Second shape, positive.
        #[serde(with = "exact")]
        beta: f64,
        /// Least value.
        #[serde(with = "exact")]
        low: f64,
        /// Greatest value.
        #[serde(with = "exact")]
        high: f64,
    },
    /// Poisson.
    Poisson {
        /// Mean, not negative.
        #[serde(with = "exact")]
        mean: f64,
    },
    /// Whole numbers, each equally likely.
    Integers {
        /// Least value, a whole number.
        #[serde(with = "exact")]
        low: f64,
        /// Greatest value, a whole number.
        #[serde(with = "exact")]
        high: f64,
    },
    /// Given values with given probabilities (which sum to 1). Also categorical parameters: values 0, 1, ….
    Discrete {
        /// The values.
        #[serde(with = "exact")]
        values: Vec<f64>,
        /// Their probabilities.
        #[serde(with = "exact")]
        weights: Vec<f64>,
    },
    /// Drawn from observed values, each equally likely, without interpolation.
    Empirical {
        /// The values, sorted.
        #[serde(with = "exact")]
        values: Vec<f64>,
    },
}

/// Inputs that the author puts together: it is told of them as one what they decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputGroup {
    /// Name in scenario files.
    pub id: String,
    /// What they have in common; may be empty.
    pub about: String,
    /// Its inputs, ascending, each once; never empty. Those that share a draw are named by the one that is drawn.
    pub inputs: Vec<InputId>,
    /// Where it is declared.
    pub span: Span,
}

/// Two inputs drawn with a rank correlation (Gaussian copula). What pairs of inputs have that are not named follows from those
/// that are: see [`crate::correlation`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    /// One input.
    pub a: InputId,
    /// The other.
    pub b: InputId,
    /// Spearman's rank correlation, in -1..1.
    #[serde(with = "exact")]
    pub rank: f64,
}

/// A condition that parameters fulfil in every world: they have the joint law that they would have without it, given that
/// it holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Constraint {
    /// The condition; where it has dimensions, it holds for every element. It reads parameters alone.
    pub that: Expression,
    /// The condition as written.
    pub written: String,
    /// What it is; may be empty.
    pub about: String,
    /// Why it holds.
    pub origin: Origin,
    /// Where it is declared.
    pub span: Span,
}

/// A piecewise function of one argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Name for messages: the lookup's or series' name with its element.
    pub name: String,
    /// Arguments, strictly increasing; at least one.
    #[serde(with = "exact")]
    pub x: Vec<f64>,
    /// Values at the arguments.
    #[serde(with = "exact")]
    pub y: Vec<f64>,
    /// Second derivatives at the arguments, for a natural cubic spline; empty otherwise.
    #[serde(with = "exact")]
    pub second: Vec<f64>,
    /// Between two points.
    pub between: Between,
    /// Before the first and after the last point.
    pub beyond: Beyond,
}

/// How a table goes between its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Between {
    /// The value of the last point at or before the argument.
    Step,
    /// Straight lines.
    Linear,
    /// Natural cubic spline.
    Spline,
}

/// How a table goes beyond its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Beyond {
    /// The value of the nearest end.
    Hold,
    /// The straight line at the nearest end.
    Extend,
    /// A fault of that world (NaN).
    Error,
}

/// Something that accumulates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stock {
    /// Value at the start.
    pub start: Expression,
    /// Net rate of change in stock units per time unit; `None` when only flows and events change it.
    pub change: Option<Expression>,
    /// Flows that come in; each is read with the stock's own dimensions.
    pub inflows: Vec<Expression>,
    /// Flows that go out.
    pub outflows: Vec<Expression>,
    /// What happens at zero.
    pub floor: Floor,
    /// Flows out of it that are served first where there is not enough for all, in this order; see [`crate::limits`].
    pub priority: Vec<QuantityId>,
}

/// What a stock does at zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Floor {
    /// Nothing: it may be negative.
    None,
    /// It stops at zero and may rise again.
    Clamp,
    /// Once at or below zero it is zero for good.
    Extinct,
}

/// A rate that moves something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// The equation; in the flow's unit.
    pub equation: Expression,
    /// The stock it leaves; `None`: the outside.
    pub from: Option<QuantityId>,
    /// The stock it enters; `None`: the outside.
    pub to: Option<QuantityId>,
}

/// Something that an actor sets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lever {
    /// Whose it is.
    pub actor: ActorId,
    /// Whether all see it.
    pub public: bool,
    /// What it can be set to.
    pub domain: LeverDomain,
    /// Its value before `now`, and where a strategy does not speak of it.
    #[serde(with = "exact")]
    pub default: f64,
}

/// What a lever can be set to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeverDomain {
    /// A number between bounds.
    Number {
        /// Least.
        #[serde(with = "exact")]
        low: f64,
        /// Greatest.
        #[serde(with = "exact")]
        high: f64,
        /// Whether only whole numbers; then both bounds are whole.
        #[serde(default)]
        whole: bool,
    },
    /// One of several named values.
    Choice {
        /// Names with their values.
        #[serde(with = "exact")]
        options: Vec<(String, f64)>,
    },
    /// Off (0) or on (1).
    Switch,
}

impl LeverDomain {
    /// Names of what it can be set to; none where that are numbers.
    #[must_use]
    pub fn options(&self) -> Vec<&str> {
        match self {
            LeverDomain::Choice { options } => options.iter().map(|(name, _)| &**name).collect(),
            LeverDomain::Number { .. } | LeverDomain::Switch => Vec::new(),
        }
    }
}

/// Something that happens at once, in some worlds or in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Name.
    pub name: String,
    /// What it is; may be empty.
    pub about: String,
    /// Its dimensions: every element happens on its own.
    pub over: Vec<DimensionId>,
    /// What makes it happen.
    pub trigger: Trigger,
    /// From which elapsed time on its hazard or condition counts, where its author says so. Of a step in which it begins,
    /// the rest counts for a hazard; a condition is looked at from the next instant on.
    #[serde(with = "exact")]
    pub from: Option<f64>,
    /// Whether it can happen again.
    pub repeats: bool,
    /// Least time between two occurrences, in the time unit; 0 for none.
    #[serde(with = "exact")]
    pub cooldown: f64,
    /// What it does.
    pub effects: Vec<Effect>,
    /// What is known of it: worlds that disagree do not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<Fact>,
    /// The place of the draws that decide whether it happens; of an outcome, of those that decide how many of the occurrences
    /// that no outcome before it has come to come to it.
    pub chance_site: Key,
    /// Where it is declared.
    pub span: Span,
}

/// What was observed of an event in the world as it really was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// The element of which it is known, row-major; `None`: of all elements together.
    pub element: Option<u32>,
    /// Whether it had happened, once or more often; else never.
    pub happened: bool,
    /// The profile that stands for the world as it really was: worlds whose run under it disagrees do not count.
    pub under: ProfileId,
    /// The last day on which that is known.
    pub until: Date,
    /// The end of that day, in elapsed time, or the grid point next to it: what happens in steps up to there counts.
    #[serde(with = "exact")]
    pub by: f64,
    /// Where it is known from.
    pub origin: Origin,
    /// Where it is declared.
    pub span: Span,
}

/// What makes an event happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// At one step of the clock.
    At {
        /// The step.
        step: u32,
    },
    /// With that hazard per time unit. Where it repeats without a cool-down, it happens in one step as often as a Poisson
    /// process does, else at most once, with probability 1 − exp(−hazard·dt).
    Hazard(Expression),
    /// When the condition first holds (and, if it repeats, whenever it holds after the cool-down).
    When(Expression),
    /// As one of the outcomes of another event, whose occurrences it takes a part of: each of them comes to exactly one
    /// outcome, with a probability in proportion to the weights at the start of the step. The outcomes of an event follow it
    /// in the list of events, and have its dimensions; see [`Scenario::outcomes_of`].
    Outcome {
        /// The event that it is an outcome of.
        of: EventId,
        /// How likely it is beside the others: finite and not negative, some weight of the event above 0.
        weight: Expression,
    },
}

impl Trigger {
    /// The hazard, condition or weight.
    #[must_use]
    pub fn equation(&self) -> Option<&Expression> {
        match self {
            Trigger::At { .. } => None,
            Trigger::Hazard(e) | Trigger::When(e) | Trigger::Outcome { weight: e, .. } => Some(e),
        }
    }
}

impl Event {
    /// The event that it is an outcome of, where it is one.
    #[must_use]
    pub fn outcome_of(&self) -> Option<EventId> {
        match self.trigger {
            Trigger::Outcome { of, .. } => Some(of),
            _ => None,
        }
    }
}

/// What an event does to a stock at the end of the step in which it happens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// The stock.
    pub stock: QuantityId,
    /// Which elements: one axis for each dimension of the stock.
    pub axes: Vec<Axis>,
    /// The amount; over dimensions of the event and the stock.
    pub amount: Expression,
    /// Add the amount, or set the stock to it.
    pub set: bool,
}

impl Effect {
    /// Whether it may reach an element of a stock that another effect reaches.
    #[must_use]
    pub fn meets(&self, other: &Effect) -> bool {
        let apart = |(a, b): (&Axis, &Axis)| matches!((a, b), (Axis::Element(i), Axis::Element(j)) if i != j);
        self.stock == other.stock && !self.axes.iter().zip(&other.axes).any(apart)
    }
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Actor {
    /// Name in scenario files.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Who it is; may be empty.
    pub about: String,
    /// Its plan where a profile names none.
    pub default_strategy: Option<StrategyId>,
    /// Where it is declared.
    pub span: Span,
}

/// One actor's plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strategy {
    /// Whose.
    pub actor: ActorId,
    /// Name in scenario files.
    pub id: String,
    /// What it is; may be empty.
    pub about: String,
    /// What it does with each lever that it speaks of.
    pub settings: Vec<(QuantityId, Expression)>,
    /// What a search may set in its rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<Free>,
    /// Where it is declared.
    pub span: Span,
}

/// What a search may set in the rules of a strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Free {
    /// The strategy's settings, which still read the parameters that are free.
    pub settings: Vec<(QuantityId, Expression)>,
    /// Those parameters, each once.
    pub thresholds: Vec<Threshold>,
}

/// A parameter that a search may set, as rules of a strategy read it and nobody else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    /// The parameter: one number, the same in all worlds.
    pub parameter: QuantityId,
    /// Least, in the parameter's unit.
    #[serde(with = "exact")]
    pub low: f64,
    /// Greatest.
    #[serde(with = "exact")]
    pub high: f64,
}

/// One strategy for every actor, or several, one after the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Name in scenario files.
    pub id: String,
    /// What it is; may be empty.
    pub about: String,
    /// The strategy of each actor, in the order of actors; `None` for an actor without strategies.
    pub strategies: Vec<Option<StrategyId>>,
    /// What actors go over to later, ascending by step: along a path of moves in turn; empty for most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Later>,
    /// Whether only a game plays it: then it is run where a game or a claim asks for it.
    pub of_game: bool,
    /// Where it, or the game that plays it, is declared.
    pub span: Span,
}

/// A strategy that an actor goes over to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// From which step on; never the first.
    pub step: u32,
    /// Who.
    pub actor: ActorId,
    /// To what.
    pub strategy: StrategyId,
}

impl Strategy {
    /// The one number that it sets a lever to over the whole run: what it says of it, else the lever's default. `None` where that
    /// follows a rule or a schedule, where the lever has several elements, and of what is no lever.
    #[must_use]
    pub fn one_setting(&self, scenario: &Scenario, lever: QuantityId) -> Option<f64> {
        let quantity = scenario.quantity(lever);
        let QuantityKind::Lever(own) = &quantity.kind else {
            return None;
        };
        let said = self.settings.iter().find(|(id, _)| *id == lever);
        match said.map(|(_, setting)| &setting.term) {
            _ if !quantity.over.is_empty() => None,
            None => Some(own.default),
            Some(Term::Number(value)) => Some(*value),
            Some(_) => None,
        }
    }
}

impl Profile {
    /// Whether it plays a strategy, at first or later.
    #[must_use]
    pub fn plays(&self, strategy: StrategyId) -> bool {
        let later = self.later.iter().map(|l| l.strategy);
        (self.strategies.iter().flatten().copied().chain(later)).any(|s| s == strategy)
    }

    /// What an actor plays from which step on: ascending, the first from step 0.
    #[must_use]
    pub fn course(&self, actor: ActorId) -> Vec<(u32, Option<StrategyId>)> {
        let first = self.strategies.get(actor.index()).copied().flatten();
        let later = self.later.iter().filter(|l| l.actor == actor);
        std::iter::once((0, first))
            .chain(later.map(|l| (l.step, Some(l.strategy))))
            .collect()
    }
}

/// The choice that several actors face, each with an objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Game {
    /// Name in commands and claims.
    pub id: String,
    /// What it is; may be empty.
    pub about: String,
    /// Who chooses; two or more.
    pub players: Vec<Player>,
    /// What each actor does that is no player, and what each player does before its first move: a strategy for each
    /// actor, in the order of actors.
    pub others: Vec<Option<StrategyId>>,
    /// The player that can commit itself before the others choose.
    pub leader: Option<u32>,
    /// Whether players are interchangeable: what one gets depends only on its own strategy and on how many of the
    /// others play which.
    pub symmetric: bool,
    /// How it is played.
    pub play: Play,
    /// Where it is declared.
    pub span: Span,
}

impl Game {
    /// The moves; none of a game that is played at once.
    #[must_use]
    pub fn moves(&self) -> &[Move] {
        match &self.play {
            Play::AtOnce { .. } => &[],
            Play::InTurn { moves } => moves,
        }
    }

    /// What is chosen along a path of moves, one index for each. Paths are numbered row-major: the last move's choice
    /// changes fastest.
    #[must_use]
    pub fn choices(&self, path: usize) -> Vec<usize> {
        let mut rest = path;
        let mut choices = vec![0; self.moves().len()];
        for (choice, m) in choices.iter_mut().zip(self.moves()).rev() {
            let n = m.strategies.len().max(1);
            *choice = rest % n;
            rest /= n;
        }
        choices
    }

    /// The strategies of all actors along a path of moves, at first and later. What is chosen by the time that levers
    /// act is played from the first: `now` is that of the clock. Who chooses what it plays already goes over to nothing.
    #[must_use]
    pub fn path(&self, path: usize, now: Option<u32>) -> (Vec<Option<StrategyId>>, Vec<Later>) {
        let mut first = self.others.clone();
        let mut later: Vec<Later> = Vec::new();
        for (m, choice) in self.moves().iter().zip(self.choices(path)) {
            let actor = self.players[m.player as usize].actor;
            let strategy = m.strategies[choice];
            let last = later.iter().rev().find(|l| l.actor == actor);
            if m.step <= now.unwrap_or(0) {
                first[actor.index()] = Some(strategy);
            } else if last.map_or(first[actor.index()], |l| Some(l.strategy)) != Some(strategy) {
                later.push(Later {
                    step: m.step,
                    actor,
                    strategy,
                });
            }
        }
        (first, later)
    }
}

/// One who chooses in a game.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Player {
    /// Who.
    pub actor: ActorId,
    /// What it maximises.
    pub objective: OutcomeId,
    /// Between what it chooses; in a game with moves in turn, all strategies of its moves.
    pub strategies: Vec<StrategyId>,
}

/// How a game is played.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Play {
    /// All choose once, for the whole run, without seeing each other.
    AtOnce {
        /// The profile of each combination of strategies, row-major: the last player's strategy changes fastest.
        profiles: Vec<ProfileId>,
    },
    /// Players move in turn; a strategy holds from its move on.
    InTurn {
        /// Moves, by date.
        moves: Vec<Move>,
    },
}

/// One move of a game that is played in turn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Which player moves: index into [`Game::players`].
    pub player: u32,
    /// From which step on its choice holds.
    pub step: u32,
    /// Between what it chooses.
    pub strategies: Vec<StrategyId>,
    /// Earlier moves whose public levers the player sees; its own are always remembered whole.
    pub sees: Vec<u32>,
}

/// A number that sums up a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Name in claims.
    pub id: String,
    /// What it is; may be empty.
    pub about: String,
    /// Its unit.
    pub unit: Unit,
    /// Its dimensions.
    pub over: Vec<DimensionId>,
    /// The equation; quantities that vary over time stand inside summaries only.
    pub equation: Expression,
    /// The actor whose objective it is, if it is one.
    pub objective_of: Option<ActorId>,
    /// Where it is declared.
    pub span: Span,
}

/// A sentence of the argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Name in the brief and in commands.
    pub id: String,
    /// The sentence.
    pub says: String,
    /// Why, or how it is read; may be empty.
    pub about: String,
    /// How it is tested.
    pub test: ClaimTest,
    /// The test as written; empty for a value judgement.
    pub text: String,
    /// The worlds on which it is judged; all where there is none.
    #[serde(default)]
    pub given: Option<Given>,
    /// Whether it is asked of outcomes averaged over the lucks of each set of inputs, which then counts as a world.
    #[serde(default)]
    pub by_inputs: bool,
    /// Where it comes from.
    pub origin: Origin,
    /// Claims that it builds on.
    pub rests_on: Vec<ClaimId>,
    /// A negative control: a profile in which nothing is done, so that a test of an effect should not hold there.
    #[serde(default)]
    pub control: Option<ProfileId>,
    /// What an opponent would say.
    pub objection: Option<Objection>,
    /// Where it is declared.
    pub span: Span,
}

/// How a claim is tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimTest {
    /// True or false in each world: an expression over outcomes of profiles and parameters. Value 0 or 1.
    Worlds(Expression),
    /// True or false of all worlds together: everything that it reads of a world stands in a [`Term::OverWorlds`]. Value 0
    /// or 1.
    ///
    /// [`Term::OverWorlds`]: crate::expression::Term::OverWorlds
    OverWorlds(Expression),
    /// A statement of fact: an expression over central values of parameters and data. Value 0 or 1.
    Inputs(Expression),
    /// Never tested.
    ValueJudgement,
}

impl ClaimTest {
    /// The test of a claim that simulated worlds decide, world by world or together.
    #[must_use]
    pub fn simulated(&self) -> Option<&Expression> {
        match self {
            ClaimTest::Worlds(test) | ClaimTest::OverWorlds(test) => Some(test),
            ClaimTest::Inputs(_) | ClaimTest::ValueJudgement => None,
        }
    }
}

impl Claim {
    /// All that is read of the worlds that decide it: its test and the condition on which it is judged. Nothing of a
    /// statement of fact and of a value judgement.
    pub fn read_in_worlds(&self) -> impl Iterator<Item = &Expression> {
        let given = self.given.iter().map(|given| &given.condition);
        self.test.simulated().into_iter().chain(given)
    }
}

/// Which worlds a claim is judged on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// True in the worlds that count: an expression over outcomes of profiles and parameters of one world. Value 0 or 1.
    pub condition: Expression,
    /// The condition as written.
    pub text: String,
}

/// What an opponent would say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objection {
    /// In words.
    Text(String),
    /// By another claim.
    Claim(ClaimId),
}

/// Where a number or a claim comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// Sources.
    pub sources: Vec<SourceId>,
    /// The author's reason where there is no source, or for what the source does not say.
    pub assumption: Option<String>,
    /// Grade given where it is used; else that of the source holds, unless there is an assumption too.
    pub grade: Option<Grade>,
}

impl Origin {
    /// Whether a number counts as assumed although it has a source: its author states an assumption beside the source, and
    /// does not grade what the source lends to this use.
    #[must_use]
    pub fn is_assumed_beside_a_source(&self) -> bool {
        !self.sources.is_empty() && self.assumption.is_some() && self.grade.is_none()
    }
}

/// An entry of the bibliography.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its key.
    pub key: String,
    /// Authors, as one line; may be empty.
    pub authors: String,
    /// Title; may be empty.
    pub title: String,
    /// Year or date as written; may be empty.
    pub year: String,
    /// Web address; may be empty.
    pub url: String,
    /// Digital object identifier; may be empty.
    pub doi: String,
    /// Note; may be empty.
    pub note: String,
    /// How good it is.
    pub grade: Option<Grade>,
}

/// Admiralty grade: reliability of the source A–F and credibility of the statement 1–6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Grade {
    /// `A` (completely reliable) to `E` (unreliable), `F` (cannot be judged).
    pub reliability: char,
    /// 1 (confirmed) to 5 (improbable), 6 (cannot be judged).
    pub credibility: u8,
}

/// The argument in prose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Markdown, as written.
    pub text: String,
    /// Claims that it marks, with the byte ranges of their marks `[[claim-id]]`.
    pub marks: Vec<(ClaimId, std::ops::Range<usize>)>,
}

/// What a scenario says of its published page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PageSettings {
    /// Language of the scenario's own texts (BCP 47); empty where it is not said.
    pub language: String,
    /// Who wrote the scenario; may be empty.
    pub author: String,
    /// Who paid for it; may be empty.
    pub funder: String,
    /// When it was last revised.
    pub date: Option<Date>,
    /// What it is for; may be empty.
    pub purpose: String,
    /// Claims whose verdicts are told first.
    pub findings: Vec<ClaimId>,
    /// Inputs of which readers are asked first what they assume.
    pub questions: Vec<InputId>,
    /// Levers of strategies that readers move first.
    #[serde(default)]
    pub levers: Vec<(StrategyId, QuantityId)>,
    /// Profiles to draw beside the baseline; empty: the first ones.
    pub profiles: Vec<ProfileId>,
    /// From when on charts are drawn, within the run.
    #[serde(default)]
    pub from: Option<Date>,
    /// Charts over time; empty: those that claims look at.
    pub charts: Vec<ChartSettings>,
    /// A map of flows.
    pub map: Option<MapSettings>,
    /// Actors whose strategies are ranked.
    #[serde(default)]
    pub better: Vec<ActorId>,
}

/// One chart over time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartSettings {
    /// The quantity.
    pub quantity: QuantityId,
    /// Which element, row-major; `None`: the sum over all of them.
    pub element: Option<u32>,
    /// What it shows, in a line; may be empty.
    pub title: String,
    /// The series whose points are drawn as dots, and which element of it.
    pub data: Option<(QuantityId, u32)>,
}

/// A map of flows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MapSettings {
    /// The outcome that gives the amounts.
    pub flows: OutcomeId,
    /// What it shows, in a line; may be empty.
    pub title: String,
    /// West, south, east and north edge in degrees; `None`: around the flows.
    #[serde(with = "exact")]
    pub frame: Option<[f64; 4]>,
    /// For each element of the outcome the two ends of its flow, as longitude and latitude in degrees.
    #[serde(with = "exact")]
    pub ends: Vec<[(f64, f64); 2]>,
}

/// How a share of worlds becomes a word.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct VerdictRule {
    /// The claim holds at this share or more.
    #[serde(with = "exact")]
    pub holds: f64,
    /// The claim fails at this share or less.
    #[serde(with = "exact")]
    pub fails: f64,
    /// Whether the author declares the ensemble a calibrated judgement, so that words of probability may be used.
    pub calibrated: bool,
}

impl Default for VerdictRule {
    fn default() -> Self {
        VerdictRule {
            holds: 0.75,
            fails: 0.25,
            calibrated: false,
        }
    }
}

impl Scenario {
    /// One dimension.
    #[must_use]
    pub fn dimension(&self, id: DimensionId) -> &Dimension {
        &self.dimensions[id.index()]
    }

    /// One quantity.
    #[must_use]
    pub fn quantity(&self, id: QuantityId) -> &Quantity {
        &self.quantities[id.index()]
    }

    /// The input whose draw an input is made from: itself, unless one draw serves several.
    #[must_use]
    pub fn drawn_as(&self, id: InputId) -> InputId {
        match self.inputs.get(id.index()).and_then(|i| i.tie.as_ref()) {
            Some(Tie::Common(of)) => *of,
            _ => id,
        }
    }

    /// Inputs that have a draw of their own, ascending.
    pub fn drawn(&self) -> impl Iterator<Item = InputId> + '_ {
        let all = (0..self.inputs.len() as u32).map(InputId);
        all.filter(|id| self.drawn_as(*id) == *id)
    }

    /// All expressions of a scenario with what they belong to, for walks over everything.
    #[must_use]
    pub fn expressions(&self) -> Vec<(Option<QuantityId>, &Expression)> {
        let mut all: Vec<(Option<QuantityId>, &Expression)> = Vec::new();
        for (index, quantity) in self.quantities.iter().enumerate() {
            let id = Some(QuantityId(index as u32));
            match &quantity.kind {
                QuantityKind::Stock(stock) => {
                    all.push((id, &stock.start));
                    all.extend(
                        stock
                            .change
                            .iter()
                            .chain(&stock.inflows)
                            .chain(&stock.outflows)
                            .map(|e| (id, e)),
                    );
                }
                QuantityKind::Flow(flow) => all.push((id, &flow.equation)),
                QuantityKind::Variable { equation } => all.push((id, equation)),
                QuantityKind::Parameter(_)
                | QuantityKind::Series { .. }
                | QuantityKind::Lever(_) => {}
            }
        }
        for strategy in &self.strategies {
            all.extend(strategy.settings.iter().map(|(lever, e)| (Some(*lever), e)));
        }
        for event in &self.events {
            all.extend(event.trigger.equation().map(|e| (None, e)));
            all.extend(event.effects.iter().map(|e| (None, &e.amount)));
        }
        all.extend(self.constraints.iter().map(|c| (None, &c.that)));
        all.extend(self.outcomes.iter().map(|o| (None, &o.equation)));
        for claim in &self.claims {
            if let ClaimTest::Inputs(e) = &claim.test {
                all.push((None, e));
            }
            all.extend(claim.read_in_worlds().map(|e| (None, e)));
        }
        all
    }

    /// The outcomes of an event, in order; none for most.
    pub fn outcomes_of(&self, event: EventId) -> impl Iterator<Item = EventId> + use<'_> {
        let later = self.events.iter().enumerate().skip(event.index() + 1);
        (later.take_while(move |(_, e)| e.outcome_of() == Some(event)))
            .map(|(index, _)| EventId(index as u32))
    }

    /// Number of elements of an array over these dimensions; 1 for none.
    #[must_use]
    pub fn size(&self, over: &[DimensionId]) -> usize {
        over.iter().map(|d| self.dimension(*d).len()).product()
    }

    /// Labels of one element of an array over these dimensions, one for each; none for a scalar.
    #[must_use]
    pub fn labels(&self, over: &[DimensionId], element: usize) -> Vec<&str> {
        let mut rest = element;
        let mut labels: Vec<&str> = Vec::new();
        for d in over.iter().rev() {
            let dimension = self.dimension(*d);
            let n = dimension.len().max(1);
            labels.push(dimension.labels.get(rest % n).map_or("?", String::as_str));
            rest /= n;
        }
        labels.reverse();
        labels
    }

    /// Label of one element of an array over these dimensions, row-major: `a, x`; empty for a scalar.
    #[must_use]
    pub fn element_label(&self, over: &[DimensionId], element: usize) -> String {
        self.labels(over, element).join(", ")
    }

    /// Keys of all elements that a place draws over these dimensions, row-major.
    #[must_use]
    pub fn element_keys(&self, site: Key, over: &[DimensionId]) -> Vec<Key> {
        (0..self.size(over))
            .map(|element| site.element(&self.labels(over, element)))
            .collect()
    }
}
