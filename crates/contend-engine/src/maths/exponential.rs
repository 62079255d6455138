//! Exponentials, logarithms and powers.
//!
//! Argument reduction after Cody and Waite (1980); the logarithm by the series of the inverse hyperbolic tangent; powers
//! through a logarithm of double length (Dekker 1971 for the arithmetic of pairs).

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// ln 2 in two parts: the first has 32 significant bits, so that its products with exponents are exact.
const LN2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
/// Added and taken away again, it rounds to a whole number; meanwhile the low bits hold that number.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// `1/n!` for n = 2..=13.
const FACTORIALS: [f64; 12] = [
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
    1.0 / 6_227_020_800.0,
];

/// `(e^r − 1 − r) / r²` for |r| ≤ ln 2 / 2.
#[inline(always)]
fn tail(r: f64) -> f64 {
    let f = &FACTORIALS;
    let r2 = r * r;
    let r4 = r2 * r2;
    let a = (f[0] + f[1] * r) + (f[2] + f[3] * r) * r2;
    let b = (f[4] + f[5] * r) + (f[6] + f[7] * r) * r2;
    let c = (f[8] + f[9] * r) + (f[10] + f[11] * r) * r2;
    a + (b + c * r4) * r4
}

/// `e^(x + low) − 1` for the part of x beyond k·ln 2, with k, and the powers of two that scale by k in two steps.
#[inline(always)]
fn reduced(x: f64, low: f64) -> (f64, f64, f64) {
    let shifted = x * LOG2_E + ROUNDER;
    let k = shifted - ROUNDER;
    let high = x - k * LN2_HIGH;
    let small = k * LN2_LOW - low;
    let r = high - small;
    let lost = (high - r) - small;
    let grown = r + (lost + r * r * tail(r));
    // The low bits of `shifted` are k in two's complement; 2046 + k is positive, and its halves are exponents.
    let biased = shifted
        .to_bits()
        .wrapping_sub(ROUNDER.to_bits())
        .wrapping_add(2_046)
        & 0xfff;
    let half = biased >> 1;
    (
        grown,
        f64::from_bits(half << 52),
        f64::from_bits((biased - half) << 52),
    )
}

/// Keeps exponents within what can be represented; NaN passes.
#[inline(always)]
fn confined(x: f64) -> f64 {
    let x = if x > 710.0 { 710.0 } else { x };
    if x < -746.0 { -746.0 } else { x }
}

/// e to the power x.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    let (grown, a, b) = reduced(confined(x), 0.0);
    ((1.0 + grown) * a) * b
}

/// e to the power x, less 1; accurate near 0.
#[inline(always)]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    let confined = confined(x);
    let (grown, a, b) = reduced(confined, 0.0);
    let power = a * b;
    let near = if power == 1.0 {
        grown
    } else {
        power * grown + (power - 1.0)
    };
    let far = ((1.0 + grown) * a) * b - 1.0;
    let result = if confined.abs() < 40.0 { near } else { far };
    if x.abs() < 1e-300 { x } else { result }
}

/// Splits a positive finite number into 2^k · m with m in √½..√2; returns k and m − 1 (exact).
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let subnormal = x < f64::MIN_POSITIVE;
    // 2^54
    let scaled = if subnormal {
        x * 18_014_398_509_481_984.0
    } else {
        x
    };
    let moved = scaled
        .to_bits()
        .wrapping_add(0x3ff0_0000_0000_0000 - ROOT_HALF);
    // The exponent as a number: its bits under those of 2^52.
    let k =
        f64::from_bits((moved >> 52) | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 1_023.0);
    let m = f64::from_bits((moved & 0x000f_ffff_ffff_ffff) + ROOT_HALF);
    (if subnormal { k - 54.0 } else { k }, m - 1.0)
}

/// `2/3 + 2/5 z + 2/7 z² + …`, the series of ln((1+s)/(1−s)) behind 2s, from the term `2/(2n+3)` on.
#[inline(always)]
fn series(z: f64, first: usize) -> f64 {
    const C: [f64; 11] = [
        2.0 / 3.0,
        2.0 / 5.0,
        2.0 / 7.0,
        2.0 / 9.0,
        2.0 / 11.0,
        2.0 / 13.0,
        2.0 / 15.0,
        2.0 / 17.0,
        2.0 / 19.0,
        2.0 / 21.0,
        2.0 / 23.0,
    ];
    let mut sum = C[10];
    let mut i = 10;
    while i > first {
        i -= 1;
        sum = sum * z + C[i];
    }
    sum
}

/// Natural logarithm.
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    let (k, f) = split(x);
    let s = f / (2.0 + f);
    let z = s * s;
    let half_square = 0.5 * f * f;
    let rest = s * (half_square + z * series(z, 0));
    let value = k * LN2_HIGH - ((half_square - (rest + k * LN2_LOW)) - f);
    outside_domain(x, value)
}

/// What a logarithm is of 0, negative numbers, infinity and NaN.
#[inline(always)]
fn outside_domain(x: f64, value: f64) -> f64 {
    let value = if x == f64::INFINITY {
        f64::INFINITY
    } else {
        value
    };
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    if x >= 0.0 { value } else { f64::NAN }
}

