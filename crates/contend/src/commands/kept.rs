//! Runs that are kept in a folder: `contend run --out`, `contend gather`, `contend report`.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use contend_model::model::Play;
use contend_session::Session;
use contend_session::executor::Progress;
use contend_session::report::RunReport;
use contend_session::request::RunRequest;
use contend_store::csv;
use contend_store::error::{Differs, StoreError};
use contend_store::folder::{self, Heard, RunFolder, Share};
use contend_store::manifest::{Named, RunFacts};
use contend_words::Language;

use crate::arguments::{DEFAULT_DESIGN, Drawing, Kept, Run};
use crate::commands::drawing;
use crate::commands::run::{Telling, scope, tell};
use crate::commands::verdicts::Source;
use crate::failure::{self, Cure, Failure, INTERRUPTED, OK, SCENARIO, Said, USAGE};
use crate::open::{SCENARIO_FILE, quoted};
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::Screen;
use crate::threads::Threads;

/// `contend run --out`: writes the worlds of a run, or a share of them, and says what they mean once all are there.
pub fn write(
    run: &Run,
    out: &Path,
    (session, named): (&Session, Named),
    request: &RunRequest,
    screen: &mut Screen,
) -> Result<u8, Failure> {
    let (executor, progress) = (Threads::new(run.threads), Shown::new(screen));
    let heard = Mutex::new(Vec::new());
    let hear = |what: Heard| {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(what);
    };
    let share = run.part.unwrap_or(Share::ALL);
    let written = folder::write(
        out, session, named, request, share, &executor, &progress, &hear,
    );
    progress.finish();
    for what in heard.into_inner().unwrap_or_else(PoisonError::into_inner) {
        screen.note(told(&screen.language, &what))?;
    }
    let (folder, written) = written?;
    let path = typed(out);
    let values = [
        ("there", &*written.there.to_string()),
        ("of", &written.of.to_string()),
        ("path", &path),
    ];
    if !written.is_complete() {
        screen.note(screen.language.f("written-stopped", &values))?;
        return Ok(INTERRUPTED);
    }
    if run.part.is_some() {
        screen.note(screen.language.f("written-share", &values))?;
        return Ok(OK);
    }
    let how = Kept {
        folder: out.to_owned(),
        summary: run.summary,
        outcomes: run.outcomes,
        csv: run.csv,
        threads: run.threads,
        json: run.json,
    };
    put_together(&folder, session, &how, screen)
}

/// `contend gather`: puts the parts of a run together and says what they mean.
pub fn gather(asked: &Kept, screen: &mut Screen) -> Result<u8, Failure> {
    let (folder, session) = RunFolder::open(&asked.folder)?;
    let session = screen.translated(session);
    listen_for_interrupt(screen.language);
    put_together(&folder, &session, asked, screen)
}

/// `contend report`: says what a run means that is kept, without simulating anything.
pub fn report(asked: &Kept, screen: &mut Screen) -> Result<u8, Failure> {
    let (folder, session) = RunFolder::open(&asked.folder)?;
    let session = screen.translated(session);
    let (executor, progress) = (Threads::new(asked.threads), Shown::new(screen));
    let scope = scope(asked.json, asked.outcomes);
    let report = folder.report(&session, scope, &executor, &progress);
    progress.finish();
    say(&report?, &folder, &session, asked, screen)
}

fn put_together(
    folder: &RunFolder,
    session: &Session,
    asked: &Kept,
    screen: &mut Screen,
) -> Result<u8, Failure> {
    let (executor, progress) = (Threads::new(asked.threads), Shown::new(screen));
    let scope = scope(asked.json, asked.outcomes);
    let report = folder.gather(session, scope, &executor, &progress);
    progress.finish();
    let report = report?;
    if progress.cancelled() {
        let parts = folder.facts.parts.to_string();
        let path = typed(folder.path());
        let values = [("there", &*parts), ("of", &parts), ("path", &path)];
        screen.note(screen.language.f("written-stopped", &values))?;
        return Ok(INTERRUPTED);
    }
    say(&report, folder, session, asked, screen)
}

