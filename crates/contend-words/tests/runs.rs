//! What was run, one world, and why nothing was: told in every language.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use contend_engine::design::DesignError;
use contend_session::better::report::{BetterError, RankingLacks};
use contend_session::error::{
    GameLimit, NotKept, PageLacks, RunError, TableError, TooMuch, Uncompiled, WatchError,
};
use contend_session::report::{
    DrawnInput, FaultKind, FaultReport, NotFinite, Note, State, Told, Turn, WorldOutcome,
};
use contend_words::{Language, errors, runs, worlds};

mod support;

use support::{in_each, plain, whole};

fn english() -> Language {
    Language::english()
}

/// All are told whole, and each in its own words.
fn all_told(say: impl Fn(&Language) -> Vec<String>) {
    in_each(|m| {
        let said = say(m);
        for (i, text) in said.iter().enumerate() {
            whole(m, text);
            assert!(!said[..i].contains(text), "{}: {text} twice", m.tag());
        }
    });
}

fn fault(kind: FaultKind, value: NotFinite, step: Option<u32>, runs: u64) -> FaultReport {
    FaultReport {
        kind,
        name: "members[a]".into(),
        declared: "scenario.toml:41".into(),
        runs,
        profiles: vec!["calm".into(), "storm".into()],
        world: 7,
        profile: "calm".into(),
        date: step.map(|_| "2020-03-01".into()),
        step,
        time: step.map(f64::from),
        value,
    }
}

#[test]
fn faults_are_told_with_place_value_and_time() {
    let kinds = [
        FaultKind::Parameter,
        FaultKind::Series,
        FaultKind::Stock,
        FaultKind::Flow,
        FaultKind::Variable,
        FaultKind::Lever,
        FaultKind::Outcome,
        FaultKind::Event,
        FaultKind::Hazard,
        FaultKind::Weight,
        FaultKind::Weights,
    ];
    all_told(|m| {
        let of_kind = |k| fault(k, NotFinite::Infinite, Some(2), 3);
        let mut faults: Vec<FaultReport> = kinds.into_iter().map(of_kind).collect();
        faults.push(fault(FaultKind::Stock, NotFinite::Undefined, Some(2), 3));
        faults.push(fault(FaultKind::Hazard, NotFinite::Undefined, Some(2), 3));
        faults.push(fault(FaultKind::Weight, NotFinite::Undefined, Some(2), 3));
        faults.push(fault(FaultKind::Stock, NotFinite::MinusInfinite, None, 3));
        faults.push(fault(FaultKind::Stock, NotFinite::MinusInfinite, None, 1));
        let told = faults.iter().map(|f| runs::fault(m, f).to_string());
        let in_games = faults.iter().map(|f| runs::fault_in_game(m, f).to_string());
        let of_runs = faults[..15].iter().map(|f| runs::failed(m, f).to_string());
        told.chain(in_games).chain(of_runs).collect()
    });
    let one = fault(FaultKind::Stock, NotFinite::Infinite, Some(2), 1);
    assert_eq!(
        runs::fault(&english(), &one).to_string(),
        "1 run, under `calm` and `storm`, at the stock `members[a]` (scenario.toml:41). For example: the stock `members[a]` \
         became infinite (as 1 / 0, or growth without limit) in world 7 under `calm`, on 2020-03-01 (step 2)."
    );
}

fn not_kept(why: NotKept) -> Note {
    let game = "pact".to_owned();
    Note::GameLeftOut {
        why: RunError::GameNotKept {
            game: game.clone(),
            why,
        },
        game,
    }
}

fn not_ranked(why: RankingLacks) -> Note {
    let actor = "crew".to_owned();
    Note::BetterLeftOut {
        why: RunError::Better(BetterError::NotKept {
            actor: actor.clone(),
            why,
        }),
        actor,
    }
}

