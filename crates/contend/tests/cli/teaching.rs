//! The scenarios that ship for teaching: results that textbooks state.

use std::collections::HashMap;
use std::path::Path;

use crate::support::{Answer, Scratch, snapshot, widest};

fn scenario(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    root.join(name).to_str().unwrap().to_owned()
}

#[test]
fn classic_games_have_the_equilibria_of_the_textbooks() {
    let scratch = Scratch::new();
    let json = scratch
        .run(&["run", &scenario("classic-games"), "--json"])
        .expect(0)
        .json();
    let claims = json["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 16);
    for claim in claims {
        if claim["id"] == "trust-is-the-better-bet" {
            // Risk dominance parts where a hare is worth half of half a stag.
            let hinge = &claim["hinges"][0];
            assert_eq!(hinge["input"], "hare_worth");
            assert!((hinge["turns_at"].as_f64().unwrap() - 2.0).abs() < 0.01);
            assert!(hinge["explains"].as_f64().unwrap() > 0.99, "{claim:#}");
            assert!((claim["share"].as_f64().unwrap() - 0.5).abs() < 0.01);
        } else {
            assert_eq!(claim["share"], 1.0, "{claim:#}");
        }
    }
}

/// Number of equilibria, and how often the first player plays its first strategy in the mixed one.
#[test]
fn classic_games_are_solved_as_in_the_textbooks() {
    let scratch = Scratch::new();
    let json = scratch
        .run(&["game", &scenario("classic-games"), "--json"])
        .expect(0)
        .json();
    let reports = json.as_array().unwrap();
    let third = 1.0 / 3.0;
    for (game, equilibria, mixed) in [
        ("prisoners_dilemma", 1, None),
        // A hare is worth half of half a stag on average.
        ("stag_hunt", 3, Some((0.5, 0.001))),
        ("chicken", 3, None),
        ("matching_pennies", 1, Some((0.5, 1e-12))),
        ("battle_of_the_sexes", 3, Some((2.0 * third, 1e-12))),
        // Each waits with the square root of cost over worth, 1/2 on average (Diekmann 1985).
        ("volunteers_dilemma", 4, Some((1.0 - 0.5_f64.sqrt(), 0.001))),
    ] {
        let report = reports.iter().find(|r| r["game"]["id"] == game).unwrap();
        let found = report["equilibria"]["equilibria"].as_array().unwrap();
        assert_eq!(found.len(), equilibria, "{game}: {found:#?}");
        let first = |e: &serde_json::Value| e["strategies"][0][0].as_f64().unwrap();
        let mixing = found.iter().map(first).find(|p| *p > 0.0 && *p < 1.0);
        if let Some((expected, error)) = mixed {
            let played = mixing.unwrap_or_else(|| panic!("{game} is not mixed"));
            assert!((played - expected).abs() < error, "{game}: {played}");
        }
        if game == "chicken" {
            // What makes the other indifferent: win p = crash (1 - p) - face (1 - p), at the mean cost of a crash.
            let crash = -report["profiles"][3]["payoffs"][0]["mean"]
                .as_f64()
                .unwrap();
            assert!((mixing.unwrap() - (1.0 - 1.0 / crash)).abs() < 1e-9);
        }
    }
}

#[test]
fn a_game_is_told_in_the_language_asked_for() {
    let scratch = Scratch::new();
    let classics = scenario("classic-games");
    let ask = |lang: &str| {
        let game = ["game", &classics, "prisoners_dilemma", "--lang", lang];
        scratch.run(&game).expect(0).out
    };
    for lang in ["es", "pt"] {
        let out = ask(lang);
        assert!(widest(&out) <= 80);
        snapshot(&format!("game-{lang}"), &out);
    }
    let json = |lang: &str| {
        let game = [
            "game",
            &classics,
            "prisoners_dilemma",
            "--json",
            "--lang",
            lang,
        ];
        scratch.run(&game).expect(0).json()
    };
    let (mut english, mut spanish) = (json("en"), json("es"));
    let words = |json: &mut serde_json::Value| json["words"].take();
    let (ours, theirs) = (words(&mut english), words(&mut spanish));
    assert_eq!(english, spanish, "findings depend on the language");
    assert_eq!(english["answers"][0]["finding"], "dominant");
    assert_eq!(
        (&ours["language"], &theirs["language"]),
        (&"en".into(), &"es".into())
    );
    let answers = ours["answers"].as_array().unwrap().len();
    assert_eq!(answers, english["answers"].as_array().unwrap().len());
    assert_eq!(
        theirs["answers"][2],
        "Prisoner A juega `talk`, Prisoner B `talk`: el único equilibrio. Mundo por mundo es un equilibrio en todos los 1000 mundos."
    );
}

#[test]
fn moving_fish_are_lost_by_war_and_restraint_does_not_hold_itself_up() {
    let scratch = Scratch::new();
    let json = scratch
        .run(&["run", &scenario("fishing-dispute"), "--json"])
        .expect(0)
        .json();
    for (id, verdict) in [
        ("war-empties-the-sea", "holds"),
        ("restraint-does-not-last", "holds"),
        ("buying-pays", "fails"),
    ] {
        let claims = json["claims"].as_array().unwrap();
        let claim = claims.iter().find(|c| c["id"] == id).unwrap();
        assert_eq!(claim["verdict"], verdict, "{claim:#}");
    }
}

/// What the brief says of its verdicts, and the words of all claims.
#[test]
fn a_guarantee_is_judged_by_how_often_and_not_by_one_world() {
    let scratch = Scratch::new();
    let json = scratch
        .run(&["run", &scenario("peace-guarantee"), "--json"])
        .expect(0)
        .json();
    for (id, verdict) in [
        ("as-in-the-record", "holds"),
        ("wars-are-rarer", "holds"),
        ("it-is-what-prevents-this-war", "contested"),
        ("peace-is-not-safe", "holds"),
        ("fewer-die", "holds"),
        ("a-token-will-do", "fails"),
        ("worse-than-none", "fails"),
        ("where-spoilers-are-many", "fails"),
    ] {
        let claims = json["claims"].as_array().unwrap();
        let claim = claims.iter().find(|c| c["id"] == id).unwrap();
        assert_eq!(claim["verdict"], verdict, "{claim:#}");
    }
}

/// What the brief says of its verdicts. Nothing is lost on the way but what is seized.
#[test]
fn a_trade_goes_round_a_closed_sea() {
    let scratch = Scratch::new();
    let json = scratch
        .run(&["run", &scenario("one-route-closed"), "--json"])
        .expect(0)
        .json();
    for (id, verdict) in [
        ("it-is-no-balloon", "fails"),
        ("seizures-fall-as-it-works", "holds"),
        ("chasing-takes-more", "holds"),
        ("chasing-leaves-less", "holds"),
        ("everywhere-is-nowhere", "fails"),
        ("half-at-best", "holds"),
        ("few-patrols-do-nothing", "fails"),
    ] {
        let claims = json["claims"].as_array().unwrap();
        let claim = claims.iter().find(|c| c["id"] == id).unwrap();
        assert_eq!(claim["verdict"], verdict, "{claim:#}");
    }
}

/// Before each printed answer the chapter on games names the part and the command, `<!-- PART of: COMMAND -->`; on a
/// terminal of 100 columns the command prints just that. With `UPDATE_SNAPSHOTS=1` the chapter is written anew.
#[test]
fn the_chapter_on_games_prints_what_the_program_prints() {
    printed("games.md", &Scratch::new(), section);
}

/// On the scenario that `contend new` writes, with what the chapter adds to it.
#[test]
fn the_chapter_on_verdicts_prints_what_the_program_prints() {
    let scratch = Scratch::new();
    scratch.run(&["new", "my-argument"]).expect(0);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let chapter = std::fs::read_to_string(root.join("book/src/verdicts.md")).unwrap();
    let (_, added) = chapter
        .split_once("<!-- add to my-argument -->\n```toml\n")
        .unwrap();
    let (added, _) = added.split_once("```").unwrap();
    let path = scratch.path.join("my-argument/scenario.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}\n{added}")).unwrap();
    let check = scratch.run(&["check", "my-argument"]).expect(0);
    assert!(
        check.error.contains("says-nothing") || check.out.contains("says-nothing"),
        "{}{}",
        check.out,
        check.error
    );
    printed("verdicts.md", &scratch, claim);
    // A question to a game is made of comparisons that nobody wrote: their ties are not told.
    let fish = scratch
        .run(&["run", &scenario("fishing-dispute")])
        .expect(0);
    assert!(fish.out.contains("Both sides of `objective_newcomer@war <"));
    assert!(
        !fish.out.contains("Both sides of `equilibrium"),
        "{}",
        fish.out
    );
    // What the prose takes up stands in what is printed.
    let flat: Vec<&str> = chapter.split_whitespace().collect();
    let flat = flat.join(" ");
    let said = "*Above 0.49 it holds in 76 of 100 worlds, below in 14*";
    assert!(
        flat.contains(said)
            && flat.contains("above 0.49 1/year it holds in 76 of 100 worlds, below in 14;")
    );
}

