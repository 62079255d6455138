//! `contend game`: what the players of a game would do.

mod export;
mod filter;
mod list;
mod matrix;
mod sections;

use std::time::Duration;

use contend_model::model::Play;
use contend_session::Session;
use contend_session::error::{NotKept, RunError};
use contend_session::executor::Progress;
use contend_session::game::report::GameReport;
use contend_session::request::{Allocation, GameRequest, Measure};
use contend_store::folder::RunFolder;
use contend_words::errors;
use contend_words::games::GameWords;
use serde::Serialize;

use crate::arguments::Game;
use crate::commands::verdicts::Source;
use crate::commands::{self, drawing, kept};
use crate::failure::{self, Failure, OK};
use crate::open::OnDisk;
use crate::output;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::Screen;
use crate::text::wrap;
use crate::threads::Threads;
use filter::Filter;

/// A report, and what it says in the language asked for.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    report: GameReport,
    words: GameWords,
}

impl Told {
    fn new(report: GameReport, screen: &Screen) -> Told {
        let words = GameWords::new(&report, &screen.language);
        Told { report, words }
    }
}

/// Solves the games and prints what is found.
pub fn run(game: &Game, screen: &mut Screen) -> Result<u8, Failure> {
    if let Some(path) = &game.import {
        return import(game, path, screen);
    }
    if kept::is_kept(&game.scenario) {
        return of_kept(game, screen);
    }
    let place = OnDisk::find(&game.scenario)?;
    let session = place.session(screen)?;
    if let Some(file) = &game.nfg {
        output::is_no_source(file, &place.folder, session.files())?;
    }
    let typed = Typed {
        place: place.typed(),
        options: drawing::options(&game.drawing, None, screen.told_in()),
        kept: None,
    };
    let names = asked(&session, game);
    let answer = |request: &GameRequest, progress: &dyn Progress| {
        Ok(session.game(request, &Threads::new(game.threads), progress)?)
    };
    solve(game, names, &typed, &answer, screen)
}

/// Games of worlds that were kept of a run, which are not simulated again.
fn of_kept(game: &Game, screen: &mut Screen) -> Result<u8, Failure> {
    kept::no_other_worlds(&game.scenario, game.sequential, &game.drawing)?;
    let (folder, session) = RunFolder::open(&game.scenario)?;
    let session = screen.translated(session);
    let typed = Typed {
        place: folder.facts.place.clone(),
        options: kept::options(&folder.facts, screen.told_in()),
        kept: Some(Source::Kept {
            folder: kept::typed(&game.scenario),
            games: None,
            page: None,
        }),
    };
    let mut names = asked(&session, game);
    if game.game.is_none() && names.len() > 1 {
        // Where all are asked for, those that can be told are, and it is said of which nothing is kept.
        for left in session.scenario().games.iter().filter(|g| in_turn(g)) {
            names.retain(|name| name.as_deref() != Some(&left.id));
            let why = RunError::GameNotKept {
                game: left.id.clone(),
                why: NotKept::InTurn,
            };
            screen.note(errors::error(&screen.language, &why).to_string())?;
        }
    }
    let answer = |request: &GameRequest, progress: &dyn Progress| {
        Ok(folder.game(&session, request, &Threads::new(game.threads), progress)?)
    };
    solve(game, names, &typed, &answer, screen)
}

fn in_turn(game: &contend_model::model::Game) -> bool {
    matches!(game.play, Play::InTurn { .. })
}

/// How commands name the worlds.
struct Typed {
    place: String,
    options: String,
    /// Where worlds are kept that are not simulated.
    kept: Option<Source>,
}

/// Has games answered, and prints what is found.
fn solve(
    game: &Game,
    names: Vec<Option<String>>,
    typed: &Typed,
    answer: &dyn Fn(&GameRequest, &dyn Progress) -> Result<GameReport, Failure>,
    screen: &mut Screen,
) -> Result<u8, Failure> {
    listen_for_interrupt(screen.language);
    let mut answers = Vec::new();
    let mut code = OK;
    let count = names.len();
    for (number, name) in names.into_iter().enumerate() {
        let request = GameRequest {
            game: name,
            worlds: game.drawing.worlds,
            seed: game.drawing.seed,
            drawing: drawing::request(&game.drawing)?,
            measure: if game.worst_tenth {
                Measure::WorstTenth
            } else {
                Measure::Mean
            },
            allocation: match (game.all, game.sequential) {
                (true, _) => Allocation::Full,
                (_, true) => Allocation::Sequential,
                _ => Allocation::Auto,
            },
            resamples: None,
        };
        let progress = Shown::new(screen);
        let answered = answer(&request, &progress);
        progress.finish();
        let report = answered?;
        let filter = Filter::read(&game.filter, &report.game)?;
        if let Some(path) = &game.nfg {
            export::write(path, &report, count, screen)?;
        }
        let interrupted =
            progress.cancelled() && report.run.as_ref().is_some_and(|r| r.interrupted);
        code = code.max(self::code(&report, interrupted));
        let told = Told::new(report, screen);
        if !game.json {
            if number > 0 {
                screen.line("")?;
            }
            let context = sections::Context {
                columns: screen.width,
                boxes: screen.boxes,
                language: &screen.language,
                place: typed.place.clone(),
                options: typed.options.clone(),
                made: typed.kept.clone().unwrap_or(Source::Now {
                    elapsed: progress.elapsed(),
                }),
                filter: &filter,
            };
            let text = sections::render(&told.report, &told.words, &context);
            screen.write(text)?;
        }
        if interrupted {
            let columns = screen.error_width;
            let notes = told.words.notes.iter();
            for line in notes.flat_map(|n| wrap(&n.to_string(), columns)) {
                screen.note(line)?;
            }
        }
        answers.push(told);
        if interrupted {
            break;
        }
    }
    if game.json {
        match answers.as_slice() {
            [one] if count == 1 => screen.line(commands::json(one)?)?,
            several => screen.line(commands::json(&several)?)?,
        }
    }
    Ok(code)
}

/// The games to solve; one without a name where there is not exactly one way to take it.
fn asked(session: &Session, game: &Game) -> Vec<Option<String>> {
    let all = &session.scenario().games;
    match &game.game {
        Some(name) => vec![Some(name.clone())],
        None if all.is_empty() => vec![None],
        None => all.iter().map(|g| Some(g.id.clone())).collect(),
    }
}

/// Solves the game of a file.
fn import(game: &Game, path: &std::path::Path, screen: &mut Screen) -> Result<u8, Failure> {
    let nfg = export::read(path)?;
    let told = Told::new(contend_session::game::solve_nfg(&nfg), screen);
    let filter = Filter::read(&game.filter, &told.report.game)?;
    if game.json {
        screen.line(commands::json(&told)?)?;
    } else {
        let context = sections::Context {
            columns: screen.width,
            boxes: screen.boxes,
            language: &screen.language,
            place: String::new(),
            options: String::new(),
            made: Source::Now {
                elapsed: Duration::ZERO,
            },
            filter: &filter,
        };
        let text = sections::render(&told.report, &told.words, &context);
        screen.write(text)?;
    }
    Ok(OK)
}

fn code(report: &GameReport, interrupted: bool) -> u8 {
    let Some(run) = &report.run else {
        return OK;
    };
    failure::after_runs(run.failed_runs, run.runs, interrupted)
}
