//! `contend game`: what players would do, as text and as JSON, at any width.

use crate::support::{Scratch, snapshot, widest};

#[test]
fn two_players_are_a_matrix() {
    let scratch = Scratch::with_pact();
    let answer = scratch.run(&["game", "pact", "pact"]).expect(0);
    snapshot("game-matrix", &answer.out);
    assert!(widest(&answer.out) <= 80);
    let mut command = scratch.command(&["game", "pact", "pact"]);
    command.env("TERM", "dumb");
    let plain = crate::support::Answer::from(command.output().unwrap()).expect(0);
    assert!(
        plain.out.contains("+-") && !plain.out.contains('╭'),
        "{}",
        plain.out
    );
    assert!(answer.out.contains('╭'));
}

#[test]
fn more_players_and_filters_are_a_list() {
    let scratch = Scratch::with_pact();
    let list = ["game", "pact", "all", "--where", "league=look_away"];
    let answer = scratch.run(&list).expect(3);
    snapshot("game-list", &answer.out);
    // But for commands, which are copied.
    let text: Vec<&str> = answer
        .out
        .lines()
        .filter(|l| !l.contains("contend world"))
        .collect();
    assert!(widest(&text.join("\n")) <= 80);
    assert!(!answer.out.contains(", inspect\n"), "{}", answer.out);
    for columns in ["60", "110"] {
        let mut narrow = scratch.command(&["game", "pact", "pact"]);
        narrow.args(["--where", "south=disarm"]);
        narrow.env("COLUMNS", columns);
        let answer = crate::support::Answer::from(narrow.output().unwrap()).expect(0);
        let most = columns.parse().unwrap();
        assert!(widest(&answer.out) <= most, "{}", answer.out);
    }
}

#[test]
fn moves_in_turn_are_told_by_date() {
    let scratch = Scratch::with_pact();
    let answer = scratch.run(&["game", "pact", "first"]).expect(0);
    snapshot("game-in-turn", &answer.out);
    assert!(widest(&answer.out) <= 80);
}

#[test]
fn a_payoff_that_is_not_there_in_some_worlds_is_said() {
    let scratch = Scratch::with_pact();
    // More than one run in a hundred fails.
    let answer = scratch.run(&["game", "pact", "watch"]).expect(3);
    assert!(
        answer.out.contains("20 of 400 worlds are left out") && answer.out.contains("No verdict"),
        "{}",
        answer.out
    );
    assert!(answer.out.contains("FAILED RUNS"), "{}", answer.out);
    let replay = answer
        .out
        .lines()
        .find(|l| l.trim().starts_with("contend world"))
        .unwrap();
    assert!(replay.contains("--profile '"), "{replay}");
}

