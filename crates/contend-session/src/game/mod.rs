//! What the players of a game would do: their payoffs simulated on the same worlds, the game solved, and how sure that is.

mod by_world;
mod estimate;
mod in_turn;
mod play;
pub mod report;
mod resamples;
mod shape;
mod solve;
mod turns;
mod words;

use contend_analysis::game::{Nfg, Payoffs};
use contend_analysis::{Share, dependence_of};
use contend_engine::Fault;
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::parallel;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::{Game, Play, Scenario};
use contend_model::place::Files;

use crate::VERSION;
use crate::drawing::Drawn;
use crate::faults;
use crate::hinges::{Tried, hinge_reports};
use crate::number::count;
use crate::report::ScenarioFacts;
use crate::request::{Allocation, GameRequest, Measure, RunError};
use by_world::Counts;
use contend_model::nearest::nearest_few;
use play::{Played, difference, mean_and_error};
use report::{
    CertaintyReport, DominatedShare, GameFacts, GameHinges, GameReport, GameRun, PayoffReport,
    PlayerFacts, ProfileReport, Solution, StrategyFacts,
};
use resamples::Resampled;

/// Profiles for which what decides their being an equilibrium is looked for.
const MOST_HINGES: usize = 4;
/// Standard errors by which a best reply must be ahead to be called clear.
const CLEAR: f64 = 2.0;

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
    let drawn = Drawn::new(scenario, &request.drawing, request.worlds, request.seed)?;
    match &game.play {
        Play::AtOnce { profiles } => {
            let allocation = match request.measure {
                Measure::Mean => request.allocation,
                Measure::WorstTenth => Allocation::Full,
            };
            let played = play::play(
                scenario, game, profiles, &drawn, allocation, executor, progress,
            )?;
            let asked = Asked {
                scenario,
                game,
                profiles,
                worlds: &drawn.worlds,
                request,
                executor,
                progress,
            };
            let mut report = at_once(&asked, &played);
            report.scenario = Some(facts);
            report.faults = faults::of_runs(scenario, files, &faulty(&played.faults));
            Ok(report)
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
            let mut report = in_turn::solve(&asked)?;
            report.scenario = Some(facts);
            Ok(report)
        }
    }
}

/// Solves a game whose payoffs somebody else filled in.
#[must_use]
pub fn solve_nfg(nfg: &Nfg) -> GameReport {
    let payoffs = &nfg.payoffs;
    let players = nfg.players.iter().zip(&nfg.strategies);
    let game = GameFacts {
        id: nfg.title.clone(),
        about: nfg.comment.clone(),
        players: players
            .map(|(name, strategies)| PlayerFacts {
                id: name.clone(),
                name: name.clone(),
                objective: String::new(),
                unit: "1".to_owned(),
                strategies: strategies
                    .iter()
                    .map(|id| StrategyFacts {
                        id: id.clone(),
                        about: String::new(),
                    })
                    .collect(),
            })
            .collect(),
        leader: None,
        symmetric: false,
        others: Vec::new(),
        moves: Vec::new(),
    };
    let solution = solve::solve(payoffs, None, true, true);
    let profiles = profiles(payoffs, &solution);
    let mut report = blank(game);
    report.profiles = profiles;
    report.solution = solution;
    report.answers = words::answers(&report);
    report
}

