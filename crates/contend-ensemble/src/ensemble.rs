//! All runs of a plan, put together from parts in any order.

use contend_engine::Fault;
use contend_model::id::{OutcomeId, ProfileId};
use contend_model::model::Scenario;

use crate::coverage::{Admitted, Coverage, Refused};
use crate::part::{Part, PartRuns};
use crate::plan::Plan;
use crate::sink::Sink;

/// The runs of a plan, as far as they are there.
///
/// What is told of it is told of its first worlds that are complete under every profile ([`Ensemble::complete`]):
/// comparisons between profiles are then paired, also where a plan was stopped on the way.
#[derive(Clone, Debug)]
pub struct Ensemble {
    plan: Plan,
    profiles: Vec<ProfileRuns>,
    coverage: Coverage,
    complete: usize,
}

/// What is kept of one profile.
#[derive(Clone, Debug)]
struct ProfileRuns {
    /// For each outcome wanted its first column.
    first: Vec<usize>,
    /// Numbers in each block of a world: 1 for each column, the points of the grid for each watch.
    blocks: Vec<usize>,
    /// Columns, then watches, for all worlds of the plan; NaN where it rests on something that went wrong, or is not there. Empty before the
    /// first part.
    values: Vec<Vec<f64>>,
    columns: usize,
    /// Ascending by world.
    faults: Vec<Fault>,
}

/// What is there of one profile: numbers of the complete worlds of an ensemble, in the order of its plan.
#[derive(Clone, Copy, Debug)]
pub struct Runs<'e> {
    ensemble: &'e Ensemble,
    place: usize,
}

impl Ensemble {
    /// Nothing yet of a plan. The scenario must be that of the plan.
    #[must_use]
    pub fn new(plan: &Plan, scenario: &Scenario) -> Ensemble {
        let profiles = plan
            .profiles
            .iter()
            .map(|wanted| {
                let mut first = Vec::new();
                let mut columns = 0;
                for id in &wanted.outcomes {
                    first.push(columns);
                    columns += scenario.size(&scenario.outcomes[id.index()].over);
                }
                let mut blocks = vec![1; columns];
                blocks.resize(columns + wanted.watches.len(), plan.grid.len());
                ProfileRuns {
                    first,
                    blocks,
                    values: vec![Vec::new(); columns + wanted.watches.len()],
                    columns,
                    faults: Vec::new(),
                }
            })
            .collect();
        let coverage = Coverage::new(plan);
        Ensemble {
            complete: whole_sets(plan, coverage.complete()),
            plan: plan.clone(),
            profiles,
            coverage,
        }
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// How many of the plan's first worlds are there under every profile.
    #[must_use]
    pub fn complete(&self) -> u64 {
        self.complete as u64
    }

    /// Whether all of the plan is there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete() == self.plan.worlds.end - self.plan.worlds.start
    }

    /// The profiles of the plan, in order.
    pub fn runs(&self) -> impl Iterator<Item = Runs<'_>> {
        (0..self.profiles.len()).map(|place| Runs {
            ensemble: self,
            place,
        })
    }

    /// The runs under a profile, where the plan has it.
    #[must_use]
    pub fn profile(&self, profile: ProfileId) -> Option<Runs<'_>> {
        self.runs().find(|runs| runs.profile() == profile)
    }

    /// Complete worlds in which something went wrong under at least one profile, ascending.
    #[must_use]
    pub fn failed_worlds(&self) -> Vec<u64> {
        let mut worlds: Vec<u64> = self.runs().flat_map(Runs::failed_worlds).collect();
        worlds.sort_unstable();
        worlds.dedup();
        worlds
    }

    /// The columns of outcomes of each profile, without the worlds that are not complete.
    #[must_use]
    pub fn into_columns(self) -> Vec<Vec<Vec<f64>>> {
        let complete = self.complete;
        let columns = |mut runs: ProfileRuns| {
            runs.values.truncate(runs.columns);
            runs.values.iter_mut().for_each(|c| c.truncate(complete));
            runs.values
        };
        self.profiles.into_iter().map(columns).collect()
    }

    /// Whether a part has as many numbers as the plan asks for.
    fn fits(&self, part: &Part) -> bool {
        let worlds = (part.worlds.end - part.worlds.start) as usize;
        let profiles = &self.profiles[part.profiles.clone()];
        profiles.iter().zip(&part.runs).all(|(to, from)| {
            let given = from.columns.iter().chain(&from.watches).map(Vec::len);
            from.columns.len() == to.columns
                && given.eq(to.blocks.iter().map(|block| worlds * block))
                && from.faults.iter().all(|f| part.worlds.contains(&f.world))
        })
    }
}

