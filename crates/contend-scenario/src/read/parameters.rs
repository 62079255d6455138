//! Parameters: values, uncertainty, and pairs drawn together.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::between::{self, Pending};
use super::dimensions::Dimensions;
use super::fields::Fields;
use super::files::Reader;
use super::gather::{Declaration, Declarations};
use super::item::{Item, Value};
use super::laws::{self, WeightFault};
use super::numbers::{by_element, from_file};
use super::shares::{self, Shares};
use crate::declarations::section;
use crate::elaborate::{is_small_percent, small_percent};
use contend_model::correlation::{Correlations, pearson};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::id::{DimensionId, InputId, QuantityId};
use contend_model::key::Key;
use contend_model::model::{Correlation, Input, Law, Parameter, Tie};
use contend_model::nearest::nearest;
use contend_model::place::Span;

/// The most uncertain numbers of a scenario.
pub const MOST_INPUTS: usize = 100_000;
/// The most elements of all parameters together.
pub const MOST_VALUES: usize = 20_000_000;

/// Uncertain numbers so far, and how many values there are.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    pub list: Vec<Input>,
    /// Ranges that read other parameters, until all are read.
    pub pending: Vec<Pending>,
    /// Wholes of which shares are drawn.
    rows: u32,
    values: usize,
}

/// Stands for a law that is not known yet.
const UNKNOWN: Law = Law::Uniform {
    low: f64::NEG_INFINITY,
    high: f64::INFINITY,
};

/// What draws one element.
pub(crate) type Draw = (Law, Option<(f64, f64)>);

/// Reads one parameter. `None` where it has errors.
pub(crate) fn read(
    reader: &mut Reader,
    dimensions: &Dimensions,
    inputs: &mut Inputs,
    quantity: QuantityId,
    over: &[DimensionId],
    declaration: &Declaration,
    fields: Option<&Fields>,
) -> Option<Parameter> {
    let size: usize = over.iter().map(|d| dimensions.get(*d).len()).product();
    inputs.values = inputs.values.saturating_add(size);
    if inputs.values > MOST_VALUES {
        reader
            .findings
            .push(Diagnostic::error("array-too-large", declaration.place).case("parameters"));
        return None;
    }
    let Some(fields) = fields else {
        // Written short: `name = 4`.
        let value = declaration.item.number()?;
        return Some(Parameter {
            values: vec![value],
            inputs: vec![None],
            options: Vec::new(),
        });
    };
    let options = options(reader, fields);
    let pending = between::read(reader, quantity, fields)?;
    let shares = shares::read(reader, dimensions, over, fields)?;
    let draws = match &options {
        Some(options) => {
            let weights = weights(reader, fields, options.as_ref()?.len());
            Some(weights?.map(|w| {
                (
                    Law::Discrete {
                        values: (0..w.len()).map(|i| i as f64).collect(),
                        weights: w,
                    },
                    None,
                )
            }))
            .map(|law| vec![law; size])
        }
        // What it is drawn from is known once its bounds are.
        None if pending.is_some() => Some(vec![Some((UNKNOWN, None)); size]),
        None if shares.is_some() => shares.as_ref().map(Shares::draws),
        None => draws(reader, dimensions, over, fields, size),
    };
    let names = options.flatten();
    let given = ["value", "file", "edges"].iter().any(|f| fields.has(f));
    let values = match &shares {
        Some(shares) if !given => Some(shares.means()),
        _ => values(
            reader,
            dimensions,
            over,
            fields,
            declaration,
            names.as_deref(),
            draws.as_deref(),
        ),
    };
    let (values, draws) = (values?, draws?);
    if let Some(shares) = &shares {
        shares.hold(reader, fields, &values)?;
    }
    let draws = with_spread(reader, fields, &values, draws)?;
    if pending.is_none() {
        hold_values(reader, dimensions, over, fields, &values, &draws)?;
    }
    inputs.pending.extend(pending);
    percents(reader, fields, &values, &draws);
    let common = is_common(reader, over, fields, &draws)?;
    let mut of_element = vec![None; size];
    if inputs.list.len() + draws.iter().flatten().count() > MOST_INPUTS {
        reader
            .findings
            .push(Diagnostic::error("too-many-inputs", declaration.place));
        return None;
    }
    let first_row = inputs.rows;
    inputs.rows += shares.as_ref().map_or(0, Shares::rows);
    // Where all elements have one draw the first stands for it: by the parameter's name where its numbers are those of all.
    let alike = draws.iter().flatten().is_sorted_by(|a, b| a == b);
    let mut first = None;
    for (element, draw) in draws.into_iter().enumerate() {
        if let Some((law, bounds)) = draw {
            let id = InputId(inputs.list.len() as u32);
            of_element[element] = Some(id);
            let labels = labels(dimensions, over, element);
            let stands_for_all = common && first.is_none();
            let name = if over.is_empty() || stands_for_all && alike {
                declaration.name.clone()
            } else {
                format!("{}[{}]", declaration.name, labels.join(", "))
            };
            let key = if stands_for_all {
                Key::input(&declaration.name, &[])
            } else {
                Key::input(&declaration.name, &labels)
            };
            inputs.list.push(Input {
                name,
                key,
                quantity,
                element: element as u32,
                law,
                bounds,
                tie: match &shares {
                    Some(shares) => Some(Tie::Share {
                        row: first_row + shares.row(element),
                    }),
                    None => first.filter(|_| common).map(Tie::Common),
                },
            });
            first = first.or(Some(id));
        }
    }
    let options = names.unwrap_or_default();
    Some(Parameter {
        values,
        inputs: of_element,
        options,
    })
}

