//! An open scenario and its answers.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use arrow_array::RecordBatch;
use arrow_schema::ArrowError;
use contend_cli::{CheckJson, OnDisk, Threads};
use contend_engine::law::{self, Quantile};
use contend_model::model::{Law, LeverDomain, Profile, QuantityKind, Scenario as Model};
use contend_model::place::MemoryFolder;
use contend_session::better::BetterRequest;
use contend_session::candidates::{CandidatesError, CandidatesRequest};
use contend_session::game::report::GameReport;
use contend_session::page::Page;
use contend_session::request::{
    Allocation, GameRequest, Measure, RunRequest, Scope, WhyRequest, WorldRequest,
};
use contend_session::worlds::{Rows, Simulated};
use contend_session::{Opened, Session};
use contend_store::folder::{self, Heard, RunFolder, Share};
use contend_store::manifest::Named;
use contend_store::table;
use contend_words::Language;
use contend_words::better::BetterJson;
use contend_words::games::GameWords;
use contend_words::json::{RunJson, Worded, WorldJson};
use contend_words::why::WhyJson;
use pyo3::exceptions::{PyKeyError, PyValueError};
use pyo3::prelude::*;
use serde::Serialize;

use crate::asked::Asked;
use crate::candidates::{self, Given, needed, settings};
use crate::slips::{failed, json, no_candidates, refused, unsound};
use crate::table::Table;
use crate::waiting::wait;

/// Opens the scenario in a folder on disk, or its `scenario.toml`.
#[pyfunction]
pub fn open_folder(py: Python<'_>, path: PathBuf) -> PyResult<Scenario> {
    let m = Language::english();
    let place = OnDisk::find(&path).map_err(|failure| failed(&m, &failure))?;
    let opened = py.detach(|| place.read());
    let opened = opened.map_err(|failure| failed(&m, &failure))?;
    Scenario::new(&place.prefix(), place.typed(), place.name(), opened)
}

/// Opens a scenario of texts by their paths, `scenario.toml` among them.
#[pyfunction]
pub fn open_texts(py: Python<'_>, texts: BTreeMap<String, Vec<u8>>) -> PyResult<Scenario> {
    let folder = MemoryFolder { files: texts };
    let opened = py.detach(|| Session::open(&folder));
    Scenario::new("", "SCENARIO".to_owned(), String::new(), opened)
}

/// Puts the parts of a run in a folder together, and gives its report as `contend gather --json` prints it.
#[pyfunction]
pub fn gather(py: Python<'_>, out: PathBuf, asked: Asked) -> PyResult<String> {
    let (m, threads) = (asked.language()?, asked.threads());
    let report = wait(py, asked.progress.as_ref(), |progress| {
        let (folder, session) = RunFolder::open(&out)?;
        folder.gather(&session, Scope::Outcomes, &threads, progress)
    })?;
    let report = report.map_err(|error| failed(&m, &error.into()))?;
    json(&RunJson::new(&m, &report))
}

/// Solves a game of the worlds that a folder keeps, as `contend game --json` prints it.
#[pyfunction]
pub fn game_of_kept(
    py: Python<'_>,
    out: PathBuf,
    asked: Asked,
    game: Option<String>,
    worst_tenth: bool,
) -> PyResult<String> {
    let (m, threads) = (asked.language()?, asked.threads());
    let request = GameRequest {
        game,
        measure: measure(worst_tenth),
        ..GameRequest::default()
    };
    let report = wait(py, asked.progress.as_ref(), |progress| {
        let (folder, session) = RunFolder::open(&out)?;
        folder.game(&session, &request, &threads, progress)
    })?;
    game_json(&m, &report.map_err(|error| failed(&m, &error.into()))?)
}

