//! `check`, `run` and `world` on a scenario that is right.

use std::process::Stdio;

use crate::support::{Answer, Scratch, snapshot, widest};

#[test]
fn check_praises_a_scenario_without_mistakes() {
    let scratch = Scratch::with_garden();
    let answer = scratch.run(&["check", "garden", "--strict"]).expect(0);
    snapshot("check", &answer.out);
    assert_eq!(answer.error, "");
    let json = scratch.run(&["check", "garden", "--json"]).expect(0).json();
    assert_eq!(json["runs"], true);
    assert_eq!(json["findings"].as_array().unwrap().len(), 0);
}

#[test]
fn check_tells_which_verdicts_hang_on_the_step() {
    let scratch = Scratch::with_garden();
    let answer = scratch
        .run(&["check", "garden", "--steps", "-n", "200"])
        .expect(0);
    let last = answer.out.trim_end().rsplit("\n\n").next().unwrap();
    let json = scratch.run(&["check", "garden", "--steps", "-n", "200", "--json"]);
    let steps = json.expect(0).json()["steps"].clone();
    assert_eq!(steps["worlds"], 200);
    let claims = steps["claims"].as_array().unwrap();
    assert!(
        claims
            .iter()
            .all(|c| c["verdicts"].as_array().unwrap().len() == 3)
    );
    let moved: Vec<&str> = claims
        .iter()
        .filter(|c| c["moves"] == true)
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    assert!(last.contains("With half"), "{last}");
    for id in &moved {
        assert!(last.contains(&format!("- {id}: ")), "{last}");
    }
    assert_eq!(last.matches("\n- ").count(), moved.len());
    // What steps have nothing to do with is not asked for.
    scratch.run(&["check", "garden", "-n", "200"]).expect(2);
}

#[test]
fn run_prints_the_claims_at_any_width() {
    let scratch = Scratch::with_garden();
    for columns in ["60", "80", "120"] {
        let mut command = scratch.command(&["run", "garden", "--outcomes"]);
        let answer = Answer::from(command.env("COLUMNS", columns).output().unwrap()).expect(0);
        assert!(
            widest(&answer.out) <= columns.parse().unwrap(),
            "{}",
            answer.out
        );
        snapshot(&format!("run-{columns}"), &answer.out);
        assert_eq!(answer.error, "");
    }
}

#[test]
fn run_watches_a_quantity_as_a_chart() {
    let scratch = Scratch::with_garden();
    let answer = scratch
        .run(&["run", "garden", "--watch", "rabbits"])
        .expect(0);
    snapshot("watch", &answer.out);
    assert!(widest(&answer.out) <= 80);
}

