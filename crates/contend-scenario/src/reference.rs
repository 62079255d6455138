//! The reference page: sections, distributions and functions, from their tables.

use std::fmt::Write as _;

use crate::declarations::{LAWS, SECTIONS, Shape};
use crate::functions::{FUNCTIONS, Group};

/// The reference page in Markdown, up to the diagnostics, which have a part of their own.
#[must_use]
pub fn reference() -> String {
    let mut page = String::from(
        "# Reference\n\nThis page is written by `contend schema --reference`. [The scenario language](language.md) explains it all.\n\n## Sections\n",
    );
    for section in SECTIONS {
        let heading = match section.shape {
            Shape::Single => format!("[{}]", section.name),
            Shape::Named => format!("[{}.NAME]", section.name),
            Shape::Listed => format!("[[{}]]", section.name),
            Shape::ByActor => format!("[{}.ACTOR.NAME]", section.name),
            Shape::Inner => section.name.to_owned(),
        };
        let _ = write!(page, "\n### `{heading}`\n\n{}\n", section.about);
        if let Some(when) = section.reserved {
            let _ = writeln!(page, "\nReserved: {when}.");
        }
        if section.fields.is_empty() {
            continue;
        }
        page.push_str(
            "\n| field | what it says | left out | example |\n| --- | --- | --- | --- |\n",
        );
        for field in section.fields {
            let left_out = if field.required {
                "required"
            } else {
                field.default
            };
            let example = if field.example.is_empty() {
                String::new()
            } else {
                format!("`{}`", cell(field.example))
            };
            let _ = writeln!(
                page,
                "| `{}` | {} | {} | {example} |",
                field.name,
                cell(field.about),
                cell(left_out)
            );
        }
    }
    page.push_str(
        "\n## Distributions\n\n| written | what it is | example |\n| --- | --- | --- |\n",
    );
    for law in LAWS {
        let _ = writeln!(
            page,
            "| `{}` | {} | `{}` |",
            cell(law.written),
            cell(law.about),
            cell(law.example)
        );
    }
    page.push_str("\n## Functions\n");
    for (group, title) in [
        (Group::Numbers, "Of numbers"),
        (Group::Elements, "Over elements"),
        (Group::Time, "Of time"),
        (Group::Memory, "Of the past"),
        (Group::Chance, "Of chance"),
        (Group::Events, "Of events"),
        (Group::Outcomes, "Over time, in outcomes"),
        (Group::Worlds, "Of all worlds together, in tests of claims"),
        (Group::Games, "Of games, in claims"),
    ] {
        let _ = write!(
            page,
            "\n### {title}\n\n| call | what it gives |\n| --- | --- |\n"
        );
        for f in FUNCTIONS.iter().filter(|f| f.group == group) {
            let _ = writeln!(page, "| `{}` | {} |", cell(f.signature), cell(f.about));
        }
    }
    page
}

/// Bars would end the cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
