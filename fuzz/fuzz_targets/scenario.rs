//! Any bytes as the files of a scenario: read, and every finding shown in its place.
#![no_main]

mod folder;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let reading = contend_scenario::read(&folder::folder(bytes));
    for finding in &reading.findings {
        if let Some(span) = finding.span {
            let _ = reading.files.line_column(span);
        }
    }
    assert!(reading.scenario.is_some() || !reading.findings.is_empty(), "refused without a word");
});
