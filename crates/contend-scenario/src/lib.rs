//! Read, resolve and check a scenario: text in, one plain value and its diagnostics out.
//!
//! This crate knows no numerics: it never evaluates an equation.

pub mod clock;
pub mod diagnostic;
pub mod expression;
pub mod model;
pub mod place;
pub mod unit;
pub mod elaborate;
pub mod equation;
pub mod functions;
mod nearest;
