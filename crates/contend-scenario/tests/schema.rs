//! The JSON Schema takes what the reader takes: every scenario that ships is valid by it, as an editor sees it.

use std::path::{Path, PathBuf};

use contend_scenario::schema;
use serde_json::Value as Schema;
use toml::de::{DeTable, DeValue as Value};

/// Where a value is not what a schema asks for, and why; `None` where it is. Knows the keywords that the schema uses,
/// and is as strict as the strictest editor: a table may hold only what is told, and a date is valid only where a text
/// of the format `date` is asked for.
fn wrong(schema: &Schema, value: &Value<'_>, place: &str) -> Option<String> {
    if *schema == Schema::Bool(true) {
        return None;
    }
    let Schema::Object(asked) = schema else {
        return Some(format!("{place}: nothing may stand here"));
    };
    const KNOWN: [&str; 14] = [
        "$schema",
        "title",
        "description",
        "type",
        "format",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minItems",
        "maxItems",
        "minimum",
        "enum",
        "anyOf",
    ];
    for keyword in asked.keys() {
        assert!(
            KNOWN.contains(&keyword.as_str()),
            "{place}: this test knows no {keyword}"
        );
    }
    if let Some(all) = asked.get("anyOf") {
        let all = all.as_array().expect("a list");
        let found: Vec<String> = all.iter().map_while(|s| wrong(s, value, place)).collect();
        return (found.len() == all.len()).then(|| found.join("; or "));
    }
    if let Some(words) = asked.get("enum") {
        let words = words.as_array().expect("a list");
        let is = words.iter().any(|w| w.as_str() == value.as_str());
        return (!is).then(|| format!("{place}: none of {words:?}"));
    }
    let kinds = asked.get("type")?;
    let is = |kind: &str| match value {
        Value::String(_) => kind == "string",
        Value::Datetime(_) => kind == "string" && asked.get("format").is_some_and(|f| f == "date"),
        Value::Integer(_) => kind == "integer" || kind == "number",
        Value::Float(_) => kind == "number",
        Value::Boolean(_) => kind == "boolean",
        Value::Array(_) => kind == "array",
        Value::Table(_) => kind == "object",
    };
    let kinds: Vec<&str> = match kinds {
        Schema::Array(kinds) => kinds.iter().filter_map(Schema::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    if !kinds.iter().any(|k| is(k)) {
        return Some(format!(
            "{place}: {} is not {}",
            value.type_str(),
            kinds.join(" or ")
        ));
    }
    let number = |keyword: &str| asked.get(keyword).and_then(Schema::as_u64);
    match value {
        Value::Integer(n) => {
            let n: i64 = n.as_str().replace('_', "").parse().expect("a whole number");
            (number("minimum").is_some_and(|m| n < m as i64))
                .then(|| format!("{place}: {n} is too small"))
        }
        Value::Array(items) => {
            let count = items.len() as u64;
            if number("minItems").is_some_and(|m| count < m)
                || number("maxItems").is_some_and(|m| count > m)
            {
                return Some(format!("{place}: {count} items"));
            }
            let inner = asked.get("items").expect("the items of an array are told");
            let mut each = items.iter().enumerate();
            each.find_map(|(i, item)| wrong(inner, item.get_ref(), &format!("{place}[{i}]")))
        }
        Value::Table(table) => {
            let required = asked.get("required").and_then(Schema::as_array);
            let missing = required.into_iter().flatten().filter_map(Schema::as_str);
            if let Some(missing) = missing
                .into_iter()
                .find(|m| !table.keys().any(|k| k.get_ref() == m))
            {
                return Some(format!("{place}: `{missing}` is missing"));
            }
            let closed = Schema::Bool(false);
            table.iter().find_map(|(key, inner)| {
                let key: &str = key.get_ref();
                let own = asked.get("properties").and_then(|p| p.get(key));
                let rest = asked.get("additionalProperties");
                let place = format!("{place}.{key}");
                wrong(own.or(rest).unwrap_or(&closed), inner.get_ref(), &place)
            })
        }
        _ => None,
    }
}

fn parse(text: &str) -> Value<'_> {
    Value::Table(DeTable::parse(text).expect("TOML").into_inner())
}

#[test]
fn every_scenario_that_ships_is_valid() {
    fn all(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                // Translations are texts alone, and read otherwise.
                if !path.ends_with("translations") {
                    all(&path, found);
                }
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut found = Vec::new();
    // Files that a scenario includes are told of by the same schema.
    all(&root.join("scenarios"), &mut found);
    all(&root.join("crates/contend/templates"), &mut found);
    assert!(found.len() > 10, "{found:?}");
    let schema = schema();
    for path in found {
        let text = std::fs::read_to_string(&path).expect("a file");
        let wrong = wrong(&schema, &parse(&text), "");
        assert_eq!(wrong, None, "{}", path.display());
    }
}

#[test]
fn what_strategies_may_do_is_allowed_and_nothing_else() {
    let strategy = |setting: &str| {
        let text = format!("[strategy.mexico.wait]\nabout = 'a'\nstance = {setting}\n");
        wrong(&schema(), &parse(&text), "")
    };
    for setting in [
        "1",
        "0.5",
        "'hedge'",
        "true",
        "{ rule = 'if a > b then 1 else 0' }",
        "{ rule = 1 }",
        "{ schedule = [[2026-01-01, 'hedge'], [2027, 0.5], [2027.5, true]], ramp = true }",
        "{ north = 1, south = 'hedge' }",
    ] {
        assert_eq!(strategy(setting), None, "{setting}");
    }
    for setting in ["[1, 2]", "{ schedule = [[2026-01-01]] }", "2026-01-01"] {
        assert!(strategy(setting).is_some(), "{setting}");
    }
}

#[test]
fn dates_are_dates_or_years() {
    let start = |date: &str| {
        let text = format!("[scenario]\ntitle = 't'\nstart = {date}\n");
        wrong(&schema(), &parse(&text), "")
    };
    for date in ["2026-01-01", "2026", "2026.5"] {
        assert_eq!(start(date), None, "{date}");
    }
    assert!(start("true").is_some());
}
