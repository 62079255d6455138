//! What is found of a game: the values behind the printed answer, and the JSON of `contend game --json`. There is no
//! sentence among them: sentences are made of them in the crate of words.
//!
//! Names of fields are stable. Players and strategies are numbers: places in [`GameFacts::players`] and
//! [`PlayerFacts::strategies`]. Profiles (combinations of strategies) are numbered row-major: the last player's
//! strategy changes fastest. Payoffs are in the unit of the player's objective. A number that is not finite is `null`.
//!
//! Two kinds of uncertainty are kept apart. *Resamples* draw the simulated worlds anew (Efron 1979): they say how far
//! an answer on average payoffs depends on which worlds happened to be drawn, and more worlds make it surer. *Worlds*
//! count in which share of simulated worlds an answer is right if that world is known: more worlds do not change it.

use std::cmp::Ordering;

use contend_analysis::Share;
use contend_analysis::game::Size;
use serde::Serialize;

use crate::report::{FaultReport, HingeReport, KnownReport, ScenarioFacts};
use crate::request::Measure;

pub use crate::game::answers::{Answer, Statement};

/// The answer to a game.
#[derive(Clone, Debug, Serialize)]
pub struct GameReport {
    /// Version of Contend that made it.
    pub contend: &'static str,
    /// The scenario; absent for a game from elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<ScenarioFacts>,
    /// The game.
    pub game: GameFacts,
    /// What was simulated; absent for a game from elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<GameRun>,
    /// Who should do what.
    pub answers: Vec<Answer>,
    /// One entry for each profile; in a game in turn, one for each sequence of choices.
    pub profiles: Vec<ProfileReport>,
    /// The solution of a game in which all choose at once; its fields stand beside these.
    #[serde(flatten)]
    pub solution: Solution,
    /// How sure the answers are.
    pub certainty: CertaintyReport,
    /// What decides, world by world, whether a profile is an equilibrium.
    pub hinges: Vec<GameHinges>,
    /// The solution of a game in turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turns: Option<TurnsReport>,
    /// Why runs failed; empty when none did.
    pub faults: Vec<FaultReport>,
    /// Things to know when reading the rest.
    pub notes: Vec<GameNote>,
}

impl GameReport {
    /// Profiles, the most stable first: equilibria, then by the share of worlds in which they are one, then by regret.
    #[must_use]
    pub fn by_stability(&self) -> Vec<usize> {
        let share = |p: &ProfileReport| p.in_worlds.map_or(0.0, |s| s.share);
        let regret = |p: &ProfileReport| p.payoffs.iter().map(|q| q.regret).fold(0.0, f64::max);
        self.sorted(|a, b| {
            b.equilibrium
                .cmp(&a.equilibrium)
                .then(share(b).total_cmp(&share(a)))
                .then(regret(a).total_cmp(&regret(b)))
        })
    }

    /// Profiles, those first in which nobody regrets much: by the part of its range of payoffs that the worst off
    /// regrets, so that players with different units compare.
    #[must_use]
    pub fn by_regret(&self) -> Vec<usize> {
        let ranges: Vec<f64> = (0..self.game.players.len())
            .map(|p| {
                let values = self.profiles.iter().map(|r| r.payoffs[p].value);
                let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| {
                    (l.min(v), h.max(v))
                });
                if high > low { high - low } else { 1.0 }
            })
            .collect();
        let most = |r: &ProfileReport| {
            let parts = r.payoffs.iter().zip(&ranges);
            parts.map(|(p, range)| p.regret / range).fold(0.0, f64::max)
        };
        self.sorted(|a, b| most(a).total_cmp(&most(b)))
    }

    fn sorted(&self, order: impl Fn(&ProfileReport, &ProfileReport) -> Ordering) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.profiles.len()).collect();
        places.sort_by(|a, b| order(&self.profiles[*a], &self.profiles[*b]));
        places
    }
}

