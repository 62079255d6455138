//! The core crates for WebAssembly: that they build, and that they give the same bits.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Fault, cargo, run, run_and_read, works};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-19"];

/// How the modules are built, and the native program that they are held against.
#[derive(Clone, Copy)]
pub enum Build {
    /// As the tests have it: modules that are quick to build, and the workspace's own build.
    Quick,
    /// As users have it.
    Release,
}

impl Build {
    /// The profile of modules.
    fn profile(self) -> &'static str {
        match self {
            Build::Quick => "module-quick",
            Build::Release => "module",
        }
    }

    /// Where modules are.
    fn folder(self, lanes: Lanes) -> PathBuf {
        lanes.folder().join(TARGET).join(self.profile())
    }

    /// Builds the native program that prints bits.
    fn native(self) -> Command {
        let example = ["--package", "contend-bits", "--example", "native-bits"];
        match self {
            Build::Quick => cargo(&["build", "--workspace", "--example", "native-bits"]),
            Build::Release => cargo(&[&["build", "--release"][..], &example].concat()),
        }
    }

    fn program(self) -> PathBuf {
        let folder = match self {
            Build::Quick => "debug",
            Build::Release => "release",
        };
        shell::root()
            .join("target")
            .join(folder)
            .join("examples/native-bits")
    }

    /// What is built for WebAssembly. What a module does without vectors differs in the engine alone, whose bits are held against those
    /// of the native build: the tests leave the whole module without vectors to the release build.
    fn packages(self, lanes: Lanes) -> &'static [&'static str] {
        match (self, lanes) {
            (Build::Quick, Lanes::Plain) => &["-p", "contend-bits"],
            (Build::Quick, Lanes::Simd) => &[
                "-p",
                "contend-bits",
                "-p",
                "contend-wasm",
                "--features",
                "contend-wasm/reports",
            ],
            (Build::Release, _) => &["-p", "contend-bits", "-p", "contend-wasm"],
        }
    }

    /// What modules answer of scenarios: as users have them verdicts alone, which is all that pages ask.
    fn answers(self) -> &'static [&'static str] {
        match self {
            Build::Quick => &["report", "verdicts"],
            Build::Release => &["verdicts"],
        }
    }
}

/// Builds the core crates and a small module that computes with them, runs it in Node.js, and compares its hashes with
/// those of the native build.
///
/// In the tests that is the workspace's own build, which is there already, and modules of little optimisation; by itself
/// ([`Build::Release`]) both are as users have them, compiled from nothing for minutes.
pub fn build_and_compare(build: Build) -> Result<(), Fault> {
    if std::env::var_os("CONTEND_SKIP_WASM").is_some_and(|v| v == "1") {
        println!("skipped, as CONTEND_SKIP_WASM=1 says: nothing is proved about WebAssembly");
        return Ok(());
    }
    let toolchain = Toolchain::find()?;
    let core: Vec<&str> = CORE.iter().flat_map(|name| ["-p", name]).collect();
    run(toolchain.cargo("check", &core, (build, Lanes::Plain)))?;
    // What is built as one piece leaves a core idle for minutes, so the builds run side by side, each in a folder of its own.
    let module = |lanes| toolchain.cargo("build", build.packages(lanes), (build, lanes));
    side_by_side([module(Lanes::Plain), module(Lanes::Simd), build.native()])?;
    for lanes in [Lanes::Plain, Lanes::Simd] {
        let folder = build.folder(lanes);
        compare(&folder.join("contend_bits.wasm"), &build.program())?;
        if build.packages(lanes).contains(&"contend-wasm") {
            let module = folder.join("contend_wasm.wasm");
            let size = std::fs::metadata(&module).map_or(0, |m| m.len());
            println!("{}: {} kB", module.display(), size / 1000);
            answer_alike(&module, build.answers())?;
        }
    }
    Ok(())
}

/// The engine of pages, with vectors, where the tests have built it.
pub fn module() -> PathBuf {
    Build::Quick.folder(Lanes::Simd).join("contend_wasm.wasm")
}

/// The engine of pages as users have it, without vectors and with them, where [`Build::Release`] has built it.
pub fn modules() -> Option<[PathBuf; 2]> {
    let module = |lanes| Build::Release.folder(lanes).join("contend_wasm.wasm");
    let both = [Lanes::Plain, Lanes::Simd].map(module);
    both.iter().all(|module| module.is_file()).then_some(both)
}

/// Runs commands at the same time, and waits for all of them.
fn side_by_side<const N: usize>(commands: [Command; N]) -> Result<(), Fault> {
    let ended = std::thread::scope(|scope| {
        let begun = commands.map(|command| scope.spawn(|| run(command)));
        begun.map(|one| {
            one.join()
                .unwrap_or_else(|_| Err(Fault("a build was lost".into())))
        })
    });
    ended.into_iter().collect()
}

