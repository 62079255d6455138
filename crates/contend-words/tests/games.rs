//! What is said of games, held against tables of payoffs whose answers can be seen by hand, in every language.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use contend_analysis::Share;
use contend_analysis::game::{Nfg, Payoffs, Size};
use contend_analysis::turning::Side;
use contend_model::id::InputId;
use contend_session::game::report::{
    Answer, Commitment, DominatedShare, GameHinges, GameNote, GameReport, GameRun, Method,
    MoveFacts, PlannedMove, Statement, StoppingRule, TurnsReport,
};
use contend_session::game::solve_nfg;
use contend_session::report::{FaultKind, FaultReport, HingeReport, NotFinite, Turns};
use contend_session::request::Measure;
use contend_words::games::{self, GameWords};
use contend_words::runs;
use contend_words::{LANGUAGES, Language};

/// The row player's payoffs, then the column player's, row by row.
fn game(sizes: [usize; 2], rows: &[f64], columns: &[f64]) -> GameReport {
    let ids = |names: &str| names.split(' ').map(str::to_owned).collect();
    solve_nfg(&Nfg {
        title: "table".to_owned(),
        players: vec!["The row".to_owned(), "Column".to_owned()],
        strategies: vec![
            match sizes[0] {
                2 => ids("top bottom"),
                _ => ids("top middle bottom"),
            },
            ids("left right"),
        ],
        comment: String::new(),
        payoffs: Payoffs::new(sizes.to_vec(), vec![rows.to_vec(), columns.to_vec()]).unwrap(),
    })
}

/// `bottom` and `right` are better whatever the other does; both would get more with `top` and `left`.
fn dilemma() -> GameReport {
    game([2, 2], &[3., 0., 5., 1.], &[3., 5., 0., 1.])
}

/// Both want to meet, the row at `top` `left`, the column at `bottom` `right`.
fn meeting() -> GameReport {
    game([2, 2], &[3., 0., 0., 2.], &[2., 0., 0., 3.])
}

/// The row wants to match, which is worth four times as much at `top`, the column not to be matched.
fn pennies() -> GameReport {
    game([2, 2], &[4., 0., 0., 1.], &[0., 1., 1., 0.])
}

/// `middle` serves the row worse than `top`; once it is out, `left` serves the column worse than `right`; then `bottom`
/// serves the row worse than `top`.
fn chain() -> GameReport {
    game([3, 2], &[5., 2., 4., 1., 6., 0.], &[0., 1., 9., 0., 0., 1.])
}

fn words(report: &GameReport, tag: &str) -> GameWords {
    GameWords::new(report, &Language::of(tag).unwrap())
}

fn texts(sentences: &[contend_words::Sentence]) -> Vec<String> {
    sentences.iter().map(ToString::to_string).collect()
}

fn run(measure: Measure) -> GameRun {
    GameRun {
        worlds: 400,
        worlds_asked: 1000,
        worlds_left_out: 0,
        worlds_compared: 400,
        interrupted: false,
        seed: 7,
        design: "lhs".to_owned(),
        measure,
        profiles: 4,
        profiles_simulated: 4,
        runs: 1600,
        runs_saved: 0,
        rounds: Vec::new(),
        stopping_rule: Some(StoppingRule { margin: 3.25 }),
        failed_runs: 0,
        equations: 1,
    }
}

fn hinge(holds: Option<Side>) -> HingeReport {
    let (share_there, share_elsewhere) = (0.8, 0.1);
    HingeReport {
        input: "cost".to_owned(),
        id: InputId(0),
        unit: "USD".to_owned(),
        distance: 0.5,
        p: 0.001,
        turns: Some(match holds {
            Some(holds) => Turns::At {
                turns_at: 2.5,
                holds,
                share_there,
                share_elsewhere,
            },
            None => Turns::Under {
                holds_under: vec!["calm".to_owned(), "storm".to_owned()],
                share_there,
                share_elsewhere,
            },
        }),
        explains: 0.37,
    }
}

/// A game in turn: the row moves, then the column, who sees it.
fn in_turn(plan: Vec<PlannedMove>, unseen: usize) -> GameReport {
    let mut report = dilemma();
    report.solution = Default::default();
    let step = |player: usize, year: u32| MoveFacts {
        player,
        date: format!("{year}-01-01"),
        strategies: vec![0, 1],
        sees: Vec::new(),
    };
    report.game.moves = vec![step(0, 2030), step(1, 2031)];
    report.turns = Some(TurnsReport {
        path: Some(vec![1, 0]),
        payoffs: Some(vec![2.0, 7.0]),
        reached: vec![(2, 1.0)],
        plan,
        parts: 3,
        parts_unseen: unseen,
        alternatives: 2,
    });
    report
}

