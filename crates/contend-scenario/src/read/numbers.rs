//! Numbers of arrays: written here by list or label, or read from CSV.

use std::collections::HashMap;

use super::dimensions::{Dimensions, first_few};
use super::fields::Fields;
use super::files::Reader;
use super::findings::short;
use super::tree::{Node, Value};
use crate::declarations::section;
use contend_model::diagnostic::Diagnostic;
use contend_model::id::DimensionId;
use contend_model::place::Span;

/// Bad cells of one column that are listed.
const MOST_BAD_CELLS: usize = 20;

/// What may stand for one element, with its place.
pub(crate) type Leaves<'t> = Vec<Option<&'t Node>>;

/// Spreads a value over the elements of an array: one leaf for all, a list in order, or a table by label, nested for
/// several dimensions. `is_leaf` tells a leaf from a list. Where `partial`, labels may be left out.
pub(crate) fn by_element<'t>(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    node: &'t Node,
    is_leaf: &dyn Fn(&Node) -> bool,
    partial: bool,
) -> Option<Leaves<'t>> {
    let size: usize = over.iter().map(|d| dimensions.get(*d).len()).product();
    if is_leaf(node) {
        return Some(vec![Some(node); size]);
    }
    let mut leaves = vec![None; size];
    let errors = reader.findings.errors();
    fill(
        reader,
        dimensions,
        over,
        node,
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
    node: &'t Node,
    is_leaf: &dyn Fn(&Node) -> bool,
    partial: bool,
    leaves: &mut [Option<&'t Node>],
) {
    if reader.findings.is_full() {
        return;
    }
    if is_leaf(node) {
        leaves.fill(Some(node));
        return;
    }
    let Some((first, rest)) = over.split_first() else {
        if !node.is_bad() {
            let message = format!("one value is needed here, not {}", node.described());
            let hint = "write one value, or name dimensions with `over`";
            reader
                .findings
                .push(Diagnostic::error("wrong-type", node.span, message).hint(hint));
        }
        return;
    };
    let dimension = dimensions.get(*first);
    let inner = leaves.len() / dimension.len().max(1);
    match &node.value {
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
                            &entry.node,
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
                let message = format!(
                    "no value for {} of `{}`",
                    first_few(missing),
                    dimension.name
                );
                reader.findings.push(
                    Diagnostic::error("missing-label", node.span, message)
                        .hint("add a value for each element"),
                );
            }
        }
        Value::List(items) => {
            if items.len() != dimension.len() {
                let message = format!(
                    "this list has {}; `{}` has {}",
                    items.len(),
                    dimension.name,
                    dimension.len()
                );
                let hint = "give one value for each element, in order, or a table by label";
                reader
                    .findings
                    .push(Diagnostic::error("wrong-length", node.span, message).hint(hint));
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
            let message = format!("{} cannot stand here", node.described());
            let hint = format!(
                "write a value for each element of `{}`: a list, or a table by label",
                dimension.name
            );
            reader
                .findings
                .push(Diagnostic::error("wrong-type", node.span, message).hint(hint));
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
    if let Some(edges) = fields.get("edges").and_then(Node::table) {
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
    let need = |reader: &mut Reader, name: &str, why: &str| {
        if !fields.has(name) {
            let finding = Diagnostic::error(
                "missing-field",
                fields.key_span("file"),
                format!("`{name}` is missing"),
            )
            .hint(why.to_owned());
            reader.findings.push(finding);
        }
        fields.text(name)
    };
    let column_name = need(
        reader,
        "column",
        "add `column = \"…\"`, the column with the values",
    );
    match over {
        [] => {
            let column = data.column(column_name?, fields.span("column"), &mut reader.findings)?;
            if data.len() != 1 {
                let message = format!("one number is needed, but the file has {} rows", data.len());
                let hint = "name the dimension with `over` and its column with `labels`";
                reader.findings.push(
                    Diagnostic::error("wrong-length", fields.span("file"), message).hint(hint),
                );
                return None;
            }
            data.number(&reader.files, 0, column, &mut reader.findings)
                .map(|v| vec![v])
        }
        [dimension] => {
            let labels = need(
                reader,
                "labels",
                "add `labels = \"…\"`, the column with the labels of elements",
            );
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
                        let label = short(data.cell(row, labels));
                        let span = data.span(&reader.files, row, labels);
                        let finding = Diagnostic::error(
                            "duplicate-label",
                            span,
                            format!("`{label}` has a value in an earlier row already"),
                        )
                        .hint("keep one row for each element");
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
            let message = "a column gives values over one dimension, not over several";
            let hint = "use `wide = true` or `edges = { … }` for two dimensions";
            reader.findings.push(
                Diagnostic::error("wrong-length", fields.key_span("file"), message).hint(hint),
            );
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
    let message = format!(
        "the file has no row for {} of `{}`",
        first_few(missing),
        of.name
    );
    reader.findings.push(
        Diagnostic::error("missing-label", from, message)
            .hint("add a row for each element, or read a part of the dimension"),
    );
    None
}

fn two(
    reader: &mut Reader,
    over: &[DimensionId],
    span: Span,
    what: &str,
) -> Option<(DimensionId, DimensionId)> {
    if let [a, b] = over {
        return Some((*a, *b));
    }
    let message = format!(
        "{what} give values over two dimensions, not over {}",
        over.len()
    );
    let hint = "write `over = [\"first\", \"second\"]`";
    reader
        .findings
        .push(Diagnostic::error("wrong-length", span, message).hint(hint));
    None
}

fn wide(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    fields: &Fields,
    data: &super::csv::Data,
) -> Option<Vec<f64>> {
    let (rows, columns) = two(reader, over, fields.key_span("wide"), "wide tables")?;
    let Some(labels) = fields.text("labels") else {
        if !fields.has("labels") {
            let finding = Diagnostic::error(
                "missing-field",
                fields.key_span("wide"),
                "`labels` is missing",
            )
            .hint("add `labels = \"…\"`, the column with the labels of the first dimension");
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
        let message = format!(
            "the file has no column for {} of `{}`",
            first_few(missing),
            second.name
        );
        reader.findings.push(
            Diagnostic::error("missing-label", fields.span("file"), message)
                .hint("add a column for each element"),
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
            let message = format!(
                "`{}` has an earlier row already",
                short(data.cell(row, label_column))
            );
            reader.findings.push(
                Diagnostic::error("duplicate-label", span, message)
                    .hint("keep one row for each element"),
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
        let message = format!(
            "`{}` and `{}` list different things, so edges cannot hold both ways",
            dimensions.get(first).name,
            dimensions.get(second).name
        );
        reader.findings.push(
            Diagnostic::error("not-symmetric", edges.key_span("symmetric"), message)
                .hint("delete `symmetric`"),
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
                let message = format!(
                    "this edge leads from `{}` to itself",
                    short(data.cell(row, from))
                );
                reader.findings.push(
                    Diagnostic::warning("self-edge", span, message)
                        .hint("delete the row if it is a slip"),
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
            let message = format!(
                "the edge between `{}` and `{}` stands twice",
                short(data.cell(row, from)),
                short(data.cell(row, to))
            );
            let hint = if symmetric {
                "keep one row: with `symmetric` it holds both ways"
            } else {
                "keep one row"
            };
            let finding =
                Diagnostic::error("edge-twice", data.span(&reader.files, row, from), message)
                    .related(data.span(&reader.files, earlier, from), "first here")
                    .hint(hint);
            reader.findings.push(finding);
            continue;
        }
        for way in ways {
            seen.insert(way, row);
            values[way] = number;
        }
    }
    (bad.count == 0).then_some(values)
}
