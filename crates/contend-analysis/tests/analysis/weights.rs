//! Worlds that count by weight.

use contend_analysis::{
    Inputs, Share, Tally, Target, Truths, TurningPoint, Verdict, Word, difference, hinges,
    in_worlds, over_time, quantiles, tally, turning,
};
use contend_model::expression::BinaryOp;
use contend_model::model::VerdictRule;
use proptest::prelude::*;

use crate::planted::{prepared, uniform};
use crate::support::*;

/// Each value as often as its weight says.
fn repeated<T: Clone>(values: &[T], times: &[u32]) -> Vec<T> {
    let each = values.iter().zip(times);
    each.flat_map(|(v, n)| std::iter::repeat_n(v.clone(), *n as usize))
        .collect()
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-9 * (1.0 + b.abs())
}

fn weights(times: &[u32], scale: f64) -> Vec<f64> {
    times.iter().map(|n| f64::from(*n) * scale).collect()
}

proptest! {
    #[test]
    fn whole_weights_are_repetitions(
        worlds in proptest::collection::vec((proptest::option::of(any::<bool>()), 0..5_u32), 1..80),
    ) {
        let (truths, times): (Vec<_>, Vec<_>) = worlds.into_iter().unzip();
        let weighted = tally(&truths, Some(&weights(&times, 1.0)));
        let plain = tally(&repeated(&truths, &times), None);
        prop_assert_eq!((weighted.holds, weighted.all), (plain.holds, plain.all));
        prop_assert_eq!(weighted.share(), plain.share());
        // Repetitions tell nothing new: the effective number knows.
        prop_assert!(weighted.effective() <= weighted.worlds as f64 + 1e-9 || weighted.worlds == 0);
        prop_assert_eq!(plain.effective(), plain.worlds as f64);
    }

    #[test]
    fn whole_weights_turn_where_repetitions_do(seed in 0..500_u64, cut in 0.3..0.7_f64) {
        let columns = uniform(seed, 2, 120);
        let times: Vec<u32> = columns[1].iter().map(|u| 1 + (u * 3.0) as u32).collect();
        let truths: Vec<Option<bool>> = columns[0].iter().map(|x| Some(*x < cut)).collect();
        let (inputs, _) = prepared(&columns[..1]);
        let weights = weights(&times, 1.0);
        let weighted = turning(&inputs, 0, &Target::Truth(&truths), Some(&weights)).unwrap();
        let column = repeated(&columns[0], &times);
        let mut inputs = Inputs::new();
        inputs.add_number(&column);
        let plain = turning(&inputs, 0, &Target::Truth(&repeated(&truths, &times)), None).unwrap();
        let side = |t: &TurningPoint| match t {
            TurningPoint::Value { value, holds, below, above } =>
                (*value, *holds, [below.holds, below.all, above.holds, above.all]),
            TurningPoint::Options { .. } => panic!("a number"),
        };
        prop_assert_eq!(side(&weighted.at), side(&plain.at));
    }

    #[test]
    fn the_scale_of_weights_does_not_matter(
        seed in 0..500_u64,
        scale in prop_oneof![Just(0.25), Just(1024.0), 0.01..100.0_f64],
    ) {
        let columns = uniform(seed, 4, 200);
        let (inputs, tried) = prepared(&columns[..3]);
        let ones: Vec<f64> = columns[3].iter().map(|u| u * u).collect();
        let other: Vec<f64> = ones.iter().map(|w| w * scale).collect();
        let truths: Vec<Option<bool>> = (0..200).map(|w| Some(columns[0][w] + 0.4 * columns[1][w] < 0.6)).collect();
        let (a, b) = (tally(&truths, Some(&ones)), tally(&truths, Some(&other)));
        let (a, b) = (Share::of(a).unwrap(), Share::of(b).unwrap());
        prop_assert!(near(a.share, b.share) && near(a.low, b.low) && near(a.high, b.high));
        for target in [Target::Truth(&truths), Target::Number(&columns[2])] {
            let a = hinges(&inputs, &tried, &target, Some(&ones));
            let b = hinges(&inputs, &tried, &target, Some(&other));
            prop_assert_eq!(a.hinges.len(), b.hinges.len());
            prop_assert!(near(a.explains, b.explains), "{a:?} {b:?}");
            for (a, b) in a.hinges.iter().zip(&b.hinges) {
                prop_assert!(a.input == b.input && near(a.distance, b.distance) && near(a.p, b.p) && near(a.explains, b.explains));
            }
        }
        let (a, b) = (quantiles(&columns[0], Some(&ones)).unwrap(), quantiles(&columns[0], Some(&other)).unwrap());
        prop_assert!(near(a.median, b.median) && near(a.nine_of_ten.0, b.nine_of_ten.0) && near(a.middle_half.1, b.middle_half.1));
    }

    #[test]
    fn weights_that_are_alike_change_nothing(seed in 0..500_u64, weight in prop_oneof![Just(1.0), Just(0.5), Just(3.0)]) {
        let columns = uniform(seed, 5, 150);
        let choice: Vec<f64> = columns[3].iter().map(|u| (u * 3.0).trunc()).collect();
        let (mut inputs, mut tried) = prepared(&columns[..3]);
        inputs.add_choice(&choice, 3);
        tried.push(3);
        let weights = vec![weight; 150];
        let truths: Vec<Option<bool>> = (0..150).map(|w| (w % 9 != 0).then(|| columns[0][w] + 0.3 * choice[w] < 0.7)).collect();
        let (a, b) = (tally(&truths, None), tally(&truths, Some(&weights)));
        let (a, b) = (Share::of(a).unwrap(), Share::of(b).unwrap());
        prop_assert!(near(a.share, b.share) && near(a.low, b.low) && near(a.high, b.high));
        prop_assert_eq!(a.counts().is_some(), true);
        prop_assert_eq!(b.counts().is_some(), weight == 1.0);
        let a = hinges(&inputs, &tried, &Target::Truth(&truths), None);
        let b = hinges(&inputs, &tried, &Target::Truth(&truths), Some(&weights));
        prop_assert_eq!(a.hinges.first().map(|h| h.input), b.hinges.first().map(|h| h.input));
        for h in &a.hinges {
            if let Some(o) = b.hinges.iter().find(|o| o.input == h.input) {
                prop_assert!(near(h.distance, o.distance) && near(h.explains, o.explains));
            }
        }
        let (a, b) = (quantiles(&columns[4], None).unwrap(), quantiles(&columns[4], Some(&weights)).unwrap());
        for (a, b) in [(a.median, b.median), (a.middle_half.0, b.middle_half.0), (a.nine_of_ten.1, b.nine_of_ten.1)] {
            prop_assert!(near(a, b), "{a} {b}");
        }
    }

    #[test]
    fn worlds_without_weight_are_not_there(seed in 0..500_u64) {
        let columns = uniform(seed, 3, 100);
        let there: Vec<bool> = columns[2].iter().map(|u| *u < 0.6).collect();
        let weights: Vec<f64> = there.iter().enumerate().map(|(w, t)| if *t { 1.0 } else { [0.0, -1.0, f64::NAN][w % 3] }).collect();
        let only = |c: &[f64]| c.iter().zip(&there).filter(|(_, t)| **t).map(|(x, _)| *x).collect::<Vec<f64>>();
        let (a, b) = (quantiles(&columns[0], Some(&weights)).unwrap(), quantiles(&only(&columns[0]), None).unwrap());
        prop_assert!(a.worlds == b.worlds && near(a.median, b.median) && near(a.nine_of_ten.0, b.nine_of_ten.0));
        let truths: Vec<Option<bool>> = columns[1].iter().map(|x| Some(*x < 0.5)).collect();
        let fewer: Vec<Option<bool>> = only(&columns[1]).iter().map(|x| Some(*x < 0.5)).collect();
        prop_assert_eq!(tally(&truths, Some(&weights)), tally(&fewer, None));
        let (inputs, _) = prepared(&columns[..2]);
        let kept = [only(&columns[0]), only(&columns[1])];
        let (others, _) = prepared(&kept);
        let a = hinges(&inputs, &[0, 1], &Target::Truth(&truths), Some(&weights));
        let b = hinges(&others, &[0, 1], &Target::Truth(&fewer), None);
        prop_assert_eq!(&a.hinges[0].turning, &b.hinges[0].turning);
        prop_assert_eq!(a.explains, b.explains);
    }
}

