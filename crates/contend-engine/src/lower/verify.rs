//! What a program keeps beside its graph, held against the graph and the scenario.

use contend_model::id::EventId;
use contend_model::model::Scenario;

use super::lowered::{EffectCode, EventCode, Lowered, State, StateKind, Summary, SummaryKind};
use crate::defect::{Defect, Reason};
use crate::graph::{self, Graph, NO_ROW, NodeId, Op, When};

/// Holds a lowered scenario against its rules.
///
/// # Errors
/// The first [`Defect`].
pub(super) fn lowered(scenario: &Scenario, lowered: &Lowered) -> Result<(), Defect> {
    graph::verify::graph(&lowered.graph)?;
    let known = Known { scenario, lowered };
    for (id, node) in lowered.graph.nodes().iter().enumerate() {
        let found = known.node(&node.op, node.rows);
        found.map_err(|reason| Defect::new("node", id, reason))?;
    }
    each("state", &lowered.states, |s| known.state(s))?;
    each("history", &lowered.histories, |h| {
        known.value(h.of, h.rows, When::Step)
    })?;
    each("summary", &lowered.summaries, |s| known.summary(s))?;
    each("event", &lowered.events, |e| known.event(e))?;
    each("outcome", &lowered.outcomes, |(id, node)| {
        let outcome = scenario.outcomes.get(id.index()).ok_or(Reason::Table)?;
        known.value(*node, scenario.size(&outcome.over) as u32, When::Finish)
    })?;
    each("watch", &lowered.watches, |(_, node, row)| {
        let rows = known.rows(*node)?;
        exists(*row, rows as usize)?;
        known.value(*node, rows, When::Step)
    })
}

fn each<T>(
    place: &'static str,
    list: &[T],
    rule: impl Fn(&T) -> Result<(), Reason>,
) -> Result<(), Defect> {
    for (index, item) in list.iter().enumerate() {
        rule(item).map_err(|reason| Defect::new(place, index, reason))?;
    }
    Ok(())
}

fn exists(index: u32, length: usize) -> Result<(), Reason> {
    if (index as usize) < length {
        Ok(())
    } else {
        Err(Reason::Table)
    }
}

fn same(rows: usize, wanted: u32) -> Result<(), Reason> {
    if rows == wanted as usize {
        Ok(())
    } else {
        Err(Reason::Rows)
    }
}

struct Known<'a> {
    scenario: &'a Scenario,
    lowered: &'a Lowered,
}

