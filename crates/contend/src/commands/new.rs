//! `contend new`: a small commented scenario that runs at once.

use std::io::{self, Write};
use std::path::Path;

use crate::arguments::New;
use crate::failure::{Failure, OK, SCENARIO, Said};
use crate::open::OnDisk;
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

/// The JSON Schema beside the scenario, which the first line of `scenario.toml` names: editors complete fields by it, and
/// mark what is none.
const SCHEMA: &str = "scenario.schema.json";

/// Writes the scenario. Nothing that exists is touched.
pub fn run(new: &New, screen: &mut Screen) -> Result<u8, Failure> {
    let folder = &new.folder;
    let name = folder.display();
    if folder.exists() {
        let empty = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if !empty {
            return Err(Failure::usage(
                Said::new("slip-exists").with("path", name),
                Said::new("do-new-folder"),
            ));
        }
    }
    let schema = crate::commands::json(&contend_scenario::schema())? + "\n";
    let files = || FILES.iter().copied().chain([(SCHEMA, &*schema)]);
    for (path, text) in files() {
        write(&folder.join(path), text).map_err(|e| Failure::Told {
            code: SCENARIO,
            what: Said::new("slip-unwritable")
                .with("path", folder.join(path).display())
                .with("why", e),
            cure: Said::new("do-own-folder").into(),
        })?;
    }
    let typed = OnDisk {
        folder: folder.clone(),
    }
    .typed();
    let m = screen.language;
    let shown = paint(STRONG, &name.to_string());
    screen.line(m.f("new-written", &[("folder", &shown)]))?;
    for (path, _) in files() {
        screen.line(format!("  {path}"))?;
    }
    screen.line("")?;
    let (run, check) = (m.t("new-run"), m.t("new-check"));
    screen.line(format!("  contend run {typed}      {run}"))?;
    screen.line(format!("  contend check {typed}    {check}"))?;
    screen.line("")?;
    screen.line(m.t("new-start"))?;
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
        assert!(FILES[0].1.starts_with(&format!("#:schema ./{SCHEMA}\n")));
    }
}
