//! What depends on time alone, computed while compiling and read from tables.

use std::collections::{BTreeSet, HashMap};

use contend_model::clock::{Clock, Method};

use crate::frame::Frame;
use crate::graph::{self, Graph, Instant, NodeId, When};

/// The nodes that are read from tables, and which table each has.
#[derive(Debug, Default)]
pub(super) struct ClockTables {
    index: HashMap<NodeId, u32>,
    nodes: BTreeSet<NodeId>,
}

impl ClockTables {
    /// The table of a node.
    pub(super) fn table(&mut self, id: NodeId) -> u32 {
        self.nodes.insert(id);
        let next = self.index.len() as u32;
        *self.index.entry(id).or_insert(next)
    }

    /// The values of each table: all rows at the first point, at the second, and so on.
    pub(super) fn tabulate(&self, graph: &Graph, frame: &Frame) -> Vec<Vec<f64>> {
        let mut needed: BTreeSet<NodeId> = BTreeSet::new();
        let mut todo: Vec<NodeId> = self.nodes.iter().copied().collect();
        while let Some(id) = todo.pop() {
            if graph.node(id).when == When::Clock && needed.insert(id) {
                todo.extend(graph::operands(&graph.node(id).op));
            }
        }
        let mut tables = vec![Vec::new(); self.index.len()];
        if needed.is_empty() {
            return tables;
        }
        let mut values: HashMap<NodeId, Vec<f64>> = HashMap::new();
        for instant in points(&frame.clock) {
            for id in &needed {
                let node = graph.node(*id);
                let rows = node.rows as usize;
                let read = |o: NodeId| match graph.constant_values(o) {
                    Some(constant) => Some(&**constant),
                    None => values.get(&o).map(Vec::as_slice),
                };
                let computed = graph::compute(&node.op, rows, &frame.tables, instant, &read);
                let computed = computed.unwrap_or_else(|| vec![f64::NAN; rows]);
                if let Some(index) = self.index.get(id) {
                    tables[*index as usize].extend_from_slice(&computed);
                }
                values.insert(*id, computed);
            }
        }
        tables
    }
}

/// The points of the tables: for Euler one a step, for Runge–Kutta three (start, middle, end).
fn points(clock: &Clock) -> Vec<Instant> {
    let mut points = Vec::new();
    for step in 0..=clock.steps {
        let start = clock.time_of_step(step);
        let mut point = |time: f64| {
            points.push(Instant {
                time,
                year: clock.year_at(time),
                step_start: start,
            });
        };
        point(start);
        if clock.method == Method::Rk4 {
            point(start + clock.dt / 2.0);
            point(clock.time_of_step(step + 1));
        }
    }
    points
}
