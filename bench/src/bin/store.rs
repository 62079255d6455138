//! Writing worlds: `cargo run --release -p contend-bench --bin store`.
#![allow(clippy::print_stdout)] // figures are what it is for
#![allow(dead_code)] // modules are shared with the other measurements

#[path = "../clock.rs"]
mod clock;

use std::fmt::Write;

use contend_ensemble::Meter;
use contend_model::place::MemoryFolder;
use contend_session::Session;
use contend_session::executor::{Sequential, Silent};
use contend_session::request::RunRequest;
use contend_store::{parquet, table};

const RUNS: usize = 7;
const WORLDS: u64 = 10_000;

fn main() {
    let session = Session::open(&MemoryFolder::new([("scenario.toml", &*scenario())]));
    let session = session
        .session
        .unwrap_or_else(|| panic!("{:?}", session.findings));
    let request = RunRequest {
        worlds: Some(WORLDS),
        ..RunRequest::default()
    };
    let pieces = session.pieces(&request, &Sequential);
    let pieces = pieces.unwrap_or_else(|e| panic!("{e:?}"));
    let meter = Meter::new(&Silent, pieces.runs(WORLDS));
    let piece = pieces.run(0..WORLDS, &meter);
    let piece = piece.ok().flatten().unwrap_or_else(|| panic!("no worlds"));
    let folder = std::env::temp_dir().join(format!("contend-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
    let (mut size, mut columns) = (0, 0);
    let mut write = || {
        let before = clock::cpu_seconds();
        let batch = table::worlds(piece.rows()).unwrap_or_else(|e| panic!("{e}"));
        let bytes = parquet::bytes(&batch, &[]).unwrap_or_else(|e| panic!("{e}"));
        std::fs::write(folder.join("worlds.parquet"), &bytes).unwrap_or_else(|e| panic!("{e}"));
        (size, columns) = (bytes.len(), batch.num_columns());
        clock::cpu_seconds() - before
    };
    write();
    let time = clock::median((0..RUNS).map(|_| write()).collect());
    println!(
        "{WORLDS} worlds x {columns} columns written as Parquet: {time:.3} s of processor time, {} MB",
        size / 1_000_000
    );
    let _ = std::fs::remove_dir_all(&folder);
}

/// 148 inputs and as many outcomes, each of which is a number of its own in every world.
fn scenario() -> String {
    let mut text =
        "[scenario]\ntitle = \"Wide\"\nstart = 2020\nend = 2022\nstep = \"1 year\"\n".to_owned();
    for i in 0..148 {
        let _ = write!(
            text,
            "[parameter.p{i}]\nvalue = 1\nrange = [0.5, 2]\nassumption = \"A guess.\"\n\
            [variable.v{i}]\nequation = \"exp(p{i}) * p{}\"\n[outcome.o{i}]\nequation = \"at_end(v{i})\"\n",
            (i + 1) % 148
        );
    }
    text.push_str("[claim.c]\nsays = \"The first is large.\"\ntest = \"o0 > 3\"\n");
    text
}
