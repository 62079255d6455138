//! Claims about games in turn that have no answer, whatever the numbers.

use contend_analysis::game::turns::{MOST_MIXED, Stages, TurnsError};
use contend_analysis::in_turn;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Expression, Term};
use contend_model::model::{Claim, Scenario};

/// Questions about games in turn whose answer nobody knows: after choices that somebody who moves later does not know, and where
/// players choose without seeing each other in more ways than can be compared.
pub(crate) fn check(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let read = scenario.claims.iter().flat_map(Claim::read_in_worlds);
    read.for_each(|e| e.visit(&mut |part| findings.extend(unanswered(scenario, part))));
}

fn unanswered(scenario: &Scenario, e: &Expression) -> Option<Diagnostic> {
    let Term::PlaysInTurn { game, after, .. } = &e.term else {
        return None;
    };
    let game = scenario.games.get(*game as usize)?;
    let finding = Diagnostic::error("game-call", e.span).with("name", &game.id);
    let after: Vec<usize> = after.iter().map(|c| *c as usize).collect();
    let Some(order) = in_turn::order(scenario, game).below(&after) else {
        return Some(finding.case("no-subgame"));
    };
    let name = |player: usize| &scenario.actors[game.players[player].actor.index()].id;
    let (players, plans): (Vec<usize>, usize) = match Stages::new(order.clone()) {
        Err(TurnsError::TooManyPlans { plans, .. }) => (
            (0..game.players.len())
                .filter(|p| order.players.contains(p))
                .collect(),
            plans.iter().fold(0, |sum, n| sum.saturating_add(*n)),
        ),
        Err(TurnsError::LostPoint) => return None,
        Ok(stages) => {
            let unsolved = stages.unsolved()?;
            let plans = unsolved.iter().map(|(_, plans)| plans).sum();
            (unsolved.into_iter().map(|(p, _)| p).collect(), plans)
        }
    };
    let finding = finding.with("players", Arg::names(players.iter().map(|p| name(*p))));
    Some(match players.len() {
        2 => finding
            .case("many-plans")
            .with("plans", plans)
            .with("most", MOST_MIXED),
        _ => finding.case("unseen"),
    })
}
