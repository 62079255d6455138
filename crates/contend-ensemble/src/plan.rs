//! What is to be run: a plain value that can be sent, kept and compared.

use std::ops::Range;

use contend_engine::{Request, Watch};
use contend_model::fingerprint::Fingerprint;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::key::Key;
use contend_model::model::Scenario;
use serde::{Deserialize, Serialize};

use crate::drawing::Drawing;
use crate::job::{Job, PlanKey};
use crate::memory::{self, TooLarge};

/// Which worlds of a scenario run under which profiles, and what is kept of each run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Fingerprint of the scenario; all ids below are places in its lists.
    pub scenario: Fingerprint,
    /// The profiles, in order, each with what is wanted of it.
    pub profiles: Vec<Wanted>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// Seed of everything drawn, and of the chance within runs.
    pub seed: u64,
    /// Which luck: 0 is that of the seed; with another number worlds have the same inputs, and other chance within runs.
    #[serde(default)]
    pub luck: u64,
    /// Worlds that share their inputs and have lucks of their own: neighbours, so many from world 0 on.
    #[serde(default = "once")]
    pub replications: u64,
    /// Number of worlds that are drawn: of some designs a world depends on it.
    pub drawn: u64,
    /// The numbers of those that count, ascending; `None` where all do. What is told of worlds below is told of their places
    /// among these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Vec<u64>>,
    /// Those of them that are run.
    pub worlds: Range<u64>,
    /// Steps at which watched values are kept, ascending.
    pub grid: Vec<u32>,
    /// Whether what nobody reads is left out: numbers have the same bits, and a value that nothing wanted rests on is not seen
    /// to be wrong. Profiles of which different outcomes are wanted then run together.
    #[serde(default)]
    pub only_read: bool,
}

/// What is wanted of a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wanted {
    /// The profile.
    pub profile: ProfileId,
    /// Outcomes to compute, in this order, each with all its elements.
    pub outcomes: Vec<OutcomeId>,
    /// Quantities that are followed over time.
    pub watches: Vec<Watch>,
}

impl Wanted {
    /// Every outcome, and nothing over time.
    #[must_use]
    pub fn all(scenario: &Scenario, profile: ProfileId) -> Wanted {
        Wanted {
            profile,
            outcomes: (0..scenario.outcomes.len())
                .map(|i| OutcomeId(i as u32))
                .collect(),
            watches: Vec::new(),
        }
    }

    /// Numbers of each world: elements of all outcomes.
    #[must_use]
    pub fn numbers(&self, scenario: &Scenario) -> usize {
        let size = |id: &OutcomeId| scenario.size(&scenario.outcomes[id.index()].over);
        self.outcomes.iter().map(size).sum()
    }

    fn is_like(&self, other: &Wanted) -> bool {
        self.outcomes == other.outcomes && self.watches == other.watches
    }

    /// As the engine is asked.
    pub(crate) fn request(&self, only_read: bool) -> Request {
        Request {
            outcomes: self.outcomes.clone(),
            watches: self.watches.clone(),
            occurrences: false,
            only_read,
        }
    }
}

pub(crate) fn once() -> u64 {
    1
}

/// Profiles that run together at most: many share more, few are spread better.
const GROUP: usize = 64;

impl Plan {
    /// A plan without profiles: all of `worlds` worlds, nothing over time.
    #[must_use]
    pub fn new(scenario: Fingerprint, drawing: Drawing, seed: u64, worlds: u64) -> Plan {
        Plan {
            scenario,
            profiles: Vec::new(),
            drawing,
            seed,
            luck: 0,
            replications: 1,
            drawn: worlds,
            kept: None,
            worlds: 0..worlds,
            grid: Vec::new(),
            only_read: false,
        }
    }

    /// Number of runs: one world under one profile each.
    #[must_use]
    pub fn runs(&self) -> u64 {
        (self.worlds.end - self.worlds.start) * self.profiles.len() as u64
    }

    /// Whether what is kept of all runs fits into memory.
    ///
    /// # Errors
    /// [`TooLarge`] where it does not.
    pub fn check_memory(&self, scenario: &Scenario) -> Result<(), TooLarge> {
        let numbers = self.profiles.iter().map(|w| w.numbers(scenario)).sum();
        let watches = self.profiles.iter().map(|w| w.watches.len()).sum();
        let worlds = self.worlds.end - self.worlds.start;
        memory::check(worlds, numbers, watches, self.grid.len())
    }

    /// Profiles that run together, by their places: neighbours of which the same is wanted, or all where what nobody reads is
    /// left out.
    #[must_use]
    pub fn groups(&self) -> Vec<Range<usize>> {
        let mut groups = Vec::new();
        let mut from = 0;
        let alike = |a: &Wanted, b: &Wanted| self.only_read || a.is_like(b);
        for alike in self.profiles.chunk_by(alike) {
            for group in alike.chunks(GROUP) {
                groups.push(from..from + group.len());
                from += group.len();
            }
        }
        groups
    }

    /// The plan cut into jobs of `each` worlds. All groups of profiles of some worlds come before the next worlds, so
    /// that what has been done at any time begins with worlds that are complete under every profile.
    #[must_use]
    pub fn jobs(&self, each: u64) -> Vec<Job> {
        let (plan, groups, each) = (self.key(), self.groups(), each.max(1));
        let mut jobs = Vec::new();
        let mut from = self.worlds.start;
        while from < self.worlds.end {
            let to = self.worlds.end.min(from.saturating_add(each));
            jobs.extend(groups.iter().map(|group| Job {
                plan,
                worlds: from..to,
                profiles: group.clone(),
            }));
            from = to;
        }
        jobs
    }

    /// Tells this plan from others: the key of all that it says.
    #[must_use]
    pub fn key(&self) -> PlanKey {
        // The text for programmers has every field, and every number to the bit.
        PlanKey(Key::plan(&format!("{self:?}")))
    }
}