/// What decides a claim of the worlds that a folder keeps, as `contend why --json` prints it.
#[pyfunction]
pub fn why_of_kept(
    py: Python<'_>,
    out: PathBuf,
    asked: Asked,
    claim: Option<String>,
    groups: Vec<(String, Vec<String>)>,
    place: bool,
    flip: bool,
) -> PyResult<String> {
    let (m, threads) = (asked.language()?, asked.threads());
    let request = WhyRequest {
        answer: claim,
        groups,
        place,
        flip,
        ..WhyRequest::default()
    };
    let report = wait(py, asked.progress.as_ref(), |progress| {
        let (folder, session) = RunFolder::open(&out)?;
        folder.why(&session, &request, &threads, progress)
    })?;
    let report = report.map_err(|error| failed(&m, &error.into()))?;
    json(&WhyJson::new(&m, &report))
}

fn measure(worst_tenth: bool) -> Measure {
    match worst_tenth {
        true => Measure::WorstTenth,
        false => Measure::Mean,
    }
}

fn game_json(m: &Language, report: &GameReport) -> PyResult<String> {
    json(&Worded {
        finding: report,
        words: GameWords::new(report, m),
    })
}

/// A scenario without errors.
#[pyclass(frozen, module = "contend._native")]
pub struct Scenario {
    opened: Opened,
    /// As it is typed in commands.
    typed: String,
    /// The name of its folder alone.
    folder: String,
}

impl Scenario {
    fn new(prefix: &str, typed: String, folder: String, opened: Opened) -> PyResult<Scenario> {
        match &opened.session {
            Some(_) => Ok(Scenario {
                opened,
                typed,
                folder,
            }),
            None => Err(unsound(prefix, &opened)),
        }
    }

    fn session(&self) -> &Session {
        match &self.opened.session {
            Some(session) => session,
            None => unreachable!("a scenario with errors is not made"),
        }
    }
}

#[pymethods]
impl Scenario {
    /// The files that were read: path and text.
    fn texts(&self) -> BTreeMap<String, String> {
        let files = self.opened.files.iter();
        files
            .map(|(_, f)| (f.path.clone(), f.text.clone()))
            .collect()
    }

    /// Of all files that were read, and of the engine's meaning.
    fn fingerprint(&self) -> String {
        self.session().fingerprint().full()
    }

    /// What it has, by name: a JSON text.
    fn contents(&self) -> PyResult<String> {
        json(&Contents::of(self.session().scenario()))
    }

    /// The values of an input below which shares of all draws lie: its quantiles, in the parameter's unit; of a choice the places of
    /// options.
    fn quantiles(&self, input: &str, shares: Vec<f64>) -> PyResult<Vec<f64>> {
        let mut inputs = self.session().scenario().inputs.iter();
        let found = inputs.find(|i| i.name == input);
        let input = found.ok_or_else(|| PyKeyError::new_err(input.to_owned()))?;
        let quantile = Quantile::new(&input.law, input.bounds);
        Ok(shares.into_iter().map(|share| quantile.at(share)).collect())
    }

    /// All findings, as `contend check --json` prints them.
    fn check(&self) -> PyResult<String> {
        json(&CheckJson::new(&self.opened, None))
    }

    /// Simulates an ensemble.
    fn run(
        slf: &Bound<'_, Scenario>,
        asked: Asked,
        profiles: Vec<String>,
        watches: Vec<String>,
        every: Option<String>,
    ) -> PyResult<Run> {
        let m = asked.language()?;
        let request = asked.run(profiles, watches, every)?;
        let (session, threads) = (slf.get().session(), asked.threads());
        let answer = wait(slf.py(), asked.progress.as_ref(), |progress| {
            session.simulated(&request, &threads, progress)
        })?;
        Ok(Run {
            scenario: slf.clone().unbind(),
            simulated: answer.map_err(|error| refused(&m, error))?,
            request,
            threads,
            options: asked.options(),
            language: m,
            page: OnceLock::new(),
        })
    }

