//! The `[scenario]` section: title, clock, units, verdicts.

use super::fields::Fields;
use super::files::Reader;
use super::gather::Declarations;
use super::item::{Item, Value};
use crate::declarations::section;
use crate::elaborate::{is_of_symbol, unit_fault};
use contend_model::clock::{Calendar, Clock, Date, Method, TimeUnit};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::length::{convert, duration};
use contend_model::model::VerdictRule;
use contend_model::place::{FileId, Span};
use contend_model::unit::Units;

/// The most steps of a run.
pub const MOST_STEPS: f64 = 1_000_000.0;

/// What `[scenario]` says.
pub(crate) struct Head {
    pub title: String,
    pub about: String,
    /// A stand-in where the clock is broken.
    pub clock: Clock,
    pub clock_is_sound: bool,
    pub units: Units,
    pub verdict: VerdictRule,
    pub worlds: u32,
    pub seed: u64,
    /// How often values over time are kept, as written.
    pub every: Option<(String, Span)>,
    pub replications: u32,
    /// Where that is said.
    pub replications_at: Span,
    pub baseline: Option<(String, Span)>,
}

/// Reads the section; a stand-in where it is missing.
pub(crate) fn read(reader: &mut Reader, all: &Declarations) -> Head {
    let nothing = (
        super::item::Table::default(),
        Span {
            file: FileId(0),
            start: 0,
            end: 0,
        },
    );
    let (table, place) = all.scenario.as_ref().unwrap_or(&nothing);
    let mut head = Head {
        title: String::new(),
        about: String::new(),
        clock: stand_in(),
        clock_is_sound: false,
        units: Units::new(Calendar::Gregorian),
        verdict: VerdictRule::default(),
        worlds: 1000,
        seed: 1,
        every: None,
        replications: 1,
        replications_at: *place,
        baseline: None,
    };
    let Some(section) = section("scenario") else {
        return head;
    };
    if all.scenario.is_none() {
        let finding = Diagnostic::error("missing-field", *place).case("scenario");
        reader.findings.push(finding);
        return head;
    }
    let fields = Fields::open(section, "scenario", *place, table, &mut reader.findings);
    head.title = fields.words("title");
    head.about = fields.words("about");
    head.worlds = whole(reader, &fields, "worlds", 1.0, 1e9).map_or(1000, |n| n as u32);
    head.seed = whole(reader, &fields, "seed", 0.0, 9e15).map_or(1, |n| n as u64);
    // A set of inputs with all its lucks is no more than is run.
    let most = f64::from(head.worlds.max(1));
    head.replications = whole(reader, &fields, "replications", 1.0, most).map_or(1, |n| n as u32);
    head.replications_at = fields.span("replications");
    head.baseline = fields
        .text("baseline")
        .map(|t| (t.to_owned(), fields.span("baseline")));
    head.every = fields
        .text("every")
        .map(|t| (t.to_owned(), fields.span("every")));
    head.verdict = verdict(reader, &fields);
    if let Some(clock) = clock(reader, &fields) {
        head.clock = clock;
        head.clock_is_sound = true;
    }
    head.units = Units::new(head.clock.calendar);
    units(reader, &fields, &mut head.units);
    head
}

