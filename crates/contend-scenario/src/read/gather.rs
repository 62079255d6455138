//! All declarations of a scenario: `scenario.toml` and the files that it includes.

use std::collections::HashMap;

use super::fields::{accepts, is_id, is_name};
use super::files::{Reader, TEXT_LIMIT};
use super::item::{Entry, Item, Table, Value};
use super::syntax;
use crate::declarations::{SECTIONS, Section, Shape, section};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// The most files that a scenario includes.
const MOST_INCLUDES: usize = 500;

/// One named entry.
#[derive(Clone, Debug)]
pub(crate) struct Declaration {
    pub name: String,
    /// Of a strategy: its actor.
    pub actor: String,
    /// Where the name stands.
    pub place: Span,
    pub item: Item,
}

/// All entries by section, in the order of the text.
#[derive(Debug, Default)]
pub(crate) struct Declarations {
    /// The `[scenario]` tables of all files, as one.
    pub scenario: Option<(Table, Span)>,
    by_section: HashMap<&'static str, Vec<Declaration>>,
    /// Names of what would be declared but for a mistake that was reported: reading them is no further one.
    pub broken: Vec<String>,
}

impl Declarations {
    /// Adds an entry behind the others of its section.
    pub fn add(&mut self, section: &'static str, declaration: Declaration) {
        self.by_section
            .entry(section)
            .or_default()
            .push(declaration);
    }

    pub fn of(&self, section: &str) -> &[Declaration] {
        self.by_section.get(section).map_or(&[], Vec::as_slice)
    }
}

/// Reads `scenario.toml` and what it includes. `None` when there is no such file.
pub(crate) fn gather(reader: &mut Reader) -> Option<Declarations> {
    let file = reader.text("scenario.toml", TEXT_LIMIT, None)?;
    let mut all = Declarations::default();
    let mut seen = vec!["scenario.toml".to_owned()];
    // Files still to take, each with the chain of includes that leads to it; last in, first out.
    let mut waiting: Vec<(String, Span, Vec<String>)> = Vec::new();
    take_file(
        reader,
        file,
        &["scenario.toml".to_owned()],
        &mut all,
        &mut waiting,
    );
    waiting.reverse();
    while let Some((path, from, chain)) = waiting.pop() {
        if chain.contains(&path) {
            let shown = chain.iter().skip_while(|p| **p != path).chain([&path]);
            let finding = Diagnostic::error("include-cycle", from).with("files", Arg::names(shown));
            reader.findings.push(finding);
            continue;
        }
        if seen.contains(&path) {
            continue;
        }
        if seen.len() > MOST_INCLUDES {
            reader
                .findings
                .push(Diagnostic::error("too-many-includes", from).with("most", MOST_INCLUDES));
            break;
        }
        seen.push(path.clone());
        let Some(file) = reader.text(&path, TEXT_LIMIT, Some(from)) else {
            continue;
        };
        let mut chain = chain;
        chain.push(path);
        let mut further = Vec::new();
        take_file(reader, file, &chain, &mut all, &mut further);
        further.reverse();
        waiting.extend(further);
    }
    super::modules::expand(reader, &mut all);
    report_twice(reader, &all);
    Some(all)
}

