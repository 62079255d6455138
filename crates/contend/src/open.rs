//! Finding and opening a scenario that the user named.

use std::path::{Path, PathBuf};

use contend_model::diagnostic::{Diagnostic, Severity};
use contend_model::nearest::nearest_few;
use contend_session::{Opened, Session};

use crate::commands::kept;
use crate::failure::{Cure, Failure, SCENARIO, Said};
use crate::findings::{self, View};
use crate::folder::DiskFolder;
use crate::screen::Screen;

/// The file that makes a folder a scenario.
pub const SCENARIO_FILE: &str = "scenario.toml";

/// A scenario on disk, as the user named it.
#[derive(Debug)]
pub struct OnDisk {
    /// The folder.
    pub folder: PathBuf,
}

impl OnDisk {
    /// Finds the scenario at a path: a folder, or its `scenario.toml`.
    ///
    /// # Errors
    /// [`Failure`] where there is none.
    pub fn find(path: &Path) -> Result<OnDisk, Failure> {
        if path.is_dir() {
            if path.join(SCENARIO_FILE).exists() {
                return Ok(OnDisk {
                    folder: path.to_owned(),
                });
            }
            if kept::is_kept(path) {
                return Err(kept::no_scenario(path));
            }
            let what = match path == Path::new(".") {
                true => Said::new("slip-no-file-here"),
                false => Said::new("slip-no-file").with("path", path.display()),
            };
            return Err(Failure::usage(what, suggestion(path)));
        }
        if path.is_file() {
            if path.file_name().is_some_and(|n| n == SCENARIO_FILE) {
                let folder = path
                    .parent()
                    .filter(|p| !p.as_os_str().is_empty())
                    .unwrap_or(Path::new("."));
                return Ok(OnDisk {
                    folder: folder.to_owned(),
                });
            }
            let what = Said::new("slip-no-scenario").with("path", path.display());
            return Err(Failure::usage(what, suggestion(path)));
        }
        let what = Said::new("slip-missing").with("path", path.display());
        Err(Failure::usage(what, suggestion(path)))
    }

    /// The folder as it is typed in a command.
    #[must_use]
    pub fn typed(&self) -> String {
        let folder = self.folder.to_string_lossy();
        // What begins with a hyphen would be taken for an option.
        match folder.starts_with('-') {
            true => quoted(&format!("./{folder}")),
            false => quoted(&folder),
        }
    }

    /// The name of the folder alone.
    #[must_use]
    pub fn name(&self) -> String {
        let folder = std::fs::canonicalize(&self.folder).unwrap_or_else(|_| self.folder.clone());
        let name = folder.file_name().unwrap_or("scenario".as_ref());
        name.to_string_lossy().into_owned()
    }

    /// What to write before paths inside the folder.
    #[must_use]
    pub fn prefix(&self) -> String {
        let folder = self.folder.to_string_lossy();
        let folder = folder.trim_end_matches('/');
        if folder == "." || folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        }
    }

    /// Reads the scenario.
    pub fn read(&self) -> Result<Opened, Failure> {
        let folder = DiskFolder::open(&self.folder).map_err(|e| {
            let what = Said::new("slip-unreadable").with("path", self.folder.display());
            Failure::usage(what.with("why", e), Cure::None)
        })?;
        Ok(Session::open(&folder))
    }

    /// Reads the scenario for a run: errors are shown and end it, warnings are counted.
    pub(crate) fn session(&self, screen: &mut Screen) -> Result<Session, Failure> {
        let opened = self.read()?;
        let warnings = opened
            .findings
            .iter()
            .filter(|d| d.severity == Severity::Warning)
            .count() as u64;
        if let Some(session) = opened.session {
            if warnings > 0 {
                let command = format!("`contend check {}`", self.typed());
                let values = [("command", &*command)];
                screen.note(screen.language.n("warnings-shown", warnings, &values))?;
            }
            return Ok(screen.translated(session));
        }
        let errors: Vec<Diagnostic> = opened
            .findings
            .into_iter()
            .filter(|d| d.severity == Severity::Error)
            .collect();
        let prefix = self.prefix();
        let view = View {
            files: &opened.files,
            folder: &prefix,
            width: screen.error_width,
        };
        screen.note(findings::render_all(&errors, &view).trim_end())?;
        let count = errors.len() as u64;
        Err(Failure::Told {
            code: SCENARIO,
            what: match self.folder == Path::new(".") {
                true => Said::of("slip-errors-here", count),
                false => Said::of("slip-errors", count).with("path", self.folder.display()),
            },
            cure: Cure::None,
        })
    }
}

/// A word as a shell takes it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// A word as it was before it was [quoted] for a shell.
pub fn unquoted(word: &str) -> String {
    let inside = word.strip_prefix('\'').and_then(|w| w.strip_suffix('\''));
    inside.map_or_else(|| word.to_owned(), |inside| inside.replace("'\\''", "'"))
}

/// Scenarios near a path that is none.
fn suggestion(path: &Path) -> Cure {
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let beside = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut known = Vec::new();
    for folder in [path, beside, Path::new("."), Path::new("scenarios")] {
        known.extend(scenarios_in(folder));
    }
    known.sort();
    known.dedup();
    let near = nearest_few(&name, known.iter().filter_map(|p| p.file_name()?.to_str()));
    let near: Vec<String> = known
        .iter()
        .filter(|p| {
            p.file_name()
                .is_some_and(|n| near.iter().any(|k| n == k.as_str()))
        })
        .map(|p| p.display().to_string())
        .collect();
    if !near.is_empty() {
        return Cure::Near(near);
    }
    if known.is_empty() {
        return Said::new("do-name-scenario").into();
    }
    let some: Vec<String> = known
        .iter()
        .take(6)
        .map(|p| format!("`{}`", p.display()))
        .collect();
    Said::new("do-nearby").with("names", some.join(", ")).into()
}

/// Folders inside a folder that are scenarios.
fn scenarios_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flatten()
        .take(1_000)
        .map(|e| e.path())
        .filter(|p| p.join(SCENARIO_FILE).is_file())
        .map(|p| p.strip_prefix(".").map(Path::to_owned).unwrap_or(p))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn words_are_quoted_for_the_shell_where_they_must_be() {
        assert_eq!(quoted("scenarios/lake"), "scenarios/lake");
        assert_eq!(quoted("my argument"), "'my argument'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted("members[cjng]"), "'members[cjng]'");
    }
}
