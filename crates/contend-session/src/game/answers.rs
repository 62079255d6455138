//! What is answered to those who play, as findings: who should do what, and how sure that is.

use contend_analysis::Share;
use serde::Serialize;

use crate::game::report::{
    CertaintyReport, EquilibriumReport, GameReport, PlannedMove, ProfileReport,
};

/// A finding about who should do what. Players, strategies, profiles and moves are places in the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Answer {
    /// A strategy is its player's only best reply to each combination of what the others may do.
    Dominant {
        /// Whose.
        player: usize,
        /// Which.
        strategy: usize,
    },
    /// No profile is an equilibrium, and no mixed one was found.
    NoEquilibrium,
    /// No profile is an equilibrium, but a mixed one was found.
    OnlyMixed {
        /// Place of the first one in [`crate::game::report::EquilibriaReport::equilibria`].
        equilibrium: usize,
    },
    /// One profile alone is an equilibrium.
    OnePure {
        /// Which.
        profile: usize,
        /// Whether there is no mixed equilibrium beside it either.
        sole: bool,
        /// Whether it is what is left where strictly dominated strategies are taken out, over more than one round.
        by_elimination: bool,
    },
    /// Several profiles are equilibria.
    SeveralPure {
        /// Which.
        profiles: Vec<usize>,
    },
    /// All would get more in another profile than in the only equilibrium.
    Dilemma {
        /// The profile that is the equilibrium.
        equilibrium: usize,
        /// The other; of several the one in which the least gainer gains most, as a part of what the equilibrium gives.
        better: usize,
    },
    /// What the declared leader does best to commit itself to.
    Commitment {
        /// Who.
        leader: usize,
        /// To what.
        strategy: usize,
        /// What it gets, in its unit.
        gets: f64,
        /// The least and the greatest that it gets in an equilibrium without commitment.
        without: (f64, f64),
    },
    /// What is chosen at a move of a game in turn that play comes to.
    Choice {
        /// The move.
        at: usize,
        /// Strategies with their probabilities.
        chooses: Vec<(usize, f64)>,
        /// What of earlier moves it is an answer to, where play may come to several points at which this move is made:
        /// moves with the strategies that are possible as far as the player knows.
        given: Vec<(usize, Vec<usize>)>,
        /// Earlier moves that the player cannot tell, with the strategies that are possible as far as it knows.
        unsure: Vec<(usize, Vec<usize>)>,
    },
    /// What each player gets along the path of a game in turn.
    Payoffs {
        /// In each player's unit.
        payoffs: Vec<f64>,
    },
    /// Parts of a game in turn can be played in other ways that nobody alone would leave.
    Alternatives {
        /// How many.
        ways: usize,
    },
    /// Worlds are left out of every comparison, because a payoff is not finite under at least one profile.
    LeftOut {
        /// How many.
        worlds_left_out: u64,
        /// Of how many.
        worlds: u64,
    },
    /// So many are left out that their payoffs could make any other answer false: there is none but this.
    NoVerdict {
        /// What would be told of the other worlds.
        #[serde(flatten)]
        of: Statement,
        /// In which share of worlds it is true if it is true in none of those left out.
        least: f64,
        /// In which share if it is true in all of them.
        most: f64,
    },
}

/// Of how many worlds one may be left out for answers still to be given.
const ONE_IN: u64 = 100;

/// What shares of resamples and of worlds are told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "finding", rename_all = "kebab-case")]
pub enum Statement {
    /// A profile is an equilibrium.
    Equilibrium {
        /// Which.
        profile: usize,
    },
    /// No profile is an equilibrium.
    NoPureEquilibrium,
    /// Play goes along the path of the solution.
    Path {
        /// Its profile (sequence of choices).
        profile: usize,
    },
}

