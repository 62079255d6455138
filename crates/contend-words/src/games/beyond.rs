//! Beyond equilibrium: players who err, a mediator, regrets.

use contend_session::game::report::{ProfileReport, QuantalReport};

use crate::Sentence;
use crate::games::Teller;
use crate::games::payoff::signed;

/// Profiles of a mediator's that are told.
const RECOMMENDED: usize = 4;

impl Teller<'_> {
    /// Players who err, and a mediator.
    pub fn beyond(&self) -> Vec<Sentence> {
        self.erring().into_iter().chain(self.mediator()).collect()
    }

    fn erring(&self) -> Option<Sentence> {
        let quantal = &self.report.solution.quantal_response;
        let (first, last) = (quantal.first()?, quantal.last()?);
        let precision = |q: &QuantalReport| Sentence::text(self.m.significant(q.precision, 2));
        let values = [
            ("low", precision(first)),
            ("erratic", self.likeliest(first)),
            ("high", precision(last)),
            ("exact", self.likeliest(last)),
        ];
        Some(self.say("game-erring", &values))
    }

    fn likeliest(&self, quantal: &QuantalReport) -> Sentence {
        let players = (0..self.report.game.players.len()).map(|p| {
            let strategy = quantal.likeliest(p);
            let probability = self.m.significant(quantal.strategies[p][strategy], 2);
            let parts = [
                self.player(p),
                self.strategy(p, strategy),
                probability.into(),
            ];
            Sentence::joined(parts, " ")
        });
        Sentence::joined(players, ", ")
    }

    fn mediator(&self) -> Option<Sentence> {
        let found = self.report.solution.correlated.as_ref()?;
        let parts = found.profiles.iter().take(RECOMMENDED).map(|(profile, w)| {
            let weight = Sentence::text(self.m.significant(*w, 2));
            Sentence::joined([weight, self.profile(*profile)], " ")
        });
        let numbers = found.payoffs.iter().map(|v| self.m.number(*v).into());
        let more = found.profiles.len().saturating_sub(RECOMMENDED);
        let values = [
            ("profiles", Sentence::joined(parts, " + ")),
            ("payoffs", self.all(numbers)),
            ("more", Sentence::text(self.m.count(more as u64))),
        ];
        Some(if more > 0 {
            self.say("game-mediator-more", &values)
        } else {
            self.say("game-mediator", &values)
        })
    }

    /// What each would gain by changing alone, for each profile.
    pub fn regrets(&self) -> Vec<Sentence> {
        let profiles = self.report.profiles.iter().enumerate();
        profiles.map(|(at, p)| self.regret(at, p)).collect()
    }

    fn regret(&self, at: usize, profile: &ProfileReport) -> Sentence {
        let players = profile.payoffs.iter().enumerate().map(|(p, payoff)| {
            let player = ("player", self.player(p));
            if payoff.regret > 0.0 {
                let gain = signed(self.m, payoff.regret, payoff.regret_error);
                self.say("game-gains", &[player, ("gain", gain.into())])
            } else {
                self.say("game-gains-nothing", &[player])
            }
        });
        let players = Sentence::joined(players, ", ");
        Sentence::joined([self.profile(at), players], ": ")
    }
}