impl Sink for Ensemble {
    /// Puts a part in its place. Parts may come in any order, cut in any way, and more than once.
    fn accept(&mut self, part: &Part) -> Result<Admitted, Refused> {
        let admitted = self.coverage.admits(part)?;
        let (worlds, places) = (part.worlds.clone(), part.profiles.clone());
        if !self.fits(part) {
            return Err(Refused::NotInPlan {
                worlds,
                profiles: places,
            });
        }
        let from = (worlds.start - self.plan.worlds.start) as usize;
        let runs = places.clone().zip(&part.runs);
        match admitted {
            Admitted::Known => {
                for (place, runs) in runs {
                    if !self.profiles[place].has(runs, from, &worlds) {
                        return Err(Refused::Differs {
                            worlds,
                            profile: place,
                        });
                    }
                }
            }
            Admitted::New => {
                let count = (self.plan.worlds.end - self.plan.worlds.start) as usize;
                for (place, runs) in runs {
                    self.profiles[place].add(runs, from, count);
                }
                self.coverage.add(part);
                self.complete = whole_sets(&self.plan, self.coverage.complete());
            }
        }
        Ok(admitted)
    }
}

/// Of the first worlds of a plan those whose sets of inputs are there with all their lucks. Where all is there, all.
fn whole_sets(plan: &Plan, complete: u64) -> usize {
    let all = plan.worlds.end - plan.worlds.start;
    let parted = complete % plan.replications.max(1);
    (if complete < all {
        complete - parted
    } else {
        complete
    }) as usize
}

impl ProfileRuns {
    fn add(&mut self, runs: &PartRuns, from: usize, count: usize) {
        let given = runs.columns.iter().chain(&runs.watches);
        for ((to, block), given) in self.values.iter_mut().zip(&self.blocks).zip(given) {
            to.resize(count * block, f64::NAN);
            to[from * block..from * block + given.len()].copy_from_slice(given);
        }
        self.faults.extend_from_slice(&runs.faults);
        self.faults.sort_by_key(|f| f.world); // stable: the order of time stays
    }

    /// Whether these numbers, bit for bit but for kinds of NaN, and these faults are there.
    fn has(&self, runs: &PartRuns, from: usize, worlds: &std::ops::Range<u64>) -> bool {
        let same = |(a, b): (&f64, &f64)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan());
        let given = runs.columns.iter().chain(&runs.watches);
        let mut blocks = self.values.iter().zip(&self.blocks).zip(given);
        let own = self.faults.iter().filter(|f| worlds.contains(&f.world));
        blocks.all(|((there, block), given)| {
            let there = there.get(from * block..from * block + given.len());
            there.is_some_and(|there| there.iter().zip(given).all(same))
        }) && own.map(|f| (f.world, f.step, f.place, f.element)).eq(runs
            .faults
            .iter()
            .map(|f| (f.world, f.step, f.place, f.element)))
    }
}

impl<'e> Runs<'e> {
    /// The profile.
    #[must_use]
    pub fn profile(self) -> ProfileId {
        self.ensemble.plan.profiles[self.place].profile
    }

    /// The numbers of one element (row-major) of an outcome, where it was wanted; NaN in worlds where it rests on something that went wrong.
    #[must_use]
    pub fn column(self, outcome: OutcomeId, element: usize) -> Option<&'e [f64]> {
        let wanted = &self.ensemble.plan.profiles[self.place].outcomes;
        let at = wanted.iter().position(|id| *id == outcome)?;
        let own = self.own();
        let end = own.first.get(at + 1).copied().unwrap_or(own.columns);
        let column = own.first[at] + element;
        (column < end).then(|| self.values(column))
    }

    /// The numbers of a watch, by its place among those of the profile: for each world its values at the steps of the
    /// grid; NaN in worlds where it rests on something that went wrong.
    #[must_use]
    pub fn watch(self, watch: usize) -> Option<&'e [f64]> {
        let column = self.own().columns + watch;
        (column < self.own().values.len()).then(|| self.values(column))
    }

    /// What went wrong by itself, ascending by world.
    #[must_use]
    pub fn faults(self) -> &'e [Fault] {
        let end = self.ensemble.plan.worlds.start + self.ensemble.complete();
        let faults = &self.own().faults;
        &faults[..faults.partition_point(|f| f.world < end)]
    }

    /// Worlds in which something went wrong, ascending.
    #[must_use]
    pub fn failed_worlds(self) -> Vec<u64> {
        let mut worlds: Vec<u64> = self.faults().iter().map(|f| f.world).collect();
        worlds.dedup();
        worlds
    }

    /// For each world whether a watch, by its place among those of the profile, rests on something that went wrong.
    #[must_use]
    pub fn watch_failed(self, watch: usize) -> Vec<bool> {
        let points = self.ensemble.plan.grid.len();
        let values = self.watch(watch).unwrap_or_default();
        let mut failed: Vec<bool> = values
            .chunks_exact(points.max(1))
            .map(|world| world.iter().all(|v| v.is_nan()))
            .collect();
        failed.resize(self.ensemble.complete, false);
        failed
    }

    fn own(self) -> &'e ProfileRuns {
        &self.ensemble.profiles[self.place]
    }

    fn values(self, column: usize) -> &'e [f64] {
        let own = self.own();
        let end = self.ensemble.complete * own.blocks[column];
        own.values[column].get(..end).unwrap_or_default()
    }
}
