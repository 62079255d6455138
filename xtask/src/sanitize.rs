//! The engine under a checker of memory: Miri where the toolchain has it, else AddressSanitizer.

use std::process::Command;

use crate::shell::{Fault, cargo, run, works};

/// Tests that run every opcode with the plain kernels, few enough for an interpreter.
const INTERPRETED: [&str; 2] = ["whole_code_is_sealed", "what_is_sealed_can_be_run"];

/// Miri interprets those tests of the engine that run its kernels, the plain ones; AddressSanitizer runs all tests of the
/// engine with the kernels of this processor.
pub fn sanitize() -> Result<(), Fault> {
    if works(nightly(&["miri", "--version"])) {
        println!("Miri: every opcode with the plain kernels");
        let mut command = nightly(&["miri", "test", "--package", "contend-engine", "--lib", "--"]);
        command.args(INTERPRETED);
        command.env("MIRIFLAGS", "-Zmiri-disable-isolation");
        run(command)?;
    } else {
        println!("no Miri here (`rustup +nightly component add miri`)");
    }
    let target = host()?;
    println!("AddressSanitizer: the engine's tests");
    let mut command = cargo(&["test", "--package", "contend-engine", "--target", &target]);
    // Flags that a stable compiler hides, as for the fuzzers; a target of its own keeps build scripts free of them.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.env("RUSTFLAGS", "-Zsanitizer=address");
    command.args(["--target-dir", "target/sanitize", "--lib", "--tests"]);
    run(command)
}

/// Cargo of the nightly toolchain.
fn nightly(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .arg("+nightly")
        .args(arguments)
        .current_dir(crate::shell::root())
        // Set by the Cargo that runs this; they would name its toolchain.
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO");
    command
}

/// The target that this machine is.
fn host() -> Result<String, Fault> {
    let output = Command::new("rustc")
        .args(["--print", "host-tuple"])
        .output()
        .map_err(|e| Fault(format!("cannot start rustc: {e}")))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
