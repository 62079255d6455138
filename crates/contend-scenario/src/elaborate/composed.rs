//! Functions that are made of others: what they mean is what is put together here.

use super::arguments::Call;
use super::over_time::{compare, folded, pair};
use super::{Context, Elaborator, ExpectedUnit, Value, union};
use contend_model::expression::{
    AlongOp, BinaryOp, Expression, MOST_MATRIX_ROWS, MemoryOp, ReduceOp, Term, UnaryOp,
};
use contend_model::id::DimensionId;
use contend_model::unit::Unit;

/// The most stages of a delay or smoothing.
const MOST_STAGES: f64 = 50.0;

impl Elaborator<'_, '_> {
    /// A quotient, or something else where the divisor is 0.
    pub(super) fn safe_divide(&mut self, call: &Call<'_>) -> Option<Value> {
        let [a, b, otherwise] = self.fixed::<3>(call)?;
        let (a_at, b_at, otherwise_at) = (&a.value.at, &b.value.at, &otherwise.value.at);
        let (a, b, otherwise) = (
            self.value(&a.value),
            self.value(&b.value),
            self.value(&otherwise.value),
        );
        let (a, b, otherwise) = (a?, b?, otherwise?);
        let zero = self.number(0.0, b.e.unit.clone(), call.at);
        let none = compare(self, BinaryOp::Equal, b.clone(), zero, call.at);
        let quotient = self.binary(BinaryOp::Divide, (a, a_at), (b, b_at), call.at)?;
        let unit = self.same_unit(
            (&quotient, call.at),
            (&otherwise, otherwise_at),
            "other-branch",
        );
        let over = union([&none.e, &otherwise.e, &quotient.e]);
        let parts = [none.e, otherwise.e, quotient.e].map(Box::new);
        let [none, otherwise, quotient] = parts;
        Some(self.plain(Term::If(none, otherwise, quotient), over, unit, call.at))
    }

    /// The largest size of the eigenvalues of a square matrix.
    pub(super) fn spectral_radius(&mut self, call: &Call<'_>) -> Option<Value> {
        let [matrix, row, column] = self.fixed::<3>(call)?;
        let dimensions = [row, column].map(|d| self.dimensions_of(&d.value));
        let along: Vec<DimensionId> = dimensions.iter().flatten().flatten().copied().collect();
        let value = self.along_open(&matrix.value, along.iter());
        let [rows, columns] = dimensions;
        let (rows, columns, value) = (rows?, columns?, value?);
        let finding = self.error("wrong-arguments", call.at);
        let (&[row], &[column]) = (rows.as_slice(), columns.as_slice()) else {
            self.report(finding.case("square"));
            return None;
        };
        self.has(&value, row, &matrix.value.at)?;
        self.has(&value, column, &matrix.value.at)?;
        let positions = |d: DimensionId| &self.dimension(d).positions;
        if row == column
            || self.dimension(row).root != self.dimension(column).root
            || positions(row) != positions(column)
        {
            self.report(finding.case("square"));
            return None;
        }
        let count = positions(row).len();
        if count > MOST_MATRIX_ROWS {
            let finding = finding.case("large-matrix").with("rows", count);
            self.report(finding.with("most", MOST_MATRIX_ROWS));
            return None;
        }
        let unit = value.e.unit.clone();
        let over = value.e.over.iter().copied();
        let over = over.filter(|d| *d != row && *d != column).collect();
        let term = Term::Reduce {
            op: ReduceOp::SpectralRadius,
            body: Box::new(value.e),
            along: vec![row, column],
            by: Vec::new(),
            filter: None,
        };
        Some(self.plain(term, over, unit, call.at))
    }

