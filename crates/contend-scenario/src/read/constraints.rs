//! Conditions on what is drawn: `[[constraint]]`.

use super::fields::Fields;
use super::files::Reader;
use super::gather::Declarations;
use super::names::Equations;
use super::sources::Sources;
use crate::declarations::section;
use crate::elaborate::{Context, Expected, ExpectedUnit};
use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{Expression, Term};
use contend_model::id::DimensionId;
use contend_model::model::Constraint;

/// The most elements of all conditions together: each is looked at in thousands of draws before any run.
const MOST_ELEMENTS: usize = 10_000;

/// Reads all conditions. `None` where any has errors.
pub(crate) fn read(
    reader: &mut Reader,
    all: &Declarations,
    equations: &mut Equations<'_>,
    sources: &mut Sources,
) -> Option<Vec<Constraint>> {
    let section = section("constraint")?;
    let mut constraints = Some(Vec::new());
    let mut elements = 0usize;
    for declaration in all.of("constraint") {
        if reader.findings.is_full() {
            break;
        }
        let Some(table) = declaration.item.table() else {
            continue;
        };
        let place = declaration.place;
        let fields = Fields::open(section, "constraint", place, table, &mut reader.findings);
        let origin = sources.origin(&fields, &mut reader.findings);
        if origin.sources.is_empty() && origin.assumption.is_none() {
            let finding = Diagnostic::warning("no-origin", place).case("constraint");
            reader.findings.push(finding);
        }
        // It has the dimensions that it reads, and holds along all of them.
        let any: Vec<DimensionId> = (0..equations.dimensions.list.len() as u32)
            .map(DimensionId)
            .collect();
        let expected = Expected {
            over: &any,
            unit: ExpectedUnit::Boolean,
        };
        let item = fields.get("that");
        let that = item.and_then(|n| equations.read(reader, n, Context::Constraint, expected));
        let size = |e: &Expression| -> usize {
            let lengths = e.over.iter().map(|d| equations.dimensions.get(*d).len());
            lengths.fold(1, usize::saturating_mul)
        };
        elements = elements.saturating_add(that.as_ref().map_or(0, size));
        if elements > MOST_ELEMENTS {
            let finding = Diagnostic::error("array-too-large", fields.span("that"));
            reader.findings.push(finding.case("constraints"));
            return None;
        }
        let uncertain = that.as_ref().is_some_and(|e| reads_inputs(equations, e));
        match (that, &mut constraints) {
            (Some(_), _) if !uncertain => {
                let finding = Diagnostic::error("reads-nothing", fields.span("that"));
                reader.findings.push(finding.case("constraint"));
                constraints = None;
            }
            (Some(that), Some(list)) => list.push(Constraint {
                that,
                written: fields.words("that"),
                about: fields.words("about"),
                origin,
                span: fields.span("that"),
            }),
            _ => constraints = None,
        }
    }
    constraints
}

/// Whether an expression reads an uncertain number.
fn reads_inputs(equations: &Equations<'_>, e: &Expression) -> bool {
    let mut found = false;
    e.visit(&mut |part| {
        if let Term::Read { quantity, .. } = &part.term {
            let parameter = equations.declared.parameters.get(&quantity.0);
            found |= parameter.is_some_and(|p| p.inputs.iter().any(Option::is_some));
        }
    });
    found
}
