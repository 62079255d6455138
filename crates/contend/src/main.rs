//! The command line of Contend.

mod arguments;
mod chart;
mod commands;
mod failure;
mod findings;
mod folder;
mod open;
mod progress;
mod screen;
mod text;
mod threads;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use screen::Screen;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut screen = Screen::new(arguments.color);
    let outcome = match &arguments.command {
        Command::New(new) => commands::new::run(new, &mut screen),
        Command::Check(check) => commands::check::run(check, &mut screen),
        Command::Run(run) => commands::run::run(run, &mut screen),
        Command::Game(game) => commands::game::run(game, &mut screen),
        Command::World(world) => commands::world::run(world, &mut screen),
        Command::Publish(publish) => commands::publish::run(publish, &mut screen),
        Command::Schema(schema) => commands::words::schema(schema, &mut screen),
        Command::Explain(explain) => commands::words::explain(explain, &mut screen),
        Command::Completions(completions) => commands::words::completions(completions, &mut screen),
    };
    let outcome = outcome.and_then(|code| {
        screen
            .finish()
            .map(|()| code)
            .map_err(failure::Failure::from)
    });
    ExitCode::from(outcome.unwrap_or_else(|failure| failure.report(&mut screen)))
}
