//! `contend better`: which strategy of an actor is better, by what, and how sure that is.

use contend_page::pictures;
use contend_session::better::BetterRequest;
use contend_session::better::report::{BetterReport, ContextReport};
use contend_session::executor::Progress;
use contend_words::better::{BetterJson, BetterWords, ContextWords, facts, rows};
use contend_words::games::measured;
use contend_words::{Language, runs};

use crate::arguments::Better;
use crate::commands::page::Page;
use crate::commands::{self, drawing, picture, search};
use crate::failure::{self, Failure};
use crate::open::OnDisk;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{BAD, FAINT, GOOD, MIXED, STRONG, Screen, paint};
use crate::text::{clip, pad, pad_left, width, wrap};
use crate::threads::Threads;

/// Faults that are shown.
const FAULTS: usize = 3;
/// Columns of a strategy's name at least.
const NAME: usize = 12;

/// Plays every strategy and prints how they rank.
pub fn run(better: &Better, screen: &mut Screen) -> Result<u8, Failure> {
    if better.search {
        return search::run(better, screen);
    }
    let place = OnDisk::find(&better.scenario)?;
    let session = place.session(screen)?;
    picture::allowed(better.svg.as_deref(), &place, &session)?;
    let request = BetterRequest {
        actor: better.actor.clone().unwrap_or_default(),
        profiles: better.profile.clone(),
        enough: better.enough,
        worlds: better.drawing.worlds,
        seed: better.drawing.seed,
        drawing: drawing::request(&better.drawing)?,
        resamples: Some(better.resamples),
    };
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let answer = session.better(&request, &Threads::new(better.threads), &progress);
    progress.finish();
    let report = answer?;
    let (run, cancelled) = (&report.run, progress.cancelled());
    let code = failure::after_runs(run.failed_runs, run.runs, cancelled && run.interrupted);
    let m = screen.language;
    let svg = better.svg.as_ref().map(|_| pictures::better(&m, &report));
    let actor = report.actor.clone();
    if better.json {
        screen.line(commands::json(&BetterJson::new(&m, &report))?)?;
    } else {
        let elapsed = progress.elapsed();
        let rate = report.run.runs as f64 / elapsed.as_secs_f64().max(1e-3);
        let facts = facts(&m, &report, &m.duration(elapsed), rate);
        let words = BetterWords::new(&m, &report);
        screen.write(render(&m, &report, &words, screen.width, &facts))?;
    }
    if let (Some(file), Some(svg)) = (&better.svg, svg) {
        picture::write(file, svg, &actor)?;
    }
    Ok(code)
}

/// The whole report.
fn render(
    m: &Language,
    report: &BetterReport,
    words: &BetterWords,
    columns: usize,
    facts: &str,
) -> String {
    let mut page = Page {
        out: String::new(),
        columns,
        m,
    };
    page.text(&report.scenario.title, |l| paint(STRONG, l));
    page.text(&words.heading.to_string(), str::to_owned);
    page.text(&words.payoff.to_string(), str::to_owned);
    page.text(facts, |l| paint(FAINT, l));
    page.gap();
    if let Some(together) = &words.together {
        page.text(&together.to_string(), |l| paint(STRONG, l));
        page.gap();
    }
    for (context, words) in report.contexts.iter().zip(&words.contexts) {
        page.context(context, words);
    }
    if report.contexts.iter().any(|c| c.worlds > 0 && !c.flat) {
        page.text(&words.key.to_string(), |l| paint(FAINT, l));
        page.gap();
    }
    if !report.faults.is_empty() {
        page.line(&paint(FAINT, m.t("title-faults")));
        for fault in report.faults.iter().take(FAULTS) {
            page.text(&runs::fault(m, fault).to_string(), |l| paint(BAD, l));
        }
        page.gap();
    }
    for note in &words.notes {
        page.text(&note.to_string(), |l| paint(FAINT, l));
    }
    page.out
}

