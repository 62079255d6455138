//! Inputs that the author puts together.

use std::collections::BTreeSet;

use contend_model::diagnostic::Diagnostic;
use contend_model::id::InputId;
use contend_model::model::{InputGroup, Scenario};
use contend_model::nearest::nearest;
use contend_model::place::Span;

use super::fields::Fields;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use crate::declarations::section;

/// Reads all `[group]`s; a group with something wrong in it is left out.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
    scenario: &Scenario,
) -> Vec<InputGroup> {
    let mut found = Vec::new();
    for declaration in all.of("group") {
        if reader.findings.is_full() {
            break;
        }
        let (about, names, place) = match declaration.item.table() {
            Some(table) => {
                let Some(section) = section("group") else {
                    return found;
                };
                let findings = &mut reader.findings;
                let fields = Fields::open(
                    section,
                    &declaration.name,
                    declaration.place,
                    table,
                    findings,
                );
                // That it is missing, or no list of names, is said of any field.
                if fields.get("inputs").is_none() {
                    continue;
                }
                let names = fields.names("inputs");
                (fields.words("about"), names, fields.span("inputs"))
            }
            None => (
                String::new(),
                declaration.item.texts(),
                declaration.item.span,
            ),
        };
        found.extend(group(
            reader,
            all,
            scenario,
            (declaration, about),
            &names,
            place,
        ));
    }
    found
}

fn group(
    reader: &mut Reader,
    all: &Declarations,
    scenario: &Scenario,
    (declaration, about): (&Declaration, String),
    names: &[(&str, Span)],
    place: Span,
) -> Option<InputGroup> {
    let ids = || (0..scenario.inputs.len() as u32).map(InputId);
    let parameter = |id: &InputId| {
        let input = &scenario.inputs[id.index()];
        scenario.quantity(input.quantity).name.as_str()
    };
    if names.is_empty() {
        let finding = Diagnostic::error("empty-group", place).with("group", &declaration.name);
        reader.findings.push(finding);
        return None;
    }
    let mut inputs: Vec<InputId> = Vec::new();
    let mut sound = true;
    for (name, span) in names {
        let is = |id: &InputId| scenario.inputs[id.index()].name == *name || parameter(id) == *name;
        let before = inputs.len();
        inputs.extend(ids().filter(is).map(|id| scenario.drawn_as(id)));
        if inputs.len() > before {
            continue;
        }
        sound = false;
        let declared = all.of("parameter").iter();
        let certain = declared.clone().find(|d| d.name == *name);
        reader.findings.push(match certain {
            Some(parameter) => Diagnostic::error("not-an-input", *span)
                .case("group")
                .with("name", name)
                .related(parameter.place, "declared"),
            None => {
                let known: BTreeSet<&str> = (ids()
                    .map(|id| scenario.inputs[id.index()].name.as_str()))
                .chain(declared.map(|d| d.name.as_str()))
                .collect();
                Diagnostic::error("unknown-parameter", *span)
                    .with("name", name)
                    .maybe("near", nearest(name, known))
            }
        });
    }
    inputs.sort_unstable();
    inputs.dedup();
    sound.then(|| InputGroup {
        id: declaration.name.clone(),
        about,
        inputs,
        span: declaration.place,
    })
}