/// What is ahead by a hair on average, and best in half of the worlds, is not read as certain: the margin told is the smallest, with the
/// share of worlds in which that reply is the best; and an only equilibrium says in how many worlds it is one.
#[test]
fn answers_without_exception_carry_their_margin() {
    let mut report = dilemma();
    let own = (report.solution.replies.iter_mut()).filter(|r| r.player == 0);
    for (reply, (ahead, holds)) in own.zip([(0.25, 55), (0.125, 60)]) {
        (reply.ahead, reply.error) = (Some(ahead), Some(0.0625));
        reply.in_worlds = vec![Share::new(100 - holds, 100), Share::new(holds, 100)];
    }
    let equilibrium = report.profiles.iter_mut().find(|p| p.equilibrium).unwrap();
    equilibrium.in_worlds = Share::new(34, 100);
    let said = texts(&words(&report, "en").answers);
    assert_eq!(
        said[0],
        "The row does best with `bottom` whatever the others do. At the least, against `right`, it is ahead of `top` by 0.125 ±0.062, \
         and the best in 60 of 100 worlds (50–69)."
    );
    assert_eq!(
        said[2],
        "The row plays `bottom`, Column `right`: the only equilibrium. World by world it is an equilibrium in 34 of 100 worlds (25–44)."
    );
}

#[test]
fn the_dominant_and_the_dominated_are_not_swapped() {
    let report = dilemma();
    let said = words(&report, "en");
    assert_eq!(
        texts(&said.answers),
        [
            "The row does best with `bottom` whatever the others do. At the least, against `right`, it is ahead of `top` by 1.",
            "Column does best with `right` whatever the others do. At the least, against `bottom`, it is ahead of `left` by 1.",
            "The row plays `bottom`, Column `right`: the only equilibrium.",
            "A dilemma: all would have more if the row plays `top`, Column `left`; but nobody gets there by choosing alone.",
        ]
    );
    assert_eq!(
        texts(&said.dominated),
        [
            "The row: `top` is worse than `bottom` whatever the others do, by 1 or more.",
            "Column: `left` is worse than `right` whatever the others do, by 1 or more.",
        ]
    );
    let said = words(&report, "es");
    assert_eq!(
        texts(&said.answers),
        [
            "Lo mejor para The row es `bottom`, hagan lo que hagan los demás. Por lo menos, frente a `right`, aventaja a `top` en 1.",
            "Lo mejor para Column es `right`, hagan lo que hagan los demás. Por lo menos, frente a `bottom`, aventaja a `left` en 1.",
            "The row juega `bottom`, Column `right`: el único equilibrio.",
            "Un dilema: todos tendrían más en el perfil en que The row juega `top`, Column `left`; pero nadie llega ahí decidiendo solo.",
        ]
    );
    assert_eq!(
        texts(&said.dominated)[0],
        "The row: `top` es peor que `bottom`, hagan lo que hagan los demás, por 1 o más."
    );
    let said = words(&report, "pt");
    assert_eq!(
        texts(&said.answers)[0],
        "O melhor para The row é `bottom`, façam os outros o que fizerem. No mínimo, diante de `right`, está à frente de `top` por 1."
    );
    assert_eq!(
        texts(&said.dominated)[0],
        "The row: `top` é pior que `bottom`, façam os outros o que fizerem, por 1 ou mais."
    );
    // The same table with rows and columns in the other order.
    let turned = game([2, 2], &[1., 5., 0., 3.], &[1., 0., 5., 3.]);
    let said = words(&turned, "en");
    assert!(texts(&said.answers)[0].contains("`top`"));
    assert!(texts(&said.dominated)[0].contains("`bottom` is worse than `top`"));
}

#[test]
fn weak_dominance_is_said_of_the_weaker() {
    let report = game([2, 2], &[1., 1., 1., 2.], &[1., 0., 0., 1.]);
    let said = words(&report, "en");
    assert_eq!(
        texts(&said.dominated),
        ["The row: `top` is never better than `bottom` and sometimes worse (weakly dominated)."]
    );
    let none = "No strategy: each is worth playing against something.";
    assert_eq!(texts(&words(&meeting(), "en").dominated), [none]);
}

#[test]
fn what_goes_round_by_round_is_told_by_its_round() {
    let report = chain();
    let said = words(&report, "en");
    assert_eq!(
        texts(&said.dominated),
        [
            "The row: `middle` is worse than `top` whatever the others do, by 1 or more.",
            "Column: `left` is worse than `right` whatever the others do once what goes before is out (round 2), by 1 or more.",
            "The row: `bottom` is worse than `top` whatever the others do once what goes before is out (round 3), by 2 or more.",
        ]
    );
    assert_eq!(
        texts(&said.answers)[0],
        "The row plays `top`, Column `right`: the only equilibrium; it is what is left when nobody plays what serves worse whatever the others do, and all know that of each other."
    );
}

