//! What decides an outcome under a profile.

use contend_analysis::Target;
use contend_analysis::conditional::{Question, tells};
use contend_analysis::dependence::dependence_of;
use contend_analysis::luck::{Luck, luck_of_number};
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Column, Columns, Ensemble, Meter, Plan, Prepared, Wanted};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::nearest::nearest_few;

use super::report::{OutcomeWhy, WhyReport};
use super::{Named, groups, place, run_request};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::hinges::Tried;
use crate::request::WhyRequest;
use crate::series::Series;
use crate::watch::element_name;
use crate::{Session, known, luck, refusal, replications};

/// An element of an outcome under a profile.
pub(crate) struct Found {
    pub outcome: OutcomeId,
    pub element: usize,
    /// With its element: `deaths[mexico]`.
    pub name: String,
    pub profile: ProfileId,
}

/// The outcome that a name means (`outcome`, `outcome[element]`, `outcome@profile`); `None` where there is none.
pub(crate) fn find(session: &Session, name: &str) -> Result<Option<Found>, RunError> {
    let scenario = &session.scenario;
    let (outcome, profile) = match name.split_once('@') {
        Some((outcome, profile)) => (outcome.trim(), Some(profile.trim())),
        None => (name.trim(), None),
    };
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let asked = plain(outcome);
    let named = asked.split('[').next().unwrap_or_default();
    let Some(at) = scenario.outcomes.iter().position(|o| o.id == named) else {
        return Ok(None);
    };
    let over = &scenario.outcomes[at].over;
    let names: Vec<String> = (0..scenario.size(over))
        .map(|e| element_name(scenario, named, over, e as u32))
        .collect();
    let Some(element) = names.iter().position(|n| plain(n) == asked) else {
        if asked == named {
            return Err(RunError::WhichElement {
                outcome: outcome.to_owned(),
                elements: names,
            });
        }
        let near = nearest_few(&asked, names.iter().map(String::as_str));
        return Err(RunError::UnknownAnswer {
            name: outcome.to_owned(),
            known: if near.is_empty() {
                names.into_iter().take(6).collect()
            } else {
                near
            },
        });
    };
    let profile = match profile {
        None => scenario.baseline,
        Some(profile) => {
            let all = || scenario.profiles.iter().map(|p| p.id.as_str());
            match all().position(|id| id == profile) {
                Some(at) => ProfileId(at as u32),
                None => {
                    return Err(RunError::UnknownProfile {
                        name: profile.to_owned(),
                        known: nearest_few(profile, all()),
                    });
                }
            }
        }
    };
    Ok(Some(Found {
        outcome: OutcomeId(at as u32),
        element,
        name: names[element].clone(),
        profile,
    }))
}

/// What decides it.
pub(super) fn answer(
    session: &Session,
    found: Found,
    request: &WhyRequest,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<WhyReport, RunError> {
    let scenario = &session.scenario;
    let profile = scenario.profiles[found.profile.index()].id.clone();
    let run = run_request(request, vec![profile.clone()]);
    let series = Series::of_run(scenario, &run)?;
    let simulation = session.simulate(&run, series, executor, progress)?;
    let told = session.report(&run, &simulation, executor, progress, false);
    let frame = simulation.frame(scenario);
    let column = Column::Outcome {
        profile: found.profile,
        outcome: found.outcome,
        element: found.element as u32,
    };
    let values = frame.column(column).unwrap_or_default();
    let rests = dependence_of(scenario, &[(found.outcome, found.profile)]);
    let lucks = simulation.worlds.replications() as usize;
    let sets = simulation.ensemble.complete() / lucks as u64;
    let tried = Tried::draw(
        rests.inputs.iter().copied(),
        sets,
        &simulation.worlds,
        executor,
        progress,
    );
    let inputs = tried.inputs(scenario);
    let among = tried.places(&rests.inputs);
    // Worlds that share their inputs are no further worlds to them: one of each set counts.
    let firsts: Vec<f64> = values.iter().step_by(lucks).copied().collect();
    let question = Question {
        target: Target::Number(tried.kept(&firsts)),
        among: &among,
    };
    let tells = tells(&inputs, &[question]).pop().unwrap_or_default();
    let luck = if rests.chance && simulation.ensemble.is_complete() {
        again(session, &found, request, values, executor, progress)?
    } else {
        None
    };
    let named = Named {
        session,
        tried: &tried,
        weights: &groups::weights(scenario),
        among: &rests.inputs,
        own: &groups::named(scenario, &request.groups)?,
    };
    let sought = place::Sought {
        named: &named,
        inputs: &inputs,
        among: &among,
        luck,
    };
    let number = |set: usize| simulation.worlds.number((set * lucks) as u64);
    let places = match request.place {
        true => place::of_outcome(&sought, tried.kept(&firsts), number),
        false => Vec::new(),
    };
    let mut decides = named.decides(&tells, 1.0, rests.chance, luck);
    // What never comes has a value of its own, though no mean goes with it.
    let infinite = tried.kept(&firsts).iter().filter(|v| v.is_infinite());
    decides.never = infinite.count() as u64;
    decides.without_value -= decides.never.min(decides.without_value);
    let outcome = OutcomeWhy {
        places,
        outcome: found.name,
        profile,
        unit: scenario.outcomes[found.outcome.index()].unit.to_string(),
        decides,
    };
    Ok(WhyReport {
        worlds: told.run.worlds,
        worlds_asked: told.run.worlds_asked,
        interrupted: told.run.interrupted,
        seed: told.run.seed,
        outcome: Some(outcome),
        notes: (told.notes.into_iter())
            .filter(|note| !matches!(note, crate::report::Note::ClaimsLeftOut { .. }))
            .collect(),
        ..session.blank_why(request)
    })
}

/// The share of luck: from worlds that share their inputs, else from the first worlds run again with other luck. `None` where
/// something is known of events: then the second luck would have to agree with it too.
fn again(
    session: &Session,
    found: &Found,
    request: &WhyRequest,
    values: &[f64],
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<Option<Luck>, RunError> {
    let scenario = &session.scenario;
    let lucks = replications::of(scenario, request.replications)? as usize;
    if lucks > 1 {
        let nth =
            |n: usize| -> Vec<f64> { values.iter().skip(n).step_by(lucks).copied().collect() };
        return Ok(luck_of_number(&nth(0), &nth(1)));
    }
    if known::facts(scenario).is_some() {
        return Ok(None);
    }
    let drawn = Drawn::new(
        scenario,
        session.fingerprint(),
        &request.drawing,
        request.worlds,
        request.seed,
        1,
    )?;
    let main = drawn.plan();
    let plan = Plan {
        profiles: vec![Wanted {
            profile: found.profile,
            outcomes: vec![found.outcome],
            watches: Vec::new(),
        }],
        worlds: 0..luck::replayed(&main),
        luck: 1,
        ..main
    };
    let prepared = Prepared::new(&plan, scenario, executor)
        .map_err(|error| refusal::plan_error(scenario, error))?;
    let mut ensemble = Ensemble::new(&plan, scenario);
    let meter = Meter::new(progress, plan.runs());
    contend_ensemble::run(&prepared, executor, &meter, &mut ensemble).map_err(RunError::Refused)?;
    let runs = ensemble.profile(found.profile);
    let other = runs.and_then(|r| r.column(found.outcome, found.element));
    Ok(other
        .filter(|_| ensemble.is_complete())
        .and_then(|other| luck_of_number(values, other)))
}
