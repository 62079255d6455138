//! One file for each command; each returns its exit code.

pub mod better;
pub mod check;
pub mod design;
pub mod drawing;
pub mod explore;
pub mod game;
pub mod indices;
pub mod kept;
pub mod new;
pub mod outcomes;
pub mod page;
pub mod picture;
pub mod publish;
pub mod run;
pub mod search;
pub mod summary;
pub mod verdicts;
pub mod why;
pub mod words;
pub mod world;

/// A value as indented JSON.
pub fn json(value: &impl serde::Serialize) -> Result<String, crate::failure::Failure> {
    serde_json::to_string_pretty(value)
        .map_err(|e| crate::failure::Failure::Output(std::io::Error::from(e)))
}
