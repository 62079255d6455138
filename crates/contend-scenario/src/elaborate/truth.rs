//! What is true or false: conditions, and what may stand where one is needed.
//!
//! A number is no condition, however often other languages take "not 0" for true: a test such as `profit - 0.5`, whose
//! comparison was forgotten, would hold in every world. An expression is a truth where it is
//!
//! - a comparison, `and`, `or` or `not`, a `pulse` (which is one), or a draw of `bernoulli`;
//! - a lever that is a switch;
//! - `if … then … else …` between truths, or between the numbers 1 and 0;
//! - `previous`, `peak`, `at_end`, `at`, and the least or greatest over time or over elements, of a truth;
//! - a variable, flow or outcome whose equation is one.

use std::ops::Range;

use super::{Context, DeclaredKind, Elaborator, Value};
use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{
    ChanceLaw, Expression, MemoryOp, ReduceOp, SummaryOp, Term, UnaryOp,
};
use contend_model::id::{OutcomeId, QuantityId};
use contend_model::model::{LeverDomain, Outcome, Quantity, QuantityKind};

/// The longest equation that is written out again with what it lacks, in bytes.
const LONGEST_CURE: usize = 200;

/// A condition that is one only if the names in it are: it can be judged once all equations are read.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The condition.
    pub expression: Expression,
    /// What is said where it is none.
    pub finding: Diagnostic,
}

/// Something with a name that may be a truth.
#[derive(Clone, Copy, Debug)]
enum Named {
    Quantity(QuantityId),
    Outcome(OutcomeId),
}

/// Whether an expression is a truth, given which names are. `or_number` lets the numbers 1 and 0 pass.
fn is_truth(e: &Expression, or_number: bool, named: &dyn Fn(Named) -> bool) -> bool {
    let same = |part: &Expression| is_truth(part, or_number, named);
    match &e.term {
        Term::Number(x) => or_number && e.unit.is_pure() && (*x == 0.0 || *x == 1.0),
        Term::Binary(op, ..) => op.is_truth(),
        Term::Unary(op, _) => *op == UnaryOp::Not,
        Term::Chance { law, .. } => *law == ChanceLaw::Bernoulli,
        Term::Read { quantity, .. } => named(Named::Quantity(*quantity)),
        Term::Outcome { outcome, .. } => named(Named::Outcome(*outcome)),
        Term::If(_, a, b) => is_truth(a, true, named) && is_truth(b, true, named),
        Term::Memory { op, arguments, .. } => {
            let mut arguments = arguments.iter();
            if *op == MemoryOp::Sample {
                let initial = arguments.clone().skip(2);
                return arguments.next().is_some_and(same)
                    && initial.into_iter().all(|i| is_truth(i, true, named));
            }
            matches!(op, MemoryOp::Previous | MemoryOp::Peak | MemoryOp::Initial)
                && arguments.next().is_some_and(same)
                && arguments.all(|initial| is_truth(initial, true, named))
        }
        Term::Summary { op, body, .. } => {
            matches!(op, SummaryOp::Last | SummaryOp::Min | SummaryOp::Max) && same(body)
        }
        // Over no element there is no least or greatest.
        Term::Reduce {
            op,
            body,
            by,
            filter,
            ..
        } => {
            let all = filter.is_none() && by.is_empty();
            matches!(op, ReduceOp::Min | ReduceOp::Max) && all && same(body)
        }
        Term::Pick { body, .. } => same(body),
        _ => false,
    }
}

