//! Designs against what defines them: strata, permutations, nets, correlations.

mod named;
mod nested;

use contend_engine::chance::{Purpose, Stream};
use contend_engine::design::scramble::scramble;
use contend_engine::design::sobol::{DIMENSIONS, Directions};
use contend_engine::design::{Coordinate, Design, DesignError, Sampler, Worlds};
use contend_model::clock::{Calendar, Clock, Date, Method, TimeUnit};
use contend_model::id::{InputId, ProfileId, QuantityId};
use contend_model::key::Key;
use contend_model::model::{Correlation, Input, Law, Scenario, VerdictRule};

fn sampler(design: Design, worlds: u64, inputs: usize, seed: u64) -> Sampler {
    Sampler::new(design, worlds, &inputs_of(inputs), seed).expect("a design that can be drawn")
}

/// The designs that draw.
const DRAWN: [Design; 4] = [
    Design::NestedLatinHypercube,
    Design::LatinHypercube,
    Design::Sobol,
    Design::MonteCarlo,
];

/// Inputs named by their numbers.
fn inputs_of(inputs: usize) -> Vec<Coordinate> {
    (0..inputs)
        .map(|rank| Coordinate {
            key: Key::input(&rank.to_string(), &[]),
            rank,
        })
        .collect()
}

#[test]
fn a_latin_hypercube_has_one_world_in_each_stratum() {
    for n in [
        1u64, 2, 3, 4, 5, 7, 8, 13, 64, 100, 257, 1000, 1009, 4096, 10_007,
    ] {
        let latin = sampler(Design::LatinHypercube, n, 5, 42);
        for input in 0..5 {
            let mut seen = vec![false; n as usize];
            for world in 0..n {
                let u = latin.unit(world, input);
                assert!(u > 0.0 && u < 1.0);
                let stratum = (u * n as f64) as usize;
                assert!(
                    !seen[stratum],
                    "n {n}, input {input}: stratum {stratum} twice"
                );
                seen[stratum] = true;
            }
        }
    }
}

#[test]
fn a_latin_hypercube_of_2_to_the_40_worlds_keeps_worlds_apart() {
    let n = 1u64 << 40;
    let latin = sampler(Design::LatinHypercube, n, 1, 42);
    let mut strata: Vec<u64> = (0..5000)
        .chain(n - 5000..n)
        .map(|w| (latin.unit(w, 0) * n as f64) as u64)
        .collect();
    strata.sort_unstable();
    strata.dedup();
    assert_eq!(strata.len(), 10_000);
    assert!(strata.iter().all(|s| *s < n));
    let low = strata.iter().filter(|s| **s < n / 2).count();
    assert!((4800..5200).contains(&low), "{low}");
}

#[test]
fn columns_of_a_latin_hypercube_are_independent() {
    // For random permutations the correlation of two columns has mean 0 and variance 1/(n − 1).
    for n in [5u64, 16, 100] {
        let (mut sum, mut squares) = (0.0, 0.0);
        let seeds = 2000;
        for seed in 0..seeds {
            let latin = sampler(Design::LatinHypercube, n, 2, seed);
            let rank =
                |world, input| (latin.unit(world, input) * n as f64).floor() - (n - 1) as f64 / 2.0;
            let product: f64 = (0..n).map(|w| rank(w, 0) * rank(w, 1)).sum();
            let r = product * 12.0 / (n as f64 * (n * n - 1) as f64);
            sum += r;
            squares += r * r * (n - 1) as f64;
        }
        let (mean, ratio) = (sum / seeds as f64, squares / seeds as f64);
        assert!(
            mean.abs() < 3.5 / ((n - 1) as f64 * seeds as f64).sqrt(),
            "n {n}: mean {mean}"
        );
        assert!(
            (ratio - 1.0).abs() < 0.12,
            "n {n}: variance {ratio} of the expected"
        );
    }
}

#[test]
fn every_permutation_of_few_worlds_is_as_likely() {
    let mut counts = [0.0; 24];
    for seed in 0..12_000 {
        let latin = sampler(Design::LatinHypercube, 4, 1, seed);
        let mut rest = vec![0, 1, 2, 3];
        let number = (0..4u64).fold(0, |number, world| {
            let place = rest
                .iter()
                .position(|s| *s == (latin.unit(world, 0) * 4.0) as u64)
                .expect("a permutation");
            rest.remove(place);
            number * (4 - world as usize) + place
        });
        counts[number] += 1.0;
    }
    // 23 degrees of freedom: 0.1 % point 49.7.
    let chi: f64 = counts
        .iter()
        .map(|c| (c - 500.0) * (c - 500.0) / 500.0)
        .sum();
    assert!(chi < 49.7, "{chi}: {counts:?}");
}

