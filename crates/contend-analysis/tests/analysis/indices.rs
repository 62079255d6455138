//! Sensitivity indices against closed forms.

use contend_analysis::indices::delta::delta;
use contend_analysis::indices::morris::morris;
use contend_analysis::indices::shapley::{Column, shapley};
use contend_analysis::indices::sobol::{Outputs, Sobol, sobol};
use contend_engine::design::{Coordinate, Design, Sampler};
use contend_engine::maths;
use contend_model::key::Key;
use serde_json::Value;

use crate::reference::{close, numbers, reference};

/// Rows of a scrambled Sobol' sequence.
fn units(rows: u64, inputs: usize, seed: u64) -> Vec<Vec<f64>> {
    drawn(Design::Sobol, rows, inputs, seed)
}

fn drawn(design: Design, rows: u64, inputs: usize, seed: u64) -> Vec<Vec<f64>> {
    let coordinates: Vec<Coordinate> = (0..inputs)
        .map(|rank| Coordinate {
            key: Key(rank as u64 + 1),
            rank,
        })
        .collect();
    let sampler = Sampler::new(design, rows, &coordinates, seed).unwrap();
    let row = |r| (0..inputs).map(|i| sampler.unit(r, i)).collect();
    (0..rows).map(row).collect()
}

type Formula = Box<dyn Fn(&[f64]) -> f64>;
type Model<'m> = &'m dyn Fn(&[f64]) -> f64;

/// Outputs of all rows of a design over independent uniform inputs.
struct Run {
    a: Vec<f64>,
    b: Vec<f64>,
    ab: Vec<Vec<f64>>,
    ba: Vec<Vec<f64>>,
}

fn run(rows: u64, inputs: usize, seed: u64, model: Model) -> Run {
    let all = units(rows, 2 * inputs, seed);
    let mixed = |group: Option<usize>, from_b: bool| -> Vec<f64> {
        let of = |row: &Vec<f64>| {
            let (a, b) = row.split_at(inputs);
            let (base, other) = if from_b { (b, a) } else { (a, b) };
            let mut x = base.to_vec();
            if let Some(group) = group {
                x[group] = other[group];
            }
            model(&x)
        };
        all.iter().map(of).collect()
    };
    Run {
        a: mixed(None, false),
        b: mixed(None, true),
        ab: (0..inputs).map(|i| mixed(Some(i), false)).collect(),
        ba: (0..inputs).map(|i| mixed(Some(i), true)).collect(),
    }
}

impl Run {
    fn outputs(&self) -> Outputs<'_> {
        Outputs {
            a: &self.a,
            b: &self.b,
            ab: self.ab.iter().map(|v| &v[..]).collect(),
            ba: self.ba.iter().map(|v| Some(&v[..])).collect(),
        }
    }

    fn plus(&self, constant: f64) -> Run {
        let add = |v: &Vec<f64>| v.iter().map(|x| x + constant).collect();
        Run {
            a: add(&self.a),
            b: add(&self.b),
            ab: self.ab.iter().map(add).collect(),
            ba: self.ba.iter().map(add).collect(),
        }
    }

    fn indices(&self) -> Sobol {
        sobol(&self.outputs(), 100, 1).unwrap()
    }
}

