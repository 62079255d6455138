//! Exponentials, logarithms and powers.
//!
//! Argument reduction after Cody and Waite (1980); the logarithm by the series of the inverse hyperbolic tangent; powers
//! through a logarithm in two parts, whose products are exact because the parts are short (Dekker 1971). The
//! coefficients are minimax (Remez 1934), computed for the intervals stated.

const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// ln 2 in two parts: the first has 32 significant bits, so that its products with exponents are exact.
const LN2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
/// Added and taken away again, it rounds to a whole number; meanwhile the low bits hold that number.
const ROUNDER: f64 = 6_755_399_441_055_744.0;
/// From 2^52 on every number is whole.
const WHOLE: f64 = 4_503_599_627_370_496.0;

/// e to the power x.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    exp_of_sum(x, 0.0)
}

/// e to the power `high + low`, where `low` is less than 1e-4 and `high` has at most 52 significant bits unless `low` is 0.
#[inline(always)]
pub(super) fn exp_of_sum(high: f64, low: f64) -> f64 {
    let bounded = confined(high);
    let e = reduced(bounded, if bounded == high { low } else { 0.0 });
    let (sum, lost) = ordered_sum(1.0, e.high);
    ((sum + (lost + e.rest)) * e.half) * e.other_half
}

/// e to the power x, less 1; accurate near 0.
#[inline(always)]
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    let e = reduced(confined(x), 0.0);
    // Half the power of two, which is finite where the power is not.
    let half = e.half * (0.5 * e.other_half);
    let (sum, lost) = ordered_sum(half - 0.5, half * e.high);
    let result = 2.0 * (sum + (lost + half * e.rest));
    if x.abs() < 1e-300 { x } else { result }
}

/// 1 / (1 + e^−x).
#[inline(always)]
#[must_use]
pub fn logistic(x: f64) -> f64 {
    // Of the two equal forms the one whose exponential is at most 1: the other would overflow where the result is small.
    let e = exp(-x.abs());
    (if x < 0.0 { e } else { 1.0 }) / (1.0 + e)
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

/// Natural logarithm.
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    outside_domain(x, ln_of_sum(x, 0.0))
}

/// ln(1 + x), accurate near 0.
#[inline(always)]
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    let u = 1.0 + x;
    // What 1 + x lost to rounding (Knuth 1969).
    let x_in_u = u - 1.0;
    let lost = (1.0 - (u - x_in_u)) + (x - x_in_u);
    let value = outside_domain(u, ln_of_sum(u, lost / u));
    if x == 0.0 { x } else { value }
}

/// Logarithm to base 10.
#[inline(always)]
#[must_use]
pub fn log10(x: f64) -> f64 {
    /// log10 e: 26 bits, and the rest.
    const HIGH: f64 = f64::from_bits(0x3fdb_cb7b_1000_0000);
    const LOW: f64 = f64::from_bits(0x3e34_9b94_38ca_9aae);
    let (a, a_low) = ln_in_parts(x);
    outside_domain(x, a * HIGH + (a * LOW + a_low * std::f64::consts::LOG10_E))
}

/// x to the power y, as C99 defines it: 1 for y = 0 and for x = 1 whatever the other is; negative x with whole y only.
#[inline(always)]
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    const HUGE: f64 = 1e21;
    let size = x.abs();
    let (l, l_low) = ln_in_parts(size);
    // Beyond this y every power other than of 1 is 0 or infinite.
    let power = if y > HUGE { HUGE } else { y };
    let power = if power < -HUGE { -HUGE } else { power };
    let power_high = upper(power);
    let value = exp_of_sum(power_high * l, (power - power_high) * l + power * l_low);

    let zero_or_infinite = if (size == 0.0) == (y > 0.0) {
        0.0
    } else {
        f64::INFINITY
    };
    let ordinary = (size > 0.0) & (size < f64::INFINITY);
    let value = if ordinary { value } else { zero_or_infinite };
    let (whole, odd) = (is_whole(y.abs()), !is_whole(0.5 * y.abs()));
    let negative = x.to_bits() >> 63 == 1;
    let value = if negative & whole & odd {
        -value
    } else {
        value
    };
    let undefined = (x < 0.0) & ordinary & !whole;
    let value = if undefined | x.is_nan() | y.is_nan() {
        f64::NAN
    } else {
        value
    };
    if (y == 0.0) | (x == 1.0) { 1.0 } else { value }
}

