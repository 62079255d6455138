//! Every function that equations know: one table, from which come the meaning of calls, the messages about wrong ones
//! and the reference page.

use contend_model::expression::{
    AlongOp, BinaryOp, ChanceLaw, MemoryOp, ReduceOp, SummaryOp, UnaryOp,
};

/// A function of equations.
#[derive(Clone, Copy, Debug)]
pub struct Function {
    /// Name.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// Group of the reference page.
    pub group: Group,
    /// What it does, in one line.
    pub about: &'static str,
    /// What it computes.
    pub(crate) meaning: Meaning,
}

/// Groups of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Of single numbers.
    Numbers,
    /// Over elements.
    Elements,
    /// Of time.
    Time,
    /// Of the past.
    Memory,
    /// Of chance.
    Chance,
    /// Of events.
    Events,
    /// Over time, in outcomes.
    Outcomes,
    /// Of all worlds together, in claims.
    Worlds,
    /// Of games, in claims.
    Games,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Meaning {
    /// One number; whether it must be pure, and whether the unit stays.
    Unary(UnaryOp, Takes),
    /// Two or more, taken in pairs; one alone is a reduction, or in outcomes a summary.
    Extreme(BinaryOp, ReduceOp, SummaryOp),
    Clamp,
    Reduce(ReduceOp),
    /// A mean over elements, in outcomes over time, or in claims over all worlds.
    Mean,
    Count,
    Along(AlongOp),
    Top,
    Quantile,
    Median,
    Pulse,
    Ramp,
    PulseTrain,
    SafeDivide,
    Allocate,
    SpectralRadius,
    Memory(MemoryOp),
    Init,
    Sample,
    Trend,
    /// Several smoothings or delays in a row.
    Stages(MemoryOp),
    Chance(ChanceLaw),
    Noise,
    Since,
    Summary(SummaryOp),
    At,
    OverWorlds(WorldsFunction),
    Game(GameFunction),
}

/// What a claim may ask of all worlds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WorldsFunction {
    Mean,
    Share,
    Median,
    Quantile,
}

/// What a claim may ask of a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GameFunction {
    Payoff,
    BestReply,
    Equilibrium,
    Dominates,
    Regret,
    Plays,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    Pure,
    Any,
    Root,
    /// Any unit; gives a pure number.
    ToPure,
}

const fn one(
    name: &'static str,
    op: UnaryOp,
    takes: Takes,
    signature: &'static str,
    about: &'static str,
) -> Function {
    Function {
        name,
        signature,
        group: Group::Numbers,
        about,
        meaning: Meaning::Unary(op, takes),
    }
}

const fn of(
    name: &'static str,
    group: Group,
    meaning: Meaning,
    signature: &'static str,
    about: &'static str,
) -> Function {
    Function {
        name,
        signature,
        group,
        about,
        meaning,
    }
}

