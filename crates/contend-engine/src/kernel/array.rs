//! Kernels that move rows or combine several rows into one, and those that read tables, chance and events.

use std::marker::PhantomData;

use contend_model::expression::{AlongOp, ChanceLaw, MOST_MATRIX_ROWS, ReduceOp};

use super::{Kernel, Run, groups, groups_mut, select};
use crate::chance::{self, Purpose};
use crate::code::{Code, Instruction, Opcode, Segments};
use crate::features::Features;
use crate::graph::{self, NO_ROW, START_STEP};
use crate::matrix::Matrix;
use crate::operation;
use crate::spectral;
use crate::sum::STRAND_FROM;
use crate::tile::Tile;

/// Lanes that a kernel holds in registers at once.
const CHUNK: usize = 8;

#[inline(always)]
fn chunk(values: &[f64], row: usize, lanes: usize, at: usize) -> [f64; CHUNK] {
    groups::<CHUNK>(values)[(row * lanes + at) / CHUNK]
}

#[inline(always)]
fn put(to: &mut [f64], row: usize, lanes: usize, at: usize, value: [f64; CHUNK]) {
    groups_mut::<CHUNK>(to)[(row * lanes + at) / CHUNK] = value;
}

/// A call where lanes are as few as they can be, or not: arrays have the fewest, and then where rows stand is known without
/// arithmetic.
macro_rules! for_few {
    ($lanes:ident, $call:expr) => {
        if $lanes == CHUNK {
            let $lanes = CHUNK;
            $call
        } else {
            $call
        }
    };
}

/// Rows from anywhere in the arena: `table` is the list of absolute rows.
struct CopyRows;

impl Kernel for CopyRows {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let list = &code.copies[i.table as usize];
        // A row's length is known to the compiler, which then copies it without asking how long it is.
        // SAFETY: the caller's promise.
        unsafe {
            match tile.lanes() {
                8 => copy_rows::<8>(tile, list, i.to),
                16 => copy_rows::<16>(tile, list, i.to),
                32 => copy_rows::<32>(tile, list, i.to),
                _ => copy_rows::<64>(tile, list, i.to),
            }
        }
    }
}

/// # Safety
/// As for [`Run`], for an instruction that puts the listed rows from the slot on.
#[inline(always)]
unsafe fn copy_rows<const L: usize>(tile: &mut Tile, list: &[u32], to: u32) {
    for (to, from) in (to..).zip(list) {
        if *from == NO_ROW {
            // SAFETY: the caller's promise: a sealed instruction.
            let ([to], []) = unsafe { tile.views([(to, 1)], []) };
            groups_mut::<L>(to)[0] = [0.0; L];
        } else {
            // SAFETY: sealed instruction: listed rows lie in the arena and outside the result.
            let ([to], [from]) = unsafe { tile.views([(to, 1)], [(*from, 1)]) };
            groups_mut::<L>(to)[0] = groups::<L>(from)[0];
        }
    }
}

/// What is in force of a lever (`table`) in the first plane; of the others see [`crate::planes`].
struct Lever;

impl Kernel for Lever {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lever = &code.levers[i.table as usize];
        let from = lever.settings[lever.schedules[0].at(tile.step)];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [from]) = unsafe { tile.views([(i.to, i.rows)], [(from, i.rows)]) };
        to.copy_from_slice(from);
    }
}

/// Segments of listed rows of `a`, each combined into one row; `table` is the list.
struct Reduce<const OP: u8>;
const SUM: u8 = 0;
const MEAN: u8 = 1;
const MIN: u8 = 2;
const MAX: u8 = 3;
const PRODUCT: u8 = 4;
const ARG_MAX: u8 = 5;
const ARG_MIN: u8 = 6;

impl<const OP: u8> Kernel for Reduce<OP> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let list = &code.segments[i.table as usize];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [of]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, list.source_rows)]) };
        for_few!(lanes, reduce::<OP>(list, to, of, lanes));
    }
}

