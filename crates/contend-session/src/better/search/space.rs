//! What a search may set: an actor's levers, each at one value or at several one after the other, or the free thresholds of
//! one of its strategies; and what such settings are as a strategy.

use contend_analysis::search::vary::Variable;
use contend_model::expression::{BinaryOp, Expression, Term};
use contend_model::id::{ActorId, DimensionId, QuantityId, StrategyId};
use contend_model::model::{LeverDomain, QuantityKind, Scenario, Strategy};
use contend_model::unit::Unit;

use super::report::{DecisionReport, FormReport};
use crate::levers::{self, domain, elements, option_names};
use crate::watch::element_name;

/// A family of strategies that differ in numbers and options alone.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// The strategy whose thresholds are set; `None` where levers are.
    pub like: Option<StrategyId>,
    pub decisions: Vec<Decision>,
}

/// One thing to be decided.
#[derive(Clone, Debug)]
pub(super) struct Decision {
    pub what: What,
    pub variable: Variable,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum What {
    /// A lever, of one of its elements or of all, from one of the dates on.
    Lever {
        lever: QuantityId,
        element: Option<u32>,
        period: usize,
    },
    /// At which value the strategy's rules read a parameter.
    Threshold { parameter: QuantityId },
}

/// From when on levers are set, and set anew: elapsed times, ascending. The first is the start.
pub(super) type Periods = Vec<f64>;

/// Everything of an actor that may be set: its levers, if it has any, then each strategy with free thresholds.
pub(super) fn forms(scenario: &Scenario, actor: ActorId, periods: &Periods) -> Vec<Form> {
    let mut decisions = Vec::new();
    for period in 0..periods.len() {
        for (at, quantity) in scenario.quantities.iter().enumerate() {
            let QuantityKind::Lever(lever) = &quantity.kind else {
                continue;
            };
            if lever.actor != actor {
                continue;
            }
            let id = QuantityId(at as u32);
            let elements = match periods.len() {
                1 => elements(scenario, id),
                _ => vec![None],
            };
            decisions.extend(elements.into_iter().map(|element| Decision {
                what: What::Lever {
                    lever: id,
                    element,
                    period,
                },
                variable: variable(&lever.domain),
            }));
        }
    }
    // A lever with one setting alone leaves nothing to decide; it is set all the same.
    let levers = decisions.iter().any(has_room).then_some(Form {
        like: None,
        decisions,
    });
    let rules = scenario.strategies.iter().enumerate();
    let rules = rules
        .filter(|(_, s)| s.actor == actor)
        .filter_map(|(at, s)| {
            let free = s.free.as_ref()?;
            let decisions = free.thresholds.iter().map(|t| Decision {
                what: What::Threshold {
                    parameter: t.parameter,
                },
                variable: Variable::Number {
                    low: t.low,
                    high: t.high,
                    whole: false,
                },
            });
            Some(Form {
                like: Some(StrategyId(at as u32)),
                decisions: decisions.collect(),
            })
        });
    levers.into_iter().chain(rules).collect()
}

fn variable(domain: &LeverDomain) -> Variable {
    match domain {
        LeverDomain::Number { low, high, whole } => Variable::Number {
            low: *low,
            high: *high,
            whole: *whole,
        },
        LeverDomain::Choice { options } => Variable::Choice {
            options: options.len(),
        },
        LeverDomain::Switch => Variable::Choice { options: 2 },
    }
}

/// Whether there is anything to decide.
pub(super) fn has_room(decision: &Decision) -> bool {
    match decision.variable {
        Variable::Number { low, high, .. } => low < high,
        Variable::Choice { options } => options > 1,
    }
}

impl Form {
    /// The decisions that leave something to decide, as a search knows them.
    pub fn variables(&self) -> Vec<Variable> {
        let open = self.decisions.iter().filter(|d| has_room(d));
        open.map(|d| d.variable).collect()
    }

    /// A value for every decision, from those of a search: on the steps of its range, as a short decimal.
    pub fn values(&self, found: &[f64]) -> Vec<f64> {
        let mut found = found.iter();
        let value = |d: &Decision| match (has_room(d), d.variable) {
            (true, variable) => on_step(variable, found.next().copied().unwrap_or(0.0)),
            (false, Variable::Number { low, .. }) => low,
            (false, Variable::Choice { .. }) => 0.0,
        };
        self.decisions.iter().map(value).collect()
    }

    /// The strategy of a value for every decision.
    pub fn strategy(
        &self,
        scenario: &Scenario,
        actor: ActorId,
        periods: &Periods,
        values: &[f64],
    ) -> Strategy {
        let (settings, span) = match self.like {
            Some(like) => {
                let like = &scenario.strategies[like.index()];
                (self.with_thresholds(like, values), like.span)
            }
            None => (
                self.with_levers(scenario, periods, values),
                scenario.actors[actor.index()].span,
            ),
        };
        Strategy {
            actor,
            id: String::new(),
            about: String::new(),
            settings,
            free: None,
            span,
        }
    }

    fn with_thresholds(&self, like: &Strategy, values: &[f64]) -> Vec<(QuantityId, Expression)> {
        let Some(free) = &like.free else {
            return like.settings.clone();
        };
        let set: Vec<(QuantityId, f64)> = (self.decisions.iter().zip(values))
            .filter_map(|(d, value)| match d.what {
                What::Threshold { parameter } => Some((parameter, *value)),
                What::Lever { .. } => None,
            })
            .collect();
        let settings = free.settings.iter();
        settings
            .map(|(lever, rule)| (*lever, rule.with_values(&set)))
            .collect()
    }

