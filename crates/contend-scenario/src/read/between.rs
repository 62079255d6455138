//! Ranges whose ends are other parameters: `range = [0, "street_price"]`. They are read once all parameters are.

use std::collections::HashMap;

use super::fields::Fields;
use super::files::Reader;
use super::item::Item;
use super::laws;
use super::parameters::Inputs;
use crate::elaborate::{Declared, DeclaredKind};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::{InputId, QuantityId};
use contend_model::model::{Input, Law, Parameter, Tie};
use contend_model::nearest::nearest;
use contend_model::place::Span;
use contend_model::unit::Unit;

/// A range one end of which at least is another parameter.
#[derive(Clone, Debug)]
pub(crate) struct Pending {
    quantity: QuantityId,
    ends: [End; 2],
    span: Span,
    /// Where its central value stands, if it has one.
    value: Option<Span>,
}

#[derive(Clone, Debug)]
enum End {
    Number(f64),
    Name(String, Span),
}

/// What the ends of a range come to in an element.
struct Reached {
    input: Option<InputId>,
    central: f64,
    least: f64,
    greatest: f64,
}

/// A range with names in it. `Some(None)` where there are none, `None` where it cannot stand.
#[allow(clippy::option_option)]
pub(crate) fn read(
    reader: &mut Reader,
    quantity: QuantityId,
    fields: &Fields,
) -> Option<Option<Pending>> {
    let range = fields.get("range");
    if range.is_some_and(by_label) {
        let finding = Diagnostic::error("bad-range", fields.span("range"));
        reader.findings.push(finding.case("bound-label"));
        return None;
    }
    let Some([low, high]) = range.and_then(Item::list) else {
        return Some(None);
    };
    if low.text().is_none() && high.text().is_none() {
        return Some(None);
    }
    for other in [
        "distribution",
        "spread",
        "whole",
        "draw",
        "options",
        "file",
        "edges",
    ] {
        if fields.has(other) {
            let finding = Diagnostic::error("bad-range", fields.span("range"));
            let finding = finding.case("bound-with").with("other", other);
            reader.findings.push(finding);
            return None;
        }
    }
    let end = |item: &Item| match item.text() {
        Some(name) => Some(End::Name(name.trim().to_owned(), item.span)),
        None => item.number().map(End::Number),
    };
    Some(Some(Pending {
        quantity,
        ends: [end(low)?, end(high)?],
        span: fields.span("range"),
        value: fields.has("value").then(|| fields.span("value")),
    }))
}

/// Whether a table of ranges by label has a name for an end.
fn by_label(range: &Item) -> bool {
    let names = |list: &[Item]| list.iter().any(|end| end.text().is_some());
    let inner = |item: &Item| item.list().is_some_and(names) || by_label(item);
    let table = range.table();
    table.is_some_and(|table| table.entries.iter().any(|e| inner(&e.item)))
}

/// Gives all such ranges their laws and central values, each after those that it reads. Those that cannot be are broken.
pub(crate) fn resolve(
    reader: &mut Reader,
    quantities: &[Declared],
    parameters: &mut HashMap<u32, Parameter>,
    inputs: &mut Inputs,
    is_broken: &dyn Fn(&str) -> bool,
) -> Vec<QuantityId> {
    let mut open = std::mem::take(&mut inputs.pending);
    let mut broken = Vec::new();
    while !open.is_empty() {
        let names = |pending: &Pending| quantities[pending.quantity.index()].name.clone();
        let waiting: Vec<String> = open.iter().map(names).collect();
        let waits = |pending: &Pending| {
            let mut ends = pending.ends.iter();
            ends.any(|end| matches!(end, End::Name(name, _) if waiting.contains(name)))
        };
        let (later, now): (Vec<Pending>, Vec<Pending>) = open.into_iter().partition(waits);
        if now.is_empty() {
            // Of what only waits for a circle nothing is said.
            let in_circle = |p: &&Pending| reaches(&later, quantities, p, &names(p));
            let circle: Vec<&Pending> = later.iter().filter(in_circle).collect();
            if let Some(first) = circle.first() {
                let names = circle.iter().map(|p| names(p));
                let finding = Diagnostic::error("bad-range", first.span).case("bound-loop");
                reader
                    .findings
                    .push(finding.with("names", Arg::names(names)));
            }
            broken.extend(later.iter().map(|p| p.quantity));
            break;
        }
        for pending in now {
            if bounded(
                reader,
                quantities,
                parameters,
                &mut inputs.list,
                &pending,
                is_broken,
            )
            .is_none()
            {
                broken.push(pending.quantity);
            }
        }
        open = later;
        open.retain(|p| {
            let reads = |q: &QuantityId| {
                let name = &quantities[q.index()].name;
                p.ends
                    .iter()
                    .any(|end| matches!(end, End::Name(n, _) if n == name))
            };
            let lost = broken.iter().any(reads);
            if lost {
                broken.push(p.quantity);
            }
            !lost
        });
    }
    broken
}