#[inline(always)]
fn reduce<const OP: u8>(list: &Segments, to: &mut [f64], of: &[f64], lanes: usize) {
    for (r, range) in list.offsets.windows(2).enumerate() {
        let range = range[0] as usize..range[1] as usize;
        let rows = &list.rows[range.clone()];
        for at in (0..lanes).step_by(CHUNK) {
            let result = match OP {
                SUM => sum(of, rows, lanes, at),
                MEAN => {
                    let mut total = sum(of, rows, lanes, at);
                    for x in &mut total {
                        *x /= rows.len() as f64;
                    }
                    total
                }
                MIN => fold(of, rows, lanes, at, f64::INFINITY, operation::min),
                MAX => fold(of, rows, lanes, at, f64::NEG_INFINITY, operation::max),
                PRODUCT => fold(of, rows, lanes, at, 1.0, |a, b| a * b),
                ARG_MAX => first_best(
                    of,
                    rows,
                    &list.positions[range.clone()],
                    lanes,
                    at,
                    |a, b| a > b,
                ),
                _ => first_best(
                    of,
                    rows,
                    &list.positions[range.clone()],
                    lanes,
                    at,
                    |a, b| a < b,
                ),
            };
            put(to, r, lanes, at, result);
        }
    }
}

#[inline(always)]
fn fold(
    of: &[f64],
    rows: &[u32],
    lanes: usize,
    at: usize,
    start: f64,
    combine: impl Fn(f64, f64) -> f64,
) -> [f64; CHUNK] {
    let mut result = [start; CHUNK];
    for row in rows {
        let x = chunk(of, *row as usize, lanes, at);
        for l in 0..CHUNK {
            result[l] = combine(result[l], x[l]);
        }
    }
    result
}

/// As [`crate::sum::sum`], eight worlds at once.
#[inline(always)]
fn sum(of: &[f64], rows: &[u32], lanes: usize, at: usize) -> [f64; CHUNK] {
    if rows.len() < STRAND_FROM {
        return fold(of, rows, lanes, at, 0.0, |a, b| a + b);
    }
    let mut strands = [[0.0; CHUNK]; 4];
    let mut fours = rows.chunks_exact(4);
    for four in &mut fours {
        for (strand, row) in strands.iter_mut().zip(four) {
            let x = chunk(of, *row as usize, lanes, at);
            for l in 0..CHUNK {
                strand[l] += x[l];
            }
        }
    }
    for (strand, row) in strands.iter_mut().zip(fours.remainder()) {
        let x = chunk(of, *row as usize, lanes, at);
        for l in 0..CHUNK {
            strand[l] += x[l];
        }
    }
    let mut result = [0.0; CHUNK];
    for l in 0..CHUNK {
        result[l] = (strands[0][l] + strands[1][l]) + (strands[2][l] + strands[3][l]);
    }
    result
}

#[inline(always)]
fn first_best(
    of: &[f64],
    rows: &[u32],
    positions: &[u32],
    lanes: usize,
    at: usize,
    better: impl Fn(f64, f64) -> bool,
) -> [f64; CHUNK] {
    let mut best = [0.0; CHUNK];
    // Among none, and where a value is not defined, there is no best.
    let mut name = [f64::NAN; CHUNK];
    let mut defined = [0.0; CHUNK];
    for (k, (row, position)) in rows.iter().zip(positions).enumerate() {
        let x = chunk(of, *row as usize, lanes, at);
        for l in 0..CHUNK {
            if k == 0 || better(x[l], best[l]) {
                best[l] = x[l];
                name[l] = f64::from(*position);
            }
            // NaN if either is.
            defined[l] = operation::max(defined[l], x[l]);
        }
    }
    for l in 0..CHUNK {
        if defined[l].is_nan() {
            name[l] = f64::NAN;
        }
    }
    name
}

/// Segments of listed rows of `a`, each a matrix: world by world.
struct SpectralRadius;

impl Kernel for SpectralRadius {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let list = &code.segments[i.table as usize];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [of]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, list.source_rows)]) };
        let mut matrix = [0.0; MOST_MATRIX_ROWS * MOST_MATRIX_ROWS];
        for (r, range) in list.offsets.windows(2).enumerate() {
            let rows = &list.rows[range[0] as usize..range[1] as usize];
            for lane in 0..lanes {
                for (x, row) in matrix.iter_mut().zip(rows) {
                    *x = of[*row as usize * lanes + lane];
                }
                to[r * lanes + lane] = match matrix.get(..rows.len()) {
                    Some(matrix) => spectral::radius(matrix),
                    None => f64::NAN,
                };
            }
        }
    }
}

