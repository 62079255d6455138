//! The map of flows: land, and a curve for each flow, wide by its amount.

use contend_engine::maths;
use contend_session::page::FlowMap;
use maud::{Markup, html};

use crate::plot::place;
use crate::save::{PICTURE, save};
use crate::view::{View, capital};

/// Land and borders; see the head of the file.
const LAND: &str = include_str!("../data/land.txt");
const WIDTH: f64 = 720.0;
/// The tallest and the flattest map.
const HEIGHTS: (f64, f64) = (300.0, 820.0);
/// A change of less than this part of a flow is not drawn.
const LITTLE: f64 = 0.01;
/// Width of the greatest flow.
const WIDEST: f64 = 16.0;
/// Numbers and signs lie no closer to each other: where a page is narrow they are drawn so large.
const APART: f64 = 42.0;
/// Room around what is shown, and how narrow that may be, as parts of the sheet.
const ROOM: f64 = 0.07;
const CLOSEST: f64 = 0.3;
/// From this part of the sheet on all of it is shown.
const NEARLY_ALL: f64 = 0.8;

/// The map; nothing where the scenario declares none.
pub(crate) fn map(v: &View) -> Markup {
    let Some(map) = &v.page.map else {
        return html! {};
    };
    let m = v.m;
    let sheet = Sheet::new(map.frame);
    let curves: Vec<Curve> = (map.flows.iter().enumerate())
        .map(|(i, flow)| sheet.curve(flow.from, flow.to, i))
        .collect();
    let baseline = v.baseline();
    let drawn = v.drawn();
    let most = map
        .flows
        .iter()
        .flat_map(|f| drawn.iter().map(|p| f.amounts[*p].0.unwrap_or(0.0).abs()))
        .fold(0.0, f64::max);
    let title = capital(&map.title);
    let level = {
        let summary = summary(v, map, baseline);
        let id = "map-flows-level";
        html! {
            svg class="plot map" viewBox={ "0 0 " (WIDTH) " " (place(sheet.height)) } role="img" aria-labelledby={ (id) "-title " (id) "-text" } {
                title id={ (id) "-title" } { (title) }
                desc id={ (id) "-text" } { (summary) }
                (sheet.land())
                @for (i, flow) in map.flows.iter().enumerate() {
                    @let (median, q95) = flow.amounts[baseline];
                    @let path = &curves[i];
                    @if let Some(q95) = q95 { path class="flow edge" stroke-width=(place(width(q95, most))) d=(path.d) {} }
                    @if let Some(median) = median {
                        @let wide = width(median, most).max(0.8);
                        path class="flow" stroke-width=(place(wide)) d=(path.d) {}
                        path class="head" d=(path.head(wide, 1.0)) {}
                    }
                }
                (numbers(v, map, &curves, sheet.height))
                (key(v, map, most, sheet.height))
            }
        }
    };
    let others: Vec<usize> = drawn.iter().copied().filter(|p| *p != baseline).collect();
    // All differences are shown as close as the widest of them allows, so that they can be compared.
    let changed = (0..map.flows.len()).filter(|i| {
        let mut all = others.iter();
        all.any(|p| change(map, *i, *p, baseline).is_some())
    });
    let window = sheet.window(changed.map(|i| &curves[i]));
    html! {
        section id="map" aria-labelledby="map-title" {
            h2 id="map-title" { (m.t("map")) }
            p class="lead" { (m.t("map-lead")) }
            figure class="chart" id="map-flows" {
                figcaption {
                    h3 { (v.said(&title)) }
                    p class="small" { (m.f("map-of", &[("profile", &v.page.profiles[baseline].name)])) @if let Some(unit) = v.unit(&map.unit) { " " (m.f("unit", &[("unit", &unit)])) "." } }
                }
                (level)
                (save(v, &PICTURE, "map-flows", &map.title))
            }
            @if !others.is_empty() {
                figure class="chart" id="map-differences" {
                    figcaption {
                        h3 { (m.f("map-differences", &[("baseline", &v.page.profiles[baseline].name)])) }
                        p class="small" { (m.t("map-differences-key")) }
                    }
                    div class="pair" {
                        @for p in &others { (difference(v, map, (&sheet, &curves, window), *p, most)) }
                    }
                }
            }
            (table(v, map))
        }
    }
}

