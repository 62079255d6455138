//! The proof that code may be run: `unsafe` in [`crate::kernel`] and [`crate::machine`] rests on it.
//!
//! What an instruction touches is computed from the instruction and its tables alone, as its kernel will do it, and
//! never from the graph that the code came from: a mistake of the generator shows here, before anything is run. The
//! code is walked in the order in which a run carries it out (start, two steps, finish), with a note for each row of
//! the arena of the value that stands there. Shown is
//!
//! - that all rows that are read or written lie inside the arena,
//! - that what an instruction writes is apart from what it reads,
//! - that every operand is one whole value which something has computed before, of as many rows as the opcode reads,
//! - that indices and lists in tables stay inside what they point into.
//!
//! The first two are what memory safety asks for. The third would not let a program read its neighbour's rows.

use crate::code::{
    ARENA_LIMIT, Code, EventLayout, Instruction, Integration, LANES, Opcode, Piece, Segments,
    Sequence, Slot, StateLayout, StateStep, block_rows,
};
use crate::defect::{Defect, Reason};
use crate::frame::{EventKind, Frame};
use crate::graph::NO_ROW;
use contend_model::expression::{EventReading, ReduceOp};

/// Code that may be run. Only [`seal`] makes one, and nothing changes it afterwards.
#[derive(Debug)]
pub(crate) struct Sealed {
    code: Code,
}

impl std::ops::Deref for Sealed {
    type Target = Code;

    fn deref(&self) -> &Code {
        &self.code
    }
}

/// Verifies code for runs of a scenario.
///
/// # Errors
/// The first [`Defect`] in the order of a run.
pub(crate) fn seal(code: Code, frame: &Frame) -> Result<Sealed, Defect> {
    check_tables(&code, frame)?;
    Walk::new(&code).run()?;
    Ok(Sealed { code })
}

/// What does not depend on the order of instructions.
fn check_tables(code: &Code, frame: &Frame) -> Result<(), Defect> {
    let demand = |place, index, holds: bool| {
        if holds {
            Ok(())
        } else {
            Err(Defect::new(place, index, Reason::Content))
        }
    };
    demand("lanes", code.lanes, LANES.contains(&code.lanes))?;
    let rows = code.arena_rows;
    demand("arena", 0, u64::from(rows) <= ARENA_LIMIT)?;
    let grid = frame.clock.steps as usize + 1;
    let points = if code.runge_kutta { 3 * grid } else { grid };
    demand("points", code.points, code.points == points)?;
    for (k, row) in code.counting.iter().enumerate() {
        demand("counting", k, *row as usize == k)?;
    }
    for (k, parameter) in code.parameters.iter().enumerate() {
        let drawn = frame.parameters.get(parameter.index);
        let whole = drawn.is_some_and(|p| {
            p.values.len() == parameter.rows as usize && p.inputs.len() == p.values.len()
        });
        demand("parameter", k, whole)?;
    }
    for (k, event) in code.events.iter().enumerate() {
        let kind = frame.events.get(event.id.index()).map(|rule| rule.kind);
        let decided = match kind {
            Some(EventKind::At(_)) => true,
            Some(_) => event.condition.is_some(),
            None => false,
        };
        demand("event", k, decided)?;
    }
    for (k, history) in code.histories.iter().enumerate() {
        demand("history", k, history.depth > 0)?;
    }
    for (k, table) in code.tables.iter().enumerate() {
        demand("table", k, table.x.len() == table.y.len())?;
    }
    for (k, segments) in code.segments.iter().enumerate() {
        demand("segments", k, segments_hold(segments, &code.counting))?;
    }
    for (k, m) in code.matrices.iter().enumerate() {
        let columns_exist = m.entries.iter().all(|(c, _)| (*c as usize) < m.columns);
        let sound = m.columns > 0
            && m.columns <= code.counting.len()
            && m.offsets.len() == m.base.len() + 1
            && ascending(&m.offsets, m.entries.len())
            && columns_exist;
        demand("matrix", k, sound)?;
    }
    demand(
        "outcomes",
        code.outcomes.len(),
        code.outcomes.len() == frame.may_be_infinite.len(),
    )
}

