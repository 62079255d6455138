//! `cargo xtask test`: everything that must be true of a commit.

use std::io::IsTerminal;
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::shell::{self, Fault, cargo, run, run_and_read};
use crate::{browser, wasm};

type Step = (&'static str, fn() -> Result<(), Fault>);

/// All steps in order, the quick ones first. Every step is tried; the summary comes last.
///
/// The tests of the Python package keep one core busy for minutes and leave the others idle: they run beside the steps after the tests,
/// in a process of their own whose output is shown when all others are done.
pub fn all() -> Result<(), Fault> {
    let steps: [Step; 8] = [
        ("formatting", || run(cargo(&["fmt", "--all", "--check"]))),
        ("lints", || {
            run(cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "--deny",
                "warnings",
            ]))
        }),
        ("tests", tests),
        ("documentation", documentation),
        ("generated pages are fresh", || generate(false)),
        ("scenarios check strictly", scenarios),
        ("WebAssembly", || {
            wasm::build_and_compare(wasm::Build::Quick)
        }),
        ("pages in browsers", browser::check),
    ];
    let mut done = Done::default();
    let count = steps.len() + 1;
    std::thread::scope(|scope| {
        let mut beside = None;
        for (number, (name, step)) in steps.into_iter().enumerate() {
            println!("\n[{}/{count}] {name}", number + 1);
            let before = Instant::now();
            let result = step();
            let seconds = before.elapsed().as_secs_f64();
            done.add((number + 1, count), name, seconds, result);
            if name == "tests" {
                println!("The tests of the Python package begin beside what follows.");
                beside = Some(scope.spawn(python));
            }
        }
        if let Some(beside) = beside {
            println!("\n[{count}/{count}] Python");
            let beside = beside.join().unwrap_or_else(|_| Beside {
                told: String::new(),
                result: Err(Fault("the tests of the Python package were lost".into())),
                seconds: 0.0,
            });
            print!("{}", beside.told);
            done.add((count, count), "Python", beside.seconds, beside.result);
        }
    });
    let Done { lines, failed } = done;
    println!("\n{}", lines.join("\n"));
    let closing = std::fs::read_to_string(closing_file()).unwrap_or_default();
    println!("{}", closing.trim());
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Fault(format!("failed: {}", failed.join(", "))))
    }
}

/// What came of the steps.
#[derive(Default)]
struct Done {
    lines: Vec<String>,
    failed: Vec<&'static str>,
}

impl Done {
    /// Tells how a step of so many ended.
    fn add(
        &mut self,
        (number, count): (usize, usize),
        name: &'static str,
        seconds: f64,
        result: Result<(), Fault>,
    ) {
        match result {
            Ok(()) => {
                println!("[{number}/{count}] {name}: ok ({seconds:.0} s)");
                self.lines
                    .push(format!("  ok      {name} ({seconds:.0} s)"));
            }
            Err(Fault(message)) => {
                println!("{message}");
                let line = format!("  FAILED  {name} ({seconds:.0} s): {message}");
                self.lines.push(line);
                self.failed.push(name);
            }
        }
    }
}

/// What came of a task in a process of its own.
struct Beside {
    told: String,
    result: Result<(), Fault>,
    seconds: f64,
}

/// `cargo xtask python`, whose output is for later.
fn python() -> Beside {
    let begun = Instant::now();
    let mut task = cargo(&["xtask", "python"]);
    let (told, result) = match task.stdin(Stdio::null()).output() {
        Ok(output) => {
            let [told, errors] =
                [&output.stdout, &output.stderr].map(|t| String::from_utf8_lossy(t));
            let result = match output.status.success() {
                true => Ok(()),
                false => Err(Fault(errors.trim().to_owned())),
            };
            (told.into_owned(), result)
        }
        Err(e) => (
            String::new(),
            Err(Fault(format!("cannot start the task: {e}"))),
        ),
    };
    Beside {
        told,
        result,
        seconds: begun.elapsed().as_secs_f64(),
    }
}

/// Where the test runner's closing lines are kept for the summary.
fn closing_file() -> std::path::PathBuf {
    shell::root().join("target/closing-lines.txt")
}

fn tests() -> Result<(), Fault> {
    let nextest = shell::exists("cargo-nextest");
    // In a terminal nextest draws how far it is; in a file it would say nothing for minutes.
    let told = if std::io::stdout().is_terminal() {
        "fail"
    } else {
        "pass"
    };
    let _ = std::fs::remove_file(closing_file());
    let result = if nextest {
        run_and_read(cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--no-fail-fast",
            "--status-level",
            told,
            "--final-status-level",
            "fail",
        ]))
    } else {
        // Cargo names each test program, and its tests are dots.
        run_and_read(cargo(&[
            "test",
            "--workspace",
            "--no-fail-fast",
            "--",
            "--quiet",
        ]))
    };
    let text = result?;
    let closing: Vec<&str> = text
        .lines()
        .filter(|l| l.contains("tests run:") || l.starts_with("test result:"))
        .collect();
    std::fs::write(closing_file(), closing.join("\n"))
        .map_err(|e| Fault(format!("cannot keep the closing lines: {e}")))?;
    if nextest {
        run(cargo(&["test", "--doc", "--workspace", "--quiet"]))
    } else {
        Ok(())
    }
}

fn documentation() -> Result<(), Fault> {
    let mut doc = cargo(&["doc", "--workspace", "--no-deps"]);
    doc.env("RUSTDOCFLAGS", "--deny warnings");
    run(doc)
}

/// The pages that the program writes of itself: what stands in the repository must be what it writes.
pub fn generate(write: bool) -> Result<(), Fault> {
    let contend = shell::contend()?;
    for (arguments, path) in [
        (&["schema"][..], "book/src/scenario.schema.json"),
        (&["schema", "--reference"], "book/src/reference.md"),
        (&["schema", "--dictionary"], "fuzz/contend.dict"),
    ] {
        let output = Command::new(&contend)
            .args(arguments)
            .current_dir(shell::root())
            .output()
            .map_err(|e| Fault(format!("cannot run contend: {e}")))?;
        if !output.status.success() {
            return Err(Fault(format!(
                "`contend {}` failed: {}",
                arguments.join(" "),
                String::from_utf8_lossy(&output.stderr)
            )));
        }
        let file = shell::root().join(path);
        if write {
            std::fs::write(&file, &output.stdout)
                .map_err(|e| Fault(format!("cannot write {path}: {e}")))?;
            println!("wrote {path}");
        } else if std::fs::read(&file).ok().as_deref() != Some(&output.stdout) {
            return Err(Fault(format!(
                "{path} is not what the program writes; run `cargo xtask generate`"
            )));
        }
    }
    Ok(())
}

fn scenarios() -> Result<(), Fault> {
    let folder = shell::root().join("scenarios");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .map_err(|e| Fault(format!("cannot list scenarios: {e}")))?
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.join("scenario.toml").is_file())
        .collect();
    names.sort();
    let contend = shell::contend()?;
    for path in names {
        let mut command = Command::new(&contend);
        command.args(["check", "--strict"]).arg(&path);
        run(command)?;
    }
    Ok(())
}
