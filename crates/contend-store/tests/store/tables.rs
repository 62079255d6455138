//! Record batches, held against the replay of single worlds, which is computed apart from ensembles.

use contend_session::executor::{Sequential, Silent};
use contend_session::request::{RunRequest, WorldRequest};
use contend_store::table;

use crate::support::{FISH, cell, names, session};

fn request() -> RunRequest {
    RunRequest {
        worlds: Some(300),
        seed: Some(11),
        watches: vec!["fish[south]".to_owned(), "fish".to_owned()],
        ..RunRequest::default()
    }
}

#[test]
fn every_cell_is_what_the_replay_of_its_world_says() {
    let session = session(FISH);
    let run = session.simulated(&request(), &Sequential, &Silent).unwrap();
    let batch = table::worlds(run.rows(&session)).unwrap();
    assert_eq!(
        names(&batch),
        [
            "world",
            "profile",
            "growth",
            "input.world",
            "begun[north]",
            "begun[south]",
            "mood",
            "left[north]",
            "left[south]",
            "root",
            "lucky",
            "first",
            "claim.grows",
            "claim.rooted",
            "claim.lucky",
            "claim.good",
            "faults"
        ]
    );
    assert_eq!(batch.num_rows(), 600);
    let (mut lost, mut infinite, mut truths) = (0, 0, [0, 0, 0]);
    for world in 0..300 {
        let asked = WorldRequest {
            worlds: Some(300),
            seed: Some(11),
            profiles: vec!["calm".to_owned(), "hard".to_owned()],
            ..WorldRequest::default()
        };
        let replay = session.world(world, &asked).unwrap();
        for (at, run) in replay.profiles.iter().enumerate() {
            let row = 2 * world as usize + at;
            let is = |column: &str| cell(&batch, column, row);
            assert_eq!(is("world"), Some(world.to_string()));
            assert_eq!(is("profile"), Some(run.profile.clone()));
            for input in &replay.inputs {
                let told = match &input.option {
                    Some(option) => option.clone(),
                    None => format!("{:?}", input.value),
                };
                assert_eq!(is(&table::own_name("input", &input.input)), Some(told));
            }
            for outcome in &run.outcomes {
                let told = match (outcome.value, outcome.not_finite) {
                    (Some(value), _) => Some(format!("{value:?}")),
                    (None, Some(contend_session::report::NotFinite::Infinite)) => {
                        infinite += 1;
                        Some("inf".to_owned())
                    }
                    (None, _) => None,
                };
                lost += u64::from(told.is_none());
                assert_eq!(is(&outcome.outcome), told, "{}", outcome.outcome);
            }
            for claim in &replay.claims {
                let told = claim.holds.map(|holds| holds.to_string());
                let kind = claim.holds.map_or(2, usize::from);
                truths[kind] += 1;
                assert_eq!(is(&format!("claim.{}", claim.id)), told, "{}", claim.id);
            }
            assert_eq!(is("faults").as_deref() != Some("0"), run.fault.is_some());
        }
    }
    // Nothing of all that is empty.
    assert!(
        lost > 20 && infinite > 20 && truths.iter().all(|n| *n > 20),
        "{lost} {infinite} {truths:?}"
    );
}

#[test]
fn what_went_wrong_and_series_are_tables_too() {
    let session = session(FISH);
    let run = session.simulated(&request(), &Sequential, &Silent).unwrap();
    let rows = run.rows(&session);
    let faults = table::faults(rows).unwrap();
    let told = run.report.faults.iter().map(|f| f.runs).sum::<u64>();
    assert_eq!(faults.num_rows() as u64, told);
    let example = &run.report.faults[0];
    let row = (0..faults.num_rows())
        .find(|row| cell(&faults, "world", *row) == Some(example.world.to_string()))
        .unwrap();
    assert_eq!(cell(&faults, "name", row).as_ref(), Some(&example.name));
    assert_eq!(
        cell(&faults, "profile", row).as_ref(),
        Some(&example.profile)
    );
    assert_eq!(cell(&faults, "value", row).as_deref(), Some("NaN"));

    let series = table::series(rows).unwrap();
    // 300 worlds, two profiles, two watches, five instants.
    assert_eq!(series.num_rows(), 300 * 2 * 2 * 5);
    let worlds = table::worlds(rows).unwrap();
    for world in 0..300 {
        for profile in 0..2 {
            let first = (world * 2 + profile) * 10;
            let last = first + 4;
            assert_eq!(cell(&series, "world", last), Some(world.to_string()));
            assert_eq!(cell(&series, "series", last).as_deref(), Some("fish"));
            assert_eq!(cell(&series, "element", last).as_deref(), Some("south"));
            assert_eq!(cell(&series, "element", last + 5), None);
            assert_eq!(
                cell(&series, "profile", first),
                cell(&worlds, "profile", world * 2 + profile)
            );
            assert_eq!(cell(&series, "time", last).as_deref(), Some("4.0"));
            // 2024-01-01 is 19,723 days after 1970-01-01.
            assert_eq!(cell(&series, "date", last).as_deref(), Some("19723"));
            assert_eq!(
                cell(&series, "value", last),
                cell(&worlds, "left[south]", world * 2 + profile)
            );
            assert_eq!(
                cell(&series, "value", first),
                cell(&worlds, "begun[south]", world * 2 + profile)
            );
        }
    }
}

#[test]
fn pieces_have_the_bits_of_the_whole() {
    use contend_ensemble::Meter;
    let session = session(FISH);
    let run = session.simulated(&request(), &Sequential, &Silent).unwrap();
    let whole = table::worlds(run.rows(&session)).unwrap();
    let pieces = session.pieces(&request(), &Sequential).unwrap();
    let meter = Meter::new(&Silent, pieces.runs(300));
    let mut from = 0;
    for size in [1, 64, 7, 128, 100] {
        let piece = pieces.run(from..from + size, &meter).unwrap().unwrap();
        let batch = table::worlds(piece.rows()).unwrap();
        let rows = 2 * size as usize;
        assert_eq!(batch, whole.slice(2 * from as usize, rows));
        from += size;
    }
    assert_eq!(from, 300);
}
