//! What can be said of a scenario's numbers before any run.

use std::borrow::Cow;

use contend_engine::bounds::{self, Bounds, Interval};
use contend_engine::design::Worlds;
use contend_engine::law::Quantile;
use contend_model::clock::{Date, Method};
use contend_model::diagnostic::{Arg, Diagnostic, Severity};
use contend_model::expression::{BinaryOp, Expression, MemoryOp, Term, UnaryOp};
use contend_model::id::{EventId, QuantityId};
use contend_model::limits::flow_of;
use contend_model::model::{
    Effect, Event, Input, Law, LeverDomain, Parameter, Quantity, QuantityKind, Scenario, Stock,
    Tie, Trigger,
};

use crate::{constraints, unanswered, world};

/// What an input lies outside of in two worlds of a thousand is left out where steps are judged.
const TAILS: f64 = 0.001;

/// Occurrences that a step may expect of an event that happens at most once in it.
const CROWDED: f64 = 0.1;

/// Findings on numbers, in the order of the scenario.
pub(crate) fn numbers(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    rules(scenario, &mut findings);
    events(scenario, &mut findings);
    steps(scenario, &mut findings);
    noise(scenario, &mut findings);
    unanswered::check(scenario, &mut findings);
    let before = findings.len();
    constraints::check(scenario, &mut findings);
    let told = findings.split_off(before);
    let impossible = told.iter().any(|f| f.severity == Severity::Error);
    let worlds = match impossible {
        true => None,
        false => constraints::worlds(scenario),
    };
    centres(scenario, worlds.as_ref(), &mut findings);
    findings.extend(told);
    findings
}

/// Rules that leave the range of their lever, whatever happens.
fn rules(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let bounds = Bounds::new(scenario);
    for (lever, rule) in scenario.strategies.iter().flat_map(|s| &s.settings) {
        let quantity = scenario.quantity(*lever);
        let QuantityKind::Lever(kind) = &quantity.kind else {
            continue;
        };
        let LeverDomain::Number { low, high, whole } = kind.domain else {
            continue;
        };
        let asked = bounds.expression(rule);
        // No whole number lies between the ends.
        if whole && asked.low.ceil() > asked.high.floor() && asked.low <= asked.high {
            let finding = Diagnostic::error("bad-setting", rule.span).case("rule-part");
            let finding = finding.with("lever", &quantity.name);
            findings.push(finding.with("value", asked.low));
            continue;
        }
        if asked.outside(bounds::domain(&kind.domain)) {
            let finding = Diagnostic::error("bad-setting", rule.span);
            let finding = if asked.low > high {
                finding.case("rule-outside").with("least", asked.low)
            } else {
                finding.case("rule-below").with("most", asked.high)
            };
            let finding = finding.with("lever", &quantity.name);
            findings.push(finding.with("low", low).with("high", high));
        }
    }
}

/// Events that may contradict recorded history, and events that are too likely for a step.
fn events(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let clock = &scenario.clock;
    let all = Bounds::new(scenario);
    let bounds = Bounds::new(scenario).without_tails(TAILS);
    let start = Bounds::at_start(scenario).without_tails(TAILS);
    for (index, event) in scenario.events.iter().enumerate() {
        let outcomes: Vec<&Event> = (scenario.outcomes_of(EventId(index as u32)))
            .map(|id| &scenario.events[id.index()])
            .collect();
        weights(event, &outcomes, &all, findings);
        let Trigger::Hazard(hazard) = &event.trigger else {
            continue;
        };
        if all.expression(hazard).high < 0.0 {
            let finding = Diagnostic::error("negative-hazard", hazard.span);
            findings.push(finding.with("event", &event.name));
        }
        if let Some(now) = clock.now.filter(|now| *now > 0)
            && event.from.is_none()
            && !is_known(scenario, event, clock.time_of_step(now))
        {
            let last = clock.time_of_step(now - 1);
            let before = Bounds::during(scenario, Interval::new(0.0, last));
            if before.expression(hazard).high > 0.0 {
                let date = |step: u32| clock.date_at(clock.time_of_step(step));
                let finding = Diagnostic::warning("event-before-now", event.span);
                let finding = finding.with("name", &event.name).with("start", date(0));
                let eve = Date::from_days(date(now).days() - 1);
                findings.push(finding.with("now", date(now)).with("known", eve));
            }
        }
        let whole = bounds.expression(hazard);
        // What a hazard that varies may come to is known at the start alone, before anything has grown; later, what it
        // never falls below.
        let most = if is_constant(scenario, hazard) {
            whole.high
        } else if event.from.is_none() {
            whole.low.max(start.expression(hazard).high)
        } else {
            whole.low
        };
        let most = most * clock.dt;
        let once = !event.repeats || event.cooldown > 0.0;
        if most > CROWDED {
            let finding = Diagnostic::note("event-crowded", event.span);
            let finding = finding.with("name", &event.name).with("times", most);
            if once {
                findings.push(finding);
            } else if let Some(stock) = set_by_one_of_several(&outcomes) {
                let stock = &scenario.quantity(stock).name;
                findings.push(finding.case("set").with("stock", stock));
            }
        }
    }
}

