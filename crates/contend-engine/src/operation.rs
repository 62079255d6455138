//! What each operation computes, on single numbers. Constant folding and every kernel use these functions, so that
//! a value is the same bits wherever it is computed.

use contend_model::expression::{BinaryOp, UnaryOp};
use contend_model::model::{Between, Beyond, Table};

use crate::count::poisson_quantile;
use crate::maths;

/// Truth as a number.
#[inline(always)]
#[must_use]
pub fn truth(holds: bool) -> f64 {
    if holds { 1.0 } else { 0.0 }
}

/// What a comparison of two numbers says; NaN, neither true nor false, where either is not defined.
#[inline(always)]
#[must_use]
pub fn compared(holds: bool, a: f64, b: f64) -> f64 {
    if a.is_nan() | b.is_nan() {
        f64::NAN
    } else {
        truth(holds)
    }
}

/// Whether a truth is false; NaN where it is not defined.
#[inline(always)]
#[must_use]
pub fn not(a: f64) -> f64 {
    compared(a == 0.0, a, a)
}

/// Whether both truths hold: false where either is false, whatever the other; else NaN where either is not defined.
#[inline(always)]
#[must_use]
pub fn and(a: f64, b: f64) -> f64 {
    if (a == 0.0) | (b == 0.0) {
        0.0
    } else {
        compared(true, a, b)
    }
}

/// Whether either truth holds: true where either is true, whatever the other; else NaN where either is not defined.
#[inline(always)]
#[must_use]
pub fn or(a: f64, b: f64) -> f64 {
    // Less or greater than 0: not 0, and not NaN.
    let holds = |x: f64| (x < 0.0) | (x > 0.0);
    if holds(a) | holds(b) {
        1.0
    } else {
        compared(false, a, b)
    }
}

/// The first of two where a truth holds, else the second; NaN where the truth is not defined.
#[inline(always)]
#[must_use]
pub fn choose(truth: f64, a: f64, b: f64) -> f64 {
    let chosen = maths::blend(truth != 0.0, a, b);
    if truth.is_nan() { f64::NAN } else { chosen }
}

/// 0, or NaN where a number is not finite: added to a mark, it stays.
#[inline(always)]
#[must_use]
#[allow(clippy::eq_op)] // infinity less infinity is NaN
pub fn fault_mark(x: f64) -> f64 {
    x - x
}

/// The lesser; NaN if either is NaN.
#[inline(always)]
#[must_use]
pub fn min(a: f64, b: f64) -> f64 {
    if (a < b) | a.is_nan() { a } else { b }
}

/// The greater; NaN if either is NaN.
#[inline(always)]
#[must_use]
pub fn max(a: f64, b: f64) -> f64 {
    if (a > b) | a.is_nan() { a } else { b }
}

/// The share of what is needed that can be had of what is left: all of it where that is enough; nothing where nothing is left;
/// NaN where either is not defined.
#[inline(always)]
#[must_use]
pub fn share(left: f64, needed: f64) -> f64 {
    let left = max(left, 0.0);
    let part = if needed <= left { 1.0 } else { left / needed };
    if left.is_nan() | needed.is_nan() {
        f64::NAN
    } else {
        part
    }
}

/// Remainder with the sign of `b`.
#[inline(always)]
#[must_use]
pub fn modulo(a: f64, b: f64) -> f64 {
    a - b * maths::floor(a / b)
}

/// −1, 0 or 1; NaN of NaN.
#[inline(always)]
#[must_use]
pub fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        x
    }
}

/// One operand.
#[must_use]
pub fn unary(op: UnaryOp, x: f64) -> f64 {
    match op {
        UnaryOp::Negate => -x,
        UnaryOp::Not => not(x),
        UnaryOp::Abs => x.abs(),
        UnaryOp::Exp => maths::exp(x),
        UnaryOp::Ln => maths::ln(x),
        UnaryOp::Log10 => maths::log10(x),
        UnaryOp::Sqrt => x.sqrt(),
        UnaryOp::Sin => maths::sin(x),
        UnaryOp::Cos => maths::cos(x),
        UnaryOp::Tan => maths::tan(x),
        UnaryOp::Asin => maths::asin(x),
        UnaryOp::Acos => maths::acos(x),
        UnaryOp::Atan => maths::atan(x),
        UnaryOp::Tanh => maths::tanh(x),
        UnaryOp::Logistic => maths::logistic(x),
        UnaryOp::Floor => maths::floor(x),
        UnaryOp::Ceil => maths::ceil(x),
        UnaryOp::Round => maths::round(x),
        UnaryOp::Sign => sign(x),
    }
}

/// Two operands.
#[must_use]
pub fn binary(op: BinaryOp, a: f64, b: f64) -> f64 {
    match op {
        BinaryOp::Add => a + b,
        BinaryOp::Subtract => a - b,
        BinaryOp::Multiply => a * b,
        BinaryOp::Divide => a / b,
        BinaryOp::Power => maths::pow(a, b),
        BinaryOp::Modulo => modulo(a, b),
        BinaryOp::Min => min(a, b),
        BinaryOp::Max => max(a, b),
        BinaryOp::Less => compared(a < b, a, b),
        BinaryOp::LessEqual => compared(a <= b, a, b),
        BinaryOp::Greater => compared(a > b, a, b),
        BinaryOp::GreaterEqual => compared(a >= b, a, b),
        BinaryOp::Equal => compared(a == b, a, b),
        BinaryOp::NotEqual => compared(a != b, a, b),
        BinaryOp::And => and(a, b),
        BinaryOp::Or => or(a, b),
    }
}

