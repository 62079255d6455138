//! In which order the nodes of a block are computed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::graph::NodeId;

/// An order in which operands come first and nodes that can go block by block stand together: everything else that
/// is ready comes before, then all that is ready of one number of rows.
///
/// The longer such a stretch, the more of its intermediate values need the rows of one block alone, which stay in the
/// nearest cache. Among nodes that are equally good, the order given decides, so that the same graph gives the same
/// code.
pub(super) fn schedule(
    nodes: &[NodeId],
    reads: impl Fn(NodeId) -> Vec<NodeId>,
    blocked: impl Fn(NodeId) -> u32,
) -> Vec<NodeId> {
    let place: HashMap<NodeId, usize> = nodes.iter().enumerate().map(|(i, id)| (*id, i)).collect();
    let mut waiting = vec![0usize; nodes.len()];
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (i, id) in nodes.iter().enumerate() {
        let mut from = reads(*id);
        from.sort_unstable();
        from.dedup();
        for o in from {
            if let Some(j) = place.get(&o) {
                readers[*j].push(i);
                waiting[i] += 1;
            }
        }
    }
    let mut ready: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (i, id) in nodes.iter().enumerate() {
        if waiting[i] == 0 {
            ready.entry(blocked(*id)).or_default().insert(i);
        }
    }
    let mut order = Vec::with_capacity(nodes.len());
    let mut current = 0;
    loop {
        let next = match ready.get_mut(&current).and_then(BTreeSet::pop_first) {
            Some(i) => i,
            None => {
                ready.retain(|_, set| !set.is_empty());
                match ready.first_key_value() {
                    Some((rows, _)) => {
                        current = *rows;
                        continue;
                    }
                    None => return order,
                }
            }
        };
        order.push(nodes[next]);
        for reader in &readers[next] {
            waiting[*reader] -= 1;
            if waiting[*reader] == 0 {
                ready
                    .entry(blocked(nodes[*reader]))
                    .or_default()
                    .insert(*reader);
            }
        }
    }
}
