//! `contend better --search`: what is printed, what is written, and what a search that was stopped leaves.

use crate::support::{Scratch, snapshot};

const ASK: [&str; 10] = [
    "better",
    "lake",
    "--search",
    "--more",
    "objective_town",
    "--more",
    "reliability",
    "--search-worlds",
    "20",
    "--threads=1",
];

fn lake() -> Scratch {
    Scratch::with_shipped("lake")
}

fn ask<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let worlds = if more.contains(&"-n") {
        &[][..]
    } else {
        &["-n", "200"]
    };
    [&ASK[..], worlds, more].concat()
}

/// Without the line that says how long it took.
fn timeless(text: &str) -> String {
    let blocks = text.split("\n\n").map(|block| {
        let joined = block.replace('\n', " ");
        match joined.rfind("; ") {
            Some(at) if joined.contains(" 200 ") => format!("{}; TIME", &joined[..at]),
            _ => block.to_owned(),
        }
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

#[test]
fn what_was_found_stands_beside_what_is_declared() {
    let scratch = lake();
    for lang in ["en", "es", "pt"] {
        let told = scratch.run(&ask(&["--candidates", "60", "--lang", lang]));
        snapshot(&format!("search-{lang}"), &timeless(&told.expect(0).out));
    }
    let narrow = scratch
        .command(&ask(&["--candidates", "60"]))
        .env("COLUMNS", "50")
        .output()
        .unwrap();
    let narrow = String::from_utf8(narrow.stdout).unwrap();
    assert!(crate::support::widest(&narrow) <= 60, "{narrow}");
}

#[test]
fn what_is_written_is_run_as_it_was_judged() {
    let scratch = lake();
    let ask = ask(&["--candidates", "60", "--write", "found.toml", "--json"]);
    let report = scratch.run(&ask).expect(0).json();
    let found = std::fs::read_to_string(scratch.path.join("found.toml")).unwrap();
    scratch.write("lake/found.toml", &found);
    let path = scratch.path.join("lake/scenario.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replacen(
        "[scenario]\n",
        "[scenario]\ninclude = [\"found.toml\"]\n",
        1,
    );
    std::fs::write(&path, text).unwrap();
    let ranked = [
        "better",
        "lake",
        "town",
        "-n",
        "200",
        "--profile",
        "careful",
        "--json",
    ];
    let answer = scratch.run(&ranked).expect(0).json();
    let strategies = answer["contexts"][0]["strategies"].as_array().unwrap();
    let found = report["found"].as_array().unwrap();
    assert!(found.len() > 3, "{report}");
    for found in found {
        let own = strategies
            .iter()
            .find(|s| s["id"] == found["strategy"])
            .unwrap();
        let told = own["mean"][0].as_f64().unwrap();
        let known = found["goals"][0][0].as_f64().unwrap();
        assert!((told - known).abs() < 1e-12, "{found}: {told} for {known}");
        assert_eq!(own["profile"], found["strategy"]);
    }
    // What is the scenario's own is not written over.
    let over = [
        "better",
        "lake",
        "--search",
        "--write",
        "lake/scenario.toml",
    ];
    scratch.run(&over).expect(1);
}

#[test]
fn errors_are_named_where_they_are_told() {
    let scratch = lake();
    let key = |worlds: &str| {
        let told = scratch.run(&ask(&["--candidates", "60", "-n", worlds]));
        let out = told.expect(0).out;
        let words: Vec<&str> = out.split_whitespace().collect();
        words.join(" ").contains("± is the standard error")
    };
    assert!(key("20") && !key("19"));
}

#[test]
fn a_search_goes_on_from_its_file() {
    let scratch = lake();
    let told = |more: &[&str]| {
        let mut report = scratch
            .run(&ask(&[more, &["--json"]].concat()))
            .expect(0)
            .json();
        let resumed = report["run"]["resumed"].as_u64().unwrap();
        report["run"]["resumed"] = 0.into();
        report["run"]["runs"] = 0.into();
        report["words"] = 0.into();
        (report, resumed)
    };
    let (whole, none) = told(&["--candidates", "60"]);
    assert_eq!(none, 0);
    let (_, none) = told(&["--candidates", "40", "--resume", "tried.jsonl"]);
    assert_eq!(none, 0);
    // Killed while a line was being written.
    let path = scratch.path.join("tried.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.lines().count(), 1 + 2 * 40);
    std::fs::write(&path, &text[..text.len() - 10]).unwrap();
    let (again, resumed) = told(&["--candidates", "60", "--resume", "tried.jsonl"]);
    assert_eq!(resumed, 2 * 40 - 1);
    assert_eq!(again, whole);
    // Asked for something else, and a file of somebody's own: neither is touched.
    let before = std::fs::read_to_string(&path).unwrap();
    scratch.write("mine.txt", "what is dear to me");
    let slips = [
        &["--resume", "tried.jsonl", "--less", "most_phosphorus"][..],
        &["--resume", "tried.jsonl", "--seed", "9"],
        &["--resume", "mine.txt"],
    ];
    for slip in slips {
        let error = scratch.run(&ask(slip)).expect(2).error;
        assert!(
            error.contains("holds no settings that this search tried"),
            "{error}"
        );
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    let mine = std::fs::read_to_string(scratch.path.join("mine.txt")).unwrap();
    assert_eq!(mine, "what is dear to me");
}

#[test]
fn slips_of_a_search_are_said_with_what_to_do() {
    let scratch = lake();
    let mut all = String::new();
    for more in [
        &["--more", "utility"][..],
        &["--more", "reliability", "--more", "reliability"],
        &["--more", "critical_phosphorus"],
        &["--epsilon", "reliabilty=0.1"],
        &["--epsilon", "reliability"],
        &["--epsilon", "reliability=0", "--more", "reliability"],
        &["--change", "1999-01-01"],
        &["--change", "soon"],
        &["--design", "full-factorial"],
        &["--profile", "heavy", "--profile", "none"],
        &["--enough", "2"],
        &["--candidates", "0"],
        &["--more", "peace"],
        &["--more", "reliability", "--svg", "one.svg"],
    ] {
        let ask = [
            &["better", "lake", "--search", "--search-worlds", "10"],
            more,
        ]
        .concat();
        let answer = scratch.run(&ask).expect(2);
        all += &format!("$ contend {}\n{}\n", ask.join(" "), answer.error);
    }
    let nowhere = ["better", "lake", "--search", "--svg", "nowhere/x.svg"];
    all += &format!(
        "$ contend {}\n{}\n",
        nowhere.join(" "),
        scratch.run(&nowhere).expect(1).error
    );
    let alone = ["better", "lake", "--candidates", "9"];
    all += &format!(
        "$ contend {}\n{}\n",
        alone.join(" "),
        scratch.run(&alone).expect(2).error
    );
    snapshot("search-mistakes", &all);
}
