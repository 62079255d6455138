//! The worlds of a run as tables that other tools read at once, and the folder in which they lie.
//!
//! [`table`] makes Arrow record batches of worlds: pure functions of [`Rows`](contend_session::worlds::Rows), without files.
//! [`folder`] keeps a run of any number of worlds in a folder, part by part, each written whole or not at all:
//!
//! ```text
//! results/
//!   run.json          what is run: scenario, engine, seed, design, worlds, columns with units
//!   scenario.json     the scenario as it was read, so that the folder can be understood by itself
//!   worlds/part-000000.parquet    a row for each world under each profile
//!   series/part-000000.parquet    quantities that were followed over time
//!   faults/part-000000.parquet    what went wrong
//!   further.json      what was run besides to judge the worlds
//!   manifest.json     written last: what is run, and all parts
//! ```
//!
//! A part is there when its file in `worlds/` is: the others are written before it. Each file says in its metadata of which run
//! and which worlds it is, and counts only if that is right.
//!
//! This crate reads and writes files. It knows no terminal, no sentence and no thread: executors are lent to it.

pub mod csv;
pub mod design;
pub mod error;
pub mod folder;
pub mod manifest;
pub mod parquet;
pub mod table;

mod lock;

mod read;
mod whole;
