//! The words of an equation.

use std::ops::Range;

use contend_model::diagnostic::{Arg, Diagnostic};

use super::SyntaxError;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Word {
    Number(f64),
    Date(i32, u8, u8),
    Name(String),
    Label(String),
    /// What stands in braces: a unit.
    Braces(String),
    /// An operator or bracket.
    Sign(&'static str),
    End,
}

const SIGNS: &[&str] = &[
    "<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "<", ">", "(", ")", "[", "]", ",", "@", ".",
    "=", ":",
];

/// Signs from other languages, and what they are called here, with the key of what they mean.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("&&", "and", "and"),
    ("||", "or", "or"),
    ("**", "^", "power"),
    ("≤", "<=", "at-most"),
    ("≥", ">=", "at-least"),
    ("≠", "!=", "not-equal"),
    ("<>", "!=", "not-equal"),
    ("×", "*", "times"),
    ("·", "*", "times"),
    ("÷", "/", "divided-by"),
    ("−", "-", "minus"),
    ("–", "-", "minus"),
    ("!", "not", "not"),
    ("%", "mod", "remainder-of"),
    ("&", "and", "and"),
    ("|", "or", "or"),
];

pub(super) fn words(text: &str) -> (Vec<(Word, Range<usize>)>, Vec<SyntaxError>) {
    let mut found = Vec::new();
    let mut errors = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if c == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        if let Some((date, length)) = date(rest) {
            if contend_model::clock::Date::new(date.0, date.1, date.2).is_none() {
                let finding = Diagnostic::error("bad-date", None).case("calendar");
                errors.push(SyntaxError {
                    at: at..at + length,
                    finding: finding.with("text", &rest[..length]),
                });
            }
            found.push((Word::Date(date.0, date.1, date.2), at..at + length));
            at += length;
            continue;
        }
        if c.is_ascii_digit() || (c == '.' && rest[1..].starts_with(|d: char| d.is_ascii_digit())) {
            if let Some(length) = with_commas(&text[..at], rest) {
                let digits: String = rest[..length].chars().filter(|c| *c != ',').collect();
                let finding = Diagnostic::error("bad-number", None).case("commas");
                errors.push(SyntaxError {
                    at: at..at + length,
                    finding: finding
                        .with("text", &rest[..length])
                        .with("digits", rest[..length].replace(',', "_")),
                });
                let value = digits.parse().unwrap_or(0.0);
                found.push((Word::Number(value), at..at + length));
                at += length;
                continue;
            }
            let length = number_length(rest);
            match number(&rest[..length]) {
                Some(value) => found.push((Word::Number(value), at..at + length)),
                None => {
                    let finding = Diagnostic::error("bad-number", None);
                    let finding = match underscores_part_digits(&rest[..length]) {
                        true => finding.case("equation"),
                        false => finding.case("underscore"),
                    };
                    errors.push(SyntaxError {
                        at: at..at + length,
                        finding: finding.with("text", &rest[..length]),
                    });
                    found.push((Word::Number(0.0), at..at + length));
                }
            }
            at += length;
            continue;
        }
        if c.is_alphabetic() || c == '_' {
            let length: usize = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .map(char::len_utf8)
                .sum();
            found.push((Word::Name(rest[..length].to_owned()), at..at + length));
            at += length;
            continue;
        }
        if c == '\'' || c == '{' {
            let close = if c == '{' { '}' } else { '\'' };
            match rest[1..].find(close) {
                Some(length) => {
                    let inner = rest[1..1 + length].to_owned();
                    let word = if c == '{' {
                        Word::Braces(inner)
                    } else {
                        Word::Label(inner)
                    };
                    found.push((word, at..at + length + 2));
                    at += length + 2;
                }
                None => {
                    let finding = Diagnostic::error("unclosed", None);
                    errors.push(SyntaxError {
                        at: at..at + 1,
                        finding: finding.with("open", c).with("close", close),
                    });
                    at = text.len();
                }
            }
            continue;
        }
        if let Some((sign, instead, meaning)) = FOREIGN
            .iter()
            .find(|(s, ..)| rest.starts_with(s) && !rest.starts_with("!="))
        {
            let finding = Diagnostic::error("foreign-sign", None).with("sign", *sign);
            errors.push(SyntaxError {
                at: at..at + sign.len(),
                finding: finding
                    .with("instead", *instead)
                    .with("meaning", Arg::word(meaning)),
            });
            let word = match *instead {
                "and" | "or" | "not" | "mod" => Word::Name((*instead).to_owned()),
                _ => Word::Sign(SIGNS.iter().find(|s| *s == instead).unwrap_or(&"+")),
            };
            found.push((word, at..at + sign.len()));
            at += sign.len();
            continue;
        }
        if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
            found.push((Word::Sign(sign), at..at + sign.len()));
            at += sign.len();
            continue;
        }
        let finding = Diagnostic::error("unknown-sign", None).with("sign", c);
        errors.push(SyntaxError {
            at: at..at + c.len_utf8(),
            finding: if c == '"' {
                finding.case("quote")
            } else {
                finding
            },
        });
        at += c.len_utf8();
    }
    found.push((Word::End, text.len()..text.len()));
    (found, errors)
}

