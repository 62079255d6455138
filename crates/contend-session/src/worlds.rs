//! Worlds as columns: what each drew, how it ended under each profile, which claims hold in it.

use std::ops::Range;

use contend_engine::design::Worlds;
use contend_engine::{Fault, Watch};
use contend_ensemble::executor::{Executor, Progress, Silent};
use contend_ensemble::{Ensemble, Frame, Meter, Piece, Plan, PlanError, Prepared, Runs};
use contend_model::id::{ClaimId, InputId, OutcomeId, ProfileId};
use contend_model::model::Scenario;

use crate::error::{PageLacks, RunError};
use crate::known::{self, Facts};
use crate::page::Page;
use crate::replications::Asked;
use crate::report::{KnownReport, RunReport};
use crate::request::RunRequest;
use crate::series::Series;
use crate::{Planned, Session, Simulation, claims, refusal};

/// Some worlds of a run under each of its profiles, as columns: one number for each world, in the order of their numbers.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    scenario: &'a Scenario,
    ensemble: &'a Ensemble,
    worlds: &'a Worlds,
    truths: &'a [Vec<Option<bool>>],
}

impl<'a> Rows<'a> {
    /// The scenario.
    #[must_use]
    pub fn scenario(self) -> &'a Scenario {
        self.scenario
    }

    /// What was run.
    #[must_use]
    pub fn plan(self) -> &'a Plan {
        self.ensemble.plan()
    }

    /// How many worlds there are.
    #[must_use]
    pub fn worlds(self) -> usize {
        self.ensemble.complete() as usize
    }

    /// The number of the world at a place; another than the place where some worlds do not count.
    #[must_use]
    pub fn number(self, place: usize) -> u64 {
        self.worlds.number(self.plan().worlds.start + place as u64)
    }

    /// What was drawn of an input, in its parameter's unit.
    #[must_use]
    pub fn input(self, input: InputId) -> Vec<f64> {
        let mut values = vec![0.0; self.worlds()];
        self.worlds
            .fill(self.plan().worlds.start, input, &mut values);
        values
    }

    /// One element of an outcome, in its unit; NaN where it rests on something that went wrong. `None` where it was not asked
    /// for under the profile.
    #[must_use]
    pub fn outcome(
        self,
        profile: ProfileId,
        outcome: OutcomeId,
        element: usize,
    ) -> Option<&'a [f64]> {
        self.runs(profile)?.column(outcome, element)
    }

    /// Whether a claim's test holds; `None` in worlds in which it has no value, and of claims over all worlds together.
    #[must_use]
    pub fn truths(self, claim: ClaimId) -> &'a [Option<bool>] {
        &self.truths[claim.index()]
    }

    /// What was followed over time under a profile.
    #[must_use]
    pub fn watches(self, profile: ProfileId) -> &'a [Watch] {
        let wanted = self.plan().profiles.iter().find(|w| w.profile == profile);
        wanted.map_or(&[], |w| &w.watches)
    }

    /// The values of a watch, by its place, world by world at the steps of the plan's grid; NaN as with outcomes.
    #[must_use]
    pub fn watch(self, profile: ProfileId, watch: usize) -> Option<&'a [f64]> {
        self.runs(profile)?.watch(watch)
    }

    /// What went wrong by itself under a profile, ascending by world, each with the place of its world among all that count (see
    /// [`Rows::place`]).
    #[must_use]
    pub fn faults(self, profile: ProfileId) -> &'a [Fault] {
        self.runs(profile).map_or(&[], Runs::faults)
    }

    /// The place here of the world of a fault.
    #[must_use]
    pub fn place(self, fault: &Fault) -> usize {
        (fault.world - self.plan().worlds.start) as usize
    }

    fn runs(self, profile: ProfileId) -> Option<Runs<'a>> {
        self.ensemble.profile(profile)
    }
}

/// A run with its worlds.
#[derive(Debug)]
pub struct Simulated {
    /// What it says.
    pub report: RunReport,
    simulation: Simulation,
    truths: Vec<Vec<Option<bool>>>,
}

