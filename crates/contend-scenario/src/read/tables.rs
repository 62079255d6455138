//! Lookup tables and time series: points, order, splines.

use super::csv::CellTime;
use super::dimensions::Dimensions;
use super::fields::Fields;
use super::files::Reader;
use contend_model::clock::{Clock, Date};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::DimensionId;
use contend_model::model::{Between, Beyond, Table};

fn between(fields: &Fields) -> Between {
    match fields.text("between") {
        Some("step") => Between::Step,
        Some("spline") => Between::Spline,
        _ => Between::Linear,
    }
}

fn beyond(fields: &Fields) -> Beyond {
    match fields.text("beyond") {
        Some("extend") => Beyond::Extend,
        Some("error") => Beyond::Error,
        _ => Beyond::Hold,
    }
}

/// Reads a lookup; a stand-in where its points are broken.
pub(crate) fn lookup(reader: &mut Reader, name: &str, fields: &Fields) -> Option<Table> {
    let points = fields.get("points")?.list()?;
    let mut x = Vec::with_capacity(points.len());
    let mut y = Vec::with_capacity(points.len());
    for point in points {
        let [a, b] = point.list()? else { return None };
        let (a, b) = (a.number()?, b.number()?);
        if x.last().is_some_and(|last| *last >= a) {
            reader.findings.push(
                Diagnostic::error("points-order", point.span)
                    .with("argument", a)
                    .with("before", x.last().copied().unwrap_or(a)),
            );
            return None;
        }
        x.push(a);
        y.push(b);
    }
    if x.is_empty() {
        reader
            .findings
            .push(Diagnostic::error("wrong-length", fields.span("points")).case("points"));
        return None;
    }
    Some(table(
        name.to_owned(),
        x,
        y,
        between(fields),
        beyond(fields),
    ))
}

