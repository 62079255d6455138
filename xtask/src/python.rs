//! The Python package: its wheel, and its tests on the Pythons that the machine has.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Fault, cargo, run, run_and_read};

/// The oldest and the newest version of Python 3 that are looked for.
const OLDEST: u32 = 11;
const NEWEST: u32 = 19;

/// A Python that works.
struct Python {
    program: PathBuf,
    /// Of version 3.
    minor: u32,
}

/// Builds the extension with everything else, as the tests of the workspace did, packs it as a wheel, and tests that: all of it
/// on the newest Python for which the packages of the tests are to be had, a few words on each of the others.
pub fn test() -> Result<(), Fault> {
    if std::env::var_os("CONTEND_SKIP_PYTHON").is_some_and(|v| v == "1") {
        println!(
            "skipped, as CONTEND_SKIP_PYTHON=1 says: nothing is proved about the Python package"
        );
        return Ok(());
    }
    let pythons = pythons()?;
    // One package alone would have other features, and compile everything anew; of the workspace all but the extension is there.
    run(cargo(&[
        "build",
        "--workspace",
        "--lib",
        "--bin",
        "contend",
    ]))?;
    let Some((newest, others)) = pythons.split_first() else {
        return Err(Fault(MISSING.into()));
    };
    let library = shell::root().join("target/debug").join(library());
    let wheel = pack(newest, &library)?;
    let size = std::fs::metadata(&wheel).map_or(0, |m| m.len());
    println!("{}: {} kB", wheel.display(), size / 1000);
    let full = environment(newest)?;
    install(&full, &full, &wheel)?;
    for other in others {
        let place = bare(other)?;
        install(&full, &place, &wheel)?;
        let mut smoke = Command::new(&place);
        smoke
            .arg(package().join("tests/smoke.py"))
            .current_dir(shell::root());
        run(smoke)?;
        println!("Python 3.{}: imported, opened, run", other.minor);
    }
    let mut pytest = Command::new(&full);
    pytest
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider"])
        .arg(package().join("tests"))
        .env("CONTEND", shell::root().join("target/debug/contend"))
        .current_dir(shell::root());
    run(pytest)?;
    println!("Python 3.{}: all tests", newest.minor);
    Ok(())
}

/// Builds the wheel that can be given away, into `target/wheels`, with maturin in an environment of its own.
pub fn wheel() -> Result<(), Fault> {
    let pythons = pythons()?;
    let mut pip = Command::new(environment(&pythons[0])?);
    pip.args(["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"])
        .arg(shell::root().join("target/wheels"))
        .arg(package());
    run(pip)?;
    println!("see target/wheels");
    Ok(())
}

const MISSING: &str = "the Python package needs CPython 3.11 or newer: install `python3` and `python3-venv` (Debian 12 and newer), or \
                       `pyenv install 3.13`; CONTEND_SKIP_PYTHON=1 leaves this step out";

fn package() -> PathBuf {
    shell::root().join("crates/contend-python")
}

/// As Cargo names it on this system.
fn library() -> &'static str {
    if cfg!(target_os = "macos") {
        "libcontend_native.dylib"
    } else if cfg!(windows) {
        "contend_native.dll"
    } else {
        "libcontend_native.so"
    }
}

/// The Pythons of the machine with the stable ABI that the wheel has, the newest first, one of each version.
fn pythons() -> Result<Vec<Python>, Fault> {
    let mut candidates: Vec<PathBuf> = (OLDEST..=NEWEST)
        .map(|minor| PathBuf::from(format!("python3.{minor}")))
        .collect();
    candidates.push("python3".into());
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let pyenv = home.map(|home| home.join(".pyenv/versions"));
    let installed = pyenv.and_then(|folder| std::fs::read_dir(folder).ok());
    candidates.extend(
        (installed.into_iter().flatten().flatten()).map(|entry| entry.path().join("bin/python")),
    );
    let mut found: Vec<Python> = Vec::new();
    for program in candidates {
        if let Some(minor) = minor(&program).filter(|minor| *minor >= OLDEST)
            && found.iter().all(|p| p.minor != minor)
        {
            found.push(Python { program, minor });
        }
    }
    found.sort_by_key(|p| std::cmp::Reverse(p.minor));
    match found.is_empty() {
        true => Err(Fault(MISSING.into())),
        false => Ok(found),
    }
}

/// The minor version of a CPython 3 with a GIL and with environments; `None` where it is none, or does not start.
fn minor(program: &Path) -> Option<u32> {
    const ASK: &str = "import sys, venv, ensurepip, sysconfig; \
        assert sys.implementation.name == 'cpython' and not sysconfig.get_config_var('Py_GIL_DISABLED'); \
        print(*sys.version_info[:2])";
    let mut ask = Command::new(program);
    let answer = ask.args(["-c", ASK]).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    text.trim().strip_prefix("3 ")?.parse().ok()
}

fn pack(python: &Python, library: &Path) -> Result<PathBuf, Fault> {
    let mut pack = Command::new(&python.program);
    pack.arg(package().join("pack.py"))
        .arg(library)
        .arg(shell::root().join("target/python"));
    let told = run_and_read(pack)?;
    Ok(PathBuf::from(told.trim()))
}

/// An environment with the packages of the tests, made anew where these have changed; gives its Python.
fn environment(python: &Python) -> Result<PathBuf, Fault> {
    let needs = package().join("tests/requirements.txt");
    let place = shell::root().join(format!("target/python/3.{}", python.minor));
    let stamp = place.join("requirements.txt");
    let program = place.join("bin/python");
    let read = |path: &Path| std::fs::read_to_string(path).ok();
    if read(&stamp).is_some() && read(&stamp) == read(&needs) {
        return Ok(program);
    }
    println!(
        "installing the packages of the tests into {} …",
        place.display()
    );
    let mut make = Command::new(&python.program);
    make.args(["-m", "venv", "--clear"]).arg(&place);
    run(make)?;
    let mut pip = Command::new(&program);
    // Most of what is installed is never imported, and need not be compiled.
    pip.args(["-m", "pip", "install", "--quiet", "--no-compile"])
        .arg("--requirement")
        .arg(&needs);
    run(pip).map_err(|Fault(why)| {
        Fault(format!(
            "{why}: the packages of the tests were not installed, for which pip needs the network; see `pip config list` where it has \
             to go another way; CONTEND_SKIP_PYTHON=1 leaves this step out"
        ))
    })?;
    std::fs::copy(&needs, &stamp).map_err(|e| Fault(format!("{}: {e}", stamp.display())))?;
    Ok(program)
}

/// An environment with nothing in it; gives its Python.
fn bare(python: &Python) -> Result<PathBuf, Fault> {
    let place = shell::root().join(format!("target/python/3.{}-bare", python.minor));
    let mut make = Command::new(&python.program);
    make.args(["-m", "venv", "--clear", "--without-pip"])
        .arg(&place);
    run(make)?;
    Ok(place.join("bin/python"))
}

/// Installs the wheel into an environment, with another one's pip.
fn install(pip: &Path, into: &Path, wheel: &Path) -> Result<(), Fault> {
    let mut command = Command::new(pip);
    command
        .args(["-m", "pip", "--python"])
        .arg(into)
        .args(["install", "--quiet", "--no-deps", "--force-reinstall"])
        .arg(wheel);
    run(command)
}
