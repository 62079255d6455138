//! Conveyors: stocks in which everything stays for a fixed time, and what that makes of the flows out of them.
//!
//! What enters a conveyor in a step leaves it so many whole steps later by its *way out*, the one flow from it that has
//! neither equation nor leak. On the way the flows that have a `leak` take their part: a share of what enters, the same amount
//! in each step of the way, or a rate, the same share of what is left in each. So nothing is lost without a name, and what all
//! flows out of a conveyor take away is what entered. What is in it at the start is spread as if as much had entered in each step
//! before, which without a leak is evenly.
//!
//! Nothing of this is known further on: a conveyor is a stock like others, and its flows have equations, which are put together
//! here. With *u* what enters per time, *n* steps of length *h* on the way, *T* = *n h*, and a bar for the value *n* steps ago,
//! which before the start is *u*₀:
//!
//! - without a leak what leaves is *ū*, and *u*₀ = start ÷ *T*;
//! - with shares of the sum φ, (1 − φ) *ū* leaves and φ (∫ *u* − *ū*, from *u*₀ *T* on) ÷ *T* leaks;
//!   *u*₀ = start ÷ (*T* − φ (*T* − *h*) ÷ 2);
//! - with rates of the sum λ, *ū* e^(−λ *T*) leaves and a share 1 − e^(−λ *h*) of what is there leaks in each step;
//!   *u*₀ = start ÷ (*h* (1 − e^(−λ *T*)) ÷ (1 − e^(−λ *h*))).

use super::ends;
use super::entry::open;
use super::fields::Fields;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use super::item::Value;
use super::laws;
use super::names::{AllNames, Equations};
use crate::elaborate::{Context, DeclaredKind, Expected, ExpectedUnit, folded, union};
use contend_model::clock::Method;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Axis, BinaryOp, Expression, MemoryOp, Term, UnaryOp};
use contend_model::id::QuantityId;
use contend_model::length::{convert, duration};
use contend_model::model::{Floor, QuantityKind};
use contend_model::place::Span;
use contend_model::unit::Unit;

/// What stands for the equation of a flow out of a conveyor until [`join`] makes it. `None` where the flow has one of its own.
pub(super) fn left_open(
    reader: &mut Reader,
    equations: &Equations<'_>,
    declaration: &Declaration,
    fields: &Fields,
    conveyor: QuantityId,
) -> Option<Expression> {
    let stock = &equations.declared.quantities[conveyor.index()];
    if fields.has("equation") {
        let finding = Diagnostic::error("conveyor", fields.key_span("equation"));
        let finding = finding
            .case("equation")
            .with("flow", &declaration.name)
            .with("stock", &stock.name);
        reader.findings.push(finding.related(stock.span, "stock"));
        return None;
    }
    Some(Expression {
        term: Term::Number(0.0),
        over: Vec::new(),
        unit: Unit::pure(),
        span: declaration.place,
    })
}

/// Refuses a leak of a flow that leaves no conveyor, and a flow that has no equation.
pub(super) fn needs_equation(
    reader: &mut Reader,
    declaration: &Declaration,
    fields: &Fields,
) -> Option<()> {
    if fields.has("leak") {
        let finding = Diagnostic::error("conveyor", fields.key_span("leak"));
        let finding = finding.case("leak-elsewhere");
        let finding = finding.with("flow", &declaration.name);
        reader.findings.push(finding);
        return None;
    }
    if !fields.has("equation") {
        fields.missing("equation", &declaration.name, &mut reader.findings);
        return None;
    }
    Some(())
}

/// A flow into a conveyor never turns back.
pub(super) fn forward(equation: Expression) -> Expression {
    match equation.term {
        Term::Number(x) if x >= 0.0 => equation,
        _ => {
            let none = number(0.0, equation.unit.clone(), equation.span);
            binary(BinaryOp::Max, equation, none)
        }
    }
}

