//! Runs that are kept in folders: `run --out`, `gather`, `report`, `design`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{Answer, Scratch};

/// All files of a folder but locks, with what is in them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .strip_prefix(folder)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() && name != ".locks" {
                folders.push(path);
            } else if path.is_file() {
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// A report without its head, which tells the time or the folder.
fn body(answer: &Answer) -> &str {
    answer.out.split_once("\n\n").unwrap().1
}

#[test]
fn what_is_kept_says_what_a_run_says() {
    for (name, worlds) in [
        ("lake", "700"),
        ("americas", "150"),
        ("fishing-dispute", "200"),
        ("peace-guarantee", "300"),
        ("classic-games", "100"),
    ] {
        let scratch = Scratch::with_shipped(name);
        let options = ["--worlds", worlds, "--seed", "5"];
        let with = |first: &[&'static str], more: &[&'static str]| {
            let all: Vec<&str> = first.iter().chain(&options).chain(more).copied().collect();
            all.into_iter()
                .map(ToOwned::to_owned)
                .collect::<Vec<String>>()
        };
        let run = |arguments: Vec<String>| {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            scratch.run(&arguments)
        };
        let leaked: &'static str = Box::leak(name.to_owned().into_boxed_str());
        let told = run(with(&["run", leaked], &["--outcomes"]));
        let out = run(with(&["run", leaked], &["--out", "results", "--outcomes"]));
        assert_eq!(body(&out), body(&told), "{name}");
        assert_eq!(out.code, told.code);
        // Nothing of the scenario is needed any more.
        fs::remove_dir_all(scratch.path.join(name)).unwrap();
        let report = scratch.run(&["report", "results", "--outcomes"]);
        assert_eq!(report.out, out.out, "{name}");
        assert_eq!(report.code, told.code);
        let short = scratch.run(&["report", "results", "--summary"]);
        assert!(short.out.len() < report.out.len());
    }
}

/// What decides claims is told of kept worlds as of worlds that are run for it, but for the commands that lead on.
#[test]
fn what_is_kept_can_be_questioned() {
    for (name, claim) in [
        ("lake", "watching-pays"),
        // Something is known of events: not every world counts.
        ("peace-guarantee", "fewer-die"),
        ("fishing-dispute", "retaliation-deters"),
    ] {
        let scratch = Scratch::with_shipped(name);
        let claims = std::fs::read_to_string(scratch.path.join(name).join("scenario.toml"));
        assert!(
            claims.unwrap().contains(&format!("[claim.{claim}]")),
            "{name}"
        );
        let drawn = ["--worlds", "400", "--seed", "5"];
        let of = |question: &[&str]| {
            let command = [&["why", name], question, &drawn].concat();
            scratch.run(&command)
        };
        let questions: [&[&str]; 4] = [
            &["--json"],
            &[claim, "--json"],
            &[claim, "--where", "--flip", "--json"],
            &["--where"],
        ];
        let told: Vec<Answer> = questions.iter().map(|q| of(q)).collect();
        scratch.run(&[&["run", name, "--out", "results"], &drawn[..]].concat());
        fs::remove_dir_all(scratch.path.join(name)).unwrap();
        for (question, told) in questions.iter().zip(&told) {
            let kept = scratch.run(&[&["why", "results"], *question].concat());
            // The commands that lead on are others: games are asked of the scenario alone.
            let said = |answer: &Answer| answer.out.split("\nNEXT\n").next().map(str::to_owned);
            assert_eq!(said(&kept), said(told), "{name} {question:?}");
            assert!(!kept.out.is_empty() && kept.code == told.code);
        }
    }
    let scratch = Scratch::with_shipped("bargaining");
    scratch.run(&["run", "bargaining", "--out", "results", "--worlds", "50"]);
    for (more, slip) in [
        (&["--worlds", "60"][..], "were run already"),
        (&["--seed", "1"], "were run already"),
        (&["--design", "sobol"], "were run already"),
        (&["bids", "--indices", "sobol"], "runs worlds of its own"),
        (&["bids"], "only claims can be asked"),
        (&["nothing-like-it"], "no claim, game or outcome"),
    ] {
        let answer = scratch.run(&[&["why", "results"], more].concat());
        assert_eq!(answer.code, Some(2), "{more:?} {}", answer.error);
        assert!(answer.error.contains(slip), "{more:?} {}", answer.error);
    }
}

#[test]
fn shares_are_put_together_to_the_same_bytes() {
    let scratch = Scratch::with_garden();
    let base = ["run", "garden", "-n", "500", "--watch", "rabbits", "--out"];
    let with = |out: &'static str, more: &[&'static str]| {
        let all: Vec<&str> = base.iter().chain([&out]).chain(more).copied().collect();
        scratch.run(&all)
    };
    with("whole", &[]).expect(0);
    for part in ["2/3", "1/3"] {
        let answer = with("shared", &["--part", part]).expect(0);
        assert_eq!(answer.out, "");
        assert!(
            answer.error.contains("contend gather shared"),
            "{}",
            answer.error
        );
    }
    let early = scratch.run(&["gather", "shared"]).expect(2);
    assert!(
        early.error.contains("parts are not in `shared` yet"),
        "{}",
        early.error
    );
    with("shared", &["--part", "3/3", "--threads", "1"]).expect(0);
    let early = scratch.run(&["report", "shared"]).expect(2);
    assert!(
        early.error.contains("`contend gather shared`"),
        "{}",
        early.error
    );
    scratch.run(&["gather", "shared", "--csv"]).expect(0);
    let (mut shared, whole) = (
        files(&scratch.path.join("shared")),
        files(&scratch.path.join("whole")),
    );
    for table in ["worlds", "series", "faults"] {
        let csv = shared.remove(&format!("{table}.csv")).unwrap();
        assert!(csv.starts_with(b"world,profile,"));
    }
    assert_eq!(shared, whole);
    with("whole", &["--part", "4/3"]).expect(2);
    with("whole", &["--part", "0/3"]).expect(2);
}