#[test]
fn one_equilibrium_several_and_none_are_told_apart() {
    let several = words(&meeting(), "en");
    assert_eq!(
        texts(&several.answers),
        [
            "2 pure equilibria: the row plays `top`, Column `left`; the row plays `bottom`, Column `right`. Payoffs alone do not say which; it takes a custom, a signal or a first move."
        ]
    );
    // Beside the two pure ones both may mix: each makes the other indifferent.
    assert_eq!(
        texts(&several.equilibria)[2],
        "Mixed. The row: `top` 3/5, `bottom` 2/5; Column: `left` 2/5, `right` 3/5; payoffs 1.2 and 1.2."
    );
    assert_eq!(
        texts(&several.equilibria)[0],
        "`top, left`: payoffs 3 and 2."
    );
    assert_eq!(
        texts(&words(&meeting(), "es").answers),
        [
            "2 equilibrios puros: The row juega `top`, Column `left`; The row juega `bottom`, Column `right`. Los pagos por sí solos no dicen cuál; hace falta una costumbre, una señal o que alguien mueva primero."
        ]
    );
    let none = words(&pennies(), "en");
    assert_eq!(
        texts(&none.answers),
        [
            "In every profile somebody would rather do something else. In equilibrium players leave the others guessing: the row plays `top` in 50, `bottom` in 50 of 100 cases; Column plays `left` in 20, `right` in 80 of 100 cases."
        ]
    );
    // With three players it is not known whether there are mixed ones too.
    let mut open = dilemma();
    open.answers = vec![Answer::OnePure {
        profile: 3,
        sole: false,
        by_elimination: false,
    }];
    assert_eq!(
        texts(&words(&open, "en").answers),
        ["The row plays `bottom`, Column `right`: the only pure equilibrium."]
    );
    assert_eq!(
        texts(&words(&open, "pt").answers),
        ["The row joga `bottom`, Column `right`: o único equilíbrio puro."]
    );
    let weak = game([2, 2], &[1., 1., 1., 0.], &[1., 0., 1., 0.]);
    assert!(
        texts(&words(&weak, "en").equilibria)[0]
            .ends_with(", weak: somebody would not lose by changing.")
    );
}

#[test]
fn all_and_none_are_said_only_of_all_and_none() {
    let mut report = pennies();
    report.solution.equilibria.equilibria[0].strategies =
        vec![vec![0.997, 0.003], vec![0.993, 0.007]];
    assert!(texts(&words(&report, "en").answers)[0].ends_with(
        "the row plays `top` in more than 99, `bottom` in fewer than 1 of 100 cases; Column plays `left` in 99, `right` in fewer than 1 of 100 cases."
    ));
    report.run = Some(run(Measure::Mean));
    report.certainty.of = Some(Statement::NoPureEquilibrium);
    for (holds, told) in [
        (0, "0"),
        (1, "fewer than 1"),
        (999, "more than 99"),
        (1000, "100"),
    ] {
        report.certainty.in_worlds = Share::new(holds, 1000);
        let said = texts(&words(&report, "en").certainty);
        let start = format!("World by world: no profile is an equilibrium in {told} of 100");
        assert!(said[0].starts_with(&start), "{said:?}");
    }
}

#[test]
fn some_all_and_none_of_the_worlds_are_told_apart() {
    let mut report = dilemma();
    for (tag, none, some, all) in [
        (
            "en",
            "in none of 5 worlds",
            "in 60 of 100 worlds (23–88)",
            "in all 5 worlds",
        ),
        (
            "es",
            "en ninguno de los 5 mundos",
            "en 60 de cada 100 mundos (23–88)",
            "en todos los 5 mundos",
        ),
        (
            "pt",
            "em nenhum dos 5 mundos",
            "em 60 de cada 100 mundos (23–88)",
            "em todos os 5 mundos",
        ),
    ] {
        for (holds, told) in [(0, none), (3, some), (5, all)] {
            report.solution.equilibria.equilibria[0].in_worlds = Share::new(holds, 5);
            let said = texts(&words(&report, tag).equilibria);
            assert!(said[0].ends_with(&format!("; {told}.")), "{said:?}");
        }
    }
}

#[test]
fn the_best_reply_stands_before_the_second_best() {
    let report = chain();
    let said = texts(&words(&report, "en").replies);
    assert_eq!(said[0], "The row to `left`: `bottom`, ahead of `top` by 1.");
    assert_eq!(
        said[1],
        "The row to `right`: `top`, ahead of `middle` by 1."
    );
    assert_eq!(said[2], "Column to `top`: `right`, ahead of `left` by 1.");
    assert_eq!(
        texts(&words(&report, "es").replies)[0],
        "The row ante `left`: `bottom`, con ventaja de 1 sobre `top`."
    );
    assert_eq!(
        texts(&words(&report, "pt").replies)[0],
        "The row diante de `left`: `bottom`, com vantagem de 1 sobre `top`."
    );
    let tie = game([2, 2], &[1., 1., 1., 0.], &[1., 0., 1., 0.]);
    let said = texts(&words(&tie, "en").replies);
    assert_eq!(said[0], "The row to `left`: `top` or `bottom`; they tie.");
    let mut report = chain();
    let reply = &mut report.solution.replies[1];
    reply.clear = false;
    reply.error = Some(0.75);
    reply.in_worlds[0] = Share::new(30, 100);
    assert_eq!(
        texts(&words(&report, "en").replies)[1],
        "The row to `right`: `top`, ahead of `middle` by 1.00 ±0.75, within error; best in 30 of 100 worlds (22–40)."
    );
}

