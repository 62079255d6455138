//! Every kind of finding on claims is told in every language, and told as it is.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use contend_analysis::grounds::{Backing, Reason, Strength};
use contend_analysis::hinges::Nothing;
use contend_analysis::turning::Side;
use contend_analysis::verdict::{Likelihood, Verdict, Word};
use contend_analysis::{Luck, Share, Tally};
use contend_model::id::InputId;
use contend_model::model::{Grade, VerdictRule};
use contend_session::report::{
    ClaimKind, ClaimReport, ControlReport, GivenReport, GroundsReason, GroundsReport, HingeReport,
    ObjectionReport, OptionReport, OverWorldsReport, RepeatReport, RestReport, SideReport,
    SidesReport, SilentReport, TheoryReport, ThresholdReport, ThresholdsReport, TieReport, Turns,
    UnjudgedReport, Untested,
};
use contend_words::Language;
use contend_words::claims::{self, ClaimWords};

mod support;

use support::{in_each, plain, whole};

fn english() -> Language {
    Language::english()
}

fn claim(verdict: Verdict) -> ClaimReport {
    ClaimReport {
        id: "x".into(),
        says: "It is so.".into(),
        kind: ClaimKind::Worlds,
        verdict,
        ..ClaimReport::default()
    }
}

fn of_worlds(holds: u64, worlds: u64) -> Verdict {
    lost(holds, worlds, 0)
}

/// With so many more worlds in which there is no value.
fn lost(holds: u64, worlds: u64, lost: u64) -> Verdict {
    let (tally, rule) = (Tally::of_counts(holds, worlds), VerdictRule::default());
    Verdict::of_worlds(tally, lost, lost as f64, &rule)
}

fn at(holds: Side, share_there: f64, share_elsewhere: f64, explains: f64) -> HingeReport {
    HingeReport {
        input: "room".into(),
        id: InputId(0),
        unit: "rabbit".into(),
        distance: 0.4,
        p: 0.001,
        turns: Some(Turns::At {
            turns_at: 68.0,
            holds,
            share_there,
            share_elsewhere,
        }),
        explains,
    }
}

fn all_words() -> Vec<Word> {
    let likelihoods = [
        Likelihood::AlmostNoChance,
        Likelihood::VeryUnlikely,
        Likelihood::Unlikely,
        Likelihood::RoughlyEvenChance,
        Likelihood::Likely,
        Likelihood::VeryLikely,
        Likelihood::AlmostCertain,
    ];
    let mut words = vec![
        Word::Holds,
        Word::Contested,
        Word::Fails,
        Word::InputCheck {
            holds: true,
            sourced: true,
        },
        Word::InputCheck {
            holds: false,
            sourced: true,
        },
        Word::InputCheck {
            holds: true,
            sourced: false,
        },
        Word::InputCheck {
            holds: false,
            sourced: false,
        },
        Word::NotTested,
        Word::NoResult,
        Word::NoVerdict,
        Word::SaysNothing,
    ];
    words.extend(likelihoods.map(Word::Likelihood));
    words
}

#[test]
fn every_verdict_has_words_of_its_own() {
    in_each(|m| {
        let full: Vec<&str> = all_words()
            .into_iter()
            .map(|w| claims::verdict_in_full(m, w))
            .collect();
        for (i, text) in full.iter().enumerate() {
            whole(m, text);
            assert!(!full[..i].contains(text), "{}: {text} twice", m.tag());
        }
        for word in all_words() {
            for n in [1, 2, 12_000] {
                whole(m, &claims::tally_entry(m, word, n));
                whole(m, &claims::tally_sentence(m, &[(word, n)]).to_string());
            }
        }
    });
}

#[test]
fn tallies_count_one_and_many() {
    let say = |tally: &[(Word, u64)]| claims::tally_sentence(&english(), tally).to_string();
    assert_eq!(
        say(&[(Word::Contested, 15), (Word::Fails, 1)]),
        "Of 16 claims 15 are contested and 1 fails."
    );
    assert_eq!(
        say(&[
            (Word::Fails, 2),
            (Word::Holds, 1),
            (Word::Likelihood(Likelihood::Likely), 1),
            (
                Word::InputCheck {
                    holds: false,
                    sourced: true
                },
                1
            )
        ]),
        "Of 5 claims 2 fail, 1 holds, 1 is said to be “likely” and 1 states a fact that differs from its source."
    );
}

