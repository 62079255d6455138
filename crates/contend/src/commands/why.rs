//! `contend why`: what decides an answer, and what would be worth knowing.

use anstyle::Style;
use contend_analysis::conditional::NothingToTell;
use contend_page::pictures;
use contend_session::executor::Progress;
use contend_session::request::WhyRequest;
use contend_session::why::report::{ChoiceWhy, ClaimWhy, Decides, GameWhy, WhyReport};
use contend_store::folder::RunFolder;
use contend_words::why::{self, DecidesWords, TreeLine, WhyJson};
use contend_words::{Language, Sentence, claims, runs};

use crate::arguments::Why;
use crate::commands::{self, drawing, indices, kept, picture, verdicts};
use crate::failure::{Failure, INTERRUPTED, OK};
use crate::open::{OnDisk, quoted};
use crate::output;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{FAINT, STRONG, Screen, paint};
use crate::text::{clip, pad, pad_left, width, wrap};
use crate::threads::Threads;

/// Inputs that are listed; JSON has them all.
const INPUTS: usize = 10;
/// Groups that are listed.
const GROUPS: usize = 8;
/// Columns of a bar.
const BAR: usize = 20;

/// Answers and prints.
pub fn run(why: &Why, screen: &mut Screen) -> Result<u8, Failure> {
    if kept::is_kept(&why.scenario) {
        return of_kept(why, screen);
    }
    let place = OnDisk::find(&why.scenario)?;
    let session = place.session(screen)?;
    if let Some(method) = why.indices {
        return indices::run(why, method, &session, screen);
    }
    picture::allowed(why.svg.as_deref(), &place, &session)?;
    let request = WhyRequest {
        worlds: why.drawing.worlds,
        seed: why.drawing.seed,
        replications: why.replications,
        drawing: drawing::request(&why.drawing)?,
        ..request(why)
    };
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let answer = session.why(&request, &Threads::new(why.threads), &progress);
    progress.finish();
    let typed = Typed {
        place: place.typed(),
        options: drawing::options(&why.drawing, why.replications, screen.told_in()),
    };
    let games: Vec<&str> = (session.scenario().games.iter().map(|g| g.id.as_str())).collect();
    let typed = (typed.clone(), typed);
    say(why, &answer?, typed, &games, &progress, screen)
}

/// Answers of worlds that were kept of a run: nothing of them is simulated again.
fn of_kept(why: &Why, screen: &mut Screen) -> Result<u8, Failure> {
    let drawing = &why.drawing;
    if why.indices.is_some() {
        return Err(kept::own_worlds(&why.scenario, "--indices"));
    }
    kept::no_other_worlds(&why.scenario, why.replications.is_some(), drawing)?;
    if let Some(file) = &why.svg {
        output::can_be_written(file)?;
    }
    let (folder, session) = RunFolder::open(&why.scenario)?;
    let session = screen.translated(session);
    listen_for_interrupt(screen.language);
    let progress = Shown::new(screen);
    let answer = folder.why(
        &session,
        &request(why),
        &Threads::new(why.threads),
        &progress,
    );
    progress.finish();
    let asked = Typed {
        place: kept::typed(&why.scenario),
        options: drawing::options(drawing, None, screen.told_in()),
    };
    let worlds = Typed {
        place: folder.facts.place.clone(),
        options: kept::options(&folder.facts, screen.told_in()),
    };
    // Games are played by profiles of their own, of which no worlds are kept.
    say(why, &answer?, (asked, worlds), &[], &progress, screen)
}

/// What is asked, of whatever worlds.
fn request(why: &Why) -> WhyRequest {
    WhyRequest {
        answer: why.answer.clone(),
        groups: why.group.clone(),
        place: why.place,
        flip: why.flip,
        ..WhyRequest::default()
    }
}

