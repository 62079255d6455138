//! Tasks of the project: `cargo xtask help`.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a task runner talks to the terminal

mod browser;
mod fuzz;
mod gallery;
mod mutants;
mod python;
mod quick;
mod sanitize;
mod shell;
mod tests;
mod wasm;

use std::process::ExitCode;

use shell::{Fault, cargo, run};

const HELP: &str = "\
Tasks of Contend. Run from anywhere in the checkout.

  cargo xtask demo             build, run the flagship, print a line for each claim, write its page
  cargo xtask test             formatting, lints, all tests of all parts, docs, Python, WebAssembly, pages in Chromium and Firefox
  cargo xtask python           pack the Python package and test it on the Pythons that the machine has
  cargo xtask wheel            build the Python wheel that can be given away, into target/wheels
  cargo xtask browser          publish pages and check them in real browsers (UPDATE=1: store new pictures)
  cargo xtask gallery          publish all scenarios into target/gallery, and draw the pictures that README shows
  cargo xtask wasm             build the core crates for WebAssembly, compare bits with those of the release build
  cargo xtask fuzz [SECONDS]   fuzz each target for so many seconds (60); needs clang and cargo-fuzz
  cargo xtask sanitize         the engine under Miri (where nightly has it) and AddressSanitizer
  cargo xtask mutants [CRATE [K/N]]
                               break ensemble, words and page on purpose and see whether a test notices; hours
  cargo xtask bench            side-by-side measurements, with the peers in Python
  cargo xtask bench --quick [ROW…]
                               before and after a change: keep the state before with --keep, then compare with it
  cargo xtask generate         write the generated pages again (reference, JSON Schema)
  cargo xtask verdicts         write the flagship's verdicts into README.md again
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("demo") => demo(),
        Some("test") => tests::all(),
        Some("python") => python::test(),
        Some("wheel") => python::wheel(),
        Some("browser") => browser::check(),
        Some("gallery") => gallery::gallery(),
        Some("wasm") => wasm::build_and_compare(wasm::Build::Release),
        Some("fuzz") => fuzz::fuzz(arguments.get(1).map_or("60", String::as_str)),
        Some("sanitize") => sanitize::sanitize(),
        Some("mutants") => mutants::mutants(&arguments[1..]),
        Some("bench") if arguments.get(1).is_some_and(|a| a == "--quick") => {
            quick::bench(&arguments[2..])
        }
        Some("bench") => bench(),
        Some("generate") => tests::generate(true),
        Some("verdicts") => verdicts(),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(Fault(format!(
            "there is no task `{other}`; see `cargo xtask help`"
        ))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Fault(message)) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the flagship, a line for each claim, and writes its page.
fn demo() -> Result<(), Fault> {
    let root = shell::root();
    let scenario = "scenarios/americas";
    run(cargo(&["build", "--release", "--package", "contend"]))?;
    let mut command = std::process::Command::new(root.join("target/release/contend"));
    command
        .args(["run", scenario, "--summary"])
        .current_dir(&root);
    run(command)?;
    println!();
    let mut page = std::process::Command::new(root.join("target/release/contend"));
    page.args(["publish", scenario, "--output", "target/demo.html"])
        .current_dir(&root);
    run(page)?;
    let page = root.join("target/demo.html");
    println!("Open it in a browser: {}", page.display());
    if !shell::exists("contend") {
        println!(
            "The commands under NEXT need `contend` on the path: cargo install --locked --path crates/contend"
        );
    }
    Ok(())
}

/// Writes the flagship's verdicts into README, between its marks.
fn verdicts() -> Result<(), Fault> {
    let (from, until) = ("by `cargo xtask verdicts` -->", "<!-- end of verdicts -->");
    let root = shell::root();
    run(cargo(&["build", "--release", "--package", "contend"]))?;
    let arguments = ["run", "scenarios/americas", "--summary"];
    let output = std::process::Command::new(root.join("target/release/contend"))
        .args(arguments)
        .current_dir(&root)
        // Wide enough for the longest name of a claim to stay in its line.
        .env("COLUMNS", "110")
        .output()
        .map_err(|e| Fault(format!("cannot run contend: {e}")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    // From the table's head to the end of the tally: neither how long it took nor what to do next.
    let table = text
        .find("VERDICT")
        .zip(text.find("NEXT"))
        .map(|(head, next)| text[head..next].trim_end())
        .ok_or_else(|| Fault(String::from_utf8_lossy(&output.stderr).into_owned()))?;
    let path = root.join("README.md");
    let page = std::fs::read_to_string(&path).map_err(|e| Fault(format!("README.md: {e}")))?;
    let (before, rest) = page
        .split_once(from)
        .ok_or_else(|| Fault(format!("README.md has no mark “{from}”")))?;
    let (_, after) = rest
        .split_once(until)
        .ok_or_else(|| Fault(format!("README.md has no mark “{until}”")))?;
    let command = arguments.join(" ");
    let page =
        format!("{before}{from}\n\n```text\n$ contend {command}\n{table}\n```\n\n{until}{after}");
    std::fs::write(&path, page).map_err(|e| Fault(format!("README.md: {e}")))?;
    println!("wrote the verdicts into README.md");
    Ok(())
}

fn bench() -> Result<(), Fault> {
    run(cargo(&["run", "--release", "--package", "contend-bench"]))?;
    let root = shell::root();
    let venv = root.join("target/bench-peers");
    if !venv.is_dir() {
        println!("installing the peers (Python) into {} …", venv.display());
        let mut make = std::process::Command::new("python3");
        run({
            make.args(["-m", "venv"]).arg(&venv);
            make
        })?;
        let mut pip = std::process::Command::new(venv.join("bin/pip"));
        run({
            pip.args(["install", "--quiet", "--requirement"])
                .arg(root.join("bench/peers/requirements.txt"));
            pip
        })?;
    }
    let analysis = [
        "run",
        "--release",
        "--package",
        "contend-bench",
        "--bin",
        "analysis",
    ];
    run(cargo(&analysis))?;
    for peer in ["ema_lake.py", "pysd_sir.py", "search.py"] {
        let mut python = std::process::Command::new(venv.join("bin/python"));
        python.arg(root.join("bench/peers").join(peer));
        run(python)?;
    }
    let mut games = cargo(&[
        "run",
        "--release",
        "--package",
        "contend-bench",
        "--",
        "games",
    ]);
    games.arg(venv.join("bin/python"));
    run(games)
}