/// Weights of the outcomes of an event that leave no choice, whatever happens.
fn weights(event: &Event, outcomes: &[&Event], all: &Bounds<'_>, findings: &mut Vec<Diagnostic>) {
    let mut most = 0.0;
    for outcome in outcomes {
        let Some(weight) = outcome.trigger.equation() else {
            continue;
        };
        let high = all.expression(weight).high;
        if high < 0.0 {
            let finding = Diagnostic::error("negative-weight", weight.span);
            findings.push(finding.with("outcome", &outcome.name));
            return;
        }
        most = f64::max(most, high);
    }
    if !outcomes.is_empty() && most == 0.0 {
        let finding = Diagnostic::error("negative-weight", event.span).case("zero");
        findings.push(finding.with("event", &event.name));
    }
    if let Some(varying) = beside_chances(outcomes, all) {
        let finding = Diagnostic::warning("weights-as-chances", event.span).case("varying");
        let finding = finding.with("event", &event.name);
        findings.push(finding.with("outcome", &varying.name));
    }
}

/// The one outcome whose weight varies, beside others whose weights are written out and look like chances: their sum cannot
/// always be 1. Where several vary, each may be what the others leave, which is not known.
fn beside_chances<'e>(outcomes: &[&'e Event], all: &Bounds<'_>) -> Option<&'e Event> {
    let (mut written, mut varying) = (0.0, Vec::new());
    for outcome in outcomes {
        let weight = outcome.trigger.equation()?;
        let within = all.expression(weight);
        if !weight.unit.is_pure() || within.low < 0.0 || within.high > 1.0 {
            return None;
        }
        if within.low < within.high {
            varying.push(*outcome);
        } else {
            written += within.low;
        }
    }
    match varying[..] {
        [one] if 0.0 < written && written < 1.0 => Some(one),
        _ => None,
    }
}

/// A stock that one outcome of an event sets and another changes: of two in one step, which came last is not known.
fn set_by_one_of_several(outcomes: &[&Event]) -> Option<QuantityId> {
    let all = || outcomes.iter().enumerate();
    let effects = || all().flat_map(|(k, outcome)| outcome.effects.iter().map(move |e| (k, e)));
    let sets = effects().filter(|(_, effect)| effect.set);
    let contested = |(k, set): &(usize, &Effect)| {
        let mut others = effects().filter(|(other, _)| other != k);
        others.any(|(_, effect)| effect.meets(set))
    };
    let mut contested = sets.filter(contested);
    contested.next().map(|(_, effect)| effect.stock)
}

/// Whether it is known of every element of an event what has become of it by an instant.
fn is_known(scenario: &Scenario, event: &Event, by: f64) -> bool {
    let known = || event.known.iter().filter(|fact| fact.by >= by);
    let mut elements: Vec<u32> = known().filter_map(|fact| fact.element).collect();
    elements.sort_unstable();
    elements.dedup();
    known().any(|fact| fact.element.is_none()) || elements.len() == scenario.size(&event.over)
}

