//! The loop over time: everything is computed at a grid point, then what lasts moves on to the next.

use super::bound::Machine;
use super::kin::{EVERYWHERE, planes_of};
use crate::code::{EventLayout, Integration, StateStep};
use crate::needed::{Span, in_window};

/// What the loop over time tells its caller.
pub(crate) enum Seen<'e> {
    /// All values of a grid point stand.
    Instant,
    /// An event happens in some lanes of some planes.
    Event(&'e EventLayout),
}

impl<const MANY: bool> Machine<'_, MANY> {
    /// Takes the tile from where it stands to the last grid point of the run, or until it comes to an earlier one, of which
    /// nothing is computed. `seen` is told of each instant and each event.
    pub(crate) fn advance(&mut self, until: Option<u32>, mut seen: impl FnMut(&Self, Seen)) {
        let (code, clock) = (self.code, &self.frame.clock);
        let mut happening = vec![0; code.events.len()];
        for step in self.tile.step..=clock.steps {
            self.set_clock(step);
            if until == Some(step) {
                return;
            }
            let span = self.needed.map(|needed| needed.at(step));
            match span {
                Some(span) => self.perform_needed(&span.observe),
                None => self.perform(&self.bound.observe),
            }
            for (k, (at, pieces)) in self.bound.dated.iter().enumerate() {
                if *at == step {
                    match self.needed {
                        Some(needed) => self.perform_needed(&needed.dated[k]),
                        None => self.perform(pieces),
                    }
                }
            }
            for (k, call) in self.bound.accumulators.iter().enumerate() {
                let window = code.accumulators[k].window;
                if (window.0..=window.1).contains(&step) {
                    let need = span.map_or(EVERYWHERE, |span| span.accumulators[k]);
                    self.needing(need, |m| m.execute(*call));
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
                    let (decided, chosen) = span.map_or((EVERYWHERE, EVERYWHERE), |span| {
                        (span.events[k].decided, span.events[k].chosen)
                    });
                    happening[k] = 0;
                    self.needing(decided, |m| happening[k] = m.decide(event));
                    let happens = happening[k];
                    let (layouts, happen) =
                        (&code.events[outcomes.clone()], &mut happening[outcomes]);
                    happen.fill(0);
                    if happens != 0 && event.outcomes > 0 {
                        self.needing(chosen, |m| m.choose(event, layouts, happen));
                    }
                }
                if happening[k] != 0 {
                    seen(self, Seen::Event(event));
                }
            }
            self.store_histories(span);
            if code.runge_kutta {
                self.runge_kutta(step, span);
            } else {
                self.euler(step, span);
            }
            for (k, (event, happens)) in code.events.iter().zip(&happening).enumerate() {
                if *happens != 0 {
                    self.strike(event, *happens, span, k);
                }
            }
            self.settle(span);
        }
    }

    fn set_clock(&mut self, step: u32) {
        let points = if self.code.runge_kutta { 3 } else { 1 };
        self.tile.step = step;
        self.tile.point = points * step as usize;
        self.tile.time = self.frame.clock.time_of_step(step);
    }

    /// A plane keeps a history of its own from the step on in which what it keeps first differs from its parent's.
    fn store_histories(&mut self, span: Option<&Span>) {
        let code = self.code;
        let all = code.histories.len();
        for (index, history) in code.histories.iter().enumerate() {
            self.need = span.map_or(EVERYWHERE, |span| span.histories[index]);
            if self.need == 0 {
                continue;
            }
            let (before, now) = (self.kept(index), self.mask(history.source));
            let versions = self.versions(before | now);
            for plane in planes_of(versions & !before & !1) {
                let from = self.version(before, plane) * all + index;
                let own = self.tile.stores[from].clone();
                self.tile.stores[plane * all + index] = own;
            }
            if MANY {
                self.tile.kept[index] = versions & !1;
            }
            let size = history.rows as usize * code.lanes;
            let at = self.tile.stored as usize % history.depth as usize * size;
            for plane in planes_of(versions) {
                let source = self.seen(history.source, plane);
                let mut store = std::mem::take(&mut self.tile.stores[plane * all + index]);
                store[at..at + size].copy_from_slice(self.tile.rows(source, history.rows));
                self.tile.stores[plane * all + index] = store;
            }
        }
        self.need = EVERYWHERE;
        self.tile.stored += 1;
    }

    /// All that lasts moves on by its rate at the start of the step.
    fn euler(&mut self, step: u32, span: Option<&Span>) {
        for (k, state) in self.bound.states.iter().enumerate() {
            let StateStep::Integral {
                window,
                integration: Integration::Euler { keep, advance },
                ..
            } = state
            else {
                continue;
            };
            let need = span.map_or(EVERYWHERE, |span| span.states[k]);
            self.needing(need, |m| {
                if let Some(keep) = keep {
                    m.execute(*keep);
                }
                if in_window(*window, step) {
                    m.execute(*advance);
                }
            });
        }
    }

    /// One step of the classical method: the rates at the start stand already.
    fn runge_kutta(&mut self, step: u32, span: Option<&Span>) {
        let (bound, clock) = (self.bound, &self.frame.clock);
        let dt = clock.dt;
        let integrals = || {
            let states = bound.states.iter().enumerate();
            states.filter_map(|(k, state)| match state {
                StateStep::Integral {
                    window,
                    integration: Integration::RungeKutta(calls),
                    ..
                } => {
                    let need = span.map_or(EVERYWHERE, |span| span.states[k]);
                    Some((need, in_window(*window, step), calls))
                }
                _ => None,
            })
        };
        // The present is stored, so lags of the further stages may reach it.
        for (need, _, calls) in integrals() {
            self.needing(need, |m| {
                m.execute(calls.keep);
                m.execute(calls.begin_total);
            });
        }
        // Of each further stage: which of the step's points it looks at, how far on that is, its weight in the sum.
        let stages = [(1, dt / 2.0, 2.0), (1, dt / 2.0, 2.0), (2, dt, 1.0)];
        for (stage, (point, shift, weight)) in stages.into_iter().enumerate() {
            self.tile.factor = shift;
            for (need, moves, calls) in integrals() {
                if moves {
                    let first = stage == 0;
                    let shift = if first {
                        calls.first_shift
                    } else {
                        calls.shift
                    };
                    self.needing(need, |m| m.execute(shift));
                }
            }
            self.tile.point = 3 * step as usize + point;
            self.tile.time = clock.time_of_step(step) + shift;
            match span {
                Some(span) => self.perform_needed(&span.stage),
                None => self.perform(&bound.stage),
            }
            self.tile.factor = weight;
            for (need, _, calls) in integrals() {
                self.needing(need, |m| m.execute(calls.add_total));
            }
        }
        self.tile.factor = dt / 6.0;
        for (need, moves, calls) in integrals() {
            if moves {
                self.needing(need, |m| m.execute(calls.last_shift));
            }
        }
        self.set_clock(step);
    }

    /// Computes the outcomes after the last step.
    pub(crate) fn finish(&mut self) {
        match self.needed {
            Some(needed) => self.perform_needed(&needed.finish),
            None => self.perform(&self.bound.finish),
        }
    }

    /// What remains to be done once events have struck.
    fn settle(&mut self, span: Option<&Span>) {
        for (k, state) in self.bound.states.iter().enumerate() {
            let need = span.map_or(EVERYWHERE, |span| span.states[k]);
            match state {
                StateStep::Latch(call)
                | StateStep::Integral {
                    settle: Some(call), ..
                } => self.needing(need, |m| m.execute(*call)),
                StateStep::Integral { settle: None, .. } => {}
            }
        }
    }
}
