//! Building checked scenarios by hand, and at random.

use contend_engine::Draws;
use contend_model::clock::*;
use contend_model::expression::*;
use contend_model::id::*;
use contend_model::key::Key;
use contend_model::model::*;
use contend_model::place::*;
use contend_model::unit::Unit;
use proptest::prelude::any;
use proptest::strategy::Strategy as Generate;

pub const SPAN: Span = Span {
    file: FileId(0),
    start: 0,
    end: 0,
};
type D = DimensionId;

pub fn expression(term: Term, over: &[D]) -> Expression {
    Expression {
        term,
        over: over.to_vec(),
        unit: Unit::default(),
        span: SPAN,
    }
}

pub fn number(x: f64) -> Expression {
    expression(Term::Number(x), &[])
}

fn union(parts: &[&Expression]) -> Vec<D> {
    let mut over: Vec<D> = Vec::new();
    for d in parts.iter().flat_map(|p| &p.over) {
        if !over.contains(d) {
            over.push(*d);
        }
    }
    over
}

pub fn unary(op: UnaryOp, a: Expression) -> Expression {
    let over = a.over.clone();
    expression(Term::Unary(op, Box::new(a)), &over)
}

pub fn binary(op: BinaryOp, a: Expression, b: Expression) -> Expression {
    let over = union(&[&a, &b]);
    expression(Term::Binary(op, Box::new(a), Box::new(b)), &over)
}

pub fn add(a: Expression, b: Expression) -> Expression {
    binary(BinaryOp::Add, a, b)
}

pub fn subtract(a: Expression, b: Expression) -> Expression {
    binary(BinaryOp::Subtract, a, b)
}

pub fn multiply(a: Expression, b: Expression) -> Expression {
    binary(BinaryOp::Multiply, a, b)
}

pub fn divide(a: Expression, b: Expression) -> Expression {
    binary(BinaryOp::Divide, a, b)
}

pub fn choose(c: Expression, a: Expression, b: Expression) -> Expression {
    let over = union(&[&c, &a, &b]);
    expression(Term::If(Box::new(c), Box::new(a), Box::new(b)), &over)
}

/// Reads a quantity along these dimensions.
pub fn read(quantity: u32, along: &[D]) -> Expression {
    let axes = along
        .iter()
        .map(|d| Axis::Along {
            dimension: *d,
            offset: 0,
        })
        .collect();
    expression(
        Term::Read {
            quantity: QuantityId(quantity),
            axes,
        },
        along,
    )
}

pub fn reduce(op: ReduceOp, a: Expression, along: &[D]) -> Expression {
    let over: Vec<D> = a
        .over
        .iter()
        .copied()
        .filter(|d| !along.contains(d))
        .collect();
    expression(
        Term::Reduce {
            op,
            body: Box::new(a),
            along: along.to_vec(),
            by: Vec::new(),
            filter: None,
        },
        &over,
    )
}

pub fn memory(op: MemoryOp, site: u32, arguments: Vec<Expression>) -> Expression {
    let over = union(&arguments.iter().collect::<Vec<_>>());
    expression(
        Term::Memory {
            op,
            site,
            arguments,
        },
        &over,
    )
}

pub fn summary(op: SummaryOp, body: Expression, window: (f64, f64)) -> Expression {
    let over = body.over.clone();
    expression(
        Term::Summary {
            op,
            body: Box::new(body),
            window,
            rate: None,
        },
        &over,
    )
}

pub fn quantity(name: &str, over: &[D], kind: QuantityKind) -> Quantity {
    Quantity {
        name: name.into(),
        about: String::new(),
        unit: Unit::default(),
        over: over.to_vec(),
        kind,
        origin: Origin::default(),
        span: SPAN,
    }
}

pub fn parameter(
    name: &str,
    over: &[D],
    values: Vec<f64>,
    inputs: Vec<Option<InputId>>,
) -> Quantity {
    quantity(
        name,
        over,
        QuantityKind::Parameter(Parameter {
            values,
            inputs,
            options: vec![],
        }),
    )
}

pub fn variable(name: &str, over: &[D], equation: Expression) -> Quantity {
    quantity(name, over, QuantityKind::Variable { equation })
}

pub fn stock(
    name: &str,
    over: &[D],
    start: Expression,
    change: Expression,
    floor: Floor,
) -> Quantity {
    let stock = Stock {
        start,
        change: Some(change),
        inflows: vec![],
        outflows: vec![],
        floor,
        priority: vec![],
    };
    quantity(name, over, QuantityKind::Stock(stock))
}

pub fn outcome(id: &str, equation: Expression) -> Outcome {
    Outcome {
        id: id.into(),
        about: String::new(),
        unit: Unit::default(),
        over: equation.over.clone(),
        equation,
        objective_of: None,
        span: SPAN,
    }
}

pub fn dimension(name: &str, root: u32, positions: Vec<u32>) -> Dimension {
    Dimension {
        name: name.into(),
        about: String::new(),
        root: DimensionId(root),
        labels: positions.iter().map(u32::to_string).collect(),
        positions,
        attributes: vec![],
        span: SPAN,
    }
}

/// A scenario with one profile and no actors.
pub fn scenario(
    method: Method,
    steps: u32,
    dimensions: Vec<Dimension>,
    quantities: Vec<Quantity>,
) -> Scenario {
    Scenario {
        title: String::new(),
        about: String::new(),
        clock: Clock {
            start: Date {
                year: 2020,
                month: 1,
                day: 1,
            },
            end: Date {
                year: 2021,
                month: 1,
                day: 1,
            },
            time_unit: TimeUnit::Week,
            dt: 0.25,
            steps,
            method,
            calendar: Calendar::Weeks(52.0),
            now: None,
        },
        dimensions,
        quantities,
        inputs: vec![],
        correlations: vec![],
        constraints: vec![],
        groups: vec![],
        tables: vec![],
        events: vec![],
        actors: vec![],
        strategies: vec![],
        profiles: vec![Profile {
            id: "only".into(),
            about: String::new(),
            strategies: vec![],
            later: Vec::new(),
            of_game: false,
            span: SPAN,
        }],
        baseline: ProfileId(0),
        games: vec![],
        outcomes: vec![],
        claims: vec![],
        sources: vec![],
        brief: None,
        verdict_rule: VerdictRule::default(),
        default_worlds: 1,
        default_seed: 1,
        every: None,
        replications: 1,
        memory_sites: 0,
        names: std::collections::BTreeMap::new(),
    }
}

