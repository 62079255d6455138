//! What decides an answer: its parts and single inputs as bars with intervals; and where it holds or fails, as worlds on two inputs.

use contend_session::why::report::{
    AxisWhy, ClaimWhy, Decides, DotsWhy, OutcomeWhy, PlaceWhy, WhyReport,
};
use contend_words::{Language, Sentence, claims, why as words};
use maud::{Markup, html};

use super::{LETTER, LINE, MARGIN, NAMES, WIDTH, clip, file, name, paragraph, plain};
use crate::plot::{Scale, place, ticks};

/// Inputs that are drawn.
const INPUTS: usize = 10;
/// Height of a row of bars.
const ROW: f64 = 22.0;
/// Where bars end: numbers stand behind.
const END: f64 = WIDTH - 86.0;
/// Width and height of the worlds on two inputs, and where it begins.
const SIDE: (f64, f64) = (420.0, 300.0);
const SIDE_LEFT: f64 = 130.0;
/// Options of a choice that are named on an axis at most.
const OPTIONS: usize = 8;

/// The picture of the one claim or outcome that a report is about; `None` where nothing decides it, or it is about something else.
#[must_use]
pub fn why(m: &Language, report: &WhyReport) -> Option<String> {
    match (&report.claims[..], &report.outcome) {
        ([claim], _) => of_claim(m, claim),
        ([], Some(outcome)) => of_outcome(m, outcome),
        _ => None,
    }
}

fn of_claim(m: &Language, claim: &ClaimWhy) -> Option<String> {
    let found = claim.decides.as_ref().filter(|d| d.nothing.is_none())?;
    let verdict = claims::verdict_cell(m, &claim.verdict).to_string();
    let share = claim
        .holds_in
        .map(|s| claims::share_cell(m, &s).to_string());
    let line: Vec<String> = std::iter::once(verdict).chain(share).collect();
    let is = |holds: bool| match holds {
        true => ["picture-holds", "picture-holds-not"],
        false => ["picture-fails", "picture-fails-not"],
    };
    let places = claim.place.iter().map(|found| Place {
        found,
        title: m.t(match found.holds {
            true => "why-title-where-holds",
            false => "why-title-where",
        }),
        says: words::place(m, found),
        key: is(found.holds).map(|key| m.t(key)),
    });
    let places: Vec<Place> = places.collect();
    Some(picture(m, (&claim.says, &line.join(" · ")), found, &places))
}

fn of_outcome(m: &Language, outcome: &OutcomeWhy) -> Option<String> {
    let found = Some(&outcome.decides).filter(|d| d.nothing.is_none())?;
    let values = [
        ("outcome", Sentence::name(&outcome.outcome)),
        ("profile", Sentence::name(&outcome.profile)),
    ];
    let title = plain(&m.say("why-outcome", &values));
    let places = outcome.places.iter().map(|fifth| Place {
        found: &fifth.place,
        title: m.t(match fifth.high {
            true => "why-title-high",
            false => "why-title-low",
        }),
        says: words::fifth(m, fifth, &outcome.unit),
        key: ["picture-so", "picture-so-not"].map(|key| m.t(key)),
    });
    let places: Vec<Place> = places.collect();
    Some(picture(m, (&title, ""), found, &places))
}

/// Where something is so, and how that is told.
struct Place<'a> {
    found: &'a PlaceWhy,
    title: &'a str,
    says: Vec<Sentence>,
    /// What filled and hollow worlds are.
    key: [&'a str; 2],
}

fn picture(
    m: &Language,
    (title, below): (&str, &str),
    found: &Decides,
    places: &[Place],
) -> String {
    let (head, mut y) = paragraph("title", title, MARGIN - 6.0);
    let (sub, next) = paragraph("soft", below, y);
    y = next + 10.0;
    let bars = bars(m, found, &mut y);
    let places: Vec<(&Place, Markup)> = (places.iter())
        .map(|place| (place, of_place(m, place, &mut y)))
        .collect();
    let inputs = found.inputs.iter().take(INPUTS);
    let inputs = inputs.map(|i| format!("{} {}", i.input, words::percent(m, i.share)));
    let told = parts(m, found).into_iter();
    let told = told.map(|p| format!("{} {}", p.name, words::percent(m, p.share)));
    let mut about = format!("{}.", told.chain(inputs).collect::<Vec<_>>().join(", "));
    for (place, _) in &places {
        for sentence in &place.says {
            about += &format!(" {}", plain(sentence));
        }
    }
    let body = html! {
        (head) (sub) (bars)
        @for (_, place) in &places { (place) }
    };
    file(m, (title, &about), (y + MARGIN).round(), &body)
}

/// A part of what decides an answer.
struct Part<'m> {
    name: &'m str,
    class: &'static str,
    share: f64,
    interval: Option<(f64, f64)>,
}

