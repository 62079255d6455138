//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// How names end of files that are being written.
const UNFINISHED: &str = ".unfinished";

/// Writes a file under another name in the same folder, makes sure that it is on the disk, and only then gives it its name.
/// `mark` tells writers apart. Where that fails, what was there before is there still.
pub fn write(path: &Path, mark: &str, bytes: &[u8]) -> io::Result<()> {
    let beside = beside(path, mark);
    let written = File::create(&beside)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        })
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // Best effort: the reason of the failure is what is told.
        let _ = fs::remove_file(&beside);
        return written;
    }
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    sync_folder(folder.unwrap_or(Path::new(".")))
}

/// Removes what a writer with this mark has left unfinished in a folder.
pub fn clean(folder: &Path, mark: &str) -> io::Result<()> {
    let end = format!(".{mark}{UNFINISHED}");
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().ends_with(&end) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// `.part-000003.parquet.3-of-64.unfinished` beside `part-000003.parquet`.
pub fn beside(path: &Path, mark: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{mark}{UNFINISHED}"))
}

/// The name of a file is on the disk when its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_stays_as_it_was() {
        let folder = std::env::temp_dir().join(format!("contend-whole-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("part");
        write(&file, "a", b"one").unwrap();
        write(&file, "a", b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        // Something is in the way of what is written beside it: the old file stays.
        fs::create_dir(beside(&file, "b")).unwrap();
        assert!(write(&file, "b", b"three").is_err());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        // Of what is left over a writer removes its own.
        fs::write(beside(&file, "a"), b"half").unwrap();
        fs::write(beside(&file, "c"), b"half").unwrap();
        clean(&folder, "a").unwrap();
        assert!(!beside(&file, "a").exists() && beside(&file, "c").exists());
        assert_eq!(fs::read(&file).unwrap(), b"two");
        fs::remove_dir_all(&folder).unwrap();
    }
}
