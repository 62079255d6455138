//! From words to a tree, by operator precedence (Pratt 1973).

use std::ops::Range;

use super::words::{Word, words};
use contend_model::diagnostic::Diagnostic;

use super::{Argument, Grouping, Index, Syntax, SyntaxError, SyntaxKind};
use contend_model::expression::{BinaryOp, UnaryOp};

/// The most words of an equation.
pub const MOST_WORDS: usize = 20_000;
/// How deep parts may stand inside parts.
pub const MOST_DEPTH: u32 = 300;

/// Reads an equation. The tree is `None` where there are errors.
pub fn parse(text: &str) -> (Option<Syntax>, Vec<SyntaxError>) {
    let (words, mut errors) = words(text);
    if words.len() > MOST_WORDS {
        errors.push(SyntaxError {
            at: words[MOST_WORDS].1.clone(),
            finding: Diagnostic::error("equation-too-long", None).with("most", MOST_WORDS),
        });
        return (None, errors);
    }
    let mut parser = Parser {
        text,
        words,
        at: 0,
        depth: 0,
    };
    let tree = parser.expression(0).and_then(|tree| {
        parser.expect_end()?;
        Ok(tree)
    });
    match tree {
        Ok(tree) if errors.is_empty() => (Some(tree), errors),
        Ok(_) => (None, errors),
        Err(error) => {
            errors.push(*error);
            (None, errors)
        }
    }
}

type Parsed<T> = Result<T, Box<SyntaxError>>;

struct Parser<'t> {
    text: &'t str,
    words: Vec<(Word, Range<usize>)>,
    at: usize,
    depth: u32,
}

/// Binding strength of two-sided operators.
fn binary(word: &Word) -> Option<(BinaryOp, u8)> {
    Some(match word {
        Word::Name(n) if n == "or" => (BinaryOp::Or, 1),
        Word::Name(n) if n == "and" => (BinaryOp::And, 2),
        Word::Sign("<") => (BinaryOp::Less, 4),
        Word::Sign("<=") => (BinaryOp::LessEqual, 4),
        Word::Sign(">") => (BinaryOp::Greater, 4),
        Word::Sign(">=") => (BinaryOp::GreaterEqual, 4),
        Word::Sign("==") => (BinaryOp::Equal, 4),
        Word::Sign("!=") => (BinaryOp::NotEqual, 4),
        Word::Sign("+") => (BinaryOp::Add, 5),
        Word::Sign("-") => (BinaryOp::Subtract, 5),
        Word::Sign("*") => (BinaryOp::Multiply, 6),
        Word::Sign("/") => (BinaryOp::Divide, 6),
        Word::Name(n) if n == "mod" => (BinaryOp::Modulo, 6),
        Word::Sign("^") => (BinaryOp::Power, 8),
        _ => return None,
    })
}

const COMPARISON: u8 = 4;
const NOT: u8 = 3;
const NEGATE: u8 = 7;

