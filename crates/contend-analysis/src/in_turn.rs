//! Who knows what in a game that a scenario declares to be played in turn.

use contend_model::expression::Term;
use contend_model::id::StrategyId;
use contend_model::model::{Game, Move, QuantityKind, Scenario};

use crate::game::turns::Order;

/// Who moves, and what of the others' levers is public.
#[must_use]
pub fn order(scenario: &Scenario, game: &Game) -> Order {
    let moves = game.moves();
    let classes = |m: &Move, i: usize, earlier: &Move| {
        if m.sees.contains(&(i as u32)) {
            public_classes(scenario, &earlier.strategies)
        } else {
            vec![0; earlier.strategies.len()]
        }
    };
    debug_assert!(
        moves
            .iter()
            .all(|m| (m.player as usize) < game.players.len())
    );
    Order {
        players: moves.iter().map(|m| m.player as usize).collect(),
        choices: moves.iter().map(|m| m.strategies.len()).collect(),
        classes: moves
            .iter()
            .enumerate()
            .map(|(at, m)| {
                let earlier = moves[..at].iter().enumerate();
                earlier.map(|(i, e)| classes(m, i, e)).collect()
            })
            .collect(),
    }
    .with_recall()
}

/// Strategies that set every public lever alike are of one class.
fn public_classes(scenario: &Scenario, strategies: &[StrategyId]) -> Vec<usize> {
    let seen = |id: &StrategyId| -> Vec<String> {
        let settings = &scenario.strategies[id.index()].settings;
        let levers = scenario.quantities.iter().enumerate();
        levers
            .filter_map(|(index, q)| match &q.kind {
                QuantityKind::Lever(lever) if lever.public => {
                    let set = settings.iter().find(|(l, _)| l.index() == index);
                    // Constants by value, so that `0` and silence about a lever at 0 are the same.
                    Some(match set {
                        None => format!("{:?}", lever.default),
                        Some((_, e)) => match &e.term {
                            Term::Number(v) => format!("{v:?}"),
                            term => format!("{term:?}"),
                        },
                    })
                }
                _ => None,
            })
            .collect()
    };
    let all: Vec<Vec<String>> = strategies.iter().map(seen).collect();
    all.iter()
        .map(|s| all.iter().position(|o| o == s).unwrap_or(0))
        .collect()
}
