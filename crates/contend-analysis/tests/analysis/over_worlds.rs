//! Tests over all worlds together, held against closed forms.

use contend_analysis::over_worlds::{Question, RESAMPLES, Together, Unjudged, together};
use contend_analysis::{Verdict, Word};
use contend_model::expression::{BinaryOp, Expression, Term, WorldsOp};
use contend_model::key::Key;
use contend_model::model::{Scenario, VerdictRule};
use proptest::prelude::*;

use crate::planted::uniform;
use crate::support::*;

/// Two outcomes under two profiles.
fn plain() -> Scenario {
    let of = |id| plain_outcome(id, &[], number(0.0));
    scenario(vec![], vec![of("x"), of("y")])
}

fn over(op: WorldsOp, body: Expression) -> Expression {
    let over = body.over.clone();
    let body = Box::new(body);
    expression(Term::OverWorlds { op, body }, &over)
}

/// The first outcome under the first profile.
fn x() -> Expression {
    outcome(0, 0, &[], &[])
}

/// The second.
fn y() -> Expression {
    outcome(1, 0, &[], &[])
}

fn greater(a: Expression, b: Expression) -> Expression {
    binary(BinaryOp::Greater, a, b)
}

fn worlds(x: Vec<f64>, y: Vec<f64>, weights: Option<Vec<f64>>) -> Recorded {
    Recorded {
        worlds: x.len(),
        outcomes: [((0, 0, 0), x), ((1, 0, 0), y)].into(),
        weights,
        ..Recorded::default()
    }
}

fn asked(
    test: &Expression,
    given: Option<&Expression>,
    ensemble: &Recorded,
    seed: u64,
) -> Together {
    let scenario = plain();
    let question = Question {
        scenario: &scenario,
        test,
        given,
        differs: true,
        seed,
        key: Key::claim("c"),
    };
    together(question, ensemble).unwrap()
}

fn ask(test: &Expression, ensemble: &Recorded) -> Together {
    asked(test, None, ensemble, 1)
}

fn draws(n: usize, seed: u64) -> Vec<f64> {
    uniform(seed, 1, n).remove(0)
}

/// Φ by its continued fraction far out and its series near 0 (Abramowitz and Stegun 26.2.10).
fn normal(z: f64) -> f64 {
    let (mut term, mut sum) = (z, z);
    for k in 1..200 {
        term *= -z * z / (2.0 * f64::from(k));
        sum += term / (2.0 * f64::from(k) + 1.0);
    }
    0.5 + sum / (2.0 * std::f64::consts::PI).sqrt()
}

fn near(found: &Together, expected: f64) {
    let share = f64::from(found.holds_in) / f64::from(RESAMPLES);
    // Four standard errors of a thousand resamples, and what normal theory lacks.
    let error = 4.0 * (expected * (1.0 - expected) / f64::from(RESAMPLES)).sqrt() + 0.02;
    assert!((share - expected).abs() < error, "{share}, not {expected}");
}

