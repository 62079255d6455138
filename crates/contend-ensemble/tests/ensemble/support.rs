//! A small scenario and plans of it.

use contend_engine::Watch;
use contend_ensemble::executor::Sequential;
use contend_ensemble::{Drawing, Ensemble, Part, Plan, Prepared, Runs, Wanted};
use contend_model::fingerprint::Fingerprint;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Scenario;
use contend_model::place::{Files, MemoryFolder};

pub const WORLDS: u64 = 150;

pub fn village() -> Scenario {
    let folder = MemoryFolder::new([("scenario.toml", include_str!("village.toml"))]);
    let reading = contend_scenario::read(&folder);
    reading
        .scenario
        .unwrap_or_else(|| panic!("{:#?}", reading.findings))
}

/// Two profiles that run together with a watch, and one of which less is wanted.
pub fn plan(scenario: &Scenario) -> Plan {
    let store = scenario.quantities.iter().position(|q| q.name == "store");
    let watch = Watch {
        quantity: contend_model::id::QuantityId(store.expect("there is a store") as u32),
        element: None,
    };
    let watched = |profile| Wanted {
        watches: vec![watch],
        ..Wanted::all(scenario, ProfileId(profile))
    };
    Plan {
        profiles: vec![
            watched(0),
            watched(1),
            Wanted {
                profile: ProfileId(2),
                outcomes: vec![OutcomeId(1)],
                watches: Vec::new(),
            },
        ],
        grid: vec![0, 3, 10],
        ..Plan::new(fingerprint("village"), Drawing::default(), 11, WORLDS)
    }
}

pub fn prepared(scenario: &Scenario) -> Prepared {
    Prepared::new(&plan(scenario), scenario, &Sequential).expect("it compiles")
}

/// The parts of a plan cut so, worlds first.
pub fn parts(prepared: &Prepared, each: u64) -> Vec<Part> {
    let jobs = prepared.plan().jobs(each);
    jobs.iter()
        .map(|job| job.run(prepared, &|| true).expect("it runs"))
        .collect()
}

/// Everything that an ensemble tells, as bits.
pub fn told(ensemble: &Ensemble) -> (u64, Vec<Vec<u64>>, Vec<String>) {
    let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
    let columns = |runs: Runs| {
        let wanted = ensemble.plan().profiles.iter();
        let mut own = wanted.filter(|w| w.profile == runs.profile());
        let outcomes = own.next().map(|w| w.outcomes.clone()).unwrap_or_default();
        let elements = |id: &OutcomeId| {
            (0..)
                .map_while({
                    let id = *id;
                    move |e| runs.column(id, e)
                })
                .map(bits)
                .collect::<Vec<_>>()
        };
        let mut all: Vec<Vec<u64>> = outcomes.iter().flat_map(elements).collect();
        all.extend((0..).map_while(|w| runs.watch(w)).map(bits));
        all
    };
    (
        ensemble.complete(),
        ensemble.runs().flat_map(columns).collect(),
        ensemble
            .runs()
            .flat_map(Runs::faults)
            .map(|f| format!("{f:?}"))
            .collect(),
    )
}

/// The fingerprint of a scenario of one file.
pub fn fingerprint(text: &str) -> Fingerprint {
    let mut files = Files::default();
    files.add("scenario.toml", text);
    Fingerprint::of(&files, contend_engine::BITS_VERSION)
}
