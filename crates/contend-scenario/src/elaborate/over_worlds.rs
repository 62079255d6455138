//! What a claim asks of all worlds together: means, shares and quantiles over them.
//!
//! Such a function reads one world and gives a number that no world has by itself. So in a test that uses one, everything
//! that differs between worlds stands in one: `x@a > mean(x@b)` would be neither of one world nor of all.

use std::ops::Range;

use super::arguments::Call;
use super::truth::is_condition;
use super::{Context, Elaborator, Value};
use crate::equation::{Argument, SyntaxKind};
use crate::functions::WorldsFunction;
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{BinaryOp, Expression, ReduceOp, Term, UnaryOp, WorldsOp};
use contend_model::id::DimensionId;
use contend_model::unit::Unit;

/// What a test reads of one world and of all.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Whether this is inside a function over worlds.
    inside: bool,
    /// What is read of one world outside of them.
    bare: Vec<Bare>,
    /// The functions over worlds, with the dimensions that each leaves open.
    functions: Vec<(Range<usize>, WorldsFunction, Vec<DimensionId>)>,
}

impl Seen {
    /// The same inside a function that the scenario declares, of which nothing is read yet.
    pub(super) fn within(&self) -> Seen {
        Seen {
            inside: self.inside,
            ..Seen::default()
        }
    }

    /// Whether something is read of one world.
    pub(super) fn reads_a_world(&self) -> bool {
        !self.bare.is_empty()
    }
}

/// What is read of one world.
#[derive(Clone, Debug)]
pub(super) enum Bare {
    /// An outcome or a parameter.
    Name(Range<usize>),
    /// A choice that is compared with its options.
    Choice(Range<usize>),
    /// What is asked of a game, whose name stands second.
    Game(Range<usize>, Range<usize>),
}

impl Elaborator<'_, '_> {
    /// A call of a function over worlds.
    pub(super) fn over_worlds(&mut self, call: &Call<'_>, asked: WorldsFunction) -> Option<Value> {
        if self.context != Context::Claim {
            return self.not_over_worlds(call, asked);
        }
        let (x, op) = match asked {
            WorldsFunction::Quantile => {
                let [x, level] = self.fixed::<2>(call)?;
                (x, WorldsOp::Quantile(self.level(level)?))
            }
            _ => {
                let [x] = self.fixed::<1>(call)?;
                let op = match asked {
                    WorldsFunction::Mean => WorldsOp::Mean,
                    WorldsFunction::Share => WorldsOp::Share,
                    _ => WorldsOp::Quantile(0.5),
                };
                (x, op)
            }
        };
        let outside = !std::mem::replace(&mut self.worlds.inside, true);
        let value = self.value(&x.value);
        self.worlds.inside = !outside;
        let value = value?;
        let place = &x.value.at;
        if !outside {
            self.twice_over_worlds(call, asked, &value, place);
            return None;
        }
        if op == WorldsOp::Share {
            self.truth(&value, place);
        } else if is_condition(&value.e) {
            let finding = self
                .error("mean-of-condition", call.at)
                .with("function", call.function.name)
                .with("text", self.words(place));
            self.report(finding);
            return None;
        }
        self.all_worlds(value, op, asked, call.at)
    }

    /// A number of each world as one of all of them.
    pub(super) fn all_worlds(
        &mut self,
        value: Value,
        op: WorldsOp,
        asked: WorldsFunction,
        at: &Range<usize>,
    ) -> Option<Value> {
        let over = value.e.over.clone();
        let unit = match op {
            WorldsOp::Share => Unit::pure(),
            _ => value.e.unit.clone(),
        };
        let seen = (at.clone(), asked, over.clone());
        self.worlds.functions.push(seen);
        let any_unit = value.any_unit && op != WorldsOp::Share;
        let body = Box::new(value.e);
        Some(Value {
            any_unit,
            ..self.plain(Term::OverWorlds { op, body }, over, unit, at)
        })
    }

    /// Whether this is inside a function over worlds.
    pub(super) fn is_over_worlds(&self) -> bool {
        self.worlds.inside
    }

    /// Notes what is read of one world.
    pub(super) fn reads_a_world(&mut self, bare: Bare) {
        if self.context == Context::Claim && !self.worlds.inside {
            self.worlds.bare.push(bare);
        }
    }

