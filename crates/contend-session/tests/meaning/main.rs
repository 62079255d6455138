//! What a scenario means: numbers and words that follow from its text by hand, with no help from the engine.
// Numbers are held against the platform's functions, with a tolerance, and a test may fail loudly.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stderr
)]

mod asked;
mod better;
mod cases;
mod centres;
mod chance;
mod conveyors;
mod dates;
mod elaborated;
mod ends;
mod events;
mod faults;
mod functions;
mod games_in_turn;
mod indices;
mod inputs;
mod known;
mod lake_front;
mod levers;
mod modules;
mod networks;
mod outcomes_of_events;
mod over_worlds;
mod replications;
mod saved;
mod search;
mod statements;
mod steps;
mod stocks;
mod support;
mod trafficking;
mod why;
