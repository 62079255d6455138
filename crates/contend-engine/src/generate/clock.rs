//! What depends on time alone, computed while compiling and read from tables.

use std::collections::{BTreeSet, HashMap};

use contend_model::clock::{Clock, Method};

use crate::code::ClockTable;
use crate::frame::Frame;
use crate::graph::{self, Graph, Instant, NodeId, When};

/// The nodes that are read from tables: of each table those that it has, which are read in one go.
#[derive(Debug, Default)]
pub(super) struct ClockTables {
    tables: Vec<Vec<NodeId>>,
}

impl ClockTables {
    /// The table of some nodes.
    pub(super) fn table(&mut self, nodes: Vec<NodeId>) -> u32 {
        self.tables.push(nodes);
        self.tables.len() as u32 - 1
    }

    /// What each table says.
    pub(super) fn tabulate(&self, graph: &Graph, frame: &Frame) -> Vec<ClockTable> {
        let mut needed: BTreeSet<NodeId> = BTreeSet::new();
        let mut todo: Vec<NodeId> = self.tables.iter().flatten().copied().collect();
        while let Some(id) = todo.pop() {
            if graph.node(id).when == When::Clock && needed.insert(id) {
                todo.extend(graph::operands(&graph.node(id).op));
            }
        }
        let new = |nodes: &Vec<NodeId>| ClockTable {
            parts: nodes.iter().map(|id| graph.rows(*id)).collect(),
            values: Vec::new(),
        };
        let mut tables: Vec<ClockTable> = self.tables.iter().map(new).collect();
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
                values.insert(*id, computed);
            }
            for (table, nodes) in tables.iter_mut().zip(&self.tables) {
                for id in nodes {
                    table.values.extend_from_slice(&values[id]);
                }
            }
        }
        tables
    }
}

/// The points of the tables: for Euler one a step, for Runge–Kutta three (start, middle, end).
pub(crate) fn points(clock: &Clock) -> Vec<Instant> {
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