impl Known<'_> {
    fn graph(&self) -> &Graph {
        &self.lowered.graph
    }

    /// Rows of leaves, by what they stand for.
    fn node(&self, op: &Op, rows: u32) -> Result<(), Reason> {
        let (scenario, lowered) = (self.scenario, self.lowered);
        match op {
            Op::Parameter(q) => {
                let quantity = scenario.quantities.get(q.index()).ok_or(Reason::Table)?;
                same(scenario.size(&quantity.over), rows)
            }
            Op::State(s) => {
                let state = lowered.states.get(*s as usize).ok_or(Reason::Table)?;
                same(state.rows as usize, rows)
            }
            Op::Lag { store, .. } => {
                let history = lowered.histories.get(*store as usize);
                same(history.ok_or(Reason::Table)?.rows as usize, rows)
            }
            Op::Summary(s) => {
                let summary = lowered.summaries.get(*s as usize).ok_or(Reason::Table)?;
                same(summary.rows as usize, rows)
            }
            Op::Lever { lever, .. } => exists(*lever, lowered.levers.len()),
            Op::Happened(event, _) => same(self.rows_of_event(*event)? as usize, rows),
            Op::Lookup(table, _) => exists(table.0, scenario.tables.len()),
            Op::Series(tables) => {
                let mut all = tables.iter();
                all.try_for_each(|t| exists(t.0, scenario.tables.len()))
            }
            _ => Ok(()),
        }
    }

    fn rows_of_event(&self, id: EventId) -> Result<u32, Reason> {
        let mut events = self.lowered.events.iter();
        let event = events.find(|e| e.id == id).ok_or(Reason::Table)?;
        Ok(event.rows)
    }

    fn rows(&self, node: NodeId) -> Result<u32, Reason> {
        let node = self.graph().nodes().get(node as usize);
        Ok(node.ok_or(Reason::Table)?.rows)
    }

    /// A value that is kept: of that many rows, and known by then.
    fn value(&self, node: NodeId, rows: u32, by: When) -> Result<(), Reason> {
        same(self.rows(node)? as usize, rows)?;
        if self.graph().node(node).when <= by {
            Ok(())
        } else {
            Err(Reason::Order)
        }
    }

    fn state(&self, state: &State) -> Result<(), Reason> {
        self.value(state.start, state.rows, When::Setup)?;
        // The clock runs beside what is computed once a world, not before it.
        if self.graph().node(state.start).when == When::Clock {
            return Err(Reason::Order);
        }
        match &state.kind {
            StateKind::Integral { rate, .. } => self.value(*rate, state.rows, When::Step),
            StateKind::Latch { of } => self.value(*of, state.rows, When::Step),
        }
    }

    fn summary(&self, summary: &Summary) -> Result<(), Reason> {
        match summary.kind {
            SummaryKind::At { of, .. }
            | SummaryKind::Min { of, .. }
            | SummaryKind::Max { of, .. }
            | SummaryKind::FirstTime { of, .. } => self.value(of, summary.rows, When::Step),
            SummaryKind::State(s) => {
                let state = self.lowered.states.get(s as usize).ok_or(Reason::Table)?;
                same(state.rows as usize, summary.rows)
            }
        }
    }

    fn event(&self, event: &EventCode) -> Result<(), Reason> {
        let declared = self.scenario.events.get(event.id.index());
        let size = self.scenario.size(&declared.ok_or(Reason::Table)?.over);
        same(size, event.rows)?;
        if let Some(of) = event.of {
            same(self.rows_of_event(of)? as usize, event.rows)?;
            event.condition.ok_or(Reason::Table)?;
        }
        if let Some(condition) = event.condition {
            self.value(condition, event.rows, When::Step)?;
        }
        let mut effects = event.effects.iter();
        effects.try_for_each(|effect| self.effect(effect, event.rows))
    }

    fn effect(&self, effect: &EffectCode, event_rows: u32) -> Result<(), Reason> {
        let state = self.lowered.states.get(effect.state as usize);
        let stock_rows = state.ok_or(Reason::Table)?.rows;
        for (stock, event) in &*effect.targets {
            for (row, rows) in [(*stock, stock_rows), (*event, event_rows)] {
                if row != NO_ROW && row >= rows {
                    return Err(Reason::Table);
                }
            }
        }
        self.value(effect.amount, effect.targets.len() as u32, When::Step)
    }
}

#[cfg(test)]
mod tests {
    use contend_model::id::{ProfileId, QuantityId};
    use contend_model::model::Floor;
    use contend_model::place::MemoryFolder;

    use super::*;
    use crate::batch::Request;
    use crate::lower::{History, lower};
    use crate::play::Course;

    const TEXT: &str = r#"
[scenario]
title = "Test"
start = 2000-01-01
end = 2001-01-01
step = "1 month"

[dimension]
place = ["a", "b", "c"]

[parameter]
k = { over = "place", value = [1, 2, 3], range = [0, 4], assumption = "test" }

[stock]
s = { over = "place", start = "k", change = "(k - lag(s, 2{month})) / 1{month}" }

[event]
storm = { over = "place", hazard = "0.1{1/month}", effect = { s = "1" } }

[outcome]
last = { over = "place", equation = "at_end(s)" }
all = { over = "place", unit = "month", equation = "total(s * count(storm))" }
"#;

