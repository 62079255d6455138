//! Shares of a whole: `dirichlet(8, 1, 1)` along a dimension.

use super::dimensions::Dimensions;
use super::fields::Fields;
use super::files::Reader;
use super::item::Item;
use super::numbers::by_element;
use super::parameters::Draw;
use crate::equation;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::DimensionId;
use contend_model::model::Law;

/// The least number of a Dirichlet law: below it all but one share is often too small for a number.
const LEAST: f64 = 0.1;
/// The greatest: beyond it shares are all but certain.
const MOST: f64 = 1e6;
/// The most shares of a whole.
const MOST_SHARES: usize = 1_000;

/// The shares of an array.
pub(crate) struct Shares {
    /// The number of each element, row-major.
    numbers: Vec<f64>,
    /// The sum of the numbers of each whole.
    totals: Vec<f64>,
    /// The whole to which each element belongs.
    rows: Vec<u32>,
    /// Name of the dimension along which they sum to 1.
    dimension: String,
}

/// The shares that a parameter's `distribution` draws; `Some(None)` where it draws none, `None` where they are broken.
#[allow(clippy::option_option)]
pub(crate) fn read(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    fields: &Fields,
) -> Option<Option<Shares>> {
    let is_shares = |item: &Item| {
        item.text()
            .is_some_and(|t| t.trim().starts_with("dirichlet"))
    };
    let item = fields.get("distribution");
    if !item.is_some_and(|item| any(item, &is_shares)) {
        if fields.has("sums") {
            let finding = Diagnostic::error("field-conflict", fields.key_span("sums"));
            reader.findings.push(finding.case("shares-alone"));
            return None;
        }
        return Some(None);
    }
    let item = item?;
    let fault = |case| Diagnostic::error("bad-distribution", item.span).case(case);
    for other in ["range", "spread", "whole", "draw", "options"] {
        if fields.has(other) {
            let finding = Diagnostic::error("field-conflict", fields.key_span(other));
            let finding = finding.case("shares-with").with("other", other);
            reader.findings.push(finding);
            return None;
        }
    }
    let Some(last) = over.len().checked_sub(1) else {
        reader.findings.push(fault("shares"));
        return None;
    };
    if let Some(unit) = fields.text("unit").filter(|unit| unit.trim() != "1") {
        let finding = Diagnostic::error("bad-distribution", fields.span("unit"));
        let finding = finding.case("shares-unit").with("unit", unit);
        reader.findings.push(finding);
        return None;
    }
    let along = match fields.text("sums") {
        None if fields.has("sums") => return None,
        None => last,
        Some(name) => {
            let names = || over.iter().map(|d| dimensions.get(*d).name.as_str());
            let Some(along) = names().position(|n| n == name) else {
                let finding = Diagnostic::error("field-conflict", fields.span("sums"));
                let finding = finding.case("shares-dimension");
                let finding = finding.with("dimensions", Arg::names(names()));
                reader.findings.push(finding);
                return None;
            };
            along
        }
    };
    let dimension = dimensions.get(over[along]);
    let size = dimension.len();
    let of_dimension = |finding: Diagnostic| {
        let finding = finding.with("dimension", Arg::names([dimension.name.as_str()]));
        finding.with("size", size)
    };
    if !(2..=MOST_SHARES).contains(&size) {
        reader.findings.push(of_dimension(fault("shares-size")));
        return None;
    }
    let leaves = by_element(
        reader,
        dimensions,
        over,
        item,
        &|n| n.text().is_some(),
        false,
    )?;
    let inner: usize = (over[along + 1..].iter())
        .map(|d| dimensions.get(*d).len())
        .product();
    let row = |element: usize| element / (inner * size) * inner + element % inner;
    let place = |element: usize| element / inner % size;
    let mut whole: Vec<Option<(&Item, Vec<f64>)>> = vec![None; leaves.len() / size];
    let mut numbers = Vec::with_capacity(leaves.len());
    for (element, leaf) in leaves.into_iter().enumerate() {
        let leaf = leaf?;
        let known = &mut whole[row(element)];
        let (first, given) = match known {
            Some(known) => known,
            None => known.insert((leaf, parse(reader, leaf, size, &of_dimension)?)),
        };
        if !std::ptr::eq(*first, leaf) && first.text() != leaf.text() {
            let finding = Diagnostic::error("bad-distribution", leaf.span).case("shares-mixed");
            let finding = finding.with("dimension", Arg::names([dimension.name.as_str()]));
            reader.findings.push(finding);
            return None;
        }
        numbers.push(given[place(element)]);
    }
    let rows: Vec<u32> = (0..numbers.len())
        .map(|element| row(element) as u32)
        .collect();
    let mut totals = vec![0.0; whole.len()];
    for (number, row) in numbers.iter().zip(&rows) {
        totals[*row as usize] += number;
    }
    Some(Some(Shares {
        numbers,
        totals,
        rows,
        dimension: dimension.name.clone(),
    }))
}