#[test]
fn notes_and_facts_are_told() {
    let interrupted = |profiles| Note::Interrupted {
        worlds: 1000,
        worlds_asked: 20_000,
        profiles,
    };
    let notes = [
        interrupted(1),
        interrupted(3),
        Note::FirstNotFair,
        Note::FactorialShares,
        Note::HingesInFirst { worlds: 4 },
        Note::ClaimsLeftOut { claims: 2 },
        Note::BetterLeftOut {
            actor: "crew".into(),
            why: RunError::NoSuchWorld {
                world: 7,
                worlds: 5,
            },
        },
        Note::GameLeftOut {
            game: "pact".into(),
            why: RunError::NoSuchWorld {
                world: 7,
                worlds: 5,
            },
        },
        not_kept(NotKept::InTurn),
        not_kept(NotKept::Together { together: 2 }),
        not_kept(NotKept::Profiles {
            missing: vec!["war".into()],
        }),
        not_ranked(RankingLacks::Together { together: 2 }),
        not_ranked(RankingLacks::Strategies {
            missing: vec!["wait".into(), "row".into()],
        }),
    ];
    all_told(|m| notes.iter().map(|n| runs::note(m, n).to_string()).collect());
    all_told(|m| {
        [
            "lhs",
            "sobol",
            "monte-carlo",
            "full-factorial:3",
            "mine.csv",
        ]
        .map(|d| runs::design(m, d))
        .to_vec()
    });
    all_told(|m| vec![runs::failed_worlds(m, 1, 1), runs::failed_worlds(m, 1, 2)]);
    assert_eq!(
        runs::note(&english(), &interrupted(3)).to_string(),
        "The run was stopped: the report covers the first 1,000 of 20,000 worlds, each under all 3 profiles."
    );
}

#[test]
fn a_story_is_told_in_order_and_the_right_way_round() {
    let state = |change| State {
        quantity: "rabbits".into(),
        value: 114.0,
        unit: "rabbit".into(),
        change,
    };
    let turns = |turn| Told::Turns {
        date: "2014-01-01".into(),
        quantity: "rabbits".into(),
        unit: "rabbit".into(),
        turn,
        value: 190.0,
    };
    let happens = |about: &str| Told::Happens {
        date: "2014-01-01".into(),
        event: "crash".into(),
        about: about.into(),
    };
    let often = |about: &str| Told::HappensOften {
        date: "2014-01-01".into(),
        last: "2015-02-03".into(),
        times: 12_000,
        event: "crash".into(),
        about: about.into(),
    };
    let follows = |about: &str, from: Option<&str>| Told::Strategy {
        actor: "The gardener".into(),
        strategy: "wait".into(),
        about: about.into(),
        from: from.map(str::to_owned),
    };
    let end = |change| Told::End {
        date: "2016-01-01".into(),
        states: vec![state(change)],
    };
    let story = [
        follows("", None),
        follows("Wait and see.", None),
        Told::Start {
            date: "2012-01-01".into(),
            states: vec![state(None), state(None)],
        },
        turns(Turn::Highest),
        turns(Turn::Lowest),
        turns(Turn::Zero),
        happens(""),
        happens("it falls."),
        often(""),
        often("it falls."),
        end(None),
        end(Some(0.14)),
        end(Some(-0.14)),
        end(Some(0.001)),
        follows("", Some("2014-01-01")),
        follows("Wait and see.", Some("2014-01-01")),
    ];
    all_told(|m| {
        story
            .iter()
            .map(|t| worlds::told(m, t).to_string())
            .collect()
    });
    let say = |at: usize| plain(worlds::told(&english(), &story[at]));
    assert_eq!(say(1), "The gardener follows `wait`: Wait and see.");
    assert_eq!(
        say(15),
        "The gardener follows `wait` from 2014-01-01 on: Wait and see."
    );
    assert_eq!(
        say(2),
        "It begins on 2012-01-01 with `rabbits` at 114 rabbit and `rabbits` at 114 rabbit."
    );
    assert_eq!(
        say(3),
        "2014-01-01: `rabbits` reaches its highest, 190 rabbit."
    );
    assert_eq!(
        say(4),
        "2014-01-01: `rabbits` falls to its lowest, 190 rabbit."
    );
    assert_eq!(say(7), "2014-01-01: `crash` happens (it falls).");
    assert_eq!(
        say(11),
        "It ends on 2016-01-01 with `rabbits` at 114 rabbit (up 14 %)."
    );
    assert_eq!(
        say(12),
        "It ends on 2016-01-01 with `rabbits` at 114 rabbit (down 14 %)."
    );
    let spanish = Language::of("es").unwrap();
    assert_eq!(
        plain(worlds::told(&spanish, &story[12])),
        "Termina el 1 de enero de 2016 con `rabbits` en 114 rabbit (baja 14 %)."
    );
}

#[test]
fn what_never_comes_is_no_number() {
    let outcome = |value: f64| WorldOutcome {
        outcome: "first".into(),
        unit: "month".into(),
        value: Some(value).filter(|v| v.is_finite()),
        not_finite: NotFinite::of(value),
    };
    for (value, says) in [
        (18.0, "18 months"),
        (1.0, "1 month"),
        (f64::INFINITY, "never"),
        (f64::NEG_INFINITY, "minus infinite months"),
        (f64::NAN, "undefined months"),
    ] {
        assert_eq!(worlds::outcome(&english(), &outcome(value)), says);
    }
    let input = |option: Option<&str>| DrawnInput {
        input: "mood".into(),
        unit: "1".into(),
        value: 1.0,
        option: option.map(str::to_owned),
        central: 1.0,
        rank: 0.49,
    };
    assert_eq!(worlds::drawn(&english(), &input(Some("bad"))), "bad");
    assert_eq!(worlds::rank(&english(), &input(Some("bad"))), None);
    in_each(|m| whole(m, &worlds::rank(m, &input(None)).unwrap()));
}