fn take_file(
    reader: &mut Reader,
    file: contend_model::place::FileId,
    chain: &[String],
    all: &mut Declarations,
    waiting: &mut Vec<(String, Span, Vec<String>)>,
) {
    let text = reader.files.get(file).text.clone();
    let tree = syntax::parse(file, &text, &mut reader.findings);
    for entry in tree.entries {
        let Some(found) = section(&entry.key).filter(|s| s.shape != Shape::Inner) else {
            reader.findings.push(unknown_section(&entry));
            continue;
        };
        if let Some(when) = found.reserved {
            let finding = Diagnostic::error("reserved-section", entry.key_span)
                .with("section", found.name)
                .with("when", Arg::Text(when.to_owned()));
            reader.findings.push(finding);
            continue;
        }
        match (found.shape, entry.item.value) {
            (_, Value::Bad) => {}
            (Shape::Single, value @ Value::Table(_)) if found.name != "scenario" => {
                if let Some(first) = all.of(found.name).first() {
                    let finding = twice(found.name, entry.key_span, first.place);
                    reader.findings.push(finding);
                    continue;
                }
                let declaration = Declaration {
                    name: entry.key,
                    actor: String::new(),
                    place: entry.key_span,
                    item: Item::new(value, entry.item.span),
                };
                all.by_section
                    .entry(found.name)
                    .or_default()
                    .push(declaration);
            }
            (Shape::Single, Value::Table(table)) => {
                let include = table.get("include").map(|e| {
                    e.item
                        .texts()
                        .into_iter()
                        .map(|(t, s)| (t.to_owned(), s))
                        .collect()
                });
                let include: Vec<(String, Span)> = include.unwrap_or_default();
                waiting.extend(
                    include
                        .into_iter()
                        .map(|(path, span)| (path, span, chain.to_vec())),
                );
                merge_scenario(reader, table, entry.key_span, all);
            }
            (Shape::Named, Value::Table(table)) => {
                for e in table.entries {
                    declare(reader, found, String::new(), e, all);
                }
            }
            (Shape::ByActor, Value::Table(table)) => {
                for actor in table.entries {
                    match actor.item.value {
                        Value::Table(strategies) => {
                            for e in strategies.entries {
                                declare(reader, found, actor.key.clone(), e, all);
                            }
                        }
                        Value::Bad => {}
                        _ => {
                            let finding = wrong_shape(found, actor.item.span);
                            reader.findings.push(finding);
                        }
                    }
                }
            }
            (Shape::Listed, Value::List(items)) => {
                for item in items {
                    let declaration = Declaration {
                        name: String::new(),
                        actor: String::new(),
                        place: item.span,
                        item,
                    };
                    all.by_section
                        .entry(found.name)
                        .or_default()
                        .push(declaration);
                }
            }
            _ => {
                let finding = wrong_shape(found, entry.item.span);
                reader.findings.push(finding);
            }
        }
    }
}

fn wrong_shape(section: &Section, span: Span) -> Diagnostic {
    let written = match section.shape {
        Shape::Single | Shape::Inner => format!("[{}]", section.name),
        Shape::Named => format!("[{}.name]", section.name),
        Shape::Listed => format!("[[{}]]", section.name),
        Shape::ByActor => format!("[{}.actor.name]", section.name),
    };
    Diagnostic::error("wrong-type", span)
        .case("section")
        .with("section", section.name)
        .with("written", written)
}

fn unknown_section(entry: &Entry) -> Diagnostic {
    let scenario = section("scenario").map_or(&[][..], |s| s.fields);
    let sections = || {
        SECTIONS
            .iter()
            .filter(|s| s.shape != Shape::Inner && s.reserved.is_none())
            .map(|s| s.name)
    };
    let finding = Diagnostic::error("unknown-section", entry.key_span).with("name", &entry.key);
    if scenario.iter().any(|f| f.name == entry.key) {
        return finding.case("field");
    }
    finding
        .maybe("near", nearest(&entry.key, sections()))
        .with("sections", Arg::names(sections()))
}

fn merge_scenario(reader: &mut Reader, table: Table, place: Span, all: &mut Declarations) {
    let (merged, _) = all
        .scenario
        .get_or_insert_with(|| (Table::default(), place));
    for entry in table.entries {
        match merged.get(&entry.key) {
            Some(_) if entry.key == "include" => {}
            Some(first) => {
                let finding = twice(
                    &format!("scenario.{}", entry.key),
                    entry.key_span,
                    first.key_span,
                );
                reader.findings.push(finding);
            }
            None => merged.entries.push(entry),
        }
    }
}

