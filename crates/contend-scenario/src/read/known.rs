//! What is known of an event by chance: whether it had happened by a day.

use super::fields::Fields;
use super::files::Reader;
use super::item::{Item, Value};
use super::names::Equations;
use super::sources::Sources;
use crate::declarations::section;
use contend_model::clock::{Clock, Date};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::{DimensionId, ProfileId};
use contend_model::model::{Fact, Origin, Trigger};
use contend_model::nearest::nearest;

/// The event of which something is known.
pub(crate) struct Of<'a> {
    pub name: &'a str,
    pub over: &'a [DimensionId],
    pub trigger: &'a Trigger,
    pub from: Option<f64>,
}

/// Reads all that is known of an event. `None` where any of it has errors.
pub(crate) fn read(
    reader: &mut Reader,
    equations: &Equations<'_>,
    sources: &mut Sources,
    of: &Of<'_>,
    item: &Item,
) -> Option<Vec<Fact>> {
    if matches!(of.trigger, Trigger::At { .. }) {
        let finding = Diagnostic::error("event-known", item.span).case("dated");
        reader.findings.push(finding.with("name", of.name));
        return None;
    }
    let items = match &item.value {
        Value::List(list) => list.as_slice(),
        _ => std::slice::from_ref(item),
    };
    let mut facts = Some(Vec::new());
    for item in items {
        match (one(reader, equations, sources, of, item), &mut facts) {
            (Some(found), Some(all)) => all.extend(found),
            _ => facts = None,
        }
    }
    let facts = facts?;
    let contradiction = facts.iter().find_map(|never| {
        let before = |f: &&Fact| {
            let same = never.element.is_none() || f.element == never.element;
            f.happened && same && f.by <= never.by && f.under == never.under
        };
        let before = facts.iter().filter(|_| !never.happened).find(before)?;
        Some((before, never))
    });
    if let Some((before, never)) = contradiction {
        let finding = Diagnostic::error("event-known", never.span).case("contradiction");
        let finding = finding.with("name", of.name);
        let finding = finding.with("before", before.until);
        reader.findings.push(finding.with("until", never.until));
        return None;
    }
    Some(facts)
}

/// One table: the same day for each element of which it speaks.
fn one(
    reader: &mut Reader,
    equations: &Equations<'_>,
    sources: &mut Sources,
    of: &Of<'_>,
    item: &Item,
) -> Option<Vec<Fact>> {
    let (table, section) = (item.table()?, section("event.known")?);
    let fields = Fields::open(section, "known", item.span, table, &mut reader.findings);
    let origin = sources.origin(&fields, &mut reader.findings);
    if origin.sources.is_empty() && origin.assumption.is_none() {
        let finding = Diagnostic::warning("no-origin", item.span).case("known");
        reader.findings.push(finding.with("name", of.name));
    }
    let until = until(reader, &equations.head.clock, &fields, of);
    let under = under(reader, equations, &fields);
    let happened = fields.get("happened");
    let mut said = Vec::new();
    let whose = Whose { equations, of };
    let sound = happened.is_some_and(|h| whose.elements(reader, h, 0, 0, &mut said));
    let ((until, by), under) = (until?, under?);
    let fact = |(element, happened): (Option<u32>, bool)| Fact {
        element,
        happened,
        under,
        until,
        by,
        origin: Origin::clone(&origin),
        span: item.span,
    };
    sound.then(|| said.into_iter().map(fact).collect())
}

/// The profile of which it was observed.
fn under(reader: &mut Reader, equations: &Equations<'_>, fields: &Fields) -> Option<ProfileId> {
    let declared = equations.declared;
    let Some(name) = fields.text("under") else {
        let given = fields.has("under");
        return (!given).then_some(declared.baseline);
    };
    let all = || declared.profiles.iter().map(String::as_str);
    let found = all().position(|profile| profile == name);
    if found.is_none() {
        let finding = Diagnostic::error("unknown-profile", fields.span("under")).case("claim");
        let finding = finding
            .with("name", name)
            .maybe("near", nearest(name, all()));
        let finding = finding.with("profiles", Arg::names(all()));
        reader.findings.push(finding);
    }
    found.map(|index| ProfileId(index as u32))
}

