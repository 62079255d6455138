//! Rows of arrays: which elements are computed, and where another array has them.

use contend_model::expression::{Axis, By};
use contend_model::id::DimensionId;
use contend_model::model::Scenario;

use super::groups::Groups;
use crate::graph::NO_ROW;

/// Some elements of a space of dimensions, or all of them: for each row, one index per dimension.
#[derive(Debug)]
pub(super) struct RowDomain {
    pub over: Vec<DimensionId>,
    columns: Vec<Vec<u32>>,
    pub rows: usize,
    /// Whether these are all elements of `over`, row-major.
    whole: bool,
}

impl RowDomain {
    /// All elements, row-major.
    pub fn all(scenario: &Scenario, over: &[DimensionId]) -> RowDomain {
        let elements: Vec<u32> = (0..scenario.size(over) as u32).collect();
        RowDomain {
            whole: true,
            ..RowDomain::of(scenario, over, &elements)
        }
    }

    /// Some elements, told by their places in the whole array.
    pub fn of(scenario: &Scenario, over: &[DimensionId], elements: &[u32]) -> RowDomain {
        let mut columns = vec![Vec::with_capacity(elements.len()); over.len()];
        for element in elements {
            for (column, (_, k)) in columns.iter_mut().zip(element_of(scenario, over, *element)) {
                column.push(k);
            }
        }
        RowDomain {
            over: over.to_vec(),
            columns,
            rows: elements.len(),
            whole: false,
        }
    }

    /// The row that is one element: for each dimension its index.
    pub fn single(at: &[(DimensionId, u32)]) -> RowDomain {
        RowDomain {
            over: at.iter().map(|(d, _)| *d).collect(),
            columns: at.iter().map(|(_, k)| vec![*k]).collect(),
            rows: 1,
            whole: false,
        }
    }

    /// Whether these are all elements of an array over those dimensions, in its own order.
    pub fn is_all_of(&self, over: &[DimensionId]) -> bool {
        self.whole && self.over == over
    }

    /// For each row, its index along a dimension.
    pub fn column(&self, dimension: DimensionId) -> Option<&[u32]> {
        let at = self.over.iter().position(|d| *d == dimension)?;
        Some(&self.columns[at])
    }

    /// Some of the rows, or rows several times.
    pub fn keep(&self, rows: &[u32]) -> RowDomain {
        let kept = |c: &Vec<u32>| rows.iter().map(|r| c[*r as usize]).collect();
        RowDomain {
            over: self.over.clone(),
            columns: self.columns.iter().map(kept).collect(),
            rows: rows.len(),
            whole: false,
        }
    }

    /// Each row once for each element of further dimensions, the last of which is the fastest. Inside, they stand for these
    /// elements also where the rows had the dimensions already.
    pub fn times(&self, scenario: &Scenario, along: &[DimensionId]) -> RowDomain {
        if let Some(outer) = along.iter().find(|d| self.over.contains(d)) {
            return self.without(*outer).times(scenario, along);
        }
        let inner = scenario.size(along);
        let mut wide = self.keep(&repeated(self.rows, inner));
        let mut stride = inner;
        for d in along {
            let size = scenario.dimension(*d).len();
            stride /= size.max(1);
            let index = |row: usize| ((row / stride) % size) as u32;
            wide.over.push(*d);
            wide.columns.push((0..wide.rows).map(index).collect());
        }
        wide.whole = self.whole;
        wide
    }

