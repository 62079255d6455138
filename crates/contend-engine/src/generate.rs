//! From a lowered scenario to instructions: which nodes are computed when, where their rows stand, which operations
//! go in one pass, and what is checked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contend_model::clock::Method;
use contend_model::expression::{AlongOp, BinaryOp, ReduceOp, UnaryOp};
use contend_model::model::Floor;

use crate::graph::{self, Graph, Instant, NO_ROW, NodeId, Op, When};
use crate::kernel::array::{ArrayKernel, array};
use crate::kernel::elementwise::{Outer, binary, choice, fused, unary};
use crate::kernel::state::{StateKernel, state};
use crate::kernel::{Features, Instruction, Piece, Run, Sequence, Slot, block_rows};
use crate::lower::{CompileError, Lowered, StateKind, SummaryKind};
use crate::matrix::Matrix;
use crate::program::{
    ARENA_LIMIT, AccumulatorCode, Code, Draw, EffectLayout, EventKind, EventLayout, Frame,
    Reduction, StateCode, StateStep,
};

/// Bytes that a tile should take, so that it stays in the nearest caches.
const TILE_BYTES: usize = 64 * 1024;
/// Bytes that a tile may take where many small instructions ask for more lanes: the second cache.
const WIDE_TILE_BYTES: usize = 1024 * 1024;
/// Numbers that an instruction should have, to be worth its call.
const CALL_NUMBERS: usize = 128;
pub(crate) const MOST_LANES: usize = 64;

/// Makes the code. With `trace`, every named value is kept to the end of the instant.
pub(crate) fn generate(
    lowered: &Lowered,
    frame: &Frame,
    features: Features,
    lanes: Option<usize>,
    trace: bool,
) -> Result<Code, CompileError> {
    if let Some(lanes) = lanes {
        return generate_for(
            lowered,
            frame,
            features,
            lanes.next_power_of_two().clamp(8, MOST_LANES),
            trace,
        );
    }
    // How many lanes fit shows when the rows are counted; fewer lanes take larger blocks of rows.
    let code = generate_for(lowered, frame, features, MOST_LANES, trace)?;
    let lanes_in = |bytes: usize| bytes / 8 / code.arena_rows.max(1) as usize;
    let worth = CALL_NUMBERS / code.observe.mean_rows();
    let fitting = lanes_in(TILE_BYTES)
        .max(worth.min(lanes_in(WIDE_TILE_BYTES)))
        .clamp(8, MOST_LANES);
    let fitting = 1usize << (usize::BITS - 1 - fitting.leading_zeros());
    if fitting == MOST_LANES {
        Ok(code)
    } else {
        generate_for(lowered, frame, features, fitting, trace)
    }
}

fn generate_for(
    lowered: &Lowered,
    frame: &Frame,
    features: Features,
    lanes: usize,
    trace: bool,
) -> Result<Code, CompileError> {
    let mut generator = Generator {
        lowered,
        graph: &lowered.graph,
        frame,
        features,
        code: Code {
            lanes,
            dt: frame.clock.dt,
            tables: frame.tables.clone(),
            ..Code::default()
        },
        slots: HashMap::new(),
        next: 0,
        free: BTreeMap::new(),
        footprints: Vec::new(),
        clock_nodes: BTreeSet::new(),
        clock_index: HashMap::new(),
        held: HashMap::new(),
    };
    generator.everything(trace)?;
    let Generator {
        mut code,
        next,
        footprints,
        ..
    } = generator;
    code.arena_rows = next;
    if u64::from(next) > ARENA_LIMIT {
        return Err(CompileError::TooLarge {
            numbers: u64::from(next),
            limit: ARENA_LIMIT,
        });
    }
    seal(&footprints, next)?;
    let longest = code
        .reductions
        .iter()
        .map(|r| r.rows.len())
        .max()
        .unwrap_or(0);
    let widest = code.matrices.iter().map(|m| m.columns).max().unwrap_or(0);
    code.counting = (0..longest.max(widest) as u32).collect();
    Ok(code)
}

/// Where an instruction writes and reads, for the seal.
struct Footprint {
    to: (Slot, u32),
    from: Vec<(Slot, u32)>,
}

/// The promise that the kernels' unsafe code rests on: everything inside the arena, results apart from operands.
fn seal(footprints: &[Footprint], arena_rows: u32) -> Result<(), CompileError> {
    let inside =
        |(slot, rows): (Slot, u32)| slot.checked_add(rows).is_some_and(|end| end <= arena_rows);
    let apart = |(a, n): (Slot, u32), (b, m): (Slot, u32)| a + n <= b || b + m <= a;
    for f in footprints {
        let sound = inside(f.to) && f.from.iter().all(|o| inside(*o) && apart(f.to, *o));
        if !sound {
            return Err(CompileError::Misplaced {
                what: "a value over another (a defect of the compiler)",
            });
        }
    }
    Ok(())
}

struct Generator<'a> {
    lowered: &'a Lowered,
    graph: &'a Graph,
    frame: &'a Frame,
    features: Features,
    code: Code,
    /// Where nodes stand.
    slots: HashMap<NodeId, Slot>,
    next: u32,
    /// Rows that are free again, by size.
    free: BTreeMap<u32, Vec<Slot>>,
    footprints: Vec<Footprint>,
    clock_nodes: BTreeSet<NodeId>,
    clock_index: HashMap<NodeId, u32>,
    /// Copies of states that are read after states have begun to advance.
    held: HashMap<NodeId, Slot>,
}

