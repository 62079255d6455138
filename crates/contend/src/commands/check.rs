//! `contend check`: every mistake in a scenario at once.

use contend_model::diagnostic::{Diagnostic, Severity};
use contend_model::place::{Files, Span};
use contend_session::report::ScenarioSize;
use contend_session::request::RunRequest;
use contend_session::steps::StepsReport;
use contend_session::{Opened, Session};
use contend_words as words;
use contend_words::{Language, Sentence, diagnostics};
use serde::Serialize;

use crate::arguments::Check;
use crate::failure::{Failure, OK, SCENARIO};
use crate::findings::{View, render_all, summary};
use crate::open::OnDisk;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{BAD, GOOD, MIXED, Screen, paint};
use crate::text::wrap;
use crate::threads::Threads;

/// Prints the findings; fails on errors, with `--strict` on warnings too.
pub fn run(check: &Check, screen: &mut Screen) -> Result<u8, Failure> {
    let place = OnDisk::find(&check.scenario)?;
    let opened = place.read()?;
    let (findings, files) = (&opened.findings, &opened.files);
    let worst = findings.iter().map(|d| d.severity).max();
    let failed = worst
        >= Some(if check.strict {
            Severity::Warning
        } else {
            Severity::Error
        });
    let code = if failed { SCENARIO } else { OK };
    let steps = match &opened.session {
        Some(session) if check.steps => steps(check, session, screen)?,
        _ => None,
    };
    if check.json {
        let report = CheckJson::new(&opened, steps);
        screen.line(crate::commands::json(&report)?)?;
        return Ok(code);
    }
    let prefix = place.prefix();
    screen.write(render_all(
        findings,
        &View {
            files,
            folder: &prefix,
            width: screen.width,
        },
    ))?;
    let title = opened.session.as_ref().map_or(place.typed(), |s| {
        let title = s.scenario().title.as_str();
        screen.language.f("quoted-title", &[("title", title)])
    });
    let style = match worst {
        Some(Severity::Error) => BAD,
        Some(Severity::Warning) => MIXED,
        _ => GOOD,
    };
    for line in wrap(&summary(&screen.language, findings, &title), screen.width) {
        screen.line(paint(style, &line))?;
    }
    if let Some(session) = &opened.session {
        for line in wrap(&contents(&screen.language, &session.size()), screen.width) {
            screen.line(line)?;
        }
    }
    if let Some(steps) = &steps {
        screen.line("")?;
        for line in words::steps::said(&screen.language, steps) {
            for line in wrap(&line, screen.width) {
                screen.line(line)?;
            }
        }
    }
    Ok(code)
}

/// Simulates with shorter steps; `None` where it was stopped.
fn steps(
    check: &Check,
    session: &Session,
    screen: &Screen,
) -> Result<Option<StepsReport>, Failure> {
    let request = RunRequest {
        worlds: check.worlds,
        ..RunRequest::default()
    };
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let answer = session.steps(&request, &Threads::new(check.threads), &progress);
    progress.finish();
    Ok(answer?)
}

/// `It has 12 parameters (8 uncertain numbers), 14 flows and variables, 2 profiles and 5 claims.`
fn contents(m: &Language, size: &ScenarioSize) -> String {
    let uncertain = m.n("size-uncertain", size.inputs as u64, &[]);
    let values = [("uncertain", &*uncertain)];
    let mut parts = vec![m.n("size-parameters", size.parameters as u64, &values)];
    for (count, key) in [
        (size.stocks, "size-stocks"),
        (size.equations - size.stocks, "size-equations"),
        (size.events, "size-events"),
        (size.actors, "size-actors"),
        (size.profiles, "size-profiles"),
        (size.outcomes, "size-outcomes"),
        (size.claims, "size-claims"),
        (size.sources, "size-sources"),
    ] {
        if count > 0 {
            parts.push(m.n(key, count as u64, &[]));
        }
    }
    let parts = m.all_of(parts.into_iter().map(Sentence::text));
    m.say("size", &[("parts", parts)]).to_string()
}

/// The JSON of `contend check --json`.
#[derive(Serialize)]
pub struct CheckJson<'a> {
    contend: &'static str,
    /// Absent where the scenario has errors.
    title: Option<&'a str>,
    /// Whether it can be run.
    runs: bool,
    size: Option<ScenarioSize>,
    findings: Vec<Finding<'a>>,
    /// With `--steps`, what shorter steps make of the verdicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<StepsReport>,
}

impl<'a> CheckJson<'a> {
    /// What opening a folder found, and what shorter steps make of the verdicts, where that was asked.
    #[must_use]
    pub fn new(opened: &'a Opened, steps: Option<StepsReport>) -> CheckJson<'a> {
        let (session, findings) = (opened.session.as_ref(), opened.findings.iter());
        CheckJson {
            contend: contend_session::VERSION,
            title: session.map(|s| s.scenario().title.as_str()),
            runs: session.is_some(),
            size: session.map(Session::size),
            findings: findings.map(|d| finding(d, &opened.files)).collect(),
            steps,
        }
    }
}

#[derive(Serialize)]
struct Finding<'a> {
    id: &'a str,
    severity: Severity,
    message: String,
    #[serde(flatten)]
    place: Option<At>,
    label: String,
    related: Vec<Related>,
    hint: Option<String>,
}

#[derive(Serialize)]
struct Related {
    message: String,
    #[serde(flatten)]
    place: At,
}

/// A place: path inside the folder; lines and columns from 1, columns in characters; the end is one past the last.
#[derive(Serialize)]
struct At {
    path: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

fn finding<'a>(diagnostic: &'a Diagnostic, files: &Files) -> Finding<'a> {
    let text = diagnostics::text(diagnostic);
    let places = diagnostic.related.iter().zip(text.related);
    Finding {
        id: &diagnostic.id,
        severity: diagnostic.severity,
        message: text.message,
        place: diagnostic.span.map(|s| at(s, files)),
        label: text.label,
        related: places
            .map(|(r, message)| Related {
                message,
                place: at(r.span, files),
            })
            .collect(),
        hint: text.hint,
    }
}

fn at(span: Span, files: &Files) -> At {
    let start = files.line_column(span);
    let end = files.line_column(Span {
        start: span.end,
        ..span
    });
    At {
        path: start.path,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}