#[test]
fn all_is_said_only_of_all() {
    let say = |holds, worlds| {
        let share = Share::new(holds, worlds).unwrap();
        (
            claims::share_sentence(&english(), &share).to_string(),
            claims::share_cell(&english(), &share).to_string(),
        )
    };
    for (holds, worlds, sentence, cell) in [
        (
            1667,
            2000,
            "In 83 of 100 simulated worlds (82–85).",
            "83 of 100 (82–85)",
        ),
        (
            2000,
            2000,
            "In all 2,000 simulated worlds (99.8–100 of 100).",
            "all 2,000 (99.8–100)",
        ),
        (
            1999,
            2000,
            "In more than 99 of 100 simulated worlds (99.7–100.0).",
            ">99 of 100 (99.7–100.0)",
        ),
        (
            1,
            2000,
            "In fewer than 1 of 100 simulated worlds (0.0–0.3).",
            "<1 of 100 (0.0–0.3)",
        ),
        (
            0,
            2000,
            "In none of 2,000 simulated worlds (0–0.2 of 100).",
            "none of 2,000 (0–0.2)",
        ),
        (
            100,
            2000,
            "In 5 of 100 simulated worlds (4–6).",
            "5 of 100 (4–6)",
        ),
        (
            1900,
            2000,
            "In 95 of 100 simulated worlds (94–96).",
            "95 of 100 (94–96)",
        ),
        (
            7,
            12,
            "In 7 of 12 simulated worlds (32–81 of 100).",
            "7 of 12 (32–81)",
        ),
        (
            1,
            1,
            "In the one simulated world (21–100 of 100).",
            "the one world (21–100)",
        ),
        (
            0,
            1,
            "Not in the one simulated world (0–79 of 100).",
            "not in the one world (0–79)",
        ),
    ] {
        assert_eq!(say(holds, worlds), (sentence.to_owned(), cell.to_owned()));
    }
    in_each(|m| {
        for (holds, worlds) in [
            (1667, 2000),
            (2000, 2000),
            (1999, 2000),
            (1, 2000),
            (0, 2000),
            (7, 12),
            (1, 1),
            (0, 1),
        ] {
            let share = Share::new(holds, worlds).unwrap();
            whole(m, &claims::share_sentence(m, &share).to_string());
            whole(m, &claims::share_cell(m, &share).to_string());
        }
    });
}

#[test]
fn weights_are_said() {
    let share = |parts: &[(bool, f64)]| {
        let mut tally = Tally::default();
        parts.iter().for_each(|(holds, w)| tally.add(*holds, *w));
        Share::of(tally).unwrap()
    };
    let cases = [
        (
            share(&[(true, 3.0), (false, 1.0)]),
            "In 75 of 100 simulated worlds by weight",
        ),
        (
            share(&[(true, 3.0), (true, 1.0)]),
            "In all simulated worlds",
        ),
        (
            share(&[(false, 3.0), (false, 1.0)]),
            "In no simulated world",
        ),
        (
            share(&[(true, 1.0), (false, 999.0)]),
            "In fewer than 1 of 100 simulated worlds by weight",
        ),
        (
            share(&[(false, 1.0), (true, 999.0)]),
            "In more than 99 of 100 simulated worlds by weight",
        ),
    ];
    for (share, says) in cases {
        let said = claims::share_sentence(&english(), &share).to_string();
        assert!(said.starts_with(says), "{said}");
        in_each(|m| {
            whole(m, &claims::share_sentence(m, &share).to_string());
            whole(m, &claims::share_cell(m, &share).to_string());
        });
    }
}

#[test]
fn all_and_none_of_a_hundred_are_said_only_of_all_and_none() {
    for (share, hundred, percent) in [
        (1.0, "100", "100 %"),
        (0.999, "more than 99", ">99 %"),
        (0.95, "95", "95 %"),
        (0.05, "5", "5 %"),
        (0.001, "fewer than 1", "<1 %"),
        (0.0, "0", "0 %"),
    ] {
        assert_eq!(english().of_hundred(share), hundred);
        assert_eq!(plain(english().percent(share)), percent);
    }
    assert_eq!(Language::of("pt").unwrap().percent(0.05), "5%");
}

#[test]
fn intervals_are_told_with_as_many_digits_as_they_need() {
    let say = |holds, worlds| claims::interval(&english(), &Share::new(holds, worlds).unwrap());
    assert_eq!(say(830, 1000), "81–85");
    assert_eq!(say(83_000, 100_000), "82.8–83.2");
    assert_eq!(say(1000, 1000), "99.6–100");
    assert_eq!(say(5, 10), "24–76");
    let spanish = Language::of("es").unwrap();
    let share = Share::new(83_000, 100_000).unwrap();
    assert_eq!(claims::interval(&spanish, &share), "82,8–83,2");
}

#[test]
fn hinges_are_told_with_their_sides() {
    let say = |h: &HingeReport| plain(claims::hinge(&english(), h));
    assert_eq!(
        say(&at(Side::Above, 0.74, 0.08, 0.24)),
        "`room`: above 68 rabbit it holds in 74 of 100 worlds, below in 8; this explains 24 %"
    );
    assert_eq!(
        say(&at(Side::Below, 0.74, 0.08, 0.004)),
        "`room`: below 68 rabbit it holds in 74 of 100 worlds, above in 8; this explains less than 1 %"
    );
    assert_eq!(
        say(&at(Side::Below, 0.999, 0.001, 0.998)),
        "`room`: below 68 rabbit it holds in more than 99 of 100 worlds, above in fewer than 1; this explains more than 99 %"
    );
    let options = HingeReport {
        turns: Some(Turns::Under {
            holds_under: vec!["a".into(), "b".into(), "c".into()],
            share_there: 1.0,
            share_elsewhere: 0.0,
        }),
        ..at(Side::Below, 0.0, 0.0, 0.5)
    };
    assert_eq!(
        say(&options),
        "`room`: under `a`, `b` or `c` it holds in 100 of 100 worlds, else in 0; this explains 50 %"
    );
    // Each side by its own word, and the share of that side first, in every language.
    in_each(|m| {
        let side = |h| claims::turn(m, &at(h, 0.74, 0.08, 0.24)).to_string();
        let (below, above) = (side(Side::Below), side(Side::Above));
        for (text, first, second) in [(&below, "below", "above"), (&above, "above", "below")] {
            let word = |side: &str| match (m.tag(), side) {
                ("en", "below") => "below",
                ("en", _) => "above",
                ("es", "below") => "por debajo",
                ("es", _) => "por encima",
                (_, "below") => "abaixo",
                _ => "acima",
            };
            let order = [word(first), "68", "74", word(second), "8"];
            let mut rest = text.as_str();
            for part in order {
                rest = rest
                    .split_once(part)
                    .unwrap_or_else(|| panic!("{part}: {text}"))
                    .1;
            }
        }
        let plain = HingeReport {
            turns: None,
            ..at(Side::Below, 0.0, 0.0, 0.3)
        };
        for h in [&plain, &options] {
            whole(m, &claims::hinge(m, h).to_string());
        }
    });
}