/// By hand: weights 1, 1, 2 are 16 / 6 effective worlds.
#[test]
fn weighted_quantiles_average_the_weighted_distribution() {
    let q = quantiles(&[30.0, 10.0, 20.0], Some(&[2.0, 1.0, 1.0])).unwrap();
    // In worlds of the effective number: 10 up to 2/3, 20 up to 4/3, 30 up to 8/3; the median's interval is 5/6..11/6.
    let median = 20.0 * (4.0 / 3.0 - 5.0 / 6.0) + 30.0 * (11.0 / 6.0 - 4.0 / 3.0);
    assert!((q.median - median).abs() < 1e-12, "{q:?}");
    // 5 % begins at 1/12: 7/12 in 10, 5/12 in 20.
    let low = (10.0 * 7.0 + 20.0 * 5.0) / 12.0;
    assert!((q.nine_of_ten.0 - low).abs() < 1e-12, "{q:?}");
    let never = f64::INFINITY;
    let q = quantiles(&[never, 1.0, f64::NAN, 2.0], Some(&[1.0, 1.0, 9.0, 1.0])).unwrap();
    assert_eq!((q.worlds, q.left_out, q.infinite), (3, 1, 1));
    assert_eq!((q.median, q.nine_of_ten.1), (2.0, never));
}

