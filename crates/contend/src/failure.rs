//! Why a command ends without its result, and the exit codes.

use std::io;

use anstyle::Style;
use contend_session::error::RunError;
use contend_session::report::RunFacts;
use contend_words::{Language, errors};

use crate::screen::{BAD, PLAIN, STRONG, Screen, paint};
use crate::text::{width, wrap};

/// All went well.
pub const OK: u8 = 0;
/// The scenario has errors, or could not be computed.
pub const SCENARIO: u8 = 1;
/// The command was not understood, or what it names is not there.
pub const USAGE: u8 = 2;
/// The run is complete, but too many runs failed.
pub const FAULTS: u8 = 3;
/// Stopped by Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// Runs that may fail before the exit code says so, as one in so many.
const TOLERATED: u64 = 100;

/// The exit code after the simulation of a request; `cancelled` where a user has stopped it.
pub fn after(run: &RunFacts, cancelled: bool) -> u8 {
    after_runs(run.failed_runs, run.runs(), cancelled && run.interrupted)
}

/// The exit code after so many runs of which so many failed.
pub fn after_runs(failed: u64, runs: u64, interrupted: bool) -> u8 {
    if interrupted {
        INTERRUPTED
    } else if failed > runs / TOLERATED {
        FAULTS
    } else {
        OK
    }
}

/// Why a command ends without its result.
#[derive(Debug)]
pub enum Failure {
    /// Something to tell.
    Told {
        /// Exit code.
        code: u8,
        /// What is wrong.
        what: Said,
        /// What to do.
        cure: Cure,
    },
    /// A request that cannot be answered.
    Refused(RunError),
    /// The same, where the command knows what to do.
    Cured {
        /// Why not.
        error: Box<RunError>,
        /// What to do.
        cure: Said,
    },
    /// Output that could not be written.
    Output(io::Error),
}

/// What to do.
#[derive(Debug)]
pub enum Cure {
    /// The message says it.
    None,
    /// This.
    Do(Said),
    /// Take one of these names.
    Near(Vec<String>),
}

/// A message to be told, with what is filled in.
#[derive(Debug)]
pub struct Said {
    key: &'static str,
    /// Of a message for a number of things.
    n: Option<u64>,
    values: Vec<(&'static str, Filled)>,
}

/// What is filled in.
#[derive(Debug)]
enum Filled {
    Text(String),
    /// Another message.
    Message(&'static str),
}

impl Said {
    /// A message.
    pub fn new(key: &'static str) -> Said {
        Said {
            key,
            n: None,
            values: Vec::new(),
        }
    }

    /// A message for a number of things.
    pub fn of(key: &'static str, n: u64) -> Said {
        Said {
            n: Some(n),
            ..Said::new(key)
        }
    }

    /// Fills in a place of it.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Said {
        self.values.push((name, Filled::Text(value.to_string())));
        self
    }

    /// Fills in a place of it with another message.
    pub fn with_message(mut self, name: &'static str, key: &'static str) -> Said {
        self.values.push((name, Filled::Message(key)));
        self
    }

    fn text(&self, m: &Language) -> String {
        let filled = |filled| match filled {
            &Filled::Message(key) => m.t(key),
            Filled::Text(text) => text.as_str(),
        };
        let values = self.values.iter().map(|(n, v)| (*n, filled(v)));
        let values: Vec<(&str, &str)> = values.collect();
        match self.n {
            Some(n) => m.n(self.key, n, &values),
            None => m.f(self.key, &values),
        }
    }
}

impl From<Said> for Cure {
    fn from(said: Said) -> Cure {
        Cure::Do(said)
    }
}

impl Failure {
    /// The command names something that is not there.
    pub fn usage(what: Said, cure: impl Into<Cure>) -> Failure {
        Failure::Told {
            code: USAGE,
            what,
            cure: cure.into(),
        }
    }

