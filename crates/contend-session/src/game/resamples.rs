//! The game solved again and again on worlds drawn anew: how far its answers depend on which worlds were drawn.

use contend_analysis::Share;
use contend_analysis::game::{self, Limits, Payoffs, Solver};

use crate::game::estimate::Resampler;
use crate::game::play::Played;
use crate::game::report::Solution;
use crate::game::solve;
use crate::request::Measure;
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::parallel;

/// Resamples that one job takes.
const JOB: u32 = 25;
/// Strategies of both players together up to which mixed equilibria are looked for in every resample.
const MOST_MIXED: usize = 12;
/// A strategy played with less probability is not played.
const PLAYED: f64 = 1e-9;

/// Counts over resamples.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resampled {
    pub resamples: u32,
    /// `[profile]`: in which it is an equilibrium.
    pub equilibrium: Vec<u64>,
    /// `[player][profile]`: in which the player's strategy is a best reply.
    pub best: Vec<Vec<u64>>,
    /// `[player][strategy]`: in which another pure strategy dominates it strictly.
    pub dominated: Vec<Vec<u64>>,
    /// In which no profile is an equilibrium, one, several.
    pub pure: [u64; 3],
    /// For each equilibrium of the solution that is mixed: strategies of those that mix the same strategies.
    mixed: Vec<Vec<Vec<Vec<f64>>>>,
    /// Whether mixed ones were looked for.
    looked: bool,
    /// `[player][profile]`: sums and sums of squares of payoffs and of regrets, about those of all worlds.
    spread: Vec<Vec<[f64; 4]>>,
}

impl Resampled {
    fn none(payoffs: &Payoffs, solution: &Solution, looked: bool) -> Resampled {
        let profiles = payoffs.profiles();
        Resampled {
            resamples: 0,
            equilibrium: vec![0; profiles],
            best: vec![vec![0; profiles]; payoffs.players()],
            dominated: payoffs.strategies().iter().map(|n| vec![0; *n]).collect(),
            pure: [0; 3],
            mixed: vec![Vec::new(); solution.equilibria.equilibria.len()],
            looked,
            spread: vec![vec![[0.0; 4]; profiles]; payoffs.players()],
        }
    }

    fn plus(&mut self, other: Resampled) {
        let add = |to: &mut Vec<u64>, from: &[u64]| {
            to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        };
        self.resamples += other.resamples;
        add(&mut self.equilibrium, &other.equilibrium);
        for (to, from) in self.best.iter_mut().zip(&other.best) {
            add(to, from);
        }
        for (to, from) in self.dominated.iter_mut().zip(&other.dominated) {
            add(to, from);
        }
        for (to, from) in self.pure.iter_mut().zip(other.pure) {
            *to += from;
        }
        for (to, from) in self.mixed.iter_mut().zip(other.mixed) {
            to.extend(from);
        }
        let sums = self.spread.iter_mut().flatten();
        for (to, from) in sums.zip(other.spread.iter().flatten()) {
            to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        }
    }

    /// Standard deviation of a payoff over resamples: its standard error.
    pub fn error(&self, player: usize, profile: usize) -> Option<f64> {
        let [sum, squares, ..] = self.spread[player][profile];
        self.deviation(sum, squares)
    }

    /// The same of a regret.
    pub fn regret_error(&self, player: usize, profile: usize) -> Option<f64> {
        let [.., sum, squares] = self.spread[player][profile];
        self.deviation(sum, squares)
    }

    fn deviation(&self, sum: f64, squares: f64) -> Option<f64> {
        let n = f64::from(self.resamples);
        (self.resamples > 1).then(|| ((squares - sum * sum / n) / (n - 1.0)).max(0.0).sqrt())
    }

    /// Share of resamples with an equilibrium that mixes the same strategies.
    pub fn mixed_share(&self, place: usize) -> Option<Share> {
        if !self.looked {
            return None;
        }
        Share::new(self.mixed[place].len() as u64, u64::from(self.resamples))
    }