fn stand_in() -> Clock {
    Clock {
        start: Date {
            year: 2000,
            month: 1,
            day: 1,
        },
        end: Date {
            year: 2010,
            month: 1,
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

fn whole(reader: &mut Reader, fields: &Fields, name: &str, least: f64, most: f64) -> Option<f64> {
    let value = fields.number(name)?;
    if value >= least && value <= most {
        return Some(value);
    }

    reader.findings.push(
        Diagnostic::error("out-of-bounds", fields.span(name))
            .with("name", name)
            .with("value", value)
            .with("least", least)
            .with("most", most),
    );
    None
}

fn verdict(reader: &mut Reader, fields: &Fields) -> VerdictRule {
    let mut rule = VerdictRule::default();
    let (Some(table), Some(inner)) = (
        fields.get("verdict").and_then(Item::table),
        section("scenario.verdict"),
    ) else {
        return rule;
    };
    let fields = Fields::open(
        inner,
        "scenario.verdict",
        fields.key_span("verdict"),
        table,
        &mut reader.findings,
    );
    rule.holds = fields.number("holds").unwrap_or(rule.holds);
    rule.fails = fields.number("fails").unwrap_or(rule.fails);
    rule.calibrated = fields.flag("calibrated").unwrap_or(false);
    if !(0.0..=1.0).contains(&rule.fails)
        || !(0.0..=1.0).contains(&rule.holds)
        || rule.fails >= rule.holds
    {
        reader
            .findings
            .push(Diagnostic::error("out-of-bounds", fields.place).case("verdict"));
        return VerdictRule::default();
    }
    rule
}

fn units(reader: &mut Reader, fields: &Fields, units: &mut Units) {
    let Some(item) = fields.get("units") else {
        return;
    };
    let is_symbol = |t: &str| !t.is_empty() && t.len() <= 100 && t.chars().all(is_of_symbol);
    let bad = |span: Span, name: &str| Diagnostic::error("bad-unit", span).with("name", name);
    match &item.value {
        Value::List(_) => {
            for (name, span) in item.texts() {
                if !is_symbol(name) {
                    reader.findings.push(bad(span, name));
                } else if units.knows(name) {
                    reader.findings.push(bad(span, name).case("known"));
                } else {
                    units.declare(name);
                }
            }
        }
        Value::Table(table) => {
            for entry in &table.entries {
                let (name, span) = (entry.key.as_str(), entry.key_span);
                if entry.item.is_bad() {
                    continue;
                }
                if !is_symbol(name) {
                    reader.findings.push(bad(span, name));
                    continue;
                }
                if units.knows(name) {
                    reader.findings.push(bad(span, name).case("known"));
                    continue;
                }
                let text = entry.item.text().unwrap_or("").trim();
                let digits = text
                    .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_')
                    .unwrap_or(text.len());
                let count = if digits == 0 {
                    Some(1.0)
                } else {
                    text[..digits].replace('_', "").parse::<f64>().ok()
                };
                match (count, units.parse(text[digits..].trim())) {
                    (Some(count), Ok(of))
                        if count.is_finite() && count > 0.0 && !text.is_empty() =>
                    {
                        units.declare_as(name, count, &of)
                    }
                    (_, Err(error)) if !text.is_empty() => {
                        let finding = bad(entry.item.span, name).case("definition");
                        reader.findings.push(unit_fault(finding, &error));
                    }
                    _ => reader
                        .findings
                        .push(bad(entry.item.span, name).case("text")),
                }
            }
        }
        _ => {}
    }
}

/// The word of a unit of time in a duration.
fn unit_word(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
    }
}

fn clock(reader: &mut Reader, fields: &Fields) -> Option<Clock> {
    let start = date(reader, fields, "start");
    let end = date(reader, fields, "end");
    let now = date(reader, fields, "now");
    let calendar = calendar(reader, fields);
    let step = fields.text("step").map(|text| {
        let found = duration(text);
        if found.is_none() {
            bad_duration(reader, text, fields.span("step"));
        }
        found
    });
    let (count, unit) = step??;
    let time_unit = match fields.text("time_unit") {
        Some("day") => TimeUnit::Day,
        Some("week") => TimeUnit::Week,
        Some("month") => TimeUnit::Month,
        Some("year") => TimeUnit::Year,
        _ => unit,
    };
    let method = if fields.text("method") == Some("rk4") {
        Method::Rk4
    } else {
        Method::Euler
    };
    let (start, end, calendar) = (start?, end?, calendar?);
    if end <= start {
        let finding = Diagnostic::error("bad-clock", fields.span("end"))
            .case("order")
            .with("end", end)
            .with("start", start)
            .related(fields.span("start"), "start");
        reader.findings.push(finding);
        return None;
    }
    let dt = convert(count, unit, time_unit, calendar);
    let mut clock = Clock {
        start,
        end,
        time_unit,
        dt,
        steps: 1,
        method,
        calendar,
        now: None,
    };
    let exact = clock.elapsed(end) / dt;
    let steps = exact.round();
    if steps.is_nan() || steps > MOST_STEPS {
        reader
            .findings
            .push(Diagnostic::error("too-many-steps", fields.span("step")));
        return None;
    }
    if (exact - steps).abs() > 1e-6 || steps < 1.0 {
        let fits = |x: f64| (x - x.round()).abs() <= 1e-6 && x.round() >= 1.0;
        // A step ends in the middle of a day, and a date does not.
        let near = clock.date_at(steps.max(1.0) * dt);
        let near = Some(near).filter(|near| fits(clock.elapsed(*near) / dt));
        // The nearest number of steps that makes the step a round number.
        let whole = count * exact;
        let counts = 1..=(2.0 * exact).min(MOST_STEPS) as u32;
        let step = counts
            .map(f64::from)
            .map(|steps| ((steps - exact).abs(), format!("{:.2}", whole / steps)))
            .filter(|(_, step)| step.parse().is_ok_and(|s: f64| s > 0.0 && fits(whole / s)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let step = step.and_then(|(_, step)| step.parse::<f64>().ok());
        let finding = Diagnostic::error("bad-clock", fields.span("end"))
            .with("steps", exact)
            .maybe("end", near)
            .maybe(
                "step",
                step.map(|s| Arg::Text(format!("{s} {}", unit_word(unit)))),
            )
            .related(fields.span("step"), "step");
        reader.findings.push(finding);
        return None;
    }
    clock.steps = steps as u32;
    if fields.has("now") {
        let now = now?;
        if now < start || now > end {
            reader.findings.push(
                Diagnostic::error("date-outside", fields.span("now"))
                    .with("now", now)
                    .with("start", start)
                    .with("end", end),
            );
            return None;
        }
        let elapsed = clock.elapsed(now);
        if clock.instant(elapsed).is_none() {
            let finding = between_instants(&clock, elapsed, now, fields.span("now"));
            reader.findings.push(finding.case("now"));
        }
        // From the first instant on at which it is past.
        clock.now = Some(match clock.instant(elapsed) {
            Some(step) => step,
            None => clock.step_of(elapsed) + 1,
        });
    }
    Some(clock)
}

fn calendar(reader: &mut Reader, fields: &Fields) -> Option<Calendar> {
    if fields.is_broken("calendar") {
        return None;
    }
    let Some(text) = fields.text("calendar") else {
        return Some(Calendar::Gregorian);
    };
    match duration(text) {
        Some((n, TimeUnit::Week)) if (1.0..=1000.0).contains(&n) => Some(Calendar::Weeks(n)),
        Some((n, TimeUnit::Day)) if (1.0..=10_000.0).contains(&n) => Some(Calendar::Days(n)),
        _ => {
            reader.findings.push(
                Diagnostic::error("bad-duration", fields.span("calendar"))
                    .case("calendar")
                    .with("text", text),
            );
            None
        }
    }
}

/// Reports a text that is no length of time.
pub(crate) fn bad_duration(reader: &mut Reader, text: &str, span: Span) {
    reader
        .findings
        .push(Diagnostic::error("bad-duration", span).with("text", text));
}

/// The date in a field.
pub(crate) fn date(reader: &mut Reader, fields: &Fields, name: &str) -> Option<Date> {
    let item = fields.get(name)?;
    let found = date_of(item);
    if found.is_none() {
        reader
            .findings
            .push(Diagnostic::error("bad-date", item.span).with("name", name));
    }
    found
}

/// A date, or the first day of a year.
pub(crate) fn date_of(item: &Item) -> Option<Date> {
    match item.value {
        Value::Date(date) => Some(date),
        Value::Number(year) if year.floor() == year && (-9_000.0..=9_000.0).contains(&year) => {
            Date::new(year as i32, 1, 1)
        }
        _ => None,
    }
}

/// What is dated between two instants of the run.
pub(crate) fn between_instants(clock: &Clock, elapsed: f64, day: Date, span: Span) -> Diagnostic {
    let after = clock.time_of_step(clock.step_of(elapsed) + 1);
    Diagnostic::warning("between-instants", span)
        .with("date", day)
        .with("after", clock.date_at(after))
}
