//! Parts in any order, cut in any way, more than once.

use contend_engine::design::Design;
use contend_ensemble::executor::{Executor, Progress, Sequential, Silent, Stage};
use contend_ensemble::{
    Admitted, Averaged, Column, Columns, Drawing, Ensemble, Frame, Job, JobError, Manifest, Meter,
    Part, Plan, PlanError, Prepared, Refused, Runs, Sink, Wanted, memory, parallel, run,
};
use contend_model::id::{InputId, OutcomeId, ProfileId};
use proptest::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::{WORLDS, fingerprint, parts, plan, prepared, told, village};

fn gathered(plan: &Plan, parts: &[Part]) -> Ensemble {
    let mut ensemble = Ensemble::new(plan, &village());
    for part in parts {
        ensemble.accept(part).expect("it fits");
    }
    ensemble
}

#[test]
fn the_village_has_what_the_tests_are_about() {
    let (scenario, prepared) = (village(), prepared(&village()));
    let ensemble = gathered(prepared.plan(), &parts(&prepared, 40));
    let failed = ensemble.failed_worlds().len();
    assert!(
        (5..WORLDS as usize / 2).contains(&failed),
        "{failed} failed"
    );
    let full = ensemble
        .profile(scenario.baseline)
        .and_then(|r| r.column(OutcomeId(1), 0));
    assert!(full.is_some_and(|f| f.contains(&f64::INFINITY)));
    assert_eq!(prepared.plan().groups(), [0..2, 2..3]);
}

/// For each complete world whether something went wrong.
fn failed(runs: Runs) -> Vec<bool> {
    let (complete, worlds) = (
        runs.watch(0).unwrap_or_default().len() / 3,
        runs.failed_worlds(),
    );
    (0..complete as u64).map(|w| worlds.contains(&w)).collect()
}

