//! Phrases that several sentences on games need: players, strategies, mixtures, shares.

use contend_analysis::Share;

use crate::games::{Teller, profile_name};
use crate::lists::begins_with;
use crate::{Language, Sentence};

impl Teller<'_> {
    /// A message with its places filled in.
    pub fn say(&self, key: &'static str, values: &[(&str, Sentence)]) -> Sentence {
        Sentence::filled(self.m.t(key), values)
    }

    /// A player's name where a sentence begins.
    pub fn player(&self, player: usize) -> Sentence {
        Sentence::text(&*self.report.game.players[player].name)
    }

    /// A player's name within a sentence.
    pub fn inside(&self, player: usize) -> Sentence {
        Sentence::text(inside(self.m, &self.report.game.players[player].name))
    }

    /// A strategy of a player.
    pub fn strategy(&self, player: usize, strategy: usize) -> Sentence {
        Sentence::name(&*self.report.game.players[player].strategies[strategy].id)
    }

    /// A profile as one name.
    pub fn profile(&self, profile: usize) -> Sentence {
        Sentence::name(profile_name(self.report, &self.report.profiles[profile]))
    }

    /// An amount in the unit of a player's payoffs.
    pub fn amount(&self, player: usize, value: f64) -> Sentence {
        let unit = &self.report.game.players[player].unit;
        Sentence::text(self.m.with_unit(value, unit))
    }

    /// What each player gets: `3 and 4 USD`.
    pub fn payoffs(&self, payoffs: &[f64]) -> Sentence {
        let amounts = payoffs.iter().enumerate();
        self.all(amounts.map(|(p, v)| self.amount(p, *v)))
    }

    /// Phrases that all are meant: `a and b and c`.
    pub fn all(&self, phrases: impl IntoIterator<Item = Sentence>) -> Sentence {
        self.chain(phrases, ["list-and", "list-and-softened"], 'i')
    }

    /// Phrases of which one is meant: `a or b or c`.
    pub fn one(&self, phrases: impl IntoIterator<Item = Sentence>) -> Sentence {
        self.chain(phrases, ["list-or", "list-or-softened"], 'o')
    }

    /// The second message is for what begins with the sound of the word between.
    fn chain(
        &self,
        phrases: impl IntoIterator<Item = Sentence>,
        messages: [&'static str; 2],
        sound: char,
    ) -> Sentence {
        let joined = phrases.into_iter().reduce(|first, last| {
            let softened = begins_with(&last.to_string(), sound);
            let key = messages[usize::from(softened)];
            self.say(key, &[("first", first), ("last", last)])
        });
        joined.unwrap_or_default()
    }

    /// Strategies of a player, one of which it is: `a or b`.
    pub fn either(&self, player: usize, strategies: &[usize]) -> Sentence {
        let names = strategies.iter().map(|s| self.strategy(player, *s));
        self.one(names)
    }

    /// What each player plays in a profile: `Mexico plays hedge, the United States press`.
    pub fn plays(&self, profile: usize) -> Sentence {
        let strategies = self.report.profiles[profile].strategies.iter();
        let parts = strategies.enumerate().map(|(player, s)| {
            let key = if player == 0 {
                "game-plays"
            } else {
                "game-plays-too"
            };
            let strategy = self.strategy(player, *s);
            self.say(
                key,
                &[("player", self.inside(player)), ("strategy", strategy)],
            )
        });
        Sentence::joined(parts, ", ")
    }

    /// What each player plays how often: `Mexico plays a in 30, b in 70 of 100 cases; …`.
    pub fn mixes(&self, strategies: &[Vec<f64>]) -> Sentence {
        let parts = strategies.iter().enumerate().map(|(player, weights)| {
            let played = played(weights);
            let who = ("player", self.inside(player));
            match played.as_slice() {
                [(s, _)] => {
                    let strategy = self.strategy(player, *s);
                    self.say("game-plays", &[who, ("strategy", strategy)])
                }
                several => {
                    let choice = self.cases(player, several);
                    self.say("game-mixes", &[who, ("choice", choice)])
                }
            }
        });
        Sentence::joined(parts, "; ")
    }

    /// One strategy for certain, or `a in 30, b in 70 of 100 cases`.
    pub fn cases(&self, player: usize, played: &[(usize, f64)]) -> Sentence {
        if let [(s, _)] = played {
            return self.strategy(player, *s);
        }
        let shares = played.iter().map(|(s, p)| {
            let hundred = Sentence::text(hundredth(self.m, *p));
            let strategy = self.strategy(player, *s);
            self.say("game-case", &[("strategy", strategy), ("share", hundred)])
        });
        self.say("game-cases", &[("shares", Sentence::joined(shares, ", "))])
    }

    /// One strategy for certain, or a mixture with probabilities to so many digits: `0.3 a + 0.7 b`.
    pub fn mixture(&self, player: usize, played: &[(usize, f64)], digits: usize) -> Sentence {
        if let [(s, _)] = played {
            return self.strategy(player, *s);
        }
        let parts = played.iter().map(|(s, p)| {
            let weight = Sentence::text(self.m.significant(*p, digits));
            Sentence::joined([weight, self.strategy(player, *s)], " ")
        });
        Sentence::joined(parts, " + ")
    }

    /// `in 67 of 100 worlds (64–70)`; `in all 2,000 worlds`, `in none of 2,000 worlds`.
    pub fn in_worlds(&self, share: Share) -> Sentence {
        let (key, worlds) = match share.counts() {
            Some((0, worlds)) => ("game-in-no-world", worlds),
            Some((holds, worlds)) if holds == worlds => ("game-in-all-worlds", worlds),
            _ => {
                let short = |share: f64| Sentence::text(self.m.short_hundred(share));
                let values = [
                    ("share", short(share.share)),
                    ("low", short(share.low)),
                    ("high", short(share.high)),
                ];
                return self.say("game-in-worlds", &values);
            }
        };
        Sentence::text(self.m.n(key, worlds, &[]))
    }
}

/// Strategies with their probabilities, where these are not 0.
pub fn played(weights: &[f64]) -> Vec<(usize, f64)> {
    let all = weights.iter().copied().enumerate();
    all.filter(|(_, w)| *w > 0.0).collect()
}

/// A name within a sentence: in English `The neighbour` is `the neighbour`.
fn inside(m: &Language, name: &str) -> String {
    let article = m.t("game-article");
    match name.split_once(' ') {
        Some((first, rest)) if first == article => format!("{} {rest}", article.to_lowercase()),
        _ => name.to_owned(),
    }
}

/// A probability as so many of 100; all and none are said only of all and none.
pub fn hundredth(m: &Language, p: f64) -> String {
    match 100.0 * p {
        percent if percent > 0.0 && percent < 1.0 => m.t("fewer-than-one").to_owned(),
        percent if (99.5..100.0).contains(&percent) => m.t("more-than-99").to_owned(),
        percent => m.significant(percent, 2),
    }
}