/// The payoffs of an answer as a game of their own, for other programs.
///
/// # Errors
/// In words, where there is nothing to write: the game is played in turn, or no world was finished.
pub fn to_nfg(report: &GameReport) -> Result<Nfg, String> {
    if !report.game.moves.is_empty() {
        return Err("a game in turn has no table of payoffs by profile".to_owned());
    }
    let sizes: Vec<usize> = report
        .game
        .players
        .iter()
        .map(|p| p.strategies.len())
        .collect();
    let values = (0..sizes.len())
        .map(|p| report.profiles.iter().map(|r| r.payoffs[p].value).collect())
        .collect();
    let payoffs = solve::payoffs(&sizes, values).map_err(|e| e.to_string())?;
    let ids = |list: &[StrategyFacts]| list.iter().map(|s| s.id.clone()).collect();
    let what = match &report.run {
        Some(run) => format!(
            "Payoffs simulated by Contend {VERSION}: {} over {} worlds, seed {}.",
            if run.measure == Measure::Mean.name() {
                "means"
            } else {
                "means of the worst tenth"
            },
            run.worlds_compared,
            run.seed
        ),
        None => String::new(),
    };
    Ok(Nfg {
        title: report.game.id.clone(),
        players: report.game.players.iter().map(|p| p.id.clone()).collect(),
        strategies: report
            .game
            .players
            .iter()
            .map(|p| ids(&p.strategies))
            .collect(),
        comment: what,
        payoffs,
    })
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

/// Everything that a request is about.
struct Asked<'a> {
    scenario: &'a Scenario,
    game: &'a Game,
    profiles: &'a [ProfileId],
    worlds: &'a Worlds,
    request: &'a GameRequest,
    executor: &'a dyn Executor,
    progress: &'a dyn Progress,
}

fn at_once(asked: &Asked, played: &Played) -> GameReport {
    let mut report = blank(game_facts(asked.scenario, asked.game));
    report.run = Some(run_facts(asked.request, asked.worlds, played));
    report.notes = notes(asked.request, asked.worlds, played);
    if played.common == 0 {
        report
            .notes
            .push("No world is left to compare: nothing can be said of this game.".to_owned());
        return report;
    }
    let shape = &played.shape;
    let measure = asked.request.measure;
    let values = match measure {
        Measure::Mean => estimate::means(played),
        Measure::WorstTenth => (0..shape.players())
            .map(|player| {
                (0..shape.profiles)
                    .map(|profile| estimate::worst_tenth(played.payoff(player, profile)))
                    .collect()
            })
            .collect(),
    };
    let Ok(payoffs) = solve::payoffs(&shape.sizes, values) else {
        report
            .notes
            .push("The payoffs are too large to be summed up.".to_owned());
        return report;
    };
    let units: Vec<&String> = report.game.players.iter().map(|p| &p.unit).collect();
    let one_unit = units.windows(2).all(|w| w[0] == w[1]);
    let leader = asked.game.leader.map(|l| l as usize);
    let mut solution = solve::solve(&payoffs, leader, one_unit, false);
    let mut profiles = profiles(&payoffs, &solution);

    let counts = by_world::count(played, asked.executor);
    let resampled = resamples::draw(
        played,
        &payoffs,
        &solution,
        measure,
        asked.worlds.seed(),
        asked.request.resamples,
        asked.executor,
        asked.progress,
    );
    fill_profiles(asked, played, &payoffs, &counts, &resampled, &mut profiles);
    fill_solution(
        played,
        &payoffs,
        measure,
        &counts,
        &resampled,
        &mut solution,
    );
    if resamples::looks_for_mixed(&payoffs, &solution) {
        fill_mixed(asked, played, &mut solution);
    }
    report.certainty = CertaintyReport {
        resamples: u64::from(resampled.resamples),
        pure_in_resamples: shares(&resampled.pure, u64::from(resampled.resamples)),
        pure_in_worlds: shares(&counts.pure, counts.worlds),
        ..CertaintyReport::default()
    };
    report.profiles = profiles;
    report.solution = solution;
    report.hinges = hinges(asked, played, &report.profiles);
    report.answers = words::answers(&report);
    words::certainty(&mut report);
    report
}

/// A report that says nothing yet.
fn blank(game: GameFacts) -> GameReport {
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

fn game_facts(scenario: &Scenario, game: &Game) -> GameFacts {
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
                let id = &scenario.actors[actor].id;
                Some(format!("{id} = {}", strategy((*s)?).id))
            })
            .collect(),
        moves: Vec::new(),
    }
}

