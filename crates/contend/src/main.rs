//! The command line of Contend.

mod arguments;
mod chart;
mod commands;
mod failure;
mod findings;
mod folder;
mod open;
mod output;
mod progress;
mod screen;
mod text;
mod threads;

use std::process::ExitCode;

use clap::Parser;
use contend_words::{LANGUAGES, Language};

use arguments::{Arguments, Command};
use failure::{Failure, Said};
use screen::Screen;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut screen = Screen::new(arguments.color);
    let outcome = language(arguments.lang.as_deref()).and_then(|asked| {
        screen.language = asked.unwrap_or_default();
        command(&arguments.command, asked, &mut screen)
    });
    let outcome = outcome.and_then(|code| {
        screen
            .finish()
            .map(|()| code)
            .map_err(failure::Failure::from)
    });
    ExitCode::from(outcome.unwrap_or_else(|failure| failure.report(&mut screen)))
}

fn command(command: &Command, asked: Option<Language>, screen: &mut Screen) -> Result<u8, Failure> {
    match command {
        Command::New(new) => commands::new::run(new, screen),
        Command::Check(check) => commands::check::run(check, screen),
        Command::Run(run) => commands::run::run(run, screen),
        Command::Gather(kept) => commands::kept::gather(kept, screen),
        Command::Report(kept) => commands::kept::report(kept, screen),
        Command::Design(design) => commands::design::run(design, screen),
        Command::Game(game) => commands::game::run(game, screen),
        Command::Better(better) => commands::better::run(better, screen),
        Command::Why(why) => commands::why::run(why, screen),
        Command::World(world) => commands::world::run(world, screen),
        Command::Publish(publish) => commands::publish::run(publish, asked, screen),
        Command::Schema(schema) => commands::words::schema(schema, screen),
        Command::Explain(explain) => commands::words::explain(explain, screen),
        Command::Completions(completions) => commands::words::completions(completions, screen),
    }
}

/// The language that was asked for.
fn language(tag: Option<&str>) -> Result<Option<Language>, Failure> {
    let Some(tag) = tag else {
        return Ok(None);
    };
    let found = Language::of(tag).ok_or_else(|| {
        Failure::usage(
            Said::new("slip-no-language").with("tag", tag),
            Said::new("do-languages").with("tags", LANGUAGES.join(", ")),
        )
    });
    found.map(Some)
}
