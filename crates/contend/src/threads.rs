//! All cores on one ensemble.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};

use contend_session::executor::Executor;

/// Takes jobs in order from one counter, on so many threads.
pub struct Threads(pub NonZeroUsize);

impl Threads {
    /// As many as there are cores, unless a number is given.
    pub fn new(stated: Option<NonZeroUsize>) -> Threads {
        Threads(
            stated
                .or_else(|| std::thread::available_parallelism().ok())
                .unwrap_or(NonZeroUsize::MIN),
        )
    }
}

impl Executor for Threads {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        let next = AtomicUsize::new(0);
        let work = || {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= jobs {
                    break;
                }
                job(number);
            }
        };
        let helpers = self.0.get().min(jobs).saturating_sub(1);
        std::thread::scope(|scope| {
            for _ in 0..helpers {
                scope.spawn(work);
            }
            work();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_runs_once() {
        for threads in 1..5 {
            let calls: Vec<AtomicUsize> = (0..100).map(|_| AtomicUsize::new(0)).collect();
            Threads(NonZeroUsize::new(threads).unwrap()).run(100, &|i| {
                calls[i].fetch_add(1, Ordering::Relaxed);
            });
            assert!(calls.iter().all(|c| c.load(Ordering::Relaxed) == 1));
        }
    }
}