fn run_facts(request: &GameRequest, worlds: &Worlds, played: &Played) -> GameRun {
    GameRun {
        worlds: played.worlds,
        worlds_asked: worlds.worlds(),
        worlds_left_out: played.left_out,
        worlds_compared: played.common as u64,
        interrupted: played.interrupted,
        seed: worlds.seed(),
        design: request.drawing.name(),
        measure: request.measure.name(),
        profiles: played.shape.profiles,
        profiles_simulated: played.simulated,
        runs: played.runs,
        runs_saved: played.saved,
        rounds: played.rounds.clone(),
        stopping_rule: played.sequential.then(|| {
            format!(
                "Worlds come in rounds, each of twice as many; a strategy gets no more once another one of its player is better by {:.1} standard errors or more against all that the others may still play.",
                played.margin
            )
        }),
        failed_runs: played.failed_runs,
        equations: played.equations,
    }
}

fn notes(request: &GameRequest, worlds: &Worlds, played: &Played) -> Vec<String> {
    let mut notes = Vec::new();
    if played.interrupted {
        notes.push(format!(
            "The run was stopped: the report covers the first {} of {} worlds, each under every profile in question.",
            count(played.worlds),
            count(worlds.worlds())
        ));
    }
    if played.left_out > 0 {
        notes.push(format!(
            "{} of {} worlds are left out of every comparison: in them a payoff is not finite under at least one profile.",
            count(played.left_out),
            count(played.worlds)
        ));
    }
    let compared = played.common as u64;
    if compared < played.kept.len() as u64 {
        notes.push(format!(
            "Answers world by world stand on the first {} worlds, those simulated under every profile.",
            count(compared)
        ));
    }
    if request.measure == Measure::WorstTenth {
        notes.push("Players look at the mean of their worst tenth of worlds. The worst tenth of a mixture is not the mixture of worst tenths, so mixed strategies are those of a game in which these numbers are what players get.".to_owned());
        if request.allocation == Allocation::Sequential {
            notes.push("Every profile got all worlds: what is dominated on average need not be so in the worst tenth.".to_owned());
        }
    }
    notes
}

/// Profiles with their payoffs, as far as these alone tell.
fn profiles(payoffs: &Payoffs, solution: &Solution) -> Vec<ProfileReport> {
    let mut best: Vec<Vec<Vec<usize>>> = vec![Vec::new(); payoffs.players()];
    for reply in &solution.replies {
        best[reply.player].push(reply.best.clone());
    }
    // The place of each profile among the combinations of what the others do, in the order of replies.
    let mut place = vec![vec![0; payoffs.profiles()]; payoffs.players()];
    for (player, place) in place.iter_mut().enumerate() {
        for (at, first) in payoffs.others(player).enumerate() {
            for s in 0..payoffs.strategies()[player] {
                place[payoffs.deviate(first, player, s)] = at;
            }
        }
    }
    (0..payoffs.profiles())
        .map(|profile| {
            let strategies = payoffs.profile(profile);
            let replies = |p: usize| &best[p][place[p][profile]];
            let reports: Vec<PayoffReport> = (0..payoffs.players())
                .map(|p| {
                    let value = payoffs.payoff(p, profile);
                    let best = replies(p)[0];
                    PayoffReport {
                        value,
                        mean: value,
                        error: None,
                        worst_tenth: None,
                        best: replies(p).contains(&strategies[p]),
                        regret: payoffs.payoff(p, payoffs.deviate(profile, p, best)) - value,
                        regret_error: None,
                        from_baseline: None,
                        from_baseline_error: None,
                        best_in_worlds: None,
                    }
                })
                .collect();
            let equilibrium = reports.iter().all(|r| r.best);
            ProfileReport {
                strict: equilibrium && (0..payoffs.players()).all(|p| replies(p).len() == 1),
                strategies,
                profile: String::new(),
                worlds: 0,
                payoffs: reports,
                equilibrium,
                in_resamples: None,
                in_worlds: None,
            }
        })
        .collect()
}

