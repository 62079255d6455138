//! The proof that code may be run: `unsafe` in [`crate::kernel`] and [`crate::machine`] rests on it.
//!
//! What an instruction touches is computed from the instruction and its tables alone, as its kernel will do it, and
//! never from the graph that the code came from: a mistake of the generator shows here, before anything is run. The
//! code is walked in the order in which a run carries it out (start, two steps, finish), with a note for each row of
//! the arena of the value that stands there. Shown is
//!
//! - that all rows that are read or written lie inside the arena,
//! - that what an instruction writes is apart from what it reads,
//! - that every operand is one whole value which something has computed before, of as many rows as the opcode reads,
//! - that indices and lists in tables stay inside what they point into.
//!
//! The first two are what memory safety asks for. The third would not let a program read its neighbour's rows.

mod touched;
mod walk;

#[cfg(test)]
mod tests;

use crate::code::{ARENA_LIMIT, Code, EventLayout, LANES, Picks, Schedule, Segments};
use crate::defect::{Defect, Reason};
use crate::frame::{EventKind, Frame};
use crate::graph::NO_ROW;
pub(crate) use touched::{Extent, Taken, Touched, touched};
use walk::Walk;

/// Code that may be run. Only [`seal`] makes one, and nothing changes it afterwards.
#[derive(Debug)]
pub(crate) struct Sealed {
    code: Code,
}

impl std::ops::Deref for Sealed {
    type Target = Code;

    fn deref(&self) -> &Code {
        &self.code
    }
}

/// Verifies code for runs of a scenario.
///
/// # Errors
/// The first [`Defect`] in the order of a run.
pub(crate) fn seal(code: Code, frame: &Frame) -> Result<Sealed, Defect> {
    check_tables(&code, frame)?;
    Walk::new(&code).run()?;
    Ok(Sealed { code })
}

/// What does not depend on the order of instructions.
fn check_tables(code: &Code, frame: &Frame) -> Result<(), Defect> {
    let demand = |place, index, holds: bool| {
        if holds {
            Ok(())
        } else {
            Err(Defect::new(place, index, Reason::Content))
        }
    };
    demand("lanes", code.lanes, LANES.contains(&code.lanes))?;
    demand("planes", code.planes, code.planes > 0)?;
    let rows = code.arena_rows;
    demand("arena", 0, u64::from(rows) <= ARENA_LIMIT)?;
    let grid = frame.clock.steps as usize + 1;
    let points = if code.runge_kutta { 3 * grid } else { grid };
    demand("points", code.points, code.points == points)?;
    for (k, row) in code.counting.iter().enumerate() {
        demand("counting", k, *row as usize == k)?;
    }
    for (k, parameter) in code.parameters.iter().enumerate() {
        let drawn = frame.parameters.get(parameter.index);
        let whole = drawn.is_some_and(|p| {
            p.values.len() == parameter.rows as usize && p.inputs.len() == p.values.len()
        });
        demand("parameter", k, whole)?;
    }
    for (k, event) in code.events.iter().enumerate() {
        let rule = frame.events.get(event.id.index());
        let decided = rule.is_some_and(|rule| {
            let known = matches!(rule.kind, EventKind::At(_)) || event.condition.is_some();
            known && rule.keys.len() == event.rows as usize
        });
        demand("event", k, decided)?;
    }
    outcomes_hold(&code.events, frame).map_err(|k| Defect::new("event", k, Reason::Content))?;
    for (k, history) in code.histories.iter().enumerate() {
        demand("history", k, history.depth > 0)?;
    }
    for (k, table) in code.tables.iter().enumerate() {
        demand("table", k, table.x.len() == table.y.len())?;
    }
    for (k, segments) in code.segments.iter().enumerate() {
        demand("segments", k, segments_hold(segments, &code.counting))?;
    }
    for (k, picks) in code.picks.iter().enumerate() {
        demand("picks", k, picks_hold(picks))?;
    }
    for (k, lever) in code.levers.iter().enumerate() {
        let exists = |(_, setting): &(u32, u32)| (*setting as usize) < lever.settings.len();
        let follows = |s: &Schedule| {
            s.0.first().is_some_and(|(from, _)| *from == 0)
                && s.0.is_sorted_by_key(|(from, _)| *from)
                && s.0.iter().all(exists)
        };
        let sound = lever.schedules.len() == code.planes && lever.schedules.iter().all(follows);
        demand("lever", k, sound)?;
    }
    for (k, m) in code.matrices.iter().enumerate() {
        let columns_exist = m.entries.iter().all(|(c, _)| (*c as usize) < m.columns);
        let sound = m.columns > 0
            && m.columns <= code.counting.len()
            && m.offsets.len() == m.base.len() + 1
            && ascending(&m.offsets, m.entries.len())
            && columns_exist;
        demand("matrix", k, sound)?;
    }
    demand(
        "outcomes",
        code.outcomes.len(),
        code.outcomes.len() == frame.may_be_infinite.len(),
    )
}

/// Whether outcomes of events follow those, and no other event does; else the place of one that does not.
fn outcomes_hold(events: &[EventLayout], frame: &Frame) -> Result<(), usize> {
    let is_outcome = |e: &EventLayout| {
        let rule = frame.events.get(e.id.index());
        rule.is_some_and(|rule| rule.kind == EventKind::Outcome)
    };
    let mut k = 0;
    while let Some(event) = events.get(k) {
        let outcomes = (k + 1).checked_add(event.outcomes);
        let outcomes = outcomes.and_then(|end| events.get(k + 1..end)).ok_or(k)?;
        let all = |o: &EventLayout| is_outcome(o) && o.outcomes == 0 && o.rows == event.rows;
        if is_outcome(event) || !outcomes.iter().all(all) {
            return Err(k);
        }
        k += 1 + outcomes.len();
    }
    Ok(())
}

/// Offsets from 0 to the end of a list.
fn ascending(offsets: &[u32], end: usize) -> bool {
    offsets.first() == Some(&0)
        && offsets.is_sorted()
        && offsets.last().is_some_and(|last| *last as usize == end)
}

/// Whether every step from every base stays inside the operand.
fn picks_hold(p: &Picks) -> bool {
    let furthest = (p.steps.iter()).filter(|step| **step != NO_ROW).max();
    let inside = |base: &u32| {
        let row = base.checked_add(furthest.copied().unwrap_or(0));
        row.is_some_and(|row| row < p.source_rows)
    };
    p.base.iter().all(inside)
}

fn segments_hold(s: &Segments, counting: &[u32]) -> bool {
    ascending(&s.offsets, s.rows.len())
        && s.rows.iter().all(|row| *row < s.source_rows)
        && s.rows.len() <= counting.len()
        && (s.positions.is_empty() || s.positions.len() == s.rows.len())
}