/// Whether any leaf of a value is of a kind.
fn any(item: &Item, is: &dyn Fn(&Item) -> bool) -> bool {
    match item.table() {
        Some(table) => table.entries.iter().any(|e| any(&e.item, is)),
        None => is(item),
    }
}

/// The numbers of `dirichlet(8, 1, 1)`, one for each element.
fn parse(
    reader: &mut Reader,
    leaf: &Item,
    size: usize,
    of_dimension: &dyn Fn(Diagnostic) -> Diagnostic,
) -> Option<Vec<f64>> {
    let fault = |case| Diagnostic::error("bad-distribution", leaf.span).case(case);
    let written = |finding: Diagnostic| {
        let finding = finding.with("written", Arg::Text("dirichlet(a, b, …)".to_owned()));
        finding.with("example", Arg::Text("dirichlet(8, 1, 1)".to_owned()))
    };
    let text = leaf.text()?.trim();
    let inner = text.strip_prefix("dirichlet").map(str::trim);
    let inner = inner.and_then(|t| t.strip_prefix('(')?.strip_suffix(')'));
    let Some(inner) = inner else {
        let finding = written(fault("brackets").with("name", "dirichlet"));
        reader.findings.push(finding);
        return None;
    };
    let mut numbers = Vec::new();
    for part in inner.split(',').take(MOST_SHARES + 1) {
        let Some(number) = equation::number(part.trim()) else {
            let finding = written(fault("number").with("part", part.trim()));
            reader.findings.push(finding);
            return None;
        };
        if !(LEAST..=MOST).contains(&number) {
            let finding = fault("shares-number").with("value", number);
            reader.findings.push(finding);
            return None;
        }
        numbers.push(number);
    }
    match numbers.len() {
        1 => Some(vec![numbers[0]; size]),
        count if count == size => Some(numbers),
        count => {
            let finding = of_dimension(fault("shares-count").with("count", count));
            reader.findings.push(finding);
            None
        }
    }
}

impl Shares {
    /// The law of each share by itself.
    pub fn draws(&self) -> Vec<Option<Draw>> {
        let law = |(number, row): (&f64, &u32)| {
            let law = Law::Beta {
                alpha: *number,
                beta: self.totals[*row as usize] - number,
                low: 0.0,
                high: 1.0,
            };
            Some((law, None))
        };
        self.numbers.iter().zip(&self.rows).map(law).collect()
    }

    /// The mean of each share.
    pub fn means(&self) -> Vec<f64> {
        let mean = |(number, row): (&f64, &u32)| number / self.totals[*row as usize];
        self.numbers.iter().zip(&self.rows).map(mean).collect()
    }

    /// Number of wholes.
    pub fn rows(&self) -> u32 {
        self.totals.len() as u32
    }

    /// The whole to which an element belongs.
    pub fn row(&self, element: usize) -> u32 {
        self.rows[element]
    }

    /// Whether central values sum to 1 like what is drawn.
    pub fn hold(&self, reader: &mut Reader, fields: &Fields, values: &[f64]) -> Option<()> {
        let mut sums = vec![0.0; self.totals.len()];
        for (value, row) in values.iter().zip(&self.rows) {
            sums[*row as usize] += value;
        }
        let Some(sum) = sums.iter().find(|sum| (**sum - 1.0).abs() > 1e-6) else {
            return Some(());
        };
        let finding = Diagnostic::error("bad-distribution", fields.span("value"));
        let finding = finding.case("shares-sum");
        let finding = finding.with("sum", (sum * 1e6).round() / 1e6);
        let finding = finding.with("dimension", Arg::names([self.dimension.as_str()]));
        reader.findings.push(finding);
        None
    }
}