/// A thing to know when reading the rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "note", rename_all = "kebab-case")]
pub enum GameNote {
    /// The run was stopped before its end.
    Interrupted {
        /// Worlds simulated.
        worlds: u64,
        /// Worlds that were asked for.
        worlds_asked: u64,
    },
    /// Answers world by world stand on fewer worlds than other ones do: on those simulated under every profile.
    FewerCompared {
        /// On the first so many.
        worlds_compared: u64,
    },
    /// Uncertain inputs of which the table of worlds has no column: each stays at the median of its distribution.
    Held {
        /// Their names.
        inputs: Vec<String>,
    },
    /// Inputs that conditions tie are drawn again where these do not hold.
    Conditions {
        /// Draws that were kept: one in each world for each group of inputs that are tied.
        kept: u64,
        /// All draws.
        draws: u64,
    },
    /// Only worlds that agree with what is known of events count.
    Known(KnownReport),
    /// A rule gave a fraction for a lever that takes whole numbers, and the lever was held at the nearest.
    LeverRounded {
        /// Whose lever it is.
        actor: String,
        /// The strategy that the rule belongs to.
        strategy: String,
        /// The lever.
        lever: String,
        /// Worlds in which that happened under at least one combination of choices.
        rounded: u64,
        /// Of so many.
        worlds: u64,
        /// When it first happened in any of them.
        first: String,
    },
    /// A rule asked of a lever more than it can be set to, and the lever was held at the end of its range.
    LeverHeld {
        /// Whose lever it is.
        actor: String,
        /// The strategy that the rule belongs to.
        strategy: String,
        /// The lever.
        lever: String,
        /// The end at which it was held.
        end: f64,
        /// The lever's unit.
        unit: String,
        /// Whether the rule asked for more than that; else for less.
        above: bool,
        /// Worlds in which that happened under at least one combination of choices.
        held: u64,
        /// Of so many.
        worlds: u64,
        /// When it first happened in any of them.
        first: String,
    },
    /// Players look at the mean of their worst tenth of worlds.
    WorstTenth,
    /// Though rounds were asked for, every profile got all worlds, since players look at their worst tenth.
    NoRounds,
    /// No world is left to compare.
    NoWorldLeft,
    /// The payoffs are too large to be summed up.
    PayoffsTooLarge,
}

/// The solution of a game in which all choose at once; empty for a game in turn.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Solution {
    /// Each player's best reply to each combination of the others' strategies.
    pub replies: Vec<ReplyReport>,
    /// Which strategies serve their player worse than another whatever the others do.
    pub dominance: DominanceReport,
    /// Equilibria of the payoffs.
    pub equilibria: EquilibriaReport,
    /// What a player would do who can commit itself before the others choose: the declared leader, or each in turn.
    pub commitment: Vec<CommitmentReport>,
    /// What players do who choose better strategies more often, but not always, from erratic to exact.
    pub quantal_response: Vec<QuantalReport>,
    /// The correlated equilibrium with the greatest sum of payoffs; absent where units differ or the game is large.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlated: Option<CorrelatedReport>,
}

/// The game as declared.
#[derive(Clone, Debug, Serialize)]
pub struct GameFacts {
    /// Its name.
    pub id: String,
    /// What it is; may be empty.
    pub about: String,
    /// Who chooses.
    pub players: Vec<PlayerFacts>,
    /// The declared leader.
    pub leader: Option<usize>,
    /// Whether players are declared to be interchangeable.
    pub symmetric: bool,
    /// What actors do that are no players.
    pub others: Vec<OtherFacts>,
    /// Moves of a game in turn; empty where all choose at once.
    pub moves: Vec<MoveFacts>,
}

/// A player.
#[derive(Clone, Debug, Serialize)]
pub struct PlayerFacts {
    /// Name of the actor in scenario files.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The outcome that it maximises.
    pub objective: String,
    /// Unit of its payoffs.
    pub unit: String,
    /// Between what it chooses.
    pub strategies: Vec<StrategyFacts>,
}

