//! Functions over the elements of dimensions: sums, counts, and what goes along one.

use std::ops::Range;

use super::arguments::Call;
use super::groups::Elements;
use super::{Elaborator, Value, union};
use crate::equation::{Argument, Grouping, Syntax, SyntaxKind};
use contend_model::diagnostic::Arg;
use contend_model::expression::{AlongOp, BinaryOp, By, EventReading, Expression, ReduceOp, Term};
use contend_model::id::DimensionId;
use contend_model::nearest::nearest;
use contend_model::unit::Unit;

impl Elaborator<'_, '_> {
    pub(super) fn reduction(&mut self, call: &Call<'_>, op: ReduceOp) -> Option<Value> {
        let (x, argument) = match call.plain.as_slice() {
            [x] => (x, None),
            [x, d] => (x, Some(*d)),
            _ => return self.wrong_count(call),
        };
        let (name, x_at) = (call.function.name, &x.value.at);
        self.without_elements(call, x)?;
        let Some(argument) = argument else {
            let value = self.along_open(&x.value, std::iter::empty())?;
            if !self.open.is_empty() && draws(&value.e) {
                // The dimensions of the equation would be summed over too.
                let finding = self.error("wrong-arguments", call.at).case("chance");
                self.report(finding.with("function", name));
                return None;
            }
            self.several(&value, name, x_at, call.at)?;
            let elements = Elements {
                along: value.e.over.clone(),
                by: Vec::new(),
                filter: None,
            };
            return self.reduced(call, op, (value, x_at), elements, &[]);
        };
        let (value, elements) = self.body_over(&x.value, argument, name)?;
        for d in &elements.along {
            let in_filter = (elements.filter.as_ref()).is_some_and(|f| f.e.over.contains(d));
            if !in_filter {
                self.has(&value, *d, x_at)?;
            }
        }
        self.reduced(call, op, (value, x_at), elements, &argument.by)
    }

    /// A reduction of a value over some elements.
    fn reduced(
        &mut self,
        call: &Call<'_>,
        op: ReduceOp,
        (value, x_at): (Value, &Range<usize>),
        elements: Elements,
        groupings: &[Grouping],
    ) -> Option<Value> {
        let named = matches!(op, ReduceOp::ArgMax | ReduceOp::ArgMin);
        if named && elements.along.len() != 1 {
            self.report(
                self.error("wrong-arguments", call.at)
                    .case("one-dimension")
                    .with("function", call.function.name),
            );
            return None;
        }
        if elements.along.is_empty() {
            return Some(value);
        }
        self.reads_own_elements(&value.e, &elements.along, call.function.name);
        let unit = match op {
            _ if named => Unit::pure(),
            ReduceOp::Product => {
                self.pure(&value, x_at, "product");
                Unit::pure()
            }
            _ => value.e.unit.clone(),
        };
        let (over, by) = self.result_over(&value.e, None, &elements, groupings)?;
        let root = self.dimension(elements.along[0]).root;
        let filter = elements.boxed_filter();
        let term = Term::Reduce {
            op,
            body: Box::new(value.e),
            along: elements.along,
            by,
            filter,
        };
        let mut result = self.plain(term, over, unit, call.at);
        result.elements_of = named.then_some(root);
        Some(result)
    }

    /// The dimensions of what a body is reduced to, and what sorts its elements into them.
    #[allow(clippy::type_complexity)] // two lists
    fn result_over(
        &mut self,
        body: &Expression,
        more: Option<&Expression>,
        elements: &Elements,
        groupings: &[Grouping],
    ) -> Option<(Vec<DimensionId>, Vec<(By, DimensionId)>)> {
        let parts: Vec<&Expression> = std::iter::once(body)
            .chain(elements.filter.as_ref().map(|f| &f.e))
            .collect();
        let by = self.sorted_into(groupings, elements, &parts)?;
        let mut over = union(parts.iter().copied());
        over.retain(|d| !elements.along.contains(d));
        over.extend(by.iter().map(|(_, d)| *d));
        for d in more.iter().flat_map(|e| &e.over) {
            if !over.contains(d) {
                over.push(*d);
            }
        }
        Some((over, by))
    }