#[test]
fn leaders_and_followers_are_not_swapped() {
    // `top` is the row's better strategy whatever the other does, but who is bound to `bottom` is met by `right`.
    let report = game([2, 2], &[2., 4., 1., 3.], &[1., 0., 0., 2.]);
    let said = texts(&words(&report, "en").commitment);
    assert_eq!(
        said[0],
        "The row commits itself to `bottom` and gets 3: Column answers `right`; with a mixture 0.667 `top` + 0.333 `bottom` it gets 3.67. In equilibrium without commitment: 2."
    );
    let mut report = meeting();
    report.answers = vec![Answer::Commitment {
        leader: 0,
        strategy: 0,
        gets: 3.0,
        without: (1.2, 2.0),
    }];
    assert_eq!(
        texts(&words(&report, "en").answers),
        [
            "If the row commits itself first, it commits to `top` and gets 3, against 1.2 to 2 in equilibria without commitment."
        ]
    );
    let said = texts(&words(&report, "en").commitment);
    assert_eq!(
        said,
        [
            "The row commits itself to `top` and gets 3: Column answers `left`. In equilibrium without commitment: 1.2 to 3.",
            "Column commits itself to `right` and gets 3: the row answers `bottom`. In equilibrium without commitment: 1.2 to 3.",
        ]
    );
    assert_eq!(
        texts(&words(&report, "es").commitment)[1],
        "Column se compromete con `right` y obtiene 3: The row responde `bottom`. En equilibrio sin compromiso: 1,2 a 3."
    );
    assert_eq!(
        texts(&words(&report, "pt").commitment)[0],
        "The row se compromete com `top` e obtém 3: Column responde `left`. Em equilíbrio sem compromisso: 1,2 a 3."
    );
    // A mixture makes the other do what suits the leader, and those who are indifferent may not.
    let found = &mut report.solution.commitment[0];
    found.without = None;
    found.pure_weak = Commitment {
        strategies: vec![vec![0.0, 1.0], vec![0.0, 1.0]],
        payoffs: vec![2.0, 3.0],
        attained: true,
    };
    found.mixed = Some(Commitment {
        strategies: vec![vec![0.25, 0.75], vec![1.0, 0.0]],
        payoffs: vec![3.5, 1.0],
        attained: true,
    });
    assert_eq!(
        texts(&words(&report, "en").commitment)[0],
        "The row commits itself to `top` and gets 3: Column answers `left`, if those who are indifferent do what suits it; else 2 with `bottom`; with a mixture 0.25 `top` + 0.75 `bottom` it gets 3.5."
    );
}

#[test]
fn gains_are_those_of_who_regrets() {
    let report = dilemma();
    // At `top, right` the row would gain 1 with `bottom`; the column loses by changing.
    let said = texts(&words(&report, "en").regrets);
    assert_eq!(said[0], "`top, left`: The row +2, Column +2");
    assert_eq!(said[1], "`top, right`: The row +1, Column nothing");
    assert_eq!(said[2], "`bottom, left`: The row nothing, Column +1");
    assert_eq!(said[3], "`bottom, right`: The row nothing, Column nothing");
    assert_eq!(report.by_regret(), [3, 1, 2, 0]);
    assert_eq!(
        texts(&words(&report, "pt").regrets)[1],
        "`top, right`: The row +1, Column nada"
    );
}

#[test]
fn below_and_above_and_best_and_worst_are_not_swapped() {
    let mut report = dilemma();
    report.run = Some(run(Measure::Mean));
    report.hinges = vec![GameHinges {
        profile: 3,
        in_worlds: Share::new(94, 100).unwrap(),
        hinges: vec![
            hinge(Some(Side::Below)),
            hinge(Some(Side::Above)),
            hinge(None),
        ],
        explained: 0.5,
    }];
    assert_eq!(
        texts(&words(&report, "en").hinges),
        [
            "`bottom, right`: in 94 of 100 worlds (88–97); it hinges on `cost`: below 2.5\u{a0}USD it holds in 80 of 100 worlds, above in 10; this explains 37\u{202f}%; and on `cost`: above 2.5\u{a0}USD it holds in 80 of 100 worlds, below in 10; this explains 37\u{202f}%."
        ]
    );
    report.hinges[0].hinges.drain(..2);
    assert_eq!(
        texts(&words(&report, "es").hinges),
        [
            "`bottom, right`: en 94 de cada 100 mundos (88–97); depende de `cost`: con `calm` o `storm` se cumple en 80 de cada 100 mundos, si no en 10; esto explica el 37\u{202f}%."
        ]
    );
    report.certainty.of = Some(Statement::Equilibrium { profile: 3 });
    report.certainty.in_resamples = Share::new(99, 100);
    report.certainty.in_worlds = Share::new(40, 100);
    let average = texts(&words(&report, "en").certainty);
    assert_eq!(
        average,
        [
            "On average payoffs: `bottom`, `right` is an equilibrium in 99 of 100 sets of worlds drawn anew. More worlds would make this surer.",
            "World by world: it is an equilibrium in 40 of 100 simulated worlds, if players know which world they are in. More worlds would not change this; knowing more of the world would.",
        ]
    );
    report.certainty.chance = true;
    let lucky = texts(&words(&report, "en").certainty);
    assert!(lucky[1].contains("which world they are in, the luck of its events included."));
    let m = Language::english();
    assert!(games::legend(&m, &report, true).starts_with("Means over worlds ± standard error: "));
    report.run = Some(run(Measure::WorstTenth));
    let worst = texts(&words(&report, "en").certainty);
    assert!(worst[0].starts_with("On payoffs in the worst tenth: `bottom`, `right` is"));
    assert_eq!(
        games::legend(&m, &report, false),
        "Means of the worst tenth of worlds: The row above and Column below. * best reply; ringed: equilibrium; standard errors up to 0 and 0."
    );
}

