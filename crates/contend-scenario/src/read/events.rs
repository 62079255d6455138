//! Events: what makes them happen, and what they do.

use super::ends;
use super::entry::open;
use super::event_outcomes;
use super::fields::Fields;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use super::item::{Entry, Value};
use super::known;
use super::names::Equations;
use super::scenario::{bad_duration, between_instants, date};
use super::sources::Sources;
use crate::elaborate::{Context, DeclaredKind, Expected, ExpectedUnit};
use crate::equation::{self, Index, SyntaxKind};
use contend_model::clock::{Clock, Date};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::Axis;
use contend_model::id::DimensionId;
use contend_model::length::{convert, duration};
use contend_model::model::{Effect, Event, Trigger};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// Reads all events. `None` where any has errors.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
    equations: &mut Equations<'_>,
    sources: &mut Sources,
) -> Option<Vec<Event>> {
    let mut events = Some(Vec::new());
    let mut index = 0;
    for declaration in all.of("event") {
        let read = event(reader, equations, sources, declaration, index);
        let own = read.as_ref().map(|event| event.effects.as_slice());
        let outcomes = event_outcomes::read(reader, equations, declaration, index, own);
        index += 1 + event_outcomes::count(reader, declaration);
        match (read, outcomes, &mut events) {
            (Some(event), Some(outcomes), Some(list)) => {
                list.push(event);
                list.extend(outcomes);
            }
            _ => events = None,
        }
    }
    events
}

fn event(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    sources: &mut Sources,
    declaration: &Declaration,
    index: usize,
) -> Option<Event> {
    let fields = open(reader, "event", declaration)?;
    let over = equations.declared.events.get(index)?.over.clone();
    let clock = equations.head.clock;
    let given: Vec<&str> = ["hazard", "at", "when"]
        .into_iter()
        .filter(|f| fields.has(f))
        .collect();
    let mut sound = true;
    let name = declaration.name.as_str();
    let trigger = match given.as_slice() {
        ["hazard"] => {
            let expected = Expected {
                over: &over,
                unit: ExpectedUnit::PerTime,
            };
            fields
                .get("hazard")
                .and_then(|n| {
                    let context = Context::Dynamics(&["event", name, "hazard"]);
                    equations.read(reader, n, context, expected)
                })
                .map(Trigger::Hazard)
        }
        ["when"] => {
            let expected = Expected {
                over: &over,
                unit: ExpectedUnit::Boolean,
            };
            fields
                .get("when")
                .and_then(|n| {
                    let context = Context::Dynamics(&["event", name, "when"]);
                    equations.read(reader, n, context, expected)
                })
                .map(Trigger::When)
        }
        ["at"] => date(reader, &fields, "at")
            .and_then(|day| at(reader, &clock, name, day, fields.span("at"))),
        _ => {
            let finding = Diagnostic::error("event-trigger", declaration.place);
            let finding = finding.with("name", &declaration.name);
            reader.findings.push(if given.is_empty() {
                finding
            } else {
                finding.case("several")
            });
            None
        }
    };
    let from = match fields.has("from") {
        false => None,
        true => {
            let from = begins(reader, &clock, &fields, given == ["at"]);
            sound &= from.is_some();
            from
        }
    };
    let effects = effects(reader, equations, name, &over, &fields);
    let cooldown = match fields.text("cooldown") {
        None => 0.0,
        Some(text) => match duration(text) {
            Some((count, unit)) => convert(count, unit, clock.time_unit, clock.calendar),
            None => {
                bad_duration(reader, text, fields.span("cooldown"));
                sound = false;
                0.0
            }
        },
    };
    let (trigger, effects) = (trigger?, effects?);
    let of = known::Of {
        name,
        over: &over,
        trigger: &trigger,
        from,
    };
    let facts = match fields.get("known") {
        None => Some(Vec::new()),
        Some(item) => known::read(reader, equations, sources, &of, item),
    };
    sound &= facts.is_some();
    let repeats = fields
        .flag("repeat")
        .unwrap_or(matches!(trigger, Trigger::Hazard(_)));
    let chance_site = equations.sites.draw(&["event", name]);
    sound.then(|| Event {
        name: declaration.name.clone(),
        about: fields.words("about"),
        over,
        trigger,
        from,
        repeats,
        cooldown,
        effects,
        known: facts.unwrap_or_default(),
        chance_site,
        span: declaration.place,
    })
}

