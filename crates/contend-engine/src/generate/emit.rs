//! The instruction of one node.

use contend_model::expression::EventReading;
use contend_model::id::{EventId, QuantityId};

use super::fuse::Pair;
use super::generator::Generator;
use crate::code::{
    ChanceSite, Instruction, LeverLayout, Opcode, ParameterLayout, Picks, Segments, Slot,
};
use crate::defect::Defect;
use crate::graph::{NO_ROW, NodeId, Op};
use crate::matrix::Matrix;

/// Adds to a table and gives the place there.
fn add<T>(table: &mut Vec<T>, entry: T) -> u32 {
    table.push(entry);
    table.len() as u32 - 1
}

impl Generator<'_> {
    /// Where an operand stands, and its rows.
    fn operand(&self, id: NodeId) -> Result<(Slot, u32), Defect> {
        Ok((self.places.slot(id)?, self.graph.rows(id)))
    }

    /// Where operands stand, and which of them have one row for all rows of the result.
    fn operands<const N: usize>(
        &self,
        rows: u32,
        of: [NodeId; N],
    ) -> Result<([Slot; N], [bool; N]), Defect> {
        let (mut slots, mut single) = ([0; N], [false; N]);
        for (k, id) in of.into_iter().enumerate() {
            let (slot, n) = self.operand(id)?;
            slots[k] = slot;
            single[k] = n == 1 && rows > 1;
        }
        Ok((slots, single))
    }

    pub(super) fn fused_instruction(
        &mut self,
        to: Slot,
        rows: u32,
        pair: &Pair,
    ) -> Result<Instruction, Defect> {
        let (from, single) = self.operands(rows, [pair.a, pair.b, pair.c])?;
        let opcode = Opcode::Fused(pair.inner, pair.outer, single);
        Ok(Instruction::new(opcode, to, &from, rows, 0))
    }

    pub(super) fn node_instruction(
        &mut self,
        id: NodeId,
        to: Slot,
        rows: u32,
    ) -> Result<Instruction, Defect> {
        let plain = |opcode, from: &[Slot]| Ok(Instruction::new(opcode, to, from, rows, 0));
        match &self.graph.node(id).op {
            Op::Unary(op, a) => plain(Opcode::Unary(*op), &[self.places.slot(*a)?]),
            Op::Binary(op, a, b) => {
                let (from, single) = self.operands(rows, [*a, *b])?;
                plain(Opcode::Binary(*op, single), &from)
            }
            Op::Select(c, a, b) => {
                let (from, single) = self.operands(rows, [*c, *a, *b])?;
                plain(Opcode::Select(single), &from)
            }
            Op::Share {
                left,
                supply,
                needed,
            } => {
                let from = [Some(left), Some(needed), supply.as_ref()].into_iter();
                let from: Result<Vec<Slot>, Defect> =
                    from.flatten().map(|o| self.places.slot(*o)).collect();
                plain(Opcode::Share(supply.is_some()), &from?)
            }
            Op::Lookup(table, x) => {
                let from = [self.places.slot(*x)?];
                Ok(Instruction::new(Opcode::Lookup, to, &from, rows, table.0))
            }
            Op::Lag {
                store,
                time,
                initial,
            } => {
                let from = [self.places.slot(*time)?, self.places.slot(*initial)?];
                Ok(Instruction::new(Opcode::Lag, to, &from, rows, *store))
            }
            Op::Happened(event, reading) => {
                let event = &self.code.events[self.event(*event)? as usize];
                match reading {
                    EventReading::Count => plain(Opcode::Copy, &[event.count]),
                    EventReading::Since => plain(Opcode::Since, &[event.last]),
                }
            }
            Op::Gather(..) | Op::Collect(_) => {
                let rows_from = self.listed_rows(id)?;
                Ok(self.copy_rows(to, rows_from))
            }
            Op::Reduce { .. }
            | Op::Along { .. }
            | Op::Pick { .. }
            | Op::Lever { .. }
            | Op::Product { .. }
            | Op::Chance { .. } => self.tabled_instruction(id, to, rows),
            Op::Constant(_)
            | Op::Parameter(_)
            | Op::State(_)
            | Op::Time
            | Op::Year
            | Op::StepStart
            | Op::Series(_)
            | Op::Summary(_) => Err(Defect::lost("how a value is computed")),
        }
    }

    /// Operations on whole arrays: what they do with which rows stands in a table.
    fn tabled_instruction(
        &mut self,
        id: NodeId,
        to: Slot,
        rows: u32,
    ) -> Result<Instruction, Defect> {
        match &self.graph.node(id).op {
            Op::Reduce {
                op,
                of,
                rows: list,
                offsets,
                positions,
            } => {
                let (slot, source_rows) = self.operand(*of)?;
                let segments = Segments {
                    source_rows,
                    rows: list.clone(),
                    offsets: offsets.clone(),
                    positions: positions.clone(),
                };
                let table = add(&mut self.code.segments, segments);
                let opcode = Opcode::Reduce(*op);
                Ok(Instruction::new(opcode, to, &[slot], rows, table))
            }
            Op::Along {
                op,
                of,
                rows: list,
                offsets,
            } => {
                let (slot, source_rows) = self.operand(*of)?;
                let segments = Segments {
                    source_rows,
                    rows: list.clone(),
                    offsets: offsets.clone(),
                    positions: Vec::new().into(),
                };
                let table = add(&mut self.code.segments, segments);
                let opcode = Opcode::Along(*op);
                Ok(Instruction::new(opcode, to, &[slot], rows, table))
            }
            Op::Pick {
                of,
                index,
                base,
                steps,
            } => {
                let (slot, source_rows) = self.operand(*of)?;
                let index = self.places.slot(*index)?;
                let picks = Picks {
                    source_rows,
                    base: base.clone(),
                    steps: steps.clone(),
                };
                let table = add(&mut self.code.picks, picks);
                let from = [slot, index];
                Ok(Instruction::new(Opcode::Pick, to, &from, rows, table))
            }
            Op::Lever {
                lever, settings, ..
            } => {
                let known = (self.lowered.levers.get(*lever as usize))
                    .ok_or(Defect::lost("when a lever is set"))?;
                let places: Result<Vec<Slot>, Defect> =
                    settings.iter().map(|s| self.places.slot(*s)).collect();
                let layout = LeverLayout {
                    lever: *lever,
                    settings: places?,
                    schedules: known.schedules.clone(),
                };
                let table = add(&mut self.code.levers, layout);
                Ok(Instruction::new(Opcode::Lever, to, &[], rows, table))
            }
            Op::Product {
                matrix,
                columns,
                of,
            } => {
                let slot = self.places.slot(*of)?;
                let matrix = Matrix::new(&matrix.0, *columns as usize);
                let table = add(&mut self.code.matrices, matrix);
                Ok(Instruction::new(Opcode::Product, to, &[slot], rows, table))
            }
            Op::Chance {
                law,
                keys,
                a,
                b,
                start,
            } => {
                let ((a, rows_a), (b, rows_b)) = (self.operand(*a)?, self.operand(*b)?);
                let site = ChanceSite {
                    keys: keys.clone(),
                    rows_a,
                    rows_b,
                    start: *start,
                };
                let table = add(&mut self.code.chances, site);
                let opcode = Opcode::Chance(*law);
                Ok(Instruction::new(opcode, to, &[a, b], rows, table))
            }
            _ => Err(Defect::lost("how an array is computed")),
        }
    }

    /// For each row of a node that moves rows about, the row of the arena that it takes.
    fn listed_rows(&self, id: NodeId) -> Result<Vec<u32>, Defect> {
        let of_one = |slot: Slot, n: u32, row: u32| match row {
            NO_ROW => NO_ROW,
            _ if n == 1 => slot,
            row => slot + row,
        };
        match &self.graph.node(id).op {
            Op::Gather(of, list) => {
                let (slot, n) = self.operand(*of)?;
                Ok(list.iter().map(|row| of_one(slot, n, *row)).collect())
            }
            Op::Collect(parts) => {
                let row = |(node, row): &(NodeId, u32)| {
                    let (slot, n) = self.operand(*node)?;
                    Ok(of_one(slot, n, *row))
                };
                parts.iter().map(row).collect()
            }
            _ => Err(Defect::lost("which rows are moved")),
        }
    }

    /// Copies rows of the arena.
    pub(super) fn copy_rows(&mut self, to: Slot, list: Vec<u32>) -> Instruction {
        let rows = list.len() as u32;
        let table = add(&mut self.code.copies, list);
        Instruction::new(Opcode::CopyRows, to, &[], rows, table)
    }

    /// An event's place in the code.
    fn event(&self, id: EventId) -> Result<u32, Defect> {
        let place = self.code.events.iter().position(|e| e.id == id);
        place
            .map(|place| place as u32)
            .ok_or(Defect::lost("an event"))
    }

    /// A drawn parameter is filled in before anything is computed.
    pub(super) fn place_parameter(
        &mut self,
        quantity: QuantityId,
        slot: Slot,
        rows: u32,
    ) -> Result<(), Defect> {
        let mut drawn = self.frame.parameters.iter();
        let index = drawn.position(|p| p.quantity == quantity);
        let index = index.ok_or(Defect::lost("a drawn parameter"))?;
        self.code
            .parameters
            .push(ParameterLayout { slot, rows, index });
        Ok(())
    }
}
