//! Between which numbers an expression stays, whatever is drawn and whatever anybody does: interval arithmetic (Moore 1966)
//! over what is written.
//!
//! What it says is proved, but for the rounding of single operations; what it does not say may hold all the same. One interval
//! stands for all elements of an array.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use contend_model::expression::{
    AlongOp, Axis, BinaryOp, ChanceLaw, EventReading, Expression, MemoryOp, ReduceOp, Term, UnaryOp,
};
use contend_model::id::{DimensionId, InputId, QuantityId, TableId};
use contend_model::model::{Between, Beyond, Floor, Law, LeverDomain, QuantityKind, Scenario, Tie};

use crate::{law, maths};

/// Equations that are followed one into the other; what lies deeper may be anything.
const DEEPEST: u32 = 64;

/// All numbers from one to another, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Least.
    pub low: f64,
    /// Greatest.
    pub high: f64,
}

impl Interval {
    /// All numbers.
    pub const ALL: Interval = Interval {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };
    const TRUTH: Interval = Interval {
        low: 0.0,
        high: 1.0,
    };
    const POSITIVE: Interval = Interval {
        low: 0.0,
        high: f64::INFINITY,
    };

    /// From one number to another; all numbers where one of them is none.
    #[must_use]
    pub fn new(low: f64, high: f64) -> Interval {
        if low <= high {
            Interval { low, high }
        } else {
            Interval::ALL
        }
    }

    /// One number.
    #[must_use]
    pub fn one(x: f64) -> Interval {
        Interval::new(x, x)
    }

    /// Whether all of it lies in another.
    #[must_use]
    pub fn within(self, other: Interval) -> bool {
        other.low <= self.low && self.high <= other.high
    }

    /// Whether none of it lies in another.
    #[must_use]
    pub fn outside(self, other: Interval) -> bool {
        self.high < other.low || self.low > other.high
    }

    /// The least interval that has both in it.
    #[must_use]
    pub fn hull(self, other: Interval) -> Interval {
        Interval {
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }

    /// Whether it is true (not 0) throughout, or false, or either.
    fn truth(self) -> Option<bool> {
        if self.low == 0.0 && self.high == 0.0 {
            Some(false)
        } else if self.low > 0.0 || self.high < 0.0 {
            Some(true)
        } else {
            None
        }
    }

    fn ends(self, other: Interval, f: impl Fn(f64, f64) -> f64) -> Interval {
        let mut low = f64::INFINITY;
        let mut high = f64::NEG_INFINITY;
        for a in [self.low, self.high] {
            for b in [other.low, other.high] {
                let x = f(a, b);
                if x.is_nan() {
                    return Interval::ALL;
                }
                low = low.min(x);
                high = high.max(x);
            }
        }
        Interval::new(low, high)
    }

    fn grows(self, f: impl Fn(f64) -> f64) -> Interval {
        Interval::new(f(self.low), f(self.high))
    }
}

/// Between which numbers the expressions of a scenario stay during a part of the run.
#[derive(Debug)]
pub struct Bounds<'s> {
    scenario: &'s Scenario,
    time: Interval,
    tails: f64,
    /// Whether only the first instant counts, in which stocks are what they start with.
    start: bool,
    known: RefCell<HashMap<QuantityId, Option<Interval>>>,
    depth: Cell<u32>,
    /// From the start on, for what remembers.
    past: OnceCell<Box<Bounds<'s>>>,
}

