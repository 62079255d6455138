//! What is said to be played in a game in turn, against what backward induction gives by hand.

use contend_analysis::verdict::Word;
use contend_model::expression::{BinaryOp, Expression, Term};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Scenario;
use contend_model::place::MemoryFolder;
use contend_model::silence::silences;
use contend_model::unit::Unit;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::game::report::TurnsReport;
use contend_session::report::{Note, RunReport, Told, UndecidedReport, UnjudgedReport};
use contend_session::request::{GameRequest, RunRequest, WhyRequest, WorldRequest};

use crate::support::{claim, findings, open, run};

const N: u64 = 1024;

/// An entrant comes in or stays out; the incumbent, who sees it, yields or fights. To fight costs it `war`.
const ENTRY: &str = r#"
[scenario]
title = "Entry"
start = 2020
end   = 2024
step  = "1 year"
[parameter]
war    = { range = [-0.25, 0.75], assumption = "t" }
margin = { range = [0.5, 1.5], assumption = "t" }
[actor]
entrant = {}
incumbent = {}
[lever]
comes  = { actor = "entrant", switch = true }
fights = { actor = "incumbent", switch = true }
[strategy]
entrant.out     = { comes = false }
entrant.enter   = { comes = true }
incumbent.yield = { fights = false }
incumbent.fight = { fights = true }
[objective]
entrant   = "at_end(if comes then (if fights then -1 else margin) else 0)"
incumbent = "at_end(if comes then 2 - (if fights then war else 0) else 5)"
[game.entry]
players = ["entrant", "incumbent"]
rounds  = [
  { player = "entrant", at = 2021-01-01 },
  { player = "incumbent", at = 2022-01-01 },
]
[claim]
"#;

fn near(x: f64, y: f64, tolerance: f64) {
    assert!((x - y).abs() <= tolerance, "{x} is not {y}");
}

fn word(report: &RunReport, id: &str) -> Word {
    claim(report, id).verdict.word
}

/// What `contend game` finds, and for each path the share of worlds in which play goes that way.
fn solved(text: &str, game: &str) -> (TurnsReport, Vec<f64>) {
    let request = GameRequest {
        game: Some(game.to_owned()),
        worlds: Some(N),
        ..GameRequest::default()
    };
    let report = open(text).game(&request, &Sequential, &Silent).unwrap();
    let shares = report.profiles.iter().map(|p| p.in_worlds.unwrap().share);
    (report.turns.unwrap(), shares.collect())
}

#[test]
fn an_incumbent_who_loses_by_a_fight_yields_and_the_entrant_comes_in() {
    let claims = r#"
enters = { says = "t", test = "plays(mean(entry), entrant, enter) == 1" }
yields = { says = "t", test = "plays(mean(entry), incumbent, yield) == 1" }
fights = { says = "t", test = "plays(mean(entry), incumbent, fight) == 1" }
share  = { says = "t", test = "plays(entry, entrant, enter) == 1" }
dated  = { says = "t", test = "plays(entry, entrant, enter, at = 2021-01-01) == 1" }
never  = { says = "t", test = "plays(entry, entrant, out) > 0.5" }
"#;
    let text = format!("{ENTRY}{claims}");
    let report = run(&text, N);
    assert_eq!(word(&report, "enters"), Word::Holds);
    assert_eq!(word(&report, "yields"), Word::Holds);
    assert_eq!(word(&report, "fights"), Word::Fails);
    // World by world the incumbent fights where it gains by that, in a quarter of them, and the entrant stays out.
    for id in ["share", "dated"] {
        near(claim(&report, id).share().unwrap(), 0.75, 0.002);
        assert_eq!(claim(&report, id).hinges[0].input, "war");
    }
    near(claim(&report, "never").share().unwrap(), 0.25, 0.002);
    let (turns, shares) = solved(&text, "entry");
    assert_eq!(turns.path, Some(vec![1, 0]));
    near(shares[2], 0.75, 0.002);
}