/// Whether one draw serves all elements. `None` where `draw` has nothing to say.
fn is_common(
    reader: &mut Reader,
    over: &[DimensionId],
    fields: &Fields,
    draws: &[Option<Draw>],
) -> Option<bool> {
    if fields.is_broken("draw") {
        return None;
    }
    if fields.has("draw") && (over.is_empty() || draws.iter().all(Option::is_none)) {
        let finding = Diagnostic::error("field-conflict", fields.key_span("draw"));
        reader.findings.push(finding.case("draw"));
        return None;
    }
    Some(fields.text("draw") == Some("common"))
}

/// Labels of one element, one for each dimension.
fn labels<'d>(dimensions: &'d Dimensions, over: &[DimensionId], element: usize) -> Vec<&'d str> {
    let mut rest = element;
    let mut parts = Vec::new();
    for d in over.iter().rev() {
        let d = dimensions.get(*d);
        parts.push(d.labels[rest % d.len()].as_str());
        rest /= d.len();
    }
    parts.reverse();
    parts
}

/// The options of a choice: `Some(None)` where they are broken.
#[allow(clippy::option_option)]
fn options(reader: &mut Reader, fields: &Fields) -> Option<Option<Vec<String>>> {
    if !fields.has("options") {
        for only in ["weights", "uncertain"] {
            if fields.has(only) {
                reader.findings.push(
                    Diagnostic::error("field-conflict", fields.key_span(only))
                        .case("only-choice")
                        .with("only", only),
                );
            }
        }
        return None;
    }
    for other in ["range", "distribution", "spread", "whole", "file", "edges"] {
        if fields.has(other) {
            reader.findings.push(
                Diagnostic::error("field-conflict", fields.key_span(other))
                    .case("never-choice")
                    .with("other", other),
            );
            return Some(None);
        }
    }
    let names = fields.names("options");
    let mut seen = HashSet::new();
    for (name, span) in &names {
        let finding = if !super::fields::is_name(name) {
            Diagnostic::error("bad-name", *span)
                .case("option")
                .with("name", name)
        } else if seen.insert(*name) {
            continue;
        } else {
            Diagnostic::error("declared-twice", *span)
                .case("option")
                .with("name", name)
        };
        reader.findings.push(finding);
        return Some(None);
    }
    if names.len() < 2 {
        if !fields.is_broken("options") {
            reader
                .findings
                .push(Diagnostic::error("wrong-length", fields.span("options")).case("options"));
        }
        return Some(None);
    }
    Some(Some(names.into_iter().map(|(n, _)| n.to_owned()).collect()))
}