/// First 16 points in 8 dimensions, in sixteenths; Joe and Kuo (2008), D(6).
const FIRST_POINTS: [[u64; 8]; 16] = [
    [0, 0, 0, 0, 0, 0, 0, 0],
    [8, 8, 8, 8, 8, 8, 8, 8],
    [12, 4, 4, 4, 12, 12, 4, 12],
    [4, 12, 12, 12, 4, 4, 12, 4],
    [6, 6, 10, 14, 6, 2, 6, 14],
    [14, 14, 2, 6, 14, 10, 14, 6],
    [10, 2, 14, 10, 10, 14, 2, 2],
    [2, 10, 6, 2, 2, 6, 10, 10],
    [3, 5, 15, 7, 9, 5, 7, 15],
    [11, 13, 7, 15, 1, 13, 15, 7],
    [15, 1, 11, 3, 5, 9, 3, 3],
    [7, 9, 3, 11, 13, 1, 11, 11],
    [5, 3, 5, 9, 15, 7, 1, 1],
    [13, 11, 13, 1, 7, 15, 9, 9],
    [9, 7, 1, 13, 3, 11, 5, 13],
    [1, 15, 9, 5, 11, 3, 13, 5],
];

#[test]
fn the_sobol_sequence_begins_as_published() {
    let directions = Directions::new(8).expect("8 dimensions");
    for (index, point) in FIRST_POINTS.iter().enumerate() {
        for (dimension, sixteenths) in point.iter().enumerate() {
            assert_eq!(
                directions.point(index as u64, dimension),
                sixteenths << 60,
                "point {index}"
            );
        }
    }
}

/// Coordinates times 2³⁰ in the dimensions 0, 1, 2, 7, 50, 500, 1110; SciPy 1.17.1.
const FAR_POINTS: [(u64, [u64; 7]); 5] = [
    (
        65_535,
        [
            16_384,
            1_073_725_440,
            605_372_416,
            781_336_576,
            1_059_405_824,
            502_874_112,
            67_223_552,
        ],
    ),
    (
        70_000,
        [
            82_206_720,
            142_729_216,
            128_671_744,
            469_065_728,
            1_041_686_528,
            476_536_832,
            924_016_640,
        ],
    ),
    (
        1_000_000,
        [
            28_427_264,
            334_920_704,
            889_054_208,
            18_031_616,
            663_940_096,
            570_690_560,
            434_852_864,
        ],
    ),
    (
        16_777_215,
        [
            64,
            1_069_563_840,
            357_921_088,
            218_366_272,
            48_591_040,
            274_330_048,
            1_015_368_000,
        ],
    ),
    (
        536_870_911,
        [
            2,
            572_662_306,
            973_085_210,
            455_680_474,
            739_353_894,
            902_187_018,
            771_751_938,
        ],
    ),
];

#[test]
fn the_sobol_sequence_agrees_with_scipy_far_out() {
    let directions = Directions::new(DIMENSIONS).expect("all dimensions");
    for (index, coordinates) in FAR_POINTS {
        let found =
            [0, 1, 2, 7, 50, 500, 1110].map(|dimension| directions.point(index, dimension) >> 34);
        assert_eq!(found, coordinates, "point {index}");
    }
}

#[test]
fn every_dimension_of_the_sobol_sequence_is_a_net() {
    // 2^m points, one in each interval of length 2^-m; the top bits of the direction numbers make a regular matrix.
    let directions = Directions::new(DIMENSIONS).expect("all dimensions");
    for dimension in 0..DIMENSIONS {
        let mut seen = 0u128;
        (0..128).for_each(|index| seen |= 1 << (directions.point(index, dimension) >> 57));
        assert_eq!(seen, u128::MAX, "dimension {dimension}");
    }
}

