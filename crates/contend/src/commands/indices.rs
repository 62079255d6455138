//! `contend why --indices`: what an outcome or a claim hangs on, by indices from worlds of their own design.

use contend_session::Session;
use contend_session::executor::Progress;
use contend_session::indices::report::IndicesReport;
use contend_session::indices::{IndicesRequest, Method};
use contend_words::Language;
use contend_words::indices::{IndicesWords, Table, facts};
use serde::Serialize;

use crate::arguments::{IndexMethod, Why};
use crate::commands;
use crate::failure::{Failure, INTERRUPTED, OK};
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{FAINT, STRONG, Screen, paint};
use crate::text::{pad, pad_left, width, wrap};
use crate::threads::Threads;

/// Rows that are shown; JSON has them all.
const SHOWN: usize = 20;
/// Columns of a name at least.
const NAME: usize = 12;

/// A report, and what it says in the language asked for.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    report: IndicesReport,
    language: &'static str,
    words: IndicesWords,
}

/// Runs the design and prints the indices.
pub fn run(
    why: &Why,
    method: IndexMethod,
    session: &Session,
    screen: &mut Screen,
) -> Result<u8, Failure> {
    let request = IndicesRequest {
        answer: why.answer.clone().unwrap_or_default(),
        method: match method {
            IndexMethod::Sobol => Method::Sobol,
            IndexMethod::Morris => Method::Morris,
            IndexMethod::Delta => Method::Delta,
            IndexMethod::Shapley => Method::Shapley,
        },
        rows: why.rows,
        each: why.each,
        seed: why.drawing.seed,
        resamples: None,
    };
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let answer = session.indices(&request, &Threads::new(why.threads), &progress);
    progress.finish();
    let report = answer?;
    let m = screen.language;
    let words = IndicesWords::new(&m, &report);
    let code = match report.interrupted && progress.cancelled() {
        true => INTERRUPTED,
        false => OK,
    };
    if why.json {
        let told = Told {
            report,
            language: m.tag(),
            words,
        };
        screen.line(commands::json(&told)?)?;
    } else {
        let elapsed = progress.elapsed();
        let rate = report.runs as f64 / elapsed.as_secs_f64().max(1e-3);
        let facts = facts(&m, &report, &m.duration(elapsed), rate);
        screen.write(render(&m, &report, &words, &facts, screen.width))?;
    }
    Ok(code)
}

/// The whole report.
fn render(
    m: &Language,
    report: &IndicesReport,
    words: &IndicesWords,
    facts: &str,
    columns: usize,
) -> String {
    let mut lines: Vec<String> = Vec::new();
    let styled = |text: &str, style| {
        wrap(text, columns)
            .into_iter()
            .map(move |l| paint(style, &l))
    };
    lines.extend(styled(&report.scenario.title, STRONG));
    lines.extend(wrap(&words.heading.to_string(), columns));
    lines.extend(styled(facts, FAINT));
    lines.push(String::new());
    if !words.table.rows.is_empty() {
        lines.extend(table(m, &words.table, columns));
        lines.push(String::new());
    }
    for answer in &words.answers {
        lines.extend(wrap(&answer.to_string(), columns));
    }
    if !words.answers.is_empty() {
        lines.push(String::new());
    }
    lines.extend(words.key.into_iter().flat_map(|key| styled(key, FAINT)));
    for note in &words.notes {
        lines.extend(styled(note, FAINT));
    }
    lines
        .iter()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

fn table(m: &Language, table: &Table, columns: usize) -> Vec<String> {
    let shown = &table.rows[..table.rows.len().min(SHOWN)];
    let widths: Vec<usize> = (1..table.head.len())
        .map(|c| {
            let cells = shown.iter().filter_map(|(_, cells)| cells.get(c - 1));
            let widest = cells.map(|cell| width(cell)).max().unwrap_or(0);
            widest.max(width(table.head[c])) + 2
        })
        .collect();
    let room = columns.saturating_sub(widths.iter().sum()).max(NAME);
    let names = shown.iter().map(|(name, _)| width(name)).max();
    let name = names.unwrap_or(0).clamp(NAME, room);
    let row = |cells: &mut dyn Iterator<Item = &str>| -> String {
        let cells = cells.zip(&widths);
        cells.map(|(cell, width)| pad_left(cell, *width)).collect()
    };
    let head = row(&mut table.head[1..].iter().copied());
    let mut lines = vec![paint(FAINT, &format!("{}{head}", pad(table.head[0], name)))];
    for (of, cells) in shown {
        let parts = wrap(of, name);
        for (at, part) in parts.iter().enumerate() {
            // The numbers stand beside the end of a long name.
            let cells = match at + 1 == parts.len() {
                true => row(&mut cells.iter().map(String::as_str)),
                false => String::new(),
            };
            lines.push(format!("{}{cells}", pad(part, name)));
        }
    }
    let more = (table.rows.len() - shown.len()) as u64;
    if more > 0 {
        lines.push(paint(FAINT, &m.n("more-in-json", more, &[])));
    }
    lines
}
