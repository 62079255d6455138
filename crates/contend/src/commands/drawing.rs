//! How worlds are drawn, from the command line and back to it.

use contend_engine::design::Design;
use contend_session::request::Drawing as Request;
use contend_store::design::is_parquet;
use contend_store::error::StoreError;
use contend_words::Language;

use crate::arguments::{DEFAULT_DESIGN, Drawing};
use crate::failure::{Failure, Said};
use crate::open::quoted;

/// Levels of a full factorial where none are given.
const LEVELS: u32 = 3;

/// Reads the `--design`.
pub fn request(drawing: &Drawing) -> Result<Request, Failure> {
    drawing_of(&drawing.design)
}

/// How worlds are drawn, as it is typed behind `--design`: the name of a design, or a CSV file, which is read.
///
/// # Errors
/// [`Failure`] where there is no such design, or the file cannot be read.
pub fn drawing_of(text: &str) -> Result<Request, Failure> {
    let design = match text.split_once(':').unwrap_or((text, "")) {
        ("nested-lhs", "") => Design::NestedLatinHypercube,
        ("lhs", "") => Design::LatinHypercube,
        ("sobol", "") => Design::Sobol,
        ("monte-carlo", "") => Design::MonteCarlo,
        ("full-factorial", "") => Design::FullFactorial { levels: LEVELS },
        ("full-factorial", levels) => match levels.parse() {
            Ok(levels) => Design::FullFactorial { levels },
            Err(_) => {
                return Err(Failure::usage(
                    Said::new("slip-no-levels").with("levels", levels),
                    Said::new("do-levels"),
                ));
            }
        },
        _ if text.ends_with(".csv") || is_parquet(text.as_ref()) || text.contains('/') => {
            return table(text);
        }
        _ => {
            return Err(Failure::usage(
                Said::new("slip-no-design").with("design", text),
                Said::new("do-design"),
            ));
        }
    };
    Ok(Request::Design(design))
}

fn table(path: &str) -> Result<Request, Failure> {
    if is_parquet(path.as_ref()) {
        return Ok(Request::Table {
            name: path.to_owned(),
            text: contend_store::design::read(path.as_ref()).map_err(|error| {
                let why = match error {
                    StoreError::Unreadable { error, .. } => error.to_string(),
                    StoreError::Damaged { why, .. } => why,
                    other => return other.into(),
                };
                let what = Said::new("slip-unreadable").with("path", path);
                Failure::usage(what.with("why", why), Said::new("do-worlds-file"))
            })?,
        });
    }
    let bytes = std::fs::read(path).map_err(|e| {
        let what = Said::new("slip-unreadable").with("path", path);
        Failure::usage(what.with("why", e), Said::new("do-worlds-file"))
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(
            Said::new("slip-no-text").with("path", path),
            Said::new("do-save-csv"),
        )
    })?;
    Ok(Request::Table {
        name: path.to_owned(),
        text,
    })
}

/// What to add to a command so that it means the same worlds, told in the same language.
pub fn options(drawing: &Drawing, replications: Option<u64>, language: Option<Language>) -> String {
    let mut out = String::new();
    if let Some(worlds) = drawing.worlds {
        out.push_str(&format!(" --worlds {worlds}"));
    }
    if let Some(seed) = drawing.seed {
        out.push_str(&format!(" --seed {seed}"));
    }
    if let Some(replications) = replications {
        out.push_str(&format!(" --replications {replications}"));
    }
    if drawing.design != DEFAULT_DESIGN {
        out.push_str(&format!(" --design {}", quoted(&drawing.design)));
    }
    if let Some(language) = language {
        out.push_str(&format!(" --lang {}", language.tag()));
    }
    out
}
