//! Templates of sentences: text with the names of arguments in braces.
//!
//! | written | becomes |
//! | --- | --- |
//! | `{name}` | the argument; of several names all, with "and" before the last |
//! | `{count:row\|rows}` | the first word where the count is 1, else the second |
//! | `{length:.3}`, `{factor:6}` | a number with three digits after the point; with six at most |
//! | `{length:digits}` | a number to three digits that count, as one writes it in a scenario |
//! | `{unit:said}` | a unit, or "a pure number" |
//! | `{unit:after}` | a unit behind a number, with a space before it; nothing of a pure number |
//! | `{section:a}` | a name with "a" or "an" |
//! | `{about:phrase}` | a sentence as a part of another: without its capital and its full stop |
//! | `{names:comma}`, `{names:some}`, `{names:cut}` | in backquotes with commas: all; five and how many more; eight and … |
//! | `{names:or}`, `{names:quoted}`, `{names:bare}` | in double quotes with "or", in double quotes, as they are |
//! | `{names:arrows}`, `{names:times}` | joined by → or × |
//! | `{{`, `}}` | one brace |

use contend_model::diagnostic::Arg;

use crate::number::significant;

/// Most names that a sentence lists.
const LISTED: usize = 12;

/// The text of a template; `None` where an argument is not given.
pub(super) fn fill<'a>(
    template: &str,
    find: &dyn Fn(&str) -> Option<&'a Arg>,
    phrase: &dyn Fn(&str) -> &'static str,
) -> Option<String> {
    let mut text = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if rest.starts_with("{{") || rest.starts_with("}}") {
            text.push_str(&rest[..1]);
            rest = &rest[2..];
            continue;
        }
        let end = rest.find('}').unwrap_or(rest.len() - 1);
        let inner = rest[..end].trim_start_matches('{');
        let (name, form) = inner.split_once(':').unwrap_or((inner, ""));
        match find(name)? {
            Arg::Word(key) => text.push_str(&fill(phrase(key), find, phrase)?),
            argument => text.push_str(&shown(argument, form)),
        }
        rest = &rest[end + 1..];
    }
    text.push_str(rest);
    Some(text)
}

/// Names of arguments in a template, in order.
#[cfg(test)]
pub(super) fn names(template: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('{') {
            rest = after;
            continue;
        }
        let end = rest.find('}').unwrap_or(rest.len());
        found.push(rest[..end].split(':').next().unwrap_or(""));
        rest = &rest[end..];
    }
    found
}

