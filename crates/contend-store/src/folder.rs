//! A run in a folder: written part by part, put together, read again.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use contend_ensemble::executor::{Executor, Progress};
use contend_ensemble::{Meter, PartRuns, Plan};
use contend_model::key::Key;
use contend_session::Session;
use contend_session::error::RunError;
use contend_session::game::report::GameReport;
use contend_session::game::stored::StoredGame;
use contend_session::page::Page;
use contend_session::page::stored::{Parts, StoredChart, StoredPage};
use contend_session::report::{KnownReport, RunReport};
use contend_session::request::{GameRequest, RunRequest, Scope, WhyRequest};
use contend_session::stored::{Further, Stored, There};
use contend_session::why::report::WhyReport;
use contend_session::worlds::{Pieces, WorldsPiece};
use serde::{Deserialize, Serialize};

use crate::error::{Differs, StoreError, damaged, unreadable, unwritable};
use crate::lock::Lock;
use crate::manifest::{LAYOUT, Manifest, Named, PartFacts, RunFacts};
use crate::parquet::{self, Opened};
use crate::{read, table, whole};

pub(crate) const RUN: &str = "run.json";
const SCENARIO: &str = "scenario.json";
const FURTHER: &str = "further.json";
const MANIFEST: &str = "manifest.json";
const LOCKS: &str = ".locks";
/// The mark of who puts parts together.
pub(crate) const GATHER: &str = "gather";
/// The folders of tables. The last is written last: a part is there when its file in it is.
pub(crate) const TABLES: [&str; 3] = ["series", "faults", "worlds"];

/// The key of a file's metadata that says of which run and which worlds it is.
const PART: &str = "contend.part";
/// That of how many worlds agree with what is known.
const KNOWN: &str = "contend.known";

/// Which share of a run is written: share `part` of `of`, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Which.
    pub part: u64,
    /// Of so many.
    pub of: u64,
}

impl Share {
    /// All of it.
    pub const ALL: Share = Share { part: 1, of: 1 };

    /// The parts of this share.
    #[must_use]
    pub fn parts(self, parts: u64) -> Range<u64> {
        let cut = |at: u64| (u128::from(at) * u128::from(parts) / u128::from(self.of)) as u64;
        cut(self.part - 1)..cut(self.part)
    }

    fn mark(self) -> String {
        format!("{}-of-{}", self.part, self.of)
    }
}

/// Something to know while a run is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Heard {
    /// A writer ended without giving back its lock, and its work is taken up.
    TakenUp {
        /// Who it was.
        from: String,
    },
    /// A part was cut off, and is computed again.
    Again {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// Some parts of the share are there already.
    There {
        /// How many.
        parts: u64,
        /// Of so many.
        of: u64,
    },
}

/// What has become of a share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its parts that are there.
    pub there: u64,
    /// All of its parts.
    pub of: u64,
}

impl Written {
    /// Whether it was stopped on the way.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self.there == self.of
    }
}

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct PartMark {
    layout: u32,
    engine: u32,
    scenario: String,
    plan: Key,
    first: u64,
    end: u64,
    rows: u64,
}

/// Whether a part is there.
enum State {
    There,
    Missing,
    Damaged(PathBuf, String),
}

/// A folder with a run.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    /// What is run.
    pub facts: RunFacts,
}

