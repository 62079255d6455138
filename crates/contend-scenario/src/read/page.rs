//! What the published page shows.

use super::fields::Fields;
use super::files::Reader;
use super::gather::Declarations;
use super::item::Table;
use crate::declarations::section;
use contend_model::clock::Date;
use contend_model::diagnostic::Diagnostic;
use contend_model::id::{
    ActorId, ClaimId, DimensionId, InputId, OutcomeId, ProfileId, QuantityId, StrategyId,
};
use contend_model::model::{ChartSettings, MapSettings, PageSettings, QuantityKind, Scenario};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// Reads `[page]`; what is wrong in it is an error like any other, though runs do not depend on it.
pub(crate) fn read(reader: &mut Reader, all: &Declarations, scenario: &Scenario) -> PageSettings {
    let mut page = PageSettings::default();
    let (Some(declaration), Some(section)) = (all.of("page").first(), section("page")) else {
        let place = all.scenario.as_ref().map(|(_, place)| *place);
        unsigned(reader, scenario, &page, place);
        return page;
    };
    let Some(table) = declaration.item.table() else {
        return page;
    };
    let fields = Fields::open(
        section,
        "page",
        declaration.place,
        table,
        &mut reader.findings,
    );
    page.language = language(reader, &fields);
    page.author = fields.words("author");
    page.funder = fields.words("funder");
    page.purpose = fields.words("purpose");
    page.date = super::scenario::date(reader, &fields, "date");
    unsigned(reader, scenario, &page, Some(declaration.place));
    for (name, span) in fields.names("findings") {
        let names = || scenario.claims.iter().map(|c| c.id.as_str());
        match names().position(|n| n == name) {
            Some(at) => page.findings.push(ClaimId(at as u32)),
            None => unknown(reader, "unknown-claim", "page-finding", name, span, names()),
        }
    }
    for (name, span) in fields.names("questions") {
        let names = || scenario.inputs.iter().map(|i| i.name.as_str());
        match names().position(|n| n == name) {
            Some(at) => page.questions.push(InputId(at as u32)),
            None => unknown(reader, "unknown-name", "page-question", name, span, names()),
        }
    }
    for (name, span) in fields.names("levers") {
        page.levers.extend(lever(reader, scenario, name, span));
    }
    for (name, span) in fields.names("profiles") {
        let names = || scenario.profiles.iter().map(|p| p.id.as_str());
        match names().position(|n| n == name) {
            Some(at) => page.profiles.push(ProfileId(at as u32)),
            None => unknown(reader, "unknown-profile", "page", name, span, names()),
        }
    }
    for (name, span) in fields.names("better") {
        let names = || scenario.actors.iter().map(|a| a.id.as_str());
        match names().position(|n| n == name) {
            Some(at) => page.better.push(ActorId(at as u32)),
            None => {
                let finding = Diagnostic::error("unknown-actor", span).with("name", name);
                let near = nearest(name, names());
                reader.findings.push(finding.maybe("near", near));
            }
        }
    }
    page.from = from(reader, scenario, &fields);
    for item in fields.get("charts").and_then(|n| n.list()).unwrap_or(&[]) {
        if reader.findings.is_full() {
            break;
        }
        if let Some(table) = item.table() {
            page.charts
                .extend(chart(reader, scenario, table, item.span));
        }
    }
    if let Some(table) = fields.get("map").and_then(|n| n.table()) {
        page.map = map(reader, scenario, table, fields.key_span("map"));
    }
    page
}

/// From when on charts are drawn: a date before the end of the run, so that there is something to draw.
fn from(reader: &mut Reader, scenario: &Scenario, fields: &Fields) -> Option<Date> {
    let day = super::scenario::date(reader, fields, "from")?;
    let clock = &scenario.clock;
    let elapsed = clock.snapped(clock.elapsed(day));
    let end = clock.time_of_step(clock.steps);
    if (0.0..end).contains(&elapsed) {
        return Some(day);
    }
    let finding = Diagnostic::error("outside-run", fields.get("from")?.span)
        .case(if elapsed == end { "page" } else { "" })
        .with("date", day)
        .with("start", clock.start)
        .with("end", clock.end);
    reader.findings.push(finding);
    None
}

