//! The JSON Schema of scenario files, from the table of declarations.

use serde_json::{Map, Value, json};

use crate::declarations::{Field, Kind, Others, SECTIONS, Section, Shape};

/// JSON Schema (draft 2020-12) of `scenario.toml` and the files that it includes, for completion in editors.
#[must_use]
pub fn schema() -> Value {
    let mut properties = Map::new();
    for section in SECTIONS.iter().filter(|s| s.shape != Shape::Inner) {
        properties.insert(section.name.to_owned(), of_section(section));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Contend scenario",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn of_section(section: &Section) -> Value {
    let about = section.reserved.unwrap_or(section.about);
    let entry = entry(section);
    let named = |inner: Value| json!({ "description": about, "type": "object", "additionalProperties": inner });
    match section.shape {
        Shape::Single | Shape::Inner => entry,
        Shape::Named => named(entry),
        Shape::Listed => json!({ "description": about, "type": "array", "items": entry }),
        Shape::ByActor => named(json!({ "type": "object", "additionalProperties": entry })),
    }
}

fn entry(section: &Section) -> Value {
    let mut properties = Map::new();
    for field in section.fields {
        properties.insert(field.name.to_owned(), of_field(field));
    }
    let required: Vec<&str> = section
        .fields
        .iter()
        .filter(|f| f.required)
        .map(|f| f.name)
        .collect();
    let others = match section.others {
        Others::None => json!(false),
        Others::Actors => json!({ "type": "string" }),
        Others::Levers => setting(),
        Others::Sections => json!({ "type": "object" }),
    };
    // A file that is included may leave out what the main file says.
    let required = if section.shape == Shape::Single {
        Vec::new()
    } else {
        required
    };
    let table = json!({
        "description": section.about,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": others,
    });
    match section.short {
        None => table,
        Some(kind) => json!({ "anyOf": [table, of_kind(kind)] }),
    }
}

fn of_field(field: &Field) -> Value {
    let mut value = of_kind(field.kind);
    let mut about = field.about.to_owned();
    if !field.default.is_empty() {
        about += &format!(" Left out: {}.", field.default);
    }
    if let Value::Object(map) = &mut value {
        map.insert("description".to_owned(), json!(about));
    }
    value
}

/// A table of anything by name. Said of every table that is not told field by field: some editors take what a schema
/// does not allow for forbidden.
fn by_name(inner: Value) -> Value {
    json!({ "type": "object", "additionalProperties": inner })
}

/// A date or a year. Editors hand a date of TOML to the schema as a text of the format `date`, and only a schema that
/// asks for that format takes it.
fn date() -> Value {
    json!({ "anyOf": [
        { "type": "string", "format": "date" },
        { "type": "number" },
    ] })
}

/// What a strategy does with a lever: a constant, one for each element, a schedule or a rule.
fn setting() -> Value {
    let constant = json!({ "type": ["number", "string", "boolean"] });
    let rule = json!({
        "type": "object",
        "properties": { "rule": of_kind(Kind::NumberOrEquation) },
        "required": ["rule"],
        "additionalProperties": false,
    });
    let point = json!({ "type": "array", "items": { "anyOf": [date(), constant] }, "minItems": 2, "maxItems": 2 });
    let schedule = json!({
        "type": "object",
        "properties": {
            "schedule": { "type": "array", "items": point, "minItems": 1 },
            "ramp": { "type": "boolean" },
        },
        "required": ["schedule"],
        "additionalProperties": false,
    });
    json!({ "anyOf": [constant, rule, schedule, by_name(constant.clone())] })
}

fn of_kind(kind: Kind) -> Value {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "number" });
    let texts = json!({ "type": "array", "items": text });
    let numbers = json!({ "type": "array", "items": number });
    let bounds = json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 2 });
    match kind {
        Kind::Text | Kind::Name | Kind::Unit | Kind::Duration | Kind::Path | Kind::Equation => text,
        Kind::Names | Kind::Labels => json!({ "anyOf": [text, texts] }),
        Kind::Texts => texts,
        Kind::Number => number,
        Kind::Bounds => {
            let end = json!({ "type": ["number", "string"] });
            let pair = json!({ "type": "array", "items": end, "minItems": 2, "maxItems": 2 });
            json!({ "anyOf": [pair, by_name(json!({}))] })
        }
        Kind::Share => json!({ "type": ["number", "string"] }),
        Kind::Whole => json!({ "type": "integer", "minimum": 0 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Flags => json!({ "anyOf": [{ "type": "boolean" }, by_name(json!(true))] }),
        Kind::Date => date(),
        Kind::OneOf(words) => json!({ "enum": words }),
        Kind::NumberOrEquation => json!({ "type": ["number", "string"] }),
        Kind::Values => json!({ "anyOf": [
            { "type": ["number", "string"] },
            { "type": "array", "items": {} },
            by_name(json!(true)),
        ] }),
        Kind::Range => json!({ "anyOf": [bounds, by_name(json!(true))] }),
        Kind::Law => json!({ "anyOf": [text, by_name(json!(true))] }),
        Kind::Numbers => numbers,
        Kind::Points => json!({ "type": "array", "items": bounds }),
        Kind::Options => json!({ "anyOf": [texts, by_name(number)] }),
        Kind::Attributes => {
            json!({ "anyOf": [texts, by_name(json!({ "type": "array", "items": {} }))] })
        }
        Kind::Units => json!({ "anyOf": [texts, by_name(text.clone())] }),
        Kind::Effects => by_name(json!({ "type": ["number", "string"] })),
        Kind::Objection => json!({ "anyOf": [text, {
            "type": "object",
            "properties": { "claim": text },
            "required": ["claim"],
            "additionalProperties": false,
        }] }),
        Kind::Setting => setting(),
        Kind::Interface => by_name(json!({ "anyOf": [text, { "type": "object" }] })),
        Kind::Wiring => by_name(json!({ "type": ["number", "string"] })),
        Kind::NameByActor | Kind::NameByName => by_name(text),
        Kind::NumberByName => by_name(number),
        Kind::RangeByName => by_name(bounds),
        Kind::NamesByActor => by_name(texts),
        Kind::Tables(name) => json!({ "type": "array", "items": of_kind(Kind::Inner(name)) }),
        Kind::InnerByName(name) => by_name(of_kind(Kind::Inner(name))),
        Kind::OneOrMore(name) => json!({ "anyOf": [
            of_kind(Kind::Inner(name)),
            of_kind(Kind::Tables(name)),
        ] }),
        Kind::Inner(name) => SECTIONS
            .iter()
            .find(|s| s.name == name)
            .map_or_else(|| by_name(json!(true)), entry),
    }
}
