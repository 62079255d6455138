//! The engine, tested from outside.

mod oracle;
mod runs;
mod support;
