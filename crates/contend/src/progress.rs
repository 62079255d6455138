//! How far a run is: one line that changes in a terminal, a line now and then elsewhere; and Ctrl-C.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use contend_session::executor::{Progress, Stage, Standing};
use contend_words::Language;

use crate::failure::INTERRUPTED;
use crate::screen::Screen;

/// Runs shorter than this say nothing.
const QUIET: Duration = Duration::from_millis(700);
const IN_TERMINAL: Duration = Duration::from_millis(100);
const ELSEWHERE: Duration = Duration::from_secs(10);

static STOPPED: AtomicBool = AtomicBool::new(false);
/// Whether worlds are being simulated, and some are done: what was done until now can be reported.
static SIMULATING: AtomicBool = AtomicBool::new(false);

/// From here on a first Ctrl-C asks for a clean end where there is something to report, and ends at once elsewhere: while
/// worlds are drawn, claims weighed, a page laid out. The second ends at once.
pub fn listen_for_interrupt(m: Language) {
    // Without a handler Ctrl-C ends the program at once, which is a sane second best.
    let _ = ctrlc::set_handler(move || {
        if ends_at_once(&STOPPED, &SIMULATING) {
            let _ = writeln!(std::io::stderr());
            std::process::exit(i32::from(INTERRUPTED));
        }
        let _ = writeln!(std::io::stderr(), "\n{}", m.t("stopping"));
    });
}

/// Whether this Ctrl-C ends the program, or only the simulation.
fn ends_at_once(stopped: &AtomicBool, simulating: &AtomicBool) -> bool {
    stopped.swap(true, Ordering::SeqCst) || !simulating.load(Ordering::SeqCst)
}

/// Shows how far a run is, on standard error.
pub struct Shown {
    state: Mutex<State>,
    terminal: bool,
    columns: usize,
    language: Language,
}

struct State {
    started: Instant,
    stage: Stage,
    stage_started: Instant,
    last: Option<Instant>,
    drawn: bool,
}

impl Shown {
    /// Starts the clock.
    pub fn new(screen: &Screen) -> Shown {
        let now = Instant::now();
        Shown {
            state: Mutex::new(State {
                started: now,
                stage: Stage::Simulate,
                stage_started: now,
                last: None,
                drawn: false,
            }),
            terminal: std::io::stderr().is_terminal(),
            columns: screen.error_width,
            language: screen.language,
        }
    }

    /// Time since the start.
    pub fn elapsed(&self) -> Duration {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .started
            .elapsed()
    }

    /// Takes the changing line away.
    pub fn finish(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut state.drawn) {
            let _ = std::io::stderr().write_all(b"\r\x1b[K");
        }
    }
}

impl Shown {
    /// Shows a line that is made of the time that the stage has taken, now and then.
    fn show(&self, stage: Stage, text: impl Fn(&Language, Duration) -> String) {
        // Whoever finds the line being drawn goes back to work.
        let Ok(mut state) = self.state.try_lock() else {
            return;
        };
        let now = Instant::now();
        if state.stage != stage {
            state.stage = stage;
            state.stage_started = now;
        }
        let pause = if self.terminal {
            IN_TERMINAL
        } else {
            ELSEWHERE
        };
        let quiet = now - state.started < if self.terminal { QUIET } else { ELSEWHERE };
        if quiet || state.last.is_some_and(|last| now - last < pause) {
            return;
        }
        state.last = Some(now);
        let text = text(&self.language, now - state.stage_started);
        let mut error = std::io::stderr();
        let _ = if self.terminal {
            state.drawn = true;
            write!(
                error,
                "\r{}\x1b[K",
                crate::text::clip(&text, self.columns.saturating_sub(1))
            )
        } else {
            writeln!(error, "{text}")
        };
        let _ = error.flush();
    }
}

impl Progress for Shown {
    fn advanced(&self, stage: Stage, done: u64, of: u64) {
        SIMULATING.store(stage == Stage::Simulate && done < of, Ordering::SeqCst);
        self.show(stage, |m, spent| line(m, stage, done, of, spent));
    }

    fn searched(&self, standing: &Standing) {
        SIMULATING.store(standing.candidates < standing.of, Ordering::SeqCst);
        self.show(Stage::Search, |m, spent| search_line(m, standing, spent));
    }

    fn cancelled(&self) -> bool {
        STOPPED.load(Ordering::Relaxed)
    }
}

/// `Simulating: 42 %, 21,000 of 50,000 runs, 5,200 runs/s, 6 s left`.
fn line(m: &Language, stage: Stage, done: u64, of: u64, spent: Duration) -> String {
    let percent = (100 * done).checked_div(of).unwrap_or(100);
    let seconds = spent.as_secs_f64();
    let rate = done as f64 / seconds.max(1e-3);
    let left = m.duration(Duration::from_secs_f64(
        (of.saturating_sub(done) as f64 / rate.max(1e-9)).clamp(0.0, 1e9),
    ));
    let values = [
        ("percent", &*percent.to_string()),
        ("done", &m.count(done)),
        ("of", &m.count(of)),
        ("rate", &m.compact(rate)),
        ("left", &left),
    ];
    match stage {
        Stage::Simulate | Stage::Search => m.f("progress-simulate", &values),
        Stage::Analyse => m.f("progress-weigh", &values),
    }
}

/// `Searching: 42 %, 420 of 1,000 settings, 23 on the front, hypervolume 0.83, 6 s left`.
fn search_line(m: &Language, standing: &Standing, spent: Duration) -> String {
    let (done, of) = (standing.candidates, standing.of);
    let rate = done as f64 / spent.as_secs_f64().max(1e-3);
    let left = of.saturating_sub(done) as f64 / rate.max(1e-9);
    let left = m.duration(Duration::from_secs_f64(left.clamp(0.0, 1e9)));
    let percent = (100 * done).checked_div(of).unwrap_or(100);
    let values = [
        ("percent", &*percent.to_string()),
        ("done", &m.count(done)),
        ("of", &m.count(of)),
        ("front", &m.count(standing.front as u64)),
        ("volume", &m.compact(standing.hypervolume)),
        ("left", &left),
    ];
    m.f("progress-search", &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_simulation_is_stopped_cleanly_and_only_once() {
        let (stopped, simulating) = (AtomicBool::new(false), AtomicBool::new(false));
        // Drawing, weighing, laying out: nothing would be reported, so nothing is waited for.
        assert!(ends_at_once(&stopped, &simulating));
        let stopped = AtomicBool::new(false);
        simulating.store(true, Ordering::SeqCst);
        assert!(!ends_at_once(&stopped, &simulating));
        assert!(stopped.load(Ordering::SeqCst));
        assert!(ends_at_once(&stopped, &simulating));
    }

    #[test]
    fn the_line_tells_rate_and_time_left() {
        assert_eq!(
            line(
                &Language::english(),
                Stage::Simulate,
                21_000,
                50_000,
                Duration::from_secs(4)
            ),
            "Simulating: 42 %, 21,000 of 50,000 runs, 5,250 runs/s, 5.5 s left"
        );
        assert_eq!(
            line(
                &Language::english(),
                Stage::Analyse,
                1,
                4,
                Duration::from_secs(2)
            ),
            "Weighing the answers: 25 %, 6.0 s left"
        );
        let standing = Standing {
            candidates: 420,
            of: 1_000,
            front: 23,
            hypervolume: 0.831,
        };
        assert_eq!(
            search_line(&Language::english(), &standing, Duration::from_secs(4)),
            "Searching: 42 %, 420 of 1,000 settings, 23 on the front, hypervolume 0.831, 5.5 s left"
        );
    }
}
