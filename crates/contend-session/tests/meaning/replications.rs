//! Several lucks for each set of inputs: what is counted, what luck decides, what averages over lucks say.

use contend_analysis::verdict::Word;
use contend_engine::design::{Design, Worlds};
use contend_model::id::InputId;
use contend_session::error::RunError;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{ClaimReport, Note, RunReport, Turns, UnjudgedReport};
use contend_session::request::{RunRequest, WorldRequest};

use crate::support::{SEED, claim, findings, open, run};

/// `won` with the probability `skill`; `gain` is a share of skill and a share of luck.
fn duel(replications: &str, claims: &str) -> String {
    format!(
        r#"
[scenario]
title = "A duel"
start = 2020
end   = 2021
step  = "1 year"
{replications}
[parameter]
skill  = {{ range = [0, 1], assumption = "a" }}
talent = {{ distribution = "normal(0, 1)", assumption = "a" }}
[variable]
coin  = "bernoulli(skill)"
noise = "normal(0, 1)"
[outcome]
won   = "at(coin, 2020-01-01)"
even  = "at(talent + noise, 2020-01-01)"
gain  = "at(talent + 2 * noise, 2020-01-01)"
least = "at(3 * noise, 2020-01-01)"
first = {{ equation = "first_time(coin)", unit = "year" }}
{claims}
"#
    )
}

const PLAIN: &str = r#"
[claim]
wins  = { says = "x", test = "won > 0.5" }
even  = { says = "x", test = "even > 0" }
able  = { says = "x", test = "skill > 0.5" }
often = { says = "x", test = "mean(won) > 0.45" }
"#;

/// Asked of averages over four lucks, and the same of single worlds.
const AVERAGED: &str = r#"
[claim]
single = { says = "x", test = "gain > 1" }
gain   = { says = "x", test = "gain > 1", by = "inputs" }
over   = { says = "x", test = "share(gain > 1) > 0.2", by = "inputs" }
some   = { says = "x", test = "gain > 1", given = "gain > 0", by = "inputs" }
first  = { says = "x", test = "first < 5{year}", by = "inputs" }
skill  = { says = "x", test = "skill > 0.25", by = "inputs" }
"#;

fn near(found: f64, known: f64, error: f64) {
    assert!(
        (found - known).abs() < error,
        "{found} where {known} is known"
    );
}

fn share(claim: &ClaimReport) -> f64 {
    claim.verdict.share.unwrap().share
}

fn half(claim: &ClaimReport) -> f64 {
    claim.verdict.share.unwrap().width() / 2.0
}

fn replicated(text: &str, worlds: u64, replications: u64) -> Result<RunReport, RunError> {
    let request = RunRequest {
        worlds: Some(worlds),
        replications: Some(replications),
        ..RunRequest::default()
    };
    open(text).run(&request, &Sequential, &Silent)
}

/// Of a truth with the probability s, uniform from 0 to 1, luck is E[s (1 − s)] = 1/6 of 1/4. Of the sign of a sum of two normal
/// numbers of variances 1 and v the correlation of two lucks is 2/π · asin(1 / (1 + v)).
#[test]
fn luck_is_told_by_replications_as_by_running_again() {
    let once = run(&duel("", PLAIN), 4000);
    let four = run(&duel("replications = 4", PLAIN), 8000);
    let two = replicated(&duel("", PLAIN), 4000, 2).unwrap();
    for report in [&once, &four, &two] {
        for (id, known) in [("wins", 2.0 / 3.0), ("even", 2.0 / 3.0)] {
            let luck = claim(report, id).luck.unwrap();
            assert!(luck.low < known && known < luck.high, "{id}: {luck:?}");
            near(luck.share, known, 0.06);
        }
        assert_eq!(claim(report, "able").luck, None);
    }
    // All of 8,000 worlds tell, against 1,024 run again: a narrower interval for the same work.
    let width = |report| {
        let luck = claim(report, "wins").luck.unwrap();
        luck.high - luck.low
    };
    assert!(
        width(&four) < 0.6 * width(&once),
        "{} {}",
        width(&four),
        width(&once)
    );
}