/// An actor that is no player.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherFacts {
    /// Name of the actor in scenario files.
    pub actor: String,
    /// Name of its strategy in scenario files.
    pub strategy: String,
}

/// A strategy.
#[derive(Clone, Debug, Serialize)]
pub struct StrategyFacts {
    /// Name in scenario files.
    pub id: String,
    /// What it is; may be empty.
    pub about: String,
}

/// A move of a game in turn.
#[derive(Clone, Debug, Serialize)]
pub struct MoveFacts {
    /// Whose.
    pub player: usize,
    /// From which date on the choice holds.
    pub date: String,
    /// Between which of the player's strategies.
    pub strategies: Vec<usize>,
    /// For each earlier move what of it is seen.
    pub sees: Vec<Sight>,
}

/// What a player sees of an earlier move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sight {
    /// All of it.
    All,
    /// Some strategies look alike: they differ in private levers.
    Part,
    /// Nothing.
    No,
}

/// What was simulated.
#[derive(Clone, Debug, Serialize)]
pub struct GameRun {
    /// Worlds simulated: worlds `0..worlds`, under every profile or every profile that was still in question.
    pub worlds: u64,
    /// Worlds that were asked for.
    pub worlds_asked: u64,
    /// Worlds left out of every comparison, because a payoff is not finite under at least one profile.
    pub worlds_left_out: u64,
    /// Worlds on which answers world by world stand: those simulated under every profile, less those left out.
    pub worlds_compared: u64,
    /// Whether it was stopped before its end.
    pub interrupted: bool,
    /// Seed of everything drawn.
    pub seed: u64,
    /// How worlds were drawn: `nested-lhs`, `lhs`, `sobol`, `monte-carlo`, …
    pub design: String,
    /// What players are taken to maximise.
    pub measure: Measure,
    /// Number of profiles.
    pub profiles: usize,
    /// Profiles simulated: fewer where players are interchangeable.
    pub profiles_simulated: usize,
    /// Runs (one world under one profile) that were simulated.
    pub runs: u64,
    /// Runs that were not needed, because the answer was settled without them.
    pub runs_saved: u64,
    /// Number of worlds after each round of simulation, with the runs of that round.
    pub rounds: Vec<Round>,
    /// When a profile gets no more worlds; absent where each profile got all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopping_rule: Option<StoppingRule>,
    /// Runs in which a value stopped being finite.
    pub failed_runs: u64,
    /// Equations computed at each step, counted by element.
    pub equations: usize,
}

/// When a profile gets no more worlds: once another strategy of one of its players is clearly better against all that the
/// others may still play. Worlds come in rounds, each of twice as many.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StoppingRule {
    /// By how many standard errors it must be better.
    pub margin: f64,
}

/// A round of simulation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Round {
    /// Worlds after it.
    pub worlds: u64,
    /// Profiles that took part.
    pub profiles: usize,
}

/// A profile.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileReport {
    /// The strategy of each player; in a game in turn, the choice at each move (place in the player's strategies).
    pub strategies: Vec<usize>,
    /// Name of the profile, as `contend world --profile` takes it; empty in a game in turn.
    pub profile: String,
    /// Worlds compared under it.
    pub worlds: u64,
    /// For each player what it gets.
    pub payoffs: Vec<PayoffReport>,
    /// Whether it is an equilibrium of the payoffs: no player alone would gain by playing something else. In a game in
    /// turn: whether it is the path of the solution.
    pub equilibrium: bool,
    /// Whether each player would even lose by playing something else.
    pub strict: bool,
    /// Share of resamples in which it is an equilibrium (the path) of the payoffs.
    pub in_resamples: Option<Share>,
    /// Share of worlds in which it is an equilibrium (the path) of the payoffs of that world.
    pub in_worlds: Option<Share>,
}

