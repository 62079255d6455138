//! What it would be worth to know something before choosing in a game.

use contend_analysis::dependence::dependence_of;
use contend_analysis::learning::{Choice, Worth, worth};
use contend_ensemble::Meter;
use contend_ensemble::executor::{Executor, Progress};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Game;

use super::report::{ChoiceWhy, GameWhy, GroupWorth, InputWorth, StrategyWhy, WhyReport};
use super::{Named, groups};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::game::play;
use crate::hinges::Tried;
use crate::report::Note;
use crate::request::{Allocation, WhyRequest};
use crate::{Session, known};

/// What decides each choice of each player, the others' given.
pub(super) fn answer(
    session: &Session,
    game: &Game,
    profiles: &[ProfileId],
    request: &WhyRequest,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<WhyReport, RunError> {
    let scenario = &session.scenario;
    let mut drawn = Drawn::new(
        scenario,
        session.fingerprint(),
        &request.drawing,
        request.worlds,
        request.seed,
        1,
    )?;
    let known = known::condition(scenario, &mut drawn, &Meter::new(progress, 0), executor)?;
    let played = play::play(
        scenario,
        game,
        profiles,
        &drawn,
        Allocation::Full,
        executor,
        progress,
    )?;
    let read: Vec<(OutcomeId, ProfileId)> = (profiles.iter())
        .flat_map(|profile| game.players.iter().map(|p| (p.objective, *profile)))
        .collect();
    let rests = dependence_of(scenario, &read);
    let tried = Tried::draw(
        rests.inputs.iter().copied(),
        played.worlds,
        &drawn.worlds,
        executor,
        progress,
    );
    let inputs = tried.inputs(scenario);
    let among = tried.places(&rests.inputs);
    // Payoffs by world; a world that is left out has none.
    let worlds = tried.kept(&vec![0.0; played.worlds as usize]).len();
    let by_world = |values: &[f64]| -> Vec<f64> {
        let mut all = vec![f64::NAN; worlds];
        for (world, value) in played.kept.iter().zip(values) {
            if let Some(place) = all.get_mut(*world as usize) {
                *place = *value;
            }
        }
        all
    };
    let shape = &played.shape;
    let weights = groups::weights(scenario);
    let named = Named {
        session,
        tried: &tried,
        weights: &weights,
        among: &rests.inputs,
    };
    let of_groups = named.groups();
    let members: Vec<Vec<usize>> = of_groups.iter().map(|(_, m)| m.clone()).collect();
    let mut choices = Vec::new();
    for (number, player) in game.players.iter().enumerate() {
        let firsts: Vec<usize> = shape.others(number).collect();
        let payoffs: Vec<Vec<Vec<f64>>> = (firsts.iter())
            .map(|first| {
                let strategies = 0..shape.sizes[number];
                let payoff = |s| by_world(played.payoff(number, shape.with(*first, number, s)));
                strategies.map(payoff).collect()
            })
            .collect();
        let asked: Vec<Choice> = (payoffs.iter())
            .map(|acts| Choice {
                payoffs: acts.iter().map(Vec::as_slice).collect(),
            })
            .collect();
        let found = worth(&inputs, &among, &members, &asked);
        for (first, found) in firsts.iter().zip(found) {
            let strategies = shape.strategies(*first);
            let others = (game.players.iter().enumerate())
                .filter(|(at, _)| *at != number)
                .map(|(at, other)| {
                    let strategy = other.strategies[strategies[at]];
                    (
                        scenario.actors[other.actor.index()].id.clone(),
                        scenario.strategies[strategy.index()].id.clone(),
                    )
                });
            let own = (player.strategies.iter())
                .map(|s| scenario.strategies[s.index()].id.clone())
                .collect();
            choices.push(choice(&named, &of_groups, &found, others.collect(), own, {
                let outcome = &scenario.outcomes[player.objective.index()];
                let actor = &scenario.actors[player.actor.index()];
                (actor.id.clone(), outcome.unit.to_string())
            }));
        }
    }
    let interrupted = played.interrupted;
    Ok(WhyReport {
        worlds: played.worlds,
        worlds_asked: drawn.worlds.worlds(),
        interrupted,
        seed: drawn.worlds.seed(),
        game: Some(GameWhy {
            game: game.id.clone(),
            choices,
        }),
        notes: known.map(Note::Known).into_iter().collect(),
        ..session.blank_why(request)
    })
}

fn choice(
    named: &Named,
    groups: &[(super::Group, Vec<usize>)],
    found: &Worth,
    others: Vec<(String, String)>,
    own: Vec<String>,
    (player, unit): (String, String),
) -> ChoiceWhy {
    let inputs = found.inputs.iter().map(|learnt| {
        let (input, valued, backing) = named.input(learnt.place);
        InputWorth {
            input,
            valued,
            backing,
            worth: *learnt,
        }
    });
    let of_groups =
        (groups.iter().zip(&found.groups)).map(|((group, members), learnt)| GroupWorth {
            group: group.clone(),
            inputs: members.len(),
            worth: *learnt,
            counts: learnt.counts(),
        });
    let worlds = found.worlds.max(1) as f64;
    ChoiceWhy {
        player,
        others,
        unit,
        worlds: found.worlds,
        without_value: found.without_value,
        best: own.get(found.best).cloned().unwrap_or_default(),
        strategies: (own.into_iter().zip(found.means.iter().zip(&found.best_in)))
            .map(|(strategy, (mean, best_in))| StrategyWhy {
                strategy,
                mean: *mean,
                best_in: *best_in as f64 / worlds,
            })
            .collect(),
        everything: found.everything,
        error: found.error,
        tried: found.tried,
        inputs: inputs.collect(),
        groups: of_groups.collect(),
    }
}