#[test]
fn another_run_is_refused_with_what_differs_and_what_to_do() {
    let scratch = Scratch::with_garden();
    scratch
        .run(&["run", "garden", "-n", "100", "--out", "results"])
        .expect(0);
    let before = files(&scratch.path.join("results"));
    let other = scratch
        .run(&["run", "garden", "-n", "200", "--out", "results"])
        .expect(2);
    assert!(
        other
            .error
            .contains("`results` has another run in it: number of worlds: 100 there, 200")
            && other
                .error
                .contains("do: give the scenario and the options of that run"),
        "{}",
        other.error
    );
    let other = scratch.run(&[
        "run", "garden", "-n", "100", "--out", "results", "--lang", "es", "--seed", "9",
    ]);
    assert!(
        other.expect(2).error.contains("semilla"),
        "the seed in Spanish"
    );
    scratch.edit(
        "assumption = \"the garden is small\"",
        "assumption = \"the garden is so small\"",
    );
    let other = scratch
        .run(&["run", "garden", "-n", "100", "--out", "results"])
        .expect(2);
    assert!(
        other.error.contains("fingerprint of the scenario"),
        "{}",
        other.error
    );
    assert_eq!(files(&scratch.path.join("results")), before);
    let none = scratch.run(&["report", "garden"]).expect(2);
    assert!(
        none.error.contains("`garden` has no run in it"),
        "{}",
        none.error
    );
    let full = scratch.run(&["run", "garden", "--out", "garden"]).expect(2);
    assert!(
        full.error.contains("has something else in it"),
        "{}",
        full.error
    );
    for file in ["garden/brief.md", "garden/brief.md/results"] {
        let file = scratch.run(&["run", "garden", "--out", file]).expect(2);
        assert!(
            file.error
                .contains("`garden/brief.md` is a file, and worlds are kept in a folder")
                && file.error.contains("do: name a folder that is empty"),
            "{}",
            file.error
        );
    }
}

/// Where a scenario is needed and a run is named, it is said of what the run is, and the command that is told works.
#[test]
fn a_run_where_a_scenario_is_needed_is_told_with_its_scenario() {
    let scratch = Scratch::with_garden();
    scratch
        .run(&[
            "run", "garden", "-n", "100", "--seed", "7", "--out", "results",
        ])
        .expect(0);
    for command in [
        &["explore", "results"][..],
        &["world", "results", "3"],
        &["better", "results"],
        &["run", "results"],
        &["check", "results"],
    ] {
        let refused = scratch.run(command).expect(2);
        let said = refused.error.split_whitespace().collect::<Vec<_>>();
        let said = said.join(" ");
        assert!(
            said.contains(
                "`results` is no scenario, but worlds that were kept of a run of `garden`"
            ) && said.contains("do: `contend report results` and `contend why results` answer")
                && said.ends_with("the same worlds again: `garden --worlds 100 --seed 7`"),
            "{command:?}: {said}"
        );
    }
    for answers in ["report", "why"] {
        scratch.run(&[answers, "results"]).expect(0);
    }
    let page = [
        "publish",
        "garden",
        "--worlds",
        "100",
        "--seed",
        "7",
        "-o",
        "page.html",
    ];
    scratch.run(&page).expect(0);
    assert!(scratch.path.join("page.html").exists());
}

