//! What every part of the page needs: the model, the language, and a few words in common.

use contend_analysis::verdict::{Likelihood, Word};
use contend_model::print::{Connective, spoken, translated};
use contend_session::page::{Acts, ClaimCard, Page, Piece};
use contend_session::report::ClaimKind;
use contend_words::{Sentence, Span, claims};
use maud::{Markup, html};

use crate::Options;
use contend_words::Language;

/// The page to be, as its parts see it.
pub(crate) struct View<'a> {
    pub page: &'a Page,
    pub m: &'a Language,
    pub options: &'a Options,
    /// Claims in the order of their numbers.
    pub order: Vec<usize>,
}

impl<'a> View<'a> {
    pub fn new(page: &'a Page, options: &'a Options) -> View<'a> {
        let mut order: Vec<usize> = (0..page.claims.len()).collect();
        order.sort_by_key(|c| page.claims[*c].number);
        View {
            page,
            m: &options.language,
            options,
            order,
        }
    }

    /// The language of the author's words, where it is not that of the page.
    pub fn lang(&self) -> Option<&str> {
        let tag = match self.page.language.as_str() {
            "" => "en",
            tag => tag,
        };
        (tag.split('-').next() != Some(self.m.tag())).then_some(tag)
    }

    /// A name of the scenario as people read it: what its translation calls it, else its words.
    pub fn called(&self, name: &str) -> String {
        translated(&self.page.names, name).unwrap_or_else(|| name.replace('_', " "))
    }

    /// The same, in the page.
    pub fn name(&self, name: &str) -> Markup {
        self.said(&self.called(name))
    }

    /// Words of the author.
    pub fn said(&self, text: &str) -> Markup {
        html! { span lang=[self.lang()] dir="auto" { (text) } }
    }

    /// The place of the baseline among the profiles of the run.
    pub fn baseline(&self) -> usize {
        self.page
            .profiles
            .iter()
            .position(|p| p.baseline)
            .unwrap_or(0)
    }

    /// Profiles that are drawn: their places in the run, the baseline first.
    pub fn drawn(&self) -> Vec<usize> {
        let mut drawn: Vec<usize> = (0..self.page.profiles.len())
            .filter(|p| self.page.profiles[*p].drawn.is_some())
            .collect();
        drawn.sort_by_key(|p| self.page.profiles[*p].drawn);
        drawn
    }

    /// Shape, short word and share of a claim.
    pub fn short_verdict(&self, claim: &ClaimCard) -> Markup {
        let verdict = &claim.finding.verdict;
        match verdict.between {
            Some(_) => self.shown(claim, &claims::verdict_cell(self.m, verdict)),
            None => self.shown(claim, claims::short_verdict(self.m, verdict.word)),
        }
    }

    /// Shape, word and share of a claim.
    pub fn verdict(&self, claim: &ClaimCard) -> Markup {
        let verdict = &claim.finding.verdict;
        match verdict.between {
            Some(_) => self.shown(claim, &claims::verdict_cell(self.m, verdict)),
            None => self.shown(claim, claims::verdict_in_full(self.m, verdict.word)),
        }
    }

    /// What a reader may move, where the page has an engine.
    pub fn acts(&self) -> Option<&'a Acts> {
        let engine = self.options.engine.as_ref();
        engine.and(self.page.acts.as_ref())
    }

    /// The place of a claim among those that are told anew where something is assumed, or moved.
    pub fn retold(&self, claim: &ClaimCard) -> Option<usize> {
        let page = self.page;
        let place = page.claims.iter().position(|c| std::ptr::eq(c, claim))?;
        let assumed = page.assumptions.as_ref().map(|a| &a.claims[place]);
        let tested = matches!(
            claim.finding.kind,
            ClaimKind::Worlds | ClaimKind::OverWorlds
        );
        let moved = self.acts().is_some() && tested;
        (moved || assumed.is_some_and(Option::is_some)).then_some(place)
    }

    fn shown(&self, claim: &ClaimCard, word: &str) -> Markup {
        html! {
            span class="verdict" data-verdict=[self.retold(claim)] {
                (shape(claim.finding.verdict.word)) (word)
                @if let Some(share) = claim.finding.share() { " " b { (self.m.percent(share)) } }
            }
        }
    }

    /// A sentence with the names of the scenario as people write them.
    pub fn sentence(&self, sentence: &Sentence) -> Markup {
        html! {
            @for span in sentence.spans() {
                @match span {
                    Span::Text(text) => (text),
                    Span::Name(name) => (self.name(name)),
                }
            }
        }
    }

    /// The same, with inputs as their author calls them.
    pub fn labelled(&self, sentence: &Sentence) -> Markup {
        html! {
            @for span in sentence.spans() {
                @match span {
                    Span::Text(text) => (text),
                    // A label may be a question or a sentence, and would run into the words around it.
                    Span::Name(name) if self.is_described(name) => { "“" (self.label(name)) "”" },
                    Span::Name(name) => (self.label(name)),
                }
            }
        }
    }

    /// Whether an input is called otherwise than by its name.
    fn is_described(&self, name: &str) -> bool {
        let label = self.page.labels.get(name);
        label.is_some_and(|label| {
            label.text != spoken(name) && Some(&label.text) != self.page.names.get(name)
        })
    }

    /// What an input is called; any other name as people write it.
    pub fn label(&self, name: &str) -> Markup {
        match self.page.labels.get(name) {
            Some(label) => {
                html! { span class="label" lang=[self.lang()] dir="auto" { (label.text) } }
            }
            None => self.name(name),
        }
    }

    /// Shares at which verdicts turn; none where they are words of probability.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let rule = &self.page.rule;
        (!rule.calibrated).then_some((rule.fails, rule.holds))
    }

    /// A claim's verdict with its number, as a link to its card.
    pub fn claim_link(&self, index: usize) -> Markup {
        let claim = &self.page.claims[index];
        html! {
            a class="claim-link" href={ "#claim-" (claim.finding.id) } { (self.said(&claim.name)) }
            " " (self.short_verdict(claim))
        }
    }

    /// A formula for people.
    pub fn formula(&self, pieces: &[Piece]) -> Markup {
        html! {
            @for piece in pieces {
                @match piece {
                    Piece::Text(text) => (text),
                    Piece::Name(name) => var lang=[self.lang()] { (name) },
                    Piece::Profile(name) => { " " span class="under" lang=[self.lang()] { "(" (name) ")" } },
                    Piece::Number(value) => (self.m.number(*value)),
                    Piece::Word(word) => b { (self.connective(*word)) },
                }
            }
        }
    }

    /// The same without marks, for descriptions.
    pub fn plain_formula(&self, pieces: &[Piece]) -> String {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) | Piece::Name(text) => out.push_str(text),
                Piece::Profile(name) => out.push_str(&format!(" ({name})")),
                Piece::Number(value) => out.push_str(&self.m.number(*value)),
                Piece::Word(word) => out.push_str(self.connective(*word)),
            }
        }
        out
    }

    fn connective(&self, word: Connective) -> &'static str {
        match word {
            Connective::And => self.m.t("word-and"),
            Connective::Or => self.m.t("word-or"),
            Connective::Not => self.m.t("word-not"),
            Connective::If => self.m.t("word-if"),
            Connective::Then => self.m.t("word-then"),
            Connective::Else => self.m.t("word-else"),
            Connective::Where => self.m.t("word-where"),
            Connective::By => self.m.t("word-by"),
        }
    }

    /// Superscript references to sources.
    pub fn references(&self, sources: &[usize]) -> Markup {
        let mut sources = sources.to_vec();
        sources.sort_unstable();
        html! {
            @for source in &sources {
                @let card = &self.page.sources[*source];
                sup { a href={ "#source-" (card.key) } aria-label=(self.m.f("source-number", &[("n", &(source + 1).to_string())])) { (source + 1) } }
            }
        }
    }

    /// A unit; nothing for a pure number.
    pub fn unit(&self, unit: &str) -> Option<String> {
        (!unit.is_empty() && unit != "1").then(|| self.m.unit(unit))
    }
}