/// How a flow changes against the baseline, where that is seen.
fn change(map: &FlowMap, flow: usize, profile: usize, baseline: usize) -> Option<f64> {
    let flow = &map.flows[flow];
    let level = flow.amounts[baseline].0.unwrap_or(0.0).abs();
    flow.changes[profile].filter(|c| c.abs() >= LITTLE * level && *c != 0.0)
}

/// Changes against the baseline: what grows is solid, what shrinks is dashed.
fn difference(
    v: &View,
    map: &FlowMap,
    (sheet, curves, window): (&Sheet, &[Curve], Window),
    profile: usize,
    most: f64,
) -> Markup {
    let id = format!("map-difference-{}", profile + 1);
    let name = &v.page.profiles[profile].name;
    let seen: Vec<(&Curve, f64)> = (curves.iter().enumerate())
        .filter_map(|(i, curve)| Some((curve, change(map, i, profile, v.baseline())?)))
        .collect();
    let summary = changes(v, map, profile);
    // What is looked at closely keeps the size of its lines and signs.
    let size = window.width / WIDTH;
    let places = apart(seen.iter().map(|(curve, _)| *curve), APART * size);
    let view = [
        window.corner.0,
        window.corner.1,
        window.width,
        window.width * sheet.height / WIDTH,
    ];
    html! {
        div {
            p class="over" { (v.said(name)) }
            @if !seen.is_empty() { svg class="plot map small-map" viewBox=(view.map(place).join(" ")) role="img" aria-labelledby={ (id) "-title " (id) "-text" } {
                title id={ (id) "-title" } { (name) }
                desc id={ (id) "-text" } { (summary) }
                use href="#land" {}
                @for ((path, change), at) in seen.iter().zip(&places) {
                    @let wide = (2.0 * width(*change, most)).max(2.0) * size;
                    path class=(if *change > 0.0 { "flow grew" } else { "flow shrank" }) stroke-width=(hundredths(wide)) d=(path.d) {}
                    path class="head" d=(path.head(wide, size)) {}
                    g transform={ "translate(" (place(at.0)) " " (place(at.1)) ") scale(" (hundredths(size)) ")" } {
                        circle class="badge" r="17" {}
                        text class="sign" y="9" text-anchor="middle" { (if *change > 0.0 { "+" } else { "−" }) }
                    }
                }
            } }
            p class="small" { (summary) }
        }
    }
}

/// A number that must be finer than a place.
fn hundredths(n: f64) -> String {
    ((n * 100.0).round() / 100.0).to_string()
}

/// How long a step is; the same bits everywhere.
fn far((x, y): (f64, f64)) -> f64 {
    (x * x + y * y).sqrt()
}

/// A place on each curve for its number or sign, so that none covers another where that can be.
fn apart<'c>(curves: impl Iterator<Item = &'c Curve>, least: f64) -> Vec<(f64, f64)> {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for curve in curves {
        let room = |at: &(f64, f64)| {
            let others = taken.iter();
            let away = others.map(|other| far((at.0 - other.0, at.1 - other.1)));
            away.fold(f64::INFINITY, f64::min)
        };
        // The nearest to the middle that is far enough from all others, else the farthest.
        let parts = [50, 45, 55, 40, 60, 35, 65, 30, 70, 25, 75, 20, 80];
        let places: Vec<(f64, f64)> = (parts.iter())
            .map(|part| curve.at(f64::from(*part) / 100.0))
            .collect();
        let free = places.iter().find(|at| room(at) >= least);
        let farthest = || places.iter().max_by(|a, b| room(a).total_cmp(&room(b)));
        taken.extend(free.or_else(farthest));
    }
    taken
}

/// Half the greatest width is a quarter of the greatest amount.
fn width(amount: f64, most: f64) -> f64 {
    if most > 0.0 {
        WIDEST * (amount.abs() / most).sqrt()
    } else {
        0.0
    }
}

