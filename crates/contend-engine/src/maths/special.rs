//! Functions of statistics.

use super::{exp, ln, ln_1p};

/// ln Γ(x) for x > 0, by Stirling's series above 10 and the recurrence below; NaN for x ≤ 0.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    /// B(2n) / (2n (2n − 1)).
    const STIRLING: [f64; 8] = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1_260.0,
        -1.0 / 1_680.0,
        1.0 / 1_188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
        -3_617.0 / 122_400.0,
    ];
    const HALF_LN_TWO_PI: f64 = 0.918_938_533_204_672_8;
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    if x == f64::INFINITY || x == 1.0 || x == 2.0 {
        return if x.is_finite() { 0.0 } else { x };
    }
    let (mut y, mut below) = (x, 1.0);
    while y < 10.0 {
        below *= y;
        y += 1.0;
    }
    let inverse = 1.0 / y;
    let square = inverse * inverse;
    let mut series = 0.0;
    for c in STIRLING.iter().rev() {
        series = series * square + c;
    }
    (y - 0.5) * ln(y) - y + HALF_LN_TWO_PI + series * inverse - ln(below)
}

/// Probability that a standard normal number is at most x.
///
/// Within three standard deviations the series of Φ around 0 (all of one sign); beyond, the continued fraction of the
/// tail (Laplace; Lentz 1976 for its evaluation). Relative error of the smaller tail about 1e-14.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    const ROOT_TWO_PI: f64 = 2.506_628_274_631_000_5;
    if x.is_nan() {
        return x;
    }
    let size = x.abs();
    if size > 39.0 {
        return if x > 0.0 { 1.0 } else { 0.0 };
    }
    // The square in two parts, the first exact, so that its rounding does not grow in the exponential.
    let near = f64::from_bits(x.to_bits() & 0xffff_ffff_f800_0000);
    let density = exp(-0.5 * near * near) * exp(-0.5 * (x - near) * (x + near)) / ROOT_TWO_PI;
    if size < 3.0 {
        let (mut term, mut sum, mut n) = (x, x, 1.0);
        while term.abs() > 1e-18 * sum.abs() {
            n += 2.0;
            term *= x * x / n;
            sum += term;
        }
        if x > -1.0 {
            return 0.5 + density * sum;
        }
    }
    // tail(z) = φ(z) / (z + 1/(z + 2/(z + 3/(z + …)))), evaluated from far down.
    let terms = if size < 3.0 { 400 } else { 120 };
    let mut fraction = size;
    for n in (1..=terms).rev() {
        fraction = size + f64::from(n) / fraction;
    }
    let tail = density / fraction;
    if x > 0.0 { 1.0 - tail } else { tail }
}

/// The standard normal number below which a share p lies: ∓∞ at 0 and 1, NaN outside.
///
/// Wichura (1988), algorithm AS 241 (PPND16), relative error about 1e-15. Its three ranges are all computed and one is
/// chosen, so that loops vectorise.
#[inline(always)]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    let centre = {
        let r = 0.180625 - q * q;
        q * ratio(
            r,
            [
                3.387_132_872_796_366_5,
                133.141_667_891_784_38,
                1_971.590_950_306_551_3,
                13_731.693_765_509_46,
                45_921.953_931_549_87,
                67_265.770_927_008_7,
                33_430.575_583_588_13,
                2_509.080_928_730_122_7,
            ],
            [
                1.0,
                42.313_330_701_600_91,
                687.187_007_492_057_9,
                5_394.196_021_424_751,
                21_213.794_301_586_597,
                39_307.895_800_092_71,
                28_729.085_735_721_943,
                5_226.495_278_852_545,
            ],
        )
    };
    let smaller = if q < 0.0 { p } else { 1.0 - p };
    let inside = if smaller > 0.0 { smaller } else { 0.25 };
    let r = (-ln(inside)).sqrt();
    let middle = ratio(
        r - 1.6,
        [
            1.423_437_110_749_683_5,
            4.630_337_846_156_545,
            5.769_497_221_460_691,
            3.647_848_324_763_204_5,
            1.270_458_252_452_368_4,
            0.241_780_725_177_450_6,
            0.022_723_844_989_269_184,
            7.745_450_142_783_414e-4,
        ],
        [
            1.0,
            2.053_191_626_637_759,
            1.676_384_830_183_803_8,
            0.689_767_334_985_1,
            0.148_103_976_427_480_08,
            0.015_198_666_563_616_457,
            5.475_938_084_995_345e-4,
            1.050_750_071_644_416_9e-9,
        ],
    );
    let far = ratio(
        r - 5.0,
        [
            6.657_904_643_501_103,
            5.463_784_911_164_114,
            1.784_826_539_917_291_3,
            0.296_560_571_828_504_87,
            0.026_532_189_526_576_124,
            0.001_242_660_947_388_078_4,
            2.711_555_568_743_487_6e-5,
            2.010_334_399_292_288_1e-7,
        ],
        [
            1.0,
            0.599_832_206_555_888,
            0.136_929_880_922_735_8,
            0.014_875_361_290_850_615,
            7.868_691_311_456_133e-4,
            1.846_318_317_510_054_8e-5,
            1.421_511_758_316_446e-7,
            2.044_263_103_389_939_8e-15,
        ],
    );
    let outside = if r <= 5.0 { middle } else { far };
    let outside = if q < 0.0 { -outside } else { outside };
    let value = if q.abs() <= 0.425 { centre } else { outside };
    let value = if p == 0.0 { f64::NEG_INFINITY } else { value };
    let value = if p == 1.0 { f64::INFINITY } else { value };
    if (0.0..=1.0).contains(&p) {
        value
    } else {
        f64::NAN
    }
}

/// A ratio of polynomials of degree seven.
#[inline(always)]
fn ratio(x: f64, above: [f64; 8], below: [f64; 8]) -> f64 {
    let (mut a, mut b) = (above[7], below[7]);
    for i in (0..7).rev() {
        a = a * x + above[i];
        b = b * x + below[i];
    }
    a / b
}

/// Probability that a beta-distributed number is at most x: the regularised incomplete beta function, by its continued
/// fraction (Lentz 1976). NaN for shapes that are not positive. Relative error about 1e-12 for shapes up to 1e4.
#[must_use]
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if !(a > 0.0 && b > 0.0) || x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln(x) + b * ln_1p(-x));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(1.0 - x, b, a) / b
    }
}

fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

/// The number below which a share p of a beta distribution lies, by Newton's method held inside a shrinking bracket.
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let shapes = a > 0.0 && b > 0.0;
    if !shapes || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return p;
    }
    let scale = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = a / (a + b);
    for _ in 0..200 {
        let error = beta_cdf(x, a, b) - p;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = exp(scale + (a - 1.0) * ln(x) + (b - 1.0) * ln_1p(-x));
        let step = x - error / density;
        let next = if step > low && step < high && step.is_finite() {
            step
        } else {
            0.5 * (low + high)
        };
        if (next - x).abs() <= 1e-16 * x || high - low <= f64::MIN_POSITIVE {
            return next;
        }
        x = next;
    }
    x
}