/// Skill above 1/2 wins in 3/4 of worlds, below in 1/4: of the variance of a win that cut explains (1/4)² / (1/4) = 1/4, and of
/// that of its average over ever more lucks 3/4. The former is told, on the scale of luck.
#[test]
fn hinges_are_found_on_sets_of_inputs_and_told_of_worlds() {
    for text in [duel("", PLAIN), duel("replications = 4", PLAIN)] {
        let report = run(&text, 4000);
        let wins = claim(&report, "wins");
        let hinge = &wins.hinges[0];
        assert_eq!(hinge.input, "skill");
        near(hinge.explains, 0.25, 0.05);
        near(wins.explained.unwrap(), 0.33, 0.08);
        let Some(Turns::At {
            turns_at,
            share_there,
            share_elsewhere,
            ..
        }) = hinge.turns
        else {
            panic!("{hinge:?}");
        };
        near(turns_at, 0.5, 0.15);
        near(share_there - share_elsewhere, 0.5, 0.06);
        // What repeats an input does so with and without.
        let able = claim(&report, "able");
        assert_eq!(able.repeats.as_ref().unwrap().input, "skill");
    }
}

/// An input that nothing hangs on is no hinge however often its worlds are repeated: 40 sets of inputs are 40, by chance unevenly
/// spread over both sides of what the claim does hang on.
#[test]
fn repeated_worlds_make_nothing_significant() {
    let text = |seed: u32| {
        let claims = "[claim]\nable = { says = 'x', test = 'talent + 0 * skill > 0.1 * least' }\n";
        duel(&format!("replications = 50\nseed = {seed}"), claims)
    };
    let hinges = |seed: u32| {
        let report = run(&text(seed), 2000);
        let hinges = claim(&report, "able").hinges.iter();
        hinges.map(|h| h.input.clone()).collect::<Vec<_>>()
    };
    let all: Vec<Vec<String>> = (1..=40).map(hinges).collect();
    let named = |input: &str| all.iter().filter(|h| h.iter().any(|h| h == input)).count();
    assert_eq!(named("talent"), 40);
    // One in twenty by design: fewer than 7 of 40 but for one in 300.
    assert!(named("skill") < 7, "{all:?}");
}

#[test]
fn intervals_count_sets_of_inputs() {
    let report = run(&duel("replications = 4", PLAIN), 1000);
    assert_eq!((report.run.worlds, report.run.replications), (1000, 4));
    // All in the inputs: 250 worlds. A third: 1,000 / (1 + 3 / 3) = 500.
    near(
        half(claim(&report, "able")),
        1.96 * (0.25f64 / 250.0).sqrt(),
        0.003,
    );
    near(
        half(claim(&report, "wins")),
        1.96 * (0.25f64 / 500.0).sqrt(),
        0.004,
    );
    // A mean over 250 sets of four: its variance is (1/12 + 1/6 / 4) / 250, by whole sets drawn anew.
    let often = claim(&report, "often").over_worlds.as_ref().unwrap();
    let (low, high) = often.comparisons[0].left.interval.unwrap();
    let known = 1.96 * (1.0f64 / 8.0 / 250.0).sqrt();
    near((high.unwrap() - low.unwrap()) / 2.0, known, 0.005);
    assert_eq!(often.counting, 1000);
    near(often.effective, 250.0, 1e-9);
}

#[test]
fn too_few_is_said_of_sets() {
    let claims = "[claim]\nmean = { says = 'x', test = 'mean(won) > 0.1' }\n\
        some = { says = 'x', test = 'won > 0.5', given = 'skill > 0.5' }\n";
    let text = duel("replications = 4", claims);
    for (worlds, judged) in [(76, false), (160, true)] {
        let report = run(&text, worlds);
        for id in ["mean", "some"] {
            let claim = claim(&report, id);
            assert_eq!(claim.verdict.share.is_some(), judged, "{id} {worlds}");
            if !judged {
                let few = |e: f64| e < 20.0;
                assert!(
                    matches!(claim.unjudged, Some(UnjudgedReport::TooFew { effective }) if few(effective))
                );
            }
        }
    }
}

#[test]
fn one_luck_each_is_what_was_always_run() {
    let none = run(&duel("", PLAIN), 600);
    let one = run(&duel("replications = 1", PLAIN), 600);
    assert_eq!(format!("{:?}", none.claims), format!("{:?}", one.claims));
    assert_eq!(
        format!("{:?}", none.outcomes),
        format!("{:?}", one.outcomes)
    );
}

