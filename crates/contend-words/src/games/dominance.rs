//! Dominated strategies.

use contend_session::game::report::Dominated;

use crate::Sentence;
use crate::games::Teller;

impl Teller<'_> {
    /// A sentence for each strategy that is strictly dominated, then for each that is weakly; one where there are none.
    pub fn dominated(&self) -> Vec<Sentence> {
        let found = &self.report.solution.dominance;
        let strict = found.strict.iter().map(|d| self.strictly(d));
        let weak = found.weak.iter().map(|d| {
            let values = self.dominated_values(d);
            self.say("game-dominated-weakly", &values)
        });
        let mut out: Vec<Sentence> = strict.chain(weak).collect();
        if out.is_empty() {
            out.push(self.say("game-dominated-none", &[]));
        }
        out
    }

    fn strictly(&self, dominated: &Dominated) -> Sentence {
        let values = self.dominated_values(dominated);
        let said = if dominated.round > 1 {
            self.say("game-dominated-then", &values)
        } else {
            self.say("game-dominated", &values)
        };
        let found = &self.report.solution.dominance.in_worlds;
        let share = found
            .iter()
            .filter(|d| d.player == dominated.player && d.strategy == dominated.strategy)
            .find_map(|d| d.in_worlds);
        match share {
            Some(share) => {
                let share = self.in_worlds(share);
                let worlds = self.say("game-dominated-worlds", &[("share", share)]);
                Sentence::joined([said, worlds], " ")
            }
            None => said,
        }
    }

    fn dominated_values(&self, dominated: &Dominated) -> [(&'static str, Sentence); 5] {
        let player = dominated.player;
        let by = self.mixture(player, &dominated.by, 2);
        let by = match dominated.by.as_slice() {
            [_] => by,
            _ => self.say("game-the-mixture", &[("mixture", by)]),
        };
        [
            ("player", self.player(player)),
            ("strategy", self.strategy(player, dominated.strategy)),
            ("by", by),
            ("margin", self.amount(player, dominated.margin)),
            (
                "round",
                Sentence::text(self.m.count(dominated.round as u64)),
            ),
        ]
    }
}
