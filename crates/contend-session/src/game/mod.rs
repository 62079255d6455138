//! What the players of a game would do: their payoffs simulated on the same worlds, the game solved, and how sure that is.

mod answers;
mod at_once;
mod by_world;
mod estimate;
mod facts;
pub(crate) mod in_turn;
mod nfg;
pub(crate) mod play;
pub mod report;
mod resamples;
pub(crate) mod shape;
mod solve;
pub mod stored;

use contend_engine::Fault;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Meter, Wanted};
use contend_model::id::ProfileId;
use contend_model::model::{Game, Play, Scenario};
use contend_model::nearest::nearest_few;
use contend_model::place::Files;

use crate::drawing::Drawn;
use crate::error::{NotKept, RunError};
use crate::faults;
use crate::held;
use crate::known;
use crate::report::ScenarioFacts;
use crate::request::{Allocation, GameRequest, Measure};
use report::{GameNote, GameReport};

pub use nfg::{ExportError, solve_nfg, to_nfg};

/// Answers a request.
pub(crate) fn answer(
    scenario: &Scenario,
    files: &Files,
    facts: ScenarioFacts,
    request: &GameRequest,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<GameReport, RunError> {
    let game = find(scenario, request.game.as_deref())?;
    let mut drawn = Drawn::new(
        scenario,
        facts.fingerprint,
        &request.drawing,
        request.worlds,
        request.seed,
        // Players do not know their luck, so that payoffs are means over all: each world has inputs of its own.
        1,
    )?;
    let known = known::condition(scenario, &mut drawn, &Meter::new(progress, 0), executor)?;
    let mut report = match &game.play {
        Play::AtOnce { profiles } => {
            let allocation = match request.measure {
                Measure::Mean => request.allocation,
                Measure::WorstTenth => Allocation::Full,
            };
            let asked = at_once::Asked {
                scenario,
                game,
                profiles,
                worlds: &drawn.worlds,
                request,
                executor,
                progress,
            };
            at_once(&asked, files, &drawn, play::Source::Simulated(allocation))?
        }
        Play::InTurn { moves } => {
            let asked = in_turn::Asked {
                scenario,
                files,
                game,
                moves,
                worlds: &drawn.worlds,
                request,
                executor,
                progress,
            };
            in_turn::solve(&asked)?
        }
    };
    report.scenario = Some(facts);
    known::faults_by_number(&drawn.worlds, &mut report.faults);
    report.notes.splice(0..0, known.map(GameNote::Known));
    Ok(report)
}

/// What is found of a game that is played at once.
fn at_once(
    asked: &at_once::Asked,
    files: &Files,
    drawn: &Drawn,
    source: play::Source,
) -> Result<GameReport, RunError> {
    let (scenario, executor, progress) = (asked.scenario, asked.executor, asked.progress);
    let played = play::play(
        scenario,
        asked.game,
        asked.profiles,
        drawn,
        source,
        executor,
        progress,
    )?;
    let mut report = at_once::solve(asked, &played);
    if !played.interrupted {
        // In the worlds of the first round every profile was simulated.
        let worlds = played.rounds.first().map_or(0, |round| round.worlds);
        let ran = &played.ran;
        let held = held::at_once(scenario, ran, worlds, drawn, executor, progress);
        report.notes.extend(held);
    }
    report.faults = faults::of_runs(scenario, files, &faulty(&played.faults));
    Ok(report)
}

/// Adds to what is asked of profiles what players get in every game that is played at once.
///
/// # Errors
/// [`RunError::UnknownGame`] where there is no game, [`RunError::GameNotKept`] where none is played at once.
pub(crate) fn add_payoffs(scenario: &Scenario, wanted: &mut Vec<Wanted>) -> Result<(), RunError> {
    let in_turn = |game: &Game| matches!(game.play, Play::InTurn { .. });
    if scenario.games.iter().all(in_turn) {
        // Nothing would be kept of what is asked for.
        let game = scenario.games.first();
        return Err(game.map_or(
            RunError::UnknownGame {
                name: String::new(),
                known: Vec::new(),
            },
            |game| RunError::GameNotKept {
                game: game.id.clone(),
                why: NotKept::InTurn,
            },
        ));
    }
    for game in &scenario.games {
        let Play::AtOnce { profiles } = &game.play else {
            continue;
        };
        for payoff in play::payoffs(game, profiles) {
            match wanted.iter_mut().find(|w| w.profile == payoff.profile) {
                Some(there) => {
                    there.outcomes.extend(payoff.outcomes);
                    there.outcomes.sort_unstable();
                    there.outcomes.dedup();
                }
                None => wanted.push(payoff),
            }
        }
    }
    Ok(())
}

/// The game that a request names, or the only one.
fn find<'s>(scenario: &'s Scenario, name: Option<&str>) -> Result<&'s Game, RunError> {
    let games = &scenario.games;
    let all = || games.iter().map(|g| g.id.clone()).collect();
    let Some(name) = name else {
        return match games.as_slice() {
            [one] => Ok(one),
            _ => Err(RunError::UnknownGame {
                name: String::new(),
                known: all(),
            }),
        };
    };
    games.iter().find(|g| g.id == name).ok_or_else(|| {
        let near = nearest_few(name, games.iter().map(|g| g.id.as_str()));
        RunError::UnknownGame {
            name: name.to_owned(),
            known: if near.is_empty() { all() } else { near },
        }
    })
}

/// Faults by profile, for their report.
fn faulty(faults: &[(ProfileId, Fault)]) -> Vec<(ProfileId, &Fault)> {
    faults.iter().map(|(p, f)| (*p, f)).collect()
}