/// What a player gets under a profile.
#[derive(Clone, Debug, Serialize)]
pub struct PayoffReport {
    /// What it is taken to maximise: the mean or the mean of the worst tenth.
    pub value: f64,
    /// Mean over worlds.
    pub mean: f64,
    /// Standard error of the value.
    pub error: Option<f64>,
    /// Mean of the worst tenth of worlds.
    pub worst_tenth: Option<f64>,
    /// Whether no other strategy of the player gives more, given what the others play.
    pub best: bool,
    /// The most that the player would gain by playing something else: its regret.
    pub regret: f64,
    /// Standard error of that gain, world by world.
    pub regret_error: Option<f64>,
    /// Mean less that under the scenario's baseline, where that is a profile of the game.
    pub from_baseline: Option<f64>,
    /// Standard error of that difference, world by world.
    pub from_baseline_error: Option<f64>,
    /// Share of worlds in which it is a best reply.
    pub best_in_worlds: Option<Share>,
}

/// A best reply.
#[derive(Clone, Debug, Serialize)]
pub struct ReplyReport {
    /// Whose.
    pub player: usize,
    /// What each other player plays; `null` at the player's own place.
    pub others: Vec<Option<usize>>,
    /// The best strategies: several where they tie.
    pub best: Vec<usize>,
    /// The best of the others.
    pub runner_up: Option<usize>,
    /// By how much the best is ahead of it.
    pub ahead: Option<f64>,
    /// Standard error of that, world by world.
    pub error: Option<f64>,
    /// Whether it is ahead by more than twice its error.
    pub clear: bool,
    /// For each strategy of the player the share of resamples in which it is best.
    pub in_resamples: Vec<Option<Share>>,
    /// For each strategy of the player the share of worlds in which it is best.
    pub in_worlds: Vec<Option<Share>>,
}

/// Which strategies are dominated.
#[derive(Clone, Debug, Default, Serialize)]
pub struct DominanceReport {
    /// Strategies that go, round after round, where strictly dominated ones are taken out.
    pub strict: Vec<Dominated>,
    /// What is left to each player then.
    pub survive: Vec<Vec<usize>>,
    /// Strategies that are weakly but not strictly dominated in the whole game.
    pub weak: Vec<Dominated>,
    /// For each strategy of each player, how often another strategy dominates it strictly in the whole game.
    pub in_worlds: Vec<DominatedShare>,
}

/// A dominated strategy.
#[derive(Clone, Debug, Serialize)]
pub struct Dominated {
    /// In which round it goes, from 1.
    pub round: usize,
    /// Whose.
    pub player: usize,
    /// Which.
    pub strategy: usize,
    /// By what: strategies of the player with their probabilities; one with probability 1 for a pure strategy.
    pub by: Vec<(usize, f64)>,
    /// By how much at least, over all that the others may do.
    pub margin: f64,
}

/// How often a strategy is dominated.
#[derive(Clone, Debug, Serialize)]
pub struct DominatedShare {
    /// Whose.
    pub player: usize,
    /// Which.
    pub strategy: usize,
    /// Share of resamples in which another strategy dominates it strictly.
    pub in_resamples: Option<Share>,
    /// Share of worlds in which another strategy dominates it strictly.
    pub in_worlds: Option<Share>,
}

/// Equilibria of the payoffs.
#[derive(Clone, Debug, Default, Serialize)]
pub struct EquilibriaReport {
    /// Pure ones first.
    pub equilibria: Vec<EquilibriumReport>,
    /// How they were found; absent where none were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether these are all: every pure, and with two players every extreme mixed equilibrium.
    pub complete: bool,
    /// Whether the game is degenerate: some strategy has more best replies than strategies it mixes, so that there may
    /// be infinitely many equilibria, of which the extreme ones are listed.
    pub degenerate: bool,
    /// Profiles that are none, but cannot be told from one: nobody gains more by changing than twice the standard error.
    pub within_error: Vec<usize>,
}

