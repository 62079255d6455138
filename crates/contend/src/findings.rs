//! Diagnostics on a terminal: the message, the place with its text underlined, what to do.

use anstyle::Style;
use contend_model::diagnostic::{Diagnostic, Severity};
use contend_model::place::{Files, Span};
use contend_words::diagnostics::{self, Text};
use contend_words::{Language, Sentence};

use crate::screen::{BAD, MIXED, PLAIN, STRONG, paint};
use crate::text::{pad_left, width, wrap};

/// How findings are shown.
pub struct View<'a> {
    /// The texts.
    pub files: &'a Files,
    /// What to write before each path, so that it can be opened from where the user stands.
    pub folder: &'a str,
    /// Columns of a line.
    pub width: usize,
}

/// All findings, the gravest last, where eyes are; between them empty lines.
pub fn render_all(findings: &[Diagnostic], view: &View) -> String {
    let mut order: Vec<&Diagnostic> = findings.iter().collect();
    order.sort_by_key(|d| (d.severity, d.span));
    let mut out = String::new();
    for finding in order {
        out.push_str(&render(finding, &diagnostics::text(finding), view));
        out.push('\n');
    }
    out
}

/// One finding, in the words given.
fn render(finding: &Diagnostic, text: &Text, view: &View) -> String {
    let (word, style) = match finding.severity {
        Severity::Error => ("error", BAD),
        Severity::Warning => ("warning", MIXED),
        Severity::Note => ("note", PLAIN),
    };
    let mut out = String::new();
    let head = format!("{word}[{}]:", finding.id);
    for (i, line) in wrap(&format!("{head} {}", text.message), view.width)
        .iter()
        .enumerate()
    {
        match line.strip_prefix(&head).filter(|_| i == 0) {
            Some(rest) => {
                out.push_str(&format!("{}{}\n", paint(style, &head), paint(STRONG, rest)))
            }
            None => out.push_str(&format!("{}\n", paint(STRONG, line))),
        }
    }
    let related = finding.related.iter().zip(&text.related);
    let places: Vec<(Span, &str)> = finding
        .span
        .map(|s| (s, text.label.as_str()))
        .into_iter()
        .chain(related.map(|(r, words)| (r.span, words.as_str())))
        .collect();
    let last = places
        .iter()
        .map(|(s, _)| view.files.line_column(*s).line)
        .max()
        .unwrap_or(0);
    let gutter = last.to_string().len();
    let mut file = None;
    for (i, (span, label)) in places.iter().enumerate() {
        let style = if i == 0 { style } else { PLAIN };
        out.push_str(&place(*span, label, style, gutter, file, view));
        file = Some(span.file);
    }
    if let Some(hint) = &text.hint {
        let indent = gutter + 1;
        let lines = wrap(hint, view.width.saturating_sub(indent + 8));
        for (i, line) in lines.iter().enumerate() {
            let mark = if i == 0 {
                format!("{} {}", paint(PLAIN, "="), paint(STRONG, "do: "))
            } else {
                " ".repeat(6)
            };
            out.push_str(&format!("{}{mark}{line}\n", " ".repeat(indent)));
        }
    }
    out
}

/// The last line: `2 errors and 1 warning in lake`.
pub fn summary(m: &Language, findings: &[Diagnostic], title: &str) -> String {
    let count = |severity| findings.iter().filter(|d| d.severity == severity).count() as u64;
    let kinds = [
        (Severity::Error, "n-errors"),
        (Severity::Warning, "n-warnings"),
        (Severity::Note, "n-notes"),
    ];
    let found: Vec<Sentence> = kinds
        .into_iter()
        .filter(|(severity, _)| count(*severity) > 0)
        .map(|(severity, key)| Sentence::text(m.n(key, count(severity), &[])))
        .collect();
    if found.is_empty() {
        return m.f("check-none", &[("title", title)]);
    }
    let values = [("found", m.all_of(found)), ("title", Sentence::text(title))];
    m.say("check-found", &values).to_string()
}

/// One place: path, line of text, underline, label.
fn place(
    span: Span,
    label: &str,
    style: Style,
    gutter: usize,
    before: Option<contend_model::place::FileId>,
    view: &View,
) -> String {
    let at = view.files.line_column(span);
    let text = &view.files.get(span.file).text;
    let blank = " ".repeat(gutter);
    let arrow = if before.is_none() { "-->" } else { ":::" };
    let mut out = String::new();
    if before != Some(span.file) {
        let path = format!("{}{}:{}:{}", view.folder, at.path, at.line, at.column);
        out.push_str(&format!("{blank}{} {path}\n", paint(PLAIN, arrow)));
    } else {
        out.push_str(&format!("{blank} {}\n", paint(PLAIN, "…")));
    }
    if text.is_empty() {
        return out;
    }
    let excerpt = Excerpt::of(text, span, view.width.saturating_sub(gutter + 3));
    let bar = paint(PLAIN, "|");
    out.push_str(&format!(
        "{} {bar} {}\n",
        paint(PLAIN, &pad_left(&at.line.to_string(), gutter)),
        excerpt.line
    ));
    let mark = if style == PLAIN { "-" } else { "^" };
    let underline = mark.repeat(excerpt.length);
    let space = view
        .width
        .saturating_sub(gutter + 4 + excerpt.column + excerpt.length);
    let lead = format!("{blank} {bar} {}", " ".repeat(excerpt.column));
    if label.is_empty() {
        out.push_str(&format!("{lead}{}\n", paint(style, &underline)));
    } else if width(label) <= space {
        out.push_str(&format!(
            "{lead}{} {}\n",
            paint(style, &underline),
            paint(style, label)
        ));
    } else {
        out.push_str(&format!("{lead}{}\n", paint(style, &underline)));
        for line in wrap(label, view.width.saturating_sub(gutter + 5)) {
            out.push_str(&format!("{blank} {bar}   {}\n", paint(style, &line)));
        }
    }
    out
}

