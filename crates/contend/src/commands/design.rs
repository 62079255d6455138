//! `contend design`: the inputs that the worlds of a run draw, for other simulators.

use contend_session::request::RunRequest;
use contend_store::design;

use crate::arguments::Design;
use crate::commands::drawing;
use crate::failure::{Failure, OK};
use crate::open::{OnDisk, quoted};
use crate::output;
use crate::screen::Screen;

/// Draws the worlds and writes what they draw.
pub fn run(asked: &Design, screen: &mut Screen) -> Result<u8, Failure> {
    let place = OnDisk::find(&asked.scenario)?;
    let session = place.session(screen)?;
    if let Some(file) = &asked.output {
        output::can_be_written(file)?;
        output::is_no_source(file, &place.folder, session.files())?;
    }
    let request = RunRequest {
        worlds: asked.drawing.worlds,
        seed: asked.drawing.seed,
        replications: asked.replications,
        drawing: drawing::request(&asked.drawing)?,
        ..RunRequest::default()
    };
    let drawn = session.design(&request)?;
    match &asked.output {
        Some(file) => {
            design::write(&drawn, file)?;
            let path = quoted(&file.to_string_lossy());
            screen.note(screen.language.f("written-design", &[("path", &path)]))?;
        }
        None => {
            let mut bytes = Vec::new();
            design::print(&drawn, &mut bytes)?;
            screen.write(String::from_utf8_lossy(&bytes))?;
        }
    }
    Ok(OK)
}
