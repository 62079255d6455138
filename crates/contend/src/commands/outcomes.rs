//! Outcomes under each profile as a table, with the paired difference from the baseline.

use anstyle::Style;
use contend_session::report::{Quantiles, RunReport};
use contend_words::{Language, runs};

use crate::screen::{FAINT, STRONG, paint};
use crate::text::{clip, pad, pad_left, width, wrap};

/// Lines of outcomes that are shown; JSON has them all.
const SHOWN: usize = 40;
/// Columns of the median, and of a range.
const MEDIAN: usize = 10;
const RANGE: usize = 18;

/// The table.
pub fn render(m: &Language, report: &RunReport, columns: usize) -> String {
    let name = columns.saturating_sub(MEDIAN + 2 * RANGE).min(40);
    let heading = format!(
        "{}{}{}{}",
        pad(m.t("title-outcome"), name),
        pad_left(m.t("title-median"), MEDIAN),
        pad_left(m.t("title-half"), RANGE),
        pad_left(m.t("title-tenths"), RANGE)
    );
    let mut out = format!("{}\n", paint(FAINT, &heading));
    for outcome in report.outcomes.iter().take(SHOWN) {
        let title = match outcome.unit.as_str() {
            "1" => outcome.outcome.clone(),
            unit => m.f(
                "name-in-unit",
                &[("name", &outcome.outcome), ("unit", &m.unit(unit))],
            ),
        };
        for line in wrap(&title, columns) {
            out.push_str(&format!("{}\n", paint(STRONG, &line)));
        }
        for profile in &outcome.profiles {
            let label = format!("  {}", profile.profile);
            out.push_str(&row(m, &label, name, &profile.values, false));
            // Quantiles of survivors alone are not told as if they were of all.
            if let Some(left) = runs::no_value(m, profile.values.worlds, report.run.worlds) {
                out.push_str(&format!("{}\n", paint(FAINT, &format!("    {left}"))));
            }
            if let Some(difference) = &profile.difference {
                let less = m.f("less-profile", &[("profile", &report.run.baseline)]);
                let label = format!("    {less}");
                out.push_str(&row(m, &label, name, &difference.values, true));
            }
        }
    }
    let more = report.outcomes.len().saturating_sub(SHOWN) as u64;
    if more > 0 {
        out.push_str(&format!("{}\n", m.n("outcomes-more", more, &[])));
    }
    out.push('\n');
    out
}

fn row(m: &Language, label: &str, name: usize, spread: &Quantiles, difference: bool) -> String {
    let told = |v: Option<f64>, number: &dyn Fn(f64) -> String| match v {
        Some(v) if difference && v > 0.0 => format!("+{}", number(v)),
        Some(v) => number(v),
        None if !difference && spread.infinite > 0 => m.t("never").to_owned(),
        None => "–".to_owned(),
    };
    let one = |v: Option<f64>| told(v, &|v| m.compact(v));
    let two = |a: Option<f64>, b: Option<f64>| {
        let range = |number: &dyn Fn(f64) -> String| {
            let ends = [("low", &*told(a, number)), ("high", &told(b, number))];
            m.f("from-to", &ends)
        };
        // A number whose last digits are cut off is another number: rather one digit less.
        let whole = range(&|v| m.compact(v));
        let text = if width(&whole) > RANGE - 2 {
            range(&|v| m.significant(v, 2))
        } else {
            whole
        };
        pad_left(&clip(&text, RANGE - 2), RANGE)
    };
    let line = format!(
        "{}{}{}{}",
        pad(&clip(label, name.saturating_sub(1)), name),
        pad_left(&clip(&one(spread.median), MEDIAN - 2), MEDIAN),
        two(spread.q25, spread.q75),
        two(spread.q05, spread.q95)
    );
    let style = if difference { FAINT } else { Style::new() };
    let mut out = format!("{}\n", paint(style, &line));
    if spread.infinite > 0 && !difference {
        let never = m.f(
            "never-in",
            &[
                ("never", &m.count(spread.infinite)),
                ("worlds", &m.count(spread.worlds)),
            ],
        );
        out.push_str(&format!("{}\n", paint(FAINT, &format!("    {never}"))));
    }
    out
}
