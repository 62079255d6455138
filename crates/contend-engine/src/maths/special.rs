//! Functions of statistics.

use super::exponential::exp_of_sum;
use super::{blend, exp, ln, ln_1p};

/// ln Γ(x) for x > 0, by Stirling's series above 10 and the recurrence below; NaN for x ≤ 0. The error is within 4e-14,
/// absolute where |ln Γ| is below 1 (around its zeros at 1 and 2), relative elsewhere.
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

/// Probability that a standard normal number is at most x. Relative error below 1e-15 wherever the result
/// is a normal number.
///
/// The tail beyond z √2 is half e^(−z²) times a function that varies little: (1 + 2z) e^(z²) erfc(z), a polynomial in
/// (z − 3.75)/(z + 3.75) for all z ≥ 0 (the form of Shepherd and Laframboise 1981; coefficients minimax to 2^-58).
#[inline(always)]
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    const C: [f64; 25] = [
        1.2375126308378275,
        -0.14024059858554697,
        0.003585415485464707,
        0.08227673849014668,
        -0.10880393014176268,
        0.09230432116033797,
        -0.058693398589368506,
        0.028362277419444956,
        -0.009746579560708712,
        0.0017556258495479264,
        0.00029371368132438935,
        -0.0002901540665662875,
        5.1649040512755714e-05,
        2.2384201775962977e-05,
        -1.144400402286672e-05,
        -9.734944934774317e-07,
        1.7514070879273703e-06,
        -5.729270890491128e-08,
        -2.584221261344822e-07,
        2.3316679157424263e-08,
        3.850866803667745e-08,
        -3.765817021192068e-09,
        -5.109326346310806e-09,
        3.149563005214691e-10,
        4.141861361415713e-10,
    ];
    // 3.75 √2
    const MIDDLE: f64 = 5.303_300_858_899_107;
    let size = x.abs();
    // Beyond, the tail is 0 to the last bit.
    let size = if size > 40.0 { 40.0 } else { size };
    let t = (size - MIDDLE) / (size + MIDDLE);
    let mut sum = C[24];
    for i in (0..24).rev() {
        sum = sum * t + C[i];
    }
    // The square in two parts, the first exact, so that its rounding does not grow in the exponential.
    let near = f64::from_bits(size.to_bits() & 0xffff_ffff_f800_0000);
    let decay = exp_of_sum(-0.5 * near * near, -0.5 * (size - near) * (size + near));
    let tail = 0.5 * decay * (sum / (1.0 + std::f64::consts::SQRT_2 * size));
    let value = if x > 0.0 { 1.0 - tail } else { tail };
    if x == 0.0 { 0.5 } else { value }
}

