//! Translations of a scenario's texts: `translations/es.toml`, and `translations/es.md` for its brief.
//!
//! A translation says texts by where they stand, under the headings that the scenario has for them. It is read last, against the
//! scenario that it translates; no number depends on it.

use std::collections::{BTreeMap, BTreeSet};

use super::brief;
use super::files::{Reader, TEXT_LIMIT};
use super::item::{Table, Value};
use super::sources::Sources;
use super::syntax;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::model::{Brief, PageSettings, Scenario};
use contend_model::nearest::nearest;
use contend_model::place::{FileId, Span};
use contend_model::translation::{self, Texts, Translation};

/// Where translations stand.
const FOLDER: &str = "translations/";
/// Texts that are names of people and bodies, and may stay as they are.
const NAMES: [&str; 2] = ["page.author", "page.funder"];

/// A translation whose texts are still to be read against the scenario.
pub(crate) struct Found {
    language: String,
    texts: Option<FileId>,
    brief: Option<(Brief, FileId)>,
}

/// The files of all translations, and their briefs. `claims` are the names and places of all claims.
pub(crate) fn find(
    reader: &mut Reader,
    claims: &[(String, Span)],
    sources: &mut Sources,
) -> Vec<Found> {
    let list = reader.list();
    let mut languages: Vec<&str> = (list.iter())
        .filter_map(|path| path.strip_prefix(FOLDER))
        .filter_map(|name| name.strip_suffix(".toml").or(name.strip_suffix(".md")))
        .filter(|language| !language.contains('/'))
        .collect();
    languages.dedup();
    let mut found = Vec::new();
    for language in languages {
        let texts = reader.optional_text(&format!("{FOLDER}{language}.toml"), TEXT_LIMIT);
        let brief = brief::read(reader, &format!("{FOLDER}{language}.md"), claims);
        if let Some((brief, file)) = &brief {
            sources.cited_by(&brief.text, *file, &mut reader.findings);
        }
        for file in texts
            .into_iter()
            .chain(brief.as_ref().map(|(_, file)| *file))
        {
            reader.files.is_translation(file);
        }
        found.push(Found {
            language: language.to_owned(),
            texts,
            brief,
        });
    }
    found
}

/// Holds the texts of a translation against those of the scenario: what it names must be there, what it leaves out is told, and figures
/// must be the same.
pub(crate) fn read(
    reader: &mut Reader,
    scenario: &Scenario,
    page: &PageSettings,
    found: Found,
) -> Translation {
    let mut written = Vec::new();
    if let Some(file) = found.texts {
        let text = reader.files.get(file).text.clone();
        let tree = syntax::parse(file, &text, &mut reader.findings);
        flatten(reader, &tree, "", &mut written);
    }
    let (mut of_scenario, mut of_page) = (scenario.clone(), page.clone());
    let places: BTreeMap<String, String> = translation::places(&mut of_scenario, &mut of_page)
        .into_iter()
        .map(|(place, text)| (place, text.clone()))
        .collect();
    let mut texts = Texts {
        language: found.language,
        ..Texts::default()
    };
    for Written { place, text, span } in written {
        if let Some(name) = place.strip_prefix("names.") {
            match translation::names(scenario).any(|n| n == name) {
                true => {
                    texts.names.insert(name.to_owned(), text);
                }
                false => {
                    let near = nearest(name, translation::names(scenario));
                    let finding = Diagnostic::error("translation-unknown", span).case("name");
                    let finding = finding.with("name", name).maybe("near", near);
                    reader.findings.push(finding);
                }
            }
            continue;
        }
        let Some(original) = places.get(&place) else {
            let near = nearest(&place, places.keys().map(String::as_str));
            let finding = Diagnostic::error("translation-unknown", span);
            let finding = finding.with("name", &place).maybe("near", near);
            reader.findings.push(finding);
            continue;
        };
        let (theirs, ours) = (figures(original), figures(&text));
        if theirs != ours {
            let finding = Diagnostic::warning("translation-figures", span);
            let finding = finding
                .with("name", &place)
                .with("original", told(&theirs))
                .with("translation", told(&ours));
            reader.findings.push(finding);
        }
        texts.by_place.insert(place, text);
    }
    let brief = found.brief.as_ref();
    if let Some(file) = found.texts.or(brief.map(|(_, file)| *file)) {
        let whole = Span {
            file,
            start: 0,
            end: 0,
        };
        complete(reader, whole, scenario, &texts, &places);
        of_brief(reader, whole, &texts.language, scenario, brief);
    }
    Translation {
        texts,
        brief: found.brief.map(|(brief, _)| brief),
    }
}

/// A text of a translation.
struct Written {
    place: String,
    text: String,
    span: Span,
}

/// Every text below a table with its place; what is no text is a slip.
fn flatten(reader: &mut Reader, table: &Table, before: &str, written: &mut Vec<Written>) {
    for entry in &table.entries {
        let place = match before {
            "" => entry.key.clone(),
            before => format!("{before}.{}", entry.key),
        };
        let listed;
        let items = match &entry.item.value {
            Value::Table(table) => {
                flatten(reader, table, &place, written);
                continue;
            }
            Value::List(items) => {
                listed =
                    (items.iter().enumerate()).map(|(at, item)| (format!("{place}.{at}"), item));
                listed.collect()
            }
            _ => vec![(place, &entry.item)],
        };
        for (place, item) in items {
            let text = item.text().filter(|_| place.contains('.'));
            match text {
                Some(text) => written.push(Written {
                    place,
                    text: text.trim().to_owned(),
                    span: item.span,
                }),
                None if item.is_bad() => {}
                None => {
                    let finding = Diagnostic::error("translation-unknown", item.span).case("text");
                    reader.findings.push(finding.with("name", place));
                }
            }
        }
    }
}