/// Out of the market the entrant is answered by either: then nothing says what the incumbent plays.
#[test]
fn what_an_indifferent_player_does_has_no_value_and_what_it_decides_has_none() {
    let claims = r#"
fights = { says = "t", test = "plays(entry, incumbent, fight) == 1" }
enters = { says = "t", test = "plays(entry, entrant, enter) == 1" }
mean   = { says = "t", test = "plays(mean(entry), incumbent, fight) == 1" }
comes  = { says = "t", test = "plays(mean(entry), entrant, enter) == 1" }
"#;
    let report = run(&format!("{ENTRY}{claims}"), N);
    // It would fight in a quarter of the worlds, and then the entrant stays out.
    let fights = &claim(&report, "fights").verdict;
    near(fights.failed as f64 / N as f64, 0.25, 0.002);
    assert_eq!(fights.share.unwrap().share, 0.0);
    // Not for want of numbers: all of these are ties.
    let open = &claim(&report, "fights").undecided;
    assert_eq!((open[0].worlds, open[0].tie), (fights.failed, true));
    assert!(claim(&report, "enters").undecided.is_empty());
    // Indifferent after the entry too: what it does decides what the entrant does.
    let indifferent = format!("{ENTRY}{claims}").replace("[-0.25, 0.75]", "[0.0, 0.5]");
    let indifferent = indifferent.replace("fights then war else", "fights then 0 * war else");
    let report = run(&indifferent, N);
    for id in ["fights", "enters"] {
        assert_eq!(word(&report, id), Word::NoResult, "{id}");
    }
    for id in ["mean", "comes"] {
        assert_eq!(word(&report, id), Word::NoVerdict, "{id}");
        let open = UndecidedReport {
            game: "entry".to_owned(),
            tie: true,
            worlds: 0,
        };
        let unjudged = &claim(&report, id).unjudged;
        assert_eq!(*unjudged, Some(UnjudgedReport::Undecided(open)), "{id}");
    }
    // Whatever the incumbent does, it pays to come in: that the incumbent does not mind is nothing to the entrant.
    let bold = indifferent.replace(
        "(if fights then -1 else margin)",
        "(if fights then 0.2 else margin)",
    );
    let report = run(&bold, N);
    assert_eq!(claim(&report, "enters").share(), Some(1.0));
    assert_eq!(word(&report, "comes"), Word::Holds);
    assert_eq!(word(&report, "fights"), Word::NoResult);
}

/// Where a payoff has no value nothing is a tie; a share over worlds tells how many of those that are left out are one.
#[test]
fn a_tie_is_told_from_what_has_no_value() {
    let text = format!(
        "{ENTRY}\
         fights = {{ says = 't', test = 'plays(entry, incumbent, fight) == 1' }}\n\
         often = {{ says = 't', test = 'share(plays(entry, incumbent, fight) == 1) < 0.5' }}\n"
    );
    let broken = text.replace("then 2 -", "then sqrt(war + 0.1) -");
    let report = run(&broken, N);
    let fights = claim(&report, "fights");
    // War below −0.1 has no root, in 0.15 of the worlds. Else to fight costs the war; between −0.1 and 0 the incumbent fights, and
    // the entrant stays out: a tenth of the worlds.
    near(fights.verdict.failed as f64 / N as f64, 0.25, 0.002);
    near(fights.undecided[0].worlds as f64 / N as f64, 0.1, 0.002);
    let report = run(&text, N);
    let often = claim(&report, "often");
    assert_eq!(often.verdict.failed, often.undecided[0].worlds);
    near(often.undecided[0].worlds as f64 / N as f64, 0.25, 0.002);
}

