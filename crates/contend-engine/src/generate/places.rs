//! Where values stand in the arena.

use std::collections::{BTreeMap, HashMap};

use crate::code::Slot;
use crate::defect::Defect;
use crate::graph::NodeId;

/// Where values stand in the arena.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Where nodes stand.
    pub slots: HashMap<NodeId, Slot>,
    /// Copies of states that are read after states have begun to advance.
    pub held: HashMap<NodeId, Slot>,
    /// Rows of the arena so far.
    pub rows: u32,
    /// Rows that are free again, by size.
    free: BTreeMap<u32, Vec<Slot>>,
}

impl Places {
    /// Rows that nothing else ever uses.
    pub(super) fn fresh(&mut self, rows: u32) -> Slot {
        let slot = self.rows;
        self.rows = self.rows.saturating_add(rows.max(1));
        slot
    }

    /// Rows for as long as they are not given back.
    ///
    /// What was given back is used again for as many rows only: so a value never stands across two others, and rows
    /// that several blocks pass through are aligned.
    pub(super) fn take(&mut self, rows: u32) -> Slot {
        match self.free.get_mut(&rows).and_then(Vec::pop) {
            Some(slot) => slot,
            None => self.fresh(rows),
        }
    }

    /// The last reader of these rows is past.
    pub(super) fn give_back(&mut self, slot: Slot, rows: u32) {
        self.free.entry(rows).or_default().push(slot);
    }

    /// From here on only fresh rows are taken: what was given back belongs to code that is run again later.
    pub(super) fn keep_apart(&mut self) {
        self.free.clear();
    }

    pub(super) fn slot(&self, id: NodeId) -> Result<Slot, Defect> {
        let slot = self.slots.get(&id).copied();
        slot.ok_or(Defect::lost("where a value stands"))
    }

    /// Where a node's value of this instant stands after states have begun to advance.
    pub(super) fn held(&self, id: NodeId) -> Result<Slot, Defect> {
        let held = self.held.get(&id).copied();
        held.map_or_else(|| self.slot(id), Ok)
    }
}
