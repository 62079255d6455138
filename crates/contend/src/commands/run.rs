//! `contend run`: simulate many worlds and say which claims hold.

use contend_session::executor::Progress;
use contend_session::request::{RunRequest, Scope};
use contend_words::json::RunJson;
use contend_words::runs;

use crate::arguments::Run;
use crate::commands::{drawing, outcomes, summary, verdicts};
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
        scope: if run.json || run.outcomes {
            Scope::Outcomes
        } else {
            Scope::Claims
        },
    };
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let answer = session.run(&request, &Threads::new(run.threads), &progress);
    progress.finish();
    let report = answer?;
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
    if run.json {
        let answer = RunJson::new(&screen.language, &report);
        screen.line(commands::json(&answer)?)?;
    } else {
        let context = verdicts::Context {
            language: screen.language,
            columns: screen.width,
            place: place.typed(),
            options: drawing::options(&run.drawing, run.replications, screen.told_in()),
            elapsed: progress.elapsed(),
            outcomes: run.outcomes || session.scenario().outcomes.is_empty(),
            watch: verdicts::watchable(session.scenario()).filter(|_| run.watch.is_empty()),
        };
        screen.write(verdicts::head(&report, &context))?;
        if run.summary && !report.claims.is_empty() {
            screen.write(summary::table(&screen.language, &report, screen.width))?;
        } else {
            screen.write(verdicts::claims(&report, &context))?;
        }
        screen.write(summary::tally(&screen.language, &report, screen.width))?;
        if run.outcomes {
            screen.write(outcomes::render(&screen.language, &report, screen.width))?;
        }
        if let Some(watches) = &report.watches {
            screen.write(chart::render(&screen.language, watches, screen.width))?;
            screen.line("")?;
        }
        screen.write(verdicts::faults(&report, &context))?;
        screen.write(verdicts::next(&report, &context))?;
    }
    Ok(failure::after(&report.run, progress.cancelled()))
}