/// After the entry the incumbent yields on average; to know what a war costs is worth ∫ max(0, −w) from −1/4 on: 1/32. Of one who has
/// stayed out both answers are the same to it. The entrant gains by coming in whatever it learns.
#[test]
fn what_a_choice_in_turn_is_worth_knowing() {
    let text = format!(
        "{ENTRY}enters = {{ says = 't', test = 'plays(mean(entry), entrant, enter) == 1' }}\n"
    );
    let request = WhyRequest {
        answer: Some("entry".to_owned()),
        worlds: Some(4096),
        ..WhyRequest::default()
    };
    let game = open(&text)
        .why(&request, &Sequential, &Silent)
        .unwrap()
        .game
        .unwrap();
    assert!(game.in_turn && game.unseen == 0);
    let [enters, answers, whatever] = &game.choices[..] else {
        panic!("{:#?}", game.choices);
    };
    assert_eq!(
        (&*enters.player, &*enters.best, enters.everything),
        ("entrant", "enter", 0.0)
    );
    assert!(enters.others.is_empty() && enters.equal.is_empty() && enters.inputs.is_empty());
    assert_eq!(answers.others, [("entrant".to_owned(), "enter".to_owned())]);
    assert_eq!((&*answers.player, &*answers.best), ("incumbent", "yield"));
    assert!(answers.turn.as_ref().unwrap().on_path);
    near(answers.everything, 1.0 / 32.0, 0.001);
    assert_eq!(answers.inputs.len(), 1);
    assert_eq!(answers.inputs[0].input, "war");
    near(answers.inputs[0].worth.value, 1.0 / 32.0, 0.002);
    near(answers.strategies[1].best_in, 0.25, 0.002);
    assert_eq!(whatever.others, [("entrant".to_owned(), "out".to_owned())]);
    assert!(!whatever.turn.as_ref().unwrap().on_path);
    assert_eq!(
        (whatever.shared, &whatever.equal[..]),
        (1.0, &["fight".to_owned()][..])
    );
    assert!(whatever.strategies.iter().all(|s| s.best_in == 1.0));
}

/// The threat itself: what the incumbent would do to one who has come in, whether or not anybody does.
#[test]
fn what_would_be_played_off_the_path_is_asked_with_after() {
    let claims = r#"
threat  = { says = "t", test = "plays(entry, incumbent, fight, after = [enter]) == 1" }
yields  = { says = "t", test = "plays(mean(entry), incumbent, yield, after = [enter]) == 1" }
out     = { says = "t", test = "plays(mean(entry), incumbent, yield, after = [out]) == 1" }
"#;
    let report = run(&format!("{ENTRY}{claims}"), N);
    let threat = claim(&report, "threat");
    near(threat.share().unwrap(), 0.25, 0.001);
    assert_eq!(threat.verdict.failed, 0);
    assert_eq!(threat.hinges[0].input, "war");
    assert_eq!(word(&report, "yields"), Word::Holds);
    assert_eq!(word(&report, "out"), Word::NoVerdict);
    // Where the incumbent does not see the entrant, nothing begins after its entry.
    let unseen = ENTRY.replace("at = 2022-01-01 }", "at = 2022-01-01, sees = [] }");
    assert_eq!(
        findings(&format!("{unseen}{claims}")),
        vec![("game-call".to_owned(), "no-subgame".to_owned()); 3]
    );
}

/// Who bargains twice: the first demands, the second answers, and then the first makes good its threat, or does not.
const THREAT: &str = r#"
[scenario]
title = "Threat"
start = 2020
end   = 2026
step  = "1 year"
now   = 2021-01-01
[parameter]
pain  = { range = [0, 1], assumption = "t" }
glory = { range = [0, 1], assumption = "t" }
[actor]
strong = {}
weak   = {}
[lever]
blow  = { actor = "strong", range = [0, 1] }
gives = { actor = "weak", range = [0, 1] }
[strategy]
strong.calm   = { blow = 0 }
strong.strike = { blow = 1 }
weak.refuse   = { gives = 0 }
weak.yield    = { gives = 1 }
[objective]
strong = "at_end(gives + (if blow > 0.5 and gives < 0.5 then glory - 0.25 else -0.5 * blow))"
weak   = "at_end(-gives * 0.5 - pain * blow)"
[game.threat]
players = ["strong", "weak"]
rounds  = [
  { player = "strong", at = 2021-01-01 },
  { player = "weak", at = 2022-01-01 },
  { player = "strong", at = 2024-01-01 },
]
[claim]
"#;

