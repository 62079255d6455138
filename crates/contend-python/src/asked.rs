//! What every request has.

use std::num::NonZeroUsize;

use contend_cli::{Threads, drawing_of};
use contend_session::request::{Drawing, RunRequest, Scope};
use contend_words::Language;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;

use crate::slips::{RequestError, failed};

/// How worlds are drawn, on how many threads, in which language answers are told and who hears how far it is. A dict with all of
/// these keys; the package's Python makes it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Asked {
    pub worlds: Option<u64>,
    pub seed: Option<u64>,
    pub replications: Option<u64>,
    /// As behind `--design`.
    design: Option<String>,
    /// A table of one's own: its name and its columns by name.
    table: Option<(String, Vec<(String, Column)>)>,
    threads: Option<NonZeroUsize>,
    language: Option<String>,
    pub progress: Option<Py<PyAny>>,
}

/// A column of a table: a value for each world.
#[derive(FromPyObject)]
enum Column {
    /// Numbers, as the bytes of `array("d", …)`.
    Numbers(PyBackedBytes),
    Texts(Vec<String>),
}

impl Column {
    fn cells(&self) -> Box<dyn Iterator<Item = String> + '_> {
        match self {
            // The shortest text that reads back as the same number.
            Column::Numbers(bytes) => {
                let (numbers, _) = bytes.as_chunks();
                Box::new(numbers.iter().map(|n| f64::from_ne_bytes(*n).to_string()))
            }
            Column::Texts(texts) => Box::new(texts.iter().map(|text| quoted(text))),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Columns of one length as CSV, with a line for each world.
fn csv(columns: &[(String, Column)]) -> String {
    let names: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
    let mut text = names.join(",");
    let mut cells: Vec<_> = columns.iter().map(|(_, column)| column.cells()).collect();
    loop {
        let row: Vec<String> = cells.iter_mut().filter_map(Iterator::next).collect();
        if row.is_empty() {
            return text + "\n";
        }
        text.push('\n');
        text += &row.join(",");
    }
}

impl Asked {
    /// The language of answers.
    pub fn language(&self) -> PyResult<Language> {
        told_in(self.language.as_deref())
    }

    /// How worlds are drawn.
    pub fn drawing(&self) -> PyResult<Drawing> {
        if let Some((name, columns)) = &self.table {
            let (name, text) = (name.clone(), csv(columns));
            return Ok(Drawing::Table { name, text });
        }
        match &self.design {
            None => Ok(Drawing::default()),
            Some(design) => {
                let m = self.language()?;
                drawing_of(design).map_err(|failure| failed(&m, &failure))
            }
        }
    }

    /// A run of every outcome.
    pub fn run(
        &self,
        profiles: Vec<String>,
        watches: Vec<String>,
        every: Option<String>,
    ) -> PyResult<RunRequest> {
        Ok(RunRequest {
            worlds: self.worlds,
            seed: self.seed,
            replications: self.replications,
            drawing: self.drawing()?,
            profiles,
            watches,
            every,
            scope: Scope::Outcomes,
            games: false,
            page: false,
        })
    }

    /// What to add to a command so that it means the same worlds.
    pub fn options(&self) -> String {
        let number = |name: &str, n: Option<u64>| n.map(|n| format!(" --{name} {n}"));
        let design = match (&self.table, &self.design) {
            // A table that is no file must be written into one first.
            (Some((name, _)), _) => Some(format!(" --design {name}.csv")),
            (None, design) => design.as_ref().map(|design| format!(" --design {design}")),
        };
        let language = self.language.as_ref().map(|tag| format!(" --lang {tag}"));
        let parts = [
            number("worlds", self.worlds),
            number("seed", self.seed),
            number("replications", self.replications),
            design,
            language,
        ];
        parts.into_iter().flatten().collect()
    }

    /// The threads.
    pub fn threads(&self) -> Threads {
        Threads::new(self.threads)
    }
}

/// A language by its tag; English where none is given.
pub fn told_in(tag: Option<&str>) -> PyResult<Language> {
    let Some(tag) = tag else {
        return Ok(Language::english());
    };
    let tags = contend_words::LANGUAGES.join(", ");
    Language::of(tag).ok_or_else(|| {
        let m = Language::english();
        let what = m.f("slip-no-language", &[("tag", tag)]);
        let cure = m.f("do-languages", &[("tags", &tags)]);
        RequestError::new_err((what, cure, ""))
    })
}
