//! What a strategy takes from another one (`like`), at which values its rules read parameters (`thresholds`), and which of
//! these a search may set (`free`).

use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{Expression, Term};
use contend_model::id::{ActorId, QuantityId, StrategyId};
use contend_model::model::{Free, Quantity, QuantityKind, Strategy, Threshold};
use contend_model::nearest::nearest;
use contend_model::place::Span;

use super::actors::Known;
use super::fields::Fields;
use super::files::Reader;

/// What a strategy says beside its settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beside {
    like: Option<(StrategyId, Span)>,
    thresholds: Vec<Set>,
    free: Vec<(Threshold, Span)>,
}

/// A parameter as rules of a strategy read it.
#[derive(Clone, Copy, Debug)]
struct Set {
    parameter: QuantityId,
    value: f64,
    span: Span,
}

/// A strategy as it is written; `None` where something of it is broken.
pub(crate) type Written = Option<(Strategy, Beside)>;

/// Reads the fields of a strategy that are no levers.
pub(crate) fn read(
    reader: &mut Reader,
    quantities: &[Quantity],
    known: &Known,
    actor: ActorId,
    fields: &Fields,
) -> Option<Beside> {
    let errors = reader.findings.errors();
    let mut beside = Beside::default();
    if let Some(name) = fields.text("like") {
        let span = fields.span("like");
        let like = known.find(reader, actor, name, span);
        beside.like = like.map(|s| (s, span));
    }
    let entries = |field: &str| {
        let table = fields.get(field).and_then(|item| item.table());
        table.map_or(&[][..], |table| &table.entries)
    };
    for entry in entries("thresholds") {
        let parameter = threshold(reader, quantities, &entry.key, entry.key_span);
        if let (Some(parameter), Some(value)) = (parameter, entry.item.number()) {
            let span = entry.key_span;
            beside.thresholds.push(Set {
                parameter,
                value,
                span,
            });
        }
    }
    for entry in entries("free") {
        let parameter = threshold(reader, quantities, &entry.key, entry.key_span);
        let bounds = entry.item.list().unwrap_or(&[]);
        let bounds: Vec<f64> = bounds.iter().filter_map(|b| b.number()).collect();
        let (Some(parameter), [low, high]) = (parameter, bounds.as_slice()) else {
            continue;
        };
        if low >= high {
            let finding = Diagnostic::error("range-order", entry.item.span).with("low", *low);
            reader.findings.push(match low == high {
                true => finding.case("point"),
                false => finding.with("high", *high),
            });
            continue;
        }
        if beside.thresholds.iter().any(|t| t.parameter == parameter) {
            let finding = Diagnostic::error("bad-threshold", entry.key_span).case("twice");
            reader.findings.push(finding.with("name", &entry.key));
            continue;
        }
        let free = Threshold {
            parameter,
            low: *low,
            high: *high,
        };
        beside.free.push((free, entry.key_span));
    }
    (reader.findings.errors() == errors).then_some(beside)
}

/// The parameter of a name, where it is one number that is the same in all worlds.
fn threshold(
    reader: &mut Reader,
    quantities: &[Quantity],
    name: &str,
    span: Span,
) -> Option<QuantityId> {
    let finding = Diagnostic::error("bad-threshold", span).with("name", name);
    let at = quantities.iter().position(|q| q.name == name);
    let finding = match at.map(|at| (at, &quantities[at])) {
        None => {
            let parameters = quantities.iter();
            let parameters = parameters.filter(|q| matches!(q.kind, QuantityKind::Parameter(_)));
            finding.maybe("near", nearest(name, parameters.map(|q| q.name.as_str())))
        }
        Some((at, quantity)) => match &quantity.kind {
            QuantityKind::Parameter(p) if !p.options.is_empty() => finding.case("option"),
            QuantityKind::Parameter(p) if p.values.len() != 1 => finding.case("array"),
            QuantityKind::Parameter(p) if p.inputs.iter().any(Option::is_some) => {
                finding.case("drawn")
            }
            QuantityKind::Parameter(_) => return Some(QuantityId(at as u32)),
            _ => finding.case("not-a-parameter"),
        },
    };
    reader.findings.push(finding);
    None
}

