//! What a lever can be set to, and whether a setting is one of those.

use super::fields::Fields;
use super::files::Reader;
use super::findings::short;
use super::gather::Declaration;
use super::tree::{Node, Value};
use contend_model::diagnostic::Diagnostic;
use contend_model::model::LeverDomain;
use contend_model::nearest::did_you_mean;

/// What a lever can be set to; `options` are the named values of a choice.
pub(crate) fn domain(
    reader: &mut Reader,
    declaration: &Declaration,
    fields: &Fields,
    options: &[(String, f64)],
) -> Option<LeverDomain> {
    let given: Vec<&str> = ["range", "options", "switch"]
        .into_iter()
        .filter(|f| fields.has(f))
        .collect();
    match given.as_slice() {
        ["range"] => {
            let bounds = fields.get("range")?.list()?;
            let (low, high) = (bounds.first()?.number()?, bounds.get(1)?.number()?);
            if low > high {
                let finding = Diagnostic::error(
                    "range-order",
                    fields.span("range"),
                    format!("this range begins at {low} and ends at {high}"),
                )
                .hint(format!("write [{high}, {low}]"));
                reader.findings.push(finding);
                return None;
            }
            Some(LeverDomain::Number { low, high })
        }
        ["options"] => {
            if options.is_empty() {
                let finding = Diagnostic::error(
                    "wrong-type",
                    fields.span("options"),
                    "a choice needs at least one option with a number",
                )
                .hint("write `options = { denounce = 0, endorse = 1 }`");
                reader.findings.push(finding);
                return None;
            }
            Some(LeverDomain::Choice {
                options: options.to_vec(),
            })
        }
        ["switch"] => Some(LeverDomain::Switch),
        _ => {
            let message = match given.len() {
                0 => format!(
                    "the lever `{}` does not say what it can be set to",
                    short(&declaration.name)
                ),
                _ => format!(
                    "the lever `{}` says twice what it can be set to",
                    short(&declaration.name)
                ),
            };
            let finding = Diagnostic::error("lever-domain", declaration.place, message)
                .hint("give it one of `range = [0, 1]`, `options = { … }` and `switch = true`");
            reader.findings.push(finding);
            None
        }
    }
}

/// A constant setting of a lever.
pub(crate) fn setting(
    reader: &mut Reader,
    lever: &str,
    domain: &LeverDomain,
    node: &Node,
) -> Option<f64> {
    let wrong = |message: String, hint: String| {
        Diagnostic::error("bad-setting", node.span, message).hint(hint)
    };
    let finding = match (domain, &node.value) {
        (_, Value::Bad) => return None,
        (LeverDomain::Number { low, high }, Value::Number(n)) => {
            if (*low..=*high).contains(n) {
                return Some(*n);
            }
            wrong(
                format!("`{}` cannot be set to {n}", short(lever)),
                format!("its range is from {low} to {high}"),
            )
        }
        (LeverDomain::Choice { options }, Value::Text(t)) => {
            match options.iter().find(|(name, _)| name == t) {
                Some((_, value)) => return Some(*value),
                None => {
                    let names: Vec<&str> = options.iter().map(|o| o.0.as_str()).collect();
                    let hint = did_you_mean(t, names.iter().copied())
                        .unwrap_or_else(|| format!("it can be {}", names.join(", ")));
                    wrong(
                        format!("`{}` has no option `{}`", short(lever), short(t)),
                        hint,
                    )
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
            let hint = match domain {
                LeverDomain::Number { low, high } => format!("write a number from {low} to {high}"),
                LeverDomain::Choice { options } => {
                    format!(
                        "write one of {}",
                        options
                            .iter()
                            .map(|o| format!("\"{}\"", o.0))
                            .collect::<Vec<_>>()
                            .join(", ")
                    )
                }
                LeverDomain::Switch => "write true or false".to_owned(),
            };
            wrong(
                format!("`{}` cannot be set to {}", short(lever), node.described()),
                hint,
            )
        }
    };
    reader.findings.push(finding);
    None
}
