//! Gambit's text format, read and written.

use contend_analysis::game::{Nfg, Payoffs};
use proptest::prelude::*;

use super::common::Numbers;

const PAYOFFS: &str = r#"NFG 1 R "Two \"rooms\"" { "Row" "Column" }
{ { "up" "middle" "down" } { "left" "right" } }
"a remark"

1 -1 2.5 1/4 3e2 0
4 4 5 5 6 6
"#;

const OUTCOMES: &str = r#"NFG 1 D "By outcome" { "A" "B" } { 2 2 }
{
{ "peace" 3, 3 }
{ "war" -1/2, .5 }
}
1 2 0 1
"#;

#[test]
fn payoffs_in_the_order_of_the_format() {
    let game = Nfg::read(PAYOFFS).unwrap();
    assert_eq!(game.title, "Two \"rooms\"");
    assert_eq!(game.comment, "a remark");
    assert_eq!(game.strategies[0], ["up", "middle", "down"]);
    // In the file the first player's strategy changes fastest, here the last player's.
    let p = &game.payoffs;
    assert_eq!(p.values(0), [1., 4., 2.5, 5., 300., 6.]);
    assert_eq!(p.values(1), [-1., 4., 0.25, 5., 0., 6.]);
}

#[test]
fn outcomes() {
    let game = Nfg::read(OUTCOMES).unwrap();
    assert_eq!(game.strategies, [["1", "2"], ["1", "2"]]);
    assert_eq!(game.payoffs.values(0), [3., 0., -0.5, 3.]);
    assert_eq!(game.payoffs.values(1), [3., 0., 0.5, 3.]);
}

#[test]
fn written_and_read_again() {
    let mut numbers = Numbers(5);
    let payoffs = numbers.fine_game(&[2, 3, 4]);
    let names = |n: usize| (0..n).map(|k| format!("s \\ \"{k}\"")).collect::<Vec<_>>();
    let game = Nfg {
        title: "a \\ b \"c\"".into(),
        players: names(3),
        strategies: vec![names(2), names(3), names(4)],
        comment: String::new(),
        payoffs,
    };
    assert_eq!(Nfg::read(&game.write()).unwrap(), game);
}

#[test]
fn mistakes_are_named_with_their_line() {
    let fault = |text: &str| Nfg::read(text).unwrap_err();
    let cases = [
        ("", 1, "begins with `NFG 1 R`"),
        ("NFG 2 R", 1, "version 1"),
        ("NFG 1 R \"t\n", 1, "quotation mark"),
        ("NFG 1 R \"t\" { \"a\" }\n{ 0 }\n", 2, "no strategies"),
        (
            "NFG 1 R \"t\" { \"a\" \"b\" }\n{ 2 }\n",
            2,
            "strategies for 1",
        ),
        ("NFG 1 R \"t\" { \"a\" }\n{ 99999999999 }", 2, "too large"),
        (
            "NFG 1 R \"t\" { \"a\" \"b\" }\n{ 9000 9000 }",
            2,
            "too large",
        ),
        // Found by fuzzing: as many names took gigabytes.
        (
            "NFG 1 R \"t\" { \"a\" }\n{ 49503014 }\n1",
            2,
            "the file ends before their payoffs",
        ),
        (
            "NFG 1 R \"t\" { \"a\" } { 2 }\n1\n",
            3,
            "ends after 1 payoffs",
        ),
        (
            "NFG 1 R \"t\" { \"a\" } { 2 }\n1 x\n",
            2,
            "`x` is not a payoff",
        ),
        (
            "NFG 1 R \"t\" { \"a\" } { 2 }\n1 1/0\n",
            2,
            "`1/0` is not a payoff",
        ),
        (
            "NFG 1 R \"t\" { \"a\" } { 2 }\n1 inf\n",
            2,
            "`inf` is not a payoff",
        ),
        (
            "NFG 1 R \"t\" { \"a\" } { 2 }\n1 2\n3\n",
            3,
            "more than the 2 profiles",
        ),
        (
            "NFG 1 R \"t\" { \"a\" } { 2 }\n{ { \"\" 1 } }\n1 2\n",
            3,
            "`2` is not the number of an outcome",
        ),
        (
            "NFG 1 R \"t\" { \"a\" } { 2 }\n{ { \"\" 1 2 } }\n1 2\n",
            2,
            "has 2 payoffs",
        ),
    ];
    for (text, line, says) in cases {
        let found = fault(text);
        assert_eq!(found.line, line, "{text:?}: {found}");
        assert!(found.message.contains(says), "{text:?}: {found}");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "(NFG 1 R )?(\"[a-z\\\\]{0,3}\" )?(\\{|\\}|\"|[0-9]{1,3}|/|-|e|\n| |,|é){0,40}") {
        let _ = Nfg::read(&text);
    }

    #[test]
    fn payoffs_survive(values in prop::collection::vec(-1e90f64..1e90, 6)) {
        let payoffs = Payoffs::new(vec![6], vec![values]).unwrap();
        let game = Nfg {
            title: "t".into(),
            players: vec!["a".into()],
            strategies: vec![(1..=6).map(|k| k.to_string()).collect()],
            comment: "c".into(),
            payoffs,
        };
        prop_assert_eq!(Nfg::read(&game.write()).unwrap(), game);
    }
}
