//! Expressions after checking: names resolved, dimensions aligned, units converted.
//!
//! Numbers are `f64`; truth is 1 or 0. The meaning of every term is stated here once; the compiler of the
//! engine and the plain evaluator in its tests both follow it.

use std::convert::Infallible;

use serde::{Deserialize, Serialize};

use crate::exact;
use crate::id::{DimensionId, EventId, OutcomeId, ProfileId, QuantityId, TableId};
use crate::key::Key;
use crate::place::Span;
use crate::unit::Unit;

/// An expression over some dimensions.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it computes.
    pub term: Term,
    /// Its dimensions, in order, each once. Row-major. Parts may have fewer: they are repeated along the others.
    pub over: Vec<DimensionId>,
    /// Its unit.
    pub unit: Unit,
    /// The text it was read from.
    pub span: Span,
}

/// How one dimension of an array is addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// Along a dimension of the expression that has the same root: its element *k* reads the array's element with
    /// the same root position (moved by `offset` places in the array's own order). Where the moved place does not
    /// exist the read gives 0.
    Along {
        /// The dimension of the expression.
        dimension: DimensionId,
        /// How many places further on in the array's own dimension: −1 for the element before.
        offset: i32,
    },
    /// Along a dimension of the expression, to what an attribute of its elements names: its element *k* reads the array's
    /// element whose label is the word of *k*. Where the array lacks that element the read gives 0.
    Through(By),
    /// One element of the array's own dimension.
    Element(u32),
}

impl Axis {
    /// The dimension of the expression along which the array is read; `None` where that is one element for all.
    #[must_use]
    pub fn open(&self) -> Option<DimensionId> {
        match self {
            Axis::Along { dimension, .. } => Some(*dimension),
            Axis::Through(by) => Some(by.dimension),
            Axis::Element(_) => None,
        }
    }
}

/// An attribute of the elements of a dimension, by whose values they are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct By {
    /// The dimension whose elements have it.
    pub dimension: DimensionId,
    /// Which of its attributes.
    pub attribute: u32,
}