/// The cases of the reference file, each with its formula.
fn model(case: &Value) -> Formula {
    let name = case["name"].as_str().unwrap();
    let inputs: Vec<Value> = case["inputs"].as_array().unwrap().clone();
    let bounds: Vec<(f64, f64)> = inputs
        .iter()
        .map(|i| {
            (
                i["lo"].as_f64().unwrap_or(0.0),
                i["hi"].as_f64().unwrap_or(1.0),
            )
        })
        .collect();
    let scaled = move |u: &[f64]| -> Vec<f64> {
        let pairs = u.iter().zip(&bounds);
        pairs.map(|(u, (lo, hi))| lo + u * (hi - lo)).collect()
    };
    let parameters = case["parameters"].clone();
    if name.starts_with("ishigami") {
        let (a, b) = (
            parameters["a"].as_f64().unwrap(),
            parameters["b"].as_f64().unwrap(),
        );
        return Box::new(move |u| {
            let x = scaled(u);
            let (one, two) = (maths::sin(x[0]), maths::sin(x[1]));
            one + a * two * two + b * x[2] * x[2] * x[2] * x[2] * one
        });
    }
    match name {
        "sobol-g k=8" => {
            let a = numbers(&parameters["a"]);
            Box::new(move |x| {
                let parts = x.iter().zip(&a);
                parts
                    .map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
                    .product()
            })
        }
        "linear-5" => {
            let c = numbers(&parameters["c"]);
            Box::new(move |x| x.iter().zip(&c).map(|(x, c)| x * c).sum())
        }
        "product-3" => Box::new(|x| x.iter().product()),
        "bernoulli x uniform + discrete" => {
            let c = parameters["c"].as_f64().unwrap();
            Box::new(move |u| {
                let on = if u[0] < 0.3 { 1.0 } else { 0.0 };
                on * u[1] + c * maths::floor(3.0 * u[2])
            })
        }
        other => panic!("no formula for {other}"),
    }
}

#[test]
fn variance_is_parted_as_the_closed_forms_say() {
    let Some(known) = reference("sobol-indices.json") else {
        return;
    };
    for case in known["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let inputs = case["inputs"].as_array().unwrap();
        let design = run(1 << 14, inputs.len(), 1, &*model(case));
        let found = design.indices();
        assert!(
            (found.variance / case["variance"].as_f64().unwrap() - 1.0).abs() < 0.01,
            "{name}"
        );
        let of = |which: &dyn Fn(usize) -> f64| (0..inputs.len()).map(which).collect::<Vec<_>>();
        let (first, total) = (numbers(&case["S1"]), numbers(&case["ST"]));
        close(&of(&|i| found.groups[i].first.value), &first, 0.005);
        close(&of(&|i| found.groups[i].total.value), &total, 0.003);
        // Another estimator of the same.
        close(&of(&|i| found.groups[i].check.unwrap().0), &first, 0.005);
        close(&of(&|i| found.groups[i].check.unwrap().1), &total, 0.003);
        let names: Vec<&str> = inputs.iter().map(|i| i["name"].as_str().unwrap()).collect();
        for second in &found.second {
            let pair = format!("{},{}", names[second.of.0], names[second.of.1]);
            if let Some(known) = case["S2"].get(&pair) {
                let error = (second.index.value - known.as_f64().unwrap()).abs();
                assert!(error < 0.01, "{name} {pair}: {}", second.index.value);
            }
        }
        // Indices do not hang on where the outcome has its zero.
        let moved = design.plus(1000.0).indices();
        for (before, after) in found.groups.iter().zip(&moved.groups) {
            for (a, b) in [(before.first, after.first), (before.total, after.total)] {
                close(&[b.value, b.low, b.high], &[a.value, a.low, a.high], 1e-12);
            }
        }
        for (before, after) in found.second.iter().zip(&moved.second) {
            assert!(
                (before.index.value - after.index.value).abs() < 1e-12,
                "{name}"
            );
        }
    }
}

/// What reaches nothing has none, exactly, whatever the sample.
#[test]
fn an_inert_input_has_no_index() {
    let found = run(64, 2, 3, &|x| maths::sin(x[0] * 9.0)).indices();
    let inert = &found.groups[1];
    assert_eq!((inert.first.value, inert.total.value), (0.0, 0.0));
    assert_eq!((inert.total.low, inert.total.high), (0.0, 0.0));
    assert!(sobol(&run(64, 2, 3, &|_| 5.0).outputs(), 10, 1).is_none());
}

