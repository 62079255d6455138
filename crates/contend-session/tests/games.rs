//! Games with known answers, through the whole way from text to report.
#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicBool, Ordering};

use contend_analysis::verdict::Word;
use contend_engine::design::Design;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::error::{RunError, TooMuch};
use contend_session::executor::{Executor, Progress, Sequential, Silent, Stage};
use contend_session::game::report::{Answer, GameNote, GameReport, Sight, Statement};
use contend_session::request::{Allocation, Drawing, GameRequest, Measure, RunRequest};

const HEAD: &str = r#"
[scenario]
title  = "A test"
start  = 2020-01-01
end    = 2023-01-01
step   = "1 year"
worlds = 2000
"#;

/// To arm or not: arming pays where its advantage exceeds its burden, whatever the other does.
const PACT: &str = r#"
[parameter]
burden    = { value = 2, range = [1, 3], assumption = "-" }
advantage = { value = 4, range = [2, 6], assumption = "-" }
[actor]
north = { name = "North" }
south = { name = "South" }
[lever]
north_arms = { actor = "north", switch = true }
south_arms = { actor = "south", switch = true }
[strategy.north]
disarm = { north_arms = false }
arm    = { north_arms = true }
[strategy.south]
disarm = { south_arms = false }
arm    = { south_arms = true }
[variable]
luck = "normal(0, 1)"
[objective]
north = "mean(advantage * (north_arms - south_arms) - burden * north_arms + luck)"
south = "mean(advantage * (south_arms - north_arms) - burden * south_arms)"
[game.pact]
players = ["north", "south"]
"#;

/// Two players with two strategies 0 and 1 each, and what they want.
fn duel(parameters: &str, a: &str, b: &str, game: &str) -> String {
    format!(
        r#"{HEAD}
[parameter]
{parameters}
[actor]
a = {{}}
b = {{}}
[lever]
x = {{ actor = "a", range = [0, 1] }}
y = {{ actor = "b", range = [0, 1] }}
[strategy.a]
zero = {{ x = 0 }}
one  = {{ x = 1 }}
[strategy.b]
zero = {{ y = 0 }}
one  = {{ y = 1 }}
[objective]
a = "{a}"
b = "{b}"
{game}
"#
    )
}

const AT_ONCE: &str = "[game.duel]\nplayers = [\"a\", \"b\"]";
const IN_TURN: &str = r#"[game.duel]
players = ["a", "b"]
rounds = [{ player = "a", at = 2020-01-01 }, { player = "b", at = 2021-01-01 }]"#;

#[track_caller]
fn open(text: &str) -> Session {
    let opened = Session::open(&MemoryFolder::new([("scenario.toml", text)]));
    let said = format!("{:#?}", opened.findings);
    opened.session.unwrap_or_else(|| panic!("{said}"))
}

#[track_caller]
fn solve(text: &str, request: &GameRequest) -> GameReport {
    open(text).game(request, &Sequential, &Silent).unwrap()
}

/// Profiles that are equilibria, by their strategies.
fn equilibria(report: &GameReport) -> Vec<Vec<usize>> {
    let profiles = report.profiles.iter().filter(|p| p.equilibrium);
    profiles.map(|p| p.strategies.clone()).collect()
}

fn near(a: f64, b: f64, by: f64) -> bool {
    (a - b).abs() <= by
}

