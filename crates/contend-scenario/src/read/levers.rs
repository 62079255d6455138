//! What a lever can be set to, and whether a setting is one of those.

use super::fields::Fields;
use super::files::Reader;
use super::gather::Declaration;
use super::item::{Item, Value};
use super::laws;
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::model::LeverDomain;
use contend_model::nearest::nearest;

/// What a lever can be set to; `options` are the named values of a choice.
pub(crate) fn domain(
    reader: &mut Reader,
    declaration: &Declaration,
    fields: &Fields,
    options: &[(String, f64)],
) -> Option<LeverDomain> {
    let whole = fields.flag("whole").unwrap_or(false);
    if fields.is_broken("whole") {
        return None;
    }
    if fields.has("whole") && !fields.has("range") {
        let finding = Diagnostic::error("field-conflict", fields.key_span("whole"));
        reader.findings.push(finding.case("whole-lever"));
        return None;
    }
    let given: Vec<&str> = ["range", "options", "switch"]
        .into_iter()
        .filter(|f| fields.has(f))
        .collect();
    match given.as_slice() {
        ["range"] => {
            let bounds = fields.get("range")?.list()?;
            let (low, high) = (bounds.first()?.number()?, bounds.get(1)?.number()?);
            if low > high {
                let finding = Diagnostic::error("range-order", fields.span("range"))
                    .with("low", low)
                    .with("high", high);
                reader.findings.push(finding);
                return None;
            }
            if whole && !(laws::is_whole(low) && laws::is_whole(high)) {
                let finding = Diagnostic::error("bad-range", fields.span("range")).case("whole");
                let finding = finding.with("low", low).with("high", high);
                reader.findings.push(finding);
                return None;
            }
            Some(LeverDomain::Number { low, high, whole })
        }
        ["options"] => {
            if options.is_empty() {
                let finding =
                    Diagnostic::error("wrong-type", fields.span("options")).case("options");
                reader.findings.push(finding);
                return None;
            }
            Some(LeverDomain::Choice {
                options: options.to_vec(),
            })
        }
        ["switch"] => Some(LeverDomain::Switch),
        _ => {
            let finding = Diagnostic::error("lever-domain", declaration.place);
            let finding = finding.with("name", &declaration.name);
            reader.findings.push(if given.is_empty() {
                finding
            } else {
                finding.case("several")
            });
            None
        }
    }
}

/// What a rule may call by name.
pub(crate) fn settings(domain: &LeverDomain) -> Vec<(String, f64)> {
    match domain {
        LeverDomain::Number { .. } => Vec::new(),
        LeverDomain::Choice { options } => options.clone(),
        LeverDomain::Switch => vec![("false".to_owned(), 0.0), ("true".to_owned(), 1.0)],
    }
}

/// What a lever is set to where no strategy speaks of it: what its author says, else the first option, 0 or what is
/// nearest to it, or off.
pub(crate) fn default(
    reader: &mut Reader,
    declaration: &Declaration,
    fields: &Fields,
    domain: &LeverDomain,
) -> Option<f64> {
    match (fields.get("default"), domain) {
        (Some(item), _) => setting(reader, &declaration.name, domain, item),
        (None, LeverDomain::Choice { options }) => Some(options.first()?.1),
        (None, LeverDomain::Number { low, high, .. }) => Some(0.0f64.clamp(*low, *high)),
        (None, LeverDomain::Switch) => Some(0.0),
    }
}

/// A constant setting of a lever.
pub(crate) fn setting(
    reader: &mut Reader,
    lever: &str,
    domain: &LeverDomain,
    item: &Item,
) -> Option<f64> {
    let finding = Diagnostic::error("bad-setting", item.span).with("lever", lever);
    let finding = match (domain, &item.value) {
        (_, Value::Bad) => return None,
        (LeverDomain::Number { whole: true, .. }, Value::Number(n)) if n.floor() != *n => {
            let finding = finding.case("whole").with("number", *n);
            finding.with("below", n.floor()).with("above", n.ceil())
        }
        (LeverDomain::Number { low, high, .. }, Value::Number(n)) => {
            if (*low..=*high).contains(n) {
                return Some(*n);
            }
            let finding = finding.case("range").with("number", *n);
            finding.with("low", *low).with("high", *high)
        }
        (LeverDomain::Choice { options }, Value::Text(t)) => {
            match options.iter().find(|(name, _)| name == t) {
                Some((_, value)) => return Some(*value),
                None => {
                    let names = || options.iter().map(|o| o.0.as_str());
                    let finding = finding.case("option").with("option", t);
                    let finding = finding.maybe("near", nearest(t, names()));
                    finding.with("options", Arg::names(names()))
                }
            }
        }
        (LeverDomain::Choice { options }, Value::Number(n))
            if options.iter().any(|o| o.1 == *n) =>
        {
            return Some(*n);
        }
        (LeverDomain::Switch, Value::Flag(on)) => return Some(if *on { 1.0 } else { 0.0 }),
        (LeverDomain::Switch, Value::Number(n)) if *n == 0.0 || *n == 1.0 => return Some(*n),
        (domain, _) => {
            let finding = finding.with("given", item.described());
            match domain {
                LeverDomain::Number { low, high, .. } => {
                    finding.case("number").with("low", *low).with("high", *high)
                }
                LeverDomain::Choice { options } => {
                    let names = options.iter().map(|o| &o.0);
                    finding.case("choice").with("options", Arg::names(names))
                }
                LeverDomain::Switch => finding.case("switch"),
            }
        }
    };
    reader.findings.push(finding);
    None
}