/// Whether the bounds of a range lead back to it.
fn reaches(all: &[Pending], quantities: &[Declared], from: &Pending, to: &str) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open = vec![from];
    while let Some(pending) = open.pop() {
        for end in &pending.ends {
            let End::Name(name, _) = end else { continue };
            if name == to {
                return true;
            }
            if !seen.contains(&name.as_str()) {
                seen.push(name);
                let next = |p: &&Pending| quantities[p.quantity.index()].name == *name;
                open.extend(all.iter().find(next));
            }
        }
    }
    false
}

/// Gives one range its law and central values. `None`, with a finding, where it cannot be.
fn bounded(
    reader: &mut Reader,
    quantities: &[Declared],
    parameters: &mut HashMap<u32, Parameter>,
    inputs: &mut [Input],
    pending: &Pending,
    is_broken: &dyn Fn(&str) -> bool,
) -> Option<()> {
    let own = &quantities[pending.quantity.index()];
    let size = parameters.get(&pending.quantity.0)?.values.len();
    let mut ends = Vec::new();
    for end in &pending.ends {
        ends.push(match end {
            End::Number(x) => (0..size)
                .map(|_| Reached {
                    input: None,
                    central: *x,
                    least: *x,
                    greatest: *x,
                })
                .collect::<Vec<_>>(),
            End::Name(name, span) => {
                let fault = |case| Diagnostic::error("bad-range", *span).case(case);
                let found = quantities.iter().position(|q| q.name == *name);
                let is_number = |at: &usize| match &quantities[*at].kind {
                    DeclaredKind::Parameter { options } => options.is_empty(),
                    _ => false,
                };
                let Some(at) = found.filter(is_number) else {
                    if !is_broken(name) {
                        let numbers = (0..quantities.len()).filter(is_number);
                        let known = numbers.map(|at| quantities[at].name.as_str());
                        let near = nearest(name, known.filter(|n| *n != own.name && !n.is_empty()));
                        let finding = fault("bound-unknown").with("name", name);
                        reader.findings.push(finding.maybe("near", near));
                    }
                    return None;
                };
                let other = &quantities[at];
                if other.unit != own.unit {
                    let unit = |unit: &Unit| Arg::from(unit);
                    let finding = fault("bound-unit").with("name", name);
                    let finding = finding.with("unit", unit(&other.unit));
                    reader.findings.push(finding.with("own", unit(&own.unit)));
                    return None;
                }
                if !other.over.is_empty() && other.over != own.over {
                    let finding = fault("bound-over").with("name", name);
                    reader.findings.push(finding);
                    return None;
                }
                let parameter = parameters.get(&(at as u32))?;
                let reached = |element: usize| {
                    let element = if other.over.is_empty() { 0 } else { element };
                    reached(inputs, parameter, element)
                };
                (0..size).map(reached).collect()
            }
        });
    }
    let (low, high) = (&ends[0], &ends[1]);
    for (low, high) in low.iter().zip(high) {
        let in_order = match (low.input, high.input) {
            (Some(low), Some(high)) => never_above(inputs, low, high),
            _ => false,
        };
        if low.greatest > high.least && !in_order {
            let finding = Diagnostic::error("bad-range", pending.span).case("bound-crosses");
            let finding = finding.with("low", low.greatest).with("high", high.least);
            reader.findings.push(finding);
            return None;
        }
    }
    let parameter = parameters.get_mut(&pending.quantity.0)?;
    for (element, (low, high)) in low.iter().zip(high).enumerate() {
        let value = &mut parameter.values[element];
        if let Some(span) = pending.value {
            if !(low.central..=high.central).contains(value) {
                let finding = Diagnostic::error("value-outside-range", span);
                let finding = finding
                    .with("value", *value)
                    .with("what", Arg::word("range"));
                let finding = finding.with("low", low.central).with("high", high.central);
                reader.findings.push(finding.related(pending.span, "what"));
                return None;
            }
        } else {
            *value = low.central + (high.central - low.central) / 2.0;
        }
        if let Some(input) = parameter.inputs[element] {
            let input = &mut inputs[input.index()];
            input.law = Law::Uniform {
                low: low.least,
                high: high.greatest,
            };
            input.tie = (low.input.is_some() || high.input.is_some()).then_some(Tie::Between {
                low: low.input,
                high: high.input,
            });
        }
    }
    Some(())
}

/// Whether one input is never above another because it is drawn below it, or the other above it.
fn never_above(inputs: &[Input], a: InputId, b: InputId) -> bool {
    let ends = |id: InputId| match &inputs[id.index()].tie {
        Some(Tie::Between { low, high }) => (*low, *high),
        _ => (None, None),
    };
    let ((_, above), (below, _)) = (ends(a), ends(b));
    a == b
        || above.is_some_and(|above| never_above(inputs, above, b))
        || below.is_some_and(|below| never_above(inputs, a, below))
}

/// What an end of a range comes to: the values that an element of a parameter can have.
fn reached(inputs: &[Input], parameter: &Parameter, element: usize) -> Reached {
    let central = parameter.values[element];
    let input = parameter.inputs[element];
    let (least, greatest) = match input {
        None => (central, central),
        Some(input) => {
            let input = &inputs[input.index()];
            let (low, high) = laws::support(&input.law);
            let (a, b) = input.bounds.unwrap_or((low, high));
            (low.max(a), high.min(b))
        }
    };
    Reached {
        input,
        central,
        least,
        greatest,
    }
}
