//! Kernels that compute each number from the numbers at the same place: arithmetic, comparison, choice, functions.

use std::marker::PhantomData;

use contend_model::expression::{BinaryOp, UnaryOp};

use super::{Kernel, Run, groups, groups_mut, select};
use crate::code::{Code, Inner, Instruction, Outer};
use crate::features::Features;
use crate::tile::Tile;
use crate::{maths, operation};

/// A function of one number.
trait One {
    fn of(a: f64) -> f64;
}

/// A function of two numbers.
trait Two {
    fn of(a: f64, b: f64) -> f64;
}

macro_rules! of_one {
    ($a:ident: $($name:ident = $body:expr;)+) => {$(
        struct $name;
        impl One for $name {
            #[inline(always)]
            fn of($a: f64) -> f64 { $body }
        }
    )+};
}

macro_rules! of_two {
    ($a:ident, $b:ident: $($name:ident = $body:expr;)+) => {$(
        struct $name;
        impl Two for $name {
            #[inline(always)]
            fn of($a: f64, $b: f64) -> f64 { $body }
        }
    )+};
}

of_one! { a:
    Negate = -a;
    Not = operation::not(a);
    Abs = a.abs();
    Exp = maths::exp(a);
    Ln = maths::ln(a);
    Log10 = maths::log10(a);
    Sqrt = a.sqrt();
    Sin = maths::sin(a);
    Cos = maths::cos(a);
    Tan = maths::tan(a);
    Asin = maths::asin(a);
    Acos = maths::acos(a);
    Atan = maths::atan(a);
    Tanh = maths::tanh(a);
    Logistic = maths::logistic(a);
    Floor = maths::floor(a);
    Ceil = maths::ceil(a);
    Round = maths::round(a);
    Sign = operation::sign(a);
}

of_two! { a, b:
    Add = a + b;
    Subtract = a - b;
    SubtractFrom = b - a;
    Multiply = a * b;
    Divide = a / b;
    DivideInto = b / a;
    Power = maths::pow(a, b);
    Modulo = operation::modulo(a, b);
    Min = operation::min(a, b);
    Max = operation::max(a, b);
    Less = operation::compared(a < b, a, b);
    LessEqual = operation::compared(a <= b, a, b);
    Greater = operation::compared(a > b, a, b);
    GreaterEqual = operation::compared(a >= b, a, b);
    Equal = operation::compared(a == b, a, b);
    NotEqual = operation::compared(a != b, a, b);
    And = operation::and(a, b);
    Or = operation::or(a, b);
}

struct Map1<F>(PhantomData<F>);
/// `A`, `B`: whether that operand has one row for all.
struct Map2<F, const A: bool, const B: bool>(PhantomData<F>);
struct Choose<const C: bool, const A: bool, const B: bool>;
/// `G(F(a, b), c)`.
struct Fused<F, G, const A: bool, const B: bool, const C: bool>(PhantomData<(F, G)>);

impl<F: One> Kernel for Map1<F> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a]) = unsafe { tile.views([(i.to, i.rows)], [(i.a, i.rows)]) };
        map1::<F>(to, a);
    }
}

#[inline(always)]
fn map1<F: One>(to: &mut [f64], a: &[f64]) {
    for (to, a) in to.iter_mut().zip(a) {
        *to = F::of(*a);
    }
}

impl<F: Two, const A: bool, const B: bool> Kernel for Map2<F, A, B> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a, b]) =
            unsafe { tile.views([(i.to, i.rows)], [(i.a, rows(A, i)), (i.b, rows(B, i))]) };
        if !A && !B {
            return flat2::<F>(to, a, b);
        }
        match lanes {
            8 => by_row2::<F, A, B, 8>(to, a, b),
            16 => by_row2::<F, A, B, 16>(to, a, b),
            32 => by_row2::<F, A, B, 32>(to, a, b),
            _ => {
                for (r, to) in to.chunks_exact_mut(lanes).enumerate() {
                    flat2::<F>(to, row(a, A, r, lanes), row(b, B, r, lanes));
                }
            }
        }
    }
}

#[inline(always)]
fn flat2<F: Two>(to: &mut [f64], a: &[f64], b: &[f64]) {
    for ((to, a), b) in to.iter_mut().zip(a).zip(b) {
        *to = F::of(*a, *b);
    }
}

#[inline(always)]
fn by_row2<F: Two, const A: bool, const B: bool, const L: usize>(
    to: &mut [f64],
    a: &[f64],
    b: &[f64],
) {
    let (to, a, b) = (groups_mut::<L>(to), groups::<L>(a), groups::<L>(b));
    let n = to.len();
    let (a, b) = (&a[..if A { 1 } else { n }], &b[..if B { 1 } else { n }]);
    let (first_a, first_b) = (a[0], b[0]);
    for r in 0..n {
        let a = if A { &first_a } else { &a[r] };
        let b = if B { &first_b } else { &b[r] };
        let mut result = [0.0; L];
        for l in 0..L {
            result[l] = F::of(a[l], b[l]);
        }
        to[r] = result;
    }
}

