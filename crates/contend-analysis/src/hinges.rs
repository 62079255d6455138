//! What a truth or a number hinges on: the inputs that decide whether a claim's test holds, or how large a number is.

use serde::Serialize;

use crate::distance::{holm, of_choice, of_number};
use crate::inputs::{Column, Inputs};
use crate::target::{Halves, Scores, Target};
use crate::tree::together;
use crate::turning::{TurningPoint, of_column};

/// The inputs that decide a truth or a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hinges {
    /// The strongest first: by the share of truth that one turning point explains.
    pub hinges: Vec<Hinge>,
    /// Share of the variance of the target that they explain together, in worlds that were not used to find out how, in
    /// 0..=1. What is missing is decided by inputs in concert, by many small ones, or by chance within runs.
    pub explains: f64,
    /// Inputs that were tried.
    pub tried: usize,
    /// Why there is nothing to find, where that is so.
    pub nothing: Option<Nothing>,
}

/// One input that decides a truth or a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hinge {
    /// Which: its place among the [`Inputs`].
    pub input: usize,
    /// Greatest difference between its distributions where the test holds and where it fails, in 0..1;
    /// see [`crate::Distance`].
    pub distance: f64,
    /// Significance of the distance, corrected for the number of inputs tried (Holm).
    pub p: f64,
    /// Where the truth turns; `None` where no cut leaves five worlds on both sides.
    pub turning: Option<TurningPoint>,
    /// Share of the variance of the target that this turning point explains alone, in fresh worlds, in 0..=1.
    pub explains: f64,
    /// Its part of what all hinges explain together: these sum to [`Hinges::explains`].
    pub part: f64,
}

/// Why nothing can hinge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nothing {
    /// The target is the same in every world that counts.
    SameEverywhere,
    /// It holds, or fails, in fewer than five worlds (a number: one half has fewer): too few to compare.
    TooFewWorlds,
}

impl Hinges {
    /// Whether the hinges explain most of the truth of the test.
    #[must_use]
    pub fn explain_most(&self) -> bool {
        self.explains >= 0.5
    }
}

/// Chance of naming even one input that does not matter, for each claim.
const LEVEL: f64 = 0.05;
/// With many worlds the slightest influence is significant; a lesser distance than this is not worth a word.
const LEAST_DISTANCE: f64 = 0.05;
/// Fewest worlds in which the test holds, and in which it fails.
const LEAST_WORLDS: u64 = 5;
/// Most inputs that are tried together.
const MOST_TOGETHER: usize = 8;

/// Finds the inputs that decide a truth or a number.
///
/// `tried` names the inputs that it may depend on; the fewer, the less is lost to the correction for their number. Without
/// weights all worlds count alike; a world whose weight is not positive is left out.
///
/// An input is a hinge if its distributions where the truth holds and where it fails differ significantly (5 %, after
/// Holm's correction) and by at least 0.05; of a number, where it is in its upper and in its lower half. So what is found is
/// an influence of the input by itself: an input that matters only through another, without any effect on average, is not
/// seen, and the share explained stays low.
#[must_use]
pub fn hinges(
    inputs: &Inputs,
    tried: &[usize],
    target: &Target,
    weights: Option<&[f64]>,
) -> Hinges {
    let scores = Scores::new(target, weights);
    let halves = scores.halves();
    let (holds, fails) = (halves.holds.worlds, halves.fails.worlds);
    let nothing = if holds == 0 || fails == 0 {
        Some(Nothing::SameEverywhere)
    } else if holds.min(fails) < LEAST_WORLDS {
        Some(Nothing::TooFewWorlds)
    } else {
        None
    };
    let mut found = Hinges {
        hinges: Vec::new(),
        explains: 0.0,
        tried: tried.len(),
        nothing,
    };
    if nothing.is_some() {
        return found;
    }
    found.hinges = significant(inputs, tried, &scores, &halves);
    let chosen: Vec<usize> = found
        .hinges
        .iter()
        .take(MOST_TOGETHER)
        .map(|h| h.input)
        .collect();
    let joint = together(inputs, &chosen, &scores);
    // With few worlds half of them may grow a poorer tree than one cut; the better of the two counts.
    let alone = found.hinges.first().map_or(0.0, |h| h.explains);
    found.explains = joint.explains.clamp(0.0, 1.0).max(alone);
    let is_shared_out = joint.parts.iter().any(|p| *p > 0.0);
    for (rank, hinge) in found.hinges.iter_mut().enumerate() {
        let part = if is_shared_out {
            joint.parts.get(rank).copied().unwrap_or(0.0)
        } else {
            f64::from(u8::from(rank == 0))
        };
        hinge.part = part * found.explains;
    }
    found
}

fn significant(inputs: &Inputs, tried: &[usize], scores: &Scores, halves: &Halves) -> Vec<Hinge> {
    let distances: Vec<_> = tried
        .iter()
        .filter_map(|input| {
            let column = inputs.column(*input)?;
            let distance = match column {
                Column::Numeric(c) => of_number(c, halves),
                Column::Categorical(c) => of_choice(c, halves),
            };
            Some((*input, column, distance?))
        })
        .collect();
    let adjusted = holm(&distances.iter().map(|(_, _, d)| d.p).collect::<Vec<f64>>());
    let mut hinges: Vec<Hinge> = distances
        .iter()
        .zip(adjusted)
        .filter(|((_, _, d), p)| *p <= LEVEL && d.distance >= LEAST_DISTANCE)
        .map(|((input, column, d), p)| {
            let turning = of_column(column, scores);
            let explains = turning.as_ref().map_or(0.0, |t| t.explains);
            Hinge {
                input: *input,
                distance: d.distance,
                p,
                turning: turning.map(|t| t.at),
                explains,
                part: 0.0,
            }
        })
        .collect();
    hinges.sort_by(|a, b| {
        b.explains
            .total_cmp(&a.explains)
            .then(b.distance.total_cmp(&a.distance))
            .then(a.input.cmp(&b.input))
    });
    hinges
}
