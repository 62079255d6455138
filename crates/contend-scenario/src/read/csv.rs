//! CSV files: a header and rows, each cell with its place.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::findings::Findings;
use contend_model::clock::Date;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::nearest::nearest;
use contend_model::place::{FileId, Files, Span};

/// The most rows and cells of a CSV file.
pub const MOST_ROWS: usize = 5_000_000;
pub const MOST_CELLS: usize = 20_000_000;

/// A CSV file. All cells stand in one text, so that long files stay small in memory.
#[derive(Debug)]
pub(crate) struct Data {
    pub file: FileId,
    pub header: Vec<String>,
    header_at: u32,
    cells: String,
    /// End of each cell in `cells`; rows have as many cells as the header.
    ends: Vec<usize>,
    /// First byte of each row in the file.
    rows: Vec<u32>,
}

/// Reads a CSV text. Rows of the wrong length are reported and left out.
pub(crate) fn parse(file: FileId, text: &str, findings: &mut Findings) -> Option<Data> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut data = Data {
        file,
        header: Vec::new(),
        header_at: 0,
        cells: String::new(),
        ends: Vec::new(),
        rows: Vec::new(),
    };
    let mut record = StringRecord::new();
    let mut ragged = 0u64;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                let at = error.position().map_or(0, |p| p.byte());
                let span = Span {
                    file,
                    start: at as u32,
                    end: at as u32,
                };
                findings.push(Diagnostic::error("csv-syntax", span));
                return None;
            }
        }
        let at = row_start(text, record.position().map_or(0, |p| p.byte()) as usize);
        if data.header.is_empty() {
            data.header = record.iter().map(str::to_owned).collect();
            data.header_at = at as u32;
            check_header(&data, text, findings)?;
            continue;
        }
        if record.len() != data.header.len() {
            ragged += 1;
            if ragged <= 5 {
                let span = line_span(file, text, at);
                findings.push(
                    Diagnostic::error("csv-row", span)
                        .with("cells", record.len())
                        .with("columns", data.header.len()),
                );
            }
            continue;
        }
        if data.rows.len() >= MOST_ROWS || data.ends.len() + record.len() > MOST_CELLS {
            let span = Span {
                file,
                start: at as u32,
                end: at as u32,
            };

            findings.push(Diagnostic::error("too-much-data", span).case("file"));
            return None;
        }
        for cell in &record {
            data.cells.push_str(cell);
            data.ends.push(data.cells.len());
        }
        data.rows.push(at as u32);
    }
    if ragged > 5 {
        let span = Span {
            file,
            start: data.header_at,
            end: data.header_at,
        };
        findings.push(
            Diagnostic::error("csv-row", span)
                .case("more")
                .with("more", ragged - 5),
        );
    }
    if data.header.is_empty() {
        let span = Span {
            file,
            start: 0,
            end: 0,
        };
        findings.push(Diagnostic::error("csv-syntax", span).case("empty"));
        return None;
    }
    Some(data)
}

fn check_header(data: &Data, text: &str, findings: &mut Findings) -> Option<()> {
    let span = line_span(data.file, text, data.header_at as usize);
    if data.header.len() == 1 && (data.header[0].contains(';') || data.header[0].contains('\t')) {
        let finding = Diagnostic::error("csv-syntax", span).case("separator");
        findings.push(finding);
        return None;
    }
    let mut seen: Vec<&str> = data
        .header
        .iter()
        .map(String::as_str)
        .filter(|n| !n.is_empty())
        .collect();
    seen.sort_unstable();
    if let Some(pair) = seen.windows(2).find(|w| w[0] == w[1]) {
        findings.push(Diagnostic::error("csv-column-twice", span).with("column", pair[0]));
        return None;
    }
    Some(())
}

/// Past empty lines that the position of a row may include.
fn row_start(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = at.min(bytes.len());
    while at < bytes.len() && (bytes[at] == b'\n' || bytes[at] == b'\r') {
        at += 1;
    }
    at
}

fn line_span(file: FileId, text: &str, at: usize) -> Span {
    let bytes = &text.as_bytes()[at..];
    let length = bytes
        .iter()
        .position(|b| *b == b'\n' || *b == b'\r')
        .unwrap_or(bytes.len());
    Span {
        file,
        start: at as u32,
        end: (at + length) as u32,
    }
}