/// Of 200 designs with independent rows about 95 of 100 intervals hold the index.
#[test]
fn intervals_hold_the_index_in_95_of_100_designs() {
    let model = |x: &[f64]| x[0] + 2.0 * x[1] * x[2];
    // Var of x0 is 1/12, of 2 x1 x2 4 (1/9 - 1/16).
    let variance = 1.0 / 12.0 + 4.0 * (1.0 / 9.0 - 1.0 / 16.0);
    let (first, total) = (1.0 / 12.0 / variance, (4.0 / 36.0) / variance);
    let designs = 200;
    let mut inside = [0, 0];
    for seed in 0..designs {
        let rows = drawn(Design::MonteCarlo, 400, 6, seed);
        let at = |row: &Vec<f64>, from: [usize; 3]| model(&from.map(|i| row[i]));
        let column = |from: [usize; 3]| rows.iter().map(|r| at(r, from)).collect::<Vec<f64>>();
        let (a, b) = (column([0, 1, 2]), column([3, 4, 5]));
        let (one, two) = (column([3, 1, 2]), column([0, 4, 2]));
        let outputs = Outputs {
            a: &a,
            b: &b,
            ab: vec![&one, &two],
            ba: Vec::new(),
        };
        let found = sobol(&outputs, 100, seed).unwrap();
        let holds = |e: contend_analysis::indices::Estimate, known: f64| {
            usize::from(e.low <= known && known <= e.high)
        };
        inside[0] += holds(found.groups[0].first, first);
        // Var(2 x1 x2) less what x2 explains: E of (2 x2)² times Var x1.
        inside[1] += holds(found.groups[1].total, total);
    }
    for inside in inside {
        let share = inside as f64 / designs as f64;
        assert!((0.90..=0.99).contains(&share), "{share}");
    }
}

#[test]
fn a_missing_output_takes_its_pair_and_no_other() {
    let mut design = run(1 << 10, 3, 2, &|x| x[0] + 2.0 * x[1] + 3.0 * x[2]);
    design.ab[1][7] = f64::NAN;
    design.a[9] = f64::INFINITY;
    let found = design.indices();
    assert_eq!((found.pairs, found.left_out), (1023, 1));
    let left: Vec<usize> = found.groups.iter().map(|g| g.left_out).collect();
    assert_eq!(left, [1, 2, 1]);
    for (group, known) in found.groups.iter().zip([1.0, 4.0, 9.0]) {
        assert!((group.first.value - known / 14.0).abs() < 0.02, "{group:?}");
        assert!(group.total.value.is_finite() && group.total.low.is_finite());
    }
}