#[test]
fn failed_runs_have_no_numbers_and_other_worlds_have_the_engines() {
    let (scenario, prepared) = (village(), prepared(&village()));
    let ensemble = gathered(prepared.plan(), &parts(&prepared, WORLDS));
    for runs in ensemble.runs().take(2) {
        let request = contend_engine::Request {
            outcomes: vec![OutcomeId(0)],
            ..Default::default()
        };
        let alone = contend_engine::compile(&scenario, runs.profile(), &request).expect("compiles");
        let alone = alone.run(prepared.worlds(), 0..WORLDS);
        // Of each world what went wrong by itself: the harvest, not the store that it fills.
        let harvest = |f: &contend_engine::Fault| matches!(f.place, contend_engine::FaultPlace::Quantity(q) if scenario.quantity(q).name == "harvest");
        assert!(runs.faults().iter().all(harvest));
        let faults = alone.faults.iter().filter(|f| harvest(f));
        assert!(faults.map(|f| f.world).eq(runs.failed_worlds()));
        let of_world = failed(runs);
        for element in 0..2 {
            let column = runs.column(OutcomeId(0), element).expect("it was wanted");
            for (world, failed) in of_world.iter().copied().enumerate() {
                if failed {
                    assert!(column[world].is_nan());
                } else {
                    assert_eq!(
                        column[world].to_bits(),
                        alone.outcomes[element][world].to_bits()
                    );
                }
            }
        }
        assert_eq!(runs.column(OutcomeId(0), 2), None);
        let watch = runs.watch(0).expect("it was watched");
        assert_eq!(watch.len(), WORLDS as usize * 3);
        // Also of what had a number before, or in spite of, the fault: nothing is told of a failed run.
        let full = runs.column(OutcomeId(1), 0).expect("it was wanted");
        for (world, failed) in of_world.iter().copied().enumerate() {
            let row = &watch[3 * world..3 * world + 3];
            assert_eq!(row.iter().all(|x| x.is_nan()), failed);
            assert_eq!(full[world].is_nan(), failed);
        }
        assert_eq!(runs.watch(1), None);
    }
    let last = ensemble.profile(ProfileId(2)).expect("it was run");
    assert_eq!((last.column(OutcomeId(0), 0), last.watch(0)), (None, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn order_cut_and_repetition_change_nothing(
        each in 1_u64..WORLDS,
        keys in proptest::collection::vec(any::<u32>(), 2 * WORLDS as usize),
        again in any::<u64>(),
    ) {
        let prepared = prepared(&village());
        let whole = told(&gathered(prepared.plan(), &parts(&prepared, WORLDS)));
        let mut all = parts(&prepared, each);
        let twice: Vec<Part> = all.iter().enumerate().filter(|(i, _)| again >> (i % 64) & 1 == 1).map(|(_, p)| p.clone()).collect();
        all.extend(twice);
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|i| (keys[*i % keys.len()], *i));
        let mut ensemble = Ensemble::new(prepared.plan(), &village());
        let mut complete = 0;
        for i in order {
            let before = ensemble.clone();
            if ensemble.accept(&all[i]).expect("it fits") == Admitted::Known {
                prop_assert_eq!(told(&before), told(&ensemble));
            }
            prop_assert!(ensemble.complete() >= complete);
            complete = ensemble.complete();
        }
        prop_assert!(ensemble.is_complete());
        prop_assert_eq!(told(&ensemble), whole);
    }
}

#[test]
fn what_is_told_is_complete_under_every_profile() {
    let prepared = prepared(&village());
    let all = parts(&prepared, 50);
    let mut ensemble = Ensemble::new(prepared.plan(), &village());
    // Under both groups worlds 0..50 and 100..150, under the first alone 50..100.
    for (i, complete) in [(0, 0), (2, 0), (1, 50), (4, 50), (5, 50), (3, 150)] {
        ensemble.accept(&all[i]).expect("it fits");
        assert_eq!(ensemble.complete(), complete);
        for runs in ensemble.runs() {
            assert_eq!(
                runs.column(OutcomeId(1), 0).map(<[f64]>::len),
                Some(complete as usize)
            );
            assert!(runs.faults().iter().all(|f| f.world < complete));
            assert_eq!(runs.watch_failed(0).len() as u64, complete);
        }
    }
    let columns = ensemble.into_columns();
    assert_eq!(columns.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
}

#[test]
fn parts_that_do_not_belong_are_refused() {
    let prepared = prepared(&village());
    let (plan, halves, thirds) = (prepared.plan(), parts(&prepared, 75), parts(&prepared, 50));
    let mut ensemble = gathered(plan, &halves[..1]);
    let before = told(&ensemble);
    let mut refused = |part: &Part| ensemble.accept(part).expect_err("it does not fit");

    let mut other = plan.clone();
    other.seed += 1;
    let part = Part {
        plan: other.key(),
        ..thirds[1].clone()
    };
    assert!(matches!(refused(&part), Refused::OtherPlan { plan: p, .. } if p == plan.key()));
    // Worlds 50..100 where 0..75 are there.
    assert_eq!(
        refused(&thirds[2]),
        Refused::Overlaps {
            worlds: 50..100,
            profile: 0
        }
    );
    // One profile of the part is there and one is not.
    let mut part = halves[0].clone();
    part.profiles = 1..3;
    assert_eq!(
        refused(&part),
        Refused::Overlaps {
            worlds: 0..75,
            profile: 2
        }
    );
    let mut part = halves[0].clone();
    part.runs[1].columns[0][7] += 1.0;
    assert_eq!(
        refused(&part),
        Refused::Differs {
            worlds: 0..75,
            profile: 1
        }
    );
    let mut part = halves[0].clone();
    part.runs[0].faults.pop();
    assert_eq!(
        refused(&part),
        Refused::Differs {
            worlds: 0..75,
            profile: 0
        }
    );
    let mut part = halves[1].clone();
    part.runs[0].columns[0].pop();
    assert!(matches!(refused(&part), Refused::NotInPlan { .. }));
    let mut part = halves[3].clone();
    part.worlds = 140..WORLDS + 1;
    assert!(matches!(refused(&part), Refused::NotInPlan { .. }));
    let mut part = halves[3].clone();
    part.profiles = 3..4;
    assert!(matches!(refused(&part), Refused::NotInPlan { .. }));
    assert_eq!(told(&ensemble), before);

    // A part of what is there is known, though it was cut otherwise.
    assert_eq!(ensemble.accept(&thirds[0]), Ok(Admitted::Known));
}

/// Each of these has the numbers that its worlds and profiles ask for, and lies outside the plan in one way.
#[test]
fn parts_outside_the_plan_are_refused_in_words() {
    let prepared = prepared(&village());
    let (whole, all) = (prepared.plan(), parts(&prepared, 75));
    let part_from = |world| {
        let found = all
            .iter()
            .find(|p| p.worlds.start == world && p.runs.len() > 1);
        found.expect("a part of several profiles")
    };
    let (early, late) = (part_from(0), part_from(75));
    let later = Plan {
        worlds: 75..150,
        ..whole.clone()
    };
    let of_later = |part: &Part| Part {
        plan: later.key(),
        ..part.clone()
    };
    let mut beyond = of_later(late);
    beyond.worlds = 150..225;
    let mut empty = of_later(late);
    empty.worlds = 80..80;
    for runs in &mut empty.runs {
        runs.columns.iter_mut().for_each(Vec::clear);
        runs.watches.iter_mut().for_each(Vec::clear);
        runs.faults.clear();
    }
    let mut nobody = of_later(late);
    nobody.profiles = 1..1;
    nobody.runs.clear();
    let mut fewer = of_later(late);
    fewer.runs.pop();
    let cases = [
        (of_later(early), "0 to 74"),
        (beyond, "150 to 224"),
        (empty, "80 to 79"),
        (nobody, "75 to 149"),
        (fewer, "75 to 149"),
    ];
    let scenario = village();
    for (part, worlds) in cases {
        let mut ensemble = Ensemble::new(&later, &scenario);
        let refused = ensemble.accept(&part).expect_err("it is outside");
        assert_eq!(
            refused.to_string(),
            format!(
                "the part of worlds {worlds} has worlds, profiles or numbers that the plan does not have"
            )
        );
        assert_eq!(ensemble.complete(), 0);
    }
    let mut ensemble = Ensemble::new(&later, &scenario);
    assert_eq!(ensemble.accept(&of_later(late)), Ok(Admitted::New));
    assert_eq!(
        Refused::Overlaps {
            worlds: 75..150,
            profile: 2
        }
        .to_string(),
        "of the part of worlds 75 to 149 some runs under profile 2 are there already, and some are not"
    );
    assert_eq!(
        Refused::Differs {
            worlds: 75..150,
            profile: 1
        }
        .to_string(),
        "worlds 75 to 149 under profile 1 are there already with other numbers"
    );
}

#[test]
fn what_can_be_kept_is_asked_to_the_byte() {
    let most = memory::WATCH_LIMIT / 8;
    assert_eq!(memory::check(most / 4, 0, 2, 2), Ok(()));
    let refused = memory::check(most / 4 + 1, 0, 2, 2).expect_err("too much");
    assert_eq!(
        refused.to_string(),
        "the watched values of all worlds would take 1073741856 bytes, and at most 1073741824 are kept"
    );
    assert_eq!(memory::check(memory::OUTCOME_LIMIT / 8, 1, 0, 9), Ok(()));
    assert!(memory::check(memory::OUTCOME_LIMIT / 8 + 1, 1, 0, 9).is_err());
    assert!(memory::check(u64::MAX, 1, 1, 1).is_err());
}

#[test]
fn progress_counts_what_is_done() {
    struct Heard(std::sync::Mutex<Vec<(u64, u64)>>);
    impl Progress for Heard {
        fn advanced(&self, stage: Stage, done: u64, of: u64) {
            assert_eq!(stage, Stage::Analyse);
            self.0.lock().expect("not poisoned").push((done, of));
        }
    }
    let heard = Heard(std::sync::Mutex::default());
    let squares = parallel::map(&Sequential, &heard, 3, |i| i * i);
    assert_eq!(squares, [0, 1, 4]);
    assert_eq!(
        heard.0.into_inner().expect("not poisoned"),
        [(1, 3), (2, 3), (3, 3)]
    );
}

#[test]
fn plans_and_jobs_come_back_from_text_as_they_were() {
    let scenario = village();
    let given = Drawing::Given(vec![(
        InputId(0),
        vec![10.0, 31.245_270_191_439_438, 0.1 + 0.2],
    )]);
    for (drawing, worlds) in [
        (Drawing::default(), WORLDS),
        (Drawing::Design(Design::Sobol), WORLDS),
        (Drawing::Design(Design::FullFactorial { levels: 3 }), 27),
        (given, 3),
    ] {
        let plan = Plan {
            drawing,
            drawn: worlds,
            worlds: 0..worlds,
            ..plan(&scenario)
        };
        let text = serde_json::to_string(&plan).expect("is written");
        let back: Plan = serde_json::from_str(&text).expect("is read");
        assert_eq!(back, plan);
        assert_eq!(back.key(), plan.key());
        let here = Prepared::new(&plan, &scenario, &Sequential).expect("compiles");
        let there = Prepared::new(&back, &scenario, &Sequential).expect("compiles");
        let mut ensemble = Ensemble::new(&plan, &scenario);
        for job in plan.jobs(20) {
            let text = serde_json::to_string(&job).expect("is written");
            let back: Job = serde_json::from_str(&text).expect("is read");
            assert_eq!(back, job);
            let part = back.run(&there, &|| true).expect("it runs");
            assert_eq!(ensemble.accept(&part), Ok(Admitted::New));
            let part = job.run(&here, &|| true).expect("it runs");
            assert_eq!(ensemble.accept(&part), Ok(Admitted::Known));
        }
    }
}

#[test]
fn parts_come_back_from_text_with_their_bits() {
    let (scenario, prepared) = (village(), prepared(&village()));
    let parts = parts(&prepared, 50);
    let whole = told(&gathered(prepared.plan(), &parts));
    let mut ensemble = Ensemble::new(prepared.plan(), &scenario);
    for part in &parts {
        let text = serde_json::to_string(part).expect("is written");
        let back: Part = serde_json::from_str(&text).expect("is read");
        assert_eq!(ensemble.accept(&back), Ok(Admitted::New));
        assert_eq!(ensemble.accept(part), Ok(Admitted::Known));
    }
    assert!(
        whole
            .1
            .iter()
            .flatten()
            .any(|x| f64::from_bits(*x) == f64::INFINITY)
    );
    assert_eq!(told(&ensemble), whole);
}

#[test]
fn a_plan_of_later_worlds_has_the_same_runs() {
    let (scenario, all) = (village(), prepared(&village()));
    let whole = gathered(all.plan(), &parts(&all, WORLDS));
    let plan = Plan {
        worlds: 97..98,
        ..plan(&scenario)
    };
    let one = Prepared::new(&plan, &scenario, &Sequential).expect("compiles");
    let one = gathered(&plan, &parts(&one, 1));
    for (one, all) in one.runs().zip(whole.runs()) {
        let (one, all) = (one.column(OutcomeId(1), 0), all.column(OutcomeId(1), 0));
        assert_eq!(one.map(|c| c[0].to_bits()), all.map(|c| c[97].to_bits()));
    }
}

#[test]
fn jobs_and_plans_that_cannot_run_say_why() {
    let (scenario, prepared) = (village(), prepared(&village()));
    let job = prepared.plan().jobs(50).swap_remove(0);
    assert_eq!(job.run(&prepared, &|| false), Err(JobError::Stopped));
    let other = Plan {
        seed: 12,
        ..plan(&scenario)
    }
    .jobs(50)
    .swap_remove(0);
    assert_eq!(other.run(&prepared, &|| true), Err(JobError::OtherPlan));
    let edited = Plan {
        scenario: fingerprint("village, edited"),
        ..plan(&scenario)
    };
    let of_edited = edited.jobs(50).swap_remove(0);
    assert_eq!(of_edited.run(&prepared, &|| true), Err(JobError::OtherPlan));
    let beyond = Job {
        worlds: 100..151,
        ..job.clone()
    };
    assert_eq!(beyond.run(&prepared, &|| true), Err(JobError::NotInPlan));
    let torn = Job {
        profiles: 1..3,
        ..job
    };
    assert_eq!(torn.run(&prepared, &|| true), Err(JobError::NotInPlan));

    let wrong =
        |plan: Plan| Prepared::new(&plan, &scenario, &Sequential).expect_err("it cannot run");
    let beyond = Plan {
        worlds: 0..WORLDS + 1,
        ..plan(&scenario)
    };
    assert!(matches!(
        wrong(beyond),
        PlanError::NoSuchWorlds { drawn: WORLDS, .. }
    ));
    let none = Plan {
        drawn: 0,
        worlds: 0..0,
        ..plan(&scenario)
    };
    assert!(matches!(wrong(none), PlanError::Drawing(_)));
}

/// Stops when so many runs are done.
struct Until(u64, AtomicU64);

impl Progress for Until {
    fn advanced(&self, stage: Stage, done: u64, of: u64) {
        assert_eq!((stage, of), (Stage::Simulate, 3 * WORLDS));
        self.1.store(done, Ordering::Relaxed);
    }
    fn cancelled(&self) -> bool {
        self.1.load(Ordering::Relaxed) >= self.0
    }
}

/// The last job first.
struct Backwards;

impl Executor for Backwards {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        (0..jobs).rev().for_each(job);
    }
}

#[test]
fn a_run_fills_a_sink_or_stops_on_the_way() {
    let (scenario, prepared) = (village(), prepared(&village()));
    let whole = told(&gathered(prepared.plan(), &parts(&prepared, WORLDS)));
    let mut ensemble = Ensemble::new(prepared.plan(), &scenario);
    let meter = Meter::new(&Silent, prepared.plan().runs());
    assert_eq!(run(&prepared, &Backwards, &meter, &mut ensemble), Ok(()));
    assert_eq!(told(&ensemble), whole);

    let until = Until(150, AtomicU64::new(0));
    let mut ensemble = Ensemble::new(prepared.plan(), &scenario);
    let meter = Meter::new(&until, prepared.plan().runs());
    assert_eq!(run(&prepared, &Sequential, &meter, &mut ensemble), Ok(()));
    assert!((40..WORLDS).contains(&ensemble.complete()) && !ensemble.is_complete());
    let (_, columns, _) = told(&ensemble);
    for (part, whole) in columns.iter().zip(&whole.1) {
        assert_eq!(part[..], whole[..part.len()]);
    }

    let other = Plan {
        seed: 5,
        ..plan(&scenario)
    };
    let mut ensemble = Ensemble::new(&other, &scenario);
    let meter = Meter::new(&Silent, prepared.plan().runs());
    let refused = run(&prepared, &Sequential, &meter, &mut ensemble);
    assert!(matches!(refused, Err(Refused::OtherPlan { .. })));
}

#[test]
fn columns_are_found_by_meaning() {
    let (scenario, prepared) = (village(), prepared(&village()));
    let ensemble = gathered(prepared.plan(), &parts(&prepared, 30));
    let frame = Frame::new(&ensemble, prepared.worlds(), scenario.inputs.len());
    for facts in Manifest::new(prepared.plan(), &scenario).columns {
        assert_eq!(
            frame.column(facts.column).map(<[f64]>::len),
            Some(WORLDS as usize),
            "{facts:?}"
        );
    }
    let rain = frame
        .column(Column::Input(InputId(0)))
        .expect("it is drawn");
    assert_eq!(
        rain[17].to_bits(),
        prepared.worlds().value(17, InputId(0)).to_bits()
    );
    let not_run = Column::Outcome {
        profile: ProfileId(2),
        outcome: OutcomeId(0),
        element: 0,
    };
    for missing in [not_run, Column::Weight, Column::Input(InputId(9))] {
        assert_eq!(frame.column(missing), None);
    }
    let weights: Vec<f64> = rain.to_vec();
    let frame = Frame::new(&ensemble, prepared.worlds(), 0).weighted(weights.clone());
    assert_eq!(frame.column(Column::Weight), Some(&weights[..]));
}

#[test]
fn the_manifest_names_what_the_columns_hold() {
    let scenario = village();
    let plan = plan(&scenario);
    let manifest = Manifest::new(&plan, &scenario);
    let names: Vec<(&str, &str)> = manifest
        .columns
        .iter()
        .map(|c| (&*c.name, &*c.unit))
        .collect();
    let own = [
        ("stored[low]", "1"),
        ("stored[high]", "1"),
        ("full", "year"),
    ];
    let inputs = [("rain", "1"), ("quality[low]", "1"), ("quality[high]", "1")];
    assert_eq!(names, [&inputs[..], &own, &own, &own[2..]].concat());
    assert_eq!(manifest.profiles, ["leave", "water", "flood"]);
    assert_eq!(
        (manifest.plan, manifest.seed, manifest.drawn),
        (plan.key(), 11, WORLDS)
    );
    let text = serde_json::to_string(&manifest).expect("is written");
    assert_eq!(
        serde_json::from_str::<Manifest>(&text).expect("is read"),
        manifest
    );
}

#[test]
fn plans_that_say_something_else_have_another_key() {
    let scenario = village();
    let base = plan(&scenario);
    let fewer = base.profiles[..2].to_vec();
    let with = |wanted: Wanted| Plan {
        profiles: vec![wanted],
        ..base.clone()
    };
    let plans = [
        Plan {
            scenario: fingerprint("town"),
            ..base.clone()
        },
        Plan {
            profiles: fewer,
            ..base.clone()
        },
        with(Wanted {
            watches: Vec::new(),
            ..base.profiles[0].clone()
        }),
        with(Wanted {
            outcomes: Vec::new(),
            ..base.profiles[0].clone()
        }),
        Plan {
            drawing: Drawing::Design(Design::MonteCarlo),
            ..base.clone()
        },
        Plan {
            seed: 12,
            ..base.clone()
        },
        Plan {
            luck: 1,
            ..base.clone()
        },
        Plan {
            drawn: WORLDS + 1,
            ..base.clone()
        },
        Plan {
            worlds: 1..WORLDS,
            ..base.clone()
        },
        Plan {
            grid: vec![0, 10],
            ..base.clone()
        },
        base.clone(),
    ];
    let mut keys: Vec<_> = plans.iter().map(|p| p.key().0).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), plans.len());
}

