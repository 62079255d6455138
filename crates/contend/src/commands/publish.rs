//! `contend publish`: the argument as one HTML page.

use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use contend_model::nearest::nearest_few;
use contend_page::{Engine, Options, render, render_claim};
use contend_session::Session;
use contend_session::better::report::BetterError;
use contend_session::better::search::SearchRequest;
use contend_session::error::{NotKept, RunError};
use contend_session::executor::Progress;
use contend_session::page::Page;
use contend_session::page::stored::Parts;
use contend_session::report::Note;
use contend_session::request::{self, RunRequest};
use contend_store::error::StoreError;
use contend_store::folder::RunFolder;
use contend_words::json::PageJson;
use contend_words::{Language, runs};

use crate::arguments::{DEFAULT_DESIGN, Drawing, Publish};
use crate::commands::{self, drawing, explore, kept};
use crate::failure::{self, Cure, Failure, SCENARIO, Said};
use crate::open::{OnDisk, quoted, unquoted};
use crate::output;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{STRONG, Screen, paint};
use crate::text::wrap;
use crate::threads::Threads;

/// Runs the ensemble and writes the page, in the language asked for or that of the scenario.
pub fn run(publish: &Publish, asked: Option<Language>, screen: &mut Screen) -> Result<u8, Failure> {
    if kept::is_kept(&publish.scenario) {
        return of_kept(publish, asked, screen);
    }
    let place = OnDisk::find(&publish.scenario)?;
    let session = place.session(screen)?;
    known_claim(publish, &session)?;
    let file = file(publish, &place.name());
    if !publish.json {
        output::can_be_written(&file)?;
        output::is_no_source(&file, &place.folder, session.files())?;
    }
    let also = also(publish, &session, asked)?;
    let engine = engine(publish, &session)?;
    let request = RunRequest {
        worlds: publish.drawing.worlds,
        seed: publish.drawing.seed,
        replications: publish.replications,
        drawing: drawing::request(&publish.drawing)?,
        every: publish.every.clone(),
        ..RunRequest::default()
    };
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let threads = Threads::new(publish.threads);
    let answer = session.page(&request, &threads, &progress);
    let searched = (publish.search.as_ref()).map(|actor| {
        let search = SearchRequest {
            actor: actor.clone(),
            worlds: publish.drawing.worlds,
            seed: publish.drawing.seed,
            drawing: request.drawing.clone(),
            ..SearchRequest::default()
        };
        session.search(&search, &threads, &progress, &mut |_| {})
    });
    progress.finish();
    let mut page = answer?;
    // Of a search that was stopped nothing is shown.
    let searched = searched.transpose()?.filter(|s| !s.run.interrupted);
    page.searches.extend(searched);
    let made = Made {
        session: &session,
        request: &request,
        place: published(&place.folder, place.name()).typed(),
        drawing: &publish.drawing,
        file,
        engine,
        also,
        progress: &progress,
    };
    write(publish, page, made, asked, screen)
}

