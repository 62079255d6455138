//! What names in the text of a module stand for where it is used.

use std::collections::{HashMap, HashSet};

use crate::equation::{Argument, Grouping, Index, Syntax, SyntaxKind};
use contend_model::place::Span;

/// The names of one use of a module.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Names in the module's text, each with the name that it stands for.
    pub names: HashMap<String, String>,
    /// Those that the use gives by name: they may stand for anything, also for what is called.
    pub given: HashSet<String>,
    /// The name of the use.
    pub instance: String,
    /// Where the use stands.
    pub place: Span,
}

impl Scope {
    fn of<'n>(&'n self, name: &'n str) -> &'n str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// A text of names and signs, with names as they are in the use: `members[place]`. What stands in quotes or behind a dot is
    /// no name.
    #[must_use]
    pub fn renamed(&self, text: &str) -> String {
        let mut renamed = String::new();
        let mut rest = text;
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let (mut quoted, mut behind_dot) = (false, false);
        while let Some(c) = rest.chars().next() {
            let end = rest
                .find(|c| !is_part(c))
                .unwrap_or(rest.len())
                .max(c.len_utf8());
            let (word, after) = rest.split_at(end);
            quoted ^= c == '\'';
            renamed.push_str(if quoted || behind_dot {
                word
            } else {
                self.of(word)
            });
            behind_dot = c == '.';
            rest = after;
        }
        renamed
    }

    /// An equation of the module's text, with names as they are in the use. Places stay those of the text.
    #[must_use]
    pub fn read(&self, syntax: Syntax) -> Syntax {
        let Syntax { kind, at, depth } = syntax;
        let boxed = |a: Box<Syntax>| Box::new(self.read(*a));
        let owned = |name: String| self.of(&name).to_owned();
        let kind = match kind {
            SyntaxKind::Number(..) | SyntaxKind::Date(..) | SyntaxKind::Label(_) => kind,
            SyntaxKind::Name(name, attribute) => SyntaxKind::Name(owned(name), attribute),
            SyntaxKind::Index(a, indices) => {
                let indices = indices.into_iter().map(|i| self.index(i)).collect();
                SyntaxKind::Index(boxed(a), indices)
            }
            SyntaxKind::Under(a, profile, place) => SyntaxKind::Under(boxed(a), profile, place),
            SyntaxKind::Call(name, place, arguments) => {
                let name = match self.given.contains(&name) {
                    true => owned(name),
                    false => name,
                };
                let arguments = arguments.into_iter().map(|a| self.argument(a)).collect();
                SyntaxKind::Call(name, place, arguments)
            }
            SyntaxKind::List(list) => {
                SyntaxKind::List(list.into_iter().map(|s| self.read(s)).collect())
            }
            SyntaxKind::Unary(op, a) => SyntaxKind::Unary(op, boxed(a)),
            SyntaxKind::Binary(op, a, b, place) => {
                SyntaxKind::Binary(op, boxed(a), boxed(b), place)
            }
            SyntaxKind::If(a, b, c) => SyntaxKind::If(boxed(a), boxed(b), boxed(c)),
        };
        Syntax { kind, at, depth }
    }

    fn index(&self, index: Index) -> Index {
        let name = match index.quoted {
            true => index.name,
            false => self.of(&index.name).to_owned(),
        };
        Index {
            name,
            value: index.value.map(|v| Box::new(self.read(*v))),
            ..index
        }
    }

    fn argument(&self, argument: Argument) -> Argument {
        let by = argument.by.into_iter().map(|g| Grouping {
            dimension: self.of(&g.dimension).to_owned(),
            into: g.into.map(|(into, at)| (self.of(&into).to_owned(), at)),
            ..g
        });
        Argument {
            name: argument.name,
            value: self.read(argument.value),
            by: by.collect(),
            filter: argument.filter.map(|f| self.read(f)),
        }
    }
}
