//! Kernels that carry something from step to step: stocks, sums over time, lags.

use contend_model::model::Floor;

use super::{Kernel, Run, groups, groups_mut, select};
use crate::code::{Code, Fold, Instruction, Opcode};
use crate::features::Features;
use crate::operation;
use crate::tile::Tile;

const NONE: u8 = 0;
const CLAMP: u8 = 1;
const EXTINCT: u8 = 2;

/// Euler: `to += dt · a`, watching for values that are not finite; `b` is the row of faults.
struct Advance<const FLOOR: u8>;

impl<const FLOOR: u8> Kernel for Advance<FLOOR> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let dt = code.dt;
        // SAFETY: the caller's promise: a sealed instruction.
        let ([stock, fault], [rate]) =
            unsafe { tile.views([(i.to, i.rows), (i.b, 1)], [(i.a, i.rows)]) };
        match lanes {
            8 => advance::<FLOOR, 8>(stock, rate, fault, dt),
            16 => advance::<FLOOR, 16>(stock, rate, fault, dt),
            32 => advance::<FLOOR, 32>(stock, rate, fault, dt),
            _ => advance::<FLOOR, 64>(stock, rate, fault, dt),
        }
    }
}

#[inline(always)]
fn advance<const FLOOR: u8, const L: usize>(
    stock: &mut [f64],
    rate: &[f64],
    fault: &mut [f64],
    dt: f64,
) {
    let (stock, rate) = (groups_mut::<L>(stock), groups::<L>(rate));
    let n = stock.len();
    let rate = &rate[..n];
    let mut seen = groups::<L>(fault)[0];
    for r in 0..n {
        let mut next = stock[r];
        for l in 0..L {
            let before = next[l];
            let value = before + dt * rate[r][l];
            seen[l] += operation::fault_mark(value);
            next[l] = floored::<FLOOR>(before, value);
        }
        stock[r] = next;
    }
    groups_mut::<L>(fault)[0] = seen;
}

#[inline(always)]
fn floored<const FLOOR: u8>(before: f64, next: f64) -> f64 {
    match FLOOR {
        NONE => next,
        CLAMP => {
            if next < 0.0 {
                0.0
            } else {
                next
            }
        }
        _ => {
            if (next <= 0.0) | (before <= 0.0) {
                0.0
            } else {
                next
            }
        }
    }
}

/// The floor alone, for stocks that events change after they have advanced; `a` has their values before the step.
struct ApplyFloor<const FLOOR: u8>;

impl<const FLOOR: u8> Kernel for ApplyFloor<FLOOR> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        // SAFETY: the caller's promise: a sealed instruction.
        let ([stock, fault], [before]) =
            unsafe { tile.views([(i.to, i.rows), (i.b, 1)], [(i.a, i.rows)]) };
        for (stock, before) in stock
            .chunks_exact_mut(lanes)
            .zip(before.chunks_exact(lanes))
        {
            for l in 0..lanes {
                fault[l] += operation::fault_mark(stock[l]);
                stock[l] = floored::<FLOOR>(before[l], stock[l]);
            }
        }
    }
}

/// `to = a`.
struct Copy;

impl Kernel for Copy {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows)]) };
        to.copy_from_slice(a);
    }
}

/// How long ago something was.
struct Since;

impl Kernel for Since {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let time = tile.time;
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows)]) };
        for (to, a) in to.iter_mut().zip(a) {
            *to = time - *a;
        }
    }
}

/// `to += factor · a`, the factor from the tile.
struct AddScaled;

impl Kernel for AddScaled {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let factor = tile.factor;
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows)]) };
        for (to, a) in to.iter_mut().zip(a) {
            *to += factor * *a;
        }
    }
}

/// `to = a + factor · b`, the factor from the tile.
struct Shift;

impl Kernel for Shift {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let factor = tile.factor;
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a, b]) =
            unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows), (i.b, i.rows)]) };
        for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
            *to = *a + factor * *b;
        }
    }
}

struct Accumulate<const KIND: u8>;
const LEAST: u8 = 0;
const GREATEST: u8 = 1;
const FIRST: u8 = 2;

impl<const KIND: u8> Kernel for Accumulate<KIND> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let time = tile.time;
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows)]) };
        for (to, a) in to.iter_mut().zip(a) {
            *to = match KIND {
                LEAST => operation::min(*to, *a),
                GREATEST => operation::max(*to, *a),
                _ => {
                    // What is not defined before the first time leaves it undefined.
                    if *to == f64::INFINITY {
                        operation::choose(*a, time, *to)
                    } else {
                        *to
                    }
                }
            };
        }
    }
}

/// The value that a history (`table`) had some time (`a`) ago; before the start the initial value (`b`).
struct Lag;

impl Kernel for Lag {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, code: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let history = &code.histories[i.table as usize];
        let (time, latest) = (tile.time, tile.stored.checked_sub(1));
        let store = std::mem::take(&mut tile.stores[i.table as usize]);
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [ago, initial]) =
            unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows), (i.b, i.rows)]) };
        let size = i.rows as usize * lanes;
        let depth = history.depth as usize;
        for (n, to) in to.iter_mut().enumerate() {
            // A lag is at least one step long, so that it never needs the present.
            let ago = operation::max(ago[n], code.dt);
            let place = (time - ago) / code.dt;
            *to = match latest {
                Some(latest) if place >= 0.0 => {
                    let earlier = (place as usize).min(latest as usize);
                    let later = (earlier + 1).min(latest as usize);
                    let (a, b) = (
                        store[earlier % depth * size + n],
                        store[later % depth * size + n],
                    );
                    let part = place - earlier as f64;
                    if earlier == later || part == 0.0 {
                        a
                    } else {
                        a + (b - a) * part
                    }
                }
                _ if ago.is_nan() => f64::NAN,
                _ => initial[n],
            };
        }
        tile.stores[i.table as usize] = store;
    }
}

/// The kernel of one of this file's opcodes.
pub(super) fn bind(opcode: Opcode, features: Features) -> Run {
    match opcode {
        Opcode::Advance(Floor::None) => select::<Advance<NONE>>(features),
        Opcode::Advance(Floor::Clamp) => select::<Advance<CLAMP>>(features),
        Opcode::Advance(Floor::Extinct) => select::<Advance<EXTINCT>>(features),
        Opcode::ApplyFloor(Floor::None) => select::<ApplyFloor<NONE>>(features),
        Opcode::ApplyFloor(Floor::Clamp) => select::<ApplyFloor<CLAMP>>(features),
        Opcode::ApplyFloor(Floor::Extinct) => select::<ApplyFloor<EXTINCT>>(features),
        Opcode::Copy => select::<Copy>(features),
        Opcode::Since => select::<Since>(features),
        Opcode::AddScaled => select::<AddScaled>(features),
        Opcode::Shift => select::<Shift>(features),
        Opcode::Accumulate(Fold::Least) => select::<Accumulate<LEAST>>(features),
        Opcode::Accumulate(Fold::Greatest) => select::<Accumulate<GREATEST>>(features),
        Opcode::Accumulate(Fold::FirstTime) => select::<Accumulate<FIRST>>(features),
        _ => select::<Lag>(features),
    }
}
