//! `contend new`: a small commented scenario that runs at once.

use std::io::{self, Write};
use std::path::Path;

use crate::arguments::New;
use crate::failure::{Failure, OK, SCENARIO};
use crate::open::quoted;
use crate::screen::{STRONG, Screen, paint};

/// What is written: path inside the folder, and text.
const FILES: &[(&str, &str)] = &[
    (
        "scenario.toml",
        include_str!("../../templates/scenario.toml"),
    ),
    ("brief.md", include_str!("../../templates/brief.md")),
    ("sources.bib", include_str!("../../templates/sources.bib")),
    (
        "data/towns.csv",
        include_str!("../../templates/data/towns.csv"),
    ),
];

/// Writes the scenario. Nothing that exists is touched.
pub fn run(new: &New, screen: &mut Screen) -> Result<u8, Failure> {
    let folder = &new.folder;
    let name = folder.display();
    if folder.exists() {
        let empty = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if !empty {
            return Err(Failure::usage(
                format!("`{name}` exists already, and nothing in it is overwritten"),
                "name a folder that does not exist yet",
            ));
        }
    }
    for (path, text) in FILES {
        write(&folder.join(path), text).map_err(|e| Failure::Told {
            code: SCENARIO,
            message: format!("`{}` cannot be written: {e}", folder.join(path).display()),
            cure: "name a folder where you may write".to_owned(),
        })?;
    }
    let typed = quoted(&folder.to_string_lossy());
    screen.line(format!(
        "Wrote a scenario to {}:",
        paint(STRONG, &name.to_string())
    ))?;
    for (path, _) in FILES {
        screen.line(format!("  {path}"))?;
    }
    screen.line("")?;
    screen.line(format!(
        "  contend run {typed}      simulates it and weighs its claims"
    ))?;
    screen.line(format!(
        "  contend check {typed}    finds mistakes after you edit it"
    ))?;
    screen.line("")?;
    screen.line("Every line of scenario.toml says what it is for; start there.")?;
    Ok(OK)
}

/// Writes a file that must not exist.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?
        .write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_written() {
        let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut files = 0;
        for folder in [templates.clone(), templates.join("data")] {
            files += std::fs::read_dir(folder)
                .unwrap()
                .filter(|e| e.as_ref().unwrap().path().is_file())
                .count();
        }
        assert_eq!(files, FILES.len());
    }
}
