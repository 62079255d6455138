//! Many candidates in one batch: profiles with levers set, or inputs pinned, otherwise than they say, on the same worlds, without
//! compiling; and strategies that are moved in place ([`Moves`]), with what claims say then.
//!
//! [`Session::candidates`] compiles the profiles once and draws the worlds. [`CandidateSession::run`] then answers any number of
//! candidates with columns by outcome and world: what a search asks for. [`Session::moves`] runs everything that claims read once;
//! [`Moves::verdicts`] simulates the profiles that play a moved strategy anew, from `now` on, and judges all claims: what a
//! page asks for whose reader moves a lever. Every number has the bits that the scenario gives with its files edited so.

mod edited;
mod moves;
mod varied;
mod written;

use contend_engine::design::Worlds;
use contend_engine::{Adjustable, Candidate, CandidateError, Request, Setting, compile_adjustable};
use contend_ensemble::candidates::{CandidateColumns, CandidateRuns, CandidateWorlds};
use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Meter, Wanted};
use contend_model::clock::{Date, Method};
use contend_model::expression::Term;
use contend_model::id::{ActorId, InputId, OutcomeId, ProfileId, QuantityId};
use contend_model::model::{QuantityKind, Scenario, Tie};
use contend_model::nearest::nearest_few;

use crate::drawing::{Drawn, impossible};
use crate::error::RunError;
use crate::report::FaultReport;
use crate::request::{Drawing, Scope};
use crate::{Session, claims, faults, known, refusal, replications};

pub use contend_engine::Fault;
pub use contend_ensemble::PartRuns;
pub use contend_ensemble::candidates::{CandidateJob, CandidatePart};

pub(crate) use edited::edited;
pub use moves::{AsTheyAre, MoveRuns, MovedClaim, MovedStrategy, Moves};
pub(crate) use moves::{Moved, wanted};

/// Asks for candidates of some profiles on the same worlds.
#[derive(Clone, Debug, Default)]
pub struct CandidatesRequest {
    /// Profiles of which candidates are made; empty: all of the scenario's own.
    pub profiles: Vec<String>,
    /// Levers that candidates may set; empty: all.
    pub levers: Vec<String>,
    /// Number of worlds; left out: the scenario's. A full factorial and a table bring their own.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's.
    pub seed: Option<u64>,
    /// Worlds that share each set of inputs; left out: the scenario's.
    pub replications: Option<u64>,
    /// How worlds are drawn.
    pub drawing: Drawing,
    /// What is computed of each profile: every outcome, or those that claims read of it.
    pub scope: Scope,
    /// Whether states at `now` are kept, so that only the future is simulated. Inputs cannot be pinned then.
    pub from_now: bool,
}

/// A profile with what is otherwise than it says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CandidateSettings {
    /// The profile.
    pub profile: String,
    /// Levers by name, each at most once, with what they are set to instead of what the profile's strategies say.
    pub levers: Vec<(String, LeverSetting)>,
    /// Uncertain inputs by name, with the value that they have in every world, in the parameter's unit.
    pub pins: Vec<(String, f64)>,
}

/// What a lever is set to: one value, or values by date.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeverSetting {
    /// Values from which date on, ascending; the first without a date holds from the start on. Before the first date the lever has
    /// its default, as in a schedule of a strategy. Each is one number for all elements or one for each, row-major; of a choice
    /// the value of an option, of a switch 0 or 1.
    pub values: Vec<(Option<Date>, Vec<f64>)>,
    /// Whether values go from one to the next in straight lines, and not in steps.
    pub ramp: bool,
    /// From which date on this holds; before, the lever is as the profile says. Left out: from the start.
    pub from: Option<Date>,
    /// Until which date this holds; from then on the lever is as the profile says. Left out: to the end.
    pub until: Option<Date>,
}

impl LeverSetting {
    /// One value over the whole run.
    #[must_use]
    pub fn constant(value: f64) -> LeverSetting {
        LeverSetting {
            values: vec![(None, vec![value])],
            ..LeverSetting::default()
        }
    }
}

