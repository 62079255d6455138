//! Solvers of games: against independently computed results, the classics, and what must always hold.
#![allow(clippy::unwrap_used)]

mod classics;
mod common;
mod properties;
mod reference;
mod text;
mod turns;
