//! The graph held against its own rules: what each node's rows must be, given its operands', and when it is computed.
//!
//! Kernels read as many rows as the graph says that there are, so `unsafe` code rests on this. Every node is looked at
//! when it is added, also by a rewrite, and all of them again when lowering is done. What is wrong is a [`Defect`]:
//! no scenario should be able to bring it about.

use contend_model::expression::ReduceOp;

use super::{Graph, NO_ROW, Node, NodeId, Op, Rows, When, operands, when};
use crate::defect::{Defect, Reason};

/// Holds all nodes against the rules.
///
/// # Errors
/// The first [`Defect`]: of a rewrite, else in the order of nodes.
pub(crate) fn graph(graph: &Graph) -> Result<(), Defect> {
    if let Some(defect) = &graph.defect {
        return Err(defect.clone());
    }
    for (id, node) in graph.nodes().iter().enumerate() {
        // A node reads only what comes before it, so those behind it are as if they were not.
        let before = &graph.nodes()[..id];
        let found = rows(before, &node.op, node.rows).and_then(|()| moment(before, node));
        found.map_err(|reason| Defect::new("node", id, reason))?;
    }
    Ok(())
}

/// Whether a node comes no earlier than what it reads.
fn moment(before: &[Node], node: &Node) -> Result<(), Reason> {
    let earliest = when(&node.op, |o| before[o as usize].when);
    let late_enough = match (node.when, earliest) {
        // Neither is before the other: one goes through time, the other through worlds.
        (When::Setup, When::Clock) => false,
        (own, earliest) => own >= earliest,
    };
    if late_enough {
        Ok(())
    } else {
        Err(Reason::Order)
    }
}

/// Whether an operation over nodes has that many rows, and its lists point at rows that exist.
pub(super) fn rows(before: &[Node], op: &Op, rows: u32) -> Result<(), Reason> {
    if operands(op).iter().any(|o| *o as usize >= before.len()) {
        return Err(Reason::Order);
    }
    let of = |id: NodeId| before[id as usize].rows;
    let is = |count: usize| holds(count == rows as usize, Reason::Rows);
    // Arrays without elements do not exist; a reduction over none still has a row for each result.
    holds(rows > 0, Reason::Rows)?;
    match op {
        Op::Constant(values) => is(values.0.len()),
        Op::Series(tables) => is(tables.len()),
        Op::Time | Op::Year | Op::StepStart => is(1),
        // As many as what they stand for: held against the lowered tables, see `lower::verify`.
        Op::Parameter(_) | Op::State(_) | Op::Happened(..) | Op::Summary(_) => Ok(()),
        Op::Unary(_, a) | Op::Lookup(_, a) => is(of(*a) as usize),
        Op::Binary(_, a, b) => together(&[of(*a), of(*b)], rows),
        Op::Select(c, a, b) => together(&[of(*c), of(*a), of(*b)], rows),
        Op::Share { .. } => operands(op)
            .into_iter()
            .try_for_each(|o| is(of(o) as usize)),
        Op::Gather(a, list) => {
            is(list.len())?;
            let exists = |r: &u32| *r == NO_ROW || *r < of(*a);
            holds(list.iter().all(exists), Reason::Table)
        }
        Op::Collect(parts) => {
            is(parts.len())?;
            holds(parts.iter().all(|(n, r)| *r < of(*n)), Reason::Table)
        }
        Op::Reduce {
            op,
            of: a,
            rows: list,
            offsets,
            positions,
        } => {
            is(offsets.len().saturating_sub(1))?;
            let named = matches!(op, ReduceOp::ArgMax | ReduceOp::ArgMin);
            let names = positions.len() == list.len() || (!named && positions.is_empty());
            holds(names && cuts(offsets, list.len()), Reason::Content)?;
            listed(list, of(*a))
        }
        Op::Product {
            matrix,
            columns,
            of: a,
        } => {
            let cells = rows as usize * *columns as usize;
            holds(*columns > 0 && matrix.0.len() == cells, Reason::Content)?;
            holds(of(*a) == *columns, Reason::Rows)
        }
        Op::Along {
            of: a,
            rows: list,
            offsets,
            ..
        } => {
            is(list.len())?;
            holds(cuts(offsets, list.len()), Reason::Content)?;
            listed(list, of(*a))
        }
        Op::Pick {
            of: a,
            index,
            base,
            steps,
        } => {
            is(base.len())?;
            is(of(*index) as usize)?;
            let further = steps.iter().filter(|k| **k != NO_ROW).max();
            let exists = |r: &u32| {
                let row = r.checked_add(further.copied().unwrap_or(0));
                row.is_some_and(|row| row < of(*a))
            };
            holds(base.iter().all(exists), Reason::Table)
        }
        Op::Lever { settings, .. } => {
            holds(!settings.is_empty(), Reason::Table)?;
            settings.iter().try_for_each(|s| is(of(*s) as usize))
        }
        Op::Chance { keys, a, b, .. } => {
            is(keys.len())?;
            let fits = |n: u32| n == 1 || n == rows;
            holds(fits(of(*a)) && fits(of(*b)), Reason::Rows)
        }
        Op::Lag { time, initial, .. } => {
            is(of(*time) as usize)?;
            is(of(*initial) as usize)
        }
    }
}