/// The interval of a side is 1.96 of its standard errors to either side.
fn standard_error(found: &Together, expected: f64, within: f64) {
    let (low, high) = found.sides[0].left.interval.unwrap();
    let error = (high - low) / (2.0 * 1.959_964);
    assert!(
        (error / expected - 1.0).abs() < within,
        "{error}, not {expected}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_mean_varies_by_its_standard_error(seed in 0_u64..1_000, n in 100_usize..2_000, z in -1.5..1.5f64) {
        let values = draws(n, seed);
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        let error = (squares / n as f64 / n as f64).sqrt();
        let test = greater(over(WorldsOp::Mean, x()), number(mean - z * error));
        let found = asked(&test, None, &worlds(values.clone(), values, None), seed);
        prop_assert!((found.sides[0].left.value - mean).abs() < 1e-12);
        prop_assert_eq!(found.holds, Some(z > 0.0));
        standard_error(&found, error, 0.12);
        near(&found, normal(z));
    }

    #[test]
    fn a_share_varies_like_a_binomial(seed in 0_u64..1_000, n in 400_usize..2_000, p in 0.1..0.9f64) {
        let values = draws(n, seed);
        let share = values.iter().filter(|v| **v > p).count() as f64 / n as f64;
        let error = (share * (1.0 - share) / n as f64).sqrt();
        let test = greater(over(WorldsOp::Share, greater(x(), number(p))), number(share - error));
        let found = asked(&test, None, &worlds(values.clone(), values, None), seed);
        prop_assert_eq!(found.sides[0].left.value, share);
        standard_error(&found, error, 0.15);
        near(&found, normal(1.0));
        // A world speaks for it where the condition is true.
        prop_assert_eq!(found.speaks.tally.share(), share);
    }

    /// Of uniform numbers the quantile at q has the standard error √(q (1 − q) / n), as the order statistic that it is.
    #[test]
    fn a_quantile_varies_like_an_order_statistic(seed in 0_u64..1_000, level in 0.1..0.9f64) {
        let n = 2_000;
        let values = draws(n, seed);
        let test = greater(over(WorldsOp::Quantile(level), x()), number(0.0));
        let found = asked(&test, None, &worlds(values.clone(), values.clone(), None), seed);
        let error = (level * (1.0 - level) / n as f64).sqrt();
        standard_error(&found, error, 0.45);
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        let place = level * (n - 1) as f64;
        let below = sorted[place as usize];
        let between = below + (place - place.floor()) * (sorted[place as usize + 1] - below);
        prop_assert!((found.sides[0].left.value - between).abs() < 1e-12);
    }

    /// A world of weight 2 is two worlds, but for how much they tell.
    #[test]
    fn values_count_by_weight(seed in 0_u64..1_000, n in 100_usize..300) {
        let values = draws(n, seed);
        let weights: Vec<f64> = (0..n).map(|w| f64::from(1 + (w % 3) as u32)).collect();
        let mut repeated = Vec::new();
        for (v, w) in values.iter().zip(&weights) {
            repeated.extend(std::iter::repeat_n(*v, *w as usize));
        }
        for op in [WorldsOp::Mean, WorldsOp::Share] {
            let body = if op == WorldsOp::Share { greater(x(), number(0.6)) } else { x() };
            let test = greater(over(op, body), number(0.4));
            let weighted = ask(&test, &worlds(values.clone(), values.clone(), Some(weights.clone())));
            let plain = ask(&test, &worlds(repeated.clone(), repeated.clone(), None));
            let value = |found: &Together| found.sides[0].left.value;
            prop_assert!((value(&weighted) - value(&plain)).abs() < 1e-12);
            let width = |found: &Together| found.sides[0].left.interval.map(|(low, high)| high - low).unwrap();
            // (1 + 2 + 3)² / (3 (1 + 4 + 9)) = 6 / 7 of n worlds, and not 2 n.
            let ratio = width(&weighted) / width(&plain);
            prop_assert!((ratio - (2.0 * 7.0 / 6.0_f64).sqrt()).abs() < 0.3, "{}", ratio);
        }
        let median = greater(over(WorldsOp::Quantile(0.5), x()), number(0.4));
        let even = ask(&median, &worlds(values.clone(), values.clone(), Some(vec![3.0; n])));
        let alone = ask(&median, &worlds(values.clone(), values, None));
        prop_assert!((even.sides[0].left.value - alone.sides[0].left.value).abs() < 1e-9);
    }
}

