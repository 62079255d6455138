//! The flagship scenario under all its named profiles, together and each apart: `cargo run --release -p
//! contend-bench --bin flagship`.
#![allow(clippy::print_stdout)] // figures are what it is for
#![allow(dead_code)] // modules are shared with the other measurements

#[path = "../clock.rs"]
mod clock;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use contend_engine::design::{Design, Worlds};
use contend_engine::{Request, compile, compile_family};
use contend_model::expression::Term;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::place::{Folder, FolderError};

const WORLDS: u64 = 512;

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/americas");
    let reading = contend_scenario::read(&Disk(folder));
    let Some(scenario) = reading.scenario else {
        panic!("{:?}", reading.findings)
    };
    let profiles: Vec<ProfileId> = (0..scenario.profiles.len())
        .filter(|p| !scenario.profiles[*p].of_game)
        .map(|p| ProfileId(p as u32))
        .collect();
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Request::default()
    };
    let drawn =
        Worlds::new(&scenario, Design::default(), WORLDS, 1).unwrap_or_else(|e| panic!("{e}"));
    let all: Vec<_> = profiles.iter().map(|p| (*p, request.clone())).collect();
    let family = compile_family(&scenario, &all).unwrap_or_else(|(_, e)| panic!("{e}"));
    let programs: Vec<_> = profiles
        .iter()
        .map(|p| compile(&scenario, *p, &request).unwrap_or_else(|e| panic!("{e}")))
        .collect();
    let seconds = |f: &dyn Fn()| {
        f();
        let times = (0..3)
            .map(|_| {
                let before = clock::cpu_seconds();
                f();
                clock::cpu_seconds() - before
            })
            .collect();
        clock::median(times)
    };
    // What claims read of each profile, and of each all outcomes where they are read.
    let mut read: Vec<Vec<OutcomeId>> = vec![Vec::new(); profiles.len()];
    for part in scenario.claims.iter().flat_map(|c| c.read_in_worlds()) {
        part.visit(&mut |e| {
            if let Term::Outcome {
                outcome, profile, ..
            } = e.term
                && let Some(own) = profiles.iter().position(|p| *p == profile)
                && !read[own].contains(&outcome)
            {
                read[own].push(outcome);
            }
        });
    }
    let asked = |read: Vec<Vec<OutcomeId>>| {
        let request = |outcomes: &Vec<OutcomeId>| Request {
            outcomes: outcomes.clone(),
            only_read: true,
            ..Request::default()
        };
        let asked: Vec<_> = (profiles.iter().copied())
            .zip(read.iter().map(request))
            .filter(|(_, request)| !request.outcomes.is_empty())
            .collect();
        let before = clock::cpu_seconds();
        let family = compile_family(&scenario, &asked).unwrap_or_else(|(_, e)| panic!("{e}"));
        let compiled = clock::cpu_seconds() - before;
        let run = seconds(&|| drop(black_box(family.run(&drawn, 0..WORLDS, &|| true))));
        let pairs: usize = read.iter().map(Vec::len).sum();
        println!(
            "{pairs} outcomes of {} profiles, where they are read: compiled in {:.0} ms, {:.2} ms a world",
            asked.len(),
            compiled * 1e3,
            run * 1e3 / WORLDS as f64,
        );
    };
    asked(vec![request.outcomes.clone(); profiles.len()]);
    asked(read);
    let together = seconds(&|| drop(black_box(family.run(&drawn, 0..WORLDS, &|| true))));
    let apart = seconds(&|| {
        for program in &programs {
            drop(black_box(program.run(&drawn, 0..WORLDS)));
        }
    });
    let facts = family.facts();
    println!("{facts:?}");
    let rate = |evaluations: u64, s: f64| evaluations as f64 * WORLDS as f64 / s / 1e9;
    println!(
        "{} profiles, {} steps, one core, 10,000 worlds: {:.0} s together ({:.2} thousand million equations/s), {:.0} s apart ({:.2})",
        profiles.len(),
        scenario.clock.steps,
        together * 1e4 / WORLDS as f64,
        rate(facts.evaluations, together),
        apart * 1e4 / WORLDS as f64,
        rate(facts.evaluations_apart, apart),
    );
}