#[test]
fn scrambling_keeps_elementary_intervals() {
    // The first two dimensions are a (0, 2)-sequence: 2^10 points fall once into each box of 2^-a by 2^-(10 - a),
    // wherever the block of points begins; also beyond 2^16 points.
    let sobol = sampler(Design::Sobol, 1 << 20, 2, 7);
    for start in [0u64, 1024, 1 << 17, (1 << 20) - 1024] {
        for a in 0..=10 {
            let mut seen = vec![false; 1024];
            for world in start..start + 1024 {
                let column = (sobol.unit(world, 0) * f64::from(1 << a)) as usize;
                let row = (sobol.unit(world, 1) * f64::from(1 << (10 - a))) as usize;
                let place = column << (10 - a) | row;
                assert!(!seen[place], "start {start}, a {a}");
                seen[place] = true;
            }
        }
    }
}

#[test]
fn scrambling_shares_flips_exactly_as_far_as_digits_agree() {
    let row = |key| {
        let stream = Stream {
            seed: 1,
            purpose: Purpose::Place,
            key: Key(key),
            step: 0,
        };
        stream.row()
    };
    let key = row(99);
    for depth in 0..60u32 {
        let x = 0x0123_4567_89ab_cdef_u64;
        let y = x ^ 1 << (63 - depth);
        let differ = scramble(x, key) ^ scramble(y, key);
        assert_eq!(
            differ.leading_zeros(),
            depth,
            "points part at digit {depth}"
        );
        if depth < 20 {
            // Beyond that they part at random.
            let later = (differ << (depth + 1)).count_ones();
            assert!(
                (8..=(54 - depth)).contains(&later),
                "depth {depth}: {later} further digits differ"
            );
        }
    }
    // Each of the first digits is flipped for about half of the keys.
    for digit in 0..64 {
        let flipped = (0..1000u64)
            .filter(|key| scramble(0, row(*key)) >> digit & 1 == 1)
            .count();
        assert!((440..560).contains(&flipped), "digit {digit}: {flipped}");
    }
}

#[test]
fn scrambled_sobol_integrates_better_than_chance_and_ever_faster() {
    // A smooth product with integral 1; mean square over seeds.
    let error = |design: Design, n: u64| {
        let seeds = 24;
        let squares: f64 = (0..seeds)
            .map(|seed| {
                let points = sampler(design, n, 4, seed);
                let sum: f64 = (0..n)
                    .map(|w| {
                        (0..4)
                            .map(|i| 1.0 + (points.unit(w, i) - 0.5) * (1.0 - 0.2 * i as f64))
                            .product::<f64>()
                    })
                    .sum();
                (sum / n as f64 - 1.0).powi(2)
            })
            .sum();
        squares / f64::from(seeds as u32)
    };
    let (few, many) = (256, 4096);
    let chance = error(Design::MonteCarlo, many);
    let (sobol_few, sobol) = (error(Design::Sobol, few), error(Design::Sobol, many));
    let latin = error(Design::LatinHypercube, many);
    assert!(latin < chance / 5.0, "latin {latin}, chance {chance}");
    assert!(sobol < chance / 1000.0, "sobol {sobol}, chance {chance}");
    // Sixteen times the points: chance gains 16, scrambled nets about 16³.
    assert!(sobol < sobol_few / 500.0, "sobol {sobol_few} to {sobol}");
}

#[test]
fn world_numbers_mean_the_same_in_larger_ensembles() {
    for design in [
        Design::NestedLatinHypercube,
        Design::Sobol,
        Design::MonteCarlo,
    ] {
        let (few, many) = (sampler(design, 10, 3, 5), sampler(design, 100_000, 3, 5));
        for world in 0..10 {
            assert_eq!(few.unit(world, 2), many.unit(world, 2));
        }
    }
}

#[test]
fn seeds_inputs_and_designs_differ() {
    for design in DRAWN {
        let (a, b) = (sampler(design, 100, 2, 1), sampler(design, 100, 2, 2));
        let column = |s: &Sampler, input| (0..100).map(|w| s.unit(w, input)).collect::<Vec<_>>();
        assert_ne!(column(&a, 0), column(&b, 0));
        assert_ne!(column(&a, 0), column(&a, 1));
    }
}

