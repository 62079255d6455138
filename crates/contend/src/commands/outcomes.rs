//! Outcomes under each profile as a table, with the paired difference from the baseline.

use anstyle::Style;
use contend_session::report::{Quantiles, RunReport};
use contend_words::number::{count, number};

use crate::screen::{FAINT, STRONG, paint};
use crate::text::{clip, pad, pad_left, wrap};

/// Lines of outcomes that are shown; JSON has them all.
const SHOWN: usize = 40;
/// Columns of the median, and of a range.
const MEDIAN: usize = 10;
const RANGE: usize = 18;

/// The table.
pub fn render(report: &RunReport, columns: usize) -> String {
    let name = columns.saturating_sub(MEDIAN + 2 * RANGE).min(40);
    let heading = format!(
        "{}{}{}{}",
        pad("OUTCOME", name),
        pad_left("MEDIAN", MEDIAN),
        pad_left("MIDDLE HALF", RANGE),
        pad_left("NINE OF TEN", RANGE)
    );
    let mut out = format!("{}\n", paint(FAINT, &heading));
    for outcome in report.outcomes.iter().take(SHOWN) {
        let unit = if outcome.unit == "1" {
            String::new()
        } else {
            format!(", in {}", outcome.unit)
        };
        for line in wrap(&format!("{}{unit}", outcome.outcome), columns) {
            out.push_str(&format!("{}\n", paint(STRONG, &line)));
        }
        for profile in &outcome.profiles {
            out.push_str(&row(
                &format!("  {}", profile.profile),
                name,
                &profile.values,
                false,
            ));
            if let Some(difference) = &profile.difference {
                out.push_str(&row(
                    &format!("    less {}", report.run.baseline),
                    name,
                    &difference.values,
                    true,
                ));
            }
        }
    }
    if let Some(rest) = report.outcomes.len().checked_sub(SHOWN + 1) {
        out.push_str(&format!(
            "{} more outcomes are in `--json`.\n",
            count(rest as u64 + 1)
        ));
    }
    out.push('\n');
    out
}

fn row(label: &str, name: usize, quantiles: &Quantiles, difference: bool) -> String {
    let one = |v: Option<f64>| match v {
        Some(v) if difference && v > 0.0 => format!("+{}", number(v)),
        Some(v) => number(v),
        None if !difference && quantiles.infinite > 0 => "never".to_owned(),
        None => "–".to_owned(),
    };
    let two = |a: Option<f64>, b: Option<f64>| {
        pad_left(
            &clip(&format!("{} to {}", one(a), one(b)), RANGE - 2),
            RANGE,
        )
    };
    let line = format!(
        "{}{}{}{}",
        pad(&clip(label, name.saturating_sub(1)), name),
        pad_left(&clip(&one(quantiles.median), MEDIAN - 2), MEDIAN),
        two(quantiles.q25, quantiles.q75),
        two(quantiles.q05, quantiles.q95)
    );
    let style = if difference { FAINT } else { Style::new() };
    let mut out = format!("{}\n", paint(style, &line));
    if quantiles.infinite > 0 && !difference {
        let never = format!(
            "    never in {} of {} worlds",
            count(quantiles.infinite),
            count(quantiles.worlds)
        );
        out.push_str(&format!("{}\n", paint(FAINT, &never)));
    }
    out
}
