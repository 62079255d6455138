//! Functions over the elements of dimensions: sums, counts, and what goes along one.

use std::ops::Range;

use super::arguments::Call;
use super::{Elaborator, Value, event_named, union};
use crate::equation::{Syntax, SyntaxKind};
use contend_model::diagnostic::Arg;
use contend_model::expression::{AlongOp, EventReading, Expression, ReduceOp, Term};
use contend_model::id::DimensionId;
use contend_model::nearest::nearest;
use contend_model::unit::Unit;

impl Elaborator<'_, '_> {
    pub(super) fn reduction(&mut self, call: &Call<'_>, op: ReduceOp) -> Option<Value> {
        let (x, filter, dimensions) = match call.plain.as_slice() {
            [x] => (x, None, None),
            [x, d] => (x, d.filter.as_ref(), Some(&d.value)),
            _ => return self.wrong_count(call),
        };
        let along = match dimensions {
            Some(d) => self.dimensions_of(d).map(Some),
            None => Some(None),
        };
        let value = self.along_open(&x.value, along.iter().flatten().flatten());
        let (along, value) = (along?, value?);
        if along.is_none() && !self.open.is_empty() && draws(&value.e) {
            // The dimensions of the equation would be summed over too.
            let finding = self.error("wrong-arguments", call.at).case("chance");
            self.report(finding.with("function", call.function.name));
            return None;
        }
        if along.is_none() {
            self.several(&value, call.function.name, &x.value.at, call.at)?;
        }
        let along = along.unwrap_or_else(|| value.e.over.clone());
        let filter = match filter {
            None => None,
            Some(f) => {
                let condition = self.along_open(f, along.iter())?;
                self.truth(&condition, &f.at);
                Some(condition)
            }
        };
        for d in &along {
            let in_filter = filter.as_ref().is_some_and(|f| f.e.over.contains(d));
            if !in_filter {
                self.has(&value, *d, &x.value.at)?;
            }
        }
        let named = matches!(op, ReduceOp::ArgMax | ReduceOp::ArgMin);
        if named && along.len() != 1 {
            self.report(
                self.error("wrong-arguments", call.at)
                    .case("one-dimension")
                    .with("function", call.function.name),
            );
            return None;
        }
        if along.is_empty() {
            return Some(value);
        }
        self.reads_own_elements(&value.e, &along, call.function.name);
        let unit = match op {
            _ if named => Unit::pure(),
            ReduceOp::Product => {
                self.pure(&value, &x.value.at, "product");
                Unit::pure()
            }
            _ => value.e.unit.clone(),
        };
        let whole = match &filter {
            Some(f) => union([&value.e, &f.e]),
            None => value.e.over.clone(),
        };
        let over: Vec<DimensionId> = whole.into_iter().filter(|d| !along.contains(d)).collect();
        let root = self.dimension(along[0]).root;
        let term = Term::Reduce {
            op,
            body: Box::new(value.e),
            along,
            filter: filter.map(|f| Box::new(f.e)),
        };
        let mut result = self.plain(term, over, unit, call.at);
        result.elements_of = named.then_some(root);
        Some(result)
    }

    pub(super) fn count(&mut self, call: &Call<'_>) -> Option<Value> {
        if let [one] = call.plain.as_slice() {
            let name = match &one.value.kind {
                SyntaxKind::Name(name, None) => Some(name),
                SyntaxKind::Index(inner, _) => match &inner.kind {
                    SyntaxKind::Name(name, None) => Some(name),
                    _ => None,
                },
                _ => None,
            };
            if name.is_some_and(|n| event_named(self.names, n).is_some()) {
                return self.happened(call, &one.value, EventReading::Count);
            }
        }
        let Some(first) = call.plain.first() else {
            return self.wrong_count(call);
        };
        let counted = self.reduction(call, ReduceOp::Sum)?;
        if let Term::Reduce { body, .. } = &counted.e.term {
            let condition = Value {
                e: (**body).clone(),
                any_unit: false,
                elements_of: None,
            };
            self.truth(&condition, &first.value.at);
        }
        Some(counted)
    }