impl Simulated {
    /// Its worlds; of the session that has run them.
    #[must_use]
    pub fn rows<'a>(&'a self, session: &'a Session) -> Rows<'a> {
        Rows {
            scenario: session.scenario(),
            ensemble: &self.simulation.ensemble,
            worlds: &self.simulation.worlds,
            truths: &self.truths,
        }
    }

    /// What a page says of the run, but for charts and games, without simulating anew; of the session and the request that have
    /// made it.
    ///
    /// # Errors
    /// As [`Session::page`].
    pub fn page(
        &self,
        session: &Session,
        request: &RunRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Page, RunError> {
        let report = self.report.clone();
        session.put_together(request, &self.simulation, report, executor, progress)
    }
}

/// A run that is made ready to be simulated piece by piece, anywhere, with nothing kept of one when the next is run.
#[derive(Debug)]
pub struct Pieces<'s> {
    session: &'s Session,
    prepared: Prepared,
    known: Option<(Facts<'s>, Prepared)>,
}

/// Worlds of a run that are held together.
#[derive(Debug)]
pub struct WorldsPiece<'s> {
    session: &'s Session,
    piece: Piece,
    truths: Vec<Vec<Option<bool>>>,
    /// How many of the worlds that were drawn agree with what is known of events, where anything is; the others are not here.
    pub known: Option<KnownReport>,
}

impl WorldsPiece<'_> {
    /// Its worlds.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            scenario: self.session.scenario(),
            ensemble: &self.piece.ensemble,
            worlds: &self.piece.worlds,
            truths: &self.truths,
        }
    }
}

/// What worlds draw, without running them.
#[derive(Debug)]
pub struct Design<'s> {
    /// The scenario.
    pub scenario: &'s Scenario,
    /// The uncertain inputs, each with one number for each set of inputs, in its parameter's unit.
    pub columns: Vec<(InputId, Vec<f64>)>,
}

impl Session {
    /// What the worlds of a request draw.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it.
    pub fn design(&self, request: &RunRequest) -> Result<Design<'_>, RunError> {
        let series = Series::of_run(&self.scenario, request)?;
        let Planned { drawn, .. } = self.planned(request, &series)?;
        let sets = drawn.worlds.sets() as usize;
        let column = |id: InputId| {
            let mut values = vec![0.0; sets];
            drawn.worlds.fill_sets(0, id, &mut values);
            (id, values)
        };
        Ok(Design {
            scenario: &self.scenario,
            columns: self.scenario.drawn().map(column).collect(),
        })
    }

    /// The same as [`Session::run`], with the worlds of which its report tells.
    ///
    /// # Errors
    /// As [`Session::run`].
    pub fn simulated(
        &self,
        request: &RunRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Simulated, RunError> {
        let series = Series::of_run(&self.scenario, request)?;
        let simulation = self.simulate(request, series, executor, progress)?;
        let report = self.report(request, &simulation, executor, progress, true);
        let frame = simulation.frame(&self.scenario);
        let truths = claims::truths(&self.scenario, &Asked::new(&self.scenario, &frame));
        Ok(Simulated {
            report,
            simulation,
            truths,
        })
    }

    /// What is kept of the worlds of a request that are run piece by piece ([`Session::pieces`]): which outcomes of which
    /// profiles, and what goes over time at which steps.
    ///
    /// # Errors
    /// As [`Session::pieces`].
    pub fn kept(&self, request: &RunRequest) -> Result<Plan, RunError> {
        Ok(self.to_keep(request)?.plan)
    }

    pub(crate) fn to_keep(&self, request: &RunRequest) -> Result<Planned, RunError> {
        if request.page && !request.profiles.is_empty() {
            return Err(RunError::PageNotKept {
                lacks: PageLacks::Profiles,
            });
        }
        let series = Series::kept(&self.scenario, &self.page, request)?;
        self.planned(request, &series)
    }

    /// Refuses what no page could be made of: it holds the outcomes of all worlds, and what one chart after the other draws.
    fn fits_a_page(&self, request: &RunRequest) -> Result<(), RunError> {
        let scenario = &self.scenario;
        let of_page = RunRequest {
            games: false,
            ..request.clone()
        };
        let mut series = Series::of_page(scenario, &self.page, request)?;
        series.watched.truncate(1);
        let plan = self.planned(&of_page, &series)?.plan;
        plan.check_memory(scenario).map_err(refusal::too_large)
    }

    /// Makes a run ready to be simulated piece by piece, every outcome of each profile.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it.
    pub fn pieces(
        &self,
        request: &RunRequest,
        executor: &dyn Executor,
    ) -> Result<Pieces<'_>, RunError> {
        let scenario = &self.scenario;
        let Planned { drawn, plan, .. } = self.to_keep(request)?;
        if request.page {
            self.fits_a_page(request)?;
        }
        let prepared = Prepared::new(&plan, scenario, executor)
            .map_err(|error| refusal::plan_error(scenario, error))?;
        let known = match known::facts(scenario) {
            None => None,
            Some(facts) => {
                let asking = facts.prepare(drawn.plan(), executor)?;
                Some((facts, asking))
            }
        };
        Ok(Pieces {
            session: self,
            prepared,
            known,
        })
    }
}