/// Pairs are kept: what is greater by a hair in each world is greater in every resample.
#[test]
fn whole_worlds_are_drawn() {
    let values = draws(500, 3);
    let more: Vec<f64> = values.iter().map(|v| v + 0.001).collect();
    let test = greater(over(WorldsOp::Mean, y()), over(WorldsOp::Mean, x()));
    let found = ask(&test, &worlds(values.clone(), more, None));
    assert_eq!(found.holds_in, RESAMPLES);
    let [left, right] = [found.sides[0].left, found.sides[0].right].map(|s| s.interval.unwrap());
    assert!(
        left.0 < right.1 && right.0 < left.1,
        "the intervals overlap"
    );
    assert_eq!(found.speaks.tally.share(), 1.0);
    // Shuffled, the pairs are lost, and with them the certainty.
    let mut other: Vec<f64> = values.iter().map(|v| v + 0.001).collect();
    other.rotate_left(7);
    assert!(ask(&test, &worlds(values, other, None)).holds_in < 700);
}

#[test]
fn equal_numbers_have_just_that_mean() {
    let ensemble = worlds(vec![0.1; 1000], vec![0.3; 1000], None);
    let equals = |op, value| binary(op, over(WorldsOp::Mean, x()), number(value));
    for op in [BinaryOp::GreaterEqual, BinaryOp::LessEqual, BinaryOp::Equal] {
        let found = ask(&equals(op, 0.1), &ensemble);
        assert_eq!(
            (found.holds, found.holds_in),
            (Some(true), RESAMPLES),
            "{op:?}"
        );
    }
}

#[test]
fn a_world_counts_in_all_functions_or_in_none() {
    let mut values = draws(1000, 4);
    let mut others = draws(1000, 5);
    let test = greater(over(WorldsOp::Mean, x()), over(WorldsOp::Mean, y()));
    for world in 0..5 {
        values[world] = f64::NAN;
        others[world + 5] = f64::NAN;
    }
    let found = ask(&test, &worlds(values.clone(), others.clone(), None));
    assert_eq!((found.left_out, found.counting.worlds), (10, 990));
    let mean = |v: &[f64]| v[10..].iter().sum::<f64>() / 990.0;
    assert!((found.sides[0].left.value - mean(&values)).abs() < 1e-12);
    assert!((found.sides[0].right.value - mean(&others)).abs() < 1e-12);
    assert_eq!(found.unjudged, None);
    // One more is more than one in a hundred.
    others[20] = f64::NAN;
    let found = ask(&test, &worlds(values.clone(), others.clone(), None));
    assert_eq!(
        (found.unjudged, found.holds),
        (Some(Unjudged::LeftOut), None)
    );
    assert_eq!(
        Verdict::over_worlds(&found, &VerdictRule::default()).word,
        Word::NoVerdict
    );
    // What has no value where the claim is not judged does not matter; where that itself has none it does.
    let judged = greater(y(), number(-1.0));
    let inside = binary(BinaryOp::And, judged.clone(), greater(x(), number(-1.0)));
    let found = asked(
        &test,
        Some(&judged),
        &worlds(values.clone(), others.clone(), None),
        1,
    );
    assert_eq!(
        (found.left_out, found.unjudged),
        (11, Some(Unjudged::LeftOut))
    );
    let known: Vec<f64> = (0..1000).map(|w| if w < 21 { -2.0 } else { 1.0 }).collect();
    let found = asked(
        &greater(over(WorldsOp::Mean, x()), number(0.0)),
        Some(&judged),
        &worlds(values.clone(), known, None),
        1,
    );
    assert_eq!(
        (found.left_out, found.outside, found.counting.worlds),
        (0, 21, 979)
    );
    let found = asked(&test, Some(&inside), &worlds(values, others, None), 1);
    assert_eq!(found.left_out, 11);
}

