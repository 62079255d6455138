//! Words, numbers and dates of a language.
//!
//! Words stand in message files, a folder for each language and in it a file for each subject; one `key = text` a line,
//! and `{name}` is filled in. A key that ends in `.one` is meant for the number 1, `.other` for the rest. Sentences are
//! whole messages, never glued from parts.

use std::sync::OnceLock;
use std::time::Duration;

use crate::{Sentence, number};

/// The files of a language, in the order of [`LANGUAGES`].
macro_rules! files {
    ($tag:literal) => {
        &[
            include_str!(concat!("../messages/", $tag, "/numbers.txt")),
            include_str!(concat!("../messages/", $tag, "/claims.txt")),
            include_str!(concat!("../messages/", $tag, "/runs.txt")),
            include_str!(concat!("../messages/", $tag, "/games.txt")),
            include_str!(concat!("../messages/", $tag, "/better.txt")),
            include_str!(concat!("../messages/", $tag, "/search.txt")),
            include_str!(concat!("../messages/", $tag, "/indices.txt")),
            include_str!(concat!("../messages/", $tag, "/errors.txt")),
            include_str!(concat!("../messages/", $tag, "/terminal.txt")),
            include_str!(concat!("../messages/", $tag, "/page.txt")),
            include_str!(concat!("../messages/", $tag, "/why.txt")),
        ]
    };
}

const FILES: [&[&str]; 3] = [files!("en"), files!("es"), files!("pt")];

/// Languages that findings can be told in.
pub const LANGUAGES: [&str; 3] = ["en", "es", "pt"];

/// Key and text, sorted by key.
type Messages = Vec<(&'static str, &'static str)>;

/// A language: a small value, free to copy.
///
/// ```
/// use contend_words::Language;
///
/// let spanish = Language::of("es-MX").unwrap_or_default();
/// assert_eq!(spanish.number(1234.5), "1234");
/// assert_eq!(spanish.date("2026-03-09"), "9 de marzo de 2026");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Language {
    /// Its place in [`LANGUAGES`].
    place: usize,
    messages: &'static [(&'static str, &'static str)],
}

impl Default for Language {
    fn default() -> Language {
        Language::english()
    }
}

impl Language {
    /// The language of a tag such as `es` or `pt-BR`; `None` where there are no messages in it.
    #[must_use]
    pub fn of(tag: &str) -> Option<Language> {
        let first = tag.split('-').next().unwrap_or("").to_ascii_lowercase();
        let place = LANGUAGES.iter().position(|tag| *tag == first)?;
        Some(Language::at(place))
    }

    /// English.
    #[must_use]
    pub fn english() -> Language {
        Language::at(0)
    }

    fn at(place: usize) -> Language {
        static PARSED: [OnceLock<Messages>; 3] = [const { OnceLock::new() }; 3];
        Language {
            place,
            messages: PARSED[place].get_or_init(|| parse(FILES[place])),
        }
    }

