//! Runs that failed: counted by equation, explained by an example.

use contend_engine::{Fault, FaultPlace};
use contend_ensemble::Ensemble;
use contend_model::id::ProfileId;
use contend_model::model::{QuantityKind, Scenario, Trigger};
use contend_model::place::{Files, Span};

use crate::report::{FaultKind, FaultReport, NotFinite};
use crate::watch::element_name;

/// One entry for each equation at which runs failed, the most frequent first.
pub(crate) fn report(scenario: &Scenario, files: &Files, ensemble: &Ensemble) -> Vec<FaultReport> {
    let faults: Vec<(ProfileId, &Fault)> = ensemble
        .runs()
        .flat_map(|runs| runs.faults().iter().map(move |f| (runs.profile(), f)))
        .collect();
    of_runs(scenario, files, &faults)
}

/// The same of runs under profiles.
pub(crate) fn of_runs(
    scenario: &Scenario,
    files: &Files,
    faults: &[(ProfileId, &Fault)],
) -> Vec<FaultReport> {
    let mut places: Vec<(FaultPlace, Vec<(ProfileId, &Fault)>)> = Vec::new();
    for (profile, fault) in faults {
        match places.iter_mut().find(|(place, _)| *place == fault.place) {
            Some((_, faults)) => faults.push((*profile, *fault)),
            None => places.push((fault.place, vec![(*profile, *fault)])),
        }
    }
    places.sort_by_key(|(place, faults)| (std::cmp::Reverse(faults.len()), *place));
    places
        .into_iter()
        .filter_map(|(_, faults)| {
            let (profile, example) = *faults.iter().min_by_key(|(_, f)| f.world)?;
            let mut profiles: Vec<ProfileId> = faults.iter().map(|(p, _)| *p).collect();
            profiles.sort_unstable();
            profiles.dedup();
            Some(explain(
                scenario,
                files,
                example,
                profile,
                &profiles,
                faults.len() as u64,
            ))
        })
        .collect()
}

/// One fault of a run that no profile of the scenario has.
pub(crate) fn explain_path(
    scenario: &Scenario,
    files: &Files,
    fault: &Fault,
    path: &str,
    runs: u64,
) -> FaultReport {
    let names = vec![path.to_owned()];
    of_names(scenario, files, fault, path, names, runs)
}

/// One fault with the names of the scenario.
pub(crate) fn explain(
    scenario: &Scenario,
    files: &Files,
    fault: &Fault,
    profile: ProfileId,
    profiles: &[ProfileId],
    runs: u64,
) -> FaultReport {
    let id = |p: ProfileId| scenario.profiles[p.index()].id.clone();
    let names = profiles.iter().map(|p| id(*p)).collect();
    of_names(scenario, files, fault, &id(profile), names, runs)
}

fn of_names(
    scenario: &Scenario,
    files: &Files,
    fault: &Fault,
    profile: &str,
    profiles: Vec<String>,
    runs: u64,
) -> FaultReport {
    let (kind, name, span) = describe(scenario, fault);
    let at = files.line_column(span);
    let time = fault.step.map(|s| scenario.clock.time_of_step(s));
    FaultReport {
        kind,
        name,
        declared: format!("{}:{}", at.path, at.line),
        runs,
        profiles,
        world: fault.world,
        profile: profile.to_owned(),
        date: time.map(|t| scenario.clock.date_at(t).to_string()),
        step: fault.step,
        time,
        value: NotFinite::of(fault.value).unwrap_or(NotFinite::Undefined),
    }
}

fn describe(scenario: &Scenario, fault: &Fault) -> (FaultKind, String, Span) {
    let named = |name: &str, over: &[_]| element_name(scenario, name, over, fault.element);
    match fault.place {
        FaultPlace::Quantity(id) => {
            let quantity = scenario.quantity(id);
            let kind = match quantity.kind {
                QuantityKind::Parameter(_) => FaultKind::Parameter,
                QuantityKind::Series { .. } => FaultKind::Series,
                QuantityKind::Stock(_) => FaultKind::Stock,
                QuantityKind::Flow(_) => FaultKind::Flow,
                QuantityKind::Variable { .. } => FaultKind::Variable,
                QuantityKind::Lever(_) => FaultKind::Lever,
            };
            (kind, named(&quantity.name, &quantity.over), quantity.span)
        }
        FaultPlace::Outcome(id) => {
            let outcome = &scenario.outcomes[id.index()];
            let name = named(&outcome.id, &outcome.over);
            (FaultKind::Outcome, name, outcome.span)
        }
        FaultPlace::Event(id) => {
            let mut event = &scenario.events[id.index()];
            let kind = match event.trigger {
                Trigger::Hazard(_) => FaultKind::Hazard,
                // All weights are 0.
                Trigger::Outcome { of, .. } if fault.value == 0.0 => {
                    event = &scenario.events[of.index()];
                    FaultKind::Weights
                }
                Trigger::Outcome { .. } => FaultKind::Weight,
                _ => FaultKind::Event,
            };
            (kind, named(&event.name, &event.over), event.span)
        }
    }
}
