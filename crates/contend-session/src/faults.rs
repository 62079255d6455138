//! Runs that failed: counted by equation, explained by an example.

use contend_engine::{Fault, FaultPlace};
use contend_ensemble::Ensemble;
use contend_model::id::ProfileId;
use contend_model::model::{QuantityKind, Scenario};
use contend_model::place::{Files, Span};

use crate::report::FaultReport;
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

/// One fault of a run that no profile of the scenario has, in words.
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

/// One fault in words.
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
    let (place, span) = describe(scenario, fault);
    let at = files.line_column(span);
    let declared = format!("{}:{}", at.path, at.line);
    let time = fault.step.map(|s| scenario.clock.time_of_step(s));
    let date = time.map(|t| scenario.clock.date_at(t).to_string());
    let value = if fault.value.is_nan() {
        "undefined (as 0 / 0, or the root or logarithm of a negative number)"
    } else if fault.value > 0.0 {
        "infinite (as 1 / 0, or growth without limit)"
    } else {
        "minus infinite (as −1 / 0, or the logarithm of 0)"
    };
    let when = match (&date, fault.step) {
        (Some(date), Some(step)) => format!("on {date} (step {step})"),
        _ => "when the run was summed up".to_owned(),
    };
    let words = format!(
        "{place} became {value} in world {} under `{}`, {when}",
        fault.world, profile
    );
    FaultReport {
        place,
        declared,
        runs,
        profiles,
        world: fault.world,
        profile: profile.to_owned(),
        date,
        time,
        value: value.to_owned(),
        words,
    }
}

fn describe(scenario: &Scenario, fault: &Fault) -> (String, Span) {
    match fault.place {
        FaultPlace::Quantity(id) => {
            let quantity = scenario.quantity(id);
            let kind = match quantity.kind {
                QuantityKind::Parameter(_) => "the parameter",
                QuantityKind::Series { .. } => "the series",
                QuantityKind::Stock(_) => "the stock",
                QuantityKind::Flow(_) => "the flow",
                QuantityKind::Variable { .. } => "the variable",
                QuantityKind::Lever(_) => "the lever",
            };
            let name = element_name(scenario, &quantity.name, &quantity.over, fault.element);
            (format!("{kind} `{name}`"), quantity.span)
        }
        FaultPlace::Outcome(id) => {
            let outcome = &scenario.outcomes[id.index()];
            let name = element_name(scenario, &outcome.id, &outcome.over, fault.element);
            (format!("the outcome `{name}`"), outcome.span)
        }
        FaultPlace::Event(id) => {
            let event = &scenario.events[id.index()];
            let name = element_name(scenario, &event.name, &event.over, fault.element);
            (format!("the event `{name}`"), event.span)
        }
    }
}