/// The standard normal number below which a share p lies: ∓∞ at 0 and 1, NaN outside.
///
/// Wichura (1988), algorithm AS 241 (PPND16), relative error about 1e-15. Coefficients are chosen, not
/// branches, so that loops vectorise.
#[inline(always)]
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    /// Coefficients above the line and below it, for the middle, for what lies outside, and for the far tails.
    const CENTRE: [(f64, f64); 8] = [
        (3.387_132_872_796_366_5, 1.0),
        (133.141_667_891_784_38, 42.313_330_701_600_91),
        (1_971.590_950_306_551_3, 687.187_007_492_057_9),
        (13_731.693_765_509_46, 5_394.196_021_424_751),
        (45_921.953_931_549_87, 21_213.794_301_586_597),
        (67_265.770_927_008_7, 39_307.895_800_092_71),
        (33_430.575_583_588_13, 28_729.085_735_721_943),
        (2_509.080_928_730_122_7, 5_226.495_278_852_545),
    ];
    const MIDDLE: [(f64, f64); 8] = [
        (1.423_437_110_749_683_5, 1.0),
        (4.630_337_846_156_545, 2.053_191_626_637_759),
        (5.769_497_221_460_691, 1.676_384_830_183_803_8),
        (3.647_848_324_763_204_5, 0.689_767_334_985_1),
        (1.270_458_252_452_368_4, 0.148_103_976_427_480_08),
        (0.241_780_725_177_450_6, 0.015_198_666_563_616_457),
        (0.022_723_844_989_269_184, 5.475_938_084_995_345e-4),
        (7.745_450_142_783_414e-4, 1.050_750_071_644_416_9e-9),
    ];
    const FAR: [(f64, f64); 8] = [
        (6.657_904_643_501_103, 1.0),
        (5.463_784_911_164_114, 0.599_832_206_555_888),
        (1.784_826_539_917_291_3, 0.136_929_880_922_735_8),
        (0.296_560_571_828_504_87, 0.014_875_361_290_850_615),
        (0.026_532_189_526_576_124, 7.868_691_311_456_133e-4),
        (0.001_242_660_947_388_078_4, 1.846_318_317_510_054_8e-5),
        (2.711_555_568_743_487_6e-5, 1.421_511_758_316_446e-7),
        (2.010_334_399_292_288_1e-7, 2.044_263_103_389_939_8e-15),
    ];
    let q = p - 0.5;
    let central = q.abs() <= 0.425;
    let smaller = if q < 0.0 { p } else { 1.0 - p };
    let r = (-ln(if smaller > 0.0 { smaller } else { 0.25 })).sqrt();
    let near = r <= 5.0;
    let outside = r - if near { 1.6 } else { 5.0 };
    let x = if central { 0.180625 - q * q } else { outside };
    // Coefficients are chosen by their bits, and with them the whole polynomial: a table chosen by its place would have to be
    // read number by number.
    let coefficients = |i: usize| {
        let ((c, c_below), (m, m_below), (f, f_below)) = (CENTRE[i], MIDDLE[i], FAR[i]);
        let outside = (blend(near, m, f), blend(near, m_below, f_below));
        (
            blend(central, c, outside.0),
            blend(central, c_below, outside.1),
        )
    };
    // Above and below the line at once, from the highest power down.
    let (mut above, mut below) = coefficients(7);
    for i in (0..7).rev() {
        let (c, c_below) = coefficients(i);
        above = above * x + c;
        below = below * x + c_below;
    }
    let ratio = above / below;
    let outside = if q < 0.0 { -ratio } else { ratio };
    let value = if central { q * ratio } else { outside };
    let value = if p == 0.0 { f64::NEG_INFINITY } else { value };
    let value = if p == 1.0 { f64::INFINITY } else { value };
    if (0.0..=1.0).contains(&p) {
        value
    } else {
        f64::NAN
    }
}

/// Probability that a beta-distributed number is at most x: the regularised incomplete beta function, by its continued
/// fraction (Lentz 1976). NaN for shapes that are not positive. Absolute error about 1e-12, relative error below 1e-10, for shapes up to
/// 1e3; ten times as much for ten times larger shapes.
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

/// The number below which a share p of a beta distribution lies; NaN outside of 0..=1, for shapes that are not
/// positive, and for shapes so large that `beta_cdf` overflows; 0 where the number would be subnormal.
///
/// Newton's method on the logarithm of the probability as a function of ln x, which is concave, inside a shrinking
/// bracket. As accurate as `beta_cdf`.
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let shapes = a > 0.0 && b > 0.0;
    if !shapes || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return p;
    }
    let (mut low, mut high) = (f64::MIN_POSITIVE, 1.0);
    if beta_cdf(low, a, b) >= p {
        return 0.0;
    }
    let scale = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    // What is right far below the mean, where the probability is all but a power of x.
    let start = exp((ln(p) + ln(a) - scale) / a);
    let mut x = start.max(low).min(a / (a + b));
    for _ in 0..200 {
        let share = beta_cdf(x, a, b);
        if share.is_nan() {
            return share;
        }
        if share > p {
            high = x;
        } else {
            low = x;
        }
        let growth = exp(scale + a * ln(x) + (b - 1.0) * ln_1p(-x)) / share;
        let change = (ln(p) - ln(share)) / growth;
        let newton = x * exp(change);
        let inside = newton >= low && newton <= high;
        // The error left is the square of the last change, relative to the distance from the nearer end.
        if inside && change.abs() < 1e-9 * (1.0 - x) {
            return newton;
        }
        let next = if inside { newton } else { (low * high).sqrt() };
        if next == x || high - low <= 2e-16 * high {
            return next;
        }
        x = next;
    }
    x
}
