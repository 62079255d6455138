//! Outcomes of an event, of which each occurrence comes to exactly one.

use super::entry::open;
use super::events::effects;
use super::fields::{Fields, is_name};
use super::files::Reader;
use super::gather::{Declaration, as_name};
use super::item::{Entry, Value};
use super::names::Equations;
use crate::declarations::section;
use crate::elaborate::{Context, DeclaredEvent, Expected, ExpectedUnit};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Expression, Term};
use contend_model::id::{DimensionId, EventId};
use contend_model::model::{Effect, Event, Trigger};
use contend_model::place::Span;

/// By how much weights that are meant as chances may miss 1, for each of them: they are rounded.
const ROUNDED: f64 = 0.005;

/// What is written as outcomes of an event, in order.
fn entries<'t>(fields: &Fields<'t>) -> &'t [Entry] {
    let table = fields.get("outcomes").and_then(|item| item.table());
    table.map_or(&[], |table| &table.entries)
}

/// How an outcome is named where events are named.
fn full_name(event: &str, outcome: &str) -> String {
    format!("{event}.{outcome}")
}

/// The outcomes of an event before their equations are read.
pub(crate) fn declared(event: &str, over: &[DimensionId], fields: &Fields) -> Vec<DeclaredEvent> {
    let named = entries(fields).iter().map(|entry| DeclaredEvent {
        name: full_name(event, &entry.key),
        over: over.to_vec(),
        span: entry.key_span,
    });
    named.collect()
}

/// How many outcomes an event has.
pub(crate) fn count(reader: &mut Reader, event: &Declaration) -> usize {
    open(reader, "event", event).map_or(0, |fields| entries(&fields).len())
}

/// Reads the outcomes of the event that is declared at this place; `own` is what it does whatever it comes to, where that
/// is sound. `None` where any has errors.
pub(crate) fn read(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    event: &Declaration,
    index: usize,
    own: Option<&[Effect]>,
) -> Option<Vec<Event>> {
    let fields = open(reader, "event", event)?;
    if !fields.has("outcomes") {
        return Some(Vec::new());
    }
    let over = equations.declared.events.get(index)?.over.clone();
    let entries = entries(&fields);
    let at = fields.key_span("outcomes");
    let few = Diagnostic::error("event-outcomes", at).with("event", &event.name);
    match entries {
        // What is no table is told as that.
        [] if fields.is_broken("outcomes") => return None,
        [] => {
            reader.findings.push(few.case("none"));
            return None;
        }
        [one] => {
            reader.findings.push(few.with("outcome", &one.key));
            return None;
        }
        _ => {}
    }
    let (id, name) = (EventId(index as u32), event.name.as_str());
    let mut outcomes = Some(Vec::new());
    for entry in entries {
        let read = outcome(reader, equations, (id, name), &over, entry);
        match (read, &mut outcomes) {
            (Some(outcome), Some(list)) => list.push(outcome),
            _ => outcomes = None,
        }
    }
    let outcomes = outcomes?;
    let weights: Vec<(&str, &Expression)> = (entries.iter().zip(&outcomes))
        .filter_map(|(entry, outcome)| Some((entry.key.as_str(), outcome.trigger.equation()?)))
        .collect();
    same_unit(reader, &weights)?;
    like_chances(reader, name, at, &weights);
    kept(reader, equations, (name, own?), entries, &outcomes)?;
    Some(outcomes)
}

