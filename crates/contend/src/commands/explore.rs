//! `contend explore`: the page with the native engine behind it, served to the browser on this machine, and following the files.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use contend_model::diagnostic::{Diagnostic, Severity};
use contend_model::fingerprint::Fingerprint;
use contend_page::{Engine, Options, render};
use contend_session::candidates::{CandidatesError, CandidatesRequest, MovedStrategy, Moves};
use contend_session::executor::{Progress, Stage};
use contend_session::report::ClaimReport;
use contend_session::request::RunRequest;
use contend_session::{Opened, Session};
use contend_words::{Language, candidates, claims};
use serde::{Deserialize, Serialize};

use crate::arguments::{DEFAULT_DESIGN, Drawing, Explore};
use crate::commands::{drawing, publish};
use crate::failure::{Cure, Failure, INTERRUPTED, Said};
use crate::findings::{View, render_all};
use crate::folder::DiskFolder;
use crate::open::OnDisk;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{STRONG, Screen, paint};
use crate::server::{Answer, Asked, Server};
use crate::text::wrap;
use crate::threads::Threads;

/// How often files are looked at, and how long they must stand still to be read.
const LOOK: Duration = Duration::from_millis(300);
const STILL: Duration = Duration::from_millis(150);

/// Runs the ensemble, serves the page, and runs again where the files change, until Ctrl-C.
pub fn run(explore: &Explore, asked: Option<Language>, screen: &mut Screen) -> Result<u8, Failure> {
    let place = OnDisk::find(&explore.scenario)?;
    let mut stamps = stamps(&place);
    let session = place.session(screen)?;
    let server = Server::open(explore.port).map_err(|why| {
        let port = explore.port.unwrap_or_default();
        let what = Said::new("slip-port").with("port", port).with("why", why);
        Failure::usage(what, Said::new("do-port"))
    })?;
    listen_for_interrupt(screen.language);
    let maker = Maker {
        explore,
        asked,
        place: &place,
    };
    let Some(first) = maker.made(session, None, screen)? else {
        return Ok(INTERRUPTED);
    };
    if first.moves.is_none() {
        screen.note(screen.language.t("explore-nothing"))?;
    }
    let shared = Arc::new(Shared {
        now: Mutex::new(Told {
            good: Arc::new(first),
            findings: None,
        }),
        newest: AtomicU64::new(0),
        threads: Threads::new(explore.threads),
    });
    let address = server.address();
    let m = screen.language;
    let told = paint(STRONG, &address);
    screen.line(m.f("explore-at", &[("address", &told)]))?;
    screen.line(m.t("explore-ends"))?;
    screen.finish()?;
    let serving = Arc::clone(&shared);
    std::thread::spawn(move || server.serve(&|asked| serving.answer(asked)));
    if explore.open {
        publish::open(address.as_ref())?;
    }
    loop {
        std::thread::sleep(LOOK);
        if still(&place, &mut stamps) && !maker.follow(&shared, screen)? {
            return Ok(INTERRUPTED);
        }
    }
}

/// What the files of a folder are, when they were changed, and how long they are.
type Stamps = Vec<(String, Option<SystemTime>, u64)>;

fn stamps(place: &OnDisk) -> Stamps {
    use contend_model::place::Folder;
    let files = DiskFolder::open(&place.folder).map_or(Vec::new(), |folder| folder.list());
    let stamp = |path: String| {
        let facts = std::fs::metadata(place.folder.join(&path)).ok();
        let changed = facts.as_ref().and_then(|f| f.modified().ok());
        (path, changed, facts.map_or(0, |f| f.len()))
    };
    files.into_iter().map(stamp).collect()
}

/// Whether files have changed since, and stand still again.
fn still(place: &OnDisk, known: &mut Stamps) -> bool {
    let mut now = stamps(place);
    if now == *known {
        return false;
    }
    loop {
        std::thread::sleep(STILL);
        let later = stamps(place);
        if later == now {
            break;
        }
        now = later;
    }
    *known = now;
    true
}

/// What the page shows, of files without a mistake.
struct Good {
    /// Which reading of the files it is, from 1.
    version: u64,
    fingerprint: Fingerprint,
    html: String,
    claims: Vec<ClaimReport>,
    /// Verdicts that are others than in the reading before.
    changed: Vec<Changed>,
    /// `None` where nothing can be moved.
    moves: Option<Kept>,
}

/// The states from which levers move.
struct Kept {
    all: Moves<Arc<Session>>,
    /// Of the worlds of a preview, where these are fewer.
    few: Option<Moves<Arc<Session>>>,
}

/// A verdict that is another than before.
#[derive(Clone, Serialize)]
struct Changed {
    id: String,
    /// The sentence.
    name: String,
    old: String,
    new: String,
}

