//! Units through operations: what must agree, what multiplies, what is converted.

use std::ops::Range;

use super::{Elaborator, ExpectedUnit, Value, is_truth, union};
use crate::equation::Syntax;
use contend_model::diagnostic::Related;
use contend_model::expression::{BinaryOp, ChanceLaw, Expression, Node, UnaryOp};
use contend_model::unit::Unit;

type Placed<'v> = (&'v Value, &'v Range<usize>);

impl Elaborator<'_, '_> {
    /// The common unit of two values that are added, compared or chosen between.
    pub(super) fn same_unit(&mut self, a: Placed<'_>, b: Placed<'_>, verb: &str) -> Unit {
        let (x, y) = (&a.0.e.unit, &b.0.e.unit);
        if a.0.any_unit {
            return y.clone();
        }
        if b.0.any_unit || x == y {
            return x.clone();
        }
        let (first, second) = (self.words(a.1).to_owned(), self.words(b.1).to_owned());
        let (x, y) = (x.clone(), y.clone());
        let message = format!(
            "`{}` is {}, but {verb} `{}`, which is {}",
            short(&first),
            said(&x),
            short(&second),
            said(&y)
        );
        let hint = self.unit_hint(&x, &y, &a, &b);
        let (place, other) = (b.1.clone(), self.text.span(a.1.clone()));
        let finding = self.error("unit-mismatch", &place, message);
        finding.label = said(&y);
        finding.hint = Some(hint);
        finding.related.push(Related {
            span: other,
            message: format!("this is {}", said(&x)),
        });
        x
    }

    fn unit_hint(&self, x: &Unit, y: &Unit, a: &Placed<'_>, b: &Placed<'_>) -> String {
        if let Some(factor) = y.factor_to(x) {
            return format!(
                "multiply `{}` by {}{{{}}}",
                short(self.words(b.1)),
                rounded(factor),
                x.divide(y)
            );
        }
        let bare = |p: &Placed<'_>| matches!(p.0.e.node, Node::Number(_)) && p.0.e.unit.is_pure();
        if bare(b) {
            return format!("give the number its unit: {}{{{x}}}", self.words(b.1));
        }
        if bare(a) {
            return format!("give the number its unit: {}{{{y}}}", self.words(a.1));
        }
        let ratio = x.divide(y);
        if ratio.time_power() == Some(-1) || ratio.time_power() == Some(1) {
            return format!("the two differ by {ratio}: is a rate or a time missing as a factor?");
        }
        "both must measure the same thing in the same unit".to_owned()
    }

    /// Reports what is no pure number.
    pub(super) fn pure(&mut self, value: &Value, at: &Range<usize>, what: &str) {
        if value.any_unit || value.e.unit.is_pure() {
            return;
        }
        let unit = value.e.unit.clone();
        let text = short(self.words(at)).to_owned();
        let finding = self.error(
            "unit-not-pure",
            at,
            format!(
                "{what} must be a pure number, but `{text}` is {}",
                said(&unit)
            ),
        );
        finding.hint = Some(format!(
            "divide it by a reference in {unit}, such as 1{{{unit}}}"
        ));
    }

    /// Reports what is neither true nor false.
    pub(super) fn truth(&mut self, value: &Value, at: &Range<usize>) {
        let e = &value.e;
        let draw = matches!(
            e.node,
            Node::Chance {
                law: ChanceLaw::Bernoulli,
                ..
            }
        );
        if is_truth(e) || draw || e.unit.is_pure() {
            return;
        }
        let (text, unit) = (short(self.words(at)).to_owned(), e.unit.clone());
        let finding = self.error(
            "not-a-condition",
            at,
            format!(
                "`{text}` is {}, not something that is true or false",
                said(&unit)
            ),
        );
        finding.hint = Some(format!("compare it with something: {text} > 0"));
    }

