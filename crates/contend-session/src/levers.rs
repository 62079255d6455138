//! What a lever may be set to, element by element.

use contend_engine::maths;
use contend_model::id::QuantityId;
use contend_model::model::{LeverDomain, QuantityKind, Scenario};

/// Numbers are set in so many steps from the least to the greatest: what is found can be written down as it was judged.
const STEPS: f64 = 1_000.0;
/// Elements of a lever that are set apart at most; of larger ones all elements are set alike.
const APART: usize = 16;

/// What a lever can be set to; `None` of what is no lever.
pub(crate) fn domain(scenario: &Scenario, lever: QuantityId) -> Option<&LeverDomain> {
    match &scenario.quantity(lever).kind {
        QuantityKind::Lever(lever) => Some(&lever.domain),
        _ => None,
    }
}

/// What of a lever is set apart: each of its elements, or `None` for all alike.
pub(crate) fn elements(scenario: &Scenario, lever: QuantityId) -> Vec<Option<u32>> {
    let over = &scenario.quantity(lever).over;
    let size = scenario.size(over);
    match over.len() == 1 && size <= APART {
        true => (0..size as u32).map(Some).collect(),
        false => vec![None],
    }
}

/// The names of its options, of a choice or a switch.
pub(crate) fn option_names(domain: &LeverDomain) -> Vec<String> {
    match domain {
        LeverDomain::Choice { options } => options.iter().map(|o| o.0.clone()).collect(),
        LeverDomain::Switch => ["off", "on"].map(str::to_owned).to_vec(),
        LeverDomain::Number { .. } => Vec::new(),
    }
}

/// What a lever is set to by the place of an option; of a number by itself.
pub(crate) fn set_to(domain: &LeverDomain, value: f64) -> f64 {
    match domain {
        LeverDomain::Choice { options } => options.get(value as usize).map_or(f64::NAN, |o| o.1),
        _ => value,
    }
}

/// The nearest step of a number's range, as a short decimal.
pub(crate) fn on_step((low, high): (f64, f64), value: f64) -> f64 {
    let part = (value - low) / (high - low);
    let step = maths::floor(part * STEPS + 0.5).clamp(0.0, STEPS);
    let exact = low + step / STEPS * (high - low);
    let short: f64 = format!("{exact:.11e}").parse().unwrap_or(exact);
    short.clamp(low, high)
}