fn date(text: &str) -> Option<((i32, u8, u8), usize)> {
    let b = text.as_bytes();
    let digits = |r: Range<usize>| b.get(r).is_some_and(|s| s.iter().all(u8::is_ascii_digit));
    let shaped = digits(0..4)
        && b.get(4) == Some(&b'-')
        && digits(5..7)
        && b.get(7) == Some(&b'-')
        && digits(8..10);
    if !shaped || b.get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((
        (
            text[0..4].parse().ok()?,
            text[5..7].parse().ok()?,
            text[8..10].parse().ok()?,
        ),
        10,
    ))
}

/// A finite number, as `1_000.5`.
pub(crate) fn number(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(|c| *c != '_').collect();
    let number = digits.parse::<f64>().ok()?;
    (number.is_finite() && underscores_part_digits(text)).then_some(number)
}

/// Whether every underscore stands between two digits, as in TOML: elsewhere it is a slip, perhaps for a point.
fn underscores_part_digits(text: &str) -> bool {
    let b = text.as_bytes();
    let digit = |i: usize| b.get(i).is_some_and(u8::is_ascii_digit);
    let parts = |i: usize| i > 0 && digit(i - 1) && digit(i + 1);
    (0..b.len()).all(|i| b[i] != b'_' || parts(i))
}

/// The length of a number with commas between thousands: `7,200,000`. Right after a bracket or a comma, one comma parts two
/// numbers: `clamp(x,10,100)`.
fn with_commas(before: &str, text: &str) -> Option<usize> {
    let b = text.as_bytes();
    let digits = |from: usize| {
        b.iter()
            .skip(from)
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let mut length = digits(0);
    if !(1..=3).contains(&length) || b[0] == b'0' {
        return None;
    }
    let mut groups = 0;
    while b.get(length) == Some(&b',') && digits(length + 1) == 3 {
        length += 4;
        groups += 1;
    }
    if b.get(length) == Some(&b'.') {
        length += 1 + digits(length + 1);
    }
    let in_a_list = before.trim_end().ends_with(['(', ',', '[']);
    (groups > usize::from(in_a_list)).then_some(length)
}

fn number_length(text: &str) -> usize {
    let b = text.as_bytes();
    let mut i = 0;
    let digits = |mut i: usize| {
        while i < b.len() && (b[i].is_ascii_digit() || b[i] == b'_') {
            i += 1;
        }
        i
    };
    i = digits(i);
    if i < b.len() && b[i] == b'.' {
        i = digits(i + 1);
    }
    if i < b.len() && (b[i] == b'e' || b[i] == b'E') {
        let sign = usize::from(b.get(i + 1).is_some_and(|c| *c == b'+' || *c == b'-'));
        if b.get(i + 1 + sign).is_some_and(u8::is_ascii_digit) {
            i = digits(i + 1 + sign);
        }
    }
    i
}