fn declare(
    reader: &mut Reader,
    section: &'static Section,
    actor: String,
    entry: Entry,
    all: &mut Declarations,
) {
    let hyphens = matches!(section.name, "claim");
    let valid = if hyphens {
        is_id(&entry.key)
    } else {
        is_name(&entry.key)
    };
    if !valid {
        let finding = Diagnostic::error("bad-name", entry.key_span)
            .with("name", &entry.key)
            .with("suggested", as_name(&entry.key));
        reader.findings.push(if hyphens {
            finding.case("with-hyphens")
        } else {
            finding
        });
    }
    let mut item = entry.item;
    // Dimensions tell themselves what they may be.
    let told = section.name == "dimension" || item.is_bad() || item.table().is_some();
    let short = || section.short.is_some_and(|kind| accepts(kind, &item));
    if !told && !short() {
        let path = match actor.as_str() {
            "" => format!("[{}.{}]", section.name, entry.key),
            actor => format!("[{}.{actor}.{}]", section.name, entry.key),
        };
        let finding = Diagnostic::error("wrong-type", item.span)
            .case("entry")
            .with("name", &entry.key)
            .with("given", item.described())
            .with("path", path)
            .maybe("wanted", section.short.map(|kind| Arg::word(kind.key())));
        reader.findings.push(finding);
        item.value = Value::Bad;
    }
    let declaration = Declaration {
        name: entry.key,
        actor,
        place: entry.key_span,
        item,
    };
    all.by_section
        .entry(section.name)
        .or_default()
        .push(declaration);
}

/// Letters with accents and the like, and what is written without them.
const PLAIN: &[(&str, &str)] = &[
    ("áàâãäåā", "a"),
    ("éèêëē", "e"),
    ("íìîïī", "i"),
    ("óòôõöøō", "o"),
    ("úùûüū", "u"),
    ("ñ", "n"),
    ("ç", "c"),
    ("ýÿ", "y"),
    ("ß", "ss"),
    ("æ", "ae"),
    ("œ", "oe"),
];

/// A name as near as possible to a text.
pub(crate) fn as_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars().take(40).flat_map(char::to_lowercase) {
        let plain = PLAIN.iter().find(|(accented, _)| accented.contains(c));
        if let Some((_, plain)) = plain {
            name.push_str(plain);
        } else if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    let first = name.find(|c: char| c.is_ascii_lowercase());
    first.map_or_else(|| "my_name".to_owned(), |i| name[i..].to_owned())
}

fn twice(name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error("declared-twice", again)
        .with("name", name)
        .related(first, "first")
}

/// Sections whose names share one space: what equations name, and events.
pub(crate) const ONE_SPACE: &[&str] = &[
    "dimension",
    "parameter",
    "series",
    "lookup",
    "function",
    "stock",
    "flow",
    "variable",
    "lever",
    "event",
    "outcome",
];

fn report_twice(reader: &mut Reader, all: &Declarations) {
    let mut shared: HashMap<&str, Span> = HashMap::new();
    for section in SECTIONS {
        let mut own: HashMap<(&str, &str), Span> = HashMap::new();
        for declaration in all.of(section.name) {
            if matches!(section.shape, Shape::Listed | Shape::Single) {
                continue;
            }
            let first = if section.name != "event" && ONE_SPACE.contains(&section.name) {
                first_of(&mut shared, declaration.name.as_str(), declaration.place)
            } else {
                first_of(
                    &mut own,
                    (declaration.actor.as_str(), declaration.name.as_str()),
                    declaration.place,
                )
            };
            if let Some(first) = first {
                let finding = twice(&declaration.name, declaration.place, first);
                reader.findings.push(finding);
            }
        }
    }
}

fn first_of<K: std::hash::Hash + Eq>(
    seen: &mut HashMap<K, Span>,
    name: K,
    place: Span,
) -> Option<Span> {
    match seen.entry(name) {
        std::collections::hash_map::Entry::Occupied(e) => Some(*e.get()),
        std::collections::hash_map::Entry::Vacant(e) => {
            e.insert(place);
            None
        }
    }
}