fn say(
    report: &RunReport,
    folder: &RunFolder,
    session: &Session,
    asked: &Kept,
    screen: &mut Screen,
) -> Result<u8, Failure> {
    let telling = Telling {
        json: asked.json,
        summary: asked.summary,
        outcomes: asked.outcomes,
        place: folder.facts.place.clone(),
        options: options(&folder.facts, screen.told_in()),
        made: Source::Kept {
            folder: typed(folder.path()),
            games: games(folder, session, screen.told_in()),
            page: page(folder, screen.told_in()),
        },
    };
    tell(report, session.scenario(), &telling, screen)?;
    if asked.csv {
        for file in csv::of_run(folder)? {
            let values = [("path", &*typed(&file))];
            screen.note(screen.language.f("written-csv", &values))?;
        }
    }
    Ok(failure::after(&report.run, false))
}

/// Whether a folder is that of a run, and no scenario's.
pub fn is_kept(path: &Path) -> bool {
    !path.join(SCENARIO_FILE).exists() && RunFolder::is_there(path)
}

/// The command that solves the games of a run, where some are kept.
fn games(folder: &RunFolder, session: &Session, language: Option<Language>) -> Option<String> {
    let mut games = session.scenario().games.iter();
    let at_once = games.any(|game| matches!(game.play, Play::AtOnce { .. }));
    (at_once && folder.facts.request.games).then(|| {
        let language = told_in(language);
        format!("contend game {}{language}", typed(folder.path()))
    })
}

/// The command that writes the page of a run, where what it draws is kept.
fn page(folder: &RunFolder, language: Option<Language>) -> Option<String> {
    let kept = folder.facts.request.page;
    kept.then(|| {
        let language = told_in(language);
        format!("contend publish {}{language}", typed(folder.path()))
    })
}

fn told_in(language: Option<Language>) -> String {
    language.map_or(String::new(), |m| format!(" --lang {}", m.tag()))
}

/// How the worlds of a run were drawn, as it was typed.
pub fn drawn(facts: &RunFacts) -> Drawing {
    Drawing {
        worlds: facts.request.worlds,
        seed: facts.request.seed,
        design: facts.request.drawing.name(),
    }
}

/// Options that name the worlds of a run again, told in the same language.
pub fn options(facts: &RunFacts, language: Option<Language>) -> String {
    drawing::options(&drawn(facts), facts.request.replications, language)
}

/// The command that runs the worlds of a run again into another folder and keeps, besides all that it has kept, what a page draws,
/// and what players of games get where that is asked for.
pub fn again_with_page(folder: &RunFolder, games: bool) -> String {
    let (facts, request) = (&folder.facts, &folder.facts.request);
    let mut command = format!("contend run {}{}", facts.place, options(facts, None));
    for watch in &request.watches {
        command += &format!(" --watch {}", quoted(watch));
    }
    if let Some(every) = &request.every {
        command += &format!(" --every {}", quoted(every));
    }
    if games || request.games {
        command += " --games";
    }
    let path = folder.path().to_string_lossy();
    let other = format!("{}-page", path.trim_end_matches('/'));
    command + &format!(" --page --out {}", quoted(&other))
}

/// What an option asks for that runs worlds of its own.
pub fn own_worlds(path: &Path, option: &str) -> Failure {
    let what = Said::new("slip-kept-own").with("path", path.display());
    Failure::usage(what.with("option", option), Said::new("do-kept-own"))
}

/// Which worlds are asked about was said when they were run.
///
/// # Errors
/// [`Failure`] where a command says it again.
pub fn no_other_worlds(path: &Path, said: bool, drawing: &Drawing) -> Result<(), Failure> {
    let drawn = drawing.worlds.is_some() || drawing.seed.is_some();
    if said || drawn || drawing.design != DEFAULT_DESIGN {
        let what = Said::new("slip-kept-worlds").with("path", path.display());
        return Err(Failure::usage(what, Said::new("do-kept-worlds")));
    }
    Ok(())
}

