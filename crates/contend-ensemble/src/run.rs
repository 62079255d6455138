//! Running a plan on whatever threads are lent.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::coverage::Refused;
use crate::executor::{Executor, Progress, Stage};
use crate::prepared::Prepared;
use crate::sink::Sink;

/// Counts runs for whoever listens, over several plans.
pub struct Meter<'a> {
    progress: &'a dyn Progress,
    done: AtomicU64,
    of: AtomicU64,
}

impl<'a> Meter<'a> {
    /// For so many runs in all.
    #[must_use]
    pub fn new(progress: &'a dyn Progress, of: u64) -> Meter<'a> {
        Meter {
            progress,
            done: AtomicU64::new(0),
            of: AtomicU64::new(of),
        }
    }

    /// So many runs are needed as well.
    pub fn also(&self, runs: u64) {
        self.of.fetch_add(runs, Ordering::Relaxed);
    }

    /// So many runs are not needed after all.
    pub fn spare(&self, runs: u64) {
        self.of.fetch_sub(runs, Ordering::Relaxed);
    }

    /// Whether nobody has said to stop.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        !self.progress.cancelled()
    }

    /// So many runs are done.
    pub fn count(&self, runs: u64) {
        let done = self.done.fetch_add(runs, Ordering::Relaxed) + runs;
        let of = self.of.load(Ordering::Relaxed);
        self.progress.advanced(Stage::Simulate, done, of);
    }
}

/// Runs all jobs of a plan, or as many as there is time for, into a sink.
///
/// # Errors
/// The first part that the sink refused, as one that belongs to another plan does.
pub fn run(
    prepared: &Prepared,
    executor: &dyn Executor,
    meter: &Meter,
    sink: &mut (dyn Sink + Send),
) -> Result<(), Refused> {
    let jobs = prepared.jobs();
    let go_on = || !meter.progress.cancelled();
    let taken = Mutex::new((sink, Ok(())));
    executor.run(jobs.len(), &|at| {
        if !go_on() {
            return;
        }
        // A job of its own plan fails only when it is stopped.
        let Ok(part) = jobs[at].run(prepared, &go_on) else {
            return;
        };
        let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
        let (sink, first) = &mut *taken;
        if let (Ok(()), Err(refused)) = (&first, sink.accept(&part)) {
            *first = Err(refused);
        }
        drop(taken);
        meter.count((part.worlds.end - part.worlds.start) * part.runs.len() as u64);
    });
    taken.into_inner().unwrap_or_else(PoisonError::into_inner).1
}
