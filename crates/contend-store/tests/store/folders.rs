//! Runs in folders, held against runs in memory and against each other, to the byte.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use arrow_array::RecordBatch;
use contend_session::Session;
use contend_session::executor::{Executor, Progress, Sequential, Silent, Stage};
use contend_session::request::{RunRequest, Scope};
use contend_store::error::{Differs, StoreError};
use contend_store::folder::{Heard, RunFolder, Share, Written, write};
use contend_store::manifest::Named;
use contend_store::{csv, table};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::support::{FISH, cell, session};

/// A folder that is removed afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Scratch {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("contend-store-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Scratch(path)
    }

    /// All files but those that say who writes, with what is in them.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.0.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.ends_with(".locks") {
                    continue;
                }
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(&self.0).unwrap();
                    files.insert(
                        name.to_string_lossy().into_owned(),
                        fs::read(&path).unwrap(),
                    );
                }
            }
        }
        files
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// How the scenario is named.
const NAMED: Named = Named {
    place: "fish",
    folder: "fish",
};

fn request(worlds: u64) -> RunRequest {
    RunRequest {
        worlds: Some(worlds),
        seed: Some(11),
        watches: vec!["fish[south]".to_owned(), "fish".to_owned()],
        ..RunRequest::default()
    }
}

/// Writes, with what was heard.
fn put(
    scratch: &Scratch,
    session: &Session,
    request: &RunRequest,
    share: Share,
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<(RunFolder, Written, Vec<Heard>), StoreError> {
    let heard = Mutex::new(Vec::new());
    let hear = |what| heard.lock().unwrap().push(what);
    let (folder, written) = write(
        &scratch.0, session, NAMED, request, share, executor, progress, &hear,
    )?;
    Ok((folder, written, heard.into_inner().unwrap()))
}

fn whole(session: &Session, request: &RunRequest) -> Scratch {
    let scratch = Scratch::new();
    let (folder, written, heard) =
        put(&scratch, session, request, Share::ALL, &Sequential, &Silent).unwrap();
    assert!(written.is_complete() && heard.is_empty());
    folder
        .gather(session, Scope::Outcomes, &Sequential, &Silent)
        .unwrap();
    scratch
}

/// All parts of a table, one after the other, by the library's own reader.
fn read(scratch: &Scratch, table: &str) -> Vec<RecordBatch> {
    let mut names: Vec<_> = fs::read_dir(scratch.0.join(table))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    names.sort();
    let open = |path: &PathBuf| {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
        let batch = builder.with_batch_size(1 << 20).build().unwrap().next();
        batch.map(Result::unwrap)
    };
    names.iter().filter_map(open).collect()
}

/// Some threads.
struct Threads(usize);

impl Executor for Threads {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        let next = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..self.0 {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        if at >= jobs {
                            break;
                        }
                        job(at);
                    }
                });
            }
        });
    }
}

/// Stops after some runs.
struct Stops(AtomicU64, u64);

