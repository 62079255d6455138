//! The engine, tested from outside.
// The platform's functions are the peers here, and a test may fail loudly and plainly.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::type_complexity
)]

mod adjustable;
mod arithmetic;
mod asked;
mod branching;
mod chance;
mod designs;
mod exponents;
mod laws;
mod limited;
mod maths;
mod matrices;
mod mutations;
mod oracle;
mod plain;
mod reference;
mod runs;
mod support;
mod undefined;