/// What worlds and resamples say of profiles.
fn fill_profiles(
    asked: &Asked,
    played: &Played,
    payoffs: &Payoffs,
    counts: &Counts,
    resampled: &Resampled,
    profiles: &mut [ProfileReport],
) {
    let measure = asked.request.measure;
    let baseline = asked
        .profiles
        .iter()
        .position(|p| *p == asked.scenario.baseline);
    let resamples = u64::from(resampled.resamples);
    for (at, report) in profiles.iter_mut().enumerate() {
        report.profile = asked.scenario.profiles[asked.profiles[at].index()]
            .id
            .clone();
        report.worlds = played.worlds_of(at) as u64;
        report.in_resamples = Share::new(resampled.equilibrium[at], resamples);
        report.in_worlds = Share::new(counts.equilibrium[at], counts.worlds);
        for (player, payoff) in report.payoffs.iter_mut().enumerate() {
            let own = played.payoff(player, at);
            payoff.worst_tenth = Some(estimate::worst_tenth(own));
            payoff.best_in_worlds = Share::new(counts.best[player][at], counts.worlds);
            if measure == Measure::WorstTenth {
                payoff.mean = mean_and_error(own).0;
                payoff.error = resampled.error(player, at);
                payoff.regret_error = resampled.regret_error(player, at);
            } else {
                payoff.error = Some(error(played, player, at));
                let best = best_reply(payoffs, player, at);
                payoff.regret_error = Some(if best == at {
                    0.0
                } else {
                    difference(played.payoff(player, best), own).1
                });
            }
            if let Some(baseline) = baseline.filter(|b| *b != at) {
                let (mean, error) = difference(own, played.payoff(player, baseline));
                payoff.from_baseline = Some(mean);
                payoff.from_baseline_error = Some(error);
            }
        }
    }
}

/// The profile in which a player plays its (first) best reply instead.
fn best_reply(payoffs: &Payoffs, player: usize, profile: usize) -> usize {
    let best = contend_analysis::game::best_replies(payoffs, player, profile);
    best.first()
        .map_or(profile, |s| payoffs.deviate(profile, player, *s))
}

/// Standard error of a mean; of a profile that was set aside, of the chain of differences that tells it.
fn error(played: &Played, player: usize, profile: usize) -> f64 {
    let mut variance = 0.0;
    let mut at = profile;
    while let Some(reference) = played.reference[at] {
        let own = difference(played.payoff(player, at), played.payoff(player, reference)).1;
        variance += own * own;
        at = reference;
    }
    let last = mean_and_error(played.payoff(player, at)).1;
    (variance + last * last).sqrt()
}

/// What worlds and resamples say of replies, dominance and equilibria.
fn fill_solution(
    played: &Played,
    payoffs: &Payoffs,
    measure: Measure,
    counts: &Counts,
    resampled: &Resampled,
    solution: &mut Solution,
) {
    let shape = &played.shape;
    let resamples = u64::from(resampled.resamples);
    for reply in &mut solution.replies {
        let player = reply.player;
        let strategies: Vec<usize> = reply.others.iter().map(|s| s.unwrap_or(0)).collect();
        let first = shape.profile(&strategies);
        let at = |s: usize| shape.with(first, player, s);
        for s in 0..shape.sizes[player] {
            reply.in_worlds[s] = Share::new(counts.best[player][at(s)], counts.worlds);
            reply.in_resamples[s] = Share::new(resampled.best[player][at(s)], resamples);
        }
        if let Some(second) = reply.runner_up {
            let error = match measure {
                Measure::Mean => Some(
                    difference(
                        played.payoff(player, at(reply.best[0])),
                        played.payoff(player, at(second)),
                    )
                    .1,
                ),
                Measure::WorstTenth => resampled.regret_error(player, at(second)),
            };
            reply.error = error;
            let ahead = reply.ahead.unwrap_or(0.0);
            reply.clear = reply.best.len() == 1 && error.is_some_and(|e| ahead > CLEAR * e);
        }
    }
    for player in 0..shape.players() {
        for strategy in 0..shape.sizes[player] {
            solution.dominance.in_worlds.push(DominatedShare {
                player,
                strategy,
                in_resamples: Share::new(resampled.dominated[player][strategy], resamples),
                in_worlds: counts.dominated[player]
                    .get(strategy)
                    .and_then(|n| Share::new(*n, counts.worlds)),
            });
        }
    }
    for (place, equilibrium) in solution.equilibria.equilibria.iter_mut().enumerate() {
        match equilibrium.profile {
            Some(profile) => {
                equilibrium.in_worlds = Share::new(counts.equilibrium[profile], counts.worlds);
                equilibrium.in_resamples = Share::new(resampled.equilibrium[profile], resamples);
            }
            None => {
                equilibrium.in_resamples = resampled.mixed_share(place);
                equilibrium.between = resampled.between(place);
            }
        }
    }
    debug_assert_eq!(payoffs.profiles(), shape.profiles);
}