/// Prints an answer, as data or for people, and draws it where that is asked for.
fn say(
    why: &Why,
    report: &WhyReport,
    (asked, worlds): (Typed, Typed),
    games: &[&str],
    progress: &Shown,
    screen: &mut Screen,
) -> Result<u8, Failure> {
    if why.json {
        screen.line(commands::json(&WhyJson::new(&screen.language, report))?)?;
    } else {
        let page = Page {
            m: screen.language,
            columns: screen.width,
            boxes: screen.boxes,
            asked,
            worlds,
            out: String::new(),
        };
        screen.write(page.render(report, why.answer.is_none(), games))?;
    }
    if let Some(file) = &why.svg {
        let svg = pictures::why(&screen.language, report);
        picture::write(file, svg, why.answer.as_deref().unwrap_or_default())?;
    }
    Ok(match report.interrupted && progress.cancelled() {
        true => INTERRUPTED,
        false => OK,
    })
}

struct Page {
    m: Language,
    columns: usize,
    boxes: bool,
    /// What is asked, as typed, and options that ask of the same worlds again.
    asked: Typed,
    /// The scenario as typed, and options that name the same worlds again.
    worlds: Typed,
    out: String,
}

/// What a command names, and its options.
#[derive(Clone)]
struct Typed {
    place: String,
    options: String,
}

impl Page {
    fn render(mut self, report: &WhyReport, all: bool, games: &[&str]) -> String {
        let m = self.m;
        self.text(STRONG, &report.scenario.title, 0);
        self.text(FAINT, &why::facts(&m, report), 0);
        self.gap();
        if all {
            self.table(&report.claims);
            self.places(&report.claims);
        } else {
            report.claims.iter().for_each(|claim| self.claim(claim));
        }
        if let Some(outcome) = &report.outcome {
            let values = [
                ("outcome", Sentence::name(&outcome.outcome)),
                ("profile", Sentence::name(&outcome.profile)),
            ];
            self.text(STRONG, &m.say("why-outcome", &values).to_string(), 0);
            self.gap();
            self.decides(&outcome.decides, &why::of_outcome(&m, &outcome.decides));
            for fifth in &outcome.places {
                let title = match fifth.high {
                    true => m.t("why-title-high"),
                    false => m.t("why-title-low"),
                };
                let sentences = why::fifth(&m, fifth, &outcome.unit);
                let tree = why::fifth_tree(&m, fifth);
                let example = fifth.place.example.map(|w| (w, outcome.profile.as_str()));
                self.place(title, &sentences, &tree, example);
            }
        }
        if let Some(game) = &report.game {
            self.game(game);
        }
        let notes = report.notes.iter();
        for note in notes {
            self.text(Style::new(), &runs::note(&m, note).to_string(), 0);
        }
        if all {
            self.hints(report, games);
        }
        format!("{}\n", self.out.trim_end())
    }

    /// A text, wrapped and indented.
    fn text(&mut self, style: Style, text: &str, indent: usize) {
        for line in wrap(text, self.columns.saturating_sub(indent)) {
            let line = format!("{}{}", " ".repeat(indent), paint(style, &line));
            self.out.push_str(&format!("{}\n", line.trim_end()));
        }
    }

    fn gap(&mut self) {
        self.out.push('\n');
    }

    /// A share as a bar.
    fn bar(&self, share: f64, columns: usize) -> String {
        let filled = (share.clamp(0.0, 1.0) * columns as f64).round() as usize;
        let sign = if self.boxes { "█" } else { "#" };
        pad(&sign.repeat(filled), columns)
    }

    /// One claim in full.
    fn claim(&mut self, claim: &ClaimWhy) {
        let m = self.m;
        self.text(STRONG, &claim.says, 0);
        let verdict = claims::verdict_cell(&m, &claim.verdict);
        let share = claim
            .holds_in
            .map(|s| claims::share_cell(&m, &s).to_string());
        let line: Vec<&str> = std::iter::once(&*verdict).chain(share.as_deref()).collect();
        let style = verdicts::verdict_style(&claim.verdict);
        self.text(style, &line.join(" · "), 0);
        if let Some(said) = why::not_asked(&m, claim) {
            self.text(Style::new(), &said.to_string(), 0);
        }
        self.gap();
        if let Some(found) = &claim.decides {
            self.decides(found, &why::of_claim(&m, claim, found));
        }
        if let Some(place) = &claim.place {
            let title = match place.holds {
                true => m.t("why-title-where-holds"),
                false => m.t("why-title-where"),
            };
            let tree = why::claim_tree(&m, place);
            let example = place.example.map(|world| (world, ""));
            self.place(title, &why::place(&m, place), &tree, example);
        }
        if let Some(flips) = &claim.flips {
            self.sentences(m.t("why-title-flips"), &why::flips(&m, flips));
            if let Some(nearest) = &flips.nearest {
                self.world(nearest.usual, "");
                self.world(nearest.other, "");
            }
            self.gap();
        }
    }

