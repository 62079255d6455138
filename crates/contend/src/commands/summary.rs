//! A run's claims at a glance: one line for each, and how many came out how.

use contend_session::report::{ClaimReport, RunReport};

use crate::commands::verdicts::verdict_style;
use crate::screen::{FAINT, paint};
use crate::text::{clip, list, pad, width, wrap};

/// Columns of the widest verdict, share and grounds.
const WIDEST: [usize; 3] = [18, 22, 7];

/// One line for each claim: verdict, worlds in which its test holds, grounds, name.
pub fn table(report: &RunReport, columns: usize) -> String {
    let rows: Vec<[String; 4]> = report.claims.iter().map(row).collect();
    let head = ["VERDICT", "WORLDS", "GROUNDS", "CLAIM"];
    let widths: Vec<usize> = (0..3)
        .map(|c| {
            let cells = rows.iter().map(|r| width(&r[c]));
            cells.max().unwrap_or(0).min(WIDEST[c]).max(width(head[c])) + 2
        })
        .collect();
    let room = columns.saturating_sub(widths.iter().sum()).max(8);
    let line = |cells: [&str; 4], style| {
        let fixed = |c: usize| pad(&clip(cells[c], widths[c] - 2), widths[c]);
        let verdict = paint(style, &fixed(0));
        let text = format!("{verdict}{}{}{}", fixed(1), fixed(2), clip(cells[3], room));
        format!("{}\n", text.trim_end())
    };
    let mut out = line(head, FAINT);
    for (claim, cells) in report.claims.iter().zip(&rows) {
        let cells = [&*cells[0], &*cells[1], &*cells[2], &*cells[3]];
        out.push_str(&line(cells, verdict_style(claim)));
    }
    out.push('\n');
    out
}

fn row(claim: &ClaimReport) -> [String; 4] {
    let worlds = match (claim.fact, claim.share) {
        (Some(true), _) => "true".to_owned(),
        (Some(false), _) => "not true".to_owned(),
        (None, Some(_)) => claim
            .phrase
            .trim_start_matches("in ")
            .replace(" simulated worlds", "")
            .replace("fewer than ", "<")
            .replace("more than ", ">")
            .replace(" of 100)", ")"),
        (None, None) => "–".to_owned(),
    };
    let grounds = claim.grounds.as_ref().map_or("–", |g| &g.word);
    [
        claim.verdict.clone(),
        worlds,
        grounds.to_owned(),
        claim.id.clone(),
    ]
}

/// How many claims came out how; nothing where a reader counts faster.
pub fn tally(report: &RunReport, columns: usize) -> String {
    let mut kinds: Vec<(String, usize)> = Vec::new();
    for claim in &report.claims {
        let kind = match claim.fact {
            Some(true) => "agrees with its sources".to_owned(),
            Some(false) => "differs from its sources".to_owned(),
            None => claim.verdict.clone(),
        };
        match kinds.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, n)) => *n += 1,
            None => kinds.push((kind, 1)),
        }
    }
    if report.claims.len() < 8 {
        return String::new();
    }
    kinds.sort_by_key(|k| std::cmp::Reverse(k.1));
    let parts: Vec<String> = kinds
        .iter()
        .map(|(kind, n)| format!("{n} {}", of_many(kind, *n)))
        .collect();
    let text = format!("Of {} claims {}.", report.claims.len(), list(&parts));
    let lines: Vec<String> = wrap(&text, columns);
    format!("{}\n\n", lines.join("\n"))
}

/// What a number of claims does: `holds` of one, `hold` of several.
fn of_many(kind: &str, n: usize) -> String {
    match (kind, n) {
        ("holds", 2..) => "hold".to_owned(),
        ("fails", 2..) => "fail".to_owned(),
        ("contested" | "not tested", 2..) => format!("are {kind}"),
        ("contested" | "not tested", _) => format!("is {kind}"),
        ("agrees with its sources", 2..) => "state facts that agree with their sources".to_owned(),
        ("agrees with its sources", _) => "states a fact that agrees with its source".to_owned(),
        ("differs from its sources", 2..) => {
            "state facts that differ from their sources".to_owned()
        }
        ("differs from its sources", _) => "states a fact that differs from its source".to_owned(),
        ("no result", 2..) => "have no result".to_owned(),
        ("no result", _) => "has no result".to_owned(),
        (word, 2..) => format!("are said to be “{word}”"),
        (word, _) => format!("is said to be “{word}”"),
    }
}
