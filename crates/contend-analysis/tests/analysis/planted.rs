//! Planted causes are found, and nothing else is.

use contend_analysis::{Hinges, Inputs, Nothing, Side, Tally, Target, Turning, TurningPoint};
use contend_engine::chance::{Purpose, Stream};
use contend_model::key::Key;
use proptest::prelude::*;

/// Independent uniform inputs, one column each.
pub fn uniform(seed: u64, inputs: u32, worlds: usize) -> Vec<Vec<f64>> {
    (0..inputs)
        .map(|i| {
            let stream = Stream {
                seed,
                purpose: Purpose::Run,
                key: Key(u64::from(i)),
                step: 0,
            };
            let row = stream.row();
            (0..worlds as u64).map(|w| row.unit(w)).collect()
        })
        .collect()
}

pub fn prepared(columns: &[Vec<f64>]) -> (Inputs<'_>, Vec<usize>) {
    let mut inputs = Inputs::new();
    columns.iter().for_each(|c| inputs.add_number(c));
    (inputs, (0..columns.len()).collect())
}

fn hinges(inputs: &Inputs, tried: &[usize], truths: &[Option<bool>]) -> Hinges {
    contend_analysis::hinges(inputs, tried, &Target::Truth(truths), None)
}

fn turning(inputs: &Inputs, input: usize, truths: &[Option<bool>]) -> Option<Turning> {
    contend_analysis::turning(inputs, input, &Target::Truth(truths), None)
}

fn truths(worlds: usize, holds: impl Fn(usize) -> bool) -> Vec<Option<bool>> {
    (0..worlds).map(|w| Some(holds(w))).collect()
}

#[test]
fn a_threshold_is_found_where_it_stands() {
    let columns = uniform(2, 20, 2000);
    let (inputs, tried) = prepared(&columns);
    // Below 0.12 it holds in nine of ten worlds, above in one of twenty.
    let found = hinges(
        &inputs,
        &tried,
        &truths(2000, |w| {
            columns[19][w] < if columns[7][w] < 0.12 { 0.9 } else { 0.05 }
        }),
    );
    assert_eq!(found.hinges[0].input, 7);
    assert!(found.hinges.len() <= 2, "{found:?}");
    let Some(TurningPoint::Value {
        value,
        holds,
        below,
        above,
    }) = &found.hinges[0].turning
    else {
        panic!("{found:?}")
    };
    assert!((value - 0.12).abs() < 0.01, "{value}");
    assert_eq!((*holds, below.worlds + above.worlds), (Side::Below, 2000));
    assert!(below.share() > 0.85 && above.share() < 0.1);
    // Variance between the sides, by hand: 0.12·0.88·0.85² of a mean 0.152: 59 %.
    assert!((found.hinges[0].explains - 0.59).abs() < 0.06, "{found:?}");
    assert!(found.explain_most());
}

/// With enough worlds the slightest influence is significant; it is no hinge for that.
#[test]
fn a_slight_influence_is_no_hinge_however_sure_it_is() {
    let half: usize = 20_000;
    for (distance, is_hinge) in [(0.04, false), (0.06, true)] {
        // Two values, the upper more often by so much where the test holds.
        let upper = |holds: bool| {
            let share = if holds {
                0.5 + distance / 2.0
            } else {
                0.5 - distance / 2.0
            };
            (share * half as f64).round() as usize
        };
        let column: Vec<f64> = [true, false]
            .into_iter()
            .flat_map(|holds| (0..half).map(move |w| if w < upper(holds) { 1.0 } else { 0.0 }))
            .collect();
        let columns = [column];
        let (inputs, tried) = prepared(&columns);
        let found = hinges(&inputs, &tried, &truths(2 * half, |w| w < half));
        assert_eq!(found.hinges.len(), usize::from(is_hinge), "{found:?}");
        if let Some(hinge) = found.hinges.first() {
            assert!((hinge.distance - distance).abs() < 1e-9 && hinge.p < 1e-6);
        }
    }
}

