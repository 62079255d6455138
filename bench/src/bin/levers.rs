//! Levers of the flagship that are moved without compiling: one lever with all verdicts, and many candidates at once:
//! `cargo run --release -p contend-bench --bin levers`.
#![allow(clippy::print_stdout)] // figures are what it is for

#[path = "../clock.rs"]
mod clock;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use contend_engine::design::{Design, Worlds};
use contend_engine::{Adjustable, Candidate, Request, Setting, compile, compile_adjustable};
use contend_model::expression::Term;
use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::model::{LeverDomain, QuantityKind, Scenario};
use contend_model::place::{Folder, FolderError};
use contend_session::Session;
use contend_session::candidates::{CandidatesRequest, LeverSetting, MovedStrategy};
use contend_session::executor::{Sequential, Silent};

/// Worlds of a page.
const WORLDS: u64 = 500;
/// Worlds on which many candidates are compared.
const FEW: u64 = 64;
/// Candidates of a search.
const MANY: usize = 1000;

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios/americas");
    let opened = Session::open(&Disk(folder));
    let Some(session) = opened.session else {
        panic!("{:?}", opened.findings)
    };
    verdicts(&session);
    from_now(session.scenario());
    many(session.scenario());
}

/// Processor time of the median of some runs, after one.
fn seconds(runs: usize, mut f: impl FnMut()) -> f64 {
    f();
    let times = (0..runs).map(|_| {
        let before = clock::cpu_seconds();
        f();
        clock::cpu_seconds() - before
    });
    clock::median(times.collect())
}

/// A lever of one strategy moved: all profiles that play it from `now` on, and the verdicts on all claims.
fn verdicts(session: &Session) {
    let request = CandidatesRequest {
        worlds: Some(WORLDS),
        ..CandidatesRequest::default()
    };
    let before = clock::cpu_seconds();
    let moves = session.moves(&request, &Sequential, &Silent);
    let moves = moves.unwrap_or_else(|e| panic!("{e:?}"));
    println!(
        "what claims read, {WORLDS} worlds, compiled, run and kept at `now`: {:.0} ms",
        (clock::cpu_seconds() - before) * 1e3
    );
    let none = seconds(5, || {
        drop(black_box(moves.verdicts(&[], &Sequential, &Silent)));
    });
    println!("verdicts alone: {:.0} ms", none * 1e3);
    for (actor, strategy, lever, value) in [
        ("united_states", "law_enforcement", "rewards", 0.7),
        (
            "united_states",
            "caribbean_strikes",
            "strikes_caribbean",
            4.0,
        ),
        ("united_states", "two_ocean_strikes", "strikes_pacific", 2.0),
        ("mexico", "balancing_act", "prevention", 0.8),
    ] {
        let moved = [MovedStrategy {
            actor: actor.into(),
            strategy: strategy.into(),
            levers: vec![(lever.into(), LeverSetting::constant(value))],
        }];
        let profiles = moves.moved(&moved).unwrap_or_else(|e| panic!("{e:?}"));
        let time = seconds(5, || {
            let verdicts = moves.verdicts(&moved, &Sequential, &Silent);
            black_box(verdicts.unwrap_or_else(|e| panic!("{e:?}")));
        });
        println!(
            "{lever} of {strategy} moved, {} profiles, {WORLDS} worlds, verdicts of all claims: {:.0} ms",
            profiles.len(),
            time * 1e3
        );
    }
}

fn levers(scenario: &Scenario) -> Vec<QuantityId> {
    (0..scenario.quantities.len() as u32)
        .map(QuantityId)
        .filter(|q| matches!(scenario.quantity(*q).kind, QuantityKind::Lever(_)))
        .collect()
}

/// What claims read of each profile of the scenario's own.
fn read(scenario: &Scenario) -> Vec<(ProfileId, Request)> {
    let mut asked: Vec<(ProfileId, Request)> = (0..scenario.profiles.len())
        .filter(|p| !scenario.profiles[*p].of_game)
        .map(|p| {
            let request = Request {
                only_read: true,
                ..Request::default()
            };
            (ProfileId(p as u32), request)
        })
        .collect();
    for part in scenario.claims.iter().flat_map(|c| c.read_in_worlds()) {
        part.visit(&mut |e| {
            if let Term::Outcome {
                outcome, profile, ..
            } = e.term
                && let Some((_, request)) = asked.iter_mut().find(|(p, _)| *p == profile)
                && !request.outcomes.contains(&outcome)
            {
                request.outcomes.push(outcome);
            }
        });
    }
    asked.retain(|(_, request)| !request.outcomes.is_empty());
    asked
}

fn run(adjustable: &Adjustable, candidates: &[Candidate], draws: &Worlds, worlds: u64) {
    let settled = adjustable.candidates(candidates);
    let settled = settled.unwrap_or_else(|(_, e)| panic!("{e}"));
    for group in 0..settled.groups() {
        black_box(settled.run(group, draws, 0..worlds, &|| true));
    }
}

