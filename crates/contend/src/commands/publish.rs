//! `contend publish`: the argument as one HTML page.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use contend_model::nearest::nearest_few;
use contend_page::{Options, render, render_claim};
use contend_session::executor::Progress;
use contend_session::request::RunRequest;
use contend_words::Language;
use contend_words::number::{count, number};

use crate::arguments::Publish;
use crate::commands::{self, drawing};
use crate::failure::{self, Failure, SCENARIO};
use crate::open::Place;
use crate::progress::{Shown, listen_for_interrupt};
use crate::screen::{STRONG, Screen, paint};
use crate::text::{plural, wrap};
use crate::threads::Threads;

/// Runs the ensemble and writes the page, in the language asked for or that of the scenario.
pub fn run(publish: &Publish, asked: Option<Language>, screen: &mut Screen) -> Result<u8, Failure> {
    let place = Place::find(&publish.scenario)?;
    let session = place.session(screen)?;
    if let Some(claim) = &publish.claim {
        known_claim(
            claim,
            session.scenario().claims.iter().map(|c| c.id.as_str()),
        )?;
    }
    let output = publish
        .output
        .clone()
        .unwrap_or_else(|| file_name(&place, publish.claim.as_deref()));
    if !publish.json {
        can_be_written(&output)?;
    }
    let request = RunRequest {
        worlds: publish.drawing.worlds,
        seed: publish.drawing.seed,
        drawing: drawing::request(&publish.drawing)?,
        ..RunRequest::default()
    };
    listen_for_interrupt();
    let progress = Shown::new(screen.error_width);
    let answer = session.page(&request, &Threads::new(publish.threads), &progress);
    progress.finish();
    let page = answer?;
    if publish.json {
        screen.line(commands::json(&page)?)?;
    } else {
        let options = Options {
            language: asked
                .or_else(|| Language::of(&page.language))
                .unwrap_or_default(),
            place: place.typed(),
            options: drawing::options(&publish.drawing),
        };
        let html = match &publish.claim {
            Some(claim) => render_claim(&page, claim, &options).unwrap_or_default(),
            None => render(&page, &options),
        };
        std::fs::write(&output, &html).map_err(|e| Failure::Told {
            code: SCENARIO,
            message: format!("`{}` cannot be written: {e}", output.display()),
            cure: "name a file in a folder that exists and where you may write".to_owned(),
        })?;
        screen.line(format!(
            "Wrote {}: {} ({} compressed), {}, {}.",
            paint(STRONG, &output.display().to_string()),
            size(html.len()),
            size(compressed(html.as_bytes())?),
            plural(page.claims.len() as u64, "claim", "claims"),
            plural(page.run.worlds, "world", "worlds"),
        ))?;
        if publish.open {
            open(&output)?;
        }
    }
    if page.run.interrupted {
        for note in &page.notes {
            for line in wrap(note, screen.error_width) {
                screen.note(line)?;
            }
        }
    }
    if page.run.failed_runs > 0 {
        let worlds = plural(page.run.failed_worlds, "world", "worlds");
        screen.note(format!("In {worlds} a run failed; the page says where."))?;
    }
    Ok(failure::after(&page.run, progress.cancelled()))
}

/// Said before the simulation rather than after it.
fn can_be_written(file: &Path) -> Result<(), Failure> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let why = if file.is_dir() {
        "it is a folder"
    } else if !folder.is_dir() {
        "its folder is not there"
    } else {
        return Ok(());
    };
    Err(Failure::Told {
        code: SCENARIO,
        message: format!("`{}` cannot be written: {why}", file.display()),
        cure: "name a file in a folder that exists".to_owned(),
    })
}

fn known_claim<'a>(
    claim: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Failure> {
    if known.clone().any(|k| k == claim) {
        return Ok(());
    }
    let near = nearest_few(claim, known.clone());
    let cure = match near.as_slice() {
        [] => format!(
            "its claims are {}",
            known.take(8).collect::<Vec<_>>().join(", ")
        ),
        near => format!("did you mean `{}`?", near.join("` or `")),
    };
    Err(Failure::usage(
        format!("the scenario has no claim `{claim}`"),
        cure,
    ))
}

/// The scenario's name, and that of the claim; in the folder where the command was typed.
fn file_name(place: &Place, claim: Option<&str>) -> PathBuf {
    let folder = std::fs::canonicalize(&place.folder).unwrap_or_else(|_| place.folder.clone());
    let name = folder.file_name().map_or_else(
        || "scenario".to_owned(),
        |n| n.to_string_lossy().into_owned(),
    );
    match claim {
        Some(claim) => PathBuf::from(format!("{name}-{claim}.html")),
        None => PathBuf::from(format!("{name}.html")),
    }
}

/// Bytes as gzip sends them.
fn compressed(bytes: &[u8]) -> Result<usize, Failure> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

fn size(bytes: usize) -> String {
    match bytes {
        b if b < 10_000 => format!("{} bytes", count(b as u64)),
        b if b < 1_000_000 => format!("{} kB", number((b as f64 / 1e3).round())),
        b => format!("{} MB", number(b as f64 / 1e6)),
    }
}

/// Asks the system to show a file.
fn open(file: &Path) -> Result<(), Failure> {
    let programs: &[&[&str]] = if cfg!(target_os = "macos") {
        &[&["open"]]
    } else if cfg!(windows) {
        &[&["cmd", "/C", "start", ""]]
    } else {
        &[&["xdg-open"], &["sensible-browser"], &["gio", "open"]]
    };
    for words in programs {
        let started = Command::new(words[0])
            .args(&words[1..])
            .arg(file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        if started.is_ok() {
            return Ok(());
        }
    }
    Err(Failure::usage(
        "no program was found that opens a browser",
        format!("open {} yourself", file.display()),
    ))
}
