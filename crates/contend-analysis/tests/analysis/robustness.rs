//! Which strategy is better, by every measure.

use contend_analysis::robustness::{Measure, Table, ranking, times};

use crate::reference::{close, numbers, reference, rows};

fn table(payoffs: &[Vec<f64>]) -> Table {
    let columns: Vec<&[f64]> = payoffs.iter().map(|p| &p[..]).collect();
    Table::new(&columns)
}

const PAYOFFS: [[f64; 5]; 4] = [
    [5.0, 6.0, 4.0, 7.0, 5.0],
    [9.0, 1.0, 8.0, 2.0, 9.0],
    [6.0, 5.0, 6.0, 5.0, 6.0],
    [3.0, 8.0, 2.0, 10.0, 4.0],
];

#[test]
fn the_measures_of_the_literature() {
    let Some(known) = reference("robustness.json") else {
        return;
    };
    let table = table(&rows(&known["table"]));
    let enough = known["threshold"].as_f64().unwrap();
    for (measure, name) in [
        (Measure::Worst, "maximin"),
        (Measure::Best, "maximax"),
        (Measure::Hurwicz(0.5), "hurwicz_0.5"),
        (Measure::Mean, "laplace_mean"),
        (Measure::LargestRegret, "minimax_regret"),
        (
            Measure::RegretPercentile(0.9),
            "p90_regret_linear_interpolation",
        ),
        (Measure::MeanRegret, "mean_regret"),
        (Measure::MeanOverDeviation, "mean_over_sd_population"),
        (
            Measure::Enough(enough),
            "starr_domain_share_at_or_above_threshold",
        ),
        (
            Measure::BelowMedian,
            "mean_undesirable_deviation_from_own_median",
        ),
    ] {
        let values = table.measure(measure);
        close(&values, &numbers(&known[name]), 1e-12);
        if let Some(first) = known["best_policy_index"].get(name) {
            let best = ranking(measure, values, &[]).best;
            assert_eq!(best, [first.as_u64().unwrap() as usize], "{name}");
        }
    }
    let starr = ranking(
        Measure::Enough(enough),
        table.measure(Measure::Enough(enough)),
        &[],
    );
    assert_eq!(starr.best, [2]);
}

/// By hand.
#[test]
fn tails_and_shares() {
    let table = table(&PAYOFFS.map(Vec::from));
    // Of five worlds the worst tenth is half of the worst one; three tenths are the worst and half of the next.
    close(
        &table.measure(Measure::WorstPart(0.1)),
        &[4.0, 1.0, 5.0, 2.0],
        1e-15,
    );
    let three = [(4.0 + 2.5) / 1.5, (1.0 + 1.0) / 1.5, 5.0, (2.0 + 1.5) / 1.5];
    close(&table.measure(Measure::WorstPart(0.3)), &three, 1e-15);
    close(
        &table.measure(Measure::Percentile(0.25)),
        &[5.0, 2.0, 5.0, 3.0],
        1e-15,
    );
    // The best in worlds 0, 2 and 4 is the second, else the fourth.
    close(
        &table.measure(Measure::BestIn),
        &[0.0, 0.6, 0.0, 0.4],
        1e-15,
    );
    close(
        &table.measure(Measure::Hurwicz(0.75)),
        &[4.75, 3.0, 5.25, 4.0],
        1e-15,
    );
    let deviation = |mean: f64, squares: f64| mean - (squares / 5.0_f64).sqrt();
    let third = table.measure(Measure::MeanLessDeviation)[2];
    assert!((third - deviation(5.6, 3.0 * 0.16 + 2.0 * 0.36)).abs() < 1e-12);
    assert_eq!(table.median(1), 8.0);
}

/// A payoff has no zero: what is added to all of them may not change who is first.
#[test]
fn a_constant_changes_no_ranking_of_the_usual_measures() {
    let plain = table(&PAYOFFS.map(Vec::from));
    let moved: Vec<Vec<f64>> = PAYOFFS
        .iter()
        .map(|p| p.iter().map(|v| v + 1000.0).collect())
        .collect();
    let moved = table(&moved);
    for (before, after) in Measure::usual(5.0).into_iter().zip(Measure::usual(1005.0)) {
        let before = ranking(before, plain.measure(before), &[]);
        let after = ranking(after, moved.measure(after), &[]);
        assert_eq!(before.best, after.best, "{}", before.measure);
    }
    let ratio = |t: &Table| {
        let values = t.measure(Measure::MeanOverDeviation);
        ranking(Measure::MeanOverDeviation, values, &[]).values
    };
    assert!((ratio(&plain)[1] - ratio(&moved)[1]).abs() > 100.0);
}

