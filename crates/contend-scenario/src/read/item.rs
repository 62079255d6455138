//! TOML as items: values that know their place.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::elaborate::Scope;
use contend_model::clock::Date;
use contend_model::diagnostic::Arg;
use contend_model::place::{FileId, Span};

/// A value and its place.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub value: Value,
    pub span: Span,
    /// Of a module's text as it is read for a use: what its names stand for.
    pub scope: Option<Arc<Scope>>,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Date(Date),
    List(Vec<Item>),
    Table(Table),
    /// Something that could not be read; a finding says so already.
    Bad,
}

/// Names with their values, in the order of the text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub entries: Vec<Entry>,
}

/// One name with its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub item: Item,
}

impl Table {
    /// The entry of that name.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.key == key)
    }
}

impl Item {
    /// A value where it is written.
    pub fn new(value: Value, span: Span) -> Item {
        Item {
            value,
            span,
            scope: None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(t) => Some(t),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    pub fn flag(&self) -> Option<bool> {
        match &self.value {
            Value::Flag(b) => Some(*b),
            _ => None,
        }
    }

    pub fn list(&self) -> Option<&[Item]> {
        match &self.value {
            Value::List(l) => Some(l),
            _ => None,
        }
    }

    pub fn table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(t) => Some(t),
            _ => None,
        }
    }

    pub fn is_bad(&self) -> bool {
        matches!(self.value, Value::Bad)
    }

    /// What it is, in words.
    pub fn described(&self) -> Arg {
        Arg::word(match &self.value {
            Value::Text(_) => "text",
            Value::Number(_) => "number",
            Value::Flag(_) => "flag",
            Value::Date(_) => "date",
            Value::List(_) => "list",
            Value::Table(_) => "table",
            Value::Bad => "unreadable",
        })
    }

    /// The texts of a list of texts, or the one text; parts of other kinds are left out.
    pub fn texts(&self) -> Vec<(&str, Span)> {
        match &self.value {
            Value::Text(t) => vec![(t, self.span)],
            Value::List(l) => l
                .iter()
                .filter_map(|n| n.text().map(|t| (t, n.span)))
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A tree from a parsed document. `bad` gets the place and reason of each value that has no meaning here.
pub(crate) fn table(file: FileId, table: &DeTable, bad: &mut Vec<(Span, &'static str)>) -> Table {
    let entries = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: span(file, key.span()),
            item: item(file, value.get_ref(), value.span(), bad),
        })
        .collect();
    Table { entries }
}

fn item(
    file: FileId,
    value: &DeValue,
    at: Range<usize>,
    bad: &mut Vec<(Span, &'static str)>,
) -> Item {
    let at = span(file, at);
    let value = match value {
        DeValue::String(s) => Value::Text(s.to_string()),
        DeValue::Boolean(b) => Value::Flag(*b),
        DeValue::Integer(i) => match whole(i.as_str(), i.radix()) {
            Some(n) => Value::Number(n),
            None => unreadable(at, "", bad),
        },
        DeValue::Float(f) => match f.as_str().parse::<f64>() {
            Ok(n) if n.is_finite() => Value::Number(n),
            _ => unreadable(at, "not-finite", bad),
        },
        DeValue::Datetime(d) => {
            let date = match (d.date, d.time) {
                (Some(d), None) => Date::new(i32::from(d.year), d.month, d.day),
                _ => None,
            };
            match date {
                Some(date) => Value::Date(date),
                None => unreadable(at, "date", bad),
            }
        }
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|i| item(file, i.get_ref(), i.span(), bad))
                .collect(),
        ),
        DeValue::Table(t) => Value::Table(table(file, t, bad)),
    };
    Item::new(value, at)
}

fn whole(digits: &str, radix: u32) -> Option<f64> {
    match i64::from_str_radix(digits, radix) {
        Ok(n) => Some(n as f64),
        Err(_) if radix == 10 => digits.parse::<f64>().ok().filter(|n| n.is_finite()),
        Err(_) => None,
    }
}

fn unreadable(at: Span, case: &'static str, bad: &mut Vec<(Span, &'static str)>) -> Value {
    bad.push((at, case));
    Value::Bad
}

fn span(file: FileId, range: Range<usize>) -> Span {
    Span {
        file,
        start: range.start as u32,
        end: range.end.max(range.start) as u32,
    }
}
