//! Scales, ticks and paths: numbers on paper.

use std::fmt::Write as _;

/// From values to places along a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// The values of `from` land on the places of `to`.
    pub fn new(from: (f64, f64), to: (f64, f64)) -> Scale {
        let from = if from.1 > from.0 {
            from
        } else {
            (from.0 - 0.5, from.0 + 0.5)
        };
        Scale { from, to }
    }

    pub fn at(&self, value: f64) -> f64 {
        let part = (value - self.from.0) / (self.from.1 - self.from.0);
        self.to.0 + part * (self.to.1 - self.to.0)
    }
}

/// Round values from `low` to `high`, about so many, and the decimals that they need.
pub(crate) fn ticks(low: f64, high: f64, about: usize) -> (Vec<f64>, usize) {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return (vec![low], 2);
    }
    let rough = span / about.max(1) as f64;
    let power = contend_power(rough);
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|f| f * power)
        .find(|s| *s >= rough * 0.999)
        .unwrap_or(10.0 * power);
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    let values = (first..=last.min(first + 50))
        .map(|k| k as f64 * step)
        .collect();
    let mut decimals = 0;
    let mut unit = step;
    while unit < 0.999 && decimals < 12 {
        unit *= 10.0;
        decimals += 1;
    }
    (values, decimals)
}

/// Days of a common year before each month.
const BEFORE: [f64; 12] = [
    0.0, 31.0, 59.0, 90.0, 120.0, 151.0, 181.0, 212.0, 243.0, 273.0, 304.0, 334.0,
];

/// A decimal year as it is written: `2024` where it begins, else with its month, `2024-10`.
pub(crate) fn date(year: f64) -> String {
    let day = 365.0 * year.fract() + 1.0;
    let month = BEFORE.iter().rposition(|before| *before <= day);
    match month.unwrap_or(0) {
        0 => format!("{:.0}", year.floor()),
        month => format!("{:.0}-{:02}", year.floor(), month + 1),
    }
}

/// Dates between two decimal years, with what is written there: whole years, or where there are few of them months, as
/// `2021-07`. A year stands where it begins.
pub(crate) fn dates(low: f64, high: f64) -> Vec<(f64, String)> {
    const MOST: f64 = 5.0;
    let span = high - low;
    if !span.is_finite() || span >= 4.0 {
        let whole = |v: &f64| v.fract() == 0.0;
        let marks = ticks(low, high, 4).0.into_iter().filter(whole);
        return marks.map(|v| (v, format!("{v:.0}"))).collect();
    }
    let mut step = [1u8, 2, 3, 6].into_iter();
    let fits = |s: &u8| 12.0 * span <= MOST * f64::from(*s);
    let step = usize::from(step.find(fits).unwrap_or(12));
    let mut marks = Vec::new();
    for year in low.floor() as i64..=high.floor() as i64 {
        for month in (0..12).step_by(step) {
            let at = year as f64 + BEFORE[month] / 365.0;
            // A run begins on a day: what is written of its first month stands at its edge.
            if at >= low - 3e-3 && at <= high + 3e-3 {
                let text = match month {
                    0 => year.to_string(),
                    _ => format!("{year}-{:02}", month + 1),
                };
                marks.push((at.max(low).min(high), text));
            }
        }
    }
    marks
}

/// The power of ten at or below a positive number.
fn contend_power(value: f64) -> f64 {
    let mut power = 1.0;
    for _ in 0..400 {
        if power * 10.0 <= value {
            power *= 10.0;
        } else if power > value {
            power /= 10.0;
        } else {
            break;
        }
    }
    power
}

/// A place as an SVG number: a tenth of a unit is finer than any screen shows.
pub(crate) fn place(value: f64) -> String {
    let tenths = (value * 10.0).round();
    let (whole, rest) = ((tenths / 10.0).trunc(), (tenths.abs() % 10.0) as u8);
    match (rest, tenths < 0.0 && whole == 0.0) {
        (0, _) => format!("{whole:.0}"),
        (rest, true) => format!("-.{rest}"),
        (rest, false) if whole == 0.0 => format!(".{rest}"),
        (rest, false) => format!("{whole:.0}.{rest}"),
    }
}

