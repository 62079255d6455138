//! Laws of inputs and counting laws against closed forms, sums and stored references.
#![allow(clippy::disallowed_methods)] // the platform's functions are the peers here

use contend_engine::count::{binomial_quantile, poisson_cdf, poisson_quantile};
use contend_engine::law::{Quantile, cdf, median, quantile};
use contend_model::model::Law;
use proptest::prelude::*;

fn continuous() -> Vec<Law> {
    vec![
        Law::Uniform {
            low: -2.0,
            high: 5.0,
        },
        Law::LogUniform {
            low: 0.01,
            high: 30.0,
        },
        Law::Normal { mean: 3.0, sd: 2.0 },
        Law::LogNormal {
            median: 4.0,
            factor: 1.5,
        },
        Law::Triangular {
            low: 1.0,
            mode: 2.0,
            high: 6.0,
        },
        Law::Triangular {
            low: 1.0,
            mode: 1.0,
            high: 6.0,
        },
        Law::Triangular {
            low: 1.0,
            mode: 6.0,
            high: 6.0,
        },
        Law::Beta {
            alpha: 2.0,
            beta: 5.0,
            low: 0.0,
            high: 1.0,
        },
        Law::Beta {
            alpha: 0.5,
            beta: 0.7,
            low: 0.0,
            high: 12.0,
        },
    ]
}

#[test]
fn distribution_function_and_quantile_undo_each_other() {
    for law in continuous() {
        for u in [1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999, 1.0 - 1e-9] {
            let x = quantile(&law, None, u);
            assert!((cdf(&law, x) - u).abs() < 1e-11, "{law:?} at {u}: {x}");
        }
    }
}

#[test]
fn whole_numbers_are_equally_likely() {
    let dice = Law::Integers {
        low: 1.0,
        high: 6.0,
    };
    for k in 1..=6 {
        let x = f64::from(k);
        assert!((cdf(&dice, x) - x / 6.0).abs() < 1e-15);
        assert_eq!(cdf(&dice, x + 0.5), cdf(&dice, x));
        // The middle of a face.
        let law = Quantile::new(&dice, None);
        assert_eq!(law.at((x - 0.5) / 6.0), x);
        assert!((law.place(x) - (x - 0.5) / 6.0).abs() < 1e-15);
    }
    for (u, bounds, x) in [
        (1e-16, None, 1.0),
        (1.0 - 1e-16, None, 6.0),
        (0.5, None, 3.0),
        (0.5, Some((2.5, 4.9)), 3.0),
        (0.51, Some((2.5, 4.9)), 4.0),
        (0.1, Some((-9.0, 1.0)), 1.0),
    ] {
        assert_eq!(quantile(&dice, bounds, u), x, "{u} in {bounds:?}");
    }
    assert!(quantile(&dice, Some((2.1, 2.9)), 0.5).is_nan());
}

#[test]
fn gamma_numbers_are_those_of_closed_forms() {
    use contend_engine::maths::{gamma_cdf, gamma_quantile};
    for p in [1e-12, 1e-3, 0.1, 0.5, 0.9, 0.999] {
        // Of shape 1: exponential.
        let x = gamma_quantile(p, 1.0);
        assert!((x + (-p).ln_1p()).abs() <= 1e-11 * x, "{p}: {x}");
        // Of shape 3: 1 − e⁻ˣ (1 + x + x²/2).
        let x = gamma_quantile(p, 3.0);
        let cdf = 1.0 - (-x).exp() * (1.0 + x + x * x / 2.0);
        assert!((cdf - p).abs() < 1e-12, "{p}: {x}");
        // Of shape ½: half the square of a normal number, so that P = 2 Φ(√(2x)) − 1.
        let x = gamma_quantile(p, 0.5);
        let cdf = 2.0 * contend_engine::maths::normal_cdf((2.0 * x).sqrt()) - 1.0;
        assert!((cdf - p).abs() < 1e-12, "{p}: {x}");
        for shape in [0.1, 0.7, 12.0, 400.0, 1e5] {
            let x = gamma_quantile(p, shape);
            let off = (gamma_cdf(x, shape) - p).abs();
            assert!(off < 1e-9 * p.max(1e-3), "{p}, {shape}: {x}, {off}");
        }
    }
    assert!(gamma_quantile(0.5, -1.0).is_nan() && gamma_quantile(1.5, 1.0).is_nan());
    assert_eq!(gamma_quantile(0.0, 1.0), 0.0);
    let mut before = 0.0;
    for k in 1..200 {
        let x = gamma_quantile(1.0 - 0.5_f64.powi(k / 4), 2.5);
        assert!(x >= before && x.is_finite());
        before = x;
    }
}

