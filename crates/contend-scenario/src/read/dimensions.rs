//! Dimensions: lists, second names, parts, and labels from files.

use std::collections::HashMap;

use super::fields::Fields;
use super::files::Reader;
use super::gather::Declarations;
use super::item::{Item, Value};
use crate::declarations::section;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::DimensionId;
use contend_model::model::{Attribute, Dimension, Named};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// The most elements of a dimension, of all dimensions together, and of an array.
pub const MOST_ELEMENTS: usize = 100_000;
pub const MOST_ELEMENTS_IN_ALL: usize = 1_000_000;
pub const MOST_CELLS: usize = 10_000_000;

/// All dimensions, by name and with an index of their labels.
#[derive(Debug, Default)]
pub(crate) struct Dimensions {
    pub list: Vec<Dimension>,
    /// `None` for a dimension that is declared but broken.
    pub by_name: HashMap<String, Option<DimensionId>>,
    labels: Vec<HashMap<String, u32>>,
    names: Vec<String>,
}

impl Dimensions {
    pub fn get(&self, id: DimensionId) -> &Dimension {
        &self.list[id.index()]
    }

    /// Position of a label in a dimension.
    pub fn position(&self, id: DimensionId, label: &str) -> Option<u32> {
        self.labels[id.index()].get(label).copied()
    }

    /// The dimensions that a field `over` names; none where it is left out. `None` if any is unknown or broken.
    pub fn over(&self, reader: &mut Reader, fields: &Fields) -> Option<Vec<DimensionId>> {
        if fields.is_broken("over") {
            return None;
        }
        let mut over = Vec::new();
        let mut whole = true;
        for (name, span) in fields.names("over") {
            match self.find(reader, name, span) {
                Some(id) if over.contains(&id) => {
                    whole = false;

                    reader
                        .findings
                        .push(Diagnostic::error("dimension-twice", span).with("name", name));
                }
                Some(id) => over.push(id),
                None => whole = false,
            }
        }
        if over.len() > 8 {
            reader
                .findings
                .push(Diagnostic::error("array-too-large", fields.span("over")).case("dimensions"));
            return None;
        }
        let size = over
            .iter()
            .try_fold(1usize, |n, d| n.checked_mul(self.get(*d).len()));
        if size.is_none_or(|n| n > MOST_CELLS) {
            let sizes: Vec<String> = over
                .iter()
                .map(|d| self.get(*d).len().to_string())
                .collect();

            reader.findings.push(
                Diagnostic::error("array-too-large", fields.span("over"))
                    .case("elements")
                    .with("sizes", Arg::names(sizes)),
            );
            return None;
        }
        whole.then_some(over)
    }

    fn find(&self, reader: &mut Reader, name: &str, span: Span) -> Option<DimensionId> {
        match self.by_name.get(name) {
            Some(found) => *found,
            None => {
                let finding = self.unknown(name, span);
                reader.findings.push(finding);
                None
            }
        }
    }

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        Diagnostic::error("unknown-dimension", span)
            .with("name", name)
            .maybe(
                "near",
                nearest(name, self.names.iter().take(10_000).map(String::as_str)),
            )
    }

    /// A finding for a label that a dimension lacks.
    pub fn unknown_label(&self, id: DimensionId, label: &str, span: Span) -> Diagnostic {
        let dimension = self.get(id);
        let labels = || dimension.labels.iter().map(String::as_str);
        Diagnostic::error("unknown-label", span)
            .with("dimension", &dimension.name)
            .with("label", label)
            .maybe("near", nearest(label, labels().take(10_000)))
            .with("labels", Arg::names(labels()))
    }

    fn add(&mut self, name: &str, dimension: Dimension) {
        let id = DimensionId(self.list.len() as u32);
        let index = dimension
            .labels
            .iter()
            .enumerate()
            .map(|(i, l)| (l.clone(), i as u32))
            .collect();
        self.labels.push(index);
        self.list.push(dimension);
        self.by_name.insert(name.to_owned(), Some(id));
    }
}