/// How equilibria were found. All pure ones are always found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
pub enum Method {
    /// All extreme mixed equilibria of two players, at the corners of their best-reply polytopes (Mangasarian 1964).
    AllExtreme,
    /// Mixed equilibria of two players at the ends of paths of Lemke and Howson (1964).
    LemkeHowson {
        /// The most paths that are followed.
        paths: usize,
        /// Why not all can be listed.
        #[serde(skip_serializing_if = "Option::is_none")]
        because: Option<Size>,
    },
    /// One that is the limit of quantal responses (McKelvey and Palfrey 1995; Turocy 2005).
    QuantalLimit,
    /// Mixed ones were looked for in vain.
    PureAlone {
        /// What somebody still gains by changing at the best guess.
        gain: Option<f64>,
    },
    /// Mixed ones were not looked for: the game is too large.
    MixedNotSought,
}

/// An equilibrium.
#[derive(Clone, Debug, Serialize)]
pub struct EquilibriumReport {
    /// For each player the probability of each of its strategies.
    pub strategies: Vec<Vec<f64>>,
    /// The profile, where it is pure.
    pub profile: Option<usize>,
    /// For each player what it gets.
    pub payoffs: Vec<f64>,
    /// The most that any player would gain by playing something else, in its own unit: 0 but for rounding.
    pub gain: f64,
    /// The probabilities as exact fractions; for games from elsewhere, whose payoffs are exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<Vec<Vec<String>>>,
    /// Share of resamples in which there is an equilibrium that mixes the same strategies.
    pub in_resamples: Option<Share>,
    /// In nine of ten of these, the probabilities lie between.
    pub between: Option<Vec<Vec<(f64, f64)>>>,
    /// Share of worlds in which it is an equilibrium of the payoffs of that world; of a mixed one, in which there is one
    /// that mixes the same strategies (two players with few strategies only).
    pub in_worlds: Option<Share>,
}

/// What a leader would do.
#[derive(Clone, Debug, Serialize)]
pub struct CommitmentReport {
    /// Who commits itself.
    pub leader: usize,
    /// Whether the scenario declares it the leader.
    pub declared: bool,
    /// The best strategy to commit to, where followers who are indifferent do what suits the leader.
    pub pure: Commitment,
    /// The same where they do what suits it least.
    pub pure_weak: Commitment,
    /// The best mixture to commit to, with two players, where the follower who is indifferent does what suits the leader.
    pub mixed: Option<Commitment>,
    /// The same where the follower does what suits it least.
    pub mixed_weak: Option<Commitment>,
    /// The least and the greatest that the leader gets in an equilibrium without commitment.
    pub without: Option<(f64, f64)>,
}

/// A commitment and what follows.
#[derive(Clone, Debug, Serialize)]
pub struct Commitment {
    /// For each player the probability of each of its strategies.
    pub strategies: Vec<Vec<f64>>,
    /// For each player what it gets.
    pub payoffs: Vec<f64>,
    /// False where the leader can come as near to this as it wants, but not reach it.
    pub attained: bool,
}

/// A logit quantal response equilibrium.
#[derive(Clone, Debug, Serialize)]
pub struct QuantalReport {
    /// Precision: each player's logits are this times its payoffs, as parts of the range of its payoffs.
    pub precision: f64,
    /// For each player the probability of each of its strategies.
    pub strategies: Vec<Vec<f64>>,
    /// For each player what it gets.
    pub payoffs: Vec<f64>,
}

impl QuantalReport {
    /// The strategy that a player plays most often, the first of several.
    #[must_use]
    pub fn likeliest(&self, player: usize) -> usize {
        let own = self.strategies[player].iter().enumerate();
        own.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
            .map_or(0, |(strategy, _)| strategy)
    }
}

/// A correlated equilibrium.
#[derive(Clone, Debug, Serialize)]
pub struct CorrelatedReport {
    /// Profiles with their probabilities, the most probable first.
    pub profiles: Vec<(usize, f64)>,
    /// For each player what it gets.
    pub payoffs: Vec<f64>,
    /// The most that any player would gain by not following.
    pub gain: f64,
}