impl Parser<'_> {
    fn word(&self) -> &Word {
        &self.words[self.at].0
    }

    fn place(&self) -> Range<usize> {
        self.words[self.at].1.clone()
    }

    fn next(&mut self) -> Word {
        let word = self.words[self.at].0.clone();
        if self.at + 1 < self.words.len() {
            self.at += 1;
        }
        word
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.word(), Word::Sign(s) if *s == sign)
    }

    fn is_name(&self, name: &str) -> bool {
        matches!(self.word(), Word::Name(n) if n == name)
    }

    fn error<T>(&self, finding: Diagnostic) -> Parsed<T> {
        self.error_at(self.place(), finding)
    }

    #[allow(clippy::unused_self)] // reads like `error`
    fn error_at<T>(&self, at: Range<usize>, finding: Diagnostic) -> Parsed<T> {
        Err(Box::new(SyntaxError { at, finding }))
    }

    /// A part of the tree, not deeper than later walks may go. Chains lean to the left, so each operator counts.
    fn node(&self, kind: SyntaxKind, at: Range<usize>) -> Parsed<Syntax> {
        let node = Syntax::new(kind, at);
        if node.depth > MOST_DEPTH {
            return self.error_at(node.at, finding("equation-too-deep").case("chain"));
        }
        Ok(node)
    }

    fn expect_end(&mut self) -> Parsed<()> {
        match self.word() {
            Word::End => Ok(()),
            Word::Sign(")") => self.error(finding("unexpected").case("closes-nothing")),
            Word::Sign("=") => self.error(finding("single-equals")),
            Word::Braces(_) => self.error(finding("unexpected").case("unit")),
            Word::Name(n) if n == "then" || n == "else" => {
                let n = n.clone();
                self.error(finding("unexpected").case("no-if").with("word", n))
            }
            Word::Name(n) if n == "where" => self.error(finding("unexpected").case("where")),
            Word::Name(n) if n == "by" => self.error(finding("unexpected").case("by")),
            _ => self.error(finding("unexpected").case("no-operator")),
        }
    }

    fn expression(&mut self, least: u8) -> Parsed<Syntax> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.error(finding("equation-too-deep").with("most", MOST_DEPTH));
        }
        let mut left = self.prefix()?;
        while let Some((op, strength)) = binary(self.word()) {
            if strength < least {
                break;
            }
            let sign = self.place();
            self.next();
            let right = if op == BinaryOp::Power {
                self.expression(NEGATE)?
            } else {
                self.expression(strength + 1)?
            };
            let at = left.at.start..right.at.end;
            left = self.node(
                SyntaxKind::Binary(op, Box::new(left), Box::new(right), sign),
                at,
            )?;
            if strength == COMPARISON
                && let Some((_, COMPARISON)) = binary(self.word())
            {
                return self.error(finding("chained-comparison"));
            }
        }
        self.depth -= 1;
        Ok(left)
    }

    fn prefix(&mut self) -> Parsed<Syntax> {
        let start = self.place();
        if self.is_sign("-") {
            self.next();
            let inner = self.expression(NEGATE)?;
            let at = start.start..inner.at.end;
            return self.node(SyntaxKind::Unary(UnaryOp::Negate, Box::new(inner)), at);
        }
        if self.is_sign("+") {
            self.next();
            return self.expression(NEGATE);
        }
        if self.is_name("not") {
            self.next();
            let inner = self.expression(NOT)?;
            let at = start.start..inner.at.end;
            return self.node(SyntaxKind::Unary(UnaryOp::Not, Box::new(inner)), at);
        }
        if self.is_name("if") {
            self.next();
            let condition = self.expression(0)?;
            if self.is_sign("=") {
                return self.error(finding("single-equals"));
            }
            if !self.is_name("then") {
                return self.error(finding("if-then"));
            }
            self.next();
            let yes = self.expression(0)?;
            if !self.is_name("else") {
                return self.error(finding("if-else"));
            }
            self.next();
            let no = self.expression(0)?;
            let at = start.start..no.at.end;
            return self.node(
                SyntaxKind::If(Box::new(condition), Box::new(yes), Box::new(no)),
                at,
            );
        }
        let operand = self.operand()?;
        self.suffixes(operand)
    }

    fn operand(&mut self) -> Parsed<Syntax> {
        let at = self.place();
        match self.next() {
            Word::Number(value) => {
                if let Word::Braces(unit) = self.word().clone() {
                    let braces = self.place();
                    self.next();
                    let inner = braces.start + 1..braces.end - 1;
                    return self.node(
                        SyntaxKind::Number(value, Some((unit, inner))),
                        at.start..braces.end,
                    );
                }
                Ok(self.node(SyntaxKind::Number(value, None), at)?)
            }
            Word::Date(y, m, d) => Ok(self.node(SyntaxKind::Date(y, m, d), at)?),
            Word::Label(label) => Ok(self.node(SyntaxKind::Label(label), at)?),
            Word::Sign("(") => {
                let inner = self.expression(0)?;
                if !self.is_sign(")") {
                    if self.is_sign("=") {
                        return self.expect_end().and_then(|()| self.operand());
                    }
                    return self
                        .error_at(at, finding("unclosed").with("open", '(').with("close", ')'));
                }
                let end = self.place().end;
                self.next();
                Ok(Syntax {
                    at: at.start..end,
                    ..inner
                })
            }
            Word::Sign("[") => {
                let mut list = Vec::new();
                loop {
                    list.push(self.expression(0)?);
                    if self.is_sign(",") {
                        self.next();
                        continue;
                    }
                    break;
                }
                if !self.is_sign("]") {
                    return self
                        .error_at(at, finding("unclosed").with("open", '[').with("close", ']'));
                }
                let end = self.place().end;
                self.next();
                Ok(self.node(SyntaxKind::List(list), at.start..end)?)
            }
            Word::Name(name)
                if matches!(
                    name.as_str(),
                    "then" | "else" | "where" | "and" | "or" | "mod"
                ) =>
            {
                self.error_at(
                    at,
                    finding("unexpected")
                        .case("nothing-before")
                        .with("word", name),
                )
            }
            Word::Name(name) => {
                if self.is_sign("(") {
                    return self.call(name, at);
                }
                if self.is_sign(".") {
                    self.next();
                    let end = self.place().end;
                    if let Word::Name(attribute) = self.next() {
                        return self.node(SyntaxKind::Name(name, Some(attribute)), at.start..end);
                    }
                    return self.error_at(at.start..end, finding("unexpected").case("attribute"));
                }
                Ok(self.node(SyntaxKind::Name(name, None), at)?)
            }
            Word::End => self.error_at(at, finding("unexpected-end")),
            Word::Sign("=") => self.error_at(at, finding("single-equals")),
            _ => self.error_at(at, finding("unexpected").case("operand")),
        }
    }

    fn suffixes(&mut self, mut operand: Syntax) -> Parsed<Syntax> {
        loop {
            if self.is_sign("[") {
                let open = self.place();
                self.next();
                let mut list = Vec::new();
                loop {
                    list.push(self.index()?);
                    if self.is_sign(",") {
                        self.next();
                        continue;
                    }
                    break;
                }
                if !self.is_sign("]") {
                    self.plain_label(list.last().map_or(open.end, |index| index.at.start))?;
                    return self.error_at(
                        open,
                        finding("unclosed").with("open", '[').with("close", ']'),
                    );
                }
                let end = self.place().end;
                self.next();
                let at = operand.at.start..end;
                operand = self.node(SyntaxKind::Index(Box::new(operand), list), at)?;
            } else if self.is_sign("@") {
                self.next();
                let place = self.place();
                let Word::Name(profile) = self.next() else {
                    return self.error_at(place, finding("unexpected").case("profile"));
                };
                let at = operand.at.start..place.end;
                operand = self.node(SyntaxKind::Under(Box::new(operand), profile, place), at)?;
            } else {
                return Ok(operand);
            }
        }
    }

    /// Reports a label that is no name and stands without quotes in square brackets, from where it begins.
    fn plain_label(&self, start: usize) -> Parsed<()> {
        let ends = |(word, _): &&(Word, Range<usize>)| matches!(word, Word::Sign("]" | ","));
        let rest = self.words.iter().filter(|(_, at)| at.start > start);
        let Some((_, end)) = rest.clone().find(ends) else {
            return Ok(());
        };
        let text = self.text[start..end.start].trim_end();
        if text.contains(['[', '(', '{', '\'', '@']) {
            return Ok(());
        }
        let at = start..start + text.len();
        self.error_at(at, finding("unexpected").case("label").with("text", text))
    }

    fn index(&mut self) -> Parsed<Index> {
        let mut at = self.place();
        let computed = match (self.word(), self.words.get(self.at + 1)) {
            (Word::Name(name), Some((Word::Sign("("), _))) => name != "not",
            (Word::Name(name), _) => name == "if",
            (Word::Sign("("), _) => true,
            _ => false,
        };
        if computed {
            let value = self.expression(0)?;
            return Ok(Index {
                name: String::new(),
                quoted: false,
                offset: 0,
                attribute: None,
                at: value.at.clone(),
                value: Some(Box::new(value)),
            });
        }
        let (name, quoted) = match self.next() {
            Word::Name(name) => (name, false),
            Word::Label(label) => (label, true),
            Word::Number(value) => (value.to_string(), true),
            _ => {
                return self.error_at(at, finding("unexpected").case("index"));
            }
        };
        let mut attribute = None;
        if !quoted && self.is_sign(".") {
            self.next();
            let place = self.place();
            let Word::Name(word) = self.next() else {
                return self.error_at(at.start..place.end, finding("unexpected").case("attribute"));
            };
            attribute = Some(word);
            at.end = place.end;
        }
        let mut offset = 0;
        if !quoted && (self.is_sign("-") || self.is_sign("+")) {
            let sign = if self.is_sign("-") { -1 } else { 1 };
            self.next();
            let place = self.place();
            match self.next() {
                Word::Number(n) if n.fract() == 0.0 && (1.0..=1000.0).contains(&n) => {
                    offset = sign * n as i32
                }
                _ => {
                    self.plain_label(at.start)?;
                    return self.error_at(place, finding("unexpected").case("offset"));
                }
            }
            at.end = place.end;
        }
        Ok(Index {
            name,
            quoted,
            offset,
            attribute,
            value: None,
            at,
        })
    }

    fn call(&mut self, name: String, name_at: Range<usize>) -> Parsed<Syntax> {
        let open = self.place();
        self.next();
        let mut arguments = Vec::new();
        if !self.is_sign(")") {
            loop {
                arguments.push(self.argument()?);
                if self.is_sign(",") {
                    self.next();
                    continue;
                }
                break;
            }
        }
        if !self.is_sign(")") {
            if matches!(self.word(), Word::End) {
                return self.error_at(
                    open,
                    finding("unclosed").with("open", '(').with("close", ')'),
                );
            }
            self.expect_end()?;
        }
        let end = self.place().end;
        self.next();
        self.node(
            SyntaxKind::Call(name, name_at.clone(), arguments),
            name_at.start..end,
        )
    }

    fn argument(&mut self) -> Parsed<Argument> {
        let mut name = None;
        if let (Word::Name(word), Some((Word::Sign("="), _))) =
            (self.word().clone(), self.words.get(self.at + 1))
        {
            name = Some((word, self.place()));
            self.next();
            self.next();
        }
        let value = self.expression(0)?;
        let (mut by, mut filter) = (Vec::new(), None);
        loop {
            if filter.is_none() && self.is_name("where") {
                self.next();
                filter = Some(self.expression(0)?);
            } else if by.is_empty() && self.is_name("by") {
                self.next();
                by = self.groupings()?;
            } else {
                break;
            }
        }
        Ok(Argument {
            name,
            value,
            by,
            filter,
        })
    }

    /// `link.to`, or several in square brackets.
    fn groupings(&mut self) -> Parsed<Vec<Grouping>> {
        if !self.is_sign("[") {
            return Ok(vec![self.grouping()?]);
        }
        let open = self.place();
        let mut list = Vec::new();
        loop {
            self.next();
            list.push(self.grouping()?);
            if !self.is_sign(",") {
                break;
            }
        }
        if !self.is_sign("]") {
            return self.error_at(
                open,
                finding("unclosed").with("open", '[').with("close", ']'),
            );
        }
        self.next();
        Ok(list)
    }

    fn grouping(&mut self) -> Parsed<Grouping> {
        let mut at = self.place();
        let Word::Name(dimension) = self.next() else {
            return self.error_at(at, finding("unexpected").case("grouping"));
        };
        let mut attribute = None;
        if self.is_sign(".") {
            self.next();
            at.end = self.place().end;
            let Word::Name(word) = self.next() else {
                return self.error_at(at, finding("unexpected").case("attribute"));
            };
            attribute = Some(word);
        }
        let mut into = None;
        if self.is_name("as") {
            self.next();
            let place = self.place();
            let Word::Name(name) = self.next() else {
                return self.error_at(place, finding("unexpected").case("grouping-as"));
            };
            into = Some((name, place));
        }
        Ok(Grouping {
            dimension,
            attribute,
            into,
            at,
        })
    }
}

fn finding(id: &'static str) -> Diagnostic {
    Diagnostic::error(id, None)
}