/// Why candidates cannot be run.
#[derive(Clone, Debug, PartialEq)]
pub enum CandidatesError {
    /// The request or the scenario does not allow it.
    Run(RunError),
    /// Nothing is asked of any profile: no claim reads a run.
    NoClaims,
    /// Nothing is asked of a profile: no claim reads it.
    NothingRead {
        /// The profile.
        profile: String,
    },
    /// There is no lever of that name.
    UnknownLever {
        /// As asked.
        name: String,
        /// Names that are near it, else all.
        known: Vec<String>,
    },
    /// There is no uncertain input of that name.
    UnknownInput {
        /// As asked.
        name: String,
        /// Names that are near it.
        known: Vec<String>,
    },
    /// An actor has no strategy of that name, or there is no such actor.
    UnknownStrategy {
        /// The actor.
        actor: String,
        /// As asked.
        name: String,
        /// Names that are near it, else all of the actor.
        known: Vec<String>,
    },
    /// An input that others hang on, or that is held by a condition, a correlation or what is known of events, cannot be pinned
    /// alone.
    Tied {
        /// The input.
        input: String,
    },
    /// A lever of another actor than the one whose strategy is moved.
    OtherActor {
        /// The lever.
        lever: String,
    },
    /// A candidate cannot be run.
    Candidate {
        /// Its place.
        candidate: usize,
        /// The lever or input, where it is one.
        name: Option<String>,
        /// Why.
        why: CandidateError,
    },
    /// It was stopped, or a part is missing.
    Stopped,
}

impl From<RunError> for CandidatesError {
    fn from(error: RunError) -> CandidatesError {
        CandidatesError::Run(error)
    }
}

/// Profiles compiled and worlds drawn: ready for any candidates.
#[derive(Debug)]
pub struct CandidateSession<'s> {
    session: &'s Session,
    worlds: CandidateWorlds,
}

/// All runs of one candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct CandidateRun {
    /// One for each element of each outcome that is computed of its profile.
    pub outcomes: Vec<OutcomeColumn>,
    /// What went wrong under it, by equation.
    pub faults: Vec<FaultReport>,
}

/// An element of an outcome in all worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeColumn {
    /// The outcome.
    pub outcome: OutcomeId,
    /// Its element, row-major.
    pub element: u32,
    /// One number for each world, in the outcome's unit; NaN where it rests on something that went wrong.
    pub values: Vec<f64>,
}

impl Session {
    /// Compiles profiles whose levers candidates may set, and draws the worlds; with the states at `now`, where these are asked for.
    ///
    /// # Errors
    /// [`CandidatesError`] where the request or the scenario does not allow it.
    pub fn candidates(
        &self,
        request: &CandidatesRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<CandidateSession<'_>, CandidatesError> {
        let scenario = &self.scenario;
        let profiles = self.profiles(&request.profiles, false)?;
        let named = |p: ProfileId| profiles.contains(&p);
        let wanted: Vec<Wanted> = match request.scope {
            Scope::Outcomes => profiles.iter().map(|p| Wanted::all(scenario, *p)).collect(),
            Scope::Claims => claims::read(scenario, &scenario.claims, true, named),
        };
        let unread = profiles
            .iter()
            .find(|p| wanted.iter().all(|w| w.profile != **p));
        if let Some(profile) = unread.filter(|_| !request.profiles.is_empty()) {
            let profile = scenario.profiles[profile.index()].id.clone();
            return Err(CandidatesError::NothingRead { profile });
        }
        let levers = self.levers(&request.levers)?;
        let drawn = self.drawn(request, executor, progress)?;
        let mut worlds = self.candidate_worlds(&wanted, &levers, drawn.worlds)?;
        if request.from_now {
            let all: Vec<usize> = worlds.cuts().collect();
            keep(&mut worlds, &all, executor, progress)?;
        }
        Ok(CandidateSession {
            session: self,
            worlds,
        })
    }