/// Holds the answers that a chapter of the book prints against the program.
pub fn printed(chapter: &str, scratch: &Scratch, part_of: fn(&str, &str) -> String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("book/src").join(chapter);
    let chapter = std::fs::read_to_string(&path).unwrap();
    let mut answers = HashMap::new();
    let mut written = String::new();
    let mut rest = chapter.as_str();
    while let Some(at) = rest.find(" of: ") {
        let start = rest[..at].rfind("<!-- ").expect("a command");
        let end = start + rest[start..].find(" -->\n```text\n").expect("an answer");
        let (part, command) = rest[start + 5..end].split_once(" of: ").expect("a command");
        let body = end + " -->\n```text\n".len();
        let close = body + rest[body..].find("```").expect("an end");
        let answer = answers.entry(command.to_owned()).or_insert_with(|| {
            let arguments: Vec<&str> = command.split(' ').collect();
            let mut run = scratch.command(&arguments);
            if command.contains("scenarios/") {
                run.current_dir(&root);
            }
            run.env("COLUMNS", "100");
            Answer::from(run.output().unwrap()).expect(0).out
        });
        written += &rest[..body];
        written += &part_of(answer, part);
        rest = &rest[close..];
    }
    written += rest;
    assert!(!answers.is_empty(), "the chapter prints nothing");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &written).unwrap();
    } else {
        assert!(
            written == chapter,
            "the program prints something else; run once with UPDATE_SNAPSHOTS=1 and read the chapter again"
        );
    }
}

