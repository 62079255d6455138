//! Events in all planes: whether they happen in a step, and what they do. What is done in one is [`crate::kernel`]'s.

use super::bound::Machine;
use super::kin::planes_of;
use crate::code::EventLayout;
use crate::frame::EventKind;
use crate::kernel::{EffectPlaces, EventPlaces};

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
        let versions = condition | self.mask(event.count) | self.mask(event.last);
        let mut any = 0;
        for plane in planes_of(versions | 1) {
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

    /// Counts an event as often as it happens and applies its effects, as often where they add. Not before all that lasts has
    /// moved on: the later stages of a step are to know what happened before it.
    pub(super) fn strike(&mut self, event: &EventLayout, happens: u64) {
        let fired = self.mask(event.fired);
        self.count(event, happens);
        for effect in &event.effects {
            let state = self.code.states.iter().find(|s| s.slot == effect.state);
            let rows = state.map_or(1, |s| s.rows);
            let versions = fired | self.mask(effect.amount) | self.mask(effect.state);
            self.part(effect.state, rows, versions);
            for plane in planes_of(versions | 1) {
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
    }

    fn count(&mut self, event: &EventLayout, happens: u64) {
        let fired = self.mask(event.fired);
        let lasting = [event.count, event.last];
        let versions = fired | self.mask(event.count) | self.mask(event.last);
        for slot in lasting {
            self.part(slot, event.rows, versions);
        }
        for plane in planes_of(versions | 1) {
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