/// Time constants and rates that a step is too long for.
fn steps(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let clock = &scenario.clock;
    let bounds = Bounds::new(scenario).without_tails(TAILS);
    // A first-order decay stays between its value and its end while a step is no longer than its time constant with
    // Euler's method; with Runge and Kutta's twice as long, some way inside the limit of stability of 2.79.
    let longest = match clock.method {
        Method::Euler => 1.0,
        Method::Rk4 => 2.0,
    };
    let unit = || Arg::names([clock.time_unit.name()]);
    for e in dynamics(scenario) {
        e.visit(&mut |part| {
            let Term::Memory { op, arguments, .. } = &part.term else {
                return;
            };
            let (name, parts) = match op {
                MemoryOp::Smooth => ("smooth", 1.0),
                MemoryOp::Delay => ("delay", 1.0),
                MemoryOp::Delay3 => ("delay3", 3.0),
                MemoryOp::Noise => ("pink_noise", 1.0),
                _ => return,
            };
            let Some(time) = arguments.get(1) else { return };
            let shortest = bounds.expression(time).low / parts;
            if shortest.is_finite() && shortest * longest < clock.dt * (1.0 - 1e-9) {
                let finding = Diagnostic::warning("step-too-long", part.span).case("memory");
                let finding = finding.with("function", name);
                let finding = finding.with("shortest", shortest).with("step", clock.dt);
                let good = shortest * longest / 2.0;
                findings.push(finding.with("good", good).with("unit", unit()));
            }
        });
    }
    for (index, quantity) in scenario.quantities.iter().enumerate() {
        let QuantityKind::Stock(stock) = &quantity.kind else {
            continue;
        };
        let id = QuantityId(index as u32);
        let most = (losses(scenario, id, stock).iter())
            .filter_map(|(e, factor)| Some((share_lost(scenario, &bounds, id, e, 0)?, factor)))
            .map(|(share, factor)| share.high * factor)
            .filter(|high| high.is_finite() && *high > 0.0)
            .fold(0.0, f64::max);
        let share = most * clock.dt;
        if share > longest * (1.0 + 1e-9) {
            let finding = Diagnostic::warning("step-too-long", quantity.span).case("rate");
            let finding = finding.with("name", &quantity.name).with("share", share);
            let finding = finding.with("step", clock.dt).with("unit", unit());
            findings.push(finding.with("good", clock.dt * longest / share / 2.0));
        }
    }
}

/// All equations that are computed at each step.
fn dynamics(scenario: &Scenario) -> Vec<&Expression> {
    let mut all = Vec::new();
    for quantity in &scenario.quantities {
        match &quantity.kind {
            QuantityKind::Stock(stock) => all.extend(&stock.change),
            QuantityKind::Flow(flow) => all.push(&flow.equation),
            QuantityKind::Variable { equation } => all.push(equation),
            QuantityKind::Parameter(_) | QuantityKind::Series { .. } | QuantityKind::Lever(_) => {}
        }
    }
    all.extend(
        scenario
            .strategies
            .iter()
            .flat_map(|s| &s.settings)
            .map(|(_, e)| e),
    );
    for event in &scenario.events {
        all.extend(event.trigger.equation());
        all.extend(event.effects.iter().map(|e| &e.amount));
    }
    all
}

/// What takes away from a stock, flows and what its change subtracts, each with the number that makes it one per unit of
/// time.
fn losses<'s>(scenario: &Scenario, id: QuantityId, stock: &'s Stock) -> Vec<(&'s Expression, f64)> {
    let mut all = Vec::new();
    for read in &stock.outflows {
        let same = |flow: QuantityId| scenario.quantity(flow).over == scenario.quantity(id).over;
        if flow_of(read).is_some_and(same) {
            all.push((read, 1.0));
        }
    }
    if let Some(change) = &stock.change {
        subtracted(change, -1.0, &mut all);
    }
    all
}

/// The terms of a sum that are subtracted: those whose factor has become positive.
fn subtracted<'s>(e: &'s Expression, factor: f64, found: &mut Vec<(&'s Expression, f64)>) {
    match &e.term {
        Term::Binary(BinaryOp::Add, a, b) => {
            subtracted(a, factor, found);
            subtracted(b, factor, found);
        }
        Term::Binary(BinaryOp::Subtract, a, b) => {
            subtracted(a, factor, found);
            subtracted(b, -factor, found);
        }
        Term::Unary(UnaryOp::Negate, a) => subtracted(a, -factor, found),
        Term::Binary(BinaryOp::Multiply, a, b) => match (&a.term, &b.term) {
            (_, Term::Number(x)) => subtracted(a, factor * x, found),
            (Term::Number(x), _) => subtracted(b, factor * x, found),
            _ if factor > 0.0 => found.push((e, factor)),
            _ => {}
        },
        _ if factor > 0.0 => found.push((e, factor)),
        _ => {}
    }
}

