//! The engine behind a page: what the page needs to ask it, and what its policy then allows.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{Markup, PreEscaped, html};

use crate::retell::{Script, messages_of, texts};
use crate::view::View;

const HOST: Script = Script(include_str!("host.js"));
const MODULE: Script = Script(include_str!("module.js"));

/// Who computes verdicts on what a reader moves.
#[derive(Clone, Debug)]
pub enum Engine {
    /// The program that serves the page, asked at addresses beside that of the page: `POST move`, `GET news`.
    Host {
        /// Which reading of the scenario's files the page shows.
        version: u64,
    },
    /// A module of WebAssembly in the page itself, with the scenario that it opens. All of it packed with gzip.
    Module {
        /// The module, for every browser.
        plain: Vec<u8>,
        /// The same built with vectors of 128 bits, for browsers that have them.
        simd: Option<Vec<u8>>,
        /// What [`Session::elaborated`](contend_session::Session::elaborated) wrote.
        scenario: Vec<u8>,
    },
}

impl Engine {
    fn script(&self) -> Script {
        match self {
            Engine::Host { .. } => HOST,
            Engine::Module { .. } => MODULE,
        }
    }

    /// What a policy allows besides scripts that it names.
    pub(crate) fn allowed(&self) -> &'static str {
        match self {
            Engine::Host { .. } => "; connect-src 'self'",
            // The worker's own script is made by the page's, and compiles a module; nothing is loaded.
            Engine::Module { .. } => " 'wasm-unsafe-eval'; worker-src blob:",
        }
    }

    /// What the page carries of it, by the ids of the elements in which it stands.
    fn packed(&self) -> Vec<(&'static str, &[u8])> {
        let Engine::Module {
            plain,
            simd,
            scenario,
        } = self
        else {
            return Vec::new();
        };
        let simd = simd.iter().map(|simd| ("engine-simd", &simd[..]));
        simd.chain([
            ("engine-plain", &plain[..]),
            ("engine-scenario", &scenario[..]),
        ])
        .collect()
    }

    /// What a policy calls its script.
    pub(crate) fn named(&self) -> String {
        self.script().named()
    }
}

/// The script and what it reads.
pub(crate) fn script(v: &View) -> Markup {
    html! {
        @if let Some(engine) = &v.options.engine {
            script type="application/json" id="engine-data" { (PreEscaped(data(v, engine))) }
            @for (id, packed) in engine.packed() {
                script type="text/plain" id=(id) { (STANDARD.encode(packed)) }
            }
            (engine.script().element())
        }
    }
}

fn data(v: &View, engine: &Engine) -> String {
    match engine {
        Engine::Host { version } => {
            let messages = [
                ("changed", "news-changed"),
                ("same", "news-same"),
                ("broken", "news-broken"),
                ("gone", "news-gone"),
            ];
            let words = messages_of(v.m, &messages);
            format!("{{\"version\":{version},\"words\":{words}}}")
        }
        Engine::Module { .. } => v.acts().map_or("null".to_owned(), |acts| {
            let preview = (acts.preview).map_or("null".to_owned(), |few| few.asked.to_string());
            format!(
                "{{\"worlds\":{},\"preview\":{preview},\"seed\":{},\"replications\":{},\"levers\":{}}}",
                acts.worlds.asked,
                acts.seed,
                acts.replications,
                texts(acts.levers().iter().map(String::as_str))
            )
        }),
    }
}

/// Where the program that serves the page tells of the scenario's files.
pub(crate) fn news(v: &View) -> Markup {
    html! {
        @if let Some(Engine::Host { .. }) = &v.options.engine {
            section class="news" id="news" aria-label=(v.m.t("news")) hidden {
                p role="status" {}
                ul class="changes" {}
                pre tabindex="0" hidden {}
            }
        }
    }
}
