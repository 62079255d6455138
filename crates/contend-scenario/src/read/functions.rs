//! Functions of the scenario: their arguments and what their equations look like. What they mean is known where they are
//! called.

use super::entry::{equation_text, open};
use super::fields::is_name;
use super::files::Reader;
use super::gather::{Declaration, Declarations, ONE_SPACE};
use super::item::Item;
use crate::elaborate::DeclaredFunction;
use crate::equation::{self, Index, Syntax, SyntaxKind};
use crate::functions::{RESERVED, function};
use contend_model::diagnostic::Diagnostic;
use contend_model::place::Span;

/// Reads all functions; by name, `None` for one that is broken.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
) -> Vec<(String, Option<DeclaredFunction>)> {
    let declared = all.of("function").iter();
    let read = |d: &Declaration| (d.name.clone(), read_one(reader, all, d));
    declared.map(read).collect()
}

fn read_one(
    reader: &mut Reader,
    all: &Declarations,
    declaration: &Declaration,
) -> Option<DeclaredFunction> {
    let fields = open(reader, "function", declaration)?;
    let arguments = fields.get("arguments").map(Item::texts)?;
    let mut sound = true;
    let mut refuse = |finding: Diagnostic| {
        reader.findings.push(finding);
        sound = false;
    };
    if arguments.is_empty() {
        let place = fields
            .get("arguments")
            .map_or(declaration.place, |i| i.span);
        let finding = Diagnostic::error("function-argument", place).case("none");
        refuse(finding.with("function", &declaration.name));
    }
    for (i, (name, span)) in arguments.iter().enumerate() {
        let named = |case| {
            let finding = Diagnostic::error("function-argument", *span).case(case);
            finding.with("name", *name)
        };
        if !is_name(name) {
            refuse(
                Diagnostic::error("bad-name", *span)
                    .with("name", *name)
                    .with("suggested", super::gather::as_name(name)),
            );
        } else if RESERVED.contains(name) || function(name).is_some_and(|f| !f.lends_its_name()) {
            refuse(Diagnostic::error("reserved-name", *span).with("name", *name));
        } else if arguments[..i].iter().any(|(other, _)| other == name) {
            refuse(named("twice"));
        } else if let Some(other) = declared(all, name) {
            refuse(named("taken").related(other, "declared"));
        }
    }
    let item = fields.get("equation")?;
    let text = equation_text(reader, item, item.text()?);
    let (syntax, errors) = equation::parse(text.as_str());
    for e in errors {
        reader.findings.push(e.finding.at(text.span(e.at)));
    }
    if let (Some(syntax), true) = (&syntax, sound) {
        for (name, span) in &arguments {
            if !reads(syntax, name) {
                let finding = Diagnostic::warning("function-argument", *span).case("unused");
                let finding = finding.with("name", *name);
                reader
                    .findings
                    .push(finding.with("function", &declaration.name));
            }
        }
    }
    sound.then(|| DeclaredFunction {
        name: declaration.name.clone(),
        arguments: arguments
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect(),
        text,
        syntax,
        span: declaration.place,
    })
}

/// Where a name is declared: reading the function one would not know which is meant.
fn declared(all: &Declarations, name: &str) -> Option<Span> {
    let mut every = ONE_SPACE.iter().flat_map(|kind| all.of(kind));
    every.find(|d| d.name == name).map(|d| d.place)
}

/// Whether an equation names something.
fn reads(s: &Syntax, name: &str) -> bool {
    match &s.kind {
        SyntaxKind::Number(..) | SyntaxKind::Date(..) | SyntaxKind::Label(_) => false,
        SyntaxKind::Name(own, _) => own == name,
        SyntaxKind::Index(a, indices) => {
            let index = |i: &Index| match &i.value {
                Some(value) => reads(value, name),
                None => !i.quoted && i.name == name,
            };
            reads(a, name) || indices.iter().any(index)
        }
        SyntaxKind::Under(a, ..) | SyntaxKind::Unary(_, a) => reads(a, name),
        SyntaxKind::Call(_, _, arguments) => arguments.iter().any(|argument| {
            let filter = argument.filter.as_ref();
            let told_apart = argument.by.iter().any(|g| {
                g.dimension == name || g.into.as_ref().is_some_and(|(into, _)| into == name)
            });
            reads(&argument.value, name) || told_apart || filter.is_some_and(|f| reads(f, name))
        }),
        SyntaxKind::List(list) => list.iter().any(|s| reads(s, name)),
        SyntaxKind::Binary(_, a, b, _) => reads(a, name) || reads(b, name),
        SyntaxKind::If(a, b, c) => reads(a, name) || reads(b, name) || reads(c, name),
    }
}
