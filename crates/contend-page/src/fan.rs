//! A fan chart: quantities over time in many worlds, several profiles in one picture.

use contend_session::page::Fan;
use maud::{Markup, html};

use crate::plot::{Scale, area, date, dates, line, place, ticks};
use crate::view::lines;
use contend_words::Language;

const WIDTH: f64 = 360.0;
const HEIGHT: f64 = 240.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 24.0;
/// Room for names at the right end, and between two ranges.
const NAMES: f64 = 92.0;
const GAP: f64 = 7.0;
/// Characters of a line of a name, and its lines at most.
const NAME: usize = 14;
/// Measures of every picture, for whoever draws in it again: width, height, top, bottom, room of names, gap between ranges.
pub(crate) const MEASURES: [f64; 6] = [WIDTH, HEIGHT, TOP, BOTTOM, NAMES, GAP];

/// One profile in a chart.
pub(crate) struct Line<'a> {
    /// 0 for the baseline, 1 to 3 for others: hue and dash.
    pub style: usize,
    pub name: &'a str,
    pub fan: &'a Fan,
    /// What is drawn beside its median.
    pub bands: Bands,
}

/// How much of a fan is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bands {
    Both,
    Outer,
    /// The edges of the wider one.
    Edges,
    None,
}

/// A picture of lines over time.
pub(crate) struct Picture<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub summary: &'a str,
    pub years: &'a [f64],
    /// Decimal year from which levers act.
    pub now: Option<f64>,
    pub lines: Vec<Line<'a>>,
    pub data: &'a [(f64, f64)],
    /// Whether the axis must show zero: of amounts, and of differences.
    pub zero: bool,
}

/// The picture, and whether its axis leaves out zero.
pub(crate) fn draw(m: &Language, p: &Picture) -> (Markup, bool) {
    let (low, high, cut) = extent(p);
    let (marks, decimals) = ticks(low, high, 4);
    let labels: Vec<String> = marks.iter().map(|t| m.digits(*t, decimals)).collect();
    let widest = labels.iter().map(|l| l.chars().count()).max().unwrap_or(1);
    let left = 8.0 + 7.2 * widest as f64;
    let right = WIDTH - NAMES - GAP * p.lines.len() as f64 - 8.0;
    let years = (
        p.years.first().copied().unwrap_or(0.0),
        p.years.last().copied().unwrap_or(1.0),
    );
    let x = Scale::new(years, (left, right));
    let y = Scale::new((low, high), (HEIGHT - BOTTOM, TOP));
    let point = |i: usize, v: &[Option<f64>]| {
        v.get(i)
            .copied()
            .flatten()
            .map(|v| (x.at(p.years[i]), y.at(v)))
    };
    let band = |a: &[Option<f64>], b: &[Option<f64>]| {
        let points: Vec<_> = (0..p.years.len())
            .map(|i| {
                let (at, low) = point(i, a)?;
                let (_, high) = point(i, b)?;
                Some((at, low, high))
            })
            .collect();
        area(&points)
    };
    let median = |fan: &Fan| line((0..p.years.len()).map(|i| point(i, &fan.median)));
    let dots: String = p
        .data
        .iter()
        .map(|(year, value)| format!("M{} {}h0", place(x.at(*year)), place(y.at(*value))))
        .collect();
    let date_marks = at_both_ends(years, &x);
    let markup = html! {
        // Whoever draws in it again finds its parts by their classes, and where its axes lie: left, right, least and greatest value.
        svg class="plot" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-labelledby={ (p.id) "-title " (p.id) "-text" }
            data-axes={ (left) " " (right) " " (low) " " (high) } {
            title id={ (p.id) "-title" } { (p.title) }
            desc id={ (p.id) "-text" } { (p.summary) }
            g class="values" {
                @for (mark, label) in marks.iter().zip(&labels) {
                    @let at = y.at(*mark);
                    path class=(if *mark == 0.0 { "axis" } else { "grid" }) d={ "M" (place(left)) " " (place(at)) "H" (place(right)) } {}
                    text x=(place(left - 5.0)) y=(place(at + 4.0)) text-anchor="end" { (label) }
                }
            }
            g class="dates" {
                @for (at, label, anchor) in &date_marks {
                    text x=(place(*at)) y=(place(HEIGHT - 6.0)) text-anchor=(anchor) { (label) }
                    path class="grid" d={ "M" (place(*at)) " " (place(HEIGHT - BOTTOM)) "v4" } {}
                }
                @if let Some(now) = p.now {
                    @let at = x.at(now);
                    path class="now" d={ "M" (place(at)) " " (place(TOP - 4.0)) "V" (place(HEIGHT - BOTTOM)) } {}
                    text x=(place(at)) y="9" text-anchor="middle" { (m.t("now")) }
                }
            }
            g class="fans" {
                @for l in &p.lines {
                    @match l.bands {
                        Bands::Both | Bands::Outer => path class={ "band outer p" (l.style) } d=(band(&l.fan.q05, &l.fan.q95)) {},
                        Bands::Edges => path class={ "edges p" (l.style) } d=(band(&l.fan.q05, &l.fan.q95)) {},
                        Bands::None => {},
                    }
                    @if l.bands == Bands::Both { path class={ "band inner p" (l.style) } d=(band(&l.fan.q25, &l.fan.q75)) {} }
                }
                // The baseline lies on top, the record above all.
                @for l in p.lines.iter().rev() { path class={ "line p" (l.style) } d=(median(l.fan)) {} }
            }
            @if !dots.is_empty() { g class="records" { path class="dots" d=(dots) {} path class="dots hole" d=(dots) {} } }
            g class="ends" { (ends(p, &y, right)) }
        }
    };
    (markup, cut)
}