#[test]
fn every_error_is_told_with_what_to_do() {
    let known = || vec!["fence".to_owned(), "ditch".to_owned(), "wall".to_owned()];
    let watch = |why| RunError::UnknownWatch {
        watch: "rabits".into(),
        why,
        known: Vec::new(),
    };
    let table = |line, why| RunError::Table {
        name: "w.csv".into(),
        line,
        why,
    };
    let much = |what| RunError::TooMuch {
        what,
        bytes: 3 << 30,
        limit: 1 << 30,
    };
    let game = |why| RunError::GameTooLarge {
        game: "pact".into(),
        why,
    };
    let compile = |why| RunError::Compile {
        profile: "calm".into(),
        why,
    };
    let unknown = |name: &str, known: Vec<String>| RunError::UnknownGame {
        name: name.into(),
        known,
    };
    let text = |t: &str| t.to_owned();
    let errors = [
        RunError::UnknownProfile {
            name: "fense".into(),
            known: known(),
        },
        unknown("", Vec::new()),
        unknown("", known()),
        unknown("pakt", known()),
        game(GameLimit::TooManyPlans {
            plans: vec![64, 4096],
            most: 100_000,
        }),
        game(GameLimit::MoveOfNobody),
        game(GameLimit::LostPoint),
        watch(WatchError::Unclosed),
        watch(WatchError::NoQuantity { name: text("x") }),
        watch(WatchError::NoElements { name: text("x") }),
        watch(WatchError::Labels {
            name: text("x"),
            dimensions: known(),
        }),
        watch(WatchError::NoElement {
            dimension: text("place"),
            label: text("x"),
        }),
        table(0, TableError::Empty),
        table(2, TableError::NoCsv),
        table(
            1,
            TableError::NoInput {
                name: text("x"),
                near: None,
            },
        ),
        table(
            1,
            TableError::NoInput {
                name: text("x"),
                near: Some(text("y")),
            },
        ),
        table(1, TableError::TwoColumns { name: text("x") }),
        table(
            3,
            TableError::Width {
                values: 3,
                columns: 2,
            },
        ),
        table(3, TableError::NoNumber { cell: text("many") }),
        RunError::NoSuchWorld {
            world: 200,
            worlds: 200,
        },
        much(TooMuch::Worlds),
        much(TooMuch::Outcomes),
        much(TooMuch::Watches),
        much(TooMuch::Payoffs {
            game: text("pact"),
            payoffs: 8,
            worlds: 1 << 28,
        }),
        compile(Uncompiled::Loop {
            elements: known(),
            more: false,
        }),
        compile(Uncompiled::Loop {
            elements: known(),
            more: true,
        }),
        compile(Uncompiled::MemoryInRecursion {
            quantity: text("x"),
        }),
        compile(Uncompiled::TooLarge {
            numbers: 12_345_678,
            limit: 1000,
        }),
        compile(Uncompiled::Misplaced { what: "a draw" }),
        RunError::Design(DesignError::NoWorlds),
        RunError::Design(DesignError::NoLevels),
        RunError::Design(DesignError::GridTooLarge {
            levels: 100_000,
            inputs: 2,
            needed: Some(10_000_000_000),
            worlds: 1_000_000,
        }),
        RunError::Design(DesignError::GridTooLarge {
            levels: 100_000,
            inputs: 9,
            needed: None,
            worlds: 1_000_000,
        }),
        RunError::Design(DesignError::TooManyInputs {
            inputs: 30_000,
            most: 21_201,
        }),
        RunError::Design(DesignError::Correlations { inputs: known() }),
        RunError::Design(DesignError::ColumnLength {
            input: 0,
            values: 3,
            expected: 4,
        }),
        table(1, TableError::SharesMissing { inputs: known() }),
        table(
            3,
            TableError::SharesSum {
                inputs: known(),
                sum: 1.1,
            },
        ),
        table(
            3,
            TableError::Condition {
                condition: text("x < y"),
            },
        ),
        RunError::Design(DesignError::GridOfConditions),
        RunError::PageNotKept {
            lacks: PageLacks::Profiles,
        },
        RunError::PageNotKept {
            lacks: PageLacks::Series { missing: known() },
        },
    ];
    all_told(|m| {
        errors
            .iter()
            .map(|e| errors::error(m, e).to_string())
            .collect()
    });
    in_each(|m| {
        for error in &errors {
            if let Some(cure) = errors::cure(m, error) {
                whole(m, &cure.to_string());
            }
        }
    });
    let cure = |at: usize| errors::cure(&english(), &errors[at]).unwrap().to_string();
    assert_eq!(cure(0), "did you mean `fence`, `ditch` or `wall`?");
    assert_eq!(cure(2), "name one of `fence`, `ditch`, `wall`");
    assert_eq!(cure(3), "did you mean `fence`, `ditch` or `wall`?");
    assert!(cure(1).contains("[game.…]"));
    assert!(cure(23).contains("8 payoffs in each of 268,435,456 worlds"));
    let say = |at: usize| plain(errors::error(&english(), &errors[at]));
    assert_eq!(say(2), "the scenario has 3 games");
    assert_eq!(
        say(22),
        "the watched values of all worlds would take 3 GiB, and at most 1 GiB are kept"
    );
    assert_eq!(
        say(24),
        "under the profile `calm`: equations need each other at the same instant: `fence` needs `ditch` needs `wall` needs \
         `fence`; break the loop with a stock, `previous`, `lag`, `smooth` or `delay`"
    );
}

