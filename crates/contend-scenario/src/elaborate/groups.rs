//! Over which elements a function goes: dimensions, by what their elements are told apart, and which of them count.
//!
//! `sum(flow, link by link.to where open)`: over links, those with the same word together, and of these the open ones.

use std::ops::Range;

use super::{Elaborator, Value};
use crate::equation::{Argument, Grouping, Syntax};
use contend_model::diagnostic::Arg;
use contend_model::expression::{By, Expression};
use contend_model::id::DimensionId;

/// What stands after the first argument of a function over elements.
pub(super) struct Elements {
    pub along: Vec<DimensionId>,
    pub by: Vec<By>,
    pub filter: Option<Value>,
}

impl Elements {
    /// The condition, as a part of a term.
    pub(super) fn boxed_filter(&self) -> Option<Box<Expression>> {
        self.filter.as_ref().map(|f| Box::new(f.e.clone()))
    }
}

impl Elaborator<'_, '_> {
    /// The body of a function over elements, and over which it goes.
    pub(super) fn body_over(
        &mut self,
        x: &Syntax,
        argument: &Argument,
        function: &str,
    ) -> Option<(Value, Elements)> {
        let along = self.dimensions_of(&argument.value);
        let value = self.along_open(x, along.iter().flatten());
        let (along, value) = (along?, value?);
        let elements = self.elements(along, argument, function)?;
        Some((value, elements))
    }

    /// Over which elements a function goes, the dimensions being known.
    pub(super) fn elements(
        &mut self,
        along: Vec<DimensionId>,
        argument: &Argument,
        function: &str,
    ) -> Option<Elements> {
        let mut by = Vec::new();
        for grouping in &argument.by {
            by.push(self.told_apart(&along, grouping, function)?);
        }
        let filter = match &argument.filter {
            None => None,
            Some(f) => {
                let condition = self.along_open(f, along.iter())?;
                self.truth(&condition, &f.at);
                Some(condition)
            }
        };
        Some(Elements { along, by, filter })
    }

    /// The attribute of one `by`.
    fn told_apart(
        &mut self,
        along: &[DimensionId],
        grouping: &Grouping,
        function: &str,
    ) -> Option<By> {
        let Some(attribute) = &grouping.attribute else {
            let own = along
                .first()
                .map_or(&[][..], |d| &self.dimension(*d).attributes);
            let first = along.first().map_or_else(String::new, |d| self.name_of(*d));
            let written: Vec<String> = own.iter().map(|a| format!("{first}.{}", a.name)).collect();
            let finding = self.error("bad-by", &grouping.at);
            let finding = finding.with("text", &grouping.dimension);
            self.report(match written.is_empty() {
                true => finding.case("no-attributes").with("dimension", first),
                false => finding.with("written", Arg::names(written)),
            });
            return None;
        };
        let by = self.by(&grouping.dimension, attribute, &grouping.at)?;
        if along.contains(&by.dimension) {
            return Some(by);
        }
        let over = along.iter().map(|d| self.name_of(*d));
        let finding = self.error("bad-by", &grouping.at).case("elsewhere");
        let finding = finding
            .with("written", format!("{}.{attribute}", grouping.dimension))
            .with("of", &grouping.dimension)
            .with("function", function)
            .with("over", Arg::names(over));
        self.report(finding);
        None
    }

    /// The dimensions of a result that takes its elements by attributes: for each the one that the attribute names.
    pub(super) fn sorted_into(
        &mut self,
        groupings: &[Grouping],
        elements: &Elements,
        parts: &[&Expression],
    ) -> Option<Vec<(By, DimensionId)>> {
        let mut sorted: Vec<(By, DimensionId)> = Vec::new();
        for (grouping, by) in groupings.iter().zip(&elements.by) {
            let attribute = grouping.attribute.as_deref().unwrap_or_default();
            let written = format!("{}.{attribute}", grouping.dimension);
            let into = self.result_of(grouping, *by, &written)?;
            let own = |e: &&&Expression| e.over.contains(&into);
            let (twice, inside) = (
                sorted.iter().any(|(_, d)| *d == into),
                parts.iter().find(own).map(|e| e.span),
            );
            if twice || inside.is_some() || elements.along.contains(&into) {
                let finding = self.error("bad-by", &grouping.at);
                let finding = finding.case(if twice { "twice" } else { "own" });
                let finding = finding.with("written", written);
                let finding = finding.with("into", self.name_of(into));
                self.report(match inside {
                    Some(span) => finding.related(span, "varies-here"),
                    None => finding,
                });
                return None;
            }
            sorted.push((*by, into));
        }
        Some(sorted)
    }

    fn result_of(&mut self, grouping: &Grouping, by: By, written: &str) -> Option<DimensionId> {
        if let Some((name, at)) = &grouping.into {
            let Some(into) = self.dimension_named(name) else {
                self.no_dimension(name, at);
                return None;
            };
            if self.named_in(by, self.dimension(into).root).is_none() {
                self.names_none(by, into, written, at);
                return None;
            }
            return Some(into);
        }
        let roots: Vec<DimensionId> = self.attribute_of(by).names.iter().map(|n| n.root).collect();
        match roots.as_slice() {
            [one] => Some(*one),
            [] => {
                self.no_result(by, written, &grouping.at);
                None
            }
            several => {
                let names = several.iter().map(|d| self.name_of(*d));
                let cure = format!("{written} as {}", self.name_of(several[0]));
                let finding = self.error("bad-by", &grouping.at).case("several");
                let finding = finding.with("dimensions", Arg::names(names));
                self.report(finding.with("written", written).with("cure", cure));
                None
            }
        }
    }

    /// Says that the words of an attribute are labels of no dimension.
    fn no_result(&mut self, by: By, written: &str, at: &Range<usize>) {
        // Where most of them are labels of one, a word is wrong.
        let all = self.attribute_of(by).values.len();
        let roots = (0u32..)
            .zip(self.names.dimensions)
            .map(|(i, d)| (DimensionId(i), d));
        let roots = roots.filter(|(id, d)| d.root == *id).map(|(id, _)| id);
        let nearest = roots.min_by_key(|root| self.strangers(by, *root).len());
        if let Some(root) = nearest.filter(|root| self.strangers(by, *root).len() * 2 < all) {
            self.names_none(by, root, written, at);
            return;
        }
        let attribute = self.attribute_of(by);
        let mut words: Vec<String> = Vec::new();
        for k in 0..attribute.values.len() {
            let word = attribute.text(k);
            if !words.contains(&word) {
                words.push(word);
            }
            if words.len() > 6 {
                break;
            }
        }
        let finding = self.error("bad-by", at).case("no-dimension");
        let finding = finding.with("written", written);
        let quoted: Vec<String> = words.iter().map(|w| format!("\"{w}\"")).collect();
        let list =
            (words.len() <= 6).then(|| format!("{} = [{}]", attribute.name, quoted.join(", ")));
        let known = self.dimension_named(&attribute.name).is_some();
        let first = words.first().cloned().unwrap_or_default();
        self.report(
            finding
                .with("word", first)
                .maybe("list", list.filter(|_| !known).map(Arg::Text)),
        );
    }
}