/// Reads all dimensions.
pub(crate) fn read(reader: &mut Reader, all: &Declarations) -> Dimensions {
    let mut dimensions = Dimensions::default();
    let declared = all.of("dimension");
    let mut index: HashMap<&str, usize> = HashMap::new();
    for (i, d) in declared.iter().enumerate() {
        index.entry(d.name.as_str()).or_insert(i);
        dimensions.names.push(d.name.clone());
        dimensions.by_name.insert(d.name.clone(), None);
    }
    let mut done = vec![false; declared.len()];
    let mut total = 0usize;
    for start in 0..declared.len() {
        // Each dimension is of at most one other: the chain to those that come first.
        let mut chain = vec![start];
        let mut on_chain = std::collections::HashSet::from([start]);
        while let Some(next) = chain
            .last()
            .and_then(|i| parent(&declared[*i].item))
            .and_then(|p| index.get(p))
            .copied()
        {
            if done[next] {
                break;
            }
            if !on_chain.insert(next) {
                let names = chain
                    .iter()
                    .skip_while(|i| **i != next)
                    .chain([&next])
                    .take(20)
                    .map(|i| declared[*i].name.as_str());

                reader.findings.push(
                    Diagnostic::error("dimension-cycle", declared[next].place)
                        .with("names", Arg::names(names)),
                );
                for i in &chain {
                    done[*i] = true;
                }
                break;
            }
            chain.push(next);
        }
        for i in chain.into_iter().rev() {
            if done[i] {
                continue;
            }
            done[i] = true;
            if index.get(declared[i].name.as_str()) != Some(&i) {
                continue;
            }
            let name = declared[i].name.as_str();
            let found = one(
                reader,
                &dimensions,
                name,
                declared[i].place,
                &declared[i].item,
            );
            let Some(found) = found else { continue };
            let cells = found.len() * (1 + found.attributes.len());
            total += cells;
            if found.len() > MOST_ELEMENTS || total > MOST_ELEMENTS_IN_ALL {
                let finding = too_many(name, found.len(), declared[i].place);
                reader.findings.push(finding);
                total -= cells;
                continue;
            }
            dimensions.add(name, found);
        }
    }
    name_elements(&mut dimensions);
    dimensions
}

/// Finds for every attribute the dimensions whose labels all of its values are. A number names the element whose label is
/// that number, however it is written, unless two labels are.
fn name_elements(dimensions: &mut Dimensions) {
    let roots: Vec<usize> = (0..dimensions.list.len())
        .filter(|i| dimensions.list[*i].root.index() == *i)
        .collect();
    let numbered: Vec<HashMap<u64, Option<u32>>> = roots
        .iter()
        .map(|root| {
            let mut places = HashMap::new();
            for (place, label) in (0u32..).zip(&dimensions.list[*root].labels) {
                if let Some(number) = label.parse::<f64>().ok().filter(|x| x.is_finite()) {
                    let known = places.entry((number + 0.0).to_bits());
                    known.and_modify(|p| *p = None).or_insert(Some(place));
                }
            }
            places
        })
        .collect();
    for i in 0..dimensions.list.len() {
        for a in 0..dimensions.list[i].attributes.len() {
            let attribute = &dimensions.list[i].attributes[a];
            let of_number = |k: usize, x: f64| numbered[k].get(&(x + 0.0).to_bits()).copied()?;
            let named = roots.iter().enumerate().filter_map(|(k, root)| {
                let places: Vec<Option<u32>> = match attribute.words.as_slice() {
                    [] => Vec::new(),
                    words => (words.iter())
                        .map(|w| dimensions.labels[*root].get(w).copied())
                        .collect(),
                };
                let place = |x: &f64| match attribute.words.is_empty() {
                    true => of_number(k, *x),
                    false => places.get(*x as usize).copied().flatten(),
                };
                Some(Named {
                    root: DimensionId(*root as u32),
                    positions: attribute.values.iter().map(place).collect::<Option<_>>()?,
                })
            });
            let named = named.collect();
            dimensions.list[i].attributes[a].names = named;
        }
    }
}

fn too_many(name: &str, count: usize, span: Span) -> Diagnostic {
    let finding = Diagnostic::error("dimension-too-large", span);
    if count > MOST_ELEMENTS {
        finding.with("name", name).with("count", count)
    } else {
        finding.case("all")
    }
}

fn parent(whole: &Item) -> Option<&str> {
    match &whole.value {
        Value::Text(of) => Some(of),
        Value::Table(t) => t.get("of").and_then(|e| e.item.text()),
        _ => None,
    }
}

