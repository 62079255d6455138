//! One entry of a section, held against the table of declarations.

use super::findings::Findings;
use super::item::{Entry, Item, Table, Value};
use super::laws;
use crate::declarations::{Field, Kind, Others, Section, Shape};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// The fields of one entry that are of the kind they should be.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'t> {
    section: &'static Section,
    table: &'t Table,
    /// Where the entry is named.
    pub place: Span,
}

impl<'t> Fields<'t> {
    /// Checks names, presence and kinds of all fields of an entry; `name` is its full name.
    pub fn open(
        section: &'static Section,
        name: &str,
        place: Span,
        table: &'t Table,
        findings: &mut Findings,
    ) -> Self {
        let fields = Fields {
            section,
            table,
            place,
        };
        for entry in &table.entries {
            if findings.is_full() {
                break;
            }
            match section.fields.iter().find(|f| f.name == entry.key) {
                Some(field) => check_kind(field, entry, findings),
                None if section.others != Others::None => {}
                None => findings.push(unknown_field(section, entry)),
            }
        }
        for field in section.fields.iter().filter(|f| f.required) {
            let given = table.get(field.name);
            let blank = |entry: &&Entry| {
                field.kind == Kind::Text && entry.item.text().is_some_and(|t| t.trim().is_empty())
            };
            if let Some(entry) = given.filter(blank) {
                let finding = Diagnostic::error("missing-field", entry.item.span)
                    .case("blank")
                    .with("name", name)
                    .with("field", field.name)
                    .with("about", Arg::Text(field.about.to_owned()));
                findings.push(finding);
            }
            if given.is_none() {
                let example = if field.example.is_empty() {
                    "…"
                } else {
                    field.example
                };
                let finding = Diagnostic::error("missing-field", place)
                    .with("name", name)
                    .with("field", field.name)
                    .with("about", Arg::Text(field.about.to_owned()))
                    .with("example", Arg::Text(example.to_owned()));
                findings.push(finding);
            }
        }
        fields
    }

    /// Says that a field is missing that this entry must have, and others need not.
    pub fn missing(&self, field: &str, name: &str, findings: &mut Findings) {
        let Some(field) = self.section.fields.iter().find(|f| f.name == field) else {
            return;
        };
        let finding = Diagnostic::error("missing-field", self.place)
            .with("name", name)
            .with("field", field.name)
            .with("about", Arg::Text(field.about.to_owned()))
            .with("example", Arg::Text(field.example.to_owned()));
        findings.push(finding);
    }

    /// The value of a field, where it is given and of the right kind.
    pub fn get(&self, name: &str) -> Option<&'t Item> {
        let entry = self.table.get(name)?;
        let field = self.section.fields.iter().find(|f| f.name == name)?;
        accepts(field.kind, &entry.item).then_some(&entry.item)
    }

    /// Whether a field stands there, readable or not.
    pub fn has(&self, name: &str) -> bool {
        self.table.get(name).is_some()
    }

    /// Whether a field stands there but cannot be used.
    pub fn is_broken(&self, name: &str) -> bool {
        self.has(name) && self.get(name).is_none()
    }

    pub fn text(&self, name: &str) -> Option<&'t str> {
        self.get(name).and_then(Item::text)
    }

    /// The text of a field; empty where it is left out.
    pub fn words(&self, name: &str) -> String {
        self.text(name).unwrap_or_default().to_owned()
    }

    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name).and_then(Item::number)
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Item::flag)
    }

    /// The names in a field, each with its place.
    pub fn names(&self, name: &str) -> Vec<(&'t str, Span)> {
        self.get(name).map(Item::texts).unwrap_or_default()
    }

    /// The place of a field's value, or of the entry where it is left out.
    pub fn span(&self, name: &str) -> Span {
        self.table.get(name).map_or(self.place, |e| e.item.span)
    }

    /// The place of a field's name, or of the entry where it is left out.
    pub fn key_span(&self, name: &str) -> Span {
        self.table.get(name).map_or(self.place, |e| e.key_span)
    }

    /// Entries that are no fields of the section.
    pub fn others(&self) -> impl Iterator<Item = &'t Entry> + use<'t> {
        let section = self.section;
        self.table
            .entries
            .iter()
            .filter(move |e| section.fields.iter().all(|f| f.name != e.key))
    }
}

fn unknown_field(section: &Section, entry: &Entry) -> Diagnostic {
    let names = || section.fields.iter().map(|f| f.name);
    let finding = Diagnostic::error("unknown-field", entry.key_span)
        .with("section", section.name)
        .with("field", &entry.key)
        .maybe("near", nearest(&entry.key, names()))
        .with("known", Arg::names(names()));
    match section.shape {
        Shape::Single | Shape::Inner => finding,
        _ => finding.case("entry"),
    }
}