/// What is told now: the last good page, and beside it the mistakes that the files have since.
struct Told {
    good: Arc<Good>,
    findings: Option<String>,
}

struct Shared {
    now: Mutex<Told>,
    /// The number of the newest question: older ones are given up.
    newest: AtomicU64,
    threads: Threads,
}

/// Makes what the page shows.
struct Maker<'a> {
    explore: &'a Explore,
    asked: Option<Language>,
    place: &'a OnDisk,
}

impl Maker<'_> {
    /// The page of a session and the states from which levers move; `None` where somebody stopped it.
    fn made(
        &self,
        session: Session,
        before: Option<&Good>,
        screen: &Screen,
    ) -> Result<Option<Good>, Failure> {
        let request = RunRequest {
            worlds: self.explore.worlds,
            seed: self.explore.seed,
            ..RunRequest::default()
        };
        let progress = Shown::new(screen);
        let threads = Threads::new(self.explore.threads);
        let session = Arc::new(session);
        let made = session.page(&request, &threads, &progress);
        progress.finish();
        let mut page = made?;
        if progress.cancelled() {
            return Ok(None);
        }
        let acts = session.acts(&page, &request, &threads, &progress);
        page.acts = acts.map_err(|error| refused(&screen.language, &error))?;
        let language = (self.asked)
            .or_else(|| Language::of(&page.language))
            .unwrap_or_default();
        let kept = |worlds: u64, levers: Vec<String>| {
            let request = CandidatesRequest {
                worlds: Some(worlds),
                seed: Some(page.run.seed),
                levers,
                ..CandidatesRequest::default()
            };
            Moves::new(Arc::clone(&session), &request, &threads, &progress)
                .map_err(|error| refused(&screen.language, &error))
        };
        let moves = match &page.acts {
            Some(acts) => {
                let few = acts.preview.map(|few| kept(few.asked, acts.levers()));
                Some(Kept {
                    all: kept(acts.worlds.asked, acts.levers())?,
                    few: few.transpose()?,
                })
            }
            None => None,
        };
        let version = before.map_or(1, |good| good.version + 1);
        let drawing = Drawing {
            worlds: self.explore.worlds,
            seed: self.explore.seed,
            design: DEFAULT_DESIGN.to_owned(),
        };
        let options = Options {
            language,
            place: self.place.typed(),
            options: drawing::options(&drawing, None, self.asked),
            engine: Some(Engine::Host { version }),
            also: Vec::new(),
        };
        let found: Vec<ClaimReport> = page.claims.iter().map(|c| c.finding.clone()).collect();
        Ok(Some(Good {
            version,
            fingerprint: session.fingerprint(),
            html: render(&page, &options),
            changed: before.map_or(Vec::new(), |good| changed(&language, &good.claims, &found)),
            claims: found,
            moves,
        }))
    }

    /// Reads the files again, and tells what came of it; whether to go on.
    fn follow(&self, shared: &Shared, screen: &mut Screen) -> Result<bool, Failure> {
        let m = screen.language;
        let good = shared.now().good.clone();
        let read = self.place.read().map(|opened| match opened {
            Opened {
                session: Some(session),
                ..
            } => Ok(screen.translated(session)),
            broken => Err(self.mistakes(&broken, screen)),
        });
        let made = match read {
            Ok(Ok(session)) if session.fingerprint() == good.fingerprint => {
                shared.now().findings = None;
                return Ok(true);
            }
            Ok(Ok(session)) => match self.made(session, Some(&good), screen) {
                Ok(Some(made)) => Ok(made),
                Ok(None) => return Ok(false),
                Err(failure) => Err(told(&failure, &m)),
            },
            Ok(Err(mistakes)) => Err(mistakes),
            Err(failure) => Err(told(&failure, &m)),
        };
        match made {
            Ok(made) => {
                let changed = made.changed.clone();
                *shared.now() = Told {
                    good: Arc::new(made),
                    findings: None,
                };
                match changed.len() as u64 {
                    0 => screen.line(m.t("explore-same"))?,
                    n => screen.line(paint(STRONG, &m.n("explore-changed", n, &[])))?,
                }
                for one in &changed {
                    let values = [("claim", &*one.name), ("old", &one.old), ("new", &one.new)];
                    for line in wrap(&m.f("explore-verdict", &values), screen.width - 2) {
                        screen.line(format!("  {line}"))?;
                    }
                }
                screen.finish()?;
            }
            Err(mistakes) => {
                screen.note(mistakes.trim_end())?;
                screen.note(m.t("explore-broken"))?;
                shared.now().findings = Some(plain(&mistakes));
            }
        }
        Ok(true)
    }

    /// The errors of files that are no scenario any more.
    fn mistakes(&self, opened: &Opened, screen: &Screen) -> String {
        let findings = opened.findings.iter();
        let errors: Vec<Diagnostic> = findings
            .filter(|d| d.severity == Severity::Error)
            .cloned()
            .collect();
        let folder = self.place.prefix();
        let view = View {
            files: &opened.files,
            folder: &folder,
            width: screen.error_width,
        };
        render_all(&errors, &view)
    }
}

