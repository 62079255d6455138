//! Latin hypercube in constant memory: for each input a keyed permutation of the worlds.

use crate::chance::Row;

/// Rounds of mixing.
const ROUNDS: usize = 6;

/// A pseudo-random permutation of 0..n.
///
/// Rounds of steps that are each a bijection of the least power of two that holds n; results beyond n are sent on
/// until they fall inside (cycle walking: Black and Rogaway 2002, doi:10.1007/3-540-45760-7_9). Less than two passes
/// on average.
#[derive(Clone, Debug)]
pub(super) struct Permutation {
    n: u64,
    mask: u64,
    shift: u32,
    /// For each round an odd factor and a summand.
    rounds: [(u64, u64); ROUNDS],
}

impl Permutation {
    /// A permutation of 0..n drawn by `row`; n at least 1.
    pub(super) fn new(n: u64, row: Row) -> Permutation {
        let width = 64 - n.saturating_sub(1).leading_zeros();
        let mut rounds = [(1, 0); ROUNDS];
        for (i, round) in rounds.iter_mut().enumerate() {
            *round = (row.bits(2 * i as u64) | 1, row.bits(2 * i as u64 + 1));
        }
        let mask = if width == 0 {
            0
        } else {
            u64::MAX >> (64 - width)
        };
        Permutation {
            n,
            mask,
            shift: width.div_ceil(2).max(1),
            rounds,
        }
    }

    /// Where `world` goes; both below n.
    pub(super) fn at(&self, world: u64) -> u64 {
        let mut x = world;
        loop {
            for (factor, summand) in self.rounds {
                x = x.wrapping_mul(factor).wrapping_add(summand) & self.mask;
                x ^= x >> self.shift;
                x ^= (summand >> 32) & self.mask;
            }
            if x < self.n || world >= self.n {
                return x;
            }
        }
    }
}

/// A point inside a stratum (one of n, counted from 0), strictly between its ends.
pub(super) fn unit(stratum: u64, n: u64, bits: u64) -> f64 {
    // So few random bits that the sum is exact, and cannot be rounded into the next stratum.
    let width = 64 - n.leading_zeros();
    let kept = 50 - width.min(40);
    let inside = ((bits >> (64 - kept)) as f64 + 0.5) / (1u64 << kept) as f64;
    (stratum as f64 + inside) / n as f64
}