/// What could be told the wrong way round, in each language: exact sentences, for what `contains` would let pass.
#[test]
fn nothing_is_turned_round_in_translation() {
    let hinged = |side| {
        let mut report = dilemma();
        report.hinges = vec![GameHinges {
            profile: 3,
            in_worlds: Share::new(2, 2).unwrap(),
            hinges: vec![hinge(Some(side))],
            explained: 0.5,
        }];
        report
    };
    let hinge = |tag: &str, side| texts(&words(&hinged(side), tag).hinges)[0].clone();
    assert_eq!(
        hinge("es", Side::Below),
        "`bottom, right`: en todos los 2 mundos; depende de `cost`: por debajo de 2,5\u{a0}USD se cumple en 80 de cada 100 mundos, por encima en 10; esto explica el 37\u{202f}%."
    );
    assert_eq!(
        hinge("es", Side::Above),
        "`bottom, right`: en todos los 2 mundos; depende de `cost`: por encima de 2,5\u{a0}USD se cumple en 80 de cada 100 mundos, por debajo en 10; esto explica el 37\u{202f}%."
    );
    assert_eq!(
        hinge("pt", Side::Below),
        "`bottom, right`: em todos os 2 mundos; depende de `cost`: abaixo de 2,5\u{a0}USD vale em 80 de cada 100 mundos, acima em 10; isso explica 37%."
    );
    assert_eq!(
        hinge("pt", Side::Above),
        "`bottom, right`: em todos os 2 mundos; depende de `cost`: acima de 2,5\u{a0}USD vale em 80 de cada 100 mundos, abaixo em 10; isso explica 37%."
    );
    let weak = game([2, 2], &[1., 1., 1., 2.], &[1., 0., 0., 1.]);
    let weakly = |tag: &str| texts(&words(&weak, tag).dominated)[0].clone();
    assert_eq!(
        weakly("es"),
        "The row: `top` nunca es mejor que `bottom` y a veces es peor (débilmente dominada)."
    );
    assert_eq!(
        weakly("pt"),
        "The row: `top` nunca é melhor que `bottom` e às vezes é pior (fracamente dominada)."
    );
    let only = |tag: &str, sole, by_elimination| {
        let mut report = dilemma();
        report.answers = vec![Answer::OnePure {
            profile: 3,
            sole,
            by_elimination,
        }];
        texts(&words(&report, tag).answers)[0].clone()
    };
    for (tag, sole, pure, left) in [
        (
            "en",
            ": the only equilibrium",
            ": the only pure equilibrium",
            "it is what is left",
        ),
        (
            "es",
            ": el único equilibrio",
            ": el único equilibrio puro",
            "es lo que queda",
        ),
        (
            "pt",
            ": o único equilíbrio",
            ": o único equilíbrio puro",
            "é o que resta",
        ),
    ] {
        assert!(only(tag, true, false).ends_with(&format!("{sole}.")));
        assert!(only(tag, false, false).ends_with(&format!("{pure}.")));
        assert!(only(tag, true, true).contains(&format!("{sole}; {left}")));
        assert!(only(tag, false, true).contains(&format!("{pure}; {left}")));
    }
    let mut led = meeting();
    led.answers = vec![Answer::Commitment {
        leader: 1,
        strategy: 1,
        gets: 3.0,
        without: (2.0, 2.0),
    }];
    let led = |tag: &str| texts(&words(&led, tag).answers)[0].clone();
    assert_eq!(
        led("en"),
        "If Column commits itself first, it commits to `right` and gets 3, against 2 in the equilibrium without commitment."
    );
    assert_eq!(
        led("es"),
        "Si Column se compromete primero, se compromete con `right` y obtiene 3, frente a 2 en el equilibrio sin compromiso."
    );
    assert_eq!(
        led("pt"),
        "Se Column se compromete primeiro, compromete-se com `right` e obtém 3, contra 2 no equilíbrio sem compromisso."
    );
    let mut sure = dilemma();
    sure.run = Some(run(Measure::WorstTenth));
    sure.certainty.of = Some(Statement::NoPureEquilibrium);
    sure.certainty.in_resamples = Share::new(1, 4);
    sure.certainty.in_worlds = Share::new(3, 4);
    let sure = |tag: &str| texts(&words(&sure, tag).certainty);
    for (tag, cautious, worlds) in [
        (
            "es",
            "Con los pagos de la peor décima parte: ningún perfil es un equilibrio en 25 de cada 100 conjuntos",
            "Mundo por mundo: ningún perfil es un equilibrio en 75 de cada 100 mundos simulados.",
        ),
        (
            "pt",
            "Com os ganhos do pior décimo: nenhum perfil é um equilíbrio em 25 de cada 100 conjuntos",
            "Mundo a mundo: nenhum perfil é um equilíbrio em 75 de cada 100 mundos simulados.",
        ),
    ] {
        let said = sure(tag);
        assert!(said[0].starts_with(cautious), "{said:?}");
        assert!(said[1].starts_with(worlds), "{said:?}");
    }
}