/// In how many worlds there is an equilibrium that mixes the same strategies.
fn fill_mixed(asked: &Asked, played: &Played, solution: &mut Solution) {
    let mut mixed: Vec<_> = solution
        .equilibria
        .equilibria
        .iter_mut()
        .filter(|e| e.profile.is_none())
        .collect();
    let plays = |own: &Vec<f64>| own.iter().map(|p| *p > 0.0).collect();
    let supports: Vec<Vec<Vec<bool>>> = mixed
        .iter()
        .map(|e| e.strategies.iter().map(plays).collect())
        .collect();
    let counts = by_world::count_mixed(played, &supports, asked.executor, asked.progress);
    for (equilibrium, count) in mixed.iter_mut().zip(counts) {
        equilibrium.in_worlds = Share::new(count, played.common as u64);
    }
}

fn shares(counts: &[u64], of: u64) -> Vec<Share> {
    counts.iter().filter_map(|n| Share::new(*n, of)).collect()
}

/// What decides whether a profile is an equilibrium, for those of which it is most open.
fn hinges(asked: &Asked, played: &Played, profiles: &[ProfileReport]) -> Vec<GameHinges> {
    let shape = &played.shape;
    let open = |at: &usize| {
        profiles[*at]
            .in_worlds
            .is_some_and(|s| s.holds.min(s.worlds - s.holds) >= 5)
    };
    let mut chosen: Vec<usize> = (0..shape.profiles).filter(open).collect();
    let holds = |at: usize| profiles[at].in_worlds.map_or(0, |s| s.holds);
    chosen.sort_by_key(|at| {
        (
            std::cmp::Reverse(profiles[*at].equilibrium),
            std::cmp::Reverse(holds(*at)),
            *at,
        )
    });
    chosen.truncate(MOST_HINGES);
    let rests: Vec<_> = chosen
        .iter()
        .map(|profile| {
            let mut read: Vec<(OutcomeId, ProfileId)> = Vec::new();
            for (player, facts) in asked.game.players.iter().enumerate() {
                for s in 0..shape.sizes[player] {
                    let other = shape.with(*profile, player, s);
                    read.push((facts.objective, asked.profiles[other]));
                }
            }
            dependence_of(asked.scenario, &read)
        })
        .collect();
    let ids = rests.iter().flat_map(|d| d.inputs.iter().copied());
    let tried = Tried::draw(
        ids,
        played.worlds,
        asked.worlds,
        asked.executor,
        asked.progress,
    );
    let inputs = tried.inputs(asked.scenario);
    let found = parallel::map(asked.executor, asked.progress, chosen.len(), |i| {
        let mut truths = vec![None; played.worlds as usize];
        for (world, holds) in played
            .kept
            .iter()
            .zip(by_world::is_equilibrium(played, chosen[i]))
        {
            if let Some(truth) = truths.get_mut(*world as usize) {
                *truth = Some(holds);
            }
        }
        tried.hinges(&inputs, &rests[i].inputs, &truths)
    });
    chosen
        .iter()
        .zip(found)
        .filter_map(|(profile, found)| {
            Some(GameHinges {
                profile: *profile,
                in_worlds: profiles[*profile].in_worlds?,
                hinges: hinge_reports(asked.scenario, &found, &tried),
                explained: found.explains,
            })
        })
        .collect()
}

/// Faults by profile, for their report.
fn faulty(faults: &[(ProfileId, Fault)]) -> Vec<(ProfileId, &Fault)> {
    faults.iter().map(|(p, f)| (*p, f)).collect()
}