impl<'s> Pieces<'s> {
    /// What is run.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        self.prepared.plan()
    }

    /// Runs that so many worlds take, each under one profile.
    #[must_use]
    pub fn runs(&self, worlds: u64) -> u64 {
        let known = self
            .known
            .as_ref()
            .map_or(0, |(facts, _)| facts.runs(worlds));
        known + worlds * self.plan().profiles.len() as u64
    }

    /// Equations computed at each step.
    #[must_use]
    pub fn equations(&self) -> usize {
        self.prepared.equations()
    }

    /// No world at all, with all columns.
    ///
    /// # Errors
    /// None is known.
    pub fn none(&self) -> Result<WorldsPiece<'s>, RunError> {
        let piece = self.prepared.piece(
            &self.session.scenario,
            0..0,
            self.known.as_ref().map(|_| Vec::new()),
            &Meter::new(&Silent, 0),
        );
        let piece = piece.map_err(RunError::Refused)?;
        // Nobody stops what has nothing to run.
        let piece = piece.ok_or(RunError::Plan(PlanError::NoSuchWorlds {
            worlds: 0..0,
            drawn: 0,
        }))?;
        Ok(self.piece(piece, None))
    }

    /// Evaluations of equations in one world, all profiles together.
    #[must_use]
    pub fn evaluations(&self) -> u64 {
        self.prepared.evaluations()
    }

    /// Runs the worlds of some numbers, on the caller's thread: a multiple of the worlds that share their inputs. `None` where it
    /// was stopped. Whichever way numbers are cut, each world has the same bits.
    ///
    /// # Errors
    /// [`RunError::Refused`] where there are no such worlds.
    pub fn run(
        &self,
        numbers: Range<u64>,
        meter: &Meter,
    ) -> Result<Option<WorldsPiece<'s>>, RunError> {
        let scenario = &self.session.scenario;
        let (kept, known) = match &self.known {
            None => (None, None),
            Some((facts, asking)) => match facts.kept(asking, numbers.clone(), meter)? {
                None => return Ok(None),
                Some((kept, known)) => (Some(kept), Some(known)),
            },
        };
        let piece = self.prepared.piece(scenario, numbers, kept, meter);
        let piece = piece.map_err(RunError::Refused)?;
        Ok(piece.map(|piece| self.piece(piece, known)))
    }

    fn piece(&self, piece: Piece, known: Option<KnownReport>) -> WorldsPiece<'s> {
        let scenario = &self.session.scenario;
        let frame = Frame::new(&piece.ensemble, &piece.worlds, scenario.inputs.len());
        let truths = claims::truths(scenario, &Asked::new(scenario, &frame));
        WorldsPiece {
            session: self.session,
            truths,
            piece,
            known,
        }
    }
}
