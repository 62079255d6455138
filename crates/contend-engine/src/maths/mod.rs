//! The one place of elementary functions: the same bits on every machine.
//!
//! Platforms' own functions differ in their last bits, so nothing else in the core crates may call them (`clippy.toml`
//! forbids it). These use additions, multiplications, divisions, square roots and bit patterns alone, without fused
//! multiply-add, so native builds of any width and WebAssembly agree. The hot ones have no branches, only choices
//! between computed values, so that loops over them vectorise.
//!
//! Errors against exact values, in units in the last place (ulp), as measured by `tests/engine/maths.rs`, are listed in
//! [`BOUNDS`].

mod exponential;
mod gamma;
mod special;
mod trigonometry;

pub use exponential::{exp, exp_m1, ln, ln_1p, log10, logistic, pow, tanh};
pub use gamma::{gamma_cdf, gamma_quantile};
pub use special::{beta_cdf, beta_quantile, ln_gamma, normal_cdf, normal_quantile};
pub use trigonometry::{acos, asin, atan, cos, sin, tan};

/// Largest error of each function, in ulp of the exact value rounded to `f64`.
///
/// `ln_gamma`, `normal_cdf`, `beta_cdf`, `gamma_cdf` and the quantiles have relative errors of a few 1e-15 to 1e-13 and are tested by themselves.
pub const BOUNDS: &[(&str, f64)] = &[
    ("exp", 1.0),
    ("exp_m1", 1.5),
    ("ln", 1.0),
    ("ln_1p", 1.0),
    ("log10", 1.0),
    ("pow", 1.0),
    ("tanh", 2.5),
    ("logistic", 2.5),
    ("sin", 1.0),
    ("cos", 1.0),
    ("tan", 2.5),
    ("asin", 3.0),
    ("acos", 2.5),
    ("atan", 1.5),
];

/// The first of two numbers where something holds, else the second, by their bits.
///
/// Of `if holds { a } else { b }` compilers may make a choice between two places in memory, and then a loop over it goes number by
/// number.
#[inline(always)]
#[must_use]
pub(crate) fn blend(holds: bool, a: f64, b: f64) -> f64 {
    let mask = u64::from(holds).wrapping_neg();
    f64::from_bits(b.to_bits() ^ ((a.to_bits() ^ b.to_bits()) & mask))
}

/// The largest whole number not above `x`. Exact.
#[inline(always)]
#[must_use]
pub fn floor(x: f64) -> f64 {
    let down = toward_zero(x);
    let result = if down > x { down - 1.0 } else { down };
    signed_like(result, x)
}

/// The smallest whole number not below `x`. Exact.
#[inline(always)]
#[must_use]
pub fn ceil(x: f64) -> f64 {
    let down = toward_zero(x);
    let result = if down < x { down + 1.0 } else { down };
    signed_like(result, x)
}

/// The nearest whole number, halves away from zero. Exact.
#[inline(always)]
#[must_use]
pub fn round(x: f64) -> f64 {
    let down = toward_zero(x);
    let rest = x - down;
    let result = if rest >= 0.5 {
        down + 1.0
    } else if rest <= -0.5 {
        down - 1.0
    } else {
        down
    };
    signed_like(result, x)
}

/// A whole number near `x` (to within 1); `x` itself where it has no fraction to lose.
#[inline(always)]
fn toward_zero(x: f64) -> f64 {
    // Adding 2^52 leaves no bits for a fraction.
    const LARGE: f64 = 4_503_599_627_370_496.0;
    let size = x.abs();
    let whole = (size + LARGE) - LARGE;
    let whole = if whole > size { whole - 1.0 } else { whole };
    let whole = if x < 0.0 { -whole } else { whole };
    if size < LARGE { whole } else { x }
}

/// Zeros keep the sign of `x`.
#[inline(always)]
fn signed_like(result: f64, x: f64) -> f64 {
    if result == 0.0 {
        f64::from_bits(x.to_bits() & (1 << 63))
    } else {
        result
    }
}
