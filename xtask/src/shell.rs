//! Running other programs.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Why a task could not be done, in words.
#[derive(Debug)]
pub struct Fault(pub String);

/// The checkout.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}

/// Cargo in the checkout, the same one that runs this.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// Runs a command to its end.
pub fn run(mut command: Command) -> Result<(), Fault> {
    let shown = show(&command);
    let status = command
        .status()
        .map_err(|e| Fault(format!("cannot start `{shown}`: {e}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Fault(format!("`{shown}` failed ({status})")))
    }
}

/// Runs a command, shows what it prints and gives it back.
pub fn run_and_read(mut command: Command) -> Result<String, Fault> {
    let shown = show(&command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|e| Fault(format!("cannot start `{shown}`: {e}")))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    print!("{text}");
    if output.status.success() {
        Ok(text)
    } else {
        Err(Fault(format!("`{shown}` failed ({})", output.status)))
    }
}

/// Runs a command silently; whether it went well.
pub fn works(mut command: Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

/// Whether a program is on the path.
pub fn exists(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|p| p.join(program).is_file()))
}

fn show(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|a| a.to_string_lossy().into_owned()));
    words.join(" ")
}