/// Weights of options; `Some(None)` where the choice is fixed, `None` where they are broken.
#[allow(clippy::option_option)]
fn weights(reader: &mut Reader, fields: &Fields, count: usize) -> Option<Option<Vec<f64>>> {
    let uncertain = fields
        .flag("uncertain")
        .unwrap_or(fields.has("weights") || !fields.has("value"));
    if !fields.has("weights") {
        return Some(uncertain.then(|| vec![1.0 / count as f64; count]));
    }
    let given: Vec<f64> = fields
        .get("weights")?
        .list()?
        .iter()
        .filter_map(Item::number)
        .collect();
    let finding = Diagnostic::error("bad-weights", fields.span("weights"));
    let finding = if given.len() != count {
        let finding = finding.with("weights", given.len());
        finding.with("options", count)
    } else {
        match laws::whole_weights(&given) {
            Ok(whole) => return Some(uncertain.then_some(whole)),
            Err(WeightFault::Negative(weight)) => finding.case("negative").with("weight", weight),
            Err(WeightFault::Sum(sum)) => finding.case("sum").with("sum", sum),
        }
    };
    reader.findings.push(finding);
    None
}

/// The law of each element, from `range` and `distribution`.
fn draws(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    fields: &Fields,
    size: usize,
) -> Option<Vec<Option<Draw>>> {
    if fields.is_broken("range") || fields.is_broken("distribution") {
        return None;
    }
    let mut ranges: Vec<Option<(f64, f64)>> = vec![None; size];
    if let Some(item) = fields.get("range") {
        let is_range = |n: &Item| {
            n.list()
                .is_some_and(|l| l.len() == 2 && l.iter().all(|x| x.number().is_some()))
        };
        let leaves = by_element(reader, dimensions, over, item, &is_range, true)?;
        let mut known: HashMap<*const Item, Option<(f64, f64)>> = HashMap::new();
        for (range, leaf) in ranges.iter_mut().zip(leaves) {
            if let Some(leaf) = leaf {
                *range = *known
                    .entry(leaf)
                    .or_insert_with(|| laws::bounds(reader, leaf));
            }
        }
        if known.values().any(Option::is_none) {
            return None;
        }
    }
    let whole = whole(reader, fields, &ranges)?;
    let Some(item) = fields.get("distribution") else {
        let law = |(low, high)| match whole {
            true => (Law::Integers { low, high }, None),
            false => (Law::Uniform { low, high }, None),
        };
        return Some(ranges.into_iter().map(|r| r.map(law)).collect());
    };
    let leaves = by_element(
        reader,
        dimensions,
        over,
        item,
        &|n| n.text().is_some(),
        true,
    )?;
    let mut known: HashMap<*const Item, Option<Law>> = HashMap::new();
    let mut draws = Vec::with_capacity(size);
    let mut without_mass = false;
    let mut copied = 0usize;
    for (range, leaf) in ranges.into_iter().zip(leaves) {
        let Some(leaf) = leaf else {
            draws.push(range.map(|(low, high)| (Law::Uniform { low, high }, None)));
            continue;
        };
        let law = known
            .entry(leaf)
            .or_insert_with(|| laws::parse(reader, leaf.text().unwrap_or(""), leaf.span))
            .clone();
        if let Some(Law::Discrete { values, .. } | Law::Empirical { values }) = &law {
            copied += values.len();
            if copied > 20_000_000 {
                let finding = Diagnostic::error("array-too-large", leaf.span).case("distributions");
                reader.findings.push(finding);
                return None;
            }
        }
        if let (Some(law), Some((low, high)), false) = (&law, range, without_mass)
            && !laws::has_mass(law, low, high)
        {
            without_mass = true;

            let finding = Diagnostic::error("truncated-away", fields.span("range"))
                .with("low", low)
                .with("high", high)
                .related(leaf.span, "where-distribution");
            reader.findings.push(finding);
        }
        draws.push(law.map(|law| (law, range)));
    }
    let sound = !without_mass && known.values().all(Option::is_some);
    sound.then_some(draws)
}

