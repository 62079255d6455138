//! `why`: what decides claims, outcomes and choices.

use std::path::Path;

use crate::support::{Answer, Scratch, snapshot, widest};

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
