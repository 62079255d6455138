//! Events: whether they happen in a step, and what they do.

use super::bound::Machine;
use super::kin::planes_of;
use crate::chance::{Purpose, Stream};
use crate::code::{EffectLayout, EventLayout, MOST_LANES, Slot};
use crate::frame::EventKind;
use crate::graph::NO_ROW;
use crate::operation;

impl<const MANY: bool> Machine<'_, MANY> {
    /// Decides an event in each plane; gives the planes whose version happens in some lane.
    pub(super) fn decide(&mut self, event: &EventLayout) -> u64 {
        if self.is_out_of_time(event) {
            self.tile.rows_mut(event.fired, event.rows).fill(0.0);
            self.set(event.fired, event.rows, 0);
            return 0;
        }
        let condition = event.condition.map_or(0, |c| self.mask(c));
        let versions = condition | self.mask(event.count) | self.mask(event.last);
        let mut any = 0;
        for plane in planes_of(versions | 1) {
            let places = EventPlaces {
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

    /// Counts an event as often as it happens and applies its effects, as often where they add. Not before all that lasts has
    /// moved on: the later stages of a step are to know what happened before it.
    pub(super) fn strike(&mut self, event: &EventLayout, happens: u64) {
        let fired = self.mask(event.fired);
        let code = self.code;
        for slot in [event.count, event.last] {
            self.part(slot, event.rows, fired);
        }
        let versions = self.mask(event.count) | self.mask(event.last);
        for slot in [event.count, event.last] {
            self.part(slot, event.rows, versions);
        }
        for plane in planes_of(versions | 1) {
            if happens >> self.version(fired, plane) & 1 != 0 {
                let places = EventPlaces {
                    condition: None,
                    count: self.in_plane(event.count, plane),
                    last: self.in_plane(event.last, plane),
                    fired: self.seen(event.fired, plane),
                };
                self.count(event.rows, places);
            }
        }
        for slot in [event.count, event.last] {
            let mask = self.differing(slot, event.rows, versions);
            self.set(slot, event.rows, mask);
        }
        for effect in &event.effects {
            let state = code.states.iter().find(|s| s.slot == effect.state);
            let rows = state.map_or(1, |s| s.rows);
            let amount = self.mask(effect.amount);
            let versions = fired | amount | self.mask(effect.state);
            self.part(effect.state, rows, versions);
            for plane in planes_of(versions | 1) {
                if happens >> self.version(fired, plane) & 1 != 0 {
                    let (fired, amount) = (
                        self.seen(event.fired, plane),
                        self.seen(effect.amount, plane),
                    );
                    let state = self.in_plane(effect.state, plane);
                    self.apply(effect, fired, amount, state);
                }
            }
            let mask = self.differing(effect.state, rows, versions);
            self.set(effect.state, rows, mask);
        }
    }

    /// Whether an event is to come at another step.
    fn is_out_of_time(&self, event: &EventLayout) -> bool {
        let rule = &self.frame.events[event.id.index()];
        matches!(rule.kind, EventKind::At(at) if at != self.tile.step)
    }

    /// Decides for each lane how often each element of an event happens in this step; says whether any does.
    ///
    /// Where an event repeats freely, its hazard is a rate, and it may happen several times in a step: at most once
    /// would make of four a year one a year where a step is a year. With a cool-down it happens at most once.
    fn decide_at(&mut self, event: &EventLayout, places: EventPlaces) -> bool {
        let (code, tile) = (self.code, &mut *self.tile);
        let rule = &self.frame.events[event.id.index()];
        let (time, step, seed, first_world) = (tile.time, tile.step, tile.seed, tile.first_world);
        let mut any = false;
        for row in 0..event.rows {
            let stream = Stream {
                seed,
                purpose: Purpose::Run,
                key: rule.keys[row as usize],
                step,
            };
            let draws = stream.row();
            let count = tile.rows(places.count + row, 1);
            let last = tile.rows(places.last + row, 1);
            let condition = places.condition.map(|c| tile.rows(c + row, 1));
            let mut fired = [0.0; MOST_LANES];
            let fired = &mut fired[..tile.lanes()];
            let mut here = false;
            for (lane, fired) in fired.iter_mut().enumerate() {
                let condition = condition.map_or(0.0, |c| c[lane]);
                let free =
                    (rule.repeats || count[lane] == 0.0) && time - last[lane] >= rule.cooldown;
                if !free {
                    continue;
                }
                *fired = match rule.kind {
                    EventKind::At(_) => 1.0,
                    EventKind::When => operation::truth(condition != 0.0),
                    EventKind::Hazard => {
                        let drawn = draws.unit(first_world + lane as u64);
                        let expected = condition * code.dt;
                        if rule.repeats && rule.cooldown == 0.0 {
                            operation::times(expected, drawn)
                        } else {
                            operation::truth(operation::happens(expected, drawn))
                        }
                    }
                };
                here |= *fired != 0.0;
            }
            tile.rows_mut(places.fired + row, 1).copy_from_slice(fired);
            any |= here;
        }
        any
    }

    /// Counts an event as often as it happens, and notes when.
    fn count(&mut self, rows: u32, places: EventPlaces) {
        let tile = &mut *self.tile;
        for row in 0..rows {
            for lane in 0..tile.lanes() {
                let times = tile.rows(places.fired + row, 1)[lane];
                if times != 0.0 {
                    tile.rows_mut(places.count + row, 1)[lane] += times;
                    tile.rows_mut(places.last + row, 1)[lane] = tile.time;
                }
            }
        }
    }

    /// Applies an effect where its event happens: to a state, with the amount, that stand there.
    fn apply(&mut self, effect: &EffectLayout, fired: Slot, amount: Slot, state: Slot) {
        let tile = &mut *self.tile;
        for (k, (stock, element)) in effect.targets.iter().enumerate() {
            if *stock == NO_ROW || *element == NO_ROW {
                continue;
            }
            for lane in 0..tile.lanes() {
                let times = tile.rows(fired + element, 1)[lane];
                if times != 0.0 {
                    let amount = tile.rows(amount + k as u32, 1)[lane];
                    let cell = &mut tile.rows_mut(state + stock, 1)[lane];
                    *cell = if effect.set {
                        amount
                    } else {
                        *cell + times * amount
                    };
                }
            }
        }
    }
}

/// Where the rows of an event stand.
#[derive(Clone, Copy, Debug)]
struct EventPlaces {
    condition: Option<Slot>,
    count: Slot,
    last: Slot,
    fired: Slot,
}