#[test]
fn sentences_on_hinges_name_one_two_or_three() {
    let mut claim = claim(of_worlds(50, 100));
    claim.hinges = vec![at(Side::Above, 0.9, 0.1, 0.5); 4];
    claim.hinges[3].explains = 0.04;
    claim.explained = Some(0.7);
    in_each(|m| {
        for n in 0..=4 {
            let mut claim = claim.clone();
            claim.hinges.truncate(n);
            let said = claims::hinges(m, &claim);
            assert_eq!(said.len(), n.min(2));
            said.iter().for_each(|s| whole(m, &s.to_string()));
            let named = said.iter().map(|s| s.to_string().matches("`room`").count());
            assert_eq!(named.sum::<usize>(), n.min(3));
        }
        let mut weak = claim.clone();
        weak.explained = Some(0.01);
        let said = claims::hinges(m, &weak)[0].to_string();
        assert_ne!(said, claims::hinges(m, &claim)[0].to_string());
        whole(m, &said);
    });
}

#[test]
fn every_ground_is_told() {
    let grade = Grade {
        reliability: 'C',
        credibility: 2,
    };
    let hinge = |backing| Reason::Hinge {
        input: 0,
        part: 0.5,
        backing,
    };
    let reasons = [
        hinge(Backing::Source(Some(grade))),
        hinge(Backing::Source(None)),
        hinge(Backing::Assumption),
        hinge(Backing::Unsaid),
        hinge(Backing::SourceAndAssumption),
        Reason::NothingHinges,
        Reason::Parameters { sourced: 1, of: 1 },
        Reason::Parameters { sourced: 0, of: 1 },
        Reason::Parameters { sourced: 3, of: 3 },
        Reason::Parameters { sourced: 0, of: 3 },
        Reason::Parameters { sourced: 1, of: 3 },
        Reason::Parameters { sourced: 2, of: 3 },
        Reason::NoParameters,
        Reason::Luck { part: 0.4 },
        Reason::Repeats,
        Reason::IntervalCrossesBound,
        Reason::IntervalIsWide { width: 0.2 },
    ];
    let report = |reason: &Reason| GroundsReport {
        word: Strength::Thin,
        score: 0.1,
        reasons: vec![GroundsReason {
            reason: reason.clone(),
            name: matches!(reason, Reason::Hinge { .. }).then(|| "room".to_owned()),
        }],
    };
    in_each(|m| {
        let said: Vec<String> = reasons
            .iter()
            .map(|r| claims::grounds(m, &report(r)).to_string())
            .collect();
        for (i, text) in said.iter().enumerate() {
            whole(m, text);
            assert!(!said[..i].contains(text), "{}: {text} twice", m.tag());
        }
        for strength in [Strength::Strong, Strength::Mixed, Strength::Thin] {
            whole(m, claims::strength(m, strength));
        }
        for reliability in 'A'..='F' {
            for credibility in 1..=6 {
                let grade = Grade {
                    reliability,
                    credibility,
                };
                whole(m, &claims::backing(m, Backing::Source(Some(grade))));
            }
        }
        let others = [
            Backing::Source(None),
            Backing::Assumption,
            Backing::SourceAndAssumption,
            Backing::Unsaid,
        ];
        for backing in others {
            whole(m, &claims::backing(m, backing));
        }
    });
    let say = |at: usize| claims::grounds(&english(), &report(&reasons[at])).to_string();
    assert_eq!(say(0), "Grounds thin: `room` has a source of grade C2.");
    assert_eq!(
        say(4),
        "Grounds thin: `room` has a source, but its value is assumed."
    );
    assert_eq!(
        say(10),
        "Grounds thin: 1 of the 3 parameters behind it rests on a source."
    );
}

#[test]
fn why_there_is_no_verdict_is_told() {
    let reasons = [
        Untested::NotRun {
            profile: "fence".into(),
        },
        Untested::NoDraws {
            input: "room".into(),
        },
        Untested::VariesOverTime {
            quantity: "rabbits".into(),
        },
        Untested::OnlyInRuns,
        Untested::TooLarge {
            elements: 12_345_678,
        },
    ];
    let mut untold = vec![
        claim(of_worlds(0, 0)),
        ClaimReport {
            kind: ClaimKind::ValueJudgement,
            ..claim(Verdict::of_value_judgement())
        },
        ClaimReport {
            kind: ClaimKind::Inputs,
            ..claim(Verdict::of_fact(None, true))
        },
        ClaimReport {
            kind: ClaimKind::Inputs,
            ..claim(Verdict::of_fact(Some(true), true))
        },
        ClaimReport {
            kind: ClaimKind::Inputs,
            ..claim(Verdict::of_fact(Some(false), true))
        },
    ];
    untold.extend(reasons.map(|reason| ClaimReport {
        untested: Some(reason),
        ..claim(Verdict::of_value_judgement())
    }));
    in_each(|m| {
        let said: Vec<String> = untold
            .iter()
            .map(|c| claims::phrase(m, c).to_string())
            .collect();
        for (i, text) in said.iter().enumerate() {
            whole(m, text);
            assert!(!said[..i].contains(text), "{}: {text} twice", m.tag());
        }
    });
}

