//! Independent results on whatever threads are lent.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::executor::{Executor, Progress, Stage};

/// The results of `0..jobs`, in order.
pub fn map<T: Send + Sync>(
    executor: &dyn Executor,
    progress: &dyn Progress,
    jobs: usize,
    work: impl Fn(usize) -> T + Sync,
) -> Vec<T> {
    let slots: Vec<OnceLock<T>> = (0..jobs).map(|_| OnceLock::new()).collect();
    let done = AtomicU64::new(0);
    executor.run(jobs, &|job| {
        slots[job].get_or_init(|| work(job));
        progress.advanced(
            Stage::Analyse,
            done.fetch_add(1, Ordering::Relaxed) + 1,
            jobs as u64,
        );
    });
    // An executor that forgets a job must not cost its result.
    slots
        .into_iter()
        .enumerate()
        .map(|(job, slot)| slot.into_inner().unwrap_or_else(|| work(job)))
        .collect()
}
