//! Which worlds are there under which profiles, and what may be added.

use std::fmt;
use std::ops::Range;

use crate::job::PlanKey;
use crate::part::Part;
use crate::plan::Plan;

/// What became of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// It was new, and is there now.
    New,
    /// All of it was there already; nothing has changed.
    Known,
}

/// Why a part is not accepted. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It belongs to another plan.
    OtherPlan {
        /// The part's.
        part: PlanKey,
        /// That of what was to accept it.
        plan: PlanKey,
    },
    /// It has worlds, profiles or numbers that the plan does not have.
    NotInPlan {
        /// Its worlds.
        worlds: Range<u64>,
        /// Its profiles, by their places in the plan.
        profiles: Range<usize>,
    },
    /// Some of its runs are there already and some are not.
    Overlaps {
        /// Its worlds.
        worlds: Range<u64>,
        /// The place in the plan of the first profile of which that is so.
        profile: usize,
    },
    /// Its runs are there already, with other numbers: one of the two was not run from this plan and scenario.
    Differs {
        /// Its worlds.
        worlds: Range<u64>,
        /// The place in the plan of the first profile that differs.
        profile: usize,
    },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = |worlds: &Range<u64>| worlds.end.saturating_sub(1);
        match self {
            Refused::OtherPlan { part, plan } => write!(
                f,
                "the part belongs to the plan {}, not to {}",
                part.0, plan.0
            ),
            Refused::NotInPlan { worlds, .. } => write!(
                f,
                "the part of worlds {} to {} has worlds, profiles or numbers that the plan does not have",
                worlds.start,
                last(worlds)
            ),
            Refused::Overlaps { worlds, profile } => write!(
                f,
                "of the part of worlds {} to {} some runs under profile {profile} are there already, and some are not",
                worlds.start,
                last(worlds)
            ),
            Refused::Differs { worlds, profile } => write!(
                f,
                "worlds {} to {} under profile {profile} are there already with other numbers",
                worlds.start,
                last(worlds)
            ),
        }
    }
}

impl std::error::Error for Refused {}

/// Which worlds of a plan are there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Coverage {
    plan: PlanKey,
    worlds: Range<u64>,
    /// For each profile the worlds that are there: ascending ranges that do not touch.
    there: Vec<Vec<Range<u64>>>,
}

impl Coverage {
    pub fn new(plan: &Plan) -> Coverage {
        Coverage {
            plan: plan.key(),
            worlds: plan.worlds.clone(),
            there: vec![Vec::new(); plan.profiles.len()],
        }
    }

    /// What would become of a part, before anything changes.
    pub fn admits(&self, part: &Part) -> Result<Admitted, Refused> {
        if part.plan != self.plan {
            return Err(Refused::OtherPlan {
                part: part.plan,
                plan: self.plan,
            });
        }
        let (worlds, profiles) = (part.worlds.clone(), part.profiles.clone());
        let inside = self.worlds.start <= worlds.start
            && worlds.start < worlds.end
            && worlds.end <= self.worlds.end;
        let Some(there) = self
            .there
            .get(profiles.clone())
            .filter(|t| inside && !t.is_empty() && t.len() == part.runs.len())
        else {
            return Err(Refused::NotInPlan { worlds, profiles });
        };
        let mut first = None;
        for (place, there) in profiles.zip(there) {
            let at = there.partition_point(|r| r.end <= worlds.start);
            let admitted = match there.get(at) {
                Some(r) if r.start <= worlds.start && worlds.end <= r.end => Admitted::Known,
                Some(r) if r.start < worlds.end => {
                    return Err(Refused::Overlaps {
                        worlds,
                        profile: place,
                    });
                }
                _ => Admitted::New,
            };
            if *first.get_or_insert(admitted) != admitted {
                return Err(Refused::Overlaps {
                    worlds,
                    profile: place,
                });
            }
        }
        Ok(first.unwrap_or(Admitted::Known))
    }

    /// Notes a part that was admitted as new.
    pub fn add(&mut self, part: &Part) {
        let Range { start, end } = part.worlds;
        for there in &mut self.there[part.profiles.clone()] {
            // Ranges that touch become one.
            let from = there.partition_point(|r| r.end < start);
            let to = there.partition_point(|r| r.start <= end);
            let (mut a, mut b) = (start, end);
            if let (Some(first), Some(last)) = (there[from..to].first(), there[from..to].last()) {
                (a, b) = (a.min(first.start), b.max(last.end));
            }
            there.splice(from..to, std::iter::once(a..b));
        }
    }

    /// How many of the first worlds are there under every profile.
    pub fn complete(&self) -> u64 {
        let from = self.worlds.start;
        let first = |there: &Vec<Range<u64>>| match there.first() {
            Some(r) if r.start == from => r.end - from,
            _ => 0,
        };
        let all = self.worlds.end - from;
        self.there.iter().map(first).min().unwrap_or(all)
    }
}