/// What one block of instructions computes.
struct Block {
    /// Nodes to compute, operands first.
    order: Vec<NodeId>,
    /// Nodes that must still stand at the end.
    kept: BTreeSet<NodeId>,
    /// Named nodes to check as soon as they are computed.
    checked: BTreeSet<NodeId>,
}

impl Generator<'_> {
    fn everything(&mut self, trace: bool) -> Result<(), CompileError> {
        let lowered = self.lowered;
        let rk4 = self.frame.clock.method == Method::Rk4;
        self.code.fault = self.fresh(1);

        // Places of states, events and accumulators.
        let mut state_slots = Vec::new();
        for s in &lowered.states {
            state_slots.push(self.fresh(s.rows));
        }
        for event in &lowered.events {
            let (count, last, fired) = (
                self.fresh(event.rows),
                self.fresh(event.rows),
                self.fresh(event.rows),
            );
            self.code.events.push(EventLayout {
                id: event.id,
                rows: event.rows,
                condition: None,
                count,
                last,
                fired,
                effects: Vec::new(),
            });
        }
        for (id, node) in self.graph.nodes().iter().enumerate() {
            if let Op::State(s) = node.op {
                self.slots.insert(id as NodeId, state_slots[s as usize]);
            }
        }
        let summary_slots: Vec<Slot> = lowered
            .summaries
            .iter()
            .map(|s| match s.kind {
                SummaryKind::State(state) => state_slots[state as usize],
                _ => self.fresh(s.rows),
            })
            .collect();

        // What each block needs.
        let rates: Vec<NodeId> = lowered
            .states
            .iter()
            .filter_map(|s| {
                if let StateKind::Integral { rate, .. } = s.kind {
                    Some(rate)
                } else {
                    None
                }
            })
            .collect();
        let mut roots: BTreeSet<NodeId> = rates.iter().copied().collect();
        for s in &lowered.states {
            if let StateKind::Latch { of } = s.kind {
                roots.insert(of);
            }
        }
        roots.extend(lowered.histories.iter().map(|h| h.of));
        roots.extend(
            lowered
                .summaries
                .iter()
                .filter_map(|s| summary_source(s.kind)),
        );
        for event in &lowered.events {
            roots.extend(event.condition);
            roots.extend(event.effects.iter().map(|e| e.amount));
        }
        roots.extend(lowered.watches.iter().map(|(_, node, _)| *node));
        if trace {
            roots.extend(lowered.named.iter().map(|(_, node)| *node));
        }
        let mut step_roots = roots.clone();
        step_roots.extend(&lowered.silent);
        let step_order = self.reachable(&step_roots, When::Step)?;
        let outcome_roots: BTreeSet<NodeId> =
            lowered.outcomes.iter().map(|(_, node)| *node).collect();
        let finish_order = self.reachable(&outcome_roots, When::Finish)?;

        // Setup: starts of states, and what the other blocks read from it.
        let mut setup_roots: BTreeSet<NodeId> = lowered.states.iter().map(|s| s.start).collect();
        setup_roots.extend(
            lowered
                .histories
                .iter()
                .map(|h| h.of)
                .filter(|n| self.before_steps(*n)),
        );
        for order in [&step_order, &finish_order] {
            for id in order {
                setup_roots.extend(
                    graph::operands(&self.graph.node(*id).op)
                        .into_iter()
                        .filter(|o| self.before_steps(*o)),
                );
            }
        }
        setup_roots.extend(
            roots
                .iter()
                .chain(&outcome_roots)
                .copied()
                .filter(|n| self.before_steps(*n)),
        );
        let setup_order = self.reachable(&setup_roots, When::Setup)?;
        self.place_constants(&setup_roots, &setup_order);
        let named: BTreeSet<NodeId> = lowered.named.iter().map(|(_, n)| *n).collect();
        let setup_checked: BTreeSet<NodeId> = setup_order
            .iter()
            .copied()
            .filter(|n| named.contains(n))
            .collect();
        self.code.setup_nodes.extend(&setup_order);
        self.code.setup_checked.extend(&setup_checked);
        let kept = setup_order.iter().copied().collect();
        self.code.setup = self.block(Block {
            order: setup_order,
            kept,
            checked: setup_checked,
        })?;

        for id in &self.code.setup_nodes {
            self.code.setup_slots.push(self.slots[id]);
        }

        // Each instant.
        let checked = self.absorbed(&step_order);
        self.code.checked.extend(&checked);
        let mut kept: BTreeSet<NodeId> = roots.clone();
        if trace {
            kept.extend(step_order.iter().filter(|n| named.contains(n)));
        }
        self.code.observe = self.block(Block {
            order: step_order,
            kept,
            checked,
        })?;
        for i in self.hold_states(&later_roots(lowered)) {
            self.code.observe.plain(i);
        }
        let observed: HashMap<NodeId, Slot> = self.slots.clone();
        for event in &lowered.events {
            if let Some(slot) = event.condition.map(|c| self.slots[&c]) {
                let kernel = array(ArrayKernel::Check, self.features);
                let check = self.instruction(
                    kernel,
                    self.code.fault,
                    1,
                    &[(slot, event.rows)],
                    event.rows,
                    0,
                );
                self.code.observe.plain(check);
            }
        }

        // Further stages of a Runge–Kutta step: the rates once more, in places of their own.
        let mut stage_slots: HashMap<NodeId, Slot> = HashMap::new();
        if rk4 {
            let rate_roots: BTreeSet<NodeId> = rates.iter().copied().collect();
            let order = self.reachable(&rate_roots, When::Step)?;
            for id in &order {
                self.slots.remove(id);
            }
            self.free.clear();
            let observed_held = std::mem::take(&mut self.held);
            let mut stage = self.block(Block {
                order,
                kept: rate_roots.clone(),
                checked: BTreeSet::new(),
            })?;
            for i in self.hold_states(&rate_roots) {
                stage.plain(i);
            }
            self.code.stage = stage;
            stage_slots = std::mem::replace(&mut self.slots, observed);
            stage_slots.extend(std::mem::replace(&mut self.held, observed_held));
        }

        self.finish_states(&state_slots, &stage_slots, rk4)?;
        self.finish_accumulators(&summary_slots);
        self.code.summary_slots = summary_slots.clone();
        self.finish_events(&state_slots)?;
        for (watch, node, row) in &lowered.watches {
            let slot = self.slot_of(*node)?;
            let row = if self.graph.rows(*node) == 1 { 0 } else { *row };
            self.code.watches.push((*watch, slot + row));
        }
        self.code.histories.clone_from(&lowered.histories);
        for history in &lowered.histories {
            let slot = self.slot_of(history.of)?;
            self.code.history_sources.push(slot);
        }
        if trace {
            let mut list: Vec<(NodeId, contend_model::id::QuantityId)> =
                lowered.named.iter().map(|(q, n)| (*n, *q)).collect();
            list.sort_unstable();
            for (node, quantity) in list {
                let exempt = matches!(
                    self.graph.node(node).op,
                    Op::Happened(_, contend_model::expression::EventReading::Since)
                );
                if let (Some(slot), false) = (self.slots.get(&node), exempt) {
                    let rows = self.graph.rows(node);
                    let varies = self.graph.node(node).when == When::Step;
                    self.code.named.push((quantity, *slot, rows, varies));
                }
            }
        }

        // Outcomes.
        for (id, node) in self.graph.nodes().iter().enumerate() {
            if let Op::Summary(s) = node.op {
                self.slots.insert(id as NodeId, summary_slots[s as usize]);
            }
        }
        let finish_order: Vec<NodeId> = finish_order
            .into_iter()
            .filter(|n| !matches!(self.graph.node(*n).op, Op::Summary(_)))
            .collect();
        self.free.clear();
        self.code.finish = self.block(Block {
            order: finish_order,
            kept: outcome_roots,
            checked: BTreeSet::new(),
        })?;
        for (outcome, node) in &lowered.outcomes {
            let slot = self.slot_of(*node)?;
            self.code
                .outcomes
                .push((*outcome, slot, self.graph.rows(*node)));
        }
        self.tabulate_clock();
        Ok(())
    }

    fn before_steps(&self, id: NodeId) -> bool {
        matches!(self.graph.node(id).when, When::Constant | When::Setup)
    }

    fn slot_of(&self, id: NodeId) -> Result<Slot, CompileError> {
        self.slots.get(&id).copied().ok_or(CompileError::Misplaced {
            what: "a value that has no place",
        })
    }

    /// Copies those roots that are states themselves, so that what reads them later sees the value of this instant.
    fn hold_states(&mut self, roots: &BTreeSet<NodeId>) -> Vec<Instruction> {
        let mut into = Vec::new();
        for id in roots {
            let node = self.graph.node(*id);
            if let (Op::State(_), Some(slot)) = (&node.op, self.slots.get(id).copied()) {
                let rows = node.rows;
                let to = self.fresh(rows);
                let i = self.copy_instruction(to, rows, (slot..slot + rows).collect());
                into.push(i);
                self.held.insert(*id, to);
            }
        }
        into
    }

    /// Where a node's value of this instant stands after states have begun to advance.
    fn held_slot(&self, id: NodeId) -> Result<Slot, CompileError> {
        self.held
            .get(&id)
            .copied()
            .map_or_else(|| self.slot_of(id), Ok)
    }

    fn fresh(&mut self, rows: u32) -> Slot {
        let slot = self.next;
        self.next = self.next.saturating_add(rows.max(1));
        slot
    }

    fn take(&mut self, rows: u32) -> Slot {
        match self.free.get_mut(&rows).and_then(Vec::pop) {
            Some(slot) => slot,
            None => self.fresh(rows),
        }
    }

    /// Nodes of one kind (and clock readings, where they are read) that the roots need, operands first.
    fn reachable(&self, roots: &BTreeSet<NodeId>, kind: When) -> Result<Vec<NodeId>, CompileError> {
        let mut found = BTreeSet::new();
        let mut todo: Vec<NodeId> = roots.iter().copied().collect();
        while let Some(id) = todo.pop() {
            let node = self.graph.node(id);
            let wanted = node.when == kind && !matches!(node.op, Op::State(_));
            let clock = node.when == When::Clock;
            let misplaced = kind == When::Finish && (node.when == When::Step || clock)
                || kind == When::Setup && matches!(node.when, When::Step | When::Finish);
            if misplaced {
                return Err(CompileError::Misplaced {
                    what: "a value that varies over time",
                });
            }
            let new = (wanted || clock) && found.insert(id);
            if new && !clock {
                todo.extend(graph::operands(&node.op));
            }
        }
        Ok(found.into_iter().collect())
    }

    fn place_constants(&mut self, roots: &BTreeSet<NodeId>, order: &[NodeId]) {
        let mut wanted: BTreeSet<NodeId> = roots.clone();
        for id in order {
            wanted.extend(graph::operands(&self.graph.node(*id).op));
        }
        for id in wanted {
            if let Some(values) = self.graph.constant_values(id) {
                let values = values.to_vec();
                let slot = self.fresh(values.len() as u32);
                self.slots.insert(id, slot);
                self.code.constants.push((slot, values));
            }
        }
    }

    /// Named nodes whose being infinite or NaN would not show in what comes after: they flow into a comparison, a
    /// minimum, a divisor or the like, and so are checked by themselves.
    fn absorbed(&self, order: &[NodeId]) -> BTreeSet<NodeId> {
        let lowered = self.lowered;
        let named: BTreeSet<NodeId> = lowered.named.iter().map(|(_, n)| *n).collect();
        let mut absorbed = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut todo: Vec<NodeId> = Vec::new();
        for id in order {
            todo.extend(self.operands_by_flow(*id).0);
        }
        for s in &lowered.states {
            if let StateKind::Latch { of } = s.kind {
                todo.push(of);
            }
        }
        todo.extend(lowered.histories.iter().map(|h| h.of));
        todo.extend(lowered.watches.iter().map(|(_, n, _)| *n));
        todo.extend(&lowered.silent);
        for s in &lowered.summaries {
            if !matches!(s.kind, SummaryKind::Sum { .. } | SummaryKind::State(_)) {
                todo.extend(summary_source(s.kind));
            }
        }
        for event in &lowered.events {
            todo.extend(event.effects.iter().map(|e| e.amount));
        }
        while let Some(id) = todo.pop() {
            let node = self.graph.node(id);
            if node.when != When::Step || !seen.insert(id) {
                continue;
            }
            let infinite_by_right = matches!(node.op, Op::Happened(..));
            if named.contains(&id) && !matches!(node.op, Op::State(_)) && !infinite_by_right {
                absorbed.insert(id);
            } else {
                todo.extend(self.operands_by_flow(id).1);
            }
        }
        absorbed
    }

    /// Operands whose not being finite may get lost in a node, and those for which it shows in the result.
    fn operands_by_flow(&self, id: NodeId) -> (Vec<NodeId>, Vec<NodeId>) {
        let whole = |list: &[u32], of: NodeId| {
            let mut seen = vec![false; self.graph.rows(of) as usize];
            for r in list {
                if *r != NO_ROW {
                    seen[*r as usize] = true;
                }
            }
            seen.into_iter().all(|s| s)
        };
        match &self.graph.node(id).op {
            Op::Unary(UnaryOp::Negate | UnaryOp::Abs | UnaryOp::Sqrt, a) => (vec![], vec![*a]),
            Op::Binary(BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply, a, b) => {
                (vec![], vec![*a, *b])
            }
            Op::Binary(BinaryOp::Divide, a, b) => (vec![*b], vec![*a]),
            Op::Gather(of, list) if whole(list, *of) => (vec![], vec![*of]),
            Op::Reduce {
                op: ReduceOp::Sum | ReduceOp::Mean | ReduceOp::Product,
                of,
                rows,
                ..
            } if whole(rows, *of) => (vec![], vec![*of]),
            Op::Along {
                op: AlongOp::RunningSum,
                of,
                rows,
                ..
            } if whole(rows, *of) => (vec![], vec![*of]),
            op => (graph::operands(op), vec![]),
        }
    }

    /// Emits the instructions of a block and gives its nodes places.
    fn block(&mut self, block: Block) -> Result<Sequence, CompileError> {
        let Block {
            order,
            kept,
            checked,
        } = block;
        let inside: BTreeSet<NodeId> = order.iter().copied().collect();
        let mut uses: HashMap<NodeId, u32> = HashMap::new();
        for id in &order {
            if self.graph.node(*id).when == When::Clock {
                continue;
            }
            for o in graph::operands(&self.graph.node(*id).op) {
                *uses.entry(o).or_default() += 1;
            }
        }

        // Pairs of operations that go in one pass.
        let mut pairs: HashMap<NodeId, (NodeId, Outer, NodeId)> = HashMap::new();
        let mut swallowed: BTreeSet<NodeId> = BTreeSet::new();
        for id in order.iter().rev() {
            if swallowed.contains(id) {
                continue;
            }
            let Op::Binary(op, a, b) = self.graph.node(*id).op else {
                continue;
            };
            let rows = self.graph.rows(*id);
            let fits = |x: NodeId| {
                let node = self.graph.node(x);
                let arithmetic = matches!(
                    node.op,
                    Op::Binary(BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply, ..)
                );
                arithmetic
                    && node.rows == rows
                    && node.when != When::Clock
                    && uses.get(&x) == Some(&1)
                    && inside.contains(&x)
                    && !kept.contains(&x)
                    && !checked.contains(&x)
            };
            let pair = match op {
                BinaryOp::Add if fits(a) => Some((a, Outer::Add, b)),
                BinaryOp::Add if fits(b) => Some((b, Outer::Add, a)),
                BinaryOp::Subtract if fits(a) => Some((a, Outer::Subtract, b)),
                BinaryOp::Subtract if fits(b) => Some((b, Outer::SubtractFrom, a)),
                BinaryOp::Multiply if fits(a) => Some((a, Outer::Multiply, b)),
                BinaryOp::Multiply if fits(b) => Some((b, Outer::Multiply, a)),
                BinaryOp::Divide if fits(a) => Some((a, Outer::Divide, b)),
                BinaryOp::Divide if fits(b) => Some((b, Outer::DivideInto, a)),
                _ => None,
            };
            if let Some(pair) = pair {
                swallowed.insert(pair.0);
                pairs.insert(*id, pair);
            }
        }
        let reads = |graph: &Graph, id: NodeId| -> Vec<NodeId> {
            if graph.node(id).when == When::Clock {
                return Vec::new();
            }
            match pairs.get(&id) {
                Some((inner, _, c)) => {
                    let mut list = graph::operands(&graph.node(*inner).op);
                    list.push(*c);
                    list
                }
                None => graph::operands(&graph.node(id).op),
            }
        };
        let emitted: Vec<NodeId> = order
            .into_iter()
            .filter(|id| !swallowed.contains(id))
            .collect();
        let block = block_rows(self.code.lanes);
        // Rows of a node that can be taken block by block: what computes each row from the same rows of others.
        let blocked = |graph: &Graph, id: NodeId| -> u32 {
            let node = graph.node(id);
            let row_by_row = matches!(node.op, Op::Unary(..) | Op::Binary(..) | Op::Select(..));
            if row_by_row && node.when != When::Clock && node.rows > block {
                node.rows
            } else {
                0
            }
        };
        let emitted = schedule(
            &emitted,
            |id| reads(self.graph, id),
            |id| blocked(self.graph, id),
        );
        let mut last: HashMap<NodeId, usize> = HashMap::new();
        for (index, id) in emitted.iter().enumerate() {
            for o in reads(self.graph, *id) {
                last.insert(o, index);
            }
        }
        // The index at which the piece of each node ends.
        let mut ends = vec![0usize; emitted.len()];
        for index in (0..emitted.len()).rev() {
            let rows = blocked(self.graph, emitted[index]);
            let joined = index + 1 < emitted.len()
                && rows > 0
                && blocked(self.graph, emitted[index + 1]) == rows;
            ends[index] = if joined { ends[index + 1] } else { index + 1 };
        }

        let mut sequence = Sequence::default();
        let mut local: BTreeSet<NodeId> = BTreeSet::new();
        for (index, id) in emitted.iter().enumerate() {
            let rows = self.graph.rows(*id);
            let piece_rows = blocked(self.graph, *id);
            // What only its own piece reads needs the rows of one block alone.
            let passing = piece_rows > 0
                && !kept.contains(id)
                && last.get(id).is_none_or(|l| *l < ends[index]);
            let to = if passing {
                local.insert(*id);
                self.take(block)
            } else {
                self.take(rows)
            };
            let mut instruction = match pairs.get(id) {
                Some((inner, outer, c)) => self.fused_instruction(to, rows, *inner, *outer, *c)?,
                None => self.node_instruction(*id, to, rows)?,
            };
            if piece_rows > 0 {
                let moves = |o: NodeId| self.graph.rows(o) == rows && !local.contains(&o);
                let from = reads(self.graph, *id);
                instruction.moves = u8::from(!passing);
                for (k, o) in from.iter().enumerate().take(3) {
                    instruction.moves |= u8::from(moves(*o)) << (k + 1);
                }
                if let Some(footprint) = self.footprints.last_mut() {
                    footprint.to.1 = if passing { block } else { rows };
                    for (o, from) in from.iter().zip(&mut footprint.from) {
                        if local.contains(o) {
                            from.1 = block;
                        }
                    }
                }
            }
            sequence.push(instruction, piece_rows);
            self.slots.insert(*id, to);
            if checked.contains(id) {
                let kernel = array(ArrayKernel::Check, self.features);
                let checked_rows = if passing { block } else { rows };
                let mut check =
                    self.instruction(kernel, self.code.fault, 1, &[(to, checked_rows)], rows, 0);
                check.moves = u8::from(!passing) << 1;
                sequence.push(check, piece_rows);
            }
            let mut ended = reads(self.graph, *id);
            ended.sort_unstable();
            ended.dedup();
            if !last.contains_key(id) {
                ended.push(*id);
            }
            for o in ended {
                let here = inside.contains(&o) && !kept.contains(&o);
                if here
                    && last.get(&o).is_none_or(|l| *l == index)
                    && let Some(slot) = self.slots.get(&o)
                {
                    let size = if local.contains(&o) {
                        block
                    } else {
                        self.graph.rows(o)
                    };
                    self.free.entry(size).or_default().push(*slot);
                }
            }
        }
        Ok(sequence)
    }

    /// One instruction, noted for the seal. `rows` is what the kernel is told; `to_rows` what it writes.
    fn instruction(
        &mut self,
        kernel: Run,
        to: Slot,
        to_rows: u32,
        from: &[(Slot, u32)],
        rows: u32,
        extra: u32,
    ) -> Instruction {
        self.footprints.push(Footprint {
            to: (to, to_rows),
            from: from.to_vec(),
        });
        let slot = |k: usize| from.get(k).map_or(0, |f| f.0);
        Instruction {
            kernel,
            to,
            a: slot(0),
            b: slot(1),
            c: slot(2),
            rows,
            extra,
            moves: 0,
        }
    }

    fn operand(&self, id: NodeId) -> Result<(Slot, u32), CompileError> {
        Ok((self.slot_of(id)?, self.graph.rows(id)))
    }

    fn fused_instruction(
        &mut self,
        to: Slot,
        rows: u32,
        inner: NodeId,
        outer: Outer,
        c: NodeId,
    ) -> Result<Instruction, CompileError> {
        let Op::Binary(op, a, b) = self.graph.node(inner).op else {
            return Err(CompileError::Misplaced {
                what: "a pair of operations",
            });
        };
        let from = [self.operand(a)?, self.operand(b)?, self.operand(c)?];
        let single = from.map(|(_, n)| n == 1 && rows > 1);
        let kernel = fused(op, outer, single, self.features);
        let kernel = kernel.ok_or(CompileError::Misplaced {
            what: "a pair of operations",
        })?;
        Ok(self.instruction(kernel, to, rows, &from, rows, 0))
    }

    fn node_instruction(
        &mut self,
        id: NodeId,
        to: Slot,
        rows: u32,
    ) -> Result<Instruction, CompileError> {
        let f = self.features;
        let graph = self.graph;
        if graph.node(id).when == When::Clock {
            let index = self.clock_table(id);
            return Ok(self.instruction(array(ArrayKernel::Clock, f), to, rows, &[], rows, index));
        }
        Ok(match &graph.node(id).op {
            Op::Unary(op, a) => {
                let from = [self.operand(*a)?];
                self.instruction(unary(*op, f), to, rows, &from, rows, 0)
            }
            Op::Binary(op, a, b) => {
                let from = [self.operand(*a)?, self.operand(*b)?];
                let single = from.map(|(_, n)| n == 1 && rows > 1);
                self.instruction(binary(*op, single, f), to, rows, &from, rows, 0)
            }
            Op::Select(c, a, b) => {
                let from = [self.operand(*c)?, self.operand(*a)?, self.operand(*b)?];
                let single = from.map(|(_, n)| n == 1 && rows > 1);
                self.instruction(choice(single, f), to, rows, &from, rows, 0)
            }
            Op::Gather(of, list) => {
                let (slot, n) = self.operand(*of)?;
                let absolute = list
                    .iter()
                    .map(|r| {
                        if *r == NO_ROW {
                            NO_ROW
                        } else {
                            slot + if n == 1 { 0 } else { *r }
                        }
                    })
                    .collect();
                self.copy_instruction(to, rows, absolute)
            }
            Op::Collect(parts) => {
                let mut absolute = Vec::with_capacity(parts.len());
                for (node, row) in &**parts {
                    let (slot, n) = self.operand(*node)?;
                    absolute.push(slot + if n == 1 { 0 } else { *row });
                }
                self.copy_instruction(to, rows, absolute)
            }
            Op::Reduce {
                op,
                of,
                rows: list,
                offsets,
                positions,
            } => {
                let from = [self.operand(*of)?];
                self.code.reductions.push(Reduction {
                    source_rows: from[0].1,
                    rows: list.clone(),
                    offsets: offsets.clone(),
                    positions: positions.clone(),
                });
                let extra = self.code.reductions.len() as u32 - 1;
                self.instruction(
                    array(ArrayKernel::Reduce(*op), f),
                    to,
                    rows,
                    &from,
                    rows,
                    extra,
                )
            }
            Op::Along {
                op,
                of,
                rows: list,
                length,
            } => {
                let from = [self.operand(*of)?];
                let offsets = (0..=rows / (*length).max(1)).map(|k| k * length).collect();
                self.code.reductions.push(Reduction {
                    source_rows: from[0].1,
                    rows: list.clone(),
                    offsets,
                    positions: Vec::new().into(),
                });
                let extra = self.code.reductions.len() as u32 - 1;
                self.instruction(
                    array(ArrayKernel::Along(*op), f),
                    to,
                    rows,
                    &from,
                    rows,
                    extra,
                )
            }
            Op::Product {
                matrix,
                columns,
                of,
            } => {
                let from = [self.operand(*of)?];
                self.code
                    .matrices
                    .push(Matrix::new(&matrix.0, *columns as usize));
                let extra = self.code.matrices.len() as u32 - 1;
                self.instruction(array(ArrayKernel::Product, f), to, rows, &from, rows, extra)
            }
            Op::Lookup(table, x) => {
                let from = [self.operand(*x)?];
                self.instruction(
                    array(ArrayKernel::Lookup, f),
                    to,
                    rows,
                    &from,
                    rows,
                    table.0,
                )
            }
            Op::Chance {
                law,
                site,
                elements,
                a,
                b,
                start,
            } => {
                let from = [self.operand(*a)?, self.operand(*b)?];
                self.code.draws.push(Draw {
                    law: *law,
                    site: *site,
                    elements: elements.clone(),
                    rows_a: from[0].1,
                    rows_b: from[1].1,
                    start: *start,
                });
                let extra = self.code.draws.len() as u32 - 1;
                self.instruction(array(ArrayKernel::Chance, f), to, rows, &from, rows, extra)
            }
            Op::Happened(event, reading) => {
                let place = self.code.events.iter().position(|e| e.id == *event);
                let place = place.ok_or(CompileError::Misplaced { what: "an event" })?;
                let layout = &self.code.events[place];
                let from = [(layout.count, rows), (layout.last, rows)];
                self.instruction(
                    array(ArrayKernel::Happened(*reading), f),
                    to,
                    rows,
                    &from,
                    rows,
                    place as u32,
                )
            }
            Op::Lag {
                store,
                time,
                initial,
            } => {
                let from = [self.operand(*time)?, self.operand(*initial)?];
                self.instruction(state(StateKernel::Lag, f), to, rows, &from, rows, *store)
            }
            Op::Parameter(quantity) => {
                let place = self
                    .frame
                    .parameters
                    .iter()
                    .position(|p| p.quantity == *quantity);
                let place = place.ok_or(CompileError::Misplaced {
                    what: "a drawn parameter",
                })?;
                self.code.parameters.push((to, place));
                // Filled in before the block runs; the instruction copies nothing.
                self.copy_instruction(to, 0, Vec::new())
            }
            Op::Constant(_)
            | Op::State(_)
            | Op::Time
            | Op::Year
            | Op::StepStart
            | Op::Series(_)
            | Op::Summary(_) => {
                return Err(CompileError::Misplaced {
                    what: "a value that is not computed",
                });
            }
        })
    }

    fn copy_instruction(&mut self, to: Slot, rows: u32, absolute: Vec<u32>) -> Instruction {
        let from: Vec<(Slot, u32)> = absolute
            .iter()
            .filter(|r| **r != NO_ROW)
            .map(|r| (*r, 1))
            .collect();
        self.code.copies.push(absolute);
        let extra = self.code.copies.len() as u32 - 1;
        self.footprints.push(Footprint {
            to: (to, rows),
            from,
        });
        let kernel = array(ArrayKernel::CopyRows, self.features);
        Instruction {
            kernel,
            to,
            a: 0,
            b: 0,
            c: 0,
            rows,
            extra,
            moves: 0,
        }
    }

    fn finish_states(
        &mut self,
        slots: &[Slot],
        stage_slots: &HashMap<NodeId, Slot>,
        rk4: bool,
    ) -> Result<(), CompileError> {
        let lowered = self.lowered;
        let struck: BTreeSet<u32> = lowered
            .events
            .iter()
            .flat_map(|e| e.effects.iter().map(|x| x.state))
            .collect();
        for (index, s) in lowered.states.iter().enumerate() {
            let slot = slots[index];
            let start = self.slot_of(s.start)?;
            let step = match s.kind {
                StateKind::Latch { of } => StateStep::Latch {
                    of: self.held_slot(of)?,
                },
                StateKind::Integral {
                    rate,
                    floor,
                    window,
                } => {
                    let struck = struck.contains(&(index as u32));
                    let floor = match floor {
                        Floor::None => 0,
                        Floor::Clamp => 1,
                        Floor::Extinct => 2,
                    };
                    let rate_slot = self.held_slot(rate)?;
                    let base = (rk4 || (struck && floor > 0)).then(|| self.fresh(s.rows));
                    let total = rk4.then(|| self.fresh(s.rows));
                    let fault = self.code.fault;
                    let now = if struck { 0 } else { floor };
                    let advance = self.instruction(
                        state(StateKernel::Advance(now), self.features),
                        slot,
                        s.rows,
                        &[(rate_slot, s.rows), (fault, 1)],
                        s.rows,
                        0,
                    );
                    let before = base.unwrap_or(rate_slot);
                    let apply_floor = self.instruction(
                        state(StateKernel::ApplyFloor(floor), self.features),
                        slot,
                        s.rows,
                        &[(before, s.rows), (fault, 1)],
                        s.rows,
                        0,
                    );
                    let stage_rate = stage_slots.get(&rate).copied().unwrap_or(rate_slot);
                    StateStep::Integral {
                        rate: rate_slot,
                        stage_rate,
                        base,
                        total,
                        floor,
                        struck,
                        window,
                        advance,
                        apply_floor,
                    }
                }
            };
            let start_rows = self.graph.rows(s.start);
            self.code.states.push(StateCode {
                slot,
                rows: s.rows,
                start,
                start_rows,
                step,
            });
        }
        Ok(())
    }

    fn finish_accumulators(&mut self, slots: &[Slot]) {
        let lowered = self.lowered;
        for (summary, slot) in lowered.summaries.iter().zip(slots) {
            let (kernel, of, window, start) = match summary.kind {
                SummaryKind::At { of, step } => (StateKernel::Copy, of, (step, step), f64::NAN),
                SummaryKind::Sum { of, window } => (StateKernel::Sum, of, window, 0.0),
                SummaryKind::Min { of, window } => (StateKernel::Least, of, window, f64::INFINITY),
                SummaryKind::Max { of, window } => {
                    (StateKernel::Greatest, of, window, f64::NEG_INFINITY)
                }
                SummaryKind::FirstTime { of, window } => {
                    (StateKernel::First, of, window, f64::INFINITY)
                }
                SummaryKind::State(_) => continue,
            };
            let Some(source) = self.slots.get(&of).copied() else {
                continue;
            };
            let kernel = state(kernel, self.features);
            let from = [(source, summary.rows)];
            let instruction = self.instruction(kernel, *slot, summary.rows, &from, summary.rows, 0);
            self.code.accumulators.push(AccumulatorCode {
                slot: *slot,
                rows: summary.rows,
                start,
                window,
                instruction,
            });
        }
    }

    fn finish_events(&mut self, state_slots: &[Slot]) -> Result<(), CompileError> {
        let lowered = self.lowered;
        for (index, event) in lowered.events.iter().enumerate() {
            let condition = match event.condition {
                Some(node) => Some(self.slot_of(node)?),
                None => None,
            };
            let mut effects = Vec::new();
            for effect in &event.effects {
                effects.push(EffectLayout {
                    state: state_slots[effect.state as usize],
                    targets: effect.targets.clone(),
                    amount: self.held_slot(effect.amount)?,
                    set: effect.set,
                });
            }
            self.code.events[index].condition = condition;
            self.code.events[index].effects = effects;
        }
        debug_assert!(self.code.events.iter().all(|e| {
            e.condition.is_some()
                || matches!(self.frame.events[e.id.index()].kind, EventKind::At(_))
        }));
        Ok(())
    }

    fn clock_table(&mut self, id: NodeId) -> u32 {
        if let Some(index) = self.clock_index.get(&id) {
            return *index;
        }
        let index = self.clock_index.len() as u32;
        self.clock_index.insert(id, index);
        self.clock_nodes.insert(id);
        index
    }

    /// Values of the clock's nodes at every point: for Euler one a step, for Runge–Kutta three (start, middle, end).
    fn tabulate_clock(&mut self) {
        let clock = &self.frame.clock;
        let mut needed: BTreeSet<NodeId> = BTreeSet::new();
        let mut todo: Vec<NodeId> = self.clock_nodes.iter().copied().collect();
        while let Some(id) = todo.pop() {
            if self.graph.node(id).when == When::Clock && needed.insert(id) {
                todo.extend(graph::operands(&self.graph.node(id).op));
            }
        }
        let mut tables = vec![Vec::new(); self.clock_index.len()];
        let mut points: Vec<(f64, f64)> = Vec::new();
        for step in 0..=clock.steps {
            let start = clock.time_of_step(step);
            points.push((start, start));
            if clock.method == Method::Rk4 {
                points.push((start + clock.dt / 2.0, start));
                points.push((clock.time_of_step(step + 1), start));
            }
        }
        let mut values: HashMap<NodeId, Vec<f64>> = HashMap::new();
        if needed.is_empty() {
            return;
        }
        for (time, step_start) in points {
            let instant = Instant {
                time,
                year: clock.year_at(time),
                step_start,
            };
            for id in &needed {
                let node = self.graph.node(*id);
                let computed = {
                    let read = |o: NodeId| match self.graph.constant_values(o) {
                        Some(constant) => Some(&**constant),
                        None => values.get(&o).map(Vec::as_slice),
                    };
                    graph::compute(
                        &node.op,
                        node.rows as usize,
                        &self.frame.tables,
                        instant,
                        &read,
                    )
                };
                let computed = computed.unwrap_or_else(|| vec![f64::NAN; node.rows as usize]);
                if let Some(index) = self.clock_index.get(id) {
                    tables[*index as usize].extend_from_slice(&computed);
                }
                values.insert(*id, computed);
            }
        }
        self.code.clock_tables = tables;
    }
}

