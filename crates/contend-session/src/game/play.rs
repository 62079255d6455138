//! Every profile of a game on the same worlds; profiles that cannot matter any more get no further ones.
//!
//! Worlds come in rounds, each of twice as many. After a round, strategies that are strictly dominated by another pure
//! strategy are set aside: against everything that the others may still play, the mean difference world by world must
//! exceed so many of its standard errors that, over all pairs of strategies and all rounds, the chance of setting one
//! aside wrongly is at most 1 in 100 (normal approximation, Bonferroni). What is set aside can stand in no equilibrium
//! (iterated elimination, Luce and Raiffa 1957). So nothing is lost but digits of its own payoffs, which from then on
//! are told by the difference from those of the dominating strategy.

use contend_engine::{Fault, maths};
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Meter, Plan, Prepared, Wanted, memory};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::{Game, Scenario};

use crate::drawing::Drawn;
use crate::error::{RunError, TooMuch};
use crate::game::report::Round;
use crate::game::shape::Shape;
use crate::refusal::{plan_error, too_large};
use crate::request::Allocation;

/// Equation evaluations up to which all profiles get all worlds unless asked otherwise: some seconds.
const AFFORDABLE: f64 = 5e9;
/// Worlds of the first round at least.
const FIRST_ROUND: u64 = 200;
/// Rounds at most: each doubles the worlds.
const ROUNDS: u32 = 5;
/// Chance at most that any strategy is set aside wrongly.
const WRONGLY_ASIDE: f64 = 0.01;

/// Payoffs by world.
#[derive(Debug)]
pub(crate) struct Played {
    /// One axis for each player; of a game in turn one for each move.
    pub shape: Shape,
    /// Number of players.
    pub players: usize,
    /// For each profile where its runs stand, and for each player which of their columns is its payoff.
    pub places: Vec<(usize, Vec<usize>)>,
    /// Columns of the runs of each simulated profile, one value for each kept world.
    pub columns: Vec<Vec<Vec<f64>>>,
    /// For a profile that was set aside, the one whose payoffs its own are told by.
    pub reference: Vec<Option<usize>>,
    /// Profiles in an order in which references come first.
    pub order: Vec<usize>,
    /// Worlds that are kept, ascending: those in which all payoffs are finite.
    pub kept: Vec<u64>,
    /// How many of them are complete under every profile: the first ones.
    pub common: usize,
    /// Worlds left out among those simulated.
    pub left_out: u64,
    /// Worlds simulated, under all profiles that were still in question.
    pub worlds: u64,
    pub interrupted: bool,
    pub rounds: Vec<Round>,
    pub runs: u64,
    pub saved: u64,
    pub simulated: usize,
    /// The profiles of the scenario that were simulated; none of a game in turn, whose profiles are paths.
    pub ran: Vec<ProfileId>,
    pub equations: usize,
    /// Whether profiles could be set aside.
    pub sequential: bool,
    /// Standard errors by which a strategy must be ahead for another to be set aside.
    pub margin: f64,
    /// Failed runs: profile of the scenario and fault.
    pub faults: Vec<(ProfileId, Fault)>,
    /// How many runs failed.
    pub failed_runs: u64,
}

impl Played {
    /// A player's payoff under a profile, in each of the kept worlds that the profile has.
    pub fn payoff(&self, player: usize, profile: usize) -> &[f64] {
        let (runs, seats) = &self.places[profile];
        &self.columns[*runs][seats[player]]
    }

    /// Number of kept worlds that a profile has.
    pub fn worlds_of(&self, profile: usize) -> usize {
        self.payoff(0, profile).len()
    }
}

/// Which profiles of the scenario are simulated, and where each profile of the game finds its payoffs.
struct Seating {
    runs: Vec<ProfileId>,
    places: Vec<(usize, Vec<usize>)>,
}

