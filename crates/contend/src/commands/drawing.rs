//! How worlds are drawn, from the command line and back to it.

use contend_engine::design::Design;
use contend_session::request::Drawing as Request;

use crate::arguments::Drawing;
use crate::failure::Failure;
use crate::open::quoted;

/// The design where none is named.
pub const DEFAULT: &str = "nested-lhs";

/// Levels of a full factorial where none are given.
const LEVELS: u32 = 3;

/// Reads the `--design`.
pub fn request(drawing: &Drawing) -> Result<Request, Failure> {
    let text = drawing.design.as_str();
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
                    format!("`{levels}` is no number of levels"),
                    "write a whole number, as `full-factorial:3`",
                ));
            }
        },
        _ if text.ends_with(".csv") || text.contains('/') => return table(text),
        _ => {
            return Err(Failure::usage(
                format!("there is no design `{text}`"),
                "use nested-lhs, lhs, sobol, monte-carlo, full-factorial, full-factorial:LEVELS, or the name of a CSV file",
            ));
        }
    };
    Ok(Request::Design(design))
}

fn table(path: &str) -> Result<Request, Failure> {
    let cure = "name a CSV file with a column for each uncertain input and one world a line";
    let bytes = std::fs::read(path)
        .map_err(|e| Failure::usage(format!("`{path}` cannot be read: {e}"), cure))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::usage(
            format!("`{path}` is not text in UTF-8"),
            "save it as CSV in UTF-8",
        )
    })?;
    Ok(Request::Table {
        name: path.to_owned(),
        text,
    })
}

/// What to add to a command so that it means the same worlds.
pub fn options(drawing: &Drawing) -> String {
    let mut out = String::new();
    if let Some(worlds) = drawing.worlds {
        out.push_str(&format!(" --worlds {worlds}"));
    }
    if let Some(seed) = drawing.seed {
        out.push_str(&format!(" --seed {seed}"));
    }
    if drawing.design != DEFAULT {
        out.push_str(&format!(" --design {}", quoted(&drawing.design)));
    }
    out
}

/// A design's name as people say it.
pub fn spoken(name: &str) -> String {
    match name.split_once(':').unwrap_or((name, "")) {
        ("nested-lhs", _) => "nested Latin hypercube".to_owned(),
        ("lhs", _) => "Latin hypercube".to_owned(),
        ("sobol", _) => "Sobol sequence".to_owned(),
        ("monte-carlo", _) => "Monte Carlo".to_owned(),
        ("full-factorial", levels) => format!("full factorial of {levels} levels"),
        _ => format!("worlds of {name}"),
    }
}
