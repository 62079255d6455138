//! What every sentence is held against.

use contend_words::{LANGUAGES, Language};

/// Calls with each language.
pub fn in_each(mut f: impl FnMut(&Language)) {
    for tag in LANGUAGES {
        f(&Language::of(tag).unwrap());
    }
}

/// No place is left unfilled, no key stands for its message, nothing is empty.
pub fn whole(m: &Language, text: &str) {
    assert!(!text.trim().is_empty(), "{}", m.tag());
    assert!(!text.contains(['{', '}']), "{}: {text}", m.tag());
    let key = |w: &str| w.contains('-') && m.has(w.trim_end_matches(['.', ',', ':', ';']));
    assert!(!text.split(' ').any(key), "{}: {text}", m.tag());
    assert!(!text.contains("  "), "{}: {text}", m.tag());
}

/// Breaking spaces and others alike.
pub fn plain(text: impl ToString) -> String {
    let text = text.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
