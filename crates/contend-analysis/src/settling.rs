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

/// The worlds in which an input has nearly one value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// A value of the part: of a number that in its middle, of a choice the index of the option.
    pub value: f64,
    /// Of a number the rank of that value, 0..=1; of a choice 0 for the most frequent option and 1 for the others.
    pub rank: f64,
    /// Its worlds, and those in which the claim holds.
    pub tally: Tally,
}

/// The parts of an input; those without a world that counts are left out.
#[must_use]
pub fn parts(inputs: &Inputs, input: usize, truths: &[Option<bool>]) -> Vec<Part> {
    let truth = |world: u32| truths.get(world as usize).copied().flatten();
    let mut parts: Vec<Part> = Vec::new();
    match inputs.column(input) {
        None => {}
        Some(Column::Categorical(choice)) => {
            let mut tallies = vec![Tally::default(); choice.options];
            for (world, option) in choice.option.iter().enumerate() {
                if let Some(truth) = truth(world as u32) {
                    tallies[*option as usize].add(truth, 1.0);
                }
            }
            let most = tallies.iter().map(|t| t.worlds).max().unwrap_or(0);
            let usual = tallies.iter().position(|t| t.worlds == most);
            for (option, tally) in tallies.into_iter().enumerate() {
                if tally.worlds > 0 {
                    parts.push(Part {
                        value: option as f64,
                        rank: f64::from(u8::from(usual != Some(option))),
                        tally,
                    });
                }
            }
        }
        Some(Column::Numeric(numeric)) => {
            let counted: Vec<(u32, bool)> = (numeric.order.iter())
                .filter_map(|world| Some((*world, truth(*world)?)))
                .collect();
            let each = counted.len().div_ceil(PARTS).max(LEAST_OF_PART);
            let value = |at: usize| numeric.values[counted[at].0 as usize];
            let mut ends = Vec::new();
            let mut from = 0;
            for at in 0..counted.len() {
                // Worlds that are alike in the input are not parted.
                let last = at + 1 == counted.len() || value(at) != value(at + 1);
                if last && at + 1 - from >= each {
                    ends.push(at + 1);
                    from = at + 1;
                }
            }
            // What is left is too small for a part of its own.
            match ends.last_mut() {
                Some(end) => *end = counted.len(),
                None => ends.push(counted.len()),
            }
            let mut from = 0;
            for end in ends.into_iter().filter(|_| !counted.is_empty()) {
                let middle = from + (end - from) / 2;
                let mut tally = Tally::default();
                counted[from..end]
                    .iter()
                    .for_each(|(_, truth)| tally.add(*truth, 1.0));
                parts.push(Part {
                    value: value(middle),
                    rank: (middle as f64 + 0.5) / counted.len() as f64,
                    tally,
                });
                from = end;
            }
        }
    }
    parts
}

/// What learning an input would settle; a claim holds at a share of `holds` or more and fails at `fails` or less.
#[must_use]
pub fn settles(
    inputs: &Inputs,
    input: usize,
    truths: &[Option<bool>],
    holds: f64,
    fails: f64,
) -> Settles {
    let parts = parts(inputs, input, truths);
    let all: u64 = parts.iter().map(|p| p.tally.worlds).sum();
    let mut settled = Settles::default();
    for part in &parts {
        if let Some(share) = Share::of(part.tally) {
            let weight = part.tally.worlds as f64 / all as f64;
            if share.low >= holds {
                settled.holds += weight;
            } else if share.high <= fails {
                settled.fails += weight;
            }
        }
    }
    settled
}
