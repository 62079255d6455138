//! The extension `contend._native`: sessions for Python, and the command line.
//!
//! It is thin on purpose. Answers that sessions give as reports leave it as JSON, in the words of `contend … --json`; worlds leave
//! it as Arrow tables; what a user sees of it (names, documentation, figures) is Python, in `python/contend`.

mod asked;
mod candidates;
mod scenario;
mod slips;
mod table;
mod waiting;

use std::ffi::OsString;

use pyo3::prelude::*;

/// Sessions and the command line of Contend, for the package `contend`.
#[pymodule(name = "_native")]
mod native {
    #[pymodule_export]
    use super::command_line;
    #[pymodule_export]
    use super::scenario::{
        Run, Scenario, game_of_kept, gather, open_folder, open_texts, why_of_kept,
    };
    #[pymodule_export]
    use super::table::Table;
    #[pymodule_export]
    const VERSION: &str = contend_session::VERSION;
}

/// Runs the command line on the words typed, the program's name first; gives the exit code.
#[pyfunction]
fn command_line(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| contend_cli::main(words))
}
