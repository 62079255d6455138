//! Who plays what, from which step on.

use contend_model::id::{ActorId, ProfileId, StrategyId};
use contend_model::model::{Game, Play, Scenario};

/// The strategies of each actor over a run. Levers act from the clock's `now` on, whatever a line says of earlier steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineOfPlay {
    /// For each actor, in the order of actors, what it plays from which step on: ascending, the first from step 0;
    /// `None` leaves its levers at their defaults.
    pub strategies: Vec<Vec<(u32, Option<StrategyId>)>>,
}

/// Moves in turn: a strategy holds from its move on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moves {
    /// What each actor plays before its first move, in the order of actors.
    pub before: Vec<Option<StrategyId>>,
    /// The moves, ascending by step; together at most [`crate::family::LEAVES`] paths.
    pub moves: Vec<Turn>,
}

/// One move: who chooses, when, and between what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Index of the actor.
    pub actor: usize,
    /// The step from which on its choice holds.
    pub step: u32,
    /// Between what it chooses.
    pub strategies: Vec<StrategyId>,
}

impl Moves {
    /// The moves of a game that is played in turn; `None` for one that is played at once.
    #[must_use]
    pub fn of(game: &Game) -> Option<Moves> {
        let Play::InTurn { moves } = &game.play else {
            return None;
        };
        let mut turns = Vec::new();
        for m in moves {
            turns.push(Turn {
                actor: game.players.get(m.player as usize)?.actor.index(),
                step: m.step,
                strategies: m.strategies.clone(),
            });
        }
        Some(Moves {
            before: game.others.clone(),
            moves: turns,
        })
    }

    /// How many paths there are: one for each combination of choices.
    #[must_use]
    pub fn leaves(&self) -> usize {
        let counts = self.moves.iter().map(|m| m.strategies.len());
        counts.fold(1, usize::saturating_mul)
    }

    /// The choices that lead to a leaf, one index for each move. Leaves are numbered row-major: the last move's choice
    /// changes fastest.
    #[must_use]
    pub fn choices(&self, leaf: usize) -> Vec<usize> {
        let mut rest = leaf;
        let mut choices = vec![0; self.moves.len()];
        for (choice, m) in choices.iter_mut().zip(&self.moves).rev() {
            let n = m.strategies.len().max(1);
            *choice = rest % n;
            rest /= n;
        }
        choices
    }

    /// What is played along the path to a leaf, as one line of play.
    #[must_use]
    pub fn line(&self, leaf: usize) -> LineOfPlay {
        let mut strategies: Vec<Vec<(u32, Option<StrategyId>)>> =
            self.before.iter().map(|s| vec![(0, *s)]).collect();
        for (m, choice) in self.moves.iter().zip(self.choices(leaf)) {
            if let (Some(course), Some(s)) = (strategies.get_mut(m.actor), m.strategies.get(choice))
            {
                course.retain(|(step, _)| *step < m.step);
                course.push((m.step, Some(*s)));
            }
        }
        LineOfPlay { strategies }
    }
}

/// A line of play as the compiler follows it.
#[derive(Clone, Debug)]
pub(crate) struct Course {
    /// The profile that it is, where it is one.
    pub profile: Option<ProfileId>,
    /// For each actor, the strategy that gives initial values.
    pub start: Vec<Option<StrategyId>>,
    /// For each actor, what it plays from which step on, the first from step 0.
    pub strategies: Vec<Vec<(u32, Option<StrategyId>)>>,
}

impl Course {
    /// What each actor plays under a profile.
    pub(crate) fn of(scenario: &Scenario, profile: ProfileId) -> Course {
        let played = &scenario.profiles[profile.index()];
        let start = played.strategies.clone();
        let actors = (0..start.len() as u32).map(ActorId);
        Course {
            profile: Some(profile),
            strategies: actors.map(|actor| played.course(actor)).collect(),
            start,
        }
    }

    pub(crate) fn of_line(line: &LineOfPlay) -> Course {
        Course {
            profile: None,
            start: line
                .strategies
                .iter()
                .map(|course| course.iter().take_while(|(step, _)| *step == 0).last()?.1)
                .collect(),
            strategies: line.strategies.clone(),
        }
    }
}
