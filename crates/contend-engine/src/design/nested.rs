//! A Latin hypercube that goes on without end.
//!
//! For each input a van der Corput sequence (the binary digits of the index in reverse), Owen-scrambled, over an index
//! that is itself shuffled by nested uniform scrambling: Burley 2020, "Practical hash-based Owen scrambling", Journal of
//! Computer Graphics Techniques 9(4). The shuffle goes from the index's high bits down, so that the first 2ᵏ worlds
//! take 2ᵏ neighbouring indices, one in each of 2ᵏ equal parts. From the low bits up it would tie the leading digits of
//! all inputs to each other.

use super::scramble::{DIGITS, flips, scramble};
use crate::chance::{Row, unit};

/// The sequence of one input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sequence {
    /// Shuffles the index.
    pub order: Row,
    /// Scrambles the digits.
    pub place: Row,
}

impl Sequence {
    /// The number of a world, strictly between 0 and 1; no two of the first 2⁴² worlds have the same.
    #[inline]
    pub(super) fn unit(&self, world: u64) -> f64 {
        let index = world << (64 - DIGITS);
        let index = (index ^ flips(index, self.order)) >> (64 - DIGITS);
        unit(scramble(index.reverse_bits(), self.place))
    }
}