/// Gives the flows out of all conveyors their equations, once it is known what enters.
pub(super) fn join(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    all: &Declarations,
    kinds: &mut [Option<QuantityKind>],
) {
    for declaration in all.of("stock") {
        let Some(id) = equations.quantity(&declaration.name) else {
            continue;
        };
        if !equations.declared.conveyors.contains(&id) {
            continue;
        }
        if let Some(made) = conveyor(reader, equations, all, declaration, id, kinds) {
            for (flow, made) in made {
                if let Some(QuantityKind::Flow(flow)) = &mut kinds[flow.index()] {
                    flow.equation = made;
                }
            }
        }
    }
}

/// What flows out loses on the way.
enum Leak {
    /// A share of what enters, as much of it in each step.
    Share(Expression),
    /// A share of what is left, per time.
    Rate(Expression),
}

/// The equations of the flows out of a conveyor.
fn conveyor(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    all: &Declarations,
    declaration: &Declaration,
    id: QuantityId,
    kinds: &[Option<QuantityKind>],
) -> Option<Vec<(QuantityId, Expression)>> {
    let fields = open(reader, "stock", declaration)?;
    let span = fields.span("transit");
    let refusal = |at: Span| Diagnostic::error("conveyor", at).with("stock", &declaration.name);
    for field in ["change", "at_zero", "priority"] {
        if fields.has(field) {
            let finding = refusal(fields.key_span(field)).case("field");
            reader.findings.push(finding.with("field", field));
            return None;
        }
    }
    if equations.head.clock.method == Method::Rk4 {
        reader.findings.push(refusal(span).case("rk4"));
        return None;
    }
    let time = transit(reader, equations, declaration, &fields, id);
    // Flows out of it: ways out, and leaks.
    let mut ways: Vec<(QuantityId, Span)> = Vec::new();
    let mut leaks: Vec<(QuantityId, Leak, Span)> = Vec::new();
    let (mut sound, mut refused) = (true, false);
    for flow in all.of("flow") {
        let Some(flow_id) = equations.quantity(&flow.name) else {
            continue;
        };
        let Some(own) = open(reader, "flow", flow).filter(|f| {
            f.text("from")
                .is_some_and(|from| ends::parts(from).0 == declaration.name)
        }) else {
            continue;
        };
        refused |= own.has("equation");
        let Some(Some(QuantityKind::Flow(kind))) = kinds.get(flow_id.index()) else {
            sound = false;
            continue;
        };
        let declared = &equations.declared.quantities[flow_id.index()];
        let over = &equations.declared.quantities[id.index()].over;
        // One that lacks a dimension of its stock is refused like any other flow.
        let more = declared.over.iter().any(|d| !over.contains(d));
        if more {
            let finding = refusal(flow.place)
                .case("dimensions")
                .with("flow", &flow.name);
            reader.findings.push(finding);
        }
        sound &= !more && declared.over.len() == over.len();
        let gone = |s: QuantityId| match kinds.get(s.index()) {
            Some(Some(QuantityKind::Stock(stock))) => stock.floor == Floor::Extinct,
            _ => false,
        };
        if let Some(to) = kind.to.filter(|to| gone(*to)) {
            let to = &equations.declared.quantities[to.index()].name;
            let finding = refusal(own.span("to")).case("extinct");
            reader
                .findings
                .push(finding.with("flow", &flow.name).with("to", to));
            sound = false;
        }
        if !own.has("leak") {
            ways.push((flow_id, flow.place));
            continue;
        }
        match leak(reader, equations, flow, &own, id) {
            Some(leak) => leaks.push((flow_id, leak, own.span("leak"))),
            None => sound = false,
        }
    }
    match ways.as_slice() {
        [] if refused => {}
        [] => reader.findings.push(refusal(span)),
        [_] => {}
        [(first, place), (second, again), ..] => {
            let name = |q: &QuantityId| equations.declared.quantities[q.index()].name.as_str();
            let finding = refusal(*again).case("two-ways-out");
            let finding = finding
                .with("first", name(first))
                .with("second", name(second));
            reader.findings.push(finding.related(*place, "flow"));
        }
    }
    let is_share = |l: &(QuantityId, Leak, Span)| matches!(l.1, Leak::Share(_));
    let other = leaks
        .iter()
        .find(|l| is_share(l) != leaks.first().is_some_and(is_share));
    if let (Some(first), Some(other)) = (leaks.first(), other) {
        let finding = refusal(other.2).case("leak-both");
        reader.findings.push(finding.related(first.2, "flow"));
        return None;
    }
    let ([(way, _)], true) = (ways.as_slice(), sound) else {
        return None;
    };
    let time = time?;
    let Some(Some(QuantityKind::Stock(stock))) = kinds.get(id.index()) else {
        return None;
    };
    let stock_unit = equations.declared.quantities[id.index()].unit.clone();
    let rate_unit = stock_unit.divide(&time.unit);
    let mut entering: Option<Expression> = None;
    for read in &stock.inflows {
        let read = read.clone();
        entering = Some(match entering {
            Some(before) => binary(BinaryOp::Add, before, read),
            None => read,
        });
    }
    let mut make = Make {
        span,
        time,
        content: read(equations, id, span),
        entering: entering.unwrap_or_else(|| number(0.0, rate_unit, span)),
        sites: &mut equations.sites.memory,
    };
    let mut made = match leaks.first() {
        None => {
            let before = make.over_time(make.content.clone());
            let entering = make.entering.clone();
            vec![(*way, make.delayed(entering, before))]
        }
        Some((_, Leak::Share(_), place)) => {
            let of: Vec<(QuantityId, Expression)> = (leaks.iter())
                .filter_map(|(q, leak, _)| match leak {
                    Leak::Share(e) => Some((*q, e.clone())),
                    Leak::Rate(_) => None,
                })
                .collect();
            let total = sum(of.iter().map(|(_, e)| e.clone()))?;
            let most = of.iter().map(|(_, e)| possible(equations.declared, e));
            let most = most
                .map(|p| p.map_or(f64::INFINITY, |(_, high)| high))
                .sum::<f64>();
            if let Some(total) = folded(&total).filter(|t| *t > 1.0 + 1e-12) {
                let finding = refusal(*place)
                    .case("leak-all")
                    .with("percent", 100.0 * total);
                reader.findings.push(finding);
                return None;
            }
            let total = match most <= 1.0 + 1e-12 {
                true => total,
                false => guarded(total, None, Some(1.0)),
            };
            make.shares(*way, &of, total)
        }
        Some((_, Leak::Rate(_), _)) => {
            let of: Vec<(QuantityId, Expression)> = (leaks.iter())
                .filter_map(|(q, leak, _)| match leak {
                    Leak::Rate(e) => Some((*q, e.clone())),
                    Leak::Share(_) => None,
                })
                .collect();
            let total = sum(of.iter().map(|(_, e)| e.clone()))?;
            let settled = !varies(equations.declared, &total);
            make.rates(*way, &of, total, settled)
        }
    };
    for (flow, e) in &mut made {
        // From the stock's unit per time to the flow's own.
        let own = &equations.declared.quantities[flow.index()].unit;
        if let Some(factor) = e.unit.factor_to(own).filter(|f| *f != 1.0) {
            let one = number(factor, own.divide(&e.unit), span);
            *e = binary(BinaryOp::Multiply, e.clone(), one);
        }
        e.unit = own.clone();
    }
    Some(made)
}

