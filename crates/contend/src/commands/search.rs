//! `contend better --search`: settings of levers and thresholds that serve an actor better than what the scenario declares.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use contend_model::clock::Date;
use contend_session::Session;
use contend_session::better::search::report::{Judged, SearchReport};
use contend_session::better::search::{GoalRequest, SearchRequest};
use contend_words::games::measured;
use contend_words::runs;
use contend_words::search::{SearchWords, facts, letter, settings};
use serde::{Deserialize, Serialize};

use crate::arguments::Better;
use crate::commands::page::Page;
use crate::commands::{self, drawing, picture};
use crate::failure::{self, Cure, Failure, SCENARIO, Said};
use crate::open::OnDisk;
use crate::output;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{BAD, FAINT, GOOD, STRONG, Screen, paint};
use crate::text::{clip, pad, pad_left, width, wrap};
use crate::threads::Threads;

/// Faults that are shown.
const FAULTS: usize = 3;
/// Settings that are shown: the best for each goal, and others between them.
const SHOWN: usize = 8;
/// Columns of a strategy's name at least.
const NAME: usize = 12;

/// A report, and what it says in the language asked for.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    report: SearchReport,
    language: &'static str,
    words: SearchWords,
}

/// Searches, and prints what was found.
pub fn run(better: &Better, screen: &mut Screen) -> Result<u8, Failure> {
    let place = OnDisk::find(&better.scenario)?;
    let session = place.session(screen)?;
    if let Some(file) = &better.write {
        output::can_be_written(file)?;
        output::is_no_source(file, &place.folder, session.files())?;
    }
    picture::allowed(better.svg.as_deref(), &place, &session)?;
    if better.svg.is_some() && better.more.len() + better.less.len() == 1 {
        return Err(Failure::usage(
            Said::new("slip-no-trade-off"),
            Said::new("do-no-trade-off"),
        ));
    }
    let mut request = request(better)?;
    let mut log = match &better.resume {
        Some(file) => {
            output::is_no_source(file, &place.folder, session.files())?;
            let (log, judged) = Log::open(file, &asked(&session, better))?;
            request.judged = judged;
            Some(log)
        }
        None => None,
    };
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let mut unwritten = None;
    let answer = session.search(
        &request,
        &Threads::new(better.threads),
        &progress,
        &mut |judged| {
            if let Some(log) = &mut log
                && let Err(why) = log.write(judged)
            {
                unwritten.get_or_insert(why);
            }
        },
    );
    progress.finish();
    if let (Some(file), Some(why)) = (&better.resume, unwritten) {
        return Err(unwritable(file, &why));
    }
    let report = answer?;
    let run = &report.run;
    let fresh = run.worlds * (report.found.len() + report.declared.len()) as u64;
    let code = failure::after_runs(run.failed_runs, fresh.max(1), run.interrupted);
    let m = screen.language;
    let words = SearchWords::new(&m, &report);
    let name = report.name.clone();
    let written = match &better.write {
        Some(file) if !report.toml.is_empty() => {
            let head = wrap(m.t("search-file"), 98);
            let head: Vec<String> = head.iter().map(|line| format!("# {line}")).collect();
            let text = format!("{}\n\n{}", head.join("\n"), report.toml);
            output::write(file, text.as_bytes()).map_err(|why| unwritable(file, &why))?;
            Some(m.f("search-written", &[("path", &file.display().to_string())]))
        }
        _ => None,
    };
    // Of a search that was stopped there is nothing to draw.
    let drawn = better.svg.as_ref().filter(|_| !report.run.interrupted);
    let drawn = drawn.map(|_| contend_page::pictures::search(&m, &report));
    if better.json {
        let language = m.tag();
        let told = Told {
            report,
            language,
            words,
        };
        screen.line(commands::json(&told)?)?;
    } else {
        let facts = facts(&m, &report, &m.duration(progress.elapsed()));
        let mut page = Page {
            out: String::new(),
            columns: screen.width,
            m: &m,
        };
        page.report(&report, &words, &facts);
        if let Some(written) = written {
            page.text(&written, str::to_owned);
        }
        screen.write(page.out)?;
    }
    if let (Some(file), Some(svg)) = (&better.svg, drawn) {
        picture::write(file, svg, &name)?;
    }
    Ok(code)
}