/// Writes a share of a run, or what is not there of it yet: any number of worlds in the memory of some parts.
///
/// # Errors
/// See [`StoreError`]. Parts that are there stay, and the same call goes on from them.
#[allow(clippy::too_many_arguments)] // a run, where it goes, and what is lent for it
pub fn write(
    path: &Path,
    session: &Session,
    named: Named,
    request: &RunRequest,
    share: Share,
    executor: &dyn Executor,
    progress: &dyn Progress,
    hear: &(dyn Fn(Heard) + Sync),
) -> Result<(RunFolder, Written), StoreError> {
    let request = RunRequest {
        scope: Scope::Outcomes,
        ..request.clone()
    };
    let pieces = session.pieces(&request, executor)?;
    let facts = RunFacts::new(session, named, &request, &pieces)?;
    let folder = RunFolder::begin(path, facts)?;
    let mark = share.mark();
    let lock = folder.lock(&mark)?;
    if let Some(from) = lock.dead.clone() {
        hear(Heard::TakenUp { from });
    }
    for table in TABLES {
        let table = path.join(table);
        whole::clean(&table, &mark).map_err(unwritable(&table))?;
    }
    if !path.join(RUN).exists() {
        folder.put(SCENARIO, &mark, session.elaborated().as_bytes())?;
        folder.put_json(RUN, &mark, &folder.facts)?;
    }
    let mine = share.parts(folder.facts.parts);
    let of = mine.end - mine.start;
    let mut missing = Vec::new();
    for part in mine {
        match folder.state(part)? {
            State::There => {}
            State::Missing => missing.push(part),
            State::Damaged(path, why) => {
                hear(Heard::Again { path, why });
                missing.push(part);
            }
        }
    }
    let there = of - missing.len() as u64;
    if there > 0 && !missing.is_empty() {
        hear(Heard::There { parts: there, of });
    }
    let worlds = |part: &u64| {
        let numbers = folder.facts.numbers(*part);
        numbers.end - numbers.start
    };
    let meter = Meter::new(progress, pieces.runs(missing.iter().map(worlds).sum()));
    let first = Mutex::new(None);
    let stop = OnceLock::new();
    let done = std::sync::atomic::AtomicU64::new(there);
    executor.run(missing.len(), &|at| {
        if stop.get().is_some() || !meter.goes_on() {
            return;
        }
        match folder.compute(missing[at], &pieces, &meter, share) {
            Ok(true) => {
                done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            }
            Ok(false) => {}
            Err(error) => {
                let _ = stop.set(());
                let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
                first.get_or_insert(error);
            }
        }
    });
    if let Some(error) = first.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let there = done.into_inner();
    Ok((folder, Written { there, of }))
}

impl RunFolder {
    /// Opens a folder for a run: makes it where it is not there, refuses it where it has something else in it.
    fn begin(path: &Path, mut facts: RunFacts) -> Result<RunFolder, StoreError> {
        if let Some(file) = path.ancestors().find(|part| part.is_file()) {
            let path = file.to_owned();
            return Err(StoreError::NoFolder { path });
        }
        fs::create_dir_all(path).map_err(unwritable(path))?;
        let run = path.join(RUN);
        if run.exists() {
            let there = RunFacts::read(path)?;
            if let Some((what, here, there)) = facts.differs(&there) {
                return Err(StoreError::OtherRun {
                    path: path.to_owned(),
                    what,
                    there,
                    here,
                });
            }
            // However another version would cut it, it is cut already.
            facts.part_worlds = there.part_worlds;
            facts.parts = there.parts;
        } else {
            let entries = fs::read_dir(path).map_err(unreadable(path))?;
            let names = entries.flatten().map(|e| e.file_name());
            let names = names.map(|n| n.to_string_lossy().into_owned());
            // Another share of the same run may have begun just now.
            let own = |name: &String| TABLES.contains(&&**name) || name == SCENARIO;
            let found = names.filter(|n| !n.starts_with('.') && !own(n)).min();
            if let Some(found) = found.filter(|_| !run.exists()) {
                return Err(StoreError::NotEmpty {
                    path: path.to_owned(),
                    found,
                });
            }
        }
        for folder in TABLES.into_iter().chain([LOCKS]) {
            let folder = path.join(folder);
            fs::create_dir_all(&folder).map_err(unwritable(&folder))?;
        }
        Ok(RunFolder {
            path: path.to_owned(),
            facts,
        })
    }

    /// The right to write under a mark. What its last owner has left unfinished beside `run.json` is taken away.
    fn lock(&self, mark: &str) -> Result<Lock, StoreError> {
        let lock = Lock::take(&self.path.join(LOCKS).join(mark), &self.path)?;
        whole::clean(&self.path, mark).map_err(unwritable(&self.path))?;
        Ok(lock)
    }

    /// Whether there is a run in a folder, of whatever version.
    #[must_use]
    pub fn is_there(path: &Path) -> bool {
        path.join(RUN).is_file()
    }

    /// Opens the folder of a run, with the scenario that was run.
    ///
    /// # Errors
    /// [`StoreError`] where there is no run in it, or one of another version.
    pub fn open(path: &Path) -> Result<(RunFolder, Session), StoreError> {
        let facts = RunFacts::read(path)?;
        let other = |what, there: String, here: String| StoreError::OtherRun {
            path: path.to_owned(),
            what,
            there,
            here,
        };
        let engine = contend_engine::BITS_VERSION;
        if facts.engine != engine {
            let there = facts.engine.to_string();
            return Err(other(Differs::Engine, there, engine.to_string()));
        }
        let file = path.join(SCENARIO);
        let text = fs::read_to_string(&file).map_err(unreadable(&file))?;
        let session = Session::of_elaborated(&text);
        let session = session.map_err(|why| StoreError::Damaged {
            path: file,
            why: format!("{why:?}"),
        })?;
        if session.fingerprint() != facts.fingerprint {
            let there = facts.fingerprint.to_string();
            let here = session.fingerprint().to_string();
            return Err(other(Differs::Scenario, there, here));
        }
        let path = path.to_owned();
        Ok((RunFolder { path, facts }, session))
    }

