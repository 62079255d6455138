//! `new`, `schema`, `explain`, `completions`, `--help`.

use crate::support::{Scratch, snapshot, widest};

#[test]
fn new_writes_a_scenario_that_runs_at_once() {
    let scratch = Scratch::new();
    snapshot("new", &scratch.run(&["new", "my-argument"]).expect(0).out);
    scratch.run(&["check", "my-argument", "--strict"]).expect(0);
    let report = scratch
        .run(&["run", "my-argument", "--json"])
        .expect(0)
        .json();
    assert!(!report["claims"].as_array().unwrap().is_empty());
    assert_eq!(report["run"]["failed_runs"], 0);
}

#[test]
fn new_overwrites_nothing() {
    let scratch = Scratch::with_garden();
    snapshot(
        "new-exists",
        &scratch.run(&["new", "garden"]).expect(2).error,
    );
    scratch.write("file", "x");
    scratch.run(&["new", "file"]).expect(2);
    std::fs::create_dir(scratch.path.join("empty")).unwrap();
    scratch.run(&["new", "empty"]).expect(0);
}

#[test]
fn the_schema_is_json() {
    let json = Scratch::new().run(&["schema"]).expect(0).json();
    assert!(json["properties"]["scenario"].is_object());
}

#[test]
fn explain_knows_every_diagnostic_that_it_lists() {
    let scratch = Scratch::new();
    let list = scratch.run(&["explain"]).expect(0).out;
    assert!(widest(&list) <= 80);
    let ids: Vec<&str> = list
        .lines()
        .filter_map(|l| l.split_whitespace().next())
        .collect();
    assert!(ids.len() > 10, "{list}");
    let first = scratch.run(&["explain", ids[0]]).expect(0).out;
    assert!(first.starts_with(ids[0]) && widest(&first) <= 80, "{first}");
    let as_shown = scratch
        .run(&["explain", &format!("error[{}]:", ids[0])])
        .expect(0)
        .out;
    assert_eq!(first, as_shown);
    let wrong = scratch.run(&["explain", "no-such-thing"]).expect(2);
    assert!(
        wrong
            .error
            .contains("no diagnostic is called `no-such-thing`"),
        "{}",
        wrong.error
    );
}

#[test]
fn completions_are_made_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = Scratch::new().run(&["completions", shell]).expect(0).out;
        assert!(
            script.contains("contend") && script.contains("watch"),
            "{shell}"
        );
    }
}

#[test]
fn help_documents_the_exit_codes() {
    let help = Scratch::new().run(&["--help"]).expect(0).out;
    snapshot("help", &help);
    snapshot(
        "help-run",
        &Scratch::new().run(&["run", "--help"]).expect(0).out,
    );
    Scratch::new().run(&["rum"]).expect(2);
    Scratch::new().run(&[]).expect(2);
}
