//! Numbers of arrays: written here by list or label, or read from CSV.

use std::collections::HashMap;

use super::dimensions::Dimensions;
use super::fields::Fields;
use super::files::Reader;
use super::item::{Item, Value};
use crate::declarations::section;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::DimensionId;
use contend_model::place::Span;

/// Bad cells of one column that are listed.
const MOST_BAD_CELLS: usize = 20;

/// What may stand for one element, with its place.
pub(crate) type Leaves<'t> = Vec<Option<&'t Item>>;

/// Spreads a value over the elements of an array: one leaf for all, a list in order, or a table by label, nested for
/// several dimensions. `is_leaf` tells a leaf from a list. Where `partial`, labels may be left out.
pub(crate) fn by_element<'t>(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    whole: &'t Item,
    is_leaf: &dyn Fn(&Item) -> bool,
    partial: bool,
) -> Option<Leaves<'t>> {
    let size: usize = over.iter().map(|d| dimensions.get(*d).len()).product();
    if is_leaf(whole) {
        return Some(vec![Some(whole); size]);
    }
    let mut leaves = vec![None; size];
    let errors = reader.findings.errors();
    fill(
        reader,
        dimensions,
        over,
        whole,
        is_leaf,
        partial,
        &mut leaves,
    );
    (reader.findings.errors() == errors).then_some(leaves)
}

fn fill<'t>(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    whole: &'t Item,
    is_leaf: &dyn Fn(&Item) -> bool,
    partial: bool,
    leaves: &mut [Option<&'t Item>],
) {
    if reader.findings.is_full() {
        return;
    }
    if is_leaf(whole) {
        leaves.fill(Some(whole));
        return;
    }
    let Some((first, rest)) = over.split_first() else {
        if !whole.is_bad() {
            reader.findings.push(
                Diagnostic::error("wrong-type", whole.span)
                    .case("one-value")
                    .with("given", whole.described()),
            );
        }
        return;
    };
    let dimension = dimensions.get(*first);
    let inner = leaves.len() / dimension.len().max(1);
    match &whole.value {
        Value::Table(table) => {
            let mut given = vec![false; dimension.len()];
            for entry in &table.entries {
                match dimensions.position(*first, &entry.key) {
                    Some(p) => {
                        let p = p as usize;
                        given[p] = true;
                        fill(
                            reader,
                            dimensions,
                            rest,
                            &entry.item,
                            is_leaf,
                            partial,
                            &mut leaves[p * inner..(p + 1) * inner],
                        );
                    }
                    None if reader.findings.is_full() => return,
                    None => {
                        let finding = dimensions.unknown_label(*first, &entry.key, entry.key_span);
                        reader.findings.push(finding);
                    }
                }
            }
            if !partial && given.contains(&false) {
                let missing = given
                    .iter()
                    .zip(&dimension.labels)
                    .filter(|(g, _)| !**g)
                    .map(|(_, l)| l.as_str());

                reader.findings.push(
                    Diagnostic::error("missing-label", whole.span)
                        .with("missing", Arg::names(missing))
                        .with("dimension", &dimension.name),
                );
            }
        }
        Value::List(items) => {
            if items.len() != dimension.len() {
                reader.findings.push(
                    Diagnostic::error("wrong-length", whole.span)
                        .case("list")
                        .with("given", items.len())
                        .with("dimension", &dimension.name)
                        .with("wanted", dimension.len()),
                );
                return;
            }
            for (p, item) in items.iter().enumerate() {
                fill(
                    reader,
                    dimensions,
                    rest,
                    item,
                    is_leaf,
                    partial,
                    &mut leaves[p * inner..(p + 1) * inner],
                );
            }
        }
        Value::Bad => {}
        _ => {
            reader.findings.push(
                Diagnostic::error("wrong-type", whole.span)
                    .case("values")
                    .with("given", whole.described())
                    .with("dimension", &dimension.name),
            );
        }
    }
}

