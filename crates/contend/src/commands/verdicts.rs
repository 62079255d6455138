//! A run's report for people: what was run, the claims, outcomes, failed runs, what to do next.

use std::time::Duration;

use anstyle::Style;
use contend_analysis::verdict::{Verdict, Word};
use contend_model::model::{QuantityKind, Scenario};
use contend_session::report::{ClaimReport, RunReport};
use contend_words::claims::{self, ClaimWords};
use contend_words::{Language, Sentence, runs};

use crate::open::quoted;
use crate::screen::{BAD, FAINT, GOOD, MIXED, PLAIN, STRONG, paint};
use crate::text::{pad, width, wrap};

/// What the report does not know: the terminal, the command, the clock on the wall.
pub struct Context {
    /// Language of all that is told.
    pub language: Language,
    /// Columns of a line.
    pub columns: usize,
    /// The scenario as typed.
    pub place: String,
    /// Options that name the same worlds again.
    pub options: String,
    /// Where its worlds come from.
    pub made: Source,
    /// Whether outcomes are shown, or there are none.
    pub outcomes: bool,
    /// A quantity that the user might watch.
    pub watch: Option<String>,
}

/// Where the worlds of a report come from.
#[derive(Clone)]
pub enum Source {
    /// They were simulated just now.
    Now {
        /// How long it took.
        elapsed: Duration,
    },
    /// They are kept in a folder.
    Kept {
        /// As it is typed.
        folder: String,
        /// The command that solves its games, where what players get is kept.
        games: Option<String>,
        /// The command that writes its page, where what that draws is kept.
        page: Option<String>,
    },
}

impl Source {
    /// In words, of so many runs.
    pub fn told(&self, m: &Language, runs: u64) -> runs::Made {
        match self {
            Source::Now { elapsed } => runs::Made::Now {
                time: m.duration(*elapsed),
                rate: runs as f64 / elapsed.as_secs_f64().max(1e-3),
            },
            Source::Kept { folder, .. } => runs::Made::Kept {
                folder: folder.clone(),
            },
        }
    }
}

const PLAIN_TEXT: Style = Style::new();

/// A quantity whose path says something: the first stock, else the first variable.
pub fn watchable(scenario: &Scenario) -> Option<String> {
    let first =
        |kind: fn(&QuantityKind) -> bool| scenario.quantities.iter().find(|q| kind(&q.kind));
    first(|k| matches!(k, QuantityKind::Stock(_)))
        .or_else(|| first(|k| matches!(k, QuantityKind::Variable { .. })))
        .map(|q| q.name.clone())
}

/// Title and facts.
pub fn head(report: &RunReport, context: &Context) -> String {
    let mut out = String::new();
    for line in wrap(&report.scenario.title, context.columns) {
        out.push_str(&format!("{}\n", paint(STRONG, &line)));
    }
    let m = &context.language;
    let made = context.made.told(m, report.run.runs());
    let facts = runs::facts(m, report, &made);
    for line in wrap(&facts, context.columns) {
        out.push_str(&format!("{}\n", paint(FAINT, &line)));
    }
    out.push('\n');
    out
}

/// The table of claims.
pub fn claims(report: &RunReport, context: &Context) -> String {
    let m = &context.language;
    if report.claims.is_empty() {
        let text = m.t("no-claims");
        return wrap(text, context.columns)
            .iter()
            .map(|l| format!("{l}\n"))
            .collect::<String>()
            + "\n";
    }
    let mut out = String::new();
    let column = told(report)
        .map(|c| width(&claims::verdict_cell(m, &c.verdict)))
        .max()
        .unwrap_or(0)
        .max(width(m.t("title-verdict")))
        .min(18)
        + 2;
    let room = context.columns.saturating_sub(column);
    out.push_str(&format!(
        "{}\n",
        paint(
            FAINT,
            &format!(
                "{}{}",
                pad(m.t("title-verdict"), column),
                m.t("title-claim")
            )
        )
    ));
    for claim in told(report) {
        let verdict = wrap(
            &claims::verdict_cell(m, &claim.verdict),
            column.saturating_sub(2),
        );
        let mut lines: Vec<(Style, String)> = Vec::new();
        let mut add = |style: Style, text: &str| {
            lines.extend(wrap(text, room).into_iter().map(|l| (style, l)))
        };
        add(STRONG, &claim.says);
        for (style, text) in details(m, claim) {
            add(style, &text.to_string());
        }
        let rows = lines.len().max(verdict.len());
        for row in 0..rows {
            let word = verdict.get(row).map_or("", String::as_str);
            let gap = " ".repeat(column.saturating_sub(width(word)));
            let text = lines
                .get(row)
                .map_or(String::new(), |(style, l)| paint(*style, l));
            let line = format!("{}{gap}{text}", paint(verdict_style(&claim.verdict), word));
            out.push_str(&format!("{}\n", line.trim_end()));
        }
        out.push('\n');
    }
    out
}

/// Claims that can be answered by the profiles that were run; a note counts the others.
pub fn told(report: &RunReport) -> impl Iterator<Item = &ClaimReport> {
    report.claims.iter().filter(|c| !c.needs_other_profiles())
}

