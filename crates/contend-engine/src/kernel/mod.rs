//! The inner loops. A kernel computes all rows of one node for all lanes (worlds) of a tile.
//!
//! Every kernel exists three times: for plain builds, for AVX2 and for AVX-512. The source is the same, without
//! fused multiply-add and with one order of operations, so that the bits are the same; only the width differs.

// Loops over lanes by number are what the compiler turns into vectors.
#![allow(clippy::needless_range_loop)]

mod array;
mod elementwise;
mod state;

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
        Opcode::CopyRows
        | Opcode::Reduce(_)
        | Opcode::Along(_)
        | Opcode::Product
        | Opcode::Lookup
        | Opcode::Clock
        | Opcode::Chance
        | Opcode::Happened(_)
        | Opcode::Check => array::bind(opcode, features),
        Opcode::Lag
        | Opcode::Advance(_)
        | Opcode::ApplyFloor(_)
        | Opcode::Copy
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
