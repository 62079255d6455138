//! An open scenario that answers requests: what every face of Contend talks to.
//!
//! [`Session::open`] reads a folder (with the feature `reader`, which is on unless left out), [`Session::of_elaborated`] what
//! another session wrote; [`Session::run`] simulates an ensemble and says what it means; [`Session::world`]
//! replays one world. Requests and answers are plain values; the answers serialise. The session has no threads, files
//! or clock of its own: folders, threads and progress are lent to it, and no answer depends on them.

pub mod better;
pub mod candidates;
pub mod elaborated;
pub mod error;
pub mod game;
pub mod indices;
pub mod page;
pub mod report;
pub mod request;
pub mod saved;
pub mod steps;
pub mod stored;

#[cfg(feature = "reader")]
mod check;
mod claims;
mod comparing;
#[cfg(feature = "reader")]
mod constraints;
mod drawing;
mod faults;
mod held;
mod hinges;
mod known;
mod levers;
mod luck;
#[cfg(feature = "reader")]
mod open;
mod quantiles;
mod refusal;
mod replications;
mod series;
mod story;
mod together;
#[cfg(feature = "reader")]
mod unanswered;
mod watch;
pub mod why;
mod world;
pub mod worlds;

use std::sync::Arc;

use contend_analysis::dependence::{Dependence, dependence};
use contend_engine::design::Worlds;
pub use contend_ensemble::executor;
use contend_ensemble::{Ensemble, Frame, Meter, Plan, Prepared, Wanted};
use contend_model::clock::Method;
use contend_model::fingerprint::Fingerprint;
use contend_model::id::ProfileId;
use contend_model::model::{PageSettings, QuantityKind, Scenario};
use contend_model::place::Files;
use contend_model::translation::Translation;
#[cfg(feature = "reader")]
pub use open::Opened;

use contend_model::nearest::nearest_few;
use drawing::Drawn;
use error::RunError;
use executor::{Executor, Progress, Sequential, Silent};
use game::report::GameReport;
use replications::Asked;
use report::{KnownReport, Note, RunFacts, RunReport, ScenarioFacts, ScenarioSize, WorldReport};
use request::{GameRequest, RunRequest, Scope, WorldRequest};
use saved::Saved;
use series::Series;
use steps::StepsReport;
use stored::Further;
use watch::Watched;

/// Version of Contend, as reports state it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// An open scenario.
#[derive(Clone, Debug)]
pub struct Session {
    scenario: Scenario,
    files: Files,
    fingerprint: Fingerprint,
    page: PageSettings,
    translations: Vec<Translation>,
    /// As it was written, where this tells it in another language.
    original: Option<Arc<Session>>,
}

/// What a request asks for.
struct Planned {
    /// The scenario's own profiles, in order.
    profiles: Vec<ProfileId>,
    /// Profiles that games alone play and claims ask for.
    game_profiles: usize,
    /// How many of the plan's profiles, the first ones, are run whether or not what players get is asked for.
    told: usize,
    drawn: Drawn,
    plan: Plan,
}

impl Planned {
    /// What is asked of the profiles that are run whether or not what players get is asked for: of games it is said by themselves
    /// where a lever is held.
    fn told(&self) -> &[Wanted] {
        &self.plan.profiles[..self.told]
    }
}

/// Worlds that were run, before it is said what they mean.
#[derive(Debug)]
struct Ran {
    profiles: Vec<ProfileId>,
    game_profiles: usize,
    drawn: Drawn,
    known: Option<KnownReport>,
    rests: Vec<Dependence>,
    watched: Vec<Watched>,
    saved: Saved,
    ensemble: Ensemble,
    equations: usize,
}

/// What is run besides the worlds themselves.
struct Besides {
    /// The first worlds with other luck.
    again: Option<Plan>,
    /// Rules that may ask of a lever more than it can be set to.
    followed: Option<held::Followed>,
}

impl Besides {
    /// Runs that it takes.
    fn runs(&self) -> u64 {
        let followed = self.followed.as_ref().map(|f| &f.plan);
        let plans = self.again.as_ref().into_iter().chain(followed);
        plans.map(Plan::runs).sum()
    }

    /// Runs it; nothing where the worlds themselves are not complete.
    fn run(
        self,
        scenario: &Scenario,
        ran: &Ran,
        tested: &claims::AllTested,
        meter: &Meter,
        (executor, progress): (&dyn Executor, &dyn Progress),
    ) -> Further {
        let complete = ran.ensemble.is_complete();
        let lucks = self.again.filter(|_| complete).and_then(|plan| {
            luck::truths(
                scenario, &plan, &ran.drawn, tested, meter, executor, progress,
            )
        });
        let followed = self.followed.filter(|_| complete);
        let notes = followed.map_or(Vec::new(), |f| held::notes(&f, &ran.drawn, meter, executor));
        Further { notes, lucks }
    }
}