#[test]
fn other_claims_and_objections_are_told() {
    let rest = |word| RestReport {
        claim: "y".into(),
        verdict: word,
    };
    in_each(|m| {
        for word in all_words() {
            whole(
                m,
                &claims::rests_on(m, &[rest(word), rest(Word::Holds)])
                    .unwrap()
                    .to_string(),
            );
            let objection = ObjectionReport {
                says: "foxes come".into(),
                claim: Some(rest(word)),
            };
            let said = claims::objection(m, &objection).to_string();
            whole(m, &said);
            assert!(said.contains("Foxes come."), "{said}");
        }
    });
    assert_eq!(claims::rests_on(&english(), &[]), None);
    let objection = ObjectionReport {
        says: "foxes come".into(),
        claim: None,
    };
    assert_eq!(
        claims::objection(&english(), &objection).to_string(),
        "Against it: Foxes come."
    );
}

#[test]
fn a_claim_with_all_there_is_goes_out_with_its_words() {
    let mut claim = claim(lost(90, 190, 10));
    claim.hinges = vec![at(Side::Above, 0.9, 0.1, 0.5)];
    claim.explained = Some(0.5);
    claim.nothing_hinges = Some(Nothing::TooFewWorlds);
    in_each(|m| {
        let words = serde_json::to_value(ClaimWords::new(m, &claim)).unwrap();
        for key in ["verdict", "phrase", "left_out"] {
            whole(m, words[key].as_str().unwrap());
        }
        whole(m, words["hinges"][0].as_str().unwrap());
    });
    let json = serde_json::to_value(&claim).unwrap();
    assert_eq!(json["verdict"], "contested");
    assert_eq!(json["worlds"], 190);
    assert_eq!(json["failed"], 10);
    assert_eq!(json["hinges"][0]["holds"], "above");
    assert_eq!(json["hinges"][0]["turns_at"], 68.0);
    assert_eq!(json["nothing_hinges"], "too-few-worlds");
}

#[test]
fn worlds_without_a_value_are_told_beside_the_word() {
    let m = english();
    let none = claim(lost(188, 195, 805));
    assert_eq!(claims::verdict(&m, none.verdict.word), "no verdict");
    assert_eq!(
        claims::phrase(&m, &none).to_string(),
        "It has no value in 805 worlds: in 19 of 100 worlds it holds if it fails in all of those, in 99 if it holds in all of them."
    );
    let cell = |claim: &ClaimReport| claims::result_cell(&m, claim).unwrap().to_string();
    assert_eq!(cell(&none), "19 to 99 of 100");
    assert_eq!(claims::left_out(&m, &none), None);
    let json = serde_json::to_value(&none).unwrap();
    assert_eq!(
        (&json["verdict"], &json["ends"]["least"], &json["share"]),
        (
            &"no-verdict".into(),
            &0.188.into(),
            &serde_json::Value::Null
        )
    );

    // The ends are 74.9 and 75.1 of 100: told with as many digits as part them.
    assert_eq!(cell(&claim(lost(749, 998, 2))), "74.9 to 75.1 of 100");

    let few = claim(lost(800, 990, 10));
    assert_eq!(claims::verdict(&m, few.verdict.word), "holds");
    assert_eq!(cell(&few), "81 of 100 (78–83); 10 left out");
    assert_eq!(
        claims::left_out(&m, &few).unwrap().to_string(),
        "Left out: 10 worlds in which it has no value; they cannot change the word."
    );
    in_each(|m| {
        for claim in [&none, &few] {
            whole(m, &claims::phrase(m, claim).to_string());
            whole(m, &claims::result_cell(m, claim).unwrap().to_string());
            whole(m, claims::verdict(m, claim.verdict.word));
            let words = claims::tally([claim]);
            whole(m, &claims::tally_sentence(m, &words).to_string());
            whole(m, &claims::tally_entry(m, claim.verdict.word, 2));
        }
    });
}

/// 59 of 10,000 rounds to 1 of 100, which its own interval would not hold.
#[test]
fn a_share_stands_inside_its_interval_as_both_are_told() {
    let m = english();
    let cell = |holds, worlds| {
        let claim = claim(of_worlds(holds, worlds));
        claims::result_cell(&m, &claim).unwrap().to_string()
    };
    assert_eq!(cell(59, 10_000), "0.6 of 100 (0.5–0.8)");
    assert_eq!(cell(100, 10_000), "1 of 100 (0.8–1.2)");
    assert_eq!(cell(9_944, 10_000), "99.4 of 100 (99.3–99.6)");
    // A width of a tenth takes two digits.
    assert_eq!(cell(5_100, 1_000_000), "0.51 of 100 (0.50–0.52)");
    for worlds in [100, 137, 1_000, 2_000, 10_000, 123_456] {
        for holds in (0..=worlds).step_by(worlds / 97) {
            let said = cell(holds as u64, worlds as u64);
            let numbers: Vec<f64> = said
                .split(|c: char| !(c.is_ascii_digit() || c == '.'))
                .filter_map(|n| n.parse().ok())
                .collect();
            if let [share, hundred, low, high] = numbers[..]
                && hundred == 100.0
                && !said.contains(['<', '>'])
            {
                assert!((low..=high).contains(&share), "{said}");
            }
        }
    }
}