impl Seating {
    /// Where players are interchangeable, all profiles that differ only in who is who share the runs of the one in
    /// which strategies ascend.
    fn new(game: &Game, shape: &Shape, profiles: &[ProfileId]) -> Seating {
        let mut plan = Seating {
            runs: Vec::new(),
            places: Vec::with_capacity(shape.profiles),
        };
        let mut run_of = vec![usize::MAX; shape.profiles];
        for profile in 0..shape.profiles {
            let strategies = shape.strategies(profile);
            let mut seats: Vec<usize> = (0..shape.players()).collect();
            let mut simulated = profile;
            if game.symmetric {
                let mut order = seats.clone();
                order.sort_by_key(|p| strategies[*p]);
                let sorted: Vec<usize> = order.iter().map(|p| strategies[*p]).collect();
                simulated = shape.profile(&sorted);
                for (seat, player) in order.iter().enumerate() {
                    seats[*player] = seat;
                }
            }
            if run_of[simulated] == usize::MAX {
                run_of[simulated] = plan.runs.len();
                plan.runs.push(profiles[simulated]);
            }
            plan.places.push((run_of[simulated], seats));
        }
        plan
    }
}

/// Where the runs of a game come from.
pub(crate) enum Source {
    /// They are simulated.
    Simulated(Allocation),
    /// They were run before, and are kept: all of those that [`payoffs`] asks for.
    Kept(Box<Ensemble>),
}

/// What is asked of each profile of the scenario that a game at once is played by.
pub(crate) fn payoffs(game: &Game, profiles: &[ProfileId]) -> Vec<Wanted> {
    let shape = Shape::new(game.players.iter().map(|p| p.strategies.len()).collect());
    let outcomes = objectives(game);
    let runs = Seating::new(game, &shape, profiles).runs.into_iter();
    let wanted = |profile| Wanted {
        profile,
        outcomes: outcomes.clone(),
        watches: Vec::new(),
    };
    runs.map(wanted).collect()
}

/// What players look at, ascending.
fn objectives(game: &Game) -> Vec<OutcomeId> {
    let mut outcomes: Vec<OutcomeId> = game.players.iter().map(|p| p.objective).collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    outcomes
}