#[test]
fn points_in_time_and_differences_count_by_weight() {
    let weights = [3.0, 1.0];
    let q = over_time(&[1.0, 10.0, 2.0, 20.0], 2, Some(&weights), |_| false);
    let medians: Vec<f64> = q.iter().map(|q| q.unwrap().median).collect();
    assert!(
        near(medians[1], 10.0 * medians[0]) && medians[0] < 1.5,
        "{medians:?}"
    );
    let d = difference(&[5.0, 1.0], &[4.0, 3.0], Some(&weights)).unwrap();
    assert_eq!((d.greater.share, d.less.share), (0.75, 0.25));
    assert_eq!(d.greater.tally.effective(), 1.6);
}

#[test]
fn verdicts_follow_the_weight() {
    let truths: Vec<Option<bool>> = (0..100).map(|w| Some(w < 50)).collect();
    let weights: Vec<f64> = (0..100).map(|w| if w < 50 { 4.0 } else { 1.0 }).collect();
    let rule = VerdictRule::default();
    let plain = Verdict::of_worlds(tally(&truths, None), 0, 0.0, &rule);
    let weighted = Verdict::of_worlds(tally(&truths, Some(&weights)), 0, 0.0, &rule);
    assert_eq!((plain.word, weighted.word), (Word::Contested, Word::Holds));
    let share = weighted.share.unwrap();
    assert_eq!((share.share, share.counts()), (0.8, None));
    // 250² / 850 worlds that count alike.
    let alike = Share::of(Tally {
        holds: 0.8 * 73.529_411_764_705_88,
        all: 73.529_411_764_705_88,
        worlds: 100,
        squares: 73.529_411_764_705_88,
    });
    let alike = alike.unwrap();
    assert!(near(share.low, alike.low) && near(share.high, alike.high));
}

#[test]
fn tests_of_claims_are_tallied_by_the_weight_column() {
    let scenario = scenario(vec![], vec![plain_outcome("time", &[], number(0.0))]);
    let test = binary(BinaryOp::Less, outcome(0, 0, &[], &[]), number(2.0));
    let mut columns = Recorded {
        worlds: 4,
        ..Recorded::default()
    };
    columns
        .outcomes
        .insert((0, 0, 0), vec![1.0, 3.0, f64::NAN, 3.0]);
    let of = |columns: &Recorded| {
        let Truths {
            tally,
            failed,
            lost,
            ..
        } = in_worlds(&scenario, &test, columns).unwrap();
        (tally, failed, lost)
    };
    assert_eq!(of(&columns), (Tally::of_counts(1, 3), 1, 1.0));
    columns.weights = Some(vec![6.0, 1.0, 50.0, 2.0]);
    let (tally, failed, lost) = of(&columns);
    assert_eq!((tally.holds, tally.all, tally.worlds), (6.0, 9.0, 3));
    assert_eq!((failed, lost), (1, 50.0));
}

#[test]
fn counts_are_written_as_counts_and_weights_as_weights() {
    let write = |share: Share| serde_json::to_value(share).unwrap();
    let plain = write(Share::new(3, 4).unwrap());
    assert_eq!((&plain["holds"], &plain["worlds"]), (&3.into(), &4.into()));
    assert_eq!(plain.as_object().unwrap().len(), 5);
    let weighted = write(Share::of(tally(&[Some(true), Some(false)], Some(&[3.0, 1.0]))).unwrap());
    assert_eq!(
        (&weighted["holds"], &weighted["all"], &weighted["effective"]),
        (&3.0.into(), &4.0.into(), &1.6.into())
    );
}
