//! Where text stands: files of a scenario and spans in them.

use serde::{Deserialize, Serialize};

/// Number of a file in a [`Files`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte; at least `start`.
    pub end: u32,
}

/// One file that was read: its path inside the scenario folder and its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Path relative to the scenario folder, with `/` between parts.
    pub path: String,
    /// The whole text. Bytes that are not UTF-8 were replaced by U+FFFD (and reported).
    pub text: String,
    /// Whether it is a translation: words on which no number, no name and no verdict depends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub translation: bool,
}

/// All files that were read, in the order of reading; [`FileId`] indexes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    files: Vec<SourceFile>,
}

/// A place for people: path, and line and column counted from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineColumn {
    /// Path inside the scenario folder.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

impl Files {
    /// Adds a file and returns its number.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile {
            path: path.into(),
            text: text.into(),
            translation: false,
        });
        id
    }

    /// Says that a file is a translation.
    ///
    /// # Panics
    /// If the number is of another table.
    pub fn is_translation(&mut self, id: FileId) {
        self.files[id.0 as usize].translation = true;
    }

    /// The file of that number.
    ///
    /// # Panics
    /// If the number is of another table.
    #[must_use]
    pub fn get(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(i, f)| (FileId(i as u32), f))
    }

    /// The same paths, lines and columns without the words, except those in the given spans: every other character is a
    /// blank of as many bytes. What remains tells places and compresses to almost nothing.
    ///
    /// ```
    /// use contend_model::place::{Files, Span};
    ///
    /// let mut files = Files::default();
    /// let file = files.add("scenario.toml", "año = 5\nb = 7");
    /// let kept = Span { file, start: 13, end: 14 };
    /// let blanked = files.blanked(&[kept]);
    /// assert_eq!(blanked.get(file).text.trim(), "7");
    /// assert_eq!(blanked.line_column(kept), files.line_column(kept));
    /// ```
    #[must_use]
    pub fn blanked(&self, kept: &[Span]) -> Files {
        let blank = |c: char| match c.len_utf8() {
            1 => ' ',
            2 => '\u{a0}',
            3 => '\u{2003}',
            _ => '\u{e0020}',
        };
        let files = self.iter().map(|(id, file)| {
            let mut spans: Vec<&Span> = kept.iter().filter(|s| s.file == id).collect();
            spans.sort_by_key(|s| s.start);
            let mut spans = spans.into_iter().peekable();
            let text = file.text.char_indices().map(|(at, c)| {
                while spans.next_if(|s| s.end as usize <= at).is_some() {}
                let inside = spans.peek().is_some_and(|s| s.start as usize <= at);
                if inside || c == '\n' { c } else { blank(c) }
            });
            SourceFile {
                path: file.path.clone(),
                text: text.collect(),
                translation: file.translation,
            }
        });
        Files {
            files: files.collect(),
        }
    }

    /// Line and column of the start of a span.
    #[must_use]
    pub fn line_column(&self, span: Span) -> LineColumn {
        let file = self.get(span.file);
        let mut at = (span.start as usize).min(file.text.len());
        while !file.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &file.text[..at];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        LineColumn {
            path: file.path.clone(),
            line: before.matches('\n').count() as u32 + 1,
            column: before[line_start..].chars().count() as u32 + 1,
        }
    }
}

impl Span {
    /// The span that covers both; `other` must be of the same file, else `self` is returned.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// Where the files of a scenario come from: a folder on disk, a map in memory, an archive in a page.
///
/// Paths are relative to the scenario's root, `/`-separated, without `.` or `..` parts:
/// the reader never asks for anything else.
pub trait Folder {
    /// The bytes of one file.
    ///
    /// # Errors
    /// [`FolderError`] when the file is absent, too large, or cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError>;

    /// Paths of the files that exist, sorted, for suggestions; may be empty.
    fn list(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FolderError {
    /// There is no such file.
    NotFound,
    /// The file is a link or path that leads out of the folder.
    Outside,
    /// The file has more bytes than a scenario file may have.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// The system could not read it.
    Unreadable {
        /// What the system said.
        reason: String,
    },
}

/// A folder in memory: path → bytes. For tests, fuzzing, and pages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryFolder {
    /// The files.
    pub files: std::collections::BTreeMap<String, Vec<u8>>,
}

impl MemoryFolder {
    /// A folder that holds the given texts.
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files
            .into_iter()
            .map(|(p, t)| (p.to_owned(), t.as_bytes().to_vec()))
            .collect();
        MemoryFolder { files }
    }
}

impl Folder for MemoryFolder {
    fn read(&self, path: &str) -> Result<Vec<u8>, FolderError> {
        self.files.get(path).cloned().ok_or(FolderError::NotFound)
    }

    fn list(&self) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}
