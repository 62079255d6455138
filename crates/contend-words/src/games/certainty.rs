//! How sure the answers are, and what decides them world by world.

use contend_session::game::report::{GameHinges, Statement};
use contend_session::request::Measure;

use crate::games::Teller;
use crate::{Sentence, claims};

impl Teller<'_> {
    /// What resamples say, then what worlds say.
    pub fn certainty(&self) -> Vec<Sentence> {
        let certainty = &self.report.certainty;
        let (Some(of), Some(run)) = (certainty.of, &self.report.run) else {
            return Vec::new();
        };
        let cautious = run.measure == Measure::WorstTenth;
        // Who knows which world it is knows its luck too.
        let of_worlds = match certainty.chance {
            true => "game-sure-worlds-luck",
            false => "game-sure-worlds",
        };
        let (resamples, worlds) = match of {
            Statement::Equilibrium { .. } if cautious => ("game-sure-worst-tenth", of_worlds),
            Statement::Equilibrium { .. } => ("game-sure-mean", of_worlds),
            Statement::NoPureEquilibrium if cautious => {
                ("game-sure-none-worst-tenth", "game-sure-none-worlds")
            }
            Statement::NoPureEquilibrium => ("game-sure-none-mean", "game-sure-none-worlds"),
            Statement::Path { .. } if certainty.chance => {
                ("game-sure-path", "game-sure-path-worlds-luck")
            }
            Statement::Path { .. } => ("game-sure-path", "game-sure-path-worlds"),
        };
        let profile = match of {
            Statement::Equilibrium { profile } => self.names(profile),
            _ => Sentence::default(),
        };
        let shares = [
            (resamples, certainty.in_resamples),
            (worlds, certainty.in_worlds),
        ];
        shares
            .into_iter()
            .filter_map(|(key, share)| {
                let share = Sentence::text(self.m.of_hundred(share?.share));
                Some(self.say(key, &[("profile", profile.clone()), ("share", share)]))
            })
            .collect()
    }

    /// What decides whether a profile is an equilibrium: a sentence for each that was looked at.
    pub fn hinges(&self) -> Vec<Sentence> {
        let hinges = self.report.hinges.iter();
        hinges.map(|h| self.hinges_of(h)).collect()
    }

    /// When a profile gets no more worlds.
    pub fn stopping_rule(&self) -> Option<Sentence> {
        let rule = self.report.run.as_ref()?.stopping_rule?;
        let margin = Sentence::text(self.m.digits(rule.margin, 1));
        Some(self.say("game-stopping-rule", &[("margin", margin)]))
    }

    fn hinges_of(&self, found: &GameHinges) -> Sentence {
        let mut values = vec![
            ("profile", self.profile(found.profile)),
            ("share", self.in_worlds(found.in_worlds)),
        ];
        let key = match found.telling().collect::<Vec<_>>().as_slice() {
            [] => "game-hinges-none",
            [one] => {
                values.push(("first", claims::hinge(self.m, one)));
                "game-hinges"
            }
            [first, second, ..] => {
                values.push(("first", claims::hinge(self.m, first)));
                values.push(("second", claims::hinge(self.m, second)));
                "game-hinges-two"
            }
        };
        self.say(key, &values)
    }

    /// The strategies of a profile, each by its name.
    fn names(&self, profile: usize) -> Sentence {
        let strategies = self.report.profiles[profile].strategies.iter();
        let names = strategies.enumerate().map(|(p, s)| self.strategy(p, *s));
        Sentence::joined(names, ", ")
    }
}