/// Offsets from 0 to the end of a list.
fn ascending(offsets: &[u32], end: usize) -> bool {
    offsets.first() == Some(&0)
        && offsets.is_sorted()
        && offsets.last().is_some_and(|last| *last as usize == end)
}

fn segments_hold(s: &Segments, counting: &[u32]) -> bool {
    ascending(&s.offsets, s.rows.len())
        && s.rows.iter().all(|row| *row < s.source_rows)
        && s.rows.len() <= counting.len()
        && (s.positions.is_empty() || s.positions.len() == s.rows.len())
}

/// Some rows of the arena: from where, how many.
type Extent = (Slot, u32);

/// What an instruction touches when it is carried out, all blocks of it together.
#[derive(Debug, Default)]
struct Touched<'c> {
    /// A new value.
    makes: Option<Extent>,
    /// Values that are changed in place.
    changes: [Option<Extent>; 2],
    /// Values that are read, each as a whole.
    reads: [Option<Extent>; 3],
    /// Single rows that are read; [`NO_ROW`] stands for none.
    rows_read: &'c [u32],
}

/// How the rows of an instruction are taken.
#[derive(Clone, Copy)]
enum Taken {
    /// All at once.
    Together,
    /// In blocks of so many rows, out of so many.
    InBlocks { block: u32, rows: u32 },
}

impl Taken {
    /// Rows from an operand's slot on that are touched in the end, for an operand of as many rows as the instruction.
    fn rows(self, i: &Instruction, operand: u8) -> u32 {
        match self {
            Taken::Together => i.rows,
            Taken::InBlocks { rows, .. } if i.moves & operand != 0 => rows,
            Taken::InBlocks { block, rows } => block.min(rows),
        }
    }
}

const TO: u8 = 1;
const A: u8 = 2;
const B: u8 = 4;
const C: u8 = 8;

/// What an instruction touches: the kernels' side of this is [`crate::kernel`], opcode by opcode.
fn touched<'c>(code: &'c Code, i: &Instruction, taken: Taken) -> Result<Touched<'c>, Reason> {
    let table = |holds: bool| if holds { Ok(()) } else { Err(Reason::Content) };
    let long = |slot: Slot, operand: u8| Some((slot, taken.rows(i, operand)));
    let one = |slot: Slot| Some((slot, 1));
    // An operand that may have one row for all; that row stays where it is.
    let either = |slot: Slot, single: bool, operand: u8| match (single, i.moves & operand) {
        (false, _) => Ok(long(slot, operand)),
        (true, 0) => Ok(one(slot)),
        (true, _) => Err(Reason::Shape),
    };
    let makes = long(i.to, TO);
    let mut t = Touched::default();
    match i.opcode {
        Opcode::Unary(_) => (t.makes, t.reads[0]) = (makes, long(i.a, A)),
        Opcode::Binary(_, single) => {
            some_long(i, &single)?;
            t.makes = makes;
            t.reads[0] = either(i.a, single[0], A)?;
            t.reads[1] = either(i.b, single[1], B)?;
        }
        Opcode::Fused(_, _, single) | Opcode::Select(single) => {
            some_long(i, &single)?;
            t.makes = makes;
            t.reads[0] = either(i.a, single[0], A)?;
            t.reads[1] = either(i.b, single[1], B)?;
            t.reads[2] = either(i.c, single[2], C)?;
        }
        Opcode::CopyRows => {
            let list = of(&code.copies, i.table)?;
            table(list.len() == i.rows as usize)?;
            (t.makes, t.rows_read) = (makes, list);
        }
        Opcode::Reduce(op) => {
            let list = of(&code.segments, i.table)?;
            let named = matches!(op, ReduceOp::ArgMax | ReduceOp::ArgMin);
            table(list.offsets.len() == i.rows as usize + 1)?;
            table(!named || list.positions.len() == list.rows.len())?;
            (t.makes, t.reads[0]) = (makes, Some((i.a, list.source_rows)));
        }
        Opcode::Along(_) => {
            let list = of(&code.segments, i.table)?;
            table(list.rows.len() == i.rows as usize)?;
            (t.makes, t.reads[0]) = (makes, Some((i.a, list.source_rows)));
        }
        Opcode::Product => {
            let matrix = of(&code.matrices, i.table)?;
            table(matrix.base.len() == i.rows as usize)?;
            (t.makes, t.reads[0]) = (makes, Some((i.a, matrix.columns as u32)));
        }
        Opcode::Lookup => {
            of(&code.tables, i.table)?;
            (t.makes, t.reads[0]) = (makes, long(i.a, A));
        }
        Opcode::Clock => {
            let values = of(&code.clock_tables, i.table)?;
            table(values.len() == code.points.saturating_mul(i.rows as usize))?;
            t.makes = makes;
        }
        Opcode::Chance => {
            let site = of(&code.chances, i.table)?;
            table(site.elements.len() == i.rows as usize)?;
            table([1, i.rows].contains(&site.rows_a) && [1, i.rows].contains(&site.rows_b))?;
            t.makes = makes;
            t.reads = [Some((i.a, site.rows_a)), Some((i.b, site.rows_b)), None];
        }
        Opcode::Happened(reading) => {
            let event = of(&code.events, i.table)?;
            table(event.rows == i.rows)?;
            let from = match reading {
                EventReading::Count => event.count,
                EventReading::Since => event.last,
            };
            (t.makes, t.reads[0]) = (makes, Some((from, i.rows)));
        }
        Opcode::Check => {
            t.changes[0] = mark(code, i.to)?;
            t.reads[0] = long(i.a, A);
        }
        Opcode::Lag => {
            table(of(&code.histories, i.table)?.rows == i.rows)?;
            (t.makes, t.reads) = (makes, [long(i.a, A), long(i.b, B), None]);
        }
        Opcode::Advance(_) | Opcode::ApplyFloor(_) => {
            t.changes = [long(i.to, TO), mark(code, i.b)?];
            t.reads[0] = long(i.a, A);
        }
        Opcode::Copy => (t.makes, t.reads[0]) = (makes, long(i.a, A)),
        Opcode::Shift => (t.makes, t.reads) = (makes, [long(i.a, A), long(i.b, B), None]),
        Opcode::AddScaled | Opcode::Accumulate(_) => {
            (t.changes[0], t.reads[0]) = (long(i.to, TO), long(i.a, A));
        }
    }
    Ok(t)
}