/// What is said below a claim.
fn details(m: &Language, claim: &ClaimReport) -> Vec<(Style, Sentence)> {
    let words = ClaimWords::new(m, claim);
    let mut out = vec![(PLAIN_TEXT, words.phrase)];
    out.extend(words.averaged.map(|s| (PLAIN_TEXT, s)));
    out.extend(words.given.map(|s| (PLAIN_TEXT, s)));
    out.extend(words.over_worlds.into_iter().map(|s| (PLAIN_TEXT, s)));
    out.extend(words.ties.into_iter().map(|s| (PLAIN_TEXT, s)));
    let warned = words.control.map(|s| match &claim.control {
        Some(control) if control.succeeds => (MIXED, s),
        _ => (PLAIN_TEXT, s),
    });
    out.extend(warned);
    let decides = (words.repeats.into_iter())
        .chain(words.hinges)
        .chain(words.luck)
        .chain(words.theories);
    out.extend(decides.map(|s| (PLAIN_TEXT, s)));
    out.extend(words.thresholds.map(|s| (FAINT, s)));
    out.extend(words.reads.map(|s| (FAINT, s)));
    let further = [words.grounds, words.rests_on, words.objection];
    out.extend(further.into_iter().flatten().map(|s| (FAINT, s)));
    out.extend(words.left_out.map(|s| (MIXED, s)));
    out
}

/// The colour of a verdict.
pub fn verdict_style(verdict: &Verdict) -> Style {
    match verdict.word {
        _ if verdict.between.is_some() => MIXED,
        Word::Holds | Word::InputCheck { holds: true, .. } => GOOD,
        Word::Fails | Word::InputCheck { holds: false, .. } => BAD,
        Word::Contested | Word::Likelihood(_) => MIXED,
        Word::NotTested | Word::NoResult | Word::NoVerdict | Word::SaysNothing => PLAIN,
    }
}

/// Failed runs: how many, where, an example and the command that replays it.
pub fn faults(report: &RunReport, context: &Context) -> String {
    if report.faults.is_empty() {
        return String::new();
    }
    let m = &context.language;
    let run = &report.run;
    let mut lines = vec![paint(BAD, m.t("title-faults"))];
    let summary = runs::failed_worlds(m, run.failed_worlds, run.worlds);
    lines.extend(wrap(&summary, context.columns));
    for fault in &report.faults {
        let text = runs::fault(m, fault).to_string();
        let inside = wrap(&text, context.columns.saturating_sub(2));
        lines.extend(inside.into_iter().map(|l| format!("  {l}")));
        let replay = replay(context, fault.world, Some(&fault.profile));
        lines.push(format!("    {replay}"));
    }
    lines.join("\n") + "\n\n"
}

/// Notes on the report, and commands that lead on.
pub fn next(report: &RunReport, context: &Context) -> String {
    let m = &context.language;
    let mut out = String::new();
    if !report.run.interrupted {
        for note in &report.notes {
            for line in wrap(&runs::note(m, note).to_string(), context.columns) {
                out.push_str(&format!("{line}\n"));
            }
        }
    }
    let mut hints: Vec<(String, String)> = Vec::new();
    let decided = report
        .claims
        .iter()
        .filter(|c| c.over_worlds.is_none() && c.averaged_over.is_none())
        .find_map(|c| c.example_fails.map(|w| (c, w)));
    if let Some((claim, world)) = decided {
        hints.push((
            replay(context, world, None),
            m.f("next-world-fails", &[("claim", &claim.id)]),
        ));
    } else if report.run.worlds > 0 {
        hints.push((replay(context, 0, None), m.t("next-world").to_owned()));
    }
    let run = |option: &str| format!("contend run {}{} {option}", context.place, context.options);
    if let Some(watch) = &context.watch {
        hints.push((
            run(&format!("--watch {}", quoted(watch))),
            m.t("next-watch").to_owned(),
        ));
    }
    if !context.outcomes {
        hints.push((run("--outcomes"), m.t("next-outcomes").to_owned()));
    }
    if let Source::Kept { games, page, .. } = &context.made {
        for (command, why) in [(games, "next-games"), (page, "next-page")] {
            hints.extend(
                command
                    .clone()
                    .map(|command| (command, m.t(why).to_owned())),
            );
        }
    }
    if hints.is_empty() {
        return out;
    }
    out.push_str(&format!("{}\n", paint(FAINT, m.t("title-next"))));
    let column = hints.iter().map(|(c, _)| width(c)).max().unwrap_or(0) + 4;
    let beside = hints
        .iter()
        .all(|(_, why)| column + width(why) <= context.columns);
    for (command, why) in hints {
        if beside {
            out.push_str(&format!(
                "  {}{}\n",
                pad(&command, column - 2),
                paint(FAINT, &why)
            ));
        } else {
            // Commands are never broken: they are copied.
            out.push_str(&format!("  {command}\n"));
            for line in wrap(&why, context.columns.saturating_sub(6)) {
                out.push_str(&format!("      {}\n", paint(FAINT, &line)));
            }
        }
    }
    out
}

/// The command that replays a world.
fn replay(context: &Context, world: u64, profile: Option<&str>) -> String {
    let profile = profile.map_or(String::new(), |p| format!(" --profile {}", quoted(p)));
    format!(
        "contend world {} {world}{}{profile}",
        context.place, context.options
    )
}
