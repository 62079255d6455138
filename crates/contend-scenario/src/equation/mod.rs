//! Equations as text: words, then a tree. Names mean nothing yet.

mod parser;
mod syntax;
mod words;

pub use parser::{MOST_DEPTH, MOST_WORDS, parse};
pub use syntax::{Argument, Grouping, Index, Syntax, SyntaxError, SyntaxKind};
pub(crate) use words::number;
