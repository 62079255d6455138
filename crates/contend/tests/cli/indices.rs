//! `contend indices`: what an outcome hangs on, as text and as JSON, in every language.

use crate::support::{Scratch, snapshot, widest};

#[test]
fn an_outcome_is_parted_between_what_it_hangs_on() {
    let scratch = Scratch::with_pact();
    for method in ["sobol", "morris", "delta"] {
        let ask = [
            "indices",
            "pact",
            "objective_north",
            "-n",
            "256",
            "--method",
            method,
        ];
        let answer = scratch.run(&ask).expect(0);
        snapshot(&format!("indices-{method}"), &answer.out);
        let table = answer.out.split_once("\n\n").unwrap().1;
        assert!(widest(table) <= 80, "{table}");
    }
    let ask = ["indices", "pact", "objective_north", "-n", "256", "--lang"];
    for lang in ["es", "pt"] {
        let told = scratch.run(&[&ask[..], &[lang]].concat()).expect(0);
        snapshot(&format!("indices-{lang}"), &told.out);
    }
}

#[test]
fn json_has_the_numbers_whatever_the_threads() {
    let scratch = Scratch::with_pact();
    let ask = [
        "indices",
        "pact",
        "objective_north",
        "-n",
        "64",
        "--json",
        "--threads",
    ];
    let json = |threads| scratch.run(&[&ask[..], &[threads]].concat()).expect(0);
    let one = json("1");
    assert_eq!(one.out, json("3").out);
    let json = one.json();
    let groups = json["groups"].as_array().unwrap().len();
    assert_eq!(
        json["found"]["sobol"]["groups"].as_array().unwrap().len(),
        groups
    );
    assert_eq!(
        json["words"]["table"]["rows"].as_array().unwrap().len(),
        groups
    );
}

#[test]
fn slips_are_said_with_what_to_do() {
    let scratch = Scratch::with_pact();
    let mut all = String::new();
    for ask in [
        &["indices", "pact", "objective_norht"][..],
        &["indices", "pact", "objective_north", "--method", "shapley"],
        &["indices", "pact", "objective_north", "-n", "1"],
    ] {
        let answer = scratch.run(ask).expect(2);
        all += &format!("$ contend {}\n{}\n", ask.join(" "), answer.error);
    }
    snapshot("indices-mistakes", &all);
}

#[test]
fn no_interval_is_told_where_rows_drawn_anew_may_all_be_alike() {
    let scratch = Scratch::with_shipped("lake");
    let few = scratch.run(&["indices", "lake", "reliability", "-n", "3"]);
    let few = few.expect(0).out;
    assert!(few.contains("no interval"), "{few}");
    assert!(few.contains("Too few worlds differ"), "{few}");
    assert!(!few.contains("NaN"), "{few}");
}
