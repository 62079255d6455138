//! How well a verdict stands: strong, mixed or thin grounds.
//!
//! # The rule
//!
//! **Credit.** Every number has a credit between 0 and 1. A number with a source has the credit of its Admiralty
//! grade: the reliability of the source counts A 1, B 0.8, C 0.6, D 0.4, E 0.2, the credibility of the statement 1 1,
//! 2 0.8, 3 0.6, 4 0.4, 5 0.2, and the lesser of the two holds; F, 6 and a source without a grade cannot be judged and
//! count 0.5. An assumption, and a number of unsaid origin, counts 0. A source lends its grade only to what it says: a
//! number that has an assumption beside its source counts 0 too, until its author grades this use of the source.
//!
//! **Score.** What decides the verdict is weighed by how much it decides. Inputs that the verdict hinges on have the
//! part of its truth that they explain as their weight, out of what inputs decide at all: luck (see [`mod@crate::luck`]) is no
//! fault of a source, and is left out. What is left (everything, where nothing hinges) is decided by all parameters that the
//! test depends on in ways that cannot be told apart: it gets the mean of their credits. Where luck decides nearly all, what
//! little inputs decide is all of that kind.
//!
//! **Word.** *Strong* from a score of 0.6, the credit of C3 ("fairly reliable", "possibly true"); *thin* below 0.3,
//! half of that; *mixed* between. Grounds are at most mixed where the interval of the share crosses a bound of the
//! verdict, or is wider than 0.1; and thin where it is wider than 0.3: there are too few worlds. They are at most mixed
//! where the test repeats an input (see [`mod@crate::repeats`]): nothing else in the model makes a difference to it.

use contend_model::model::{Grade, Origin, Scenario};
use serde::Serialize;

use crate::luck::Luck;
use crate::verdict::Verdict;

/// How well a verdict stands, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grounds {
    /// In a word.
    pub word: Strength,
    /// Credit of what decides the verdict, 0..=1.
    pub score: f64,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// Grounds in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// On assumptions, poor sources or few worlds.
    Thin,
    /// In between.
    Mixed,
    /// On sources that are good enough.
    Strong,
}

/// What a number rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backing {
    /// A source, with its grade where it has one.
    Source(Option<Grade>),
    /// A source and the author's reason beside it, without a grade of this use: the value is assumed.
    SourceAndAssumption,
    /// The author's reason.
    Assumption,
    /// Nothing is said.
    Unsaid,
}

/// One input that a verdict hinges on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weight {
    /// Which: its place among the inputs.
    pub input: usize,
    /// Part of the truth of the test that it explains; see [`crate::Hinge::part`].
    pub part: f64,
    /// What it rests on.
    pub backing: Backing,
}

/// Why grounds are as they are.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
pub enum Reason {
    /// An input that the verdict hinges on.
    Hinge {
        /// Its place among the inputs.
        input: usize,
        /// Part of the truth that it explains.
        part: f64,
        /// What it rests on.
        backing: Backing,
    },
    /// Luck decides a part, which is not judged.
    Luck {
        /// The part.
        part: f64,
    },
    /// No input decides the verdict by itself: it rests on all parameters that the test depends on.
    NothingHinges,
    /// Of the parameters that the test depends on, so many rest on a source.
    Parameters {
        /// On a source.
        sourced: usize,
        /// All.
        of: usize,
    },
    /// The test depends on no parameter.
    NoParameters,
    /// The test repeats one input.
    Repeats,
    /// The interval of the share reaches across a bound of the verdict.
    IntervalCrossesBound,
    /// The interval of the share is wide.
    IntervalIsWide {
        /// From its lower to its upper end.
        width: f64,
    },
}

/// Least score of strong grounds.
const STRONG: f64 = 0.6;
/// Least score of mixed grounds.
const MIXED: f64 = 0.3;
/// Width of the interval above which grounds are at most mixed, and above which they are thin.
const WIDE: [f64; 2] = [0.1, 0.3];
/// Credit of what cannot be judged.
const NOT_JUDGED: f64 = 0.5;

