//! Names are keys: what has nothing to do with a number changes it in no world.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use std::collections::BTreeMap;

use contend_engine::design::{Design, Worlds};
use contend_engine::{Request, compile};
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Scenario;
use contend_model::place::MemoryFolder;
use contend_session::Session;

const LAKE: &str = include_str!("../../../scenarios/lake/scenario.toml");
const WORLDS: u64 = 64;
const DESIGNS: [Design; 4] = [
    Design::NestedLatinHypercube,
    Design::LatinHypercube,
    Design::MonteCarlo,
    Design::Sobol,
];

fn open(files: &[(&str, &str)]) -> Session {
    let bibliography = include_str!("../../../scenarios/lake/sources.bib");
    let all = files.iter().copied().chain([("sources.bib", bibliography)]);
    let opened = Session::open(&MemoryFolder::new(all));
    opened
        .session
        .unwrap_or_else(|| panic!("{:?}", opened.findings))
}

fn lake(text: &str) -> Session {
    open(&[("scenario.toml", text)])
}

/// Bits by name: of every input, and of every element of every outcome under every profile, in all worlds.
fn bits(scenario: &Scenario, design: Design) -> BTreeMap<String, Vec<u64>> {
    let worlds = Worlds::new(scenario, design, WORLDS, 3).unwrap();
    let mut all = BTreeMap::new();
    for (place, input) in scenario.inputs.iter().enumerate() {
        let id = contend_model::id::InputId(place as u32);
        let column = (0..WORLDS).map(|w| worlds.value(w, id).to_bits()).collect();
        all.insert(input.name.clone(), column);
    }
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Request::default()
    };
    for (place, profile) in scenario.profiles.iter().enumerate() {
        let program = compile(scenario, ProfileId(place as u32), &request).unwrap();
        let part = program.run(&worlds, 0..WORLDS);
        let mut columns = part.outcomes.iter();
        for outcome in &scenario.outcomes {
            for element in 0..scenario.size(&outcome.over) {
                let label = scenario.element_label(&outcome.over, element);
                let name = format!("{}[{label}] under {}", outcome.id, profile.id);
                let column = columns.next().unwrap().iter().map(|x| x.to_bits());
                all.insert(name, column.collect());
            }
        }
    }
    all
}

/// Everything that the first says, the second says alike.
#[track_caller]
fn keeps(before: &Session, after: &Session, design: Design) {
    let (before, after) = (
        bits(before.scenario(), design),
        bits(after.scenario(), design),
    );
    for (name, column) in before {
        assert_eq!(Some(&column), after.get(&name), "{design:?}: {name}");
    }
}

/// The sections of the lake in another order; `[scenario]` may stand anywhere.
fn turned() -> String {
    let (head, rest) = LAKE.split_at(LAKE.find("\n[").unwrap() + 1);
    let mut sections: Vec<String> = rest
        .split("\n[")
        .map(|s| format!("[{}\n", s.trim_start_matches('[').trim_end()))
        .collect();
    sections.reverse();
    let third = sections.len() / 3;
    sections.rotate_left(third);
    format!("{head}{}", sections.concat())
}

#[test]
fn the_order_of_the_file_changes_nothing() {
    let (before, after) = (lake(LAKE), lake(&turned()));
    assert_ne!(
        before.scenario().inputs[0].name,
        after.scenario().inputs[0].name
    );
    for design in DESIGNS {
        keeps(&before, &after, design);
    }
}

#[test]
fn neither_does_a_parameter_a_draw_or_an_event_that_nothing_reads() {
    let more = "[parameter.NAME]\nvalue = 1\nrange = [0.5, 2]\nassumption = 'unrelated'\n\
        [variable.ant]\nequation = 'normal(0, 1) * NAME'\n\
        [stock.abacus]\nstart = 0\n\
        [event.accident]\nhazard = '0.3{1/year}'\neffect = { abacus = 1 }\n";
    let before = lake(LAKE);
    for design in DESIGNS {
        // A dimension of the Sobol' sequence goes by rank of name: what comes last moves nobody.
        let name = if design == Design::Sobol {
            "zebra"
        } else {
            "aardvark"
        };
        let at = LAKE.find("[parameter.loss_rate]").unwrap();
        let text = format!(
            "{}{}{}",
            &LAKE[..at],
            more.replace("NAME", name),
            &LAKE[at..]
        );
        keeps(&before, &lake(&text), design);
    }
}

const HARBOURS: &str = "[scenario]\ntitle = 't'\nstart = 2020-01-01\nend = 2025-01-01\nstep = '1 year'\n\
    [dimension]\nharbour = [LIST]\n\
    [parameter.price]\nover = 'harbour'\nvalue = 1\nrange = [0.5, 2]\nassumption = 'a'\n\
    [variable.catch]\nover = 'harbour'\nequation = 'price * lognormal(1, 1.5) + normal(price, 1)'\n\
    [stock.lost]\nover = 'harbour'\nstart = 'uniform(0, price)'\n\
    [event.storm]\nover = 'harbour'\nhazard = '0.4{1/year}'\neffect = { lost = 'exponential(price)' }\n\
    outcomes.grave = { weight = 'price', effect = { lost = 1 } }\noutcomes.mild = { weight = 2 }\n\
    [outcome]\n\
    caught = { over = 'harbour', equation = 'mean(catch)' }\n\
    losses = { over = 'harbour', equation = 'at_end(lost)' }\n";

#[test]
fn elements_keep_their_luck_when_others_come_or_go_or_change_places() {
    let harbours = |list: &str| open(&[("scenario.toml", &HARBOURS.replace("LIST", list))]);
    let before = harbours("'north', 'south'");
    for list in [
        "'south', 'north'",
        "'east', 'north', 'south'",
        "'south', 'east', 'north', 'west'",
    ] {
        keeps(&before, &harbours(list), Design::NestedLatinHypercube);
    }
    // Another name has other luck.
    let other = harbours("'north', 'west'");
    let names = |s: &Session| bits(s.scenario(), Design::NestedLatinHypercube);
    let (before, other) = (names(&before), names(&other));
    assert_ne!(before["price[south]"], other["price[west]"]);
    assert_ne!(
        before["losses[south] under baseline"],
        other["losses[west] under baseline"]
    );
}

#[test]
fn worlds_stay_when_more_are_asked_for() {
    let session = lake(LAKE);
    let scenario = session.scenario();
    let draw = |worlds| Worlds::new(scenario, Design::default(), worlds, 1).unwrap();
    let (few, many) = (draw(1000), draw(10_000));
    for input in 0..scenario.inputs.len() as u32 {
        let id = contend_model::id::InputId(input);
        for world in 0..1000 {
            assert_eq!(few.value(world, id), many.value(world, id));
        }
    }
}

#[test]
fn every_letter_that_is_read_is_in_the_fingerprint() {
    let plain = lake(LAKE).fingerprint();
    assert_eq!(plain, lake(LAKE).fingerprint());
    let other = lake(&LAKE.replacen("loss_rate", "loss_rate ", 1)).fingerprint();
    assert_ne!(plain, other);
}