impl<'s> Bounds<'s> {
    /// Of a whole run.
    #[must_use]
    pub fn new(scenario: &'s Scenario) -> Bounds<'s> {
        let end = scenario.clock.time_of_step(scenario.clock.steps);
        Bounds::during(scenario, Interval::new(0.0, end))
    }

    /// Of the instants between two elapsed times.
    #[must_use]
    pub fn during(scenario: &'s Scenario, time: Interval) -> Bounds<'s> {
        Bounds {
            scenario,
            time,
            tails: 0.0,
            start: false,
            known: RefCell::default(),
            depth: Cell::new(0),
            past: OnceCell::new(),
        }
    }

    /// Of the first instant, in which stocks are what they start with and nothing has happened yet.
    #[must_use]
    pub fn at_start(scenario: &'s Scenario) -> Bounds<'s> {
        Bounds {
            start: true,
            ..Bounds::during(scenario, Interval::one(0.0))
        }
    }

    /// The same, leaving out this part at either end of what an input is drawn from: a lognormal input is as good as never 0,
    /// though it may be as near to it as one likes.
    #[must_use]
    pub fn without_tails(mut self, part: f64) -> Bounds<'s> {
        self.tails = part;
        self
    }

    /// Where an expression stays. What it cannot know (an outcome, a summary) may be anything.
    #[must_use]
    pub fn expression(&self, e: &Expression) -> Interval {
        if self.depth.get() > DEEPEST {
            return Interval::ALL;
        }
        self.depth.set(self.depth.get() + 1);
        let found = self.term(e);
        self.depth.set(self.depth.get() - 1);
        found
    }

    /// Where a quantity stays, all elements together.
    #[must_use]
    pub fn quantity(&self, id: QuantityId) -> Interval {
        if let Some(known) = self.known.borrow().get(&id) {
            return known.unwrap_or(Interval::ALL); // it reads itself
        }
        self.known.borrow_mut().insert(id, None);
        let found = self.kind(&self.scenario.quantity(id).kind);
        self.known.borrow_mut().insert(id, Some(found));
        found
    }

    fn kind(&self, kind: &QuantityKind) -> Interval {
        match kind {
            QuantityKind::Parameter(parameter) => {
                let elements = parameter.values.iter().zip(&parameter.inputs);
                let each = elements.map(|(value, input)| match input {
                    Some(input) => self.input(*input),
                    None => Interval::one(*value),
                });
                each.reduce(Interval::hull).unwrap_or(Interval::ALL)
            }
            QuantityKind::Series { tables } => {
                let each = tables.iter().map(|t| self.table(*t));
                each.reduce(Interval::hull).unwrap_or(Interval::ALL)
            }
            QuantityKind::Stock(stock) if self.start => self.expression(&stock.start),
            QuantityKind::Stock(stock) => match stock.floor {
                Floor::None => Interval::ALL,
                // It may start below zero, and stays there until it moves.
                Floor::Clamp | Floor::Extinct => {
                    let start = self.expression(&stock.start);
                    Interval::new(start.low.min(0.0), f64::INFINITY)
                }
            },
            QuantityKind::Flow(flow) => self.expression(&flow.equation),
            QuantityKind::Variable { equation } => self.expression(equation),
            QuantityKind::Lever(lever) => {
                let clock = &self.scenario.clock;
                let acting = clock.now.map_or(0.0, |now| clock.time_of_step(now));
                if self.time.high < acting {
                    Interval::one(lever.default)
                } else {
                    domain(&lever.domain)
                }
            }
        }
    }

    fn input(&self, id: InputId) -> Interval {
        let input = &self.scenario.inputs[id.index()];
        if let Some(Tie::Between { low, high }) = &input.tie {
            let whole = support(&input.law);
            let low = low.map_or(whole.low, |low| self.input(low).low);
            let high = high.map_or(whole.high, |high| self.input(high).high);
            return Interval::new(low, high);
        }
        let ends = if self.tails > 0.0 {
            let end = |u| law::quantile(&input.law, input.bounds, u);
            Interval::new(end(self.tails), end(1.0 - self.tails))
        } else {
            support(&input.law)
        };
        match input.bounds {
            Some((low, high)) => Interval::new(ends.low.max(low), ends.high.min(high)),
            None => ends,
        }
    }

    fn table(&self, id: TableId) -> Interval {
        let table = &self.scenario.tables[id.index()];
        let tame = table.between != Between::Spline && table.beyond != Beyond::Extend;
        if !tame {
            return Interval::ALL;
        }
        let each = table.y.iter().map(|y| Interval::one(*y));
        each.reduce(Interval::hull).unwrap_or(Interval::ALL)
    }

    fn term(&self, e: &Expression) -> Interval {
        let of = |e: &Expression| self.expression(e);
        match &e.term {
            Term::Number(x) => Interval::one(*x),
            Term::Read { quantity, axes } => {
                let over = &self.scenario.quantity(*quantity).over;
                let misses = over.iter().zip(axes).any(|(d, a)| self.may_miss(*d, *a));
                or_nothing(self.quantity(*quantity), misses)
            }
            Term::Position(dimension) => {
                let positions = &self.scenario.dimension(*dimension).positions;
                let each = positions.iter().map(|p| Interval::one(f64::from(*p)));
                each.reduce(Interval::hull).unwrap_or(Interval::ALL)
            }
            Term::Attribute {
                dimension,
                attribute,
                axis,
            } => {
                let attributes = &self.scenario.dimension(*dimension).attributes;
                let values = attributes.get(*attribute as usize).map(|a| &a.values);
                let each = values.into_iter().flatten().map(|v| Interval::one(*v));
                let all = each.reduce(Interval::hull).unwrap_or(Interval::ALL);
                or_nothing(all, self.may_miss(*dimension, *axis))
            }
            Term::Time => self.time,
            Term::Year => self.time.grows(|t| self.scenario.clock.year_at(t)),
            Term::StepLength => Interval::one(self.scenario.clock.dt),
            Term::Unary(op, a) => unary(*op, of(a)),
            Term::Binary(op, a, b) => binary(*op, of(a), of(b)),
            Term::If(c, a, b) => match of(c).truth() {
                Some(true) => of(a),
                Some(false) => of(b),
                None => of(a).hull(of(b)),
            },
            Term::Lookup(table, _) => self.table(*table),
            Term::Reduce {
                op,
                body,
                along,
                by,
                filter,
            } => {
                let n = self.scenario.size(along) as f64;
                let some = filter.is_some() || !by.is_empty();
                reduced(*op, of(body), n, some, || {
                    let positions = along
                        .iter()
                        .flat_map(|d| &self.scenario.dimension(*d).positions);
                    positions.max().map_or(-1.0, |p| f64::from(*p))
                })
            }
            Term::Along {
                op, body, along, ..
            } => {
                let n = self.scenario.size(along) as f64;
                match op {
                    AlongOp::Softmax => Interval::TRUTH,
                    AlongOp::Rank => Interval::new(1.0, n),
                    AlongOp::RunningSum => sum_of(of(body), n, true),
                }
            }
            // Undefined over none.
            Term::Quantile { body, .. } | Term::Pick { body, .. } => of(body),
            Term::Memory { op, arguments, .. } => self.memory(*op, arguments),
            Term::Chance { law, arguments, .. } => {
                let argument = |k: usize| arguments.get(k).map_or(Interval::ALL, of);
                match law {
                    ChanceLaw::Normal => Interval::ALL,
                    ChanceLaw::Uniform => Interval::new(argument(0).low, argument(1).high),
                    ChanceLaw::Bernoulli => Interval::TRUTH,
                    ChanceLaw::Binomial => Interval::new(0.0, argument(0).high.max(0.0)),
                    ChanceLaw::Poisson | ChanceLaw::LogNormal | ChanceLaw::Exponential => {
                        Interval::POSITIVE
                    }
                }
            }
            Term::Happened { reading, .. } => match reading {
                EventReading::Count if self.start => Interval::one(0.0),
                EventReading::Since if self.start => Interval::one(f64::INFINITY),
                EventReading::Count | EventReading::Since => Interval::POSITIVE,
            },
            Term::Summary { .. }
            | Term::Outcome { .. }
            | Term::Plays { .. }
            | Term::PlaysInTurn { .. }
            | Term::OverWorlds { .. } => Interval::ALL,
        }
    }

    /// Whether an array may lack an element along one of its dimensions where it is read.
    fn may_miss(&self, own: DimensionId, axis: Axis) -> bool {
        let positions = |d: DimensionId| &self.scenario.dimension(d).positions;
        let (dimension, offset) = match axis {
            Axis::Element(_) => return false,
            Axis::Through(by) => {
                let root = self.scenario.dimension(own).root;
                let attributes = &self.scenario.dimension(by.dimension).attributes;
                let attribute = attributes.get(by.attribute as usize);
                let named = attribute.and_then(|a| a.positions_in(root));
                return named.is_none_or(|n| n.iter().any(|p| !positions(own).contains(p)));
            }
            Axis::Along { dimension, offset } => (dimension, offset),
        };
        let other = dimension != own
            && positions(dimension)
                .iter()
                .any(|p| !positions(own).contains(p));
        offset != 0 || other
    }

    fn memory(&self, op: MemoryOp, arguments: &[Expression]) -> Interval {
        if self.time.low > 0.0 {
            let past = self.past.get_or_init(|| {
                let time = Interval::new(0.0, self.time.high);
                Box::new(Bounds::during(self.scenario, time).without_tails(self.tails))
            });
            past.depth.set(self.depth.get());
            return past.memory(op, arguments);
        }
        let of = |k: usize| arguments.get(k).map(|e| self.expression(e));
        let x = of(0).unwrap_or(Interval::ALL);
        let initial = of(if op == MemoryOp::Previous { 1 } else { 2 }).unwrap_or(x);
        match op {
            MemoryOp::Previous | MemoryOp::Lag | MemoryOp::DelayFixed => x.hull(initial),
            // s + dt/τ (x − s) lies between x and s as long as τ is no shorter than the step.
            MemoryOp::Smooth if of(1).is_some_and(|t| t.low >= self.scenario.clock.dt) => {
                x.hull(initial)
            }
            MemoryOp::Peak | MemoryOp::Initial => x,
            MemoryOp::Sample => x.hull(initial),
            MemoryOp::Cumulative if x.low >= 0.0 => Interval::POSITIVE,
            MemoryOp::Smooth
            | MemoryOp::Delay
            | MemoryOp::Delay3
            | MemoryOp::Cumulative
            | MemoryOp::Noise => Interval::ALL,
        }
    }
}

/// What a lever can be set to.
#[must_use]
pub fn domain(domain: &LeverDomain) -> Interval {
    match domain {
        LeverDomain::Number { low, high, .. } => Interval::new(*low, *high),
        LeverDomain::Choice { options } => {
            let each = options.iter().map(|o| Interval::one(o.1));
            each.reduce(Interval::hull).unwrap_or(Interval::ALL)
        }
        LeverDomain::Switch => Interval::TRUTH,
    }
}

/// Of a product.
#[must_use]
pub fn times(a: Interval, b: Interval) -> Interval {
    binary(BinaryOp::Multiply, a, b)
}

/// Of a quotient.
#[must_use]
pub fn over(a: Interval, b: Interval) -> Interval {
    binary(BinaryOp::Divide, a, b)
}

fn support(law: &Law) -> Interval {
    match law {
        Law::Uniform { low, high }
        | Law::LogUniform { low, high }
        | Law::Triangular { low, high, .. }
        | Law::Integers { low, high }
        | Law::Beta { low, high, .. } => Interval::new(*low, *high),
        Law::Normal { .. } => Interval::ALL,
        Law::LogNormal { .. } | Law::Poisson { .. } => Interval::POSITIVE,
        Law::Discrete { values, .. } | Law::Empirical { values } => {
            let each = values.iter().map(|v| Interval::one(*v));
            each.reduce(Interval::hull).unwrap_or(Interval::ALL)
        }
    }
}

fn unary(op: UnaryOp, a: Interval) -> Interval {
    match op {
        UnaryOp::Negate => Interval::new(-a.high, -a.low),
        UnaryOp::Not => match a.truth() {
            Some(truth) => Interval::one(f64::from(u8::from(!truth))),
            None => Interval::TRUTH,
        },
        UnaryOp::Abs => {
            let least = if a.low <= 0.0 && a.high >= 0.0 {
                0.0
            } else {
                a.low.abs().min(a.high.abs())
            };
            Interval::new(least, a.low.abs().max(a.high.abs()))
        }
        UnaryOp::Exp => a.grows(maths::exp),
        UnaryOp::Ln if a.low > 0.0 => a.grows(maths::ln),
        UnaryOp::Log10 if a.low > 0.0 => a.grows(maths::log10),
        UnaryOp::Ln | UnaryOp::Log10 | UnaryOp::Tan | UnaryOp::Asin | UnaryOp::Acos => {
            Interval::ALL
        }
        UnaryOp::Sqrt => Interval::new(a.low.max(0.0).sqrt(), a.high.max(0.0).sqrt()),
        UnaryOp::Sin | UnaryOp::Cos => Interval::new(-1.0, 1.0),
        UnaryOp::Atan => a.grows(maths::atan),
        UnaryOp::Tanh => a.grows(maths::tanh),
        UnaryOp::Logistic => a.grows(maths::logistic),
        UnaryOp::Floor => a.grows(maths::floor),
        UnaryOp::Ceil => a.grows(maths::ceil),
        UnaryOp::Round => a.grows(maths::round),
        UnaryOp::Sign => a.grows(crate::operation::sign),
    }
}

fn binary(op: BinaryOp, a: Interval, b: Interval) -> Interval {
    let truth = |known: Option<bool>| match known {
        Some(truth) => Interval::one(f64::from(u8::from(truth))),
        None => Interval::TRUTH,
    };
    let ordered = |less: bool, more: bool| {
        if less {
            Some(true)
        } else if more {
            Some(false)
        } else {
            None
        }
    };
    match op {
        BinaryOp::Add => Interval::new(a.low + b.low, a.high + b.high),
        BinaryOp::Subtract => Interval::new(a.low - b.high, a.high - b.low),
        // A number that is 0 stays 0 however large the other may be: both are finite in a world that counts.
        BinaryOp::Multiply => a.ends(b, |x, y| if x == 0.0 || y == 0.0 { 0.0 } else { x * y }),
        BinaryOp::Divide if b.low > 0.0 || b.high < 0.0 => {
            a.ends(b, |x, y| if x == 0.0 { 0.0 } else { x / y })
        }
        BinaryOp::Divide => Interval::ALL,
        BinaryOp::Power if a.low >= 0.0 => {
            let found = a.ends(b, maths::pow);
            // Between the ends it may pass 1, where the base does or the exponent changes its sign.
            if a.low <= 1.0 && a.high >= 1.0 || b.low <= 0.0 && b.high >= 0.0 {
                found.hull(Interval::one(1.0))
            } else {
                found
            }
        }
        // By an even number: whatever its sign, it counts by its size.
        BinaryOp::Power if b == Interval::one(b.low) && b.low > 0.0 && b.low % 2.0 == 0.0 => {
            unary(UnaryOp::Abs, a).ends(b, maths::pow)
        }
        BinaryOp::Power => Interval::ALL,
        BinaryOp::Modulo if b.low > 0.0 => Interval::new(0.0, b.high),
        BinaryOp::Modulo => Interval::ALL,
        BinaryOp::Min => Interval::new(a.low.min(b.low), a.high.min(b.high)),
        BinaryOp::Max => Interval::new(a.low.max(b.low), a.high.max(b.high)),
        BinaryOp::Less => truth(ordered(a.high < b.low, a.low >= b.high)),
        BinaryOp::LessEqual => truth(ordered(a.high <= b.low, a.low > b.high)),
        BinaryOp::Greater => truth(ordered(a.low > b.high, a.high <= b.low)),
        BinaryOp::GreaterEqual => truth(ordered(a.low >= b.high, a.high < b.low)),
        BinaryOp::Equal => truth(ordered(a == b && a.low == a.high, a.outside(b))),
        BinaryOp::NotEqual => truth(ordered(a.outside(b), a == b && a.low == a.high)),
        BinaryOp::And => truth(match (a.truth(), b.truth()) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }),
        BinaryOp::Or => truth(match (a.truth(), b.truth()) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }),
    }
}

