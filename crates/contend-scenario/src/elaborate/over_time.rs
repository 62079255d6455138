//! Functions of time: pulses and ramps, memory, events, and summaries over the run.

use std::ops::Range;

use super::arguments::Call;
use super::{Elaborator, Value, event_named, is_outcome, union};
use crate::equation::{Argument, Index, Syntax, SyntaxKind};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{BinaryOp, EventReading, Expression, MemoryOp, SummaryOp, Term};
use contend_model::nearest::nearest;
use contend_model::unit::Unit;

impl Elaborator<'_, '_> {
    /// 1 for a time, else 0.
    pub(super) fn pulse(&mut self, call: &Call<'_>) -> Option<Value> {
        self.varying(call.at, call.function.name)?;
        let [from, length] = self.fixed::<2>(call)?;
        let length_at = &length.value.at;
        let (from, length) = (self.time_argument(from), self.time_argument(length));
        let (from, length) = (from?, length?);
        self.in_whole_steps(call.function.name, &length, length_at);
        let time = || self.plain(Term::Time, Vec::new(), self.time_unit(), call.at);
        let after = compare(self, BinaryOp::GreaterEqual, time(), from.clone(), call.at);
        let end = pair(self, BinaryOp::Add, from, length, call.at);
        let before = compare(self, BinaryOp::Less, time(), end, call.at);
        Some(compare(self, BinaryOp::And, after, before, call.at))
    }

    /// Warns of a time of a pulse that is no whole number of steps: whether there is one is seen at instants alone.
    pub(super) fn in_whole_steps(&mut self, function: &str, time: &Value, at: &Range<usize>) {
        let Some(steps) = folded(&time.e).map(|t| t / self.names.clock.dt) else {
            return;
        };
        if steps > 0.0 && (steps - steps.round()).abs() > 1e-6 {
            let finding = Diagnostic::warning("pulse-in-parts", self.text.span(at.clone()));
            let finding = finding.with("function", function).with("steps", steps);
            self.report(finding);
        }
    }

    /// A straight rise for a time.
    pub(super) fn ramp(&mut self, call: &Call<'_>) -> Option<Value> {
        self.varying(call.at, call.function.name)?;
        let [slope, from, to] = self.fixed::<3>(call)?;
        let slope_value = self.value(&slope.value);
        let (from, to) = (self.time_argument(from), self.time_argument(to));
        let (slope_value, from, to) = (slope_value?, from?, to?);
        let time = self.plain(Term::Time, Vec::new(), self.time_unit(), call.at);
        let low = pair(self, BinaryOp::Max, time, from.clone(), call.at);
        let inside = pair(self, BinaryOp::Min, low, to, call.at);
        let run = pair(self, BinaryOp::Subtract, inside, from, call.at);
        let run = match slope_value.e.unit.rate_time(self.names.units) {
            Some(own) => {
                let factor = self.time_unit().factor_to(&own).unwrap_or(1.0);
                self.scaled(run, factor, own, call.at)
            }
            None => run,
        };
        self.binary(
            BinaryOp::Multiply,
            (slope_value, &slope.value.at),
            (run, call.at),
            call.at,
        )
    }