/// The page of worlds that were kept of a run, which are not simulated again.
fn of_kept(publish: &Publish, asked: Option<Language>, screen: &mut Screen) -> Result<u8, Failure> {
    let path = &publish.scenario;
    let others = publish.replications.is_some() || publish.every.is_some();
    kept::no_other_worlds(path, others, &publish.drawing)?;
    if publish.search.is_some() {
        return Err(kept::own_worlds(path, "--search"));
    }
    let (folder, session) = RunFolder::open(path)?;
    let session = screen.translated(session);
    known_claim(publish, &session)?;
    let typed = PathBuf::from(unquoted(&folder.facts.place));
    // Runs of an earlier version have not kept the name.
    let name = match (folder.facts.folder.as_str(), typed.file_name()) {
        ("", Some(name)) => name.to_string_lossy().into_owned(),
        ("", None) => "scenario".to_owned(),
        (name, _) => name.to_owned(),
    };
    let file = file(publish, &name);
    if !publish.json {
        output::can_be_written(&file)?;
        if folder.owns(&file) {
            let what = Said::new("slip-is-part").with("path", file.display());
            let cure = Said::new("do-other-file").into();
            return Err(Failure::Told {
                code: SCENARIO,
                what,
                cure,
            });
        }
    }
    let also = also(publish, &session, asked)?;
    let drawing = kept::drawn(&folder.facts);
    if publish.engine.is_some() && drawing.design != DEFAULT_DESIGN {
        let what = Said::new("slip-engine-design").with("design", &drawing.design);
        return Err(Failure::usage(what, Said::new("do-no-engine")));
    }
    let engine = engine(publish, &session)?;
    let parts = match publish.claim {
        Some(_) => Parts::Claims,
        None => Parts::All,
    };
    let (threads, progress) = (Threads::new(publish.threads), Shown::new(screen));
    let answer = folder.page(&session, parts, &threads, &progress);
    progress.finish();
    let page = match answer {
        Err(StoreError::Run(error @ RunError::PageNotKept { .. })) => {
            let run = kept::again_with_page(&folder, false);
            let cure = Said::new("do-keep-page").with("run", run);
            let cure = cure.with("scenario", &folder.facts.place);
            let cure = cure.with("options", kept::options(&folder.facts, None));
            let error = Box::new(error);
            return Err(Failure::Cured { error, cure });
        }
        answer => answer?,
    };
    for note in &page.notes {
        if let Some(command) = left_out(note, &folder) {
            let note = runs::note(&screen.language, note).to_string();
            let values = [("note", &*note), ("command", &command)];
            screen.note(screen.language.f("page-left-out", &values))?;
        }
    }
    let made = Made {
        session: &session,
        request: &folder.facts.request,
        place: published(&typed, name).typed(),
        drawing: &drawing,
        file,
        engine,
        also,
        progress: &progress,
    };
    write(publish, page, made, asked, screen)
}

/// The command that gives what is not on a page since it was not kept.
fn left_out(note: &Note, folder: &RunFolder) -> Option<String> {
    let facts = &folder.facts;
    // Games and rankings take worlds with inputs of their own.
    let options = drawing::options(&kept::drawn(facts), None, None);
    match note {
        Note::GameLeftOut {
            why: RunError::GameNotKept { why, .. },
            game,
        } => Some(match why {
            NotKept::Profiles { .. } => kept::again_with_page(folder, true),
            NotKept::InTurn | NotKept::Together { .. } => {
                format!("contend game {} {}{options}", facts.place, quoted(game))
            }
        }),
        Note::BetterLeftOut {
            why: RunError::Better(BetterError::NotKept { .. }),
            actor,
        } => {
            let against = quoted(&facts.baseline);
            let (place, actor) = (&facts.place, quoted(actor));
            Some(format!(
                "contend better {place} {actor} --profile {against}{options}"
            ))
        }
        _ => None,
    }
}

/// What a page is written with.
struct Made<'a> {
    session: &'a Session,
    request: &'a RunRequest,
    /// The scenario's folder, as commands on the page name it.
    place: String,
    /// How its worlds were drawn.
    drawing: &'a Drawing,
    file: PathBuf,
    engine: Option<Engine>,
    also: Vec<(Language, String)>,
    progress: &'a Shown,
}

