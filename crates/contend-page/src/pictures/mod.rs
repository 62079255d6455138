//! Pictures as SVG files of their own: what decides an answer and where it holds ([`why`]), what strategies come to ([`better()`]), what a search finds ([`search()`]).
//!
//! A file has its style inside, on white, and a title and a description for those who cannot see it. It is a pure function of the report:
//! the same answer gives the same bytes.

mod better;
mod search;
mod why;

use contend_words::{Language, Sentence, Span};
use maud::{Markup, PreEscaped, html};

pub use better::better;
pub(crate) use search::part as search_part;
pub use search::search;
pub use why::why;

/// Width of a picture; its height hangs on what it shows.
const WIDTH: f64 = 720.0;
/// Space around it.
const MARGIN: f64 = 24.0;
/// Where bars begin: names stand before.
const NAMES: f64 = 226.0;
/// Height of a line of text.
const LINE: f64 = 18.0;
/// Letters of a small text in so much space: they are about so wide.
const LETTER: f64 = 6.6;
/// The same of a title.
const TITLE_LETTER: f64 = 8.6;

/// The colours of the published page, by light.
const STYLE: &str = "text{font:12px system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif;fill:#1b251d}\
.title{font-size:16px;font-weight:600}.head{font-size:11px;font-weight:600;fill:#4f5a52;letter-spacing:.04em}.soft{fill:#4f5a52}\
.paper{fill:#fff}.axis{stroke:#4f5a52;fill:none}.grid{stroke:#d9dcd8;fill:none}.bar{fill:#4e96e9}.luck{fill:#690995}.single{fill:#1b251d}\
.together{fill:#fff;stroke:#1b251d}.whisker{stroke:#1b251d;fill:none;stroke-width:1.5}.noise{stroke:#cd6c22;fill:none;stroke-dasharray:4 3}\
.box{fill:none;stroke:#1b251d;stroke-width:2}.is{fill:#cd6c22}.not{fill:none;stroke:#4e96e9}.beyond{opacity:.3}\
.mean{fill:#1b251d}.tail{fill:#fff;stroke:#1b251d;stroke-width:1.5}.range{stroke:#1b251d;stroke-width:1.5}.regret{fill:#cd6c22}";

/// A whole file.
fn file(m: &Language, (title, about): (&str, &str), height: f64, body: &Markup) -> String {
    let markup = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH) height=(height) viewBox={ "0 0 " (WIDTH) " " (height) } lang=(m.tag()) role="img" aria-labelledby="picture-title picture-about" {
            title id="picture-title" { (title) }
            desc id="picture-about" { (about) }
            style { (PreEscaped(STYLE)) }
            rect class="paper" width=(WIDTH) height=(height) {}
            (body)
        }
    };
    crate::clean(markup.into_string()) + "\n"
}

/// A picture as it is drawn, apart from where it stands.
struct Drawing {
    title: String,
    about: String,
    height: f64,
    body: Markup,
}

impl Drawing {
    fn file(&self, m: &Language) -> String {
        file(m, (&self.title, &self.about), self.height, &self.body)
    }

    /// As a part of a page; `id` tells it from other pictures there.
    fn part(&self, m: &Language, id: &str) -> Markup {
        let rules = STYLE
            .split_inclusive('}')
            .map(|rule| format!(".picture {rule}"));
        let (title, about) = (format!("{id}-picture-title"), format!("{id}-picture-about"));
        html! {
            svg class="picture" viewBox={ "0 0 " (WIDTH) " " (self.height) } lang=(m.tag()) role="img" aria-labelledby={ (title) " " (about) } {
                title id=(title) { (self.title) }
                desc id=(about) { (self.about) }
                style { (PreEscaped(rules.collect::<String>())) }
                rect class="paper" width=(WIDTH) height=(self.height) {}
                (self.body)
            }
        }
    }
}

/// A sentence without marks around names.
fn plain(sentence: &Sentence) -> String {
    let spans = sentence.spans().iter().map(|span| match span {
        Span::Text(text) => text.as_str(),
        Span::Name(name) => name.as_str(),
    });
    spans.collect()
}

/// A text in lines that fit into so much space.
fn lines(text: &str, space: f64, letter: f64) -> Vec<String> {
    let most = (space / letter).floor().max(1.0) as usize;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| clip(line, most)).collect()
}

/// A name that fits into so many letters.
fn clip(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    let kept: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Lines of text from a height on, and the height below them.
fn paragraph(class: &str, text: &str, top: f64) -> (Markup, f64) {
    let letter = match class {
        "title" => TITLE_LETTER,
        _ => LETTER,
    };
    let height = if class == "title" { LINE + 4.0 } else { LINE };
    let lines = lines(text, WIDTH - 2.0 * MARGIN, letter);
    let markup = html! {
        @for (at, line) in lines.iter().enumerate() {
            text class=(class) x=(MARGIN) y=(crate::plot::place(top + height * (at as f64 + 0.8))) { (line) }
        }
    };
    (markup, top + height * lines.len() as f64)
}

/// A name before a bar; what does not fit is told where one points at it.
fn name(text: &str, y: f64) -> Markup {
    let most = ((NAMES - MARGIN - 10.0) / LETTER) as usize;
    let short = clip(text, most);
    html! {
        text x=(NAMES - 10.0) y=(crate::plot::place(y)) text-anchor="end" {
            (short)
            @if short != text { title { (text) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit_into_their_space() {
        assert_eq!(lines("one two three", 45.0, 5.0), ["one two", "three"]);
        assert_eq!(lines("", 45.0, 5.0), Vec::<String>::new());
        assert_eq!(lines("Donaudampfschiff", 45.0, 5.0), ["Donaudam…"]);
        assert_eq!(clip("año", 3), "año");
        assert_eq!(clip("años", 3), "añ…");
    }
}
