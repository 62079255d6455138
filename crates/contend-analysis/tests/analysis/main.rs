//! The analyses held against worlds whose answer is known.
#![allow(clippy::unwrap_used)]

mod claims;
mod discovery;
mod numbers;
mod over_worlds;
mod planted;
mod questions;
mod support;
mod weights;
