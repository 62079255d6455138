//! What one program hands over to another of the same scenario at the start of a step, worked out while compiling.

use std::collections::{HashMap, HashSet};

use crate::code::{Code, Slot};
use crate::defect::Defect;
use crate::lower::SummaryKind;
use crate::machine::{Carried, RowCopy, Transfer};
use crate::program::Program;
use crate::residual::Forms;

impl Transfer {
    /// What the receiver finds at the giver before the first step; reduced forms say what is the same.
    pub(crate) fn setup(
        (from, from_forms): (&Program, &Forms),
        (to, to_forms): (&Program, &Forms),
    ) -> Transfer {
        let places: HashMap<u32, Slot> = (from.origins.setup.iter())
            .map(|(n, slot)| (from_forms[*n as usize], *slot))
            .collect();
        let theirs: HashSet<u32> = (from.origins.setup_checked.iter())
            .map(|n| from_forms[*n as usize])
            .collect();
        let checked = |n: &u32| theirs.contains(&to_forms[*n as usize]);
        let mut rows = Vec::new();
        let mut whole = to.origins.setup_checked.iter().all(checked);
        for (n, slot) in &to.origins.setup {
            match places.get(&to_forms[*n as usize]) {
                Some(place) => rows.push(RowCopy {
                    from: *place,
                    to: *slot,
                    rows: to.lowered.graph.rows(*n),
                }),
                None => whole = false,
            }
        }
        Transfer {
            setup: whole.then(|| joined(rows)),
            parameters: parameters(from.code(), to.code()),
            carried: None,
        }
    }
}

/// For each parameter that one code draws, where another has it.
fn parameters(from: &Code, to: &Code) -> Vec<Option<Slot>> {
    (to.parameters.iter())
        .map(|wanted| {
            let mut theirs = from.parameters.iter();
            theirs.find(|p| p.index == wanted.index).map(|p| p.slot)
        })
        .collect()
}

impl Carried {
    /// Everything that lasts from step to step.
    ///
    /// # Errors
    /// [`Defect`] where the giver does not keep what the receiver needs.
    pub(crate) fn between(from: &Program, to: &Program) -> Result<Carried, Defect> {
        let missing = || Defect::lost("a state that an earlier part of the run should keep");
        let mut rows = Vec::new();
        let (ours, theirs) = (&to.lowered, &from.lowered);
        for (state, code) in ours.states.iter().zip(&to.code().states) {
            let mut given = theirs.states.iter().zip(&from.code().states);
            let (_, place) = given
                .find(|(s, _)| s.key == state.key && s.rows == state.rows)
                .ok_or_else(missing)?;
            rows.push(RowCopy {
                from: place.slot,
                to: code.slot,
                rows: state.rows,
            });
        }
        for event in &to.code().events {
            let mut given = from.code().events.iter();
            let place = given.find(|e| e.id == event.id).ok_or_else(missing)?;
            for (a, b) in [(place.count, event.count), (place.last, event.last)] {
                rows.push(RowCopy {
                    from: a,
                    to: b,
                    rows: event.rows,
                });
            }
        }
        if ours.summary_calls.len() != theirs.summary_calls.len() {
            return Err(missing());
        }
        for (a, b) in theirs.summary_calls.iter().zip(&ours.summary_calls) {
            let (a, b) = (*a as usize, *b as usize);
            let summary = &ours.summaries[b];
            if !matches!(summary.kind, SummaryKind::State(_)) {
                rows.push(RowCopy {
                    from: from.origins.summaries[a],
                    to: to.origins.summaries[b],
                    rows: summary.rows,
                });
            }
        }
        let mut histories = Vec::new();
        for (index, history) in ours.histories.iter().enumerate() {
            let mut given = theirs.histories.iter();
            let place = given
                .position(|h| {
                    h.site == history.site && h.rows == history.rows && h.depth == history.depth
                })
                .ok_or_else(missing)?;
            histories.push((place, index));
        }
        Ok(Carried {
            fault: from.code().fault,
            rows: joined(rows),
            histories,
        })
    }
}

/// The same rows in as few pieces as possible.
fn joined(mut rows: Vec<RowCopy>) -> Vec<RowCopy> {
    rows.sort_unstable_by_key(|r| (r.to, r.from));
    rows.dedup();
    let mut joined: Vec<RowCopy> = Vec::new();
    for next in rows {
        match joined.last_mut() {
            Some(last) if last.to + last.rows == next.to && last.from + last.rows == next.from => {
                last.rows += next.rows;
            }
            _ => joined.push(next),
        }
    }
    joined
}
