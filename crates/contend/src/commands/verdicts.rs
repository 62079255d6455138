//! A run's report for people: what was run, the claims, outcomes, failed runs, what to do next.

use std::time::Duration;

use anstyle::Style;
use contend_analysis::verdict::Word;
use contend_model::model::{QuantityKind, Scenario};
use contend_session::report::{ClaimReport, RunReport};
use contend_words::claims::{self, ClaimWords};
use contend_words::number::{count, number};
use contend_words::{Language, Sentence};

use crate::commands::drawing::spoken;
use crate::open::quoted;
use crate::progress::duration;
use crate::screen::{BAD, FAINT, GOOD, MIXED, PLAIN, STRONG, paint};
use crate::text::{list, pad, plural, width, wrap};

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
    /// How long it took.
    pub elapsed: Duration,
    /// Whether outcomes are shown.
    pub outcomes: bool,
    /// A quantity that the user might watch.
    pub watch: Option<String>,
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
    let run = &report.run;
    let runs = run.runs();
    let rate = runs as f64 / context.elapsed.as_secs_f64().max(1e-3);
    let worlds = if run.interrupted {
        format!(
            "{} of {} worlds",
            count(run.worlds),
            count(run.worlds_asked)
        )
    } else {
        plural(run.worlds, "world", "worlds")
    };
    let games = match run.game_profiles {
        0 => String::new(),
        n => format!(" and {} of games", count(n as u64)),
    };
    let facts = format!(
        "{worlds} × {}{games}, seed {}, {}, fingerprint {}, {} of {}; {}, {} runs a second.",
        plural(run.profiles.len() as u64, "profile", "profiles"),
        run.seed,
        spoken(&run.design),
        report.scenario.fingerprint,
        plural(u64::from(report.scenario.steps), "step", "steps"),
        report.scenario.step,
        duration(context.elapsed),
        number(rate),
    );
    for line in wrap(&facts, context.columns) {
        out.push_str(&format!("{}\n", paint(FAINT, &line)));
    }
    out.push('\n');
    out
}

/// The table of claims.
pub fn claims(report: &RunReport, context: &Context) -> String {
    if report.claims.is_empty() {
        let text = "The scenario has no claims yet: add one under [claim], with a sentence (`says`) and a `test`.";
        return wrap(text, context.columns)
            .iter()
            .map(|l| format!("{l}\n"))
            .collect::<String>()
            + "\n";
    }
    let m = &context.language;
    let mut out = String::new();
    let column = report
        .claims
        .iter()
        .map(|c| width(claims::verdict(m, c.verdict.word)))
        .max()
        .unwrap_or(0)
        .clamp(7, 18)
        + 2;
    let room = context.columns.saturating_sub(column);
    out.push_str(&format!(
        "{}\n",
        paint(FAINT, &format!("{}CLAIM", pad("VERDICT", column)))
    ));
    for claim in &report.claims {
        let verdict = wrap(
            claims::verdict(m, claim.verdict.word),
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
            let line = format!(
                "{}{gap}{text}",
                paint(verdict_style(claim.verdict.word), word)
            );
            out.push_str(&format!("{}\n", line.trim_end()));
        }
        out.push('\n');
    }
    out
}

/// What is said below a claim.
fn details(m: &Language, claim: &ClaimReport) -> Vec<(Style, Sentence)> {
    let words = ClaimWords::new(m, claim);
    let mut out = vec![(PLAIN_TEXT, words.phrase)];
    out.extend(words.hinges.into_iter().map(|s| (PLAIN_TEXT, s)));
    let further = [words.grounds, words.rests_on, words.objection];
    out.extend(further.into_iter().flatten().map(|s| (FAINT, s)));
    out.extend(words.left_out.map(|s| (MIXED, s)));
    out
}

/// The colour of a verdict.
pub fn verdict_style(word: Word) -> Style {
    match word {
        Word::Holds | Word::InputCheck { holds: true } => GOOD,
        Word::Fails | Word::InputCheck { holds: false } => BAD,
        Word::Contested | Word::Likelihood(_) => MIXED,
        Word::NotTested | Word::NoResult => PLAIN,
    }
}

/// Failed runs: how many, where, an example and the command that replays it.
pub fn faults(report: &RunReport, context: &Context) -> String {
    if report.faults.is_empty() {
        return String::new();
    }
    let run = &report.run;
    let mut out = format!("{}\n", paint(BAD, "FAILED RUNS"));
    let summary = format!(
        "In {} of {} a value stopped being finite under at least one profile; claims leave these worlds out.",
        count(run.failed_worlds),
        plural(run.worlds, "world", "worlds"),
    );
    let mut lines = wrap(&summary, context.columns);
    for fault in &report.faults {
        let profiles: Vec<String> = fault.profiles.iter().map(|p| format!("`{p}`")).collect();
        let text = format!(
            "{}, under {}, at {} ({}). For example: {}.",
            plural(fault.runs, "run", "runs"),
            list(&profiles),
            fault.place,
            fault.declared,
            fault.words
        );
        lines.extend(
            wrap(&text, context.columns.saturating_sub(2))
                .into_iter()
                .map(|l| format!("  {l}")),
        );
        lines.push(format!(
            "    {}",
            replay(context, fault.world, Some(&fault.profile))
        ));
    }
    for line in lines {
        out.push_str(&format!("{line}\n"));
    }
    out.push('\n');
    out
}

/// Notes on the report, and commands that lead on.
pub fn next(report: &RunReport, context: &Context) -> String {
    let mut out = String::new();
    if !report.run.interrupted {
        for line in report.notes.iter().flat_map(|n| wrap(n, context.columns)) {
            out.push_str(&format!("{line}\n"));
        }
    }
    let mut hints: Vec<(String, String)> = Vec::new();
    let decided = report
        .claims
        .iter()
        .find_map(|c| c.example_fails.map(|w| (c, w)));
    if let Some((claim, world)) = decided {
        hints.push((
            replay(context, world, None),
            format!("a world in which “{}” fails", claim.id),
        ));
    } else if report.run.worlds > 0 {
        hints.push((replay(context, 0, None), "one world as a story".to_owned()));
    }
    let run = |option: &str| format!("contend run {}{} {option}", context.place, context.options);
    if let Some(watch) = &context.watch {
        hints.push((
            run(&format!("--watch {}", quoted(watch))),
            "over time, as a chart".to_owned(),
        ));
    }
    if !context.outcomes && !report.outcomes.is_empty() {
        hints.push((
            run("--outcomes"),
            "the numbers behind the claims".to_owned(),
        ));
    }
    if hints.is_empty() {
        return out;
    }
    out.push_str(&format!("{}\n", paint(FAINT, "NEXT")));
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
