//! Rewriting and folding held against plain arithmetic, row by row and bit by bit.

use contend_model::expression::{AlongOp, BinaryOp, ReduceOp, UnaryOp};
use contend_model::id::QuantityId;

use super::*;
use crate::maths;

/// Numbers at which identities break.
const EDGES: [f64; 14] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    3.0,
    0.5,
    -7.25,
    1e-310,
    1e200,
    f64::MAX,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

const BINARY: [BinaryOp; 16] = [
    BinaryOp::Add,
    BinaryOp::Subtract,
    BinaryOp::Multiply,
    BinaryOp::Divide,
    BinaryOp::Power,
    BinaryOp::Modulo,
    BinaryOp::Min,
    BinaryOp::Max,
    BinaryOp::Less,
    BinaryOp::LessEqual,
    BinaryOp::Greater,
    BinaryOp::GreaterEqual,
    BinaryOp::Equal,
    BinaryOp::NotEqual,
    BinaryOp::And,
    BinaryOp::Or,
];

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// What two numbers make, written down anew.
fn two(op: BinaryOp, a: f64, b: f64) -> f64 {
    let nan = a.is_nan() || b.is_nan();
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Power => maths::pow(a, b),
        BinaryOp::Modulo => a - b * maths::floor(a / b),
        BinaryOp::Min | BinaryOp::Max if nan => f64::NAN,
        BinaryOp::Min => [b, a][usize::from(a < b)],
        BinaryOp::Max => [b, a][usize::from(a > b)],
        BinaryOp::And if a == 0.0 || b == 0.0 => 0.0,
        BinaryOp::Or if [a, b].iter().any(|x| !x.is_nan() && *x != 0.0) => 1.0,
        _ if nan => f64::NAN,
        BinaryOp::Less => truth(a < b),
        BinaryOp::LessEqual => truth(a <= b),
        BinaryOp::Greater => truth(a > b),
        BinaryOp::GreaterEqual => truth(a >= b),
        BinaryOp::Equal => truth(a == b),
        BinaryOp::NotEqual => truth(a != b),
        BinaryOp::And => truth(a != 0.0 && b != 0.0),
        BinaryOp::Or => truth(a != 0.0 || b != 0.0),
    }
}

/// What a power by the same constant everywhere means.
fn power_by_constant(a: f64, exponent: f64) -> f64 {
    let product = |n: f64| match n {
        1.0 => Some(a),
        2.0 => Some(a * a),
        3.0 => Some((a * a) * a),
        4.0 => Some((a * a) * (a * a)),
        5.0 => Some(((a * a) * (a * a)) * a),
        6.0 => Some(((a * a) * a) * ((a * a) * a)),
        7.0 => Some((((a * a) * a) * ((a * a) * a)) * a),
        8.0 => Some(((a * a) * (a * a)) * ((a * a) * (a * a))),
        _ => None,
    };
    match (product(exponent), product(-exponent)) {
        (Some(power), _) => power,
        (_, Some(power)) => 1.0 / power,
        _ if exponent == 0.5 => a.sqrt(),
        _ => maths::pow(a, exponent),
    }
}

fn same(found: &[f64], expected: &[f64]) -> bool {
    let equal = |a: &f64, b: &f64| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
    found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| equal(a, b))
}

/// A graph over some arrays that are not known while compiling.
#[derive(Default)]
struct Bench {
    graph: Graph,
    drawn: Vec<Vec<f64>>,
}

impl Bench {
    fn drawn(&mut self, values: &[f64]) -> NodeId {
        let quantity = QuantityId(self.drawn.len() as u32);
        self.drawn.push(values.to_vec());
        let rows = values.len() as u32;
        self.graph.leaf(Op::Parameter(quantity), rows)
    }

    /// Known or drawn.
    fn array(&mut self, known: bool, values: &[f64]) -> NodeId {
        if known {
            self.graph.constant(values)
        } else {
            self.drawn(values)
        }
    }

