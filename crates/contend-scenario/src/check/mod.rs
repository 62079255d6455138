//! What can be said of a scenario once everything in it is understood: loops, chance where it cannot be, things that
//! nobody uses.

mod loops;

pub(crate) use loops::loops;

use std::collections::BTreeSet;

use contend_model::clock::Method;
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{Expression, Node};
use contend_model::id::QuantityId;
use contend_model::model::{ClaimTest, LeverDomain, QuantityKind, Scenario, Trigger};

/// Checks a whole scenario.
pub(crate) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    chance_needs_euler(scenario, &mut findings);
    unused(scenario, &mut findings);
    levers(scenario, &mut findings);
    findings
}

/// All expressions of a scenario with what they belong to, for walks over everything.
pub(crate) fn expressions(scenario: &Scenario) -> Vec<(Option<QuantityId>, &Expression)> {
    let mut all: Vec<(Option<QuantityId>, &Expression)> = Vec::new();
    for (index, quantity) in scenario.quantities.iter().enumerate() {
        let id = Some(QuantityId(index as u32));
        match &quantity.kind {
            QuantityKind::Stock(stock) => {
                all.push((id, &stock.start));
                all.extend(
                    stock
                        .change
                        .iter()
                        .chain(&stock.inflows)
                        .chain(&stock.outflows)
                        .map(|e| (id, e)),
                );
            }
            QuantityKind::Flow(flow) => all.push((id, &flow.equation)),
            QuantityKind::Variable { equation } => all.push((id, equation)),
            QuantityKind::Parameter(_) | QuantityKind::Series { .. } | QuantityKind::Lever(_) => {}
        }
    }
    for strategy in &scenario.strategies {
        all.extend(strategy.settings.iter().map(|(lever, e)| (Some(*lever), e)));
    }
    for event in &scenario.events {
        if let Trigger::Hazard(e) | Trigger::When(e) = &event.trigger {
            all.push((None, e));
        }
        all.extend(event.effects.iter().map(|e| (None, &e.amount)));
    }
    all.extend(scenario.outcomes.iter().map(|o| (None, &o.equation)));
    for claim in &scenario.claims {
        if let ClaimTest::Worlds(e) | ClaimTest::Inputs(e) = &claim.test {
            all.push((None, e));
        }
    }
    all
}

fn chance_needs_euler(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    if scenario.clock.method != Method::Rk4 {
        return;
    }
    let hint = "set `method = \"euler\"` in [scenario], or take the chance out";
    for (_, e) in expressions(scenario) {
        e.visit(&mut |part| {
            if matches!(part.node, Node::Chance { .. }) {
                let message = "a fresh draw each step cannot go with the Runge–Kutta method";
                findings.push(Diagnostic::error("chance-with-rk4", part.span, message).hint(hint));
            }
        });
    }
    for event in &scenario.events {
        if matches!(event.trigger, Trigger::Hazard(_)) {
            let message = format!(
                "the event `{}` happens by chance, which cannot go with the Runge–Kutta method",
                event.name
            );
            findings.push(Diagnostic::error("chance-with-rk4", event.span, message).hint(hint));
        }
    }
}

fn unused(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let mut read = BTreeSet::new();
    let mut tables = BTreeSet::new();
    for (owner, e) in expressions(scenario) {
        e.visit(&mut |part| match &part.node {
            Node::Read { quantity, .. } if Some(*quantity) != owner => {
                read.insert(*quantity);
            }
            Node::Lookup(table, _) => {
                tables.insert(*table);
            }
            _ => {}
        });
    }
    for event in &scenario.events {
        read.extend(event.effects.iter().map(|e| e.stock));
    }
    for (index, quantity) in scenario.quantities.iter().enumerate() {
        let moves = matches!(quantity.kind, QuantityKind::Flow(_));
        if !moves && !read.contains(&QuantityId(index as u32)) {
            let finding = Diagnostic::warning(
                "unused",
                quantity.span,
                format!("nothing reads `{}`", quantity.name),
            )
            .hint("use it in an equation, outcome or claim, or take it out");
            findings.push(finding);
        }
    }
}

fn levers(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let set: BTreeSet<QuantityId> = scenario
        .strategies
        .iter()
        .flat_map(|s| s.settings.iter().map(|(q, _)| *q))
        .collect();
    for (index, quantity) in scenario.quantities.iter().enumerate() {
        let QuantityKind::Lever(lever) = &quantity.kind else {
            continue;
        };
        if !set.contains(&QuantityId(index as u32)) {
            let default = match &lever.domain {
                LeverDomain::Choice { options } => options
                    .iter()
                    .find(|o| o.1 == lever.default)
                    .map_or_else(String::new, |o| format!(" at `{}`", o.0)),
                _ => format!(" at {}", lever.default),
            };
            let message = format!(
                "no strategy sets the lever `{}`, so it stays{default} everywhere",
                quantity.name
            );
            findings.push(
                Diagnostic::warning("lever-unset", quantity.span, message)
                    .hint("set it in a strategy, or make it a parameter"),
            );
        }
    }
    for actor in &scenario.actors {
        let owner = |q: &contend_model::model::Quantity| matches!(&q.kind, QuantityKind::Lever(l) if scenario.actors[l.actor.index()].id == actor.id);
        if actor.default_strategy.is_none() && scenario.quantities.iter().any(owner) {
            let message = format!("`{}` has levers but no strategy", actor.id);
            findings.push(
                Diagnostic::warning("no-strategy", actor.span, message)
                    .hint(format!("declare one: `[strategy.{}.…]`", actor.id)),
            );
        }
    }
}
