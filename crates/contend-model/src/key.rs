//! Keys of named things: what random numbers and stored columns hang on, whatever the order of a file.
//!
//! A key is a hash of a canonical text: the kind of thing, then every name as its length in bytes, a colon and the name,
//! parted by spaces. Lengths make the text unambiguous whatever stands in a name.
//!
//! | thing | canonical text |
//! | --- | --- |
//! | uncertain input | `input 5:yield 5:north` (parameter, then the labels of its element) |
//! | place that draws by chance | `draw 8:variable 7:weather 1:0` (owner, then the draw's number in it, from 0) |
//! | element of such a place | `element 16:0123456789abcdef 5:north` (the place's key, then labels) |
//! | element of an outcome | `outcome 6:profit 5:north` |
//! | lever | `lever 3:tax` |
//! | profile | `profile 8:baseline` |
//! | plan of an ensemble | `plan 3:…` (all that it says) |
//!
//! The key is the first eight bytes of the text's SHA-256, the most significant first. This is part of what a seed means:
//! a change here changes every world.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The key of a named thing.
///
/// ```
/// use contend_model::key::Key;
/// assert_eq!(Key::input("yield", &["north"]), Key::input("yield", &["north"]));
/// assert_ne!(Key::input("yield", &["north"]), Key::outcome("yield", &["north"]));
/// assert_eq!(Key::lever("tax").to_string().len(), 16);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

impl Key {
    /// Of an uncertain input: an element of a parameter, named by its labels in the order of the parameter's
    /// dimensions; no label for a parameter without dimensions.
    #[must_use]
    pub fn input(parameter: &str, labels: &[&str]) -> Key {
        Key::of("input", [parameter].iter().chain(labels).copied())
    }

    /// Of a place that draws by chance: what owns the equation (its kind, its name, and which of its equations where
    /// it has several), and which draw of that equation it is, from 0.
    ///
    /// Owners: `variable NAME`, `flow NAME`, `stock NAME start`, `stock NAME change`, `event NAME hazard`,
    /// `event NAME when`, `event NAME effect STOCK LABELS…`, `event NAME set STOCK LABELS…`; and `event NAME`, whose
    /// draw 0 decides whether it happens. The NAME of an outcome of an event is `EVENT.OUTCOME`; it has no hazard and no
    /// condition but a `weight`, and its draw 0 decides how often the event comes to it.
    #[must_use]
    pub fn draw(owner: &[&str], ordinal: u32) -> Key {
        let ordinal = ordinal.to_string();
        Key::of("draw", owner.iter().copied().chain([ordinal.as_str()]))
    }

    /// Of one element of what this place draws, named by its labels.
    #[must_use]
    pub fn element(self, labels: &[&str]) -> Key {
        let place = self.to_string();
        Key::of(
            "element",
            std::iter::once(place.as_str()).chain(labels.iter().copied()),
        )
    }

    /// Of an element of an outcome, named by its labels.
    #[must_use]
    pub fn outcome(name: &str, labels: &[&str]) -> Key {
        Key::of("outcome", [name].iter().chain(labels).copied())
    }

    /// Of a lever.
    #[must_use]
    pub fn lever(name: &str) -> Key {
        Key::of("lever", [name].into_iter())
    }

    /// Of a profile.
    #[must_use]
    pub fn profile(id: &str) -> Key {
        Key::of("profile", [id].into_iter())
    }

    /// Of a claim.
    #[must_use]
    pub fn claim(id: &str) -> Key {
        Key::of("claim", [id].into_iter())
    }

    /// Of a plan of an ensemble, from all that it says.
    #[must_use]
    pub fn plan(said: &str) -> Key {
        Key::of("plan", std::iter::once(said))
    }

    fn of<'n>(kind: &str, names: impl Iterator<Item = &'n str>) -> Key {
        let mut text = kind.to_owned();
        for name in names {
            text.push(' ');
            text.push_str(&name.len().to_string());
            text.push(':');
            text.push_str(name);
        }
        let hash = hmac_sha256::Hash::hash(text.as_bytes());
        let first = hash.iter().take(8);
        Key(first.fold(0, |key, byte| key << 8 | u64::from(*byte)))
    }
}

/// Sixteen hexadecimal digits.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// As text of hexadecimal digits: many readers of JSON keep 53 bits of a number.
impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        let text = String::deserialize(deserializer)?;
        let key = u64::from_str_radix(&text, 16).map_err(serde::de::Error::custom)?;
        Ok(Key(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_their_canonical_texts() {
        // As `printf %s TEXT | sha256sum | cut -c -16` gives them.
        let draw = Key::draw(&["variable", "weather"], 0);
        let known = [
            (Key::input("loss_rate", &[]), "e78478c4d6734fb3"),
            (Key::input("yield", &["north", "früh"]), "037d7d880b4cbb76"),
            (draw, "fcd0343830648c8e"),
            (
                Key::draw(&["stock", "fish", "start"], 12),
                "cca2d5f6c3180226",
            ),
            (draw.element(&["north"]), "e7919e8620e27091"),
            (draw.element(&[]), "398acd4285ee6e4d"),
            (Key::outcome("profit", &["north"]), "d66629fbdc78547f"),
            (Key::lever("tax"), "ef820fdae01e6e1c"),
            (Key::profile("baseline"), "f25f97afe4ff0b16"),
        ];
        for (key, expected) in known {
            assert_eq!(key.to_string(), expected);
        }
    }

    #[test]
    fn a_key_is_read_back_as_it_was_written() {
        for key in [Key(0), Key(u64::MAX), Key::lever("tax")] {
            let text = serde_json::to_string(&key).expect("text");
            assert_eq!(text, format!("\"{key}\""));
            assert_eq!(serde_json::from_str::<Key>(&text).expect("a key"), key);
        }
        assert!(serde_json::from_str::<Key>("\"key\"").is_err());
    }

    #[test]
    fn names_cannot_run_into_each_other() {
        let keys = [
            Key::input("a", &["b", "c"]),
            Key::input("a", &["b 1:c"]),
            Key::input("a 1:b", &["c"]),
            Key::input("a", &["bc"]),
            Key::input("a", &[]),
            Key::input("a", &[""]),
            Key::outcome("a", &["b", "c"]),
            Key::draw(&["a"], 1),
            Key::draw(&["a"], 11),
            Key::draw(&["a", "1"], 1),
            Key::draw(&["a"], 1).element(&[]),
            Key::draw(&["a"], 1).element(&[""]),
        ];
        let distinct: std::collections::BTreeSet<Key> = keys.into_iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }
}