fn reduced(op: ReduceOp, x: Interval, n: f64, some: bool, last: impl Fn() -> f64) -> Interval {
    match op {
        ReduceOp::Sum => sum_of(x, n, some),
        ReduceOp::Mean => x,
        ReduceOp::Min if some => Interval::new(x.low, f64::INFINITY),
        ReduceOp::Max if some => Interval::new(f64::NEG_INFINITY, x.high),
        ReduceOp::Min | ReduceOp::Max => x,
        ReduceOp::Product if x.low >= 0.0 => {
            let all = Interval::new(maths::pow(x.low, n), maths::pow(x.high, n));
            if some || x.low <= 1.0 && x.high >= 1.0 {
                all.hull(Interval::one(1.0))
            } else {
                all
            }
        }
        ReduceOp::Product => Interval::ALL,
        ReduceOp::ArgMax | ReduceOp::ArgMin => Interval::new(-1.0, last()),
        // No eigenvalue is larger than the sum of sizes in a row.
        ReduceOp::SpectralRadius => {
            let size = unary(UnaryOp::Abs, x).high;
            let columns = n.sqrt();
            Interval::new(0.0, if size == 0.0 { 0.0 } else { columns * size })
        }
    }
}

/// A value, or the 0 that is read where there is none.
fn or_nothing(value: Interval, misses: bool) -> Interval {
    if misses {
        value.hull(Interval::one(0.0))
    } else {
        value
    }
}

/// Of so many numbers, or of some of them.
fn sum_of(x: Interval, n: f64, some: bool) -> Interval {
    let times = |end: f64| if end == 0.0 { 0.0 } else { end * n };
    let all = Interval::new(times(x.low), times(x.high));
    if some {
        // Of none at least, and of one.
        all.hull(Interval::one(0.0)).hull(x)
    } else {
        all
    }
}
