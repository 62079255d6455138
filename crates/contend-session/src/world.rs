//! One world of an ensemble, replayed alone.

use contend_engine::design::Worlds;
use contend_engine::law::{self, Quantile};
use contend_engine::{Request, Watch};
use contend_model::id::{InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::{Input, Law, QuantityKind, Scenario, Tie};
use contend_model::place::Files;

use crate::error::RunError;
use crate::faults;
use crate::refusal::compile_profile;
use crate::report::{DrawnInput, NotFinite, WorldEvent, WorldOutcome, WorldRun};
use crate::story::{self, Path};
use crate::watch::{Watched, element_name, named};

/// Worlds that tell of the law of an input under conditions.
pub(crate) const DRAWN: u64 = 1024;

/// The most quantities among which a story looks for those that move most.
const CANDIDATES: usize = 64;

/// What was drawn.
pub(crate) fn inputs(scenario: &Scenario, worlds: &Worlds, world: u64) -> Vec<DrawnInput> {
    scenario
        .inputs
        .iter()
        .enumerate()
        .map(|(index, input)| {
            let value = worlds.value(world, InputId(index as u32));
            let quantity = scenario.quantity(input.quantity);
            let (options, central): (&[String], f64) = match &quantity.kind {
                QuantityKind::Parameter(p) => (
                    &p.options,
                    p.values
                        .get(input.element as usize)
                        .copied()
                        .unwrap_or(f64::NAN),
                ),
                _ => (&[], f64::NAN),
            };
            DrawnInput {
                input: input.name.clone(),
                unit: quantity.unit.to_string(),
                value,
                option: options.get(value as usize).cloned(),
                central,
                rank: match &input.tie {
                    Some(Tie::Between { low, high })
                        if !worlds.is_conditional(InputId(index as u32)) =>
                    {
                        let whole = Quantile::new(&input.law, input.bounds).range();
                        let end = |bound: &Option<InputId>, law: f64| {
                            bound.map_or(law, |bound| worlds.value(world, bound))
                        };
                        let (low, high) = (end(low, whole.0), end(high, whole.1));
                        ((value - low) / (high - low)).clamp(0.0, 1.0)
                    }
                    _ if worlds.is_conditional(InputId(index as u32)) => {
                        rank(&as_drawn(worlds, InputId(index as u32), input), value)
                    }
                    _ => rank(input, value),
                },
            }
        })
        .collect()
}

/// Probability of a draw of at most this value.
fn rank(input: &contend_model::model::Input, value: f64) -> f64 {
    let (low, high) = input.bounds.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let below = if low.is_finite() {
        law::cdf(&input.law, low)
    } else {
        0.0
    };
    let all = if high.is_finite() {
        law::cdf(&input.law, high)
    } else {
        1.0
    };
    ((law::cdf(&input.law, value) - below) / (all - below)).clamp(0.0, 1.0)
}

/// How it went under a profile.
pub(crate) fn replay(
    scenario: &Scenario,
    files: &Files,
    worlds: &Worlds,
    world: u64,
    profile: ProfileId,
    watched: &[Watched],
) -> Result<WorldRun, RunError> {
    let ids: Vec<OutcomeId> = (0..scenario.outcomes.len())
        .map(|i| OutcomeId(i as u32))
        .collect();
    let request = Request {
        outcomes: ids.clone(),
        ..Request::default()
    };
    // As in the ensemble: what the story alone reads must not turn a sound run into a failed one.
    let plain = compile_profile(scenario, profile, &request)?.run(worlds, world..world + 1);
    let fault = plain
        .faults
        .first()
        .map(|f| faults::explain(scenario, files, f, profile, &[profile], 1));

    let chosen = !watched.is_empty();
    let followed = if chosen {
        watched.to_vec()
    } else {
        candidates(scenario)
    };
    let watches = followed.iter().map(|w| w.watch).collect();
    let request = Request {
        outcomes: ids.clone(),
        watches,
        occurrences: true,
        ..Request::default()
    };
    let part = compile_profile(scenario, profile, &request)?.run(worlds, world..world + 1);
    let paths: Vec<Path> = followed
        .iter()
        .zip(&part.watches)
        .map(|(watched, values)| Path { watched, values })
        .collect();
    let clock = &scenario.clock;
    let events = (part.occurrences.iter())
        .filter(|o| !story::told_by_outcomes(scenario, o.event))
        .map(|o| {
            let event = &scenario.events[o.event.index()];
            let time = clock.time_of_step(o.step);
            WorldEvent {
                date: clock.date_at(time).to_string(),
                time,
                event: element_name(scenario, &event.name, &event.over, o.element),
            }
        })
        .collect();
    let mut outcomes = Vec::new();
    let mut columns = plain.outcomes.iter();
    for id in &ids {
        let outcome = &scenario.outcomes[id.index()];
        for element in 0..scenario.size(&outcome.over) {
            let value = columns
                .next()
                .and_then(|c| c.first())
                .copied()
                .unwrap_or(f64::NAN);
            outcomes.push(WorldOutcome {
                outcome: element_name(scenario, &outcome.id, &outcome.over, element as u32),
                unit: outcome.unit.to_string(),
                value: Some(value).filter(|v| v.is_finite()),
                not_finite: NotFinite::of(value),
            });
        }
    }
    let story = story::tell(scenario, profile, &paths, chosen, &part.occurrences);
    Ok(WorldRun {
        profile: scenario.profiles[profile.index()].id.clone(),
        events,
        story,
        outcomes,
        fault,
    })
}

/// Quantities worth a sentence: single numbers that may change, and totals of stocks.
fn candidates(scenario: &Scenario) -> Vec<Watched> {
    let mut found = Vec::new();
    for stocks_first in [true, false] {
        for (index, quantity) in scenario.quantities.iter().enumerate() {
            let stock = matches!(quantity.kind, QuantityKind::Stock(_));
            let moves = matches!(
                quantity.kind,
                QuantityKind::Flow(_) | QuantityKind::Variable { .. }
            );
            if found.len() < CANDIDATES
                && stock == stocks_first
                && (stock || (moves && quantity.over.is_empty()))
            {
                found.push(named(
                    scenario,
                    Watch {
                        quantity: QuantityId(index as u32),
                        element: None,
                    },
                ));
            }
        }
    }
    found
}

/// An input with the law that it has under conditions: that of what is drawn of it.
pub(crate) fn as_drawn(worlds: &Worlds, id: InputId, input: &Input) -> Input {
    let mut values = vec![0.0; worlds.worlds().min(DRAWN) as usize];
    worlds.fill(0, id, &mut values);
    values.sort_by(f64::total_cmp);
    Input {
        law: Law::Empirical { values },
        bounds: None,
        ..input.clone()
    }
}
