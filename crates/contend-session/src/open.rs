//! From a folder to a session.

use contend_model::diagnostic::{Diagnostic, Severity};
use contend_model::fingerprint::Fingerprint;
use contend_model::place::{Files, Folder};

use crate::{Session, check};

/// What opening a folder gives.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The session; `None` where the scenario has errors.
    pub session: Option<Session>,
    /// All findings, errors included.
    pub findings: Vec<Diagnostic>,
    /// The files that were read, to which the findings point.
    pub files: Files,
}

impl Session {
    /// Reads and checks the scenario in a folder.
    pub fn open(folder: &dyn Folder) -> Opened {
        let mut reading = contend_scenario::read(folder);
        if let Some(scenario) = &reading.scenario {
            reading.findings.extend(check::numbers(scenario));
        }
        let sound = !(reading.findings.iter()).any(|f| f.severity == Severity::Error);
        let session = reading.scenario.filter(|_| sound).map(|scenario| Session {
            scenario,
            fingerprint: Fingerprint::of(&reading.files, contend_engine::BITS_VERSION),
            files: reading.files.clone(),
            page: reading.page,
            translations: reading.translations,
            original: None,
        });
        Opened {
            session,
            findings: reading.findings,
            files: reading.files,
        }
    }
}
