//! In how many worlds it would settle a claim to learn one input.
//!
//! The worlds are parted by the input: a number into up to twenty parts of equally many worlds, a choice into its options. Who
//! learnt the input would look only at worlds of that part. The claim is settled there if the whole interval of its share among
//! them (Wilson, 95 %) lies where the scenario's rule says that it holds, or where it says that it fails.

use serde::Serialize;

use crate::inputs::{Column, Inputs};
use crate::share::Share;
use crate::tally::Tally;

/// In which share of worlds it would be settled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Settles {
    /// That it holds, 0..=1.
    pub holds: f64,
    /// That it fails.
    pub fails: f64,
}

impl Settles {
    /// Either way.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.holds + self.fails
    }
}

/// Most parts of a number.
const PARTS: usize = 20;
/// Fewest worlds of a part.
const LEAST_OF_PART: usize = 50;

/// What learning an input would settle; a claim holds at a share of `holds` or more and fails at `fails` or less.
#[must_use]
pub fn settles(
    inputs: &Inputs,
    input: usize,
    truths: &[Option<bool>],
    holds: f64,
    fails: f64,
) -> Settles {
    let truth = |world: u32| truths.get(world as usize).copied().flatten();
    let mut parts: Vec<Tally> = Vec::new();
    match inputs.column(input) {
        None => return Settles::default(),
        Some(Column::Categorical(choice)) => {
            parts = vec![Tally::default(); choice.options];
            for (world, option) in choice.option.iter().enumerate() {
                if let Some(truth) = truth(world as u32) {
                    parts[*option as usize].add(truth, 1.0);
                }
            }
        }
        Some(Column::Numeric(numeric)) => {
            let counted = numeric
                .order
                .iter()
                .filter(|w| truth(**w).is_some())
                .count();
            let each = counted.div_ceil(PARTS).max(LEAST_OF_PART);
            let mut part = Tally::default();
            for (world, last) in numeric.order.iter().zip(&numeric.last_of_ties) {
                if let Some(truth) = truth(*world) {
                    part.add(truth, 1.0);
                }
                // Worlds that are alike in the input are not parted.
                if *last && part.worlds as usize >= each {
                    parts.push(std::mem::take(&mut part));
                }
            }
            // What is left is too small for a part of its own.
            match parts.last_mut() {
                Some(last) => *last = last.plus(part),
                None => parts.push(part),
            }
        }
    }
    let all: u64 = parts.iter().map(|p| p.worlds).sum();
    let mut settled = Settles::default();
    for part in &parts {
        if let Some(share) = Share::of(*part) {
            let weight = part.worlds as f64 / all as f64;
            if share.low >= holds {
                settled.holds += weight;
            } else if share.high <= fails {
                settled.fails += weight;
            }
        }
    }
    settled
}
