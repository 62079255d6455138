//! Arrays that read earlier elements of themselves, or of arrays that read them.
//!
//! Quantities that need each other at the same instant form a group (see [`entangled`]).
//! Inside a group the single elements are put in order: an element's level is one more than that of the latest
//! element it reads (Kahn 1962); elements of one level and quantity are computed together. Constant conditions and
//! constant zero factors take links away.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contend_model::expression::{BinaryOp, Expression, Term};
use contend_model::id::{DimensionId, QuantityId};
use contend_model::model::{QuantityKind, Scenario};
use contend_model::order::{Moment, entangled};

use super::domain::{RowDomain, element_of};
use super::expression::{Scope, reads_any};
use super::{CompileError, Lowering};
use crate::defect::Defect;
use crate::graph::{NO_ROW, Op};

/// For each quantity the group that it is in, where there is one.
#[derive(Debug)]
pub(super) struct Groups {
    of: HashMap<QuantityId, usize>,
    members: Vec<Vec<QuantityId>>,
}

impl<'a> Lowering<'a> {
    /// The other quantities that this one is entangled with, if it is.
    pub(super) fn recursive_group(
        &mut self,
        id: QuantityId,
        moment: Moment,
    ) -> Option<Vec<QuantityId>> {
        if !self.groups.contains_key(&moment) {
            let groups = self.find_groups(moment);
            self.groups.insert(moment, groups);
        }
        let groups = self.groups.get(&moment)?;
        groups.of.get(&id).map(|g| groups.members[*g].clone())
    }

    /// Whether a rule takes part in a recursion under one of several courses, or in the place of which something else may be
    /// set: under another it may not, and sums inside a recursion run in another order. So each is to be lowered by itself.
    pub(super) fn depends_on_course(&self, group: &[QuantityId]) -> bool {
        let many = self.courses.len() > 1;
        let lever = |id: &QuantityId| {
            let kind = &self.scenario.quantity(*id).kind;
            matches!(kind, QuantityKind::Lever(_)) && (many || self.open.contains(id))
        };
        group.iter().any(lever)
    }

    fn find_groups(&self, moment: Moment) -> Groups {
        let count = self.scenario.quantities.len();
        let reads: Vec<Vec<usize>> = (0..count)
            .map(|q| {
                let mut found = BTreeSet::new();
                for e in self.equations(QuantityId(q as u32), moment) {
                    e.reads_at(moment, &mut |q, _| {
                        found.insert(q.index());
                    });
                }
                found.into_iter().collect()
            })
            .collect();
        let mut groups = Groups {
            of: HashMap::new(),
            members: Vec::new(),
        };
        for group in entangled(&reads) {
            let members: Vec<QuantityId> =
                group.into_iter().map(|q| QuantityId(q as u32)).collect();
            for member in &members {
                groups.of.insert(*member, groups.members.len());
            }
            groups.members.push(members);
        }
        groups
    }

    pub(super) fn lower_recursion(
        &mut self,
        group: &[QuantityId],
        moment: Moment,
    ) -> Result<(), CompileError> {
        let scenario = self.scenario;
        let members: BTreeSet<QuantityId> = group.iter().copied().collect();
        let levels = self.levels(group, &members, moment)?;
        for level in levels {
            for (id, elements) in level {
                let over = &scenario.quantity(id).over;
                let domain = RowDomain::of(scenario, over, &elements);
                let at = Scope {
                    domain: &domain,
                    group: &members,
                    moment,
                };
                let node = self.value(id, at)?;
                for (row, element) in elements.iter().enumerate() {
                    self.element_nodes
                        .insert((id, *element, moment), (node, row as u32));
                }
            }
        }
        for id in group {
            let size = scenario.size(&scenario.quantity(*id).over) as u32;
            let mut parts = Vec::with_capacity(size as usize);
            for element in 0..size {
                let part = self.element_nodes.get(&(*id, element, moment)).copied();
                parts.push(part.ok_or(Defect::lost("an element of a recursion"))?);
            }
            let node = self.add(Op::Collect(parts.into()), size);
            self.quantity_nodes.insert((*id, moment), node);
        }
        Ok(())
    }

