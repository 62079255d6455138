//! Where flows begin and end, and what events act on, through an attribute: `inventory[link.to]`.

use std::collections::HashMap;

use super::files::Reader;
use super::names::Equations;
use crate::equation::{self, Index, SyntaxKind};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::By;
use contend_model::id::{DimensionId, QuantityId};
use contend_model::place::Span;

/// A stock, and the attributes that name which of its elements, each with the dimension of the stock.
pub(super) type End = (QuantityId, Vec<(By, DimensionId)>);

/// Ends of flows that are named by attributes, by flow and whether it enters there.
pub(super) type Through = HashMap<(QuantityId, bool), Vec<(By, DimensionId)>>;

/// The stock and what stands in brackets behind it.
pub(super) fn parts(text: &str) -> (String, Vec<Index>) {
    let parsed = equation::parse(text).0.map(|s| s.kind);
    if let Some(SyntaxKind::Index(inner, indices)) = parsed
        && let SyntaxKind::Name(name, None) = inner.kind
    {
        return (name, indices);
    }
    (text.to_owned(), Vec::new())
}

/// The attributes of a flow's elements that name elements of the stock at one of its ends.
pub(super) fn through(
    reader: &mut Reader,
    equations: &Equations<'_>,
    over: &[DimensionId],
    stock: QuantityId,
    indices: &[Index],
    span: Span,
) -> Option<Vec<(By, DimensionId)>> {
    let own = &equations.declared.quantities[stock.index()];
    let dimension = |d: DimensionId| equations.dimensions.get(d);
    let mut by: Vec<(By, DimensionId)> = Vec::new();
    for index in indices {
        // A dimension's own name leaves it as it is.
        let plain = index.attribute.is_none() && index.offset == 0 && index.value.is_none();
        if plain && own.over.iter().any(|d| dimension(*d).name == index.name) {
            continue;
        }
        let found = attribute(reader, equations, over, &own.over, &own.name, index, span)?;
        if by.iter().any(|(_, into)| *into == found.1) {
            let finding = refusal(&own.name, span).case("twice");
            reader
                .findings
                .push(finding.with("dimension", &dimension(found.1).name));
            return None;
        }
        by.push(found);
    }
    // Else it would be open whether an element is meant that the attribute names or that the flow is over.
    for (by, into) in &by {
        let finding = if over.contains(into) {
            refusal(&own.name, span)
                .case("own")
                .with("dimension", &dimension(*into).name)
        } else if own.over.contains(&by.dimension) {
            let finding = refusal(&own.name, span).case("stays");
            finding.with("dimension", &dimension(by.dimension).name)
        } else {
            continue;
        };
        reader.findings.push(finding);
        return None;
    }
    Some(by)
}

fn refusal(stock: &str, span: Span) -> Diagnostic {
    Diagnostic::error("bad-end", span).with("stock", stock)
}

/// The attribute that an index names, and the dimension of the stock of which its words are elements.
pub(super) fn attribute(
    reader: &mut Reader,
    equations: &Equations<'_>,
    over: &[DimensionId],
    own: &[DimensionId],
    stock: &str,
    index: &Index,
    span: Span,
) -> Option<(By, DimensionId)> {
    let dimension = |d: DimensionId| equations.dimensions.get(d);
    let written = match &index.attribute {
        Some(attribute) => format!("{}.{attribute}", index.name),
        None => index.name.clone(),
    };
    let of = over
        .iter()
        .copied()
        .find(|d| dimension(*d).name == index.name);
    let found = of
        .zip(index.attribute.as_ref())
        .and_then(|(of, attribute)| {
            let attributes = &dimension(of).attributes;
            let at = attributes.iter().position(|a| a.name == *attribute)?;
            Some((of, at))
        });
    let Some((of, at)) = found else {
        let finding = refusal(stock, span).with("text", &written);
        let known = over.iter().flat_map(|d| {
            let d = dimension(*d);
            d.attributes
                .iter()
                .map(move |a| format!("{}.{}", d.name, a.name))
        });
        let known: Vec<String> = known.collect();
        reader.findings.push(match known.is_empty() {
            true => finding.case("no-attributes"),
            false => finding.with("known", Arg::names(known)),
        });
        return None;
    };
    let named = &dimension(of).attributes[at];
    let mut places = own
        .iter()
        .copied()
        .filter_map(|d| Some((d, named.positions_in(dimension(d).root)?)));
    let (into, other) = (places.next(), places.next());
    let (Some((into, positions)), None) = (into, other) else {
        let finding = refusal(stock, span).with("text", &written);
        reader.findings.push(match into {
            None => finding.case("no-element"),
            Some(_) => finding.case("several"),
        });
        return None;
    };
    // What would lead to an element that the stock has not would be lost without a word.
    let has = &dimension(into).positions;
    if let Some(element) = positions.iter().position(|p| !has.contains(p)) {
        let finding = refusal(stock, span).case("outside").with("text", &written);
        let finding = finding.with("element", &dimension(of).labels[element]);
        reader
            .findings
            .push(finding.with("names", named.text(element)));
        return None;
    }
    let by = By {
        dimension: of,
        attribute: at as u32,
    };
    Some((by, into))
}