/// All runs of an ensemble, with what was asked for.
#[derive(Debug)]
struct Simulation {
    /// The scenario's own profiles, in order.
    profiles: Vec<ProfileId>,
    /// Profiles that games alone play and claims ask for.
    game_profiles: usize,
    worlds: Worlds,
    watched: Vec<Watched>,
    /// Steps at which watched values are kept.
    saved: Saved,
    ensemble: Ensemble,
    /// Equations computed at each step.
    equations: usize,
    /// What each claim depends on.
    rests: Vec<Dependence>,
    /// What worlds say of each claim.
    tested: claims::AllTested,
    /// How many worlds agree with what is known of events, where anything is.
    known: Option<KnownReport>,
    /// Where levers were held at an end of their range.
    held: Vec<Note>,
    /// The same of the first worlds with other luck, where that was run.
    others: Option<claims::OtherTruths>,
}

impl Simulation {
    /// As columns by meaning.
    fn frame(&self, scenario: &Scenario) -> Frame<'_> {
        Frame::new(&self.ensemble, &self.worlds, scenario.inputs.len())
    }
}

impl Session {
    /// The same with its texts in a language (BCP 47), where the scenario has them in it; else as it is. Numbers, names that are typed
    /// and the fingerprint stay.
    ///
    /// ```
    /// use contend_model::place::MemoryFolder;
    /// use contend_session::Session;
    ///
    /// let scenario = "[scenario]\ntitle = 'The lake'\nstart = 2025\nend = 2030\nstep = '1 year'";
    /// let spanish = "[scenario]\ntitle = 'El lago'";
    /// let folder = MemoryFolder::new([("scenario.toml", scenario), ("translations/es.toml", spanish)]);
    /// let session = Session::open(&folder).session.unwrap();
    /// let print = session.fingerprint();
    /// let translated = session.in_language("es");
    /// assert_eq!(translated.scenario().title, "El lago");
    /// assert_eq!(translated.fingerprint(), print);
    /// ```
    #[must_use]
    pub fn in_language(mut self, language: &str) -> Session {
        let original = self.original.take();
        let original = original.unwrap_or_else(|| Arc::new(self.clone()));
        let mut translations = original.translations.iter();
        match translations.find(|t| t.texts.are_in(language)) {
            Some(translation) => {
                let mut told = Session::clone(&original);
                translation.apply(&mut told.scenario, &mut told.page);
                told.original = Some(original);
                told
            }
            None => Session::clone(&original),
        }
    }

    /// The language in which a page tells the scenario unless another is asked for, as its section `[page]` names it; empty where it
    /// names none.
    #[must_use]
    pub fn page_language(&self) -> &str {
        &self.page.language
    }

    /// The same in the language in which it is told, without any other.
    #[must_use]
    pub fn without_translations(&self) -> Session {
        Session {
            translations: Vec::new(),
            original: None,
            ..self.clone()
        }
    }

    /// The files that the scenario was read from.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The scenario.
    #[must_use]
    pub fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// Of all files that were read, and of what the engine makes of them.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// How large the scenario is.
    #[must_use]
    pub fn size(&self) -> ScenarioSize {
        let count = |kind: fn(&QuantityKind) -> bool| {
            self.scenario
                .quantities
                .iter()
                .filter(|q| kind(&q.kind))
                .count()
        };
        ScenarioSize {
            parameters: count(|k| matches!(k, QuantityKind::Parameter(_))),
            inputs: self.scenario.drawn().count(),
            stocks: count(|k| matches!(k, QuantityKind::Stock(_))),
            equations: count(|k| {
                matches!(
                    k,
                    QuantityKind::Stock(_) | QuantityKind::Flow(_) | QuantityKind::Variable { .. }
                )
            }),
            events: (self.scenario.events.iter())
                .filter(|e| e.outcome_of().is_none())
                .count(),
            actors: self.scenario.actors.len(),
            profiles: self.scenario.profiles.iter().filter(|p| !p.of_game).count(),
            outcomes: self.scenario.outcomes.len(),
            claims: self.scenario.claims.len(),
            sources: self.scenario.sources.len(),
        }
    }