fn outcome(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    (of, event): (EventId, &str),
    over: &[DimensionId],
    entry: &Entry,
) -> Option<Event> {
    let name = full_name(event, &entry.key);
    if !is_name(&entry.key) {
        let finding = Diagnostic::error("bad-name", entry.key_span)
            .with("name", &entry.key)
            .with("suggested", as_name(&entry.key));
        reader.findings.push(finding);
        return None;
    }
    let Value::Table(table) = &entry.item.value else {
        if !entry.item.is_bad() {
            let path = format!("[event.{event}.outcomes.{}]", entry.key);
            let finding = Diagnostic::error("wrong-type", entry.item.span)
                .case("entry")
                .with("name", &entry.key)
                .with("given", entry.item.described())
                .with("path", path);
            reader.findings.push(finding);
        }
        return None;
    };
    let section = section("event.outcomes")?;
    let fields = Fields::open(
        section,
        &entry.key,
        entry.key_span,
        table,
        &mut reader.findings,
    );
    let expected = Expected {
        over,
        unit: ExpectedUnit::Any,
    };
    let weight = fields.get("weight").and_then(|item| {
        let context = Context::Dynamics(&["event", &name, "weight"]);
        equations.read(reader, item, context, expected)
    });
    let effects = effects(reader, equations, &name, over, &fields);
    let weight = weight?;
    Some(Event {
        about: fields.words("about"),
        over: over.to_vec(),
        trigger: Trigger::Outcome { of, weight },
        from: None,
        repeats: true,
        cooldown: 0.0,
        effects: effects?,
        known: Vec::new(),
        chance_site: equations.sites.draw(&["event", &name]),
        span: entry.key_span,
        name,
    })
}

/// The number that is all of an equation.
fn literal(e: &Expression) -> Option<f64> {
    match e.term {
        Term::Number(x) => Some(x),
        _ => None,
    }
}

/// Weights are held against each other, so they have one unit. A bare 0 goes with any.
fn same_unit(reader: &mut Reader, weights: &[(&str, &Expression)]) -> Option<()> {
    let mut with_unit = weights.iter().filter(|(_, e)| literal(e) != Some(0.0));
    let (first, like) = with_unit.next()?;
    let mut sound = Some(());
    for (outcome, weight) in with_unit.filter(|(_, e)| e.unit != like.unit) {
        let finding = Diagnostic::error("event-outcomes", weight.span).case("unit");
        let finding = finding.with("outcome", *outcome).with("unit", &weight.unit);
        let finding = finding.with("first", *first).with("wanted", &like.unit);
        reader.findings.push(finding);
        sound = None;
    }
    sound
}

/// Warns of numbers that look like chances and do not sum to 1: each is below 1, or 100 %.
///
/// They may be meant as weights. But whoever meant chances has forgotten an outcome, or miscounted, and gets other chances
/// than those that are written; whoever meant weights can write numbers that nobody takes for chances.
fn like_chances(reader: &mut Reader, event: &str, at: Span, weights: &[(&str, &Expression)]) {
    let numbers: Option<Vec<f64>> = weights.iter().map(|(_, e)| literal(e)).collect();
    let Some(numbers) = numbers else { return };
    // A bare 0 has the unit of the others.
    let Some((_, like)) = weights.iter().find(|(_, e)| literal(e) != Some(0.0)) else {
        return;
    };
    let whole = match like.unit.to_string().as_str() {
        "%" => 100.0,
        "1" => 1.0,
        _ => return,
    };
    let sum: f64 = numbers.iter().sum();
    let rounded = ROUNDED * numbers.len() as f64;
    let chances = numbers.iter().all(|x| (0.0..whole).contains(x));
    if !chances || (sum / whole - 1.0).abs() <= rounded {
        return;
    }
    let named = weights.iter().map(|(name, _)| name).zip(&numbers);
    let shares = named.map(|(name, x)| format!("{:.3} for `{name}`", x / sum));
    let rest = (sum < whole).then_some(whole - sum);
    let finding = Diagnostic::warning("weights-as-chances", at)
        .with("event", event)
        .with("sum", sum)
        .with("unit", &like.unit)
        .with("chances", Arg::names(shares));
    reader.findings.push(finding.maybe("rest", rest));
}

/// Refuses outcomes that would undo what their event does whatever it comes to.
fn kept(
    reader: &mut Reader,
    equations: &Equations<'_>,
    (event, own): (&str, &[Effect]),
    entries: &[Entry],
    outcomes: &[Event],
) -> Option<()> {
    let mut sound = Some(());
    for (entry, outcome) in entries.iter().zip(outcomes) {
        for set in outcome.effects.iter().filter(|effect| effect.set) {
            if own.iter().any(|own| own.meets(set)) {
                let stock = &equations.declared.quantities[set.stock.index()].name;
                let finding = Diagnostic::error("event-outcomes", set.amount.span)
                    .case("undone")
                    .with("event", event)
                    .with("outcome", &entry.key)
                    .with("stock", stock);
                reader.findings.push(finding);
                sound = None;
            }
        }
    }
    sound
}