/// What an expression computes from its parts. Parts are expressions, except where a list of all of them is written and
/// a part is its place in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term<P = Expression> {
    /// A constant.
    Number(#[serde(with = "exact")] f64),
    /// A quantity; one axis for each of its dimensions.
    Read {
        /// Which.
        quantity: QuantityId,
        /// How each of its dimensions is addressed.
        axes: Vec<Axis>,
    },
    /// Root position of the current element along this dimension, for comparing elements by name.
    Position(DimensionId),
    /// An attribute of the current element along this dimension.
    Attribute {
        /// The dimension that has the attribute.
        dimension: DimensionId,
        /// Which of its attributes.
        attribute: u32,
        /// The element whose attribute is read.
        axis: Axis,
    },
    /// Elapsed time since the start, in the time unit.
    Time,
    /// Calendar year as a decimal number.
    Year,
    /// Length of a step in the time unit.
    StepLength,
    /// One operand.
    Unary(UnaryOp, Box<P>),
    /// Two operands.
    Binary(BinaryOp, Box<P>, Box<P>),
    /// The second where the first is not 0, else the third; NaN where the first is NaN.
    If(Box<P>, Box<P>, Box<P>),
    /// A table at an argument.
    Lookup(TableId, Box<P>),
    /// Over all elements of some dimensions of `body` for which `filter` is not 0 (all, where there is none).
    /// The result has the dimensions of `body` and `filter` less `along`, and those of `by`. In element order, left to right;
    /// sums of eight elements and more in four strands that are then added.
    Reduce {
        /// How.
        op: ReduceOp,
        /// What.
        body: Box<P>,
        /// Over which dimensions.
        along: Vec<DimensionId>,
        /// Attributes of what is reduced, each with a dimension of the result: an element of the result takes those whose
        /// attribute names it. Neither `body` nor `filter` has that dimension.
        by: Vec<(By, DimensionId)>,
        /// Which elements.
        filter: Option<Box<P>>,
    },
    /// A number for each element, computed from all elements along some dimensions, the last of which is the fastest, that
    /// are the same in the attributes `by`.
    Along {
        /// How.
        op: AlongOp,
        /// From what.
        body: Box<P>,
        /// Along which dimensions of `body` and `filter`.
        along: Vec<DimensionId>,
        /// Attributes of elements along these.
        by: Vec<By>,
        /// Which elements count.
        filter: Option<Box<P>>,
    },
    /// The quantile `at` of those elements of `body` that a reduction would take (Hazen 1914): of `n` sorted values the *k*-th
    /// sits at (k − ½) ÷ n; linear between them, held at the first and the last. NaN over none, where an element that counts
    /// is not defined, as in a comparison, and where `at` is NaN. The result has the dimensions of `at` too.
    Quantile {
        /// Between 0 and 1.
        at: Box<P>,
        /// Of what.
        body: Box<P>,
        /// Over which dimensions.
        along: Vec<DimensionId>,
        /// As in a reduction.
        by: Vec<(By, DimensionId)>,
        /// Which elements.
        filter: Option<Box<P>>,
    },
    /// The element of `body` along a dimension whose root position `index` has; NaN where it is no position along it. The
    /// result has the dimensions of `body` less `along`, and those of `index`, in which `along` may be again.
    Pick {
        /// Of what.
        body: Box<P>,
        /// Along which dimension of `body`.
        along: DimensionId,
        /// Which element.
        index: Box<P>,
    },
    /// Depends on the past of its first argument.
    Memory {
        /// How.
        op: MemoryOp,
        /// Its number among all memory sites.
        site: u32,
        /// `x`, then a time or initial value as `op` says.
        arguments: Vec<P>,
    },
    /// A fresh draw for each world, element and step.
    Chance {
        /// From which law.
        law: ChanceLaw,
        /// The place that draws; each element has a key of its own.
        site: Key,
        /// The law's parameters.
        arguments: Vec<P>,
    },
    /// What has happened so far to one event (element); one axis for each dimension of the event.
    Happened {
        /// The event.
        event: EventId,
        /// How each of its dimensions is addressed.
        axes: Vec<Axis>,
        /// What is asked.
        reading: EventReading,
    },
    /// Over time, in outcomes only.
    Summary {
        /// How.
        op: SummaryOp,
        /// What; an expression at each step.
        body: Box<P>,
        /// From when until when, in elapsed time.
        #[serde(with = "exact")]
        window: (f64, f64),
        /// For `Discounted`: the yearly rate, constant over time.
        rate: Option<Box<P>>,
    },
    /// An outcome under a profile, in claims only; one axis for each dimension of the outcome.
    Outcome {
        /// Which.
        outcome: OutcomeId,
        /// Under which profile.
        profile: ProfileId,
        /// How each of its dimensions is addressed.
        axes: Vec<Axis>,
    },
    /// The probability with which a player plays a strategy in the only equilibrium of a game of two, mixed ones among them; NaN
    /// where there are several, and where a payoff is not finite. In claims only.
    Plays {
        /// The game: its place in [`Scenario::games`](crate::model::Scenario::games).
        game: u32,
        /// The player: the first or the second.
        player: u32,
        /// Its strategy.
        strategy: u32,
        /// How many strategies each player has.
        strategies: [u32; 2],
        /// What the first player gets from each combination of strategies, the second player's changing fastest; then the
        /// same of the second.
        payoffs: Vec<P>,
    },
    /// The probability with which a strategy is chosen in a move of a game in turn, along the path that backward induction
    /// leads to from certain choices in its first moves on; NaN where subgame-perfect equilibria differ in it, where somebody
    /// who moves later does not know those choices, and where a payoff is not finite. In claims only.
    PlaysInTurn {
        /// The game: its place in [`Scenario::games`](crate::model::Scenario::games).
        game: u32,
        /// What is chosen in the first moves: for each one of its strategies. Empty where all is open.
        after: Vec<u32>,
        /// The move.
        at: u32,
        /// Which of the move's strategies.
        choice: u32,
        /// What the first player gets along each path of the moves that are open, the last move's choice changing fastest;
        /// then the same of the others.
        payoffs: Vec<P>,
    },
    /// One number of all worlds together, for each element of `body`; in the tests of [`ClaimTest::OverWorlds`] only, and
    /// never inside another. What `body` reads is read in each world.
    ///
    /// [`ClaimTest::OverWorlds`]: crate::model::ClaimTest::OverWorlds
    OverWorlds {
        /// How.
        op: WorldsOp,
        /// What; an expression of one world.
        body: Box<P>,
    },
}