/// Scenarios whose reports, and verdicts after each of some moves, a module must give to the last bit, and of how many worlds.
const ANSWERED: [(&str, u32, &str); 4] = [
    (
        "americas",
        48,
        r#"[[{"actor": "united_states", "strategy": "caribbean_strikes", "levers": {"strikes_caribbean": 4}}],
            [{"actor": "mexico", "strategy": "balancing_act", "levers": {"prevention": {"values": [["2027-01-01", 0.2], ["2029-01-01", 0.9]], "ramp": true}}},
             {"actor": "united_states", "strategy": "law_enforcement", "levers": {"rewards": 0.7}}]]"#,
    ),
    (
        "fishing-dispute",
        200,
        r#"[[{"actor": "old", "strategy": "restrained", "levers": {"old_quota": 1.5}}]]"#,
    ),
    (
        "lake",
        300,
        r#"[[{"actor": "town", "strategy": "heavy", "levers": {"release": {"values": [[null, 0.01]], "until": "2060-01-01"}}}]]"#,
    ),
    (
        "peace-guarantee",
        300,
        r#"[[{"actor": "guarantor", "strategy": "token", "levers": {"mission": 0.6}}]]"#,
    ),
];

/// Holds what a module answers, reports or verdicts, of elaborated scenarios against what native sessions answer that read the
/// folders.
fn answer_alike(module: &Path, answers: &[&str]) -> Result<(), Fault> {
    let into = shell::root().join("target/wasm/answers");
    std::fs::create_dir_all(&into).map_err(|e| Fault(format!("{}: {e}", into.display())))?;
    run(cargo(&[
        "build",
        "--quiet",
        "--workspace",
        "--example",
        "native",
    ]))?;
    for (scenario, worlds, moves) in ANSWERED {
        let mut native = Command::new(shell::root().join("target/debug/examples/native"));
        native
            .arg(shell::root().join("scenarios").join(scenario))
            .arg(worlds.to_string())
            .arg(moves)
            .arg(&into);
        run(native)?;
        let ask = |answer: &str| {
            let moves = (answer == "verdicts").then_some(moves);
            let mut node = Command::new("node");
            node.arg(shell::root().join("crates/contend-wasm/run.mjs"))
                .arg(module)
                .arg(into.join("elaborated.json"))
                .arg(format!("{{\"worlds\": {worlds}}}"))
                .arg(into.join(format!("their-{answer}.json")))
                .args(moves);
            run(node)
        };
        let read = |name: &str| {
            let read = std::fs::read_to_string(into.join(name));
            read.map_err(|e| Fault(format!("{name}: {e}")))
        };
        for answer in answers {
            ask(answer)?;
            if read(&format!("their-{answer}.json"))? != read(&format!("{answer}.json"))? {
                return Err(Fault(format!(
                    "{scenario}: the module's {answer}.json differs from the native one"
                )));
            }
        }
        let verdicts = read("verdicts.json")?;
        if verdicts.lines().collect::<HashSet<_>>().len() != verdicts.lines().count() {
            return Err(Fault(format!("{scenario}: a move moves nothing")));
        }
    }
    println!(
        "the same natively and by the module: {}",
        answers.join(", ")
    );
    Ok(())
}

/// The crates that build for WebAssembly.
const CORE: [&str; 8] = [
    "contend-model",
    "contend-scenario",
    "contend-engine",
    "contend-ensemble",
    "contend-analysis",
    "contend-session",
    "contend-words",
    "contend-page",
];

/// What a module needs of the machine that runs it.
#[derive(Clone, Copy)]
enum Lanes {
    /// Nothing.
    Plain,
    /// Vectors of 128 bits (`simd128`).
    Simd,
}

impl Lanes {
    fn folder(self) -> PathBuf {
        shell::root().join(match self {
            Lanes::Plain => "target/wasm",
            Lanes::Simd => "target/wasm-simd",
        })
    }
}

/// What builds for WebAssembly here.
enum Toolchain {
    Rustup,
    Debian,
}

impl Toolchain {
    fn find() -> Result<Toolchain, Fault> {
        let mut rustup = Command::new("rustup");
        rustup.args(["target", "add", TARGET]);
        if works(rustup) {
            println!("with rustup's target {TARGET}");
            return Ok(Toolchain::Rustup);
        }
        println!("with Debian's rustc-web (rustup has no {TARGET} here)");
        install_debian_packages()?;
        Ok(Toolchain::Debian)
    }

    /// Cargo's command on some packages.
    fn cargo(&self, command: &str, packages: &[&str], (build, lanes): (Build, Lanes)) -> Command {
        let arguments = [command, "--profile", build.profile(), "--target", TARGET];
        let mut command = match self {
            Toolchain::Rustup => cargo(&arguments),
            Toolchain::Debian => {
                let mut command = Command::new("/usr/bin/cargo");
                command
                    .args(arguments)
                    .arg("-Zbuild-std=std,panic_abort")
                    .current_dir(shell::root())
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
                command
            }
        };
        command
            .args(packages)
            .env("CARGO_TARGET_DIR", lanes.folder());
        if let Lanes::Simd = lanes {
            command.env(
                "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
                "-Ctarget-feature=+simd128",
            );
        }
        command
    }
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

fn compare(module: &Path, native: &Path) -> Result<(), Fault> {
    if !shell::exists("node") {
        return Err(Fault("Node.js is needed to run the WebAssembly module: install `nodejs`, or set CONTEND_SKIP_WASM=1".into()));
    }
    let mut node = Command::new("node");
    let scenario = shell::root().join("target/wasm/bits.json");
    let mut program = Command::new(native);
    program.arg(&scenario);
    let native = run_and_read(program)?;
    node.arg(shell::root().join("xtask/bits/run.mjs"))
        .arg(module)
        .arg(scenario);
    let theirs = run_and_read(node)?;
    if theirs.trim() == native.trim() {
        println!("the same bits natively and in WebAssembly");
        Ok(())
    } else {
        Err(Fault("native and WebAssembly bits differ".into()))
    }
}