/// An order in which operands come first and nodes that can go block by block stand together: everything else that
/// is ready comes before, then all that is ready of one number of rows.
fn schedule(
    nodes: &[NodeId],
    reads: impl Fn(NodeId) -> Vec<NodeId>,
    blocked: impl Fn(NodeId) -> u32,
) -> Vec<NodeId> {
    let place: HashMap<NodeId, usize> = nodes.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let mut waiting = vec![0usize; nodes.len()];
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (i, id) in nodes.iter().enumerate() {
        let mut from = reads(*id);
        from.sort_unstable();
        from.dedup();
        for o in from {
            if let Some(j) = place.get(&o) {
                readers[*j].push(i);
                waiting[i] += 1;
            }
        }
    }
    let mut ready: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (i, id) in nodes.iter().enumerate() {
        if waiting[i] == 0 {
            ready.entry(blocked(*id)).or_default().insert(i);
        }
    }
    let mut order = Vec::with_capacity(nodes.len());
    let mut current = 0;
    loop {
        let next = match ready.get_mut(&current).and_then(BTreeSet::pop_first) {
            Some(i) => i,
            None => {
                ready.retain(|_, set| !set.is_empty());
                match ready.first_key_value() {
                    Some((rows, _)) => {
                        current = *rows;
                        continue;
                    }
                    None => return order,
                }
            }
        };
        order.push(nodes[next]);
        for reader in &readers[next] {
            waiting[*reader] -= 1;
            if waiting[*reader] == 0 {
                ready
                    .entry(blocked(nodes[*reader]))
                    .or_default()
                    .insert(*reader);
            }
        }
    }
}

