//! Quantiles that are put together in any order.

use contend_ensemble::{Admitted, Ensemble, Refused, Sink, Sketch, Sketches};
use contend_model::id::{OutcomeId, ProfileId};
use proptest::prelude::*;

use crate::support::{WORLDS, parts, plan, prepared, village};

fn sketch(values: &[f64]) -> Sketch {
    let mut sketch = Sketch::default();
    values.iter().for_each(|x| sketch.add(*x));
    sketch
}

/// A number of any size, sign and kind.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => (-3.0..3.0_f64, -30.0..30.0_f64).prop_map(|(x, e)| x * contend_engine::maths::exp(e)),
        1 => prop_oneof![Just(0.0), Just(-0.0), Just(1.0), Just(-1.0), Just(f64::MIN_POSITIVE), Just(5e-324)],
        1 => prop_oneof![Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::NAN)],
    ]
}

proptest! {
    #[test]
    fn any_deal_and_any_order_of_merging_is_the_same(
        values in proptest::collection::vec(number(), 0..300),
        hands in proptest::collection::vec(0..5_usize, 300),
        order in Just(vec![0, 1, 2, 3, 4]).prop_shuffle(),
    ) {
        let mut dealt = vec![Sketch::default(); 5];
        for (x, hand) in values.iter().zip(hands) {
            dealt[hand].add(*x);
        }
        let mut merged = Sketch::default();
        order.into_iter().for_each(|i| merged.merge(&dealt[i]));
        prop_assert_eq!(&merged, &sketch(&values));
        let text = serde_json::to_string(&merged).expect("is written");
        prop_assert_eq!(serde_json::from_str::<Sketch>(&text).expect("is read"), merged);
    }

    #[test]
    fn quantiles_are_as_near_as_is_said(
        values in proptest::collection::vec(number(), 1..200),
        share in 0.0..=1.0_f64,
    ) {
        let found = sketch(&values);
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        sorted.sort_by(f64::total_cmp);
        prop_assert_eq!(found.count(), sorted.len() as u64);
        prop_assert_eq!(found.left_out(), (values.len() - sorted.len()) as u64);
        if sorted.is_empty() {
            prop_assert_eq!(found.quantile(share), None);
            return Ok(());
        }
        let place = share * (sorted.len() - 1) as f64;
        let (low, high) = (sorted[place as usize], sorted[(place as usize + 1).min(sorted.len() - 1)]);
        let part = place - place.trunc();
        let exact = if part == 0.0 || low == high { low } else { low + (high - low) * part };
        let q = found.quantile(share).expect("there are numbers");
        if exact.is_finite() {
            let most = if part == 0.0 { low.abs() } else { low.abs().max(high.abs()) };
            let allowed = Sketch::ACCURACY * most + f64::MIN_POSITIVE;
            prop_assert!((q - exact).abs() <= allowed * (1.0 + 1e-12), "{q} for {exact}");
        } else {
            prop_assert_eq!(q.to_bits() | 1 << 51, exact.to_bits() | 1 << 51);
        }
    }
}

#[test]
fn bins_are_as_wide_as_is_said() {
    // The worst number of a bin is off by the accuracy, and by hardly less.
    let worst = (0..100_000)
        .map(|i| 1.0 + f64::from(i) / 100_000.0)
        .map(|x| (sketch(&[x]).quantile(0.5).expect("it is there") - x).abs() / x)
        .fold(0.0, |a, b| if b > a { b } else { a });
    assert!(
        worst <= Sketch::ACCURACY && worst > 0.95 * Sketch::ACCURACY,
        "{worst}"
    );
    assert_eq!(sketch(&[1.0]).quantile(-0.1), None);
    assert_eq!(sketch(&[1.0]).quantile(f64::NAN), None);
}

#[test]
fn a_plan_can_be_sketched_as_it_comes_in() {
    let (scenario, prepared) = (village(), prepared(&village()));
    let mut ensemble = Ensemble::new(prepared.plan(), &scenario);
    let mut sketches = Sketches::new(prepared.plan());
    for part in parts(&prepared, 40).iter().rev() {
        ensemble.accept(part).expect("it fits");
        assert_eq!(sketches.accept(part), Ok(Admitted::New));
        assert_eq!(sketches.accept(part), Ok(Admitted::Known));
    }
    for runs in ensemble.runs().take(2) {
        for element in 0..2 {
            let column = runs.column(OutcomeId(0), element).expect("it was wanted");
            assert_eq!(
                sketches.column(runs.profile(), element),
                Some(&sketch(column))
            );
        }
    }
    assert_eq!(sketches.column(ProfileId(2), 1), None);
    assert_eq!(
        sketches
            .column(ProfileId(2), 0)
            .map(|s| s.count() + s.left_out()),
        Some(WORLDS)
    );
    let torn = parts(&prepared, 100).swap_remove(1);
    assert!(sketches.accept(&torn) == Ok(Admitted::Known));
    let mut other = plan(&scenario);
    other.seed = 3;
    let mut of_other = Sketches::new(&other);
    assert!(matches!(
        of_other.accept(&torn),
        Err(Refused::OtherPlan { .. })
    ));
}
