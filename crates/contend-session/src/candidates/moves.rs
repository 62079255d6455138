//! Strategies that are moved in place, and what claims say then.
//!
//! Everything that claims read is simulated once, with the states at `now` kept. Where a lever of a strategy is moved, the profiles
//! that play it are simulated anew from there, and all claims are judged; the rest is as it was.

use std::borrow::Borrow;
use std::ops::Range;
use std::sync::OnceLock;

use contend_analysis::dependence::{Dependence, dependence};
use contend_engine::design::Worlds;
use contend_engine::{Candidate, Setting};
use contend_ensemble::candidates::{CandidateColumns, CandidatePart, CandidateWorlds};
use contend_ensemble::executor::{Executor, Progress, Silent};
use contend_ensemble::{Ensemble, Frame, Meter, Part, PartRuns, Plan, Sink, Wanted};
use contend_model::expression::Term;
use contend_model::id::{ActorId, ProfileId, QuantityId, StrategyId};
use contend_model::model::{Scenario, Strategy};
use contend_model::nearest::nearest_few;
use serde::{Deserialize, Serialize, Serializer};

use super::edited::edited;
use super::{CandidatesError, CandidatesRequest, LeverSetting, keep, lever, ready, run};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::page::ByWorld;
use crate::replications::Asked;
use crate::report::ClaimReport;
use crate::{Session, claims};

/// A strategy with levers set otherwise than it says. In JSON `{"actor": "town", "strategy": "heavy", "levers": {"release": 0.01}}`.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(from = "super::written::Strategy")]
pub struct MovedStrategy {
    /// Whose.
    pub actor: String,
    /// Its name.
    pub strategy: String,
    /// The actor's levers by name, each at most once.
    pub levers: Vec<(String, LeverSetting)>,
}

/// What claims read, ready to be simulated where strategies are moved. Its worlds are cut into pieces: whoever holds the states at
/// `now` of a cut runs it, and any holder judges the parts of all, so that several who share no memory answer as one.
#[derive(Debug)]
pub struct MoveRuns<S: Borrow<Session>> {
    session: S,
    plan: Plan,
    worlds: CandidateWorlds,
}

/// The runs of all profiles as they are, in all worlds, and what claims say of them.
#[derive(Debug)]
pub struct AsTheyAre {
    runs: Vec<PartRuns>,
    /// Made when first needed.
    claims: OnceLock<Vec<MovedClaim>>,
    /// What each claim rests on.
    rests: OnceLock<Vec<Dependence>>,
}

/// What is said of a claim where strategies are moved. In JSON its report, with `truths` beside.
#[derive(Clone, Debug, Serialize)]
pub struct MovedClaim {
    /// Its verdict; what it hinges on is not asked.
    #[serde(flatten)]
    pub report: ClaimReport,
    /// Its truth by world, for whoever counts some of them; `None` where fewer worlds cannot judge it. In JSON a text with a character
    /// for each world: `1`, `0`, and where it has none `.` or, where the claim is not asked of it, `-`.
    #[serde(serialize_with = "in_a_text")]
    pub truths: Option<ByWorld>,
}

fn in_a_text<S: Serializer>(truths: &Option<ByWorld>, to: S) -> Result<S::Ok, S::Error> {
    let Some(ByWorld {
        truths,
        asked_of_some,
    }) = truths
    else {
        return to.serialize_none();
    };
    let text: String = (truths.iter())
        .map(|truth| match truth {
            Some(true) => '1',
            Some(false) => '0',
            None if *asked_of_some => '-',
            None => '.',
        })
        .collect();
    to.serialize_str(&text)
}

/// Everything that claims read, simulated once, with the states at `now`: ready for strategies that are moved.
#[derive(Debug)]
pub struct Moves<S: Borrow<Session>> {
    runs: MoveRuns<S>,
    base: AsTheyAre,
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
    ) -> Result<Moves<&Session>, CandidatesError> {
        Moves::new(self, request, executor, progress)
    }

    /// The same of what is read of some profiles.
    pub(crate) fn moves_of(
        &self,
        profiles: Vec<Wanted>,
        levers: &[QuantityId],
        drawn: Drawn,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Moves<&Session>, CandidatesError> {
        Moves::of(
            MoveRuns::of(self, profiles, levers, drawn)?,
            executor,
            progress,
        )
    }
}

