//! Collects findings, up to a bound.

use contend_model::diagnostic::{Diagnostic, Severity};

/// The most findings that are listed.
pub const MOST_FINDINGS: usize = 1_000;

/// Findings so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Diagnostic>,
    errors: usize,
    left_out: usize,
}

impl Findings {
    /// Adds one; beyond the bound it is only counted.
    pub fn push(&mut self, finding: Diagnostic) {
        if finding.severity == Severity::Error {
            self.errors += 1;
        }
        if self.list.len() < MOST_FINDINGS {
            self.list.push(finding);
        } else {
            self.left_out += 1;
        }
    }

    /// Adds several.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        for finding in findings {
            self.push(finding);
        }
    }

    /// Whether further findings are only counted, so that no effort need go into their words.
    pub fn is_full(&self) -> bool {
        self.list.len() >= MOST_FINDINGS
    }

    /// Number of errors so far.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// All, sorted by place; a last note says how many were left out.
    pub fn finish(self) -> Vec<Diagnostic> {
        let mut list = self.list;
        list.sort_by(|a, b| (a.span, &a.id, &a.message).cmp(&(b.span, &b.id, &b.message)));
        list.dedup();
        if self.left_out > 0 {
            let message = format!("{} more findings are not listed", self.left_out);
            list.push(
                Diagnostic::note("too-many-findings", None, message)
                    .hint("mend these first, then check again"),
            );
        }
        list
    }
}

/// A text cut to a length that fits in a message.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{start}…")
}