    /// Writes a share of a run, part and number of shares, into a folder. Gives how many of its parts are there, and of how many.
    #[allow(clippy::too_many_arguments)] // what the command line takes
    fn write(
        &self,
        py: Python<'_>,
        out: PathBuf,
        share: (u64, u64),
        asked: Asked,
        profiles: Vec<String>,
        watches: Vec<String>,
        every: Option<String>,
        games: bool,
        page: bool,
    ) -> PyResult<(u64, u64)> {
        let m = asked.language()?;
        let request = RunRequest {
            games,
            page,
            ..asked.run(profiles, watches, every)?
        };
        let (part, of) = share;
        if !(1..=of).contains(&part) {
            let why = format!("there is no part {part} of {of}: parts count from 1");
            return Err(PyValueError::new_err(why));
        }
        let (session, threads) = (self.session(), asked.threads());
        let written = wait(py, asked.progress.as_ref(), |progress| {
            let share = Share { part, of };
            // What was taken up or is computed again is no one's concern here: the numbers are the same.
            let hear = |_: Heard| {};
            let named = Named {
                place: &self.typed,
                folder: &self.folder,
            };
            folder::write(
                &out, session, named, &request, share, &threads, progress, &hear,
            )
        })?;
        let (_, written) = written.map_err(|error| failed(&m, &error.into()))?;
        Ok((written.there, written.of))
    }

    /// Runs candidates on the same worlds.
    fn candidates(&self, py: Python<'_>, asked: Asked, candidates: Vec<Given>) -> PyResult<Table> {
        let m = asked.language()?;
        let candidates = settings(candidates);
        let request = CandidatesRequest {
            worlds: asked.worlds,
            seed: asked.seed,
            replications: asked.replications,
            drawing: asked.drawing()?,
            ..CandidatesRequest::default()
        };
        let (request, threads) = (needed(&candidates, request), asked.threads());
        let made = wait(py, asked.progress.as_ref(), |progress| {
            let session = self.session();
            let open = session.candidates(&request, &threads, progress)?;
            let runs = open.run(&candidates, &threads, progress)?;
            let numbers: Vec<u64> = (0..open.worlds() as usize)
                .map(|w| open.number(w))
                .collect();
            Ok::<_, CandidatesError>(candidates::table(
                session.scenario(),
                &candidates,
                &runs,
                &numbers,
            ))
        })?;
        Table::of(made.map_err(|error| no_candidates(&m, &error))?)
    }

    /// The scenario with levers set and inputs held otherwise, under every profile.
    fn varied(
        &self,
        py: Python<'_>,
        levers: Vec<(String, f64)>,
        values: Vec<(String, f64)>,
    ) -> PyResult<Scenario> {
        let varied = py.detach(|| self.session().varied(&levers, &values));
        let session = varied.map_err(|error| no_candidates(&Language::english(), &error))?;
        Ok(Scenario {
            opened: Opened {
                session: Some(session),
                ..self.opened.clone()
            },
            typed: self.typed.clone(),
            folder: self.folder.clone(),
        })
    }

    /// Solves a game, as `contend game --json` prints it.
    fn game(
        &self,
        py: Python<'_>,
        asked: Asked,
        game: Option<String>,
        worst_tenth: bool,
        all: Option<bool>,
    ) -> PyResult<String> {
        let m = asked.language()?;
        let request = GameRequest {
            game,
            worlds: asked.worlds,
            seed: asked.seed,
            drawing: asked.drawing()?,
            measure: measure(worst_tenth),
            allocation: match all {
                None => Allocation::Auto,
                Some(true) => Allocation::Full,
                Some(false) => Allocation::Sequential,
            },
            resamples: None,
        };
        let threads = asked.threads();
        let answer = wait(py, asked.progress.as_ref(), |progress| {
            self.session().game(&request, &threads, progress)
        })?;
        game_json(&m, &answer.map_err(|error| refused(&m, error))?)
    }

    /// Ranks the strategies of an actor, as `contend better --json` prints it.
    fn better(
        &self,
        py: Python<'_>,
        asked: Asked,
        actor: Option<String>,
        profiles: Vec<String>,
        enough: Option<f64>,
        resamples: u32,
    ) -> PyResult<String> {
        let m = asked.language()?;
        let request = BetterRequest {
            actor: actor.unwrap_or_default(),
            profiles,
            enough,
            worlds: asked.worlds,
            seed: asked.seed,
            drawing: asked.drawing()?,
            resamples: Some(resamples),
        };
        let threads = asked.threads();
        let answer = wait(py, asked.progress.as_ref(), |progress| {
            self.session().better(&request, &threads, progress)
        })?;
        let report = answer.map_err(|error| refused(&m, error))?;
        json(&BetterJson::new(&m, &report))
    }