/// Grounds of a verdict, by the rule above.
///
/// `hinges` are the inputs that it hinges on; `parameters` the backing of every parameter and series that its test
/// depends on, each once; `luck` the share of luck, where it is known. For a statement of fact there are no hinges. Weights
/// that sum to more than inputs decide are scaled.
#[must_use]
pub fn grounds(
    verdict: &Verdict,
    hinges: &[Weight],
    parameters: &[Backing],
    luck: Option<Luck>,
) -> Grounds {
    let only_luck = luck.is_some_and(|l| l.decides_nearly_all());
    let hinges = if only_luck { &[] } else { hinges };
    let explained: f64 = hinges.iter().map(|h| h.part.max(0.0)).sum();
    let of_inputs = 1.0 - luck.map_or(0.0, |l| l.share);
    let scale = 1.0 / explained.max(of_inputs);
    let of_hinges: f64 = hinges
        .iter()
        .map(|h| h.part.max(0.0) * scale * h.backing.credit())
        .sum();
    let of_all = if parameters.is_empty() {
        0.0
    } else {
        parameters.iter().map(|b| b.credit()).sum::<f64>() / parameters.len() as f64
    };
    let score = (of_hinges + (1.0 - explained * scale) * of_all).clamp(0.0, 1.0);

    let luck = luck.map(|l| Reason::Luck { part: l.share });
    let mut reasons: Vec<Reason> = luck.into_iter().collect();
    reasons.extend(hinges.iter().map(|h| Reason::Hinge {
        input: h.input,
        part: h.part,
        backing: h.backing,
    }));
    if hinges.is_empty() && !only_luck && verdict.share.is_some() {
        reasons.push(Reason::NothingHinges);
    }
    reasons.push(if parameters.is_empty() {
        Reason::NoParameters
    } else {
        let sourced = parameters
            .iter()
            .filter(|b| matches!(b, Backing::Source(_)))
            .count();
        Reason::Parameters {
            sourced,
            of: parameters.len(),
        }
    });
    let mut word = match score {
        s if s >= STRONG => Strength::Strong,
        s if s >= MIXED => Strength::Mixed,
        _ => Strength::Thin,
    };
    if verdict.interval_crosses_bound {
        reasons.push(Reason::IntervalCrossesBound);
        word = word.min(Strength::Mixed);
    }
    let width = verdict.share.map_or(0.0, |s| s.width());
    if width > WIDE[0] {
        reasons.push(Reason::IntervalIsWide { width });
        word = word.min(if width > WIDE[1] {
            Strength::Thin
        } else {
            Strength::Mixed
        });
    }
    Grounds {
        word,
        score,
        reasons,
    }
}

impl Grounds {
    /// The same of a test that repeats an input.
    pub fn repeats(&mut self) {
        self.word = self.word.min(Strength::Mixed);
        self.reasons.push(Reason::Repeats);
    }
}

impl Backing {
    /// What an origin amounts to: the grade given where the number is used; without one, an assumption where one is stated,
    /// else the grade of the best of its sources.
    #[must_use]
    pub fn of(scenario: &Scenario, origin: &Origin) -> Backing {
        if origin.sources.is_empty() {
            return if origin.assumption.is_some() {
                Backing::Assumption
            } else {
                Backing::Unsaid
            };
        }
        if origin.is_assumed_beside_a_source() {
            return Backing::SourceAndAssumption;
        }
        let grades = origin
            .sources
            .iter()
            .map(|s| scenario.sources.get(s.index()).and_then(|s| s.grade));
        let best = grades
            .map(Backing::Source)
            .max_by(|a, b| a.credit().total_cmp(&b.credit()));
        match origin.grade {
            Some(grade) => Backing::Source(Some(grade)),
            None => best.unwrap_or(Backing::Source(None)),
        }
    }

