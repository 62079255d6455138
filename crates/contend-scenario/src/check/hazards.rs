//! Hazards that cannot be 0 or more, whatever is drawn: found by the bounds of what they are made of.

use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{BinaryOp, Expression, Term, UnaryOp};
use contend_model::model::{LeverDomain, QuantityKind, Scenario, Trigger};

use crate::read::support;

/// Variables are followed into their equations so deep.
const DEEPEST: usize = 8;

/// Refuses hazards that are below 0 in every world. One that is so in some worlds is a fault of those.
pub(super) fn negative(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for event in &scenario.events {
        let Trigger::Hazard(hazard) = &event.trigger else {
            continue;
        };
        let (_, most) = bounds(scenario, hazard, 0);
        if most < 0.0 {
            let finding = Diagnostic::error("negative-hazard", hazard.span);
            findings.push(finding.with("event", &event.name));
        }
    }
}

/// Between what an expression lies, as far as that can be told without computing it.
fn bounds(scenario: &Scenario, e: &Expression, depth: usize) -> (f64, f64) {
    let of = |e: &Expression| bounds(scenario, e, depth);
    match &e.term {
        Term::Number(x) => (*x, *x),
        Term::Read { quantity, .. } => match &scenario.quantity(*quantity).kind {
            QuantityKind::Parameter(parameter) => {
                let certain = parameter.values.iter().map(|v| (*v, *v));
                let drawn = parameter.inputs.iter().flatten().map(|input| {
                    let input = &scenario.inputs[input.index()];
                    let (low, high) = support(&input.law);
                    let (a, b) = input.bounds.unwrap_or((low, high));
                    (low.max(a), high.min(b))
                });
                certain.chain(drawn).fold(NOTHING, either)
            }
            QuantityKind::Lever(lever) => match &lever.domain {
                LeverDomain::Number { low, high } => (*low, *high),
                LeverDomain::Choice { options } => {
                    options.iter().map(|o| (o.1, o.1)).fold(NOTHING, either)
                }
                LeverDomain::Switch => (0.0, 1.0),
            },
            QuantityKind::Variable { equation } if depth < DEEPEST => {
                bounds(scenario, equation, depth + 1)
            }
            _ => ANYTHING,
        },
        Term::Unary(UnaryOp::Negate, a) => {
            let (low, high) = of(a);
            (-high, -low)
        }
        Term::Binary(op, a, b) => {
            let ((a, b), (c, d)) = (of(a), of(b));
            match op {
                BinaryOp::Add => known((a + c, b + d)),
                BinaryOp::Subtract => known((a - d, b - c)),
                BinaryOp::Multiply => corners([a * c, a * d, b * c, b * d]),
                BinaryOp::Divide if c > 0.0 || d < 0.0 => corners([a / c, a / d, b / c, b / d]),
                BinaryOp::Min => (a.min(c), b.min(d)),
                BinaryOp::Max => (a.max(c), b.max(d)),
                _ => ANYTHING,
            }
        }
        Term::If(_, a, b) => either(of(a), of(b)),
        _ => ANYTHING,
    }
}

const ANYTHING: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
const NOTHING: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);

fn either(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0.min(b.0), a.1.max(b.1))
}

fn corners(all: [f64; 4]) -> (f64, f64) {
    if all.iter().any(|x| x.is_nan()) {
        return ANYTHING;
    }
    all.iter().map(|x| (*x, *x)).fold(NOTHING, either)
}

fn known(bounds: (f64, f64)) -> (f64, f64) {
    if bounds.0.is_nan() || bounds.1.is_nan() {
        ANYTHING
    } else {
        bounds
    }
}
