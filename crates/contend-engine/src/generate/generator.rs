//! What the rooms of the generator work on.

use std::collections::BTreeSet;

use super::clock::ClockTables;
use super::places::Places;
use crate::code::Code;
use crate::frame::Frame;
use crate::graph::{Graph, NodeId};
use crate::lower::Lowered;

/// Code in the making.
pub(super) struct Generator<'a> {
    pub lowered: &'a Lowered,
    pub graph: &'a Graph,
    pub frame: &'a Frame,
    pub code: Code,
    pub places: Places,
    pub clock: ClockTables,
}

/// What one block of instructions computes.
#[derive(Debug)]
pub(super) struct Block {
    /// Nodes to compute, operands first.
    pub order: Vec<NodeId>,
    /// Nodes that must still stand at the end.
    pub kept: BTreeSet<NodeId>,
    /// Named nodes to check as soon as they are computed.
    pub checked: BTreeSet<NodeId>,
}
