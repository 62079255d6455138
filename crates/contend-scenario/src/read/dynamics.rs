//! Stocks, flows, variables and levers: their equations.

use super::conveyors;
use super::ends::{self, End, Through};
use super::entry::open;
use super::fields::Fields;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use super::names::{Equations, over_of};
use crate::elaborate::{Context, DeclaredKind, Expected, ExpectedUnit};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Axis, By, Expression, ReduceOp, Term as Part};
use contend_model::id::{DimensionId, QuantityId};
use contend_model::limits::flow_of;
use contend_model::model::{Floor, Flow, Lever, Parameter, Quantity, QuantityKind, Stock};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// Reads all quantities, and whether all are sound; a broken one is stood in for by a parameter without values.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
    equations: &mut Equations<'_>,
) -> (Vec<Quantity>, bool) {
    let mut kinds: Vec<Option<QuantityKind>> = Vec::new();
    let mut through = Through::new();
    for kind in ["parameter", "series", "stock", "flow", "variable", "lever"] {
        for declaration in all.of(kind) {
            let id = QuantityId(kinds.len() as u32);
            let over = over_of(equations.declared, id);
            let read = match kind {
                "parameter" => equations
                    .declared
                    .parameters
                    .get(&id.0)
                    .cloned()
                    .map(QuantityKind::Parameter),
                "series" => equations
                    .declared
                    .series
                    .get(&id.0)
                    .cloned()
                    .map(|tables| QuantityKind::Series { tables }),
                "stock" => stock(reader, equations, declaration, id, &over),
                "flow" => flow(reader, equations, declaration, id, &over, &mut through),
                "lever" => lever(equations, id),
                _ => equation(reader, equations, "variable", declaration, id, &over)
                    .map(|equation| QuantityKind::Variable { equation }),
            };
            kinds.push(read);
        }
    }
    join_flows(reader, equations, &mut kinds, &through);
    conveyors::join(reader, equations, all, &mut kinds);
    for declaration in all.of("stock") {
        priority(reader, equations, declaration, &mut kinds);
    }
    let declared = equations.declared;
    let sound = kinds.iter().all(Option::is_some);
    let quantities = kinds
        .into_iter()
        .zip(&declared.quantities)
        .enumerate()
        .map(|(i, (kind, known))| Quantity {
            name: known.name.clone(),
            about: declared.abouts[i].clone(),
            unit: known.unit.clone(),
            over: known.over.clone(),
            kind: kind.unwrap_or_else(|| {
                QuantityKind::Parameter(Parameter {
                    values: Vec::new(),
                    inputs: Vec::new(),
                    options: Vec::new(),
                })
            }),
            origin: declared.origins[i].clone(),
            span: known.span,
        })
        .collect();
    (quantities, sound)
}

/// The equation of a flow or variable, written long or short.
fn equation(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    kind: &str,
    declaration: &Declaration,
    id: QuantityId,
    over: &[DimensionId],
) -> Option<Expression> {
    let item = match declaration.item.table() {
        Some(table) => &table.get("equation")?.item,
        None => &declaration.item,
    };
    let unit = equations.declared.quantities[id.index()].unit.clone();
    let expected = Expected {
        over,
        unit: ExpectedUnit::Exactly(&unit),
    };
    let context = Context::Dynamics(&[kind, &declaration.name]);
    equations.read(reader, item, context, expected)
}

fn stock(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    declaration: &Declaration,
    id: QuantityId,
    over: &[DimensionId],
) -> Option<QuantityKind> {
    let fields = open(reader, "stock", declaration)?;
    let unit = equations.declared.quantities[id.index()].unit.clone();
    let start = fields.get("start").and_then(|item| {
        equations.read(
            reader,
            item,
            Context::Start(&["stock", &declaration.name, "start"]),
            Expected {
                over,
                unit: ExpectedUnit::Exactly(&unit),
            },
        )
    });
    let change = match fields.get("change") {
        None => Some(None),
        Some(item) => {
            let expected = Expected {
                over,
                unit: ExpectedUnit::RateOf(&unit),
            };
            let context = Context::Dynamics(&["stock", &declaration.name, "change"]);
            equations.read(reader, item, context, expected).map(Some)
        }
    };
    let floor = match fields.text("at_zero") {
        Some("clamp") => Floor::Clamp,
        Some("extinct") => Floor::Extinct,
        _ => Floor::None,
    };
    Some(QuantityKind::Stock(Stock {
        start: start?,
        change: change?,
        inflows: Vec::new(),
        outflows: Vec::new(),
        floor,
        priority: Vec::new(), // once it is known what leaves it
    }))
}