/// What is struck by the last move alone counts at the end: the first move is about nothing.
#[test]
fn paths_that_differ_in_their_last_move_alone_are_told_apart() {
    let claims = r#"
strikes = { says = "t", test = "plays(threat, strong, strike, at = 2024-01-01, after = [calm, refuse]) == 1" }
last    = { says = "t", test = "plays(threat, strong, strike, at = 2024-01-01) == 1" }
yields  = { says = "t", test = "plays(threat, weak, yield) == 1" }
after   = { says = "t", test = "plays(threat, weak, yield, after = [strike]) == 1" }
first   = { says = "t", test = "plays(threat, strong, strike, at = 2021-01-01) == 1" }
"#;
    let text = format!("{THREAT}{claims}");
    let report = run(&text, N);
    // It strikes one who refuses where glory is above a quarter, and nobody who yields; so whoever then loses more than a
    // half by it yields.
    near(claim(&report, "strikes").share().unwrap(), 0.75, 0.001);
    near(claim(&report, "last").share().unwrap(), 0.75 * 0.5, 0.02);
    for id in ["yields", "after"] {
        near(claim(&report, id).share().unwrap(), 0.75 * 0.5, 0.02);
    }
    assert_eq!(word(&report, "first"), Word::NoResult);
    // The same two paths, compared by hand: it matters to whom.
    let scenario = open(&text).scenario().clone();
    let compared = |outcome: &str, by_what: u32| {
        let at = scenario.outcomes.iter().position(|o| o.id == outcome);
        let first = scenario.profiles.len() as u32 - 8;
        let read = |profile| Term::Outcome {
            outcome: OutcomeId(at.unwrap() as u32),
            profile: ProfileId(profile),
            axes: vec![],
        };
        let term = Term::Binary(
            BinaryOp::Greater,
            Box::new(of(&scenario, read(first))),
            Box::new(of(&scenario, read(first + by_what))),
        );
        silences(&scenario, &of(&scenario, term)).len()
    };
    assert_eq!(compared("objective_weak", 1), 0);
    assert_eq!(compared("objective_strong", 2), 0);
    assert_eq!(compared("objective_weak", 0), 1);
}

fn of(scenario: &Scenario, term: Term) -> Expression {
    Expression {
        term,
        over: vec![],
        unit: Unit::pure(),
        span: scenario.claims[0].span,
    }
}

/// Each claim about a whole path holds in as many worlds as `contend game` finds play to go that way.
#[test]
fn claims_say_what_the_command_game_says() {
    let ends = ["calm", "strike"];
    let mut claims = String::new();
    for (path, (first, answer, last)) in (0..8).map(|p| (p, (p / 4, p / 2 % 2, p % 2))) {
        let answer = ["refuse", "yield"][answer];
        let test = |game: &str| {
            format!(
                "plays({game}, strong, {}, at = 2021-01-01) == 1 and plays({game}, weak, {answer}) == 1 \
                 and plays({game}, strong, {}, at = 2024-01-01) == 1",
                ends[first], ends[last]
            )
        };
        claims += &format!("w{path} = {{ says = 't', test = '{}' }}\n", test("threat"));
        claims += &format!(
            "m{path} = {{ says = 't', test = '{}' }}\n",
            test("mean(threat)")
        );
    }
    // The first move counts too, so that nobody is indifferent.
    let text = format!("{THREAT}{claims}").replace(
        "strong = \"at_end(",
        "strong = \"mean(0.3 * blow * (glory - 0.4)) + at_end(",
    );
    let text = text.replace(
        "- pain * blow)",
        "- pain * blow) + mean(0.2 * gives * (glory - pain))",
    );
    let text = text.replace("pain  = { range = [0, 1]", "pain  = { range = [0, 1.6]");
    let report = run(&text, N);
    let (turns, shares) = solved(&text, "threat");
    let mut all = 0.0;
    for (path, share) in shares.iter().enumerate() {
        let found = claim(&report, &format!("w{path}"));
        assert_eq!(found.verdict.failed, 0);
        near(found.share().unwrap(), *share, 0.0);
        all += share;
        let way = turns.path.clone().unwrap();
        let plays = way == [path / 4, path / 2 % 2, path % 2];
        let word = word(&report, &format!("m{path}"));
        assert_eq!(word == Word::Holds, plays, "{path}: {word:?}");
    }
    near(all, 1.0, 1e-12);
    assert!(
        shares.iter().filter(|s| **s > 0.02).count() > 2,
        "{shares:?}"
    );
}

