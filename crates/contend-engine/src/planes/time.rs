//! The loop over time with all planes abreast: as [`crate::machine`] does it for one.

use std::ops::Range;

use super::carry::Abreast;
use super::kin::planes_of;
use crate::code::{EventLayout, Integration, StateStep};
use crate::machine::{Draws, EventPlaces, in_window};
use crate::operation;

/// What the loop over time tells its caller.
pub(super) enum Seen<'e> {
    /// All values of a grid point stand.
    Instant,
    /// An event happens in some lanes of some planes.
    Event(&'e EventLayout),
}

impl Abreast<'_> {
    /// Sets the tile to the start of the run.
    pub(super) fn begin(&mut self, draws: &dyn Draws, worlds: &Range<u64>) {
        self.masks.fill(0);
        self.kept.fill(0);
        self.machine.clear(draws, worlds);
        for index in 0..self.machine.code.parameters.len() {
            self.machine.draw(draws, worlds, index);
        }
        for plane in 1..self.kin.planes() {
            let fault = self.in_plane(self.machine.code.fault, plane);
            self.machine.tile.rows_mut(fault, 1).fill(0.0);
        }
        let bound = self.machine.bound;
        self.perform(&bound.setup);
        self.start_states();
    }

    /// Gives states their first values.
    fn start_states(&mut self) {
        let code = self.machine.code;
        for s in &code.states {
            let latch = matches!(s.step, StateStep::Latch(_));
            let versions = self.masks[s.start as usize];
            for plane in planes_of(versions | 1) {
                let fault = self.in_plane(code.fault, plane);
                for row in 0..s.rows {
                    let from = s.start + if s.start_rows == 1 { 0 } else { row };
                    let (to, from) = (
                        self.in_plane(s.slot + row, plane),
                        self.in_plane(from, plane),
                    );
                    self.machine.tile.copy(to, from, 1);
                    if !latch {
                        let values = self.machine.tile.rows(to, 1).to_vec();
                        let marks = self.machine.tile.rows_mut(fault, 1);
                        for (mark, v) in marks.iter_mut().zip(values) {
                            *mark += operation::fault_mark(v);
                        }
                    }
                }
            }
            self.set(s.slot, s.rows, versions);
        }
    }

    /// Takes the tile from the start of the run to its end.
    pub(super) fn advance(&mut self, mut seen: impl FnMut(&Abreast, Seen)) {
        let (code, clock) = (self.machine.code, &self.machine.frame.clock);
        let bound = self.machine.bound;
        let mut happening = vec![0u64; code.events.len()];
        for step in 0..=clock.steps {
            self.machine.set_clock(step);
            self.perform(&bound.observe);
            for (accumulator, call) in code.accumulators.iter().zip(&bound.accumulators) {
                if (accumulator.window.0..=accumulator.window.1).contains(&step) {
                    self.execute(*call);
                }
            }
            seen(self, Seen::Instant);
            if step == clock.steps {
                return;
            }
            for (event, happens) in code.events.iter().zip(&mut happening) {
                *happens = self.decide(event);
                if *happens != 0 {
                    seen(self, Seen::Event(event));
                }
            }
            self.store_histories();
            if code.runge_kutta {
                self.runge_kutta(step);
            } else {
                self.euler(step);
            }
            for (event, happens) in code.events.iter().zip(&happening) {
                if *happens != 0 {
                    self.strike(event, *happens);
                }
            }
            self.settle();
        }
    }

    fn euler(&mut self, step: u32) {
        for state in &self.machine.bound.states {
            let StateStep::Integral {
                window,
                integration: Integration::Euler { keep, advance },
                ..
            } = state
            else {
                continue;
            };
            if let Some(keep) = keep {
                self.execute(*keep);
            }
            if in_window(*window, step) {
                self.execute(*advance);
            }
        }
    }

    fn runge_kutta(&mut self, step: u32) {
        let (bound, clock) = (self.machine.bound, &self.machine.frame.clock);
        let dt = clock.dt;
        let integrals = || {
            bound.states.iter().filter_map(|state| match state {
                StateStep::Integral {
                    window,
                    integration: Integration::RungeKutta(calls),
                    ..
                } => Some((in_window(*window, step), calls)),
                _ => None,
            })
        };
        for (_, calls) in integrals() {
            self.execute(calls.keep);
            self.execute(calls.begin_total);
        }
        let stages = [(1, dt / 2.0, 2.0), (1, dt / 2.0, 2.0), (2, dt, 1.0)];
        for (stage, (point, shift, weight)) in stages.into_iter().enumerate() {
            self.machine.tile.factor = shift;
            for (moves, calls) in integrals() {
                if moves {
                    let first = stage == 0;
                    self.execute(if first {
                        calls.first_shift
                    } else {
                        calls.shift
                    });
                }
            }
            self.machine.tile.point = 3 * step as usize + point;
            self.machine.tile.time = clock.time_of_step(step) + shift;
            self.perform(&bound.stage);
            self.machine.tile.factor = weight;
            for (_, calls) in integrals() {
                self.execute(calls.add_total);
            }
        }
        self.machine.tile.factor = dt / 6.0;
        for (moves, calls) in integrals() {
            if moves {
                self.execute(calls.last_shift);
            }
        }
        self.machine.set_clock(step);
    }

    fn settle(&mut self) {
        for state in &self.machine.bound.states {
            match state {
                StateStep::Latch(call)
                | StateStep::Integral {
                    settle: Some(call), ..
                } => self.execute(*call),
                StateStep::Integral { settle: None, .. } => {}
            }
        }
    }

    /// A plane keeps a history of its own from the step on in which what it keeps first differs from its parent's.
    fn store_histories(&mut self) {
        let code = self.machine.code;
        let all = code.histories.len();
        for (index, history) in code.histories.iter().enumerate() {
            let (before, now) = (self.kept[index], self.masks[history.source as usize]);
            for plane in planes_of(now & !before) {
                let from = self.kin.version(before, plane) * all + index;
                let own = self.machine.tile.stores[from].clone();
                self.machine.tile.stores[plane * all + index] = own;
            }
            self.kept[index] = before | now;
            let size = history.rows as usize * code.lanes;
            let at = self.machine.tile.stored as usize % history.depth as usize * size;
            for plane in planes_of(self.kept[index] | 1) {
                let source = self.seen(history.source, plane);
                let tile = &mut *self.machine.tile;
                let mut store = std::mem::take(&mut tile.stores[plane * all + index]);
                store[at..at + size].copy_from_slice(tile.rows(source, history.rows));
                tile.stores[plane * all + index] = store;
            }
        }
        self.machine.tile.stored += 1;
    }

    /// Decides an event in each plane; gives the planes whose version happens in some lane.
    fn decide(&mut self, event: &EventLayout) -> u64 {
        if self.machine.is_out_of_time(event) {
            self.machine
                .tile
                .rows_mut(event.fired, event.rows)
                .fill(0.0);
            self.set(event.fired, event.rows, 0);
            return 0;
        }
        let of = |this: &Self, slot: u32| this.masks[slot as usize];
        let condition = event.condition.map_or(0, |c| of(self, c));
        let versions = condition | of(self, event.count) | of(self, event.last);
        let mut any = 0;
        for plane in planes_of(versions | 1) {
            let places = EventPlaces {
                condition: event.condition.map(|c| self.seen(c, plane)),
                count: self.seen(event.count, plane),
                last: self.seen(event.last, plane),
                fired: self.in_plane(event.fired, plane),
            };
            if self.machine.decide_at(event, places) {
                any |= 1 << plane;
            }
        }
        let mask = self.differing(event.fired, event.rows, versions);
        self.set(event.fired, event.rows, mask);
        any & (mask | 1)
    }

    /// Counts an event and applies its effects in the planes in which it happens.
    fn strike(&mut self, event: &EventLayout, happens: u64) {
        let fired = self.masks[event.fired as usize];
        let code = self.machine.code;
        for slot in [event.count, event.last] {
            self.part(slot, event.rows, fired);
        }
        let versions = self.masks[event.count as usize] | self.masks[event.last as usize];
        for slot in [event.count, event.last] {
            self.part(slot, event.rows, versions);
        }
        for plane in planes_of(versions | 1) {
            if happens >> self.kin.version(fired, plane) & 1 != 0 {
                let places = EventPlaces {
                    condition: None,
                    count: self.in_plane(event.count, plane),
                    last: self.in_plane(event.last, plane),
                    fired: self.seen(event.fired, plane),
                };
                self.machine.count(event.rows, places);
            }
        }
        for slot in [event.count, event.last] {
            let mask = self.differing(slot, event.rows, versions);
            self.set(slot, event.rows, mask);
        }
        for effect in &event.effects {
            let state = code.states.iter().find(|s| s.slot == effect.state);
            let rows = state.map_or(1, |s| s.rows);
            let amount = self.masks[effect.amount as usize];
            let versions = fired | amount | self.masks[effect.state as usize];
            self.part(effect.state, rows, versions);
            for plane in planes_of(versions | 1) {
                if happens >> self.kin.version(fired, plane) & 1 != 0 {
                    let (fired, amount) = (
                        self.seen(event.fired, plane),
                        self.seen(effect.amount, plane),
                    );
                    let state = self.in_plane(effect.state, plane);
                    self.machine.apply(effect, fired, amount, state);
                }
            }
            let mask = self.differing(effect.state, rows, versions);
            self.set(effect.state, rows, mask);
        }
    }
}