    fn with_levers(
        &self,
        scenario: &Scenario,
        periods: &Periods,
        values: &[f64],
    ) -> Vec<(QuantityId, Expression)> {
        // Of each lever the values of each period, in the order of its elements.
        let mut levers: Vec<(QuantityId, Vec<Vec<f64>>)> = Vec::new();
        for (decision, value) in self.decisions.iter().zip(values) {
            let What::Lever { lever, period, .. } = decision.what else {
                continue;
            };
            let set = set_to(scenario, lever, *value);
            let at = match levers.iter().position(|(l, _)| *l == lever) {
                Some(at) => at,
                None => {
                    levers.push((lever, vec![Vec::new(); periods.len()]));
                    levers.len() - 1
                }
            };
            levers[at].1[period].push(set);
        }
        let setting = |(lever, values): (QuantityId, Vec<Vec<f64>>)| {
            (lever, course(scenario, lever, periods, &values))
        };
        levers.into_iter().map(setting).collect()
    }

    /// What there is to decide.
    pub fn report(&self, scenario: &Scenario, periods: &Periods) -> FormReport {
        let open = self.decisions.iter().filter(|d| has_room(d));
        FormReport {
            like: self.like.map(|s| scenario.strategies[s.index()].id.clone()),
            decisions: open.map(|d| report(scenario, periods, d)).collect(),
            candidates: 0,
            dropped: 0,
            restarts: 0,
        }
    }
}

/// How a decision is told.
pub(super) fn report(
    scenario: &Scenario,
    periods: &Periods,
    decision: &Decision,
) -> DecisionReport {
    let (quantity, element, period) = match decision.what {
        What::Lever {
            lever,
            element,
            period,
        } => (lever, element, period),
        What::Threshold { parameter } => (parameter, None, 0),
    };
    let declared = scenario.quantity(quantity);
    let name = match element {
        Some(element) => element_name(scenario, &declared.name, &declared.over, element),
        None => declared.name.clone(),
    };
    let (low, high) = match decision.variable {
        Variable::Number { low, high, .. } => (low, high),
        Variable::Choice { options } => (0.0, options as f64 - 1.0),
    };
    DecisionReport {
        name,
        unit: declared.unit.to_string(),
        from: (period > 0).then(|| scenario.clock.date_at(periods[period]).to_string()),
        low,
        high,
        options: options(scenario, decision),
    }
}

/// The names of a decision's options; none of numbers.
fn options(scenario: &Scenario, decision: &Decision) -> Vec<String> {
    match decision.what {
        What::Lever { lever, .. } => domain(scenario, lever).map_or_else(Vec::new, option_names),
        What::Threshold { .. } => Vec::new(),
    }
}

/// What a lever is set to by a value of a search: of a choice the value of an option.
fn set_to(scenario: &Scenario, lever: QuantityId, value: f64) -> f64 {
    domain(scenario, lever).map_or(value, |domain| levers::set_to(domain, value))
}

/// The nearest step of a number's range, as a short decimal.
fn on_step(variable: Variable, value: f64) -> f64 {
    match variable {
        Variable::Number {
            low,
            high,
            whole: false,
        } => levers::on_step((low, high), value),
        _ => value,
    }
}

/// A lever's setting over time, by the values of each period.
fn course(
    scenario: &Scenario,
    lever: QuantityId,
    periods: &Periods,
    values: &[Vec<f64>],
) -> Expression {
    let quantity = scenario.quantity(lever);
    let span = quantity.span;
    let make = |term: Term, over: &[DimensionId], unit: &Unit| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span,
    };
    let number = |value: f64| make(Term::Number(value), &[], &quantity.unit);
    let pure = |term: Term, over: &[DimensionId]| make(term, over, &Unit::pure());
    // One value for all elements, or a chain of choices by element, as a table by label is read.
    let period = |values: &[f64]| match (values, quantity.over.as_slice()) {
        (values, [dimension]) if values.len() > 1 => {
            let positions = &scenario.dimension(*dimension).positions;
            let mut chain = number(values[values.len() - 1]);
            for (value, position) in values.iter().zip(positions).rev().skip(1) {
                let here = pure(Term::Position(*dimension), &[*dimension]);
                let own = pure(Term::Number(f64::from(*position)), &[]);
                let same = Term::Binary(BinaryOp::Equal, Box::new(here), Box::new(own));
                let same = pure(same, &[*dimension]);
                let choice = Term::If(Box::new(same), Box::new(number(*value)), Box::new(chain));
                chain = make(choice, &[*dimension], &quantity.unit);
            }
            chain
        }
        (values, _) => number(values.first().copied().unwrap_or(f64::NAN)),
    };
    let mut course = period(&values[0]);
    for (from, values) in periods.iter().zip(values).skip(1) {
        let reached = Term::Binary(
            BinaryOp::GreaterEqual,
            Box::new(pure(Term::Time, &[])),
            Box::new(pure(Term::Number(*from), &[])),
        );
        let later = period(values);
        let over = later.over.clone();
        let choice = Term::If(
            Box::new(pure(reached, &[])),
            Box::new(later),
            Box::new(course),
        );
        course = make(choice, &over, &quantity.unit);
    }
    course
}