/// The function of Morris (1991) on his grid of four levels, each input moved by two thirds from a base point.
#[test]
fn elementary_effects_of_morris() {
    let Some(known) = reference("morris.json") else {
        return;
    };
    let value = |x: &[f64]| -> f64 {
        let w: Vec<f64> = (x.iter().enumerate())
            .map(|(i, x)| match i {
                2 | 4 | 6 => 2.0 * (1.1 * x / (x + 0.1) - 0.5),
                _ => 2.0 * (x - 0.5),
            })
            .collect();
        let sign = |n: usize| if n.is_multiple_of(2) { 1.0 } else { -1.0 };
        let mut y = 0.0;
        for i in 0..20 {
            y += w[i] * if i < 10 { 20.0 } else { sign(i + 1) };
            for j in i + 1..20 {
                y += w[i] * w[j] * if j < 6 { -15.0 } else { sign(i + j) };
                for l in j + 1..5 {
                    y -= 10.0 * w[i] * w[j] * w[l];
                    for s in l + 1..4 {
                        y += 5.0 * w[i] * w[j] * w[l] * w[s];
                    }
                }
            }
        }
        y
    };
    let half = value(&[0.5; 20]);
    assert!(
        (half - known["value_at_all_half"].as_f64().unwrap()).abs() < 1e-9,
        "{half}"
    );
    let count = 1 << 13;
    let grid: Vec<Vec<f64>> = (units(count, 20, 4).iter())
        .map(|row| row.iter().map(|u| maths::floor(4.0 * u) / 3.0).collect())
        .collect();
    let base: Vec<f64> = grid.iter().map(|x| value(x)).collect();
    let (mu, sigma) = (numbers(&known["mu_exact"]), numbers(&known["sigma_exact"]));
    let star = numbers(&known["mu_star_mc"]);
    for i in 0..20 {
        let step = |x: &Vec<f64>| if x[i] < 0.5 { 2.0 / 3.0 } else { -2.0 / 3.0 };
        let moved: Vec<f64> = (grid.iter())
            .map(|x| {
                let mut x = x.clone();
                x[i] += step(&x);
                value(&x)
            })
            .collect();
        let steps: Vec<f64> = grid.iter().map(step).collect();
        let found = morris(&base, &moved, &steps).unwrap();
        // Four standard errors of a mean, and of a standard deviation.
        let error = sigma[i] / (count as f64).sqrt();
        assert!(
            (found.mean - mu[i]).abs() < 4.0 * error,
            "{i}: {}",
            found.mean
        );
        assert!(
            (found.size.value - star[i]).abs() < 4.0 * error,
            "{i}: {:?}",
            found.size
        );
        assert!(
            (found.spread - sigma[i]).abs() < 4.0 * error,
            "{i}: {}",
            found.spread
        );
        assert!(found.size.low <= found.size.value && found.size.value <= found.size.high);
    }
    // What does not move is left out.
    let still = morris(&[1.0, 2.0, 3.0], &[1.0, 3.0, 5.0], &[0.0, 0.5, 0.5]).unwrap();
    assert_eq!((still.effects, still.left_out, still.mean), (2, 1, 3.0));
}

#[test]
fn delta_of_two_normal_inputs() {
    let Some(known) = reference("moment-independent.json") else {
        return;
    };
    let c = numbers(&known["c"]);
    let x: Vec<Vec<f64>> = (units(1 << 13, 3, 5).iter())
        .map(|row| row.iter().map(|u| maths::normal_quantile(*u)).collect())
        .collect();
    let column = |i: usize| x.iter().map(|x| x[i]).collect::<Vec<f64>>();
    let y: Vec<f64> = x.iter().map(|x| c[0] * x[0] + c[1] * x[1]).collect();
    for (i, known) in numbers(&known["borgonovo_delta"]).into_iter().enumerate() {
        let found = delta(&column(i), None, &y, 50, 1).unwrap();
        assert!(
            (found.delta.value - known).abs() < 0.015,
            "{i}: {found:?} for {known}"
        );
        assert!(found.is_above_floor());
        // However the outcome is stretched.
        let stretched: Vec<f64> = y.iter().map(|y| maths::exp(3.0 * y)).collect();
        assert_eq!(
            delta(&column(i), None, &stretched, 50, 1).unwrap().plain,
            found.plain
        );
    }
    let inert = delta(&column(2), None, &y, 50, 1).unwrap();
    assert!(
        !inert.is_above_floor() && inert.delta.value < 0.03,
        "{inert:?}"
    );
}

/// A choice of three options whose middle one is unlike the others: as a number it would move nothing on average. The outcome
/// is uniform on (0, 1), but on (1, 2) under the middle option: half the area between the densities is 1/3 under the middle
/// one, which has 2/3 elsewhere, and so on.
#[test]
fn options_are_no_numbers() {
    let rows = units(1 << 13, 2, 6);
    let option: Vec<f64> = rows.iter().map(|u| maths::floor(3.0 * u[0])).collect();
    let y: Vec<f64> = (rows.iter().zip(&option))
        .map(|(u, o)| u[1] + if *o == 1.0 { 1.0 } else { 0.0 })
        .collect();
    let found = delta(&option, Some(3), &y, 20, 1).unwrap();
    assert_eq!(found.classes, 3);
    // Given the middle option densities are 2/3 apart, given another 1/3: 1/3 × 2/3 + 2/3 × 1/3.
    assert!((found.delta.value - 4.0 / 9.0).abs() < 0.02, "{found:?}");
    // Rare options beside each other have each a class of its own.
    let rare: Vec<f64> = (rows.iter())
        .map(|u| [0.48, 0.5, 0.52].iter().filter(|end| u[0] > **end).count() as f64)
        .collect();
    assert_eq!(delta(&rare, Some(4), &y, 20, 1).unwrap().classes, 4);
    // Names in another order change nothing.
    let renamed: Vec<f64> = option
        .iter()
        .map(|o| [2.0, 0.0, 1.0][*o as usize])
        .collect();
    assert!((delta(&renamed, Some(3), &y, 20, 1).unwrap().plain - found.plain).abs() < 1e-12);
}

