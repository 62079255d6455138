//! Events: whether they happen in a step, and what they do.

use super::bound::Machine;
use crate::chance::{Purpose, Stream};
use crate::code::{EventLayout, MOST_LANES};
use crate::frame::EventKind;
use crate::graph::NO_ROW;
use crate::operation;

impl Machine<'_> {
    /// Decides for each lane how often each element of an event happens in this step; says whether any does.
    ///
    /// Where an event repeats freely, its hazard is a rate, and it may happen several times in a step: at most once
    /// would make of four a year one a year where a step is a year. With a cool-down it happens at most once.
    pub(super) fn decide(&mut self, event: &EventLayout) -> bool {
        let (code, tile) = (self.code, &mut *self.tile);
        let rule = &self.frame.events[event.id.index()];
        let (time, step, seed) = (tile.time, tile.step, tile.seed);
        if matches!(rule.kind, EventKind::At(at) if at != step) {
            tile.rows_mut(event.fired, event.rows).fill(0.0);
            return false;
        }
        let mut any = false;
        for row in 0..event.rows {
            let stream = Stream {
                seed,
                purpose: Purpose::Run,
                key: rule.keys[row as usize],
                step,
            };
            let draws = stream.row();
            let count = tile.rows(event.count + row, 1);
            let last = tile.rows(event.last + row, 1);
            let condition = event.condition.map(|c| tile.rows(c + row, 1));
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
                        let drawn = draws.unit_of(tile.worlds[lane]);
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
            tile.rows_mut(event.fired + row, 1).copy_from_slice(fired);
            any |= here;
        }
        any
    }

    /// Counts an event as often as it happens and applies its effects, as often where they add. Not before all that lasts has moved on: the later stages
    /// of a step are to know what happened before it.
    pub(super) fn strike(&mut self, event: &EventLayout) {
        let tile = &mut *self.tile;
        for row in 0..event.rows {
            for lane in 0..tile.lanes() {
                let times = tile.rows(event.fired + row, 1)[lane];
                if times != 0.0 {
                    tile.rows_mut(event.count + row, 1)[lane] += times;
                    tile.rows_mut(event.last + row, 1)[lane] = tile.time;
                }
            }
        }
        for effect in &event.effects {
            for (k, (stock, element)) in effect.targets.iter().enumerate() {
                if *stock == NO_ROW || *element == NO_ROW {
                    continue;
                }
                for lane in 0..tile.lanes() {
                    let times = tile.rows(event.fired + element, 1)[lane];
                    if times != 0.0 {
                        let amount = tile.rows(effect.amount + k as u32, 1)[lane];
                        let cell = &mut tile.rows_mut(effect.state + stock, 1)[lane];
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
}