#[test]
fn a_fact_in_a_table_says_how_it_came_out() {
    let cell = |holds| {
        let claim = claim(Verdict::of_fact(Some(holds), true));
        claims::result_cell(&english(), &claim).map(|s| s.to_string())
    };
    assert_ne!(cell(true), cell(false));
    assert!(
        cell(false).is_some_and(|s| s.contains("not")),
        "{:?}",
        cell(false)
    );
}

#[test]
fn a_share_of_worlds_that_are_alike_is_told_without_an_interval() {
    let certain = |holds| Share::new(holds, 40).unwrap().certain();
    let say = |holds| claims::share_sentence(&english(), &certain(holds)).to_string();
    assert_eq!(
        say(40),
        "In every world: nothing that it reads is uncertain or left to chance, so that all worlds are alike to it."
    );
    assert_eq!(
        say(0),
        "In no world: nothing that it reads is uncertain or left to chance, so that all worlds are alike to it."
    );
    in_each(|m| {
        for holds in [0, 40] {
            whole(m, &claims::share_sentence(m, &certain(holds)).to_string());
            whole(m, &claims::share_cell(m, &certain(holds)).to_string());
        }
    });
}

/// Of a million worlds weighted, half a hundredth is not told as none.
#[test]
fn half_a_hundredth_by_weight_is_one_side_of_fewer() {
    let m = english();
    let cell = |holds: f64| {
        let tally = Tally {
            holds,
            all: 1000.0,
            worlds: 700,
            squares: 1500.0,
        };
        claims::share_cell(&m, &Share::of(tally).unwrap()).to_string()
    };
    assert!(cell(4.9).starts_with("<1"), "{}", cell(4.9));
    assert!(!cell(5.0).starts_with("<1"), "{}", cell(5.0));
}

#[test]
fn what_the_scenario_says_nothing_about_is_told_with_its_reason() {
    let m = english();
    let silent = |comparison: &str, profiles: &[&str]| SilentReport {
        comparison: comparison.into(),
        profiles: profiles.iter().map(|p| (*p).to_owned()).collect(),
        outcomes: vec!["lost".into()],
    };
    let with = |silent: SilentReport| ClaimReport {
        test: "lost@a > lost@b".into(),
        silent: vec![silent],
        ..claim(Verdict::of_silence())
    };
    let whole_test = with(silent("lost@a > lost@b", &["a", "b"]));
    let part = with(silent("lost@a > 2", &["a", "b"]));
    let itself = with(silent("lost@a > lost@b", &["a"]));
    let say = |claim: &ClaimReport| claims::phrase(&m, claim).to_string();
    assert_eq!(
        say(&whole_test),
        "The scenario says nothing about this: nothing leads from what `a` and `b` do differently to `lost`."
    );
    assert!(say(&part).starts_with("The scenario says nothing about `lost@a > 2`: nothing"));
    assert_eq!(
        say(&itself),
        "The scenario says nothing about this: it compares `lost` under `a` with itself."
    );
    assert_eq!(claims::verdict(&m, Word::SaysNothing), "says nothing");
    let tally = claims::tally([&part, &itself]);
    assert_eq!(
        claims::tally_sentence(&m, &tally).to_string(),
        "Of 2 claims the scenario says nothing about 2."
    );
    assert_eq!(claims::result_cell(&m, &part), None);
    let json = serde_json::to_value(&part).unwrap();
    assert_eq!(json["verdict"], "says-nothing");
    assert_eq!(json["silent"][0]["profiles"][1], "b");
    in_each(|m| {
        for claim in [&whole_test, &part, &itself] {
            whole(m, &claims::phrase(m, claim).to_string());
        }
    });
}

#[test]
fn equal_sides_are_told_with_what_they_count_as() {
    let m = english();
    let tied = |comparison: &str, counts_as| ClaimReport {
        test: "lost@a < lost@b".into(),
        ties: vec![TieReport {
            comparison: comparison.into(),
            share: Share::new(230, 1000).unwrap(),
            counts_as,
        }],
        ..claim(of_worlds(700, 1000))
    };
    let say = |claim: &ClaimReport| claims::ties(&m, claim)[0].to_string();
    assert_eq!(
        say(&tied("lost@a < lost@b", false)),
        "Both sides are equal in 23 of 100 (20–26), which counts as not true."
    );
    assert_eq!(
        say(&tied("lost@a <= lost@b", true)),
        "Both sides of `lost@a <= lost@b` are equal in 23 of 100 (20–26), which counts as true."
    );
    in_each(|m| {
        for comparison in ["lost@a < lost@b", "x"] {
            for counts_as in [true, false] {
                let claim = tied(comparison, counts_as);
                whole(m, &claims::ties(m, &claim)[0].to_string());
                assert_eq!(ClaimWords::new(m, &claim).ties.len(), 1);
            }
        }
    });
}

