//! Deliberate breakages of the crates in which numbers become statements: each should make a test fail.

use crate::shell::{Fault, cargo, exists, root, run};

/// A crate and the crates whose tests are to notice what is broken in it.
const CRATES: [(&str, &[&str]); 3] = [
    ("contend-ensemble", &["contend-ensemble", "contend-session"]),
    ("contend-words", &["contend-words", "contend"]),
    (
        "contend-page",
        &["contend-page", "contend-session", "contend"],
    ),
];

/// The longest that the tests of one mutant may take, in seconds: some loop for ever.
const LONGEST: &str = "120";

/// What cargo-mutants ends with where a mutant passes the tests, or keeps them from ending.
const UNNOTICED: i32 = 2;
const TOO_LONG: i32 = 3;

/// Runs cargo-mutants over one crate or all three; `part` is `K/N`, one of N parts of the mutants.
pub fn mutants(arguments: &[String]) -> Result<(), Fault> {
    let (name, part) = match arguments {
        [] => (None, None),
        [name] => (Some(name), None),
        [name, part] => (Some(name), Some(part)),
        _ => return Err(Fault("too many arguments: mutants [CRATE [K/N]]".into())),
    };
    let chosen: Vec<_> = (CRATES.iter())
        .filter(|(of, _)| name.is_none_or(|name| name == of))
        .collect();
    if chosen.is_empty() {
        let known = CRATES.map(|(name, _)| name).join(", ");
        return Err(Fault(format!("mutants are made of {known}")));
    }
    for tool in ["cargo-mutants", "cargo-nextest"] {
        if !exists(tool) {
            println!("installing {tool} …");
            run(cargo(&["install", tool, "--locked"]))?;
        }
    }
    let mut missed = Vec::new();
    for (name, tests) in chosen {
        let output = format!("target/mutants/{name}");
        std::fs::create_dir_all(root().join(&output))
            .map_err(|e| Fault(format!("cannot make {output}: {e}")))?;
        let mut command = cargo(&["mutants", "--package", name, "--output", &output]);
        command.args(["--test-package", &tests.join(","), "--timeout", LONGEST]);
        // `cargo xtask test` says whether the tests are green without a breakage.
        command.args(["--baseline", "skip"]);
        if let Some(part) = part {
            command.args(["--shard", part]);
        }
        let status = command
            .status()
            .map_err(|e| Fault(format!("cannot start cargo-mutants: {e}")))?;
        match status.code() {
            Some(0) => {}
            Some(UNNOTICED | TOO_LONG) => missed.push(format!("{output}/mutants.out/missed.txt")),
            _ => return Err(Fault(format!("cargo-mutants failed ({status})"))),
        }
    }
    if missed.is_empty() {
        Ok(())
    } else {
        let files = missed.join(", ");
        Err(Fault(format!("some mutants were not noticed, see {files}")))
    }
}
