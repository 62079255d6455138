//! What a tile of worlds gives on its way: watches, occurrences, outcomes, and where something may have gone wrong.

use std::ops::Range;

use crate::asked::Told;
use crate::batch::{Batch, Occurrence};
use crate::code::{Code, EventLayout};
use crate::frame::Frame;
use crate::machine::{Machine, Seen};

/// A lane in which a value may have stopped being finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub plane: usize,
    pub lane: usize,
    /// Whether it is known of this plane, and not only of one that it descends from, of which it may see other values.
    pub certain: bool,
}

/// Takes a tile of worlds from where it stands to the end, and adds what it gives to the batch of each plane, `place` says
/// which. Doubts are told by plane, then lane. `told` says what each plane is asked for.
pub(crate) fn record<'t, const MANY: bool>(
    machine: &mut Machine<MANY>,
    (code, frame): (&Code, &Frame),
    worlds: &Range<u64>,
    batches: &mut [Batch],
    place: impl Fn(usize) -> usize,
    told: impl Fn(usize) -> &'t Told,
) -> Vec<Doubt> {
    let live = (worlds.end - worlds.start) as usize;
    machine.advance(None, |now, occurred| {
        for plane in 0..now.planes() {
            let batch = &mut batches[place(plane)];
            match occurred {
                Seen::Instant => watch(now, (code, told(plane)), plane, worlds, batch),
                Seen::Event(event) if told(plane).occurrences => {
                    note(now, event, plane, live, batch);
                }
                Seen::Event(_) => {}
            }
        }
    });
    machine.finish();
    let marked = marks(machine, code, live);
    let mut doubts = Vec::new();
    for plane in 0..machine.planes() {
        let batch = &mut batches[place(plane)];
        let undefined = conclude(machine, (code, frame, told(plane)), plane, live, batch);
        for lane in 0..live {
            let certain = undefined[lane] || marked[lane] >> plane & 1 != 0;
            if certain || marked[lane] & machine.line(plane) != 0 {
                doubts.push(Doubt {
                    plane,
                    lane,
                    certain,
                });
            }
        }
    }
    doubts
}

fn watch<const MANY: bool>(
    now: &Machine<MANY>,
    (code, told): (&Code, &Told),
    plane: usize,
    worlds: &Range<u64>,
    batch: &mut Batch,
) {
    let tile = now.tile();
    let count = (batch.worlds.end - batch.worlds.start) as usize;
    let first = (worlds.start - batch.worlds.start) as usize;
    let live = (worlds.end - worlds.start) as usize;
    for (watch, place) in batch.watches.iter_mut().zip(&told.watches) {
        let points = watch.len() / count;
        let slot = code.watches[*place].1;
        let row = tile.rows(now.seen(slot, plane), 1);
        for (lane, value) in row[..live].iter().enumerate() {
            watch[(first + lane) * points + tile.step as usize] = *value;
        }
    }
}

fn note<const MANY: bool>(
    now: &Machine<MANY>,
    event: &EventLayout,
    plane: usize,
    live: usize,
    batch: &mut Batch,
) {
    let tile = now.tile();
    for row in 0..event.rows {
        let fired = tile.rows(now.seen(event.fired + row, plane), 1);
        for (lane, times) in fired[..live].iter().enumerate() {
            if *times != 0.0 {
                batch.occurrences.push(Occurrence {
                    world: tile.first_world + lane as u64,
                    step: tile.step,
                    event: event.id,
                    element: row,
                    times: *times as u64,
                });
            }
        }
    }
}

/// Adds the outcomes of a plane to their columns; says in which lanes one is not defined.
fn conclude<const MANY: bool>(
    machine: &Machine<MANY>,
    (code, frame, told): (&Code, &Frame, &Told),
    plane: usize,
    live: usize,
    batch: &mut Batch,
) -> Vec<bool> {
    let mut undefined = vec![false; live];
    let mut columns = batch.outcomes.iter_mut();
    for place in &told.outcomes {
        let (outcome, infinite) = (&code.outcomes[*place], frame.may_be_infinite[*place]);
        for row in 0..outcome.rows {
            let values = &machine
                .tile()
                .rows(machine.seen(outcome.slot + row, plane), 1)[..live];
            if let Some(column) = columns.next() {
                column.extend_from_slice(values);
            }
            for (undefined, v) in undefined.iter_mut().zip(values) {
                *undefined |= v.is_nan() || (v.is_infinite() && !infinite);
            }
        }
    }
    undefined
}

/// For each lane the planes in which a value has stopped being finite, as bits.
fn marks<const MANY: bool>(machine: &Machine<MANY>, code: &Code, live: usize) -> Vec<u64> {
    let mut marked = vec![0; live];
    for plane in 0..machine.planes() {
        let row = machine.tile().rows(machine.in_plane(code.fault, plane), 1);
        for (marked, mark) in marked.iter_mut().zip(row) {
            *marked |= u64::from(mark.is_nan()) << plane;
        }
    }
    marked
}
