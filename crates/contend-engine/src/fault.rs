//! Which equations went wrong, and which outcomes rest on them: a world is run again alone, with code that keeps every named
//! value, and in which nobody reads one that is not finite.

use std::collections::BTreeSet;

use crate::batch::{Fault, FaultPlace};
use crate::code::Code;
use crate::frame::Frame;
use crate::machine::{Bound, Draws, Seen};
use crate::tile::Tile;

/// What went wrong in a world.
#[derive(Debug)]
pub(crate) struct WentWrong {
    /// The first wrong value of everything that went wrong, in the order of time; at one instant in the order in which
    /// values are computed.
    pub faults: Vec<Fault>,
    /// For each column of the outcomes, whether it has no value.
    pub lost: Vec<bool>,
}

/// Runs one world with code that keeps every named value.
pub(crate) fn find(bound: &Bound, frame: &Frame, draws: &dyn Draws, world: u64) -> WentWrong {
    let code = bound.code();
    let mut tile = Tile::new(code);
    let mut machine = bound.on(&mut tile, frame);
    machine.begin(draws, world..world + 1);
    let mut found = Found {
        world,
        known: BTreeSet::new(),
        faults: Vec::new(),
    };
    machine.advance(|now, seen| {
        if matches!(seen, Seen::Instant) {
            found.at_instant(code, now.tile());
        }
    });
    // At the end: an infinite hazard or condition, then an outcome's own arithmetic.
    let tile = machine.tile();
    found.in_conditions(code, tile, |value| !value.is_finite());
    machine.finish();
    let tile = machine.tile();
    let mut lost = Vec::new();
    for (outcome, infinite) in code.outcomes.iter().zip(&frame.may_be_infinite) {
        let is_wrong = |v: f64| v.is_nan() || (v.is_infinite() && !infinite);
        let wrong = first(tile, outcome.slot, outcome.rows, is_wrong);
        found.note(None, FaultPlace::Outcome(outcome.id), wrong);
        lost.extend(values(tile, outcome.slot, outcome.rows).map(is_wrong));
    }
    WentWrong {
        faults: found.faults,
        lost,
    }
}

struct Found {
    world: u64,
    known: BTreeSet<FaultPlace>,
    faults: Vec<Fault>,
}

impl Found {
    fn note(&mut self, step: Option<u32>, place: FaultPlace, wrong: Option<(u32, f64)>) {
        if let Some((element, value)) = wrong
            && self.known.insert(place)
        {
            self.faults.push(Fault {
                world: self.world,
                step,
                place,
                element,
                value,
            });
        }
    }

    /// What goes wrong at the present grid point. Values that were computed once are looked at once.
    fn at_instant(&mut self, code: &Code, tile: &Tile) {
        for named in (code.named.iter()).filter(|named| named.varies || tile.step == 0) {
            let wrong = first(tile, named.slot, named.rows, |v| !v.is_finite());
            self.note(Some(tile.step), FaultPlace::Quantity(named.quantity), wrong);
        }
        self.in_conditions(code, tile, f64::is_nan);
    }

    /// Hazards and conditions of events that are wrong.
    fn in_conditions(&mut self, code: &Code, tile: &Tile, wrong: impl Fn(f64) -> bool) {
        for event in &code.events {
            let found = event
                .condition
                .and_then(|c| first(tile, c, event.rows, &wrong));
            self.note(Some(tile.step), FaultPlace::Event(event.id), found);
        }
    }
}

/// The first row whose number in the only world is wrong.
fn first(tile: &Tile, slot: u32, rows: u32, wrong: impl Fn(f64) -> bool) -> Option<(u32, f64)> {
    (0..rows)
        .zip(values(tile, slot, rows))
        .find(|(_, value)| wrong(*value))
}

/// The numbers of the only world.
fn values(tile: &Tile, slot: u32, rows: u32) -> impl Iterator<Item = f64> + '_ {
    (0..rows).map(move |row| tile.rows(slot + row, 1)[0])
}
