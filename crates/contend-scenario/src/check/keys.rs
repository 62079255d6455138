//! Keys that two things of a scenario would share.

use std::collections::BTreeSet;

use contend_model::diagnostic::Diagnostic;
use contend_model::expression::Term;
use contend_model::key::Key;
use contend_model::model::{QuantityKind, Scenario};
use contend_model::place::Span;

/// Finds things of different names with the same key, of whatever kind.
pub(super) fn collisions(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let mut keys: Vec<(Key, Span)> = Vec::new();
    for input in &scenario.inputs {
        keys.push((input.key, scenario.quantity(input.quantity).span));
    }
    let mut draws = BTreeSet::new();
    for (_, e) in scenario.expressions() {
        e.visit(&mut |part| {
            // Reading may have copied an equation's part: the same place is the same draw.
            if let Term::Chance { site, .. } = part.term
                && draws.insert((site, part.span))
            {
                let elements = scenario.element_keys(site, &part.over);
                keys.extend(elements.into_iter().map(|key| (key, part.span)));
            }
        });
    }
    for event in &scenario.events {
        let elements = scenario.element_keys(event.chance_site, &event.over);
        keys.extend(elements.into_iter().map(|key| (key, event.span)));
    }
    for outcome in &scenario.outcomes {
        for element in 0..scenario.size(&outcome.over) {
            let labels = scenario.labels(&outcome.over, element);
            keys.push((Key::outcome(&outcome.id, &labels), outcome.span));
        }
    }
    for quantity in &scenario.quantities {
        if matches!(quantity.kind, QuantityKind::Lever(_)) {
            keys.push((Key::lever(&quantity.name), quantity.span));
        }
    }
    for profile in &scenario.profiles {
        keys.push((Key::profile(&profile.id), profile.span));
    }
    keys.sort_unstable();
    for pair in keys.windows(2) {
        let [(key, span), (other, related)] = pair else {
            continue;
        };
        if key == other {
            let finding = Diagnostic::error("key-collision", *related).with("key", key.to_string());
            findings.push(finding.related(*span, "other-name"));
        }
    }
}

#[cfg(test)]
mod tests {
    use contend_model::model::Scenario;
    use contend_model::place::MemoryFolder;

    fn scenario() -> Scenario {
        let text = r#"
            [scenario]
            title = "Two draws"
            start = 2025-01-01
            end = 2026-01-01
            step = "1 month"
            [dimension]
            port = ["north", "south"]
            [parameter]
            price = { value = 1, range = [0.5, 2], assumption = "a guess" }
            cost = { over = "port", value = 1, range = [0.5, 2], assumption = "a guess" }
            [event.storm]
            over = "port"
            hazard = "0.1{1/year}"
            [variable]
            noise = "normal(0, 1) * normal(0, 1) * price"
            loss = { over = "port", equation = "normal(cost, 1)" }
        "#;
        let reading = crate::read(&MemoryFolder::new([("scenario.toml", text)]));
        reading
            .scenario
            .unwrap_or_else(|| panic!("{:?}", reading.findings))
    }

    fn found(scenario: &Scenario) -> usize {
        let mut findings = Vec::new();
        super::collisions(scenario, &mut findings);
        assert!(findings.iter().all(|f| f.id == "key-collision"));
        findings.len()
    }

    #[test]
    fn names_that_would_be_drawn_as_one_are_found() {
        assert_eq!(found(&scenario()), 0);
        let mut inputs = scenario();
        inputs.inputs[2].key = inputs.inputs[0].key;
        assert_eq!(found(&inputs), 1);
        // An event whose place is that of an array's draw collides in every element.
        let mut sites = scenario();
        sites.events[0].chance_site = contend_model::key::Key::draw(&["variable", "loss"], 0);
        assert_eq!(found(&sites), 2);
        let mut labels = scenario();
        labels.dimensions[0].labels[1] = "north".to_owned();
        assert_eq!(found(&labels), 2);
    }
}
