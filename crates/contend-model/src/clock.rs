//! The clock of a scenario: dates, steps, and elapsed time in the scenario's time unit.
//!
//! Civil dates follow the proleptic Gregorian calendar; the day count is the standard one from eras of 400 years.

use serde::{Deserialize, Serialize};

use crate::exact;

/// Two places on the grid of time that differ by no more than this part of a step are one.
const SAME_INSTANT: f64 = 1e-6;

/// A civil date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date {
    /// Year, −9999..=9999.
    pub year: i32,
    /// Month, 1..=12.
    pub month: u8,
    /// Day, 1..=31.
    pub day: u8,
}

impl Date {
    /// A date, where it exists.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Date> {
        let valid = (-9999..=9999).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month);
        valid.then_some(Date { year, month, day })
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub fn days(self) -> i64 {
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month = i64::from(self.month);
        let day_of_year =
            (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
            - 719_468
    }

    /// The date that many days after 1970-01-01.
    #[must_use]
    pub fn from_days(days: i64) -> Date {
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let day_of_era = z.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let m = (5 * day_of_year + 2) / 153;
        let month = if m < 10 { m + 3 } else { m - 9 };
        Date {
            year: (year_of_era + era * 400 + i64::from(month <= 2)) as i32,
            month: month as u8,
            day: (day_of_year - (153 * m + 2) / 5 + 1) as u8,
        }
    }

    /// Decimal year: 2025.5 is the middle of 2025.
    #[must_use]
    pub fn decimal_year(self) -> f64 {
        let first = Date {
            year: self.year,
            month: 1,
            day: 1,
        }
        .days();
        let length = if is_leap(self.year) { 366.0 } else { 365.0 };
        f64::from(self.year) + (self.days() - first) as f64 / length
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeUnit {
    /// Day.
    Day,
    /// Week of seven days.
    Week,
    /// Calendar month; on average a twelfth of a year.
    Month,
    /// Calendar year.
    Year,
}

impl TimeUnit {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Day => "day",
            TimeUnit::Week => "week",
            TimeUnit::Month => "month",
            TimeUnit::Year => "year",
        }
    }
}

/// How long a year is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Calendar {
    /// The civil calendar: 365.2425 days a year on average, twelve months.
    Gregorian,
    /// A year of so many weeks, months of a twelfth of it, for models that count weeks.
    Weeks(#[serde(with = "exact")] f64),
    /// A year of so many days, months of a twelfth of it.
    Days(#[serde(with = "exact")] f64),
}

impl Calendar {
    /// Days of a year on average.
    #[must_use]
    pub fn days_a_year(self) -> f64 {
        match self {
            Calendar::Gregorian => 365.2425,
            Calendar::Weeks(n) => 7.0 * n,
            Calendar::Days(n) => n,
        }
    }

    /// Days of a unit on average.
    #[must_use]
    pub fn days_a(self, unit: TimeUnit) -> f64 {
        match unit {
            TimeUnit::Day => 1.0,
            TimeUnit::Week => 7.0,
            TimeUnit::Month => self.days_a_year() / 12.0,
            TimeUnit::Year => self.days_a_year(),
        }
    }
}

/// How stocks advance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Explicit Euler.
    Euler,
    /// The classical fourth-order method of Runge and Kutta.
    Rk4,
}

/// When a scenario starts and ends, and how time advances.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clock {
    /// First instant.
    pub start: Date,
    /// Last instant: `steps` steps after the start.
    pub end: Date,
    /// The unit of `time` and of rates without a unit of their own.
    pub time_unit: TimeUnit,
    /// Length of a step in the time unit.
    #[serde(with = "exact")]
    pub dt: f64,
    /// Number of steps; there are `steps + 1` grid points, numbered from 0.
    pub steps: u32,
    /// How stocks advance.
    pub method: Method,
    /// How long a year is.
    pub calendar: Calendar,
    /// The grid point that parts the run-up from the future, where the scenario names one.
    pub now: Option<u32>,
}

impl Clock {
    /// Length of a year in the time unit.
    #[must_use]
    pub fn year(&self) -> f64 {
        self.calendar.days_a_year() / self.calendar.days_a(self.time_unit)
    }

    /// Elapsed time at a grid point, in the time unit.
    #[must_use]
    pub fn time_of_step(&self, step: u32) -> f64 {
        f64::from(step) * self.dt
    }

