//! What conditions leave of what is drawn: whether anything, how much, and whether the central values are among it.

use contend_analysis::claim;
use contend_engine::design::{Condition, Design, Worlds};
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{Expression, ReduceOp, Term};
use contend_model::model::Scenario;
use contend_model::unit::Unit;

use crate::world;

/// Points that are drawn to see; fewer where they have many elements.
const POINTS: u64 = 8192;

/// Points times elements that are kept at once.
const KEPT: u64 = 1 << 23;

/// Less than this is worth a word.
const FEW: f64 = 0.1;

/// Findings on conditions, in their order.
pub(crate) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    if scenario.constraints.is_empty() {
        return;
    }
    let size = |e: &Expression| scenario.size(&e.over) as u64;
    let elements: u64 = scenario.constraints.iter().map(|c| size(&c.that)).sum();
    let points = (KEPT / elements.max(1)).clamp(512, POINTS);
    // What else stands against drawing is found where it belongs.
    let Ok(worlds) = Worlds::new(scenario, Design::MonteCarlo, points, 1) else {
        return;
    };
    let conditions = worlds.conditions(0..points);
    let before = findings.len();
    for condition in &conditions {
        if !condition.holds.contains(&true) {
            findings.push(impossible(scenario, condition));
        }
    }
    if findings.len() == before {
        together(scenario, &conditions, findings);
    }
    for constraint in &scenario.constraints {
        let truth = claim::of_inputs(scenario, &everywhere(&constraint.that));
        if !matches!(truth, Ok(Some(true)) | Err(_)) {
            findings.push(Diagnostic::warning("constraint-broken", constraint.span));
        }
    }
}

/// Worlds that are drawn to see what conditions leave; `None` where there are none.
pub(crate) fn worlds(scenario: &Scenario) -> Option<Worlds> {
    let some = !scenario.constraints.is_empty();
    let worlds = || Worlds::new(scenario, Design::MonteCarlo, world::DRAWN, 1).ok();
    some.then(worlds).flatten()
}

fn impossible(scenario: &Scenario, condition: &Condition) -> Diagnostic {
    let constraint = &scenario.constraints[condition.constraint];
    let finding = Diagnostic::error("constraint-impossible", constraint.span);
    let finding = finding.with("points", condition.holds.len());
    if constraint.that.over.is_empty() {
        return finding;
    }
    let element = scenario.element_label(&constraint.that.over, condition.element);
    finding.case("element").with("element", element)
}

/// What the conditions of each group leave together.
fn together(scenario: &Scenario, conditions: &[Condition], findings: &mut Vec<Diagnostic>) {
    let groups = conditions.iter().filter_map(|c| c.group).max();
    for group in 0..groups.map_or(0, |last| last + 1) {
        let members: Vec<&Condition> = (conditions.iter())
            .filter(|c| c.group == Some(group))
            .collect();
        let points = members.first().map_or(0, |c| c.holds.len());
        let mut all = vec![true; points];
        let mut narrowest: Option<(&Condition, usize)> = None;
        for condition in &members {
            for (all, holds) in all.iter_mut().zip(&condition.holds) {
                *all &= holds;
            }
            let span = scenario.constraints[condition.constraint].span;
            if !all.contains(&true) {
                let finding = Diagnostic::error("constraint-impossible", span);
                let finding = finding
                    .case("together")
                    .with("points", condition.holds.len());
                findings.push(finding);
                return;
            }
            let kept = condition.holds.iter().filter(|holds| **holds).count();
            if narrowest.is_none_or(|(_, least)| kept < least) {
                narrowest = Some((condition, kept));
            }
        }
        let kept = all.iter().filter(|holds| **holds).count();
        if let Some((condition, _)) = narrowest
            && (kept as f64) < FEW * points as f64
        {
            let span = scenario.constraints[condition.constraint].span;
            let finding = Diagnostic::warning("constraint-narrow", span);
            let finding = if members.len() > 1 {
                finding.case("together")
            } else {
                finding
            };
            let finding = finding.with("points", condition.holds.len());
            findings.push(finding.with("kept", kept));
        }
    }
}

/// Whether a condition holds for all its elements.
fn everywhere(condition: &Expression) -> Expression {
    if condition.over.is_empty() {
        return condition.clone();
    }
    Expression {
        term: Term::Reduce {
            op: ReduceOp::Min,
            along: condition.over.clone(),
            by: Vec::new(),
            filter: None,
            body: Box::new(condition.clone()),
        },
        over: Vec::new(),
        unit: Unit::pure(),
        span: condition.span,
    }
}