impl<S: Borrow<Session>> MoveRuns<S> {
    /// Compiles what claims read of all profiles and draws the worlds; nothing is simulated yet but what is known of events. Of the
    /// request its profiles and its scope do not count.
    ///
    /// # Errors
    /// [`CandidatesError`] where the request or the scenario does not allow it.
    pub fn new(
        held: S,
        request: &CandidatesRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<MoveRuns<S>, CandidatesError> {
        let session: &Session = held.borrow();
        let levers = session.levers(&request.levers)?;
        let drawn = session.drawn(request, executor, progress)?;
        let wanted = wanted(&session.scenario);
        MoveRuns::of(held, wanted, &levers, drawn)
    }

    fn of(
        held: S,
        profiles: Vec<Wanted>,
        levers: &[QuantityId],
        drawn: Drawn,
    ) -> Result<MoveRuns<S>, CandidatesError> {
        let plan = Plan {
            profiles,
            only_read: true,
            ..drawn.plan()
        };
        let worlds = (held.borrow()).candidate_worlds(&plan.profiles, levers, drawn.worlds)?;
        Ok(MoveRuns {
            session: held,
            plan,
            worlds,
        })
    }

    /// Number of worlds.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.worlds.worlds().worlds()
    }

    /// The pieces into which the worlds are cut.
    #[must_use]
    pub fn cuts(&self) -> Range<usize> {
        self.worlds.cuts()
    }

