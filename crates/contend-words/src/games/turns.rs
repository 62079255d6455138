//! Games in turn: what is chosen, on the path and off it, and how that was solved.

use contend_session::game::report::{PlannedMove, TurnsReport};

use crate::Sentence;
use crate::games::Teller;

impl Teller<'_> {
    /// A choice that play comes to.
    pub fn choice(
        &self,
        at: usize,
        chooses: &[(usize, f64)],
        given: &[(usize, Vec<usize>)],
        unsure: &[(usize, Vec<usize>)],
    ) -> Sentence {
        let player = self.report.game.moves[at].player;
        let key = match (given, unsure) {
            ([], []) => "game-chooses",
            ([], _) => "game-chooses-unsure",
            (_, []) => "game-chooses-given",
            _ => "game-chooses-given-unsure",
        };
        let name = match given {
            [] => self.player(player),
            _ => self.inside(player),
        };
        let values = [
            ("date", Sentence::text(&*self.report.game.moves[at].date)),
            ("player", name),
            ("choice", self.cases(player, chooses)),
            ("given", self.earlier("game-chose", given)),
            ("unsure", self.earlier("game-whether", unsure)),
        ];
        self.say(key, &values)
    }

    /// What a player would do at a point of the game.
    pub fn planned(&self, point: &PlannedMove) -> Sentence {
        let game = &self.report.game;
        let player = game.moves[point.at].player;
        let known: Vec<_> = point.known(game).collect();
        let (key, name) = match known.as_slice() {
            [] => ("game-plan-whatever", self.player(player)),
            _ => ("game-plan", self.inside(player)),
        };
        let values = [
            ("date", Sentence::text(&*game.moves[point.at].date)),
            ("player", name),
            ("choice", self.mixture(player, &point.chooses, 2)),
            ("given", self.earlier("game-chose", &known)),
        ];
        self.say(key, &values)
    }

    /// How it was solved.
    pub fn turns_method(&self, turns: &TurnsReport) -> Sentence {
        let count = |n: usize| Sentence::text(self.m.count(n as u64));
        let key = if turns.parts_unseen == 0 {
            "game-backwards"
        } else {
            "game-backwards-unseen"
        };
        let values = [
            ("unseen", count(turns.parts_unseen)),
            ("parts", count(turns.parts)),
        ];
        self.say(key, &values)
    }

    /// What was done at earlier moves, as far as it is known.
    fn earlier(&self, key: &'static str, moves: &[(usize, Vec<usize>)]) -> Sentence {
        let parts = moves.iter().map(|(at, strategies)| {
            let player = self.report.game.moves[*at].player;
            let choice = self.either(player, strategies);
            self.say(key, &[("player", self.inside(player)), ("choice", choice)])
        });
        self.all(parts)
    }
}
