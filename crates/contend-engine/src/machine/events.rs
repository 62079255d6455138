//! Events in all planes: whether they happen in a step, and what they do. What is done in one is [`crate::kernel`]'s.

use super::bound::Machine;
use super::kin::{EVERYWHERE, planes_of};
use crate::chance::{self, Purpose, Stream};
use crate::code::{EffectLayout, EventLayout, Slot};
use crate::frame::EventKind;
use crate::kernel::{EffectPlaces, EventPlaces};
use crate::needed::Span;

impl<const MANY: bool> Machine<'_, MANY> {
    /// Decides an event in each plane; gives the planes whose version happens in some lane.
    pub(super) fn decide(&mut self, event: &EventLayout) -> u64 {
        let rule = &self.frame.events[event.id.index()];
        if matches!(rule.kind, EventKind::At(at) if at != self.tile.step) {
            self.tile.rows_mut(event.fired, event.rows).fill(0.0);
            self.set(event.fired, event.rows, 0);
            return 0;
        }
        let condition = event.condition.map_or(0, |c| self.mask(c));
        let versions = self.versions(condition | self.mask(event.count) | self.mask(event.last));
        let mut any = 0;
        for plane in planes_of(versions) {
            let places = EventPlaces {
                rows: event.rows,
                condition: event.condition.map(|c| self.seen(c, plane)),
                count: self.seen(event.count, plane),
                last: self.seen(event.last, plane),
                fired: self.in_plane(event.fired, plane),
            };
            if self.decide_at(event, places) {
                any |= 1 << plane;
            }
        }
        let mask = self.differing(event.fired, event.rows, versions);
        self.set(event.fired, event.rows, mask);
        any & (mask | 1)
    }

    /// Whether it is an outcome of another event.
    pub(super) fn is_outcome(&self, event: &EventLayout) -> bool {
        self.frame.events[event.id.index()].kind == EventKind::Outcome
    }

    /// Shares what happens out among the outcomes of an event, in each plane; says of each outcome in which it comes to pass.
    pub(super) fn choose(
        &mut self,
        event: &EventLayout,
        outcomes: &[EventLayout],
        happening: &mut [u64],
    ) {
        let weights = outcomes.iter().filter_map(|o| o.condition);
        let differing = weights.fold(self.mask(event.fired), |all, w| all | self.mask(w));
        let versions = self.versions(differing);
        happening.fill(0);
        for plane in planes_of(versions) {
            self.choose_in(plane, event, outcomes, happening);
        }
        for (outcome, happens) in outcomes.iter().zip(happening) {
            let mask = self.differing(outcome.fired, outcome.rows, versions);
            self.set(outcome.fired, outcome.rows, mask);
            *happens &= mask | 1;
        }
    }

    /// Each outcome takes of what those before it have left a binomial number, with the probability that its weight has among
    /// those that are left. Where weights say nothing, none comes to pass, and the lane is marked.
    ///
    /// So each outcome has a draw of its own: where a profile changes one weight a little, the others meet the same luck.
    fn choose_in(
        &mut self,
        plane: usize,
        event: &EventLayout,
        outcomes: &[EventLayout],
        happening: &mut [u64],
    ) {
        let (step, seed) = (self.tile.step, self.tile.seed);
        let fault = self.in_plane(self.code.fault, plane);
        let fired = self.seen(event.fired, plane);
        let weight_at = |o: &EventLayout| o.condition.map_or(fault, |c| self.seen(c, plane));
        let weights_at: Vec<Slot> = outcomes.iter().map(weight_at).collect();
        let fired_at = |o: &EventLayout| self.in_plane(o.fired, plane);
        let outcomes_at: Vec<Slot> = outcomes.iter().map(fired_at).collect();
        let tile = &mut *self.tile;
        for slot in &outcomes_at {
            tile.rows_mut(*slot, event.rows).fill(0.0);
        }
        let mut weights = vec![0.0; outcomes.len()];
        for row in 0..event.rows {
            for lane in 0..tile.lanes() {
                let mut left = tile.rows(fired + row, 1)[lane];
                if left == 0.0 {
                    continue;
                }
                for (weight, slot) in weights.iter_mut().zip(&weights_at) {
                    *weight = tile.rows(slot + row, 1)[lane];
                }
                if wrong_weights(&weights).is_some() {
                    tile.rows_mut(fault, 1)[lane] = f64::NAN;
                    continue;
                }
                for (k, outcome) in outcomes.iter().enumerate() {
                    if left == 0.0 {
                        break;
                    }
                    let among = sum(&weights[k..]);
                    let stream = Stream {
                        seed,
                        purpose: Purpose::Run,
                        key: self.frame.events[outcome.id.index()].keys[row as usize],
                        step,
                    };
                    let drawn = stream.row().unit_of(tile.worlds[lane]);
                    let times = chance::binomial(drawn, left, weights[k] / among);
                    tile.rows_mut(outcomes_at[k] + row, 1)[lane] = times;
                    happening[k] |= u64::from(times != 0.0) << plane;
                    left -= times;
                }
            }
        }
    }

    /// Counts an event as often as it happens and applies its effects, as often where they add. Not before all that lasts has
    /// moved on: the later stages of a step are to know what happened before it.
    pub(super) fn strike(
        &mut self,
        event: &EventLayout,
        happens: u64,
        span: Option<&Span>,
        k: usize,
    ) {
        let counted = span.map_or(EVERYWHERE, |span| span.events[k].counted);
        self.needing(counted, |m| m.count(event, happens));
        for effect in &event.effects {
            let state = self.code.states.iter().position(|s| s.slot == effect.state);
            let rows = state.map_or(1, |s| self.code.states[s].rows);
            let need = match (span, state) {
                (Some(span), Some(state)) => span.states[state],
                _ => EVERYWHERE,
            };
            self.needing(need, |m| m.affect(event, effect, rows, happens));
        }
    }

    /// Applies an effect where its event happens, to a state of so many rows.
    fn affect(&mut self, event: &EventLayout, effect: &EffectLayout, rows: u32, happens: u64) {
        let fired = self.mask(event.fired);
        let versions = self.versions(fired | self.mask(effect.amount) | self.mask(effect.state));
        self.part(effect.state, rows, versions);
        for plane in planes_of(versions) {
            if happens >> self.version(fired, plane) & 1 != 0 {
                let places = EffectPlaces {
                    fired: self.seen(event.fired, plane),
                    amount: self.seen(effect.amount, plane),
                    state: self.in_plane(effect.state, plane),
                };
                self.apply_at(effect, places);
            }
        }
        let mask = self.differing(effect.state, rows, versions);
        self.set(effect.state, rows, mask);
    }

    fn count(&mut self, event: &EventLayout, happens: u64) {
        let fired = self.mask(event.fired);
        let lasting = [event.count, event.last];
        let versions = self.versions(fired | self.mask(event.count) | self.mask(event.last));
        for slot in lasting {
            self.part(slot, event.rows, versions);
        }
        for plane in planes_of(versions) {
            if happens >> self.version(fired, plane) & 1 != 0 {
                self.count_at(EventPlaces {
                    rows: event.rows,
                    condition: None,
                    count: self.in_plane(event.count, plane),
                    last: self.in_plane(event.last, plane),
                    fired: self.seen(event.fired, plane),
                });
            }
        }
        for slot in lasting {
            let mask = self.differing(slot, event.rows, versions);
            self.set(slot, event.rows, mask);
        }
    }
}

/// The sum from the last on, so that the sum of one alone is that one, and no part is more than the whole.
fn sum(weights: &[f64]) -> f64 {
    weights.iter().rev().fold(0.0, |sum, w| sum + w)
}

/// What is wrong with the weights of an event that happens: which of them, and what it is. Where each is a weight and their
/// sum is none, the first, with the sum.
pub(crate) fn wrong_weights(weights: &[f64]) -> Option<(usize, f64)> {
    let is_weight = |w: f64| (0.0..f64::INFINITY).contains(&w);
    let mut each = weights.iter().copied().enumerate();
    let all = sum(weights);
    each.find(|(_, w)| !is_weight(*w))
        .or_else(|| (all == 0.0 || !is_weight(all)).then_some((0, all)))
}
