//! What one program hands over to another of the same scenario at the start of a step.

use std::collections::{HashMap, HashSet};

use crate::kernel::Slot;
use crate::lower::{CompileError, SummaryKind};
use crate::program::{Code, Program};
use crate::residual::Forms;

/// Rows of one arena and their place in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rows {
    pub from: Slot,
    pub to: Slot,
    pub rows: u32,
}

/// What goes from a tile of one program to a tile of another.
#[derive(Debug, Default)]
pub(crate) struct Transfer {
    /// What is computed once a world, where the other program has all of it.
    pub setup: Option<Vec<Rows>>,
    /// Drawn parameters, in the order of the receiving code's; `None` where the other program has not drawn one.
    pub parameters: Vec<Option<Slot>>,
    /// Everything that lasts from step to step; `None` where the run starts anew.
    pub carried: Option<Carried>,
}

#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// The row of faults.
    pub fault: Slot,
    pub rows: Vec<Rows>,
    /// Histories: from, to.
    pub histories: Vec<(usize, usize)>,
}

impl Transfer {
    /// What the receiver finds at the giver before the first step; reduced forms say what is the same.
    pub(crate) fn setup(
        (from, from_forms): (&Program, &Forms),
        (to, to_forms): (&Program, &Forms),
    ) -> Transfer {
        let places: HashMap<u32, Slot> = (from.code.setup_nodes.iter())
            .zip(&from.code.setup_slots)
            .map(|(n, slot)| (from_forms[*n as usize], *slot))
            .collect();
        let theirs: HashSet<u32> = (from.code.setup_checked.iter())
            .map(|n| from_forms[*n as usize])
            .collect();
        let checked = |n: &u32| theirs.contains(&to_forms[*n as usize]);
        let mut rows = Vec::new();
        let mut whole = to.code.setup_checked.iter().all(checked);
        for (n, slot) in to.code.setup_nodes.iter().zip(&to.code.setup_slots) {
            match places.get(&to_forms[*n as usize]) {
                Some(place) => rows.push(Rows {
                    from: *place,
                    to: *slot,
                    rows: to.lowered.graph.rows(*n),
                }),
                None => whole = false,
            }
        }
        Transfer {
            setup: whole.then(|| joined(rows)),
            parameters: parameters(&from.code, &to.code),
            carried: None,
        }
    }
}

/// For each parameter that one code draws, where another has it.
pub(crate) fn parameters(from: &Code, to: &Code) -> Vec<Option<Slot>> {
    (to.parameters.iter())
        .map(|(_, wanted)| {
            let mut theirs = from.parameters.iter();
            theirs.find(|(_, p)| p == wanted).map(|(slot, _)| *slot)
        })
        .collect()
}

impl Carried {
    /// Everything that lasts from step to step.
    ///
    /// # Errors
    /// [`CompileError::Misplaced`] where the giver does not keep what the receiver needs.
    pub(crate) fn between(from: &Program, to: &Program) -> Result<Carried, CompileError> {
        let missing = || CompileError::Misplaced {
            what: "a state that an earlier part of the run does not keep (a defect of the compiler)",
        };
        let mut rows = Vec::new();
        let (ours, theirs) = (&to.lowered, &from.lowered);
        for (state, code) in ours.states.iter().zip(&to.code.states) {
            let mut given = theirs.states.iter().zip(&from.code.states);
            let (_, place) = given
                .find(|(s, _)| s.key == state.key && s.rows == state.rows)
                .ok_or_else(missing)?;
            rows.push(Rows {
                from: place.slot,
                to: code.slot,
                rows: state.rows,
            });
        }
        for event in &to.code.events {
            let mut given = from.code.events.iter();
            let place = given.find(|e| e.id == event.id).ok_or_else(missing)?;
            for (a, b) in [(place.count, event.count), (place.last, event.last)] {
                rows.push(Rows {
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
                rows.push(Rows {
                    from: from.code.summary_slots[a],
                    to: to.code.summary_slots[b],
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
            fault: from.code.fault,
            rows: joined(rows),
            histories,
        })
    }
}

/// The same rows in as few pieces as possible.
fn joined(mut rows: Vec<Rows>) -> Vec<Rows> {
    rows.sort_unstable_by_key(|r| (r.to, r.from));
    rows.dedup();
    let mut joined: Vec<Rows> = Vec::new();
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