    /// Each row once for each of those elements along further dimensions that it takes, and for each of the rows that come of
    /// it the row of this domain. What a row takes stands in `members`, row-major over the dimensions `into`.
    pub fn taking(
        &self,
        scenario: &Scenario,
        along: &[DimensionId],
        into: &[DimensionId],
        members: &[Vec<u32>],
    ) -> (RowDomain, Vec<u32>) {
        let (mut owners, mut elements) = (Vec::new(), Vec::new());
        for (row, taken) in self.project_own(scenario, into).iter().enumerate() {
            for element in members.get(*taken as usize).map_or(&[][..], |m| m) {
                owners.push(row as u32);
                elements.push(*element);
            }
        }
        let mut wide = self.keep(&owners);
        for outer in along {
            if wide.over.contains(outer) {
                wide = wide.without(*outer);
            }
        }
        let inner = RowDomain::of(scenario, along, &elements);
        wide.over.extend(inner.over);
        wide.columns.extend(inner.columns);
        (wide, owners)
    }

    /// The groups of elements along some of the dimensions that the rows lie in: the rows of all groups, one group after the
    /// other, where each of them begins and the last ends, and for each row of this domain its place among those. `None`
    /// where it has not all of the dimensions.
    pub fn segments(
        &self,
        scenario: &Scenario,
        along: &[DimensionId],
        groups: &Groups,
    ) -> Option<(RowDomain, Vec<u32>, Vec<u32>)> {
        let columns: Option<Vec<usize>> = along
            .iter()
            .map(|d| self.over.iter().position(|own| own == d))
            .collect();
        let columns = columns?;
        let mut known = std::collections::HashMap::new();
        let (mut firsts, mut elements) = (Vec::new(), Vec::new());
        let (mut offsets, mut places) = (vec![0], Vec::with_capacity(self.rows));
        let elements_of_rows = self.project_own(scenario, along);
        for row in 0..self.rows {
            // The element without its places along the dimensions, and its group among those, name the segment.
            let mut name = 0;
            for (i, (d, column)) in self.over.iter().zip(&self.columns).enumerate() {
                let k = if columns.contains(&i) {
                    0
                } else {
                    column[row] as usize
                };
                name = name * scenario.dimension(*d).len() + k;
            }
            let (group, place) = *groups.places.get(elements_of_rows[row] as usize)?;
            let next = offsets.len() - 1;
            let segment = *known.entry((name, group)).or_insert(next);
            if segment == next {
                let members = &groups.members[group as usize];
                firsts.extend(std::iter::repeat_n(row as u32, members.len()));
                elements.extend_from_slice(members);
                offsets.push(elements.len() as u32);
            }
            places.push(offsets[segment] + place);
        }
        let mut wide = self.keep(&firsts);
        let inner = RowDomain::of(scenario, along, &elements);
        for (at, column) in columns.into_iter().zip(inner.columns) {
            wide.columns[at] = column;
        }
        Some((wide, offsets, places))
    }

    /// The same rows at given elements along a dimension, also where they have that already.
    pub fn at_elements(&self, along: DimensionId, elements: Vec<u32>) -> RowDomain {
        let mut there = self.without(along);
        there.over.push(along);
        there.columns.push(elements);
        there
    }

    /// The same rows, no longer told apart along a dimension.
    fn without(&self, along: DimensionId) -> RowDomain {
        let others: Vec<usize> = (0..self.over.len())
            .filter(|i| self.over[*i] != along)
            .collect();
        RowDomain {
            over: others.iter().map(|i| self.over[*i]).collect(),
            columns: others.iter().map(|i| self.columns[*i].clone()).collect(),
            rows: self.rows,
            whole: false,
        }
    }

    /// Each row once for each element of a dimension, also where the rows have that already.
    pub fn anew(&self, scenario: &Scenario, along: DimensionId) -> RowDomain {
        self.without(along).times(scenario, &[along])
    }