/// A lever of a strategy, which a reader can move: it is one number, and some profile plays the strategy.
fn lever(
    reader: &mut Reader,
    scenario: &Scenario,
    name: &str,
    span: Span,
) -> Option<(StrategyId, QuantityId)> {
    let all = || {
        let strategies = scenario.strategies.iter().enumerate();
        strategies.flat_map(|(at, strategy)| {
            let actor = &scenario.actors[strategy.actor.index()].id;
            let quantities = scenario.quantities.iter().enumerate();
            quantities.filter_map(move |(lever, q)| match &q.kind {
                QuantityKind::Lever(own) if own.actor == strategy.actor => {
                    let ids = (StrategyId(at as u32), QuantityId(lever as u32));
                    Some((format!("{actor}.{}.{}", strategy.id, q.name), ids))
                }
                _ => None,
            })
        })
    };
    let Some((_, (strategy, lever))) = all().find(|(full, _)| full == name) else {
        let names: Vec<String> = all().map(|(full, _)| full).collect();
        let names = names.iter().map(String::as_str);
        unknown(reader, "unknown-name", "page-lever", name, span, names);
        return None;
    };
    let finding = Diagnostic::error("page-lever", span).with("name", name);
    let finding = if !scenario.quantity(lever).over.is_empty() {
        finding
    } else if !scenario.profiles.iter().any(|p| p.plays(strategy)) {
        finding
            .case("unplayed")
            .with("strategy", &scenario.strategies[strategy.index()].id)
    } else {
        return Some((strategy, lever));
    };
    reader.findings.push(finding);
    None
}

/// An argument in prose of which it is not said who stands for it, or as of when.
fn unsigned(reader: &mut Reader, scenario: &Scenario, page: &PageSettings, place: Option<Span>) {
    let (Some(place), Some(_)) = (place, &scenario.brief) else {
        return;
    };
    let finding = Diagnostic::warning("unsigned", place);
    let finding = match (page.author.is_empty(), page.date.is_none()) {
        (false, false) => return,
        (true, true) => finding,
        (true, false) => finding.case("author"),
        (false, true) => finding.case("date"),
    };
    reader.findings.push(finding);
}

fn language(reader: &mut Reader, fields: &Fields) -> String {
    let tag = fields.words("language");
    let part = |p: &str| (1..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric());
    if tag.is_empty()
        || (tag.starts_with(|c: char| c.is_ascii_alphabetic()) && tag.split('-').all(part))
    {
        return tag;
    }

    reader.findings.push(
        Diagnostic::error("wrong-type", fields.span("language"))
            .case("language")
            .with("tag", &tag),
    );
    String::new()
}

fn chart(
    reader: &mut Reader,
    scenario: &Scenario,
    table: &Table,
    place: Span,
) -> Option<ChartSettings> {
    let fields = Fields::open(
        section("page.charts")?,
        "charts",
        place,
        table,
        &mut reader.findings,
    );
    let (quantity, element) = element(reader, scenario, &fields, "show")?;
    let drawn = quantity;
    if matches!(scenario.quantity(quantity).kind, QuantityKind::Parameter(_)) {
        let finding = Diagnostic::error("wrong-type", fields.span("show")).case("show");
        reader.findings.push(finding);
        return None;
    }
    let data = if fields.has("data") {
        let (series, element) = self::element(reader, scenario, &fields, "data")?;
        let (quantity, element) = (scenario.quantity(series), element.unwrap_or(0));
        if !matches!(quantity.kind, QuantityKind::Series { .. }) {
            let finding = Diagnostic::error("wrong-type", fields.span("data"))
                .case("data")
                .with("quantity", &quantity.name);
            reader.findings.push(finding);
            return None;
        }
        let shown = scenario.quantity(drawn);
        if shown.unit.factor_to(&quantity.unit).is_none() {
            let finding = Diagnostic::error("unit-mismatch", fields.span("data"))
                .case("chart")
                .with("data", &quantity.name)
                .with("unit", quantity.unit.clone())
                .with("shown", &shown.name)
                .with("other", shown.unit.clone());
            reader.findings.push(finding);
            return None;
        }
        Some((series, element))
    } else {
        None
    };
    Some(ChartSettings {
        quantity,
        element,
        title: fields.words("title"),
        data,
    })
}

