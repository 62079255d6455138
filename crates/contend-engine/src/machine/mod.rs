//! The machine: sealed code bound to the kernels of this processor, carried out over a tile of worlds.
//!
//! `Code` → [`seal`](crate::verify::seal) → `Sealed` → [`Bound`] → `Machine`: each can only be made from the one before.

mod bound;
mod carry;
mod clock;
mod events;
mod kin;
mod settled;
mod start;

use std::ops::Range;

pub use start::Draws;

pub(crate) use start::Standing;

pub(crate) use bound::{Bound, CallId, Machine};
pub(crate) use clock::Seen;
pub(crate) use events::wrong_weights;
pub(crate) use kin::{ALONE, Kin, MOST};
pub(crate) use settled::{Pin, Settled, Track, alike};

/// Consecutive worlds, as many as advance together.
pub(crate) fn tiles(worlds: Range<u64>, lanes: usize) -> impl Iterator<Item = Range<u64>> {
    let end = worlds.end;
    worlds
        .step_by(lanes)
        .map(move |from| from..end.min(from + lanes as u64))
}
