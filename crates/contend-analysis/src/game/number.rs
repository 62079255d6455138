//! The whole numbers that exact pivoting runs on, of three widths.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A number of a tableau, divided only where nothing remains (Edmonds 1967; Bareiss 1968).
pub(crate) trait Number: Clone {
    /// What dividing by a number needs to know of it.
    type Divisor;
    /// Whether ratios of [`Number::rounded`] are right to a few units of rounding, and quick.
    const QUICK: bool = false;
    fn zero() -> Self;
    fn one() -> Self;
    fn sign(&self) -> Ordering;
    fn negate(&mut self);
    fn divisor(&self) -> Self::Divisor;
    /// `(a p − b c) / d`; `None` where it does not fit.
    fn cross(a: &Self, p: &Self, b: &Self, c: &Self, d: &Self::Divisor) -> Option<Self>;
    /// Whether `a / b` is below, at or above `c / d`, of which `b` and `d` are positive; `None` where that does not fit.
    fn compare(a: &Self, b: &Self, c: &Self, d: &Self) -> Option<Ordering>;
    /// The sum of numbers that are not negative and not too many.
    fn sum(all: &[Self]) -> Self;
    /// The nearest that floating point holds, where [`Number::QUICK`].
    fn rounded(&self) -> f64 {
        f64::NAN
    }
    fn big(&self) -> BigInt;
    /// `self / other`, rounded.
    fn over(&self, other: &Self) -> f64;
}

/// Entries known to stay below 2⁵⁶ (see [`hadamard`]): no check, and a division without remainder is a multiplication by
/// the inverse modulo 2⁶⁴ (Jebelean 1993).
impl Number for i64 {
    type Divisor = (u32, i64);
    const QUICK: bool = true;

    fn rounded(&self) -> f64 {
        *self as f64
    }

    fn zero() -> Self {
        0
    }

    fn one() -> Self {
        1
    }

    fn sign(&self) -> Ordering {
        self.cmp(&0)
    }

    fn negate(&mut self) {
        *self = -*self;
    }

    fn divisor(&self) -> (u32, i64) {
        let twos = self.trailing_zeros();
        let odd = self >> twos;
        // Each of Newton's steps doubles the number of bits that are right; five of them to start with.
        let mut inverse = odd.wrapping_mul(3) ^ 2;
        for _ in 0..4 {
            inverse = inverse.wrapping_mul(2i64.wrapping_sub(odd.wrapping_mul(inverse)));
        }
        (twos, inverse)
    }

    #[inline]
    fn cross(a: &i64, p: &i64, b: &i64, c: &i64, d: &(u32, i64)) -> Option<i64> {
        let difference = i128::from(*a) * i128::from(*p) - i128::from(*b) * i128::from(*c);
        Some(((difference >> d.0) as i64).wrapping_mul(d.1))
    }

    #[inline]
    fn compare(a: &i64, b: &i64, c: &i64, d: &i64) -> Option<Ordering> {
        Some((i128::from(*a) * i128::from(*d)).cmp(&(i128::from(*c) * i128::from(*b))))
    }

    fn sum(all: &[Self]) -> Self {
        all.iter().sum()
    }

    fn big(&self) -> BigInt {
        BigInt::from(*self)
    }

    fn over(&self, other: &Self) -> f64 {
        *self as f64 / *other as f64
    }
}

impl Number for i128 {
    type Divisor = i128;

    fn zero() -> Self {
        0
    }

    fn one() -> Self {
        1
    }

    fn sign(&self) -> Ordering {
        self.cmp(&0)
    }

    fn negate(&mut self) {
        *self = -*self;
    }

    fn divisor(&self) -> i128 {
        *self
    }

    fn cross(a: &i128, p: &i128, b: &i128, c: &i128, d: &i128) -> Option<i128> {
        let difference = a.checked_mul(*p)?.checked_sub(b.checked_mul(*c)?)?;
        // Room is left for sums.
        difference
            .checked_div(*d)
            .filter(|q| q.unsigned_abs() < 1 << 100)
    }

    fn compare(a: &i128, b: &i128, c: &i128, d: &i128) -> Option<Ordering> {
        Some(a.checked_mul(*d)?.cmp(&c.checked_mul(*b)?))
    }

    fn sum(all: &[Self]) -> Self {
        all.iter().sum()
    }

    fn big(&self) -> BigInt {
        BigInt::from(*self)
    }

    fn over(&self, other: &Self) -> f64 {
        *self as f64 / *other as f64
    }
}

impl Number for BigInt {
    type Divisor = BigInt;

    fn zero() -> Self {
        Zero::zero()
    }

    fn one() -> Self {
        One::one()
    }

    fn sign(&self) -> Ordering {
        if self.is_zero() {
            Ordering::Equal
        } else if self.is_positive() {
            Ordering::Greater
        } else {
            Ordering::Less
        }
    }

