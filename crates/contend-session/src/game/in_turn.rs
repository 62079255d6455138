//! Games in turn: all sequences of choices simulated on the same worlds by branching runs, then solved backwards.

use std::sync::{Mutex, PoisonError};

use contend_analysis::game::{Chosen, Solved, Stages};
use contend_analysis::{Share, in_turn};
use contend_engine::design::Worlds;
use contend_engine::{Batch, Moves, Request, compile_line, compile_tree};
use contend_ensemble::executor::{Executor, Progress, Silent};
use contend_ensemble::{Meter, job_worlds, memory, parallel};
use contend_model::id::OutcomeId;
use contend_model::model::{Game, Move, Scenario};
use contend_model::place::Files;
use contend_model::reach::has_chance;

use crate::error::{GameLimit, RunError};
use crate::faults;
use crate::game::answers;
use crate::game::estimate::{self, Resampler};
use crate::game::facts::{blank, game_facts, notes, run_facts};
use crate::game::play::{Played, mean_and_error};
use crate::game::report::{
    CertaintyReport, GameHinges, GameNote, GameReport, MoveFacts, PayoffReport, PlannedMove,
    ProfileReport, Round, Sight, TurnsReport,
};
use crate::game::shape::Shape;
use crate::held;
use crate::hinges::{Tried, hinge_reports};
use crate::refusal;
use crate::report::FaultReport;
use crate::request::{GameRequest, Measure};

/// Worlds or resamples that one job solves.
const JOB: usize = 256;

/// Everything that a request is about.
pub(crate) struct Asked<'a> {
    pub scenario: &'a Scenario,
    pub files: &'a Files,
    pub game: &'a Game,
    pub moves: &'a [Move],
    pub worlds: &'a Worlds,
    pub request: &'a GameRequest,
    pub executor: &'a dyn Executor,
    pub progress: &'a dyn Progress,
}

/// Simulates and solves a game in turn.
pub(crate) fn solve(asked: &Asked) -> Result<GameReport, RunError> {
    let order = in_turn::order(asked.scenario, asked.game);
    let stages = Stages::new(order).map_err(|why| RunError::GameTooLarge {
        game: asked.game.id.clone(),
        why: why.into(),
    })?;
    let (played, faults) = play(asked)?;
    let mut facts = game_facts(asked.scenario, asked.game);
    facts.moves = move_facts(asked);
    let mut report = blank(facts);
    report.run = Some(run_facts(asked.request, asked.worlds, &played));
    report.notes = notes(asked.scenario, asked.request, asked.worlds, &played);
    report.faults = faults;
    if let Some(moves) = Moves::of(asked.game).filter(|_| !played.interrupted) {
        let held = held::in_turn(
            asked.scenario,
            &moves,
            asked.worlds,
            asked.executor,
            asked.progress,
        );
        report.notes.extend(held);
    }
    if played.common == 0 {
        report.notes.push(GameNote::NoWorldLeft);
        return Ok(report);
    }
    let values = values(asked.request.measure, &played);
    let solved = stages.solve(&values, true);
    let path = stages.path(&solved);
    let by_world = paths_by_world(asked, &stages, &played);
    let resampler = Resampler::new(
        &played,
        asked.request.measure,
        asked.worlds.seed(),
        asked.request.resamples,
    );
    let resampled = parallel::map(
        asked.executor,
        asked.progress,
        (resampler.resamples as usize).div_ceil(JOB),
        |job| {
            let first = (job * JOB) as u32;
            (first..resampler.resamples.min(first + JOB as u32))
                .map(|r| stages.path(&stages.solve(&resampler.draw(r), false)))
                .collect::<Vec<_>>()
        },
    )
    .concat();
    let leaves = stages.order.leaves();
    let in_worlds = tally(&by_world, leaves);
    let in_resamples = tally(&resampled, leaves);
    report.profiles = (0..leaves)
        .map(|leaf| {
            let choices = played.shape.strategies(leaf);
            ProfileReport {
                strategies: places(asked, &choices),
                profile: String::new(),
                worlds: played.common as u64,
                payoffs: (0..played.players)
                    .map(|player| {
                        let column = played.payoff(player, leaf);
                        let (mean, error) = mean_and_error(column);
                        PayoffReport {
                            value: values[player][leaf],
                            mean,
                            error: (asked.request.measure == Measure::Mean).then_some(error),
                            worst_tenth: Some(estimate::worst_tenth(column)),
                            best: false,
                            regret: 0.0,
                            regret_error: None,
                            from_baseline: None,
                            from_baseline_error: None,
                            best_in_worlds: None,
                        }
                    })
                    .collect(),
                equilibrium: path == Some(leaf),
                strict: false,
                in_resamples: Share::new(in_resamples[leaf], resampled.len() as u64),
                in_worlds: Share::new(in_worlds[leaf], by_world.len() as u64),
            }
        })
        .collect();
    report.turns = Some(turns(asked, &stages, &solved));
    let certainty = CertaintyReport {
        resamples: resampled.len() as u64,
        ..CertaintyReport::default()
    };
    report.hinges = path
        .and_then(|leaf| {
            hinges(
                asked,
                &played,
                &by_world,
                leaf,
                report.profiles[leaf].in_worlds?,
            )
        })
        .into_iter()
        .collect();
    report.answers = answers::in_turn(&report);
    report.certainty = answers::certainty(&report, certainty);
    let answers = std::mem::take(&mut report.answers);
    report.answers = answers::with_losses(&report, answers);
    report.certainty.chance = has_chance(asked.scenario);
    Ok(report)
}