/// A quantity, with the element in brackets where one is named.
fn element(
    reader: &mut Reader,
    scenario: &Scenario,
    fields: &Fields,
    field: &str,
) -> Option<(QuantityId, Option<u32>)> {
    let (text, span) = (fields.text(field)?, fields.span(field));
    let (name, label) = match text.split_once('[') {
        Some((name, rest)) => (name.trim(), Some(rest.trim().trim_end_matches(']').trim())),
        None => (text.trim(), None),
    };
    let names = || scenario.quantities.iter().map(|q| q.name.as_str());
    let Some(at) = names().position(|n| n == name) else {
        unknown(reader, "unknown-name", "page-quantity", name, span, names());
        return None;
    };
    let quantity = &scenario.quantities[at];
    let id = QuantityId(at as u32);
    let Some(label) = label else {
        let one = quantity.over.is_empty().then_some(0);
        return Some((id, one));
    };
    // Labels as the scenario's own names of elements have them: `a, x`.
    let plain: Vec<&str> = label
        .split(',')
        .map(|l| l.trim().trim_matches(['\'', '"']))
        .collect();
    let plain = plain.join(", ");
    let labels =
        || (0..scenario.size(&quantity.over)).map(|e| scenario.element_label(&quantity.over, e));
    match labels().position(|l| l == plain) {
        Some(element) if !quantity.over.is_empty() => Some((id, Some(element as u32))),
        _ => {
            let some: Vec<String> = labels().take(10_000).collect();
            unknown(
                reader,
                "unknown-name",
                "page-element",
                &plain,
                span,
                some.iter().map(String::as_str),
            );
            None
        }
    }
}

fn map(
    reader: &mut Reader,
    scenario: &Scenario,
    table: &Table,
    place: Span,
) -> Option<MapSettings> {
    let fields = Fields::open(
        section("page.map")?,
        "map",
        place,
        table,
        &mut reader.findings,
    );
    let (name, span) = (fields.text("flows")?, fields.span("flows"));
    let names = || scenario.outcomes.iter().map(|o| o.id.as_str());
    let Some(at) = names().position(|n| n == name) else {
        unknown(reader, "unknown-name", "page-outcome", name, span, names());
        return None;
    };
    let over = &scenario.outcomes[at].over;
    let Some(ends) = ends(scenario, over) else {
        let finding = Diagnostic::error("page-map", span).with("name", name);
        reader.findings.push(finding);
        return None;
    };
    let frame = match fields.get("frame").and_then(|n| n.list()) {
        None => None,
        Some(list) => {
            let edges: Vec<f64> = list.iter().filter_map(|n| n.number()).collect();
            match edges[..] {
                [west, south, east, north]
                    if (-180.0..east).contains(&west)
                        && east <= 180.0
                        && (-85.0..north).contains(&south)
                        && north <= 85.0 =>
                {
                    Some([west, south, east, north])
                }
                _ => {
                    let finding = Diagnostic::error("page-map", fields.span("frame")).case("frame");
                    reader.findings.push(finding);
                    return None;
                }
            }
        }
    };
    Some(MapSettings {
        flows: OutcomeId(at as u32),
        title: fields.words("title"),
        frame,
        ends,
    })
}

/// Both ends of each element of an array, where its dimensions have places.
fn ends(scenario: &Scenario, over: &[DimensionId]) -> Option<Vec<[(f64, f64); 2]>> {
    let column = |dimension: DimensionId, name: &str| {
        let d = scenario.dimension(dimension);
        // A second name or a part of a dimension has the places of the first.
        let found = d
            .attributes
            .iter()
            .find(|a| a.name == name && a.words.is_empty());
        match found {
            Some(a) => Some(a.values.clone()),
            None => {
                let root = scenario.dimension(d.root);
                let a = root
                    .attributes
                    .iter()
                    .find(|a| a.name == name && a.words.is_empty())?;
                d.positions
                    .iter()
                    .map(|p| a.values.get(*p as usize).copied())
                    .collect()
            }
        }
    };
    match *over {
        [one] => {
            let [a, b, c, d] = [
                "from_longitude",
                "from_latitude",
                "to_longitude",
                "to_latitude",
            ]
            .map(|n| column(one, n));
            let (a, b, c, d) = (a?, b?, c?, d?);
            Some((0..a.len()).map(|i| [(a[i], b[i]), (c[i], d[i])]).collect())
        }
        [from, to] => {
            let place = |dimension| {
                Some((
                    column(dimension, "longitude")?,
                    column(dimension, "latitude")?,
                ))
            };
            let ((a, b), (c, d)) = (place(from)?, place(to)?);
            let mut ends = Vec::with_capacity(a.len() * c.len());
            for i in 0..a.len() {
                ends.extend((0..c.len()).map(|j| [(a[i], b[i]), (c[j], d[j])]));
            }
            Some(ends)
        }
        _ => None,
    }
}

fn unknown<'a>(
    reader: &mut Reader,
    id: &'static str,
    case: &'static str,
    name: &str,
    span: Span,
    known: impl Iterator<Item = &'a str>,
) {
    let finding = Diagnostic::error(id, span).case(case).with("name", name);
    let near = nearest(name, known.take(10_000));
    reader.findings.push(finding.maybe("near", near));
}
