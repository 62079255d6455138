//! Going on where another program has come to: what a tile takes over from another tile.

use std::ops::Range;

use super::bound::Machine;
use super::start::Draws;
use crate::code::Slot;
use crate::tile::Tile;

/// Rows of one arena and their place in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowCopy {
    pub from: Slot,
    pub to: Slot,
    pub rows: u32,
}

/// What goes from a tile of one program to a tile of another.
#[derive(Debug, Default)]
pub(crate) struct Transfer {
    /// What is computed once a world, where the other program has all of it.
    pub setup: Option<Vec<RowCopy>>,
    /// Drawn parameters, in the order of the receiving code's; `None` where the other program has not drawn one.
    pub parameters: Vec<Option<Slot>>,
    /// Everything that lasts from step to step; `None` where the run starts anew.
    pub carried: Option<Carried>,
}

#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// The row of faults.
    pub fault: Slot,
    pub rows: Vec<RowCopy>,
    /// Histories: from, to.
    pub histories: Vec<(usize, usize)>,
}

impl Machine<'_> {
    /// Sets the tile to the start of a step from another program's tile there, or to the start of the run with what
    /// that tile has computed once for each world.
    pub(crate) fn resume(
        &mut self,
        draws: &dyn Draws,
        worlds: Range<u64>,
        from: &Tile,
        transfer: &Transfer,
    ) {
        self.clear(draws, &worlds);
        match &transfer.setup {
            Some(rows) => receive(self.tile, from, rows),
            None => {
                for (index, place) in transfer.parameters.iter().enumerate() {
                    match place {
                        Some(place) => {
                            let layout = self.code.parameters[index];
                            let given = [RowCopy {
                                from: *place,
                                to: layout.slot,
                                rows: layout.rows,
                            }];
                            receive(self.tile, from, &given);
                        }
                        None => self.draw(draws, &worlds, index),
                    }
                }
                self.set_up();
            }
        }
        let Some(carried) = &transfer.carried else {
            self.start_states();
            return;
        };
        receive(self.tile, from, &carried.rows);
        let marks = from.rows(carried.fault, 1);
        for (fault, mark) in (self.tile.rows_mut(self.code.fault, 1).iter_mut()).zip(marks) {
            *fault += mark;
        }
        for (a, b) in &carried.histories {
            self.tile.stores[*b].copy_from_slice(&from.stores[*a]);
        }
        self.tile.stored = from.stored;
    }
}

/// Copies rows from another tile of as many lanes.
fn receive(tile: &mut Tile, from: &Tile, list: &[RowCopy]) {
    for r in list {
        tile.rows_mut(r.to, r.rows)
            .copy_from_slice(from.rows(r.from, r.rows));
    }
}
