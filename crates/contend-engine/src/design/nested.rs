//! A Latin hypercube that goes on without end.
//!
//! For each input a van der Corput sequence (the binary digits of the index in reverse), Owen-scrambled, over an index
//! that is itself shuffled by nested uniform scrambling: Burley 2020, "Practical hash-based Owen scrambling", Journal of
//! Computer Graphics Techniques 9(4). The shuffle goes from the index's high bits down, so that the first 2ᵏ worlds
//! take 2ᵏ neighbouring indices, one in each of 2ᵏ equal parts. From the low bits up it would tie the leading digits of
//! all inputs to each other.
//!
//! Nested down to the last bit, the shuffle would put every two neighbouring worlds into opposite halves of *every* input.
//! Whether two inputs lie on the same side of their middles would then be the same in both: half as many worlds as are
//! counted, and intervals too narrow by √2. So the worlds of each block stand in an order of its own that is not nested.

use super::scramble::{DIGITS, flips, scramble};
use crate::chance::{Row, unit};
use crate::kernel::vectorised;

/// Worlds of a block, a power of two: one in each of so many equal parts of every input. The first block stays nested, for
/// the sake of smaller powers.
const BLOCK: u64 = 32;

/// Rounds of mixing in a block, each with a factor and a summand from a hash of 64 bits.
const ROUNDS: u32 = 6;

/// The sequence of one input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sequence {
    /// Orders the worlds of a block.
    pub block: Row,
    /// Shuffles the index.
    pub order: Row,
    /// Scrambles the digits.
    pub place: Row,
}

impl Sequence {
    /// The number of a world, strictly between 0 and 1; no two of the first 2⁴² worlds have the same.
    #[inline(always)]
    pub(super) fn unit(&self, world: u64) -> f64 {
        let index = self.in_block(world) << (64 - DIGITS);
        let index = (index ^ flips(index, self.order)) >> (64 - DIGITS);
        unit(scramble(index.reverse_bits(), self.place))
    }

    /// The numbers of consecutive worlds.
    pub(super) fn fill(&self, first_world: u64, out: &mut [f64]) {
        vectorised(
            #[inline(always)]
            || {
                for (out, world) in out.iter_mut().zip(first_world..) {
                    *out = self.unit(world);
                }
            },
        );
    }

    /// Where a world stands in the order of its block: rounds of steps that each are a bijection of its places.
    #[inline(always)]
    fn in_block(&self, world: u64) -> u64 {
        let (first, mut place) = (world & !(BLOCK - 1), world & (BLOCK - 1));
        let mut bits = self.block.bits(first);
        for _ in 0..ROUNDS {
            let (factor, summand) = (bits & 31 | 1, bits >> 5 & 31);
            bits >>= 10;
            place = (place * factor + summand) & (BLOCK - 1);
            place ^= place >> 3;
        }
        if first == 0 { world } else { first | place }
    }
}
