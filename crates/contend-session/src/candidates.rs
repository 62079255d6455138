//! Many candidates in one batch: profiles with levers set, or inputs pinned, otherwise than they say, on the same worlds, without
//! compiling; and strategies that are moved in place, with what claims say then.
//!
//! [`Session::candidates`] compiles the profiles once and draws the worlds. [`CandidateSession::run`] then answers any number of
//! candidates with columns by outcome and world: what a search asks for. [`Session::moves`] runs everything that claims read once;
//! [`Moves::verdicts`] simulates the profiles that play a moved strategy anew, from `now` on, and judges all claims: what a
//! page asks for whose reader moves a lever. Every number has the bits that the scenario gives with its files edited so.

use contend_analysis::dependence::{Dependence, dependence};
use contend_engine::design::Worlds;
use contend_engine::{Adjustable, Candidate, CandidateError, Request, Setting, compile_adjustable};
use contend_ensemble::candidates::{CandidateColumns, CandidateWorlds};
use contend_ensemble::executor::{Executor, Progress, Silent};
use contend_ensemble::{Ensemble, Frame, Meter, Part, PartRuns, Plan, Sink, Wanted};
use contend_model::clock::{Date, Method};
use contend_model::expression::{BinaryOp, Expression, Term};
use contend_model::id::{
    ActorId, DimensionId, InputId, OutcomeId, ProfileId, QuantityId, StrategyId,
};
use contend_model::model::{QuantityKind, Scenario, Strategy, Tie};
use contend_model::nearest::nearest_few;
use contend_model::place::Span;
use contend_model::unit::Unit;

