//! Flows on a map.

use contend_model::model::{MapSettings, Scenario};

use super::{Flow, FlowMap};
use crate::report::OutcomeReport;

/// The map of a scenario, from what the report says of its outcome.
pub(super) fn map(
    scenario: &Scenario,
    settings: &MapSettings,
    outcomes: &[OutcomeReport],
) -> Option<FlowMap> {
    let outcome = &scenario.outcomes[settings.flows.index()];
    let before: usize = scenario.outcomes[..settings.flows.index()]
        .iter()
        .map(|o| scenario.size(&o.over))
        .sum();
    let elements = outcomes.get(before..before + settings.ends.len())?;
    let flows: Vec<Flow> = elements
        .iter()
        .zip(&settings.ends)
        .enumerate()
        .filter(|(_, (report, _))| {
            let some = |v: Option<f64>| v.is_some_and(|v| v != 0.0);
            report
                .profiles
                .iter()
                .any(|p| some(p.values.q95) || some(p.values.median))
        })
        .map(|(element, (report, [from, to]))| Flow {
            label: scenario.element_label(&outcome.over, element),
            from: *from,
            to: *to,
            amounts: report
                .profiles
                .iter()
                .map(|p| (p.values.median, p.values.q95))
                .collect(),
            changes: report
                .profiles
                .iter()
                .map(|p| p.difference.and_then(|d| d.values.median))
                .collect(),
        })
        .collect();
    if flows.is_empty() {
        return None;
    }
    let title = match (&settings.title, &outcome.about) {
        (title, _) if !title.is_empty() => title.clone(),
        (_, about) if !about.is_empty() => about.clone(),
        _ => scenario.called(&outcome.id),
    };
    Some(FlowMap {
        title,
        outcome: outcome.id.clone(),
        unit: outcome.unit.to_string(),
        frame: settings.frame.unwrap_or_else(|| around(&flows)),
        flows,
    })
}

/// A frame around all ends, with a margin of a tenth and at least 4 degrees.
fn around(flows: &[Flow]) -> [f64; 4] {
    let ends = || flows.iter().flat_map(|f| [f.from, f.to]);
    let least = |pick: fn((f64, f64)) -> f64| ends().map(pick).fold(f64::INFINITY, f64::min);
    let most = |pick: fn((f64, f64)) -> f64| ends().map(pick).fold(f64::NEG_INFINITY, f64::max);
    let (west, east) = (least(|p| p.0), most(|p| p.0));
    let (south, north) = (least(|p| p.1), most(|p| p.1));
    let (x, y) = (
        ((east - west) * 0.1).max(4.0),
        ((north - south) * 0.1).max(4.0),
    );
    [
        (west - x).max(-180.0),
        (south - y).max(-85.0),
        (east + x).min(180.0),
        (north + y).min(85.0),
    ]
}
