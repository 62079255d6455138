//! Calls of functions and lookups.

use std::ops::Range;

use super::{Context, Elaborator, Value, event_named, union};
use crate::equation::{Argument, Syntax, SyntaxKind};
use crate::functions::{FUNCTIONS, Function, Meaning, Takes, function};
use contend_model::diagnostic::Arg;
use contend_model::expression::{
    BinaryOp, ChanceLaw, EventReading, Expression, MemoryOp, Node, ReduceOp, SummaryOp,
};
use contend_model::id::DimensionId;
use contend_model::nearest::nearest;
use contend_model::unit::Unit;

impl Elaborator<'_, '_> {
    pub(super) fn call(
        &mut self,
        name: &str,
        name_at: &Range<usize>,
        arguments: &[Argument],
        at: &Range<usize>,
    ) -> Option<Value> {
        if let Some(lookup) = self.names.lookups.iter().find(|l| l.name == name) {
            let (table, x_unit, unit) = (lookup.table, lookup.x_unit.clone(), lookup.unit.clone());
            let [x] = arguments else {
                self.report(
                    self.error("wrong-arguments", at)
                        .case("lookup")
                        .with("name", name),
                );
                return None;
            };
            let value = self.value(&x.value)?;
            if !value.any_unit && value.e.unit != x_unit {
                self.report(
                    self.error("unit-mismatch", &x.value.at)
                        .case("lookup")
                        .with("name", name)
                        .with("wanted", &x_unit)
                        .with("unit", &value.e.unit),
                );
                return None;
            }
            let over = value.e.over.clone();
            return Some(self.plain(Node::Lookup(table, Box::new(value.e)), over, unit, at));
        }
        let Some(found) = function(name) else {
            let known = FUNCTIONS
                .iter()
                .map(|f| f.name)
                .chain(self.names.lookups.iter().map(|l| l.name.as_str()));
            let near = nearest(name, known);
            let quantity = self.names.quantities.iter().any(|q| q.name == name);
            let finding = self.error("unknown-function", name_at).with("name", name);
            let finding = finding.maybe("near", near);
            self.report(if quantity {
                finding.case("quantity")
            } else {
                finding
            });
            return None;
        };
        let window_names = ["from", "to"];
        let summaries = self.context == Context::Outcome && !self.in_summary;
        for argument in arguments {
            if let Some((word, place)) = &argument.name
                && !matches!(found.meaning, Meaning::Game(_))
                && !(summaries && window_names.contains(&word.as_str()))
            {
                let finding = self.error("wrong-arguments", place);
                let finding = finding.with("function", name).with("argument", word);
                self.report(if window_names.contains(&word.as_str()) {
                    finding.case("window")
                } else {
                    let signature = Arg::Text(found.signature.to_owned());
                    finding.case("unknown").with("signature", signature)
                });
                return None;
            }
        }
        let plain: Vec<&Argument> = arguments.iter().filter(|a| a.name.is_none()).collect();
        let call = Call {
            function: found,
            at,
            all: arguments,
            plain,
        };
        match found.meaning {
            Meaning::Unary(op, takes) => {
                let [x] = self.fixed::<1>(&call)?;
                let value = self.value(&x.value)?;
                let unit = match takes {
                    Takes::Any => value.e.unit.clone(),
                    Takes::ToPure => Unit::pure(),
                    Takes::Pure => {
                        self.pure_argument(&value, &x.value.at, name);
                        Unit::pure()
                    }
                    Takes::Root => value.e.unit.power(1, 2).unwrap_or_default(),
                };
                let over = value.e.over.clone();
                Some(self.plain(Node::Unary(op, Box::new(value.e)), over, unit, at))
            }
            Meaning::Extreme(op, reduction, summary) => {
                let dimension_second =
                    call.plain.len() == 2 && self.is_dimensions(&call.plain[1].value);
                match call.plain.len() {
                    1 if summaries => self.summary(&call, summary),
                    1 => self.reduction(&call, reduction),
                    2 if dimension_second => self.reduction(&call, reduction),
                    0 => self.wrong_count(&call),
                    _ => {
                        let mut list = Vec::new();
                        for argument in &call.plain {
                            list.push((self.value(&argument.value), &argument.value.at));
                        }
                        let mut values = list.into_iter();
                        let (first, first_at) = values.next()?;
                        let mut result = first?;
                        for (value, place) in values {
                            result = self.binary(op, (result, first_at), (value?, place), at)?;
                        }
                        Some(result)
                    }
                }
            }
            Meaning::Clamp => {
                let [x, low, high] = self.fixed::<3>(&call)?;
                let (x_at, low_at, high_at) = (&x.value.at, &low.value.at, &high.value.at);
                let (x, low, high) = (
                    self.value(&x.value),
                    self.value(&low.value),
                    self.value(&high.value),
                );
                let under = self.binary(BinaryOp::Min, (x?, x_at), (high?, high_at), at)?;
                self.binary(BinaryOp::Max, (under, x_at), (low?, low_at), at)
            }
            Meaning::Reduce(op) => self.reduction(&call, op),
            Meaning::Mean => {
                if summaries && call.plain.len() == 1 {
                    self.summary(&call, SummaryOp::Mean)
                } else {
                    self.reduction(&call, ReduceOp::Mean)
                }
            }
            Meaning::Count => self.count(&call),
            Meaning::Along(op) => {
                let [x, d] = self.fixed::<2>(&call)?;
                let value = self.value(&x.value)?;
                let along = self.dimensions_of(&d.value)?;
                let [along] = along.as_slice() else {
                    self.report(
                        self.error("wrong-arguments", &d.value.at)
                            .case("one-dimension")
                            .with("function", name),
                    );
                    return None;
                };
                self.has(&value, *along, &x.value.at)?;
                let unit = match op {
                    contend_model::expression::AlongOp::Softmax => {
                        self.pure_argument(&value, &x.value.at, name);
                        Unit::pure()
                    }
                    contend_model::expression::AlongOp::Rank => Unit::pure(),
                    contend_model::expression::AlongOp::RunningSum => value.e.unit.clone(),
                };
                let over = value.e.over.clone();
                Some(self.plain(
                    Node::Along {
                        op,
                        body: Box::new(value.e),
                        along: *along,
                    },
                    over,
                    unit,
                    at,
                ))
            }
            Meaning::Pulse => {
                self.varying(at, name)?;
                let [from, length] = self.fixed::<2>(&call)?;
                let (from, length) = (self.time_argument(from), self.time_argument(length));
                let (from, length) = (from?, length?);
                let time = || self.plain(Node::Time, Vec::new(), self.time_unit(), at);
                let after = compare(self, BinaryOp::GreaterEqual, time(), from.clone(), at);
                let end = pair(self, BinaryOp::Add, from, length, at);
                let before = compare(self, BinaryOp::Less, time(), end, at);
                Some(compare(self, BinaryOp::And, after, before, at))
            }
            Meaning::Ramp => {
                self.varying(at, name)?;
                let [slope, from, to] = self.fixed::<3>(&call)?;
                let slope_value = self.value(&slope.value);
                let (from, to) = (self.time_argument(from), self.time_argument(to));
                let (slope_value, from, to) = (slope_value?, from?, to?);
                let time = self.plain(Node::Time, Vec::new(), self.time_unit(), at);
                let low = pair(self, BinaryOp::Max, time, from.clone(), at);
                let inside = pair(self, BinaryOp::Min, low, to, at);
                let run = pair(self, BinaryOp::Subtract, inside, from, at);
                let run = match slope_value.e.unit.rate_time(self.names.units) {
                    Some(own) => {
                        let factor = self.time_unit().factor_to(&own).unwrap_or(1.0);
                        self.scaled(run, factor, own, at)
                    }
                    None => run,
                };
                self.binary(
                    BinaryOp::Multiply,
                    (slope_value, &slope.value.at),
                    (run, at),
                    at,
                )
            }
            Meaning::Memory(op) => self.memory(&call, op),
            Meaning::Chance(law) => self.chance(&call, law),
            Meaning::Since => {
                let [event] = self.fixed::<1>(&call)?;
                self.happened(&call, &event.value, EventReading::Since)
            }
            Meaning::Summary(op) => {
                if !summaries {
                    let finding = self.error("misplaced-summary", at).with("function", name);
                    self.report(if self.in_summary {
                        finding.case("nested")
                    } else {
                        finding
                    });
                    return None;
                }
                self.summary(&call, op)
            }
            Meaning::Game(asked) => self.of_game(asked, found, arguments, at),
            Meaning::At => {
                if !summaries {
                    self.report(self.error("misplaced-summary", at).case("at"));
                    return None;
                }
                let [x, date] = self.fixed::<2>(&call)?;
                let when = self.time_argument(date)?;
                let Some(elapsed) = folded(&when.e) else {
                    self.report(
                        self.error("wrong-arguments", &date.value.at)
                            .case("at-date"),
                    );
                    return None;
                };
                let step = self.grid_point(elapsed, &date.value.at)?;
                let value = self.inside_summary(&x.value)?;
                let (unit, over) = (value.e.unit.clone(), value.e.over.clone());
                let node = Node::Summary {
                    op: SummaryOp::Last,
                    body: Box::new(value.e),
                    window: (step, step),
                    rate: None,
                };
                Some(self.plain(node, over, unit, at))
            }
        }
    }