#[test]
fn an_arms_race_is_a_dilemma_in_the_worlds_in_which_arming_pays() {
    let text = format!("{HEAD}{PACT}");
    let report = solve(&text, &GameRequest::default());
    assert_eq!(equilibria(&report), [[1, 1]]);
    let all = &report.solution.equilibria;
    assert!(all.complete && !all.degenerate && all.equilibria.len() == 1);
    assert_eq!(report.solution.dominance.survive, [[1], [1]]);
    assert_eq!(
        report.answers,
        [
            Answer::Dominant {
                player: 0,
                strategy: 1
            },
            Answer::Dominant {
                player: 1,
                strategy: 1
            },
            Answer::OnePure {
                profile: 3,
                sole: true,
                by_elimination: false
            },
            Answer::Dilemma {
                equilibrium: 3,
                better: 0
            }
        ]
    );
    // North: mean −2 with luck of standard deviation 1/√4 and burden of 2/√12; South: without luck.
    let payoffs = &report.profiles[3].payoffs;
    assert!(near(payoffs[0].mean, -2.0, 0.06) && near(payoffs[1].mean, -2.0, 1e-3));
    let expected = ((0.25 + 4.0 / 12.0) / 2000.0_f64).sqrt();
    assert!(near(payoffs[0].error.unwrap(), expected, 0.1 * expected));
    // Luck is the same under all profiles: the gain from arming has no part of it.
    let gain = &report.profiles[0].payoffs[0];
    let expected = ((16.0 / 12.0 + 4.0 / 12.0) / 2000.0_f64).sqrt();
    assert!(
        near(gain.regret, 2.0, 0.01) && near(gain.regret_error.unwrap(), expected, 0.05 * expected)
    );
    // Arming pays with probability 15/16.
    let share = report.profiles[3].in_worlds.unwrap();
    assert!(near(share.share, 15.0 / 16.0, 0.01), "{share:?}");
    let (holds, _) = share.counts().unwrap();
    let dominated: Vec<u64> = report
        .solution
        .dominance
        .in_worlds
        .iter()
        .map(|d| d.in_worlds.unwrap().counts().unwrap().0)
        .collect();
    assert_eq!(dominated, [holds, 2000 - holds, holds, 2000 - holds]);
    assert_eq!(report.profiles[3].in_resamples.unwrap().share, 1.0);
    let hinges = &report.hinges[0];
    assert_eq!(hinges.profile, 3);
    let names: Vec<&str> = hinges.hinges.iter().map(|h| h.input.as_str()).collect();
    assert!(
        names.contains(&"advantage") && names.contains(&"burden"),
        "{names:?}"
    );
}

#[test]
fn claims_count_the_same_worlds_as_the_game() {
    let text = format!(
        "{HEAD}{PACT}
[claim.reply]
says = \"North arms against a disarmed South.\"
test = \"best_reply(pact, north, south = disarm) == arm\"
[claim.both]
says = \"Both arm.\"
test = \"equilibrium(pact, north = arm, south = arm)\"
[claim.gain]
says = \"Disarming alone costs more than two.\"
test = \"regret(pact, north, north = disarm, south = arm) > 2\"
"
    );
    let session = open(&text);
    let report = session
        .game(&GameRequest::default(), &Sequential, &Silent)
        .unwrap();
    let run = session
        .run(&RunRequest::default(), &Sequential, &Silent)
        .unwrap();
    assert_eq!(run.run.profiles, ["baseline"]);
    assert_eq!(run.run.game_profiles, 3);
    assert!(run.outcomes.iter().all(|o| o.profiles.len() == 1));
    let reply = report
        .solution
        .replies
        .iter()
        .find(|r| r.player == 0 && r.others[1] == Some(0))
        .unwrap();
    assert_eq!(
        run.claims[0].share(),
        Some(reply.in_worlds[1].unwrap().share)
    );
    assert_eq!(
        run.claims[1].share(),
        Some(report.profiles[3].in_worlds.unwrap().share)
    );
    let more = run.claims[2].share().unwrap();
    assert!(near(more, 0.5, 0.03), "{more}");
    // Nothing of the game is run where no claim asks for it, or profiles are named.
    let plain = open(&format!("{HEAD}{PACT}"));
    let run = plain
        .run(&RunRequest::default(), &Sequential, &Silent)
        .unwrap();
    assert_eq!((run.run.profiles.len(), run.run.game_profiles), (1, 0));
    let named = RunRequest {
        profiles: vec!["baseline".into()],
        ..RunRequest::default()
    };
    let run = session.run(&named, &Sequential, &Silent).unwrap();
    assert_eq!(run.run.game_profiles, 0);
    assert_eq!(run.claims[1].verdict.word, Word::NotTested);
}