impl<const C: bool, const A: bool, const B: bool> Kernel for Choose<C, A, B> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let operands = [(i.a, rows(C, i)), (i.b, rows(A, i)), (i.c, rows(B, i))];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [c, a, b]) = unsafe { tile.views([(i.to, i.rows)], operands) };
        if !C && !A && !B {
            return choose(to, c, a, b);
        }
        match lanes {
            8 => choose_by_row::<C, A, B, 8>(to, c, a, b),
            16 => choose_by_row::<C, A, B, 16>(to, c, a, b),
            32 => choose_by_row::<C, A, B, 32>(to, c, a, b),
            _ => choose_by_row::<C, A, B, 64>(to, c, a, b),
        }
    }
}

#[inline(always)]
fn choose_by_row<const C: bool, const A: bool, const B: bool, const L: usize>(
    to: &mut [f64],
    c: &[f64],
    a: &[f64],
    b: &[f64],
) {
    let (to, c) = (groups_mut::<L>(to), groups::<L>(c));
    let (a, b) = (groups::<L>(a), groups::<L>(b));
    for (r, to) in to.iter_mut().enumerate() {
        let place = |single: bool| if single { 0 } else { r };
        choose(to, &c[place(C)], &a[place(A)], &b[place(B)]);
    }
}

#[inline(always)]
fn choose(to: &mut [f64], c: &[f64], a: &[f64], b: &[f64]) {
    for (((to, c), a), b) in to.iter_mut().zip(c).zip(a).zip(b) {
        *to = operation::choose(*c, *a, *b);
    }
}

impl<F: Two, G: Two, const A: bool, const B: bool, const C: bool> Kernel for Fused<F, G, A, B, C> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        let lanes = tile.lanes();
        let operands = [(i.a, rows(A, i)), (i.b, rows(B, i)), (i.c, rows(C, i))];
        // SAFETY: the caller's promise: a sealed instruction.
        let ([to], [a, b, c]) = unsafe { tile.views([(i.to, i.rows)], operands) };
        if !A && !B && !C {
            return flat3::<F, G>(to, a, b, c);
        }
        match lanes {
            8 => by_row3::<F, G, A, B, C, 8>(to, a, b, c),
            16 => by_row3::<F, G, A, B, C, 16>(to, a, b, c),
            _ => {
                for (r, to) in to.chunks_exact_mut(lanes).enumerate() {
                    flat3::<F, G>(
                        to,
                        row(a, A, r, lanes),
                        row(b, B, r, lanes),
                        row(c, C, r, lanes),
                    );
                }
            }
        }
    }
}

#[inline(always)]
fn flat3<F: Two, G: Two>(to: &mut [f64], a: &[f64], b: &[f64], c: &[f64]) {
    for (((to, a), b), c) in to.iter_mut().zip(a).zip(b).zip(c) {
        *to = G::of(F::of(*a, *b), *c);
    }
}

#[inline(always)]
fn by_row3<F: Two, G: Two, const A: bool, const B: bool, const C: bool, const L: usize>(
    to: &mut [f64],
    a: &[f64],
    b: &[f64],
    c: &[f64],
) {
    let (to, a, b, c) = (
        groups_mut::<L>(to),
        groups::<L>(a),
        groups::<L>(b),
        groups::<L>(c),
    );
    let n = to.len();
    let (a, b, c) = (
        &a[..if A { 1 } else { n }],
        &b[..if B { 1 } else { n }],
        &c[..if C { 1 } else { n }],
    );
    let (first_a, first_b, first_c) = (a[0], b[0], c[0]);
    for r in 0..n {
        let a = if A { &first_a } else { &a[r] };
        let b = if B { &first_b } else { &b[r] };
        let c = if C { &first_c } else { &c[r] };
        let mut result = [0.0; L];
        for l in 0..L {
            result[l] = G::of(F::of(a[l], b[l]), c[l]);
        }
        to[r] = result;
    }
}

/// The share of what is needed (`b`) that can be had of what is left (`a`) and of a supply (`c`).
struct Share<const SUPPLY: bool>;

impl<const SUPPLY: bool> Kernel for Share<SUPPLY> {
    #[inline(always)]
    unsafe fn run(tile: &mut Tile, _: &Code, i: &Instruction) {
        if SUPPLY {
            let from = [(i.a, i.rows), (i.b, i.rows), (i.c, i.rows)];
            // SAFETY: the caller's promise: a sealed instruction.
            let ([to], [left, needed, supply]) = unsafe { tile.views([(i.to, i.rows)], from) };
            let left = left.iter().zip(supply).map(|(left, supply)| left + supply);
            share_out(to, left, needed);
        } else {
            let from = [(i.a, i.rows), (i.b, i.rows)];
            // SAFETY: as before.
            let ([to], [left, needed]) = unsafe { tile.views([(i.to, i.rows)], from) };
            share_out(to, left.iter().copied(), needed);
        }
    }
}