/// Strategies with what they take from others, and with their thresholds; `None` where something is broken.
pub(crate) fn resolve(
    reader: &mut Reader,
    quantities: &[Quantity],
    written: &[Written],
) -> Option<Vec<Strategy>> {
    let errors = reader.findings.errors();
    let mut strategies = Vec::new();
    for (at, own) in written.iter().enumerate() {
        let Some((strategy, beside)) = own else {
            continue;
        };
        let Some(line) = line(reader, written, at) else {
            continue;
        };
        // The one that the others build on first: what comes later takes its place.
        let mut settings: Vec<(QuantityId, Expression)> = Vec::new();
        let mut thresholds: Vec<Set> = Vec::new();
        for at in line.iter().rev() {
            let Some((strategy, beside)) = &written[*at] else {
                continue;
            };
            for (lever, setting) in &strategy.settings {
                settings.retain(|(other, _)| other != lever);
                settings.push((*lever, setting.clone()));
            }
            for set in &beside.thresholds {
                thresholds.retain(|other| other.parameter != set.parameter);
                thresholds.push(*set);
            }
        }
        let named = beside.thresholds.iter().map(|t| (t.parameter, t.span));
        let free = beside.free.iter().map(|(t, span)| (t.parameter, *span));
        for (parameter, span) in named.chain(free) {
            if !settings.iter().any(|(_, rule)| reads(rule, parameter)) {
                let finding = Diagnostic::error("bad-threshold", span).case("unread");
                let name = &quantities[parameter.index()].name;
                let finding = finding.with("name", name);
                reader.findings.push(finding.with("strategy", &strategy.id));
            }
        }
        let set = |left_out: &dyn Fn(QuantityId) -> bool| {
            let values = thresholds.iter().filter(|t| !left_out(t.parameter));
            let values: Vec<(QuantityId, f64)> = values.map(|t| (t.parameter, t.value)).collect();
            let settings = settings.iter();
            settings
                .map(|(lever, rule)| (*lever, rule.with_values(&values)))
                .collect::<Vec<_>>()
        };
        let is_free = |parameter| beside.free.iter().any(|(t, _)| t.parameter == parameter);
        strategies.push(Strategy {
            settings: set(&|_| false),
            free: (!beside.free.is_empty()).then(|| Free {
                settings: set(&is_free),
                thresholds: beside.free.iter().map(|(t, _)| t.clone()).collect(),
            }),
            ..strategy.clone()
        });
    }
    let whole = reader.findings.errors() == errors && written.iter().all(Option::is_some);
    whole.then_some(strategies)
}

/// A strategy, the one that it is like, and so on; a finding and `None` where that leads back.
fn line(reader: &mut Reader, written: &[Written], first: usize) -> Option<Vec<usize>> {
    let mut line = vec![first];
    let mut at = first;
    while let Some((_, beside)) = &written[at]
        && let Some((next, _)) = beside.like
    {
        let next = next.index();
        if next == first {
            if let Some((
                strategy,
                Beside {
                    like: Some((_, span)),
                    ..
                },
            )) = &written[first]
            {
                let finding = Diagnostic::error("strategy-circle", *span);
                reader.findings.push(finding.with("name", &strategy.id));
            }
            return None;
        }
        // A circle further on is told of the strategies in it.
        if line.contains(&next) {
            return None;
        }
        line.push(next);
        at = next;
    }
    Some(line)
}

fn reads(rule: &Expression, parameter: QuantityId) -> bool {
    let mut found = false;
    rule.visit(&mut |part| {
        found |= matches!(&part.term, Term::Read { quantity, .. } if *quantity == parameter);
    });
    found
}
