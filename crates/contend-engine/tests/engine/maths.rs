//! The maths module against correctly rounded values and against what the standards say of special arguments.
//! `../data/make_maths.py` makes the values.

use std::collections::BTreeMap;

use contend_engine::maths;

fn vectors() -> Vec<(String, f64, Vec<f64>, f64)> {
    let number = |hex: &str| f64::from_bits(u64::from_str_radix(hex, 16).expect("hexadecimal"));
    include_str!("../data/maths.csv")
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let more = cells[2]
                .split(';')
                .filter(|c| !c.is_empty())
                .map(number)
                .collect();
            (
                cells[0].to_owned(),
                number(cells[1]),
                more,
                number(cells[3]),
            )
        })
        .collect()
}

fn function(name: &str) -> fn(f64) -> f64 {
    match name {
        "exp" => maths::exp,
        "exp_m1" => maths::exp_m1,
        "ln" => maths::ln,
        "ln_1p" => maths::ln_1p,
        "log10" => maths::log10,
        "tanh" => maths::tanh,
        "logistic" => maths::logistic,
        "sin" => maths::sin,
        "cos" => maths::cos,
        "tan" => maths::tan,
        "asin" => maths::asin,
        "acos" => maths::acos,
        "atan" => maths::atan,
        other => panic!("no function {other}"),
    }
}

/// Distance in units in the last place.
fn ulps(a: f64, b: f64) -> f64 {
    let ordered = |x: f64| {
        let bits = x.to_bits() as i64;
        i128::from(if bits < 0 { i64::MIN - bits } else { bits })
    };
    if a == b || (a.is_nan() && b.is_nan()) {
        0.0
    } else {
        (ordered(a) - ordered(b)).unsigned_abs() as f64
    }
}

#[test]
fn errors_stay_within_the_stated_bounds() {
    let mut worst: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (name, x, more, exact) in vectors() {
        let Some((_, bound)) = maths::BOUNDS.iter().find(|(n, _)| *n == name) else {
            continue;
        };
        let ours = if name == "pow" {
            maths::pow(x, more[0])
        } else {
            function(&name)(x)
        };
        let error = ulps(ours, exact);
        // The distance of two rounded values is at most the bound, rounded up.
        assert!(
            error <= bound.ceil(),
            "{name}({x:e} {more:?}): {ours:e} instead of {exact:e}, {error} ulp"
        );
        let entry = worst.entry(name).or_insert((0.0, 0.0));
        if error > entry.0 {
            *entry = (error, x);
        }
    }
    assert_eq!(
        worst.len(),
        maths::BOUNDS.len(),
        "every bound is tested: {worst:?}"
    );
}

#[test]
fn functions_of_statistics_are_close() {
    for (name, x, more, exact) in vectors() {
        let (ours, bound) = match name.as_str() {
            "normal_cdf" => (maths::normal_cdf(x), 1e-15),
            "normal_quantile" => (maths::normal_quantile(x), 4e-15),
            "ln_gamma" => (maths::ln_gamma(x), 4e-14),
            "beta_cdf" => (maths::beta_cdf(x, more[0], more[1]), 1e-11),
            _ => continue,
        };
        let scale = if name == "ln_gamma" {
            exact.abs().max(1.0)
        } else {
            exact.abs().max(1e-300)
        };
        assert!(
            (ours - exact).abs() <= bound * scale,
            "{name}({x:e} {more:?}): {ours:e} instead of {exact:e}"
        );
    }
    for p in [1e-9, 0.01, 0.3, 0.5, 0.9, 0.999_999] {
        for (a, b) in [
            (0.5, 0.5),
            (2.0, 5.0),
            (30.0, 1.0),
            (400.0, 700.0),
            (0.04, 20.0),
        ] {
            let back = maths::beta_cdf(maths::beta_quantile(p, a, b), a, b);
            assert!(
                (back - p).abs() <= 1e-10 * p,
                "beta_quantile({p}, {a}, {b}) goes back to {back}"
            );
        }
    }
}

