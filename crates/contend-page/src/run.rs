//! What was run, and how to run it again.

use contend_words::runs;
use maud::{Markup, html};

use crate::view::{View, swatch};

/// What is compared: each profile with its line, and what actors do in it.
pub(crate) fn profiles(v: &View) -> Markup {
    let m = v.m;
    html! {
        section id="profiles" aria-labelledby="profiles-title" {
            h2 id="profiles-title" { (m.t("profiles")) }
            p class="lead" { (m.t("profiles-lead")) }
            ul class="profiles" {
                @for p in v.drawn() { (profile(v, p)) }
            }
            @let others: Vec<usize> = (0..v.page.profiles.len()).filter(|p| v.page.profiles[*p].drawn.is_none()).collect();
            @if !others.is_empty() {
                details class="twin" {
                    summary { (m.n("profiles-more", others.len() as u64, &[])) }
                    ul class="profiles" { @for p in others { (profile(v, p)) } }
                }
            }
        }
    }
}

fn profile(v: &View, at: usize) -> Markup {
    let profile = &v.page.profiles[at];
    html! {
        li {
            @if let Some(style) = profile.drawn { (swatch(style)) }
            b { (v.said(&profile.name)) }
            @if profile.baseline { " " small { (v.m.t("is-baseline")) } }
            @if !profile.about.is_empty() { " " (v.said(&profile.about)) }
            @if !profile.strategies.is_empty() {
                p class="small" {
                    @for (i, (actor, strategy, _)) in profile.strategies.iter().enumerate() {
                        @if i > 0 { "; " }
                        (v.said(actor)) ": " (v.said(strategy))
                    }
                    "."
                }
            }
        }
    }
}

/// How the page was made.
pub(crate) fn run(v: &View) -> Markup {
    let m = v.m;
    let (run, scenario, o) = (&v.page.run, &v.page.scenario, v.options);
    html! {
        section id="run" aria-labelledby="run-title" {
            h2 id="run-title" { (m.t("run")) }
            p {
                (m.f("run-facts", &[
                    ("worlds", &m.count(run.worlds)),
                    ("profiles", &m.count(run.profiles.len() as u64)),
                    ("seed", &run.seed.to_string()),
                    ("design", &runs::design(m, &run.design)),
                    ("steps", &m.count(u64::from(scenario.steps))),
                    ("start", &m.date(&scenario.start)),
                    ("end", &m.date(&scenario.end)),
                    ("inputs", &m.count(scenario.inputs as u64)),
                ]))
                @if let Some(sets) = runs::sets(m, run) { " " (m.f("run-sets", &[("sets", &sets)])) }
            }
            p { (m.t("run-again")) }
            pre tabindex="0" { code {
                "contend publish " (o.place) (o.options) " -o page.html\n"
                "contend run " (o.place) (o.options)
            } }
            p class="small" {
                (m.f("run-same", &[
                    ("version", v.page.contend),
                    ("fingerprint", &v.page.scenario.fingerprint.full()),
                ]))
            }
            @if run.interrupted { p class="warning" { (m.f("run-interrupted", &[("worlds", &m.count(run.worlds)), ("asked", &m.count(run.worlds_asked))])) } }
            @if !v.page.notes.is_empty() && !run.interrupted { ul { @for note in &v.page.notes { li { (v.sentence(&runs::note(m, note))) } } } }
            (faults(v))
        }
    }
}

/// Runs that failed, and where.
fn faults(v: &View) -> Markup {
    let m = v.m;
    let (run, o) = (&v.page.run, v.options);
    if v.page.faults.is_empty() {
        return html! {};
    }
    html! {
        h3 id="failed-runs" { (m.t("failed-runs")) }
        p class="warning" { (runs::failed_worlds(m, run.failed_worlds, run.worlds)) }
        ul {
            @for fault in v.page.faults.iter().take(20) {
                li {
                    (v.sentence(&runs::fault(m, fault))) " "
                    code { "contend world " (o.place) " " (fault.world) (o.options) " --profile " (fault.profile) }
                }
            }
        }
    }
}