    pub(super) fn memory(&mut self, call: &Call<'_>, op: MemoryOp) -> Option<Value> {
        self.remembering(call)?;
        let timed = matches!(
            op,
            MemoryOp::Lag
                | MemoryOp::DelayFixed
                | MemoryOp::Smooth
                | MemoryOp::Delay
                | MemoryOp::Delay3
        );
        let most = match op {
            MemoryOp::Peak | MemoryOp::Cumulative | MemoryOp::Noise => 1,
            MemoryOp::Previous => 2,
            _ => 3,
        };
        let least = if timed { 2 } else { 1 };
        if !(least..=most).contains(&call.plain.len()) {
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
            Term::Memory {
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

    /// Time since an event.
    pub(super) fn since(&mut self, call: &Call<'_>) -> Option<Value> {
        let [event] = self.fixed::<1>(call)?;
        self.happened(call, &event.value, EventReading::Since)
    }

    pub(super) fn happened(
        &mut self,
        call: &Call<'_>,
        s: &Syntax,
        reading: EventReading,
    ) -> Option<Value> {
        self.varying(call.at, call.function.name)?;
        if self.refused_in_function(call.function.name, call.at) {
            return None;
        }
        let Some((name, indices)) = event_written(s) else {
            return self.no_event(s);
        };
        let Some(event) = event_named(self.names, &name) else {
            return self.no_event(s);
        };
        let over = self.names.events[event.index()].over.clone();
        let address = self.address(&name, &over, &indices, &s.at)?;
        if !address.picks.is_empty() {
            let finding = self.error("computed-index", &s.at).case("event");
            self.report(finding.with("array", name));
            return None;
        }
        let unit = if reading == EventReading::Count {
            Unit::pure()
        } else {
            self.time_unit()
        };
        Some(self.plain(
            Term::Happened {
                event,
                axes: address.axes,
                reading,
            },
            address.open,
            unit,
            call.at,
        ))
    }

    /// Whether an event or an outcome of one is written, rather than a condition.
    pub(super) fn is_event(&self, s: &Syntax) -> bool {
        let Some((name, _)) = event_written(s) else {
            return false;
        };
        let of = name.split_once('.').map(|(of, _)| of);
        // Of what is an event and no dimension an outcome is meant, also where there is none of that name.
        event_named(self.names, &name).is_some()
            || of.is_some_and(|of| {
                event_named(self.names, of).is_some() && self.dimension_named(of).is_none()
            })
    }

    fn no_event(&mut self, s: &Syntax) -> Option<Value> {
        let text = self.words(&s.at).to_owned();
        let name = event_written(s).map_or_else(|| text.clone(), |(name, _)| name);
        let mut events = self.names.events.iter().map(|e| e.name.as_str());
        let own = events.clone().find(|event| is_outcome(event, &name));
        let near = own.or_else(|| nearest(&name, &mut events));
        let near = near.map(str::to_owned);
        self.report(
            self.error("unknown-event", &s.at)
                .with("text", text)
                .maybe("near", near),
        );
        None
    }

    /// A summary over the run, where one may stand.
    pub(super) fn whole_run(&mut self, call: &Call<'_>, op: SummaryOp) -> Option<Value> {
        if !self.may_sum_up() {
            let finding = self
                .error("misplaced-summary", call.at)
                .with("function", call.function.name);
            self.report(if self.in_summary {
                finding.case("nested")
            } else {
                finding
            });
            return None;
        }
        self.summary(call, op)
    }

    /// The value at one date of the run.
    pub(super) fn at_date(&mut self, call: &Call<'_>) -> Option<Value> {
        if !self.may_sum_up() {
            self.report(self.error("misplaced-summary", call.at).case("at"));
            return None;
        }
        let [x, date] = self.fixed::<2>(call)?;
        let when = self.time_argument(date)?;
        let Some(elapsed) = folded(&when.e) else {
            self.report(
                self.error("wrong-arguments", &date.value.at)
                    .case("at-date"),
            );
            return None;
        };
        let when = self.in_run(elapsed, &date.value.at)?;
        let value = self.inside_summary(&x.value)?;
        let (unit, over) = (value.e.unit.clone(), value.e.over.clone());
        let term = Term::Summary {
            op: SummaryOp::Last,
            body: Box::new(value.e),
            window: (when, when),
            rate: None,
        };
        Some(self.plain(term, over, unit, call.at))
    }

    pub(super) fn summary(&mut self, call: &Call<'_>, op: SummaryOp) -> Option<Value> {
        let count = if op == SummaryOp::Discounted { 2 } else { 1 };
        if call.plain.len() != count || call.plain.iter().any(|a| a.filter.is_some()) {
            return self.wrong_count(call);
        }
        let clock = self.names.clock;
        let mut window = (
            clock.time_of_step(clock.now.unwrap_or(0)),
            clock.time_of_step(clock.steps),
        );
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
            let when = self.in_run(elapsed, &argument.value.at)?;
            if word == "from" {
                window.0 = when;
            } else {
                window.1 = when;
            }
        }
        if window.0 > window.1 {
            self.report(self.error("outside-run", call.at).case("backwards"));
            return None;
        }
        self.enough_of_a_window(call, op, window)?;
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
                    // A share: 5{%} is 0.05.
                    _ => match value.e.unit.factor_to(&Unit::pure()) {
                        Some(factor) => self.scaled(value, factor, Unit::pure(), &rate.value.at),
                        None => {
                            self.pure(&value, &rate.value.at, "yearly-rate");
                            value
                        }
                    },
                };
                if let Term::Number(x) = value.e.term
                    && x >= 1.0
                {
                    let finding = self.error("wrong-arguments", &rate.value.at);
                    self.report(
                        finding
                            .case("yearly-rate")
                            .with("percent", x * 100.0)
                            .with("cure", Arg::Text(format!("{x}{{%}}"))),
                    );
                }
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
        let term = Term::Summary {
            op,
            body: Box::new(value.e),
            window,
            rate,
        };
        let result = self.plain(term, over, summed, call.at);
        if matches!(op, SummaryOp::Total | SummaryOp::Discounted) {
            return Some(self.integrated(result, &unit, call.at));
        }
        Some(result)
    }

    /// An integral in the scenario's unit of time as one in the integrand's own: t/yr gives t.
    fn integrated(&self, value: Value, unit: &Unit, at: &Range<usize>) -> Value {
        let own = unit.rate_time(self.names.units);
        let per = own.unwrap_or_else(|| self.time_unit());
        let factor = self.time_unit().factor_to(&per).unwrap_or(1.0);
        self.scaled(value, factor, unit.multiply(&per), at)
    }

    fn inside_summary(&mut self, s: &Syntax) -> Option<Value> {
        self.in_summary = true;
        let value = self.value(s);
        self.in_summary = false;
        value
    }

    /// An integral needs a window with some length, what looks for a value one with an instant in it.
    fn enough_of_a_window(
        &mut self,
        call: &Call<'_>,
        op: SummaryOp,
        (from, to): (f64, f64),
    ) -> Option<()> {
        let clock = self.names.clock;
        let finding = self.error("outside-run", call.at);
        let finding = match op {
            SummaryOp::Last => return Some(()),
            SummaryOp::Total | SummaryOp::Discounted | SummaryOp::Mean | SummaryOp::ShareOfTime => {
                if from < to {
                    return Some(());
                }
                finding.case("moment").with("date", clock.date_at(from))
            }
            SummaryOp::Min | SummaryOp::Max | SummaryOp::Range | SummaryOp::FirstTime => {
                if clock.instants(from, to).is_some() {
                    return Some(());
                }
                let date = |step: u32| clock.date_at(clock.time_of_step(step));
                let finding = finding.case("no-instant");
                finding
                    .with("before", date(clock.step_of(from)))
                    .with("after", date((clock.step_of(to) + 1).min(clock.steps)))
            }
        };
        self.report(finding.with("function", call.function.name));
        None
    }

    /// An elapsed time, if it lies in the run.
    fn in_run(&mut self, elapsed: f64, at: &Range<usize>) -> Option<f64> {
        let clock = self.names.clock;
        let snapped = clock.snapped(elapsed);
        if snapped < 0.0 || snapped > clock.time_of_step(clock.steps) {
            self.report(
                self.error("outside-run", at)
                    .with("date", clock.date_at(elapsed))
                    .with("start", clock.start)
                    .with("end", clock.end),
            );
            return None;
        }
        Some(snapped)
    }

    pub(super) fn time_argument(&mut self, argument: &Argument) -> Option<Value> {
        let value = self.value(&argument.value)?;
        self.as_time(value, &argument.value.at)
    }

    pub(super) fn varying(&mut self, at: &Range<usize>, name: &str) -> Option<()> {
        if self.may_vary() {
            return Some(());
        }
        self.refuse_time(at, name);
        None
    }
}

pub(super) fn pair(
    e: &Elaborator<'_, '_>,
    op: BinaryOp,
    a: Value,
    b: Value,
    at: &Range<usize>,
) -> Value {
    let over = union([&a.e, &b.e]);
    let unit = a.e.unit.clone();
    e.plain(
        Term::Binary(op, Box::new(a.e), Box::new(b.e)),
        over,
        unit,
        at,
    )
}

pub(super) fn compare(
    e: &Elaborator<'_, '_>,
    op: BinaryOp,
    a: Value,
    b: Value,
    at: &Range<usize>,
) -> Value {
    let over = union([&a.e, &b.e]);
    e.plain(
        Term::Binary(op, Box::new(a.e), Box::new(b.e)),
        over,
        Unit::pure(),
        at,
    )
}

/// A time made of literals.
pub(crate) fn folded(e: &Expression) -> Option<f64> {
    match &e.term {
        Term::Number(x) => Some(*x),
        Term::Binary(op, a, b) => {
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

/// What is written where an event may stand: its name, that of an outcome as `event.outcome`, and the elements.
fn event_written(s: &Syntax) -> Option<(String, Vec<Index>)> {
    match &s.kind {
        SyntaxKind::Name(name, None) => Some((name.clone(), Vec::new())),
        SyntaxKind::Name(event, Some(outcome)) => Some((format!("{event}.{outcome}"), Vec::new())),
        SyntaxKind::Index(inner, indices) => match event_written(inner)? {
            (name, none) if none.is_empty() => Some((name, indices.clone())),
            _ => None,
        },
        _ => None,
    }
}
