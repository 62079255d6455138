//! `why`: what decides claims, outcomes and choices.

use std::path::Path;

use crate::support::{Answer, Scratch, snapshot, widest};
use crate::teaching::printed;

fn shipped(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    root.join(name).to_string_lossy().into_owned()
}

#[test]
fn all_claims_stand_in_a_table_at_any_width() {
    let scratch = Scratch::with_shipped("lake");
    for columns in ["60", "80"] {
        let mut command = scratch.command(&["why", "lake"]);
        let answer = Answer::from(command.env("COLUMNS", columns).output().unwrap()).expect(0);
        assert!(
            widest(&answer.out) <= columns.parse().unwrap(),
            "{}",
            answer.out
        );
        snapshot(&format!("why-{columns}"), &answer.out);
    }
    // What is hinted at can be run.
    let hint = scratch
        .run(&["why", "lake", "alone-it-stays-clear"])
        .expect(0);
    snapshot("why-claim", &hint.out);
    for language in ["es", "pt"] {
        let told = scratch.run(&["why", "lake", "alone-it-stays-clear", "--lang", language]);
        snapshot(&format!("why-claim-{language}"), &told.expect(0).out);
    }
}

#[test]
fn outcomes_and_games_are_answered_too() {
    let scratch = Scratch::with_shipped("two-level-game");
    let game = scratch
        .run(&["why", "two-level-game", "pressure", "-n", "1000"])
        .expect(0);
    snapshot("why-game", &game.out);
    let scratch = Scratch::with_garden();
    let json = scratch.run(&["run", "garden", "--json"]).expect(0).json();
    let outcome = json["outcomes"][0]["outcome"].as_str().unwrap().to_owned();
    let told = scratch.run(&["why", "garden", &outcome]).expect(0);
    snapshot("why-outcome", &told.out);
}

/// Luck, inputs one at a time and inputs together are all there is; the answer hangs on no number of threads.
#[test]
fn shares_add_up_and_hang_on_no_threads() {
    let scratch = Scratch::with_shipped("lake");
    let run = |threads: &str| {
        let arguments = ["why", "lake", "--json", "-n", "1000", "--threads", threads];
        scratch.run(&arguments).expect(0).json()
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    let mut told = 0;
    for claim in one["claims"].as_array().unwrap() {
        let Some(decides) = claim.get("decides") else {
            continue;
        };
        if decides.get("nothing").is_some() {
            continue;
        }
        let part = |name: &str| decides[name].as_f64().unwrap();
        let luck = decides["luck"]["share"].as_f64().unwrap_or(0.0);
        let sum = luck + part("one_at_a_time") + part("together");
        assert!((sum - 1.0).abs() < 1e-9, "{claim:#}");
        told += 1;
    }
    assert!(told >= 4, "{told}");
}

#[test]
fn what_is_not_there_is_said_with_what_is_near() {
    let scratch = Scratch::with_shipped("lake");
    let near = scratch
        .run(&["why", "lake", "alone-it-stays-claer"])
        .expect(2);
    assert!(
        near.error.contains("`alone-it-stays-clear`"),
        "{}",
        near.error
    );
    let far = scratch.run(&["why", "lake", "qwertyuiop"]).expect(2);
    assert!(
        far.error.contains("name a claim, a game, or an outcome"),
        "{}",
        far.error
    );
    let turns = ["why", &shipped("fishing-dispute"), "reply"];
    let turns = scratch.run(&turns).expect(2);
    assert!(turns.error.contains("choose in turn"), "{}", turns.error);
}

/// From the line that begins so up to the next line in capitals, or the next choice.
fn passage(answer: &str, title: &str) -> String {
    let begins = |line: &str| {
        let letters: String = line.chars().filter(|c| c.is_alphabetic()).collect();
        line.starts_with('`')
            || !line.starts_with(' ') && !letters.is_empty() && letters.to_uppercase() == letters
    };
    let mut lines = answer.lines().skip_while(|line| !line.starts_with(title));
    let first = lines
        .next()
        .unwrap_or_else(|| panic!("no {title} in:\n{answer}"));
    let rest = lines.take_while(|line| !begins(line));
    let all: Vec<&str> = std::iter::once(first).chain(rest).collect();
    format!("{}\n", all.join("\n").trim_end())
}

#[test]
fn the_chapter_on_questions_prints_what_the_program_prints() {
    printed("questioning.md", &Scratch::new(), passage);
}

/// Conditions, an example that can be shown, and changes: each as data and in words.
#[test]
fn where_and_flip_are_data_too() {
    let scratch = Scratch::with_shipped("lake");
    let asked = [
        "why",
        "lake",
        "alone-it-stays-clear",
        "--where",
        "--flip",
        "--json",
        "-n",
        "2000",
    ];
    let json = scratch.run(&asked).expect(0).json();
    let claim = &json["claims"][0];
    let conditions = claim["where"]["conditions"].as_array().unwrap();
    assert!((1..=3).contains(&conditions.len()), "{claim:#}");
    let world = claim["where"]["example"].to_string();
    let shown = scratch
        .run(&["world", "lake", &world, "--json", "-n", "2000"])
        .expect(0)
        .json();
    let claims = shown["claims"].as_array().unwrap();
    let own = claims
        .iter()
        .find(|c| c["id"] == "alone-it-stays-clear")
        .unwrap();
    assert_eq!(own["holds"], claim["where"]["holds"]);
    for condition in conditions {
        let inputs = shown["inputs"].as_array().unwrap();
        let input = inputs
            .iter()
            .find(|i| i["input"] == condition["input"])
            .unwrap();
        let value = input["value"].as_f64().unwrap();
        assert!(
            condition["low"].as_f64().is_none_or(|low| value >= low),
            "{input} {condition}"
        );
        assert!(
            condition["high"].as_f64().is_none_or(|high| value <= high),
            "{input} {condition}"
        );
    }
    let own = &claim["verdict"]["verdict"];
    for flip in claim["flips"]["flips"].as_array().unwrap() {
        assert_ne!(flip["verdict"]["verdict"], *own, "{flip:#}");
    }
    assert!(!json["words"]["flips"][0].as_array().unwrap().is_empty());
    scratch.run(&["why", "lake", "--where"]).expect(2);
}

#[test]
fn claims_without_a_line_are_counted_by_the_reason() {
    let scratch = Scratch::with_shipped("lake");
    let few = scratch.run(&["why", "lake", "-n", "5"]).expect(0).out;
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let few = one_line(&few);
    assert!(
        few.contains("4 claims come out otherwise in too few worlds"),
        "{few}"
    );
    assert!(
        few.contains("4 claims come out the same in every world"),
        "{few}"
    );
    assert!(few.contains("2 claims are no question of worlds"), "{few}");
    // Nothing decides these claims, so nobody is sent to ask what does.
    assert!(!few.contains("NEXT"), "{few}");

    let games = Scratch::with_shipped("classic-games");
    let told = one_line(&games.run(&["why", "classic-games"]).expect(0).out);
    let same = games.run(&["why", "classic-games", "talking-dominates"]);
    assert!(same.expect(0).out.contains("nothing decides it"));
    assert!(told.contains("come out the same in every world"), "{told}");
    assert!(!told.contains("classic-games talking-dominates"), "{told}");
}
