//! The chapter on bargaining: what it excerpts and prints is what ships and what the program says.

use std::path::{Path, PathBuf};

use crate::support::Scratch;
use crate::teaching::{claim, printed, section};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn chapter() -> String {
    std::fs::read_to_string(root().join("book/src/bargaining.md")).unwrap()
}

/// A claim by its sentence, a part of an answer by its heading in capitals, a chart by the quantity that it shows.
fn part(answer: &str, part: &str) -> String {
    if part.starts_with('“') {
        claim(answer, part)
    } else if part.chars().any(char::is_lowercase) {
        let from = answer.find(&format!("\n{part}, in ")).unwrap() + 1;
        let chart: Vec<&str> = answer[from..]
            .lines()
            .take_while(|l| !l.is_empty())
            .collect();
        format!("{}\n", chart.join("\n"))
    } else {
        section(answer, part)
    }
}

#[test]
fn the_chapter_on_bargaining_prints_what_the_program_prints() {
    printed("bargaining.md", &Scratch::new(), part);
}

#[test]
fn the_excerpts_of_the_chapter_are_those_of_the_scenario() {
    let folder = root().join("scenarios/bargaining");
    let files: Vec<String> = [
        "scenario.toml",
        "model.toml",
        "inputs.toml",
        "claims.toml",
        "data/table.csv",
    ]
    .iter()
    .map(|file| std::fs::read_to_string(folder.join(file)).unwrap())
    .collect();
    let chapter = chapter();
    let mut excerpts = 0;
    for block in chapter.split("```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').unwrap();
        if language == "text" {
            continue;
        }
        // Whole lines, and of a quantity each line up to where the excerpt ends.
        for declaration in text.trim_end().split("\n\n") {
            let whole = format!("{declaration}\n");
            assert!(
                files.iter().any(|file| file.contains(&whole)),
                "not in the scenario: {declaration}"
            );
            excerpts += 1;
        }
    }
    assert!(excerpts > 12, "{excerpts}");
}

/// The printed medians are those of Scholz, Calbert and Smith (2011), Table 2.
#[test]
fn the_medians_of_the_chapter_are_those_of_its_two_readings() {
    let scratch = Scratch::with_shipped("bargaining");
    let medians = |variant: &str| -> Vec<f64> {
        let table = format!("variant,power,status_quo_stays,rounds\n{variant},votes,1,8\n");
        scratch.write("world.csv", &table);
        let run = ["run", "bargaining", "--design", "world.csv", "--json"];
        let watch = ["--profile", "as_it_was", "--watch", "median"];
        let json = scratch.run(&[&run[..], &watch].concat()).expect(0).json();
        let series = &json["watches"]["series"][0]["profiles"][0]["median"];
        (series.as_array().unwrap().iter())
            .map(|x| x.as_f64().unwrap())
            .collect()
    };
    let (code, equations) = (medians("code"), medians("equations"));
    assert_eq!((code.len(), equations.len()), (9, 9));
    let chapter = chapter();
    for (round, printed) in [8.4, 9.9, 9.9, 9.9, 9.9, 7.4, 8.8, 9.6].iter().enumerate() {
        let round = round + 1;
        let row = format!(
            "| {round} | {printed} | {:.2} | {:.2} |\n",
            code[round], equations[round]
        );
        assert!(chapter.contains(&row), "the chapter does not say: {row}");
        let cut = (code[round] * 10.0).floor() / 10.0;
        assert_eq!(cut == *printed, round != 2, "round {round}");
    }
}

/// A table in per cent would count every state as caring for nothing else.
#[test]
fn a_table_in_per_cent_is_told() {
    let scratch = Scratch::with_shipped("bargaining");
    let table = scratch.path.join("bargaining/data/table.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    assert!(text.contains("germany,4,0.8,"));
    std::fs::write(&table, text.replace("germany,4,0.8,", "germany,4,80,")).unwrap();
    let run = ["run", "bargaining", "-n", "20", "--json"];
    let json = scratch.run(&run).expect(0).json();
    let claims = json["claims"].as_array().unwrap();
    let shares = claims.iter().find(|c| c["id"] == "saliences-are-shares");
    assert_eq!(shares.unwrap()["verdict"], "differs");
}

/// What the brief and the chapter say of verdicts in words of their own.
#[test]
fn the_brief_says_of_its_verdicts_what_the_run_says() {
    let folder = root().join("scenarios/bargaining");
    let run = ["run", folder.to_str().unwrap(), "--json"];
    let json = Scratch::new().run(&run).expect(0).json();
    let claims = json["claims"].as_array().unwrap();
    let claim = |id: &str| claims.iter().find(|c| c["id"] == id).unwrap();
    let share = |id: &str| claim(id)["share"].as_f64().unwrap();
    for (id, verdict) in [
        ("capability-is-votes", "agrees"),
        ("saliences-are-shares", "agrees"),
        ("printed-forecast-was-close", "agrees"),
        ("model-comes-near", "fails"),
        ("printed-forecast-is-typical", "fails"),
        ("bargaining-brings-it-nearer", "contested"),
        ("mean-does-better", "contested"),
        ("denmark-stands-alone", "fails"),
        ("effort-does-no-harm", "holds"),
        ("plain-speech-lasts", "contested"),
    ] {
        assert_eq!(claim(id)["verdict"], verdict, "{id}");
    }
    assert!(share("printed-forecast-is-typical") < share("model-comes-near"));
    assert!(share("denmark-stands-alone") < 0.01 && share("overstating-pays") < 0.3);
    // In more than half of the worlds under one reading, in next to none under the other.
    for id in ["germany-gives-way", "britain-gives-way", "nine-agree"] {
        let [code, equations] = [0, 1].map(|reading| {
            let options = &claim(id)["theories"][0];
            assert_eq!(options["input"], "variant", "{id}");
            options["options"][reading]["share"].as_f64().unwrap()
        });
        assert!(equations > 0.5 && code < 0.03, "{id}: {equations}, {code}");
    }
    assert_eq!(claim("late-states-win")["hinges"][0]["input"], "power");
}
