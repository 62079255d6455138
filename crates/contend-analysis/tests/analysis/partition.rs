//! Trees of worlds: planted rectangles are found, noise is not parted.

use contend_analysis::Inputs;
use contend_analysis::discovery::{Limit, NoRegion};
use contend_analysis::partition::{Part, partition};
use contend_engine::maths;

use crate::planted::{prepared, uniform};

/// The inputs of all cuts, from the root down.
fn cuts(part: &Part) -> Vec<usize> {
    part.cut.iter().fold(Vec::new(), |mut all, cut| {
        all.push(cut.input);
        all.extend(cuts(&cut.first));
        all.extend(cuts(&cut.second));
        all
    })
}

/// The parts that are not parted further.
fn leaves(part: &Part) -> Vec<&Part> {
    match &part.cut {
        None => vec![part],
        Some(cut) => [leaves(&cut.first), leaves(&cut.second)].concat(),
    }
}

fn value(limit: &Limit) -> f64 {
    match limit {
        Limit::Range {
            high: Some(value), ..
        } => *value,
        other => panic!("{other:?}"),
    }
}

/// Sought where the fourth is above 0.6 and the eleventh below 0.5, one world in twenty flipped: four parts in theory three, of densities
/// 0.05, 0.05 and 0.95, a fifth of the worlds in the last.
#[test]
fn a_planted_rectangle_is_recovered() {
    let mut own = 0;
    for seed in 0..50 {
        let columns = uniform(70_000 + seed, 21, 1500);
        let sought: Vec<Option<bool>> = (0..1500)
            .map(|w| {
                let inside = columns[4][w] > 0.6 && columns[11][w] < 0.5;
                Some(inside ^ (columns[20][w] < 0.05))
            })
            .collect();
        let (inputs, among) = prepared(&columns[..20]);
        let Some(tree) = partition(&inputs, &among, &sought).found else {
            continue;
        };
        let mut named = cuts(&tree);
        named.sort_unstable();
        named.dedup();
        let dense = leaves(&tree)
            .into_iter()
            .max_by(|a, b| a.density.share.total_cmp(&b.density.share))
            .unwrap();
        let at = tree.cut.as_ref().unwrap();
        let planted = if at.input == 4 { 0.6 } else { 0.5 };
        own += u32::from(
            named == [4, 11]
                && (value(&at.first_is) - planted).abs() < 0.03
                && (dense.density.share - 0.95).abs() < 0.06
                && (dense.mass.share - 0.2).abs() < 0.05,
        );
        // All worlds are in one of the parts.
        let mass: f64 = leaves(&tree).iter().map(|l| l.mass.share).sum();
        assert!((mass - 1.0).abs() < 1e-12);
    }
    assert!(own >= 45, "{own} of 50");
}

/// Two places apart, which no box tells together.
#[test]
fn two_rectangles_are_told_by_one_tree() {
    let columns = uniform(5, 6, 4000);
    let sought: Vec<Option<bool>> = (0..4000)
        .map(|w| {
            let (x, y) = (columns[0][w], columns[3][w]);
            Some(x < 0.3 && y < 0.5 || x > 0.7 && y > 0.4)
        })
        .collect();
    let (inputs, among) = prepared(&columns);
    let tree = partition(&inputs, &among, &sought).found.unwrap();
    let dense: f64 = (leaves(&tree).iter())
        .filter(|l| l.density.share > 0.9)
        .map(|l| l.mass.share)
        .sum();
    assert!((dense - 0.33).abs() < 0.03, "{tree:#?}");
}

#[test]
fn noise_is_not_parted() {
    let mut none = 0;
    for seed in 0..100 {
        let columns = uniform(90_000 + seed, 61, 500);
        let sought: Vec<Option<bool>> = (0..500).map(|w| Some(columns[60][w] < 0.3)).collect();
        let (inputs, among) = prepared(&columns[..60]);
        let tree = partition(&inputs, &among, &sought);
        none += u32::from(tree.found.is_none());
    }
    assert!(none >= 95, "{none} of 100");
    // Even where inputs are let through that tell nothing but in the half that grows: cuts are pruned by the other half.
    let mut kept = 0;
    for seed in 0..100 {
        let columns = uniform(30_000 + seed, 3, 600);
        let sought: Vec<Option<bool>> = (0..600)
            .map(|w| Some(columns[0][w] < 0.4 || columns[2][w] < 0.02))
            .collect();
        let (inputs, among) = prepared(&columns[..2]);
        let tree = partition(&inputs, &among, &sought).found.unwrap();
        kept += u32::from(cuts(&tree) == [0]);
    }
    assert!(kept >= 95, "{kept} of 100 with the one cut that is there");
}

/// A choice is cut into sets of options; what has no value stays out; a scale changes nothing.
#[test]
fn choices_are_cut_into_sets_of_options() {
    let columns = uniform(78, 3, 3000);
    let option: Vec<f64> = columns[0].iter().map(|u| maths::floor(u * 4.0)).collect();
    let sought: Vec<Option<bool>> = (0..3000)
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
        partition(&inputs, &[0, 1, 2], &sought).found.unwrap()
    };
    let tree = of(&columns[1]);
    let mut found = 0;
    let mut open = vec![&tree];
    while let Some(part) = open.pop() {
        let Some(cut) = &part.cut else { continue };
        if cut.input == 0 {
            found += 1;
            assert_eq!(cut.first_is, Limit::Options(vec![0, 2]));
            assert_eq!(cut.second_is, Limit::Options(vec![1, 3]));
        }
        open.extend([&cut.first, &cut.second]);
    }
    assert_eq!(found, 1);
    let again: Vec<f64> = leaves(&of(&scaled)).iter().map(|l| l.mass.share).collect();
    let mass: Vec<f64> = leaves(&tree).iter().map(|l| l.mass.share).collect();
    assert_eq!(again, mass);
}

/// Constants, ties, and too few worlds.
#[test]
fn what_cannot_be_parted_is_not() {
    let columns = uniform(79, 2, 1000);
    let same = vec![3.0; 1000];
    let twice: Vec<f64> = columns[0]
        .iter()
        .map(|u| f64::from(u8::from(*u > 0.6)))
        .collect();
    let mut inputs = Inputs::new();
    inputs.add_number(&same);
    inputs.add_number(&twice);
    inputs.add_choice(&vec![0.0; 1000], 1);
    let sought: Vec<Option<bool>> = columns[0].iter().map(|u| Some(*u > 0.6)).collect();
    let tree = partition(&inputs, &[0, 1, 2], &sought).found.unwrap();
    assert_eq!(cuts(&tree), [1]);
    assert_eq!(value(&tree.cut.as_ref().unwrap().first_is), 0.5);
    let shares: Vec<f64> = leaves(&tree).iter().map(|l| l.density.share).collect();
    assert_eq!(shares, [0.0, 1.0]);
    let nothing = |sought: &[Option<bool>]| partition(&inputs, &[0, 1, 2], sought).nothing.unwrap();
    assert_eq!(nothing(&[Some(true); 1000]), NoRegion::SameEverywhere);
    assert_eq!(nothing(&[None; 1000]), NoRegion::TooFewWorlds);
    assert_eq!(nothing(&[]), NoRegion::TooFewWorlds);
    assert_eq!(nothing(&[Some(true)]), NoRegion::TooFewWorlds);
    let few: Vec<Option<bool>> = (0..1000).map(|w| Some(w < 10)).collect();
    assert_eq!(nothing(&few), NoRegion::TooFewWorlds);
    let none = partition(&inputs, &[], &sought);
    assert_eq!(none.nothing, Some(NoRegion::NothingScreened));
}
