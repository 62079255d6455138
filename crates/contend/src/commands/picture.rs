//! Answers drawn as SVG files.

use std::path::Path;

use contend_session::Session;

use crate::failure::{Failure, SCENARIO, Said, USAGE};
use crate::open::OnDisk;
use crate::output;

/// Refuses a file of the scenario itself, before anything is run.
pub fn allowed(file: Option<&Path>, place: &OnDisk, session: &Session) -> Result<(), Failure> {
    match file {
        Some(file) => {
            output::can_be_written(file)?;
            output::is_no_source(file, &place.folder, session.files())
        }
        None => Ok(()),
    }
}

/// Writes a picture; where there is none, says so, with what was asked about.
pub fn write(file: &Path, svg: Option<String>, about: &str) -> Result<(), Failure> {
    let svg = svg.ok_or_else(|| Failure::Told {
        code: USAGE,
        what: Said::new("slip-no-picture").with("answer", about),
        cure: Said::new("do-no-picture").into(),
    })?;
    output::write(file, svg.as_bytes()).map_err(|e| Failure::Told {
        code: SCENARIO,
        what: Said::new("slip-unwritable")
            .with("path", file.display())
            .with("why", e),
        cure: Said::new("do-own-file").into(),
    })
}