/// The time that everything stays, in whole steps: where it is not known to be that, rounded to them.
fn transit(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    declaration: &Declaration,
    fields: &Fields,
    id: QuantityId,
) -> Option<Expression> {
    let (clock, span) = (equations.head.clock, fields.span("transit"));
    let unit = equations.head.units.time(clock.time_unit);
    let item = fields.get("transit")?;
    let text = item.text()?;
    let time = match duration(text) {
        Some((count, of)) => number(
            convert(count, of, clock.time_unit, clock.calendar),
            unit,
            span,
        ),
        None => {
            let over = equations.declared.quantities[id.index()].over.clone();
            let expected = Expected {
                over: &over,
                unit: ExpectedUnit::Time,
            };
            let context = Context::Dynamics(&["stock", &declaration.name, "transit"]);
            equations.read(reader, item, context, expected)?
        }
    };
    let refusal = || Diagnostic::error("conveyor", span).with("stock", &declaration.name);
    if varies(equations.declared, &time) {
        reader.findings.push(refusal().case("varies"));
        return None;
    }
    // What is known of it: a number, or the values of a parameter that are not drawn.
    let known: Option<Vec<f64>> = match (folded(&time), &time.term) {
        (Some(x), _) => Some(vec![x]),
        (None, Term::Read { quantity, .. }) => {
            equations.declared.parameters.get(&quantity.0).map(|p| {
                let drawn = |i: usize| p.inputs.get(i).is_some_and(Option::is_some);
                let values = p.values.iter().enumerate();
                values
                    .filter(|(i, _)| !drawn(*i))
                    .map(|(_, v)| *v)
                    .collect()
            })
        }
        _ => None,
    };
    let drawn = match &time.term {
        Term::Read { quantity, .. } => (equations.declared.parameters.get(&quantity.0))
            .is_some_and(|p| p.inputs.iter().any(Option::is_some)),
        _ => known.is_none(),
    };
    for steps in known.iter().flatten().map(|t| t / clock.dt) {
        let whole = steps.round();
        if whole < 1.0 || steps.is_nan() {
            reader
                .findings
                .push(refusal().case("short").with("steps", rounded(steps)));
            return None;
        }
        if (steps - whole).abs() > 1e-6 {
            let word = equations.head.clock.time_unit.name();
            let written = |n: f64| {
                let text = format!("{:.4}", n * clock.dt);
                let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
                format!("{text} {word}")
            };
            let near = [steps.floor(), steps.ceil()]
                .into_iter()
                .filter(|n| *n >= 1.0);
            let near = Arg::names(near.map(written).collect::<Vec<_>>());
            reader.findings.push(
                refusal()
                    .case("parts")
                    .with("steps", rounded(steps))
                    .with("whole", near),
            );
            return None;
        }
    }
    if let Some((_, high)) = possible(equations.declared, &time)
        && high < 0.5 * clock.dt
    {
        reader.findings.push(
            refusal()
                .case("short")
                .with("steps", rounded(high / clock.dt)),
        );
        return None;
    }
    if !drawn {
        return Some(time);
    }
    let step = step(&time.unit, span);
    let steps = unary(UnaryOp::Round, binary(BinaryOp::Divide, time, step.clone()));
    let steps = binary(BinaryOp::Max, steps, number(1.0, Unit::pure(), span));
    Some(binary(BinaryOp::Multiply, steps, step))
}

