//! The scenario as one plain value, and what it is made of: what every other crate reads.
//!
//! A reader (`contend-scenario` for TOML) makes a [`Scenario`](model::Scenario); the engine compiles it, analyses and faces look names
//! and units up in it. Nothing here reads a file or a format.
//!
//! Everything can be compared and written with serde, and read back as it was; an expression is written as a list of its
//! parts, since equations may be nested deeper than readers of JSON follow. What is read so is not checked again: read
//! only what was written here.

pub mod clock;
pub mod correlation;
pub mod diagnostic;
pub mod exact;
pub mod expression;
pub mod fingerprint;
mod flat;
pub mod id;
pub mod key;
pub mod length;
pub mod limits;
pub mod model;
pub mod nearest;
pub mod order;
pub mod place;
pub mod print;
pub mod reach;
pub mod silence;
pub mod translation;
pub mod unit;