fn check_kind(field: &Field, entry: &Entry, findings: &mut Findings) {
    let item = &entry.item;
    if item.is_bad() || accepts(field.kind, item) {
        return;
    }
    let finding = Diagnostic::error("wrong-type", item.span).with("field", field.name);
    if matches!(field.kind, Kind::Range | Kind::Bounds) {
        let named = item.list().and_then(|l| l.iter().find_map(Item::text));
        let interval = item.text().and_then(laws::interval);
        let finding = match (named, interval) {
            (Some(name), _) => Some(finding.clone().case("bound-name").with("name", name)),
            (_, Some((low, high))) => {
                let finding = finding.clone().case("interval");
                Some(finding.with("low", low).with("high", high))
            }
            _ => None,
        };
        let unclear = || laws::plus_minus(item.text()?, item.span);
        if let Some(finding) = finding.or_else(unclear) {
            findings.push(finding);
            return;
        }
    }
    let finding = match (field.kind, item.text()) {
        (Kind::OneOf(words), Some(text)) => finding
            .case("one-of")
            .with("options", Arg::names(words))
            .with("text", text)
            .maybe("near", nearest(text, words.iter().copied())),
        (Kind::OneOf(words), None) => finding
            .case("one-of-type")
            .with("options", Arg::names(words))
            .with("given", item.described()),
        (kind, _) => finding
            .with("wanted", Arg::word(kind.key()))
            .with("given", item.described()),
    };
    let example = (!field.example.is_empty()).then(|| Arg::Text(field.example.to_owned()));
    let finding = finding.maybe("example", example);
    findings.push(finding);
}

/// Whether a value is of a kind, as far as its outer form goes.
pub(crate) fn accepts(kind: Kind, item: &Item) -> bool {
    let all_texts = |l: &[Item]| l.iter().all(|n| n.text().is_some());
    let all_numbers = |l: &[Item]| l.iter().all(|n| n.number().is_some());
    match (kind, &item.value) {
        (_, Value::Bad) => false,
        (
            Kind::Text
            | Kind::Name
            | Kind::Names
            | Kind::Unit
            | Kind::Duration
            | Kind::Path
            | Kind::Equation
            | Kind::NumberOrEquation
            | Kind::Law
            | Kind::Labels
            | Kind::Objection,
            Value::Text(_),
        ) => true,
        (Kind::Number | Kind::NumberOrEquation | Kind::Share, Value::Number(_)) => true,
        (Kind::Share, Value::Text(text)) => laws::percent(text).is_some(),
        (Kind::Whole, Value::Number(n)) => {
            *n >= 0.0 && n.floor() == *n && *n <= 9.007_199_254_740_992e15
        }
        (Kind::Flag | Kind::Flags, Value::Flag(_)) => true,
        (Kind::Date, Value::Date(_) | Value::Number(_)) => true,
        (Kind::OneOf(words), Value::Text(t)) => words.contains(&t.as_str()),
        (
            Kind::Names
            | Kind::Texts
            | Kind::Options
            | Kind::Attributes
            | Kind::Units
            | Kind::Labels,
            Value::List(l),
        ) => all_texts(l),
        (Kind::Values, Value::Number(_) | Value::Text(_) | Value::List(_) | Value::Table(_)) => {
            true
        }
        (Kind::Range, Value::List(l)) => l.len() == 2 && all_numbers(l),
        (Kind::Bounds, Value::List(l)) => {
            l.len() == 2 && l.iter().all(|n| n.number().is_some() || n.text().is_some())
        }
        (Kind::Numbers, Value::List(l)) => all_numbers(l),
        (Kind::Points, Value::List(l)) => l
            .iter()
            .all(|n| n.list().is_some_and(|p| p.len() == 2 && all_numbers(p))),
        (
            Kind::Range
            | Kind::Bounds
            | Kind::Law
            | Kind::Options
            | Kind::Attributes
            | Kind::Units
            | Kind::Effects
            | Kind::Interface
            | Kind::Objection
            | Kind::Flags
            | Kind::Inner(_)
            | Kind::InnerByName(_)
            | Kind::OneOrMore(_),
            Value::Table(_),
        ) => true,
        (Kind::Wiring, Value::Table(t)) => {
            (t.entries.iter()).all(|e| e.item.text().is_some() || e.item.number().is_some())
        }
        (Kind::NameByActor | Kind::NameByName, Value::Table(t)) => {
            t.entries.iter().all(|e| e.item.text().is_some())
        }
        (Kind::NumberByName, Value::Table(t)) => {
            t.entries.iter().all(|e| e.item.number().is_some())
        }
        (Kind::RangeByName, Value::Table(t)) => (t.entries.iter()).all(|e| {
            e.item
                .list()
                .is_some_and(|l| l.len() == 2 && all_numbers(l))
        }),
        (Kind::NamesByActor, Value::Table(t)) => t
            .entries
            .iter()
            .all(|e| e.item.list().is_some_and(all_texts)),
        (Kind::Tables(_) | Kind::OneOrMore(_), Value::List(l)) => {
            l.iter().all(|n| n.table().is_some())
        }
        (Kind::Setting, Value::Number(_) | Value::Text(_) | Value::Flag(_) | Value::Table(_)) => {
            true
        }
        _ => false,
    }
}

/// Whether a text is a name as quantities have it.
pub(crate) fn is_name(text: &str) -> bool {
    text.len() <= 200
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Whether a text is a name as claims and sources have it, with `-` too.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() <= 200
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}