/// An operand is single beside others that have several rows: the kernels for single operands count on both.
fn some_long(i: &Instruction, single: &[bool]) -> Result<(), Reason> {
    let some = single.contains(&true);
    if some && (i.rows < 2 || !single.contains(&false)) {
        Err(Reason::Opcode)
    } else {
        Ok(())
    }
}

/// The operands that can move along with the rows.
fn operands(t: &Touched) -> u8 {
    let made = if t.makes.is_some() { TO } else { 0 };
    let read = (t.reads.iter().zip([A, B, C])).filter(|(read, _)| read.is_some());
    read.fold(made, |all, (_, operand)| all | operand)
}

/// Marks go to the row of faults and to no other.
fn mark(code: &Code, slot: Slot) -> Result<Option<Extent>, Reason> {
    if slot == code.fault {
        Ok(Some((slot, 1)))
    } else {
        Err(Reason::Opcode)
    }
}

fn of<T>(table: &[T], index: u32) -> Result<&T, Reason> {
    table.get(index as usize).ok_or(Reason::Table)
}

/// Whether an opcode computes each row from the same rows of its operands, so that some of its rows can be taken alone.
fn row_by_row(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Unary(_)
            | Opcode::Binary(..)
            | Opcode::Fused(..)
            | Opcode::Select(_)
            | Opcode::Check
    )
}

fn overlap(a: Extent, b: Extent) -> bool {
    a.0 < b.0.saturating_add(b.1) && b.0 < a.0.saturating_add(a.1)
}

/// A run in thought.
struct Walk<'c> {
    code: &'c Code,
    /// For each row of the arena the value that stands there; 0 for none.
    standing: Vec<u32>,
    /// Where each value stands.
    values: Vec<Extent>,
}

impl<'c> Walk<'c> {
    fn new(code: &'c Code) -> Self {
        Walk {
            code,
            standing: vec![0; code.arena_rows as usize],
            values: vec![(0, 0)],
        }
    }

