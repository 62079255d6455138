//! What must be known before what, at one instant.
//!
//! The reader refuses loops by it, the compiler puts equations in order by it; that they agree is why it stands here.

use crate::expression::{Axis, Expression, MemoryOp, Term};
use crate::id::QuantityId;
use crate::model::QuantityKind;

/// When an expression is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// At the start of the run, for initial values: memory takes its initial value.
    Start,
    /// At any instant of the run: memory keeps the past.
    Step,
    /// After the last step, for outcomes.
    Finish,
}

impl QuantityKind {
    /// The one equation that gives the quantity its value at a moment; `None` for data, for a stock after the start, and
    /// for a lever, which each strategy sets by its own.
    #[must_use]
    pub fn equation_at(&self, moment: Moment) -> Option<&Expression> {
        match self {
            QuantityKind::Variable { equation } => Some(equation),
            QuantityKind::Flow(flow) => Some(&flow.equation),
            QuantityKind::Stock(stock) if moment == Moment::Start => Some(&stock.start),
            QuantityKind::Stock(_)
            | QuantityKind::Parameter(_)
            | QuantityKind::Series { .. }
            | QuantityKind::Lever(_) => None,
        }
    }
}

impl Expression {
    /// The direct parts whose values at the same moment are needed for this one's.
    ///
    /// All parts, but for memory. While running, the past of `x` is kept, and its present is not needed, except by a
    /// peak and a sample; the time of a lag or a delay is one of the present. At the start the initial value alone counts.
    #[must_use]
    pub fn parts_at(&self, moment: Moment) -> Vec<&Expression> {
        let Term::Memory { op, arguments, .. } = &self.term else {
            return self.parts();
        };
        let initial = |at: usize| arguments.get(at).or(arguments.first());
        let needed = match (moment, op) {
            (_, MemoryOp::Sample) => {
                let initial = if moment == Moment::Start { 3 } else { 2 };
                return arguments.iter().take(initial).collect();
            }
            (_, MemoryOp::Cumulative) => None,
            (Moment::Start, MemoryOp::Initial) => arguments.first(),
            (_, MemoryOp::Peak) | (Moment::Start, MemoryOp::Noise) => arguments.first(),
            (Moment::Start, MemoryOp::Previous) => initial(1),
            (
                Moment::Start,
                MemoryOp::Lag
                | MemoryOp::DelayFixed
                | MemoryOp::Smooth
                | MemoryOp::Delay
                | MemoryOp::Delay3,
            ) => initial(2),
            (_, MemoryOp::Lag | MemoryOp::DelayFixed | MemoryOp::Delay | MemoryOp::Delay3) => {
                arguments.get(1)
            }
            (_, MemoryOp::Previous | MemoryOp::Smooth | MemoryOp::Noise | MemoryOp::Initial) => {
                None
            }
        };
        needed.into_iter().collect()
    }

    /// Shows every quantity whose value at the same moment is needed, with how it is addressed.
    pub fn reads_at(&self, moment: Moment, found: &mut dyn FnMut(QuantityId, &[Axis])) {
        if let Term::Read { quantity, axes } = &self.term {
            found(*quantity, axes);
        }
        for part in self.parts_at(moment) {
            part.reads_at(moment, found);
        }
    }
}