/// The runs of a game that is played at once.
pub(crate) fn play(
    scenario: &Scenario,
    game: &Game,
    profiles: &[ProfileId],
    drawn: &Drawn,
    source: Source,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<Played, RunError> {
    let shape = Shape::new(game.players.iter().map(|p| p.strategies.len()).collect());
    let seating = Seating::new(game, &shape, profiles);
    let outcomes = objectives(game);
    let asked_of = payoffs(game, profiles);
    let numbers = seating.runs.len().saturating_mul(outcomes.len());
    let asked = drawn.worlds.worlds();
    check_memory(game, asked, numbers)?;
    let prepare = |runs: &[usize]| {
        let plan = Plan {
            profiles: runs.iter().map(|run| asked_of[*run].clone()).collect(),
            ..drawn.plan()
        };
        Prepared::new(&plan, scenario, executor).map_err(|error| plan_error(scenario, error))
    };
    let mut needed: Vec<usize> = (0..seating.runs.len()).collect();
    let mut prepared = prepare(&needed)?;
    let column_of: Vec<usize> = game
        .players
        .iter()
        .filter_map(|p| outcomes.binary_search(&p.objective).ok())
        .collect();
    let places = seating
        .places
        .into_iter()
        .map(|(run, seats)| (run, seats.iter().map(|s| column_of[*s]).collect()))
        .collect();
    let work = asked as f64 * prepared.evaluations() as f64;
    let sequential = match &source {
        Source::Kept(_) | Source::Simulated(Allocation::Full) => false,
        Source::Simulated(Allocation::Sequential) => true,
        Source::Simulated(Allocation::Auto) => work > AFFORDABLE,
    };
    let ends = rounds(asked, sequential);
    let pairs: usize = shape.sizes.iter().map(|n| n * (n - 1)).sum();
    let tests = (pairs * ends.len()).max(1) as f64;
    let mut table = Standing {
        played: Played {
            players: game.players.len(),
            columns: vec![vec![Vec::new(); outcomes.len()]; seating.runs.len()],
            places,
            reference: vec![None; shape.profiles],
            order: Vec::new(),
            kept: Vec::new(),
            common: 0,
            left_out: 0,
            worlds: 0,
            interrupted: false,
            rounds: Vec::new(),
            runs: 0,
            saved: 0,
            simulated: seating.runs.len(),
            ran: seating.runs.clone(),
            equations: prepared.equations(),
            sequential,
            margin: maths::normal_quantile(1.0 - WRONGLY_ASIDE / tests),
            faults: Vec::new(),
            failed_runs: 0,
            shape,
        },
        alive: game
            .players
            .iter()
            .map(|p| vec![true; p.strategies.len()])
            .collect(),
        aside: Vec::new(),
    };
    if let Source::Kept(ensemble) = source {
        table.add(&needed, *ensemble);
        return Ok(table.finish());
    }
    let meter = Meter::new(progress, asked * seating.runs.len() as u64);
    for (round, end) in ends.iter().enumerate() {
        let from = table.played.worlds;
        let error = |error| plan_error(scenario, error);
        prepared.set_worlds(from..*end).map_err(error)?;
        let mut ensemble = Ensemble::new(prepared.plan(), scenario);
        contend_ensemble::run(&prepared, executor, &meter, &mut ensemble)
            .map_err(RunError::Refused)?;
        let whole = ensemble.is_complete();
        table.add(&needed, ensemble);
        if !whole {
            table.played.interrupted = true;
            break;
        }
        if round + 1 < ends.len() {
            table.set_aside();
            let left = table.needed(seating.runs.len());
            if left.len() < needed.len() {
                meter.spare((needed.len() - left.len()) as u64 * (asked - end));
                needed = left;
                prepared = prepare(&needed)?;
            }
        }
    }
    let mut played = table.finish();
    played.saved = (played.worlds * played.simulated as u64).saturating_sub(played.runs);
    Ok(played)
}

/// Worlds at the end of each round.
fn rounds(asked: u64, sequential: bool) -> Vec<u64> {
    let mut ends = vec![asked];
    if sequential {
        let mut end = asked.div_ceil(2);
        while end >= FIRST_ROUND && ends.len() < ROUNDS as usize {
            ends.push(end);
            end = end.div_ceil(2);
        }
        ends.reverse();
    }
    ends
}

fn check_memory(game: &Game, worlds: u64, numbers: usize) -> Result<(), RunError> {
    let fits = memory::check(worlds, numbers, 0, 0);
    fits.map_err(|error| match too_large(error) {
        RunError::TooMuch { bytes, limit, .. } => RunError::TooMuch {
            what: TooMuch::Payoffs {
                game: game.id.clone(),
                payoffs: numbers as u64,
                worlds,
            },
            bytes,
            limit,
        },
        other => other,
    })
}

/// A strategy that was set aside.
struct Aside {
    player: usize,
    strategy: usize,
    /// The strategy that dominates it.
    by: usize,
}

/// Payoffs while they come in.
struct Standing {
    played: Played,
    /// For each player which strategies are still in question.
    alive: Vec<Vec<bool>>,
    aside: Vec<Aside>,
}

impl Standing {
    fn is_alive(&self, profile: usize) -> bool {
        let shape = &self.played.shape;
        (0..shape.players()).all(|p| self.alive[p][shape.strategy(profile, p)])
    }

    /// Simulated profiles that serve one still in question, ascending.
    fn needed(&self, runs: usize) -> Vec<usize> {
        let mut needed = vec![false; runs];
        for (profile, (run, _)) in self.played.places.iter().enumerate() {
            if self.is_alive(profile) {
                needed[*run] = true;
            }
        }
        (0..runs).filter(|r| needed[*r]).collect()
    }

    /// Adds the runs of a round, but for worlds in which a payoff is not finite.
    fn add(&mut self, needed: &[usize], ensemble: Ensemble) {
        let played = &mut self.played;
        let (from, complete) = (played.worlds, ensemble.complete());
        for runs in ensemble.runs() {
            let faults = runs.faults().iter();
            played.failed_runs += runs.failed_worlds().len() as u64;
            played
                .faults
                .extend(faults.map(|f| (runs.profile(), f.clone())));
        }
        let runs = ensemble.into_columns();
        let mut sound = vec![true; complete as usize];
        for column in runs.iter().flatten() {
            for (sound, value) in sound.iter_mut().zip(column) {
                *sound &= value.is_finite();
            }
        }
        let all = sound.iter().all(|s| *s);
        for (columns, which) in runs.into_iter().zip(needed) {
            for (to, column) in played.columns[*which].iter_mut().zip(columns) {
                if all && to.is_empty() {
                    *to = column;
                } else {
                    let kept = column.iter().zip(&sound).filter(|(_, s)| **s);
                    to.extend(kept.map(|(v, _)| *v));
                }
            }
        }
        let kept = (from..).zip(&sound).filter(|(_, s)| **s).map(|(w, _)| w);
        played.kept.extend(kept);
        played.left_out += sound.iter().filter(|s| !**s).count() as u64;
        played.worlds += complete;
        played.runs += complete * needed.len() as u64;
        if complete > 0 {
            played.rounds.push(Round {
                worlds: played.worlds,
                profiles: needed.len(),
            });
        }
    }

    /// Sets strictly dominated strategies aside, one after the other, until none is left that is clearly so.
    fn set_aside(&mut self) {
        while let Some(found) = self.clearly_dominated() {
            self.alive[found.player][found.strategy] = false;
            let shape = &self.played.shape;
            for profile in 0..shape.profiles {
                if shape.strategy(profile, found.player) == found.strategy
                    && self.played.reference[profile].is_none()
                    && (0..shape.players())
                        .all(|p| p == found.player || self.alive[p][shape.strategy(profile, p)])
                {
                    self.played.reference[profile] =
                        Some(shape.with(profile, found.player, found.by));
                }
            }
            self.aside.push(found);
        }
    }

    fn clearly_dominated(&self) -> Option<Aside> {
        let shape = &self.played.shape;
        for player in 0..shape.players() {
            let alive: Vec<usize> = (0..shape.sizes[player])
                .filter(|s| self.alive[player][*s])
                .collect();
            for strategy in &alive {
                for by in alive.iter().filter(|b| *b != strategy) {
                    let against = shape
                        .others(player)
                        .map(|p| shape.with(p, player, *by))
                        .filter(|p| self.is_alive(*p));
                    let mut clear = true;
                    for better in against {
                        let worse = shape.with(better, player, *strategy);
                        let (mean, error) = difference(
                            self.played.payoff(player, better),
                            self.played.payoff(player, worse),
                        );
                        // A difference that never varies is clear however small it is.
                        if mean.is_nan() || mean <= self.played.margin * error || mean <= 0.0 {
                            clear = false;
                            break;
                        }
                    }
                    if clear {
                        return Some(Aside {
                            player,
                            strategy: *strategy,
                            by: *by,
                        });
                    }
                }
            }
        }
        None
    }

    fn finish(self) -> Played {
        let mut played = self.played;
        let mut order: Vec<usize> = (0..played.shape.profiles).collect();
        // Whoever was set aside later may be referred to by those before.
        let depth = |profile: usize| {
            let mut depth = 0;
            let mut at = profile;
            while let Some(next) = played.reference[at] {
                depth += 1;
                at = next;
            }
            depth
        };
        order.sort_by_key(|p| depth(*p));
        played.order = order;
        played.common = (0..played.shape.profiles)
            .map(|p| played.worlds_of(p))
            .min()
            .unwrap_or(0);
        played
    }
}

/// Mean of `a − b` world by world over the worlds that both have, and its standard error.
pub(crate) fn difference(a: &[f64], b: &[f64]) -> (f64, f64) {
    let n = a.len().min(b.len());
    moments(a[..n].iter().zip(&b[..n]).map(|(a, b)| a - b), n)
}

/// Mean and its standard error.
pub(crate) fn mean_and_error(values: &[f64]) -> (f64, f64) {
    moments(values.iter().copied(), values.len())
}

/// In two passes, so that a large mean does not swallow a small spread.
fn moments(values: impl Iterator<Item = f64> + Clone, n: usize) -> (f64, f64) {
    let count = n as f64;
    let mean = values.clone().sum::<f64>() / count;
    let squares: f64 = values.map(|v| (v - mean) * (v - mean)).sum();
    let error = if n > 1 {
        (squares / (count - 1.0) / count).sqrt()
    } else {
        f64::INFINITY
    };
    (mean, error)
}
