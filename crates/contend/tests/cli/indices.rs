//! `contend why --indices`: what an outcome or a claim hangs on, as text and as JSON, in every language.

use crate::support::{Scratch, snapshot, widest};

#[test]
fn an_outcome_is_parted_between_what_it_hangs_on() {
    let scratch = Scratch::with_pact();
    for method in ["sobol", "morris", "delta"] {
        let ask = [
            "why",
            "pact",
            "objective_north",
            "--rows",
            "256",
            "--indices",
            method,
        ];
        let answer = scratch.run(&ask).expect(0);
        snapshot(&format!("indices-{method}"), &answer.out);
        let table = answer.out.split_once("\n\n").unwrap().1;
        assert!(widest(table) <= 80, "{table}");
    }
    let ask = [
        "why",
        "pact",
        "objective_north",
        "--indices",
        "sobol",
        "--rows",
        "256",
        "--lang",
    ];
    for lang in ["es", "pt"] {
        let told = scratch.run(&[&ask[..], &[lang]].concat()).expect(0);
        snapshot(&format!("indices-{lang}"), &told.out);
    }
}

#[test]
fn json_has_the_numbers_whatever_the_threads() {
    let scratch = Scratch::with_pact();
    let ask = [
        "why",
        "pact",
        "objective_north",
        "--indices",
        "sobol",
        "--rows",
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
        "objective_norht --indices sobol",
        "objective_north --indices shapley",
        "objective_north --indices sobol --rows 1",
        "objective_north --indices sobol --worlds 100",
        "objective_north --indices sobol --where",
        "objective_north --rows 100",
        "--indices sobol",
        "pact --indices sobol",
    ] {
        let typed = format!("why pact {ask}");
        let answer = scratch.run(&typed.split(' ').collect::<Vec<_>>()).expect(2);
        all += &format!("$ contend {typed}\n{}\n", answer.error);
    }
    snapshot("indices-mistakes", &all);
}

#[test]
fn no_interval_is_told_where_rows_drawn_anew_may_all_be_alike() {
    let scratch = Scratch::with_shipped("lake");
    let few = scratch.run(&[
        "why",
        "lake",
        "reliability",
        "--indices",
        "sobol",
        "--rows",
        "3",
    ]);
    let few = few.expect(0).out;
    assert!(few.contains("no interval"), "{few}");
    assert!(few.contains("Too few worlds differ"), "{few}");
    assert!(!few.contains("NaN"), "{few}");
}

/// A claim, told in every language; one that single worlds do not answer is refused with what to ask instead.
#[test]
fn a_claim_is_asked_about_like_an_outcome() {
    let scratch = Scratch::with_shipped("lake");
    let ask = |claim: &str, lang: &str| {
        let typed = format!("why lake {claim} --indices sobol --rows 128 --lang {lang}");
        scratch.run(&typed.split(' ').collect::<Vec<_>>())
    };
    for lang in ["en", "es", "pt"] {
        let told = ask("alone-it-stays-clear", lang).expect(0);
        snapshot(&format!("indices-claim-{lang}"), &told.out);
    }
}