/// How sure answers are.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CertaintyReport {
    /// Number of resamples of worlds.
    pub resamples: u64,
    /// Share of resamples with no pure equilibrium, with one, with several.
    pub pure_in_resamples: Vec<Share>,
    /// Share of worlds with no pure equilibrium, with one, with several.
    pub pure_in_worlds: Vec<Share>,
    /// Whether anything in the scenario happens by chance, so that to know a world is to know its luck.
    pub chance: bool,
    /// What the next two shares are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Statement>,
    /// Share of resamples in which it is so.
    pub in_resamples: Option<Share>,
    /// Share of worlds in which it is so.
    pub in_worlds: Option<Share>,
}

/// What decides whether a profile is an equilibrium.
#[derive(Clone, Debug, Serialize)]
pub struct GameHinges {
    /// The profile.
    pub profile: usize,
    /// Share of worlds in which it is an equilibrium (the path).
    pub in_worlds: Share,
    /// The inputs that decide it, the strongest first.
    pub hinges: Vec<HingeReport>,
    /// Share of the variance of truth that they explain together.
    pub explained: f64,
}

impl GameHinges {
    /// The strongest hinges: two at most, each of which explains a twentieth or more.
    pub fn telling(&self) -> impl Iterator<Item = &HingeReport> {
        self.hinges.iter().filter(|h| h.explains >= 0.05).take(2)
    }
}

/// The solution of a game in turn.
#[derive(Clone, Debug, Serialize)]
pub struct TurnsReport {
    /// The choices along the path of the solution: one place in the player's strategies for each move. Absent where play
    /// is left to chance, or nothing was found.
    pub path: Option<Vec<usize>>,
    /// What each player gets; absent where nothing was found.
    pub payoffs: Option<Vec<f64>>,
    /// The profiles (sequences of choices) that play may come to, with their probabilities, the most probable first.
    pub reached: Vec<(usize, f64)>,
    /// The solution at every point where a player chooses, on the path and off it.
    pub plan: Vec<PlannedMove>,
    /// Into how many parts (stages) it falls, which are solved backwards, from the last to the first.
    pub parts: usize,
    /// In how many of them players do not see all that others have chosen.
    pub parts_unseen: usize,
    /// Other ways to play the parts of the game, on the path and off it, that nobody alone would leave: choices that are
    /// as good for their player as those made, and further pure equilibria where players do not see all that others do.
    pub alternatives: usize,
}

/// What a player does at a point of a game in turn.
#[derive(Clone, Debug, Serialize)]
pub struct PlannedMove {
    /// Which move.
    pub at: usize,
    /// What the player knows: for each earlier move the strategies that are possible as far as it can tell.
    pub knows: Vec<Vec<usize>>,
    /// Strategies with their probabilities, where these are not 0.
    pub chooses: Vec<(usize, f64)>,
    /// Whether play comes here.
    pub on_path: bool,
}

impl PlannedMove {
    /// Earlier moves of which the player knows something, with the strategies that are possible as far as it knows.
    pub fn known<'a>(
        &'a self,
        game: &'a GameFacts,
    ) -> impl Iterator<Item = (usize, Vec<usize>)> + 'a {
        let knows = self.knows.iter().enumerate();
        knows
            .filter(|(at, list)| list.len() < game.moves[*at].strategies.len())
            .map(|(at, list)| (at, list.clone()))
    }

    /// Earlier moves that the player cannot tell, with the strategies that are possible as far as it knows.
    pub fn unsure(&self) -> impl Iterator<Item = (usize, Vec<usize>)> + '_ {
        let knows = self.knows.iter().enumerate();
        knows
            .filter(|(_, list)| list.len() > 1)
            .map(|(at, list)| (at, list.clone()))
    }
}
