//! A watched quantity over time as a small chart of characters: the median, the middle half, nine of ten worlds.

use contend_session::report::{WatchProfile, WatchReport, Watches};
use contend_words::{Language, runs};

use crate::screen::{FAINT, GOOD, PLAIN, STRONG, paint};
use crate::text::{pad, pad_left, width, wrap};

const MEDIAN: char = '█';
const HALF: char = '▒';
const TENTHS: char = '░';

/// All watched quantities, profile by profile on one scale each.
pub fn render(m: &Language, watches: &Watches, columns: usize) -> String {
    let mut out = String::new();
    for series in &watches.series {
        out.push_str(&one(m, series, watches, columns));
    }
    let marks = [
        ("median", &*MEDIAN.to_string()),
        ("half", &HALF.to_string()),
        ("tenths", &TENTHS.to_string()),
    ];
    let legend = m.f("chart-legend", &marks);
    out.push_str(&format!("{}\n", paint(FAINT, &legend)));
    if let Some(apart) = runs::apart(m, &watches.every) {
        out.push_str(&format!("{}\n", paint(FAINT, &apart)));
    }
    out
}

fn one(m: &Language, series: &WatchReport, watches: &Watches, columns: usize) -> String {
    let mut out = String::new();
    let key = match (series.unit.as_str(), series.sum) {
        ("1", false) => "",
        ("1", true) => "name-summed",
        (_, false) => "name-in-unit",
        (_, true) => "name-in-unit-summed",
    };
    let title = match key {
        "" => series.watch.clone(),
        key => m.f(
            key,
            &[("name", &series.watch), ("unit", &m.unit(&series.unit))],
        ),
    };
    for line in wrap(&title, columns) {
        out.push_str(&format!("{}\n", paint(STRONG, &line)));
    }
    let rows = if series.profiles.len() > 2 { 6 } else { 10 };
    let Some((low, high)) = scale(series) else {
        out.push_str(&format!("{}\n\n", m.t("chart-nothing")));
        return out;
    };
    let (top, bottom) = (m.compact(high), m.compact(low));
    let margin = width(&top).max(width(&bottom));
    let span = columns.saturating_sub(margin + 3).max(10);
    for profile in &series.profiles {
        for line in wrap(&profile.profile, columns.saturating_sub(margin + 2)) {
            out.push_str(&format!(
                "{}{}\n",
                " ".repeat(margin + 2),
                paint(PLAIN, &line)
            ));
        }
        let cells = cells(profile, low, high, rows, span);
        for (row, line) in cells.iter().enumerate() {
            let label = match row {
                0 => top.as_str(),
                r if r + 1 == rows => bottom.as_str(),
                _ => "",
            };
            out.push_str(&format!("{} │{}\n", pad_left(label, margin), styled(line)));
        }
    }
    let (first, last) = (watches.dates.first(), watches.dates.last());
    if let (Some(first), Some(last)) = (first, last) {
        let axis = format!("{}{last}", pad(first, span.saturating_sub(width(last))));
        out.push_str(&format!(
            "{}  {}\n\n",
            " ".repeat(margin),
            paint(FAINT, &axis)
        ));
    }
    out
}

/// Least and greatest value over all profiles; a flat line gets room above and below.
fn scale(series: &WatchReport) -> Option<(f64, f64)> {
    let all = series
        .profiles
        .iter()
        .flat_map(|p| p.q05.iter().chain(&p.q95).chain(&p.median))
        .flatten();
    let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
        (l.min(*v), h.max(*v))
    });
    if low.is_nan() || high.is_nan() || low > high {
        return None;
    }
    // A scale that starts at zero where that costs little, so that sizes compare by eye.
    let low = if low > 0.0 && low < 0.5 * high {
        0.0
    } else {
        low
    };
    if low == high {
        let room = if low == 0.0 { 1.0 } else { 0.1 * low.abs() };
        return Some((low - room, high + room));
    }
    Some((low, high))
}

