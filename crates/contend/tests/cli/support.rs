//! Scratch folders, the program, snapshots.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder that is removed afterwards; the program runs inside it.
pub struct Scratch {
    pub path: PathBuf,
}

impl Scratch {
    pub fn new() -> Scratch {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("contend-cli-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Scratch { path }
    }

    /// With the scenario `garden` in it.
    pub fn with_garden() -> Scratch {
        let scratch = Scratch::new();
        let garden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/garden");
        for file in ["scenario.toml", "brief.md", "sources.bib"] {
            let text = std::fs::read_to_string(garden.join(file)).unwrap();
            scratch.write(&format!("garden/{file}"), &text);
        }
        scratch
    }

    /// With the scenario `pact` in it.
    pub fn with_pact() -> Scratch {
        let scratch = Scratch::new();
        let pact = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/pact/scenario.toml");
        scratch.write(
            "pact/scenario.toml",
            &std::fs::read_to_string(pact).unwrap(),
        );
        scratch
    }

    /// With a scenario that ships.
    pub fn with_shipped(name: &str) -> Scratch {
        fn copy(from: &Path, to: &Path) {
            std::fs::create_dir_all(to).unwrap();
            for entry in std::fs::read_dir(from).unwrap() {
                let entry = entry.unwrap();
                let to = to.join(entry.file_name());
                if entry.path().is_dir() {
                    copy(&entry.path(), &to);
                } else {
                    std::fs::copy(entry.path(), to).unwrap();
                }
            }
        }
        let scratch = Scratch::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
        copy(&root.join(name), &scratch.path.join(name));
        scratch
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Changes a text of the garden.
    pub fn edit(&self, from: &str, to: &str) {
        let path = self.path.join("garden/scenario.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "the garden has no `{from}`");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    /// The program, not yet started, without anything of the environment that changes its output.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
        command
            .args(arguments)
            .current_dir(&self.path)
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE");
        command.env("COLUMNS", "80").env("TERM", "xterm-256color");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        Answer::from(self.command(arguments).output().unwrap())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub out: String,
    pub error: String,
}

impl From<Output> for Answer {
    fn from(output: Output) -> Answer {
        Answer {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            error: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Answer {
    #[track_caller]
    pub fn expect(self, code: i32) -> Answer {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }
}

/// Compares with a file in `snapshots/`. Times and rates are hidden, as they differ, and fingerprints, as they do with
/// every letter of a scenario.
#[track_caller]
pub fn snapshot(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cli/snapshots")
        .join(format!("{name}.txt"));
    let text = hide_fingerprints(&hide_times(text));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        text == expected,
        "{} differs. Now it is:\n{text}\nIt was:\n{expected}",
        path.display()
    );
}

/// `0.9 s, 55,000 runs a second` becomes `TIME`; the lines of that paragraph are joined, as their breaks depend on it.
fn hide_times(text: &str) -> String {
    let ends = [
        " runs a second",
        " simulaciones por segundo",
        " simulações por segundo",
    ];
    let blocks: Vec<String> = text
        .split("\n\n")
        .map(|block| {
            let joined = block.replace('\n', " ");
            let end = |end: &str| joined.find(end).map(|at| at + end.len());
            match (joined.rfind("; "), ends.into_iter().find_map(end)) {
                (Some(from), Some(to)) if from < to => {
                    format!("{}; TIME{}", &joined[..from], &joined[to..])
                }
                _ => block.to_owned(),
            }
        })
        .collect();
    blocks.join("\n\n")
}

/// Words of twelve hexadecimal digits are hidden, whatever the language says before them.
fn hide_fingerprints(text: &str) -> String {
    let is_one = |word: &&str| {
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        word.len() == 12
            && word.bytes().all(hexadecimal)
            && word.bytes().any(|b| b.is_ascii_digit())
    };
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(is_one);
    words.fold(text.to_owned(), |out, word| {
        out.replace(word, "HEXADECIMALS")
    })
}

/// Columns of the widest line.
pub fn widest(text: &str) -> usize {
    text.lines().map(|l| l.chars().count()).max().unwrap_or(0)
}
