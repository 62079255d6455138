//! Claims of the scenarios that ship come out the same whether all outcomes are computed or what claims read.
#![allow(clippy::unwrap_used)] // a test may fail loudly

use std::path::{Path, PathBuf};

use contend_model::place::{Folder, FolderError};
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::{RunRequest, Scope};

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

#[test]
fn verdicts_are_the_same_whatever_is_computed() {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut tested = 0;
    for place in std::fs::read_dir(scenarios).unwrap() {
        let folder = place.unwrap().path();
        if !folder.join("scenario.toml").exists() {
            continue;
        }
        let session = Session::open(&Disk(folder.clone())).session.unwrap();
        let ask = |scope| {
            let request = RunRequest {
                worlds: Some(48),
                scope,
                ..RunRequest::default()
            };
            let report = session.run(&request, &Sequential, &Silent).unwrap();
            (
                report.outcomes.len(),
                format!("{:?} {:?}", report.claims, report.notes),
            )
        };
        let (all, claims) = (ask(Scope::Outcomes), ask(Scope::Claims));
        assert!(all.1 == claims.1, "{}", folder.display());
        if claims.0 == 0 {
            tested += 1;
        }
    }
    assert!(tested > 3, "{tested}");
}
