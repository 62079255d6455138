//! Expressions that give whole numbers alone, whatever happens.

use contend_model::expression::{BinaryOp, EventReading, Expression, ReduceOp, Term, UnaryOp};
use contend_model::model::{Law, LeverDomain, QuantityKind, Scenario};

/// Equations that are followed one into the other; what lies deeper may be anything.
const DEEPEST: u32 = 64;

/// Whether an expression is proved to give whole numbers alone, where it gives numbers.
#[must_use]
pub fn is_whole(scenario: &Scenario, e: &Expression) -> bool {
    whole(scenario, e, 0)
}

fn whole(scenario: &Scenario, e: &Expression, depth: u32) -> bool {
    let of = |e: &Expression| whole(scenario, e, depth + 1);
    if depth > DEEPEST {
        return false;
    }
    match &e.term {
        Term::Number(x) => x.fract() == 0.0,
        Term::Position(_) => true,
        Term::Happened { reading, .. } => *reading == EventReading::Count,
        Term::Read { quantity, .. } => match &scenario.quantity(*quantity).kind {
            QuantityKind::Parameter(p) => {
                let law = |input: usize| {
                    let law = &scenario.inputs[input].law;
                    matches!(law, Law::Integers { .. } | Law::Poisson { .. })
                };
                let elements = p.values.iter().zip(&p.inputs);
                let mut each = elements.map(|(value, input)| match input {
                    Some(input) => law(input.index()),
                    None => value.fract() == 0.0,
                });
                each.all(|whole| whole)
            }
            QuantityKind::Variable { equation } => of(equation),
            QuantityKind::Lever(lever) => match &lever.domain {
                LeverDomain::Number { whole, .. } => *whole,
                LeverDomain::Choice { options } => options.iter().all(|o| o.1.fract() == 0.0),
                LeverDomain::Switch => true,
            },
            _ => false,
        },
        Term::Unary(op, a) => match op {
            UnaryOp::Floor | UnaryOp::Ceil | UnaryOp::Round | UnaryOp::Sign | UnaryOp::Not => true,
            UnaryOp::Negate | UnaryOp::Abs => of(a),
            _ => false,
        },
        Term::Binary(op, a, b) => {
            let keeps = matches!(
                op,
                BinaryOp::Add
                    | BinaryOp::Subtract
                    | BinaryOp::Multiply
                    | BinaryOp::Min
                    | BinaryOp::Max
                    | BinaryOp::Modulo
            );
            op.is_truth() || keeps && of(a) && of(b)
        }
        Term::If(_, a, b) => of(a) && of(b),
        Term::Reduce { op, body, .. } => match op {
            ReduceOp::ArgMax | ReduceOp::ArgMin => true,
            ReduceOp::Sum | ReduceOp::Min | ReduceOp::Max | ReduceOp::Product => of(body),
            ReduceOp::Mean | ReduceOp::SpectralRadius => false,
        },
        _ => false,
    }
}
