//! Trigonometric functions and their inverses.
//!
//! Angles are reduced by multiples of π/2 in parts (Cody and Waite 1980) up to 2^20, beyond by the digits of 2/π (Payne
//! and Hanek 1983); then Taylor series.

const TWO_OVER_PI: f64 = std::f64::consts::FRAC_2_PI;
/// π/2 in parts of 33 bits, and the rest.
const HALF_PI: [f64; 4] = [
    f64::from_bits(0x3ff9_21fb_5440_0000),
    f64::from_bits(0x3dd0_b461_1a60_0000),
    f64::from_bits(0x3ba3_198a_2e00_0000),
    f64::from_bits(0x397b_839a_2520_49c1),
];
const HALF_PI_HIGH: f64 = f64::from_bits(0x3ff9_21fb_5444_2d18);
const HALF_PI_LOW: f64 = f64::from_bits(0x3c91_a626_3314_5c07);

/// 2/π behind the point, 64 bits a word.
const DIGITS: [u64; 19] = [
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
];

/// An angle as quarter turns (mod 4) and a rest in −π/4..π/4, as a sum of two.
fn quarter_turns(x: f64) -> (u64, f64, f64) {
    if x.abs() <= std::f64::consts::FRAC_PI_4 {
        return (0, x, 0.0);
    }
    if x.abs() < 1_048_576.0 {
        let n = super::round(x * TWO_OVER_PI);
        // Products with the first three parts are exact: 33 bits and at most 20.
        let a = x - n * HALF_PI[0];
        let (b, b_low) = difference(a, n * HALF_PI[1]);
        let (c, c_low) = difference(b, n * HALF_PI[2]);
        let low = b_low + c_low - n * HALF_PI[3];
        let r = c + low;
        return ((n as i64 as u64) & 3, r, (c - r) + low);
    }
    large(x)
}

fn difference(a: f64, b: f64) -> (f64, f64) {
    let d = a - b;
    let back = d - a;
    (d, (a - (d - back)) - (b + back))
}

/// For large angles: 192 bits of x · 2/π around the point.
fn large(x: f64) -> (u64, f64, f64) {
    let bits = x.to_bits();
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1075;
    let mantissa = (bits & 0x000f_ffff_ffff_ffff) | (1 << 52);
    // x = mantissa · 2^exponent. Digits of 2/π whose product with it is a multiple of 4 do not count.
    let skip = (exponent - 2).max(0) as usize;
    let word = |at: usize| -> u64 {
        let (w, shift) = (at / 64, at % 64);
        let get = |i: usize| DIGITS.get(i).copied().unwrap_or(0);
        if shift == 0 {
            get(w)
        } else {
            (get(w) << shift) | (get(w + 1) >> (64 - shift))
        }
    };
    let (d0, d1, d2) = (word(skip), word(skip + 64), word(skip + 128));
    // The product of 53 and 192 bits, of which the upper 192 below 2^53 matter.
    let m = u128::from(mantissa);
    let p2 = m * u128::from(d2);
    let p1 = m * u128::from(d1) + (p2 >> 64);
    let p0 = m * u128::from(d0) + (p1 >> 64);
    // Value = (p0 : p1 low : p2 low) · 2^(exponent − skip − 192); its point stands `scale` bits from the top of p0's low word.
    let (w0, w1, w2) = (p0 as u64, p1 as u64, p2 as u64);
    let top = (p0 >> 64) as u64;
    // Bits before the point, counted in the 256-bit number top:w0:w1:w2.
    let whole_bits = 64 + exponent - skip as i32;
    let (turns, fraction) = cut([top, w0, w1, w2], whole_bits);
    let negative = fraction[0] >> 63 == 1;
    let (turns, fraction) = if negative {
        (turns.wrapping_add(1), negated(fraction))
    } else {
        (turns, fraction)
    };
    // fraction / 2^128 as a sum of two.
    let high = fraction[0] >> 11;
    let low = ((fraction[0] & 0x7ff) << 53) | (fraction[1] >> 11);
    let scale = 1.0 / 9_007_199_254_740_992.0;
    let (a, b) = (high as f64 * scale, low as f64 * (scale * scale / 2_048.0));
    let sign = if negative { -1.0 } else { 1.0 };
    let (a, b) = (sign * a, sign * b);
    let product = a * HALF_PI_HIGH;
    let (ah, al) = halves(a);
    let (ph, pl) = halves(HALF_PI_HIGH);
    let error = ((ah * ph - product) + ah * pl + al * ph) + al * pl;
    let rest = error + (a * HALF_PI_LOW + b * HALF_PI_HIGH);
    let r = product + rest;
    let r_low = (product - r) + rest;
    let turns = turns & 3;
    if x < 0.0 {
        ((4 - turns) & 3, -r, -r_low)
    } else {
        (turns, r, r_low)
    }
}

fn halves(x: f64) -> (f64, f64) {
    let high = f64::from_bits(x.to_bits() & 0xffff_ffff_f800_0000);
    (high, x - high)
}

/// The last bits before the point, and 128 bits behind it, of a number of four words with so many bits before it.
fn cut(words: [u64; 4], whole_bits: i32) -> (u64, [u64; 2]) {
    let at = |bit: i32| -> u64 {
        // 64 bits from that bit on, counted from the top.
        let get = |i: i32| {
            if (0..4).contains(&i) {
                words[i as usize]
            } else {
                0
            }
        };
        let (w, shift) = (bit.div_euclid(64), bit.rem_euclid(64));
        if shift == 0 {
            get(w)
        } else {
            (get(w) << shift) | (get(w + 1) >> (64 - shift))
        }
    };
    (at(whole_bits - 64), [at(whole_bits), at(whole_bits + 64)])
}

