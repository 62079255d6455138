//! The computation as a graph of array operations: shared where equal, folded where constant.
//!
//! A node has rows; a row is one number for each world. Operands have as many rows as the node, or one row, which
//! then stands for all. `When` says how often a node must be computed.

use std::collections::HashMap;
use std::sync::Arc;

use contend_model::expression::{AlongOp, BinaryOp, ChanceLaw, EventReading, ReduceOp, UnaryOp};
use contend_model::id::{EventId, QuantityId, TableId};
use contend_model::model::Table;

use crate::matrix::Matrix;
use crate::operation;
use crate::sum::sum;

/// A node's place in the graph; operands come before the nodes that use them.
pub type NodeId = u32;

/// How often a node must be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// Once, while compiling.
    Constant,
    /// Once for each instant, the same in all worlds: tabled while compiling.
    Clock,
    /// Once for each world.
    Setup,
    /// In each world at each instant.
    Step,
    /// Once for each world after its last step.
    Finish,
}

/// A constant array, compared by bits.
#[derive(Clone, Debug)]
pub struct Values(pub Arc<[f64]>);

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(&*other.0)
                .all(|(a, b)| a.to_bits() == b.to_bits())
    }
}

impl Eq for Values {}

impl std::hash::Hash for Values {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for x in &*self.0 {
            x.to_bits().hash(state);
        }
    }
}

/// A list of rows.
pub type Rows = Arc<[u32]>;

/// A row that does not exist; read as 0.
pub const NO_ROW: u32 = u32::MAX;

/// What a node computes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    /// Known numbers.
    Constant(Values),
    /// A parameter with drawn elements.
    Parameter(QuantityId),
    /// Current value of a state.
    State(u32),
    /// Elapsed time.
    Time,
    /// Decimal calendar year.
    Year,
    /// Elapsed time at the start of the present step.
    StepStart,
    /// Rows of another node, by list; [`NO_ROW`] gives 0.
    Gather(NodeId, Rows),
    /// Rows of several nodes: (node, row) for each row.
    Collect(Arc<[(NodeId, u32)]>),
    /// One operand.
    Unary(UnaryOp, NodeId),
    /// Two operands.
    Binary(BinaryOp, NodeId, NodeId),
    /// Second where the first is not 0, else third.
    Select(NodeId, NodeId, NodeId),
    /// Over listed rows: row `r` of the result reads `rows[offsets[r]..offsets[r + 1]]`. For ArgMax and ArgMin
    /// `positions` says what each listed row is called.
    Reduce {
        op: ReduceOp,
        of: NodeId,
        rows: Rows,
        offsets: Rows,
        positions: Rows,
    },
    /// A constant matrix times a vector: row r is Σ_c matrix[r][c] · of[c].
    Product {
        matrix: Values,
        columns: u32,
        of: NodeId,
    },
    /// Segments of listed rows, each computed by itself; the result's row `i` belongs to the listed row `rows[i]`
    /// of `of`. All segments are `length` long.
    Along {
        op: AlongOp,
        of: NodeId,
        rows: Rows,
        length: u32,
    },
    /// A table.
    Lookup(TableId, NodeId),
    /// One table for each row, at the present time.
    Series(Arc<[TableId]>),
    /// Fresh draws, one for each row; `elements` names the rows in the draw's key. At the start of a run the step
    /// of the key is [`START_STEP`].
    Chance {
        law: ChanceLaw,
        site: u32,
        elements: Rows,
        a: NodeId,
        b: NodeId,
        start: bool,
    },
    /// A state of an event.
    Happened(EventId, EventReading),
    /// A history that ends `time` ago. `store` numbers the history.
    Lag {
        store: u32,
        time: NodeId,
        initial: NodeId,
    },
    /// The result of a summary.
    Summary(u32),
}

/// Step in the key of draws made for initial values.
pub const START_STEP: u32 = u32::MAX;

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it computes.
    pub op: Op,
    /// Its rows.
    pub rows: u32,
    /// How often.
    pub when: When,
}

/// The graph under construction.
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    known: HashMap<Op, NodeId>,
}

impl Graph {
    /// A node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// All nodes, operands first.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Rows of a node.
    #[must_use]
    pub fn rows(&self, id: NodeId) -> u32 {
        self.node(id).rows
    }

    /// The numbers of a constant node.
    #[must_use]
    pub fn constant_values(&self, id: NodeId) -> Option<&Arc<[f64]>> {
        match &self.node(id).op {
            Op::Constant(values) => Some(&values.0),
            _ => None,
        }
    }

    /// A constant array.
    pub fn constant(&mut self, values: impl Into<Arc<[f64]>>) -> NodeId {
        let values: Arc<[f64]> = values.into();
        let rows = values.len() as u32;
        self.intern(Op::Constant(Values(values)), rows, When::Constant)
    }

