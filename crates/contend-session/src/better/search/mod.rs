//! What would serve an actor better than what the scenario declares: settings of its levers, or of its rules' thresholds, that no
//! other setting beats in everything that is wanted.
//!
//! Candidates are judged in worlds that are the same for all, and what they leave on the front is judged again in worlds that had no
//! part in the choice, those of any other run of the scenario: of many candidates the one that looks best owes some of it to the worlds
//! that chose it (the winner's curse). Beside what was found stand the strategies that the scenario declares. The others do
//! what they do in one profile, and do not answer: that is what games are for.
//!
//! The search is that of [`contend_analysis::search`]. Its course hangs on the seed and on what is told to it, so a search that
//! was stopped goes on where it was from what was judged ([`Judged`]), and threads change nothing.

mod goals;
mod hunt;
mod judge;
pub mod report;
mod space;
mod tell;
mod toml;

use contend_engine::design::Design;
use contend_ensemble::Meter;
use contend_ensemble::executor::{Executor, Progress, Stage};
use contend_model::clock::Date;
use contend_model::fingerprint::Fingerprint;
use contend_model::id::{ActorId, ProfileId};
use contend_model::model::{Outcome, Scenario, Strategy};

use super::report::{BetterError, OtherReport};
use crate::drawing::Drawn;
use crate::error::RunError;
use crate::request::Drawing;
use crate::{Session, known};
use goals::Goal;
use hunt::{FIRST, Hunt, Scaled};
use judge::Judge;
use report::{Judged, SearchNote, SearchReport, SearchRun};
use space::{Form, Periods};
use tell::Tell;

/// Candidates of each form where nothing else is asked.
const CANDIDATES: u64 = 1_000;
/// Worlds of a search where nothing else is asked.
const SEARCH_WORLDS: u64 = 200;
/// Below so many worlds of the search the worst tenth is fewer than ten of them.
const FEW_WORLDS: u64 = 100;

/// Asks for settings that serve an actor better.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// The actor's name in scenario files; empty: the only one that has something to set, and an objective where no goals are
    /// given.
    pub actor: String,
    /// The profile from which it is taken what the others do; left out: the baseline.
    pub profile: Option<String>,
    /// What is wanted; empty: the mean of the actor's objective, and its mean in the worst tenth of worlds.
    pub goals: Vec<GoalRequest>,
    /// Of goals by name the difference that matters; of others it is about a hundredth of how far they move.
    pub epsilons: Vec<(String, f64)>,
    /// Days on which levers may be set anew.
    pub changes: Vec<Date>,
    /// Candidates of each form; left out: 1,000.
    pub candidates: Option<u64>,
    /// Worlds in which candidates are judged; left out: 200.
    pub search_worlds: Option<u64>,
    /// Fresh worlds, in which what is found is told; left out: the scenario's.
    pub worlds: Option<u64>,
    /// Seed of everything drawn; left out: the scenario's. The worlds of the search have the next one.
    pub seed: Option<u64>,
    /// How worlds are drawn: by a design that can draw others.
    pub drawing: Drawing,
    /// How often fresh worlds are drawn anew; left out: 400.
    pub resamples: Option<u32>,
    /// What was judged already by the same search.
    pub judged: Vec<Judged>,
}

/// Something that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoalRequest {
    /// The outcome's name, with its element if it has any.
    pub outcome: String,
    /// Whether more is better.
    pub more: bool,
    /// Whether its mean in the worst tenth of worlds counts, in place of the mean of all.
    pub worst_tenth: bool,
}

