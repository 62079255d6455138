//! Files of the scenario's folder: paths checked, sizes bounded, each read once.

use std::collections::HashMap;
use std::rc::Rc;

use super::csv::{self, Data};
use super::findings::Findings;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::nearest::nearest;
use contend_model::place::{FileId, Files, Folder, FolderError, Span};

/// The most bytes of a TOML, BibTeX or Markdown file.
pub const TEXT_LIMIT: usize = 8 << 20;
/// The most bytes of a CSV file.
pub const DATA_LIMIT: usize = 64 << 20;
/// The most bytes of all files together.
pub const ALL_LIMIT: usize = 512 << 20;

/// Reads files, and keeps what it has read.
pub(crate) struct Reader<'f> {
    folder: &'f dyn Folder,
    pub files: Files,
    pub findings: Findings,
    data: HashMap<String, Option<Rc<Data>>>,
    bytes: usize,
    /// Cells of data that may still be looked at.
    effort: usize,
}

impl<'f> Reader<'f> {
    pub fn new(folder: &'f dyn Folder) -> Self {
        Reader {
            folder,
            files: Files::default(),
            findings: Findings::default(),
            data: HashMap::new(),
            bytes: 0,
            effort: 200_000_000,
        }
    }

    /// A text of the folder; `None`, with a finding, where it cannot be had. `from` is the place that names the file.
    pub fn text(&mut self, path: &str, limit: usize, from: Option<Span>) -> Option<FileId> {
        self.fetch(path, limit, from, false)
    }

    /// A text that need not be there; `None` without a finding where it is not.
    pub fn optional_text(&mut self, path: &str, limit: usize) -> Option<FileId> {
        self.fetch(path, limit, None, true)
    }

    /// Paths of all files that are there, as far as that is known.
    pub fn list(&self) -> Vec<String> {
        self.folder.list()
    }

    fn fetch(
        &mut self,
        path: &str,
        limit: usize,
        from: Option<Span>,
        optional: bool,
    ) -> Option<FileId> {
        if let Some(why) = outside(path) {
            let finding = Diagnostic::error("path-outside", from);
            let finding = finding.with("path", path).with("why", Arg::word(why));
            self.findings.push(finding);
            return None;
        }
        let problem = |id| Diagnostic::error(id, from).with("path", path);
        let bytes = match self.folder.read(path) {
            Ok(bytes) => bytes,
            Err(FolderError::NotFound) if optional => return None,
            Err(error) => {
                let finding = match error {
                    FolderError::NotFound => {
                        let list = self.folder.list();
                        let near = nearest(path, list.iter().take(10_000).map(String::as_str));
                        problem("file-not-found").maybe("near", near)
                    }
                    FolderError::Outside => problem("path-outside").case("leads-out"),
                    FolderError::TooLarge { size, limit } => too_large(path, size, limit, from),
                    FolderError::Unreadable { reason } => {
                        problem("file-unreadable").with("reason", Arg::Text(reason))
                    }
                };
                self.findings.push(finding);
                return None;
            }
        };
        if bytes.len() > limit {
            self.findings
                .push(too_large(path, bytes.len() as u64, limit as u64, from));
            return None;
        }
        self.bytes += bytes.len();
        if self.bytes > ALL_LIMIT {
            let finding = Diagnostic::error("file-too-large", from).case("all");
            self.findings.push(finding.with("most", ALL_LIMIT >> 20));
            return None;
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(self.files.add(path, text)),
            Err(error) => {
                let at = error.valid_up_to() as u32;
                let file = self.files.add(path, String::from_utf8_lossy(bytes));
                let span = Span {
                    file,
                    start: at,
                    end: at + 3,
                };
                let finding = Diagnostic::error("not-utf8", span).with("path", path);
                self.findings.push(finding);
                Some(file)
            }
        }
    }

    /// A CSV file, read once.
    pub fn data(&mut self, path: &str, from: Span) -> Option<Rc<Data>> {
        if let Some(known) = self.data.get(path) {
            return known.clone();
        }
        let data = match self.text(path, DATA_LIMIT, Some(from)) {
            Some(file) => {
                csv::parse(file, &self.files.get(file).text, &mut self.findings).map(Rc::new)
            }
            None => None,
        };
        self.data.insert(path.to_owned(), data.clone());
        data
    }

    /// Takes effort for looking at so many cells; false, with a finding, when none is left.
    pub fn spend(&mut self, cells: usize, from: Span) -> bool {
        if cells <= self.effort {
            self.effort -= cells;
            return true;
        }
        self.effort = 0;
        let finding = Diagnostic::error("too-much-data", from);
        self.findings.push(finding);
        false
    }
}

/// Why a path is none inside the folder: the key of a phrase.
fn outside(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("path-empty");
    }
    if path.contains('\\') {
        return Some("path-backslash");
    }
    if path.starts_with('/') || path.contains(':') {
        return Some("path-begins-outside");
    }
    if path.contains('\0') || path.len() > 1_000 {
        return Some("path-no-name");
    }
    for part in path.split('/') {
        match part {
            ".." => return Some("path-dots"),
            "." | "" => return Some("path-empty-part"),
            _ => {}
        }
    }
    None
}

fn too_large(path: &str, size: u64, limit: u64, from: Option<Span>) -> Diagnostic {
    let (size, most) = (size.div_ceil(1 << 20), limit >> 20);
    Diagnostic::error("file-too-large", from)
        .with("path", path)
        .with("size", size)
        .with("most", most)
}