fn one(
    reader: &mut Reader,
    known: &Dimensions,
    name: &str,
    place: Span,
    item: &Item,
) -> Option<Dimension> {
    match &item.value {
        Value::Bad => None,
        Value::Text(of) => {
            let original = known.find(reader, of, item.span)?;
            Some(part(known, original, name, place, String::new(), None))
        }
        Value::List(_) => {
            let labels = labels_of_list(reader, item)?;
            Some(whole(known, name, place, String::new(), labels, Vec::new()))
        }
        Value::Table(table) => {
            let section = section("dimension")?;
            let fields = Fields::open(
                section,
                &format!("dimension.{name}"),
                place,
                table,
                &mut reader.findings,
            );
            from_fields(reader, known, name, place, &fields)
        }
        _ => {
            reader.findings.push(
                Diagnostic::error("wrong-type", item.span)
                    .case("dimension")
                    .with("name", name)
                    .with("given", item.described()),
            );
            None
        }
    }
}

fn from_fields(
    reader: &mut Reader,
    known: &Dimensions,
    name: &str,
    place: Span,
    fields: &Fields,
) -> Option<Dimension> {
    let about = fields.words("about");
    if fields.has("of") {
        let of = fields.text("of")?;
        let original = known.find(reader, of, fields.span("of"))?;
        let chosen = match (fields.get("labels"), fields.text("where")) {
            (Some(labels), None) => chosen_labels(reader, known, original, labels)?,
            (None, Some(condition)) => {
                where_holds(reader, known.get(original), condition, fields.span("where"))?
            }
            (None, None) if !fields.has("labels") && !fields.has("where") => {
                return Some(part(known, original, name, place, about, None));
            }
            (Some(_), Some(_)) => {
                reader.findings.push(
                    Diagnostic::error("field-conflict", fields.key_span("where")).case("part"),
                );
                return None;
            }
            _ => return None,
        };
        if chosen.is_empty() {
            reader
                .findings
                .push(Diagnostic::error("empty-dimension", place).with("name", name));
            return None;
        }
        return Some(part(known, original, name, place, about, Some(chosen)));
    }
    if fields.has("size") {
        let size = fields.number("size")?;
        if size < 1.0 || size > MOST_ELEMENTS as f64 {
            reader.findings.push(
                Diagnostic::error("dimension-too-large", fields.span("size"))
                    .case("size")
                    .with("size", size),
            );
            return None;
        }
        let labels = (1..=size as usize).map(|i| i.to_string()).collect();
        return Some(whole(known, name, place, about, labels, Vec::new()));
    }
    let Some(labels) = fields.get("labels") else {
        if !fields.has("labels") {
            reader.findings.push(
                Diagnostic::error("missing-field", place)
                    .case("elements")
                    .with("name", name),
            );
        }
        return None;
    };
    match (&labels.value, fields.text("file")) {
        (Value::List(_), _) => {
            let labels = labels_of_list(reader, labels)?;
            let attributes = inline_attributes(reader, fields, labels.len());
            Some(whole(known, name, place, about, labels, attributes))
        }
        (Value::Text(column), Some(path)) => {
            let data = reader.data(path, fields.span("file"))?;
            let column = data.column(column, labels.span, &mut reader.findings)?;
            if data.len() > MOST_ELEMENTS {
                let finding = too_many(name, data.len(), fields.span("file"));
                reader.findings.push(finding);
                return None;
            }
            if !reader.spend(data.len(), fields.span("file")) {
                return None;
            }
            let mut seen: HashMap<&str, usize> = HashMap::new();
            let mut whole_column = true;
            for row in 0..data.len() {
                let label = data.cell(row, column);
                let span = || data.span(&reader.files, row, column);
                let finding = if label.is_empty() {
                    Diagnostic::error("duplicate-label", span()).case("empty-cell")
                } else if let Some(first) = seen.insert(label, row) {
                    Diagnostic::error("duplicate-label", span())
                        .case("column")
                        .with("label", label)
                        .related(data.span(&reader.files, first, column), "first")
                } else {
                    continue;
                };
                whole_column = false;
                reader.findings.push(finding);
            }
            if data.len() == 0 {
                reader.findings.push(
                    Diagnostic::error("empty-dimension", fields.span("file"))
                        .case("header-only")
                        .with("name", name),
                );
                return None;
            }
            if !whole_column {
                return None;
            }
            let labels = (0..data.len())
                .map(|r| data.cell(r, column).to_owned())
                .collect();
            let mut attributes = Vec::new();
            for (name, span) in fields.names("attributes") {
                let Some(column) = data.column(name, span, &mut reader.findings) else {
                    continue;
                };
                let texts: Vec<&str> = (0..data.len()).map(|r| data.cell(r, column)).collect();
                if reader.spend(texts.len(), span) {
                    attributes.push(attribute_of_texts(name, &texts));
                }
            }
            Some(whole(known, name, place, about, labels, attributes))
        }
        _ => {
            reader
                .findings
                .push(Diagnostic::error("missing-field", labels.span).case("file-of-labels"));
            None
        }
    }
}