/// Numbers of an array from a CSV file: a column by label, a wide table, or edges. `None` where there is an error.
pub(crate) fn from_file(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    fields: &Fields,
) -> Option<Vec<f64>> {
    if let Some(edges) = fields.get("edges").and_then(Item::table) {
        let inner = section("parameter.edges")?;
        let edges = Fields::open(
            inner,
            "parameter.edges",
            fields.key_span("edges"),
            edges,
            &mut reader.findings,
        );
        return from_edges(reader, dimensions, over, &edges, fields.key_span("edges"));
    }
    let path = fields.text("file")?;
    let data = reader.data(path, fields.span("file"))?;
    if fields.flag("wide") == Some(true) {
        return wide(reader, dimensions, over, fields, &data);
    }
    let need = |reader: &mut Reader, name: &str, case: &'static str| {
        if !fields.has(name) {
            let finding = Diagnostic::error("missing-field", fields.key_span("file"));
            reader.findings.push(finding.case(case));
        }
        fields.text(name)
    };
    let column_name = need(reader, "column", "file-column");
    match over {
        [] => {
            let column = data.column(column_name?, fields.span("column"), &mut reader.findings)?;
            if data.len() != 1 {
                reader.findings.push(
                    Diagnostic::error("wrong-length", fields.span("file"))
                        .case("one-number")
                        .with("rows", data.len()),
                );
                return None;
            }
            data.number(&reader.files, 0, column, &mut reader.findings)
                .map(|v| vec![v])
        }
        [dimension] => {
            let labels = need(reader, "labels", "file-labels");
            let labels = data.column(labels?, fields.span("labels"), &mut reader.findings);
            let column = data.column(column_name?, fields.span("column"), &mut reader.findings)?;
            let labels = labels?;
            if !reader.spend(data.len() * 2, fields.span("file")) {
                return None;
            }
            let mut values: Vec<Option<f64>> = vec![None; dimensions.get(*dimension).len()];
            let mut bad = Bad::default();
            for row in 0..data.len() {
                if bad.too_many() {
                    break;
                }
                let Some(p) = place(reader, dimensions, *dimension, &data, row, labels, &mut bad)
                else {
                    continue;
                };
                match data.number(&reader.files, row, column, &mut reader.findings) {
                    None => bad.count += 1,
                    Some(_) if values[p].is_some() => {
                        bad.count += 1;
                        let label = data.cell(row, labels);
                        let span = data.span(&reader.files, row, labels);
                        let finding = Diagnostic::error("duplicate-label", span)
                            .case("value")
                            .with("label", label);
                        reader.findings.push(finding);
                    }
                    value => values[p] = value,
                }
            }
            all_given(
                reader,
                dimensions,
                *dimension,
                &values,
                fields.span("file"),
                bad,
            )
        }
        _ => {
            reader
                .findings
                .push(Diagnostic::error("wrong-length", fields.key_span("file")).case("column"));
            None
        }
    }
}

#[derive(Default)]
struct Bad {
    count: usize,
}

impl Bad {
    fn too_many(&self) -> bool {
        self.count >= MOST_BAD_CELLS
    }
}

/// The element that a cell names. Labels that only the whole of a part has are passed over.
fn place(
    reader: &mut Reader,
    dimensions: &Dimensions,
    dimension: DimensionId,
    data: &super::csv::Data,
    row: usize,
    column: usize,
    bad: &mut Bad,
) -> Option<usize> {
    let label = data.cell(row, column);
    if let Some(p) = dimensions.position(dimension, label) {
        return Some(p as usize);
    }
    let root = dimensions.get(dimension).root;
    if root != dimension && dimensions.position(root, label).is_some() {
        return None;
    }
    bad.count += 1;
    let span = data.span(&reader.files, row, column);
    let finding = dimensions.unknown_label(dimension, label, span);
    reader.findings.push(finding);
    None
}

fn all_given(
    reader: &mut Reader,
    dimensions: &Dimensions,
    dimension: DimensionId,
    values: &[Option<f64>],
    from: Span,
    bad: Bad,
) -> Option<Vec<f64>> {
    if bad.count > 0 {
        return None;
    }
    let whole: Vec<f64> = values.iter().flatten().copied().collect();
    if whole.len() == values.len() {
        return Some(whole);
    }
    let of = dimensions.get(dimension);
    let missing = values
        .iter()
        .zip(&of.labels)
        .filter(|(v, _)| v.is_none())
        .map(|(_, l)| l.as_str());

    reader.findings.push(
        Diagnostic::error("missing-label", from)
            .case("row")
            .with("missing", Arg::names(missing))
            .with("dimension", &of.name),
    );
    None
}

fn two(
    reader: &mut Reader,
    over: &[DimensionId],
    span: Span,
    what: &'static str,
) -> Option<(DimensionId, DimensionId)> {
    if let [a, b] = over {
        return Some((*a, *b));
    }

    reader.findings.push(
        Diagnostic::error("wrong-length", span)
            .case("two-dimensions")
            .with("what", Arg::word(what))
            .with("dimensions", over.len()),
    );
    None
}

