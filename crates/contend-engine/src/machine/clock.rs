//! The loop over time: everything is computed at a grid point, then what lasts moves on to the next.

use super::bound::Machine;
use super::kin::planes_of;
use crate::code::{EventLayout, Integration, StateStep};

/// What the loop over time tells its caller.
pub(crate) enum Seen<'e> {
    /// All values of a grid point stand.
    Instant,
    /// An event happens in some lanes of some planes.
    Event(&'e EventLayout),
}

impl<const MANY: bool> Machine<'_, MANY> {
    /// Takes the tile from the start of the run to its last grid point. `seen` is told of each instant and each event.
    pub(crate) fn advance(&mut self, mut seen: impl FnMut(&Self, Seen)) {
        let (code, clock) = (self.code, &self.frame.clock);
        let mut happening = vec![0; code.events.len()];
        for step in 0..=clock.steps {
            self.set_clock(step);
            self.perform(&self.bound.observe);
            for (_, pieces) in self.bound.dated.iter().filter(|(at, _)| *at == step) {
                self.perform(pieces);
            }
            for (accumulator, call) in code.accumulators.iter().zip(&self.bound.accumulators) {
                if (accumulator.window.0..=accumulator.window.1).contains(&step) {
                    self.execute(*call);
                }
            }
            seen(self, Seen::Instant);
            if step == clock.steps {
                return;
            }
            // All events are decided before any strikes, and all that lasts moves on before that: what an event changes
            // is seen from the next instant on.
            for (k, event) in code.events.iter().enumerate() {
                // Outcomes are decided with the event before them.
                if !self.is_outcome(event) {
                    let outcomes = k + 1..k + 1 + event.outcomes;
                    happening[k] = self.decide(event);
                    if happening[k] != 0 && event.outcomes > 0 {
                        let (layouts, happen) =
                            (&code.events[outcomes.clone()], &mut happening[outcomes]);
                        self.choose(event, layouts, happen);
                    } else {
                        happening[outcomes].fill(0);
                    }
                }
                if happening[k] != 0 {
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

    fn set_clock(&mut self, step: u32) {
        let points = if self.code.runge_kutta { 3 } else { 1 };
        self.tile.step = step;
        self.tile.point = points * step as usize;
        self.tile.time = self.frame.clock.time_of_step(step);
    }

    /// A plane keeps a history of its own from the step on in which what it keeps first differs from its parent's.
    fn store_histories(&mut self) {
        let code = self.code;
        let all = code.histories.len();
        for (index, history) in code.histories.iter().enumerate() {
            let (before, now) = (self.kept(index), self.mask(history.source));
            for plane in planes_of(now & !before) {
                let from = self.version(before, plane) * all + index;
                let own = self.tile.stores[from].clone();
                self.tile.stores[plane * all + index] = own;
            }
            if MANY {
                self.tile.kept[index] = before | now;
            }
            let size = history.rows as usize * code.lanes;
            let at = self.tile.stored as usize % history.depth as usize * size;
            for plane in planes_of(before | now | 1) {
                let source = self.seen(history.source, plane);
                let mut store = std::mem::take(&mut self.tile.stores[plane * all + index]);
                store[at..at + size].copy_from_slice(self.tile.rows(source, history.rows));
                self.tile.stores[plane * all + index] = store;
            }
        }
        self.tile.stored += 1;
    }

    /// All that lasts moves on by its rate at the start of the step.
    fn euler(&mut self, step: u32) {
        for state in &self.bound.states {
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

    /// One step of the classical method: the rates at the start stand already.
    fn runge_kutta(&mut self, step: u32) {
        let (bound, clock) = (self.bound, &self.frame.clock);
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
        // The present is stored, so lags of the further stages may reach it.
        for (_, calls) in integrals() {
            self.execute(calls.keep);
            self.execute(calls.begin_total);
        }
        // Of each further stage: which of the step's points it looks at, how far on that is, its weight in the sum.
        let stages = [(1, dt / 2.0, 2.0), (1, dt / 2.0, 2.0), (2, dt, 1.0)];
        for (stage, (point, shift, weight)) in stages.into_iter().enumerate() {
            self.tile.factor = shift;
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
            self.tile.point = 3 * step as usize + point;
            self.tile.time = clock.time_of_step(step) + shift;
            self.perform(&bound.stage);
            self.tile.factor = weight;
            for (_, calls) in integrals() {
                self.execute(calls.add_total);
            }
        }
        self.tile.factor = dt / 6.0;
        for (moves, calls) in integrals() {
            if moves {
                self.execute(calls.last_shift);
            }
        }
        self.set_clock(step);
    }

    /// Computes the outcomes after the last step.
    pub(crate) fn finish(&mut self) {
        self.perform(&self.bound.finish);
    }

    /// What remains to be done once events have struck.
    fn settle(&mut self) {
        for state in &self.bound.states {
            match state {
                StateStep::Latch(call)
                | StateStep::Integral {
                    settle: Some(call), ..
                } => self.execute(*call),
                StateStep::Integral { settle: None, .. } => {}
            }
        }
    }
}

fn in_window(window: Option<(u32, u32)>, step: u32) -> bool {
    window.is_none_or(|(from, until)| from <= step && step < until)
}
