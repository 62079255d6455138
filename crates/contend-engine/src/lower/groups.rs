//! Elements told apart by attributes: which of them an element of a result takes, and which are of one group.

use std::collections::HashMap;
use std::sync::Arc;

use contend_model::expression::By;
use contend_model::id::DimensionId;
use contend_model::model::Scenario;

use super::Lowering;
use super::domain::{element_of, through};
use crate::graph::NO_ROW;

/// Elements along some dimensions, counted with the last of them the fastest, in groups.
#[derive(Debug)]
pub(super) struct Groups {
    /// For each group its elements, in order.
    pub members: Vec<Vec<u32>>,
    /// For each element its group and its place in that.
    pub places: Vec<(u32, u32)>,
}

/// Dimensions, and what tells elements along them apart.
type Elements<T> = (Vec<DimensionId>, Vec<T>);

/// For each result the elements that it takes.
pub(super) type Members = Arc<Vec<Vec<u32>>>;

/// Groups of elements that are known by now.
#[derive(Debug, Default)]
pub(super) struct Known {
    sorted: HashMap<Elements<(By, DimensionId)>, Members>,
    alike: HashMap<Elements<By>, Arc<Groups>>,
}

impl Lowering<'_> {
    /// For each element over the dimensions that attributes name elements of, row-major, the elements along some dimensions
    /// that name it. Without attributes there is one, which takes them all.
    pub(super) fn sorted(&mut self, along: &[DimensionId], by: &[(By, DimensionId)]) -> Members {
        let key = (along.to_vec(), by.to_vec());
        let scenario = self.scenario;
        let known = self.groups_of.sorted.entry(key);
        known
            .or_insert_with(|| Arc::new(sorted(scenario, along, by)))
            .clone()
    }

    /// The elements along some dimensions, those together that are the same in some attributes.
    pub(super) fn alike(&mut self, along: &[DimensionId], by: &[By]) -> Arc<Groups> {
        let key = (along.to_vec(), by.to_vec());
        let scenario = self.scenario;
        let known = self.groups_of.alike.entry(key);
        known
            .or_insert_with(|| Arc::new(alike(scenario, along, by)))
            .clone()
    }
}

fn sorted(scenario: &Scenario, along: &[DimensionId], by: &[(By, DimensionId)]) -> Vec<Vec<u32>> {
    let into: Vec<DimensionId> = by.iter().map(|(_, d)| *d).collect();
    let named: Vec<(DimensionId, Vec<u32>)> = by
        .iter()
        .map(|(by, into)| (by.dimension, through(scenario, *into, *by)))
        .collect();
    let mut members = vec![Vec::new(); scenario.size(&into)];
    for element in 0..scenario.size(along) as u32 {
        let at = element_of(scenario, along, element);
        let mut row = Some(0usize);
        for ((dimension, named), into) in named.iter().zip(&into) {
            let own = at.iter().find(|(d, _)| d == dimension);
            let k = own.and_then(|(_, k)| named.get(*k as usize)).copied();
            let k = k.filter(|k| *k != NO_ROW);
            let size = scenario.dimension(*into).len();
            row = row.zip(k).map(|(row, k)| row * size + k as usize);
        }
        if let Some(taken) = row.and_then(|row| members.get_mut(row)) {
            taken.push(element);
        }
    }
    members
}

fn alike(scenario: &Scenario, along: &[DimensionId], by: &[By]) -> Groups {
    let mut numbers: HashMap<Vec<u64>, u32> = HashMap::new();
    let mut groups = Groups {
        members: Vec::new(),
        places: Vec::new(),
    };
    for element in 0..scenario.size(along) as u32 {
        let at = element_of(scenario, along, element);
        let value = |by: &By| {
            let own = at.iter().find(|(d, _)| *d == by.dimension);
            let attributes = &scenario.dimension(by.dimension).attributes;
            let values = attributes.get(by.attribute as usize).map(|a| &a.values);
            let value = own.zip(values).and_then(|((_, k), v)| v.get(*k as usize));
            // 0 and −0 are the same.
            value.map_or(u64::MAX, |x| (x + 0.0).to_bits())
        };
        let next = groups.members.len() as u32;
        let group = *numbers
            .entry(by.iter().map(value).collect())
            .or_insert(next);
        if group == next {
            groups.members.push(Vec::new());
        }
        let members = &mut groups.members[group as usize];
        groups.places.push((group, members.len() as u32));
        members.push(element);
    }
    groups
}