/// A number of steps, as a sentence tells it.
fn rounded(steps: f64) -> f64 {
    (steps * 1000.0).round() / 1000.0
}

/// What a flow takes on the way.
fn leak(
    reader: &mut Reader,
    equations: &mut Equations<'_>,
    declaration: &Declaration,
    fields: &Fields,
    conveyor: QuantityId,
) -> Option<Leak> {
    let (span, name) = (fields.span("leak"), declaration.name.as_str());
    let per_time = Unit::pure().divide(&equations.head.units.time(equations.head.clock.time_unit));
    let item = fields.get("leak")?;
    let read = match &item.value {
        Value::Text(text) if let Some(share) = laws::percent(text) => {
            number(share, Unit::pure(), span)
        }
        _ => {
            let over = equations.declared.quantities[conveyor.index()].over.clone();
            let expected = Expected {
                over: &over,
                unit: ExpectedUnit::Any,
            };
            let context = Context::Dynamics(&["flow", name, "leak"]);
            equations.read(reader, item, context, expected)?
        }
    };
    let in_unit = |unit: Unit| {
        let factor = read.unit.factor_to(&unit)?;
        let mut read = read.clone();
        if let Term::Number(x) = &mut read.term {
            *x *= factor;
        } else if factor != 1.0 {
            let one = number(factor, unit.divide(&read.unit), span);
            read = binary(BinaryOp::Multiply, read, one);
        }
        read.unit = unit;
        Some(read)
    };
    let (share, rate) = (in_unit(Unit::pure()), in_unit(per_time));
    let most = share.is_some().then_some(1.0);
    let Some(of) = share.or(rate) else {
        let finding = Diagnostic::error("conveyor", span).case("leak-unit");
        let finding = finding.with("flow", name).with("unit", &read.unit);
        reader.findings.push(finding);
        return None;
    };
    let limit = most.unwrap_or(f64::INFINITY);
    let of = match possible(equations.declared, &of) {
        Some((low, high)) if low >= 0.0 && high <= limit => of,
        Some((low, _)) => {
            let finding = Diagnostic::error("conveyor", span).with("flow", name);
            let finding = match low < 0.0 {
                true => finding.case("leak-negative"),
                false => finding.case("leak-range"),
            };
            reader.findings.push(finding);
            return None;
        }
        None => guarded(of, Some(0.0), most),
    };
    Some(match most {
        Some(_) => Leak::Share(of),
        None => Leak::Rate(of),
    })
}

