//! The argument in prose: Markdown with claims and sources in their places.

use std::ops::Range;

use contend_model::model::Scenario;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::Serialize;

/// The argument in prose.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Brief {
    /// Its parts.
    pub blocks: Vec<Block>,
    /// Notes that the text refers to, in the order of first reference.
    pub notes: Vec<Vec<Block>>,
}

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Block {
    /// A heading; the level is 2 for a chapter.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A quotation.
    Quote(Vec<Block>),
    /// A list; with the first number where it is numbered.
    List(Option<u64>, Vec<Vec<Block>>),
    /// Text as typed.
    Code(String),
    /// A table: its head and its rows.
    Table(Vec<Vec<Inline>>, Vec<Vec<Vec<Inline>>>),
    /// A line across.
    Rule,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inline {
    /// Words.
    Text(String),
    /// Stressed words.
    Emphasis(Vec<Inline>),
    /// Strongly stressed words.
    Strong(Vec<Inline>),
    /// Text as typed.
    Code(String),
    /// A link: where to, and its words.
    Link(String, Vec<Inline>),
    /// A claim stands here.
    Claim {
        /// Which: place among the claims.
        claim: usize,
        /// The words that are judged; `None`: its short name.
        words: Option<String>,
        /// How often the brief has marked it before.
        before: usize,
    },
    /// A source is cited.
    Cite {
        /// Which: place among the sources of the scenario.
        source: usize,
        /// How often the brief has cited it before.
        before: usize,
    },
    /// A note, by number from 0.
    Note(usize),
    /// A new line.
    Break,
}

/// Stands for a claim's mark while Markdown is read; a text that holds it itself loses it.
const MARK: [char; 2] = ['\u{E000}', '\u{E001}'];
/// Lists and quotations deeper than this are read as text.
const DEEPEST: usize = 30;

/// Reads the brief of a scenario.
pub(super) fn read(scenario: &Scenario) -> Option<Brief> {
    let brief = scenario.brief.as_ref()?;
    let clean = |text: &str| text.replace(MARK, "");
    let mut text = String::with_capacity(brief.text.len());
    let mut words = Vec::new();
    let mut at = 0;
    for (number, (_, Range { start, end })) in brief.marks.iter().enumerate() {
        text.push_str(&clean(brief.text.get(at..*start)?));
        text.push_str(&format!("{}{number}{}", MARK[0], MARK[1]));
        let inner = brief.text.get(start + 2..end.saturating_sub(2))?;
        let shown = inner.split_once('|').map_or("", |(_, shown)| shown);
        let shown = clean(&shown.split_whitespace().collect::<Vec<_>>().join(" "));
        words.push(Some(shown).filter(|shown| !shown.is_empty()));
        at = *end;
    }
    text.push_str(&clean(brief.text.get(at..)?));
    let mut reader = Reader {
        scenario,
        marks: brief
            .marks
            .iter()
            .zip(words)
            .map(|((claim, _), words)| (claim.index(), words))
            .collect(),
        claims: vec![0; scenario.claims.len()],
        sources: vec![0; scenario.sources.len()],
        notes: Vec::new(),
        open: vec![Open::new(Kind::Root)],
        plain: String::new(),
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    for event in Parser::new_ext(&text, options) {
        reader.take(event);
    }
    Some(reader.finish())
}

/// What is being read.
enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    Quote,
    List(Option<u64>),
    Item,
    Code,
    Table,
    Head,
    Row,
    Cell,
    Emphasis,
    Strong,
    Link(String),
    Note(String),
    /// Its parts go to what it stands in.
    Through,
}

struct Open {
    kind: Kind,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Vec<Block>>,
    cells: Vec<Vec<Inline>>,
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
}

impl Open {
    fn new(kind: Kind) -> Open {
        Open {
            kind,
            blocks: Vec::new(),
            inlines: Vec::new(),
            items: Vec::new(),
            cells: Vec::new(),
            head: Vec::new(),
            rows: Vec::new(),
        }
    }
}

struct Reader<'s> {
    scenario: &'s Scenario,
    /// For each mark its claim and its words.
    marks: Vec<(usize, Option<String>)>,
    /// How often each was marked, or cited.
    claims: Vec<usize>,
    sources: Vec<usize>,
    /// Labels of notes in the order of reference, and their texts.
    notes: Vec<(String, Vec<Block>)>,
    open: Vec<Open>,
    /// Text that came in pieces.
    plain: String,
}