fn told(failure: &Failure, m: &Language) -> String {
    let (what, cure) = failure.said(m);
    format!("{what}\n{cure}").trim_end().to_owned()
}

/// Without colours.
fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Why levers cannot be moved.
pub fn refused(m: &Language, error: &CandidatesError) -> Failure {
    match error {
        CandidatesError::Run(error) => Failure::Refused(error.clone()),
        other => {
            let why = candidates::error(m, other);
            Failure::usage(Said::new("slip-no-moves").with("why", why), Cure::None)
        }
    }
}

/// Verdicts that are another word than before, in the order of the scenario.
fn changed(m: &Language, before: &[ClaimReport], now: &[ClaimReport]) -> Vec<Changed> {
    let verdict = |claim: &ClaimReport| {
        let word = claims::verdict_cell(m, &claim.verdict);
        match claim.share() {
            Some(share) => format!("{word} {}", m.percent(share)),
            None => word,
        }
    };
    let all = now.iter().filter_map(|claim| {
        let old = before.iter().find(|c| c.id == claim.id)?;
        let (was, is) = (&old.verdict, &claim.verdict);
        (was.word != is.word || was.between != is.between).then(|| Changed {
            id: claim.id.clone(),
            name: claim.says.clone(),
            old: verdict(old),
            new: verdict(claim),
        })
    });
    all.collect()
}

// ---- Answers to the page ----

/// A question of the page: what is moved, in all worlds or in those of a preview, of which reading of the files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    version: u64,
    all: bool,
    moves: Vec<MovedStrategy>,
}

/// What the page is told of the files.
#[derive(Serialize)]
struct News<'a> {
    version: u64,
    changed: &'a [Changed],
    findings: Option<&'a str>,
}

/// Whether a newer question was asked.
struct Newer<'a> {
    newest: &'a AtomicU64,
    own: u64,
}

impl Progress for Newer<'_> {
    fn advanced(&self, _: Stage, _: u64, _: u64) {}

    fn cancelled(&self) -> bool {
        self.newest.load(Ordering::SeqCst) != self.own
    }
}

impl Shared {
    fn now(&self) -> std::sync::MutexGuard<'_, Told> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, asked: &Asked) -> Answer {
        match (asked.method.as_str(), asked.path.as_str()) {
            ("GET", "") => Answer {
                kind: "text/html; charset=utf-8",
                body: self.now().good.html.clone().into_bytes(),
                ..Answer::status(200)
            },
            ("GET", "news") => {
                let now = self.now();
                json(&News {
                    version: now.good.version,
                    changed: &now.good.changed,
                    findings: now.findings.as_deref(),
                })
            }
            ("POST", "move") => self.moved(&asked.body),
            (_, "" | "news" | "move") => Answer::status(405),
            _ => Answer::status(404),
        }
    }

    /// Verdicts where strategies are moved. 409: another question came in meanwhile, or the files have changed.
    fn moved(&self, body: &[u8]) -> Answer {
        let question: Question = match serde_json::from_slice(body) {
            Ok(question) => question,
            Err(why) => return no(why.to_string()),
        };
        let good = self.now().good.clone();
        if question.version != good.version {
            return Answer::status(409);
        }
        let Some(Kept { all, few }) = &good.moves else {
            return Answer::status(404);
        };
        let moves = few.as_ref().filter(|_| !question.all).unwrap_or(all);
        let newer = Newer {
            newest: &self.newest,
            own: self.newest.fetch_add(1, Ordering::SeqCst) + 1,
        };
        match moves.verdicts(&question.moves, &self.threads, &newer) {
            Ok(claims) => json(&claims),
            Err(CandidatesError::Stopped) => Answer::status(409),
            Err(error) => no(candidates::error(&Language::english(), &error).to_string()),
        }
    }
}

fn no(why: String) -> Answer {
    Answer {
        body: why.into_bytes(),
        ..Answer::status(400)
    }
}

fn json(value: &impl Serialize) -> Answer {
    match serde_json::to_vec(value) {
        Ok(body) => Answer {
            kind: "application/json",
            body,
            ..Answer::status(200)
        },
        Err(why) => no(why.to_string()),
    }
}