/// Each flow's number on its curve, and its name beside it where there is room; the table has all.
fn numbers(v: &View, map: &FlowMap, curves: &[Curve], height: f64) -> Markup {
    let places = apart(curves.iter(), APART);
    let names: Vec<String> = map.flows.iter().map(|f| v.called(&f.label)).collect();
    let labels = labels(curves, &places, &names, height);
    html! {
        @for (i, (x, y)) in places.iter().enumerate() {
            circle class="badge" cx=(place(*x)) cy=(place(*y)) r="11" {}
            text class="strong number" x=(place(*x)) y=(place(y + 4.5)) text-anchor="middle" { (i + 1) }
        }
        @for (name, label) in names.iter().zip(&labels) {
            @if let Some((x, y, anchor)) = label {
                text class="name" x=(place(*x)) y=(place(*y)) text-anchor=(anchor) { (name) }
            }
        }
    }
}

/// Where names stand beside their numbers, each clear of curves, of numbers and of other names; none where there is no room.
fn labels(
    curves: &[Curve],
    places: &[(f64, f64)],
    names: &[String],
    height: f64,
) -> Vec<Option<(f64, f64, &'static str)>> {
    const LETTER: f64 = 7.4;
    const HALF: f64 = 9.0;
    let meets =
        |a: &[f64; 4], b: &[f64; 4]| a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
    let mut taken: Vec<[f64; 4]> = (places.iter())
        .map(|(x, y)| [x - 12.0, y - 12.0, x + 12.0, y + 12.0])
        .collect();
    for curve in curves {
        for (x, y) in (0..=40).map(|k| curve.at(f64::from(k) / 40.0)) {
            taken.push([x - 5.0, y - 5.0, x + 5.0, y + 5.0]);
        }
    }
    let mut label = |(name, (x, y)): (&String, &(f64, f64))| {
        let wide = LETTER * name.chars().count() as f64;
        // Beside, above and below, near and farther; aslant last.
        let near = [(16.0, 4.5), (24.0, 4.5)]
            .map(|(dx, dy)| [(x + dx, y + dy, "start", 0.0), (x - dx, y + dy, "end", 1.0)]);
        let level = [(*x, y - 18.0, "middle", 0.5), (*x, y + 27.0, "middle", 0.5)];
        let aslant = [(8.0, 20.5), (22.0, 14.5), (30.0, 26.5)].map(|(dx, dy)| {
            [
                (x + dx, y + 4.5 - dy, "start", 0.0),
                (x - dx, y + 4.5 + dy, "end", 1.0),
                (x - dx, y + 4.5 - dy, "end", 1.0),
                (x + dx, y + 4.5 + dy, "start", 0.0),
            ]
        });
        let places = [near.as_flattened(), &level, aslant.as_flattened()].concat();
        let free = places.into_iter().find_map(|(at, base, anchor, before)| {
            let left = at - before * wide;
            let room = [left, base - 4.5 - HALF, left + wide, base - 4.5 + HALF];
            let inside = room[0] > 0.0 && room[1] > 0.0 && room[2] < WIDTH && room[3] < height;
            let clear = inside && taken.iter().all(|other| !meets(&room, other));
            clear.then_some((room, (at, base, anchor)))
        });
        let (room, place) = free?;
        taken.push(room);
        Some(place)
    };
    names.iter().zip(places).map(&mut label).collect()
}

/// Widths with their amounts.
fn key(v: &View, map: &FlowMap, most: f64, height: f64) -> Markup {
    let (marks, decimals) = crate::plot::ticks(0.0, most, 3);
    let marks: Vec<f64> = marks.into_iter().filter(|t| *t > 0.0).take(3).collect();
    let top = height - 26.0 - 24.0 * marks.len() as f64;
    html! {
        @if !marks.is_empty() {
            g class="key" { path class="paper" d={ "M8 " (place(top - 4.0)) "h170V" (place(height - 8.0)) "H8z" } {}
            text class="strong" x="18" y=(place(top + 14.0)) { (v.m.t("map-key")) @if let Some(unit) = v.unit(&map.unit) { ", " (unit) } }
            @for (i, mark) in marks.iter().enumerate() {
                @let y = top + 32.0 + 22.0 * i as f64;
                path class="flow" stroke-width=(place(width(*mark, most))) d={ "M18 " (place(y - 4.0)) "h48" } {}
                text x="78" y=(place(y)) { (v.m.digits(*mark, decimals)) }
            } }
        }
    }
}