/// The first line of a span, cut to the width around the underlined part.
struct Excerpt {
    line: String,
    /// Columns before the underlined part.
    column: usize,
    /// Columns of the underlined part, at least one.
    length: usize,
}

impl Excerpt {
    fn of(text: &str, span: Span, columns: usize) -> Excerpt {
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (span.end as usize).clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let line_start = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let end = end.clamp(start, line_end);
        // Of a line of a megabyte only what is near is looked at; what is left out shows as too long.
        let near = columns + 2;
        let marked = shown(text[start..end].chars().take(near));
        let after = shown(text[end..line_end].chars().take(near));
        let after = after.trim_end();
        let before: Vec<char> = text[line_start..start].chars().rev().take(near).collect();
        let before = shown(before.into_iter().rev());
        let (column, length) = (width(&before), width(&marked).max(1));
        let line = format!("{before}{marked}{after}");
        if width(&line) <= columns {
            return Excerpt {
                line,
                column,
                length,
            };
        }
        // A long line: some text before the underlined part, then as much as fits.
        let context = columns / 3;
        let (lead, column) = if column > context {
            let tail: String = before
                .chars()
                .rev()
                .take(context.saturating_sub(1))
                .collect();
            let tail: String = tail.chars().rev().collect();
            let lead = format!("…{tail}");
            let column = width(&lead);
            (lead, column)
        } else {
            (before, column)
        };
        let line = crate::text::clip(&format!("{lead}{marked}{after}"), columns);
        Excerpt {
            column,
            length: length.min(width(&line).saturating_sub(column)).max(1),
            line,
        }
    }
}

/// Text of a file as it is shown: tabs and control characters as one space each.
fn shown(text: impl Iterator<Item = char>) -> String {
    text.map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    fn sample() -> (Files, Diagnostic, Text) {
        let mut files = Files::default();
        let text = "[variable.seized]\nunit = \"t/yr\"\nequation = \"flow + seizure_rate\"\n";
        let id = files.add("flows.toml", text);
        let span = |part: &str| {
            let start = text.find(part).unwrap() as u32;
            Span {
                file: id,
                start,
                end: start + part.len() as u32,
            }
        };
        let finding = Diagnostic::error("unit-mismatch", span("seizure_rate"))
            .related(span("\"t/yr\""), "declared");
        let text = Text {
            message: "`flow` is t/yr, `seizure_rate` is 1/yr".into(),
            label: "this is 1/yr".into(),
            related: vec!["declared here".into()],
            hint: Some("write `flow * seizure_rate`".into()),
        };
        (files, finding, text)
    }

    #[test]
    fn a_finding_underlines_its_place() {
        let (files, finding, text) = sample();
        let view = View {
            files: &files,
            folder: "demo/",
            width: 80,
        };
        assert_eq!(
            plain(&render(&finding, &text, &view)),
            "error[unit-mismatch]: `flow` is t/yr, `seizure_rate` is 1/yr
 --> demo/flows.toml:3:20
3 | equation = \"flow + seizure_rate\"
  |                    ^^^^^^^^^^^^ this is 1/yr
  …
2 | unit = \"t/yr\"
  |        ------ declared here
  = do: write `flow * seizure_rate`
"
        );
    }

    #[test]
    fn no_line_exceeds_the_width() {
        let (mut files, ..) = sample();
        let long = format!(
            "equation = \"{} + 減 seizure_rate + {}\"\n",
            "a + ".repeat(80),
            "b + ".repeat(80)
        );
        let start = long.find("seizure").unwrap() as u32;
        let id = files.add("long.toml", long.clone());
        let finding = Diagnostic::warning(
            "unit-mismatch",
            Span {
                file: id,
                start,
                end: long.len() as u32,
            },
        );
        let words = Text {
            message: "m ".repeat(90),
            label: "label ".repeat(40),
            related: Vec::new(),
            hint: Some("hint ".repeat(40)),
        };
        for columns in [60, 80, 120] {
            let text = plain(&render(
                &finding,
                &words,
                &View {
                    files: &files,
                    folder: "",
                    width: columns,
                },
            ));
            assert!(text.lines().all(|l| width(l) <= columns), "{text}");
            assert!(text.contains("seizure_rate"));
        }
    }

    #[test]
    fn the_summary_counts_by_gravity() {
        let findings = [
            Diagnostic::error("a", None),
            Diagnostic::error("a", None),
            Diagnostic::warning("b", None),
        ];
        assert_eq!(
            summary(&Language::english(), &findings, "lake"),
            "2 errors and 1 warning in lake."
        );
        assert_eq!(
            summary(&Language::english(), &[], "lake"),
            "No mistakes in lake."
        );
    }
}
