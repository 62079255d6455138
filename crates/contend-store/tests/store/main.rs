//! The worlds of runs as tables, and the folders in which they lie.
#![allow(clippy::unwrap_used, missing_docs)]

mod folders;
mod support;
mod tables;