#[test]
fn known_quantiles() {
    let close = |a: f64, b: f64| assert!((a - b).abs() <= 1e-13 * b.abs(), "{a}, not {b}");
    close(
        quantile(&Law::Normal { mean: 0.0, sd: 1.0 }, None, 0.975),
        1.959_963_984_540_054,
    );
    close(
        quantile(
            &Law::LogUniform {
                low: 1.0,
                high: 100.0,
            },
            None,
            0.5,
        ),
        10.0,
    );
    close(
        median(
            &Law::LogNormal {
                median: 4.0,
                factor: 1.5,
            },
            None,
        ),
        4.0,
    );
    close(
        quantile(
            &Law::Triangular {
                low: 0.0,
                mode: 1.0,
                high: 2.0,
            },
            None,
            0.125,
        ),
        0.5,
    );
    close(
        quantile(
            &Law::Triangular {
                low: 0.0,
                mode: 1.0,
                high: 2.0,
            },
            None,
            0.875,
        ),
        1.5,
    );
    // Beta(1, 3): 1 − (1 − u)^(1/3).
    close(
        quantile(
            &Law::Beta {
                alpha: 1.0,
                beta: 3.0,
                low: 0.0,
                high: 10.0,
            },
            None,
            0.488,
        ),
        2.0,
    );
}

#[test]
fn known_moments() {
    // Means over equally spaced u; the midpoint rule errs by about 1e-4 on these laws.
    let mean = |law: &Law| {
        let law = Quantile::new(law, None);
        (0..4000)
            .map(|i| law.at((f64::from(i) + 0.5) / 4000.0))
            .sum::<f64>()
            / 4000.0
    };
    let s2 = 1.5f64.ln().powi(2);
    let expected = [
        1.5,
        29.99 / 3000.0f64.ln(),
        3.0,
        4.0 * (s2 / 2.0).exp(),
        3.0,
        8.0 / 3.0,
        13.0 / 3.0,
        2.0 / 7.0,
        12.0 * 0.5 / 1.2,
    ];
    for (law, expected) in continuous().iter().zip(expected) {
        assert!(
            (mean(law) / expected - 1.0).abs() < 5e-4,
            "{law:?}: {}, not {expected}",
            mean(law)
        );
    }
}

#[test]
fn truncated_laws_are_the_laws_given_the_bounds() {
    for law in continuous() {
        let (low, high) = (quantile(&law, None, 0.3), quantile(&law, None, 0.9));
        let truncated = Quantile::new(&law, Some((low, high)));
        for u in [0.01, 0.5, 0.99] {
            let share = (cdf(&law, truncated.at(u)) - 0.3) / 0.6;
            assert!((share - u).abs() < 1e-11, "{law:?} at {u}: {share}");
        }
    }
}

#[test]
fn a_law_may_be_a_single_value() {
    for bounds in [None, Some((2.0, 2.0)), Some((0.0, 9.0))] {
        let laws = [
            Law::Uniform {
                low: 2.0,
                high: 2.0,
            },
            Law::LogUniform {
                low: 2.0,
                high: 2.0,
            },
            Law::Triangular {
                low: 2.0,
                mode: 2.0,
                high: 2.0,
            },
            Law::Beta {
                alpha: 1.0,
                beta: 3.0,
                low: 2.0,
                high: 2.0,
            },
        ];
        for law in laws {
            assert_eq!(quantile(&law, bounds, 0.3), 2.0, "{law:?} {bounds:?}");
        }
    }
}

#[test]
fn far_tails_keep_their_precision() {
    // Normal beyond 20 standard deviations: about exponential with rate 20.05.
    let upper = Quantile::new(&Law::Normal { mean: 0.0, sd: 1.0 }, Some((20.0, 30.0)));
    let lower = Quantile::new(&Law::Normal { mean: 0.0, sd: 1.0 }, Some((-30.0, -20.0)));
    // From mpmath: z with survival function half that of 20.
    assert!(
        (upper.at(0.5) - 20.034_541_676_514).abs() < 1e-9,
        "{}",
        upper.at(0.5)
    );
    for u in [1e-6, 0.25, 0.5, 0.99] {
        assert!((upper.at(u) + lower.at(1.0 - u)).abs() < 1e-12);
    }
    // Beyond what numbers can tell, all lies at the nearest bound.
    let normal = Law::Normal { mean: 0.0, sd: 1.0 };
    assert_eq!(quantile(&normal, Some((50.0, 60.0)), 0.9), 50.0);
    assert_eq!(quantile(&normal, Some((-60.0, -50.0)), 0.1), -50.0);
    let beta = Quantile::new(
        &Law::Beta {
            alpha: 2.0,
            beta: 8.0,
            low: 0.0,
            high: 1.0,
        },
        Some((0.99, 1.0)),
    );
    // There the density is nearly c·(1 − x)^7: the median leaves half of (1 − 0.99)^8.
    assert!(((1.0 - beta.at(0.5)) / (0.01 * 0.5f64.powf(1.0 / 8.0)) - 1.0).abs() < 1e-3);
}

