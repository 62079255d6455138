//! Findings become sentences here, and nowhere else: in English, Spanish and Portuguese, for terminal, page and JSON.
//!
//! Nothing is computed here. A function takes a finding and a [`Language`] and gives text.

mod language;

pub use language::{LANGUAGES, Language};
