//! The analyses held against worlds whose answer is known.
#![allow(clippy::unwrap_used)]

mod claims;
mod planted;
mod support;