/// Simulates all sequences of choices.
pub(crate) fn play(asked: &Asked) -> Result<(Played, Vec<FaultReport>), RunError> {
    let (scenario, game) = (asked.scenario, asked.game);
    let error = |error| refusal::compile_error(scenario, scenario.baseline, error);
    let moves = Moves::of(game).ok_or_else(|| RunError::GameTooLarge {
        game: game.id.clone(),
        why: GameLimit::MoveOfNobody,
    })?;
    let mut outcomes: Vec<OutcomeId> = game.players.iter().map(|p| p.objective).collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    let asked_worlds = asked.worlds.worlds();
    let numbers = moves.leaves().saturating_mul(outcomes.len());
    memory::check(asked_worlds, numbers, 0, 0).map_err(refusal::too_large)?;
    let tree = compile_tree(scenario, &moves, &outcomes).map_err(error)?;
    let leaves = moves.leaves();
    let size = job_worlds(tree.facts().evaluations, tree.lanes() as u64, asked_worlds);
    let jobs = usize::try_from(asked_worlds.div_ceil(size)).unwrap_or(usize::MAX);
    let parts: Mutex<Vec<Option<Vec<Batch>>>> = Mutex::new(vec![None; jobs]);
    let meter = Meter::new(asked.progress, asked_worlds * leaves as u64);
    asked.executor.run(jobs, &|job| {
        let from = job as u64 * size;
        let range = from..asked_worlds.min(from + size);
        let runs = (range.end - range.start) * leaves as u64;
        let go_on = || !asked.progress.cancelled();
        if go_on()
            && let Some(part) = tree.run(asked.worlds, range, &go_on)
        {
            parts.lock().unwrap_or_else(PoisonError::into_inner)[job] = Some(part);
            meter.count(runs);
        }
    });
    let parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
    let column = |player: usize| {
        let objective = game.players[player].objective;
        outcomes.binary_search(&objective).unwrap_or(0)
    };
    let seats: Vec<usize> = (0..game.players.len()).map(column).collect();
    let mut played = Played {
        shape: Shape::new(moves.moves.iter().map(|m| m.strategies.len()).collect()),
        players: game.players.len(),
        places: (0..leaves).map(|leaf| (leaf, seats.clone())).collect(),
        columns: vec![vec![Vec::new(); outcomes.len()]; leaves],
        reference: vec![None; leaves],
        order: (0..leaves).collect(),
        kept: Vec::new(),
        common: 0,
        left_out: 0,
        worlds: 0,
        interrupted: false,
        rounds: Vec::new(),
        runs: 0,
        saved: 0,
        simulated: leaves,
        ran: Vec::new(),
        // On average: paths differ in what their strategies compute.
        equations: (tree.facts().evaluations_apart
            / (leaves as u64 * (u64::from(scenario.clock.steps) + 1))) as usize,
        sequential: false,
        margin: 0.0,
        faults: Vec::new(),
        failed_runs: 0,
    };
    // The first world that failed at each leaf, and how many did.
    let mut failed: Vec<Option<(u64, u64)>> = vec![None; leaves];
    for part in parts.into_iter().map_while(|p| p) {
        add(&mut played, part, &mut failed);
    }
    played.interrupted = played.worlds < asked_worlds;
    played.runs = played.worlds * leaves as u64;
    played.common = played.kept.len();
    played.rounds = vec![Round {
        worlds: played.worlds,
        profiles: leaves,
    }];
    let request = Request {
        outcomes,
        ..Request::default()
    };
    let faults = explained(asked, &moves, &request, &failed);
    Ok((played, faults))
}

