//! Units through operations: what must agree, what multiplies, what is converted.

use std::ops::Range;

use super::{Elaborator, ExpectedUnit, Value, cures, is_small_percent, union};
use crate::equation::Syntax;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{BinaryOp, Expression, Term, UnaryOp};
use contend_model::unit::Unit;

type Placed<'v> = (&'v Value, &'v Range<usize>);

/// What to write instead.
enum Cure {
    /// A number with the unit that it lacks.
    Own(String),
    /// A number below 1 where a per cent is needed: as a share of a hundred, and as it stands.
    Share { meant: String, own: String },
    /// The same in another unit.
    Converted(String),
}

impl Cure {
    fn of(self, finding: Diagnostic) -> Diagnostic {
        match self {
            Cure::Own(text) => finding.with("own", Arg::Text(text)),
            Cure::Share { meant, own } => finding
                .with("meant", Arg::Text(meant))
                .with("own", Arg::Text(own)),
            Cure::Converted(text) => finding.with("cure", Arg::Text(text)),
        }
    }
}

impl Elaborator<'_, '_> {
    /// The common unit of two values that are added, compared or chosen between.
    pub(super) fn same_unit(&mut self, a: Placed<'_>, b: Placed<'_>, verb: &'static str) -> Unit {
        let (x, y) = (&a.0.e.unit, &b.0.e.unit);
        if a.0.any_unit {
            return y.clone();
        }
        if b.0.any_unit || x == y {
            return x.clone();
        }
        let bare = |p: &Placed<'_>| self.is_bare(*p);
        let common = x.clone();
        // It is the bare number that lacks its unit.
        let (a, b) = if bare(&a) && !bare(&b) {
            (b, a)
        } else {
            (a, b)
        };
        let (x, y) = (&a.0.e.unit, &b.0.e.unit);
        let finding = self
            .error("unit-mismatch", b.1)
            .case("operands")
            .with("first", short(self.words(a.1)))
            .with("x", x)
            .with("verb", Arg::word(verb))
            .with("second", short(self.words(b.1)))
            .with("y", y)
            .related(self.text.span(a.1.clone()), "this-is-x");
        let ratio = x.divide(y);
        let finding = match self.in_unit(b, x) {
            Some(cure) => cure.of(finding),
            None if matches!(ratio.time_power(), Some(-1 | 1)) => finding.with("differ", ratio),
            None => finding,
        };
        self.report(finding);
        common
    }

    /// Whether a number is written without a unit: `25`, but not `25{1}`.
    fn is_bare(&self, (value, at): Placed<'_>) -> bool {
        matches!(value.e.term, Term::Number(_))
            && value.e.unit.is_pure()
            && !self.words(at).contains('{')
    }

    /// What is written, as it is written in another unit: a bare number with it, what measures the same thing converted.
    fn in_unit(&self, (value, at): Placed<'_>, wanted: &Unit) -> Option<Cure> {
        let is = &value.e.unit;
        match value.e.term {
            Term::Number(x) if self.is_bare((value, at)) => {
                let digits = self.words(at);
                let written = digits.parse::<f64>().ok().filter(|y| *y == x.abs());
                let digits = written.map_or_else(|| cures::number(x), |_| digits.to_owned());
                let own = format!("{digits}{{{wanted}}}");
                Some(if is_small_percent(x) && wanted.to_string() == "%" {
                    let meant = format!("{}{{{wanted}}}", cures::number(x.abs() * 100.0));
                    Cure::Share { meant, own }
                } else {
                    Cure::Own(own)
                })
            }
            Term::Number(x) => {
                let factor = is.factor_to(wanted)?;
                let number = cures::number(x * factor);
                Some(Cure::Converted(format!("{number}{{{wanted}}}")))
            }
            _ => cures::converted(self.words(at), is, wanted).map(Cure::Converted),
        }
    }

    /// Reports what is no pure number.
    pub(super) fn pure(&mut self, value: &Value, at: &Range<usize>, what: &'static str) {
        let finding = self.error("unit-not-pure", at);
        self.held_pure(value, at, finding.with("what", Arg::word(what)));
    }

    /// Reports the argument of a function that is no pure number.
    pub(super) fn pure_argument(&mut self, value: &Value, at: &Range<usize>, function: &str) {
        let finding = self.error("unit-not-pure", at).case("argument");
        self.held_pure(value, at, finding.with("function", function));
    }

    fn held_pure(&mut self, value: &Value, at: &Range<usize>, finding: Diagnostic) {
        if value.any_unit || value.e.unit.is_pure() {
            return;
        }
        let finding = finding.with("text", short(self.words(at)));
        let share = cures::converted(self.words(at), &value.e.unit, &Unit::pure());
        let finding = finding.with("unit", &value.e.unit);
        self.report(finding.maybe("cure", share.map(Arg::Text)));
    }