use crate::drawing::{Drawn, impossible};
use crate::error::RunError;
use crate::replications::Asked;
use crate::report::{ClaimReport, FaultReport};
use crate::request::{Drawing, Scope};
use crate::{Session, claims, faults, known, refusal, replications};

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
    /// It was stopped.
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
            keep(&mut worlds, executor, progress)?;
        }
        Ok(CandidateSession {
            session: self,
            worlds,
        })
    }

    /// The worlds of a request that agree with what is known.
    fn drawn(
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
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<(), CandidatesError> {
    match worlds.keep_states(executor, &|| !progress.cancelled()) {
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

/// Runs candidates; refusals get the names of the scenario.
fn run(
    session: &Session,
    worlds: &CandidateWorlds,
    candidates: &[Candidate],
    executor: &dyn Executor,
    progress: &dyn Progress,
) -> Result<Vec<CandidateColumns>, CandidatesError> {
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

/// A strategy with levers set otherwise than it says.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedStrategy {
    /// Whose.
    pub actor: String,
    /// Its name.
    pub strategy: String,
    /// The actor's levers by name, each at most once.
    pub levers: Vec<(String, LeverSetting)>,
}

/// Everything that claims read, simulated once, with the states at `now`: ready for strategies that are moved.
#[derive(Debug)]
pub struct Moves<'s> {
    session: &'s Session,
    plan: Plan,
    worlds: CandidateWorlds,
    /// Of each profile of the plan as it is.
    base: Vec<PartRuns>,
}

impl Session {
    /// Simulates what claims read of all profiles, and keeps the states at `now`. Of the request its profiles and its scope do not
    /// count.
    ///
    /// # Errors
    /// [`CandidatesError`] where the request or the scenario does not allow it.
    pub fn moves(
        &self,
        request: &CandidatesRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Moves<'_>, CandidatesError> {
        let scenario = &self.scenario;
        let levers = self.levers(&request.levers)?;
        let drawn = self.drawn(request, executor, progress)?;
        let own = |p: ProfileId| !scenario.profiles[p.index()].of_game;
        let mut profiles = claims::read(scenario, &scenario.claims, true, own);
        for wanted in claims::of_games(scenario, &[]) {
            if profiles.iter().all(|w| w.profile != wanted.profile) {
                profiles.push(wanted);
            }
        }
        self.moves_of(profiles, &levers, drawn, executor, progress)
    }

    /// The same of what is read of some profiles.
    pub(crate) fn moves_of(
        &self,
        profiles: Vec<Wanted>,
        levers: &[QuantityId],
        drawn: Drawn,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Moves<'_>, CandidatesError> {
        let plan = Plan {
            profiles,
            only_read: true,
            ..drawn.plan()
        };
        let mut worlds = self.candidate_worlds(&plan.profiles, levers, drawn.worlds)?;
        keep(&mut worlds, executor, progress)?;
        let as_they_are: Vec<Candidate> = (plan.profiles.iter())
            .map(|w| Candidate::of(w.profile))
            .collect();
        let base = run(self, &worlds, &as_they_are, executor, progress)?;
        Ok(Moves {
            session: self,
            base: base.into_iter().map(runs).collect(),
            plan,
            worlds,
        })
    }
}

fn runs(columns: CandidateColumns) -> PartRuns {
    PartRuns {
        columns: columns.columns,
        faults: columns.faults,
        ..PartRuns::default()
    }
}

impl Moves<'_> {
    /// Number of worlds.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.worlds.worlds().worlds()
    }

    /// The profiles that play one of some moved strategies, and that claims read.
    ///
    /// # Errors
    /// As [`Moves::verdicts`].
    pub fn moved(&self, moved: &[MovedStrategy]) -> Result<Vec<String>, CandidatesError> {
        let scenario = &self.session.scenario;
        let candidates = self.moved_profiles(&self.settings(moved)?);
        let named = candidates
            .iter()
            .map(|c| &scenario.profiles[c.profile.index()].id);
        Ok(named.cloned().collect())
    }

    /// The verdicts on all claims, in their order, where strategies are moved: every profile that plays one of them is simulated
    /// from `now` on, all others are as they were. What verdicts hinge on is not asked.
    ///
    /// # Errors
    /// [`CandidatesError`] where there is no such strategy or lever, or the lever cannot be set so.
    pub fn verdicts(
        &self,
        moved: &[MovedStrategy],
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<ClaimReport>, CandidatesError> {
        let session = self.session;
        let settings = [self.settings(moved)?];
        let ensembles = self.ensembles(&settings, executor, progress)?;
        let Some(ensemble) = ensembles.first() else {
            return Ok(Vec::new());
        };
        // Whether a claim says anything hangs on what strategies do differently, as it is written.
        let scenario = &edited(&session.scenario, &settings[0]);
        let rests: Vec<Dependence> = (scenario.claims.iter())
            .map(|claim| dependence(scenario, claim))
            .collect();
        let worlds = self.worlds.worlds();
        let frame = Frame::new(ensemble, worlds, scenario.inputs.len());
        let asked = Asked::new(scenario, &frame);
        let tested = claims::tested(scenario, &rests, worlds, &asked, executor, &Silent);
        let by = claims::Weighed {
            scenario,
            files: &session.files,
            asked: &asked,
            sets: ensemble.complete() / worlds.replications(),
            rests: &rests,
            tested: &tested,
            others: None,
            worlds,
        };
        Ok(claims::verdicts(by, executor, &Silent))
    }

    /// All runs that claims read, for each set of moves: every profile that plays a moved strategy is simulated from `now` on, all
    /// others are as they were.
    pub(crate) fn ensembles(
        &self,
        each: &[Vec<Moved>],
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<Ensemble>, CandidatesError> {
        let candidates: Vec<Vec<Candidate>> = (each.iter())
            .map(|moved| self.moved_profiles(moved))
            .collect();
        let all = candidates.concat();
        let found = run(self.session, &self.worlds, &all, executor, progress)?;
        let mut found = found.into_iter().map(runs);
        let ensemble = |own: &Vec<Candidate>| {
            let mut anew: Vec<(ProfileId, PartRuns)> = (own.iter().map(|c| c.profile))
                .zip(found.by_ref())
                .collect();
            let runs = (self.plan.profiles.iter())
                .zip(&self.base)
                .map(|(wanted, base)| {
                    let place = anew
                        .iter()
                        .position(|(profile, _)| *profile == wanted.profile);
                    place.map_or_else(|| base.clone(), |place| anew.swap_remove(place).1)
                });
            let part = Part {
                plan: self.plan.key(),
                worlds: self.plan.worlds.clone(),
                profiles: 0..self.plan.profiles.len(),
                runs: runs.collect(),
            };
            let mut ensemble = Ensemble::new(&self.plan, &self.session.scenario);
            (ensemble.accept(&part))
                .map_err(|refused| CandidatesError::Run(RunError::Refused(refused)))?;
            Ok(ensemble)
        };
        candidates.iter().map(ensemble).collect()
    }

    /// The worlds themselves.
    pub(crate) fn drawn(&self) -> &Worlds {
        self.worlds.worlds()
    }

    /// What strategies are moved to.
    fn settings(&self, moved: &[MovedStrategy]) -> Result<Vec<Moved>, CandidatesError> {
        let (session, scenario) = (self.session, &self.session.scenario);
        let mut all = Vec::new();
        for moved in moved {
            let (actor, strategy) = self.strategy(moved)?;
            for (name, setting) in &moved.levers {
                let id = session.lever(name)?;
                if lever(scenario, id) != Some(actor) {
                    let lever = name.clone();
                    return Err(CandidatesError::OtherActor { lever });
                }
                all.push(Moved {
                    actor,
                    strategy,
                    lever: id,
                    setting: session.setting(setting),
                });
            }
        }
        Ok(all)
    }

    /// The profiles that play moved strategies, each with its levers set in the steps in which it plays them.
    fn moved_profiles(&self, moved: &[Moved]) -> Vec<Candidate> {
        let scenario = &self.session.scenario;
        let mut candidates = Vec::new();
        for wanted in &self.plan.profiles {
            let mut candidate = Candidate::of(wanted.profile);
            for moved in moved {
                let played = played(scenario, wanted.profile, moved.actor, moved.strategy);
                if !played.is_empty() {
                    let mut setting = moved.setting.clone();
                    setting.steps = both(&setting.steps, &played);
                    candidate.levers.push((moved.lever, setting));
                }
            }
            if !candidate.levers.is_empty() {
                candidates.push(candidate);
            }
        }
        candidates
    }

    fn strategy(&self, moved: &MovedStrategy) -> Result<(ActorId, StrategyId), CandidatesError> {
        let scenario = &self.session.scenario;
        let actor = scenario.actors.iter().position(|a| a.id == moved.actor);
        let of = |s: &Strategy| Some(s.actor.index()) == actor;
        let found = (scenario.strategies.iter())
            .position(|s| of(s) && s.id == moved.strategy)
            .zip(actor);
        if let Some((strategy, actor)) = found {
            return Ok((ActorId(actor as u32), StrategyId(strategy as u32)));
        }
        let own = || {
            scenario
                .strategies
                .iter()
                .filter(|s| of(s))
                .map(|s| s.id.as_str())
        };
        let near = nearest_few(&moved.strategy, own());
        Err(CandidatesError::UnknownStrategy {
            actor: moved.actor.clone(),
            name: moved.strategy.clone(),
            known: match near.is_empty() {
                true => own().map(str::to_owned).collect(),
                false => near,
            },
        })
    }
}

/// A lever of a strategy that is moved.
pub(crate) struct Moved {
    pub actor: ActorId,
    pub strategy: StrategyId,
    pub lever: QuantityId,
    pub setting: Setting,
}

/// The scenario with strategies that say what they are moved to, as a reader would have it: what claims can say of it. What
/// is simulated are the settings themselves.
pub(crate) fn edited(scenario: &Scenario, moved: &[Moved]) -> Scenario {
    let mut edited = scenario.clone();
    for moved in moved {
        let settings = &mut edited.strategies[moved.strategy.index()].settings;
        let old = settings.iter().position(|(lever, _)| *lever == moved.lever);
        let old = old.map(|at| settings.remove(at).1);
        let equation = equation(scenario, moved, old);
        settings.push((moved.lever, equation));
    }
    edited
}

/// A setting as the equation that a reader makes of it.
fn equation(scenario: &Scenario, moved: &Moved, old: Option<Expression>) -> Expression {
    let quantity = scenario.quantity(moved.lever);
    let make = |term: Term, over: &[DimensionId], unit: &Unit| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span: quantity.span,
    };
    let unit = &quantity.unit;
    let number = |x: f64| make(Term::Number(x), &[], unit);
    let time = time_unit(scenario);
    let choose = |condition: Expression, then: Expression, other: Expression| {
        let over = if then.over.is_empty() {
            &other.over
        } else {
            &then.over
        }
        .clone();
        let parts = [condition, then, other].map(Box::new);
        let [condition, then, other] = parts;
        make(Term::If(condition, then, other), &over, unit)
    };
    let now = |op: BinaryOp, at: f64| {
        let (now, at) = (
            make(Term::Time, &[], &time),
            make(Term::Number(at), &[], &time),
        );
        make(
            Term::Binary(op, Box::new(now), Box::new(at)),
            &[],
            &Unit::pure(),
        )
    };
    let value = |values: &[f64]| match (values, &quantity.over[..]) {
        ([first, ..], over) if values.len() == 1 || over.len() != 1 => number(*first),
        (values, over) => by_element(scenario, (values, over), unit, quantity.span),
    };
    let default = match &quantity.kind {
        QuantityKind::Lever(lever) => lever.default,
        _ => f64::NAN,
    };
    let Setting {
        points,
        ramp,
        steps,
    } = &moved.setting;
    let set = match &points[..] {
        // What holds from the start is no schedule.
        [(at, values)] if *at <= 0.0 => value(values),
        points => {
            let mut set = number(default);
            for (k, (at, values)) in points.iter().enumerate() {
                let here = match points.get(k + 1) {
                    Some((next_at, next)) if *ramp => {
                        let slope = (next[0] - values[0]) / (next_at - at);
                        let since = make(
                            Term::Binary(
                                BinaryOp::Subtract,
                                Box::new(make(Term::Time, &[], &time)),
                                Box::new(make(Term::Number(*at), &[], &time)),
                            ),
                            &[],
                            &time,
                        );
                        let risen = Term::Binary(
                            BinaryOp::Multiply,
                            Box::new(since),
                            Box::new(number(slope)),
                        );
                        let risen = Box::new(make(risen, &[], unit));
                        let from = Box::new(value(values));
                        make(Term::Binary(BinaryOp::Add, from, risen), &[], unit)
                    }
                    _ => value(values),
                };
                set = choose(now(BinaryOp::GreaterEqual, *at), here, set);
            }
            set
        }
    };
    let clock = &scenario.clock;
    let old = old.unwrap_or_else(|| number(default));
    match steps[..] {
        [(0, until)] if until > clock.steps => set,
        [(from, until)] => {
            let ends = choose(
                now(BinaryOp::Less, clock.time_of_step(until)),
                set,
                old.clone(),
            );
            choose(
                now(BinaryOp::GreaterEqual, clock.time_of_step(from)),
                ends,
                old,
            )
        }
        _ => old,
    }
}

/// The unit in which a scenario's equations read the time, where any does.
fn time_unit(scenario: &Scenario) -> Unit {
    let mut unit = Unit::pure();
    for (_, setting) in scenario.strategies.iter().flat_map(|s| &s.settings) {
        setting.visit(&mut |e| {
            if e.term == Term::Time {
                unit = e.unit.clone();
            }
        });
    }
    unit
}

/// A value for each element, as a chain of choices.
fn by_element(
    scenario: &Scenario,
    (values, over): (&[f64], &[DimensionId]),
    unit: &Unit,
    span: Span,
) -> Expression {
    let make = |term: Term, over: &[DimensionId], unit: &Unit| Expression {
        term,
        over: over.to_vec(),
        unit: unit.clone(),
        span,
    };
    let positions = &scenario.dimension(over[0]).positions;
    let last = values.last().copied().unwrap_or(f64::NAN);
    let mut result = make(Term::Number(last), &[], unit);
    for (value, position) in values.iter().zip(positions).rev().skip(1) {
        let here = make(Term::Position(over[0]), over, &Unit::pure());
        let own = make(Term::Number(f64::from(*position)), &[], &Unit::pure());
        let same = Term::Binary(BinaryOp::Equal, Box::new(here), Box::new(own));
        let same = make(same, over, &Unit::pure());
        let then = make(Term::Number(*value), &[], unit);
        let parts = [same, then, result].map(Box::new);
        let [same, then, other] = parts;
        result = make(Term::If(same, then, other), over, unit);
    }
    result
}

/// Steps, each from one to before another.
type Steps = Vec<(u32, u32)>;

/// The steps in which an actor plays a strategy under a profile.
fn played(scenario: &Scenario, profile: ProfileId, actor: ActorId, strategy: StrategyId) -> Steps {
    let course = scenario.profiles[profile.index()].course(actor);
    let next = |k: usize| course.get(k + 1).map_or(u32::MAX, |(step, _)| *step);
    let plays = course
        .iter()
        .enumerate()
        .filter(|(_, (_, s))| *s == Some(strategy));
    plays.map(|(k, (step, _))| (*step, next(k))).collect()
}

/// The steps that are in both.
fn both(a: &Steps, b: &Steps) -> Steps {
    let cut = |a: &(u32, u32), b: &(u32, u32)| (a.0.max(b.0), a.1.min(b.1));
    let all = a.iter().flat_map(|a| b.iter().map(move |b| cut(a, b)));
    all.filter(|(from, until)| from < until).collect()
}
