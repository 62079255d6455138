//! Findings become sentences here, and nowhere else: in English, Spanish and Portuguese, for terminal, page and JSON.
//!
//! Nothing is computed here. A function takes a finding and a [`Language`] and gives text.

mod beside;
pub mod better;
pub mod candidates;
pub mod claims;
pub mod diagnostics;
pub mod errors;
pub mod games;
pub mod indices;
pub mod json;
pub mod known;
mod language;
mod lists;
mod number;
mod over_worlds;
pub mod runs;
pub mod search;
mod sentence;
pub mod steps;
pub mod why;
pub mod worlds;

pub use language::{LANGUAGES, Language};
pub use sentence::{Sentence, Span};
