//! What a plane does otherwise than the course that it follows: levers that are set to given numbers, inputs that are pinned.

use std::sync::Arc;

/// What a plane does otherwise than its course.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Settled {
    /// For each lever of the lowered scenario what it is set to, where that is given; shorter where no later one is.
    pub levers: Vec<Option<Arc<Track>>>,
    /// In the order of their parameters and rows.
    pub pins: Vec<Pin>,
}

/// The numbers of a lever over time, the same in all worlds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Track {
    /// The steps in which they are in force, each from one to before another; in all others the course says.
    pub steps: Vec<(u32, u32)>,
    /// Rows of the lever.
    pub rows: usize,
    /// All rows at the first point of the clock's tables, at the second, and so on.
    pub values: Vec<f64>,
}

/// A drawn number that is the same in all worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pin {
    /// Its parameter, by its place among the drawn parameters of the frame.
    pub parameter: usize,
    pub row: usize,
    pub value: f64,
}

impl Settled {
    /// What a lever is set to in a step, where that is given.
    #[inline]
    pub(super) fn track(&self, lever: u32, step: u32) -> Option<&Track> {
        let track = self.levers.get(lever as usize)?.as_deref()?;
        let mut steps = track.steps.iter();
        let holds = steps.any(|(from, until)| (*from..*until).contains(&step));
        holds.then_some(track)
    }
}

impl Track {
    /// All rows at a point of the clock's tables.
    #[inline]
    pub(super) fn at(&self, point: usize) -> &[f64] {
        &self.values[point * self.rows..(point + 1) * self.rows]
    }
}