    /// A constant number.
    pub fn number(&mut self, value: f64) -> NodeId {
        self.constant([value].as_slice())
    }

    /// A node that reads no other: `when` must be said.
    pub fn leaf(&mut self, op: Op, rows: u32, when: When) -> NodeId {
        self.intern(op, rows, when)
    }

    /// A node computed from others: folded where they are constant, shared where it exists.
    pub fn add(&mut self, op: Op, rows: u32, tables: &[Table]) -> NodeId {
        if let Some(same) = self.simplify(&op, rows) {
            return same;
        }
        let when = operands(&op)
            .into_iter()
            .map(|o| self.node(o).when)
            .fold(When::Constant, latest);
        let when = match op {
            Op::Chance { start, .. } => latest(when, if start { When::Setup } else { When::Step }),
            Op::Lag { .. } => When::Step,
            _ => when,
        };
        let folded = if when == When::Constant {
            self.fold(&op, rows, tables)
        } else {
            None
        };
        match folded {
            Some(values) => self.constant(values),
            None => self.intern(op, rows, when),
        }
    }

    fn intern(&mut self, op: Op, rows: u32, when: When) -> NodeId {
        match self.known.get(&op) {
            Some(id) if self.node(*id).rows == rows => return *id,
            _ => {}
        }
        let id = self.nodes.len() as NodeId;
        self.known.insert(op.clone(), id);
        self.nodes.push(Node { op, rows, when });
        id
    }

    fn uniform_constant(&self, id: NodeId) -> Option<f64> {
        let values = self.constant_values(id)?;
        let first = *values.first()?;
        values
            .iter()
            .all(|v| v.to_bits() == first.to_bits())
            .then_some(first)
    }

    /// Identities that change no bit of a finite result: x + 0, x − 0, x · 1, x ÷ 1, choice by a constant,
    /// and powers by small whole numbers (`x^2` *means* `x·x`).
    fn simplify(&mut self, op: &Op, rows: u32) -> Option<NodeId> {
        let same_rows = |g: &Graph, id: NodeId| (g.rows(id) == rows).then_some(id);
        match op {
            Op::Binary(op, a, b) => {
                let (ca, cb) = (self.uniform_constant(*a), self.uniform_constant(*b));
                // What replaces a power computes the base's rows alone: an array of exponents over a base of one row
                // stays a power.
                if *op == BinaryOp::Power && self.rows(*a) != rows {
                    return None;
                }
                match (op, ca, cb) {
                    (BinaryOp::Add, Some(0.0), _) | (BinaryOp::Multiply, Some(1.0), _) => {
                        same_rows(self, *b)
                    }
                    (BinaryOp::Add | BinaryOp::Subtract, _, Some(0.0))
                    | (BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Power, _, Some(1.0)) => {
                        same_rows(self, *a)
                    }
                    (BinaryOp::Power, _, Some(2.0)) => {
                        Some(self.add(Op::Binary(BinaryOp::Multiply, *a, *a), rows, &[]))
                    }
                    (BinaryOp::Power, _, Some(3.0)) => {
                        let square = self.add(Op::Binary(BinaryOp::Multiply, *a, *a), rows, &[]);
                        Some(self.add(Op::Binary(BinaryOp::Multiply, square, *a), rows, &[]))
                    }
                    (BinaryOp::Power, _, Some(0.5)) => {
                        Some(self.add(Op::Unary(UnaryOp::Sqrt, *a), rows, &[]))
                    }
                    (BinaryOp::Power, _, Some(-1.0)) => {
                        let one = self.number(1.0);
                        Some(self.add(Op::Binary(BinaryOp::Divide, one, *a), rows, &[]))
                    }
                    _ => None,
                }
            }
            Op::Select(condition, a, b) => {
                let chosen = if self.uniform_constant(*condition)? != 0.0 {
                    *a
                } else {
                    *b
                };
                same_rows(self, chosen)
            }
            Op::Gather(of, list) => {
                let whole = list.len() as u32 == self.rows(*of)
                    && list.iter().enumerate().all(|(i, r)| i as u32 == *r);
                if whole {
                    return Some(*of);
                }
                if let Op::Gather(inner, inner_list) = &self.node(*of).op {
                    let inner = *inner;
                    let composed: Rows = list
                        .iter()
                        .map(|r| {
                            if *r == NO_ROW {
                                NO_ROW
                            } else {
                                inner_list[*r as usize]
                            }
                        })
                        .collect();
                    return Some(self.add(Op::Gather(inner, composed), rows, &[]));
                }
                None
            }
            Op::Collect(parts) => {
                let (first, _) = *parts.first()?;
                let of_one = parts.iter().all(|(n, _)| *n == first);
                of_one.then(|| {
                    self.add(
                        Op::Gather(first, parts.iter().map(|(_, r)| *r).collect()),
                        rows,
                        &[],
                    )
                })
            }
            _ => None,
        }
    }