    /// What is there goes to the first element until it has all that it asks for, then to the next.
    pub(super) fn allocate(&mut self, call: &Call<'_>) -> Option<Value> {
        let [supply, request, d] = self.fixed::<3>(call)?;
        let (supply_at, request_at) = (&supply.value.at, &request.value.at);
        let along = self.dimensions_of(&d.value);
        let supply = self.value(&supply.value);
        let request = self.along_open(&request.value, along.iter().flatten());
        let (along, supply, request) = (along?, supply?, request?);
        let [along] = along.as_slice() else {
            let finding = self.error("wrong-arguments", &d.value.at);
            let finding = finding.case("one-dimension");
            self.report(finding.with("function", call.function.name));
            return None;
        };
        self.has(&request, *along, request_at)?;
        if supply.e.over.contains(along) {
            let finding = self.error("wrong-arguments", supply_at).case("supply");
            self.report(finding.with("dimension", self.name_of(*along)));
            return None;
        }
        let (over, unit) = (request.e.over.clone(), request.e.unit.clone());
        let running = Term::Along {
            op: AlongOp::RunningSum,
            body: Box::new(request.e.clone()),
            along: vec![*along],
            by: Vec::new(),
            filter: None,
        };
        let running = self.plain(running, over, unit, call.at);
        let earlier = pair(self, BinaryOp::Subtract, running, request.clone(), call.at);
        let difference = (supply, supply_at);
        let left = self.binary(
            BinaryOp::Subtract,
            difference,
            (earlier, request_at),
            call.at,
        )?;
        let given = pair(self, BinaryOp::Min, left, request, call.at);
        let none = self.number(0.0, given.e.unit.clone(), call.at);
        Some(pair(self, BinaryOp::Max, given, none, call.at))
    }

    /// Pulses that come again and again.
    pub(super) fn pulse_train(&mut self, call: &Call<'_>) -> Option<Value> {
        self.varying(call.at, call.function.name)?;
        let arguments = self.fixed::<4>(call)?;
        let [_, length_at, every_at, _] = arguments.map(|a| &a.value.at);
        let [from, length, every, to] = arguments.map(|a| self.time_argument(a));
        let (from, length, every, to) = (from?, length?, every?, to?);
        self.in_whole_steps(call.function.name, &length, length_at);
        self.in_whole_steps(call.function.name, &every, every_at);
        let at = call.at;
        let unit = self.time_unit();
        let time = || self.plain(Term::Time, Vec::new(), unit.clone(), at);
        // An instant that a pulse begins at counts as such however its time was rounded.
        let slack = self.plain(Term::StepLength, Vec::new(), unit.clone(), at);
        let slack = self.scaled(slack, 1e-6, unit.clone(), at);
        let since = pair(self, BinaryOp::Subtract, time(), from.clone(), at);
        let since = pair(self, BinaryOp::Add, since, slack.clone(), at);
        let into = pair(self, BinaryOp::Modulo, since.clone(), every, at);
        let end = pair(self, BinaryOp::Subtract, to, slack, at);
        let zero = self.number(0.0, unit.clone(), at);
        let begun = compare(self, BinaryOp::GreaterEqual, since, zero, at);
        let during = compare(self, BinaryOp::Less, into, length, at);
        let before = compare(self, BinaryOp::Less, time(), end, at);
        let inside = compare(self, BinaryOp::And, begun, during, at);
        Some(compare(self, BinaryOp::And, inside, before, at))
    }

    /// The value at the start.
    pub(super) fn init(&mut self, call: &Call<'_>) -> Option<Value> {
        self.remembering(call)?;
        let [x] = self.fixed::<1>(call)?;
        let value = self.value(&x.value)?;
        let unit = value.e.unit.clone();
        Some(self.remembered(MemoryOp::Initial, vec![value.e], unit, call))
    }

    /// The value at the last instant at which a condition held.
    pub(super) fn sample(&mut self, call: &Call<'_>) -> Option<Value> {
        self.remembering(call)?;
        if !(2..=3).contains(&call.plain.len()) {
            return self.wrong_count(call);
        }
        let (x_at, when_at) = (&call.plain[0].value.at, &call.plain[1].value.at);
        let x = self.value(&call.plain[0].value);
        let when = self.value(&call.plain[1].value);
        let initial = call
            .plain
            .get(2)
            .map(|i| (self.value(&i.value), &i.value.at));
        let (x, when) = (x?, when?);
        self.truth(&when, when_at);
        let mut unit = x.e.unit.clone();
        let mut arguments = vec![x.e.clone(), when.e];
        if let Some((initial, at)) = initial {
            let initial = initial?;
            unit = self.same_unit((&x, x_at), (&initial, at), "starts");
            arguments.push(initial.e);
        }
        Some(self.remembered(MemoryOp::Sample, arguments, unit, call))
    }