#[test]
fn a_world_counts_for_all_strategies_or_for_none() {
    let mut payoffs = PAYOFFS.map(Vec::from);
    payoffs[0][3] = f64::NAN;
    payoffs[2][0] = f64::NEG_INFINITY;
    let table = table(&payoffs);
    assert_eq!((table.worlds(), table.left_out()), (3, 2));
    assert_eq!(table.kept(), [1, 2, 4]);
    close(
        &table.measure(Measure::Mean),
        &[5.0, 6.0, 17.0 / 3.0, 14.0 / 3.0],
        1e-15,
    );
    // No world at all has no value, and no first.
    let none = Table::new(&[&[f64::NAN], &[1.0]]);
    for measure in Measure::usual(0.0) {
        let found = ranking(measure, none.measure(measure), &[]);
        assert!(found.values.iter().all(|v| v.is_nan()), "{found:?}");
        assert_eq!(found.best, [0; 0]);
    }
}

/// A resample is the same as its worlds written out.
#[test]
fn times_count_as_copies() {
    let plain = table(&PAYOFFS.map(Vec::from));
    for resample in 0..20 {
        let times = times(7, resample, 5);
        assert_eq!(times.iter().sum::<f64>(), 5.0);
        let copied: Vec<Vec<f64>> = PAYOFFS
            .iter()
            .map(|p| {
                let copies = p.iter().zip(&times);
                copies.flat_map(|(v, t)| vec![*v; *t as usize]).collect()
            })
            .collect();
        let copied = table(&copied);
        for measure in Measure::usual(5.0) {
            let (a, b) = (plain.weighed(measure, &times), copied.measure(measure));
            close(&a, &b, 1e-12);
        }
    }
}

/// Two strategies whose difference is normal with mean m and deviation 1: in n worlds the first is ahead on average in
/// Φ(√n m) of samples.
#[test]
fn how_often_first_is_how_sure() {
    let n = 400;
    let quantile = |i: usize| contend_engine::maths::normal_quantile((i as f64 + 0.5) / n as f64);
    let ahead: Vec<f64> = (0..n).map(|i| quantile(i) + 0.05).collect();
    let table = Table::new(&[&ahead, &vec![0.0; n]]);
    let resampled: Vec<Vec<f64>> = (0..2_000)
        .map(|r| table.weighed(Measure::Mean, &times(3, r, n)))
        .collect();
    let found = ranking(Measure::Mean, table.measure(Measure::Mean), &resampled);
    assert_eq!(found.best, [0]);
    let share = f64::from(found.first_in[0]) / 2_000.0;
    // Φ(20 × 0.05) = 0.841, give or take three standard errors.
    assert!((share - 0.841).abs() < 0.025, "{share}");
    assert_eq!(found.first_in[0] + found.first_in[1], 2_000);
    let (low, high) = found.intervals[0];
    assert!((low - (0.05 - 1.96 / 20.0)).abs() < 0.01, "{low}");
    assert!((high - (0.05 + 1.96 / 20.0)).abs() < 0.01, "{high}");
}

#[test]
fn equal_strategies_are_first_together_and_one_may_beat_another_everywhere() {
    let table = table(&[
        vec![1.0, 2.0, 3.0],
        vec![1.0, 2.0, 3.0],
        vec![0.0, 2.0, 3.0],
    ]);
    let resampled: Vec<Vec<f64>> = (0..50)
        .map(|r| table.weighed(Measure::Mean, &times(1, r, 3)))
        .collect();
    let found = ranking(Measure::Mean, table.measure(Measure::Mean), &resampled);
    assert_eq!(found.best, [0, 1]);
    assert_eq!(found.first_in[..2], [50, 50]);
    let dominated: Vec<_> = (0..3).map(|s| table.dominated_by(s)).collect();
    assert_eq!(dominated, [None, None, Some(0)]);
    assert!(!table.is_flat());
    assert!(Table::new(&[&[1.0, 2.0], &[1.0, 2.0]]).is_flat());
}
