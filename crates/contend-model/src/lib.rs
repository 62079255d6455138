//! The scenario as one plain value, and what it is made of: what every other crate reads.
//!
//! A reader (`contend-scenario` for TOML) makes a [`Scenario`](model::Scenario); the engine compiles it, analyses and faces look names
//! and units up in it. Nothing here reads a file or a format.

pub mod clock;
pub mod diagnostic;
pub mod expression;
pub mod id;
pub mod model;
pub mod nearest;
pub mod place;
pub mod unit;
