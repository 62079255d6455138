//! What cannot be done, as exceptions of the package.

use contend_cli::{CheckJson, Failure};
use contend_session::Opened;
use contend_session::candidates::CandidatesError;
use contend_session::error::RunError;
use contend_words::{Language, candidates};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use serde::Serialize;

pyo3::import_exception!(contend.errors, RequestError);
pyo3::import_exception!(contend.errors, ScenarioError);

/// A request that cannot be answered, in words.
pub fn refused(m: &Language, error: RunError) -> PyErr {
    let code = error.id();
    let (message, cure) = Failure::from(error).said(m);
    RequestError::new_err((message, cure, code))
}

/// Candidates that cannot be run, in words.
pub fn no_candidates(m: &Language, error: &CandidatesError) -> PyErr {
    if let CandidatesError::Run(error) = error {
        return refused(m, error.clone());
    }
    // As the terminal puts what it refuses.
    let cure = candidates::cure(m, error).map_or(String::new(), |s| s.to_string());
    RequestError::new_err((candidates::error(m, error).to_string(), cure, ""))
}

/// Something that the command line would refuse too, in words.
pub fn failed(m: &Language, failure: &Failure) -> PyErr {
    let (message, cure) = failure.said(m);
    let code = match failure {
        Failure::Refused(error) => error.id(),
        _ => "",
    };
    RequestError::new_err((message, cure, code))
}

/// A scenario with errors; `folder` is what to write before its paths.
pub fn unsound(folder: &str, opened: &Opened) -> PyErr {
    match json(&CheckJson::new(opened, None)) {
        Ok(check) => ScenarioError::new_err((folder.to_owned(), check)),
        Err(error) => error,
    }
}

/// An answer as the command line prints it with `--json`.
pub fn json(answer: &impl Serialize) -> PyResult<String> {
    serde_json::to_string_pretty(answer).map_err(|e| PyRuntimeError::new_err(e.to_string()))
}
