//! What a reader may move: levers of strategies, where the page has an engine. The script makes the controls.

use std::fmt::Write;

use contend_model::model::LeverDomain;
use contend_session::page::{ActLever, ActStrategy, ActingActor, Acts};
use maud::{Markup, PreEscaped, html};

use crate::Engine;
use crate::retell::{Script, messages_of, text, texts};
use crate::view::{View, capital};

pub(crate) const SCRIPT: Script = Script(include_str!("act.js"));

/// The part of the page, hidden until the script runs.
pub(crate) fn section(v: &View) -> Markup {
    let m = v.m;
    html! {
        @if let Some(acts) = v.acts() {
            section class="assume act" id="act" aria-labelledby="act-title" hidden {
                h2 id="act-title" tabindex="-1" { (m.t("act")) }
                details class="more how" {
                    summary { (m.t("how-it-works")) }
                    p class="small" {
                        (m.t("act-lead"))
                        // Whoever edits the file has worlds chosen anew, and may read other numbers.
                        @if acts.worlds.counting < acts.worlds.asked { " " (m.t("act-known")) }
                        @if let Some(Engine::Module { .. }) = &v.options.engine { " " (m.t("act-in-page")) }
                    }
                }
                div id="act-front" {}
                details class="more" id="act-more" {
                    summary { (m.t("act-all")) }
                    p { label { (m.t("act-strategy")) " " select id="act-choice" {} } }
                    div id="act-levers" {}
                }
                p id="act-status" role="status" {}
                p id="act-busy" class="small" hidden { (m.t("act-busy")) }
                ul id="act-turned" class="changes" {}
                button type="button" id="act-undo" hidden { (m.t("act-undo")) }
                " "
                button type="button" data-reset="act" hidden { (m.t("act-reset")) }
            }
        }
    }
}

/// What is moved, at the edge of the window while anything is.
pub(crate) fn bar(v: &View) -> Markup {
    html! {
        @if v.acts().is_some() {
            aside class="assumed" id="act-bar" aria-label=(v.m.t("acted")) hidden {
                span {}
                " "
                button type="button" data-reset="act" { (v.m.t("act-reset")) }
            }
        }
    }
}

/// The script and what it reads; the engine's own script stands before it.
pub(crate) fn script(v: &View) -> Markup {
    html! {
        @if let Some(acts) = v.acts() {
            script type="application/json" id="act-data" { (PreEscaped(data(v, acts))) }
            (SCRIPT.element())
        }
    }
}

/// What the script reads, as JSON.
fn data(v: &View, acts: &Acts) -> String {
    let mut out = String::new();
    let preview = (acts.preview).map_or("null".to_owned(), |few| few.counting.to_string());
    let _ = write!(
        out,
        "{{\"fingerprint\":\"{}\",\"worlds\":{},\"preview\":{preview},",
        v.page.scenario.fingerprint, acts.worlds.counting
    );
    let actors: Vec<String> = acts.actors.iter().map(|a| actor(v, a)).collect();
    let front = acts.front.iter();
    let front = front.map(|at| format!("[{},{},{}]", at.actor, at.strategy, at.lever));
    let messages = [
        ("changing", "act-changing"),
        ("whose", "act-whose"),
        ("plays", "act-plays"),
        ("own", "act-own"),
        ("on", "act-on"),
        ("off", "act-off"),
        ("follows", "act-follows"),
        ("item", "act-item"),
        ("because", "act-because"),
        ("phrase", "act-phrase"),
        ("word", "act-word"),
        ("worlds", "act-worlds"),
        ("preview", "act-preview"),
        ("nothing", "act-nothing"),
        ("failed", "act-failed"),
        ("unknown", "act-unknown"),
        ("other", "act-other"),
    ];
    let _ = write!(
        out,
        "\"actors\":[{}],\"front\":[{}],\"words\":{}}}",
        actors.join(","),
        front.collect::<Vec<_>>().join(","),
        messages_of(v.m, &messages)
    );
    out
}

fn actor(v: &View, actor: &ActingActor) -> String {
    let levers: Vec<String> = actor.levers.iter().map(|l| lever(v, l)).collect();
    let strategies: Vec<String> = actor.strategies.iter().map(strategy).collect();
    format!(
        "{{\"id\":{},\"name\":{},\"levers\":[{}],\"strategies\":[{}]}}",
        text(&actor.id),
        text(&actor.name),
        levers.join(","),
        strategies.join(",")
    )
}

fn lever(v: &View, lever: &ActLever) -> String {
    let domain = match &lever.domain {
        LeverDomain::Number { low, high, whole } => {
            format!("\"low\":{low},\"high\":{high},\"whole\":{whole},")
        }
        LeverDomain::Choice { options } => {
            let options = options.iter();
            let options = options
                .map(|(name, value)| format!("[{},{value},{}]", text(name), text(&v.called(name))));
            let options: Vec<String> = options.collect();
            format!("\"options\":[{}],", options.join(","))
        }
        LeverDomain::Switch => String::new(),
    };
    format!(
        "{{\"id\":{},\"name\":{},{domain}\"unit\":{}}}",
        text(&lever.id),
        text(&capital(&lever.name)),
        text(&v.unit(&lever.unit).unwrap_or_default())
    )
}

fn strategy(strategy: &ActStrategy) -> String {
    let own = strategy.settings.iter();
    let own = own.map(|value| value.map_or("null".to_owned(), |v| v.to_string()));
    let own: Vec<String> = own.collect();
    format!(
        "{{\"id\":{},\"name\":{},\"profiles\":{},\"own\":[{}]}}",
        text(&strategy.id),
        text(&strategy.name),
        texts(strategy.profiles.iter().map(String::as_str)),
        own.join(",")
    )
}
