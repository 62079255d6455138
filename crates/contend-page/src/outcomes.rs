//! Outcomes under each profile.

use contend_session::report::Quantiles;
use contend_words::runs;
use maud::{Markup, html};

use crate::view::View;

/// Rows that are open to sight; more are folded away.
const OPEN: usize = 12;

/// The table of outcomes; nothing where there are none.
pub(crate) fn outcomes(v: &View) -> Markup {
    if v.page.outcomes.is_empty() {
        return html! {};
    }
    let m = v.m;
    html! {
        section id="outcomes" aria-labelledby="outcomes-title" {
            h2 id="outcomes-title" { (m.t("outcomes")) }
            p class="lead" { (m.t("outcomes-lead")) }
            @if v.page.outcomes.len() <= OPEN { (table(v)) }
            @else {
                details class="twin" {
                    summary { (m.n("outcomes-open", v.page.outcomes.len() as u64, &[])) }
                    (table(v))
                }
            }
        }
    }
}

fn table(v: &View) -> Markup {
    let m = v.m;
    let drawn = v.drawn();
    html! {
        div class="scroll" role="region" tabindex="0" aria-label=(m.f("table-of", &[("what", m.t("outcomes"))])) {
            table class="outcomes" {
                thead {
                    tr {
                        th scope="col" { (m.t("outcome")) }
                        @for p in &drawn { th scope="col" { (v.said(&v.page.profiles[*p].name)) } }
                    }
                }
                tbody {
                    @for outcome in &v.page.outcomes {
                        tr {
                            th scope="row" {
                                (v.name(&outcome.outcome))
                                @if let Some(unit) = v.unit(&outcome.unit) { small { " " (unit) } }
                                @if !outcome.about.is_empty() { small class="about" { (v.said(&outcome.about)) } }
                            }
                            @for p in &drawn { td { (cell(v, &outcome.profiles[*p].values)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Median, and below it between which values nine of ten worlds lie.
fn cell(v: &View, s: &Quantiles) -> Markup {
    let m = v.m;
    let say = |x: Option<f64>| match x {
        Some(x) => m.number(x),
        None if s.infinite > 0 => m.t("never").to_owned(),
        None => "–".to_owned(),
    };
    html! {
        (say(s.median))
        small class="range" { (m.f("range", &[("low", &say(s.q05)), ("high", &say(s.q95))])) }
        // Quantiles of survivors alone are not told as if they were of all.
        @if let Some(left) = runs::no_value(m, s.worlds, v.page.run.worlds) { small class="about" { (left) } }
    }
}