    /// Whether a scenario that is lowered, and then spoilt, is refused, and why.
    fn spoilt(spoil: impl Fn(&mut Lowered)) -> Result<(), Defect> {
        let folder = MemoryFolder::new([("scenario.toml", TEXT)]);
        let reading = contend_scenario::read(&folder);
        let scenario = reading
            .scenario
            .unwrap_or_else(|| panic!("{:?}", reading.findings));
        let request = Request {
            outcomes: vec![
                contend_model::id::OutcomeId(0),
                contend_model::id::OutcomeId(1),
            ],
            ..Request::default()
        };
        let course = Course::of(&scenario, ProfileId(0));
        let mut program = lower(&scenario, &[course], &request).expect("lowers");
        spoil(&mut program);
        lowered(&scenario, &program)
    }

    fn refused(place: &'static str, reason: Reason, spoil: impl Fn(&mut Lowered)) {
        let Err(defect) = spoilt(spoil) else {
            panic!("{place}: {reason:?} is not seen")
        };
        let is = |index: usize| defect == Defect::new(place, index, reason);
        assert!((0..200).any(is), "{place}: {reason:?}, not {defect:?}");
    }

    #[test]
    fn what_is_kept_has_the_rows_of_what_it_is_kept_from() {
        assert_eq!(spoilt(|_| ()), Ok(()));
        let one = |l: &mut Lowered| l.graph.number(1.0);
        refused("state", Reason::Rows, |l| l.states[0].start = one(l));
        refused("state", Reason::Rows, |l| {
            l.states[0].kind = StateKind::Latch { of: one(l) };
        });
        refused("state", Reason::Rows, |l| {
            l.states[0].kind = StateKind::Integral {
                rate: one(l),
                floor: Floor::None,
                window: None,
            };
        });
        refused("history", Reason::Rows, |l| l.histories[0].of = one(l));
        refused("event", Reason::Rows, |l| {
            l.events[0].condition = Some(one(l));
        });
        refused("event", Reason::Rows, |l| {
            l.events[0].effects[0].amount = one(l);
        });
        refused("outcome", Reason::Rows, |l| l.outcomes[0].1 = one(l));
        refused("summary", Reason::Rows, |l| {
            let at = (l.summaries.iter()).position(|s| !matches!(s.kind, SummaryKind::State(_)));
            let of = one(l);
            l.summaries[at.expect("a value at the end")].kind = SummaryKind::At { of, step: 0 };
        });
    }

    #[test]
    fn nodes_of_states_events_and_summaries_have_the_rows_of_their_tables() {
        refused("node", Reason::Rows, |l| l.states[0].rows = 2);
        refused("node", Reason::Rows, |l| l.summaries[0].rows = 2);
        refused("node", Reason::Rows, |l| {
            let old = &l.histories[0];
            l.histories[0] = History {
                rows: 1,
                ..old.clone()
            };
        });
        refused("node", Reason::Rows, |l| {
            l.graph.leaf(Op::Parameter(QuantityId(0)), 2);
        });
        refused("node", Reason::Rows, |l| l.events[0].rows = 1);
        refused("node", Reason::Table, |l| l.states.truncate(0));
        refused("node", Reason::Table, |l| l.histories.truncate(0));
        refused("node", Reason::Table, |l| l.events.truncate(0));
        refused("node", Reason::Table, |l| l.summaries.truncate(0));
    }

    #[test]
    fn what_does_not_exist_or_comes_later_is_refused() {
        refused("event", Reason::Table, |l| {
            l.events[0].effects[0].targets = vec![(3, 0); 3].into();
        });
        refused("event", Reason::Table, |l| {
            l.events[0].effects[0].targets = vec![(0, 3); 3].into();
        });
        refused("event", Reason::Table, |l| l.events[0].effects[0].state = 9);
        let at_the_end = |l: &mut Lowered| l.graph.leaf(Op::Summary(0), 3);
        refused("history", Reason::Order, |l| {
            l.histories[0].of = at_the_end(l);
        });
        refused("state", Reason::Order, |l| {
            let of = at_the_end(l);
            l.states[0].kind = StateKind::Latch { of };
        });
        refused("state", Reason::Order, |l| {
            l.states[0].start = l.graph.leaf(Op::State(0), 3);
        });
    }
}
