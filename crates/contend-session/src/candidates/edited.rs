//! A scenario whose strategies say what they are moved to, as a reader would have it.

use contend_engine::Setting;
use contend_model::expression::{BinaryOp, Expression, Term};
use contend_model::id::DimensionId;
use contend_model::model::{QuantityKind, Scenario};
use contend_model::place::Span;
use contend_model::unit::Unit;

use super::moves::Moved;

/// The scenario with strategies that say what they are moved to: what claims can say of it. What is simulated are the settings
/// themselves.
pub(crate) fn edited(scenario: &Scenario, moved: &[Moved]) -> Scenario {
    let mut edited = scenario.clone();
    for moved in moved {
        let settings = &mut edited.strategies[moved.strategy.index()].settings;
        let old = settings.iter().position(|(lever, _)| *lever == moved.lever);
        let old = old.map(|at| settings.remove(at).1);
        let equation = equation(scenario, moved, old);
        settings.push((moved.lever, equation));
    }
    edited
}

/// A setting as the equation that a reader makes of it.
fn equation(scenario: &Scenario, moved: &Moved, old: Option<Expression>) -> Expression {
    let quantity = scenario.quantity(moved.lever);
    let make = |term: Term, over: &[DimensionId], unit: &Unit| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span: quantity.span,
    };
    let unit = &quantity.unit;
    let number = |x: f64| make(Term::Number(x), &[], unit);
    let time = time_unit(scenario);
    let choose = |condition: Expression, then: Expression, other: Expression| {
        let over = if then.over.is_empty() {
            &other.over
        } else {
            &then.over
        }
        .clone();
        let parts = [condition, then, other].map(Box::new);
        let [condition, then, other] = parts;
        make(Term::If(condition, then, other), &over, unit)
    };
    let now = |op: BinaryOp, at: f64| {
        let (now, at) = (
            make(Term::Time, &[], &time),
            make(Term::Number(at), &[], &time),
        );
        make(
            Term::Binary(op, Box::new(now), Box::new(at)),
            &[],
            &Unit::pure(),
        )
    };
    let value = |values: &[f64]| match (values, &quantity.over[..]) {
        ([first, ..], over) if values.len() == 1 || over.len() != 1 => number(*first),
        (values, over) => by_element(scenario, (values, over), unit, quantity.span),
    };
    let default = match &quantity.kind {
        QuantityKind::Lever(lever) => lever.default,
        _ => f64::NAN,
    };
    let Setting {
        points,
        ramp,
        steps,
    } = &moved.setting;
    let set = match &points[..] {
        // What holds from the start is no schedule.
        [(at, values)] if *at <= 0.0 => value(values),
        points => {
            let mut set = number(default);
            for (k, (at, values)) in points.iter().enumerate() {
                let here = match points.get(k + 1) {
                    Some((next_at, next)) if *ramp => {
                        let slope = (next[0] - values[0]) / (next_at - at);
                        let since = make(
                            Term::Binary(
                                BinaryOp::Subtract,
                                Box::new(make(Term::Time, &[], &time)),
                                Box::new(make(Term::Number(*at), &[], &time)),
                            ),
                            &[],
                            &time,
                        );
                        let risen = Term::Binary(
                            BinaryOp::Multiply,
                            Box::new(since),
                            Box::new(number(slope)),
                        );
                        let risen = Box::new(make(risen, &[], unit));
                        let from = Box::new(value(values));
                        make(Term::Binary(BinaryOp::Add, from, risen), &[], unit)
                    }
                    _ => value(values),
                };
                set = choose(now(BinaryOp::GreaterEqual, *at), here, set);
            }
            set
        }
    };
    let clock = &scenario.clock;
    let old = old.unwrap_or_else(|| number(default));
    match steps[..] {
        [(0, until)] if until > clock.steps => set,
        [(from, until)] => {
            let ends = choose(
                now(BinaryOp::Less, clock.time_of_step(until)),
                set,
                old.clone(),
            );
            choose(
                now(BinaryOp::GreaterEqual, clock.time_of_step(from)),
                ends,
                old,
            )
        }
        _ => old,
    }
}

/// The unit in which a scenario's equations read the time, where any does.
fn time_unit(scenario: &Scenario) -> Unit {
    let mut unit = Unit::pure();
    for (_, setting) in scenario.strategies.iter().flat_map(|s| &s.settings) {
        setting.visit(&mut |e| {
            if e.term == Term::Time {
                unit = e.unit.clone();
            }
        });
    }
    unit
}

/// A value for each element, as a chain of choices.
fn by_element(
    scenario: &Scenario,
    (values, over): (&[f64], &[DimensionId]),
    unit: &Unit,
    span: Span,
) -> Expression {
    let make = |term: Term, over: &[DimensionId], unit: &Unit| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span,
    };
    let positions = &scenario.dimension(over[0]).positions;
    let last = values.last().copied().unwrap_or(f64::NAN);
    let mut result = make(Term::Number(last), &[], unit);
    for (value, position) in values.iter().zip(positions).rev().skip(1) {
        let here = make(Term::Position(over[0]), over, &Unit::pure());
        let own = make(Term::Number(f64::from(*position)), &[], &Unit::pure());
        let same = Term::Binary(BinaryOp::Equal, Box::new(here), Box::new(own));
        let same = make(same, over, &Unit::pure());
        let then = make(Term::Number(*value), &[], unit);
        let parts = [same, then, result].map(Box::new);
        let [same, then, other] = parts;
        result = make(Term::If(same, then, other), over, unit);
    }
    result
}