fn summary(v: &View, map: &FlowMap, profile: usize) -> String {
    let m = v.m;
    let mut order: Vec<usize> = (0..map.flows.len()).collect();
    order.sort_by(|a, b| {
        let amount = |i: &usize| map.flows[*i].amounts[profile].0.unwrap_or(0.0);
        amount(b).total_cmp(&amount(a))
    });
    let named: Vec<String> = order
        .iter()
        .take(3)
        .filter_map(|i| {
            let flow = &map.flows[*i];
            Some(format!(
                "{} {}",
                v.called(&flow.label),
                m.with_unit(flow.amounts[profile].0?, &map.unit)
            ))
        })
        .collect();
    m.f("map-summary", &[("flows", &named.join("; "))])
}

fn changes(v: &View, map: &FlowMap, profile: usize) -> String {
    let m = v.m;
    let named: Vec<String> = map
        .flows
        .iter()
        .filter_map(|f| {
            let change = f.changes[profile].filter(|c| *c != 0.0)?;
            let sign = if change > 0.0 { "+" } else { "" };
            Some(format!("{} {sign}{}", v.called(&f.label), m.number(change)))
        })
        .collect();
    if named.is_empty() {
        m.t("map-no-change").to_owned()
    } else {
        format!("{}.", named.join("; "))
    }
}

