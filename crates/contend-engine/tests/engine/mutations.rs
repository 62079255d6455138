//! A short run of what the fuzzers do at length: broken scenarios end in findings, whole ones run, nothing panics.

use contend_engine::design::{Design, Worlds};
use contend_engine::{Request, compile};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::MemoryFolder;

const SCENARIO: &str = r#"
[scenario]
title = "Mutations"
start = 2020-01-01
end = 2021-01-01
step = "1 month"
now = 2020-06-01

[dimension]
place = ["a", "b", "c"]
there = "place"
coast = { of = "place", labels = ["a", "c"] }

[parameter]
growth = { value = 0.05, range = [0.01, 0.1], unit = "1/month", source = "study" }
noise = { distribution = "lognormal(1, 1.5)", assumption = "test" }
pull = { over = "place", value = [1, 2, 3], spread = 0.5, unit = "kg", assumption = "test" }
link = { over = ["place", "there"], edges = { file = "data/links.csv", from = "x", to = "y", value = "w", symmetric = true }, assumption = "test" }
theory = { options = ["fast", "slow"], assumption = "test" }

[series.record]
unit = "kg"
file = "data/record.csv"
time = "year"
column = "mass"
between = "linear"
beyond = "hold"
source = "study"

[lookup.bend]
points = [[0, 1], [1, 0.5], [2, 0]]
assumption = "test"

[stock.mass]
over = "place"
unit = "kg"
start = "pull"
change = "growth * mass * luck * bend(noise) + moved - 0.01{1/month} * mass"
at_zero = "clamp"

[flow.leak]
over = "place"
unit = "kg/year"
equation = "if theory == fast then 0.1{1/year} * mass else 0"
from = "mass"

[variable]
luck = { over = "place", equation = "lognormal(noise, 1.2)" }
moved = { over = "place", unit = "kg/month", equation = "effort * 0.1{1/month} * sum(link * mass[there], there) - 0.1{1/month} * smooth(mass, 3{month})" }
first = { over = "place", equation = "if place == a then 1 else first[place - 1] * 2" }
order = { over = "place", equation = "rank(mass, place) + argmax(mass, place)" }

[event.storm]
over = "place"
hazard = "0.2{1/yr}"
cooldown = "2 months"
effect = { mass = "-0.5 * mass" }
outcomes.passes = { weight = "noise" }
outcomes.stays = { weight = 2, effect = { "mass[a]" = "-0.1 * mass[a]" } }

[actor.town]
name = "Town"

[lever.effort]
actor = "town"
range = [0, 2]

[strategy.town.calm]
effort = 0.5

[strategy.town.eager]
effort = { rule = "if sum(mass, place) > 5{kg} then 1 else 2" }

[profile.one]
town = "calm"

[profile.two]
town = "eager"

[outcome]
last = { unit = "kg", equation = "at_end(sum(mass, place))" }
rate = { equation = "mean(sum(first, place) + sum(order, place), from = 2020-07-01)" }

[claim.grows]
says = "Eager is more."
test = "last@two > last@one"
source = "study"
"#;