#[test]
fn discrete_and_empirical_laws_take_their_values_only() {
    let discrete = Law::Discrete {
        values: vec![5.0, 1.0, 3.0, 9.0],
        weights: vec![0.25, 0.5, 0.25, 0.0],
    };
    let at = |u: f64| quantile(&discrete, None, u);
    assert_eq!(
        [
            at(1e-17),
            at(0.5),
            at(0.6),
            at(0.75),
            at(0.8),
            at(1.0 - 1e-16)
        ],
        [1.0, 1.0, 3.0, 3.0, 5.0, 5.0]
    );
    assert_eq!(quantile(&discrete, Some((2.0, 10.0)), 0.4), 3.0);
    assert_eq!(quantile(&discrete, Some((2.0, 10.0)), 0.6), 5.0);
    let sample = Law::Empirical {
        values: vec![1.0, 2.0, 2.0, 7.0],
    };
    let drawn: Vec<f64> = [0.1, 0.3, 0.6, 0.9]
        .iter()
        .map(|u| quantile(&sample, None, *u))
        .collect();
    assert_eq!(drawn, [1.0, 2.0, 2.0, 7.0]);
    assert_eq!(quantile(&sample, Some((1.5, 3.0)), 0.9), 2.0);
    assert_eq!(cdf(&sample, 2.0), 0.75);
    assert_eq!(cdf(&discrete, 3.0), 0.75);
}

#[test]
fn truncated_counts_have_exact_conditional_probabilities() {
    // Poisson(3) given 2..=4: weights 4.5, 4.5, 3.375.
    let law = Quantile::new(&Law::Poisson { mean: 3.0 }, Some((1.5, 4.9)));
    let share = |k: f64| {
        (0..12_375)
            .filter(|i| law.at((f64::from(*i) + 0.5) / 12_375.0) == k)
            .count()
    };
    assert_eq!([share(2.0), share(3.0), share(4.0)], [4500, 4500, 3375]);
}

#[test]
fn what_is_no_law_gives_nan() {
    let none = [
        (
            Law::Normal {
                mean: 0.0,
                sd: -1.0,
            },
            None,
        ),
        (Law::Normal { mean: 0.0, sd: 1.0 }, Some((2.0, 1.0))),
        (
            Law::Uniform {
                low: 1.0,
                high: 0.0,
            },
            None,
        ),
        (
            Law::Uniform {
                low: 0.0,
                high: 1.0,
            },
            Some((2.0, 3.0)),
        ),
        (
            Law::LogUniform {
                low: 0.0,
                high: 1.0,
            },
            None,
        ),
        (
            Law::Discrete {
                values: vec![],
                weights: vec![],
            },
            None,
        ),
        (
            Law::Discrete {
                values: vec![1.0],
                weights: vec![f64::NAN],
            },
            None,
        ),
        (Law::Empirical { values: vec![] }, None),
        (Law::Empirical { values: vec![1.0] }, Some((2.0, 3.0))),
        (Law::Poisson { mean: 3.0 }, Some((2.2, 2.8))),
        (Law::Poisson { mean: f64::NAN }, None),
    ];
    for (law, bounds) in none {
        assert!(quantile(&law, bounds, 0.5).is_nan(), "{law:?} {bounds:?}");
    }
    assert!(
        quantile(
            &Law::Uniform {
                low: 0.0,
                high: 1.0
            },
            None,
            f64::NAN
        )
        .is_nan()
    );
    assert!(quantile(&Law::Empirical { values: vec![1.0] }, None, f64::NAN).is_nan());
}