    /// How much it counts, 0..=1; see the rule at the top of this module.
    #[must_use]
    pub fn credit(self) -> f64 {
        match self {
            Backing::Source(Some(grade)) => {
                let reliability = match grade.reliability {
                    'A' => 1.0,
                    'B' => 0.8,
                    'C' => 0.6,
                    'D' => 0.4,
                    'E' => 0.2,
                    _ => NOT_JUDGED,
                };
                let credibility = match grade.credibility {
                    1 => 1.0,
                    2 => 0.8,
                    3 => 0.6,
                    4 => 0.4,
                    5 => 0.2,
                    _ => NOT_JUDGED,
                };
                f64::min(reliability, credibility)
            }
            Backing::Source(None) => NOT_JUDGED,
            Backing::SourceAndAssumption | Backing::Assumption | Backing::Unsaid => 0.0,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use contend_model::model::VerdictRule;

    const B2: Backing = Backing::Source(Some(Grade {
        reliability: 'B',
        credibility: 2,
    }));
    const C4: Backing = Backing::Source(Some(Grade {
        reliability: 'C',
        credibility: 4,
    }));

    fn verdict(holds: u64, worlds: u64) -> Verdict {
        Verdict::of_worlds(
            crate::Tally::of_counts(holds, worlds),
            0,
            0.0,
            &VerdictRule::default(),
        )
    }

    #[test]
    fn the_lesser_half_of_a_grade_counts() {
        assert_eq!((B2.credit(), C4.credit()), (0.8, 0.4));
        assert_eq!(
            Backing::Source(Some(Grade {
                reliability: 'F',
                credibility: 1
            }))
            .credit(),
            0.5
        );
        assert_eq!(Backing::Assumption.credit(), 0.0);
    }

    #[test]
    fn an_assumption_that_decides_makes_grounds_thin() {
        let sourced = [Weight {
            input: 0,
            part: 0.9,
            backing: B2,
        }];
        let assumed = [Weight {
            input: 0,
            part: 0.9,
            backing: Backing::Assumption,
        }];
        let others = [B2; 10];
        assert_eq!(
            grounds(&verdict(900, 1000), &sourced, &others, None).word,
            Strength::Strong
        );
        let thin = grounds(&verdict(900, 1000), &assumed, &others, None);
        assert_eq!(thin.word, Strength::Thin);
        assert!((thin.score - 0.08).abs() < 1e-12);
        let decides = Reason::Hinge {
            input: 0,
            part: 0.9,
            backing: Backing::Assumption,
        };
        assert_eq!(thin.reasons[0], decides);
    }

    #[test]
    fn where_nothing_hinges_all_parameters_count() {
        let mixed = grounds(
            &verdict(1000, 1000),
            &[],
            &[B2, B2, Backing::Assumption, Backing::Unsaid],
            None,
        );
        assert_eq!((mixed.word, mixed.score), (Strength::Mixed, 0.4));
        assert_eq!(
            mixed.reasons,
            [
                Reason::NothingHinges,
                Reason::Parameters { sourced: 2, of: 4 }
            ]
        );
        assert_eq!(
            grounds(&verdict(1000, 1000), &[], &[], None).word,
            Strength::Thin
        );
    }

    #[test]
    fn few_worlds_weaken_grounds() {
        let backed = [B2; 3];
        assert_eq!(
            grounds(&verdict(760, 1000), &[], &backed, None).word,
            Strength::Mixed
        );
        assert_eq!(
            grounds(&verdict(50, 100), &[], &backed, None).word,
            Strength::Mixed
        );
        assert_eq!(
            grounds(&verdict(5, 10), &[], &backed, None).word,
            Strength::Thin
        );
        assert_eq!(
            grounds(&verdict(900, 1000), &[], &backed, None).word,
            Strength::Strong
        );
    }

    /// An input explains half of the truth, luck the other half: the input is all that is judged.
    #[test]
    fn luck_is_not_charged_to_parameters_without_a_source() {
        let half = [Weight {
            input: 0,
            part: 0.5,
            backing: B2,
        }];
        let others = [Backing::Assumption; 9];
        let luck = |share| {
            Some(Luck {
                share,
                low: share - 0.02,
                high: share + 0.02,
                worlds: 512,
            })
        };
        let score = |luck| grounds(&verdict(900, 1000), &half, &others, luck).score;
        assert!((score(None) - 0.4).abs() < 1e-12);
        assert!((score(luck(0.5)) - 0.8).abs() < 1e-12);
        // A quarter is left to the others.
        assert!((score(luck(0.25)) - 0.8 * 0.5 / 0.75).abs() < 1e-12);
        // Where luck decides nearly all, no hinge is judged.
        let nearly = grounds(&verdict(900, 1000), &half, &others, luck(0.91));
        assert_eq!((nearly.word, nearly.score), (Strength::Thin, 0.0));
        let part = 0.91;
        let parameters = Reason::Parameters { sourced: 0, of: 9 };
        assert_eq!(nearly.reasons, [Reason::Luck { part }, parameters]);
    }

    #[test]
    fn facts_rest_on_their_parameters() {
        let fact = grounds(&Verdict::of_fact(Some(true), true), &[], &[B2], None);
        assert_eq!(
            (fact.word, fact.reasons),
            (
                Strength::Strong,
                vec![Reason::Parameters { sourced: 1, of: 1 }]
            )
        );
    }
}
