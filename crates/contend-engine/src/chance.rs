//! Chance within a run: draws that are pure functions of where they stand.
//!
//! A draw is keyed by seed, purpose, the key of what is drawn (a name's, see [`contend_model::key`]), step and world. No
//! generator has a state, so a world meets the same luck under every profile, on any thread, alone or among others, and
//! whatever else stands in the scenario. Every law is drawn from one uniform number by inversion, and grows with it:
//! where a strategy changes a law's parameters a little, the draw changes a little (common random numbers).
//!
//! Generator: the finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195; constants of
//! Stafford's variant 13) over a Weyl sequence of worlds, with a 128-bit key for each row of worlds, so that the
//! sequences of two rows cannot be shifted copies of each other.

use contend_model::expression::ChanceLaw;
use contend_model::key::Key;

use crate::count::{binomial_quantile, poisson_quantile};
use crate::maths;

/// What random numbers are for: the same key has unrelated numbers for each purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Chance within a run.
    Run,
    /// The order in which a design goes through the strata of an input.
    Order,
    /// Where a design puts an input inside its strata.
    Place,
    /// The groups of worlds that are drawn anew together.
    Groups,
    /// Which groups are drawn.
    Resample,
    /// The order of neighbouring worlds in a design.
    Block,
    /// Inputs that are drawn again because a condition does not hold.
    Again,
}

/// The random numbers of one thing, one for each world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stream {
    /// Seed of the ensemble.
    pub seed: u64,
    /// What they are for.
    pub purpose: Purpose,
    /// The thing drawn: an input, or an element of a place that draws.
    pub key: Key,
    /// Step of the clock.
    pub step: u32,
}

/// A world as its chance is drawn: its number, multiplied once for all draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbered(u64);

impl Numbered {
    /// The world of a number.
    #[must_use]
    pub fn new(world: u64) -> Numbered {
        Numbered(world.wrapping_mul(WEYL))
    }
}

/// A stream made ready for many worlds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    first: u64,
    second: u64,
}

impl Stream {
    /// Made ready for many worlds.
    #[must_use]
    #[inline]
    pub fn row(self) -> Row {
        // Between streams of one seed and purpose all steps are bijections of the key: distinct keys stay distinct.
        let seed = mix(self.seed ^ self.purpose.constant());
        let place = mix(seed.wrapping_add(WEYL.wrapping_mul(self.key.0)));
        let step = 2 * u64::from(self.step);
        Row {
            first: mix(place.wrapping_add(WEYL.wrapping_mul(step + 1))),
            second: mix(place.wrapping_add(WEYL.wrapping_mul(step + 2))),
        }
    }

    /// 64 random bits for a world.
    #[must_use]
    pub fn bits(self, world: u64) -> u64 {
        self.row().bits(world)
    }
}

impl Purpose {
    /// Bits that no two purposes share but by chance.
    const fn constant(self) -> u64 {
        mix(WEYL.wrapping_mul(self as u64 + 1))
    }
}

impl Row {
    /// 64 random bits for a world.
    #[must_use]
    #[inline(always)]
    pub fn bits(self, world: u64) -> u64 {
        self.bits_of(Numbered(world.wrapping_mul(WEYL)))
    }

    #[inline(always)]
    fn bits_of(self, world: Numbered) -> u64 {
        let x = world.0.wrapping_add(self.first);
        let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27) ^ self.second).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    /// A uniform number for a world, strictly between 0 and 1.
    #[must_use]
    #[inline(always)]
    pub fn unit(self, world: u64) -> f64 {
        unit(self.bits(world))
    }

    /// The same for a world whose number is multiplied already.
    #[must_use]
    #[inline(always)]
    pub fn unit_of(self, world: Numbered) -> f64 {
        unit(self.bits_of(world))
    }
}

/// A uniform number strictly between 0 and 1 from the upper 52 bits: one of the 2⁵² midpoints (k + ½)·2⁻⁵², so that
/// 1 − u is as exact as u.
#[must_use]
#[inline(always)]
pub fn unit(bits: u64) -> f64 {
    // The bits become the fraction of a number in 1..2; the subtraction is exact.
    f64::from_bits((bits >> 12) | 0x3ff0_0000_0000_0000) - (1.0 - 0.5 * f64::EPSILON)
}