fn flow(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    declaration: &Declaration,
    id: QuantityId,
    over: &[DimensionId],
    through: &mut Through,
) -> Option<QuantityKind> {
    let fields = open(reader, "flow", declaration)?;
    let from = end(reader, equations, &fields, "from", over);
    let to = end(reader, equations, &fields, "to", over);
    let conveyor = |end: &Option<Option<End>>| {
        let stock = end.as_ref()?.as_ref()?.0;
        equations.declared.conveyors.get(&stock).copied()
    };
    let (leaves, enters) = (conveyor(&from), conveyor(&to));
    let equation = match leaves {
        Some(conveyor) => conveyors::left_open(reader, equations, declaration, &fields, conveyor),
        // What a flow leaves that is not known may be a conveyor.
        None if from.is_none() && !fields.has("equation") => None,
        None => conveyors::needs_equation(reader, declaration, &fields)
            .and_then(|()| equation(reader, equations, "flow", declaration, id, over))
            .map(|equation| match enters {
                Some(_) => conveyors::forward(equation),
                None => equation,
            }),
    };
    let (from, to) = (from?, to?);
    for (end, enters) in [(&from, false), (&to, true)] {
        if let Some((_, by)) = end.as_ref().filter(|(_, by)| !by.is_empty()) {
            through.insert((id, enters), by.clone());
        }
    }
    if from.is_none() && to.is_none() {
        let finding =
            Diagnostic::error("flow-nowhere", declaration.place).with("name", &declaration.name);
        reader.findings.push(finding);
        return None;
    }
    Some(QuantityKind::Flow(Flow {
        equation: equation?,
        from: from.map(|(stock, _)| stock),
        to: to.map(|(stock, _)| stock),
    }))
}

/// The stock at one end of a flow: inner `None` for the outside.
fn end(
    reader: &mut Reader,
    equations: &Equations<'_>,
    fields: &Fields,
    name: &str,
    over: &[DimensionId],
) -> Option<Option<End>> {
    let Some(text) = fields.text(name).filter(|t| *t != "outside") else {
        return if fields.is_broken(name) {
            None
        } else {
            Some(None)
        };
    };
    let stocks = || {
        equations
            .declared
            .quantities
            .iter()
            .filter(|q| matches!(q.kind, DeclaredKind::Stock))
    };
    let (stock, indices) = ends::parts(text);
    match equations.quantity(&stock) {
        Some(id)
            if matches!(
                equations.declared.quantities[id.index()].kind,
                DeclaredKind::Stock
            ) =>
        {
            let span = fields.span(name);
            let by = ends::through(reader, equations, over, id, &indices, span)?;
            Some(Some((id, by)))
        }
        _ if equations.declared.broken.contains(&stock) || reader.findings.is_full() => None,
        _ => {
            let finding = Diagnostic::error("unknown-stock", fields.span(name))
                .with("name", &stock)
                .maybe("near", nearest(&stock, stocks().map(|q| q.name.as_str())));
            reader.findings.push(finding);
            None
        }
    }
}

/// Gives each stock the flows that enter and leave it, in the stock's unit per unit of time.
fn join_flows(
    reader: &mut Reader,
    equations: &Equations<'_>,
    kinds: &mut [Option<QuantityKind>],
    through: &Through,
) {
    let time = equations.head.units.time(equations.head.clock.time_unit);
    // By name, so that rounding does not hang on the order of the file.
    let mut order: Vec<usize> = (0..kinds.len()).collect();
    order.sort_by_key(|i| &equations.declared.quantities[*i].name);
    for index in order {
        let Some(QuantityKind::Flow(flow)) = &kinds[index] else {
            continue;
        };
        let ends = [(flow.from, false), (flow.to, true)];
        let id = QuantityId(index as u32);
        for (stock, enters) in ends {
            let Some(stock) = stock else { continue };
            let by = through.get(&(id, enters)).map_or(&[][..], Vec::as_slice);
            let Some(read) = flow_into(reader, equations, &time, id, stock, by) else {
                continue;
            };
            if let Some(QuantityKind::Stock(stock)) = &mut kinds[stock.index()] {
                if enters {
                    stock.inflows.push(read);
                } else {
                    stock.outflows.push(read);
                }
            }
        }
    }
}

