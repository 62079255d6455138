//! Whether events happen in a step, and what they do.

use crate::chance::{Numbered, Purpose, Row, Stream};
use crate::code::{EffectLayout, Slot};
use crate::features::{Features, Level};
use crate::frame::{EventKind, EventRule};
use crate::graph::NO_ROW;
use crate::maths::blend;
use crate::operation;
use crate::tile::Tile;

/// What is done about events, as it was made for some processor features.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurring {
    pub decide: Decide,
    pub count: Count,
    pub apply: Apply,
}

/// Where the rows of an event stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EventPlaces {
    pub rows: u32,
    pub condition: Option<Slot>,
    pub count: Slot,
    pub last: Slot,
    pub fired: Slot,
}

/// Where what an effect reads and changes stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EffectPlaces {
    pub fired: Slot,
    pub amount: Slot,
    pub state: Slot,
}

/// Decides for each lane how often each element of an event happens in this step, of that length; says whether any does.
///
/// Where an event repeats freely, its hazard is a rate, and it may happen several times in a step: at most once
/// would make of four a year one a year where a step is a year. With a cool-down it happens at most once.
///
/// # Safety
/// The processor has the features that this was made for.
pub(crate) type Decide = unsafe fn(&mut Tile, EventPlaces, &EventRule, f64) -> bool;

/// Counts an event as often as it happens, and notes when.
///
/// # Safety
/// The processor has the features that this was made for.
pub(crate) type Count = unsafe fn(&mut Tile, EventPlaces);

/// Applies an effect where its event happens, as often where it adds.
///
/// # Safety
/// The processor has the features that this was made for.
pub(crate) type Apply = unsafe fn(&mut Tile, &EffectLayout, EffectPlaces);