/// Matching pennies, the first in secret: both mix, and that is the only equilibrium.
#[test]
fn moves_that_are_not_seen_are_mixed_where_that_is_the_only_equilibrium() {
    let text = ENTRY
        .replace(
            "entrant   = \"at_end(if comes then (if fights then -1 else margin) else 0)\"",
            "entrant   = \"at_end(if comes == fights then -1 else margin)\"",
        )
        .replace(
            "incumbent = \"at_end(if comes then 2 - (if fights then war else 0) else 5)\"",
            "incumbent = \"at_end(if comes == fights then 1 else -1)\"",
        );
    let claims = r#"
fights = { says = "t", test = "abs(plays(entry, incumbent, fight) - 0.5) < 1e-9" }
enters = { says = "t", test = "abs(plays(mean(entry), entrant, enter) - 0.5) < 1e-9" }
"#;
    let unseen = text.replace("at = 2022-01-01 }", "at = 2022-01-01, sees = [] }");
    let report = run(&format!("{unseen}{claims}"), 256);
    assert_eq!(claim(&report, "enters").verdict.word, Word::Holds);
    assert_eq!(claim(&report, "fights").share(), Some(1.0));
    // To meet at one of two places: several equilibria, so that nothing follows.
    let meets = unseen.replace(
        "if comes == fights then -1 else margin",
        "if comes == fights then margin else -1",
    );
    let report = run(&format!("{meets}{claims}"), 256);
    assert_eq!(claim(&report, "fights").verdict.word, Word::NoResult);
}

#[test]
fn more_than_can_be_compared_unseen_is_refused() {
    let claims = "c = { says = 't', test = 'plays(threat, weak, yield) == 1' }\n";
    let refused = |case: &str| vec![("game-call".to_owned(), case.to_owned())];
    // The strong one sees nothing: a plan of its last move for each of its first.
    let more = "strong.harder = { blow = 0.75 }\nstrong.softer = { blow = 0.25 }\nweak.refuse ";
    let blind = THREAT.replace("weak.refuse ", more);
    let blind = blind.replace("at = 2024-01-01 }", "at = 2024-01-01, sees = [] }");
    let blind = blind.replace("at = 2022-01-01 }", "at = 2022-01-01, sees = [] }");
    assert_eq!(findings(&format!("{blind}{claims}")), refused("many-plans"));
    let third = THREAT
        .replace("weak   = {}", "weak   = {}\nthird = {}")
        .replace("[strategy]", "dance = { actor = 'third', switch = true }\n[strategy]\nthird.on = { dance = true }\nthird.off = { dance = false }")
        .replace("[game.threat]", "third = 'at_end(if dance then 1 else 0)'\n[game.threat]")
        .replace("[\"strong\", \"weak\"]", "[\"strong\", \"weak\", \"third\"]")
        .replace(
            "  { player = \"strong\", at = 2024-01-01 },",
            "  { player = \"third\", at = 2022-01-01 },\n  { player = \"strong\", at = 2022-01-01 },",
        );
    assert_eq!(findings(&format!("{third}{claims}")), refused("unseen"));
}

/// A rule of the weak that asks for more than all from 2025 on counts where it is in force then, and nowhere else.
#[test]
fn what_is_played_later_holds_from_its_date_on() {
    let text = THREAT
        .replace("weak.yield    = { gives = 1 }", "weak.yield = { gives = { rule = \"anger\" } }")
        .replace("[objective]", "[stock]\nanger = { start = 0, change = \"0.25 / 1{year}\" }\n[objective]")
        .replace(
            "  { player = \"strong\", at = 2024-01-01 },",
            "  { player = \"strong\", at = 2024-01-01 },\n  { player = \"weak\", at = 2025-01-01 },",
        );
    let claims = "c = { says = 't', test = 'plays(threat, weak, yield, at = 2022-01-01) == 1' }\n\
        [verdict]\n";
    let text = format!("{text}{claims}").replace("[verdict]\n", "");
    let report = run(&text, 64);
    let mut held: Vec<&str> = (report.notes.iter())
        .filter_map(|note| match note {
            Note::LeverHeld {
                profile,
                first,
                held: 64,
                ..
            } => {
                assert_eq!(first, "2025-01-01");
                Some(profile.as_str())
            }
            _ => None,
        })
        .collect();
    held.sort_unstable();
    held.dedup();
    // Of sixteen paths the eight on which it is played in 2025, four of them since 2022; before 2025 it asks for no more than
    // there is.
    assert_eq!(held.len(), 8, "{held:?}");
    let at_last = held
        .iter()
        .filter(|p| p.ends_with("2025-01-01: weak = yield"));
    assert_eq!(at_last.count(), 4, "{held:?}");
    // Such a path can be told as a story, with who goes over to what, and when.
    let request = WorldRequest {
        worlds: Some(64),
        profiles: vec![
            "strong = calm, weak = refuse, 2024-01-01: strong = strike, 2025-01-01: weak = yield"
                .into(),
        ],
        ..WorldRequest::default()
    };
    let told = open(&text).world(3, &request).unwrap();
    let from: Vec<(&str, Option<&str>)> = (told.profiles[0].story.iter())
        .filter_map(|t| match t {
            Told::Strategy { strategy, from, .. } => Some((strategy.as_str(), from.as_deref())),
            _ => None,
        })
        .collect();
    let expected = [
        ("calm", None),
        ("refuse", None),
        ("strike", Some("2024-01-01")),
        ("yield", Some("2025-01-01")),
    ];
    assert_eq!(from, expected);
}

