//! Lengths of time as authors write them, and numbers of steps as lengths.

use crate::clock::{Calendar, Clock, TimeUnit};

/// Two numbers of steps that differ by no more are one.
const SAME: f64 = 1e-6;

/// So many of one unit of time in another.
#[must_use]
pub fn convert(count: f64, from: TimeUnit, to: TimeUnit, calendar: Calendar) -> f64 {
    let factor = match (from, to) {
        (a, b) if a == b => 1.0,
        (TimeUnit::Year, TimeUnit::Month) => 12.0,
        (TimeUnit::Month, TimeUnit::Year) => return count / 12.0,
        (TimeUnit::Week, TimeUnit::Day) => 7.0,
        (TimeUnit::Day, TimeUnit::Week) => return count / 7.0,
        (a, b) => calendar.days_a(a) / calendar.days_a(b),
    };
    count * factor
}

/// A number and a unit of time: `1 week`, `1/7 week`, `6 months`. `None` where the text is none, or the number is not above 0.
#[must_use]
pub fn duration(text: &str) -> Option<(f64, TimeUnit)> {
    let text = text.trim();
    let split = text.find(|c: char| c.is_alphabetic())?;
    let number = text[..split].trim();
    let unit = match text[split..].trim() {
        "d" | "day" | "days" => TimeUnit::Day,
        "wk" | "week" | "weeks" => TimeUnit::Week,
        "mo" | "month" | "months" => TimeUnit::Month,
        "yr" | "year" | "years" => TimeUnit::Year,
        _ => return None,
    };
    let count = match number.split_once('/') {
        Some((a, b)) => a.trim().parse::<f64>().ok()? / b.trim().parse::<f64>().ok()?,
        None if number.is_empty() => 1.0,
        None => number.parse::<f64>().ok()?,
    };
    (count.is_finite() && count > 0.0).then_some((count, unit))
}

/// Why values over time cannot be kept so often.
#[derive(Clone, Debug, PartialEq)]
pub enum NotSaved {
    /// It is no length of time.
    Unreadable,
    /// It is no whole number of steps.
    Uneven {
        /// Steps that it takes.
        steps: f64,
        /// The nearest length that is one, as it is written; `None` where none is a round number of any unit of time.
        near: Option<String>,
    },
    /// It is longer than the run.
    Long {
        /// Steps that it takes.
        steps: f64,
        /// Steps of the run.
        all: u32,
    },
}

/// The steps between values that are kept `every` so often (`1 year`, `30 days`).
///
/// # Errors
/// See [`NotSaved`].
pub fn saved_every(every: &str, clock: &Clock) -> Result<u32, NotSaved> {
    let (count, unit) = duration(every).ok_or(NotSaved::Unreadable)?;
    let steps = convert(count, unit, clock.time_unit, clock.calendar) / clock.dt;
    let whole = steps.round().max(1.0);
    if whole > f64::from(clock.steps) {
        let all = clock.steps;
        return Err(NotSaved::Long { steps, all });
    }
    if (steps - whole).abs() > SAME {
        let near = round_length(clock, whole).map(|(n, unit)| written(n, unit));
        return Err(NotSaved::Uneven { steps, near });
    }
    Ok(whole as u32)
}

/// The length of so many steps, in the largest unit of time in which it is a round number; in that of the clock where there
/// is none.
#[must_use]
pub fn length(clock: &Clock, steps: u32) -> (f64, &'static str) {
    let steps = f64::from(steps);
    let (n, unit) = round_length(clock, steps).unwrap_or((steps * clock.dt, clock.time_unit));
    (n, unit.name())
}

/// A whole number of some unit of time, else one with at most two decimals.
fn round_length(clock: &Clock, steps: f64) -> Option<(f64, TimeUnit)> {
    let units = [
        TimeUnit::Year,
        TimeUnit::Month,
        TimeUnit::Week,
        TimeUnit::Day,
    ];
    [1.0, 100.0].into_iter().find_map(|parts| {
        units.into_iter().find_map(|unit| {
            let n = steps * convert(clock.dt, clock.time_unit, unit, clock.calendar);
            let round = (n * parts).round() / parts;
            // So near that reading it gives the same steps.
            let same = (n - round).abs() <= SAME * n / steps;
            (round > 0.0 && same).then_some((round, unit))
        })
    })
}

/// As it is written in a scenario: `365 days`.
fn written(n: f64, unit: TimeUnit) -> String {
    let plural = if n == 1.0 { "" } else { "s" };
    format!("{n} {}{plural}", unit.name())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::clock::{Calendar, Clock, Date, Method, TimeUnit};

    use super::{NotSaved, length, saved_every};

    fn clock(dt: f64, time_unit: TimeUnit, calendar: Calendar) -> Clock {
        let day = |year| Date::new(year, 1, 1).unwrap();
        Clock {
            start: day(2000),
            end: day(2016),
            time_unit,
            dt,
            steps: 800,
            method: Method::Euler,
            calendar,
            now: None,
        }
    }

    #[test]
    fn lengths_are_whole_numbers_of_steps() {
        let days = clock(1.0, TimeUnit::Day, Calendar::Gregorian);
        let weeks = clock(1.0, TimeUnit::Week, Calendar::Weeks(52.0));
        let civil = clock(1.0, TimeUnit::Week, Calendar::Gregorian);
        let months = clock(0.25, TimeUnit::Month, Calendar::Gregorian);
        let sevenths = clock(1.0 / 7.0, TimeUnit::Week, Calendar::Gregorian);
        for (clock, every, steps, told) in [
            (days, "30 days", 30, (30.0, "day")),
            (days, "2 weeks", 14, (2.0, "week")),
            (weeks, "1 year", 52, (1.0, "year")),
            (weeks, "3 months", 13, (3.0, "month")),
            (weeks, "91 days", 13, (3.0, "month")),
            (months, "1 year", 48, (1.0, "year")),
            (months, "0.75 month", 3, (0.75, "month")),
            (sevenths, "1 week", 7, (1.0, "week")),
            (sevenths, "1 day", 1, (1.0, "day")),
        ] {
            assert_eq!(saved_every(every, &clock), Ok(steps), "{every}");
            assert_eq!(length(&clock, steps), told, "{every}");
        }
        for (clock, every, near) in [
            (days, "1 year", "365 days"),
            (days, "1 month", "30 days"),
            (civil, "1 year", "52 weeks"),
            (civil, "1 day", "1 week"),
            (months, "1 week", "0.25 months"),
        ] {
            let Err(NotSaved::Uneven { near: found, .. }) = saved_every(every, &clock) else {
                panic!("{every}");
            };
            assert_eq!(found.as_deref(), Some(near));
            // The cure heals.
            assert!(saved_every(near, &clock).is_ok(), "{near}");
        }
        let long = saved_every("3 years", &days);
        assert!(matches!(long, Err(NotSaved::Long { all: 800, .. })));
        assert_eq!(saved_every("yearly", &days), Err(NotSaved::Unreadable));
    }
}
