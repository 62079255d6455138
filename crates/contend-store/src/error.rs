//! Why a folder of results cannot be written or read.

use std::io;
use std::path::{Path, PathBuf};

use contend_session::error::RunError;

/// Why a folder of results cannot be written or read. What is there already is as it was.
#[derive(Debug)]
pub enum StoreError {
    /// A file or folder cannot be written.
    Unwritable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A file or folder cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// What is to be a folder, or to hold one, is a file.
    NoFolder {
        /// The file.
        path: PathBuf,
    },
    /// The folder has something else in it.
    NotEmpty {
        /// The folder.
        path: PathBuf,
        /// Something that is in it.
        found: String,
    },
    /// There is no run in the folder.
    NoRun {
        /// The folder.
        path: PathBuf,
    },
    /// The folder has another run in it.
    OtherRun {
        /// The folder.
        path: PathBuf,
        /// In what it differs.
        what: Differs,
        /// What the folder has.
        there: String,
        /// What is asked for.
        here: String,
    },
    /// A part belongs to another run.
    OtherPart {
        /// Its file.
        path: PathBuf,
    },
    /// Another process is writing.
    Locked {
        /// The folder.
        path: PathBuf,
        /// Who.
        by: String,
    },
    /// A file is not what was written.
    Damaged {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Not all parts are there.
    Incomplete {
        /// The folder.
        path: PathBuf,
        /// How many are not.
        missing: u64,
        /// Of so many.
        parts: u64,
    },
    /// All parts are there, and nobody has put them together.
    NotGathered {
        /// The folder.
        path: PathBuf,
    },
    /// The request or the scenario does not allow it.
    Run(RunError),
}

/// In what two runs differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// In what the scenario's files say.
    Scenario,
    /// In the version of what the engine makes of them.
    Engine,
    /// In the layout of the folder.
    Layout,
    /// In the number of worlds.
    Worlds,
    /// In the seed.
    Seed,
    /// In how worlds are drawn.
    Design,
    /// In the worlds that share their inputs.
    Replications,
    /// In the profiles.
    Profiles,
    /// In whether what players of games get is kept.
    Games,
    /// In whether what a page draws is kept.
    Page,
    /// In the quantities that are followed, or how often.
    Series,
    /// In something else.
    Other,
}

impl From<RunError> for StoreError {
    fn from(error: RunError) -> StoreError {
        StoreError::Run(error)
    }
}

/// What went wrong in writing.
pub(crate) fn unwritable(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |error| StoreError::Unwritable { path, error }
}

/// What went wrong in reading.
pub(crate) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_owned();
    |error| StoreError::Unreadable { path, error }
}

/// What is wrong with a file.
pub(crate) fn damaged<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> StoreError {
    let path = path.to_owned();
    move |why| StoreError::Damaged {
        path: path.clone(),
        why: why.to_string(),
    }
}
