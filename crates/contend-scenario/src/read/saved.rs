//! How often values over time are kept and told.

use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::length::{NotSaved, saved_every};

use super::files::Reader;
use super::scenario::{Head, bad_duration};

/// What the head of a scenario says of it.
pub(super) fn every(reader: &mut Reader, head: &Head) -> Option<u32> {
    let (text, place) = head.every.as_ref().filter(|_| head.clock_is_sound)?;
    let (text, place) = (text.as_str(), *place);
    let finding = match saved_every(text, &head.clock) {
        Ok(steps) => return Some(steps),
        Err(NotSaved::Unreadable) => {
            bad_duration(reader, text, place);
            return None;
        }
        Err(NotSaved::Uneven { steps, near }) => Diagnostic::error("uneven-every", place)
            .with("every", text)
            .with("steps", steps)
            .maybe("near", near.map(Arg::Text)),
        Err(NotSaved::Long { steps, all }) => Diagnostic::error("uneven-every", place)
            .case("long")
            .with("every", text)
            .with("steps", steps)
            .with("all", all),
    };
    reader.findings.push(finding);
    None
}