    /// What is done along one dimension and keeps it.
    pub(super) fn along(&mut self, call: &Call<'_>, op: AlongOp) -> Option<Value> {
        let [x, d] = self.fixed::<2>(call)?;
        let along = self.dimensions_of(&d.value);
        let value = self.along_open(&x.value, along.iter().flatten())?;
        let along = along?;
        let [along] = along.as_slice() else {
            self.report(
                self.error("wrong-arguments", &d.value.at)
                    .case("one-dimension")
                    .with("function", call.function.name),
            );
            return None;
        };
        self.has(&value, *along, &x.value.at)?;
        let unit = match op {
            AlongOp::Softmax => {
                self.pure_argument(&value, &x.value.at, call.function.name);
                Unit::pure()
            }
            AlongOp::Rank => Unit::pure(),
            AlongOp::RunningSum => value.e.unit.clone(),
        };
        let over = value.e.over.clone();
        Some(self.plain(
            Term::Along {
                op,
                body: Box::new(value.e),
                along: *along,
            },
            over,
            unit,
            call.at,
        ))
    }

    /// What is written inside a function over the elements of some dimensions.
    pub(super) fn along_open<'d>(
        &mut self,
        s: &Syntax,
        dimensions: impl Iterator<Item = &'d DimensionId>,
    ) -> Option<Value> {
        let before = self.open.len();
        for d in dimensions {
            if !self.open.contains(d) {
                self.open.push(*d);
            }
        }
        let value = self.value(s);
        self.open.truncate(before);
        value
    }

    pub(super) fn has(
        &mut self,
        value: &Value,
        along: DimensionId,
        at: &Range<usize>,
    ) -> Option<()> {
        if value.e.over.contains(&along) {
            return Some(());
        }
        let name = self.name_of(along);
        let root = self.dimension(along).root;
        let relative = value
            .e
            .over
            .iter()
            .copied()
            .find(|d| self.dimension(*d).root == root)
            .map(|d| self.name_of(d));
        let finding = self.error("not-over", at).with("name", name);
        self.report(match relative {
            Some(other) => finding.case("relative").with("other", other),
            None => {
                let over = value.e.over.iter().map(|d| self.name_of(*d));
                finding.case("this").with("over", Arg::names(over))
            }
        });
        None
    }

    pub(super) fn dimensions_of(&mut self, s: &Syntax) -> Option<Vec<DimensionId>> {
        match &s.kind {
            SyntaxKind::Name(name, None) => {
                if let Some(d) = self.dimension_named(name) {
                    return Some(vec![d]);
                }
                if self.names.broken.contains(name) {
                    return None;
                }
                let near = nearest(name, self.names.dimensions.iter().map(|d| d.name.as_str()))
                    .map(str::to_owned);
                self.report(
                    self.error("unknown-dimension", &s.at)
                        .case("not-one")
                        .with("name", name)
                        .maybe("near", near),
                );
                None
            }
            SyntaxKind::List(list) => {
                let mut all = Vec::new();
                for part in list {
                    for d in self.dimensions_of(part)? {
                        if !all.contains(&d) {
                            all.push(d);
                        }
                    }
                }
                Some(all)
            }
            _ => {
                self.report(self.error("unknown-dimension", &s.at).case("expected"));
                None
            }
        }
    }

    pub(super) fn is_dimensions(&self, s: &Syntax) -> bool {
        match &s.kind {
            SyntaxKind::Name(name, None) => {
                // One that is broken is a dimension still.
                (self.dimension_named(name).is_some() || self.names.broken.contains(name))
                    && !self.names.quantities.iter().any(|q| q.name == *name)
            }
            SyntaxKind::List(_) => true,
            _ => false,
        }
    }
}

/// Whether chance is drawn in an expression.
fn draws(e: &Expression) -> bool {
    let mut found = false;
    e.visit(&mut |part| found |= matches!(part.term, Term::Chance { .. }));
    found
}