    /// Whether a file is one of the run's own.
    #[must_use]
    pub fn owns(&self, file: &Path) -> bool {
        let (Ok(file), Ok(own)) = (fs::canonicalize(file), fs::canonicalize(&self.path)) else {
            return false;
        };
        let inside = file.strip_prefix(own).ok();
        let first = inside.and_then(|path| path.components().next());
        let all = [RUN, SCENARIO, FURTHER, MANIFEST, LOCKS];
        let mut all = all.into_iter().chain(TABLES);
        first.is_some_and(|first| all.any(|name| first.as_os_str() == name))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether all parts are there and have been put together.
    #[must_use]
    pub fn is_gathered(&self) -> bool {
        self.path.join(MANIFEST).exists()
    }

    /// Puts the parts of a run together: checks that all are there, says what they mean, runs what is needed besides, and writes
    /// the manifest.
    ///
    /// # Errors
    /// [`StoreError::Incomplete`] where parts are missing, [`StoreError::Damaged`] where one is cut off.
    pub fn gather(
        &self,
        session: &Session,
        scope: Scope,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<RunReport, StoreError> {
        let _lock = self.lock(GATHER)?;
        let files = self.files()?;
        // What another has run besides the same worlds is the same.
        let known = self.further().ok();
        let (report, further) = self.judge(session, scope, known, executor, progress)?;
        if !progress.cancelled() {
            self.put_json(FURTHER, GATHER, &further)?;
            let each = self.facts.profiles.len().max(1) as u64;
            self.put_json(
                MANIFEST,
                GATHER,
                &Manifest {
                    run: self.facts.clone(),
                    worlds_kept: files.iter().map(|f| f.rows).sum::<u64>() / each,
                    files,
                },
            )?;
        }
        Ok(report)
    }

    /// What a run says whose parts have been put together; nothing is simulated.
    ///
    /// # Errors
    /// [`StoreError::NotGathered`] where they have not, and as [`RunFolder::gather`].
    pub fn report(
        &self,
        session: &Session,
        scope: Scope,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<RunReport, StoreError> {
        let further = Some(self.gathered()?);
        let (report, _) = self.judge(session, scope, further, executor, progress)?;
        Ok(report)
    }

    /// What decides a claim of such a run, or all claims ([`Session::why`]); only what would turn a verdict is tried in worlds that
    /// are run for it. How many worlds, their seed and their design are the run's own, whatever the request says.
    ///
    /// # Errors
    /// As [`RunFolder::report`], and [`StoreError::Run`] where the request does not allow it.
    pub fn why(
        &self,
        session: &Session,
        request: &WhyRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<WhyReport, StoreError> {
        let further = self.gathered()?;
        let stored = self.read(session, Scope::Claims)?;
        Ok(stored.why(further, request, executor, progress)?)
    }

    /// What the players of a game of such a run would do ([`Session::game`]), of which every profile is kept. How many worlds,
    /// their seed and their design are the run's own, whatever the request says.
    ///
    /// # Errors
    /// As [`RunFolder::report`], and [`StoreError::Run`] where not all is kept that the game is solved from.
    pub fn game(
        &self,
        session: &Session,
        request: &GameRequest,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<GameReport, StoreError> {
        self.gathered()?;
        let there = self.there(session)?;
        self.solved(session, request, there, executor, progress)
    }

    fn solved(
        &self,
        session: &Session,
        request: &GameRequest,
        there: There,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<GameReport, StoreError> {
        let known = there.known.clone();
        let mut stored = session.stored_game(&self.facts.request, request, there)?;
        self.fill(&mut stored, session, &known)?;
        Ok(stored.report(executor, progress)?)
    }

    /// What the page of such a run says ([`Session::page`]), with the games that can be solved from what is kept; the others are told
    /// among its notes.
    ///
    /// # Errors
    /// As [`RunFolder::report`], and [`StoreError::Run`] where not all is kept that these parts of the page show.
    pub fn page(
        &self,
        session: &Session,
        parts: Parts,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<Page, StoreError> {
        let further = self.gathered()?;
        let (there, request) = (self.there(session)?, &self.facts.request);
        let known = there.known.clone();
        let mut stored = session.stored_page(request, parts, there.clone())?;
        self.fill(&mut stored, session, &known)?;
        let mut charts = Vec::new();
        for chart in stored.charts() {
            let mut chart = chart?;
            self.fill(&mut chart, session, &known)?;
            charts.push(chart.draw(executor, progress));
        }
        let mut games = Vec::new();
        for game in session.scenario().games.iter() {
            if parts == Parts::Claims {
                break;
            }
            let asked = GameRequest {
                game: Some(game.id.clone()),
                drawing: request.drawing.clone(),
                ..GameRequest::default()
            };
            let answer = match self.solved(session, &asked, there.clone(), executor, progress) {
                Ok(report) => Ok(report),
                Err(StoreError::Run(why)) => Err(why),
                Err(error) => return Err(error),
            };
            games.push((game.id.clone(), answer));
        }
        Ok(stored.page(charts, further, games, executor, progress)?)
    }

    /// Reads what is asked for, part by part.
    fn fill(
        &self,
        stored: &mut impl Awaits,
        session: &Session,
        known: &Option<(Vec<u64>, KnownReport)>,
    ) -> Result<(), StoreError> {
        let kept = known.as_ref().map(|(kept, _)| &kept[..]);
        let written = session.kept(&self.facts.request)?;
        for part in 0..self.facts.parts {
            let asked = (stored.plan(), &written);
            let read = read::part(self, session, part, asked, kept)?;
            if let Some((places, runs)) = read {
                stored.take(places, runs)?;
            }
        }
        Ok(())
    }

    /// What was run besides the worlds of a run whose parts have been put together.
    fn gathered(&self) -> Result<Further, StoreError> {
        self.files()?;
        if !self.is_gathered() {
            return Err(StoreError::NotGathered {
                path: self.path.clone(),
            });
        }
        self.further()
    }

    fn further(&self) -> Result<Further, StoreError> {
        let path = self.path.join(FURTHER);
        let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
        serde_json::from_str(&text).map_err(damaged(&path))
    }

    /// Reads the worlds that are asked for, and says what they mean.
    fn judge(
        &self,
        session: &Session,
        scope: Scope,
        further: Option<Further>,
        executor: &dyn Executor,
        progress: &dyn Progress,
    ) -> Result<(RunReport, Further), StoreError> {
        let stored = self.read(session, scope)?;
        Ok(stored.report(further, executor, progress))
    }

    /// Reads the worlds that are asked for.
    fn read<'s>(&self, session: &'s Session, scope: Scope) -> Result<Stored<'s>, StoreError> {
        let request = RunRequest {
            scope,
            ..self.facts.request.clone()
        };
        let there = self.there(session)?;
        let known = there.known.clone();
        let mut stored = session.stored(&request, there)?;
        self.fill(&mut stored, session, &known)?;
        Ok(stored)
    }

    /// Which worlds there are.
    fn there(&self, session: &Session) -> Result<There, StoreError> {
        Ok(There {
            known: self.known(session)?,
            equations: self.facts.equations,
        })
    }

    /// The numbers of the worlds that agree with what is known of events, and how many do.
    fn known(&self, session: &Session) -> Result<Option<(Vec<u64>, KnownReport)>, StoreError> {
        let facts = session.scenario().events.iter();
        if facts.clone().all(|event| event.known.is_empty()) {
            return Ok(None);
        }
        let mut kept = Vec::new();
        let mut all: Option<KnownReport> = None;
        for part in 0..self.facts.parts {
            let path = self.file("worlds", part);
            let opened = Opened::new(&path)?;
            let known = opened.said(KNOWN).unwrap_or_default();
            let known: KnownReport = serde_json::from_str(known).map_err(damaged(&path))?;
            match &mut all {
                None => all = Some(known),
                Some(all) => {
                    all.worlds += known.worlds;
                    all.agree += known.agree;
                    for (all, known) in all.facts.iter_mut().zip(&known.facts) {
                        all.agree += known.agree;
                        all.untold += known.untold;
                    }
                }
            }
            kept.extend(read::numbers(opened, &path, self.facts.profiles.len())?);
        }
        Ok(all.map(|known| (kept, known)))
    }

    /// All parts.
    fn files(&self) -> Result<Vec<PartFacts>, StoreError> {
        let mut files = Vec::new();
        let mut missing = 0;
        for part in 0..self.facts.parts {
            match self.state(part)? {
                State::There => {
                    let numbers = self.facts.numbers(part);
                    files.push(PartFacts {
                        file: RunFacts::file(part),
                        first: numbers.start,
                        end: numbers.end,
                        rows: Opened::new(&self.file("worlds", part))?.rows() as u64,
                        faults: Opened::new(&self.file("faults", part))?.rows() as u64,
                    });
                }
                State::Missing => missing += 1,
                State::Damaged(path, why) => return Err(StoreError::Damaged { path, why }),
            }
        }
        match missing {
            0 => Ok(files),
            missing => Err(StoreError::Incomplete {
                path: self.path.clone(),
                missing,
                parts: self.facts.parts,
            }),
        }
    }

    /// The tables that a part has.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &'static str> + use<> {
        let followed = !self.facts.tables.series.is_empty();
        TABLES
            .into_iter()
            .filter(move |t| followed || *t != "series")
    }

    pub(crate) fn file(&self, table: &str, part: u64) -> PathBuf {
        self.path.join(table).join(RunFacts::file(part))
    }

    /// Whether a part is there, with all its tables.
    fn state(&self, part: u64) -> Result<State, StoreError> {
        if !self.file("worlds", part).exists() {
            return Ok(State::Missing);
        }
        for table in self.tables() {
            let path = self.file(table, part);
            let opened = match Opened::new(&path) {
                Ok(opened) => opened,
                Err(StoreError::Damaged { path, why }) => return Ok(State::Damaged(path, why)),
                Err(StoreError::Unreadable { path, error })
                    if error.kind() == std::io::ErrorKind::NotFound =>
                {
                    return Ok(State::Damaged(path, error.to_string()));
                }
                Err(other) => return Err(other),
            };
            let said = opened.said(PART).unwrap_or_default();
            if serde_json::from_str(said).ok() != Some(self.mark(part, opened.rows() as u64)) {
                return Err(StoreError::OtherPart { path });
            }
        }
        Ok(State::There)
    }

    fn mark(&self, part: u64, rows: u64) -> PartMark {
        let numbers = self.facts.numbers(part);
        PartMark {
            layout: LAYOUT,
            engine: self.facts.engine,
            scenario: self.facts.fingerprint.full(),
            plan: self.facts.plan.0,
            first: numbers.start,
            end: numbers.end,
            rows,
        }
    }

    /// Runs a part and writes it; `false` where it was stopped.
    fn compute(
        &self,
        part: u64,
        pieces: &Pieces,
        meter: &Meter,
        share: Share,
    ) -> Result<bool, StoreError> {
        let Some(piece) = pieces.run(self.facts.numbers(part), meter)? else {
            return Ok(false);
        };
        for table in self.tables() {
            self.put_table(part, table, &piece, share)?;
        }
        Ok(true)
    }

    fn put_table(
        &self,
        part: u64,
        table: &str,
        piece: &WorldsPiece,
        share: Share,
    ) -> Result<(), StoreError> {
        let path = self.file(table, part);
        let batch = match table {
            "worlds" => table::worlds(piece.rows()),
            "series" => table::series(piece.rows()),
            _ => table::faults(piece.rows()),
        };
        let batch = batch.map_err(damaged(&path))?;
        let mark = self.mark(part, batch.num_rows() as u64);
        let mut said = vec![(PART, json(&mark, &path)?)];
        if let Some(known) = &piece.known {
            said.push((KNOWN, json(known, &path)?));
        }
        let bytes = parquet::bytes(&batch, &said).map_err(damaged(&path))?;
        whole::write(&path, &share.mark(), &bytes).map_err(unwritable(&path))
    }

    fn put(&self, name: &str, mark: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path.join(name);
        whole::write(&path, mark, bytes).map_err(unwritable(&path))
    }

    fn put_json(&self, name: &str, mark: &str, value: &impl Serialize) -> Result<(), StoreError> {
        let path = self.path.join(name);
        let mut text = serde_json::to_string_pretty(value).map_err(damaged(&path))?;
        text.push('\n');
        self.put(name, mark, text.as_bytes())
    }
}

/// What waits for worlds that are kept.
trait Awaits {
    /// What is asked for.
    fn plan(&self) -> &Plan;
    /// Takes the runs of some worlds, by their places among those that count.
    fn take(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError>;
}

impl Awaits for Stored<'_> {
    fn plan(&self) -> &Plan {
        self.plan()
    }

    fn take(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        self.accept(places, runs)
    }
}

impl Awaits for StoredGame<'_> {
    fn plan(&self) -> &Plan {
        self.plan()
    }

    fn take(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        self.accept(places, runs)
    }
}

impl Awaits for StoredPage<'_> {
    fn plan(&self) -> &Plan {
        self.plan()
    }

    fn take(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        self.accept(places, runs)
    }
}

impl Awaits for StoredChart<'_> {
    fn plan(&self) -> &Plan {
        self.plan()
    }

    fn take(&mut self, places: Range<u64>, runs: Vec<PartRuns>) -> Result<(), RunError> {
        self.accept(places, runs)
    }
}

fn json(value: &impl Serialize, path: &Path) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(damaged(path))
}