/// A game is told of kept worlds as of worlds that are run for it.
#[test]
fn games_of_what_is_kept_are_those_of_worlds_that_are_run() {
    for (name, game) in [
        ("two-level-game", Some("pressure")),
        ("classic-games", None),
        ("bargaining", None),
    ] {
        let scratch = Scratch::with_shipped(name);
        let drawn = ["--worlds", "300", "--seed", "5"];
        let of = |place: &str, more: &[&str]| {
            let mut command = vec!["game".to_owned(), place.to_owned()];
            command.extend(game.map(str::to_owned));
            command.extend(more.iter().map(|word| (*word).to_owned()));
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            scratch.run(&words)
        };
        let with = |more: &[&'static str]| [more, &drawn].concat();
        let told = of(name, &with(&["--all", "--json"]));
        let cautious = of(name, &with(&["--worst-tenth", "--json"]));
        let words = of(name, &with(&["--all"]));
        scratch
            .run(&[&["run", name, "--out", "results", "--games"], &drawn[..]].concat())
            .expect(0);
        fs::remove_dir_all(scratch.path.join(name)).unwrap();
        assert!(told.out.contains("\"players\""), "{name}");
        assert_eq!(of("results", &["--json"]).out, told.out, "{name}");
        let kept = of("results", &["--worst-tenth", "--json"]);
        assert_eq!(kept.out, cautious.out, "{name}");
        // In words all but the line on when worlds were run.
        let kept = of("results", &[]);
        assert!(kept.out.contains("kept in results."), "{}", kept.out);
        let lines = |answer: &Answer| {
            let line = answer.out.lines().map(str::to_owned);
            line.filter(|l| {
                !l.contains("fingerprint") && !l.contains("second") && !l.contains("kept in")
            })
            .collect::<Vec<_>>()
        };
        assert_eq!(lines(&kept), lines(&words), "{name}");
        let other = of("results", &["--worlds", "10"]).expect(2);
        assert!(other.error.contains("were run already"), "{}", other.error);
    }
}

/// What goes wrong beside what players get leaves no world out of a game, though it is kept.
#[test]
fn what_goes_wrong_elsewhere_is_nothing_to_a_game() {
    let scratch = Scratch::with_pact();
    let file = scratch.path.join("pact/scenario.toml");
    let text = fs::read_to_string(&file).unwrap();
    let text = format!(
        "{text}\n[profile]\npeace = {{ north = \"disarm\", south = \"disarm\", league = \"look_away\" }}\n\
         [outcome]\nodd = \"at_end(ln(guilt))\"\n"
    );
    fs::write(&file, text).unwrap();
    let run = ["run", "pact", "-n", "200", "--out", "results", "--games"];
    scratch.run(&run);
    let report = scratch.run(&["report", "results", "--json"]).json();
    assert!(report["run"]["failed_runs"].as_u64().unwrap() > 0);
    for game in ["pact", "watch", "all"] {
        let told = scratch.run(&["game", "pact", game, "-n", "200", "--all", "--json"]);
        let kept = scratch.run(&["game", "results", game, "--json"]);
        assert_eq!((kept.out, kept.code), (told.out, told.code), "{game}");
    }
}

#[test]
fn what_no_game_can_be_solved_from_is_said() {
    let scratch = Scratch::with_shipped("two-level-game");
    let run = ["run", "two-level-game", "-n", "60", "--out"];
    scratch.run(&[&run[..], &["bare"]].concat()).expect(0);
    scratch
        .run(&[&run[..], &["all", "--games"]].concat())
        .expect(0);
    scratch
        .run(&[&run[..], &["shared", "--games", "--replications", "2"]].concat())
        .expect(0);
    for (folder, game, slip, cure) in [
        (
            "bare",
            "pressure",
            "is played by profiles of which no worlds are kept",
            "with `--games`",
        ),
        (
            "all",
            "threat",
            "is played in turn",
            "name the scenario's folder",
        ),
        (
            "shared",
            "pressure",
            "share their inputs, 2 each",
            "name the scenario's folder",
        ),
        ("all", "presure", "has no game `presure`", "pressure"),
    ] {
        let refused = scratch.run(&["game", folder, game]).expect(2);
        let said = refused.error.split_whitespace().collect::<Vec<_>>();
        let said = said.join(" ");
        assert!(said.contains(slip) && said.contains(cure), "{said}");
    }
    let lake = Scratch::with_shipped("lake");
    let none = lake.run(&["run", "lake", "-n", "60", "--out", "results", "--games"]);
    let none = none.expect(2).error;
    assert!(
        none.contains("no game") && !lake.path.join("results").exists(),
        "{none}"
    );
    // A report leads on to the games that are kept, in the language in which it is told.
    let report = scratch.run(&["report", "all", "--lang", "es"]).expect(0);
    assert!(
        report.out.contains("contend game all --lang es"),
        "{}",
        report.out
    );
    let report = scratch.run(&["report", "bare"]).expect(0);
    assert!(!report.out.contains("contend game"), "{}", report.out);
    // Those that can be told are, and of the other it is said.
    let both = scratch.run(&["game", "all"]).expect(0);
    assert!(
        both.error.contains("`threat` is played in turn"),
        "{}",
        both.error
    );
    assert!(both.out.contains("Game `pressure`") && !both.out.contains("Game `threat`"));
    let twice = scratch.run(&[
        "run",
        "two-level-game",
        "-n",
        "60",
        "--out",
        "bare",
        "--games",
    ]);
    let said = twice.expect(2).error;
    assert!(
        said.contains("what players of games get: – there"),
        "{said}"
    );
}

/// Kills the program at random moments, so many times, until the run is complete; then compares with one that nobody disturbed.
#[allow(clippy::print_stdout)] // how often is what the long one is for
fn kills(times: u32, worlds: &str) {
    let scratch = Scratch::with_garden();
    fn arguments<'a>(worlds: &'a str, out: &'a str) -> [&'a str; 8] {
        [
            "run",
            "garden",
            "-n",
            worlds,
            "--threads",
            "2",
            "--out",
            out,
        ]
    }
    let began = std::time::Instant::now();
    scratch.run(&arguments(worlds, "whole")).expect(0);
    let length = began.elapsed().as_micros() as u64;
    let whole = files(&scratch.path.join("whole"));
    let parts = |folder: &str| {
        let all = fs::read_dir(scratch.path.join(folder).join("worlds"));
        let names = all.into_iter().flatten().flatten().map(|e| e.file_name());
        let names = names.map(|n| n.to_string_lossy().into_owned());
        names.filter(|n| !n.starts_with('.')).collect::<Vec<_>>()
    };
    let (mut state, mut killed, mut round) = (1_u64, 0, 0);
    while killed < times {
        let out = format!("torn{round}");
        let mut there = 0;
        loop {
            let mut command = scratch.command(&arguments(worlds, &out));
            let mut child = command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_micros((state >> 33) % length));
            if child.try_wait().unwrap().is_some() {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
            // No finished part is lost, and what has its name is right.
            let names = parts(&out);
            assert!(names.len() >= there, "{} of {there}", names.len());
            there = names.len();
            for name in names {
                let name = format!("worlds/{name}");
                let bytes = fs::read(scratch.path.join(&out).join(&name)).unwrap();
                assert!(bytes == whole[&name], "{name} after {killed} kills");
            }
        }
        scratch.run(&arguments(worlds, &out)).expect(0);
        assert!(
            files(&scratch.path.join(&out)) == whole,
            "after {killed} kills"
        );
        fs::remove_dir_all(scratch.path.join(&out)).unwrap();
        round += 1;
    }
    println!("{killed} kills, {round} runs");
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_was() {
    kills(15, "3000");
}

/// `cargo test --workspace --test cli -- --ignored a_thousand`.
#[test]
#[ignore = "minutes"]
fn a_thousand_kills_lose_nothing() {
    kills(1_000, "3000");
}

#[test]
fn two_writers_do_not_meet_and_a_dead_one_is_followed() {
    let scratch = Scratch::with_garden();
    let arguments = [
        "run",
        "garden",
        "-n",
        "400000",
        "--threads",
        "1",
        "--out",
        "results",
    ];
    let mut command = scratch.command(&arguments);
    let mut first = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lock = scratch.path.join("results/.locks/1-of-1");
    while fs::read(&lock).unwrap_or_default().is_empty() {
        assert!(
            first.try_wait().unwrap().is_none(),
            "it ended before it was watched"
        );
        std::thread::sleep(Duration::from_millis(2));
    }
    let second = scratch.run(&arguments).expect(2);
    let process = first.id().to_string();
    assert!(
        second
            .error
            .contains("another process is writing to `results`")
            && second.error.contains(&process)
            && second.error.contains("do: wait until it has ended"),
        "{}",
        second.error
    );
    first.kill().unwrap();
    first.wait().unwrap();
    let mut third = scratch
        .command(&arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while fs::read(&lock)
        .unwrap_or_default()
        .starts_with(process.as_bytes())
    {
        std::thread::sleep(Duration::from_millis(2));
    }
    // Stopped as a user does; what was heard is told.
    Command::new("kill")
        .args(["-INT", &third.id().to_string()])
        .status()
        .unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let _ = Command::new("kill")
        .args(["-INT", &third.id().to_string()])
        .status();
    let told = third.wait().unwrap();
    assert_ne!(told.code(), Some(0));
}

/// A file that may not grow any further, as on a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_is_said_and_nothing_is_lost() {
    let scratch = Scratch::with_garden();
    let line = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let arguments = [
        "run", "garden", "-n", "3000", "--watch", "rabbits", "--out", "results",
    ];
    let mut command = Command::new("bash");
    command
        .args(["-c", line, env!("CARGO_BIN_EXE_contend")])
        .args(arguments);
    let answer = Answer::from(command.current_dir(&scratch.path).output().unwrap()).expect(1);
    assert!(
        answer.error.contains("cannot be written")
            && answer.error.contains("do: make room on the disk"),
        "{}",
        answer.error
    );
    let left = files(&scratch.path.join("results"));
    assert!(
        left.keys().all(|name| !name.contains("unfinished")),
        "{:?}",
        left.keys()
    );
    scratch.run(&arguments).expect(0);
    let mut whole = arguments;
    whole[7] = "whole";
    scratch.run(&whole).expect(0);
    let all = files(&scratch.path.join("whole"));
    // What had its name when the disk was full was right.
    assert!(left.iter().all(|(name, bytes)| all[name] == *bytes));
    assert_eq!(
        files(&scratch.path.join("results")),
        files(&scratch.path.join("whole"))
    );
}

/// A spreadsheet would not open a table of text that is called `.xlsx`, and `--design` would not know `worlds` for a file.
#[test]
fn a_design_is_called_what_it_is() {
    let scratch = Scratch::with_shipped("lake");
    for file in ["worlds.xlsx", "worlds"] {
        let answer = scratch.run(&["design", "lake", "-n", "4", "-o", file]);
        let answer = answer.expect(2);
        assert!(
            answer
                .error
                .contains("a name that ends in .csv or .parquet"),
            "{}",
            answer.error
        );
    }
}

#[test]
fn designs_go_out_and_come_in_again() {
    for name in ["lake", "americas"] {
        let scratch = Scratch::with_shipped(name);
        let printed = scratch.run(&["design", name, "-n", "40"]).expect(0);
        assert_eq!(printed.out.lines().count(), 41);
        let outcomes = |options: &[&str]| {
            let all = [&["run", name, "--json"], options].concat();
            scratch.run(&all).json()["outcomes"].clone()
        };
        let drawn = outcomes(&["-n", "40"]);
        for file in ["worlds.csv", "worlds.parquet"] {
            scratch
                .run(&["design", name, "-n", "40", "--output", file])
                .expect(0);
            assert_eq!(outcomes(&["--design", file]), drawn, "{name} {file}");
        }
        assert_eq!(
            fs::read_to_string(scratch.path.join("worlds.csv")).unwrap(),
            printed.out
        );
    }
}

#[test]
fn tables_of_worlds_are_refused_with_their_row() {
    let scratch = Scratch::with_shipped("lake");
    let refused = |text: &str| {
        scratch.write("mine.csv", text);
        let answer = scratch
            .run(&["run", "lake", "--design", "mine.csv"])
            .expect(2);
        answer.error
    };
    let told = refused("loss_rate,steepness\n0.2,3\n0.9,3\n");
    assert!(
        told.contains("line 3") && told.contains("loss_rate"),
        "{told}"
    );
    let told = refused("loss_rat\n0.2\n");
    assert!(
        told.contains("loss_rat") && told.contains("loss_rate"),
        "{told}"
    );
    scratch.write("mine.parquet", "no Parquet");
    let answer = scratch.run(&["run", "lake", "--design", "mine.parquet"]);
    let told = answer.expect(2).error;
    assert!(
        told.contains("`mine.parquet` cannot be read")
            && told.contains("do: name a CSV or Parquet"),
        "{told}"
    );
}