/// Adds a part, one batch for each leaf, but for worlds in which a payoff is not finite.
fn add(played: &mut Played, part: Vec<Batch>, failed: &mut [Option<(u64, u64)>]) {
    let Some(worlds) = part.first().map(|batch| batch.worlds.clone()) else {
        return;
    };
    let mut sound = vec![true; (worlds.end - worlds.start) as usize];
    for (batch, failed) in part.iter().zip(failed) {
        let columns = &batch.outcomes;
        for ((at, sound), world) in sound.iter_mut().enumerate().zip(worlds.clone()) {
            *sound &= columns.iter().all(|column| column[at].is_finite());
            // So a path is marked in which something went wrong.
            if columns.iter().any(|column| column[at].is_nan()) {
                failed.get_or_insert((world, 0)).1 += 1;
                played.failed_runs += 1;
            }
        }
    }
    for (to, batch) in played.columns.iter_mut().zip(part) {
        for (to, column) in to.iter_mut().zip(batch.outcomes) {
            let kept = column.into_iter().zip(&sound).filter(|(_, s)| **s);
            to.extend(kept.map(|(v, _)| v));
        }
    }
    let kept = worlds.clone().zip(&sound).filter(|(_, s)| **s);
    played.kept.extend(kept.map(|(w, _)| w));
    played.left_out += sound.iter().filter(|s| !**s).count() as u64;
    played.worlds = worlds.end;
}

/// What went wrong, from a replay of the first failed world of each leaf: a few of them.
fn explained(
    asked: &Asked,
    moves: &Moves,
    request: &Request,
    failed: &[Option<(u64, u64)>],
) -> Vec<FaultReport> {
    let mut reports: Vec<FaultReport> = Vec::new();
    let found = failed.iter().enumerate();
    for (leaf, (world, times)) in found.filter_map(|(l, f)| Some((l, (*f)?))).take(20) {
        let Ok(program) = compile_line(asked.scenario, &moves.line(leaf), request) else {
            continue;
        };
        let part = program.run(asked.worlds, world..world + 1);
        let Some(fault) = part.faults.first() else {
            continue;
        };
        let names: Vec<&str> = moves
            .choices(leaf)
            .iter()
            .zip(asked.moves)
            .map(|(c, m)| {
                asked.scenario.strategies[m.strategies[*c].index()]
                    .id
                    .as_str()
            })
            .collect();
        let path = names.join(", ");
        let told = faults::explain_path(asked.scenario, asked.files, fault, &path, times);
        match reports
            .iter_mut()
            .find(|r| (r.kind, &r.name) == (told.kind, &told.name))
        {
            Some(known) => {
                known.runs += times;
                known.profiles.push(path);
            }
            None => reports.push(told),
        }
    }
    reports
}

/// What each player gets along each sequence of choices: `[player][leaf]`.
pub(crate) fn values(measure: Measure, played: &Played) -> Vec<Vec<f64>> {
    (0..played.players)
        .map(|player| {
            (0..played.shape.profiles)
                .map(|leaf| {
                    let column = played.payoff(player, leaf);
                    match measure {
                        Measure::Mean => mean_and_error(column).0,
                        Measure::WorstTenth => estimate::worst_tenth(column),
                    }
                })
                .collect()
        })
        .collect()
}

/// The path of the solution in each kept world.
fn paths_by_world(asked: &Asked, stages: &Stages, played: &Played) -> Vec<Option<usize>> {
    let jobs = played.common.div_ceil(JOB);
    parallel::map(asked.executor, &Silent, jobs, |job| {
        let first = job * JOB;
        let mut payoffs = vec![vec![0.0; played.shape.profiles]; played.players];
        (first..played.common.min(first + JOB))
            .map(|world| {
                for (player, values) in payoffs.iter_mut().enumerate() {
                    for (leaf, value) in values.iter_mut().enumerate() {
                        *value = played.payoff(player, leaf)[world];
                    }
                }
                stages.path(&stages.solve(&payoffs, false))
            })
            .collect::<Vec<_>>()
    })
    .concat()
}

fn tally(paths: &[Option<usize>], leaves: usize) -> Vec<u64> {
    let mut counts = vec![0; leaves];
    for leaf in paths.iter().flatten() {
        counts[*leaf] += 1;
    }
    counts
}

/// Choices as places in their players' strategies.
fn places(asked: &Asked, choices: &[usize]) -> Vec<usize> {
    let pairs = choices.iter().zip(asked.moves);
    pairs.map(|(c, m)| place(asked, m, *c)).collect()
}