    /// Elements of a group in levels, each with its elements by quantity.
    fn levels(
        &mut self,
        group: &[QuantityId],
        members: &BTreeSet<QuantityId>,
        moment: Moment,
    ) -> Result<Vec<BTreeMap<QuantityId, Vec<u32>>>, CompileError> {
        let scenario = self.scenario;
        let mut number: HashMap<(QuantityId, u32), usize> = HashMap::new();
        let mut elements: Vec<(QuantityId, u32)> = Vec::new();
        for id in group {
            for element in 0..scenario.size(&scenario.quantity(*id).over) as u32 {
                number.insert((*id, element), elements.len());
                elements.push((*id, element));
            }
        }
        let mut readers: Vec<Vec<usize>> = vec![Vec::new(); elements.len()];
        let mut waiting = vec![0usize; elements.len()];
        for (index, (id, element)) in elements.iter().enumerate() {
            let at = element_of(scenario, &scenario.quantity(*id).over, *element);
            let mut found = BTreeSet::new();
            for equation in self.equations(*id, moment) {
                self.element_reads(equation, &at, members, moment, &mut found)?;
            }
            for read in found {
                if let Some(source) = number.get(&read) {
                    readers[*source].push(index);
                    waiting[index] += 1;
                }
            }
        }
        let mut level: Vec<usize> = (0..elements.len()).filter(|i| waiting[*i] == 0).collect();
        let mut levels = Vec::new();
        let mut done = 0;
        while !level.is_empty() {
            done += level.len();
            let mut by_quantity: BTreeMap<QuantityId, Vec<u32>> = BTreeMap::new();
            let mut next = Vec::new();
            for index in level {
                let (id, element) = elements[index];
                by_quantity.entry(id).or_default().push(element);
                for reader in &readers[index] {
                    waiting[*reader] -= 1;
                    if waiting[*reader] == 0 {
                        next.push(*reader);
                    }
                }
            }
            levels.push(by_quantity);
            next.sort_unstable();
            level = next;
        }
        if done < elements.len() {
            let elements = round(&readers, &waiting).into_iter().map(|i| elements[i]);
            return Err(CompileError::Loop {
                elements: elements.collect(),
            });
        }
        Ok(levels)
    }

    /// Elements of the group that an expression reads at one element.
    fn element_reads(
        &mut self,
        e: &'a Expression,
        at: &[(DimensionId, u32)],
        members: &BTreeSet<QuantityId>,
        moment: Moment,
        found: &mut BTreeSet<(QuantityId, u32)>,
    ) -> Result<(), CompileError> {
        if !reads_any(e, members, moment) {
            return Ok(());
        }
        match &e.term {
            Term::Read { quantity, axes } => {
                if members.contains(quantity) {
                    let own = &self.scenario.quantity(*quantity).over;
                    let rows = RowDomain::single(at).project(self.scenario, own, axes);
                    let exist = rows.into_iter().filter(|r| *r != NO_ROW);
                    found.extend(exist.map(|row| (*quantity, row)));
                }
            }
            Term::If(c, a, b) => match self.constant_at(c, at, members, moment)? {
                Some(c) if !c.is_nan() => {
                    self.element_reads(if c != 0.0 { a } else { b }, at, members, moment, found)?
                }
                _ => {
                    for part in [c, a, b] {
                        self.element_reads(part, at, members, moment, found)?;
                    }
                }
            },
            Term::Binary(BinaryOp::Multiply, a, b) => {
                let zero = self.constant_at(a, at, members, moment)? == Some(0.0)
                    || self.constant_at(b, at, members, moment)? == Some(0.0);
                if !zero {
                    self.element_reads(a, at, members, moment, found)?;
                    self.element_reads(b, at, members, moment, found)?;
                }
            }
            Term::Reduce {
                body,
                along,
                by,
                filter,
                ..
            }
            | Term::Quantile {
                body,
                along,
                by,
                filter,
                ..
            } => {
                if let Term::Quantile { at: share, .. } = &e.term {
                    self.element_reads(share, at, members, moment, found)?;
                }
                let all = self.sorted(along, by);
                let into: Vec<DimensionId> = by.iter().map(|(_, d)| *d).collect();
                let own = place_among(self.scenario, &into, at);
                let taken = own.and_then(|row| all.get(row));
                let parts = (&**body, filter.as_deref());
                self.inner_reads(
                    parts,
                    along,
                    taken.map_or(&[], |t| t),
                    at,
                    members,
                    moment,
                    found,
                )?;
            }
            Term::Along {
                body,
                along,
                by,
                filter,
                ..
            } => {
                let groups = self.alike(along, by);
                let own = place_among(self.scenario, along, at);
                let group = own.and_then(|row| groups.places.get(row));
                let taken = group.and_then(|(group, _)| groups.members.get(*group as usize));
                let parts = (&**body, filter.as_deref());
                self.inner_reads(
                    parts,
                    along,
                    taken.map_or(&[], |t| t),
                    at,
                    members,
                    moment,
                    found,
                )?;
            }
            Term::Pick { body, along, index } => {
                self.element_reads(index, at, members, moment, found)?;
                let all: Vec<u32> = (0..self.scenario.dimension(*along).len() as u32).collect();
                let elements = match self.constant_at(index, at, members, moment)? {
                    Some(position) => {
                        let position = self.graph.number(position);
                        self.known_elements(position, *along, 1).unwrap_or(all)
                    }
                    None => all,
                };
                self.inner_reads(
                    (body, None),
                    &[*along],
                    &elements,
                    at,
                    members,
                    moment,
                    found,
                )?;
            }
            _ => {
                for part in e.parts_at(moment) {
                    self.element_reads(part, at, members, moment, found)?;
                }
            }
        }
        Ok(())
    }