    /// The values of a node, computed as kernels do: each operand has the rows of its node, or one.
    fn values(&self, id: NodeId) -> Vec<f64> {
        let mut all: Vec<Vec<f64>> = Vec::new();
        for node in &self.graph.nodes()[..=id as usize] {
            let nothing = Instant {
                time: f64::NAN,
                year: f64::NAN,
                step_start: f64::NAN,
            };
            let values = match &node.op {
                Op::Parameter(q) => self.drawn[q.index()].clone(),
                op => {
                    let read = |o: NodeId| all.get(o as usize).map(Vec::as_slice);
                    compute(op, node.rows as usize, &[], nothing, &read).expect("is computed")
                }
            };
            assert_eq!(values.len(), node.rows as usize);
            all.push(values);
        }
        all.pop().expect("a node")
    }

    /// Adds an operation and holds it against what it must give.
    fn add(&mut self, op: Op, expected: &[f64]) -> NodeId {
        let told = format!("{op:?}");
        let id = self.graph.add(op, expected.len() as u32, &[]);
        assert_eq!(verify::graph(&self.graph), Ok(()), "{told}");
        let found = self.values(id);
        assert!(
            same(&found, expected),
            "{told}: {found:?}, not {expected:?}"
        );
        id
    }
}

fn at(values: &[f64], row: usize) -> f64 {
    values[row.min(values.len() - 1)]
}

/// One value, the same in three rows, and three that differ.
fn shapes(x: f64) -> [Vec<f64>; 3] {
    [vec![x], vec![x; 3], vec![x, 2.0, -0.0]]
}

#[test]
fn every_operation_of_two_operands_gives_its_bits_whatever_is_known_and_however_many_rows() {
    for op in BINARY {
        for x in EDGES {
            for y in EDGES {
                for (xs, ys) in shapes(x)
                    .iter()
                    .flat_map(|xs| shapes(y).map(|ys| (xs.clone(), ys)))
                {
                    for known in 0..4 {
                        let (x_known, y_known) = (known & 1 != 0, known & 2 != 0);
                        let mut bench = Bench::default();
                        let a = bench.array(x_known, &xs);
                        let b = bench.array(y_known, &ys);
                        let rows = xs.len().max(ys.len());
                        // A constant exponent counts as one where it is the same everywhere and the base has all rows.
                        let plain = op == BinaryOp::Power
                            && y_known
                            && ys.iter().all(|v| v.to_bits() == ys[0].to_bits())
                            && xs.len() == rows;
                        let expected: Vec<f64> = (0..rows)
                            .map(|r| match plain {
                                true => power_by_constant(at(&xs, r), y),
                                false => two(op, at(&xs, r), at(&ys, r)),
                            })
                            .collect();
                        bench.add(Op::Binary(op, a, b), &expected);
                    }
                }
            }
        }
    }
}

#[test]
fn a_power_by_a_small_whole_number_is_the_product_that_the_language_says() {
    for x in EDGES.into_iter().chain([1.1, -0.7, 1e60, 1e-60]) {
        for n in -9..=9 {
            let n = f64::from(n);
            for xs in shapes(x) {
                let mut bench = Bench::default();
                let base = bench.drawn(&xs);
                let exponent = bench.graph.number(n);
                let expected: Vec<f64> = xs.iter().map(|x| power_by_constant(*x, n)).collect();
                bench.add(Op::Binary(BinaryOp::Power, base, exponent), &expected);
                // The product is the power itself but for its roundings.
                for (x, found) in xs.iter().zip(expected) {
                    let exact = maths::pow(*x, n);
                    let near = (found / exact - 1.0).abs() < 1e-15;
                    assert!(
                        near || found == exact || !(1e-300..1e300).contains(&exact.abs()),
                        "{x}^{n}"
                    );
                }
            }
        }
    }
}