    fn run(mut self) -> Result<(), Defect> {
        let code = self.code;
        self.start()?;
        // The second step shows that no temporary value stands where something lasts.
        for _ in 0..2 {
            self.instant()?;
            self.step()?;
        }
        self.sequence("finish", &code.finish)?;
        for (k, outcome) in code.outcomes.iter().enumerate() {
            self.note("outcome", k, |w| w.read((outcome.slot, outcome.rows)))?;
        }
        self.note("faults", 0, |w| w.read((code.fault, 1)))
    }

    /// What a tile holds before the first instant.
    fn start(&mut self) -> Result<(), Defect> {
        let code = self.code;
        self.note("faults", 0, |w| w.make((code.fault, 1)))?;
        for (k, (slot, values)) in code.constants.iter().enumerate() {
            self.note("constant", k, |w| w.make((*slot, values.len() as u32)))?;
        }
        for (k, a) in code.accumulators.iter().enumerate() {
            self.note("accumulator", k, |w| w.make((a.slot, a.rows)))?;
        }
        for (k, e) in code.events.iter().enumerate() {
            for slot in [e.count, e.last, e.fired] {
                self.note("event", k, |w| w.make((slot, e.rows)))?;
            }
        }
        for (k, p) in code.parameters.iter().enumerate() {
            self.note("parameter", k, |w| w.make((p.slot, p.rows)))?;
        }
        self.sequence("setup", &code.setup)?;
        for (k, s) in code.states.iter().enumerate() {
            self.note("state", k, |w| {
                if s.start_rows != 1 && s.start_rows != s.rows {
                    return Err(Reason::Shape);
                }
                w.read((s.start, s.start_rows))?;
                w.make((s.slot, s.rows))
            })?;
        }
        Ok(())
    }

    /// A grid point: everything is computed, and noted by whoever asked for it.
    fn instant(&mut self) -> Result<(), Defect> {
        let code = self.code;
        self.sequence("observe", &code.observe)?;
        for (k, a) in code.accumulators.iter().enumerate() {
            let i = &a.instruction;
            let kind = matches!(i.opcode, Opcode::Accumulate(_) | Opcode::Copy);
            self.own("accumulator", k, i, kind, (a.slot, a.rows))?;
        }
        for (k, (_, slot)) in code.watches.iter().enumerate() {
            self.note("watch", k, |w| w.read_row(*slot))?;
        }
        for (k, named) in code.named.iter().enumerate() {
            self.note("name", k, |w| w.read((named.slot, named.rows)))?;
        }
        Ok(())
    }

    /// From a grid point to the next.
    fn step(&mut self) -> Result<(), Defect> {
        let code = self.code;
        for (k, e) in code.events.iter().enumerate() {
            self.note("event", k, |w| {
                for slot in [e.count, e.last, e.fired] {
                    w.read((slot, e.rows))?;
                }
                e.condition.map_or(Ok(()), |slot| w.read((slot, e.rows)))
            })?;
        }
        for (k, h) in code.histories.iter().enumerate() {
            self.note("history", k, |w| w.read((h.source, h.rows)))?;
        }
        if code.runge_kutta {
            self.runge_kutta()?;
        } else {
            self.euler()?;
        }
        for (k, e) in code.events.iter().enumerate() {
            self.note("event", k, |w| w.strike(e))?;
        }
        for (k, s) in code.states.iter().enumerate() {
            let all = (s.slot, s.rows);
            match &s.step {
                StateStep::Latch(i) => self.own("state", k, i, i.opcode == Opcode::Copy, all)?,
                StateStep::Integral {
                    settle: Some(i), ..
                } => match i.opcode {
                    Opcode::Check => self.instruction("state", k, i)?,
                    opcode => {
                        let kind = matches!(opcode, Opcode::ApplyFloor(_));
                        self.own("state", k, i, kind, all)?;
                    }
                },
                StateStep::Integral { settle: None, .. } => {}
            }
        }
        Ok(())
    }

    fn euler(&mut self) -> Result<(), Defect> {
        for (k, s) in self.code.states.iter().enumerate() {
            match &s.step {
                StateStep::Integral {
                    integration: Integration::Euler { keep, advance },
                    ..
                } => {
                    if let Some(keep) = keep {
                        self.keep(k, s, keep)?;
                    }
                    let kind = matches!(advance.opcode, Opcode::Advance(_));
                    self.own("state", k, advance, kind, (s.slot, s.rows))?;
                }
                StateStep::Integral { .. } => return Err(misfit(k)),
                StateStep::Latch(_) => {}
            }
        }
        Ok(())
    }

