//! How sure the answers are, and what decides them world by world.

use contend_session::game::report::{GameHinges, Statement};
use contend_session::report::HingeReport;
use contend_session::request::Measure;

use crate::Sentence;
use crate::games::Teller;
use crate::games::phrase::hundred;

impl Teller<'_> {
    /// What resamples say, then what worlds say.
    pub fn certainty(&self) -> Vec<Sentence> {
        let certainty = &self.report.certainty;
        let (Some(of), Some(run)) = (certainty.of, &self.report.run) else {
            return Vec::new();
        };
        let cautious = run.measure == Measure::WorstTenth;
        let (resamples, worlds) = match of {
            Statement::Equilibrium { .. } if cautious => {
                ("game-sure-worst-tenth", "game-sure-worlds")
            }
            Statement::Equilibrium { .. } => ("game-sure-mean", "game-sure-worlds"),
            Statement::NoPureEquilibrium if cautious => {
                ("game-sure-none-worst-tenth", "game-sure-none-worlds")
            }
            Statement::NoPureEquilibrium => ("game-sure-none-mean", "game-sure-none-worlds"),
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
                let share = Sentence::text(hundred(self.m, share?.share));
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
                values.push(("first", self.hinge(one)));
                "game-hinges"
            }
            [first, second, ..] => {
                values.push(("first", self.hinge(first)));
                values.push(("second", self.hinge(second)));
                "game-hinges-two"
            }
        };
        self.say(key, &values)
    }

    fn hinge(&self, hinge: &HingeReport) -> Sentence {
        let input = Sentence::name(&*hinge.input);
        let (Some(there), Some(elsewhere)) = (hinge.share_there, hinge.share_elsewhere) else {
            return input;
        };
        let options = hinge.holds_under.iter().map(|o| Sentence::name(&**o));
        let mut values = vec![
            ("input", input),
            ("there", Sentence::text(hundred(self.m, there))),
            ("elsewhere", Sentence::text(hundred(self.m, elsewhere))),
            ("options", self.one(options)),
            (
                "explains",
                Sentence::text(self.m.digits(100.0 * hinge.explains, 0)),
            ),
        ];
        let key = match (hinge.turns_at, hinge.holds) {
            (Some(value), Some("below")) => {
                values.push(("value", self.m.with_unit(value, &hinge.unit).into()));
                "game-hinge-below"
            }
            (Some(value), _) => {
                values.push(("value", self.m.with_unit(value, &hinge.unit).into()));
                "game-hinge-above"
            }
            (None, _) => "game-hinge-options",
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
