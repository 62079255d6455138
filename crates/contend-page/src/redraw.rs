//! Charts drawn anew by a script for the worlds that agree with what a reader assumes, from values of single worlds that the page
//! carries ([`contend_session::page::ChartsByWorld`]).
//!
//! Values travel as codes of levels, a letter each: the step from the code of the same world at the point before. Most steps are small,
//! so what serves pages makes them short.

use std::fmt::Write;

use contend_session::page::{Chart, ChartValues, ChartsByWorld, Column, End, Levels};
use maud::{Markup, PreEscaped, html};

use crate::assume::bits;
use crate::charts::year;
use crate::fan::{MEASURES, name_lines};
use crate::retell::{Script, messages_of, text, texts};
use crate::view::{View, capital};

pub(crate) const SCRIPT: Script = Script(include_str!("redraw.js"));

/// The script and what it draws; it goes before that of assumptions, which calls it.
pub(crate) fn script(v: &View) -> Markup {
    html! {
        @if let Some(carried) = &v.page.charts_by_world {
            script type="application/json" id="redraw-data" { (PreEscaped(data(v, carried))) }
            (SCRIPT.element())
        }
    }
}

/// What the script reads, as JSON. No text of it can end the element that it stands in.
fn data(v: &View, carried: &ChartsByWorld) -> String {
    let m = v.m;
    let page = v.page;
    let worlds = page.assumptions.as_ref().map_or(0, |a| a.worlds);
    let fewest = page.assumptions.as_ref().map_or(0.0, |a| a.fewest);
    let mut has = vec![0; worlds];
    carried.worlds.iter().for_each(|w| has[*w] = 1);
    let profiles = v.drawn().into_iter().map(|p| {
        let name = &page.profiles[p].name;
        let lines = name_lines(name);
        let lines = texts(lines.iter().map(String::as_str));
        format!("{{\"name\":{},\"lines\":{lines}}}", text(name))
    });
    let charts = (page.charts.iter().zip(&carried.charts)).map(|(c, values)| chart(v, c, values));
    let messages = [
        ("decimal", "number-decimal"),
        ("group", "number-group"),
        ("from", "number-grouped-from"),
        ("percent", "percent"),
        ("all", "redrawn-all"),
        ("some", "redrawn-some"),
        ("few", "redrawn-few"),
        ("outline", "redrawn-outline"),
        ("title", "redrawn-title"),
        ("profile", "redrawn-profile"),
    ];
    let list = |entries: Vec<String>| entries.join(",");
    format!(
        "{{\"worlds\":{worlds},\"fewest\":{fewest},\"carried\":{},\"letters\":{},\"levels\":[{}],\"measures\":[{}],\
         \"profiles\":[{}],\"charts\":[{}],\"words\":{}}}",
        text(&bits(has.into_iter(), 1)),
        text(&letters()),
        list(Levels::AT.iter().map(u8::to_string).collect()),
        list(MEASURES.iter().map(f64::to_string).collect()),
        list(profiles.collect()),
        list(charts.collect()),
        messages_of(m, &messages)
    )
}

/// What the script draws of one chart.
fn chart(v: &View, chart: &Chart, values: &ChartValues) -> String {
    let m = v.m;
    let dates: Vec<String> = (values.points.iter())
        .map(|p| m.date(&chart.dates[*p]))
        .collect();
    let points: Vec<String> = values.points.iter().map(usize::to_string).collect();
    let years = values.points.iter().map(|p| chart.years[*p].to_string());
    let years: Vec<String> = years.collect();
    let now = chart
        .now
        .and_then(|now| values.points.iter().position(|p| *p == now));
    let first = chart.now.unwrap_or(0);
    let last = chart.years.len().saturating_sub(1);
    let mut out = String::new();
    let _ = write!(
        out,
        "{{\"id\":{},\"points\":[{}],\"years\":[{}],\"dates\":{},\"first\":{},\"unit\":{},\"apart\":{},",
        text(&format!("chart-{}", chart.slug)),
        points.join(","),
        years.join(","),
        texts(dates.iter().map(String::as_str)),
        now.unwrap_or(0),
        unit(v, &chart.unit),
        unit(v, &m.apart(&chart.unit)),
    );
    // What hangs on the worlds is left open in the sentences.
    let baseline = capital(&v.page.profiles[v.baseline()].name);
    let (from, to) = (year(chart, first), year(chart, last));
    let told = [("baseline", &*baseline), ("from", &*from), ("to", &*to)];
    let _ = write!(out, "\"summary\":{},", text(&m.f("chart-summary", &told)));
    let others = v.drawn().into_iter().filter(|p| *p != v.baseline());
    let others = others.zip(&values.others).map(|(p, beside)| {
        let name = capital(&v.page.profiles[p].name);
        let told = ["difference-less", "difference-none", "difference-more"];
        let told = told.map(|key| m.f(key, &[("profile", &name)]));
        let ends = beside.ends.iter().map(|end| match end {
            End::Less => 0,
            End::Same => 1,
            End::More => 2,
            End::Unknown => 3,
        });
        let own = match &beside.own {
            Some(own) => format!(",\"own\":{}", series(own)),
            None => String::new(),
        };
        format!(
            "{{\"less\":{},\"ends\":{},\"told\":{}{own}}}",
            series(&beside.less),
            text(&bits(ends, 2)),
            texts(told.iter().map(String::as_str))
        )
    });
    let others: Vec<String> = others.collect();
    let _ = write!(
        out,
        "\"baseline\":{},\"others\":[{}]}}",
        series(&values.baseline),
        others.join(",")
    );
    out
}

/// A unit of one and of several, as it stands behind a number; empty for a pure number.
fn unit(v: &View, unit: &str) -> String {
    let behind = |n: f64| {
        let told = v.m.with_unit(n, unit);
        told.split_once('\u{a0}')
            .map_or(String::new(), |(_, unit)| format!("\u{a0}{unit}"))
    };
    let (one, several) = (behind(1.0), behind(2.0));
    texts([&*one, &*several].into_iter())
}

/// Columns of one quantity over time: the ends of the levels of each, or the number that all worlds have, and the letters of all.
fn series(columns: &[Column]) -> String {
    let letters: Vec<char> = letters().chars().collect();
    let ends = columns.iter().map(|column| match column {
        Column::Alike(value) => format!("[{value}]"),
        Column::Varied(levels, _) => {
            let [a, b, c, d, e] = levels.ends;
            format!("[{a},{b},{c},{d},{e}]")
        }
    });
    let ends: Vec<String> = ends.collect();
    let mut codes = String::new();
    let mut before: Option<&Vec<u8>> = None;
    for column in columns {
        let Column::Varied(_, now) = column else {
            continue;
        };
        for (world, code) in now.iter().enumerate() {
            let from = before.map_or(0, |before| before[world]);
            let step = (code + Levels::CODES - from) % Levels::CODES;
            codes.push(letters[usize::from(step)]);
        }
        before = Some(now);
    }
    format!(
        "{{\"ends\":[{}],\"steps\":{}}}",
        ends.join(","),
        text(&codes)
    )
}

/// A letter for each code, none of which JSON or HTML writes otherwise.
fn letters() -> String {
    let plain = ('#'..='~').filter(|c| !matches!(c, '&' | '<' | '>' | '\\'));
    plain.take(usize::from(Levels::CODES)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_letter_that_travels_as_it_is() {
        let letters = letters();
        assert_eq!(letters.len(), usize::from(Levels::CODES));
        assert_eq!(text(&letters), format!("\"{letters}\""));
    }
}
