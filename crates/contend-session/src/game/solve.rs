//! The solution of a game from its payoffs alone: dominance, best replies, equilibria, commitment and the rest.

use contend_analysis::game::{
    self, Branch, By, Committed, Dominance, GameError, Limits, Objective, Payoffs, Solver,
};

use crate::game::report::{
    Commitment, CommitmentReport, CorrelatedReport, DominanceReport, Dominated, EquilibriaReport,
    EquilibriumReport, Method, QuantalReport, ReplyReport, Solution,
};

/// Precisions at which quantal responses are told.
const PRECISIONS: [f64; 4] = [1.0, 3.0, 10.0, 30.0];
/// Profiles up to which one mixed equilibrium of more than two players is looked for.
const MOST_MIXED: usize = 5_000;
/// Profiles up to which quantal responses are followed.
const MOST_QUANTAL: usize = 1_000;
/// Profiles up to which a correlated equilibrium is computed.
const MOST_CORRELATED: usize = 400;
/// Paths of Lemke and Howson that are tried where not all equilibria can be listed.
const PATHS: usize = 40;
/// Probabilities nearer than this are of the same equilibrium.
const SAME: f64 = 1e-9;

/// Solves a game.
///
/// `leader` is the declared leader; without one each player is looked at as the leader. `one_unit` says whether payoffs
/// of different players can be added, and `exact` whether payoffs are exact numbers, so that fractions mean something.
pub(crate) fn solve(
    payoffs: &Payoffs,
    leader: Option<usize>,
    one_unit: bool,
    exact: bool,
) -> Solution {
    let equilibria = equilibria(payoffs, exact);
    Solution {
        replies: replies(payoffs),
        dominance: dominance(payoffs),
        commitment: commitment(payoffs, leader, &equilibria),
        equilibria,
        quantal_response: quantal(payoffs),
        correlated: one_unit.then(|| correlated(payoffs)).flatten(),
    }
}

fn replies(payoffs: &Payoffs) -> Vec<ReplyReport> {
    let mut replies = Vec::new();
    for player in 0..payoffs.players() {
        let own = payoffs.strategies()[player];
        for first in payoffs.others(player) {
            let value = |s: usize| payoffs.payoff(player, payoffs.deviate(first, player, s));
            let best = game::best_replies(payoffs, player, first);
            let runner_up = (0..own)
                .filter(|s| !best.contains(s))
                .max_by(|a, b| value(*a).total_cmp(&value(*b)).then(b.cmp(a)));
            let mut others: Vec<Option<usize>> =
                payoffs.profile(first).into_iter().map(Some).collect();
            others[player] = None;
            replies.push(ReplyReport {
                player,
                others,
                runner_up,
                ahead: runner_up.map(|r| value(best[0]) - value(r)),
                error: None,
                clear: best.len() == 1,
                best,
                in_resamples: vec![None; own],
                in_worlds: vec![None; own],
            });
        }
    }
    replies
}

fn dominance(payoffs: &Payoffs) -> DominanceReport {
    let told = |round: usize, d: &game::Dominated| Dominated {
        round,
        player: d.player,
        strategy: d.strategy,
        by: weights(&d.by),
        margin: d.margin,
    };
    let strict = game::eliminate(payoffs, Dominance::Strict, By::Mixtures);
    let at_once: Vec<(usize, usize)> = strict
        .rounds
        .first()
        .map(|r| r.iter().map(|d| (d.player, d.strategy)).collect())
        .unwrap_or_default();
    let weak = (0..payoffs.players())
        .flat_map(|p| game::dominated(payoffs, p, Dominance::Weak, By::Mixtures))
        .filter(|d| !at_once.contains(&(d.player, d.strategy)))
        .map(|d| told(1, &d))
        .collect();
    DominanceReport {
        strict: strict
            .rounds
            .iter()
            .enumerate()
            .flat_map(|(round, list)| list.iter().map(move |d| told(round + 1, d)))
            .collect(),
        survive: strict.left,
        weak,
        in_worlds: Vec::new(),
    }
}

/// Strategies with their probabilities, where these are not 0.
fn weights(by: &[f64]) -> Vec<(usize, f64)> {
    by.iter()
        .copied()
        .enumerate()
        .filter(|(_, p)| *p > 0.0)
        .collect()
}

/// All that can be found: see [`EquilibriaReport::complete`] for whether they are all there are.
fn equilibria(payoffs: &Payoffs, exact: bool) -> EquilibriaReport {
    let pure = game::pure_equilibria(payoffs);
    let mut found: Vec<EquilibriumReport> = pure
        .iter()
        .map(|profile| told(payoffs, &payoffs.assess(payoffs.certain(*profile))))
        .collect();
    let mut report = EquilibriaReport::default();
    if payoffs.players() == 2 {
        let limits = Limits::default();
        let all = if exact {
            game::extreme_equilibria(payoffs, &limits)
        } else {
            Solver::new(limits).solve(payoffs)
        };
        match all {
            Ok(all) => {
                report.degenerate = all.degenerate;
                report.complete = true;
                add(&mut found, payoffs, all.equilibria.clone());
                if let Some(fractions) = &all.exact {
                    for (equilibrium, fractions) in all.equilibria.iter().zip(fractions) {
                        let written = fractions
                            .iter()
                            .map(|own| own.iter().map(|f| f.to_string()).collect())
                            .collect();
                        if let Some(place) = position(&found, &equilibrium.strategies) {
                            found[place].exact = Some(written);
                        }
                    }
                }
                report.method = Some(Method::AllExtreme);
            }
            Err(error) => {
                let labels: usize = payoffs.strategies().iter().sum();
                let some =
                    (0..labels.min(PATHS)).filter_map(|l| game::lemke_howson(payoffs, l).ok());
                add(&mut found, payoffs, some.collect());
                let because = match error {
                    GameError::TooLarge { size, .. } => Some(size),
                    _ => None,
                };
                report.method = Some(Method::LemkeHowson {
                    paths: PATHS,
                    because,
                });
            }
        }
    } else if payoffs.profiles() <= MOST_MIXED {
        match game::mixed_equilibrium(payoffs) {
            Ok(one) => {
                add(&mut found, payoffs, vec![one]);
                report.method = Some(Method::QuantalLimit);
            }
            Err(error) => {
                let gain = match error {
                    GameError::NotFound { gain, .. } => Some(gain),
                    _ => None,
                };
                report.method = Some(Method::PureAlone { gain });
            }
        }
    } else {
        report.method = Some(Method::MixedNotSought);
    }
    report.equilibria = found;
    report
}

