//! What inputs tell and are worth, against closed forms, and that noise tells nothing.

use contend_analysis::conditional::{NothingToTell, Question, Tells, tells};
use contend_analysis::learning::{Choice, Worth, worth};
use contend_analysis::settling::settles;
use contend_analysis::{Inputs, Target};
use contend_engine::maths;

use crate::planted::{prepared, uniform};

/// Independent standard normal inputs.
fn normal(seed: u64, inputs: u32, worlds: usize) -> Vec<Vec<f64>> {
    let mut columns = uniform(seed, inputs, worlds);
    for value in columns.iter_mut().flatten() {
        *value = maths::normal_quantile(*value);
    }
    columns
}

fn of(inputs: &Inputs, among: &[usize], target: Target) -> Tells {
    tells(inputs, &[Question { target, among }]).remove(0)
}

fn chosen(columns: &[Vec<f64>], payoffs: Vec<&[f64]>, groups: &[Vec<usize>]) -> Worth {
    let (inputs, among) = prepared(columns);
    worth(&inputs, &among, groups, &[Choice { payoffs }]).remove(0)
}

/// y = 3 x1 + 2 x2² + e with normal inputs: 9, 8 and 1 of 18.
#[test]
fn shares_are_those_of_the_closed_form() {
    let columns = normal(11, 6, 8000);
    let y: Vec<f64> = (0..8000)
        .map(|w| 3.0 * columns[0][w] + 2.0 * columns[1][w] * columns[1][w] + columns[5][w])
        .collect();
    let (inputs, among) = prepared(&columns);
    let told = of(&inputs, &among[..5], Target::Number(&y));
    let found: Vec<usize> = told.inputs.iter().map(|t| t.input).collect();
    assert_eq!(found, [0, 1], "{told:?}");
    for (t, share) in told.inputs.iter().zip([9.0 / 18.0, 8.0 / 18.0]) {
        // Four terms of a rank do not follow the tails of a square to the end.
        assert!((t.share - share).abs() < 0.06, "{t:?}");
        assert!(
            t.low < t.share && t.share < t.high && t.high - t.low < 0.12,
            "{t:?}"
        );
    }
    // What is added to an answer changes nothing.
    let shifted: Vec<f64> = y.iter().map(|y| y + 1000.0).collect();
    let again = of(&inputs, &among[..5], Target::Number(&shifted));
    for (a, b) in told.inputs.iter().zip(&again.inputs) {
        assert!((a.share - b.share).abs() < 1e-9);
    }
}

/// A truth that holds in 0.9 of worlds under one option and in 0.2 under the others: by hand.
#[test]
fn a_choice_tells_what_its_options_do() {
    let columns = uniform(4, 3, 6000);
    let option: Vec<f64> = columns[0].iter().map(|u| (u * 4.0).floor()).collect();
    let truths: Vec<Option<bool>> = (0..6000)
        .map(|w| Some(columns[1][w] < if option[w] == 2.0 { 0.9 } else { 0.2 }))
        .collect();
    let mut inputs = Inputs::new();
    inputs.add_choice(&option, 4);
    inputs.add_number(&columns[2]);
    let told = of(&inputs, &[0, 1], Target::Truth(&truths));
    let p = 0.25 * 0.9 + 0.75 * 0.2;
    let between = 0.25 * (0.9 - p) * (0.9 - p) + 0.75 * (0.2 - p) * (0.2 - p);
    assert_eq!(told.inputs.len(), 1);
    assert!((told.inputs[0].share - between / (p * (1.0 - p))).abs() < 0.03);
    let settled = settles(&inputs, 0, &truths, 0.75, 0.25);
    assert!((settled.holds - 0.25).abs() < 0.02 && (settled.fails - 0.75).abs() < 0.02);
    assert_eq!(settles(&inputs, 1, &truths, 0.75, 0.25).share(), 0.0);
}

/// Of 276 inputs one decides; each of the others is called inert in nearly all worlds.
#[test]
fn noise_is_called_inert() {
    let (mut false_ones, mut found) = (0, 0);
    for seed in 0..100 {
        let columns = uniform(1000 + seed, 277, 500);
        let truths: Vec<Option<bool>> = (0..500)
            .map(|w| Some(columns[276][w] < if columns[7][w] < 0.3 { 0.6 } else { 0.2 }))
            .collect();
        let (inputs, among) = prepared(&columns);
        let told = of(&inputs, &among[..276], Target::Truth(&truths));
        found += u32::from(told.inputs.iter().any(|t| t.input == 7));
        false_ones += u32::from(told.inputs.iter().any(|t| t.input != 7));
    }
    assert!(false_ones <= 8, "{false_ones} of 100 name an inert input");
    assert!(found >= 95, "{found} of 100 find the one that decides");
}

/// The interval holds the truth about as often as it says.
#[test]
fn intervals_cover() {
    let mut inside = 0;
    for seed in 0..200 {
        let columns = normal(3000 + seed, 2, 1000);
        let y: Vec<f64> = (0..1000).map(|w| columns[0][w] + columns[1][w]).collect();
        let (inputs, _) = prepared(&columns);
        let told = of(&inputs, &[0], Target::Number(&y));
        inside += u32::from(told.inputs[0].low <= 0.5 && 0.5 <= told.inputs[0].high);
    }
    assert!((180..=198).contains(&inside), "{inside} of 200");
}