/// By which number per unit of time a stock is multiplied in what it loses; `None` where it is no factor of it.
fn share_lost(
    scenario: &Scenario,
    bounds: &Bounds<'_>,
    stock: QuantityId,
    e: &Expression,
    depth: u32,
) -> Option<Interval> {
    let of = |e: &Expression| share_lost(scenario, bounds, stock, e, depth + 1);
    if depth > 8 {
        return None;
    }
    // What varies is held in check by what the interval of each of its parts does not know: no word on that.
    let constant = |e: &Expression| is_constant(scenario, e).then(|| bounds.expression(e));
    match &e.term {
        Term::Read { quantity, .. } if *quantity == stock => Some(Interval::one(1.0)),
        Term::Read { quantity, .. } => match &scenario.quantity(*quantity).kind {
            QuantityKind::Variable { equation } => of(equation),
            QuantityKind::Flow(flow) => of(&flow.equation),
            _ => None,
        },
        Term::Binary(BinaryOp::Multiply, a, b) => match (of(a), of(b)) {
            (Some(share), None) => Some(bounds::times(share, constant(b)?)),
            (None, Some(share)) => Some(bounds::times(share, constant(a)?)),
            _ => None,
        },
        Term::Binary(BinaryOp::Divide, a, b) => Some(bounds::over(of(a)?, constant(b)?)),
        _ => None,
    }
}

/// Whether an expression is made of numbers and parameters alone.
fn is_constant(scenario: &Scenario, e: &Expression) -> bool {
    let mut constant = true;
    e.visit(&mut |part| {
        constant &= match &part.term {
            Term::Read { quantity, .. } => {
                matches!(
                    scenario.quantity(*quantity).kind,
                    QuantityKind::Parameter(_)
                )
            }
            Term::Time
            | Term::Year
            | Term::Chance { .. }
            | Term::Memory { .. }
            | Term::Happened { .. } => false,
            _ => true,
        };
    });
    constant
}

/// Draws that are new at each step, in what changes a stock.
fn noise(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for (index, quantity) in scenario.quantities.iter().enumerate() {
        let QuantityKind::Stock(stock) = &quantity.kind else {
            continue;
        };
        let id = QuantityId(index as u32);
        let flows = scenario.quantities.iter().filter_map(|q| match &q.kind {
            QuantityKind::Flow(flow) if flow.from == Some(id) || flow.to == Some(id) => {
                Some(&flow.equation)
            }
            _ => None,
        });
        let white = (stock.change.iter().chain(flows)).find_map(|e| white_noise(scenario, e, 0));
        if let Some(draw) = white {
            let finding = Diagnostic::note("noise-by-step", draw.span);
            findings.push(finding.with("name", &quantity.name));
        }
    }
}

/// A draw that is new at each step and knows nothing of the step's length. What smooths it, or anything else that
/// remembers, makes another thing of it.
fn white_noise<'s>(
    scenario: &'s Scenario,
    e: &'s Expression,
    depth: u32,
) -> Option<&'s Expression> {
    let mut knows_the_step = false;
    e.visit(&mut |part| knows_the_step |= matches!(part.term, Term::StepLength));
    if knows_the_step || depth > 8 {
        return None;
    }
    match &e.term {
        Term::Chance { .. } => Some(e),
        Term::Memory { .. } => None,
        Term::Read { quantity, .. } => match &scenario.quantity(*quantity).kind {
            QuantityKind::Variable { equation } => white_noise(scenario, equation, depth + 1),
            QuantityKind::Flow(flow) => white_noise(scenario, &flow.equation, depth + 1),
            _ => None,
        },
        _ => (e.parts().into_iter()).find_map(|part| white_noise(scenario, part, depth)),
    }
}

/// Central values that lie outside the middle half of what is drawn: worlds and readers would be told different things.
fn centres(scenario: &Scenario, worlds: Option<&Worlds>, findings: &mut Vec<Diagnostic>) {
    for quantity in &scenario.quantities {
        let QuantityKind::Parameter(parameter) = &quantity.kind else {
            continue;
        };
        // Options have no order, and so no middle.
        if parameter.options.is_empty() {
            findings.extend(off_centre(scenario, worlds, quantity, parameter));
        }
    }
}