#[test]
fn nought_added_to_a_sum_that_is_nowhere_below_nought_is_left_out() {
    for (what, left_out) in [
        (UnaryOp::Abs, true),
        (UnaryOp::Exp, true),
        (UnaryOp::Not, true),
        (UnaryOp::Logistic, true),
        (UnaryOp::Negate, false),
        (UnaryOp::Sqrt, false),
        (UnaryOp::Sign, false),
        (UnaryOp::Round, false),
    ] {
        let mut bench = Bench::default();
        let x = bench.drawn(&[0.0, -0.0, 3.0]);
        let inner = bench.graph.add(Op::Unary(what, x), 3, &[]);
        let zero = bench.graph.number(0.0);
        let before = bench.values(inner);
        let expected: Vec<f64> = before.iter().map(|v| v + 0.0).collect();
        let sum = bench.add(Op::Binary(BinaryOp::Add, inner, zero), &expected);
        assert_eq!(sum == inner, left_out, "{what:?}");
    }
    // (x + 1) + 0 is x + 1; (x + y) + 0 may have been −0.
    let mut bench = Bench::default();
    let (x, y) = (bench.drawn(&[-0.0, -1.0]), bench.drawn(&[-0.0, 1.0]));
    let (one, zero) = (bench.graph.number(1.0), bench.graph.number(0.0));
    let sum = bench.add(Op::Binary(BinaryOp::Add, x, one), &[1.0, 0.0]);
    assert_eq!(
        bench.add(Op::Binary(BinaryOp::Add, zero, sum), &[1.0, 0.0]),
        sum
    );
    let sum = bench.add(Op::Binary(BinaryOp::Add, x, y), &[-0.0, 0.0]);
    bench.add(Op::Binary(BinaryOp::Add, sum, zero), &[0.0, 0.0]);
}

#[test]
fn a_choice_by_a_constant_is_what_it_chooses_row_by_row() {
    for condition in EDGES {
        for known in 0..8 {
            for conditions in shapes(condition) {
                for (xs, ys) in [
                    (vec![1.5], vec![-0.0]),
                    (vec![1.5], vec![-0.0, f64::NAN, 4.0]),
                    (vec![1.5, f64::INFINITY, 2.0], vec![-0.0]),
                    (vec![1.5, 0.0, 2.0], vec![-0.0, f64::NAN, 4.0]),
                ] {
                    let rows = conditions.len().max(xs.len()).max(ys.len());
                    let mut bench = Bench::default();
                    let c = bench.array(known & 1 != 0, &conditions);
                    let a = bench.array(known & 2 != 0, &xs);
                    let b = bench.array(known & 4 != 0, &ys);
                    let choose = |r| {
                        if at(&conditions, r).is_nan() {
                            f64::NAN
                        } else if at(&conditions, r) == 0.0 {
                            at(&ys, r)
                        } else {
                            at(&xs, r)
                        }
                    };
                    let expected: Vec<f64> = (0..rows).map(choose).collect();
                    bench.add(Op::Select(c, a, b), &expected);
                }
            }
        }
    }
}

#[test]
fn a_share_is_what_is_left_by_what_is_needed_and_one_where_that_is_enough() {
    let defined = |x: f64, y: f64| !x.is_nan() && !y.is_nan();
    for (left, needed) in EDGES.into_iter().flat_map(|x| EDGES.map(|y| (x, y))) {
        for supply in [
            None,
            Some(-0.0),
            Some(1.5),
            Some(f64::NAN),
            Some(f64::INFINITY),
        ] {
            for known in 0..8 {
                let mut bench = Bench::default();
                let lefts = [left, 1.0];
                let there = lefts.map(|x| supply.map_or(x, |s| x + s));
                let expected = there.map(|x| match x.max(0.0) {
                    _ if !defined(x, needed) => f64::NAN,
                    x if needed <= x => 1.0,
                    x => x / needed,
                });
                let op = Op::Share {
                    left: bench.array(known & 1 != 0, &lefts),
                    supply: supply.map(|s| bench.array(known & 2 != 0, &[s; 2])),
                    needed: bench.array(known & 4 != 0, &[needed; 2]),
                };
                bench.add(op, &expected);
            }
        }
    }
}

