//! What is said to be played in a game in turn, against what backward induction gives by hand.

use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::report::{RunReport, UnjudgedReport};
use contend_session::request::GameRequest;

use crate::support::{claim, findings, open, run};
use contend_analysis::verdict::Word;

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

/// The path that `contend game` finds, as places in the players' strategies.
fn path(text: &str, game: &str) -> Option<Vec<usize>> {
    let request = GameRequest {
        game: Some(game.to_owned()),
        worlds: Some(N),
        ..GameRequest::default()
    };
    let report = open(text).game(&request, &Sequential, &Silent);
    report.unwrap().turns.unwrap().path
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
    assert_eq!(path(&text, "entry"), Some(vec![1, 0]));
}