impl Occurring {
    /// The build for some features.
    pub(crate) fn new(features: Features) -> Occurring {
        macro_rules! build {
            ($decide:expr, $count:expr, $apply:expr) => {
                Occurring {
                    decide: $decide,
                    count: $count,
                    apply: $apply,
                }
            };
        }
        match features.level() {
            Level::Baseline => build!(decide, count, apply),
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => build!(decide_avx2, count_avx2, apply_avx2),
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => build!(decide_avx512, count_avx512, apply_avx512),
            #[cfg(not(target_arch = "x86_64"))]
            _ => build!(decide, count, apply),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn decide_avx2(tile: &mut Tile, at: EventPlaces, rule: &EventRule, dt: f64) -> bool {
    decide(tile, at, rule, dt)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn count_avx2(tile: &mut Tile, at: EventPlaces) {
    count(tile, at);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn apply_avx2(tile: &mut Tile, effect: &EffectLayout, at: EffectPlaces) {
    apply(tile, effect, at);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl")]
fn decide_avx512(tile: &mut Tile, at: EventPlaces, rule: &EventRule, dt: f64) -> bool {
    decide(tile, at, rule, dt)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl")]
fn count_avx512(tile: &mut Tile, at: EventPlaces) {
    count(tile, at);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl")]
fn apply_avx512(tile: &mut Tile, effect: &EffectLayout, at: EffectPlaces) {
    apply(tile, effect, at);
}

#[inline(always)]
fn decide(tile: &mut Tile, at: EventPlaces, rule: &EventRule, dt: f64) -> bool {
    match tile.lanes() {
        8 => decide_lanes::<8>(tile, at, rule, dt),
        16 => decide_lanes::<16>(tile, at, rule, dt),
        32 => decide_lanes::<32>(tile, at, rule, dt),
        _ => decide_lanes::<64>(tile, at, rule, dt),
    }
}

#[inline(always)]
fn decide_lanes<const L: usize>(
    tile: &mut Tile,
    at: EventPlaces,
    rule: &EventRule,
    dt: f64,
) -> bool {
    let mut any = false;
    for row in 0..at.rows {
        let stream = Stream {
            seed: tile.seed,
            purpose: Purpose::Run,
            key: rule.keys[row as usize],
            step: tile.step,
        };
        let look = Look::<L> {
            rule,
            count: lanes(tile, at.count + row),
            last: lanes(tile, at.last + row),
            condition: match at.condition {
                Some(condition) => lanes(tile, condition + row),
                None => [0.0; L], // at a date
            },
            time: tile.time,
            dt,
            draws: stream.row(),
            worlds: &tile.worlds,
        };
        let mut fired = [0.0; L];
        any |= look.decide(&mut fired);
        tile.rows_mut(at.fired + row, 1).copy_from_slice(&fired);
    }
    any
}

#[inline(always)]
fn count(tile: &mut Tile, at: EventPlaces) {
    match tile.lanes() {
        8 => count_lanes::<8>(tile, at),
        16 => count_lanes::<16>(tile, at),
        32 => count_lanes::<32>(tile, at),
        _ => count_lanes::<64>(tile, at),
    }
}

#[inline(always)]
fn count_lanes<const L: usize>(tile: &mut Tile, at: EventPlaces) {
    for row in 0..at.rows {
        let times: [f64; L] = lanes(tile, at.fired + row);
        let now = tile.time;
        let count = tile.rows_mut(at.count + row, 1);
        for lane in 0..L {
            count[lane] += times[lane];
        }
        let last = tile.rows_mut(at.last + row, 1);
        for lane in 0..L {
            last[lane] = blend(times[lane] != 0.0, now, last[lane]);
        }
    }
}

#[inline(always)]
fn apply(tile: &mut Tile, effect: &EffectLayout, at: EffectPlaces) {
    match tile.lanes() {
        8 => apply_lanes::<8>(tile, effect, at),
        16 => apply_lanes::<16>(tile, effect, at),
        32 => apply_lanes::<32>(tile, effect, at),
        _ => apply_lanes::<64>(tile, effect, at),
    }
}

#[inline(always)]
fn apply_lanes<const L: usize>(tile: &mut Tile, effect: &EffectLayout, at: EffectPlaces) {
    for (k, (stock, element)) in (0..).zip(effect.targets.iter()) {
        if *stock == NO_ROW || *element == NO_ROW {
            continue;
        }
        let times: [f64; L] = lanes(tile, at.fired + element);
        let amount: [f64; L] = lanes(tile, at.amount + k);
        let cells = tile.rows_mut(at.state + stock, 1);
        for lane in 0..L {
            let before = cells[lane];
            let after = if effect.set {
                amount[lane]
            } else {
                before + times[lane] * amount[lane]
            };
            // Where it does not happen, the amount may be anything, also what is not defined.
            cells[lane] = blend(times[lane] != 0.0, after, before);
        }
    }
}

/// The only row at a slot.
#[inline(always)]
fn lanes<const L: usize>(tile: &Tile, slot: u32) -> [f64; L] {
    let mut row = [0.0; L];
    row.copy_from_slice(tile.rows(slot, 1));
    row
}

/// All that decides about one element of an event, in all lanes.
struct Look<'e, const L: usize> {
    rule: &'e EventRule,
    count: [f64; L],
    last: [f64; L],
    condition: [f64; L],
    time: f64,
    dt: f64,
    draws: Row,
    worlds: &'e [Numbered],
}

impl<const L: usize> Look<'_, L> {
    #[inline(always)]
    fn decide(&self, fired: &mut [f64; L]) -> bool {
        let condition = &self.condition;
        match self.rule.kind {
            EventKind::At(_) => self.mark(fired, |_| true),
            EventKind::When => self.mark(fired, |lane| condition[lane] != 0.0),
            // Decided with the event that it is an outcome of.
            EventKind::Outcome => false,
            EventKind::Hazard => {
                let expected = |lane: usize| condition[lane] * self.dt;
                // Mostly no lane is left after a quick look, which goes through all of them together.
                let may = self.mark(fired, |lane| {
                    operation::may_happen(expected(lane), self.drawn(lane))
                });
                may && self.look_again(fired, expected)
            }
        }
    }

    /// Marks with 1 the lanes in which the event is free to happen and something holds, with 0 all others; says whether it
    /// marked any.
    #[inline(always)]
    fn mark(&self, fired: &mut [f64; L], holds: impl Fn(usize) -> bool) -> bool {
        let rule = self.rule;
        let mut any = 0;
        for lane in 0..L {
            let free = (rule.repeats | (self.count[lane] == 0.0))
                & (self.time - self.last[lane] >= rule.cooldown);
            let marked = free & holds(lane);
            fired[lane] = operation::truth(marked);
            any |= u64::from(marked);
        }
        any != 0
    }

    /// How often it happens in the lanes that are marked; says whether it does in any.
    fn look_again(&self, fired: &mut [f64; L], expected: impl Fn(usize) -> f64) -> bool {
        let several = self.rule.repeats && self.rule.cooldown == 0.0;
        let mut any = false;
        for lane in 0..L {
            if fired[lane] == 0.0 {
                continue;
            }
            let (expected, drawn) = (expected(lane), self.drawn(lane));
            fired[lane] = if several {
                operation::times(expected, drawn)
            } else {
                operation::truth(operation::happens(expected, drawn))
            };
            any |= fired[lane] != 0.0;
        }
        any
    }

    #[inline(always)]
    fn drawn(&self, lane: usize) -> f64 {
        self.draws.unit_of(self.worlds[lane])
    }
}