/// Numbers for tests, always the same (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// Small whole numbers: sums and products of them are exact in whatever order.
fn small(chance: &mut Chance) -> f64 {
    [1.0, 2.0, 3.0, 4.0, -1.0, 0.0, -0.0][chance.below(7)]
}

#[test]
fn rows_are_taken_put_together_and_reduced_as_they_are_listed() {
    let mut chance = Chance(1);
    for _ in 0..400 {
        let mut bench = Bench::default();
        let mut arrays: Vec<(NodeId, Vec<f64>)> = Vec::new();
        for rows in [1, 2, 3, 5] {
            let values: Vec<f64> = (0..rows).map(|_| small(&mut chance)).collect();
            let node = bench.array(chance.below(2) == 0, &values);
            arrays.push((node, values));
        }
        // Each new array may be made of earlier ones, so that lists of lists come about.
        for _ in 0..12 {
            let (node, values) = arrays[chance.below(arrays.len())].clone();
            let length = 1 + chance.below(5);
            let mut list: Vec<u32> = (0..length)
                .map(|_| chance.below(values.len()) as u32)
                .collect();
            let made = match chance.below(4) {
                0 => {
                    if chance.below(3) == 0 {
                        list = (0..values.len() as u32).collect();
                    } else if chance.below(2) == 0 {
                        list[chance.below(length)] = NO_ROW;
                    }
                    let value = |r: &u32| match *r {
                        NO_ROW => 0.0,
                        r => values[r as usize],
                    };
                    let expected: Vec<f64> = list.iter().map(value).collect();
                    (
                        bench.add(Op::Gather(node, list.into()), &expected),
                        expected,
                    )
                }
                1 => {
                    let one = chance.below(2) == 0;
                    let (mut parts, mut expected) = (Vec::new(), Vec::new());
                    for _ in 0..length {
                        let (from, of) = match one {
                            true => (node, values.clone()),
                            false => arrays[chance.below(arrays.len())].clone(),
                        };
                        let row = chance.below(of.len());
                        parts.push((from, row as u32));
                        expected.push(of[row]);
                    }
                    (bench.add(Op::Collect(parts.into()), &expected), expected)
                }
                2 => {
                    let op = [ReduceOp::Sum, ReduceOp::Product, ReduceOp::Max][chance.below(3)];
                    let cut = chance.below(length + 1);
                    let part = |range: std::ops::Range<usize>| {
                        let of = list[range].iter().map(|r| values[*r as usize]);
                        match op {
                            ReduceOp::Sum => of.fold(0.0, |a, b| a + b),
                            ReduceOp::Product => of.fold(1.0, |a, b| a * b),
                            _ => of.fold(f64::NEG_INFINITY, |a, b| two(BinaryOp::Max, a, b)),
                        }
                    };
                    let expected = vec![part(0..cut), part(cut..length)];
                    let op = Op::Reduce {
                        op,
                        of: node,
                        rows: list.into(),
                        offsets: [0, cut as u32, length as u32].into(),
                        positions: [].into(),
                    };
                    (bench.add(op, &expected), expected)
                }
                _ => {
                    let mut total = 0.0;
                    let mut expected = Vec::new();
                    for row in &list {
                        total += values[*row as usize];
                        expected.push(total);
                    }
                    let op = Op::Along {
                        op: AlongOp::RunningSum,
                        of: node,
                        rows: list.into(),
                        offsets: [0, length as u32].into(),
                    };
                    (bench.add(op, &expected), expected)
                }
            };
            arrays.push(made);
        }
    }
}

#[test]
fn a_rewrite_that_is_asked_for_wrongly_is_remembered_and_not_followed() {
    let mut graph = Graph::default();
    let one = graph.leaf(Op::Parameter(QuantityId(0)), 1);
    let inner = graph.add(Op::Gather(one, [0, 0].into()), 2, &[]);
    // Reads a row of the inner list that is not there.
    graph.add(Op::Gather(inner, [1, 2].into()), 2, &[]);
    assert!(verify::graph(&graph).is_err());
}