/// The same as numbers.
fn table(v: &View, map: &FlowMap) -> Markup {
    let m = v.m;
    let drawn = v.drawn();
    let say = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| m.number(x));
    html! {
        div class="scroll" role="region" tabindex="0" aria-label=(m.f("table-of", &[("what", &map.title)])) {
            table {
                thead { tr {
                    th scope="col" { (m.t("route")) @if let Some(unit) = v.unit(&map.unit) { ", " (unit) } }
                    @for p in &drawn { th scope="col" { (v.said(&v.page.profiles[*p].name)) } }
                } }
                tbody {
                    @for (i, flow) in map.flows.iter().enumerate() {
                        tr {
                            th scope="row" { (i + 1) " " (v.name(&flow.label)) }
                            @for p in &drawn {
                                td {
                                    (say(flow.amounts[*p].0))
                                    @if let Some(change) = flow.changes[*p] { small class="range" { @if change > 0.0 { "+" } (m.number(change)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The sheet that a map is drawn on: Lambert's azimuthal equal-area projection about the middle of the frame
/// (Snyder 1987, Map Projections: A Working Manual, 24).
struct Sheet {
    frame: [f64; 4],
    middle: (f64, f64),
    scale: f64,
    origin: (f64, f64),
    height: f64,
}

/// A curve: Bézier's of three points.
struct Curve {
    d: String,
    points: [(f64, f64); 3],
}

/// A part of the sheet, as wide to its height as this is.
#[derive(Clone, Copy)]
struct Window {
    corner: (f64, f64),
    width: f64,
}

impl Curve {
    /// The place after a part of the way, from 0 to 1.
    fn at(&self, part: f64) -> (f64, f64) {
        let rest = 1.0 - part;
        let weights = [rest * rest, 2.0 * rest * part, part * part];
        let (mut x, mut y) = (0.0, 0.0);
        for (weight, point) in weights.iter().zip(&self.points) {
            x += weight * point.0;
            y += weight * point.1;
        }
        (x, y)
    }

    /// The head of an arrow at the end of a curve so wide; the smaller the closer it is looked at.
    fn head(&self, wide: f64, size: f64) -> String {
        let [_, bend, (x, y)] = self.points;
        let along = (x - bend.0, y - bend.1);
        let length = far(along).max(1e-9);
        let (ux, uy) = (along.0 / length, along.1 / length);
        let (reach, half) = (5.0 * size + 0.8 * wide, 4.0 * size + 0.75 * wide);
        format!(
            "M{} {}L{} {}L{} {}z",
            place(x + ux * reach),
            place(y + uy * reach),
            place(x - uy * half),
            place(y + ux * half),
            place(x + uy * half),
            place(y - ux * half)
        )
    }
}

impl Sheet {
    fn new(frame: [f64; 4]) -> Sheet {
        let [west, south, east, north] = frame;
        let mut sheet = Sheet {
            frame,
            middle: ((west + east) / 2.0, (south + north) / 2.0),
            scale: 1.0,
            origin: (0.0, 0.0),
            height: WIDTH,
        };
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for k in 0..=20 {
            let part = f64::from(k) / 20.0;
            let (lon, lat) = (west + part * (east - west), south + part * (north - south));
            for point in [(lon, south), (lon, north), (west, lat), (east, lat)] {
                let (x, y) = sheet.at(point);
                low = (low.0.min(x), low.1.min(y));
                high = (high.0.max(x), high.1.max(y));
            }
        }
        let wide = (high.0 - low.0).max(1e-6);
        sheet.scale = WIDTH / wide;
        sheet.origin = low;
        sheet.height = ((high.1 - low.1) * sheet.scale).clamp(HEIGHTS.0, HEIGHTS.1);
        // Where the sheet is not as tall as the frame, its middle is shown.
        let cut = (high.1 - low.1) * sheet.scale - sheet.height;
        sheet.origin.1 += cut / 2.0 / sheet.scale;
        sheet
    }

    /// A place in degrees as a place on the sheet.
    fn at(&self, (lon, lat): (f64, f64)) -> (f64, f64) {
        const DEGREE: f64 = std::f64::consts::PI / 180.0;
        let turn = (lon - self.middle.0) * DEGREE;
        let (sin0, cos0) = (
            maths::sin(self.middle.1 * DEGREE),
            maths::cos(self.middle.1 * DEGREE),
        );
        let (sin, cos) = (maths::sin(lat * DEGREE), maths::cos(lat * DEGREE));
        let along = cos * maths::cos(turn);
        let k = (2.0 / (1.0 + sin0 * sin + cos0 * along).max(1e-3)).sqrt();
        let x = k * cos * maths::sin(turn);
        let y = -k * (cos0 * sin - sin0 * along);
        (
            (x - self.origin.0) * self.scale,
            (y - self.origin.1) * self.scale,
        )
    }

    /// Land and borders inside the frame, as a group that other maps may use again.
    fn land(&self) -> Markup {
        let [west, south, east, north] = self.frame;
        // Corners of the sheet lie outside the frame, the farther the larger it is.
        let wide = [
            west - 60.0,
            (south - 20.0).max(-89.0),
            east + 60.0,
            (north + 20.0).min(89.0),
        ];
        // What lies off the sheet is not drawn; edges of the cut stay out of sight.
        let edge = 4.0;
        let sheet = [-edge, -edge, WIDTH + edge, self.height + edge];
        let (mut land, mut borders) = (String::new(), String::new());
        for row in LAND.lines() {
            let (kind, rest) = row.split_at(row.len().min(1));
            let points = steps(rest);
            match kind {
                "R" => {
                    let ring = clip(&points, wide);
                    if ring.len() > 2 {
                        let ring = clip(&self.thinned(&ring), sheet);
                        let outline = in_steps(ring.into_iter().map(Some));
                        if !outline.is_empty() {
                            land += &outline;
                            land.push('z');
                        }
                    }
                }
                "B" => {
                    let inside = |p: &(f64, f64), [west, south, east, north]: [f64; 4]| {
                        p.0 > west && p.0 < east && p.1 > south && p.1 < north
                    };
                    let seen = |p: &(f64, f64)| {
                        let at = inside(p, wide).then(|| self.at(*p))?;
                        inside(&at, sheet).then_some(at)
                    };
                    borders += &in_steps(points.iter().map(seen));
                }
                _ => {}
            }
        }
        html! {
            g id="land" {
                path class="sea" d={ "M0 0H" (WIDTH) "V" (place(self.height)) "H0z" } {}
                path class="land" d=(land) {}
                path class="border" d=(borders) {}
            }
        }
    }

    /// Points on the sheet without those that no eye could part.
    fn thinned(&self, ring: &[(f64, f64)]) -> Vec<(f64, f64)> {
        let mut out: Vec<(f64, f64)> = Vec::with_capacity(ring.len());
        for (i, point) in ring.iter().enumerate() {
            // Edges of the cut are long, and bent on the sheet.
            let before = ring[(i + ring.len() - 1) % ring.len()];
            let far = (point.0 - before.0).abs().max((point.1 - before.1).abs());
            let parts = (far / 3.0).ceil().max(1.0);
            for k in 1..parts as i32 {
                let part = f64::from(k) / parts;
                out.push(self.at((
                    before.0 + part * (point.0 - before.0),
                    before.1 + part * (point.1 - before.1),
                )));
            }
            let (x, y) = self.at(*point);
            if out
                .last()
                .is_none_or(|(a, b)| (x - a).abs() + (y - b).abs() > 0.8)
            {
                out.push((x, y));
            }
        }
        out
    }

    /// A bent line from one place to another; bends differ so that curves with the same ends part.
    fn curve(&self, from: (f64, f64), to: (f64, f64), number: usize) -> Curve {
        let ((x0, y0), (x1, y1)) = (self.at(from), self.at(to));
        let (dx, dy) = (x1 - x0, y1 - y0);
        let bend = 0.16 + 0.05 * (number % 3) as f64;
        let (cx, cy) = ((x0 + x1) / 2.0 - dy * bend, (y0 + y1) / 2.0 + dx * bend);
        Curve {
            d: format!(
                "M{} {}Q{} {} {} {}",
                place(x0),
                place(y0),
                place(cx),
                place(cy),
                place(x1),
                place(y1)
            ),
            points: [(x0, y0), (cx, cy), (x1, y1)],
        }
    }

    /// The part of the sheet in which some curves lie, with room around them; all of it where that is nearly all.
    fn window<'c>(&self, curves: impl Iterator<Item = &'c Curve>) -> Window {
        let mut low = (f64::INFINITY, f64::INFINITY);
        let mut high = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for curve in curves {
            for (x, y) in (0..=10).map(|k| curve.at(f64::from(k) / 10.0)) {
                low = (low.0.min(x), low.1.min(y));
                high = (high.0.max(x), high.1.max(y));
            }
        }
        let tall = (high.1 - low.1) * WIDTH / self.height;
        let width = (high.0 - low.0).max(tall) + 2.0 * ROOM * WIDTH;
        let width = width.max(CLOSEST * WIDTH);
        let none = low.0 > high.0;
        if none || width >= NEARLY_ALL * WIDTH {
            return Window {
                corner: (0.0, 0.0),
                width: WIDTH,
            };
        }
        let height = width * self.height / WIDTH;
        let inside = |low: f64, high: f64, size: f64, all: f64| {
            ((low + high - size) / 2.0).clamp(0.0, all - size)
        };
        Window {
            corner: (
                inside(low.0, high.0, width, WIDTH),
                inside(low.1, high.1, height, self.height),
            ),
            width,
        }
    }
}

/// A line through points as steps from one to the next, which take half the room of places; a gap where one is missing. Steps are
/// between rounded places, so that nothing adds up.
fn in_steps(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let tenths = |(x, y): (f64, f64)| ((x * 10.0).round(), (y * 10.0).round());
    let number = |text: &mut String, tenths: f64| {
        let one = place(tenths / 10.0);
        if !one.starts_with('-') && !text.ends_with(['M', 'l']) {
            text.push(' ');
        }
        text.push_str(&one);
    };
    let mut d = String::new();
    let mut before: Option<(f64, f64)> = None;
    for point in points {
        let at = point.map(tenths);
        match (before, at) {
            (None, Some(at)) => {
                d.push('M');
                number(&mut d, at.0);
                number(&mut d, at.1);
                d.push('l');
            }
            (Some(from), Some(at)) if from != at => {
                number(&mut d, at.0 - from.0);
                number(&mut d, at.1 - from.1);
            }
            _ => {}
        }
        before = at;
    }
    // A line of one point, or that ends where it begins, has no steps.
    d.replace("lM", "M").trim_end_matches('l').to_owned()
}

/// A row of the atlas: hundredths of a degree, each point as the step from the one before.
fn steps(row: &str) -> Vec<(f64, f64)> {
    let mut at = (0i32, 0i32);
    row.split_whitespace()
        .filter_map(|word| {
            let (x, y) = word.split_once(',')?;
            at = (at.0 + x.parse::<i32>().ok()?, at.1 + y.parse::<i32>().ok()?);
            Some((f64::from(at.0) / 100.0, f64::from(at.1) / 100.0))
        })
        .collect()
}

/// A ring cut at the edges of a box (Sutherland and Hodgman 1974).
fn clip(ring: &[(f64, f64)], [west, south, east, north]: [f64; 4]) -> Vec<(f64, f64)> {
    type Inside = fn((f64, f64), f64) -> bool;
    let edges: [(Inside, bool, f64); 4] = [
        (|p, e| p.0 >= e, true, west),
        (|p, e| p.0 <= e, true, east),
        (|p, e| p.1 >= e, false, south),
        (|p, e| p.1 <= e, false, north),
    ];
    let mut points = ring.to_vec();
    for (inside, upright, edge) in edges {
        let mut out = Vec::with_capacity(points.len());
        for (i, p) in points.iter().enumerate() {
            let before = points[(i + points.len() - 1) % points.len()];
            let crossing = |a: (f64, f64), b: (f64, f64)| {
                if upright {
                    let part = (edge - a.0) / (b.0 - a.0);
                    (edge, a.1 + part * (b.1 - a.1))
                } else {
                    let part = (edge - a.1) / (b.1 - a.1);
                    (a.0 + part * (b.0 - a.0), edge)
                }
            };
            match (inside(before, edge), inside(*p, edge)) {
                (true, true) => out.push(*p),
                (true, false) => out.push(crossing(before, *p)),
                (false, true) => {
                    out.push(crossing(before, *p));
                    out.push(*p);
                }
                (false, false) => {}
            }
        }
        points = out;
        if points.is_empty() {
            break;
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_the_frame_is_the_middle_of_the_sheet() {
        let sheet = Sheet::new([-120.0, -35.0, -30.0, 45.0]);
        let (x, y) = sheet.at((-75.0, 5.0));
        assert!((x - WIDTH / 2.0).abs() < 1.0, "{x}");
        assert!(y > 0.0 && y < sheet.height);
        // North is up, east is right.
        assert!(sheet.at((-75.0, 20.0)).1 < y && sheet.at((-60.0, 5.0)).0 > x);
    }

    /// Four curves that run close together keep their numbers apart, names lie on no number, and a window holds the curves it is for.
    #[test]
    fn numbers_and_names_keep_clear_of_each_other() {
        let sheet = Sheet::new([-120.0, -35.0, -30.0, 45.0]);
        let ends = [(-80.0, 0.0), (-78.0, 3.0), (-76.0, 6.0), (-74.0, 8.0)];
        let curves: Vec<Curve> = (ends.iter().enumerate())
            .map(|(i, from)| sheet.curve(*from, (-100.0, 18.0), i))
            .collect();
        let window = sheet.window(curves.iter());
        assert!(window.width < NEARLY_ALL * WIDTH);
        let height = window.width * sheet.height / WIDTH;
        for (x, y) in curves
            .iter()
            .flat_map(|c| [c.at(0.0), c.at(0.5), c.at(1.0)])
        {
            let (x, y) = (x - window.corner.0, y - window.corner.1);
            assert!(
                x > 0.0 && x < window.width && y > 0.0 && y < height,
                "{x} {y}"
            );
        }
        let least = APART * window.width / WIDTH;
        let places = apart(curves.iter(), least);
        for (i, a) in places.iter().enumerate() {
            for b in &places[..i] {
                assert!(far((a.0 - b.0, a.1 - b.1)) >= least - 1e-9, "{places:?}");
            }
        }
        let names = ["one", "two", "three", "a name that is longer"].map(str::to_owned);
        let labels = labels(&curves, &places, &names, sheet.height);
        assert!(labels.iter().any(Option::is_some));
        for (x, y, anchor) in labels.iter().flatten() {
            assert!(["start", "middle", "end"].contains(anchor));
            assert!(places.iter().all(|p| far((p.0 - x, p.1 - y)) > 12.0));
        }
    }

    /// Equal areas: a square degree at the equator and one far from it cover sheets in the ratio of their true areas.
    #[test]
    fn areas_are_true() {
        let sheet = Sheet::new([-120.0, -50.0, -30.0, 60.0]);
        let area = |lon: f64, lat: f64| {
            let corner = |a: f64, b: f64| sheet.at((lon + a, lat + b));
            let [p, q, r] = [corner(0.0, 0.0), corner(0.01, 0.0), corner(0.0, 0.01)];
            ((q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)).abs()
        };
        let ratio = area(-100.0, 50.0) / area(-60.0, 0.0);
        let truth = maths::cos(50.005 * std::f64::consts::PI / 180.0)
            / maths::cos(0.005 * std::f64::consts::PI / 180.0);
        assert!((ratio / truth - 1.0).abs() < 1e-3, "{ratio} {truth}");
    }

    #[test]
    fn steps_lead_from_place_to_place() {
        let told = |points: &[Option<(f64, f64)>]| in_steps(points.iter().copied());
        let (a, b, c) = (Some((0.04, 1.0)), Some((-0.46, 2.06)), Some((10.0, 2.0)));
        assert_eq!(told(&[a, b, c]), "M0 1l-.5 1.1 10.5-.1");
        assert_eq!(told(&[a, None, b, c]), "M0 1M-.5 2.1l10.5-.1");
        assert_eq!(told(&[a, a]), "M0 1");
        assert_eq!(told(&[None]), "");
        // The same places as a line of places, however many steps there are.
        let walk = (0..500).map(|k| {
            let k = f64::from(k);
            (0.37 * k + maths::sin(k), 0.11 * k - maths::cos(k))
        });
        let text = in_steps(walk.clone().map(Some));
        let spread = text.replace(['M', 'l'], " ").replace('-', " -");
        let mut numbers = spread.split_whitespace();
        let mut at = (0.0, 0.0);
        for (x, y) in walk {
            let mut next = || {
                numbers
                    .next()
                    .and_then(|n| n.parse::<f64>().ok())
                    .unwrap_or(f64::NAN)
            };
            at = (at.0 + next(), at.1 + next());
            assert!(
                (at.0 - x).abs() < 0.051 && (at.1 - y).abs() < 0.051,
                "{at:?} {x} {y}"
            );
        }
    }

    /// Land is drawn on the sheet and nowhere else: what lies off it only makes a page heavy. A frame in the middle of the sea has none.
    #[test]
    fn land_stays_on_the_sheet() {
        let paths = |sheet: &Sheet| -> Vec<String> {
            let drawn = sheet.land().into_string();
            let paths = drawn.split(" d=\"").skip(2);
            paths
                .filter_map(|p| Some(p.split_once('"')?.0.to_owned()))
                .collect()
        };
        let sheet = Sheet::new([-120.0, -35.0, -30.0, 45.0]);
        let mut points = 0;
        for line in paths(&sheet)
            .iter()
            .flat_map(|p| p.split('M'))
            .filter(|l| !l.is_empty())
        {
            let numbers = line
                .trim_end_matches('z')
                .replace('l', " ")
                .replace('-', " -");
            let numbers: Vec<f64> = numbers
                .split_whitespace()
                .map(|n| n.parse().unwrap_or(f64::NAN))
                .collect();
            let mut at = (0.0, 0.0);
            for step in numbers.chunks_exact(2) {
                at = (at.0 + step[0], at.1 + step[1]);
                let inside = (-5.0..=WIDTH + 5.0).contains(&at.0)
                    && (-5.0..=sheet.height + 5.0).contains(&at.1);
                assert!(inside, "{at:?} in {line}");
                points += 1;
            }
        }
        assert!(points > 1000, "{points}");
        assert_eq!(paths(&Sheet::new([-120.0, -55.0, -105.0, -45.0])), ["", ""]);
    }

    #[test]
    fn rings_are_cut_at_the_frame() {
        let square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];
        let cut = clip(&square, [5.0, -5.0, 20.0, 5.0]);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for p in &cut {
            low = low.min(p.0);
            high = high.max(p.1);
        }
        assert_eq!((cut.len(), low, high), (4, 5.0, 5.0));
        assert!(clip(&square, [20.0, 20.0, 30.0, 30.0]).is_empty());
    }

    #[test]
    fn the_atlas_has_the_small_islands() {
        let barbados = (-59.55, 13.17);
        let near =
            |p: &(f64, f64)| (p.0 - barbados.0).abs() < 0.4 && (p.1 - barbados.1).abs() < 0.4;
        assert!(
            LAND.lines()
                .any(|l| l.starts_with('R') && steps(&l[1..]).iter().any(near))
        );
    }
}
