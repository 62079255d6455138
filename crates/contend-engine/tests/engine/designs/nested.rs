//! The nested Latin hypercube: strata at every power of two, inputs independent of each other, errors as small as those
//! of a Latin hypercube.

use contend_engine::design::{Coordinate, Design, Sampler};

use super::{inputs_of, ranks, sampler, spearman};

fn nested(worlds: u64, inputs: usize, seed: u64) -> Sampler {
    sampler(Design::NestedLatinHypercube, worlds, inputs, seed)
}

fn column(points: &Sampler, input: usize, worlds: u64) -> Vec<f64> {
    (0..worlds).map(|w| points.unit(w, input)).collect()
}

#[test]
fn the_first_worlds_are_a_latin_hypercube_at_every_power_of_two() {
    for seed in 0..4 {
        let points = nested(1 << 14, 6, seed);
        for input in 0..6 {
            for k in 0..=14 {
                let n = 1usize << k;
                let mut seen = vec![false; n];
                for u in column(&points, input, n as u64) {
                    assert!(u > 0.0 && u < 1.0);
                    let place = (u * n as f64) as usize;
                    assert!(!seen[place], "input {input}, {n} worlds");
                    seen[place] = true;
                }
            }
        }
    }
}

#[test]
fn so_is_every_further_run_of_a_power_of_two_and_the_farthest_worlds_differ() {
    let points = nested(1 << 40, 1, 9);
    // From a block of 32 on; inside a block worlds stand in an order of their own.
    for k in [5, 7, 9] {
        let n = 1u64 << k;
        for start in [7 * n, 4096 * n, (1 << 40) - n] {
            let mut seen = vec![false; n as usize];
            for world in start..start + n {
                let place = (points.unit(world, 0) * n as f64) as usize;
                assert!(!seen[place], "{n} worlds from {start}");
                seen[place] = true;
            }
        }
    }
    // No two worlds alike, however far apart: not in 40 digits.
    let mut far: Vec<u64> = (0..4096u64)
        .flat_map(|w| [w, w << 20, w << 28, (1 << 40) - 1 - w])
        .collect();
    far.sort_unstable();
    far.dedup();
    let mut units: Vec<u64> = far.iter().map(|w| points.unit(*w, 0).to_bits()).collect();
    units.sort_unstable();
    units.dedup();
    assert_eq!(units.len(), far.len());
}

/// Chi-square of counts that should be equal.
fn chi_square(counts: &[u32]) -> f64 {
    let all: f64 = counts.iter().map(|c| f64::from(*c)).sum();
    let expected = all / counts.len() as f64;
    let square = |c: &u32| (f64::from(*c) - expected).powi(2) / expected;
    counts.iter().map(square).sum()
}

#[test]
fn ranks_of_two_inputs_are_uncorrelated_at_any_number_of_worlds() {
    for n in [16u64, 100, 256, 1000, 1024] {
        let inputs = 24;
        let (mut sum, mut squares, mut worst, mut pairs) = (0.0, 0.0, 0.0_f64, 0.0);
        for seed in 0..4 {
            let points = nested(n, inputs, seed);
            let columns: Vec<Vec<f64>> = (0..inputs).map(|i| column(&points, i, n)).collect();
            for i in 0..inputs {
                for j in 0..i {
                    let r = spearman(&columns[i], &columns[j]) * (n as f64 - 1.0).sqrt();
                    sum += r;
                    squares += r * r;
                    worst = worst.max(r.abs());
                    pairs += 1.0;
                }
            }
        }
        // Independent inputs have 1 here. In the first block two worlds that follow each other lie in opposite halves of
        // every input, so that pairs count as one: hence up to 2 for few worlds.
        let variance = squares / pairs;
        let most = if n < 100 { 2.0 } else { 1.25 };
        assert!((0.8..most).contains(&variance), "{n} worlds: {variance}");
        let bias = sum / (variance * pairs).sqrt();
        assert!(bias.abs() < 4.0, "{n} worlds: {bias}");
        assert!(worst < 4.5 * variance.sqrt(), "{n} worlds: {worst}");
    }
}

#[test]
fn pairs_of_inputs_fill_the_square_evenly_and_leading_digits_are_not_tied() {
    for (n, parts) in [(1024u64, 8usize), (1024, 16), (4096, 32)] {
        let seeds = 300;
        let mut all = vec![0u32; parts * parts];
        let mut sum = 0.0;
        for seed in 0..seeds {
            let points = nested(n, 2, seed);
            let mut counts = vec![0u32; parts * parts];
            for w in 0..n {
                let cell = |i| (points.unit(w, i) * parts as f64) as usize;
                counts[cell(0) * parts + cell(1)] += 1;
            }
            sum += chi_square(&counts);
            all.iter_mut().zip(&counts).for_each(|(a, c)| *a += c);
        }
        // Two worlds share a cell with the chance of independent ones, unless they lie in one block of 32, in which each part
        // has as many worlds as any other: then with the square of the chance that two of a block share a part.
        let (cells, together) = ((parts * parts) as f64, (32 / parts - 1) as f64 / 31.0);
        let freedom = cells + 31.0 * cells * together.powi(2) - 32.0;
        let mean = sum / seeds as f64;
        assert!(
            (mean / freedom - 1.0).abs() < 0.04,
            "{n} worlds: {mean}, not {freedom}"
        );
        let z = (chi_square(&all) - freedom) / (2.0 * freedom).sqrt();
        assert!(z.abs() < 5.0, "{n} worlds over seeds: {z}");
    }
}

