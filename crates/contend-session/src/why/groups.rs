//! Inputs that belong together: by what they are about, and by where they come from.

use std::collections::BTreeMap;

use contend_analysis::grounds::Backing;
use contend_model::id::{EventId, InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::{QuantityKind, Scenario};
use contend_model::nearest::nearest_few;
use contend_model::place::{FileId, Files};
use contend_model::reach::{Source, reads};

use super::report::Group;
use crate::error::RunError;

/// Which inputs are weights of an actor's objective, by input: those that an objective reads, directly or through variables, that
/// change nothing of what happens, and that rest on no source. Nobody can look them up: they say what is valued. Whatever a stock, a
/// flow, an event or a lever reads is no weight.
pub(crate) fn weights(scenario: &Scenario) -> Vec<Option<usize>> {
    let count = scenario.quantities.len();
    let is_root = |id: QuantityId| {
        !matches!(
            scenario.quantity(id).kind,
            QuantityKind::Variable { .. }
                | QuantityKind::Parameter(_)
                | QuantityKind::Series { .. }
        )
    };
    let quantities = (0..count).map(|q| QuantityId(q as u32));
    let states = quantities.filter(|id| is_root(*id)).map(Source::Quantity);
    let events = (0..scenario.events.len()).map(|e| Source::Event(EventId(e as u32)));
    let outcome = |o: usize| Source::Outcome(OutcomeId(o as u32));
    let of = |o: usize| scenario.outcomes[o].objective_of;
    let outcomes = 0..scenario.outcomes.len();
    let mut elsewhere = vec![false; count];
    reached(scenario, states.chain(events), &mut elsewhere);
    let mut by_actor: Vec<Option<usize>> = vec![None; count];
    for o in outcomes {
        let Some(actor) = of(o) else { continue };
        let mut own = vec![false; count];
        reached(scenario, std::iter::once(outcome(o)), &mut own);
        for (by, own) in by_actor.iter_mut().zip(own) {
            if own {
                *by = Some(actor.index());
            }
        }
    }
    (scenario.inputs.iter())
        .map(|input| {
            let at = input.quantity.index();
            let sourced = !scenario.quantity(input.quantity).origin.sources.is_empty();
            by_actor[at].filter(|_| !elsewhere[at] && !sourced)
        })
        .collect()
}

/// Marks what some places read, directly or through variables.
fn reached(scenario: &Scenario, roots: impl Iterator<Item = Source>, found: &mut [bool]) {
    let profiles = (0..scenario.profiles.len()).map(|p| ProfileId(p as u32));
    let profiles: Vec<ProfileId> = profiles.collect();
    let mut open: Vec<Source> = roots.collect();
    while let Some(source) = open.pop() {
        let mut read = |_, read| {
            if let Source::Quantity(id) = read
                && !std::mem::replace(&mut found[id.index()], true)
                && matches!(scenario.quantity(id).kind, QuantityKind::Variable { .. })
            {
                open.push(read);
            }
        };
        // Levers read what the strategies of a profile say.
        let lever = matches!(source, Source::Quantity(id)
            if matches!(scenario.quantity(id).kind, QuantityKind::Lever(_)));
        reads(scenario, None, source, &mut read);
        for profile in profiles.iter().filter(|_| lever) {
            reads(scenario, Some(*profile), source, &mut read);
        }
    }
}

/// Groups that the scenario declares, and those that whoever asks has put together, by the names of inputs, or of parameters with all
/// their elements; where both have a name, what is asked for counts.
///
/// # Errors
/// Where a name is that of no uncertain input.
pub(crate) fn named(
    scenario: &Scenario,
    asked: &[(String, Vec<String>)],
) -> Result<Vec<(String, Vec<InputId>)>, RunError> {
    let quantity = |id: &InputId| &scenario.quantity(scenario.inputs[id.index()].quantity).name;
    let all = || (0..scenario.inputs.len() as u32).map(InputId);
    let of = |group: &str, name: &str| {
        let is = |id: &InputId| scenario.inputs[id.index()].name == *name || quantity(id) == name;
        // One draw may serve several elements.
        let mut found: Vec<InputId> = all().filter(is).map(|id| scenario.drawn_as(id)).collect();
        found.dedup();
        if found.is_empty() {
            let names = all().map(|id| scenario.inputs[id.index()].name.as_str());
            let mut names: Vec<&str> = names
                .chain(
                    scenario
                        .inputs
                        .iter()
                        .map(|i| scenario.quantity(i.quantity).name.as_str()),
                )
                .collect();
            names.sort_unstable();
            names.dedup();
            return Err(RunError::UnknownInput {
                group: group.to_owned(),
                name: name.to_owned(),
                known: nearest_few(name, names),
            });
        }
        Ok(found)
    };
    let group = |(group, names): &(String, Vec<String>)| {
        let mut members = Vec::new();
        for name in names {
            members.extend(of(group, name.trim())?);
        }
        members.sort_unstable();
        members.dedup();
        Ok((group.clone(), members))
    };
    let asked_too = |id: &str| asked.iter().any(|(name, _)| name == id);
    let declared = scenario.groups.iter().filter(|g| !asked_too(&g.id));
    let declared = declared.map(|g| Ok((g.id.clone(), g.inputs.clone())));
    declared.chain(asked.iter().map(group)).collect()
}

/// The groups of some inputs, each with its members: those of two or more.
pub(crate) fn groups(
    scenario: &Scenario,
    files: &Files,
    among: &[InputId],
    weights: &[Option<usize>],
) -> Vec<(Group, Vec<InputId>)> {
    let mut of_actors: BTreeMap<usize, Vec<InputId>> = BTreeMap::new();
    let mut of_sources: BTreeMap<&str, Vec<InputId>> = BTreeMap::new();
    let mut of_files: BTreeMap<u32, Vec<InputId>> = BTreeMap::new();
    let (mut facts, mut assumed) = (Vec::new(), Vec::new());
    for id in among {
        let quantity = scenario.quantity(scenario.inputs[id.index()].quantity);
        if let Some(actor) = weights[id.index()] {
            of_actors.entry(actor).or_default().push(*id);
            continue;
        }
        facts.push(*id);
        if !matches!(Backing::of(scenario, &quantity.origin), Backing::Source(_)) {
            assumed.push(*id);
        }
        for source in &quantity.origin.sources {
            let key = scenario.sources[source.index()].key.as_str();
            of_sources.entry(key).or_default().push(*id);
        }
        of_files.entry(quantity.span.file.0).or_default().push(*id);
    }
    let weights = (of_actors.into_iter()).map(|(actor, members)| {
        let actor = scenario.actors[actor].id.clone();
        (Group::Weights { actor }, members)
    });
    let by_source = (of_sources.into_iter()).map(|(key, members)| {
        let source = key.to_owned();
        (Group::Source { source }, members)
    });
    // One file is no group of its own.
    let several = of_files.len() > 1;
    let by_file = (of_files.into_iter())
        .filter(|_| several)
        .map(|(file, members)| {
            let path = files.get(FileId(file)).path.clone();
            (Group::File { file: path }, members)
        });
    let mut all: Vec<(Group, Vec<InputId>)> = weights.collect();
    if !all.is_empty() {
        all.push((Group::Facts, facts));
    }
    all.push((Group::Assumed, assumed));
    all.extend(by_source.chain(by_file));
    all.retain(|(_, members)| members.len() > 1);
    all
}