#[test]
fn json_has_every_part_and_does_not_depend_on_threads() {
    let scratch = Scratch::with_garden();
    let run = |threads: &str| {
        let arguments = [
            "run",
            "garden",
            "--json",
            "--worlds",
            "1000",
            "--watch",
            "rabbits",
            "--threads",
            threads,
        ];
        scratch.run(&arguments).expect(0)
    };
    let (one, two, five) = (run("1"), run("2"), run("5"));
    assert_eq!(one.out, two.out);
    assert_eq!(one.out, five.out);
    let json = one.json();
    assert_eq!(json["run"]["worlds"], 1000);
    assert_eq!(json["run"]["interrupted"], false);
    assert_eq!(
        json["run"]["profiles"],
        serde_json::json!(["no_fence", "fence"])
    );
    let claims = json["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 4);
    assert_eq!(claims[0]["verdict"], "holds");
    assert_eq!(claims[2]["kind"], "inputs");
    assert_eq!(claims[2]["verdict"], "true");
    assert_eq!(claims[3]["kind"], "value-judgement");
    let watch = &json["watches"]["series"][0];
    assert_eq!(watch["watch"], "rabbits");
    assert_eq!(watch["profiles"][1]["median"].as_array().unwrap().len(), 49);
    let difference = &json["outcomes"][0]["profiles"][1]["difference"];
    assert!(difference["median"].as_f64().unwrap() < 0.0);
}

#[test]
fn the_same_seed_gives_the_same_worlds_and_another_seed_others() {
    let scratch = Scratch::with_garden();
    let run = |seed: &str| {
        scratch
            .run(&["run", "garden", "--json", "--seed", seed])
            .expect(0)
            .out
    };
    assert_eq!(run("7"), run("7"));
    assert_ne!(run("7"), run("8"));
}

#[test]
fn every_design_runs() {
    let scratch = Scratch::with_garden();
    scratch.write(
        "worlds.csv",
        "birth_rate,room\n0.05,50\n0.1,100\n0.15,150\n",
    );
    for (design, worlds) in [
        ("lhs", 200),
        ("sobol", 200),
        ("monte-carlo", 200),
        ("full-factorial", 9),
        ("full-factorial:4", 16),
        ("worlds.csv", 3),
    ] {
        let json = scratch
            .run(&["run", "garden", "--json", "--design", design])
            .expect(0)
            .json();
        assert_eq!(json["run"]["worlds"], worlds, "{design}");
    }
}

/// What a table says nothing of is held still, and that is said.
#[test]
fn a_table_without_a_column_for_an_input_is_told_so() {
    let scratch = Scratch::with_garden();
    scratch.write("worlds.csv", "birth_rate\n0.05\n0.1\n");
    let answer = scratch.run(&["run", "garden", "--design", "worlds.csv"]);
    let told = "has no column for `room`: it stays";
    let text = answer
        .expect(0)
        .out
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(text.contains(told), "{text}");
    let both = "birth_rate,room\n0.05,50\n0.1,100\n";
    scratch.write("worlds.csv", both);
    let answer = scratch.run(&["run", "garden", "--design", "worlds.csv"]);
    assert!(!answer.expect(0).out.contains("no column"));
}

#[test]
fn a_world_is_told_as_it_went_in_the_ensemble() {
    let scratch = Scratch::with_garden();
    let answer = scratch.run(&["world", "garden", "3"]).expect(0);
    snapshot("world", &answer.out);
    assert!(widest(&answer.out) <= 80);
    let world = scratch
        .run(&["world", "garden", "3", "--json", "--profile", "fence"])
        .expect(0)
        .json();
    let run = scratch
        .run(&["run", "garden", "--json", "--watch", "rabbits"])
        .expect(0)
        .json();
    let sample = &run["watches"]["series"][0]["profiles"][1]["samples"][3];
    assert_eq!(sample["world"], 3);
    let last = sample["values"].as_array().unwrap().last().unwrap();
    assert_eq!(world["profiles"][0]["outcomes"][0]["value"], *last);
}

#[test]
fn one_profile_alone_is_compared_with_the_baseline() {
    let scratch = Scratch::with_garden();
    let json = scratch
        .run(&["run", "garden", "--json", "--profile", "fence"])
        .expect(0)
        .json();
    assert_eq!(
        json["run"]["profiles"],
        serde_json::json!(["no_fence", "fence"])
    );
    let json = scratch
        .run(&["run", "garden", "--json", "--profile", "no_fence"])
        .expect(0)
        .json();
    assert_eq!(json["run"]["profiles"], serde_json::json!(["no_fence"]));
    let claim = &json["claims"][0];
    assert_eq!(claim["verdict"], "not-tested");
    assert_eq!(claim["untested"]["id"], "not-run");
    assert_eq!(claim["untested"]["profile"], "fence");
    assert!(
        claim["words"]["phrase"].as_str().unwrap().contains("fence"),
        "{claim}"
    );
}

#[test]
fn colours_only_where_they_are_wanted() {
    let scratch = Scratch::with_garden();
    let run = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = scratch.command(arguments);
        if let Some((name, value)) = variable {
            command.env(name, value);
        }
        Answer::from(command.output().unwrap()).expect(0).out
    };
    assert!(!run(&["run", "garden"], None).contains('\u{1b}'));
    assert!(run(&["run", "garden", "--color", "always"], None).contains('\u{1b}'));
    assert!(
        !run(
            &["run", "garden", "--color", "never"],
            Some(("CLICOLOR_FORCE", "1"))
        )
        .contains('\u{1b}')
    );
    assert!(!run(&["run", "garden"], Some(("NO_COLOR", "1"))).contains('\u{1b}'));
}