/// How a number of each world becomes one of all worlds. Each world counts by its weight.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorldsOp {
    /// The mean.
    Mean,
    /// The share of worlds in which a condition is true.
    Share,
    /// The number below which this share of the worlds lies, linear between neighbours (type 7 of Hyndman and Fan 1996).
    Quantile(#[serde(with = "exact")] f64),
}

/// Operations and functions of one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnaryOp {
    /// −x
    Negate,
    /// 1 where x is 0, else 0; NaN of NaN
    Not,
    /// |x|
    Abs,
    /// e to the x
    Exp,
    /// natural logarithm
    Ln,
    /// logarithm to base 10
    Log10,
    /// square root
    Sqrt,
    /// sine of radians
    Sin,
    /// cosine of radians
    Cos,
    /// tangent of radians
    Tan,
    /// inverse sine, in radians
    Asin,
    /// inverse cosine, in radians
    Acos,
    /// inverse tangent, in radians
    Atan,
    /// hyperbolic tangent
    Tanh,
    /// 1 / (1 + e^−x)
    Logistic,
    /// largest whole number not above x
    Floor,
    /// smallest whole number not below x
    Ceil,
    /// nearest whole number, halves away from zero
    Round,
    /// −1, 0 or 1
    Sign,
}

/// Operations and functions of two operands.
///
/// Comparisons give 1 or 0, and NaN where a side is not defined: NaN, or infinite although it comes of finite numbers by
/// ÷, ^, `exp`, `ln` or `log10`. A side in which something is infinite by right (the time since an event that has not
/// happened, a first time that never comes, the least or greatest of elements on a condition) is compared as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinaryOp {
    /// a + b
    Add,
    /// a − b
    Subtract,
    /// a × b
    Multiply,
    /// a ÷ b (IEEE: x/0 is infinite, a fault of that world)
    Divide,
    /// a to the power b. By a constant whole number n from 1 to 8 it means the product of n times a: (a^(n/2 rounded
    /// down))², times a where n is odd; by one from −8 to −1, 1 ÷ that product; by a constant 0.5 the square root of a.
    Power,
    /// remainder with the sign of b: a − b·floor(a/b)
    Modulo,
    /// a where a < b, else b; NaN if either is NaN
    Min,
    /// a where a > b, else b; NaN if either is NaN
    Max,
    /// a < b
    Less,
    /// a ≤ b
    LessEqual,
    /// a > b
    Greater,
    /// a ≥ b
    GreaterEqual,
    /// a = b
    Equal,
    /// a ≠ b
    NotEqual,
    /// both are not 0: 0 where either is 0, else NaN where either is NaN
    And,
    /// either is not 0: 1 where either is neither 0 nor NaN, else NaN where either is NaN
    Or,
}

impl BinaryOp {
    /// Whether it compares two numbers.
    #[must_use]
    pub fn compares(self) -> bool {
        use BinaryOp::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        matches!(
            self,
            Less | LessEqual | Greater | GreaterEqual | Equal | NotEqual
        )
    }

