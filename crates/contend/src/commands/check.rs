//! `contend check`: every mistake in a scenario at once.

use contend_model::diagnostic::{Diagnostic, Severity};
use contend_model::place::{Files, Span};
use contend_session::report::ScenarioSize;
use contend_words::diagnostics;
use serde::Serialize;

use crate::arguments::Check;
use crate::failure::{Failure, OK, SCENARIO};
use crate::findings::{View, render_all, summary};
use crate::open::Place;
use crate::screen::{BAD, GOOD, MIXED, Screen, paint};
use crate::text::{list, plural, wrap};

/// Prints the findings; fails on errors, with `--strict` on warnings too.
pub fn run(check: &Check, screen: &mut Screen) -> Result<u8, Failure> {
    let place = Place::find(&check.scenario)?;
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
    if check.json {
        let report = Report {
            contend: contend_session::VERSION,
            title: opened.session.as_ref().map(|s| s.scenario().title.as_str()),
            runs: opened.session.is_some(),
            size: opened.session.as_ref().map(|s| s.size()),
            findings: findings.iter().map(|d| finding(d, files)).collect(),
        };
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
    let title = opened
        .session
        .as_ref()
        .map_or(place.typed(), |s| format!("“{}”", s.scenario().title));
    let style = match worst {
        Some(Severity::Error) => BAD,
        Some(Severity::Warning) => MIXED,
        _ => GOOD,
    };
    for line in wrap(&summary(findings, &title), screen.width) {
        screen.line(paint(style, &line))?;
    }
    if let Some(session) = &opened.session {
        for line in wrap(&contents(&session.size()), screen.width) {
            screen.line(line)?;
        }
    }
    Ok(code)
}

/// `It has 12 parameters (8 of them uncertain), 14 equations, 2 profiles and 5 claims.`
fn contents(size: &ScenarioSize) -> String {
    let mut parts = vec![format!(
        "{} ({})",
        plural(size.parameters as u64, "parameter", "parameters"),
        plural(size.inputs as u64, "uncertain number", "uncertain numbers")
    )];
    for (count, one, many) in [
        (size.stocks, "stock", "stocks"),
        (
            size.equations - size.stocks,
            "flow or variable",
            "flows and variables",
        ),
        (size.events, "event", "events"),
        (size.actors, "actor", "actors"),
        (size.profiles, "profile", "profiles"),
        (size.outcomes, "outcome", "outcomes"),
        (size.claims, "claim", "claims"),
        (size.sources, "source", "sources"),
    ] {
        if count > 0 {
            parts.push(plural(count as u64, one, many));
        }
    }
    format!("It has {}.", list(&parts))
}

/// The JSON of `contend check --json`.
#[derive(Serialize)]
struct Report<'a> {
    contend: &'static str,
    /// Absent where the scenario has errors.
    title: Option<&'a str>,
    /// Whether it can be run.
    runs: bool,
    size: Option<ScenarioSize>,
    findings: Vec<Finding<'a>>,
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