fn any_law() -> impl Strategy<Value = Law> {
    let x = -5.0..5.0f64;
    let positive = 0.05..20.0f64;
    prop_oneof![
        (x.clone(), positive.clone()).prop_map(|(low, w)| Law::Uniform { low, high: low + w }),
        (positive.clone(), positive.clone())
            .prop_map(|(low, w)| Law::LogUniform { low, high: low + w }),
        (x.clone(), positive.clone()).prop_map(|(mean, sd)| Law::Normal { mean, sd }),
        (positive.clone(), 1.01..4.0f64)
            .prop_map(|(median, factor)| Law::LogNormal { median, factor }),
        (x.clone(), positive.clone(), 0.0..1.0f64).prop_map(|(low, w, m)| Law::Triangular {
            low,
            mode: low + m * w,
            high: low + w
        }),
        (
            positive.clone(),
            positive.clone(),
            x.clone(),
            positive.clone()
        )
            .prop_map(|(alpha, beta, low, w)| Law::Beta {
                alpha,
                beta,
                low,
                high: low + w
            }),
        (0.0..3000.0f64).prop_map(|mean| Law::Poisson { mean }),
        proptest::collection::vec((x, 0.0..1.0f64), 1..6).prop_map(|pairs| {
            let (values, weights) = pairs.into_iter().unzip();
            Law::Discrete { values, weights }
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn quantiles_grow_and_stay_inside_the_bounds(
        law in any_law(), u in 0.0..1.0f64, v in 0.0..1.0f64, a in -6.0..6.0f64, b in 0.1..30.0f64,
    ) {
        for bounds in [None, Some((a, a + b))] {
            let law = Quantile::new(&law, bounds);
            let (x, y) = (law.at(u.min(v).max(1e-16)), law.at(u.max(v).max(1e-16)));
            // NaN where the bounds leave nothing, and then for every u.
            prop_assert_eq!(x.is_nan(), y.is_nan());
            if !x.is_nan() {
                prop_assert!(x <= y);
                if let Some((low, high)) = bounds {
                    prop_assert!(low <= x && y <= high);
                }
            }
        }
    }
}

const LEVELS: [f64; 10] = [
    1e-12,
    1e-6,
    0.001,
    0.1,
    0.31,
    0.5,
    0.77,
    0.95,
    0.9999,
    1.0 - 1e-9,
];

/// Reference: SciPy 1.17.1; the last of 10⁹, where SciPy is one too low, from sums with 40 digits.
#[test]
fn large_poisson_counts_agree_with_scipy() {
    let cases = [
        (
            1e3,
            [
                786.0, 853.0, 904.0, 960.0, 984.0, 1000.0, 1023.0, 1052.0, 1120.0, 1195.0,
            ],
        ),
        (
            12345.6,
            [
                11572.0, 11821.0, 12004.0, 12203.0, 12290.0, 12345.0, 12428.0, 12529.0, 12761.0,
                13018.0,
            ],
        ),
        (
            1e6,
            [
                992_974.0,
                995_250.0,
                996_911.0,
                998_719.0,
                999_504.0,
                1_000_000.0,
                1_000_739.0,
                1_001_645.0,
                1_003_721.0,
                1_006_004.0,
            ],
        ),
        (
            1e9,
            [
                999_777_558.0,
                999_849_687.0,
                999_902_280.0,
                999_959_474.0,
                999_984_320.0,
                1_000_000_000.0,
                1_000_023_364.0,
                1_000_052_015.0,
                1_000_117_608.0,
                1_000_189_673.0,
            ],
        ),
    ];
    for (mean, expected) in cases {
        assert_eq!(
            LEVELS.map(|u| poisson_quantile(mean, u)),
            expected,
            "{mean}"
        );
    }
}

/// Reference: SciPy 1.17.1.
#[test]
fn large_binomial_counts_agree_with_scipy() {
    let cases = [
        (
            5e3,
            0.5,
            [
                2251.0, 2332.0, 2391.0, 2455.0, 2482.0, 2500.0, 2526.0, 2558.0, 2631.0, 2712.0,
            ],
        ),
        (
            1e5,
            0.02,
            [
                1696.0, 1793.0, 1865.0, 1943.0, 1978.0, 2000.0, 2033.0, 2073.0, 2167.0, 2271.0,
            ],
        ),
        (
            1e6,
            0.9,
            [
                897_883.0, 898_571.0, 899_072.0, 899_615.0, 899_851.0, 900_000.0, 900_222.0,
                900_493.0, 901_114.0, 901_795.0,
            ],
        ),
        (
            1e9,
            0.3,
            [
                299_898_064.0,
                299_931_118.0,
                299_955_219.0,
                299_981_429.0,
                299_992_814.0,
                300_000_000.0,
                300_010_707.0,
                300_023_836.0,
                300_053_895.0,
                300_086_919.0,
            ],
        ),
    ];
    for (n, p, expected) in cases {
        assert_eq!(
            LEVELS.map(|u| binomial_quantile(n, p, u)),
            expected,
            "{n}, {p}"
        );
    }
}

/// Both methods against sums of probabilities: the quantile turns within 4·10⁻⁵ of the probability of each count.
/// From 2⁵³ on a count and the next are one number: a search from count to count would never end.
#[test]
fn counts_beyond_whole_numbers_are_found_at_once() {
    for mean in [9e15_f64, 1e16, 1e18, 1e30, 1e300] {
        for (u, z) in [(0.001, -3.090_232), (0.5, 0.0), (0.999, 3.090_232)] {
            let expected = mean + z * mean.sqrt();
            let near = |x: f64| (x - expected).abs() <= 1e-6 * mean.sqrt() + 1e-15 * mean + 4.0;
            let poisson = poisson_quantile(mean, u);
            assert!(near(poisson), "poisson({mean}) at {u}: {poisson}");
            // With as many trials as there are, nearly Poisson.
            let binomial = binomial_quantile(1e305, mean / 1e305, u);
            assert!(near(binomial), "binomial({mean}) at {u}: {binomial}");
        }
    }
    assert_eq!(binomial_quantile(1e18, 0.5, 0.5), 5e17);
    assert!(binomial_quantile(1e18, 1.0 - 1e-3, 0.01) < 0.999e18);
}

#[test]
fn counts_turn_where_the_sum_of_probabilities_says() {
    for mean in [0.01, 1.0, 30.0, 99.0, 101.0, 990.0, 1000.0, 1300.5, 4000.0] {
        let ln_first = |k: f64| -mean + k * f64::ln(mean) - ln_factorial(k);
        turns(
            mean,
            mean.sqrt(),
            ln_first,
            |k| mean / (k + 1.0),
            |u| poisson_quantile(mean, u),
        );
    }
    for (n, p) in [
        (10.0f64, 0.3f64),
        (400.0, 0.5),
        (5000.0, 0.04),
        (5000.0, 0.4),
        (1e5, 0.012),
        (1e5, 0.5),
    ] {
        let ln_first = |k: f64| {
            ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
                + k * f64::ln(p)
                + (n - k) * f64::ln_1p(-p)
        };
        let ratio = |k: f64| (n - k) / (k + 1.0) * p / (1.0 - p);
        turns(n * p, (n * p * (1.0 - p)).sqrt(), ln_first, ratio, |u| {
            binomial_quantile(n, p, u)
        });
    }
}

fn turns(
    mean: f64,
    sd: f64,
    ln_p: impl Fn(f64) -> f64,
    ratio: impl Fn(f64) -> f64,
    quantile: impl Fn(f64) -> f64,
) {
    let mut k = (mean - 10.0 * sd).floor().max(0.0);
    let mut p = ln_p(k).exp();
    let mut sum = p;
    while k < mean + 5.0 * sd {
        if p > 1e-3 * sd.recip() {
            let (below, above) = (quantile(sum - 4e-5 * p), quantile(sum + 4e-5 * p));
            assert!(
                below == k && above == k + 1.0,
                "{mean} at {k}: {below}, {above}"
            );
        }
        p *= ratio(k);
        k += 1.0;
        sum += p;
    }
}

/// Exact to about 1e-10 at 1e5, which is what the sums above need.
fn ln_factorial(n: f64) -> f64 {
    let mut shift = 0.0;
    let mut x = n + 1.0;
    while x < 30.0 {
        shift += x.ln();
        x += 1.0;
    }
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + 1.0 / (12.0 * x)
        - 1.0 / (360.0 * x.powi(3))
        + 1.0 / (1260.0 * x.powi(5))
        - shift
}

#[test]
fn distribution_function_of_counts() {
    assert!((poisson_cdf(3.0, 2.0) / (8.5 * (-3.0f64).exp()) - 1.0).abs() < 1e-14);
    assert_eq!(poisson_cdf(3.0, -0.5), 0.0);
    assert_eq!(poisson_cdf(0.0, 0.0), 1.0);
    // SciPy 1.17.1.
    assert!((poisson_cdf(1e6, 1_000_739.0) - POISSON_MILLION).abs() < 1e-9);
}

const POISSON_MILLION: f64 = 0.770_221_203_219_833_5;