    pub(super) fn unary(&mut self, op: UnaryOp, a: Value, at: &Range<usize>) -> Value {
        let unit = match op {
            UnaryOp::Not => {
                self.truth(&a, at);
                Unit::pure()
            }
            _ => a.e.unit.clone(),
        };
        // A negative literal stays a literal, so that it can take part in constant exponents.
        if let (UnaryOp::Negate, Node::Number(x)) = (op, &a.e.node) {
            let negative = -x;
            return Value {
                any_unit: a.any_unit,
                ..self.number(negative, unit, at)
            };
        }
        let over = a.e.over.clone();
        let any_unit = a.any_unit;
        Value {
            any_unit,
            ..self.plain(Node::Unary(op, Box::new(a.e)), over, unit, at)
        }
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        a: (Value, &Range<usize>),
        b: (Value, &Range<usize>),
        at: &Range<usize>,
    ) -> Option<Value> {
        let (x, y) = ((&a.0, a.1), (&b.0, b.1));
        let unit = match op {
            BinaryOp::Add => self.same_unit(x, y, "this adds"),
            BinaryOp::Subtract => self.same_unit(x, y, "this subtracts"),
            BinaryOp::Min | BinaryOp::Max => self.same_unit(x, y, "this is held against"),
            BinaryOp::Modulo => self.same_unit(x, y, "the remainder is by"),
            BinaryOp::Multiply => a.0.e.unit.multiply(&b.0.e.unit),
            BinaryOp::Divide => a.0.e.unit.divide(&b.0.e.unit),
            BinaryOp::Power => self.power_unit(x, y)?,
            BinaryOp::And | BinaryOp::Or => {
                self.truth(&a.0, a.1);
                self.truth(&b.0, b.1);
                Unit::pure()
            }
            _ => {
                self.same_unit(x, y, "this compares it with");
                Unit::pure()
            }
        };
        let keeps = matches!(
            op,
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Min | BinaryOp::Max
        );
        let any_unit = keeps && a.0.any_unit && b.0.any_unit;
        let over = union([&a.0.e, &b.0.e]);
        let node = Node::Binary(op, Box::new(a.0.e), Box::new(b.0.e));
        Some(Value {
            any_unit,
            ..self.plain(node, over, unit, at)
        })
    }

    fn power_unit(&mut self, base: Placed<'_>, exponent: Placed<'_>) -> Option<Unit> {
        self.pure(exponent.0, exponent.1, "an exponent");
        if base.0.e.unit.is_pure() || base.0.any_unit {
            return Some(Unit::pure());
        }
        let fraction = constant(&exponent.0.e).and_then(as_fraction);
        let unit = fraction.and_then(|(n, d)| base.0.e.unit.power(n, d));
        if unit.is_none() {
            let text = short(self.words(base.1)).to_owned();
            let unit = base.0.e.unit.clone();
            let place = base.1.clone();
            let finding = self.error(
                "unit-not-pure",
                &place,
                format!(
                    "`{text}` is {} and can only be raised to a fixed simple power",
                    said(&unit)
                ),
            );
            finding.hint = Some(format!("divide it by a reference in {unit} first"));
        }
        unit
    }

    /// A value times a factor that converts units.
    pub(super) fn scaled(&self, value: Value, factor: f64, unit: Unit, at: &Range<usize>) -> Value {
        if factor == 1.0 {
            return Value {
                e: Expression { unit, ..value.e },
                ..value
            };
        }
        if let Node::Number(x) = value.e.node {
            return Value {
                any_unit: value.any_unit,
                ..self.number(x * factor, unit, at)
            };
        }
        let over = value.e.over.clone();
        let number = self.number(factor, Unit::pure(), at).e;
        let any_unit = value.any_unit;
        Value {
            any_unit,
            ..self.plain(
                Node::Binary(BinaryOp::Multiply, Box::new(value.e), Box::new(number)),
                over,
                unit,
                at,
            )
        }
    }