    /// Keeps the states at `now` of some cuts, and runs all profiles as they are there.
    ///
    /// # Errors
    /// [`CandidatesError::Stopped`] where it was stopped, and where there is no such cut.
    pub fn keep(
        &mut self,
        cuts: &[usize],
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<CandidatePart>, CandidatesError> {
        keep(&mut self.worlds, cuts, executor, progress)?;
        self.run_cuts(&self.as_they_are(), cuts, executor, progress)
    }

    /// Runs, in some cuts whose states are kept here, the profiles that play moved strategies.
    ///
    /// # Errors
    /// As [`Moves::verdicts`]; [`CandidatesError::Stopped`] also where the states of a cut are not kept here.
    pub fn run(
        &self,
        moved: &[MovedStrategy],
        cuts: &[usize],
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<CandidatePart>, CandidatesError> {
        let candidates = self.moved_profiles(&self.settings(moved)?);
        self.run_cuts(&candidates, cuts, executor, progress)
    }

    /// Puts together what [`MoveRuns::keep`] gave of all cuts, here or elsewhere.
    ///
    /// # Errors
    /// [`CandidatesError::Stopped`] where a part is missing.
    pub fn gather(&self, parts: &[CandidatePart]) -> Result<AsTheyAre, CandidatesError> {
        Ok(AsTheyAre {
            runs: self.gathered(&self.as_they_are(), parts)?,
            claims: OnceLock::new(),
            rests: OnceLock::new(),
        })
    }

    /// The verdicts on all claims, in their order, where strategies are moved, from what [`MoveRuns::run`] gave of all cuts, here or
    /// elsewhere.
    ///
    /// # Errors
    /// As [`Moves::verdicts`]; [`CandidatesError::Stopped`] also where a part is missing.
    pub fn judge(
        &self,
        moved: &[MovedStrategy],
        base: &AsTheyAre,
        parts: &[CandidatePart],
        executor: &dyn Executor,
    ) -> Result<Vec<MovedClaim>, CandidatesError> {
        let own = &self.session.borrow().scenario;
        let settings = self.settings(moved)?;
        let candidates = self.moved_profiles(&settings);
        let found = self.gathered(&candidates, parts)?;
        let rests = base.rests.get_or_init(|| rests(own));
        let as_they_are = match base.claims.get() {
            Some(claims) => claims,
            None => {
                let ensemble = self.ensemble(&base.runs, &[], Vec::new())?;
                let judged = || self.judged(own, rests, ensemble, executor);
                base.claims.get_or_init(judged)
            }
        };
        // Claims that read no moved profile say what they said.
        let mut scenario = edited(own, &settings);
        let moved = |p: ProfileId| candidates.iter().any(|c| c.profile == p);
        let touched: Vec<bool> = (scenario.claims.iter())
            .map(|claim| !claims::read(&scenario, [claim], true, moved).is_empty())
            .collect();
        let mut places = touched.iter();
        (scenario.claims).retain(|_| places.next().copied().unwrap_or(true));
        // Where what is moved followed a rule, claims rest on less than before: on nothing that the rule alone read.
        let rests = match settings.iter().any(|moved| reads_others(own, moved)) {
            true => self::rests(&scenario),
            false => (rests.iter().zip(&touched))
                .filter(|(_, touched)| **touched)
                .map(|(rests, _)| rests.clone())
                .collect(),
        };
        let ensemble = self.ensemble(&base.runs, &candidates, found)?;
        let mut anew = (self.judged(&scenario, &rests, ensemble, executor)).into_iter();
        let both = as_they_are.iter().zip(&touched);
        let told = both.map(|(as_it_was, touched)| match touched {
            true => anew.next().unwrap_or_else(|| as_it_was.clone()),
            false => as_it_was.clone(),
        });
        Ok(told.collect())
    }

    /// What the claims of a scenario say of an ensemble.
    fn judged(
        &self,
        scenario: &Scenario,
        rests: &[Dependence],
        ensemble: Ensemble,
        executor: &dyn Executor,
    ) -> Vec<MovedClaim> {
        let worlds = self.worlds.worlds();
        let frame = Frame::new(&ensemble, worlds, scenario.inputs.len());
        let asked = Asked::new(scenario, &frame);
        let tested = claims::tested(scenario, rests, worlds, &asked, executor, &Silent);
        let by = claims::Weighed {
            scenario,
            files: &self.session.borrow().files,
            asked: &asked,
            sets: ensemble.complete() / worlds.replications(),
            rests,
            tested: &tested,
            others: None,
            worlds,
        };
        let reports = claims::verdicts(by, executor, &Silent).into_iter();
        let claims = scenario.claims.iter().zip(&tested).zip(rests);
        let told = reports
            .zip(claims)
            .map(|(report, ((claim, tested), rests))| {
                let found = tested.as_ref().and_then(|t| t.as_ref().ok());
                let truths =
                    found.and_then(|f| ByWorld::of(claim, &report, &f.truths, rests.differs()));
                MovedClaim { report, truths }
            });
        told.collect()
    }

    /// All profiles as they are.
    fn as_they_are(&self) -> Vec<Candidate> {
        let profiles = self.plan.profiles.iter();
        profiles.map(|w| Candidate::of(w.profile)).collect()
    }

    fn run_cuts(
        &self,
        candidates: &[Candidate],
        cuts: &[usize],
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Vec<CandidatePart>, CandidatesError> {
        let runs = ready(self.session.borrow(), &self.worlds, candidates)?;
        let meter = Meter::new(progress, runs.runs());
        let parts = runs.run_cuts(cuts.iter().copied(), executor, &meter);
        parts.ok_or(CandidatesError::Stopped)
    }

    fn gathered(
        &self,
        candidates: &[Candidate],
        parts: &[CandidatePart],
    ) -> Result<Vec<PartRuns>, CandidatesError> {
        let runs = ready(self.session.borrow(), &self.worlds, candidates)?;
        let found = runs.gather(parts).ok_or(CandidatesError::Stopped)?;
        Ok(found.into_iter().map(self::runs).collect())
    }

    /// All runs that claims read: of profiles that play a moved strategy as found, of all others as they are.
    fn ensemble(
        &self,
        base: &[PartRuns],
        candidates: &[Candidate],
        found: Vec<PartRuns>,
    ) -> Result<Ensemble, CandidatesError> {
        let mut anew: Vec<(ProfileId, PartRuns)> =
            (candidates.iter().map(|c| c.profile)).zip(found).collect();
        let runs = (self.plan.profiles.iter()).zip(base).map(|(wanted, base)| {
            let place = anew
                .iter()
                .position(|(profile, _)| *profile == wanted.profile);
            place.map_or_else(|| base.clone(), |place| anew.swap_remove(place).1)
        });
        let part = Part::whole(&self.plan, self.plan.worlds.clone(), runs.collect());
        let mut ensemble = Ensemble::new(&self.plan, &self.session.borrow().scenario);
        (ensemble.accept(&part))
            .map_err(|refused| CandidatesError::Run(RunError::Refused(refused)))?;
        Ok(ensemble)
    }

    /// What strategies are moved to.
    fn settings(&self, moved: &[MovedStrategy]) -> Result<Vec<Moved>, CandidatesError> {
        let session = self.session.borrow();
        let scenario = &session.scenario;
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
        let scenario = &self.session.borrow().scenario;
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
        let scenario = &self.session.borrow().scenario;
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

impl<S: Borrow<Session>> Moves<S> {
    /// As [`Session::moves`], of a session that is held by whoever holds the moves.
    ///
    /// # Errors
    /// [`CandidatesError`] where the request or the scenario does not allow it.
    pub fn new(
        held: S,
        request: &CandidatesRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Moves<S>, CandidatesError> {
        let runs = MoveRuns::new(held, request, executor, progress)?;
        Moves::of(runs, executor, progress)
    }

    fn of(
        mut runs: MoveRuns<S>,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Moves<S>, CandidatesError> {
        let all: Vec<usize> = runs.cuts().collect();
        let parts = runs.keep(&all, executor, progress)?;
        Ok(Moves {
            base: runs.gather(&parts)?,
            runs,
        })
    }

    /// Number of worlds.
    #[must_use]
    pub fn worlds(&self) -> u64 {
        self.runs.worlds()
    }

    /// The profiles that play one of some moved strategies, and that claims read.
    ///
    /// # Errors
    /// As [`Moves::verdicts`].
    pub fn moved(&self, moved: &[MovedStrategy]) -> Result<Vec<String>, CandidatesError> {
        let scenario = &self.runs.session.borrow().scenario;
        let candidates = self.runs.moved_profiles(&self.runs.settings(moved)?);
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
    ) -> Result<Vec<MovedClaim>, CandidatesError> {
        let all: Vec<usize> = self.runs.cuts().collect();
        let parts = self.runs.run(moved, &all, executor, progress)?;
        self.runs.judge(moved, &self.base, &parts, executor)
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
            .map(|moved| self.runs.moved_profiles(moved))
            .collect();
        let found = run(
            self.runs.session.borrow(),
            &self.runs.worlds,
            &candidates.concat(),
            executor,
            progress,
        )?;
        let mut found = found.into_iter().map(runs);
        let own = candidates.iter();
        own.map(|own| {
            let found = found.by_ref().take(own.len()).collect();
            self.runs.ensemble(&self.base.runs, own, found)
        })
        .collect()
    }

    /// The worlds themselves.
    pub(crate) fn drawn(&self) -> &Worlds {
        self.runs.worlds.worlds()
    }
}

/// What claims read of profiles, those of games too.
pub(crate) fn wanted(scenario: &Scenario) -> Vec<Wanted> {
    let own = |p: ProfileId| !scenario.profiles[p.index()].of_game;
    let mut profiles = claims::read(scenario, &scenario.claims, true, own);
    for wanted in claims::of_games(scenario, &[]) {
        if profiles.iter().all(|w| w.profile != wanted.profile) {
            profiles.push(wanted);
        }
    }
    profiles
}

fn runs(columns: CandidateColumns) -> PartRuns {
    PartRuns {
        columns: columns.columns,
        faults: columns.faults,
        ..PartRuns::default()
    }
}

/// A lever of a strategy that is moved.
pub(crate) struct Moved {
    pub actor: ActorId,
    pub strategy: StrategyId,
    pub lever: QuantityId,
    pub setting: Setting,
}

/// Steps, each from one to before another.
type Steps = Vec<(u32, u32)>;

/// What each claim of a scenario rests on.
fn rests(scenario: &Scenario) -> Vec<Dependence> {
    let claims = scenario.claims.iter();
    claims.map(|claim| dependence(scenario, claim)).collect()
}

/// Whether the strategy sets the lever by a rule that reads anything.
fn reads_others(scenario: &Scenario, moved: &Moved) -> bool {
    let strategy = scenario.strategies.get(moved.strategy.index());
    let settings = strategy.into_iter().flat_map(|s| &s.settings);
    let mut reads = false;
    for (_, setting) in settings.filter(|(lever, _)| *lever == moved.lever) {
        setting.visit(&mut |e| {
            reads |= matches!(
                e.term,
                Term::Read { .. }
                    | Term::Outcome { .. }
                    | Term::Happened { .. }
                    | Term::Chance { .. }
            );
        });
    }
    reads
}

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
