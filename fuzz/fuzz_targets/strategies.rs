//! Any text as the strategies of an actor: read, and run where it can be.
#![no_main]
#![allow(dead_code)] // each target uses a part of the frame

mod frame;

use contend_model::place::MemoryFolder;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if text.len() > 4_000 {
        return;
    }
    let scenario = format!("{}[strategy.a]\n{text}\n", frame::SCENARIO);
    frame::read_and_run(&MemoryFolder::new([("scenario.toml", scenario.as_str())]), 5);
});
