//! TOML text to a tree, past every slip.
//!
//! One forgotten bracket would make the rest of a file unreadable. So a file with slips is cut into its headings and
//! `name = value` entries; the broken ones are reported and blanked out, and the rest is read again. Broken entries
//! stay in the tree as [`Value::Bad`], so that what they declare is known to be declared.

use std::collections::HashMap;

use toml::de::{DeTable, Error};

use super::findings::Findings;
use super::gather::as_name;
use super::item::{self, Entry, Item, Table, Value};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::place::{FileId, Span};

/// How many entries a value may span before it is taken for unclosed.
const LONGEST_ENTRY: usize = 40;
/// How many bytes are read again, in all, while broken entries are looked for.
const EFFORT: usize = 64 << 20;

/// The tree of a file; findings for what could not be read.
pub(crate) fn parse(file: FileId, text: &str, findings: &mut Findings) -> Table {
    let (whole, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return finish(file, &whole.into_inner(), findings);
    }
    drop(whole);
    let mut pieces = cut(text);
    let mut clean = text.to_owned();
    find_broken(file, text, &mut pieces, &mut clean, findings);
    let (rest, errors) = DeTable::parse_recoverable(&clean);
    report_rest(file, text, &pieces, &errors, findings);
    let mut tree = finish(file, &rest.into_inner(), findings);
    for piece in pieces.iter().filter(|p| p.broken) {
        declare_broken(file, piece, &mut tree);
    }
    tree
}

fn finish(file: FileId, table: &DeTable, findings: &mut Findings) -> Table {
    let mut bad = Vec::new();
    let tree = item::table(file, table, &mut bad);
    for (span, why) in bad {
        findings.push(Diagnostic::error("bad-value", span).case(why));
    }
    tree
}

/// A heading or an entry.
struct Piece {
    start: usize,
    end: usize,
    heading: bool,
    /// Its full name, and where the last part of it stands.
    path: Vec<String>,
    name: (usize, usize),
    array: bool,
    broken: bool,
}

/// Cuts at every line that looks like a heading or the start of an entry.
fn cut(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut heading: Vec<String> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start().len();
        let body = line.trim();
        let start = at + indent;
        at += line.len();
        let Some((is_heading, array, own, name)) = opening(body) else {
            continue;
        };
        if let Some(last) = pieces.last_mut() {
            last.end = start;
        }
        let mut path = if is_heading {
            Vec::new()
        } else {
            heading.clone()
        };
        path.extend(own);
        if is_heading {
            heading.clone_from(&path);
        }
        pieces.push(Piece {
            start,
            end: text.len(),
            heading: is_heading,
            path,
            name: (start + name.0, start + name.1),
            array,
            broken: false,
        });
    }
    pieces
}

/// Whether a line opens a heading (and of a list of tables), or an entry; its name in parts, and where that stands.
#[allow(clippy::type_complexity)] // four facts of one line, taken apart at once
fn opening(line: &str) -> Option<(bool, bool, Vec<String>, (usize, usize))> {
    let brackets = line.len() - line.trim_start_matches('[').len();
    let rest = &line[brackets..];
    // A name with accents opens an entry too, which is then broken by itself.
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || c == '.';
    let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let name = &rest[..length];
    if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') || brackets > 2 {
        return None;
    }
    let after = rest[length..].trim_start();
    let opens = if brackets > 0 {
        after.is_empty() || after.starts_with('#') || after.starts_with(']')
    } else {
        after.starts_with('=') && !after.starts_with("==")
    };
    let parts: Vec<String> = name.split('.').map(str::to_owned).collect();
    let last = parts.last().map_or(0, String::len);
    let end = brackets + length;
    opens.then_some((brackets > 0, brackets == 2, parts, (end - last, end)))
}

/// Marks, reports and blanks out the pieces that cannot be read.
fn find_broken(
    file: FileId,
    text: &str,
    pieces: &mut [Piece],
    clean: &mut String,
    findings: &mut Findings,
) {
    let mut effort = 0;
    let mut blank: Vec<(usize, usize)> = Vec::new();
    let first = pieces.first().map_or(text.len(), |p| p.start);
    report_first(file, text, 0, first, findings, &mut blank);
    let mut i = 0;
    while i < pieces.len() {
        let start = pieces[i].start;
        let mut taken = None;
        let furthest = if pieces[i].heading {
            i + 1
        } else {
            (i + LONGEST_ENTRY).min(pieces.len())
        };
        for last in i..furthest {
            if last > i && pieces[last].heading {
                break;
            }
            let piece = &text[start..pieces[last].end];
            effort += piece.len();
            if effort > EFFORT {
                break;
            }
            if DeTable::parse_recoverable(piece).1.is_empty() {
                taken = Some(last);
                break;
            }
        }
        match taken {
            Some(last) => i = last + 1,
            None => {
                report_first(file, text, start, pieces[i].end, findings, &mut blank);
                pieces[i].broken = true;
                i += 1;
                if pieces[i - 1].heading {
                    // What stands under a broken heading belongs to nothing.
                    while i < pieces.len() && !pieces[i].heading {
                        blank.push((pieces[i].start, pieces[i].end));
                        i += 1;
                    }
                }
            }
        }
    }
    let mut bytes = std::mem::take(clean).into_bytes();
    for (from, to) in blank {
        for b in &mut bytes[from..to] {
            if *b != b'\n' {
                *b = b' ';
            }
        }
    }
    *clean = String::from_utf8(bytes).unwrap_or_default();
}

