//! Which equations went wrong, and which outcomes rest on them: such worlds are run again, side by side, with code that keeps every
//! named value, and in which nobody reads one that is not finite.

use std::collections::BTreeSet;

use contend_model::id::InputId;

use crate::batch::{Fault, FaultPlace};
use crate::code::{Code, EventLayout};
use crate::frame::{EventKind, Frame};
use crate::machine::{Draws, Machine, Seen, wrong_weights};
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

/// Runs some worlds, as many as there are lanes at most, with code that keeps every named value, in the only plane of a machine.
pub(crate) fn find(
    mut machine: Machine<false>,
    (code, frame): (&Code, &Frame),
    draws: &dyn Draws,
    worlds: &[u64],
) -> Vec<WentWrong> {
    machine.begin(&Listed { draws, worlds }, 0..worlds.len() as u64);
    let new = |(lane, world): (usize, &u64)| Found {
        world: *world,
        lane,
        known: BTreeSet::new(),
        faults: Vec::new(),
    };
    let mut found: Vec<Found> = worlds.iter().enumerate().map(new).collect();
    machine.advance(None, |now, seen| {
        for found in &mut found {
            match seen {
                Seen::Instant => found.at_instant(code, frame, now.tile()),
                Seen::Event(event) => found.in_weights(code, now.tile(), event),
            }
        }
    });
    // At the end: an outcome's own arithmetic.
    machine.finish();
    let tile = machine.tile();
    let conclude = |mut found: Found| {
        let mut lost = Vec::new();
        for (outcome, infinite) in code.outcomes.iter().zip(&frame.may_be_infinite) {
            let is_wrong = |v: f64| v.is_nan() || (v.is_infinite() && !infinite);
            let wrong = found.first(tile, outcome.slot, outcome.rows, is_wrong);
            found.note(None, FaultPlace::Outcome(outcome.id), wrong);
            lost.extend((found.values(tile, outcome.slot, outcome.rows)).map(is_wrong));
        }
        WentWrong {
            faults: found.faults,
            lost,
        }
    };
    found.into_iter().map(conclude).collect()
}

/// Some worlds side by side.
struct Listed<'d> {
    draws: &'d dyn Draws,
    worlds: &'d [u64],
}

impl Draws for Listed<'_> {
    fn seed(&self) -> u64 {
        self.draws.seed()
    }

    fn number(&self, place: u64) -> u64 {
        self.draws.number(self.world(place))
    }

    fn value(&self, place: u64, input: InputId) -> f64 {
        self.draws.value(self.world(place), input)
    }
}

impl Listed<'_> {
    /// Lanes beyond the last world repeat it; nobody reads them.
    fn world(&self, place: u64) -> u64 {
        let last = self.worlds.len().saturating_sub(1);
        let world = self.worlds.get((place as usize).min(last));
        world.copied().unwrap_or_default()
    }
}

/// What has been found in one lane.
struct Found {
    world: u64,
    lane: usize,
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
    fn at_instant(&mut self, code: &Code, frame: &Frame, tile: &Tile) {
        for named in (code.named.iter()).filter(|named| named.varies || tile.step == 0) {
            let wrong = self.first(tile, named.slot, named.rows, |v| !v.is_finite());
            self.note(Some(tile.step), FaultPlace::Quantity(named.quantity), wrong);
        }
        self.in_conditions(code, frame, tile);
    }

    /// Hazards and conditions of events that are wrong.
    fn in_conditions(&mut self, code: &Code, frame: &Frame, tile: &Tile) {
        let is_outcome =
            |event: &&EventLayout| frame.events[event.id.index()].kind == EventKind::Outcome;
        for event in code.events.iter().filter(|event| !is_outcome(event)) {
            let found = event
                .condition
                .and_then(|c| self.first(tile, c, event.rows, |value| !value.is_finite()));
            self.note(Some(tile.step), FaultPlace::Event(event.id), found);
        }
    }

    /// The first row whose number in the lane is wrong.
    fn first(
        &self,
        tile: &Tile,
        slot: u32,
        rows: u32,
        wrong: impl Fn(f64) -> bool,
    ) -> Option<(u32, f64)> {
        let mut rows = (0..rows).zip(self.values(tile, slot, rows));
        rows.find(|(_, value)| wrong(*value))
    }

    /// The numbers of the lane.
    fn values<'t>(&self, tile: &'t Tile, slot: u32, rows: u32) -> impl Iterator<Item = f64> + 't {
        let lane = self.lane;
        (0..rows).map(move |row| tile.rows(slot + row, 1)[lane])
    }

    /// Weights of the outcomes of an event that happens, where they are wrong.
    fn in_weights(&mut self, code: &Code, tile: &Tile, event: &EventLayout) {
        let outcomes = code.events.iter().skip_while(|e| e.id != event.id).skip(1);
        let outcomes: Vec<&EventLayout> = outcomes.take(event.outcomes).collect();
        if outcomes.is_empty() {
            return;
        }
        let lane = self.lane;
        for row in (0..event.rows).filter(|row| tile.rows(event.fired + row, 1)[lane] != 0.0) {
            let weight = |o: &&EventLayout| {
                o.condition
                    .map_or(f64::NAN, |c| tile.rows(c + row, 1)[lane])
            };
            let weights: Vec<f64> = outcomes.iter().map(weight).collect();
            if let Some((k, value)) = wrong_weights(&weights) {
                let place = FaultPlace::Event(outcomes[k].id);
                self.note(Some(tile.step), place, Some((row, value)));
            }
        }
    }
}
