//! The inner loops. A kernel computes all rows of one node for all lanes (worlds) of a tile.
//!
//! Every kernel exists three times: for plain builds, for AVX2 and for AVX-512. The source is the same, without
//! fused multiply-add and with one order of operations, so that the bits are the same; only the width differs.

// Loops over lanes by number are what the compiler turns into vectors.
#![allow(clippy::needless_range_loop)]

mod array;
mod elementwise;
mod events;
mod state;

pub(crate) use events::{EffectPlaces, EventPlaces, Occurring};

use crate::code::{Code, Instruction, Opcode};
use crate::features::{Features, Level};
use crate::tile::Tile;

/// A kernel made for one set of processor features.
///
/// # Safety
/// - The processor has the features that the kernel was made for.
/// - The instruction is one of this code, or a part of one as the code's pieces allow, its opcode is the one that the
///   kernel was bound for, and [`crate::verify`] sealed the code: all rows that the opcode touches lie inside the
///   arena, and those that it writes are apart from those that it reads.
/// - The tile has room for the code ([`Tile::fits`]).
pub(crate) type Run = unsafe fn(&mut Tile, &Code, &Instruction);

/// The kernel that runs an opcode on a processor of those features.
///
/// Which rows it touches is stated a second time in [`crate::verify`]; whoever changes a kernel changes both.
pub(crate) fn bind(opcode: Opcode, features: Features) -> Run {
    match opcode {
        Opcode::Unary(op) => elementwise::unary(op, features),
        Opcode::Binary(op, single) => elementwise::binary(op, single, features),
        Opcode::Fused(inner, outer, single) => elementwise::fused(inner, outer, single, features),
        Opcode::Select(single) => elementwise::choice(single, features),
        Opcode::Share(supply) => elementwise::share(supply, features),
        Opcode::CopyRows
        | Opcode::Reduce(_)
        | Opcode::Along(_)
        | Opcode::Pick
        | Opcode::Lever
        | Opcode::Product
        | Opcode::Lookup
        | Opcode::Clock
        | Opcode::Chance(_)
        | Opcode::Check => array::bind(opcode, features),
        Opcode::Lag
        | Opcode::Advance(_)
        | Opcode::ApplyFloor(_)
        | Opcode::Copy
        | Opcode::Since
        | Opcode::AddScaled
        | Opcode::Shift
        | Opcode::Accumulate(_) => state::bind(opcode, features),
    }
}

/// The body of a kernel. Implementations are `#[inline(always)]`, so that they are compiled anew for each set of features.
trait Kernel {
    /// # Safety
    /// As for [`Run`].
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction);
}

/// The build of a kernel for some features.
fn select<K: Kernel>(features: Features) -> Run {
    match features.level() {
        Level::Baseline => baseline::<K>,
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => avx2::<K>,
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => avx512::<K>,
        #[cfg(not(target_arch = "x86_64"))]
        _ => baseline::<K>,
    }
}