/// Of the elements of a parameter whose central values are off, the one that is furthest off; the others are counted.
fn off_centre(
    scenario: &Scenario,
    worlds: Option<&Worlds>,
    quantity: &Quantity,
    parameter: &Parameter,
) -> Option<Diagnostic> {
    let drawn = parameter.values.iter().zip(&parameter.inputs);
    // The central value of what reads another input has nothing to do with its law by itself, and shares that sum to 1 are
    // no medians: their middle is their mean.
    let mut off: Vec<(Cow<Input>, f64, Passed)> = drawn
        .filter_map(|(value, id)| {
            let id = (*id)?;
            let input = scenario.inputs.get(id.index())?;
            let free = match (&input.tie, &input.law) {
                (Some(Tie::Between { .. }), _) => false,
                (Some(Tie::Share { .. }), Law::Beta { alpha, beta, .. }) => {
                    (value - alpha / (alpha + beta)).abs() > 1e-9
                }
                _ => true,
            };
            if !free {
                return None;
            }
            let input = match worlds.filter(|w| input.tie.is_none() && w.is_conditional(id)) {
                Some(worlds) => Cow::Owned(world::as_drawn(worlds, id, input)),
                None => Cow::Borrowed(input),
            };
            let passed = Passed::by(&input, *value)?;
            Some((input, *value, passed))
        })
        .collect();
    // The first of equals stays first.
    off.sort_by(|a, b| b.2.share.total_cmp(&a.2.share));
    let (input, value, passed) = off.first()?;
    let law = Quantile::new(&input.law, input.bounds);
    let finding = Diagnostic::warning("value-off-centre", quantity.span);
    if let (Some(Tie::Share { .. }), Law::Beta { alpha, beta, .. }) = (&input.tie, &input.law) {
        let finding = finding.case("share").with("name", &input.name);
        let finding = finding
            .with("value", *value)
            .with("mean", alpha / (alpha + beta));
        return Some(finding.with("low", law.at(0.25)).with("high", law.at(0.75)));
    }
    let finding = match (passed.below, off.len()) {
        (true, 1) => finding.case("above"),
        (false, 1) => finding.case("below"),
        (true, _) => finding.case("several-above"),
        (false, _) => finding.case("several-below"),
    };
    let finding = finding.with("name", &input.name).with("value", *value);
    let finding = finding.with("unit", &quantity.unit);
    let finding = finding.with("low", law.at(0.25)).with("high", law.at(0.75));
    // A share that is nearly all is not all.
    let finding = finding.with("share", (passed.share * 100.0).floor());
    let finding = finding.with("middle", law.at(0.5));
    Some(finding.with("others", off.len() - 1))
}

/// How much of what is drawn a central value outside its middle half leaves on one side.
struct Passed {
    /// More than three quarters.
    share: f64,
    /// Whether the draws lie below the value; else above.
    below: bool,
}

impl Passed {
    fn by(input: &Input, value: f64) -> Option<Passed> {
        let law = Quantile::new(&input.law, input.bounds);
        let (low, high) = (law.at(0.25), law.at(0.75));
        // A quartile itself is inside, however it was rounded.
        let edge = 1e-9 * (low.abs() + high.abs());
        if !(value < low - edge || value > high + edge) {
            return None;
        }
        let (_, less) = turn(&law, |x| x < value);
        let (at_most, _) = turn(&law, |x| x <= value);
        // Of a law over single values, a number that none of them is can only be meant as their mean.
        let single = matches!(
            input.law,
            Law::Discrete { .. } | Law::Poisson { .. } | Law::Integers { .. }
        );
        if single && at_most - less < 1e-9 {
            return None;
        }
        Some(match value > high {
            true => Passed {
                share: less,
                below: true,
            },
            false => Passed {
                share: 1.0 - at_most,
                below: false,
            },
        })
    }
}

/// Up to which share of the draws, the least first, something holds: from below and from above.
fn turn(law: &Quantile, holds: impl Fn(f64) -> bool) -> (f64, f64) {
    let (mut inside, mut outside) = (0.0, 1.0);
    for _ in 0..50 {
        let middle = f64::midpoint(inside, outside);
        if holds(law.at(middle)) {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    (inside, outside)
}
