//! What an ensemble says of a claim, in a word.

use contend_model::model::VerdictRule;
use serde::{Serialize, Serializer};

use crate::over_worlds::Together;
use crate::share::Share;
use crate::tally::Tally;

/// What an ensemble says of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// In a word.
    #[serde(rename = "verdict")]
    pub word: Word,
    /// Share of worlds in which the test holds, among those in which it has a value; `None` where there is none, where the
    /// others could change the word, and for claims that are not tested in worlds.
    #[serde(flatten)]
    pub share: Option<Share>,
    /// Worlds left out because the test has no value there.
    pub failed: u64,
    /// The share that there would be, if the test failed in all worlds that are left out, and if it held in all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Ends>,
    /// Whether the interval of the share reaches across a bound of the rule: with other worlds the word might differ.
    pub interval_crosses_bound: bool,
    /// Then the words at the lower and at the upper end of the interval. The verdict lies between them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<[Word; 2]>,
}

/// The shares between which the truth lies where some worlds have no value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Ends {
    /// If the test failed in all worlds that are left out.
    pub least: f64,
    /// If it held in all of them.
    pub most: f64,
}

/// A verdict in a word; in data by its [id](Word::id).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// In most worlds.
    Holds,
    /// In some worlds and not in others.
    Contested,
    /// In few worlds.
    Fails,
    /// How likely it is, where the author declares the ensemble a calibrated judgement.
    Likelihood(Likelihood),
    /// A statement of fact, and whether it is true of the inputs.
    InputCheck {
        /// Whether it is true.
        holds: bool,
        /// Whether there is a source that it can agree or disagree with.
        sourced: bool,
    },
    /// A value judgement.
    NotTested,
    /// The test has a value in no world, or that of a statement of fact has none.
    NoResult,
    /// Worlds without a value could change the word.
    NoVerdict,
    /// The scenario says nothing about a comparison of the test; see [`contend_model::silence`].
    SaysNothing,
}

/// Words of probability of Intelligence Community Directive 203 (2015), section D.6.e.(2)(a).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// Under 5 %.
    AlmostNoChance,
    /// 5 to 20 %.
    VeryUnlikely,
    /// 20 to 45 %.
    Unlikely,
    /// 45 to 55 %.
    RoughlyEvenChance,
    /// 55 to 80 %.
    Likely,
    /// 80 to 95 %.
    VeryLikely,
    /// 95 % and more.
    AlmostCertain,
}

impl Default for Verdict {
    fn default() -> Self {
        Verdict::of_value_judgement()
    }
}

impl Verdict {
    /// From the worlds in which a test has a value, by the scenario's rule. `failed` and `lost` are the number and the
    /// weight of the others: where they could change the word, there is no verdict.
    #[must_use]
    pub fn of_worlds(tally: Tally, failed: u64, lost: f64, rule: &VerdictRule) -> Verdict {
        let none = |word: Word, ends: Option<Ends>| Verdict {
            failed,
            ends,
            ..Verdict::in_a_word(word)
        };
        let Some(share) = Share::of(tally) else {
            return none(Word::NoResult, None);
        };
        let word = |x: f64| {
            if rule.calibrated {
                Word::Likelihood(Likelihood::of(x))
            } else {
                plain_word(x, rule)
            }
        };
        let all = tally.all + lost;
        let ends = (failed > 0).then(|| Ends {
            least: tally.holds / all,
            most: (tally.holds + lost) / all,
        });
        if let Some(Ends { least, most }) = ends
            && word(least) != word(most)
        {
            return none(Word::NoVerdict, ends);
        }
        let between = [word(share.low), word(share.high)];
        let crosses = between.iter().any(|end| *end != word(share.share));
        Verdict {
            word: word(share.share),
            share: Some(share),
            failed,
            ends,
            interval_crosses_bound: crosses,
            between: crosses.then_some(between),
        }
    }