/// Whether ranges draw whole numbers. `None` where that cannot be.
fn whole(reader: &mut Reader, fields: &Fields, ranges: &[Option<(f64, f64)>]) -> Option<bool> {
    if fields.is_broken("whole") {
        return None;
    }
    if fields.flag("whole") != Some(true) {
        return Some(false);
    }
    let conflict = Diagnostic::error("field-conflict", fields.key_span("whole"));
    let other = ["distribution", "spread"]
        .into_iter()
        .find(|f| fields.has(f));
    let finding = if let Some(other) = other {
        conflict.case("whole-with").with("other", other)
    } else if !fields.has("range") {
        conflict.case("whole-alone")
    } else {
        let is_whole = |(low, high): &&(f64, f64)| laws::is_whole(*low) && laws::is_whole(*high);
        let Some((low, high)) = ranges.iter().flatten().find(|r| !is_whole(r)) else {
            return Some(true);
        };
        let finding = Diagnostic::error("bad-range", fields.span("range")).case("whole");
        finding.with("low", *low).with("high", *high)
    };
    reader.findings.push(finding);
    None
}

/// Central values.
fn values(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    fields: &Fields,
    declaration: &Declaration,
    options: Option<&[String]>,
    draws: Option<&[Option<Draw>]>,
) -> Option<Vec<f64>> {
    let size: usize = over.iter().map(|d| dimensions.get(*d).len()).product();
    let ways: Vec<&str> = ["value", "file", "edges"]
        .into_iter()
        .filter(|f| fields.has(f))
        .collect();
    if let [first, second, ..] = ways.as_slice() {
        reader.findings.push(
            Diagnostic::error("field-conflict", fields.key_span(second))
                .case("two-places")
                .with("first", first)
                .with("second", second),
        );
        return None;
    }
    match ways.first() {
        Some(&"value") => {
            let is_leaf = |n: &Item| matches!(n.value, Value::Number(_) | Value::Text(_));
            let leaves = by_element(
                reader,
                dimensions,
                over,
                fields.get("value")?,
                &is_leaf,
                false,
            )?;
            let mut values = Vec::with_capacity(size);
            for leaf in leaves {
                values.push(leaf_value(reader, leaf?, options, fields)?);
            }
            Some(values)
        }
        Some(_) => {
            if fields.is_broken("file") || fields.is_broken("edges") || fields.is_broken("wide") {
                return None;
            }
            from_file(reader, dimensions, over, fields)
        }
        None if options.is_some() => Some(vec![0.0; size]),
        None if fields.has("options") => None,
        None => {
            let draws = draws?;
            if draws.iter().any(Option::is_none) {
                let finding = Diagnostic::error("missing-field", declaration.place);
                let finding = finding.with("name", &declaration.name);
                let some = fields.has("range") || fields.has("distribution");
                reader
                    .findings
                    .push(finding.case(if some { "some-values" } else { "value" }));
                return None;
            }
            let mut values = Vec::with_capacity(size);
            for (law, bounds) in draws.iter().flatten() {
                let middle = laws::median(law)
                    .filter(|m| bounds.is_none_or(|(low, high)| (low..=high).contains(m)));
                let Some(middle) = middle else {
                    let finding = Diagnostic::error("value-needed", fields.span("distribution"));
                    reader.findings.push(finding);
                    return None;
                };
                values.push(middle);
            }
            Some(values)
        }
    }
}

fn leaf_value(
    reader: &mut Reader,
    leaf: &Item,
    options: Option<&[String]>,
    fields: &Fields,
) -> Option<f64> {
    match (&leaf.value, options) {
        (Value::Number(n), None) => Some(*n),
        (Value::Text(text), Some(options)) => {
            let found = options.iter().position(|o| o == text);
            if found.is_none() {
                let known = || options.iter().map(String::as_str);
                reader.findings.push(
                    Diagnostic::error("unknown-option", leaf.span)
                        .with("name", text)
                        .maybe("near", nearest(text, known()))
                        .with("options", Arg::names(known())),
                );
            }
            found.map(|i| i as f64)
        }
        // The options themselves are broken, and a finding says so.
        _ if fields.has("options") && options.is_none() => None,
        (_, Some(_)) => {
            reader
                .findings
                .push(Diagnostic::error("wrong-type", leaf.span).case("option"));
            None
        }
        _ => {
            let text = leaf.text().unwrap_or("");
            let unclear = laws::interval(text).map(|(low, high)| {
                let finding = Diagnostic::error("wrong-type", leaf.span);
                let finding = finding.case("value-interval").with("text", text);
                laws::of_interval(finding, low, high)
            });
            if let Some(finding) = unclear.or_else(|| laws::plus_minus(text, leaf.span)) {
                reader.findings.push(finding);
                return None;
            }
            reader.findings.push(
                Diagnostic::error("wrong-type", leaf.span)
                    .case("number")
                    .with("text", text),
            );
            None
        }
    }
}