/// Why a search cannot begin.
#[derive(Clone, Debug, PartialEq)]
pub enum SearchError {
    /// The actor has no lever with more than one setting, and no strategy with free thresholds.
    NothingToSet {
        /// The actor.
        actor: String,
    },
    /// There is no outcome of that name.
    UnknownGoal {
        /// As asked.
        name: String,
        /// Names that are near it.
        known: Vec<String>,
    },
    /// A goal is asked for twice.
    SameGoal {
        /// Its name.
        goal: String,
    },
    /// A difference that matters of something that is no goal.
    UnknownEpsilon {
        /// As asked.
        name: String,
        /// The goals.
        known: Vec<String>,
    },
    /// A difference that matters that is no number above 0.
    Epsilon {
        /// The goal.
        goal: String,
        /// As asked.
        epsilon: f64,
    },
    /// Nothing that was tried moves any goal.
    Unmoved {
        /// The goals.
        goals: Vec<String>,
        /// Settings that were tried.
        tried: u64,
    },
    /// No setting that was tried has a value of every goal in every world.
    NoValue {
        /// The goals.
        goals: Vec<String>,
        /// Settings that were tried.
        tried: u64,
    },
    /// A table, or all combinations, has no other worlds.
    FixedWorlds,
    /// Levers cannot be set anew on that day.
    Change {
        /// The day.
        date: String,
        /// The first day on which they can.
        first: String,
        /// The day by which they must.
        last: String,
    },
    /// What was judged before belongs to another search.
    OtherSearch,
}

impl SearchError {
    /// Its name in data.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            SearchError::NothingToSet { .. } => "nothing-to-set",
            SearchError::UnknownGoal { .. } => "unknown-goal",
            SearchError::SameGoal { .. } => "same-goal",
            SearchError::UnknownEpsilon { .. } => "unknown-epsilon",
            SearchError::Epsilon { .. } => "epsilon",
            SearchError::Unmoved { .. } => "unmoved-goals",
            SearchError::NoValue { .. } => "no-value",
            SearchError::FixedWorlds => "fixed-worlds",
            SearchError::Change { .. } => "change",
            SearchError::OtherSearch => "other-search",
        }
    }
}

impl Session {
    /// Searches for settings of an actor's levers and thresholds that no other beats, and tells them in fresh worlds. `judged` hears of
    /// candidates as they are judged, those of [`SearchRequest::judged`] left out; `progress` hears how far the search
    /// is. The answer does not depend on the executor.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it.
    pub fn search(
        &self,
        request: &SearchRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
        judged: &mut dyn FnMut(&[Judged]),
    ) -> Result<SearchReport, RunError> {
        let scenario = self.scenario();
        let asked = Asked::new(self, request)?;
        let (mut fresh, mut searched) = asked.worlds(request)?;
        let quiet = Quiet(progress);
        let meter = Meter::new(&quiet, 0);
        let known = known::condition(scenario, &mut fresh, &meter, executor)?;
        known::condition(scenario, &mut searched, &meter, executor)?;
        let who = (asked.actor, asked.base);

        let judge = Judge::new(scenario, who, &asked.goals, searched.plan(), executor);
        let mut hunt = Hunt::new(&asked, judge, progress, judged);
        hunt.resume(&request.judged)?;
        let each = request.candidates.unwrap_or(CANDIDATES).max(1);
        let goals = hunt.scale(&request.epsilons)?;
        let course = hunt.search(&goals, each)?;
        let (new, dropped, stopped) = (hunt.new, hunt.dropped, hunt.interrupted);

        let mut report = self.blank(request, &asked, &goals, (&fresh, &searched));
        report.forms = course.forms;
        report.hypervolume = course.hypervolume;
        let run = &mut report.run;
        run.candidates = report.forms.iter().map(|f| f.candidates).sum();
        run.resumed = run.candidates.saturating_sub(new);
        run.candidates_asked = each * asked.forms.len() as u64;
        run.front = course.fronts.len();
        run.dropped = dropped;
        run.runs = new * searched.worlds.worlds();
        run.interrupted = stopped;
        report.notes.extend(known.map(SearchNote::Known));
        let worlds = searched.worlds.worlds();
        if worlds < FEW_WORLDS && asked.goals.iter().any(|g| g.worst_tenth) {
            report.notes.push(SearchNote::FewWorlds {
                worlds,
                tenth: worlds.div_ceil(10),
                least: FEW_WORLDS,
            });
        }
        if stopped {
            return Ok(report);
        }
        let tell = Tell {
            session: self,
            asked: &asked,
            goals: &goals,
            fresh: &fresh,
            request,
            executor,
            progress,
        };
        tell.fresh(course.fronts, &mut report)?;
        Ok(report)
    }

