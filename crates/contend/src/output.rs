//! Files that are written: never over the scenario's own, and whole or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use contend_model::place::Files;

use crate::failure::{Failure, SCENARIO, Said};

/// Refuses a file that the scenario in `folder` was read from. Said before the simulation rather than after it.
pub fn is_no_source(file: &Path, folder: &Path, sources: &Files) -> Result<(), Failure> {
    // What is not there yet is no source.
    let Ok(target) = fs::canonicalize(file) else {
        return Ok(());
    };
    let own = |path: &str| fs::canonicalize(folder.join(path)).is_ok_and(|own| own == target);
    if !sources.iter().any(|(_, source)| own(&source.path)) {
        return Ok(());
    }
    Err(Failure::Told {
        code: SCENARIO,
        what: Said::new("slip-is-source").with("path", file.display()),
        cure: Said::new("do-other-file").into(),
    })
}

/// Refuses a place where no file can be.
pub fn can_be_written(file: &Path) -> Result<(), Failure> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let what = if file.is_dir() {
        "slip-is-folder"
    } else if !folder.is_dir() {
        "slip-no-folder"
    } else {
        return Ok(());
    };
    Err(Failure::Told {
        code: SCENARIO,
        what: Said::new(what).with("path", file.display()),
        cure: Said::new("do-file").into(),
    })
}

/// Writes a file beside its place and moves it there, so that what stood there stays until all is written.
pub fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link stays one: what it leads to is replaced. A device or pipe takes bytes as they come.
    let file = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    if fs::metadata(&file).is_ok_and(|m| !m.is_file()) {
        return fs::write(&file, bytes);
    }
    let beside = beside(&file);
    // What stands there already is not ours to remove.
    let mut part = File::create_new(&beside)?;
    let written = part
        .write_all(bytes)
        .and_then(|()| part.sync_all())
        .and_then(|()| match fs::metadata(&file) {
            Ok(before) => fs::set_permissions(&beside, before.permissions()),
            Err(_) => Ok(()),
        })
        .and_then(|()| fs::rename(&beside, &file));
    if written.is_err() {
        // Best effort: the reason for the failure is what is told.
        let _ = fs::remove_file(&beside);
    }
    written
}

/// `.page.html.1234.part` beside `page.html`.
fn beside(file: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    file.with_file_name(name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_stays_as_it_was() {
        let folder = std::env::temp_dir().join(format!("contend-output-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("page.html");
        write(&file, b"one").unwrap();
        write(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        // Something stands where the new one would be written: the old page stays.
        fs::write(beside(&file), b"in the way").unwrap();
        assert!(write(&file, b"three").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read(beside(&file)).unwrap(), b"in the way");
        // A device is written to, not replaced.
        write(Path::new("/dev/null"), b"four").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
        fs::remove_dir_all(&folder).unwrap();
    }
}
