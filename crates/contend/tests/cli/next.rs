//! Every command that the program prints can be copied: a shell that finds `contend` runs it as it stands.

use std::path::Path;
use std::process::Command;

use crate::support::{Answer, Scratch};

/// The commands in a printed answer: lines that begin with `contend`, up to the words beside them.
fn printed(text: &str) -> Vec<String> {
    text.lines()
        .map(str::trim_start)
        .filter(|l| l.starts_with("contend "))
        .map(|l| command_of(l).to_owned())
        .collect()
}

/// The command at the start of a line: up to two spaces outside quotes, where what it does is said beside it.
fn command_of(line: &str) -> &str {
    let mut quoted = false;
    let mut last = ' ';
    for (at, c) in line.char_indices() {
        quoted ^= c == '\'';
        if c == ' ' && last == ' ' && !quoted && at > 0 {
            return line[..at].trim_end();
        }
        last = c;
    }
    line.trim_end()
}

/// Runs what was printed in a POSIX shell; `contend` is the program under test.
#[track_caller]
fn works(scratch: &Scratch, folder: &Path, command: &str) -> Answer {
    let program = Path::new(env!("CARGO_BIN_EXE_contend"));
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell
        .args(["-c", command])
        .current_dir(scratch.path.join(folder))
        .env("COLUMNS", "80")
        .env(
            "PATH",
            format!("{}:{path}", program.parent().unwrap().display()),
        );
    let answer = Answer::from(shell.output().unwrap());
    assert!(
        matches!(answer.code, Some(0 | 3)),
        "`{command}` was printed, and does not work: {answer:#?}"
    );
    answer
}

/// Runs the program, and then every command that it prints; so many at least.
#[track_caller]
fn all_work(scratch: &Scratch, arguments: &[&str], least: usize) {
    let answer = scratch.run(arguments);
    assert!(matches!(answer.code, Some(0 | 3)), "{answer:#?}");
    let commands = printed(&answer.out);
    assert!(commands.len() >= least, "{}", answer.out);
    for command in commands {
        works(scratch, Path::new("."), &command);
    }
}

#[test]
fn commands_are_told_from_what_is_said_beside_them() {
    for (line, command) in [
        ("contend run a  over time", "contend run a"),
        ("contend run 'a  b'    over time", "contend run 'a  b'"),
        ("contend world a 3", "contend world a 3"),
    ] {
        assert_eq!(command_of(line), command);
    }
}

#[test]
fn what_comes_next_works_for_every_scenario_that_ships() {
    for name in [
        "americas",
        "cartel-recruitment",
        "two-level-game",
        "classic-games",
        "fishing-dispute",
        "bargaining",
        "peace-guarantee",
        "one-route-closed",
        "lake",
    ] {
        let scratch = Scratch::with_shipped(name);
        all_work(&scratch, &["run", name, "-n", "6"], 2);
        all_work(&scratch, &["run", name, "-n", "6", "--summary"], 2);
    }
}

#[test]
fn what_comes_next_works_however_the_scenario_was_named_and_its_worlds_drawn() {
    let scratch = Scratch::with_garden();
    for folder in ["my garden", "it's a garden", "-garden"] {
        std::fs::create_dir_all(scratch.path.join(folder)).unwrap();
        for file in ["scenario.toml", "brief.md", "sources.bib"] {
            let text = std::fs::read_to_string(scratch.path.join("garden").join(file)).unwrap();
            scratch.write(&format!("{folder}/{file}"), &text);
        }
    }
    scratch.write("my worlds.csv", "birth_rate,room\n0.05,50\n0.1,100\n");
    for arguments in [
        &["run", "garden/scenario.toml"][..],
        &["run", "my garden", "--seed", "7", "-n", "20"],
        &["run", "it's a garden", "--design", "full-factorial:4"],
        &["run", "./-garden", "--profile", "fence"],
        &["run", "--", "-garden"],
        &["run", "garden", "--design", "my worlds.csv"],
        &["run", "garden", "--lang", "es"],
    ] {
        all_work(&scratch, arguments, 2);
    }
    // From inside the folder, where no name need be given.
    let answer = works(&scratch, Path::new("garden"), "contend run");
    for command in printed(&answer.out) {
        works(&scratch, Path::new("garden"), &command);
    }
}

#[test]
fn what_comes_next_is_in_the_language_asked_for() {
    let scratch = Scratch::with_garden();
    let answer = scratch.run(&["run", "garden", "--lang", "pt"]).expect(0);
    let commands = printed(&answer.out);
    assert!(
        commands.iter().all(|c| c.contains(" --lang pt")),
        "{commands:?}"
    );
    let world = works(&scratch, Path::new("."), &commands[0]);
    assert!(world.out.contains("Mundo 1 de 200"), "{}", world.out);
}

#[test]
fn failed_runs_can_be_replayed_as_printed() {
    let scratch = Scratch::with_garden();
    scratch.edit(
        "rabbits * (1 - rabbits / room)\"",
        "rabbits * (1 - rabbits / room) / max(0{rabbit}, room - 75{rabbit}) * 1{rabbit}\"",
    );
    all_work(&scratch, &["run", "garden"], 3);
    // A game's failed runs are of profiles that no scenario names.
    let scratch = Scratch::with_pact();
    for game in ["watch", "all"] {
        all_work(&scratch, &["game", "pact", game], 1);
    }
}

#[test]
fn a_new_scenario_runs_and_checks_as_printed() {
    let scratch = Scratch::new();
    for folder in ["my-argument", "my argument"] {
        all_work(&scratch, &["new", folder], 2);
    }
}
