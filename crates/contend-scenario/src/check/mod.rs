//! What can be said of a scenario once everything in it is understood: loops, chance where it cannot be, keys that
//! collide, things that nobody uses.

mod hazards;
mod keys;
mod loops;
mod sizes;

pub(crate) use loops::loops;

use std::collections::BTreeSet;

use contend_model::clock::Method;
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::Term;
use contend_model::id::QuantityId;
use contend_model::model::{LeverDomain, PageSettings, QuantityKind, Scenario, Trigger};

/// Checks a whole scenario.
pub(crate) fn check(scenario: &Scenario, page: &PageSettings) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    chance_needs_euler(scenario, &mut findings);
    keys::collisions(scenario, &mut findings);
    sizes::intermediate(scenario, &mut findings);
    hazards::negative(scenario, &mut findings);
    unused(scenario, page, &mut findings);
    levers(scenario, &mut findings);
    findings
}

fn chance_needs_euler(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    if scenario.clock.method != Method::Rk4 {
        return;
    }
    for (_, e) in scenario.expressions() {
        e.visit(&mut |part| {
            if matches!(part.term, Term::Chance { .. }) {
                findings.push(Diagnostic::error("chance-with-rk4", part.span));
            }
        });
    }
    for event in &scenario.events {
        if matches!(event.trigger, Trigger::Hazard(_)) {
            let finding = Diagnostic::error("chance-with-rk4", event.span);
            findings.push(finding.case("event").with("event", &event.name));
        }
    }
}

/// What no equation reads, no flow moves and no chart draws.
fn unused(scenario: &Scenario, page: &PageSettings, findings: &mut Vec<Diagnostic>) {
    let mut read = BTreeSet::new();
    for chart in &page.charts {
        read.insert(chart.quantity);
        read.extend(chart.data.map(|(series, _)| series));
    }
    let mut tables = BTreeSet::new();
    for (owner, e) in scenario.expressions() {
        e.visit(&mut |part| match &part.term {
            Term::Read { quantity, .. } if Some(*quantity) != owner => {
                read.insert(*quantity);
            }
            Term::Lookup(table, _) => {
                tables.insert(*table);
            }
            _ => {}
        });
    }
    for event in &scenario.events {
        read.extend(event.effects.iter().map(|e| e.stock));
    }
    for (index, quantity) in scenario.quantities.iter().enumerate() {
        // What flows leave or enter is part of an account, also where nobody reads what has gathered there.
        let moves = match &quantity.kind {
            QuantityKind::Flow(_) => true,
            QuantityKind::Stock(s) => !s.inflows.is_empty() || !s.outflows.is_empty(),
            _ => false,
        };
        if !moves && !read.contains(&QuantityId(index as u32)) {
            let finding = Diagnostic::warning("unused", quantity.span).with("name", &quantity.name);
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
            let finding = Diagnostic::warning("lever-unset", quantity.span);
            let finding = finding.with("lever", &quantity.name);
            findings.push(match &lever.domain {
                LeverDomain::Choice { options } => {
                    let default = options.iter().find(|o| o.1 == lever.default);
                    finding
                        .case("choice")
                        .maybe("default", default.map(|o| &o.0))
                }
                _ => finding.with("default", lever.default),
            });
        }
    }
    for actor in &scenario.actors {
        let owner = |q: &contend_model::model::Quantity| matches!(&q.kind, QuantityKind::Lever(l) if scenario.actors[l.actor.index()].id == actor.id);
        if actor.default_strategy.is_none() && scenario.quantities.iter().any(owner) {
            findings.push(
                Diagnostic::warning("no-strategy", actor.span)
                    .case("levers")
                    .with("actor", &actor.id),
            );
        }
    }
}
