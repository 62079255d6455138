//! `sources.bib`, and where numbers and claims come from.

use std::collections::HashMap;

use biblatex::{
    Bibliography, ChunksExt, Entry, ParseError, ParseErrorKind, Person, RawBibliography, RawChunk,
};

use super::fields::Fields;
use super::files::{Reader, TEXT_LIMIT};
use super::findings::Findings;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::SourceId;
use contend_model::model::{Grade, Origin, Source};
use contend_model::nearest::nearest;
use contend_model::place::{FileId, Span};

/// Braces deeper than this, in one entry, are not followed.
const DEEPEST: usize = 40;
/// The most bytes of one entry.
const LONGEST: usize = 200_000;

/// The bibliography, and which entries are cited.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub list: Vec<Source>,
    by_key: HashMap<String, SourceId>,
    places: Vec<Span>,
    cited: Vec<bool>,
    /// Whether a part of the file could not be read, so that a missing key may stand there.
    broken: bool,
}

/// Reads `sources.bib`, where there is one.
pub(crate) fn read(reader: &mut Reader) -> Sources {
    let mut sources = Sources::default();
    let Some(file) = reader.optional_text("sources.bib", TEXT_LIMIT) else {
        return sources;
    };
    let text = reader.files.get(file).text.clone();
    for (start, end) in entries(&text) {
        entry(
            file,
            &text[start..end],
            start,
            &mut sources,
            &mut reader.findings,
        );
    }
    sources
}

/// The parts of a BibTeX text that begin with `@` at the start of a line, so that one broken entry spoils no other.
/// A part whose braces are open goes on over such lines.
fn entries(text: &str) -> Vec<(usize, usize)> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let body = line.trim_start();
        let word = body.strip_prefix('@').map_or(0, |r| {
            r.len()
                - r.trim_start_matches(|c: char| c.is_ascii_alphabetic())
                    .len()
        });
        if word > 0 && body[1 + word..].trim_start().starts_with('{') {
            starts.push(at + indent);
        }
        at += line.len();
    }
    let ends = starts
        .iter()
        .copied()
        .skip(1)
        .chain([text.len()])
        .collect::<Vec<_>>();
    starts.into_iter().zip(ends).collect()
}

fn entry(file: FileId, text: &str, offset: usize, sources: &mut Sources, findings: &mut Findings) {
    let span = |range: std::ops::Range<usize>| {
        let start = offset + range.start.min(text.len());
        Span {
            file,
            start: start as u32,
            end: (offset + range.end.min(text.len())).max(start) as u32,
        }
    };
    let head = span(0..text.find(['\n', ',']).unwrap_or(text.len()));
    let mut deep = 0usize;
    let too_deep = text.bytes().any(|b| {
        match b {
            b'{' => deep += 1,
            b'}' => deep = deep.saturating_sub(1),
            _ => {}
        }
        deep > DEEPEST
    });
    if too_deep || text.len() > LONGEST {
        let finding = Diagnostic::error("bib-syntax", head).case("too-long");
        findings.push(finding);
        sources.broken = true;
        return;
    }
    let raw = match RawBibliography::parse(text) {
        Ok(raw) => raw,
        Err(error) => {
            findings.push(syntax(&error, span(error.span.clone()), head));
            sources.broken = true;
            return;
        }
    };
    for mut raw_entry in raw.entries {
        let key = raw_entry.v.key.v.to_owned();
        let place = span(raw_entry.v.key.span.clone());
        let mut grade_at = place;
        raw_entry.v.fields.retain(|f| {
            // Links between entries are not followed: what is cited stands on its own.
            !["crossref", "xdata", "xref", "ids"].contains(&f.key.v.to_ascii_lowercase().as_str())
        });
        for field in &mut raw_entry.v.fields {
            if field.key.v.eq_ignore_ascii_case("grade") {
                grade_at = span(field.value.span.clone());
            }
            for chunk in &mut field.value.v {
                // Abbreviations stand for themselves, months for their numbers.
                if let RawChunk::Abbreviation(word) = chunk.v {
                    let months = [
                        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
                        "nov", "dec",
                    ];
                    if !months.contains(&word.to_ascii_lowercase().as_str()) {
                        chunk.v = RawChunk::Normal(word);
                    }
                }
            }
        }
        let one = RawBibliography {
            preamble: String::new(),
            entries: vec![raw_entry],
            abbreviations: Vec::new(),
        };
        match Bibliography::from_raw(one) {
            Ok(bibliography) => {
                for entry in bibliography.iter() {
                    add(entry, &key, place, grade_at, sources, findings);
                }
            }
            Err(error) => {
                findings.push(syntax(&error, span(error.span.clone()), head));
                sources.broken = true;
            }
        }
    }
}

