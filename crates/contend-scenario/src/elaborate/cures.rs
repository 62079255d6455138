//! Equations as they should be written: what a finding advises can be put in the place of what it is about.

use contend_model::unit::Unit;

/// The longest part of an equation that is written out again, in bytes.
const LONGEST: usize = 200;

/// What is written of one unit, in another that measures the same thing: `x * 12{month/year}`, `p / 100{%}`. `None` where
/// the units measure different things, or the text is long.
pub(super) fn converted(text: &str, is: &Unit, wanted: &Unit) -> Option<String> {
    let (factor, inverse) = (is.factor_to(wanted)?, wanted.factor_to(is)?);
    if text.len() > LONGEST {
        return None;
    }
    let text = operand(text);
    let (factor, inverse) = (number(factor), number(inverse));
    // Whichever is the rounder number.
    Some(if inverse.len() < factor.len() {
        format!("{text} / {inverse}{{{}}}", is.divide(wanted))
    } else {
        format!("{text} * {factor}{{{}}}", wanted.divide(is))
    })
}

/// A part of an equation as an operand of `*`: in parentheses, unless it is one name, number, call or the like.
pub(super) fn operand(text: &str) -> String {
    let mut depth = 0i32;
    let mut simple = !text.is_empty();
    for (i, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if depth > 0 => {}
            _ => simple &= c.is_alphanumeric() || "_.@'".contains(c),
        }
        // `(a) + (b)` begins and ends with a parenthesis, but not with the same.
        simple &= depth > 0 || i + c.len_utf8() == text.len() || !text.starts_with('(');
    }
    if simple {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

/// A number as a person writes it: what rounding has added is left out.
pub(super) fn number(x: f64) -> String {
    format!("{x:.11e}").parse::<f64>().unwrap_or(x).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_thing_needs_no_parentheses() {
        for text in [
            "x",
            "x[us, 'a b']",
            "max(a + b, c)",
            "(a + b)",
            "3{t/yr}",
            "o[a]@base",
            "0.5",
        ] {
            assert_eq!(operand(text), text);
        }
        for text in [
            "a + b",
            "(a) + (b)",
            "-x",
            "if a > 0 then 1 else 2",
            "x ^ 2",
            "not x",
        ] {
            assert_eq!(operand(text), format!("({text})"));
        }
        assert_eq!(number(12.000_000_000_000_002), "12");
        assert_eq!(number(1e-9), "0.000000001");
    }
}