fn parts<'m>(m: &'m Language, found: &Decides) -> Vec<Part<'m>> {
    let part = |name, class, share| Part {
        name: m.t(name),
        class,
        share,
        interval: None,
    };
    let luck = found.luck.map(|luck| Part {
        interval: Some((luck.low, luck.high)),
        ..part("why-luck", "luck", luck.share)
    });
    let single = part("why-single", "single", found.one_at_a_time);
    let rest = match found.together {
        Some(share) => part("why-together", "together", share),
        None => part("why-unsplit", "together", 1.0 - found.one_at_a_time),
    };
    luck.into_iter().chain([single, rest]).collect()
}

/// Parts and inputs as bars on one scale.
fn bars(m: &Language, found: &Decides, y: &mut f64) -> Markup {
    let parts = parts(m, found);
    let inputs = &found.inputs[..found.inputs.len().min(INPUTS)];
    let shares = parts.iter().map(|p| p.interval.map_or(p.share, |i| i.1));
    let most = shares
        .chain(inputs.iter().map(|i| i.high))
        .fold(0.05, contend_engine::max);
    let (marks, decimals) = ticks(0.0, 100.0 * most, 5);
    let x = Scale::new((0.0, most), (NAMES, END));
    let top = *y;
    let gap = LINE + 10.0;
    let height = ROW * (parts.len() + inputs.len()) as f64 + gap + LINE;
    let floor = top + height + 2.0;
    *y = floor + LINE + 44.0;
    let row = |at: f64, label: &str, class: &str, share: f64, interval: Option<(f64, f64)>| {
        let middle = at + ROW / 2.0;
        let end = x.at(share).max(NAMES + 0.5);
        let right = contend_engine::max(end, x.at(interval.map_or(0.0, |i| i.1)));
        html! {
            (name(label, middle + 4.0))
            rect class=(class) x=(NAMES) y=(place(middle - 6.0)) width=(place(end - NAMES)) height="12" {}
            @if let Some((low, high)) = interval {
                path class="whisker" d={ "M" (place(x.at(low))) " " (place(middle)) "H" (place(x.at(high))) "M" (place(x.at(low))) " " (place(middle - 4.0)) "v8M" (place(x.at(high))) " " (place(middle - 4.0)) "v8" } {}
            }
            text x=(place(right + 7.0)) y=(place(middle + 4.0)) { (words::percent(m, share)) }
        }
    };
    let of_inputs = top + LINE + ROW * parts.len() as f64 + gap - LINE;
    let noise = x.at(found.floor.min(most));
    html! {
        @for mark in &marks {
            path class="grid" d={ "M" (place(x.at(mark / 100.0))) " " (place(top + LINE)) "V" (place(floor)) } {}
            text class="soft" x=(place(x.at(mark / 100.0))) y=(place(floor + 15.0)) text-anchor="middle" { (m.digits(*mark, decimals)) }
        }
        text class="soft" x=(NAMES) y=(place(floor + 32.0)) { (m.t("picture-share")) }
        text class="head" x=(MARGIN) y=(place(top + 12.0)) { (m.t("why-title-parts")) }
        @for (at, part) in parts.iter().enumerate() {
            (row(top + LINE + ROW * at as f64, part.name, part.class, part.share, part.interval))
        }
        @if !inputs.is_empty() {
            text class="head" x=(MARGIN) y=(place(of_inputs + 12.0)) { (m.t("why-title-inputs")) }
            @for (at, input) in inputs.iter().enumerate() {
                (row(of_inputs + LINE + ROW * at as f64, &input.input, "bar", input.share, Some((input.low, input.high))))
            }
            path class="noise" d={ "M" (place(noise)) " " (place(of_inputs + LINE)) "V" (place(floor)) } {}
            text class="soft" x=(NAMES) y=(place(floor + 48.0)) { (m.f("picture-noise", &[("floor", &words::percent(m, found.floor))])) }
        }
        path class="axis" d={ "M" (NAMES) " " (place(top + LINE)) "V" (place(floor)) "H" (END) } {}
    }
}

/// Where something is so: what is told, and worlds on two inputs.
fn of_place(m: &Language, told: &Place, y: &mut f64) -> Markup {
    let (title, next) = paragraph("head", told.title, *y);
    *y = next;
    let says: Vec<String> = told.says.iter().map(plain).collect();
    let (says, next) = paragraph("soft", &says.join(" "), *y);
    *y = next + 12.0;
    let dots = told.found.dots.as_ref();
    let dots = dots.map(|found| dots_on_two(m, found, told.key, y));
    html! { (title) (says) @if let Some(dots) = dots { (dots) } }
}

/// An axis: the scale of its values, and what is written there.
struct Axis {
    scale: Scale,
    marks: Vec<(f64, String)>,
    /// Between which places the box lies.
    limits: Vec<(f64, f64)>,
}