fn wide(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    fields: &Fields,
    data: &super::csv::Data,
) -> Option<Vec<f64>> {
    let (rows, columns) = two(reader, over, fields.key_span("wide"), "wide-tables")?;
    let Some(labels) = fields.text("labels") else {
        if !fields.has("labels") {
            let finding =
                Diagnostic::error("missing-field", fields.key_span("wide")).case("wide-labels");
            reader.findings.push(finding);
        }
        return None;
    };
    let label_column = data.column(labels, fields.span("labels"), &mut reader.findings)?;
    let second = dimensions.get(columns);
    let mut column_of = vec![None; second.len()];
    let mut bad = Bad::default();
    for (i, name) in data
        .header
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != label_column)
    {
        match dimensions.position(columns, name) {
            Some(p) => column_of[p as usize] = Some(i),
            None if second.root != columns && dimensions.position(second.root, name).is_some() => {}
            None if bad.too_many() => break,
            None => {
                bad.count += 1;
                let span = data.header_span(&reader.files, i);
                let finding = dimensions.unknown_label(columns, name, span);
                reader.findings.push(finding);
            }
        }
    }
    if column_of.contains(&None) {
        let missing = column_of
            .iter()
            .zip(&second.labels)
            .filter(|(c, _)| c.is_none())
            .map(|(_, l)| l.as_str());

        reader.findings.push(
            Diagnostic::error("missing-label", fields.span("file"))
                .case("column")
                .with("missing", Arg::names(missing))
                .with("dimension", &second.name),
        );
        return None;
    }
    if !reader.spend(data.len() * data.header.len(), fields.span("file")) {
        return None;
    }
    let width = second.len();
    let mut values = vec![0.0; dimensions.get(rows).len() * width];
    let mut given: Vec<Option<f64>> = vec![None; dimensions.get(rows).len()];
    for row in 0..data.len() {
        if bad.too_many() {
            return None;
        }
        let Some(p) = place(reader, dimensions, rows, data, row, label_column, &mut bad) else {
            continue;
        };
        if given[p].replace(1.0).is_some() {
            bad.count += 1;
            let span = data.span(&reader.files, row, label_column);

            reader.findings.push(
                Diagnostic::error("duplicate-label", span)
                    .case("row")
                    .with("label", data.cell(row, label_column)),
            );
            continue;
        }
        for (q, column) in column_of.iter().enumerate() {
            match column.and_then(|c| data.number(&reader.files, row, c, &mut reader.findings)) {
                Some(v) => values[p * width + q] = v,
                None => {
                    bad.count += 1;
                    if bad.too_many() {
                        return None;
                    }
                }
            }
        }
    }
    all_given(reader, dimensions, rows, &given, fields.span("file"), bad)?;
    Some(values)
}

fn from_edges(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    edges: &Fields,
    at: Span,
) -> Option<Vec<f64>> {
    let (first, second) = two(reader, over, at, "edges")?;
    let symmetric = edges.flag("symmetric") == Some(true);
    if symmetric && dimensions.get(first).root != dimensions.get(second).root {
        reader.findings.push(
            Diagnostic::error("not-symmetric", edges.key_span("symmetric"))
                .with("first", &dimensions.get(first).name)
                .with("second", &dimensions.get(second).name),
        );
        return None;
    }
    let data = reader.data(edges.text("file")?, edges.span("file"))?;
    let mut column = |name: &str| {
        edges
            .text(name)
            .map(|n| data.column(n, edges.span(name), &mut reader.findings))
    };
    let (from, to, value) = (column("from"), column("to"), column("value"));
    let (from, to) = (from??, to??);
    if edges.is_broken("value") || value == Some(None) || edges.is_broken("missing") {
        return None;
    }
    let value = value.flatten();
    if !reader.spend(data.len() * 3, edges.span("file")) {
        return None;
    }
    let width = dimensions.get(second).len();
    let mut values =
        vec![edges.number("missing").unwrap_or(0.0); dimensions.get(first).len() * width];
    let mut seen: HashMap<usize, usize> = HashMap::new();
    let mut bad = Bad::default();
    let mut selves = 0;
    for row in 0..data.len() {
        if bad.too_many() {
            return None;
        }
        let a = place(reader, dimensions, first, &data, row, from, &mut bad);
        let b = place(reader, dimensions, second, &data, row, to, &mut bad);
        let (Some(a), Some(b)) = (a, b) else { continue };
        let number = match value {
            Some(column) => match data.number(&reader.files, row, column, &mut reader.findings) {
                Some(v) => v,
                None => {
                    bad.count += 1;
                    continue;
                }
            },
            None => 1.0,
        };
        let same = dimensions.get(first).root == dimensions.get(second).root
            && data.cell(row, from) == data.cell(row, to);
        if same {
            selves += 1;
            if selves == 1 {
                let span = data.span(&reader.files, row, to);

                reader.findings.push(
                    Diagnostic::warning("self-edge", span).with("from", data.cell(row, from)),
                );
            }
        }
        let mut ways = vec![a * width + b];
        if symmetric && !same {
            // The labels the other way round, in each dimension's own order.
            let back = (
                dimensions.position(first, data.cell(row, to)),
                dimensions.position(second, data.cell(row, from)),
            );
            if let (Some(a), Some(b)) = back {
                ways.push(a as usize * width + b as usize);
            }
        }
        if let Some(earlier) = ways.iter().find_map(|w| seen.get(w)).copied() {
            bad.count += 1;
            let finding = Diagnostic::error("edge-twice", data.span(&reader.files, row, from))
                .with("from", data.cell(row, from))
                .with("to", data.cell(row, to))
                .related(data.span(&reader.files, earlier, from), "first");
            reader.findings.push(if symmetric {
                finding.case("symmetric")
            } else {
                finding
            });
            continue;
        }
        for way in ways {
            seen.insert(way, row);
            values[way] = number;
        }
    }
    (bad.count == 0).then_some(values)
}