/// What the equations of one conveyor are made of.
struct Make<'s> {
    span: Span,
    /// How long everything stays, a whole number of steps.
    time: Expression,
    /// The stock.
    content: Expression,
    /// What enters, in the stock's unit per time.
    entering: Expression,
    sites: &'s mut u32,
}

impl Make<'_> {
    fn one(&self) -> Expression {
        number(1.0, Unit::pure(), self.span)
    }

    fn step(&self) -> Expression {
        step(&self.time.unit, self.span)
    }

    /// Divided by the time on the way.
    fn over_time(&self, e: Expression) -> Expression {
        binary(BinaryOp::Divide, e, self.time.clone())
    }

    /// The value that something had when what leaves now entered.
    fn delayed(&mut self, of: Expression, before: Expression) -> Expression {
        let time = self.time.clone();
        self.memory(MemoryOp::DelayFixed, vec![of, time, before])
    }

    fn memory(&mut self, op: MemoryOp, arguments: Vec<Expression>) -> Expression {
        let site = *self.sites;
        *self.sites += 1;
        let unit = match op {
            MemoryOp::Cumulative => arguments[0].unit.multiply(&self.time.unit),
            _ => arguments[0].unit.clone(),
        };
        Expression {
            over: union(&arguments),
            unit,
            span: self.span,
            term: Term::Memory {
                op,
                site,
                arguments,
            },
        }
    }

    /// The flows out with leaks that are shares of what enters.
    fn shares(
        &mut self,
        way: QuantityId,
        of: &[(QuantityId, Expression)],
        total: Expression,
    ) -> Vec<(QuantityId, Expression)> {
        use BinaryOp::{Add, Divide, Multiply, Subtract};
        // Slats hold 1, 1 − φ/n, 1 − 2φ/n … of what entered.
        let longer = binary(Subtract, self.time.clone(), self.step());
        let two = number(2.0, Unit::pure(), self.span);
        let lost = binary(Divide, binary(Multiply, total.clone(), longer), two);
        let whole = binary(Subtract, self.time.clone(), lost);
        let before = binary(Divide, self.content.clone(), whole);
        let kept = binary(Subtract, self.one(), total);
        let mut made = Vec::new();
        let entering = binary(Multiply, self.entering.clone(), kept.clone());
        let first = binary(Multiply, before.clone(), kept);
        made.push((way, self.delayed(entering, first)));
        for (flow, share) in of {
            let entering = binary(Multiply, self.entering.clone(), share.clone());
            let first = binary(Multiply, before.clone(), share.clone());
            let left = self.delayed(entering.clone(), first.clone());
            let more = self.memory(MemoryOp::Cumulative, vec![binary(Subtract, entering, left)]);
            let under_way = binary(Multiply, first, self.time.clone());
            let under_way = self.memory(MemoryOp::Initial, vec![under_way]);
            made.push((*flow, self.over_time(binary(Add, under_way, more))));
        }
        made
    }

    /// The flows out with leaks that are rates; `settled` where these are constant over time.
    fn rates(
        &mut self,
        way: QuantityId,
        of: &[(QuantityId, Expression)],
        total: Expression,
        settled: bool,
    ) -> Vec<(QuantityId, Expression)> {
        use BinaryOp::{Divide, Greater, Less, Multiply, Subtract};
        let (one, step) = (self.one(), self.step());
        let decay = |rate: Expression, time: Expression| {
            let loss = unary(UnaryOp::Negate, binary(Multiply, rate, time));
            unary(UnaryOp::Exp, loss)
        };
        let in_step = binary(Subtract, one.clone(), decay(total.clone(), step.clone()));
        let on_way = binary(Subtract, one, decay(total.clone(), self.time.clone()));
        let per_step = |e: Expression| binary(Divide, e, step.clone());
        // Slats hold 1, e^(−λh), e^(−2λh) … of what entered.
        let even = self.over_time(self.content.clone());
        let slats = binary(Multiply, self.content.clone(), in_step.clone());
        let slats = binary(Divide, per_step(slats), on_way);
        let none = number(0.0, total.unit.clone(), self.span);
        let leaks = binary(Greater, total.clone(), none);
        let sure = |e: &Expression| matches!(e.term, Term::Number(x) if x > 0.0);
        let before = if sure(&total) {
            slats
        } else {
            choice(leaks.clone(), slats, even)
        };
        let entering = self.entering.clone();
        let entered = self.delayed(entering, before);
        let left = if settled {
            decay(total.clone(), self.time.clone())
        } else {
            // Minus the rates of the steps on the way, added up: those to the end of this step less those before.
            let so_far = self.memory(MemoryOp::Cumulative, vec![total.clone()]);
            let this = binary(Multiply, total.clone(), step.clone());
            let so_far = binary(BinaryOp::Add, so_far, this);
            let zero = number(0.0, Unit::pure(), self.span);
            let earlier = self.delayed(so_far.clone(), zero);
            // What was there at the start has lost its part by then.
            let first = self.memory(MemoryOp::Initial, vec![total.clone()]);
            let now = Expression {
                term: Term::Time,
                over: Vec::new(),
                unit: self.time.unit.clone(),
                span: self.span,
            };
            let after = binary(BinaryOp::Add, now.clone(), step.clone());
            let ahead = binary(Subtract, after, self.time.clone());
            let ahead = binary(Multiply, first, ahead);
            let half = number(0.5, Unit::pure(), self.span);
            let half = binary(Multiply, step.clone(), half);
            let of_start = binary(Less, now, binary(Subtract, self.time.clone(), half));
            let before = choice(of_start, ahead, earlier);
            unary(UnaryOp::Exp, binary(Subtract, before, so_far))
        };
        let mut made = vec![(way, binary(Multiply, entered, left))];
        let all = per_step(binary(Multiply, self.content.clone(), in_step));
        for (flow, rate) in of {
            let own = match of.len() {
                1 => all.clone(),
                _ => {
                    let part = binary(Divide, rate.clone(), total.clone());
                    let part = binary(Multiply, all.clone(), part);
                    if sure(&total) {
                        part
                    } else {
                        let none = number(0.0, all.unit.clone(), self.span);
                        choice(leaks.clone(), part, none)
                    }
                }
            };
            made.push((*flow, own));
        }
        made
    }
}