    fn runge_kutta(&mut self) -> Result<(), Defect> {
        let code = self.code;
        let mut steps = Vec::new();
        for (k, s) in code.states.iter().enumerate() {
            match &s.step {
                StateStep::Integral {
                    integration: Integration::RungeKutta(step),
                    ..
                } => steps.push((k, s, step)),
                StateStep::Integral { .. } => return Err(misfit(k)),
                StateStep::Latch(_) => {}
            }
        }
        let shifts = |i: &Instruction| i.opcode == Opcode::Shift;
        for (k, s, step) in &steps {
            self.keep(*k, s, &step.keep)?;
            self.instruction("state", *k, &step.begin_total)?;
        }
        for later in [false, true] {
            for (k, s, step) in &steps {
                let shift = if later {
                    &step.shift
                } else {
                    &step.first_shift
                };
                self.own("state", *k, shift, shifts(shift), (s.slot, s.rows))?;
            }
            self.sequence("stage", &code.stage)?;
            for (k, _, step) in &steps {
                self.instruction("state", *k, &step.add_total)?;
            }
        }
        for (k, s, step) in &steps {
            let last = &step.last_shift;
            self.own("state", *k, last, shifts(last), (s.slot, s.rows))?;
        }
        Ok(())
    }

    /// The copy of a state's value at the start of the step.
    fn keep(&mut self, k: usize, s: &StateLayout, i: &Instruction) -> Result<(), Defect> {
        if i.opcode != Opcode::Copy || (i.a, i.rows) != (s.slot, s.rows) {
            return Err(misfit(k));
        }
        self.instruction("state", k, i)
    }

    /// An instruction that must change one thing and nothing else.
    fn own(
        &mut self,
        place: &'static str,
        k: usize,
        i: &Instruction,
        kind: bool,
        all: Extent,
    ) -> Result<(), Defect> {
        if !kind || (i.to, i.rows) != all {
            return Err(Defect::new(place, k, Reason::Opcode));
        }
        self.instruction(place, k, i)
    }

    /// What an event does where it happens.
    fn strike(&mut self, e: &EventLayout) -> Result<(), Reason> {
        for effect in &e.effects {
            self.read((effect.amount, effect.targets.len() as u32))?;
            for (row, element) in effect.targets.iter() {
                if *row == NO_ROW || *element == NO_ROW {
                    continue;
                }
                let slot = effect.state.checked_add(*row).ok_or(Reason::Outside)?;
                self.read_row(slot)?;
                // The row must be one of the state's own.
                if *element >= e.rows || self.value_at(slot) != self.value_at(effect.state) {
                    return Err(Reason::Shape);
                }
            }
        }
        Ok(())
    }

    fn sequence(&mut self, place: &'static str, sequence: &Sequence) -> Result<(), Defect> {
        let mut until = 0;
        for piece in &sequence.pieces {
            let whole = piece.from == until && piece.from < piece.until;
            let range = piece.from as usize..piece.until as usize;
            let instructions = match sequence.instructions.get(range) {
                Some(instructions) if whole => instructions,
                _ => return Err(Defect::new(place, until as usize, Reason::Table)),
            };
            until = piece.until;
            if piece.rows == 0 {
                for (i, k) in instructions.iter().zip(piece.from as usize..) {
                    self.instruction(place, k, i)?;
                }
            } else {
                self.blocks(place, piece, instructions)?;
            }
        }
        if until as usize == sequence.instructions.len() {
            Ok(())
        } else {
            Err(Defect::new(place, until as usize, Reason::Table))
        }
    }