/// Who should do what in a game in which all choose at once.
pub(crate) fn at_once(report: &GameReport) -> Vec<Answer> {
    let solution = &report.solution;
    let found = &solution.equilibria;
    let players = 0..report.game.players.len();
    let mut out: Vec<Answer> = players.filter_map(|p| dominant(report, p)).collect();
    let pure: Vec<(usize, &EquilibriumReport)> = found
        .equilibria
        .iter()
        .filter_map(|e| Some((e.profile?, e)))
        .collect();
    let mixed = found.equilibria.len() - pure.len();
    out.push(match pure.as_slice() {
        [] if mixed == 0 => Answer::NoEquilibrium,
        [] => Answer::OnlyMixed { equilibrium: 0 },
        [(profile, _)] => {
            let dominance = &solution.dominance;
            let left = dominance.survive.iter().all(|own| own.len() == 1);
            let rounds = dominance.strict.iter().map(|d| d.round).max();
            Answer::OnePure {
                profile: *profile,
                sole: mixed == 0 && found.complete,
                by_elimination: left && rounds.is_some_and(|r| r > 1),
            }
        }
        several => Answer::SeveralPure {
            profiles: several.iter().map(|(profile, _)| *profile).collect(),
        },
    });
    if let ([(profile, one)], 0) = (pure.as_slice(), mixed) {
        out.extend(better(report, one).map(|better| Answer::Dilemma {
            equilibrium: *profile,
            better,
        }));
    }
    out.extend(commitment(report));
    out
}

/// A strategy that is best whatever the others do.
fn dominant(report: &GameReport, player: usize) -> Option<Answer> {
    if report.game.players[player].strategies.len() < 2 {
        return None;
    }
    let own = || {
        report
            .solution
            .replies
            .iter()
            .filter(|r| r.player == player)
    };
    let strategy = *own().next()?.best.first()?;
    let always = own().all(|r| r.best == [strategy]);
    always.then_some(Answer::Dominant { player, strategy })
}

/// A profile in which all get more than in an equilibrium.
fn better(report: &GameReport, equilibrium: &EquilibriumReport) -> Option<usize> {
    let pairs = |p: &ProfileReport| -> Vec<(f64, f64)> {
        let values = p.payoffs.iter().map(|v| v.value);
        values.zip(equilibrium.payoffs.iter().copied()).collect()
    };
    let least = |p: &ProfileReport| {
        let gains = pairs(p).into_iter();
        gains
            .map(|(value, e)| (value - e) / e.abs().max(f64::MIN_POSITIVE))
            .fold(f64::INFINITY, f64::min)
    };
    let profiles = report.profiles.iter().enumerate();
    profiles
        .filter(|(_, p)| pairs(p).into_iter().all(|(value, e)| value > e))
        .max_by(|(_, a), (_, b)| least(a).total_cmp(&least(b)))
        .map(|(at, _)| at)
}

/// What the declared leader gains by moving first.
fn commitment(report: &GameReport) -> Option<Answer> {
    let found = report.solution.commitment.iter().find(|c| c.declared)?;
    let own = &found.pure.strategies[found.leader];
    Some(Answer::Commitment {
        leader: found.leader,
        strategy: own.iter().position(|w| *w > 0.5)?,
        gets: found.pure.payoffs[found.leader],
        without: found.without?,
    })
}

/// What happens in a game in turn.
pub(crate) fn in_turn(report: &GameReport) -> Vec<Answer> {
    let Some(turns) = &report.turns else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for at in 0..report.game.moves.len() {
        let reached = |p: &&PlannedMove| p.at == at && p.on_path;
        let points: Vec<&PlannedMove> = turns.plan.iter().filter(reached).collect();
        for point in &points {
            out.push(Answer::Choice {
                at,
                chooses: point.chooses.clone(),
                given: if points.len() > 1 {
                    point.known(&report.game).collect()
                } else {
                    Vec::new()
                },
                unsure: point.unsure().collect(),
            });
        }
    }
    if out.is_empty() {
        return vec![Answer::NoEquilibrium];
    }
    if let Some(payoffs) = turns.payoffs.clone() {
        out.push(Answer::Payoffs { payoffs });
    }
    if turns.alternatives > 0 {
        out.push(Answer::Alternatives {
            ways: turns.alternatives,
        });
    }
    out
}