/// The lines of the claim whose sentence begins so: `“With quotas”`.
pub fn claim(answer: &str, sentence: &str) -> String {
    let begins = sentence.trim_matches(['“', '”']);
    let words = |block: &str| block.split_whitespace().collect::<Vec<_>>().join(" ");
    let block = answer.split("\n\n").find(|b| words(b).contains(begins));
    let block = block.unwrap_or_else(|| panic!("no {begins} in:\n{answer}"));
    let lines: Vec<&str> = (block.lines())
        .filter(|l| !l.starts_with("VERDICT "))
        .collect();
    format!("{}\n", lines.join("\n").trim_end())
}

/// What the chapter says of claims and payoffs between its printed answers.
#[test]
fn the_prose_of_the_chapter_on_games_has_the_numbers_of_the_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let chapter = std::fs::read_to_string(root.join("book/src/games.md")).unwrap();
    let scratch = Scratch::new();
    let run = ["run", &scenario("two-level-game"), "--json"];
    let report: serde_json::Value = serde_json::from_str(&scratch.run(&run).expect(0).out).unwrap();
    let share = |id: &str| {
        let claims = report["claims"].as_array().unwrap();
        let claim = claims.iter().find(|c| c["id"] == id).unwrap();
        (100.0 * claim["share"].as_f64().unwrap()).round()
    };
    for said in [
        format!(
            "it fails, in {} of 100 worlds",
            share("quiet-answers-the-tariff")
        ),
        format!(
            "Contested: in {} of 100 worlds. It gets better terms in {} of 100, and loses the treaty in {}.",
            share("tied-hands-win"),
            share("tied-hands-get-better-terms"),
            share("tied-hands-lose-treaties")
        ),
    ] {
        assert!(chapter.contains(&said), "the chapter does not say: {said}");
    }
    // Payoffs that the prose takes up stand in an answer above it.
    let (printed, prose): (Vec<_>, Vec<_>) = chapter
        .split("```")
        .enumerate()
        .partition(|(at, _)| at % 2 == 1);
    let payoffs = prose
        .iter()
        .flat_map(|(_, text)| text.split(|c: char| !(c.is_ascii_digit() || "−.".contains(c))))
        .filter(|word| word.starts_with('−') && word.contains('.'))
        .map(|word| word.trim_end_matches('.'));
    for payoff in payoffs {
        assert!(
            printed.iter().any(|(_, text)| text.contains(payoff)),
            "no answer has {payoff}"
        );
    }
}

/// The lines below a heading in capitals; `PAYOFFS` stand above the first of them.
pub fn section(answer: &str, part: &str) -> String {
    let heading = |line: &str| {
        line.chars().any(char::is_alphabetic)
            && line.chars().all(|c| c.is_ascii_uppercase() || c == ' ')
    };
    let lines: Vec<&str> = answer.lines().collect();
    let from = if part == "PAYOFFS" {
        lines.iter().position(|l| l.is_empty())
    } else {
        lines.iter().position(|l| *l == part)
    };
    let from = from.unwrap_or_else(|| panic!("no {part} in:\n{answer}")) + 1;
    let found = lines[from..].iter().take_while(|l| !heading(l));
    let text: Vec<&str> = found.copied().collect();
    format!("{}\n", text.join("\n").trim_end())
}

#[test]
fn a_summary_has_one_line_for_each_claim_and_counts_them() {
    let scratch = Scratch::with_garden();
    let answer = scratch
        .run(&[
            "run",
            &scenario("classic-games"),
            "--summary",
            "--worlds",
            "50",
        ])
        .expect(0);
    // The rest names the scenario's place on this machine.
    let (_, rest) = answer.out.split_once("VERDICT").unwrap();
    let (table, _) = rest.split_once("NEXT").unwrap();
    snapshot("summary", table);
    assert!(widest(table) <= 80);
}