#[test]
fn too_few_worlds_are_not_judged() {
    let of = |n| worlds(draws(n, 6), draws(n, 7), None);
    let mean = greater(over(WorldsOp::Mean, x()), number(0.1));
    assert_eq!(ask(&mean, &of(20)).unjudged, None);
    assert_eq!(ask(&mean, &of(19)).unjudged, Some(Unjudged::TooFew(19.0)));
    let quantile = |level| greater(over(WorldsOp::Quantile(level), x()), number(0.1));
    assert_eq!(ask(&quantile(0.95), &of(100)).unjudged, None);
    assert_eq!(
        ask(&quantile(0.95), &of(99)).unjudged,
        Some(Unjudged::Beyond(0.95))
    );
    assert_eq!(
        ask(&quantile(0.05), &of(99)).unjudged,
        Some(Unjudged::Beyond(0.05))
    );
    // By what they tell, not by their number.
    let mut heavy = vec![1e-3; 200];
    heavy[..10].fill(1.0);
    let ensemble = worlds(draws(200, 6), draws(200, 7), Some(heavy));
    assert!(matches!(ask(&mean, &ensemble).unjudged, Some(Unjudged::TooFew(n)) if n < 11.0));
    let none = greater(x(), number(2.0));
    assert_eq!(
        asked(&mean, Some(&none), &of(50), 1).unjudged,
        Some(Unjudged::None)
    );
}

#[test]
fn what_never_comes_has_a_median_and_no_mean() {
    let mut values = draws(300, 8);
    values[..100].fill(f64::INFINITY);
    let ensemble = worlds(values.clone(), values, None);
    for sign in [BinaryOp::Greater, BinaryOp::Less] {
        let mean = binary(sign, over(WorldsOp::Mean, x()), number(10.0));
        assert_eq!(ask(&mean, &ensemble).unjudged, Some(Unjudged::Infinite));
    }
    let median = greater(number(1.0), over(WorldsOp::Quantile(0.5), x()));
    assert_eq!(ask(&median, &ensemble).holds, Some(true));
    let late = greater(over(WorldsOp::Quantile(0.9), x()), number(1e9));
    let found = ask(&late, &ensemble);
    assert_eq!((found.holds, found.holds_in), (Some(true), RESAMPLES));
}

/// What was seen in no world of a thousand may come in three of a thousand others.
#[test]
fn what_was_never_seen_is_not_certain_to_be_rare() {
    let ensemble = worlds(draws(1000, 9), draws(1000, 10), None);
    let rarer = |than| {
        greater(
            number(than),
            over(WorldsOp::Share, greater(x(), number(1.0))),
        )
    };
    let word = |test: &Expression| {
        let found = ask(test, &ensemble);
        (
            found.unseen,
            Verdict::over_worlds(&found, &VerdictRule::default()).word,
        )
    };
    assert_eq!(word(&rarer(0.001)), (true, Word::Contested));
    // Wilson's upper end of 0 in 1,000 is 3.84 / 1003.84.
    assert_eq!(word(&rarer(0.003_8)), (true, Word::Contested));
    assert_eq!(word(&rarer(0.003_9)), (false, Word::Holds));
    let found = ask(&rarer(0.001), &ensemble);
    let (low, high) = found.sides[0].right.interval.unwrap();
    assert!(low == 0.0 && (high - 3.841_46 / 1_003.841_46).abs() < 1e-6);
}

/// Where the worlds say otherwise than most of their resamples, neither is believed.
#[test]
fn worlds_and_resamples_must_agree() {
    let found = Together {
        holds: Some(false),
        resamples: 1000,
        holds_in: 900,
        valued: 1000,
        ..Together::default()
    };
    let verdict = |found: &Together| Verdict::over_worlds(found, &VerdictRule::default());
    assert_eq!(verdict(&found).word, Word::Contested);
    let agrees = Together {
        holds: Some(true),
        ..found
    };
    assert_eq!(verdict(&agrees).word, Word::Holds);
    // Words of probability are for shares of worlds.
    let calibrated = VerdictRule {
        calibrated: true,
        ..VerdictRule::default()
    };
    assert_eq!(Verdict::over_worlds(&agrees, &calibrated).word, Word::Holds);
    // Resamples without a value count either way: 740 to 760 of 1,000.
    let torn = Together {
        holds: Some(true),
        resamples: 1000,
        holds_in: 740,
        valued: 980,
        ..Together::default()
    };
    assert_eq!(verdict(&torn).word, Word::Contested);
}

