//! Who should do what.

use contend_analysis::Share;
use contend_session::game::report::{Answer, Statement};

use crate::Sentence;
use crate::games::{Teller, measured};

/// Share of sets of worlds drawn anew from which on an answer is told without a reserve.
const SURE: f64 = 0.95;
/// Pure equilibria that are named one by one.
const NAMED: usize = 4;

impl Teller<'_> {
    /// A sentence for each answer.
    pub fn answers(&self) -> Vec<Sentence> {
        let answers = self.report.answers.iter();
        let tell = |answer| {
            let end = Sentence::text(self.m.t("game-but-error"));
            let end = self.within_error(answer).then_some(end);
            let sentences = [Some(self.answer(answer)), self.margin(answer), end];
            Sentence::joined(sentences.into_iter().flatten(), " ")
        };
        answers.map(tell).collect()
    }

    /// By how much an answer that knows no exception is one, on average and world by world: what is ahead by a hair, or in a third of
    /// the worlds, is not read as certain.
    fn margin(&self, answer: &Answer) -> Option<Sentence> {
        match answer {
            Answer::Dominant { player, strategy } => {
                let own = self.report.solution.replies.iter();
                let own = own.filter(|r| r.player == *player);
                let (ahead, reply) = own
                    .filter_map(|reply| Some((reply.ahead?, reply)))
                    .min_by(|(a, _), (b, _)| a.total_cmp(b))?;
                let others = reply.others.iter().enumerate();
                let others = others.filter_map(|(p, s)| Some(self.strategy(p, (*s)?)));
                let mut values = vec![
                    ("others", Sentence::joined(others, ", ")),
                    ("second", self.strategy(*player, reply.runner_up?)),
                    ("ahead", measured(self.m, ahead, reply.error).into()),
                ];
                let share = reply.in_worlds[*strategy].map(|share| self.in_worlds(share));
                let key = match share {
                    Some(_) => "game-least-worlds",
                    None => "game-least",
                };
                values.extend(share.map(|share| ("share", share)));
                Some(self.say(key, &values))
            }
            Answer::OnePure { profile, .. } => {
                let share = self.report.profiles[*profile].in_worlds?;
                Some(self.say("game-one-worlds", &[("share", self.in_worlds(share))]))
            }
            _ => None,
        }
    }

    /// Whether an answer that knows no exception might be another on worlds drawn anew: in more than a twentieth of the
    /// sets of worlds it is, or another profile cannot be told from an equilibrium.
    fn within_error(&self, answer: &Answer) -> bool {
        let solution = &self.report.solution;
        let unsure = |share: &Option<Share>| share.is_some_and(|s| s.share < SURE);
        match answer {
            Answer::Dominant { player, strategy } => {
                let others = solution.dominance.in_worlds.iter();
                others
                    .filter(|d| d.player == *player && d.strategy != *strategy)
                    .any(|d| unsure(&d.in_resamples))
            }
            Answer::OnePure { .. } => {
                !solution.equilibria.within_error.is_empty()
                    || unsure(&self.report.certainty.in_resamples)
            }
            _ => false,
        }
    }

    fn answer(&self, answer: &Answer) -> Sentence {
        match answer {
            Answer::Dominant { player, strategy } => self.say(
                "game-dominant",
                &[
                    ("player", self.player(*player)),
                    ("strategy", self.strategy(*player, *strategy)),
                ],
            ),
            Answer::NoEquilibrium if self.report.turns.is_some() => {
                self.say("game-turns-nothing", &[])
            }
            Answer::NoEquilibrium => self.say("game-nothing", &[]),
            Answer::OnlyMixed { equilibrium } => {
                let found = &self.report.solution.equilibria.equilibria[*equilibrium];
                let mixture = self.mixes(&found.strategies);
                self.say("game-only-mixed", &[("mixture", mixture)])
            }
            Answer::OnePure {
                profile,
                sole,
                by_elimination,
            } => {
                let key = match (sole, by_elimination) {
                    (true, false) => "game-sole",
                    (true, true) => "game-sole-left",
                    (false, false) => "game-sole-pure",
                    (false, true) => "game-sole-pure-left",
                };
                let plays = self.plays(*profile).capitalised();
                self.say(key, &[("plays", plays)])
            }
            Answer::SeveralPure { profiles } => self.several(profiles),
            Answer::Dilemma { better, .. } => {
                self.say("game-dilemma", &[("plays", self.plays(*better))])
            }
            Answer::Commitment {
                leader,
                strategy,
                gets,
                without: (low, high),
            } => {
                let key = if low < high {
                    "game-commits-range"
                } else {
                    "game-commits"
                };
                let values = [
                    ("leader", self.inside(*leader)),
                    ("strategy", self.strategy(*leader, *strategy)),
                    ("gets", self.amount(*leader, *gets)),
                    ("low", Sentence::text(self.m.significant(*low, 3))),
                    ("high", self.amount(*leader, *high)),
                ];
                self.say(key, &values)
            }
            Answer::Choice {
                at,
                chooses,
                given,
                unsure,
            } => self.choice(*at, chooses, given, unsure),
            Answer::Payoffs { payoffs } => {
                let gets = payoffs.iter().enumerate().map(|(player, value)| {
                    let amount = self.amount(player, *value);
                    let who = self.inside(player);
                    self.say("game-gets", &[("player", who), ("amount", amount)])
                });
                self.say("game-so", &[("gets", Sentence::joined(gets, ", "))])
            }
            Answer::Alternatives { ways } => {
                Sentence::text(self.m.n("game-alternatives", *ways as u64, &[]))
            }
            Answer::LeftOut {
                worlds_left_out,
                worlds,
            } => {
                let worlds = self.m.count(*worlds);
                Sentence::text(
                    self.m
                        .n("game-left-out", *worlds_left_out, &[("worlds", &worlds)]),
                )
            }
            Answer::NoVerdict { of, least, most } => {
                let (key, plays) = match of {
                    Statement::Equilibrium { profile } => {
                        ("game-no-verdict-equilibrium", self.plays(*profile))
                    }
                    Statement::Path { profile } => ("game-no-verdict-path", self.plays(*profile)),
                    Statement::NoPureEquilibrium => ("game-no-verdict-none", Sentence::default()),
                };
                let of_100 = |share: f64| Sentence::text(self.m.of_hundred(share));
                self.say(
                    key,
                    &[
                        ("plays", plays),
                        ("least", of_100(*least)),
                        ("most", of_100(*most)),
                    ],
                )
            }
        }
    }

    fn several(&self, profiles: &[usize]) -> Sentence {
        let named = profiles.iter().take(NAMED).map(|p| self.plays(*p));
        let count = |n: usize| Sentence::text(self.m.count(n as u64));
        let values = [
            ("n", count(profiles.len())),
            ("profiles", Sentence::joined(named, "; ")),
            ("more", count(profiles.len().saturating_sub(NAMED))),
        ];
        if profiles.len() > NAMED {
            self.say("game-several-more", &values)
        } else {
            self.say("game-several", &values)
        }
    }
}
