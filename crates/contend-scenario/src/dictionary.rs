//! The words of the language for fuzzers, so that what they make up reaches further than the first word.

use crate::declarations::{Kind, LAWS, SECTIONS, Shape};
use crate::functions::FUNCTIONS;

/// What stands in equations, dates and marks besides names.
const SIGNS: &[&str] = &[
    "if ",
    " then ",
    " else ",
    " and ",
    " or ",
    "not ",
    " where ",
    "==",
    "!=",
    "<=",
    ">=",
    "^",
    "@",
    "[[",
    "]]",
    "{1/year}",
    "{%}",
    "2020-01-01",
    "1 month",
    "1 week",
    "time",
    "year",
    "step",
    "start",
    "end",
    "now",
    "pi",
    "time - 1",
    "'''",
    "\"\"\"",
    "\n",
    ",",
    "\\",
    "@article{",
    "year = {2020}",
    "grade = {B2}",
    "NFG 1 R",
    "| --- |",
    "rule = ",
    "schedule = [[",
    "ramp = true",
    "1e308",
    "-1",
    "0.5",
    "1_000",
    "true",
    "outside",
];

/// A dictionary as libFuzzer and AFL read it, one word a line.
#[must_use]
pub fn dictionary() -> String {
    let mut words: Vec<String> = SIGNS.iter().map(|s| (*s).to_owned()).collect();
    for section in SECTIONS {
        match section.shape {
            Shape::Single => words.push(format!("[{}]\n", section.name)),
            Shape::Named | Shape::ByActor => words.push(format!("[{}.", section.name)),
            Shape::Listed => words.push(format!("[[{}]]\n", section.name)),
            Shape::Inner => {}
        }
        for field in section.fields {
            words.push(format!("{} = ", field.name));
            if let Kind::OneOf(options) = field.kind {
                words.extend(options.iter().map(|o| format!("'{o}'")));
            }
        }
    }
    words.extend(FUNCTIONS.iter().map(|f| format!("{}(", f.name)));
    words.extend(LAWS.iter().map(|l| format!("{}(", l.name)));
    words.sort();
    words.dedup();
    let mut out = String::from("# Written by `cargo xtask generate`.\n");
    for word in words {
        let escaped = word
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\x0A");
        out += &format!("\"{escaped}\"\n");
    }
    out
}