/// `e^x = (1 + high + rest) · half · other_half`.
struct Reduced {
    /// What is left of x, in −½ ln 2 ..= ½ ln 2. Exact.
    high: f64,
    /// The rest of x, and of the exponential's series beyond its first two terms.
    rest: f64,
    /// Powers of two, apart because their product may not be representable.
    half: f64,
    other_half: f64,
}

/// Takes multiples of ln 2 off `x + low`.
#[inline(always)]
fn reduced(x: f64, low: f64) -> Reduced {
    let shifted = x * LOG2_E + ROUNDER;
    let k = shifted - ROUNDER;
    let high = x - k * LN2_HIGH;
    let low = low - k * LN2_LOW;
    let r = high + low;
    // The low bits of `shifted` are k in two's complement; 2046 + k is positive, and its halves are exponents.
    let biased = shifted
        .to_bits()
        .wrapping_sub(ROUNDER.to_bits())
        .wrapping_add(2_046)
        & 0xfff;
    let half = biased >> 1;
    Reduced {
        high,
        rest: low + r * r * exponential_tail(r),
        half: f64::from_bits(half << 52),
        other_half: f64::from_bits((biased - half) << 52),
    }
}

/// `(e^r − 1 − r) / r²` for |r| ≤ 0.3466, such that e^r − 1 has a relative error of 2^-61.
#[inline(always)]
fn exponential_tail(r: f64) -> f64 {
    const C: [f64; 11] = [
        0.5,
        0.16666666666666677,
        0.0416666666666667,
        0.008333333333321617,
        0.0013888888888866724,
        0.00019841269886156836,
        2.4801587360725434e-5,
        2.755724418361976e-6,
        2.755724265436591e-7,
        2.5109044309840282e-8,
        2.0924466004366268e-9,
    ];
    let r2 = r * r;
    let r4 = r2 * r2;
    let a = (C[0] + C[1] * r) + (C[2] + C[3] * r) * r2;
    let b = (C[4] + C[5] * r) + (C[6] + C[7] * r) * r2;
    let c = (C[8] + C[9] * r) + C[10] * r2;
    a + (b + c * r4) * r4
}

/// Keeps exponents within what can be represented; NaN passes.
#[inline(always)]
fn confined(x: f64) -> f64 {
    let x = if x > 710.0 { 710.0 } else { x };
    if x < -746.0 { -746.0 } else { x }
}

/// Splits a positive finite number into 2^k · m with m in `least..2 least`; `least`, below 1, is given by its bits.
#[inline(always)]
fn split(x: f64, least: u64) -> (f64, f64) {
    let subnormal = x < f64::MIN_POSITIVE;
    // 2^54
    let scaled = if subnormal {
        x * 18_014_398_509_481_984.0
    } else {
        x
    };
    let moved = scaled.to_bits().wrapping_add(0x3ff0_0000_0000_0000 - least);
    // The exponent as a number: its bits under those of 2^52.
    let exponent = f64::from_bits((moved >> 52) | 0x4330_0000_0000_0000);
    let k = exponent
        - if subnormal {
            WHOLE + 1_077.0
        } else {
            WHOLE + 1_023.0
        };
    (k, f64::from_bits((moved & 0x000f_ffff_ffff_ffff) + least))
}

/// ln x + low, for a positive finite x and a small `low`; anything for other x.
#[inline(always)]
fn ln_of_sum(x: f64, low: f64) -> f64 {
    /// `(ln((1+s)/(1−s)) − 2s) / s³` as a polynomial in s² ≤ 0.0295, such that the logarithm has a relative error of 2^-59.
    const C: [f64; 7] = [
        0.6666666666666734,
        0.399999999994143,
        0.2857142874247897,
        0.22222198563131837,
        0.18183564883178302,
        0.1531403543691255,
        0.14796109336156382,
    ];
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    let (k, m) = split(x, ROOT_HALF);
    let f = m - 1.0;
    let s = f / (2.0 + f);
    let z = s * s;
    let z2 = z * z;
    let series =
        (C[0] + C[1] * z) + z2 * ((C[2] + C[3] * z) + z2 * ((C[4] + C[5] * z) + z2 * C[6]));
    let half_square = 0.5 * f * f;
    let rest = s * (half_square + z * series);
    k * LN2_HIGH - ((half_square - (rest + (k * LN2_LOW + low))) - f)
}