/// All functions.
pub const FUNCTIONS: &[Function] = &[
    one(
        "abs",
        UnaryOp::Abs,
        Takes::Any,
        "abs(x)",
        "size without sign",
    ),
    one(
        "exp",
        UnaryOp::Exp,
        Takes::Pure,
        "exp(x)",
        "e to the power x",
    ),
    one("ln", UnaryOp::Ln, Takes::Pure, "ln(x)", "natural logarithm"),
    one(
        "log10",
        UnaryOp::Log10,
        Takes::Pure,
        "log10(x)",
        "logarithm to base 10",
    ),
    one("sqrt", UnaryOp::Sqrt, Takes::Root, "sqrt(x)", "square root"),
    one(
        "sin",
        UnaryOp::Sin,
        Takes::Pure,
        "sin(x)",
        "sine of radians",
    ),
    one(
        "cos",
        UnaryOp::Cos,
        Takes::Pure,
        "cos(x)",
        "cosine of radians",
    ),
    one(
        "tan",
        UnaryOp::Tan,
        Takes::Pure,
        "tan(x)",
        "tangent of radians",
    ),
    one(
        "asin",
        UnaryOp::Asin,
        Takes::Pure,
        "asin(x)",
        "inverse sine, in radians",
    ),
    one(
        "acos",
        UnaryOp::Acos,
        Takes::Pure,
        "acos(x)",
        "inverse cosine, in radians",
    ),
    one(
        "atan",
        UnaryOp::Atan,
        Takes::Pure,
        "atan(x)",
        "inverse tangent, in radians",
    ),
    one(
        "tanh",
        UnaryOp::Tanh,
        Takes::Pure,
        "tanh(x)",
        "hyperbolic tangent",
    ),
    one(
        "logistic",
        UnaryOp::Logistic,
        Takes::Pure,
        "logistic(x)",
        "1 / (1 + exp(-x)): from 0 to 1",
    ),
    one(
        "floor",
        UnaryOp::Floor,
        Takes::Any,
        "floor(x)",
        "the largest whole number not above x",
    ),
    one(
        "ceil",
        UnaryOp::Ceil,
        Takes::Any,
        "ceil(x)",
        "the smallest whole number not below x",
    ),
    one(
        "round",
        UnaryOp::Round,
        Takes::Any,
        "round(x)",
        "the nearest whole number, halves away from zero",
    ),
    one(
        "sign",
        UnaryOp::Sign,
        Takes::ToPure,
        "sign(x)",
        "-1, 0 or 1",
    ),
    of(
        "min",
        Group::Numbers,
        Meaning::Extreme(BinaryOp::Min, ReduceOp::Min, SummaryOp::Min),
        "min(a, b, …) or min(x, dimension)",
        "the least; in outcomes min(x) is the least over time",
    ),
    of(
        "max",
        Group::Numbers,
        Meaning::Extreme(BinaryOp::Max, ReduceOp::Max, SummaryOp::Max),
        "max(a, b, …) or max(x, dimension)",
        "the greatest; in outcomes max(x) is the greatest over time",
    ),
    of(
        "clamp",
        Group::Numbers,
        Meaning::Clamp,
        "clamp(x, low, high)",
        "x, but not below low nor above high",
    ),
    of(
        "safe_divide",
        Group::Numbers,
        Meaning::SafeDivide,
        "safe_divide(a, b, otherwise)",
        "a / b, or otherwise where b is 0",
    ),
    of(
        "sum",
        Group::Elements,
        Meaning::Reduce(ReduceOp::Sum),
        "sum(x, dimension where condition)",
        "sum over elements; without a dimension over all",
    ),
    of(
        "mean",
        Group::Elements,
        Meaning::Mean,
        "mean(x, dimension)",
        "mean over elements; in outcomes mean(x) is the mean over time, in tests of claims the mean over all worlds",
    ),
    of(
        "product",
        Group::Elements,
        Meaning::Reduce(ReduceOp::Product),
        "product(x, dimension)",
        "product over elements",
    ),
    of(
        "argmax",
        Group::Elements,
        Meaning::Reduce(ReduceOp::ArgMax),
        "argmax(x, dimension)",
        "the element with the greatest value, to compare with a name or to read, `price[argmax(x, market)]`",
    ),
    of(
        "argmin",
        Group::Elements,
        Meaning::Reduce(ReduceOp::ArgMin),
        "argmin(x, dimension)",
        "the element with the least value, to compare with a name or to read",
    ),
    of(
        "count",
        Group::Elements,
        Meaning::Count,
        "count(condition, dimension) or count(event)",
        "for how many elements a condition holds; how often an event has happened before this step, or come to one of its outcomes: count(event.outcome)",
    ),
    of(
        "softmax",
        Group::Elements,
        Meaning::Along(AlongOp::Softmax),
        "softmax(x, dimension)",
        "shares that grow with exp(x) and sum to 1",
    ),
    of(
        "rank",
        Group::Elements,
        Meaning::Along(AlongOp::Rank),
        "rank(x, dimension)",
        "1 for the largest; ties keep the order of elements; also `rank(x, [a, b])`, `rank(x, link by link.from where open)`",
    ),
    of(
        "top",
        Group::Elements,
        Meaning::Top,
        "top(x, k, dimension)",
        "1 for the k greatest, else 0; ties keep the order of elements",
    ),
    of(
        "quantile",
        Group::Elements,
        Meaning::Quantile,
        "quantile(x, p, dimension)",
        "the value below which a share p of the elements lies; the k-th of n sits at (k - 1/2) / n; in tests quantile(x, p) is over all worlds",
    ),
    of(
        "median",
        Group::Elements,
        Meaning::Median,
        "median(x, dimension)",
        "quantile(x, 0.5, dimension); in tests median(x) is over all worlds",
    ),
    of(
        "running_sum",
        Group::Elements,
        Meaning::Along(AlongOp::RunningSum),
        "running_sum(x, dimension)",
        "sum up to and with each element",
    ),
    of(
        "spectral_radius",
        Group::Elements,
        Meaning::SpectralRadius,
        "spectral_radius(matrix, row, column)",
        "the largest size of its eigenvalues, such as R0 of a next-generation matrix",
    ),
    of(
        "allocate",
        Group::Elements,
        Meaning::Allocate,
        "allocate(supply, request, dimension)",
        "what each gets: the first all that it asks for, then the next, while there is any",
    ),
    of(
        "pulse",
        Group::Time,
        Meaning::Pulse,
        "pulse(from, length)",
        "1 during that time, else 0",
    ),
    of(
        "pulse_train",
        Group::Time,
        Meaning::PulseTrain,
        "pulse_train(from, length, every, to)",
        "1 for that length, again and again until to, else 0",
    ),
    of(
        "ramp",
        Group::Time,
        Meaning::Ramp,
        "ramp(slope, from, to)",
        "0 before, rising by slope, flat after",
    ),
    of(
        "previous",
        Group::Memory,
        Meaning::Memory(MemoryOp::Previous),
        "previous(x, initial)",
        "value one step ago",
    ),
    of(
        "lag",
        Group::Memory,
        Meaning::Memory(MemoryOp::Lag),
        "lag(x, time, initial)",
        "value that long ago, at least one step",
    ),
    of(
        "delay_fixed",
        Group::Memory,
        Meaning::Memory(MemoryOp::DelayFixed),
        "delay_fixed(x, time, initial)",
        "value that long ago, in whole steps, one at the least",
    ),
    of(
        "smooth",
        Group::Memory,
        Meaning::Memory(MemoryOp::Smooth),
        "smooth(x, time, initial)",
        "x followed with exponential smoothing",
    ),
    of(
        "delay",
        Group::Memory,
        Meaning::Memory(MemoryOp::Delay),
        "delay(x, time, initial)",
        "what has come in goes out, first-order delay",
    ),
    of(
        "delay3",
        Group::Memory,
        Meaning::Memory(MemoryOp::Delay3),
        "delay3(x, time, initial)",
        "third-order delay",
    ),
    of(
        "smoothn",
        Group::Memory,
        Meaning::Stages(MemoryOp::Smooth),
        "smoothn(x, time, n, initial)",
        "n smoothings in a row, each of time / n",
    ),
    of(
        "delayn",
        Group::Memory,
        Meaning::Stages(MemoryOp::Delay),
        "delayn(x, time, n, initial)",
        "n delays in a row, each of time / n",
    ),
    of(
        "trend",
        Group::Memory,
        Meaning::Trend,
        "trend(x, time, initial)",
        "growth per time, as a share of the smoothed value; left out, initial is 0",
    ),
    of(
        "init",
        Group::Memory,
        Meaning::Init,
        "init(x)",
        "the value at the start",
    ),
    of(
        "sample",
        Group::Memory,
        Meaning::Sample,
        "sample(x, condition, initial)",
        "the value when the condition last held, now included",
    ),
    of(
        "peak",
        Group::Memory,
        Meaning::Memory(MemoryOp::Peak),
        "peak(x)",
        "the greatest value so far",
    ),
    of(
        "cumulative",
        Group::Memory,
        Meaning::Memory(MemoryOp::Cumulative),
        "cumulative(x)",
        "the integral from the start",
    ),
    of(
        "normal",
        Group::Chance,
        Meaning::Chance(ChanceLaw::Normal),
        "normal(mean, sd)",
        "a fresh normal draw each step",
    ),
    of(
        "uniform",
        Group::Chance,
        Meaning::Chance(ChanceLaw::Uniform),
        "uniform(low, high)",
        "a fresh uniform draw each step",
    ),
    of(
        "bernoulli",
        Group::Chance,
        Meaning::Chance(ChanceLaw::Bernoulli),
        "bernoulli(p)",
        "1 with probability p, else 0",
    ),
    of(
        "poisson",
        Group::Chance,
        Meaning::Chance(ChanceLaw::Poisson),
        "poisson(mean)",
        "a fresh count each step",
    ),
    of(
        "lognormal",
        Group::Chance,
        Meaning::Chance(ChanceLaw::LogNormal),
        "lognormal(median, factor)",
        "a fresh lognormal draw each step",
    ),
    of(
        "binomial",
        Group::Chance,
        Meaning::Chance(ChanceLaw::Binomial),
        "binomial(n, p)",
        "how many of n happen, each with probability p",
    ),
    of(
        "exponential",
        Group::Chance,
        Meaning::Chance(ChanceLaw::Exponential),
        "exponential(mean)",
        "a fresh exponential draw each step",
    ),
    of(
        "pink_noise",
        Group::Chance,
        Meaning::Noise,
        "pink_noise(sd, time)",
        "normal chance around 0 that lasts for a time, whatever the step",
    ),
    of(
        "since",
        Group::Events,
        Meaning::Since,
        "since(event)",
        "time since the event last happened, or last came to one of its outcomes, since(event.outcome); infinite before the first",
    ),
    of(
        "at_end",
        Group::Outcomes,
        Meaning::Summary(SummaryOp::Last),
        "at_end(x)",
        "value at the end",
    ),
    of(
        "at",
        Group::Outcomes,
        Meaning::At,
        "at(x, date)",
        "value at a date",
    ),
    of(
        "total",
        Group::Outcomes,
        Meaning::Summary(SummaryOp::Total),
        "total(x)",
        "integral over time",
    ),
    of(
        "spread",
        Group::Outcomes,
        Meaning::Summary(SummaryOp::Range),
        "spread(x)",
        "greatest less least over time",
    ),
    of(
        "first_time",
        Group::Outcomes,
        Meaning::Summary(SummaryOp::FirstTime),
        "first_time(condition)",
        "elapsed time when it first holds, infinite if never",
    ),
    of(
        "share_of_time",
        Group::Outcomes,
        Meaning::Summary(SummaryOp::ShareOfTime),
        "share_of_time(condition)",
        "share of the time during which it holds",
    ),
    of(
        "discounted",
        Group::Outcomes,
        Meaning::Summary(SummaryOp::Discounted),
        "discounted(x, yearly_rate)",
        "integral over time, later amounts counting less",
    ),
    of(
        "share",
        Group::Worlds,
        Meaning::OverWorlds(WorldsFunction::Share),
        "share(condition)",
        "the share of all worlds in which it is true, a number from 0 to 1",
    ),
    of(
        "payoff",
        Group::Games,
        Meaning::Game(GameFunction::Payoff),
        "payoff(game, player, a = strategy, b = strategy, …)",
        "what the player gets where each player plays what is named; of mean(game) in place of game, here and below, on average over all worlds",
    ),
    of(
        "best_reply",
        Group::Games,
        Meaning::Game(GameFunction::BestReply),
        "best_reply(game, player, other = strategy, …) == strategy",
        "whether the strategy serves the player best, given what the others play; of equally good ones each does",
    ),
    of(
        "equilibrium",
        Group::Games,
        Meaning::Game(GameFunction::Equilibrium),
        "equilibrium(game, a = strategy, b = strategy, …)",
        "whether no player alone would gain by playing something else",
    ),
    of(
        "dominates",
        Group::Games,
        Meaning::Game(GameFunction::Dominates),
        "dominates(game, player, better, worse)",
        "whether the first strategy gives the player more than the second, whatever the others play",
    ),
    of(
        "regret",
        Group::Games,
        Meaning::Game(GameFunction::Regret),
        "regret(game, a = strategy, b = strategy, …) or regret(game, player, a = strategy, …)",
        "the most that a player, or that player, could gain by playing something else",
    ),
    of(
        "plays",
        Group::Games,
        Meaning::Game(GameFunction::Plays),
        "plays(game, player, strategy) or plays(game, player, strategy, at = 2027-01-01, after = [strategy, …])",
        "with which probability the player plays the strategy in the only equilibrium, mixed ones among them, of a game of two; of a game in turn, what it chooses in its move (at that date) along the path of play, or after these choices in the first moves; no value where there are several",
    ),
];

impl Function {
    /// Whether something that is no function may have its name. Younger ones are known by the parentheses
    /// behind them.
    #[must_use]
    pub fn lends_its_name(&self) -> bool {
        matches!(
            self.meaning,
            Meaning::OverWorlds(_)
                | Meaning::Quantile
                | Meaning::Median
                | Meaning::Game(GameFunction::Plays)
        )
    }
}

/// The function of a name.
#[must_use]
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|f| f.name == name)
}

/// Names that no quantity may have.
pub(crate) const RESERVED: &[&str] = &[
    "time", "year", "step", "start", "end", "now", "pi", "if", "then", "else", "and", "or", "not",
    "mod", "where",
];
