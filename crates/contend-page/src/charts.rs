//! Quantities over time: as they are, and less the baseline.

use contend_session::page::{Chart, Fan};
use contend_words::runs;
use maud::{Markup, html};

use crate::fan::{Bands, Line, Picture, draw};
use crate::save::{Form, PICTURE, save};
use crate::view::{View, capital, swatch};

/// Rows of the table of a chart for each profile.
const ROWS: usize = 8;

/// Profiles of a table at most, besides those that are drawn.
const PROFILES: usize = 8;
/// Claims that are named below a chart.
const CLAIMS: usize = 8;

/// The section of charts; nothing where there are none.
pub(crate) fn charts(v: &View) -> Markup {
    if v.page.charts.is_empty() {
        return html! {};
    }
    html! {
        section id="over-time" aria-labelledby="over-time-title" {
            h2 id="over-time-title" { (v.m.t("over-time")) }
            p class="lead" { (v.m.t("over-time-lead")) }
            @for chart in &v.page.charts { (figure(v, chart)) }
        }
    }
}

fn figure(v: &View, chart: &Chart) -> Markup {
    let m = v.m;
    let id = format!("chart-{}", chart.slug);
    let drawn = v.drawn();
    let profiles = &v.page.profiles;
    let now = chart.now.map(|i| chart.years[i]);
    let level = Picture {
        id: &format!("{id}-level"),
        title: &chart.title,
        summary: &summary(v, chart),
        years: &chart.years,
        now,
        lines: drawn
            .iter()
            .enumerate()
            .map(|(style, p)| Line {
                style,
                name: &profiles[*p].name,
                fan: &chart.fans[*p],
                bands: if style == 0 { Bands::Both } else { Bands::None },
            })
            .collect(),
        data: &chart.data,
        zero: false,
    };
    let (picture, cut) = draw(m, &level);
    let differing: Vec<(usize, usize, &Fan)> = drawn
        .iter()
        .enumerate()
        .filter_map(|(style, p)| Some((style, *p, &chart.differences[*p].as_ref()?.fan)))
        .collect();
    let baseline = &profiles[v.baseline()].name;
    let less_title = m.f(
        "less-baseline",
        &[("what", &chart.title), ("baseline", baseline)],
    );
    let said = differences(v, chart);
    let less_summary = said.join(" ");
    // Where nothing differs in any world, a sentence says so better than a picture.
    let same = |fan: &Fan| fan.q05.iter().chain(&fan.q95).flatten().all(|x| *x == 0.0);
    let differs = differing.iter().any(|(_, _, fan)| !same(fan));
    let less = differs.then(|| {
        draw(
            m,
            &Picture {
                id: &format!("{id}-difference"),
                title: &less_title,
                summary: &less_summary,
                years: &chart.years,
                now,
                lines: differing
                    .iter()
                    .enumerate()
                    .map(|(at, (style, p, fan))| Line {
                        style: *style,
                        name: &profiles[*p].name,
                        fan,
                        // One filled band: where several lie over each other nobody sees whose is what.
                        bands: if at == 0 { Bands::Outer } else { Bands::Edges },
                    })
                    .collect(),
                data: &[],
                zero: true,
            },
        )
        .0
    });
    let values = [("baseline", baseline.as_str())];
    let difference_to = match chart.unit.as_str() {
        "%" => m.f("difference-to-points", &values),
        _ => m.f("difference-to", &values),
    };
    html! {
        figure class="chart" id=(id) {
            figcaption {
                h3 { (v.said(&capital(&chart.title))) }
                p class="small" {
                    @if let Some(unit) = v.unit(&chart.unit) { (m.f("unit", &[("unit", &unit)])) ". " }
                    @if chart.sum { (m.t("summed")) " " }
                    @if let Some(apart) = runs::apart(m, &chart.every) { (apart) " " }
                    @if cut { span class="cut" { (m.t("axis-cut")) } " " }
                    @if !chart.data.is_empty() { (m.t("dots-are-records")) (v.references(&chart.data_sources)) }
                }
            }
            // What differs is said in a title of its own, and drawn first.
            @if let (Some(_), Some(message)) = (&less, said.first()) { p class="message" { (message) } }
            div class="pair" {
                @if let Some(less) = &less {
                    div {
                        p class="over" { (difference_to) }
                        (less)
                        (save(v, &PICTURE, &format!("{id}-difference"), &less_title))
                    }
                }
                div { p class="over" { (m.t("level")) } (picture) (save(v, &PICTURE, &id, &chart.title)) }
            }
            (legend(v, &drawn))
            p class="small summary" { (summary(v, chart)) @for one in said.iter().skip(usize::from(less.is_some())) { " " (one) } }
            @if !chart.claims.is_empty() {
                p class="small" {
                    (m.t("chart-claims")) " "
                    @for (i, c) in chart.claims.iter().take(CLAIMS).enumerate() {
                        @if i > 0 { ", " }
                        a href={ "#claim-" (v.page.claims[*c].finding.id) } { (v.said(&v.page.claims[*c].name)) }
                    }
                    @if chart.claims.len() > CLAIMS { " " (m.n("and-more", (chart.claims.len() - CLAIMS) as u64, &[])) }
                    "."
                }
            }
            (table(v, chart))
        }
    }
}