/// A constant matrix (`table`) times the rows of `a`.
struct MatrixProduct;

impl Kernel for MatrixProduct {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let matrix = &code.matrices[i.table as usize];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [of]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, matrix.columns as u32)]) };
        for_few!(lanes, product(code, matrix, to, of, lanes));
    }
}

#[inline(always)]
fn product(code: &Code, matrix: &Matrix, to: &mut [f64], of: &[f64], lanes: usize) {
    for at in (0..lanes).step_by(CHUNK) {
        let total = if matrix.has_base {
            sum(of, &code.counting[..matrix.columns], lanes, at)
        } else {
            [0.0; CHUNK]
        };
        let mut entries = matrix.entries.iter();
        for (r, (base, range)) in matrix
            .base
            .iter()
            .zip(matrix.offsets.windows(2))
            .enumerate()
        {
            let mut y = [0.0; CHUNK];
            if matrix.has_base {
                for l in 0..CHUNK {
                    y[l] = base * total[l];
                }
            }
            for (column, m) in entries.by_ref().take((range[1] - range[0]) as usize) {
                let x = chunk(of, *column as usize, lanes, at);
                for l in 0..CHUNK {
                    y[l] += m * x[l];
                }
            }
            put(to, r, lanes, at, y);
        }
    }
}

/// Segments of listed rows of `a` (`table` is the list), each computed by itself.
struct Softmax;

impl Kernel for Softmax {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let list = &code.segments[i.table as usize];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [of]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, list.source_rows)]) };
        for range in list.offsets.windows(2) {
            let range = range[0] as usize..range[1] as usize;
            let rows = &list.rows[range.clone()];
            for at in (0..lanes).step_by(CHUNK) {
                let top = fold(of, rows, lanes, at, f64::NEG_INFINITY, operation::max);
                for (r, row) in range.clone().zip(rows) {
                    let x = chunk(of, *row as usize, lanes, at);
                    let mut weight = [0.0; CHUNK];
                    for l in 0..CHUNK {
                        weight[l] = crate::maths::exp(x[l] - top[l]);
                    }
                    put(to, r, lanes, at, weight);
                }
                let own = &code.counting[range.clone()];
                let total = sum(to, own, lanes, at);
                for r in range.clone() {
                    let cells = &mut to[r * lanes + at..r * lanes + at + CHUNK];
                    for l in 0..CHUNK {
                        cells[l] /= total[l];
                    }
                }
            }
        }
    }
}

struct RunningSum;

impl Kernel for RunningSum {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let list = &code.segments[i.table as usize];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [of]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, list.source_rows)]) };
        for range in list.offsets.windows(2) {
            for at in (0..lanes).step_by(CHUNK) {
                let mut total = [0.0; CHUNK];
                for r in range[0] as usize..range[1] as usize {
                    let x = chunk(of, list.rows[r] as usize, lanes, at);
                    for l in 0..CHUNK {
                        total[l] += x[l];
                    }
                    put(to, r, lanes, at, total);
                }
            }
        }
    }
}

struct Rank;

/// Up to this many elements ranks are counted pair by pair, for all lanes at once; beyond, each lane is sorted.
const RANK_BY_COUNTING: usize = 48;

