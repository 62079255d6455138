//! The gamma distribution.

use super::{exp, ln, ln_gamma, normal_quantile};

/// Probability that a gamma-distributed number of this shape and scale 1 is at most x: the regularised incomplete gamma
/// function, by its series below the mean and by its continued fraction (Lentz 1976) above. NaN for a shape that is not
/// positive. Absolute error about 1e-13 for shapes up to 1e3; ten times as much for ten times larger shapes.
#[must_use]
pub fn gamma_cdf(x: f64, shape: f64) -> f64 {
    if x.is_nan() || shape.is_nan() || shape <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 {
        return 0.0;
    }
    if x == f64::INFINITY {
        return 1.0;
    }
    let front = exp(shape * ln(x) - x - ln_gamma(shape));
    if x < shape + 1.0 {
        front * series(x, shape)
    } else {
        1.0 - front * fraction(x, shape)
    }
}

/// Σ xⁿ / (a (a + 1) … (a + n)).
fn series(x: f64, shape: f64) -> f64 {
    let mut term = 1.0 / shape;
    let mut sum = term;
    let mut next = shape;
    for _ in 0..100_000 {
        next += 1.0;
        term *= x / next;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

fn fraction(x: f64, shape: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut b = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / away(b);
    let mut h = d;
    for n in 1..100_000 {
        let n = f64::from(n);
        let a = -n * (n - shape);
        b += 2.0;
        d = 1.0 / away(a * d + b);
        c = away(b + a / c);
        let change = d * c;
        h *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

/// The number below which a share p of a gamma distribution of this shape and scale 1 lies; NaN outside of 0..=1 and for a
/// shape that is not positive, 0 where the number would be subnormal, infinite for p = 1.
///
/// Newton's method on the logarithm of the probability as a function of ln x, which is concave: after the first step
/// the number is approached from below, and no step goes too far. As accurate as [`gamma_cdf`].
#[must_use]
pub fn gamma_quantile(p: f64, shape: f64) -> f64 {
    if shape.is_nan() || shape <= 0.0 || !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    if p == 0.0 {
        return 0.0;
    }
    if p == 1.0 {
        return f64::INFINITY;
    }
    let scale = ln_gamma(shape);
    // The probability is less than xᵃ / Γ(a + 1).
    let least = exp((ln(p) + ln(shape) + scale) / shape);
    if least < f64::MIN_POSITIVE {
        return 0.0;
    }
    // Near the number itself for large shapes (Wilson and Hilferty 1931).
    let root = 1.0 - 1.0 / (9.0 * shape) + normal_quantile(p) / (3.0 * shape.sqrt());
    let near = shape * root * root * root;
    let mut x = if near > least { near } else { least };
    for _ in 0..200 {
        let share = gamma_cdf(x, shape);
        let growth = exp(shape * ln(x) - x - scale) / share;
        let change = (ln(p) - ln(share)) / growth;
        // Far out the probability is 1 to the last digit, and says no more.
        if !change.is_finite() {
            return x;
        }
        let next = x * exp(change);
        x = if next > least { next } else { least };
        // The error left is the square of the last change.
        if change.abs() < 1e-9 {
            return x;
        }
    }
    x
}
