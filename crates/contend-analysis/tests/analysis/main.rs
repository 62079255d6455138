//! The analyses held against worlds whose answer is known.
#![allow(clippy::unwrap_used)]

mod claims;
mod discovery;
mod indices;
mod numbers;
mod over_worlds;
mod partition;
mod planted;
mod questions;
mod reference;
mod robustness;
mod search;
mod support;
mod weights;