impl Reader<'_> {
    fn take(&mut self, event: Event) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.plain.push_str(&text)
            }
            Event::SoftBreak => self.plain.push(' '),
            Event::Start(tag) => {
                self.flush();
                self.start(tag);
            }
            Event::End(tag) => {
                self.flush();
                self.end(tag);
            }
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.flush();
                let text = self.as_typed(&text);
                self.inline(Inline::Code(text));
            }
            Event::FootnoteReference(label) => {
                self.flush();
                let number = self.note(&label);
                self.inline(Inline::Note(number));
            }
            Event::HardBreak => {
                self.flush();
                self.inline(Inline::Break);
            }
            Event::Rule => {
                self.flush();
                self.block(Block::Rule);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        let kind = match tag {
            Tag::Paragraph => Kind::Paragraph,
            Tag::Heading { level, .. } => Kind::Heading(depth(level)),
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::List(first) => Kind::List(first),
            Tag::Item => Kind::Item,
            Tag::CodeBlock(_) => Kind::Code,
            Tag::Table(_) => Kind::Table,
            Tag::TableHead => Kind::Head,
            Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Link { dest_url, .. } => Kind::Link(self.as_typed(&dest_url)),
            Tag::FootnoteDefinition(label) => Kind::Note(label.into_string()),
            // An image would be asked of a server; its words stand for it.
            _ => Kind::Through,
        };
        let kind = if self.open.len() > DEEPEST {
            Kind::Through
        } else {
            kind
        };
        self.open.push(Open::new(kind));
    }

    fn end(&mut self, _: TagEnd) {
        if self.open.len() < 2 {
            return;
        }
        let Some(mut done) = self.open.pop() else {
            return;
        };
        let loose = std::mem::take(&mut done.inlines);
        let mut blocks = done.blocks;
        // A tight list has its words without paragraphs.
        if matches!(done.kind, Kind::Item | Kind::Quote | Kind::Note(_)) && !loose.is_empty() {
            blocks.insert(0, Block::Paragraph(loose.clone()));
        }
        match done.kind {
            Kind::Root => {}
            Kind::Paragraph if loose.is_empty() => {}
            Kind::Paragraph => self.block(Block::Paragraph(loose)),
            Kind::Heading(level) => self.block(Block::Heading(level, loose)),
            Kind::Quote => self.block(Block::Quote(blocks)),
            Kind::List(first) => self.block(Block::List(first, done.items)),
            Kind::Item => self.parent().items.push(blocks),
            Kind::Code => {
                let text: String = loose.iter().map(typed).collect();
                self.block(Block::Code(text));
            }
            Kind::Table => self.block(Block::Table(done.head, done.rows)),
            Kind::Head => self.parent().head = done.cells,
            Kind::Row => self.parent().rows.push(done.cells),
            Kind::Cell => self.parent().cells.push(loose),
            Kind::Emphasis => self.inline(Inline::Emphasis(loose)),
            Kind::Strong => self.inline(Inline::Strong(loose)),
            Kind::Link(to) => self.inline(Inline::Link(to, loose)),
            Kind::Note(label) => {
                let number = self.note(&label);
                self.notes[number].1 = blocks;
            }
            Kind::Through => {
                let parent = self.parent();
                parent.inlines.extend(loose);
                parent.blocks.extend(blocks);
                parent.items.extend(done.items);
            }
        }
    }

    fn finish(mut self) -> Brief {
        self.flush();
        while self.open.len() > 1 {
            self.end(TagEnd::Paragraph);
        }
        let mut blocks = self.open.pop().map(|o| o.blocks).unwrap_or_default();
        // The page has the title already.
        if matches!(blocks.first(), Some(Block::Heading(1, _))) {
            blocks.remove(0);
        }
        Brief {
            blocks,
            notes: self.notes.into_iter().map(|(_, b)| b).collect(),
        }
    }

    fn parent(&mut self) -> &mut Open {
        if self.open.is_empty() {
            self.open.push(Open::new(Kind::Root));
        }
        let last = self.open.len() - 1;
        &mut self.open[last]
    }

    fn block(&mut self, block: Block) {
        let parent = self.parent();
        if !parent.inlines.is_empty() {
            let loose = std::mem::take(&mut parent.inlines);
            parent.blocks.push(Block::Paragraph(loose));
        }
        parent.blocks.push(block);
    }

    fn inline(&mut self, inline: Inline) {
        self.parent().inlines.push(inline);
    }

    fn note(&mut self, label: &str) -> usize {
        if let Some(at) = self.notes.iter().position(|(l, _)| l == label) {
            return at;
        }
        self.notes.push((label.to_owned(), Vec::new()));
        self.notes.len() - 1
    }

    /// Puts marks back as they were typed.
    fn as_typed(&self, text: &str) -> String {
        let mut out = String::new();
        for part in pieces(text) {
            match part {
                Piece::Text(t) => out.push_str(t),
                Piece::Mark(n) => {
                    if let Some((claim, _)) = self.marks.get(n) {
                        out.push_str(&format!("[[{}]]", self.scenario.claims[*claim].id));
                    }
                }
            }
        }
        out
    }

    /// Text that came in pieces becomes words, claims and citations.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.plain);
        if text.is_empty() {
            return;
        }
        if matches!(self.parent().kind, Kind::Code) {
            let text = self.as_typed(&text);
            self.inline(Inline::Text(text));
            return;
        }
        for part in pieces(&text) {
            match part {
                Piece::Text(text) => self.cited(text),
                Piece::Mark(number) => {
                    if let Some((claim, words)) = self.marks.get(number).cloned() {
                        let before = self.claims[claim];
                        self.claims[claim] += 1;
                        self.inline(Inline::Claim {
                            claim,
                            words,
                            before,
                        });
                    }
                }
            }
        }
    }

    /// Words in which `@key` cites a source.
    fn cited(&mut self, text: &str) {
        let mut rest = text;
        let mut plain = String::new();
        while let Some(at) = rest.find('@') {
            let after = &rest[at + 1..];
            let end = after
                .find(|c: char| !c.is_alphanumeric() && !"_-:.".contains(c))
                .unwrap_or(after.len());
            let key = after[..end].trim_end_matches(['.', ':']);
            let inside_a_word = rest[..at].ends_with(|c: char| c.is_alphanumeric());
            let source = self.scenario.sources.iter().position(|s| s.key == key);
            match source {
                Some(source) if !inside_a_word && !key.is_empty() => {
                    plain.push_str(&rest[..at]);
                    let mut tail = &after[key.len()..];
                    // Citations in brackets, as Pandoc has them, lose the brackets.
                    if plain.ends_with('[') && tail.starts_with(']') {
                        plain.pop();
                        tail = &tail[1..];
                    }
                    let before = self.sources[source];
                    self.sources[source] += 1;
                    let words = plain.trim_end().to_owned();
                    if !words.is_empty() {
                        self.inline(Inline::Text(words));
                    }
                    plain.clear();
                    self.inline(Inline::Cite { source, before });
                    rest = tail;
                }
                _ => {
                    plain.push_str(&rest[..=at]);
                    rest = after;
                }
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            self.inline(Inline::Text(plain));
        }
    }
}

fn typed(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Code(text) => text.clone(),
        Inline::Break => "\n".to_owned(),
        _ => String::new(),
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        _ => 4,
    }
}

enum Piece<'t> {
    Text(&'t str),
    Mark(usize),
}

/// Text and marks in it.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(MARK[0]) {
        if !before.is_empty() {
            parts.push(Piece::Text(before));
        }
        let (number, tail) = after.split_once(MARK[1]).unwrap_or((after, ""));
        if let Ok(number) = number.parse() {
            parts.push(Piece::Mark(number));
        }
        rest = tail;
    }
    if !rest.is_empty() {
        parts.push(Piece::Text(rest));
    }
    parts
}

/// The words of an id that begins with a number, as `c12-boats-are-few`.
pub(super) fn coded(id: &str) -> Option<&str> {
    let (code, words) = id.split_once(['-', '_'])?;
    (code.len() <= 4 && code.contains(|c: char| c.is_ascii_digit())).then_some(words)
}
