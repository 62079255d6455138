//! Arrays that read earlier elements of themselves, or of arrays that read them.
//!
//! Quantities that need each other at the same instant form a group (see [`entangled`]).
//! Inside a group the single elements are put in order: an element's level is one more than that of the latest
//! element it reads (Kahn 1962); elements of one level and quantity are computed together. Constant conditions and
//! constant zero factors take links away.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use contend_model::expression::{Axis, BinaryOp, Expression, Node as Syntax};
use contend_model::id::{DimensionId, QuantityId};
use contend_model::model::QuantityKind;
use contend_model::order::{Moment, entangled};

use super::array::Parts;
use super::{CompileError, Lowering};
use crate::graph::{NO_ROW, NodeId, Op, Rows, reduce};

/// For each quantity the group that it is in, where there is one.
#[derive(Debug)]
pub(crate) struct Groups {
    of: HashMap<QuantityId, usize>,
    members: Vec<Vec<QuantityId>>,
}

/// Some elements of a space of dimensions: for each row, one index per dimension.
struct RowDomain {
    over: Vec<DimensionId>,
    columns: Vec<Vec<u32>>,
    rows: usize,
}

impl RowDomain {
    fn column(&self, dimension: DimensionId) -> Option<&[u32]> {
        self.over
            .iter()
            .position(|d| *d == dimension)
            .map(|i| self.columns[i].as_slice())
    }