impl Data {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The text of a cell.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let index = row * self.header.len() + column;
        let end = self.ends.get(index).copied().unwrap_or(0);
        let start = if index == 0 {
            0
        } else {
            self.ends.get(index - 1).copied().unwrap_or(0)
        };
        self.cells.get(start..end).unwrap_or("")
    }

    /// The place of a cell.
    pub fn span(&self, files: &Files, row: usize, column: usize) -> Span {
        cell_span(
            self.file,
            &files.get(self.file).text,
            self.rows.get(row).copied().unwrap_or(0),
            column,
        )
    }

    /// The place of a column's name.
    pub fn header_span(&self, files: &Files, column: usize) -> Span {
        cell_span(
            self.file,
            &files.get(self.file).text,
            self.header_at,
            column,
        )
    }

    /// The column of that name; else a finding at `from`.
    pub fn column(&self, name: &str, from: Span, findings: &mut Findings) -> Option<usize> {
        let found = self.header.iter().position(|h| h == name);
        if found.is_none() {
            let header = Span {
                file: self.file,
                start: self.header_at,
                end: self.header_at,
            };
            let finding = Diagnostic::error("unknown-column", from)
                .with("name", name)
                .maybe(
                    "near",
                    nearest(name, self.header.iter().map(String::as_str)),
                )
                .with("known", Arg::names(&self.header))
                .related(header, "header");
            findings.push(finding);
        }
        found
    }

    /// The number in a cell; else a finding with its place.
    pub fn number(
        &self,
        files: &Files,
        row: usize,
        column: usize,
        findings: &mut Findings,
    ) -> Option<f64> {
        let text = self.cell(row, column);
        match text.parse::<f64>() {
            Ok(n) if n.is_finite() => Some(n),
            other => {
                let span = self.span(files, row, column);
                let column = self.header.get(column).map_or("", String::as_str);
                let finding = if other.is_ok() {
                    Diagnostic::error("bad-number", span)
                        .case("not-finite")
                        .with("text", text)
                        .with("column", column)
                } else if text.is_empty() {
                    Diagnostic::error("bad-number", span)
                        .case("empty")
                        .with("column", column)
                } else {
                    Diagnostic::error("bad-number", span)
                        .case("text")
                        .with("text", text)
                        .with("column", column)
                };
                findings.push(finding);
                None
            }
        }
    }

    /// The time in a cell, as a date and a share of the year that begins there; else a finding with its place.
    pub fn time(
        &self,
        files: &Files,
        row: usize,
        column: usize,
        findings: &mut Findings,
    ) -> Option<CellTime> {
        let text = self.cell(row, column);
        let time = parse_time(text);
        if time.is_none() {
            let finding = Diagnostic::error("bad-date", self.span(files, row, column))
                .case("data")
                .with("text", text);
            findings.push(finding);
        }
        time
    }
}

/// A time as data give it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CellTime {
    Date(Date),
    /// A whole year, and the share of it that has passed.
    Year(i32, f64),
}

fn parse_time(text: &str) -> Option<CellTime> {
    if let Ok(year) = text.parse::<f64>() {
        let whole = year.floor();
        return (year.is_finite() && (-9_000.0..=9_000.0).contains(&year))
            .then_some(CellTime::Year(whole as i32, year - whole));
    }
    let mut parts = text.splitn(3, '-');
    let year = parts
        .next()?
        .parse::<i32>()
        .ok()
        .filter(|y| (0..=9_000).contains(y))?;
    let month = parts.next()?.parse::<u8>().ok()?;
    let day = match parts.next() {
        Some(day) => day.parse::<u8>().ok()?,
        None => 1,
    };
    Date::new(year, month, day).map(CellTime::Date)
}

/// The place of the n-th cell of the row that begins at a byte: quoted cells may hold commas and line ends.
fn cell_span(file: FileId, text: &str, row: u32, column: usize) -> Span {
    let bytes = text.as_bytes();
    let mut at = (row as usize).min(bytes.len());
    let mut start = at;
    let mut left = column;
    let mut quoted = false;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                if left == 0 {
                    break;
                }
                left -= 1;
                start = at + 1;
            }
            b'\n' | b'\r' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    while start < at && bytes[start] == b' ' {
        start += 1;
    }
    while at > start && bytes[at - 1] == b' ' {
        at -= 1;
    }
    Span {
        file,
        start: start as u32,
        end: at as u32,
    }
}