fn whole(
    known: &Dimensions,
    name: &str,
    span: Span,
    about: String,
    labels: Vec<String>,
    attributes: Vec<Attribute>,
) -> Dimension {
    Dimension {
        name: name.to_owned(),
        about,
        root: DimensionId(known.list.len() as u32),
        positions: (0..labels.len() as u32).collect(),
        labels,
        attributes,
        span,
    }
}

/// A second name of a dimension, or some of its elements.
fn part(
    known: &Dimensions,
    of: DimensionId,
    name: &str,
    span: Span,
    about: String,
    chosen: Option<Vec<u32>>,
) -> Dimension {
    let original = known.get(of);
    let chosen = chosen.unwrap_or_else(|| (0..original.len() as u32).collect());
    let pick = |i: &u32| *i as usize;
    Dimension {
        name: name.to_owned(),
        about,
        root: original.root,
        positions: chosen.iter().map(|i| original.positions[pick(i)]).collect(),
        labels: chosen
            .iter()
            .map(|i| original.labels[pick(i)].clone())
            .collect(),
        attributes: original
            .attributes
            .iter()
            .map(|a| Attribute {
                name: a.name.clone(),
                values: chosen.iter().map(|i| a.values[pick(i)]).collect(),
                words: a.words.clone(),
                names: Vec::new(),
            })
            .collect(),
        span,
    }
}

fn labels_of_list(reader: &mut Reader, whole: &Item) -> Option<Vec<String>> {
    let items = whole.list()?;
    if items.is_empty() {
        let finding = Diagnostic::error("empty-dimension", whole.span).case("list");
        reader.findings.push(finding);
        return None;
    }
    if items.len() > MOST_ELEMENTS {
        let finding = too_many("this list", items.len(), whole.span);
        reader.findings.push(finding);
        return None;
    }
    let mut seen: HashMap<&str, Span> = HashMap::new();
    let mut whole = true;
    for item in items {
        let finding = match item.text() {
            None if item.is_bad() => {
                whole = false;
                continue;
            }
            None => Diagnostic::error("wrong-type", item.span)
                .case("label")
                .with("given", item.described()),
            Some("") => Diagnostic::error("duplicate-label", item.span).case("empty"),
            Some(text) => match seen.insert(text, item.span) {
                Some(first) => Diagnostic::error("duplicate-label", item.span)
                    .with("label", text)
                    .related(first, "first"),
                None => continue,
            },
        };
        whole = false;
        reader.findings.push(finding);
    }
    whole.then(|| {
        items
            .iter()
            .filter_map(|i| i.text().map(str::to_owned))
            .collect()
    })
}

fn chosen_labels(
    reader: &mut Reader,
    known: &Dimensions,
    of: DimensionId,
    whole: &Item,
) -> Option<Vec<u32>> {
    let Value::List(_) = &whole.value else {
        let finding = Diagnostic::error("wrong-type", whole.span).case("part");
        reader.findings.push(finding);
        return None;
    };
    let labels = labels_of_list(reader, whole)?;
    let spans = whole.list().unwrap_or_default();
    let mut chosen = Vec::new();
    for (label, item) in labels.iter().zip(spans) {
        match known.position(of, label) {
            Some(p) => chosen.push(p),
            None => {
                let finding = known.unknown_label(of, label, item.span);
                reader.findings.push(finding);
            }
        }
    }
    (chosen.len() == labels.len()).then_some(chosen)
}

