//! What the verdict on a claim hinges on: the inputs that decide whether its test holds.

use serde::Serialize;

use crate::distance::{holm, of_choice, of_number};
use crate::inputs::{Codes, Column, Inputs};
use crate::tree::together;
use crate::turning::{TurningPoint, of_column};

/// The inputs that decide a test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hinges {
    /// The strongest first: by the share of truth that one turning point explains.
    pub hinges: Vec<Hinge>,
    /// Share of the variance of truth that they explain together, in worlds that were not used to find out how, in
    /// 0..=1. What is missing is decided by inputs in concert, by many small ones, or by chance within runs.
    pub explains: f64,
    /// Inputs that were tried.
    pub tried: usize,
    /// Why there is nothing to find, where that is so.
    pub nothing: Option<Nothing>,
}

/// One input that decides a test.
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
    /// Share of the variance of truth that this turning point explains alone, in fresh worlds, in 0..=1.
    pub explains: f64,
    /// Its part of what all hinges explain together: these sum to [`Hinges::explains`].
    pub part: f64,
}

/// Why nothing can hinge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nothing {
    /// The test comes out the same in every world that counts.
    SameEverywhere,
    /// It holds, or fails, in fewer than five worlds: too few to compare.
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

/// Finds the inputs that decide a test.
///
/// `tried` names the inputs that the test may depend on; the fewer, the less is lost to the correction for their
/// number. `truths` has one entry for each world, `None` for one that is left out.
///
/// An input is a hinge if its distributions where the test holds and where it fails differ significantly (5 %, after
/// Holm's correction) and by at least 0.05. So what is found is an influence of the input by itself: an input that
/// matters only through another, without any effect on average, is not seen, and the share explained stays low.
#[must_use]
pub fn hinges(inputs: &Inputs, tried: &[usize], truths: &[Option<bool>]) -> Hinges {
    let codes = Codes::new(truths);
    let nothing = if codes.holds == 0 || codes.fails == 0 {
        Some(Nothing::SameEverywhere)
    } else if codes.holds.min(codes.fails) < LEAST_WORLDS {
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
    found.hinges = significant(inputs, tried, &codes);
    let chosen: Vec<usize> = found
        .hinges
        .iter()
        .take(MOST_TOGETHER)
        .map(|h| h.input)
        .collect();
    let joint = together(inputs, &chosen, &codes);
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

fn significant(inputs: &Inputs, tried: &[usize], codes: &Codes) -> Vec<Hinge> {
    let distances: Vec<_> = tried
        .iter()
        .filter_map(|input| {
            let column = inputs.column(*input)?;
            let distance = match column {
                Column::Numeric(c) => of_number(c, codes),
                Column::Categorical(c) => of_choice(c, codes),
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
            let turning = of_column(column, codes);
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