    pub(super) fn unary(
        &mut self,
        op: UnaryOp,
        (a, place): (Value, &Range<usize>),
        at: &Range<usize>,
    ) -> Value {
        let unit = match op {
            UnaryOp::Not => {
                self.truth(&a, place);
                Unit::pure()
            }
            _ => a.e.unit.clone(),
        };
        // A negative literal stays a literal, so that it can take part in constant exponents.
        if let (UnaryOp::Negate, Term::Number(x)) = (op, &a.e.term) {
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
            ..self.plain(Term::Unary(op, Box::new(a.e)), over, unit, at)
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
            BinaryOp::Add => self.same_unit(x, y, "adds"),
            BinaryOp::Subtract => self.same_unit(x, y, "subtracts"),
            BinaryOp::Min | BinaryOp::Max => self.same_unit(x, y, "held-against"),
            BinaryOp::Modulo => self.same_unit(x, y, "remainder"),
            BinaryOp::Multiply => a.0.e.unit.multiply(&b.0.e.unit),
            BinaryOp::Divide => a.0.e.unit.divide(&b.0.e.unit),
            BinaryOp::Power => self.power_unit(x, y)?,
            BinaryOp::And | BinaryOp::Or => {
                self.truth(&a.0, a.1);
                self.truth(&b.0, b.1);
                Unit::pure()
            }
            _ => {
                self.same_unit(x, y, "compares");
                self.not_with_itself(&a.0, &b.0, at);
                Unit::pure()
            }
        };
        let keeps = matches!(
            op,
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Min | BinaryOp::Max
        );
        let any_unit = keeps && a.0.any_unit && b.0.any_unit;
        let over = union([&a.0.e, &b.0.e]);
        let term = Term::Binary(op, Box::new(a.0.e), Box::new(b.0.e));
        Some(Value {
            any_unit,
            ..self.plain(term, over, unit, at)
        })
    }

    fn power_unit(&mut self, base: Placed<'_>, exponent: Placed<'_>) -> Option<Unit> {
        self.pure(exponent.0, exponent.1, "exponent");
        if base.0.e.unit.is_pure() || base.0.any_unit {
            return Some(Unit::pure());
        }
        let fraction = constant(&exponent.0.e).and_then(as_fraction);
        let unit = fraction.and_then(|(n, d)| base.0.e.unit.power(n, d));
        if unit.is_none() {
            self.report(
                self.error("unit-not-pure", base.1)
                    .case("exponent")
                    .with("text", short(self.words(base.1)))
                    .with("unit", &base.0.e.unit),
            );
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
        if let Term::Number(x) = value.e.term {
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
                Term::Binary(BinaryOp::Multiply, Box::new(value.e), Box::new(number)),
                over,
                unit,
                at,
            )
        }
    }

    /// A time in the scenario's unit of time.
    pub(super) fn as_time(&mut self, value: Value, at: &Range<usize>) -> Option<Value> {
        let unit = self.time_unit();
        if value.any_unit {
            return Some(value);
        }
        match value.e.unit.factor_to(&unit) {
            Some(factor) => Some(self.scaled(value, factor, unit, at)),
            None => {
                let finding = self
                    .error("not-a-time", at)
                    .with("text", short(self.words(at)))
                    .with("unit", &value.e.unit);
                let text = self.words(at);
                let cure = match value.e.term {
                    _ if !value.e.unit.is_pure() => None,
                    // A year is meant, not so many months.
                    Term::Number(x) if x.fract() == 0.0 && (1500.0..2500.0).contains(&x) => {
                        Some(format!("{x}-01-01"))
                    }
                    Term::Number(_) => Some(format!("{text}{{{unit}}}")),
                    _ => Some(format!("{} * 1{{{unit}}}", cures::operand(text))),
                };
                self.report(finding.maybe("cure", cure.map(Arg::Text)));
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
            ExpectedUnit::Switch if matches!(value.e.term, Term::Number(x) if x == 0.0 || x == 1.0) =>
            {
                return Some(value.e);
            }
            ExpectedUnit::Boolean | ExpectedUnit::Switch => {
                self.truth(&value, at);
                return Some(value.e);
            }
            ExpectedUnit::Exactly(unit) => unit.clone(),
            ExpectedUnit::RateOf(unit) => unit.divide(&self.time_unit()),
            ExpectedUnit::PerTime => Unit::pure().divide(&self.time_unit()),
            ExpectedUnit::Time => return self.as_time(value, at).map(|time| time.e),
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
        let finding = self.error("unit-mismatch", at).with("unit", &is);
        let finding = match expected {
            ExpectedUnit::RateOf(of) => finding.case("rate").with("of", of),
            ExpectedUnit::PerTime => finding.case("per-time"),
            _ => finding.case("declared").with("wanted", &wanted),
        };
        let cure = self.in_unit((&value, at), &wanted);
        let bare = matches!(cure, Some(Cure::Own(_) | Cure::Share { .. })) && !exactly;
        self.report(match cure.filter(|_| !bare) {
            Some(cure) => cure.of(finding),
            None => {
                let per_time = matches!(expected, ExpectedUnit::PerTime);
                let bare = is.is_pure() && matches!(value.e.term, Term::Number(_));
                let number = per_time && bare;
                let text = number.then(|| short(self.words(at)));
                let finding = finding.with("differ", is.divide(&wanted));
                finding.maybe("text", text.as_ref())
            }
        });
        None
    }
}

/// The value of an expression made of literals alone.
fn constant(e: &Expression) -> Option<f64> {
    match &e.term {
        Term::Number(x) => Some(*x),
        Term::Unary(UnaryOp::Negate, a) => constant(a).map(|x| -x),
        Term::Binary(BinaryOp::Divide, a, b) => Some(constant(a)? / constant(b)?),
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

/// A text that fits a sentence.
fn short(text: &str) -> &str {
    match text.char_indices().nth(48) {
        Some((cut, _)) => &text[..cut],
        None => text,
    }
}