impl Kernel for Rank {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let list = &code.segments[i.table as usize];
        let mut order = std::mem::take(&mut tile.order);
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [of]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, list.source_rows)]) };
        for range in list.offsets.windows(2) {
            let range = range[0] as usize..range[1] as usize;
            let rows = &list.rows[range.clone()];
            if rows.len() <= RANK_BY_COUNTING {
                for at in (0..lanes).step_by(CHUNK) {
                    let defined = fold(of, rows, lanes, at, 0.0, operation::max);
                    for (k, row) in rows.iter().enumerate() {
                        let own = chunk(of, *row as usize, lanes, at);
                        let mut rank = [1.0; CHUNK];
                        for (j, other) in rows.iter().enumerate() {
                            let other = chunk(of, *other as usize, lanes, at);
                            for l in 0..CHUNK {
                                rank[l] +=
                                    operation::truth(graph::ranks_before(other[l], j, own[l], k));
                            }
                        }
                        for l in 0..CHUNK {
                            if defined[l].is_nan() {
                                rank[l] = f64::NAN;
                            }
                        }
                        let r = range.start + k;
                        put(to, r, lanes, at, rank);
                    }
                }
                continue;
            }
            for lane in 0..lanes {
                let value = |k: u32| of[rows[k as usize] as usize * lanes + lane];
                if (0..rows.len() as u32).any(|k| value(k).is_nan()) {
                    for r in range.clone() {
                        to[r * lanes + lane] = f64::NAN;
                    }
                    continue;
                }
                order.clear();
                order.extend(0..rows.len() as u32);
                order.sort_unstable_by(|j, k| {
                    if j == k {
                        std::cmp::Ordering::Equal
                    } else if graph::ranks_before(value(*j), *j as usize, value(*k), *k as usize) {
                        std::cmp::Ordering::Less
                    } else {
                        std::cmp::Ordering::Greater
                    }
                });
                for (rank, k) in order.iter().enumerate() {
                    to[(range.start + *k as usize) * lanes + lane] = rank as f64 + 1.0;
                }
            }
        }
        tile.order = order;
    }
}

/// Of the rows of `a` those that `b` leads to (`table` says how), in each lane its own.
struct Pick;

impl Kernel for Pick {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let picks = &code.picks[i.table as usize];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [of, index]) =
            unsafe { tile.views([(i.to, i.rows)], [(i.a, picks.source_rows), (i.b, i.rows)]) };
        let rows = to.chunks_exact_mut(lanes).zip(index.chunks_exact(lanes));
        for ((to, index), base) in rows.zip(picks.base.iter()) {
            for lane in 0..lanes {
                let row = operation::picked(index[lane], *base, &picks.steps);
                to[lane] = row.map_or(f64::NAN, |row| of[row as usize * lanes + lane]);
            }
        }
    }
}

/// The table `table` at the arguments in `a`.
struct Lookup;

impl Kernel for Lookup {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let table = &code.tables[i.table as usize];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [x]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows)]) };
        for (to, x) in to.iter_mut().zip(x) {
            *to = operation::lookup(table, *x);
        }
    }
}

/// All that the clock shows now (`table` is the table), the same in all worlds.
struct Clock;

impl Kernel for Clock {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let table = &code.clock_tables[i.table as usize];
        let rows = i.rows as usize;
        let now = &table.values[tile.point * rows..(tile.point + 1) * rows];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], []) = unsafe { tile.views([(i.to, i.rows)], []) };
        match lanes {
            8 => spread::<8>(to, now),
            16 => spread::<16>(to, now),
            32 => spread::<32>(to, now),
            _ => spread::<64>(to, now),
        }
    }
}

/// Each value to all lanes of its row.
#[inline(always)]
fn spread<const L: usize>(to: &mut [f64], values: &[f64]) {
    for (to, value) in groups_mut::<L>(to).iter_mut().zip(values) {
        *to = [*value; L];
    }
}

/// Fresh draws; `table` says which, `a` and `b` the law's parameters. A kernel for each law: one that is handed a law draws number
/// by number.
struct Chance<L>(PhantomData<L>);

/// A law to draw from.
trait Law {
    const LAW: ChanceLaw;
}

macro_rules! laws {
    ($($name:ident)+) => {
        $(
            struct $name;
            impl Law for $name {
                const LAW: ChanceLaw = ChanceLaw::$name;
            }
        )+

        /// The kernel of draws from a law.
        fn chance(law: ChanceLaw, features: Features) -> Run {
            match law { $(ChanceLaw::$name => select::<Chance<$name>>(features),)+ }
        }
    };
}

laws!(Normal Uniform Bernoulli Poisson LogNormal Binomial Exponential);

