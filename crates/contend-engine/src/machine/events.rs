//! Events: whether they happen in a step, and what they do.

use super::bound::Machine;
use crate::chance::{self, Purpose, Stream};
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
        let (time, step, seed, first_world) = (tile.time, tile.step, tile.seed, tile.first_world);
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
                        let drawn = draws.unit(first_world + lane as u64);
                        let expected = condition * code.dt;
                        if rule.repeats && rule.cooldown == 0.0 {
                            operation::times(expected, drawn)
                        } else {
                            operation::truth(operation::happens(expected, drawn))
                        }
                    }
                    // Decided with the event that it is an outcome of.
                    EventKind::Outcome => continue,
                };
                here |= *fired != 0.0;
            }
            tile.rows_mut(event.fired + row, 1).copy_from_slice(fired);
            any |= here;
        }
        any
    }

    /// Whether it is an outcome of another event.
    pub(super) fn is_outcome(&self, event: &EventLayout) -> bool {
        self.frame.events[event.id.index()].kind == EventKind::Outcome
    }

    /// Shares what happens out among the outcomes of an event: each takes of what the outcomes before it have left a binomial
    /// number, with the probability that its weight has among those that are left. Where weights say nothing, none comes to
    /// pass, and the lane is marked.
    ///
    /// So each outcome has a draw of its own: where a profile changes one weight a little, the others meet the same luck.
    pub(super) fn choose(
        &mut self,
        event: &EventLayout,
        outcomes: &[EventLayout],
        happening: &mut [bool],
    ) {
        let (code, tile) = (self.code, &mut *self.tile);
        let (step, seed, first_world) = (tile.step, tile.seed, tile.first_world);
        let mut weights = vec![0.0; outcomes.len()];
        happening.fill(false);
        for outcome in outcomes {
            tile.rows_mut(outcome.fired, outcome.rows).fill(0.0);
        }
        for row in 0..event.rows {
            for lane in 0..tile.lanes() {
                let mut left = tile.rows(event.fired + row, 1)[lane];
                if left == 0.0 {
                    continue;
                }
                for (weight, outcome) in weights.iter_mut().zip(outcomes) {
                    let slot = outcome.condition.map_or(code.fault, |c| c + row);
                    *weight = tile.rows(slot, 1)[lane];
                }
                if wrong_weights(&weights).is_some() {
                    tile.rows_mut(code.fault, 1)[lane] = f64::NAN;
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
                    let drawn = stream.row().unit(first_world + lane as u64);
                    let times = chance::binomial(drawn, left, weights[k] / among);
                    tile.rows_mut(outcome.fired + row, 1)[lane] = times;
                    happening[k] |= times != 0.0;
                    left -= times;
                }
            }
        }
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
