//! What several programs of a scenario compute over its first steps, in common terms, so that it can be compared.
//!
//! A node of a program is reduced to what is left of it over those steps: a choice by the clock that is settled there
//! gives way to the alternative chosen. Two nodes with the same reduced form compute the same bits, for the reduced
//! form names every operation and its order. Nothing is folded or rearranged here, since that could change a bit.

use std::collections::{BTreeMap, HashMap, HashSet};

use contend_model::clock::Clock;
use contend_model::expression::BinaryOp;
use contend_model::model::Table;

use crate::graph::{self, Graph, Instant, NodeId, Op};
use crate::lower::{EventCode, Lowered, State, StateKey, StateKind, SummaryKind};
use crate::program::Program;

/// Reduced forms of all programs that are compared.
#[derive(Debug)]
pub(crate) struct Common<'a> {
    clock: &'a Clock,
    tables: &'a [Table],
    /// The steps: `0..until`.
    until: u32,
    forms: Vec<(Op, u32)>,
    known: HashMap<(Op, u32), NodeId>,
    states: HashMap<StateKey, u32>,
}

/// For each node of a program, its reduced form.
pub(crate) type Forms = Vec<NodeId>;

impl<'a> Common<'a> {
    pub(crate) fn new(clock: &'a Clock, tables: &'a [Table], until: u32) -> Self {
        Common {
            clock,
            tables,
            until,
            forms: Vec::new(),
            known: HashMap::new(),
            states: HashMap::new(),
        }
    }

    /// Reduces all nodes of a program.
    pub(crate) fn reduce(&mut self, lowered: &Lowered) -> Forms {
        let graph = &lowered.graph;
        let mut forms: Forms = Vec::with_capacity(graph.nodes().len());
        for node in graph.nodes() {
            if let Op::Select(condition, yes, no) = node.op
                && let Some(holds) = self.settled(graph, condition)
            {
                let chosen = if holds { yes } else { no };
                if graph.rows(chosen) == node.rows {
                    forms.push(forms[chosen as usize]);
                    continue;
                }
            }
            let mut op = graph::with_operands(&node.op, |n| forms[n as usize]);
            match &mut op {
                Op::State(s) => *s = self.state(&lowered.states[*s as usize]),
                Op::Lag { store, .. } => *store = lowered.histories[*store as usize].site,
                // Numbered by program; they have no value before the end.
                Op::Summary(_) => {}
                _ => {}
            }
            forms.push(self.intern(op, node.rows));
        }
        forms
    }

    fn state(&mut self, state: &State) -> u32 {
        let next = self.states.len() as u32;
        *self.states.entry(state.key).or_insert(next)
    }

    fn intern(&mut self, op: Op, rows: u32) -> NodeId {
        let next = self.forms.len() as NodeId;
        let key = (op, rows);
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        self.forms.push(key.clone());
        self.known.insert(key, next);
        next
    }

    /// Whether a condition on the start of a step is the same at all steps.
    fn settled(&self, graph: &Graph, condition: NodeId) -> Option<bool> {
        let Op::Binary(BinaryOp::Less, a, b) = graph.node(condition).op else {
            return None;
        };
        let (Op::StepStart, Some([bound])) =
            (&graph.node(a).op, graph.constant_values(b).map(|v| &**v))
        else {
            return None;
        };
        // Steps start ever later.
        let last = self.clock.time_of_step(self.until.checked_sub(1)?);
        match (self.clock.time_of_step(0) < *bound, last < *bound) {
            (_, true) => Some(true),
            (false, _) => Some(false),
            _ => None,
        }
    }

    /// Whether a form depends on time alone and is finite at all steps.
    fn surely_finite(&self, form: NodeId) -> bool {
        let mut cone: BTreeMap<NodeId, Vec<f64>> = BTreeMap::new();
        let mut todo = vec![form];
        while let Some(id) = todo.pop() {
            let (op, _) = &self.forms[id as usize];
            let varies = matches!(
                op,
                Op::Parameter(_)
                    | Op::State(_)
                    | Op::Chance { .. }
                    | Op::Happened(..)
                    | Op::Lag { .. }
                    | Op::Summary(_)
            );
            if varies {
                return false;
            }
            if cone.insert(id, Vec::new()).is_none() {
                todo.extend(graph::operands(op));
            }
        }
        let order: Vec<NodeId> = cone.keys().copied().collect();
        (0..self.until).all(|step| {
            let time = self.clock.time_of_step(step);
            let instant = Instant {
                time,
                year: self.clock.year_at(time),
                step_start: time,
            };
            for id in &order {
                let (op, rows) = &self.forms[*id as usize];
                let read = |o: NodeId| cone.get(&o).map(Vec::as_slice);
                match graph::compute(op, *rows as usize, self.tables, instant, &read) {
                    Some(values) => drop(cone.insert(*id, values)),
                    None => return false,
                }
            }
            cone[&form].iter().all(|v| v.is_finite())
        })
    }