    /// Simulates an ensemble and says what it means. The answer does not depend on the executor.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it; nothing was run then.
    pub fn run(
        &self,
        request: &RunRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<RunReport, RunError> {
        let series = Series::of_run(&self.scenario, request)?;
        let simulation = self.simulate(request, series, executor, progress)?;
        Ok(self.report(request, &simulation, executor, progress, true))
    }

    /// What a request asks for: its worlds, and every outcome under each of its profiles.
    fn planned(&self, request: &RunRequest, series: &Series) -> Result<Planned, RunError> {
        let scenario = &self.scenario;
        let profiles = self.profiles(&request.profiles, true)?;
        let watches: Vec<_> = series.watched.iter().map(|w| w.watch).collect();
        let mut wanted: Vec<Wanted> = profiles
            .iter()
            .map(|p| Wanted {
                watches: watches.clone(),
                ..Wanted::all(scenario, *p)
            })
            .collect();
        let asked = claims::of_games(scenario, &request.profiles).into_iter();
        wanted.extend(asked.filter(|w| !profiles.contains(&w.profile)));
        let told = wanted.len();
        if request.games {
            game::add_payoffs(scenario, &mut wanted)?;
        }
        let drawn = Drawn::new(
            scenario,
            self.fingerprint(),
            &request.drawing,
            request.worlds,
            request.seed,
            replications::of(scenario, request.replications)?,
        )?;
        Ok(Planned {
            game_profiles: wanted.len() - profiles.len(),
            profiles,
            told,
            plan: Plan {
                profiles: wanted,
                grid: series.saved.steps.clone(),
                ..drawn.plan()
            },
            drawn,
        })
    }

    /// Simulates an ensemble, and keeps what is followed over time.
    fn simulate(
        &self,
        request: &RunRequest,
        series: Series,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Simulation, RunError> {
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
        plan.check_memory(scenario).map_err(refusal::too_large)?;
        let mut prepared = Prepared::new(&plan, scenario, executor)
            .map_err(|error| refusal::plan_error(scenario, error))?;
        let meter = Meter::new(progress, plan.runs());
        let known = known::condition(scenario, &mut drawn, &meter, executor)?;
        if let Some(kept) = drawn.worlds.kept() {
            let all = plan.runs();
            prepared.set_luck(plan.luck, kept.to_vec());
            plan = prepared.plan().clone();
            meter.spare(all - plan.runs());
        }
        let mut ensemble = Ensemble::new(&plan, scenario);
        let rests = self.rests();
        let besides = Besides {
            again: luck::plan(scenario, &rests, &plan, &drawn),
            followed,
        };
        meter.also(besides.runs());
        contend_ensemble::run(&prepared, executor, &meter, &mut ensemble)
            .map_err(RunError::Refused)?;
        let ran = Ran {
            profiles,
            game_profiles,
            drawn,
            known,
            rests,
            watched: series.watched,
            saved: series.saved,
            ensemble,
            equations: prepared.equations(),
        };
        let further = |ran: &Ran, tested: &_| {
            besides.run(scenario, ran, tested, &meter, (executor, progress))
        };
        Ok(self.concluded(ran, further, executor, progress))
    }

    /// Of a plan no more than verdicts need, where nothing else is asked for.
    fn narrow(&self, plan: &mut Plan, request: &RunRequest, watched: &[Watched]) {
        let scenario = &self.scenario;
        // Under Runge–Kutta a value may go wrong between two instants, where what is asked and what is not are not told apart.
        let instants = scenario.clock.method == Method::Euler;
        if request.scope == Scope::Claims && watched.is_empty() && instants {
            let run = |p: ProfileId| plan.profiles.iter().any(|w| w.profile == p);
            let read = claims::read(scenario, &scenario.claims, true, run);
            if !read.is_empty() {
                (plan.profiles, plan.only_read) = (read, true);
            }
        }
    }

    /// What each claim depends on.
    fn rests(&self) -> Vec<Dependence> {
        let claims = self.scenario.claims.iter();
        claims.map(|c| dependence(&self.scenario, c)).collect()
    }

    /// What worlds that were run say of claims, with what is run further.
    fn concluded(
        &self,
        ran: Ran,
        further: impl FnOnce(&Ran, &claims::AllTested) -> Further,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Simulation {
        let scenario = &self.scenario;
        let (worlds, inputs) = (&ran.drawn.worlds, scenario.inputs.len());
        let frame = Frame::new(&ran.ensemble, worlds, inputs);
        let asked = Asked::new(scenario, &frame);
        let tested = claims::tested(scenario, &ran.rests, worlds, &asked, executor, progress);
        let further = further(&ran, &tested);
        Simulation {
            profiles: ran.profiles,
            game_profiles: ran.game_profiles,
            worlds: ran.drawn.worlds,
            watched: ran.watched,
            saved: ran.saved,
            ensemble: ran.ensemble,
            equations: ran.equations,
            rests: ran.rests,
            tested,
            known: ran.known,
            held: further.notes,
            others: further.lucks,
        }
    }

    /// What a simulation says.
    fn report(
        &self,
        request: &RunRequest,
        simulation: &Simulation,
        executor: &dyn Executor,
        progress: &dyn Progress,
        with_watches: bool,
    ) -> RunReport {
        let scenario = &self.scenario;
        let Simulation {
            profiles,
            game_profiles,
            worlds,
            watched,
            saved,
            ensemble,
            equations,
            rests,
            tested,
            known,
            held,
            others,
        } = simulation;
        let frame = simulation.frame(scenario);
        let interrupted = !ensemble.is_complete();
        let asked = Asked::new(scenario, &frame);
        let by = claims::Weighed {
            scenario,
            files: &self.files,
            asked: &asked,
            sets: ensemble.complete() / worlds.replications(),
            rests,
            tested,
            others: others.as_ref(),
            worlds,
        };
        let claims = claims::weigh(by, executor, progress);
        let others = claims.iter().filter(|c| c.needs_other_profiles()).count() as u64;
        let mut report = RunReport {
            contend: VERSION,
            scenario: self.facts(),
            run: RunFacts {
                worlds: ensemble.complete(),
                worlds_asked: worlds.worlds(),
                replications: worlds.replications(),
                interrupted,
                seed: worlds.seed(),
                design: request.drawing.name(),
                profiles: profiles
                    .iter()
                    .map(|p| scenario.profiles[p.index()].id.clone())
                    .collect(),
                game_profiles: *game_profiles,
                baseline: scenario.profiles[scenario.baseline.index()].id.clone(),
                failed_runs: (ensemble.runs())
                    .map(|runs| runs.failed_worlds().len() as u64)
                    .sum(),
                failed_worlds: ensemble.failed_worlds().len() as u64,
                equations: *equations,
            },
            claims,
            outcomes: match ensemble.plan().only_read {
                true => Vec::new(),
                false => quantiles::outcomes(scenario, &frame),
            },
            watches: (with_watches && !watched.is_empty())
                .then(|| quantiles::watches(scenario, &frame, watched, saved, executor, progress)),
            faults: faults::report(scenario, &self.files, ensemble),
            notes: notes(
                scenario,
                request,
                ensemble,
                worlds,
                profiles.len() + game_profiles,
            )
            .into_iter()
            .chain(known.clone().map(Note::Known))
            .chain(worlds.drawn(ensemble.complete()).map(Note::from))
            .chain(hinges::note(scenario, by.sets))
            .chain(held.iter().cloned())
            .chain((others > 0).then_some(Note::ClaimsLeftOut { claims: others }))
            .collect(),
        };
        known::by_number(worlds, &mut report);
        report
    }

    /// Simulates an ensemble with the step as it is, half of it and a quarter, and says which verdicts move. `None` where it
    /// was stopped.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it.
    pub fn steps(
        &self,
        request: &RunRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Option<StepsReport>, RunError> {
        let request = RunRequest {
            scope: Scope::Claims,
            ..request.clone()
        };
        let mut runs = Vec::new();
        for parts in steps::PARTS {
            let session = Session {
                scenario: steps::refined(&self.scenario, parts),
                ..self.clone()
            };
            let run = session.run(&request, executor, progress)?;
            if run.run.interrupted {
                return Ok(None);
            }
            runs.push(run);
        }
        Ok(Some(StepsReport::new(&runs)))
    }

    /// Simulates a game and says what its players would do. The answer does not depend on the executor.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it; nothing was run then.
    pub fn game(
        &self,
        request: &GameRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<GameReport, RunError> {
        let (scenario, facts) = (&self.scenario, self.facts());
        game::answer(scenario, &self.files, facts, request, executor, progress)
    }

    /// Replays one world of an ensemble.
    ///
    /// # Errors
    /// [`RunError`] where the request or the scenario does not allow it.
    pub fn world(&self, world: u64, request: &WorldRequest) -> Result<WorldReport, RunError> {
        let scenario = &self.scenario;
        let drawn = Drawn::new(
            scenario,
            self.fingerprint(),
            &request.drawing,
            request.worlds,
            request.seed,
            replications::of(scenario, request.replications)?,
        )?;
        let worlds = &drawn.worlds;
        if world >= worlds.worlds() {
            return Err(RunError::NoSuchWorld {
                world,
                worlds: worlds.worlds(),
            });
        }
        let told = if request.profiles.is_empty() {
            vec![scenario.baseline]
        } else {
            self.profiles(&request.profiles, false)?
        };
        let watched = request
            .watches
            .iter()
            .map(|w| watch::parse(scenario, w))
            .collect::<Result<Vec<_>, RunError>>()?;
        let known = match known::facts(scenario) {
            None => Vec::new(),
            Some(facts) => {
                let plan = Plan {
                    worlds: world..world + 1,
                    ..drawn.plan()
                };
                facts.in_world(plan, &Meter::new(&Silent, 0), &Sequential)?
            }
        };
        let agrees = !known.iter().any(|fact| fact.agrees == Some(false));
        let mut profiles = Vec::new();
        for profile in told {
            profiles.push(world::replay(
                scenario,
                &self.files,
                worlds,
                world,
                profile,
                &watched,
            )?);
        }
        Ok(WorldReport {
            contend: VERSION,
            scenario: self.facts(),
            world,
            worlds: worlds.worlds(),
            replications: worlds.replications(),
            set: world / worlds.replications(),
            luck: world % worlds.replications(),
            seed: worlds.seed(),
            design: request.drawing.name(),
            inputs: world::inputs(scenario, worlds, world),
            known,
            profiles,
            claims: claims::in_world(scenario, &drawn, world, agrees)?,
        })
    }

    /// Profiles by name, in the order of the scenario; all of its own where none is named.
    fn profiles(&self, names: &[String], with_baseline: bool) -> Result<Vec<ProfileId>, RunError> {
        let all = &self.scenario.profiles;
        let mut chosen: Vec<bool> = all.iter().map(|p| names.is_empty() && !p.of_game).collect();
        for name in names {
            let Some(at) = all.iter().position(|p| p.id == *name) else {
                let mut known = nearest_few(name, all.iter().map(|p| p.id.as_str()));
                if known.is_empty() {
                    known = all
                        .iter()
                        .filter(|p| !p.of_game)
                        .map(|p| p.id.clone())
                        .collect();
                }
                return Err(RunError::UnknownProfile {
                    name: name.clone(),
                    known,
                });
            };
            chosen[at] = true;
        }
        if with_baseline {
            // What a claim compares with the profiles named, and its control.
            for claim in &self.scenario.claims {
                if !names.is_empty() && claims::reads_any(&self.scenario, claim, names) {
                    let read = contend_analysis::claim::profiles(claim).into_iter();
                    let own = |p: &ProfileId| !all[p.index()].of_game;
                    for profile in read.chain(claim.control).filter(own) {
                        chosen[profile.index()] = true;
                    }
                }
            }
            chosen[self.scenario.baseline.index()] = true;
        }
        Ok((0..all.len())
            .filter(|i| chosen[*i])
            .map(|i| ProfileId(i as u32))
            .collect())
    }

    fn facts(&self) -> ScenarioFacts {
        let clock = &self.scenario.clock;
        let unit = clock.time_unit.name();
        ScenarioFacts {
            title: self.scenario.title.clone(),
            fingerprint: self.fingerprint(),
            start: clock.start.to_string(),
            end: clock.end.to_string(),
            steps: clock.steps,
            step: clock.dt,
            time_unit: unit,
            inputs: self.scenario.drawn().count(),
        }
    }
}

/// What a reader of the report should know.
fn notes(
    scenario: &Scenario,
    request: &RunRequest,
    ensemble: &Ensemble,
    worlds: &Worlds,
    profiles: usize,
) -> Vec<Note> {
    let asked = worlds.worlds();
    use contend_engine::design::Design;
    use request::Drawing;
    let factorial = matches!(
        request.drawing,
        Drawing::Design(Design::FullFactorial { .. })
    );
    let mut notes = Vec::new();
    if ensemble.complete() < asked {
        notes.push(Note::Interrupted {
            worlds: ensemble.complete(),
            worlds_asked: asked,
            profiles,
        });
        if factorial || matches!(request.drawing, Drawing::Table { .. }) {
            notes.push(Note::FirstNotFair);
        }
    }
    let typed = request.worlds.unwrap_or(u64::from(scenario.default_worlds));
    let by_design = matches!(request.drawing, Drawing::Design(_)) && !factorial;
    if by_design && asked > typed && typed.next_multiple_of(worlds.replications()) == asked {
        notes.push(Note::WholeSets {
            asked: typed,
            worlds: asked,
            replications: worlds.replications(),
        });
    }
    if factorial {
        notes.push(Note::FactorialShares);
    }
    let inputs = drawing::held(scenario, &request.drawing);
    if !inputs.is_empty() {
        notes.push(Note::Held { inputs });
    }
    notes
}
