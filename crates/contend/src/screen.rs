//! Where output goes: how wide it is, whether it has colours, and the few styles in use.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use contend_session::Session;
use contend_words::Language;

use crate::arguments::Colour;

/// Never narrower: below this, lines may wrap in the terminal.
const NARROWEST: usize = 60;
/// Text wider than this is hard to read.
const WIDEST: usize = 110;
const WITHOUT_TERMINAL: usize = 80;

/// Results go to standard output, everything else to standard error.
pub struct Screen {
    out: AutoStream<io::StdoutLock<'static>>,
    error: AutoStream<io::Stderr>,
    /// Columns of a line.
    pub width: usize,
    /// Columns of a line on standard error.
    pub error_width: usize,
    /// Whether frames may be drawn with box characters.
    pub boxes: bool,
    /// The language in which answers are told.
    pub language: Language,
    /// The language that was asked for: scenarios tell their own texts in it too, where they have them.
    pub asked: Option<Language>,
}

impl Screen {
    /// Takes standard output and error.
    pub fn new(colour: Colour) -> Screen {
        let choice = match colour {
            Colour::Auto => None,
            Colour::Always => Some(ColorChoice::AlwaysAnsi),
            Colour::Never => Some(ColorChoice::Never),
        };
        let out = io::stdout();
        let error = io::stderr();
        let (out_choice, error_choice) = (
            choice.unwrap_or_else(|| AutoStream::choice(&out)),
            choice.unwrap_or_else(|| AutoStream::choice(&error)),
        );
        let width = |terminal: bool| columns(terminal).clamp(NARROWEST, WIDEST);
        Screen {
            width: width(out.is_terminal()),
            error_width: width(error.is_terminal()),
            boxes: boxes(|name| std::env::var(name).ok()),
            language: Language::english(),
            asked: None,
            out: AutoStream::new(out.lock(), out_choice),
            error: AutoStream::new(error, error_choice),
        }
    }

    /// A scenario with its own texts in the language that was asked for, where it has them.
    pub fn translated(&self, session: Session) -> Session {
        match self.asked {
            Some(language) => session.in_language(language.tag()),
            None => session,
        }
    }

    /// The language, where a command must ask for it.
    pub fn told_in(&self) -> Option<Language> {
        Some(self.language).filter(|l| *l != Language::english())
    }

    /// Writes a line of a result.
    pub fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.out, "{}", text.as_ref())
    }

    /// Writes a whole result.
    pub fn write(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        self.out.write_all(text.as_ref().as_bytes())
    }

    /// Writes a line about how things go.
    pub fn note(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.error, "{}", text.as_ref())
    }

    /// Ends the output.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Whether the terminal is taken to know box characters: not a dumb one, nor where the locale names another encoding.
fn boxes(variable: impl Fn(&str) -> Option<String>) -> bool {
    let dumb = variable("TERM").is_some_and(|t| t == "dumb");
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|v| !v.is_empty())
        .unwrap_or_default();
    let other = locale
        .split_once('.')
        .is_some_and(|(_, encoding)| !encoding.to_lowercase().replace('-', "").starts_with("utf8"));
    !dumb && !other
}

/// Columns of the terminal; `COLUMNS` overrides it and stands in where there is none.
fn columns(terminal: bool) -> usize {
    let stated = std::env::var("COLUMNS")
        .ok()
        .and_then(|c| c.trim().parse().ok())
        .filter(|c| *c > 0);
    let measured = || {
        terminal
            .then(terminal_size::terminal_size)
            .flatten()
            .map(|(w, _)| usize::from(w.0))
    };
    stated.or_else(measured).unwrap_or(WITHOUT_TERMINAL)
}

/// A style around a text.
pub fn paint(style: Style, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!("{style}{text}{style:#}")
    }
}

/// Headings and what matters most.
pub const STRONG: Style = Style::new().bold();
/// What can be skipped.
pub const FAINT: Style = Style::new().dimmed();
/// Errors, and claims that fail.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Warnings, and contested claims.
pub const MIXED: Style = AnsiColor::Yellow.on_default().bold();
/// Claims that hold.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Notes, statements of fact, lines of a frame.
pub const PLAIN: Style = AnsiColor::Cyan.on_default();

#[cfg(test)]
mod tests {
    use super::boxes;

    #[test]
    fn boxes_are_drawn_where_the_terminal_knows_them() {
        let with = |pairs: &'static [(&str, &str)]| {
            boxes(|name| {
                let found = pairs.iter().find(|(n, _)| *n == name);
                found.map(|(_, v)| (*v).to_owned())
            })
        };
        assert!(with(&[]));
        assert!(with(&[("LANG", "en_GB.UTF-8"), ("TERM", "xterm")]));
        assert!(with(&[("LC_ALL", "C.utf8"), ("LANG", "de_DE.ISO-8859-1")]));
        assert!(!with(&[("LANG", "de_DE.ISO-8859-1")]));
        assert!(!with(&[("TERM", "dumb")]));
    }
}
