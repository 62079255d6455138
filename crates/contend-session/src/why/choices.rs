//! What it would be worth to know something before choosing in a game.

use contend_analysis::dependence::dependence_of;
use contend_analysis::game::Stages;
use contend_analysis::in_turn::order;
use contend_analysis::learning::{Choice, LEAST_WORLDS, Worth, worth};
use contend_ensemble::Meter;
use contend_ensemble::executor::{Executor, Progress};
use contend_model::id::{InputId, OutcomeId, ProfileId, StrategyId};
use contend_model::model::{Game, Move, Play};

use super::report::{ChoiceWhy, GameWhy, GroupWorth, InputWorth, StrategyWhy, TurnWhy, WhyReport};
use super::{Named, groups};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::game::in_turn;
use crate::game::play::{self, Played};
use crate::game::shape::Shape;
use crate::hinges::Tried;
use crate::report::Note;
use crate::request::{Allocation, GameRequest, Measure, WhyRequest};
use crate::{Session, known};

/// Means that differ by less, as a part of the greatest payoff, are equal but for rounding.
const ROUNDING: f64 = 1e-12;

/// A choice of a player, the others' given.
struct Asked {
    player: usize,
    /// What the others do, or what was chosen before.
    others: Vec<(String, String)>,
    turn: Option<TurnWhy>,
    /// Its strategies.
    own: Vec<String>,
    /// Where its payoffs are: for each strategy a profile, or a leaf of a game in turn.
    runs: Vec<usize>,
}

/// What decides each choice of each player, the others' given.
pub(super) fn answer(
    session: &Session,
    game: &Game,
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
    let (played, asked, unseen) = match &game.play {
        Play::AtOnce { profiles } => {
            let played = play::play(
                scenario,
                game,
                profiles,
                &drawn,
                play::Source::Simulated(Allocation::Full),
                executor,
                progress,
            )?;
            let asked = at_once(session, game, &played.shape);
            (played, asked, 0)
        }
        Play::InTurn { moves } => {
            let of_game = in_turn::Asked {
                scenario,
                files: &session.files,
                game,
                moves,
                worlds: &drawn.worlds,
                request: &GameRequest::default(),
                executor,
                progress,
            };
            // Before anything is run.
            let stages =
                Stages::new(order(scenario, game)).map_err(|why| RunError::GameTooLarge {
                    game: game.id.clone(),
                    why: why.into(),
                })?;
            let (played, _) = in_turn::play(&of_game)?;
            let (asked, unseen) = in_turns(session, game, moves, &stages, &played);
            (played, asked, unseen)
        }
    };
    let reach = reach(session, game);
    let tried = Tried::draw(
        reach.iter().copied(),
        played.worlds,
        &drawn.worlds,
        executor,
        progress,
    );
    let inputs = tried.inputs(scenario);
    let among = tried.places(&reach);
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
    let weights = groups::weights(scenario);
    let named = Named {
        session,
        tried: &tried,
        weights: &weights,
        among: &reach,
        own: &groups::named(scenario, &request.groups)?,
    };
    let of_groups = named.groups();
    let members: Vec<Vec<usize>> = of_groups.iter().map(|(_, m)| m.clone()).collect();
    let mut choices = Vec::new();
    for (number, player) in game.players.iter().enumerate() {
        let own: Vec<&Asked> = asked.iter().filter(|a| a.player == number).collect();
        let payoffs: Vec<Vec<Vec<f64>>> = (own.iter())
            .map(|asked| {
                let payoff = |run: &usize| by_world(played.payoff(number, *run));
                asked.runs.iter().map(payoff).collect()
            })
            .collect();
        let questions: Vec<Choice> = (payoffs.iter())
            .map(|acts| Choice {
                payoffs: acts.iter().map(Vec::as_slice).collect(),
            })
            .collect();
        let found = worth(&inputs, &among, &members, &questions);
        let outcome = &scenario.outcomes[player.objective.index()];
        let actor = &scenario.actors[player.actor.index()];
        for (asked, found) in own.into_iter().zip(found) {
            let who = (actor.id.clone(), outcome.unit.to_string());
            choices.push(choice(&named, &of_groups, &found, asked, who));
        }
    }
    // Those first that play comes to, in the order in which they are made.
    let off_path = |c: &ChoiceWhy| c.turn.as_ref().is_some_and(|t| !t.on_path);
    if matches!(game.play, Play::InTurn { .. }) {
        choices.sort_by_key(|c| (off_path(c), c.others.len()));
    }
    Ok(WhyReport {
        worlds: played.worlds,
        worlds_asked: drawn.worlds.worlds(),
        interrupted: played.interrupted,
        seed: drawn.worlds.seed(),
        game: Some(GameWhy {
            game: game.id.clone(),
            in_turn: matches!(game.play, Play::InTurn { .. }),
            choices,
            unseen,
        }),
        notes: known.map(Note::Known).into_iter().collect(),
        ..session.blank_why(request)
    })
}