/// What is said of conditions that turn out to be none. Names of what is broken count as truths: that is reported there.
#[must_use]
pub fn judged(
    conditions: Vec<Condition>,
    quantities: &[Quantity],
    outcomes: Option<&[Outcome]>,
) -> Vec<Diagnostic> {
    if conditions.is_empty() {
        return Vec::new();
    }
    // Variables may read each other and their own past: all count as truths until one is shown to be none.
    let mut truths: Vec<bool> = quantities
        .iter()
        .map(|q| match &q.kind {
            QuantityKind::Variable { .. } | QuantityKind::Flow(_) => true,
            QuantityKind::Lever(lever) => lever.domain == LeverDomain::Switch,
            // Stands in for what is broken.
            QuantityKind::Parameter(p) => p.values.is_empty(),
            QuantityKind::Series { .. } | QuantityKind::Stock(_) => false,
        })
        .collect();
    loop {
        let mut changed = false;
        for (i, quantity) in quantities.iter().enumerate() {
            let equation = match &quantity.kind {
                QuantityKind::Variable { equation } => equation,
                QuantityKind::Flow(flow) => &flow.equation,
                _ => continue,
            };
            let known = |named: Named| match named {
                Named::Quantity(q) => truths[q.index()],
                Named::Outcome(_) => false,
            };
            if truths[i] && !is_truth(equation, false, &known) {
                truths[i] = false;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let known = |named: Named| match (named, outcomes) {
        (Named::Quantity(q), _) => truths[q.index()],
        (Named::Outcome(_), None) => true,
        (Named::Outcome(o), Some(outcomes)) => {
            let of_quantity = |named: Named| match named {
                Named::Quantity(q) => truths[q.index()],
                Named::Outcome(_) => false,
            };
            let outcome = outcomes.get(o.index());
            outcome.is_none_or(|o| is_truth(&o.equation, false, &of_quantity))
        }
    };
    conditions
        .into_iter()
        .filter(|c| !is_truth(&c.expression, false, &known))
        .map(|c| c.finding)
        .collect()
}

/// Whether an expression is a truth for its form, whatever its names stand for.
pub(super) fn is_condition(e: &Expression) -> bool {
    is_truth(e, false, &|_| false)
}

impl Elaborator<'_, '_> {
    /// Reports what is neither true nor false, or keeps it until the names in it are known.
    pub(super) fn truth(&mut self, value: &Value, at: &Range<usize>) {
        let e = &value.e;
        if is_condition(e) {
            return;
        }
        let finding = self.no_condition(value, at);
        let may_be = |named: Named| match named {
            Named::Quantity(q) => {
                let declared = &self.names.quantities[q.index()];
                let kind = &declared.kind;
                let open = matches!(kind, DeclaredKind::Variable | DeclaredKind::Flow)
                    || matches!(kind, DeclaredKind::Lever { options, .. } if options.is_empty());
                open && declared.unit.is_pure()
            }
            Named::Outcome(o) => self.names.outcomes[o.index()].unit.is_pure(),
        };
        if is_truth(e, false, &may_be) {
            self.sites.conditions.push(Condition {
                expression: e.clone(),
                finding,
            });
        } else {
            self.report(finding);
        }
    }

    /// What is said of something that is no condition.
    fn no_condition(&self, value: &Value, at: &Range<usize>) -> Diagnostic {
        let text = self.words(at);
        let finding = self.error("not-a-condition", at).with("text", text);
        let e = &value.e;
        let draws = matches!(self.context, Context::Dynamics(_) | Context::Start(_));
        match &e.term {
            Term::Number(x) if draws && *x > 0.0 && *x < 1.0 && e.unit.is_pure() => {
                return finding.case("chance");
            }
            Term::Number(_) => return finding.case("number"),
            Term::Read { quantity, .. } => {
                let declared = &self.names.quantities[quantity.index()];
                let option = match &declared.kind {
                    DeclaredKind::Parameter { options } => options.first(),
                    DeclaredKind::Lever { options, .. } => options.first().map(|o| &o.0),
                    _ => None,
                };
                if let Some(option) = option {
                    return finding.case("options").with("option", option);
                }
                let parameter = matches!(declared.kind, DeclaredKind::Parameter { .. });
                if parameter && draws && e.unit.is_pure() {
                    return finding.case("chance");
                }
            }
            _ => {}
        }
        // Only a choice binds more weakly than a comparison.
        let cure = match &e.term {
            Term::If(..) if !text.starts_with('(') => format!("({text})"),
            _ => text.to_owned(),
        };
        finding.with("unit", &e.unit).maybe(
            "cure",
            (cure.len() <= LONGEST_CURE).then_some(Arg::Text(cure)),
        )
    }

    /// Refuses a comparison of something with itself, which says nothing of any world.
    pub(super) fn not_with_itself(&mut self, a: &Value, b: &Value, at: &Range<usize>) {
        if !same(&a.e, &b.e) || matches!(a.e.term, Term::Number(_)) {
            return;
        }
        let finding = self.error("compares-with-itself", at);
        let under = matches!(a.e.term, Term::Outcome { .. });
        self.report(if under {
            finding.case("outcome")
        } else {
            finding
        });
    }

    /// Refuses a reduction that names no dimensions, of something that has none.
    pub(super) fn several(
        &mut self,
        value: &Value,
        function: &str,
        at: &Range<usize>,
        whole: &Range<usize>,
    ) -> Option<()> {
        if !value.e.over.is_empty() {
            return Some(());
        }
        let finding = self
            .error("one-number", whole)
            .with("text", self.words(at))
            .with("function", function);
        self.report(match self.context {
            Context::Claim | Context::Given => finding.case("claim"),
            Context::Outcome => finding.case("outcome"),
            _ => finding,
        });
        None
    }
}

/// Whether two expressions compute the same, whatever text they were read from. Draws are different draws; what remembers
/// the same remembers the same.
fn same(a: &Expression, b: &Expression) -> bool {
    let outline = |e: &Expression| {
        let term = e
            .term
            .with_parts(|_| Ok::<(), std::convert::Infallible>(()));
        let mut term = term.unwrap_or(Term::Time);
        if let Term::Memory { site, .. } = &mut term {
            *site = 0;
        }
        term
    };
    outline(a) == outline(b)
        && a.unit == b.unit
        && a.parts()
            .into_iter()
            .zip(b.parts())
            .all(|(a, b)| same(a, b))
}