/// Shorter steps leave moves at their dates.
#[test]
fn moves_keep_their_dates_in_shorter_steps() {
    // A strike from 2024 to 2026 costs a half of what glory may be; from any other date something else.
    let (before, rest) = THREAT.split_once("strong = \"").unwrap();
    let rest = rest.split_once('\n').unwrap().1;
    let text = format!(
        "{before}strong = \"at_end(glory * blow) - total(0.25 * blow / 1{{year}})\"\n{rest}\
         c = {{ says = 't', test = 'plays(threat, strong, strike, at = 2024-01-01, after = [calm, refuse]) == 1' }}\n"
    );
    let request = RunRequest {
        worlds: Some(N),
        ..Default::default()
    };
    let steps = open(&text).steps(&request, &Sequential, &Silent).unwrap();
    for verdict in &steps.unwrap().claims[0].verdicts {
        near(verdict.share.unwrap().share, 0.5, 0.001);
    }
}

/// The example of the book.
#[test]
fn the_book_says_what_comes_out() {
    let book = include_str!("../../../../book/src/language.md");
    let (_, example) = book.split_once("```toml\n# Of a game in turn.\n").unwrap();
    let (example, after) = example.split_once("```").unwrap();
    let text = format!(
        "[scenario]\ntitle = \"t\"\nstart = 2020\nend = 2023\nstep = \"1 year\"\n{example}"
    );
    let report = run(&text, N);
    assert_eq!(word(&report, "comes_in"), Word::Holds);
    for id in ["if_it_knows", "empty_threat"] {
        near(claim(&report, id).share().unwrap(), 0.75, 0.002);
    }
    assert!(after.contains("in 75 of 100 worlds the threat is empty"));
    let yields = &claim(&report, "yields").verdict;
    near(yields.failed as f64 / N as f64, 0.25, 0.002);
    let share = yields
        .share
        .map_or_else(|| yields.ends.unwrap().most, |s| s.share);
    near(share, 1.0, 0.0);
}

/// What the chapter on games says of its game in turn.
#[test]
fn the_chapter_on_games_says_what_comes_out() {
    let chapter = include_str!("../../../../book/src/games.md");
    let tests = chapter
        .split('`')
        .filter(|t| t.starts_with("plays(mean(threat)"));
    let mut claims = include_str!("../../../../scenarios/two-level-game/claims.toml").to_owned();
    for (at, test) in tests.enumerate() {
        let test = if test.contains("==") {
            test.to_owned()
        } else {
            format!("{test} == 1")
        };
        claims += &format!("\n[claim.in_turn_{at}]\nsays = 'c'\ntest = '{test}'\n");
    }
    macro_rules! file {
        ($name:literal) => {
            (
                $name,
                include_str!(concat!("../../../../scenarios/two-level-game/", $name)),
            )
        };
    }
    let folder = MemoryFolder::new([
        file!("scenario.toml"),
        file!("inputs.toml"),
        file!("games.toml"),
        file!("brief.md"),
        file!("sources.bib"),
        ("claims.toml", claims.as_str()),
    ]);
    let opened = Session::open(&folder);
    let session = opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings));
    let request = RunRequest {
        worlds: Some(400),
        ..RunRequest::default()
    };
    let report = session.run(&request, &Sequential, &Silent).unwrap();
    assert_eq!(word(&report, "in_turn_0"), Word::Holds);
    assert_eq!(word(&report, "in_turn_1"), Word::Holds);
    assert_eq!(word(&report, "in_turn_2"), Word::NoVerdict);
    assert!(!report.claims.iter().any(|c| c.id == "in_turn_3"));
}
