//! `contend world`: one world as a story.

use anstyle::Style;
use contend_session::report::{DrawnInput, WorldReport, WorldRun};
use contend_session::request::WorldRequest;
use contend_words::Language;
use contend_words::json::WorldJson;
use contend_words::known::disagrees;
use contend_words::worlds::{self, WorldWords};

use crate::arguments::World;
use crate::commands;
use crate::commands::drawing;
use crate::failure::{Failure, OK};
use crate::open::OnDisk;
use crate::screen::{BAD, FAINT, GOOD, PLAIN, STRONG, Screen, paint};
use crate::text::{clip, pad, pad_left, width, wrap};

/// Inputs and outcomes that are listed; JSON has them all.
const LISTED: usize = 30;

/// Replays the world and prints it.
pub fn run(world: &World, screen: &mut Screen) -> Result<u8, Failure> {
    let place = OnDisk::find(&world.scenario)?;
    let session = place.session(screen)?;
    let request = WorldRequest {
        worlds: world.drawing.worlds,
        seed: world.drawing.seed,
        replications: world.replications,
        drawing: drawing::request(&world.drawing)?,
        profiles: world.profile.clone(),
        watches: world.watch.clone(),
    };
    let report = session.world(world.world, &request)?;
    if world.json {
        let answer = WorldJson::new(&screen.language, &report);
        screen.line(commands::json(&answer)?)?;
    } else {
        screen.write(render(&screen.language, &report, screen.width))?;
    }
    Ok(OK)
}

/// The world for people.
fn render(m: &Language, report: &WorldReport, columns: usize) -> String {
    let mut out = String::new();
    let mut put = |style: Style, text: &str| {
        for line in wrap(text, columns) {
            out.push_str(&format!("{}\n", paint(style, &line)));
        }
    };
    put(STRONG, &report.scenario.title);
    put(FAINT, &worlds::facts(m, report));
    if let Some(set) = worlds::set(m, report) {
        put(FAINT, &set);
    }
    if let Some(sentence) = disagrees(m, &report.known) {
        put(BAD, &sentence.to_string());
    }
    out.push('\n');
    out.push_str(&inputs(m, &report.inputs, columns));
    for run in &report.profiles {
        out.push_str(&story(m, run, columns));
    }
    if report.claims.iter().any(|c| c.holds.is_some()) {
        out.push_str(&format!("{}\n", paint(FAINT, m.t("title-claims-here"))));
        let column = 2 + width(m.t("here-holds")).max(width(m.t("here-fails")));
        for claim in &report.claims {
            let (word, style) = match claim.holds {
                Some(true) => (m.t("here-holds"), GOOD),
                Some(false) => (m.t("here-fails"), BAD),
                None => ("–", PLAIN),
            };
            let says = match claim.averaged {
                true => format!("{} {}", claim.says, m.t("here-averaged")),
                false => claim.says.clone(),
            };
            for (i, line) in wrap(&says, columns.saturating_sub(column))
                .iter()
                .enumerate()
            {
                let word = if i == 0 { word } else { "" };
                out.push_str(&format!(
                    "{}{}{line}\n",
                    paint(style, word),
                    " ".repeat(column - width(word))
                ));
            }
        }
    }
    out
}

/// What was drawn, with its place in its distribution.
fn inputs(m: &Language, inputs: &[DrawnInput], columns: usize) -> String {
    if inputs.is_empty() {
        return format!("{}\n\n", m.t("nothing-uncertain"));
    }
    let shown = &inputs[..inputs.len().min(LISTED)];
    let values: Vec<String> = shown.iter().map(|i| worlds::drawn(m, i)).collect();
    let value = values.iter().map(|v| width(v)).max().unwrap_or(0).max(5);
    let longest = shown.iter().map(|i| width(&i.input)).max().unwrap_or(0);
    let name = longest.min(columns.saturating_sub(value + 2 + 24)).max(5);
    let heading = format!(
        "{}  {}  {}",
        pad(m.t("title-drawn"), name),
        pad_left(m.t("title-value"), value),
        m.t("title-rank")
    );
    let mut out = format!("{}\n", paint(FAINT, &heading));
    for (input, text) in shown.iter().zip(&values) {
        let rank = worlds::rank(m, input).unwrap_or_default();
        let line = format!(
            "{}  {}  {}",
            pad(&clip(&input.input, name), name),
            pad_left(text, value),
            paint(FAINT, &rank)
        );
        out.push_str(&format!("{}\n", line.trim_end()));
    }
    if inputs.len() > LISTED {
        let more = (inputs.len() - LISTED) as u64;
        out.push_str(&format!("{}\n", m.n("more-in-json", more, &[])));
    }
    out.push('\n');
    out
}

/// What happened under a profile and how it ended.
fn story(m: &Language, run: &WorldRun, columns: usize) -> String {
    let words = WorldWords::new(m, run);
    let title = m.f("title-under", &[("profile", &run.profile)]);
    let mut out = format!("{}\n", paint(FAINT, &title));
    for sentence in &words.story {
        let lines = wrap(&sentence.to_string(), columns.saturating_sub(2));
        for (i, line) in lines.iter().enumerate() {
            out.push_str(&format!("{}{line}\n", if i == 0 { "" } else { "  " }));
        }
    }
    if let Some(fault) = &words.fault {
        for line in wrap(&fault.to_string(), columns) {
            out.push_str(&format!("{}\n", paint(BAD, &line)));
        }
    }
    out.push('\n');
    let shown = run.outcomes.len().min(LISTED);
    if shown == 0 {
        return out;
    }
    let (outcomes, values) = (&run.outcomes[..shown], &words.outcomes[..shown]);
    let widest = values.iter().map(|v| width(v)).max().unwrap_or(0);
    let value = widest.max(5);
    let heading = m.t("title-outcome");
    let longest = outcomes
        .iter()
        .map(|o| width(&o.outcome))
        .max()
        .unwrap_or(0);
    let name = longest
        .min(columns.saturating_sub(value + 2))
        .max(width(heading));
    let heading = format!(
        "{}  {}",
        pad(heading, name),
        pad_left(m.t("title-value"), value)
    );
    out.push_str(&format!("{}\n", paint(FAINT, &heading)));
    for (outcome, text) in outcomes.iter().zip(values) {
        let name = pad(&clip(&outcome.outcome, name), name);
        out.push_str(&format!("{name}  {}\n", pad_left(text, value)));
    }
    let more = (run.outcomes.len() - shown) as u64;
    if more > 0 {
        out.push_str(&format!("{}\n", m.n("more-in-json", more, &[])));
    }
    out.push('\n');
    out
}
