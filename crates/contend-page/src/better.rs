//! How an actor's strategies rank, and what a search found for it.

use contend_session::better::report::{BetterReport, ContextReport};
use contend_session::better::search::report::SearchReport;
use contend_words::better::{BetterWords, ContextWords, rows};
use contend_words::games::measured;
use contend_words::search::{SearchWords, letter, settings};
use maud::{Markup, html};

use crate::pictures;
use crate::view::{View, capital};

/// Settings that are listed.
const LISTED: usize = 12;

/// The section; nothing where the author asks for none.
pub(crate) fn better(v: &View) -> Markup {
    let m = v.m;
    if v.page.better.is_empty() && v.page.searches.is_empty() {
        return html! {};
    }
    html! {
        section id="better" aria-labelledby="better-title" {
            h2 id="better-title" { (m.t("better-section")) }
            p class="lead" { (m.t("better-lead")) }
            @for report in &v.page.better { (ranked(v, report)) }
            @for report in &v.page.searches { (searched(v, report)) }
        }
    }
}

fn ranked(v: &View, report: &BetterReport) -> Markup {
    let m = v.m;
    let words = BetterWords::new(m, report);
    let title = format!("better-{}-title", report.actor);
    html! {
        article class="game" id={ "better-" (report.actor) } aria-labelledby=(title) {
            h3 id=(title) { (v.said(&capital(&report.name))) }
            p class="small" { (v.sentence(&words.payoff)) }
            @for (context, words) in report.contexts.iter().zip(&words.contexts) { (ranked_where(v, context, words)) }
            @for note in &words.notes { p class="small" { (v.sentence(note)) } }
        }
    }
}

/// Where the others do the same: the findings, and what each measure chooses.
fn ranked_where(v: &View, context: &ContextReport, words: &ContextWords) -> Markup {
    let m = v.m;
    let titles = [
        "better-column-by",
        "better-column-chooses",
        "better-column-first",
    ]
    .map(|key| m.t(key));
    let rows = match context.worlds == 0 || context.flat {
        true => Vec::new(),
        false => rows(m, context),
    };
    html! {
        p class="small" { (v.sentence(&words.others)) }
        ul { @for answer in &words.answers { li { (v.sentence(answer)) } } }
        @if !rows.is_empty() {
            div class="scroll" role="region" tabindex="0" aria-label=(words.title) {
                table class="choices" {
                    thead { tr { @for title in titles { th scope="col" { (title) } } } }
                    tbody {
                        @for row in &rows {
                            tr {
                                td class="words" data-label=(titles[0]) { (row.measure) }
                                td class="words" data-label=(titles[1]) {
                                    @for (at, chosen) in row.chosen.iter().enumerate() { @if at > 0 { ", " } (v.name(chosen)) }
                                }
                                td data-label=(titles[2]) { (row.first_in) }
                            }
                        }
                    }
                }
            }
            p class="small" { (v.sentence(&words.enough)) }
        }
    }
}

fn searched(v: &View, report: &SearchReport) -> Markup {
    let m = v.m;
    let words = SearchWords::new(m, report);
    let title = format!("search-{}-title", report.actor);
    let more = report.found.len().saturating_sub(LISTED);
    let value = |(value, error): (f64, f64)| measured(m, value, error.is_finite().then_some(error));
    html! {
        article class="game" id={ "search-" (report.actor) } aria-labelledby=(title) {
            h3 id=(title) { (m.f("better-searched", &[("actor", &report.name)])) }
            p class="small" { (v.sentence(&words.heading)) }
            ul { @for goal in &words.goals { li { (v.sentence(goal)) } } }
            ul { @for answer in &words.answers { li { (v.sentence(answer)) } } }
            @if let Some(picture) = pictures::search_part(m, report) { figure { (picture) } }
            @if !report.found.is_empty() {
                div class="scroll" role="region" tabindex="0" aria-label=(m.t("better-column-settings")) {
                    table class="choices" {
                        thead {
                            tr {
                                th scope="col" { (m.t("better-column-strategy")) }
                                @for goal in 0..report.goals.len() { th scope="col" class="num" { (letter(goal)) } }
                                th scope="col" { (m.t("better-column-settings")) }
                            }
                        }
                        tbody {
                            @for found in report.found.iter().take(LISTED) {
                                tr {
                                    td class="words" data-label=(m.t("better-column-strategy")) { (v.name(&found.strategy)) }
                                    @for (goal, told) in found.goals.iter().enumerate() { td data-label=(letter(goal)) { (value(*told)) } }
                                    td class="words" data-label=(m.t("better-column-settings")) { (v.said(&settings(m, report, found))) }
                                }
                            }
                        }
                    }
                }
            }
            @if more > 0 { p class="small" { (m.n("better-more-found", more as u64, &[])) } }
            @for note in words.key.iter().chain(&words.notes) { p class="small" { (v.sentence(note)) } }
        }
    }
}