/// Gives a stock the flows that are served first where there is not enough for all.
fn priority(
    reader: &mut Reader,
    equations: &Equations<'_>,
    declaration: &Declaration,
    kinds: &mut [Option<QuantityKind>],
) {
    let Some(fields) = open(reader, "stock", declaration).filter(|f| f.has("priority")) else {
        return;
    };
    let Some(id) = equations.quantity(&declaration.name) else {
        return;
    };
    if equations.declared.conveyors.contains(&id) {
        return; // it was said that there is no such thing
    }
    let Some(Some(QuantityKind::Stock(stock))) = kinds.get_mut(id.index()) else {
        return;
    };
    let finding =
        |at: Span| Diagnostic::error("stock-priority", at).with("stock", &declaration.name);
    if stock.floor == Floor::None {
        reader.findings.push(finding(fields.span("priority")));
        return;
    }
    for (name, span) in fields.names("priority") {
        let flow = equations.quantity(name);
        let leaves = stock
            .outflows
            .iter()
            .filter_map(flow_of)
            .find(|f| Some(*f) == flow);
        match leaves {
            Some(flow) if !stock.priority.contains(&flow) => stock.priority.push(flow),
            Some(_) => {}
            None if equations.declared.broken.contains(name) => {}
            None => {
                let names = stock.outflows.iter().filter_map(flow_of);
                let names = names.map(|f| &equations.declared.quantities[f.index()].name);
                let finding = finding(span).case("not-out").with("name", name);
                let names: Vec<&String> = names.collect();
                reader.findings.push(if names.is_empty() {
                    finding
                } else {
                    finding.with("flows", Arg::names(names))
                });
            }
        }
    }
}

fn flow_into(
    reader: &mut Reader,
    equations: &Equations<'_>,
    time: &contend_model::unit::Unit,
    flow: QuantityId,
    stock: QuantityId,
    by: &[(By, DimensionId)],
) -> Option<Expression> {
    let (flow_id, flow) = (flow, &equations.declared.quantities[flow.index()]);
    let stock = &equations.declared.quantities[stock.index()];
    let lacking: Vec<&str> = stock
        .over
        .iter()
        .filter(|d| !flow.over.contains(d) && !by.iter().any(|(_, into)| into == *d))
        .map(|d| equations.dimensions.get(*d).name.as_str())
        .collect();
    if !lacking.is_empty() {
        let finding = Diagnostic::error("flow-dimensions", flow.span)
            .with("flow", &flow.name)
            .with("lacking", Arg::names(&lacking))
            .with("stock", &stock.name)
            .related(stock.span, "stock");
        reader.findings.push(finding);
        return None;
    }
    let wanted = stock.unit.divide(time);
    let Some(factor) = flow.unit.factor_to(&wanted) else {
        let finding = Diagnostic::error("unit-mismatch", flow.span)
            .case("flow")
            .with("flow", &flow.name)
            .with("unit", &flow.unit)
            .with("stock", &stock.unit)
            .with("wanted", wanted)
            .related(stock.span, "stock");
        reader.findings.push(finding);
        return None;
    };
    let axes = flow
        .over
        .iter()
        .map(|d| Axis::Along {
            dimension: *d,
            offset: 0,
        })
        .collect();
    let mut read = Expression {
        term: Part::Read {
            quantity: flow_id,
            axes,
        },
        over: flow.over.clone(),
        unit: flow.unit.clone(),
        span: flow.span,
    };
    let summed: Vec<DimensionId> = flow
        .over
        .iter()
        .copied()
        .filter(|d| !stock.over.contains(d))
        .collect();
    if !summed.is_empty() {
        let kept = flow.over.iter().filter(|d| !summed.contains(d));
        read = Expression {
            over: kept
                .chain(by.iter().map(|(_, into)| into))
                .copied()
                .collect(),
            unit: flow.unit.clone(),
            span: flow.span,
            term: Part::Reduce {
                by: by.to_vec(),
                op: ReduceOp::Sum,
                body: Box::new(read),
                along: summed,
                filter: None,
            },
        };
    }
    if factor != 1.0 {
        let number = Expression {
            term: Part::Number(factor),
            over: Vec::new(),
            unit: contend_model::unit::Unit::pure(),
            span: flow.span,
        };
        read = Expression {
            over: read.over.clone(),
            unit: wanted,
            span: flow.span,
            term: Part::Binary(
                contend_model::expression::BinaryOp::Multiply,
                Box::new(read),
                Box::new(number),
            ),
        };
    }
    Some(read)
}

fn lever(equations: &Equations<'_>, id: QuantityId) -> Option<QuantityKind> {
    let DeclaredKind::Lever { actor, public, .. } = &equations.declared.quantities[id.index()].kind
    else {
        return None;
    };
    let (domain, default) = equations.declared.levers.get(&id.0)?.clone();
    Some(QuantityKind::Lever(Lever {
        actor: *actor,
        public: *public,
        domain,
        default,
    }))
}