#[test]
fn worlds_of_a_set_share_inputs_and_not_luck() {
    let (once, four) = (
        open(&duel("", PLAIN)),
        open(&duel("replications = 4", PLAIN)),
    );
    let world = |session: &contend_session::Session, world: u64, worlds: u64| {
        let request = WorldRequest {
            worlds: Some(worlds),
            ..WorldRequest::default()
        };
        session.world(world, &request).unwrap()
    };
    let inputs = |report: &contend_session::report::WorldReport| -> Vec<f64> {
        report.inputs.iter().map(|i| i.value).collect()
    };
    let even = |report: &contend_session::report::WorldReport| {
        let outcomes = &report.profiles[0].outcomes;
        outcomes.iter().find(|o| o.outcome == "even").unwrap().value
    };
    for number in [0, 17, 18, 399] {
        let told = world(&four, number, 400);
        assert_eq!((told.set, told.luck), (number / 4, number % 4));
        assert_eq!((told.worlds, told.replications), (400, 4));
        // Those of that world where each has inputs of its own.
        assert_eq!(inputs(&told), inputs(&world(&once, number / 4, 400)));
        // A world is the same whatever the number of worlds.
        let more = world(&four, number, 4000);
        assert_eq!((inputs(&told), even(&told)), (inputs(&more), even(&more)));
    }
    let lucks: Vec<_> = (16..20).map(|w| even(&world(&four, w, 400))).collect();
    assert!(
        lucks
            .iter()
            .all(|x| lucks.iter().filter(|y| x == *y).count() == 1)
    );
}

#[test]
fn designs_are_spread_over_sets() {
    let constrained = duel(
        "",
        "[[constraint]]\nthat = 'skill < 0.8'\nassumption = 'a'\n",
    );
    for (text, design) in [
        (duel("", ""), Design::LatinHypercube),
        (duel("", ""), Design::NestedLatinHypercube),
        (duel("", ""), Design::Sobol),
        (constrained, Design::default()),
    ] {
        let scenario = open(&text).scenario().clone();
        let sets = Worlds::new(&scenario, design, 128, SEED).unwrap();
        let worlds = sets.clone().replicated(3);
        assert_eq!((worlds.worlds(), worlds.sets()), (384, 128));
        for input in [InputId(0), InputId(1)] {
            let mut filled = vec![0.0; 300];
            worlds.fill(7, input, &mut filled);
            for (place, value) in filled.iter().enumerate() {
                let world = 7 + place as u64;
                assert_eq!(*value, worlds.value(world, input));
                assert_eq!(*value, sets.value(world / 3, input), "{design:?}");
            }
            assert!(worlds.value(384, input).is_nan());
        }
        if scenario.constraints.is_empty() {
            let mut parts = [0; 128];
            (0..128)
                .for_each(|set| parts[(128.0 * worlds.value(3 * set, InputId(0))) as usize] += 1);
            assert_eq!(parts, [1; 128], "{design:?}");
        }
    }
}

#[test]
fn a_number_of_worlds_is_rounded_up_to_whole_sets_and_that_is_said() {
    let text = duel("replications = 4", PLAIN);
    let report = run(&text, 1001);
    assert_eq!(report.run.worlds, 1004);
    let told = Note::WholeSets {
        asked: 1001,
        worlds: 1004,
        replications: 4,
    };
    assert!(report.notes.contains(&told));
    let report = run(&text, 1000);
    assert!(
        !report
            .notes
            .iter()
            .any(|n| matches!(n, Note::WholeSets { .. }))
    );
}