/// The inputs that payoffs may depend on. Of a game in turn each sequence of choices is a profile of its own, which no list has: all
/// inputs that are drawn.
fn reach(session: &Session, game: &Game) -> Vec<InputId> {
    let scenario = &session.scenario;
    match &game.play {
        Play::AtOnce { profiles } => {
            let read: Vec<(OutcomeId, ProfileId)> = (profiles.iter())
                .flat_map(|profile| game.players.iter().map(|p| (p.objective, *profile)))
                .collect();
            dependence_of(scenario, &read).inputs
        }
        Play::InTurn { .. } => scenario.drawn().collect(),
    }
}

/// An actor and a strategy of it, by name.
fn plays(session: &Session, game: &Game, player: usize, strategy: StrategyId) -> (String, String) {
    let actor = game.players[player].actor;
    (
        session.scenario.actors[actor.index()].id.clone(),
        strategy_name(session, strategy),
    )
}

fn strategy_name(session: &Session, strategy: StrategyId) -> String {
    session.scenario.strategies[strategy.index()].id.clone()
}

/// Each player, for each combination of what the others do.
fn at_once(session: &Session, game: &Game, shape: &Shape) -> Vec<Asked> {
    let players = game.players.iter().enumerate();
    players
        .flat_map(|(number, player)| {
            shape.others(number).map(move |first| {
                let strategies = shape.strategies(first);
                let others = (game.players.iter().enumerate())
                    .filter(|(at, _)| *at != number)
                    .map(|(at, other)| plays(session, game, at, other.strategies[strategies[at]]));
                let own = player.strategies.iter();
                Asked {
                    player: number,
                    others: others.collect(),
                    turn: None,
                    own: own.map(|s| strategy_name(session, *s)).collect(),
                    runs: (0..shape.sizes[number])
                        .map(|s| shape.with(first, number, s))
                        .collect(),
                }
            })
        })
        .collect()
}

/// Each point at which a player knows all that was chosen before; what comes after is what is best on average. And how many points
/// there are else.
fn in_turns(
    session: &Session,
    game: &Game,
    moves: &[Move],
    stages: &Stages,
    played: &Played,
) -> (Vec<Asked>, usize) {
    if played.common == 0 {
        return (Vec::new(), 0);
    }
    let solved = stages.solve(&in_turn::values(Measure::Mean, played), true);
    let reached = stages.reached(&solved);
    let shape = &played.shape;
    let (mut asked, mut unseen) = (Vec::new(), 0);
    for (at, stage) in stages.stages.iter().enumerate() {
        let runs = stages.after_each(at, &solved);
        let runs = runs.and_then(|runs| runs.into_iter().collect::<Option<Vec<usize>>>());
        let (Some(runs), [point]) = (runs, &stage.points[..]) else {
            unseen += stage.points.len();
            continue;
        };
        let own = &moves[point.at];
        let player = own.player as usize;
        let before = &shape.strategies(runs[0])[..point.at];
        let others = before
            .iter()
            .zip(moves)
            .map(|(choice, m)| plays(session, game, m.player as usize, m.strategies[*choice]));
        let comes = |leaf: usize| &shape.strategies(leaf)[..point.at] == before;
        let clock = &session.scenario.clock;
        asked.push(Asked {
            player,
            others: others.collect(),
            turn: Some(TurnWhy {
                date: clock.date_at(clock.time_of_step(own.step)).to_string(),
                on_path: (0..reached.len()).any(|leaf| reached[leaf] > 0.0 && comes(leaf)),
            }),
            own: (own.strategies.iter())
                .map(|s| strategy_name(session, *s))
                .collect(),
            runs,
        });
    }
    (asked, unseen)
}

fn choice(
    named: &Named,
    groups: &[(super::Group, Vec<usize>)],
    found: &Worth,
    asked: &Asked,
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
    let own = &asked.own;
    let size = found
        .means
        .iter()
        .fold(0.0, |a, x| contend_engine::max(a, x.abs()));
    let best = found.means.get(found.best).copied().unwrap_or(f64::NAN);
    let as_good = (own.iter().zip(&found.means).enumerate())
        .filter(|(at, (_, mean))| *at != found.best && best - **mean <= ROUNDING * size);
    ChoiceWhy {
        player,
        others: asked.others.clone(),
        turn: asked.turn.clone(),
        unit,
        worlds: found.worlds,
        without_value: found.without_value,
        best: own.get(found.best).cloned().unwrap_or_default(),
        equal: as_good.map(|(_, (strategy, _))| strategy.clone()).collect(),
        shared: found.shared as f64 / worlds,
        too_few: found.worlds < LEAST_WORLDS as u64,
        strategies: (own.iter().zip(found.means.iter().zip(&found.best_in)))
            .map(|(strategy, (mean, best_in))| StrategyWhy {
                strategy: strategy.clone(),
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