#[test]
fn levers_that_were_rounded_are_told() {
    let note = Note::LeverRounded {
        profile: "needed".into(),
        actor: "navy".into(),
        lever: "ships".into(),
        rounded: 340,
        worlds: 2500,
        first: "2028-01-01".into(),
    };
    all_told(|m| vec![runs::note(m, &note).to_string()]);
    assert_eq!(
        plain(runs::note(&english(), &note).to_string()),
        "In 340 of 2,500 worlds under `needed` the rule of `navy` gives a fraction for `ships`, which takes whole numbers: it is held at the nearest, first on 2028-01-01."
    );
}

#[test]
fn draws_under_conditions_are_told() {
    let note = Note::Conditions {
        kept: 1000,
        draws: 2613,
    };
    all_told(|m| vec![runs::note(m, &note).to_string()]);
    assert_eq!(
        plain(runs::note(&english(), &note).to_string()),
        "Of 2,613 draws of inputs that conditions tie, 1,000 fulfilled them; the others were drawn again, which leaves the worlds less evenly spread."
    );
}

#[test]
fn levers_that_were_held_are_told_with_end_count_and_date() {
    let held = |above: bool| Note::LeverHeld {
        profile: "closure".into(),
        actor: "town".into(),
        lever: "closed".into(),
        end: 70.0,
        unit: "%".into(),
        above,
        held: 340,
        worlds: 2500,
        first: "2028-01-01".into(),
    };
    all_told(|m| {
        [true, false]
            .map(|above| runs::note(m, &held(above)).to_string())
            .to_vec()
    });
    let said = |above: bool| plain(runs::note(&english(), &held(above)).to_string());
    assert_eq!(
        said(true),
        "In 340 of 2,500 worlds under `closure` the rule of `town` asks for more than `closed` can be set to: it is held at 70 %, first on 2028-01-01."
    );
    assert!(said(false).contains("asks for less than"));
}

#[test]
fn what_shorter_steps_move_is_told_claim_by_claim() {
    use contend_analysis::Share;
    use contend_analysis::verdict::{Verdict, Word};
    use contend_session::steps::{StepsClaim, StepsReport};
    let verdict = |word: Word, holds: u64| Verdict {
        word,
        share: Share::new(holds, 100),
        ..Verdict::of_fact(None, false)
    };
    let claim = |id: &str, moves: bool| StepsClaim {
        id: id.into(),
        verdicts: vec![
            verdict(Word::Fails, 20),
            verdict(Word::Contested, 45),
            verdict(Word::Holds, 90),
        ],
        moves,
    };
    let report = |claims| StepsReport {
        worlds: 1000,
        claims,
    };
    let some = report(vec![claim("first", false), claim("second", true)]);
    let none = report(vec![claim("first", false), claim("second", false)]);
    let said = contend_words::steps::said(&english(), &some);
    assert_eq!(said.len(), 2);
    assert!(said[0].starts_with("With half or with a quarter of the step 1 of 2 verdicts moves"));
    assert_eq!(
        said[1],
        "- second: fails (20 %); with half the step contested (45 %); with a quarter holds (90 %)"
    );
    let said = contend_words::steps::said(&english(), &none);
    assert_eq!(
        said,
        [
            "With half and with a quarter of the step all 2 verdicts stay within their intervals, over 1,000 worlds."
        ]
    );
    all_told(|m| {
        [&some, &none]
            .iter()
            .flat_map(|r| contend_words::steps::said(m, r))
            .collect()
    });
}
