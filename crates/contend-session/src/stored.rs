//! What worlds mean that were run before and are kept elsewhere: the same report, without simulating them again.

use std::ops::Range;

use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Ensemble, Meter, Part, PartRuns, Plan, Sink, Wanted};
use contend_model::model::Scenario;
use contend_model::reach::{Readers, Source};
use serde::{Deserialize, Serialize};

use crate::drawing::Drawn;
use crate::error::RunError;
use crate::report::{KnownReport, Note, RunReport};
use crate::request::RunRequest;
use crate::series::Series;
use crate::{Besides, Planned, Ran, Session, Simulation, held, luck, refusal};

/// What is run besides the worlds themselves, to judge them: the first worlds with other luck, and rules that ask of a lever more
/// than it can be set to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Further {
    /// Where levers were held at an end of their range.
    pub notes: Vec<Note>,
    /// By claim, whether it holds in the first worlds with other luck; `None` of claims of which that is not asked. `None` where
    /// luck could not be told.
    pub lucks: Option<Vec<Option<Vec<Option<bool>>>>>,
}

/// Which worlds of a request there are.
#[derive(Clone, Debug, Default)]
pub struct There {
    /// The numbers of those that agree with what is known of events, and how many do, where anything is known.
    pub known: Option<(Vec<u64>, KnownReport)>,
    /// Equations computed at each step.
    pub equations: usize,
}

/// A report that waits for its worlds.
pub struct Stored<'s> {
    session: &'s Session,
    request: RunRequest,
    ran: Ran,
    besides: Besides,
}

impl Session {
    /// Makes ready for the worlds of a request that were run before, piece by piece ([`Session::pieces`]), by this engine from
    /// this scenario.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn stored(&self, request: &RunRequest, there: There) -> Result<Stored<'_>, RunError> {
        let series = Series::of_run(&self.scenario, request)?;
        self.awaiting(request, series, there)
    }

    /// Makes ready for such worlds, with what is followed of them over time.
    pub(crate) fn awaiting(
        &self,
        request: &RunRequest,
        series: Series,
        there: There,
    ) -> Result<Stored<'_>, RunError> {
        let scenario = &self.scenario;
        let planned = self.planned(request, &series)?;
        let followed = held::plan(scenario, planned.told(), &planned.drawn);
        let Planned {
            profiles,
            game_profiles,
            mut drawn,
            mut plan,
            ..
        } = planned;
        self.narrow(&mut plan, request, &series.watched);
        let known = match there.known {
            None => None,
            Some((kept, known)) if kept.is_empty() => return Err(RunError::NoneAgrees(known)),
            Some((kept, known)) => {
                drawn.worlds = drawn.worlds.keeping(&kept);
                plan.worlds = 0..kept.len() as u64;
                plan.kept = Some(kept);
                Some(known)
            }
        };
        plan.check_memory(scenario).map_err(refusal::too_large)?;
        let rests = self.rests();
        let again = luck::plan(scenario, &rests, &plan, &drawn);
        Ok(Stored {
            session: self,
            request: request.clone(),
            besides: Besides { again, followed },
            ran: Ran {
                ensemble: Ensemble::new(&plan, scenario),
                equations: there.equations,
                profiles,
                game_profiles,
                drawn,
                known,
                rests,
                watched: series.watched,
                saved: series.saved,
            },
        })
    }
}

impl<'s> Stored<'s> {
    /// Which outcomes of which profiles are asked for.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.ran.ensemble.plan()
    }

    /// Takes the runs of some worlds, by their places among those that count: one entry for each profile of the plan.
    ///
    /// # Errors
    /// [`RunError::Refused`] where they are not those that were asked for.
    pub fn accept(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        let part = Part::whole(self.plan(), places, runs);
        let accepted = self.ran.ensemble.accept(&part);
        accepted.map(|_| ()).map_err(RunError::Refused)
    }

    /// What they mean, as [`Session::run`] says it of the same request; and what was run besides, unless that is given.
    pub fn report(
        self,
        further: Option<Further>,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> (RunReport, Further) {
        let session = self.session;
        let (request, simulation) = self.concluded(further, executor, progress);
        let report = session.report(&request, &simulation, executor, progress, true);
        let further = Further {
            notes: simulation.held,
            lucks: simulation.others,
        };
        (report, further)
    }

    pub(crate) fn request(&self) -> &RunRequest {
        &self.request
    }

    pub(crate) fn session(&self) -> &'s Session {
        self.session
    }

    /// The worlds that there are.
    pub(crate) fn drawn(&self) -> &Drawn {
        &self.ran.drawn
    }

    /// The worlds as if they had been run just now, with what is run besides unless that is given.
    pub(crate) fn concluded(
        self,
        further: Option<Further>,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> (RunRequest, Simulation) {
        let (session, besides) = (self.session, self.besides);
        let further = move |ran: &Ran, tested: &_| match further {
            Some(further) => further,
            None => {
                let meter = Meter::new(progress, besides.runs());
                besides.run(&session.scenario, ran, tested, &meter, (executor, progress))
            }
        };
        let simulation = session.concluded(self.ran, further, executor, progress);
        (self.request, simulation)
    }
}

/// Runs with those faults alone that what is wanted rests on: more was kept than that.
pub(crate) fn felt(scenario: &Scenario, wanted: &Wanted, mut runs: PartRuns) -> PartRuns {
    if !runs.faults.is_empty() {
        let readers = Readers::new(scenario, wanted.profile);
        let outcomes = wanted.outcomes.iter().map(|id| Source::Outcome(*id));
        let series = (wanted.watches.iter()).map(|watch| Source::Quantity(watch.quantity));
        let wanted: Vec<Source> = outcomes.chain(series).collect();
        runs.faults.retain(|fault| {
            let reached = readers.reached(fault.place.source());
            wanted.iter().any(|source| reached.has(*source))
        });
    }
    runs
}
