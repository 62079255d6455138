//! A scenario's folder on disk.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use contend_model::place::{Folder, FolderError};

/// The most bytes that one file of a scenario may have.
pub const FILE_LIMIT: u64 = 64 << 20;
/// The most files that are listed for suggestions, and how deep.
const LIST_LIMIT: usize = 10_000;
const DEPTH_LIMIT: usize = 8;

/// A folder that hands out its own files and no others.
#[derive(Debug)]
pub struct DiskFolder {
    /// Without links, so that paths can be compared with it.
    root: PathBuf,
}

impl DiskFolder {
    /// The folder at a path.
    pub fn open(path: &Path) -> std::io::Result<DiskFolder> {
        Ok(DiskFolder {
            root: path.canonicalize()?,
        })
    }
}

impl Folder for DiskFolder {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        let unreadable = |e: std::io::Error| match e.kind() {
            std::io::ErrorKind::NotFound => FolderError::NotFound,
            _ => FolderError::Unreadable {
                reason: e.to_string(),
            },
        };
        // Canonical paths have no links left, so what lies under the root lies in the folder.
        let place = self.root.join(path).canonicalize().map_err(unreadable)?;
        if !place.starts_with(&self.root) {
            return Err(FolderError::Outside);
        }
        let facts = place.metadata().map_err(unreadable)?;
        if !facts.is_file() {
            let reason = if facts.is_dir() {
                "it is a folder"
            } else {
                "it is no ordinary file"
            };
            return Err(FolderError::Unreadable {
                reason: reason.to_owned(),
            });
        }
        let mut bytes = Vec::new();
        let file = File::open(&place).map_err(unreadable)?;
        // One byte more than the limit, for files that grow while they are read.
        file.take(FILE_LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.len() as u64 > FILE_LIMIT {
            return Err(FolderError::TooLarge {
                size: facts.len().max(bytes.len() as u64),
                limit: FILE_LIMIT,
            });
        }
        Ok(bytes)
    }

    fn list(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.root, "", 0, &mut found);
        found.sort();
        found
    }
}

/// Adds the files below a folder; links and hidden entries are left out.
fn collect(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        if found.len() >= LIST_LIMIT {
            return;
        }
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|n| !n.starts_with('.')) else {
            continue;
        };
        let path = format!("{prefix}{name}");
        if kind.is_file() {
            found.push(path);
        } else if kind.is_dir() && depth < DEPTH_LIMIT {
            collect(&entry.path(), &format!("{path}/"), depth + 1, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let path =
            std::env::temp_dir().join(format!("contend-folder-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("inside/data")).unwrap();
        path
    }

    #[test]
    fn reads_its_own_files_and_lists_them() {
        let place = scratch("own");
        std::fs::write(place.join("inside/scenario.toml"), "x").unwrap();
        std::fs::write(place.join("inside/data/a.csv"), [0xff, 0xfe]).unwrap();
        let folder = DiskFolder::open(&place.join("inside")).unwrap();
        assert_eq!(folder.read("scenario.toml"), Ok(b"x".to_vec()));
        assert_eq!(folder.read("data/a.csv"), Ok(vec![0xff, 0xfe]));
        assert_eq!(folder.read("data/b.csv"), Err(FolderError::NotFound));
        assert!(matches!(
            folder.read("data"),
            Err(FolderError::Unreadable { .. })
        ));
        assert_eq!(folder.list(), ["data/a.csv", "scenario.toml"]);
        std::fs::remove_dir_all(place).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn refuses_links_that_lead_out() {
        let place = scratch("out");
        std::fs::write(place.join("secret"), "s").unwrap();
        std::os::unix::fs::symlink(place.join("secret"), place.join("inside/link")).unwrap();
        std::os::unix::fs::symlink(&place, place.join("inside/up")).unwrap();
        let folder = DiskFolder::open(&place.join("inside")).unwrap();
        assert_eq!(folder.read("link"), Err(FolderError::Outside));
        assert_eq!(folder.read("up/secret"), Err(FolderError::Outside));
        assert_eq!(folder.read("../secret"), Err(FolderError::Outside));
        std::fs::remove_dir_all(place).unwrap();
    }

    #[test]
    fn refuses_what_is_too_large() {
        let place = scratch("large");
        let file = File::create(place.join("inside/scenario.toml")).unwrap();
        file.set_len(FILE_LIMIT + 1).unwrap();
        let folder = DiskFolder::open(&place.join("inside")).unwrap();
        let answer = folder.read("scenario.toml");
        assert_eq!(
            answer,
            Err(FolderError::TooLarge {
                size: FILE_LIMIT + 1,
                limit: FILE_LIMIT
            })
        );
        std::fs::remove_dir_all(place).unwrap();
    }
}
