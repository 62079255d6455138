//! What the plain evaluator is made of: tables, draws and laws on single numbers, written anew from what the language
//! says of them. Nothing here calls the engine; elementary functions are the platform's.

use contend_model::expression::ChanceLaw;
use contend_model::model::{Between, Beyond, Table};

/// The lesser; NaN if either is.
pub fn lesser(a: f64, b: f64) -> f64 {
    match a.partial_cmp(&b) {
        None => f64::NAN,
        Some(order) if order.is_lt() => a,
        Some(_) => b,
    }
}

/// The greater; NaN if either is.
pub fn greater(a: f64, b: f64) -> f64 {
    match a.partial_cmp(&b) {
        None => f64::NAN,
        Some(order) if order.is_gt() => a,
        Some(_) => b,
    }
}

/// The spectral radius of a matrix without negative entries each of whose elements leads to each, by the power method; NaN where an
/// entry is not finite.
pub fn spectral_radius(matrix: &[f64]) -> f64 {
    let n = (0..).find(|n| n * n >= matrix.len()).unwrap();
    if matrix.iter().any(|x| !x.is_finite()) {
        return f64::NAN;
    }
    let mut vector = vec![1.0; n];
    let mut found = 0.0;
    for _ in 0..2_000 {
        let next: Vec<f64> = (0..n)
            .map(|r| (0..n).map(|c| matrix[r * n + c] * vector[c]).sum::<f64>() + vector[r])
            .collect();
        let size: f64 = next.iter().sum();
        let before = found;
        found = size / vector.iter().sum::<f64>() - 1.0;
        vector = next.iter().map(|x| x / size).collect();
        if (found - before).abs() < 1e-15 * found {
            break;
        }
    }
    found
}

/// A table at an argument.
pub fn table(table: &Table, x: f64) -> f64 {
    let Table { x: xs, y: ys, .. } = table;
    let last = xs.len() - 1;
    if x.is_nan() {
        return f64::NAN;
    }
    if x < xs[0] || x > xs[last] {
        let end = if x < xs[0] { 0 } else { last };
        return match table.beyond {
            Beyond::Hold => ys[end],
            Beyond::Error => f64::NAN,
            Beyond::Extend if last == 0 => ys[end],
            Beyond::Extend => {
                let piece = if end == 0 { 0 } else { last - 1 };
                let (_, slope) = on_piece(table, piece, xs[end]);
                ys[end] + slope * (x - xs[end])
            }
        };
    }
    // The last point that is not after the argument.
    let mut piece = 0;
    for (k, point) in xs.iter().enumerate() {
        if *point <= x {
            piece = k;
        }
    }
    if piece == last {
        ys[last]
    } else {
        on_piece(table, piece, x).0
    }
}

/// Value and slope at an argument on the piece that begins at a point.
fn on_piece(table: &Table, piece: usize, x: f64) -> (f64, f64) {
    let (x0, x1) = (table.x[piece], table.x[piece + 1]);
    let (y0, y1) = (table.y[piece], table.y[piece + 1]);
    let (h, d) = (x1 - x0, x - x0);
    match table.between {
        Between::Step => (y0, 0.0),
        Between::Linear => ((y0 * (x1 - x) + y1 * d) / h, (y1 - y0) / h),
        Between::Spline => {
            // The cubic with these values and second derivatives at both ends, in powers of d.
            let (m0, m1) = (table.second[piece], table.second[piece + 1]);
            let first = (y1 - y0) / h - h * (2.0 * m0 + m1) / 6.0;
            let third = (m1 - m0) / (6.0 * h);
            let value = y0 + d * (first + d * (m0 / 2.0 + d * third));
            (value, first + d * (m0 + 3.0 * third * d))
        }
    }
}