    fn negate(&mut self) {
        *self = -std::mem::take(self);
    }

    fn divisor(&self) -> BigInt {
        self.clone()
    }

    fn cross(a: &BigInt, p: &BigInt, b: &BigInt, c: &BigInt, d: &BigInt) -> Option<BigInt> {
        let mut difference = if a.is_zero() { BigInt::ZERO } else { a * p };
        if !b.is_zero() && !c.is_zero() {
            difference -= b * c;
        }
        if !d.is_one() && !difference.is_zero() {
            difference /= d;
        }
        Some(difference)
    }

    fn compare(a: &BigInt, b: &BigInt, c: &BigInt, d: &BigInt) -> Option<Ordering> {
        Some((a * d).cmp(&(c * b)))
    }

    fn sum(all: &[Self]) -> Self {
        all.iter().sum()
    }

    fn big(&self) -> BigInt {
        self.clone()
    }

    fn over(&self, other: &Self) -> f64 {
        let fraction = num_rational::Ratio::new_raw(self.clone(), other.clone());
        fraction.to_f64().unwrap_or(f64::NAN)
    }
}

/// Mantissa and exponent: `value = mantissa · 2^exponent`, the mantissa odd or zero.
fn parts(value: f64) -> (i64, i32) {
    let bits = value.to_bits();
    let field = ((bits >> 52) & 0x7ff) as i32;
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let (mantissa, exponent) = if field == 0 {
        (fraction, -1074)
    } else {
        (fraction | (1 << 52), field - 1075)
    };
    if mantissa == 0 {
        return (0, 0);
    }
    let twos = mantissa.trailing_zeros();
    let mantissa = mantissa >> twos;
    let signed = if value < 0.0 { -mantissa } else { mantissa };
    (signed, exponent + twos as i32)
}

/// Finite numbers as whole multiples of a common unit, counted from the least, which becomes one: `(v − least) / unit + 1`.
/// Exact; games do not change by it.
pub(crate) fn whole(values: &[f64]) -> Vec<BigInt> {
    if let Some(small) = small(values) {
        return small.into_iter().map(BigInt::from).collect();
    }
    let parts: Vec<(i64, i32)> = values.iter().map(|&v| parts(v)).collect();
    let unit = parts
        .iter()
        .filter(|p| p.0 != 0)
        .map(|p| p.1)
        .min()
        .unwrap_or(0);
    let mut all: Vec<BigInt> = parts
        .iter()
        .map(|&(mantissa, exponent)| match mantissa {
            0 => BigInt::ZERO,
            _ => BigInt::from(mantissa) << (exponent - unit) as u32,
        })
        .collect();
    if let Some(least) = all.iter().min().cloned() {
        for v in &mut all {
            *v = &*v - &least + 1;
        }
    }
    all
}

/// As [`whole`], where it fits comfortably into 64 bits and the unit is the greatest possible.
pub(crate) fn small(values: &[f64]) -> Option<Vec<i64>> {
    let (mut unit, mut top) = (i32::MAX, i32::MIN);
    for &v in values.iter().filter(|v| **v != 0.0) {
        let (mantissa, exponent) = parts(v);
        unit = unit.min(exponent);
        top = top.max(exponent + (64 - mantissa.unsigned_abs().leading_zeros()) as i32);
        if top - unit > 53 {
            return None;
        }
    }
    let mut all: Vec<i64> = values
        .iter()
        .map(|&v| {
            let (mantissa, exponent) = parts(v);
            if mantissa == 0 {
                0
            } else {
                mantissa << (exponent - unit)
            }
        })
        .collect();
    let least = all.iter().copied().min()?;
    let mut common = 0;
    for v in &mut all {
        *v -= least;
        common = gcd(common, *v);
    }
    for v in &mut all {
        *v = *v / common.max(1) + 1;
    }
    Some(all)
}

fn gcd(mut a: i64, mut b: i64) -> i64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// A bound on every minor of a matrix of positive entries with a column of ones beside it (Hadamard 1893), row-major.
pub(crate) fn hadamard(entries: &[i64], columns: usize) -> f64 {
    let rows = entries.len() / columns;
    let size = rows.min(columns);
    let product = |mut norms: Vec<f64>| {
        norms.sort_by(|a, b| b.total_cmp(a));
        norms.iter().take(size).map(|n| n.sqrt()).product::<f64>()
    };
    let square = |v: i64| v as f64 * v as f64;
    let by_column = (0..columns)
        .map(|c| (0..rows).map(|r| square(entries[r * columns + c])).sum())
        .collect();
    let by_row = entries
        .chunks_exact(columns)
        .map(|row| row.iter().map(|&v| square(v)).sum::<f64>() + 1.0)
        .collect();
    (product(by_column) * (rows as f64).sqrt()).min(product(by_row)) * (1.0 + 1e-9)
}