/// Writes a page, or prints what it says, and tells of it.
fn write(
    publish: &Publish,
    mut page: Page,
    made: Made,
    asked: Option<Language>,
    screen: &mut Screen,
) -> Result<u8, Failure> {
    let Made {
        session,
        request,
        place,
        drawing,
        file,
        engine,
        also,
        progress,
    } = made;
    if matches!(request.drawing, request::Drawing::Table { .. }) {
        page.run.design = told(&drawing.design);
    }
    let language = own_language(&page.language, asked);
    if engine.is_some() {
        let threads = Threads::new(publish.threads);
        let acts = session.acts(&page, request, &threads, progress);
        page.acts = acts.map_err(|error| explore::refused(&screen.language, &error))?;
        if page.acts.is_none() && !progress.cancelled() {
            return Err(Failure::usage(Said::new("explore-nothing"), Cure::None));
        }
    }
    if publish.json {
        let answer = PageJson::new(&language, &page);
        screen.line(commands::json(&answer)?)?;
    } else {
        let options = Options {
            engine: engine.filter(|_| page.acts.is_some()),
            also,
            language,
            place,
            options: drawing::options(&as_told(drawing), request.replications, asked),
        };
        let html = match &publish.claim {
            Some(claim) => render_claim(&page, claim, &options).unwrap_or_default(),
            None => render(&page, &options),
        };
        output::write(&file, html.as_bytes()).map_err(|e| Failure::Told {
            code: SCENARIO,
            what: Said::new("slip-unwritable")
                .with("path", file.display())
                .with("why", e),
            cure: Said::new("do-own-file").into(),
        })?;
        let m = screen.language;
        let compressed = compressed(html.as_bytes())?.len();
        let values = [
            ("file", &*paint(STRONG, &file.display().to_string())),
            ("size", &size(&m, html.len())),
            ("compressed", &size(&m, compressed)),
            ("claims", &m.n("size-claims", page.claims.len() as u64, &[])),
            ("worlds", &m.n("n-worlds", page.run.worlds, &[])),
        ];
        screen.line(m.f("page-written", &values))?;
        if publish.open {
            open(&file)?;
        }
    }
    if page.run.interrupted {
        for note in &page.notes {
            let note = runs::note(&screen.language, note).to_string();
            for line in wrap(&note, screen.error_width) {
                screen.note(line)?;
            }
        }
    }
    if page.run.failed_runs > 0 {
        let told = screen
            .language
            .n("page-faults", page.run.failed_worlds, &[]);
        screen.note(told)?;
    }
    Ok(failure::after(&page.run, progress.cancelled()))
}

/// The same page in other languages than its own, each once.
fn also(
    publish: &Publish,
    session: &Session,
    asked: Option<Language>,
) -> Result<Vec<(Language, String)>, Failure> {
    let mut links: Vec<(Language, String)> = Vec::new();
    for text in &publish.also {
        let named = text.split_once('=').and_then(|(tag, place)| {
            // A place beside the page, or on a site: nothing that a browser would run.
            let scheme = (place.split(['/', '?', '#']).next()).is_some_and(|s| s.contains(':'));
            let safe = !scheme || place.starts_with("https://") || place.starts_with("http://");
            let place = (safe && !place.is_empty()).then(|| place.to_owned())?;
            Some((Language::of(tag)?, place))
        });
        let refused =
            |what| Failure::usage(Said::new(what).with("text", text), Said::new("do-also"));
        let (language, place) = named.ok_or_else(|| refused("slip-also"))?;
        let own = language == own_language(session.page_language(), asked);
        if own || links.iter().any(|(other, _)| *other == language) {
            return Err(refused("slip-also-again"));
        }
        links.push((language, place));
    }
    Ok(links)
}

/// The language of a page.
fn own_language(named: &str, asked: Option<Language>) -> Language {
    asked.or_else(|| Language::of(named)).unwrap_or_default()
}

/// Said before the simulation rather than after it.
fn known_claim(publish: &Publish, session: &Session) -> Result<(), Failure> {
    let Some(claim) = &publish.claim else {
        return Ok(());
    };
    let known = session.scenario().claims.iter().map(|c| c.id.as_str());
    if known.clone().any(|k| k == claim) {
        return Ok(());
    }
    let near = nearest_few(claim, known.clone());
    let cure = if near.is_empty() {
        let names: Vec<&str> = known.take(8).collect();
        Said::new("do-claims")
            .with("names", names.join(", "))
            .into()
    } else {
        Cure::Near(near)
    };
    let what = Said::new("slip-no-claim").with("claim", claim);
    Err(Failure::usage(what, cure))
}