/// Groups of things that need each other, and things that need themselves: strongly connected components (Tarjan 1972),
/// each ascending; a group comes after those that it needs. `needs[i]` lists what `i` needs, by places in the list.
///
/// ```
/// use contend_model::order::entangled;
/// // 0 needs 1, 1 and 2 need each other, 3 needs itself, 4 needs all.
/// let needs = [vec![1], vec![2], vec![1], vec![3], vec![0, 1, 2, 3]];
/// assert_eq!(entangled(&needs), [vec![1, 2], vec![3]]);
/// ```
#[must_use]
pub fn entangled(needs: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let n = needs.len();
    let (mut index, mut low, mut on_stack) = (vec![UNSEEN; n], vec![0; n], vec![false; n]);
    let (mut stack, mut groups, mut counter) = (Vec::new(), Vec::new(), 0);
    for root in 0..n {
        if index[root] != UNSEEN {
            continue;
        }
        // By hand rather than by recursion: chains of equations may be longer than the stack is deep.
        let mut walk = vec![(root, 0usize)];
        while let Some((v, edge)) = walk.pop() {
            if edge == 0 {
                index[v] = counter;
                low[v] = counter;
                counter += 1;
                stack.push(v);
                on_stack[v] = true;
            }
            if let Some(w) = needs[v].get(edge).copied() {
                walk.push((v, edge + 1));
                if index[w] == UNSEEN {
                    walk.push((w, 0));
                } else if on_stack[w] {
                    low[v] = low[v].min(index[w]);
                }
                continue;
            }
            if let Some((parent, _)) = walk.last() {
                low[*parent] = low[*parent].min(low[v]);
            }
            if low[v] != index[v] {
                continue;
            }
            let mut group = Vec::new();
            while let Some(w) = stack.pop() {
                on_stack[w] = false;
                group.push(w);
                if w == v {
                    break;
                }
            }
            group.sort_unstable();
            if group.len() > 1 || needs[v].contains(&v) {
                groups.push(group);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{FileId, Span};
    use crate::unit::Unit;

    fn expression(term: Term) -> Expression {
        let span = Span {
            file: FileId(0),
            start: 0,
            end: 0,
        };
        Expression {
            term,
            over: vec![],
            unit: Unit::pure(),
            span,
        }
    }

    fn read(q: u32) -> Expression {
        expression(Term::Read {
            quantity: QuantityId(q),
            axes: vec![],
        })
    }

    /// What a memory of quantity 0, with further arguments 1 and 2, needs.
    fn needed(op: MemoryOp, arguments: u32, moment: Moment) -> Vec<u32> {
        let memory = expression(Term::Memory {
            op,
            site: 0,
            arguments: (0..arguments).map(read).collect(),
        });
        let mut found = Vec::new();
        memory.reads_at(moment, &mut |q, _| found.push(q.0));
        found
    }

    #[test]
    fn memory_needs_its_time_now_and_its_past_not() {
        use MemoryOp::{Cumulative, Delay, Delay3, DelayFixed, Lag, Peak, Previous, Smooth};
        for op in [Lag, DelayFixed, Delay, Delay3] {
            for arguments in [2, 3] {
                assert_eq!(needed(op, arguments, Moment::Step), [1], "{op:?}");
            }
        }
        assert_eq!(needed(Smooth, 3, Moment::Step), [0u32; 0]);
        assert_eq!(needed(Previous, 2, Moment::Step), [0u32; 0]);
        assert_eq!(needed(Cumulative, 1, Moment::Step), [0u32; 0]);
        assert_eq!(needed(Peak, 1, Moment::Step), [0]);
        assert_eq!(needed(MemoryOp::Initial, 1, Moment::Step), [0u32; 0]);
        assert_eq!(needed(MemoryOp::Sample, 3, Moment::Step), [0, 1]);
    }

    #[test]
    fn at_the_start_memory_needs_its_initial_value_else_x() {
        use MemoryOp::{Cumulative, Delay, Delay3, DelayFixed, Lag, Peak, Previous, Smooth};
        for op in [Lag, DelayFixed, Delay, Delay3, Smooth] {
            assert_eq!(needed(op, 3, Moment::Start), [2], "{op:?}");
            assert_eq!(needed(op, 2, Moment::Start), [0], "{op:?}");
        }
        assert_eq!(needed(Previous, 2, Moment::Start), [1]);
        assert_eq!(needed(Previous, 1, Moment::Start), [0]);
        assert_eq!(needed(Peak, 1, Moment::Start), [0]);
        assert_eq!(needed(Cumulative, 1, Moment::Start), [0u32; 0]);
        assert_eq!(needed(MemoryOp::Initial, 1, Moment::Start), [0]);
        assert_eq!(needed(MemoryOp::Sample, 2, Moment::Start), [0, 1]);
        assert_eq!(needed(MemoryOp::Sample, 3, Moment::Start), [0, 1, 2]);
    }

    #[test]
    fn groups_are_those_that_reach_each_other() {
        // All graphs of four things, held against reachability.
        for edges in 0..1u32 << 16 {
            let needs: Vec<Vec<usize>> = (0..4)
                .map(|i| (0..4).filter(|j| edges >> (4 * i + j) & 1 == 1).collect())
                .collect();
            let mut reach = [[false; 4]; 4];
            for (row, list) in reach.iter_mut().zip(&needs) {
                list.iter().for_each(|j| row[*j] = true);
            }
            for k in 0..4 {
                for i in 0..4 {
                    for j in 0..4 {
                        reach[i][j] |= reach[i][k] && reach[k][j];
                    }
                }
            }
            let mut expected: Vec<Vec<usize>> = (0..4)
                .filter(|i| reach[*i][*i])
                .map(|i| (0..4).filter(|j| reach[i][*j] && reach[*j][i]).collect())
                .collect();
            expected.sort();
            expected.dedup();
            let mut found = entangled(&needs);
            for (at, group) in found.iter().enumerate() {
                let needed_later = |later: &Vec<usize>| reach[group[0]][later[0]];
                assert!(!found[at + 1..].iter().any(needed_later), "{needs:?}");
            }
            found.sort();
            assert_eq!(found, expected, "{needs:?}");
        }
    }
}