    /// For each row, the row that an array over `own` dimensions has there; [`NO_ROW`] where it has none.
    pub fn project(&self, scenario: &Scenario, own: &[DimensionId], axes: &[Axis]) -> Vec<u32> {
        let mut rows = vec![0u32; self.rows];
        for (axis, d) in axes.iter().zip(own) {
            let size = scenario.dimension(*d).len() as u32;
            let column = axis.open().and_then(|dimension| self.column(dimension));
            let place = |k: u32| place_of(scenario, *d, axis, k);
            // Where few elements are looked for, a list of all of them would cost more.
            let elements = axis.open().map_or(1, |d| scenario.dimension(d).len());
            let list: Option<Vec<u32>> =
                (self.rows >= elements).then(|| (0..elements as u32).map(place).collect());
            for (i, row) in rows.iter_mut().enumerate() {
                let at = column.map_or(0, |c| c[i]);
                let k = match &list {
                    Some(list) => list.get(at as usize).copied().unwrap_or(NO_ROW),
                    None => place(at),
                };
                *row = if *row == NO_ROW || k == NO_ROW {
                    NO_ROW
                } else {
                    *row * size + k
                };
            }
        }
        rows
    }

    /// For each row, the row of an array over some of the dimensions at the same element.
    pub fn project_own(&self, scenario: &Scenario, own: &[DimensionId]) -> Vec<u32> {
        self.project(scenario, own, &in_place(own))
    }
}

/// For each dimension of an array, the index of one element along it.
pub(super) fn element_of(
    scenario: &Scenario,
    over: &[DimensionId],
    element: u32,
) -> Vec<(DimensionId, u32)> {
    let mut rest = element as usize;
    let mut at: Vec<(DimensionId, u32)> = over.iter().map(|d| (*d, 0)).collect();
    for (d, k) in at.iter_mut().rev() {
        let n = scenario.dimension(*d).len().max(1);
        *k = (rest % n) as u32;
        rest /= n;
    }
    at
}

/// Each dimension read where it is.
fn in_place(over: &[DimensionId]) -> Vec<Axis> {
    let along = |d: &DimensionId| Axis::Along {
        dimension: *d,
        offset: 0,
    };
    over.iter().map(along).collect()
}

/// 0, 0, 0, 1, 1, 1, …
fn repeated(rows: usize, times: usize) -> Vec<u32> {
    (0..rows as u32)
        .flat_map(|r| std::iter::repeat_n(r, times))
        .collect()
}

/// Where an array has along one of its dimensions what an axis reads at an element; [`NO_ROW`] where it has it not.
fn place_of(scenario: &Scenario, own: DimensionId, axis: &Axis, element: u32) -> u32 {
    let target = scenario.dimension(own);
    match axis {
        Axis::Element(k) => *k,
        Axis::Along { dimension, offset } => {
            let positions = &scenario.dimension(*dimension).positions;
            let moved = positions.get(element as usize).and_then(|p| {
                let moved = i64::from(index_of(&target.positions, *p)?) + i64::from(*offset);
                let exists = (0..target.len() as i64).contains(&moved);
                exists.then_some(moved as u32)
            });
            moved.unwrap_or(NO_ROW)
        }
        Axis::Through(by) => {
            let attributes = &scenario.dimension(by.dimension).attributes;
            let attribute = attributes.get(by.attribute as usize);
            let named = attribute.and_then(|a| a.positions_in(target.root)?.get(element as usize));
            let place = named.and_then(|p| index_of(&target.positions, *p));
            place.unwrap_or(NO_ROW)
        }
    }
}

/// For each element along a dimension, the one of another that an attribute names.
pub(super) fn through(scenario: &Scenario, target: DimensionId, by: By) -> Vec<u32> {
    let elements = scenario.dimension(by.dimension).len() as u32;
    let place = |k: u32| place_of(scenario, target, &Axis::Through(by), k);
    (0..elements).map(place).collect()
}

/// Where a root position stands in a list of some.
pub(super) fn index_of(positions: &[u32], wanted: u32) -> Option<u32> {
    // A list or a second name has every position in order; only subsets must be searched.
    if positions.get(wanted as usize) == Some(&wanted) {
        return Some(wanted);
    }
    let at = positions.iter().position(|p| *p == wanted)?;
    Some(at as u32)
}
