//! Running other programs.

use std::io::{BufRead, BufReader, Read};
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
pub fn run_and_read(command: Command) -> Result<String, Fault> {
    each_line(command, &|line| println!("{line}"))
}

/// Runs a command and hands on each line that it prints, as it comes: a long test that says nothing until its end looks
/// like one that hangs. Gives back what it printed to standard output, and then to standard error.
fn each_line(mut command: Command, heard: &(dyn Fn(&str) + Sync)) -> Result<String, Fault> {
    let shown = show(&command);
    let failed = |e: std::io::Error| Fault(format!("cannot start `{shown}`: {e}"));
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let (out, error) = (child.stdout.take(), child.stderr.take());
    let listen = |from: &mut dyn Read| {
        let mut text = String::new();
        // What is no text is shown all the same.
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            heard(&line);
            text += &line;
            text.push('\n');
        }
        text
    };
    let text = std::thread::scope(|scope| {
        let errors = scope.spawn(|| error.map(|mut e| listen(&mut e)));
        let text = out.map(|mut o| listen(&mut o)).unwrap_or_default();
        text + &errors.join().ok().flatten().unwrap_or_default()
    });
    let status = child.wait().map_err(failed)?;
    if status.success() {
        Ok(text)
    } else {
        Err(Fault(format!("`{shown}` failed ({status})")))
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

/// The program, built as the tests build it: one package alone would have other features, and everything would be compiled anew.
pub fn contend() -> Result<PathBuf, Fault> {
    run(cargo(&[
        "build",
        "--quiet",
        "--workspace",
        "--bin",
        "contend",
    ]))?;
    Ok(root().join("target/debug/contend"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// The second line is printed only once the first has been heard; whoever keeps lines until the end waits in vain.
    #[test]
    fn lines_are_handed_on_as_they_come() {
        let mark = std::env::temp_dir().join(format!("contend-xtask-{}", std::process::id()));
        let _ = std::fs::remove_file(&mark);
        let mut shell = Command::new("sh");
        let script = "echo one; i=0; while [ ! -e \"$1\" ] && [ $i -lt 200 ]; do sleep 0.05; i=$((i+1)); done; \
                      [ -e \"$1\" ] && echo two || echo late; echo three >&2";
        shell.args(["-c", script, "sh"]).arg(&mark);
        let heard = Mutex::new(Vec::new());
        let text = each_line(shell, &|line| {
            std::fs::write(&mark, "").unwrap();
            heard.lock().unwrap().push(line.to_owned());
        });
        std::fs::remove_file(&mark).unwrap();
        assert_eq!(text.unwrap(), "one\ntwo\nthree\n");
        let mut heard = heard.into_inner().unwrap();
        heard.sort();
        assert_eq!(heard, ["one", "three", "two"]);
    }
}
