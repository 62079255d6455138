//! `contend world`: one world as a story.

use anstyle::Style;
use contend_session::report::{DrawnInput, WorldReport, WorldRun};
use contend_session::request::WorldRequest;
use contend_words::number::{count, number, with_unit};

use crate::arguments::World;
use crate::commands;
use crate::commands::drawing;
use crate::failure::{Failure, OK};
use crate::open::Place;
use crate::screen::{BAD, FAINT, GOOD, PLAIN, STRONG, Screen, paint};
use crate::text::{clip, pad, pad_left, width, wrap};

/// Inputs and outcomes that are listed; JSON has them all.
const LISTED: usize = 30;

/// Replays the world and prints it.
pub fn run(world: &World, screen: &mut Screen) -> Result<u8, Failure> {
    let place = Place::find(&world.scenario)?;
    let session = place.session(screen)?;
    let request = WorldRequest {
        worlds: world.drawing.worlds,
        seed: world.drawing.seed,
        drawing: drawing::request(&world.drawing)?,
        profiles: world.profile.clone(),
        watches: world.watch.clone(),
    };
    let report = session.world(world.world, &request)?;
    if world.json {
        screen.line(commands::json(&report)?)?;
    } else {
        screen.write(render(&report, screen.width))?;
    }
    Ok(OK)
}

/// The world for people.
fn render(report: &WorldReport, columns: usize) -> String {
    let mut out = String::new();
    let mut put = |style: Style, text: &str| {
        for line in wrap(text, columns) {
            out.push_str(&format!("{}\n", paint(style, &line)));
        }
    };
    put(STRONG, &report.scenario.title);
    let facts = format!(
        "World {} of {}, seed {}, {}, fingerprint {}.",
        count(report.world),
        count(report.worlds),
        report.seed,
        drawing::spoken(&report.design),
        report.scenario.fingerprint
    );
    put(FAINT, &facts);
    out.push('\n');
    out.push_str(&inputs(&report.inputs, columns));
    for run in &report.profiles {
        out.push_str(&story(run, columns));
    }
    if report.claims.iter().any(|c| c.holds.is_some()) {
        out.push_str(&format!("{}\n", paint(FAINT, "CLAIMS IN THIS WORLD")));
        for claim in &report.claims {
            let (word, style) = match claim.holds {
                Some(true) => ("holds", GOOD),
                Some(false) => ("fails", BAD),
                None => ("–", PLAIN),
            };
            for (i, line) in wrap(&claim.says, columns.saturating_sub(7))
                .iter()
                .enumerate()
            {
                let word = if i == 0 { word } else { "" };
                out.push_str(&format!(
                    "{}{}{line}\n",
                    paint(style, word),
                    " ".repeat(7 - width(word))
                ));
            }
        }
    }
    out
}

/// What was drawn, with its place in its distribution.
fn inputs(inputs: &[DrawnInput], columns: usize) -> String {
    if inputs.is_empty() {
        return "Nothing is uncertain: every world is the same but for chance.\n\n".to_owned();
    }
    let shown = &inputs[..inputs.len().min(LISTED)];
    let values: Vec<String> = shown
        .iter()
        .map(|i| {
            i.option
                .clone()
                .unwrap_or_else(|| with_unit(i.value, &i.unit))
        })
        .collect();
    let value = values
        .iter()
        .map(|v| width(v))
        .max()
        .unwrap_or(0)
        .clamp(5, 26);
    let longest = shown.iter().map(|i| width(&i.input)).max().unwrap_or(0);
    let name = longest.min(columns.saturating_sub(value + 2 + 24)).max(5);
    let heading = format!(
        "{}  {}  HIGHER THAN",
        pad("DRAWN", name),
        pad_left("VALUE", value)
    );
    let mut out = format!("{}\n", paint(FAINT, &heading));
    for (input, text) in shown.iter().zip(&values) {
        let rank = if input.option.is_some() {
            String::new()
        } else {
            format!("{} of 100 draws", number((100.0 * input.rank).round()))
        };
        let line = format!(
            "{}  {}  {}",
            pad(&clip(&input.input, name), name),
            pad_left(&clip(text, value), value),
            paint(FAINT, &rank)
        );
        out.push_str(&format!("{}\n", line.trim_end()));
    }
    if inputs.len() > LISTED {
        out.push_str(&format!(
            "{} more are in `--json`.\n",
            count((inputs.len() - LISTED) as u64)
        ));
    }
    out.push('\n');
    out
}

/// What happened under a profile and how it ended.
fn story(run: &WorldRun, columns: usize) -> String {
    let mut out = format!("{}\n", paint(FAINT, &format!("UNDER {}", run.profile)));
    for sentence in &run.story {
        for (i, line) in wrap(sentence, columns.saturating_sub(2)).iter().enumerate() {
            out.push_str(&format!("{}{line}\n", if i == 0 { "" } else { "  " }));
        }
    }
    if let Some(fault) = &run.fault {
        for line in wrap(
            &format!("The run failed: {} ({}).", fault.words, fault.declared),
            columns,
        ) {
            out.push_str(&format!("{}\n", paint(BAD, &line)));
        }
    }
    out.push('\n');
    let shown = &run.outcomes[..run.outcomes.len().min(LISTED)];
    if !shown.is_empty() {
        let value = shown
            .iter()
            .map(|o| width(&o.words))
            .max()
            .unwrap_or(0)
            .clamp(5, 26);
        let longest = shown.iter().map(|o| width(&o.outcome)).max().unwrap_or(0);
        let name = longest.min(columns.saturating_sub(value + 2)).max(7);
        let heading = format!("{}  {}", pad("OUTCOME", name), pad_left("VALUE", value));
        out.push_str(&format!("{}\n", paint(FAINT, &heading)));
        for outcome in shown {
            let words = pad_left(&clip(&outcome.words, value), value);
            out.push_str(&format!(
                "{}  {words}\n",
                pad(&clip(&outcome.outcome, name), name)
            ));
        }
        if run.outcomes.len() > LISTED {
            out.push_str(&format!(
                "{} more are in `--json`.\n",
                count((run.outcomes.len() - LISTED) as u64)
            ));
        }
        out.push('\n');
    }
    out
}