/// Whether an expression may be another at another step: it reads more than parameters and literals.
fn varies(declared: &AllNames, e: &Expression) -> bool {
    let mut varies = false;
    e.visit(&mut |part| match &part.term {
        Term::Read { quantity, .. } => {
            let kind = &declared.quantities[quantity.index()].kind;
            varies |= !matches!(kind, DeclaredKind::Parameter { .. });
        }
        Term::Time
        | Term::Year
        | Term::Memory { .. }
        | Term::Chance { .. }
        | Term::Happened { .. } => varies = true,
        _ => {}
    });
    varies
}

/// Between what an expression lies, where it is a literal, or a parameter and a factor at the most.
fn possible(declared: &AllNames, e: &Expression) -> Option<(f64, f64)> {
    if let Some(x) = folded(e) {
        return Some((x, x));
    }
    match &e.term {
        Term::Read { quantity, .. } => {
            let parameter = declared.parameters.get(&quantity.0)?;
            let mut range = (f64::INFINITY, f64::NEG_INFINITY);
            let each = parameter.values.iter().enumerate();
            for (i, value) in each {
                let input = parameter.inputs.get(i).copied().flatten();
                let (low, high) = match input {
                    None => (*value, *value),
                    Some(input) => {
                        let input = declared.inputs.get(input.index())?;
                        let (low, high) = laws::support(&input.law);
                        let (least, most) = input.bounds.unwrap_or((low, high));
                        (low.max(least), high.min(most))
                    }
                };
                range = (range.0.min(low), range.1.max(high));
            }
            Some(range)
        }
        Term::Binary(BinaryOp::Multiply, a, b) => {
            let factor = folded(b)?;
            let (low, high) = possible(declared, a)?;
            let (x, y) = (low * factor, high * factor);
            Some((x.min(y), x.max(y)))
        }
        _ => None,
    }
}

