//! How far worlds are from the comparisons of a test.

use contend_analysis::claim::{self, Truths};
use contend_analysis::comparison::{is_fixed, scaled};
use contend_ensemble::Columns;
use contend_model::expression::{BinaryOp, Expression, Term};
use contend_model::model::Scenario;
use contend_model::print::formula;

use super::{Tested, TestedKind};

/// Comparisons of one test that are shown.
const MOST: usize = 4;
/// Bins of a histogram.
const BINS: f64 = 24.0;

/// The comparisons that a test is made of by `and` and `or`, over worlds in which the test has a result.
pub(super) fn tested(
    scenario: &Scenario,
    columns: &dyn Columns,
    test: &Expression,
    truths: &Truths,
) -> Vec<Tested> {
    let mut comparisons = Vec::new();
    flatten(test, &mut comparisons);
    comparisons
        .into_iter()
        .take(MOST)
        .filter_map(|(op, left, right)| {
            let numbers = |e| claim::numbers(scenario, e, columns).ok();
            let (l, r) = (numbers(left)?, numbers(right)?);
            let keep = |values: Vec<f64>| {
                let counts = values.iter().zip(&truths.values);
                counts
                    .filter(|(v, t)| t.is_some() && !v.is_nan())
                    .map(|(v, _)| *v)
                    .collect::<Vec<f64>>()
            };
            let above = matches!(op, BinaryOp::Greater | BinaryOp::GreaterEqual);
            let say = |e| formula(scenario, e);
            let unit = left.unit.to_string();
            let (kind, above, left, right, unit, threshold, values) = if is_fixed(scenario, right) {
                let threshold = *r.first()?;
                (
                    TestedKind::Value,
                    above,
                    say(left),
                    say(right),
                    unit,
                    threshold,
                    keep(l),
                )
            } else if is_fixed(scenario, left) {
                let threshold = *l.first()?;
                (
                    TestedKind::Value,
                    !above,
                    say(right),
                    say(left),
                    unit,
                    threshold,
                    keep(r),
                )
            } else if let Some((factor, base)) = scaled(right)
                && let Some(b) = numbers(base)
                && b.iter().all(|v| v.is_nan() || *v > 0.0)
            {
                let ratio = l.iter().zip(&b).map(|(l, b)| l / b).collect();
                (
                    TestedKind::Ratio,
                    above,
                    say(left),
                    say(base),
                    "1".to_owned(),
                    factor,
                    keep(ratio),
                )
            } else {
                let less = l.iter().zip(&r).map(|(l, r)| l - r).collect();
                (
                    TestedKind::Difference,
                    above,
                    say(left),
                    say(right),
                    unit,
                    0.0,
                    keep(less),
                )
            };
            let mut tested = spread(values, threshold)?;
            tested.kind = kind;
            tested.above = above;
            tested.left = left;
            tested.right = right;
            tested.unit = unit;
            Some(tested)
        })
        .collect()
}

/// Comparisons joined by `and` and `or`; those that compare for equality have no distance.
fn flatten<'e>(e: &'e Expression, found: &mut Vec<(BinaryOp, &'e Expression, &'e Expression)>) {
    if let Term::Binary(op, a, b) = &e.term {
        match op {
            BinaryOp::And | BinaryOp::Or => {
                flatten(a, found);
                flatten(b, found);
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                found.push((*op, a, b));
            }
            _ => {}
        }
    }
}

/// A histogram in which the threshold parts two bins.
fn spread(values: Vec<f64>, threshold: f64) -> Option<Tested> {
    let s = contend_analysis::quantiles(&values, None)?;
    let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let (edges, counts) = bins(finite, threshold);
    let kept = |v: f64| Some(v).filter(|v| v.is_finite());
    Some(Tested {
        kind: TestedKind::Value,
        left: Vec::new(),
        right: Vec::new(),
        above: false,
        unit: String::new(),
        threshold,
        edges,
        counts,
        infinite: s.infinite,
        worlds: s.worlds,
        q05: kept(s.nine_of_ten.0),
        median: kept(s.median),
        q95: kept(s.nine_of_ten.1),
    })
}

fn bins(mut values: Vec<f64>, threshold: f64) -> (Vec<f64>, Vec<u64>) {
    values.sort_unstable_by(f64::total_cmp);
    let (Some(least), Some(greatest)) = (
        contend_analysis::quantile(&values, 0.005),
        contend_analysis::quantile(&values, 0.995),
    ) else {
        return (Vec::new(), Vec::new());
    };
    let (mut low, mut high) = (least, greatest);
    if low == high {
        let half = if low == 0.0 { 0.5 } else { low.abs() * 0.05 };
        (low, high) = (low - half, high + half);
    }
    // A threshold that is near is drawn; one that is far away would squeeze all worlds into one bin.
    let span = high - low;
    if threshold.is_finite() && threshold > low - span && threshold < high + span {
        low = low.min(threshold);
        high = high.max(threshold);
    }
    let width = (high - low) / BINS;
    if !width.is_finite() || width <= 0.0 {
        return (Vec::new(), Vec::new());
    }
    // Shifted so that the threshold is an edge.
    let start = if threshold >= low && threshold <= high {
        threshold - ((threshold - low) / width).ceil() * width
    } else {
        low
    };
    let number = (((high - start) / width).ceil() as usize).clamp(1, 2 * BINS as usize);
    let edges: Vec<f64> = (0..=number).map(|i| start + i as f64 * width).collect();
    let mut counts = vec![0; number];
    for value in values {
        // By comparison with the edges, so that rounding never moves a world across the threshold.
        let at = edges.partition_point(|e| *e <= value).clamp(1, number) - 1;
        counts[at] += 1;
    }
    (edges, counts)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_parts_two_bins() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i) / 100.0).collect();
        let (edges, counts) = bins(values, 3.33);
        assert_eq!(counts.iter().sum::<u64>(), 1000);
        let at = edges.iter().position(|e| (e - 3.33).abs() < 1e-9).unwrap();
        assert_eq!(counts[..at].iter().sum::<u64>(), 333);
    }

    #[test]
    fn all_worlds_alike_and_a_threshold_far_away_still_give_bins() {
        let (edges, counts) = bins(vec![5.0; 40], 1e9);
        assert_eq!(counts.iter().sum::<u64>(), 40);
        assert!(*edges.last().unwrap() < 10.0);
        assert_eq!(bins(Vec::new(), 1.0), (Vec::new(), Vec::new()));
    }
}