/// Reports the first error of a part of the text, and lists the part for blanking.
fn report_first(
    file: FileId,
    text: &str,
    from: usize,
    to: usize,
    findings: &mut Findings,
    blank: &mut Vec<(usize, usize)>,
) {
    let (_, errors) = DeTable::parse_recoverable(&text[from..to]);
    if let Some(error) = errors
        .iter()
        .min_by_key(|e| e.span().map_or(usize::MAX, |s| s.start))
    {
        findings.push(syntax_finding(file, text, from, error));
        blank.push((from, to));
    }
}

fn syntax_finding(file: FileId, text: &str, offset: usize, error: &Error) -> Diagnostic {
    let range = error.span().unwrap_or(0..0);
    let span = Span {
        file,
        start: (range.start + offset) as u32,
        end: (range.end + offset) as u32,
    };
    let finding = Diagnostic::error("toml-syntax", span);
    let known = KNOWN
        .iter()
        .find(|(start, _)| error.message().starts_with(start));
    match known {
        Some((_, "bare-key")) => {
            let (before, after) = text
                .split_at_checked(span.start as usize)
                .unwrap_or(("", text));
            let ends = |c: char| c.is_whitespace() || "=[]{},\"'".contains(c);
            let start = before.rfind(ends).map_or(0, |i| i + 1);
            let name = format!(
                "{}{}",
                &before[start..],
                after.split(ends).next().unwrap_or("")
            );
            let finding = finding.case("bare-key");
            finding.with("suggested", as_name(&name)).with("name", name)
        }
        Some((_, case)) => finding.case(case),
        None => finding.with("message", Arg::Text(error.message().to_owned())),
    }
}

/// What the TOML reader's messages begin with, each with the case that says the same in plain words.
const KNOWN: &[(&str, &str)] = &[
    ("invalid unquoted key", "bare-key"),
    ("string values must be quoted", "quotes"),
    ("invalid basic string", "open-text"),
    ("invalid literal string", "open-literal"),
    ("missing comma between array elements", "list-comma"),
    ("unclosed array", "open-list"),
    ("unclosed inline table", "open-table"),
    ("missing inline table opening", "extra-brace"),
    ("missing array opening", "extra-bracket"),
    ("missing comma between key-value pairs", "table-comma"),
    ("unclosed table", "open-heading"),
    ("unclosed array table", "open-list-heading"),
    ("missing value", "no-value"),
    ("key with no value", "name-alone"),
    ("extra `=`", "extra-equals"),
    ("extra assignment", "extra-equals"),
    ("invalid date", "date"),
    ("missing escaped value", "backslash"),
    ("unexpected leading zero", "leading-zero"),
    ("cannot recurse further", "too-deep"),
    ("recursion limit", "too-deep-name"),
    ("cannot extend value", "value-extended"),
    ("carriage return must be followed", "line-end"),
];

/// Errors that single pieces do not have: names that are given twice, and what only the whole shows.
fn report_rest(
    file: FileId,
    text: &str,
    pieces: &[Piece],
    errors: &[Error],
    findings: &mut Findings,
) {
    let mut first: HashMap<String, &Piece> = HashMap::new();
    for piece in pieces.iter().filter(|p| !p.array) {
        first.entry(piece.path.join(".")).or_insert(piece);
    }
    for error in errors {
        let mut finding = syntax_finding(file, text, 0, error);
        if error.message().starts_with("duplicate key") {
            let at = error.span().map_or(0, |s| s.start);
            let index = pieces.partition_point(|p| p.start <= at);
            let piece = index.checked_sub(1).and_then(|i| pieces.get(i));
            let twin = piece.and_then(|p| {
                first
                    .get(&p.path.join("."))
                    .copied()
                    .filter(|f| f.start < p.start)
            });
            let span = finding.span;
            finding = match (piece, twin) {
                (Some(piece), Some(twin)) => Diagnostic::error("declared-twice", span)
                    .case("toml-name")
                    .with("name", piece.path.join("."))
                    .related(part(file, twin.name), "first"),
                _ => Diagnostic::error("declared-twice", span).case("toml"),
            };
        }
        findings.push(finding);
    }
}

/// Enters a broken piece into the tree.
fn declare_broken(file: FileId, piece: &Piece, tree: &mut Table) {
    let span = part(file, piece.name);
    let mut table = tree;
    for (i, key) in piece.path.iter().enumerate() {
        let last = i + 1 == piece.path.len();
        let at = match table.entries.iter().position(|e| e.key == *key) {
            Some(at) => at,
            None => {
                let value = if last {
                    Value::Bad
                } else {
                    Value::Table(Table::default())
                };
                let item = Item::new(value, span);
                table.entries.push(Entry {
                    key: key.clone(),
                    key_span: span,
                    item,
                });
                table.entries.len() - 1
            }
        };
        let Some(entry) = table.entries.get_mut(at) else {
            return;
        };
        match &mut entry.item.value {
            Value::Table(next) => table = next,
            Value::List(items) => match items.last_mut().map(|n| &mut n.value) {
                Some(Value::Table(next)) => table = next,
                _ => return,
            },
            _ => return,
        }
    }
}

fn part(file: FileId, (start, end): (usize, usize)) -> Span {
    Span {
        file,
        start: start as u32,
        end: end as u32,
    }
}
