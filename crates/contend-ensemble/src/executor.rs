//! How work gets done: whoever asks for it lends threads, hears of progress, and may stop it.

/// Runs jobs, on as many threads as it likes and in any order. Results never depend on either.
pub trait Executor {
    /// Calls `job` once with each number in `0..jobs`, lower numbers first as far as threads allow, and returns when
    /// all calls have returned.
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync));
}

/// One job after the other, on the caller's thread: for pages, tests and single worlds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sequential;

impl Executor for Sequential {
    fn run(&self, jobs: usize, job: &(dyn Fn(usize) + Sync)) {
        for number in 0..jobs {
            job(number);
        }
    }
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Simulating worlds.
    Simulate,
    /// Following watched quantities, weighing claims.
    Analyse,
    /// Trying settings.
    Search,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// Candidates judged.
    pub candidates: u64,
    /// Of so many.
    pub of: u64,
    /// Candidates that no other beats.
    pub front: usize,
    /// The volume that they dominate, in boxes from the worst to the best of the first candidates.
    pub hypervolume: f64,
}

/// Hears how far the work is, and may stop it. Called from any thread.
pub trait Progress: Sync {
    /// So many of all runs (one world under one profile each), or of all analyses, are done.
    fn advanced(&self, stage: Stage, done: u64, of: u64);

    /// How far a search is.
    fn searched(&self, _standing: &Standing) {}

    /// Whether to stop; asked between parts. The report then covers what was done.
    fn cancelled(&self) -> bool {
        false
    }
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn advanced(&self, _: Stage, _: u64, _: u64) {}
}
