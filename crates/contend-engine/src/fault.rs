//! Which equation went wrong first: a world is run again alone, with code that keeps every named value.

use crate::batch::{Fault, FaultPlace};
use crate::code::Code;
use crate::frame::Frame;
use crate::machine::{Bound, Draws, Seen};
use crate::tile::Tile;

/// Runs one world with code that keeps every named value and says where it first went wrong; `None` where it did not.
pub(crate) fn find(bound: &Bound, frame: &Frame, draws: &dyn Draws, world: u64) -> Option<Fault> {
    let code = bound.code();
    let mut tile = Tile::new(code);
    let mut machine = bound.on(&mut tile, frame);
    machine.begin(draws, world..world + 1);
    let mut found = None;
    machine.advance(0..frame.clock.steps + 1, |tile, seen| {
        if matches!(seen, Seen::Event(_)) {
            return true;
        }
        found = at_instant(code, tile, world);
        found.is_none()
    });
    if found.is_some() {
        return found;
    }
    // At the end: an infinite hazard or condition, then an outcome's own arithmetic.
    let tile = machine.tile();
    let infinite = conditions(code, tile, |value| !value.is_finite());
    if let Some((place, element, value)) = infinite {
        return Some(Fault {
            world,
            step: Some(tile.step),
            place,
            element,
            value,
        });
    }
    machine.finish();
    let tile = machine.tile();
    code.outcomes.iter().find_map(|outcome| {
        let (element, value) = first(tile, outcome.slot, outcome.rows, |v| !v.is_finite())?;
        Some(Fault {
            world,
            step: None,
            place: FaultPlace::Outcome(outcome.id),
            element,
            value,
        })
    })
}

/// What went wrong at the present grid point. Values that were computed once are looked at once.
fn at_instant(code: &Code, tile: &Tile, world: u64) -> Option<Fault> {
    let present = (code.named.iter()).filter(|named| named.varies || tile.step == 0);
    let value = present.into_iter().find_map(|named| {
        let (element, value) = first(tile, named.slot, named.rows, |v| !v.is_finite())?;
        Some((FaultPlace::Quantity(named.quantity), element, value))
    });
    let (place, element, value) = value.or_else(|| conditions(code, tile, f64::is_nan))?;
    Some(Fault {
        world,
        step: Some(tile.step),
        place,
        element,
        value,
    })
}

/// The first hazard or condition of an event that is wrong.
fn conditions(
    code: &Code,
    tile: &Tile,
    wrong: impl Fn(f64) -> bool,
) -> Option<(FaultPlace, u32, f64)> {
    code.events.iter().find_map(|event| {
        let (element, value) = first(tile, event.condition?, event.rows, &wrong)?;
        Some((FaultPlace::Event(event.id), element, value))
    })
}

/// The first row whose number in the only world is wrong.
fn first(tile: &Tile, slot: u32, rows: u32, wrong: impl Fn(f64) -> bool) -> Option<(u32, f64)> {
    (0..rows)
        .map(|row| (row, tile.rows(slot + row, 1)[0]))
        .find(|(_, value)| wrong(*value))
}