#[test]
fn a_world_is_uniform_over_seeds_and_two_worlds_are_independent_but_for_the_strata() {
    let seeds = 8192;
    for (worlds, parts) in [
        ([0u64, 1], 2),
        ([2, 7], 8),
        ([999, 40], 1024),
        ([3, 2000], 2048),
    ] {
        let mut one = vec![0u32; 64];
        let mut two = vec![0u32; 256];
        for seed in 0..seeds {
            let points = nested(4000, 1, seed);
            let u = worlds.map(|w| points.unit(w, 0));
            one[(u[0] * 64.0) as usize] += 1;
            // Of a power of two of worlds no two lie in the same part.
            let place = |u: f64| (u * f64::from(parts)) as usize;
            assert_ne!(place(u[0]), place(u[1]), "{worlds:?}");
            // Where they are inside their parts.
            let inner = |u: f64| ((u * f64::from(parts)).fract() * 16.0) as usize;
            two[inner(u[0]) * 16 + inner(u[1])] += 1;
        }
        for counts in [&one, &two] {
            let freedom = counts.len() as f64 - 1.0;
            let z = (chi_square(counts) - freedom) / (2.0 * freedom).sqrt();
            assert!(z.abs() < 3.5, "{worlds:?}: {z}");
        }
    }
}

#[test]
fn inputs_keep_their_numbers_whatever_others_there_are() {
    let mut shuffled: Vec<Coordinate> = inputs_of(9);
    shuffled.reverse();
    shuffled.remove(2);
    let (all, some) = (
        nested(500, 9, 1),
        Sampler::new(Design::NestedLatinHypercube, 500, &shuffled, 1).expect("drawable"),
    );
    for (place, coordinate) in shuffled.iter().enumerate() {
        assert_eq!(
            column(&all, coordinate.rank, 500),
            column(&some, place, 500)
        );
    }
}

/// Errors of three estimates from 12 uniform inputs: of their sum, of a share that rests on an interaction, of a product.
fn errors(design: Design, worlds: u64, seed: u64) -> [f64; 3] {
    const INPUTS: usize = 12;
    let points = sampler(design, worlds, INPUTS, 1000 + seed);
    let (mut sum, mut share, mut product) = (0.0, 0.0, 0.0);
    for w in 0..worlds {
        let u: [f64; INPUTS] = std::array::from_fn(|i| points.unit(w, i));
        sum += u.iter().sum::<f64>();
        if u[0] * u[1] + 0.5 * u[2] + 0.1 * u[3] > 0.6 {
            share += 1.0;
        }
        product += u[4] * u[5];
    }
    let n = worlds as f64;
    // The share's exact value does not matter for its spread over seeds.
    [sum / n - 6.0, share / n, product / n - 0.25]
}

/// Standard deviations over seeds of the errors.
fn spreads(design: Design, worlds: u64, seeds: u64) -> [f64; 3] {
    let all: Vec<[f64; 3]> = (0..seeds).map(|s| errors(design, worlds, s)).collect();
    std::array::from_fn(|k| {
        let mean = all.iter().map(|e| e[k]).sum::<f64>() / seeds as f64;
        let squares: f64 = all.iter().map(|e| (e[k] - mean).powi(2)).sum();
        (squares / (seeds - 1) as f64).sqrt()
    })
}

#[test]
fn errors_are_as_small_as_those_of_a_latin_hypercube() {
    let seeds = 160;
    let spread = |design, worlds| spreads(design, worlds, seeds);
    let (chance, latin, nested) = (
        spread(Design::MonteCarlo, 1000),
        spread(Design::LatinHypercube, 1000),
        spread(Design::NestedLatinHypercube, 1000),
    );
    // A ratio of two standard deviations over 160 seeds is known to a tenth or so.
    assert!(nested[1] < 1.45 * latin[1], "{latin:?} {nested:?}");
    assert!(nested[1] < chance[1] / 1.2, "{chance:?} {nested:?}");
    assert!(nested[2] < chance[2] / 1.3, "{chance:?} {nested:?}");
    // Means of single inputs: whole blocks are even, and so is a power of two; what is left over of a block is not.
    assert!(nested[0] < chance[0] / 8.0, "{chance:?} {nested:?}");
    for worlds in [992, 1024] {
        let whole = spread(Design::NestedLatinHypercube, worlds);
        assert!(whole[0] < chance[0] / 30.0, "{chance:?} {whole:?}");
    }
}

/// `cargo test --release -p contend-engine --test engine -- --ignored --nocapture table_of_errors`
#[test]
#[ignore = "prints a table; takes a minute"]
#[allow(clippy::print_stdout)]
fn table_of_errors() {
    println!("standard deviation over 600 seeds, in units of 0.0001: sum; share; product");
    for worlds in [1000, 1024, 2000, 10_000] {
        for design in [
            Design::MonteCarlo,
            Design::LatinHypercube,
            Design::NestedLatinHypercube,
            Design::Sobol,
        ] {
            let [sum, share, product] = spreads(design, worlds, 600).map(|s| s * 1e4);
            println!("{worlds:6} {design:?}: {sum:.2}; {share:.1}; {product:.1}");
        }
    }
}

#[test]
fn digits_far_down_are_as_random_as_the_first() {
    // Ranks within strata: the parts of the numbers below 2⁻¹⁰.
    let n = 4096;
    let points = nested(n, 2, 8);
    let below = |i| {
        column(&points, i, n)
            .iter()
            .map(|u| (u * 1024.0).fract())
            .collect::<Vec<f64>>()
    };
    let (a, b) = (below(0), below(1));
    assert!(spearman(&a, &b).abs() < 4.0 / (n as f64).sqrt());
    assert_eq!(ranks(&a).len(), n as usize);
    let mut counts = vec![0u32; 64];
    a.iter().for_each(|u| counts[(u * 64.0) as usize] += 1);
    assert!((30.0..105.0).contains(&chi_square(&counts)));
}
