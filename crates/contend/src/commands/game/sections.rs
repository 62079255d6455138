//! A game's report for people, section by section.

use contend_session::game::report::GameReport;
use contend_words::games::{GameWords, facts, heading, more_in_json};
use contend_words::runs::fault_in_game;
use contend_words::{Language, Sentence};

use crate::commands::game::filter::Filter;
use crate::commands::game::{list, matrix};
use crate::commands::verdicts::Source;
use crate::screen::{BAD, FAINT, MIXED, STRONG, paint};
use crate::text::wrap;

/// Equilibria, replies and regrets that are shown; JSON has them all.
const SHOWN: usize = 12;
/// Faults that are shown.
const FAULTS: usize = 3;

/// What the report does not know: the terminal, the command, the clock on the wall.
pub struct Context<'a> {
    /// Columns of a line.
    pub columns: usize,
    /// Whether frames may be drawn.
    pub boxes: bool,
    /// The language.
    pub language: &'a Language,
    /// The scenario as typed.
    pub place: String,
    /// Options that name the same worlds again.
    pub options: String,
    /// Where its worlds come from.
    pub made: Source,
    /// Which profiles are listed.
    pub filter: &'a Filter,
}

/// The whole report.
pub fn render(report: &GameReport, words: &GameWords, context: &Context) -> String {
    let mut page = Page {
        out: String::new(),
        context,
    };
    page.head(report);
    if report.profiles.is_empty() {
        page.notes(words);
        return page.out;
    }
    let listed = page.payoffs(report);
    page.section("game-title-answers", words.answers.iter());
    if report.game.moves.is_empty() {
        page.at_once(report, words, listed);
    } else {
        page.in_turn(report, words);
    }
    page.faults(report);
    page.notes(words);
    page.out
}

struct Page<'a> {
    out: String,
    context: &'a Context<'a>,
}

impl Page<'_> {
    fn head(&mut self, report: &GameReport) {
        let m = self.context.language;
        if let Some(scenario) = &report.scenario {
            for line in wrap(&scenario.title, self.context.columns) {
                self.line(&paint(STRONG, &line));
            }
        }
        for line in wrap(&heading(m, report).to_string(), self.context.columns) {
            self.line(&line);
        }
        if let Some(run) = &report.run {
            let made = self.context.made.told(m, run.runs);
            let fingerprint = report.scenario.as_ref().map(|s| s.fingerprint);
            let facts = facts(m, run, fingerprint, &made);
            for line in wrap(&facts, self.context.columns) {
                self.line(&paint(FAINT, &line));
            }
        }
        self.line("");
    }

    /// A matrix where two players choose at once and it fits, else a list; whether it is a list.
    fn payoffs(&mut self, report: &GameReport) -> bool {
        let Context {
            columns,
            boxes,
            language,
            filter,
            ..
        } = self.context;
        let matrix = if filter.plays.is_empty() {
            matrix::render(report, *columns, *boxes, language)
        } else {
            None
        };
        let listed = matrix.is_none();
        let payoffs = matrix.unwrap_or_else(|| list::render(report, filter, *columns, language));
        self.out.push_str(&payoffs);
        self.line("");
        listed
    }

    fn at_once(&mut self, report: &GameReport, words: &GameWords, listed: bool) {
        self.section("game-title-dominated", self.dominated(report, words));
        // Who has one strategy alone has nothing to answer with.
        let replies = words.replies.iter().zip(&report.solution.replies);
        let replies: Vec<&Sentence> = replies
            .filter(|(_, r)| report.game.players[r.player].strategies.len() > 1)
            .map(|(sentence, _)| sentence)
            .collect();
        self.first("game-title-replies", &[], &replies, &[]);
        let found: Vec<&Sentence> = words.equilibria.iter().collect();
        self.first(
            "game-title-equilibria",
            &[],
            &found,
            &words.about_equilibria,
        );
        self.section("game-title-commitment", words.commitment.iter());
        self.certainty(words);
        self.section("game-title-beyond", words.beyond.iter());
        // A list has them already.
        if !listed {
            let title = Sentence::text(self.context.language.t("game-regrets"));
            let order = report.by_regret().into_iter();
            let regrets: Vec<&Sentence> = order.map(|at| &words.regrets[at]).collect();
            self.first("game-title-regrets", &[title], &regrets, &[]);
        }
    }

    fn in_turn(&mut self, report: &GameReport, words: &GameWords) {
        // Why the others do not try: what each would do off the path.
        let plan = report.turns.iter().flat_map(|t| &t.plan);
        let off: Vec<&Sentence> = plan
            .zip(&words.plan)
            .filter(|(point, _)| !point.on_path)
            .map(|(_, sentence)| sentence)
            .collect();
        self.first("game-title-plan", &[], &off, &[]);
        self.section("game-title-method", words.method.iter());
        self.certainty(words);
    }

    fn dominated<'w>(
        &self,
        report: &GameReport,
        words: &'w GameWords,
    ) -> impl Iterator<Item = &'w Sentence> + use<'w> {
        let strict = report.solution.dominance.strict.len();
        let (strict, weak) = words.dominated.split_at(strict);
        strict.iter().take(SHOWN).chain(weak.iter().take(SHOWN))
    }

    fn certainty(&mut self, words: &GameWords) {
        let hinges = words.certainty.iter().chain(&words.hinges);
        self.section("game-title-certainty", hinges.chain(&words.stopping_rule));
    }

    /// A section of which only the first sentences are shown, and how many more there are.
    fn first(
        &mut self,
        title: &'static str,
        before: &[Sentence],
        all: &[&Sentence],
        after: &[Sentence],
    ) {
        if all.is_empty() && after.is_empty() {
            return;
        }
        let more = all.len().saturating_sub(SHOWN) as u64;
        let more = (more > 0).then(|| more_in_json(self.context.language, more).into());
        let shown = all.iter().copied().take(SHOWN);
        self.section(title, before.iter().chain(shown).chain(&more).chain(after));
    }

    fn section<'s>(&mut self, title: &'static str, sentences: impl Iterator<Item = &'s Sentence>) {
        let mut sentences = sentences.peekable();
        if sentences.peek().is_none() {
            return;
        }
        self.line(&paint(FAINT, self.context.language.t(title)));
        for sentence in sentences {
            let lines = wrap(
                &sentence.to_string(),
                self.context.columns.saturating_sub(2),
            );
            for (i, line) in lines.iter().enumerate() {
                let margin = if i == 0 { "" } else { "  " };
                self.line(&format!("{margin}{line}"));
            }
        }
        self.line("");
    }

    fn faults(&mut self, report: &GameReport) {
        if report.faults.is_empty() {
            return;
        }
        let context = self.context;
        self.line(&paint(BAD, context.language.t("game-title-faults")));
        for found in report.faults.iter().take(FAULTS) {
            for line in wrap(
                &fault_in_game(context.language, found).to_string(),
                context.columns,
            ) {
                self.line(&line);
            }
            // In a game in turn no profile of the scenario goes that way. Commands are never broken: they are copied.
            if report.game.moves.is_empty() {
                let profile = crate::open::quoted(&found.profile);
                self.line(&format!(
                    "  contend world {} {}{} --profile {profile}",
                    context.place, found.world, context.options
                ));
            }
        }
        self.line("");
    }

    fn notes(&mut self, words: &GameWords) {
        let columns = self.context.columns;
        for line in words
            .notes
            .iter()
            .flat_map(|n| wrap(&n.to_string(), columns))
        {
            self.line(&paint(MIXED, &line));
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }
}
