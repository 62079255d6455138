//! What a module is given, and what it must answer: `native FOLDER WORLDS MOVES INTO` writes the elaborated scenario, the
//! report of so many of its worlds, and the verdicts after each of a list of moves, computed here, into a folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use contend_model::place::{Folder, FolderError};
use contend_session::Session;
use contend_session::candidates::{CandidatesRequest, MovedStrategy};
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

fn write(folder: &Path, worlds: u64, moves: &str, into: &Path) -> Result<(), String> {
    let opened = Session::open(&Disk(folder.to_owned()));
    let session = opened.session.ok_or("the scenario has errors")?;
    let request = RunRequest {
        worlds: Some(worlds),
        ..RunRequest::default()
    };
    let report = session
        .run(&request, &Sequential, &Silent)
        .map_err(|e| format!("{e:?}"))?;
    let report = serde_json::to_string(&report).map_err(|e| e.to_string())?;
    std::fs::write(into.join("elaborated.json"), session.elaborated())
        .map_err(|e| e.to_string())?;
    std::fs::write(into.join("report.json"), report).map_err(|e| e.to_string())?;
    let verdicts = verdicts(&session, worlds, moves)?;
    std::fs::write(into.join("verdicts.json"), verdicts.join("\n")).map_err(|e| e.to_string())
}

/// Verdicts as they are, then after each move.
fn verdicts(session: &Session, worlds: u64, moves: &str) -> Result<Vec<String>, String> {
    let mut all: Vec<Vec<MovedStrategy>> =
        serde_json::from_str(moves).map_err(|e| e.to_string())?;
    all.insert(0, Vec::new());
    let request = CandidatesRequest {
        worlds: Some(worlds),
        ..CandidatesRequest::default()
    };
    let ready = (session.moves(&request, &Sequential, &Silent)).map_err(|e| format!("{e:?}"))?;
    let told = all.into_iter().map(|moved| {
        let claims = ready.verdicts(&moved, &Sequential, &Silent);
        let claims = claims.map_err(|e| format!("{e:?}"))?;
        serde_json::to_string(&claims).map_err(|e| e.to_string())
    });
    told.collect()
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, worlds, moves, into] = arguments.as_slice() else {
        return ExitCode::from(2);
    };
    let written = worlds
        .parse()
        .map_err(|_| format!("`{worlds}` is no number of worlds"))
        .and_then(|worlds| write(Path::new(folder), worlds, moves, Path::new(into)));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