/// Worlds of which each of so many equal parts of an input has one, so that shares of one input are exact.
fn latin() -> GameRequest {
    GameRequest {
        drawing: Drawing::Design(Design::LatinHypercube),
        ..GameRequest::default()
    }
}

#[test]
fn a_world_without_a_payoff_is_left_out_for_all() {
    let text = duel(
        "p = { value = 4, range = [-1, 9], assumption = \"-\" }",
        "at_end(if x == 1 then ln(p) else 0)",
        "at_end(p + 0 * y)",
        AT_ONCE,
    );
    let report = solve(&text, &latin());
    let run = report.run.as_ref().unwrap();
    // A tenth of a Latin hypercube of 2,000 strata.
    assert_eq!((run.worlds_left_out, run.worlds_compared), (200, 1800));
    for profile in &report.profiles {
        assert!(near(profile.payoffs[1].mean, 4.5, 1e-3), "{profile:?}");
    }
    assert!(!report.faults.is_empty());
    // One is better for a where ln p > 0: in 1,600 of the 1,800 worlds that have a payoff. What the others would say nobody
    // knows, so that nothing is said of means.
    assert_eq!(
        report.answers[0],
        Answer::LeftOut {
            worlds_left_out: 200,
            worlds: 2000
        }
    );
    let [_, Answer::NoVerdict { of, least, most }] = report.answers[..] else {
        panic!("{:?}", report.answers)
    };
    assert!(
        matches!(of, Statement::Equilibrium { profile: 2 | 3 }),
        "{of:?}"
    );
    assert!(
        near(least, 0.8, 1e-3) && near(most, 0.9, 1e-3),
        "{least} {most}"
    );
}

#[test]
fn few_worlds_without_a_payoff_leave_the_answers_and_are_told_before_them() {
    let text = duel(
        "p = { value = 4, range = [-0.05, 9.95], assumption = \"-\" }",
        "at_end(if x == 1 then ln(p) else 0)",
        "at_end(p + y)",
        AT_ONCE,
    );
    let report = solve(&text, &latin());
    assert_eq!(
        report.answers[0],
        Answer::LeftOut {
            worlds_left_out: 10,
            worlds: 2000
        }
    );
    assert!(
        matches!(
            report.answers[1],
            Answer::Dominant {
                player: 0,
                strategy: 1
            }
        ),
        "{:?}",
        report.answers
    );
    // One more in a hundred, and there is no answer.
    let text = text.replace("[-0.05, 9.95]", "[-0.105, 9.895]");
    let report = solve(&text, &latin());
    assert!(
        matches!(report.answers[1], Answer::NoVerdict { .. }),
        "{:?}",
        report.answers
    );
}

#[test]
fn where_no_world_is_left_nothing_is_said() {
    let text = duel("p = 0", "at_end(ln(p - 1) + x)", "at_end(y)", AT_ONCE);
    let report = solve(&text, &GameRequest::default());
    assert_eq!(report.run.as_ref().unwrap().worlds_compared, 0);
    assert!(report.profiles.is_empty() && report.answers.is_empty());
    assert!(report.notes.contains(&GameNote::NoWorldLeft));
}

/// `a` wants what `b` does, `b` what `c` does, `c` wants 1.
const CHAIN: &str = r#"
[actor]
a = {}
b = {}
c = {}
[lever]
x = { actor = "a", range = [0, 2] }
y = { actor = "b", range = [0, 2] }
z = { actor = "c", range = [0, 2] }
[strategy.a]
zero = { x = 0 }
one  = { x = 1 }
[strategy.b]
zero = { y = 0 }
one  = { y = 1 }
two  = { y = 2 }
[strategy.c]
zero = { z = 0 }
one  = { z = 1 }
[variable]
miss_a = "(x - y)^2"
miss_b = "(y - z)^2"
[objective]
a = "-mean(miss_a)"
b = "-mean(miss_b)"
c = "at_end(z)"
[game.chain]
players = ["a", "b", "c"]
"#;

