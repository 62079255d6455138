//! Nested uniform scrambling (Owen 1995, doi:10.1007/978-1-4612-2552-2_19): each binary digit of a fraction is flipped or
//! not by a hash of the digits before it.

use crate::chance::Row;

/// Digits that are scrambled exactly: points that agree in their first d digits share d + 1 flips, and are flipped
/// independently from there on.
pub const DIGITS: u32 = 42;

/// Digits whose flips come from one hash: the 63 nodes of a tree of six levels, numbered like a heap.
const GROUP: u32 = 6;

/// A fraction of 2⁶⁴, scrambled: its first [`DIGITS`] digits exactly, the rest by one hash of those.
#[must_use]
#[inline(always)]
pub fn scramble(x: u64, row: Row) -> u64 {
    x ^ flips(x, row) ^ row.bits(prefix(x, DIGITS)) >> DIGITS
}

/// The flips of the first [`DIGITS`] digits of a fraction of 2⁶⁴.
#[must_use]
#[inline(always)]
pub fn flips(x: u64, row: Row) -> u64 {
    let mut flips = 0;
    for group in 0..DIGITS / GROUP {
        let depth = group * GROUP;
        let hash = row.bits(prefix(x, depth));
        let digits = x << depth >> (64 - GROUP);
        for level in 0..GROUP {
            let node = 1 << level | digits >> (GROUP - level);
            flips = flips << 1 | hash >> node & 1;
        }
    }
    flips << (64 - DIGITS)
}

/// The first digits of a fraction as a number; a 1 before them keeps those of different lengths apart.
#[inline(always)]
fn prefix(x: u64, digits: u32) -> u64 {
    match digits {
        0 => 1,
        _ => x >> (64 - digits) | 1 << digits,
    }
}
