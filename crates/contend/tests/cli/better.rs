//! `contend better`: which strategy is better, as text and as JSON, at any width and in every language.

use crate::support::{Answer, Scratch, snapshot, widest};
use crate::teaching::printed;

#[test]
fn strategies_are_ranked_by_every_measure() {
    let scratch = Scratch::with_pact();
    let ask = ["better", "pact", "north", "--threads", "1"];
    let answer = scratch.run(&ask).expect(0);
    snapshot("better", &answer.out);
    for columns in ["60", "110"] {
        let mut command = scratch.command(&ask);
        command.env("COLUMNS", columns);
        let answer = Answer::from(command.output().unwrap()).expect(0);
        assert!(
            widest(&answer.out) <= columns.parse().unwrap(),
            "{}",
            answer.out
        );
    }
    for lang in ["es", "pt"] {
        let told = scratch
            .run(&["better", "pact", "north", "--lang", lang])
            .expect(0);
        snapshot(&format!("better-{lang}"), &told.out);
    }
}

#[test]
fn json_has_the_numbers_and_the_words() {
    let scratch = Scratch::with_pact();
    let ask = [
        "better",
        "pact",
        "north",
        "--json",
        "-n",
        "100",
        "--resamples",
        "50",
    ];
    let json = scratch.run(&ask).expect(0).json();
    assert_eq!(json["actor"], "north");
    let context = &json["contexts"][0];
    let measures = context["measures"].as_array().unwrap();
    assert_eq!(measures.len(), 12);
    let strategies = context["strategies"].as_array().unwrap().len();
    for measure in measures {
        for field in ["values", "first_in", "intervals"] {
            assert_eq!(
                measure[field].as_array().unwrap().len(),
                strategies,
                "{measure:#}"
            );
        }
        assert_eq!(measure["resamples"], 50);
    }
    let words = &json["words"]["contexts"][0];
    assert_eq!(words["measures"].as_array().unwrap().len(), 12);
    let spanish = scratch
        .run(&[&ask[..], &["--lang", "es"]].concat())
        .expect(0)
        .json();
    assert_eq!(spanish["contexts"], json["contexts"]);
    assert_ne!(spanish["words"], json["words"]);
}

#[test]
fn the_answer_does_not_depend_on_threads() {
    let scratch = Scratch::with_pact();
    let ask = |threads: &str| {
        let ask = ["better", "pact", "north", "--json", "--threads", threads];
        scratch.run(&ask).expect(0).out
    };
    assert_eq!(ask("1"), ask("3"));
}

#[test]
fn slips_are_said_with_what_to_do() {
    let scratch = Scratch::with_pact();
    let mut all = String::new();
    for ask in [
        &["better", "pact"][..],
        &["better", "pact", "norht"],
        &["better", "pact", "north", "--profile", "trece"],
        &["better", "pact", "north", "--enough", "much"],
    ] {
        let answer = scratch.run(ask).expect(2);
        all += &format!("$ contend {}\n{}\n", ask.join(" "), answer.error);
    }
    snapshot("better-mistakes", &all);
    let help = scratch.run(&["better", "--help"]).expect(0);
    snapshot("help-better", &help.out);
}

/// What the chapter prints is what the program says: the paragraph that begins so.
#[test]
fn the_chapter_prints_what_the_program_prints() {
    let paragraph = |answer: &str, part: &str| {
        let mut all = answer.split("\n\n");
        let found = all.find(|p| p.starts_with(part));
        let found = found.unwrap_or_else(|| panic!("no {part} in:\n{answer}"));
        format!("{}\n", found.trim_end())
    };
    printed("better.md", &Scratch::new(), paragraph);
}

#[test]
fn of_few_worlds_nobody_is_sure() {
    let scratch = Scratch::with_shipped("two-level-game");
    let ask = |worlds: &str| {
        let answer = scratch.run(&["better", "two-level-game", "neighbour", "-n", worlds]);
        let out = answer.expect(0).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let few = ask("19");
    assert!(
        few.contains("19 worlds are too few to say how sure"),
        "{few}"
    );
    assert!(!few.contains("By the mean of all worlds"), "{few}");
    assert!(ask("20").contains("By the mean of all worlds"));
}