#[test]
fn luck_is_named_and_stands_for_hinges_where_it_decides_nearly_all() {
    let m = english();
    let with = |share: f64, low: f64, high: f64| ClaimReport {
        luck: Some(Luck {
            share,
            low,
            high,
            worlds: 512,
        }),
        hinges: vec![at(Side::Above, 0.74, 0.08, 0.05)],
        explained: Some(0.05),
        ..claim(of_worlds(500, 1000))
    };
    let say = |claim: &ClaimReport| plain(claims::luck(&m, claim).unwrap());
    let some = with(0.62, 0.58, 0.66);
    assert_eq!(say(&some), "Luck explains 62 % (58–66).");
    assert_eq!(claims::hinges(&m, &some).len(), 1);
    assert_eq!(
        say(&with(0.0, 0.0, 0.012)),
        "Luck explains less than 1 % (0–1.2)."
    );
    let nearly = with(0.93, 0.87, 1.0);
    assert_eq!(
        say(&nearly),
        "Luck decides nearly all of it: 93 % (87–100). To know the inputs better would settle little."
    );
    assert!(claims::hinges(&m, &nearly).is_empty());
    assert_eq!(claims::luck(&m, &claim(of_worlds(1, 2))), None);
    let json = serde_json::to_value(&some).unwrap();
    assert_eq!(
        (&json["luck"]["share"], &json["luck"]["worlds"]),
        (&0.62.into(), &512.into())
    );
    in_each(|m| {
        for claim in [&some, &nearly] {
            whole(m, &claims::luck(m, claim).unwrap().to_string());
        }
        let words = ClaimWords::new(m, &nearly);
        assert!(words.luck.is_some() && words.hinges.is_empty());
    });
}

#[test]
fn what_stands_beside_a_share_is_told() {
    let m = english();
    let base = || claim(of_worlds(520, 1000));
    let repeats = |backing, exceptions, holds| ClaimReport {
        repeats: Some(RepeatReport {
            input: "room".into(),
            unit: "%".into(),
            backing,
            turns: Turns::At {
                turns_at: 1.25,
                holds,
                share_there: 1.0,
                share_elsewhere: 0.0,
            },
            exceptions,
            worlds: 1000,
        }),
        hinges: vec![at(Side::Above, 1.0, 0.0, 1.0)],
        ..base()
    };
    let repeated = repeats(Backing::Assumption, 0, Side::Above);
    let say = |claim: &ClaimReport| plain(claims::repeats(&m, claim).unwrap());
    assert_eq!(
        say(&repeated),
        "This repeats the assumption `room`: it holds above 1.25 % and not below."
    );
    assert!(claims::hinges(&m, &repeated).is_empty());
    let beside = repeats(Backing::SourceAndAssumption, 0, Side::Above);
    assert_eq!(say(&beside), say(&repeated));
    let sourced = repeats(Backing::Source(None), 10, Side::Below);
    assert_eq!(
        say(&sourced),
        "In 99 of 100 worlds this repeats the number `room`, which has a source: it holds below 1.25 % and not above."
    );
    // Never all of them where there is an exception.
    for exceptions in [1, 5] {
        assert_eq!(
            say(&repeats(Backing::Assumption, exceptions, Side::Above)),
            "In more than 99 of 100 worlds this repeats the assumption `room`: it holds above 1.25 % and not below."
        );
    }
    in_each(|m| {
        for claim in [&repeated, &sourced] {
            whole(m, &claims::repeats(m, claim).unwrap().to_string());
        }
    });

    let theory = |shares: [u64; 2]| ClaimReport {
        theories: vec![TheoryReport {
            input: "theory".into(),
            options: [("full", shares[0]), ("partial", shares[1])]
                .map(|(option, holds)| OptionReport {
                    option: option.into(),
                    share: Share::new(holds, 1000).unwrap(),
                })
                .to_vec(),
        }],
        ..base()
    };
    let differ = theory([860, 250]);
    let told = |claim: &ClaimReport| -> Vec<String> {
        claims::theories(&m, claim).iter().map(plain).collect()
    };
    assert_eq!(
        told(&differ),
        ["By `theory`, of 100 worlds: 86 under `full` and 25 under `partial`."]
    );
    // Less than a tenth apart, and what has been said as a hinge.
    assert!(told(&theory([500, 590])).is_empty());
    let hinge = HingeReport {
        input: "theory".into(),
        ..at(Side::Above, 0.86, 0.25, 0.4)
    };
    let said = ClaimReport {
        hinges: vec![hinge],
        ..theory([860, 250])
    };
    assert!(told(&said).is_empty());

    let share = |holds| Share::new(holds, 1000).unwrap();
    let thresholds = |last: Share| ClaimReport {
        thresholds: Some(ThresholdsReport {
            threshold: 0.95,
            unit: "1".into(),
            at: [(0.93, share(710)), (0.95, share(540)), (0.97, last)]
                .map(|(threshold, share)| ThresholdReport { threshold, share })
                .to_vec(),
        }),
        ..base()
    };
    let turns = thresholds(share(280));
    assert_eq!(
        plain(claims::thresholds(&m, &turns).unwrap()),
        "By threshold, of 100 worlds: 71 (68–74) at 0.93, 54 (51–57) at 0.95 and 28 (25–31) at 0.97."
    );
    // As it is told it lies in its interval.
    for (last, told) in [
        (Share::new(60, 10_000).unwrap(), "0.6 (0.5–0.8)"),
        (share(1), "fewer than 1 (0.0–0.6)"),
        (share(0), "0 (0–0.4)"),
    ] {
        let said = plain(claims::thresholds(&m, &thresholds(last)).unwrap());
        assert!(said.ends_with(&format!("and {told} at 0.97.")), "{said}");
    }
    assert_eq!(claims::thresholds(&m, &thresholds(share(700))), None);
    let json = serde_json::to_value(&turns).unwrap();
    let point = &json["thresholds"]["at"][2];
    let share = share(280);
    assert_eq!(
        (
            &point["threshold"],
            &point["share"],
            &point["low"],
            &point["high"]
        ),
        (
            &0.97.into(),
            &0.28.into(),
            &share.low.into(),
            &share.high.into()
        )
    );

    let control = |holds, succeeds| ClaimReport {
        control: Some(ControlReport {
            profile: "placebo".into(),
            share: Share::new(holds, 1000).unwrap(),
            succeeds,
        }),
        ..base()
    };
    let (fails, succeeds) = (control(120, false), control(860, true));
    let say = |claim: &ClaimReport| plain(claims::control(&m, claim).unwrap());
    assert_eq!(
        say(&fails),
        "Under the control `placebo`, where nothing is done: 12 of 100 (10–14)."
    );
    assert_eq!(
        say(&succeeds),
        "It holds under the control `placebo` too, where nothing is done: 86 of 100 (84–88). So that it holds is no sign of an effect."
    );
    in_each(|m| {
        for claim in [&repeated, &sourced, &differ, &turns, &fails, &succeeds] {
            let words = ClaimWords::new(m, claim);
            let all = (words.repeats.into_iter())
                .chain(words.theories)
                .chain(words.thresholds)
                .chain(words.control);
            let all: Vec<String> = all.map(|s| s.to_string()).collect();
            assert_eq!(all.len(), 1);
            whole(m, &all[0]);
        }
    });
}