#[test]
fn a_run_and_a_world_are_told_in_the_language_asked_for() {
    for tag in ["es", "pt"] {
        let scratch = Scratch::with_shipped("lake");
        let run = |arguments: &[&str]| {
            let all = [arguments, &["--lang", tag]].concat();
            scratch.run(&all).expect(0).out
        };
        let told = run(&["run", "lake", "--worlds", "200", "--outcomes"]);
        snapshot(&format!("lake-{tag}"), &told);
        assert!(widest(&told) <= 80, "{told}");
        let summary = run(&["run", "lake", "--worlds", "200", "--summary"]);
        snapshot(&format!("lake-summary-{tag}"), &summary);
        let world = run(&["world", "lake", "3", "--worlds", "200"]);
        snapshot(&format!("lake-world-{tag}"), &world);
    }
}

/// Claims about all worlds together, about some of them, and such as cannot be judged.
#[test]
fn claims_about_all_worlds_and_about_some_are_told() {
    let scratch = Scratch::new();
    scratch.run(&["new", "bay"]).expect(0);
    let path = scratch.path.join("bay/scenario.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let claims = r#"
[outcome.tides]
equation = "at_end(count(red_tide))"
[outcome.empty]
unit     = "month"
equation = "first_time(fish < 0.5 * capacity)"
[claim.halved]
says    = "On average quotas leave twice as much fish."
test    = "mean(fish_left@agreement) > 2 * mean(fish_left@freedom)"
control = "freedom"
[claim.joined]
says  = "The bay is seldom empty, and as a rule half full."
test  = "share(fish_left@agreement < 0.1 * capacity) < 0.1 and median(fish_left@agreement / capacity) > 0.4"
given = "tides@agreement < 3"
[claim.storms]
says  = "Where ten red tides come, little is left."
test  = "fish_left@agreement < 0.5 * capacity"
given = "tides@agreement >= 10"
[claim.late]
says  = "On average half of the fish are gone late."
test  = "mean(empty@agreement) > 120{month}"
"#;
    std::fs::write(&path, format!("{text}\n{claims}")).unwrap();
    scratch.run(&["check", "bay"]).expect(0);
    for tag in ["en", "es", "pt"] {
        let run = |more: &[&str]| {
            let all = [&["run", "bay", "--lang", tag], more].concat();
            scratch.run(&all).expect(0).out
        };
        let told = run(&[]);
        assert!(widest(&told) <= 80, "{told}");
        snapshot(&format!("over-worlds-{tag}"), &told);
        if tag == "en" {
            snapshot("over-worlds-summary", &run(&["--summary"]));
        }
    }
    // As many threads as there are, or one: the same to the bit.
    let json = |threads: &str| {
        let run = scratch.run(&["run", "bay", "--json", "--threads", threads]);
        run.expect(0).json()["claims"].clone()
    };
    assert_eq!(json("1"), json("3"));
    scratch
        .run(&["publish", "bay", "--output", "bay.html"])
        .expect(0);
    let page = std::fs::read_to_string(scratch.path.join("bay.html")).unwrap();
    assert!(page.contains("True of all worlds together if"));
    assert!(page.contains("resamples"));
}

/// What a name is cut to is no name: it could not be asked for, nor told from another.
#[test]
fn names_of_claims_are_whole_in_a_summary_of_any_width() {
    let scratch = Scratch::new();
    let scenario = scenario("cartel-recruitment");
    let json = scratch
        .run(&["run", &scenario, "-n", "20", "--json"])
        .expect(0)
        .json();
    let names: Vec<&str> = json["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    for columns in [60, 80, 110] {
        let mut command = scratch.command(&["run", &scenario, "-n", "20", "--summary"]);
        let answer = Answer::from(
            command
                .env("COLUMNS", columns.to_string())
                .output()
                .unwrap(),
        )
        .expect(0);
        let table = answer.out.split("\n\n").nth(1).unwrap();
        assert!(widest(table) <= columns, "{table}");
        assert!(!table.contains('…'), "{table}");
        let found: Vec<&str> = table
            .lines()
            .skip(1)
            .filter_map(|l| l.split_whitespace().last())
            .filter(|w| names.contains(w))
            .collect();
        assert_eq!(found, names, "{columns}: {table}");
        if columns < 110 {
            snapshot(&format!("summary-{columns}"), table);
        }
        // Each stands beside its verdict, or right below it.
        let alone = table.lines().filter(|l| names.contains(&l.trim())).count();
        assert_eq!(table.lines().count(), 1 + names.len() + alone);
        assert_eq!(alone == 0, columns == 110, "{columns}");
    }
}
