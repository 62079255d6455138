//! A run's claims at a glance: one line for each, and how many came out how.

use contend_session::report::{ClaimReport, RunReport};
use contend_words::{Language, claims};

use crate::commands::verdicts::{told, verdict_style};
use crate::screen::{FAINT, paint};
use crate::text::{pad, width, wrap};

/// One line for each claim: verdict, worlds in which its test holds, grounds, name. A name that does not fit stands whole on
/// a line of its own below, for it is what one asks for next.
pub fn table(m: &Language, report: &RunReport, columns: usize) -> String {
    let rows: Vec<[String; 4]> = told(report).map(|c| row(m, c)).collect();
    let head = [
        m.t("title-verdict"),
        m.t("title-worlds"),
        m.t("title-grounds"),
        m.t("title-claim"),
    ];
    let widths: Vec<usize> = (0..3)
        .map(|c| {
            let cells = rows.iter().map(|r| width(&r[c]));
            cells.max().unwrap_or(0).max(width(head[c])) + 2
        })
        .collect();
    let column: usize = widths.iter().sum();
    let line = |cells: [&str; 4], style| {
        let fixed = |c: usize| pad(cells[c], widths[c]);
        let name = cells[3];
        let fits = column + width(name) <= columns;
        let verdict = paint(style, &fixed(0));
        let beside = if fits { name } else { "" };
        let text = format!("{verdict}{}{}{beside}", fixed(1), fixed(2));
        let below = match fits {
            true => String::new(),
            false => format!("  {name}\n"),
        };
        format!("{}\n{below}", text.trim_end())
    };
    let mut out = line(head, FAINT);
    for (claim, cells) in told(report).zip(&rows) {
        let cells = [&*cells[0], &*cells[1], &*cells[2], &*cells[3]];
        out.push_str(&line(cells, verdict_style(&claim.verdict)));
    }
    out.push('\n');
    out
}

fn row(m: &Language, claim: &ClaimReport) -> [String; 4] {
    let nothing = || "–".to_owned();
    [
        claims::verdict_cell(m, &claim.verdict),
        claims::result_cell(m, claim).map_or_else(nothing, |s| s.to_string()),
        claim
            .grounds
            .as_ref()
            .map_or_else(nothing, |g| claims::strength(m, g.word).to_owned()),
        claim.id.clone(),
    ]
}

/// How many claims came out how; nothing where a reader counts faster.
pub fn tally(m: &Language, report: &RunReport, columns: usize) -> String {
    if told(report).count() < 8 {
        return String::new();
    }
    let text = claims::tally_sentence(m, &claims::tally(told(report)));
    format!("{}\n\n", wrap(&text.to_string(), columns).join("\n"))
}
