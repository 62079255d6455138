//! The published page: one HTML file that loads nothing, made from the page model. Scripts, named by their hashes in
//! the page's policy, count worlds and draw charts again for a reader's assumptions, and save figures; without them everything reads. Where the
//! page has an [`Engine`], others let a reader move levers, and tell all verdicts again.
//!
//! [`render`] gives the whole page, [`render_claim`] one claim to embed elsewhere. Both are pure functions of their
//! arguments. Addresses (`#claim-…`, `#chart-…`, `#source-…`), colours, dashes, shapes and words are those of the
//! explorer, so that a live page can grow from this one.

mod act;
mod assume;
mod better;
mod brief;
mod charts;
mod claims;
mod engine;
mod evidence;
mod fan;
mod findings;
mod frame;
mod games;
mod histogram;
mod map;
mod outcomes;
pub mod pictures;
mod plot;
mod rail;
mod redraw;
mod retell;
mod run;
mod save;
mod view;

use contend_session::page::Page;
use contend_words::Language;

pub use engine::Engine;
use view::View;

/// What the page does not know of itself.
#[derive(Clone, Debug)]
pub struct Options {
    /// Language of the page.
    pub language: Language,
    /// The scenario as it is typed in commands.
    pub place: String,
    /// Options that name the same worlds again, with a space before each: ` --worlds 500`.
    pub options: String,
    /// Who computes what a reader moves ([`Page::acts`]); `None`: nothing can be moved.
    pub engine: Option<Engine>,
    /// Where the same page stands in other languages, as a link from this one.
    pub also: Vec<(Language, String)>,
}

/// The whole page.
#[must_use]
pub fn render(page: &Page, options: &Options) -> String {
    clean(frame::whole(&View::new(page, options)).into_string())
}

/// One claim as a page of its own, to be embedded; `None` where there is no such claim.
#[must_use]
pub fn render_claim(page: &Page, claim: &str, options: &Options) -> Option<String> {
    let index = page.claims.iter().position(|c| c.finding.id == claim)?;
    let view = View::new(page, options);
    Some(at_home(&clean(
        frame::one_claim(&view, index).into_string(),
    )))
}

/// Takes links away that lead to parts which are not on the page.
fn at_home(html: &str) -> String {
    const LINK: &str = " href=\"#";
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(LINK) {
        let (target, tail) = after.split_once('"').unwrap_or((after, ""));
        out.push_str(before);
        if html.contains(&format!(" id=\"{target}\"")) {
            out.push_str(&format!("{LINK}{target}\""));
        }
        rest = tail;
    }
    out + rest
}

/// Leaves out what HTML text may not hold: control characters and code points that are no characters.
fn clean(html: String) -> String {
    let forbidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c as u32 & 0xffff, 0xfffe | 0xffff)
            || ('\u{fdd0}'..='\u{fdef}').contains(&c)
    };
    if html.contains(forbidden) {
        html.replace(forbidden, "")
    } else {
        html
    }
}
