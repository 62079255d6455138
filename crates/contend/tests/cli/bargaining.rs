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
