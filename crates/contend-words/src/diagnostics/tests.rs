//! The catalogue held against the sources that make findings: what is said and what can be said are the same.

use std::collections::BTreeSet;

use super::english::{CATALOGUE, PHRASES, PLACES};
use super::template::names;

/// The sources of the reader and of what is said of numbers, all white space as single blanks.
fn sources() -> String {
    let mut all = String::new();
    let session = concat!(env!("CARGO_MANIFEST_DIR"), "/../contend-session/src");
    for file in ["check.rs", "constraints.rs", "unanswered.rs"] {
        let path = std::path::Path::new(session).join(file);
        let text = std::fs::read_to_string(path).expect("a source");
        all.extend(text.split_whitespace().flat_map(|word| [word, " "]));
    }
    let mut folders = vec![std::path::PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../contend-scenario/src"
    ))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("tests.rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                all.extend(text.split_whitespace().flat_map(|word| [word, " "]));
            }
        }
    }
    all
}

/// The texts in quotes that directly follow a mark.
fn after<'s>(sources: &'s str, marks: &[&str]) -> BTreeSet<&'s str> {
    let follows = |mark: &&str| sources.split(*mark).skip(1).collect::<Vec<_>>();
    let texts = marks.iter().flat_map(follows).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('"')?;
        rest.split('"').next()
    });
    texts.collect()
}

fn same(what: &str, made: &BTreeSet<&str>, known: &BTreeSet<&str>) {
    let unknown: Vec<_> = made.difference(known).collect();
    assert!(unknown.is_empty(), "{what} made but not known: {unknown:?}");
    let idle: Vec<_> = known.difference(made).collect();
    assert!(idle.is_empty(), "{what} known but never made: {idle:?}");
}

#[test]
fn every_finding_is_explained_and_nothing_else() {
    let sources = sources();
    let marks = [
        "Diagnostic::error(",
        "Diagnostic::warning(",
        "Diagnostic::note(",
        ".error(",
        " finding(",
        "(finding(",
        "problem(",
    ];
    let mut made = after(&sources, &marks);
    // A reader's own way to name what it does not know.
    made.extend(after(&sources, &["unknown(reader,"]));
    let known: BTreeSet<&str> = CATALOGUE.iter().map(|e| e.id).collect();
    assert_eq!(known.len(), CATALOGUE.len(), "an identifier stands twice");
    same("identifiers", &made, &known);
}

#[test]
fn every_case_has_its_sentence() {
    let sources = sources();
    let known: BTreeSet<&str> = (CATALOGUE.iter().flat_map(|e| e.said))
        .map(|s| s.case)
        .filter(|c| !c.is_empty())
        .collect();
    for case in after(&sources, &[".case("]) {
        assert!(known.contains(case), "case {case} has no sentence");
    }
    for case in known {
        assert!(sources.contains(&format!("\"{case}\"")), "no case {case}");
    }
    for entry in CATALOGUE {
        let cases: BTreeSet<&str> = entry.said.iter().map(|s| s.case).collect();
        assert_eq!(cases.len(), entry.said.len(), "{}: a case twice", entry.id);
    }
}

#[test]
fn every_argument_is_given_and_used() {
    let sources = sources();
    let mut made = after(&sources, &[".with(", ".maybe("]);
    if sources.contains(".related_name(") {
        made.insert("name");
    }
    let said = CATALOGUE.iter().flat_map(|e| e.said);
    let templates = said
        .flat_map(|s| {
            [s.message, s.label]
                .into_iter()
                .chain(s.hint.iter().copied())
        })
        .chain(PHRASES.iter().map(|p| p.1))
        .chain(PLACES.iter().map(|p| p.1));
    let known: BTreeSet<&str> = templates.flat_map(names).collect();
    same("arguments", &made, &known);
}

#[test]
fn every_phrase_has_its_use() {
    let sources = sources();
    for (key, _) in PHRASES.iter().chain(PLACES) {
        assert!(sources.contains(&format!("\"{key}\"")), "no use of {key}");
    }
    for key in after(&sources, &["Arg::word("]) {
        assert!(PHRASES.iter().any(|p| p.0 == key), "no phrase {key}");
    }
}

#[test]
fn the_last_advice_never_lacks_an_argument_that_others_have_not() {
    // Alternatives are for what may be absent: the last must stand on its own.
    for said in CATALOGUE.iter().flat_map(|e| e.said) {
        if let Some(last) = said.hint.last() {
            assert!(!names(last).contains(&"near"), "{last}");
        }
    }
}
