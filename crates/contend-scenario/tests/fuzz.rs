//! What fuzzers begin with: the dictionary has the words of the language as it is, and the seeds reach the engine.

use std::path::{Path, PathBuf};

use contend_model::place::MemoryFolder;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

#[test]
fn the_dictionary_has_every_word() {
    let written = std::fs::read_to_string(fuzz().join("contend.dict")).expect("a dictionary");
    assert!(
        written == contend_scenario::dictionary(),
        "fuzz/contend.dict is not what the program writes; run `cargo xtask generate`"
    );
    for word in [
        "\"softmax(\"",
        "\"hazard = \"",
        "\"[parameter.\"",
        "\"[[correlation]]\\x0A\"",
    ] {
        assert!(written.lines().any(|l| l == word), "{word}");
    }
}

/// A seed that is refused gets no further than the reader.
#[test]
fn every_folder_among_the_seeds_is_a_scenario_without_errors() {
    let mut seeds = 0;
    for entry in std::fs::read_dir(fuzz().join("seeds/folder"))
        .expect("seeds")
        .flatten()
    {
        let bytes = std::fs::read(entry.path()).expect("a seed");
        // As `fuzz_targets/folder.rs` reads them: files parted by NUL, each its path, a line break and its text.
        let mut folder = MemoryFolder::default();
        for part in bytes.split(|b| *b == 0) {
            let end = part.iter().position(|b| *b == b'\n').expect("a path");
            let path = String::from_utf8(part[..end].to_vec()).expect("a path");
            folder.files.insert(path, part[end + 1..].to_vec());
        }
        let reading = contend_scenario::read(&folder);
        assert!(
            reading.scenario.is_some(),
            "{:?}: {:?}",
            entry.file_name(),
            reading.findings
        );
        seeds += 1;
    }
    assert!(seeds >= 8);
}
