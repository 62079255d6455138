//! What can be said of a scenario once everything in it is understood: loops, chance where it cannot be, keys that
//! collide, things that nobody uses.

mod keys;
mod loops;

pub(crate) use loops::loops;

use std::collections::BTreeSet;

use contend_model::clock::Method;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Expression, Term};
use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::model::{ClaimTest, LeverDomain, QuantityKind, Scenario, Trigger};
use contend_model::silence::silences;

/// Checks a whole scenario.
pub(crate) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    chance_needs_euler(scenario, &mut findings);
    keys::collisions(scenario, &mut findings);
    unused(scenario, &mut findings);
    levers(scenario, &mut findings);
    silent(scenario, &mut findings);
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
    for (_, e) in expressions(scenario) {
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

fn unused(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let mut read = BTreeSet::new();
    let mut tables = BTreeSet::new();
    for (owner, e) in expressions(scenario) {
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
        let moves = matches!(quantity.kind, QuantityKind::Flow(_));
        if !moves && !read.contains(&QuantityId(index as u32)) {
            let finding = Diagnostic::warning("unused", quantity.span).with("name", &quantity.name);
            findings.push(finding);
        }
    }
}

/// Comparisons of claims that come out the same whatever the scenario says.
fn silent(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for claim in &scenario.claims {
        let ClaimTest::Worlds(test) = &claim.test else {
            continue;
        };
        for silence in silences(scenario, test) {
            let profile = |p: &ProfileId| scenario.profiles[p.index()].id.as_str();
            let outcome = |o: &OutcomeId| scenario.outcomes[o.index()].id.as_str();
            let finding = Diagnostic::warning("says-nothing", silence.span)
                .with("claim", &claim.id)
                .with("profiles", Arg::names(silence.profiles.iter().map(profile)))
                .with("outcomes", Arg::names(silence.outcomes.iter().map(outcome)));
            findings.push(match silence.profiles.len() {
                1 => finding.case("itself"),
                _ => finding,
            });
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
