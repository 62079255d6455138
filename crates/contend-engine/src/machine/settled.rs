//! What a plane does otherwise than the course that it follows: levers that are set to given numbers, inputs that are pinned.

use std::sync::Arc;

use super::kin::Kin;
use crate::code::{Code, Schedule};

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
    fn lever(&self, lever: usize) -> Option<&Track> {
        self.levers.get(lever)?.as_deref()
    }

    /// What a lever is set to in a step, where that is given.
    #[inline]
    pub(super) fn track(&self, lever: u32, step: u32) -> Option<&Track> {
        let track = self.lever(lever as usize)?;
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

/// Whether two planes, each of a course with what is settled otherwise, do the same with a lever in all steps.
pub(crate) fn alike(
    (lever, schedules): (usize, &[Schedule]),
    (a, own): (usize, &Settled),
    (b, other): (usize, &Settled),
) -> bool {
    let same_track = match (own.lever(lever), other.lever(lever)) {
        (Some(own), Some(other)) => std::ptr::eq(own, other) || own == other,
        (own, other) => own.is_none() && other.is_none(),
    };
    same_track && schedules[a] == schedules[b]
}

/// For each lever of some code the planes, as bits, that do something else with it than the plane on which they hang.
pub(super) fn apart(code: &Code, kin: &Kin, settled: &[Settled]) -> Vec<u64> {
    let none = Settled::default();
    let of = |plane: usize| (kin.courses[plane], settled.get(plane).unwrap_or(&none));
    let levers = code.levers.iter().map(|layout| {
        let lever = (layout.lever as usize, &layout.schedules[..]);
        let differ = |plane: &usize| !alike(lever, of(*plane), of(kin.parent[*plane]));
        let planes = (1..kin.planes()).filter(differ);
        planes.fold(0, |all, plane| all | 1 << plane)
    });
    levers.collect()
}