impl<L: Law> Kernel for Chance<L> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let draw = &code.chances[i.table as usize];
        let seed = tile.seed;
        let worlds = std::mem::take(&mut tile.worlds);
        let step = if draw.start { START_STEP } else { tile.step };
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a, b]) =
            unsafe { tile.views([(i.to, i.rows)], [(i.a, draw.rows_a), (i.b, draw.rows_b)]) };
        for (r, (to, key)) in to.chunks_exact_mut(lanes).zip(draw.keys.iter()).enumerate() {
            let (ra, rb) = (
                if draw.rows_a == 1 { 0 } else { r },
                if draw.rows_b == 1 { 0 } else { r },
            );
            let arguments = [
                &a[ra * lanes..(ra + 1) * lanes],
                &b[rb * lanes..(rb + 1) * lanes],
            ];
            let stream = chance::Stream {
                seed,
                purpose: Purpose::Run,
                key: *key,
                step,
            };
            chance::draw(L::LAW, stream, &worlds, &arguments, to);
        }
        tile.worlds = worlds;
    }
}

/// Marks the lanes in which a row of `a` is not finite.
struct Check;

impl Kernel for Check {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        // SAFETY: the caller's promise: a sealed instruction.
        let ([fault], [a]) = unsafe { tile.views([(i.to, 1)], [(i.a, i.rows)]) };
        for_few!(lanes, check(fault, a, lanes));
    }
}

#[inline(always)]
fn check(fault: &mut [f64], a: &[f64], lanes: usize) {
    for at in (0..lanes).step_by(CHUNK) {
        // Sums by themselves, so that no row waits for the one before it; in what order marks meet makes no difference.
        let mut strands = [chunk(fault, 0, lanes, at); 4];
        let mut mark = |strand: usize, row: usize| {
            let x = chunk(a, row, lanes, at);
            for l in 0..CHUNK {
                strands[strand][l] += operation::fault_mark(x[l]);
            }
        };
        let rows = a.len() / lanes;
        let fours = rows - rows % 4;
        for row in (0..fours).step_by(4) {
            for k in 0..4 {
                mark(k, row + k);
            }
        }
        for row in fours..rows {
            mark(0, row);
        }
        let mut marks = [0.0; CHUNK];
        for l in 0..CHUNK {
            marks[l] = (strands[0][l] + strands[1][l]) + (strands[2][l] + strands[3][l]);
        }
        put(fault, 0, lanes, at, marks);
    }
}

/// The kernel of one of this file's opcodes.
pub(super) fn bind(opcode: Opcode, features: Features) -> Run {
    // Sums, products and checks go through a row of the fewest lanes at once, which is as wide as the widest vector.
    let wide = matches!(
        opcode,
        Opcode::Reduce(_)
            | Opcode::Product
            | Opcode::Check
            | Opcode::Chance(_)
            | Opcode::Along(AlongOp::Softmax)
    );
    let features = if wide { features } else { features.narrow() };
    match opcode {
        Opcode::CopyRows => select::<CopyRows>(features),
        Opcode::Reduce(op) => match op {
            ReduceOp::Sum => select::<Reduce<SUM>>(features),
            ReduceOp::Mean => select::<Reduce<MEAN>>(features),
            ReduceOp::Min => select::<Reduce<MIN>>(features),
            ReduceOp::Max => select::<Reduce<MAX>>(features),
            ReduceOp::Product => select::<Reduce<PRODUCT>>(features),
            ReduceOp::ArgMax => select::<Reduce<ARG_MAX>>(features),
            ReduceOp::ArgMin => select::<Reduce<ARG_MIN>>(features),
            ReduceOp::SpectralRadius => select::<SpectralRadius>(features),
        },
        Opcode::Product => select::<MatrixProduct>(features),
        Opcode::Along(op) => match op {
            AlongOp::Softmax => select::<Softmax>(features),
            AlongOp::Rank => select::<Rank>(features),
            AlongOp::RunningSum => select::<RunningSum>(features),
        },
        Opcode::Pick => select::<Pick>(features),
        Opcode::Lever => select::<Lever>(features),
        Opcode::Lookup => select::<Lookup>(features),
        Opcode::Clock => select::<Clock>(features),
        Opcode::Chance(law) => chance(law, features),
        _ => select::<Check>(features),
    }
}