    /// Elapsed time from the start to a date, in the time unit; negative before the start.
    #[must_use]
    pub fn elapsed(&self, date: Date) -> f64 {
        match (self.calendar, self.time_unit) {
            (Calendar::Gregorian, TimeUnit::Day) => (date.days() - self.start.days()) as f64,
            (Calendar::Gregorian, TimeUnit::Week) => (date.days() - self.start.days()) as f64 / 7.0,
            (Calendar::Gregorian, TimeUnit::Month) => months(date) - months(self.start),
            (Calendar::Gregorian, TimeUnit::Year) => (months(date) - months(self.start)) / 12.0,
            _ => (date.decimal_year() - self.start.decimal_year()) * self.year(),
        }
    }

    /// The grid point at an elapsed time; `None` between two of them, and outside the run.
    #[must_use]
    pub fn instant(&self, elapsed: f64) -> Option<u32> {
        let places = elapsed / self.dt;
        let nearest = places.round();
        let inside = (0.0..=f64::from(self.steps)).contains(&nearest);
        (inside && (places - nearest).abs() <= SAME_INSTANT).then_some(nearest as u32)
    }

    /// An elapsed time, or that of the grid point from which it differs by rounding alone.
    #[must_use]
    pub fn snapped(&self, elapsed: f64) -> f64 {
        self.instant(elapsed)
            .map_or(elapsed, |step| self.time_of_step(step))
    }

    /// The step in which an elapsed time lies: from its grid point to the next. From the end on, the last grid point.
    #[must_use]
    pub fn step_of(&self, elapsed: f64) -> u32 {
        let places = (elapsed / self.dt + SAME_INSTANT).floor();
        // A number below 0 becomes 0.
        (places as u32).min(self.steps)
    }

    /// The grid points from one elapsed time to another, both included: the first and the last. `None` where there is
    /// none.
    #[must_use]
    pub fn instants(&self, from: f64, to: f64) -> Option<(u32, u32)> {
        let first = (from / self.dt - SAME_INSTANT).ceil().max(0.0);
        let last = (to / self.dt + SAME_INSTANT)
            .floor()
            .min(f64::from(self.steps));
        (first <= last).then_some((first as u32, last as u32))
    }

    /// The calendar date at an elapsed time, to the day.
    #[must_use]
    pub fn date_at(&self, elapsed: f64) -> Date {
        match (self.calendar, self.time_unit) {
            (Calendar::Gregorian, TimeUnit::Day) => {
                Date::from_days(self.start.days() + elapsed.round() as i64)
            }
            (Calendar::Gregorian, TimeUnit::Week) => {
                Date::from_days(self.start.days() + (elapsed * 7.0).round() as i64)
            }
            (Calendar::Gregorian, TimeUnit::Month) => from_months(months(self.start) + elapsed),
            (Calendar::Gregorian, TimeUnit::Year) => {
                from_months(months(self.start) + elapsed * 12.0)
            }
            _ => from_decimal_year(self.start.decimal_year() + elapsed / self.year()),
        }
    }

    /// Decimal calendar year at an elapsed time.
    #[must_use]
    pub fn year_at(&self, elapsed: f64) -> f64 {
        match (self.calendar, self.time_unit) {
            (Calendar::Gregorian, TimeUnit::Month) => (months(self.start) + elapsed) / 12.0,
            (Calendar::Gregorian, TimeUnit::Year) => months(self.start) / 12.0 + elapsed,
            (Calendar::Gregorian, TimeUnit::Day) => {
                decimal_year(self.start.days() as f64 + elapsed)
            }
            (Calendar::Gregorian, TimeUnit::Week) => {
                decimal_year(self.start.days() as f64 + 7.0 * elapsed)
            }
            _ => self.start.decimal_year() + elapsed / self.year(),
        }
    }
}

/// Months since year 0, the day as a fraction of its own month.
fn months(date: Date) -> f64 {
    f64::from(date.year * 12 + i32::from(date.month) - 1)
        + f64::from(date.day - 1) / f64::from(days_in_month(date.year, date.month))
}

fn from_months(months: f64) -> Date {
    // Half a day of tolerance, so that rounding never lands on the last day of the month before.
    let whole = (months + 0.5 / 31.0).floor();
    let index = (whole as i64).clamp(-9999 * 12, 9999 * 12 + 11);
    let (year, month) = (index.div_euclid(12) as i32, index.rem_euclid(12) as u8 + 1);
    let length = days_in_month(year, month);
    let day = ((months - whole).max(0.0) * f64::from(length)).round() as u8 + 1;
    Date {
        year,
        month,
        day: day.min(length),
    }
}

