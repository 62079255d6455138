//! Diagnostics as values: what is wrong, where, why, and what to do.
//!
//! Nothing here prints. The command line underlines the text; JSON and editors take the value as it is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::place::{Files, LineColumn, Span};

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

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable identifier, kebab-case, listed in the catalogue (`contend explain ID`).
    pub id: Cow<'static, str>,
    /// How grave it is.
    pub severity: Severity,
    /// One short sentence for a reader who is no programmer. Names in backquotes.
    pub message: String,
    /// The place it is about. `None` only when a whole file or folder is absent.
    pub span: Option<Span>,
    /// Words under the underlined place; may be empty.
    pub label: String,
    /// Further places that explain it.
    pub related: Vec<Related>,
    /// What to do, as an instruction.
    pub hint: Option<String>,
}

/// A further place that explains a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What it has to do with the finding.
    pub message: String,
}

impl Diagnostic {
    /// An error with a place.
    pub fn error(
        id: &'static str,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Error, id, span.into(), message.into())
    }

    /// A warning with a place.
    pub fn warning(
        id: &'static str,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Warning, id, span.into(), message.into())
    }

    /// A note with a place.
    pub fn note(
        id: &'static str,
        span: impl Into<Option<Span>>,
        message: impl Into<String>,
    ) -> Self {
        Self::new(Severity::Note, id, span.into(), message.into())
    }

    fn new(severity: Severity, id: &'static str, span: Option<Span>, message: String) -> Self {
        Diagnostic {
            id: Cow::Borrowed(id),
            severity,
            message,
            span,
            label: String::new(),
            related: Vec::new(),
            hint: None,
        }
    }

    /// With words under the underlined place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With a further place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Related {
            span,
            message: message.into(),
        });
        self
    }

    /// With advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With advice, where there is any.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// Path, line and column for people and editors.
    #[must_use]
    pub fn line_column(&self, files: &Files) -> Option<LineColumn> {
        self.span.map(|s| files.line_column(s))
    }
}
