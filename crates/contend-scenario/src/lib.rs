//! Read, resolve and check a scenario: text in, one plain value and its diagnostics out.
//!
//! This crate knows no numerics: it never evaluates an equation.

pub mod declarations;
pub mod elaborate;
pub mod equation;
pub mod functions;

mod check;
mod dictionary;
mod read;
mod reference;
mod schema;

pub use dictionary::dictionary;
pub use read::{Reading, read};
pub use reference::reference;
pub use schema::schema;