    /// The worlds of a request that agree with what is known.
    pub(crate) fn drawn(
        &self,
        request: &CandidatesRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Drawn, CandidatesError> {
        let scenario = &self.scenario;
        let mut drawn = Drawn::new(
            scenario,
            self.fingerprint(),
            &request.drawing,
            request.worlds,
            request.seed,
            replications::of(scenario, request.replications)?,
        )?;
        known::condition(scenario, &mut drawn, &Meter::new(progress, 0), executor)?;
        if progress.cancelled() {
            return Err(CandidatesError::Stopped);
        }
        Ok(drawn)
    }

    fn candidate_worlds(
        &self,
        wanted: &[Wanted],
        levers: &[QuantityId],
        worlds: Worlds,
    ) -> Result<CandidateWorlds, CandidatesError> {
        if wanted.is_empty() {
            return Err(CandidatesError::NoClaims);
        }
        let adjustable = self.adjustable(wanted, levers)?;
        Ok(CandidateWorlds::new(adjustable, worlds))
    }

    /// Those of some levers that candidates may set: all but levers that take part in a recursion.
    pub(crate) fn settable(&self, wanted: &[Wanted], levers: &[QuantityId]) -> Vec<QuantityId> {
        if self.adjustable(wanted, levers).is_ok() {
            return levers.to_vec();
        }
        let alone = |lever: &&QuantityId| self.adjustable(wanted, &[**lever]).is_ok();
        levers.iter().filter(alone).copied().collect()
    }

    fn adjustable(
        &self,
        wanted: &[Wanted],
        levers: &[QuantityId],
    ) -> Result<Adjustable, CandidatesError> {
        let scenario = &self.scenario;
        // Under Runge–Kutta a value may go wrong between two instants, where what is asked and what is not are not told apart.
        let only_read = scenario.clock.method == Method::Euler;
        let asked: Vec<(ProfileId, Request)> = (wanted.iter())
            .map(|w| {
                let request = Request {
                    outcomes: w.outcomes.clone(),
                    only_read,
                    ..Request::default()
                };
                (w.profile, request)
            })
            .collect();
        compile_adjustable(scenario, &asked, levers).map_err(|(profile, error)| {
            CandidatesError::Run(refusal::compile_error(scenario, profile, error))
        })
    }

    /// Levers by name; all where none is named.
    fn levers(&self, names: &[String]) -> Result<Vec<QuantityId>, CandidatesError> {
        let all = 0..self.scenario.quantities.len() as u32;
        if names.is_empty() {
            let is = |q: &QuantityId| lever(&self.scenario, *q).is_some();
            return Ok(all.map(QuantityId).filter(is).collect());
        }
        names.iter().map(|name| self.lever(name)).collect()
    }

    fn lever(&self, name: &str) -> Result<QuantityId, CandidatesError> {
        let ids = (0..self.scenario.quantities.len() as u32).map(QuantityId);
        let mut levers = ids.filter(|q| lever(&self.scenario, *q).is_some());
        let of = |q: &QuantityId| self.scenario.quantity(*q).name.as_str();
        if let Some(found) = levers.clone().find(|q| of(q) == name) {
            return Ok(found);
        }
        let names: Vec<&str> = levers
            .by_ref()
            .map(|q| self.scenario.quantity(q).name.as_str())
            .collect();
        let near = nearest_few(name, names.iter().copied());
        let all = || names.iter().map(|n| (*n).to_owned()).collect();
        Err(CandidatesError::UnknownLever {
            name: name.to_owned(),
            known: if near.is_empty() { all() } else { near },
        })
    }

    /// An uncertain input by name that may be pinned alone.
    fn pinned(&self, name: &str) -> Result<InputId, CandidatesError> {
        let scenario = &self.scenario;
        let Some(at) = scenario.inputs.iter().position(|i| i.name == name) else {
            let names = scenario.inputs.iter().map(|i| i.name.as_str());
            return Err(CandidatesError::UnknownInput {
                name: name.to_owned(),
                known: nearest_few(name, names),
            });
        };
        let input = InputId(at as u32);
        match tied(scenario, input) {
            true => Err(CandidatesError::Tied {
                input: name.to_owned(),
            }),
            false => Ok(input),
        }
    }

    /// A setting as the engine takes it.
    fn setting(&self, setting: &LeverSetting) -> Setting {
        let clock = &self.scenario.clock;
        let time = |date: Date| clock.snapped(clock.elapsed(date));
        // A date between two instants acts from the later one on.
        let step = |date: Date| clock.instants(time(date), f64::INFINITY);
        let step = |date: Date| step(date).map_or(clock.steps + 1, |(first, _)| first);
        let points = setting.values.iter();
        let points = points.map(|(date, values)| (date.map_or(0.0, time), values.clone()));
        let from = setting.from.map_or(0, step);
        let until = setting.until.map_or(u32::MAX, step);
        Setting {
            points: points.collect(),
            ramp: setting.ramp,
            steps: vec![(from, until)],
        }
    }
}

fn lever(scenario: &Scenario, id: QuantityId) -> Option<ActorId> {
    match &scenario.quantity(id).kind {
        QuantityKind::Lever(lever) => Some(lever.actor),
        _ => None,
    }
}

fn keep(
    worlds: &mut CandidateWorlds,
    cuts: &[usize],
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<(), CandidatesError> {
    match worlds.keep_states(cuts, executor, &|| !progress.cancelled()) {
        true => Ok(()),
        false => Err(CandidatesError::Stopped),
    }
}

impl CandidateSession<'_> {
    /// Number of worlds: numbers of each column.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.worlds.worlds().worlds()
    }

    /// The number of the world at a place of each column; another than the place where some worlds do not count.
    #[must_use]
    pub fn number(&self, place: usize) -> u64 {
        self.worlds.worlds().number(place as u64)
    }

