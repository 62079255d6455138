//! Outcomes under each profile as a table, with the paired difference from the baseline.

use anstyle::Style;
use contend_session::report::{Quantiles, RunReport};
use contend_words::{Language, runs};

use crate::screen::{FAINT, STRONG, paint};
use crate::text::{clip, pad, pad_left, width, wrap};

/// Lines of outcomes that are shown; JSON has them all.
const SHOWN: usize = 40;
/// Columns of the median, and of a range, where they need no more.
const MEDIAN: usize = 10;
const RANGE: usize = 18;
/// Columns of names, where numbers leave them no more.
const NAME: usize = 12;

/// The table.
pub fn render(m: &Language, report: &RunReport, columns: usize) -> String {
    let widths = Widths::of(m, report, columns);
    let name = widths.name;
    let heading = format!(
        "{}{}{}{}",
        pad(m.t("title-outcome"), name),
        pad_left(m.t("title-median"), widths.median),
        pad_left(m.t("title-half"), widths.range),
        pad_left(m.t("title-tenths"), widths.range)
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
            out.push_str(&row(m, &label, &widths, &profile.values, false));
            // Quantiles of survivors alone are not told as if they were of all.
            if let Some(left) = runs::no_value(m, profile.values.worlds, report.run.worlds) {
                out.push_str(&format!("{}\n", paint(FAINT, &format!("    {left}"))));
            }
            if let Some(difference) = &profile.difference {
                let less = m.f("less-profile", &[("profile", &report.run.baseline)]);
                let label = format!("    {less}");
                out.push_str(&row(m, &label, &widths, &difference.values, true));
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

/// Columns of the table: as wide as its numbers need, for a number that is cut off is another number.
struct Widths {
    name: usize,
    median: usize,
    range: usize,
}

impl Widths {
    fn of(m: &Language, report: &RunReport, columns: usize) -> Widths {
        let (mut median, mut range) = (MEDIAN, RANGE);
        for outcome in report.outcomes.iter().take(SHOWN) {
            for profile in &outcome.profiles {
                let rows = [
                    Some((&profile.values, false)),
                    profile.difference.as_ref().map(|d| (&d.values, true)),
                ];
                for (values, difference) in rows.into_iter().flatten() {
                    let [one, half, tenths] = cells(m, values, difference);
                    median = median.max(width(&one) + 2);
                    range = range.max(width(&half).max(width(&tenths)) + 2);
                }
            }
        }
        let rest = columns.saturating_sub(median + 2 * range);
        Widths {
            name: rest.clamp(NAME, 40),
            median,
            range,
        }
    }
}

/// How a number is put.
type Number<'a> = &'a dyn Fn(f64) -> String;

/// The median, the middle half and nine of ten.
fn cells(m: &Language, spread: &Quantiles, difference: bool) -> [String; 3] {
    let told = |v: Option<f64>, number: Number| match v {
        Some(v) if difference && v > 0.0 => format!("+{}", number(v)),
        Some(v) => number(v),
        None if !difference && spread.infinite > 0 => m.t("never").to_owned(),
        None => "–".to_owned(),
    };
    // The longest that fits: all its digits, two, or a power of ten.
    let fitting = |room: usize, tell: &dyn Fn(Number) -> String| {
        let ways: [&dyn Fn(f64) -> String; 3] =
            [&|v| m.compact(v), &|v| m.significant(v, 2), &|v| m.short(v)];
        let told = ways.map(tell);
        let fits = told.iter().position(|text| width(text) <= room);
        told[fits.unwrap_or(ways.len() - 1)].clone()
    };
    let range = |a: Option<f64>, b: Option<f64>| {
        if a.is_none() && b.is_none() && (difference || spread.infinite == 0) {
            return "–".to_owned();
        }
        fitting(RANGE - 2, &|number| {
            let ends = [("low", &*told(a, number)), ("high", &told(b, number))];
            m.f("from-to", &ends)
        })
    };
    [
        fitting(MEDIAN - 2, &|number| told(spread.median, number)),
        range(spread.q25, spread.q75),
        range(spread.q05, spread.q95),
    ]
}

fn row(m: &Language, label: &str, widths: &Widths, spread: &Quantiles, difference: bool) -> String {
    let [median, half, tenths] = cells(m, spread, difference);
    let line = format!(
        "{}{}{}{}",
        pad(&clip(label, widths.name.saturating_sub(1)), widths.name),
        pad_left(&median, widths.median),
        pad_left(&half, widths.range),
        pad_left(&tenths, widths.range)
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
