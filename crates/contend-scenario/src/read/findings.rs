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
        if self.lists_more() {
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

    /// Whether reading may stop: the scenario is refused, and further findings are only counted. Never for warnings
    /// alone, or what was not read would be missing without a word.
    pub fn is_full(&self) -> bool {
        self.errors > 0 && !self.lists_more()
    }

    /// Whether a further finding would be listed.
    pub fn lists_more(&self) -> bool {
        self.list.len() < MOST_FINDINGS
    }

    /// Number of errors so far.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// All, sorted by place; a last note says how many were left out.
    pub fn finish(self) -> Vec<Diagnostic> {
        let stopped = self.is_full();
        let mut list = self.list;
        // Any order will do that does not depend on how they were found.
        list.sort_by_cached_key(|d| {
            let arguments = format!("{:?}", d.arguments);
            (d.span, d.id.clone(), d.case.clone(), arguments)
        });
        list.dedup();
        if self.left_out > 0 {
            list.push(Diagnostic::note("too-many-findings", None).with("count", self.left_out));
        } else if stopped {
            list.push(Diagnostic::note("too-many-findings", None).case("stopped"));
        }
        list
    }
}