/// Worlds that share their inputs are told together or not at all; a plan of some of them alone tells what it runs.
#[test]
fn a_set_of_inputs_is_told_with_all_its_lucks() {
    let scenario = village();
    let shared = Plan {
        replications: 4,
        ..plan(&scenario)
    };
    let prepared = Prepared::new(&shared, &scenario, &Sequential).expect("it compiles");
    assert_ne!(prepared.plan().key(), plan(&scenario).key());
    assert_eq!(prepared.worlds().sets(), WORLDS.div_ceil(4));
    let mut ensemble = Ensemble::new(&shared, &scenario);
    let groups = shared.groups().len();
    for (job, told) in parts(&prepared, 6).chunks(groups).zip([4, 12, 16, 24]) {
        for part in job {
            ensemble.accept(part).expect("it fits");
        }
        assert_eq!(ensemble.complete(), told);
    }
    for part in &parts(&prepared, 6) {
        ensemble.accept(part).expect("it fits");
    }
    assert!(ensemble.is_complete());

    let frame = Frame::new(&ensemble, prepared.worlds(), scenario.inputs.len());
    assert_eq!(frame.replications(), 4);
    let input = frame
        .column(Column::Input(InputId(0)))
        .expect("it is drawn");
    for set in input.chunks(4) {
        assert!(set.iter().all(|x| *x == set[0]));
    }
    let averaged = Averaged::new(&frame, &scenario);
    assert_eq!(averaged.worlds() as u64, WORLDS.div_ceil(4));
    let column = Column::Outcome {
        profile: ProfileId(0),
        outcome: OutcomeId(0),
        element: 0,
    };
    let (all, means) = (frame.column(column), averaged.column(column));
    let (all, means) = (all.expect("it is run"), means.expect("it is averaged"));
    for (set, mean) in all.chunks(4).zip(means) {
        let known = set.iter().sum::<f64>() / set.len() as f64;
        let same = (mean - known).abs() <= 1e-12 * known.abs();
        assert!(
            same || mean.is_nan() && !known.is_finite(),
            "{mean} {known}"
        );
    }

    let alone = Plan {
        worlds: 5..6,
        ..shared
    };
    let prepared = Prepared::new(&alone, &scenario, &Sequential).expect("it compiles");
    let mut ensemble = Ensemble::new(&alone, &scenario);
    for part in &parts(&prepared, 1) {
        ensemble.accept(part).expect("it fits");
    }
    assert_eq!(ensemble.complete(), 1);
}