#[test]
fn all_games_without_a_name_and_json_for_programs() {
    let scratch = Scratch::with_pact();
    let all = scratch
        .run(&["game", "pact", "--json", "--threads", "1"])
        .expect(3);
    let json = all.json();
    let games: Vec<&str> = json
        .as_array()
        .unwrap()
        .iter()
        .map(|g| g["game"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(games, ["pact", "watch", "all", "first"]);
    let one = scratch
        .run(&["game", "pact", "pact", "--json", "--threads", "3"])
        .expect(0);
    assert_eq!(one.json(), json[0]);
    assert_eq!(json[0]["equilibria"]["equilibria"][0]["profile"], 3);
    assert_eq!(json[0]["profiles"][3]["equilibrium"], true);
    assert_eq!(json[0]["run"]["measure"], "mean");
    assert_eq!(json[3]["turns"]["path"], serde_json::json!([1, 1]));
    // Findings, and the same in words beside them.
    assert_eq!(
        json[0]["answers"][0],
        serde_json::json!({ "finding": "dominant", "player": 0, "strategy": 1 })
    );
    assert_eq!(
        json[0]["words"]["answers"][0],
        "North does best with `arm` whatever the others do. At the least, against `arm`, it is ahead of `disarm` by 1.995 ±0.065, \
         and the best in 93 of 100 worlds (89–95)."
    );
    assert_eq!(json[1]["answers"][0]["finding"], "left-out");
    assert_eq!(json[0]["equilibria"]["method"]["id"], "all-extreme");
}

#[test]
fn the_same_share_of_worlds_in_claims_and_games() {
    let scratch = Scratch::with_pact();
    let run = scratch.run(&["run", "pact", "--json"]).expect(0).json();
    let game = scratch
        .run(&["game", "pact", "pact", "--json"])
        .expect(0)
        .json();
    assert_eq!(
        run["claims"][0]["share"],
        game["profiles"][3]["in_worlds"]["share"]
    );
    assert_eq!(run["run"]["profiles"], serde_json::json!(["baseline"]));
    let text = scratch.run(&["run", "pact"]).expect(0).out;
    assert!(text.contains("1 profile and 3 of games"), "{text}");
}

#[test]
fn gambits_files_go_out_and_come_in() {
    let scratch = Scratch::with_pact();
    let answer = scratch
        .run(&["game", "pact", "pact", "--nfg", "pact.nfg"])
        .expect(0);
    assert!(
        answer.error.contains("Payoffs written to pact.nfg"),
        "{}",
        answer.error
    );
    let text = std::fs::read_to_string(scratch.path.join("pact.nfg")).unwrap();
    assert!(text.starts_with("NFG 1 R"), "{text}");
    let json = scratch
        .run(&["game", "--import", "pact.nfg", "--json"])
        .expect(0)
        .json();
    assert_eq!(json["equilibria"]["equilibria"][0]["profile"], 3);
    scratch.write(
        "pennies.nfg",
        "NFG 1 R \"Matching pennies\" { \"Even\" \"Odd\" } { 2 2 }\n\n3 -1 -1 1 -1 1 1 -1\n",
    );
    let answer = scratch.run(&["game", "--import", "pennies.nfg"]).expect(0);
    snapshot("game-import", &answer.out);
    scratch.write(
        "wrong.nfg",
        "NFG 1 R \"x\" { \"a\" \"b\" } { 2 2 }\n\n1 2 three\n",
    );
    let answer = scratch.run(&["game", "--import", "wrong.nfg"]).expect(2);
    assert!(
        answer.error.contains("wrong.nfg, line 3"),
        "{}",
        answer.error
    );
    scratch.run(&["game", "--import", "nowhere.nfg"]).expect(2);
}

#[test]
fn what_a_game_names_must_be_there() {
    let scratch = Scratch::with_pact();
    let wrong: &[&[&str]] = &[
        &["pakt"],
        &["xyz"],
        &["pact", "--where", "nroth=arm"],
        &["pact", "--where", "north=disram"],
        &["pact", "--where", "north"],
        &["first", "--nfg", "first.nfg"],
        &["pact", "--worlds", "300_000_000"],
        &["pact", "--nfg", "no/such/folder.nfg"],
    ];
    let mut all = String::new();
    for arguments in wrong {
        let mut command = vec!["game", "pact"];
        command.extend(*arguments);
        let answer = scratch.run(&command).expect(2);
        assert_eq!(answer.out, "", "{arguments:?}");
        all.push_str(&format!(
            "$ contend {}\n{}\n",
            command.join(" "),
            answer.error
        ));
    }
    let none = Scratch::with_garden();
    all.push_str(&format!(
        "$ contend game garden\n{}",
        none.run(&["game", "garden"]).expect(2).error
    ));
    snapshot("game-mistakes", &all);
}

#[test]
fn the_help_teaches() {
    let help = Scratch::new().run(&["game", "--help"]).expect(0).out;
    snapshot("help-game", &help);
    assert!(widest(&help) <= 80);
}

#[cfg(unix)]
#[test]
fn an_interrupted_game_reports_what_was_done() {
    let scratch = Scratch::with_pact();
    // Short steps, so that few worlds are done when it is stopped, and what is said of them is said soon.
    let path = scratch.path.join("pact/scenario.toml");
    let pact = std::fs::read_to_string(&path).unwrap();
    assert!(pact.contains("\"1 year\""));
    std::fs::write(path, pact.replace("\"1 year\"", "\"1 day\"")).unwrap();
    let child = scratch
        .command(&[
            "game",
            "pact",
            "pact",
            "--json",
            "--worlds",
            "3000000",
            "--threads",
            "1",
        ])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(2000));
    let id = child.id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(killed.unwrap().success());
    let answer = crate::support::Answer::from(child.wait_with_output().unwrap()).expect(130);
    let json = answer.json();
    let done = json["run"]["worlds"].as_u64().unwrap();
    assert_eq!(json["run"]["interrupted"], true);
    assert!(done < 3_000_000, "{done}");
    assert!(
        answer.error.contains("The run was stopped"),
        "{}",
        answer.error
    );
}

/// A rule that asks for twice what a lever can be set to is held, and who reads the payoffs is told.
#[test]
fn a_game_tells_of_levers_that_were_held() {
    let scratch = Scratch::new();
    scratch.write(
        "held/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2022\nstep = '1 year'\n\
         [parameter]\nwish = { value = 1, range = [0, 2], assumption = 'a' }\n\
         [actor]\na = {}\nb = {}\n[lever]\nx = { actor = 'a', range = [0, 1] }\ny = { actor = 'b', range = [0, 1] }\n\
         [strategy.a]\nsome = { x = 0.5 }\nasks = { x = { rule = 'wish' } }\n[strategy.b]\nnone = { y = 0 }\nall = { y = 1 }\n\
         [objective]\na = 'mean(x)'\nb = 'mean(y)'\n[game.both]\nplayers = ['a', 'b']\n",
    );
    let json = scratch
        .run(&["game", "held", "-n", "400", "--json"])
        .expect(0)
        .json();
    let note = &json["notes"][0];
    assert_eq!(note["note"], "lever-held");
    let held = note["held"].as_u64().unwrap();
    assert!((198..=202).contains(&held), "{held}");
    let out = scratch.run(&["game", "held", "-n", "400"]).expect(0).out;
    let text = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = format!(
        "In {held} of 400 worlds, under some choices, the rule of `a` in `asks` asks for more than `x` can be set to: \
         it is held at 1, first on 2020-01-01."
    );
    assert!(text.contains(&told), "{out}");
}