    /// Whether it gives a truth.
    #[must_use]
    pub fn is_truth(self) -> bool {
        self.compares() || matches!(self, BinaryOp::And | BinaryOp::Or)
    }
}

/// The most rows of a matrix whose eigenvalues are asked for.
pub const MOST_MATRIX_ROWS: usize = 24;

/// How a reduction combines elements. Over no element: sum 0, product 1, min +∞, max −∞, mean NaN, count 0.
/// Where it is NaN whether an element counts, the result is NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReduceOp {
    /// Sum.
    Sum,
    /// Sum divided by the number of elements that count.
    Mean,
    /// Least.
    Min,
    /// Greatest.
    Max,
    /// Product.
    Product,
    /// Root position of the first greatest element, so that it compares with element names; NaN over none, and where an
    /// element is not defined, as in a comparison.
    ArgMax,
    /// Root position of the first least element; NaN likewise.
    ArgMin,
    /// Of a square matrix over two dimensions: the largest size of its eigenvalues. NaN where an element is not finite. It has
    /// no filter.
    SpectralRadius,
}

/// How a number for each element is computed from all elements along some dimensions. Where it is NaN whether an element
/// counts, the result is NaN for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlongOp {
    /// exp(x − max x) ÷ Σ exp(x − max x); 0 for what does not count.
    Softmax,
    /// 1 for the largest …; equal values keep the order of elements (stable), and what does not count comes after all that
    /// does, in the order of elements. NaN for all where one that counts is not defined, as in a comparison.
    Rank,
    /// Running sum in element order, the own element included; what does not count adds nothing.
    RunningSum,
}

/// What a memory function keeps. Times are in the time unit. All start from the value of `x` at the start unless
/// an initial value is given as the last argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoryOp {
    /// `previous(x, initial?)`: value one step ago; at the start the initial value.
    Previous,
    /// `lag(x, time, initial?)`: value `time` ago, linear between steps; before the start the initial value.
    Lag,
    /// `delay_fixed(x, time, initial?)`: value so many whole steps ago as `time` has, rounded to the nearest and one at the
    /// least; before the start the initial value. It is the same at all stages of a step.
    DelayFixed,
    /// `smooth(x, time, initial?)`: first-order exponential smoothing: s' = (x − s) ÷ time.
    Smooth,
    /// `delay(x, time, initial?)`: first-order material delay: outflow q ÷ time of q' = x − q ÷ time, q(0) = initial · time.
    Delay,
    /// `delay3(x, time, initial?)`: third-order material delay: three `delay` in a row, each of time ÷ 3.
    Delay3,
    /// `init(x)`: value at the start.
    Initial,
    /// `sample(x, when, initial?)`: value at the last instant at which `when` was not 0, the present one included; before the
    /// first, the initial value. NaN while `when` is NaN.
    Sample,
    /// `peak(x)`: greatest value so far, the present included.
    Peak,
    /// `cumulative(x)`: integral of x from the start, by the scenario's method; 0 at the start.
    Cumulative,
    /// Of draws `x` of mean 0 and a time: what is left of the value a step ago, r = e^(−step ÷ time) of it, and √(1 − r²)
    /// times the draw of that step; at the start a draw. With standard normal draws it is an Ornstein–Uhlenbeck process of
    /// unit variance (Gillespie 1996, doi:10.1103/PhysRevE.54.2084), exact at every instant however long the step.
    Noise,
}

/// Laws of draws within a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChanceLaw {
    /// `normal(mean, sd)`
    Normal,
    /// `uniform(low, high)`
    Uniform,
    /// `bernoulli(p)`: 1 with probability p, else 0
    Bernoulli,
    /// `poisson(mean)`
    Poisson,
    /// `lognormal(median, factor)`
    LogNormal,
    /// `binomial(n, p)`
    Binomial,
    /// `exponential(mean)`
    Exponential,
}