fn add(
    entry: &Entry,
    key: &str,
    place: Span,
    grade_at: Span,
    sources: &mut Sources,
    findings: &mut Findings,
) {
    let text = |name: &str| {
        entry
            .get(name)
            .map(|c| {
                c.format_verbatim()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .unwrap_or_default()
    };
    let first = |names: &[&str]| {
        names
            .iter()
            .map(|n| text(n))
            .find(|t| !t.is_empty())
            .unwrap_or_default()
    };
    if key.is_empty() {
        findings.push(Diagnostic::error("bib-syntax", place).case("no-key"));
        return;
    }
    if let Some(twin) = sources.by_key.get(key) {
        let finding = Diagnostic::error("declared-twice", place)
            .case("source")
            .with("key", key)
            .related(sources.places[twin.index()], "first");
        findings.push(finding);
        return;
    }
    let grade = text("grade");
    let parsed = parse_grade(&grade);
    if parsed.is_none() && !grade.is_empty() {
        findings.push(bad_grade(&grade, grade_at));
    }
    let authors = entry
        .get_as::<Vec<Person>>("author")
        .or_else(|_| entry.get_as::<Vec<Person>>("editor"));
    let authors: Vec<String> = authors
        .unwrap_or_default()
        .iter()
        .map(|p| {
            let family = format!("{} {}", p.prefix, p.name);
            let given = p.given_name.trim();
            let family = family.trim();
            if given.is_empty() {
                family.to_owned()
            } else {
                format!("{given} {family}")
            }
        })
        .filter(|a| !a.is_empty())
        .collect();
    let id = SourceId(sources.list.len() as u32);
    sources.by_key.insert(key.to_owned(), id);
    sources.places.push(place);
    sources.cited.push(false);
    sources.list.push(Source {
        key: key.to_owned(),
        authors: authors.join(", "),
        title: text("title"),
        year: first(&["year", "date"]),
        url: text("url"),
        doi: text("doi"),
        note: first(&["note", "annotation", "annote"]),
        grade: parsed,
    });
}

fn syntax(error: &ParseError, span: Span, head: Span) -> Diagnostic {
    let finding = Diagnostic::error("bib-syntax", span).related(head, "entry");
    let words = |text: &dyn std::fmt::Display| Arg::Text(text.to_string());
    match &error.kind {
        ParseErrorKind::UnexpectedEof => finding.case("unclosed"),
        ParseErrorKind::Unexpected(token) => finding.case("extra").with("token", words(token)),
        ParseErrorKind::Expected(token) => finding.case("missing").with("token", words(token)),
        ParseErrorKind::MalformedCommand => finding.case("tex"),
        other => finding.with("reason", words(other)),
    }
}

/// `B2` as a grade.
fn parse_grade(text: &str) -> Option<Grade> {
    let mut chars = text.trim().chars();
    let (reliability, credibility) = (
        chars.next()?.to_ascii_uppercase(),
        chars.next()?.to_digit(10)?,
    );
    let valid = ('A'..='F').contains(&reliability)
        && (1..=6).contains(&credibility)
        && chars.next().is_none();
    valid.then_some(Grade {
        reliability,
        credibility: credibility as u8,
    })
}

/// Whether a text tells a reader as much as none.
fn wordless(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}

fn bad_grade(text: &str, span: Span) -> Diagnostic {
    Diagnostic::error("bad-grade", span).with("text", text)
}

impl Sources {
    /// The origin that an entry states.
    pub fn origin(&mut self, fields: &Fields, findings: &mut Findings) -> Origin {
        if fields.text("assumption").is_some_and(wordless) {
            let finding = Diagnostic::warning("no-origin", fields.span("assumption"));
            findings.push(finding.case("wordless"));
        }
        let mut origin = Origin {
            assumption: fields.text("assumption").map(str::to_owned),
            ..Origin::default()
        };
        for (key, span) in fields.names("source") {
            match self.by_key.get(key) {
                Some(id) => {
                    self.cited[id.index()] = true;
                    if !origin.sources.contains(id) {
                        origin.sources.push(*id);
                    }
                }
                None if self.broken => {}
                None => {
                    let keys = self.list.iter().take(10_000).map(|s| s.key.as_str());
                    let finding = Diagnostic::error("unknown-source", span).with("key", key);
                    let finding = finding.maybe("near", nearest(key, keys));
                    findings.push(if self.list.is_empty() {
                        finding.case("none")
                    } else {
                        finding
                    });
                }
            }
        }
        if let Some(text) = fields.text("grade") {
            origin.grade = parse_grade(text);
            if origin.grade.is_none() {
                findings.push(bad_grade(text, fields.span("grade")));
            }
        }
        origin
    }

    /// Asks for the grade of this use where a source and an assumption stand together: who reads them cannot tell how much of
    /// the number the source says.
    pub fn ask_for_grade(
        &self,
        fields: &Fields,
        name: &str,
        origin: &Origin,
    ) -> Option<Diagnostic> {
        // Of a grade that cannot be read, and of an assumption without words, there is a finding already.
        let told = fields.has("grade") || fields.text("assumption").is_some_and(wordless);
        (origin.is_assumed_beside_a_source() && !told).then(|| {
            Diagnostic::note("grade-of-use", fields.key_span("assumption")).with("name", name)
        })
    }

    /// Marks what the brief cites as `@key`, and warns of what it cites in vain.
    pub fn cited_by(&mut self, brief: &str, file: FileId, findings: &mut Findings) {
        for (at, _) in brief.match_indices('@') {
            let word = &brief[at + 1..];
            let end = word
                .find(|c: char| !c.is_alphanumeric() && !"_-:.".contains(c))
                .unwrap_or(word.len());
            let key = word[..end].trim_end_matches(['.', ':']);
            if let Some(id) = self.by_key.get(key) {
                self.cited[id.index()] = true;
                continue;
            }
            // Not an address of a letter or of a page, nor an outcome under a profile.
            let goes_on = |c: char| c.is_alphanumeric() || "._-/\\`]".contains(c);
            if key.is_empty()
                || self.broken
                || brief[..at].ends_with(goes_on)
                || !findings.lists_more()
            {
                continue;
            }
            let span = Span {
                file,
                start: at as u32,
                end: (at + 1 + key.len()) as u32,
            };
            let keys = self.list.iter().take(10_000).map(|s| s.key.as_str());
            let finding = Diagnostic::warning("unknown-source", span)
                .case("brief")
                .with("key", key)
                .maybe("near", nearest(key, keys));
            findings.push(finding);
        }
    }

    /// Warns of what nobody cites.
    pub fn warn_unused(&self, findings: &mut Findings) {
        for (i, source) in self.list.iter().enumerate() {
            if !self.cited[i] {
                let finding =
                    Diagnostic::warning("unused-source", self.places[i]).with("key", &source.key);
                findings.push(finding);
            }
        }
    }
}
