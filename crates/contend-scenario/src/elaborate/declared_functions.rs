//! Functions that a scenario declares: an equation with a name and arguments, read anew for each call.
//!
//! An argument that is a name stands for that name, so that `x[rival]` in the function reads the array along `rival` and
//! `sum(x, d)` sums over the dimension that is given. Any other argument is computed once, and what it is stands
//! wherever the function names it. So a function means the same as its text written out, except that chance in an argument is
//! drawn once.

use std::collections::HashMap;
use std::ops::Range;

use super::over_worlds::Bare;
use super::{Elaborator, EquationText, Value};
use crate::equation::{Argument, MOST_DEPTH, Syntax, SyntaxKind};
use contend_model::diagnostic::Arg;
use contend_model::expression::Expression;
use contend_model::place::Span;

/// How large an expression may become by calls of functions, in parts.
const MOST_PARTS: usize = 100_000;

/// A function before it is called.
#[derive(Clone, Debug)]
pub struct DeclaredFunction {
    /// Name.
    pub name: String,
    /// Names of its arguments, in order.
    pub arguments: Vec<String>,
    /// Its equation as written.
    pub text: EquationText,
    /// The same as a tree; `None` where it cannot be read, which was reported there.
    pub syntax: Option<Syntax>,
    /// Where it is declared.
    pub span: Span,
}

impl DeclaredFunction {
    /// How it is called.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("{}({})", self.name, self.arguments.join(", "))
    }
}

/// Calls around a place: the functions whose equations are being read, outermost first, and what the innermost was called
/// with.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    names: Vec<String>,
    values: HashMap<String, Value>,
    /// Depth of the equations that are being read.
    depth: u32,
    /// Parts that calls have led to so far.
    parts: usize,
}

impl Calls {
    /// Whether this is inside a function.
    pub(super) fn inside(&self) -> bool {
        !self.names.is_empty()
    }

    /// Whether a name is an argument that was computed once, and no name itself.
    pub(super) fn values(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Names of such arguments.
    pub(super) fn arguments(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }
}

impl Elaborator<'_, '_> {
    /// What an argument of the function around is.
    pub(super) fn bound(&mut self, name: &str, at: &Range<usize>) -> Option<Option<Value>> {
        let value = self.calls.values.get(name)?.clone();
        self.calls.parts += parts(&value.e);
        if self.calls.parts > MOST_PARTS {
            self.too_large(at);
            return Some(None);
        }
        Some(Some(value))
    }

    /// Refuses what remembers, draws, or sums up a run, inside a function.
    pub(super) fn refused_in_function(&mut self, what: &str, at: &Range<usize>) -> bool {
        if let Some(function) = self.calls.names.last() {
            let finding = self.error("function-not-pure", at).with("what", what);
            let finding = finding.with("function", function);
            self.report(finding);
            return true;
        }
        false
    }