/// The decimal year so many days after 1970-01-01, whole at every 1 January.
fn decimal_year(days: f64) -> f64 {
    let whole = days.floor();
    let date = Date::from_days(whole as i64);
    let length = if is_leap(date.year) { 366.0 } else { 365.0 };
    date.decimal_year() + (days - whole) / length
}

fn from_decimal_year(value: f64) -> Date {
    let whole = (value + 0.5 / 366.0).floor();
    let year = whole.clamp(-9999.0, 9999.0) as i32;
    let length = if is_leap(year) { 366.0 } else { 365.0 };
    let first = Date {
        year,
        month: 1,
        day: 1,
    };
    let day = ((value - whole).max(0.0) * length)
        .round()
        .min(length - 1.0);
    Date::from_days(first.days() + day as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn monthly() -> Clock {
        Clock {
            start: Date {
                year: 2025,
                month: 9,
                day: 1,
            },
            end: Date {
                year: 2035,
                month: 9,
                day: 1,
            },
            time_unit: TimeUnit::Month,
            dt: 1.0,
            steps: 120,
            method: Method::Euler,
            calendar: Calendar::Gregorian,
            now: None,
        }
    }

    #[test]
    fn days_and_dates_are_inverse() {
        for days in (-1_000_000..1_000_000).step_by(37) {
            assert_eq!(Date::from_days(days).days(), days);
        }
        assert_eq!(
            Date {
                year: 2000,
                month: 3,
                day: 1
            }
            .days(),
            11_017
        );
    }

    #[test]
    fn every_month_of_a_monthly_clock_is_its_first_day() {
        let clock = monthly();
        for step in 0..=120 {
            let date = clock.date_at(clock.time_of_step(step));
            assert_eq!(date.day, 1);
            assert_eq!(clock.elapsed(date), f64::from(step));
        }
    }

    #[test]
    fn the_year_is_whole_at_every_first_of_january() {
        for (time_unit, length) in [
            (TimeUnit::Day, 1.0),
            (TimeUnit::Week, 1.0 / 7.0),
            (TimeUnit::Month, 1.0),
            (TimeUnit::Year, 1.0),
        ] {
            let clock = Clock {
                time_unit,
                dt: length,
                steps: 40_000,
                ..monthly()
            };
            for year in 2026..2060 {
                let date = Date {
                    year,
                    month: 1,
                    day: 1,
                };
                let found = clock.year_at(clock.elapsed(date));
                assert!(
                    (found - f64::from(year)).abs() < 1e-12,
                    "{time_unit:?} {found}"
                );
                // It grows, and by a day's part of its own year.
                let before = clock.year_at(clock.elapsed(Date {
                    year: year - 1,
                    month: 12,
                    day: 31,
                }));
                let length = if is_leap(year - 1) { 366.0 } else { 365.0 };
                if matches!(time_unit, TimeUnit::Day | TimeUnit::Week) {
                    assert!((found - before - 1.0 / length).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn an_instant_is_told_from_what_lies_between() {
        let clock = Clock {
            dt: 3.0,
            steps: 40,
            ..monthly()
        };
        assert_eq!(clock.instant(6.0 + 1e-9), Some(2));
        assert_eq!(clock.snapped(6.0 - 1e-9), 6.0);
        for between in [-3.0, 7.0, 7.5, 8.0, 123.0] {
            assert_eq!(clock.instant(between), None);
            assert_eq!(clock.snapped(between), between);
        }
        assert_eq!(
            [5.9, 6.0, 8.9, 500.0].map(|t| clock.step_of(t)),
            [1, 2, 2, 40]
        );
        assert_eq!(clock.instants(5.0, 9.5), Some((2, 3)));
        assert_eq!(clock.instants(6.0, 9.0), Some((2, 3)));
        assert_eq!(clock.instants(6.5, 8.5), None);
    }

    #[test]
    fn a_year_of_weeks_reaches_the_next_new_year() {
        let clock = Clock {
            start: Date {
                year: 2012,
                month: 1,
                day: 1,
            },
            end: Date {
                year: 2022,
                month: 1,
                day: 1,
            },
            time_unit: TimeUnit::Week,
            steps: 520,
            calendar: Calendar::Weeks(52.0),
            ..monthly()
        };
        assert_eq!(clock.elapsed(clock.end), 520.0);
        for year in 2012..=2022 {
            let date = clock.date_at(f64::from(year - 2012) * 52.0);
            assert_eq!(
                date,
                Date {
                    year,
                    month: 1,
                    day: 1
                }
            );
        }
    }
}
