//! A scenario is a value: what is read from its files can be written as JSON, read back, and is the same.

use std::path::{Path, PathBuf};

use contend_model::diagnostic::Diagnostic;
use contend_model::model::Scenario;
use contend_model::place::{Files, Folder, FolderError, MemoryFolder};
use contend_scenario::read;

struct Disk(PathBuf);

impl Folder for Disk {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        std::fs::read(self.0.join(path)).map_err(|_| FolderError::NotFound)
    }
}

/// Writes a value and reads it back; written again it is the same text, so that what equality passes over (the
/// symbols of a unit as written) is compared too.
fn comes_back<T>(value: &T) -> String
where
    T: serde::Serialize + for<'de> serde::Deserialize<'de> + PartialEq + std::fmt::Debug,
{
    let text = serde_json::to_string(value).expect("is written");
    let back: T = serde_json::from_str(&text).expect("is read back");
    // Not `assert_eq`: two scenarios make a long message.
    assert!(back == *value, "not the same value");
    assert!(serde_json::to_string(&back).expect("is written") == text);
    text
}

#[test]
fn every_shipped_scenario_comes_back_from_json_as_it_was() {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut found: Vec<PathBuf> = std::fs::read_dir(&all)
        .expect("scenarios")
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| {
            let inner = std::fs::read_dir(&path).expect("a folder");
            inner.map(|e| e.expect("an entry").path()).chain([path])
        })
        .filter(|path| path.join("scenario.toml").is_file())
        .collect();
    found.sort();
    assert!(found.len() >= 6, "{found:?}");
    for path in found {
        let reading = read(&Disk(path.clone()));
        let scenario = reading
            .scenario
            .unwrap_or_else(|| panic!("{} has errors", path.display()));
        comes_back::<Scenario>(&scenario);
        comes_back::<Files>(&reading.files);
        comes_back(&reading.page);
    }
}

#[test]
fn what_is_not_finite_comes_back() {
    let folder = MemoryFolder::new([(
        "scenario.toml",
        r#"
[scenario]
title = "Test"
start = 2000-01-01
end = 2001-01-01
time_unit = "year"
step = "1 month"

[parameter]
k = { value = 4, range = [0, 8], unit = "kg", assumption = "test" }

[outcome]
o = { equation = "k / 2", unit = "kg" }
"#,
    )]);
    let reading = read(&folder);
    let mut scenario = reading
        .scenario
        .unwrap_or_else(|| panic!("{:?}", reading.findings));
    // Other readers may know laws that are bounded on one side.
    scenario.inputs[0].bounds = Some((0.0, f64::INFINITY));
    let text = comes_back::<Scenario>(&scenario);
    assert!(text.contains(r#""bounds":[0.0,"inf"]"#), "{text}");
}

#[test]
fn findings_come_back() {
    let reading = read(&MemoryFolder::new([(
        "scenario.toml",
        "[variable]\nx = \"y +\"\n",
    )]));
    assert!(!reading.findings.is_empty());
    comes_back::<Vec<Diagnostic>>(&reading.findings);
}
