//! Candidates run in jobs, in every order, give the same columns.

use std::ops::Range;

use contend_engine::design::{Design, Worlds};
use contend_engine::{Candidate, Request, Setting, compile_adjustable};
use contend_ensemble::candidates::{
    CandidateColumns, CandidatePart, CandidateRuns, CandidateWorlds,
};
use contend_ensemble::executor::{Executor, Progress, Sequential, Silent, Stage};
use contend_ensemble::{Drawing, Ensemble, Meter, Plan, Prepared, Wanted};
use contend_model::id::{OutcomeId, ProfileId, QuantityId};
use contend_model::model::{LeverDomain, QuantityKind, Scenario};

use crate::support::{WORLDS, fingerprint, village};

fn ready(scenario: &Scenario) -> (CandidateWorlds, Vec<Candidate>) {
    let is_lever = |q: &QuantityId| matches!(scenario.quantity(*q).kind, QuantityKind::Lever(_));
    let quantities = (0..scenario.quantities.len() as u32).map(QuantityId);
    let levers: Vec<QuantityId> = quantities.filter(is_lever).collect();
    let request = Request {
        outcomes: (0..scenario.outcomes.len() as u32).map(OutcomeId).collect(),
        ..Request::default()
    };
    let profiles: Vec<ProfileId> = (0..scenario.profiles.len() as u32).map(ProfileId).collect();
    let asked: Vec<_> = profiles.iter().map(|p| (*p, request.clone())).collect();
    let adjustable = compile_adjustable(scenario, &asked, &levers).expect("compiles");
    let ends = |lever: QuantityId| match &scenario.quantity(lever).kind {
        QuantityKind::Lever(kind) => match &kind.domain {
            LeverDomain::Number { low, high, .. } => [*low, *high],
            LeverDomain::Choice { options } => [options[0].1, options[1].1],
            LeverDomain::Switch => [0.0, 1.0],
        },
        _ => panic!("no lever"),
    };
    let mut candidates: Vec<Candidate> = profiles.iter().map(|p| Candidate::of(*p)).collect();
    for lever in levers {
        for end in ends(lever) {
            candidates.push(Candidate {
                levers: vec![(lever, Setting::constant(end))],
                ..Candidate::of(ProfileId(0))
            });
        }
    }
    let worlds = Worlds::new(scenario, Design::default(), WORLDS, 11).expect("drawn");
    (CandidateWorlds::new(adjustable, worlds), candidates)
}

fn parts(runs: &CandidateRuns, cuts: Range<usize>) -> Vec<CandidatePart> {
    let jobs = runs.jobs(cuts).into_iter();
    jobs.map(|job| runs.run_job(job, &|| true).expect("not stopped"))
        .collect()
}

struct Backwards;

impl Executor for Backwards {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        (0..jobs).rev().for_each(job);
    }
}

struct Stopped;

impl Progress for Stopped {
    fn advanced(&self, _: Stage, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        true
    }
}

#[test]
fn parts_in_any_order_give_the_same_columns() {
    let scenario = village();
    let (mut worlds, candidates) = ready(&scenario);
    let runs = worlds.candidates(&candidates).expect("sound");
    let cuts = worlds.cuts();
    let mut parts = parts(&runs, cuts.clone());
    assert!(parts.len() > 1);
    let whole = runs.gather(&parts).expect("all are there");
    assert_eq!(whole.len(), candidates.len());
    assert_ne!(
        whole[0],
        whole[candidates.len() - 1],
        "a lever moves something"
    );
    // Profiles as they are have the columns and the faults of a plan.
    let plan = Plan {
        profiles: (0..3)
            .map(|p| Wanted::all(&scenario, ProfileId(p)))
            .collect(),
        ..Plan::new(fingerprint("village"), Drawing::default(), 11, WORLDS)
    };
    let prepared = Prepared::new(&plan, &scenario, &Sequential).expect("it compiles");
    let mut ensemble = Ensemble::new(&plan, &scenario);
    let plain = contend_ensemble::run(
        &prepared,
        &Sequential,
        &Meter::new(&Silent, 0),
        &mut ensemble,
    );
    plain.expect("its own parts");
    let faults: Vec<String> = ensemble
        .runs()
        .map(|r| format!("{:?}", r.faults()))
        .collect();
    assert!(faults[0].contains("NaN"), "some worlds are too dry");
    for ((candidate, columns), faults) in whole.iter().zip(ensemble.into_columns()).zip(faults) {
        assert_eq!(told(&candidate.columns), told(&columns));
        assert_eq!(format!("{:?}", candidate.faults), faults);
    }
    // Parts the other way round, and one of them twice.
    let told = |runs: Option<Vec<CandidateColumns>>| format!("{runs:?}");
    let whole = told(Some(whole));
    parts.reverse();
    parts.push(parts[0].clone());
    assert_eq!(told(runs.gather(&parts)), whole);
    let meter = |progress| Meter::new(progress, runs.runs());
    assert_eq!(told(runs.run(&Backwards, &meter(&Silent))), whole);
    assert_eq!(runs.run(&Sequential, &meter(&Stopped)), None);
    // Without one of them there is nothing.
    let missing = parts[1].job;
    parts.retain(|part| part.job != missing);
    assert_eq!(runs.gather(&parts), None);
    // From kept states.
    let all: Vec<usize> = cuts.collect();
    assert!(!worlds.keep_states(&all, &Sequential, &|| false));
    // Each cut's by whoever holds its states; of others nothing is known here.
    let (mut other, _) = ready(&scenario);
    let (few, rest) = all.split_at(1);
    assert!(other.keep_states(few, &Sequential, &|| true));
    assert!(worlds.keep_states(rest, &Backwards, &|| true));
    let [here, there] = [&worlds, &other].map(|w| w.candidates(&candidates).expect("sound"));
    let meter = Meter::new(&Silent, 0);
    let run = |runs: &CandidateRuns, cuts: &[usize]| {
        runs.run_cuts(cuts.iter().copied(), &Sequential, &meter)
    };
    assert!(run(&here, few).is_none() && run(&there, rest).is_none());
    assert_eq!(here.run(&Sequential, &meter), None);
    let parts = [run(&here, rest), run(&there, few)].map(|parts| parts.expect("of its own"));
    assert_eq!(told(here.gather(&parts.concat())), whole);
    assert!(worlds.keep_states(few, &Sequential, &|| true));
    let runs = worlds.candidates(&candidates).expect("sound");
    assert_eq!(told(runs.run(&Sequential, &meter)), whole);
}

/// Columns, in which NaN is the same as itself.
fn told(columns: &[Vec<f64>]) -> String {
    format!("{columns:?}")
}
