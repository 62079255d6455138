//! One block of instructions: operands before their readers, places given and given back, rows taken in blocks.

use std::collections::{BTreeSet, HashMap};

use super::fuse::Pairs;
use super::generator::{Block, Generator};
use super::schedule::schedule;
use crate::code::{Instruction, Opcode, Sequence, Slot, block_rows};
use crate::graph::{Graph, NodeId, Op, When};
use crate::lower::CompileError;

/// A block in the order in which it is computed.
struct Scheduled {
    block: Block,
    pairs: Pairs,
    /// Nodes that are read from the clock's tables, all of them first.
    clock: Vec<NodeId>,
    /// The other nodes in the order of computation, without those that pairs have swallowed.
    order: Vec<NodeId>,
    /// For each node of the order the rows by which it is taken in blocks; 0 where it is taken at once.
    blocked: Vec<u32>,
    /// For each place of the order where its piece ends.
    ends: Vec<usize>,
    /// The place of a node's last reader.
    last: HashMap<NodeId, usize>,
    inside: BTreeSet<NodeId>,
}

impl Scheduled {
    fn new(graph: &Graph, block: Block, rows_of_block: u32) -> Scheduled {
        let pairs = Pairs::find(graph, &block);
        let (clock, others): (Vec<NodeId>, Vec<NodeId>) =
            (block.order.iter()).partition(|id| graph.node(**id).when == When::Clock);
        let emitted: Vec<NodeId> = (others.into_iter())
            .filter(|id| !pairs.swallowed.contains(id))
            .collect();
        let by_rows = |id: NodeId| blocked_rows(graph, id, rows_of_block);
        let order = schedule(&emitted, |id| pairs.reads(graph, id), by_rows);
        let blocked: Vec<u32> = order.iter().map(|id| by_rows(*id)).collect();
        let mut last = HashMap::new();
        for (index, id) in order.iter().enumerate() {
            for o in pairs.reads(graph, *id) {
                last.insert(o, index);
            }
        }
        let mut ends = vec![0usize; order.len()];
        for index in (0..order.len()).rev() {
            let rows = blocked[index];
            let joined = rows > 0 && blocked.get(index + 1) == Some(&rows);
            ends[index] = if joined { ends[index + 1] } else { index + 1 };
        }
        Scheduled {
            inside: block.order.iter().copied().collect(),
            block,
            pairs,
            clock,
            order,
            blocked,
            ends,
            last,
        }
    }

    /// Whether only the node's own piece reads it, so that it needs the rows of one block alone.
    fn passing(&self, index: usize) -> bool {
        let id = self.order[index];
        self.blocked[index] > 0
            && !self.block.kept.contains(&id)
            && self
                .last
                .get(&id)
                .is_none_or(|last| *last < self.ends[index])
    }

    /// Nodes of this block that nobody reads after a place in the order.
    fn ended(&self, graph: &Graph, index: usize) -> Vec<NodeId> {
        let id = self.order[index];
        let mut ended = self.pairs.reads(graph, id);
        ended.sort_unstable();
        ended.dedup();
        if !self.last.contains_key(&id) {
            ended.push(id);
        }
        ended.retain(|o| {
            self.inside.contains(o)
                && !self.block.kept.contains(o)
                && self.last.get(o).is_none_or(|last| *last == index)
        });
        ended
    }
}

/// Rows of a node that can be taken block by block: what computes each row from the same rows of others.
fn blocked_rows(graph: &Graph, id: NodeId, block: u32) -> u32 {
    let node = graph.node(id);
    let row_by_row = matches!(
        node.op,
        Op::Unary(..) | Op::Binary(..) | Op::Select(..) | Op::Share { .. }
    );
    if row_by_row && node.rows > block {
        node.rows
    } else {
        0
    }
}

impl Generator<'_> {
    /// Emits the instructions of a block and gives its nodes places.
    pub(super) fn block(&mut self, block: Block) -> Result<Sequence, CompileError> {
        let graph = self.graph;
        let rows_of_block = block_rows(self.code.lanes);
        let scheduled = Scheduled::new(graph, block, rows_of_block);
        let mut sequence = Sequence::default();
        if !scheduled.clock.is_empty() {
            sequence.push(self.read_clock(&scheduled.clock), 0);
        }
        // Nodes of which one block stands at a time.
        let mut local: BTreeSet<NodeId> = BTreeSet::new();
        // Places that are free when the piece ends.
        let mut later: Vec<(Slot, u32)> = Vec::new();
        for (index, id) in scheduled.order.iter().enumerate() {
            let rows = graph.rows(*id);
            let piece_rows = scheduled.blocked[index];
            let passing = scheduled.passing(index);
            let to = self.places.take(if passing { rows_of_block } else { rows });
            if passing {
                local.insert(*id);
            }
            if let Op::Parameter(quantity) = graph.node(*id).op {
                self.place_parameter(quantity, to, rows)?;
            } else {
                let mut instruction = match scheduled.pairs.by_outer.get(id) {
                    Some(pair) => self.fused_instruction(to, rows, pair)?,
                    None => self.node_instruction(*id, to, rows)?,
                };
                if piece_rows > 0 {
                    instruction.moves = u8::from(!passing);
                    let reads = scheduled.pairs.reads(graph, *id);
                    for (k, o) in reads.iter().enumerate() {
                        let moves = graph.rows(*o) == rows && !local.contains(o);
                        instruction.moves |= u8::from(moves) << (k + 1);
                    }
                }
                sequence.push(instruction, piece_rows);
            }
            self.places.slots.insert(*id, to);
            if scheduled.block.checked.contains(id) {
                let mut check = self.check(to, rows);
                if piece_rows > 0 {
                    check.moves = u8::from(!passing) << 1;
                }
                sequence.push(check, piece_rows);
            }
            for o in scheduled.ended(graph, index) {
                if let Some(slot) = self.places.slots.get(&o).copied() {
                    let passed = local.contains(&o);
                    let rows = if passed { rows_of_block } else { graph.rows(o) };
                    // Planes go through a piece one after the other: what one reads must not be overwritten by another.
                    if passed || piece_rows == 0 || !self.lowered.many {
                        self.places.give_back(slot, rows);
                    } else {
                        later.push((slot, rows));
                    }
                }
            }
            if scheduled.ends[index] == index + 1 {
                for (slot, rows) in later.drain(..) {
                    self.places.give_back(slot, rows);
                }
            }
        }
        Ok(sequence)
    }

    /// Reads all that time alone decides, in one go, and gives it places side by side.
    fn read_clock(&mut self, nodes: &[NodeId]) -> Instruction {
        let rows = nodes.iter().map(|id| self.graph.rows(*id)).sum();
        let to = self.places.fresh(rows);
        let mut slot = to;
        for id in nodes {
            self.places.slots.insert(*id, slot);
            slot += self.graph.rows(*id);
        }
        let table = self.clock.table(nodes.to_vec());
        Instruction::new(Opcode::Clock, to, &[], rows, table)
    }

    /// Marks lanes in which a value is not finite.
    pub(super) fn check(&self, slot: Slot, rows: u32) -> Instruction {
        Instruction::new(Opcode::Check, self.code.fault, &[slot], rows, 0)
    }
}