/// The file to write: where none is named, by the scenario's name, and that of the claim, in the folder where the command was typed.
fn file(publish: &Publish, name: &str) -> PathBuf {
    let named = || match &publish.claim {
        Some(claim) => PathBuf::from(format!("{name}-{claim}.html")),
        None => PathBuf::from(format!("{name}.html")),
    };
    publish.output.clone().unwrap_or_else(named)
}

/// A scenario's folder as a page names it: nothing that is published tells where on its author's machine a folder is.
fn published(folder: &Path, name: String) -> OnDisk {
    let folder = match is_within(folder) {
        true => folder.to_owned(),
        false => PathBuf::from(name),
    };
    OnDisk { folder }
}

/// How worlds are drawn, as a page tells it.
fn as_told(drawing: &Drawing) -> Drawing {
    Drawing {
        design: told(&drawing.design),
        ..*drawing
    }
}

/// A design, or the table of one, as a page names it.
fn told(design: &str) -> String {
    match Path::new(design).file_name() {
        Some(name) if !is_within(Path::new(design)) => name.to_string_lossy().into_owned(),
        _ => design.to_owned(),
    }
}

/// Whether a path leads on from here and nowhere else.
fn is_within(path: &Path) -> bool {
    let mut parts = path.components();
    let plain = |part: Component| matches!(part, Component::Normal(_));
    path != Path::new(".") && parts.all(plain)
}

/// Bytes as gzip sends them.
fn compressed(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// The engine that the page is to carry.
fn engine(publish: &Publish, session: &Session) -> Result<Option<Engine>, Failure> {
    let Some(plain) = &publish.engine else {
        return Ok(None);
    };
    if publish.drawing.design != DEFAULT_DESIGN {
        let what = Said::new("slip-engine-design").with("design", &publish.drawing.design);
        return Err(Failure::usage(what, Said::new("do-engine-design")));
    }
    Ok(Some(Engine::Module {
        plain: module(plain)?,
        simd: publish.engine_simd.as_deref().map(module).transpose()?,
        scenario: compressed(session.without_translations().elaborated().as_bytes())?,
    }))
}

/// A module of WebAssembly that is an engine of Contend, packed.
fn module(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = std::fs::read(path).map_err(|why| {
        let what = Said::new("slip-unreadable").with("path", path.display());
        Failure::usage(what.with("why", why), Said::new("do-engine"))
    })?;
    let answers = b"contend_judge";
    let is_one = bytes.starts_with(b"\0asm") && bytes.windows(answers.len()).any(|w| w == answers);
    if !is_one {
        let what = Said::new("slip-no-engine").with("path", path.display());
        return Err(Failure::usage(what, Said::new("do-engine")));
    }
    compressed(&bytes)
}

fn size(m: &Language, bytes: usize) -> String {
    match bytes {
        b if b < 10_000 => m.f("n-bytes", &[("n", &m.count(b as u64))]),
        b if b < 1_000_000 => format!("{} kB", m.number((b as f64 / 1e3).round())),
        b => format!("{} MB", m.number(b as f64 / 1e6)),
    }
}

/// Asks the system to show a file, or what is at an address.
pub fn open(file: &Path) -> Result<(), Failure> {
    let programs: &[&[&str]] = if cfg!(target_os = "macos") {
        &[&["open"]]
    } else if cfg!(windows) {
        &[&["cmd", "/C", "start", ""]]
    } else {
        &[&["xdg-open"], &["sensible-browser"], &["gio", "open"]]
    };
    for words in programs {
        let started = Command::new(words[0])
            .args(&words[1..])
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if started.is_ok() {
            return Ok(());
        }
    }
    Err(Failure::usage(
        Said::new("slip-no-browser"),
        Said::new("do-open").with("path", file.display()),
    ))
}
