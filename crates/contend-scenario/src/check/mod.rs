//! What can be said of a scenario once everything in it is understood: loops, chance where it cannot be, keys that
//! collide, things that nobody uses.

mod keys;
mod loops;
mod sizes;

pub(crate) use loops::loops;

use std::collections::BTreeSet;

use contend_model::clock::Method;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::Term;
use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::limits::limits;
use contend_model::model::{
    Floor, LeverDomain, PageSettings, Quantity, QuantityKind, Scenario, Tie, Trigger,
};
use contend_model::place::Span;
use contend_model::silence::silences;

/// Checks a whole scenario.
pub(crate) fn check(scenario: &Scenario, page: &PageSettings) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    chance_needs_euler(scenario, &mut findings);
    keys::collisions(scenario, &mut findings);
    sizes::intermediate(scenario, &mut findings);
    unused(scenario, page, &mut findings);
    levers(scenario, &mut findings);
    shares(scenario, &mut findings);
    silent(scenario, &mut findings);
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
    for input in &scenario.inputs {
        if let Some(Tie::Between { low, high }) = &input.tie {
            let bounds = low.iter().chain(high);
            read.extend(bounds.map(|b| scenario.inputs[b.index()].quantity));
        }
    }
    for event in &scenario.events {
        read.extend(event.effects.iter().map(|e| e.stock));
    }
    // What flows leave or enter is part of an account, also where nobody reads what has gathered there.
    let has_use = |index: usize, quantity: &Quantity| {
        let moves = match &quantity.kind {
            QuantityKind::Flow(_) => true,
            QuantityKind::Stock(s) => !s.inflows.is_empty() || !s.outflows.is_empty(),
            _ => false,
        };
        moves || read.contains(&QuantityId(index as u32))
    };
    // What a module declares has its use where one of its uses has one.
    let quantities = || scenario.quantities.iter().enumerate();
    let useful: BTreeSet<Span> = quantities()
        .filter(|(index, q)| has_use(*index, q))
        .map(|(_, q)| q.span)
        .collect();
    for (_, quantity) in quantities().filter(|(_, q)| !useful.contains(&q.span)) {
        let finding = Diagnostic::warning("unused", quantity.span).with("name", &quantity.name);
        findings.push(finding);
    }
}

/// What leaves a stock that may not go below zero must be able to wait for what is there.
fn shares(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let limits = limits(scenario);
    for id in &limits.recursive {
        let quantity = scenario.quantity(*id);
        let QuantityKind::Flow(flow) = &quantity.kind else {
            continue;
        };
        let floored = |s: &&QuantityId| matches!(&scenario.quantity(**s).kind, QuantityKind::Stock(s) if s.floor != Floor::None);
        if let Some(stock) = flow.from.iter().chain(&flow.to).find(floored) {
            let stock = scenario.quantity(*stock);
            let finding = Diagnostic::error("stock-priority", quantity.span).case("recursive");
            let finding = finding
                .with("name", &quantity.name)
                .with("stock", &stock.name);
            findings.push(finding.related(stock.span, "stock"));
        }
    }
    for (flow, stock) in &limits.backwards {
        let (flow, stock) = (scenario.quantity(*flow), scenario.quantity(*stock));
        let finding = Diagnostic::error("stock-priority", stock.span).case("backwards");
        let finding = finding.with("name", &flow.name).with("stock", &stock.name);
        findings.push(finding.related(flow.span, "flow"));
    }
}

/// Comparisons of claims that come out the same whatever the scenario says.
fn silent(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    for claim in &scenario.claims {
        let Some(test) = claim.test.simulated() else {
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
