//! What a search finds: the trade-off between the first two things that are wanted, with what is declared beside it.

use contend_session::better::search::report::{GoalReport, SearchReport};
use contend_words::Language;
use contend_words::search::letter;
use maud::{Markup, html};

use super::{Drawing, LETTER, LINE, MARGIN, WIDTH, clip, paragraph};
use crate::plot::{Scale, place, ticks};

/// Where values are drawn.
const FIELD: (f64, f64) = (92.0, WIDTH - 40.0);
/// How high the field is.
const HEIGHT: f64 = 360.0;
/// Letters of a name in the field at most.
const NAMED: usize = 24;

/// The picture; `None` where nothing was found, or one thing alone is wanted: then there is nothing to trade off.
#[must_use]
pub fn search(m: &Language, report: &SearchReport) -> Option<String> {
    Some(drawing(m, report)?.file(m))
}

/// The same as a part of a page.
pub(crate) fn part(m: &Language, report: &SearchReport) -> Option<Markup> {
    Some(drawing(m, report)?.part(m, &format!("search-{}", report.actor)))
}

fn drawing(m: &Language, report: &SearchReport) -> Option<Drawing> {
    let [across, up, ..] = report.goals.as_slice() else {
        return None;
    };
    if report.found.is_empty() {
        return None;
    }
    let title = m.f("picture-search", &[("actor", &report.name)]);
    let (head, y) = paragraph("title", &title, MARGIN - 6.0);
    let about = m.n(
        "picture-search-about",
        report.found.len() as u64,
        &[("worlds", &m.count(report.worlds))],
    );
    let (sub, y) = paragraph("soft", &about, y);
    let (field, y) = field(m, report, (across, up), y + 14.0);
    let told: Vec<String> = (report.found.iter().map(|f| (&f.strategy, &f.goals)))
        .chain(report.declared.iter().map(|d| (&d.strategy, &d.goals)))
        .map(|(name, goals)| {
            let [a, b] = [0, 1].map(|g| m.number(goals[g].0));
            format!(" {name}: A {a}, B {b}.")
        })
        .collect();
    let body = html! { (head) (sub) (field) };
    let about = format!("{about}{}", told.concat());
    Some(Drawing {
        title,
        about,
        height: (y + MARGIN / 2.0).round(),
        body,
    })
}

/// What a scale is of.
fn name(m: &Language, place: usize, goal: &GoalReport) -> String {
    let worst = match goal.measure {
        "worst-tenth" => format!(" ({})", m.t("picture-search-worst")),
        _ => String::new(),
    };
    let unit = match goal.unit.as_str() {
        "" | "1" => String::new(),
        unit => format!(", {}", m.unit(unit)),
    };
    let way = match goal.more {
        true => m.t("picture-search-more"),
        false => m.t("picture-search-less"),
    };
    format!("{}: {}{worst}{unit}. {way}", letter(place), goal.outcome)
}

fn field(
    m: &Language,
    report: &SearchReport,
    (across, up): (&GoalReport, &GoalReport),
    top: f64,
) -> (Markup, f64) {
    let top = top + LINE;
    let floor = top + HEIGHT;
    let points = |goal: usize| {
        let found = report.found.iter().map(move |f| f.goals[goal].0);
        found.chain(report.declared.iter().map(move |d| d.goals[goal].0))
    };
    let span = |goal: usize| {
        let low = points(goal).fold(f64::INFINITY, contend_engine::min);
        let high = points(goal).fold(f64::NEG_INFINITY, contend_engine::max);
        // One value alone stands in the middle.
        let room = if high > low { 0.0 } else { 1.0 };
        (low - room, high + room)
    };
    let (across_span, up_span) = (span(0), span(1));
    let x = Scale::new(across_span, (FIELD.0 + 10.0, FIELD.1 - 10.0));
    let y = Scale::new(up_span, (floor - 10.0, top + 10.0));
    let (across_marks, across_digits) = ticks(across_span.0, across_span.1, 6);
    let (up_marks, up_digits) = ticks(up_span.0, up_span.1, 6);
    let mut written: Vec<(f64, f64, f64)> = Vec::new();
    let declared: Vec<Markup> = (report.declared.iter())
        .map(|d| {
            let (px, py) = (x.at(d.goals[0].0), y.at(d.goals[1].0));
            let text = clip(&d.strategy, NAMED);
            let wide = LETTER * text.chars().count() as f64;
            let left = px + 9.0 + wide > FIELD.1;
            let from = if left { px - 9.0 - wide } else { px + 9.0 };
            // A name that would stand on another is told where one points at it.
            let meets = |(a, b, line): &(f64, f64, f64)| {
                from < *b && *a < from + wide && (line - py).abs() < 13.0
            };
            let room = !written.iter().any(meets);
            if room {
                written.push((from, from + wide, py));
            }
            html! {
                rect class="regret" x=(place(px - 4.5)) y=(place(py - 4.5)) width="9" height="9" {
                    title { (d.strategy) }
                }
                @if room { text x=(place(from)) y=(place(py - 6.0)) { (text) } }
            }
        })
        .collect();
    let below = floor + 52.0;
    let markup = html! {
        text class="soft" x=(MARGIN) y=(place(top - 8.0)) { (name(m, 1, up)) }
        @for mark in &across_marks {
            path class="grid" d={ "M" (place(x.at(*mark))) " " (place(top)) "V" (place(floor)) } {}
            text class="soft" x=(place(x.at(*mark))) y=(place(floor + 16.0)) text-anchor="middle" { (m.digits(*mark, across_digits)) }
        }
        @for mark in &up_marks {
            path class="grid" d={ "M" (place(FIELD.0)) " " (place(y.at(*mark))) "H" (place(FIELD.1)) } {}
            text class="soft" x=(place(FIELD.0 - 8.0)) y=(place(y.at(*mark) + 4.0)) text-anchor="end" { (m.digits(*mark, up_digits)) }
        }
        path class="axis" d={ "M" (place(FIELD.0)) " " (place(top)) "V" (place(floor)) "H" (place(FIELD.1)) } {}
        @for f in &report.found {
            circle class="mean" cx=(place(x.at(f.goals[0].0))) cy=(place(y.at(f.goals[1].0))) r="4" {
                title { (f.strategy) }
            }
        }
        @for one in &declared { (one) }
        text class="soft" x=(place(FIELD.1)) y=(place(floor + 34.0)) text-anchor="end" { (name(m, 0, across)) }
        circle class="mean" cx=(MARGIN + 6.0) cy=(place(below)) r="4" {}
        text class="soft" x=(MARGIN + 16.0) y=(place(below + 4.0)) { (m.t("picture-search-found")) }
        rect class="regret" x=(MARGIN + 1.5) y=(place(below + 13.5)) width="9" height="9" {}
        text class="soft" x=(MARGIN + 16.0) y=(place(below + 22.0)) { (m.t("picture-search-declared")) }
    };
    (markup, below + 30.0)
}