#[test]
fn turns_say_who_knows_what() {
    let point = |at, knows: Vec<Vec<usize>>, chooses, on_path| PlannedMove {
        at,
        knows,
        chooses,
        on_path,
    };
    let mut report = in_turn(
        vec![
            point(0, vec![], vec![(1, 1.0)], true),
            point(1, vec![vec![1]], vec![(0, 1.0)], true),
            point(1, vec![vec![0]], vec![(0, 0.25), (1, 0.75)], false),
        ],
        0,
    );
    report.answers = vec![
        Answer::Choice {
            at: 0,
            chooses: vec![(1, 1.0)],
            given: vec![],
            unsure: vec![],
        },
        Answer::Choice {
            at: 1,
            chooses: vec![(0, 1.0)],
            given: vec![],
            unsure: vec![(0, vec![0, 1])],
        },
        Answer::Choice {
            at: 1,
            chooses: vec![(0, 0.3), (1, 0.7)],
            given: vec![(0, vec![1])],
            unsure: vec![],
        },
        Answer::Payoffs {
            payoffs: vec![2.0, 7.0],
        },
    ];
    let said = words(&report, "en");
    assert_eq!(
        texts(&said.answers),
        [
            "2030-01-01: The row chooses `bottom`.",
            "2031-01-01: Column chooses `left`, without knowing whether the row chose `top` or `bottom`.",
            "2031-01-01, if the row chose `bottom`: Column chooses `left` in 30, `right` in 70 of 100 cases.",
            "So the row gets 2, Column gets 7.",
        ]
    );
    assert_eq!(
        texts(&said.plan),
        [
            "2030-01-01: The row would choose `bottom`.",
            "2031-01-01, if the row chose `bottom`: Column would choose `left`.",
            "2031-01-01, if the row chose `top`: Column would choose 0.25 `left` + 0.75 `right`.",
        ]
    );
    assert_eq!(
        texts(&words(&report, "es").plan)[2],
        "2031-01-01, si The row eligió `top`: Column elegiría 0,25 `left` + 0,75 `right`."
    );
    assert_eq!(
        games::profile_name(&report, &report.profiles[1]),
        "The row top, Column right"
    );
    let unseen = words(&in_turn(vec![], 2), "en").method.unwrap();
    assert!(
        unseen
            .to_string()
            .contains("In 2 of 3 parts players do not see")
    );
}

/// Every kind of answer, note, method and line in every language, without a place left open or a key for a message.
#[test]
fn every_language_says_every_finding() {
    let mut said = vec![0; LANGUAGES.len()];
    for (language, count) in LANGUAGES.into_iter().zip(&mut said) {
        for report in findings() {
            let json = serde_json::to_value(words(&report, language)).unwrap();
            let mut sentences = Vec::new();
            strings(&json, &mut sentences);
            let m = Language::of(language).unwrap();
            sentences.push(games::heading(&m, &report).to_string());
            let now = runs::Made::Now {
                time: "1 s".to_owned(),
                rate: 9.0,
            };
            let kept = runs::Made::Kept {
                folder: "results".to_owned(),
            };
            let ran = report.run.iter();
            sentences.extend(
                ran.flat_map(|r| [&now, &kept].map(|made| games::facts(&m, r, None, made))),
            );
            sentences.extend(
                report
                    .faults
                    .iter()
                    .map(|f| runs::fault_in_game(&m, f).to_string()),
            );
            sentences.push(games::legend(&m, &report, true));
            sentences.push(games::legend(&m, &report, false));
            sentences.push(games::more_in_json(&m, 1));
            sentences.push(games::more_by_filter(&m, 2));
            sentences.push(games::share_of_hundred(&m, 0.001));
            for sentence in &sentences {
                let key = sentence.split(' ').any(|word| word.starts_with("game-"));
                let open = key || sentence.contains(['{', '}']);
                assert!(!open && !sentence.is_empty(), "{language}: {sentence:?}");
                for sign in ["  ", " .", " ,", ";;", "..", ", ,"] {
                    assert!(!sentence.contains(sign), "{language}: {sentence:?}");
                }
            }
            *count += sentences.len();
        }
    }
    assert!(said.iter().all(|n| *n == said[0] && *n > 200), "{said:?}");
}