/// Draws from `law` for some worlds, one for each place of `out`.
///
/// `arguments` are the law's parameters in the order of the language, each with one value for each world; further
/// ones are ignored. Parameters that the law does not allow give NaN, a fault of that world; too few or too short
/// arguments, and too few worlds, give NaN throughout.
#[inline(always)]
pub fn draw(
    law: ChanceLaw,
    stream: Stream,
    worlds: &[Numbered],
    arguments: &[&[f64]],
    out: &mut [f64],
) {
    let lanes = out.len();
    let two = !matches!(
        law,
        ChanceLaw::Bernoulli | ChanceLaw::Poisson | ChanceLaw::Exponential
    );
    let (a, b) = match (arguments.first(), arguments.get(1)) {
        (Some(a), Some(b)) if two => (*a, *b),
        (Some(a), _) if !two => (*a, *a),
        _ => (&[][..], &[][..]),
    };
    if a.len() < lanes || b.len() < lanes || worlds.len() < lanes {
        out.fill(f64::NAN);
        return;
    }
    let (a, b, row) = (&a[..lanes], &b[..lanes], stream.row());
    let worlds = &worlds[..lanes];
    match law {
        ChanceLaw::Normal => each::<Normal>(row, worlds, a, b, out),
        ChanceLaw::Uniform => each::<Uniform>(row, worlds, a, b, out),
        ChanceLaw::Bernoulli => each::<Bernoulli>(row, worlds, a, b, out),
        ChanceLaw::Poisson => each::<Poisson>(row, worlds, a, b, out),
        ChanceLaw::LogNormal => each::<LogNormal>(row, worlds, a, b, out),
        ChanceLaw::Binomial => each::<Binomial>(row, worlds, a, b, out),
        ChanceLaw::Exponential => each::<Exponential>(row, worlds, a, b, out),
    }
}

/// A law by inversion. Types, because a function that is handed to a loop stands outside it, and then the loop goes number by
/// number.
trait Inverse {
    fn at(u: f64, a: f64, b: f64) -> f64;
}

macro_rules! inverse {
    ($u:ident, $a:ident, $b:ident: $($name:ident = $body:expr;)+) => {$(
        struct $name;
        impl Inverse for $name {
            #[inline(always)]
            fn at($u: f64, $a: f64, $b: f64) -> f64 {
                let _ = $b; // some laws have one parameter
                $body
            }
        }
    )+};
}

inverse! { u, a, b:
    Normal = normal(u, a, b);
    Uniform = uniform(u, a, b);
    Bernoulli = bernoulli(u, a);
    Poisson = poisson(u, a);
    LogNormal = lognormal(u, a, b);
    Binomial = binomial(u, a, b);
    Exponential = exponential(u, a);
}

/// Normal with that mean and standard deviation (not negative).
#[must_use]
#[inline(always)]
pub fn normal(u: f64, mean: f64, sd: f64) -> f64 {
    let x = mean + sd * maths::normal_quantile(u);
    if sd >= 0.0 { x } else { f64::NAN }
}

/// Uniform between two bounds; `low` may equal `high`.
#[must_use]
#[inline(always)]
pub fn uniform(u: f64, low: f64, high: f64) -> f64 {
    let x = low + (high - low) * u;
    let x = if x > high { high } else { x };
    if low <= high { x } else { f64::NAN }
}

/// 1 with probability `p`, in 0..=1, else 0. What happens with some probability also happens, in the same world, with
/// any greater one.
#[must_use]
#[inline(always)]
pub fn bernoulli(u: f64, p: f64) -> f64 {
    let x = if 1.0 - u < p { 1.0 } else { 0.0 };
    if (0.0..=1.0).contains(&p) {
        x
    } else {
        f64::NAN
    }
}

/// Poisson with that mean (finite, not negative); see [`poisson_quantile`] for the accuracy.
#[must_use]
#[inline(always)]
pub fn poisson(u: f64, mean: f64) -> f64 {
    poisson_quantile(mean, u)
}

/// Lognormal with that median (not negative) and geometric standard deviation (at least 1).
#[must_use]
#[inline(always)]
pub fn lognormal(u: f64, median: f64, factor: f64) -> f64 {
    let x = median * maths::exp(maths::ln(factor) * maths::normal_quantile(u));
    if median >= 0.0 && factor >= 1.0 {
        x
    } else {
        f64::NAN
    }
}

/// Successes among `n` trials with probability `p`. `n` is cut to a whole number, with 10⁻⁶ allowed for rounding; see
/// [`binomial_quantile`] for the accuracy.
#[must_use]
#[inline(always)]
pub fn binomial(u: f64, n: f64, p: f64) -> f64 {
    binomial_quantile(n, p, u)
}

/// Exponential with that mean (not negative).
#[must_use]
#[inline(always)]
pub fn exponential(u: f64, mean: f64) -> f64 {
    let x = mean * -maths::ln(1.0 - u);
    if mean >= 0.0 { x } else { f64::NAN }
}

#[inline(always)]
fn each<L: Inverse>(row: Row, worlds: &[Numbered], a: &[f64], b: &[f64], out: &mut [f64]) {
    for ((out, world), (a, b)) in out.iter_mut().zip(worlds).zip(a.iter().zip(b)) {
        *out = L::at(row.unit_of(*world), *a, *b);
    }
}

/// An odd number near 2⁶⁴ ÷ golden ratio.
const WEYL: u64 = 0x9e37_79b9_7f4a_7c15;

/// The seed of another luck of an ensemble; luck 0 is that of its own seed.
pub(crate) fn other_luck(seed: u64, luck: u64) -> u64 {
    // Hashed twice, so that no small seeds and lucks meet.
    mix(mix(seed ^ WEYL).wrapping_add(WEYL.wrapping_mul(luck)))
}

/// A bijection of 64 bits in which each input bit changes about half the output bits.
#[inline(always)]
pub(crate) const fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
