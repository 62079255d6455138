//! Draws within a run: the generator's quality, and each law against its exact probabilities.
#![allow(clippy::disallowed_methods)] // the platform's functions are the peers here

use contend_engine::chance::{self, Numbered, Purpose, Stream, draw, unit};
use contend_model::expression::ChanceLaw;
use contend_model::key::Key;

const SEED: u64 = 20_250_901;

fn stream(seed: u64, key: u64, step: u32) -> Stream {
    Stream {
        seed,
        purpose: Purpose::Run,
        key: Key(key),
        step,
    }
}

fn bits(seed: u64, world: u64, key: u64, step: u32) -> u64 {
    stream(seed, key, step).bits(world)
}

/// Compared below with its upper 0.1 % point; the seed is fixed, so that a pass stays a pass.
fn chi_square(observed: &[f64], expected: &[f64]) -> f64 {
    observed
        .iter()
        .zip(expected)
        .map(|(o, e)| (o - e) * (o - e) / e)
        .sum()
}

/// Bits along one coordinate, the others fixed.
fn along(coordinate: usize, n: u32) -> Vec<u64> {
    (0..n)
        .map(|i| match coordinate {
            0 => bits(SEED, u64::from(i), 3, 7),
            1 => bits(SEED, 11, u64::from(i), 7),
            2 => bits(SEED, 11, u64::from(i) << 32, 7),
            3 => bits(SEED, 11, 3, i),
            _ => bits(u64::from(i), 11, 3, 7),
        })
        .collect()
}

#[test]
fn bits_are_pinned() {
    assert_eq!(bits(0, 0, 0, 0), PINNED[0]);
    assert_eq!(bits(1, 2, 3, 4), PINNED[1]);
    assert_eq!(bits(u64::MAX, u64::MAX, u64::MAX, u32::MAX), PINNED[2]);
    let hash = (0..10_000).fold(0u64, |h, w| h.rotate_left(5) ^ bits(SEED, w, 1, 3));
    assert_eq!(hash, PINNED[3]);
}

const PINNED: [u64; 4] = [
    12_486_903_963_465_812_052,
    5_895_427_699_478_691_758,
    1_118_859_013_872_820_882,
    17_776_079_432_609_754_021,
];

#[test]
fn unit_numbers_lie_strictly_between_0_and_1_and_mirror_exactly() {
    assert_eq!(unit(0), 0.5 * f64::EPSILON);
    assert_eq!(unit(u64::MAX), 1.0 - 0.5 * f64::EPSILON);
    for w in 0..1000 {
        let b = bits(SEED, w, 0, 0);
        assert_eq!(1.0 - unit(b), unit(!b));
    }
}

#[test]
fn bytes_are_uniform_and_uncorrelated_along_every_coordinate() {
    const N: u32 = 1 << 15;
    for coordinate in 0..5 {
        let sample = along(coordinate, N);
        for shift in [0, 20, 32, 56] {
            let mut counts = vec![0.0; 256];
            for x in &sample {
                counts[(x >> shift & 255) as usize] += 1.0;
            }
            let chi = chi_square(&counts, &[f64::from(N) / 256.0; 256]);
            assert!(
                (180.0..347.0).contains(&chi),
                "coordinate {coordinate}, shift {shift}: {chi}"
            );
        }
        let u: Vec<f64> = sample.iter().map(|x| unit(*x) - 0.5).collect();
        for lag in [1, 2, 3, 8, 64] {
            let sum: f64 = u.iter().zip(&u[lag..]).map(|(a, b)| a * b).sum();
            let r = 12.0 * sum / f64::from(N);
            assert!(
                r.abs() < 3.9 / f64::from(N).sqrt(),
                "coordinate {coordinate}, lag {lag}: {r}"
            );
        }
        // Pairs of neighbours on a 16 × 16 grid.
        let mut pairs = vec![0.0; 256];
        for pair in sample.chunks_exact(2) {
            pairs[(pair[0] >> 60 << 4 | pair[1] >> 60) as usize] += 1.0;
        }
        let chi = chi_square(&pairs, &[f64::from(N) / 512.0; 256]);
        assert!(
            (180.0..347.0).contains(&chi),
            "coordinate {coordinate}, pairs: {chi}"
        );
    }
}