    fn blank(
        &self,
        request: &SearchRequest,
        asked: &Asked,
        goals: &Scaled,
        (fresh, searched): (&Drawn, &Drawn),
    ) -> SearchReport {
        let scenario = self.scenario();
        let actor = &scenario.actors[asked.actor.index()];
        SearchReport {
            contend: crate::VERSION,
            scenario: self.facts(),
            run: SearchRun {
                candidates: 0,
                resumed: 0,
                front: 0,
                candidates_asked: 0,
                drawn_before: FIRST as u64,
                dropped: 0,
                search_worlds: searched.worlds.worlds(),
                search_seed: searched.worlds.seed(),
                seed: fresh.worlds.seed(),
                worlds: fresh.worlds.worlds(),
                design: request.drawing.name(),
                runs: 0,
                failed_runs: 0,
                resamples: 0,
                interrupted: false,
            },
            actor: actor.id.clone(),
            name: actor.name.clone(),
            profile: scenario.profiles[asked.base.index()].id.clone(),
            baseline: asked.base == scenario.baseline,
            others: others(scenario, asked.actor, asked.base),
            goals: goals.report(scenario, &asked.goals),
            unmoved: goals.unmoved.clone(),
            forms: Vec::new(),
            hypervolume: Vec::new(),
            declared: Vec::new(),
            best_declared: None,
            found: Vec::new(),
            fell: 0,
            without_value: 0,
            looked_better: Vec::new(),
            sure_from: f64::NAN,
            worlds: 0,
            left_out: 0,
            equilibrium: Vec::new(),
            toml: String::new(),
            faults: Vec::new(),
            notes: Vec::new(),
        }
    }
}

/// What each other actor does in a profile.
fn others(scenario: &Scenario, actor: ActorId, base: ProfileId) -> Vec<OtherReport> {
    let played = &scenario.profiles[base.index()].strategies;
    let baseline = &scenario.profiles[scenario.baseline.index()].strategies;
    (played.iter().zip(baseline).enumerate())
        .filter(|(at, _)| *at != actor.index())
        .filter_map(|(at, (strategy, usual))| {
            Some(OtherReport {
                actor: scenario.actors[at].id.clone(),
                strategy: scenario.strategies[(*strategy)?.index()].id.clone(),
                as_in_baseline: strategy == usual,
            })
        })
        .collect()
}

/// Who sets what, and for what.
struct Asked {
    actor: ActorId,
    base: ProfileId,
    goals: Vec<Goal>,
    periods: Periods,
    forms: Vec<Form>,
    scenario: Scenario,
    fingerprint: Fingerprint,
}

impl Asked {
    fn new(session: &Session, request: &SearchRequest) -> Result<Asked, RunError> {
        let scenario = session.scenario();
        let base = match &request.profile {
            None => scenario.baseline,
            Some(name) => session.profiles(std::slice::from_ref(name), false)?[0],
        };
        let periods = periods(scenario, &request.changes)?;
        let forms = |actor: ActorId| space::forms(scenario, actor, &periods);
        let actor = who(scenario, &request.actor, !request.goals.is_empty(), |a| {
            !forms(a).is_empty()
        })?;
        let forms = forms(actor);
        if forms.is_empty() {
            let actor = scenario.actors[actor.index()].id.clone();
            return Err(refused(SearchError::NothingToSet { actor }));
        }
        Ok(Asked {
            goals: wanted(scenario, actor, &request.goals)?,
            actor,
            base,
            periods,
            forms,
            scenario: scenario.clone(),
            fingerprint: session.fingerprint(),
        })
    }

    /// Fresh worlds, and those of the search.
    fn worlds(&self, request: &SearchRequest) -> Result<(Drawn, Drawn), RunError> {
        let seed = request.seed.unwrap_or(self.scenario.default_seed);
        let drawn = |worlds, seed| {
            // Means are over all luck, so each world has inputs of its own.
            let of = (&self.scenario, self.fingerprint, &request.drawing);
            Drawn::new(of.0, of.1, of.2, worlds, Some(seed), 1)
        };
        match &request.drawing {
            Drawing::Table { .. } | Drawing::Design(Design::FullFactorial { .. }) => {
                return Err(refused(SearchError::FixedWorlds));
            }
            Drawing::Design(_) => {}
        }
        let search = request.search_worlds.unwrap_or(SEARCH_WORLDS);
        Ok((
            drawn(request.worlds, seed)?,
            drawn(Some(search), seed.wrapping_add(1))?,
        ))
    }