/// A line through points; a gap where one is missing.
pub(crate) fn line(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let mut d = String::new();
    let mut pen_down = false;
    for point in points {
        match point {
            Some((x, y)) => {
                let sign = if pen_down { ' ' } else { 'M' };
                let _ = write!(d, "{sign}{} {}", place(x), place(y));
                pen_down = true;
            }
            None => pen_down = false,
        }
    }
    d
}

/// The area between two lines; it ends where either is missing.
pub(crate) fn area(points: &[Option<(f64, f64, f64)>]) -> String {
    let mut d = String::new();
    for run in points.split(Option::is_none) {
        let run: Vec<_> = run.iter().flatten().collect();
        if run.len() < 2 {
            continue;
        }
        let low = run.iter().map(|(x, low, _)| Some((*x, *low)));
        let high = run.iter().rev().map(|(x, _, high)| (*x, *high));
        d += &line(low);
        for (x, y) in high {
            let _ = write!(d, " {} {}", place(x), place(y));
        }
        d.push('Z');
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(
            ticks(0.0, 178_000.0, 4),
            (vec![0.0, 50_000.0, 100_000.0, 150_000.0], 0)
        );
        assert_eq!(ticks(-0.3, 0.31, 3).1, 1);
        assert_eq!(ticks(2012.0, 2032.0, 4).0, [2015.0, 2020.0, 2025.0, 2030.0]);
        assert_eq!(ticks(1e-9, 3e-9, 2).0.len(), 3);
        assert_eq!(ticks(5.0, 5.0, 4).0, [5.0]);
        assert_eq!(ticks(f64::NAN, 5.0, 4).0.len(), 1);
    }

    #[test]
    fn years_stand_where_they_begin() {
        let told = |low, high| -> Vec<String> {
            dates(low, high)
                .into_iter()
                .map(|(at, text)| format!("{text} at {at:.2}"))
                .collect()
        };
        assert_eq!(
            told(2021.0, 2022.0),
            [
                "2021 at 2021.00",
                "2021-04 at 2021.25",
                "2021-07 at 2021.50",
                "2021-10 at 2021.75",
                "2022 at 2022.00"
            ]
        );
        assert_eq!(
            told(2021.25, 2021.6),
            [
                "2021-05 at 2021.33",
                "2021-06 at 2021.41",
                "2021-07 at 2021.50",
                "2021-08 at 2021.58"
            ]
        );
        assert_eq!(
            told(2020.495, 2022.9),
            [
                "2020-07 at 2020.50",
                "2021 at 2021.00",
                "2021-07 at 2021.50",
                "2022 at 2022.00",
                "2022-07 at 2022.50",
            ]
        );
        assert_eq!(dates(2012.0, 2032.0).len(), 4);
        assert_eq!(
            told(2012.0, 2017.0),
            ["2012 at 2012.00", "2014 at 2014.00", "2016 at 2016.00"]
        );
        assert!(dates(f64::NAN, 5.0).is_empty());
    }

    #[test]
    fn places_are_short() {
        let cases = [
            (3.0, "3"),
            (3.04, "3"),
            (0.26, ".3"),
            (-0.26, "-.3"),
            (-12.34, "-12.3"),
            (-0.01, "-0"),
        ];
        for (value, text) in cases {
            assert_eq!(place(value), text);
        }
    }

    #[test]
    fn a_missing_value_leaves_a_gap() {
        assert_eq!(
            line([Some((0.0, 1.0)), None, Some((2.0, 3.0)), Some((4.0, 5.0))]),
            "M0 1M2 3 4 5"
        );
        assert_eq!(
            area(&[Some((0.0, 1.0, 2.0)), Some((1.0, 1.0, 3.0)), None]),
            "M0 1 1 1 1 3 0 2Z"
        );
    }
}