    /// Refuses what is read of one world in a test over all of them.
    pub(super) fn no_world_beside_all(&mut self) {
        let Some((function, ..)) = self.worlds.functions.first() else {
            return;
        };
        let function = self.words(function).to_owned();
        let mut said: Vec<Range<usize>> = Vec::new();
        for bare in std::mem::take(&mut self.worlds.bare) {
            let (at, finding) = match &bare {
                Bare::Name(at) => (at, self.error("world-beside-worlds", at)),
                Bare::Choice(at) => (at, self.error("world-beside-worlds", at).case("choice")),
                Bare::Game(at, game) => {
                    let (text, name) = (self.words(at), self.words(game));
                    let (from, to) = (game.start - at.start, game.end - at.start);
                    let cure = format!("{}mean({name}){}", &text[..from], &text[to..]);
                    let finding = self.error("world-beside-worlds", at).case("game");
                    (at, finding.with("cure", cure))
                }
            };
            // A question to a game reads much at one place.
            if said.contains(at) {
                continue;
            }
            said.push(at.clone());
            let finding = finding.with("text", self.words(at));
            self.report(finding.with("function", &function));
        }
    }

    /// Refuses comparisons of shares that come out the same whatever the shares are: who writes 20 means 20 of 100.
    pub(super) fn shares_within_reach(&mut self, test: &Expression) {
        let mut decided: Vec<(&Expression, &Expression)> = Vec::new();
        test.visit(&mut |e| {
            if let Term::Binary(op, left, right) = &e.term
                && has_share(e)
                && let (Some(l), Some(r)) = (reach(left), reach(right))
                && is_decided(*op, l, r)
            {
                decided.push((left, right));
            }
        });
        for (left, right) in decided {
            let number = |e: &Expression| match e.term {
                Term::Number(x) => Some((x, e.span)),
                _ => None,
            };
            let written = number(right).or_else(|| number(left));
            let (at, hundredth) = match written {
                Some((x, span)) => (
                    span,
                    (x.abs() > 1.0 && x.abs() <= 100.0).then_some(x / 100.0),
                ),
                None => (left.span, None),
            };
            let finding = Diagnostic::error("share-out-of-reach", at);
            self.report(match hundredth {
                Some(x) => finding.with("cure", super::cures::number(x)),
                None => finding.case("decided"),
            });
        }
    }

