//! How a tile begins: constants, drawn parameters, what is computed once for each world, first values of states.

use std::ops::Range;

use contend_model::id::InputId;

use super::bound::Machine;
use crate::chance::Numbered;
use crate::code::StateStep;
use crate::operation;

/// Where the uncertain numbers of each world come from.
pub trait Draws {
    /// Key of all chance.
    fn seed(&self) -> u64;
    /// The number of the world at a place: with the seed the key of its chance. Where no worlds are left out it is the place.
    fn number(&self, place: u64) -> u64 {
        place
    }
    /// The value of one input in one world; the same whenever asked.
    fn value(&self, world: u64, input: InputId) -> f64;
    /// The values of one input in consecutive worlds, one for each place of `out`.
    fn fill(&self, first_world: u64, input: InputId, out: &mut [f64]) {
        for (out, world) in out.iter_mut().zip(first_world..) {
            *out = self.value(world, input);
        }
    }
}

impl Machine<'_> {
    /// Sets the tile to the start of the run.
    pub(crate) fn begin(&mut self, draws: &dyn Draws, worlds: Range<u64>) {
        self.clear(draws, &worlds);
        for index in 0..self.code.parameters.len() {
            self.draw(draws, &worlds, index);
        }
        self.set_up();
        self.start_states();
    }

    /// An empty tile at the start of the run.
    pub(super) fn clear(&mut self, draws: &dyn Draws, worlds: &Range<u64>) {
        let (code, tile) = (self.code, &mut *self.tile);
        tile.first_world = worlds.start;
        // Lanes beyond the last world draw as if they were further ones; nobody reads them.
        for (lane, world) in tile.worlds.iter_mut().zip(worlds.start..) {
            *lane = Numbered::new(draws.number(world));
        }
        tile.seed = draws.seed();
        tile.step = 0;
        tile.point = 0;
        tile.time = 0.0;
        tile.stored = 0;
        tile.rows_mut(code.fault, 1).fill(0.0);
        for (slot, values) in &code.constants {
            let rows = tile.rows_mut(*slot, values.len() as u32);
            for (row, value) in rows.chunks_exact_mut(code.lanes).zip(values) {
                row.fill(*value);
            }
        }
        for accumulator in &code.accumulators {
            tile.rows_mut(accumulator.slot, accumulator.rows)
                .fill(accumulator.start);
        }
        for event in &code.events {
            tile.rows_mut(event.count, event.rows).fill(0.0);
            tile.rows_mut(event.last, event.rows)
                .fill(f64::NEG_INFINITY);
            tile.rows_mut(event.fired, event.rows).fill(0.0);
        }
    }

    /// Draws one of the parameters.
    pub(super) fn draw(&mut self, draws: &dyn Draws, worlds: &Range<u64>, index: usize) {
        let layout = self.code.parameters[index];
        let parameter = &self.frame.parameters[layout.index];
        let rows = self.tile.rows_mut(layout.slot, layout.rows);
        for (k, row) in rows.chunks_exact_mut(self.code.lanes).enumerate() {
            match parameter.inputs[k] {
                None => row.fill(parameter.values[k]),
                Some(input) => {
                    let live = (worlds.end - worlds.start) as usize;
                    draws.fill(worlds.start, input, &mut row[..live]);
                    // Lanes beyond the last world repeat it; nobody reads them.
                    let last = row[live - 1];
                    row[live..].fill(last);
                }
            }
        }
    }

    /// Computes what is computed once for each world.
    pub(super) fn set_up(&mut self) {
        self.perform(&self.bound.setup);
    }

    /// Gives states their first values.
    pub(super) fn start_states(&mut self) {
        let (code, tile) = (self.code, &mut *self.tile);
        for s in &code.states {
            let latch = matches!(s.step, StateStep::Latch(_));
            for row in 0..s.rows {
                let from = s.start + if s.start_rows == 1 { 0 } else { row };
                let values = tile.rows(from, 1).to_vec();
                tile.rows_mut(s.slot + row, 1).copy_from_slice(&values);
                if !latch {
                    for (fault, v) in tile.rows_mut(code.fault, 1).iter_mut().zip(&values) {
                        *fault += operation::fault_mark(*v);
                    }
                }
            }
        }
    }
}
