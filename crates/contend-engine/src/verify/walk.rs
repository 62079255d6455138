//! A run in thought: the code is walked in the order in which a run carries it out.

use super::touched::{A, B, C, Extent, TO, Taken, Touched, operands, row_by_row, touched};
use crate::code::{
    AccumulatorLayout, Code, EventLayout, Instruction, Integration, Opcode, Piece, Sequence, Slot,
    StateLayout, StateStep, block_rows,
};
use crate::defect::{Defect, Reason};
use crate::graph::NO_ROW;

/// A run in thought.
pub(super) struct Walk<'c> {
    code: &'c Code,
    /// For each row of the arena the value that stands there; 0 for none.
    standing: Vec<u32>,
    /// Where each value stands.
    values: Vec<Extent>,
}

impl<'c> Walk<'c> {
    pub(super) fn new(code: &'c Code) -> Self {
        Walk {
            code,
            standing: vec![0; code.arena_rows as usize],
            values: vec![(0, 0)],
        }
    }

    /// # Errors
    /// The first defect in the order of a run.
    pub(super) fn run(mut self) -> Result<(), Defect> {
        let code = self.code;
        self.start()?;
        // The second step shows that no temporary value stands where something lasts, and that what does not last is not read:
        // a run can be taken up from what lasts.
        for _ in 0..2 {
            let passing = self.standing.get_mut(code.lasting as usize..);
            passing
                .ok_or(Defect::new("lasting", 0, Reason::Rows))?
                .fill(0);
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
        // What is computed at one grid point alone can be read at that one alone.
        let mut dated = vec![false; code.accumulators.len()];
        for d in &code.dated {
            let first = self.values.len() as u32;
            self.sequence("dated", &d.sequence)?;
            let made = first..self.values.len() as u32;
            for (k, a) in code.accumulators.iter().enumerate() {
                if a.window == (d.step, d.step) && !std::mem::replace(&mut dated[k], true) {
                    self.accumulate(k, a)?;
                }
            }
            for value in self
                .standing
                .iter_mut()
                .filter(|value| made.contains(value))
            {
                *value = 0;
            }
        }
        for (k, a) in code
            .accumulators
            .iter()
            .enumerate()
            .filter(|(k, _)| !dated[*k])
        {
            self.accumulate(k, a)?;
        }
        for (k, (_, slot)) in code.watches.iter().enumerate() {
            self.note("watch", k, |w| w.read_row(*slot))?;
        }
        for (k, named) in code.named.iter().enumerate() {
            self.note("name", k, |w| w.read((named.slot, named.rows)))?;
        }
        Ok(())
    }

    fn accumulate(&mut self, k: usize, a: &AccumulatorLayout) -> Result<(), Defect> {
        let i = &a.instruction;
        let kind = matches!(i.opcode, Opcode::Accumulate(_) | Opcode::Copy);
        self.own("accumulator", k, i, kind, (a.slot, a.rows))
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
            let t = touched(w.code, i, Taken::Together)?;
            for setting in t.settings {
                w.read((*setting, i.rows))?;
                if t.makes
                    .is_some_and(|made| overlap(made, (*setting, i.rows)))
                {
                    return Err(Reason::Overlap);
                }
            }
            w.carry_out(&t)
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
        let Some((slot, rows)) = t.makes else {
            return Ok(());
        };
        if t.parts.is_empty() {
            return self.make((slot, rows));
        }
        // Together they are as many rows as the instruction has, which lie inside the arena.
        let mut slot = slot;
        for rows in t.parts {
            self.make((slot, *rows))?;
            slot += rows;
        }
        Ok(())
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

fn overlap(a: Extent, b: Extent) -> bool {
    a.0 < b.0.saturating_add(b.1) && b.0 < a.0.saturating_add(a.1)
}