/// At 75 of 100 a claim holds: of 73 to 76 both words are said.
#[test]
fn near_a_bound_both_words_are_said() {
    let m = english();
    let said = |holds| {
        let claim = claim(of_worlds(holds, 2000));
        (
            claims::verdict_cell(&m, &claim.verdict),
            ClaimWords::new(&m, &claim).verdict,
        )
    };
    let both = |text: &str| (text.to_owned(), text.to_owned());
    for holds in [1470, 1499, 1500, 1530] {
        assert_eq!(said(holds), both("contested–holds"), "{holds}");
    }
    assert_eq!(said(1459), both("contested"));
    assert_eq!(said(1540), both("holds"));
    assert_eq!(said(500), both("fails–contested"));
    let json = serde_json::to_value(claim(of_worlds(1499, 2000))).unwrap();
    assert_eq!(json["verdict"], "contested");
    assert_eq!(json["between"], serde_json::json!(["contested", "holds"]));
    in_each(|m| {
        for holds in [500, 1499] {
            whole(m, &claims::verdict_cell(m, &of_worlds(holds, 2000)));
        }
    });
}

#[test]
fn a_fact_agrees_with_a_source_only_where_there_is_one() {
    let m = english();
    let said = |holds, sourced| {
        let claim = claim(Verdict::of_fact(Some(holds), sourced));
        let tally = claims::tally([&claim]);
        let id = serde_json::to_value(&claim).unwrap()["verdict"].clone();
        let text = ClaimWords::new(&m, &claim).verdict;
        (text, id, claims::tally_sentence(&m, &tally).to_string())
    };
    for (holds, id) in [(true, "true"), (false, "not-true")] {
        let (text, told, tally) = said(holds, false);
        assert_eq!(told, id);
        assert!(
            !text.contains("source") && !tally.contains("source"),
            "{text}: {tally}"
        );
    }
    assert_eq!(said(true, true).0, "input check: agrees with its source");
    assert_eq!(said(true, false).0, "input check: true");
}

fn side(value: f64, interval: Option<(f64, f64)>) -> SideReport {
    SideReport {
        value: Some(value),
        interval: interval.map(|(low, high)| (Some(low), Some(high))),
    }
}

/// A claim about all worlds, true in so many of a thousand resamples.
fn together(true_in: u32, comparisons: Vec<SidesReport>) -> ClaimReport {
    ClaimReport {
        kind: ClaimKind::OverWorlds,
        over_worlds: Some(OverWorldsReport {
            true_of_worlds: Some(true),
            counting: 2000,
            effective: 2000.0,
            resamples: 1000,
            true_in,
            unseen: false,
            comparisons,
            speaks: Share::new(1200, 2000),
        }),
        ..claim(of_worlds(u64::from(true_in), 1000))
    }
}

fn compared(left: SideReport, right: SideReport, unit: &str) -> SidesReport {
    SidesReport {
        comparison: "mean(x) < mean(y)".into(),
        unit: unit.into(),
        left,
        right,
    }
}

