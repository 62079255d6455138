//! The command line of Contend, as a library: [`main`] is all of the program. The Python package calls it too, and shares what the
//! program has and sessions do without: folders on disk ([`DiskFolder`], [`OnDisk`]) and threads ([`Threads`]).

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
mod server;
mod text;
mod threads;

use std::ffi::OsString;

use clap::Parser;
use contend_words::{LANGUAGES, Language};

use arguments::{Arguments, Command};
pub use commands::check::CheckJson;
pub use commands::drawing::drawing_of;
pub use failure::Failure;
pub use folder::DiskFolder;
pub use open::OnDisk;
pub use threads::Threads;

use failure::{OK, Said, USAGE};
use screen::Screen;

/// Runs the command line: the program's name, then what was typed behind it. Gives the exit code.
pub fn main(words: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(slip) => {
            // Nobody is left to be told that telling failed.
            let _ = slip.print();
            return if slip.use_stderr() { USAGE } else { OK };
        }
    };
    let mut screen = Screen::new(arguments.color);
    let outcome = language(arguments.lang.as_deref()).and_then(|asked| {
        screen.language = asked.unwrap_or_default();
        screen.asked = asked;
        command(&arguments.command, asked, &mut screen)
    });
    let outcome = outcome.and_then(|code| {
        screen
            .finish()
            .map(|()| code)
            .map_err(failure::Failure::from)
    });
    outcome.unwrap_or_else(|failure| failure.report(&mut screen))
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
        Command::Explore(explore) => commands::explore::run(explore, asked, screen),
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