impl Sequence {
    /// Adds an instruction; `rows` is 0 unless it may be taken block by block.
    fn push(&mut self, instruction: Instruction, rows: u32) {
        let at = self.instructions.len() as u32;
        self.instructions.push(instruction);
        match self.pieces.last_mut() {
            Some(piece) if piece.rows == rows => piece.until = at + 1,
            _ => self.pieces.push(Piece {
                from: at,
                until: at + 1,
                rows,
            }),
        }
    }

    fn plain(&mut self, instruction: Instruction) {
        self.push(instruction, 0);
    }
}

/// Nodes that are read while states advance.
fn later_roots(lowered: &Lowered) -> BTreeSet<NodeId> {
    let mut roots = BTreeSet::new();
    for s in &lowered.states {
        roots.insert(match s.kind {
            StateKind::Latch { of } => of,
            StateKind::Integral { rate, .. } => rate,
        });
    }
    for event in &lowered.events {
        roots.extend(event.effects.iter().map(|e| e.amount));
    }
    roots
}

fn summary_source(kind: SummaryKind) -> Option<NodeId> {
    match kind {
        SummaryKind::At { of, .. }
        | SummaryKind::Sum { of, .. }
        | SummaryKind::Min { of, .. }
        | SummaryKind::Max { of, .. }
        | SummaryKind::FirstTime { of, .. } => Some(of),
        SummaryKind::State(_) => None,
    }
}