/// Reads a series: one table for each element.
pub(crate) fn series(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    name: &str,
    fields: &Fields,
    clock: &Clock,
) -> Option<Vec<Table>> {
    let data = reader.data(fields.text("file")?, fields.span("file"));
    if over.len() > 1 {
        reader
            .findings
            .push(Diagnostic::error("wrong-length", fields.span("over")).case("series"));
        return None;
    }
    if over.is_empty() == fields.has("labels") {
        let (case, place) = if over.is_empty() {
            ("series-over", fields.key_span("labels"))
        } else {
            ("series-labels", fields.key_span("over"))
        };
        let finding = Diagnostic::error("missing-field", place);
        reader.findings.push(finding.case(case));
        return None;
    }
    let data = data?;
    let mut column = |field: &str| {
        fields
            .text(field)
            .and_then(|n| data.column(n, fields.span(field), &mut reader.findings))
    };
    let (time, value, labels) = (column("time"), column("column"), column("labels"));
    let (time, value) = (time?, value?);
    if labels.is_none() && !over.is_empty() {
        return None;
    }
    if !reader.spend(data.len() * 3, fields.span("file")) {
        return None;
    }
    let count: usize = over.iter().map(|d| dimensions.get(*d).len()).product();
    let mut points: Vec<Vec<(f64, f64, usize)>> = vec![Vec::new(); count];
    let mut bad = 0;
    for row in 0..data.len() {
        if bad >= 20 {
            return None;
        }
        let element = match (labels, over) {
            (Some(column), [d]) => {
                let label = data.cell(row, column);
                match dimensions.position(*d, label) {
                    Some(p) => p as usize,
                    None if dimensions
                        .position(dimensions.get(*d).root, label)
                        .is_some() =>
                    {
                        continue;
                    }
                    None => {
                        bad += 1;
                        let finding = dimensions.unknown_label(
                            *d,
                            label,
                            data.span(&reader.files, row, column),
                        );
                        reader.findings.push(finding);
                        continue;
                    }
                }
            }
            _ => 0,
        };
        let at = data.time(&reader.files, row, time, &mut reader.findings);
        let v = data.number(&reader.files, row, value, &mut reader.findings);
        match (at, v) {
            (Some(at), Some(v)) => points[element].push((elapsed(clock, at), v, row)),
            _ => bad += 1,
        }
    }
    if bad > 0 {
        return None;
    }
    let mut tables = Vec::with_capacity(count);
    let mut missing = Vec::new();
    for (element, mut points) in points.into_iter().enumerate() {
        let label = over
            .first()
            .map(|d| dimensions.get(*d).labels[element].clone());
        if points.is_empty() {
            missing.push(label.unwrap_or_else(|| name.to_owned()));
            continue;
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let Some(w) = points.windows(2).find(|w| w[0].0 >= w[1].0) {
            let span = data.span(&reader.files, w[1].2, time);
            let finding = Diagnostic::error("duplicate-time", span)
                .with("time", data.cell(w[1].2, time))
                .related(data.span(&reader.files, w[0].2, time), "first");
            reader.findings.push(finding);
            return None;
        }
        let x = points.iter().map(|p| p.0).collect();
        let y = points.iter().map(|p| p.1).collect();
        let full = label.map_or_else(|| name.to_owned(), |l| format!("{name}[{l}]"));
        tables.push(table(full, x, y, between(fields), beyond(fields)));
    }
    if !missing.is_empty() {
        reader.findings.push(
            Diagnostic::error("missing-label", fields.span("file"))
                .case("series")
                .with("missing", Arg::names(missing.iter().map(String::as_str))),
        );
        return None;
    }
    Some(tables)
}

/// Elapsed time of a time in data.
fn elapsed(clock: &Clock, time: CellTime) -> f64 {
    match time {
        CellTime::Date(date) => clock.elapsed(date),
        CellTime::Year(year, share) => {
            let from = clock.elapsed(Date {
                year,
                month: 1,
                day: 1,
            });
            if share == 0.0 {
                return from;
            }
            from + share
                * (clock.elapsed(Date {
                    year: year + 1,
                    month: 1,
                    day: 1,
                }) - from)
        }
    }
}

/// A table from points by rising argument.
fn table(name: String, x: Vec<f64>, y: Vec<f64>, between: Between, beyond: Beyond) -> Table {
    let second = if between == Between::Spline {
        second_derivatives(&x, &y)
    } else {
        Vec::new()
    };
    Table {
        name,
        x,
        y,
        second,
        between,
        beyond,
    }
}

/// Second derivatives of the natural cubic spline through points: a tridiagonal system, solved by elimination.
///
/// De Boor, *A Practical Guide to Splines* (1978), chapter IV.
fn second_derivatives(x: &[f64], y: &[f64]) -> Vec<f64> {
    let n = x.len();
    let mut second = vec![0.0; n];
    if n < 3 {
        return second;
    }
    // Row i: h[i−1]·m[i−1] + 2(h[i−1] + h[i])·m[i] + h[i]·m[i+1] = 6·(slope[i] − slope[i−1]), with m = 0 at both ends.
    let mut upper = vec![0.0; n];
    let mut right = vec![0.0; n];
    for i in 1..n - 1 {
        let (before, after) = (x[i] - x[i - 1], x[i + 1] - x[i]);
        let bend = 6.0 * ((y[i + 1] - y[i]) / after - (y[i] - y[i - 1]) / before);
        let pivot = 2.0 * (before + after) - before * upper[i - 1];
        upper[i] = after / pivot;
        right[i] = (bend - before * right[i - 1]) / pivot;
    }
    for i in (1..n - 1).rev() {
        second[i] = right[i] - upper[i] * second[i + 1];
    }
    second
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spline_through_a_line_is_straight() {
        let x: Vec<f64> = vec![0.0, 1.0, 2.5, 4.0, 7.0];
        let y: Vec<f64> = x.iter().map(|x| 3.0 - 2.0 * x).collect();
        assert!(second_derivatives(&x, &y).iter().all(|m| m.abs() < 1e-12));
    }

    #[test]
    fn a_spline_satisfies_its_equations() {
        let (x, y) = (vec![0.0, 1.0, 3.0, 4.0], vec![1.0, 2.0, -1.0, 5.0]);
        let m = second_derivatives(&x, &y);
        assert_eq!((m[0], m[3]), (0.0, 0.0));
        for i in 1..3 {
            let (h, k) = (x[i] - x[i - 1], x[i + 1] - x[i]);
            let left = h * m[i - 1] + 2.0 * (h + k) * m[i] + k * m[i + 1];
            let right = 6.0 * ((y[i + 1] - y[i]) / k - (y[i] - y[i - 1]) / h);
            assert!((left - right).abs() < 1e-12);
        }
    }
}