#[test]
fn special_arguments() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    let same = |a: f64, b: f64, what: &str| {
        assert!(
            a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
            "{what}: {a} instead of {b}"
        );
    };
    for (f, x, y) in [
        ("exp", 0.0, 1.0),
        ("exp", -0.0, 1.0),
        ("exp", inf, inf),
        ("exp", -inf, 0.0),
        ("exp", nan, nan),
        ("exp", 710.0, inf),
        ("exp", -746.0, 0.0),
        ("exp_m1", -0.0, -0.0),
        ("exp_m1", -inf, -1.0),
        ("exp_m1", inf, inf),
        ("exp_m1", 1e-320, 1e-320),
        ("ln", 1.0, 0.0),
        ("ln", 0.0, -inf),
        ("ln", -0.0, -inf),
        ("ln", -1.0, nan),
        ("ln", inf, inf),
        ("ln", nan, nan),
        ("ln_1p", 0.0, 0.0),
        ("ln_1p", -1.0, -inf),
        ("ln_1p", inf, inf),
        ("ln_1p", -2.0, nan),
        ("log10", 1000.0, 3.0),
        ("log10", 0.0, -inf),
        ("tanh", inf, 1.0),
        ("tanh", -inf, -1.0),
        ("tanh", nan, nan),
        ("logistic", inf, 1.0),
        ("logistic", -inf, 0.0),
        ("sin", inf, nan),
        ("sin", -0.0, -0.0),
        ("cos", 0.0, 1.0),
        ("tan", nan, nan),
        ("asin", 1.0, std::f64::consts::FRAC_PI_2),
        ("asin", 1.1, nan),
        ("acos", 1.0, 0.0),
        ("acos", -1.0, std::f64::consts::PI),
        ("acos", -1.1, nan),
        ("atan", inf, std::f64::consts::FRAC_PI_2),
        ("atan", -inf, -std::f64::consts::FRAC_PI_2),
    ] {
        same(function(f)(x), y, &format!("{f}({x})"));
    }
    for (x, y, z) in [
        (0.0, 0.0, 1.0),
        (nan, 0.0, 1.0),
        (1.0, nan, 1.0),
        (1.0, inf, 1.0),
        (-1.0, inf, 1.0),
        (-1.0, -inf, 1.0),
        (0.0, 1.0, 0.0),
        (-0.0, 3.0, -0.0),
        (-0.0, 2.0, 0.0),
        (-0.0, -3.0, -inf),
        (0.0, -2.0, inf),
        (-2.0, 3.0, -8.0),
        (-2.0, 0.5, nan),
        (2.0, inf, inf),
        (0.5, inf, 0.0),
        (2.0, -inf, 0.0),
        (inf, 2.0, inf),
        (inf, -2.0, 0.0),
        (-inf, 3.0, -inf),
        (-inf, 2.0, inf),
        (-inf, -3.0, -0.0),
        (-inf, 0.5, inf),
        (nan, 1.0, nan),
        (2.0, nan, nan),
        (2.0, 1e300, inf),
        (2.0, -1e300, 0.0),
        (1.0 + f64::EPSILON, 1e300, inf),
        (5e-324, 1.0, 5e-324),
        (2.0, -1074.0, 5e-324),
    ] {
        same(maths::pow(x, y), z, &format!("pow({x}, {y})"));
    }
    for (x, down, up, near) in [
        (2.5, 2.0, 3.0, 3.0),
        (-2.5, -3.0, -2.0, -3.0),
        (0.49999999999999994, 0.0, 1.0, 0.0),
        (-0.2, -1.0, -0.0, -0.0),
        (1e300, 1e300, 1e300, 1e300),
        (-inf, -inf, -inf, -inf),
        (
            4503599627370497.5,
            4503599627370498.0,
            4503599627370498.0,
            4503599627370498.0,
        ),
        (nan, nan, nan, nan),
    ] {
        same(maths::floor(x), down, &format!("floor({x})"));
        same(maths::ceil(x), up, &format!("ceil({x})"));
        same(maths::round(x), near, &format!("round({x})"));
    }
    same(maths::normal_quantile(0.0), -inf, "normal_quantile(0)");
    same(maths::normal_quantile(1.0), inf, "normal_quantile(1)");
    same(maths::normal_quantile(1.5), nan, "normal_quantile(1.5)");
}

/// Eight at a time or one by one: the same bits, also where the loop is vectorised.
#[test]
fn lanes_do_not_matter() {
    let mut state = 1u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    for _ in 0..20_000 {
        let x: [f64; 8] = std::array::from_fn(|_| (next() - 0.3) * 200.0);
        let mut together = [[0.0; 8]; 4];
        for i in 0..8 {
            together[0][i] = maths::exp(x[i]);
            together[1][i] = maths::ln(x[i]);
            together[2][i] = maths::pow(x[i].abs(), x[7 - i] * 0.1);
            together[3][i] = maths::normal_quantile(x[i] * 0.005 + 0.3);
        }
        for i in 0..8 {
            let x = std::hint::black_box(x);
            let alone = [
                maths::exp(x[i]),
                maths::ln(x[i]),
                maths::pow(x[i].abs(), x[7 - i] * 0.1),
                maths::normal_quantile(x[i] * 0.005 + 0.3),
            ];
            for (row, alone) in together.iter().zip(alone) {
                assert!(row[i].to_bits() == alone.to_bits() || (row[i].is_nan() && alone.is_nan()));
            }
        }
    }
}