/// A name in the lines in which it stands beside a line.
pub(crate) fn name_lines(name: &str) -> Vec<String> {
    lines(name, NAME, 2)
}

/// At the right end for each profile the ranges of the last point, and its name.
fn ends(p: &Picture, y: &Scale, right: f64) -> Markup {
    let at = |list: &[Option<f64>]| list.last().copied().flatten().map(|v| y.at(v));
    let names: Vec<Vec<String>> = p.lines.iter().map(|l| name_lines(l.name)).collect();
    let wished: Vec<f64> = p
        .lines
        .iter()
        .map(|l| at(&l.fan.median).or_else(|| at(&l.fan.q05)).unwrap_or(TOP))
        .collect();
    let room = |i: usize| 6.5 * names[i].len() as f64;
    let labels = beside(&wished, room);
    let text_at = WIDTH - NAMES;
    html! {
        @for (i, l) in p.lines.iter().enumerate() {
            @let bar = right + GAP * (i as f64 + 1.0);
            @if let (Some(a), Some(b)) = (at(&l.fan.q05), at(&l.fan.q95)) {
                path class={ "range p" (l.style) } d={ "M" (place(bar)) " " (place(a)) "V" (place(b)) } {}
            }
            @if let (Some(a), Some(b)) = (at(&l.fan.q25), at(&l.fan.q75)) {
                path class={ "range half p" (l.style) } d={ "M" (place(bar)) " " (place(a)) "V" (place(b)) } {}
            }
            @if let Some(at) = labels[i] {
                @let first = at + 4.0 - 6.5 * (names[i].len() as f64 - 1.0);
                @for (k, words) in names[i].iter().enumerate() {
                    text x=(place(text_at)) y=(place(first + 13.0 * k as f64)) { (words) }
                }
            }
        }
    }
}

/// Where names stand beside the ends of lines, the first that have room: a name that is led away from its line is taken for
/// another's. `room` is half the height of each.
fn beside(wished: &[f64], room: impl Fn(usize) -> f64) -> Vec<Option<f64>> {
    let mut placed: Vec<(f64, f64)> = Vec::new();
    let stand = wished.iter().enumerate().map(|(i, at)| {
        let half = room(i);
        let at = at.clamp(TOP + half - 4.0, HEIGHT - BOTTOM - half + 6.0);
        let free = placed
            .iter()
            .all(|(other, theirs)| (at - other).abs() >= half + theirs);
        free.then(|| {
            placed.push((at, half));
            at
        })
    });
    stand.collect()
}

