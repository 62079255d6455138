//! What is lowered last, since it may read what is not lowered yet.

use contend_model::expression::{Expression, MemoryOp};
use contend_model::id::{DimensionId, EventId, QuantityId};

/// Work that may read what is not lowered yet, and so comes last: what changes a state may need the state.
#[derive(Clone, Copy)]
pub(super) enum Pending<'a> {
    Stock { state: u32, quantity: QuantityId },
    Memory(Remembered<'a>),
    Event(EventId),
}

/// A memory function whose states are not filled in yet.
#[derive(Clone, Copy)]
pub(super) struct Remembered<'a> {
    pub op: MemoryOp,
    /// Its state, the first of its three, or its history.
    pub kept: u32,
    pub arguments: &'a [Expression],
    pub over: &'a [DimensionId],
}
