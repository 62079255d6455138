//! What running gives: plain values by world.

use std::ops::Range;

use contend_model::id::{EventId, OutcomeId, QuantityId};
use contend_model::reach::Source;
use serde::{Deserialize, Serialize};

/// One element of a quantity, followed over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Watch {
    /// The quantity.
    pub quantity: QuantityId,
    /// Its element, row-major; `None`: the sum over all elements.
    pub element: Option<u32>,
}

/// What a program must compute.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Outcomes to compute, in this order, each with all its elements.
    pub outcomes: Vec<OutcomeId>,
    /// Quantities to follow over time.
    pub watches: Vec<Watch>,
    /// Whether to keep each occurrence of an event.
    pub occurrences: bool,
    /// Whether what nobody reads is left out: a value is computed, and seen to be finite, at those instants alone at which
    /// something that is asked for rests on it. The numbers asked for have the same bits; faults are fewer. Of moves in turn
    /// nothing is left out.
    pub only_read: bool,
}

/// The runs of consecutive worlds under one profile.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// The worlds.
    pub worlds: Range<u64>,
    /// One column for each element of each requested outcome, in order; one value for each world.
    /// NaN where it rests on something that went wrong, but for events: what an undefined hazard, condition or weight would
    /// have moved is moved as if it were 0.
    pub outcomes: Vec<Vec<f64>>,
    /// One block for each watch: for each world its `steps + 1` values.
    pub watches: Vec<Vec<f64>>,
    /// What stopped being finite, ascending by world; of a world in the order of time, everything once, also what only
    /// follows from something else.
    pub faults: Vec<Fault>,
    /// Occurrences of events, by world, then step; empty unless requested.
    pub occurrences: Vec<Occurrence>,
}

impl Batch {
    /// Says of a world's outcomes that they rest on something that went wrong.
    pub(crate) fn lose(&mut self, world: u64) {
        let at = (world - self.worlds.start) as usize;
        (self.outcomes.iter_mut()).for_each(|column| column[at] = f64::NAN);
    }

    /// Occurrences by world, then step.
    pub(crate) fn sort(&mut self) {
        self.occurrences
            .sort_unstable_by_key(|o| (o.world, o.step, o.event, o.element));
    }
}

/// The first wrong value of something that stopped being finite in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The world.
    pub world: u64,
    /// The grid point at which it was seen; `None` where an outcome's own arithmetic went wrong.
    pub step: Option<u32>,
    /// Where.
    pub place: FaultPlace,
    /// Its element, row-major.
    pub element: u32,
    /// The value: NaN or infinite; of an outcome of an event also a negative weight, or 0 where all weights are.
    #[serde(with = "contend_model::exact")]
    pub value: f64,
}

/// Which equation gave a value that is not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultPlace {
    /// A stock, flow, variable, series, lever or drawn parameter.
    Quantity(QuantityId),
    /// An outcome.
    Outcome(OutcomeId),
    /// The hazard, condition or effect of an event, or the weight of an outcome of one.
    Event(EventId),
}

impl FaultPlace {
    /// The same as a source of numbers.
    #[must_use]
    pub fn source(self) -> Source {
        match self {
            FaultPlace::Quantity(id) => Source::Quantity(id),
            FaultPlace::Outcome(id) => Source::Outcome(id),
            FaultPlace::Event(id) => Source::Event(id),
        }
    }
}

/// An event happens in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    /// The world.
    pub world: u64,
    /// The step in which it happened.
    pub step: u32,
    /// The event.
    pub event: EventId,
    /// Its element, row-major.
    pub element: u32,
    /// How often, at least once; more than once only where it repeats by a hazard without a cool-down.
    pub times: u64,
}
