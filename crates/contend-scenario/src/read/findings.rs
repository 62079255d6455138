//! Collects findings, up to a bound.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::elaborate::Scope;
use contend_model::diagnostic::{Arg, Diagnostic, Severity};

/// The most findings that are listed.
pub const MOST_FINDINGS: usize = 1_000;

/// Findings so far.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Diagnostic>,
    errors: usize,
    left_out: usize,
    /// Whether dates and units of time cannot be judged.
    timeless: bool,
}

/// What rests on the clock: what is said of it where the clock is broken would follow from a stand-in.
const OF_THE_CLOCK: &[&str] = &["outside-run", "unit-mismatch", "not-a-time", "no-now"];

/// What is said of a declaration by its name alone, which differs from use to use of a module.
const OF_TEXT: &[&str] = &["grade-of-use", "no-origin", "unused"];

impl Findings {
    /// Adds one; beyond the bound it is only counted.
    pub fn push(&mut self, finding: Diagnostic) {
        if self.timeless && OF_THE_CLOCK.contains(&&*finding.id) {
            return;
        }
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

    /// Adds what is said of a module's text where it is used: which use it is, and nothing that was said of another already.
    pub fn extend_from_use(&mut self, findings: Vec<Diagnostic>, scope: &Scope) {
        for finding in findings {
            let same = |f: &&Diagnostic| {
                (f.span, &f.id, &f.case) == (finding.span, &finding.id, &finding.case)
                    && f.arguments == finding.arguments
            };
            if !self.list.iter().any(|f| same(&f)) {
                self.push(finding.related_name(scope.place, "in-use", scope.instance.clone()));
            }
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

    /// From here on nothing is said that rests on the clock, which is broken.
    pub fn leave_out_time(&mut self) {
        self.timeless = true;
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
        // A module's text is one mistake, however often it is used.
        list.dedup_by(|b, a| {
            OF_TEXT.contains(&&*a.id) && (a.span, &a.id, &a.case) == (b.span, &b.id, &b.case)
        });
        let mut list = one_for_each_name(list);
        if self.left_out > 0 {
            list.push(Diagnostic::note("too-many-findings", None).with("count", self.left_out));
        } else if stopped {
            list.push(Diagnostic::note("too-many-findings", None).case("stopped"));
        }
        list
    }
}

/// What is said of a name that nothing has.
const NAMES: &[&str] = &[
    "unknown-actor",
    "unknown-claim",
    "unknown-dimension",
    "unknown-event",
    "unknown-function",
    "unknown-name",
    "unknown-profile",
    "unknown-source",
    "unknown-stock",
    "unknown-unit",
];

/// Further places that are shown with the first.
const MOST_PLACES: usize = 4;

/// One misspelt name is one mistake, wherever it stands: the first place tells of it, and shows some of the others.
fn one_for_each_name(list: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(list.len());
    let mut known: HashMap<String, usize> = HashMap::new();
    // A name that TOML cannot read without quotes was reported so.
    let unread: Vec<Arg> = (list.iter())
        .filter(|f| f.case == "bare-key")
        .filter_map(|f| f.argument("name").cloned())
        .collect();
    for finding in list {
        if finding.id == "bad-name" && finding.argument("name").is_some_and(|n| unread.contains(n))
        {
            continue;
        }
        if NAMES.contains(&&*finding.id) && finding.case != "expected" {
            let words = format!("{} {} {:?}", finding.id, finding.case, finding.arguments);
            match known.entry(words) {
                Entry::Occupied(first) => {
                    let first: &mut Diagnostic = &mut kept[*first.get()];
                    if let Some(span) = finding.span
                        && first.related.len() < MOST_PLACES
                    {
                        *first = first.clone().related(span, "also-here");
                    }
                    continue;
                }
                Entry::Vacant(place) => drop(place.insert(kept.len())),
            }
        }
        kept.push(finding);
    }
    kept
}