/// The characters of a chart, row by row from the top.
fn cells(
    profile: &WatchProfile,
    low: f64,
    high: f64,
    rows: usize,
    columns: usize,
) -> Vec<Vec<char>> {
    let mut cells = vec![vec![' '; columns]; rows];
    let points = profile.median.len();
    let row_of = |v: f64| (((high - v) / (high - low) * rows as f64) as usize).min(rows - 1);
    let at = |list: &[Option<f64>], point: usize| list.get(point).copied().flatten();
    for column in 0..columns {
        let point = if columns > 1 {
            (column * points.saturating_sub(1) + (columns - 1) / 2) / (columns - 1)
        } else {
            0
        };
        let mut band = |from: &[Option<f64>], to: &[Option<f64>], mark: char| {
            if let (Some(a), Some(b)) = (at(from, point), at(to, point)) {
                for line in &mut cells[row_of(b)..=row_of(a)] {
                    line[column] = mark;
                }
            }
        };
        band(&profile.q05, &profile.q95, TENTHS);
        band(&profile.q25, &profile.q75, HALF);
        band(&profile.median, &profile.median, MEDIAN);
    }
    cells
}

/// A row with the median coloured; spaces at the end dropped.
fn styled(line: &[char]) -> String {
    let text: String = line.iter().collect();
    let mut out = String::new();
    let mut rest = text.trim_end();
    while !rest.is_empty() {
        let median = rest.starts_with(MEDIAN);
        let end = rest.find(|c| (c == MEDIAN) != median).unwrap_or(rest.len());
        if median {
            out.push_str(&paint(GOOD, &rest[..end]));
        } else {
            out.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use contend_session::saved::Spacing;

    fn series(points: usize) -> Watches {
        let line = |scale: f64| {
            (0..points)
                .map(|i| Some(scale * i as f64))
                .collect::<Vec<_>>()
        };
        let profile = WatchProfile {
            profile: "status_quo".into(),
            q05: line(0.2),
            q25: line(0.6),
            median: line(1.0),
            q75: line(1.4),
            q95: line(1.8),
            samples: Vec::new(),
        };
        Watches {
            every: Spacing {
                steps: 1,
                length: 1.0,
                unit: "year",
            },
            time: (0..points).map(|i| i as f64).collect(),
            dates: (0..points).map(|i| format!("20{i:02}-01-01")).collect(),
            series: vec![WatchReport {
                watch: "members".into(),
                unit: "person".into(),
                sum: true,
                profiles: vec![profile],
            }],
        }
    }

    #[test]
    fn bands_lie_around_the_median() {
        let text = anstream::adapter::strip_str(&render(&Language::english(), &series(11), 40))
            .to_string();
        let expected = "members, in people (sum over all elements)";
        assert_eq!(wrap(expected, 40), text.lines().take(2).collect::<Vec<_>>());
        assert!(text.contains("18 │"), "{text}");
        assert!(text.lines().all(|l| width(l) <= 52), "{text}");
        let bottom = text.lines().find(|l| l.starts_with(" 0 │")).unwrap();
        assert!(bottom.contains(MEDIAN) && bottom.contains(TENTHS), "{text}");
    }

    #[test]
    fn a_flat_line_and_an_empty_one_can_be_drawn() {
        let mut watches = series(3);
        for list in ["q05", "q25", "median", "q75", "q95"] {
            let profile = &mut watches.series[0].profiles[0];
            let list = match list {
                "q05" => &mut profile.q05,
                "q25" => &mut profile.q25,
                "median" => &mut profile.median,
                "q75" => &mut profile.q75,
                _ => &mut profile.q95,
            };
            list.iter_mut().for_each(|v| *v = Some(5.0));
        }
        assert!(render(&Language::english(), &watches, 60).contains(MEDIAN));
        watches.series[0].profiles[0] = WatchProfile {
            profile: "p".into(),
            q05: vec![None; 3],
            q25: vec![None; 3],
            median: vec![None; 3],
            q75: vec![None; 3],
            q95: vec![None; 3],
            samples: Vec::new(),
        };
        assert!(render(&Language::english(), &watches, 60).contains("nothing to draw"));
    }
}
