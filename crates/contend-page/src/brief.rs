//! The argument in prose.

use contend_session::page::{Block, Brief, Inline};
use maud::{Markup, html};

use crate::findings::{Kind, kind};
use crate::view::View;

/// The brief, with its notes.
pub(crate) fn brief(v: &View, brief: &Brief) -> Markup {
    html! {
        div class="prose" lang=[v.lang()] dir="auto" {
            (blocks(v, &brief.blocks))
            @if !brief.notes.is_empty() {
                ol class="notes" {
                    @for (i, note) in brief.notes.iter().enumerate() {
                        li id={ "note-" (i + 1) } {
                            (blocks(v, note))
                            a class="back" href={ "#noted-" (i + 1) } aria-label=(v.m.t("back-to-text")) { "↩" }
                        }
                    }
                }
            }
        }
    }
}

fn blocks(v: &View, list: &[Block]) -> Markup {
    html! {
        @for block in list {
            @match block {
                Block::Heading(level, line) => {
                    @if *level <= 2 { h3 { (inlines(v, line)) } }
                    @else if *level == 3 { h4 { (inlines(v, line)) } }
                    @else { h5 { (inlines(v, line)) } }
                },
                Block::Paragraph(line) => p { (inlines(v, line)) },
                Block::Quote(inner) => blockquote { (blocks(v, inner)) },
                Block::List(None, items) => ul { @for item in items { li { (item_of(v, item)) } } },
                Block::List(Some(first), items) => {
                    ol start=[(*first != 1).then_some(first)] { @for item in items { li { (item_of(v, item)) } } }
                },
                Block::Code(text) => pre tabindex="0" { code { (text) } },
                Block::Rule => hr;,
                Block::Table(head, rows) => {
                    div class="scroll" role="region" tabindex="0" aria-label=(v.m.t("table")) {
                        table {
                            thead { tr { @for cell in head { th scope="col" { (inlines(v, cell)) } } } }
                            tbody { @for row in rows { tr { @for cell in row { td { (inlines(v, cell)) } } } } }
                        }
                    }
                },
            }
        }
    }
}

/// The parts of an item; a single paragraph stands without one.
fn item_of(v: &View, item: &[Block]) -> Markup {
    match item {
        [Block::Paragraph(line)] => inlines(v, line),
        [Block::Paragraph(line), rest @ ..] => html! { (inlines(v, line)) (blocks(v, rest)) },
        _ => blocks(v, item),
    }
}

pub(crate) fn inlines(v: &View, line: &[Inline]) -> Markup {
    html! {
        @for inline in line {
            @match inline {
                Inline::Text(text) => (text),
                Inline::Emphasis(inner) => em { (inlines(v, inner)) },
                Inline::Strong(inner) => strong { (inlines(v, inner)) },
                Inline::Code(text) => code { (text) },
                Inline::Link(to, inner) => (link(to, &inlines(v, inner))),
                Inline::Claim { claim, words, before } => (mark(v, *claim, words.as_deref(), *before)),
                Inline::Cite { source, before } => {
                    @let card = &v.page.sources[*source];
                    sup {
                        a id={ "cite-" (card.key) "-" (before + 1) } href={ "#source-" (card.key) }
                            aria-label=(v.m.f("source-number", &[("n", &(source + 1).to_string())])) { (source + 1) }
                    }
                },
                Inline::Note(number) => {
                    sup { a id={ "noted-" (number + 1) } href={ "#note-" (number + 1) } aria-label=(v.m.f("note-number", &[("n", &(number + 1).to_string())])) { "*" (number + 1) } }
                },
                Inline::Break => br;,
            }
        }
    }
}

/// A claim in the text: the words that are judged, and the verdict on them. The whole sentence is told to whoever points at the
/// words, and stands behind them while they or the verdict have the focus.
fn mark(v: &View, index: usize, words: Option<&str>, before: usize) -> Markup {
    let claim = &v.page.claims[index];
    let words = words.unwrap_or(&claim.name);
    let place = format!("{}-{}", claim.finding.id, before + 1);
    html! {
        span class="claim" id={ "mark-" (place) } {
            span class="words" id={ "words-" (place) } tabindex="-1" title=(claim.finding.says) { (words) }
            // The verdict stays beside the words.
            "\u{a0}"
            a class="chip" id={ "chip-" (place) } href={ "#claim-" (claim.finding.id) } aria-labelledby={ "words-" (place) " chip-" (place) } lang=[v.lang().map(|_| v.m.tag())] {
                (v.short_verdict(claim))
                @if let (Some(grounds), Kind::Tested) = (&claim.finding.grounds, kind(claim)) {
                    small { " " (v.m.f("grounds-chip", &[("strength", contend_words::claims::strength(v.m, grounds.word))])) }
                }
            }
            span class="judged" { (v.m.f("mark-judged", &[("says", &claim.finding.says)])) }
        }
    }
}

/// A link of the author: to other places of this page, or to the web.
pub(crate) fn link(to: &str, words: &Markup) -> Markup {
    let lower = to.trim().to_ascii_lowercase();
    let is_web = lower.starts_with("https://")
        || lower.starts_with("http://")
        || lower.starts_with("mailto:");
    if is_web && !to.contains(char::is_whitespace) {
        html! { a href=(to.trim()) rel="noreferrer" { (words) } }
    } else {
        // Other schemes may run scripts, and files beside the page are not there.
        html! { (words) }
    }
}