    /// Instructions that are carried out for some rows after the other.
    fn blocks(
        &mut self,
        place: &'static str,
        piece: &Piece,
        instructions: &[Instruction],
    ) -> Result<(), Defect> {
        let (block, rows) = (block_rows(self.code.lanes), piece.rows);
        let taken = Taken::InBlocks { block, rows };
        // What the piece has touched so far, and whether that moves along with the rows.
        let mut earlier: Vec<(Extent, bool)> = Vec::new();
        for (i, k) in instructions.iter().zip(piece.from as usize..) {
            self.note(place, k, |w| {
                if i.rows != rows || !row_by_row(i.opcode) {
                    return Err(Reason::Opcode);
                }
                let t = touched(w.code, i, taken)?;
                if i.moves & !operands(&t) != 0 {
                    return Err(Reason::Opcode);
                }
                if let Some(made) = t.makes {
                    // A block's result must not destroy what the next block of an earlier instruction reads.
                    let clean = earlier.iter().all(|(e, moves)| {
                        !overlap(*e, made) || (*e, *moves) == (made, i.moves & TO != 0)
                    });
                    if !clean {
                        return Err(Reason::Overlap);
                    }
                    earlier.push((made, i.moves & TO != 0));
                }
                for (read, operand) in t.reads.iter().zip([A, B, C]) {
                    earlier.extend(read.map(|e| (e, i.moves & operand != 0)));
                }
                w.carry_out(&t)
            })?;
        }
        Ok(())
    }

    fn instruction(
        &mut self,
        place: &'static str,
        k: usize,
        i: &Instruction,
    ) -> Result<(), Defect> {
        self.note(place, k, |w| {
            if i.moves != 0 {
                return Err(Reason::Opcode);
            }
            w.carry_out(&touched(w.code, i, Taken::Together)?)
        })
    }

    fn carry_out(&mut self, t: &Touched) -> Result<(), Reason> {
        let reads = || t.reads.iter().flatten().copied();
        let changes = || t.changes.iter().flatten().copied();
        for extent in reads().chain(changes()) {
            self.read(extent)?;
        }
        for row in t.rows_read.iter().filter(|row| **row != NO_ROW) {
            self.read_row(*row)?;
        }
        for written in t.makes.into_iter().chain(changes()) {
            self.inside(written)?;
            let listed = (t.rows_read.iter()).any(|row| overlap(written, (*row, 1)));
            if listed || reads().any(|read| overlap(written, read)) {
                return Err(Reason::Overlap);
            }
        }
        if let [Some(a), Some(b)] = t.changes
            && overlap(a, b)
        {
            return Err(Reason::Overlap);
        }
        t.makes.map_or(Ok(()), |extent| self.make(extent))
    }

    fn inside(&self, (slot, rows): Extent) -> Result<(), Reason> {
        match slot.checked_add(rows) {
            Some(end) if end <= self.code.arena_rows => Ok(()),
            _ => Err(Reason::Outside),
        }
    }

    fn value_at(&self, slot: Slot) -> u32 {
        self.standing.get(slot as usize).copied().unwrap_or(0)
    }

    /// A new value stands there; what stood there before is no longer whole.
    fn make(&mut self, (slot, rows): Extent) -> Result<(), Reason> {
        self.inside((slot, rows))?;
        let value = self.values.len() as u32;
        self.values.push((slot, rows));
        self.standing[slot as usize..(slot + rows) as usize].fill(value);
        Ok(())
    }

    /// A whole value must stand there.
    fn read(&self, (slot, rows): Extent) -> Result<(), Reason> {
        self.inside((slot, rows))?;
        let standing = &self.standing[slot as usize..(slot + rows) as usize];
        let Some(first) = standing.first() else {
            return Ok(());
        };
        if standing.contains(&0) {
            return Err(Reason::Unset);
        }
        let whole = self.values[*first as usize] == (slot, rows);
        if whole && standing.iter().all(|value| value == first) {
            Ok(())
        } else {
            Err(Reason::Shape)
        }
    }

    /// Something must stand there.
    fn read_row(&self, row: Slot) -> Result<(), Reason> {
        self.inside((row, 1))?;
        if self.value_at(row) == 0 {
            Err(Reason::Unset)
        } else {
            Ok(())
        }
    }

    fn note(
        &mut self,
        place: &'static str,
        index: usize,
        check: impl FnOnce(&mut Self) -> Result<(), Reason>,
    ) -> Result<(), Defect> {
        check(self).map_err(|reason| Defect::new(place, index, reason))
    }
}

/// A state whose instructions are not those of its kind.
fn misfit(k: usize) -> Defect {
    Defect::new("state", k, Reason::Opcode)
}

#[cfg(test)]
mod tests;