/// What is asked of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventReading {
    /// `count(event)`: how often it has happened in earlier steps.
    Count,
    /// `since(event)`: time since it last happened (its step's time), +∞ before the first.
    Since,
}

/// How a run is summed up over a window of time.
///
/// Integrals count a step that lies only in part in the window by that part of its amount. What looks for a value looks at
/// the grid points in the window, its ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SummaryOp {
    /// Value at the end of the window; between two grid points on the straight line from one to the other. `at(x, date)` is
    /// this with a window that ends where it begins.
    Last,
    /// `Total` divided by the length of the window.
    Mean,
    /// Integral over the window by the scenario's method: Euler: Σ x·dt over its steps; RK4: integrated along with the
    /// stocks. In unit × time unit.
    Total,
    /// Least over the grid points.
    Min,
    /// Greatest over the grid points.
    Max,
    /// Elapsed time at the first grid point where x is not 0; +∞ if there is none; NaN where x is NaN before that.
    FirstTime,
    /// The mean of 1 where x is not 0, else 0; NaN where x is NaN in a step that counts.
    ShareOfTime,
    /// Like `Total`, each step's amount multiplied by (1 + rate)^−(years since the beginning of the window).
    Discounted,
    /// Greatest less least over the grid points.
    Range,
}

impl<P> Term<P> {
    /// The parts that it is directly made of.
    #[must_use]
    pub fn parts(&self) -> Vec<&P> {
        match self {
            Term::Number(_)
            | Term::Read { .. }
            | Term::Position(_)
            | Term::Attribute { .. }
            | Term::Time
            | Term::Year
            | Term::StepLength
            | Term::Happened { .. }
            | Term::Outcome { .. } => Vec::new(),
            Term::Unary(_, a) | Term::Lookup(_, a) => vec![a],
            Term::OverWorlds { body, .. } => vec![body],
            Term::Binary(_, a, b) => vec![a, b],
            Term::If(a, b, c) => vec![a, b, c],
            Term::Reduce { body, filter, .. } | Term::Along { body, filter, .. } => {
                std::iter::once(&**body).chain(filter.as_deref()).collect()
            }
            Term::Quantile {
                at, body, filter, ..
            } => [&**at, &**body]
                .into_iter()
                .chain(filter.as_deref())
                .collect(),
            Term::Pick { body, index, .. } => vec![body, index],
            Term::Summary { body, rate, .. } => {
                std::iter::once(&**body).chain(rate.as_deref()).collect()
            }
            Term::Memory { arguments, .. } | Term::Chance { arguments, .. } => {
                arguments.iter().collect()
            }
            Term::Plays { payoffs, .. } | Term::PlaysInTurn { payoffs, .. } => {
                payoffs.iter().collect()
            }
        }
    }

