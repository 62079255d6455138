//! What a report says before anything is solved: the game as declared, what was simulated, what to know of it.

use contend_engine::design::Worlds;
use contend_model::model::{Game, Scenario};

use crate::VERSION;
use crate::drawing;
use crate::game::play::Played;
use crate::game::report::{
    CertaintyReport, GameFacts, GameNote, GameReport, GameRun, OtherFacts, PlayerFacts, Solution,
    StoppingRule, StrategyFacts,
};
use crate::request::{Allocation, GameRequest, Measure};

/// A report that says nothing yet.
pub(crate) fn blank(game: GameFacts) -> GameReport {
    GameReport {
        contend: VERSION,
        scenario: None,
        game,
        run: None,
        answers: Vec::new(),
        profiles: Vec::new(),
        solution: Solution::default(),
        certainty: CertaintyReport::default(),
        hinges: Vec::new(),
        turns: None,
        faults: Vec::new(),
        notes: Vec::new(),
    }
}

pub(crate) fn game_facts(scenario: &Scenario, game: &Game) -> GameFacts {
    let is_player = |actor: usize| game.players.iter().any(|p| p.actor.index() == actor);
    let strategy = |id: contend_model::id::StrategyId| &scenario.strategies[id.index()];
    let others = game.others.iter().enumerate();
    GameFacts {
        id: game.id.clone(),
        about: game.about.clone(),
        players: game
            .players
            .iter()
            .map(|p| {
                let actor = &scenario.actors[p.actor.index()];
                let outcome = &scenario.outcomes[p.objective.index()];
                PlayerFacts {
                    id: actor.id.clone(),
                    name: actor.name.clone(),
                    objective: outcome.id.clone(),
                    unit: outcome.unit.to_string(),
                    strategies: p
                        .strategies
                        .iter()
                        .map(|s| StrategyFacts {
                            id: strategy(*s).id.clone(),
                            about: strategy(*s).about.clone(),
                        })
                        .collect(),
                }
            })
            .collect(),
        leader: game.leader.map(|l| l as usize),
        symmetric: game.symmetric,
        others: others
            .filter(|(actor, _)| !is_player(*actor))
            .filter_map(|(actor, s)| {
                Some(OtherFacts {
                    actor: scenario.actors[actor].id.clone(),
                    strategy: strategy((*s)?).id.clone(),
                })
            })
            .collect(),
        moves: Vec::new(),
    }
}

pub(crate) fn run_facts(request: &GameRequest, worlds: &Worlds, played: &Played) -> GameRun {
    GameRun {
        worlds: played.worlds,
        worlds_asked: worlds.worlds(),
        worlds_left_out: played.left_out,
        worlds_compared: played.common as u64,
        interrupted: played.interrupted,
        seed: worlds.seed(),
        design: request.drawing.name(),
        measure: request.measure,
        profiles: played.shape.profiles,
        profiles_simulated: played.simulated,
        runs: played.runs,
        runs_saved: played.saved,
        rounds: played.rounds.clone(),
        stopping_rule: played.sequential.then_some(StoppingRule {
            margin: played.margin,
        }),
        failed_runs: played.failed_runs,
        equations: played.equations,
    }
}

pub(crate) fn notes(
    scenario: &Scenario,
    request: &GameRequest,
    worlds: &Worlds,
    played: &Played,
) -> Vec<GameNote> {
    let mut notes = Vec::new();
    let inputs = drawing::held(scenario, &request.drawing);
    if !inputs.is_empty() {
        notes.push(GameNote::Held { inputs });
    }
    if let Some(drawn) = worlds.drawn(played.worlds) {
        notes.push(GameNote::Conditions {
            kept: drawn.kept,
            draws: drawn.all,
        });
    }
    if played.interrupted {
        notes.push(GameNote::Interrupted {
            worlds: played.worlds,
            worlds_asked: worlds.worlds(),
        });
    }
    if played.common < played.kept.len() {
        notes.push(GameNote::FewerCompared {
            worlds_compared: played.common as u64,
        });
    }
    if request.measure == Measure::WorstTenth {
        notes.push(GameNote::WorstTenth);
        if request.allocation == Allocation::Sequential {
            notes.push(GameNote::NoRounds);
        }
    }
    notes
}
