//! Sentences in which names stand apart from words, so that each medium can set them in its own way.

use std::fmt;

use serde::{Serialize, Serializer};

/// A stretch of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Words of the language.
    Text(String),
    /// A name of the scenario, as written there.
    Name(String),
}

/// A sentence, or a phrase to be filled into one.
///
/// As text its names stand between backquotes:
///
/// ```
/// use contend_words::Sentence;
/// let best = Sentence::joined([Sentence::name("hedge"), Sentence::name("treaty")], ", ");
/// assert_eq!(best.to_string(), "`hedge`, `treaty`");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    spans: Vec<Span>,
}

impl Sentence {
    /// Words.
    #[must_use]
    pub fn text(words: impl Into<String>) -> Sentence {
        Sentence {
            spans: vec![Span::Text(words.into())],
        }
    }

    /// A name of the scenario.
    #[must_use]
    pub fn name(name: impl Into<String>) -> Sentence {
        Sentence {
            spans: vec![Span::Name(name.into())],
        }
    }

    /// Phrases one after the other, with the same sign between them.
    #[must_use]
    pub fn joined(phrases: impl IntoIterator<Item = Sentence>, sign: &str) -> Sentence {
        let mut all = Sentence::default();
        for (at, phrase) in phrases.into_iter().enumerate() {
            if at > 0 {
                all.push(Sentence::text(sign));
            }
            all.push(phrase);
        }
        all
    }

    /// Fills a message: `{place}` gives way to the phrase of that name. What is filled in is not filled again.
    #[must_use]
    pub(crate) fn filled(message: &str, values: &[(&str, Sentence)]) -> Sentence {
        let mut out = Sentence::default();
        let mut rest = message;
        while let Some((before, after)) = rest.split_once('{') {
            out.push(Sentence::text(before));
            let Some((place, tail)) = after.split_once('}') else {
                out.push(Sentence::text("{"));
                rest = after;
                continue;
            };
            match values.iter().find(|(name, _)| *name == place) {
                Some((_, value)) => out.push(value.clone()),
                None => out.push(Sentence::text(format!("{{{place}}}"))),
            }
            rest = tail;
        }
        out.push(Sentence::text(rest));
        out
    }

    /// Its stretches.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// With a capital letter, where it begins with words.
    #[must_use]
    pub fn capitalised(mut self) -> Sentence {
        if let Some(Span::Text(text)) = self.spans.first_mut() {
            let mut letters = text.chars();
            if let Some(first) = letters.next() {
                *text = first.to_uppercase().chain(letters).collect();
            }
        }
        self
    }

    fn push(&mut self, phrase: Sentence) {
        for span in phrase.spans {
            match (self.spans.last_mut(), span) {
                (_, Span::Text(text)) if text.is_empty() => {}
                (Some(Span::Text(last)), Span::Text(text)) => last.push_str(&text),
                (_, span) => self.spans.push(span),
            }
        }
    }
}

impl From<String> for Sentence {
    fn from(words: String) -> Sentence {
        Sentence::text(words)
    }
}

impl From<&str> for Sentence {
    fn from(words: &str) -> Sentence {
        Sentence::text(words)
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for span in &self.spans {
            match span {
                Span::Text(text) => f.write_str(text)?,
                Span::Name(name) => write!(f, "`{name}`")?,
            }
        }
        Ok(())
    }
}

impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Words of an author as a part of a sentence: without a full stop.
pub(crate) fn without_stop(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

/// Words of an author as a sentence: a capital letter first, a full stop last.
#[must_use]
pub(crate) fn closed(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .map(|c| c.to_uppercase().collect())
        .unwrap_or_default();
    let ends = text.is_empty() || text.ends_with(['.', '!', '?', '…', '”', '»']);
    format!("{first}{}{}", letters.as_str(), if ends { "" } else { "." })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let values = [
            ("a", Sentence::name("{b}")),
            ("b", Sentence::from("a name ")),
        ];
        let said = Sentence::filled("{b}is {a} {c}{", &values);
        assert_eq!(said.to_string(), "a name is `{b}` {c}{");
        assert_eq!(
            said.spans(),
            [
                Span::Text("a name is ".to_owned()),
                Span::Name("{b}".to_owned()),
                Span::Text(" {c}{".to_owned())
            ]
        );
    }

    #[test]
    fn names_stay_as_written_where_a_sentence_begins() {
        assert_eq!(Sentence::text("él").capitalised().to_string(), "Él");
        assert_eq!(Sentence::name("arm").capitalised().to_string(), "`arm`");
    }
}