/// The uniform number of a draw within a run, by its seed, key, step and world.
///
/// Mixed by multiplication and shifts in 128 bits cut to 64, where the engine's goes through a key for each row.
pub fn uniform(seed: u64, key: u64, step: u32, world: u64) -> f64 {
    const GOLDEN: u128 = 0x9e37_79b9_7f4a_7c15;
    let low = |x: u128| x & u128::from(u64::MAX);
    let stir = |x: u128, shift: u32, factor: u128| low((x ^ (x >> shift)) * factor);
    let mix = |x: u128| {
        let x = stir(low(x), 30, 0xbf58_476d_1ce4_e5b9);
        let x = stir(x, 27, 0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    };
    // The first purpose of random numbers: chance within a run.
    let seeded = mix(u128::from(seed) ^ mix(GOLDEN));
    let place = mix(seeded + GOLDEN * u128::from(key));
    let key = |k: u128| mix(place + GOLDEN * (2 * u128::from(step) + k));
    let x = low(key(1) + GOLDEN * u128::from(world));
    let x = stir(x, 30, 0xbf58_476d_1ce4_e5b9);
    let x = low((x ^ (x >> 27) ^ key(2)) * 0x94d0_49bb_1331_11eb);
    let bits = x ^ (x >> 31);
    // The midpoint of one of 2⁵² equal parts.
    ((bits >> 12) as f64 + 0.5) / (1u64 << 52) as f64
}

/// A draw from a law, by inversion of a uniform number.
pub fn draw(law: ChanceLaw, u: f64, a: f64, b: f64) -> f64 {
    match law {
        ChanceLaw::Normal => a + b * normal_quantile(u),
        ChanceLaw::LogNormal => a * b.powf(normal_quantile(u)),
        ChanceLaw::Uniform => a + (b - a) * u,
        ChanceLaw::Bernoulli => f64::from(u > 1.0 - a),
        ChanceLaw::Exponential => -a * (-u).ln_1p(),
        ChanceLaw::Poisson => count(u, |k| (1..=k).fold((-a).exp(), |p, i| p * a / f64::from(i))),
        ChanceLaw::Binomial => {
            let n = (a + 1e-6).floor() as u32;
            count(u, |k| {
                if k > n {
                    return 0.0;
                }
                let ways = (1..=k).fold(1.0, |w, i| w * f64::from(n + 1 - i) / f64::from(i));
                ways * b.powi(k as i32) * (1.0 - b).powi((n - k) as i32)
            })
        }
    }
}

/// The least count that is reached with at least probability `u`.
fn count(u: f64, probability: impl Fn(u32) -> f64) -> f64 {
    let mut at_most = 0.0;
    for k in 0..200 {
        at_most += probability(k);
        if at_most >= u {
            return f64::from(k);
        }
    }
    200.0
}

/// The number that a standard normal one is below with probability `u`: Newton's way on the tail from 0.
fn normal_quantile(u: f64) -> f64 {
    let tail = if u < 0.5 { u } else { 1.0 - u };
    let mut z = 0.0;
    for _ in 0..100 {
        let density = (-z * z / 2.0f64).exp() / std::f64::consts::TAU.sqrt();
        let step = (upper_tail(z) - tail) / density;
        // In the tail, where the density falls steeply, on the logarithm.
        let step = if z > 1.0 {
            (upper_tail(z) / tail).ln() * upper_tail(z) / density
        } else {
            step
        };
        z += step;
        if step.abs() < 1e-15 * (1.0 + z) {
            break;
        }
    }
    if u < 0.5 { -z } else { z }
}

/// Probability that a standard normal number is above `z`, not negative.
fn upper_tail(z: f64) -> f64 {
    let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    if z < 3.0 {
        // Φ(z) − ½ = φ(z) · (z + z³/3 + z⁵/15 + …)
        let (mut term, mut sum, mut k) = (z, z, 1.0);
        while term > 1e-18 * sum {
            k += 2.0;
            term *= z * z / k;
            sum += term;
        }
        0.5 - density * sum
    } else {
        // Laplace's continued fraction.
        let fraction = (1..200).rev().fold(z, |below, k| z + f64::from(k) / below);
        density / fraction
    }
}

#[test]
fn plain_draws_and_laws_are_those_of_the_books() {
    // Quantiles of the normal law, from tables.
    for (u, z) in [
        (0.5, 0.0),
        (0.841_344_746_068_542_9, 1.0),
        (0.975, 1.959_963_984_540_054),
        (1e-3, -3.090_232_306_167_813_6),
        (1e-10, -6.361_340_902_404_056),
    ] {
        assert!((normal_quantile(u) - z).abs() < 1e-12, "{u}");
    }
    // Three of ten with ½: 1, 10, 45, 120 of 1,024.
    let three = |u: f64| draw(ChanceLaw::Binomial, u, 10.0, 0.5);
    assert_eq!((three(56.5 / 1024.0), three(175.5 / 1024.0)), (3.0, 3.0));
    assert_eq!((three(55.5 / 1024.0), three(176.5 / 1024.0)), (2.0, 4.0));
    // e⁻² = 0.1353, with one more 0.4060, with two 0.6767.
    let two = |u: f64| draw(ChanceLaw::Poisson, u, 2.0, 0.0);
    assert_eq!([two(0.135), two(0.136), two(0.407)], [0.0, 1.0, 2.0]);
    // A natural spline through 1, 0, 1 is 1 − 3x/2 + x³/2 up to 1, of slope 3/2 at 2.
    let spline = Table {
        name: String::new(),
        x: vec![0.0, 1.0, 2.0],
        y: vec![1.0, 0.0, 1.0],
        second: vec![0.0, 3.0, 0.0],
        between: Between::Spline,
        beyond: Beyond::Extend,
    };
    assert_eq!(table(&spline, 0.5), 0.3125);
    assert_eq!(table(&spline, 4.0), 4.0);
    assert_eq!(table(&spline, -2.0), 4.0);
    let step = Table {
        between: Between::Step,
        beyond: Beyond::Hold,
        ..spline
    };
    let at = [-1.0, 0.0, 0.75, 1.0, 1.25, 2.0, 3.0].map(|x| table(&step, x));
    assert_eq!(at, [1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
}
