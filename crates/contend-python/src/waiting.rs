//! Long work while Python waits: other Python threads go on, Ctrl-C stops it, and a function of the caller hears how far it is.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use contend_session::executor::{Progress, Stage, Standing};
use pyo3::prelude::*;

/// How often signals are looked at and progress is told.
const BEAT: Duration = Duration::from_millis(50);

/// How far the work is; written by the threads that do it.
#[derive(Default)]
struct Far {
    done: AtomicU64,
    of: AtomicU64,
    stopped: AtomicBool,
}

impl Progress for Far {
    fn advanced(&self, stage: Stage, done: u64, of: u64) {
        // What comes after the runs takes a moment, and counts something else.
        if stage == Stage::Simulate {
            self.done.store(done, Ordering::Relaxed);
            self.of.store(of, Ordering::Relaxed);
        }
    }

    fn searched(&self, standing: &Standing) {
        self.done.store(standing.candidates, Ordering::Relaxed);
        self.of.store(standing.of, Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

/// Does work on a thread of its own. `heard` is called now and then with the runs that are done and all of them.
///
/// # Errors
/// What a signal's handler raises (`KeyboardInterrupt` of Ctrl-C), or `heard`; the work was stopped then.
pub fn wait<T: Send>(
    py: Python<'_>,
    heard: Option<&Py<PyAny>>,
    work: impl FnOnce(&dyn Progress) -> T + Send,
) -> PyResult<T> {
    let far = Far::default();
    py.detach(|| {
        std::thread::scope(|scope| {
            let (ended, ends) = mpsc::channel::<()>();
            let far = &far;
            let worker = scope.spawn(move || {
                // Dropped at the end, also where the work panics.
                let _ended = ended;
                work(far)
            });
            let mut raised = None;
            while ends.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout) {
                if raised.is_none() {
                    raised = Python::attach(|py| beat(py, far, heard)).err();
                    far.stopped.store(raised.is_some(), Ordering::Relaxed);
                }
            }
            let answer = worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            match raised {
                Some(raised) => Err(raised),
                None => Ok(answer),
            }
        })
    })
}

fn beat(py: Python<'_>, far: &Far, heard: Option<&Py<PyAny>>) -> PyResult<()> {
    py.check_signals()?;
    let (done, of) = (
        far.done.load(Ordering::Relaxed),
        far.of.load(Ordering::Relaxed),
    );
    if let Some(heard) = heard.filter(|_| of > 0) {
        heard.call1(py, (done, of))?;
    }
    Ok(())
}