/// Mostly there is enough of everything, which is seen without a division, the slowest of all operations here.
#[inline(always)]
fn share_out(to: &mut [f64], left: impl Iterator<Item = f64> + Clone, needed: &[f64]) {
    let mut short = false; // or not defined
    for (left, needed) in left.clone().zip(needed) {
        let enough = *needed <= operation::max(left, 0.0);
        short |= !enough;
    }
    if !short {
        return to.fill(1.0);
    }
    for ((to, left), needed) in to.iter_mut().zip(left).zip(needed) {
        *to = operation::share(left, *needed);
    }
}

/// Operands that have all rows are gone through as one list; beside one that stands for all rows, row by row.
fn width(single: &[bool], features: Features) -> Features {
    if single.contains(&true) {
        features.narrow()
    } else {
        features
    }
}

#[inline(always)]
fn rows(single: bool, i: &Instruction) -> u32 {
    if single { 1 } else { i.rows }
}

#[inline(always)]
fn row(values: &[f64], single: bool, r: usize, lanes: usize) -> &[f64] {
    let r = if single { 0 } else { r };
    &values[r * lanes..(r + 1) * lanes]
}

/// The kernel of a function of one operand.
pub(super) fn unary(op: UnaryOp, features: Features) -> Run {
    macro_rules! pick {
        ($($name:ident)+) => { match op { $(UnaryOp::$name => select::<Map1<$name>>(features),)+ } };
    }
    pick!(Negate Not Abs Exp Ln Log10 Sqrt Sin Cos Tan Asin Acos Atan Tanh Logistic Floor Ceil Round Sign)
}

/// The kernel of a function of two operands; `single` says which operands have one row for all.
pub(super) fn binary(op: BinaryOp, single: [bool; 2], features: Features) -> Run {
    let features = if op == BinaryOp::Power {
        features
    } else {
        width(&single, features)
    };
    macro_rules! pick {
        ($($name:ident)+) => { match op { $(BinaryOp::$name => match single {
            [false, false] => select::<Map2<$name, false, false>>(features),
            [false, true] => select::<Map2<$name, false, true>>(features),
            [true, _] => select::<Map2<$name, true, false>>(features),
        },)+ } };
    }
    pick!(Add Subtract Multiply Divide Power Modulo Min Max Less LessEqual Greater GreaterEqual Equal NotEqual And Or)
}

/// The kernel of a choice: condition, then, else.
pub(super) fn choice(single: [bool; 3], features: Features) -> Run {
    match single {
        [false, false, false] => select::<Choose<false, false, false>>(features),
        [false, false, true] => select::<Choose<false, false, true>>(features),
        [false, true, false] => select::<Choose<false, true, false>>(features),
        [false, true, true] => select::<Choose<false, true, true>>(features),
        [true, false, false] => select::<Choose<true, false, false>>(features),
        [true, false, true] => select::<Choose<true, false, true>>(features),
        [true, true, _] => select::<Choose<true, true, false>>(features),
    }
}

/// The kernel of what is shared out of what is left, with a supply or without.
pub(super) fn share(supply: bool, features: Features) -> Run {
    if supply {
        select::<Share<true>>(features)
    } else {
        select::<Share<false>>(features)
    }
}

/// The kernel of two operations in one pass.
pub(super) fn fused(inner: Inner, outer: Outer, single: [bool; 3], features: Features) -> Run {
    let features = width(&single, features);
    macro_rules! modes {
        ($f:ident, $g:ident) => {
            match single {
                [false, false, false] => select::<Fused<$f, $g, false, false, false>>(features),
                [false, false, true] => select::<Fused<$f, $g, false, false, true>>(features),
                [false, true, false] => select::<Fused<$f, $g, false, true, false>>(features),
                [false, true, true] => select::<Fused<$f, $g, false, true, true>>(features),
                [true, false, false] => select::<Fused<$f, $g, true, false, false>>(features),
                [true, false, true] => select::<Fused<$f, $g, true, false, true>>(features),
                [true, true, _] => select::<Fused<$f, $g, true, true, false>>(features),
            }
        };
    }
    macro_rules! outer {
        ($f:ident) => {
            match outer {
                Outer::Add => modes!($f, Add),
                Outer::Subtract => modes!($f, Subtract),
                Outer::SubtractFrom => modes!($f, SubtractFrom),
                Outer::Multiply => modes!($f, Multiply),
                Outer::Divide => modes!($f, Divide),
                Outer::DivideInto => modes!($f, DivideInto),
            }
        };
    }
    match inner {
        Inner::Add => outer!(Add),
        Inner::Subtract => outer!(Subtract),
        Inner::Multiply => outer!(Multiply),
    }
}
