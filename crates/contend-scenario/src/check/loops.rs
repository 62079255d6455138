//! Equations that need each other at the same instant.
//!
//! Quantities that do so form a group. Where every one of them reads the others as a whole, nothing can
//! come first, and that is an error shown as the loop. Where elements, places or constant conditions and factors keep
//! the elements apart, the compiler puts the elements in order, and says so if it cannot.

use std::collections::BTreeSet;

use contend_model::diagnostic::{Arg, Diagnostic};
use contend_model::expression::{Axis, BinaryOp, Expression, Term};
use contend_model::model::{Quantity, QuantityKind, Strategy};
use contend_model::order::{Moment, entangled};

/// Loops among quantities, with the rules of strategies.
pub(crate) fn loops(quantities: &[Quantity], strategies: &[Strategy]) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for moment in [Moment::Step, Moment::Start] {
        let equations = equations(quantities, strategies, moment);
        let reads: Vec<Vec<usize>> = equations
            .iter()
            .map(|list| {
                let mut found = BTreeSet::new();
                for e in list {
                    e.reads_at(moment, &mut |q, _| {
                        found.insert(q.index());
                    });
                }
                found.into_iter().collect()
            })
            .collect();
        for group in entangled(&reads) {
            let members: BTreeSet<usize> = group.iter().copied().collect();
            let apart = group.iter().any(|q| {
                equations[*q]
                    .iter()
                    .any(|e| may_keep_apart(e, &members, moment, quantities))
            });
            if apart {
                continue;
            }
            let path = circle(&reads, &members, group[0]);
            let finding = describe(quantities, &path, moment);
            // What loops while running also loops at the start.
            let told = |f: &Diagnostic| f.span == finding.span;
            if !findings.iter().any(told) {
                findings.push(finding);
            }
        }
    }
    findings
}

fn describe(quantities: &[Quantity], path: &[usize], moment: Moment) -> Diagnostic {
    /// Quantities of a loop that are shown, from its start; of a longer one the last is shown too.
    const SHOWN: usize = 12;
    let name = |q: usize| quantities[q].name.as_str();
    let shown = &path[..path.len().min(SHOWN)];
    let last = path[path.len() - 1];
    let gap: &[&str] = match path.len() - shown.len() {
        0 => &[],
        1 => &[name(last)],
        _ => &["…", name(last)],
    };
    let round = (shown.iter().map(|q| name(*q)))
        .chain(gap.iter().copied())
        .chain([name(path[0])]);
    let first = &quantities[path[0]];
    let finding = Diagnostic::error("loop", first.span);
    let finding = match path {
        [one] => finding.with("name", name(*one)),
        _ => finding.with("path", Arg::names(round)),
    };
    let mut finding = match (moment, path) {
        (Moment::Step | Moment::Finish, [_]) => finding.case("own"),
        (Moment::Start, [_]) => finding.case("own-start"),
        (Moment::Step | Moment::Finish, _) => finding.with("last", name(last)),
        (Moment::Start, _) => finding.case("start"),
    };
    for q in &shown[1..] {
        finding = finding.related_name(quantities[*q].span, "on-the-loop", name(*q));
    }
    finding
}

/// For each quantity the equations that give its value at a moment.
fn equations<'s>(
    quantities: &'s [Quantity],
    strategies: &'s [Strategy],
    moment: Moment,
) -> Vec<Vec<&'s Expression>> {
    let mut all: Vec<Vec<&Expression>> = quantities
        .iter()
        .map(|q| q.kind.equation_at(moment).into_iter().collect())
        .collect();
    for strategy in strategies {
        for (lever, e) in &strategy.settings {
            all[lever.index()].push(e);
        }
    }
    all
}

/// Whether something in an equation may keep elements apart: a read of one element, of a place before or of what an
/// attribute names, a condition on elements, a factor from data.
fn may_keep_apart(
    e: &Expression,
    members: &BTreeSet<usize>,
    moment: Moment,
    quantities: &[Quantity],
) -> bool {
    let mut reads_members = false;
    e.reads_at(moment, &mut |q, _| {
        reads_members |= members.contains(&q.index())
    });
    if !reads_members {
        return false;
    }
    match &e.term {
        Term::Read { quantity, axes } => {
            members.contains(&quantity.index())
                && axes.iter().any(|a| {
                    matches!(a, Axis::Element(_))
                        || matches!(a, Axis::Along { offset, .. } if *offset != 0)
                        || matches!(a, Axis::Through(_))
                })
        }
        Term::If(c, a, b) => {
            let mut by_element = false;
            c.visit(&mut |part| {
                by_element |= matches!(part.term, Term::Position(_) | Term::Attribute { .. })
            });
            by_element
                || [c, a, b]
                    .into_iter()
                    .any(|p| may_keep_apart(p, members, moment, quantities))
        }
        Term::Binary(BinaryOp::Multiply, a, b) => {
            let data = |x: &Expression| match &x.term {
                Term::Read { quantity, .. } => matches!(
                    &quantities[quantity.index()].kind,
                    QuantityKind::Parameter(p) if p.inputs.iter().all(Option::is_none) && p.values.contains(&0.0)
                ),
                _ => false,
            };
            data(a)
                || data(b)
                || [a, b]
                    .into_iter()
                    .any(|p| may_keep_apart(p, members, moment, quantities))
        }
        Term::Reduce {
            filter: Some(_), ..
        } => true,
        Term::Reduce { by, .. } | Term::Quantile { by, .. } if !by.is_empty() => true,
        _ => e
            .parts_at(moment)
            .into_iter()
            .any(|p| may_keep_apart(p, members, moment, quantities)),
    }
}

/// A shortest way round from a member back to itself.
fn circle(reads: &[Vec<usize>], members: &BTreeSet<usize>, start: usize) -> Vec<usize> {
    let mut before: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for next in reads[at].iter().filter(|q| members.contains(q)) {
            if *next == start {
                let mut path = vec![at];
                let mut here = at;
                while here != start {
                    here = before[&here];
                    path.push(here);
                }
                path.reverse();
                return path;
            }
            if !before.contains_key(next) {
                before.insert(*next, at);
                queue.push_back(*next);
            }
        }
    }
    vec![start]
}