fn negated(f: [u64; 2]) -> [u64; 2] {
    let value = ((u128::from(f[0]) << 64) | u128::from(f[1])).wrapping_neg();
    [(value >> 64) as u64, value as u64]
}

/// Sine of `r + low` for |r| ≤ π/4.
fn sine(r: f64, low: f64) -> f64 {
    const S: [f64; 8] = [
        -1.0 / 6.0,
        1.0 / 120.0,
        -1.0 / 5_040.0,
        1.0 / 362_880.0,
        -1.0 / 39_916_800.0,
        1.0 / 6_227_020_800.0,
        -1.0 / 1_307_674_368_000.0,
        1.0 / 355_687_428_096_000.0,
    ];
    let z = r * r;
    let mut tail = S[7];
    for c in S[1..7].iter().rev() {
        tail = tail * z + c;
    }
    // sin(r + low) = r + (r³ (−1/6 + z·tail) + low·(1 − z/2))
    r + (z * r * (S[0] + z * tail) + low * (1.0 - 0.5 * z))
}

/// Cosine of `r + low` for |r| ≤ π/4.
fn cosine(r: f64, low: f64) -> f64 {
    const C: [f64; 8] = [
        1.0 / 24.0,
        -1.0 / 720.0,
        1.0 / 40_320.0,
        -1.0 / 3_628_800.0,
        1.0 / 479_001_600.0,
        -1.0 / 87_178_291_200.0,
        1.0 / 20_922_789_888_000.0,
        -1.0 / 6_402_373_705_728_000.0,
    ];
    let z = r * r;
    let mut tail = C[7];
    for c in C[..7].iter().rev() {
        tail = tail * z + c;
    }
    let half = 0.5 * z;
    let near = 1.0 - half;
    near + (((1.0 - near) - half) + (z * z * tail - r * low))
}

/// Sine of x radians.
#[must_use]
pub fn sin(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    if x.abs() < 1e-8 {
        return x;
    }
    let (turns, r, low) = quarter_turns(x);
    match turns {
        0 => sine(r, low),
        1 => cosine(r, low),
        2 => -sine(r, low),
        _ => -cosine(r, low),
    }
}

/// Cosine of x radians.
#[must_use]
pub fn cos(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    let (turns, r, low) = quarter_turns(x);
    match turns {
        0 => cosine(r, low),
        1 => -sine(r, low),
        2 => -cosine(r, low),
        _ => sine(r, low),
    }
}

/// Tangent of x radians.
#[must_use]
pub fn tan(x: f64) -> f64 {
    if !x.is_finite() {
        return f64::NAN;
    }
    if x.abs() < 1e-8 {
        return x;
    }
    let (turns, r, low) = quarter_turns(x);
    let (s, c) = (sine(r, low), cosine(r, low));
    if turns & 1 == 0 { s / c } else { -c / s }
}

/// Inverse tangent, in radians.
#[must_use]
pub fn atan(x: f64) -> f64 {
    /// atan of 0, 1/4, 1/2, 3/4 and 1, as sums of two.
    const KNOTS: [(f64, f64); 5] = [
        (0.0, 0.0),
        (
            f64::from_bits(0x3fcf_5b75_f92c_80dd),
            f64::from_bits(0x3c68_ab6e_3cf7_afbd),
        ),
        (
            f64::from_bits(0x3fdd_ac67_0561_bb4f),
            f64::from_bits(0x3c7a_2b7f_222f_65e2),
        ),
        (
            f64::from_bits(0x3fe4_978f_a326_9ee1),
            f64::from_bits(0x3c72_419a_87f2_a458),
        ),
        (
            f64::from_bits(0x3fe9_21fb_5444_2d18),
            f64::from_bits(0x3c81_a626_3314_5c07),
        ),
    ];
    if x.is_nan() || x.abs() < 1e-8 {
        return x;
    }
    // Beyond 2^60 the answer is π/2 to the last bit.
    let size = x.abs().min(1_152_921_504_606_846_976.0);
    let turned = size > 1.0;
    let y = if turned { 1.0 / size } else { size };
    // The first knot reaches further than half-way: beyond 1/8 the second would cancel half of itself.
    let knot = if y < 0.1875 {
        0.0
    } else {
        super::round(4.0 * y)
    };
    let c = 0.25 * knot;
    // For size > 1 without the rounding of 1/size: (1/size − c) / (1 + c/size) = (1 − c·size) / (size + c).
    let t = if turned {
        (1.0 - c * size) / (size + c)
    } else {
        (size - c) / (1.0 + c * size)
    };
    let z = t * t;
    let mut tail = 1.0 / 21.0;
    for n in [19.0, 17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0] {
        tail = 1.0 / n - z * tail;
    }
    let (high, low) = KNOTS[knot as usize & 7];
    let correction = low - t * z * tail;
    let value = if turned {
        let base = HALF_PI_HIGH - high;
        let lost = (HALF_PI_HIGH - base) - high;
        base - ((t + correction) - (HALF_PI_LOW + lost))
    } else {
        high + (t + correction)
    };
    if x < 0.0 { -value } else { value }
}

/// Inverse sine, in radians; NaN outside −1..1.
#[must_use]
pub fn asin(x: f64) -> f64 {
    if x.abs() < 1e-8 {
        return x;
    }
    if x.abs() == 1.0 {
        return if x > 0.0 { HALF_PI_HIGH } else { -HALF_PI_HIGH };
    }
    atan(x / ((1.0 - x) * (1.0 + x)).sqrt())
}

/// Inverse cosine, in radians; NaN outside −1..1.
#[must_use]
pub fn acos(x: f64) -> f64 {
    if x == -1.0 {
        return 2.0 * HALF_PI_HIGH;
    }
    2.0 * atan(((1.0 - x) / (1.0 + x)).sqrt())
}