#[test]
fn resamples_are_those_of_seed_and_claim() {
    let ensemble = worlds(draws(400, 11), draws(400, 12), None);
    let test = greater(over(WorldsOp::Mean, x()), over(WorldsOp::Mean, y()));
    let first = asked(&test, None, &ensemble, 1);
    assert_eq!(first.sides, asked(&test, None, &ensemble, 1).sides);
    assert_ne!(first.sides, asked(&test, None, &ensemble, 2).sides);
}

/// A world speaks for a test where its jackknife pseudo-value n m − (n − 1) m₋ᵢ lies on the test's side, m being the margin
/// and m₋ᵢ that without the world.
#[test]
fn a_world_speaks_as_its_pseudo_value_does() {
    let n = 400;
    let (x_values, y_values) = (draws(n, 15), draws(n, 16));
    let ensemble = worlds(x_values.clone(), y_values.clone(), None);
    let mean = |e| over(WorldsOp::Mean, e);
    let share = || over(WorldsOp::Share, greater(y(), number(0.4)));
    // mean(x) / mean(y) > 0.9 − share(y > 0.4) · mean(x), by hand over the worlds but one.
    let right = binary(
        BinaryOp::Subtract,
        number(0.9),
        binary(BinaryOp::Multiply, share(), mean(x())),
    );
    let test = greater(binary(BinaryOp::Divide, mean(x()), mean(y())), right);
    let margin = |without: usize| {
        let kept = || (0..n).filter(move |w| *w != without);
        let count = kept().count() as f64;
        let x = kept().map(|w| x_values[w]).sum::<f64>() / count;
        let y = kept().map(|w| y_values[w]).sum::<f64>() / count;
        let share = kept().filter(|w| y_values[*w] > 0.4).count() as f64 / count;
        x / y - (0.9 - share * x)
    };
    let all = margin(n);
    let found = ask(&test, &ensemble).speaks;
    let pseudo: Vec<f64> = (0..n)
        .map(|w| n as f64 * all - (n - 1) as f64 * margin(w))
        .collect();
    let agree = pseudo.iter().zip(&found.values);
    // To first order: a few that add next to nothing may differ.
    let differ = agree.filter(|(p, v)| p.abs() > 0.02 && Some(**p > 0.0) != **v);
    assert_eq!(differ.count(), 0);
    let against = pseudo.iter().filter(|p| **p < 0.0).count();
    assert!((20..380).contains(&against), "{against} speak against it");
}

#[test]
fn what_is_joined_is_decided_by_what_is_least_sure() {
    let ensemble = worlds(draws(1000, 13), draws(1000, 14), None);
    let share = |e: Expression, at: f64| over(WorldsOp::Share, greater(e, number(at)));
    // 0.5 against 0.1, and 0.5 against 0.45: the second decides; of `or` the first.
    let sure = greater(share(x(), 0.5), number(0.1));
    let close = greater(share(y(), 0.5), number(0.45));
    let speaks = |op| {
        ask(&binary(op, sure.clone(), close.clone()), &ensemble)
            .speaks
            .values
    };
    let truths =
        |values: &[f64]| -> Vec<Option<bool>> { values.iter().map(|v| Some(*v > 0.5)).collect() };
    assert_eq!(speaks(BinaryOp::And), truths(&draws(1000, 14)));
    assert_eq!(speaks(BinaryOp::Or), truths(&draws(1000, 13)));
    let denied = unary(contend_model::expression::UnaryOp::Not, close.clone());
    let against = ask(&denied, &ensemble).speaks.values;
    let turned: Vec<Option<bool>> = truths(&draws(1000, 14))
        .iter()
        .map(|t| t.map(|t| !t))
        .collect();
    assert_eq!(against, turned);
}