    fn wrong_count(&mut self, call: &Call<'_>) -> Option<Value> {
        let f = call.function;
        self.report(
            self.error("wrong-arguments", call.at)
                .case("count")
                .with("function", f.name)
                .with("count", call.plain.len())
                .with("signature", Arg::Text(f.signature.to_owned()))
                .with("about", Arg::Text(f.about.to_owned())),
        );
        None
    }

    fn fixed<'s, const N: usize>(&mut self, call: &Call<'s>) -> Option<[&'s Argument; N]> {
        if let Some(odd) = call.plain.iter().find(|a| a.filter.is_some()) {
            self.report(
                self.error("wrong-arguments", &odd.value.at)
                    .case("where")
                    .with("function", call.function.name),
            );
            return None;
        }
        match call.plain.as_slice().try_into() {
            Ok(arguments) => Some(arguments),
            Err(_) => {
                self.wrong_count(call);
                None
            }
        }
    }

    fn varying(&mut self, at: &Range<usize>, name: &str) -> Option<()> {
        if self.may_vary() {
            return Some(());
        }
        self.refuse_time(at, name);
        None
    }

    fn time_argument(&mut self, argument: &Argument) -> Option<Value> {
        let value = self.value(&argument.value)?;
        self.as_time(value, &argument.value.at)
    }

    fn is_dimensions(&self, s: &Syntax) -> bool {
        match &s.kind {
            SyntaxKind::Name(name, None) => {
                self.dimension_named(name).is_some()
                    && !self.names.quantities.iter().any(|q| q.name == *name)
            }
            SyntaxKind::List(_) => true,
            _ => false,
        }
    }

    fn dimensions_of(&mut self, s: &Syntax) -> Option<Vec<DimensionId>> {
        match &s.kind {
            SyntaxKind::Name(name, None) => {
                if let Some(d) = self.dimension_named(name) {
                    return Some(vec![d]);
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

    fn has(&mut self, value: &Value, along: DimensionId, at: &Range<usize>) -> Option<()> {
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

    fn reduction(&mut self, call: &Call<'_>, op: ReduceOp) -> Option<Value> {
        let (x, filter, dimensions) = match call.plain.as_slice() {
            [x] => (x, None, None),
            [x, d] => (x, d.filter.as_ref(), Some(&d.value)),
            _ => return self.wrong_count(call),
        };
        let value = self.value(&x.value);
        let along = match dimensions {
            Some(d) => Some(self.dimensions_of(d)?),
            None => None,
        };
        let value = value?;
        let along = along.unwrap_or_else(|| value.e.over.clone());
        let filter = match filter {
            None => None,
            Some(f) => {
                let condition = self.value(f)?;
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
        let node = Node::Reduce {
            op,
            body: Box::new(value.e),
            along,
            filter: filter.map(|f| Box::new(f.e)),
        };
        let mut result = self.plain(node, over, unit, call.at);
        result.elements_of = named.then_some(root);
        Some(result)
    }

    fn count(&mut self, call: &Call<'_>) -> Option<Value> {
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
        if let Node::Reduce { body, .. } = &counted.e.node {
            let condition = Value {
                e: (**body).clone(),
                any_unit: false,
                elements_of: None,
            };
            self.truth(&condition, &first.value.at);
        }
        Some(counted)
    }

    fn happened(&mut self, call: &Call<'_>, s: &Syntax, reading: EventReading) -> Option<Value> {
        self.varying(call.at, call.function.name)?;
        let (name, indices) = match &s.kind {
            SyntaxKind::Name(name, None) => (name.clone(), Vec::new()),
            SyntaxKind::Index(inner, indices) => match &inner.kind {
                SyntaxKind::Name(name, None) => (name.clone(), indices.clone()),
                _ => return self.no_event(s),
            },
            _ => return self.no_event(s),
        };
        let Some(event) = event_named(self.names, &name) else {
            return self.no_event(s);
        };
        let over = self.names.events[event.index()].over.clone();
        let (axes, open) = self.axes(&name, &over, &indices, &s.at)?;
        let unit = if reading == EventReading::Count {
            Unit::pure()
        } else {
            self.time_unit()
        };
        Some(self.plain(
            Node::Happened {
                event,
                axes,
                reading,
            },
            open,
            unit,
            call.at,
        ))
    }

    fn no_event(&mut self, s: &Syntax) -> Option<Value> {
        let text = self.words(&s.at).to_owned();
        let near =
            nearest(&text, self.names.events.iter().map(|e| e.name.as_str())).map(str::to_owned);
        self.report(
            self.error("unknown-event", &s.at)
                .with("text", text)
                .maybe("near", near),
        );
        None
    }

    fn memory(&mut self, call: &Call<'_>, op: MemoryOp) -> Option<Value> {
        if !matches!(self.context, Context::Dynamics | Context::Rule { .. }) {
            self.report(
                self.error("misplaced-memory", call.at)
                    .with("function", call.function.name),
            );
            return None;
        }
        let timed = matches!(
            op,
            MemoryOp::Lag | MemoryOp::Smooth | MemoryOp::Delay | MemoryOp::Delay3
        );
        let most = match op {
            MemoryOp::Peak | MemoryOp::Cumulative => 1,
            MemoryOp::Previous => 2,
            _ => 3,
        };
        let least = if timed { 2 } else { 1 };
        if !(least..=most).contains(&call.plain.len())
            || call.plain.iter().any(|a| a.filter.is_some())
        {
            return self.wrong_count(call);
        }
        let x = self.value(&call.plain[0].value);
        let mut arguments = Vec::new();
        if timed {
            arguments.push(self.time_argument(call.plain[1]));
        }
        if let Some(initial) = call.plain.get(least) {
            let value = self.value(&initial.value);
            if let (Some(x), Some(value)) = (&x, &value) {
                self.same_unit(
                    (x, &call.plain[0].value.at),
                    (value, &initial.value.at),
                    "starts",
                );
            }
            arguments.push(value);
        }
        let x = x?;
        let unit = x.e.unit.clone();
        let mut list = vec![x.e];
        for argument in arguments {
            list.push(argument?.e);
        }
        let over = union(&list);
        let site = self.sites.memory;
        self.sites.memory += 1;
        let value = self.plain(
            Node::Memory {
                op,
                site,
                arguments: list,
            },
            over,
            unit.clone(),
            call.at,
        );
        if op == MemoryOp::Cumulative {
            return Some(self.integrated(value, &unit, call.at));
        }
        Some(value)
    }

    /// An integral in the scenario's unit of time as one in the integrand's own: t/yr gives t.
    fn integrated(&self, value: Value, unit: &Unit, at: &Range<usize>) -> Value {
        let own = unit.rate_time(self.names.units);
        let per = own.unwrap_or_else(|| self.time_unit());
        let factor = self.time_unit().factor_to(&per).unwrap_or(1.0);
        self.scaled(value, factor, unit.multiply(&per), at)
    }

    fn chance(&mut self, call: &Call<'_>, law: ChanceLaw) -> Option<Value> {
        if !matches!(self.context, Context::Dynamics | Context::Start) {
            self.report(
                self.error("misplaced-chance", call.at)
                    .with("function", call.function.name),
            );
            return None;
        }
        let count = if matches!(
            law,
            ChanceLaw::Bernoulli | ChanceLaw::Poisson | ChanceLaw::Exponential
        ) {
            1
        } else {
            2
        };
        if call.plain.len() != count {
            return self.wrong_count(call);
        }
        let mut values = Vec::new();
        for argument in &call.plain {
            values.push((self.value(&argument.value), &argument.value.at));
        }
        let mut list = Vec::new();
        for (value, place) in values {
            list.push((value?, place));
        }
        let unit = match law {
            ChanceLaw::Normal | ChanceLaw::Uniform => self.same_unit(
                (&list[0].0, list[0].1),
                (&list[1].0, list[1].1),
                "other-argument",
            ),
            ChanceLaw::LogNormal | ChanceLaw::Binomial => {
                self.pure(&list[1].0, list[1].1, "this");
                list[0].0.e.unit.clone()
            }
            ChanceLaw::Bernoulli => {
                self.pure(&list[0].0, list[0].1, "probability");
                Unit::pure()
            }
            ChanceLaw::Poisson | ChanceLaw::Exponential => list[0].0.e.unit.clone(),
        };
        let arguments: Vec<Expression> = list.into_iter().map(|(v, _)| v.e).collect();
        let over = union(&arguments);
        let site = self.sites.chance;
        self.sites.chance += 1;
        Some(self.plain(
            Node::Chance {
                law,
                site,
                arguments,
            },
            over,
            unit,
            call.at,
        ))
    }

    fn inside_summary(&mut self, s: &Syntax) -> Option<Value> {
        self.in_summary = true;
        let value = self.value(s);
        self.in_summary = false;
        value
    }

    fn grid_point(&mut self, elapsed: f64, at: &Range<usize>) -> Option<u32> {
        let clock = self.names.clock;
        let end = clock.time_of_step(clock.steps);
        if elapsed < -0.5 * clock.dt || elapsed > end + 0.5 * clock.dt {
            self.report(
                self.error("outside-run", at)
                    .with("date", clock.date_at(elapsed))
                    .with("start", clock.start)
                    .with("end", clock.end),
            );
            return None;
        }
        Some(clock.nearest_step(elapsed))
    }

    fn summary(&mut self, call: &Call<'_>, op: SummaryOp) -> Option<Value> {
        let count = if op == SummaryOp::Discounted { 2 } else { 1 };
        if call.plain.len() != count || call.plain.iter().any(|a| a.filter.is_some()) {
            return self.wrong_count(call);
        }
        let clock = self.names.clock;
        let mut window = (clock.now.unwrap_or(0), clock.steps);
        for argument in call.all {
            let Some((word, _)) = &argument.name else {
                continue;
            };
            let when = self.time_argument(argument)?;
            let Some(elapsed) = folded(&when.e) else {
                self.report(
                    self.error("wrong-arguments", &argument.value.at)
                        .case("window-date"),
                );
                return None;
            };
            let step = self.grid_point(elapsed, &argument.value.at)?;
            if word == "from" {
                window.0 = step;
            } else {
                window.1 = step;
            }
        }
        if window.0 > window.1 {
            self.report(self.error("outside-run", call.at).case("backwards"));
            return None;
        }
        let x = call.plain[0];
        let value = self.inside_summary(&x.value);
        let rate = match call.plain.get(1) {
            None => None,
            Some(rate) => {
                let value = self.value(&rate.value)?;
                let per_year = Unit::pure()
                    .divide(&self.names.units.time(contend_model::clock::TimeUnit::Year));
                let is_rate = value.e.unit.factor_to(&per_year);
                let value = match is_rate {
                    Some(factor) if !value.any_unit => {
                        self.scaled(value, factor, Unit::pure(), &rate.value.at)
                    }
                    _ => {
                        self.pure(&value, &rate.value.at, "yearly-rate");
                        value
                    }
                };
                Some(Box::new(value.e))
            }
        };
        let value = value?;
        let unit = value.e.unit.clone();
        let over = value.e.over.clone();
        let summed = match op {
            SummaryOp::FirstTime => {
                self.truth(&value, &x.value.at);
                self.time_unit()
            }
            SummaryOp::ShareOfTime => {
                self.truth(&value, &x.value.at);
                Unit::pure()
            }
            _ => unit.clone(),
        };
        let node = Node::Summary {
            op,
            body: Box::new(value.e),
            window,
            rate,
        };
        let result = self.plain(node, over, summed, call.at);
        if matches!(op, SummaryOp::Total | SummaryOp::Discounted) {
            return Some(self.integrated(result, &unit, call.at));
        }
        Some(result)
    }
}

struct Call<'s> {
    function: &'static Function,
    at: &'s Range<usize>,
    all: &'s [Argument],
    plain: Vec<&'s Argument>,
}

fn pair(e: &Elaborator<'_, '_>, op: BinaryOp, a: Value, b: Value, at: &Range<usize>) -> Value {
    let over = union([&a.e, &b.e]);
    let unit = a.e.unit.clone();
    e.plain(
        Node::Binary(op, Box::new(a.e), Box::new(b.e)),
        over,
        unit,
        at,
    )
}

fn compare(e: &Elaborator<'_, '_>, op: BinaryOp, a: Value, b: Value, at: &Range<usize>) -> Value {
    let over = union([&a.e, &b.e]);
    e.plain(
        Node::Binary(op, Box::new(a.e), Box::new(b.e)),
        over,
        Unit::pure(),
        at,
    )
}

/// A time made of literals.
fn folded(e: &Expression) -> Option<f64> {
    match &e.node {
        Node::Number(x) => Some(*x),
        Node::Binary(op, a, b) => {
            let (a, b) = (folded(a)?, folded(b)?);
            match op {
                BinaryOp::Add => Some(a + b),
                BinaryOp::Subtract => Some(a - b),
                BinaryOp::Multiply => Some(a * b),
                BinaryOp::Divide => Some(a / b),
                _ => None,
            }
        }
        _ => None,
    }
}
