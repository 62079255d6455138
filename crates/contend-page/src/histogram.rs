//! How far worlds are from a claim's threshold.

use contend_session::page::{ClaimCard, Tested, TestedKind};
use maud::{Markup, html};

use crate::plot::{Scale, place, ticks};
use crate::save::{Form, save};
use crate::view::{View, capital};

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 128.0;
const LEFT: f64 = 10.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 24.0;

/// The figure of one comparison of a claim's test.
pub(crate) fn histogram(v: &View, claim: &ClaimCard, tested: &Tested, number: usize) -> Markup {
    let m = v.m;
    if tested.counts.is_empty() {
        return html! {
            @if tested.infinite > 0 { p class="small" { (m.n("histogram-never", tested.infinite, &[])) } }
        };
    }
    let id = format!("claim-{}-histogram-{}", claim.finding.id, number + 1);
    let what = quantity(v, tested);
    let unit = unit_of(v, tested);
    let title = m.f("histogram-title", &[("what", &what)]);
    let summary = summary(v, tested);
    let most = tested.counts.iter().copied().max().unwrap_or(1).max(1) as f64;
    let (low, high) = (tested.edges[0], tested.edges[tested.edges.len() - 1]);
    let x = Scale::new((low, high), (LEFT, WIDTH - LEFT));
    let floor = HEIGHT - BOTTOM;
    let y = Scale::new((0.0, most), (floor, TOP));
    // Bars where the test is true are filled, the others outlined.
    let (mut filled, mut hollow) = (String::new(), String::new());
    for (i, count) in tested.counts.iter().enumerate() {
        if *count == 0 {
            continue;
        }
        let (a, b) = (x.at(tested.edges[i]) + 0.5, x.at(tested.edges[i + 1]) - 0.5);
        let top = y.at(*count as f64).min(floor - 1.0);
        let middle = (tested.edges[i] + tested.edges[i + 1]) / 2.0;
        let path = format!(
            "M{} {}V{}H{}V{}z",
            place(a),
            place(floor),
            place(top),
            place(b),
            place(floor)
        );
        if (middle > tested.threshold) == tested.above {
            filled += &path;
        } else {
            hollow += &path;
        }
    }
    let (marks, decimals) = ticks(low, high, 4);
    let inside = tested.threshold >= low && tested.threshold <= high;
    let at = x.at(tested.threshold.clamp(low, high));
    let says = m.f(
        "histogram-threshold",
        &[("value", &m.number(tested.threshold))],
    );
    let anchor = if at < WIDTH * 0.3 {
        "start"
    } else if at > WIDTH * 0.7 {
        "end"
    } else {
        "middle"
    };
    let arrow = match (inside, tested.threshold < low) {
        (true, _) => "",
        (false, true) => "← ",
        (false, false) => "→ ",
    };
    html! {
        figure class="histogram" id=(id) {
            figcaption {
                b { (capital(&what)) }
                @if let Some(unit) = v.unit(&unit) { ", " (unit) }
            }
            svg class="plot" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby={ (id) "-title " (id) "-text" } {
                title id={ (id) "-title" } { (title) }
                desc id={ (id) "-text" } { (summary) }
                path class="hollow" d=(hollow) {}
                path class="filled" d=(filled) {}
                path class="axis" d={ "M" (place(LEFT)) " " (place(floor)) "H" (place(WIDTH - LEFT)) } {}
                @for tick in &marks {
                    @let at = x.at(*tick);
                    text x=(place(at)) y=(place(HEIGHT - 8.0)) text-anchor=(edge(at)) { (m.digits(*tick, decimals)) }
                }
                @if inside { path class="threshold" d={ "M" (place(at)) " 16V" (place(floor + 4.0)) } {} }
                text class="strong" x=(place(at)) y="12" text-anchor=(anchor) { (arrow) (says) }
            }
            p class="small" { (summary) }
            // Its claim's verdict is told of fewer.
            @if v.page.assumptions.is_some() { p class="small" data-whole hidden { (m.t("histogram-whole")) } }
            (save(v, &[Form::Svg, Form::Png, Form::Csv], &id, &what))
            (table(v, tested))
        }
    }
}

/// Labels at the ends of an axis stay inside.
fn edge(at: f64) -> &'static str {
    if at < LEFT + 14.0 {
        "start"
    } else if at > WIDTH - LEFT - 14.0 {
        "end"
    } else {
        "middle"
    }
}

/// Longest formulas that still make a title, in characters.
const LONGEST: usize = 220;

/// What is looked at, in a line.
fn quantity(v: &View, tested: &Tested) -> String {
    let (left, right) = (
        v.plain_formula(&tested.left),
        v.plain_formula(&tested.right),
    );
    if left.chars().count() + right.chars().count() > LONGEST {
        return match tested.kind {
            TestedKind::Value => v.m.t("histogram-tested"),
            TestedKind::Difference => v.m.t("histogram-tested-difference"),
            TestedKind::Ratio => v.m.t("histogram-tested-ratio"),
        }
        .to_owned();
    }
    match tested.kind {
        TestedKind::Value => left,
        TestedKind::Difference => v.m.f(
            "histogram-difference",
            &[("left", &left), ("right", &right)],
        ),
        TestedKind::Ratio => {
            v.m.f("histogram-ratio", &[("left", &left), ("right", &right)])
        }
    }
}

/// The unit of what is looked at.
fn unit_of(v: &View, tested: &Tested) -> String {
    match tested.kind {
        TestedKind::Difference => v.m.apart(&tested.unit),
        _ => tested.unit.clone(),
    }
}

fn summary(v: &View, tested: &Tested) -> String {
    let m = v.m;
    let unit = unit_of(v, tested);
    let say = |value: Option<f64>| {
        value.map_or_else(
            || m.t("number-infinite").to_owned(),
            |x| m.with_unit(x, &unit),
        )
    };
    let mut text = m.f(
        "histogram-summary",
        &[
            ("median", &say(tested.median)),
            ("low", &say(tested.q05)),
            ("high", &say(tested.q95)),
        ],
    );
    if tested.infinite > 0 {
        text.push(' ');
        text.push_str(&m.n("histogram-never", tested.infinite, &[]));
    }
    text
}

fn table(v: &View, tested: &Tested) -> Markup {
    let m = v.m;
    let unit = unit_of(v, tested);
    let last = tested.counts.len() - 1;
    let range = |i: usize| {
        let (a, b) = (m.number(tested.edges[i]), m.number(tested.edges[i + 1]));
        match i {
            0 => m.f("range-below", &[("high", &b)]),
            i if i == last => m.f("range-above", &[("low", &a)]),
            _ => m.f("range", &[("low", &a), ("high", &b)]),
        }
    };
    html! {
        details class="twin" {
            summary { (m.t("as-table")) }
            table {
                thead { tr { th scope="col" { (m.t("value")) @if let Some(unit) = v.unit(&unit) { ", " (unit) } } th scope="col" { (m.t("worlds")) } } }
                tbody {
                    @for (i, count) in tested.counts.iter().enumerate() {
                        @if *count > 0 { tr { th scope="row" { (range(i)) } td { (m.count(*count)) } } }
                    }
                }
            }
        }
    }
}
