//! Findings become sentences here, and nowhere else: in English, Spanish and Portuguese, for terminal, page and JSON.
//!
//! Nothing is computed here. A function takes a finding and a [`Language`] and gives text.

mod language;
mod lists;

/// Numbers as people read them, in English.
pub use contend_session::number;
pub use language::{LANGUAGES, Language};