fn request(better: &Better) -> Result<SearchRequest, Failure> {
    if better.profile.len() > 1 {
        return Err(Failure::usage(
            Said::new("slip-one-profile"),
            Said::new("do-one-profile"),
        ));
    }
    let goals = |outcomes: &[String], more: bool| -> Vec<GoalRequest> {
        let of = outcomes.iter().map(|text| {
            let (outcome, worst_tenth) = match text.strip_suffix(":worst-tenth") {
                Some(outcome) => (outcome, true),
                None => (text.as_str(), false),
            };
            GoalRequest {
                outcome: outcome.to_owned(),
                more,
                worst_tenth,
            }
        });
        of.collect()
    };
    Ok(SearchRequest {
        actor: better.actor.clone().unwrap_or_default(),
        profile: better.profile.first().cloned(),
        goals: [goals(&better.more, true), goals(&better.less, false)].concat(),
        epsilons: better.epsilon.clone(),
        changes: better.change.clone(),
        candidates: better.candidates,
        search_worlds: better.search_worlds,
        worlds: better.drawing.worlds,
        seed: better.drawing.seed,
        drawing: drawing::request(&better.drawing)?,
        resamples: Some(better.resamples),
        judged: Vec::new(),
    })
}

/// What a file of judged candidates belongs to: all that changes the course of a search.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Asked {
    version: String,
    scenario: String,
    actor: Option<String>,
    profile: Vec<String>,
    more: Vec<String>,
    less: Vec<String>,
    epsilon: Vec<(String, f64)>,
    change: Vec<String>,
    search_worlds: Option<u64>,
    seed: Option<u64>,
    design: String,
}

fn asked(session: &Session, better: &Better) -> Asked {
    Asked {
        version: contend_session::VERSION.to_owned(),
        scenario: session.fingerprint().to_string(),
        actor: better.actor.clone(),
        profile: better.profile.clone(),
        more: better.more.clone(),
        less: better.less.clone(),
        epsilon: better.epsilon.clone(),
        change: better.change.iter().map(Date::to_string).collect(),
        search_worlds: better.search_worlds,
        seed: better.drawing.seed,
        design: better.drawing.design.clone(),
    }
}

/// A file of judged candidates: what was asked, then one a line.
struct Log {
    file: File,
}

impl Log {
    /// Opens a file, or begins it; gives what was judged before.
    fn open(path: &Path, asked: &Asked) -> Result<(Log, Vec<Judged>), Failure> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(why) if why.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(why) => return Err(unreadable(path, &why)),
        };
        let mut judged = Vec::new();
        let mut whole = 0;
        for (at, line) in text.split_inclusive('\n').enumerate() {
            // A line that was being written when the program was killed has no end, and is judged again.
            if !line.ends_with('\n') {
                break;
            }
            if at == 0 {
                let before: Option<Asked> = serde_json::from_str(line).ok();
                if before.as_ref() != Some(asked) {
                    return Err(other_search(path));
                }
            } else {
                let one: Judged = serde_json::from_str(line).map_err(|_| other_search(path))?;
                judged.push(one);
            }
            whole += line.len();
        }
        if whole == 0 && !text.is_empty() {
            // Nothing of ours is lost by a first line without end; anything else is somebody's file.
            return Err(other_search(path));
        }
        let opened = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path);
        let mut file = opened.map_err(|why| unwritable(path, &why))?;
        let begun = file
            .set_len(whole as u64)
            .and_then(|()| std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)))
            .and_then(|_| match whole {
                0 => writeln!(file, "{}", json(asked)),
                _ => Ok(()),
            });
        begun.map_err(|why| unwritable(path, &why))?;
        Ok((Log { file }, judged))
    }

    fn write(&mut self, judged: &[Judged]) -> std::io::Result<()> {
        let mut text = String::new();
        for one in judged {
            text.push_str(&json(one));
            text.push('\n');
        }
        self.file.write_all(text.as_bytes())?;
        self.file.sync_data()
    }
}

/// Plain numbers and names always are JSON.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn other_search(path: &Path) -> Failure {
    Failure::usage(
        Said::new("slip-other-search").with("path", path.display()),
        Said::new("do-other-search"),
    )
}

fn unreadable(path: &Path, why: &std::io::Error) -> Failure {
    Failure::Told {
        code: SCENARIO,
        what: Said::new("slip-unreadable")
            .with("path", path.display())
            .with("why", why),
        cure: Cure::None,
    }
}

fn unwritable(path: &Path, why: &std::io::Error) -> Failure {
    Failure::Told {
        code: SCENARIO,
        what: Said::new("slip-unwritable")
            .with("path", path.display())
            .with("why", why),
        cure: Said::new("do-own-file").into(),
    }
}