fn shown(argument: &Arg, form: &str) -> String {
    match argument {
        Arg::Name(text) | Arg::Text(text) => match form {
            "a" if text.starts_with(['a', 'e', 'o']) => format!("an {text}"),
            "a" => format!("a {text}"),
            "phrase" => phrase_of(text),
            _ => text.clone(),
        },
        Arg::Word(key) => key.to_string(),
        Arg::Number(n) => match form {
            ".3" => format!("{n:.3}"),
            "6" => {
                let text = format!("{n:.6}");
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
            "digits" => significant(*n, 3).replace(',', "").replace('−', "-"),
            // Hundreds of digits are read by nobody.
            _ if *n != 0.0 && !(1e-6..1e15).contains(&n.abs()) => format!("{n:e}"),
            _ => n.to_string(),
        },
        Arg::Count(n) => match form.split_once('|') {
            Some((one, many)) => if *n == 1 { one } else { many }.to_owned(),
            None => n.to_string(),
        },
        Arg::Date(date) => date.to_string(),
        Arg::Unit(unit) if form == "said" && unit.is_pure() => "a pure number".to_owned(),
        Arg::Unit(unit) if form == "after" && unit.is_pure() => String::new(),
        Arg::Unit(unit) if form == "after" => format!(" {unit}"),
        Arg::Unit(unit) => unit.to_string(),
        Arg::Names { first, all } => listed(first, *all, form),
    }
}

/// Several names; beyond those that are kept, and beyond what a sentence bears, there is an ellipsis.
fn listed(first: &[String], all: usize, form: &str) -> String {
    let quoted = |name: &String| match form {
        "bare" | "arrows" | "times" => name.clone(),
        "or" => format!("`\"{name}\"`"),
        "quoted" => format!("\"{name}\""),
        _ => format!("`{name}`"),
    };
    let most = match form {
        "" => LISTED,
        "some" => 5,
        "cut" => 8,
        _ => first.len(),
    };
    let mut parts: Vec<String> = first.iter().take(most).map(quoted).collect();
    let more = all.saturating_sub(parts.len());
    let between = match form {
        "arrows" => " → ",
        "times" => " × ",
        _ => ", ",
    };
    let last = match form {
        "" => parts.pop().map(|last| ("and", last)),
        "or" => parts.pop().map(|last| ("or", last)),
        "some" if more > 0 => Some(("and", format!("{more} more"))),
        _ => None,
    };
    if last.is_none() && more > 0 {
        parts.push("…".to_owned());
    }
    match (parts.join(between), last) {
        (list, None) if list.is_empty() && form.is_empty() => "nothing".to_owned(),
        (list, None) => list,
        (list, Some((_, last))) if list.is_empty() => last,
        (list, Some((word, last))) => format!("{list} {word} {last}"),
    }
}

/// `What it is.` as `what it is`; `USD` stays.
fn phrase_of(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    match (letters.next(), letters.next()) {
        (Some(a), Some(b)) if b.is_lowercase() || b == ' ' => {
            let rest = letters.as_str();
            a.to_lowercase().chain([b]).chain(rest.chars()).collect()
        }
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contend_model::unit::Unit;

    fn text(template: &str, arguments: &[(&str, Arg)]) -> Option<String> {
        let find = |name: &str| arguments.iter().find(|(n, _)| *n == name).map(|a| &a.1);
        fill(template, &find, &|key| {
            if key == "loud" { "very {name}" } else { "?" }
        })
    }

    #[test]
    fn arguments_stand_where_they_are_named() {
        let name = [("name", Arg::from("tuna"))];
        assert_eq!(text("no `{name}`", &name).unwrap(), "no `tuna`");
        assert_eq!(text("1{{{name}}} {{ … }}", &name).unwrap(), "1{tuna} { … }");
        assert_eq!(text("`{near}`?", &name), None);
        let word = [name[0].clone(), ("how", Arg::word("loud"))];
        assert_eq!(text("{how}!", &word).unwrap(), "very tuna!");
        assert_eq!(names("`{name}` {{x}} {n:a|b}"), ["name", "n"]);
    }

    #[test]
    fn numbers_and_counts_have_their_forms() {
        let one = [("n", Arg::from(1usize)), ("x", Arg::from(2.5))];
        assert_eq!(text("{n} {n:row|rows}", &one).unwrap(), "1 row");
        assert_eq!(text("{x} {x:.3} {x:6}", &one).unwrap(), "2.5 2.500 2.5");
        let far = [("x", Arg::from(1e300)), ("y", Arg::from(-2.5e-9))];
        assert_eq!(text("{x} {y}", &far).unwrap(), "1e300 -2.5e-9");
        let none = [("n", Arg::from(0usize))];
        assert_eq!(text("{n} {n:row|rows}", &none).unwrap(), "0 rows");
        let unit = [("u", Arg::from(Unit::pure()))];
        assert_eq!(text("{u:said}, {u}", &unit).unwrap(), "a pure number, 1");
    }

    #[test]
    fn lists_say_what_they_leave_out() {
        let list = |n: usize| [("l", Arg::names((0..n).map(|i| i.to_string())))];
        let of = |n: usize, form: &str| text(&format!("{{l{form}}}"), &list(n)).unwrap();
        assert_eq!(of(0, ""), "nothing");
        assert_eq!(of(1, ""), "`0`");
        assert_eq!(of(3, ""), "`0`, `1` and `2`");
        assert_eq!(of(3, ":some"), "`0`, `1`, `2`");
        assert_eq!(of(7, ":some"), "`0`, `1`, `2`, `3`, `4` and 2 more");
        assert_eq!(of(9, ":cut"), "`0`, `1`, `2`, `3`, `4`, `5`, `6`, `7`, …");
        assert_eq!(of(3, ":or"), "`\"0\"`, `\"1\"` or `\"2\"`");
        assert_eq!(of(3, ":arrows"), "0 → 1 → 2");
        assert_eq!(of(2, ":quoted"), "\"0\", \"1\"");
        assert!(of(40, ":bare").ends_with("31, …"));
    }

    #[test]
    fn a_sentence_becomes_a_part_of_one() {
        assert_eq!(phrase_of("What it is."), "what it is");
        assert_eq!(phrase_of("USD of 2020."), "USD of 2020");
    }
}
