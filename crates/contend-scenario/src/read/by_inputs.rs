//! Claims that are asked of outcomes averaged over the lucks of each set of inputs: what an average cannot be asked.

use contend_model::diagnostic::Diagnostic;
use contend_model::expression::{BinaryOp, Expression, ReduceOp, Term, UnaryOp, WorldsOp};
use contend_model::id::OutcomeId;
use contend_model::place::Span;

use super::names::Equations;

/// Why a claim cannot be asked of averages.
pub(super) struct Fault {
    case: &'static str,
    outcome: String,
    /// Where; `None` where it is no place of the test.
    pub place: Option<Span>,
}

impl Fault {
    pub fn finding(&self, place: Span, claim: &str) -> Diagnostic {
        let finding = Diagnostic::error("by-inputs", place).case(self.case);
        match self.case {
            "condition" | "equal" => finding.with("outcome", &self.outcome),
            _ => finding.with("name", claim),
        }
    }
}

/// Holds a claim's test and the condition that it is judged under against what an average can be asked. `simulated` tells
/// whether it has a test at all.
pub(super) fn faults(
    read: Vec<&Expression>,
    equations: &Equations<'_>,
    simulated: bool,
) -> Vec<Fault> {
    let plain = |case| Fault {
        case,
        outcome: String::new(),
        place: None,
    };
    if !simulated {
        return vec![plain("test")];
    }
    if equations.head.replications < 2 {
        return vec![plain("")];
    }
    let mut found = Vec::new();
    for e in read {
        conditions(e, true, &mut found);
        e.visit(&mut |e| match &e.term {
            Term::Binary(BinaryOp::Equal | BinaryOp::NotEqual, a, b) => {
                let averaged = outcome_in(a).or_else(|| outcome_in(b));
                found.extend(averaged.map(|outcome| ("equal", outcome, e.span)));
            }
            Term::Pick { index, .. } => {
                let averaged = outcome_in(index);
                found.extend(averaged.map(|outcome| ("equal", outcome, index.span)));
            }
            _ => {}
        });
    }
    let named = found.into_iter().map(|(case, outcome, place)| Fault {
        case,
        outcome: equations.declared.outcomes[outcome.index()].name.clone(),
        place: Some(place),
    });
    named.collect()
}

/// Outcomes that stand as conditions themselves: an average of what is true or false is neither.
fn conditions(e: &Expression, asked: bool, found: &mut Vec<(&'static str, OutcomeId, Span)>) {
    match &e.term {
        Term::Outcome { outcome, .. } if asked => found.push(("condition", *outcome, e.span)),
        Term::Unary(UnaryOp::Not, a) => conditions(a, true, found),
        Term::Binary(BinaryOp::And | BinaryOp::Or, a, b) => {
            conditions(a, true, found);
            conditions(b, true, found);
        }
        Term::If(condition, then, otherwise) => {
            conditions(condition, true, found);
            conditions(then, asked, found);
            conditions(otherwise, asked, found);
        }
        Term::OverWorlds { op, body } => conditions(body, *op == WorldsOp::Share, found),
        Term::Reduce {
            op, body, filter, ..
        } => {
            let same = asked && matches!(op, ReduceOp::Min | ReduceOp::Max);
            conditions(body, same, found);
            if let Some(filter) = filter {
                conditions(filter, true, found);
            }
        }
        Term::Along { body, filter, .. } | Term::Quantile { body, filter, .. } => {
            conditions(body, false, found);
            if let Some(filter) = filter {
                conditions(filter, true, found);
            }
        }
        Term::Binary(_, a, b) => {
            conditions(a, false, found);
            conditions(b, false, found);
        }
        Term::Unary(_, a) | Term::Lookup(_, a) => conditions(a, false, found),
        Term::Pick { body, index, .. } => {
            conditions(body, asked, found);
            conditions(index, false, found);
        }
        _ => {}
    }
}

/// An outcome that an expression reads.
fn outcome_in(e: &Expression) -> Option<OutcomeId> {
    let mut found = None;
    e.visit(&mut |e| {
        if let Term::Outcome { outcome, .. } = e.term {
            found = found.or(Some(outcome));
        }
    });
    found
}
