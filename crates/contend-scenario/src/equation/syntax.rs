//! The tree of an equation as written.

use std::ops::Range;

use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{BinaryOp, UnaryOp};

/// A part of an equation; `at` is its place in the text, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Syntax {
    /// What it is.
    pub kind: SyntaxKind,
    /// Where it stands.
    pub at: Range<usize>,
    /// Parts inside parts below it.
    pub depth: u32,
}

impl Syntax {
    /// A part with its depth.
    #[must_use]
    pub fn new(kind: SyntaxKind, at: Range<usize>) -> Syntax {
        let below = match &kind {
            SyntaxKind::Number(..)
            | SyntaxKind::Date(..)
            | SyntaxKind::Label(_)
            | SyntaxKind::Name(..) => 0,
            SyntaxKind::Index(a, indices) => (indices.iter())
                .filter_map(|i| Some(i.value.as_ref()?.depth))
                .fold(a.depth, u32::max),
            SyntaxKind::Under(a, ..) | SyntaxKind::Unary(_, a) => a.depth,
            SyntaxKind::Call(_, _, arguments) => arguments
                .iter()
                .map(|a| a.value.depth.max(a.filter.as_ref().map_or(0, |f| f.depth)))
                .max()
                .unwrap_or(0),
            SyntaxKind::List(list) => list.iter().map(|s| s.depth).max().unwrap_or(0),
            SyntaxKind::Binary(_, a, b, _) => a.depth.max(b.depth),
            SyntaxKind::If(a, b, c) => a.depth.max(b.depth).max(c.depth),
        };
        Syntax {
            kind,
            at,
            depth: below + 1,
        }
    }
}

/// What a part of an equation is.
#[derive(Clone, Debug, PartialEq)]
pub enum SyntaxKind {
    /// A number, perhaps with the text of a unit in braces.
    Number(f64, Option<(String, Range<usize>)>),
    /// A date: year, month, day.
    Date(i32, u8, u8),
    /// A text in single quotes: the label of an element.
    Label(String),
    /// A name, or a name with an attribute: `corridor.ocean`.
    Name(String, Option<String>),
    /// `x[…]`
    Index(Box<Syntax>, Vec<Index>),
    /// `x@profile`
    Under(Box<Syntax>, String, Range<usize>),
    /// `f(…)`
    Call(String, Range<usize>, Vec<Argument>),
    /// `[a, b]`, a list of dimensions
    List(Vec<Syntax>),
    /// One operand.
    Unary(UnaryOp, Box<Syntax>),
    /// Two operands; the place of the operator.
    Binary(BinaryOp, Box<Syntax>, Box<Syntax>, Range<usize>),
    /// `if c then a else b`
    If(Box<Syntax>, Box<Syntax>, Box<Syntax>),
}

/// One entry of `x[…]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// A dimension, an element's name or an element's label.
    pub name: String,
    /// Whether it was written in quotes, and so is a label.
    pub quoted: bool,
    /// `stage - 1`: −1.
    pub offset: i32,
    /// `link.from`: `from`.
    pub attribute: Option<String>,
    /// An expression, in place of a name.
    pub value: Option<Box<Syntax>>,
    /// Where it stands.
    pub at: Range<usize>,
}

/// One argument of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// `from = …`
    pub name: Option<(String, Range<usize>)>,
    /// The value.
    pub value: Syntax,
    /// `link by link.to`
    pub by: Vec<Grouping>,
    /// `corridor where …`
    pub filter: Option<Syntax>,
}

/// What elements are told apart by: `link.to`, or `link.to as node`.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// The dimension.
    pub dimension: String,
    /// The attribute; a dimension alone is reported later.
    pub attribute: Option<String>,
    /// The dimension of the result, with its place.
    pub into: Option<(String, Range<usize>)>,
    /// Where it stands.
    pub at: Range<usize>,
}

/// What is wrong with the text of an equation.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// Where, in bytes.
    pub at: Range<usize>,
    /// What it is, without a place in a file.
    pub finding: Diagnostic,
}