/// The dates at both ends of an axis, and those between that keep clear of them, with how they stand.
fn at_both_ends(years: (f64, f64), x: &Scale) -> Vec<(f64, String, &'static str)> {
    /// Room of a letter, and between two dates.
    const LETTER: f64 = 6.8;
    const APART: f64 = 6.0;
    let wide = |label: &str| LETTER * label.chars().count() as f64;
    let (left, right) = (x.at(years.0), x.at(years.1));
    let (first, last) = (date(years.0), date(years.1));
    let (from, to) = (left + wide(&first), right - wide(&last));
    let between = dates(years.0, years.1).into_iter();
    let between = between.map(|(year, label)| (x.at(year), label, "middle"));
    let clear = |(at, label, _): &(f64, String, _)| {
        let half = wide(label) / 2.0;
        at - half >= from + APART && at + half <= to - APART
    };
    let between: Vec<_> = between.filter(clear).collect();
    let mut marks = vec![(left, first, "start")];
    marks.extend(between);
    if to >= from + APART {
        marks.push((right, last, "end"));
    }
    marks
}

/// Between which values the axis goes, and whether it leaves out zero.
fn extent(p: &Picture) -> (f64, f64, bool) {
    let mut low = f64::INFINITY;
    let mut high = f64::NEG_INFINITY;
    let mut take = |v: f64| {
        if v.is_finite() {
            low = low.min(v);
            high = high.max(v);
        }
    };
    for l in &p.lines {
        let lists: &[&Vec<Option<f64>>] = match l.bands {
            Bands::None => &[&l.fan.median],
            _ => &[&l.fan.q05, &l.fan.median, &l.fan.q95],
        };
        lists
            .iter()
            .for_each(|list| list.iter().flatten().for_each(|v| take(*v)));
        // The range at the end is drawn of all.
        for list in [&l.fan.q05, &l.fan.q95] {
            list.last()
                .copied()
                .flatten()
                .into_iter()
                .for_each(&mut take);
        }
    }
    p.data.iter().for_each(|(_, v)| take(*v));
    if !low.is_finite() || !high.is_finite() {
        return (0.0, 1.0, false);
    }
    let mut cut = false;
    if p.zero || (low > 0.0 && low < 0.7 * high) {
        low = low.min(0.0);
        high = high.max(0.0);
    } else if low > 0.0 || high < 0.0 {
        cut = true;
    }
    if low == high {
        let half = if low == 0.0 { 0.5 } else { low.abs() * 0.05 };
        (low, high) = (low - half, high + half);
    }
    (low, high, cut)
}

#[cfg(test)]
mod tests {
    use super::{at_both_ends, beside};
    use crate::plot::Scale;

    #[test]
    fn a_name_stands_at_its_line_or_nowhere() {
        let stand = beside(&[100.0, 104.0, 140.0, 190.0], |_| 6.5);
        assert_eq!(stand, [Some(100.0), None, Some(140.0), Some(190.0)]);
        // Two lines need more room, and a name keeps inside the picture.
        let stand = beside(&[100.0, 116.0, -50.0], |i| if i == 0 { 13.0 } else { 6.5 });
        assert_eq!(stand, [Some(100.0), None, Some(18.5)]);
    }

    #[test]
    fn an_axis_names_where_it_begins_and_ends() {
        let x = Scale::new((2015.0, 2035.667), (0.0, 300.0));
        let marks = at_both_ends((2015.0, 2035.667), &x);
        let told: Vec<(&str, &str)> = marks.iter().map(|m| (m.1.as_str(), m.2)).collect();
        assert_eq!(told[0], ("2015", "start"));
        assert_eq!(told.last(), Some(&("2035-09", "end")));
        assert!(told.contains(&("2030", "middle")), "{told:?}");
        // A date that would run into an end is left out.
        let near = Scale::new((2014.0, 2034.0), (0.0, 300.0));
        let marks = at_both_ends((2014.0, 2034.0), &near);
        let told: Vec<&str> = marks.iter().map(|m| m.1.as_str()).collect();
        assert_eq!(told, ["2014", "2020", "2025", "2030", "2034"]);
    }
}
