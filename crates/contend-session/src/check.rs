//! What can be said of a scenario's numbers before any run.

use contend_engine::bounds::{self, Bounds};
use contend_model::diagnostic::Diagnostic;
use contend_model::model::{LeverDomain, QuantityKind, Scenario};

/// Findings on numbers, in the order of the scenario.
pub(crate) fn numbers(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    rules(scenario, &mut findings);
    findings
}

/// Rules that leave the range of their lever, whatever happens.
fn rules(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let bounds = Bounds::new(scenario);
    for (lever, rule) in scenario.strategies.iter().flat_map(|s| &s.settings) {
        let quantity = scenario.quantity(*lever);
        let QuantityKind::Lever(kind) = &quantity.kind else {
            continue;
        };
        let LeverDomain::Number { low, high } = kind.domain else {
            continue;
        };
        let asked = bounds.expression(rule);
        if asked.outside(bounds::domain(&kind.domain)) {
            let finding = Diagnostic::error("bad-setting", rule.span);
            let finding = if asked.low > high {
                finding.case("rule-outside").with("least", asked.low)
            } else {
                finding.case("rule-below").with("most", asked.high)
            };
            let finding = finding.with("lever", &quantity.name);
            findings.push(finding.with("low", low).with("high", high));
        }
    }
}