/// The same where it lies between bounds, else not a number: a fault of that world, told with its date.
fn guarded(e: Expression, low: Option<f64>, high: Option<f64>) -> Expression {
    let bound = |x: f64| number(x, e.unit.clone(), e.span);
    let above = low.map(|x| binary(BinaryOp::GreaterEqual, e.clone(), bound(x)));
    let below = high.map(|x| binary(BinaryOp::LessEqual, e.clone(), bound(x)));
    let condition = match (above, below) {
        (Some(a), Some(b)) => binary(BinaryOp::And, a, b),
        (Some(a), None) | (None, Some(a)) => a,
        (None, None) => return e,
    };
    let nothing = binary(
        BinaryOp::Divide,
        bound(0.0),
        number(0.0, Unit::pure(), e.span),
    );
    choice(condition, e, nothing)
}

fn number(value: f64, unit: Unit, span: Span) -> Expression {
    Expression {
        term: Term::Number(value),
        over: Vec::new(),
        unit,
        span,
    }
}

fn step(unit: &Unit, span: Span) -> Expression {
    Expression {
        term: Term::StepLength,
        over: Vec::new(),
        unit: unit.clone(),
        span,
    }
}

fn read(equations: &Equations<'_>, id: QuantityId, span: Span) -> Expression {
    let declared = &equations.declared.quantities[id.index()];
    let along = |d: &contend_model::id::DimensionId| Axis::Along {
        dimension: *d,
        offset: 0,
    };
    Expression {
        term: Term::Read {
            quantity: id,
            axes: declared.over.iter().map(along).collect(),
        },
        over: declared.over.clone(),
        unit: declared.unit.clone(),
        span,
    }
}

fn sum(parts: impl IntoIterator<Item = Expression>) -> Option<Expression> {
    let add = |a, b| binary(BinaryOp::Add, a, b);
    let total = parts.into_iter().reduce(add)?;
    Some(match folded(&total) {
        Some(x) => number(x, total.unit, total.span),
        None => total,
    })
}

fn unary(op: UnaryOp, a: Expression) -> Expression {
    Expression {
        over: a.over.clone(),
        unit: a.unit.clone(),
        span: a.span,
        term: Term::Unary(op, Box::new(a)),
    }
}

fn binary(op: BinaryOp, a: Expression, b: Expression) -> Expression {
    let unit = match op {
        BinaryOp::Multiply => a.unit.multiply(&b.unit),
        BinaryOp::Divide => a.unit.divide(&b.unit),
        op if op.is_truth() => Unit::pure(),
        _ => a.unit.clone(),
    };
    Expression {
        over: union([&a, &b]),
        unit,
        span: a.span,
        term: Term::Binary(op, Box::new(a), Box::new(b)),
    }
}

fn choice(condition: Expression, a: Expression, b: Expression) -> Expression {
    Expression {
        over: union([&condition, &a, &b]),
        unit: a.unit.clone(),
        span: a.span,
        term: Term::If(Box::new(condition), Box::new(a), Box::new(b)),
    }
}