    /// The values of a node whose operands are constants; `None` where the operation is not foldable.
    fn fold(&self, op: &Op, rows: u32, tables: &[Table]) -> Option<Vec<f64>> {
        let read = |id: NodeId| self.constant_values(id).map(|v| &**v);
        let never = Instant {
            time: f64::NAN,
            year: f64::NAN,
            step_start: f64::NAN,
        };
        compute(op, rows as usize, tables, never, &read)
    }
}

/// What the clock shows.
#[derive(Clone, Copy, Debug)]
pub struct Instant {
    /// Elapsed time, in the time unit.
    pub time: f64,
    /// Decimal calendar year.
    pub year: f64,
    /// Elapsed time at the start of the step that this instant belongs to.
    pub step_start: f64,
}

/// The values of one node given those of its operands: constant folding and the clock's tables use it.
pub fn compute<'a>(
    op: &Op,
    rows: usize,
    tables: &[Table],
    instant: Instant,
    read: &dyn Fn(NodeId) -> Option<&'a [f64]>,
) -> Option<Vec<f64>> {
    let at = |values: &[f64], row: usize| {
        if values.len() == 1 {
            values[0]
        } else {
            values[row]
        }
    };
    Some(match op {
        Op::Constant(values) => values.0.to_vec(),
        Op::Time => vec![instant.time],
        Op::Year => vec![instant.year],
        Op::StepStart => vec![instant.step_start],
        Op::Gather(of, list) => {
            let of = read(*of)?;
            list.iter()
                .map(|r| {
                    if *r == NO_ROW {
                        0.0
                    } else {
                        at(of, *r as usize)
                    }
                })
                .collect()
        }
        Op::Collect(parts) => {
            let mut values = Vec::with_capacity(parts.len());
            for (node, row) in &**parts {
                values.push(at(read(*node)?, *row as usize));
            }
            values
        }
        Op::Unary(op, a) => {
            let a = read(*a)?;
            (0..rows).map(|r| operation::unary(*op, at(a, r))).collect()
        }
        Op::Binary(op, a, b) => {
            let (a, b) = (read(*a)?, read(*b)?);
            (0..rows)
                .map(|r| operation::binary(*op, at(a, r), at(b, r)))
                .collect()
        }
        Op::Select(c, a, b) => {
            let (c, a, b) = (read(*c)?, read(*a)?, read(*b)?);
            (0..rows)
                .map(|r| if at(c, r) != 0.0 { at(a, r) } else { at(b, r) })
                .collect()
        }
        Op::Reduce {
            op,
            of,
            rows: list,
            offsets,
            positions,
        } => {
            let of = read(*of)?;
            offsets
                .windows(2)
                .map(|w| {
                    let range = w[0] as usize..w[1] as usize;
                    let segment: Vec<f64> = list[range.clone()]
                        .iter()
                        .map(|r| at(of, *r as usize))
                        .collect();
                    reduce(*op, &segment, positions.get(range).unwrap_or(&[]))
                })
                .collect()
        }
        Op::Product {
            matrix,
            columns,
            of,
        } => Matrix::new(&matrix.0, *columns as usize).times(read(*of)?),
        Op::Along {
            op,
            of,
            rows: list,
            length,
        } => {
            let of = read(*of)?;
            let values: Vec<f64> = list.iter().map(|r| at(of, *r as usize)).collect();
            values
                .chunks(*length as usize)
                .flat_map(|segment| along(*op, segment))
                .collect()
        }
        Op::Lookup(table, x) => {
            let x = read(*x)?;
            let table = tables.get(table.index())?;
            (0..rows)
                .map(|r| operation::lookup(table, at(x, r)))
                .collect()
        }
        Op::Series(list) => {
            let mut values = Vec::with_capacity(list.len());
            for table in &**list {
                values.push(operation::lookup(tables.get(table.index())?, instant.time));
            }
            values
        }
        Op::Parameter(_)
        | Op::State(_)
        | Op::Chance { .. }
        | Op::Happened(..)
        | Op::Lag { .. }
        | Op::Summary(_) => return None,
    })
}