/// A lever moved in every profile, from the start and from kept states.
fn from_now(scenario: &Scenario) {
    let draws =
        Worlds::new(scenario, Design::default(), WORLDS, 1).unwrap_or_else(|e| panic!("{e}"));
    let asked = read(scenario);
    let open = levers(scenario);
    let before = clock::cpu_seconds();
    let adjustable =
        compile_adjustable(scenario, &asked, &open).unwrap_or_else(|(_, e)| panic!("{e}"));
    println!(
        "{} profiles with {} open levers compiled in {:.0} ms",
        asked.len(),
        open.len(),
        (clock::cpu_seconds() - before) * 1e3
    );
    let lever = (open.iter())
        .find(|q| scenario.quantity(**q).name == "rewards")
        .unwrap_or_else(|| panic!("no such lever"));
    let candidates: Vec<Candidate> = (asked.iter())
        .map(|(profile, _)| Candidate {
            levers: vec![(*lever, Setting::constant(0.7))],
            ..Candidate::of(*profile)
        })
        .collect();
    let anew = seconds(3, || run(&adjustable, &candidates, &draws, WORLDS));
    let states = (adjustable.keep_states(&draws, 0..WORLDS, &|| true))
        .unwrap_or_else(|| panic!("nobody stops it"));
    let kept = seconds(3, || {
        let settled = adjustable.candidates(&candidates);
        let settled = settled.unwrap_or_else(|(_, e)| panic!("{e}"));
        for group in 0..settled.groups() {
            let batches = settled.run_from(group, &draws, &states, &|| true);
            black_box(batches.unwrap_or_else(|e| panic!("{e}")));
        }
    });
    println!(
        "a lever moved in all {} profiles, {WORLDS} worlds, what claims read: {:.0} ms anew, {:.0} ms from kept states",
        asked.len(),
        anew * 1e3,
        kept * 1e3
    );
}

/// A candidate with all levers set by chance, from a counter.
fn by_chance(scenario: &Scenario, open: &[QuantityId], profile: ProfileId, seed: u64) -> Candidate {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut candidate = Candidate::of(profile);
    for lever in open {
        let QuantityKind::Lever(kind) = &scenario.quantity(*lever).kind else {
            continue;
        };
        let u = next();
        let value = match &kind.domain {
            LeverDomain::Number { low, high, whole } => {
                let value = low + u * (high - low);
                if *whole { value.round() } else { value }
            }
            LeverDomain::Choice { options } => options[(u * options.len() as f64) as usize].1,
            LeverDomain::Switch => f64::from(u8::from(u < 0.5)),
        };
        candidate.levers.push((*lever, Setting::constant(value)));
    }
    candidate
}

/// Many candidates that differ in every lever, or in one alone, against one profile compiled alone.
fn many(scenario: &Scenario) {
    let draws = Worlds::new(scenario, Design::default(), FEW, 1).unwrap_or_else(|e| panic!("{e}"));
    let open = levers(scenario);
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        only_read: true,
        ..Request::default()
    };
    let profile = scenario.baseline;
    let alone = compile(scenario, profile, &request).unwrap_or_else(|e| panic!("{e}"));
    let one = seconds(9, || drop(black_box(alone.run(&draws, 0..FEW))));
    println!("one profile alone, {FEW} worlds: {:.2} ms", one * 1e3);
    let asked = [(profile, request)];
    let adjustable =
        compile_adjustable(scenario, &asked, &open).unwrap_or_else(|(_, e)| panic!("{e}"));
    let tell = |what: &str, candidates: &[Candidate]| {
        let time = seconds(1, || run(&adjustable, candidates, &draws, FEW));
        println!(
            "{} candidates with {what}, {FEW} worlds: {:.2} s, {:.2} ms a candidate, {:.2} times one profile alone",
            candidates.len(),
            time,
            time * 1e3 / candidates.len() as f64,
            time / candidates.len() as f64 / one
        );
    };
    let all: Vec<Candidate> = (0..MANY as u64)
        .map(|seed| by_chance(scenario, &open, profile, seed))
        .collect();
    for each in [1, 2, 4, 8, 16, 64] {
        let some = &all[..128];
        let time = seconds(1, || {
            for some in some.chunks(each) {
                run(&adjustable, some, &draws, FEW);
            }
        });
        println!(
            "{each} at a time: {:.2} ms a candidate, {:.2} times one profile alone",
            time * 1e3 / some.len() as f64,
            time / some.len() as f64 / one
        );
    }
    tell("every lever set by chance", &all);
    let single: Vec<Candidate> = (0..MANY as u64)
        .map(|seed| {
            let mut candidate = by_chance(scenario, &open, profile, seed);
            let lever = seed as usize % candidate.levers.len();
            candidate.levers = vec![candidate.levers[lever].clone()];
            candidate
        })
        .collect();
    tell("one lever set by chance", &single);
}
