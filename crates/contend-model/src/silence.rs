//! Comparisons between profiles that a scenario says nothing about: both sides are the same quantity in every world,
//! because nothing leads from what the profiles do differently to what is compared.
//!
//! It is a question of what is written, as all of [`reach`](crate::reach): where an equation reads a lever, the scenario
//! says something, be it that the lever makes no difference.

use std::collections::BTreeSet;

use crate::expression::{Axis, BinaryOp, Expression, Term};
use crate::id::{OutcomeId, ProfileId, QuantityId, StrategyId};
use crate::model::{QuantityKind, Scenario};
use crate::place::Span;
use crate::reach::{Source, reads};

/// A comparison that a scenario says nothing about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The comparison.
    pub span: Span,
    /// The profiles compared, ascending; one alone where something is compared with itself.
    pub profiles: Vec<ProfileId>,
    /// The outcomes compared, ascending.
    pub outcomes: Vec<OutcomeId>,
}

/// The comparisons of a test that its scenario says nothing about, in the order in which they are written.
///
/// Such a comparison sets an outcome against itself under another profile, on its two sides or on one (`x@a > x@b`,
/// `abs(x@a - x@b) < 1`), and none of the levers that these set differently can reach any of the outcomes that it reads; or
/// both sides are the same under the same profile.
#[must_use]
pub fn silences(scenario: &Scenario, test: &Expression) -> Vec<Silence> {
    let mut found = Vec::new();
    find(scenario, test, &mut found);
    found
}

fn find(scenario: &Scenario, e: &Expression, found: &mut Vec<Silence>) {
    if let Term::Binary(op, a, b) = &e.term
        && op.compares()
        && let Some((profiles, outcomes)) = silent(scenario, a, b)
    {
        found.push(Silence {
            span: e.span,
            profiles,
            outcomes,
        });
        return;
    }
    for part in e.parts() {
        find(scenario, part, found);
    }
}

fn silent(
    scenario: &Scenario,
    a: &Expression,
    b: &Expression,
) -> Option<(Vec<ProfileId>, Vec<OutcomeId>)> {
    let read: Vec<(OutcomeId, &[Axis], ProfileId)> = read(a).into_iter().chain(read(b)).collect();
    let outcomes: BTreeSet<OutcomeId> = read.iter().map(|(o, _, _)| *o).collect();
    let profiles: BTreeSet<ProfileId> = read.iter().map(|(_, _, p)| *p).collect();
    let profiles: Vec<ProfileId> = profiles.into_iter().collect();
    let (first, others) = profiles.split_first()?;
    let nothing = if others.is_empty() {
        alike(a, b)
    } else {
        let against_itself = set_against(a, b) || differs(a) || differs(b);
        let apart: BTreeSet<QuantityId> = (others.iter())
            .flat_map(|other| set_apart(scenario, *first, *other))
            .collect();
        let reached = |outcome: &OutcomeId| rests_on_any(scenario, *outcome, *first, &apart);
        against_itself && !outcomes.iter().any(reached)
    };
    nothing.then(|| (profiles, outcomes.into_iter().collect()))
}

/// Whether two expressions read the same of an outcome under different profiles.
fn set_against(a: &Expression, b: &Expression) -> bool {
    let (these, those) = (read(a), read(b));
    these.iter().any(|(outcome, axes, profile)| {
        (those.iter()).any(|(o, x, p)| o == outcome && x == axes && p != profile)
    })
}

/// Whether in an expression a difference or a ratio sets an outcome under one profile against the same under another. A sum or
/// a mean of both does not: that is a level.
fn differs(e: &Expression) -> bool {
    let here = matches!(&e.term, Term::Binary(BinaryOp::Subtract | BinaryOp::Divide, a, b) if set_against(a, b));
    here || e.parts().into_iter().any(differs)
}

/// Outcomes that an expression reads, how they are addressed, and under which profiles.
fn read(e: &Expression) -> Vec<(OutcomeId, &[Axis], ProfileId)> {
    let mut found = Vec::new();
    e.visit(&mut |part| {
        if let Term::Outcome {
            outcome,
            profile,
            axes,
        } = &part.term
        {
            found.push((*outcome, axes.as_slice(), *profile));
        }
    });
    found
}

/// Whether an outcome is computed, under a profile, from one of some levers.
fn rests_on_any(
    scenario: &Scenario,
    outcome: OutcomeId,
    profile: ProfileId,
    levers: &BTreeSet<QuantityId>,
) -> bool {
    let start = (Some(profile), Source::Outcome(outcome));
    let (mut seen, mut open) = (BTreeSet::from([start]), vec![start]);
    while let Some((own, source)) = open.pop() {
        if let (Some(own), Source::Quantity(id)) = (own, source)
            && own == profile
            && levers.contains(&id)
        {
            return true;
        }
        reads(scenario, own, source, &mut |own, source| {
            if seen.insert((own, source)) {
                open.push((own, source));
            }
        });
    }
    false
}

/// Levers that two profiles set differently.
fn set_apart(scenario: &Scenario, one: ProfileId, other: ProfileId) -> Vec<QuantityId> {
    let quantities = scenario.quantities.iter().enumerate();
    let apart = quantities.filter(|(at, quantity)| {
        let QuantityKind::Lever(lever) = &quantity.kind else {
            return false;
        };
        let id = QuantityId(*at as u32);
        let course = |profile: ProfileId| {
            let profile = scenario.profiles.get(profile.index());
            profile.map_or_else(Vec::new, |p| p.course(lever.actor))
        };
        let setting = |strategy: Option<StrategyId>| {
            let strategy = scenario.strategies.get(strategy?.index())?;
            let setting = strategy.settings.iter().find(|(lever, _)| *lever == id)?;
            // What a strategy sets to the default it might as well not speak of.
            (setting.1.term != Term::Number(lever.default)).then_some(&setting.1)
        };
        let same = |one: Option<&Expression>, other: Option<&Expression>| match (one, other) {
            (None, None) => true,
            (Some(one), Some(other)) => alike(one, other),
            _ => false,
        };
        // Each setting with the step from which on it holds; one that follows the same is none of its own.
        let settings = |course: &[(u32, Option<StrategyId>)]| {
            let mut set: Vec<(u32, Option<&Expression>)> = Vec::new();
            for (step, strategy) in course {
                let next = setting(*strategy);
                if set.last().is_none_or(|(_, last)| !same(*last, next)) {
                    set.push((*step, next));
                }
            }
            set
        };
        let (one, other) = (course(one), course(other));
        one != other && {
            let (one, other) = (settings(&one), settings(&other));
            let alike =
                |((from, a), (since, b)): (&(u32, _), &(u32, _))| from == since && same(*a, *b);
            one.len() != other.len() || !one.iter().zip(&other).all(alike)
        }
    });
    apart.map(|(at, _)| QuantityId(at as u32)).collect()
}

/// Whether two expressions are the same but for where they are written.
fn alike(a: &Expression, b: &Expression) -> bool {
    let bare = |e: &Expression| e.term.with_parts(|_| Ok::<(), ()>(()));
    let (parts, others) = (a.parts(), b.parts());
    a.over == b.over
        && a.unit == b.unit
        && bare(a) == bare(b)
        && parts.len() == others.len()
        && parts.iter().zip(others).all(|(a, b)| alike(a, b))
}
