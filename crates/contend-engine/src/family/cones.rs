//! How far levers reach: what of a program's graph may differ between two planes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use contend_model::id::QuantityId;

use crate::code::Schedule;
use crate::frame::Frame;
use crate::graph::{self, Op, When};
use crate::lower::{Lowered, StateKind, SummaryKind};
use crate::machine::{Settled, alike};

/// How far levers reach.
#[derive(Debug)]
pub(crate) struct Cones {
    /// Work of a step by the levers that reach it, as bits; levers beyond 64 share bits.
    work: Vec<(u64, u64)>,
    /// Equations of an instant by the levers that reach them, as above.
    equations: Vec<(u64, u64)>,
    /// Work of a step by the drawn parameters that reach it, likewise.
    drawn: Vec<(u64, u64)>,
    /// For each lever what each course does with it.
    levers: Vec<Arc<[Schedule]>>,
}

impl Cones {
    pub(crate) fn new(lowered: &Lowered, frame: &Frame) -> Cones {
        let by_levers = reached(lowered, |op| match op {
            Op::Lever { lever, .. } => bit(*lever as usize),
            _ => 0,
        });
        let of = |q: &QuantityId| frame.parameters.iter().position(|p| p.quantity == *q);
        let by_draws = reached(lowered, |op| match op {
            Op::Parameter(q) => of(q).map_or(0, bit),
            _ => 0,
        });
        let nodes = lowered.graph.nodes();
        let step = |n: &usize| nodes[*n].when == When::Step;
        // A call costs as much as some numbers.
        let work = |reached: &[u64]| {
            let steps = (0..nodes.len()).filter(step);
            summed(steps.map(|n| (reached[n], 4 + u64::from(nodes[n].rows))))
        };
        let named = lowered.named.iter().map(|(_, n)| *n as usize);
        let equations = named
            .filter(step)
            .map(|n| (by_levers[n], u64::from(nodes[n].rows)));
        Cones {
            work: work(&by_levers),
            drawn: work(&by_draws),
            equations: summed(equations),
            levers: (lowered.levers.iter())
                .map(|l| l.schedules.clone())
                .collect(),
        }
    }

    /// The levers that two courses do not use alike, as bits; each with what is settled otherwise.
    fn apart(&self, a: (usize, &Settled), b: (usize, &Settled)) -> u64 {
        let levers = self.levers.iter().enumerate();
        let differing = levers.filter(|(lever, s)| !alike((*lever, s), a, b));
        differing.fold(0, |all, (lever, _)| all | bit(lever))
    }

    /// Equations of an instant.
    pub(crate) fn equations(&self) -> u64 {
        self.equations.iter().map(|(_, n)| n).sum()
    }

    /// Equations of an instant that may differ between two courses.
    pub(crate) fn equations_apart(&self, a: usize, b: usize) -> u64 {
        let none = Settled::default();
        let apart = self.apart((a, &none), (b, &none));
        let reached = self.equations.iter().filter(|(bits, _)| bits & apart != 0);
        reached.map(|(_, n)| n).sum()
    }

    /// Of so many grid points, those before any of the courses does something else than another.
    pub(super) fn shared_steps(&self, points: u64) -> u64 {
        let differ = |step: u32, s: &[Schedule]| s.iter().any(|own| own.at(step) != s[0].at(step));
        let changes = self
            .levers
            .iter()
            .flat_map(|s| s.iter())
            .flat_map(|s| s.0.iter());
        let apart = changes
            .map(|(step, _)| *step)
            .filter(|step| self.levers.iter().any(|s| differ(*step, s)));
        apart.min().map_or(points, u64::from).min(points)
    }

    /// The work of a step of one course that shares nothing.
    pub(crate) fn whole(&self) -> u64 {
        self.work.iter().map(|(_, work)| work).sum()
    }

    /// The work of a step that may differ between two courses, each with what is settled otherwise.
    pub(crate) fn distance(&self, a: (usize, &Settled), b: (usize, &Settled)) -> u64 {
        let levers = self.apart(a, b);
        let pinned = |own: &Settled, other: &Settled| {
            let differing = own.pins.iter().filter(|pin| !other.pins.contains(pin));
            differing.fold(0, |all, pin| all | bit(pin.parameter))
        };
        let draws = pinned(a.1, b.1) | pinned(b.1, a.1);
        let of = |work: &[(u64, u64)], apart: u64| -> u64 {
            let reached = work.iter().filter(|(bits, _)| bits & apart != 0);
            reached.map(|(_, work)| work).sum()
        };
        of(&self.work, levers) + of(&self.drawn, draws)
    }
}

/// Amounts that have the same bits, together.
fn summed(amounts: impl Iterator<Item = (u64, u64)>) -> Vec<(u64, u64)> {
    let mut sums: BTreeMap<u64, u64> = BTreeMap::new();
    for (bits, amount) in amounts {
        *sums.entry(bits).or_default() += amount;
    }
    sums.into_iter().collect()
}

fn bit(lever: usize) -> u64 {
    1 << (lever % 64)
}

/// For each node what reaches it of what has bits itself, over time and within an instant.
fn reached(lowered: &Lowered, own: impl Fn(&Op) -> u64) -> Vec<u64> {
    let nodes = lowered.graph.nodes();
    let mut of = vec![0u64; nodes.len()];
    let mut states = vec![0u64; lowered.states.len()];
    let mut events: HashMap<_, u64> = lowered.events.iter().map(|e| (e.id, 0)).collect();
    let mut histories = vec![0u64; lowered.histories.len()];
    loop {
        for (id, node) in nodes.iter().enumerate() {
            let mut bits = match &node.op {
                Op::State(s) => states[*s as usize],
                Op::Happened(event, _) => events[event],
                Op::Lag { store, .. } => histories[*store as usize],
                Op::Summary(s) => match lowered.summaries[*s as usize].kind {
                    SummaryKind::State(s) => states[s as usize],
                    SummaryKind::At { of: n, .. }
                    | SummaryKind::Min { of: n, .. }
                    | SummaryKind::Max { of: n, .. }
                    | SummaryKind::FirstTime { of: n, .. } => of[n as usize],
                },
                op => own(op),
            };
            for o in graph::operands(&node.op) {
                bits |= of[o as usize];
            }
            of[id] = bits;
        }
        let before = (states.clone(), events.clone(), histories.clone());
        for (bits, state) in states.iter_mut().zip(&lowered.states) {
            *bits |= of[state.start as usize]
                | match state.kind {
                    StateKind::Integral { rate, .. } => of[rate as usize],
                    StateKind::Latch { of: n } => of[n as usize],
                };
        }
        // Outcomes of an event hang on it and on each other's weights.
        for event in &lowered.events {
            let bits = event.condition.map_or(0, |c| of[c as usize]);
            *events.entry(event.of.unwrap_or(event.id)).or_default() |= bits;
        }
        for event in &lowered.events {
            let happens = events[&event.of.unwrap_or(event.id)];
            *events.entry(event.id).or_default() |= happens;
            for effect in &event.effects {
                states[effect.state as usize] |= happens | of[effect.amount as usize];
            }
        }
        for (bits, history) in histories.iter_mut().zip(&lowered.histories) {
            *bits |= of[history.of as usize];
        }
        if before == (states.clone(), events.clone(), histories.clone()) {
            return of;
        }
    }
}