#[test]
fn three_players_are_solved_round_by_round() {
    let report = solve(&format!("{HEAD}{CHAIN}"), &GameRequest::default());
    assert_eq!(report.profiles.len(), 12);
    assert_eq!(equilibria(&report), [[1, 1, 1]]);
    assert_eq!(report.solution.dominance.survive, [[1], [1], [1]]);
    let rounds: Vec<(usize, usize, usize)> = report
        .solution
        .dominance
        .strict
        .iter()
        .map(|d| (d.round, d.player, d.strategy))
        .collect();
    // `two` of b is never better than `one`: it goes in the first round with `zero` of c.
    assert_eq!(rounds, [(1, 1, 2), (1, 2, 0), (2, 1, 0), (3, 0, 0)]);
    assert_eq!(report.solution.commitment.len(), 3);
    assert_eq!(report.solution.equilibria.equilibria.len(), 1);
    assert_eq!(report.solution.replies.len(), 6 + 4 + 6);
    let p = &report.profiles[report
        .profiles
        .iter()
        .position(|p| p.strategies == [0, 2, 0])
        .unwrap()];
    let regrets: Vec<f64> = p.payoffs.iter().map(|p| p.regret).collect();
    assert_eq!(regrets, [3.0, 4.0, 1.0]);
}

#[test]
fn an_entrant_who_is_seen_does_not_believe_the_threat() {
    let text = duel(
        "p = 0",
        "at_end(x * (2 - 3 * y)) + p",
        "at_end(5 - x * (3 + 3 * y))",
        IN_TURN,
    );
    let report = solve(&text, &GameRequest::default());
    let turns = report.turns.as_ref().unwrap();
    assert_eq!(turns.path, Some(vec![1, 0]));
    assert_eq!(turns.payoffs, Some(vec![2.0, 2.0]));
    // Off the path too: one who is out is answered by either.
    assert_eq!(turns.plan.len(), 3);
    assert_eq!(turns.alternatives, 1);
    assert_eq!(report.profiles[2].in_worlds.unwrap().share, 1.0);
    assert_eq!(report.game.moves[1].sees, [Sight::All]);
    assert_eq!(
        report.answers[0],
        Answer::Choice {
            at: 0,
            chooses: vec![(1, 1.0)],
            given: Vec::new(),
            unsure: Vec::new()
        }
    );
}

#[test]
fn a_private_choice_cannot_be_answered() {
    // The second wants to match, the first not to be matched.
    let (a, b) = (
        "1 - 2 * at_end((x - y)^2) * (-1) - 2",
        "1 - 2 * at_end((x - y)^2)",
    );
    let seen = solve(&duel("p = 0", a, b, IN_TURN), &GameRequest::default());
    assert_eq!(seen.turns.as_ref().unwrap().payoffs, Some(vec![-1.0, 1.0]));
    let hidden = duel("p = 0", a, b, IN_TURN).replace(
        "x = { actor = \"a\",",
        "x = { actor = \"a\", public = false,",
    );
    let report = solve(&hidden, &GameRequest::default());
    assert_eq!(report.game.moves[1].sees, [Sight::No]);
    let turns = report.turns.as_ref().unwrap();
    assert_eq!(turns.path, None);
    let payoffs = turns.payoffs.clone().unwrap();
    assert!(
        near(payoffs[0], 0.0, 1e-9) && near(payoffs[1], 0.0, 1e-9),
        "{payoffs:?}"
    );
    assert_eq!(turns.reached.len(), 4);
    let last = turns.plan.iter().find(|p| p.at == 1).unwrap();
    assert_eq!((last.chooses.len(), &last.knows), (2, &vec![vec![0, 1]]));
    // So it is where it says itself that it does not look.
    let blind =
        duel("p = 0", a, b, IN_TURN).replace("at = 2021-01-01 }", "at = 2021-01-01, sees = [] }");
    let turns = solve(&blind, &GameRequest::default()).turns.unwrap();
    assert_eq!(turns.reached, report.turns.unwrap().reached);
}

