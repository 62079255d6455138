//! What a scenario means: numbers that follow from its text by hand, with no help from the engine.
#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail loudly

mod cases;
mod chance;
mod dates;
mod events;
mod levers;
mod steps;
mod stocks;
mod support;