/// A table at an argument. NaN for a NaN argument, and beyond the ends where the table says `Error`.
#[must_use]
pub fn lookup(table: &Table, x: f64) -> f64 {
    let n = table.x.len();
    if n == 0 || x.is_nan() {
        return f64::NAN;
    }
    let (first, last) = (table.x[0], table.x[n - 1]);
    if x < first || x > last {
        let end = if x < first { 0 } else { n - 1 };
        return match table.beyond {
            Beyond::Hold => table.y[end],
            Beyond::Error => f64::NAN,
            Beyond::Extend => table.y[end] + slope_at_end(table, end) * (x - table.x[end]),
        };
    }
    // The last point at or before x.
    let i = table.x.partition_point(|p| *p <= x).saturating_sub(1);
    if i + 1 >= n {
        return table.y[n - 1];
    }
    let width = table.x[i + 1] - table.x[i];
    let t = (x - table.x[i]) / width;
    match table.between {
        Between::Step => table.y[i],
        Between::Linear => table.y[i] + (table.y[i + 1] - table.y[i]) * t,
        Between::Spline => {
            let (a, b) = (1.0 - t, t);
            let second = |k: usize| table.second.get(k).copied().unwrap_or(0.0);
            a * table.y[i]
                + b * table.y[i + 1]
                + ((a * a * a - a) * second(i) + (b * b * b - b) * second(i + 1)) * (width * width)
                    / 6.0
        }
    }
}

fn slope_at_end(table: &Table, end: usize) -> f64 {
    let n = table.x.len();
    if n < 2 || table.between == Between::Step {
        return 0.0;
    }
    let i = if end == 0 { 0 } else { n - 2 };
    let width = table.x[i + 1] - table.x[i];
    let chord = (table.y[i + 1] - table.y[i]) / width;
    if table.between == Between::Linear {
        return chord;
    }
    let second = |k: usize| table.second.get(k).copied().unwrap_or(0.0);
    // The derivative of the natural spline at its first or last point (where its second derivative is zero).
    if end == 0 {
        chord - width * (2.0 * second(0) + second(1)) / 6.0
    } else {
        chord + width * (second(i) + 2.0 * second(i + 1)) / 6.0
    }
}

/// False where an event of which `expected` are expected in a step surely does not happen in it.
///
/// 1 − exp(−x) is never above x. Most draws are far above, which spares the function; the margin is far wider than the
/// rounding of either.
#[inline(always)]
pub(crate) fn may_happen(expected: f64, drawn: f64) -> bool {
    // Written so that what is not defined may happen: the function itself says that it does not.
    let surely_not = drawn >= expected * (1.0 + 1e-12);
    !surely_not
}

/// Whether an event of which `expected` are expected in a step happens in it, where a uniform number was drawn: with
/// probability 1 − exp(−expected).
#[inline]
pub(crate) fn happens(expected: f64, drawn: f64) -> bool {
    may_happen(expected, drawn) && drawn < -maths::exp_m1(-expected)
}

/// How often an event of which `expected` are expected in a step happens in it, where a uniform number was drawn: a
/// Poisson number, by inversion. It is 0 for the same draws as [`happens`] is false, and grows with what is expected.
#[inline]
pub(crate) fn times(expected: f64, drawn: f64) -> f64 {
    if happens(expected, drawn) {
        // At the edge the two ways may round to different sides.
        max(poisson_quantile(expected, 1.0 - drawn), 1.0)
    } else {
        0.0
    }
}

/// The row that a computed place leads to from another: `base + steps[place]`, where there is such a place.
#[inline(always)]
#[must_use]
pub fn picked(place: f64, base: u32, steps: &[u32]) -> Option<u32> {
    let whole = place >= 0.0 && place < steps.len() as f64;
    // A place between two is none.
    let k = if whole { place as usize } else { usize::MAX };
    let step = *steps.get(k)?;
    (k as f64 == place && step != crate::graph::NO_ROW).then(|| base + step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_of_a_hazard_decides_as_the_function_does() {
        let plain = |expected: f64, drawn: f64| drawn < -maths::exp_m1(-expected);
        for step in 0..4_000 {
            let expected = maths::exp(f64::from(step) * 0.01 - 35.0);
            let probability = -maths::exp_m1(-expected);
            for near in [0.5, 0.99, 1.0 - 1e-13, 1.0, 1.0 + 1e-13, 1.01, 2.0] {
                for drawn in [probability * near, expected * near] {
                    assert_eq!(
                        happens(expected, drawn),
                        plain(expected, drawn),
                        "{drawn} drawn where {expected} are expected"
                    );
                }
            }
        }
        for never in [0.0, -1.0, f64::NAN] {
            assert!(!happens(never, 0.25));
        }
        assert!(happens(f64::INFINITY, 0.999_999));
    }
}