#[test]
fn the_cautious_shun_a_gamble() {
    let text = duel(
        "prize = { value = 1, range = [-2, 6], assumption = \"-\" }",
        "at_end(x * prize + (1 - x) * 0.5)",
        "-at_end(y)",
        AT_ONCE,
    );
    let report = solve(&text, &GameRequest::default());
    assert_eq!(equilibria(&report), [[1, 0]]);
    let cautious = GameRequest {
        measure: Measure::WorstTenth,
        resamples: Some(100),
        ..GameRequest::default()
    };
    let report = solve(&text, &cautious);
    assert_eq!(equilibria(&report), [[0, 0]]);
    let gamble = &report.profiles[2].payoffs[0];
    // The worst tenth lies evenly between −2 and −1.2.
    assert!(
        near(gamble.value, -1.6, 0.01) && near(gamble.mean, 2.0, 0.01),
        "{gamble:?}"
    );
    let error = gamble.error.unwrap();
    assert!(error > 0.005 && error < 0.05, "{error}");
}

#[test]
fn resamples_and_worlds_say_different_things() {
    // On average nothing, in each world one or the other.
    let text = duel(
        "edge = { value = 0, range = [-1, 1], assumption = \"-\" }",
        "at_end(x * edge)",
        "-at_end(y)",
        AT_ONCE,
    );
    let report = solve(&text, &GameRequest::default());
    for profile in [0, 2] {
        let p = &report.profiles[profile];
        assert!(near(p.in_resamples.unwrap().share, 0.5, 0.15), "{p:?}");
        assert!(near(p.in_worlds.unwrap().share, 0.5, 0.01), "{p:?}");
    }
    // A small step up settles the average, not the worlds.
    let text = text.replace("(x * edge)", "(x * (edge + 0.1))");
    let report = solve(&text, &GameRequest::default());
    assert_eq!(report.profiles[2].in_resamples.unwrap().share, 1.0);
    assert!(near(
        report.profiles[2].in_worlds.unwrap().share,
        0.55,
        0.01
    ));
    let reply = &report.solution.replies[0];
    assert!(reply.clear && reply.best == [1] && near(reply.ahead.unwrap(), 0.1, 0.01));
}

#[test]
fn what_is_settled_gets_no_more_worlds() {
    let text = format!("{HEAD}{PACT}");
    let request = |allocation| GameRequest {
        worlds: Some(6400),
        allocation,
        ..GameRequest::default()
    };
    let full = solve(&text, &request(Allocation::Full));
    let spared = solve(&text, &request(Allocation::Sequential));
    let run = spared.run.as_ref().unwrap();
    assert!(
        run.runs_saved > 0 && run.runs + run.runs_saved == 4 * 6400,
        "{run:?}"
    );
    assert_eq!(run.rounds[0].profiles, 4);
    assert_eq!(run.rounds.last().unwrap().profiles, 1);
    assert!(run.stopping_rule.is_some() && run.worlds_compared == 400);
    assert_eq!(equilibria(&spared), equilibria(&full));
    // What is still in question is as exact as ever; the rest is told by differences from it.
    let of =
        |r: &GameReport, profile: usize, player: usize| r.profiles[profile].payoffs[player].value;
    assert_eq!(of(&spared, 3, 0), of(&full, 3, 0));
    for profile in 0..4 {
        for player in 0..2 {
            let error = spared.profiles[profile].payoffs[player].error.unwrap();
            let apart = (of(&spared, profile, player) - of(&full, profile, player)).abs();
            assert!(apart <= 4.0 * error, "{profile} {player}: {apart} {error}");
        }
    }
    assert_eq!(full.run.unwrap().runs_saved, 0);
    assert_eq!(
        full.profiles[3].in_resamples,
        spared.profiles[3].in_resamples
    );
}