#[test]
fn purposes_have_unrelated_numbers() {
    const N: u64 = 1 << 15;
    let all = [
        Purpose::Run,
        Purpose::Order,
        Purpose::Place,
        Purpose::Groups,
        Purpose::Resample,
    ]
    .map(|purpose| {
        let row = Stream {
            purpose,
            ..stream(SEED, 3, 7)
        }
        .row();
        (0..N)
            .map(|world| row.unit(world) - 0.5)
            .collect::<Vec<f64>>()
    });
    for (i, a) in all.iter().enumerate() {
        for b in &all[..i] {
            let sum: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
            assert!((12.0 * sum / N as f64).abs() < 3.9 / (N as f64).sqrt());
        }
    }
}

#[test]
fn every_bit_of_every_coordinate_changes_half_of_the_bits() {
    const N: u64 = 400;
    let widths = [64, 64, 64, 32];
    for (coordinate, width) in widths.into_iter().enumerate() {
        for bit in 0..width {
            let mut changed = [0u32; 64];
            for i in 0..N {
                let mut at = [SEED + i, 17 * i, 31 * i, i % 120];
                let before = bits(at[0], at[1], at[2], at[3] as u32);
                at[coordinate] ^= 1 << bit;
                let difference = before ^ bits(at[0], at[1], at[2], at[3] as u32);
                for (b, changed) in changed.iter_mut().enumerate() {
                    *changed += (difference >> b & 1) as u32;
                }
            }
            let mean = f64::from(changed.iter().sum::<u32>()) / (64.0 * N as f64);
            assert!(
                (mean - 0.5).abs() < 0.016,
                "coordinate {coordinate}, bit {bit}: {mean}"
            );
            // 14,336 shares with standard deviation 0.025: none beyond 5 of them.
            for share in changed {
                assert!(
                    (f64::from(share) / N as f64 - 0.5).abs() < 0.125,
                    "coordinate {coordinate}, bit {bit}"
                );
            }
        }
    }
}

const LAWS: [(ChanceLaw, f64, f64); 7] = [
    (ChanceLaw::Normal, 3.0, 2.0),
    (ChanceLaw::Uniform, -1.0, 4.0),
    (ChanceLaw::Bernoulli, 0.3, 0.0),
    (ChanceLaw::Poisson, 6.5, 0.0),
    (ChanceLaw::LogNormal, 2.0, 1.5),
    (ChanceLaw::Binomial, 40.0, 0.7),
    (ChanceLaw::Exponential, 2.5, 0.0),
];

fn sample(law: ChanceLaw, a: f64, b: f64, n: usize) -> Vec<f64> {
    let mut out = vec![0.0; n];
    let stream = stream(SEED, 1, 3);
    let arguments: [&[f64]; 2] = [&vec![a; n], &vec![b; n]];
    draw(law, stream, &worlds(0..n as u64), &arguments, &mut out);
    out
}

fn worlds(numbers: impl IntoIterator<Item = u64>) -> Vec<Numbered> {
    numbers.into_iter().map(Numbered::new).collect()
}

#[test]
fn each_world_has_its_own_draw_whichever_stand_beside_it() {
    let stream = stream(SEED, 1, 3);
    for (law, a, b) in LAWS {
        let whole = sample(law, a, b, 100);
        let some = [3, 4, 17, 60, 99];
        let mut out = vec![0.0; some.len()];
        let numbers = worlds(some.map(|w| w as u64));
        let arguments: [&[f64]; 2] = [&vec![a; some.len()], &vec![b; some.len()]];
        draw(law, stream, &numbers, &arguments, &mut out);
        assert_eq!(out, some.map(|w| whole[w]), "{law:?}");
    }
}

