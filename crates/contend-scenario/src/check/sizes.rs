//! Arrays without a name: what equations make on their way is kept at once too.

use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Expression, Term};
use contend_model::id::DimensionId;
use contend_model::model::Scenario;
use contend_model::place::Span;

/// The most elements of an array.
pub(crate) const MOST_ELEMENTS: u64 = 10_000_000;
/// The most elements of all arrays that equations make.
const MOST_ALTOGETHER: u64 = 200_000_000;

/// Refuses equations that make arrays too large to be kept: one finding for each equation.
pub(super) fn intermediate(scenario: &Scenario, findings: &mut Vec<Diagnostic>) {
    let mut altogether = 0u64;
    let mut refuse = |over: &[DimensionId], span: Span| -> bool {
        let sizes: Vec<usize> = over.iter().map(|d| scenario.dimension(*d).len()).collect();
        let elements = (sizes.iter()).fold(1u64, |n, size| n.saturating_mul(*size as u64));
        if elements > MOST_ELEMENTS {
            let finding = Diagnostic::error("array-too-large", span).case("intermediate");
            findings.push(finding.with("sizes", Arg::names(sizes.iter().map(usize::to_string))));
            return true;
        }
        let before = altogether;
        altogether = altogether.saturating_add(elements);
        if before <= MOST_ALTOGETHER && altogether > MOST_ALTOGETHER {
            findings.push(Diagnostic::error("array-too-large", span).case("altogether"));
        } else {
            return false;
        }
        true
    };
    for (_, e) in scenario.expressions() {
        let mut refused = false;
        e.visit(&mut |part| {
            refused = refused || refuse(&whole(part), part.span);
        });
    }
    // An effect reaches each element of the event and of the stock.
    for event in &scenario.events {
        for effect in &event.effects {
            let mut over = event.over.clone();
            for axis in &effect.axes {
                if let Some(dimension) = axis.open() {
                    add(&mut over, &[dimension]);
                }
            }
            refuse(&over, effect.amount.span);
        }
    }
}

/// The dimensions of all that is looked at to compute an expression.
fn whole(e: &Expression) -> Vec<DimensionId> {
    let mut over = e.over.clone();
    if let Term::Reduce {
        body,
        along,
        by,
        filter,
        ..
    }
    | Term::Quantile {
        body,
        along,
        by,
        filter,
        ..
    } = &e.term
    {
        // What is sorted into a dimension is not repeated along it.
        over.retain(|d| !by.iter().any(|(_, into)| into == d));
        add(&mut over, along);
        add(&mut over, &body.over);
        if let Some(filter) = filter {
            add(&mut over, &filter.over);
        }
    }
    over
}

fn add(over: &mut Vec<DimensionId>, more: &[DimensionId]) {
    for d in more {
        if !over.contains(d) {
            over.push(*d);
        }
    }
}