    /// Its tag.
    #[must_use]
    pub fn tag(&self) -> &'static str {
        LANGUAGES[self.place]
    }

    /// A message without anything to fill in; a key without message stands for itself.
    #[must_use]
    pub fn t(&self, key: &'static str) -> &'static str {
        let found = self.messages.binary_search_by(|(k, _)| (*k).cmp(key));
        found.map_or(key, |at| self.messages[at].1)
    }

    /// A message with its places filled in.
    #[must_use]
    pub fn f(&self, key: &'static str, values: &[(&str, &str)]) -> String {
        fill(self.t(key), values)
    }

    /// A message with phrases filled in, whose names stay apart from its words.
    #[must_use]
    pub fn say(&self, key: &'static str, values: &[(&str, Sentence)]) -> Sentence {
        Sentence::filled(self.t(key), values)
    }

    /// The same for a number of things: `key.one` or `key.other`, `{n}` filled in.
    #[must_use]
    pub fn say_n(&self, key: &'static str, n: u64, values: &[(&str, Sentence)]) -> Sentence {
        let mut all = vec![("n", Sentence::text(self.count(n)))];
        all.extend_from_slice(values);
        Sentence::filled(self.form(key, n), &all)
    }

    /// Whether there is such a message.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.messages
            .binary_search_by(|(k, _)| (*k).cmp(key))
            .is_ok()
    }

    /// A message for a number of things: `key.one` or `key.other`, `{n}` filled in.
    #[must_use]
    pub fn n(&self, key: &'static str, n: u64, values: &[(&str, &str)]) -> String {
        let text = self.form(key, n);
        let count = self.count(n);
        let mut all = vec![("n", count.as_str())];
        all.extend_from_slice(values);
        fill(text, &all)
    }

    /// A message that counts as it says one and as it says several, for who fills them.
    #[must_use]
    pub fn forms(&self, key: &'static str) -> [&'static str; 2] {
        [1, 2].map(|n| self.form(key, n))
    }

    fn form(&self, key: &'static str, n: u64) -> &'static str {
        let form = if n == 1 { "one" } else { "other" };
        let wanted = format!("{key}.{form}");
        let found = self
            .messages
            .binary_search_by(|(k, _)| (*k).cmp(wanted.as_str()));
        found.map_or(key, |at| self.messages[at].1)
    }

    /// A number to three significant digits.
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        if value.is_nan() {
            return self.t("number-undefined").to_owned();
        }
        if value.is_infinite() {
            let sign = if value < 0.0 { "−" } else { "" };
            return format!("{sign}{}", self.t("number-infinite"));
        }
        self.punctuated(&number::number(value), true)
    }

    /// The same for narrow places, such as columns of a terminal: a power of ten as `2.4e-7`, infinity in a word.
    #[must_use]
    pub fn compact(&self, value: f64) -> String {
        if value.is_nan() {
            return self.t("number-undefined").to_owned();
        }
        if value.is_infinite() {
            let word = self.t(if value > 0.0 {
                "infinite"
            } else {
                "minus-infinite"
            });
            return word.to_owned();
        }
        self.punctuated(&number::number(value), false)
    }

    /// The same to so many significant digits.
    #[must_use]
    pub fn significant(&self, value: f64, digits: usize) -> String {
        if !value.is_finite() {
            return self.number(value);
        }
        self.punctuated(&number::significant(value, digits), true)
    }

    /// A number to two digits in as few letters as it takes: `240`, `4.1e11`.
    #[must_use]
    pub fn short(&self, value: f64) -> String {
        if !value.is_finite() {
            return self.compact(value);
        }
        let plain = self.punctuated(&number::significant(value, 2), false);
        let power = format!("{value:.1e}").replace(".0e", "e").replace('-', "−");
        let power = self.punctuated(&power.replace("e−", "e-"), false);
        match power.chars().count() < plain.chars().count() {
            true => power,
            false => plain,
        }
    }

    /// A whole number.
    #[must_use]
    pub fn count(&self, value: u64) -> String {
        self.punctuated(&number::count(value), true)
    }

    /// A number of the model's axis, with as many digits as parts it from its neighbours.
    #[must_use]
    pub fn digits(&self, value: f64, decimals: usize) -> String {
        // A share of 92.5 of 100 must be the same wherever it is told, and formatting would round it to an even 92.
        let whole = if decimals == 0 { value.round() } else { value };
        let text = format!("{:.decimals$}", whole.abs());
        // What is zero once it is rounded has no sign.
        let zero = text.chars().all(|c| matches!(c, '0' | '.'));
        let sign = if value < 0.0 && !zero { "−" } else { "" };
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let grouped = match whole.parse::<u64>() {
            Ok(n) => number::count(n),
            Err(_) => whole.to_owned(),
        };
        let point = if fraction.is_empty() { "" } else { "." };
        self.punctuated(&format!("{sign}{grouped}{point}{fraction}"), true)
    }

    /// A number with its unit; a pure number alone.
    #[must_use]
    pub fn with_unit(&self, value: f64, unit: &str) -> String {
        if unit.is_empty() || unit == "1" {
            self.number(value)
        } else {
            let number = self.number(value);
            let unit = self.unit_of(unit, number == "1");
            format!("{number}\u{a0}{unit}")
        }
    }

    /// A unit of differences: percentages lie percentage points apart.
    ///
    /// ```
    /// use contend_words::Language;
    ///
    /// let english = Language::english();
    /// assert_eq!(english.with_unit(1.9, &english.apart("%")), "1.9\u{a0}percentage points");
    /// assert_eq!(english.apart("t/year"), "t/year");
    /// ```
    #[must_use]
    pub fn apart(&self, unit: &str) -> String {
        match unit {
            "%" => self.t("percentage-points").to_owned(),
            _ => unit.to_owned(),
        }
    }

    /// The same for narrow places; see [`Language::compact`].
    #[must_use]
    pub fn compact_with_unit(&self, value: f64, unit: &str) -> String {
        if unit.is_empty() || unit == "1" {
            self.compact(value)
        } else {
            let number = self.compact(value);
            let unit = self.unit_of(unit, number == "1");
            format!("{number} {unit}")
        }
    }

    /// A unit in the words of the language: people and spans of time have names, all else is as written.
    #[must_use]
    pub fn unit(&self, unit: &str) -> String {
        self.unit_of(unit, false)
    }

    /// Of one such unit, or of several.
    fn unit_of(&self, unit: &str, one: bool) -> String {
        let mut out = String::with_capacity(unit.len());
        let mut word = String::new();
        let mut below = false;
        for c in unit.chars().chain([' ']) {
            if c.is_alphabetic() {
                word.push(c);
                continue;
            }
            // Whatever stands below a stroke is one.
            out.push_str(match (word.as_str(), one || below) {
                ("person" | "people", false) => self.t("unit-people"),
                ("person" | "people", true) => self.t("unit-person"),
                ("day", true) => self.t("unit-day"),
                ("week", true) => self.t("unit-week"),
                ("month", true) => self.t("unit-month"),
                ("year", true) => self.t("unit-year"),
                ("day", false) => self.t("unit-days"),
                ("week", false) => self.t("unit-weeks"),
                ("month", false) => self.t("unit-months"),
                ("year", false) => self.t("unit-years"),
                (other, _) => other,
            });
            word.clear();
            below |= c == '/';
            out.push(c);
        }
        out.truncate(out.trim_end().len());
        out
    }

    /// A share in per cent; all and none are said only of all and none.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        self.f("percent", &[("n", &self.short_hundred(share))])
    }

    /// A share as so many of 100 where there is little room; all and none are said only of all and none.
    #[must_use]
    pub fn short_hundred(&self, share: f64) -> String {
        match 100.0 * share {
            p if p > 0.0 && p < 0.5 => format!("<{}", self.digits(1.0, 0)),
            p if p > 99.5 && p < 100.0 => format!(">{}", self.digits(99.0, 0)),
            p => self.digits(p, 0),
        }
    }

    /// A share as so many of 100, in words where it is not quite none or all: `fewer than 1`.
    #[must_use]
    pub fn of_hundred(&self, share: f64) -> String {
        match 100.0 * share {
            p if p > 0.0 && p <= 0.5 => self.t("fewer-than-one").to_owned(),
            p if (99.5..100.0).contains(&p) => self.t("more-than-99").to_owned(),
            p => self.digits(p, 0),
        }
    }

    /// A date written as `2026-01-31` within a story: in English as it is, as the calendar of its margin.
    #[must_use]
    pub fn day(&self, iso: &str) -> String {
        if *self == Language::english() {
            iso.to_owned()
        } else {
            self.date(iso)
        }
    }

    /// A date written as `2026-01-31`.
    #[must_use]
    pub fn date(&self, iso: &str) -> String {
        let (negative, rest) = iso.strip_prefix('-').map_or(("", iso), |r| ("-", r));
        let parts: Vec<&str> = rest.split('-').collect();
        let (Some(year), Some(month), Some(day)) = (
            parts.first().map(|y| y.trim_start_matches('0')),
            parts.get(1).and_then(|m| m.parse::<usize>().ok()),
            parts.get(2).and_then(|d| d.parse::<u32>().ok()),
        ) else {
            return iso.to_owned();
        };
        let months: Vec<&str> = self.t("months").split(' ').collect();
        let Some(name) = months.get(month.wrapping_sub(1)) else {
            return iso.to_owned();
        };
        let year = if year.is_empty() { "0" } else { year };
        self.f(
            if day == 1 { "date-first" } else { "date" },
            &[
                ("d", &day.to_string()),
                ("m", name),
                ("y", &format!("{negative}{year}")),
            ],
        )
    }

    /// A span of time: `40 ms`, `0.9 s`, `42 s`, `3 min 5 s`, `2 h 10 min`.
    #[must_use]
    pub fn duration(&self, time: Duration) -> String {
        let seconds = time.as_secs();
        match seconds {
            0 if time < Duration::from_millis(95) => format!("{} ms", time.as_millis()),
            0..10 => format!("{} s", self.digits(time.as_secs_f64(), 1)),
            10..60 => format!("{seconds} s"),
            60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
            _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
        }
    }

    /// English signs of numbers become those of the language.
    fn punctuated(&self, english: &str, typeset: bool) -> String {
        let (mantissa, power) = english.split_once('e').unwrap_or((english, ""));
        let whole = mantissa.split('.').next().unwrap_or("");
        // Spanish and Portuguese part thousands from five digits on.
        let least: usize = self.t("number-grouped-from").parse().unwrap_or(4);
        let group = if whole.chars().filter(char::is_ascii_digit).count() < least {
            ""
        } else {
            self.t("number-group")
        };
        let mut out = String::with_capacity(english.len() + 4);
        for c in mantissa.chars() {
            match c {
                ',' => out.push_str(group),
                '.' => out.push_str(self.t("number-decimal")),
                c => out.push(c),
            }
        }
        if !power.is_empty() && !typeset {
            out.push_str(&format!("e{power}"));
        } else if !power.is_empty() {
            out.push_str("\u{a0}×\u{a0}10");
            out.extend(power.chars().map(|c| {
                match c {
                    '-' => '⁻',
                    c => c
                        .to_digit(10)
                        .and_then(|d| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(d as usize))
                        .unwrap_or(c),
                }
            }));
        }
        out
    }
}