impl Page<'_> {
    fn context(&mut self, context: &ContextReport, words: &ContextWords) {
        self.line(&paint(STRONG, &clip(&words.title, self.columns)));
        self.text(&words.others.to_string(), |l| paint(FAINT, l));
        self.gap();
        for answer in &words.answers {
            self.item(&answer.to_string());
        }
        self.gap();
        if context.worlds == 0 || context.flat {
            return;
        }
        self.measures(context);
        self.strategies(context);
        self.text(&words.enough.to_string(), |l| paint(FAINT, l));
        self.gap();
    }

    /// What each measure chooses, and how sure that is.
    fn measures(&mut self, context: &ContextReport) {
        let m = self.m;
        let rows = rows(m, context);
        let head = [
            m.t("better-title-by"),
            m.t("better-title-chooses"),
            m.t("better-title-first"),
        ];
        let widest = |cells: &mut dyn Iterator<Item = usize>, head: &str| {
            cells.max().unwrap_or(0).max(width(head)) + 2
        };
        let by = widest(&mut rows.iter().map(|r| width(&r.measure)), head[0]);
        let first = widest(&mut rows.iter().map(|r| width(&r.first_in)), head[2]) - 2;
        let room = self.columns.saturating_sub(by + first + 2).max(NAME + 2);
        let chosen: Vec<String> = rows.iter().map(|r| r.chosen.join(", ")).collect();
        let name = widest(&mut chosen.iter().map(|c| width(c)), head[1]).min(room);
        let titles = format!(
            "{}{}{}",
            pad(head[0], by),
            pad(head[1], name),
            pad_left(head[2], first)
        );
        self.line(&paint(FAINT, &titles));
        for (row, chosen) in rows.iter().zip(chosen) {
            // A name that is cut off is another name.
            let lines = wrap(&chosen, name - 2);
            for (at, line) in lines.iter().enumerate() {
                let (left, right) = match at {
                    0 => (row.measure.as_str(), row.first_in.as_str()),
                    _ => ("", ""),
                };
                let style = if row.rivals.is_some() { MIXED } else { GOOD };
                let text = format!(
                    "{}{}{}",
                    pad(left, by),
                    paint(style, &pad(line, name)),
                    pad_left(right, first)
                );
                let text = match at == 0 && row.one_world {
                    true => format!("{text} *"),
                    false => text,
                };
                self.line(&text);
            }
            let room = self.columns - 4;
            for line in row.rivals.iter().flat_map(|r| wrap(r, room)) {
                self.line(&paint(FAINT, &format!("    {line}")));
            }
        }
        self.gap();
    }

    /// The numbers of each strategy.
    fn strategies(&mut self, context: &ContextReport) {
        let m = self.m;
        let of = |id: &str| context.measures.iter().find(|r| r.measure == id);
        let value = |id: &str, s: usize| of(id).map_or(f64::NAN, |r| r.values[s]);
        let part = of("worst-part").and_then(|r| r.parameter).unwrap_or(0.0);
        let part = m.number(100.0 * part);
        let all = context.measures.len();
        let head = [
            m.t("better-title-mean").to_owned(),
            m.t("better-title-behind").to_owned(),
            m.f("better-title-tail", &[("part", &part)]),
            m.t("better-title-regret").to_owned(),
            m.t("better-title-best").to_owned(),
            m.t("better-title-first-by").to_owned(),
        ];
        // The best mean first.
        let mut order: Vec<usize> = (0..context.strategies.len()).collect();
        let mean = |s: &usize| context.strategies[*s].mean.0;
        order.sort_by(|a, b| mean(b).total_cmp(&mean(a)).then(a.cmp(b)));
        let rows: Vec<[String; 6]> = (order.iter())
            .map(|at| (*at, &context.strategies[*at]))
            .map(|(s, strategy)| {
                let (behind, error) = strategy.behind;
                [
                    m.compact(strategy.mean.0),
                    match behind == 0.0 {
                        true => m.t("better-leads").to_owned(),
                        false => measured(m, behind, Some(error)),
                    },
                    m.compact(value("worst-part", s)),
                    m.compact(value("largest-regret", s)),
                    m.percent(value("best-in", s)),
                    format!("{}/{all}", strategy.first_by),
                ]
            })
            .collect();
        let mut widths: Vec<usize> = (0..head.len())
            .map(|c| {
                let cells = rows.iter().map(|r| width(&r[c]));
                cells.max().unwrap_or(0).max(width(&head[c])) + 2
            })
            .collect();
        // What stands last matters least; JSON has it all.
        while widths.iter().sum::<usize>() + NAME > self.columns {
            widths.pop();
        }
        let room = self.columns.saturating_sub(widths.iter().sum()).max(NAME);
        let names = context.strategies.iter().map(|s| width(&s.id));
        let name = names.max().unwrap_or(0).clamp(NAME, room);
        let line = |cells: &[String]| -> String {
            let cells = cells.iter().zip(&widths);
            cells.map(|(cell, width)| pad_left(cell, *width)).collect()
        };
        let title = pad(&clip(m.t("better-title-strategy"), name), name);
        self.line(&paint(FAINT, &format!("{title}{}", line(&head))));
        let strategies = order.iter().map(|s| &context.strategies[*s]);
        for (strategy, cells) in strategies.zip(&rows) {
            // A name that does not fit stands whole on a line of its own.
            let fits = width(&strategy.id) <= name;
            if !fits {
                self.line(&strategy.id);
            }
            let beside = if fits { strategy.id.as_str() } else { "" };
            self.line(&format!("{}{}", pad(beside, name), line(cells)));
        }
        self.gap();
    }
}
