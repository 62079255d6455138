//! The text of an equation and where each of its bytes stands in the file.

use std::ops::Range;
use std::sync::Arc;

use super::scope::Scope;
use crate::equation::Syntax;
use contend_model::place::{FileId, Span};

/// An equation's text as TOML decoded it, with the way back to the file.
#[derive(Clone, Debug)]
pub struct EquationText {
    text: String,
    file: FileId,
    /// For each byte of the text, and its end, the byte of the file.
    places: Places,
    /// Of the text of a module: what its names stand for.
    scope: Option<Arc<Scope>>,
}

#[derive(Clone, Debug)]
enum Places {
    From(u32),
    Each(Vec<u32>),
}

impl EquationText {
    /// From the source text of a file, the place of a string value in it (with its quotes), and what it decodes to.
    #[must_use]
    pub fn new(file: FileId, source: &str, value: Range<usize>, decoded: &str) -> EquationText {
        let raw = source.get(value.clone()).unwrap_or("");
        let quotes = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|q| raw.starts_with(q))
            .map_or(0, str::len);
        let mut inner = quotes;
        // A newline right behind three quotes is not part of the text.
        if quotes == 3 {
            if raw[inner..].starts_with("\r\n") {
                inner += 2;
            } else if raw[inner..].starts_with('\n') {
                inner += 1;
            }
        }
        let body = raw
            .get(inner..raw.len().saturating_sub(quotes).max(inner))
            .unwrap_or("");
        let start = (value.start + inner) as u32;
        let places = if body == decoded {
            Places::From(start)
        } else {
            Places::Each(walk(body, decoded, start))
        };
        EquationText {
            text: decoded.to_owned(),
            file,
            places,
            scope: None,
        }
    }

    /// The same text, whose names stand for those of a use of a module.
    #[must_use]
    pub fn within(self, scope: Option<Arc<Scope>>) -> EquationText {
        EquationText { scope, ..self }
    }

    /// The tree of the text with names as they are meant.
    #[must_use]
    pub fn scoped(&self, syntax: Syntax) -> Syntax {
        match &self.scope {
            Some(scope) => scope.read(syntax),
            None => syntax,
        }
    }

    /// A text that stands in no file as it is; every part of it is said to be at `span`.
    #[must_use]
    pub fn at(span: Span, text: &str) -> EquationText {
        EquationText {
            text: text.to_owned(),
            file: span.file,
            places: Places::Each(vec![span.start; text.len() + 1]),
            scope: None,
        }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where a part of the text stands in the file.
    #[must_use]
    pub fn span(&self, at: Range<usize>) -> Span {
        let place = |i: usize| match &self.places {
            Places::From(start) => start + i.min(self.text.len()) as u32,
            Places::Each(each) => each.get(i).or(each.last()).copied().unwrap_or(0),
        };
        let start = place(at.start);
        Span {
            file: self.file,
            start,
            end: place(at.end).max(start),
        }
    }
}

/// Follows escapes of a basic string; where it loses the way the rest stays at the last known place.
fn walk(body: &str, decoded: &str, start: u32) -> Vec<u32> {
    let raw: Vec<(usize, char)> = body.char_indices().collect();
    let mut places = Vec::with_capacity(decoded.len() + 1);
    let mut i = 0;
    for c in decoded.chars() {
        let mut at = raw.get(i).map_or(body.len(), |r| r.0);
        match raw.get(i).map(|r| r.1) {
            Some('\\') => {
                let length = match raw.get(i + 1).map(|r| r.1) {
                    Some('u') => 6,
                    Some('U') => 10,
                    Some('x') => 4,
                    Some(w) if w.is_whitespace() => {
                        // A line that goes on: the break and the blanks after it are left out.
                        let blanks = raw[i + 1..]
                            .iter()
                            .take_while(|r| r.1.is_whitespace())
                            .count();
                        i += 1 + blanks;
                        at = raw.get(i).map_or(body.len(), |r| r.0);
                        1
                    }
                    _ => 2,
                };
                i += length;
            }
            Some('\r') if c == '\n' => i += 2,
            _ => i += 1,
        }
        places.extend(std::iter::repeat_n(start + at as u32, c.len_utf8()));
    }
    places.push(start + raw.get(i).map_or(body.len(), |r| r.0) as u32);
    places
}