    /// Elements of the group that a body and a filter read at some elements along dimensions, where they count.
    #[allow(clippy::too_many_arguments)] // where it is read, and what of
    fn inner_reads(
        &mut self,
        (body, filter): (&'a Expression, Option<&'a Expression>),
        along: &[DimensionId],
        elements: &[u32],
        at: &[(DimensionId, u32)],
        members: &BTreeSet<QuantityId>,
        moment: Moment,
        found: &mut BTreeSet<(QuantityId, u32)>,
    ) -> Result<(), CompileError> {
        let outer = at.iter().filter(|(d, _)| !along.contains(d)).copied();
        let outer: Vec<(DimensionId, u32)> = outer.collect();
        for element in elements {
            let mut inner = outer.clone();
            inner.extend(element_of(self.scenario, along, *element));
            if let Some(filter) = filter {
                if self.constant_at(filter, &inner, members, moment)? == Some(0.0) {
                    continue;
                }
                self.element_reads(filter, &inner, members, moment, found)?;
            }
            self.element_reads(body, &inner, members, moment, found)?;
        }
        Ok(())
    }

    /// The value of an expression at one element, where it is known while compiling.
    fn constant_at(
        &mut self,
        e: &'a Expression,
        at: &[(DimensionId, u32)],
        members: &BTreeSet<QuantityId>,
        moment: Moment,
    ) -> Result<Option<f64>, CompileError> {
        if reads_any(e, members, moment) {
            return Ok(None);
        }
        let node = self.whole(e, moment)?;
        let Some(values) = self.graph.constant_values(node) else {
            return Ok(None);
        };
        if values.len() == 1 {
            return Ok(Some(values[0]));
        }
        let values = values.clone();
        let mut row = 0usize;
        for d in &e.over {
            let Some((_, k)) = at.iter().find(|(other, _)| other == d) else {
                return Ok(None);
            };
            row = row * self.scenario.dimension(*d).len() + *k as usize;
        }
        Ok(values.get(row).copied())
    }
}

/// The place of one element among all of some dimensions, row-major.
fn place_among(
    scenario: &Scenario,
    over: &[DimensionId],
    at: &[(DimensionId, u32)],
) -> Option<usize> {
    over.iter().try_fold(0, |row, d| {
        let (_, k) = at.iter().find(|(other, _)| other == d)?;
        Some(row * scenario.dimension(*d).len() + *k as usize)
    })
}

/// One way round among elements that wait for each other, each of which reads the next.
fn round(readers: &[Vec<usize>], waiting: &[usize]) -> Vec<usize> {
    // What still waits reads something that still waits: one of these for each.
    let mut source: Vec<Option<usize>> = vec![None; readers.len()];
    for (read, readers) in readers.iter().enumerate() {
        if waiting[read] > 0 {
            for reader in readers {
                source[*reader].get_or_insert(read);
            }
        }
    }
    let Some(mut at) = (0..readers.len()).find(|i| waiting[*i] > 0) else {
        return Vec::new();
    };
    let mut seen: HashMap<usize, usize> = HashMap::new();
    let mut path = Vec::new();
    loop {
        if let Some(begin) = seen.insert(at, path.len()) {
            return path.split_off(begin);
        }
        path.push(at);
        match source[at] {
            Some(read) => at = read,
            None => return path,
        }
    }
}