    /// Whether running one program over the steps computes, and checks, all that another would.
    pub(crate) fn covers(
        &self,
        (trunk, trunk_forms): (&Program, &Forms),
        (member, member_forms): (&Program, &Forms),
    ) -> bool {
        let same = |m: NodeId, t: NodeId| member_forms[m as usize] == trunk_forms[t as usize];
        let (ours, theirs) = (&member.lowered, &trunk.lowered);
        let states = ours.states.iter().all(|m| {
            theirs
                .states
                .iter()
                .any(|t| t.key == m.key && same_state(m, t, &same))
        });
        let histories = ours.histories.iter().all(|m| {
            theirs.histories.iter().any(|t| {
                t.site == m.site && t.depth == m.depth && t.rows == m.rows && same(m.of, t.of)
            })
        });
        let events = ours.events.iter().all(|m| {
            theirs
                .events
                .iter()
                .any(|t| t.id == m.id && same_event((m, ours), (t, theirs), &same))
        });
        let summaries = ours.summary_calls.len() == theirs.summary_calls.len()
            && ours
                .summary_calls
                .iter()
                .zip(&theirs.summary_calls)
                .all(|(m, t)| {
                    let (m, t) = (&ours.summaries[*m as usize], &theirs.summaries[*t as usize]);
                    m.rows == t.rows && same_summary(m.kind, t.kind, &same)
                });
        let watches = ours.watches.len() == theirs.watches.len()
            && ours
                .watches
                .iter()
                .zip(&theirs.watches)
                .all(|((a, m, i), (b, t, j))| a == b && i == j && same(*m, *t));
        let theirs: HashSet<NodeId> = (trunk.origins.checked.iter())
            .map(|n| trunk_forms[*n as usize])
            .collect();
        let checks = member.origins.checked.iter().all(|n| {
            let form = member_forms[*n as usize];
            theirs.contains(&form) || self.surely_finite(form)
        });
        states && histories && events && summaries && watches && checks
    }
}

fn same_state(m: &State, t: &State, same: &dyn Fn(NodeId, NodeId) -> bool) -> bool {
    m.rows == t.rows
        && same(m.start, t.start)
        && match (&m.kind, &t.kind) {
            (
                StateKind::Integral {
                    rate: a,
                    floor: f,
                    window: w,
                },
                StateKind::Integral {
                    rate: b,
                    floor: g,
                    window: x,
                },
            ) => same(*a, *b) && f == g && w == x,
            (StateKind::Latch { of: a }, StateKind::Latch { of: b }) => same(*a, *b),
            _ => false,
        }
}

fn same_event(
    (m, ours): (&EventCode, &Lowered),
    (t, theirs): (&EventCode, &Lowered),
    same: &dyn Fn(NodeId, NodeId) -> bool,
) -> bool {
    let conditions = match (m.condition, t.condition) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    };
    conditions
        && m.rows == t.rows
        && m.of == t.of
        && m.effects.len() == t.effects.len()
        && m.effects.iter().zip(&t.effects).all(|(a, b)| {
            ours.states[a.state as usize].key == theirs.states[b.state as usize].key
                && a.targets == b.targets
                && a.set == b.set
                && same(a.amount, b.amount)
        })
}

fn same_summary(m: SummaryKind, t: SummaryKind, same: &dyn Fn(NodeId, NodeId) -> bool) -> bool {
    match (m, t) {
        (SummaryKind::At { of: a, step: s }, SummaryKind::At { of: b, step: r }) => {
            s == r && same(a, b)
        }
        (SummaryKind::Min { of: a, window: v }, SummaryKind::Min { of: b, window: w })
        | (SummaryKind::Max { of: a, window: v }, SummaryKind::Max { of: b, window: w })
        | (
            SummaryKind::FirstTime { of: a, window: v },
            SummaryKind::FirstTime { of: b, window: w },
        ) => v == w && same(a, b),
        // Totals over time are compared as states.
        (SummaryKind::State(_), SummaryKind::State(_)) => true,
        _ => false,
    }
}