/// Runs a loop that has been compiled for the best that this processor has, with the same bits.
#[inline]
pub(crate) fn vectorised(body: impl FnOnce()) {
    match Features::detect().level() {
        Level::Baseline => body(),
        // SAFETY: the processor has these features: its own answer says so.
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 => unsafe { body_avx2(body) },
        // SAFETY: as before.
        #[cfg(target_arch = "x86_64")]
        Level::Avx512 => unsafe { body_avx512(body) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => body(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn body_avx2(body: impl FnOnce()) {
    body();
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl")]
unsafe fn body_avx512(body: impl FnOnce()) {
    body();
}

unsafe fn baseline<K: Kernel>(tile: &mut Tile, code: &Code, i: &Instruction) {
    // SAFETY: the caller's promise.
    unsafe { K::run(tile, code, i) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn avx2<K: Kernel>(tile: &mut Tile, code: &Code, i: &Instruction) {
    // SAFETY: the caller's promise.
    unsafe { K::run(tile, code, i) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,avx512f,avx512dq,avx512vl")]
unsafe fn avx512<K: Kernel>(tile: &mut Tile, code: &Code, i: &Instruction) {
    // SAFETY: the caller's promise.
    unsafe { K::run(tile, code, i) }
}

/// Numbers in groups of `L`; what does not fill a group is left out.
#[inline(always)]
fn groups<const L: usize>(values: &[f64]) -> &[[f64; L]] {
    // SAFETY: an array of `L` numbers is laid out like `L` numbers in a slice, and only whole groups are counted.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), values.len() / L) }
}

/// Numbers in groups of `L`, to be written.
#[inline(always)]
fn groups_mut<const L: usize>(values: &mut [f64]) -> &mut [[f64; L]] {
    // SAFETY: as in `groups`.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), values.len() / L) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::LANES;
    use crate::operation;

    /// Numbers at which what is enough, and what is defined, may go wrong.
    const EDGES: [f64; 12] = [
        0.0,
        -0.0,
        1.0,
        2.0,
        0.75,
        -3.0,
        1e-310,
        f64::MAX,
        f64::MIN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
    ];

    /// Runs one instruction over three operands of as many rows, `a`, `b` and `c`, by each build of its kernel; returns what
    /// stands in the result.
    fn results(opcode: Opcode, rows: u32, lanes: usize, of: [&[f64]; 3], to: u32) -> Vec<Vec<f64>> {
        let code = Code {
            lanes,
            arena_rows: 3 * rows + to,
            ..Code::default()
        };
        let i = Instruction::new(opcode, 3 * rows, &[0, rows, 2 * rows], rows, 0);
        let run = |features: Features| {
            let mut tile = Tile::new(&code);
            for (values, slot) in of.iter().zip(0u32..) {
                tile.rows_mut(slot * rows, rows).copy_from_slice(values);
            }
            // SAFETY: the kernel was bound for the opcode and for features that this processor has. Operands and result stand
            // side by side in an arena that has room for all of them, as `verify` asks of these opcodes.
            unsafe { bind(opcode, features)(&mut tile, &code, &i) };
            tile.rows(3 * rows, to).to_vec()
        };
        Features::available().into_iter().map(run).collect()
    }

    fn same(found: f64, right: f64) -> bool {
        found.to_bits() == right.to_bits() || (found.is_nan() && right.is_nan())
    }

    /// As it is meant, one operation after the other.
    fn share(left: f64, needed: f64) -> f64 {
        let left = operation::max(left, 0.0);
        let enough = operation::compared(needed <= left, needed, left);
        operation::choose(enough, 1.0, left / needed)
    }

    #[test]
    fn what_is_seen_to_be_enough_at_once_is_what_dividing_says() {
        // Rows around what vectors and blocks take at once.
        for (lanes, rows) in LANES
            .into_iter()
            .flat_map(|l| [1, 2, 3, 4, 5, 7, 64, 65].map(|r| (l, r)))
        {
            let numbers = rows as usize * lanes;
            let few = [0, 1, lanes - 1, numbers / 2, numbers - 1];
            let places = if cfg!(miri) { &few[..1] } else { &few[..] };
            for place in places {
                for (x, y) in EDGES.into_iter().flat_map(|x| EDGES.map(|y| (x, y))) {
                    // There is enough everywhere but perhaps in one place.
                    let (mut left, mut needed) = (vec![2.5; numbers], vec![1.5; numbers]);
                    let mut supply = vec![0.25; numbers];
                    (left[*place], needed[*place], supply[*place]) = (x, y, -0.0);
                    supply[numbers - 1] = y;
                    for supplied in [false, true] {
                        let of = [&left[..], &needed[..], &supply[..]];
                        for found in results(Opcode::Share(supplied), rows, lanes, of, rows) {
                            for (k, found) in found.into_iter().enumerate() {
                                let there = if supplied {
                                    left[k] + supply[k]
                                } else {
                                    left[k]
                                };
                                let right = share(there, needed[k]);
                                assert!(
                                    same(found, right),
                                    "{there} for {}: {found}, not {right}",
                                    needed[k]
                                );
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn a_check_marks_the_lanes_in_which_a_number_is_not_finite() {
        for (lanes, rows) in LANES
            .into_iter()
            .flat_map(|l| [1, 3, 4, 6, 7, 9].map(|r| (l, r)))
        {
            for (row, lane) in (0..rows as usize).flat_map(|r| [0, 5, lanes - 1].map(|l| (r, l))) {
                for x in EDGES {
                    let mut values = vec![1.0; rows as usize * lanes];
                    values[row * lanes + lane] = x;
                    for found in results(Opcode::Check, rows, lanes, [&values; 3], 1) {
                        for (l, mark) in found.into_iter().enumerate() {
                            let right = if l == lane { x - x } else { 0.0 };
                            assert!(same(mark, right), "{x} in row {row}: {mark} in lane {l}");
                        }
                    }
                }
            }
        }
    }
}