    fn strategy(&self, form: usize, values: &[f64]) -> Strategy {
        self.forms[form].strategy(&self.scenario, self.actor, &self.periods, values)
    }
}

fn refused(error: SearchError) -> RunError {
    RunError::Better(BetterError::Search(error))
}

/// The actor of that name; without a name the only one for whom something can be sought.
fn who(
    scenario: &Scenario,
    name: &str,
    has_goals: bool,
    sets: impl Fn(ActorId) -> bool,
) -> Result<ActorId, RunError> {
    if !name.is_empty() {
        return super::actor(scenario, name).map_err(RunError::Better);
    }
    let wants = |actor: &ActorId| {
        let mut outcomes = scenario.outcomes.iter();
        has_goals || outcomes.any(|o| o.objective_of == Some(*actor))
    };
    let all = (0..scenario.actors.len() as u32).map(ActorId);
    let can: Vec<ActorId> = all.filter(wants).filter(|a| sets(*a)).collect();
    match can.as_slice() {
        [one] => Ok(*one),
        _ => {
            let ids = can.iter().map(|a| scenario.actors[a.index()].id.clone());
            let known = ids.collect();
            Err(BetterError::WhichActor { known }.into())
        }
    }
}

fn wanted(
    scenario: &Scenario,
    actor: ActorId,
    asked: &[GoalRequest],
) -> Result<Vec<Goal>, RunError> {
    if !asked.is_empty() {
        let goals = asked.iter().map(|g| Goal::new(scenario, g));
        let goals = goals.collect::<Result<Vec<Goal>, BetterError>>()?;
        let same = |(at, goal): &(usize, &Goal)| goals[..*at].iter().any(|g| g.id() == goal.id());
        return match goals.iter().enumerate().find(same) {
            Some((_, goal)) => Err(refused(SearchError::SameGoal { goal: goal.id() })),
            None => Ok(goals),
        };
    }
    let of = |a: usize| move |o: &&Outcome| o.objective_of.is_some_and(|of| of.index() == a);
    let Some(objective) = scenario.outcomes.iter().find(of(actor.index())) else {
        let has = |a: &usize| scenario.outcomes.iter().any(|o| of(*a)(&o));
        let known = (0..scenario.actors.len()).filter(has);
        return Err(BetterError::NoObjective {
            actor: scenario.actors[actor.index()].id.clone(),
            known: known.map(|a| scenario.actors[a].id.clone()).collect(),
        }
        .into());
    };
    let goal = |worst_tenth: bool| {
        let request = GoalRequest {
            outcome: objective.id.clone(),
            more: true,
            worst_tenth,
        };
        Goal::new(scenario, &request)
    };
    Ok(vec![goal(false)?, goal(true)?])
}

/// From when on levers are set: from the start, and anew on days that are asked for.
fn periods(scenario: &Scenario, changes: &[Date]) -> Result<Periods, RunError> {
    let clock = &scenario.clock;
    let first = clock.time_of_step(clock.now.unwrap_or(0));
    let end = clock.time_of_step(clock.steps);
    let mut periods = vec![0.0];
    for date in changes {
        let at = clock.snapped(clock.elapsed(*date));
        if !(first < at && at < end) {
            return Err(refused(SearchError::Change {
                date: date.to_string(),
                first: clock.date_at(first).to_string(),
                last: clock.date_at(end).to_string(),
            }));
        }
        periods.push(at);
    }
    periods.sort_by(f64::total_cmp);
    periods.dedup();
    Ok(periods)
}

/// Says nothing of runs, and hears of a stop.
struct Quiet<'a>(&'a dyn Progress);

impl Progress for Quiet<'_> {
    fn advanced(&self, _: Stage, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        self.0.cancelled()
    }
}
