//! Tests as formulas that people can read.

use contend_model::expression::{Axis, BinaryOp, Expression, Node, ReduceOp, UnaryOp};
use contend_model::id::DimensionId;
use contend_model::model::Scenario;
use contend_model::place::Files;
use serde::Serialize;

/// A part of a formula.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// Signs and words that are the same in every language.
    Text(String),
    /// The name of an outcome or a parameter, for people.
    Name(String),
    /// The profile under which the outcome before it is read.
    Profile(String),
    /// A number.
    Number(f64),
    /// One of the words `and`, `or`, `not`, `if`, `then`, `else`.
    Word(&'static str),
}

/// A name as people read it: `deaths_2027` is `deaths 2027`.
pub(super) fn spoken(name: &str) -> String {
    name.replace(['_', '-'], " ")
}

/// The words of an id that begins with a number, as `c12-boats-are-few`.
pub(super) fn coded(id: &str) -> Option<&str> {
    let (code, words) = id.split_once(['-', '_'])?;
    (code.len() <= 4 && code.contains(|c: char| c.is_ascii_digit())).then_some(words)
}

/// The formula of an expression of a test.
pub(super) fn formula(scenario: &Scenario, files: &Files, e: &Expression) -> Vec<Piece> {
    let mut writer = Writer {
        scenario,
        files,
        pieces: Vec::new(),
    };
    writer.write(e, 0);
    writer.pieces
}

struct Writer<'a> {
    scenario: &'a Scenario,
    files: &'a Files,
    pieces: Vec<Piece>,
}

/// Strength of the comparison signs, of sums, of products, of powers.
const COMPARE: u8 = 4;
const SUM: u8 = 5;
const PRODUCT: u8 = 6;
const POWER: u8 = 8;

impl Writer<'_> {
    fn text(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => self.pieces.push(Piece::Text(text.to_owned())),
        }
    }

    /// Writes an expression that stands beside a sign of some strength.
    fn write(&mut self, e: &Expression, outside: u8) {
        match &e.node {
            Node::Number(x) => self.pieces.push(Piece::Number(*x)),
            Node::Outcome {
                outcome,
                profile,
                axes,
            } => {
                let o = &self.scenario.outcomes[outcome.index()];
                let name = self.named(&o.id, &o.over, axes);
                self.pieces.push(Piece::Name(name));
                let profile = &self.scenario.profiles[profile.index()].id;
                self.pieces.push(Piece::Profile(spoken(profile)));
            }
            Node::Read { quantity, axes } => {
                let q = self.scenario.quantity(*quantity);
                let name = self.named(&q.name, &q.over, axes);
                self.pieces.push(Piece::Name(name));
            }
            Node::Unary(UnaryOp::Abs, a) => {
                self.text("|");
                self.write(a, 0);
                self.text("|");
            }
            Node::Unary(UnaryOp::Negate, a) => {
                self.text("−");
                self.write(a, PRODUCT + 1);
            }
            Node::Unary(UnaryOp::Not, a) => {
                self.pieces.push(Piece::Word("not"));
                self.text(" (");
                self.write(a, 0);
                self.text(")");
            }
            Node::Unary(op, a) => {
                self.text(&format!("{}(", format!("{op:?}").to_lowercase()));
                self.write(a, 0);
                self.text(")");
            }
            Node::Binary(BinaryOp::Min, a, b) => self.call("min", &[a, b]),
            Node::Binary(BinaryOp::Max, a, b) => self.call("max", &[a, b]),
            Node::Binary(op, a, b) => self.binary(*op, a, b, outside),
            Node::Reduce {
                op,
                body,
                filter: None,
                ..
            } => {
                let name = match op {
                    ReduceOp::Sum => "sum",
                    ReduceOp::Mean => "mean",
                    ReduceOp::Min => "min",
                    ReduceOp::Max => "max",
                    ReduceOp::Product => "product",
                    ReduceOp::ArgMax => "argmax",
                    ReduceOp::ArgMin => "argmin",
                };
                self.call(name, &[body]);
            }
            Node::If(c, a, b) => {
                for (word, part) in [("if", c), ("then", a), ("else", b)] {
                    self.pieces.push(Piece::Word(word));
                    self.text(" ");
                    self.write(part, 0);
                    if word != "else" {
                        self.text(" ");
                    }
                }
            }
            _ => {
                let written = written(self.files, e);
                self.text(&written);
            }
        }
    }

    fn call(&mut self, name: &str, arguments: &[&Expression]) {
        self.text(&format!("{name}("));
        for (i, a) in arguments.iter().enumerate() {
            if i > 0 {
                self.text(", ");
            }
            self.write(a, 0);
        }
        self.text(")");
    }

    fn binary(&mut self, op: BinaryOp, a: &Expression, b: &Expression, outside: u8) {
        let (sign, strength) = match op {
            BinaryOp::Add => (" + ", SUM),
            BinaryOp::Subtract => (" − ", SUM),
            BinaryOp::Multiply => (" × ", PRODUCT),
            BinaryOp::Divide => (" ÷ ", PRODUCT),
            BinaryOp::Modulo => (" mod ", PRODUCT),
            BinaryOp::Power => ("^", POWER),
            BinaryOp::Less => (" < ", COMPARE),
            BinaryOp::LessEqual => (" ≤ ", COMPARE),
            BinaryOp::Greater => (" > ", COMPARE),
            BinaryOp::GreaterEqual => (" ≥ ", COMPARE),
            BinaryOp::Equal => (" = ", COMPARE),
            BinaryOp::NotEqual => (" ≠ ", COMPARE),
            BinaryOp::And => ("and", 2),
            BinaryOp::Or => ("or", 1),
            BinaryOp::Min | BinaryOp::Max => (", ", 0),
        };
        let brackets = strength < outside;
        if brackets {
            self.text("(");
        }
        self.write(a, strength);
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            self.text(" ");
            self.pieces.push(Piece::Word(sign));
            self.text(" ");
        } else {
            self.text(sign);
        }
        let right = match op {
            BinaryOp::Subtract | BinaryOp::Divide | BinaryOp::Modulo => strength + 1,
            _ => strength,
        };
        self.write(b, right);
        if brackets {
            self.text(")");
        }
    }

    fn named(&self, name: &str, over: &[DimensionId], axes: &[Axis]) -> String {
        let labels: Vec<&str> = over
            .iter()
            .zip(axes)
            .filter_map(|(dimension, axis)| match axis {
                Axis::Element(k) => {
                    let labels = &self.scenario.dimension(*dimension).labels;
                    labels.get(*k as usize).map(String::as_str)
                }
                Axis::Along { .. } => None,
            })
            .collect();
        if labels.is_empty() {
            spoken(name)
        } else {
            format!("{} [{}]", spoken(name), spoken(&labels.join(", ")))
        }
    }
}

/// An expression as it stands in the file, on one line.
fn written(files: &Files, e: &Expression) -> String {
    let text = &files.get(e.span.file).text;
    text.get(e.span.start as usize..e.span.end as usize)
        .map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
        .unwrap_or_default()
}
