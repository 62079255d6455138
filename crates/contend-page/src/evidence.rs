//! Uncertain numbers by what hangs on them, and the sources.

use contend_session::page::{Chart, EvidenceRow, SourceCard};
use contend_words::claims;
use maud::{Markup, html};

use crate::brief::link;
use crate::claims::short_source;
use crate::plot::place;
use crate::view::{View, capital};

/// Numbers that are open to sight; more are folded away.
const OPEN: usize = 10;
/// Claims that are named beside a number or a source.
const NAMED: usize = 4;

/// Where better evidence would matter most; nothing where nothing is uncertain.
pub(crate) fn evidence(v: &View) -> Markup {
    let m = v.m;
    let rows = &v.page.evidence;
    if rows.is_empty() {
        return html! {};
    }
    let open = rows.len().min(OPEN);
    let most = rows.iter().map(|r| r.influence).fold(0.0, f64::max);
    html! {
        section id="evidence" aria-labelledby="evidence-title" {
            h2 id="evidence-title" { (m.t("evidence")) }
            p class="lead" { (m.t("evidence-lead")) }
            ol class="evidence" { @for r in &rows[..open] { (row(v, r, most)) } }
            @if rows.len() > open {
                details class="twin" {
                    summary { (m.n("evidence-more", (rows.len() - open) as u64, &[])) }
                    ol class="evidence" start=(open + 1) { @for r in &rows[open..] { (row(v, r, most)) } }
                }
            }
        }
    }
}

fn row(v: &View, r: &EvidenceRow, most: f64) -> Markup {
    let m = v.m;
    let title = if without_codes(&r.about).is_empty() {
        capital(&v.called(&r.name))
    } else {
        without_codes(&r.about)
    };
    let options: Vec<String> = r.options.iter().map(|o| v.called(o)).collect();
    html! {
        li id={ "input-" (r.name) } {
            div class="what" {
                b { (v.said(&title)) }
                " " code { (r.name) }
                @if r.elements > 1 { small { " " (m.n("elements", r.elements as u64, &[])) } }
                p class="small" {
                    (claims::backing(v.m, r.backing)) "."
                    @for source in &r.sources { " " a href={ "#source-" (v.page.sources[*source].key) } { (v.said(&short_source(&v.page.sources[*source]))) } "." }
                    @if !r.assumption.is_empty() { " " (v.said(&without_codes(&r.assumption))) }
                }
            }
            div class="drawn" {
                (sparkline(&r.shape))
                @if r.options.is_empty() {
                    span { (m.f("drawn-between", &[("low", &m.number(r.drawn.0)), ("high", &m.with_unit(r.drawn.1, &r.unit))])) }
                } @else {
                    span { (v.said(&options.join(", "))) }
                }
            }
            div class="influence" {
                @if r.influence > 0.0 {
                    (meter(r.influence, most))
                    span { (m.f("influence", &[("share", &m.percent(r.influence))])) }
                    ul {
                        @for (claim, explains) in r.decides.iter().filter(|d| d.1 >= 0.005).take(NAMED) {
                            li { a href={ "#claim-" (v.page.claims[*claim].finding.id) } { (v.said(&v.page.claims[*claim].name)) } " " (m.percent(*explains)) }
                        }
                        @if r.decides.len() > NAMED { li { (m.n("and-more", (r.decides.len() - NAMED) as u64, &[])) } }
                    }
                } @else if r.behind > 0 {
                    span class="small" { (m.n("no-clear-effect", r.behind as u64, &[])) }
                } @else {
                    span class="small" { (m.t("behind-none")) }
                }
            }
        }
    }
}

/// What an author says of a number, without what stands in square brackets: codes of the author's own files.
fn without_codes(about: &str) -> String {
    let mut out = String::new();
    for (i, part) in about.split('[').enumerate() {
        out.push_str(match i {
            0 => part,
            _ => part.split_once(']').map_or("", |(_, rest)| rest),
        });
    }
    out.replace(" ,", ",")
        .replace(" :", ":")
        .replace(" ;", ";")
        .trim()
        .to_owned()
}