    /// Runs candidates; one answer for each, in order, that does not depend on the executor nor on what else is run.
    ///
    /// # Errors
    /// The first candidate that cannot be run, and why.
    pub fn run(
        &self,
        candidates: &[CandidateSettings],
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<CandidateRun>, CandidatesError> {
        let mut settled = Vec::new();
        for (place, candidate) in candidates.iter().enumerate() {
            settled.push(self.candidate(place, candidate)?);
        }
        let session = self.session;
        let scenario = &session.scenario;
        let runs = run(session, &self.worlds, &settled, executor, progress)?;
        let told = |(columns, candidate): (CandidateColumns, &Candidate)| {
            let outcomes = self.worlds.adjustable().outcomes(candidate.profile);
            let elements = outcomes.iter().flat_map(|id| {
                let size = scenario.size(&scenario.outcomes[id.index()].over) as u32;
                (0..size).map(|element| (*id, element))
            });
            let faults: Vec<_> = (columns.faults.iter())
                .map(|f| (candidate.profile, f))
                .collect();
            let mut faults = faults::of_runs(scenario, &session.files, &faults);
            known::faults_by_number(self.worlds.worlds(), &mut faults);
            CandidateRun {
                outcomes: (elements.zip(columns.columns))
                    .map(|((outcome, element), values)| OutcomeColumn {
                        outcome,
                        element,
                        values,
                    })
                    .collect(),
                faults,
            }
        };
        Ok(runs.into_iter().zip(&settled).map(told).collect())
    }

    fn candidate(
        &self,
        place: usize,
        settings: &CandidateSettings,
    ) -> Result<Candidate, CandidatesError> {
        let (session, scenario) = (self.session, &self.session.scenario);
        let names = std::slice::from_ref(&settings.profile);
        let profile = session.profiles(names, false)?[0];
        let mut candidate = Candidate::of(profile);
        if self.worlds.adjustable().outcomes(profile).is_empty() {
            return Err(CandidatesError::NothingRead {
                profile: settings.profile.clone(),
            });
        }
        for (name, setting) in &settings.levers {
            let lever = session.lever(name)?;
            candidate.levers.push((lever, session.setting(setting)));
        }
        for (name, value) in &settings.pins {
            let input = session.pinned(name)?;
            if impossible(scenario, input, "", *value).is_some() {
                return Err(CandidatesError::Candidate {
                    candidate: place,
                    name: Some(name.clone()),
                    why: CandidateError::Pin {
                        input,
                        value: *value,
                    },
                });
            }
            candidate.pins.push((input, *value));
        }
        Ok(candidate)
    }
}

/// Makes candidates ready to be run; refusals get the names of the scenario.
fn ready<'w>(
    session: &Session,
    worlds: &'w CandidateWorlds,
    candidates: &[Candidate],
) -> Result<CandidateRuns<'w>, CandidatesError> {
    let scenario = &session.scenario;
    let named = |why: &CandidateError| match why {
        CandidateError::NotOpen(lever)
        | CandidateError::Times(lever)
        | CandidateError::Elements { lever, .. }
        | CandidateError::Outside { lever, .. }
        | CandidateError::Ramp(lever) => Some(scenario.quantity(*lever).name.clone()),
        CandidateError::Pin { input, .. } => Some(scenario.inputs[input.index()].name.clone()),
        _ => None,
    };
    let runs = worlds.candidates(candidates).map_err(|(candidate, why)| {
        let name = named(&why);
        CandidatesError::Candidate {
            candidate,
            name,
            why,
        }
    })?;
    (runs.check_memory()).map_err(|error| CandidatesError::Run(refusal::too_large(error)))?;
    Ok(runs)
}

/// Runs candidates in all worlds.
fn run(
    session: &Session,
    worlds: &CandidateWorlds,
    candidates: &[Candidate],
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<Vec<CandidateColumns>, CandidatesError> {
    let runs = ready(session, worlds, candidates)?;
    let meter = Meter::new(progress, runs.runs());
    runs.run(executor, &meter).ok_or(CandidatesError::Stopped)
}

/// Whether others hang on what is drawn of an input, or it on them.
fn tied(scenario: &Scenario, id: InputId) -> bool {
    let input = &scenario.inputs[id.index()];
    let on = |tie: &Tie| match tie {
        Tie::Common(other) => *other == id,
        Tie::Share { .. } => false,
        Tie::Between { low, high } => *low == Some(id) || *high == Some(id),
    };
    let others = scenario.inputs.iter().filter_map(|i| i.tie.as_ref());
    let known = scenario.events.iter().any(|event| !event.known.is_empty());
    let mut read = false;
    for constraint in &scenario.constraints {
        constraint.that.visit(&mut |e| {
            if let Term::Read { quantity, .. } = e.term {
                read |= quantity == input.quantity;
            }
        });
    }
    let mut correlated = scenario.correlations.iter().flat_map(|c| [c.a, c.b]);
    input.tie.is_some()
        || others.into_iter().any(on)
        || correlated.any(|other| other == id)
        || read
        || known
}