/// Adds the ranges that `spread` makes.
fn with_spread(
    reader: &mut Reader,
    fields: &Fields,
    values: &[f64],
    mut draws: Vec<Option<Draw>>,
) -> Option<Vec<Option<Draw>>> {
    if !fields.has("spread") {
        return Some(draws);
    }
    let item = fields.get("spread")?;
    let percent = || item.text().and_then(laws::percent);
    let spread = item.number().or_else(percent)?;
    for other in ["range", "distribution"] {
        if fields.has(other) {
            reader.findings.push(
                Diagnostic::error("field-conflict", fields.key_span("spread"))
                    .case("spread")
                    .with("other", other),
            );
            return None;
        }
    }
    if spread <= 0.0 || spread > 1.0 {
        reader.findings.push(
            Diagnostic::error("out-of-bounds", fields.span("spread"))
                .case("spread")
                .with("spread", spread),
        );
        return None;
    }
    for (draw, v) in draws.iter_mut().zip(values) {
        let (a, b) = (v * (1.0 - spread), v * (1.0 + spread));
        if a != b && a.is_finite() && b.is_finite() {
            *draw = Some((
                Law::Uniform {
                    low: a.min(b),
                    high: a.max(b),
                },
                None,
            ));
        }
    }
    Some(draws)
}

/// Whether every value lies where its law can give it.
fn hold_values(
    reader: &mut Reader,
    dimensions: &Dimensions,
    over: &[DimensionId],
    fields: &Fields,
    values: &[f64],
    draws: &[Option<Draw>],
) -> Option<()> {
    for (element, (v, draw)) in values.iter().zip(draws).enumerate() {
        let Some((law, bounds)) = draw else { continue };
        let (mut low, mut high) = laws::support(law);
        if let Some((a, b)) = bounds {
            (low, high) = (low.max(*a), high.min(*b));
        }
        if *v >= low && *v <= high {
            if matches!(law, Law::Integers { .. }) && v.floor() != *v {
                let finding = Diagnostic::error("value-outside-range", fields.span("value"));
                let finding = finding.case("whole").with("value", *v);
                let finding = finding.with("below", v.floor()).with("above", v.ceil());
                reader.findings.push(finding);
                return None;
            }
            continue;
        }
        let what = if fields.has("range") {
            "range"
        } else {
            "distribution"
        };
        let place = if fields.has("value") {
            fields.span("value")
        } else {
            fields.span(what)
        };
        let finding = Diagnostic::error("value-outside-range", place)
            .with("value", *v)
            .with("what", Arg::word(what))
            .with("low", low)
            .with("high", high)
            .related(fields.span(what), "what");
        let finding = if over.is_empty() {
            finding
        } else {
            let element = labels(dimensions, over, element).join(", ");
            finding.case("element").with("element", element)
        };
        reader.findings.push(finding);
        return None;
    }
    Some(())
}

