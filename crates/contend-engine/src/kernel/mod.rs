//! The inner loops. A kernel computes all rows of one node for all lanes (worlds) of a tile.
//!
//! Every kernel exists three times: for plain builds, for AVX2 and for AVX-512. The source is the same, without
//! fused multiply-add and with one order of operations, so that the bits are the same; only the width differs.

// Loops over lanes by number are what the compiler turns into vectors.
#![allow(clippy::needless_range_loop)]

pub(crate) mod array;
pub(crate) mod elementwise;
pub(crate) mod state;

use crate::program::Code;
use crate::run::Tile;

/// Where a node's rows begin in the arena, in rows.
pub(crate) type Slot = u32;

/// One kernel call.
#[derive(Clone, Copy)]
pub(crate) struct Instruction {
    pub kernel: Run,
    pub to: Slot,
    pub a: Slot,
    pub b: Slot,
    pub c: Slot,
    /// Rows of the result.
    pub rows: u32,
    /// Index into one of the program's tables, or a small number, as the kernel says.
    pub extra: u32,
    /// Which of `to`, `a`, `b`, `c` (bits 0 to 3) move along with the rows when they are taken in blocks.
    pub moves: u8,
}

/// Instructions in order, some of them taken block by block of rows.
#[derive(Debug, Default)]
pub(crate) struct Sequence {
    pub instructions: Vec<Instruction>,
    /// Consecutive pieces of the instructions, in order; together all of them.
    pub pieces: Vec<Piece>,
}

/// Some consecutive instructions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub from: u32,
    pub until: u32,
    /// Rows of every instruction of a blocked piece; 0 for a plain one.
    pub rows: u32,
}

impl Sequence {
    /// Rows of an instruction on average, one at least.
    pub(crate) fn mean_rows(&self) -> usize {
        let rows: usize = self.instructions.iter().map(|i| i.rows as usize).sum();
        (rows / self.instructions.len().max(1)).max(1)
    }
}

/// Numbers of a block of rows, so that what is passed on from one instruction to the next stays in the nearest cache.
const BLOCK_NUMBERS: usize = 256;

/// Rows of a block, for a number of lanes.
pub(crate) fn block_rows(lanes: usize) -> u32 {
    (BLOCK_NUMBERS / lanes.max(1)).max(1) as u32
}

impl Instruction {
    /// The same for some of its rows.
    #[inline(always)]
    pub(crate) fn part(&self, first: u32, rows: u32) -> Instruction {
        let moved = |slot: Slot, bit: u8| {
            if self.moves & bit != 0 {
                slot + first
            } else {
                slot
            }
        };
        Instruction {
            to: moved(self.to, 1),
            a: moved(self.a, 2),
            b: moved(self.b, 4),
            c: moved(self.c, 8),
            rows,
            ..*self
        }
    }
}

/// A kernel made for one set of processor features.
///
/// # Safety
/// The processor must have the features that the kernel was made for, and the instruction must be one that
/// [`crate::program`] sealed for this tile: slots inside the arena, the result apart from the operands.
pub(crate) type Run = unsafe fn(&mut Tile, &Code, &Instruction);

/// Which builds of the kernels are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Features {
    /// What every processor of this target has.
    Baseline,
    /// 256-bit vectors on x86-64.
    Avx2,
    /// 512-bit vectors on x86-64.
    Avx512,
}

impl Features {
    /// The best that this processor has.
    #[must_use]
    pub fn detect() -> Features {
        #[cfg(target_arch = "x86_64")]
        {
            if std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512dq")
            {
                return Features::Avx512;
            }
            if std::arch::is_x86_feature_detected!("avx2") {
                return Features::Avx2;
            }
        }
        Features::Baseline
    }

    /// For kernels that go row by row of few lanes: 512-bit vectors are slower there than 256-bit ones (measured on
    /// an AMD EPYC of 2024), while functions over long rows gain from them.
    pub(crate) fn narrow(self) -> Features {
        if self == Features::Avx512 {
            Features::Avx2
        } else {
            self
        }
    }

    /// All that this processor has, plainest first.
    #[must_use]
    pub fn available() -> Vec<Features> {
        match Features::detect() {
            Features::Baseline => vec![Features::Baseline],
            Features::Avx2 => vec![Features::Baseline, Features::Avx2],
            Features::Avx512 => vec![Features::Baseline, Features::Avx2, Features::Avx512],
        }
    }
}

/// The body of a kernel. Implementations are `#[inline(always)]`, so that they are compiled anew for each set of features.
pub(crate) trait Kernel {
    /// # Safety
    /// As for [`Run`].
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction);
}

/// The build of a kernel for some features.
pub(crate) fn select<K: Kernel>(features: Features) -> Run {
    match features {
        Features::Baseline => baseline::<K>,
        #[cfg(target_arch = "x86_64")]
        Features::Avx2 => avx2::<K>,
        #[cfg(target_arch = "x86_64")]
        Features::Avx512 => avx512::<K>,
        #[cfg(not(target_arch = "x86_64"))]
        _ => baseline::<K>,
    }
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

impl std::fmt::Debug for Instruction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}×{} ← {} {} {} #{}",
            self.to, self.rows, self.a, self.b, self.c, self.extra
        )
    }
}

/// Numbers in groups of `L`; what does not fill a group is left out.
#[inline(always)]
pub(crate) fn groups<const L: usize>(values: &[f64]) -> &[[f64; L]] {
    // SAFETY: an array of `L` numbers is laid out like `L` numbers in a slice, and only whole groups are counted.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast(), values.len() / L) }
}

/// Numbers in groups of `L`, to be written.
#[inline(always)]
pub(crate) fn groups_mut<const L: usize>(values: &mut [f64]) -> &mut [[f64; L]] {
    // SAFETY: as in `groups`.
    unsafe { std::slice::from_raw_parts_mut(values.as_mut_ptr().cast(), values.len() / L) }
}
