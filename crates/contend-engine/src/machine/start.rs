//! How a tile begins: constants, drawn parameters, what is computed once for each world, first values of states.

use std::ops::Range;

use contend_model::id::InputId;

use super::bound::Machine;
use super::kin::{EVERYWHERE, planes_of};
use super::settled::Settled;
use crate::chance::Numbered;
use crate::code::{Code, HistoryLayout, ParameterLayout, StateLayout, StateStep};
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

/// What lasts of a tile of worlds before a step: what the run from there on needs.
#[derive(Debug)]
pub(crate) struct Standing {
    pub step: u32,
    /// The first rows of the arena.
    rows: Vec<f64>,
    /// Histories.
    stores: Vec<Vec<f64>>,
}

impl Standing {
    /// Whether it can be of that code.
    pub(crate) fn fits(&self, code: &Code) -> bool {
        let kept = |h: &HistoryLayout| h.depth as usize * h.rows as usize * code.lanes;
        self.rows.len() == code.lasting as usize * code.lanes
            && (self.stores.iter().map(Vec::len)).eq(code.histories.iter().map(kept))
    }
}

impl<const MANY: bool> Machine<'_, MANY> {
    /// Sets the tile to the start of the run.
    pub(crate) fn begin(&mut self, draws: &dyn Draws, worlds: Range<u64>) {
        self.clear(draws, &worlds);
        for index in 0..self.code.parameters.len() {
            self.draw(draws, &worlds, index);
        }
        match self.needed {
            Some(needed) => self.perform_needed(&needed.setup),
            None => self.perform(&self.bound.setup),
        }
        self.start_states();
    }

    /// Sets the tile to a step that it has been taken to before, in one plane: all planes have what lasts in common.
    pub(crate) fn resume(&mut self, draws: &dyn Draws, worlds: &Range<u64>, standing: &Standing) {
        self.place(draws, worlds);
        let (code, tile) = (self.code, &mut *self.tile);
        tile.step = standing.step;
        tile.stored = standing.step;
        tile.rows_mut(0, code.lasting)
            .copy_from_slice(&standing.rows);
        for (store, kept) in tile.stores.iter_mut().zip(&standing.stores) {
            store.copy_from_slice(kept);
        }
    }

    /// What lasts, in the first plane: what the tile can be [resumed](Machine::resume) from.
    pub(crate) fn standing(&self) -> Standing {
        let histories = self.code.histories.len();
        Standing {
            step: self.tile.step,
            rows: self.tile.rows(0, self.code.lasting).to_vec(),
            stores: self.tile.stores[..histories].to_vec(),
        }
    }

    /// A tile of these worlds in which no plane has anything of its own, and nothing has gone wrong.
    fn place(&mut self, draws: &dyn Draws, worlds: &Range<u64>) {
        let planes = self.planes() as u32;
        let (code, tile) = (self.code, &mut *self.tile);
        tile.first_world = worlds.start;
        // Lanes beyond the last world draw as if they were further ones; nobody reads them.
        for (lane, world) in tile.worlds.iter_mut().zip(worlds.start..) {
            *lane = Numbered::new(draws.number(world));
        }
        tile.seed = draws.seed();
        tile.masks.fill(0);
        tile.kept.fill(0);
        for plane in 0..planes {
            let fault = code.fault + plane * code.arena_rows;
            tile.rows_mut(fault, 1).fill(0.0);
        }
    }

    /// An empty tile at the start of the run.
    fn clear(&mut self, draws: &dyn Draws, worlds: &Range<u64>) {
        self.place(draws, worlds);
        let (code, tile) = (self.code, &mut *self.tile);
        tile.step = 0;
        tile.point = 0;
        tile.time = 0.0;
        tile.stored = 0;
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
    fn draw(&mut self, draws: &dyn Draws, worlds: &Range<u64>, index: usize) {
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
        let pinned = |s: &Settled| s.pins.iter().any(|pin| pin.parameter == layout.index);
        if self.settled.iter().any(pinned) {
            self.pin(layout);
        }
    }

    /// Gives each plane its pinned numbers of a parameter that has been drawn.
    fn pin(&mut self, layout: ParameterLayout) {
        let (slot, rows) = (layout.slot, layout.rows);
        let planes = 0..self.planes();
        for plane in planes.clone().skip(1) {
            self.tile.copy(self.in_plane(slot, plane), slot, rows);
        }
        for (plane, settled) in planes.clone().zip(self.settled) {
            for pin in (settled.pins.iter()).filter(|pin| pin.parameter == layout.index) {
                let row = self.in_plane(slot + pin.row as u32, plane);
                self.tile.rows_mut(row, 1).fill(pin.value);
            }
        }
        let mask = self.differing(slot, rows, planes.fold(0, |all, plane| all | 1 << plane));
        self.set(slot, rows, mask);
    }

    /// Gives states their first values.
    fn start_states(&mut self) {
        let code = self.code;
        for (k, s) in code.states.iter().enumerate() {
            let need = self.needed.map_or(EVERYWHERE, |needed| needed.starts[k]);
            self.needing(need, |m| m.start_state(s));
        }
    }

    fn start_state(&mut self, s: &StateLayout) {
        let code = self.code;
        let latch = matches!(s.step, StateStep::Latch(_));
        let versions = self.versions(self.mask(s.start));
        for plane in planes_of(versions) {
            let fault = self.in_plane(code.fault, plane);
            for row in 0..s.rows {
                let from = s.start + if s.start_rows == 1 { 0 } else { row };
                let to = self.in_plane(s.slot + row, plane);
                self.tile.copy(to, self.in_plane(from, plane), 1);
                if !latch {
                    let values = self.tile.rows(to, 1).to_vec();
                    for (mark, v) in self.tile.rows_mut(fault, 1).iter_mut().zip(values) {
                        *mark += operation::fault_mark(v);
                    }
                }
            }
        }
        self.set(s.slot, s.rows, versions & !1);
    }
}