    /// Of a test over all worlds together: by the rule from the share of resamples in which it is true. It is contested where
    /// the worlds themselves say otherwise than their resamples, or a share that was seen in all worlds or in none might
    /// change it. The words are always those of the plain rule: how likely it is that other worlds would say the same is
    /// not how likely the claim is.
    #[must_use]
    pub fn over_worlds(found: &Together, rule: &VerdictRule) -> Verdict {
        let plain = VerdictRule {
            calibrated: false,
            ..*rule
        };
        let (Some(holds), None) = (found.holds, found.unjudged) else {
            return Verdict {
                failed: found.left_out,
                ..Verdict::in_a_word(Word::NoVerdict)
            };
        };
        if found.resamples == 0 {
            let tally = Tally::of_counts(u64::from(holds), 1);
            let verdict = Verdict::of_worlds(tally, 0, 0.0, &plain).certain();
            return Verdict {
                failed: found.left_out,
                ..verdict
            };
        }
        let tally = Tally::of_counts(u64::from(found.holds_in), u64::from(found.valued));
        let missing = u64::from(found.resamples - found.valued);
        let drawn = Verdict::of_worlds(tally, missing, missing as f64, &plain);
        let against = match drawn.word {
            Word::Holds => !holds,
            Word::Fails => holds,
            _ => drawn.share.is_none(),
        };
        let verdict = match against || found.unseen {
            true => Verdict {
                word: Word::Contested,
                share: Share::of(tally),
                ..Verdict::in_a_word(Word::Contested)
            },
            false => drawn,
        };
        Verdict {
            failed: found.left_out,
            ends: None,
            ..verdict
        }
    }

    /// Of a claim that is judged on too few worlds.
    #[must_use]
    pub fn of_too_few(failed: u64) -> Verdict {
        Verdict {
            failed,
            ..Verdict::in_a_word(Word::NoVerdict)
        }
    }

    /// The same of worlds that are all alike: where one holds, others would.
    #[must_use]
    pub fn certain(self) -> Verdict {
        Verdict {
            share: self.share.map(Share::certain),
            interval_crosses_bound: false,
            between: None,
            ..self
        }
    }

    /// Of a statement of fact; `None` where its test has no value. `sourced` where it, or every number behind it, has a
    /// source.
    #[must_use]
    pub fn of_fact(holds: Option<bool>, sourced: bool) -> Verdict {
        Verdict::in_a_word(match holds {
            Some(holds) => Word::InputCheck { holds, sourced },
            None => Word::NoResult,
        })
    }

    /// Of a value judgement.
    #[must_use]
    pub fn of_value_judgement() -> Verdict {
        Verdict::in_a_word(Word::NotTested)
    }

    /// Of a test with a comparison that its scenario says nothing about: true or false would be said of the way in which
    /// the test is written, not of the scenario.
    #[must_use]
    pub fn of_silence() -> Verdict {
        Verdict::in_a_word(Word::SaysNothing)
    }

    fn in_a_word(word: Word) -> Verdict {
        Verdict {
            word,
            share: None,
            failed: 0,
            ends: None,
            interval_crosses_bound: false,
            between: None,
        }
    }
}

impl Word {
    /// Its name in data: `holds`, `very-likely`, `agrees` and `differs` of statements of fact with a source, `true` and
    /// `not-true` of others.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Word::Holds => "holds",
            Word::Contested => "contested",
            Word::Fails => "fails",
            Word::Likelihood(Likelihood::AlmostNoChance) => "almost-no-chance",
            Word::Likelihood(Likelihood::VeryUnlikely) => "very-unlikely",
            Word::Likelihood(Likelihood::Unlikely) => "unlikely",
            Word::Likelihood(Likelihood::RoughlyEvenChance) => "roughly-even-chance",
            Word::Likelihood(Likelihood::Likely) => "likely",
            Word::Likelihood(Likelihood::VeryLikely) => "very-likely",
            Word::Likelihood(Likelihood::AlmostCertain) => "almost-certain",
            Word::InputCheck {
                holds: true,
                sourced: true,
            } => "agrees",
            Word::InputCheck {
                holds: false,
                sourced: true,
            } => "differs",
            Word::InputCheck { holds: true, .. } => "true",
            Word::InputCheck { holds: false, .. } => "not-true",
            Word::NotTested => "not-tested",
            Word::NoResult => "no-result",
            Word::NoVerdict => "no-verdict",
            Word::SaysNothing => "says-nothing",
        }
    }
}

