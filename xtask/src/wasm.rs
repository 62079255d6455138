//! The core crates for WebAssembly: that they build, and that they give the same bits.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Fault, cargo, run, run_and_read, works};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// Builds the core crates and a small module that computes with them, runs it in Node.js, and compares its hashes with
/// those of the native build.
pub fn build_and_compare() -> Result<(), Fault> {
    if std::env::var_os("CONTEND_SKIP_WASM").is_some_and(|v| v == "1") {
        println!("skipped, as CONTEND_SKIP_WASM=1 says: nothing is proved about WebAssembly");
        return Ok(());
    }
    let module = build()?;
    compare(&module)
}

/// The module, by whichever toolchain there is.
fn build() -> Result<PathBuf, Fault> {
    let folder = shell::root().join("target/wasm");
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    let packages = [
        "-p",
        "contend-model",
        "-p",
        "contend-scenario",
        "-p",
        "contend-engine",
        "-p",
        "contend-ensemble",
        "-p",
        "contend-analysis",
        "-p",
        "contend-session",
        "-p",
        "contend-words",
        "-p",
        "contend-page",
        "-p",
        "contend-bits",
    ];
    if works(rustup) {
        println!("with rustup's target {TARGET}");
        let mut command = cargo(&["build", "--release", "--target", TARGET]);
        command.args(packages).env("CARGO_TARGET_DIR", &folder);
        run(command)?;
    } else {
        println!("with Debian's rustc-web (rustup has no {TARGET} here)");
        install_debian_packages()?;
        let mut command = Command::new("/usr/bin/cargo");
        command
            .args([
                "build",
                "--release",
                "--target",
                TARGET,
                "-Zbuild-std=std,panic_abort",
            ])
            .args(packages)
            .current_dir(shell::root())
            .env("CARGO_TARGET_DIR", &folder)
            .env("RUSTC", "/usr/bin/rustc")
            .env("RUSTC_BOOTSTRAP", "1")
            .env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
                "/usr/bin/wasm-ld-19",
            );
        // What the outer cargo says of itself would confuse the other one.
        for name in [
            "CARGO",
            "RUSTUP_TOOLCHAIN",
            "RUSTUP_HOME",
            "CARGO_MANIFEST_DIR",
            "RUSTDOC",
        ] {
            command.env_remove(name);
        }
        run(command)?;
    }
    Ok(folder.join(TARGET).join("release/contend_bits.wasm"))
}

fn install_debian_packages() -> Result<(), Fault> {
    let all = Path::new("/usr/bin/wasm-ld-19").exists()
        && works({
            let mut query = Command::new("dpkg");
            query.arg("-s").args(DEBIAN_PACKAGES);
            query
        });
    if all {
        return Ok(());
    }
    let hint = format!(
        "install the target with `rustup target add {TARGET}`, or on Debian as root: apt-get install --no-install-recommends {}; \
         CONTEND_SKIP_WASM=1 leaves this step out",
        DEBIAN_PACKAGES.join(" ")
    );
    if !shell::exists("apt-get") {
        return Err(Fault(format!("WebAssembly cannot be built here: {hint}")));
    }
    println!("installing {} …", DEBIAN_PACKAGES.join(", "));
    let mut update = Command::new("apt-get");
    update.args(["update", "-qq"]);
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "-qq", "--no-install-recommends"])
        .args(DEBIAN_PACKAGES)
        .env("DEBIAN_FRONTEND", "noninteractive");
    if works(update) && works(install) {
        Ok(())
    } else {
        Err(Fault(format!("WebAssembly cannot be built here: {hint}")))
    }
}

fn compare(module: &Path) -> Result<(), Fault> {
    if !shell::exists("node") {
        return Err(Fault("Node.js is needed to run the WebAssembly module: install `nodejs`, or set CONTEND_SKIP_WASM=1".into()));
    }
    let mut node = Command::new("node");
    node.arg(shell::root().join("xtask/bits/run.mjs"))
        .arg(module);
    let theirs = run_and_read(node)?;
    let native = run_and_read(cargo(&[
        "run",
        "--quiet",
        "--release",
        "--package",
        "contend-bits",
        "--bin",
        "contend-bits",
    ]))?;
    if theirs.trim() == native.trim() {
        println!("the same bits natively and in WebAssembly");
        Ok(())
    } else {
        Err(Fault("native and WebAssembly bits differ".into()))
    }
}