#[test]
fn any_split_of_the_worlds_gives_the_same_bits() {
    let stream = stream(SEED, 1, 3);
    for (law, a, b) in LAWS {
        let whole = sample(law, a, b, 100);
        for (first, count) in [(0, 1), (7, 8), (13, 64), (99, 1)] {
            let mut part = vec![0.0; count];
            draw(
                law,
                stream,
                &worlds(first as u64..(first + count) as u64),
                &[&vec![a; count], &vec![b; count]],
                &mut part,
            );
            assert_eq!(part, whole[first..first + count], "{law:?}");
        }
    }
}

#[test]
fn means_and_variances_are_those_of_the_laws() {
    let n = 20_000;
    for (law, a, b) in LAWS {
        let (mean, variance) = match law {
            ChanceLaw::Normal => (a, b * b),
            ChanceLaw::Uniform => ((a + b) / 2.0, (b - a) * (b - a) / 12.0),
            ChanceLaw::Bernoulli => (a, a * (1.0 - a)),
            ChanceLaw::Poisson => (a, a),
            ChanceLaw::LogNormal => {
                let s2 = b.ln().powi(2);
                (a * (s2 / 2.0).exp(), a * a * s2.exp() * (s2.exp() - 1.0))
            }
            ChanceLaw::Binomial => (a * b, a * b * (1.0 - b)),
            ChanceLaw::Exponential => (a, a * a),
        };
        let x = sample(law, a, b, n);
        let m = x.iter().sum::<f64>() / n as f64;
        let v = x.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / n as f64;
        assert!(
            (m - mean).abs() < 3.5 * (variance / n as f64).sqrt(),
            "{law:?}: mean {m}, not {mean}"
        );
        assert!(
            (v / variance - 1.0).abs() < 0.06,
            "{law:?}: variance {v}, not {variance}"
        );
    }
}

#[test]
fn counts_have_their_exact_probabilities() {
    let n = 40_000;
    // Poisson 6.5 at 0..=15 and beyond; 16 degrees of freedom: 0.1 % point 39.3.
    let x = sample(ChanceLaw::Poisson, 6.5, 0.0, n);
    let mut p = (-6.5f64).exp();
    let mut expected: Vec<f64> = (0..16)
        .map(|k| {
            let now = p * n as f64;
            p *= 6.5 / f64::from(k + 1);
            now
        })
        .collect();
    expected.push(n as f64 - expected.iter().sum::<f64>());
    let mut observed = vec![0.0; 17];
    x.iter()
        .for_each(|k| observed[(*k as usize).min(16)] += 1.0);
    assert!(chi_square(&observed, &expected) < 39.3);

    // Binomial(10, 0.7); 10 degrees of freedom: 29.6.
    let x = sample(ChanceLaw::Binomial, 10.0, 0.7, n);
    let choose = [
        1.0, 10.0, 45.0, 120.0, 210.0, 252.0, 210.0, 120.0, 45.0, 10.0, 1.0,
    ];
    let expected: Vec<f64> = (0..11)
        .map(|k| n as f64 * choose[k as usize] * 0.7f64.powi(k) * 0.3f64.powi(10 - k))
        .collect();
    let mut observed = vec![0.0; 11];
    x.iter().for_each(|k| observed[*k as usize] += 1.0);
    // The two least likely cells are joined.
    observed[1] += observed.remove(0);
    let first = expected[0] + expected[1];
    let expected: Vec<f64> = std::iter::once(first)
        .chain(expected[2..].iter().copied())
        .collect();
    assert!(chi_square(&observed, &expected) < 29.6);
}

#[test]
fn draws_grow_with_the_uniform_number() {
    let u: Vec<f64> = (0..2000).map(|i| (f64::from(i) + 0.5) / 2000.0).collect();
    let rising = |f: &dyn Fn(f64) -> f64| u.windows(2).all(|w| f(w[0]) <= f(w[1]));
    assert!(rising(&|u| chance::normal(u, 1.0, 2.0)));
    assert!(rising(&|u| chance::uniform(u, 1.0, 2.0)));
    assert!(rising(&|u| chance::bernoulli(u, 0.4)));
    assert!(rising(&|u| chance::lognormal(u, 1.0, 2.0)));
    assert!(rising(&|u| chance::exponential(u, 3.0)));
    for mean in [0.1, 7.0, 99.0, 101.0, 999.0, 1001.0, 1e7] {
        assert!(rising(&|u| chance::poisson(u, mean)), "{mean}");
        assert!(rising(&|u| chance::binomial(u, 3.0 * mean, 0.3)), "{mean}");
        assert!(rising(&|u| chance::binomial(u, 3.0 * mean, 0.8)), "{mean}");
    }
}