#[test]
fn a_number_turns_midway_between_the_nearest_of_both_sides() {
    let columns = [vec![1.0, 13.0, 2.0, 12.0, 3.0, 11.0, 4.0, 10.0, 5.0, 9.0]];
    let (inputs, _) = prepared(&columns);
    for below in [true, false] {
        let found = turning(&inputs, 0, &truths(10, |w| (columns[0][w] < 6.0) == below));
        let Some(TurningPoint::Value { value, holds, .. }) = found.map(|t| t.at) else {
            panic!("it turns")
        };
        let side = if below { Side::Below } else { Side::Above };
        assert_eq!((value, holds), (7.0, side));
    }
}

#[test]
fn two_inputs_that_act_in_concert_explain_more_together() {
    let columns = uniform(2, 10, 4000);
    let (inputs, tried) = prepared(&columns);
    let found = hinges(
        &inputs,
        &tried,
        &truths(4000, |w| columns[3][w] > 0.4 && columns[8][w] < 0.6),
    );
    let mut named: Vec<usize> = found.hinges.iter().map(|h| h.input).collect();
    named.sort_unstable();
    assert_eq!(named, [3, 8]);
    assert!(
        found
            .hinges
            .iter()
            .all(|h| h.explains > 0.3 && h.explains < 0.5),
        "{found:?}"
    );
    assert!(found.explains > 0.98, "{found:?}");
    let parts: f64 = found.hinges.iter().map(|h| h.part).sum();
    assert!((parts - found.explains).abs() < 1e-12);
    assert!(found.hinges.iter().all(|h| h.part > 0.3), "{found:?}");
}

#[test]
fn options_are_parted_by_their_shares() {
    let columns = uniform(3, 3, 1500);
    let option: Vec<f64> = columns[0]
        .iter()
        .map(|x| f64::from((x * 5.0) as u8))
        .collect();
    let mut inputs = Inputs::new();
    inputs.add_choice(&option, 5);
    inputs.add_number(&columns[1]);
    let found = hinges(
        &inputs,
        &[0, 1],
        &truths(1500, |w| {
            columns[2][w]
                < if option[w] == 1.0 || option[w] == 4.0 {
                    0.9
                } else {
                    0.2
                }
        }),
    );
    assert_eq!(found.hinges.len(), 1);
    let Some(TurningPoint::Options { holds, options }) = &found.hinges[0].turning else {
        panic!("{found:?}")
    };
    assert_eq!(*holds, [1, 4]);
    assert_eq!(options.iter().map(|p| p.worlds).sum::<u64>(), 1500);
    // 0.4·0.6·0.7² of a mean 0.48: 47 %.
    assert!((found.explains - 0.47).abs() < 0.06, "{found:?}");
}

#[test]
fn an_input_that_matters_at_both_ends_is_a_hinge_that_explains_less() {
    let columns = uniform(4, 5, 2000);
    let (inputs, tried) = prepared(&columns);
    let found = hinges(
        &inputs,
        &tried,
        &truths(2000, |w| (columns[2][w] - 0.5).abs() > 0.25),
    );
    assert_eq!(found.hinges.len(), 1);
    assert_eq!(found.hinges[0].input, 2);
    assert!(found.hinges[0].explains < 0.4);
    // Two cuts of the same input tell all.
    assert!(found.explains > 0.98, "{found:?}");
}

/// 400 claims that nothing decides: the share of claims for which an input is named stays at the level of 5 %.
#[test]
fn inputs_that_do_not_matter_are_not_named() {
    let claims = 400;
    let mut wrong = 0;
    for claim in 0..claims {
        let columns = uniform(1000 + claim, 16, 300);
        let (mut inputs, mut tried) = prepared(&columns[..14]);
        let option: Vec<f64> = columns[14]
            .iter()
            .map(|x| f64::from((x * 4.0) as u8))
            .collect();
        inputs.add_choice(&option, 4);
        tried.push(14);
        let share = [0.05, 0.3, 0.5][claim as usize % 3];
        let found = hinges(&inputs, &tried, &truths(300, |w| columns[15][w] < share));
        wrong += u64::from(!found.hinges.is_empty());
        assert!(found.explains < 0.15, "{found:?}");
    }
    // Three standard deviations above 20.
    assert!(wrong <= 33, "{wrong} of {claims}");
}