    /// The same of other parts, made in the order of [`Term::parts`].
    ///
    /// # Errors
    /// The first that making a part gives.
    pub fn with_parts<Q, E>(&self, mut make: impl FnMut(&P) -> Result<Q, E>) -> Result<Term<Q>, E> {
        let mut boxed = |part: &P| make(part).map(Box::new);
        Ok(match self {
            Term::Number(x) => Term::Number(*x),
            Term::Read { quantity, axes } => Term::Read {
                quantity: *quantity,
                axes: axes.clone(),
            },
            Term::Position(dimension) => Term::Position(*dimension),
            Term::Attribute {
                dimension,
                attribute,
                axis,
            } => Term::Attribute {
                dimension: *dimension,
                attribute: *attribute,
                axis: *axis,
            },
            Term::Time => Term::Time,
            Term::Year => Term::Year,
            Term::StepLength => Term::StepLength,
            Term::Unary(op, a) => Term::Unary(*op, boxed(a)?),
            Term::Binary(op, a, b) => Term::Binary(*op, boxed(a)?, boxed(b)?),
            Term::If(a, b, c) => Term::If(boxed(a)?, boxed(b)?, boxed(c)?),
            Term::Lookup(table, a) => Term::Lookup(*table, boxed(a)?),
            Term::Reduce {
                op,
                body,
                along,
                by,
                filter,
            } => Term::Reduce {
                op: *op,
                body: boxed(body)?,
                along: along.clone(),
                by: by.clone(),
                filter: filter.as_deref().map(boxed).transpose()?,
            },
            Term::Along {
                op,
                body,
                along,
                by,
                filter,
            } => Term::Along {
                op: *op,
                body: boxed(body)?,
                along: along.clone(),
                by: by.clone(),
                filter: filter.as_deref().map(boxed).transpose()?,
            },
            Term::Quantile {
                at,
                body,
                along,
                by,
                filter,
            } => Term::Quantile {
                at: boxed(at)?,
                body: boxed(body)?,
                along: along.clone(),
                by: by.clone(),
                filter: filter.as_deref().map(boxed).transpose()?,
            },
            Term::Pick { body, along, index } => Term::Pick {
                body: boxed(body)?,
                along: *along,
                index: boxed(index)?,
            },
            Term::Memory {
                op,
                site,
                arguments,
            } => Term::Memory {
                op: *op,
                site: *site,
                arguments: arguments.iter().map(make).collect::<Result<_, E>>()?,
            },
            Term::Chance {
                law,
                site,
                arguments,
            } => Term::Chance {
                law: *law,
                site: *site,
                arguments: arguments.iter().map(make).collect::<Result<_, E>>()?,
            },
            Term::Happened {
                event,
                axes,
                reading,
            } => Term::Happened {
                event: *event,
                axes: axes.clone(),
                reading: *reading,
            },
            Term::Summary {
                op,
                body,
                window,
                rate,
            } => Term::Summary {
                op: *op,
                body: boxed(body)?,
                window: *window,
                rate: rate.as_deref().map(boxed).transpose()?,
            },
            Term::Outcome {
                outcome,
                profile,
                axes,
            } => Term::Outcome {
                outcome: *outcome,
                profile: *profile,
                axes: axes.clone(),
            },
            Term::Plays {
                game,
                player,
                strategy,
                strategies,
                payoffs,
            } => Term::Plays {
                game: *game,
                player: *player,
                strategy: *strategy,
                strategies: *strategies,
                payoffs: payoffs.iter().map(make).collect::<Result<_, E>>()?,
            },
            Term::PlaysInTurn {
                game,
                after,
                at,
                choice,
                payoffs,
            } => Term::PlaysInTurn {
                game: *game,
                after: after.clone(),
                at: *at,
                choice: *choice,
                payoffs: payoffs.iter().map(make).collect::<Result<_, E>>()?,
            },
            Term::OverWorlds { op, body } => Term::OverWorlds {
                op: *op,
                body: boxed(body)?,
            },
        })
    }
}

impl Expression {
    /// The parts that it is directly made of.
    #[must_use]
    pub fn parts(&self) -> Vec<&Expression> {
        self.term.parts()
    }

    /// The same with numbers in place of some quantities without dimensions, wherever it reads them.
    #[must_use]
    pub fn with_values(&self, values: &[(QuantityId, f64)]) -> Expression {
        let read = match &self.term {
            Term::Read { quantity, .. } => values.iter().find(|(id, _)| id == quantity),
            _ => None,
        };
        let part = |part: &Expression| Ok::<_, Infallible>(part.with_values(values));
        let term = match read {
            Some((_, value)) => Term::Number(*value),
            None => {
                let Ok(term) = self.term.with_parts(part);
                term
            }
        };
        Expression {
            term,
            over: self.over.clone(),
            unit: self.unit.clone(),
            span: self.span,
        }
    }

    /// Shows the expression and all parts of it, outermost first.
    pub fn visit<'e>(&'e self, seen: &mut dyn FnMut(&'e Expression)) {
        seen(self);
        for part in self.parts() {
            part.visit(seen);
        }
    }
}
