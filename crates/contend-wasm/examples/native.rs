//! What a module is given, and what it must answer: `native FOLDER WORLDS INTO` writes the elaborated scenario and the
//! report of so many of its worlds, computed here, into a folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use contend_model::place::{Folder, FolderError};
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

fn write(folder: &Path, worlds: u64, into: &Path) -> Result<(), String> {
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
    std::fs::write(into.join("report.json"), report).map_err(|e| e.to_string())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, worlds, into] = arguments.as_slice() else {
        return ExitCode::from(2);
    };
    let written = worlds
        .parse()
        .map_err(|_| format!("`{worlds}` is no number of worlds"))
        .and_then(|worlds| write(Path::new(folder), worlds, Path::new(into)));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}