/// The shape of a distribution.
fn sparkline(shape: &[u64]) -> Markup {
    let most = shape.iter().copied().max().unwrap_or(0).max(1) as f64;
    let width = 72.0 / shape.len().max(1) as f64;
    let mut d = String::new();
    for (i, n) in shape.iter().enumerate() {
        let (a, b) = (i as f64 * width + 0.4, (i + 1) as f64 * width - 0.4);
        let top = 20.0 - 19.0 * *n as f64 / most;
        d += &format!("M{} 20V{}H{}V20z", place(a), place(top), place(b));
    }
    html! { svg class="sparkline" viewBox="0 0 72 20" aria-hidden="true" { path d=(d) {} } }
}

fn meter(value: f64, most: f64) -> Markup {
    let end = if most > 0.0 {
        100.0 * value / most
    } else {
        0.0
    };
    html! {
        svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
            path class="track" d="M0 3H100" {}
            path class="fill" d={ "M0 3H" (place(end)) } {}
        }
    }
}

/// Sources to which a part of a page with these charts leads, folded; nothing where there are none.
pub(crate) fn sources(v: &View, charts: &[Chart]) -> Markup {
    let m = v.m;
    let shown: Vec<(usize, &SourceCard)> = (v.page.sources.iter().enumerate())
        .filter(|(place, card)| is_referred_to(charts, *place, card))
        .collect();
    let others = (v.page.sources.len() - shown.len()) as u64;
    html! {
        @if !shown.is_empty() {
            section id="sources" aria-labelledby="sources-title" {
                h2 id="sources-title" { (m.t("sources")) }
                p class="lead" { (m.t("sources-lead")) @if others > 0 { " " (m.n("sources-others", others, &[])) } }
                details class="twin" {
                    summary { (m.n("sources-open", shown.len() as u64, &[])) }
                    ol class="sources" { @for (place, card) in &shown { li id={ "source-" (card.key) } value=(place + 1) { (source(v, card)) } } }
                }
            }
        }
    }
}

/// Whether a claim, an uncertain number, the brief or a chart rests on a source.
fn is_referred_to(charts: &[Chart], place: usize, card: &SourceCard) -> bool {
    let backs = !card.claims.is_empty() || !card.parameters.is_empty() || card.in_brief > 0;
    backs || (charts.iter()).any(|chart| chart.data_sources.contains(&place))
}

fn source(v: &View, card: &SourceCard) -> Markup {
    let m = v.m;
    let doi = if card.doi.is_empty() {
        String::new()
    } else {
        format!("https://doi.org/{}", card.doi)
    };
    html! {
            span lang=[v.lang()] dir="auto" {
                @if !card.authors.is_empty() { (card.authors) ". " }
                @if !card.title.is_empty() { i { (card.title) } ". " }
                @if card.title.is_empty() && card.authors.is_empty() { (card.key) ". " }
                @if !card.year.is_empty() { (card.year) ". " }
                @if !doi.is_empty() { (link(&doi, &html! { "doi:" (card.doi) })) ". " }
                @else if !card.url.is_empty() { (link(&card.url, &html! { (shown_address(&card.url)) })) ". " }
                @if !card.note.is_empty() { (card.note) "." }
            }
            p class="small" {
                @match card.grade {
                    Some(grade) => b { (claims::grade(v.m, grade)) },
                    None => (m.t("backing-ungraded")),
                }
                "."
                @if card.influence > 0.0 { " " (m.f("source-influence", &[("share", &m.percent(card.influence))])) }
            }
            p class="small back" {
                @for n in 1..=card.in_brief.min(9) {
                    a href={ "#cite-" (card.key) "-" (n) } { (m.t("back-to-text")) @if card.in_brief > 1 { " " (n) } " ↩" } " "
                }
                @for claim in card.claims.iter().take(2 * NAMED) {
                    a href={ "#claim-" (v.page.claims[*claim].finding.id) } { (v.said(&v.page.claims[*claim].name)) " ↩" } " "
                }
                @for r in card.parameters.iter().take(2 * NAMED) {
                    a href={ "#input-" (v.page.evidence[*r].name) } { (v.name(&v.page.evidence[*r].name)) " ↩" } " "
                }
            }
    }
}

/// A web address without what readers skip.
fn shown_address(url: &str) -> String {
    let short = url
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    crate::view::clip(short.trim_end_matches('/'), 60)
}