/// ln(1 + x), accurate near 0 (after Kahan; see Goldberg 1991).
#[inline(always)]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    let u = 1.0 + x;
    let value = ln(u) * (x / (u - 1.0));
    let value = if u == 1.0 { x } else { value };
    if x == f64::INFINITY {
        x
    } else if u == 0.0 {
        f64::NEG_INFINITY
    } else {
        value
    }
}

/// Upper 26 bits, and what is left.
#[inline(always)]
fn halves(x: f64) -> (f64, f64) {
    let high = f64::from_bits(x.to_bits() & 0xffff_ffff_f800_0000);
    (high, x - high)
}

/// The product and its rounding error.
#[inline(always)]
fn product(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    let ((ah, al), (bh, bl)) = (halves(a), halves(b));
    (p, ((ah * bh - p) + ah * bl + al * bh) + al * bl)
}

/// The sum of two numbers and its rounding error, the first being larger.
#[inline(always)]
fn ordered_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    (s, b - (s - a))
}

/// Natural logarithm of a positive finite number as a sum of two, to about 2^-66.
#[inline(always)]
fn ln_pair(x: f64) -> (f64, f64) {
    const TWO_THIRDS_LOW: f64 = f64::from_bits(0x3c85_5555_5555_5555);
    let (k, f) = split(x);
    // s = f / (2 + f)
    let (d, d_low) = ordered_sum(2.0, f);
    let s = f / d;
    let (p, p_low) = product(s, d);
    let s_low = (((f - p) - p_low) - s * d_low) / d;
    // z = s²
    let (z, z_error) = product(s, s);
    let z_low = z_error + 2.0 * s * s_low;
    // t = 2/3 + z (2/5 + …)
    let (t, t_error) = ordered_sum(2.0 / 3.0, z * series(z, 1));
    let t_low = t_error + TWO_THIRDS_LOW;
    // ln m = s (2 + z t)
    let (w, w_error) = product(z, t);
    let w_low = w_error + (z * t_low + z_low * t);
    let (u, u_error) = ordered_sum(2.0, w);
    let u_low = u_error + w_low;
    let (l, l_error) = product(s, u);
    let l_low = l_error + (s * u_low + s_low * u);
    // k ln 2, whose upper part is exact; it is larger than ln m unless k = 0, when it is 0.
    let base = k * LN2_HIGH;
    let sum = base + l;
    let lost = (base - (sum - l)) + (l - (sum - (sum - l)));
    let low = lost + (l_low + k * LN2_LOW);
    ordered_sum(sum, low)
}

/// Logarithm to base 10.
#[inline(always)]
#[must_use]
pub fn log10(x: f64) -> f64 {
    const HIGH: f64 = std::f64::consts::LOG10_E;
    const LOW: f64 = f64::from_bits(0x3c69_5355_baaa_fad3);
    let (a, a_low) = ln_pair(x);
    let (p, p_low) = product(a, HIGH);
    outside_domain(x, p + (p_low + (a * LOW + a_low * HIGH)))
}

/// x to the power y, as C99 defines it: 1 for y = 0 and for x = 1 whatever the other is; negative x with whole y only.
#[inline(always)]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    const HUGE: f64 = 1e21;
    let size = x.abs();
    let ordinary = (size > 0.0) & (size < f64::INFINITY);
    let (l, l_low) = ln_pair(if ordinary { size } else { 2.0 });
    // Beyond this y every power other than of 1 is 0 or infinite.
    let power = if y > HUGE { HUGE } else { y };
    let power = if power < -HUGE { -HUGE } else { power };
    let (p, p_error) = product(l, power);
    let p_low = p_error + l_low * power;
    let bounded = confined(p);
    let (grown, a, b) = reduced(bounded, if bounded == p { p_low } else { 0.0 });
    let value = ((1.0 + grown) * a) * b;

    let whole = super::floor(y) == y;
    let odd = whole & (super::floor(y * 0.5) * 2.0 != y) & (y.abs() < 9_007_199_254_740_992.0);
    let zero_or_infinite = if (size == 0.0) == (y > 0.0) {
        0.0
    } else {
        f64::INFINITY
    };
    let value = if ordinary { value } else { zero_or_infinite };
    let negative = x.to_bits() >> 63 == 1;
    let value = if negative & odd { -value } else { value };
    let value = if (x < 0.0) & (x > f64::NEG_INFINITY) & !whole {
        f64::NAN
    } else {
        value
    };
    let value = if (x == -1.0) & (y.abs() == f64::INFINITY) {
        1.0
    } else {
        value
    };
    let value = if x.is_nan() | y.is_nan() {
        f64::NAN
    } else {
        value
    };
    if (y == 0.0) | (x == 1.0) { 1.0 } else { value }
}

/// 1 / (1 + e^−x).
#[inline(always)]
#[must_use]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Hyperbolic tangent.
#[inline(always)]
#[must_use]
pub fn tanh(x: f64) -> f64 {
    let size = x.abs();
    let size = if size > 22.0 { 22.0 } else { size };
    let grown = exp_m1(2.0 * size);
    let value = grown / (grown + 2.0);
    let value = if x < 0.0 { -value } else { value };
    if x.abs() < 1e-150 { x } else { value }
}