const PIECES: &[&str] = &[
    "sum(",
    ")",
    "[",
    "]",
    "mass",
    "place",
    "there",
    " where ",
    "==",
    "if ",
    " then ",
    " else ",
    "@two",
    "{kg}",
    "1e308",
    "-",
    "/ 0",
    "previous(",
    "lag(mass, 2{month})",
    "[place - 1]",
    "'''",
    "\"\"\"",
    "\n[",
    "nan",
    "inf",
    "0x1",
    "2020-02-30",
    "\u{0}",
    "é",
    "{",
    "}",
    "over = ",
    "range = [2, 1]",
    "normal(0, -1)",
    "\\",
    "'",
    ",",
    "^",
    "mean(",
    "total(",
    "rank(mass, place)",
    "softmax(",
    "= = ",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

fn mutated(text: &str, dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.below(3) {
        let at = dice.below(chars.len());
        match dice.below(9) {
            // Other digits and operators leave many scenarios whole.
            5..=7 => {
                let place = (at..chars.len())
                    .find(|i| chars[*i].is_ascii_digit() || "+-*/<>".contains(chars[*i]));
                if let Some(i) = place {
                    let others = if chars[i].is_ascii_digit() {
                        "0123456789"
                    } else {
                        "+-*/<>"
                    };
                    chars[i] = others.chars().nth(dice.below(others.len())).unwrap_or('1');
                }
            }
            0 => chars.truncate(at),
            1 => {
                let until = (at + dice.below(30)).min(chars.len());
                chars.drain(at..until);
            }
            2 => {
                let piece = PIECES[dice.below(PIECES.len())];
                chars.splice(at..at, piece.chars());
            }
            3 => {
                let from = dice.below(chars.len());
                let until = (from + dice.below(40)).min(chars.len());
                let copied: Vec<char> = chars[from..until].to_vec();
                chars.splice(at..at, copied);
            }
            _ => {
                let other = dice.below(chars.len());
                if !chars.is_empty() {
                    chars.swap(at, other);
                }
            }
        }
        if chars.is_empty() {
            break;
        }
    }
    chars.into_iter().collect()
}

/// Whether the text was a whole scenario; it was run then.
fn survives(toml: &str, links: &str, bib: &str) -> bool {
    let record = "year,mass\n2020,1\n2021,2\n";
    let folder = MemoryFolder::new([
        ("scenario.toml", toml),
        ("data/links.csv", links),
        ("data/record.csv", record),
        ("sources.bib", bib),
        ("brief.md", "It [[grows]]."),
    ]);
    let reading = contend_scenario::read(&folder);
    for finding in &reading.findings {
        if let Some(span) = finding.span {
            let _ = reading.files.line_column(span);
        }
    }
    let Some(scenario) = reading.scenario else {
        assert!(
            !reading.findings.is_empty(),
            "refused without a word:\n{toml}"
        );
        return false;
    };
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        occurrences: true,
        ..Request::default()
    };
    let Ok(worlds) = Worlds::new(&scenario, Design::default(), 3, 1) else {
        return true;
    };
    if scenario.clock.steps > 1_000 {
        return true;
    }
    for profile in 0..scenario.profiles.len() as u32 {
        if let Ok(program) = compile(&scenario, ProfileId(profile), &request) {
            let part = program.run(&worlds, 0..3);
            assert!(part.outcomes.iter().all(|c| c.len() == 3));
        }
    }
    true
}

const LINKS: &str = "x,y,w\na,b,1\nb,c,2.5\n";
const BIB: &str = "@misc{study,\n  author = {{A. Author}},\n  title = {A study},\n  year = {2020},\n  grade = {B2},\n}\n";

#[test]
fn the_scenario_itself_is_whole() {
    let folder = MemoryFolder::new([
        ("scenario.toml", SCENARIO),
        ("data/links.csv", LINKS),
        ("data/record.csv", "year,mass\n2020,1\n2021,2\n"),
        ("sources.bib", BIB),
    ]);
    let reading = contend_scenario::read(&folder);
    assert!(reading.scenario.is_some(), "{:#?}", reading.findings);
    assert!(survives(SCENARIO, LINKS, BIB));
}

#[test]
fn broken_scenarios_end_in_findings() {
    let mut dice = Dice(1);
    let mut whole = 0;
    for _ in 0..3_000 {
        whole += u32::from(survives(&mutated(SCENARIO, &mut dice), LINKS, BIB));
    }
    assert!(
        whole > 100,
        "the mutations are too wild to test the compiler: {whole} of 3000 were whole"
    );
}

#[test]
fn broken_data_and_sources_end_in_findings() {
    let mut dice = Dice(2);
    for _ in 0..300 {
        let links = mutated(LINKS, &mut dice);
        let bib = mutated(BIB, &mut dice);
        survives(SCENARIO, &links, &bib);
    }
}