    fn keep(&self, rows: &[u32]) -> RowDomain {
        let columns = self
            .columns
            .iter()
            .map(|c| rows.iter().map(|r| c[*r as usize]).collect())
            .collect();
        RowDomain {
            over: self.over.clone(),
            columns,
            rows: rows.len(),
        }
    }
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
                let domain = self.domain_of(over, &elements);
                let node = self.element_rows(id, &domain, &members, moment)?;
                let node = self.expand(node, elements.len() as u32);
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
                parts.push(part.ok_or(CompileError::Misplaced {
                    what: "an element without equation",
                })?);
            }
            let parts: Parts = parts.into();
            let node = self.add(Op::Collect(parts), size);
            self.quantity_nodes.insert((*id, moment), node);
        }
        Ok(())
    }

    /// The value of a quantity of a group at some of its elements.
    fn element_rows(
        &mut self,
        id: QuantityId,
        domain: &RowDomain,
        members: &BTreeSet<QuantityId>,
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let scenario = self.scenario;
        if let QuantityKind::Lever(lever) = &scenario.quantity(id).kind {
            let default = self.graph.number(lever.default);
            let mut settings = Vec::new();
            for (step, setting) in self.lever_settings(id, moment) {
                let set = match setting {
                    Some(e) => self.rows_of(e, domain, members, moment)?,
                    None => default,
                };
                settings.push((step, set));
            }
            return Ok(self.gate_lever(id, default, &settings, moment));
        }
        match self.equations(id, moment).first() {
            Some(equation) => self.rows_of(equation, domain, members, moment),
            None => Err(CompileError::Misplaced {
                what: "an element without equation",
            }),
        }
    }

    fn domain_of(&self, over: &[DimensionId], elements: &[u32]) -> RowDomain {
        let mut columns = vec![Vec::with_capacity(elements.len()); over.len()];
        for element in elements {
            let mut rest = *element as usize;
            for (column, d) in columns.iter_mut().zip(over).rev() {
                let n = self.scenario.dimension(*d).len().max(1);
                column.push((rest % n) as u32);
                rest /= n;
            }
        }
        RowDomain {
            over: over.to_vec(),
            columns,
            rows: elements.len(),
        }
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
            let domain = self.domain_of(&scenario.quantity(*id).over, &[*element]);
            let at: Vec<(DimensionId, u32)> = domain
                .over
                .iter()
                .zip(&domain.columns)
                .map(|(d, c)| (*d, c[0]))
                .collect();
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
            let stuck = (0..elements.len())
                .filter(|i| waiting[*i] > 0)
                .map(|i| elements[i])
                .take(20)
                .collect();
            return Err(CompileError::Loop { elements: stuck });
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
        match &e.node {
            Syntax::Read { quantity, axes } => {
                if members.contains(quantity) {
                    let own = &self.scenario.quantity(*quantity).over;
                    let columns = at.iter().map(|(_, k)| vec![*k]).collect();
                    let over = at.iter().map(|(d, _)| *d).collect();
                    let domain = RowDomain {
                        over,
                        columns,
                        rows: 1,
                    };
                    let row = self.project(own, axes, &domain)[0];
                    if row != NO_ROW {
                        found.insert((*quantity, row));
                    }
                }
            }
            Syntax::If(c, a, b) => match self.constant_at(c, at, members, moment)? {
                Some(c) => {
                    self.element_reads(if c != 0.0 { a } else { b }, at, members, moment, found)?
                }
                None => {
                    for part in [c, a, b] {
                        self.element_reads(part, at, members, moment, found)?;
                    }
                }
            },
            Syntax::Binary(BinaryOp::Multiply, a, b) => {
                let zero = self.constant_at(a, at, members, moment)? == Some(0.0)
                    || self.constant_at(b, at, members, moment)? == Some(0.0);
                if !zero {
                    self.element_reads(a, at, members, moment, found)?;
                    self.element_reads(b, at, members, moment, found)?;
                }
            }
            Syntax::Reduce {
                body,
                along,
                filter,
                ..
            } => {
                let mut inner: Vec<(DimensionId, u32)> = at.to_vec();
                inner.extend(along.iter().map(|d| (*d, 0)));
                let sizes: Vec<usize> = along
                    .iter()
                    .map(|d| self.scenario.dimension(*d).len())
                    .collect();
                let total: usize = sizes.iter().product();
                for index in 0..total {
                    let mut rest = index;
                    for (i, size) in sizes.iter().enumerate().rev() {
                        inner[at.len() + i].1 = (rest % size) as u32;
                        rest /= size;
                    }
                    if let Some(filter) = filter {
                        if self.constant_at(filter, &inner, members, moment)? == Some(0.0) {
                            continue;
                        }
                        self.element_reads(filter, &inner, members, moment, found)?;
                    }
                    self.element_reads(body, &inner, members, moment, found)?;
                }
            }
            Syntax::Along { body, along, .. } => {
                for k in 0..self.scenario.dimension(*along).len() as u32 {
                    let inner: Vec<(DimensionId, u32)> = at
                        .iter()
                        .map(|(d, old)| (*d, if d == along { k } else { *old }))
                        .collect();
                    self.element_reads(body, &inner, members, moment, found)?;
                }
            }
            _ => {
                for part in e.parts_at(moment) {
                    self.element_reads(part, at, members, moment, found)?;
                }
            }
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

    /// The expression over its own dimensions, kept so that it is lowered once for all elements.
    fn whole(&mut self, e: &'a Expression, moment: Moment) -> Result<NodeId, CompileError> {
        let key = (std::ptr::from_ref(e) as usize, moment);
        if let Some(node) = self.whole.get(&key) {
            return Ok(*node);
        }
        let node = self.own(e, moment)?;
        self.whole.insert(key, node);
        Ok(node)
    }

    /// For each row of a domain, the row of an array read with axes.
    fn project(&self, own: &[DimensionId], axes: &[Axis], domain: &RowDomain) -> Vec<u32> {
        let mut rows = vec![0u32; domain.rows];
        for (axis, d) in axes.iter().zip(own) {
            let one = [*d];
            let size = self.scenario.dimension(*d).len() as u32;
            let list: Rows = match axis {
                Axis::Element(_) => self.read_rows(&one, &[*axis], &[]),
                Axis::Along { dimension, .. } => self.read_rows(&one, &[*axis], &[*dimension]),
            };
            let column = match axis {
                Axis::Element(_) => None,
                Axis::Along { dimension, .. } => domain.column(*dimension),
            };
            for (i, row) in rows.iter_mut().enumerate() {
                let k = list
                    .get(column.map_or(0, |c| c[i] as usize))
                    .copied()
                    .unwrap_or(NO_ROW);
                *row = if *row == NO_ROW || k == NO_ROW {
                    NO_ROW
                } else {
                    *row * size + k
                };
            }
        }
        rows
    }

    /// The expression at the rows of a domain: one row, or as many as the domain.
    fn rows_of(
        &mut self,
        e: &'a Expression,
        domain: &RowDomain,
        members: &BTreeSet<QuantityId>,
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        if !reads_any(e, members, moment) {
            let node = self.whole(e, moment)?;
            if self.graph.rows(node) == 1 {
                return Ok(node);
            }
            let axes: Vec<Axis> = e
                .over
                .iter()
                .map(|d| Axis::Along {
                    dimension: *d,
                    offset: 0,
                })
                .collect();
            let list: Rows = self.project(&e.over, &axes, domain).into();
            let rows = list.len() as u32;
            return Ok(self.add(Op::Gather(node, list), rows));
        }
        Ok(match &e.node {
            Syntax::Read { quantity, axes } => {
                let own = &self.scenario.quantity(*quantity).over;
                let zero = self.graph.number(0.0);
                let parts: Parts = self
                    .project(own, axes, domain)
                    .into_iter()
                    .map(|row| {
                        self.element_nodes
                            .get(&(*quantity, row, moment))
                            .copied()
                            .unwrap_or((zero, 0))
                    })
                    .collect();
                let rows = parts.len() as u32;
                self.add(Op::Collect(parts), rows)
            }
            Syntax::Unary(op, a) => {
                let a = self.rows_of(a, domain, members, moment)?;
                self.unary(*op, a)
            }
            Syntax::Binary(BinaryOp::Multiply, a, b) => {
                for (known, other) in [(a, b), (b, a)] {
                    if reads_any(known, members, moment) {
                        continue;
                    }
                    let node = self.rows_of(known, domain, members, moment)?;
                    let Some(values) = self.graph.constant_values(node).cloned() else {
                        continue;
                    };
                    let value = |row: usize| {
                        if values.len() == 1 {
                            values[0]
                        } else {
                            values[row]
                        }
                    };
                    let linked: Vec<u32> = (0..domain.rows as u32)
                        .filter(|r| value(*r as usize) != 0.0)
                        .collect();
                    if linked.len() == domain.rows {
                        continue;
                    }
                    let zero = self.graph.number(0.0);
                    if linked.is_empty() {
                        return Ok(zero);
                    }
                    let part = domain.keep(&linked);
                    let factor = self.rows_of(known, &part, members, moment)?;
                    let other = self.rows_of(other, &part, members, moment)?;
                    let product = self.binary(BinaryOp::Multiply, factor, other);
                    return Ok(self.put_together(domain.rows, &[(&linked, product)], zero));
                }
                let a = self.rows_of(a, domain, members, moment)?;
                let b = self.rows_of(b, domain, members, moment)?;
                self.binary(BinaryOp::Multiply, a, b)
            }
            Syntax::Binary(op, a, b) => {
                let a = self.rows_of(a, domain, members, moment)?;
                let b = self.rows_of(b, domain, members, moment)?;
                self.binary(*op, a, b)
            }
            Syntax::If(c, a, b) => {
                let condition = self.rows_of(c, domain, members, moment)?;
                if let Some(values) = self.graph.constant_values(condition).cloned() {
                    let holds =
                        |row: u32| values[if values.len() == 1 { 0 } else { row as usize }] != 0.0;
                    let (yes, no): (Vec<u32>, Vec<u32>) =
                        (0..domain.rows as u32).partition(|r| holds(*r));
                    let mut parts = Vec::new();
                    for (rows, branch) in [(&yes, a), (&no, b)] {
                        if !rows.is_empty() {
                            let node = self.rows_of(branch, &domain.keep(rows), members, moment)?;
                            parts.push((rows, node));
                        }
                    }
                    let zero = self.graph.number(0.0);
                    let parts: Vec<(&Vec<u32>, NodeId)> = parts;
                    return Ok(self.put_together(domain.rows, &parts, zero));
                }
                let a = self.rows_of(a, domain, members, moment)?;
                let b = self.rows_of(b, domain, members, moment)?;
                self.select(condition, a, b)
            }
            Syntax::Lookup(table, a) => {
                let a = self.rows_of(a, domain, members, moment)?;
                let rows = self.graph.rows(a);
                self.add(Op::Lookup(*table, a), rows)
            }
            Syntax::Reduce {
                op,
                body,
                along,
                filter,
            } => {
                let sizes: Vec<usize> = along
                    .iter()
                    .map(|d| self.scenario.dimension(*d).len())
                    .collect();
                let inner: usize = sizes.iter().product();
                let every: Vec<u32> = (0..domain.rows as u32)
                    .flat_map(|r| vec![r; inner])
                    .collect();
                let mut wide = domain.keep(&every);
                let mut stride = inner;
                for (d, size) in along.iter().zip(&sizes) {
                    stride /= size;
                    wide.over.push(*d);
                    wide.columns.push(
                        (0..wide.rows)
                            .map(|i| ((i / stride) % size) as u32)
                            .collect(),
                    );
                }
                self.reduce_wide(
                    *op,
                    body,
                    filter.as_deref(),
                    along,
                    &wide,
                    domain.rows,
                    members,
                    moment,
                )?
            }
            Syntax::Along { op, body, along } => {
                let length = self.scenario.dimension(*along).len();
                let Some(own) = domain.column(*along).map(<[u32]>::to_vec) else {
                    return Err(CompileError::Misplaced {
                        what: "an operation along a dimension that it does not have",
                    });
                };
                let every: Vec<u32> = (0..domain.rows as u32)
                    .flat_map(|r| vec![r; length])
                    .collect();
                let mut wide = domain.keep(&every);
                if let Some(i) = wide.over.iter().position(|d| d == along) {
                    wide.columns[i] = (0..wide.rows).map(|i| (i % length) as u32).collect();
                }
                let count = wide.rows as u32;
                let node = self.rows_of(body, &wide, members, moment)?;
                let node = self.expand(node, count);
                let list: Rows = (0..count).collect();
                let along = self.add(
                    Op::Along {
                        op: *op,
                        of: node,
                        rows: list,
                        length: length as u32,
                    },
                    count,
                );
                let pick: Rows = own
                    .iter()
                    .enumerate()
                    .map(|(r, k)| (r * length) as u32 + k)
                    .collect();
                self.add(Op::Gather(along, pick), domain.rows as u32)
            }
            Syntax::Chance {
                law,
                site,
                arguments,
            } => {
                let mut nodes = Vec::new();
                for argument in arguments {
                    nodes.push(self.rows_of(argument, domain, members, moment)?);
                }
                let a = nodes.first().copied().ok_or(CompileError::Misplaced {
                    what: "a draw without a law",
                })?;
                let b = nodes.get(1).copied().unwrap_or(a);
                let axes: Vec<Axis> = e
                    .over
                    .iter()
                    .map(|d| Axis::Along {
                        dimension: *d,
                        offset: 0,
                    })
                    .collect();
                let keys = self.scenario.element_keys(*site, &e.over);
                let rows = self.project(&e.over, &axes, domain);
                let keys = rows.iter().map(|row| keys[*row as usize]).collect();
                let start = moment == Moment::Start;
                self.add(
                    Op::Chance {
                        law: *law,
                        keys,
                        a,
                        b,
                        start,
                    },
                    domain.rows as u32,
                )
            }
            Syntax::Memory { .. } => {
                let quantity = members.iter().next().copied().unwrap_or(QuantityId(0));
                return Err(CompileError::MemoryInRecursion { quantity });
            }
            _ => {
                return Err(CompileError::Misplaced {
                    what: "an expression inside a recursion",
                });
            }
        })
    }

    #[allow(clippy::too_many_arguments)] // one reduction: what, over what, where; a struct would only rename them
    fn reduce_wide(
        &mut self,
        op: contend_model::expression::ReduceOp,
        body: &'a Expression,
        filter: Option<&'a Expression>,
        along: &[DimensionId],
        wide: &RowDomain,
        results: usize,
        members: &BTreeSet<QuantityId>,
        moment: Moment,
    ) -> Result<NodeId, CompileError> {
        let inner = wide.rows / results.max(1);
        let mut kept: Vec<u32> = (0..wide.rows as u32).collect();
        let mut varying = None;
        if let Some(filter) = filter {
            let node = self.rows_of(filter, wide, members, moment)?;
            match self.graph.constant_values(node) {
                Some(values) => {
                    let values = values.clone();
                    kept.retain(|r| values[if values.len() == 1 { 0 } else { *r as usize }] != 0.0);
                }
                None => varying = Some(node),
            }
        }
        if varying.is_some() {
            return Err(CompileError::Misplaced {
                what: "a varying `where` inside a recursion along a dimension",
            });
        }
        if kept.is_empty() {
            // Arrays without rows do not exist.
            let nothing = reduce(op, &[], &[]);
            return Ok(self.graph.constant(vec![nothing; results]));
        }
        let part = wide.keep(&kept);
        let node = self.rows_of(body, &part, members, moment)?;
        let node = self.expand(node, kept.len() as u32);
        let mut offsets = vec![0u32; results + 1];
        for row in &kept {
            offsets[*row as usize / inner + 1] += 1;
        }
        for i in 0..results {
            offsets[i + 1] += offsets[i];
        }
        let positions: Rows = match along {
            [one] => {
                let positions = &self.scenario.dimension(*one).positions;
                kept.iter()
                    .map(|r| positions[*r as usize % inner])
                    .collect()
            }
            _ => kept.iter().map(|r| *r % inner as u32).collect(),
        };
        let list: Vec<u32> = (0..kept.len() as u32).collect();
        Ok(self.reduce_rows(op, node, list, offsets.into(), positions))
    }

    /// Rows from parts, and `rest` where no part has them.
    fn put_together(&mut self, rows: usize, parts: &[(&Vec<u32>, NodeId)], rest: NodeId) -> NodeId {
        let mut list = vec![(rest, 0u32); rows];
        for (at, node) in parts {
            let one = self.graph.rows(*node) == 1;
            for (i, row) in at.iter().enumerate() {
                list[*row as usize] = (*node, if one { 0 } else { i as u32 });
            }
        }
        let list: Arc<[(NodeId, u32)]> = list.into();
        self.add(Op::Collect(list), rows as u32)
    }
}

fn reads_any(e: &Expression, members: &BTreeSet<QuantityId>, moment: Moment) -> bool {
    if let Syntax::Read { quantity, .. } = &e.node {
        return members.contains(quantity);
    }
    e.parts_at(moment)
        .into_iter()
        .any(|part| reads_any(part, members, moment))
}