/// Asks after percentages all of which lie below one: 0.4 where 40 is meant.
fn percents(reader: &mut Reader, fields: &Fields, values: &[f64], draws: &[Option<Draw>]) {
    if fields.text("unit").is_none_or(|u| u.trim() != "%") {
        return;
    }
    let small = |v: f64| v == 0.0 || is_small_percent(v);
    // A range to 1 is more likely a share of one than one percent; a tail without end says nothing.
    let drawn = |(law, bounds): &Draw| {
        let (low, high) = laws::support(law);
        let (a, b) = bounds.unwrap_or((low, high));
        let (low, high) = (low.max(a), high.min(b));
        (low.is_infinite() || small(low)) && (high.is_infinite() || high.abs() <= 1.0)
    };
    let largest = values
        .iter()
        .copied()
        .fold(0.0, |a: f64, v| if v.abs() > a.abs() { v } else { a });
    if is_small_percent(largest) && draws.iter().flatten().all(drawn) {
        let field = ["value", "range", "distribution", "column"].into_iter();
        let field = field.filter(|f| fields.has(f)).take(1).next();
        let span = field.map_or(fields.span("unit"), |f| fields.span(f));
        reader.findings.push(small_percent(span, largest));
    }
}

/// Pairs of inputs that are drawn together.
pub(crate) fn correlations(
    reader: &mut Reader,
    all: &Declarations,
    inputs: &[Input],
    is_choice: &dyn Fn(QuantityId) -> bool,
    parameters: &HashMap<&str, Span>,
    broken: &HashSet<String>,
    sources: &mut super::sources::Sources,
) -> Vec<Correlation> {
    let mut found: Vec<Correlation> = Vec::new();
    let Some(section) = section("correlation") else {
        return found;
    };
    let by_name: HashMap<&str, usize> = inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| !matches!(input.tie, Some(Tie::Common(_))))
        .map(|(i, input)| (input.name.as_str(), i))
        .collect();
    let mut seen: HashMap<(usize, usize), Span> = HashMap::new();
    let mut places = Vec::new();
    for declaration in all.of("correlation") {
        if reader.findings.is_full() {
            break;
        }
        let Some(table) = declaration.item.table() else {
            continue;
        };
        let fields = Fields::open(
            section,
            "correlation",
            declaration.place,
            table,
            &mut reader.findings,
        );
        let origin = sources.origin(&fields, &mut reader.findings);
        if origin.sources.is_empty() && origin.assumption.is_none() {
            let finding = Diagnostic::warning("no-origin", declaration.place);
            reader.findings.push(finding.case("correlation"));
        }
        let names = fields.names("parameters");
        let rank = fields.number("rank");
        if let Some(rank) = rank.filter(|r| r.is_nan() || r.abs() >= 1.0) {
            reader.findings.push(
                Diagnostic::error("out-of-bounds", fields.span("rank"))
                    .case("rank")
                    .with("rank", rank),
            );
            continue;
        }
        if names.len() != 2 {
            if fields.get("parameters").is_some() {
                reader.findings.push(
                    Diagnostic::error("wrong-length", fields.span("parameters"))
                        .case("correlation"),
                );
            }
            continue;
        }
        let ids: Vec<Option<usize>> = names
            .iter()
            .map(|(name, span)| {
                let base = name.split('[').next().unwrap_or(name);
                if broken.contains(base) {
                    return None;
                }
                let input = by_name.get(name).copied();
                let finding = match input {
                    Some(i)
                        if is_choice(inputs[i].quantity)
                            || matches!(inputs[i].law, Law::Discrete { .. }) =>
                    {
                        Diagnostic::error("not-continuous", *span).with("name", name)
                    }
                    Some(i) if is_tied(&inputs[i]) => Diagnostic::error("not-an-input", *span)
                        .case("tied")
                        .with("name", name),
                    Some(i) => return Some(i),
                    None => match parameters.get(base) {
                        Some(place) => {
                            let known = inputs.iter().take(1_000).map(|i| i.name.as_str());
                            let near = nearest(name, known).filter(|_| *name != base);
                            Diagnostic::error("not-an-input", *span)
                                .with("name", name)
                                .maybe("near", near)
                                .related(*place, "declared")
                        }
                        None => {
                            let known: BTreeSet<&str> = parameters.keys().copied().collect();
                            Diagnostic::error("unknown-parameter", *span)
                                .with("name", name)
                                .maybe("near", nearest(name, known))
                        }
                    },
                };
                reader.findings.push(finding);
                None
            })
            .collect();
        let ([Some(a), Some(b)], Some(rank)) = (ids.as_slice(), rank) else {
            continue;
        };
        let pair = (*a.min(b), *a.max(b));
        let at = fields.span("parameters");
        if a == b {
            reader
                .findings
                .push(Diagnostic::error("bad-correlation", at));
        } else if let Some(first) = seen.insert(pair, at) {
            let finding = Diagnostic::error("declared-twice", at)
                .case("correlation")
                .related(first, "first");
            reader.findings.push(finding);
        } else {
            let reach = |input: usize| laws::ranks(&inputs[input].law);
            let (coarse, reached) = (*a, reach(*a).min(reach(*b)));
            let coarse = if reach(*b) < reach(*a) { *b } else { coarse };
            let about = rank * reach(*a) * reach(*b);
            // Twice the second digit, which is as far as a rank is known.
            if (rank - about).abs() > 0.02 {
                let finding = Diagnostic::warning("rank-falls-short", fields.span("rank"))
                    .with("name", &inputs[coarse].name);
                reader.findings.push(if rank.abs() > reached {
                    finding
                        .case("beyond")
                        .with("most", (reached * 100.0).round() / 100.0)
                } else {
                    finding.with("about", (about * 100.0).round() / 100.0)
                });
            }
            places.push(fields.span("rank"));
            found.push(Correlation {
                a: InputId(*a as u32),
                b: InputId(*b as u32),
                rank,
            });
        }
    }
    if let Some(finding) = contradiction(inputs, &found, &places) {
        reader.findings.push(finding);
    }
    found
}

