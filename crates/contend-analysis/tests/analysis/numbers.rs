//! Planted causes of a number are found, and nothing else is.

use contend_analysis::{Inputs, Nothing, Side, Target, TurningPoint, hinges, turning};

use crate::planted::{prepared, uniform};

#[test]
fn a_step_of_a_number_is_found_where_it_stands() {
    let columns = uniform(21, 12, 1500);
    let (inputs, tried) = prepared(&columns);
    // 40 more above 0.7, and some noise.
    let numbers: Vec<f64> = (0..1500)
        .map(|w| 1000.0 + if columns[3][w] >= 0.7 { 40.0 } else { 0.0 } + 10.0 * columns[11][w])
        .collect();
    let found = hinges(&inputs, &tried, &Target::Number(&numbers), None);
    let names: Vec<usize> = found.hinges.iter().map(|h| h.input).collect();
    assert_eq!(names, [3, 11]);
    assert_eq!((found.nothing, found.tried), (None, 12));
    let Some(TurningPoint::Value {
        value,
        holds,
        below,
        above,
    }) = &found.hinges[0].turning
    else {
        panic!("{found:?}")
    };
    assert!((value - 0.7).abs() < 0.01, "{value}");
    assert_eq!((*holds, below.worlds + above.worlds), (Side::Above, 1500));
    // Means in the unit of the number.
    assert!((below.share() - 1005.0).abs() < 0.5, "{below:?}");
    assert!((above.share() - 1045.0).abs() < 0.5, "{above:?}");
    // A share of 0.3 is 40 higher: variance 0.21 · 1600; the noise has 100 / 12.
    let alone = 336.0 / (336.0 + 100.0 / 12.0);
    assert!((found.hinges[0].explains - alone).abs() < 0.01, "{found:?}");
    assert!(found.explains > alone && found.explains < 1.0);
}

#[test]
fn options_that_raise_a_number_are_found() {
    let columns = uniform(32, 3, 900);
    let choice: Vec<f64> = columns[0].iter().map(|u| (u * 4.0).trunc()).collect();
    let mut inputs = Inputs::new();
    inputs.add_choice(&choice, 4);
    inputs.add_number(&columns[1]);
    let numbers: Vec<f64> = (0..900)
        .map(|w| [3.0, -1.0, 3.2, -1.2][choice[w] as usize] + columns[2][w])
        .collect();
    let found = hinges(&inputs, &[0, 1], &Target::Number(&numbers), None);
    assert_eq!(found.hinges.len(), 1);
    let Some(TurningPoint::Options { holds, options }) = &found.hinges[0].turning else {
        panic!("{found:?}")
    };
    assert_eq!(*holds, [0, 2]);
    for (option, mean) in options.iter().zip([3.5, -0.5, 3.7, -0.7]) {
        assert!((option.share() - mean).abs() < 0.1, "{option:?}");
    }
}

#[test]
fn unit_and_offset_of_a_number_do_not_matter() {
    let columns = uniform(33, 4, 400);
    let (inputs, tried) = prepared(&columns);
    let plain: Vec<f64> = (0..400)
        .map(|w| columns[1][w] + 0.5 * columns[2][w])
        .collect();
    let large: Vec<f64> = plain.iter().map(|y| 1e9 + 1e-3 * y).collect();
    let a = hinges(&inputs, &tried, &Target::Number(&plain), None);
    let b = hinges(&inputs, &tried, &Target::Number(&large), None);
    assert_eq!(a.hinges.len(), 2);
    for (a, b) in a.hinges.iter().zip(&b.hinges) {
        assert_eq!((a.input, a.distance), (b.input, b.distance));
        assert!((a.explains - b.explains).abs() < 1e-3, "{a:?} {b:?}");
    }
}

#[test]
fn a_number_of_two_values_hinges_as_the_truth_does() {
    let columns = uniform(34, 6, 700);
    let (inputs, tried) = prepared(&columns);
    let truths: Vec<Option<bool>> = (0..700)
        .map(|w| (w % 50 != 0).then(|| columns[2][w] + 0.3 * columns[4][w] < 0.4))
        .collect();
    let numbers: Vec<f64> = truths
        .iter()
        .map(|t| t.map_or(f64::NAN, |holds| if holds { 1.0 } else { 0.0 }))
        .collect();
    let truth = hinges(&inputs, &tried, &Target::Truth(&truths), None);
    let number = hinges(&inputs, &tried, &Target::Number(&numbers), None);
    assert_eq!(truth.hinges.len(), 2);
    assert_eq!(number.hinges.len(), 2);
    assert!((truth.explains - number.explains).abs() < 1e-9);
    for (a, b) in truth.hinges.iter().zip(&number.hinges) {
        assert_eq!((a.input, a.distance, a.p), (b.input, b.distance, b.p));
        assert!((a.explains - b.explains).abs() < 1e-9 && (a.part - b.part).abs() < 1e-9);
    }
}

#[test]
fn noise_alone_is_no_hinge_of_a_number() {
    let named: usize = (0..60)
        .map(|seed| {
            let columns = uniform(100 + seed, 11, 300);
            let (inputs, _) = prepared(&columns);
            let tried: Vec<usize> = (0..10).collect();
            let found = hinges(&inputs, &tried, &Target::Number(&columns[10]), None);
            usize::from(!found.hinges.is_empty())
        })
        .sum();
    // One in twenty, three of sixty on average.
    assert!(named <= 7, "{named} of 60");
}

#[test]
fn where_a_number_cannot_hinge_it_is_said() {
    let columns = uniform(25, 2, 50);
    let (inputs, tried) = prepared(&columns);
    let nothing = |numbers: &[f64]| hinges(&inputs, &tried, &Target::Number(numbers), None).nothing;
    assert_eq!(nothing(&[2.5; 50]), Some(Nothing::SameEverywhere));
    assert_eq!(nothing(&[f64::INFINITY; 50]), Some(Nothing::SameEverywhere));
    assert_eq!(nothing(&[]), Some(Nothing::SameEverywhere));
    let mut few = vec![f64::NAN; 50];
    (0..8).for_each(|w| few[w] = w as f64);
    assert_eq!(nothing(&few), Some(Nothing::TooFewWorlds));
    // Infinite numbers are left out, and the others told.
    let mut some: Vec<f64> = columns[0].clone();
    (0..5).for_each(|w| some[w] = f64::INFINITY);
    let found = turning(&inputs, 0, &Target::Number(&some), None);
    let Some(TurningPoint::Value { below, above, .. }) = found.map(|t| t.at) else {
        panic!("nothing found")
    };
    assert_eq!(below.worlds + above.worlds, 45);
    assert!(below.share() < above.share() && above.share() < 1.0);
}
