//! What a page says of its claims, told again by a script: in some of the worlds (`assume`), or with levers moved (`act`).
//!
//! Scripts are named by their hashes in the page's policy, so that no others run. What they read is JSON in elements of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contend_analysis::verdict::Word;
use contend_words::{Language, claims};
use maud::{Markup, PreEscaped, html};
use std::fmt::Write;

use crate::assume;
use crate::findings::{Kind, kind, place};
use crate::view::{View, capital, shape_name};

pub(crate) const SCRIPT: Script = Script(include_str!("retell.js"));

/// A script as a page carries it, without lines that are comments.
#[derive(Clone, Copy)]
pub(crate) struct Script(pub &'static str);

impl Script {
    fn bare(self) -> String {
        let mut inside = false;
        let mut code = |line: &&str| {
            let line = line.trim();
            inside |= line.starts_with("/**");
            let comment = inside || line.starts_with("//");
            inside &= !line.ends_with("*/");
            !comment
        };
        let lines: Vec<&str> = self.0.lines().filter(|line| code(line)).collect();
        lines.join("\n")
    }

    /// What a policy that lets it run calls it.
    pub(crate) fn named(self) -> String {
        let hash = STANDARD.encode(hmac_sha256::Hash::hash(self.bare().as_bytes()));
        format!(" 'sha256-{hash}'")
    }

    /// Its element.
    pub(crate) fn element(self) -> Markup {
        html! { script { (PreEscaped(self.bare())) } }
    }
}

/// Whether anything on the page tells verdicts again.
pub(crate) fn is_needed(v: &View) -> bool {
    v.page.assumptions.is_some() || v.options.engine.is_some()
}

/// The script and what it reads.
pub(crate) fn script(v: &View) -> Markup {
    html! {
        @if is_needed(v) {
            script type="application/json" id="retell-data" { (PreEscaped(data(v))) }
            (SCRIPT.element())
        }
    }
}

/// Claims, verdicts and their shapes, and messages that do not hang on who tells.
fn data(v: &View) -> String {
    let m = v.m;
    let claims = v.page.claims.iter().map(|card| match v.retold(card) {
        Some(_) => {
            let (id, name) = (text(&card.finding.id), text(&capital(&card.name)));
            format!("{{\"id\":{id},\"name\":{name}}}")
        }
        None => "null".to_owned(),
    });
    let claims: Vec<String> = claims.collect();
    let likelihoods = assume::LIKELIHOODS.map(|(_, word)| Word::Likelihood(word));
    let words: &[Word] = match v.acts() {
        Some(_) => &[Word::NoResult, Word::SaysNothing],
        None => &[],
    };
    let plain = [Word::Holds, Word::Contested, Word::Fails, Word::NoVerdict];
    let words = (plain.iter().chain(&likelihoods).chain(words)).map(|word| {
        let said = text(claims::verdict_in_full(m, *word));
        format!("\"{}\":[{said},\"{}\"]", word.id(), shape_name(*word))
    });
    let words: Vec<String> = words.collect();
    let mut counted: Vec<Word> = plain.into_iter().chain(likelihoods).collect();
    counted.extend([Word::NoResult, Word::SaysNothing]);
    counted.sort_by_key(|word| place(*word));
    let counted = counted.iter().map(|word| {
        let [one, several] = claims::tally_forms(m, *word).map(|form| text(&form));
        let (id, shape) = (word.id(), shape_name(*word));
        format!("[\"{id}\",{one},{several},\"{shape}\"]")
    });
    let counted: Vec<String> = counted.collect();
    let tested = (v.page.claims.iter().enumerate())
        .filter(|(_, card)| kind(card) == Kind::Tested)
        .map(|(at, card)| format!("[{at},\"{}\"]", card.finding.verdict.word.id()));
    let tested: Vec<String> = tested.collect();
    let both = v.page.assumptions.is_some() && v.acts().is_some();
    let mut messages = vec![
        ("percent", "percent"),
        ("was", "assume-was"),
        ("turned", "assume-turned"),
        ("none", "assume-none"),
    ];
    if both {
        messages.push(("unmoved", "act-unmoved"));
    }
    format!(
        "{{\"claims\":[{}],\"verdicts\":{{{}}},\"tally\":[{}],\"tested\":[{}],\"words\":{}}}",
        claims.join(","),
        words.join(","),
        counted.join(","),
        tested.join(","),
        messages_of(m, &messages)
    )
}

/// Messages as JSON, by what the script calls them.
pub(crate) fn messages_of(m: &Language, messages: &[(&str, &'static str)]) -> String {
    let messages = messages.iter();
    let messages = messages.map(|(key, id)| format!("\"{key}\":{}", text(m.t(id))));
    format!("{{{}}}", messages.collect::<Vec<_>>().join(","))
}

/// A text of JSON in which no `<` is left.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out + "\""
}

pub(crate) fn texts<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<String> = all.map(text).collect();
    format!("[{}]", all.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_travel_without_their_comments() {
        let script = Script(
            "// One.\nlet a = 1; // two\n  /** Three.\n   * Four. */\n  let b = a\n    * 2;",
        );
        assert_eq!(script.bare(), "let a = 1; // two\n  let b = a\n    * 2;");
    }

    #[test]
    fn texts_cannot_end_an_element() {
        assert_eq!(
            text("</script>\"\n"),
            "\"\\u003c/script\\u003e\\\"\\u000a\""
        );
    }
}