/// The best of many cuts of pure noise looks as if it explained something; the share told does not.
#[test]
fn the_share_explained_is_honest() {
    let (mut told, mut seen) = (0.0, 0.0);
    for seed in 0..200 {
        let columns = uniform(seed, 2, 60);
        let (inputs, _) = prepared(&columns);
        let found = turning(&inputs, 0, &truths(60, |w| columns[1][w] < 0.5)).unwrap();
        let TurningPoint::Value { below, above, .. } = found.at else {
            panic!()
        };
        let all = Tally::of_counts((below.holds + above.holds) as u64, 60);
        let error = |p: Tally, s: f64| {
            p.holds * (1.0 - s) * (1.0 - s) + (p.worlds as f64 - p.holds) * s * s
        };
        seen += 1.0
            - (error(below, below.share()) + error(above, above.share())) / error(all, all.share());
        told += found.explains;
    }
    assert!(seen / 200.0 > 0.06, "{}", seen / 200.0);
    assert!(told / 200.0 < 0.03, "{}", told / 200.0);
}

#[test]
fn where_nothing_can_hinge_it_is_said() {
    let columns = uniform(5, 3, 100);
    let (inputs, tried) = prepared(&columns);
    let same = hinges(&inputs, &tried, &truths(100, |_| true));
    assert_eq!(
        (same.nothing, same.hinges.len(), same.explains),
        (Some(Nothing::SameEverywhere), 0, 0.0)
    );
    let few = hinges(&inputs, &tried, &truths(100, |w| w < 4));
    assert_eq!(few.nothing, Some(Nothing::TooFewWorlds));
    let none = hinges(&inputs, &tried, &[None; 100]);
    assert_eq!(none.nothing, Some(Nothing::SameEverywhere));
    let empty = hinges(&Inputs::new(), &[0, 7], &[]);
    assert!(empty.hinges.is_empty());
}

#[test]
fn constant_inputs_and_worlds_left_out_do_no_harm() {
    let mut columns = uniform(6, 3, 500);
    columns.push(vec![4.0; 500]);
    let (inputs, tried) = prepared(&columns);
    let mut held = truths(500, |w| columns[0][w] < 0.3);
    // Worlds left out would say the opposite.
    for w in 0..500 {
        if columns[1][w] < 0.4 {
            held[w] = None;
        }
    }
    let found = hinges(&inputs, &tried, &held);
    assert_eq!(
        found.hinges.iter().map(|h| h.input).collect::<Vec<usize>>(),
        [0]
    );
    assert!(found.hinges[0].explains > 0.95 && found.hinges[0].p < 1e-6);
    assert_eq!(turning(&inputs, 3, &held), None);
    let counted = held.iter().flatten().count() as u64;
    let Some(TurningPoint::Value { below, above, .. }) = found.hinges[0].turning else {
        panic!()
    };
    assert_eq!(below.worlds + above.worlds, counted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn shares_are_shares_and_worlds_have_no_order(seed in 0_u64..1000, worlds in 12_usize..200, weight in 0.0..1.0) {
        let columns = uniform(seed, 5, worlds);
        let holds = |w: usize| weight * columns[0][w] + (1.0 - weight) * columns[4][w] < 0.4;
        let (inputs, tried) = prepared(&columns[..4]);
        let found = hinges(&inputs, &tried, &truths(worlds, holds));
        prop_assert!((0.0..=1.0).contains(&found.explains));
        for h in &found.hinges {
            for share in [h.distance, h.p, h.explains, h.part] {
                prop_assert!((0.0..=1.0).contains(&share));
            }
        }
        let reversed: Vec<Vec<f64>> = columns.iter().map(|c| c.iter().rev().copied().collect()).collect();
        let (inputs, _) = prepared(&reversed[..4]);
        let again = hinges(&inputs, &tried, &truths(worlds, |w| holds(worlds - 1 - w)));
        prop_assert_eq!(found.hinges.len(), again.hinges.len());
        prop_assert!((found.explains - again.explains).abs() < 1e-9);
        for (a, b) in found.hinges.iter().zip(&again.hinges) {
            prop_assert_eq!(a.input, b.input);
            prop_assert_eq!(&a.turning, &b.turning);
            prop_assert!((a.explains - b.explains).abs() < 1e-12 && a.p == b.p && a.distance == b.distance);
        }
    }
}