    /// What decides an answer, as `contend why --json` prints it.
    fn why(
        &self,
        py: Python<'_>,
        asked: Asked,
        answer: Option<String>,
        groups: Vec<(String, Vec<String>)>,
        place: bool,
        flip: bool,
    ) -> PyResult<String> {
        let m = asked.language()?;
        let request = WhyRequest {
            answer,
            worlds: asked.worlds,
            seed: asked.seed,
            replications: asked.replications,
            drawing: asked.drawing()?,
            groups,
            place,
            flip,
        };
        let threads = asked.threads();
        let answer = wait(py, asked.progress.as_ref(), |progress| {
            self.session().why(&request, &threads, progress)
        })?;
        let report = answer.map_err(|error| refused(&m, error))?;
        json(&WhyJson::new(&m, &report))
    }

    /// Replays one world, as `contend world --json` prints it.
    fn world(
        &self,
        py: Python<'_>,
        world: u64,
        asked: Asked,
        profiles: Vec<String>,
        watches: Vec<String>,
    ) -> PyResult<String> {
        let m = asked.language()?;
        let request = WorldRequest {
            worlds: asked.worlds,
            seed: asked.seed,
            replications: asked.replications,
            drawing: asked.drawing()?,
            profiles,
            watches,
        };
        let answer = py.detach(|| self.session().world(world, &request));
        let report = answer.map_err(|error| refused(&m, error))?;
        json(&WorldJson::new(&m, &report))
    }
}

/// A run: its report, and its worlds as tables.
#[pyclass(frozen, module = "contend._native")]
pub struct Run {
    scenario: Py<Scenario>,
    simulated: Simulated,
    request: RunRequest,
    threads: Threads,
    /// What to add to a command that means the same worlds.
    options: String,
    language: Language,
    /// What cards say; made for the first of them.
    page: OnceLock<Page>,
}

impl Run {
    /// A table of its worlds, made while other threads of Python run.
    fn table(
        &self,
        py: Python<'_>,
        make: fn(Rows) -> Result<RecordBatch, ArrowError>,
    ) -> PyResult<Table> {
        let session = self.scenario.get().session();
        Table::of(py.detach(|| make(self.simulated.rows(session))))
    }
}

#[pymethods]
impl Run {
    /// The report, as `contend run --json` prints it.
    fn report(&self) -> PyResult<String> {
        json(&RunJson::new(&self.language, &self.simulated.report))
    }

    /// What was drawn in each world.
    fn inputs(&self, py: Python<'_>) -> PyResult<Table> {
        self.table(py, table::inputs)
    }

    /// How each world ended under each profile.
    fn outcomes(&self, py: Python<'_>) -> PyResult<Table> {
        self.table(py, table::outcomes)
    }

    /// Which claims hold in each world.
    fn claims(&self, py: Python<'_>) -> PyResult<Table> {
        self.table(py, table::claims)
    }

    /// What was followed over time: all of it, or one quantity as it was asked for.
    #[pyo3(signature = (name=None))]
    fn series(&self, py: Python<'_>, name: Option<&str>) -> PyResult<Table> {
        let all = self.table(py, table::series)?;
        match name {
            None => Ok(all),
            Some(name) => all.of_series(name),
        }
    }

    /// What went wrong by itself.
    fn faults(&self, py: Python<'_>) -> PyResult<Table> {
        self.table(py, table::faults)
    }

    /// A claim's card as a small page (HTML), as `contend publish --claim` writes it.
    fn card(&self, py: Python<'_>, claim: &str) -> PyResult<String> {
        let session = self.scenario.get().session();
        if self.page.get().is_none() {
            let made = wait(py, None, |progress| {
                let (simulated, request) = (&self.simulated, &self.request);
                simulated.page(session, request, &self.threads, progress)
            })?;
            // Whoever was first has made the same.
            let _ = self
                .page
                .set(made.map_err(|error| refused(&self.language, error))?);
        }
        let options = contend_page::Options {
            engine: None,
            also: Vec::new(),
            language: self.language,
            place: self.scenario.get().typed.clone(),
            options: self.options.clone(),
        };
        let card = self
            .page
            .get()
            .and_then(|page| contend_page::render_claim(page, claim, &options));
        card.ok_or_else(|| PyKeyError::new_err(claim.to_owned()))
    }
}