/// How sure the profile is that is an equilibrium in most worlds, or that none is; in a game in turn, the path.
pub(crate) fn certainty(report: &GameReport, mut certainty: CertaintyReport) -> CertaintyReport {
    let holds = |share: Option<Share>| share.and_then(|s| s.counts());
    let told = report
        .profiles
        .iter()
        .enumerate()
        .filter(|(_, p)| p.equilibrium)
        .max_by_key(|(at, p)| (holds(p.in_worlds), std::cmp::Reverse(*at)));
    match told {
        Some((profile, p)) => {
            certainty.of = Some(if report.turns.is_some() {
                Statement::Path { profile }
            } else {
                Statement::Equilibrium { profile }
            });
            (certainty.in_resamples, certainty.in_worlds) = (p.in_resamples, p.in_worlds);
        }
        None if report.turns.is_some() => {}
        None => {
            certainty.of = Some(Statement::NoPureEquilibrium);
            certainty.in_resamples = certainty.pure_in_resamples.first().copied();
            certainty.in_worlds = certainty.pure_in_worlds.first().copied();
        }
    }
    certainty
}

/// Answers with what must be known of worlds that have no payoffs. A mean has no bound where some of its numbers are missing:
/// where more than one world in a hundred is left out, no answer is given, but both ends of what is told world by world.
pub(crate) fn with_losses(report: &GameReport, answers: Vec<Answer>) -> Vec<Answer> {
    let Some(run) = report.run.as_ref().filter(|r| r.worlds_left_out > 0) else {
        return answers;
    };
    let left_out = Answer::LeftOut {
        worlds_left_out: run.worlds_left_out,
        worlds: run.worlds,
    };
    if run.worlds_left_out * ONE_IN <= run.worlds {
        return std::iter::once(left_out).chain(answers).collect();
    }
    let counts = report.certainty.in_worlds.and_then(|s| s.counts());
    let verdict = report
        .certainty
        .of
        .zip(counts)
        .map(|(of, (holds, compared))| {
            let lost = run.worlds_left_out;
            let all = (compared + lost) as f64;
            Answer::NoVerdict {
                of,
                least: holds as f64 / all,
                most: (holds + lost) as f64 / all,
            }
        });
    std::iter::once(left_out).chain(verdict).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use contend_analysis::game::{Nfg, Payoffs};

    use super::*;
    use crate::game::report::{MoveFacts, TurnsReport};

    /// Two players with as many strategies each; payoffs row by row.
    fn solved<const N: usize>(payoffs: [[f64; N]; 2]) -> GameReport {
        let size = N.isqrt();
        let names = ["one", "two", "three"].map(str::to_owned)[..size].to_vec();
        let values = payoffs.map(|own| own.to_vec()).to_vec();
        crate::game::solve_nfg(&Nfg {
            title: String::new(),
            players: vec!["a".to_owned(), "b".to_owned()],
            strategies: vec![names; 2],
            comment: String::new(),
            payoffs: Payoffs::new(vec![size; 2], values).unwrap(),
        })
    }

    #[test]
    fn of_several_better_profiles_the_one_that_serves_the_least_gainer() {
        // The only equilibrium is three, three with 1 for each. Both get more in one, one: 3 and 2, and in two, two: 2.5.
        let report = solved([
            [3.0, 0.0, 0.0, 0.0, 2.5, 0.0, 5.0, 5.0, 1.0],
            [2.0, 0.0, 5.0, 0.0, 2.5, 5.0, 0.0, 0.0, 1.0],
        ]);
        assert_eq!(
            report.answers[3],
            Answer::Dilemma {
                equilibrium: 8,
                better: 4
            }
        );
        // Where the equilibrium is the best for one, there is none.
        let report = solved([[3.0, 0.0, 5.0, 4.0], [3.0, 5.0, 0.0, 1.0]]);
        let equilibrium = &report.solution.equilibria.equilibria[0];
        assert_eq!(equilibrium.profile, Some(3));
        assert_eq!(better(&report, equilibrium), None);
    }

    #[test]
    fn an_equilibrium_beside_a_mixed_one_is_not_the_only_one() {
        let mut report = solved([[3.0, 0.0, 5.0, 1.0], [3.0, 5.0, 0.0, 1.0]]);
        assert_eq!(at_once(&report), report.answers);
        let mut mixed = report.solution.equilibria.equilibria[0].clone();
        mixed.profile = None;
        report.solution.equilibria.equilibria.push(mixed);
        let only = Answer::OnePure {
            profile: 3,
            sole: false,
            by_elimination: false,
        };
        // Nor is it called a dilemma then: another equilibrium may be as good as what all would rather have.
        assert_eq!(at_once(&report)[2..], [only]);
    }

    #[test]
    fn of_several_equilibria_the_one_of_most_worlds_is_told() {
        let mut report = solved([[3.0, 0.0, 0.0, 2.0], [2.0, 0.0, 0.0, 3.0]]);
        report.profiles[0].in_worlds = Share::new(2, 5);
        report.profiles[3].in_worlds = Share::new(3, 5);
        let told = certainty(&report, CertaintyReport::default());
        assert_eq!(told.of, Some(Statement::Equilibrium { profile: 3 }));
        assert_eq!(told.in_worlds, Share::new(3, 5));
    }

    #[test]
    fn regrets_are_held_against_what_is_at_stake() {
        let mut report = solved([[100.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]);
        for profile in &mut report.profiles {
            profile.payoffs.iter_mut().for_each(|p| p.regret = 0.0);
        }
        // A tenth of what is at stake for one, half of it for the other.
        report.profiles[0].payoffs[0].regret = 10.0;
        report.profiles[1].payoffs[1].regret = 0.5;
        assert_eq!(report.by_regret(), [2, 3, 0, 1]);
    }

    #[test]
    fn a_weakly_best_strategy_is_not_called_best_whatever_the_others_do() {
        let report = solved([[1.0, 1.0, 1.0, 2.0], [0.0; 4]]);
        assert_eq!(dominant(&report, 0), None);
        let report = solved([[0.0, 1.0, 1.0, 2.0], [0.0; 4]]);
        assert_eq!(
            dominant(&report, 0),
            Some(Answer::Dominant {
                player: 0,
                strategy: 1
            })
        );
    }

    #[test]
    fn a_move_that_play_comes_to_in_two_ways_is_told_for_each() {
        let mut report = solved([[0.0; 4]; 2]);
        let step = |player| MoveFacts {
            player,
            date: String::new(),
            strategies: vec![0, 1],
            sees: Vec::new(),
        };
        report.game.moves = vec![step(0), step(1)];
        let point = |at, knows, chooses| PlannedMove {
            at,
            knows,
            chooses,
            on_path: true,
        };
        report.turns = Some(TurnsReport {
            path: None,
            payoffs: None,
            reached: Vec::new(),
            plan: vec![
                point(0, vec![], vec![(0, 0.5), (1, 0.5)]),
                point(1, vec![vec![0]], vec![(1, 1.0)]),
                point(1, vec![vec![1]], vec![(0, 1.0)]),
            ],
            parts: 1,
            parts_unseen: 0,
            alternatives: 0,
        });
        let choice = |at, chooses, given| Answer::Choice {
            at,
            chooses,
            given,
            unsure: Vec::new(),
        };
        assert_eq!(
            in_turn(&report),
            [
                choice(0, vec![(0, 0.5), (1, 0.5)], vec![]),
                choice(1, vec![(1, 1.0)], vec![(0, vec![0])]),
                choice(1, vec![(0, 1.0)], vec![(0, vec![1])]),
            ]
        );
    }
}
