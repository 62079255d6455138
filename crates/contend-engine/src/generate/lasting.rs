//! What lasts from step to step: states, summaries, events, histories.

use std::collections::{BTreeSet, HashMap};

use contend_model::model::Floor;

use super::generator::Generator;
use crate::code::{
    AccumulatorLayout, EffectLayout, EventLayout, Fold, HistoryLayout, Instruction, Integration,
    Opcode, RungeKutta, Slot, StateLayout, StateStep,
};
use crate::defect::{Defect, Reason};
use crate::graph::{NodeId, Op};
use crate::lower::{State, StateKind, SummaryKind};

/// Where what lasts stands, in the order of the lowered scenario.
#[derive(Debug, Default)]
pub(super) struct Lasting {
    pub states: Vec<Slot>,
    pub summaries: Vec<Slot>,
}

/// Where what is read at one instant alone stands, by the instant's step.
pub(super) type DatedSlots = HashMap<(u32, NodeId), Slot>;

impl Generator<'_> {
    /// Gives rows to everything that lasts; they are first in the arena, and nothing else ever takes them.
    pub(super) fn place_lasting(&mut self) -> Lasting {
        let (lowered, graph) = (self.lowered, self.graph);
        self.code.fault = self.places.fresh(1);
        let states: Vec<Slot> = (lowered.states.iter())
            .map(|s| self.places.fresh(s.rows))
            .collect();
        for event in &lowered.events {
            let outcomes = lowered.events.iter().filter(|e| e.of == Some(event.id));
            self.code.events.push(EventLayout {
                id: event.id,
                rows: event.rows,
                outcomes: outcomes.count(),
                condition: None,
                count: self.places.fresh(event.rows),
                last: self.places.fresh(event.rows),
                fired: self.places.fresh(event.rows),
                effects: Vec::new(),
            });
        }
        for (id, node) in graph.nodes().iter().enumerate() {
            if let Op::State(s) = node.op {
                let slot = states[s as usize];
                self.places.slots.insert(id as NodeId, slot);
            }
        }
        let summaries = (lowered.summaries.iter())
            .map(|s| match s.kind {
                SummaryKind::State(state) => states[state as usize],
                _ => self.places.fresh(s.rows),
            })
            .collect();
        Lasting { states, summaries }
    }

    /// A value of so many rows, in the place where it stands while states advance.
    fn held_whole(&self, id: NodeId, rows: u32) -> Result<Slot, Defect> {
        self.whole(id, rows)?;
        self.places.held(id)
    }

    /// A value of so many rows.
    fn whole(&self, id: NodeId, rows: u32) -> Result<Slot, Defect> {
        if self.graph.rows(id) != rows {
            return Err(Defect::new("node", id as usize, Reason::Shape));
        }
        self.places.slot(id)
    }

    /// A value of so many rows, in the place where it stands at one instant.
    fn at_one(&self, dated: &DatedSlots, id: NodeId, step: u32, rows: u32) -> Result<Slot, Defect> {
        if self.graph.rows(id) != rows {
            return Err(Defect::new("node", id as usize, Reason::Shape));
        }
        let slot = dated.get(&(step, id)).copied();
        slot.ok_or(Defect::lost("where a value of one instant stands"))
    }

    /// `stage_slots` says where rates of further stages stand.
    pub(super) fn finish_states(
        &mut self,
        lasting: &Lasting,
        stage_slots: &HashMap<NodeId, Slot>,
    ) -> Result<(), Defect> {
        let lowered = self.lowered;
        let struck: BTreeSet<u32> = (lowered.events.iter())
            .flat_map(|e| e.effects.iter().map(|x| x.state))
            .collect();
        for (index, (s, slot)) in lowered.states.iter().zip(&lasting.states).enumerate() {
            let start = self.places.slot(s.start)?;
            let step = match s.kind {
                StateKind::Latch { of } => {
                    let of = self.held_whole(of, s.rows)?;
                    StateStep::Latch(Instruction::new(Opcode::Copy, *slot, &[of], s.rows, 0))
                }
                StateKind::Integral { rate, .. } if self.code.runge_kutta => {
                    self.runge_kutta(s, *slot, rate, stage_slots)?
                }
                StateKind::Integral { rate, .. } => {
                    self.euler(s, *slot, rate, struck.contains(&(index as u32)))?
                }
            };
            self.code.states.push(StateLayout {
                slot: *slot,
                rows: s.rows,
                start,
                start_rows: self.graph.rows(s.start),
                step,
            });
        }
        Ok(())
    }

    /// The floor is applied as the stock advances, but after events where events change it: what they take away must
    /// not be more than there is.
    fn euler(
        &mut self,
        s: &State,
        slot: Slot,
        rate: NodeId,
        struck: bool,
    ) -> Result<StateStep, Defect> {
        let (floor, window) = floor_and_window(s);
        let fault = self.code.fault;
        let rate = self.held_whole(rate, s.rows)?;
        let on_all = |opcode, to, from: &[Slot]| Instruction::new(opcode, to, from, s.rows, 0);
        let late = struck && floor != Floor::None;
        let base = late.then(|| self.places.fresh(s.rows));
        let now = if struck { Floor::None } else { floor };
        let settle = match base {
            Some(base) => Some(on_all(Opcode::ApplyFloor(floor), slot, &[base, fault])),
            None if struck => Some(on_all(Opcode::Check, fault, &[slot])),
            None => None,
        };
        Ok(StateStep::Integral {
            window,
            integration: Integration::Euler {
                keep: base.map(|base| on_all(Opcode::Copy, base, &[slot])),
                advance: on_all(Opcode::Advance(now), slot, &[rate, fault]),
            },
            settle,
        })
    }

    /// The floor is applied at the end of the step alone: stages look at places that are not reached.
    fn runge_kutta(
        &mut self,
        s: &State,
        slot: Slot,
        rate: NodeId,
        stage_slots: &HashMap<NodeId, Slot>,
    ) -> Result<StateStep, Defect> {
        let (floor, window) = floor_and_window(s);
        let fault = self.code.fault;
        let first_rate = self.held_whole(rate, s.rows)?;
        let rate = stage_slots.get(&rate).copied().unwrap_or(first_rate);
        let (base, total) = (self.places.fresh(s.rows), self.places.fresh(s.rows));
        let on_all = |opcode, to, from: &[Slot]| Instruction::new(opcode, to, from, s.rows, 0);
        let step = RungeKutta {
            keep: on_all(Opcode::Copy, base, &[slot]),
            begin_total: on_all(Opcode::Copy, total, &[first_rate]),
            first_shift: on_all(Opcode::Shift, slot, &[base, first_rate]),
            shift: on_all(Opcode::Shift, slot, &[base, rate]),
            add_total: on_all(Opcode::AddScaled, total, &[rate]),
            last_shift: on_all(Opcode::Shift, slot, &[base, total]),
        };
        Ok(StateStep::Integral {
            window,
            integration: Integration::RungeKutta(step),
            settle: Some(on_all(Opcode::ApplyFloor(floor), slot, &[base, fault])),
        })
    }

    pub(super) fn finish_accumulators(
        &mut self,
        lasting: &Lasting,
        dated: &DatedSlots,
    ) -> Result<(), Defect> {
        for (summary, slot) in self.lowered.summaries.iter().zip(&lasting.summaries) {
            let fold = Opcode::Accumulate;
            let (opcode, of, window, start) = match summary.kind {
                SummaryKind::At { of, step } => (Opcode::Copy, of, (step, step), f64::NAN),
                SummaryKind::Min { of, window } => (fold(Fold::Least), of, window, f64::INFINITY),
                SummaryKind::Max { of, window } => {
                    (fold(Fold::Greatest), of, window, f64::NEG_INFINITY)
                }
                SummaryKind::FirstTime { of, window } => {
                    (fold(Fold::FirstTime), of, window, f64::INFINITY)
                }
                SummaryKind::State(_) => continue,
            };
            let source = match summary.kind {
                SummaryKind::At { of, step } => self.at_one(dated, of, step, summary.rows)?,
                _ => self.whole(of, summary.rows)?,
            };
            self.code.accumulators.push(AccumulatorLayout {
                slot: *slot,
                rows: summary.rows,
                start,
                window,
                instruction: Instruction::new(opcode, *slot, &[source], summary.rows, 0),
            });
        }
        Ok(())
    }

    pub(super) fn finish_events(&mut self, lasting: &Lasting) -> Result<(), Defect> {
        for (index, event) in self.lowered.events.iter().enumerate() {
            let condition = match event.condition {
                Some(node) => Some(self.whole(node, event.rows)?),
                None => None,
            };
            let mut effects = Vec::new();
            for effect in &event.effects {
                effects.push(EffectLayout {
                    state: lasting.states[effect.state as usize],
                    targets: effect.targets.clone(),
                    amount: self.held_whole(effect.amount, effect.targets.len() as u32)?,
                    set: effect.set,
                });
            }
            self.code.events[index].condition = condition;
            self.code.events[index].effects = effects;
        }
        Ok(())
    }

    pub(super) fn finish_histories(&mut self) -> Result<(), Defect> {
        for history in &self.lowered.histories {
            self.code.histories.push(HistoryLayout {
                source: self.whole(history.of, history.rows)?,
                rows: history.rows,
                depth: history.depth,
            });
        }
        Ok(())
    }
}

fn floor_and_window(s: &State) -> (Floor, Option<(u32, u32)>) {
    match s.kind {
        StateKind::Integral { floor, window, .. } => (floor, window),
        StateKind::Latch { .. } => (Floor::None, None),
    }
}