    /// A time in the scenario's unit of time.
    pub(super) fn as_time(&mut self, value: Value, at: &Range<usize>, what: &str) -> Option<Value> {
        let unit = self.time_unit();
        if value.any_unit {
            return Some(value);
        }
        match value.e.unit.factor_to(&unit) {
            Some(factor) => Some(self.scaled(value, factor, unit, at)),
            None => {
                let text = short(self.words(at)).to_owned();
                let is = said(&value.e.unit);
                let bare = value.e.unit.is_pure();
                let finding = self.error(
                    "not-a-time",
                    at,
                    format!("{what} must be a time, but `{text}` is {is}"),
                );
                finding.hint = Some(if bare {
                    format!("give it a unit: {text}{{{unit}}}")
                } else {
                    "use a time here".to_owned()
                });
                None
            }
        }
    }

    pub(super) fn meets_unit(
        &mut self,
        value: Value,
        s: &Syntax,
        expected: ExpectedUnit<'_>,
    ) -> Option<Expression> {
        let at = &s.at;
        let wanted = match expected {
            ExpectedUnit::Any => return Some(value.e),
            ExpectedUnit::Boolean => {
                self.truth(&value, at);
                return Some(value.e);
            }
            ExpectedUnit::Exactly(unit) => unit.clone(),
            ExpectedUnit::RateOf(unit) => unit.divide(&self.time_unit()),
            ExpectedUnit::PerTime => Unit::pure().divide(&self.time_unit()),
        };
        if value.any_unit || value.e.unit == wanted {
            return Some(Expression {
                unit: wanted,
                ..value.e
            });
        }
        let factor = value.e.unit.factor_to(&wanted);
        let exactly = matches!(expected, ExpectedUnit::Exactly(_));
        if let (Some(factor), false) = (factor, exactly) {
            return Some(self.scaled(value, factor, wanted, at).e);
        }
        let is = value.e.unit.clone();
        let message = match expected {
            ExpectedUnit::RateOf(unit) => format!(
                "a change of {} per unit of time is needed, but this is {}",
                said(unit),
                said(&is)
            ),
            ExpectedUnit::PerTime => format!(
                "a number per unit of time is needed, but this is {}",
                said(&is)
            ),
            _ => format!(
                "this is {}, but it is declared as {}",
                said(&is),
                said(&wanted)
            ),
        };
        let hint = match factor {
            Some(factor) => format!(
                "multiply it by {}{{{}}}",
                rounded(factor),
                wanted.divide(&is)
            ),
            None if exactly => format!(
                "declare unit = \"{is}\", or correct the equation; the two differ by {}",
                is.divide(&wanted)
            ),
            None => format!("the two differ by {}", is.divide(&wanted)),
        };
        self.error("unit-mismatch", at, message).hint = Some(hint);
        None
    }
}

/// The value of an expression made of literals alone.
fn constant(e: &Expression) -> Option<f64> {
    match &e.node {
        Node::Number(x) => Some(*x),
        Node::Unary(UnaryOp::Negate, a) => constant(a).map(|x| -x),
        Node::Binary(BinaryOp::Divide, a, b) => Some(constant(a)? / constant(b)?),
        _ => None,
    }
}

/// A simple fraction: denominators up to 12.
fn as_fraction(x: f64) -> Option<(i32, i32)> {
    (1..=12).find_map(|d| {
        let n = x * f64::from(d);
        (n.abs() <= 100.0 && (n - n.round()).abs() < 1e-9).then_some((n.round() as i32, d))
    })
}

/// How a unit is said in a sentence.
pub(super) fn said(unit: &Unit) -> String {
    if unit.is_pure() {
        "a pure number".into()
    } else {
        unit.to_string()
    }
}

/// A text that fits a sentence.
pub(super) fn short(text: &str) -> &str {
    match text.char_indices().nth(48) {
        Some((cut, _)) => &text[..cut],
        None => text,
    }
}

fn rounded(x: f64) -> String {
    let text = format!("{x:.6}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}
