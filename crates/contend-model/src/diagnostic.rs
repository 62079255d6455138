//! Diagnostics as values: what is wrong, where, and with which names and numbers.
//!
//! No sentence stands here. An identifier and a case choose one of the sentences of `contend-words`, and the arguments fill it in, so
//! that a face may speak any language and a program need not read prose.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::clock::Date;
use crate::exact;
use crate::place::{Files, LineColumn, Span};
use crate::unit::Unit;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know; never stops anything.
    Note,
    /// Likely a slip; the scenario runs. `check --strict` fails on it.
    Warning,
    /// The scenario cannot run.
    Error,
}

/// A word that programs know: an identifier, a case, the name of an argument.
pub type Key = Cow<'static, str>;

/// One finding.
///
/// ```
/// use contend_model::diagnostic::{Arg, Diagnostic};
/// let finding = Diagnostic::error("unknown-stock", None).with("name", "salmon").maybe("near", None::<&str>);
/// assert_eq!(finding.argument("name"), Some(&Arg::Name("salmon".into())));
/// assert_eq!(finding.argument("near"), None);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable identifier, kebab-case, listed in the catalogue (`contend explain ID`).
    pub id: Key,
    /// Which of the sentences of that identifier; empty where it has one.
    pub case: Key,
    /// How grave it is.
    pub severity: Severity,
    /// The place it is about. `None` only when a whole file or folder is absent.
    pub span: Option<Span>,
    /// What fills in the sentence, each by its name there.
    pub arguments: Vec<(Key, Arg)>,
    /// Further places that explain it.
    pub related: Vec<Related>,
}

/// A further place that explains a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What it has to do with the finding: the key of a phrase in `contend-words`, which may take arguments of the finding too.
    pub key: Key,
    /// What is named there, where the phrase has a `{name}` of its own.
    pub name: Option<Arg>,
}

/// What fills in a sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// A name or text as the scenario has it, cut to [`LONGEST_NAME`] characters.
    Name(String),
    /// Words in the language of whoever made them: another reader's, the system's, or those of the table of declarations.
    Text(String),
    /// A word or phrase of `contend-words`, by its key.
    Word(Key),
    /// A number.
    Number(#[serde(with = "exact")] f64),
    /// How many.
    Count(u64),
    /// A date.
    Date(Date),
    /// A unit.
    Unit(Unit),
    /// Names or texts of the scenario.
    Names {
        /// The first [`MOST_NAMES`], cut like a single name.
        first: Vec<String>,
        /// How many there are in all.
        all: usize,
    },
}

/// The most characters of a name that a finding keeps: files are bounded in megabytes, messages are not.
pub const LONGEST_NAME: usize = 80;
/// The most names of a list that a finding keeps.
pub const MOST_NAMES: usize = 32;

impl Diagnostic {
    /// An error with a place.
    pub fn error(id: &'static str, span: impl Into<Option<Span>>) -> Self {
        Self::new(Severity::Error, id, span.into())
    }

    /// A warning with a place.
    pub fn warning(id: &'static str, span: impl Into<Option<Span>>) -> Self {
        Self::new(Severity::Warning, id, span.into())
    }

    /// A note with a place.
    pub fn note(id: &'static str, span: impl Into<Option<Span>>) -> Self {
        Self::new(Severity::Note, id, span.into())
    }

    fn new(severity: Severity, id: &'static str, span: Option<Span>) -> Self {
        Diagnostic {
            id: Cow::Borrowed(id),
            case: Cow::Borrowed(""),
            severity,
            span,
            arguments: Vec::new(),
            related: Vec::new(),
        }
    }

    /// Another sentence of the same identifier.
    #[must_use]
    pub fn case(mut self, case: &'static str) -> Self {
        self.case = Cow::Borrowed(case);
        self
    }

    /// At a place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// With an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.arguments.push((Cow::Borrowed(name), value.into()));
        self
    }

    /// With an argument, where there is one.
    #[must_use]
    pub fn maybe(self, name: &'static str, value: Option<impl Into<Arg>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// With a further place.
    #[must_use]
    pub fn related(mut self, span: Span, key: &'static str) -> Self {
        let (key, name) = (Cow::Borrowed(key), None);
        self.related.push(Related { span, key, name });
        self
    }

    /// With a further place where something is named.
    #[must_use]
    pub fn related_name(mut self, span: Span, key: &'static str, name: impl Into<Arg>) -> Self {
        let (key, name) = (Cow::Borrowed(key), Some(name.into()));
        self.related.push(Related { span, key, name });
        self
    }

    /// An argument by its name.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&Arg> {
        let found = self.arguments.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value)
    }

    /// Path, line and column for people and editors.
    #[must_use]
    pub fn line_column(&self, files: &Files) -> Option<LineColumn> {
        self.span.map(|s| files.line_column(s))
    }
}

impl Arg {
    /// A word or phrase of `contend-words`.
    #[must_use]
    pub fn word(key: &'static str) -> Self {
        Arg::Word(Cow::Borrowed(key))
    }

    /// A list of names.
    pub fn names<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Self {
        let mut first = Vec::new();
        let mut all = 0;
        for name in names {
            if first.len() < MOST_NAMES {
                first.push(cut(name.as_ref()));
            }
            all += 1;
        }
        Arg::Names { first, all }
    }
}

/// A text cut to the length of a name.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

macro_rules! from {
    ($($type:ty: $value:ident => $arg:expr;)*) => {$(
        impl From<$type> for Arg {
            fn from($value: $type) -> Self {
                $arg
            }
        }
    )*};
}

from! {
    &str: text => Arg::Name(cut(text));
    &&str: text => Arg::Name(cut(text));
    &String: text => Arg::Name(cut(text));
    String: text => Arg::Name(cut(&text));
    char: sign => Arg::Name(sign.to_string());
    f64: number => Arg::Number(number);
    u32: count => Arg::Count(u64::from(count));
    u64: count => Arg::Count(count);
    usize: count => Arg::Count(count as u64);
    Date: date => Arg::Date(date);
    &Unit: unit => Arg::Unit(unit.clone());
    Unit: unit => Arg::Unit(unit);
}
