//! What a player would do who can commit itself first.

use contend_session::game::report::{Commitment, CommitmentReport};

use crate::Sentence;
use crate::games::Teller;
use crate::games::phrase::played;

/// By which part more a mixture must give to be told.
const BETTER: f64 = 1e-9;

impl Teller<'_> {
    /// A sentence or two for each leader.
    pub fn commitment(&self) -> Vec<Sentence> {
        let found = self.report.solution.commitment.iter();
        found.map(|c| self.commits(c)).collect()
    }

    fn commits(&self, found: &CommitmentReport) -> Sentence {
        let leader = found.leader;
        let to = |c: &Commitment| self.mixture(leader, &played(&c.strategies[leader]), 3);
        let gets = |c: &Commitment| self.amount(leader, c.payoffs[leader]);
        let strong = found.pure.payoffs[leader];
        let weaker = found.pure_weak.payoffs[leader] < strong;
        let better = |c: &&Commitment| c.payoffs[leader] > strong + BETTER * strong.abs();
        let mixed = found.mixed.as_ref().filter(better);
        let mut values = vec![
            ("leader", self.player(leader)),
            ("strategy", to(&found.pure)),
            ("gets", gets(&found.pure)),
            ("answers", self.followers(leader, &found.pure)),
            ("weak", to(&found.pure_weak)),
            ("weak_gets", gets(&found.pure_weak)),
        ];
        if let Some(mixed) = mixed {
            values.push(("mixture", to(mixed)));
            values.push(("mixture_gets", gets(mixed)));
        }
        let key = match (weaker, mixed.is_some()) {
            (false, false) => "game-leads",
            (true, false) => "game-leads-weak",
            (false, true) => "game-leads-mixed",
            (true, true) => "game-leads-weak-mixed",
        };
        let said = self.say(key, &values);
        let Some((low, high)) = found.without else {
            return said;
        };
        let key = if low < high {
            "game-without-range"
        } else {
            "game-without"
        };
        let values = [
            ("low", Sentence::text(self.m.number(low))),
            ("high", self.amount(leader, high)),
        ];
        Sentence::joined([said, self.say(key, &values)], " ")
    }

    fn followers(&self, leader: usize, c: &Commitment) -> Sentence {
        let followers = (0..self.report.game.players.len()).filter(|p| *p != leader);
        let parts = followers.map(|p| {
            let strategy = self.mixture(p, &played(&c.strategies[p]), 3);
            let values = [("player", self.inside(p)), ("strategy", strategy)];
            self.say("game-follows", &values)
        });
        Sentence::joined(parts, ", ")
    }
}
