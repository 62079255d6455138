//! What an ensemble says of a claim, in a word.

use contend_model::model::VerdictRule;
use serde::Serialize;

use crate::share::Share;
use crate::tally::Tally;

/// What an ensemble says of a claim.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// In a word.
    pub word: Word,
    /// Share of worlds in which the test holds, among those that ran without fault; `None` where none did, and for
    /// claims that are not tested in worlds.
    pub share: Option<Share>,
    /// Worlds left out because a run that the test needs failed.
    pub failed: u64,
    /// Whether the interval of the share reaches across a bound of the rule: with other worlds the word might differ.
    pub interval_crosses_bound: bool,
}

/// A verdict in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
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
    },
    /// A value judgement.
    NotTested,
    /// Every world failed, or the test of a statement of fact has no value.
    NoResult,
}

/// Words of probability of Intelligence Community Directive 203 (2015), section D.6.e.(2)(a).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
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

impl Verdict {
    /// From the worlds that ran without fault, by the scenario's rule.
    #[must_use]
    pub fn of_worlds(tally: Tally, failed: u64, rule: &VerdictRule) -> Verdict {
        let Some(share) = Share::of(tally) else {
            return Verdict {
                word: Word::NoResult,
                share: None,
                failed,
                interval_crosses_bound: false,
            };
        };
        let word = |x: f64| {
            if rule.calibrated {
                Word::Likelihood(Likelihood::of(x))
            } else {
                plain_word(x, rule)
            }
        };
        let crosses = word(share.low) != word(share.share) || word(share.high) != word(share.share);
        Verdict {
            word: word(share.share),
            share: Some(share),
            failed,
            interval_crosses_bound: crosses,
        }
    }

    /// Of a statement of fact; `None` where its test has no value.
    #[must_use]
    pub fn of_fact(holds: Option<bool>) -> Verdict {
        let word = holds.map_or(Word::NoResult, |holds| Word::InputCheck { holds });
        Verdict {
            word,
            share: None,
            failed: 0,
            interval_crosses_bound: false,
        }
    }

    /// Of a value judgement.
    #[must_use]
    pub fn of_value_judgement() -> Verdict {
        Verdict {
            word: Word::NotTested,
            share: None,
            failed: 0,
            interval_crosses_bound: false,
        }
    }
}

impl Word {
    /// For people: `holds`, `very likely`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Word::Holds => "holds",
            Word::Contested => "contested",
            Word::Fails => "fails",
            Word::Likelihood(likelihood) => likelihood.as_str(),
            Word::InputCheck { .. } => "input check",
            Word::NotTested => "not tested",
            Word::NoResult => "no result",
        }
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

    /// For people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Likelihood::AlmostNoChance => "almost no chance",
            Likelihood::VeryUnlikely => "very unlikely",
            Likelihood::Unlikely => "unlikely",
            Likelihood::RoughlyEvenChance => "roughly even chance",
            Likelihood::Likely => "likely",
            Likelihood::VeryLikely => "very likely",
            Likelihood::AlmostCertain => "almost certain",
        }
    }
}

/// A share as people hear it: `in 83 of 100 simulated worlds`. Never all or none unless it is so in every world:
/// `in more than 99 of 100`, `in fewer than 1 of 100`. Under 100 worlds they are counted out.
#[must_use]
pub fn phrase(share: &Share) -> String {
    let Some((holds, worlds)) = share.counts() else {
        return weighted(share);
    };
    if worlds == 1 {
        return if holds == 1 {
            "in the one simulated world"
        } else {
            "not in the one simulated world"
        }
        .to_owned();
    }
    if holds == worlds {
        return format!("in all {} simulated worlds", grouped(worlds));
    }
    if holds == 0 {
        return format!("in none of {} simulated worlds", grouped(worlds));
    }
    if worlds < 100 {
        return format!("in {holds} of {worlds} simulated worlds");
    }
    // Half up, in whole numbers, so that no rounding of the share can shift it.
    let of_hundred = (u128::from(holds) * 200 + u128::from(worlds)) / (2 * u128::from(worlds));
    match of_hundred {
        0 => "in fewer than 1 of 100 simulated worlds".to_owned(),
        100 => "in more than 99 of 100 simulated worlds".to_owned(),
        n => format!("in {n} of 100 simulated worlds"),
    }
}

/// The same where worlds have weights.
fn weighted(share: &Share) -> String {
    match 100.0 * share.share {
        100.0 => "in all simulated worlds".to_owned(),
        0.0 => "in no simulated world".to_owned(),
        p if p < 0.5 => "in fewer than 1 of 100 simulated worlds by weight".to_owned(),
        p if p >= 99.5 => "in more than 99 of 100 simulated worlds by weight".to_owned(),
        p => format!("in {p:.0} of 100 simulated worlds by weight"),
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

/// With commas: `12,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn word(holds: u64, worlds: u64) -> (Word, bool) {
        let v = Verdict::of_worlds(Tally::of_counts(holds, worlds), 0, &VerdictRule::default());
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
    fn calibrated_shares_get_words_of_probability() {
        let rule = VerdictRule {
            calibrated: true,
            ..VerdictRule::default()
        };
        let word = |holds| {
            Verdict::of_worlds(Tally::of_counts(holds, 100_000), 0, &rule)
                .word
                .as_str()
        };
        let said: Vec<&str> = [
            0, 4_999, 5_000, 44_999, 50_000, 55_000, 80_000, 95_000, 100_000,
        ]
        .map(word)
        .to_vec();
        let expected = [
            "almost no chance",
            "almost no chance",
            "very unlikely",
            "unlikely",
            "roughly even chance",
            "likely",
            "very likely",
            "almost certain",
            "almost certain",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn all_is_said_only_of_all() {
        let say = |holds, worlds| phrase(&Share::new(holds, worlds).unwrap());
        assert_eq!(say(1667, 2000), "in 83 of 100 simulated worlds");
        assert_eq!(say(2000, 2000), "in all 2,000 simulated worlds");
        assert_eq!(say(1999, 2000), "in more than 99 of 100 simulated worlds");
        assert_eq!(say(1, 2000), "in fewer than 1 of 100 simulated worlds");
        assert_eq!(say(0, 1_234_567), "in none of 1,234,567 simulated worlds");
        assert_eq!(say(7, 12), "in 7 of 12 simulated worlds");
        assert_eq!(say(10, 2000), "in 1 of 100 simulated worlds");
        assert_eq!(say(1, 1), "in the one simulated world");
    }
}
