//! `contend schema`, `explain` and `completions`: what the program knows by heart.

use clap::CommandFactory;
use contend_model::nearest::nearest_few;
use contend_words::diagnostics::{self, CATALOGUE};

use crate::arguments::{Arguments, Completions, Explain, Schema};
use crate::failure::{Cure, Failure, OK, Said};
use crate::screen::{STRONG, Screen, paint};
use crate::text::{clip, pad, width, wrap};

/// Prints the JSON Schema of `scenario.toml`, or the reference page.
pub fn schema(schema: &Schema, screen: &mut Screen) -> Result<u8, Failure> {
    if schema.reference {
        screen.write(contend_scenario::reference() + &diagnostics::reference())?;
        return Ok(OK);
    }
    if schema.dictionary {
        screen.write(contend_scenario::dictionary())?;
        return Ok(OK);
    }
    screen.line(crate::commands::json(&contend_scenario::schema())?)?;
    Ok(OK)
}

/// Says what a diagnostic means, or lists them all.
pub fn explain(explain: &Explain, screen: &mut Screen) -> Result<u8, Failure> {
    let Some(id) = &explain.id else {
        let column = CATALOGUE
            .iter()
            .map(|e| width(e.id))
            .max()
            .unwrap_or(0)
            .min(32)
            + 2;
        for entry in CATALOGUE {
            let title = clip(entry.title, screen.width.saturating_sub(column));
            screen.line(format!("{}{title}", paint(STRONG, &pad(entry.id, column))))?;
        }
        return Ok(OK);
    };
    // As copied from a message: `error[unit-mismatch]:`.
    let bare = id
        .rsplit('[')
        .next()
        .unwrap_or(id)
        .trim_end_matches([']', ':']);
    let Some(entry) = diagnostics::explain(bare) else {
        let near = nearest_few(bare, CATALOGUE.iter().map(|e| e.id));
        let cure = if near.is_empty() {
            Said::new("do-explain").into()
        } else {
            Cure::Near(near)
        };
        let what = Said::new("slip-no-diagnostic").with("id", bare);
        return Err(Failure::usage(what, cure));
    };
    for line in wrap(&format!("{}: {}", entry.id, entry.title), screen.width) {
        screen.line(paint(STRONG, &line))?;
    }
    screen.line("")?;
    screen.write(prose(entry.explanation, screen.width))?;
    Ok(OK)
}

/// Prints a completion script.
pub fn completions(completions: &Completions, screen: &mut Screen) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        completions.shell,
        &mut Arguments::command(),
        "contend",
        &mut script,
    );
    screen.write(String::from_utf8_lossy(&script))?;
    Ok(OK)
}

/// Markdown as it is, but paragraphs wrapped: lines of code and lists keep their breaks.
fn prose(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut code = false;
    let flush = |paragraph: &mut String, out: &mut String| {
        if !paragraph.is_empty() {
            for line in wrap(paragraph, columns) {
                out.push_str(&format!("{line}\n"));
            }
            paragraph.clear();
        }
    };
    for line in text.trim().lines() {
        let fence = line.trim_start().starts_with("```");
        if fence || code || line.starts_with("    ") || line.trim().is_empty() {
            flush(&mut paragraph, &mut out);
            code ^= fence;
            if !fence {
                out.push_str(&if code {
                    format!("    {line}\n")
                } else {
                    format!("{line}\n")
                });
            }
            continue;
        }
        if line.starts_with("- ") || line.starts_with("| ") {
            flush(&mut paragraph, &mut out);
        }
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(line.trim());
    }
    flush(&mut paragraph, &mut out);
    out
}