#[test]
fn what_cannot_be_told_is_said() {
    let columns = uniform(5, 3, 400);
    let (inputs, among) = prepared(&columns);
    let all = vec![Some(true); 400];
    let told = of(&inputs, &among, Target::Truth(&all));
    assert_eq!(told.nothing, Some(NothingToTell::SameEverywhere));
    assert!(told.inputs.is_empty() && told.one_at_a_time == 0.0);
    let none = vec![None; 400];
    let told = of(&inputs, &among, Target::Truth(&none));
    assert_eq!(
        (told.nothing, told.without_value),
        (Some(NothingToTell::NoValue), 400)
    );
    let mut few = vec![Some(false); 400];
    few[..4].fill(Some(true));
    let told = of(&inputs, &among, Target::Truth(&few));
    assert_eq!(told.nothing, Some(NothingToTell::TooFewWorlds));
    let constant = vec![2.5; 400];
    let told = of(&inputs, &among, Target::Number(&constant));
    assert_eq!(told.nothing, Some(NothingToTell::SameEverywhere));
    // Where a value is missing, pairs are kept: the share is that of the other worlds.
    let mut y: Vec<f64> = columns[0].clone();
    y.iter_mut().step_by(3).for_each(|y| *y = f64::NAN);
    let told = of(&inputs, &among, Target::Number(&y));
    assert_eq!((told.worlds, told.without_value), (266, 134));
    assert!(told.inputs[0].input == 0 && told.inputs[0].share > 0.999);
    // Fewer worlds than inputs, ties, a constant input, an option with one member: no number is made up.
    let mut wide = uniform(6, 60, 40);
    wide[1] = vec![7.0; 40];
    wide[2] = (0..40).map(|w| f64::from(w % 2)).collect();
    let lone: Vec<f64> = (0..40).map(|w| f64::from(u8::from(w == 3))).collect();
    let (mut inputs, mut among) = prepared(&wide);
    inputs.add_choice(&lone, 3);
    among.push(60);
    let told = of(&inputs, &among, Target::Number(&lone));
    assert!(told.inputs.is_empty(), "{told:?}");
}

/// Two acts whose payoffs differ by a x1 + b x2: knowing x1 is worth a φ(0), both √(a² + b²) φ(0).
#[test]
fn what_knowing_is_worth_is_that_of_the_closed_form() {
    let density = 0.398_942_280_401_432_7;
    let columns = normal(21, 30, 10_000);
    let first: Vec<f64> = columns[29].clone();
    let second: Vec<f64> = (0..10_000)
        .map(|w| first[w] + 0.8 * columns[3][w] - 0.6 * columns[8][w])
        .collect();
    let groups = [vec![3, 8], vec![3, 8, 9, 10], vec![0, 1, 2], vec![3, 4]];
    let found = chosen(&columns[..29], vec![&first, &second], &groups);
    let places: Vec<usize> = found.inputs.iter().map(|l| l.place).collect();
    assert_eq!(places, [3, 8], "{found:?}");
    for (l, a) in found.inputs.iter().zip([0.8, 0.6]) {
        assert!((l.value / (a * density) - 1.0).abs() < 0.06, "{l:?}");
        assert!(
            (l.held_out - a * density).abs() < 3.0 * l.error + 0.01,
            "{l:?}"
        );
    }
    assert!(
        (found.groups[0].value / density - 1.0).abs() < 0.04,
        "{:?}",
        found.groups
    );
    assert!((found.everything / density - 1.0).abs() < 0.04);
    // Whoever knows more is not worse off; what does not matter is worth nothing.
    assert!(found.groups[1].value >= found.groups[0].value);
    assert!(found.groups[3].value >= found.inputs[0].value && found.groups[3].counts());
    assert!(!found.groups[2].counts(), "{:?}", found.groups[2]);
}

/// A bet that pays 3 with the chance of 1/4 and costs 1: learning the coin is worth 1/4 · 3; half of it learnt by another coin that
/// agrees with it in 3 of 4 worlds, by fractions.
#[test]
fn a_bet_is_worth_its_fractions() {
    let u = uniform(31, 2, 20_000);
    let coin: Vec<f64> = u[0]
        .iter()
        .map(|u| f64::from(u8::from(*u < 0.25)))
        .collect();
    let sign: Vec<f64> = (0..20_000)
        .map(|w| {
            if u[1][w] < 0.75 {
                coin[w]
            } else {
                1.0 - coin[w]
            }
        })
        .collect();
    let pass = vec![0.0; 20_000];
    let bet: Vec<f64> = coin
        .iter()
        .map(|c| if *c == 1.0 { 3.0 } else { -1.5 })
        .collect();
    let mut inputs = Inputs::new();
    inputs.add_choice(&coin, 2);
    inputs.add_choice(&sign, 2);
    let payoffs: Vec<&[f64]> = vec![&pass, &bet];
    let found = worth(&inputs, &[0, 1], &[], &[Choice { payoffs }]).remove(0);
    assert_eq!(found.best, 0);
    // The sign says win in 3/16 + 3/16 of worlds, half of them rightly: (3 · 3 − 1.5 · 3) / 16.
    for (l, value) in found.inputs.iter().zip([0.75, 4.5 / 16.0]) {
        assert!((l.value - value).abs() < 0.03, "{l:?}");
    }
    assert_eq!(found.inputs.len(), 2);
}

/// Where nothing that is learnt matters, 276 inputs are worth nothing in nearly all seeds.
#[test]
fn noise_is_worth_nothing() {
    let mut worth_something = 0;
    for seed in 0..100 {
        let columns = uniform(7000 + seed, 278, 300);
        let found = chosen(&columns[..276], vec![&columns[276], &columns[277]], &[]);
        worth_something += u32::from(!found.inputs.is_empty());
    }
    assert!(worth_something <= 8, "{worth_something} of 100");
}
