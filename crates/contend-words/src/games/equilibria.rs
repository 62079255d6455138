//! Equilibria, and how they were found.

use contend_analysis::game::Size;
use contend_session::game::report::{EquilibriumReport, Method};

use crate::Sentence;
use crate::games::Teller;

/// Profiles that are named in one sentence.
const NAMED: usize = 4;

impl Teller<'_> {
    /// A sentence for each equilibrium.
    pub fn equilibria(&self) -> Vec<Sentence> {
        let found = self.report.solution.equilibria.equilibria.iter();
        found.map(|e| self.equilibrium(e)).collect()
    }

    fn equilibrium(&self, e: &EquilibriumReport) -> Sentence {
        let payoffs = ("payoffs", self.payoffs(&e.payoffs));
        let mut clauses = Vec::new();
        let worlds = match e.profile {
            Some(profile) => {
                let key = if self.report.profiles[profile].strict {
                    "game-equilibrium"
                } else {
                    "game-equilibrium-weak"
                };
                clauses.push(self.say(key, &[("profile", self.profile(profile)), payoffs]));
                e.in_worlds.map(|share| self.in_worlds(share))
            }
            None => {
                let strategies = ("strategies", self.probabilities(e));
                clauses.push(self.say("game-equilibrium-mixed", &[strategies, payoffs]));
                e.in_worlds.map(|share| {
                    let share = ("share", self.in_worlds(share));
                    self.say("game-mixes-the-same", &[share])
                })
            }
        };
        clauses.extend(e.in_resamples.map(|share| {
            let share = self.m.short_hundred(share.share);
            self.say("game-in-resamples", &[("share", Sentence::text(share))])
        }));
        clauses.extend(worlds);
        Sentence::joined([Sentence::joined(clauses, "; "), ".".into()], "")
    }

    /// `Mexico: a 0.3 (0.28 to 0.33), b 0.7 (0.67 to 0.72); …`.
    fn probabilities(&self, e: &EquilibriumReport) -> Sentence {
        let players = e.strategies.iter().enumerate().map(|(player, weights)| {
            let played = weights.iter().enumerate().filter(|(_, w)| **w > 0.0);
            let own = played.map(|(s, w)| self.probability(e, player, s, *w));
            let own = ("strategies", Sentence::joined(own, ", "));
            self.say(
                "game-probabilities",
                &[("player", self.player(player)), own],
            )
        });
        Sentence::joined(players, "; ")
    }

    fn probability(
        &self,
        e: &EquilibriumReport,
        player: usize,
        strategy: usize,
        weight: f64,
    ) -> Sentence {
        let name = self.strategy(player, strategy);
        let number = |value, digits| Sentence::text(self.m.significant(value, digits));
        if let Some(exact) = &e.exact {
            let fraction = Sentence::text(&*exact[player][strategy]);
            return Sentence::joined([name, fraction], " ");
        }
        match e.between.as_ref().map(|b| b[player][strategy]) {
            Some((low, high)) if weight < 1.0 => self.say(
                "game-probability-between",
                &[
                    ("strategy", name),
                    ("probability", number(weight, 3)),
                    ("low", number(low, 2)),
                    ("high", number(high, 2)),
                ],
            ),
            _ => Sentence::joined([name, number(weight, 3)], " "),
        }
    }

    /// What is nearly an equilibrium, whether there may be more, and how they were found.
    pub fn about_equilibria(&self) -> Vec<Sentence> {
        let found = &self.report.solution.equilibria;
        let mut out = Vec::new();
        if !found.within_error.is_empty() {
            let names = found.within_error.iter().take(NAMED);
            let names = names.map(|p| self.profile(*p));
            let more = found.within_error.len().saturating_sub(NAMED);
            let values = [
                ("profiles", Sentence::joined(names, "; ")),
                ("more", Sentence::text(self.m.count(more as u64))),
            ];
            out.push(if more > 0 {
                self.say("game-within-error-more", &values)
            } else {
                self.say("game-within-error", &values)
            });
        }
        if found.degenerate {
            out.push(self.say("game-degenerate", &[]));
        }
        out.extend(found.method.as_ref().map(|method| self.method(method)));
        out
    }

    fn method(&self, method: &Method) -> Sentence {
        let count = |n: usize| Sentence::text(self.m.count(n as u64));
        match method {
            Method::AllExtreme => self.say("game-method-all", &[]),
            Method::LemkeHowson { paths, because } => {
                let paths = ("paths", count(*paths));
                match because {
                    Some(Size::Strategies(n)) => {
                        self.say("game-method-paths-strategies", &[paths, ("n", count(*n))])
                    }
                    Some(Size::Corners(n)) => {
                        self.say("game-method-paths-corners", &[paths, ("n", count(*n))])
                    }
                    _ => self.say("game-method-paths", &[paths]),
                }
            }
            Method::QuantalLimit => self.say("game-method-limit", &[]),
            Method::PureAlone { gain: Some(gain) } => {
                let gain = Sentence::text(self.m.significant(*gain, 2));
                self.say("game-method-pure-gain", &[("gain", gain)])
            }
            Method::PureAlone { gain: None } => self.say("game-method-pure", &[]),
            Method::MixedNotSought => self.say("game-method-not-sought", &[]),
        }
    }
}
