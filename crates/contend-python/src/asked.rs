//! What every request has.

use std::num::NonZeroUsize;

use contend_cli::{Threads, drawing_of};
use contend_session::request::Drawing;
use contend_words::Language;
use pyo3::prelude::*;

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
    /// A table of one's own: its name and its text as CSV.
    table: Option<(String, String)>,
    threads: Option<NonZeroUsize>,
    language: Option<String>,
    pub progress: Option<Py<PyAny>>,
}

impl Asked {
    /// The language of answers.
    pub fn language(&self) -> PyResult<Language> {
        told_in(self.language.as_deref())
    }

    /// How worlds are drawn.
    pub fn drawing(&self) -> PyResult<Drawing> {
        if let Some((name, text)) = &self.table {
            let (name, text) = (name.clone(), text.clone());
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
