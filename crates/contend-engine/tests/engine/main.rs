//! The engine, tested from outside.
#![allow(clippy::disallowed_methods)] // the platform's functions are the peers here
#![allow(clippy::unwrap_used, clippy::type_complexity)] // a test may fail loudly, and plainly

mod oracle;
mod runs;
mod support;