    /// Where something is so, with the tree where it tells more.
    fn place(
        &mut self,
        title: &str,
        sentences: &[Sentence],
        tree: &[TreeLine],
        example: Option<(u64, &str)>,
    ) {
        let m = self.m;
        self.sentences(title, sentences);
        if let Some((world, profile)) = example {
            self.text(Style::new(), m.t("why-such-a-world"), 0);
            self.world(world, profile);
        }
        self.gap();
        if tree.is_empty() {
            return;
        }
        self.text(FAINT, m.t("why-title-tree"), 0);
        for line in tree {
            self.text(Style::new(), &line.says.to_string(), 2 + 2 * line.depth);
        }
        self.text(FAINT, m.t("why-tree-told"), 0);
        self.gap();
    }

    fn sentences(&mut self, title: &str, sentences: &[Sentence]) {
        self.text(FAINT, title, 0);
        for sentence in sentences {
            self.text(Style::new(), &sentence.to_string(), 0);
        }
    }

    /// The command that shows a world, under a profile if one is named; commands are never broken, for they are copied.
    fn world(&mut self, world: u64, profile: &str) {
        let mut command = format!(
            "  contend world {} {world}{}",
            self.worlds.place, self.worlds.options
        );
        if !profile.is_empty() {
            command += &format!(" --profile {}", quoted(profile));
        }
        self.out.push_str(&format!("{command}\n"));
    }

    /// What decides an answer.
    fn decides(&mut self, found: &Decides, words: &DecidesWords) {
        let m = self.m;
        if !words.parts.is_empty() {
            self.text(FAINT, m.t("why-title-parts"), 0);
            let name = words.parts.iter().map(|p| width(p.part)).max().unwrap_or(0);
            for part in &words.parts {
                let share = pad_left(&why::percent(&m, part.share), 7);
                let head = format!(
                    "{}{share}  {}  ",
                    pad(part.part, name),
                    self.bar(part.share, BAR)
                );
                let indent = name + 7 + 2 + BAR + 2;
                for (at, line) in wrap(part.meaning, self.columns.saturating_sub(indent))
                    .iter()
                    .enumerate()
                {
                    let head = if at == 0 {
                        head.clone()
                    } else {
                        " ".repeat(indent)
                    };
                    self.out
                        .push_str(&format!("{head}{}\n", paint(FAINT, line)));
                }
            }
            self.gap();
        }
        for sentence in &words.before {
            self.text(Style::new(), &sentence.to_string(), 0);
        }
        if !words.before.is_empty() {
            self.gap();
        }
        if !found.inputs.is_empty() {
            self.text(FAINT, m.t("why-title-inputs"), 0);
            let shown = &found.inputs[..found.inputs.len().min(INPUTS)];
            let most = shown.first().map_or(1.0, |i| i.share);
            for input in shown {
                let range = format!(
                    "({}–{})",
                    m.digits(100.0 * input.low, 0),
                    m.digits(100.0 * input.high, 0)
                );
                let line = format!(
                    "{}  {}  {}  ",
                    pad_left(&why::percent(&m, input.share), 6),
                    pad(&range, 8),
                    self.bar(input.share / most * 0.5, BAR / 2),
                );
                self.named(
                    &line,
                    &input.input,
                    why::backing(&m, input.valued, input.backing),
                );
            }
            self.gap();
            let more = (found.inputs.len() - shown.len()) as u64;
            if more > 0 {
                self.text(Style::new(), &m.n("why-more-inputs", more, &[]), 0);
            }
        }
        for sentence in &words.after {
            self.text(Style::new(), &sentence.to_string(), 0);
        }
        if !words.after.is_empty() {
            self.gap();
        }
        if !found.groups.is_empty() {
            self.text(FAINT, m.t("why-title-groups"), 0);
            for group in found.groups.iter().take(GROUPS) {
                let share = match group.counts {
                    true => why::percent(&m, group.share),
                    false => "–".to_owned(),
                };
                let said = match group.counts {
                    true => "",
                    false => m.t("why-group-noise"),
                };
                let line = format!("{}  ", pad_left(&share, 6));
                let name = why::group_tells(&m, group).to_string();
                self.named(&line, &name, said);
            }
            self.gap();
        }
    }

