//! `brief.md`: the argument in prose, with marks where claims stand.

use std::collections::HashMap;

use super::files::{Reader, TEXT_LIMIT};
use contend_model::diagnostic::Diagnostic;
use contend_model::id::ClaimId;
use contend_model::model::Brief;
use contend_model::nearest::nearest;
use contend_model::place::{FileId, Span};

/// Reads a brief, where there is one, and which file it is. `claims` are the names and places of all claims.
pub(crate) fn read(
    reader: &mut Reader,
    path: &str,
    claims: &[(String, Span)],
) -> Option<(Brief, FileId)> {
    let file = reader.optional_text(path, TEXT_LIMIT)?;
    let text = reader.files.get(file).text.clone();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (i, (name, _)) in claims.iter().enumerate() {
        known.entry(name).or_insert(i);
    }
    let mut marks = Vec::new();
    // Each is looked for once, however many marks stand before it.
    let (mut paragraph_end, mut next_close) = (0, Some(0));
    let mut next_open = text.find("[[");
    while let Some(open) = next_open {
        let inner = open + 2;
        next_open = text[inner..].find("[[").map(|i| inner + i);
        if paragraph_end < inner {
            paragraph_end = text[inner..].find("\n\n").map_or(text.len(), |i| inner + i);
        }
        if next_close.is_some_and(|close| close < inner) {
            next_close = text[inner..].find("]]").map(|i| inner + i);
        }
        // Words may go on in the next line, but not into the next paragraph or mark.
        let end = paragraph_end.min(next_open.unwrap_or(text.len()));
        let Some(close) = next_close.filter(|close| *close < end) else {
            let span = Span {
                file,
                start: open as u32,
                end: inner as u32,
            };
            let finding = Diagnostic::error("open-mark", span);
            reader.findings.push(finding);
            continue;
        };
        // After a bar stand the words that the verdict judges.
        let (name, words) = text[inner..close]
            .split_once('|')
            .unwrap_or((&text[inner..close], ""));
        let name = name.trim();
        match known.get(name) {
            Some(i) => {
                marks.push((ClaimId(*i as u32), open..close + 2));
                if words.trim().is_empty() {
                    let span = Span {
                        file,
                        start: open as u32,
                        end: close as u32 + 2,
                    };
                    let finding = Diagnostic::warning("mark-without-words", span);
                    reader.findings.push(finding.with("name", name));
                }
            }
            None if !reader.findings.is_full() => {
                let span = Span {
                    file,
                    start: inner as u32,
                    end: close as u32,
                };
                let known = claims.iter().take(10_000).map(|(n, _)| n.as_str());
                let finding = Diagnostic::error("unknown-claim", span).case("mark");
                let finding = finding
                    .with("name", name)
                    .maybe("near", nearest(name, known));
                reader.findings.push(finding);
            }
            None => {}
        }
    }
    Some((Brief { text, marks }, file))
}

/// Tells which claims a brief does not mark.
pub(crate) fn unmarked(reader: &mut Reader, brief: &Brief, claims: &[(String, Span)]) {
    let mut marked = vec![false; claims.len()];
    for (claim, _) in &brief.marks {
        marked[claim.index()] = true;
    }
    for ((name, place), _) in claims.iter().zip(marked).filter(|(_, marked)| !marked) {
        let finding = Diagnostic::warning("claim-not-in-brief", *place).with("name", name);
        reader.findings.push(finding);
    }
}
