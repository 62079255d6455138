//! What a developer runs before and after a change: `cargo xtask bench --quick`.

use std::path::PathBuf;
use std::process::Command;

use crate::shell::{self, Fault, cargo, run};

/// Builds the measurements and runs them: with `--keep` to keep this build for later, else against the build that was kept, or
/// against the build or the figures that `--before` names. What else is given are names of rows.
pub fn bench(arguments: &[String]) -> Result<(), Fault> {
    let (mut keeps, mut before, mut rest) = (false, None, Vec::new());
    let mut all = arguments.iter();
    while let Some(argument) = all.next() {
        match argument.as_str() {
            "--keep" => keeps = true,
            "--before" => {
                let path = all.next();
                before = Some(
                    path.ok_or(Fault("--before is followed by a path".into()))?
                        .into(),
                );
            }
            row => rest.push(row),
        }
    }
    run(cargo(&["build", "--release", "--package", "contend-bench"]))?;
    let target = shell::root().join("target");
    let built = target.join("release").join(name("contend-bench"));
    let kept = target.join(name("bench-before"));
    if keeps {
        std::fs::copy(&built, &kept)
            .map_err(|e| Fault(format!("cannot write {}: {e}", kept.display())))?;
        println!("kept this build as {}", kept.display());
        println!("change what you will, then run `cargo xtask bench --quick`");
        return Ok(());
    }
    let before: Option<PathBuf> = before.or(kept.is_file().then_some(kept));
    let mut command = Command::new(built);
    command
        .current_dir(shell::root())
        .arg("quick")
        .args(["--save", "target/bench-quick.txt"]);
    match &before {
        Some(path) => {
            println!("old is {}", path.display());
            command.arg("--before").arg(path);
        }
        None => {
            println!("nothing to compare with: `cargo xtask bench --quick --keep` keeps a build")
        }
    }
    command.args(rest);
    run(command)
}

fn name(program: &str) -> String {
    format!("{program}{}", std::env::consts::EXE_SUFFIX)
}
