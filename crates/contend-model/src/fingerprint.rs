//! Which scenario, read by which engine: what must be the same for a world to be the same.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::place::Files;

/// A hash of everything that was read but translations, and of what the engine makes of it.
///
/// SHA-256 over the version of the engine's meaning and, in the order of paths, the path and text of each file, every
/// part after its length in bytes. The order of reading does not count, a file read twice counts once. With the same
/// fingerprint, seed, design and number of worlds, every world is the same to the bit.
///
/// ```
/// use contend_model::fingerprint::Fingerprint;
/// use contend_model::place::Files;
/// let mut files = Files::default();
/// files.add("scenario.toml", "[scenario]");
/// let print = Fingerprint::of(&files, 1);
/// assert_ne!(print, Fingerprint::of(&files, 2));
/// assert_eq!(print.to_string().len(), 12);
/// assert!(print.full().starts_with(&print.to_string()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// Of these files under that version of the engine's meaning.
    #[must_use]
    pub fn of(files: &Files, meaning: u32) -> Fingerprint {
        let mut parts: Vec<(&str, &str)> = files
            .iter()
            .filter(|(_, file)| !file.translation)
            .map(|(_, file)| (file.path.as_str(), file.text.as_str()))
            .collect();
        parts.sort_unstable();
        parts.dedup();
        let mut hash = hmac_sha256::Hash::new();
        hash.update(meaning.to_le_bytes());
        for text in parts.iter().flat_map(|(path, text)| [path, text]) {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
        Fingerprint(hash.finalize())
    }

    /// All 64 hexadecimal digits.
    #[must_use]
    pub fn full(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The first twelve hexadecimal digits: enough to tell versions apart.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..6]
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// In full.
impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.full())
    }
}

/// From 64 hexadecimal digits.
impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fingerprint, D::Error> {
        let text = String::deserialize(deserializer)?;
        let byte = |k: usize| u8::from_str_radix(text.get(2 * k..2 * k + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..32).map(byte).collect();
        bytes
            .and_then(|bytes| bytes.try_into().ok())
            .filter(|bytes| Fingerprint(*bytes).full() == text)
            .map(Fingerprint)
            .ok_or_else(|| serde::de::Error::custom("a fingerprint has 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> String {
        let mut all = Files::default();
        for (path, text) in files {
            all.add(*path, *text);
        }
        Fingerprint::of(&all, 1).full()
    }

    #[test]
    fn it_is_the_hash_that_it_says() {
        // As `printf '\1\0\0\0\3\0\0\0\0\0\0\0a/b\2\0\0\0\0\0\0\0xy' | sha256sum` gives it.
        assert_eq!(
            of(&[("a/b", "xy")]),
            "ee996a0d0ce7ced372ee161e425033ead68592c259a49e31121412ca06a2e273"
        );
    }

    #[test]
    fn order_of_reading_does_not_count_and_all_else_does() {
        let (a, b) = (("a", "x = 1"), ("b", "y = 2"));
        assert_eq!(of(&[a, b]), of(&[b, a]));
        assert_eq!(of(&[a, b]), of(&[a, b, a]));
        let others = [
            of(&[a]),
            of(&[b]),
            of(&[a, ("b", "y = 3")]),
            of(&[a, ("c", "y = 2")]),
            of(&[("a", "x = 1 "), b]),
            of(&[("ax", " = 1"), b]),
            of(&[("a", "y = 2"), ("b", "x = 1")]),
            of(&[]),
        ];
        for (i, other) in others.iter().enumerate() {
            assert_ne!(*other, of(&[a, b]), "{i}");
            assert!(!others[..i].contains(other), "{i}");
        }
    }
}