    pub(super) fn count(&mut self, call: &Call<'_>) -> Option<Value> {
        if let [one] = call.plain.as_slice() {
            if self.is_event(&one.value) {
                return self.happened(call, &one.value, EventReading::Count);
            }
            // How many elements there are, where what tells them apart or a condition says which.
            if self.is_dimensions(&one.value) && !(one.by.is_empty() && one.filter.is_none()) {
                let along = self.dimensions_of(&one.value)?;
                let elements = self.elements(along, one, call.function.name)?;
                let each = self.number(1.0, Unit::pure(), &one.value.at);
                return self.reduced(
                    call,
                    ReduceOp::Sum,
                    (each, &one.value.at),
                    elements,
                    &one.by,
                );
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

    /// What is done along dimensions and keeps them.
    pub(super) fn along(&mut self, call: &Call<'_>, op: AlongOp) -> Option<Value> {
        let [x, d] = self.arguments::<2>(call)?;
        let (value, elements) = self.along_elements(call, x, d)?;
        let unit = match op {
            AlongOp::Softmax => {
                self.pure_argument(&value, &x.value.at, call.function.name);
                Unit::pure()
            }
            AlongOp::Rank => Unit::pure(),
            AlongOp::RunningSum => value.e.unit.clone(),
        };
        Some(self.each_of(call, op, value, elements, unit))
    }

    /// 1 for the so many greatest, else 0.
    pub(super) fn top(&mut self, call: &Call<'_>) -> Option<Value> {
        let [x, k, d] = self.arguments::<3>(call)?;
        let (value, elements) = self.along_elements(call, x, d)?;
        let most = self.value(&k.value)?;
        self.pure_argument(&most, &k.value.at, call.function.name);
        let filter = elements.filter.clone();
        let rank = self.each_of(call, AlongOp::Rank, value, elements, Unit::pure());
        let among = self.compared(BinaryOp::LessEqual, rank, most, call.at);
        Some(match filter {
            None => among,
            // Where so many do not count as are asked for, the first of those that do not would be among them.
            Some(filter) => self.compared(BinaryOp::And, filter, among, call.at),
        })
    }

    fn compared(&self, op: BinaryOp, a: Value, b: Value, at: &Range<usize>) -> Value {
        let over = union([&a.e, &b.e]);
        let term = Term::Binary(op, Box::new(a.e), Box::new(b.e));
        self.plain(term, over, Unit::pure(), at)
    }

    fn along_elements(
        &mut self,
        call: &Call<'_>,
        x: &Argument,
        d: &Argument,
    ) -> Option<(Value, Elements)> {
        let (value, elements) = self.body_over(&x.value, d, call.function.name)?;
        let named = |g: &&Grouping| g.into.is_some();
        if let Some(grouping) = d.by.iter().find(named) {
            let end = grouping.into.as_ref().map_or(grouping.at.end, |i| i.1.end);
            let finding = self.error("bad-by", &(grouping.at.start..end)).case("as");
            let attribute = grouping.attribute.as_deref().unwrap_or_default();
            let written = format!("{}.{attribute}", grouping.dimension);
            let finding = finding.with("function", call.function.name);
            self.report(finding.with("written", written));
            return None;
        }
        for along in &elements.along {
            let in_filter = (elements.filter.as_ref()).is_some_and(|f| f.e.over.contains(along));
            if !in_filter {
                self.has(&value, *along, &x.value.at)?;
            }
        }
        Some((value, elements))
    }

    fn each_of(
        &self,
        call: &Call<'_>,
        op: AlongOp,
        value: Value,
        elements: Elements,
        unit: Unit,
    ) -> Value {
        let filter = elements.boxed_filter();
        let over = union(std::iter::once(&value.e).chain(filter.as_deref()));
        let term = Term::Along {
            op,
            body: Box::new(value.e),
            along: elements.along,
            by: elements.by,
            filter,
        };
        self.plain(term, over, unit, call.at)
    }

    /// A quantile over elements; `at` is given by the function where it is not written.
    pub(super) fn quantile(&mut self, call: &Call<'_>, given: Option<f64>) -> Option<Value> {
        let (x, at, place, d) = match given {
            Some(share) => {
                let [x, d] = self.arguments::<2>(call)?;
                (x, self.number(share, Unit::pure(), call.at), call.at, d)
            }
            None => {
                let [x, p, d] = self.arguments::<3>(call)?;
                let value = self.value(&p.value)?;
                self.pure_argument(&value, &p.value.at, call.function.name);
                if let Term::Number(share) = value.e.term
                    && !(0.0..=1.0).contains(&share)
                {
                    let finding = self.error("bad-quantile", &p.value.at);
                    let share = (1.0..=100.0).contains(&share).then_some(share / 100.0);
                    self.report(finding.maybe("share", share));
                    return None;
                }
                (x, value, &p.value.at, d)
            }
        };
        let (value, elements) = self.body_over(&x.value, d, call.function.name)?;
        if let Some(own) = elements.along.iter().find(|d| at.e.over.contains(d)) {
            let finding = self.error("bad-quantile", place).case("over");
            let name = self.name_of(*own);
            self.report(finding.with("name", name));
            return None;
        }
        for along in &elements.along {
            let in_filter = (elements.filter.as_ref()).is_some_and(|f| f.e.over.contains(along));
            if !in_filter {
                self.has(&value, *along, &x.value.at)?;
            }
        }
        self.reads_own_elements(&value.e, &elements.along, call.function.name);
        let unit = value.e.unit.clone();
        let (over, by) = self.result_over(&value.e, Some(&at.e), &elements, &d.by)?;
        let filter = elements.boxed_filter();
        let term = Term::Quantile {
            at: Box::new(at.e),
            body: Box::new(value.e),
            along: elements.along,
            by,
            filter,
        };
        Some(self.plain(term, over, unit, call.at))
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
                self.no_dimension(name, &s.at);
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

    pub(super) fn no_dimension(&mut self, name: &str, at: &Range<usize>) {
        let near =
            nearest(name, self.names.dimensions.iter().map(|d| d.name.as_str())).map(str::to_owned);
        self.report(
            self.error("unknown-dimension", at)
                .case("not-one")
                .with("name", name)
                .maybe("near", near),
        );
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