impl Serialize for Word {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

impl Likelihood {
    /// The word for a probability. The directive leaves out the first and the last per cent; they go to the outer words.
    #[must_use]
    pub fn of(probability: f64) -> Likelihood {
        match probability {
            p if p < 0.05 => Likelihood::AlmostNoChance,
            p if p < 0.20 => Likelihood::VeryUnlikely,
            p if p < 0.45 => Likelihood::Unlikely,
            p if p < 0.55 => Likelihood::RoughlyEvenChance,
            p if p < 0.80 => Likelihood::Likely,
            p if p < 0.95 => Likelihood::VeryLikely,
            _ => Likelihood::AlmostCertain,
        }
    }
}

fn plain_word(share: f64, rule: &VerdictRule) -> Word {
    if share >= rule.holds {
        Word::Holds
    } else if share <= rule.fails {
        Word::Fails
    } else {
        Word::Contested
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Where the interval reaches across a bound both words are said, however the share rounds.
    #[test]
    fn near_a_bound_the_verdict_lies_between_two_words() {
        let between = |holds, worlds, rule: &VerdictRule| {
            Verdict::of_worlds(Tally::of_counts(holds, worlds), 0, 0.0, rule).between
        };
        let rule = VerdictRule::default();
        let near = Some([Word::Contested, Word::Holds]);
        for holds in [1470, 1499, 1500, 1530] {
            assert_eq!(between(holds, 2000, &rule), near, "{holds}");
        }
        // 71 to 75 of 100 with the upper end just below, and 75 to 79 with the lower one just above.
        assert_eq!(between(1459, 2000, &rule), None);
        assert_eq!(between(1540, 2000, &rule), None);
        assert_eq!(
            between(500, 2000, &rule),
            Some([Word::Fails, Word::Contested])
        );
        // Few worlds reach from one end to the other.
        assert_eq!(between(5, 10, &rule), Some([Word::Fails, Word::Holds]));
        let calibrated = VerdictRule {
            calibrated: true,
            ..rule
        };
        let words = [Likelihood::Unlikely, Likelihood::RoughlyEvenChance].map(Word::Likelihood);
        assert_eq!(between(900, 2000, &calibrated), Some(words));
    }

    fn word(holds: u64, worlds: u64) -> (Word, bool) {
        let v = Verdict::of_worlds(
            Tally::of_counts(holds, worlds),
            0,
            0.0,
            &VerdictRule::default(),
        );
        (v.word, v.interval_crosses_bound)
    }

    #[test]
    fn words_follow_the_rule_and_say_when_they_might_differ() {
        assert_eq!(word(1660, 2000), (Word::Holds, false));
        assert_eq!(word(1500, 2000), (Word::Holds, true));
        assert_eq!(word(1499, 2000), (Word::Contested, true));
        assert_eq!(word(1000, 2000), (Word::Contested, false));
        assert_eq!(word(500, 2000), (Word::Fails, true));
        assert_eq!(word(0, 2000), (Word::Fails, false));
        assert_eq!(word(0, 0), (Word::NoResult, false));
    }

    #[test]
    fn worlds_without_a_value_may_not_change_the_word() {
        let verdict = |holds: u64, worlds: u64, lost: u64| {
            let (tally, rule) = (Tally::of_counts(holds, worlds), VerdictRule::default());
            Verdict::of_worlds(tally, lost, lost as f64, &rule)
        };
        // 188 of the 195 that have one, of 1,000: from 18.8 to 99.3 of 100.
        let few = verdict(188, 195, 805);
        assert_eq!((few.word, few.share), (Word::NoVerdict, None));
        let ends = few.ends.unwrap();
        assert!((ends.least - 0.188).abs() < 1e-12 && (ends.most - 0.993).abs() < 1e-12);
        // Both ends at least 75 of 100: 750 and 800 of 1,000.
        let most = verdict(750, 950, 50);
        assert_eq!(most.word, Word::Holds);
        assert_eq!((most.share.unwrap().tally.worlds, most.failed), (950, 50));
        assert_eq!(verdict(749, 950, 51).word, Word::NoVerdict);
        assert_eq!(verdict(0, 0, 1000).word, Word::NoResult);
        assert_eq!(verdict(750, 1000, 0).ends, None);
        // By weight: one world that counts as much as the 900 others.
        let (tally, rule) = (Tally::of_counts(900, 900), VerdictRule::default());
        assert_eq!(
            Verdict::of_worlds(tally, 1, 900.0, &rule).word,
            Word::NoVerdict
        );
    }

    #[test]
    fn calibrated_shares_get_words_of_probability() {
        let rule = VerdictRule {
            calibrated: true,
            ..VerdictRule::default()
        };
        let word = |holds| {
            Verdict::of_worlds(Tally::of_counts(holds, 100_000), 0, 0.0, &rule)
                .word
                .id()
        };
        let said: Vec<&str> = [
            0, 4_999, 5_000, 44_999, 50_000, 55_000, 80_000, 95_000, 100_000,
        ]
        .map(word)
        .to_vec();
        let expected = [
            "almost-no-chance",
            "almost-no-chance",
            "very-unlikely",
            "unlikely",
            "roughly-even-chance",
            "likely",
            "very-likely",
            "almost-certain",
            "almost-certain",
        ];
        assert_eq!(said, expected);
    }
}