    /// Tells it, and gives the exit code.
    pub(crate) fn report(self, screen: &mut Screen) -> u8 {
        let m = screen.language;
        // Whoever read the output has seen enough: `contend run | head`.
        if matches!(&self, Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe) {
            return OK;
        }
        let code = self.code();
        let (message, cure) = self.said(&m);
        // Nobody is left to be told that telling failed.
        let _ = screen.note(words(&m, &message, &cure, screen.error_width));
        code
    }

    /// The exit code.
    fn code(&self) -> u8 {
        match self {
            Failure::Told { code, .. } => *code,
            Failure::Refused(error) if error.is_about_the_request() => USAGE,
            Failure::Cured { error, .. } if error.is_about_the_request() => USAGE,
            Failure::Refused(_) | Failure::Cured { .. } | Failure::Output(_) => SCENARIO,
        }
    }

    /// What is wrong, and what to do, which may be empty.
    #[must_use]
    pub fn said(&self, m: &Language) -> (String, String) {
        match self {
            Failure::Told { what, cure, .. } => {
                let cure = match cure {
                    Cure::None => String::new(),
                    Cure::Do(said) => said.text(m),
                    Cure::Near(names) => {
                        errors::did_you_mean(m, names).map_or(String::new(), |s| s.to_string())
                    }
                };
                (what.text(m), cure)
            }
            Failure::Refused(error) => {
                let cure = errors::cure(m, error).map_or(String::new(), |s| s.to_string());
                (errors::error(m, error).to_string(), cure)
            }
            Failure::Cured { error, cure } => (errors::error(m, error).to_string(), cure.text(m)),
            Failure::Output(error) => {
                let what = Said::new("slip-output").with("why", error);
                (what.text(m), String::new())
            }
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Failure::Refused(error)
    }
}

/// `error: …` and below it `do: …`, wrapped.
fn words(m: &Language, message: &str, cure: &str, columns: usize) -> String {
    let (error, todo) = (m.t("head-error"), m.t("head-do"));
    let margin = width(error).max(width(todo));
    let room = columns.saturating_sub(margin + 1);
    let head = |head: &str, style: Style| {
        let indent = " ".repeat(margin - width(head));
        format!("{indent}{} ", paint(style, head))
    };
    let blank = " ".repeat(margin + 1);
    let mut out = String::new();
    for (i, line) in wrap(message, room).iter().enumerate() {
        let head = if i == 0 {
            head(error, BAD)
        } else {
            blank.clone()
        };
        out.push_str(&format!("{head}{}\n", paint(STRONG, line)));
    }
    if !cure.is_empty() {
        for (i, line) in wrap(cure, room).iter().enumerate() {
            let head = if i == 0 {
                head(todo, PLAIN)
            } else {
                blank.clone()
            };
            out.push_str(&format!("{head}{line}\n"));
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(failed_runs: u64, interrupted: bool) -> RunFacts {
        RunFacts {
            worlds: 1_000,
            replications: 1,
            worlds_asked: 1_000,
            interrupted,
            seed: 1,
            design: "lhs".into(),
            profiles: vec!["base".into()],
            game_profiles: 3,
            baseline: "base".into(),
            failed_runs,
            failed_worlds: failed_runs.min(1_000),
            equations: 1,
        }
    }

    #[test]
    fn one_run_in_a_hundred_may_fail_those_of_games_counted() {
        // 1,000 worlds under one profile of the scenario and three of games: 4,000 runs.
        assert_eq!(after(&run(40, false), false), OK);
        assert_eq!(after(&run(41, false), false), FAULTS);
        assert_eq!(after_runs(0, 0, false), OK);
        assert_eq!(after_runs(1, 0, false), FAULTS);
    }

    #[test]
    fn a_run_is_interrupted_where_someone_stopped_it_before_its_end() {
        assert_eq!(after(&run(0, true), true), INTERRUPTED);
        assert_eq!(after(&run(0, true), false), OK);
        assert_eq!(after(&run(0, false), true), OK);
    }
}