/// Inputs spread over 0.5..1.5, by a hash of world and input.
pub struct Spread;

impl Draws for Spread {
    fn seed(&self) -> u64 {
        7
    }

    fn value(&self, world: u64, input: InputId) -> f64 {
        let x = (world + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (u64::from(input.0) + 1).wrapping_mul(0xd1b5_4a32_d192_ed03);
        let x = (x ^ (x >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        0.5 + (x >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// The inputs that parameters ask for, as [`Spread`] draws them.
pub fn inputs_of(scenario: &Scenario) -> Vec<Input> {
    let mut inputs = Vec::new();
    for (q, quantity) in scenario.quantities.iter().enumerate() {
        let QuantityKind::Parameter(parameter) = &quantity.kind else {
            continue;
        };
        for (element, input) in parameter.inputs.iter().enumerate() {
            if input.is_some() {
                let name = format!("{}{element}", quantity.name);
                inputs.push(Input {
                    key: Key::draw(&[&name], 0),
                    name,
                    quantity: QuantityId(q as u32),
                    element: element as u32,
                    law: Law::Uniform {
                        low: 0.5,
                        high: 1.5,
                    },
                    bounds: None,
                    tie: None,
                });
            }
        }
    }
    inputs
}

/// Dimensions of the random scenarios: `i` (3), its second name `j`, `k` (4), and `part` of `k` (2).
pub fn dimensions() -> Vec<Dimension> {
    vec![
        dimension("i", 0, vec![0, 1, 2]),
        dimension("j", 0, vec![0, 1, 2]),
        dimension("k", 2, vec![0, 1, 2, 3]),
        dimension("part", 2, vec![1, 3]),
    ]
}

const OVERS: [&[D]; 6] = [
    &[],
    &[D2(0)],
    &[D2(2)],
    &[D2(0), D2(2)],
    &[D2(2), D2(0)],
    &[D2(0), D2(1)],
];
#[allow(non_snake_case)]
const fn D2(i: u32) -> D {
    DimensionId(i)
}

/// What one random equation is made of: a flat list of choices that `grow` reads from left to right.
pub type Genes = Vec<u8>;

/// A random scenario that has no loops and stays finite: parameters, tables, constant matrices, stocks, variables,
/// memory, chance, events, reductions, spreads and summaries. Every operation meets one number and arrays in each of
/// its places, arrays of equal constants among them: the compiler rewrites some of those.
///
/// What jumps (a comparison, a floor) looks at numbers that both evaluators have to the bit, or at sums with an odd
/// number that they cannot tie with. Events are not asked for under Runge–Kutta.
pub fn random_scenario() -> impl Generate<Value = Scenario> {
    let genes = || proptest::collection::vec(any::<u8>(), 48);
    (
        any::<bool>(),
        proptest::collection::vec(genes(), 4..9),
        any::<[u8; 25]>(),
    )
        .prop_map(|(rk4, equations, dice)| build(rk4, &equations, &dice, None))
}

/// A random scenario in which two actors set three levers, each by one of three strategies with rules that have
/// memories and draws of their own.
pub fn random_play() -> impl Generate<Value = Scenario> {
    let genes = || proptest::collection::vec(any::<u8>(), 48);
    (
        any::<bool>(),
        proptest::collection::vec(genes(), 4..7),
        any::<[u8; 25]>(),
        proptest::collection::vec(genes(), 6..=6),
    )
        .prop_map(|(rk4, equations, dice, rules)| build(rk4, &equations, &dice, Some(&rules)))
}

/// Levers: their dimensions and actors.
const LEVERS: [(&[D], u32); 3] = [(&[], 0), (&[D2(2)], 1), (&[], 0)];

struct Grower<'a> {
    genes: std::slice::Iter<'a, u8>,
    known: Vec<(u32, Vec<D>)>,
    /// How many of those known, from the first on, are parameters: the same bits in any evaluator.
    exact: usize,
    /// The dimensions of the event, where it may be asked for, and how many there are with its outcomes.
    event: Option<(Vec<D>, u32)>,
    chance: bool,
    memory_sites: u32,
    chance_sites: u32,
}

/// Added to what jumps, so that it is not at a jump but by design.
const ODD: f64 = 0.037_111_3;

const COMPARISONS: [BinaryOp; 6] = [
    BinaryOp::Less,
    BinaryOp::LessEqual,
    BinaryOp::Greater,
    BinaryOp::GreaterEqual,
    BinaryOp::Equal,
    BinaryOp::NotEqual,
];

fn position(d: D) -> Expression {
    expression(Term::Position(d), &[d])
}

fn tame(a: Expression) -> Expression {
    unary(UnaryOp::Tanh, a)
}

fn abs(a: Expression) -> Expression {
    unary(UnaryOp::Abs, a)
}

/// The attribute of some dimensions by which elements are told apart: that of `i` or `k`.
fn names(along: &[D]) -> Option<By> {
    let dimension = *along.iter().find(|d| d.0 == 0 || d.0 == 2)?;
    Some(By {
        dimension,
        attribute: 1,
    })
}

/// Told apart by a little for each element along `d`.
fn untied(a: Expression, d: D) -> Expression {
    add(a, multiply(position(d), number(ODD / 3.0)))
}

impl Grower<'_> {
    fn gene(&mut self) -> u8 {
        self.genes.next().copied().unwrap_or(0)
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::from(self.gene()) % list.len()]
    }

    /// One of the first known, read in one of the ways there are.
    fn read_one(&mut self, of: usize) -> Expression {
        let pick = usize::from(self.gene()) % of;
        let (q, own) = self.known[pick].clone();
        let variant = self.gene() % 12;
        let mut over = Vec::new();
        let axes = own
            .iter()
            .map(|d| {
                let (along, offset) = match (variant, d.0) {
                    (0, 0 | 1) => return Axis::Element(u32::from(self.gene()) % 3),
                    (0, 2) => return Axis::Element(u32::from(self.gene()) % 4),
                    (0, _) => return Axis::Element(u32::from(self.gene()) % 2),
                    (1, 0) => (D2(1), 0),
                    (2, 2) => (D2(3), 0),
                    (3, _) => (*d, -1),
                    (4, _) => (*d, i32::from(self.gene() % 5) - 2),
                    (5, 3) => (D2(2), 0),
                    (8, 0 | 1) => {
                        // Along `k` or its part.
                        let through = D2(2 + u32::from(self.gene() % 2));
                        if !over.contains(&through) {
                            over.push(through);
                        }
                        return Axis::Through(By {
                            dimension: through,
                            attribute: 1,
                        });
                    }
                    (9, 2 | 3) => {
                        if !over.contains(&D2(0)) {
                            over.push(D2(0));
                        }
                        return Axis::Through(By {
                            dimension: D2(0),
                            attribute: 1,
                        });
                    }
                    (6, 0) => return Axis::Element(1),
                    (7, 2) => return Axis::Element(2),
                    _ => (*d, 0),
                };
                if !over.contains(&along) {
                    over.push(along);
                }
                Axis::Along {
                    dimension: along,
                    offset,
                }
            })
            .collect();
        expression(
            Term::Read {
                quantity: QuantityId(q),
                axes,
            },
            &over,
        )
    }

    /// A leaf that has the same bits in any evaluator.
    fn exact(&mut self) -> Expression {
        match self.gene() % 6 {
            0 => number(f64::from(self.gene() % 9) / 2.0 - 1.5),
            1 => expression(Term::Time, &[]),
            2 => position(D2(u32::from(self.gene()) % 4)),
            _ => self.read_one(self.exact),
        }
    }

    fn leaf(&mut self) -> Expression {
        match self.gene() % 8 {
            0 => number(f64::from(self.gene()) / 64.0 - 1.5),
            1 => self.exact(),
            2 => match (self.gene() % 4, &self.event) {
                (0, _) => {
                    let d = D2(2 * (u32::from(self.gene()) % 2));
                    let axis = Axis::Along {
                        dimension: d,
                        offset: i32::from(self.gene() % 3) - 1,
                    };
                    expression(
                        Term::Attribute {
                            dimension: d,
                            attribute: 0,
                            axis,
                        },
                        &[d],
                    )
                }
                (1, Some((over, events))) => {
                    let (over, events) = (over.clone(), *events);
                    self.happened(EventReading::Count, &over, events)
                }
                (2, Some((over, events))) => {
                    let (over, events) = (over.clone(), *events);
                    let since = self.happened(EventReading::Since, &over, events);
                    divide(number(1.0), add(number(1.0), since))
                }
                _ => expression(Term::Year, &[]),
            },
            _ => self.read_one(self.known.len()),
        }
    }

    fn happened(&mut self, reading: EventReading, over: &[D], events: u32) -> Expression {
        let axes = over
            .iter()
            .map(|d| Axis::Along {
                dimension: *d,
                offset: 0,
            })
            .collect();
        let event = EventId(u32::from(self.gene()) % events);
        expression(
            Term::Happened {
                event,
                axes,
                reading,
            },
            over,
        )
    }

    /// 1 or 0.
    fn condition(&mut self, depth: u32) -> Expression {
        match self.gene() % if depth > 0 { 7 } else { 3 } {
            0 => {
                let d = D2(u32::from(self.gene()) % 4);
                binary(
                    BinaryOp::Less,
                    position(d),
                    number(f64::from(self.gene() % 3)),
                )
            }
            1 | 2 => {
                let op = self.one_of(&COMPARISONS);
                binary(op, self.exact(), self.exact())
            }
            3 | 4 => {
                let op = self.one_of(&COMPARISONS[..4]);
                let a = add(self.grow(depth - 1), number(ODD));
                binary(op, a, self.leaf())
            }
            5 => unary(UnaryOp::Not, self.condition(depth - 1)),
            _ => {
                let op = self.one_of(&[BinaryOp::And, BinaryOp::Or]);
                binary(op, self.condition(depth - 1), self.condition(depth - 1))
            }
        }
    }

    fn grow(&mut self, depth: u32) -> Expression {
        if depth == 0 {
            return self.leaf();
        }
        match self.gene() % 31 {
            28 => self.quantile(depth - 1),
            29 => self.picked(depth - 1),
            30 => {
                let body = self.grow(depth - 1);
                self.sorted(body, depth - 1)
            }
            0..=2 => add(self.grow(depth - 1), self.grow(depth - 1)),
            3 | 4 => subtract(self.grow(depth - 1), self.grow(depth - 1)),
            5..=7 => multiply(tame(self.grow(depth - 1)), self.grow(depth - 1)),
            8 => {
                let below = self.grow(depth - 1);
                divide(self.grow(depth - 1), add(number(2.0), abs(below)))
            }
            9 => {
                let op = self.one_of(&[
                    UnaryOp::Negate,
                    UnaryOp::Abs,
                    UnaryOp::Logistic,
                    UnaryOp::Sin,
                    UnaryOp::Cos,
                    UnaryOp::Atan,
                    UnaryOp::Tanh,
                ]);
                unary(op, self.grow(depth - 1))
            }
            10 => {
                let op = self.one_of(&[UnaryOp::Ln, UnaryOp::Log10, UnaryOp::Sqrt]);
                unary(op, add(number(1.5), abs(self.grow(depth - 1))))
            }
            11 => {
                let op = self.one_of(&[UnaryOp::Exp, UnaryOp::Tan, UnaryOp::Asin, UnaryOp::Acos]);
                let a = multiply(number(0.9), tame(self.grow(depth - 1)));
                unary(op, a)
            }
            12 => {
                let op =
                    self.one_of(&[UnaryOp::Floor, UnaryOp::Ceil, UnaryOp::Round, UnaryOp::Sign]);
                let a = multiply(tame(self.grow(depth - 1)), number(3.7));
                unary(op, add(a, number(ODD)))
            }
            13..=15 => {
                let base = add(number(1.6), tame(self.grow(depth - 1)));
                let exponent = match self.gene() % 4 {
                    0 => number(self.one_of(&EXPONENTS)),
                    1 => tame(self.grow(depth - 1)),
                    _ => self.read_one(self.exact),
                };
                binary(BinaryOp::Power, base, exponent)
            }
            16 => {
                let below = add(number(0.7), abs(self.grow(depth - 1)));
                // Tame: with a saw-tooth of any height, stocks that feed on themselves are chaotic.
                let a = multiply(tame(self.grow(depth - 1)), number(3.7));
                binary(BinaryOp::Modulo, add(a, number(ODD)), below)
            }
            17 => {
                let op = self.one_of(&[BinaryOp::Min, BinaryOp::Max]);
                binary(op, self.grow(depth - 1), self.grow(depth - 1))
            }
            18 => {
                let c = self.condition(depth - 1);
                choose(c, self.grow(depth - 1), self.grow(depth - 1))
            }
            19 => self.condition(depth - 1),
            20 | 21 => {
                let body = self.grow(depth - 1);
                self.reduction(body, depth - 1)
            }
            22 => {
                // A constant or drawn matrix times what is summed with it.
                let matrix = self.read_one(self.exact);
                let product = multiply(matrix, self.grow(depth - 1));
                let Some(d) = product.over.last().copied() else {
                    return product;
                };
                reduce(ReduceOp::Sum, product, &[d])
            }
            23 => {
                let body = tame(self.grow(depth - 1));
                if body.over.is_empty() {
                    return body;
                }
                let d = self.one_of(&body.over);
                let op = self.one_of(&[AlongOp::Softmax, AlongOp::RunningSum, AlongOp::Rank]);
                let body = untied(body, d);
                self.along(op, body, d, depth - 1)
            }
            24 | 25 => self.remembered(depth - 1),
            26 if self.chance => self.drawn(depth - 1),
            26 | 27 => {
                // What jumps is asked at exact places, among them its own points.
                let table = self.gene() % 3;
                let x = if table == 2 {
                    self.exact()
                } else {
                    tame(self.grow(depth - 1))
                };
                let over = x.over.clone();
                let table = TableId(u32::from(table));
                expression(Term::Lookup(table, Box::new(x)), &over)
            }
            _ => unreachable!("31 kinds"),
        }
    }

    /// Along one dimension or all, perhaps within groups and for some of the elements.
    fn along(&mut self, op: AlongOp, body: Expression, d: D, depth: u32) -> Expression {
        let along = match self.gene() % 3 {
            0 => body.over.clone(),
            _ => vec![d],
        };
        let by = match self.gene() % 2 {
            0 => names(&along).into_iter().collect(),
            _ => Vec::new(),
        };
        // Apart along all of them, and not by the same.
        let others = along.iter().filter(|o| **o != d).zip([7.0, 11.0]);
        let body = others.fold(body, |body, (o, part)| {
            add(body, multiply(position(*o), number(ODD / part)))
        });
        let filter = match self.gene() % 3 {
            0 => Some(Box::new(self.condition(depth))),
            _ => None,
        };
        let over = match &filter {
            Some(filter) => union(&[&body, filter]),
            None => body.over.clone(),
        };
        expression(
            Term::Along {
                op,
                body: Box::new(body),
                along,
                by,
                filter,
            },
            &over,
        )
    }

    /// A quantile of values that are apart, over one dimension or sorted into another; never over none.
    fn quantile(&mut self, depth: u32) -> Expression {
        let body = tame(self.grow(depth));
        if body.over.is_empty() {
            return body;
        }
        let d = self.one_of(&body.over);
        let body = untied(body, d);
        let share = match self.gene() % 3 {
            0 => number(f64::from(self.gene() % 5) / 4.0),
            1 => unary(UnaryOp::Logistic, self.read_one(self.exact)),
            _ => number(0.37),
        };
        let share = match share.over.contains(&d) {
            true => number(0.61),
            false => share,
        };
        let late = binary(BinaryOp::GreaterEqual, position(d), number(1.0));
        let filter = match self.gene() % 3 {
            0 => Some(binary(BinaryOp::Or, self.condition(depth), late)),
            _ => None,
        };
        let mut over = match &filter {
            Some(filter) => union(&[&body, filter]),
            None => body.over.clone(),
        };
        over.retain(|o| *o != d);
        over.extend(
            share
                .over
                .iter()
                .filter(|o| !over.contains(o))
                .copied()
                .collect::<Vec<_>>(),
        );
        expression(
            Term::Quantile {
                at: Box::new(share),
                body: Box::new(body),
                along: vec![d],
                by: Vec::new(),
                filter: filter.map(Box::new),
            },
            &over,
        )
    }

    /// The element of an array that is the greatest of another along one of its dimensions, or a place that may not exist
    /// where that is caught.
    fn picked(&mut self, depth: u32) -> Expression {
        let body = self.grow(depth);
        let Some(along) = body.over.first().copied() else {
            return body;
        };
        let other = untied(tame(self.grow(depth)), along);
        let op = self.one_of(&[ReduceOp::ArgMax, ReduceOp::ArgMin]);
        let chosen = reduce(op, other, &[along]);
        let index = match (along.0, self.gene() % 3) {
            // Each element of `k` leads to the one of `i` that it names.
            (0 | 1, 0) => {
                let named = [2.0, 0.0, 2.0, 1.0].into_iter().zip(0u8..);
                named.fold(number(0.0), |rest, (at, k)| {
                    let here = binary(BinaryOp::Equal, position(D2(2)), number(f64::from(k)));
                    choose(here, number(at), rest)
                })
            }
            // Each element of `i` leads to the next one.
            (0, 1) => {
                let after = add(position(D2(0)), number(1.0));
                binary(BinaryOp::Modulo, after, number(3.0))
            }
            _ => chosen,
        };
        let mut over: Vec<D> = body.over[1..].to_vec();
        over.extend(
            index
                .over
                .iter()
                .filter(|o| !over.contains(o))
                .copied()
                .collect::<Vec<_>>(),
        );
        expression(
            Term::Pick {
                body: Box::new(body),
                along,
                index: Box::new(index),
            },
            &over,
        )
    }

    /// A reduction into what an attribute names. Some elements are named by none, so it is one that is finite over nothing.
    fn sorted(&mut self, body: Expression, depth: u32) -> Expression {
        let d = D2(2 * (self.gene() % 2) as u32);
        let into = D2(2 - d.0);
        let body = match body.over.iter().any(|o| o.0 == into.0) {
            true => self.read_one(self.exact),
            false => body,
        };
        let body = add(body, multiply(position(d), number(ODD)));
        if body.over.iter().any(|o| o.0 == into.0) {
            return body;
        }
        let filter = match self.gene() % 3 {
            0 => Some(self.condition(depth)).filter(|f| !f.over.contains(&into)),
            _ => None,
        };
        let (op, body) = match self.gene() % 3 {
            0 => (ReduceOp::Product, add(number(1.1), tame(body))),
            _ => (ReduceOp::Sum, body),
        };
        let mut over = match &filter {
            Some(filter) => union(&[&body, filter]),
            None => body.over.clone(),
        };
        over.retain(|o| *o != d);
        over.push(into);
        let by = By {
            dimension: d,
            attribute: 1,
        };
        expression(
            Term::Reduce {
                op,
                body: Box::new(body),
                along: vec![d],
                by: vec![(by, into)],
                filter: filter.map(Box::new),
            },
            &over,
        )
    }

    fn reduction(&mut self, body: Expression, depth: u32) -> Expression {
        if body.over.is_empty() {
            return body;
        }
        let first = self.one_of(&body.over);
        let along = match self.gene() % 3 {
            0 => body.over.clone(),
            1 => body.over[..body.over.len().min(2)].to_vec(),
            _ => vec![first],
        };
        if self.gene().is_multiple_of(16) {
            // A matrix without negative entries, each of whose elements leads to each.
            let places = multiply(position(D2(0)), position(D2(1)));
            let matrix = add(abs(tame(body)), add(places, number(0.1)));
            return reduce(ReduceOp::SpectralRadius, matrix, &[D2(0), D2(1)]);
        }
        let (op, body, along) = match self.gene() % 9 {
            0..=2 => (ReduceOp::Sum, body, along),
            3 => (ReduceOp::Mean, body, along),
            4 => (ReduceOp::Min, body, along),
            5 => (ReduceOp::Max, body, along),
            6 => (ReduceOp::Product, add(number(1.1), tame(body)), along),
            7 => (ReduceOp::ArgMax, untied(body, first), vec![first]),
            _ => (ReduceOp::ArgMin, untied(body, first), vec![first]),
        };
        // The second elements always count, and the third and fourth.
        let late = binary(BinaryOp::GreaterEqual, position(along[0]), number(1.0));
        let filter = match self.gene() % 5 {
            0 => late,
            // Over nothing these are not finite.
            1 if !matches!(op, ReduceOp::Sum | ReduceOp::Product) => {
                binary(BinaryOp::Or, self.condition(depth), late)
            }
            1 => self.condition(depth),
            _ => return reduce(op, body, &along),
        };
        let over: Vec<D> = union(&[&body, &filter])
            .into_iter()
            .filter(|d| !along.contains(d))
            .collect();
        expression(
            Term::Reduce {
                op,
                body: Box::new(body),
                along,
                by: Vec::new(),
                filter: Some(Box::new(filter)),
            },
            &over,
        )
    }

    fn remembered(&mut self, depth: u32) -> Expression {
        let x = self.grow(depth);
        let site = self.memory_sites;
        self.memory_sites += 1;
        let shortest = number(0.3 + f64::from(self.gene() % 8) / 4.0);
        let time = match self.gene() % 3 {
            0 => add(shortest, abs(self.read_one(self.exact))),
            _ => shortest,
        };
        let initial = match self.gene() % 3 {
            0 => Some(number(0.5)),
            1 => Some(self.read_one(self.exact)),
            _ => None,
        };
        let timed = |op, x, initial: Option<Expression>| {
            memory(op, site, [x, time].into_iter().chain(initial).collect())
        };
        match self.gene() % 11 {
            10 => timed(
                MemoryOp::DelayFixed,
                x,
                Some(initial.unwrap_or_else(|| number(0.5))),
            ),
            8 => memory(MemoryOp::Initial, site, vec![x]),
            9 => {
                let when = self.condition(depth);
                let arguments = [x, when].into_iter().chain(initial);
                memory(MemoryOp::Sample, site, arguments.collect())
            }
            0 => memory(
                MemoryOp::Previous,
                site,
                [x].into_iter().chain(initial).collect(),
            ),
            1 => timed(
                MemoryOp::Lag,
                x,
                Some(initial.unwrap_or_else(|| number(0.5))),
            ),
            2 => timed(MemoryOp::Smooth, x, initial),
            3 => timed(MemoryOp::Delay, x, initial),
            4 => timed(MemoryOp::Delay3, x, initial),
            5 => memory(MemoryOp::Peak, site, vec![x]),
            6 => timed(MemoryOp::Noise, x, None),
            _ => memory(MemoryOp::Cumulative, site, vec![tame(x)]),
        }
    }

    fn drawn(&mut self, depth: u32) -> Expression {
        let x = self.grow(depth);
        let other = match self.gene() % 2 {
            0 => number(0.7),
            _ => abs(self.exact()),
        };
        let chance = || unary(UnaryOp::Logistic, x.clone());
        let positive = || add(number(1.3), tame(x.clone()));
        let (law, arguments) = match self.gene() % 8 {
            0 | 1 => (ChanceLaw::Normal, vec![tame(x), other]),
            2 => (
                ChanceLaw::Uniform,
                vec![subtract(number(-1.0), other), tame(x)],
            ),
            3 => (ChanceLaw::Bernoulli, vec![chance()]),
            4 => (ChanceLaw::Poisson, vec![positive()]),
            5 => (
                ChanceLaw::LogNormal,
                vec![positive(), add(number(1.0), multiply(number(0.3), other))],
            ),
            6 => (
                ChanceLaw::Binomial,
                vec![multiply(number(2.0), other), chance()],
            ),
            _ => (ChanceLaw::Exponential, vec![positive()]),
        };
        let site = Key::draw(&["test"], self.chance_sites);
        self.chance_sites += 1;
        let over = union(&arguments.iter().collect::<Vec<_>>());
        expression(
            Term::Chance {
                law,
                site,
                arguments,
            },
            &over,
        )
    }

    /// Reduced to a scalar.
    fn scalar(&mut self, depth: u32) -> Expression {
        let e = self.grow(depth);
        let over = e.over.clone();
        if over.is_empty() {
            e
        } else {
            reduce(ReduceOp::Sum, e, &over)
        }
    }
}

/// The equation over a quantity's dimensions: what it leaves open is summed.
fn close(e: Expression, over: &[D]) -> Expression {
    let open: Vec<D> = e
        .over
        .iter()
        .copied()
        .filter(|d| !over.contains(d))
        .collect();
    if open.is_empty() {
        e
    } else {
        reduce(ReduceOp::Sum, e, &open)
    }
}

/// Exponents that the compiler rewrites, each in its way.
const EXPONENTS: [f64; 9] = [0.5, 2.0, 3.0, -1.0, 0.0, 1.0, 4.0, 7.0, -2.0];

fn build(rk4: bool, equations: &[Genes], dice: &[u8; 25], rules: Option<&Vec<Genes>>) -> Scenario {
    let method = if rk4 { Method::Rk4 } else { Method::Euler };
    let mut quantities = Vec::new();
    let mut inputs = 0;
    let mut next_input = || {
        inputs += 1;
        Some(InputId(inputs - 1))
    };
    let matrix: Vec<f64> = (0..9).map(|c| f64::from(dice[c] % 3)).collect();
    let matrix_inputs = vec![None; 9];
    quantities.push(parameter("matrix", OVERS[5], matrix, matrix_inputs));
    quantities.push(parameter("drawn", OVERS[0], vec![1.0], vec![next_input()]));
    quantities.push(parameter(
        "row",
        OVERS[1],
        vec![1.0, 2.0, 0.5],
        vec![next_input(), None, next_input()],
    ));
    quantities.push(parameter(
        "column",
        OVERS[2],
        vec![1.0, 0.0, -1.0, 0.25],
        vec![None; 4],
    ));
    let tables = vec![
        Table {
            name: "bend".into(),
            x: vec![-1.0, 0.0, 0.5, 1.0],
            y: vec![0.0, 1.0, 0.5, 2.0],
            second: vec![],
            between: Between::Linear,
            beyond: Beyond::Hold,
        },
        Table {
            name: "curve".into(),
            x: vec![0.0, 1.0, 2.0],
            y: vec![1.0, 0.0, 1.0],
            second: vec![0.0, 3.0, 0.0],
            between: Between::Spline,
            beyond: Beyond::Extend,
        },
        Table {
            name: "stairs".into(),
            x: vec![-1.0, 0.0, 0.5, 1.0, 2.0],
            y: vec![0.5, -1.0, 1.0, 3.0, -2.0],
            second: vec![],
            between: Between::Step,
            beyond: Beyond::Hold,
        },
    ];
    // Arrays of one constant, which the compiler may take for that constant, and arrays of several.
    let mut power = |name: &str, over: &[D], rows: usize, die: usize| {
        let exponent = EXPONENTS[usize::from(dice[die]) % EXPONENTS.len()];
        quantities.push(parameter(
            name,
            over,
            vec![exponent; rows],
            vec![None; rows],
        ));
    };
    power("power", &[], 1, 16);
    power("power_i", &[D2(0)], 3, 17);
    power("power_k", &[D2(2)], 4, 18);
    power("power_ik", &[D2(0), D2(2)], 12, 19);
    power("power_part", &[D2(3)], 2, 20);
    let mut exponents = EXPONENTS[..4].to_vec();
    exponents.rotate_left(usize::from(dice[21]) % 4);
    quantities.push(parameter("powers", &[D2(2)], exponents, vec![None; 4]));
    let grid: Vec<f64> = (0..12).map(|c| f64::from(dice[c] % 5) - 2.0).collect();
    let drawn = (0..12)
        .map(|c| if c % 5 == 0 { next_input() } else { None })
        .collect();
    quantities.push(parameter("grid", OVERS[4], grid, drawn));
    for (name, over, tables) in [
        ("series", OVERS[0], vec![1]),
        ("serieses", OVERS[2], vec![0, 2, 1, 2]),
    ] {
        let tables = tables.into_iter().map(TableId).collect();
        quantities.push(quantity(name, over, QuantityKind::Series { tables }));
    }
    let exact = quantities.len() - 2;
    let first_lever = quantities.len() as u32;
    if rules.is_some() {
        for (index, (over, actor)) in LEVERS.iter().enumerate() {
            let lever = Lever {
                actor: ActorId(*actor),
                public: true,
                domain: LeverDomain::Number {
                    low: -1.0,
                    high: 1.0,
                    whole: usize::from(dice[index]) % 8 > 5,
                },
                default: [0.0, 1.0, 0.5, -0.0][usize::from(dice[index]) % 4],
            };
            quantities.push(quantity(
                &format!("lever{index}"),
                over,
                QuantityKind::Lever(lever),
            ));
        }
    }
    let stocks = 2u32;
    let mut known: Vec<(u32, Vec<D>)> = quantities
        .iter()
        .enumerate()
        .map(|(q, x)| (q as u32, x.over.clone()))
        .collect();
    let first_stock = quantities.len() as u32;
    for s in 0..stocks {
        let over = OVERS[usize::from(dice[9 + s as usize]) % OVERS.len()];
        known.push((first_stock + s, over.to_vec()));
    }
    let first_variable = first_stock + stocks;
    let struck = first_stock + u32::from(dice[14]) % stocks;
    let struck_over = known[struck as usize].1.clone();
    let event_over = struck_over[..usize::from(dice[22] % 3).min(struck_over.len())].to_vec();
    let outcomes = [0, 0, 2, 3][usize::from(dice[24]) % 4];
    let mut sites = (0, 0);
    let mut grown = Vec::new();
    for (v, genes) in equations.iter().enumerate() {
        let mut grower = Grower {
            genes: genes.iter(),
            known: known.clone(),
            exact,
            event: Some((event_over.clone(), 1 + outcomes)),
            chance: !rk4,
            memory_sites: sites.0,
            chance_sites: sites.1,
        };
        let over = OVERS[usize::from(grower.gene()) % OVERS.len()];
        let e = close(grower.grow(3), over);
        sites = (grower.memory_sites, grower.chance_sites);
        known.push((first_variable + v as u32, over.to_vec()));
        grown.push((over, e));
    }
    for s in 0..stocks {
        let over = known[(first_stock + s) as usize].1.clone();
        let genes = &equations[s as usize];
        let mut grower = Grower {
            genes: genes.iter(),
            known: known.clone(),
            exact,
            event: Some((event_over.clone(), 1 + outcomes)),
            chance: !rk4,
            memory_sites: sites.0,
            chance_sites: sites.1,
        };
        let mut pull = unary(UnaryOp::Tanh, close(grower.grow(2), &over));
        if rules.is_some() {
            pull = add(
                pull,
                multiply(read(first_lever + s, LEVERS[s as usize].0), number(0.5)),
            );
            pull = close(pull, &over);
        }
        sites = (grower.memory_sites, grower.chance_sites);
        let decay = multiply(number(0.2), read(first_stock + s, &over));
        let floor =
            [Floor::None, Floor::Clamp, Floor::Extinct][usize::from(dice[12 + s as usize]) % 3];
        let start = add(read(1, &[]), number(0.5));
        quantities.push(stock(
            &format!("stock{s}"),
            &over,
            start,
            subtract(pull, decay),
            floor,
        ));
    }
    for (v, (over, e)) in grown.into_iter().enumerate() {
        quantities.push(variable(&format!("v{v}"), over, e));
    }
    let steps = 9;
    let mut built = scenario(method, steps, dimensions(), quantities);
    built.tables = tables;
    built.inputs = inputs_of(&built);
    for (d, values) in [(0, vec![2.0, 2.0, 2.0]), (2, vec![0.5, -1.0, 0.0, 2.5])] {
        built.dimensions[d].attributes.push(Attribute {
            name: "size".into(),
            values,
            words: vec![],
            names: vec![],
        });
    }
    let size = built.dimensions[2].attributes[0].clone();
    built.dimensions[3].attributes.push(size);
    // `i` names elements of `k`, one twice and some never; `k` and its part name elements of `i`.
    for (d, root, positions) in [
        (0, 2, vec![3, 3, 0]),
        (2, 0, vec![2, 0, 2, 1]),
        (3, 0, vec![0, 1]),
    ] {
        built.dimensions[d].attributes.push(Attribute {
            name: "kin".into(),
            values: positions.iter().map(|p| f64::from(*p)).collect(),
            words: vec![],
            names: vec![Named {
                root: D2(root),
                positions,
            }],
        });
    }
    let axes = struck_over
        .iter()
        .map(|d| Axis::Along {
            dimension: *d,
            offset: 0,
        })
        .collect();
    // Without a cool-down an event may happen several times in a step, which a small hazard never shows.
    let freely = dice[15] % 4 < 2;
    built.events.push(Event {
        name: "shock".into(),
        about: String::new(),
        over: event_over.clone(),
        trigger: match dice[23] % 3 {
            0 => {
                let level = close(read(struck, &struck_over), &event_over);
                Trigger::When(binary(BinaryOp::Greater, level, number(0.3 + ODD)))
            }
            _ if rk4 => Trigger::At { step: 4 },
            _ => {
                let mut hazard = read(1, &[]);
                if rules.is_some() {
                    hazard = abs(add(hazard, read(first_lever + 2, &[])));
                }
                if freely {
                    hazard = multiply(number(3.0), hazard);
                }
                let along = event_over.iter();
                Trigger::Hazard(
                    along.fold(hazard, |h, d| add(h, multiply(number(0.2), position(*d)))),
                )
            }
        },
        from: [None, Some(0.0), Some(0.6), Some(0.75)][usize::from(dice[19]) % 4],
        repeats: dice[15].is_multiple_of(2),
        cooldown: if freely { 0.0 } else { 0.5 },
        effects: vec![Effect {
            stock: QuantityId(struck),
            axes,
            amount: multiply(number(-0.3), read(struck, &struck_over)),
            set: dice[13].is_multiple_of(4),
        }],
        known: Vec::new(),
        chance_site: Key::draw(&["test"], sites.1),
        span: SPAN,
    });
    for k in 0..outcomes {
        // Weights that vary with the state, between worlds, by element, and one that may be 0.
        let level = unary(
            UnaryOp::Logistic,
            close(read(struck, &struck_over), &event_over),
        );
        let weight = match (usize::from(dice[24] / 16) + k as usize) % 4 {
            0 => level,
            1 => abs(read(1, &[])),
            2 => event_over
                .iter()
                .fold(number(0.5), |w, d| add(w, position(*d))),
            _ => number(f64::from(dice[24] / 64)),
        };
        // The first is never 0.
        let weight = if k == 0 {
            add(weight, number(0.25))
        } else {
            weight
        };
        let struck_too = QuantityId(first_stock + k % stocks);
        let axes = |over: &[D]| {
            let along = over.iter().map(|d| Axis::Along {
                dimension: *d,
                offset: 0,
            });
            along.collect()
        };
        let over = &known[struck_too.index()].1;
        built.events.push(Event {
            name: format!("shock.o{k}"),
            about: String::new(),
            over: event_over.clone(),
            trigger: Trigger::Outcome {
                of: EventId(0),
                weight,
            },
            from: None,
            repeats: true,
            cooldown: 0.0,
            effects: vec![Effect {
                stock: struck_too,
                axes: axes(over),
                amount: add(
                    number(0.1),
                    multiply(number(0.05 * f64::from(k)), close(read(1, &[]), over)),
                ),
                set: k == 2,
            }],
            known: Vec::new(),
            chance_site: Key::draw(&["test", "outcome"], k),
            span: SPAN,
        });
    }
    if let Some(rules) = rules {
        // Rules read no variable of the same instant, lest they need what needs them.
        let past: Vec<(u32, Vec<D>)> = known
            .iter()
            .filter(|(q, _)| *q < first_variable && !(first_lever..first_stock).contains(q))
            .cloned()
            .collect();
        for (index, genes) in rules.iter().enumerate() {
            let actor = index as u32 / 3;
            let mut settings = Vec::new();
            for (lever, (over, of)) in LEVERS.iter().enumerate() {
                let mut grower = Grower {
                    genes: genes[lever * 16..].iter(),
                    known: past.clone(),
                    exact,
                    event: None,
                    chance: !rk4,
                    memory_sites: sites.0,
                    chance_sites: sites.1 + 1,
                };
                let kind = grower.gene() % 6;
                if *of != actor || kind == 0 {
                    continue;
                }
                let remembered = read(first_variable, &known[first_variable as usize].1.clone());
                let e = match kind {
                    1 => number(f64::from(grower.gene() % 3)),
                    2 | 3 => {
                        let op = [
                            MemoryOp::Previous,
                            MemoryOp::Smooth,
                            MemoryOp::Peak,
                            MemoryOp::Lag,
                        ][usize::from(grower.gene()) % 4];
                        let site = grower.memory_sites;
                        grower.memory_sites += 1;
                        let arguments = match op {
                            MemoryOp::Previous => vec![remembered, number(0.5)],
                            MemoryOp::Smooth => vec![remembered, number(0.75), number(0.5)],
                            MemoryOp::Lag => vec![remembered, number(0.6), number(0.5)],
                            _ => vec![read(first_stock, &known[first_stock as usize].1.clone())],
                        };
                        memory(op, site, arguments)
                    }
                    _ => grower.grow(2),
                };
                let e = unary(UnaryOp::Tanh, close(e, over));
                sites = (grower.memory_sites, grower.chance_sites - 1);
                settings.push((QuantityId(first_lever + lever as u32), e));
            }
            built.strategies.push(Strategy {
                actor: ActorId(actor),
                id: format!("s{index}"),
                about: String::new(),
                settings,
                free: None,
                span: SPAN,
            });
        }
        for actor in ["a", "b"] {
            built.actors.push(Actor {
                id: actor.into(),
                name: actor.into(),
                about: String::new(),
                default_strategy: None,
                span: SPAN,
            });
        }
        built.profiles = [
            (None, None),
            (Some(0), Some(3)),
            (Some(1), None),
            (Some(2), Some(4)),
            (None, Some(5)),
        ]
        .map(|(a, b)| Profile {
            id: format!("{a:?} {b:?}"),
            about: String::new(),
            strategies: vec![a.map(StrategyId), b.map(StrategyId)],
            later: Vec::new(),
            of_game: false,
            span: SPAN,
        })
        .to_vec();
        // Two profiles change on the way: one actor twice, both at the same step.
        let later = |step: u8, actor: u32, strategy: u8| Later {
            step: u32::from(step),
            actor: ActorId(actor),
            strategy: StrategyId(u32::from(strategy)),
        };
        let [first, then] = [1 + dice[18] % 4, 5 + dice[19] % 4];
        let [own, other] = [dice[20] % 3, 3 + dice[20] / 3 % 3];
        built.profiles[3].later =
            vec![later(first, 0, 1), later(then, 0, 0), later(then, 1, other)];
        built.profiles[4].later = vec![later(then, 0, own)];
    }
    let last = first_variable + equations.len() as u32 - 1;
    let dt = built.clock.dt;
    let all = (0.0, f64::from(steps) * dt);
    // Windows that begin and end at instants, and others that do not.
    let odd = f64::from(dice[18] % 4) * 0.23;
    let some = |from: f64, to: f64| ((from + odd) * dt, (to + odd) * dt);
    let mut outcomes = Vec::new();
    for (q, over) in known.iter().skip(exact) {
        let body = read(*q, over);
        let one = close(body.clone(), &[]);
        for (name, op, body) in [
            ("last", SummaryOp::Last, body),
            ("mean", SummaryOp::Mean, one.clone()),
            ("total", SummaryOp::Total, one),
        ] {
            outcomes.push(outcome(&format!("{name}{q}"), summary(op, body, all)));
        }
    }
    let high = binary(
        BinaryOp::Greater,
        read(struck, &struck_over),
        number(0.3 + ODD),
    );
    outcomes.push(outcome(
        "often",
        summary(SummaryOp::ShareOfTime, high.clone(), some(1.0, 8.0)),
    ));
    outcomes.push(outcome("first", summary(SummaryOp::FirstTime, high, all)));
    let body = read(last, &known[last as usize].1.clone());
    outcomes.push(outcome(
        "least",
        summary(SummaryOp::Min, body.clone(), some(2.0, 6.0)),
    ));
    outcomes.push(outcome("most", summary(SummaryOp::Max, body.clone(), all)));
    outcomes.push(outcome(
        "middle",
        summary(SummaryOp::Total, body.clone(), some(2.0, 6.0)),
    ));
    outcomes.push(outcome(
        "between",
        summary(SummaryOp::Last, body.clone(), some(4.0, 4.0)),
    ));
    outcomes.push(outcome(
        "average",
        summary(SummaryOp::Mean, body, some(4.0, 4.5)),
    ));
    let mut grower = Grower {
        genes: equations[0].iter(),
        known,
        exact,
        event: None,
        chance: false,
        memory_sites: sites.0,
        chance_sites: sites.1 + 1,
    };
    let late = grower.scalar(1);
    built.memory_sites = grower.memory_sites;
    outcomes.push(outcome("discounted", {
        let term = Term::Summary {
            op: SummaryOp::Discounted,
            body: Box::new(late),
            window: if odd > 0.5 { some(2.0, 7.0) } else { all },
            rate: Some(Box::new(if dice[12].is_multiple_of(2) {
                number(0.05)
            } else {
                read(1, &[])
            })),
        };
        expression(term, &[])
    }));
    built.outcomes = outcomes;
    built
}
