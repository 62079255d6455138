//! Several things in a row: `a, b and c`.

use crate::{Language, Sentence};

impl Language {
    /// Things that all are meant: `a, b and c`.
    #[must_use]
    pub fn all_of(&self, items: impl IntoIterator<Item = Sentence>) -> Sentence {
        self.joined(items, ["list-and", "list-and-softened"], 'i')
    }

    /// Things of which one is meant: `a, b or c`.
    #[must_use]
    pub fn one_of(&self, items: impl IntoIterator<Item = Sentence>) -> Sentence {
        self.joined(items, ["list-or", "list-or-softened"], 'o')
    }

    /// The second message is for a last thing that begins with the sound of the word between: Spanish says `e` before
    /// an i and `u` before an o.
    fn joined(
        &self,
        items: impl IntoIterator<Item = Sentence>,
        messages: [&'static str; 2],
        sound: char,
    ) -> Sentence {
        let mut items: Vec<Sentence> = items.into_iter().collect();
        let Some(last) = items.pop() else {
            return Sentence::default();
        };
        if items.is_empty() {
            return last;
        }
        let key = messages[usize::from(begins_with(&last.to_string(), sound))];
        let first = Sentence::joined(items, ", ");
        self.say(key, &[("first", first), ("last", last)])
    }
}

/// Whether a word begins with a vowel as Spanish hears it: an h is not heard, and `hie` and `hia` begin with a consonant.
pub(crate) fn begins_with(text: &str, sound: char) -> bool {
    let mut letters = text
        .chars()
        .skip_while(|c| !c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'í' => 'i',
            'ó' => 'o',
            c => c,
        });
    let first = letters.by_ref().find(|c| *c != 'h');
    let next = letters.next();
    first == Some(sound) && !(sound == 'i' && matches!(next, Some('a' | 'e' | 'o' | 'u')))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_joined_as_each_language_does() {
        let say = |tag: &str, items: &[&str]| {
            let items = items.iter().map(|i| Sentence::text(*i));
            Language::of(tag).unwrap().all_of(items).to_string()
        };
        assert_eq!(say("en", &["a", "b", "c"]), "a, b and c");
        assert_eq!(say("pt", &["a", "b"]), "a e b");
        assert_eq!(say("es", &["`a`", "`ingreso`"]), "`a` e `ingreso`");
        assert_eq!(say("es", &["agua", "hierro"]), "agua y hierro");
        assert_eq!(say("es", &["agua"]), "agua");
        let or = |tag: &str| {
            Language::of(tag)
                .unwrap()
                .one_of(["siete", "ocho"].map(Sentence::text))
                .to_string()
        };
        assert_eq!(or("es"), "siete u ocho");
        assert_eq!(or("en"), "siete or ocho");
    }
}
