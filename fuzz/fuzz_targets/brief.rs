//! Any bytes as a brief: its marks, its citations, its Markdown, and the page made of it.
#![no_main]
#![allow(dead_code)] // each target uses a part of the frame

mod frame;
mod page;

use contend_model::place::MemoryFolder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if bytes.len() > 20_000 {
        return;
    }
    let scenario = format!("{}{}[claim.c]\nsays = 'C.'\ntest = 'last > 1'\n", frame::SCENARIO, frame::STRATEGIES);
    let mut folder = MemoryFolder::new([("scenario.toml", scenario.as_str()), ("sources.bib", "@book{k, title = {T}}")]);
    folder.files.insert("brief.md".to_owned(), bytes.to_vec());
    if let Some(session) = frame::read_and_run(&folder, 2) {
        page::render(&session);
    }
});