/// One reduced value, in order.
#[must_use]
pub fn reduce(op: ReduceOp, values: &[f64], positions: &[u32]) -> f64 {
    let best = |better: fn(f64, f64) -> bool| {
        let mut chosen: Option<usize> = None;
        for (i, v) in values.iter().enumerate() {
            if chosen.is_none_or(|c| better(*v, values[c])) {
                chosen = Some(i);
            }
        }
        chosen.map_or(-1.0, |i| f64::from(positions.get(i).copied().unwrap_or(0)))
    };
    match op {
        ReduceOp::Sum => sum(values.iter().copied()),
        ReduceOp::Mean => sum(values.iter().copied()) / values.len() as f64,
        ReduceOp::Product => values.iter().fold(1.0, |a, v| a * v),
        ReduceOp::Min => values
            .iter()
            .fold(f64::INFINITY, |a, v| operation::min(a, *v)),
        ReduceOp::Max => values
            .iter()
            .fold(f64::NEG_INFINITY, |a, v| operation::max(a, *v)),
        ReduceOp::ArgMax => best(|a, b| a > b),
        ReduceOp::ArgMin => best(|a, b| a < b),
    }
}

/// One segment, each number from all of them.
#[must_use]
pub fn along(op: AlongOp, values: &[f64]) -> Vec<f64> {
    match op {
        AlongOp::Softmax => {
            let top = values
                .iter()
                .fold(f64::NEG_INFINITY, |a, v| operation::max(a, *v));
            let weights: Vec<f64> = values.iter().map(|v| crate::maths::exp(v - top)).collect();
            let total = sum(weights.iter().copied());
            weights.into_iter().map(|w| w / total).collect()
        }
        AlongOp::Rank => values
            .iter()
            .enumerate()
            .map(|(i, v)| {
                let before = values
                    .iter()
                    .enumerate()
                    .filter(|(j, other)| ranks_before(**other, *j, *v, i))
                    .count();
                before as f64 + 1.0
            })
            .collect(),
        AlongOp::RunningSum => values
            .iter()
            .scan(0.0, |sum, v| {
                *sum += v;
                Some(*sum)
            })
            .collect(),
    }
}

/// Whether element `j` with value `b` ranks before element `i` with value `a`: larger first, ties by order, NaN last.
#[inline(always)]
#[must_use]
pub fn ranks_before(b: f64, j: usize, a: f64, i: usize) -> bool {
    (b > a) | (a.is_nan() & !b.is_nan()) | (((b == a) | (a.is_nan() & b.is_nan())) & (j < i))
}

/// The nodes that a node reads.
#[must_use]
pub fn operands(op: &Op) -> Vec<NodeId> {
    match op {
        Op::Constant(_)
        | Op::Parameter(_)
        | Op::State(_)
        | Op::Time
        | Op::Year
        | Op::StepStart
        | Op::Series(_)
        | Op::Happened(..)
        | Op::Summary(_) => Vec::new(),
        Op::Gather(a, _) | Op::Unary(_, a) | Op::Lookup(_, a) => vec![*a],
        Op::Reduce { of, .. } | Op::Product { of, .. } | Op::Along { of, .. } => vec![*of],
        Op::Binary(_, a, b) => vec![*a, *b],
        Op::Chance { a, b, .. } => vec![*a, *b],
        Op::Lag { time, initial, .. } => vec![*time, *initial],
        Op::Select(a, b, c) => vec![*a, *b, *c],
        Op::Collect(parts) => {
            let mut nodes: Vec<NodeId> = parts.iter().map(|(n, _)| *n).collect();
            nodes.sort_unstable();
            nodes.dedup();
            nodes
        }
    }
}

/// How often something must be computed that reads one thing of each kind.
fn latest(a: When, b: When) -> When {
    match (a.min(b), a.max(b)) {
        (When::Clock, When::Setup) => When::Step,
        // An outcome may not read what varies over time outside a summary; the reader refuses it.
        (_, later) => later,
    }
}

/// The same operation on other nodes.
#[must_use]
pub fn with_operands(op: &Op, to: impl Fn(NodeId) -> NodeId) -> Op {
    let mut op = op.clone();
    match &mut op {
        Op::Constant(_)
        | Op::Parameter(_)
        | Op::State(_)
        | Op::Time
        | Op::Year
        | Op::StepStart
        | Op::Series(_)
        | Op::Happened(..)
        | Op::Summary(_) => {}
        Op::Gather(a, _) | Op::Unary(_, a) | Op::Lookup(_, a) => *a = to(*a),
        Op::Reduce { of, .. } | Op::Product { of, .. } | Op::Along { of, .. } => *of = to(*of),
        Op::Binary(_, a, b) | Op::Chance { a, b, .. } => (*a, *b) = (to(*a), to(*b)),
        Op::Lag { time, initial, .. } => (*time, *initial) = (to(*time), to(*initial)),
        Op::Select(a, b, c) => (*a, *b, *c) = (to(*a), to(*b), to(*c)),
        Op::Collect(parts) => *parts = parts.iter().map(|(n, row)| (to(*n), *row)).collect(),
    }
    op
}