    /// A call of a declared function.
    pub(super) fn of_declared(
        &mut self,
        index: usize,
        arguments: &[Argument],
        at: &Range<usize>,
    ) -> Option<Value> {
        let names = self.names;
        let function = &names.functions[index];
        for argument in arguments {
            let wrong = |e: &Self, place: &Range<usize>| {
                let finding = e.error("wrong-arguments", place);
                finding.with("function", &function.name)
            };
            if let Some((word, place)) = &argument.name {
                let finding = wrong(self, place).case("unknown").with("argument", word);
                let signature = Arg::Text(function.signature());
                self.report(finding.with("signature", signature));
                return None;
            }
            if !argument.by.is_empty() {
                self.report(wrong(self, &argument.value.at).case("by"));
                return None;
            }
            if argument.filter.is_some() {
                self.report(wrong(self, &argument.value.at).case("where"));
                return None;
            }
        }
        if arguments.len() != function.arguments.len() {
            let finding = self.error("wrong-arguments", at).case("count-declared");
            let finding = finding.with("function", &function.name);
            let finding = finding.with("count", arguments.len());
            let signature = Arg::Text(function.signature());
            let finding = finding.with("signature", signature);
            self.report(finding.related(function.span, "declared"));
            return None;
        }
        if self.calls.names.contains(&function.name) {
            let around = self.calls.names.iter();
            let chain = around.skip_while(|n| **n != function.name);
            let chain: Vec<&String> = chain.chain([&function.name]).collect();
            let finding = self.error("recursive-function", at);
            self.report(finding.with("functions", Arg::names(chain)));
            return None;
        }
        let mut renamed = HashMap::new();
        let mut values = HashMap::new();
        for (name, argument) in function.arguments.iter().zip(arguments) {
            match &argument.value.kind {
                SyntaxKind::Name(given, None) if !self.calls.values.contains_key(given) => {
                    renamed.insert(name.as_str(), given.as_str());
                }
                _ => {
                    values.insert(name.clone(), self.value(&argument.value)?);
                }
            }
        }
        let mut body = function.syntax.clone()?;
        rename(&mut body, &renamed);
        let depth = self.calls.depth + body.depth;
        if depth > MOST_DEPTH {
            self.too_large(at);
            return None;
        }
        let mut inner = self.calls.names.clone();
        inner.push(function.name.clone());
        let called = self.text.span(at.clone());
        let before = self.findings.len();
        let mut inside = Elaborator {
            names,
            text: &function.text,
            context: self.context,
            in_summary: self.in_summary,
            open: self.open.clone(),
            sites: &mut *self.sites,
            findings: &mut *self.findings,
            compares_options: self.compares_options,
            calls: Calls {
                names: inner,
                values,
                depth,
                parts: self.calls.parts,
            },
            worlds: self.worlds.within(),
        };
        let value = inside.value(&body);
        self.calls.parts = inside.calls.parts;
        if inside.worlds.reads_a_world() {
            self.reads_a_world(Bare::Name(at.clone()));
        }
        for finding in &mut self.findings[before..] {
            *finding = finding.clone().related(called, "called");
        }
        let mut value = value?;
        if depth_of(&value.e) > MOST_DEPTH {
            self.too_large(at);
            return None;
        }
        value.e.span = called;
        Some(value)
    }

    fn too_large(&mut self, at: &Range<usize>) {
        let finding = self.error("function-too-large", at);
        self.report(finding.with("most", MOST_PARTS).with("deep", MOST_DEPTH));
    }
}

/// Parts of an expression.
fn parts(e: &Expression) -> usize {
    let mut count = 0;
    e.visit(&mut |_| count += 1);
    count
}

/// Parts inside parts.
fn depth_of(e: &Expression) -> u32 {
    let mut deepest = 0;
    let mut waiting = vec![(e, 1)];
    while let Some((e, depth)) = waiting.pop() {
        deepest = deepest.max(depth);
        waiting.extend(e.parts().into_iter().map(|part| (part, depth + 1)));
    }
    deepest
}

/// Puts given names in place of a function's own.
fn rename(s: &mut Syntax, names: &HashMap<&str, &str>) {
    let given = |name: &mut String| {
        if let Some(given) = names.get(name.as_str()) {
            *name = (*given).to_owned();
        }
    };
    match &mut s.kind {
        SyntaxKind::Number(..) | SyntaxKind::Date(..) | SyntaxKind::Label(_) => {}
        SyntaxKind::Name(name, _) => given(name),
        SyntaxKind::Index(a, indices) => {
            rename(a, names);
            for index in indices {
                if let Some(value) = &mut index.value {
                    rename(value, names);
                } else if !index.quoted {
                    given(&mut index.name);
                }
            }
        }
        SyntaxKind::Under(a, ..) | SyntaxKind::Unary(_, a) => rename(a, names),
        SyntaxKind::Call(_, _, arguments) => {
            for argument in arguments {
                rename(&mut argument.value, names);
                for grouping in &mut argument.by {
                    given(&mut grouping.dimension);
                    if let Some((into, _)) = &mut grouping.into {
                        given(into);
                    }
                }
                if let Some(filter) = &mut argument.filter {
                    rename(filter, names);
                }
            }
        }
        SyntaxKind::List(list) => list.iter_mut().for_each(|s| rename(s, names)),
        SyntaxKind::Binary(_, a, b, _) => {
            rename(a, names);
            rename(b, names);
        }
        SyntaxKind::If(c, a, b) => {
            for part in [c, a, b] {
                rename(part, names);
            }
        }
    }
}