#[test]
fn parameters_at_the_edge_give_certain_results_and_beyond_it_nan() {
    for u in [unit(0), 0.3, unit(u64::MAX)] {
        assert_eq!(chance::normal(u, 2.0, 0.0), 2.0);
        assert_eq!(chance::uniform(u, 2.0, 2.0), 2.0);
        assert_eq!(chance::bernoulli(u, 0.0), 0.0);
        assert_eq!(chance::bernoulli(u, 1.0), 1.0);
        assert_eq!(chance::poisson(u, 0.0), 0.0);
        assert_eq!(chance::lognormal(u, 2.0, 1.0), 2.0);
        assert_eq!(chance::lognormal(u, 0.0, 2.0), 0.0);
        assert_eq!(chance::binomial(u, 0.0, 0.5), 0.0);
        assert_eq!(chance::binomial(u, 7.0, 0.0), 0.0);
        assert_eq!(chance::binomial(u, 7.0, 1.0), 7.0);
        assert_eq!(chance::binomial(u, 6.999_999_9, 1.0), 7.0);
        assert_eq!(chance::exponential(u, 0.0), 0.0);
        let faults = [
            chance::normal(u, 0.0, -1.0),
            chance::normal(u, f64::NAN, 1.0),
            chance::normal(u, 0.0, f64::NAN),
            chance::uniform(u, 1.0, 0.0),
            chance::uniform(u, f64::NAN, 0.0),
            chance::bernoulli(u, 1.1),
            chance::bernoulli(u, -0.1),
            chance::bernoulli(u, f64::NAN),
            chance::poisson(u, -1.0),
            chance::poisson(u, f64::NAN),
            chance::poisson(u, f64::INFINITY),
            chance::lognormal(u, -1.0, 2.0),
            chance::lognormal(u, 1.0, 0.9),
            chance::binomial(u, -1.0, 0.5),
            chance::binomial(u, 5.0, 1.5),
            chance::binomial(u, f64::INFINITY, 0.5),
            chance::binomial(u, f64::NAN, 0.5),
            chance::exponential(u, -1.0),
            chance::exponential(u, f64::NAN),
        ];
        assert!(faults.iter().all(|x| x.is_nan()), "{faults:?}");
    }
    let stream = stream(1, 0, 0);
    let mut out = [0.0; 3];
    draw(
        ChanceLaw::Normal,
        stream,
        &worlds(0..3),
        &[&[1.0; 3]],
        &mut out,
    );
    assert!(out.iter().all(|x| x.is_nan()));
    draw(
        ChanceLaw::Poisson,
        stream,
        &worlds(0..3),
        &[&[1.0; 2]],
        &mut out,
    );
    assert!(out.iter().all(|x| x.is_nan()));
    // Nor do too few worlds give a number.
    draw(
        ChanceLaw::Poisson,
        stream,
        &worlds(0..2),
        &[&[1.0; 3]],
        &mut out,
    );
    assert!(out.iter().all(|x| x.is_nan()));
}

#[test]
fn what_happens_with_some_probability_happens_with_any_greater_one() {
    for w in 0..1000 {
        let u = unit(bits(SEED, w, 0, 0));
        assert!(chance::bernoulli(u, 0.2) <= chance::bernoulli(u, 0.21));
        assert!(chance::poisson(u, 3.0) <= chance::poisson(u, 3.1));
        assert!(chance::binomial(u, 20.0, 0.2) <= chance::binomial(u, 20.0, 0.21));
    }
}