#[test]
fn what_may_be_noise_is_not_set_aside() {
    // On average 1 is better than 0 by 0.01, in single worlds by anything from -0.99 to 1.01: 1.4 standard errors of
    // all 6,400 worlds.
    let parameters = "gain = { range = [-0.99, 1.01], assumption = 'a' }";
    let text = duel(parameters, "at_end(x) * gain", "at_end(y) * gain", AT_ONCE);
    let request = GameRequest {
        worlds: Some(6400),
        allocation: Allocation::Sequential,
        ..GameRequest::default()
    };
    let run = solve(&text, &request).run.unwrap();
    assert!(run.rounds.iter().all(|r| r.profiles == 4), "{run:?}");
    assert_eq!(run.runs_saved, 0);
}

#[test]
fn a_mixture_is_found_anew_in_every_world() {
    // Matching pennies for a stake; where it is negative, both want to differ.
    let text = duel(
        "stake = { value = 1, range = [-1, 3], assumption = \"-\" }",
        "at_end(stake * (1 - 2 * (x - y)^2))",
        "at_end(2 * (x - y)^2 - 1)",
        AT_ONCE,
    );
    let report = solve(&text, &latin());
    let all = &report.solution.equilibria.equilibria;
    assert_eq!(all.len(), 1);
    for own in &all[0].strategies {
        assert!(own.iter().all(|p| near(*p, 0.5, 1e-12)), "{own:?}");
    }
    // With a negative stake both want to differ: two pure equilibria and a mixed one.
    assert_eq!(all[0].in_worlds.unwrap().share, 1.0);
    assert_eq!(all[0].in_resamples.unwrap().share, 1.0);
    let pure: Vec<u64> = report
        .certainty
        .pure_in_worlds
        .iter()
        .filter_map(|s| s.counts())
        .map(|(holds, _)| holds)
        .collect();
    assert_eq!(pure, [1500, 0, 500]);
    let between = all[0].between.as_ref().unwrap()[1][0];
    assert!(between.0 <= 0.5 && between.1 >= 0.5 && between.1 - between.0 < 1e-9);
}

/// Jobs on three threads, the last first.
struct Backwards;

impl Executor for Backwards {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        std::thread::scope(|scope| {
            for thread in 0..3 {
                scope.spawn(move || (0..jobs).rev().filter(|j| j % 3 == thread).for_each(job));
            }
        });
    }
}

#[test]
fn answers_do_not_depend_on_threads() {
    let turns = duel(
        "p = { value = 0, range = [-1, 1], assumption = \"-\" }",
        "at_end(x * (2 + p - 3 * y))",
        "at_end(5 - x * (3 + 3 * y) + y * p)",
        IN_TURN,
    );
    for text in [format!("{HEAD}{PACT}"), format!("{HEAD}{CHAIN}"), turns] {
        let session = open(&text);
        for allocation in [Allocation::Full, Allocation::Sequential] {
            let request = GameRequest {
                allocation,
                ..GameRequest::default()
            };
            let json = |executor: &dyn Executor| {
                serde_json::to_string(&session.game(&request, executor, &Silent).unwrap()).unwrap()
            };
            assert_eq!(json(&Sequential), json(&Backwards));
        }
    }
}

/// Stops once something is done.
#[derive(Default)]
struct Soon(AtomicBool);

