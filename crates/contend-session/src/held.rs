//! Rules that ask of a lever more than it can be set to: in how many worlds it was held at an end of its range.
//!
//! A run holds levers without a word. What rules ask for is followed in a run of its own, over the same worlds, and only of
//! rules for which it is not proved that they stay in the range.

use contend_engine::bounds::{self, Bounds};
use contend_ensemble::executor::Executor;
use contend_ensemble::{Column, Columns, Ensemble, Frame, Meter, Plan, Prepared, Wanted};
use contend_model::expression::{BinaryOp, Expression, ReduceOp, SummaryOp, Term};
use contend_model::id::{OutcomeId, QuantityId, StrategyId};
use contend_model::model::{LeverDomain, Outcome, QuantityKind, Scenario};
use contend_model::unit::Unit;

use crate::drawing::Drawn;
use crate::report::Note;

/// What is followed: a scenario with an outcome for each end that a rule may pass, and what is run of it.
pub(crate) struct Followed {
    scenario: Scenario,
    ends: Vec<End>,
    pub plan: Plan,
}

/// An end of a lever's range that a rule may pass.
struct End {
    strategy: StrategyId,
    lever: QuantityId,
    end: f64,
    above: bool,
    outcome: OutcomeId,
}

/// What is to be followed of the profiles of a plan; `None` where every rule is proved to stay in the range.
pub(crate) fn plan(scenario: &Scenario, main: &Plan, drawn: &Drawn) -> Option<Followed> {
    let bounds = Bounds::new(scenario);
    let mut followed = scenario.clone();
    let mut ends = Vec::new();
    for (index, strategy) in scenario.strategies.iter().enumerate() {
        for (lever, rule) in &strategy.settings {
            let QuantityKind::Lever(kind) = &scenario.quantity(*lever).kind else {
                continue;
            };
            let LeverDomain::Number { low, high } = kind.domain else {
                continue;
            };
            let (asked, range) = (bounds.expression(rule), bounds::domain(&kind.domain));
            for (end, above, passes) in [
                (low, false, asked.low < range.low),
                (high, true, asked.high > range.high),
            ] {
                if passes {
                    ends.push(End {
                        strategy: StrategyId(index as u32),
                        lever: *lever,
                        end,
                        above,
                        outcome: OutcomeId(followed.outcomes.len() as u32),
                    });
                    followed
                        .outcomes
                        .push(first_passed(scenario, rule, end, above));
                }
            }
        }
    }
    let wanted: Vec<Wanted> = (main.profiles.iter())
        .filter_map(|main| {
            let strategies = &scenario.profiles[main.profile.index()].strategies;
            let played = |end: &&End| strategies.contains(&Some(end.strategy));
            let outcomes: Vec<OutcomeId> = ends.iter().filter(played).map(|e| e.outcome).collect();
            (!outcomes.is_empty()).then_some(Wanted {
                profile: main.profile,
                outcomes,
                watches: Vec::new(),
            })
        })
        .collect();
    (!wanted.is_empty()).then(|| Followed {
        plan: Plan {
            profiles: wanted,
            ..drawn.plan()
        },
        scenario: followed,
        ends,
    })
}

/// When a rule first passes an end, at any element.
fn first_passed(scenario: &Scenario, rule: &Expression, end: f64, above: bool) -> Outcome {
    let of = |term: Term, over: &[_], unit: &Unit| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span: rule.span,
    };
    let end = of(Term::Number(end), &[], &rule.unit);
    let op = if above {
        BinaryOp::Greater
    } else {
        BinaryOp::Less
    };
    let passes = Term::Binary(op, Box::new(rule.clone()), Box::new(end));
    let mut body = of(passes, &rule.over, &Unit::pure());
    if !rule.over.is_empty() {
        let any = Term::Reduce {
            op: ReduceOp::Max,
            along: rule.over.clone(),
            filter: None,
            body: Box::new(body),
        };
        body = of(any, &[], &Unit::pure());
    }
    let clock = &scenario.clock;
    let first = Term::Summary {
        op: SummaryOp::FirstTime,
        body: Box::new(body),
        window: (
            clock.time_of_step(clock.now.unwrap_or(0)),
            clock.time_of_step(clock.steps),
        ),
        rate: None,
    };
    Outcome {
        id: String::new(),
        about: String::new(),
        unit: Unit::pure(),
        over: Vec::new(),
        equation: of(first, &[], &Unit::pure()),
        objective_of: None,
        span: rule.span,
    }
}

/// Follows the rules over all worlds, and tells where levers were held. Nothing where the run was stopped.
pub(crate) fn notes(
    followed: &Followed,
    drawn: &Drawn,
    meter: &Meter,
    executor: &dyn Executor,
) -> Vec<Note> {
    let Followed {
        scenario,
        ends,
        plan,
    } = followed;
    // What compiled once compiles again.
    let Ok(prepared) = Prepared::new(plan, scenario, executor) else {
        return Vec::new();
    };
    let mut ensemble = Ensemble::new(plan, scenario);
    let ran = contend_ensemble::run(&prepared, executor, meter, &mut ensemble);
    if ran.is_err() || !ensemble.is_complete() {
        return Vec::new();
    }
    let frame = Frame::new(&ensemble, &drawn.worlds, scenario.inputs.len());
    let mut notes = Vec::new();
    for wanted in &plan.profiles {
        for end in ends.iter().filter(|e| wanted.outcomes.contains(&e.outcome)) {
            let column = Column::Outcome {
                profile: wanted.profile,
                outcome: end.outcome,
                element: 0,
            };
            let times = frame.column(column).unwrap_or_default();
            let held = || times.iter().copied().filter(|t| t.is_finite());
            let Some(first) = held().reduce(f64::min) else {
                continue;
            };
            let lever = scenario.quantity(end.lever);
            let strategy = &scenario.strategies[end.strategy.index()];
            notes.push(Note::LeverHeld {
                profile: scenario.profiles[wanted.profile.index()].id.clone(),
                actor: scenario.actors[strategy.actor.index()].id.clone(),
                lever: lever.name.clone(),
                end: end.end,
                unit: lever.unit.to_string(),
                above: end.above,
                held: held().count() as u64,
                worlds: times.len() as u64,
                first: scenario.clock.date_at(first).to_string(),
            });
        }
    }
    notes
}
