//! Games in which all choose at once: solved from the payoffs of every profile, and how sure that is.

use contend_analysis::game::Payoffs;
use contend_analysis::{Share, dependence_of};
use contend_engine::design::Worlds;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::parallel;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::{Game, Scenario};
use contend_model::reach::has_chance;

use crate::game::by_world::{self, Counts};
use crate::game::facts::{blank, game_facts, notes, run_facts};
use crate::game::play::{Played, difference, mean_and_error};
use crate::game::report::{
    CertaintyReport, DominatedShare, GameHinges, GameNote, GameReport, PayoffReport, ProfileReport,
    Solution,
};
use crate::game::resamples::{self, Resampled};
use crate::game::{answers, estimate, solve};
use crate::hinges::{Tried, hinge_reports};
use crate::request::{GameRequest, Measure};

/// Profiles for which what decides their being an equilibrium is looked for.
const MOST_HINGES: usize = 4;
/// Standard errors by which a difference must be ahead to be called clear.
const CLEAR: f64 = 2.0;

/// Everything that a request is about.
pub(crate) struct Asked<'a> {
    pub scenario: &'a Scenario,
    pub game: &'a Game,
    pub profiles: &'a [ProfileId],
    pub worlds: &'a Worlds,
    pub request: &'a GameRequest,
    pub executor: &'a dyn Executor,
    pub progress: &'a dyn Progress,
}

/// Solves a game that was simulated.
pub(crate) fn solve(asked: &Asked, played: &Played) -> GameReport {
    let mut report = blank(game_facts(asked.scenario, asked.game));
    report.run = Some(run_facts(asked.request, asked.worlds, played));
    report.notes = notes(asked.scenario, asked.request, asked.worlds, played);
    if played.common == 0 {
        report.notes.push(GameNote::NoWorldLeft);
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
        report.notes.push(GameNote::PayoffsTooLarge);
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
    let certainty = CertaintyReport {
        resamples: u64::from(resampled.resamples),
        pure_in_resamples: shares(&resampled.pure, u64::from(resampled.resamples)),
        pure_in_worlds: shares(&counts.pure, counts.worlds),
        ..CertaintyReport::default()
    };
    solution.equilibria.within_error = within_error(&profiles);
    report.profiles = profiles;
    report.solution = solution;
    report.hinges = hinges(asked, played, &report.profiles);
    report.answers = answers::at_once(&report);
    report.certainty = answers::certainty(&report, certainty);
    let answers = std::mem::take(&mut report.answers);
    report.answers = answers::with_losses(&report, answers);
    report.certainty.chance = has_chance(asked.scenario);
    report
}

/// Profiles with their payoffs, as far as these alone tell.
pub(crate) fn profiles(payoffs: &Payoffs, solution: &Solution) -> Vec<ProfileReport> {
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

/// Profiles that are no equilibrium, but cannot be told from one: no regret exceeds so many of its standard errors as make
/// a difference clear.
fn within_error(profiles: &[ProfileReport]) -> Vec<usize> {
    let small = |p: &PayoffReport| {
        let error = p.regret_error.unwrap_or(0.0);
        p.best || (error > 0.0 && p.regret <= CLEAR * error)
    };
    let profiles = profiles.iter().enumerate();
    profiles
        .filter(|(_, p)| !p.equilibrium && p.payoffs.iter().all(small))
        .map(|(at, _)| at)
        .collect()
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
            .is_some_and(|s| s.tally.holds.min(s.tally.all - s.tally.holds) >= 5.0)
    };
    let mut chosen: Vec<usize> = (0..shape.profiles).filter(open).collect();
    let holds = |at: usize| profiles[at].in_worlds.and_then(|s| s.counts());
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
        tried.hinges(&inputs, &rests[i].inputs, &truths, None)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use contend_analysis::game::Nfg;

    use super::*;

    #[test]
    fn what_is_clearly_no_equilibrium_is_not_within_error_of_one() {
        let text = "NFG 1 R \"\" { \"a\" \"b\" } { 2 2 }\n\n3 3 5 0 0 5 1 1\n";
        let mut report = crate::game::solve_nfg(&Nfg::read(text).unwrap());
        // Without errors nothing is within them.
        assert_eq!(within_error(&report.profiles), [0; 0]);
        for (profile, error) in [0.9, 0.6, 0.4, 9.0].into_iter().enumerate() {
            for payoff in &mut report.profiles[profile].payoffs {
                payoff.regret_error = Some(error);
            }
        }
        // Regrets are 2 in the first profile, 1 in the next two, none in the equilibrium.
        assert_eq!(within_error(&report.profiles), [1]);
    }
}