    /// A line with a name, and what is said of it where there is room.
    fn named(&mut self, head: &str, name: &str, said: &str) {
        let room = self.columns.saturating_sub(width(head));
        let name = clip(name, room);
        let left = room.saturating_sub(width(&name) + 2);
        let said = if width(said) <= left { said } else { "" };
        let line = format!("{head}{name}  {}", paint(FAINT, said));
        self.out.push_str(&format!("{}\n", line.trim_end()));
    }

    /// All claims, a line each.
    fn table(&mut self, claims: &[ClaimWhy]) {
        let m = self.m;
        let told: Vec<(&ClaimWhy, &Decides)> = (claims.iter())
            .filter_map(|c| Some((c, c.decides.as_ref()?)))
            .filter(|(_, d)| d.nothing.is_none())
            .collect();
        if told.is_empty() {
            self.left_out(claims);
            return;
        }
        let titles = ["why-title-luck", "why-title-single", "why-title-together"].map(|t| m.t(t));
        let cells = titles.map(|t| width(t).max(6));
        let numbers: usize = cells.iter().map(|c| c + 2).sum();
        let longest = told.iter().map(|(c, _)| width(&c.id)).max().unwrap_or(0);
        let rest = self.columns.saturating_sub(numbers);
        let name = longest
            .min(rest.saturating_sub(22))
            .max(width(m.t("why-title-claim")));
        let room = rest.saturating_sub(name + 2);
        let mut line = pad(m.t("why-title-claim"), name);
        for (title, cell) in titles.iter().zip(cells) {
            line += &format!("  {}", pad_left(title, cell));
        }
        line += &format!("  {}", m.t("why-title-leading"));
        self.out.push_str(&format!("{}\n", paint(FAINT, &line)));
        for (claim, found) in &told {
            let share = |s: Option<f64>| s.map_or("–".to_owned(), |s| m.percent(s));
            let luck = match (found.luck, found.chance) {
                (None, false) => m.percent(0.0),
                (luck, _) => share(luck.map(|l| l.share)),
            };
            let shares = [
                luck,
                share(Some(found.one_at_a_time)),
                share(found.together),
            ];
            let mut line = pad(&clip(&claim.id, name), name);
            for (share, cell) in shares.iter().zip(cells) {
                line += &format!("  {}", pad_left(share, cell));
            }
            if let Some(input) = found.inputs.first() {
                let share = m.percent(input.share);
                let leading = clip(&input.input, room.saturating_sub(width(&share) + 1));
                line += &format!("  {share} {leading}");
            }
            self.out.push_str(&format!("{}\n", line.trim_end()));
        }
        self.gap();
        self.left_out(claims);
    }

    /// Where each claim fails, or holds, a line each, if that was asked.
    fn places(&mut self, claims: &[ClaimWhy]) {
        let m = self.m;
        let asked: Vec<&ClaimWhy> = claims.iter().filter(|c| c.place.is_some()).collect();
        if asked.is_empty() {
            return;
        }
        self.text(FAINT, m.t("why-title-where-each"), 0);
        let mut none = 0;
        for claim in asked {
            match why::place_line(&m, claim) {
                Some(line) => self.text(Style::new(), &line.to_string(), 0),
                None => none += 1,
            }
        }
        if none > 0 {
            self.text(FAINT, &m.n("why-where-none", none, &[]), 0);
        }
        self.gap();
    }