/// The step in which an event at a date happens: the one in which the date lies, so that what it does is seen from the
/// first instant after the date.
fn at(reader: &mut Reader, clock: &Clock, name: &str, day: Date, span: Span) -> Option<Trigger> {
    let elapsed = clock.elapsed(day);
    let end = clock.time_of_step(clock.steps);
    if clock.snapped(elapsed) < 0.0 || clock.snapped(elapsed) > end {
        let finding = Diagnostic::error("outside-run", span)
            .with("date", day)
            .with("start", clock.start)
            .with("end", clock.end);
        reader.findings.push(finding);
        return None;
    }
    let step = clock.step_of(elapsed);
    if step == clock.steps {
        let last = clock.date_at(clock.time_of_step(clock.steps - 1));
        let finding = Diagnostic::error("outside-run", span).case("event");
        let finding = finding.with("name", name).with("end", clock.end);
        reader.findings.push(finding.with("last", last));
        return None;
    }
    if clock.instant(elapsed).is_none() {
        let finding = between_instants(clock, elapsed, day, span);
        let before = clock.date_at(clock.time_of_step(step));
        let finding = finding.case("event").with("name", name);
        reader.findings.push(finding.with("before", before));
    }
    Some(Trigger::At { step })
}

/// From when on an event may happen, in elapsed time.
fn begins(reader: &mut Reader, clock: &Clock, fields: &Fields, dated: bool) -> Option<f64> {
    let day = date(reader, fields, "from")?;
    let span = fields.span("from");
    if dated {
        let finding = Diagnostic::error("event-trigger", span).case("dated");
        reader.findings.push(finding);
        return None;
    }
    let elapsed = clock.snapped(clock.elapsed(day));
    if !(0.0..clock.time_of_step(clock.steps)).contains(&elapsed) {
        let finding = Diagnostic::error("outside-run", span)
            .with("date", day)
            .with("start", clock.start)
            .with("end", clock.end);
        reader.findings.push(finding);
        return None;
    }
    Some(elapsed)
}

/// What an event or an outcome of one adds to stocks, then what it sets them to. `None` where any has errors.
pub(super) fn effects(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    event: &str,
    over: &[DimensionId],
    fields: &Fields,
) -> Option<Vec<Effect>> {
    let mut effects = Some(Vec::new());
    for (field, set) in [("effect", false), ("set", true)] {
        let Some(table) = fields.get(field).and_then(|n| n.table()) else {
            continue;
        };
        for entry in &table.entries {
            let effect = effect(reader, equations, event, over, entry, set);
            match (effect, &mut effects) {
                (Some(effect), Some(list)) => list.push(effect),
                _ => effects = None,
            }
        }
    }
    effects
}