    /// Between which probabilities nine of ten of them lie.
    pub fn between(&self, place: usize) -> Option<Vec<Vec<(f64, f64)>>> {
        let found = &self.mixed[place];
        let first = found.first()?;
        let range = |player: usize, strategy: usize| {
            let mut values: Vec<f64> = found.iter().map(|m| m[player][strategy]).collect();
            values.sort_by(f64::total_cmp);
            let at = |percent: usize| values[percent * (values.len() - 1) / 100];
            (at(5), at(95))
        };
        Some(
            first
                .iter()
                .enumerate()
                .map(|(player, own)| (0..own.len()).map(|s| range(player, s)).collect())
                .collect(),
        )
    }
}

/// Whether mixed equilibria are looked for in every resample and world: two players with few strategies who have one.
pub(crate) fn looks_for_mixed(payoffs: &Payoffs, solution: &Solution) -> bool {
    let mut all = solution.equilibria.equilibria.iter();
    let few = payoffs.strategies().iter().sum::<usize>() <= MOST_MIXED;
    all.any(|e| e.profile.is_none()) && payoffs.players() == 2 && few
}

/// Solves all resamples.
#[allow(clippy::too_many_arguments)] // what is drawn, what it is held against, and who does it
pub(crate) fn draw(
    played: &Played,
    payoffs: &Payoffs,
    solution: &Solution,
    measure: Measure,
    seed: u64,
    asked: Option<u32>,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Resampled {
    let resampler = Resampler::new(played, measure, seed, asked);
    let looked = looks_for_mixed(payoffs, solution);
    let jobs = resampler.resamples.div_ceil(JOB);
    let parts = parallel::map(executor, progress, jobs as usize, |job| {
        let mut counts = Resampled::none(payoffs, solution, looked);
        let mut solver = Solver::new(Limits::default());
        let first = job as u32 * JOB;
        for resample in first..resampler.resamples.min(first + JOB) {
            let drawn = resampler.draw(resample);
            if let Ok(drawn) = solve::payoffs(payoffs.strategies(), drawn) {
                add(&mut counts, payoffs, &drawn, solution, &mut solver);
            }
        }
        counts
    });
    let mut all = Resampled::none(payoffs, solution, looked);
    parts.into_iter().for_each(|part| all.plus(part));
    all
}

fn add(
    counts: &mut Resampled,
    payoffs: &Payoffs,
    drawn: &Payoffs,
    solution: &Solution,
    solver: &mut Solver,
) {
    counts.resamples += 1;
    let mut stands = vec![true; drawn.profiles()];
    for player in 0..drawn.players() {
        let own = drawn.strategies()[player];
        for first in drawn.others(player) {
            let at = |s: usize| drawn.deviate(first, player, s);
            let most = |game: &Payoffs| {
                (0..own)
                    .map(|s| game.payoff(player, at(s)))
                    .fold(f64::NEG_INFINITY, f64::max)
            };
            let (best, before) = (most(drawn), most(payoffs));
            for s in 0..own {
                let value = drawn.payoff(player, at(s));
                if value == best {
                    counts.best[player][at(s)] += 1;
                } else {
                    stands[at(s)] = false;
                }
                let moved = value - payoffs.payoff(player, at(s));
                let regret = (best - value) - (before - payoffs.payoff(player, at(s)));
                let sums = &mut counts.spread[player][at(s)];
                sums[0] += moved;
                sums[1] += moved * moved;
                sums[2] += regret;
                sums[3] += regret * regret;
            }
        }
        for d in game::dominated(drawn, player, game::Dominance::Strict, game::By::Pure) {
            counts.dominated[player][d.strategy] += 1;
        }
    }
    let mut pure = 0;
    for (count, stands) in counts.equilibrium.iter_mut().zip(stands) {
        *count += u64::from(stands);
        pure += usize::from(stands);
    }
    counts.pure[pure.min(2)] += 1;
    if counts.looked
        && let Ok(all) = solver.solve(drawn)
    {
        for (place, known) in solution.equilibria.equilibria.iter().enumerate() {
            if known.profile.is_some() {
                continue;
            }
            let same = |m: &Vec<Vec<f64>>| {
                let pairs = m.iter().zip(&known.strategies);
                pairs
                    .flat_map(|(a, b)| a.iter().zip(b))
                    .all(|(a, b)| (*a > PLAYED) == (*b > PLAYED))
            };
            let mut found = all.equilibria.iter().map(|e| &e.strategies);
            if let Some(found) = found.find(|m| same(m)) {
                counts.mixed[place].push(found.clone());
            }
        }
    }
}