/// What a logarithm is of 0, negative numbers, infinity and NaN.
#[inline(always)]
fn outside_domain(x: f64, value: f64) -> f64 {
    let value = if x == f64::INFINITY { x } else { value };
    let value = if x == 0.0 { f64::NEG_INFINITY } else { value };
    if x >= 0.0 { value } else { f64::NAN }
}

/// Natural logarithm of a positive finite number as a sum of two, of which the first has 26 bits; relative error about 2^-66.
#[inline(always)]
fn ln_in_parts(x: f64) -> (f64, f64) {
    /// 2/3: 26 bits, and the rest.
    const TWO_THIRDS_HIGH: f64 = f64::from_bits(0x3fe5_5555_5000_0000);
    const TWO_THIRDS_LOW: f64 = f64::from_bits(0x3e45_5555_5555_5555);
    /// `(3 ln((1+s)/(1−s)) / 2s − 3 − s²) / s⁴` as a polynomial in s² ≤ 0.0103, to 2^-71 of the logarithm.
    const C: [f64; 6] = [
        0.5999999999999946,
        0.42857142857848407,
        0.33333332984357295,
        0.2727281193435175,
        0.23066111907650608,
        0.20696311568220668,
    ];
    /// ln 3/2: as far as it adds up exactly with multiples of the first part of ln 2, and the rest.
    const LN_CENTRE_HIGH: f64 = f64::from_bits(0x3fd9_f323_ec80_0000);
    const LN_CENTRE_LOW: f64 = f64::from_bits(0x3def_cc25_f95b_46bb);
    const ROOT_THREE_QUARTERS: u64 = 0x3feb_b67a_e858_4caa;
    // x = 2^k m, m = centre (1 + s) / (1 − s), |s| ≤ 0.1011
    let (k, m) = split(x, ROOT_THREE_QUARTERS);
    let upwards = m > 1.224_744_871_391_589;
    let centre = if upwards { 1.5 } else { 1.0 };
    let base = k * LN2_HIGH + if upwards { LN_CENTRE_HIGH } else { 0.0 };
    let base_low = k * LN2_LOW + if upwards { LN_CENTRE_LOW } else { 0.0 };
    // s, its first part short
    let f = m - centre;
    let d = m + centre;
    let d_high = upper(d);
    let d_low = m - (d_high - centre);
    let inverse = 1.0 / d;
    let s = f * inverse;
    let s_high = upper(s);
    let s_low = ((f - s_high * d_high) - s_high * d_low) * inverse;
    // t = 3 + s² + 3/5 s⁴ + …
    let square = s_high * s_high;
    let square_low = s_low * (s_high + s);
    let z = square + square_low;
    let z2 = z * z;
    let series = (C[0] + C[1] * z) + z2 * ((C[2] + C[3] * z) + z2 * (C[4] + C[5] * z));
    let beyond = square_low + z2 * series;
    let t_high = upper((3.0 + square) + beyond);
    let t_low = beyond - ((t_high - 3.0) - square);
    // ln m = 2/3 s t
    let u = s_high * t_high;
    let u_low = s_low * t_high + t_low * s;
    let v = upper(u + u_low);
    let v_low = u_low - (v - u);
    let l = TWO_THIRDS_HIGH * v;
    let l_low = TWO_THIRDS_LOW * v + (2.0 / 3.0) * v_low;
    // The base is larger than ln (m / centre), or 0.
    let (sum, lost) = ordered_sum(base, l);
    let low = lost + (l_low + base_low);
    let high = upper(sum);
    (high, low + (sum - high))
}

/// The upper 26 bits: products of two such numbers are exact.
#[inline(always)]
fn upper(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & 0xffff_ffff_f800_0000)
}

/// The sum of two numbers and its rounding error, the first being larger, or 0.
#[inline(always)]
fn ordered_sum(a: f64, b: f64) -> (f64, f64) {
    let s = a + b;
    (s, b - (s - a))
}

/// Whether a number that is not negative is whole, infinity included.
#[inline(always)]
fn is_whole(x: f64) -> bool {
    (x >= WHOLE) | ((x + WHOLE) - WHOLE == x)
}
