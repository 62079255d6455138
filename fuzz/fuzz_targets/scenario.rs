//! Any bytes as the files of a scenario, parted by NUL: scenario.toml, brief.md, sources.bib, data.csv.
#![no_main]

use contend_scenario::place::MemoryFolder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let names = ["scenario.toml", "brief.md", "sources.bib", "data.csv"];
    let files = names.iter().zip(bytes.split(|b| *b == 0)).map(|(n, b)| ((*n).to_owned(), b.to_vec())).collect();
    let reading = contend_scenario::read(&MemoryFolder { files });
    // Every place of a finding can be shown.
    for finding in &reading.findings {
        if let Some(span) = finding.span {
            let _ = reading.files.line_column(span);
        }
    }
});