fn strings(json: &serde_json::Value, out: &mut Vec<String>) {
    match json {
        serde_json::Value::String(text) => out.push(text.clone()),
        serde_json::Value::Array(list) => list.iter().for_each(|v| strings(v, out)),
        serde_json::Value::Object(map) => map.values().for_each(|v| strings(v, out)),
        _ => {}
    }
}

/// Reports in which each kind of finding stands at least once.
fn findings() -> Vec<GameReport> {
    let mut all = vec![dilemma(), meeting(), pennies(), chain()];
    let mut one = dilemma();
    one.game.about = "To arm or not.".to_owned();
    one.game.players[1].unit = "USD / year".to_owned();
    one.answers = vec![
        Answer::NoEquilibrium,
        Answer::SeveralPure {
            profiles: vec![0, 1, 2, 3, 0],
        },
    ];
    for (sole, by_elimination) in [(true, true), (true, false), (false, true), (false, false)] {
        one.answers.push(Answer::OnePure {
            profile: 3,
            sole,
            by_elimination,
        });
    }
    for without in [(1.0, 1.0), (1.0, 2.0)] {
        one.answers.push(Answer::Commitment {
            leader: 1,
            strategy: 0,
            gets: 3.0,
            without,
        });
    }
    for worlds_left_out in [1, 2] {
        one.answers.push(Answer::LeftOut {
            worlds_left_out,
            worlds: 20,
        });
    }
    for of in [
        Statement::Equilibrium { profile: 0 },
        Statement::Path { profile: 0 },
        Statement::NoPureEquilibrium,
    ] {
        one.answers.push(Answer::NoVerdict {
            of,
            least: 0.25,
            most: 0.5,
        });
    }
    one.notes = vec![
        GameNote::Interrupted {
            worlds: 10,
            worlds_asked: 20,
        },
        GameNote::FewerCompared { worlds_compared: 1 },
        GameNote::FewerCompared { worlds_compared: 5 },
        lever_held(true),
        lever_held(false),
        GameNote::WorstTenth,
        GameNote::NoRounds,
        GameNote::NoWorldLeft,
        GameNote::PayoffsTooLarge,
    ];
    one.faults = vec![FaultReport {
        kind: FaultKind::Outcome,
        name: "x".to_owned(),
        declared: "scenario.toml:3".to_owned(),
        runs: 1,
        profiles: Vec::new(),
        world: 0,
        profile: String::new(),
        date: None,
        time: None,
        step: None,
        value: NotFinite::Undefined,
    }];
    one.solution.dominance.weak = one.solution.dominance.strict.clone();
    one.solution.dominance.weak[0].by = vec![(0, 0.5), (1, 0.5)];
    one.solution.equilibria.degenerate = true;
    one.solution.equilibria.within_error = vec![0, 1];
    one.solution.equilibria.equilibria[0].in_resamples = Share::new(4, 5);
    one.solution.equilibria.equilibria[0].in_worlds = Share::new(5, 5);
    one.solution.correlated.as_mut().unwrap().profiles = vec![(0, 0.2); 5];
    for design in [
        "lhs",
        "sobol",
        "monte-carlo",
        "full-factorial:3",
        "worlds.csv",
    ] {
        for measure in [Measure::Mean, Measure::WorstTenth] {
            let mut next = one.clone();
            let mut run = run(measure);
            run.design = design.to_owned();
            run.interrupted = measure == Measure::WorstTenth;
            (run.profiles_simulated, run.runs_saved) =
                if run.interrupted { (3, 5) } else { (4, 0) };
            next.run = Some(run);
            next.certainty.of = Some(match design {
                "lhs" => Statement::NoPureEquilibrium,
                _ => Statement::Equilibrium { profile: 3 },
            });
            next.certainty.in_resamples = Share::new(1, 3);
            next.certainty.in_worlds = Share::new(3, 3);
            next.hinges = [vec![], vec![hinge(Some(Side::Below))], vec![hinge(None); 2]]
                .into_iter()
                .zip([0, 5, 3])
                .map(|(hinges, holds)| GameHinges {
                    profile: 1,
                    in_worlds: Share::new(holds, 5).unwrap(),
                    hinges,
                    explained: 0.4,
                })
                .collect();
            all.push(next);
        }
    }
    for method in [
        Method::AllExtreme,
        Method::LemkeHowson {
            paths: 40,
            because: Some(Size::Strategies(70)),
        },
        Method::LemkeHowson {
            paths: 40,
            because: Some(Size::Corners(20_000)),
        },
        Method::LemkeHowson {
            paths: 40,
            because: None,
        },
        Method::QuantalLimit,
        Method::PureAlone { gain: Some(0.01) },
        Method::PureAlone { gain: None },
        Method::MixedNotSought,
    ] {
        let mut next = pennies();
        next.solution.equilibria.method = Some(method);
        next.solution.equilibria.within_error = vec![0, 1, 2, 3, 0];
        let mixed = &mut next.solution.equilibria.equilibria[0];
        mixed.exact = None;
        mixed.between = Some(vec![vec![(0.4, 0.6); 2]; 2]);
        mixed.in_worlds = Share::new(1, 1);
        next.solution.replies[0].in_worlds = vec![Share::new(2, 5); 2];
        next.solution.replies[1].best = vec![0, 1];
        next.solution.replies[1].in_worlds = vec![Share::new(0, 1); 2];
        all.push(next);
    }
    for unseen in [0, 1] {
        let mut turns = in_turn(
            vec![PlannedMove {
                at: 1,
                knows: vec![vec![unseen]],
                chooses: vec![(0, 1.0)],
                on_path: false,
            }],
            unseen,
        );
        turns.run = Some(run(Measure::Mean));
        turns.certainty.of = Some(Statement::Path { profile: 2 });
        turns.certainty.in_resamples = Share::new(1, 3);
        turns.certainty.in_worlds = Share::new(2, 3);
        turns.answers = vec![
            Answer::NoEquilibrium,
            Answer::Payoffs {
                payoffs: vec![1.0, 2.0],
            },
        ];
        for ways in [1, 2] {
            turns.answers.push(Answer::Alternatives { ways });
        }
        for (given, unsure) in [
            (vec![], vec![]),
            (vec![], vec![(0, vec![0, 1])]),
            (vec![(0, vec![1])], vec![]),
            (vec![(0, vec![1])], vec![(0, vec![0, 1])]),
        ] {
            turns.answers.push(Answer::Choice {
                at: 1,
                chooses: vec![(0, 0.5), (1, 0.5)],
                given,
                unsure,
            });
        }
        all.push(turns);
    }
    all
}