/// The mean of four lucks has the variance 1 + 4/4 = 2, one luck 1 + 4 = 5: above 1 lie 1 − Φ(1/√2) and 1 − Φ(1/√5) of them.
#[test]
fn a_claim_by_inputs_is_asked_of_averages() {
    let report = run(&duel("replications = 4", AVERAGED), 8000);
    let by_inputs = claim(&report, "gain");
    assert_eq!(by_inputs.averaged_over, Some(4));
    near(share(by_inputs), 0.2398, 0.015);
    assert_eq!(by_inputs.verdict.share.unwrap().tally.worlds, 2000);
    near(share(claim(&report, "single")), 0.3274, 0.015);
    // Half of the variance of an average is talent's, a fifth of that of one luck. Of the truth that is the part
    // E[q (1 − q)] / (p (1 − p)), with q the probability of more than 1 given talent t: 1 − Φ(1 − t), and 1 − Φ((1 − t) / 2),
    // integrated over t: 0.694 and 0.879.
    for (id, known) in [("gain", 0.694), ("single", 0.879)] {
        let luck = claim(&report, id).luck.unwrap();
        assert!(luck.low < known && known < luck.high, "{id}: {luck:?}");
    }
    // Example worlds begin their set.
    assert_eq!(by_inputs.example_fails.unwrap() % 4, 0);

    let over = claim(&report, "over").over_worlds.as_ref().unwrap();
    assert_eq!((over.counting, over.true_of_worlds), (2000, Some(true)));
    near(
        over.comparisons[0].left.value.unwrap(),
        share(by_inputs),
        1e-12,
    );
    // Half of the averages are above 0, and 0.2398 / 0.5 of these above 1.
    let some = claim(&report, "some");
    near(share(some), 0.4796, 0.03);
    near(some.given.as_ref().unwrap().counting as f64, 1000.0, 60.0);
    // A mean of what never comes in one luck is none.
    let first = claim(&report, "first");
    assert_eq!(first.verdict.word, Word::NoVerdict);
    assert!(first.verdict.failed > 500);
    // What chance does not reach is the same by both.
    near(share(claim(&report, "skill")), 0.75, 1e-3);
    assert_eq!(claim(&report, "skill").luck, None);
}

#[test]
fn one_world_tells_of_the_average_of_its_set() {
    let session = open(&duel("replications = 4", AVERAGED));
    let request = WorldRequest {
        worlds: Some(400),
        ..WorldRequest::default()
    };
    for set in 0..12 {
        let told: Vec<_> = (4 * set..4 * set + 4)
            .map(|w| session.world(w, &request).unwrap())
            .collect();
        let gain = |world: usize| {
            let outcomes = &told[world].profiles[0].outcomes;
            let gain = outcomes.iter().find(|o| o.outcome == "gain").unwrap();
            gain.value.unwrap()
        };
        let mean = (0..4).map(gain).sum::<f64>() / 4.0;
        for (at, world) in told.iter().enumerate() {
            let holds = |id: &str| world.claims.iter().find(|c| c.id == id).unwrap();
            assert_eq!(holds("gain").holds, Some(mean > 1.0));
            assert!(holds("gain").averaged && !holds("single").averaged);
            assert_eq!(holds("single").holds, Some(gain(at) > 1.0));
        }
    }
}

#[test]
fn what_an_average_cannot_be_asked_is_refused() {
    let told = |replications: &str, claim: &str| {
        let claims = format!("[claim]\nx = {{ says = 'x', {claim}, by = 'inputs' }}\n");
        findings(&duel(replications, &claims))
    };
    let refused = |case: &str| vec![("by-inputs".to_owned(), case.to_owned())];
    let four = "replications = 4";
    assert_eq!(told("", "test = 'gain > 1'"), refused(""));
    assert_eq!(told(four, "test = 'gain > 1'"), []);
    assert_eq!(told(four, "check = 'skill > 0.1'"), refused("test"));
    assert_eq!(told(four, "test = 'won'"), refused("condition"));
    assert_eq!(told(four, "test = 'not won'"), refused("condition"));
    assert_eq!(
        told(four, "test = 'gain > 1 and won'"),
        refused("condition")
    );
    assert_eq!(
        told(four, "test = 'share(won) > 0.4'"),
        refused("condition")
    );
    assert_eq!(
        told(four, "test = 'gain > 1', given = 'won'"),
        refused("condition")
    );
    assert_eq!(told(four, "test = 'won == 1'"), refused("equal"));
    // Where nothing happens by chance all lucks are one.
    let still = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\nreplications = 4\n\
        [parameter]\nskill = { range = [0, 1], assumption = 'a' }\n[outcome]\no = 'at_end(skill)'\n";
    let alike = vec![("lucks-alike".to_owned(), String::new())];
    assert_eq!(findings(still), alike);
    assert_eq!(findings(&still.replace("replications = 4\n", "")), []);
    // The cures heal.
    assert_eq!(told(four, "test = 'won > 0.5'"), []);
    assert_eq!(told(four, "test = 'share(won > 0.5) > 0.4'"), []);

    let text = duel(four, AVERAGED);
    let error = replicated(&text, 400, 1).unwrap_err();
    assert_eq!(
        error,
        RunError::OneLuck {
            claim: "gain".into()
        }
    );
    assert!(replicated(&text, 400, 2).is_ok());
}