#[test]
fn a_reader_who_leaves_early_is_no_error() {
    let scratch = Scratch::with_garden();
    let mut child = scratch
        .command(&["run", "garden", "--json", "--watch", "rabbits"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let answer = Answer::from(child.wait_with_output().unwrap()).expect(0);
    assert_eq!(answer.error, "");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_reports_what_was_done() {
    let scratch = Scratch::with_garden();
    let interrupted_after = |seconds: u64| {
        let child = scratch
            .command(&[
                "run",
                "garden",
                "--json",
                "--worlds",
                "20000000",
                "--threads",
                "2",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_secs(seconds));
        let id = child.id().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-INT", &id]).status().unwrap().success());
        Answer::from(child.wait_with_output().unwrap()).expect(130)
    };
    // On a machine with other work no world may be done at first; then there is nothing to report.
    let mut answers = [2, 8, 30].into_iter().map(interrupted_after);
    let answer = answers.find(|a| !a.out.is_empty()).unwrap();
    let json = answer.json();
    let done = json["run"]["worlds"].as_u64().unwrap();
    assert_eq!(json["run"]["interrupted"], true);
    assert!(done > 0 && done < 20_000_000, "{done}");
    assert!(
        answer.error.contains("The run was stopped"),
        "{}",
        answer.error
    );
}

#[test]
fn failed_runs_are_counted_and_explained() {
    let scratch = Scratch::with_garden();
    scratch.edit(
        "rabbits * (1 - rabbits / room)\"",
        "rabbits * (1 - rabbits / room) / max(0{rabbit}, room - 75{rabbit}) * 1{rabbit}\"",
    );
    let answer = scratch.run(&["run", "garden"]).expect(3);
    assert!(answer.out.contains("FAILED RUNS"), "{}", answer.out);
    let replay = answer
        .out
        .lines()
        .find(|l| l.trim().starts_with("contend world") && l.contains("--profile"))
        .unwrap();
    let words: Vec<&str> = replay.split_whitespace().skip(1).collect();
    let world = scratch.run(&words).expect(0);
    assert!(world.out.contains("The run failed"), "{}", world.out);
}

/// An empty table answers nothing.
#[test]
fn a_scenario_without_claims_is_told_how_to_get_one() {
    let scratch = Scratch::new();
    scratch.write(
        "bare/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2022\nstep = '1 year'\n\
         [parameter]\np = { range = [0, 1], assumption = 'a guess' }\n[outcome]\no = 'p'\n",
    );
    for arguments in [&["run", "bare"][..], &["run", "bare", "--summary"]] {
        let out = scratch.run(arguments).expect(0).out;
        assert!(out.contains("no claims yet"), "{out}");
        assert!(!out.contains("VERDICT"), "{out}");
    }
}

/// A number that is cut off is another number: 414,000… was 414 billion.
#[test]
fn no_number_on_the_screen_is_cut() {
    let scratch = Scratch::new();
    scratch.write(
        "cost/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2022\nstep = '1 year'\n\
         [parameter]\np = { unit = 'USD', range = [-3e11, 4.14e11], assumption = 'a' }\n\
         q = { unit = 'USD person kg/(year t)', range = [414e9, 415e9], assumption = 'a' }\n\
         [actor]\na = {}\n[lever]\nl = { actor = 'a', switch = true }\n\
         [strategy.a]\nno = {}\nyes = { l = true }\n[profile]\nno = { a = 'no' }\nyes = { a = 'yes' }\n\
         [outcome]\ncost = { unit = 'USD', equation = 'at_end(p * (1 + l))' }\n\
         first = { unit = 'year', equation = 'first_time(p > 5e11{USD})' }\n\
         [claim.c]\nsays = 'C.'\ntest = 'cost > 0{USD}'\n",
    );
    for columns in ["60", "80", "120"] {
        for arguments in [
            &["run", "cost", "--outcomes"][..],
            &["run", "cost", "--summary", "-n", "1"],
            &["world", "cost", "0"],
        ] {
            let mut command = scratch.command(arguments);
            let answer = Answer::from(command.env("COLUMNS", columns).output().unwrap());
            let out = answer.expect(0).out;
            let cut = out.lines().find(|l| l.contains('…'));
            assert_eq!(cut, None, "{columns} columns: {out}");
            assert!(!out.contains("– to –"), "{out}");
        }
    }
    // Four numbers of a power of ten and a median fit 80 columns.
    let out = scratch.run(&["run", "cost", "--outcomes"]).expect(0).out;
    assert!(widest(&out) <= 80, "{out}");
    assert!(out.contains("e11 to "), "{out}");
}

/// Worlds that are all alike are one world many times: an interval would speak of a chance that there is not.
#[test]
fn nothing_uncertain_gets_no_interval() {
    let scratch = Scratch::new();
    let write = |read: &str, rest: &str| {
        let head = format!(
            "[scenario]\ntitle = 't'\nstart = 2020\nend = 2022\nstep = '1 year'\n\
             [parameter]\np = {{ value = 1, assumption = 'a' }}\n[outcome]\no = 'at_end({read})'\n\
             [claim.yes]\nsays = 'Yes.'\ntest = 'o > 0'\n[claim.no]\nsays = 'No.'\ntest = 'o > 2'\n"
        );
        scratch.write("plain/scenario.toml", &format!("{head}{rest}"));
        scratch
            .run(&["run", "plain", "-n", "50", "--summary"])
            .expect(0)
            .out
    };
    let luck = "[variable]\nluck = 'normal(0, 1)'\n";
    let event =
        "[stock]\ns = { start = 0 }\n[event]\ne = { hazard = '0.1{1/year}', effect = { s = 1 } }\n";
    // Chance that a claim does not read is none to it.
    for rest in ["", luck, event] {
        let out = write("p", rest);
        assert!(
            out.contains("in every world") && out.contains("in no world"),
            "{out}"
        );
        assert!(!out.contains('–'), "{out}");
    }
    assert!(write("p + 0 * luck", luck).contains("all 50 (93–100)"));
    assert!(write("p + 0 * s", event).contains("all 50 (93–100)"));
}

/// A hazard below 0 is none: it was taken for 0 in silence.
#[test]
fn a_negative_hazard_is_a_fault_of_its_worlds() {
    let scratch = Scratch::new();
    scratch.write(
        "leak/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2022\nstep = '1 year'\n\
         [parameter]\nrate = { unit = '1/year', range = [-1, 3], assumption = 'a' }\n\
         [stock]\nleaks = { start = 0 }\n[event]\nleak = { hazard = 'rate', effect = { leaks = 1 } }\n\
         [outcome]\nleaks_at_end = 'at_end(leaks)'\nplain = { unit = '1/year', equation = 'at_end(rate)' }\n",
    );
    let mut json = scratch
        .run(&["run", "leak", "-n", "1024", "--json"])
        .expect(3)
        .json();
    let fault = json["faults"][0].take();
    assert_eq!(
        (&fault["kind"], &fault["runs"]),
        (&"hazard".into(), &256.into())
    );
    assert_eq!(fault["declared"], "scenario.toml:11");
    assert!(
        fault["words"]
            .as_str()
            .unwrap()
            .contains("became negative or undefined")
    );
    // What does not rest on it has its value everywhere.
    let with_value = |o: usize| json["outcomes"][o]["profiles"][0]["values"]["worlds"].clone();
    assert_eq!((with_value(0), with_value(1)), (768.into(), 1024.into()));
}

/// The numbers of an outcome are those of the worlds in which it has one; how many have none stands below them.
#[test]
fn outcomes_say_in_how_many_worlds_they_have_no_value() {
    let scratch = Scratch::new();
    scratch.write(
        "part/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\n\
         [parameter]\np = { range = [0, 1], assumption = 'a' }\n\
         [outcome]\nwhole = 'at_end(p)'\npart = 'sqrt(at_end(p) - 0.5)'\n",
    );
    let answer = scratch.run(&["run", "part", "-n", "1024", "--outcomes"]);
    let told = "    no value in 512 of 1,024 worlds";
    assert_eq!(answer.out.matches(told).count(), 1, "{}", answer.out);
    let after = answer.out.split("\npart").nth(1).unwrap_or_default();
    assert!(after.contains(told), "{}", answer.out);
}

/// Several lucks for each set of inputs: what is run is told, and which of it one world is.
#[test]
fn replications_are_told_wherever_worlds_are_counted() {
    let scratch = Scratch::with_garden();
    let four = ["--replications", "4", "--worlds", "399"];
    let run = |arguments: &[&str]| {
        let all = [arguments, &four].concat();
        scratch.run(&all).expect(0)
    };
    let out = run(&["run", "garden", "--summary"]).out;
    assert!(
        out.contains("400 worlds (100 sets of inputs × 4 lucks) × 2 profiles"),
        "{out}"
    );
    // The commands that it proposes mean the same worlds.
    assert!(out.contains("--worlds 399 --replications 4"), "{out}");
    let json = run(&["run", "garden", "--json"]).json();
    assert_eq!(json["run"]["worlds"], 400);
    assert_eq!(json["run"]["replications"], 4);
    let note = &json["notes"][0]["words"];
    assert_eq!(
        note,
        "400 worlds were run instead of 399, so that each set of inputs has its 4 lucks."
    );
    let world = run(&["world", "garden", "17"]).out;
    let told = "Set of inputs 4, luck 1: worlds 16 to 19 have the same inputs.";
    assert!(world.contains(told), "{world}");
    let json = run(&["world", "garden", "17", "--json"]).json();
    assert_eq!((&json["set"], &json["luck"]), (&4.into(), &1.into()));
    let none = scratch
        .run(&["run", "garden", "--replications", "0"])
        .expect(2);
    assert!(none.error.contains("from 1 on"), "{}", none.error);

    let page = run(&["publish", "garden", "-o", "page.html"]);
    assert_eq!(page.code, Some(0));
    let html = std::fs::read_to_string(scratch.path.join("page.html")).unwrap();
    assert!(html.contains("The worlds are 100 sets of inputs × 4 lucks."));
}

/// A claim that is asked of averages says so, and needs something to average.
#[test]
fn a_claim_by_inputs_says_what_a_world_is() {
    let scratch = Scratch::with_garden();
    scratch.write(
        "duel/scenario.toml",
        "[scenario]\ntitle = 't'\nstart = 2020\nend = 2021\nstep = '1 year'\nreplications = 4\n\
         [parameter]\nskill = { range = [0, 1], assumption = 'a' }\n\
         [variable]\nnoise = 'normal(0, 1)'\n[outcome]\ngain = 'at_end(skill + noise)'\n\
         [claim]\npays = { says = 'It pays.', test = 'gain > 0.2', by = 'inputs' }\n",
    );
    let out = scratch.run(&["run", "duel"]).expect(0).out;
    let one = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "Asked of averages: a world is here a set of inputs, and its outcomes are means over 4 lucks.";
    assert!(one.contains(told), "{out}");
    assert!(one.contains("for 4 lucks do not average it out"), "{out}");
    let world = scratch.run(&["world", "duel", "9"]).expect(0).out;
    assert!(
        world.contains("It pays. (on average over the lucks of these inputs)"),
        "{world}"
    );
    let refused = scratch
        .run(&["run", "duel", "--replications", "1"])
        .expect(2);
    assert!(
        refused.error.contains("asked of averages over lucks"),
        "{}",
        refused.error
    );
    scratch
        .run(&["run", "duel", "--replications", "2"])
        .expect(0);
}

/// Values over time are told as often as is asked, and a page says how far apart they are.
#[test]
fn values_over_time_are_told_as_often_as_asked() {
    let scratch = Scratch::with_garden();
    let watched = |every: &[&str]| {
        let all = [&["run", "garden", "--watch", "rabbits", "--json"], every].concat();
        scratch.run(&all).expect(0).json()
    };
    let (all, some) = (watched(&[]), watched(&["--every", "6 months"]));
    assert_eq!(all["claims"], some["claims"]);
    assert_eq!(all["outcomes"], some["outcomes"]);
    let dates = |json: &serde_json::Value| json["watches"]["dates"].as_array().unwrap().clone();
    let (all, some) = (dates(&all), dates(&some));
    assert!(some.len() < all.len() && all.first() == some.first() && all.last() == some.last());
    let chart = scratch
        .run(&["run", "garden", "--watch", "rabbits", "--every", "6 months"])
        .expect(0);
    assert!(
        chart.out.contains("Values are 6 months apart."),
        "{}",
        chart.out
    );
    let refused = scratch
        .run(&[
            "run",
            "garden",
            "--watch",
            "rabbits",
            "--every",
            "1/7 month",
        ])
        .expect(2);
    assert!(refused.error.contains("--every \""), "{}", refused.error);
    let arguments = [
        "publish",
        "garden",
        "-o",
        "page.html",
        "--every",
        "6 months",
    ];
    scratch.run(&arguments).expect(0);
    let html = std::fs::read_to_string(scratch.path.join("page.html")).unwrap();
    assert!(html.contains("Values are 6 months apart."));
}
