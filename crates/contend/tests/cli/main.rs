//! The built program from outside: what a user types, what comes back.
//!
//! Larger outputs are compared with files in `snapshots/`; after an intended change run the tests once with
//! `UPDATE_SNAPSHOTS=1` and read the difference.
#![allow(clippy::unwrap_used)] // a test may fail loudly

mod bargaining;
mod better;
mod explore;
mod games;
mod indices;
mod kept;
mod kept_pages;
mod mistakes;
mod next;
mod publish;
mod runs;
mod search;
mod support;
mod teaching;
mod translations;
mod why;
mod words;