fn place(asked: &Asked, m: &Move, choice: usize) -> usize {
    let own = &asked.game.players[m.player as usize].strategies;
    let id = m.strategies[choice];
    own.iter().position(|s| *s == id).unwrap_or(0)
}

fn move_facts(asked: &Asked) -> Vec<MoveFacts> {
    let clock = &asked.scenario.clock;
    let order = in_turn::order(asked.scenario, asked.game);
    asked
        .moves
        .iter()
        .enumerate()
        .map(|(at, m)| MoveFacts {
            player: m.player as usize,
            date: clock.date_at(clock.time_of_step(m.step)).to_string(),
            strategies: (0..m.strategies.len())
                .map(|c| place(asked, m, c))
                .collect(),
            sees: order.classes[at]
                .iter()
                .map(|classes| {
                    let mut kinds = classes.clone();
                    kinds.sort_unstable();
                    kinds.dedup();
                    match kinds.len() {
                        n if n == classes.len() => Sight::All,
                        1 => Sight::No,
                        _ => Sight::Part,
                    }
                })
                .collect(),
        })
        .collect()
}

fn turns(asked: &Asked, stages: &Stages, solved: &Solved) -> TurnsReport {
    let order = &stages.order;
    let mut reached: Vec<(usize, f64)> = stages
        .reached(solved)
        .into_iter()
        .enumerate()
        .filter(|(_, p)| *p > 0.0)
        .collect();
    reached.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let shape = Shape::new(order.choices.clone());
    let mut plan = Vec::new();
    let mut unseen = 0;
    for (stage, chosen) in stages.stages.iter().zip(&solved.chosen) {
        unseen += usize::from(stage.points.len() > 1);
        let chances: Vec<Vec<f64>> = match chosen {
            Chosen::Plans(c) => stage
                .choices(order, *c)
                .iter()
                .zip(&stage.points)
                .map(|(choice, p)| {
                    (0..order.choices[p.at])
                        .map(|c| f64::from(u8::from(c == *choice)))
                        .collect()
                })
                .collect(),
            Chosen::Mixed(weights) => stage.behaviour(order, weights),
            Chosen::Nothing => continue,
        };
        for (point, chances) in stage.points.iter().zip(chances) {
            let m = &asked.moves[point.at];
            let knows = |i: usize| -> Vec<usize> {
                (0..order.choices[i])
                    .filter(|c| order.classes[point.at][i][*c] == point.known[i])
                    .map(|c| place(asked, &asked.moves[i], c))
                    .collect()
            };
            let comes = |leaf: usize| {
                let choices = shape.strategies(leaf);
                (0..point.at).all(|i| order.classes[point.at][i][choices[i]] == point.known[i])
            };
            plan.push(PlannedMove {
                at: point.at,
                knows: (0..point.at).map(knows).collect(),
                chooses: chances
                    .iter()
                    .enumerate()
                    .filter(|(_, p)| **p > 0.0)
                    .map(|(c, p)| (place(asked, m, c), *p))
                    .collect(),
                on_path: reached.iter().any(|(leaf, _)| comes(*leaf)),
            });
        }
    }
    plan.sort_by_key(|p| (p.at, !p.on_path));
    let found = !solved.chosen.contains(&Chosen::Nothing);
    TurnsReport {
        path: stages
            .path(solved)
            .map(|leaf| places(asked, &shape.strategies(leaf))),
        payoffs: solved.values.last().filter(|_| found).cloned(),
        reached,
        plan,
        parts: stages.stages.len(),
        parts_unseen: unseen,
        alternatives: solved.alternatives,
    }
}

/// What decides whether the path is the solution of a world.
fn hinges(
    asked: &Asked,
    played: &Played,
    paths: &[Option<usize>],
    leaf: usize,
    share: Share,
) -> Option<GameHinges> {
    let all = asked.scenario.drawn();
    let tried = Tried::draw(
        all,
        played.worlds,
        asked.worlds,
        asked.executor,
        asked.progress,
    );
    let mut truths = vec![None; played.worlds as usize];
    for (world, path) in played.kept.iter().zip(paths) {
        if let Some(truth) = truths.get_mut(*world as usize) {
            *truth = Some(*path == Some(leaf));
        }
    }
    let found = tried.hinges(&tried.inputs(asked.scenario), &tried.ids, &truths, None);
    (!share.is_unanimous()).then(|| GameHinges {
        profile: leaf,
        in_worlds: share,
        hinges: hinge_reports(asked.scenario, &found, &tried),
        explained: found.explains,
    })
}