impl Axis {
    fn new(
        m: &Language,
        axis: &AxisWhy,
        values: impl Iterator<Item = f64>,
        to: (f64, f64),
    ) -> Axis {
        if !axis.options.is_empty() {
            let scale = Scale::new((-0.5, axis.options.len() as f64 - 0.5), to);
            let named = axis.options.iter().enumerate().take(OPTIONS);
            let inside = |o: &String| axis.limit.as_ref().is_some_and(|l| l.options.contains(o));
            let limits = (axis.options.iter().enumerate()).filter(|(_, o)| inside(o));
            return Axis {
                marks: named.map(|(at, o)| (at as f64, clip(o, 14))).collect(),
                limits: limits
                    .map(|(at, _)| (scale.at(at as f64 - 0.5), scale.at(at as f64 + 0.5)))
                    .collect(),
                scale,
            };
        }
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
            (contend_engine::min(a, v), contend_engine::max(b, v))
        });
        let scale = Scale::new((low, high), to);
        let (marks, _) = ticks(low, high, 5);
        let limits = axis.limit.iter().map(|l| {
            (
                l.low.map_or(to.0, |v| scale.at(v)),
                l.high.map_or(to.1, |v| scale.at(v)),
            )
        });
        Axis {
            limits: limits.collect(),
            marks: marks.into_iter().map(|v| (v, m.number(v))).collect(),
            scale,
        }
    }
}

/// Places of options are spread a little, so that worlds do not cover each other; always alike.
fn spread(axis: &AxisWhy, value: f64, number: usize) -> f64 {
    /// The golden section: its multiples fill an interval evenly.
    const GOLDEN: f64 = 0.618_033_988_749_895;
    match axis.options.is_empty() {
        true => value,
        false => value + 0.7 * ((number as f64 * GOLDEN).fract() - 0.5),
    }
}

/// Worlds on the two leading inputs of a box.
fn dots_on_two(m: &Language, found: &DotsWhy, key: [&str; 2], y: &mut f64) -> Markup {
    let (left, top) = (SIDE_LEFT, *y + LINE);
    let (right, floor) = (left + SIDE.0, top + SIDE.1);
    let values = |axis: usize| found.dots.iter().map(move |d| d.at[axis]);
    let across = Axis::new(m, &found.axes[0], values(0), (left, right));
    let up = Axis::new(m, &found.axes[1], values(1), (floor, top));
    let title = |axis: &AxisWhy| match axis.unit.as_str() {
        "" | "1" => axis.input.clone(),
        unit => format!("{}, {}", axis.input, m.unit(unit)),
    };
    *y = floor + 76.0;
    let dot = |number: usize| {
        let dot = &found.dots[number];
        let x = across.scale.at(spread(&found.axes[0], dot.at[0], number));
        let y = up.scale.at(spread(&found.axes[1], dot.at[1], number + 1));
        let class = match (dot.is, dot.meets_others) {
            (true, true) => "is",
            (true, false) => "is beyond",
            (false, true) => "not",
            (false, false) => "not beyond",
        };
        html! { circle class=(class) cx=(place(x)) cy=(place(y)) r=(if dot.is { "2.6" } else { "2.2" }) {} }
    };
    // Hollow ones first, so that none covers a filled one.
    let mut order: Vec<usize> = (0..found.dots.len()).collect();
    order.sort_by_key(|number| found.dots[*number].is);
    let whole = |limits: &[(f64, f64)], ends: (f64, f64)| match limits {
        [] => vec![ends],
        limits => limits.to_vec(),
    };
    let across_limits = whole(&across.limits, (left, right));
    let up_limits = whole(&up.limits, (floor, top));
    let beyond = found.dots.iter().any(|d| !d.meets_others);
    html! {
        @for (value, text) in &across.marks {
            text class="soft" x=(place(across.scale.at(*value))) y=(place(floor + 16.0)) text-anchor="middle" { (text) }
        }
        @for (value, text) in &up.marks {
            text class="soft" x=(left - 7.0) y=(place(up.scale.at(*value) + 4.0)) text-anchor="end" { (text) }
        }
        @for number in &order { (dot(*number)) }
        @for (a, b) in &across_limits {
            @for (c, d) in &up_limits {
                rect class="box" x=(place(*a)) y=(place(*d)) width=(place(b - a)) height=(place(c - d)) {}
            }
        }
        path class="axis" d={ "M" (left) " " (place(top)) "V" (place(floor)) "H" (right) } {}
        text x=(right) y=(place(floor + 34.0)) text-anchor="end" { (title(&found.axes[0])) }
        text x=(MARGIN) y=(place(top - 10.0)) { (clip(&title(&found.axes[1]), ((WIDTH - 2.0 * MARGIN) / LETTER) as usize)) }
        circle class="is" cx=(left + 4.0) cy=(place(floor + 50.0)) r="2.6" {}
        text class="soft" x=(left + 12.0) y=(place(floor + 54.0)) { (key[0]) }
        circle class="not" cx=(left + 124.0) cy=(place(floor + 50.0)) r="2.2" {}
        text class="soft" x=(left + 132.0) y=(place(floor + 54.0)) { (key[1]) }
        @if beyond {
            text class="soft" x=(left) y=(place(floor + 70.0)) { (m.t("picture-beyond")) }
        }
    }
}
