//! Who writes: a lock of the operating system, which ends with the process that holds it, on a file that says who that is.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use crate::error::{StoreError, unwritable};

/// The right to write a share of a run, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    /// Who held it and ended without giving it back.
    pub dead: Option<String>,
}

impl Lock {
    /// Takes the lock of a file.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another process has it.
    pub fn take(path: &Path, folder: &Path) -> Result<Lock, StoreError> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(unwritable(path))?;
        let taken = file.try_lock();
        let mut text = String::new();
        // What cannot be read says nothing.
        let _ = file.read_to_string(&mut text);
        if let Err(TryLockError::WouldBlock) = taken {
            return Err(StoreError::Locked {
                path: folder.to_owned(),
                by: text,
            });
        }
        // Some file systems of clusters know no locks. There two writers do the same work twice, and harm nothing: parts are
        // written whole, and have the same bits.
        let dead = Some(text).filter(|text| !text.is_empty());
        let mut lock = Lock { file, dead };
        lock.say(&me()).map_err(unwritable(path))?;
        Ok(lock)
    }

    fn say(&mut self, text: &str) -> std::io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Whoever comes next would be told of a death that was none.
        let _ = self.say("");
    }
}

/// This process, as others are told of it.
fn me() -> String {
    let process = std::process::id();
    match std::fs::read_to_string("/proc/sys/kernel/hostname") {
        Ok(host) => format!("{process} ({})", host.trim()),
        Err(_) => process.to_string(),
    }
}