fn parse(files: &[&'static str]) -> Messages {
    let mut messages: Messages = files
        .iter()
        .flat_map(|text| text.lines())
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once(" = "))
        .map(|(key, text)| (key.trim(), text.trim()))
        .collect();
    messages.sort_unstable();
    messages
}

fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        match values.iter().find(|(n, _)| *n == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&format!("{{{name}}}")),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let mut found: Vec<&str> = text
            .split('{')
            .skip(1)
            .filter_map(|p| p.split_once('}'))
            .map(|(name, _)| name)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn every_language_says_everything_and_nothing_else() {
        let english = parse(FILES[0]);
        for (tag, files) in LANGUAGES.iter().zip(FILES).skip(1) {
            let other = parse(files);
            let keys = |m: &[(&'static str, &str)]| m.iter().map(|(k, _)| *k).collect::<Vec<_>>();
            assert_eq!(keys(&other), keys(&english), "{tag}");
            for ((key, theirs), (_, ours)) in other.iter().zip(&english) {
                assert_eq!(places(theirs), places(ours), "{tag}: {key}");
                assert!(!theirs.is_empty(), "{tag}: {key}");
            }
        }
        let mut keys: Vec<_> = english.iter().map(|(k, _)| k).collect();
        keys.dedup();
        assert_eq!(keys.len(), english.len(), "a key stands twice");
    }

    /// Every key that the sources name exists, and every message is named by the sources.
    #[test]
    fn keys_and_messages_match() {
        let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut sources = String::new();
        let mut folders: Vec<_> = ["contend-words", "contend-page", "contend"]
            .map(|name| crates.join(name).join("src"))
            .into();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|e| e == "rs") {
                    sources += &std::fs::read_to_string(path).unwrap();
                }
            }
        }
        let english = parse(FILES[0]);
        for (key, _) in &english {
            let named = key.trim_end_matches(".one").trim_end_matches(".other");
            assert!(
                sources.contains(&format!("\"{named}\"")),
                "nothing says `{key}`"
            );
        }
        for call in [
            "m.t(\"",
            "self.t(\"",
            "m.f(\"",
            "m.n(\"",
            ".say(\"",
            "Said::new(\"",
        ] {
            for part in sources.split(call).skip(1) {
                let key = part.split('"').next().unwrap();
                let plural = format!("{key}.other");
                let wanted = if call.starts_with("m.n") {
                    plural.as_str()
                } else {
                    key
                };
                assert!(
                    english.iter().any(|(k, _)| *k == wanted),
                    "no message `{wanted}`"
                );
            }
        }
    }

    #[test]
    fn half_a_hundredth_is_rounded_alike_wherever_it_is_told() {
        let m = Language::english();
        for (share, told) in [(0.925, "93"), (0.905, "91"), (0.115, "12")] {
            assert_eq!(m.of_hundred(share), told);
            assert_eq!(m.percent(share), format!("{told}\u{202f}%"));
            assert_eq!(m.digits(100.0 * share, 0), told);
            assert_eq!(m.short_hundred(share), told);
        }
    }

    #[test]
    fn numbers_and_dates_follow_the_language() {
        let say = |tag: &str| {
            let m = Language::of(tag).unwrap();
            [
                m.number(1234.0),
                m.number(178_432.0),
                m.number(0.0024),
                m.number(-2.4e-7),
                m.percent(0.999),
                m.percent(1.0),
                m.date("2026-03-09"),
                m.digits(-0.5, 1),
            ]
        };
        assert_eq!(
            say("en"),
            [
                "1,234",
                "178,000",
                "0.0024",
                "−2.4\u{a0}×\u{a0}10⁻⁷",
                ">99\u{202f}%",
                "100\u{202f}%",
                "9 March 2026",
                "−0.5"
            ]
        );
        assert_eq!(
            say("es-MX"),
            [
                "1234",
                "178.000",
                "0,0024",
                "−2,4\u{a0}×\u{a0}10⁻⁷",
                ">99\u{202f}%",
                "100\u{202f}%",
                "9 de marzo de 2026",
                "−0,5"
            ]
        );
        assert_eq!(say("pt")[6], "9 de março de 2026");
        assert!(Language::of("zz").is_none());
    }

    #[test]
    fn durations_are_said_as_people_say_them() {
        let say = |millis| Language::english().duration(Duration::from_millis(millis));
        assert_eq!(say(40), "40 ms");
        assert_eq!(say(940), "0.9 s");
        assert_eq!(say(185_000), "3 min 5 s");
        assert_eq!(say(7_800_000), "2 h 10 min");
        let spanish = Language::of("es").unwrap();
        assert_eq!(spanish.duration(Duration::from_millis(940)), "0,9 s");
    }

    #[test]
    fn days_are_told_as_in_a_sentence() {
        let say = |tag: &str| Language::of(tag).unwrap().day("2026-03-01");
        assert_eq!(
            (&*say("en"), &*say("es"), &*say("pt")),
            ("2026-03-01", "1 de marzo de 2026", "1º de março de 2026")
        );
    }

    #[test]
    fn units_are_counted() {
        let english = Language::english();
        assert_eq!(english.with_unit(1.0, "month"), "1\u{a0}month");
        assert_eq!(english.with_unit(18.0, "month"), "18\u{a0}months");
        assert_eq!(english.with_unit(0.5, "1/month"), "0.5\u{a0}1/month");
        assert_eq!(english.compact_with_unit(-2.4e-7, "USD"), "−2.4e-7 USD");
        assert_eq!(english.number(f64::NEG_INFINITY), "−∞");
        assert_eq!(english.compact(f64::NEG_INFINITY), "minus infinite");
        let spanish = Language::of("es").unwrap();
        assert_eq!(
            spanish.compact_with_unit(2.5e-7, "person/week"),
            "2,5e-7 personas/semana"
        );
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        assert_eq!(
            fill("{a} and {b} {", &[("a", "{b}"), ("b", "x")]),
            "{b} and x {"
        );
    }
}