/// Whether what an input is drawn from is not its own law: a rank correlation would be that of something else.
fn is_tied(input: &Input) -> bool {
    matches!(input.tie, Some(Tie::Share { .. } | Tie::Between { .. }))
}

/// Says which correlation no joint law has together with those before it, and which it could have.
fn contradiction(inputs: &[Input], all: &[Correlation], places: &[Span]) -> Option<Diagnostic> {
    if exist(all) {
        return None;
    }
    // The shortest beginning of the list that contradicts itself: what does, does so with more.
    let (mut sound, mut unsound) = (0, all.len());
    while unsound - sound > 1 {
        let half = usize::midpoint(sound, unsound);
        if exist(&all[..half]) {
            sound = half;
        } else {
            unsound = half;
        }
    }
    let (culprit, before) = all[..unsound].split_last()?;
    let finding = Diagnostic::error("contradicting-correlations", places[before.len()])
        .with("a", &inputs.get(culprit.a.index())?.name)
        .with("b", &inputs.get(culprit.b.index())?.name)
        .with("rank", culprit.rank);
    let with = |rank: f64| {
        let mut list = before.to_vec();
        list.push(Correlation { rank, ..*culprit });
        exist(&list)
    };
    // What it can be is one interval; some hundredth inside is looked for, then both ends to the hundredth.
    let hundredths = (0..100).flat_map(|k| [k, -k]).map(|k| f64::from(k) / 100.0);
    let Some(inside) = hundredths.into_iter().find(|rank| with(*rank)) else {
        return Some(finding);
    };
    let end = |step: f64| {
        let (mut holds, mut fails) = (
            0.0,
            (if step > 0.0 { 100.0 } else { -100.0 }) - inside * 100.0,
        );
        while f64::abs(fails - holds) > 1.0 {
            let half = ((holds + fails) / 2.0).trunc();
            if with(inside + half / 100.0) {
                holds = half;
            } else {
                fails = half;
            }
        }
        (inside * 100.0 + holds).round() / 100.0
    };
    Some(finding.with("low", end(-1.0)).with("high", end(1.0)))
}

/// Whether some joint law has these correlations.
fn exist(list: &[Correlation]) -> bool {
    let involved: BTreeSet<usize> = list
        .iter()
        .flat_map(|c| [c.a.index(), c.b.index()])
        .collect();
    let places: HashMap<usize, usize> = involved.into_iter().zip(0..).collect();
    let mut all = Correlations::new(places.len());
    for c in list {
        let (i, j) = (places[&c.a.index()], places[&c.b.index()]);
        all.name(i, j, pearson(c.rank));
    }
    all.exist()
}