impl Progress for Stops {
    fn advanced(&self, _: Stage, done: u64, _: u64) {
        self.0.fetch_max(done, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= self.1
    }
}

#[test]
fn what_is_written_is_what_a_run_in_memory_has() {
    let session = session(FISH);
    let scratch = whole(&session, &request(300));
    let run = session
        .simulated(&request(300), &Sequential, &Silent)
        .unwrap();
    let rows = run.rows(&session);
    for (name, batch) in [
        ("worlds", table::worlds(rows).unwrap()),
        ("series", table::series(rows).unwrap()),
        ("faults", table::faults(rows).unwrap()),
    ] {
        let parts = read(&scratch, name);
        assert!(parts.len() > 3, "{}", parts.len());
        let mut from = 0;
        for part in parts {
            assert_eq!(part.schema(), batch.schema());
            for column in batch.schema().fields() {
                for row in 0..part.num_rows() {
                    let (here, there) = (
                        cell(&batch, column.name(), from + row),
                        cell(&part, column.name(), row),
                    );
                    assert_eq!(here, there, "{name}: {} {row}", column.name());
                }
            }
            from += part.num_rows();
        }
        assert_eq!(from, batch.num_rows());
    }
    let manifest: serde_json::Value =
        serde_json::from_slice(&scratch.files()["manifest.json"]).unwrap();
    assert_eq!(manifest["seed"], 11);
    assert_eq!(manifest["worlds"], 300);
    assert_eq!(manifest["fingerprint"], session.fingerprint().full());
    assert_eq!(manifest["tables"]["worlds"][2]["unit"], "1/year");
    assert_eq!(manifest["tables"]["worlds"][4]["dimensions"], "sea");
}

#[test]
fn reports_of_what_is_kept_are_those_of_runs() {
    let known = FISH.replace(
        "[outcome]\n",
        "[event.storm]\nhazard = \"growth / 2\"\nknown = { happened = false, until = 2022-01-01, assumption = \"None was seen.\" }\n[outcome]\n",
    );
    for (text, replications) in [(FISH, None), (FISH, Some(4)), (&known, None)] {
        let session = session(text);
        let request = RunRequest {
            replications,
            ..request(600)
        };
        let scratch = whole(&session, &request);
        let (folder, again) = RunFolder::open(&scratch.0).unwrap();
        for watched in [true, false] {
            let told = session.run(&request, &Sequential, &Silent).unwrap();
            let kept = folder
                .report(&again, Scope::Outcomes, &Sequential, &Silent)
                .unwrap();
            let json = |report| serde_json::to_string_pretty(&report).unwrap();
            assert_eq!(json(kept), json(told), "{watched}");
        }
    }
}

#[test]
fn however_a_run_is_dealt_out_its_files_are_the_same() {
    let session = session(FISH);
    let expected = whole(&session, &request(700)).files();
    for of in [2, 3, 11, 64] {
        let scratch = Scratch::new();
        // The last share first, and each on some threads.
        for part in (1..=of).rev() {
            let share = Share { part, of };
            let threads = Threads(1 + part as usize % 3);
            let (_, written, heard) =
                put(&scratch, &session, &request(700), share, &threads, &Silent).unwrap();
            assert!(written.is_complete() && heard.is_empty(), "{heard:?}");
        }
        let (folder, again) = RunFolder::open(&scratch.0).unwrap();
        assert!(matches!(
            folder.report(&again, Scope::Claims, &Sequential, &Silent),
            Err(StoreError::NotGathered { .. })
        ));
        folder
            .gather(&again, Scope::Claims, &Threads(2), &Silent)
            .unwrap();
        assert_eq!(scratch.files(), expected, "{of} shares");
    }
}

#[test]
fn a_run_that_was_stopped_goes_on_where_it_was() {
    let session = session(FISH);
    let expected = whole(&session, &request(700)).files();
    let scratch = Scratch::new();
    let stops = Stops(AtomicU64::new(0), 500);
    let (folder, written, _) = put(
        &scratch,
        &session,
        &request(700),
        Share::ALL,
        &Sequential,
        &stops,
    )
    .unwrap();
    assert!(!written.is_complete() && written.there > 0);
    assert!(matches!(
        folder.gather(&session, Scope::Claims, &Sequential, &Silent),
        Err(StoreError::Incomplete { missing, .. }) if missing == written.of - written.there
    ));
    let counted = Stops(AtomicU64::new(0), u64::MAX);
    let (folder, whole, heard) = put(
        &scratch,
        &session,
        &request(700),
        Share::ALL,
        &Sequential,
        &counted,
    )
    .unwrap();
    let there = Heard::There {
        parts: written.there,
        of: written.of,
    };
    assert_eq!(heard, [there]);
    assert!(whole.is_complete());
    // No more was run than was missing.
    let missing = 2 * (700 - written.there * folder.facts.part_worlds);
    assert_eq!(counted.0.into_inner(), missing);
    folder
        .gather(&session, Scope::Claims, &Sequential, &Silent)
        .unwrap();
    assert_eq!(scratch.files(), expected);
}

#[test]
fn a_part_that_was_cut_off_is_computed_again() {
    let session = session(FISH);
    let scratch = whole(&session, &request(300));
    let expected = scratch.files();
    for name in [
        "worlds/part-000001.parquet",
        "faults/part-000002.parquet",
        "series/part-000000.parquet",
    ] {
        let path = scratch.0.join(name);
        for keep in [0, 3, expected[name].len() / 2, expected[name].len() - 1] {
            fs::write(&path, &expected[name][..keep]).unwrap();
            let (folder, again) = RunFolder::open(&scratch.0).unwrap();
            let report = folder.report(&again, Scope::Claims, &Sequential, &Silent);
            assert!(matches!(report, Err(StoreError::Damaged { path: at, .. }) if at == path));
            let (_, written, heard) = put(
                &scratch,
                &session,
                &request(300),
                Share::ALL,
                &Sequential,
                &Silent,
            )
            .unwrap();
            assert!(written.is_complete());
            assert!(
                heard
                    .iter()
                    .any(|h| matches!(h, Heard::Again { path: at, .. } if *at == path))
            );
            assert_eq!(scratch.files(), expected, "{name} cut to {keep}");
        }
    }
}

#[test]
fn another_run_is_refused_and_nothing_is_lost() {
    let ours = session(FISH);
    let scratch = whole(&ours, &request(300));
    let expected = scratch.files();
    let other = session(&FISH.replace("Two fisheries", "Two seas"));
    let base = request(300);
    for (session, request, differs) in [
        (&other, base.clone(), Differs::Scenario),
        (&ours, request(301), Differs::Worlds),
        (
            &ours,
            RunRequest {
                seed: Some(12),
                ..base.clone()
            },
            Differs::Seed,
        ),
        (
            &ours,
            RunRequest {
                watches: Vec::new(),
                ..base.clone()
            },
            Differs::Series,
        ),
        (
            &ours,
            RunRequest {
                replications: Some(2),
                ..base.clone()
            },
            Differs::Replications,
        ),
        (
            &ours,
            RunRequest {
                profiles: vec!["calm".to_owned()],
                ..base.clone()
            },
            Differs::Profiles,
        ),
        (
            &ours,
            RunRequest {
                drawing: contend_session::request::Drawing::Design(
                    contend_engine::design::Design::Sobol,
                ),
                ..base.clone()
            },
            Differs::Design,
        ),
    ] {
        let refused = put(
            &scratch,
            session,
            &request,
            Share::ALL,
            &Sequential,
            &Silent,
        );
        match refused {
            Err(StoreError::OtherRun {
                what, there, here, ..
            }) => {
                assert_eq!(what, differs);
                assert_ne!(there, here);
            }
            other => panic!("{differs:?}: {other:?}"),
        }
        assert_eq!(scratch.files(), expected);
    }
    // A part of another run under the right name.
    let theirs = whole(
        &ours,
        &RunRequest {
            seed: Some(12),
            ..base.clone()
        },
    );
    let name = "worlds/part-000001.parquet";
    fs::copy(theirs.0.join(name), scratch.0.join(name)).unwrap();
    let refused = put(&scratch, &ours, &base, Share::ALL, &Sequential, &Silent);
    assert!(matches!(refused, Err(StoreError::OtherPart { path }) if path.ends_with(name)));
    // A part of the same run under the name of another.
    fs::copy(
        scratch.0.join("worlds/part-000000.parquet"),
        scratch.0.join(name),
    )
    .unwrap();
    let refused = put(&scratch, &ours, &base, Share::ALL, &Sequential, &Silent);
    assert!(matches!(refused, Err(StoreError::OtherPart { path }) if path.ends_with(name)));
}

#[test]
fn folders_that_cannot_be_written_are_refused() {
    let session = session(FISH);
    let put = |path: &Path| {
        let scratch = Scratch(path.to_owned());
        let done = put(
            &scratch,
            &session,
            &request(64),
            Share::ALL,
            &Sequential,
            &Silent,
        );
        std::mem::forget(scratch);
        done
    };
    let scratch = Scratch::new();
    fs::create_dir_all(&scratch.0).unwrap();
    fs::write(scratch.0.join("notes.txt"), "mine").unwrap();
    assert!(
        matches!(put(&scratch.0), Err(StoreError::NotEmpty { found, .. }) if found == "notes.txt")
    );
    assert!(matches!(
        put(&scratch.0.join("notes.txt")),
        Err(StoreError::NoFolder { .. })
    ));
    // Nobody may make folders there, whoever they are.
    if Path::new("/proc/self").exists() {
        assert!(matches!(
            put(Path::new("/proc/contend")),
            Err(StoreError::Unwritable { .. })
        ));
    }
    assert!(matches!(
        RunFolder::open(&scratch.0),
        Err(StoreError::NoRun { .. })
    ));
    assert_eq!(scratch.files().len(), 1);
}

#[test]
fn csv_has_the_numbers_to_the_bit() {
    let session = session(FISH);
    let scratch = whole(&session, &request(130));
    let (folder, _) = RunFolder::open(&scratch.0).unwrap();
    let files = csv::of_run(&folder).unwrap();
    assert_eq!(files.len(), 3);
    let text = fs::read_to_string(scratch.0.join("worlds.csv")).unwrap();
    let mut lines = text.lines();
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("world,profile,growth,input.world,begun[north]")
    );
    let mut row = 0;
    for part in read(&scratch, "worlds") {
        for at in 0..part.num_rows() {
            let cells: Vec<&str> = lines.next().unwrap().split(',').collect();
            for (field, text) in part.schema().fields().iter().zip(cells) {
                let told = cell(&part, field.name(), at);
                match (told, text.parse::<f64>()) {
                    (Some(told), Ok(number)) => {
                        assert_eq!(told.parse::<f64>().unwrap().to_bits(), number.to_bits());
                    }
                    (told, _) => assert_eq!(told.unwrap_or_default(), text),
                }
            }
            row += 1;
        }
    }
    assert_eq!((row, lines.next()), (260, None));
}