impl Page<'_> {
    fn report(&mut self, report: &SearchReport, words: &SearchWords, facts: &str) {
        self.text(&report.scenario.title, |l| paint(STRONG, l));
        self.text(&words.heading.to_string(), str::to_owned);
        self.text(facts, |l| paint(FAINT, l));
        self.gap();
        for goal in &words.goals {
            self.text(&goal.to_string(), str::to_owned);
        }
        self.gap();
        for answer in &words.answers {
            self.item(&answer.to_string());
        }
        self.gap();
        if !report.found.is_empty() {
            self.table(report);
        }
        if let Some(key) = &words.key {
            self.text(&key.to_string(), |l| paint(FAINT, l));
            self.gap();
        }
        if !report.faults.is_empty() {
            self.line(&paint(FAINT, self.m.t("title-faults")));
            for fault in report.faults.iter().take(FAULTS) {
                let fault = runs::fault(self.m, fault).to_string();
                self.text(&fault, |l| paint(BAD, l));
            }
            self.gap();
        }
        for note in &words.notes {
            self.text(&note.to_string(), |l| paint(FAINT, l));
        }
    }

    /// What was found, and what is declared, goal by goal; then what it is set to.
    fn table(&mut self, report: &SearchReport) {
        let m = self.m;
        let shown = shown(report);
        let cell = |(value, error): &(f64, f64)| {
            let error = error.is_finite().then_some(*error);
            measured(m, *value, error)
        };
        let beside = report.best_declared;
        let found: Vec<(String, Vec<String>)> = (shown.iter().map(|at| &report.found[*at]))
            .map(|f| {
                let mut cells: Vec<String> = f.goals.iter().map(cell).collect();
                cells.extend(beside.map(|d| m.of_hundred(f.against[d].in_worlds[0].0)));
                (f.strategy.clone(), cells)
            })
            .collect();
        let declared: Vec<(String, Vec<String>)> = (report.declared.iter())
            .map(|d| (d.strategy.clone(), d.goals.iter().map(cell).collect()))
            .collect();
        let mut head: Vec<String> = (0..report.goals.len()).map(letter).collect();
        head.extend(beside.map(|_| m.t("search-title-better").to_owned()));
        let rows = || found.iter().chain(&declared);
        let widths: Vec<usize> = (0..head.len())
            .map(|c| {
                let cells = rows()
                    .filter_map(|(_, cells)| cells.get(c))
                    .map(|c| width(c));
                cells.max().unwrap_or(0).max(width(&head[c])) + 2
            })
            .collect();
        let room = self.columns.saturating_sub(widths.iter().sum()).max(NAME);
        let names = rows().map(|(name, _)| width(name));
        let name = names.max().unwrap_or(0).clamp(NAME, room);
        let line = |cells: &[String]| -> String {
            let cells = cells.iter().zip(&widths);
            cells.map(|(cell, width)| pad_left(cell, *width)).collect()
        };
        let title = pad(&clip(m.t("search-title-strategy"), name), name);
        self.line(&paint(FAINT, &format!("{title}{}", line(&head))));
        for (id, cells) in &found {
            self.named(id, name, &line(cells), |l| paint(GOOD, l));
        }
        if !declared.is_empty() {
            self.line(&paint(FAINT, m.t("search-title-declared")));
        }
        for (id, cells) in &declared {
            self.named(id, name, &line(cells), str::to_owned);
        }
        self.gap();
        self.line(&paint(FAINT, m.t("search-title-settings")));
        for at in &shown {
            let found = &report.found[*at];
            let set = settings(m, report, found);
            let margin = name.min(NAME);
            for (at, text) in wrap(&set, self.columns - margin).iter().enumerate() {
                let left = match at {
                    0 => found.strategy.as_str(),
                    _ => "",
                };
                self.line(&format!("{}{text}", pad(left, margin)));
            }
        }
        let more = (report.found.len() - shown.len()) as u64;
        if more > 0 {
            let more = m.n("search-more-found", more, &[]);
            self.text(&more, |l| paint(FAINT, l));
        }
        self.gap();
    }

    /// A row; a name that does not fit stands whole on a line of its own.
    fn named(&mut self, id: &str, name: usize, cells: &str, style: impl Fn(&str) -> String) {
        let fits = width(id) <= name;
        if !fits {
            self.line(&style(id));
        }
        let beside = if fits { pad(id, name) } else { pad("", name) };
        self.line(&format!("{}{cells}", style(&beside)));
    }
}

/// Places of what is shown: the best for each goal, and others spread over what lies between, in order.
fn shown(report: &SearchReport) -> Vec<usize> {
    let n = report.found.len();
    if n <= SHOWN {
        return (0..n).collect();
    }
    let mut places: Vec<usize> = Vec::new();
    for (g, goal) in report.goals.iter().enumerate() {
        let value = |at: &usize| match goal.more {
            true => report.found[*at].goals[g].0,
            false => -report.found[*at].goals[g].0,
        };
        let best = (0..n).max_by(|a, b| value(a).total_cmp(&value(b)).then(b.cmp(a)));
        places.extend(best);
    }
    places.sort_unstable();
    places.dedup();
    let spread = (0..SHOWN).map(|k| k * (n - 1) / (SHOWN - 1));
    for at in spread {
        if places.len() < SHOWN && !places.contains(&at) {
            places.push(at);
        }
    }
    places.sort_unstable();
    places
}
