//! Calls: which function or lookup is meant; functions of numbers and of chance.

use std::ops::Range;

use super::arguments::Call;
use super::{Context, Elaborator, Value, union};
use crate::equation::Argument;
use crate::functions::{FUNCTIONS, Meaning, Takes, WorldsFunction, function};
use contend_model::diagnostic::Arg;
use contend_model::expression::{
    BinaryOp, ChanceLaw, Expression, MemoryOp, ReduceOp, SummaryOp, Term, UnaryOp,
};
use contend_model::nearest::nearest;
use contend_model::unit::Unit;

/// What functions are called elsewhere, and here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("average", "mean"),
    ("avg", "mean"),
    ("expected", "mean"),
    ("probability", "share"),
    ("prob", "share"),
    ("frequency", "share"),
    ("fraction", "share"),
    ("percentile", "quantile"),
    ("initial", "init"),
    ("smooth3", "smoothn"),
    ("delay1", "delay"),
    ("zidz", "safe_divide"),
    ("xidz", "safe_divide"),
    ("safediv", "safe_divide"),
];

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
            return Some(self.plain(Term::Lookup(table, Box::new(value.e)), over, unit, at));
        }
        if let Some(index) = self.names.functions.iter().position(|f| f.name == name) {
            return self.of_declared(index, arguments, at);
        }
        let Some(found) = function(name) else {
            if self.names.broken.contains(name) {
                return None; // it is reported where it is declared
            }
            let known = FUNCTIONS
                .iter()
                .map(|f| f.name)
                .chain(self.names.functions.iter().map(|f| f.name.as_str()))
                .chain(self.names.lookups.iter().map(|l| l.name.as_str()));
            let meant = ELSEWHERE
                .iter()
                .find(|(theirs, _)| name.eq_ignore_ascii_case(theirs));
            let near = meant.map(|(_, ours)| *ours).or(nearest(name, known));
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
        for argument in arguments {
            if let Some((word, place)) = &argument.name
                && !matches!(found.meaning, Meaning::Game(_))
                && !(self.may_sum_up() && window_names.contains(&word.as_str()))
            {
                let read = self.names.quantities.iter().any(|q| q.name == *word);
                if read && !window_names.contains(&word.as_str()) {
                    // A comparison is meant.
                    let after = self.text.as_str()[place.end..].find('=').unwrap_or(0);
                    let at = place.end + after..place.end + after + 1;
                    self.report(self.error("single-equals", &at));
                    return None;
                }
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
        // Of elements where a dimension is named, else of worlds.
        let meaning = match (found.meaning, call.plain.len()) {
            (Meaning::Quantile, 2) if self.is_of_claim() => {
                Meaning::OverWorlds(WorldsFunction::Quantile)
            }
            (Meaning::Median, 1) if self.is_of_claim() => {
                Meaning::OverWorlds(WorldsFunction::Median)
            }
            (meaning, _) => meaning,
        };
        let pure = !matches!(
            meaning,
            Meaning::Memory(_)
                | Meaning::Init
                | Meaning::Sample
                | Meaning::Trend
                | Meaning::Stages(_)
                | Meaning::Chance(_)
                | Meaning::Noise
                | Meaning::Since
                | Meaning::Summary(_)
                | Meaning::At
                | Meaning::Game(_)
                | Meaning::OverWorlds(_)
        );
        if !pure && self.refused_in_function(name, at) {
            return None;
        }
        match meaning {
            Meaning::Unary(op, takes) => self.of_one(&call, op, takes),
            Meaning::Extreme(op, reduction, summary) => self.extreme(&call, op, reduction, summary),
            Meaning::Clamp => self.clamp(&call),
            Meaning::Reduce(op) => self.reduction(&call, op),
            Meaning::Mean if self.may_sum_up() && call.plain.len() == 1 => {
                self.summary(&call, SummaryOp::Mean)
            }
            Meaning::Mean
                if self.is_of_claim() && !self.calls.inside() && call.plain.len() == 1 =>
            {
                self.over_worlds(&call, WorldsFunction::Mean)
            }
            Meaning::Mean => self.reduction(&call, ReduceOp::Mean),
            Meaning::OverWorlds(asked) => self.over_worlds(&call, asked),
            Meaning::Count => self.count(&call),
            Meaning::Along(op) => self.along(&call, op),
            Meaning::Top => self.top(&call),
            Meaning::Quantile => self.quantile(&call, None),
            Meaning::Median => self.quantile(&call, Some(0.5)),
            Meaning::Pulse => self.pulse(&call),
            Meaning::Ramp => self.ramp(&call),
            Meaning::Memory(op) => self.memory(&call, op),
            Meaning::Init => self.init(&call),
            Meaning::Sample => self.sample(&call),
            Meaning::Trend => self.trend(&call),
            Meaning::Stages(op) => self.stages(&call, op),
            Meaning::PulseTrain => self.pulse_train(&call),
            Meaning::SafeDivide => self.safe_divide(&call),
            Meaning::Allocate => self.allocate(&call),
            Meaning::SpectralRadius => self.spectral_radius(&call),
            Meaning::Chance(law) => self.chance(&call, law),
            Meaning::Noise => self.noise(&call),
            Meaning::Since => self.since(&call),
            Meaning::Summary(op) => self.whole_run(&call, op),
            Meaning::Game(asked) => self.of_game(asked, found, arguments, at),
            Meaning::At => self.at_date(&call),
        }
    }

    /// A function of one number.
    fn of_one(&mut self, call: &Call<'_>, op: UnaryOp, takes: Takes) -> Option<Value> {
        let [x] = self.fixed::<1>(call)?;
        let value = self.value(&x.value)?;
        let unit = match takes {
            Takes::Any => value.e.unit.clone(),
            Takes::ToPure => Unit::pure(),
            Takes::Pure => {
                self.pure_argument(&value, &x.value.at, call.function.name);
                Unit::pure()
            }
            Takes::Root => value.e.unit.power(1, 2).unwrap_or_default(),
        };
        let over = value.e.over.clone();
        Some(self.plain(Term::Unary(op, Box::new(value.e)), over, unit, call.at))
    }

    /// The least or greatest: of several numbers, over elements, or over the run.
    fn extreme(
        &mut self,
        call: &Call<'_>,
        op: BinaryOp,
        reduction: ReduceOp,
        summary: SummaryOp,
    ) -> Option<Value> {
        let dimension_second = call.plain.len() == 2 && self.is_dimensions(&call.plain[1].value);
        match call.plain.len() {
            1 if self.may_sum_up() => self.summary(call, summary),
            1 => self.reduction(call, reduction),
            2 if dimension_second => self.reduction(call, reduction),
            0 => self.wrong_count(call),
            _ => {
                let mut list = Vec::new();
                for argument in &call.plain {
                    self.without_elements(call, argument)?;
                    list.push((self.value(&argument.value), &argument.value.at));
                }
                let mut values = list.into_iter();
                let (first, first_at) = values.next()?;
                let mut result = first?;
                for (value, place) in values {
                    result = self.binary(op, (result, first_at), (value?, place), call.at)?;
                }
                Some(result)
            }
        }
    }

    /// A number held between two others.
    fn clamp(&mut self, call: &Call<'_>) -> Option<Value> {
        let [x, low, high] = self.fixed::<3>(call)?;
        let (x_at, low_at, high_at) = (&x.value.at, &low.value.at, &high.value.at);
        let (x, low, high) = (
            self.value(&x.value),
            self.value(&low.value),
            self.value(&high.value),
        );
        let under = self.binary(BinaryOp::Min, (x?, x_at), (high?, high_at), call.at)?;
        self.binary(BinaryOp::Max, (under, x_at), (low?, low_at), call.at)
    }

    fn chance(&mut self, call: &Call<'_>, law: ChanceLaw) -> Option<Value> {
        let (Context::Dynamics(owner) | Context::Start(owner)) = self.context else {
            self.report(
                self.error("misplaced-chance", call.at)
                    .with("function", call.function.name),
            );
            return None;
        };
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
        // One draw for each element of what is computed, whether or not the parameters differ by element.
        let mut over = self.open.clone();
        over.extend(union(&arguments).iter().filter(|d| !self.open.contains(d)));
        let site = self.sites.draw(owner);
        Some(self.plain(
            Term::Chance {
                law,
                site,
                arguments,
            },
            over,
            unit,
            call.at,
        ))
    }

    /// Standard normal draws with a memory, times the standard deviation.
    fn noise(&mut self, call: &Call<'_>) -> Option<Value> {
        let Context::Dynamics(owner) = self.context else {
            self.report(
                self.error("misplaced-chance", call.at)
                    .with("function", call.function.name),
            );
            return None;
        };
        let [sd, time] = self.fixed::<2>(call)?;
        let sd_value = self.value(&sd.value);
        let time = self.time_argument(time);
        let (sd_value, time) = (sd_value?, time?);
        let number = |x: f64| self.number(x, Unit::pure(), call.at).e;
        let law = [number(0.0), number(1.0)];
        let mut over = self.open.clone();
        let own = union([&sd_value.e, &time.e]);
        over.extend(own.into_iter().filter(|d| !self.open.contains(d)));
        let draw = Term::Chance {
            law: ChanceLaw::Normal,
            site: self.sites.draw(owner),
            arguments: law.to_vec(),
        };
        let draw = self.plain(draw, over.clone(), Unit::pure(), call.at);
        let site = self.sites.memory;
        self.sites.memory += 1;
        let noise = Term::Memory {
            op: MemoryOp::Noise,
            site,
            arguments: vec![draw.e, time.e],
        };
        let noise = self.plain(noise, over, Unit::pure(), call.at);
        self.binary(
            BinaryOp::Multiply,
            (sd_value, &sd.value.at),
            (noise, call.at),
            call.at,
        )
    }

    /// Whether a summary over the run may stand here.
    pub(super) fn may_sum_up(&self) -> bool {
        // In a function `mean(x)` is over elements wherever it is called.
        self.context == Context::Outcome && !self.in_summary && !self.calls.inside()
    }
}