    /// How fast something grows, as a share of what it was on average of late.
    pub(super) fn trend(&mut self, call: &Call<'_>) -> Option<Value> {
        self.remembering(call)?;
        if !(2..=3).contains(&call.plain.len()) {
            return self.wrong_count(call);
        }
        let at = call.at;
        let x = self.value(&call.plain[0].value);
        let time = self.time_argument(call.plain[1]);
        let initial = (call.plain.get(2)).map(|i| (self.value(&i.value), &i.value));
        let (x, time) = (x?, time?);
        let per_time = Unit::pure().divide(&self.time_unit());
        let mut arguments = vec![x.e.clone(), time.e.clone()];
        if let Some((initial, syntax)) = initial {
            let rate = self.meets_unit(initial?, syntax, ExpectedUnit::PerTime)?;
            let rate = self.plain(rate.term, rate.over, per_time.clone(), at);
            let growth = of_units(
                self,
                BinaryOp::Multiply,
                rate,
                time.clone(),
                Unit::pure(),
                call,
            );
            let one = self.number(1.0, Unit::pure(), at);
            let growth = pair(self, BinaryOp::Add, one, growth, at);
            let unit = x.e.unit.clone();
            let before = of_units(self, BinaryOp::Divide, x.clone(), growth, unit, call);
            arguments.push(before.e);
        }
        let unit = x.e.unit.clone();
        let average = self.remembered(MemoryOp::Smooth, arguments, unit.clone(), call);
        let gap = pair(self, BinaryOp::Subtract, x, average.clone(), at);
        let over = average.e.over.clone();
        let size = Term::Unary(UnaryOp::Abs, Box::new(average.e));
        let size = self.plain(size, over, unit.clone(), at);
        let of = of_units(self, BinaryOp::Multiply, size, time, unit, call);
        Some(of_units(self, BinaryOp::Divide, gap, of, per_time, call))
    }

    /// Several first-order smoothings or delays in a row, each of its part of the time.
    pub(super) fn stages(&mut self, call: &Call<'_>, op: MemoryOp) -> Option<Value> {
        self.remembering(call)?;
        if !(3..=4).contains(&call.plain.len()) {
            return self.wrong_count(call);
        }
        let at = call.at;
        let x = self.value(&call.plain[0].value);
        let time = self.time_argument(call.plain[1]);
        let stages = self.value(&call.plain[2].value);
        let initial = call
            .plain
            .get(3)
            .map(|i| (self.value(&i.value), &i.value.at));
        let (x, time, stages) = (x?, time?, stages?);
        let whole = |n: &f64| *n >= 1.0 && *n <= MOST_STAGES && n.fract() == 0.0;
        let Some(n) = folded(&stages.e).filter(whole) else {
            let finding = self.error("wrong-arguments", &call.plain[2].value.at);
            let finding = finding.case("stages").with("function", call.function.name);
            self.report(finding.with("most", MOST_STAGES));
            return None;
        };
        let initial = match initial {
            None => None,
            Some((initial, initial_at)) => {
                let initial = initial?;
                self.same_unit(
                    (&x, &call.plain[0].value.at),
                    (&initial, initial_at),
                    "starts",
                );
                Some(initial.e)
            }
        };
        let unit = x.e.unit.clone();
        let part = self.scaled(time, 1.0 / n, self.time_unit(), at);
        let mut value = x;
        for _ in 0..n as u32 {
            let arguments = [value.e, part.e.clone()].into_iter();
            let arguments = arguments.chain(initial.clone()).collect();
            value = self.remembered(op, arguments, unit.clone(), call);
        }
        Some(value)
    }

    /// Refuses memory where nothing is remembered.
    pub(super) fn remembering(&mut self, call: &Call<'_>) -> Option<()> {
        if !matches!(self.context, Context::Dynamics(_) | Context::Rule { .. }) {
            let finding = self.error("misplaced-memory", call.at);
            self.report(finding.with("function", call.function.name));
            return None;
        }
        for argument in &call.plain {
            self.without_elements(call, argument)?;
        }
        Some(())
    }

    /// A memory with a site of its own.
    fn remembered(
        &mut self,
        op: MemoryOp,
        arguments: Vec<Expression>,
        unit: Unit,
        call: &Call<'_>,
    ) -> Value {
        let over = union(&arguments);
        let site = self.sites.memory;
        self.sites.memory += 1;
        let term = Term::Memory {
            op,
            site,
            arguments,
        };
        self.plain(term, over, unit, call.at)
    }
}

/// Two operands whose units are known to go together.
fn of_units(
    e: &Elaborator<'_, '_>,
    op: BinaryOp,
    a: Value,
    b: Value,
    unit: Unit,
    call: &Call<'_>,
) -> Value {
    let over = union([&a.e, &b.e]);
    let term = Term::Binary(op, Box::new(a.e), Box::new(b.e));
    e.plain(term, over, unit, call.at)
}
