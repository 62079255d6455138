//! Boxes: those of the reference step by step, planted ones, and none in noise.

use std::path::Path;

use contend_analysis::Inputs;
use contend_analysis::discovery::{
    Gain, Limit, NoRegion, Peeling, Region, Step, discover, trajectory,
};
use contend_engine::maths;

use crate::planted::{prepared, uniform};

/// A file of the reference; `None`, with a word, where it is not at hand.
#[allow(clippy::print_stderr)] // what was skipped must be seen
fn reference(file: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = root.join("reference/uncertainty-analysis").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not there", path.display());
    }
    text
}

fn peeling(slice: f64) -> Peeling {
    Peeling {
        slice,
        gain: Gain::RisePerWorld,
        ..Peeling::default()
    }
}

/// Steps against the columns n, k and res_dim of a trajectory of the reference.
fn agrees(steps: &[Step], csv: &str) {
    let rows: Vec<Vec<f64>> = (csv.lines().skip(1))
        .map(|line| line.split(',').map(|c| c.parse().unwrap()).collect())
        .collect();
    assert_eq!(steps.len(), rows.len());
    for (step, row) in steps.iter().zip(rows) {
        let found = [
            step.worlds as f64,
            step.sought as f64,
            step.region.limits.len() as f64,
        ];
        assert_eq!(found, [row[4], row[5], row[6]], "step {}", row[0]);
    }
}

fn fraction(x: f64) -> f64 {
    x - maths::floor(x)
}

/// The inputs of `prim-generated.json`, and whether each world is of interest, exactly and with one in twenty flipped.
fn generated() -> (Vec<Vec<f64>>, Vec<bool>, Vec<bool>) {
    let columns: Vec<Vec<f64>> = ([2.0_f64, 3.0, 5.0, 7.0, 11.0, 13.0].iter())
        .map(|prime| {
            let step = fraction(prime.sqrt());
            (0..4000)
                .map(|i| fraction(f64::from(i + 1) * step))
                .collect()
        })
        .collect();
    let exact: Vec<bool> = (0..4000)
        .map(|w| {
            let third = columns[2][w];
            columns[0][w] > 0.55 && columns[1][w] < 0.6 && 0.2 < third && third < 0.8
        })
        .collect();
    let flip = 101.0_f64.sqrt() - 10.0;
    let noisy =
        (exact.iter().enumerate()).map(|(w, is)| is ^ (fraction((w + 1) as f64 * flip) < 0.05));
    let noisy = noisy.collect();
    (columns, exact, noisy)
}

#[test]
fn the_generated_reference_is_followed_step_by_step() {
    let (columns, exact, noisy) = generated();
    let (inputs, among) = prepared(&columns);
    let worlds: Vec<u32> = (0..4000).collect();
    let of = |sought: &[bool], slice| trajectory(&inputs, &among, sought, &worlds, peeling(slice));
    if let Some(csv) = reference("prim-generated-trajectory.csv") {
        agrees(&of(&exact, 0.05), &csv);
    }
    // The boxes that the file tells of.
    for (sought, slice, steps, index, n, k) in [
        (&exact, 0.05, 38, 35, 656, 623),
        (&exact, 0.1, 20, 18, 596, 589),
        (&noisy, 0.05, 71, 34, 691, 619),
        (&noisy, 0.05, 71, 70, 347, 341),
    ] {
        let found = of(sought, slice);
        assert_eq!(found.len(), steps);
        assert_eq!((found[index].worlds, found[index].sought), (n, k));
    }
    // Its quasi-p values: those of sides of which an input has one, which stand for the input.
    let found = of(&exact, 0.1);
    let p = found[18].region.quasi_p(&inputs, &exact, &worlds);
    for (p, expected) in p
        .iter()
        .zip([1.042_464_582_700_709_5e-197, 1.028_135_156_043_275e-123])
    {
        assert!((p / expected - 1.0).abs() < 1e-9, "{p} {expected}");
    }
    let Limit::Range {
        low: Some(low),
        high: None,
    } = found[18].region.limits[0].1
    else {
        panic!("{:?}", found[18]);
    };
    assert!((low - 0.566_301_777_090_984_6).abs() < 1e-12);
}