/// What is wrong with naming the folder of a run where a scenario is needed.
pub fn no_scenario(path: &Path) -> Failure {
    let facts = match RunFacts::read(path) {
        Ok(facts) => facts,
        Err(error) => return error.into(),
    };
    let what = Said::new("slip-kept-run").with("path", path.display());
    let cure = Said::new("do-kept-run").with("folder", typed(path));
    let cure = cure.with("scenario", &facts.place);
    Failure::usage(
        what.with("scenario", &facts.place),
        cure.with("options", options(&facts, None)),
    )
}

/// A folder as it is typed in a command.
pub fn typed(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

/// What was heard while a run was written.
fn told(m: &Language, heard: &Heard) -> String {
    match heard {
        Heard::TakenUp { from } => m.f("heard-taken-up", &[("from", from)]),
        Heard::Again { path, why } => {
            let path = path.display().to_string();
            m.f("heard-again", &[("path", &path), ("why", why)])
        }
        Heard::There { parts, of } => {
            let values = [("there", &*parts.to_string()), ("of", &of.to_string())];
            m.f("heard-there", &values)
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let (code, what, cure): (u8, Said, Cure) = match error {
            StoreError::Run(error) => return Failure::Refused(error),
            StoreError::Unwritable { path, error } => {
                let cure = match error.kind() {
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
                        "do-space"
                    }
                    _ => "do-own-folder",
                };
                let what = Said::new("slip-unwritable").with("path", path.display());
                (SCENARIO, what.with("why", error), Said::new(cure).into())
            }
            StoreError::Unreadable { path, error } => {
                let what = Said::new("slip-unreadable").with("path", path.display());
                let cure = Said::new("do-run-out").into();
                (USAGE, what.with("why", error), cure)
            }
            StoreError::NoFolder { path } => {
                let what = Said::new("slip-out-file").with("path", path.display());
                (USAGE, what, Said::new("do-empty-folder").into())
            }
            StoreError::NotEmpty { path, found } => {
                let what = Said::new("slip-not-empty").with("path", path.display());
                let cure = Said::new("do-empty-folder").into();
                (USAGE, what.with("found", found), cure)
            }
            StoreError::NoRun { path } => {
                let what = Said::new("slip-no-run").with("path", path.display());
                (USAGE, what, Said::new("do-run-out").into())
            }
            StoreError::OtherRun {
                path,
                what,
                there,
                here,
            } => {
                let said = Said::new("slip-other-run").with("path", path.display());
                let said = said.with("there", there).with("here", here);
                let cure = Said::new("do-same-run").into();
                (USAGE, said.with_message("what", differs(what)), cure)
            }
            StoreError::OtherPart { path } => {
                let what = Said::new("slip-other-part").with("path", path.display());
                (USAGE, what, Said::new("do-remove-part").into())
            }
            StoreError::Locked { path, by } => {
                let what = Said::new("slip-locked").with("path", path.display());
                (USAGE, what.with("by", by), Said::new("do-wait").into())
            }
            StoreError::Damaged { path, why } => {
                let what = Said::new("slip-damaged").with("path", path.display());
                (
                    SCENARIO,
                    what.with("why", why),
                    Said::new("do-again").into(),
                )
            }
            StoreError::Incomplete {
                path,
                missing,
                parts,
            } => {
                let what = Said::of("slip-incomplete", missing).with("parts", parts);
                let cure = Said::new("do-again").into();
                (USAGE, what.with("path", path.display()), cure)
            }
            StoreError::NotGathered { path } => {
                let what = Said::new("slip-not-gathered").with("path", path.display());
                let cure = Said::new("do-gather").with("path", typed(&path));
                (USAGE, what, cure.into())
            }
        };
        Failure::Told { code, what, cure }
    }
}

fn differs(what: Differs) -> &'static str {
    match what {
        Differs::Scenario => "differs-scenario",
        Differs::Engine => "differs-engine",
        Differs::Layout => "differs-layout",
        Differs::Worlds => "differs-worlds",
        Differs::Seed => "differs-seed",
        Differs::Design => "differs-design",
        Differs::Replications => "differs-replications",
        Differs::Profiles => "differs-profiles",
        Differs::Games => "differs-games",
        Differs::Page => "differs-page",
        Differs::Series => "differs-series",
        Differs::Other => "differs-other",
    }
}
