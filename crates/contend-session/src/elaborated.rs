//! A scenario as it was read, in one text: what runs where nothing is read, in a page or in another process.

use contend_model::fingerprint::Fingerprint;
use contend_model::model::{ClaimTest, PageSettings, Scenario};
use contend_model::place::{Files, Span};
use contend_model::translation::Translation;
use serde::{Deserialize, Serialize};

use crate::Session;

/// What is written. The files have their lines and columns and the words of claims; the rest is blank.
#[derive(Serialize, Deserialize)]
struct Elaborated {
    /// Version of what the engine makes of a scenario.
    bits: u32,
    fingerprint: Fingerprint,
    scenario: Scenario,
    page: PageSettings,
    files: Files,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    translations: Vec<Translation>,
}

/// Why a text is no scenario that can be run here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotElaborated {
    /// It was not written by [`Session::elaborated`].
    Unreadable {
        /// What a reader of JSON says.
        reason: String,
    },
    /// It was written for an engine that makes other numbers of it.
    OtherBits {
        /// The version that it was written for.
        written: u32,
        /// The version here.
        here: u32,
    },
}

impl Session {
    /// This scenario as it was written, and its translations, in one text (JSON), without that of its files.
    /// [`Session::of_elaborated`] reads it: the same reports to the last bit, under the same fingerprint.
    ///
    /// ```
    /// use contend_model::place::MemoryFolder;
    /// use contend_session::Session;
    ///
    /// let text = r#"
    /// [scenario]
    /// title = "Coin"
    /// start = 2025-01-01
    /// end   = 2026-01-01
    /// step  = "1 year"
    /// [variable.heads]
    /// equation = "uniform(0, 1)"
    /// unit     = "1"
    /// "#;
    /// let session = Session::open(&MemoryFolder::new([("scenario.toml", text)])).session.unwrap();
    /// let again = Session::of_elaborated(&session.elaborated()).unwrap();
    /// assert_eq!(again.fingerprint(), session.fingerprint());
    /// assert_eq!(again.scenario(), session.scenario());
    /// ```
    #[must_use]
    pub fn elaborated(&self) -> String {
        let own = self.original.as_deref().unwrap_or(self);
        let written = Elaborated {
            bits: contend_engine::BITS_VERSION,
            fingerprint: own.fingerprint,
            scenario: own.scenario.clone(),
            page: own.page.clone(),
            files: own.files.blanked(&quoted(&own.scenario)),
            translations: own.translations.clone(),
        };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// A session of what [`Session::elaborated`] wrote. What it says of the scenario is not checked again: read only what
    /// was written there.
    ///
    /// # Errors
    /// [`NotElaborated`].
    pub fn of_elaborated(text: &str) -> Result<Session, NotElaborated> {
        /// Read first: what follows may have other fields in another version.
        #[derive(Deserialize)]
        struct Version {
            bits: u32,
        }
        let unreadable = |e: serde_json::Error| NotElaborated::Unreadable {
            reason: e.to_string(),
        };
        let Version { bits } = serde_json::from_str(text).map_err(unreadable)?;
        if bits != contend_engine::BITS_VERSION {
            return Err(NotElaborated::OtherBits {
                written: bits,
                here: contend_engine::BITS_VERSION,
            });
        }
        let read: Elaborated = serde_json::from_str(text).map_err(unreadable)?;
        Ok(Session {
            scenario: read.scenario,
            files: read.files,
            fingerprint: read.fingerprint,
            page: read.page,
            translations: read.translations,
            original: None,
        })
    }
}

/// The places of which a report repeats the words: tests of claims and the conditions on which they are judged.
fn quoted(scenario: &Scenario) -> Vec<Span> {
    let mut spans = Vec::new();
    for claim in &scenario.claims {
        let fact = match &claim.test {
            ClaimTest::Inputs(test) => Some(test),
            _ => None,
        };
        for read in claim.read_in_worlds().chain(fact) {
            spans.push(read.span);
        }
    }
    spans
}