#[test]
fn the_reference_of_bryant_and_lempert_is_followed_step_by_step() {
    let (Some(data), Some(csv)) = (
        reference("bryant-lempert-2010.csv"),
        reference("prim-bryant-lempert-trajectory.csv"),
    ) else {
        return;
    };
    let rows: Vec<Vec<f64>> = (data.lines().skip(1))
        .map(|line| line.split(',').map(|c| c.parse().unwrap()).collect())
        .collect();
    let columns: Vec<Vec<f64>> = (0..9)
        .map(|c| rows.iter().map(|r| r[c]).collect())
        .collect();
    let sought: Vec<bool> = rows.iter().map(|r| r[9] == 1.0).collect();
    let (inputs, among) = prepared(&columns);
    let worlds: Vec<u32> = (0..rows.len() as u32).collect();
    agrees(
        &trajectory(&inputs, &among, &sought, &worlds, peeling(0.1)),
        &csv,
    );
}

/// Where two of twenty inputs make a box and one world in twenty is flipped.
fn planted(seed: u64, worlds: usize) -> (Vec<Vec<f64>>, Vec<Option<bool>>) {
    let columns = uniform(50_000 + seed, 21, worlds);
    let truths = (0..worlds).map(|w| {
        let inside = columns[4][w] > 0.6 && columns[11][w] < 0.5;
        Some(inside ^ (columns[20][w] < 0.05))
    });
    let truths = truths.collect();
    (columns, truths)
}

/// A planted box is found with its own inputs and no other, and what is told of it is so in fresh worlds.
#[test]
fn a_planted_box_is_found_and_told_as_it_is() {
    let (mut own, mut dense, mut covered) = (0, 0, 0);
    for seed in 0..100 {
        let (columns, truths) = planted(seed, 1000);
        let (inputs, among) = prepared(&columns[..20]);
        let found = discover(&inputs, &among, &truths, Peeling::default());
        let Some(told) = found.found else { continue };
        let restricted: Vec<usize> = told.region.limits.iter().map(|(i, _)| *i).collect();
        own += u32::from(restricted == [4, 11]);
        let (fresh, truths) = planted(10_000 + seed, 4000);
        let (inputs, _) = prepared(&fresh[..20]);
        let sought: Vec<bool> = truths.iter().map(|t| *t == Some(true)).collect();
        let worlds: Vec<u32> = (0..4000).collect();
        let (all, yes) = told.region.counts(&inputs, &sought, &worlds);
        let total = sought.iter().filter(|s| **s).count() as f64;
        let within = |told: contend_analysis::Share, truth: f64| {
            let n = told.tally.all;
            (told.share - truth).abs() <= 2.0 * (truth * (1.0 - truth) / n).sqrt() + 0.02
        };
        dense += u32::from(within(told.density, yes as f64 / all as f64));
        covered += u32::from(within(told.coverage, yes as f64 / total));
    }
    assert!(own >= 95, "{own} of 100 with their own inputs");
    assert!(dense >= 93 && covered >= 93, "{dense} {covered}");
}

#[test]
fn noise_has_no_box() {
    let mut none = 0;
    for seed in 0..100 {
        let columns = uniform(90_000 + seed, 61, 500);
        let truths: Vec<Option<bool>> = (0..500).map(|w| Some(columns[60][w] < 0.3)).collect();
        let (inputs, among) = prepared(&columns[..60]);
        none += u32::from(
            discover(&inputs, &among, &truths, Peeling::default())
                .found
                .is_none(),
        );
    }
    assert!(none >= 95, "{none} of 100");
}

/// A scale changes nothing, options are peeled one at a time, and what has no value stays out.
#[test]
fn choices_and_scales() {
    let columns = uniform(77, 3, 3000);
    let option: Vec<f64> = columns[0].iter().map(|u| maths::floor(u * 4.0)).collect();
    let truths: Vec<Option<bool>> = (0..3000)
        .map(|w| {
            let inside = (option[w] == 1.0 || option[w] == 3.0) && columns[1][w] > 0.5;
            (w % 7 != 0).then_some(inside)
        })
        .collect();
    let scaled: Vec<f64> = columns[1].iter().map(|u| maths::exp(20.0 * u)).collect();
    let of = |values: &[f64]| {
        let mut inputs = Inputs::new();
        inputs.add_choice(&option, 4);
        inputs.add_number(values);
        inputs.add_number(&columns[2]);
        discover(&inputs, &[0, 1, 2], &truths, Peeling::default())
    };
    let told = of(&columns[1]).found.unwrap();
    assert_eq!(told.region.limits[0], (0, Limit::Options(vec![1, 3])));
    assert!(
        told.density.share > 0.97 && told.coverage.share > 0.9,
        "{told:?}"
    );
    let again = of(&scaled).found.unwrap();
    assert_eq!(told.density, again.density);
    let none = discover(&Inputs::new(), &[], &[Some(true); 100], Peeling::default());
    assert_eq!(none.nothing, Some(NoRegion::SameEverywhere));
    assert!(Region::default().limits.is_empty());
}