/// Adds equilibria that are not there yet.
fn add(to: &mut Vec<EquilibriumReport>, payoffs: &Payoffs, found: Vec<game::Equilibrium>) {
    for equilibrium in found {
        if position(to, &equilibrium.strategies).is_none() {
            to.push(told(payoffs, &equilibrium));
        }
    }
}

/// Where the same equilibrium stands, but for rounding.
fn position(list: &[EquilibriumReport], strategies: &[Vec<f64>]) -> Option<usize> {
    list.iter().position(|known| {
        let pairs = known.strategies.iter().zip(strategies);
        pairs
            .flat_map(|(a, b)| a.iter().zip(b))
            .all(|(a, b)| (a - b).abs() <= SAME)
    })
}

fn told(payoffs: &Payoffs, equilibrium: &game::Equilibrium) -> EquilibriumReport {
    EquilibriumReport {
        profile: pure_profile(payoffs, &equilibrium.strategies),
        strategies: equilibrium.strategies.clone(),
        payoffs: equilibrium.payoffs.clone(),
        gain: equilibrium.gain,
        exact: None,
        in_resamples: None,
        between: None,
        in_worlds: None,
    }
}

/// The profile that is played for certain, where one is.
fn pure_profile(payoffs: &Payoffs, mixed: &[Vec<f64>]) -> Option<usize> {
    let mut strategies = Vec::with_capacity(mixed.len());
    for weights in mixed {
        strategies.push(weights.iter().position(|w| *w == 1.0)?);
    }
    Some(payoffs.index(&strategies))
}

fn commitment(
    payoffs: &Payoffs,
    leader: Option<usize>,
    equilibria: &EquilibriaReport,
) -> Vec<CommitmentReport> {
    let leaders = match leader {
        Some(leader) => vec![leader],
        None => (0..payoffs.players()).collect(),
    };
    let told = |c: Committed| Commitment {
        strategies: c.strategies,
        payoffs: c.payoffs,
        attained: c.attained,
    };
    leaders
        .into_iter()
        .filter_map(|p| {
            let found = game::commitment(payoffs, p).ok()?;
            let own = equilibria.equilibria.iter().map(|e| e.payoffs[p]);
            let (least, most) = own.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, m), v| {
                (l.min(v), m.max(v))
            });
            Some(CommitmentReport {
                leader: p,
                declared: leader == Some(p),
                pure: told(found.strong),
                pure_weak: told(found.weak),
                mixed: found.mixed_strong.map(told),
                mixed_weak: found.mixed_weak.map(told),
                without: (least <= most).then_some((least, most)),
            })
        })
        .collect()
}

/// Quantal responses where each player's payoffs are told as parts of their range, so that one precision suits all.
fn quantal(payoffs: &Payoffs) -> Vec<QuantalReport> {
    let most = PRECISIONS[PRECISIONS.len() - 1];
    if payoffs.profiles() > MOST_QUANTAL {
        return Vec::new();
    }
    let scaled = (0..payoffs.players())
        .map(|p| {
            let range = payoffs.range(p);
            let range = if range > 0.0 { range } else { 1.0 };
            payoffs.values(p).iter().map(|v| v / range).collect()
        })
        .collect();
    let branch = Branch {
        precision: most,
        ..Branch::default()
    };
    let followed = Payoffs::new(payoffs.strategies().to_vec(), scaled)
        .and_then(|scaled| game::quantal_response(&scaled, &branch));
    let Ok(path) = followed else {
        return Vec::new();
    };
    PRECISIONS
        .iter()
        .filter_map(|precision| {
            // The end of the branch may lie a rounding before the precision asked for.
            let point = path.iter().find(|r| r.lambda >= precision * (1.0 - 1e-6))?;
            Some(QuantalReport {
                precision: point.lambda,
                payoffs: (0..payoffs.players())
                    .map(|p| payoffs.expected(p, &point.strategies))
                    .collect(),
                strategies: point.strategies.clone(),
            })
        })
        .collect()
}

fn correlated(payoffs: &Payoffs) -> Option<CorrelatedReport> {
    if payoffs.profiles() > MOST_CORRELATED {
        return None;
    }
    let found = game::correlated(payoffs, &Objective::Welfare).ok()?;
    let mut profiles = weights(&found.probabilities);
    profiles.retain(|(_, p)| *p > SAME);
    profiles.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Some(CorrelatedReport {
        profiles,
        payoffs: found.payoffs,
        gain: found.gain,
    })
}

/// Why payoffs cannot be solved: they are finite and fit their shape wherever they come from worlds.
pub(crate) fn payoffs(sizes: &[usize], values: Vec<Vec<f64>>) -> Result<Payoffs, GameError> {
    Payoffs::new(sizes.to_vec(), values)
}