impl Progress for Soon {
    fn advanced(&self, stage: Stage, _: u64, _: u64) {
        if stage == Stage::Simulate {
            self.0.store(true, Ordering::Relaxed);
        }
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[test]
fn a_stopped_run_covers_what_was_done() {
    let turns = duel(
        "p = 0",
        "at_end(x * (2 - 3 * y))",
        "at_end(5 - x * (3 + 3 * y))",
        IN_TURN,
    );
    for text in [format!("{HEAD}{PACT}"), turns] {
        let request = GameRequest {
            worlds: Some(100_000),
            ..GameRequest::default()
        };
        let report = open(&text)
            .game(&request, &Sequential, &Soon::default())
            .unwrap();
        let run = report.run.as_ref().unwrap();
        assert!(
            run.interrupted && run.worlds > 0 && run.worlds < 100_000,
            "{run:?}"
        );
        assert_eq!(run.worlds_compared, run.worlds);
        assert!(!report.answers.is_empty());
    }
}

#[test]
fn interchangeable_players_share_runs() {
    let text = format!("{HEAD}{PACT}").replace("+ luck)", ")");
    let plain = solve(&text, &GameRequest::default());
    let shared = solve(
        &text.replace(
            "players = [\"north\", \"south\"]",
            "players = [\"north\", \"south\"]\nsymmetric = true",
        ),
        &GameRequest::default(),
    );
    assert_eq!(shared.run.as_ref().unwrap().profiles_simulated, 3);
    for (a, b) in plain.profiles.iter().zip(&shared.profiles) {
        for (a, b) in a.payoffs.iter().zip(&b.payoffs) {
            assert!(near(a.mean, b.mean, 1e-12), "{a:?} {b:?}");
        }
        assert_eq!(a.in_worlds, b.in_worlds);
    }
}

#[test]
fn payoffs_go_to_other_programs_and_back() {
    let report = solve(&format!("{HEAD}{CHAIN}"), &GameRequest::default());
    let nfg = contend_session::game::to_nfg(&report).unwrap();
    let back = contend_analysis::game::Nfg::read(&nfg.write()).unwrap();
    let solved = contend_session::game::solve_nfg(&back);
    assert_eq!(equilibria(&solved), equilibria(&report));
    for (a, b) in solved.profiles.iter().zip(&report.profiles) {
        assert_eq!(a.payoffs[1].value, b.payoffs[1].value);
    }
    let turns = duel("p = 0", "at_end(x)", "at_end(y)", IN_TURN);
    let report = solve(&turns, &GameRequest::default());
    assert!(contend_session::game::to_nfg(&report).is_err());
}

#[test]
fn a_game_that_is_not_there_is_said_with_its_neighbours() {
    let ask = |text: &str, name: Option<&str>| {
        let request = GameRequest {
            game: name.map(str::to_owned),
            ..GameRequest::default()
        };
        open(text).game(&request, &Sequential, &Silent).unwrap_err()
    };
    let one = format!("{HEAD}{PACT}");
    let error = ask(&one, Some("pakt"));
    assert_eq!(
        error,
        RunError::UnknownGame {
            name: "pakt".to_owned(),
            known: vec!["pact".to_owned()]
        }
    );
    assert!(error.is_about_the_request());
    let two = format!("{one}[game.other]\nplayers = [\"south\", \"north\"]\n");
    assert_eq!(
        ask(&two, None),
        RunError::UnknownGame {
            name: String::new(),
            known: vec!["pact".to_owned(), "other".to_owned()]
        }
    );
    let none = ask(HEAD, None);
    assert_eq!(
        none,
        RunError::UnknownGame {
            name: String::new(),
            known: Vec::new()
        }
    );
    let many = GameRequest {
        worlds: Some(1 << 28),
        ..GameRequest::default()
    };
    let error = open(&one).game(&many, &Sequential, &Silent).unwrap_err();
    let RunError::TooMuch { what, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        what,
        TooMuch::Payoffs {
            game: "pact".to_owned(),
            payoffs: 8,
            worlds: 1 << 28
        }
    );
}