/// What a scenario has, by name.
#[derive(Serialize)]
struct Contents<'a> {
    title: &'a str,
    about: &'a str,
    worlds: u32,
    seed: u64,
    profiles: Vec<&'a str>,
    baseline: &'a str,
    inputs: Vec<InputOf<'a>>,
    levers: Vec<LeverOf<'a>>,
    outcomes: Vec<OutcomeOf<'a>>,
    claims: Vec<ClaimOf<'a>>,
    games: Vec<&'a str>,
    actors: Vec<&'a str>,
}

#[derive(Serialize)]
struct InputOf<'a> {
    name: &'a str,
    unit: String,
    /// How it is distributed.
    law: &'a Law,
    /// Between which values it lies; null where there is no end.
    range: (Option<f64>, Option<f64>),
    median: f64,
    options: &'a [String],
    /// Whether other inputs hang on it or it on others, so that it cannot be set alone.
    tied: bool,
}

#[derive(Serialize)]
struct LeverOf<'a> {
    name: &'a str,
    unit: String,
    actor: &'a str,
    domain: &'a LeverDomain,
    default: f64,
}

#[derive(Serialize)]
struct OutcomeOf<'a> {
    name: &'a str,
    unit: String,
    /// Names of its dimensions; an array has one column for each element.
    over: Vec<&'a str>,
}

#[derive(Serialize)]
struct ClaimOf<'a> {
    id: &'a str,
    says: &'a str,
}

impl Contents<'_> {
    fn of(scenario: &Model) -> Contents<'_> {
        let own = |p: &&Profile| !p.of_game;
        let profiles = scenario.profiles.iter();
        Contents {
            title: &scenario.title,
            about: &scenario.about,
            worlds: scenario.default_worlds,
            seed: scenario.default_seed,
            profiles: profiles.filter(own).map(|p| p.id.as_str()).collect(),
            baseline: &scenario.profiles[scenario.baseline.index()].id,
            inputs: (scenario.inputs.iter())
                .map(|input| {
                    let quantity = scenario.quantity(input.quantity);
                    let (low, high) = Quantile::new(&input.law, input.bounds).range();
                    InputOf {
                        name: &input.name,
                        unit: quantity.unit.to_string(),
                        law: &input.law,
                        range: (
                            Some(low).filter(|x| x.is_finite()),
                            Some(high).filter(|x| x.is_finite()),
                        ),
                        median: law::median(&input.law, input.bounds),
                        options: match &quantity.kind {
                            QuantityKind::Parameter(p) => &p.options,
                            _ => &[],
                        },
                        tied: input.tie.is_some(),
                    }
                })
                .collect(),
            levers: (scenario.quantities.iter())
                .filter_map(|quantity| match &quantity.kind {
                    QuantityKind::Lever(lever) => Some(LeverOf {
                        name: &quantity.name,
                        unit: quantity.unit.to_string(),
                        actor: &scenario.actors[lever.actor.index()].id,
                        domain: &lever.domain,
                        default: lever.default,
                    }),
                    _ => None,
                })
                .collect(),
            outcomes: (scenario.outcomes.iter())
                .map(|outcome| OutcomeOf {
                    name: &outcome.id,
                    unit: outcome.unit.to_string(),
                    over: (outcome.over.iter())
                        .map(|d| scenario.dimension(*d).name.as_str())
                        .collect(),
                })
                .collect(),
            claims: (scenario.claims.iter())
                .map(|claim| ClaimOf {
                    id: &claim.id,
                    says: &claim.says,
                })
                .collect(),
            games: scenario.games.iter().map(|g| g.id.as_str()).collect(),
            actors: scenario.actors.iter().map(|a| a.id.as_str()).collect(),
        }
    }
}
