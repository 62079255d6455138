//! Diagnostics in sentences, and what `contend explain` knows of them.

mod english;
mod entry;
mod template;
#[cfg(test)]
mod tests;

use contend_model::diagnostic::{Diagnostic, Related};

pub use english::CATALOGUE;
pub use entry::{Entry, Said};

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// One short sentence. Names in backquotes.
    pub message: String,
    /// Words under the underlined place; may be empty.
    pub label: String,
    /// For each further place what it has to do with the finding.
    pub related: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
}

/// What is known of a diagnostic.
///
/// ```
/// let entry = contend_words::diagnostics::explain("unit-mismatch").unwrap();
/// assert!(entry.explanation.contains("Wrong:"));
/// ```
#[must_use]
pub fn explain(id: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|e| e.id == id)
}

/// The diagnostics as the last part of the reference page, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "\n## Diagnostics\n\n`contend explain ID` tells more.\n\n| id | what it says |\n| --- | --- |\n",
    );
    for entry in CATALOGUE {
        let title = entry.title.replace('|', "\\|");
        page.push_str(&format!("| `{}` | {title} |\n", entry.id));
    }
    page
}

/// A finding in words. Of one that the catalogue lacks, which a test forbids, there is only the identifier to say.
///
/// ```
/// use contend_model::diagnostic::Diagnostic;
/// let finding = Diagnostic::error("unknown-stock", None).with("name", "fsih").maybe("near", Some("fish"));
/// let text = contend_words::diagnostics::text(&finding);
/// assert_eq!(text.message, "there is no stock `fsih`");
/// assert_eq!(text.hint.as_deref(), Some("did you mean `fish`?"));
/// ```
#[must_use]
pub fn text(finding: &Diagnostic) -> Text {
    let said = explain(&finding.id).and_then(|e| e.said.iter().find(|s| s.case == finding.case));
    debug_assert!(
        said.is_some(),
        "{} has no case {}",
        finding.id,
        finding.case
    );
    let find = |name: &str| finding.argument(name);
    let filled = |template: &str| template::fill(template, &find, &phrase);
    let whole = |template: &str| {
        let text = filled(template);
        debug_assert!(text.is_some(), "{finding:?} does not fill in: {template}");
        text.unwrap_or_else(|| finding.id.to_string())
    };
    let advice = said.map_or(&[][..], |s| s.hint);
    let hint = advice.iter().find_map(|t| filled(t));
    debug_assert!(
        hint.is_some() != advice.is_empty(),
        "{finding:?}: no advice"
    );
    Text {
        message: said.map_or_else(|| finding.id.to_string(), |s| whole(s.message)),
        label: said.map_or_else(String::new, |s| whole(s.label)),
        related: finding.related.iter().map(|r| place(finding, r)).collect(),
        hint: hint.filter(|h| !h.is_empty()),
    }
}

/// What a further place has to do with a finding.
fn place(finding: &Diagnostic, related: &Related) -> String {
    let find = |name: &str| match (&related.name, name) {
        (Some(named), "name") => Some(named),
        _ => finding.argument(name),
    };
    let known = english::PLACES.iter().find(|(key, _)| *key == related.key);
    let text = known.and_then(|(_, template)| template::fill(template, &find, &phrase));
    debug_assert!(text.is_some(), "{finding:?}: place {}", related.key);
    text.unwrap_or_default()
}

fn phrase(key: &str) -> &'static str {
    let known = english::PHRASES.iter().find(|(known, _)| *known == key);
    debug_assert!(known.is_some(), "no phrase {key}");
    known.map_or("…", |(_, text)| text)
}