/// The day, and the grid point up to which what is known counts.
fn until(reader: &mut Reader, clock: &Clock, fields: &Fields, of: &Of<'_>) -> Option<(Date, f64)> {
    let (item, span) = (fields.get("until")?, fields.span("until"));
    let Value::Date(day) = item.value else {
        let year = item.number().filter(|y| y.floor() == *y)?;
        let finding = Diagnostic::error("event-known", span).case("year");
        let finding = finding.with("year", year);
        reader.findings.push(finding.with("before", year - 1.0));
        return None;
    };
    let outside = || {
        Diagnostic::error("outside-run", span)
            .with("date", day)
            .with("start", clock.start)
            .with("end", clock.end)
    };
    // The day counts whole; of the last instant there is no more than its beginning.
    let end = clock.elapsed(Date::from_days(day.days() + 1));
    if day < clock.start || day > clock.end {
        reader.findings.push(outside());
        return None;
    }
    let step = (end / clock.dt).round().min(f64::from(clock.steps)) as u32;
    let by = clock.time_of_step(step);
    let counted = |step: u32| {
        let instant = clock.date_at(clock.time_of_step(step));
        Date::from_days(instant.days() - 1)
    };
    if step == 0 {
        let finding = Diagnostic::error("event-known", span).case("first-step");
        let finding = finding.with("until", day).with("first", counted(1));
        reader.findings.push(finding);
        return None;
    }
    if (counted(step).days() - day.days()).abs() > 1 {
        let finding = Diagnostic::warning("between-instants", span).case("known");
        let finding = finding.with("name", of.name).with("date", day);
        reader.findings.push(finding.with("counted", counted(step)));
    }
    if let Some(from) = of.from
        && by <= from
    {
        let finding = Diagnostic::error("event-known", span).case("before-from");
        let finding = finding.with("name", of.name).with("until", day);
        let finding = finding.with("from", clock.date_at(from));
        reader.findings.push(finding);
        return None;
    }
    Some((day, by))
}

/// Of which elements something is said.
struct Whose<'a> {
    equations: &'a Equations<'a>,
    of: &'a Of<'a>,
}

impl Whose<'_> {
    /// What an item says of all elements below a place, by the dimensions from `depth` on.
    fn elements(
        &self,
        reader: &mut Reader,
        item: &Item,
        depth: usize,
        first: u32,
        said: &mut Vec<(Option<u32>, bool)>,
    ) -> bool {
        let dimensions = self.equations.dimensions;
        let error = |case: &'static str| {
            let finding = Diagnostic::error("event-known", item.span).case(case);
            finding.with("name", self.of.name)
        };
        let below = &self.of.over[depth..];
        match (&item.value, below) {
            (Value::Flag(happened), []) => {
                let one = (depth > 0).then_some(first);
                said.push((one, *happened));
                true
            }
            (Value::Flag(false), _) if depth == 0 => {
                said.push((None, false));
                true
            }
            (Value::Flag(_), [dimension, ..]) => {
                let label = dimensions.get(*dimension).labels.first();
                let label = label.map_or("…", String::as_str);
                let finding = error("which").with("label", label);
                reader.findings.push(finding);
                false
            }
            (Value::Table(_), []) => {
                reader.findings.push(error("no-elements"));
                false
            }
            (Value::Table(table), [dimension, rest @ ..]) => {
                if table.entries.is_empty() {
                    let names = [dimensions.get(*dimension).name.as_str()];
                    let finding = error("empty").with("dimension", Arg::names(names));
                    reader.findings.push(finding);
                    return false;
                }
                let width = rest.iter().map(|d| dimensions.get(*d).len() as u32);
                let width: u32 = width.product();
                let mut sound = true;
                for entry in &table.entries {
                    match dimensions.position(*dimension, &entry.key) {
                        Some(place) => {
                            let first = first + place * width;
                            sound &= self.elements(reader, &entry.item, depth + 1, first, said);
                        }
                        None => {
                            let (label, span) = (&entry.key, entry.key_span);
                            let finding = dimensions.unknown_label(*dimension, label, span);
                            reader.findings.push(finding);
                            sound = false;
                        }
                    }
                }
                sound
            }
            (Value::Bad, _) => false,
            _ => {
                let finding = Diagnostic::error("wrong-type", item.span);
                let finding = finding.with("field", "happened");
                let finding = finding.with("wanted", Arg::word("kind-flags"));
                reader
                    .findings
                    .push(finding.with("given", item.described()));
                false
            }
        }
    }
}