#[test]
fn a_full_factorial_has_every_combination_once() {
    let grid = sampler(Design::FullFactorial { levels: 3 }, 100, 2, 1);
    assert_eq!(grid.worlds(), 9);
    let rows: Vec<(f64, f64)> = (0..9).map(|w| (grid.unit(w, 0), grid.unit(w, 1))).collect();
    let levels = [0.5 / 3.0, 0.5, 2.5 / 3.0];
    let expected: Vec<(f64, f64)> = levels
        .iter()
        .flat_map(|a| levels.map(|b| (*a, b)))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn what_is_not_there_is_nan() {
    let grid = Design::FullFactorial { levels: 2 };
    for design in DRAWN.into_iter().chain([grid]) {
        let points = sampler(design, 8, 3, 1);
        assert!(points.unit(points.worlds(), 0).is_nan());
        assert!(points.unit(u64::MAX, 0).is_nan());
        assert!(points.unit(0, 3).is_nan());
    }
}

#[test]
fn designs_that_cannot_be_drawn_say_why() {
    let why = |design: Design, worlds, inputs| {
        Sampler::new(design, worlds, &inputs_of(inputs), 1)
            .expect_err("not drawable")
            .to_string()
    };
    let cases = [
        (
            why(Design::Sobol, 0, 1),
            "an ensemble needs at least one world",
        ),
        (
            why(Design::NestedLatinHypercube, 1 << 41, 1),
            "a Latin hypercube has at most 1099511627776 worlds, but 2199023255552 were asked for",
        ),
        (
            why(Design::Sobol, 10, 1112),
            "the Sobol' sequence has 1111 dimensions, but the scenario has 1112 uncertain inputs; \
             a Latin hypercube takes any number",
        ),
        (
            why(Design::FullFactorial { levels: 10 }, 1000, 5),
            "a full factorial of 10 levels for each of 5 inputs needs 100000 worlds, but at most 1000 are allowed",
        ),
        (
            why(Design::FullFactorial { levels: 10 }, 1000, 50),
            "a full factorial of 10 levels for each of 50 inputs needs 10^50 worlds, but at most 1000 are allowed",
        ),
        (
            why(Design::FullFactorial { levels: 0 }, 9, 2),
            "a full factorial needs at least one level for each input",
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn draws_are_pinned() {
    let hash = |design: Design| {
        let points = sampler(design, 1000, 3, 2025);
        (0..1000).fold(0u64, |h, w| {
            (0..3).fold(h, |h, i| h.rotate_left(7) ^ points.unit(w, i).to_bits())
        })
    };
    assert_eq!(DRAWN.map(hash), PINNED);
}

const PINNED: [u64; 4] = [
    18_301_905_318_681_707_977,
    10_432_319_441_538_834_541,
    8_196_271_713_168_641_074,
    15_483_928_035_097_627_355,
];

/// A scenario of inputs alone.
fn scenario(laws: &[Law], correlations: &[(u32, u32, f64)]) -> Scenario {
    let date = |year| Date::new(year, 1, 1).expect("a date");
    Scenario {
        title: String::new(),
        about: String::new(),
        clock: Clock {
            start: date(2025),
            end: date(2026),
            time_unit: TimeUnit::Year,
            dt: 1.0,
            steps: 1,
            method: Method::Euler,
            calendar: Calendar::Gregorian,
            now: None,
        },
        dimensions: vec![],
        quantities: vec![],
        inputs: laws
            .iter()
            .zip(["aid", "fear", "price", "risk"])
            .map(|(law, name)| Input {
                name: name.into(),
                key: Key::input(name, &[]),
                quantity: QuantityId(0),
                element: 0,
                law: law.clone(),
                bounds: None,
                tie: None,
            })
            .collect(),
        constraints: vec![],
        groups: vec![],
        correlations: correlations
            .iter()
            .map(|(a, b, rank)| Correlation {
                a: InputId(*a),
                b: InputId(*b),
                rank: *rank,
            })
            .collect(),
        tables: vec![],
        events: vec![],
        actors: vec![],
        strategies: vec![],
        profiles: vec![],
        baseline: ProfileId(0),
        games: vec![],
        outcomes: vec![],
        claims: vec![],
        sources: vec![],
        brief: None,
        verdict_rule: VerdictRule::default(),
        default_worlds: 1000,
        default_seed: 1,
        every: None,
        replications: 1,
        memory_sites: 0,
        names: std::collections::BTreeMap::new(),
    }
}

fn laws() -> [Law; 4] {
    [
        Law::Uniform {
            low: 2.0,
            high: 3.0,
        },
        Law::Normal { mean: 0.0, sd: 1.0 },
        Law::LogNormal {
            median: 1.0,
            factor: 3.0,
        },
        Law::Triangular {
            low: 0.0,
            mode: 1.0,
            high: 5.0,
        },
    ]
}

fn ranks(x: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
    let mut ranks = vec![0.0; x.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(rank, i)| ranks[*i] = rank as f64);
    ranks
}

fn spearman(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let squares: f64 = ranks(x)
        .iter()
        .zip(ranks(y))
        .map(|(a, b)| (a - b) * (a - b))
        .sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn worlds_have_the_laws_and_rank_correlations_of_the_scenario() {
    let n = 8192;
    let pairs = [(0, 2, 0.6), (2, 1, -0.4)];
    let scenario = scenario(&laws(), &pairs);
    for design in DRAWN {
        let worlds = Worlds::new(&scenario, design, n, 3).expect("drawable");
        let columns: Vec<Vec<f64>> = (0..4)
            .map(|input| {
                let mut column = vec![0.0; n as usize];
                worlds.fill(0, InputId(input), &mut column);
                column
            })
            .collect();
        for (a, b, rank) in pairs
            .into_iter()
            .chain([(0, 3, 0.0), (0, 1, by_way_of(0.6, -0.4))])
        {
            let found = spearman(&columns[a as usize], &columns[b as usize]);
            assert!(
                (found - rank).abs() < 0.035,
                "{design:?}: {found}, not {rank}"
            );
        }
        // Kolmogorov's statistic: 0.1 % point 1.95 / √n.
        for (law, column) in laws().iter().zip(&columns) {
            let mut sorted = column.clone();
            sorted.sort_by(f64::total_cmp);
            let distance = sorted
                .iter()
                .enumerate()
                .map(|(i, x)| {
                    (contend_engine::law::cdf(law, *x) - (i as f64 + 0.5) / n as f64).abs()
                })
                .fold(0.0, f64::max);
            assert!(
                distance < 1.95 / (n as f64).sqrt(),
                "{design:?}, {law:?}: {distance}"
            );
        }
        assert_eq!(columns[1][77], worlds.value(77, InputId(1)));
    }
}

/// A stretch of worlds is drawn together, with the processor's widest vectors; one by one they are drawn without.
#[test]
fn a_stretch_of_worlds_has_the_bits_of_its_worlds() {
    let scenario = scenario(&laws(), &[(0, 2, 0.6)]);
    for (design, replications) in DRAWN.into_iter().flat_map(|d| [(d, 1), (d, 3)]) {
        let sets = Worlds::new(&scenario, design, 3000 / replications, 3).expect("drawable");
        let worlds = sets.clone().replicated(replications);
        for (first, count) in [
            (0, 1),
            (0, 100),
            (31, 67),
            (1000, 1500),
            (2990, 30),
            (5000, 3),
        ] {
            for input in 0..4 {
                let mut stretch = vec![0.0; count];
                worlds.fill(first, InputId(input), &mut stretch);
                for (world, x) in (first..).zip(stretch) {
                    let alone = worlds.value(world, InputId(input));
                    assert_eq!(x.to_bits(), alone.to_bits(), "{design:?}, world {world}");
                    assert_eq!(x.is_nan(), world >= 3000);
                    let shared = sets.value(world / replications, InputId(input));
                    assert_eq!(x.to_bits(), shared.to_bits(), "{design:?}, world {world}");
                }
            }
        }
    }
}

/// Taken for Pearson's of the normal scores, a rank correlation would come out by up to 0.018 less. A net of two inputs
/// shows far less than that.
#[test]
fn ranks_are_spearmans() {
    for rank in [-0.9, -0.6, 0.3, 0.6, 0.8] {
        let scenario = scenario(&laws(), &[(0, 1, rank)]);
        let n = 1 << 14;
        let worlds = Worlds::new(&scenario, Design::Sobol, n, 5).expect("drawable");
        let column = |input| {
            let mut column = vec![0.0; n as usize];
            worlds.fill(0, InputId(input), &mut column);
            column
        };
        let found = spearman(&column(0), &column(1));
        assert!((found - rank).abs() < 0.002, "{found}, not {rank}");
    }
}

#[test]
fn perfect_correlation_is_allowed() {
    let worlds = Worlds::new(
        &scenario(&laws(), &[(0, 1, 1.0), (1, 2, -1.0), (0, 2, -1.0)]),
        Design::LatinHypercube,
        50,
        3,
    )
    .expect("drawable");
    let column = |input| {
        (0..50)
            .map(|w| worlds.value(w, InputId(input)))
            .collect::<Vec<f64>>()
    };
    assert_eq!(spearman(&column(0), &column(1)), 1.0);
    assert_eq!(spearman(&column(0), &column(2)), -1.0);
}

#[test]
fn contradicting_correlations_name_their_inputs() {
    let impossible = scenario(&laws(), &[(0, 1, 0.9), (1, 3, 0.9), (0, 3, -0.5)]);
    let error = Worlds::new(&impossible, Design::LatinHypercube, 10, 1).expect_err("impossible");
    assert_eq!(
        error.to_string(),
        "the rank correlations among aid, fear, risk contradict each other: no joint distribution has them all"
    );
}

/// The rank correlation of two inputs that are independent given a third, with which they have these: of normal scores the
/// product.
fn by_way_of(first: f64, second: f64) -> f64 {
    let normal = |rank: f64| 2.0 * (std::f64::consts::PI * rank / 6.0).sin();
    6.0 / std::f64::consts::PI * (normal(first) * normal(second) / 2.0).asin()
}

/// The third pair is not named: it is what the two others make of it, and not 0, with which no law would have the others.
#[test]
fn pairs_that_are_not_named_follow_from_those_that_are() {
    let chain = scenario(&laws(), &[(0, 1, 0.8), (1, 3, -0.7)]);
    let worlds = Worlds::new(&chain, Design::Sobol, 4096, 1).expect("they exist");
    let column =
        |input: u32| -> Vec<f64> { (0..4096).map(|w| worlds.value(w, InputId(input))).collect() };
    for (pair, expected) in [
        ((0, 1), 0.8),
        ((1, 3), -0.7),
        ((0, 3), by_way_of(0.8, -0.7)),
    ] {
        let found = spearman(&column(pair.0), &column(pair.1));
        assert!(
            (found - expected).abs() < 0.02,
            "{pair:?}: {found}, not {expected}"
        );
    }
}

#[test]
fn given_columns_are_taken_and_other_inputs_stay_at_their_median() {
    let scenario = scenario(&laws(), &[]);
    let worlds =
        Worlds::given(&scenario, vec![(InputId(1), vec![7.0, 8.0])], 4).expect("two worlds");
    assert_eq!((worlds.worlds(), worlds.seed()), (2, 4));
    assert_eq!(
        [worlds.value(0, InputId(1)), worlds.value(1, InputId(1))],
        [7.0, 8.0]
    );
    assert_eq!(worlds.value(1, InputId(0)), 2.5);
    assert!(worlds.value(2, InputId(1)).is_nan() && worlds.value(0, InputId(4)).is_nan());
    let uneven = Worlds::given(
        &scenario,
        vec![(InputId(0), vec![2.5]), (InputId(1), vec![7.0, 8.0])],
        4,
    );
    assert_eq!(
        uneven.err(),
        Some(DesignError::ColumnLength {
            input: 1,
            values: 2,
            expected: 1
        })
    );
}

/// Whether an even number of inputs lie above their middles tells nothing of one input alone, so that it is as uncertain as
/// in independent worlds, and intervals of shares hold: neighbouring worlds must not be tied across inputs.
#[test]
fn neighbouring_worlds_are_not_tied_across_inputs() {
    let (worlds, seeds) = (1024, 300);
    for inputs in [2, 3, 4] {
        let squares = (0..seeds).map(|seed| {
            let s = sampler(Design::NestedLatinHypercube, worlds, inputs, seed);
            let even = |w: &u64| (0..inputs).filter(|i| s.unit(*w, *i) > 0.5).count() % 2 == 0;
            let share = (0..worlds).filter(even).count() as f64 / worlds as f64;
            (share - 0.5).powi(2)
        });
        let spread = (squares.sum::<f64>() / seeds as f64).sqrt();
        let binomial = 0.5 / (worlds as f64).sqrt();
        let ratio = spread / binomial;
        assert!((0.8..1.2).contains(&ratio), "{inputs} inputs: {ratio}");
    }
}
