//! Text on a terminal: width in columns, wrapping, columns side by side.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text without styles takes.
pub fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// Breaks a text at spaces into lines of at most `columns`; words that are longer are cut. Never empty.
///
/// Control characters are dropped, so that a scenario cannot write escape sequences to the terminal.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(breaks).filter(|w| !w.is_empty()) {
            let word = plain(word);
            let mut rest = word.as_str();
            let needed = width(rest);
            if used > 0 && used + 1 + needed <= columns {
                line.push(' ');
                used += 1;
            } else if used > 0 {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            while used == 0 && width(rest) > columns {
                let cut = cut_at(rest, columns);
                lines.push(rest[..cut].to_owned());
                rest = &rest[cut..];
            }
            line.push_str(rest);
            used += width(rest);
        }
        lines.push(line);
    }
    lines
}

/// Whether a line may break at this character: a number stays with its unit.
fn breaks(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}')
}

/// Without control characters, and with one kind of space.
fn plain(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !c.is_control() || c.is_whitespace());
    kept.map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

/// The text in one line, or as much of it as fits with `…` at the end.
pub fn clip(text: &str, columns: usize) -> String {
    let text = plain(text);
    if width(&text) <= columns {
        return text;
    }
    let cut = cut_at(&text, columns.saturating_sub(1));
    format!("{}…", &text[..cut])
}

/// The text with spaces to its right up to so many columns.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The text with spaces to its left up to so many columns.
pub fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Bytes of the longest start of a text that takes at most so many columns; at least one character.
fn cut_at(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns && at > 0 {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_never_exceed_their_columns() {
        let text = "Halving recruitment 減らす reduces weekly deaths, says aVeryLongWordWithoutAnySpaceInIt.";
        for columns in 2..60 {
            let lines = wrap(text, columns);
            assert!(
                lines.iter().all(|l| width(l) <= columns),
                "{columns}: {lines:?}"
            );
            let joined: String = lines.concat().split_whitespace().collect();
            assert_eq!(joined, text.split_whitespace().collect::<String>());
        }
        assert_eq!(wrap("one two\nthree", 20), ["one two", "three"]);
        assert_eq!(wrap("", 20), [""]);
    }

    #[test]
    fn escape_sequences_of_a_scenario_are_dropped() {
        assert_eq!(wrap("a\u{1b}[31mb", 20), ["a[31mb"]);
    }

    #[test]
    fn numbers_stay_with_their_units() {
        assert_eq!(wrap("explains 24\u{202f}%", 11), ["explains", "24 %"]);
        assert_eq!(clip("a\n\u{1b}b\u{a0}c", 20), "a b c");
    }

    #[test]
    fn clipping_keeps_to_the_columns() {
        assert_eq!(clip("members", 7), "members");
        assert_eq!(clip("members of all groups", 8), "members…");
    }
}