/// The shape of a verdict, drawn by a symbol of the page.
pub(crate) fn shape(word: Word) -> Markup {
    html! { svg class="shape" aria-hidden="true" { use href={ "#shape-" (shape_name(word)) } {} } }
}

/// What the shape of a verdict is called. Of words of probability the outer ones are whole.
pub(crate) fn shape_name(word: Word) -> &'static str {
    match word {
        Word::Holds => "holds",
        Word::Contested => "contested",
        Word::Fails => "fails",
        Word::Likelihood(Likelihood::VeryLikely | Likelihood::AlmostCertain) => "holds",
        Word::Likelihood(Likelihood::AlmostNoChance | Likelihood::VeryUnlikely) => "fails",
        Word::Likelihood(_) => "contested",
        Word::InputCheck { holds: true, .. } => "agrees",
        Word::InputCheck { holds: false, .. } => "differs",
        Word::NotTested | Word::NoResult | Word::NoVerdict | Word::SaysNothing => "not-tested",
    }
}

/// The symbols that [`shape`] uses.
pub(crate) fn shapes() -> Markup {
    let ring = "M6 1.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6z";
    html! {
        svg class="away" aria-hidden="true" width="0" height="0" {
            symbol id="shape-holds" viewBox="0 0 12 12" { path d="M6 .5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11z" fill="currentColor" {} }
            symbol id="shape-contested" viewBox="0 0 12 12" {
                path d=(ring) fill="none" stroke="currentColor" stroke-width="1.4" {}
                path d="M6 1.2a4.8 4.8 0 0 0 0 9.6z" fill="currentColor" {}
            }
            symbol id="shape-fails" viewBox="0 0 12 12" { path d=(ring) fill="none" stroke="currentColor" stroke-width="1.4" {} }
            symbol id="shape-agrees" viewBox="0 0 12 12" { path d="M1 1h10v10h-10z" fill="currentColor" {} }
            symbol id="shape-differs" viewBox="0 0 12 12" { path d="M1.7 1.7h8.6v8.6h-8.6z" fill="none" stroke="currentColor" stroke-width="1.4" {} }
            symbol id="shape-not-tested" viewBox="0 0 12 12" { path d="M2 6h8" stroke="currentColor" stroke-width="1.6" {} }
        }
    }
}

