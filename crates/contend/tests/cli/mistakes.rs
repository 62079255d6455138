//! What is wrong is said with its place, its cause and its cure, and in the exit code.

use crate::support::{Scratch, snapshot, widest};

#[test]
fn check_shows_mistakes_with_their_places() {
    let scratch = Scratch::with_garden();
    scratch.edit("start   = \"first\"", "start   = \"frist\"");
    scratch.edit("rabbits_at_end@fence <", "rabbits_at_end@fense <");
    let answer = scratch.run(&["check", "garden"]).expect(1);
    assert!(
        answer.out.contains("garden/scenario.toml:"),
        "{}",
        answer.out
    );
    assert!(
        answer.out.contains("frist") && answer.out.contains("fense"),
        "{}",
        answer.out
    );
    assert!(answer.out.contains("2 errors"), "{}", answer.out);
    assert!(widest(&answer.out) <= 80, "{}", answer.out);
    let json = scratch.run(&["check", "garden", "--json"]).expect(1).json();
    assert_eq!(json["runs"], false);
    let finding = &json["findings"][0];
    assert_eq!(finding["path"], "scenario.toml");
    assert!(finding["line"].as_u64().unwrap() > 1);
}

#[test]
fn run_shows_errors_and_does_not_start() {
    let scratch = Scratch::with_garden();
    scratch.edit("start   = \"first\"", "start   = \"frist\"");
    let answer = scratch.run(&["run", "garden"]).expect(1);
    assert_eq!(answer.out, "");
    assert!(
        answer
            .error
            .contains("1 error in `garden`: it cannot be run"),
        "{}",
        answer.error
    );
}

#[test]
fn warnings_fail_only_a_strict_check() {
    let scratch = Scratch::with_garden();
    scratch.edit(", assumption = \"the garden is small\"", "");
    let answer = scratch.run(&["check", "garden"]).expect(0);
    assert!(answer.out.contains("1 warning"), "{}", answer.out);
    scratch.run(&["check", "garden", "--strict"]).expect(1);
    let answer = scratch.run(&["run", "garden"]).expect(0);
    assert!(
        answer
            .error
            .contains("1 warning; `contend check garden` shows it"),
        "{}",
        answer.error
    );
}

#[test]
fn a_scenario_that_is_not_there_is_said_with_its_neighbours() {
    let scratch = Scratch::with_garden();
    snapshot(
        "missing-near",
        &scratch.run(&["run", "gardn"]).expect(2).error,
    );
    scratch.write("empty/notes.txt", "x");
    snapshot(
        "missing-file",
        &scratch.run(&["check", "empty"]).expect(2).error,
    );
    snapshot(
        "missing-file-in-it",
        &scratch.run(&["check", "garden/brief.md"]).expect(2).error,
    );
    snapshot(
        "missing-default",
        &Scratch::new().run(&["check"]).expect(2).error,
    );
}

#[test]
fn the_file_names_the_scenario_too() {
    let scratch = Scratch::with_garden();
    scratch.run(&["check", "garden/scenario.toml"]).expect(0);
}

#[test]
fn what_a_run_names_must_be_there() {
    let scratch = Scratch::with_garden();
    let wrong: &[(&str, &[&str])] = &[
        ("profile", &["--profile", "fense"]),
        ("profile-far", &["--profile", "xyz"]),
        ("watch", &["--watch", "rabits"]),
        ("watch-element", &["--watch", "rabbits[brown]"]),
        ("watch-open", &["--watch", "rabbits[brown"]),
        (
            "watch-memory",
            &["--watch", "rabbits", "--worlds", "100_000_000"],
        ),
        ("design", &["--design", "latin"]),
        ("design-levels", &["--design", "full-factorial:many"]),
        ("design-size", &["--design", "full-factorial:100000"]),
        ("design-file", &["--design", "nowhere.csv"]),
        ("worlds", &["--worlds", "0"]),
        ("worlds-text", &["--worlds", "many"]),
    ];
    let mut all = String::new();
    for (name, arguments) in wrong {
        let arguments: Vec<&str> = ["run", "garden"]
            .iter()
            .chain(*arguments)
            .copied()
            .collect();
        let answer = scratch.run(&arguments).expect(2);
        assert_eq!(answer.out, "", "{name}");
        all.push_str(&format!(
            "$ contend {}\n{}\n",
            arguments.join(" "),
            answer.error
        ));
    }
    assert!(widest(&all) <= 100);
    snapshot("mistyped", &all);
}

#[test]
fn a_table_of_worlds_is_checked() {
    let scratch = Scratch::with_garden();
    let mut all = String::new();
    for table in [
        "",
        "birth_rat\n0.1\n",
        "room,room\n1,2\n",
        "room\n1,2\n",
        "room\nmany\n",
        "room\nnan\n",
        "room\n",
        "room\n50\n20\n",
        "room\n150.5\n",
    ] {
        scratch.write("worlds.csv", table);
        all.push_str(
            &scratch
                .run(&["run", "garden", "--design", "worlds.csv"])
                .expect(2)
                .error,
        );
    }
    snapshot("tables", &all);
}

#[test]
fn a_world_beyond_the_ensemble_is_refused() {
    let scratch = Scratch::with_garden();
    snapshot(
        "world-beyond",
        &scratch.run(&["world", "garden", "200"]).expect(2).error,
    );
}

#[cfg(unix)]
#[test]
fn links_that_lead_out_are_not_followed() {
    let scratch = Scratch::with_garden();
    scratch.write("secret.bib", "@book{fibonacci-1202, title = {x}}");
    std::fs::remove_file(scratch.path.join("garden/sources.bib")).unwrap();
    std::os::unix::fs::symlink("../secret.bib", scratch.path.join("garden/sources.bib")).unwrap();
    let answer = scratch.run(&["check", "garden"]).expect(1);
    assert!(answer.out.contains("sources.bib"), "{}", answer.out);
}

#[test]
fn text_that_is_not_utf_8_is_a_finding() {
    let scratch = Scratch::with_garden();
    let path = scratch.path.join("garden/scenario.toml");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend(b"# \xff\n");
    std::fs::write(path, bytes).unwrap();
    let answer = scratch.run(&["check", "garden"]);
    assert!(
        answer.code == Some(1) && answer.out.contains("scenario.toml"),
        "{answer:#?}"
    );
}
