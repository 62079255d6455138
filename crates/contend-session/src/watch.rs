//! Names of watched quantities: `killed`, `members[cjng]`, `flow[eastern_pacific, us]`.

use contend_engine::Watch;
use contend_model::id::{DimensionId, QuantityId};
use contend_model::model::Scenario;

use crate::error::{RunError, WatchError};
use contend_model::nearest::nearest_few;

/// What a watch follows, and how it is called.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    pub watch: Watch,
    pub name: String,
    pub unit: String,
    /// Whether it sums over several elements.
    pub sum: bool,
}

/// Reads the name of a watch.
pub(crate) fn parse(scenario: &Scenario, text: &str) -> Result<Watched, RunError> {
    let text = text.trim();
    let unknown = |why: WatchError, known: Vec<String>| RunError::UnknownWatch {
        watch: text.to_owned(),
        why,
        known,
    };
    let (name, labels) = match text.split_once('[') {
        Some((name, rest)) => match rest.strip_suffix(']') {
            Some(labels) => (name.trim(), Some(labels)),
            None => {
                return Err(unknown(WatchError::Unclosed, Vec::new()));
            }
        },
        None => (text, None),
    };
    let Some(index) = scenario.quantities.iter().position(|q| q.name == name) else {
        let names = scenario.quantities.iter().map(|q| q.name.as_str());
        return Err(unknown(
            WatchError::NoQuantity {
                name: name.to_owned(),
            },
            nearest_few(name, names),
        ));
    };
    let quantity = &scenario.quantities[index];
    let element = match labels {
        None => None,
        Some(labels) => {
            let labels = split_labels(labels);
            if labels.len() != quantity.over.len() {
                let dimensions: Vec<String> = quantity
                    .over
                    .iter()
                    .map(|d| scenario.dimension(*d).name.clone())
                    .collect();
                let name = name.to_owned();
                let why = if dimensions.is_empty() {
                    WatchError::NoElements { name }
                } else {
                    WatchError::Labels { name, dimensions }
                };
                return Err(unknown(why, Vec::new()));
            }
            let mut element = 0;
            for (label, dimension) in labels.iter().zip(&quantity.over) {
                element = element * scenario.dimension(*dimension).len() as u32
                    + position(scenario, *dimension, label).map_err(|known| {
                        unknown(
                            WatchError::NoElement {
                                dimension: scenario.dimension(*dimension).name.clone(),
                                label: label.clone(),
                            },
                            known,
                        )
                    })?;
            }
            Some(element)
        }
    };
    let scalar = quantity.over.is_empty();
    let watch = Watch {
        quantity: QuantityId(index as u32),
        element: if scalar { Some(0) } else { element },
    };
    Ok(named(scenario, watch))
}

/// A watch with its name and unit.
pub(crate) fn named(scenario: &Scenario, watch: Watch) -> Watched {
    let quantity = scenario.quantity(watch.quantity);
    let sum = watch.element.is_none() && !quantity.over.is_empty();
    let name = match watch.element {
        Some(element) => element_name(scenario, &quantity.name, &quantity.over, element),
        None => quantity.name.clone(),
    };
    Watched {
        watch,
        name,
        unit: quantity.unit.to_string(),
        sum,
    }
}

/// `members[cjng]`; the bare name of a scalar.
pub(crate) fn element_name(
    scenario: &Scenario,
    name: &str,
    over: &[DimensionId],
    element: u32,
) -> String {
    if over.is_empty() {
        name.to_owned()
    } else {
        format!("{name}[{}]", scenario.element_label(over, element as usize))
    }
}

fn position(scenario: &Scenario, dimension: DimensionId, label: &str) -> Result<u32, Vec<String>> {
    let labels = &scenario.dimension(dimension).labels;
    match labels.iter().position(|l| l == label) {
        Some(at) => Ok(at as u32),
        None => Err(nearest_few(label, labels.iter().map(String::as_str))),
    }
}

/// Labels between commas, with or without quotes, in which commas do not count.
fn split_labels(text: &str) -> Vec<String> {
    let mut labels = vec![String::new()];
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ',') => labels.push(String::new()),
            (_, c) => {
                if let Some(label) = labels.last_mut() {
                    label.push(c);
                }
            }
        }
    }
    labels.into_iter().map(|l| l.trim().to_owned()).collect()
}
