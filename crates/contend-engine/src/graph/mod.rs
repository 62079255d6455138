//! The computation as a graph of array operations: shared where equal, folded where constant.
//!
//! A node has rows; a row is one number for each world. Operands have as many rows as the node, or one row, which
//! then stands for all. `When` says how often a node must be computed.

mod compute;
mod simplify;
#[cfg(test)]
mod tests;
pub(crate) mod verify;

use std::collections::HashMap;
use std::sync::Arc;

use contend_model::expression::{AlongOp, BinaryOp, ChanceLaw, EventReading, ReduceOp, UnaryOp};
use contend_model::id::{EventId, QuantityId, TableId};
use contend_model::key::Key;
use contend_model::model::Table;

pub use compute::{Instant, compute, ranks_before, reduce};

use crate::defect::{Defect, Reason};

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
    /// The share of what is needed that can be had, [`crate::operation::share`]: of what is left, and of the supply, where
    /// there is one, which is added to it. All have the rows of the node.
    Share {
        left: NodeId,
        supply: Option<NodeId>,
        needed: NodeId,
    },
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
    /// Segments of listed rows, `rows[offsets[s]..offsets[s + 1]]`, each computed by itself; the result's row `i` belongs to
    /// the listed row `rows[i]` of `of`.
    Along {
        op: AlongOp,
        of: NodeId,
        rows: Rows,
        offsets: Rows,
    },
    /// Row `r` of the result reads row `base[r] + steps[k]` of `of`, where `k` is row `r` of `index`; NaN where `steps` has no
    /// such place, or has [`NO_ROW`] there. The index has the rows of the result.
    Pick {
        of: NodeId,
        index: NodeId,
        base: Rows,
        steps: Rows,
    },
    /// Of several settings of a lever, each with the rows of the node, the one in force: which that is, in which plane and
    /// from when on, is what the lowered scenario says of the lever of that number.
    Lever {
        lever: u32,
        settings: Arc<[NodeId]>,
        /// Whether it changes during a run.
        varies: bool,
    },
    /// A table.
    Lookup(TableId, NodeId),
    /// One table for each row, at the present time.
    Series(Arc<[TableId]>),
    /// Fresh draws, one for each row; `keys` are those of the rows. At the start of a run the step
    /// of the key is [`START_STEP`].
    Chance {
        law: ChanceLaw,
        keys: Arc<[Key]>,
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
    /// The first node that was added, or rewritten, wrongly.
    defect: Option<Defect>,
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
        self.keep(Op::Constant(Values(values)), rows)
    }

    /// A constant number.
    pub fn number(&mut self, value: f64) -> NodeId {
        self.constant([value].as_slice())
    }

    /// A node that reads no other.
    pub fn leaf(&mut self, op: Op, rows: u32) -> NodeId {
        self.keep(op, rows)
    }

    /// A node computed from others: folded where they are constant, shared where it exists.
    ///
    /// The operation must fit its operands; where it, or what it is rewritten to, does not, the graph remembers the
    /// defect, and [`verify`] refuses it.
    pub fn add(&mut self, op: Op, rows: u32, tables: &[Table]) -> NodeId {
        if verify::rows(&self.nodes, &op, rows).is_err() {
            return self.keep(op, rows);
        }
        if let Some(same) = self.simplify(&op, rows) {
            if self.rows(same) != rows {
                self.wrong(same, Reason::Rows);
            }
            return same;
        }
        let folded = if self.when(&op) == When::Constant {
            self.fold(&op, rows, tables)
        } else {
            None
        };
        match folded {
            Some(values) => {
                let same = self.constant(values);
                if self.rows(same) != rows {
                    self.wrong(same, Reason::Rows);
                }
                same
            }
            None => self.keep(op, rows),
        }
    }

    /// A node that was asked for where it cannot be.
    pub(crate) fn wrong(&mut self, id: NodeId, reason: Reason) {
        self.defect
            .get_or_insert_with(|| Defect::new("node", id as usize, reason));
    }

    fn when(&self, op: &Op) -> When {
        // An operand that does not exist is a defect that is remembered already.
        let of = |id: NodeId| self.nodes.get(id as usize).map_or(When::Finish, |n| n.when);
        when(op, of)
    }

    /// Shares or makes a node as it is.
    fn keep(&mut self, op: Op, rows: u32) -> NodeId {
        if let Some(id) = self.known.get(&op)
            && self.rows(*id) == rows
        {
            return *id;
        }
        let id = self.nodes.len() as NodeId;
        if let Err(reason) = verify::rows(&self.nodes, &op, rows) {
            self.wrong(id, reason);
        }
        let when = self.when(&op);
        self.known.insert(op.clone(), id);
        self.nodes.push(Node { op, rows, when });
        id
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
        Op::Pick { of, index, .. } => vec![*of, *index],
        Op::Lever { settings, .. } => settings.to_vec(),
        Op::Chance { a, b, .. } => vec![*a, *b],
        Op::Lag { time, initial, .. } => vec![*time, *initial],
        Op::Select(a, b, c) => vec![*a, *b, *c],
        Op::Share {
            left,
            supply,
            needed,
        } => [Some(*left), Some(*needed), *supply]
            .into_iter()
            .flatten()
            .collect(),
        Op::Collect(parts) => {
            let mut nodes: Vec<NodeId> = parts.iter().map(|(n, _)| *n).collect();
            nodes.sort_unstable();
            nodes.dedup();
            nodes
        }
    }
}

/// How often an operation must be computed, given how often its operands are.
fn when(op: &Op, of: impl Fn(NodeId) -> When) -> When {
    let own = match op {
        Op::Time | Op::Year | Op::StepStart | Op::Series(_) => When::Clock,
        Op::Parameter(_) | Op::Chance { start: true, .. } | Op::Lever { varies: false, .. } => {
            When::Setup
        }
        Op::State(_)
        | Op::Happened(..)
        | Op::Lag { .. }
        | Op::Chance { start: false, .. }
        | Op::Lever { varies: true, .. } => When::Step,
        Op::Summary(_) => When::Finish,
        _ => When::Constant,
    };
    operands(op).into_iter().map(of).fold(own, latest)
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
        Op::Pick { of, index, .. } => (*of, *index) = (to(*of), to(*index)),
        Op::Lever { settings, .. } => *settings = settings.iter().map(|n| to(*n)).collect(),
        Op::Lag { time, initial, .. } => (*time, *initial) = (to(*time), to(*initial)),
        Op::Select(a, b, c) => (*a, *b, *c) = (to(*a), to(*b), to(*c)),
        Op::Share {
            left,
            supply,
            needed,
        } => (*left, *supply, *needed) = (to(*left), supply.map(&to), to(*needed)),
        Op::Collect(parts) => *parts = parts.iter().map(|(n, row)| (to(*n), *row)).collect(),
    }
    op
}
