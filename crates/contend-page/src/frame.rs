//! The document around the parts.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::view::{View, capital, shapes};
use crate::{
    act, assume, better, brief, charts, claims, engine, evidence, findings, games, map, outcomes,
    rail, redraw, retell, run, save,
};

/// Nothing is loaded, and nothing is run but scripts that the page names by their hashes.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The whole page.
pub(crate) fn whole(v: &View) -> Markup {
    let m = v.m;
    document(
        v,
        &v.page.scenario.title,
        &description(v),
        html! {
            a class="skip" href="#brief" { (m.t("skip-to-brief")) }
            a class="skip" href="#claims" { (m.t("skip-to-claims")) }
            div class="page" {
                (engine::news(v))
                (head(v))
                main {
                    section id="brief" aria-labelledby="brief-title" {
                        h2 id="brief-title" class="away" { (m.t("brief")) }
                        @match &v.page.brief {
                            Some(brief) => (brief::brief(v, brief)),
                            None => p { (m.t("no-brief")) },
                        }
                    }
                    (rail::rail(v))
                    div class="rest" {
                        (run::profiles(v))
                        (charts::charts(v))
                        (map::map(v))
                        (games::games(v))
                        (better::better(v))
                        (claims::cards(v))
                        (outcomes::outcomes(v))
                        (evidence::evidence(v))
                        (evidence::sources(v, &v.page.charts))
                        (run::run(v))
                    }
                }
                (foot(v))
            }
            (assume::bar(v))
            (act::bar(v))
            (retell::script(v))
            (redraw::script(v))
            (assume::script(v))
            (engine::script(v))
            (act::script(v))
        },
        "",
    )
}

/// One claim by itself.
pub(crate) fn one_claim(v: &View, index: usize) -> Markup {
    let claim = &v.page.claims[index];
    document(
        v,
        &claim.finding.says,
        &plain(v, index),
        html! {
            main {
                h1 class="kicker" { (v.said(&v.page.scenario.title)) }
                h2 class="away" { (v.said(&claim.finding.says)) }
                (claims::card(v, index, true))
                (cited(v, index))
            }
            (foot(v))
        },
        "embed",
    )
}

/// The sources and numbers that a card alone refers to, so that its links lead somewhere.
fn cited(v: &View, index: usize) -> Markup {
    html! {
        details class="twin" {
            summary { (v.m.t("sources")) }
            div class="embedded" data-claim=(v.page.claims[index].finding.id) {
                // The charts are on the whole page alone.
                (evidence::sources(v, &[]))
            }
        }
    }
}

/// What the page says in a line, for lists and previews of links: its first finding, else what it is about.
fn description(v: &View) -> String {
    match v.page.findings.first() {
        Some(index) => plain(v, *index),
        None => v.page.about.clone(),
    }
}

/// A claim and its verdict without marks.
fn plain(v: &View, index: usize) -> String {
    let finding = &v.page.claims[index].finding;
    format!(
        "{} {}",
        finding.says,
        contend_words::claims::phrase(v.m, finding)
    )
}

fn document(v: &View, title: &str, description: &str, body: Markup, class: &str) -> Markup {
    let policy = policy(v, class.is_empty());
    html! {
        (DOCTYPE)
        html lang=(v.m.tag()) dir="ltr" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content={ "contend " (v.page.contend) };
                meta name="color-scheme" content="light dark";
                title { (title) }
                // An empty picture: else a browser asks the server for one.
                link rel="icon" href="data:,";
                meta property="og:title" content=(title);
                meta property="og:type" content="article";
                @if !description.is_empty() {
                    meta name="description" content=(description);
                    meta property="og:description" content=(description);
                }
                style {
                    (PreEscaped(include_str!("page.css")))
                    @if v.options.engine.is_some() { (PreEscaped(include_str!("act.css"))) }
                }
                style id="figure-style" { (PreEscaped(include_str!("figure.css"))) }
            }
            body class=[(!class.is_empty()).then_some(class)] { (shapes()) (body) (save::script()) }
        }
    }
}

/// What the page may do. A claim by itself has no questions and no engine.
fn policy(v: &View, whole: bool) -> String {
    let mut policy = format!("{POLICY}; script-src{}", save::SCRIPT.named());
    if whole && retell::is_needed(v) {
        policy += &retell::SCRIPT.named();
    }
    if whole && v.page.assumptions.is_some() {
        policy += &assume::SCRIPT.named();
    }
    if whole && v.page.charts_by_world.is_some() {
        policy += &redraw::SCRIPT.named();
    }
    if let Some(engine) = v.options.engine.as_ref().filter(|_| whole) {
        policy += &act::SCRIPT.named();
        policy += &engine.named();
        policy += engine.allowed();
    }
    policy
}

/// The same page in other languages.
fn languages(v: &View) -> Markup {
    html! {
        @if !v.options.also.is_empty() {
            nav class="languages" aria-label=(v.m.t("languages")) {
                span aria-current="page" { (v.m.t("language-itself")) }
                @for (language, place) in &v.options.also {
                    a href=(place) hreflang=(language.tag()) lang=(language.tag()) { (language.t("language-itself")) }
                }
            }
        }
    }
}

/// Light and dark: by the system, or by choice; kept by style sheets alone.
fn themes(v: &View) -> Markup {
    let m = v.m;
    html! {
        fieldset class="themes" {
            legend { (m.t("theme")) }
            @for (id, name, first) in [("theme-system", m.t("theme-system"), true), ("theme-light", m.t("theme-light"), false), ("theme-dark", m.t("theme-dark"), false)] {
                label { input type="radio" name="theme" id=(id) checked[first]; (name) }
            }
        }
    }
}

fn head(v: &View) -> Markup {
    let (m, page) = (v.m, v.page);
    html! {
        header class="head" {
            div class="choices-of-page" { (languages(v)) (themes(v)) }
            // Beside each other where there is room: what was found, and what turns it.
            div class="top" {
                div {
                    h1 lang=[v.lang()] dir="auto" { (page.scenario.title) }
                    @if !page.about.is_empty() { p class="standfirst" lang=[v.lang()] dir="auto" { (page.about) } }
                    @let by = &page.byline;
                    @if !by.author.is_empty() || !by.funder.is_empty() || !by.date.is_empty() || !by.purpose.is_empty() {
                        p class="byline" {
                            @if !by.author.is_empty() { span { (m.t("by")) " " (v.said(&by.author)) } }
                            @if !by.date.is_empty() { span { (m.date(&by.date)) } }
                            @if !by.funder.is_empty() { span { (m.t("funded-by")) " " (v.said(&by.funder)) } }
                            @if !by.purpose.is_empty() { span { (v.said(&capital(&by.purpose))) } }
                        }
                    }
                    (findings::findings(v))
                }
                div class="try" { (assume::section(v)) (act::section(v)) }
            }
            p class="promise" { (m.f("promise", &[("worlds", &m.count(page.run.worlds))])) }
            @if page.run.failed_worlds > 0 {
                p class="warning" { (contend_words::runs::failed_worlds(m, page.run.failed_worlds, page.run.worlds)) " " a href="#failed-runs" { (m.t("failed-runs")) } }
            }
        }
    }
}

fn foot(v: &View) -> Markup {
    let (m, page) = (v.m, v.page);
    html! {
        footer class="foot" {
            p {
                (m.f("foot", &[
                    ("worlds", &m.count(page.run.worlds)),
                    ("seed", &page.run.seed.to_string()),
                    ("fingerprint", &page.scenario.fingerprint.to_string()),
                    ("version", page.contend),
                ]))
            }
        }
    }
}