#[test]
fn what_all_worlds_say_together_is_told_with_both_sides() {
    let (a, b) = (Some((0.1011, 0.139)), Some((0.284, 0.334)));
    let sides = |unit| compared(side(0.1234, a), side(0.3056, b), unit);
    let found = together(998, vec![sides("1")]);
    let said = |claim: &ClaimReport| claims::phrase(&english(), claim).to_string();
    assert_eq!(
        said(&found),
        "0.12 (0.10–0.14) against 0.31 (0.28–0.33) over 2,000 worlds; true in 998 of 1,000 resamples."
    );
    assert_eq!(
        claims::result_cell(&english(), &found).unwrap().to_string(),
        "998 of 1,000 resamples"
    );
    let tons = said(&together(998, vec![sides("t")]));
    assert!(
        tons.starts_with("0.12\u{a0}t (0.10–0.14) against 0.31\u{a0}t (0.28–0.33)"),
        "{tons}"
    );
    // Digits are as many as the interval bears, and a number that cannot differ has none.
    let large = compared(
        side(12_345.6, Some((12_000.0, 12_700.0))),
        side(1e4, None),
        "USD",
    );
    let large = said(&together(998, vec![large]));
    assert!(
        large.starts_with("12,346\u{a0}USD (12,000–12,700) against 10,000\u{a0}USD over"),
        "{large}"
    );
    let tiny = compared(side(2e-9, Some((1e-9, 3e-9))), side(0.0, None), "1");
    let [low, value, high] = [1e-9, 2e-9, 3e-9].map(|x| english().number(x));
    let tiny = said(&together(998, vec![tiny]));
    assert!(
        tiny.starts_with(&format!("{value} ({low}–{high})")),
        "{tiny}"
    );
    in_each(|m| {
        whole(m, &claims::phrase(m, &found).to_string());
        whole(m, &claims::phrase(m, &together(3, vec![])).to_string());
    });
}

#[test]
fn what_resamples_do_not_tell_is_said() {
    let beside = |m: &Language, change: &dyn Fn(&mut OverWorldsReport)| {
        let mut found = together(900, vec![]);
        change(found.over_worlds.as_mut().unwrap());
        claims::over_worlds(m, &found)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    in_each(|m| {
        assert!(beside(m, &|_| {}).is_empty());
        for change in [
            &(|f: &mut OverWorldsReport| f.unseen = true) as &dyn Fn(&mut OverWorldsReport),
            &|f: &mut OverWorldsReport| f.true_of_worlds = Some(false),
            &|f: &mut OverWorldsReport| f.true_in = 400,
        ] {
            let said = beside(m, change);
            assert_eq!(said.len(), 1, "{said:?}");
            whole(m, &said[0]);
        }
        let sides = || compared(side(1.0, None), side(2.0, None), "t");
        let two = beside(m, &|f| f.comparisons = vec![sides(), sides()]);
        assert_eq!(two.len(), 2, "{two:?}");
    });
    let certain = |holds| {
        let mut found = together(0, vec![compared(side(1.0, None), side(2.0, None), "t")]);
        let told = found.over_worlds.as_mut().unwrap();
        (told.resamples, told.true_of_worlds) = (0, Some(holds));
        found
    };
    let english = english();
    let cell = |claim: &ClaimReport| claims::result_cell(&english, claim).unwrap().to_string();
    assert_eq!(cell(&certain(true)), "in every world");
    assert_eq!(cell(&certain(false)), "in no world");
    assert!(
        claims::phrase(&english, &certain(true))
            .to_string()
            .starts_with("1\u{a0}t against 2\u{a0}t: nothing")
    );
}

#[test]
fn worlds_that_speak_for_a_claim_are_not_said_to_hold() {
    let mut found = together(900, vec![]);
    found.hinges = vec![at(Side::Above, 0.74, 0.08, 0.24)];
    found.explained = Some(0.24);
    found.luck = Some(Luck {
        share: 0.3,
        low: 0.2,
        high: 0.4,
        worlds: 512,
    });
    in_each(|m| {
        let words = ClaimWords::new(m, &found);
        let hinge = words.hinges[0].to_string();
        whole(m, &hinge);
        let by_world = claims::hinge(m, &found.hinges[0]).to_string();
        assert!(!hinge.contains(by_world.as_str()), "{hinge}");
        whole(m, &words.luck.unwrap().to_string());
        assert_eq!(words.over_worlds.len(), 1);
    });
    let said = plain(&ClaimWords::new(&english(), &found).hinges[0]);
    assert_eq!(
        said,
        "Hinges mainly on `room`: above 68 rabbit, 74 of 100 worlds speak for it, below 8; this explains 24 %."
    );
}

#[test]
fn worlds_that_a_claim_is_judged_on_are_counted() {
    let given = |counting| {
        let mut found = claim(of_worlds(46, 100));
        found.given = Some(GivenReport {
            condition: "exposed > 0".into(),
            counting,
            effective: counting as f64,
            worlds: 1000,
        });
        found
    };
    let said = |n| claims::given(&english(), &given(n)).unwrap().to_string();
    assert_eq!(
        said(312),
        "Judged on 312 of 1,000 worlds: those in which `exposed > 0`."
    );
    assert_eq!(
        said(1000),
        "In all 1,000 worlds `exposed > 0`, so that it is judged on all of them."
    );
    assert_eq!(said(0), "In none of 1,000 worlds `exposed > 0`.");
    let cell = claims::result_cell(&english(), &given(312))
        .unwrap()
        .to_string();
    assert!(cell.ends_with(" of 312 worlds"), "{cell}");
    in_each(|m| {
        for n in [0, 312, 1000] {
            whole(m, &claims::given(m, &given(n)).unwrap().to_string());
        }
    });
}

#[test]
fn why_a_claim_is_not_judged_is_said_in_each_language() {
    in_each(|m| {
        for why in [
            UnjudgedReport::LeftOut,
            UnjudgedReport::TooFew { effective: 12.5 },
            UnjudgedReport::NoWorld,
            UnjudgedReport::Beyond { level: 0.99 },
            UnjudgedReport::Infinite,
            UnjudgedReport::NoValue,
        ] {
            let mut found = claim(Verdict::of_too_few(21));
            found.unjudged = Some(why);
            whole(m, &claims::phrase(m, &found).to_string());
        }
    });
}