/// A piece of a profile's line: 0 for the baseline, 1 to 3 for others.
pub(crate) fn swatch(style: usize) -> Markup {
    html! { svg class="swatch" viewBox="0 0 36 8" aria-hidden="true" { path class={ "line p" (style) } d="M0 4H36" {} } }
}

/// A share as a bar, with the bounds of the verdict where it has some; `retold` where it is that of a claim that is told anew.
pub(crate) fn share_bar(share: f64, bounds: Option<(f64, f64)>, retold: Option<usize>) -> Markup {
    let x = |v: f64| crate::plot::place(100.0 * v);
    html! {
        svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
            path class="track" d="M0 3H100" {}
            path class="fill" data-bar=[retold] d={ "M0 3H" (x(share)) } {}
            @if let Some((fails, holds)) = bounds {
                path class="bounds" d={ "M" (x(fails)) " 0V6M" (x(holds)) " 0V6" } {}
            }
        }
    }
}

/// A text in so many characters at most.
pub(crate) fn clip(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Words in lines of so many characters, as many lines as given at most.
pub(crate) fn lines(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        let used = line.chars().count();
        if used == 0 {
            line.push_str(word);
        } else if used + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else if last + 1 < most {
            lines.push(word.to_owned());
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.iter().map(|l| clip(l, width)).collect()
}

/// The first letter large.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|c| c.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