    /// Refuses what functions over worlds leave open, if they leave anything open.
    pub(super) fn worlds_leave_open(&mut self) -> bool {
        let mut functions = self.worlds.functions.iter();
        let Some((at, asked, open)) = functions.find(|(.., open)| !open.is_empty()).cloned() else {
            return false;
        };
        let names: Vec<String> = open.iter().map(|d| self.name_of(*d)).collect();
        let dimensions = match names.as_slice() {
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        let text = self.words(&at);
        let cure = match asked {
            // The argument is what stands between the parentheses.
            WorldsFunction::Share => {
                let from = text.find('(').map_or(0, |open| open + 1);
                let argument = text.get(from..text.len() - 1).unwrap_or_default();
                format!("share(max({}, {dimensions}))", argument.trim())
            }
            _ => format!("mean({text}, {dimensions})"),
        };
        let finding = self.error("open-dimension", &at).case(match asked {
            WorldsFunction::Share => "share-over-worlds",
            _ => "over-worlds",
        });
        let finding = finding.with("text", text).with("open", dimensions);
        self.report(finding.with("cure", cure));
        true
    }

    /// A function over worlds inside another.
    fn twice_over_worlds(
        &mut self,
        call: &Call<'_>,
        asked: WorldsFunction,
        value: &Value,
        place: &Range<usize>,
    ) {
        let finding = self
            .error("worlds-in-worlds", call.at)
            .with("text", self.words(call.at));
        let names: Vec<String> = value.e.over.iter().map(|d| self.name_of(*d)).collect();
        let argument = self.words(place);
        self.report(match (asked, names.as_slice()) {
            (WorldsFunction::Mean, [one]) => finding
                .case("elements")
                .with("cure", format!("mean({argument}, {one})")),
            _ => finding.with("cure", argument),
        });
    }

    /// A function over worlds where there is but one world, or none.
    fn not_over_worlds(&mut self, call: &Call<'_>, asked: WorldsFunction) -> Option<Value> {
        let finding = self
            .error("misplaced-over-worlds", call.at)
            .with("function", call.function.name);
        let argument = call.plain.first();
        let argument = argument.map(|a| self.words(&a.value.at).to_owned());
        let finding = match (self.context, asked, argument) {
            (Context::Given, WorldsFunction::Mean, Some(argument)) => {
                // Of an array the mean of its elements may be meant.
                let finding = finding.case("given");
                let value = self.value(&call.plain.first()?.value)?;
                let names: Vec<String> = value.e.over.iter().map(|d| self.name_of(*d)).collect();
                finding.with(
                    "cure",
                    match names.as_slice() {
                        [one] => format!("mean({argument}, {one})"),
                        _ => argument,
                    },
                )
            }
            (Context::Given, _, Some(argument)) => finding.case("given").with("cure", argument),
            (Context::Given, ..) => finding.case("given"),
            (Context::Check, ..) => finding.case("check"),
            (Context::Outcome, WorldsFunction::Share, Some(argument)) => finding
                .case("outcome")
                .with("cure", format!("share_of_time({argument})")),
            _ => finding,
        };
        self.report(finding);
        None
    }

    /// The level of a quantile.
    fn level(&mut self, level: &Argument) -> Option<f64> {
        let at = &level.value.at;
        let written = match &level.value.kind {
            SyntaxKind::Number(x, None) => Some(*x),
            SyntaxKind::Number(x, Some((unit, _))) if unit.trim() == "%" => Some(*x / 100.0),
            _ => None,
        };
        let Some(x) = written else {
            self.report(
                self.error("quantile-level", at)
                    .with("text", self.words(at)),
            );
            return None;
        };
        if x > 0.0 && x < 1.0 {
            return Some(x);
        }
        let finding = self.error("quantile-level", at);
        self.report(match x {
            0.0 => finding.case("end").with("cure", "0.01").with("level", x),
            1.0 => finding.case("end").with("cure", "0.99").with("level", x),
            x if x < 100.0 => finding
                .case("range")
                .with("level", x)
                .with("cure", super::cures::number(x / 100.0)),
            x => finding.case("range").with("level", x).with("cure", "0.95"),
        });
        None
    }
}

/// Whether a share of the worlds, or a probability, is compared here.
fn has_share(e: &Expression) -> bool {
    let mut found = false;
    e.visit(&mut |part| {
        found |= match &part.term {
            Term::OverWorlds { op, .. } => *op == WorldsOp::Share,
            Term::Plays { .. } | Term::PlaysInTurn { .. } => true,
            _ => false,
        }
    });
    found
}

/// Between which numbers an expression of shares, probabilities and literals lies; `None` of anything else.
fn reach(e: &Expression) -> Option<(f64, f64)> {
    match &e.term {
        Term::Number(x) if e.unit.is_pure() => Some((*x, *x)),
        Term::OverWorlds {
            op: WorldsOp::Share,
            ..
        }
        | Term::Plays { .. }
        | Term::PlaysInTurn { .. } => Some((0.0, 1.0)),
        Term::Unary(UnaryOp::Negate, a) => reach(a).map(|(low, high)| (-high, -low)),
        Term::Unary(UnaryOp::Abs, a) => {
            let (low, high) = reach(a)?;
            let least = if low <= 0.0 && high >= 0.0 {
                0.0
            } else {
                low.abs().min(high.abs())
            };
            Some((least, low.abs().max(high.abs())))
        }
        Term::Binary(op, a, b) => {
            let (a, b) = (reach(a)?, reach(b)?);
            match op {
                BinaryOp::Add => Some((a.0 + b.0, a.1 + b.1)),
                BinaryOp::Subtract => Some((a.0 - b.1, a.1 - b.0)),
                BinaryOp::Multiply => {
                    let corners = [a.0 * b.0, a.0 * b.1, a.1 * b.0, a.1 * b.1];
                    let least = corners.into_iter().fold(f64::INFINITY, f64::min);
                    let most = corners.into_iter().fold(f64::NEG_INFINITY, f64::max);
                    Some((least, most))
                }
                _ => None,
            }
        }
        Term::Reduce {
            op: ReduceOp::Mean | ReduceOp::Min | ReduceOp::Max,
            body,
            filter: None,
            ..
        } => reach(body),
        _ => None,
    }
}

/// Whether a comparison comes out the same for all numbers within these bounds.
fn is_decided(op: BinaryOp, (least, most): (f64, f64), (low, high): (f64, f64)) -> bool {
    match op {
        BinaryOp::Less | BinaryOp::GreaterEqual => most < low || least >= high,
        BinaryOp::Greater | BinaryOp::LessEqual => least > high || most <= low,
        BinaryOp::Equal | BinaryOp::NotEqual => most < low || least > high,
        _ => false,
    }
}