/// Worlds that disagree with what is known are left out, and sets of inputs would keep unequal numbers of lucks.
#[test]
fn lucks_of_what_is_known_are_refused_and_one_luck_each_is_not() {
    let known = "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 month'\n\
        [event.strike]\nhazard = '0.3{1/year}'\n\
        known = { happened = false, until = 2020-06-30, assumption = 'a' }\n\
        [outcome]\no = 'at_end(count(strike))'\n";
    let refused = RunError::LucksOfFacts {
        event: "strike".into(),
    };
    assert_eq!(replicated(known, 400, 4).unwrap_err(), refused);
    // The cures heal.
    assert!(replicated(known, 400, 1).is_ok());
    let unknown = known.replace("known = {", "about = 'a' #");
    assert!(replicated(&unknown, 400, 4).is_ok());
}

/// Of players who know the inputs and not their luck: payoffs are means over it.
#[test]
fn a_game_by_inputs_has_average_payoffs() {
    const GAME: &str = "[actor.a]\n[actor.b]\n\
        [lever.dare]\nactor = 'a'\nswitch = true\n[lever.look]\nactor = 'b'\nswitch = true\n\
        [strategy.a]\nwait = { dare = false }\nrisk = { dare = true }\n\
        [strategy.b]\nblind = { look = false }\nawake = { look = true }\n\
        [objective]\na = 'at(dare * (talent + 2 * noise), 2020-01-01)'\n\
        b = 'at(0 - look * dare * noise, 2020-01-01)'\n[game.bet]\nplayers = ['a', 'b']\n[claim]\n\
        best = { says = 'x', test = 'best_reply(bet, a, b = blind) == risk', by = 'inputs' }\n\
        more = { says = 'x', by = 'inputs', test = 'payoff(bet, a, a = risk, b = blind) >= payoff(bet, a, a = wait, b = blind)' }\n\
        sign = { says = 'x', test = 'payoff(bet, a, a = risk, b = blind) > 0.5', by = 'inputs' }\n\
        each = { says = 'x', test = 'payoff(bet, a, a = risk, b = blind) > 0.5' }\n";
    let report = run(&duel("replications = 4", GAME), 8000);
    assert_eq!(share(claim(&report, "best")), share(claim(&report, "more")));
    near(share(claim(&report, "best")), 0.5, 0.02);
    // 1 − Φ(0.5/√2) and 1 − Φ(0.5/√5).
    near(share(claim(&report, "sign")), 0.3618, 0.02);
    near(share(claim(&report, "each")), 0.4115, 0.02);
}

/// What the book says of it.
#[test]
fn the_example_of_the_book_says_what_the_book_says() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, rest) = book.split_once("```toml\n# Several lucks.\n").unwrap();
    let (text, _) = rest.split_once("```").unwrap();
    // Uniform margin plus noise of standard deviation 2, and 1 for the mean of four: (1/3) ∫ Φ(m/s) dm from −1 to 2, where the
    // integral is m Φ(m/s) + s φ(m/s) between its ends.
    let report = run(text, 8000);
    let (one, all) = (claim(&report, "pays"), claim(&report, "pays_on_average"));
    near(share(one), 0.590, 0.015);
    near(share(all), 0.642, 0.015);
    assert_eq!(
        (one.verdict.word, all.verdict.word),
        (Word::Contested, Word::Contested)
    );
    // E[q (1 − q)] / (p (1 − p)) with q = Φ(m/s), over m.
    near(one.luck.unwrap().share, 0.895, 0.04);
    near(all.luck.unwrap().share, 0.696, 0.1);
}