/// Tells which texts of the scenario have no translation, and which names that are shown in their place.
fn complete(
    reader: &mut Reader,
    whole: Span,
    scenario: &Scenario,
    texts: &Texts,
    places: &BTreeMap<String, String>,
) {
    let mut missing: Vec<String> = (places.iter())
        .filter(|(place, text)| has_words(text) && !NAMES.contains(&place.as_str()))
        .map(|(place, _)| place.clone())
        .filter(|place| texts.by_place.get(place).is_none_or(String::is_empty))
        .collect();
    let mut names = BTreeSet::new();
    names.extend(translation::shown(scenario));
    names.retain(|name| texts.names.get(*name).is_none_or(String::is_empty));
    missing.extend(names.into_iter().map(|name| format!("names.{name}")));
    if missing.is_empty() {
        return;
    }
    let finding = Diagnostic::warning("translation-missing", whole)
        .with("language", &texts.language)
        .with("count", missing.len())
        .with("names", Arg::names(missing.into_iter().take(3)));
    reader.findings.push(finding);
}

/// Tells where a translated brief is missing, marks other claims than the original, or has other figures in what it marks.
fn of_brief(
    reader: &mut Reader,
    whole: Span,
    language: &str,
    scenario: &Scenario,
    brief: Option<&(Brief, FileId)>,
) {
    let Some(original) = &scenario.brief else {
        return;
    };
    let finding = Diagnostic::warning("translation-missing", whole).with("language", language);
    let Some((brief, file)) = brief else {
        let path = format!("{FOLDER}{language}.md");
        reader
            .findings
            .push(finding.case("brief").with("path", path));
        return;
    };
    // The same claim may be marked several times: its marks come in the same order.
    let mut theirs: Vec<_> = brief.marks.iter().collect();
    let mut missing = Vec::new();
    for (claim, range) in &original.marks {
        let id = scenario.claims[claim.index()].id.as_str();
        let Some(at) = theirs.iter().position(|(c, _)| c == claim) else {
            missing.push(id);
            continue;
        };
        let (_, own) = theirs.remove(at);
        let (before, now) = (
            figures(marked(&original.text[range.clone()])),
            figures(marked(&brief.text[own.clone()])),
        );
        if before != now {
            let span = Span {
                file: *file,
                start: own.start as u32,
                end: own.end as u32,
            };
            let finding = Diagnostic::warning("translation-figures", span).case("mark");
            let finding = finding
                .with("name", id)
                .with("original", told(&before))
                .with("translation", told(&now));
            reader.findings.push(finding);
        }
    }
    if !missing.is_empty() {
        let whole = Span {
            file: *file,
            ..whole
        };
        let finding = Diagnostic::warning("translation-missing", whole).case("marks");
        let finding = finding
            .with("language", language)
            .with("names", Arg::names(missing));
        reader.findings.push(finding);
    }
}

/// The words of a mark: `[[claim-id|its words]]`.
fn marked(mark: &str) -> &str {
    let (_, words) = mark.split_once('|').unwrap_or(("", ""));
    words.trim_end_matches(']')
}

/// Whether a text says something besides codes in brackets.
fn has_words(text: &str) -> bool {
    outside_brackets(text).any(char::is_alphabetic)
}

fn outside_brackets(text: &str) -> impl Iterator<Item = char> {
    let mut depth = 0usize;
    text.chars().filter(move |c| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    })
}

/// The numbers in a text, in digits, whichever signs stand between them: `2,400` and `2.400` are one number.
fn figures(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut number = String::new();
    let mut pending = false;
    for c in outside_brackets(text).chain([' ', ' ']) {
        if c.is_ascii_digit() {
            number.push(c);
            pending = false;
        } else if !number.is_empty() && !pending && matches!(c, '.' | ',' | '\u{a0}' | '\u{202f}') {
            pending = true;
        } else if !number.is_empty() {
            all.push(std::mem::take(&mut number));
            pending = false;
        }
    }
    all.sort();
    all
}

fn told(figures: &[String]) -> Arg {
    match figures {
        [] => Arg::word("no-figure"),
        figures => Arg::names(figures),
    }
}

#[cfg(test)]
mod tests {
    use super::figures;

    #[test]
    fn figures_are_the_same_whichever_signs_part_them() {
        assert_eq!(
            figures("Over 2,400 t, 0.5 to 3 %, by 2025."),
            ["05", "2025", "2400", "3"]
        );
        assert_eq!(
            figures("Más de 2.400 t, de 0,5 a 3 %, para 2025,"),
            ["05", "2025", "2400", "3"]
        );
        assert_eq!(figures("3 de 10"), figures("of 10, 3"));
        assert_ne!(figures("28 %"), figures("82 %"));
        assert!(figures("None [coc.2025]").is_empty());
    }
}
