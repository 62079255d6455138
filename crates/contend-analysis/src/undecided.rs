//! Questions to games that the payoffs leave open: all of these have a value, and what is played has none.
//!
//! Of a game in turn `plays` has a value where all subgame-perfect equilibria agree in it, of a game at once where there is but one
//! equilibrium. Where a player is indifferent between choices, and the answer hangs on which of them it makes, nothing that is
//! simulated says what is played: that is a tie, and no fault of the numbers.

use contend_ensemble::Columns;
use contend_model::expression::{Expression, Term};
use contend_model::model::{Play, Scenario};

use crate::claim::{judged_on, numbers};
use crate::error::TestError;
use crate::game::Stages;
use crate::in_turn;

/// Worlds in which it is left open what is played in a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The game: its place in the scenario's list.
    pub game: usize,
    /// Whether all is seen, in turn: then somebody is indifferent between choices. Else there are several equilibria.
    pub tie: bool,
    /// In how many of the worlds that are looked at.
    pub worlds: u64,
}

/// The games about which a test asks in single worlds and of which these leave open what is played, in the order in which they are
/// written. `lost` tells whether a world counts: one in which the test has no value. Worlds on which the claim is not judged do not
/// count.
///
/// # Errors
/// See [`TestError`].
pub fn undecided(
    scenario: &Scenario,
    test: &Expression,
    given: Option<&Expression>,
    lost: impl Fn(usize) -> bool,
    columns: &dyn Columns,
) -> Result<Vec<Undecided>, TestError> {
    let mut open: Vec<(usize, Vec<bool>)> = Vec::new();
    for (game, e) in questions(test) {
        if e.parts().into_iter().any(reads_all_worlds) {
            continue;
        }
        let mut is_open: Vec<bool> = (numbers(scenario, e, columns)?.iter())
            .map(|played| played.is_nan())
            .collect();
        for payoff in e.parts() {
            for (open, payoff) in is_open.iter_mut().zip(numbers(scenario, payoff, columns)?) {
                *open &= payoff.is_finite();
            }
        }
        // A game counts once in a world, however often it is asked about.
        match open.iter_mut().find(|(own, _)| *own == game) {
            Some((_, all)) => all.iter_mut().zip(is_open).for_each(|(a, b)| *a |= b),
            None => open.push((game, is_open)),
        }
    }
    let judged = judged_on(scenario, given, columns)?;
    let counts = |w: usize| judged[w] != Some(false) && lost(w);
    let told = open.into_iter().map(|(game, open)| Undecided {
        game,
        tie: is_tie(scenario, game),
        worlds: (0..open.len()).filter(|w| open[*w] && counts(*w)).count() as u64,
    });
    Ok(told.filter(|u| u.worlds > 0).collect())
}

/// Whether nobody chooses without knowing what was chosen before: then play is left open by indifference alone.
pub(crate) fn is_tie(scenario: &Scenario, game: usize) -> bool {
    let Some(game) = scenario.games.get(game) else {
        return false;
    };
    let in_turn = matches!(game.play, Play::InTurn { .. });
    let stages = in_turn.then(|| Stages::new(in_turn::order(scenario, game)));
    stages.is_some_and(|s| s.is_ok_and(|s| s.stages.iter().all(|s| s.players.len() == 1)))
}

/// The questions to games in a test, each once: the game, and the question itself.
pub(crate) fn questions(test: &Expression) -> Vec<(usize, &Expression)> {
    let mut found: Vec<(usize, &Expression)> = Vec::new();
    test.visit(&mut |e| {
        let game = match &e.term {
            Term::Plays { game, .. } | Term::PlaysInTurn { game, .. } => *game as usize,
            _ => return,
        };
        if !found.iter().any(|(_, other)| *other == e) {
            found.push((game, e));
        }
    });
    found
}

/// Whether it reads something of all worlds together.
pub(crate) fn reads_all_worlds(e: &Expression) -> bool {
    let mut reads = false;
    e.visit(&mut |part| reads |= matches!(part.term, Term::OverWorlds { .. }));
    reads
}