/// The only equilibrium of averages may be another one on worlds drawn anew.
#[test]
fn what_error_allows_to_be_otherwise_is_said_to_be_within_error() {
    let answers = |change: &dyn Fn(&mut GameReport)| {
        let mut report = dilemma();
        report.answers = vec![
            Answer::Dominant {
                player: 0,
                strategy: 1,
            },
            Answer::OnePure {
                profile: 3,
                sole: true,
                by_elimination: false,
            },
        ];
        report.solution.dominance.in_worlds.clear();
        report.solution.equilibria.within_error.clear();
        report.certainty.in_resamples = Share::new(95, 100);
        change(&mut report);
        let told = texts(&words(&report, "en").answers);
        [0, 1].map(|at| {
            told[at].ends_with("This is within error: on worlds drawn anew it may be otherwise.")
        })
    };
    assert_eq!(answers(&|_| {}), [false, false]);
    let unsure = |r: &mut GameReport| r.certainty.in_resamples = Share::new(94, 100);
    assert_eq!(answers(&unsure), [false, true]);
    let other = |r: &mut GameReport| r.solution.equilibria.within_error = vec![1];
    assert_eq!(answers(&other), [false, true]);
    let dominated = |strategy: usize, holds: u64| {
        move |r: &mut GameReport| {
            let in_resamples = Share::new(holds, 100);
            r.solution.dominance.in_worlds = vec![DominatedShare {
                player: 0,
                strategy,
                in_resamples,
                in_worlds: None,
            }];
        }
    };
    assert_eq!(answers(&dominated(0, 94)), [true, false]);
    assert_eq!(answers(&dominated(0, 95)), [false, false]);
    // That the best strategy is seldom dominated is no reserve.
    assert_eq!(answers(&dominated(1, 0)), [false, false]);
}

fn lever_held(above: bool) -> GameNote {
    GameNote::LeverHeld {
        actor: "town".into(),
        strategy: "asks".into(),
        lever: "closed".into(),
        end: 70.0,
        unit: "%".into(),
        above,
        held: 340,
        worlds: 2500,
        first: "2028-01-01".into(),
    }
}

#[test]
fn levers_that_were_held_are_told_in_a_game_too() {
    let mut report = pennies();
    let rounded = GameNote::LeverRounded {
        actor: "town".into(),
        strategy: "asks".into(),
        lever: "ships".into(),
        rounded: 340,
        worlds: 2500,
        first: "2028-01-01".into(),
    };
    let drawn = GameNote::Conditions {
        kept: 1000,
        draws: 2613,
    };
    report.notes = vec![lever_held(true), lever_held(false), rounded, drawn];
    let said = texts(&words(&report, "en").notes);
    let said: Vec<String> = said.iter().map(|s| s.replace('\u{a0}', " ")).collect();
    let more = "In 340 of 2,500 worlds, under some choices, the rule of `town` in `asks` asks for more than `closed` can be set to: it is held at 70 %, first on 2028-01-01.";
    assert_eq!(said[0], more);
    assert_eq!(said[1], more.replace("for more than", "for less than"));
    let nearest = "In 340 of 2,500 worlds, under some choices, the rule of `town` in `asks` gives a fraction for `ships`, which takes whole numbers: it is held at the nearest, first on 2028-01-01.";
    assert_eq!(said[2], nearest);
    assert!(said[3].starts_with("Of 2,613 draws"));
}
