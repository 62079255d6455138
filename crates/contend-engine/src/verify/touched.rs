//! What an instruction touches when it is carried out: the other side of [`crate::kernel`], opcode by opcode.

use contend_model::expression::ReduceOp;

use crate::code::{Code, Instruction, Opcode, Slot};
use crate::defect::Reason;

/// Some rows of the arena: from where, how many.
pub(crate) type Extent = (Slot, u32);

/// What an instruction touches when it is carried out, all blocks of it together.
#[derive(Debug, Default)]
pub(crate) struct Touched<'c> {
    /// A new value.
    pub makes: Option<Extent>,
    /// The rows of each of the values that it consists of, where it is several.
    pub parts: &'c [u32],
    /// Values that are changed in place.
    pub changes: [Option<Extent>; 2],
    /// Values that are read, each as a whole.
    pub reads: [Option<Extent>; 3],
    /// Single rows that are read; [`NO_ROW`] stands for none.
    pub rows_read: &'c [u32],
    /// Further values that are read, each of as many rows as the instruction.
    pub settings: &'c [Slot],
}

/// How the rows of an instruction are taken.
#[derive(Clone, Copy)]
pub(crate) enum Taken {
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

pub(super) const TO: u8 = 1;
pub(super) const A: u8 = 2;
pub(super) const B: u8 = 4;
pub(super) const C: u8 = 8;

/// What an instruction touches.
pub(crate) fn touched<'c>(
    code: &'c Code,
    i: &Instruction,
    taken: Taken,
) -> Result<Touched<'c>, Reason> {
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
        Opcode::Share(supply) => {
            t.makes = makes;
            t.reads = [long(i.a, A), long(i.b, B), None];
            if supply {
                t.reads[2] = long(i.c, C);
            }
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
        Opcode::Pick => {
            let picks = of(&code.picks, i.table)?;
            table(picks.base.len() == i.rows as usize)?;
            t.makes = makes;
            t.reads = [Some((i.a, picks.source_rows)), long(i.b, B), None];
        }
        Opcode::Lever => {
            let lever = of(&code.levers, i.table)?;
            (t.makes, t.settings) = (makes, &lever.settings);
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
            let clock = of(&code.clock_tables, i.table)?;
            let rows = clock.parts.iter().map(|rows| u64::from(*rows)).sum::<u64>();
            table(rows == u64::from(i.rows))?;
            table(clock.values.len() == code.points.saturating_mul(i.rows as usize))?;
            (t.makes, t.parts) = (makes, &clock.parts);
        }
        Opcode::Chance(_) => {
            let site = of(&code.chances, i.table)?;
            table(site.keys.len() == i.rows as usize)?;
            table([1, i.rows].contains(&site.rows_a) && [1, i.rows].contains(&site.rows_b))?;
            t.makes = makes;
            t.reads = [Some((i.a, site.rows_a)), Some((i.b, site.rows_b)), None];
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
        Opcode::Copy | Opcode::Since => (t.makes, t.reads[0]) = (makes, long(i.a, A)),
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
pub(super) fn operands(t: &Touched) -> u8 {
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
pub(super) fn row_by_row(opcode: Opcode) -> bool {
    matches!(
        opcode,
        Opcode::Unary(_)
            | Opcode::Binary(..)
            | Opcode::Fused(..)
            | Opcode::Select(_)
            | Opcode::Share(_)
            | Opcode::Check
    )
}
