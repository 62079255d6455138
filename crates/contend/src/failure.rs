//! Why a command ends without its result, and the exit codes.

use std::io;

use contend_session::report::RunFacts;
use contend_session::request::RunError;

use crate::screen::{BAD, PLAIN, STRONG, Screen, paint};
use crate::text::wrap;

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
        message: String,
        /// What to do; may be empty.
        cure: String,
    },
    /// Output that could not be written.
    Output(io::Error),
}

impl Failure {
    /// The command names something that is not there.
    pub fn usage(message: impl Into<String>, cure: impl Into<String>) -> Failure {
        Failure::Told {
            code: USAGE,
            message: message.into(),
            cure: cure.into(),
        }
    }

    /// Tells it, and gives the exit code.
    pub fn report(self, screen: &mut Screen) -> u8 {
        match self {
            Failure::Told {
                code,
                message,
                cure,
            } => {
                // Nobody is left to be told that telling failed.
                let _ = screen.note(words(&message, &cure, screen.error_width));
                code
            }
            // Whoever read the output has seen enough: `contend run | head`.
            Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => OK,
            Failure::Output(error) => {
                let _ = screen.note(words(
                    &format!("the output could not be written: {error}"),
                    "",
                    screen.error_width,
                ));
                SCENARIO
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
        let code = if error.is_about_the_request() {
            USAGE
        } else {
            SCENARIO
        };
        Failure::Told {
            code,
            message: error.to_string(),
            cure: error.cure(),
        }
    }
}

/// `error: …` and below it `do: …`, wrapped.
fn words(message: &str, cure: &str, columns: usize) -> String {
    let mut out = String::new();
    for (i, line) in wrap(message, columns.saturating_sub(7)).iter().enumerate() {
        let head = if i == 0 {
            format!("{} ", paint(BAD, "error:"))
        } else {
            " ".repeat(7)
        };
        out.push_str(&format!("{head}{}\n", paint(STRONG, line)));
    }
    if !cure.is_empty() {
        for (i, line) in wrap(cure, columns.saturating_sub(7)).iter().enumerate() {
            let head = if i == 0 {
                format!("   {} ", paint(PLAIN, "do:"))
            } else {
                " ".repeat(7)
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
