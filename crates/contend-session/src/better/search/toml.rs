//! What was found, as a scenario file has it.

use std::fmt::Write;

use contend_model::id::{ActorId, ProfileId};
use contend_model::model::{LeverDomain, QuantityKind, Scenario};

use super::space::{Form, Periods, What};

/// Names for so many strategies, and profiles, that the scenario has not given yet.
pub(super) fn names(scenario: &Scenario, actor: ActorId, count: usize) -> Vec<String> {
    let taken = |name: &str| {
        let own = |s: &contend_model::model::Strategy| s.actor == actor && s.id == name;
        scenario.strategies.iter().any(own) || scenario.profiles.iter().any(|p| p.id == name)
    };
    let all = (1..).map(|n| format!("found_{n}"));
    all.filter(|name| !taken(name)).take(count).collect()
}

/// A strategy for each name, and a profile in which it meets what the others do.
pub(super) fn strategies<'a>(
    scenario: &Scenario,
    (actor, base): (ActorId, ProfileId),
    periods: &Periods,
    found: impl Iterator<Item = (&'a str, &'a Form, &'a [f64], String)>,
) -> String {
    let id = &scenario.actors[actor.index()].id;
    let mut strategies = String::new();
    let mut profiles = String::new();
    for (name, form, values, about) in found {
        let _ = writeln!(strategies, "[strategy.{id}.{name}]");
        let _ = writeln!(strategies, "about = {}", quoted(&about));
        match form.like {
            Some(like) => {
                let like = &scenario.strategies[like.index()].id;
                let set = (form.decisions.iter().zip(values)).filter_map(|(d, v)| match d.what {
                    What::Threshold { parameter } => {
                        Some(format!("{} = {v}", scenario.quantity(parameter).name))
                    }
                    What::Lever { .. } => None,
                });
                let set: Vec<String> = set.collect();
                let _ = writeln!(strategies, "like = {}", quoted(like));
                let _ = writeln!(strategies, "thresholds = {{ {} }}", set.join(", "));
            }
            None => strategies.push_str(&levers(scenario, form, periods, values)),
        }
        strategies.push('\n');
        let _ = writeln!(
            profiles,
            "{name} = {{ {} }}",
            played(scenario, actor, base, name)
        );
    }
    match profiles.is_empty() {
        true => strategies,
        false => format!("{strategies}[profile]\n{profiles}"),
    }
}

/// What everybody plays where the actor plays what was found.
fn played(scenario: &Scenario, actor: ActorId, base: ProfileId, name: &str) -> String {
    let strategies = scenario.profiles[base.index()].strategies.iter();
    let of = strategies.zip(&scenario.actors).enumerate();
    let named = of.filter_map(|(at, (strategy, other))| match at == actor.index() {
        true => Some(format!("{} = {}", other.id, quoted(name))),
        false => {
            let strategy = &scenario.strategies[(*strategy)?.index()].id;
            Some(format!("{} = {}", other.id, quoted(strategy)))
        }
    });
    named.collect::<Vec<_>>().join(", ")
}

/// A line for each lever.
fn levers(scenario: &Scenario, form: &Form, periods: &Periods, values: &[f64]) -> String {
    let mut text = String::new();
    let lever_of = |what: &What| match what {
        What::Lever { lever, .. } => Some(*lever),
        What::Threshold { .. } => None,
    };
    let pairs = || form.decisions.iter().zip(values);
    let mut levers: Vec<_> = pairs().filter_map(|(d, _)| lever_of(&d.what)).collect();
    let mut seen = std::collections::BTreeSet::new();
    levers.retain(|lever| seen.insert(*lever));
    for lever in levers {
        let quantity = scenario.quantity(lever);
        let QuantityKind::Lever(declared) = &quantity.kind else {
            continue;
        };
        let own = pairs().filter(|(d, _)| lever_of(&d.what) == Some(lever));
        let set: Vec<(Option<u32>, String)> = own
            .map(|(d, v)| {
                let element = match d.what {
                    What::Lever { element, .. } => element,
                    What::Threshold { .. } => None,
                };
                (element, setting(&declared.domain, *v))
            })
            .collect();
        let value = match (periods.len(), set.as_slice()) {
            (1, [(None, value)]) => value.clone(),
            (1, all) => {
                let labels = all.iter().map(|(element, value)| {
                    let labels = scenario.labels(&quantity.over, element.unwrap_or(0) as usize);
                    format!("{} = {value}", quoted(&labels.join(".")))
                });
                format!("{{ {} }}", labels.collect::<Vec<_>>().join(", "))
            }
            (_, all) => {
                let dates = periods.iter().map(|at| scenario.clock.date_at(*at));
                let points = dates
                    .zip(all)
                    .map(|(date, (_, v))| format!("[{date}, {v}]"));
                let points: Vec<String> = points.collect();
                format!("{{ schedule = [{}] }}", points.join(", "))
            }
        };
        let _ = writeln!(text, "{} = {value}", quantity.name);
    }
    text
}

fn setting(domain: &LeverDomain, value: f64) -> String {
    match domain {
        LeverDomain::Number { .. } => value.to_string(),
        LeverDomain::Choice { options } => {
            let name = options.get(value as usize).map_or("", |o| o.0.as_str());
            quoted(name)
        }
        LeverDomain::Switch => (value > 0.0).to_string(),
    }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