    /// How many claims the table has no line for, by the reason.
    fn left_out(&mut self, claims: &[ClaimWhy]) {
        let m = self.m;
        let of = |nothing: Option<NothingToTell>| {
            let why = |c: &&ClaimWhy| c.decides.as_ref().map(|d| d.nothing);
            let those = claims.iter().filter(|c| match nothing {
                None => c.decides.is_none(),
                nothing => why(c) == Some(nothing),
            });
            those.count() as u64
        };
        let reasons = [
            ("why-claims-few", of(Some(NothingToTell::TooFewWorlds))),
            ("why-claims-same", of(Some(NothingToTell::SameEverywhere))),
            ("why-claims-no-value", of(Some(NothingToTell::NoValue))),
            ("why-claims-rest", of(None)),
        ];
        for (key, count) in reasons.into_iter().filter(|(_, count)| *count > 0) {
            self.text(FAINT, &m.n(key, count, &[]), 0);
        }
        if claims.is_empty() {
            self.text(Style::new(), m.t("why-no-claims"), 0);
        }
        self.gap();
    }

    /// The choices of a game.
    fn game(&mut self, game: &GameWhy) {
        let off_path = |c: &&ChoiceWhy| c.turn.as_ref().is_some_and(|t| !t.on_path);
        for choice in game.choices.iter().filter(|c| !off_path(c)) {
            self.choice(choice);
        }
        for sentence in why::of_turns(&self.m, game) {
            self.text(Style::new(), &sentence.to_string(), 0);
        }
    }

    fn choice(&mut self, choice: &ChoiceWhy) {
        let m = self.m;
        let words = why::of_choice(&m, choice);
        self.text(STRONG, &words.who.to_string(), 0);
        for sentence in &words.best {
            self.text(Style::new(), &sentence.to_string(), 2);
        }
        let groups = (choice.groups.iter()).filter(|g| {
            use contend_session::why::report::Group;
            let always = matches!(
                g.group,
                Group::Named { .. } | Group::Weights { .. } | Group::Facts
            );
            (g.counts || always) && !choice.too_few
        });
        let groups: Vec<_> = groups.take(GROUPS).collect();
        let number = |value: f64| m.with_unit(value, &choice.unit);
        if choice.inputs.len() + groups.len() > 0 {
            self.text(FAINT, m.t("why-title-worth"), 2);
        }
        for input in choice.inputs.iter().take(INPUTS) {
            let head = format!("  {}  ", pad_left(&number(input.worth.value), 9));
            let said = why::worth(&m, input, &choice.unit);
            self.named(&head, &input.input, &said);
        }
        for group in groups {
            let value = match group.counts {
                true => number(group.worth.value),
                false => "–".to_owned(),
            };
            let head = format!("  {}  ", pad_left(&value, 9));
            let said = if group.counts {
                ""
            } else {
                m.t("why-worth-nothing")
            };
            let name = why::group(&m, &group.group, group.inputs).to_string();
            self.named(&head, &name, said);
        }
        for sentence in &words.conclusion {
            self.text(Style::new(), &sentence.to_string(), 2);
        }
        self.gap();
    }

    /// Commands that lead on.
    fn hints(&mut self, report: &WhyReport, games: &[&str]) {
        let m = self.m;
        let told = |c: &&ClaimWhy| c.decides.as_ref().is_some_and(|d| d.nothing.is_none());
        let claim = report.claims.iter().find(told);
        let mut hints = Vec::new();
        if let Some(claim) = claim {
            hints.push((claim.id.as_str(), m.t("why-hint-claim")));
        }
        if let Some(game) = games.first() {
            hints.push((*game, m.t("why-hint-game")));
        }
        if hints.is_empty() {
            return;
        }
        self.gap();
        self.text(FAINT, m.t("title-next"), 0);
        for (name, said) in hints {
            let command = format!(
                "contend why {} {}{}",
                self.asked.place,
                quoted(name),
                self.asked.options
            );
            self.out.push_str(&format!("  {command}\n"));
            self.text(FAINT, said, 6);
        }
    }
}