/// Elements for which a condition `attribute == value` holds.
fn where_holds(
    reader: &mut Reader,
    dimension: &Dimension,
    condition: &str,
    span: Span,
) -> Option<Vec<u32>> {
    const SIGNS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];
    let found = SIGNS.iter().find_map(|s| {
        condition
            .split_once(s)
            .map(|(a, b)| (*s, a.trim(), b.trim()))
    });
    let Some((sign, name, value)) = found else {
        let finding = Diagnostic::error("bad-condition", span);
        reader.findings.push(finding);
        return None;
    };
    let name = name
        .strip_prefix(&format!("{}.", dimension.name))
        .unwrap_or(name);
    let Some(attribute) = dimension.attributes.iter().find(|a| a.name == name) else {
        let names = dimension.attributes.iter().map(|a| a.name.as_str());
        let finding = Diagnostic::error("unknown-attribute", span)
            .with("dimension", &dimension.name)
            .with("attribute", name)
            .maybe("near", nearest(name, names.clone()));
        reader.findings.push(if dimension.attributes.is_empty() {
            finding.case("where-none")
        } else {
            finding.case("where").with("known", Arg::names(names))
        });
        return None;
    };
    let value = value.trim_matches(|c| c == '\'' || c == '"');
    let target = if attribute.words.is_empty() {
        value.parse::<f64>().ok().filter(|v| v.is_finite())
    } else if sign == "==" || sign == "!=" {
        attribute
            .words
            .iter()
            .position(|w| w == value)
            .map(|i| i as f64)
    } else {
        None
    };
    let Some(target) = target else {
        let finding = Diagnostic::error("bad-condition", span)
            .case("value")
            .with("attribute", &attribute.name)
            .with("value", value);
        reader.findings.push(if attribute.words.is_empty() {
            finding
        } else {
            finding.with("words", Arg::names(&attribute.words))
        });
        return None;
    };
    let holds = |v: f64| match sign {
        "==" => v == target,
        "!=" => v != target,
        "<=" => v <= target,
        ">=" => v >= target,
        "<" => v < target,
        _ => v > target,
    };
    Some(
        (0..dimension.len() as u32)
            .filter(|i| holds(attribute.values[*i as usize]))
            .collect(),
    )
}

fn inline_attributes(reader: &mut Reader, fields: &Fields, count: usize) -> Vec<Attribute> {
    let Some(whole) = fields.get("attributes") else {
        return Vec::new();
    };
    let Some(table) = whole.table() else {
        let finding = Diagnostic::error("wrong-type", whole.span).case("attributes");
        reader.findings.push(finding);
        return Vec::new();
    };
    let mut attributes = Vec::new();
    for entry in &table.entries {
        let items = entry.item.list().unwrap_or_default();
        let numbers: Vec<f64> = items.iter().filter_map(Item::number).collect();
        let texts: Vec<&str> = items.iter().filter_map(Item::text).collect();
        if entry.item.is_bad() || items.iter().any(Item::is_bad) {
            continue;
        }
        if items.len() != count || (numbers.len() != count && texts.len() != count) {
            reader.findings.push(
                Diagnostic::error("wrong-length", entry.item.span)
                    .case("attribute")
                    .with("name", &entry.key)
                    .with("count", count),
            );
            continue;
        }
        attributes.push(if numbers.len() == count {
            Attribute {
                name: entry.key.clone(),
                values: numbers,
                words: Vec::new(),
                names: Vec::new(),
            }
        } else {
            words_attribute(&entry.key, &texts)
        });
    }
    attributes
}

fn attribute_of_texts(name: &str, texts: &[&str]) -> Attribute {
    let numbers: Vec<f64> = texts
        .iter()
        .filter_map(|t| t.parse::<f64>().ok().filter(|n| n.is_finite()))
        .collect();
    if numbers.len() == texts.len() {
        return Attribute {
            name: name.to_owned(),
            values: numbers,
            words: Vec::new(),
            names: Vec::new(),
        };
    }
    words_attribute(name, texts)
}

fn words_attribute(name: &str, texts: &[&str]) -> Attribute {
    let mut words: Vec<String> = Vec::new();
    let mut index: HashMap<&str, usize> = HashMap::new();
    let values = texts
        .iter()
        .map(|t| {
            *index.entry(t).or_insert_with(|| {
                words.push((*t).to_owned());
                words.len() - 1
            }) as f64
        })
        .collect();
    Attribute {
        name: name.to_owned(),
        values,
        words,
        names: Vec::new(),
    }
}