#[test]
fn what_has_no_value_is_left_out_of_delta_and_what_never_comes_counts() {
    let rows = units(1 << 11, 1, 7);
    let x: Vec<f64> = rows.iter().map(|u| u[0]).collect();
    let mut y: Vec<f64> = x
        .iter()
        .map(|x| if *x > 0.5 { f64::INFINITY } else { *x })
        .collect();
    let whole = delta(&x, None, &y, 20, 1).unwrap();
    assert!(whole.delta.value > 0.5 && whole.left_out == 0, "{whole:?}");
    y[3] = f64::NAN;
    assert_eq!(delta(&x, None, &y, 20, 1).unwrap().left_out, 1);
    assert!(delta(&x, None, &vec![1.0; x.len()], 20, 1).is_none());
}

/// Owen and Prieur (2017): of y = b₁ x₁ + b₂ x₂ with correlation ρ the first gets b₁² (1 − ρ²/2) + ρ b₁ b₂ + b₂² ρ²/2.
#[test]
fn inputs_drawn_together_share_what_they_explain() {
    let (one, two, rho, noise) = (1.0, 2.0, 0.6_f64, 1.0);
    let rows = drawn(Design::NestedLatinHypercube, 1 << 12, 3, 8);
    let z = |u: f64| maths::normal_quantile(u);
    let x: Vec<[f64; 2]> = (rows.iter())
        .map(|u| {
            let first = z(u[0]);
            [first, rho * first + (1.0 - rho * rho).sqrt() * z(u[1])]
        })
        .collect();
    let y: Vec<f64> = (x.iter().zip(&rows))
        .map(|(x, u)| one * x[0] + two * x[1] + noise * z(u[2]))
        .collect();
    let column = |i: usize| x.iter().map(|x| x[i]).collect::<Vec<f64>>();
    let (a, b) = (column(0), column(1));
    let found = shapley(&[Column::Number(&a), Column::Number(&b)], &y, 50, 1).unwrap();
    let variance: f64 = one * one + two * two + 2.0 * rho * one * two + noise * noise;
    let common = rho * one * two;
    let half = rho * rho / 2.0;
    let known = [
        (one * one * (1.0 - half) + common + two * two * half) / variance,
        (two * two * (1.0 - half) + common + one * one * half) / variance,
    ];
    for (found, known) in found.effects.iter().zip(known) {
        assert!((found.value - known).abs() < 0.03, "{found:?} for {known}");
        assert!(
            found.low < known && known < found.high,
            "{found:?} for {known}"
        );
    }
    let sum: f64 = found.effects.iter().map(|e| e.value).sum();
    assert!((sum - found.together.value).abs() < 1e-12);
    assert!(shapley(&[Column::Number(&a); 11], &y, 10, 1).is_none());
}

#[test]
fn options_are_equal_or_not() {
    let rows = units(1 << 11, 2, 9);
    let option: Vec<f64> = rows.iter().map(|u| maths::floor(3.0 * u[0])).collect();
    let y: Vec<f64> = option
        .iter()
        .map(|o| [0.0, 1.0, 0.0][*o as usize])
        .collect();
    let found = shapley(&[Column::Choice(&option)], &y, 20, 1).unwrap();
    assert!((found.together.value - 1.0).abs() < 1e-12, "{found:?}");
}
