//! `contend run`: simulate many worlds and say which claims hold.

use contend_model::model::Scenario;
use contend_session::executor::Progress;
use contend_session::report::RunReport;
use contend_session::request::{RunRequest, Scope};
use contend_store::manifest::Named;
use contend_words::json::RunJson;
use contend_words::runs;

use crate::arguments::Run;
use crate::commands::verdicts::Source;
use crate::commands::{drawing, kept, outcomes, summary, verdicts};
use crate::failure::{self, Failure};
use crate::open::OnDisk;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::Screen;
use crate::text::wrap;
use crate::threads::Threads;
use crate::{chart, commands};

/// Runs the ensemble and prints the report.
pub fn run(run: &Run, screen: &mut Screen) -> Result<u8, Failure> {
    let place = OnDisk::find(&run.scenario)?;
    let session = place.session(screen)?;
    let request = RunRequest {
        worlds: run.drawing.worlds,
        seed: run.drawing.seed,
        replications: run.replications,
        drawing: drawing::request(&run.drawing)?,
        profiles: run.profile.clone(),
        watches: run.watch.clone(),
        every: run.every.clone(),
        scope: scope(run.json, run.outcomes),
        games: run.games,
        page: run.page,
    };
    listen_for_interrupt(screen.language);
    if let Some(out) = &run.out {
        let (typed, name) = (place.typed(), place.name());
        let named = Named {
            place: &typed,
            folder: &name,
        };
        return kept::write(run, out, (&session, named), &request, screen);
    }
    let progress = Shown::new(screen);
    let answer = session.run(&request, &Threads::new(run.threads), &progress);
    progress.finish();
    let report = answer?;
    let telling = Telling {
        json: run.json,
        summary: run.summary,
        outcomes: run.outcomes,
        place: place.typed(),
        options: drawing::options(&run.drawing, run.replications, screen.told_in()),
        made: Source::Now {
            elapsed: progress.elapsed(),
        },
    };
    tell(&report, session.scenario(), &telling, screen)?;
    Ok(failure::after(&report.run, progress.cancelled()))
}

/// What is asked of a run whose report is told so.
pub fn scope(json: bool, outcomes: bool) -> Scope {
    match json || outcomes {
        true => Scope::Outcomes,
        false => Scope::Claims,
    }
}

/// How a report is told.
pub struct Telling {
    /// As JSON.
    pub json: bool,
    /// With one line for each claim.
    pub summary: bool,
    /// With outcomes.
    pub outcomes: bool,
    /// The scenario as typed.
    pub place: String,
    /// Options that name the same worlds again.
    pub options: String,
    /// Where its worlds come from.
    pub made: Source,
}

/// Prints a report.
pub fn tell(
    report: &RunReport,
    scenario: &Scenario,
    telling: &Telling,
    screen: &mut Screen,
) -> Result<(), Failure> {
    if report.run.interrupted {
        for note in &report.notes {
            for line in wrap(
                &runs::note(&screen.language, note).to_string(),
                screen.error_width,
            ) {
                screen.note(line)?;
            }
        }
    }
    if telling.json {
        let answer = RunJson::new(&screen.language, report);
        screen.line(commands::json(&answer)?)?;
        return Ok(());
    }
    let context = verdicts::Context {
        language: screen.language,
        columns: screen.width,
        place: telling.place.clone(),
        options: telling.options.clone(),
        made: telling.made.clone(),
        outcomes: telling.outcomes || scenario.outcomes.is_empty(),
        watch: verdicts::watchable(scenario).filter(|_| report.watches.is_none()),
    };
    screen.write(verdicts::head(report, &context))?;
    if telling.summary && !report.claims.is_empty() {
        screen.write(summary::table(&screen.language, report, screen.width))?;
    } else {
        screen.write(verdicts::claims(report, &context))?;
    }
    screen.write(summary::tally(&screen.language, report, screen.width))?;
    if telling.outcomes {
        screen.write(outcomes::render(&screen.language, report, screen.width))?;
    }
    if let Some(watches) = &report.watches {
        screen.write(chart::render(&screen.language, watches, screen.width))?;
        screen.line("")?;
    }
    screen.write(verdicts::faults(report, &context))?;
    screen.write(verdicts::next(report, &context))?;
    Ok(())
}