fn holds(right: bool, reason: Reason) -> Result<(), Reason> {
    if right { Ok(()) } else { Err(reason) }
}

/// Operands of one row stand for all; the others have the rows of the result, and one of them does.
fn together(operands: &[u32], rows: u32) -> Result<(), Reason> {
    let fit = operands.iter().all(|n| *n == 1 || *n == rows);
    holds(fit && operands.contains(&rows), Reason::Rows)
}

fn listed(list: &Rows, rows: u32) -> Result<(), Reason> {
    holds(list.iter().all(|r| *r < rows), Reason::Table)
}

/// Whether offsets cut a list of that length into pieces, in order and without a rest.
fn cuts(offsets: &Rows, length: usize) -> bool {
    offsets.first() == Some(&0)
        && offsets.windows(2).all(|w| w[0] <= w[1])
        && offsets.last().is_some_and(|end| *end as usize == length)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use contend_model::expression::{AlongOp, BinaryOp, ChanceLaw, EventReading, UnaryOp};
    use contend_model::id::{EventId, QuantityId, TableId};
    use contend_model::key::Key;

    use super::*;
    use crate::graph::Values;

    /// A graph made by hand: each node as it is told, whether or not it is right.
    fn made(nodes: Vec<(Op, u32, When)>) -> Result<(), Reason> {
        let mut by_hand = Graph::default();
        for (op, rows, when) in nodes {
            by_hand.nodes.push(Node { op, rows, when });
        }
        graph(&by_hand).map_err(|d| {
            let last = by_hand.nodes.len() - 1;
            let reasons = [Reason::Rows, Reason::Order, Reason::Table, Reason::Content];
            let is = |r: &&Reason| d == Defect::new("node", last, **r);
            *reasons.iter().find(is).expect("the last node is at fault")
        })
    }

    /// Nodes 0 and 1 have one row, 2 and 3 have three, 4 has two; then the node in question.
    fn with(op: Op, rows: u32) -> Result<(), Reason> {
        let drawn = |q: u32, rows: u32| (Op::Parameter(QuantityId(q)), rows, When::Setup);
        let when = match op {
            Op::Lag { .. } | Op::Chance { start: false, .. } => When::Step,
            _ => When::Setup,
        };
        made(vec![
            drawn(0, 1),
            drawn(1, 1),
            drawn(2, 3),
            drawn(3, 3),
            drawn(4, 2),
            (op, rows, when),
        ])
    }

    fn list(rows: &[u32]) -> Rows {
        rows.into()
    }

    #[test]
    fn elementwise_nodes_have_the_rows_of_their_operands() {
        for op in [
            |a| Op::Unary(UnaryOp::Sqrt, a),
            |a| Op::Lookup(TableId(0), a),
        ] {
            assert_eq!(with(op(2), 3), Ok(()));
            assert_eq!(with(op(0), 1), Ok(()));
            // The hole that this was written for: the square root of one row, said to have three.
            assert_eq!(with(op(0), 3), Err(Reason::Rows));
            assert_eq!(with(op(2), 1), Err(Reason::Rows));
            assert_eq!(with(op(4), 3), Err(Reason::Rows));
        }
        let product = |a, b| Op::Binary(BinaryOp::Multiply, a, b);
        assert_eq!(with(product(0, 1), 1), Ok(()));
        assert_eq!(with(product(0, 2), 3), Ok(()));
        assert_eq!(with(product(2, 3), 3), Ok(()));
        assert_eq!(with(product(0, 0), 3), Err(Reason::Rows));
        assert_eq!(with(product(2, 0), 1), Err(Reason::Rows));
        assert_eq!(with(product(2, 4), 3), Err(Reason::Rows));
        let share = |left, supply, needed| Op::Share {
            left,
            supply,
            needed,
        };
        assert_eq!(with(share(2, Some(2), 3), 3), Ok(()));
        assert_eq!(with(share(2, None, 3), 3), Ok(()));
        assert_eq!(with(share(0, None, 3), 3), Err(Reason::Rows));
        assert_eq!(with(share(2, Some(0), 3), 3), Err(Reason::Rows));
        assert_eq!(with(share(2, Some(2), 0), 3), Err(Reason::Rows));
        let choice = |c, a, b| Op::Select(c, a, b);
        assert_eq!(with(choice(0, 1, 2), 3), Ok(()));
        assert_eq!(with(choice(2, 0, 1), 3), Ok(()));
        assert_eq!(with(choice(0, 1, 0), 3), Err(Reason::Rows));
        assert_eq!(with(choice(0, 2, 4), 3), Err(Reason::Rows));
        assert_eq!(with(choice(4, 2, 3), 3), Err(Reason::Rows));
    }

    #[test]
    fn lists_point_at_rows_that_exist_and_are_as_long_as_the_node() {
        let gather = |a, l: &[u32]| Op::Gather(a, list(l));
        assert_eq!(with(gather(2, &[2, NO_ROW, 0, 0]), 4), Ok(()));
        assert_eq!(with(gather(2, &[2, 0]), 3), Err(Reason::Rows));
        assert_eq!(with(gather(2, &[3]), 1), Err(Reason::Table));
        assert_eq!(with(gather(0, &[0, 1]), 2), Err(Reason::Table));
        let collect = |parts: &[(NodeId, u32)]| Op::Collect(parts.into());
        assert_eq!(with(collect(&[(0, 0), (4, 1)]), 2), Ok(()));
        assert_eq!(with(collect(&[(0, 0), (4, 1)]), 3), Err(Reason::Rows));
        assert_eq!(with(collect(&[(0, 0), (4, 2)]), 2), Err(Reason::Table));
        assert_eq!(with(collect(&[(0, NO_ROW)]), 1), Err(Reason::Table));
    }

    #[test]
    fn reductions_fit_their_lists() {
        let reduce = |op, a, l: &[u32], cuts: &[u32], names: &[u32]| Op::Reduce {
            op,
            of: a,
            rows: list(l),
            offsets: list(cuts),
            positions: list(names),
        };
        let sum = |l: &[u32], cuts: &[u32]| reduce(ReduceOp::Sum, 2, l, cuts, &[]);
        assert_eq!(with(sum(&[0, 1, 2], &[0, 1, 3]), 2), Ok(()));
        assert_eq!(with(sum(&[], &[0, 0]), 1), Ok(()));
        assert_eq!(with(sum(&[0, 1, 2], &[0, 3]), 2), Err(Reason::Rows));
        assert_eq!(with(sum(&[], &[0]), 0), Err(Reason::Rows));
        assert_eq!(with(sum(&[0, 3], &[0, 2]), 1), Err(Reason::Table));
        assert_eq!(with(sum(&[0, 1], &[0, 3]), 1), Err(Reason::Content));
        assert_eq!(with(sum(&[0, 1], &[0, 1]), 1), Err(Reason::Content));
        assert_eq!(with(sum(&[0, 1], &[1, 2]), 1), Err(Reason::Content));
        assert_eq!(with(sum(&[0, 1], &[0, 2, 1, 2]), 3), Err(Reason::Content));
        let most = |names: &[u32]| reduce(ReduceOp::ArgMax, 2, &[0, 1], &[0, 2], names);
        assert_eq!(with(most(&[4, 5]), 1), Ok(()));
        assert_eq!(with(most(&[4]), 1), Err(Reason::Content));
        assert_eq!(with(most(&[]), 1), Err(Reason::Content));
    }

    #[test]
    fn products_operations_along_and_draws_fit() {
        let product = |cells: usize, columns, a| Op::Product {
            matrix: Values(vec![1.0; cells].into()),
            columns,
            of: a,
        };
        assert_eq!(with(product(6, 3, 2), 2), Ok(()));
        assert_eq!(with(product(6, 3, 0), 2), Err(Reason::Rows));
        assert_eq!(with(product(6, 2, 2), 3), Err(Reason::Rows));
        assert_eq!(with(product(6, 3, 2), 3), Err(Reason::Content));
        assert_eq!(with(product(0, 0, 2), 1), Err(Reason::Content));
        let along = |a, l: &[u32], offsets: &[u32]| Op::Along {
            op: AlongOp::Rank,
            of: a,
            rows: list(l),
            offsets: list(offsets),
        };
        assert_eq!(with(along(2, &[0, 2, 1, 2], &[0, 2, 4]), 4), Ok(()));
        assert_eq!(with(along(2, &[0, 2, 1, 2], &[0, 1, 4]), 4), Ok(()));
        assert_eq!(with(along(2, &[0, 1, 2], &[0, 3]), 1), Err(Reason::Rows));
        assert_eq!(with(along(2, &[0, 1, 2], &[0, 2]), 3), Err(Reason::Content));
        assert_eq!(with(along(2, &[0, 1, 2], &[1, 3]), 3), Err(Reason::Content));
        assert_eq!(with(along(4, &[0, 1, 2], &[0, 3]), 3), Err(Reason::Table));
        let pick = |a, index, base: &[u32], steps: &[u32]| Op::Pick {
            of: a,
            index,
            base: list(base),
            steps: list(steps),
        };
        assert_eq!(with(pick(2, 4, &[0, 1], &[1, NO_ROW, 0]), 2), Ok(()));
        assert_eq!(with(pick(2, 4, &[2, 2], &[NO_ROW]), 2), Ok(()));
        assert_eq!(with(pick(2, 4, &[0, 1], &[1, 2]), 2), Err(Reason::Table));
        assert_eq!(with(pick(2, 4, &[3, 0], &[NO_ROW]), 2), Err(Reason::Table));
        assert_eq!(
            with(pick(2, 4, &[0, u32::MAX], &[1]), 2),
            Err(Reason::Table)
        );
        assert_eq!(with(pick(2, 0, &[0, 1], &[0]), 2), Err(Reason::Rows));
        assert_eq!(with(pick(2, 4, &[0], &[0]), 2), Err(Reason::Rows));
        let draw = |a, b, n| Op::Chance {
            law: ChanceLaw::Normal,
            keys: (0..n).map(Key).collect(),
            a,
            b,
            start: false,
        };
        assert_eq!(with(draw(0, 2, 3), 3), Ok(()));
        assert_eq!(with(draw(0, 1, 3), 3), Ok(()));
        assert_eq!(with(draw(0, 4, 3), 3), Err(Reason::Rows));
        assert_eq!(with(draw(2, 0, 1), 1), Err(Reason::Rows));
        assert_eq!(with(draw(0, 1, 2), 3), Err(Reason::Rows));
        let lag = |time, initial| Op::Lag {
            store: 0,
            time,
            initial,
        };
        assert_eq!(with(lag(2, 3), 3), Ok(()));
        assert_eq!(with(lag(0, 3), 3), Err(Reason::Rows));
        assert_eq!(with(lag(2, 0), 3), Err(Reason::Rows));
    }

    #[test]
    fn leaves_have_the_rows_of_what_they_hold() {
        let series = Op::Series(Arc::from([TableId(0), TableId(1)]));
        let numbers = Op::Constant(Values(Arc::from([1.0, 2.0])));
        for (op, rows, when) in [
            (series, 2, When::Clock),
            (numbers, 2, When::Constant),
            (Op::Time, 1, When::Clock),
            (Op::Year, 1, When::Clock),
            (Op::StepStart, 1, When::Clock),
        ] {
            assert_eq!(made(vec![(op.clone(), rows, when)]), Ok(()));
            assert_eq!(made(vec![(op, 3, when)]), Err(Reason::Rows));
        }
        for op in [
            Op::State(0),
            Op::Summary(0),
            Op::Parameter(QuantityId(0)),
            Op::Happened(EventId(0), EventReading::Count),
        ] {
            assert_eq!(made(vec![(op, 0, When::Finish)]), Err(Reason::Rows));
        }
    }

    #[test]
    fn a_node_comes_after_what_it_reads_in_the_list_and_in_time() {
        let itself = Op::Unary(UnaryOp::Abs, 0);
        assert_eq!(made(vec![(itself, 1, When::Setup)]), Err(Reason::Order));
        let later = Op::Collect(Arc::from([(7, 0)]));
        assert_eq!(with(later, 1), Err(Reason::Order));
        use When::{Clock, Constant, Finish, Setup, Step};
        let leaf = |when| match when {
            Constant => Op::Constant(Values(Arc::from([1.0]))),
            Clock => Op::Time,
            Setup => Op::Parameter(QuantityId(0)),
            Step => Op::State(0),
            Finish => Op::Summary(0),
        };
        let all = [Constant, Clock, Setup, Step, Finish];
        for of in all {
            for own in all {
                let right = own >= of && (of, own) != (Clock, Setup);
                let expected = if right { Ok(()) } else { Err(Reason::Order) };
                let nodes = vec![(leaf(of), 1, of), (Op::Unary(UnaryOp::Abs, 0), 1, own)];
                assert_eq!(made(nodes), expected, "{own:?} of {of:?}");
                let nodes = vec![(leaf(of), 1, own)];
                assert_eq!(made(nodes), expected, "{own:?} for a leaf of {of:?}");
            }
        }
        // What goes through time and what goes through worlds meet in each world at each instant.
        let sum = Op::Binary(BinaryOp::Add, 0, 1);
        for (own, expected) in [(Setup, Err(Reason::Order)), (Step, Ok(()))] {
            let nodes = vec![
                (leaf(Clock), 1, Clock),
                (leaf(Setup), 1, Setup),
                (sum.clone(), 1, own),
            ];
            assert_eq!(made(nodes), expected);
        }
    }

    #[test]
    fn a_graph_remembers_what_was_wrong_when_it_was_added() {
        let mut graph = Graph::default();
        let one = graph.leaf(Op::Parameter(QuantityId(0)), 1);
        graph.add(Op::Unary(UnaryOp::Sqrt, one), 3, &[]);
        assert_eq!(
            super::graph(&graph),
            Err(Defect::new("node", 1, Reason::Rows))
        );
    }
}