/// One entry of `effect` or `set`: `stock` or `stock[element]`, and the amount.
fn effect(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    event: &str,
    event_over: &[DimensionId],
    entry: &Entry,
    set: bool,
) -> Option<Effect> {
    let (name, indices) = target(reader, entry)?;
    let Some(stock) = equations.quantity(&name).filter(|q| {
        matches!(
            equations.declared.quantities[q.index()].kind,
            DeclaredKind::Stock
        )
    }) else {
        if !equations.declared.broken.contains(&name) {
            let known = equations.declared.quantities.iter();
            let other = known.clone().any(|q| q.name == name);
            let stocks = known
                .filter(|q| matches!(q.kind, DeclaredKind::Stock))
                .map(|q| q.name.as_str());
            let finding = Diagnostic::error("unknown-stock", entry.key_span).with("name", &name);
            reader.findings.push(if other {
                finding.case("not-a-stock")
            } else {
                finding.maybe("near", nearest(&name, stocks))
            });
        }
        return None;
    };
    let declared = &equations.declared.quantities[stock.index()];
    if equations.declared.conveyors.contains(&stock) {
        let finding = Diagnostic::error("conveyor", entry.key_span).case("event");
        reader.findings.push(finding.with("stock", &name));
        return None;
    }
    let (own, unit) = (declared.over.clone(), declared.unit.clone());
    let mut axes: Vec<Axis> = own
        .iter()
        .map(|d| Axis::Along {
            dimension: *d,
            offset: 0,
        })
        .collect();
    let has = |d: &DimensionId, index: &str| equations.dimensions.position(*d, index).is_some();
    for (i, index) in indices.iter().enumerate() {
        if index.attribute.is_some() {
            let span = entry.key_span;
            let (by, into) =
                ends::attribute(reader, equations, event_over, &own, &name, index, span)?;
            if set {
                let finding = Diagnostic::error("bad-end", span)
                    .case("set")
                    .with("stock", &name);
                let attribute = index.attribute.as_deref().unwrap_or_default();
                let written = format!("{}.{attribute}", index.name);
                reader.findings.push(finding.with("text", written));
                return None;
            }
            if let Some(place) = own.iter().position(|d| *d == into) {
                axes[place] = Axis::Through(by);
            }
            continue;
        }
        let index = index.name.as_str();
        // With an index for each dimension the own place comes first.
        let here = (indices.len() == own.len()).then_some(i);
        let mut places = here.into_iter().chain(0..own.len());
        let free = |k: &usize| matches!(axes[*k], Axis::Along { .. });
        let place = places.find(|k| free(k) && has(&own[*k], index));
        if let (None, Some(place)) = (here, place) {
            let root = |k: usize| equations.dimensions.get(own[k]).root;
            let other = (place + 1..own.len()).find(|k| root(*k) == root(place));
            if let Some(other) = other {
                let names = own
                    .iter()
                    .map(|d| equations.dimensions.get(*d).name.as_str());
                let mut written: Vec<&str> = names.collect();
                let either = Arg::names([written[place], written[other]]);
                written[place] = index;
                let finding = Diagnostic::error("either-dimension", entry.key_span)
                    .with("array", &name)
                    .with("index", index)
                    .with("names", either)
                    .with("written", format!("{name}[{}]", written.join(", ")));
                reader.findings.push(finding);
                return None;
            }
        }
        let Some(place) = place else {
            // A dimension's own name leaves it as it is.
            if own
                .iter()
                .any(|d| equations.dimensions.get(*d).name == index)
            {
                continue;
            }

            reader.findings.push(
                Diagnostic::error("unknown-element", entry.key_span)
                    .case("effect")
                    .with("name", &name)
                    .with("index", index),
            );
            return None;
        };
        axes[place] = Axis::Element(equations.dimensions.position(own[place], index)?);
    }
    let mut over = event_over.to_vec();
    for axis in &axes {
        if let Some(dimension) = axis.open()
            && !over.contains(&dimension)
        {
            over.push(dimension);
        }
    }
    let expected = Expected {
        over: &over,
        unit: ExpectedUnit::Exactly(&unit),
    };
    let amount = match &entry.item.value {
        Value::Number(_) | Value::Text(_) => {
            let mut owner = vec!["event", event, if set { "set" } else { "effect" }, &name];
            let written: Vec<String> = indices.iter().map(written).collect();
            owner.extend(written.iter().map(String::as_str));
            equations.read(reader, &entry.item, Context::Dynamics(&owner), expected)?
        }
        Value::Bad => return None,
        _ => {
            reader.findings.push(
                Diagnostic::error("wrong-type", entry.item.span)
                    .case("effect")
                    .with("name", &name)
                    .with("given", entry.item.described()),
            );
            return None;
        }
    };
    Some(Effect {
        stock,
        axes,
        amount,
        set,
    })
}

/// An index as its author wrote it.
fn written(index: &Index) -> String {
    match &index.attribute {
        Some(attribute) => format!("{}.{attribute}", index.name),
        None => index.name.clone(),
    }
}

fn target(reader: &mut Reader, entry: &Entry) -> Option<(String, Vec<Index>)> {
    let parsed = equation::parse(&entry.key).0;
    let found = match parsed.map(|s| s.kind) {
        Some(SyntaxKind::Name(name, None)) => Some((name, Vec::new())),
        Some(SyntaxKind::Index(inner, indices)) => match inner.kind {
            SyntaxKind::Name(name, None) => Some((name, indices)),
            _ => None,
        },
        _ => None,
    };
    if found.is_none() {
        reader.findings.push(
            Diagnostic::error("unknown-stock", entry.key_span)
                .case("effect-name")
                .with("name", &entry.key),
        );
    }
    found
}