/// Which line is whose: beside lines that end close together there is no room for their names.
fn legend(v: &View, drawn: &[usize]) -> Markup {
    html! {
        ul class="legend" {
            @for (style, p) in drawn.iter().enumerate() { li { (swatch(style)) (v.said(&v.page.profiles[*p].name)) } }
        }
    }
}

/// The baseline in a sentence.
fn summary(v: &View, chart: &Chart) -> String {
    let m = v.m;
    let fan = &chart.fans[v.baseline()];
    let say = |x: Option<f64>| x.map_or_else(|| "–".to_owned(), |x| m.with_unit(x, &chart.unit));
    let first = chart.now.unwrap_or(0);
    let last = chart.years.len().saturating_sub(1);
    let at = |list: &[Option<f64>], i: usize| list.get(i).copied().flatten();
    m.f(
        "chart-summary",
        &[
            ("baseline", &capital(&v.page.profiles[v.baseline()].name)),
            ("first", &say(at(&fan.median, first))),
            ("from", &year(chart, first)),
            ("last", &say(at(&fan.median, last))),
            ("to", &year(chart, last)),
            ("low", &say(at(&fan.q05, last))),
            ("high", &say(at(&fan.q95, last))),
        ],
    )
}

pub(crate) fn year(chart: &Chart, at: usize) -> String {
    chart
        .dates
        .get(at)
        .and_then(|d| d.rsplitn(3, '-').last())
        .map(|y| y.trim_start_matches('0').to_owned())
        .unwrap_or_default()
}

/// The other drawn profiles against the baseline, a sentence each.
fn differences(v: &View, chart: &Chart) -> Vec<String> {
    let m = v.m;
    let apart = m.apart(&chart.unit);
    let mut out = Vec::new();
    for p in v.drawn() {
        let Some(difference) = &chart.differences[p] else {
            continue;
        };
        let (Some(greater), Some(less)) = (difference.greater, difference.less) else {
            continue;
        };
        let name = &capital(&v.page.profiles[p].name);
        let median = difference.fan.median.last().copied().flatten();
        let by = median.map_or_else(|| "–".to_owned(), |x| m.with_unit(x.abs(), &apart));
        let (key, share): (&'static str, f64) = if greater == 0.0 && less == 0.0 {
            ("difference-none", 1.0)
        } else if greater >= less {
            ("difference-more", greater)
        } else {
            ("difference-less", less)
        };
        let values: &[(&str, &str)] =
            &[("profile", name), ("share", &m.percent(share)), ("by", &by)];
        out.push(match key {
            "difference-none" => m.f("difference-none", &[("profile", name)]),
            "difference-more" => m.f("difference-more", values),
            _ => m.f("difference-less", values),
        });
    }
    out
}

/// The numbers of a chart.
fn table(v: &View, chart: &Chart) -> Markup {
    let m = v.m;
    let last = chart.years.len().saturating_sub(1);
    let mut rows: Vec<usize> = (0..=ROWS).map(|k| k * last / ROWS).collect();
    rows.extend(chart.now);
    rows.sort_unstable();
    rows.dedup();
    // With many profiles the table has those of the picture alone.
    let few = v.page.profiles.len() <= PROFILES;
    let say = |list: &[Option<f64>], i: usize| {
        list.get(i)
            .copied()
            .flatten()
            .map_or_else(|| "–".to_owned(), |x| m.number(x))
    };
    html! {
        details class="twin" {
            summary { (m.t("as-table")) }
            (save(v, &[Form::Csv], &format!("chart-{}", chart.slug), &chart.title))
            div class="scroll" role="region" tabindex="0" aria-label=(m.f("table-of", &[("what", &chart.title)])) {
                table {
                    thead {
                        tr {
                            th scope="col" { (m.t("date-column")) }
                            th scope="col" { (m.t("column-q05")) }
                            th scope="col" { (m.t("column-q25")) }
                            th scope="col" { (m.t("column-median")) }
                            th scope="col" { (m.t("column-q75")) }
                            th scope="col" { (m.t("column-q95")) }
                        }
                    }
                    @for (p, profile) in v.page.profiles.iter().enumerate().filter(|(_, profile)| profile.drawn.is_some() || few) {
                        @let fan = &chart.fans[p];
                        tbody {
                            tr { th colspan="6" scope="rowgroup" { (v.said(&profile.name)) } }
                            @for i in &rows {
                                tr {
                                    th scope="row" { (m.date(&chart.dates[*i])) }
                                    td { (say(&fan.q05, *i)) } td { (say(&fan.q25, *i)) } td { (say(&fan.median, *i)) }
                                    td { (say(&fan.q75, *i)) } td { (say(&fan.q95, *i)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
